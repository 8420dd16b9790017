//! `sysmodule.h`: hooks of the module sys.

use crate::{PyObject, PyThread_type_lock};
use core::ffi::{c_char, c_int, c_void};
use libc::FILE;

pub type Py_AuditHookFunction =
    Option<unsafe extern "C" fn(*const c_char, *mut PyObject, *mut c_void) -> c_int>;

/// C: `PerfMapState`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PerfMapState {
    pub perf_map: *mut FILE,
    pub map_lock: PyThread_type_lock,
}
crate::empty!(PerfMapState);
