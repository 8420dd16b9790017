//! Wide strings, in which C has the texts of the configuration.

use std::ffi::{CStr, OsStr, OsString, c_char};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use libc::wchar_t;

use crate::capi::decl::{PyMem_RawFree, PyMem_RawMalloc};
use crate::state::config::Text;

/// The wide characters of a text, with the final 0: bytes that are no UTF-8 become U+DC80..U+DCFF (PEP 383).
pub fn encode(text: &OsStr) -> Vec<wchar_t> {
    let mut wide = Vec::with_capacity(text.len() + 1);
    for chunk in text.as_bytes().utf8_chunks() {
        wide.extend(chunk.valid().chars().map(|c| c as wchar_t));
        wide.extend(chunk.invalid().iter().map(|&b| 0xdc00 + wchar_t::from(b)));
    }
    wide.push(0);
    wide
}

/// The text of wide characters.
pub fn decode(wide: &[wchar_t]) -> Text {
    let mut bytes = Vec::with_capacity(wide.len());
    for &c in wide {
        match c as u32 {
            escaped @ 0xdc80..=0xdcff => bytes.push((escaped - 0xdc00) as u8),
            c => {
                let c = char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER);
                bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
    }
    OsString::from_vec(bytes)
}

/// The text of a wide string of C's; `None` for NULL.
///
/// # Safety
/// `text` is null or ends with 0.
pub unsafe fn from_c(text: *const wchar_t) -> Option<Text> {
    if text.is_null() {
        return None;
    }
    // SAFETY: by contract.
    unsafe { Some(decode(std::slice::from_raw_parts(text, libc::wcslen(text)))) }
}

/// The text of a byte string of C's; `None` for NULL.
///
/// # Safety
/// `text` is null or ends with NUL.
pub unsafe fn from_bytes(text: *const c_char) -> Option<Text> {
    if text.is_null() {
        return None;
    }
    // SAFETY: by contract.
    Some(OsString::from_vec(unsafe { CStr::from_ptr(text) }.to_bytes().to_vec()))
}

/// A copy for C, to be freed with `PyMem_RawFree`; NULL when there is no memory.
pub fn allocate(text: &OsStr) -> *mut wchar_t {
    let wide = encode(text);
    // SAFETY: the new memory has room for all characters.
    unsafe {
        let copy = PyMem_RawMalloc(size_of_val(&wide[..])).cast::<wchar_t>();
        if !copy.is_null() {
            copy.copy_from_nonoverlapping(wide.as_ptr(), wide.len());
        }
        copy
    }
}

/// Frees what [`allocate`] gave.
///
/// # Safety
/// `text` is null or was allocated with `PyMem_RawMalloc` and is not used any more.
pub unsafe fn free(text: *mut wchar_t) {
    // SAFETY: by contract.
    unsafe { PyMem_RawFree(text.cast()) }
}
