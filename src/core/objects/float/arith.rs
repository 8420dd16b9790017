//! The operators of floats.

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::int::convert;
use crate::objects::protocol::CompareOp;
use crate::objects::{Float, Int};
use crate::raise;

/// The operand as a machine float: floats and ints; `None` for others.
#[inline(always)]
pub fn operand(x: &Ref<'_>) -> PyResult<Option<f64>> {
    if let Some(float) = x.cast::<Float>() {
        return Ok(Some(float.value()));
    }
    match x.cast::<Int>() {
        Some(int) => convert::to_f64(int).map(Some),
        None => Ok(None),
    }
}

/// Both operands, or `NotImplemented` as the operator's result.
macro_rules! operands {
    ($py:expr, $a:expr, $b:expr) => {{
        let Some(a) = operand(&$a)? else { return Ok($py.not_implemented()) };
        let Some(b) = operand(&$b)? else { return Ok($py.not_implemented()) };
        (a, b)
    }};
}

macro_rules! simple {
    ($($(#[$doc:meta])* $name:ident, $op:tt;)*) => { $(
        $(#[$doc])*
        pub fn $name<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
            let (a, b) = operands!(py, a, b);
            py.float(a $op b).map(Ref::into_any)
        }
    )* };
}
simple! {
    /// `a + b`
    add, +;
    /// `a - b`
    subtract, -;
    /// `a * b`
    multiply, *;
}

/// `a / b`
pub fn true_divide<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (a, b) = operands!(py, a, b);
    if b == 0.0 {
        return Err(raise!(py, ZeroDivisionError, "float division by zero"));
    }
    py.float(a / b).map(Ref::into_any)
}

/// The remainder with the divisor's sign.
pub fn remainder_of(a: f64, b: f64) -> f64 {
    // Rust's % is C's fmod.
    let rem = a % b;
    if rem == 0.0 {
        0f64.copysign(b)
    } else if (b < 0.0) != (rem < 0.0) {
        rem + b
    } else {
        rem
    }
}

/// Quotient rounded down and remainder, which fit together.
pub fn div_mod(a: f64, b: f64) -> (f64, f64) {
    let mut rem = a % b;
    // Exact but for rounding: a - rem is nearly a multiple of b.
    let mut div = (a - rem) / b;
    if rem != 0.0 {
        if (b < 0.0) != (rem < 0.0) {
            rem += b;
            div -= 1.0;
        }
    } else {
        rem = 0f64.copysign(b);
    }
    let floor = if div != 0.0 {
        let floor = div.floor();
        if div - floor > 0.5 { floor + 1.0 } else { floor }
    } else {
        0f64.copysign(a / b)
    };
    (floor, rem)
}

/// `a // b`
pub fn floor_divide<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py>,
    b: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let (a, b) = operands!(py, a, b);
    if b == 0.0 {
        return Err(raise!(py, ZeroDivisionError, "float floor division by zero"));
    }
    py.float(div_mod(a, b).0).map(Ref::into_any)
}

/// `a % b`
pub fn modulo<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (a, b) = operands!(py, a, b);
    if b == 0.0 {
        return Err(raise!(py, ZeroDivisionError, "float modulo by zero"));
    }
    py.float(remainder_of(a, b)).map(Ref::into_any)
}

/// `divmod(a, b)`
pub fn divmod<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (a, b) = operands!(py, a, b);
    if b == 0.0 {
        return Err(raise!(py, ZeroDivisionError, "float divmod()"));
    }
    let (q, r) = div_mod(a, b);
    py.tuple([py.float(q)?.into_any(), py.float(r)?.into_any()]).map(Ref::into_any)
}

unsafe extern "C" {
    #[link_name = "pow"]
    safe fn libm_pow(x: f64, y: f64) -> f64;
}

/// `pow(a, b, c)`
pub fn power<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py>,
    b: Borrowed<'_, 'py>,
    c: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    if !c.is_none() {
        return Err(raise!(
            py,
            TypeError,
            "pow() 3rd argument not allowed unless all arguments are integers"
        ));
    }
    let (a, b) = operands!(py, a, b);
    power_of(py, a, b)
}

/// `a ** b`; a complex number for a negative base and a broken exponent.
pub fn power_of<'py>(py: Attached<'py>, a: f64, b: f64) -> PyResult<Ref<'py>> {
    let float = |value: f64| py.float(value).map(Ref::into_any);
    if b == 0.0 || a == 1.0 {
        return float(1.0);
    }
    if a.is_nan() || b.is_nan() {
        return float(if a.is_nan() { a } else { b });
    }
    if b.is_infinite() {
        let a = a.abs();
        return float(if a == 1.0 {
            1.0
        } else if (b > 0.0) == (a > 1.0) {
            f64::INFINITY
        } else {
            0.0
        });
    }
    let odd = b.abs() % 2.0 == 1.0;
    if a.is_infinite() {
        return float(match (b > 0.0, odd) {
            (true, true) => a,
            (true, false) => a.abs(),
            (false, true) => 0f64.copysign(a),
            (false, false) => 0.0,
        });
    }
    if a == 0.0 {
        if b < 0.0 {
            return Err(raise!(py, ZeroDivisionError, "0.0 cannot be raised to a negative power"));
        }
        return float(if odd { a } else { 0.0 });
    }
    let mut base = a;
    let mut negate = false;
    if a < 0.0 {
        if b != b.floor() {
            return crate::objects::complex::power_of_real(py, a, b);
        }
        base = -a;
        negate = odd;
    }
    let result = libm_pow(base, b);
    if result.is_infinite() {
        return Err(range_error(py));
    }
    float(if negate { -result } else { result })
}

/// OverflowError with C's ERANGE and its text, which is what CPython shows of an errno.
pub fn range_error(py: Attached<'_>) -> crate::err::Raised {
    let make = || -> PyResult<Ref<'_>> {
        let text = py.str("Numerical result out of range")?;
        Ok(py.tuple([py.int(libc::ERANGE as i64)?.into_any(), text.into_any()])?.into_any())
    };
    match make() {
        Ok(args) => {
            // SAFETY: a static class.
            let class =
                unsafe { py.static_type(crate::objects::exceptions::classes::OverflowError()) }.into_any();
            crate::state::error::set_object(py, &class, Some(&args))
        }
        Err(raised) => raised,
    }
}

/// `-a`
pub fn negative<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Float>) -> PyResult<Ref<'py, Float>> {
    py.float(-a.value())
}

/// `+a`, `float(a)`: the value as an exact float
pub fn positive<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Float>) -> PyResult<Ref<'py, Float>> {
    if a.type_ptr() == &raw mut super::PyFloat_Type { Ok(a.to_owned()) } else { py.float(a.value()) }
}

/// `abs(a)`
pub fn absolute<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Float>) -> PyResult<Ref<'py, Float>> {
    py.float(a.value().abs())
}

/// `bool(a)`
pub fn is_true(_py: Attached<'_>, a: Borrowed<'_, '_, Float>) -> PyResult<bool> {
    Ok(a.value() != 0.0)
}

/// `int(a)`
pub fn to_int<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Float>) -> PyResult<Ref<'py, Int>> {
    convert::from_f64(py, a.value())
}

/// The order of a float and an int, exactly; `None` for a NaN.
pub fn order_with_int(a: f64, b: &Ref<'_, Int>) -> Option<std::cmp::Ordering> {
    use std::cmp::Ordering::{Equal, Greater, Less};
    if a.is_nan() {
        return None;
    }
    if a.is_infinite() {
        return Some(if a > 0.0 { Greater } else { Less });
    }
    if let Some(n) = b.compact() {
        return a.partial_cmp(&(n as f64));
    }
    let sign = if a > 0.0 {
        1
    } else if a < 0.0 {
        -1
    } else {
        0
    };
    if sign != b.sign() {
        return Some(sign.cmp(&b.sign()));
    }
    // Same sign, neither is zero: compare the magnitudes' sizes, then whole parts, then the float's fraction.
    let magnitude = a.abs();
    let towards = |order: std::cmp::Ordering| if sign < 0 { order.reverse() } else { order };
    let bits_a = if magnitude < 1.0 { 0 } else { (magnitude.to_bits() >> 52) as i64 - 1022 };
    let bits_b = b.bit_length() as i64;
    if bits_a != bits_b {
        return Some(towards(bits_a.cmp(&bits_b)));
    }
    let whole = magnitude.trunc();
    let bits = whole.to_bits();
    let exponent = (bits >> 52) as i64 - 1075;
    let mantissa = (bits & ((1 << 52) - 1)) | 1 << 52;
    let mut digits = vec![0u32; bits_b as usize / 30 + 2];
    if exponent >= 0 {
        let mut small = [0u32; 2];
        small[0] = mantissa as u32 & 0x3fff_ffff;
        small[1] = (mantissa >> 30) as u32;
        crate::objects::int::magnitude::shift_left(&small, exponent as u64, &mut digits);
    } else {
        let value = mantissa >> -exponent;
        digits[0] = value as u32 & 0x3fff_ffff;
        digits[1] = (value >> 30) as u32;
    }
    use crate::objects::int::magnitude::{compare, trim};
    let order = compare(trim(&digits), b.digits());
    let order = if order == Equal && magnitude != whole { Greater } else { order };
    Some(towards(order))
}

/// `tp_richcompare`
pub fn richcompare<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py, Float>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    let order = if let Some(b) = b.cast::<Float>() {
        a.value().partial_cmp(&b.value())
    } else if let Some(b) = b.cast::<Int>() {
        order_with_int(a.value(), b)
    } else {
        return Ok(py.not_implemented());
    };
    Ok(py.bool(match order {
        Some(order) => op.holds(order),
        None => op == CompareOp::Ne,
    }))
}

/// The hash of a float that is a number.
pub fn hash_number(value: f64) -> isize {
    if value.is_infinite() {
        return if value > 0.0 { 314159 } else { -314159 };
    }
    if value == value.trunc() && value.abs() < 9e15 {
        return value as i64 as isize;
    }
    const BITS: u32 = 61;
    const MODULUS: u64 = (1 << BITS) - 1;
    let bits = value.to_bits();
    let mut mantissa = bits & ((1 << 52) - 1);
    let exponent = (bits >> 52 & 0x7ff) as i64;
    let exponent = if exponent == 0 {
        -1074
    } else {
        mantissa |= 1 << 52;
        exponent - 1075
    };
    // mantissa * 2**exponent modulo 2**61 - 1, where 2**61 is 1: a rotation.
    let turn = exponent.rem_euclid(BITS as i64) as u32;
    let x = ((mantissa << turn) & MODULUS) | (mantissa >> (BITS - turn));
    let x = if turn == 0 { mantissa } else { x };
    let x = if x == MODULUS { 0 } else { x };
    if value < 0.0 { -(x as isize) } else { x as isize }
}

/// `hash(a)` before -1 is replaced
pub fn hash(_py: Attached<'_>, a: Borrowed<'_, '_, Float>) -> PyResult<isize> {
    Ok(if a.value().is_nan() {
        crate::objects::hash::pointer(a.as_ptr() as usize)
    } else {
        hash_number(a.value())
    })
}
