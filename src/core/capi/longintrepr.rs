//! `longintrepr.h`: making ints from digits.

use std::ffi::c_int;

use mortise_abi::{PyLongObject, PyObject, digit};

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::int::storage;
use crate::raise;

/// Memory for `size` digits, to be filled in.
/// # Safety
/// C API.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_New(size: isize) -> *mut PyLongObject {
    // SAFETY: attached.
    unsafe {
        enter("_PyLong_New", |py| -> PyResult<*mut PyLongObject> {
            match usize::try_from(size) {
                Ok(n) => storage::uninitialised(py, n).map(Ref::into_ptr),
                Err(_) => Err(raise!(py, OverflowError, "too many digits in integer")),
            }
        })
    }
}

/// int from sign and digits.
/// # Safety
/// `digits` has `count` digits.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_FromDigits(
    negative: c_int,
    count: isize,
    digits: *mut digit,
) -> *mut PyLongObject {
    // SAFETY: that many digits.
    unsafe {
        enter("_PyLong_FromDigits", |py| -> PyResult<*mut PyLongObject> {
            let digits =
                if count <= 0 { &[][..] } else { std::slice::from_raw_parts(digits, count as usize) };
            storage::from_digits(py, negative != 0, digits).map(Ref::into_ptr)
        })
    }
}

/// An exact int of the same value.
/// # Safety
/// A live int.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_Copy(src: *mut PyLongObject) -> *mut PyObject {
    // SAFETY: a live int.
    unsafe {
        enter("_PyLong_Copy", |py| {
            let src = Borrowed::from_ptr(py, src);
            storage::from_digits(py, src.is_negative(), src.digits())
        })
    }
}
