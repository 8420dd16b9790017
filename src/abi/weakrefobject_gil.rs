//! `weakrefobject.h`: what differs with a GIL.

use crate::{Py_hash_t, PyObject, vectorcallfunc};

/// C: `PyWeakReference`.
#[repr(C)]
pub struct PyWeakReference {
    pub ob_base: PyObject,
    pub wr_object: *mut PyObject,
    pub wr_callback: *mut PyObject,
    pub hash: Py_hash_t,
    pub wr_prev: *mut PyWeakReference,
    pub wr_next: *mut PyWeakReference,
    pub vectorcall: vectorcallfunc,
}
crate::empty!(PyWeakReference);
