//! The built-in modules of the standard library that the core does not need itself.
#![allow(non_camel_case_types)]

pub mod _abc;
pub mod errno;
pub mod math;
pub mod path;
pub mod posix;
pub mod sys_calls;

use mortise_core::import::inittab::{self, Init};

/// The modules of this crate with their initialisers.
pub fn builtin_modules() -> Vec<(&'static str, Init)> {
    vec![
        ("_abc", _abc::ABC as Init),
        ("errno", errno::ERRNO),
        ("posix", posix::POSIX),
        ("math", math::MATH),
        ("cmath", math::cmath::CMATH),
    ]
}

/// Makes them known to the runtime, before it starts.
pub fn register() {
    inittab::add(builtin_modules().into_iter().map(|(name, init)| (name.to_string(), init)));
pub fn builtin_modules() -> Vec<(&'static str, extern "C" fn() -> *mut PyObject)> {
    vec![("math", math::MATH), ("cmath", math::cmath::CMATH)]
//! The built-in modules of the standard library that are not part of the core.
#![allow(non_snake_case)]

pub mod support;

pub mod _operator;
pub mod itertools;

use mortise_core::abi::PyObject;

/// A module's initialiser.
pub type Init = extern "C" fn() -> *mut PyObject;

/// The modules of this crate.
pub fn builtin_modules() -> Vec<(&'static str, Init)> {
    vec![("_operator", _operator::OPERATOR as Init), ("itertools", itertools::ITERTOOLS)]
}
