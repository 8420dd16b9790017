//! `listobject.h`: lists.

use std::ffi::c_int;

use mortise_abi::PyObject;

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::bad_internal_call;
use crate::objects::{List, list};
use crate::raise;

/// The argument as a list, or SystemError.
///
/// # Safety
/// `op` is NULL or points to a live object.
#[inline(always)]
unsafe fn arg<'a, 'py>(py: Attached<'py>, op: *mut PyObject) -> PyResult<Borrowed<'a, 'py, List>> {
    // SAFETY: by contract.
    unsafe {
        match Borrowed::<'a, 'py, PyObject>::from_ptr_or_null(py, op).and_then(|o| o.into_cast::<List>()) {
            Some(list) => Ok(list),
            None => Err(bad_internal_call(py)),
        }
    }
}

/// `PyList_New`: a list of `size` items, which the caller sets before it is used.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_New(size: isize) -> *mut PyObject {
    // SAFETY: the thread is attached; NULL items are the caller's to fill.
    unsafe {
        enter("PyList_New", |py| {
            if size < 0 {
                return Err(bad_internal_call(py));
            }
            let list = list::storage::new_null(py, size as usize)?;
            list::storage::track(&list);
            Ok(list)
        })
    }
}

/// `PyList_Size`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_Size(op: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe { enter("PyList_Size", |py| Ok(arg(py, op)?.len())) as isize }
}

/// `PyList_GetItem`: a borrowed reference.
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_GetItem(op: *mut PyObject, index: isize) -> *mut PyObject {
    // SAFETY: by contract; the list keeps the item alive for the caller.
    unsafe {
        enter("PyList_GetItem", |py| -> PyResult<*mut PyObject> {
            let items = list::storage::view(arg(py, op)?.as_ptr());
            match items.get(index as usize) {
                Some(&item) => Ok(item),
                None => Err(raise!(py, IndexError, "list index out of range")),
            }
        })
    }
}

/// `PyList_GetItemRef`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_GetItemRef(op: *mut PyObject, index: isize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyList_GetItemRef", |py| {
            let Some(list) =
                Borrowed::<'_, '_, PyObject>::from_ptr_or_null(py, op).and_then(|o| o.into_cast::<List>())
            else {
                return Err(raise!(py, TypeError, "expected a list"));
            };
            list.get(index as usize).ok_or_else(|| raise!(py, IndexError, "list index out of range"))
        })
    }
}

/// `PyList_SetItem`: steals `item`.
///
/// # Safety
/// `op` points to a live object; the caller gives up one reference to `item`, which may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_SetItem(op: *mut PyObject, index: isize, item: *mut PyObject) -> c_int {
    // SAFETY: by contract; NULL may be stored in a list that is being filled.
    unsafe {
        enter("PyList_SetItem", |py| -> PyResult<()> {
            let item = Ref::from_owned_or_null(py, item);
            let list = arg(py, op)?;
            let old = crate::state::critical_section::with(&list, || {
                if index as usize >= list.len() {
                    return Err(());
                }
                let item = item.map_or(std::ptr::null_mut(), Ref::into_ptr);
                let old = list::storage::replace(list.as_ptr(), index as usize, item);
                Ok(Ref::from_owned_or_null(py, old))
            });
            match old {
                Ok(old) => {
                    drop(old);
                    Ok(())
                }
                Err(()) => Err(raise!(py, IndexError, "list assignment index out of range")),
            }
        })
    }
}

/// `PyList_Insert`
///
/// # Safety
/// `op` and `item` point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_Insert(op: *mut PyObject, at: isize, item: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyList_Insert", |py| -> PyResult<()> {
            let list = arg(py, op)?;
            match Borrowed::<'_, '_, PyObject>::from_ptr_or_null(py, item) {
                Some(item) => list.insert(at, &item),
                None => Err(bad_internal_call(py)),
            }
        })
    }
}

/// `PyList_Append`
///
/// # Safety
/// `op` and `item` point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_Append(op: *mut PyObject, item: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyList_Append", |py| -> PyResult<()> {
            let list = arg(py, op)?;
            match Borrowed::<'_, '_, PyObject>::from_ptr_or_null(py, item) {
                Some(item) => list.append(&item),
                None => Err(bad_internal_call(py)),
            }
        })
    }
}

/// `PyList_GetSlice`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_GetSlice(op: *mut PyObject, low: isize, high: isize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyList_GetSlice", |py| arg(py, op)?.slice(low.max(0) as usize, high.max(0) as usize)) }
}

/// `PyList_SetSlice`: NULL deletes.
///
/// # Safety
/// `op` points to a live object, `items` too or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_SetSlice(
    op: *mut PyObject,
    low: isize,
    high: isize,
    items: *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyList_SetSlice", |py| -> PyResult<()> {
            let list = arg(py, op)?;
            let items = match Borrowed::<'_, '_, PyObject>::from_ptr_or_null(py, items) {
                Some(items) => list::items_of(py, &items, "can only assign an iterable")?,
                None => Vec::new(),
            };
            list.splice(low.max(0) as usize, high.max(0) as usize, items)
        })
    }
}

/// `PyList_Extend`
///
/// # Safety
/// `op` and `iterable` point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_Extend(op: *mut PyObject, iterable: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyList_Extend", |py| -> PyResult<()> {
            let list = arg(py, op)?;
            list.extend(&Borrowed::<'_, '_, PyObject>::from_ptr(py, iterable))
        })
    }
}

/// `PyList_Clear`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_Clear(op: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyList_Clear", |py| -> PyResult<()> {
            arg(py, op)?.clear();
            Ok(())
        })
    }
}

/// `PyList_Sort`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_Sort(op: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyList_Sort", |py| -> PyResult<()> { arg(py, op)?.sort() }) }
}

/// `PyList_Reverse`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_Reverse(op: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyList_Reverse", |py| -> PyResult<()> {
            arg(py, op)?.reverse();
            Ok(())
        })
    }
}

/// `PyList_AsTuple`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyList_AsTuple(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyList_AsTuple", |py| arg(py, op)?.as_tuple()) }
}
