//! Frozen modules: code in the packed standard library that runs before any finder works.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use mortise_stdlib_pack::Pack;

use crate::state::config;

/// The library that was opened last: the configuration may name another one when the runtime starts again.
static PACK: Mutex<Option<(PathBuf, Arc<Pack>)>> = Mutex::new(None);

/// The packed standard library, if the configuration names one that can be read.
pub fn pack() -> Option<Arc<Pack>> {
    let config = config::get();
    let path = config.stdlib_pack.as_ref()?;
    let mut open = PACK.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, pack)) = open.as_ref().filter(|(of, _)| of == path) {
        return Some(pack.clone());
    }
    let pack = Arc::new(Pack::open(path).ok()?);
    *open = Some((path.clone(), pack.clone()));
    Some(pack)
}

/// A frozen module.
pub struct Frozen {
    /// Its code, marshalled.
    pub code: Vec<u8>,
    /// Whether it is a package.
    pub is_package: bool,
    /// The name under which it is stored.
    pub name: String,
}

/// Finds a frozen module by the name under which it is imported.
pub fn find(name: &str) -> Option<Frozen> {
    let found = pack()?.frozen(name).ok()??;
    Some(Frozen { code: found.code, is_package: found.is_package, name: found.original.to_string() })
}

/// The names of all frozen modules.
pub fn names() -> Vec<String> {
    match pack() {
        Some(_) => mortise_stdlib_pack::FROZEN.iter().map(|(name, _)| name.to_string()).collect(),
        None => Vec::new(),
    }
}
