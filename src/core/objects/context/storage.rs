//! The thread state's field for the current context.

use std::sync::atomic::{AtomicPtr, Ordering};

use mortise_abi::PyObject;

use super::Context;
use crate::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::native::Native;
use crate::state::thread;

/// The thread's context.
pub fn current(py: Attached<'_>) -> Option<Ref<'_, Native<Context>>> {
    // SAFETY: the attached thread's state is live; its field holds NULL or a context.
    unsafe {
        let context: *mut Native<Context> = (*thread::current()).context.cast();
        Borrowed::from_ptr_or_null(py, context).map(Borrowed::to_owned)
    }
}

/// Sets the thread's context; gives the one that was there.
pub fn set_current<'py>(
    py: Attached<'py>,
    context: Option<Ref<'py, Native<Context>>>,
) -> Option<Ref<'py, Native<Context>>> {
    let new: *mut PyObject = context.map_or(std::ptr::null_mut(), Ref::into_object_ptr);
    // SAFETY: as above; the field owns its reference, which passes to the caller.
    unsafe {
        let ts = thread::current();
        (*ts).context_ver += 1;
        let old = std::mem::replace(&mut (*ts).context, new);
        Ref::from_owned_or_null(py, old.cast())
    }
}

/// An immortal object that is made when it is first wanted.
pub fn once<'py>(
    py: Attached<'py>,
    place: &AtomicPtr<PyObject>,
    make: impl FnOnce() -> PyResult<Ref<'py>>,
) -> PyResult<Ref<'py>> {
    let mut object = place.load(Ordering::Acquire);
    if object.is_null() {
        let made = make()?.into_ptr();
        // SAFETY: a new object, which is never given back.
        unsafe { crate::heap::refcount::make_immortal(made) };
        object = match place.compare_exchange(object, made, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => made,
            Err(theirs) => theirs,
        };
    }
    // SAFETY: an immortal object.
    Ok(unsafe { Borrowed::from_ptr(py, object) }.to_owned())
}
