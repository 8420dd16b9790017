//! `pyframe.h`: frames.

use core::ffi::c_int;

/// A frame of the interpreter; C only passes its address on.
#[repr(C)]
pub struct _PyInterpreterFrame {
    _opaque: [u8; 0],
}
/// A frame object; C only passes its address on.
#[repr(C)]
pub struct PyFrameObject {
    _opaque: [u8; 0],
}

pub const PyUnstable_EXECUTABLE_KIND_SKIP: c_int = 0;
pub const PyUnstable_EXECUTABLE_KIND_PY_FUNCTION: c_int = 1;
pub const PyUnstable_EXECUTABLE_KIND_BUILTIN_FUNCTION: c_int = 3;
pub const PyUnstable_EXECUTABLE_KIND_METHOD_DESCRIPTOR: c_int = 4;
pub const PyUnstable_EXECUTABLE_KINDS: c_int = 5;
