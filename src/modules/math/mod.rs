//! `math`.

pub mod cmath;
mod gamma;
mod integers;
pub mod libm;
mod sums;

use mortise_core::args::{Args, Signature};
use mortise_core::objects::int::{convert, new::special_method};
use mortise_core::objects::{Float, Int, Module};
use mortise_core::{Attached, Borrowed, PyResult, Raised, Ref, intern, method, raise};

use sums::{ExactSum, SumFault};

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;
type Object<'py> = PyResult<Ref<'py>>;

/// Why there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The argument is outside the function's domain.
    Domain,
    /// The result is too large.
    Range,
}

impl Fault {
    /// The exception.
    pub fn raise(self, py: Attached<'_>) -> Raised {
        match self {
            Fault::Domain => raise!(py, ValueError, "math domain error"),
            Fault::Range => raise!(py, OverflowError, "math range error"),
        }
    }
}

fn float<'py>(py: Attached<'py>, value: f64) -> Object<'py> {
    py.float(value).map(Ref::into_any)
}

/// A result checked: NaN from a number and infinity from a finite number are faults.
fn checked(py: Attached<'_>, x: f64, result: f64, overflows: bool) -> Object<'_> {
    if result.is_nan() && !x.is_nan() {
        return Err(Fault::Domain.raise(py));
    }
    if result.is_infinite() && x.is_finite() {
        return Err(if overflows { Fault::Range } else { Fault::Domain }.raise(py));
    }
    float(py, result)
}

macro_rules! functions {
    ($($name:ident = $f:path, $overflows:literal;)*) => { $(
        fn $name<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, x: Borrowed<'_, 'py>) -> Object<'py> {
            let x = x.as_f64()?;
            checked(py, x, $f(x), $overflows)
        }
    )* };
}
functions! {
    acos = libm::acos, false;
    acosh = libm::acosh, false;
    asin = libm::asin, false;
    asinh = libm::asinh, false;
    atan = libm::atan, false;
    atanh = libm::atanh, false;
    cbrt = libm::cbrt, false;
    cos = libm::cos, false;
    cosh = libm::cosh, true;
    erf = libm::erf, false;
    erfc = libm::erfc, false;
    exp = libm::exp, true;
    exp2 = libm::exp2, true;
    expm1 = libm::expm1, true;
    fabs = f64::abs, false;
    log1p = libm::log1p, false;
    sin = libm::sin, false;
    sinh = libm::sinh, true;
    sqrt = libm::sqrt, false;
    tan = libm::tan, false;
    tanh = libm::tanh, false;
}

fn faulty<'py>(py: Attached<'py>, result: Result<f64, Fault>) -> Object<'py> {
    match result {
        Ok(value) => float(py, value),
        Err(fault) => Err(fault.raise(py)),
    }
}

fn gamma_<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, x: Borrowed<'_, 'py>) -> Object<'py> {
    faulty(py, gamma::gamma(x.as_f64()?))
}

fn lgamma<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, x: Borrowed<'_, 'py>) -> Object<'py> {
    faulty(py, gamma::log_gamma(x.as_f64()?))
}

/// A logarithm of a float.
fn log_float(x: f64, f: fn(f64) -> f64) -> Result<f64, Fault> {
    if x.is_nan() || x > 0.0 { Ok(f(x)) } else { Err(Fault::Domain) }
}

/// A logarithm of any number; ints may be larger than any float.
fn log_of(x: &Ref<'_>, f: fn(f64) -> f64) -> PyResult<f64> {
    let py = x.py();
    if let Some(int) = x.cast::<Int>() {
        if int.sign() <= 0 {
            return Err(Fault::Domain.raise(py));
        }
        return Ok(match convert::to_f64_opt(int) {
            Some(value) => f(value),
            None => {
                let (mantissa, exponent) = convert::frexp(int);
                f(mantissa) + f(2.0) * exponent as f64
            }
        });
    }
    log_float(x.as_f64()?, f).map_err(|fault| fault.raise(py))
}

fn log<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "log", 1, 2)?;
    let num = log_of(&args.get(0).expect("counted"), |x| libm::log(x))?;
    let Some(base) = args.get(1) else { return float(py, num) };
    let den = log_of(&base, |x| libm::log(x))?;
    if den == 0.0 {
        return Err(raise!(py, ZeroDivisionError, "float division by zero"));
    }
    float(py, num / den)
}

fn log2<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, x: Borrowed<'_, 'py>) -> Object<'py> {
    float(py, log_of(&x, |x| libm::log2(x))?)
}

fn log10<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, x: Borrowed<'_, 'py>) -> Object<'py> {
    float(py, log_of(&x, |x| libm::log10(x))?)
}

/// Two float arguments.
fn pair(py: Attached<'_>, name: &str, args: Args<'_, '_>) -> PyResult<(f64, f64)> {
    args.expect(py, name, 2, 2)?;
    let get = |i| args.get(i).expect("counted").as_f64();
    Ok((get(0)?, get(1)?))
}

fn atan2<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let (y, x) = pair(py, "atan2", args)?;
    float(py, libm::atan2(y, x))
}

fn copysign<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let (x, y) = pair(py, "copysign", args)?;
    float(py, x.copysign(y))
}

/// A result of two arguments checked.
fn checked2(py: Attached<'_>, x: f64, y: f64, result: f64) -> Object<'_> {
    if result.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(Fault::Domain.raise(py));
    }
    if result.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(Fault::Range.raise(py));
    }
    float(py, result)
}

fn fmod<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let (x, y) = pair(py, "fmod", args)?;
    checked2(py, x, y, x % y)
}

fn remainder<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let (x, y) = pair(py, "remainder", args)?;
    checked2(py, x, y, libm::remainder(x, y))
}

fn pow<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let (x, y) = pair(py, "pow", args)?;
    let result = libm::pow(x, y);
    if result.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(Fault::Domain.raise(py));
    }
    if result.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(if x == 0.0 { Fault::Domain } else { Fault::Range }.raise(py));
    }
    float(py, result)
}

fn fma<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "fma", 3, 3)?;
    let get = |i| args.get(i).expect("counted").as_f64();
    let (x, y, z) = (get(0)?, get(1)?, get(2)?);
    let result = libm::fma(x, y, z);
    if result.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
        return Err(raise!(py, ValueError, "invalid operation in fma"));
    }
    if result.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
        return Err(raise!(py, OverflowError, "overflow in fma"));
    }
    float(py, result)
}

/// `floor`, `ceil`: the method of the object's type, or the function of its float.
fn rounded<'py>(
    py: Attached<'py>,
    x: Borrowed<'_, 'py>,
    name: &Ref<'py, mortise_core::objects::Str>,
    f: fn(f64) -> f64,
) -> Object<'py> {
    if x.cast_exact::<Float>().is_none()
        && let Some(method) = special_method(&x, name)?
    {
        return method.call0();
    }
    convert::from_f64(py, f(x.as_f64()?)).map(Ref::into_any)
}

fn floor<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, x: Borrowed<'_, 'py>) -> Object<'py> {
    rounded(py, x, intern!(py, "__floor__"), f64::floor)
}

fn ceil<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, x: Borrowed<'_, 'py>) -> Object<'py> {
    rounded(py, x, intern!(py, "__ceil__"), f64::ceil)
}

fn trunc<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, x: Borrowed<'_, 'py>) -> Object<'py> {
    if let Some(x) = x.cast_exact::<Float>() {
        return convert::from_f64(py, x.value()).map(Ref::into_any);
    }
    match special_method(&x, intern!(py, "__trunc__"))? {
        Some(method) => method.call0(),
        None => Err(raise!(py, TypeError, "type {} doesn't define __trunc__ method", x.ty().full_name())),
    }
}

fn frexp<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, x: Borrowed<'_, 'py>) -> Object<'py> {
    let (mantissa, exponent) = libm::frexp(x.as_f64()?);
    py.tuple([float(py, mantissa)?, py.int(exponent as i64)?.into_any()]).map(Ref::into_any)
}

fn ldexp<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "ldexp", 2, 2)?;
    let x = args.get(0).expect("counted").as_f64()?;
    let exponent = args.get(1).expect("counted");
    let Some(exponent) = exponent.cast::<Int>() else {
        return Err(raise!(py, TypeError, "Expected an int as second argument to ldexp."));
    };
    if x == 0.0 || !x.is_finite() {
        return float(py, x);
    }
    let clipped = exponent.to_i64().unwrap_or(if exponent.is_negative() { i64::MIN } else { i64::MAX });
    let result = libm::ldexp(x, clipped.clamp(-5000, 5000) as i32);
    if result.is_infinite() {
        return Err(Fault::Range.raise(py));
    }
    float(py, result)
}

fn modf<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, x: Borrowed<'_, 'py>) -> Object<'py> {
    let x = x.as_f64()?;
    let (fraction, whole) = if x.is_infinite() {
        (0f64.copysign(x), x)
    } else if x.is_nan() {
        (x, x)
    } else {
        ((x - x.trunc()).copysign(x), x.trunc())
    };
    py.tuple([float(py, fraction)?, float(py, whole)?]).map(Ref::into_any)
}

fn degrees<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, x: Borrowed<'_, 'py>) -> Object<'py> {
    float(py, x.as_f64()? * (180.0 / std::f64::consts::PI))
}

fn radians<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, x: Borrowed<'_, 'py>) -> Object<'py> {
    float(py, x.as_f64()? * (std::f64::consts::PI / 180.0))
}

macro_rules! tests {
    ($($name:ident = $f:expr;)*) => { $(
        fn $name<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, x: Borrowed<'_, 'py>) -> Object<'py> {
            Ok(py.bool($f(x.as_f64()?)))
        }
    )* };
}
tests! {
    isfinite = f64::is_finite;
    isinf = f64::is_infinite;
    isnan = f64::is_nan;
}

fn isclose<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<4> = Signature::with("isclose", ["a", "b", "rel_tol", "abs_tol"], 2, 0, 2);
    let [a, b, rel, abs] = SIG.parse(py, args)?;
    let (a, b) = (a.expect("required").as_f64()?, b.expect("required").as_f64()?);
    let rel = rel.map_or(Ok(1e-9), |r| r.as_f64())?;
    let abs = abs.map_or(Ok(0.0), |r| r.as_f64())?;
    if rel < 0.0 || abs < 0.0 {
        return Err(raise!(py, ValueError, "tolerances must be non-negative"));
    }
    if a == b {
        return Ok(py.bool(true));
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(py.bool(false));
    }
    let diff = (b - a).abs();
    Ok(py.bool(diff <= (rel * b).abs() || diff <= (rel * a).abs() || diff <= abs))
}

fn ulp_of(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let x = x.abs();
    if x.is_infinite() {
        return x;
    }
    let next = libm::nextafter(x, f64::INFINITY);
    if next.is_infinite() { x - libm::nextafter(x, f64::NEG_INFINITY) } else { next - x }
}

fn ulp<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, x: Borrowed<'_, 'py>) -> Object<'py> {
    float(py, ulp_of(x.as_f64()?))
}

fn nextafter<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<3> = Signature::with("nextafter", ["x", "y", "steps"], 2, 2, 2);
    let [x, y, steps] = SIG.parse(py, args)?;
    let (x, y) = (x.expect("required").as_f64()?, y.expect("required").as_f64()?);
    let Some(steps) = steps.filter(|s| !s.is_none()) else {
        return float(py, libm::nextafter(x, y));
    };
    let steps = steps.index()?;
    if steps.is_negative() {
        return Err(raise!(py, ValueError, "steps must be a non-negative integer"));
    }
    let steps = steps.to_u64().unwrap_or(u64::MAX);
    if steps == 0 || x.is_nan() {
        return float(py, x);
    }
    if y.is_nan() {
        return float(py, y);
    }
    // Floats in order are integers in order: negative ones mirrored.
    let rank = |v: f64| {
        let bits = v.to_bits() as i64;
        if bits < 0 { -((bits & i64::MAX) as i128) } else { bits as i128 }
    };
    let (from, to) = (rank(x), rank(y));
    if x == y {
        return float(py, y);
    }
    let target = if to > from { (from + steps as i128).min(to) } else { (from - steps as i128).max(to) };
    if target == to {
        return float(py, y);
    }
    let magnitude = f64::from_bits(target.unsigned_abs() as u64);
    let value = if target < 0 || (target == 0 && x < 0.0) { -magnitude } else { magnitude };
    float(py, value)
}

fn fsum<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, seq: Borrowed<'_, 'py>) -> Object<'py> {
    let iter = seq.iter()?;
    let mut sum = ExactSum::default();
    let raise = |fault| match fault {
        SumFault::Overflow => raise!(py, OverflowError, "intermediate overflow in fsum"),
        SumFault::Infinities => raise!(py, ValueError, "-inf + inf in fsum"),
    };
    while let Some(item) = iter.next()? {
        sum.add(item.as_f64()?).map_err(raise)?;
    }
    float(py, sum.total().map_err(raise)?)
}

fn hypot<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let values = args.iter().map(|x| x.as_f64()).collect::<PyResult<Vec<f64>>>()?;
    float(py, sums::norm(&values))
}

fn dist<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "dist", 2, 2)?;
    let point = |i| args.get(i).expect("counted").to_tuple();
    let (p, q) = (point(0)?, point(1)?);
    if p.len() != q.len() {
        return Err(raise!(py, ValueError, "both points must have the same number of dimensions"));
    }
    let mut values = Vec::with_capacity(p.len());
    for (a, b) in p.items().zip(q.items()) {
        values.push((a.as_f64()? - b.as_f64()?).abs());
    }
    float(py, sums::norm(&values))
}

fn prod<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::with("prod", ["iterable", "start"], 1, 1, 1);
    let [iterable, start] = SIG.parse(py, args)?;
    let mut result = match start {
        Some(start) => start.to_owned(),
        None => py.int(1)?.into_any(),
    };
    let iter = iterable.expect("required").iter()?;
    while let Some(item) = iter.next()? {
        result = result.mul(&item)?;
    }
    Ok(result)
}

fn sumprod<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "sumprod", 2, 2)?;
    let (p, q) = (args.get(0).expect("counted").iter()?, args.get(1).expect("counted").iter()?);
    let mut total: Ref<'py> = py.int(0)?.into_any();
    // Products of floats (and of floats with ints) are summed exactly, as long as no other number comes between.
    let mut floats: Option<ExactSum> = None;
    let flush = |total: Ref<'py>, floats: &mut Option<ExactSum>| -> Object<'py> {
        match floats.take() {
            None => Ok(total),
            Some(sum) => total.add(&*py.float(sum.total().unwrap_or(f64::NAN))?),
        }
    };
    loop {
        let (a, b) = (p.next()?, q.next()?);
        let (a, b) = match (a, b) {
            (Some(a), Some(b)) => (a, b),
            (None, None) => return flush(total, &mut floats),
            _ => return Err(raise!(py, ValueError, "Inputs are not the same length")),
        };
        if let Some((x, y)) = float_pair(&a, &b) {
            let product = x * y;
            let rest = libm::fma(x, y, -product);
            let sum = floats.get_or_insert_with(ExactSum::default);
            if product.is_finite() && rest.is_finite() && sum.add(product).is_ok() && sum.add(rest).is_ok() {
                continue;
            }
            total = flush(total, &mut floats)?;
        } else if !(a.cast_exact::<Int>().is_some() && b.cast_exact::<Int>().is_some()) {
            total = flush(total, &mut floats)?;
        }
        total = total.add(&a.mul(&b)?)?;
    }
}

/// Two floats, or a float and an int that a float can hold.
fn float_pair(a: &Ref<'_>, b: &Ref<'_>) -> Option<(f64, f64)> {
    let value = |x: &Ref<'_>| match x.cast_exact::<Float>() {
        Some(f) => Some(f.value()),
        None => convert::to_f64_opt(x.cast_exact::<Int>()?),
    };
    if a.cast_exact::<Float>().is_none() && b.cast_exact::<Float>().is_none() {
        return None;
    }
    Some((value(a)?, value(b)?))
}

fn exec<'py>(py: Attached<'py>, module: Mod<'_, 'py>) -> PyResult<()> {
    use std::f64::consts;
    for (name, value) in [
        ("pi", consts::PI),
        ("e", consts::E),
        ("tau", consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ] {
        module.setattr(&py.interned(name)?, &*py.float(value)?)?;
    }
    Ok(())
}

mortise_core::builtin_module! {
    /// The module `math`.
    pub MATH = "math" {
        doc: "This module provides access to the mathematical functions\ndefined by the C standard.",
        methods: [
            method!(o "acos", acos, "acos($module, x, /)\n--\n\nReturn the arc cosine (measured in radians) of x."),
            method!(o "acosh", acosh, "acosh($module, x, /)\n--\n\nReturn the inverse hyperbolic cosine of x."),
            method!(o "asin", asin, "asin($module, x, /)\n--\n\nReturn the arc sine (measured in radians) of x."),
            method!(o "asinh", asinh, "asinh($module, x, /)\n--\n\nReturn the inverse hyperbolic sine of x."),
            method!(o "atan", atan, "atan($module, x, /)\n--\n\nReturn the arc tangent (measured in radians) of x."),
            method!(fastcall "atan2", atan2, "atan2($module, y, x, /)\n--\n\nReturn the arc tangent (measured in radians) of y/x."),
            method!(o "atanh", atanh, "atanh($module, x, /)\n--\n\nReturn the inverse hyperbolic tangent of x."),
            method!(o "cbrt", cbrt, "cbrt($module, x, /)\n--\n\nReturn the cube root of x."),
            method!(o "ceil", ceil, "ceil($module, x, /)\n--\n\nReturn the ceiling of x as an Integral."),
            method!(fastcall "comb", integers::comb, "comb($module, n, k, /)\n--\n\nNumber of ways to choose k items from n items without repetition and without order."),
            method!(fastcall "copysign", copysign, "copysign($module, x, y, /)\n--\n\nReturn a float with the magnitude (absolute value) of x but the sign of y."),
            method!(o "cos", cos, "cos($module, x, /)\n--\n\nReturn the cosine of x (measured in radians)."),
            method!(o "cosh", cosh, "cosh($module, x, /)\n--\n\nReturn the hyperbolic cosine of x."),
            method!(o "degrees", degrees, "degrees($module, x, /)\n--\n\nConvert angle x from radians to degrees."),
            method!(fastcall "dist", dist, "dist($module, p, q, /)\n--\n\nReturn the Euclidean distance between two points p and q."),
            method!(o "erf", erf, "erf($module, x, /)\n--\n\nError function at x."),
            method!(o "erfc", erfc, "erfc($module, x, /)\n--\n\nComplementary error function at x."),
            method!(o "exp", exp, "exp($module, x, /)\n--\n\nReturn e raised to the power of x."),
            method!(o "exp2", exp2, "exp2($module, x, /)\n--\n\nReturn 2 raised to the power of x."),
            method!(o "expm1", expm1, "expm1($module, x, /)\n--\n\nReturn exp(x)-1."),
            method!(o "fabs", fabs, "fabs($module, x, /)\n--\n\nReturn the absolute value of the float x."),
            method!(o "factorial", integers::factorial, "factorial($module, n, /)\n--\n\nFind n!."),
            method!(o "floor", floor, "floor($module, x, /)\n--\n\nReturn the floor of x as an Integral."),
            method!(fastcall "fma", fma, "fma($module, x, y, z, /)\n--\n\nFused multiply-add operation."),
            method!(fastcall "fmod", fmod, "fmod($module, x, y, /)\n--\n\nReturn fmod(x, y), according to platform C."),
            method!(o "frexp", frexp, "frexp($module, x, /)\n--\n\nReturn the mantissa and exponent of x, as pair (m, e)."),
            method!(o "fsum", fsum, "fsum($module, seq, /)\n--\n\nReturn an accurate floating-point sum of values in the iterable seq."),
            method!(o "gamma", gamma_, "gamma($module, x, /)\n--\n\nGamma function at x."),
            method!(fastcall "gcd", integers::gcd, "gcd($module, *integers)\n--\n\nGreatest Common Divisor."),
            method!(fastcall "hypot", hypot, "hypot(*coordinates) -> value\n\nMultidimensional Euclidean distance from the origin to a point."),
            method!(keywords "isclose", isclose, "isclose($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)\n--\n\nDetermine whether two floating-point numbers are close in value."),
            method!(o "isfinite", isfinite, "isfinite($module, x, /)\n--\n\nReturn True if x is neither an infinity nor a NaN, and False otherwise."),
            method!(o "isinf", isinf, "isinf($module, x, /)\n--\n\nReturn True if x is a positive or negative infinity, and False otherwise."),
            method!(o "isnan", isnan, "isnan($module, x, /)\n--\n\nReturn True if x is a NaN (not a number), and False otherwise."),
            method!(o "isqrt", integers::isqrt, "isqrt($module, n, /)\n--\n\nReturn the integer part of the square root of the input."),
            method!(fastcall "lcm", integers::lcm, "lcm($module, *integers)\n--\n\nLeast Common Multiple."),
            method!(fastcall "ldexp", ldexp, "ldexp($module, x, i, /)\n--\n\nReturn x * (2**i)."),
            method!(o "lgamma", lgamma, "lgamma($module, x, /)\n--\n\nNatural logarithm of absolute value of Gamma function at x."),
            method!(fastcall "log", log, "log(x, [base=math.e])\nReturn the logarithm of x to the given base."),
            method!(o "log10", log10, "log10($module, x, /)\n--\n\nReturn the base 10 logarithm of x."),
            method!(o "log1p", log1p, "log1p($module, x, /)\n--\n\nReturn the natural logarithm of 1+x (base e)."),
            method!(o "log2", log2, "log2($module, x, /)\n--\n\nReturn the base 2 logarithm of x."),
            method!(o "modf", modf, "modf($module, x, /)\n--\n\nReturn the fractional and integer parts of x."),
            method!(keywords "nextafter", nextafter, "nextafter($module, x, y, /, *, steps=None)\n--\n\nReturn the floating-point value the given number of steps after x towards y."),
            method!(fastcall "perm", integers::perm, "perm($module, n, k=None, /)\n--\n\nNumber of ways to choose k items from n items without repetition and with order."),
            method!(fastcall "pow", pow, "pow($module, x, y, /)\n--\n\nReturn x**y (x to the power of y)."),
            method!(keywords "prod", prod, "prod($module, iterable, /, *, start=1)\n--\n\nCalculate the product of all the elements in the input iterable."),
            method!(o "radians", radians, "radians($module, x, /)\n--\n\nConvert angle x from degrees to radians."),
            method!(fastcall "remainder", remainder, "remainder($module, x, y, /)\n--\n\nDifference between x and the closest integer multiple of y."),
            method!(o "sin", sin, "sin($module, x, /)\n--\n\nReturn the sine of x (measured in radians)."),
            method!(o "sinh", sinh, "sinh($module, x, /)\n--\n\nReturn the hyperbolic sine of x."),
            method!(o "sqrt", sqrt, "sqrt($module, x, /)\n--\n\nReturn the square root of x."),
            method!(fastcall "sumprod", sumprod, "sumprod($module, p, q, /)\n--\n\nReturn the sum of products of values from two iterables p and q."),
            method!(o "tan", tan, "tan($module, x, /)\n--\n\nReturn the tangent of x (measured in radians)."),
            method!(o "tanh", tanh, "tanh($module, x, /)\n--\n\nReturn the hyperbolic tangent of x."),
            method!(o "trunc", trunc, "trunc($module, x, /)\n--\n\nTruncates the Real x to the nearest Integral toward 0."),
            method!(o "ulp", ulp, "ulp($module, x, /)\n--\n\nReturn the value of the least significant bit of the float x."),
        ],
        exec: exec,
    }
}
