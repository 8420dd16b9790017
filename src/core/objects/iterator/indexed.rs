//! Iterators that count through a sequence: a reference to it and the next index. The types of list, tuple, range-like and
//! general sequence iterators share this struct.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicIsize, AtomicPtr, Ordering::Relaxed};

use mortise_abi::{PyObject, PyTypeObject, visitproc};

use crate::PyResult;
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::decref;

/// The struct of instances.
#[repr(C)]
pub struct IndexIter {
    ob_base: PyObject,
    /// The index of the next item, or -1 after the end.
    index: AtomicIsize,
    /// Owned; NULL after the end where nobody else can be reading it.
    seq: AtomicPtr<PyObject>,
}

/// A new iterator of type `ty` over `seq`.
pub(crate) fn new<'py>(
    py: Attached<'py>,
    ty: *mut PyTypeObject,
    seq: &Ref<'py>,
    index: isize,
) -> PyResult<Ref<'py, IndexIter>> {
    // SAFETY: `ty` is one of the static types of this struct, which take part in collection; the fields are set before the
    // collector sees the object.
    unsafe {
        let it: Ref<'py, IndexIter> = Ref::from_owned_or_raised(py, decl::_PyObject_GC_New(ty).cast())?;
        let raw = it.as_ptr();
        (&raw mut (*raw).index).write(AtomicIsize::new(index));
        (&raw mut (*raw).seq).write(AtomicPtr::new(seq.clone().into_ptr()));
        decl::PyObject_GC_Track(raw.cast());
        Ok(it)
    }
}

impl<'py> Ref<'py, IndexIter> {
    fn parts(&self) -> &IndexIter {
        // SAFETY: all fields that change are atomics.
        unsafe { &*self.as_ptr() }
    }
    /// The next index; -1 after the end.
    #[inline(always)]
    pub fn index(&self) -> isize {
        self.parts().index.load(Relaxed)
    }
    /// Sets the next index.
    #[inline(always)]
    pub fn set_index(&self, index: isize) {
        self.parts().index.store(index, Relaxed)
    }
    /// The sequence, as long as the iterator has not ended.
    #[inline(always)]
    pub fn seq(&self) -> Option<Borrowed<'_, 'py>> {
        if self.index() < 0 {
            return None;
        }
        // SAFETY: the iterator owns the sequence; `finish` says when it is given back.
        unsafe { Borrowed::from_ptr_or_null(self.py(), self.parts().seq.load(Relaxed)) }
    }
    /// The end: from now on there is no sequence.
    pub fn finish(&self) {
        self.set_index(-1);
        release(self);
    }
}

/// Under the GIL the sequence is given back as soon as the end is reached.
#[cfg(not(Py_GIL_DISABLED))]
fn release(it: &Ref<'_, IndexIter>) {
    let seq = it.parts().seq.swap(std::ptr::null_mut(), Relaxed);
    // SAFETY: the iterator's own reference, taken out of it; no thread is in the middle of reading it.
    drop(unsafe { Ref::from_owned_or_null(it.py(), seq) });
}

/// Without a GIL another thread may be reading the sequence: it is given back with the iterator.
#[cfg(Py_GIL_DISABLED)]
fn release(_it: &Ref<'_, IndexIter>) {}

/// `tp_dealloc`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; the struct is an IndexIter.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        let seq = (*ob.cast::<IndexIter>()).seq.load(Relaxed);
        if !seq.is_null() {
            decref(seq);
        }
        (*(*ob).ob_type).tp_free.unwrap_unchecked()(ob.cast());
    }
}

/// `tp_traverse`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector gives a visitor; the struct is an IndexIter.
    unsafe {
        let seq = (*ob.cast::<IndexIter>()).seq.load(Relaxed);
        if seq.is_null() { 0 } else { visit.unwrap_unchecked()(seq, arg) }
    }
}

/// `iter(iterator)`
pub fn self_iter<'py, T>(_py: Attached<'py>, slf: Borrowed<'_, 'py, T>) -> PyResult<Ref<'py, T>> {
    Ok(slf.to_owned())
}
