//! Arithmetic on constants, within the limits that keep folded constants small.

use super::{Operator, UnaryOp};
use crate::Constant;
use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

/// Largest integer result, in bits.
const MAX_INT_SIZE: u64 = 128;
/// Largest tuple made by repetition.
const MAX_COLLECTION_SIZE: usize = 256;
/// Largest string made by repetition.
const MAX_STR_SIZE: usize = 4096;
/// Most items, nested ones included, in a repeated tuple.
const MAX_TOTAL_ITEMS: i64 = 1024;

/// A number for mixed arithmetic.
enum Number {
    Int(BigInt),
    Float(f64),
    Complex(f64, f64),
}

fn number(c: &Constant) -> Option<Number> {
    Some(match c {
        Constant::True => Number::Int(1.into()),
        Constant::False => Number::Int(0.into()),
        Constant::Int(i) => Number::Int(i.to_big()),
        Constant::Float(f) => Number::Float(*f),
        Constant::Complex { re, im } => Number::Complex(*re, *im),
        _ => return None,
    })
}

fn int(v: BigInt) -> Option<Constant> {
    Some(Constant::Int(v.into()))
}

fn float(v: f64) -> Option<Constant> {
    Some(Constant::Float(v))
}

fn bool_const(v: bool) -> Constant {
    if v { Constant::True } else { Constant::False }
}

/// An integer as a float, `None` where Python raises OverflowError. Rounds half to even.
pub(crate) fn to_float(v: &BigInt) -> Option<f64> {
    let bits = v.bits();
    if bits <= 53 {
        return v.to_f64();
    }
    if bits > 1024 {
        return None;
    }
    // Keep 55 bits, the last one sticky, and let one hardware conversion round.
    let shift = bits - 55;
    let magnitude = v.abs();
    let mut top = (&magnitude >> shift).to_u64()?;
    if !(magnitude - (BigInt::from(top) << shift)).is_zero() {
        top |= 1;
    }
    let value = top as f64 * 2f64.powi(i32::try_from(shift).ok()?);
    if value.is_infinite() {
        return None;
    }
    Some(if v.is_negative() { -value } else { value })
}

/// `op value`, if it can be folded.
pub(crate) fn unary(op: UnaryOp, value: &Constant) -> Option<Constant> {
    if op == UnaryOp::Not {
        return Some(bool_const(!value.is_true()));
    }
    match (op, number(value)?) {
        (UnaryOp::UAdd, Number::Int(v)) => int(v),
        (UnaryOp::UAdd, Number::Float(v)) => float(v),
        (UnaryOp::UAdd, Number::Complex(re, im)) => Some(Constant::Complex { re, im }),
        (UnaryOp::USub, Number::Int(v)) => int(-v),
        (UnaryOp::USub, Number::Float(v)) => float(-v),
        (UnaryOp::USub, Number::Complex(re, im)) => Some(Constant::Complex { re: -re, im: -im }),
        (UnaryOp::Invert, Number::Int(v)) => int(!v),
        _ => None,
    }
}

/// `left op right`, if it can be folded.
pub(crate) fn binary(left: &Constant, op: Operator, right: &Constant) -> Option<Constant> {
    if let (Some(a), Some(b)) = (number(left), number(right)) {
        let booleans = matches!(left, Constant::True | Constant::False)
            && matches!(right, Constant::True | Constant::False);
        let result = match (a, b) {
            (Number::Int(a), Number::Int(b)) => int_op(a, op, b),
            (a @ Number::Complex(..), b) | (a, b @ Number::Complex(..)) => {
                complex_op(complex(a)?, op, complex(b)?)
            }
            (a, b) => float_op(as_float(a)?, op, as_float(b)?),
        }?;
        if booleans && matches!(op, Operator::BitAnd | Operator::BitOr | Operator::BitXor) {
            return Some(bool_const(result.is_true()));
        }
        return Some(result);
    }
    match (left, op, right) {
        (Constant::Str(a), Operator::Add, Constant::Str(b)) => Some(Constant::Str(join_str(a, b))),
        (Constant::Bytes(a), Operator::Add, Constant::Bytes(b)) => {
            Some(Constant::Bytes([&a[..], b].concat().into()))
        }
        (Constant::Tuple(a), Operator::Add, Constant::Tuple(b)) => {
            Some(Constant::Tuple(a.iter().chain(b).cloned().collect()))
        }
        (sequence, Operator::Mult, count) | (count, Operator::Mult, sequence)
            if matches!(sequence, Constant::Str(_) | Constant::Bytes(_) | Constant::Tuple(_)) =>
        {
            repeat(sequence, count)
        }
        _ => None,
    }
}

/// Concatenation of strings. Two halves of a surrogate pair stay apart, as in Python.
fn join_str(a: &[u8], b: &[u8]) -> Box<[u8]> {
    [a, b].concat().into()
}

/// Length of a string in code points.
pub(crate) fn code_points(s: &[u8]) -> usize {
    s.iter().filter(|b| **b & 0xc0 != 0x80).count()
}

fn repeat(sequence: &Constant, count: &Constant) -> Option<Constant> {
    let Number::Int(count) = number(count)? else { return None };
    let is_empty = matches!(sequence, Constant::Str(s) | Constant::Bytes(s) if s.is_empty())
        || matches!(sequence, Constant::Tuple(v) if v.is_empty());
    if is_empty {
        return Some(sequence.clone());
    }
    if count.sign() == Sign::Minus {
        return None;
    }
    let n = count.to_usize()?;
    let fits = |length: usize, limit: usize| length == 0 || n <= limit / length;
    match sequence {
        Constant::Str(s) if fits(code_points(s), MAX_STR_SIZE) => Some(Constant::Str(s.repeat(n).into())),
        Constant::Bytes(s) if fits(s.len(), MAX_STR_SIZE) => Some(Constant::Bytes(s.repeat(n).into())),
        Constant::Tuple(v) => {
            if !v.is_empty() && (n > MAX_COLLECTION_SIZE / v.len()) {
                return None;
            }
            if n > 0 && complexity(sequence, MAX_TOTAL_ITEMS / n as i64) < 0 {
                return None;
            }
            Some(Constant::Tuple(std::iter::repeat_n(v, n).flatten().cloned().collect()))
        }
        _ => None,
    }
}

/// What is left of `limit` after counting the tuple's items; negative if they are too many.
fn complexity(c: &Constant, mut limit: i64) -> i64 {
    if let Constant::Tuple(items) = c {
        limit -= items.len() as i64;
        for item in items {
            if limit < 0 {
                break;
            }
            limit = complexity(item, limit);
        }
    }
    limit
}

fn as_float(n: Number) -> Option<f64> {
    match n {
        Number::Int(v) => to_float(&v),
        Number::Float(v) => Some(v),
        Number::Complex(..) => None,
    }
}

fn complex(n: Number) -> Option<(f64, f64)> {
    Some(match n {
        Number::Complex(re, im) => (re, im),
        other => (as_float(other)?, 0.0),
    })
}

fn int_op(a: BigInt, op: Operator, b: BigInt) -> Option<Constant> {
    let small = |v: &BigInt| v.to_u64();
    match op {
        Operator::Add => int(a + b),
        Operator::Sub => int(a - b),
        Operator::Mult => {
            if !a.is_zero() && !b.is_zero() && a.bits() + b.bits() > MAX_INT_SIZE {
                return None;
            }
            int(a * b)
        }
        Operator::Div => true_divide(&a, &b),
        Operator::FloorDiv if !b.is_zero() => int(a.div_floor(&b)),
        Operator::Mod if !b.is_zero() => int(a.mod_floor(&b)),
        Operator::Pow => {
            if b.is_negative() {
                if a.is_zero() {
                    return None;
                }
                return float(to_float(&a)?.powf(to_float(&b)?));
            }
            if !a.is_zero() && b.is_positive() && a.bits() > MAX_INT_SIZE / small(&b)? {
                return None;
            }
            int(a.pow(b.to_u32()?))
        }
        Operator::LShift => {
            if b.is_negative() {
                return None;
            }
            if !a.is_zero() && !b.is_zero() {
                let count = small(&b)?;
                if count > MAX_INT_SIZE || a.bits() > MAX_INT_SIZE - count {
                    return None;
                }
            }
            if a.is_zero() { int(a) } else { int(a << small(&b)?) }
        }
        Operator::RShift if !b.is_negative() => match small(&b) {
            Some(count) => int(a >> count),
            None => int(if a.is_negative() { (-1).into() } else { 0.into() }),
        },
        Operator::BitOr => int(a | b),
        Operator::BitXor => int(a ^ b),
        Operator::BitAnd => int(a & b),
        _ => None,
    }
}

/// `a / b`, correctly rounded.
fn true_divide(a: &BigInt, b: &BigInt) -> Option<Constant> {
    if b.is_zero() {
        return None;
    }
    if a.bits() <= 53 && b.bits() <= 53 {
        return float(a.to_f64()? / b.to_f64()?);
    }
    // Scale so that the quotient has at least 66 bits, keep a sticky bit, and round once.
    let scale = (66 + b.bits() as i64 - a.bits() as i64).max(0) as u64;
    let (quotient, rest) = (a.abs() << scale).div_rem(&b.abs());
    let quotient = (quotient << 1u32) | if rest.is_zero() { BigInt::zero() } else { 1.into() };
    let bits = quotient.bits();
    let shift = bits - 62;
    let mut top = (&quotient >> shift).to_u64()?;
    if !(&quotient - (BigInt::from(top) << shift)).is_zero() {
        top |= 1;
    }
    let exponent = shift as i64 - scale as i64 - 1;
    if !(-1060..=900).contains(&exponent) {
        return None;
    }
    let value = top as f64 * 2f64.powi(exponent as i32);
    float(if a.is_negative() == b.is_negative() { value } else { -value })
}

fn float_op(a: f64, op: Operator, b: f64) -> Option<Constant> {
    match op {
        Operator::Add => float(a + b),
        Operator::Sub => float(a - b),
        Operator::Mult => float(a * b),
        Operator::Div if b != 0.0 => float(a / b),
        Operator::FloorDiv if b != 0.0 => float(float_divmod(a, b).0),
        Operator::Mod if b != 0.0 => float(float_divmod(a, b).1),
        Operator::Pow => {
            if a == 0.0 && b < 0.0 {
                return None;
            }
            if a < 0.0 && a.is_finite() && b.is_finite() && b.fract() != 0.0 {
                return complex_op((a, 0.0), op, (b, 0.0));
            }
            let value = a.powf(b);
            if value.is_infinite() && a.is_finite() && b.is_finite() { None } else { float(value) }
        }
        _ => None,
    }
}

/// Python's floor division and modulo of floats.
fn float_divmod(a: f64, b: f64) -> (f64, f64) {
    let mut modulo = a % b;
    let mut quotient = (a - modulo) / b;
    if modulo != 0.0 {
        if (b < 0.0) != (modulo < 0.0) {
            modulo += b;
            quotient -= 1.0;
        }
    } else {
        modulo = 0f64.copysign(b);
    }
    let floor = if quotient != 0.0 {
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    } else {
        0f64.copysign(a / b)
    };
    (floor, modulo)
}

fn complex_op(a: (f64, f64), op: Operator, b: (f64, f64)) -> Option<Constant> {
    let (re, im) = match op {
        Operator::Add => (a.0 + b.0, a.1 + b.1),
        Operator::Sub => (a.0 - b.0, a.1 - b.1),
        Operator::Mult => (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0),
        Operator::Div => {
            if b.0.abs() >= b.1.abs() {
                if b.0 == 0.0 {
                    return None;
                }
                let ratio = b.1 / b.0;
                let denominator = b.0 + b.1 * ratio;
                ((a.0 + a.1 * ratio) / denominator, (a.1 - a.0 * ratio) / denominator)
            } else {
                let ratio = b.0 / b.1;
                let denominator = b.0 * ratio + b.1;
                ((a.0 * ratio + a.1) / denominator, (a.1 * ratio - a.0) / denominator)
            }
        }
        Operator::Pow => {
            let (re, im) = complex_pow(a, b)?;
            if !re.is_finite() || !im.is_finite() {
                return None;
            }
            (re, im)
        }
        _ => return None,
    };
    Some(Constant::Complex { re, im })
}

fn complex_mul(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

/// Small integral powers by multiplication, others through polar coordinates.
fn complex_pow(a: (f64, f64), b: (f64, f64)) -> Option<(f64, f64)> {
    if b.1 == 0.0 && b.0 == b.0.floor() && b.0.abs() <= 100.0 {
        let n = b.0.abs() as u32;
        let (mut result, mut power) = ((1.0, 0.0), a);
        let mut bit = 1;
        while bit <= n {
            if n & bit != 0 {
                result = complex_mul(result, power);
            }
            bit <<= 1;
            power = complex_mul(power, power);
        }
        if b.0 > 0.0 || n == 0 {
            return Some(result);
        }
        return match complex_op((1.0, 0.0), Operator::Div, result)? {
            Constant::Complex { re, im } => Some((re, im)),
            _ => None,
        };
    }
    if a == (0.0, 0.0) {
        return None;
    }
    let length = a.0.hypot(a.1);
    let angle = a.1.atan2(a.0);
    let mut magnitude = length.powf(b.0);
    let mut phase = angle * b.0;
    if b.1 != 0.0 {
        magnitude *= (-angle * b.1).exp();
        phase += b.1 * length.ln();
    }
    Some((magnitude * phase.cos(), magnitude * phase.sin()))
}

/// `value[index]`, if both are constants of types that allow it.
pub(crate) fn subscript(value: &Constant, index: &Constant) -> Option<Constant> {
    let Number::Int(index) = number(index)? else { return None };
    let at = |length: usize| {
        let i = index.to_i64()?;
        let i = if i < 0 { i + length as i64 } else { i };
        usize::try_from(i).ok().filter(|i| *i < length)
    };
    match value {
        Constant::Tuple(items) => Some(items[at(items.len())?].clone()),
        Constant::Bytes(bytes) => Some(Constant::int(i64::from(bytes[at(bytes.len())?]))),
        Constant::Str(s) => {
            let starts: Vec<usize> = (0..s.len()).filter(|i| s[*i] & 0xc0 != 0x80).collect();
            let i = at(starts.len())?;
            let end = starts.get(i + 1).copied().unwrap_or(s.len());
            Some(Constant::Str(s[starts[i]..end].into()))
        }
        _ => None,
    }
}

/// Python's `==` between hashable constants.
pub(crate) fn equal(a: &Constant, b: &Constant) -> bool {
    match (number(a), number(b)) {
        (Some(Number::Int(a)), Some(Number::Int(b))) => a == b,
        (Some(a), Some(b)) => match (complex(a), complex(b)) {
            (Some(a), Some(b)) => a == b,
            _ => false,
        },
        (None, None) => match (a, b) {
            (Constant::Tuple(a), Constant::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
            }
            _ => a == b,
        },
        _ => false,
    }
}

/// A frozenset of the items, the first of equal ones kept.
pub(crate) fn frozenset(items: Vec<Constant>) -> Constant {
    let mut unique: Vec<Constant> = Vec::with_capacity(items.len());
    for item in items {
        if !unique.iter().any(|u| equal(u, &item)) {
            unique.push(item);
        }
    }
    Constant::FrozenSet(unique)
}
