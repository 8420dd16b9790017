//! Object memory: what lies before the object, and the raw allocation of every kind of object.
//!
//! ```text
//! [weak reference list][managed dict]   when the type has MANAGED_DICT or MANAGED_WEAKREF
//! [gc next][gc prev]                    when the type has HAVE_GC
//! object …
//! ```
//! Both flavours use this layout; nothing of it is in the public headers.

use mortise_abi::{
    Py_TPFLAGS_HAVE_GC, Py_TPFLAGS_HEAPTYPE, Py_TPFLAGS_MANAGED_DICT, Py_TPFLAGS_MANAGED_WEAKREF, PyObject,
    PyTypeObject, PyVarObject,
};

use super::{gc, refcount};
use crate::capi::pymem;

/// Bytes before an object of the type.
///
/// # Safety
/// `ty` points to a type whose flags are final.
#[inline(always)]
pub unsafe fn preheader_size(ty: *mut PyTypeObject) -> usize {
    // SAFETY: by contract.
    let flags = unsafe { (*ty).tp_flags };
    let gc = if flags & Py_TPFLAGS_HAVE_GC != 0 { 16 } else { 0 };
    let managed = if flags & (Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF) != 0 { 16 } else { 0 };
    gc + managed
}

/// Bytes of an instance with `items` items, rounded up to a pointer's size.
///
/// # Safety
/// `ty` points to a live type.
#[inline(always)]
pub unsafe fn var_size(ty: *mut PyTypeObject, items: isize) -> Option<usize> {
    // SAFETY: by contract.
    let (basic, item) = unsafe { ((*ty).tp_basicsize as usize, (*ty).tp_itemsize as usize) };
    let size = basic.checked_add(item.checked_mul(usize::try_from(items).ok()?)?)?;
    size.checked_next_multiple_of(8)
}

/// Uninitialised memory for an object of `size` bytes with everything that lies before it (zeroed, untracked), or null.
/// The object header is not initialised.
///
/// # Safety
/// `ty` points to a live type.
#[inline]
pub unsafe fn raw(ty: *mut PyTypeObject, size: usize) -> *mut PyObject {
    // SAFETY: the block is as large as both parts, and the words before the object are written before use.
    unsafe {
        let pre = preheader_size(ty);
        let Some(total) = size.checked_add(pre) else { return std::ptr::null_mut() };
        let block: *mut u8 = pymem::object_malloc(total).cast();
        if block.is_null() {
            return std::ptr::null_mut();
        }
        let mut words: *mut usize = block.cast();
        for _ in 0..pre / 8 {
            words.write(0);
            words = words.add(1);
        }
        words.cast()
    }
}

/// Frees memory that [`raw`] gave.
///
/// # Safety
/// `ob`'s contents are gone and its type is still live; a collected object is untracked.
#[inline]
pub unsafe fn free(ob: *mut PyObject) {
    // SAFETY: the block starts with what lies before the object.
    unsafe {
        let pre = preheader_size((*ob).ob_type);
        pymem::object_free(ob.cast::<u8>().sub(pre).cast());
    }
}

/// Fills the header of a new object; instances of heap types own a reference to their type.
///
/// # Safety
/// `ob` points to memory for an object of the live type `ty`.
#[inline(always)]
pub unsafe fn init(ob: *mut PyObject, ty: *mut PyTypeObject) {
    // SAFETY: by contract.
    unsafe {
        (*ob).ob_type = ty;
        refcount::init(ob);
        if (*ty).tp_flags & Py_TPFLAGS_HEAPTYPE != 0 {
            refcount::incref(ty.cast());
        }
    }
}

/// A new object of `size` bytes with its header filled and the rest zeroed; not tracked. Null without memory.
///
/// # Safety
/// `ty` points to a live type, `size` covers at least the header (with `ob_size` for `items != None`).
pub unsafe fn zeroed(ty: *mut PyTypeObject, size: usize, items: Option<isize>) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let ob = raw(ty, size);
        if !ob.is_null() {
            ob.cast::<u8>().write_bytes(0, size);
            init(ob, ty);
            if let Some(items) = items {
                (*ob.cast::<PyVarObject>()).ob_size = items;
            }
        }
        ob
    }
}

/// `PyType_GenericAlloc`: a zeroed instance, tracked when its type is collected. Null without memory.
///
/// # Safety
/// `ty` points to a ready type.
pub unsafe fn generic(ty: *mut PyTypeObject, items: isize) -> *mut PyObject {
    // SAFETY: by contract; one item more than asked, since some variable-size types keep a sentinel.
    unsafe {
        let Some(size) = var_size(ty, items.saturating_add(1)) else { return std::ptr::null_mut() };
        let ob = zeroed(ty, size, ((*ty).tp_itemsize != 0).then_some(items));
        if !ob.is_null() && (*ty).tp_flags & Py_TPFLAGS_HAVE_GC != 0 {
            gc::allocated();
            gc::track(ob);
        }
        ob
    }
}
