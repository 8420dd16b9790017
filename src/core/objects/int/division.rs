//! Division, remainder and power of ints.

use num_bigint::{BigInt, BigUint};

use super::arith::{from_big, from_bigint, product};
use super::magnitude;
use super::storage::{Filler, from_digits, from_i64};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Int, Tuple};
use crate::{int_operands, raise};

/// Quotient and remainder of machine integers, rounded down.
#[inline(always)]
fn floor_div_mod(a: i64, b: i64) -> (i64, i64) {
    let (q, r) = (a / b, a % b);
    if r != 0 && (r < 0) != (b < 0) { (q - 1, r + b) } else { (q, r) }
}

/// Quotient and remainder rounded down, for `b != 0`.
pub fn div_mod<'py>(
    py: Attached<'py>,
    a: &Ref<'py, Int>,
    b: &Ref<'py, Int>,
) -> PyResult<(Ref<'py, Int>, Ref<'py, Int>)> {
    if let (Some(a), Some(b)) = (a.to_i64(), b.compact()) {
        // b has 30 bits, so that nothing overflows but MIN / -1.
        if a != i64::MIN {
            let (q, r) = floor_div_mod(a, b);
            return Ok((from_i64(py, q)?, from_i64(py, r)?));
        }
    }
    let different = a.is_negative() != b.is_negative();
    if b.digit_count() == 1 {
        let divisor = b.digits()[0];
        let mut filler = Filler::new(py, a.digit_count() + 1)?;
        let mut rem = magnitude::divide_small(a.digits(), divisor, filler.digits());
        if rem != 0 && different {
            increment(filler.digits());
            rem = divisor - rem;
        }
        let rem = if b.is_negative() { -(rem as i64) } else { rem as i64 };
        return Ok((filler.finish(different)?, from_i64(py, rem)?));
    }
    if magnitude::compare(a.digits(), b.digits()).is_lt() {
        return if different && !a.is_zero() {
            Ok((from_i64(py, -1)?, super::arith::sum(py, a, b)?))
        } else {
            Ok((from_i64(py, 0)?, a.to_exact()?))
        };
    }
    let (divisor, dividend) = (magnitude::to_big(b.digits()), magnitude::to_big(a.digits()));
    let (mut q, mut r) = (&dividend / &divisor, BigUint::ZERO);
    r += &dividend - &q * &divisor;
    if different && r != BigUint::ZERO {
        q += 1u32;
        r = divisor - r;
    }
    Ok((from_big(py, different, &q)?, from_big(py, b.is_negative(), &r)?))
}

fn increment(digits: &mut [u32]) {
    for d in digits {
        *d = (*d + 1) & super::storage::MASK;
        if *d != 0 {
            break;
        }
    }
}

/// `a // b` for `b != 0`
#[inline]
pub fn quotient<'py>(py: Attached<'py>, a: &Ref<'py, Int>, b: &Ref<'py, Int>) -> PyResult<Ref<'py, Int>> {
    if let (Some(a), Some(b)) = (a.compact(), b.compact()) {
        return from_i64(py, floor_div_mod(a, b).0);
    }
    Ok(div_mod(py, a, b)?.0)
}

/// `a % b` for `b != 0`
#[inline]
pub fn remainder<'py>(py: Attached<'py>, a: &Ref<'py, Int>, b: &Ref<'py, Int>) -> PyResult<Ref<'py, Int>> {
    if let (Some(a), Some(b)) = (a.compact(), b.compact()) {
        return from_i64(py, floor_div_mod(a, b).1);
    }
    if b.digit_count() == 1 {
        let divisor = b.digits()[0];
        let mut rem = magnitude::remainder_small(a.digits(), divisor);
        if rem != 0 && a.is_negative() != b.is_negative() {
            rem = divisor - rem;
        }
        return from_i64(py, if b.is_negative() { -(rem as i64) } else { rem as i64 });
    }
    Ok(div_mod(py, a, b)?.1)
}

/// `nb_floor_divide`
pub fn floor_divide<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py>,
    b: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let (a, b) = int_operands!(py, a, b);
    if b.is_zero() {
        return Err(raise!(py, ZeroDivisionError, "integer division or modulo by zero"));
    }
    quotient(py, &a, &b).map(Ref::into_any)
}

/// `nb_remainder`
pub fn modulo<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (a, b) = int_operands!(py, a, b);
    if b.is_zero() {
        return Err(raise!(py, ZeroDivisionError, "integer modulo by zero"));
    }
    remainder(py, &a, &b).map(Ref::into_any)
}

/// `nb_divmod`
pub fn divmod<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (a, b) = int_operands!(py, a, b);
    if b.is_zero() {
        return Err(raise!(py, ZeroDivisionError, "integer division or modulo by zero"));
    }
    let (q, r) = div_mod(py, &a, &b)?;
    py.tuple([q.into_any(), r.into_any()]).map(Ref::into_any)
}

/// `(q, r)` with `a == q * b + r` where `q` is the nearest int, ties going to even: what rounding is made of.
pub fn div_mod_near<'py>(
    py: Attached<'py>,
    a: &Ref<'py, Int>,
    b: &Ref<'py, Int>,
) -> PyResult<Ref<'py, Tuple>> {
    if b.is_zero() {
        return Err(raise!(py, ZeroDivisionError, "integer division or modulo by zero"));
    }
    let (x, y) = (a.to_bigint(), b.to_bigint());
    let (q, r) = near(&x, &y);
    py.tuple([from_bigint(py, &q)?.into_any(), from_bigint(py, &r)?.into_any()])
}

fn near(a: &BigInt, b: &BigInt) -> (BigInt, BigInt) {
    let mut q = a / b;
    let mut r = a - &q * b;
    // The magnitude of twice the remainder against the divisor.
    let twice: BigUint = r.magnitude() * 2u32;
    let order = twice.cmp(b.magnitude());
    if order.is_gt() || (order.is_eq() && q.bit(0)) {
        let up = (r.sign() == num_bigint::Sign::Minus) == (b.sign() == num_bigint::Sign::Minus);
        if up {
            q += 1;
            r -= b;
        } else {
            q -= 1;
            r += b;
        }
    }
    (q, r)
}

/// `round(a, -digits)`
pub fn round_to_power<'py>(py: Attached<'py>, a: &Ref<'py, Int>, digits: u64) -> PyResult<Ref<'py, Int>> {
    // Half of 10**digits is beyond the number: the result is 0.
    if digits as f64 * 3.32 > a.bit_length() as f64 + 8.0 {
        return from_i64(py, 0);
    }
    let power = BigInt::from(BigUint::from(10u32).pow(digits as u32));
    let value = a.to_bigint();
    let (_, r) = near(&value, &power);
    from_bigint(py, &(value - r))
}

/// The nearest float to `a / b`, ties to even.
pub fn ratio(py: Attached<'_>, a: &Ref<'_, Int>, b: &Ref<'_, Int>) -> PyResult<f64> {
    if b.is_zero() {
        return Err(raise!(py, ZeroDivisionError, "division by zero"));
    }
    const EXACT: u64 = 1 << 53;
    if let (Some(x), Some(y)) = (a.to_i64(), b.to_i64())
        && x.unsigned_abs() <= EXACT
        && y.unsigned_abs() <= EXACT
    {
        return Ok(x as f64 / y as f64);
    }
    if a.is_zero() {
        return Ok(if b.is_negative() { -0.0 } else { 0.0 });
    }
    let too_large = || raise!(py, OverflowError, "integer division result too large for a float");
    let negative = a.is_negative() != b.is_negative();
    let (bits_a, bits_b) = (a.bit_length() as i64, b.bit_length() as i64);
    if bits_a - bits_b > 1025 {
        return Err(too_large());
    }
    if bits_a - bits_b < -1080 {
        return Ok(if negative { -0.0 } else { 0.0 });
    }
    // A quotient of 65 or 66 bits, its last bit telling whether anything is left.
    let shift = 65 - (bits_a - bits_b);
    let (mut x, mut y) = (magnitude::to_big(a.digits()), magnitude::to_big(b.digits()));
    if shift >= 0 {
        x <<= shift as u64;
    } else {
        y <<= (-shift) as u64;
    }
    let q = &x / &y;
    let sticky = &q * &y != x;
    let mut digits = q.iter_u64_digits();
    let low = digits.next().unwrap_or(0) as u128;
    let q = low | (digits.next().unwrap_or(0) as u128) << 64 | sticky as u128;
    match super::convert::scale(q, -shift) {
        Some(value) => Ok(if negative { -value } else { value }),
        None => Err(too_large()),
    }
}

/// `nb_true_divide`
pub fn true_divide<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (a, b) = int_operands!(py, a, b);
    py.float(ratio(py, &a, &b)?).map(Ref::into_any)
}

/// `nb_power`
pub fn power<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py>,
    b: Borrowed<'_, 'py>,
    c: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let (a, b) = int_operands!(py, a, b);
    if c.is_none() {
        if b.is_negative() {
            let (x, y) = (super::convert::to_f64(&a)?, super::convert::to_f64(&b)?);
            return crate::objects::float::arith::power_of(py, x, y);
        }
        return raise_to(py, &a, &b).map(Ref::into_any);
    }
    match c.into_cast::<Int>() {
        Some(c) => raise_modulo(py, &a, &b, &c).map(Ref::into_any),
        None => Ok(py.not_implemented()),
    }
}

/// `a ** b` for `b >= 0`
pub fn raise_to<'py>(py: Attached<'py>, a: &Ref<'py, Int>, b: &Ref<'py, Int>) -> PyResult<Ref<'py, Int>> {
    if let Some(base) = a.compact() {
        match base {
            _ if b.is_zero() => return from_i64(py, 1),
            0 | 1 => return from_i64(py, base),
            -1 => return from_i64(py, if b.digits()[0] & 1 == 0 { 1 } else { -1 }),
            _ => {}
        }
        if let Some(exponent) = b.compact()
            && let Some(result) = u32::try_from(exponent).ok().and_then(|e| base.checked_pow(e))
        {
            return from_i64(py, result);
        }
    }
    let exponent = b.to_u64().filter(|&e| (e as f64) * (a.bit_length().saturating_sub(1) as f64) < 1e12);
    let Some(exponent) = exponent.and_then(|e| u32::try_from(e).ok()) else {
        return Err(crate::objects::exceptions::memory_error::raise(py));
    };
    let negative = a.is_negative() && exponent & 1 == 1;
    if a.digits().iter().rev().skip(1).all(|&d| d == 0)
        && a.digits().last().is_some_and(|d| d.is_power_of_two())
    {
        // A power of two is a shift.
        let one = from_i64(py, if negative { -1 } else { 1 })?;
        return super::arith::shifted_left(py, &one, (a.bit_length() - 1) * exponent as u64);
    }
    match exponent {
        1 => a.to_exact(),
        2 => product(py, a, a),
        _ => from_big(py, negative, &magnitude::to_big(a.digits()).pow(exponent)),
    }
}

/// `pow(a, b, c)`
pub fn raise_modulo<'py>(
    py: Attached<'py>,
    a: &Ref<'py, Int>,
    b: &Ref<'py, Int>,
    c: &Ref<'py, Int>,
) -> PyResult<Ref<'py, Int>> {
    if c.is_zero() {
        return Err(raise!(py, ValueError, "pow() 3rd argument cannot be 0"));
    }
    let modulus = magnitude::to_big(c.digits());
    if modulus == BigUint::from(1u32) {
        return from_i64(py, 0);
    }
    let signed_modulus = BigInt::from(modulus.clone());
    let reduce = |x: BigInt| -> BigUint {
        let r = x % &signed_modulus;
        let r = if r.sign() == num_bigint::Sign::Minus { r + &signed_modulus } else { r };
        r.magnitude().clone()
    };
    let mut base = reduce(a.to_bigint());
    if b.is_negative() {
        base = match base.modinv(&modulus) {
            Some(inverse) => inverse,
            None => return Err(raise!(py, ValueError, "base is not invertible for the given modulus")),
        };
    }
    let result = base.modpow(&magnitude::to_big(b.digits()), &modulus);
    if c.is_negative() && result != BigUint::ZERO {
        // The result has the modulus' sign.
        return from_big(py, true, &(modulus - result));
    }
    from_big(py, false, &result)
}

/// The greatest common divisor.
pub fn gcd<'py>(py: Attached<'py>, a: &Ref<'py, Int>, b: &Ref<'py, Int>) -> PyResult<Ref<'py, Int>> {
    if let (Some(x), Some(y)) = (a.to_i64(), b.to_i64()) {
        let (mut x, mut y) = (x.unsigned_abs(), y.unsigned_abs());
        while y != 0 {
            (x, y) = (y, x % y);
        }
        return super::storage::from_magnitude(py, false, x as u128);
    }
    if a.is_zero() {
        return from_digits(py, false, b.digits());
    }
    if b.is_zero() {
        return from_digits(py, false, a.digits());
    }
    use num_integer::Integer;
    from_big(py, false, &magnitude::to_big(a.digits()).gcd(&magnitude::to_big(b.digits())))
}
