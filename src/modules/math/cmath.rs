//! `cmath`.
//!
//! Finite arguments go through Kahan's formulas, which keep signs of zeros and avoid overflow; others through the C library, which
//! follows the tables of C's Annex G; what these leave open (the sign of a zero or an infinity beside a NaN) is as in CPython.

use mortise_abi::Py_complex as C;
use mortise_core::args::{Args, Signature};
use mortise_core::objects::Module;
use mortise_core::objects::complex::{self, arith, methods::as_complex};
use mortise_core::{Attached, Borrowed, PyResult, Ref, method, raise};

use super::{Fault, libm};

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;
type Object<'py> = PyResult<Ref<'py>>;

const LARGE: f64 = f64::MAX / 4.0;
const LN_2: f64 = std::f64::consts::LN_2;
const SCALE_UP: i32 = 53;
const SCALE_DOWN: i32 = -27;

fn log_large() -> f64 {
    libm::log(LARGE)
}

fn c(real: f64, imag: f64) -> C {
    C { real, imag }
}

fn finite(z: C) -> bool {
    z.real.is_finite() && z.imag.is_finite()
}

macro_rules! annex_g {
    ($($name:ident),*) => {
        /// The C library's complex functions; C's complex numbers are passed like this struct.
        mod annex_g {
            use mortise_abi::Py_complex as C;
            unsafe extern "C" {
                $( pub safe fn $name(z: C) -> C; )*
            }
        }
    };
}
annex_g!(cacosh, casinh, catanh, ccosh, csinh, ctanh, cexp, csqrt, clog, cacos);

type Result<T> = std::result::Result<T, Fault>;

fn sqrt(z: C) -> Result<C> {
    if !finite(z) {
        return Ok(annex_g::csqrt(z));
    }
    if z.real == 0.0 && z.imag == 0.0 {
        return Ok(c(0.0, z.imag));
    }
    let (a, b) = (z.real.abs(), z.imag.abs());
    let s = if a < f64::MIN_POSITIVE && b < f64::MIN_POSITIVE {
        let a = libm::ldexp(a, SCALE_UP);
        libm::ldexp(libm::sqrt(a + libm::hypot(a, libm::ldexp(b, SCALE_UP))), SCALE_DOWN)
    } else {
        let a = a / 8.0;
        2.0 * libm::sqrt(a + libm::hypot(a, b / 8.0))
    };
    let d = b / (2.0 * s);
    Ok(if z.real >= 0.0 { c(s, d.copysign(z.imag)) } else { c(d, s.copysign(z.imag)) })
}

/// `log(|z| / 4) + 2 log 2` for large numbers
fn log_of_large(z: C) -> f64 {
    libm::log(libm::hypot(z.real / 2.0, z.imag / 2.0)) + LN_2 * 2.0
}

fn is_large(z: C) -> bool {
    z.real.abs() > LARGE || z.imag.abs() > LARGE
}

fn acos(z: C) -> Result<C> {
    if !finite(z) {
        let r = annex_g::cacos(z);
        return Ok(if z.real.is_infinite() && z.imag.is_nan() { c(r.real, f64::INFINITY) } else { r });
    }
    if is_large(z) {
        let real = libm::atan2(z.imag.abs(), z.real);
        let size = log_of_large(z);
        let imag = if z.real < 0.0 { -size.copysign(z.imag) } else { size.copysign(-z.imag) };
        return Ok(c(real, imag));
    }
    let s1 = sqrt(c(1.0 - z.real, -z.imag))?;
    let s2 = sqrt(c(1.0 + z.real, z.imag))?;
    Ok(c(2.0 * libm::atan2(s1.real, s2.real), libm::asinh(s2.real * s1.imag - s2.imag * s1.real)))
}

fn acosh(z: C) -> Result<C> {
    if !finite(z) {
        return Ok(if z.real == 0.0 && z.imag.is_nan() { c(z.imag, z.imag) } else { annex_g::cacosh(z) });
    }
    if is_large(z) {
        return Ok(c(log_of_large(z), libm::atan2(z.imag, z.real)));
    }
    let s1 = sqrt(c(z.real - 1.0, z.imag))?;
    let s2 = sqrt(c(z.real + 1.0, z.imag))?;
    Ok(c(libm::asinh(s1.real * s2.real + s1.imag * s2.imag), 2.0 * libm::atan2(s1.imag, s2.real)))
}

fn asinh(z: C) -> Result<C> {
    if !finite(z) {
        let r = annex_g::casinh(z);
        return Ok(if z.real.is_nan() && z.imag.is_infinite() { c(f64::INFINITY, r.imag) } else { r });
    }
    if is_large(z) {
        let size = log_of_large(z);
        let real = if z.imag >= 0.0 { size.copysign(z.real) } else { -size.copysign(-z.real) };
        return Ok(c(real, libm::atan2(z.imag, z.real.abs())));
    }
    let s1 = sqrt(c(1.0 + z.imag, -z.real))?;
    let s2 = sqrt(c(1.0 - z.imag, z.real))?;
    Ok(c(
        libm::asinh(s1.real * s2.imag - s2.real * s1.imag),
        libm::atan2(z.imag, s1.real * s2.real - s1.imag * s2.imag),
    ))
}

fn atanh(z: C) -> Result<C> {
    if !finite(z) {
        let r = annex_g::catanh(z);
        return Ok(if z.real.is_nan() && z.imag.is_infinite() { c(0.0, r.imag) } else { r });
    }
    if z.real.is_sign_negative() {
        let r = atanh(c(-z.real, -z.imag))?;
        return Ok(c(-r.real, -r.imag));
    }
    let b = z.imag.abs();
    let root_large = libm::sqrt(LARGE);
    if z.real > root_large || b > root_large {
        let h = libm::hypot(z.real / 2.0, b / 2.0);
        return Ok(c(z.real / 4.0 / h / h, -(std::f64::consts::FRAC_PI_2.copysign(-z.imag))));
    }
    if z.real == 1.0 && b < libm::sqrt(f64::MIN_POSITIVE) {
        if b == 0.0 {
            return Err(Fault::Domain);
        }
        return Ok(c(
            -libm::log(libm::sqrt(b) / libm::sqrt(libm::hypot(b, 2.0))),
            (libm::atan2(2.0, -b) / 2.0).copysign(z.imag),
        ));
    }
    let rest = 1.0 - z.real;
    Ok(c(
        libm::log1p(4.0 * z.real / (rest * rest + b * b)) / 4.0,
        -libm::atan2(-2.0 * z.imag, rest * (1.0 + z.real) - b * b) / 2.0,
    ))
}

/// An infinite imaginary part has no angle.
fn angle_fault(z: C) -> bool {
    z.imag.is_infinite() && !z.real.is_nan()
}

fn in_range(z: C, r: C) -> Result<C> {
    if finite(z) && (r.real.is_infinite() || r.imag.is_infinite()) { Err(Fault::Range) } else { Ok(r) }
}

fn cosh(z: C) -> Result<C> {
    if !finite(z) {
        if angle_fault(z) {
            return Err(Fault::Domain);
        }
        let r = annex_g::ccosh(z);
        return Ok(if z.real.is_nan() && z.imag == 0.0 { c(r.real, 0.0) } else { r });
    }
    let (sin, cos) = (libm::sin(z.imag), libm::cos(z.imag));
    let r = if z.real.abs() > log_large() {
        let x = z.real - 1f64.copysign(z.real);
        c(cos * libm::cosh(x) * std::f64::consts::E, sin * libm::sinh(x) * std::f64::consts::E)
    } else {
        c(cos * libm::cosh(z.real), sin * libm::sinh(z.real))
    };
    in_range(z, r)
}

fn sinh(z: C) -> Result<C> {
    if !finite(z) {
        if angle_fault(z) {
            return Err(Fault::Domain);
        }
        let r = annex_g::csinh(z);
        return Ok(if z.real == 0.0 && z.imag.is_nan() { c(0.0, r.imag) } else { r });
    }
    let (sin, cos) = (libm::sin(z.imag), libm::cos(z.imag));
    let r = if z.real.abs() > log_large() {
        let x = z.real - 1f64.copysign(z.real);
        c(cos * libm::sinh(x) * std::f64::consts::E, sin * libm::cosh(x) * std::f64::consts::E)
    } else {
        c(cos * libm::sinh(z.real), sin * libm::cosh(z.real))
    };
    in_range(z, r)
}

fn tanh(z: C) -> Result<C> {
    if !finite(z) {
        return if z.imag.is_infinite() && z.real.is_finite() {
            Err(Fault::Domain)
        } else {
            let r = annex_g::ctanh(z);
            Ok(match z {
                _ if z.real == 0.0 && z.imag.is_nan() => c(z.imag, z.imag),
                _ if z.real.is_infinite() && z.imag.is_infinite() => c(r.real, 0.0),
                _ => r,
            })
        };
    }
    if z.real.abs() > log_large() {
        return Ok(c(
            1f64.copysign(z.real),
            4.0 * libm::sin(z.imag) * libm::cos(z.imag) * libm::exp(-2.0 * z.real.abs()),
        ));
    }
    let (tx, ty) = (libm::tanh(z.real), libm::tan(z.imag));
    let cx = 1.0 / libm::cosh(z.real);
    let both = tx * ty;
    let denom = 1.0 + both * both;
    Ok(c(tx * (1.0 + ty * ty) / denom, ((ty / denom) * cx) * cx))
}

fn exp(z: C) -> Result<C> {
    if !finite(z) {
        let no_angle = z.imag.is_infinite() && (z.real.is_finite() || z.real == f64::INFINITY);
        if no_angle {
            return Err(Fault::Domain);
        }
        return Ok(if z.real.is_infinite() && z.imag.is_infinite() { c(0.0, 0.0) } else { annex_g::cexp(z) });
    }
    let (sin, cos) = (libm::sin(z.imag), libm::cos(z.imag));
    let r = if z.real > log_large() {
        let l = libm::exp(z.real - 1.0);
        c(l * cos * std::f64::consts::E, l * sin * std::f64::consts::E)
    } else {
        let l = libm::exp(z.real);
        c(l * cos, l * sin)
    };
    in_range(z, r)
}

fn log(z: C) -> Result<C> {
    if !finite(z) {
        return Ok(annex_g::clog(z));
    }
    let (a, b) = (z.real.abs(), z.imag.abs());
    let real = if a > LARGE || b > LARGE {
        libm::log(libm::hypot(a / 2.0, b / 2.0)) + LN_2
    } else if a < f64::MIN_POSITIVE && b < f64::MIN_POSITIVE {
        if a == 0.0 && b == 0.0 {
            return Err(Fault::Domain);
        }
        libm::log(libm::hypot(libm::ldexp(a, SCALE_UP), libm::ldexp(b, SCALE_UP))) - SCALE_UP as f64 * LN_2
    } else {
        let h = libm::hypot(a, b);
        if (0.71..=1.73).contains(&h) {
            // Near the unit circle the logarithm is small.
            let (large, small) = if a > b { (a, b) } else { (b, a) };
            libm::log1p((large - 1.0) * (large + 1.0) + small * small) / 2.0
        } else {
            libm::log(h)
        }
    };
    Ok(c(real, libm::atan2(z.imag, z.real)))
}

/// `f(i z) / i`: how the circular functions come from the hyperbolic ones.
fn turned(z: C, f: fn(C) -> Result<C>) -> Result<C> {
    let r = f(c(-z.imag, z.real))?;
    Ok(c(r.imag, -r.real))
}

fn asin(z: C) -> Result<C> {
    turned(z, asinh)
}

fn atan(z: C) -> Result<C> {
    turned(z, atanh)
}

fn sin(z: C) -> Result<C> {
    turned(z, sinh)
}

fn tan(z: C) -> Result<C> {
    turned(z, tanh)
}

fn cos(z: C) -> Result<C> {
    cosh(c(-z.imag, z.real))
}

fn log10(z: C) -> Result<C> {
    let r = log(z)?;
    Ok(c(r.real / std::f64::consts::LN_10, r.imag / std::f64::consts::LN_10))
}

fn finish<'py>(py: Attached<'py>, value: Result<C>) -> Object<'py> {
    match value {
        Ok(value) => complex::new(py, value).map(Ref::into_any),
        Err(fault) => Err(fault.raise(py)),
    }
}

macro_rules! functions {
    ($($py_name:ident = $f:ident;)*) => { $(
        fn $py_name<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, z: Borrowed<'_, 'py>) -> Object<'py> {
            finish(py, $f(as_complex(&z)?))
        }
    )* };
}
functions! {
    py_acos = acos; py_acosh = acosh; py_asin = asin; py_asinh = asinh; py_atan = atan; py_atanh = atanh;
    py_cos = cos; py_cosh = cosh; py_exp = exp; py_log10 = log10; py_sin = sin; py_sinh = sinh; py_sqrt = sqrt;
    py_tan = tan; py_tanh = tanh;
}

fn py_log<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "log", 1, 2)?;
    let z = as_complex(&args.get(0).expect("counted"))?;
    let Some(base) = args.get(1) else { return finish(py, log(z)) };
    let base = as_complex(&base)?;
    let ratio = log(z).and_then(|z| {
        let base = log(base)?;
        arith::quotient(z, base).map_err(|_| Fault::Domain)
    });
    finish(py, ratio)
}

fn phase<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, z: Borrowed<'_, 'py>) -> Object<'py> {
    let z = as_complex(&z)?;
    py.float(libm::atan2(z.imag, z.real)).map(Ref::into_any)
}

fn polar<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, z: Borrowed<'_, 'py>) -> Object<'py> {
    let z = as_complex(&z)?;
    let r = arith::magnitude(z).map_err(|_| Fault::Range.raise(py))?;
    let phi = libm::atan2(z.imag, z.real);
    py.tuple([py.float(r)?.into_any(), py.float(phi)?.into_any()]).map(Ref::into_any)
}

fn rect<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "rect", 2, 2)?;
    let get = |i| args.get(i).expect("counted").as_f64();
    let (r, phi) = (get(0)?, get(1)?);
    if phi.is_infinite() && r != 0.0 && !r.is_nan() {
        return Err(Fault::Domain.raise(py));
    }
    let value = if r.is_infinite() && phi.is_finite() && phi != 0.0 {
        c(r.copysign(r * libm::cos(phi)), r.copysign(r * libm::sin(phi)))
    } else if r.is_infinite() && phi.is_nan() {
        c(f64::INFINITY, phi)
    } else if r.is_nan() && phi == 0.0 {
        c(r, 0.0)
    } else if phi == 0.0 {
        // Not r * sin(0), which would be NaN for an infinite r.
        c(r, r.signum() * phi)
    } else if r == 0.0 && !phi.is_finite() {
        c(0.0, 0.0)
    } else {
        c(r * libm::cos(phi), r * libm::sin(phi))
    };
    finish(py, Ok(value))
}

macro_rules! tests {
    ($($name:ident = $f:expr;)*) => { $(
        fn $name<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, z: Borrowed<'_, 'py>) -> Object<'py> {
            let test: fn(C) -> bool = $f;
            Ok(py.bool(test(as_complex(&z)?)))
        }
    )* };
}
tests! {
    isfinite = finite;
    isinf = |z| z.real.is_infinite() || z.imag.is_infinite();
    isnan = |z| z.real.is_nan() || z.imag.is_nan();
}

fn isclose<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<4> = Signature::with("isclose", ["a", "b", "rel_tol", "abs_tol"], 2, 0, 2);
    let [a, b, rel, abs] = SIG.parse(py, args)?;
    let (a, b) = (as_complex(&a.expect("required"))?, as_complex(&b.expect("required"))?);
    let rel = rel.map_or(Ok(1e-9), |r| r.as_f64())?;
    let abs = abs.map_or(Ok(0.0), |r| r.as_f64())?;
    if rel < 0.0 || abs < 0.0 {
        return Err(raise!(py, ValueError, "tolerances must be non-negative"));
    }
    if a.real == b.real && a.imag == b.imag {
        return Ok(py.bool(true));
    }
    let infinite = |z: C| z.real.is_infinite() || z.imag.is_infinite();
    if infinite(a) || infinite(b) {
        return Ok(py.bool(false));
    }
    let size = |z: C| libm::hypot(z.real, z.imag);
    let diff = size(arith::difference(a, b));
    Ok(py.bool(diff <= rel * size(b) || diff <= rel * size(a) || diff <= abs))
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
    module.setattr(&py.interned("infj")?, &*complex::new(py, c(0.0, f64::INFINITY))?)?;
    module.setattr(&py.interned("nanj")?, &*complex::new(py, c(0.0, f64::NAN))?)
}

mortise_core::builtin_module! {
    /// The module `cmath`.
    pub CMATH = "cmath" {
        doc: "This module provides access to mathematical functions for complex\nnumbers.",
        methods: [
            method!(o "acos", py_acos, "acos($module, z, /)\n--\n\nReturn the arc cosine of z."),
            method!(o "acosh", py_acosh, "acosh($module, z, /)\n--\n\nReturn the inverse hyperbolic cosine of z."),
            method!(o "asin", py_asin, "asin($module, z, /)\n--\n\nReturn the arc sine of z."),
            method!(o "asinh", py_asinh, "asinh($module, z, /)\n--\n\nReturn the inverse hyperbolic sine of z."),
            method!(o "atan", py_atan, "atan($module, z, /)\n--\n\nReturn the arc tangent of z."),
            method!(o "atanh", py_atanh, "atanh($module, z, /)\n--\n\nReturn the inverse hyperbolic tangent of z."),
            method!(o "cos", py_cos, "cos($module, z, /)\n--\n\nReturn the cosine of z."),
            method!(o "cosh", py_cosh, "cosh($module, z, /)\n--\n\nReturn the hyperbolic cosine of z."),
            method!(o "exp", py_exp, "exp($module, z, /)\n--\n\nReturn the exponential value e**z."),
            method!(keywords "isclose", isclose, "isclose($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)\n--\n\nDetermine whether two complex numbers are close in value."),
            method!(o "isfinite", isfinite, "isfinite($module, z, /)\n--\n\nReturn True if both the real and imaginary parts of z are finite, else False."),
            method!(o "isinf", isinf, "isinf($module, z, /)\n--\n\nChecks if the real or imaginary part of z is infinite."),
            method!(o "isnan", isnan, "isnan($module, z, /)\n--\n\nChecks if the real or imaginary part of z not a number (NaN)."),
            method!(fastcall "log", py_log, "log($module, z, base=<unrepresentable>, /)\n--\n\nlog(z[, base]) -> the logarithm of z to the given base."),
            method!(o "log10", py_log10, "log10($module, z, /)\n--\n\nReturn the base-10 logarithm of z."),
            method!(o "phase", phase, "phase($module, z, /)\n--\n\nReturn argument, also known as the phase angle, of a complex."),
            method!(o "polar", polar, "polar($module, z, /)\n--\n\nConvert a complex from rectangular coordinates to polar coordinates."),
            method!(fastcall "rect", rect, "rect($module, r, phi, /)\n--\n\nConvert from polar coordinates to rectangular coordinates."),
            method!(o "sin", py_sin, "sin($module, z, /)\n--\n\nReturn the sine of z."),
            method!(o "sinh", py_sinh, "sinh($module, z, /)\n--\n\nReturn the hyperbolic sine of z."),
            method!(o "sqrt", py_sqrt, "sqrt($module, z, /)\n--\n\nReturn the square root of z."),
            method!(o "tan", py_tan, "tan($module, z, /)\n--\n\nReturn the tangent of z."),
            method!(o "tanh", py_tanh, "tanh($module, z, /)\n--\n\nReturn the hyperbolic tangent of z."),
        ],
        exec: exec,
    }
}
