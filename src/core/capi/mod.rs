//! The exported C API, one file per CPython header.

pub mod abstract_number;
pub mod boolobject;
pub mod bytesobject;
pub mod complexobject;
pub mod critical_section;
pub mod decl;
pub mod floatobject;
pub mod longintrepr;
pub mod longobject;
pub mod objimpl;
pub mod pyerrors;
pub mod pyerrors_classes;
pub mod pyerrors_unicode;
pub mod pyhash;
pub mod pymem;
pub mod pystate;
pub mod pystrtod;
pub mod unicodeobject;
pub mod unicodeobject_cpython;
pub mod weakrefobject;
