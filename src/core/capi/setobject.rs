//! `setobject.h`: sets and frozensets.

use std::ffi::c_int;

use mortise_abi::PyObject;

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount;
use crate::objects::protocol::bad_internal_call;
use crate::objects::set::{self, AnySet};
use crate::objects::{FrozenSet, Set};
use crate::raise;

/// The argument as a set or frozenset, or SystemError.
///
/// # Safety
/// `op` is NULL or points to a live object.
#[inline(always)]
unsafe fn any<'a, 'py>(py: Attached<'py>, op: *mut PyObject) -> PyResult<Borrowed<'a, 'py, AnySet>> {
    // SAFETY: by contract.
    unsafe {
        match Borrowed::<'a, 'py, PyObject>::from_ptr_or_null(py, op).and_then(|o| o.into_cast::<AnySet>()) {
            Some(set) => Ok(set),
            None => Err(bad_internal_call(py)),
        }
    }
}

/// The argument as a set that may be changed, or SystemError.
///
/// # Safety
/// As [`any`].
unsafe fn mutable<'a, 'py>(py: Attached<'py>, op: *mut PyObject) -> PyResult<Borrowed<'a, 'py, AnySet>> {
    // SAFETY: by contract.
    unsafe {
        let set = any(py, op)?;
        if set.cast::<Set>().is_some() { Ok(set) } else { Err(bad_internal_call(py)) }
    }
}

/// # Safety
/// `op` points to a live object.
unsafe fn object<'a, 'py>(py: Attached<'py>, op: *mut PyObject) -> Borrowed<'a, 'py> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr(py, op) }
}

/// `PySet_New`: NULL makes an empty set.
///
/// # Safety
/// `iterable` points to a live object or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySet_New(iterable: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PySet_New", |py| set::from_iterable(py, Borrowed::from_ptr_or_null(py, iterable).as_deref()))
    }
}

/// `PyFrozenSet_New`: NULL makes an empty frozenset.
///
/// # Safety
/// `iterable` points to a live object or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrozenSet_New(iterable: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract. Always a new object, which the caller may fill with PySet_Add.
    unsafe {
        enter("PyFrozenSet_New", |py| -> PyResult<Ref<'_>> {
            let iterable = Borrowed::<'_, '_, PyObject>::from_ptr_or_null(py, iterable);
            set::new_frozen(py, iterable.as_deref()).map(Ref::into_any)
        })
    }
}

/// `PySet_Size`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySet_Size(op: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe { enter("PySet_Size", |py| Ok(any(py, op)?.len())) as isize }
}

/// `PySet_Contains`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySet_Contains(op: *mut PyObject, key: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PySet_Contains", |py| -> PyResult<bool> { any(py, op)?.contains_item(&object(py, key)) })
    }
}

/// `PySet_Add`: also for a new frozenset that nobody else has.
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySet_Add(op: *mut PyObject, key: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PySet_Add", |py| -> PyResult<()> {
            let set = any(py, op)?;
            if set.cast::<FrozenSet>().is_some() && !refcount::is_unique(op) {
                return Err(bad_internal_call(py));
            }
            set.insert(&object(py, key)).map(drop)
        })
    }
}

/// `PySet_Discard`: 1 when the item was there, 0 when not.
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySet_Discard(op: *mut PyObject, key: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PySet_Discard", |py| -> PyResult<bool> { mutable(py, op)?.take(&object(py, key)) }) }
}

/// `PySet_Pop`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySet_Pop(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PySet_Pop", |py| {
            mutable(py, op)?.pop_any().ok_or_else(|| raise!(py, KeyError, "pop from an empty set"))
        })
    }
}

/// `PySet_Clear`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySet_Clear(op: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PySet_Clear", |py| -> PyResult<()> {
            mutable(py, op)?.empty();
            Ok(())
        })
    }
}

/// `_PySet_Update`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySet_Update(op: *mut PyObject, iterable: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("_PySet_Update", |py| -> PyResult<()> { mutable(py, op)?.update_from(&object(py, iterable)) })
    }
}

/// `_PySet_NextEntry`: the item at or behind a position, borrowed.
///
/// # Safety
/// `op` points to a live object, `pos` to a position that starts at 0; `key` and `hash` are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySet_NextEntry(
    op: *mut PyObject,
    pos: *mut isize,
    key: *mut *mut PyObject,
    hash: *mut isize,
) -> c_int {
    // SAFETY: by contract. Callers of the t flavour hold a critical section around the loop.
    unsafe {
        enter("_PySet_NextEntry", |py| -> PyResult<bool> {
            let set = any(py, op)?;
            let Some((item, h)) = set::storage::next(set.as_ptr(), &mut *pos) else { return Ok(false) };
            *key = item;
            *hash = h;
            Ok(true)
        })
    }
}
