//! `dictobject.h`: dicts and their watchers.

use crate::{Py_ssize_t, PyObject};
use core::ffi::c_int;

/// C: `PyDict_WatchEvent`.
pub type PyDict_WatchEvent = c_int;
pub type PyDict_WatchCallback =
    Option<unsafe extern "C" fn(PyDict_WatchEvent, *mut PyObject, *mut PyObject, *mut PyObject) -> c_int>;

/// The keys of a dict, which may be shared; C only passes their address on.
#[repr(C)]
pub struct PyDictKeysObject {
    _opaque: [u8; 0],
}
/// The values of a dict that shares its keys; C only passes their address on.
#[repr(C)]
pub struct PyDictValues {
    _opaque: [u8; 0],
}

pub const PyDict_EVENT_ADDED: PyDict_WatchEvent = 0;
pub const PyDict_EVENT_MODIFIED: PyDict_WatchEvent = 1;
pub const PyDict_EVENT_DELETED: PyDict_WatchEvent = 2;
pub const PyDict_EVENT_CLONED: PyDict_WatchEvent = 3;
pub const PyDict_EVENT_CLEARED: PyDict_WatchEvent = 4;
pub const PyDict_EVENT_DEALLOCATED: PyDict_WatchEvent = 5;

/// C: `PyDictObject`.
#[repr(C)]
pub struct PyDictObject {
    pub ob_base: PyObject,
    pub ma_used: Py_ssize_t,
    pub ma_version_tag: u64,
    pub ma_keys: *mut PyDictKeysObject,
    pub ma_values: *mut PyDictValues,
}
crate::empty!(PyDictObject);
