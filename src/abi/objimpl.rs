//! `objimpl.h`: allocation of objects and arenas.

use crate::PyObject;
use core::ffi::{c_int, c_void};

pub type gcvisitobjects_t = Option<unsafe extern "C" fn(*mut PyObject, *mut c_void) -> c_int>;

/// C: `PyObjectArenaAllocator`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyObjectArenaAllocator {
    pub ctx: *mut c_void,
    pub alloc: Option<unsafe extern "C" fn(*mut c_void, usize) -> *mut c_void>,
    pub free: Option<unsafe extern "C" fn(*mut c_void, *mut c_void, usize)>,
}
crate::empty!(PyObjectArenaAllocator);
