//! Keeping the slots of classes in step with their special methods.

use std::ffi::c_void;

use mortise_abi::*;

use super::{slot_table, storage};
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Str, Type};

const NULL: *mut c_void = std::ptr::null_mut();

/// The only slot of `ty` that is set among those with the name of `row`; NULL when there are several or none.
unsafe fn single_slot(ty: *mut PyTypeObject, name: *mut PyObject) -> *mut *mut c_void {
    let mut single: *mut *mut c_void = std::ptr::null_mut();
    for i in 0..slot_table::ROWS {
        let row = slot_table::at(i);
        // SAFETY: rows of the table, a live type.
        unsafe {
            if (*row).name_strobj != name {
                continue;
            }
            let place = slot_table::place(ty, (*row).offset);
            if place.is_null() || (*place).is_null() {
                continue;
            }
            if !single.is_null() && single != place {
                return std::ptr::null_mut();
            }
            single = place;
        }
    }
    single
}

/// Sets the slot that rows `first..` of the table share; the index after its last row.
unsafe fn update_slot(py: Attached<'_>, ty: *mut PyTypeObject, first: usize) -> usize {
    // SAFETY: rows of the table; a live type under the type lock.
    unsafe {
        let offset = (*slot_table::at(first)).offset;
        let mut next = first;
        while next < slot_table::ROWS && (*slot_table::at(next)).offset == offset {
            next += 1;
        }
        let place = slot_table::place(ty, offset);
        if place.is_null() {
            return next;
        }
        let cls: Borrowed<'_, '_, Type> = Borrowed::from_ptr(py, ty);
        let (mut specific, mut generic, mut use_generic) = (NULL, NULL, false);
        for i in first..next {
            let row = slot_table::at(i);
            let Some(descriptor) = cls.lookup(&slot_table::name_of(py, row)) else {
                if place.cast() == (&raw mut (*ty).tp_iternext) {
                    specific =
                        crate::capi::object_cpython::_PyObject_NextNotImplemented as *const () as *mut c_void;
                }
                continue;
            };
            if descriptor.type_ptr() == &raw mut decl::PyWrapperDescr_Type
                && (*(*descriptor.as_ptr().cast::<PyWrapperDescrObject>()).d_base).name_strobj
                    == (*row).name_strobj
            {
                let wrapper = descriptor.as_ptr().cast::<PyWrapperDescrObject>();
                let single = single_slot(ty, (*row).name_strobj);
                if single.is_null() || single == place {
                    generic = (*row).function;
                }
                let same_wrapper =
                    (*(*wrapper).d_base).wrapper.map(|f| f as usize) == (*row).wrapper.map(|f| f as usize);
                if (specific.is_null() || specific == (*wrapper).d_wrapped)
                    && same_wrapper
                    && super::is_subtype(ty, (*wrapper).d_common.d_type)
                {
                    specific = (*wrapper).d_wrapped;
                } else {
                    use_generic = true;
                }
            } else if descriptor.type_ptr() == &raw mut decl::PyCFunction_Type
                && super::new_wrapper::is_new_wrapper(descriptor.as_ptr())
                && place.cast() == (&raw mut (*ty).tp_new)
            {
                // The inherited tp_new is the very one that the function wraps.
                specific = (*ty).tp_new.map_or(NULL, |f| f as *mut c_void);
            } else if descriptor.is_none() && place.cast() == (&raw mut (*ty).tp_hash) {
                specific = decl::PyObject_HashNotImplemented as *mut c_void;
            } else {
                use_generic = true;
                generic = (*row).function;
            }
        }
        *place = if !specific.is_null() && !use_generic { specific } else { generic };
        if place.cast() == (&raw mut (*ty).tp_call)
            && (*ty)
                .tp_call
                .is_some_and(|f| f as usize == super::slot_functions::slot_tp_call as *const () as usize)
        {
            // The vectorcall function of a base knows nothing of this `__call__`.
            storage::clear_flags(ty, Py_TPFLAGS_HAVE_VECTORCALL);
        }
        next
    }
}

/// Sets all slots of a new class.
///
/// # Safety
/// `ty` points to a heap type.
pub unsafe fn fixup_all(py: Attached<'_>, ty: *mut PyTypeObject) {
    let mut i = 0;
    while i < slot_table::ROWS {
        // SAFETY: by contract.
        i = unsafe { update_slot(py, ty, i) };
    }
}

/// Sets the slots of a class and of all its subclasses after `name` was set or deleted in its dict.
///
/// # Safety
/// `ty` points to a heap type.
pub unsafe fn after_assignment<'py>(py: Attached<'py>, ty: *mut PyTypeObject, name: &Ref<'py, Str>) {
    let mut starts: Vec<usize> = Vec::new();
    for i in 0..slot_table::ROWS {
        // SAFETY: rows of the table.
        let (this, offset) = unsafe { ((*slot_table::at(i)).name_strobj, (*slot_table::at(i)).offset) };
        if this != name.as_object_ptr() {
            continue;
        }
        let mut start = i;
        // SAFETY: rows of the table.
        while start > 0 && unsafe { (*slot_table::at(start - 1)).offset } == offset {
            start -= 1;
        }
        if !starts.contains(&start) {
            starts.push(start);
        }
    }
    if starts.is_empty() {
        return;
    }
    // SAFETY: by contract.
    unsafe { recurse(py, ty, name, &starts, true) };
}

unsafe fn recurse<'py>(
    py: Attached<'py>,
    ty: *mut PyTypeObject,
    name: &Ref<'py, Str>,
    starts: &[usize],
    first: bool,
) {
    // SAFETY: live types; subclasses take themselves off the list before they are freed.
    unsafe {
        if !first {
            let cls: Borrowed<'_, '_, Type> = Borrowed::from_ptr(py, ty);
            // A subclass with its own method is not concerned.
            if cls.dict().is_some_and(|d| matches!(d.get(name), Ok(Some(_)))) {
                return;
            }
        }
        if storage::has(ty, Py_TPFLAGS_HEAPTYPE) {
            for &start in starts {
                update_slot(py, ty, start);
            }
        }
        for sub in storage::subclasses(ty).clone() {
            recurse(py, sub, name, starts, false);
        }
    }
}

/// Sets all slots of a class and its subclasses after its bases changed.
///
/// # Safety
/// `ty` points to a heap type.
pub unsafe fn after_new_bases(py: Attached<'_>, ty: *mut PyTypeObject) {
    // SAFETY: as in `recurse`.
    unsafe {
        if storage::has(ty, Py_TPFLAGS_HEAPTYPE) {
            fixup_all(py, ty);
        }
        for sub in storage::subclasses(ty).clone() {
            after_new_bases(py, sub);
        }
    }
}
