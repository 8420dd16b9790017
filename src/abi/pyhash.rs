//! `pyhash.h`: hashing of numbers and bytes.

use crate::{Py_hash_t, Py_ssize_t, Py_uhash_t};
use core::ffi::{c_char, c_int, c_void};

pub const PyHASH_BITS: c_int = 61;
pub const _PyHASH_BITS: c_int = 61;
pub const PyHASH_IMAG: c_int = 0xf4243;
pub const _PyHASH_IMAG: c_int = 0xf4243;
pub const PyHASH_INF: c_int = 0x4cb2f;
pub const _PyHASH_INF: c_int = 0x4cb2f;
pub const PyHASH_MULTIPLIER: Py_uhash_t = 0xf4243;
pub const _PyHASH_MULTIPLIER: Py_uhash_t = 0xf4243;
pub const Py_HASH_CUTOFF: c_int = 0;
pub const Py_HASH_EXTERNAL: c_int = 0;
pub const Py_HASH_SIPHASH24: c_int = 1;
pub const Py_HASH_FNV: c_int = 2;
pub const Py_HASH_ALGORITHM: c_int = 3;
pub const Py_HASH_SIPHASH13: c_int = 3;

/// Numbers are hashed modulo this prime.
pub const PyHASH_MODULUS: Py_uhash_t = (1 << PyHASH_BITS) - 1;

/// C: `PyHash_FuncDef`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyHash_FuncDef {
    pub hash: Option<unsafe extern "C" fn(*const c_void, Py_ssize_t) -> Py_hash_t>,
    pub name: *const c_char,
    pub hash_bits: c_int,
    pub seed_bits: c_int,
}
crate::empty!(PyHash_FuncDef);
