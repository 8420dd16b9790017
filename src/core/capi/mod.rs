//! The exported C API, one file per CPython header.

pub mod decl;
