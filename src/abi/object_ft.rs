//! `object.h`: what differs without a GIL.

use crate::{_Py_UNLOCKED, Py_ssize_t, PyMutex, PyTypeObject};
use core::ffi::c_int;

/// `ob_ref_local` of an object that is never freed.
pub const _Py_IMMORTAL_REFCNT_LOCAL: u32 = u32::MAX;
/// The count that C sees of an object that is never freed.
pub const _Py_IMMORTAL_REFCNT: Py_ssize_t = u32::MAX as Py_ssize_t;

impl PyObject {
    /// A header for a static object which is never freed.
    pub const fn immortal(ty: *mut PyTypeObject) -> Self {
        Self {
            ob_tid: _Py_UNOWNED_TID,
            _padding: 0,
            ob_mutex: PyMutex { _bits: _Py_UNLOCKED },
            ob_gc_bits: 0,
            ob_ref_local: _Py_IMMORTAL_REFCNT_LOCAL,
            ob_ref_shared: 0,
            ob_type: ty,
        }
    }
}

pub const _Py_REF_SHARED_INIT: Py_ssize_t = 0;
pub const _Py_UNOWNED_TID: usize = 0;
pub const _Py_REF_MAYBE_WEAKREF: Py_ssize_t = 1;
pub const _Py_REF_QUEUED: Py_ssize_t = 2;
pub const _Py_REF_SHARED_SHIFT: c_int = 2;
pub const _Py_REF_MERGED: Py_ssize_t = 3;
pub const _Py_REF_SHARED_FLAG_MASK: Py_ssize_t = 3;

/// C: `PyObject`.
#[repr(C)]
pub struct PyObject {
    pub ob_tid: usize,
    pub _padding: u16,
    pub ob_mutex: PyMutex,
    pub ob_gc_bits: u8,
    pub ob_ref_local: u32,
    pub ob_ref_shared: Py_ssize_t,
    pub ob_type: *mut PyTypeObject,
}
crate::empty!(PyObject);
crate::table!(PyObject);
