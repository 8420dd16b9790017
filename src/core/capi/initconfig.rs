//! `cpython/initconfig.h`: `PyStatus`, `PyWideStringList` and `PyConfig`. What they mean is in [`lifecycle`](crate::state::lifecycle).

use std::ffi::{CStr, CString, c_char, c_int};
use std::ptr::null_mut;

use libc::wchar_t;
use mortise_abi::{
    _PyStatus_TYPE_ERROR, _PyStatus_TYPE_EXIT, _PyStatus_TYPE_OK, PyConfig, PyStatus, PyWideStringList,
};

use crate::capi::decl::{PyMem_RawFree, PyMem_RawRealloc};
use crate::state::config::{self, Config, Kind, Text};
use crate::state::lifecycle::{Failure, Step, preconfig, read, wide};

/// A result as C has it. The text of an error is kept for ever: it usually ends the process.
pub(crate) fn status(result: Step) -> PyStatus {
    match result {
        Ok(()) => PyStatus_Ok(),
        Err(Failure::Exit(code)) => PyStatus_Exit(code),
        Err(Failure::Error { func, message }) => PyStatus {
            func: func.map_or(std::ptr::null(), CStr::as_ptr),
            err_msg: CString::new(message.replace('\0', "")).unwrap_or_default().into_raw(),
            ..PyStatus_Error(std::ptr::null())
        },
    }
}

/// `PyStatus_Ok`
#[unsafe(no_mangle)]
pub extern "C" fn PyStatus_Ok() -> PyStatus {
    PyStatus { _type: _PyStatus_TYPE_OK, func: std::ptr::null(), err_msg: std::ptr::null(), exitcode: 0 }
}

/// `PyStatus_Error`: keeps the pointer.
#[unsafe(no_mangle)]
pub extern "C" fn PyStatus_Error(err_msg: *const c_char) -> PyStatus {
    PyStatus { _type: _PyStatus_TYPE_ERROR, err_msg, ..PyStatus_Ok() }
}

/// `PyStatus_NoMemory`
#[unsafe(no_mangle)]
pub extern "C" fn PyStatus_NoMemory() -> PyStatus {
    PyStatus_Error(c"memory allocation failed".as_ptr())
}

/// `PyStatus_Exit`
#[unsafe(no_mangle)]
pub extern "C" fn PyStatus_Exit(exitcode: c_int) -> PyStatus {
    PyStatus { _type: _PyStatus_TYPE_EXIT, exitcode, ..PyStatus_Ok() }
}

/// `PyStatus_IsError`
#[unsafe(no_mangle)]
pub extern "C" fn PyStatus_IsError(status: PyStatus) -> c_int {
    (status._type == _PyStatus_TYPE_ERROR).into()
}

/// `PyStatus_IsExit`
#[unsafe(no_mangle)]
pub extern "C" fn PyStatus_IsExit(status: PyStatus) -> c_int {
    (status._type == _PyStatus_TYPE_EXIT).into()
}

/// `PyStatus_Exception`: an error or an exit.
#[unsafe(no_mangle)]
pub extern "C" fn PyStatus_Exception(status: PyStatus) -> c_int {
    (status._type != _PyStatus_TYPE_OK).into()
}

/// `PyWideStringList_Insert`: puts a copy of the text before `index`, or at the end.
///
/// # Safety
/// `list` is a list whose memory is `PyMem_RawMalloc`'s; `item` ends with 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyWideStringList_Insert(
    list: *mut PyWideStringList,
    index: isize,
    item: *const wchar_t,
) -> PyStatus {
    if index < 0 {
        let func = c"PyWideStringList_Insert";
        return status(Err(Failure::new(func, "PyWideStringList_Insert index must be >= 0")));
    }
    // SAFETY: by contract.
    unsafe {
        let Some(text) = wide::from_c(item) else {
            return status(Err(Failure::new(c"PyWideStringList_Insert", "the item is NULL")));
        };
        insert(list, index, &text)
    }
}

/// # Safety
/// `list` is a list whose memory is `PyMem_RawMalloc`'s; `index` is not negative.
unsafe fn insert(list: *mut PyWideStringList, index: isize, text: &Text) -> PyStatus {
    // SAFETY: by contract; the new memory has room for one more.
    unsafe {
        let length = (*list).length;
        let index = index.min(length);
        let size = (length as usize + 1) * size_of::<*mut wchar_t>();
        let copy = wide::allocate(text);
        let items: *mut *mut wchar_t =
            if copy.is_null() { null_mut() } else { PyMem_RawRealloc((*list).items.cast(), size).cast() };
        if items.is_null() {
            wide::free(copy);
            return PyStatus_NoMemory();
        }
        let at = items.offset(index);
        at.add(1).copy_from(at, (length - index) as usize);
        *at = copy;
        (*list).items = items;
        (*list).length = length + 1;
    }
    PyStatus_Ok()
}

/// `PyWideStringList_Append`: puts a copy of the text at the end.
///
/// # Safety
/// As [`PyWideStringList_Insert`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyWideStringList_Append(
    list: *mut PyWideStringList,
    item: *const wchar_t,
) -> PyStatus {
    // SAFETY: by contract.
    unsafe { PyWideStringList_Insert(list, (*list).length, item) }
}

/// # Safety
/// `list` is a list whose memory is `PyMem_RawMalloc`'s.
unsafe fn clear_list(list: *mut PyWideStringList) {
    // SAFETY: by contract.
    unsafe {
        for i in 0..(*list).length {
            wide::free(*(*list).items.offset(i));
        }
        PyMem_RawFree((*list).items.cast());
        *list = PyWideStringList { length: 0, items: null_mut() };
    }
}

/// # Safety
/// `list` is valid.
unsafe fn list_texts(list: *const PyWideStringList) -> Vec<Text> {
    // SAFETY: by contract.
    unsafe { (0..(*list).length).filter_map(|i| wide::from_c(*(*list).items.offset(i))).collect() }
}

/// Makes a list hold these texts.
///
/// # Safety
/// `list` is a list whose memory is `PyMem_RawMalloc`'s.
unsafe fn set_list(list: *mut PyWideStringList, texts: &[Text]) -> PyStatus {
    // SAFETY: by contract.
    unsafe {
        if list_texts(list) == texts {
            return PyStatus_Ok();
        }
        clear_list(list);
        for text in texts {
            let result = insert(list, (*list).length, text);
            if result._type != _PyStatus_TYPE_OK {
                return result;
            }
        }
    }
    PyStatus_Ok()
}

/// Makes a field hold this text.
///
/// # Safety
/// `field` is null or `PyMem_RawMalloc`'s memory.
unsafe fn set_text(field: *mut *mut wchar_t, text: Option<&Text>) -> PyStatus {
    // SAFETY: by contract.
    unsafe {
        if wide::from_c(*field).as_ref() == text {
            return PyStatus_Ok();
        }
        let copy = match text {
            None => null_mut(),
            Some(text) => {
                let copy = wide::allocate(text);
                if copy.is_null() {
                    return PyStatus_NoMemory();
                }
                copy
            }
        };
        wide::free(std::mem::replace(&mut *field, copy));
    }
    PyStatus_Ok()
}

/// Calls a macro with the names of the fields that both kinds of configuration have, by their types.
macro_rules! with_fields {
    ($macro:ident) => {
        $macro! {
            numbers: [
                isolated, use_environment, dev_mode, install_signal_handlers, use_hash_seed, hash_seed, faulthandler,
                tracemalloc, perf_profiling, import_time, code_debug_ranges, show_ref_count, dump_refs, malloc_stats,
                parse_argv, site_import, bytes_warning, warn_default_encoding, inspect, interactive, optimization_level,
                parser_debug, write_bytecode, verbose, quiet, user_site_directory, configure_c_stdio, buffered_stdio,
                use_frozen_modules, safe_path, int_max_str_digits, cpu_count, pathconfig_warnings,
                module_search_paths_set, skip_source_first_line
            ],
            renamed: [_install_importlib = install_importlib, _init_main = init_main, _is_python_build = is_python_build],
            texts: [
                dump_refs_file, filesystem_encoding, filesystem_errors, pycache_prefix, stdio_encoding, stdio_errors,
                check_hash_pycs_mode, program_name, pythonpath_env, home, platlibdir, stdlib_dir, executable,
                base_executable, prefix, base_prefix, exec_prefix, base_exec_prefix, run_command, run_module, run_filename,
                sys_path_0
            ],
            lists: [orig_argv, argv, xoptions, warnoptions, module_search_paths],
        }
    };
}

macro_rules! conversions {
    (
        numbers: [$($number:ident),*], renamed: [$($theirs:ident = $ours:ident),*],
        texts: [$($text:ident),*], lists: [$($list:ident),*],
    ) => {
        /// The configuration that C wrote.
        ///
        /// # Safety
        /// `c` was begun with one of the `Init` functions and has valid texts and lists.
        pub(crate) unsafe fn from_c(c: *const PyConfig) -> Config {
            // SAFETY: by contract.
            unsafe {
                let kind = match (*c)._config_init {
                    1 => Kind::Compat,
                    3 => Kind::Isolated,
                    _ => Kind::Python,
                };
                Config {
                    kind,
                    $($number: (*c).$number,)*
                    $($ours: (*c).$theirs,)*
                    $($text: wide::from_c((*c).$text),)*
                    $($list: list_texts(&raw const (*c).$list),)*
                    enable_gil: gil::get(c),
                    ..Config::python()
                }
            }
        }

        /// Writes a configuration into C's.
        ///
        /// # Safety
        /// As [`from_c`]; texts and lists are `PyMem_RawMalloc`'s memory.
        unsafe fn to_c(config: &Config, c: *mut PyConfig) -> PyStatus {
            // SAFETY: by contract.
            unsafe {
                (*c)._config_init = config.kind as c_int;
                $((*c).$number = config.$number;)*
                $((*c).$theirs = config.$ours;)*
                gil::set(c, config.enable_gil);
                let steps = [
                    $(set_text(&raw mut (*c).$text, config.$text.as_ref()),)*
                    $(set_list(&raw mut (*c).$list, &config.$list),)*
                ];
                steps.into_iter().find(|s| s._type != _PyStatus_TYPE_OK).unwrap_or(PyStatus_Ok())
            }
        }

        /// `PyConfig_Clear`: frees the texts and lists.
        ///
        /// # Safety
        /// `config` was begun with one of the `Init` functions; its memory is `PyMem_RawMalloc`'s.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn PyConfig_Clear(config: *mut PyConfig) {
            // SAFETY: by contract.
            unsafe {
                $(wide::free(std::mem::replace(&mut (*config).$text, null_mut()));)*
                $(clear_list(&raw mut (*config).$list);)*
            }
        }
    };
}
with_fields!(conversions);

#[cfg(Py_GIL_DISABLED)]
mod gil {
    use super::{PyConfig, c_int};
    /// # Safety
    /// `c` is valid.
    pub unsafe fn get(c: *const PyConfig) -> c_int {
        // SAFETY: by contract.
        unsafe { (*c).enable_gil }
    }
    /// # Safety
    /// `c` is valid.
    pub unsafe fn set(c: *mut PyConfig, value: c_int) {
        // SAFETY: by contract.
        unsafe { (*c).enable_gil = value };
    }
}
#[cfg(not(Py_GIL_DISABLED))]
mod gil {
    use super::{PyConfig, c_int};
    /// # Safety
    /// None: this flavour's struct has no such field.
    pub unsafe fn get(_c: *const PyConfig) -> c_int {
        -1
    }
    /// # Safety
    /// None, as above.
    pub unsafe fn set(_c: *mut PyConfig, _value: c_int) {}
}

/// # Safety
/// `c` points to memory for a `PyConfig`.
unsafe fn begin(c: *mut PyConfig, config: &Config) {
    // SAFETY: by contract; integers and null pointers are valid as zero. Nothing is allocated: all texts are unset.
    unsafe {
        c.write_bytes(0, 1);
        to_c(config, c);
    }
}

/// `PyConfig_InitPythonConfig`: the configuration of the command line program.
///
/// # Safety
/// `config` points to memory for a `PyConfig`, whose contents do not matter.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_InitPythonConfig(config: *mut PyConfig) {
    // SAFETY: by contract.
    unsafe { begin(config, &Config::python()) }
}

/// `PyConfig_InitIsolatedConfig`: a configuration for which nothing from outside counts.
///
/// # Safety
/// As [`PyConfig_InitPythonConfig`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_InitIsolatedConfig(config: *mut PyConfig) {
    // SAFETY: by contract.
    unsafe { begin(config, &Config::isolated()) }
}

/// `PyConfig_SetString`: makes a field of the configuration hold a copy of the text.
///
/// # Safety
/// `config` is valid, `field` one of its texts; `text` is null or ends with 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_SetString(
    config: *mut PyConfig,
    field: *mut *mut wchar_t,
    text: *const wchar_t,
) -> PyStatus {
    // SAFETY: by contract.
    unsafe {
        let result = status(preconfig::for_config(&from_c(config), &[]));
        if result._type != _PyStatus_TYPE_OK {
            return result;
        }
        set_text(field, wide::from_c(text).as_ref())
    }
}

/// `PyConfig_SetBytesString`: as [`PyConfig_SetString`] with bytes.
///
/// # Safety
/// As [`PyConfig_SetString`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_SetBytesString(
    config: *mut PyConfig,
    field: *mut *mut wchar_t,
    text: *const c_char,
) -> PyStatus {
    // SAFETY: by contract.
    unsafe {
        let result = status(preconfig::for_config(&from_c(config), &[]));
        if result._type != _PyStatus_TYPE_OK {
            return result;
        }
        set_text(field, wide::from_bytes(text).as_ref())
    }
}

/// # Safety
/// `config` is valid.
unsafe fn set_argv(config: *mut PyConfig, args: &[Text]) -> PyStatus {
    // SAFETY: by contract.
    unsafe {
        let result = status(preconfig::for_config(&from_c(config), args));
        if result._type != _PyStatus_TYPE_OK {
            return result;
        }
        set_list(&raw mut (*config).argv, args)
    }
}

/// Texts of an array of C's.
///
/// # Safety
/// `items` holds `length` strings that end with 0.
pub(crate) unsafe fn wide_texts(length: isize, items: *const *mut wchar_t) -> Vec<Text> {
    // SAFETY: by contract.
    unsafe { (0..length.max(0)).filter_map(|i| wide::from_c(*items.offset(i))).collect() }
}

/// Texts of an array of C's.
///
/// # Safety
/// `items` holds `length` strings that end with NUL.
pub(crate) unsafe fn byte_texts(length: isize, items: *const *mut c_char) -> Vec<Text> {
    // SAFETY: by contract.
    unsafe { (0..length.max(0)).filter_map(|i| wide::from_bytes(*items.offset(i))).collect() }
}

/// `PyConfig_SetArgv`: makes `config->argv` hold copies of the arguments, the program's name first.
///
/// # Safety
/// `config` is valid; `argv` holds `argc` strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_SetArgv(
    config: *mut PyConfig,
    argc: isize,
    argv: *const *mut wchar_t,
) -> PyStatus {
    // SAFETY: by contract.
    unsafe { set_argv(config, &wide_texts(argc, argv)) }
}

/// `PyConfig_SetBytesArgv`: as [`PyConfig_SetArgv`] with bytes.
///
/// # Safety
/// As [`PyConfig_SetArgv`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_SetBytesArgv(
    config: *mut PyConfig,
    argc: isize,
    argv: *const *mut c_char,
) -> PyStatus {
    // SAFETY: by contract.
    unsafe { set_argv(config, &byte_texts(argc, argv)) }
}

/// `PyConfig_SetWideStringList`: makes a list of the configuration hold copies of the texts.
///
/// # Safety
/// `config` is valid, `list` one of its lists; `items` holds `length` strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_SetWideStringList(
    config: *mut PyConfig,
    list: *mut PyWideStringList,
    length: isize,
    items: *mut *mut wchar_t,
) -> PyStatus {
    // SAFETY: by contract.
    unsafe {
        let result = status(preconfig::for_config(&from_c(config), &[]));
        if result._type != _PyStatus_TYPE_OK {
            return result;
        }
        set_list(list, &wide_texts(length, items))
    }
}

/// `PyConfig_Read`: completes the configuration from the command line and the environment.
///
/// # Safety
/// `config` is valid; its texts and lists are `PyMem_RawMalloc`'s memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyConfig_Read(config: *mut PyConfig) -> PyStatus {
    // SAFETY: by contract.
    unsafe {
        let mut ours = from_c(config);
        match read::read(&mut ours) {
            Ok(()) => to_c(&ours, config),
            failure => status(failure),
        }
    }
}

/// `Py_GetArgcArgv`: the process's arguments as they were before options were read.
///
/// # Safety
/// Both pointers are valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GetArgcArgv(argc: *mut c_int, argv: *mut *mut *mut wchar_t) {
    /// The copies that were given out, with what they were made of.
    static GIVEN: std::sync::Mutex<Option<(Vec<Text>, usize)>> = std::sync::Mutex::new(None);
    let texts = config::get().orig_argv.clone();
    let mut given = GIVEN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let items = match given.as_ref().filter(|(of, _)| *of == texts) {
        Some((_, items)) => *items as *mut *mut wchar_t,
        None => {
            // The caller may keep them as long as the process lives, so that an older array stays.
            let copies: Vec<*mut wchar_t> =
                texts.iter().map(|t| Vec::leak(wide::encode(t)).as_mut_ptr()).collect();
            let items = Vec::leak(copies).as_mut_ptr();
            *given = Some((texts.clone(), items as usize));
            items
        }
    };
    // SAFETY: by contract.
    unsafe {
        *argc = texts.len() as c_int;
        *argv = items;
    }
}
