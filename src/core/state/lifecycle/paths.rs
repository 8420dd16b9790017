//! Where things are: the executable, the packed standard library, `sys.path`.

use std::ffi::{CStr, OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::state::config::{Config, Text};

#[cfg(Py_GIL_DISABLED)]
const LIB: &str = "python3.13t";
#[cfg(not(Py_GIL_DISABLED))]
const LIB: &str = "python3.13";

/// The file that holds the standard library, in `lib/` beside the executable's `bin/`.
const PACK: &str = "python313.zip";

/// What `Py_SetProgramName` and `Py_SetPythonHome` said before the start.
pub struct Preset {
    pub program_name: Option<Text>,
    pub home: Option<Text>,
}

static PRESET: Mutex<Preset> = Mutex::new(Preset { program_name: None, home: None });

/// Reads or changes the preset names.
pub fn preset<R>(f: impl FnOnce(&mut Preset) -> R) -> R {
    f(&mut PRESET.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The file that a program name stands for; empty when there is none.
fn find_program(name: &OsStr) -> Text {
    if name.as_bytes().contains(&b'/') {
        return super::read::absolute(name);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|dir| dir.join(name))
        .find(|file| is_executable(file))
        .map_or_else(Text::new, PathBuf::into_os_string)
}

fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0)
}

/// The file that this code was loaded from: the executable, or the shared library.
fn own_file() -> Option<PathBuf> {
    // SAFETY: the address is one of this program; dladdr fills the struct when it says so, with a NUL-terminated name.
    unsafe {
        let mut info: libc::Dl_info = std::mem::zeroed();
        let found = libc::dladdr(own_file as *const std::ffi::c_void, &raw mut info);
        if found == 0 || info.dli_fname.is_null() {
            return None;
        }
        Some(PathBuf::from(OsStr::from_bytes(CStr::from_ptr(info.dli_fname).to_bytes())))
    }
}

/// The value of a key in the `pyvenv.cfg` of the environment that an executable belongs to.
fn venv_home(executable: &Path) -> Option<PathBuf> {
    let folder = executable.parent()?;
    let text = [folder, folder.parent()?]
        .into_iter()
        .find_map(|dir| std::fs::read_to_string(dir.join("pyvenv.cfg")).ok())?;
    text.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        key.trim().eq_ignore_ascii_case("home").then(|| PathBuf::from(value.trim()))
    })
}

/// Finds the program: `program_name`, `executable` and `base_executable`. `own_program` says that the process is Python's own
/// executable, which can be found even when its name does not lead to it.
fn program(config: &mut Config, own_program: bool) {
    if config.program_name.is_none() {
        let first = || config.orig_argv.first().filter(|a| !a.is_empty()).cloned();
        let preset = preset(|p| p.program_name.clone());
        config.program_name = Some(preset.or_else(first).unwrap_or_else(|| "python3".into()));
    }
    if config.executable.is_none() {
        let mut found = config.program_name.as_deref().map(find_program).unwrap_or_default();
        if own_program && !is_executable(Path::new(&found)) {
            found = std::env::current_exe().map_or_else(|_| Text::new(), PathBuf::into_os_string);
        }
        config.executable = Some(found);
    }
    if config.base_executable.is_none() {
        let executable = Path::new(config.executable.as_deref().unwrap_or_default());
        let base = venv_home(executable).zip(executable.file_name()).map(|(home, name)| home.join(name));
        config.base_executable = Some(base.map_or_else(|| executable.into(), PathBuf::into_os_string));
    }
}

/// Fills the paths that are not set. `own_program` says that the process is Python's own executable.
pub fn fill(config: &mut Config, own_program: bool) {
    if config.home.is_none() {
        let variable =
            || std::env::var_os("PYTHONHOME").filter(|h| config.use_environment != 0 && !h.is_empty());
        config.home = preset(|p| p.home.clone()).or_else(variable);
    }
    program(config, own_program);
    let platlibdir = config.platlibdir.get_or_insert_with(|| "lib".into()).clone();
    if config.use_environment != 0 {
        config.stdlib_pack = std::env::var_os("MORTISE_STDLIB_PACK").map(PathBuf::from);
    }
    // Two folders may be given, of which the second is for what depends on the machine.
    let home = config.home.as_ref().map(|home| {
        let mut parts = home.as_bytes().split(|&b| b == b':').map(OsStr::from_bytes);
        let prefix = parts.next().unwrap_or_default().to_owned();
        (parts.next().map_or_else(|| prefix.clone(), OsStr::to_owned), prefix)
    });
    let mut candidates: Vec<PathBuf> = Vec::new();
    candidates.extend(home.iter().map(|(_, prefix)| PathBuf::from(prefix)));
    let real = std::env::current_exe().ok();
    let executable = |text: &Option<Text>| text.as_ref().map(PathBuf::from);
    for start in
        [executable(&config.executable), executable(&config.base_executable), real.clone(), own_file()]
    {
        candidates.extend(start.iter().flat_map(|s| s.ancestors().skip(1)).map(Path::to_path_buf));
    }
    let found = candidates.into_iter().find(|dir| dir.join(&platlibdir).join(PACK).is_file());
    if let Some(dir) = &found {
        config.stdlib_pack.get_or_insert_with(|| dir.join(&platlibdir).join(PACK));
    }
    let prefix: Text = home
        .as_ref()
        .map(|(_, prefix)| prefix.clone())
        .or_else(|| found.map(PathBuf::into_os_string))
        .or_else(|| real.as_deref().and_then(Path::parent).and_then(Path::parent).map(|p| p.into()))
        .unwrap_or_default();
    let or = |field: &mut Option<Text>, value: &Text| field.get_or_insert_with(|| value.clone()).clone();
    let exec_prefix = match home {
        Some((exec_prefix, prefix)) => {
            // What the embedder wrote counts less, as in CPython.
            config.prefix = Some(prefix);
            config.exec_prefix = Some(exec_prefix.clone());
            exec_prefix
        }
        None => prefix.clone(),
    };
    let prefix = or(&mut config.prefix, &prefix);
    let exec_prefix = or(&mut config.exec_prefix, &exec_prefix);
    or(&mut config.base_prefix, &prefix);
    or(&mut config.base_exec_prefix, &exec_prefix);
    let pack = config.stdlib_pack.as_ref().map(|p| p.clone().into_os_string());
    if config.stdlib_dir.is_none() {
        config.stdlib_dir = pack.clone();
    }
    if config.module_search_paths_set != 0 {
        return;
    }
    let mut paths: Vec<Text> = Vec::new();
    if let Some(path) = &config.pythonpath_env {
        paths.extend(path.as_bytes().split(|&b| b == b':').map(|p| OsStr::from_bytes(p).to_owned()));
    }
    paths.extend(pack);
    let lib = |prefix: &OsString| Path::new(prefix).join(&platlibdir).join(LIB);
    paths.push(lib(&prefix).into_os_string());
    paths.push(lib(&exec_prefix).join("lib-dynload").into_os_string());
    config.module_search_paths = paths;
    config.module_search_paths_set = 1;
}
