//! The CPython 3.13 ABI as data: structs, function types and constants, no behaviour.
//!
//! Names, field names and layouts are CPython's, one file per C header (`cpython/listobject.h` is folded into
//! `listobject`), all of them re-exported here. The crate is compiled twice: as it stands for the default flavour, and with
//! `cfg(Py_GIL_DISABLED)` for the free-threaded one. What differs lies in pairs of files, `*_gil.rs` and `*_ft.rs`.
//!
//! A C function type is an `Option<unsafe extern "C" fn …>`, since C's may be NULL. A C enum is an integer type and
//! constants, since C may hold any value in it. Fields that are atomic in C are plain integers here.
#![no_std]
#![allow(non_camel_case_types, non_snake_case, non_upper_case_globals)]

/// Gives a struct its `EMPTY` value, for struct update syntax in static tables.
macro_rules! empty {
    ($name:ident) => {
        impl $name {
            /// All fields zero, NULL or `None`.
            // SAFETY: the structs of this crate consist of integers, floats, raw pointers, optional function pointers, and
            // arrays, unions and structs of those. All of them are valid when their bytes are zero.
            pub const EMPTY: Self = unsafe { core::mem::zeroed() };
        }
    };
}
pub(crate) use empty;

/// Lets a struct that holds raw pointers be the value of a `static`.
macro_rules! table {
    ($name:ident) => {
        // SAFETY: the struct is plain data; what its pointers lead to is only reached by unsafe code, which answers for it.
        unsafe impl Sync for $name {}
    };
}
pub(crate) use table;

mod r#abstract;
mod bytearrayobject;
mod bytesobject;
mod cellobject;
mod ceval;
mod checks;
mod classobject;
mod code;
mod compile;
mod complexobject;
#[cfg(Py_GIL_DISABLED)]
mod critical_section_ft;
#[cfg(not(Py_GIL_DISABLED))]
mod critical_section_gil;
mod datetime;
mod descrobject;
mod dictobject;
mod fileobject;
mod floatobject;
mod frameobject;
mod funcobject;
mod genobject;
mod import;
mod initconfig;
#[cfg(Py_GIL_DISABLED)]
mod initconfig_ft;
#[cfg(not(Py_GIL_DISABLED))]
mod initconfig_gil;
mod listobject;
mod lock;
mod longintrepr;
mod longobject;
mod marshal;
mod memoryobject;
mod methodobject;
mod modsupport;
mod moduleobject;
mod monitoring;
mod object;
#[cfg(Py_GIL_DISABLED)]
mod object_ft;
#[cfg(not(Py_GIL_DISABLED))]
mod object_gil;
mod objimpl;
pub mod opcode_ids;
mod optimizer;
mod patchlevel;
mod pyatomic;
mod pybuffer;
mod pycapsule;
mod pyctype;
mod pyerrors;
mod pyframe;
mod pyhash;
mod pylifecycle;
#[cfg(Py_GIL_DISABLED)]
mod pylifecycle_ft;
#[cfg(not(Py_GIL_DISABLED))]
mod pylifecycle_gil;
mod pymath;
mod pymem;
mod pyport;
mod pystate;
mod pystrtod;
mod pythonrun;
mod pythread;
mod pytime;
mod setobject;
mod sliceobject;
mod structmember;
mod structseq;
mod sysmodule;
mod traceback;
mod tupleobject;
mod typeslots;
mod unicodeobject;
#[cfg(Py_GIL_DISABLED)]
mod weakrefobject_ft;
#[cfg(not(Py_GIL_DISABLED))]
mod weakrefobject_gil;

pub use r#abstract::*;
pub use bytearrayobject::*;
pub use bytesobject::*;
pub use cellobject::*;
pub use ceval::*;
pub use classobject::*;
pub use code::*;
pub use compile::*;
pub use complexobject::*;
#[cfg(Py_GIL_DISABLED)]
pub use critical_section_ft::*;
#[cfg(not(Py_GIL_DISABLED))]
pub use critical_section_gil::*;
pub use datetime::*;
pub use descrobject::*;
pub use dictobject::*;
pub use fileobject::*;
pub use floatobject::*;
pub use frameobject::*;
pub use funcobject::*;
pub use genobject::*;
pub use import::*;
pub use initconfig::*;
#[cfg(Py_GIL_DISABLED)]
pub use initconfig_ft::*;
#[cfg(not(Py_GIL_DISABLED))]
pub use initconfig_gil::*;
pub use listobject::*;
pub use lock::*;
pub use longintrepr::*;
pub use longobject::*;
pub use marshal::*;
pub use memoryobject::*;
pub use methodobject::*;
pub use modsupport::*;
pub use moduleobject::*;
pub use monitoring::*;
pub use object::*;
#[cfg(Py_GIL_DISABLED)]
pub use object_ft::*;
#[cfg(not(Py_GIL_DISABLED))]
pub use object_gil::*;
pub use objimpl::*;
pub use opcode_ids::*;
pub use optimizer::*;
pub use patchlevel::*;
pub use pyatomic::*;
pub use pybuffer::*;
pub use pycapsule::*;
pub use pyctype::*;
pub use pyerrors::*;
pub use pyframe::*;
pub use pyhash::*;
pub use pylifecycle::*;
#[cfg(Py_GIL_DISABLED)]
pub use pylifecycle_ft::*;
#[cfg(not(Py_GIL_DISABLED))]
pub use pylifecycle_gil::*;
pub use pymath::*;
pub use pymem::*;
pub use pyport::*;
pub use pystate::*;
pub use pystrtod::*;
pub use pythonrun::*;
pub use pythread::*;
pub use pytime::*;
pub use setobject::*;
pub use sliceobject::*;
pub use structmember::*;
pub use structseq::*;
pub use sysmodule::*;
pub use traceback::*;
pub use tupleobject::*;
pub use typeslots::*;
pub use unicodeobject::*;
#[cfg(Py_GIL_DISABLED)]
pub use weakrefobject_ft::*;
#[cfg(not(Py_GIL_DISABLED))]
pub use weakrefobject_gil::*;
