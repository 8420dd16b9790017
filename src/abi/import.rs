//! `import.h`: tables of built-in and frozen modules.

use crate::PyObject;
use core::ffi::{c_char, c_int, c_uchar};

/// C: `_frozen`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _frozen {
    pub name: *const c_char,
    pub code: *const c_uchar,
    pub size: c_int,
    pub is_package: c_int,
}
crate::empty!(_frozen);
crate::table!(_frozen);

/// C: `_inittab`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _inittab {
    pub name: *const c_char,
    pub initfunc: Option<unsafe extern "C" fn() -> *mut PyObject>,
}
crate::empty!(_inittab);
crate::table!(_inittab);
