//! The built-in modules of the standard library that the core does not need itself.
#![allow(non_camel_case_types)]

pub mod support;

pub mod _abc;
pub mod _bisect;
pub mod _collections;
pub mod _contextvars;
pub mod _functools;
pub mod _io;
pub mod _opcode;
pub mod _operator;
pub mod _random;
pub mod _signal;
pub mod _sre;
pub mod _struct;
pub mod _typing;
pub mod atexit;
pub mod binascii;
pub mod errno;
pub mod itertools;
pub mod math;
pub mod path;
pub mod posix;
pub mod sys_calls;
pub mod time;

use mortise_core::import::inittab::{self, Init};

/// The modules of this crate with their initialisers.
pub fn builtin_modules() -> Vec<(&'static str, Init)> {
    vec![
        ("_abc", _abc::ABC as Init),
        ("_io", _io::IO),
        ("binascii", binascii::BINASCII),
        ("errno", errno::ERRNO),
        ("posix", posix::POSIX),
        ("time", time::TIME),
        ("_signal", _signal::SIGNAL),
        ("atexit", atexit::ATEXIT),
        ("math", math::MATH),
        ("cmath", math::cmath::CMATH),
        ("_operator", _operator::OPERATOR),
        ("itertools", itertools::ITERTOOLS),
        ("_functools", _functools::FUNCTOOLS),
        ("_collections", _collections::COLLECTIONS),
        ("_sre", _sre::SRE),
        ("_struct", _struct::STRUCT_MODULE),
        ("_typing", _typing::TYPING),
        ("_opcode", _opcode::OPCODE),
        ("_random", _random::RANDOM_MODULE),
        ("_bisect", _bisect::BISECT),
        ("_contextvars", _contextvars::CONTEXTVARS),
    ]
}

/// Makes them known to the runtime, before it starts.
pub fn register() {
    inittab::add(builtin_modules().into_iter().map(|(name, init)| (name.to_string(), init)));
}
