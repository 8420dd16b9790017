//! `memoryobject.h`: memory views.

use crate::{Py_buffer, Py_hash_t, Py_ssize_t, PyObject, PyVarObject};
use core::ffi::c_int;

pub const _Py_MANAGED_BUFFER_RELEASED: c_int = 1;
pub const _Py_MANAGED_BUFFER_FREE_FORMAT: c_int = 2;
pub const _Py_MEMORYVIEW_RELEASED: c_int = 1;
pub const _Py_MEMORYVIEW_C: c_int = 2;
pub const _Py_MEMORYVIEW_FORTRAN: c_int = 4;
pub const _Py_MEMORYVIEW_SCALAR: c_int = 8;
pub const _Py_MEMORYVIEW_PIL: c_int = 16;
pub const _Py_MEMORYVIEW_RESTRICTED: c_int = 32;

/// C: `PyMemoryViewObject`.
#[repr(C)]
pub struct PyMemoryViewObject {
    pub ob_base: PyVarObject,
    pub mbuf: *mut _PyManagedBufferObject,
    pub hash: Py_hash_t,
    pub flags: c_int,
    pub exports: Py_ssize_t,
    pub view: Py_buffer,
    pub weakreflist: *mut PyObject,
    pub ob_array: [Py_ssize_t; 1],
}
crate::empty!(PyMemoryViewObject);

/// C: `_PyManagedBufferObject`.
#[repr(C)]
pub struct _PyManagedBufferObject {
    pub ob_base: PyObject,
    pub flags: c_int,
    pub exports: Py_ssize_t,
    pub master: Py_buffer,
}
crate::empty!(_PyManagedBufferObject);
