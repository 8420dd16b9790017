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

/// # Safety
/// C API function: `*a` is an owned reference, replaced by the result (NULL on failure).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_Concat(a: *mut *mut PyObject, b: *mut PyObject) {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyBytes_Concat", |py| {
            if a.is_null() || (*a).is_null() {
                return;
            }
            let left: crate::Ref<'_> =
                crate::Ref::from_owned(py, std::mem::replace(&mut *a, std::ptr::null_mut()));
            if b.is_null() {
                return;
            }
            let right: Borrowed<'_, '_> = Borrowed::from_ptr(py, b);
            if let Ok(joined) = crate::objects::bytes::concat(py, &left, &right) {
                *a = joined.into_object_ptr();
            }
        })
    }
}

/// # Safety
/// C API function: `*a` and `b` are owned references, taken over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_ConcatAndDel(a: *mut *mut PyObject, b: *mut PyObject) {
    // SAFETY: the C API's contract.
    unsafe {
        PyBytes_Concat(a, b);
        if !b.is_null() {
            refcount::decref(b);
        }
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_FromObject(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyBytes_FromObject", |py| {
            if ob.is_null() {
                return Err(bad_call(py));
            }
            let ob: Borrowed<'_, '_> = Borrowed::from_ptr(py, ob);
            crate::objects::bytes::new::from_object(py, &ob)
        })
    }
}

/// # Safety
/// C API function: a bytes object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_Repr(ob: *mut PyObject, smart: c_int) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyBytes_Repr", |py| {
            py.str(&crate::objects::bytes::ops::repr(bytes_arg(py, ob)?.as_bytes(), smart != 0, false))
        })
    }
}

/// # Safety
/// C API function: `sep` is a bytes object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyBytes_Join(sep: *mut PyObject, items: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("_PyBytes_Join", |py| {
            let sep = bytes_arg(py, sep)?;
            let items: Borrowed<'_, '_> = Borrowed::from_ptr(py, items);
            crate::objects::bytes::methods::join_bytes(py, sep.as_bytes(), &items)
        })
    }
}

/// # Safety
/// C API function: `text` holds `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_DecodeEscape(
    text: *const c_char,
    len: isize,
    errors: *const c_char,
    _unicode: isize,
    _recode: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyBytes_DecodeEscape", |py| {
            let errors = super::unicodeobject::c_text(py, errors)?;
            let data = super::unicodeobject::c_bytes(text, len);
            storage::from_slice(py, &crate::objects::codecs::escape::decode_bytes(py, data, errors)?)
        })
    }
}
