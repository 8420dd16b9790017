//! Ints to and from floats and bytes.

use super::magnitude;
use super::storage::{Filler, MASK, SHIFT, from_i64, from_magnitude};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::Int;
use crate::raise;

/// The float nearest to `q * 2**exponent`, ties to even; `None` when it is too large. The last bit of `q` may stand for
/// everything beyond it as long as `q` has at least 56 bits.
pub fn scale(q: u128, exponent: i64) -> Option<f64> {
    if q == 0 {
        return Some(0.0);
    }
    let bits = 128 - q.leading_zeros() as i64;
    // The value is in [2**(top - 1), 2**top).
    let top = bits + exponent;
    if top > 1024 {
        return None;
    }
    let precision = if top > -1022 { 53 } else { 53 - (-1022 - (top - 1)) };
    if precision < 0 {
        return Some(0.0);
    }
    let drop = bits - precision;
    let (mantissa, exponent) = if drop <= 0 {
        (q as u64, exponent)
    } else if drop >= 128 {
        return Some(0.0);
    } else {
        let kept = (q >> drop) as u64;
        let rest = q & ((1u128 << drop) - 1);
        let half = 1u128 << (drop - 1);
        let up = rest > half || (rest == half && kept & 1 == 1);
        (kept + up as u64, exponent + drop)
    };
    let value = load_exponent(mantissa as f64, exponent);
    value.is_finite().then_some(value)
}

/// `x * 2**exponent`; exact where the result can be.
pub fn load_exponent(x: f64, exponent: i64) -> f64 {
    // SAFETY: a function of its arguments.
    unsafe { libm_ldexp(x, exponent.clamp(-5000, 5000) as std::ffi::c_int) }
}

unsafe extern "C" {
    #[link_name = "ldexp"]
    fn libm_ldexp(x: f64, exponent: std::ffi::c_int) -> f64;
}

/// The top 64 bits of a magnitude with everything below in the last bit, and the exponent that goes with them.
fn leading_bits(digits: &[u32]) -> (u64, i64) {
    let bits = magnitude::bit_length(digits);
    if bits <= 64 {
        return (digits.iter().rev().fold(0u64, |n, &d| n << SHIFT | d as u64), 0);
    }
    let mut top = [0u32; 3];
    let lost = magnitude::shift_right(digits, bits - 64, &mut top);
    let value = top.iter().rev().fold(0u128, |n, &d| n << SHIFT | d as u128) as u64;
    (value | lost as u64, bits as i64 - 64)
}

/// The nearest float, `None` when it is too large.
pub fn to_f64_opt(a: &Ref<'_, Int>) -> Option<f64> {
    if let Some(n) = a.compact() {
        return Some(n as f64);
    }
    let (mantissa, exponent) = leading_bits(a.digits());
    let value = scale(mantissa as u128, exponent)?;
    Some(if a.is_negative() { -value } else { value })
}

/// The nearest float; OverflowError when it is too large.
#[inline]
pub fn to_f64(a: &Ref<'_, Int>) -> PyResult<f64> {
    match to_f64_opt(a) {
        Some(value) => Ok(value),
        None => Err(raise!(a.py(), OverflowError, "int too large to convert to float")),
    }
}

/// `a` as `mantissa * 2**exponent` with the mantissa in [0.5, 1): what logarithms of huge ints are made of.
pub fn frexp(a: &Ref<'_, Int>) -> (f64, i64) {
    if a.is_zero() {
        return (0.0, 0);
    }
    let (mantissa, exponent) = leading_bits(a.digits());
    let bits = 64 - mantissa.leading_zeros() as i64;
    let value = scale(mantissa as u128, -bits).unwrap_or(1.0);
    let (value, extra) = if value == 1.0 { (0.5, 1) } else { (value, 0) };
    (if a.is_negative() { -value } else { value }, exponent + bits + extra)
}

/// The int part of a float.
pub fn from_f64(py: Attached<'_>, value: f64) -> PyResult<Ref<'_, Int>> {
    if value.abs() < 9.2e18 {
        return from_i64(py, value as i64);
    }
    if value.is_infinite() {
        return Err(raise!(py, OverflowError, "cannot convert float infinity to integer"));
    }
    if value.is_nan() {
        return Err(raise!(py, ValueError, "cannot convert float NaN to integer"));
    }
    let bits = value.to_bits();
    let mantissa = (bits & ((1 << 52) - 1) | 1 << 52) as u128;
    let exponent = (bits >> 52 & 0x7ff) as i64 - 1075;
    let whole = from_magnitude(py, value < 0.0, mantissa)?;
    super::arith::shifted_left(py, &whole, exponent as u64)
}

/// Why a number does not go into bytes.
#[derive(Debug, PartialEq, Eq)]
pub enum BytesError {
    /// A negative number and unsigned bytes.
    Negative,
    /// Not enough bytes.
    TooBig,
}

/// The two's complement bytes of the number, least significant first, without end.
fn bytes_of(a: &Ref<'_, Int>) -> impl Iterator<Item = u8> {
    let negative = a.is_negative();
    let mut digits = a.digits().iter().copied();
    let (mut acc, mut bits) = (0u64, 0u32);
    let mut carry = negative as u16;
    std::iter::from_fn(move || {
        if bits < 8 {
            acc |= (digits.next().unwrap_or(0) as u64) << bits;
            bits += SHIFT;
        }
        let mut byte = acc as u8;
        acc >>= 8;
        bits -= 8;
        if negative {
            let sum = (!byte) as u16 + carry;
            byte = sum as u8;
            carry = sum >> 8;
        }
        Some(byte)
    })
}

/// Writes the low bytes of the two's complement and says whether the number fits.
pub fn to_bytes(
    a: &Ref<'_, Int>,
    out: &mut [u8],
    little_endian: bool,
    signed: bool,
) -> Result<(), BytesError> {
    for (i, byte) in bytes_of(a).take(out.len()).enumerate() {
        let at = if little_endian { i } else { out.len() - 1 - i };
        out[at] = byte;
    }
    if !signed && a.is_negative() {
        return Err(BytesError::Negative);
    }
    // As CPython has it, -1 goes into no bytes at all.
    if signed && out.is_empty() && a.compact() == Some(-1) {
        return Ok(());
    }
    let room = out.len() as u64 * 8;
    let needed = if signed { signed_bits(a) } else { a.bit_length() };
    if a.is_zero() || needed <= room { Ok(()) } else { Err(BytesError::TooBig) }
}

/// Bits of the two's complement with its sign bit; 0 for zero.
pub fn signed_bits(a: &Ref<'_, Int>) -> u64 {
    let bits = a.bit_length();
    if a.is_zero() {
        return 0;
    }
    // -2**n needs one bit less than 2**n.
    let digits = a.digits();
    let power_of_two =
        digits[digits.len() - 1].is_power_of_two() && digits[..digits.len() - 1].iter().all(|&d| d == 0);
    if a.is_negative() && power_of_two { bits } else { bits + 1 }
}

/// The number of these bytes.
pub fn from_bytes<'py>(
    py: Attached<'py>,
    bytes: &[u8],
    little_endian: bool,
    signed: bool,
) -> PyResult<Ref<'py, Int>> {
    let top = if little_endian { bytes.last() } else { bytes.first() };
    let negative = signed && top.is_some_and(|&b| b & 0x80 != 0);
    let n = (bytes.len() * 8).div_ceil(SHIFT as usize) + 1;
    let mut filler = Filler::new(py, n)?;
    let (mut acc, mut bits, mut at) = (0u64, 0u32, 0);
    let mut carry = negative as u16;
    let digits = filler.digits();
    for i in 0..bytes.len() {
        let mut byte = bytes[if little_endian { i } else { bytes.len() - 1 - i }];
        if negative {
            let sum = (!byte) as u16 + carry;
            byte = sum as u8;
            carry = sum >> 8;
        }
        acc |= (byte as u64) << bits;
        bits += 8;
        if bits >= SHIFT {
            digits[at] = acc as u32 & MASK;
            acc >>= SHIFT;
            bits -= SHIFT;
            at += 1;
        }
    }
    if negative {
        // -2**(8 n) is the only value whose magnitude has a byte more.
        acc |= (carry as u64) << bits;
    }
    digits[at] = acc as u32 & MASK;
    if at + 1 < digits.len() {
        digits[at + 1] = (acc >> SHIFT) as u32;
    }
    filler.finish(negative)
}
