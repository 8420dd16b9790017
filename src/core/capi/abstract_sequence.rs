//! `abstract.h`: the sequence protocol.

use std::ffi::{c_char, c_int};

use mortise_abi::PyObject;

use super::decl;
use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::exceptions::classes;
use crate::objects::protocol::null_error;

/// The argument, or SystemError for NULL.
///
/// # Safety
/// `op` is NULL or points to a live object.
#[inline(always)]
pub(super) unsafe fn object<'a, 'py>(py: Attached<'py>, op: *mut PyObject) -> PyResult<Borrowed<'a, 'py>> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr_or_null(py, op).ok_or_else(|| null_error(py)) }
}

/// `PySequence_Check`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Check(op: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { Borrowed::<'_, '_, PyObject>::from_ptr(Attached::assume(), op).is_sequence() as c_int }
}

/// `PySequence_Size`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Size(op: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe { enter("PySequence_Size", |py| object(py, op)?.sequence_size()) as isize }
}

/// `PySequence_Length`: the old name of `PySequence_Size`.
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Length(op: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe { PySequence_Size(op) }
}

/// `PySequence_Concat`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Concat(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PySequence_Concat", |py| object(py, a)?.concat(&*object(py, b)?)) }
}

/// `PySequence_InPlaceConcat`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_InPlaceConcat(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PySequence_InPlaceConcat", |py| object(py, a)?.inplace_concat(&*object(py, b)?)) }
}

/// `PySequence_Repeat`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Repeat(op: *mut PyObject, n: isize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PySequence_Repeat", |py| object(py, op)?.repeat(n)) }
}

/// `PySequence_InPlaceRepeat`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_InPlaceRepeat(op: *mut PyObject, n: isize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PySequence_InPlaceRepeat", |py| object(py, op)?.inplace_repeat(n)) }
}

/// `PySequence_GetItem`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_GetItem(op: *mut PyObject, i: isize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PySequence_GetItem", |py| object(py, op)?.sequence_item(i)) }
}

/// `PySequence_SetItem`: NULL deletes.
///
/// # Safety
/// `op` points to a live object, `value` too or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_SetItem(op: *mut PyObject, i: isize, value: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PySequence_SetItem", |py| -> PyResult<()> {
            object(py, op)?.set_sequence_item(i, Borrowed::from_ptr_or_null(py, value).as_deref())
        })
    }
}

/// `PySequence_DelItem`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_DelItem(op: *mut PyObject, i: isize) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PySequence_DelItem", |py| -> PyResult<()> { object(py, op)?.set_sequence_item(i, None) })
    }
}

/// `PySequence_GetSlice`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_GetSlice(op: *mut PyObject, start: isize, stop: isize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PySequence_GetSlice", |py| object(py, op)?.sequence_slice(start, stop)) }
}

/// `PySequence_SetSlice`: NULL deletes.
///
/// # Safety
/// `op` points to a live object, `value` too or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_SetSlice(
    op: *mut PyObject,
    start: isize,
    stop: isize,
    value: *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PySequence_SetSlice", |py| -> PyResult<()> {
            let value = Borrowed::from_ptr_or_null(py, value);
            object(py, op)?.set_sequence_slice(start, stop, value.as_deref())
        })
    }
}

/// `PySequence_DelSlice`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_DelSlice(op: *mut PyObject, start: isize, stop: isize) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PySequence_DelSlice", |py| -> PyResult<()> {
            object(py, op)?.set_sequence_slice(start, stop, None)
        })
    }
}

/// `PySequence_Contains`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Contains(op: *mut PyObject, item: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PySequence_Contains", |py| -> PyResult<bool> { object(py, op)?.contains(&*object(py, item)?) })
    }
}

/// `PySequence_In`: the old name of `PySequence_Contains`.
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_In(op: *mut PyObject, item: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { PySequence_Contains(op, item) }
}

/// `PySequence_Count`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Count(op: *mut PyObject, item: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe { enter("PySequence_Count", |py| object(py, op)?.count_of(&*object(py, item)?)) as isize }
}

/// `PySequence_Index`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Index(op: *mut PyObject, item: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe { enter("PySequence_Index", |py| object(py, op)?.index_of(&*object(py, item)?)) as isize }
}

/// `PySequence_List`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_List(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PySequence_List", |py| object(py, op)?.to_list()) }
}

/// `PySequence_Tuple`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Tuple(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PySequence_Tuple", |py| object(py, op)?.to_tuple()) }
}

/// `PySequence_Fast`: the object itself when it is a list or tuple, else a list of its items; `message` for a TypeError.
///
/// # Safety
/// `op` points to a live object, `message` to a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySequence_Fast(op: *mut PyObject, message: *const c_char) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PySequence_Fast", |py| -> PyResult<Ref<'_>> {
            match object(py, op)?.to_fast() {
                Ok(fast) => Ok(fast.into_any()),
                Err(raised) => {
                    if raised.matches(py, classes::TypeError()) {
                        decl::PyErr_SetString(classes::TypeError().cast(), message);
                    }
                    Err(raised)
                }
            }
        })
    }
}
