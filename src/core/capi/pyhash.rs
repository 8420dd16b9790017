//! `pyhash.h`: hashing of bytes and addresses.

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use crate::objects::hash;

/// # Safety
/// C API function: `data` holds `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_HashBytes(data: *const c_void, len: isize) -> Py_hash_t {
    if len <= 0 {
        return 0;
    }
    // SAFETY: the C API's contract.
    hash::bytes(unsafe { std::slice::from_raw_parts(data.cast(), len as usize) })
}

/// # Safety
/// C API function; the address is not read.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_HashPointer(ptr: *const c_void) -> Py_hash_t {
    hash::pointer(ptr as usize)
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GenericHash(ob: *mut PyObject) -> Py_hash_t {
    hash::pointer(ob as usize)
}

/// # Safety
/// C API function: the raw hash, -1 included.
unsafe extern "C" fn raw_hash(data: *const c_void, len: isize) -> Py_hash_t {
    // SAFETY: the C API's contract.
    unsafe { _Py_HashBytes(data, len) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyHash_GetFuncDef() -> *mut PyHash_FuncDef {
    static mut DEF: PyHash_FuncDef = PyHash_FuncDef {
        hash: Some(raw_hash),
        name: c"siphash13".as_ptr(),
        hash_bits: 64,
        seed_bits: 128 as c_int,
    };
    &raw mut DEF
}
