//! `classobject.h`: methods bound to an instance.

use crate::{PyObject, vectorcallfunc};

/// C: `PyInstanceMethodObject`.
#[repr(C)]
pub struct PyInstanceMethodObject {
    pub ob_base: PyObject,
    pub func: *mut PyObject,
}
crate::empty!(PyInstanceMethodObject);

/// C: `PyMethodObject`.
#[repr(C)]
pub struct PyMethodObject {
    pub ob_base: PyObject,
    pub im_func: *mut PyObject,
    pub im_self: *mut PyObject,
    pub im_weakreflist: *mut PyObject,
    pub vectorcall: vectorcallfunc,
}
crate::empty!(PyMethodObject);
