//! `marshal.h`: values to and from bytes and C files.

use std::ffi::{c_char, c_int, c_long};

use libc::FILE;
use mortise_abi::PyObject;

use super::unicodeobject::c_bytes;
use crate::boundary::enter;
use crate::builtin::marshal::{self, Input};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::raise;

/// The next `n` bytes of a file.
///
/// # Safety
/// An open file.
unsafe fn next_bytes(py: Attached<'_>, file: *mut FILE, n: usize) -> PyResult<Vec<u8>> {
    let mut bytes = Vec::new();
    // In pieces, so that a wrong size in the data does not allocate all of it at once.
    while bytes.len() < n {
        let start = bytes.len();
        let piece = (n - start).min(1 << 20);
        bytes.resize(start + piece, 0);
        // SAFETY: by contract; the buffer has that much room.
        let got = unsafe { libc::fread(bytes[start..].as_mut_ptr().cast(), 1, piece, file) };
        if got < piece {
            return Err(raise!(py, EOFError, "EOF read where not expected"));
        }
    }
    Ok(bytes)
}

/// Writes all of the bytes. Errors are found by the caller with `ferror`, as the functions have no result.
///
/// # Safety
/// A file that is open for writing.
unsafe fn write_bytes(file: *mut FILE, bytes: &[u8]) {
    // SAFETY: by contract.
    unsafe { libc::fwrite(bytes.as_ptr().cast(), 1, bytes.len(), file) };
}

/// `PyMarshal_WriteLongToFile`: the lowest four bytes, least first.
///
/// # Safety
/// A file that is open for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_WriteLongToFile(value: c_long, file: *mut FILE, _version: c_int) {
    // SAFETY: by contract.
    unsafe { write_bytes(file, &(value as i32).to_le_bytes()) };
}

/// `PyMarshal_WriteObjectToFile`. In the place of an object that cannot be written stands `?`, which no reader accepts.
///
/// # Safety
/// The thread is attached; a live object; a file that is open for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_WriteObjectToFile(ob: *mut PyObject, file: *mut FILE, version: c_int) {
    // SAFETY: by contract.
    unsafe {
        enter("PyMarshal_WriteObjectToFile", |py| {
            if let Ok(bytes) = marshal::dumps_marked(py, &Borrowed::from_ptr(py, ob), version) {
                write_bytes(file, &bytes);
            }
        });
    }
}

/// `PyMarshal_WriteObjectToString`: new bytes, or a `ValueError` for what cannot be written.
///
/// # Safety
/// The thread is attached; a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_WriteObjectToString(ob: *mut PyObject, version: c_int) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyMarshal_WriteObjectToString", |py| {
            py.bytes(&marshal::dumps(py, &Borrowed::from_ptr(py, ob), version, true)?)
        })
    }
}

/// `PyMarshal_ReadShortFromFile`: two bytes as a signed number; -1 and `EOFError` at the end of the file.
///
/// # Safety
/// The thread is attached; a file that is open for reading.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_ReadShortFromFile(file: *mut FILE) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyMarshal_ReadShortFromFile", |py| -> PyResult<c_int> {
            let bytes = next_bytes(py, file, 2)?;
            Ok(i16::from_le_bytes([bytes[0], bytes[1]]).into())
        })
    }
}

/// `PyMarshal_ReadLongFromFile`: four bytes as a signed number; -1 and `EOFError` at the end of the file.
///
/// # Safety
/// The thread is attached; a file that is open for reading.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_ReadLongFromFile(file: *mut FILE) -> c_long {
    // SAFETY: by contract.
    unsafe {
        enter("PyMarshal_ReadLongFromFile", |py| -> PyResult<i64> {
            let bytes = next_bytes(py, file, 4)?;
            Ok(i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]).into())
        })
    }
}

/// `PyMarshal_ReadObjectFromFile`: reads one value and nothing behind it. New reference.
///
/// # Safety
/// The thread is attached; a file that is open for reading.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_ReadObjectFromFile(file: *mut FILE) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyMarshal_ReadObjectFromFile", |py| -> PyResult<Ref<'_>> {
            let mut next = |n| next_bytes(py, file, n);
            marshal::load(py, Input::Stream(&mut next))
        })
    }
}

/// `PyMarshal_ReadLastObjectFromFile`: may read all of the file at once, as nothing is to be read after the value. New reference.
///
/// # Safety
/// The thread is attached; a file that is open for reading.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_ReadLastObjectFromFile(file: *mut FILE) -> *mut PyObject {
    // SAFETY: by contract; the buffer has room for what is asked for.
    unsafe {
        enter("PyMarshal_ReadLastObjectFromFile", |py| -> PyResult<Ref<'_>> {
            let mut bytes = Vec::new();
            loop {
                let start = bytes.len();
                bytes.resize(start + (start / 2).max(1 << 16), 0u8);
                let room = bytes.len() - start;
                let got = libc::fread(bytes[start..].as_mut_ptr().cast(), 1, room, file);
                bytes.truncate(start + got);
                if got < room {
                    break;
                }
            }
            marshal::loads(py, &bytes)
        })
    }
}

/// `PyMarshal_ReadObjectFromString`: reads one value; bytes behind it are ignored. New reference.
///
/// # Safety
/// The thread is attached; `text` has `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMarshal_ReadObjectFromString(text: *const c_char, size: isize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyMarshal_ReadObjectFromString", |py| marshal::loads(py, c_bytes(text, size))) }
}
