//! `unicodeobject.h`: strings.

use std::ffi::{CStr, c_char, c_int};

use mortise_abi::*;

use crate::boundary;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Str;
use crate::objects::codecs;
use crate::objects::protocol::CompareOp;
use crate::objects::str::{self, Chars, intern, storage};
use crate::raise;

use super::decl;

/// TypeError "bad argument type for built-in operation".
#[cold]
pub(crate) fn bad_argument(_py: Attached<'_>) -> Raised {
    // SAFETY: sets the indicator.
    unsafe {
        decl::PyErr_BadArgument();
        Raised::assume()
    }
}

/// SystemError "bad argument to internal function".
#[cold]
pub(crate) fn bad_call(_py: Attached<'_>) -> Raised {
    // SAFETY: sets the indicator.
    unsafe {
        decl::PyErr_BadInternalCall();
        Raised::assume()
    }
}

/// The pointer as a str, or TypeError "bad argument type for built-in operation".
///
/// # Safety
/// `ob` is NULL or a live object that stays alive for `'a`.
#[inline(always)]
pub(crate) unsafe fn str_arg<'a, 'py>(
    py: Attached<'py>,
    ob: *mut PyObject,
) -> PyResult<Borrowed<'a, 'py, Str>> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr_or_null(py, ob) }
        .and_then(|o: Borrowed<'a, 'py>| o.into_cast::<Str>())
        .ok_or_else(|| bad_argument(py))
}

/// The pointer as a str, or TypeError "must be str, not X".
///
/// # Safety
/// `ob` is NULL or a live object that stays alive for `'a`.
pub(crate) unsafe fn must_be_str<'a, 'py>(
    py: Attached<'py>,
    ob: *mut PyObject,
) -> PyResult<Borrowed<'a, 'py, Str>> {
    // SAFETY: by contract.
    let Some(any) = (unsafe { Borrowed::from_ptr_or_null(py, ob) }) else {
        return Err(bad_call(py));
    };
    let any: Borrowed<'a, 'py> = any;
    any.into_cast::<Str>().ok_or_else(|| raise!(py, TypeError, "must be str, not {}", any.ty().full_name()))
}

/// A C string as an `errors` or `encoding` argument: `""` for NULL.
///
/// # Safety
/// `text` is NULL or a NUL-terminated string that lives for `'a`.
pub(crate) unsafe fn c_text<'a>(py: Attached<'_>, text: *const c_char) -> PyResult<&'a str> {
    if text.is_null() {
        return Ok("");
    }
    // SAFETY: by contract.
    unsafe { CStr::from_ptr(text) }
        .to_str()
        .map_err(|_| raise!(py, ValueError, "encoding or error handler name is not valid UTF-8"))
}

/// `size` bytes at `text`.
///
/// # Safety
/// That many bytes are readable for `'a` (none when `text` is NULL).
pub(crate) unsafe fn c_bytes<'a>(text: *const c_char, size: isize) -> &'a [u8] {
    if text.is_null() || size <= 0 {
        return &[];
    }
    // SAFETY: by contract.
    unsafe { std::slice::from_raw_parts(text.cast(), size as usize) }
}

/// # Safety
/// C API function: `text` holds `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromStringAndSize(text: *const c_char, size: isize) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_FromStringAndSize", |py| {
            if size < 0 {
                return Err(raise!(py, SystemError, "Negative size passed to PyUnicode_FromStringAndSize"));
            }
            if text.is_null() && size > 0 {
                return Err(raise!(
                    py,
                    SystemError,
                    "NULL string with positive size with NULL passed to PyUnicode_FromStringAndSize"
                ));
            }
            codecs::utf8::decode(py, c_bytes(text, size), "", false).map(|(s, _)| s)
        })
    }
}

/// # Safety
/// C API function: `text` is NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromString(text: *const c_char) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_FromString", |py| {
            codecs::utf8::decode(py, CStr::from_ptr(text).to_bytes(), "", false).map(|(s, _)| s)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeUTF8(
    text: *const c_char,
    size: isize,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_DecodeUTF8", |py| {
            codecs::utf8::decode(py, c_bytes(text, size), c_text(py, errors)?, false).map(|(s, _)| s)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeUTF8Stateful(
    text: *const c_char,
    size: isize,
    errors: *const c_char,
    consumed: *mut isize,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_DecodeUTF8Stateful", |py| {
            let (s, used) =
                codecs::utf8::decode(py, c_bytes(text, size), c_text(py, errors)?, !consumed.is_null())?;
            if !consumed.is_null() {
                *consumed = used as isize;
            }
            PyResult::Ok(s)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsUTF8String(s: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe { boundary::enter("PyUnicode_AsUTF8String", |py| codecs::utf8::encode(py, str_arg(py, s)?, "")) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsUTF8AndSize(s: *mut PyObject, size: *mut isize) -> *const c_char {
    // SAFETY: the C API's contract; the UTF-8 form lives as long as the object.
    unsafe {
        boundary::enter("PyUnicode_AsUTF8AndSize", |py| -> PyResult<*const c_char> {
            let result = str_arg(py, s).and_then(|s| storage::utf8(py, s.as_object_ptr()));
            if !size.is_null() {
                *size = result.as_ref().map_or(-1, |t| t.len() as isize);
            }
            Ok(result?.as_ptr().cast())
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_GetLength(s: *mut PyObject) -> isize {
    // SAFETY: the C API's contract.
    unsafe { boundary::enter("PyUnicode_GetLength", |py| str_arg(py, s).map(|s| s.len())) as isize }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_ReadChar(s: *mut PyObject, index: isize) -> u32 {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_ReadChar", |py| -> PyResult<u32> {
            let s = str_arg(py, s)?;
            if index < 0 || index as usize >= s.len() {
                return Err(raise!(py, IndexError, "string index out of range"));
            }
            Ok(s.code_point(index as usize))
        })
    }
}

/// # Safety
/// C API function: nobody else uses the string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_WriteChar(s: *mut PyObject, index: isize, c: u32) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_WriteChar", |py| -> PyResult<()> {
            let ob = s;
            let s = str_arg(py, s)?;
            if index < 0 || index as usize >= s.len() {
                return Err(raise!(py, IndexError, "string index out of range"));
            }
            if !storage::is_modifiable(ob) {
                return Err(raise!(py, SystemError, "Cannot modify a string currently used"));
            }
            if c > s.max_char() {
                return Err(raise!(py, ValueError, "character out of range"));
            }
            storage::write(ob, index as usize, c);
            Ok(())
        })
    }
}

/// # Safety
/// C API function: `*s` is an owned reference, replaced by the interned string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_InternInPlace(s: *mut *mut PyObject) {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_InternInPlace", |py| {
            if s.is_null() || (*s).is_null() {
                return;
            }
            if Borrowed::from_ptr(py, *s).cast::<Str>().is_some() {
                let owned = Ref::from_owned(py, (*s).cast());
                *s = intern::intern(py, owned, intern::Life::Mortal).into_object_ptr();
            }
        })
    }
}

/// Interns a string for ever. No header declares it; old binaries import it.
///
/// # Safety
/// C API function: `*s` is an owned reference, replaced by the interned string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_InternImmortal(s: *mut *mut PyObject) {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_InternImmortal", |py| {
            if s.is_null() || (*s).is_null() {
                return;
            }
            if Borrowed::from_ptr(py, *s).cast_exact::<Str>().is_some() {
                let owned = Ref::from_owned(py, (*s).cast());
                *s = intern::intern(py, owned, intern::Life::Immortal).into_object_ptr();
            }
        })
    }
}

/// A function that was removed: the error says so.
///
/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_GetSize(_s: *mut PyObject) -> isize {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_GetSize", |py| -> PyResult<isize> {
            Err(raise!(py, RuntimeError, "PyUnicode_GetSize has been removed."))
        })
    }
}

/// # Safety
/// C API function: `text` is NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_InternFromString(text: *const c_char) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_InternFromString", |py| {
            let (s, _) = codecs::utf8::decode(py, CStr::from_ptr(text).to_bytes(), "", false)?;
            PyResult::Ok(intern::intern(py, s, intern::Life::Mortal))
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Compare(a: *mut PyObject, b: *mut PyObject) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Compare", |py| -> PyResult<c_int> {
            let (x, y): (Borrowed<'_, '_>, Borrowed<'_, '_>) =
                (Borrowed::from_ptr(py, a), Borrowed::from_ptr(py, b));
            match (x.cast::<Str>(), y.cast::<Str>()) {
                (Some(x), Some(y)) => Ok(x.chars().order(y.chars()) as c_int),
                _ => Err(raise!(
                    py,
                    TypeError,
                    "Can't compare {} and {}",
                    x.ty().full_name(),
                    y.ty().full_name()
                )),
            }
        })
    }
}

/// # Safety
/// C API function: `s` is a str, `text` is NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_CompareWithASCIIString(s: *mut PyObject, text: *const c_char) -> c_int {
    // SAFETY: the C API's contract; the C text is taken as Latin-1.
    unsafe { storage::chars(s).order(Chars::One(CStr::from_ptr(text).to_bytes())) as c_int }
}

/// # Safety
/// C API function: `s` is a str, `text` is NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_EqualToUTF8(s: *mut PyObject, text: *const c_char) -> c_int {
    // SAFETY: the C API's contract.
    unsafe { PyUnicode_EqualToUTF8AndSize(s, text, CStr::from_ptr(text).count_bytes() as isize) }
}

/// # Safety
/// C API function: `s` is a str, `text` has `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_EqualToUTF8AndSize(
    s: *mut PyObject,
    text: *const c_char,
    size: isize,
) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        let text = c_bytes(text, size);
        let s: Borrowed<'_, '_, Str> = Borrowed::from_ptr(Attached::assume(), s.cast());
        (match s.chars() {
            Chars::One(mine) if s.is_ascii() => mine == text,
            _ => std::str::from_utf8(text).is_ok_and(|t| s.equals_str(t)),
        }) as c_int
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_RichCompare(
    a: *mut PyObject,
    b: *mut PyObject,
    op: c_int,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_RichCompare", |py| {
            let (a, b): (Borrowed<'_, '_>, Borrowed<'_, '_>) =
                (Borrowed::from_ptr(py, a), Borrowed::from_ptr(py, b));
            match a.into_cast::<Str>() {
                Some(a) => str::richcompare(py, a, b, CompareOp::from_raw(op)),
                None => Ok(py.not_implemented()),
            }
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Concat(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Concat", |py| {
            let a = must_be_str(py, a)?;
            let Some(b) = Borrowed::from_ptr_or_null(py, b) else {
                return Err(bad_call(py));
            };
            let b: Borrowed<'_, '_> = b;
            match b.cast::<Str>() {
                Some(b) => str::concat(py, &a, b),
                None => {
                    let kind = b.ty().name();
                    Err(raise!(py, TypeError, "can only concatenate str (not \"{kind}\") to str"))
                }
            }
        })
    }
}

/// # Safety
/// C API function: `*a` is an owned reference, replaced by the result (NULL on failure).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Append(a: *mut *mut PyObject, b: *mut PyObject) {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Append", |py| {
            if a.is_null() {
                if !crate::state::error::occurred(py) {
                    let _ = bad_call(py);
                }
                return;
            }
            let left = *a;
            *a = std::ptr::null_mut();
            if left.is_null() || b.is_null() || !is_str(py, left) || !is_str(py, b) {
                if !left.is_null() {
                    crate::heap::refcount::decref(left);
                }
                if !crate::state::error::occurred(py) {
                    let _ = bad_call(py);
                }
                return;
            }
            let (n, m) = (storage::length(left), storage::length(b));
            let fits = storage::is_modifiable(left)
                && storage::kind(left) >= storage::kind(b)
                && (storage::max_char_bound(left) >= 0x80 || storage::max_char_bound(b) < 0x80)
                && n > 0
                && m > 0
                && left != b;
            if fits {
                let mut grown = left;
                match storage::resize(py, &mut grown, n + m) {
                    Ok(()) => {
                        storage::copy_in(grown, n, storage::chars(b));
                        *a = grown;
                    }
                    Err(Raised { .. }) => crate::heap::refcount::decref(grown),
                }
                return;
            }
            let left: Ref<'_, Str> = Ref::from_owned(py, left.cast());
            let right: Borrowed<'_, '_, Str> = Borrowed::from_ptr(py, b.cast());
            if let Ok(joined) = str::concat(py, &left, &right) {
                *a = joined.into_object_ptr();
            }
        })
    }
}

/// # Safety
/// `ob` is a live object.
unsafe fn is_str(py: Attached<'_>, ob: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr(py, ob) }.cast::<Str>().is_some()
}

/// # Safety
/// C API function: `*a` and `b` are owned references, taken over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AppendAndDel(a: *mut *mut PyObject, b: *mut PyObject) {
    // SAFETY: the C API's contract.
    unsafe {
        PyUnicode_Append(a, b);
        if !b.is_null() {
            crate::heap::refcount::decref(b);
        }
    }
}

/// # Safety
/// C API function: `*s` is an owned reference to a str, replaced by the resized one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Resize(s: *mut *mut PyObject, len: isize) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Resize", |py| -> PyResult<()> {
            if s.is_null() || (*s).is_null() || len < 0 || !is_str(py, *s) {
                return Err(bad_call(py));
            }
            if storage::length(*s) != len as usize && storage::length(*s) != 0 && !storage::is_modifiable(*s)
            {
                return Err(raise!(py, SystemError, "Cannot modify a string currently used"));
            }
            storage::resize(py, &mut *s, len as usize)
        })
    }
}
