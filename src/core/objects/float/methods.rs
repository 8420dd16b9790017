//! `float()` and the methods of float.

use mortise_abi::PyObject;

use super::{storage, text};
use crate::args::Args;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::int::{self, convert};
use crate::objects::{Dict, Float, Int, Str, Tuple, Type};
use crate::raise;

/// `float.__new__`
pub fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Float>> {
    let exact = cls.as_ptr() == &raw mut super::PyFloat_Type;
    // SAFETY: a live type and a static one.
    let own_init = unsafe {
        (*cls.as_ptr()).tp_init.map(|f| f as usize) != super::PyFloat_Type.tp_init.map(|f| f as usize)
    };
    if (exact || !own_init) && kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "float() takes no keyword arguments"));
    }
    if args.len() > 1 {
        return Err(raise!(py, TypeError, "float expected at most 1 argument, got {}", args.len()));
    }
    make(py, cls, (!args.is_empty()).then(|| args.item(0)))
}

/// `float(...)` without a tuple
pub fn vectorcall<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Float>> {
    args.expect(py, "float", 0, 1)?;
    make(py, cls, args.get(0))
}

fn make<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    x: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py, Float>> {
    let value = match x {
        None => py.float(0.0)?,
        Some(x) if x.cast_exact::<Str>().is_some() => py.float(from_text(&x)?)?,
        Some(x) => from_object(&x)?,
    };
    if cls.as_ptr() == &raw mut super::PyFloat_Type {
        Ok(value)
    } else {
        storage::in_subclass(py, cls, value.value())
    }
}

/// The float that a str or a buffer spells; TypeError for other objects.
pub fn from_text(x: &Ref<'_>) -> PyResult<f64> {
    let py = x.py();
    let text = if let Some(text) = x.cast::<Str>() {
        int::text::to_ascii_digits(text)
    } else if let Some(text) = int::new::byte_text(x) {
        text
    } else if let Some(text) = int::new::buffer_text(x)? {
        text
    } else {
        return Err(raise!(
            py,
            TypeError,
            "float() argument must be a string or a real number, not '{}'",
            x.ty().full_name()
        ));
    };
    match text::parse(&text) {
        Some(value) => Ok(value),
        None => {
            Err(raise!(py, ValueError, "could not convert string to float: {}", x.repr()?.to_string_lossy()))
        }
    }
}

/// The number slots for conversions: `nb_float`, `nb_index`.
fn slots(x: &Ref<'_>) -> (mortise_abi::unaryfunc, mortise_abi::unaryfunc) {
    // SAFETY: a ready type's tables are complete.
    unsafe {
        let number = (*x.type_ptr()).tp_as_number;
        if number.is_null() { (None, None) } else { ((*number).nb_float, (*number).nb_index) }
    }
}

/// Calls `__float__`: instances of subclasses are deprecated, others are wrong.
fn call_float<'py>(
    x: &Ref<'py>,
    slot: unsafe extern "C" fn(*mut PyObject) -> *mut PyObject,
) -> PyResult<Ref<'py, Float>> {
    let py = x.py();
    // SAFETY: the type's slot for its instance; a new reference or NULL.
    let result = unsafe { Ref::<PyObject>::from_owned_or_raised(py, slot(x.as_ptr()))? };
    let kind = result.ty().full_name();
    if result.cast_exact::<Float>().is_none() && result.is_instance_of::<Float>() {
        let message = format!(
            "{}.__float__ returned non-float (type {kind}).  The ability to return an instance of a strict subclass of \
             float is deprecated, and may be removed in a future version of Python.",
            x.ty().full_name()
        );
        crate::objects::exceptions::deprecated(py, &message)?;
    }
    match result.into_cast::<Float>() {
        Ok(float) => Ok(float),
        Err(_) => {
            Err(raise!(py, TypeError, "{}.__float__ returned non-float (type {kind})", x.ty().full_name()))
        }
    }
}

/// `float(x)`
pub fn from_object<'py>(x: &Ref<'py>) -> PyResult<Ref<'py, Float>> {
    let py = x.py();
    if let Some(float) = x.cast_exact::<Float>() {
        return Ok(float.clone());
    }
    match slots(x) {
        (Some(slot), _) => {
            let float = call_float(x, slot)?;
            if float.cast_exact::<Float>().is_some() { Ok(float) } else { py.float(float.value()) }
        }
        (None, Some(_)) => py.float(convert::to_f64(&int::new::index(x)?)?),
        _ => match x.cast::<Float>() {
            Some(float) => py.float(float.value()),
            None => py.float(from_text(x)?),
        },
    }
}

/// The machine float of an object: `PyFloat_AsDouble`.
pub fn as_f64(x: &Ref<'_>) -> PyResult<f64> {
    if let Some(float) = x.cast::<Float>() {
        return Ok(float.value());
    }
    match slots(x) {
        (Some(slot), _) => Ok(call_float(x, slot)?.value()),
        (None, Some(_)) => convert::to_f64(&int::new::index(x)?),
        _ => Err(raise!(x.py(), TypeError, "must be real number, not {}", x.ty().full_name())),
    }
}

/// `repr(a)`
pub fn repr<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Float>) -> PyResult<Ref<'py, Str>> {
    py.str(&text::repr(a.value()))
}

/// `float.is_integer`
pub fn is_integer<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Float>) -> PyResult<Ref<'py>> {
    Ok(py.bool(a.value().is_finite() && a.value() == a.value().floor()))
}

/// `float.__trunc__`
pub fn trunc<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Float>) -> PyResult<Ref<'py, Int>> {
    convert::from_f64(py, a.value())
}

/// `float.__floor__`
pub fn floor<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Float>) -> PyResult<Ref<'py, Int>> {
    convert::from_f64(py, a.value().floor())
}

/// `float.__ceil__`
pub fn ceil<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Float>) -> PyResult<Ref<'py, Int>> {
    convert::from_f64(py, a.value().ceil())
}

/// `float.__round__`
pub fn round<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Float>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "__round__", 0, 1)?;
    let x = a.value();
    let Some(digits) = args.get(0).filter(|d| !d.is_none()) else {
        return convert::from_f64(py, x.round_ties_even()).map(Ref::into_any);
    };
    let digits = digits.index_as_isize(None)?;
    // Beyond these, every float is its own rounding, or zero.
    let rounded = if !x.is_finite() || digits > 323 {
        x
    } else if digits < -308 {
        0.0 * x
    } else {
        let rounded = round_decimal(x, digits as i32);
        if rounded.is_infinite() {
            return Err(raise!(py, OverflowError, "rounded value too large to represent"));
        }
        rounded
    };
    py.float(rounded).map(Ref::into_any)
}

/// The float nearest to `x` rounded to so many decimal places, ties to even in decimal.
pub fn round_decimal(x: f64, places: i32) -> f64 {
    if places >= 0 {
        return format!("{x:.*}", places as usize).parse().unwrap_or(x);
    }
    // The digits before the point are exact; those that go are compared with a half.
    let places = places.unsigned_abs() as usize;
    let whole = format!("{:.0}", x.abs().trunc());
    let padded = format!("{whole:0>width$}", width = places + 1);
    let (kept, dropped) = padded.split_at(padded.len() - places);
    let half = format!("5{}", "0".repeat(places - 1));
    let broken = x.fract() != 0.0;
    let even = kept.bytes().last().is_none_or(|d| (d - b'0').is_multiple_of(2));
    let up = match dropped.cmp(half.as_str()) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => broken || !even,
        std::cmp::Ordering::Less => false,
    };
    let mut digits: Vec<u8> = kept.bytes().collect();
    if up {
        let mut i = digits.len();
        loop {
            if i == 0 {
                digits.insert(0, b'1');
                break;
            }
            i -= 1;
            if digits[i] == b'9' {
                digits[i] = b'0';
            } else {
                digits[i] += 1;
                break;
            }
        }
    }
    let text = format!("{}{}", String::from_utf8_lossy(&digits), "0".repeat(places));
    text.parse::<f64>().unwrap_or(x.abs()).copysign(x)
}

/// `float.conjugate`, `float.real`
pub fn conjugate<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Float>) -> PyResult<Ref<'py, Float>> {
    super::arith::positive(py, a)
}

/// `float.imag`
pub fn imag<'py>(py: Attached<'py>, _a: Borrowed<'_, 'py, Float>) -> PyResult<Ref<'py, Float>> {
    py.float(0.0)
}

/// `float.as_integer_ratio`
pub fn as_integer_ratio<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Float>) -> PyResult<Ref<'py, Tuple>> {
    let x = a.value();
    if x.is_infinite() {
        return Err(raise!(py, OverflowError, "cannot convert Infinity to integer ratio"));
    }
    if x.is_nan() {
        return Err(raise!(py, ValueError, "cannot convert NaN to integer ratio"));
    }
    let bits = x.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i64;
    let fraction = bits & ((1 << 52) - 1);
    let (mantissa, exponent) =
        if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
    if mantissa == 0 {
        return py.tuple([py.int(0)?.into_any(), py.int(1)?.into_any()]);
    }
    let zeros = mantissa.trailing_zeros();
    let (mantissa, exponent) = (mantissa >> zeros, exponent + zeros as i64);
    let whole = py.int(if x < 0.0 { -(mantissa as i64) } else { mantissa as i64 })?;
    let one = py.int(1)?;
    let (numerator, denominator) = if exponent >= 0 {
        (int::arith::shifted_left(py, &whole, exponent as u64)?, one)
    } else {
        (whole, int::arith::shifted_left(py, &one, exponent.unsigned_abs())?)
    };
    py.tuple([numerator.into_any(), denominator.into_any()])
}

/// `float.hex`
pub fn hex<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Float>) -> PyResult<Ref<'py, Str>> {
    py.str(&text::hex(a.value()))
}

/// `float.fromhex`
pub fn fromhex<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    string: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let Some(string) = string.cast::<Str>() else {
        return Err(raise!(py, TypeError, "bad argument type for built-in operation"));
    };
    let value = match text::from_hex(string.as_utf8()?.as_bytes()) {
        Ok(value) => py.float(value)?,
        Err(text::HexError::Syntax) => {
            return Err(raise!(py, ValueError, "invalid hexadecimal floating-point string"));
        }
        Err(text::HexError::Overflow) => {
            return Err(raise!(py, OverflowError, "hexadecimal value too large to represent as a float"));
        }
    };
    if cls.as_ptr() == &raw mut super::PyFloat_Type {
        return Ok(value.into_any());
    }
    cls.into_any().call([&*value])
}

/// `float.__getnewargs__`
pub fn getnewargs<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Float>) -> PyResult<Ref<'py, Tuple>> {
    py.tuple([py.float(a.value())?.into_any()])
}

/// `float.__getformat__`
pub fn getformat<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    kind: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    let kind = kind.expect_arg::<Str>("__getformat__", "argument")?;
    if kind.equals_str("double") || kind.equals_str("float") {
        return py.str("IEEE, little-endian");
    }
    Err(raise!(py, ValueError, "__getformat__() argument 1 must be 'double' or 'float'"))
}

/// `float.__format__`
pub fn format<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py, Float>,
    spec: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    let spec = spec.expect_arg::<Str>("__format__", "argument")?;
    crate::objects::str::format_spec::format_float(py, a.value(), spec.chars(), "float")
}
