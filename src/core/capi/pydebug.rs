//! `cpython/pydebug.h`: the old global flags. They mirror the configuration and are kept for extensions that still read them.

#![allow(non_upper_case_globals)]

use std::ffi::{c_char, c_int};

use crate::state::config::Config;

/// `-d`
#[unsafe(no_mangle)]
pub static mut Py_DebugFlag: c_int = 0;
/// `-v`
#[unsafe(no_mangle)]
pub static mut Py_VerboseFlag: c_int = 0;
/// `-q`
#[unsafe(no_mangle)]
pub static mut Py_QuietFlag: c_int = 0;
/// `-i`
#[unsafe(no_mangle)]
pub static mut Py_InteractiveFlag: c_int = 0;
/// `-i` or `PYTHONINSPECT`
#[unsafe(no_mangle)]
pub static mut Py_InspectFlag: c_int = 0;
/// `-O`
#[unsafe(no_mangle)]
pub static mut Py_OptimizeFlag: c_int = 0;
/// `-S`
#[unsafe(no_mangle)]
pub static mut Py_NoSiteFlag: c_int = 0;
/// `-b`
#[unsafe(no_mangle)]
pub static mut Py_BytesWarningFlag: c_int = 0;
/// never set
#[unsafe(no_mangle)]
pub static mut Py_FrozenFlag: c_int = 0;
/// `-E`
#[unsafe(no_mangle)]
pub static mut Py_IgnoreEnvironmentFlag: c_int = 0;
/// `-B`
#[unsafe(no_mangle)]
pub static mut Py_DontWriteBytecodeFlag: c_int = 0;
/// `-s`
#[unsafe(no_mangle)]
pub static mut Py_NoUserSiteDirectory: c_int = 0;
/// `-u`
#[unsafe(no_mangle)]
pub static mut Py_UnbufferedStdioFlag: c_int = 0;
/// unless `PYTHONHASHSEED=0`
#[unsafe(no_mangle)]
pub static mut Py_HashRandomizationFlag: c_int = 0;
/// `-I`
#[unsafe(no_mangle)]
pub static mut Py_IsolatedFlag: c_int = 0;

/// Sets the flags from the configuration, before other threads exist.
pub fn set(config: &Config) {
    // SAFETY: called at startup, by the only thread.
    unsafe {
        Py_DebugFlag = config.parser_debug;
        Py_VerboseFlag = config.verbose;
        Py_QuietFlag = config.quiet;
        Py_InteractiveFlag = config.interactive;
        Py_InspectFlag = config.inspect;
        Py_OptimizeFlag = config.optimization_level;
        Py_NoSiteFlag = (config.site_import == 0).into();
        Py_BytesWarningFlag = config.bytes_warning;
        Py_IgnoreEnvironmentFlag = (config.use_environment == 0).into();
        Py_DontWriteBytecodeFlag = (config.write_bytecode == 0).into();
        Py_NoUserSiteDirectory = (config.user_site_directory == 0).into();
        Py_UnbufferedStdioFlag = (config.buffered_stdio == 0).into();
        Py_HashRandomizationFlag = (config.use_hash_seed == 0 || config.hash_seed != 0).into();
        Py_IsolatedFlag = config.isolated;
        super::fileobject_cpython::Py_UTF8Mode = config.utf8_mode.into();
    }
}

/// Lets a configuration begin with the flags, which the program may have set before `Py_Initialize`.
pub fn apply(config: &mut Config) {
    // SAFETY: called before the start, by the only thread.
    unsafe {
        config.parser_debug = Py_DebugFlag;
        config.verbose = Py_VerboseFlag;
        config.quiet = Py_QuietFlag;
        config.interactive = Py_InteractiveFlag;
        config.inspect = Py_InspectFlag;
        config.optimization_level = Py_OptimizeFlag;
        config.site_import = (Py_NoSiteFlag == 0).into();
        config.bytes_warning = Py_BytesWarningFlag;
        config.use_environment = (Py_IgnoreEnvironmentFlag == 0).into();
        config.write_bytecode = (Py_DontWriteBytecodeFlag == 0).into();
        config.user_site_directory = (Py_NoUserSiteDirectory == 0).into();
        config.buffered_stdio = (Py_UnbufferedStdioFlag == 0).into();
        config.isolated = Py_IsolatedFlag;
        config.pathconfig_warnings = (Py_FrozenFlag == 0).into();
    }
}

/// `Py_GETENV`: as C's `getenv`, but NULL when the environment is ignored (`-E`, `-I`).
///
/// # Safety
/// `name` is a NUL-terminated string; nobody changes the environment meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GETENV(name: *const c_char) -> *mut c_char {
    // SAFETY: by contract; the flag is written at startup only.
    unsafe { if Py_IgnoreEnvironmentFlag != 0 { std::ptr::null_mut() } else { libc::getenv(name) } }
}
