//! `listobject.h`: lists.

use crate::{Py_ssize_t, PyObject, PyVarObject};

/// C: `PyListObject`.
#[repr(C)]
pub struct PyListObject {
    pub ob_base: PyVarObject,
    pub ob_item: *mut *mut PyObject,
    pub allocated: Py_ssize_t,
}
crate::empty!(PyListObject);
