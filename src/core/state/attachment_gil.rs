//! Attaching in the default flavour: holding the GIL.

use mortise_abi::PyThreadState;

use super::gil;

/// A new state is detached: nothing to note.
pub fn register(_ts: *mut PyThreadState) {}

/// Takes the GIL.
///
/// # Safety
/// `ts` is live, detached and this thread's.
pub unsafe fn attach(ts: *mut PyThreadState) {
    gil::take(ts);
    // SAFETY: by contract.
    unsafe { (*ts)._status |= mortise_abi::PyThreadState_holds_gil_MASK };
}

/// Gives the GIL up.
///
/// # Safety
/// `ts` is this thread's attached state.
pub unsafe fn detach(ts: *mut PyThreadState) {
    // SAFETY: by contract.
    unsafe { (*ts)._status &= !mortise_abi::PyThreadState_holds_gil_MASK };
    gil::give_up(ts);
}

/// The child's only thread holds the GIL.
pub fn after_fork(ts: *mut PyThreadState) {
    gil::after_fork(ts, true);
}

/// Nothing to hold during a fork but the GIL itself.
pub struct Frozen;

/// Keeps the state as it is.
pub fn freeze() -> Frozen {
    Frozen
}

/// Whether the GIL is in use.
pub fn gil_enabled() -> bool {
    true
}

/// Switches the GIL on: it is.
pub fn enable_gil(_py: crate::Attached<'_>) {}
