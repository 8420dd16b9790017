//! Dict watchers: C callbacks that are told before a watched dict changes.

use std::ffi::c_int;
use std::sync::{Mutex, PoisonError};

use mortise_abi::{PyDict_WatchCallback, PyDict_WatchEvent, PyObject};

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::objects::Dict;
use crate::raise;

const MAX: usize = 8;
/// Watchers 0 and 1 are the interpreter's own.
const FIRST: usize = 2;
const MASK: u64 = (1 << MAX) - 1;

static CALLBACKS: Mutex<[PyDict_WatchCallback; MAX]> = Mutex::new([None; MAX]);

fn with<R>(f: impl FnOnce(&mut [PyDict_WatchCallback; MAX]) -> R) -> R {
    f(&mut CALLBACKS.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Registers a callback and returns its number.
pub fn add(py: Attached<'_>, callback: PyDict_WatchCallback) -> PyResult<c_int> {
    let place = with(|all| {
        let free = (FIRST..MAX).find(|&i| all[i].is_none())?;
        all[free] = callback;
        Some(free)
    });
    place.map(|i| i as c_int).ok_or_else(|| raise!(py, RuntimeError, "no more dict watcher IDs available"))
}

/// The checks that all functions with a watcher's number begin with.
pub fn validate(py: Attached<'_>, id: c_int) -> PyResult<usize> {
    if !(0..MAX as c_int).contains(&id) {
        return Err(raise!(py, ValueError, "Invalid dict watcher ID {id}"));
    }
    if with(|all| all[id as usize].is_none()) {
        return Err(raise!(py, ValueError, "No dict watcher set for ID {id}"));
    }
    Ok(id as usize)
}

/// Forgets a callback.
pub fn remove(py: Attached<'_>, id: c_int) -> PyResult<()> {
    let id = validate(py, id)?;
    with(|all| all[id] = None);
    Ok(())
}

/// Whether anybody watches the dict.
///
/// # Safety
/// `d` points to a live dict.
#[inline(always)]
pub unsafe fn is_watched(d: *mut Dict) -> bool {
    // SAFETY: by contract.
    unsafe { (*d).ma_version_tag & MASK != 0 }
}

/// Makes watcher `id` watch the dict, or not.
///
/// # Safety
/// `d` points to a live dict that the caller has for itself.
pub unsafe fn set_watched(d: *mut Dict, id: usize, on: bool) {
    // SAFETY: by contract.
    unsafe {
        if on {
            (*d).ma_version_tag |= 1 << id;
        } else {
            (*d).ma_version_tag &= !(1 << id);
        }
    }
}

/// Tells the watchers of a dict.
///
/// # Safety
/// `d` points to a live dict; key and value are live or NULL.
#[inline(always)]
pub unsafe fn notify(
    py: Attached<'_>,
    event: PyDict_WatchEvent,
    d: *mut Dict,
    key: *mut PyObject,
    value: *mut PyObject,
) {
    // SAFETY: by contract.
    unsafe {
        if is_watched(d) {
            tell(py, event, d, key, value);
        }
    }
}

/// # Safety
/// As [`notify`].
#[cold]
unsafe fn tell(
    _py: Attached<'_>,
    event: PyDict_WatchEvent,
    d: *mut Dict,
    key: *mut PyObject,
    value: *mut PyObject,
) {
    // SAFETY: callbacks are C functions for live objects; an exception is reported, since the change goes on.
    unsafe {
        let bits = (*d).ma_version_tag & MASK;
        let callbacks = with(|all| *all);
        for (i, callback) in callbacks.iter().enumerate() {
            if bits >> i & 1 == 1
                && let Some(callback) = callback
                && callback(event, d.cast(), key, value) < 0
            {
                decl::PyErr_WriteUnraisable(d.cast());
            }
        }
    }
}
