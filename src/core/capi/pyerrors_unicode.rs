//! `pyerrors.h`: attributes of UnicodeError's subclasses.

use std::ffi::{c_char, c_int};

use mortise_abi::PyObject;

use super::pyerrors::arg;
use crate::boundary::enter;
use crate::capi::decl;
use crate::err::PyResult;
use crate::exc_field;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Class, Ref};
use crate::objects::exceptions::storage::UnicodeErrorStruct;
use crate::objects::exceptions::{classes, unicode_errors};
use crate::objects::{Bytes, Str};
use crate::raise;

/// A C string as a str.
///
/// # Safety
/// `text` is a C string.
unsafe fn decoded<'py>(py: Attached<'py>, text: *const c_char) -> PyResult<Ref<'py>> {
    // SAFETY: by contract; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyUnicode_FromString(text)) }
}

/// The exception behind a C argument, or TypeError.
///
/// # Safety
/// `exc` is NULL or a live object for `'a`.
unsafe fn unicode_error<'a, 'py>(
    py: Attached<'py>,
    exc: *mut PyObject,
) -> PyResult<Borrowed<'a, 'py, UnicodeErrorStruct>> {
    // SAFETY: by contract.
    match unsafe { arg(py, exc) } {
        Some(exc) => match exc.into_cast::<UnicodeErrorStruct>() {
            Some(exc) => Ok(exc),
            None => {
                Err(raise!(py, TypeError, "expecting a UnicodeError object, got {}", exc.ty().full_name()))
            }
        },
        None => Err(raise!(py, SystemError, "bad argument to internal function")),
    }
}

/// The value of an attribute that must be a `T`.
fn attribute<'py, T: Class>(
    py: Attached<'py>,
    value: Option<Ref<'py>>,
    name: &str,
    kind: &str,
) -> PyResult<Ref<'py, T>> {
    match value.map(Ref::into_cast::<T>) {
        Some(Ok(value)) => Ok(value),
        Some(Err(_)) => Err(raise!(py, TypeError, "{name} attribute must be {kind}")),
        None => Err(raise!(py, TypeError, "{name} attribute not set")),
    }
}

/// The length of the object that the error is about.
fn object_length(py: Attached<'_>, exc: &Ref<'_, UnicodeErrorStruct>, bytes: bool) -> PyResult<isize> {
    let object = exc_field!(exc, object).get();
    Ok(if bytes {
        attribute::<Bytes>(py, object, "object", "bytes")?.as_bytes().len() as isize
    } else {
        attribute::<Str>(py, object, "object", "unicode")?.len() as isize
    })
}

/// `start` within the object.
fn start(py: Attached<'_>, exc: &Ref<'_, UnicodeErrorStruct>, bytes: bool) -> PyResult<isize> {
    let size = object_length(py, exc, bytes)?;
    let (start, _) = unicode_errors::range(exc);
    Ok(if start < 0 {
        0
    } else if start >= size {
        size - 1
    } else {
        start
    })
}

/// `end` within the object.
fn end(py: Attached<'_>, exc: &Ref<'_, UnicodeErrorStruct>, bytes: bool) -> PyResult<isize> {
    let size = object_length(py, exc, bytes)?;
    let (_, end) = unicode_errors::range(exc);
    Ok(if end < 1 { 1 } else { end }.min(size))
}

/// A new UnicodeDecodeError.
/// # Safety
/// The strings are NUL-terminated; `object` has `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeDecodeError_Create(
    encoding: *const c_char,
    object: *const c_char,
    length: isize,
    start: isize,
    end: isize,
    reason: *const c_char,
) -> *mut PyObject {
    // SAFETY: C strings and readable bytes.
    unsafe {
        enter("PyUnicodeDecodeError_Create", |py| {
            let object =
                Ref::<PyObject>::from_owned_or_raised(py, decl::PyBytes_FromStringAndSize(object, length))?;
            let args = py.tuple([
                decoded(py, encoding)?,
                object,
                py.int(start as i64)?.into_any(),
                py.int(end as i64)?.into_any(),
                decoded(py, reason)?,
            ])?;
            py.static_type(classes::UnicodeDecodeError()).into_any().call_tuple(&args, None)
        })
    }
}

/// `exc.encoding`
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeEncodeError_GetEncoding(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe {
        enter("PyUnicodeEncodeError_GetEncoding", |py| {
            let value = exc_field!(unicode_error(py, exc)?, encoding).get();
            attribute::<Str>(py, value, "encoding", "unicode")
        })
    }
}

/// `exc.object`
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeEncodeError_GetObject(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe {
        enter("PyUnicodeEncodeError_GetObject", |py| {
            let value = exc_field!(unicode_error(py, exc)?, object).get();
            attribute::<Str>(py, value, "object", "unicode")
        })
    }
}

/// `exc.reason`
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeEncodeError_GetReason(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe {
        enter("PyUnicodeEncodeError_GetReason", |py| {
            let value = exc_field!(unicode_error(py, exc)?, reason).get();
            attribute::<Str>(py, value, "reason", "unicode")
        })
    }
}

/// `exc.start`, within the object
/// # Safety
/// A live exception; `out` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeEncodeError_GetStart(exc: *mut PyObject, out: *mut isize) -> c_int {
    // SAFETY: a live object and a writable result.
    unsafe {
        enter("PyUnicodeEncodeError_GetStart", |py| -> PyResult<()> {
            out.write(start(py, &*unicode_error(py, exc)?, false)?);
            Ok(())
        })
    }
}

/// `exc.start = value`
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeEncodeError_SetStart(exc: *mut PyObject, value: isize) -> c_int {
    // SAFETY: a live object's plain field.
    unsafe {
        enter("PyUnicodeEncodeError_SetStart", |py| -> PyResult<()> {
            (&raw mut (*unicode_error(py, exc)?.as_ptr()).start).write(value);
            Ok(())
        })
    }
}

/// `exc.end`, within the object
/// # Safety
/// A live exception; `out` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeEncodeError_GetEnd(exc: *mut PyObject, out: *mut isize) -> c_int {
    // SAFETY: a live object and a writable result.
    unsafe {
        enter("PyUnicodeEncodeError_GetEnd", |py| -> PyResult<()> {
            out.write(end(py, &*unicode_error(py, exc)?, false)?);
            Ok(())
        })
    }
}

/// `exc.end = value`
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeEncodeError_SetEnd(exc: *mut PyObject, value: isize) -> c_int {
    // SAFETY: a live object's plain field.
    unsafe {
        enter("PyUnicodeEncodeError_SetEnd", |py| -> PyResult<()> {
            (&raw mut (*unicode_error(py, exc)?.as_ptr()).end).write(value);
            Ok(())
        })
    }
}

/// `exc.reason = reason`
/// # Safety
/// A live exception and a NUL-terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeEncodeError_SetReason(exc: *mut PyObject, reason: *const c_char) -> c_int {
    // SAFETY: a live object and a C string.
    unsafe {
        enter("PyUnicodeEncodeError_SetReason", |py| -> PyResult<()> {
            let text = decoded(py, reason)?;
            exc_field!(unicode_error(py, exc)?, reason).set(Some(text.into_any()));
            Ok(())
        })
    }
}

/// `exc.encoding`
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeDecodeError_GetEncoding(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe {
        enter("PyUnicodeDecodeError_GetEncoding", |py| {
            let value = exc_field!(unicode_error(py, exc)?, encoding).get();
            attribute::<Str>(py, value, "encoding", "unicode")
        })
    }
}

/// `exc.object`
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeDecodeError_GetObject(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe {
        enter("PyUnicodeDecodeError_GetObject", |py| {
            let value = exc_field!(unicode_error(py, exc)?, object).get();
            attribute::<Bytes>(py, value, "object", "bytes")
        })
    }
}

/// `exc.reason`
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeDecodeError_GetReason(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe {
        enter("PyUnicodeDecodeError_GetReason", |py| {
            let value = exc_field!(unicode_error(py, exc)?, reason).get();
            attribute::<Str>(py, value, "reason", "unicode")
        })
    }
}

/// `exc.start`, within the object
/// # Safety
/// A live exception; `out` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeDecodeError_GetStart(exc: *mut PyObject, out: *mut isize) -> c_int {
    // SAFETY: a live object and a writable result.
    unsafe {
        enter("PyUnicodeDecodeError_GetStart", |py| -> PyResult<()> {
            out.write(start(py, &*unicode_error(py, exc)?, true)?);
            Ok(())
        })
    }
}

/// `exc.start = value`
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeDecodeError_SetStart(exc: *mut PyObject, value: isize) -> c_int {
    // SAFETY: a live object's plain field.
    unsafe {
        enter("PyUnicodeDecodeError_SetStart", |py| -> PyResult<()> {
            (&raw mut (*unicode_error(py, exc)?.as_ptr()).start).write(value);
            Ok(())
        })
    }
}

/// `exc.end`, within the object
/// # Safety
/// A live exception; `out` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeDecodeError_GetEnd(exc: *mut PyObject, out: *mut isize) -> c_int {
    // SAFETY: a live object and a writable result.
    unsafe {
        enter("PyUnicodeDecodeError_GetEnd", |py| -> PyResult<()> {
            out.write(end(py, &*unicode_error(py, exc)?, true)?);
            Ok(())
        })
    }
}

/// `exc.end = value`
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeDecodeError_SetEnd(exc: *mut PyObject, value: isize) -> c_int {
    // SAFETY: a live object's plain field.
    unsafe {
        enter("PyUnicodeDecodeError_SetEnd", |py| -> PyResult<()> {
            (&raw mut (*unicode_error(py, exc)?.as_ptr()).end).write(value);
            Ok(())
        })
    }
}

/// `exc.reason = reason`
/// # Safety
/// A live exception and a NUL-terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeDecodeError_SetReason(exc: *mut PyObject, reason: *const c_char) -> c_int {
    // SAFETY: a live object and a C string.
    unsafe {
        enter("PyUnicodeDecodeError_SetReason", |py| -> PyResult<()> {
            let text = decoded(py, reason)?;
            exc_field!(unicode_error(py, exc)?, reason).set(Some(text.into_any()));
            Ok(())
        })
    }
}

/// `exc.object`
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeTranslateError_GetObject(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe {
        enter("PyUnicodeTranslateError_GetObject", |py| {
            let value = exc_field!(unicode_error(py, exc)?, object).get();
            attribute::<Str>(py, value, "object", "unicode")
        })
    }
}

/// `exc.reason`
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeTranslateError_GetReason(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe {
        enter("PyUnicodeTranslateError_GetReason", |py| {
            let value = exc_field!(unicode_error(py, exc)?, reason).get();
            attribute::<Str>(py, value, "reason", "unicode")
        })
    }
}

/// `exc.start`, within the object
/// # Safety
/// A live exception; `out` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeTranslateError_GetStart(exc: *mut PyObject, out: *mut isize) -> c_int {
    // SAFETY: a live object and a writable result.
    unsafe {
        enter("PyUnicodeTranslateError_GetStart", |py| -> PyResult<()> {
            out.write(start(py, &*unicode_error(py, exc)?, false)?);
            Ok(())
        })
    }
}

/// `exc.start = value`
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeTranslateError_SetStart(exc: *mut PyObject, value: isize) -> c_int {
    // SAFETY: a live object's plain field.
    unsafe {
        enter("PyUnicodeTranslateError_SetStart", |py| -> PyResult<()> {
            (&raw mut (*unicode_error(py, exc)?.as_ptr()).start).write(value);
            Ok(())
        })
    }
}

/// `exc.end`, within the object
/// # Safety
/// A live exception; `out` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeTranslateError_GetEnd(exc: *mut PyObject, out: *mut isize) -> c_int {
    // SAFETY: a live object and a writable result.
    unsafe {
        enter("PyUnicodeTranslateError_GetEnd", |py| -> PyResult<()> {
            out.write(end(py, &*unicode_error(py, exc)?, false)?);
            Ok(())
        })
    }
}

/// `exc.end = value`
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeTranslateError_SetEnd(exc: *mut PyObject, value: isize) -> c_int {
    // SAFETY: a live object's plain field.
    unsafe {
        enter("PyUnicodeTranslateError_SetEnd", |py| -> PyResult<()> {
            (&raw mut (*unicode_error(py, exc)?.as_ptr()).end).write(value);
            Ok(())
        })
    }
}

/// `exc.reason = reason`
/// # Safety
/// A live exception and a NUL-terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicodeTranslateError_SetReason(
    exc: *mut PyObject,
    reason: *const c_char,
) -> c_int {
    // SAFETY: a live object and a C string.
    unsafe {
        enter("PyUnicodeTranslateError_SetReason", |py| -> PyResult<()> {
            let text = decoded(py, reason)?;
            exc_field!(unicode_error(py, exc)?, reason).set(Some(text.into_any()));
            Ok(())
        })
    }
}
