//! `modsupport.h`: API version and argument parsers.

use crate::PyObject;
use core::ffi::{c_char, c_int};

pub const PYTHON_ABI_VERSION: c_int = 3;
pub const PYTHON_API_VERSION: c_int = 1013;
pub const Py_CLEANUP_SUPPORTED: c_int = 0x20000;

/// C: `_PyArg_Parser`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _PyArg_Parser {
    pub format: *const c_char,
    pub keywords: *const *const c_char,
    pub fname: *const c_char,
    pub custom_msg: *const c_char,
    pub once: _PyOnceFlag,
    pub is_kwtuple_owned: c_int,
    pub pos: c_int,
    pub min: c_int,
    pub max: c_int,
    pub kwtuple: *mut PyObject,
    pub next: *mut _PyArg_Parser,
}
crate::empty!(_PyArg_Parser);

/// C: `_PyOnceFlag`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _PyOnceFlag {
    pub v: u8,
}
crate::empty!(_PyOnceFlag);
