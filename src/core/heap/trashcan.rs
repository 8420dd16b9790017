//! Destroying long chains of containers without running out of C stack: an object whose turn comes too deep is put aside and
//! destroyed when the stack is shallow again. The protocol (and the fields of the thread state) are the C API's trashcan.

use mortise_abi::{Py_TRASHCAN_HEADROOM, PyObject};

use crate::capi::decl;

/// Runs `destroy`, the rest of the destructor `dealloc` of `ob`, unless the stack is too deep: then `ob` waits in the thread's
/// list and `dealloc` is called again later. (As part of a subclass's destructor, which must not run twice, it never waits.)
///
/// # Safety
/// Called by `dealloc` on `ob`, which is not tracked by the collector any more and otherwise intact.
#[inline]
pub unsafe fn guarded(
    ob: *mut PyObject,
    dealloc: unsafe extern "C" fn(*mut PyObject),
    destroy: impl FnOnce(),
) {
    // SAFETY: a live object has a ready type; an attached thread has a thread state, which only it changes.
    unsafe {
        if (*(*ob).ob_type).tp_dealloc.map(|f| f as usize) != Some(dealloc as usize) {
            return destroy();
        }
        let ts = decl::PyThreadState_GetUnchecked();
        if (*ts).c_recursion_remaining < Py_TRASHCAN_HEADROOM {
            decl::_PyTrash_thread_deposit_object(ts, ob);
            return;
        }
        (*ts).c_recursion_remaining -= 1;
        destroy();
        (*ts).c_recursion_remaining += 1;
        if !(*ts).delete_later.is_null() && (*ts).c_recursion_remaining > Py_TRASHCAN_HEADROOM * 2 {
            decl::_PyTrash_thread_destroy_chain(ts);
        }
    }
}
