//! The built-in types: one folder or file per type, named as in Python. `views` names the struct of each for handles,
//! `protocol` holds what works on every object.

pub mod bool;
pub mod bytearray;
pub mod bytes;
pub mod code;
pub mod codecs;
pub mod complex;
pub mod dict;
pub mod enumerate;
pub mod exceptions;
pub mod filter;
pub mod float;
pub mod frame;
pub mod function;
pub mod generator;
pub mod hash;
pub mod int;
pub mod iterator;
pub mod list;
pub mod memoryview;
pub mod map;
pub mod protocol;
pub mod range;
pub mod reversed;
pub mod set;
pub mod slice;
pub mod str;
pub mod traceback;
pub mod tuple;
pub mod type_;
mod views;
pub mod weakref;
pub mod zip;

pub use views::*;

/// The static types in dependency order, for startup to make ready. (`type` and `object` come first; see `type_`.)
pub fn builtin_types() -> Vec<*mut Type> {
    let mut all = Vec::new();
    all.extend(tuple::types());
    all.extend(list::types());
    all.extend(dict::types());
    all.extend(set::types());
    all.extend(slice::types());
    all.extend(iterator::types());
    all.extend(range::types());
    all.extend(enumerate::types());
    all.extend(reversed::types());
    all.extend(zip::types());
    all.extend(map::types());
    all.extend(filter::types());
    all
}
