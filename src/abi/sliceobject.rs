//! `sliceobject.h`: slices.

use crate::PyObject;

/// C: `PySliceObject`.
#[repr(C)]
pub struct PySliceObject {
    pub ob_base: PyObject,
    pub start: *mut PyObject,
    pub stop: *mut PyObject,
    pub step: *mut PyObject,
}
crate::empty!(PySliceObject);
