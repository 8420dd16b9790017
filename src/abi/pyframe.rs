//! `pyframe.h`: frames.

use crate::PyObject;
use core::ffi::{c_char, c_int};

/// A frame of the interpreter; C only passes its address on.
#[repr(C)]
pub struct _PyInterpreterFrame {
    _opaque: [u8; 0],
}
/// A frame object. Its header is internal, but what Cython generates includes it, and published modules write `f_lineno` and
/// `f_back`.
#[repr(C)]
pub struct PyFrameObject {
    pub ob_base: PyObject,
    pub f_back: *mut PyFrameObject,
    pub f_frame: *mut _PyInterpreterFrame,
    pub f_trace: *mut PyObject,
    pub f_lineno: c_int,
    pub f_trace_lines: c_char,
    pub f_trace_opcodes: c_char,
    pub f_extra_locals: *mut PyObject,
    pub f_locals_cache: *mut PyObject,
    /// A frame that outlives its execution.
    pub _f_frame_data: [*mut PyObject; 1],
}
crate::empty!(PyFrameObject);

pub const PyUnstable_EXECUTABLE_KIND_SKIP: c_int = 0;
pub const PyUnstable_EXECUTABLE_KIND_PY_FUNCTION: c_int = 1;
pub const PyUnstable_EXECUTABLE_KIND_BUILTIN_FUNCTION: c_int = 3;
pub const PyUnstable_EXECUTABLE_KIND_METHOD_DESCRIPTOR: c_int = 4;
pub const PyUnstable_EXECUTABLE_KINDS: c_int = 5;
