//! The exported C API, one file per CPython header.

pub mod critical_section;
pub mod decl;
pub mod mortise;
pub mod bytesobject;
pub mod pyhash;
pub mod unicodeobject;
pub mod unicodeobject_cpython;
pub mod objimpl;
pub mod pymem;
pub mod pystate;
pub mod weakrefobject;
pub mod pyerrors;
pub mod pyerrors_classes;
pub mod pyerrors_unicode;
