//! The word in each thread state that the interpreter looks at between instructions.

use std::sync::atomic::{AtomicUsize, Ordering::*};

use mortise_abi::PyThreadState;

/// Another thread waits for the GIL.
pub const GIL_DROP_REQUEST: usize = 1;
/// Signals arrived (main thread).
pub const SIGNALS: usize = 2;
/// Pending calls are queued (`Py_AddPendingCall`).
pub const PENDING_CALLS: usize = 4;
/// An asynchronous exception was sent (`PyThreadState_SetAsyncExc`).
pub const ASYNC_EXCEPTION: usize = 8;
/// A collection is due.
pub const COLLECT: usize = 16;
/// The world is being stopped.
pub const STOP: usize = 32;
/// Objects wait for this thread to merge their counts.
pub const MERGE: usize = 64;

/// # Safety
/// `ts` points to a live thread state.
#[inline(always)]
unsafe fn word<'a>(ts: *mut PyThreadState) -> &'a AtomicUsize {
    // SAFETY: the field is aligned and only accessed atomically.
    unsafe { AtomicUsize::from_ptr(&raw mut (*ts).eval_breaker) }
}

/// Sets bits.
///
/// # Safety
/// `ts` points to a live thread state.
pub unsafe fn set(ts: *mut PyThreadState, bits: usize) {
    // SAFETY: by contract.
    unsafe { word(ts).fetch_or(bits, AcqRel) };
}

/// Clears bits.
///
/// # Safety
/// `ts` points to a live thread state.
pub unsafe fn clear(ts: *mut PyThreadState, bits: usize) {
    // SAFETY: by contract.
    unsafe { word(ts).fetch_and(!bits, AcqRel) };
}

/// Clears bits and says whether any was set.
///
/// # Safety
/// `ts` points to a live thread state.
pub unsafe fn take(ts: *mut PyThreadState, bits: usize) -> bool {
    // SAFETY: by contract.
    unsafe { word(ts).fetch_and(!bits, AcqRel) & bits != 0 }
}

/// All bits.
///
/// # Safety
/// `ts` points to a live thread state.
#[inline(always)]
pub unsafe fn get(ts: *mut PyThreadState) -> usize {
    // SAFETY: by contract.
    unsafe { word(ts).load(Relaxed) }
}
