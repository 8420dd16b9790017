//! The memory of tuples: allocation, free lists, items. The only file of the folder that touches the struct.

use std::ffi::{c_int, c_void};

use mortise_abi::{PyObject, PyTypeObject, PyVarObject, visitproc};

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::freelist::FreeList;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::{decref, incref};
use crate::heap::{refcount, trashcan};
use crate::objects::Tuple;

/// Tuples of up to this many items have free lists.
const MAX_FREE_LEN: usize = 20;
/// How many of each length are kept.
const MAX_FREE: u32 = 512;

thread_local! {
    static FREE: [FreeList; MAX_FREE_LEN] = const { [FreeList::EMPTY; MAX_FREE_LEN] };
}

/// `()`, with room in front of it for what the collector keeps before tracked objects.
#[repr(C, align(16))]
struct Empty {
    _collector: [usize; 2],
    object: PyVarObject,
}

static mut EMPTY: Empty =
    Empty { _collector: [0; 2], object: PyVarObject::immortal(&raw mut super::PyTuple_Type, 0) };

/// `()`
#[inline(always)]
pub fn empty(py: Attached<'_>) -> Ref<'_, Tuple> {
    // SAFETY: static and immortal; a tuple without items has no item array.
    unsafe { Ref::from_owned(py, (&raw mut EMPTY.object).cast()) }
}

/// The address of the first item.
///
/// # Safety
/// `tuple` points to a live tuple.
#[inline(always)]
pub unsafe fn items(tuple: *mut Tuple) -> *mut *mut PyObject {
    // SAFETY: by contract.
    unsafe { (&raw mut (*tuple).ob_item).cast() }
}

/// A new tuple of `n` NULL items, which the collector does not know yet (except the empty one, which is shared).
pub fn new_null(py: Attached<'_>, n: usize) -> PyResult<Ref<'_, Tuple>> {
    if n == 0 {
        return Ok(empty(py));
    }
    if n > isize::MAX as usize / 8 - 16 {
        return Err(crate::objects::protocol::no_memory(py));
    }
    // SAFETY: memory of the free list is that of an exact tuple of this length; fresh memory is of that length too. Its
    // items are written before anybody reads them.
    unsafe {
        let tuple: *mut Tuple = match (n <= MAX_FREE_LEN).then(|| FREE.with(|f| f[n - 1].pop())).flatten() {
            Some(ob) => {
                (*ob.cast::<PyVarObject>()).ob_size = n as isize;
                ob.cast()
            }
            None => decl::_PyObject_GC_NewVar(&raw mut super::PyTuple_Type, n as isize).cast(),
        };
        let tuple = Ref::from_owned_or_raised(py, tuple)?;
        items(tuple.as_ptr()).write_bytes(0, n);
        Ok(tuple)
    }
}

/// Shows a finished tuple to the collector.
///
/// # Safety
/// `tuple` is not empty, not tracked, and its items are set or NULL.
#[inline(always)]
pub unsafe fn track(tuple: &Ref<'_, Tuple>) {
    // SAFETY: by contract.
    unsafe { decl::PyObject_GC_Track(tuple.as_ptr().cast()) }
}

/// A new tuple with its own references to the `n` objects at `src`.
///
/// # Safety
/// `src` points to `n` live objects, which stay alive during the call.
#[inline]
pub unsafe fn copy_of(py: Attached<'_>, src: *const *mut PyObject, n: usize) -> PyResult<Ref<'_, Tuple>> {
    let tuple = new_null(py, n)?;
    if n > 0 {
        // SAFETY: both arrays have n items; the new one is not shared yet.
        unsafe {
            let dst = items(tuple.as_ptr());
            for i in 0..n {
                let item = *src.add(i);
                incref(item);
                *dst.add(i) = item;
            }
            track(&tuple);
        }
    }
    Ok(tuple)
}

/// A new tuple that takes over the `n` references at `src` (also when it fails).
///
/// # Safety
/// `src` points to `n` references that the caller owns and gives up.
#[inline]
pub unsafe fn adopting(py: Attached<'_>, src: *const *mut PyObject, n: usize) -> PyResult<Ref<'_, Tuple>> {
    // SAFETY: both arrays have n items; the new one is not shared yet.
    unsafe {
        match new_null(py, n) {
            Ok(tuple) => {
                if n > 0 {
                    items(tuple.as_ptr()).copy_from_nonoverlapping(src, n);
                    track(&tuple);
                }
                Ok(tuple)
            }
            Err(raised) => {
                for i in 0..n {
                    decref(*src.add(i));
                }
                Err(raised)
            }
        }
    }
}

/// A new instance of `cls`, a subclass, with the items of `from`.
pub fn subclass_copy<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, PyTypeObject>,
    from: &Ref<'py, Tuple>,
) -> PyResult<Ref<'py, Tuple>> {
    // SAFETY: tp_alloc gives a zeroed tuple with room for that many items; nobody sees it before they are set.
    unsafe {
        let n = from.len();
        let alloc = (*cls.as_ptr()).tp_alloc.unwrap_unchecked();
        let new: Ref<'py, Tuple> = Ref::from_owned_or_raised(py, alloc(cls.as_ptr(), n as isize).cast())?;
        let (src, dst) = (items(from.as_ptr()), items(new.as_ptr()));
        for i in 0..n {
            incref(*src.add(i));
            *dst.add(i) = *src.add(i);
        }
        Ok(new)
    }
}

/// Whether `tuple` may be changed by its only owner.
pub fn is_unique(tuple: &Ref<'_, Tuple>) -> bool {
    // SAFETY: a live tuple.
    unsafe { refcount::is_unique(tuple.as_object_ptr()) }
}

/// Puts `value` in place `i` and returns what was there.
///
/// # Safety
/// `i` is in bounds and nobody else uses the tuple.
#[inline(always)]
pub unsafe fn replace(tuple: *mut Tuple, i: usize, value: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { std::mem::replace(&mut *items(tuple).add(i), value) }
}

/// `tp_dealloc`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone: items are given back once and the memory is freed or kept.
    unsafe {
        if ob == (&raw mut EMPTY.object).cast() {
            refcount::make_immortal(ob);
            return;
        }
        decl::PyObject_GC_UnTrack(ob.cast());
        trashcan::guarded(ob, dealloc, || {
            let tuple: *mut Tuple = ob.cast();
            let n = (*tuple).ob_base.ob_size as usize;
            for i in (0..n).rev() {
                let item = *items(tuple).add(i);
                if !item.is_null() {
                    decref(item);
                }
            }
            let ty = (*ob).ob_type;
            if ty == &raw mut super::PyTuple_Type
                && (1..=MAX_FREE_LEN).contains(&n)
                && FREE.with(|f| f[n - 1].push(ob, MAX_FREE))
            {
                return;
            }
            (*ty).tp_free.unwrap_unchecked()(ob.cast());
        });
    }
}

/// `tp_traverse`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector gives a visitor; the items do not change meanwhile.
    unsafe {
        let visit = visit.unwrap_unchecked();
        let tuple: *mut Tuple = ob.cast();
        for i in (0..(*tuple).ob_base.ob_size as usize).rev() {
            let item = *items(tuple).add(i);
            if !item.is_null() {
                match visit(item, arg) {
                    0 => {}
                    stop => return stop,
                }
            }
        }
        0
    }
}

/// Gives back the memory that this thread keeps.
pub fn clear_free_lists() {
    FREE.with(|f| f.iter().for_each(|list| list.drain(decl::PyObject_GC_Del)));
}
