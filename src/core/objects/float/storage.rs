//! The memory of floats, with a list of free blocks for each thread.

use std::cell::Cell;

use mortise_abi::*;

use super::PyFloat_Type;
use crate::err::PyResult;
use crate::heap::alloc;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Float, Type};

/// How many blocks a thread keeps.
const KEEP: usize = 100;

/// Free blocks, each pointing to the next through its `ob_type`.
#[derive(Clone, Copy)]
struct FreeList {
    first: *mut PyFloatObject,
    count: usize,
}

thread_local! {
    static FREE: Cell<FreeList> = const { Cell::new(FreeList { first: std::ptr::null_mut(), count: 0 }) };
}

/// A float.
#[inline(always)]
pub fn new(py: Attached<'_>, value: f64) -> PyResult<Ref<'_, Float>> {
    let list = FREE.get();
    // SAFETY: a block of the list or a new one is ours; its header is filled before anybody sees it.
    unsafe {
        let float = if list.first.is_null() {
            let float: *mut PyFloatObject =
                alloc::raw(&raw mut PyFloat_Type, size_of::<PyFloatObject>()).cast();
            if float.is_null() {
                return Err(crate::objects::exceptions::memory_error::raise(py));
            }
            float
        } else {
            FREE.set(FreeList { first: (*list.first).ob_base.ob_type.cast(), count: list.count - 1 });
            list.first
        };
        alloc::init(float.cast(), &raw mut PyFloat_Type);
        (*float).ob_fval = value;
        Ok(Ref::from_owned(py, float))
    }
}

/// `tp_dealloc` of floats.
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; the block of an exact float goes to the list, with the next one in its type field.
    unsafe {
        if (*ob).ob_type == &raw mut PyFloat_Type {
            let list = FREE.get();
            if list.count < KEEP && crate::heap::allocators::recycles() {
                (*ob).ob_type = list.first.cast();
                FREE.set(FreeList { first: ob.cast(), count: list.count + 1 });
            } else {
                alloc::free(ob);
            }
        } else {
            crate::objects::type_::end_dealloc(ob, (*ob).ob_type);
        }
    }
}

/// Frees this thread's list: called when the thread ends.
pub fn clear_free_list() {
    let mut list = FREE.replace(FreeList { first: std::ptr::null_mut(), count: 0 });
    while !list.first.is_null() {
        // SAFETY: blocks of the list belong to it; the type is put back for the allocator.
        unsafe {
            let next = (*list.first).ob_base.ob_type.cast();
            (*list.first).ob_base.ob_type = &raw mut PyFloat_Type;
            alloc::free(list.first.cast());
            list.first = next;
        }
    }
}

/// A float of a subclass.
pub fn in_subclass<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    value: f64,
) -> PyResult<Ref<'py, Float>> {
    let float = crate::objects::type_::alloc(py, cls)?;
    // SAFETY: cls derives from float, so that instances start with its struct.
    unsafe {
        (*float.as_ptr().cast::<PyFloatObject>()).ob_fval = value;
        Ok(float.into_cast_unchecked())
    }
}

impl Ref<'_, Float> {
    /// The value.
    #[inline(always)]
    pub fn value(&self) -> f64 {
        // SAFETY: a live float.
        unsafe { (*self.as_ptr()).ob_fval }
    }
}
