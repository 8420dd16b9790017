//! Objects whose owner thread must merge their counts: another thread gave back the last shared reference.

use mortise_abi::PyObject;

/// Queues `ob` for its owner thread, or merges at once when that thread is gone.
///
/// # Safety
/// `ob`'s shared state has just become "queued" by this thread, which keeps the object alive until it is merged.
pub unsafe fn push(ob: *mut PyObject) {
    let _ = ob;
    todo!("state")
}
