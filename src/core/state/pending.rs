//! The safe point: what a running thread does when its eval breaker is set.

use std::collections::VecDeque;
use std::ffi::{c_int, c_void};
use std::sync::{Mutex, PoisonError};

use mortise_abi::PyThreadState;

use super::eval_breaker::*;
use super::thread;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;

type Call = unsafe extern "C" fn(*mut c_void) -> c_int;

/// Calls queued by `Py_AddPendingCall` (function, argument).
static CALLS: Mutex<VecDeque<(Call, usize)>> = Mutex::new(VecDeque::new());
/// As many as CPython's main interpreter queues.
const MAX_CALLS: usize = 300;

/// Handles the requests in this thread's eval breaker: called by the interpreter between instructions.
#[cold]
pub fn handle_pending(py: Attached<'_>) -> PyResult<()> {
    let ts = thread::current();
    // SAFETY: this thread's attached state.
    unsafe {
        let bits = get(ts);
        stop_and_merge(py, ts, bits);
        if bits & SIGNALS != 0 && take(ts, SIGNALS) {
            run_signal_handlers(py)?;
        }
        if bits & PENDING_CALLS != 0 && is_main(ts) && take(ts, PENDING_CALLS) {
            run_calls()?;
        }
        if bits & COLLECT != 0 && take(ts, COLLECT) {
            crate::heap::gc::collect::collect_if_due(py);
        }
        if bits & GIL_DROP_REQUEST != 0 && get(ts) & GIL_DROP_REQUEST != 0 {
            thread::attach(thread::detach());
        }
        if bits & ASYNC_EXCEPTION != 0 && take(ts, ASYNC_EXCEPTION) {
            let exc = std::mem::replace(&mut (*ts).async_exc, std::ptr::null_mut());
            if let Some(exc) = Ref::from_owned_or_null(py, exc) {
                crate::capi::decl::PyErr_SetNone(exc.as_ptr());
                return Err(Raised::assume());
            }
        }
    }
    Ok(())
}

/// # Safety
/// `ts` is this thread's attached state.
#[cfg(Py_GIL_DISABLED)]
unsafe fn stop_and_merge(py: Attached<'_>, ts: *mut PyThreadState, bits: usize) {
    if bits & STOP != 0 {
        super::stop_world::pause(py);
    }
    if bits & MERGE != 0 {
        // SAFETY: by contract.
        unsafe {
            clear(ts, MERGE);
            super::merge_queue::merge_all(ts);
        }
    }
}

/// # Safety
/// `ts` is this thread's attached state.
#[cfg(not(Py_GIL_DISABLED))]
unsafe fn stop_and_merge(_py: Attached<'_>, _ts: *mut PyThreadState, _bits: usize) {}

/// Whether this is the main thread's state.
pub fn is_main(ts: *mut PyThreadState) -> bool {
    thread::with_all(|all| all.first() == Some(&(ts as usize)))
}

/// Runs the handlers of the signals that came in.
pub type SignalHandler = fn(Attached<'_>) -> PyResult<()>;

/// What `PyErr_CheckSignals` runs; set by the `_signal` module.
pub static SIGNAL_HANDLER: Mutex<Option<SignalHandler>> = Mutex::new(None);

fn run_signal_handlers(py: Attached<'_>) -> PyResult<()> {
    let handler = *SIGNAL_HANDLER.lock().unwrap_or_else(PoisonError::into_inner);
    handler.map_or(Ok(()), |run| run(py))
}

/// Tells the main thread that signals arrived. May be called from a signal handler: it takes no lock.
pub fn signal_arrived() {
    let ts = MAIN_THREAD.load(std::sync::atomic::Ordering::Acquire);
    if !ts.is_null() {
        // SAFETY: the main thread's state lives until the process ends.
        unsafe { set(ts, SIGNALS) };
    }
}

/// The main thread's state, for signal handlers.
pub static MAIN_THREAD: std::sync::atomic::AtomicPtr<PyThreadState> =
    std::sync::atomic::AtomicPtr::new(std::ptr::null_mut());

/// Queues a call for the main thread; false when the queue is full.
pub fn add_call(call: Call, arg: *mut c_void) -> bool {
    let mut calls = CALLS.lock().unwrap_or_else(PoisonError::into_inner);
    if calls.len() >= MAX_CALLS {
        return false;
    }
    calls.push_back((call, arg as usize));
    drop(calls);
    let ts = MAIN_THREAD.load(std::sync::atomic::Ordering::Acquire);
    if !ts.is_null() {
        // SAFETY: the main thread's state lives until the process ends.
        unsafe { set(ts, PENDING_CALLS) };
    }
    true
}

/// `Py_MakePendingCalls`: signal handlers, then queued calls, in the main thread only.
pub fn make_calls(py: Attached<'_>) -> PyResult<()> {
    let ts = thread::current();
    if !is_main(ts) {
        return Ok(());
    }
    // SAFETY: this thread's attached state.
    unsafe {
        if take(ts, SIGNALS) {
            run_signal_handlers(py)?;
        }
        if take(ts, PENDING_CALLS) {
            run_calls()?;
        }
    }
    Ok(())
}

/// Runs the queued calls until one fails.
pub fn run_calls() -> PyResult<()> {
    for _ in 0..MAX_CALLS {
        let next = CALLS.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some((call, arg)) = next else { break };
        // SAFETY: whoever queued the call vouches for it; the thread is attached.
        if unsafe { call(arg as *mut c_void) } != 0 {
            // SAFETY: a pending call that fails sets an exception.
            return Err(unsafe { Raised::assume() });
        }
    }
    Ok(())
}
