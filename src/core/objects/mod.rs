//! The built-in types: one folder or file per type, named as in Python. `views` names the struct of each for handles,
//! `protocol` holds what works on every object.

pub mod bool;
pub mod bytes;
pub mod code;
pub mod codecs;
pub mod complex;
pub mod exceptions;
pub mod float;
pub mod frame;
pub mod function;
pub mod generator;
pub mod hash;
pub mod int;
pub mod protocol;
pub mod str;
pub mod traceback;
pub mod type_;
mod views;
pub mod weakref;

pub use views::*;
