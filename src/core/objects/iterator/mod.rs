//! Iterators over what has no iterator type of its own: any sequence (`iter(obj)` with `__getitem__`) and any callable
//! (`iter(callable, sentinel)`). `indexed` is what the iterators of the built-in sequences share.
#![allow(non_upper_case_globals)]

mod callable;
pub mod indexed;
mod sequence;

use mortise_abi::*;

pub use callable::{PyCallIter_Type, callable_iterator};
pub use sequence::{PySeqIter_Type, sequence_iterator};

/// The types of this module, for startup.
pub fn types() -> [*mut PyTypeObject; 2] {
    [&raw mut PySeqIter_Type, &raw mut PyCallIter_Type]
}
