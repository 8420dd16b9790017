//! `bytesobject.h`: bytes.

use crate::{Py_hash_t, PyVarObject};
use core::ffi::c_char;

/// C: `PyBytesObject`.
#[repr(C)]
pub struct PyBytesObject {
    pub ob_base: PyVarObject,
    pub ob_shash: Py_hash_t,
    pub ob_sval: [c_char; 1],
}
crate::empty!(PyBytesObject);
