//! The frame evaluation function of PEP 523 (`_PyInterpreterState_SetEvalFrameFunc`).

use std::sync::atomic::{AtomicPtr, Ordering::*};

use mortise_abi::*;

type Hook = unsafe extern "C" fn(*mut PyThreadState, *mut _PyInterpreterFrame, c_int) -> *mut PyObject;

use std::ffi::c_int;

/// The function, or null for the interpreter itself.
static HOOK: AtomicPtr<()> = AtomicPtr::new(std::ptr::null_mut());

/// Whether frames are run by another function, so that no call may stay within the instruction loop.
#[inline(always)]
pub fn is_set() -> bool {
    !HOOK.load(Relaxed).is_null()
}

/// The function that is to run frames; `None`: the interpreter.
#[inline(always)]
pub fn get() -> Option<Hook> {
    let hook = HOOK.load(Acquire);
    // SAFETY: the static holds null or what `set` stored.
    (!hook.is_null()).then(|| unsafe { std::mem::transmute::<*mut (), Hook>(hook) })
}

/// Sets or removes the function.
pub fn set(hook: Option<Hook>) {
    HOOK.store(hook.map_or(std::ptr::null_mut(), |f| f as *mut ()), Release);
}
