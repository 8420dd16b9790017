//! `bytearrayobject.h`: byte arrays.

use crate::{Py_ssize_t, PyVarObject};
use core::ffi::c_char;

/// C: `PyByteArrayObject`.
#[repr(C)]
pub struct PyByteArrayObject {
    pub ob_base: PyVarObject,
    pub ob_alloc: Py_ssize_t,
    pub ob_bytes: *mut c_char,
    pub ob_start: *mut c_char,
    pub ob_exports: Py_ssize_t,
}
crate::empty!(PyByteArrayObject);
