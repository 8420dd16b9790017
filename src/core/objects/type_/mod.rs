//! `type`: what every part of the runtime needs of types. The rest of the folder implements the type itself.

use mortise_abi::{Py_TPFLAGS_HAVE_GC, Py_TPFLAGS_HEAPTYPE, PyObject, PyTypeObject};

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::decref;

/// Whether `sub` is `base` or derives from it.
///
/// # Safety
/// Both point to live types.
#[inline(always)]
pub unsafe fn is_subtype(sub: *mut PyTypeObject, base: *mut PyTypeObject) -> bool {
    // SAFETY: live types.
    sub == base || unsafe { decl::PyType_IsSubtype(sub, base) != 0 }
}

/// A new, zeroed instance of `cls` through its `tp_alloc`.
pub fn alloc<'py>(py: Attached<'py>, cls: Borrowed<'_, 'py, PyTypeObject>) -> PyResult<Ref<'py>> {
    // SAFETY: a ready type has tp_alloc; its result is a new reference or NULL with an exception.
    unsafe {
        let alloc = (*cls.as_ptr()).tp_alloc.unwrap_unchecked();
        Ref::from_owned_or_raised(py, alloc(cls.as_ptr(), 0))
    }
}

/// The first half of a destructor: untracks the object and runs its finaliser. `false` means that the object lives again
/// and must be left alone.
///
/// # Safety
/// Called by `tp_dealloc` on an object whose last reference is gone.
pub unsafe fn begin_dealloc(ob: *mut PyObject) -> bool {
    // SAFETY: the object is intact until its memory is freed.
    unsafe {
        let ty = (*ob).ob_type;
        if (*ty).tp_finalize.is_some() && decl::PyObject_CallFinalizerFromDealloc(ob) < 0 {
            return false;
        }
        if (*ty).tp_flags as u64 & Py_TPFLAGS_HAVE_GC as u64 != 0 {
            decl::PyObject_GC_UnTrack(ob.cast());
        }
        true
    }
}

/// The second half of a destructor: frees the memory, and gives back a heap type's reference.
///
/// # Safety
/// The contents of `ob`, an instance of `ty`, are gone; it is not used afterwards.
pub unsafe fn end_dealloc(ob: *mut PyObject, ty: *mut PyTypeObject) {
    // SAFETY: a ready type has tp_free; instances of heap types own a reference to their type.
    unsafe {
        ((*ty).tp_free.unwrap_unchecked())(ob.cast());
        if (*ty).tp_flags as u64 & Py_TPFLAGS_HEAPTYPE as u64 != 0 {
            decref(ty.cast());
        }
    }
}
