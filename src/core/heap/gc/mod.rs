//! The cycle collector: tracking here, collection in `collect`.
//!
//! A collected object has two words before it ([`Header`]). Tracked objects are in doubly linked lists: by generation in the default
//! flavour (`registry_gil.rs`), in lists sharded by address and locked in the t flavour (`registry_ft.rs`), where a
//! collection looks at all of them while the world is stopped.

pub mod collect;
#[cfg(Py_GIL_DISABLED)]
#[path = "registry_ft.rs"]
pub mod registry;
#[cfg(not(Py_GIL_DISABLED))]
#[path = "registry_gil.rs"]
pub mod registry;

use mortise_abi::{Py_TPFLAGS_HAVE_GC, PyObject};

pub use registry::{allocated, track, untrack};

/// What lies before a collected object.
#[repr(C)]
pub struct Header {
    /// 0 untracked; [`COLLECTING`] while a collection has it out of its list; else the next header (or the list's head).
    pub next: usize,
    /// The previous header, with [`FINALIZED`] in the lowest bit; the count while collecting, shifted by one.
    pub prev: usize,
}

/// `next` of an object that a collection looks at.
pub const COLLECTING: usize = 1;
/// `next` of an object that a collection has found reachable so far or has handed on.
pub const VISITED: usize = 3;
/// The finaliser has run (lowest bit of `prev`).
pub const FINALIZED: usize = 1;

/// The header of a collected object.
///
/// # Safety
/// `ob`'s type has HAVE_GC, and the object was allocated as such.
#[inline(always)]
pub unsafe fn header(ob: *mut PyObject) -> *mut Header {
    // SAFETY: two words lie before the object.
    unsafe { ob.cast::<Header>().sub(1) }
}

/// The object behind a header.
///
/// # Safety
/// `header` belongs to an object, not to a list.
#[inline(always)]
pub unsafe fn object(header: *mut Header) -> *mut PyObject {
    // SAFETY: the object follows its header.
    unsafe { header.add(1).cast() }
}

/// Whether the object has a header: its type says HAVE_GC, and `tp_is_gc` (static types have none) agrees.
///
/// # Safety
/// `ob` points to a live object.
#[inline]
pub unsafe fn is_gc(ob: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        let ty = (*ob).ob_type;
        (*ty).tp_flags & Py_TPFLAGS_HAVE_GC != 0 && (*ty).tp_is_gc.is_none_or(|f| f(ob) != 0)
    }
}

/// Whether the collector knows the object.
///
/// # Safety
/// `ob` has a header.
#[inline]
pub unsafe fn is_tracked(ob: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe { (*header(ob)).next != 0 }
}

/// Whether the finaliser has run.
///
/// # Safety
/// `ob` has a header and is not being collected.
#[inline]
pub unsafe fn is_finalized(ob: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe { (*header(ob)).prev & FINALIZED != 0 }
}

/// Notes that the finaliser has run.
///
/// # Safety
/// `ob` has a header and is not being collected.
#[inline]
pub unsafe fn set_finalized(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { (*header(ob)).prev |= FINALIZED }
}
