//! The exported C API, one file per CPython header.

pub mod decl;
pub mod bytesobject;
pub mod pyhash;
pub mod unicodeobject;
pub mod unicodeobject_cpython;
