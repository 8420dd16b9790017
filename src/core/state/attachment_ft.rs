//! Attaching in the t flavour: the state machine that lets the world be stopped, and the GIL if an extension switched it on.
//!
//! `PyThreadState.state` is DETACHED, ATTACHED or SUSPENDED. A thread changes its own state between DETACHED and ATTACHED;
//! who stops the world changes DETACHED to SUSPENDED and back; an attached thread that sees the request suspends itself.

use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::*};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use mortise_abi::PyThreadState;

use super::gil;

/// Not running Python code.
pub const DETACHED: i32 = 0;
/// May touch objects.
pub const ATTACHED: i32 = 1;
/// Must wait until the world goes on.
pub const SUSPENDED: i32 = 2;

/// Whether the GIL is in use; changed while the world is stopped.
static GIL_ENABLED: AtomicBool = AtomicBool::new(false);
/// Guards the wait for a stopped world to go on; the value is "stopped".
pub(super) static STOPPED: Mutex<bool> = Mutex::new(false);
/// The world goes on, or one more thread has stopped.
pub(super) static CHANGED: Condvar = Condvar::new();

/// # Safety
/// `ts` points to a live thread state.
pub(super) unsafe fn state<'a>(ts: *mut PyThreadState) -> &'a AtomicI32 {
    // SAFETY: the field is aligned and only accessed atomically.
    unsafe { AtomicI32::from_ptr(&raw mut (*ts).state) }
}

/// A state made while the world is stopped starts suspended.
pub(crate) fn register(ts: *mut PyThreadState) {
    let stopped = STOPPED.lock().unwrap_or_else(PoisonError::into_inner);
    // SAFETY: the state is fresh.
    unsafe { state(ts).store(if *stopped { SUSPENDED } else { DETACHED }, Release) };
}

/// Waits for a stopped world, becomes attached, takes the GIL when it is on, and resumes the critical section.
///
/// # Safety
/// `ts` is live, detached and this thread's.
pub unsafe fn attach(ts: *mut PyThreadState) {
    // SAFETY: by contract.
    unsafe {
        loop {
            if GIL_ENABLED.load(Acquire) {
                gil::take(ts);
                (*ts)._status |= mortise_abi::PyThreadState_holds_gil_MASK;
            }
            if state(ts).compare_exchange(DETACHED, ATTACHED, AcqRel, Acquire).is_ok() {
                // The GIL may have been switched on between the look and the exchange.
                if GIL_ENABLED.load(Acquire) == holds_gil(ts) {
                    break;
                }
                state(ts).store(DETACHED, Release);
            }
            release_gil(ts);
            let mut stopped = STOPPED.lock().unwrap_or_else(PoisonError::into_inner);
            while *stopped && state(ts).load(Acquire) == SUSPENDED {
                stopped = CHANGED.wait(stopped).unwrap_or_else(PoisonError::into_inner);
            }
        }
        super::critical_section::resume(ts);
    }
}

/// # Safety
/// `ts` is this thread's.
unsafe fn holds_gil(ts: *mut PyThreadState) -> bool {
    // SAFETY: by contract.
    unsafe { (*ts)._status & mortise_abi::PyThreadState_holds_gil_MASK != 0 }
}

/// # Safety
/// `ts` is this thread's.
unsafe fn release_gil(ts: *mut PyThreadState) {
    // SAFETY: by contract.
    unsafe {
        if holds_gil(ts) {
            (*ts)._status &= !mortise_abi::PyThreadState_holds_gil_MASK;
            gil::give_up(ts);
        }
    }
}

/// Suspends the critical sections, becomes detached and gives the GIL up.
///
/// # Safety
/// `ts` is this thread's attached state.
pub unsafe fn detach(ts: *mut PyThreadState) {
    // SAFETY: by contract.
    unsafe {
        super::critical_section::suspend(ts);
        state(ts).store(DETACHED, Release);
        release_gil(ts);
        if super::eval_breaker::get(ts) & super::eval_breaker::STOP != 0 {
            // Whoever stops the world counts this thread as soon as it looks.
            drop(STOPPED.lock().unwrap_or_else(PoisonError::into_inner));
            CHANGED.notify_all();
        }
    }
}

/// Becomes suspended when the world is (being) stopped, and detached otherwise; gives locks up as [`detach`] does.
///
/// # Safety
/// `ts` is this thread's attached state.
pub unsafe fn suspend(ts: *mut PyThreadState) {
    // SAFETY: by contract. The lock orders this against the end of the stop, which turns SUSPENDED into DETACHED.
    unsafe {
        super::critical_section::suspend(ts);
        let stopped = STOPPED.lock().unwrap_or_else(PoisonError::into_inner);
        state(ts).store(if *stopped { SUSPENDED } else { DETACHED }, Release);
        super::eval_breaker::clear(ts, super::eval_breaker::STOP);
        drop(stopped);
        CHANGED.notify_all();
        release_gil(ts);
    }
}

/// The child's only thread is attached and nothing is stopped.
pub fn after_fork(ts: *mut PyThreadState) {
    if let Ok(mut stopped) = STOPPED.try_lock() {
        *stopped = false;
    }
    gil::after_fork(ts, GIL_ENABLED.load(Acquire));
}

/// No thread suspends itself or wakes up while it lives: for a fork.
pub struct Frozen(#[allow(dead_code)] MutexGuard<'static, bool>);

/// Keeps the state as it is.
pub fn freeze() -> Frozen {
    Frozen(STOPPED.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Whether the GIL is in use.
pub fn gil_enabled() -> bool {
    GIL_ENABLED.load(Acquire)
}

/// Switches the GIL on for the whole process; this thread holds it afterwards.
pub fn enable_gil(py: crate::Attached<'_>) {
    if gil_enabled() {
        return;
    }
    let stopped = super::stop_world::stop(py);
    if !GIL_ENABLED.swap(true, AcqRel) {
        let ts = super::current();
        gil::take(ts);
        // SAFETY: this thread's state.
        unsafe { (*ts)._status |= mortise_abi::PyThreadState_holds_gil_MASK };
    }
    drop(stopped);
}
