//! Memory: the attachment token, handles, reference counts, allocation, the collector.

pub mod alloc;
pub mod allocators;
pub mod attached;
pub mod debug_hooks;
pub mod freelist;
pub mod gc;
pub mod handles;
pub mod locked;
pub mod native;
pub mod ref_tracer;
pub mod trashcan;

#[cfg(Py_GIL_DISABLED)]
#[path = "refcount_ft.rs"]
pub mod refcount;
#[cfg(not(Py_GIL_DISABLED))]
#[path = "refcount_gil.rs"]
pub mod refcount;

use mortise_abi::PyObject;

/// Calls the object's destructor: its count has become zero.
///
/// # Safety
/// `ob` has no references left and the thread is attached.
#[inline]
pub unsafe fn dealloc(ob: *mut PyObject) {
    // SAFETY: every ready type has a destructor, which takes the object over.
    unsafe {
        ref_tracer::destroyed(ob);
        let ty = (*ob).ob_type;
        ((*ty).tp_dealloc.unwrap_unchecked())(ob)
    }
}
