//! `pythread.h`: locks and thread-local keys.

use core::ffi::{c_int, c_ulong, c_void};
use libc::pthread_key_t;

/// C: `PyThread_type_lock`.
pub type PyThread_type_lock = *mut c_void;
/// C: `PyLockStatus`.
pub type PyLockStatus = c_int;

pub const NOWAIT_LOCK: c_int = 0;
pub const PYTHREAD_INVALID_THREAD_ID: c_ulong = u64::MAX;
pub const PY_LOCK_FAILURE: PyLockStatus = 0;
pub const PY_LOCK_ACQUIRED: PyLockStatus = 1;
pub const PY_LOCK_INTR: PyLockStatus = 2;
pub const WAIT_LOCK: c_int = 1;

/// C: `Py_tss_t`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Py_tss_t {
    pub _is_initialized: c_int,
    pub _key: pthread_key_t,
}
crate::empty!(Py_tss_t);
