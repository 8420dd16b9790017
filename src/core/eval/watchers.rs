//! Callbacks that watch functions and code objects (`PyFunction_AddWatcher`, `PyCode_AddWatcher`).

#![allow(non_upper_case_globals)]

use std::ffi::c_int;
use std::sync::atomic::{AtomicPtr, AtomicU8, Ordering};

use mortise_abi::*;

use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::state::error;

/// How many watchers of each kind there can be.
pub const MAX_WATCHERS: usize = 8;

/// The watchers of one kind: a bit for each slot in use, so that an event without watchers costs one load.
pub struct Watchers {
    active: AtomicU8,
    callbacks: [AtomicPtr<()>; MAX_WATCHERS],
}

/// Watchers of functions.
pub static FUNCTIONS: Watchers = Watchers::new();
/// Watchers of code objects.
pub static CODES: Watchers = Watchers::new();

impl Watchers {
    const fn new() -> Self {
        Watchers {
            active: AtomicU8::new(0),
            callbacks: [const { AtomicPtr::new(std::ptr::null_mut()) }; MAX_WATCHERS],
        }
    }

    /// Registers a callback; the slot's number, or `None` when all are taken.
    pub fn add(&self, callback: *mut ()) -> Option<usize> {
        for (i, slot) in self.callbacks.iter().enumerate() {
            if slot
                .compare_exchange(std::ptr::null_mut(), callback, Ordering::AcqRel, Ordering::Relaxed)
                .is_ok()
            {
                self.active.fetch_or(1 << i, Ordering::AcqRel);
                return Some(i);
            }
        }
        None
    }

    /// Removes a callback; false when there is none in the slot.
    pub fn clear(&self, slot: usize) -> bool {
        if self.callbacks[slot].swap(std::ptr::null_mut(), Ordering::AcqRel).is_null() {
            return false;
        }
        self.active.fetch_and(!(1 << slot), Ordering::AcqRel);
        true
    }

    /// Whether there are watchers.
    #[inline(always)]
    pub fn any(&self) -> bool {
        self.active.load(Ordering::Relaxed) != 0
    }

    fn each(&self, mut f: impl FnMut(*mut ())) {
        for slot in &self.callbacks {
            let callback = slot.load(Ordering::Acquire);
            if !callback.is_null() {
                f(callback);
            }
        }
    }
}

/// Tells `sys.unraisablehook` that a callback raised.
///
/// # Safety
/// An exception is set; `ob` is live.
#[cold]
unsafe fn report(event: &str, ob: *mut PyObject) {
    // SAFETY: callbacks are called by attached threads.
    unsafe {
        let py = Attached::assume();
        let raised = error::take(py);
        let ob: Borrowed<'_, '_> = Borrowed::from_ptr(py, ob);
        let message = ob.repr().and_then(|repr| {
            py.str(&format!("Exception ignored in {event} watcher callback for {}", repr.to_string_lossy()))
        });
        let message = message.map_err(|raised| raised.clear(py)).ok();
        if let Some(raised) = raised {
            let _: crate::Raised = error::set(py, raised);
        }
        crate::objects::exceptions::unraisable::report(py, message, None);
    }
}

/// Tells the watchers of functions. A callback's exception is reported as unraisable.
///
/// # Safety
/// `f` points to a function; `value` is NULL or live.
#[inline(always)]
pub unsafe fn function_event(event: PyFunction_WatchEvent, f: *mut PyFunctionObject, value: *mut PyObject) {
    if FUNCTIONS.any() {
        FUNCTIONS.each(|callback| {
            // SAFETY: the slot holds a callback of this kind.
            unsafe {
                let callback: unsafe extern "C" fn(c_int, *mut PyFunctionObject, *mut PyObject) -> c_int =
                    std::mem::transmute(callback);
                if callback(event, f, value) < 0 {
                    let name = match event {
                        PyFunction_EVENT_CREATE => "PyFunction_EVENT_CREATE",
                        PyFunction_EVENT_DESTROY => "PyFunction_EVENT_DESTROY",
                        PyFunction_EVENT_MODIFY_CODE => "PyFunction_EVENT_MODIFY_CODE",
                        PyFunction_EVENT_MODIFY_DEFAULTS => "PyFunction_EVENT_MODIFY_DEFAULTS",
                        _ => "PyFunction_EVENT_MODIFY_KWDEFAULTS",
                    };
                    report(name, f.cast());
                }
            }
        });
    }
}

/// Tells the watchers of code objects.
///
/// # Safety
/// `code` points to a code object.
#[inline(always)]
pub unsafe fn code_event(event: PyCodeEvent, code: *mut PyCodeObject) {
    if CODES.any() {
        CODES.each(|callback| {
            // SAFETY: the slot holds a callback of this kind.
            unsafe {
                let callback: unsafe extern "C" fn(PyCodeEvent, *mut PyCodeObject) -> c_int =
                    std::mem::transmute(callback);
                if callback(event, code) < 0 {
                    let destroyed = event == PY_CODE_EVENT_DESTROY;
                    report(
                        if destroyed { "PY_CODE_EVENT_DESTROY" } else { "PY_CODE_EVENT_CREATE" },
                        code.cast(),
                    );
                }
            }
        });
    }
}
