//! Objects whose owner thread must merge their counts: another thread gave back the last shared reference.

use std::sync::PoisonError;
use std::sync::atomic::Ordering::Acquire;

use mortise_abi::{PyObject, PyThreadState};

use super::eval_breaker::{self, MERGE};
use super::thread;
use crate::heap::refcount::explicit_merge;

/// Queues `ob` for its owner thread, or merges at once when that thread is gone.
///
/// # Safety
/// `ob`'s shared state has just become "queued" by this thread, whose given-back reference keeps the object alive until then.
pub unsafe fn push(ob: *mut PyObject) {
    // SAFETY: the object is alive; states in the list are live while it is locked.
    unsafe {
        let queued = thread::with_all(|all| {
            let owner = std::sync::atomic::AtomicUsize::from_ptr(&raw mut (*ob).ob_tid).load(Acquire);
            let found = all.iter().find(|&&ts| {
                owner != 0 && thread::private(ts as *mut PyThreadState).thread_pointer.load(Acquire) == owner
            });
            let Some(&ts) = found else { return false };
            let ts = ts as *mut PyThreadState;
            thread::private(ts).merge_queue.lock().unwrap_or_else(PoisonError::into_inner).push(ob as usize);
            eval_breaker::set(ts, MERGE);
            true
        });
        if !queued {
            merge(ob);
        }
    }
}

/// # Safety
/// The object holds the reference that was given back; its owner is this thread or gone.
unsafe fn merge(ob: *mut PyObject) {
    // SAFETY: by contract; without references left the object is this function's to destroy.
    unsafe {
        if explicit_merge(ob, -1) == 0 {
            crate::heap::dealloc(ob);
        }
    }
}

/// Merges what is queued for this thread.
///
/// # Safety
/// `ts` is this thread's attached state.
pub unsafe fn merge_all(ts: *mut PyThreadState) {
    // SAFETY: by contract.
    unsafe {
        loop {
            let queue = std::mem::take(
                &mut *thread::private(ts).merge_queue.lock().unwrap_or_else(PoisonError::into_inner),
            );
            if queue.is_empty() {
                return;
            }
            for ob in queue {
                merge(ob as *mut PyObject);
            }
        }
    }
}

/// The thread ends: from now on nobody finds it as an owner, and what was queued is merged.
///
/// # Safety
/// `ts` is this thread's attached state, about to be deleted.
pub unsafe fn retire(ts: *mut PyThreadState) {
    // SAFETY: by contract. The list's lock orders this against push.
    unsafe {
        thread::with_all(|_| {
            thread::private(ts).thread_pointer.store(0, std::sync::atomic::Ordering::Release)
        });
        merge_all(ts);
    }
}
