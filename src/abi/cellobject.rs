//! `cellobject.h`: cells, which closures share.

use crate::PyObject;

/// C: `PyCellObject`.
#[repr(C)]
pub struct PyCellObject {
    pub ob_base: PyObject,
    pub ob_ref: *mut PyObject,
}
crate::empty!(PyCellObject);
