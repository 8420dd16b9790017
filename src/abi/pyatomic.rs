//! `pyatomic.h`.

use core::ffi::c_int;

pub const _Py_USE_GCC_BUILTIN_ATOMICS: c_int = 1;
