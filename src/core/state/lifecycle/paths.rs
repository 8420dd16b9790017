//! Where things are: the executable, the packed standard library, `sys.path`.

use std::path::{Path, PathBuf};

use crate::state::config::Config;

#[cfg(Py_GIL_DISABLED)]
const LIB: &str = "python3.13t";
#[cfg(not(Py_GIL_DISABLED))]
const LIB: &str = "python3.13";

/// The file that holds the standard library, in `lib/` beside the executable's `bin/`.
const PACK: &str = "python313.zip";

/// The path of the running executable: `argv[0]` when it leads to it, so that links keep their name.
pub fn executable(argv0: &str) -> String {
    let given = if argv0.contains('/') {
        std::path::absolute(argv0).ok()
    } else {
        std::env::var_os("PATH").and_then(|path| {
            std::env::split_paths(&path).map(|dir| dir.join(argv0)).find(|file| file.is_file())
        })
    };
    let real = std::env::current_exe().ok();
    given
        .filter(|file| file.is_file())
        .or(real)
        .map_or_else(String::new, |p| p.to_string_lossy().into_owned())
}

/// Fills the paths of a configuration that has its executable and options.
pub fn fill(config: &mut Config) {
    let real = std::env::current_exe().unwrap_or_default();
    let home = std::env::var("PYTHONHOME").ok().filter(|h| config.use_environment && !h.is_empty());
    let mut candidates: Vec<PathBuf> = Vec::new();
    if let Some(home) = &home {
        candidates.push(PathBuf::from(home.split(':').next().unwrap_or(home)));
    }
    if let Some(file) = std::env::var_os("MORTISE_STDLIB_PACK").filter(|_| config.use_environment) {
        config.stdlib_pack = Some(PathBuf::from(file));
    }
    for start in [Path::new(&config.executable), &real] {
        candidates.extend(start.ancestors().skip(1).map(Path::to_path_buf));
    }
    let prefix = candidates.iter().find(|dir| dir.join("lib").join(PACK).is_file());
    if let Some(prefix) = prefix {
        config.prefix = prefix.to_string_lossy().into_owned();
        config.stdlib_pack.get_or_insert_with(|| prefix.join("lib").join(PACK));
    } else {
        let fallback = real.parent().and_then(Path::parent).map(Path::to_path_buf).unwrap_or_default();
        config.prefix = fallback.to_string_lossy().into_owned();
    }
    let mut paths: Vec<String> = Vec::new();
    if let Some(path) = std::env::var("PYTHONPATH").ok().filter(|p| config.use_environment && !p.is_empty()) {
        paths.extend(path.split(':').map(str::to_string));
    }
    if let Some(pack) = &config.stdlib_pack {
        paths.push(pack.to_string_lossy().into_owned());
    }
    let lib = Path::new(&config.prefix).join("lib").join(LIB);
    paths.push(lib.to_string_lossy().into_owned());
    paths.push(lib.join("lib-dynload").to_string_lossy().into_owned());
    config.stdlib_dir = config.stdlib_pack.as_ref().map(|p| p.to_string_lossy().into_owned());
    config.module_search_paths = paths;
}
