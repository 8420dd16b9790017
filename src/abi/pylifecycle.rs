//! `pylifecycle.h`: starting and ending interpreters.

use core::ffi::{c_int, c_void};

pub type PyOS_sighandler_t = Option<unsafe extern "C" fn(c_int)>;
pub type atexit_datacallbackfunc = Option<unsafe extern "C" fn(*mut c_void)>;

pub const PyInterpreterConfig_DEFAULT_GIL: c_int = 0;
pub const PyInterpreterConfig_OWN_GIL: c_int = 2;
pub const PyInterpreterConfig_SHARED_GIL: c_int = 1;

/// C: `PyInterpreterConfig`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyInterpreterConfig {
    pub use_main_obmalloc: c_int,
    pub allow_fork: c_int,
    pub allow_exec: c_int,
    pub allow_threads: c_int,
    pub allow_daemon_threads: c_int,
    pub check_multi_interp_extensions: c_int,
    pub gil: c_int,
}
crate::empty!(PyInterpreterConfig);
