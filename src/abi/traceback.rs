//! `traceback.h`: tracebacks.

use crate::{PyFrameObject, PyObject};
use core::ffi::c_int;

/// C: `PyTracebackObject`.
#[repr(C)]
pub struct PyTracebackObject {
    pub ob_base: PyObject,
    pub tb_next: *mut PyTracebackObject,
    pub tb_frame: *mut PyFrameObject,
    pub tb_lasti: c_int,
    pub tb_lineno: c_int,
}
crate::empty!(PyTracebackObject);
