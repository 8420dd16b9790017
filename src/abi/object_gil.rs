//! `object.h`: what differs with a GIL.

use crate::{Py_ssize_t, PyTypeObject};

/// The count of an object that is never freed: all ones in the lower 32 bits.
pub const _Py_IMMORTAL_REFCNT: Py_ssize_t = u32::MAX as Py_ssize_t;

impl PyObject {
    /// A header for a static object which is never freed.
    pub const fn immortal(ty: *mut PyTypeObject) -> Self {
        Self { ob_refcnt: _Py_IMMORTAL_REFCNT, ob_type: ty }
    }
}

/// C: `PyObject`.
#[repr(C)]
pub struct PyObject {
    pub ob_refcnt: Py_ssize_t,
    pub ob_type: *mut PyTypeObject,
}
crate::empty!(PyObject);
crate::table!(PyObject);
