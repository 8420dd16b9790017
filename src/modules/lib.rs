//! The built-in modules of the standard library that the core does not need itself.
#![allow(non_camel_case_types)]

pub mod _abc;
pub mod errno;
pub mod support;

pub mod _collections;
pub mod _functools;
pub mod _operator;
pub mod itertools;
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



use mortise_core::abi::PyObject;

/// A module's initialiser.
pub type Init = extern "C" fn() -> *mut PyObject;

/// The modules of this crate with their initialisers.
#[rustfmt::skip]
pub fn builtin_modules() -> Vec<(&'static str, Init)> {
    let mut all: Vec<(&'static str, Init)> = Vec::new();
    all.push(("math", math::MATH));
    all.push(("cmath", math::cmath::CMATH));
    all.push(("_operator", _operator::OPERATOR));
    all.push(("itertools", itertools::ITERTOOLS));
    all.push(("_functools", _functools::FUNCTOOLS));
    all.push(("_collections", _collections::COLLECTIONS));
    all
}
