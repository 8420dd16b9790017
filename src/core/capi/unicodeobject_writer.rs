//! `cpython/unicodeobject.h`: properties of characters, and the string writer.

use std::ffi::{c_char, c_int};

use mortise_abi::*;

use super::decl;
use crate::boundary;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::heap::refcount;
use crate::objects::Str;
use crate::objects::str::{self, Chars, storage, unicode};

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_IsAlpha(c: u32) -> c_int {
    unicode::is_alpha(c) as c_int
}

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_IsLinebreak(c: u32) -> c_int {
    unicode::is_linebreak(c) as c_int
}

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_IsLowercase(c: u32) -> c_int {
    unicode::is_lower(c) as c_int
}

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_IsNumeric(c: u32) -> c_int {
    unicode::is_numeric(c) as c_int
}

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_IsPrintable(c: u32) -> c_int {
    unicode::is_printable(c) as c_int
}

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_IsTitlecase(c: u32) -> c_int {
    unicode::is_title(c) as c_int
}

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_IsUppercase(c: u32) -> c_int {
    unicode::is_upper(c) as c_int
}

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_IsWhitespace(c: u32) -> c_int {
    unicode::is_space(c) as c_int
}

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_IsDecimalDigit(c: u32) -> c_int {
    unicode::is_decimal(c) as c_int
}

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_IsDigit(c: u32) -> c_int {
    unicode::is_digit(c) as c_int
}

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_ToDecimalDigit(c: u32) -> c_int {
    unicode::decimal(c).map_or(-1, |d| d as c_int)
}

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_ToDigit(c: u32) -> c_int {
    unicode::digit(c).map_or(-1, |d| d as c_int)
}

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_ToLowercase(c: u32) -> u32 {
    unicode::simple_lower(c)
}

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_ToUppercase(c: u32) -> u32 {
    unicode::simple_upper(c)
}

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_ToTitlecase(c: u32) -> u32 {
    unicode::simple_title(c)
}

/// # Safety
/// C API function: any code point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_ToNumeric(c: u32) -> f64 {
    unicode::numeric(c).unwrap_or(-1.0)
}

/// Keeps the writer's copies of its buffer's fields up to date.
///
/// # Safety
/// The writer has a buffer.
unsafe fn refresh(w: *mut _PyUnicodeWriter) {
    // SAFETY: by contract.
    unsafe {
        let buffer = (*w).buffer;
        (*w).data = storage::data(buffer).cast();
        (*w).maxchar = storage::max_char_bound(buffer);
        if (*w).readonly == 0 {
            (*w).kind = storage::kind(buffer) as c_int;
            (*w).size = storage::length(buffer) as isize;
        } else {
            // A string that others know: nothing may be written to it, so every write prepares first.
            (*w).kind = 0;
            (*w).size = 0;
        }
    }
}

/// # Safety
/// C API function: uninitialised memory for a writer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_Init(w: *mut _PyUnicodeWriter) {
    // SAFETY: the C API's contract.
    unsafe {
        std::ptr::write_bytes(w, 0, 1);
        (*w).min_char = 127;
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_Dealloc(w: *mut _PyUnicodeWriter) {
    // SAFETY: the writer owns its buffer.
    unsafe {
        let buffer = std::mem::replace(&mut (*w).buffer, std::ptr::null_mut());
        if !buffer.is_null() {
            refcount::decref(buffer);
        }
    }
}

/// Makes room for `more` code points up to `max`.
///
/// # Safety
/// An initialised writer.
unsafe fn prepare(py: Attached<'_>, w: *mut _PyUnicodeWriter, more: isize, max: u32) -> PyResult<()> {
    // SAFETY: the writer owns its buffer; the text written so far is copied when a new one is made.
    unsafe {
        let max = max.max((*w).min_char);
        let Some(mut needed) = (*w).pos.checked_add(more) else {
            return Err(storage::no_memory(py));
        };
        if (*w).buffer.is_null() {
            if (*w).overallocate != 0 {
                needed = needed.saturating_add(needed / 4);
            }
            needed = needed.max((*w).min_length);
            (*w).buffer = decl::PyUnicode_New(needed, max);
            if (*w).buffer.is_null() {
                return Err(crate::err::Raised::assume());
            }
            refresh(w);
            return Ok(());
        }
        let have = storage::length((*w).buffer) as isize;
        if needed > have || max > (*w).maxchar || (*w).readonly != 0 {
            let mut size = needed.max(if (*w).readonly != 0 { 0 } else { have });
            if needed > have && (*w).overallocate != 0 {
                size = needed.saturating_add(needed / 4);
            }
            size = size.max((*w).min_length);
            let new = decl::PyUnicode_New(size, max.max((*w).maxchar));
            if new.is_null() {
                return Err(crate::err::Raised::assume());
            }
            storage::copy_in(new, 0, storage::chars((*w).buffer).slice(0, (*w).pos as usize));
            refcount::decref(std::mem::replace(&mut (*w).buffer, new));
            (*w).readonly = 0;
            refresh(w);
        }
        Ok(())
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_PrepareInternal(
    w: *mut _PyUnicodeWriter,
    length: isize,
    max: u32,
) -> c_int {
    // SAFETY: the C API's contract.
    unsafe { boundary::enter("_PyUnicodeWriter_PrepareInternal", |py| prepare(py, w, length, max)) }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_PrepareKindInternal(
    w: *mut _PyUnicodeWriter,
    kind: c_int,
) -> c_int {
    let max = match kind {
        2 => 0xffff,
        4 => storage::MAX_UNICODE,
        _ => 0xff,
    };
    // SAFETY: the C API's contract.
    unsafe { boundary::enter("_PyUnicodeWriter_PrepareKindInternal", |py| prepare(py, w, 0, max)) }
}

/// # Safety
/// An initialised writer.
unsafe fn append(py: Attached<'_>, w: *mut _PyUnicodeWriter, text: Chars<'_>) -> PyResult<()> {
    if text.is_empty() {
        return Ok(());
    }
    // SAFETY: prepared for the text.
    unsafe {
        prepare(py, w, text.len() as isize, text.max_char())?;
        storage::copy_in((*w).buffer, (*w).pos as usize, text);
        (*w).pos += text.len() as isize;
    }
    Ok(())
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_WriteChar(w: *mut _PyUnicodeWriter, c: u32) -> c_int {
    // SAFETY: the C API's contract.
    unsafe { boundary::enter("_PyUnicodeWriter_WriteChar", |py| append(py, w, Chars::Four(&[c]))) }
}

/// # Safety
/// C API function: a str.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_WriteStr(w: *mut _PyUnicodeWriter, s: *mut PyObject) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("_PyUnicodeWriter_WriteStr", |py| -> PyResult<()> {
            let text = storage::chars(s);
            if (*w).buffer.is_null() && (*w).overallocate == 0 && !text.is_empty() {
                // A single string needs no copy.
                refcount::incref(s);
                (*w).buffer = s;
                (*w).readonly = 1;
                refresh(w);
                (*w).pos += text.len() as isize;
                return Ok(());
            }
            append(py, w, text)
        })
    }
}

/// # Safety
/// C API function: a str and a range in it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_WriteSubstring(
    w: *mut _PyUnicodeWriter,
    s: *mut PyObject,
    start: isize,
    end: isize,
) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("_PyUnicodeWriter_WriteSubstring", |py| -> PyResult<()> {
            let text = storage::chars(s);
            let (start, end) = (start.max(0) as usize, (end.max(0) as usize).min(text.len()));
            if start >= end { Ok(()) } else { append(py, w, text.slice(start, end)) }
        })
    }
}

/// # Safety
/// C API function: `len` characters of ASCII, up to the NUL when it is -1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_WriteASCIIString(
    w: *mut _PyUnicodeWriter,
    text: *const c_char,
    len: isize,
) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("_PyUnicodeWriter_WriteASCIIString", |py| {
            let len = if len == -1 { std::ffi::CStr::from_ptr(text).count_bytes() as isize } else { len };
            append(py, w, Chars::One(super::unicodeobject::c_bytes(text, len)))
        })
    }
}

/// # Safety
/// C API function: `len` characters of Latin-1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_WriteLatin1String(
    w: *mut _PyUnicodeWriter,
    text: *const c_char,
    len: isize,
) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("_PyUnicodeWriter_WriteLatin1String", |py| {
            append(py, w, Chars::One(super::unicodeobject::c_bytes(text, len)))
        })
    }
}

/// # Safety
/// C API function: the writer is not used afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicodeWriter_Finish(w: *mut _PyUnicodeWriter) -> *mut PyObject {
    // SAFETY: the writer gives its buffer away.
    unsafe {
        boundary::enter("_PyUnicodeWriter_Finish", |py| -> PyResult<*mut PyObject> {
            let mut buffer = std::mem::replace(&mut (*w).buffer, std::ptr::null_mut());
            if (*w).pos == 0 || buffer.is_null() {
                if !buffer.is_null() {
                    refcount::decref(buffer);
                }
                return Ok(str::empty(py).into_object_ptr());
            }
            if (*w).readonly != 0 {
                return Ok(buffer);
            }
            storage::resize(py, &mut buffer, (*w).pos as usize).inspect_err(|_| refcount::decref(buffer))?;
            let made: Ref<'_, Str> = Ref::from_owned(py, buffer.cast());
            if made.len() == 1 && made.code_point(0) < 0x100 {
                return Ok(str::latin1_char(py, made.code_point(0) as u8).into_object_ptr());
            }
            Ok(made.into_object_ptr())
        })
    }
}
