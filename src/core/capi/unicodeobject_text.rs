//! `unicodeobject.h`: encoding, searching and taking apart. Part of the header's functions; the basics are in `unicodeobject.rs`.

use std::ffi::{CStr, c_char, c_int, c_void};

use mortise_abi::*;

use super::decl;
use super::unicodeobject::{bad_argument, bad_call, c_bytes, c_text, must_be_str, str_arg};
use crate::boundary;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Str;
use crate::objects::codecs::errors::{new_decode_error, raise_encode};
use crate::objects::codecs::{self, escape, single, utf7, wide};
use crate::objects::exceptions::deprecated;
use crate::objects::str::{self, Chars, search, split, storage};
use crate::raise;

/// What a converter returns that must be called again, with NULL, when another argument fails.
const CLEANUP: c_int = 0x20000;

/// Runs a converter, which reports failure by 0.
fn converter(body: impl FnOnce(Attached<'_>) -> c_int) -> c_int {
    // SAFETY: the C API's contract: the thread is attached.
    let py = unsafe { Attached::assume() };
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| body(py))).unwrap_or_else(|_| {
        let _ = raise!(py, SystemError, "a converter failed inside Mortise");
        0
    })
}

/// # Safety
/// `ob` is NULL or stays alive for `'a`.
unsafe fn optional<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Option<Borrowed<'a, 'py>> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr_or_null(py, ob) }
}
/// # Safety
/// `ob` is NULL or stays alive for `'a`.
unsafe fn optional_str<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Option<Borrowed<'a, 'py, Str>> {
    // SAFETY: by contract.
    unsafe { optional(py, ob) }.and_then(Borrowed::into_cast)
}
/// # Safety
/// A new reference, or NULL with an exception set.
unsafe fn adopt<'py>(py: Attached<'py>, ob: *mut PyObject) -> PyResult<Ref<'py>> {
    // SAFETY: by contract.
    unsafe { Ref::from_owned_or_raised(py, ob) }
}

/// # Safety
/// `errors` is NULL or NUL-terminated.
unsafe fn locale_errors(py: Attached<'_>, errors: *const c_char) -> PyResult<&'static str> {
    // SAFETY: by contract.
    match unsafe { c_text(py, errors)? } {
        "" | "strict" => Ok(""),
        "surrogateescape" => Ok("surrogateescape"),
        _ => Err(unsupported(py)),
    }
}
#[cold]
fn unsupported(py: Attached<'_>) -> Raised {
    raise!(py, ValueError, "unsupported error handler")
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsASCIIString(s: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe { boundary::enter("PyUnicode_AsASCIIString", |py| single::encode(py, str_arg(py, s)?, "", 128)) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsLatin1String(s: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe { boundary::enter("PyUnicode_AsLatin1String", |py| single::encode(py, str_arg(py, s)?, "", 256)) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsUnicodeEscapeString(s: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe { boundary::enter("PyUnicode_AsUnicodeEscapeString", |py| escape::encode(py, str_arg(py, s)?)) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsRawUnicodeEscapeString(s: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_AsRawUnicodeEscapeString", |py| escape::encode_raw(py, str_arg(py, s)?))
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsUTF16String(s: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_AsUTF16String", |py| {
            wide::encode(py, str_arg(py, s)?, "", wide::Order::Native, false)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsUTF32String(s: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_AsUTF32String", |py| {
            wide::encode(py, str_arg(py, s)?, "", wide::Order::Native, true)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeASCII(
    text: *const c_char,
    size: isize,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_DecodeASCII", |py| {
            single::decode_ascii(py, c_bytes(text, size), c_text(py, errors)?)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeLatin1(
    text: *const c_char,
    size: isize,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_DecodeLatin1", |py| {
            let _ = errors;
            single::decode_latin1(py, c_bytes(text, size))
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeUnicodeEscape(
    text: *const c_char,
    size: isize,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_DecodeUnicodeEscape", |py| {
            escape::decode(py, c_bytes(text, size), c_text(py, errors)?, false).map(|d| d.0)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeRawUnicodeEscape(
    text: *const c_char,
    size: isize,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_DecodeRawUnicodeEscape", |py| {
            escape::decode_raw(py, c_bytes(text, size), c_text(py, errors)?, false).map(|d| d.0)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeUTF7(
    text: *const c_char,
    size: isize,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_DecodeUTF7", |py| {
            utf7::decode(py, c_bytes(text, size), c_text(py, errors)?, false).map(|d| d.0)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeUTF7Stateful(
    text: *const c_char,
    size: isize,
    errors: *const c_char,
    consumed: *mut isize,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_DecodeUTF7Stateful", |py| -> PyResult<Ref<'_, Str>> {
            let (s, used) = utf7::decode(py, c_bytes(text, size), c_text(py, errors)?, !consumed.is_null())?;
            if !consumed.is_null() {
                *consumed = used as isize;
            }
            Ok(s)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeUTF16Stateful(
    text: *const c_char,
    size: isize,
    errors: *const c_char,
    byteorder: *mut c_int,
    consumed: *mut isize,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_DecodeUTF16Stateful", |py| -> PyResult<Ref<'_, Str>> {
            let order =
                if byteorder.is_null() { wide::Order::Native } else { wide::Order::from_raw(*byteorder) };
            let (s, used, found) =
                wide::decode_utf16(py, c_bytes(text, size), c_text(py, errors)?, order, !consumed.is_null())?;
            if !byteorder.is_null() {
                *byteorder = found as c_int;
            }
            if !consumed.is_null() {
                *consumed = used as isize;
            }
            Ok(s)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeUTF16(
    text: *const c_char,
    size: isize,
    errors: *const c_char,
    byteorder: *mut c_int,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe { PyUnicode_DecodeUTF16Stateful(text, size, errors, byteorder, std::ptr::null_mut()) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeUTF32Stateful(
    text: *const c_char,
    size: isize,
    errors: *const c_char,
    byteorder: *mut c_int,
    consumed: *mut isize,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_DecodeUTF32Stateful", |py| -> PyResult<Ref<'_, Str>> {
            let order =
                if byteorder.is_null() { wide::Order::Native } else { wide::Order::from_raw(*byteorder) };
            let (s, used, found) =
                wide::decode_utf32(py, c_bytes(text, size), c_text(py, errors)?, order, !consumed.is_null())?;
            if !byteorder.is_null() {
                *byteorder = found as c_int;
            }
            if !consumed.is_null() {
                *consumed = used as isize;
            }
            Ok(s)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeUTF32(
    text: *const c_char,
    size: isize,
    errors: *const c_char,
    byteorder: *mut c_int,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe { PyUnicode_DecodeUTF32Stateful(text, size, errors, byteorder, std::ptr::null_mut()) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsCharmapString(
    s: *mut PyObject,
    mapping: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_AsCharmapString", |py| {
            let (Some(text), Some(mapping)) = (optional_str(py, s), optional(py, mapping)) else {
                return Err(bad_argument(py));
            };
            single::encode_charmap(py, text, Some(&mapping), "")
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeCharmap(
    text: *const c_char,
    size: isize,
    mapping: *mut PyObject,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_DecodeCharmap", |py| {
            let mapping = optional(py, mapping);
            single::decode_charmap(py, c_bytes(text, size), mapping.as_deref(), c_text(py, errors)?)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_BuildEncodingMap(s: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe { boundary::enter("PyUnicode_BuildEncodingMap", |py| single::build_map(py, &*str_arg(py, s)?)) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Decode(
    text: *const c_char,
    size: isize,
    encoding: *const c_char,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Decode", |py| {
            codecs::decode(py, c_bytes(text, size), c_text(py, encoding)?, c_text(py, errors)?)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsEncodedString(
    s: *mut PyObject,
    encoding: *const c_char,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_AsEncodedString", |py| {
            codecs::encode(py, &*str_arg(py, s)?, c_text(py, encoding)?, c_text(py, errors)?)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsDecodedObject(
    s: *mut PyObject,
    encoding: *const c_char,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_AsDecodedObject", |py| {
            str_arg(py, s)?;
            deprecated(
                py,
                "PyUnicode_AsDecodedObject() is deprecated; \
                            use PyCodec_Decode() to decode from str",
            )?;
            let default = c"utf-8".as_ptr();
            let encoding = if encoding.is_null() { default } else { encoding };
            adopt(py, decl::PyCodec_Decode(s, encoding, errors))
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsEncodedObject(
    s: *mut PyObject,
    encoding: *const c_char,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_AsEncodedObject", |py| {
            str_arg(py, s)?;
            deprecated(
                py,
                "PyUnicode_AsEncodedObject() is deprecated; \
                            use PyUnicode_AsEncodedString() to encode from str to bytes or PyCodec_Encode() for generic encoding",
            )?;
            let default = c"utf-8".as_ptr();
            let encoding = if encoding.is_null() { default } else { encoding };
            adopt(py, decl::PyCodec_Encode(s, encoding, errors))
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsDecodedUnicode(
    s: *mut PyObject,
    encoding: *const c_char,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_AsDecodedUnicode", |py| {
            str_arg(py, s)?;
            deprecated(
                py,
                "PyUnicode_AsDecodedUnicode() is deprecated; \
                            use PyCodec_Decode() to decode from str to str",
            )?;
            let default = c"utf-8".as_ptr();
            let encoding = if encoding.is_null() { default } else { encoding };
            let made = adopt(py, decl::PyCodec_Decode(s, encoding, errors))?;
            if !made.is_instance_of::<Str>() {
                return Err(raise!(
                    py,
                    TypeError,
                    "'{}' decoder returned '{}' instead of 'str'; use codecs.decode() to decode to arbitrary types",
                    c_text(py, encoding)?,
                    made.ty().full_name()
                ));
            }
            Ok(made)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsEncodedUnicode(
    s: *mut PyObject,
    encoding: *const c_char,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_AsEncodedUnicode", |py| {
            str_arg(py, s)?;
            deprecated(
                py,
                "PyUnicode_AsEncodedUnicode() is deprecated; \
                            use PyCodec_Encode() to encode from str to str",
            )?;
            let default = c"utf-8".as_ptr();
            let encoding = if encoding.is_null() { default } else { encoding };
            let made = adopt(py, decl::PyCodec_Encode(s, encoding, errors))?;
            if !made.is_instance_of::<Str>() {
                return Err(raise!(
                    py,
                    TypeError,
                    "'{}' encoder returned '{}' instead of 'str'; use codecs.encode() to encode to arbitrary types",
                    c_text(py, encoding)?,
                    made.ty().full_name()
                ));
            }
            Ok(made)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromEncodedObject(
    ob: *mut PyObject,
    encoding: *const c_char,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_FromEncodedObject", |py| match optional(py, ob) {
            Some(ob) => str::new::from_encoded(py, &ob, c_text(py, encoding)?, c_text(py, errors)?),
            None => Err(bad_call(py)),
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromObject(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_FromObject", |py| {
            let ob: Borrowed<'_, '_> = Borrowed::from_ptr(py, ob);
            match ob.cast::<Str>() {
                Some(s) => str::exact(s),
                None => Err(raise!(
                    py,
                    TypeError,
                    "Can't convert '{}' object to str implicitly",
                    ob.ty().full_name()
                )),
            }
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromOrdinal(ordinal: c_int) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_FromOrdinal", |py| {
            if !(0..=storage::MAX_UNICODE as c_int).contains(&ordinal) {
                return Err(raise!(py, ValueError, "chr() arg not in range(0x110000)"));
            }
            str::sequence::one(py, ordinal as u32)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromWideChar(text: *const libc::wchar_t, size: isize) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_FromWideChar", |py| {
            if text.is_null() && size != 0 {
                return Err(bad_call(py));
            }
            let n = if size < 0 { (0..).take_while(|&i| *text.add(i) != 0).count() } else { size as usize };
            if n == 0 {
                return Ok(str::empty(py));
            }
            let chars = std::slice::from_raw_parts(text.cast::<u32>(), n);
            if let Some(&bad) = chars.iter().find(|&&c| c > storage::MAX_UNICODE) {
                return Err(raise!(py, ValueError, "character U+{bad:x} is not in range [U+0000; U+10ffff]"));
            }
            str::from_chars(py, Chars::Four(chars))
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsWideChar(
    s: *mut PyObject,
    text: *mut libc::wchar_t,
    size: isize,
) -> isize {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_AsWideChar", |py| -> PyResult<isize> {
            if s.is_null() {
                return Err(bad_call(py));
            }
            let s = str_arg(py, s)?;
            if text.is_null() {
                return Ok(s.len() as isize + 1);
            }
            let n = s.len().min(size.max(0) as usize);
            for (i, c) in s.code_points().take(n).enumerate() {
                text.add(i).write(c as libc::wchar_t);
            }
            if (n as isize) < size {
                text.add(n).write(0);
            }
            Ok(n as isize)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsWideCharString(
    s: *mut PyObject,
    size: *mut isize,
) -> *mut libc::wchar_t {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_AsWideCharString", |py| -> PyResult<*mut libc::wchar_t> {
            if s.is_null() {
                return Err(bad_call(py));
            }
            let s = str_arg(py, s)?;
            if size.is_null() && s.code_points().any(|c| c == 0) {
                return Err(raise!(py, ValueError, "embedded null character"));
            }
            let text: *mut libc::wchar_t =
                decl::PyMem_Malloc((s.len() + 1) * size_of::<libc::wchar_t>()).cast();
            if text.is_null() {
                return Err(storage::no_memory(py));
            }
            for (i, c) in s.code_points().enumerate() {
                text.add(i).write(c as libc::wchar_t);
            }
            text.add(s.len()).write(0);
            if !size.is_null() {
                *size = s.len() as isize;
            }
            Ok(text)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsUCS4(
    s: *mut PyObject,
    buffer: *mut u32,
    size: isize,
    copy_null: c_int,
) -> *mut u32 {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_AsUCS4", |py| -> PyResult<*mut u32> {
            if buffer.is_null() || size < 0 {
                return Err(bad_call(py));
            }
            let s = str_arg(py, s)?;
            if (size as usize) < s.len() + (copy_null != 0) as usize {
                if copy_null != 0 && (size as usize) >= s.len() {
                    return Err(raise!(py, SystemError, "string is longer than the buffer"));
                }
                return Err(raise!(py, SystemError, "string is longer than the buffer"));
            }
            for (i, c) in s.code_points().enumerate() {
                buffer.add(i).write(c);
            }
            if copy_null != 0 {
                buffer.add(s.len()).write(0);
            }
            Ok(buffer)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsUCS4Copy(s: *mut PyObject) -> *mut u32 {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_AsUCS4Copy", |py| -> PyResult<*mut u32> {
            let s = str_arg(py, s)?;
            let buffer: *mut u32 = decl::PyMem_Malloc((s.len() + 1) * 4).cast();
            if buffer.is_null() {
                return Err(storage::no_memory(py));
            }
            for (i, c) in s.code_points().enumerate() {
                buffer.add(i).write(c);
            }
            buffer.add(s.len()).write(0);
            Ok(buffer)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Contains(s: *mut PyObject, sub: *mut PyObject) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Contains", |py| -> PyResult<bool> {
            let sub: Borrowed<'_, '_> = Borrowed::from_ptr(py, sub);
            let Some(sub) = sub.cast::<Str>() else {
                return Err(raise!(
                    py,
                    TypeError,
                    "'in <string>' requires string as left operand, not {}",
                    sub.ty().full_name()
                ));
            };
            Ok(search::find(must_be_str(py, s)?.chars(), sub.chars()).is_some())
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Count(
    s: *mut PyObject,
    sub: *mut PyObject,
    start: isize,
    end: isize,
) -> isize {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Count", |py| -> PyResult<isize> {
            let (s, sub) = (must_be_str(py, s)?, must_be_str(py, sub)?);
            let (start, end) = search::adjust(start, end, s.len());
            if start > end {
                return Ok(0);
            }
            Ok(search::count(s.chars().slice(start, end), sub.chars(), usize::MAX) as isize)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Find(
    s: *mut PyObject,
    sub: *mut PyObject,
    start: isize,
    end: isize,
    direction: c_int,
) -> isize {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Find", |py| {
            let found = (|| -> PyResult<Option<usize>> {
                let (s, sub) = (must_be_str(py, s)?, must_be_str(py, sub)?);
                let (start, end) = search::adjust(start, end, s.len());
                if start > end {
                    return Ok(None);
                }
                let part = s.chars().slice(start, end);
                let at = if direction > 0 {
                    search::find(part, sub.chars())
                } else {
                    search::rfind(part, sub.chars())
                };
                Ok(at.map(|at| at + start))
            })();
            // -1 is "not there"; an error is -2.
            PyResult::Ok(match found {
                Ok(at) => at.map_or(-1, |at| at as isize),
                Err(_raised) => -2,
            })
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FindChar(
    s: *mut PyObject,
    c: u32,
    start: isize,
    end: isize,
    direction: c_int,
) -> isize {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_FindChar", |py| -> PyResult<isize> {
            let _ = py;
            let chars = storage::chars(s);
            let (start, end) = search::adjust(start, end, chars.len());
            if start >= end {
                return Ok(-1);
            }
            let part = chars.slice(start, end);
            let at = if direction > 0 {
                search::position(part, |x| x == c)
            } else {
                search::rposition(part, |x| x == c)
            };
            Ok(at.map_or(-1, |at| (at + start) as isize))
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Tailmatch(
    s: *mut PyObject,
    sub: *mut PyObject,
    start: isize,
    end: isize,
    direction: c_int,
) -> isize {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Tailmatch", |py| -> PyResult<isize> {
            let (s, sub) = (must_be_str(py, s)?, must_be_str(py, sub)?);
            let (start, end) = search::adjust(start, end, s.len());
            Ok(search::tail_match(s.chars(), sub.chars(), start, end, direction > 0) as isize)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Replace(
    s: *mut PyObject,
    old: *mut PyObject,
    new: *mut PyObject,
    max: isize,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Replace", |py| {
            let (s, old, new) = (must_be_str(py, s)?, must_be_str(py, old)?, must_be_str(py, new)?);
            search::replace(py, &s, &old, &new, if max < 0 { usize::MAX } else { max as usize })
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Split(s: *mut PyObject, sep: *mut PyObject, max: isize) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Split", |py| {
            let s = must_be_str(py, s)?;
            let max = if max < 0 { usize::MAX } else { max as usize };
            let sep = if sep.is_null() { None } else { Some(must_be_str(py, sep)?) };
            split::split(py, &s, sep.as_deref(), max)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_RSplit(s: *mut PyObject, sep: *mut PyObject, max: isize) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_RSplit", |py| {
            let s = must_be_str(py, s)?;
            let max = if max < 0 { usize::MAX } else { max as usize };
            let sep = if sep.is_null() { None } else { Some(must_be_str(py, sep)?) };
            split::rsplit(py, &s, sep.as_deref(), max)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Splitlines(s: *mut PyObject, keep: c_int) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Splitlines", |py| split::splitlines(py, &*must_be_str(py, s)?, keep != 0))
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Partition(s: *mut PyObject, sep: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Partition", |py| {
            split::partition(py, &*must_be_str(py, s)?, &*must_be_str(py, sep)?, false)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_RPartition(s: *mut PyObject, sep: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_RPartition", |py| {
            split::partition(py, &*must_be_str(py, s)?, &*must_be_str(py, sep)?, true)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Join(sep: *mut PyObject, items: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Join", |py| {
            let items: Borrowed<'_, '_> = Borrowed::from_ptr(py, items);
            if sep.is_null() {
                return split::join(py, &str::latin1_char(py, b' '), &items);
            }
            let any: Borrowed<'_, '_> = Borrowed::from_ptr(py, sep);
            match any.cast::<Str>() {
                Some(sep) => split::join(py, sep, &items),
                None => Err(raise!(
                    py,
                    TypeError,
                    "separator: expected str instance, {} found",
                    any.ty().full_name()
                )),
            }
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Substring(s: *mut PyObject, start: isize, end: isize) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Substring", |py| {
            let s = str_arg(py, s)?;
            if start < 0 || end < 0 {
                return Err(raise!(py, IndexError, "string index out of range"));
            }
            let end = (end as usize).min(s.len());
            if start as usize >= end {
                return Ok(str::empty(py));
            }
            search::substring(py, &s, start as usize, end)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Translate(
    s: *mut PyObject,
    table: *mut PyObject,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Translate", |py| {
            str::translate::translate(
                py,
                &*must_be_str(py, s)?,
                &Borrowed::from_ptr(py, table),
                c_text(py, errors)?,
            )
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Format(format: *mut PyObject, values: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Format", |py| {
            let (Some(format), Some(values)) = (optional(py, format), optional(py, values)) else {
                return Err(bad_call(py));
            };
            let format = must_be_str(py, format.as_ptr())?;
            str::percent::percent(py, &format, values)
        })
    }
}

/// # Safety
/// C API function: a str.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_IsIdentifier(s: *mut PyObject) -> c_int {
    // SAFETY: the C API's contract.
    unsafe { str::case::is_identifier(storage::chars(s)) as c_int }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_GetDefaultEncoding() -> *const c_char {
    c"utf-8".as_ptr()
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeFSDefault(text: *const c_char) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe { PyUnicode_DecodeFSDefaultAndSize(text, CStr::from_ptr(text).count_bytes() as isize) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeFSDefaultAndSize(text: *const c_char, size: isize) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_DecodeFSDefaultAndSize", |py| {
            codecs::utf8::decode(py, c_bytes(text, size), "surrogateescape", false).map(|d| d.0)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_EncodeFSDefault(s: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_EncodeFSDefault", |py| {
            codecs::utf8::encode(py, str_arg(py, s)?, "surrogateescape")
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeLocale(text: *const c_char, errors: *const c_char) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe { PyUnicode_DecodeLocaleAndSize(text, CStr::from_ptr(text).count_bytes() as isize, errors) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_DecodeLocaleAndSize(
    text: *const c_char,
    size: isize,
    errors: *const c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_DecodeLocaleAndSize", |py| {
            // Locales other than UTF-8 are not supported: the runtime is always in UTF-8 mode.
            let (bytes, errors) = (c_bytes(text, size), locale_errors(py, errors)?);
            if let ("", Err(error)) = (errors, std::str::from_utf8(bytes)) {
                let at = error.valid_up_to();
                let exc =
                    new_decode_error(py, "locale", py.bytes(bytes)?.as_any(), at, at + 1, "decoding error")?;
                return Err(crate::state::error::set(py, exc));
            }
            codecs::utf8::decode(py, bytes, errors, false).map(|d| d.0)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_EncodeLocale(s: *mut PyObject, errors: *const c_char) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_EncodeLocale", |py| {
            let s = str_arg(py, s)?;
            if s.code_points().any(|c| c == 0) {
                return Err(raise!(py, ValueError, "embedded null character"));
            }
            let errors = locale_errors(py, errors)?;
            let lossless = |c: u32| errors == "surrogateescape" && (0xdc80..=0xdcff).contains(&c);
            match s.code_points().position(|c| (0xd800..=0xdfff).contains(&c) && !lossless(c)) {
                Some(at) => Err(raise_encode(py, "locale", &s, at, at + 1, "encoding error")),
                None => codecs::utf8::encode(py, s, errors),
            }
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FSConverter(arg: *mut PyObject, addr: *mut c_void) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        converter(|py| {
            let slot: *mut *mut PyObject = addr.cast();
            let Some(arg) = optional(py, arg) else {
                // Clean up after a failure of another argument.
                let old = std::mem::replace(&mut *slot, std::ptr::null_mut());
                if !old.is_null() {
                    crate::heap::refcount::decref(old);
                }
                return 1;
            };
            let made = (|| -> PyResult<Ref<'_, crate::objects::Bytes>> {
                let path = adopt(py, decl::PyOS_FSPath(arg.as_ptr()))?;
                let bytes = match path.into_cast::<crate::objects::Bytes>() {
                    Ok(bytes) => bytes,
                    Err(other) => codecs::utf8::encode(py, str_arg(py, other.as_ptr())?, "surrogateescape")?,
                };
                if bytes.as_bytes().contains(&0) {
                    return Err(raise!(py, ValueError, "embedded null byte"));
                }
                Ok(bytes)
            })();
            match made {
                Ok(bytes) => {
                    *slot = bytes.into_object_ptr();
                    CLEANUP
                }
                Err(_raised) => 0,
            }
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FSDecoder(arg: *mut PyObject, addr: *mut c_void) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        converter(|py| {
            let slot: *mut *mut PyObject = addr.cast();
            let Some(arg) = optional(py, arg) else {
                let old = std::mem::replace(&mut *slot, std::ptr::null_mut());
                if !old.is_null() {
                    crate::heap::refcount::decref(old);
                }
                return 1;
            };
            let made = (|| -> PyResult<Ref<'_, Str>> {
                let path = adopt(py, decl::PyOS_FSPath(arg.as_ptr()))?;
                let text = match path.into_cast::<Str>() {
                    Ok(text) => text,
                    Err(other) => {
                        let bytes = other.expect::<crate::objects::Bytes>()?;
                        codecs::utf8::decode(py, bytes.as_bytes(), "surrogateescape", false)?.0
                    }
                };
                if text.code_points().any(|c| c == 0) {
                    return Err(raise!(py, ValueError, "embedded null character"));
                }
                Ok(text)
            })();
            match made {
                Ok(text) => {
                    *slot = text.into_object_ptr();
                    CLEANUP
                }
                Err(_raised) => 0,
            }
        })
    }
}
