//! Frozen modules: code in the packed standard library that runs before any finder works.

use std::sync::OnceLock;

use mortise_stdlib_pack::Pack;

use crate::state::config;

static PACK: OnceLock<Option<Pack>> = OnceLock::new();

/// The packed standard library, if the configuration names one that can be read.
pub fn pack() -> Option<&'static Pack> {
    PACK.get_or_init(|| config::get().stdlib_pack.as_ref().and_then(|path| Pack::open(path).ok())).as_ref()
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
