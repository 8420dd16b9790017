//! The memory of ints: `lv_tag` holds the number of digits and the sign, then come the digits of 30 bits, least significant
//! first. An int does not change once it is made.

use std::mem::offset_of;

use mortise_abi::*;

use crate::capi::decl::PyLong_Type;
use crate::err::PyResult;
use crate::heap::alloc;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Int, Type};

/// Bits of a digit.
pub const SHIFT: u32 = PyLong_SHIFT as u32;
/// The bits of a digit.
pub const MASK: u32 = PyLong_MASK;

const SIGN_BITS: usize = _PyLong_SIGN_MASK;
const TAG_SHIFT: u32 = _PyLong_NON_SIZE_BITS as u32;
const ZERO: usize = 1;
const NEGATIVE: usize = 2;

/// `lv_tag` of a number with so many digits.
#[inline(always)]
pub const fn tag(negative: bool, digits: usize) -> usize {
    if digits == 0 {
        ZERO
    } else if negative {
        digits << TAG_SHIFT | NEGATIVE
    } else {
        digits << TAG_SHIFT
    }
}

/// The smallest int of which there is only one.
pub const SMALL_MIN: i64 = -5;
/// The largest int of which there is only one.
pub const SMALL_MAX: i64 = 256;
const SMALL_COUNT: usize = (SMALL_MAX - SMALL_MIN + 1) as usize;

const fn compact_object(ty: *mut PyTypeObject, value: i64) -> PyLongObject {
    PyLongObject {
        ob_base: PyObject::immortal(ty),
        long_value: _PyLongValue {
            lv_tag: tag(value < 0, (value != 0) as usize),
            ob_digit: [value.unsigned_abs() as u32],
        },
    }
}

const fn small_ints() -> [PyLongObject; SMALL_COUNT] {
    let mut all = [const { PyLongObject::EMPTY }; SMALL_COUNT];
    let mut i = 0;
    while i < SMALL_COUNT {
        all[i] = compact_object(&raw mut PyLong_Type, SMALL_MIN + i as i64);
        i += 1;
    }
    all
}

static mut SMALL_INTS: [PyLongObject; SMALL_COUNT] = small_ints();

/// The object for `True`.
pub const fn true_object() -> PyLongObject {
    compact_object(&raw mut crate::capi::decl::PyBool_Type, 1)
}

/// The object for `False`.
pub const fn false_object() -> PyLongObject {
    compact_object(&raw mut crate::capi::decl::PyBool_Type, 0)
}

/// The one object of a small value, which is immortal.
#[inline(always)]
fn small(value: i64) -> *mut PyLongObject {
    debug_assert!((SMALL_MIN..=SMALL_MAX).contains(&value));
    // SAFETY: in bounds by the callers' checks.
    unsafe { (&raw mut SMALL_INTS).cast::<PyLongObject>().add((value - SMALL_MIN) as usize) }
}

/// Bytes of an int with so many digits (at least one is always there).
#[inline(always)]
pub const fn size(digits: usize) -> usize {
    let digits = if digits == 0 { 1 } else { digits };
    (offset_of!(PyLongObject, long_value) + offset_of!(_PyLongValue, ob_digit) + digits * 4 + 7) & !7
}

/// New memory for an int; its tag says zero and its first digit is zero.
#[inline(always)]
fn allocate(py: Attached<'_>, digits: usize) -> PyResult<*mut PyLongObject> {
    // SAFETY: PyLong_Type is static and not collected; the block covers header, tag and digits.
    unsafe {
        let int: *mut PyLongObject = alloc::raw(&raw mut PyLong_Type, size(digits)).cast();
        if int.is_null() {
            return Err(crate::objects::exceptions::memory_error::raise(py));
        }
        alloc::init(int.cast(), &raw mut PyLong_Type);
        (*int).long_value.lv_tag = ZERO;
        (*int).long_value.ob_digit[0] = 0;
        Ok(int)
    }
}

/// The int for a machine integer.
#[inline(always)]
pub fn from_i64(py: Attached<'_>, value: i64) -> PyResult<Ref<'_, Int>> {
    if (SMALL_MIN..=SMALL_MAX).contains(&value) {
        // SAFETY: immortal.
        return Ok(unsafe { Ref::from_owned(py, small(value)) });
    }
    let magnitude = value.unsigned_abs();
    if magnitude <= MASK as u64 {
        let int = allocate(py, 1)?;
        // SAFETY: new and ours.
        unsafe {
            (*int).long_value.lv_tag = tag(value < 0, 1);
            (*int).long_value.ob_digit[0] = magnitude as u32;
            return Ok(Ref::from_owned(py, int));
        }
    }
    from_magnitude(py, value < 0, magnitude as u128)
}

/// The int for a sign and a magnitude.
pub fn from_magnitude(py: Attached<'_>, negative: bool, mut magnitude: u128) -> PyResult<Ref<'_, Int>> {
    let mut digits = [0u32; 5];
    let mut n = 0;
    while magnitude != 0 {
        digits[n] = magnitude as u32 & MASK;
        magnitude >>= SHIFT;
        n += 1;
    }
    from_digits(py, negative, &digits[..n])
}

/// The int with these digits, of which the highest may be zero.
pub fn from_digits<'py>(py: Attached<'py>, negative: bool, digits: &[u32]) -> PyResult<Ref<'py, Int>> {
    let n = digits.iter().rposition(|&d| d != 0).map_or(0, |i| i + 1);
    if n <= 1 {
        let value = digits.first().map_or(0, |&d| d as i64);
        return from_i64(py, if negative { -value } else { value });
    }
    let mut filler = Filler::new(py, n)?;
    filler.digits().copy_from_slice(&digits[..n]);
    filler.finish(negative)
}

/// An int that is being made: memory for a number of digits, all zero at first.
pub struct Filler<'py> {
    int: Ref<'py, Int>,
    count: usize,
}

impl<'py> Filler<'py> {
    /// Memory for `count` digits.
    pub fn new(py: Attached<'py>, count: usize) -> PyResult<Filler<'py>> {
        if count > isize::MAX as usize / 64 {
            return Err(crate::raise!(py, OverflowError, "too many digits in integer"));
        }
        let int = allocate(py, count)?;
        // SAFETY: the block holds `count` digits; the reference is the new object's.
        unsafe {
            (&raw mut (*int).long_value.ob_digit).cast::<u32>().write_bytes(0, count);
            Ok(Filler { int: Ref::from_owned(py, int), count })
        }
    }

    /// The digits to fill in.
    pub fn digits(&mut self) -> &mut [u32] {
        // SAFETY: nobody else knows the object yet; it holds that many digits.
        unsafe {
            std::slice::from_raw_parts_mut(
                (&raw mut (*self.int.as_ptr()).long_value.ob_digit).cast(),
                self.count,
            )
        }
    }

    /// The finished int: zeros at the top are dropped, small values are the shared objects.
    pub fn finish(mut self, negative: bool) -> PyResult<Ref<'py, Int>> {
        let digits = self.digits();
        let n = digits.iter().rposition(|&d| d != 0).map_or(0, |i| i + 1);
        if n <= 1 {
            let value = digits.first().map_or(0, |&d| d as i64);
            let value = if negative { -value } else { value };
            if (SMALL_MIN..=SMALL_MAX).contains(&value) {
                return from_i64(self.int.py(), value);
            }
        }
        // SAFETY: still ours alone.
        unsafe { (*self.int.as_ptr()).long_value.lv_tag = tag(negative, n) };
        Ok(self.int)
    }
}

/// A copy of `value` as an instance of `cls`, a subclass of int.
pub fn in_subclass<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    value: &Ref<'py, Int>,
) -> PyResult<Ref<'py, Int>> {
    let digits = value.digits();
    // SAFETY: a ready type has tp_alloc; its memory holds as many digits as asked for, at least one.
    unsafe {
        let alloc = (*cls.as_ptr()).tp_alloc.unwrap_unchecked();
        let ob =
            Ref::<PyObject>::from_owned_or_raised(py, alloc(cls.as_ptr(), digits.len().max(1) as isize))?;
        let int: *mut PyLongObject = ob.as_object_ptr().cast();
        (*int).long_value.lv_tag = tag(value.is_negative(), digits.len());
        let target = (&raw mut (*int).long_value.ob_digit).cast::<u32>();
        target.write(0);
        target.copy_from_nonoverlapping(digits.as_ptr(), digits.len());
        Ok(ob.into_cast_unchecked())
    }
}

impl<'py> Ref<'py, Int> {
    #[inline(always)]
    fn lv_tag(&self) -> usize {
        // SAFETY: a live int.
        unsafe { (*self.as_ptr()).long_value.lv_tag }
    }
    /// Number of digits; 0 for zero.
    #[inline(always)]
    pub fn digit_count(&self) -> usize {
        self.lv_tag() >> TAG_SHIFT
    }
    /// The digits of the magnitude, least significant first; empty for zero.
    #[inline(always)]
    pub fn digits(&self) -> &[u32] {
        // SAFETY: an int has as many digits as its tag says, and does not change.
        unsafe {
            std::slice::from_raw_parts(
                (&raw const (*self.as_ptr()).long_value.ob_digit).cast(),
                self.digit_count(),
            )
        }
    }
    /// Whether it is less than zero.
    #[inline(always)]
    pub fn is_negative(&self) -> bool {
        self.lv_tag() & SIGN_BITS == NEGATIVE
    }
    /// Whether it is zero.
    #[inline(always)]
    pub fn is_zero(&self) -> bool {
        self.lv_tag() & SIGN_BITS == ZERO
    }
    /// -1, 0 or 1.
    #[inline(always)]
    pub fn sign(&self) -> i32 {
        1 - (self.lv_tag() & SIGN_BITS) as i32
    }
    /// The value when it has at most one digit.
    #[inline(always)]
    pub fn compact(&self) -> Option<i64> {
        if self.lv_tag() >> TAG_SHIFT <= 1 {
            // SAFETY: the first digit is always there, zero for zero.
            let digit = unsafe { (*self.as_ptr()).long_value.ob_digit[0] } as i64;
            Some(digit * self.sign() as i64)
        } else {
            None
        }
    }
    /// The value as an `i64`, if it fits.
    pub fn to_i64(&self) -> Option<i64> {
        if let Some(value) = self.compact() {
            return Some(value);
        }
        let magnitude = self.to_u128_magnitude()?;
        if self.is_negative() {
            (magnitude <= 1 << 63).then(|| (magnitude as u64).wrapping_neg() as i64)
        } else {
            i64::try_from(magnitude).ok()
        }
    }
    /// The value as a `u64`, if it fits.
    pub fn to_u64(&self) -> Option<u64> {
        if self.is_negative() { None } else { u64::try_from(self.to_u128_magnitude()?).ok() }
    }
    /// The magnitude, if it has at most four digits (120 bits).
    pub fn to_u128_magnitude(&self) -> Option<u128> {
        let digits = self.digits();
        (digits.len() <= 4).then(|| digits.iter().rev().fold(0u128, |n, &d| n << SHIFT | d as u128))
    }
    /// The low 64 bits of the two's complement.
    pub fn low_u64(&self) -> u64 {
        let magnitude = self.digits().iter().take(3).rev().fold(0u128, |n, &d| n << SHIFT | d as u128) as u64;
        if self.is_negative() { magnitude.wrapping_neg() } else { magnitude }
    }
    /// Number of bits of the magnitude.
    pub fn bit_length(&self) -> u64 {
        super::magnitude::bit_length(self.digits())
    }
    /// The value as an exact int: itself, or a copy when it is an instance of a subclass.
    pub fn to_exact(&self) -> PyResult<Ref<'py, Int>> {
        if self.type_ptr() == &raw mut PyLong_Type {
            Ok(self.clone())
        } else {
            from_digits(self.py(), self.is_negative(), self.digits())
        }
    }
}

/// `_PyLong_New`: memory with `digits` digits and a positive sign, to be filled by C.
pub fn uninitialised(py: Attached<'_>, digits: usize) -> PyResult<Ref<'_, Int>> {
    let mut filler = Filler::new(py, digits)?;
    let _ = filler.digits();
    // SAFETY: ours alone; C fills the digits before it shows the object.
    unsafe { (*filler.int.as_ptr()).long_value.lv_tag = digits << TAG_SHIFT };
    Ok(filler.int)
}

/// `tp_dealloc` of ints.
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; shared ints are immortal and never come here.
    unsafe {
        if (*ob).ob_type == &raw mut PyLong_Type {
            alloc::free(ob);
        } else {
            crate::objects::type_::end_dealloc(ob, (*ob).ob_type);
        }
    }
}
