//! Reference counts of the default flavour: one 32-bit count under the GIL; the largest value marks an immortal object.

use mortise_abi::PyObject;

/// Takes one more reference.
///
/// # Safety
/// `ob` points to a live object and the thread is attached.
#[inline(always)]
pub unsafe fn incref(ob: *mut PyObject) {
    // SAFETY: the low half of ob_refcnt is the count that published binaries use; immortal counts stay as they are.
    unsafe {
        let count = (&raw mut (*ob).ob_refcnt).cast::<u32>();
        let new = (*count).wrapping_add(1);
        if new != 0 {
            *count = new;
        }
    }
}

/// Gives one reference back; the last one frees the object.
///
/// # Safety
/// The caller owns a reference to the live object `ob`, and the thread is attached.
#[inline(always)]
pub unsafe fn decref(ob: *mut PyObject) {
    // SAFETY: as the contract says; a negative low half marks an immortal object.
    unsafe {
        if is_immortal(ob) {
            return;
        }
        (*ob).ob_refcnt -= 1;
        if (*ob).ob_refcnt == 0 {
            super::dealloc(ob);
        }
    }
}

/// Whether the object is immortal.
///
/// # Safety
/// `ob` points to a live object.
#[inline(always)]
pub unsafe fn is_immortal(ob: *mut PyObject) -> bool {
    // SAFETY: the object is live.
    unsafe { ((*ob).ob_refcnt as i32) < 0 }
}

/// Makes the object immortal.
///
/// # Safety
/// `ob` points to a live object that no other thread is changing.
pub unsafe fn make_immortal(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { (*ob).ob_refcnt = mortise_abi::_Py_IMMORTAL_REFCNT as _ }
}

/// Initial count of a new object.
///
/// # Safety
/// `ob` points to writable memory for an object; its type is set.
#[inline(always)]
pub unsafe fn init(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        (*ob).ob_refcnt = 1;
        super::ref_tracer::created(ob);
    }
}

/// The object's count as `Py_REFCNT` gives it.
///
/// # Safety
/// `ob` points to a live object.
#[inline(always)]
pub unsafe fn refcount(ob: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe { (*ob).ob_refcnt }
}

/// Sets the count (resurrection, `Py_SET_REFCNT`).
///
/// # Safety
/// `ob` points to an object that only this thread uses.
#[inline(always)]
pub unsafe fn set_refcount(ob: *mut PyObject, count: isize) {
    // SAFETY: by contract.
    unsafe {
        if !is_immortal(ob) {
            (*ob).ob_refcnt = count
        }
    }
}

/// Takes a reference when the count is not zero: for weak references.
///
/// # Safety
/// `ob` points to memory of an object that is not freed yet.
#[inline(always)]
pub unsafe fn try_incref(ob: *mut PyObject) -> bool {
    // SAFETY: by contract; under the GIL nothing changes in between.
    unsafe {
        let live = (*ob).ob_refcnt > 0;
        if live {
            incref(ob);
        }
        live
    }
}

/// Whether this thread holds the only reference, so that the object may be changed in place.
///
/// # Safety
/// `ob` points to a live object.
#[inline(always)]
pub unsafe fn is_unique(ob: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe { (*ob).ob_refcnt == 1 }
}

/// Takes a reference to an object that a collection is about to clear.
///
/// # Safety
/// `ob` points to a live object.
pub unsafe fn take_over(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { incref(ob) }
}

/// Gives an object that is being destroyed one reference, for the time of its finaliser.
///
/// # Safety
/// `ob` has no references left.
pub unsafe fn resurrect(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { (*ob).ob_refcnt = 1 }
}

/// Takes the reference of [`resurrect`] back; true when it was the last one.
///
/// # Safety
/// Follows [`resurrect`].
pub unsafe fn end_resurrection(ob: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        (*ob).ob_refcnt -= 1;
        (*ob).ob_refcnt == 0
    }
}
