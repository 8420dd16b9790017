//! `pylifecycle.h`, the older functions about paths: what the configuration says, as wide strings that the runtime keeps.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;
use std::sync::{Mutex, PoisonError};

use libc::wchar_t;

use crate::state::config::{self, Text};
use crate::state::lifecycle::{paths, wide};

/// A text that was given out. It is replaced when the configuration has another one, as in CPython.
struct Given(Mutex<Option<(Text, Box<[wchar_t]>)>>);

impl Given {
    const fn new() -> Self {
        Given(Mutex::new(None))
    }

    /// The text for C; NULL for none.
    fn give(&self, text: Option<Text>) -> *mut wchar_t {
        let Some(text) = text else { return std::ptr::null_mut() };
        let mut given = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if given.as_ref().is_none_or(|(of, _)| *of != text) {
            let copy = wide::encode(&text).into_boxed_slice();
            *given = Some((text, copy));
        }
        given.as_mut().map_or(std::ptr::null_mut(), |(_, copy)| copy.as_mut_ptr())
    }
}

/// `Py_GetPath`: the first `sys.path`, with ':' between the folders; NULL before the start.
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetPath() -> *mut wchar_t {
    static GIVEN: Given = Given::new();
    let config = config::get();
    let text = (config.module_search_paths_set != 0).then(|| {
        let all: Vec<&[u8]> = config.module_search_paths.iter().map(|p| p.as_bytes()).collect();
        std::os::unix::ffi::OsStringExt::from_vec(all.join(&b':'))
    });
    GIVEN.give(text)
}

/// `Py_GetPrefix`: `sys.base_prefix`; NULL before the start.
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetPrefix() -> *mut wchar_t {
    static GIVEN: Given = Given::new();
    GIVEN.give(config::get().base_prefix.clone())
}

/// `Py_GetExecPrefix`: `sys.base_exec_prefix`; NULL before the start.
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetExecPrefix() -> *mut wchar_t {
    static GIVEN: Given = Given::new();
    GIVEN.give(config::get().base_exec_prefix.clone())
}

/// `Py_GetProgramFullPath`: `sys.executable`; NULL before the start.
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetProgramFullPath() -> *mut wchar_t {
    static GIVEN: Given = Given::new();
    GIVEN.give(config::get().executable.clone())
}

/// `Py_GetProgramName`: what the configuration or [`Py_SetProgramName`] says; NULL otherwise.
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetProgramName() -> *mut wchar_t {
    static GIVEN: Given = Given::new();
    GIVEN.give(config::get().program_name.clone().or_else(|| paths::preset(|p| p.program_name.clone())))
}

/// `Py_GetPythonHome`: `PYTHONHOME`, or what the configuration or [`Py_SetPythonHome`] says; NULL otherwise.
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetPythonHome() -> *mut wchar_t {
    static GIVEN: Given = Given::new();
    GIVEN.give(config::get().home.clone().or_else(|| paths::preset(|p| p.home.clone())))
}

/// `Py_SetProgramName`: the program's name, for a start without one.
///
/// # Safety
/// `name` is null or ends with 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_SetProgramName(name: *const wchar_t) {
    // SAFETY: by contract.
    let name = unsafe { wide::from_c(name) }.filter(|n: &OsString| !n.is_empty());
    paths::preset(|p| p.program_name = name);
}

/// `Py_SetPythonHome`: the folder with the standard library, for a start without one.
///
/// # Safety
/// `home` is null or ends with 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_SetPythonHome(home: *const wchar_t) {
    // SAFETY: by contract.
    let home = unsafe { wide::from_c(home) }.filter(|n: &OsString| !n.is_empty());
    paths::preset(|p| p.home = home);
}
