//! `cpython/unicodeobject.h`: strings, beyond the limited API.

#![allow(non_upper_case_globals)]

use std::ffi::{c_char, c_int, c_uchar, c_void};

use mortise_abi::*;

use super::unicodeobject::{PyUnicode_AsUTF8AndSize, bad_call};
use crate::boundary;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::objects::str::{self, Chars, storage};
use crate::raise;

/// Which ASCII characters are white space: 1 at their places.
#[unsafe(no_mangle)]
pub static mut _Py_ascii_whitespace: [c_uchar; 128] = ascii_whitespace();

const fn ascii_whitespace() -> [c_uchar; 128] {
    let mut table = [0; 128];
    let mut c = 0;
    while c < 128 {
        table[c] = matches!(c, 0x09..=0x0d | 0x1c..=0x20) as c_uchar;
        c += 1;
    }
    table
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_New(size: isize, maxchar: u32) -> *mut PyObject {
    // SAFETY: the C API's contract; the caller writes the text before anybody reads it.
    unsafe {
        boundary::enter("PyUnicode_New", |py| -> PyResult<*mut PyObject> {
            if size == 0 {
                return Ok(str::empty(py).into_object_ptr());
            }
            if maxchar > storage::MAX_UNICODE {
                return Err(raise!(py, SystemError, "invalid maximum character passed to PyUnicode_New"));
            }
            if size < 0 {
                return Err(raise!(py, SystemError, "Negative size passed to PyUnicode_New"));
            }
            storage::allocate(py, size as usize, maxchar)
        })
    }
}

/// # Safety
/// C API function: `data` holds `size` code points of `kind` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromKindAndData(
    kind: c_int,
    data: *const c_void,
    size: isize,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_FromKindAndData", |py| {
            if size < 0 {
                return Err(raise!(py, ValueError, "size must be positive"));
            }
            let n = size as usize;
            if n == 0 {
                return Ok(str::empty(py));
            }
            match kind {
                1 => str::from_chars(py, Chars::One(std::slice::from_raw_parts(data.cast(), n))),
                2 => str::from_chars(py, Chars::Two(std::slice::from_raw_parts(data.cast(), n))),
                4 => str::from_chars(py, Chars::Four(std::slice::from_raw_parts(data.cast(), n))),
                _ => Err(raise!(py, SystemError, "invalid kind")),
            }
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_AsUTF8(s: *mut PyObject) -> *const c_char {
    // SAFETY: the C API's contract.
    unsafe { PyUnicode_AsUTF8AndSize(s, std::ptr::null_mut()) }
}

/// # Safety
/// C API function: nobody else uses `to`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_CopyCharacters(
    to: *mut PyObject,
    to_start: isize,
    from: *mut PyObject,
    from_start: isize,
    how_many: isize,
) -> isize {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_CopyCharacters", |py| -> PyResult<isize> {
            let (Some(f), Some(t)) = (
                Borrowed::from_ptr_or_null(py, from)
                    .and_then(|o: Borrowed<'_, '_>| o.into_cast::<crate::objects::Str>()),
                Borrowed::from_ptr_or_null(py, to)
                    .and_then(|o: Borrowed<'_, '_>| o.into_cast::<crate::objects::Str>()),
            ) else {
                return Err(bad_call(py));
            };
            if from_start < 0 || from_start as usize > f.len() || to_start < 0 || to_start as usize > t.len()
            {
                return Err(raise!(py, IndexError, "string index out of range"));
            }
            if how_many < 0 {
                return Err(raise!(py, SystemError, "how_many cannot be negative"));
            }
            let n = (how_many as usize).min(f.len() - from_start as usize);
            if to_start as usize + n > t.len() {
                return Err(raise!(
                    py,
                    SystemError,
                    "Cannot write {n} characters at {to_start} in a string of {} characters",
                    t.len()
                ));
            }
            if n == 0 {
                return Ok(0);
            }
            if !storage::is_modifiable(to) {
                return Err(raise!(py, SystemError, "Cannot modify a string currently used"));
            }
            let part = f.chars().slice(from_start as usize, from_start as usize + n);
            if part.max_char() > t.max_char() {
                return Err(raise!(
                    py,
                    SystemError,
                    "Cannot copy {}characters into a string of {}characters",
                    describe(f.max_char()),
                    describe(t.max_char())
                ));
            }
            storage::copy_in(to, to_start as usize, part);
            Ok(n as isize)
        })
    }
}

fn describe(max: u32) -> &'static str {
    match max {
        0x7f => "ASCII ",
        0xff => "UCS1 ",
        0xffff => "UCS2 ",
        _ => "UCS4 ",
    }
}

/// # Safety
/// C API function: nobody else uses the string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_Fill(s: *mut PyObject, start: isize, length: isize, fill: u32) -> isize {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_Fill", |py| -> PyResult<isize> {
            let ob = s;
            let Some(s) = Borrowed::from_ptr_or_null(py, s)
                .and_then(|o: Borrowed<'_, '_>| o.into_cast::<crate::objects::Str>())
            else {
                return Err(bad_call(py));
            };
            if !storage::is_modifiable(ob) {
                return Err(raise!(py, SystemError, "Cannot modify a string currently used"));
            }
            if start < 0 {
                return Err(raise!(py, IndexError, "string index out of range"));
            }
            if fill > s.max_char() {
                return Err(raise!(
                    py,
                    ValueError,
                    "fill character is bigger than the string maximum character"
                ));
            }
            let n = length.min(s.len() as isize - start);
            if n <= 0 {
                return Ok(0);
            }
            for i in start..start + n {
                storage::write(ob, i as usize, fill);
            }
            Ok(n)
        })
    }
}

/// # Safety
/// `a` and `b` are str.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_Equal(a: *mut PyObject, b: *mut PyObject) -> c_int {
    // SAFETY: both are live strings.
    unsafe { (a == b || storage::chars(a).same(storage::chars(b))) as c_int }
}

/// # Safety
/// C API function: a static identifier.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyUnicode_FromId(id: *mut _Py_Identifier) -> *mut PyObject {
    // SAFETY: the identifier is static; its text is NUL-terminated. Interned names are kept for ever, so the address stays.
    unsafe {
        boundary::enter("_PyUnicode_FromId", |py: Attached<'_>| -> PyResult<*mut PyObject> {
            let text = std::ffi::CStr::from_ptr((*id).string).to_string_lossy();
            let name = str::intern::intern(py, str::from_utf8(py, &text)?, str::intern::Life::Immortal);
            Ok(name.into_object_ptr())
        })
    }
}
