//! `complexobject.h`: complex numbers.

use crate::PyObject;
use core::ffi::c_double;

/// C: `PyComplexObject`.
#[repr(C)]
pub struct PyComplexObject {
    pub ob_base: PyObject,
    pub cval: Py_complex,
}
crate::empty!(PyComplexObject);

/// C: `Py_complex`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Py_complex {
    pub real: c_double,
    pub imag: c_double,
}
crate::empty!(Py_complex);
