//! `abstract.h`: iteration.

use std::ffi::c_int;

use mortise_abi::{PYGEN_ERROR, PYGEN_NEXT, PYGEN_RETURN, PyObject, PySendResult};

use super::abstract_sequence::object;
use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::iter::{Sent, is_async_iterator};
use crate::raise;

/// `PyObject_GetIter`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetIter(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyObject_GetIter", |py| Borrowed::<'_, '_, PyObject>::from_ptr(py, op).iter()) }
}

/// `PyObject_GetAIter`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetAIter(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract; a slot gives a new reference or NULL with an exception.
    unsafe {
        enter("PyObject_GetAIter", |py| {
            let op = object(py, op)?;
            let Some(f) = (*op.type_ptr()).tp_as_async.as_ref().and_then(|m| m.am_aiter) else {
                return Err(raise!(
                    py,
                    TypeError,
                    "'{}' object is not an async iterable",
                    op.ty().full_name()
                ));
            };
            let it: Ref<'_> = Ref::from_owned_or_raised(py, f(op.as_ptr()))?;
            if !is_async_iterator(&it) {
                return Err(raise!(
                    py,
                    TypeError,
                    "aiter() returned not an async iterator of type '{}'",
                    it.ty().full_name()
                ));
            }
            Ok(it)
        })
    }
}

/// `PyIter_Check`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyIter_Check(op: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { Borrowed::<'_, '_, PyObject>::from_ptr(Attached::assume(), op).is_iterator() as c_int }
}

/// `PyAIter_Check`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyAIter_Check(op: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { is_async_iterator(&Borrowed::<'_, '_, PyObject>::from_ptr(Attached::assume(), op)) as c_int }
}

/// `PyIter_Next`: NULL at the end, and with an exception.
///
/// # Safety
/// `op` points to a live iterator.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyIter_Next(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyIter_Next", |py| -> PyResult<Option<Ref<'_>>> {
            Borrowed::<'_, '_, PyObject>::from_ptr(py, op).next_unchecked()
        })
    }
}

/// `PyIter_Send`
///
/// # Safety
/// The arguments point to live objects; `out` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyIter_Send(
    op: *mut PyObject,
    value: *mut PyObject,
    out: *mut *mut PyObject,
) -> PySendResult {
    // SAFETY: by contract.
    unsafe {
        *out = std::ptr::null_mut();
        let status = enter("PyIter_Send", |py| -> PyResult<c_int> {
            let op = Borrowed::<'_, '_, PyObject>::from_ptr(py, op);
            let (result, how) = match op.send(&*object(py, value)?)? {
                Sent::Next(result) => (result, PYGEN_NEXT),
                Sent::Return(result) => (result, PYGEN_RETURN),
            };
            *out = result.into_ptr();
            Ok(how)
        });
        if status < 0 { PYGEN_ERROR } else { status }
    }
}
