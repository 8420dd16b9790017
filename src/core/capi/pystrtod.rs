//! `pystrtod.h`: floats and C strings.

use std::ffi::{CStr, c_char, c_int};

use mortise_abi::{Py_DTST_FINITE, Py_DTST_INFINITE, Py_DTST_NAN, PyObject};

use crate::boundary::enter;
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::handles::Borrowed;
use crate::objects::float::text;
use crate::raise;

/// Reads a float; what is beyond the largest one is infinite, or `overflow_exception` when that is given.
/// # Safety
/// `s` is NUL-terminated, `endptr` NULL or writable, the class live or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_string_to_double(
    s: *const c_char,
    endptr: *mut *mut c_char,
    overflow_exception: *mut PyObject,
) -> f64 {
    // SAFETY: a C string; the end is within it.
    unsafe {
        enter("PyOS_string_to_double", |py| -> PyResult<f64> {
            let bytes = CStr::from_ptr(s).to_bytes();
            let shown = || String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
            let Some((value, end)) = text::parse_prefix(bytes) else {
                if !endptr.is_null() {
                    endptr.write(s.cast_mut());
                }
                return Err(raise!(py, ValueError, "could not convert string to float: '{}'", shown()));
            };
            if endptr.is_null() {
                if end != bytes.len() {
                    return Err(raise!(py, ValueError, "could not convert string to float: '{}'", shown()));
                }
            } else {
                endptr.write(s.add(end).cast_mut());
            }
            let spelled = bytes[..end].iter().any(|c| c.eq_ignore_ascii_case(&b'n'));
            if value.is_infinite()
                && !spelled
                && let Some(class) = Borrowed::<PyObject>::from_ptr_or_null(py, overflow_exception)
            {
                let message = py.str(&format!("value too large to convert to float: '{}'", shown()))?;
                return Err(crate::state::error::set_object(py, &class, Some(&message)));
            }
            Ok(value)
        })
    }
}

/// The text of a float, to be freed with `PyMem_Free`
/// # Safety
/// `ptype` is NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_double_to_string(
    value: f64,
    format_code: c_char,
    precision: c_int,
    flags: c_int,
    ptype: *mut c_int,
) -> *mut c_char {
    // SAFETY: the block holds the text and its NUL.
    unsafe {
        enter("PyOS_double_to_string", |py| -> PyResult<*mut c_char> {
            let Some(text) = text::format(value, format_code as u8, precision, flags) else {
                return Err(raise!(py, SystemError, "bad argument to internal function"));
            };
            if !ptype.is_null() {
                ptype.write(if value.is_nan() {
                    Py_DTST_NAN
                } else if value.is_infinite() {
                    Py_DTST_INFINITE
                } else {
                    Py_DTST_FINITE
                });
            }
            let block: *mut c_char = decl::PyMem_Malloc(text.len() + 1).cast();
            if block.is_null() {
                return Err(crate::objects::exceptions::memory_error::raise(py));
            }
            block.cast::<u8>().copy_from_nonoverlapping(text.as_ptr(), text.len());
            block.add(text.len()).write(0);
            Ok(block)
        })
    }
}
