//! `bytesobject.h`: bytes.

use std::ffi::{CStr, c_char, c_int};

use mortise_abi::*;

use super::unicodeobject::bad_call;
use crate::boundary;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::heap::refcount;
use crate::objects::Bytes;
use crate::objects::bytes::storage;
use crate::raise;

/// The pointer as bytes, or TypeError "expected bytes, X found".
///
/// # Safety
/// `ob` is a live object that stays alive for `'a`.
unsafe fn bytes_arg<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> PyResult<Borrowed<'a, 'py, Bytes>> {
    // SAFETY: by contract.
    let any: Borrowed<'a, 'py> = unsafe { Borrowed::from_ptr(py, ob) };
    any.into_cast::<Bytes>()
        .ok_or_else(|| raise!(py, TypeError, "expected bytes, {} found", any.ty().full_name()))
}

/// # Safety
/// C API function: `text` is NULL (the caller writes the bytes) or holds `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_FromStringAndSize(text: *const c_char, size: isize) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyBytes_FromStringAndSize", |py| -> PyResult<*mut PyObject> {
            if size < 0 {
                return Err(raise!(py, SystemError, "Negative size passed to PyBytes_FromStringAndSize"));
            }
            if text.is_null() && size > 0 {
                return storage::allocate(py, size as usize);
            }
            let bytes = super::unicodeobject::c_bytes(text, size);
            Ok(storage::from_slice(py, bytes)?.into_object_ptr())
        })
    }
}

/// # Safety
/// C API function: `text` is NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_FromString(text: *const c_char) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyBytes_FromString", |py| storage::from_slice(py, CStr::from_ptr(text).to_bytes()))
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_Size(ob: *mut PyObject) -> isize {
    // SAFETY: the C API's contract.
    unsafe { boundary::enter("PyBytes_Size", |py| bytes_arg(py, ob).map(|b| b.as_bytes().len())) as isize }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_AsString(ob: *mut PyObject) -> *mut c_char {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyBytes_AsString", |py| -> PyResult<*mut c_char> {
            bytes_arg(py, ob)?;
            Ok(storage::data(ob).cast())
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_AsStringAndSize(
    ob: *mut PyObject,
    text: *mut *mut c_char,
    size: *mut isize,
) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyBytes_AsStringAndSize", |py| -> PyResult<()> {
            if text.is_null() {
                return Err(bad_call(py));
            }
            let bytes = bytes_arg(py, ob)?;
            *text = storage::data(ob).cast();
            if !size.is_null() {
                *size = bytes.as_bytes().len() as isize;
            } else if bytes.as_bytes().contains(&0) {
                return Err(raise!(py, ValueError, "embedded null byte"));
            }
            Ok(())
        })
    }
}

/// # Safety
/// C API function: `*ob` is an owned reference, replaced by the resized object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBytes_Resize(ob: *mut *mut PyObject, size: isize) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("_PyBytes_Resize", |py| -> PyResult<()> {
            if ob.is_null() || (*ob).is_null() {
                return Err(bad_call(py));
            }
            let any: Borrowed<'_, '_> = Borrowed::from_ptr(py, *ob);
            if size < 0 || any.cast::<Bytes>().is_none() {
                refcount::decref(std::mem::replace(&mut *ob, std::ptr::null_mut()));
                return Err(bad_call(py));
            }
            storage::resize(py, &mut *ob, size as usize)
        })
    }
}
