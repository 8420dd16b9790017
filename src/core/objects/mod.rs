//! The built-in types: one folder or file per type, named as in Python. `views` names the struct of each for handles,
//! `protocol` holds what works on every object.

pub mod bool;
pub mod builtin_function;
pub mod bytearray;
pub mod bytes;
pub mod capsule;
pub mod cell;
pub mod classmethod;
pub mod code;
pub mod codecs;
pub mod complex;
pub mod context;
pub mod descriptors;
pub mod dict;
pub mod enumerate;
pub mod exceptions;
pub mod filter;
pub mod float;
pub mod frame;
pub mod function;
pub mod generator;
pub mod generic_alias;
pub mod hash;
pub mod int;
pub mod iterator;
pub mod list;
pub mod map;
pub mod mappingproxy;
pub mod memoryview;
pub mod method;
pub mod module;
pub mod namespace;
pub mod object;
pub mod pickle_buffer;
pub mod property;
pub mod protocol;
pub mod range;
pub mod reversed;
pub mod set;
pub mod singletons;
pub mod slice;
pub mod staticmethod;
pub mod stderr_printer;
pub mod str;
pub mod struct_sequence;
pub mod super_;
pub mod traceback;
pub mod tuple;
pub mod type_;
pub mod union_;
mod views;
pub mod weakref;
pub mod zip;

pub use views::*;

/// The static types in dependency order, for startup to make ready. (`type` and `object` come first; see `type_`.)
pub fn builtin_types() -> Vec<*mut Type> {
    let mut all = Vec::new();
    // `type` and `object` first, then what their dicts are filled with.
    all.extend(object::types());
    all.extend(type_::types());
    all.extend(descriptors::types());
    all.extend(builtin_function::types());
    all.extend(singletons::types());
    all.extend(method::types());
    all.extend(staticmethod::types());
    all.extend(classmethod::types());
    all.extend(exceptions::types());
    all.extend(int::types());
    all.extend(bool::types());
    all.extend(float::types());
    all.extend(complex::types());
    all.extend(str::types());
    all.extend(bytes::types());
    all.extend(bytearray::types());
    all.extend(tuple::types());
    all.extend(str::types());
    all.extend(bytes::types());
    all.extend(bytearray::types());
    all.extend(memoryview::types());
    all.extend(crate::builtin::_string::types());
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
    all.extend(property::types());
    all.extend(super_::types());
    all.extend(mappingproxy::types());
    all.extend(module::types());
    all.extend(capsule::types());
    all.extend(cell::types());
    all.extend(namespace::types());
    all.extend(generic_alias::types());
    all.extend(union_::types());
    all.extend(exceptions::types());
    all.extend(code::types());
    all.extend(function::types());
    all.extend(frame::types());
    all.extend(generator::types());
    all.extend(traceback::types());
    all.extend(memoryview::types());
    all.extend(weakref::types());
    all.extend(context::types());
    all.extend(pickle_buffer::types());
    all.extend(codecs::encoding_map::types());
    all.extend(stderr_printer::types());
    all
}

/// Gives back the memory of destroyed objects that this thread keeps for new ones: for full collections and the thread's end.
pub fn clear_free_lists() {
    tuple::storage::clear_free_lists();
    list::storage::clear_free_lists();
    dict::storage::clear_free_lists();
    slice::storage::clear_free_lists();
    float::storage::clear_free_list();
}
