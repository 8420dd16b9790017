//! The function that a profiler has told of every object made and destroyed (`PyRefTracer_SetTracer`).

use std::ffi::c_void;
use std::sync::atomic::{AtomicBool, Ordering::*};
use std::sync::{Mutex, PoisonError};

use mortise_abi::{PyObject, PyRefTracer, PyRefTracer_CREATE, PyRefTracer_DESTROY, PyRefTracerEvent};

static ACTIVE: AtomicBool = AtomicBool::new(false);
/// The tracer and its data.
static TRACER: Mutex<(PyRefTracer, usize)> = Mutex::new((None, 0));

/// `PyRefTracer_SetTracer`
pub fn set(tracer: PyRefTracer, data: *mut c_void) {
    *TRACER.lock().unwrap_or_else(PoisonError::into_inner) = (tracer, data as usize);
    ACTIVE.store(tracer.is_some(), Release);
}

/// `PyRefTracer_GetTracer`
pub fn get() -> (PyRefTracer, *mut c_void) {
    let (tracer, data) = *TRACER.lock().unwrap_or_else(PoisonError::into_inner);
    (tracer, data as *mut c_void)
}

/// # Safety
/// `ob` has its type.
#[cold]
#[inline(never)]
unsafe fn tell(ob: *mut PyObject, event: PyRefTracerEvent) {
    if let (Some(tracer), data) = get() {
        // SAFETY: whoever set the tracer vouches for it; it sees an object with a header and makes none itself.
        unsafe { tracer(ob, event, data) };
    }
}

/// The object got its first reference.
///
/// # Safety
/// `ob` has its type.
#[inline(always)]
pub unsafe fn created(ob: *mut PyObject) {
    if ACTIVE.load(Relaxed) {
        // SAFETY: by contract.
        unsafe { tell(ob, PyRefTracer_CREATE) }
    }
}

/// The object lost its last reference and is still whole.
///
/// # Safety
/// As said.
#[inline(always)]
pub unsafe fn destroyed(ob: *mut PyObject) {
    if ACTIVE.load(Relaxed) {
        // SAFETY: by contract.
        unsafe { tell(ob, PyRefTracer_DESTROY) }
    }
}
