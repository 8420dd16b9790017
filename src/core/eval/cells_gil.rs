//! Cells of closures, default flavour: the GIL keeps them still.

use mortise_abi::{PyCellObject, PyObject};

use crate::heap::refcount::incref;

/// The contents as a new reference, or NULL for an empty cell.
///
/// # Safety
/// `cell` points to a live cell.
#[inline(always)]
pub unsafe fn get(cell: *mut PyCellObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let ob = (*cell).ob_ref;
        if !ob.is_null() {
            incref(ob);
        }
        ob
    }
}

/// Replaces the contents by `value` (owned or NULL) and gives the old ones to the caller.
///
/// # Safety
/// `cell` points to a live cell.
#[inline(always)]
pub unsafe fn swap(cell: *mut PyCellObject, value: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { std::mem::replace(&mut (*cell).ob_ref, value) }
}
