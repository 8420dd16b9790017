//! Destroying long chains of containers without running out of C stack: an object whose turn comes too deep is put aside and
//! destroyed when the stack is shallow again. The protocol (and the fields of the thread state) are the C API's trashcan.

use mortise_abi::{Py_TRASHCAN_HEADROOM, PyObject};

use crate::capi::decl;

/// Runs `destroy`, the rest of the destructor of `ob`, unless the stack is too deep: then `ob` waits in the thread's list and
/// its `tp_dealloc` is called again later.
///
/// # Safety
/// Called by the `tp_dealloc` of `ob`, which is not tracked by the collector any more and otherwise intact.
#[inline]
pub unsafe fn guarded(ob: *mut PyObject, destroy: impl FnOnce()) {
    // SAFETY: an attached thread has a thread state, which only it changes.
    unsafe {
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
