//! `cpython/pydebug.h`: the old global flags. They mirror the configuration and are kept for extensions that still read them.

#![allow(non_upper_case_globals)]

use std::ffi::c_int;

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
    // SAFETY: called once at startup, by the only thread.
    unsafe {
        Py_DebugFlag = config.parser_debug;
        Py_VerboseFlag = config.verbose;
        Py_QuietFlag = config.quiet.into();
        Py_InteractiveFlag = config.interactive.into();
        Py_InspectFlag = config.inspect.into();
        Py_OptimizeFlag = config.optimization_level;
        Py_NoSiteFlag = (!config.site_import).into();
        Py_BytesWarningFlag = config.bytes_warning;
        Py_IgnoreEnvironmentFlag = (!config.use_environment).into();
        Py_DontWriteBytecodeFlag = (!config.write_bytecode).into();
        Py_NoUserSiteDirectory = (!config.user_site_directory).into();
        Py_UnbufferedStdioFlag = (!config.buffered_stdio).into();
        Py_HashRandomizationFlag = (config.hash_seed != Some(0)).into();
        Py_IsolatedFlag = config.isolated.into();
    }
}
