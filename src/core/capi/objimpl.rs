//! `objimpl.h`: raw allocation of objects and the collector's functions.

use std::ffi::{c_int, c_void};
use std::sync::atomic::Ordering::Relaxed;

use mortise_abi::{PyObject, PyTypeObject, PyVarObject};

use crate::boundary;
use crate::capi::pymem;
use crate::heap::gc::{self, collect, registry};
use crate::heap::{alloc, refcount};
use crate::raise;

fn or_no_memory(ob: *mut PyObject) -> *mut PyObject {
    if ob.is_null() {
        // SAFETY: called by attached threads only.
        unsafe { crate::capi::decl::PyErr_NoMemory() };
    }
    ob
}

/// `PyObject_Init`: fills the header of `op` for `ty`; returns `op`.
///
/// # Safety
/// `op` is null or memory for an object of the live type `ty`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Init(op: *mut PyObject, ty: *mut PyTypeObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if op.is_null() {
            return crate::capi::decl::PyErr_NoMemory();
        }
        alloc::init(op, ty);
    }
    op
}

/// `PyObject_InitVar`: as [`PyObject_Init`] with a size.
///
/// # Safety
/// As [`PyObject_Init`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_InitVar(
    op: *mut PyVarObject,
    ty: *mut PyTypeObject,
    size: isize,
) -> *mut PyVarObject {
    // SAFETY: by contract.
    unsafe {
        if op.is_null() {
            return crate::capi::decl::PyErr_NoMemory().cast();
        }
        (*op).ob_size = size;
        alloc::init(op.cast(), ty);
    }
    op
}

/// `PyObject_New`: a new object without collector header, contents uninitialised.
///
/// # Safety
/// `ty` is a live type without HAVE_GC.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_New(ty: *mut PyTypeObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let ob = alloc::raw(ty, (*ty).tp_basicsize as usize);
        if !ob.is_null() {
            alloc::init(ob, ty);
        }
        or_no_memory(ob)
    }
}

/// `PyObject_NewVar`: as [`_PyObject_New`] for `items` items.
///
/// # Safety
/// As [`_PyObject_New`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_NewVar(ty: *mut PyTypeObject, items: isize) -> *mut PyVarObject {
    // SAFETY: by contract.
    unsafe {
        let ob = alloc::var_size(ty, items).map_or(std::ptr::null_mut(), |size| alloc::raw(ty, size));
        if !ob.is_null() {
            (*ob.cast::<PyVarObject>()).ob_size = items;
            alloc::init(ob, ty);
        }
        or_no_memory(ob).cast()
    }
}

/// `PyObject_GC_New`: a new collected object, not tracked yet, contents uninitialised.
///
/// # Safety
/// `ty` is a live type with HAVE_GC.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GC_New(ty: *mut PyTypeObject) -> *mut PyObject {
    gc::allocated();
    // SAFETY: by contract; the header before it comes with the type's flags.
    unsafe { _PyObject_New(ty) }
}

/// `PyObject_GC_NewVar`: as [`_PyObject_GC_New`] for `items` items.
///
/// # Safety
/// As [`_PyObject_GC_New`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GC_NewVar(ty: *mut PyTypeObject, items: isize) -> *mut PyVarObject {
    if items < 0 {
        // SAFETY: called by attached threads only.
        unsafe { crate::capi::decl::PyErr_BadInternalCall() };
        return std::ptr::null_mut();
    }
    gc::allocated();
    // SAFETY: by contract.
    unsafe { _PyObject_NewVar(ty, items) }
}

/// `PyUnstable_Object_GC_NewWithExtraData`: a zeroed collected object with `extra` bytes behind it.
///
/// # Safety
/// `ty` is a live type with HAVE_GC.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Object_GC_NewWithExtraData(
    ty: *mut PyTypeObject,
    extra: usize,
) -> *mut PyObject {
    gc::allocated();
    // SAFETY: by contract.
    unsafe {
        let size = ((*ty).tp_basicsize as usize).checked_add(extra);
        or_no_memory(size.map_or(std::ptr::null_mut(), |size| alloc::zeroed(ty, size, None)))
    }
}

/// `PyObject_GC_Resize`: changes the number of items; the object must not be tracked. Returns the moved object.
///
/// # Safety
/// `op` is an untracked collected object that only the caller uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GC_Resize(op: *mut PyVarObject, items: isize) -> *mut PyVarObject {
    // SAFETY: by contract.
    unsafe {
        let ty = (*op).ob_base.ob_type;
        let pre = alloc::preheader_size(ty);
        let moved = alloc::var_size(ty, items).map_or(std::ptr::null_mut(), |size| {
            pymem::PyObject_Realloc(op.cast::<u8>().sub(pre).cast(), size + pre)
        });
        if moved.is_null() {
            return crate::capi::decl::PyErr_NoMemory().cast();
        }
        let op: *mut PyVarObject = moved.cast::<u8>().add(pre).cast();
        (*op).ob_size = items;
        op
    }
}

/// `PyObject_GC_Del`: frees a collected object's memory; untracks it first when that was forgotten.
///
/// # Safety
/// `op` is a collected object whose contents are gone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GC_Del(op: *mut c_void) {
    // SAFETY: by contract.
    unsafe {
        let ob: *mut PyObject = op.cast();
        gc::untrack(ob);
        alloc::free(ob);
    }
}

/// `PyObject_GC_Track`: makes the object known to the collector.
///
/// # Safety
/// `op` is a collected object whose contents can be traversed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GC_Track(op: *mut c_void) {
    // SAFETY: by contract.
    unsafe { gc::track(op.cast()) }
}

/// `PyObject_GC_UnTrack`: the collector forgets the object; may be called twice.
///
/// # Safety
/// `op` is a collected object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GC_UnTrack(op: *mut c_void) {
    // SAFETY: by contract.
    unsafe { gc::untrack(op.cast()) }
}

/// `PyObject_GC_IsTracked`
///
/// # Safety
/// `ob` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GC_IsTracked(ob: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { (gc::is_gc(ob) && gc::is_tracked(ob)) as c_int }
}

/// `PyObject_GC_IsFinalized`
///
/// # Safety
/// `ob` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GC_IsFinalized(ob: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { (gc::is_gc(ob) && gc::is_finalized(ob)) as c_int }
}

/// `PyObject_IS_GC`
///
/// # Safety
/// `ob` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_IS_GC(ob: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { gc::is_gc(ob) as c_int }
}

/// `PyObject_CallFinalizer`: runs `tp_finalize`, once in the life of a collected object.
///
/// # Safety
/// `ob` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CallFinalizer(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        if let Some(finalize) = (*(*ob).ob_type).tp_finalize {
            let collected = gc::is_gc(ob);
            if collected && gc::is_finalized(ob) {
                return;
            }
            finalize(ob);
            if collected {
                gc::set_finalized(ob);
            }
        }
    }
}

/// `PyObject_CallFinalizerFromDealloc`: as [`PyObject_CallFinalizer`] for an object without references; -1 when it lives again.
///
/// # Safety
/// Called by `tp_dealloc` before anything is taken apart.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CallFinalizerFromDealloc(ob: *mut PyObject) -> c_int {
    // SAFETY: the object is intact; the temporary reference keeps it so while Python code runs.
    unsafe {
        if (*(*ob).ob_type).tp_finalize.is_none() || (gc::is_gc(ob) && gc::is_finalized(ob)) {
            return 0;
        }
        refcount::resurrect(ob);
        PyObject_CallFinalizer(ob);
        if refcount::end_resurrection(ob) { 0 } else { -1 }
    }
}

/// `PyGC_Collect`: collects everything; the number of unreachable objects found. A set exception is kept.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGC_Collect() -> isize {
    if !registry::ENABLED.load(Relaxed) {
        return 0;
    }
    // SAFETY: by contract.
    unsafe {
        boundary::enter("PyGC_Collect", |py| {
            let pending = crate::state::error::take(py);
            let found = collect::collect(py, 2).collected;
            if let Some(exception) = pending {
                let _ = crate::state::error::set(py, exception);
            }
            Ok(found as isize) as crate::PyResult<isize>
        })
    }
}

/// `PyGC_Enable`: whether it was enabled before.
#[unsafe(no_mangle)]
pub extern "C" fn PyGC_Enable() -> c_int {
    registry::ENABLED.swap(true, Relaxed) as c_int
}
/// `PyGC_Disable`: whether it was enabled before.
#[unsafe(no_mangle)]
pub extern "C" fn PyGC_Disable() -> c_int {
    registry::ENABLED.swap(false, Relaxed) as c_int
}
/// `PyGC_IsEnabled`
#[unsafe(no_mangle)]
pub extern "C" fn PyGC_IsEnabled() -> c_int {
    registry::ENABLED.load(Relaxed) as c_int
}

/// `PyUnstable_GC_VisitObjects`: calls `callback` for each tracked object until it returns 0.
///
/// # Safety
/// The thread is attached; the callback neither allocates nor frees objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_GC_VisitObjects(
    callback: mortise_abi::gcvisitobjects_t,
    arg: *mut c_void,
) {
    let Some(callback) = callback else { return };
    // SAFETY: by contract; nothing is freed while the world is stopped.
    unsafe {
        boundary::enter("PyUnstable_GC_VisitObjects", |py| {
            let _stopped = crate::state::stop_world::stop(py);
            (0..registry::GENERATIONS).flat_map(registry::objects).all(|ob| callback(ob, arg) != 0);
        })
    }
}

/// `PyType_SUPPORTS_WEAKREFS`: whether instances have a list of weak references.
///
/// # Safety
/// `ty` is a live type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_SUPPORTS_WEAKREFS(ty: *mut PyTypeObject) -> c_int {
    // SAFETY: by contract.
    unsafe { ((*ty).tp_weaklistoffset != 0) as c_int }
}

/// `_Py_NewReference`: makes the header of `op` that of a new object.
///
/// # Safety
/// `op` is memory of an object whose type is set.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_NewReference(op: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { refcount::init(op) }
}

/// `_Py_Dealloc`: runs the destructor of an object whose last reference is gone.
///
/// # Safety
/// `op` has no references left.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_Dealloc(op: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { crate::heap::dealloc(op) }
}

/// `PyObject_GetArenaAllocator`: Mortise has no arenas to replace; all functions are NULL.
///
/// # Safety
/// `allocator` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetArenaAllocator(allocator: *mut mortise_abi::PyObjectArenaAllocator) {
    // SAFETY: by contract.
    unsafe { allocator.cast::<u8>().write_bytes(0, size_of::<mortise_abi::PyObjectArenaAllocator>()) }
}

/// `PyObject_SetArenaAllocator`: Mortise has no arenas, so there is nothing to replace.
///
/// # Safety
/// None beyond a valid pointer.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_SetArenaAllocator(_allocator: *mut mortise_abi::PyObjectArenaAllocator) {}

/// Raises MemoryError: for Rust callers of the functions above.
pub fn no_memory(py: crate::Attached<'_>) -> crate::Raised {
    raise!(py, MemoryError, "")
}
