//! `cpython/initconfig.h`, the first step: `PyPreConfig` and `Py_PreInitialize`.

use std::ffi::c_char;

use libc::wchar_t;
use mortise_abi::{PyPreConfig, PyStatus};

use super::initconfig::{byte_texts, status, wide_texts};
use crate::state::config::{Kind, Text};
use crate::state::lifecycle::{Failure, preconfig};

/// `PyPreConfig_InitPythonConfig`
///
/// # Safety
/// `config` points to memory for a `PyPreConfig`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyPreConfig_InitPythonConfig(config: *mut PyPreConfig) {
    // SAFETY: by contract.
    unsafe { config.write(preconfig::new(Kind::Python)) }
}

/// `PyPreConfig_InitIsolatedConfig`
///
/// # Safety
/// `config` points to memory for a `PyPreConfig`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyPreConfig_InitIsolatedConfig(config: *mut PyPreConfig) {
    // SAFETY: by contract.
    unsafe { config.write(preconfig::new(Kind::Isolated)) }
}

/// # Safety
/// `config` is null or valid.
unsafe fn initialize(config: *const PyPreConfig, args: &[Text]) -> PyStatus {
    if config.is_null() {
        let func = c"_Py_PreInitializeFromPyArgv";
        return status(Err(Failure::new(func, "preinitialization config is NULL")));
    }
    // SAFETY: by contract.
    status(preconfig::initialize(unsafe { *config }, args))
}

/// `Py_PreInitialize`: sets the locale and the UTF-8 mode.
///
/// # Safety
/// `config` is null or valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_PreInitialize(config: *const PyPreConfig) -> PyStatus {
    // SAFETY: by contract.
    unsafe { initialize(config, &[]) }
}

/// `Py_PreInitializeFromArgs`: looks at the options, too.
///
/// # Safety
/// `config` is null or valid; `argv` holds `argc` strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_PreInitializeFromArgs(
    config: *const PyPreConfig,
    argc: isize,
    argv: *mut *mut wchar_t,
) -> PyStatus {
    // SAFETY: by contract.
    unsafe { initialize(config, &wide_texts(argc, argv)) }
}

/// `Py_PreInitializeFromBytesArgs`: as [`Py_PreInitializeFromArgs`] with bytes.
///
/// # Safety
/// As there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_PreInitializeFromBytesArgs(
    config: *const PyPreConfig,
    argc: isize,
    argv: *mut *mut c_char,
) -> PyStatus {
    // SAFETY: by contract.
    unsafe { initialize(config, &byte_texts(argc, argv)) }
}
