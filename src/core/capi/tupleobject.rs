//! `tupleobject.h`: tuples. (`PyTuple_Pack` is variadic: see the C file.)

use std::ffi::c_int;

use mortise_abi::PyObject;

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::bad_internal_call;
use crate::objects::{Tuple, tuple};
use crate::raise;

/// The argument as a tuple, or SystemError.
///
/// # Safety
/// `op` is NULL or points to a live object.
#[inline(always)]
unsafe fn arg<'a, 'py>(py: Attached<'py>, op: *mut PyObject) -> PyResult<Borrowed<'a, 'py, Tuple>> {
    // SAFETY: by contract.
    unsafe {
        match Borrowed::<'a, 'py, PyObject>::from_ptr_or_null(py, op).and_then(|o| o.into_cast::<Tuple>()) {
            Some(tuple) => Ok(tuple),
            None => Err(bad_internal_call(py)),
        }
    }
}

/// `PyTuple_New`: a tuple of `size` items, which the caller sets before it is used.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTuple_New(size: isize) -> *mut PyObject {
    // SAFETY: the thread is attached; NULL items are the caller's to fill.
    unsafe {
        enter("PyTuple_New", |py| {
            if size < 0 {
                return Err(bad_internal_call(py));
            }
            let tuple = tuple::storage::new_null(py, size as usize)?;
            if size > 0 {
                tuple::storage::track(&tuple);
            }
            Ok(tuple)
        })
    }
}

/// `PyTuple_Size`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTuple_Size(op: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe { enter("PyTuple_Size", |py| Ok(arg(py, op)?.len())) as isize }
}

/// `PyTuple_GetItem`: a borrowed reference.
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTuple_GetItem(op: *mut PyObject, index: isize) -> *mut PyObject {
    // SAFETY: by contract; an item may be NULL while the tuple is being filled.
    unsafe {
        enter("PyTuple_GetItem", |py| -> PyResult<*mut PyObject> {
            let tuple = arg(py, op)?;
            if index as usize >= tuple.len() {
                return Err(raise!(py, IndexError, "tuple index out of range"));
            }
            Ok(*tuple::storage::items(tuple.as_ptr()).add(index as usize))
        })
    }
}

/// `PyTuple_SetItem`: steals `item`; only for a new tuple that nobody else has.
///
/// # Safety
/// `op` points to a live object; the caller gives up one reference to `item`, which may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTuple_SetItem(op: *mut PyObject, index: isize, item: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyTuple_SetItem", |py| -> PyResult<()> {
            let item = Ref::from_owned_or_null(py, item);
            let tuple = arg(py, op)?;
            if !tuple::storage::is_unique(&tuple) {
                return Err(bad_internal_call(py));
            }
            if index as usize >= tuple.len() {
                return Err(raise!(py, IndexError, "tuple assignment index out of range"));
            }
            let item = item.map_or(std::ptr::null_mut(), Ref::into_ptr);
            let old = tuple::storage::replace(tuple.as_ptr(), index as usize, item);
            drop(Ref::from_owned_or_null(py, old));
            Ok(())
        })
    }
}

/// `PyTuple_GetSlice`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTuple_GetSlice(op: *mut PyObject, low: isize, high: isize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyTuple_GetSlice", |py| {
            let tuple = arg(py, op)?;
            let high = high.clamp(0, tuple.len() as isize) as usize;
            tuple.slice((low.max(0) as usize).min(high), high)
        })
    }
}

/// `_PyTuple_Resize`: changes the size of a tuple that only the caller has; new items are NULL.
///
/// # Safety
/// `p` holds a tuple that the caller owns; it is replaced, or becomes NULL when that fails.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyTuple_Resize(p: *mut *mut PyObject, size: isize) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("_PyTuple_Resize", |py| -> PyResult<()> {
            let old = std::mem::replace(&mut *p, std::ptr::null_mut());
            let Some(old) = Ref::<PyObject>::from_owned_or_null(py, old) else {
                return Err(bad_internal_call(py));
            };
            let Some(tuple) = old.cast_exact::<Tuple>() else { return Err(bad_internal_call(py)) };
            if size < 0 || !tuple.is_empty() && !tuple::storage::is_unique(tuple) {
                return Err(bad_internal_call(py));
            }
            let size = size as usize;
            if tuple.len() == size {
                *p = old.into_ptr();
                return Ok(());
            }
            let new = tuple::storage::new_null(py, size)?;
            for i in 0..size.min(tuple.len()) {
                let item = tuple::storage::replace(tuple.as_ptr(), i, std::ptr::null_mut());
                tuple::storage::replace(new.as_ptr(), i, item);
            }
            if size > 0 {
                tuple::storage::track(&new);
            }
            *p = new.into_object_ptr();
            Ok(())
        })
    }
}
