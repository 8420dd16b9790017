//! The operators of ints but division and power.

use num_bigint::{BigInt, BigUint, Sign};

use super::magnitude;
use super::storage::{Filler, MASK, SHIFT, from_digits, from_i64};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Int;
use crate::objects::protocol::CompareOp;
use crate::raise;

/// Both operands as ints, or `NotImplemented` as the result of the operator.
#[macro_export]
macro_rules! int_operands {
    ($py:expr, $a:expr, $b:expr) => {
        match ($a.into_cast::<$crate::objects::Int>(), $b.into_cast::<$crate::objects::Int>()) {
            (Some(a), Some(b)) => (a, b),
            _ => return Ok($py.not_implemented()),
        }
    };
}

/// The int for a `BigUint` and a sign.
pub fn from_big<'py>(py: Attached<'py>, negative: bool, value: &BigUint) -> PyResult<Ref<'py, Int>> {
    let mut filler = Filler::new(py, magnitude::big_digits(value))?;
    magnitude::write_big(value, filler.digits());
    filler.finish(negative)
}

/// The int for a `BigInt`.
pub fn from_bigint<'py>(py: Attached<'py>, value: &BigInt) -> PyResult<Ref<'py, Int>> {
    from_big(py, value.sign() == Sign::Minus, value.magnitude())
}

impl<'py> Ref<'py, Int> {
    /// The value as a `BigInt`.
    pub fn to_bigint(&self) -> BigInt {
        let sign = match self.sign() {
            0 => Sign::NoSign,
            1 => Sign::Plus,
            _ => Sign::Minus,
        };
        BigInt::from_biguint(sign, magnitude::to_big(self.digits()))
    }
}

fn add_magnitudes<'py>(py: Attached<'py>, negative: bool, a: &[u32], b: &[u32]) -> PyResult<Ref<'py, Int>> {
    let mut filler = Filler::new(py, a.len().max(b.len()) + 1)?;
    magnitude::add(a, b, filler.digits());
    filler.finish(negative)
}

/// `±(a - b)`
fn subtract_magnitudes<'py>(
    py: Attached<'py>,
    negative: bool,
    a: &[u32],
    b: &[u32],
) -> PyResult<Ref<'py, Int>> {
    let (a, b, negative) = match magnitude::compare(a, b) {
        std::cmp::Ordering::Less => (b, a, !negative),
        std::cmp::Ordering::Equal => return from_i64(py, 0),
        std::cmp::Ordering::Greater => (a, b, negative),
    };
    let mut filler = Filler::new(py, a.len())?;
    magnitude::subtract(a, b, filler.digits());
    filler.finish(negative)
}

/// `a + b`
#[inline]
pub fn sum<'py>(py: Attached<'py>, a: &Ref<'py, Int>, b: &Ref<'py, Int>) -> PyResult<Ref<'py, Int>> {
    if let (Some(a), Some(b)) = (a.compact(), b.compact()) {
        return from_i64(py, a + b);
    }
    if a.is_negative() == b.is_negative() {
        add_magnitudes(py, a.is_negative(), a.digits(), b.digits())
    } else {
        subtract_magnitudes(py, a.is_negative(), a.digits(), b.digits())
    }
}

/// `a - b`
#[inline]
pub fn difference<'py>(py: Attached<'py>, a: &Ref<'py, Int>, b: &Ref<'py, Int>) -> PyResult<Ref<'py, Int>> {
    if let (Some(a), Some(b)) = (a.compact(), b.compact()) {
        return from_i64(py, a - b);
    }
    if a.is_negative() == b.is_negative() {
        subtract_magnitudes(py, a.is_negative(), a.digits(), b.digits())
    } else {
        add_magnitudes(py, a.is_negative(), a.digits(), b.digits())
    }
}

/// `a * b`
#[inline]
pub fn product<'py>(py: Attached<'py>, a: &Ref<'py, Int>, b: &Ref<'py, Int>) -> PyResult<Ref<'py, Int>> {
    if let (Some(a), Some(b)) = (a.compact(), b.compact()) {
        return from_i64(py, a * b);
    }
    let negative = a.is_negative() != b.is_negative();
    let (a, b) = (a.digits(), b.digits());
    if a.is_empty() || b.is_empty() {
        return from_i64(py, 0);
    }
    let mut filler = Filler::new(py, a.len() + b.len())?;
    magnitude::multiply(a, b, filler.digits());
    filler.finish(negative)
}

/// `nb_add`
pub fn add<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (a, b) = int_operands!(py, a, b);
    sum(py, &a, &b).map(Ref::into_any)
}

/// `nb_subtract`
pub fn subtract<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (a, b) = int_operands!(py, a, b);
    difference(py, &a, &b).map(Ref::into_any)
}

/// `nb_multiply`
pub fn multiply<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (a, b) = int_operands!(py, a, b);
    product(py, &a, &b).map(Ref::into_any)
}

/// `-a`
pub fn negative<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Int>> {
    match a.compact() {
        Some(n) => from_i64(py, -n),
        None => from_digits(py, !a.is_negative(), a.digits()),
    }
}

/// `+a`, `int(a)`, …: the value as an exact int.
pub fn positive<'py>(_py: Attached<'py>, a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Int>> {
    a.to_exact()
}

/// `abs(a)`
pub fn absolute<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Int>> {
    if a.is_negative() { negative(py, a) } else { a.to_exact() }
}

/// `~a`
pub fn invert<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Int>> {
    match a.compact() {
        Some(n) => from_i64(py, !n),
        None if a.is_negative() => subtract_magnitudes(py, false, a.digits(), &[1]),
        None => add_magnitudes(py, true, a.digits(), &[1]),
    }
}

/// `bool(a)`
pub fn is_true(_py: Attached<'_>, a: Borrowed<'_, '_, Int>) -> PyResult<bool> {
    Ok(!a.is_zero())
}

/// The order of two ints.
#[inline]
pub fn order(a: &Ref<'_, Int>, b: &Ref<'_, Int>) -> std::cmp::Ordering {
    if let (Some(a), Some(b)) = (a.compact(), b.compact()) {
        return a.cmp(&b);
    }
    a.sign().cmp(&b.sign()).then_with(|| {
        let order = magnitude::compare(a.digits(), b.digits());
        if a.is_negative() { order.reverse() } else { order }
    })
}

/// `tp_richcompare`
pub fn richcompare<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    let (a, b) = int_operands!(py, a, b);
    Ok(py.bool(op.holds(order(&a, &b))))
}

/// The prime that hashes of numbers are taken by.
pub const HASH_MODULUS: u64 = (1 << 61) - 1;

/// `hash(a)`, before -1 is replaced.
pub fn hash(_py: Attached<'_>, a: Borrowed<'_, '_, Int>) -> PyResult<isize> {
    Ok(hash_value(&a))
}

/// `hash(a)`, before -1 is replaced.
#[inline]
pub fn hash_value(a: &Ref<'_, Int>) -> isize {
    if let Some(n) = a.compact() {
        return n as isize;
    }
    let rest = a.digits().iter().rev().fold(0u64, |h, &d| {
        // h * 2**30 + d modulo 2**61 - 1: a rotation of 61 bits, then an addition.
        let turned = (h << SHIFT & HASH_MODULUS) | h >> (61 - SHIFT);
        let sum = turned + d as u64;
        if sum >= HASH_MODULUS { sum - HASH_MODULUS } else { sum }
    });
    if a.is_negative() { -(rest as isize) } else { rest as isize }
}

/// The shift count: negative ones are refused; `None` when it does not fit.
fn shift_count(py: Attached<'_>, b: &Ref<'_, Int>) -> PyResult<Option<u64>> {
    if b.is_negative() {
        return Err(raise!(py, ValueError, "negative shift count"));
    }
    Ok(b.to_u64())
}

/// `a << bits`
pub fn shifted_left<'py>(py: Attached<'py>, a: &Ref<'py, Int>, bits: u64) -> PyResult<Ref<'py, Int>> {
    if let Some(n) = a.compact()
        && bits <= 32
    {
        return from_i64(py, n << bits);
    }
    if a.is_zero() {
        return from_i64(py, 0);
    }
    let words = usize::try_from(bits / SHIFT as u64).unwrap_or(usize::MAX);
    let mut filler = Filler::new(py, words.saturating_add(a.digit_count() + 1))?;
    magnitude::shift_left(a.digits(), bits, filler.digits());
    filler.finish(a.is_negative())
}

/// `a >> bits`, rounded down
pub fn shifted_right<'py>(py: Attached<'py>, a: &Ref<'py, Int>, bits: u64) -> PyResult<Ref<'py, Int>> {
    if let Some(n) = a.compact() {
        return from_i64(py, n >> bits.min(63));
    }
    let words = usize::try_from(bits / SHIFT as u64).unwrap_or(usize::MAX);
    if words >= a.digit_count() {
        return from_i64(py, -(a.is_negative() as i64));
    }
    // One digit more: rounding down a negative number may carry into it.
    let mut filler = Filler::new(py, a.digit_count() - words + 1)?;
    let lost = magnitude::shift_right(a.digits(), bits, filler.digits());
    if lost && a.is_negative() {
        for d in filler.digits() {
            *d = (*d + 1) & MASK;
            if *d != 0 {
                break;
            }
        }
    }
    filler.finish(a.is_negative())
}

/// `nb_lshift`
pub fn lshift<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (a, b) = int_operands!(py, a, b);
    match shift_count(py, &b)? {
        _ if a.is_zero() => from_i64(py, 0).map(Ref::into_any),
        Some(bits) => shifted_left(py, &a, bits).map(Ref::into_any),
        None => Err(raise!(py, OverflowError, "too many digits in integer")),
    }
}

/// `nb_rshift`
pub fn rshift<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (a, b) = int_operands!(py, a, b);
    let bits = shift_count(py, &b)?.unwrap_or(u64::MAX);
    shifted_right(py, &a, bits).map(Ref::into_any)
}

/// The digits of the two's complement of an int, without end.
fn twos_complement(digits: &[u32], negative: bool) -> impl Iterator<Item = u32> {
    let mut carry = negative as u32;
    digits.iter().copied().chain(std::iter::repeat(0)).map(move |d| {
        if !negative {
            return d;
        }
        let sum = (d ^ MASK) + carry;
        carry = sum >> SHIFT;
        sum & MASK
    })
}

/// A bitwise operation by digits; `op` also tells the sign of the result.
fn bitwise<'py>(
    py: Attached<'py>,
    a: &Ref<'py, Int>,
    b: &Ref<'py, Int>,
    op: impl Fn(u32, u32) -> u32,
) -> PyResult<Ref<'py, Int>> {
    let negative = op(a.is_negative() as u32, b.is_negative() as u32) & 1 != 0;
    let n = a.digit_count().max(b.digit_count()) + 1;
    let mut filler = Filler::new(py, n)?;
    let pairs =
        twos_complement(a.digits(), a.is_negative()).zip(twos_complement(b.digits(), b.is_negative()));
    let mut carry = negative as u32;
    for (slot, (x, y)) in filler.digits().iter_mut().zip(pairs) {
        let digit = op(x, y) & MASK;
        *slot = if negative {
            let sum = (digit ^ MASK) + carry;
            carry = sum >> SHIFT;
            sum & MASK
        } else {
            digit
        };
    }
    filler.finish(negative)
}

macro_rules! bit_operators {
    ($($(#[$doc:meta])* $name:ident, $value:ident, $op:tt;)*) => { $(
        $(#[$doc])*
        #[inline]
        pub fn $value<'py>(py: Attached<'py>, a: &Ref<'py, Int>, b: &Ref<'py, Int>) -> PyResult<Ref<'py, Int>> {
            if let (Some(a), Some(b)) = (a.compact(), b.compact()) {
                return from_i64(py, a $op b);
            }
            bitwise(py, a, b, |x, y| x $op y)
        }
        $(#[$doc])*
        pub fn $name<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
            let (a, b) = int_operands!(py, a, b);
            $value(py, &a, &b).map(Ref::into_any)
        }
    )* };
}
bit_operators! {
    /// `a & b`
    and, bit_and, &;
    /// `a | b`
    or, bit_or, |;
    /// `a ^ b`
    xor, bit_xor, ^;
}
