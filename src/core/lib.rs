//! The Mortise runtime: objects, memory, threads, the C API, the interpreter and the extension loader.
//!
//! `ARCHITECTURE.md` is the map.
#![allow(non_camel_case_types)]
// A field of a mutable static is read through `*(&raw mut STATIC)`: a reference to the static must not come into being.
#![allow(clippy::deref_addrof)]

pub use mortise_abi as abi;

#[macro_use]
pub mod declare;
pub mod args;
pub mod boundary;
pub mod builtin;
pub mod capi;

pub mod err;
pub mod eval;
pub mod heap;
pub mod import;
pub mod objects;
pub mod state;

pub use err::{PyResult, Raised};
pub use heap::attached::Attached;
pub use heap::handles::{Borrowed, Class, Owned, Ref};
