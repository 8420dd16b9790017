//! The C library's mathematical functions: CPython gives their results, so do we.

use std::sync::OnceLock;

macro_rules! unary {
    ($($name:ident),* $(,)?) => {
        unsafe extern "C" {
            $(
                #[doc = concat!("C's `", stringify!($name), "`.")]
                pub safe fn $name(x: f64) -> f64;
            )*
        }
    };
}
unary!(
    acos, acosh, asin, asinh, atan, atanh, cos, cosh, erf, erfc, exp, exp2, expm1, log, log10, log1p, log2,
    sin, sinh, sqrt, tan, tanh,
);

unsafe extern "C" {
    /// C's `atan2`.
    pub safe fn atan2(y: f64, x: f64) -> f64;
    /// C's `hypot`.
    pub safe fn hypot(x: f64, y: f64) -> f64;
    /// C's `pow`.
    pub safe fn pow(x: f64, y: f64) -> f64;
    /// C's `remainder`.
    pub safe fn remainder(x: f64, y: f64) -> f64;
    /// C's `fma`.
    pub safe fn fma(x: f64, y: f64, z: f64) -> f64;
    /// C's `ldexp`.
    pub safe fn ldexp(x: f64, exponent: std::ffi::c_int) -> f64;
    /// C's `nextafter`.
    pub safe fn nextafter(x: f64, y: f64) -> f64;
}

/// C's `cbrt`. It is looked up by name, because the linker would take the copy in Rust's runtime, whose last digit differs.
pub fn cbrt(x: f64) -> f64 {
    static CBRT: OnceLock<extern "C" fn(f64) -> f64> = OnceLock::new();
    CBRT.get_or_init(|| {
        // SAFETY: a NUL-terminated name; the C library's function of this name has this type.
        unsafe {
            let found = libc::dlsym(libc::RTLD_DEFAULT, c"cbrt".as_ptr());
            assert!(!found.is_null(), "the C library has no cbrt");
            std::mem::transmute::<*mut libc::c_void, extern "C" fn(f64) -> f64>(found)
        }
    })(x)
}

/// `x` as mantissa in [0.5, 1) and exponent.
pub fn frexp(x: f64) -> (f64, i32) {
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    let bits = x.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    if exponent == 0 {
        // Subnormal: scaled up first.
        let (mantissa, exponent) = frexp(x * (1u64 << 54) as f64);
        return (mantissa, exponent - 54);
    }
    (f64::from_bits(bits & !(0x7ff << 52) | 1022 << 52), exponent - 1022)
}
