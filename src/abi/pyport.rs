//! `pyport.h`: integer types.

use core::ffi::{c_int, c_ulonglong};

pub use libc::{FILE, pthread_key_t, wchar_t};

/// C: `Py_ssize_t`.
pub type Py_ssize_t = isize;
/// C: `Py_hash_t`.
pub type Py_hash_t = isize;
/// C: `Py_uhash_t`.
pub type Py_uhash_t = usize;
/// C: `Py_ssize_clean_t`.
pub type Py_ssize_clean_t = Py_ssize_t;
pub const PY_SSIZE_T_MAX: Py_ssize_t = isize::MAX;
pub const PY_SSIZE_T_MIN: Py_ssize_t = isize::MIN;

pub const HAVE_LONG_LONG: c_int = 1;
pub const PYLONG_BITS_IN_DIGIT: c_int = 30;
pub const PY_BIG_ENDIAN: c_int = 0;
pub const PY_LITTLE_ENDIAN: c_int = 1;
pub const PY_SIZE_MAX: usize = usize::MAX;
pub const PY_ULLONG_MAX: c_ulonglong = u64::MAX;
pub const Py_CAN_START_THREADS: c_int = 1;
pub const SIZEOF_PY_HASH_T: c_int = 8;
pub const SIZEOF_PY_UHASH_T: c_int = 8;
