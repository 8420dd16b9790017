//! `pyatomic.h`: which implementation of atomics the C headers use.

use core::ffi::c_int;

pub const _Py_USE_GCC_BUILTIN_ATOMICS: c_int = 1;
