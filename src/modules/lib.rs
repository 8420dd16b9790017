//! The built-in modules of the standard library that the core does not need itself.
#![allow(non_camel_case_types)]

pub mod math;

use mortise_abi::PyObject;

/// The modules of this crate with their initialisers.
pub fn builtin_modules() -> Vec<(&'static str, extern "C" fn() -> *mut PyObject)> {
    vec![("math", math::MATH), ("cmath", math::cmath::CMATH)]
}
