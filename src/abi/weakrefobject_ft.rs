//! `weakrefobject.h`: what differs without a GIL.

use crate::{Py_hash_t, PyMutex, PyObject, vectorcallfunc};

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
    pub weakrefs_lock: *mut PyMutex,
}
crate::empty!(PyWeakReference);
