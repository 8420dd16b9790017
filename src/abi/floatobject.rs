//! `floatobject.h`: floats.

use crate::PyObject;
use core::ffi::c_double;

/// C: `PyFloatObject`.
#[repr(C)]
pub struct PyFloatObject {
    pub ob_base: PyObject,
    pub ob_fval: c_double,
}
crate::empty!(PyFloatObject);
