//! The methods of int.

use super::convert::{self, BytesError};
use super::division;
use super::storage::{from_i64, size};
use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Bytes, Float, Int, Str, Tuple, Type};
use crate::raise;

/// `int.bit_length`
pub fn bit_length<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Int>> {
    from_i64(py, a.bit_length() as i64)
}

/// `int.bit_count`
pub fn bit_count<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Int>> {
    from_i64(py, a.digits().iter().map(|d| d.count_ones() as i64).sum())
}

/// `int.as_integer_ratio`
pub fn as_integer_ratio<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Tuple>> {
    py.tuple([a.to_exact()?.into_any(), from_i64(py, 1)?.into_any()])
}

/// `int.is_integer`
pub fn is_integer<'py>(py: Attached<'py>, _a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py>> {
    Ok(py.bool(true))
}

/// `int.__getnewargs__`
pub fn getnewargs<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Tuple>> {
    py.tuple([a.to_exact()?.into_any()])
}

/// `int.__round__`
pub fn round<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py, Int>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Int>> {
    args.expect(py, "__round__", 0, 1)?;
    let Some(digits) = args.get(0).filter(|d| !d.is_none()) else { return a.to_exact() };
    let digits = super::new::index(&digits)?;
    if !digits.is_negative() {
        return a.to_exact();
    }
    let places = digits.to_i64().map_or(u64::MAX, i64::unsigned_abs);
    division::round_to_power(py, &a, places)
}

/// `int.__sizeof__`
pub fn sizeof<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Int>> {
    // Not rounded up: header, tag and digits.
    let exact = size(0) - 8 + 4 * a.digit_count().max(1);
    from_i64(py, exact as i64)
}

/// `int.__format__`
pub fn format<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py, Int>,
    spec: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    let spec = spec.expect_arg::<Str>("__format__", "argument")?;
    crate::objects::str::format_spec::format_int(py, &a, spec.chars())
}

/// `float(a)`
pub fn to_float<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Float>> {
    py.float(convert::to_f64(&a)?)
}

/// The byte order argument: whether it is little-endian.
fn little_endian<'py>(py: Attached<'py>, function: &str, order: Option<Borrowed<'_, 'py>>) -> PyResult<bool> {
    let Some(order) = order else { return Ok(false) };
    let order = order.expect_arg::<Str>(function, "argument 'byteorder'")?;
    if order.equals_str("little") {
        Ok(true)
    } else if order.equals_str("big") {
        Ok(false)
    } else {
        Err(raise!(py, ValueError, "byteorder must be either 'little' or 'big'"))
    }
}

/// `int.to_bytes`
pub fn to_bytes<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py, Int>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Bytes>> {
    static SIG: Signature<3> = Signature::with("to_bytes", ["length", "byteorder", "signed"], 0, 0, 2);
    let [length, order, signed] = SIG.parse(py, args)?;
    let length = match length {
        Some(n) => n.index_as_isize(Some(crate::objects::exceptions::classes::OverflowError()))?,
        None => 1,
    };
    let little = little_endian(py, "to_bytes", order)?;
    let signed = signed.map_or(Ok(false), |s| s.is_true())?;
    let Ok(length) = usize::try_from(length) else {
        return Err(raise!(py, ValueError, "length argument must be non-negative"));
    };
    let mut bytes = vec![0u8; length];
    match convert::to_bytes(&a, &mut bytes, little, signed) {
        Ok(()) => py.bytes(&bytes),
        Err(error) => Err(bytes_error(py, error)),
    }
}

/// The exception for a number that does not go into bytes.
pub fn bytes_error(py: Attached<'_>, error: BytesError) -> crate::err::Raised {
    match error {
        BytesError::Negative => raise!(py, OverflowError, "can't convert negative int to unsigned"),
        BytesError::TooBig => raise!(py, OverflowError, "int too big to convert"),
    }
}

/// `int.from_bytes`
pub fn from_bytes<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    static SIG: Signature<3> = Signature::with("from_bytes", ["bytes", "byteorder", "signed"], 1, 0, 2);
    let [bytes, order, signed] = SIG.parse(py, args)?;
    let bytes = bytes.expect("required");
    let little = little_endian(py, "from_bytes", order)?;
    let signed = signed.map_or(Ok(false), |s| s.is_true())?;
    // SAFETY: a live object; a new reference or NULL.
    let bytes: Ref<'py> = unsafe { Ref::from_owned_or_raised(py, decl::PyObject_Bytes(bytes.as_ptr()))? };
    let value = convert::from_bytes(py, bytes.expect::<Bytes>()?.as_bytes(), little, signed)?;
    if cls.as_ptr() == &raw mut decl::PyLong_Type {
        return Ok(value.into_any());
    }
    cls.into_any().call([&*value])
}

/// `int.real`, `int.numerator`
pub fn real<'py>(_py: Attached<'py>, a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Int>> {
    a.to_exact()
}

/// `int.imag`
pub fn imag<'py>(py: Attached<'py>, _a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Int>> {
    from_i64(py, 0)
}

/// `int.denominator`
pub fn denominator<'py>(py: Attached<'py>, _a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Int>> {
    from_i64(py, 1)
}

/// `int.conjugate`, `int.__trunc__`, `int.__floor__`, `int.__ceil__`
pub fn conjugate<'py>(_py: Attached<'py>, a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Int>> {
    a.to_exact()
}
