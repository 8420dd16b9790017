//! `bytearrayobject.h`: byte arrays.

use std::ffi::{c_char, c_int};

use mortise_abi::*;

use crate::boundary;
use crate::err::PyResult;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::ByteArray;
use crate::objects::bytearray::{methods_own, storage};
use crate::raise;

/// # Safety
/// C API function: `text` is NULL (the caller writes the bytes) or holds `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyByteArray_FromStringAndSize(text: *const c_char, size: isize) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyByteArray_FromStringAndSize", |py| -> PyResult<Ref<'_, ByteArray>> {
            if size < 0 {
                return Err(raise!(py, SystemError, "Negative size passed to PyByteArray_FromStringAndSize"));
            }
            if text.is_null() {
                let new = storage::from_slice(py, &[])?;
                storage::resize(py, &new, size as usize)?;
                return Ok(new);
            }
            storage::from_slice(py, super::unicodeobject::c_bytes(text, size))
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyByteArray_FromObject(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyByteArray_FromObject", |py| {
            let class = py.static_type(&raw mut super::decl::PyByteArray_Type);
            let ob: Borrowed<'_, '_> = Borrowed::from_ptr(py, ob);
            class.into_any().call([&ob])
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyByteArray_Concat(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyByteArray_Concat", |py| {
            methods_own::concat(py, Borrowed::from_ptr(py, a), Borrowed::from_ptr(py, b))
        })
    }
}

/// # Safety
/// C API function: a bytearray.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyByteArray_Size(ob: *mut PyObject) -> isize {
    // SAFETY: the C API's contract.
    unsafe { (*ob.cast::<PyVarObject>()).ob_size }
}

/// # Safety
/// C API function: a bytearray.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyByteArray_AsString(ob: *mut PyObject) -> *mut c_char {
    // SAFETY: the C API's contract.
    unsafe { storage::data(ob.cast()).cast() }
}

/// # Safety
/// C API function: a bytearray.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyByteArray_Resize(ob: *mut PyObject, size: isize) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyByteArray_Resize", |py| -> PyResult<()> {
            let ob: Borrowed<'_, '_, ByteArray> = Borrowed::from_ptr(py, ob.cast());
            if size < 0 {
                return Err(raise!(py, ValueError, "Can only resize to positive sizes, got {size}"));
            }
            storage::resize(py, &ob, size as usize)
        })
    }
}
