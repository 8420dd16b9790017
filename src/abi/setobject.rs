//! `setobject.h`: sets.

use crate::{Py_hash_t, Py_ssize_t, PyObject};
use core::ffi::c_int;

pub const PySet_MINSIZE: c_int = 8;

/// C: `PySetObject`.
#[repr(C)]
pub struct PySetObject {
    pub ob_base: PyObject,
    pub fill: Py_ssize_t,
    pub used: Py_ssize_t,
    pub mask: Py_ssize_t,
    pub table: *mut setentry,
    pub hash: Py_hash_t,
    pub finger: Py_ssize_t,
    pub smalltable: [setentry; 8],
    pub weakreflist: *mut PyObject,
}
crate::empty!(PySetObject);

/// C: `setentry`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct setentry {
    pub key: *mut PyObject,
    pub hash: Py_hash_t,
}
crate::empty!(setentry);
