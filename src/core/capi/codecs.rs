//! `codecs.h`: the registry of codecs.

#![allow(non_upper_case_globals)]

use std::ffi::{c_char, c_int};

use mortise_abi::*;

use super::unicodeobject::c_text;
use crate::boundary;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::codecs::{callbacks, registry};

/// The digits of hexadecimal numbers, in lower case.
#[unsafe(no_mangle)]
pub static mut Py_hexdigits: *mut c_char = c"0123456789abcdef".as_ptr().cast_mut();

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_Register(search: *mut PyObject) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyCodec_Register", |py| -> PyResult<()> {
            match Borrowed::from_ptr_or_null(py, search) {
                Some(search) => registry::register(py, &search),
                None => Err(super::unicodeobject::bad_argument(py)),
            }
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_Unregister(search: *mut PyObject) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyCodec_Unregister", |py| -> PyResult<()> {
            registry::unregister(py, &Borrowed::from_ptr(py, search))
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_KnownEncoding(encoding: *const c_char) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyCodec_KnownEncoding", |py| -> PyResult<bool> {
            let known = c_text(py, encoding).and_then(|e| registry::lookup(py, e));
            Ok(known.map(|_| true).unwrap_or_else(|raised| {
                raised.clear(py);
                false
            }))
        })
    }
}

/// The name of an encoding; NULL is a TypeError.
///
/// # Safety
/// `text` is NULL or NUL-terminated.
unsafe fn name<'a>(py: Attached<'_>, text: *const c_char) -> PyResult<&'a str> {
    if text.is_null() {
        return Err(super::unicodeobject::bad_argument(py));
    }
    // SAFETY: by contract.
    unsafe { c_text(py, text) }
}

/// # Safety
/// `text` is NULL or NUL-terminated.
unsafe fn optional<'a>(py: Attached<'_>, text: *const c_char) -> PyResult<Option<&'a str>> {
    // SAFETY: by contract.
    if text.is_null() { Ok(None) } else { unsafe { c_text(py, text) }.map(Some) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_Encode(
    object: *mut PyObject,
    encoding: *const c_char,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyCodec_Encode", |py| {
            let (encoding, errors) = (name(py, encoding)?, optional(py, errors)?);
            let encoder = registry::part(py, encoding, 0)?;
            registry::run(py, &encoder, &Borrowed::from_ptr(py, object), encoding, errors, "encoding")
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_Decode(
    object: *mut PyObject,
    encoding: *const c_char,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyCodec_Decode", |py| {
            let (encoding, errors) = (name(py, encoding)?, optional(py, errors)?);
            let decoder = registry::part(py, encoding, 1)?;
            registry::run(py, &decoder, &Borrowed::from_ptr(py, object), encoding, errors, "decoding")
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_Encoder(encoding: *const c_char) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe { boundary::enter("PyCodec_Encoder", |py| registry::part(py, name(py, encoding)?, 0)) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_Decoder(encoding: *const c_char) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe { boundary::enter("PyCodec_Decoder", |py| registry::part(py, name(py, encoding)?, 1)) }
}

/// # Safety
/// The texts are NULL or NUL-terminated.
unsafe fn incremental<'py>(
    py: Attached<'py>,
    encoding: *const c_char,
    errors: *const c_char,
    method: &Ref<'py, crate::objects::Str>,
) -> PyResult<Ref<'py>> {
    // SAFETY: by contract.
    let (encoding, errors) = unsafe { (name(py, encoding)?, optional(py, errors)?) };
    let codec = registry::lookup(py, encoding)?;
    match errors {
        Some(errors) => codec.call_method(method, [&*py.str(errors)?]),
        None => codec.call_method(method, []),
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_IncrementalEncoder(
    encoding: *const c_char,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyCodec_IncrementalEncoder", |py| {
            incremental(py, encoding, errors, crate::intern!(py, "incrementalencoder"))
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_IncrementalDecoder(
    encoding: *const c_char,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyCodec_IncrementalDecoder", |py| {
            incremental(py, encoding, errors, crate::intern!(py, "incrementaldecoder"))
        })
    }
}

/// # Safety
/// The texts are NULL or NUL-terminated, the stream is live.
unsafe fn stream<'py>(
    py: Attached<'py>,
    encoding: *const c_char,
    stream: *mut PyObject,
    errors: *const c_char,
    part: usize,
) -> PyResult<Ref<'py>> {
    // SAFETY: by contract.
    unsafe {
        let class = registry::part(py, name(py, encoding)?, part)?;
        let stream: Borrowed<'_, 'py> = Borrowed::from_ptr(py, stream);
        match optional(py, errors)? {
            Some(errors) => class.call([&stream, &*py.str(errors)?]),
            None => class.call([&stream]),
        }
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_StreamReader(
    encoding: *const c_char,
    file: *mut PyObject,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe { boundary::enter("PyCodec_StreamReader", |py| stream(py, encoding, file, errors, 2)) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_StreamWriter(
    encoding: *const c_char,
    file: *mut PyObject,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe { boundary::enter("PyCodec_StreamWriter", |py| stream(py, encoding, file, errors, 3)) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_RegisterError(name: *const c_char, handler: *mut PyObject) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyCodec_RegisterError", |py| -> PyResult<()> {
            registry::register_error(py, c_text(py, name)?, &Borrowed::from_ptr(py, handler))
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_LookupError(name: *const c_char) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe { boundary::enter("PyCodec_LookupError", |py| registry::lookup_error(py, c_text(py, name)?)) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_StrictErrors(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyCodec_StrictErrors", |py| callbacks::strict(py, Borrowed::from_ptr(py, exc)))
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_IgnoreErrors(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyCodec_IgnoreErrors", |py| callbacks::ignore(py, Borrowed::from_ptr(py, exc)))
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_ReplaceErrors(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyCodec_ReplaceErrors", |py| callbacks::replace(py, Borrowed::from_ptr(py, exc)))
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_XMLCharRefReplaceErrors(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyCodec_XMLCharRefReplaceErrors", |py| {
            callbacks::xmlcharrefreplace(py, Borrowed::from_ptr(py, exc))
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_BackslashReplaceErrors(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyCodec_BackslashReplaceErrors", |py| {
            callbacks::backslashreplace(py, Borrowed::from_ptr(py, exc))
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCodec_NameReplaceErrors(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyCodec_NameReplaceErrors", |py| {
            callbacks::namereplace(py, Borrowed::from_ptr(py, exc))
        })
    }
}
