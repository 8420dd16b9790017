//! `pymath.h`: constants of mathematics.

use core::ffi::c_double;

pub const Py_MATH_E: c_double = core::f64::consts::E;
pub const Py_MATH_PI: c_double = core::f64::consts::PI;
pub const Py_MATH_TAU: c_double = core::f64::consts::TAU;
pub const Py_NAN: c_double = f64::NAN;
