//! `fileutils.h`: C strings and files by the locale's encoding, which is UTF-8 always.

use std::ffi::{CStr, c_char};

use libc::{FILE, wchar_t};
use mortise_abi::PyObject;

use super::decl;
use crate::boundary::enter;
use crate::builtin::support::audit;
use crate::err::{PyResult, Raised};
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Bytes;

/// The code points of a text in UTF-8; bytes that are none are lone surrogates (PEP 383).
fn decode(mut bytes: &[u8]) -> Vec<u32> {
    let mut points = Vec::with_capacity(bytes.len() + 1);
    while !bytes.is_empty() {
        let (valid, rest) = match std::str::from_utf8(bytes) {
            Ok(all) => (all, &[][..]),
            Err(error) => {
                let (valid, rest) = bytes.split_at(error.valid_up_to());
                (std::str::from_utf8(valid).unwrap_or_default(), rest)
            }
        };
        points.extend(valid.chars().map(u32::from));
        // One byte at a time: what follows a wrong byte may be right.
        if let Some((first, after)) = rest.split_first() {
            points.push(0xdc00 + u32::from(*first));
            bytes = after;
        } else {
            bytes = rest;
        }
    }
    points
}

/// The opposite of `decode`, or the place of what cannot be encoded.
fn encode(points: &[wchar_t]) -> Result<Vec<u8>, usize> {
    let mut bytes = Vec::with_capacity(points.len() + 1);
    for (place, &point) in points.iter().enumerate() {
        match char::from_u32(point as u32) {
            Some(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None if (0xdc80..=0xdcff).contains(&point) => bytes.push((point - 0xdc00) as u8),
            None => return Err(place),
        }
    }
    Ok(bytes)
}

/// `Py_DecodeLocale`: a new wide string, to be freed with `PyMem_RawFree`, and its length. NULL and a length of -1 when the
/// memory is not enough.
///
/// # Safety
/// `arg` is NUL-terminated; `size` is NULL or writable. The thread need not be attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_DecodeLocale(arg: *const c_char, size: *mut usize) -> *mut wchar_t {
    // SAFETY: by contract; the new memory has room for all of the text and its end.
    unsafe {
        let points = decode(CStr::from_ptr(arg).to_bytes());
        let made: *mut wchar_t = decl::PyMem_RawMalloc((points.len() + 1) * size_of::<wchar_t>()).cast();
        let len = if made.is_null() {
            usize::MAX
        } else {
            std::ptr::copy_nonoverlapping(points.as_ptr().cast(), made, points.len());
            made.add(points.len()).write(0);
            points.len()
        };
        if !size.is_null() {
            *size = len;
        }
        made
    }
}

/// `Py_EncodeLocale`: a new string, to be freed with `PyMem_Free`. NULL and the place of the first character that cannot be
/// encoded, or -1 when the memory is not enough.
///
/// # Safety
/// `text` is NUL-terminated; `error_pos` is NULL or writable; the thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_EncodeLocale(text: *const wchar_t, error_pos: *mut usize) -> *mut c_char {
    // SAFETY: by contract; the new memory has room for all of the text and its end.
    unsafe {
        let (made, place) = match encode(std::slice::from_raw_parts(text, libc::wcslen(text))) {
            Ok(bytes) => {
                let made: *mut u8 = decl::PyMem_Malloc(bytes.len() + 1).cast();
                if !made.is_null() {
                    std::ptr::copy_nonoverlapping(bytes.as_ptr(), made, bytes.len());
                    made.add(bytes.len()).write(0);
                }
                (made, usize::MAX)
            }
            Err(place) => (std::ptr::null_mut(), place),
        };
        if !error_pos.is_null() {
            *error_pos = place;
        }
        made.cast()
    }
}

/// `_Py_fopen_obj`: opens the file that a path object names; it is not inherited by child processes.
///
/// # Safety
/// The thread is attached; a live object; `mode` is NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_fopen_obj(path: *mut PyObject, mode: *const c_char) -> *mut FILE {
    // SAFETY: by contract; the file is new.
    unsafe {
        enter("_Py_fopen_obj", |py| -> PyResult<*mut FILE> {
            let mode_text = py.str(&CStr::from_ptr(mode).to_string_lossy())?;
            let any = Borrowed::from_ptr(py, path).to_owned();
            audit(py, c"open", [any, mode_text.into_any(), py.int(0)?.into_any()])?;
            let mut name: *mut PyObject = std::ptr::null_mut();
            if decl::PyUnicode_FSConverter(path, (&raw mut name).cast()) == 0 {
                return Err(Raised::assume());
            }
            let name: Ref<'_, Bytes> = Ref::from_owned(py, name.cast());
            let name = std::ffi::CString::new(name.as_bytes()).expect("the converter refuses NUL");
            loop {
                let file = crate::state::detached(py, || {
                    let file = libc::fopen(name.as_ptr(), mode);
                    (file as usize, *libc::__errno_location())
                });
                let (file, errno) = (file.0 as *mut FILE, file.1);
                if !file.is_null() {
                    libc::fcntl(libc::fileno(file), libc::F_SETFD, libc::FD_CLOEXEC);
                    return Ok(file);
                }
                if errno == libc::EINTR {
                    if decl::PyErr_CheckSignals() < 0 {
                        return Err(Raised::assume());
                    }
                    continue;
                }
                *libc::__errno_location() = errno;
                decl::PyErr_SetFromErrnoWithFilenameObject(decl::PyExc_OSError, path);
                return Err(Raised::assume());
            }
        })
    }
}
