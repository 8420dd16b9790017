//! `complex()` and the methods of complex.

use mortise_abi::{Py_complex, PyObject};

use super::text;
use crate::args::Signature;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::float::methods::as_f64;
use crate::objects::{Complex, Dict, Float, Str, Tuple, Type, int};
use crate::{intern, raise};

/// `complex.__new__`
pub fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Complex>> {
    static SIG: Signature<2> = Signature::new("complex", ["real", "imag"], 0);
    let [real, imag] = SIG.parse_tuple(py, args, kwargs)?;
    if let Some(x) = real
        && imag.is_none()
        && cls.as_ptr() == &raw mut super::PyComplex_Type
        && let Some(exact) = x.cast_exact::<Complex>()
    {
        return Ok(exact.clone());
    }
    if let Some(text) = real.and_then(Borrowed::into_cast::<Str>) {
        if imag.is_some() {
            return Err(raise!(py, TypeError, "complex() can't take second arg if first is a string"));
        }
        return match text::parse(&int::text::to_ascii_digits(&text)) {
            Some(value) => super::new_in(py, cls, value),
            None => Err(raise!(py, ValueError, "complex() arg is a malformed string")),
        };
    }
    if imag.is_some_and(|i| i.is_instance_of::<Str>()) {
        return Err(raise!(py, TypeError, "complex() second arg can't be a string"));
    }
    let mut value = Py_complex { real: 0.0, imag: 0.0 };
    // Where a part is a complex number itself, its imaginary part goes into the sum. Nothing else is added: that would lose
    // the sign of a zero.
    let mut first_is_complex = false;
    if let Some(x) = real {
        match special(&x)? {
            Some(c) => (value, first_is_complex) = (c, true),
            None => value.real = part(&x, "first argument must be a string or a number")?,
        }
    }
    if let Some(y) = imag {
        let second = match y.cast::<Complex>() {
            Some(c) => {
                value.real -= c.value().imag;
                c.value().real
            }
            None => part(&y, "second argument must be a number")?,
        };
        value.imag = if first_is_complex { second + value.imag } else { second };
    }
    super::new_in(py, cls, value)
}

fn part(x: &Ref<'_>, expected: &str) -> PyResult<f64> {
    // SAFETY: a ready type's tables are complete.
    let number = unsafe {
        let table = (*x.type_ptr()).tp_as_number;
        !table.is_null() && ((*table).nb_float.is_some() || (*table).nb_index.is_some())
    };
    if number {
        as_f64(x)
    } else {
        Err(raise!(x.py(), TypeError, "complex() {expected}, not '{}'", x.ty().full_name()))
    }
}

/// What `__complex__` gives, or the value of a complex number.
fn special(x: &Ref<'_>) -> PyResult<Option<Py_complex>> {
    let py = x.py();
    if let Some(c) = x.cast_exact::<Complex>() {
        return Ok(Some(c.value()));
    }
    let Some(method) = int::new::special_method(x, intern!(py, "__complex__"))? else {
        return Ok(x.cast::<Complex>().map(|c| c.value()));
    };
    let result: Ref<'_, PyObject> = method.call0()?;
    let Some(c) = result.cast::<Complex>() else {
        return Err(raise!(
            py,
            TypeError,
            "__complex__ returned non-complex (type {})",
            result.ty().full_name()
        ));
    };
    if result.cast_exact::<Complex>().is_none() {
        let message = format!(
            "__complex__ returned non-complex (type {}).  The ability to return an instance of a strict subclass of complex \
             is deprecated, and may be removed in a future version of Python.",
            result.ty().full_name()
        );
        crate::objects::exceptions::deprecated(py, &message)?;
    }
    Ok(Some(c.value()))
}

/// The complex number of an object: `PyComplex_AsCComplex`.
pub fn as_complex(x: &Ref<'_>) -> PyResult<Py_complex> {
    if let Some(c) = x.cast::<Complex>() {
        return Ok(c.value());
    }
    match special(x)? {
        Some(value) => Ok(value),
        None => Ok(Py_complex { real: as_f64(x)?, imag: 0.0 }),
    }
}

/// `repr(a)`
pub fn repr<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Complex>) -> PyResult<Ref<'py, Str>> {
    py.str(&text::repr(a.value()))
}

/// `complex.conjugate`
pub fn conjugate<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Complex>) -> PyResult<Ref<'py, Complex>> {
    let v = a.value();
    super::new(py, Py_complex { real: v.real, imag: -v.imag })
}

/// `complex.__complex__`
pub fn to_complex<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Complex>) -> PyResult<Ref<'py, Complex>> {
    super::arith::positive(py, a)
}

/// `complex.__getnewargs__`
pub fn getnewargs<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Complex>) -> PyResult<Ref<'py, Tuple>> {
    let v = a.value();
    let part = |x: f64| -> PyResult<Ref<'py>> { py.float(x).map(Ref::<Float>::into_any) };
    py.tuple([part(v.real)?, part(v.imag)?])
}

/// `complex.__format__`
pub fn format<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py, Complex>,
    spec: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    let spec = spec.expect_arg::<Str>("__format__", "argument")?;
    if spec.is_empty() {
        return a.to_str();
    }
    let v = a.value();
    crate::objects::str::format_spec::format_complex(py, v.real, v.imag, spec.chars(), "complex")
}
