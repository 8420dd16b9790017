//! The memory of slices.

use std::ffi::{c_int, c_void};

use mortise_abi::{PyObject, visitproc};

use crate::PyResult;
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::freelist::FreeList;
use crate::heap::handles::Ref;
use crate::heap::refcount::decref;
use crate::objects::Slice;

const MAX_FREE: u32 = 8;

thread_local! {
    static FREE: FreeList = const { FreeList::EMPTY };
}

/// A new slice of the three objects.
pub fn new<'py>(
    py: Attached<'py>,
    start: Ref<'py>,
    stop: Ref<'py>,
    step: Ref<'py>,
) -> PyResult<Ref<'py, Slice>> {
    // SAFETY: memory of the free list is that of a slice; the fields are set before the collector sees the object.
    unsafe {
        let raw: *mut Slice = match FREE.with(|f| f.pop()) {
            Some(ob) => ob.cast(),
            None => decl::_PyObject_GC_New(&raw mut super::PySlice_Type).cast(),
        };
        let slice = Ref::from_owned_or_raised(py, raw)?;
        (*raw).start = start.into_ptr();
        (*raw).stop = stop.into_ptr();
        (*raw).step = step.into_ptr();
        decl::PyObject_GC_Track(raw.cast());
        Ok(slice)
    }
}

/// `tp_dealloc`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; slices have no subclasses.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        let slice: *mut Slice = ob.cast();
        decref((*slice).step);
        decref((*slice).stop);
        decref((*slice).start);
        if !FREE.with(|f| f.push(ob, MAX_FREE)) {
            decl::PyObject_GC_Del(ob.cast());
        }
    }
}

/// `tp_traverse`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector gives a visitor; the fields do not change.
    unsafe {
        let visit = visit.unwrap_unchecked();
        let slice: *mut Slice = ob.cast();
        for part in [(*slice).start, (*slice).stop, (*slice).step] {
            match visit(part, arg) {
                0 => {}
                stop => return stop,
            }
        }
        0
    }
}

/// Gives back the memory that this thread keeps.
pub fn clear_free_lists() {
    FREE.with(|f| f.drain(decl::PyObject_GC_Del));
}
