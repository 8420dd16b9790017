//! `cpython/object.h`: the trashcan, where destructors that would recurse too deeply leave their objects for later.
//!
//! Waiting objects are linked through the collector's first word in front of them, which is zero for untracked objects.

use mortise_abi::{PyObject, PyThreadState};

/// The word that links a waiting object to the next one.
///
/// # Safety
/// `ob` points to an object of a type that takes part in collection.
unsafe fn link(ob: *mut PyObject) -> *mut *mut PyObject {
    // SAFETY: such objects have two words of the collector in front of them.
    unsafe { ob.cast::<*mut PyObject>().sub(2) }
}

/// `_PyTrash_thread_deposit_object`: `op` waits to be destroyed.
///
/// # Safety
/// `ts` is the current thread's state; `op` is an untracked object without references whose destructor gives up for now.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTrash_thread_deposit_object(ts: *mut PyThreadState, op: *mut PyObject) {
    // SAFETY: by contract; only this thread knows the object.
    unsafe {
        *link(op) = (*ts).delete_later;
        (*ts).delete_later = op;
    }
}

/// `_PyTrash_thread_destroy_chain`: destroys the objects that wait.
///
/// # Safety
/// `ts` is the current thread's state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTrash_thread_destroy_chain(ts: *mut PyThreadState) {
    // SAFETY: by contract. One level is taken off, so that destructors which end in here do not start the same loop again.
    unsafe {
        (*ts).c_recursion_remaining -= 1;
        while !(*ts).delete_later.is_null() {
            let op = (*ts).delete_later;
            (*ts).delete_later = std::mem::replace(&mut *link(op), std::ptr::null_mut());
            ((*(*op).ob_type).tp_dealloc.unwrap_unchecked())(op);
        }
        (*ts).c_recursion_remaining += 1;
    }
}
