//! Cells of closures, t flavour: read and written under the cell's critical section.

use mortise_abi::{PyCellObject, PyObject};

use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::heap::refcount::incref;
use crate::state::critical_section;

/// The contents as a new reference, or NULL for an empty cell.
///
/// # Safety
/// `cell` points to a live cell; the thread is attached.
pub unsafe fn get(cell: *mut PyCellObject) -> *mut PyObject {
    // SAFETY: by contract; the section keeps the contents alive until they are counted.
    unsafe {
        let handle = Borrowed::from_ptr(Attached::assume(), cell.cast::<PyObject>());
        critical_section::with(&handle, || {
            let ob = (*cell).ob_ref;
            if !ob.is_null() {
                incref(ob);
            }
            ob
        })
    }
}

/// Replaces the contents by `value` (owned or NULL) and gives the old ones to the caller.
///
/// # Safety
/// As [`get`].
pub unsafe fn swap(cell: *mut PyCellObject, value: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let handle = Borrowed::from_ptr(Attached::assume(), cell.cast::<PyObject>());
        critical_section::with(&handle, || std::mem::replace(&mut (*cell).ob_ref, value))
    }
}
