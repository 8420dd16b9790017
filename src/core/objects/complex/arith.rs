//! The operators of complex numbers.

use mortise_abi::Py_complex;

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::float::arith::{hash_number, operand, order_with_int};
use crate::objects::protocol::CompareOp;
use crate::objects::{Complex, Float, Int};
use crate::raise;

unsafe extern "C" {
    #[link_name = "pow"]
    safe fn libm_pow(x: f64, y: f64) -> f64;
    #[link_name = "hypot"]
    safe fn libm_hypot(x: f64, y: f64) -> f64;
    #[link_name = "atan2"]
    safe fn libm_atan2(y: f64, x: f64) -> f64;
    #[link_name = "sin"]
    safe fn libm_sin(x: f64) -> f64;
    #[link_name = "cos"]
    safe fn libm_cos(x: f64) -> f64;
    #[link_name = "exp"]
    safe fn libm_exp(x: f64) -> f64;
}

/// Something that C reports through `errno`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MathError {
    /// EDOM
    Domain,
    /// ERANGE
    Range,
}

/// `a + b`
pub fn sum(a: Py_complex, b: Py_complex) -> Py_complex {
    Py_complex { real: a.real + b.real, imag: a.imag + b.imag }
}

/// `a - b`
pub fn difference(a: Py_complex, b: Py_complex) -> Py_complex {
    Py_complex { real: a.real - b.real, imag: a.imag - b.imag }
}

/// `a * b`
pub fn product(a: Py_complex, b: Py_complex) -> Py_complex {
    Py_complex { real: a.real * b.real - a.imag * b.imag, imag: a.real * b.imag + a.imag * b.real }
}

/// `a / b`, scaled by the larger part of `b`
pub fn quotient(a: Py_complex, b: Py_complex) -> Result<Py_complex, MathError> {
    let (re, im) = (b.real.abs(), b.imag.abs());
    if re >= im {
        if re == 0.0 {
            return Err(MathError::Domain);
        }
        let ratio = b.imag / b.real;
        let denom = b.real + b.imag * ratio;
        Ok(Py_complex { real: (a.real + a.imag * ratio) / denom, imag: (a.imag - a.real * ratio) / denom })
    } else if im >= re {
        let ratio = b.real / b.imag;
        let denom = b.real * ratio + b.imag;
        Ok(Py_complex { real: (a.real * ratio + a.imag) / denom, imag: (a.imag * ratio - a.real) / denom })
    } else {
        // One of the parts of b is not a number.
        Ok(Py_complex { real: f64::NAN, imag: f64::NAN })
    }
}

/// `abs(a)`
pub fn magnitude(a: Py_complex) -> Result<f64, MathError> {
    if a.real.is_infinite() || a.imag.is_infinite() {
        return Ok(f64::INFINITY);
    }
    let result = libm_hypot(a.real, a.imag);
    if result.is_infinite() { Err(MathError::Range) } else { Ok(result) }
}

/// `a ** b` by polar coordinates
pub fn general_power(a: Py_complex, b: Py_complex) -> Result<Py_complex, MathError> {
    if b.real == 0.0 && b.imag == 0.0 {
        return Ok(Py_complex { real: 1.0, imag: 0.0 });
    }
    if a.real == 0.0 && a.imag == 0.0 {
        if b.imag != 0.0 || b.real < 0.0 {
            return Err(MathError::Domain);
        }
        return Ok(Py_complex { real: 0.0, imag: 0.0 });
    }
    let size = libm_hypot(a.real, a.imag);
    let mut len = libm_pow(size, b.real);
    let at = libm_atan2(a.imag, a.real);
    let mut phase = at * b.real;
    if b.imag != 0.0 {
        len *= libm_exp(-at * b.imag);
        phase += b.imag * size.ln();
    }
    let value = Py_complex { real: len * libm_cos(phase), imag: len * libm_sin(phase) };
    if value.real.is_infinite() || value.imag.is_infinite() { Err(MathError::Range) } else { Ok(value) }
}

/// `a ** n` by squaring
fn positive_power(a: Py_complex, mut n: u32) -> Py_complex {
    let mut result = Py_complex { real: 1.0, imag: 0.0 };
    let mut square = a;
    while n > 0 {
        if n & 1 == 1 {
            result = product(result, square);
        }
        n >>= 1;
        if n > 0 {
            square = product(square, square);
        }
    }
    result
}

/// `a ** b`
pub fn power_value(a: Py_complex, b: Py_complex) -> Result<Py_complex, MathError> {
    // Small whole exponents by squaring: exact where the result is.
    let value = if b.imag == 0.0 && b.real == b.real.floor() && b.real.abs() <= 100.0 {
        if b.real > 0.0 {
            positive_power(a, b.real as u32)
        } else {
            quotient(Py_complex { real: 1.0, imag: 0.0 }, positive_power(a, (-b.real) as u32))?
        }
    } else {
        return general_power(a, b);
    };
    if value.real.is_infinite() || value.imag.is_infinite() { Err(MathError::Range) } else { Ok(value) }
}

/// The operand as a complex number: complex numbers, floats and ints; `None` for others.
fn complex_operand(x: &Ref<'_>) -> PyResult<Option<Py_complex>> {
    match x.cast::<Complex>() {
        Some(c) => Ok(Some(c.value())),
        None => Ok(operand(x)?.map(|real| Py_complex { real, imag: 0.0 })),
    }
}

/// Both operands, or `NotImplemented` as the operator's result.
macro_rules! operands {
    ($py:expr, $a:expr, $b:expr) => {{
        let Some(a) = complex_operand(&$a)? else { return Ok($py.not_implemented()) };
        let Some(b) = complex_operand(&$b)? else { return Ok($py.not_implemented()) };
        (a, b)
    }};
}

/// `a + b`
pub fn add<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (a, b) = operands!(py, a, b);
    super::new(py, sum(a, b)).map(Ref::into_any)
}

/// `a - b`
pub fn subtract<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (a, b) = operands!(py, a, b);
    super::new(py, difference(a, b)).map(Ref::into_any)
}

/// `a * b`
pub fn multiply<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (a, b) = operands!(py, a, b);
    super::new(py, product(a, b)).map(Ref::into_any)
}

/// `a / b`
pub fn true_divide<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (a, b) = operands!(py, a, b);
    match quotient(a, b) {
        Ok(value) => super::new(py, value).map(Ref::into_any),
        Err(_) => Err(raise!(py, ZeroDivisionError, "complex division by zero")),
    }
}

/// `pow(a, b, c)`
pub fn power<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py>,
    b: Borrowed<'_, 'py>,
    c: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let (a, b) = operands!(py, a, b);
    if !c.is_none() {
        return Err(raise!(py, ValueError, "complex modulo"));
    }
    finish_power(py, power_value(a, b))
}

/// A negative float to a broken power
pub fn power_of_real(py: Attached<'_>, a: f64, b: f64) -> PyResult<Ref<'_>> {
    finish_power(py, power_value(Py_complex { real: a, imag: 0.0 }, Py_complex { real: b, imag: 0.0 }))
}

fn finish_power(py: Attached<'_>, value: Result<Py_complex, MathError>) -> PyResult<Ref<'_>> {
    match value {
        Ok(value) => super::new(py, value).map(Ref::into_any),
        Err(MathError::Domain) => Err(raise!(py, ZeroDivisionError, "0.0 to a negative or complex power")),
        Err(MathError::Range) => Err(raise!(py, OverflowError, "complex exponentiation")),
    }
}

/// `-a`
pub fn negative<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Complex>) -> PyResult<Ref<'py, Complex>> {
    let v = a.value();
    super::new(py, Py_complex { real: -v.real, imag: -v.imag })
}

/// `+a`
pub fn positive<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Complex>) -> PyResult<Ref<'py, Complex>> {
    if a.type_ptr() == &raw mut super::PyComplex_Type { Ok(a.to_owned()) } else { super::new(py, a.value()) }
}

/// `abs(a)`
pub fn absolute<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Complex>) -> PyResult<Ref<'py, Float>> {
    match magnitude(a.value()) {
        Ok(value) => py.float(value),
        Err(_) => Err(raise!(py, OverflowError, "absolute value too large")),
    }
}

/// `bool(a)`
pub fn is_true(_py: Attached<'_>, a: Borrowed<'_, '_, Complex>) -> PyResult<bool> {
    let v = a.value();
    Ok(v.real != 0.0 || v.imag != 0.0)
}

/// `tp_richcompare`: only equality
pub fn richcompare<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py, Complex>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(py.not_implemented());
    }
    let v = a.value();
    let equal = if let Some(int) = b.cast::<Int>() {
        v.imag == 0.0 && order_with_int(v.real, int).is_some_and(|o| o.is_eq())
    } else if let Some(float) = b.cast::<Float>() {
        v.imag == 0.0 && v.real == float.value()
    } else if let Some(other) = b.cast::<Complex>() {
        v.real == other.value().real && v.imag == other.value().imag
    } else {
        return Ok(py.not_implemented());
    };
    Ok(py.bool(equal == (op == CompareOp::Eq)))
}

/// `hash(a)` before -1 is replaced
pub fn hash(_py: Attached<'_>, a: Borrowed<'_, '_, Complex>) -> PyResult<isize> {
    let v = a.value();
    let part = |x: f64| {
        let h = if x.is_nan() { crate::objects::hash::pointer(a.as_ptr() as usize) } else { hash_number(x) };
        if h == -1 { -2 } else { h }
    };
    const IMAG: usize = 1000003;
    Ok((part(v.real) as usize).wrapping_add(IMAG.wrapping_mul(part(v.imag) as usize)) as isize)
}
