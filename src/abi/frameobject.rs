//! `frameobject.h`: the mapping of a frame's locals.

use crate::{PyFrameObject, PyObject};

/// C: `PyFrameLocalsProxyObject`.
#[repr(C)]
pub struct PyFrameLocalsProxyObject {
    pub ob_base: PyObject,
    pub frame: *mut PyFrameObject,
}
crate::empty!(PyFrameLocalsProxyObject);
