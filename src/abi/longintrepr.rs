//! `longintrepr.h`: how an int is kept.

use crate::PyObject;
use core::ffi::c_int;

/// A digit of 30 bits.
pub type digit = u32;
/// As wide as [`digit`], signed.
pub type sdigit = i32;
/// Holds the product of two digits.
pub type twodigits = u64;
/// As wide as [`twodigits`], signed.
pub type stwodigits = i64;

pub const PyLong_BASE: digit = 0x40000000;
pub const _PyLong_DECIMAL_SHIFT: c_int = 9;
pub const _PyLong_DECIMAL_BASE: digit = 0x3b9aca00;
pub const PyLong_MASK: digit = 0x3fffffff;
pub const _PyLong_NON_SIZE_BITS: c_int = 3;
pub const PyLong_SHIFT: c_int = 30;
pub const _PyLong_SIGN_MASK: usize = 3;

/// C: `PyLongObject`.
#[repr(C)]
pub struct PyLongObject {
    pub ob_base: PyObject,
    pub long_value: _PyLongValue,
}
crate::empty!(PyLongObject);

/// C: `_PyLongValue`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _PyLongValue {
    pub lv_tag: usize,
    pub ob_digit: [digit; 1],
}
crate::empty!(_PyLongValue);
