//! Memory of instances: allocation, and the destructor and traversal of classes written in Python.
//!
//! ```text
//! default and t:   | weak references | dict | GC, 2 words | object header | fields ... |
//!                    ^ only with Py_TPFLAGS_MANAGED_*       ^ the object's address
//! ```

use std::ffi::{c_int, c_void};
use std::mem::size_of;
use std::sync::atomic::{AtomicPtr, Ordering};

use mortise_abi::*;

use super::storage;
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::decref;

const WORD: isize = size_of::<*mut PyObject>() as isize;

/// Where a managed list of weak references is, from the object's address.
pub const MANAGED_WEAKLIST_OFFSET: isize = -4 * WORD;
/// Where a managed dict is, from the object's address.
pub const MANAGED_DICT_OFFSET: isize = -3 * WORD;

/// The place of the dict of an instance; NULL when its type gives it none.
///
/// # Safety
/// `ob` points to a live object.
#[inline]
pub unsafe fn dict_place(ob: *mut PyObject) -> *mut *mut PyObject {
    // SAFETY: the type says where the dict is, inside the object's memory.
    unsafe {
        let ty = (*ob).ob_type;
        if storage::has(ty, Py_TPFLAGS_MANAGED_DICT) {
            return ob.byte_offset(MANAGED_DICT_OFFSET).cast();
        }
        let mut offset = (*ty).tp_dictoffset;
        if offset == 0 {
            return std::ptr::null_mut();
        }
        if offset < 0 {
            // From the end of a variable-size object; an int's size is its number of digits.
            let count = item_count(ob);
            let size = (*ty).tp_basicsize + count * (*ty).tp_itemsize;
            offset += (size + WORD - 1) & !(WORD - 1);
        }
        ob.byte_offset(offset).cast()
    }
}

/// # Safety
/// `ob` points to a live variable-size object.
unsafe fn item_count(ob: *mut PyObject) -> isize {
    // SAFETY: a variable-size object starts with a PyVarObject; an int keeps its digit count in the tag.
    unsafe {
        if storage::has((*ob).ob_type, Py_TPFLAGS_LONG_SUBCLASS) {
            ((*ob.cast::<PyLongObject>()).long_value.lv_tag >> 3) as isize
        } else {
            (*ob.cast::<PyVarObject>()).ob_size.abs()
        }
    }
}

/// The dict of an instance, if it has one now.
///
/// # Safety
/// `ob` points to a live object.
#[inline]
pub unsafe fn dict_of<'py>(py: Attached<'py>, ob: *mut PyObject) -> Option<Ref<'py>> {
    // SAFETY: the place is aligned; an instance's dict is replaced while no other thread runs.
    unsafe {
        let place = dict_place(ob);
        if place.is_null() {
            return None;
        }
        let dict = AtomicPtr::from_ptr(place).load(Ordering::Acquire);
        Borrowed::from_ptr_or_null(py, dict).map(Borrowed::to_owned)
    }
}

/// The dict at `place`, made if it is not there yet.
///
/// # Safety
/// `place` is the place of a live object's dict.
pub unsafe fn dict_at<'py>(py: Attached<'py>, place: *mut *mut PyObject) -> crate::PyResult<Ref<'py>> {
    // SAFETY: the place is aligned and lives as long as its object.
    unsafe {
        let place = AtomicPtr::from_ptr(place);
        let dict = place.load(Ordering::Acquire);
        if let Some(dict) = Borrowed::from_ptr_or_null(py, dict) {
            return Ok(dict.to_owned());
        }
        let new = py.dict()?.into_any();
        let raw = new.clone().into_ptr();
        match place.compare_exchange(std::ptr::null_mut(), raw, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => Ok(new),
            Err(theirs) => {
                decref(raw);
                Ok(Borrowed::from_ptr(py, theirs).to_owned())
            }
        }
    }
}

/// `PyType_GenericAlloc`: zeroed memory for an instance with `count` items, tracked by the collector.
///
/// # Safety
/// `ty` points to a ready type.
#[inline]
pub unsafe fn generic_alloc(ty: *mut PyTypeObject, count: isize) -> *mut PyObject {
    // SAFETY: the allocator gives memory for the header and that many items, with the header set; the rest is cleared here. One item
    // more is allocated, as C code expects of this function (a sentinel).
    unsafe {
        let ob = generic_alloc_untracked(ty, count);
        if !ob.is_null() && storage::has(ty, Py_TPFLAGS_HAVE_GC) {
            decl::PyObject_GC_Track(ob.cast());
        }
        ob
    }
}

/// As [`generic_alloc`], unknown to the collector as yet.
///
/// # Safety
/// `ty` points to a ready type.
#[inline]
pub unsafe fn generic_alloc_untracked(ty: *mut PyTypeObject, count: isize) -> *mut PyObject {
    // SAFETY: as in `generic_alloc`.
    unsafe {
        let gc = storage::has(ty, Py_TPFLAGS_HAVE_GC);
        let var = (*ty).tp_itemsize != 0;
        let ob: *mut PyObject = match (gc, var) {
            (true, true) => decl::_PyObject_GC_NewVar(ty, count + 1).cast(),
            (true, false) => decl::_PyObject_GC_New(ty),
            (false, true) => decl::_PyObject_NewVar(ty, count + 1).cast(),
            (false, false) => decl::_PyObject_New(ty),
        };
        if ob.is_null() {
            return ob;
        }
        let mut header = size_of::<PyObject>();
        let mut size = (*ty).tp_basicsize as usize;
        if var {
            size += (count as usize + 1) * (*ty).tp_itemsize as usize;
            if !storage::has(ty, Py_TPFLAGS_LONG_SUBCLASS) {
                (*ob.cast::<PyVarObject>()).ob_size = count;
                header = size_of::<PyVarObject>();
            }
        }
        if size > header {
            ob.cast::<u8>().add(header).write_bytes(0, size - header);
        }
        ob
    }
}

/// The nearest base whose destructor is not this module's: the one that knows the fields written in C.
unsafe fn native_base(mut ty: *mut PyTypeObject) -> *mut PyTypeObject {
    // SAFETY: the chain of bases ends with `object`, whose destructor is another.
    unsafe {
        while (*ty).tp_dealloc.is_some_and(|f| f as usize == subtype_dealloc as *const () as usize) {
            ty = (*ty).tp_base;
        }
        ty
    }
}

/// Runs `visit` over the fields that `__slots__` added, from `ty` up to (not including) `end`.
unsafe fn each_slot(
    ob: *mut PyObject,
    ty: *mut PyTypeObject,
    end: *mut PyTypeObject,
    mut act: impl FnMut(*mut *mut PyObject) -> c_int,
) -> c_int {
    // SAFETY: heap types made from Python keep their members behind the type; offsets lie inside the instance.
    unsafe {
        let mut class = ty;
        while class != end && !class.is_null() {
            let mut member = (*class).tp_members;
            if storage::has(class, Py_TPFLAGS_HEAPTYPE)
                && !(*class.cast::<PyHeapTypeObject>()).ht_slots.is_null()
            {
                while !member.is_null() && !(*member).name.is_null() {
                    if (*member).r#type == Py_T_OBJECT_EX {
                        let stop = act(ob.byte_offset((*member).offset).cast());
                        if stop != 0 {
                            return stop;
                        }
                    }
                    member = member.add(1);
                }
            }
            class = (*class).tp_base;
        }
        0
    }
}

/// `tp_traverse` of classes written in Python.
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn subtype_traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract: a live object, a visitor.
    unsafe {
        let visitor = visit.unwrap_unchecked();
        let ty = (*ob).ob_type;
        let mut base = ty;
        while (*base).tp_traverse.is_some_and(|f| f as usize == subtype_traverse as *const () as usize) {
            base = (*base).tp_base;
        }
        let stop = each_slot(ob, ty, base, |place| if (*place).is_null() { 0 } else { visitor(*place, arg) });
        if stop != 0 {
            return stop;
        }
        if (*ty).tp_dictoffset != (*base).tp_dictoffset
            || (storage::has(ty, Py_TPFLAGS_MANAGED_DICT) && !storage::has(base, Py_TPFLAGS_MANAGED_DICT))
        {
            let place = dict_place(ob);
            if !place.is_null() && !(*place).is_null() {
                let stop = visitor(*place, arg);
                if stop != 0 {
                    return stop;
                }
            }
        } else if storage::has(ty, Py_TPFLAGS_MANAGED_DICT) && base_ignores_managed_dict(base) {
            let stop = visit_managed_dict(ob, visit, arg);
            if stop != 0 {
                return stop;
            }
        }
        // A base that is a heap type visits the type itself.
        if storage::has(ty, Py_TPFLAGS_HEAPTYPE)
            && ((*base).tp_traverse.is_none() || !storage::has(base, Py_TPFLAGS_HEAPTYPE))
        {
            let stop = visitor(ty.cast(), arg);
            if stop != 0 {
                return stop;
            }
        }
        match (*base).tp_traverse {
            Some(traverse) => traverse(ob, visit, arg),
            None => 0,
        }
    }
}

/// A base with a managed dict that has no traversal of its own.
unsafe fn base_ignores_managed_dict(base: *mut PyTypeObject) -> bool {
    // SAFETY: a live type.
    unsafe { (*base).tp_traverse.is_none() }
}

/// `PyObject_VisitManagedDict`
///
/// # Safety
/// A live object and a visitor.
pub unsafe fn visit_managed_dict(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if !storage::has((*ob).ob_type, Py_TPFLAGS_MANAGED_DICT) {
            return 0;
        }
        let dict = *ob.byte_offset(MANAGED_DICT_OFFSET).cast::<*mut PyObject>();
        if dict.is_null() { 0 } else { (visit.unwrap_unchecked())(dict, arg) }
    }
}

/// `PyObject_ClearManagedDict`
///
/// # Safety
/// A live object.
pub unsafe fn clear_managed_dict(ob: *mut PyObject) {
    // SAFETY: the field is taken before its reference is given back.
    unsafe {
        if storage::has((*ob).ob_type, Py_TPFLAGS_MANAGED_DICT) {
            take(ob.byte_offset(MANAGED_DICT_OFFSET).cast());
        }
    }
}

/// Empties a field and gives its reference back.
unsafe fn take(place: *mut *mut PyObject) {
    // SAFETY: the place of an owned reference or NULL.
    unsafe {
        let old = AtomicPtr::from_ptr(place).swap(std::ptr::null_mut(), Ordering::AcqRel);
        if !old.is_null() {
            decref(old);
        }
    }
}

/// `tp_clear` of classes written in Python.
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn subtype_clear(ob: *mut PyObject) -> c_int {
    // SAFETY: a live object.
    unsafe {
        let ty = (*ob).ob_type;
        let mut base = ty;
        while (*base).tp_clear.is_some_and(|f| f as usize == subtype_clear as *const () as usize) {
            base = (*base).tp_base;
        }
        each_slot(ob, ty, base, |place| {
            take(place);
            0
        });
        if storage::has(ty, Py_TPFLAGS_MANAGED_DICT) {
            clear_managed_dict(ob);
        } else if (*ty).tp_dictoffset != (*base).tp_dictoffset {
            let place = dict_place(ob);
            if !place.is_null() {
                take(place);
            }
        }
        match (*base).tp_clear {
            Some(clear) => clear(ob),
            None => 0,
        }
    }
}

/// `tp_dealloc` of classes written in Python.
///
/// # Safety
/// Slot function: the last reference is gone.
pub unsafe extern "C" fn subtype_dealloc(ob: *mut PyObject) {
    // SAFETY: the object is intact until the base's destructor; each part is given back once.
    unsafe {
        let ty = (*ob).ob_type;
        let gc = storage::has(ty, Py_TPFLAGS_HAVE_GC);
        let base = native_base(ty);
        if (*ty).tp_finalize.is_some() {
            if gc {
                // The collector must know the object while its finaliser runs.
                if decl::PyObject_GC_IsTracked(ob) == 0 {
                    decl::PyObject_GC_Track(ob.cast());
                }
            }
            if decl::PyObject_CallFinalizerFromDealloc(ob) < 0 {
                return;
            }
        }
        if gc {
            decl::PyObject_GC_UnTrack(ob.cast());
        }
        if let Some(del) = (*ty).tp_del {
            del(ob);
            if crate::heap::refcount::refcount(ob) > 0 {
                return;
            }
        }
        if gc {
            // Chains of instances may be long.
            crate::heap::trashcan::guarded(ob, subtype_dealloc, || destroy(ob, ty, base));
        } else {
            destroy(ob, ty, base);
        }
    }
}

/// The last part of the destructor of classes written in Python: gives back what the instance owns, and its memory.
///
/// # Safety
/// The instance is untracked, finalised and otherwise intact; `base` is the nearest base with another destructor.
unsafe fn destroy(ob: *mut PyObject, ty: *mut PyTypeObject, base: *mut PyTypeObject) {
    // SAFETY: each part is given back once.
    unsafe {
        if (*ty).tp_weaklistoffset != 0 && (*base).tp_weaklistoffset == 0 {
            decl::PyObject_ClearWeakRefs(ob);
        }
        each_slot(ob, ty, base, |place| {
            take(place);
            0
        });
        if storage::has(ty, Py_TPFLAGS_MANAGED_DICT) {
            clear_managed_dict(ob);
        } else if (*ty).tp_dictoffset != 0 && (*base).tp_dictoffset == 0 {
            let place = dict_place(ob);
            if !place.is_null() {
                take(place);
            }
        }
        // Destructors of collected types expect a tracked object.
        if storage::has(base, Py_TPFLAGS_HAVE_GC) && base != &raw mut decl::PyBaseObject_Type {
            decl::PyObject_GC_Track(ob.cast());
        }
        // The destructor of a base that is itself a heap type gives the reference to the type back.
        let ours = storage::has(ty, Py_TPFLAGS_HEAPTYPE) && !storage::has(base, Py_TPFLAGS_HEAPTYPE);
        ((*base).tp_dealloc.unwrap_unchecked())(ob);
        if ours {
            decref(ty.cast());
        }
    }
}
