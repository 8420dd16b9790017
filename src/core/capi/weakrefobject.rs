//! `weakrefobject.h`

use std::ffi::c_int;

use mortise_abi::{PyObject, PyWeakReference};

use crate::boundary;
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::objects::weakref::{self, Weakref, storage};
use crate::raise;

/// # Safety
/// `ob` is null or live.
unsafe fn optional<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Option<Borrowed<'a, 'py>> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr_or_null(py, ob) }
}

/// `PyWeakref_NewRef`: a reference to `ob`; `callback` may be NULL or None. New reference.
///
/// # Safety
/// Live objects; the thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyWeakref_NewRef(ob: *mut PyObject, callback: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        boundary::enter("PyWeakref_NewRef", |py| {
            weakref::new_ref(py, &Borrowed::from_ptr(py, ob), optional(py, callback).as_deref())
        })
    }
}

/// `PyWeakref_NewProxy`: a proxy of `ob`; `callback` may be NULL or None. New reference.
///
/// # Safety
/// Live objects; the thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyWeakref_NewProxy(ob: *mut PyObject, callback: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        boundary::enter("PyWeakref_NewProxy", |py| {
            weakref::new_proxy(py, &Borrowed::from_ptr(py, ob), optional(py, callback).as_deref())
        })
    }
}

/// `PyWeakref_GetRef`: 1 and a new reference in `out`, 0 and NULL when the object is gone, -1 with TypeError when `reference` is none.
///
/// # Safety
/// `reference` is null or live; `out` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyWeakref_GetRef(reference: *mut PyObject, out: *mut *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        *out = std::ptr::null_mut();
        boundary::enter("PyWeakref_GetRef", |py| {
            let Some(reference) = optional(py, reference) else {
                decl::PyErr_BadInternalCall();
                return Err(crate::Raised::assume());
            };
            let Some(reference) = reference.cast::<Weakref>() else {
                return Err(raise!(py, TypeError, "expected a weakref"));
            };
            Ok(match reference.target() {
                Some(ob) => {
                    *out = ob.into_ptr();
                    1
                }
                None => 0,
            }) as PyResult<c_int>
        })
    }
}

/// `PyWeakref_GetObject`: the object or None, borrowed (deprecated in C, since the object may go away).
///
/// # Safety
/// `reference` is null or live; the thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyWeakref_GetObject(reference: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract; the reference that is given back at once is not the last, or the result is as short-lived as in CPython.
    unsafe {
        boundary::enter("PyWeakref_GetObject", |py| -> PyResult<*mut PyObject> {
            match optional(py, reference).as_ref().and_then(|r| r.cast::<Weakref>()) {
                Some(reference) => Ok(reference.target().map_or(py.none().as_ptr(), |ob| ob.as_ptr())),
                None => {
                    decl::PyErr_BadInternalCall();
                    Err(crate::Raised::assume())
                }
            }
        })
    }
}

/// `PyObject_ClearWeakRefs`: takes the references off a dying object and runs their callbacks.
///
/// # Safety
/// Called by the object's `tp_dealloc`; for an object that has references it is an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_ClearWeakRefs(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        if ob.is_null()
            || !weakref::supports_weakrefs((*ob).ob_type)
            || crate::heap::refcount::refcount(ob) != 0
        {
            decl::PyErr_BadInternalCall();
            return;
        }
        boundary::enter("PyObject_ClearWeakRefs", |py| weakref::clear_weakrefs(py, ob))
    }
}

/// `PyUnstable_Object_ClearWeakRefsNoCallbacks`: takes the references off without running callbacks.
///
/// # Safety
/// `ob` is live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Object_ClearWeakRefsNoCallbacks(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        if weakref::supports_weakrefs((*ob).ob_type) {
            boundary::enter("PyUnstable_Object_ClearWeakRefsNoCallbacks", |py| {
                storage::clear_silently(py, ob)
            })
        }
    }
}

/// `_PyWeakref_ClearRef`: disconnects one reference from its object; its callback will not run.
///
/// # Safety
/// `reference` is a live weak reference.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyWeakref_ClearRef(reference: *mut PyWeakReference) {
    // SAFETY: by contract.
    unsafe { boundary::enter("_PyWeakref_ClearRef", |py| storage::disconnect(py, reference)) }
}

/// `PyObject_GET_WEAKREFS_LISTPTR`: where the list of references starts.
///
/// # Safety
/// `ob`'s type supports weak references.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GET_WEAKREFS_LISTPTR(ob: *mut PyObject) -> *mut *mut PyObject {
    // SAFETY: by contract.
    unsafe { storage::head(ob).cast() }
}
