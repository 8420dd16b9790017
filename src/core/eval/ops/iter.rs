//! Iteration and delegation.

use mortise_abi::*;

use super::{pending, set_error, type_name};
use crate::capi::decl::*;
use crate::heap::attached::Attached;
use crate::heap::refcount::{decref, incref};
use crate::intern;
use crate::objects::exceptions::classes;

/// The next item; NULL at the end or with an exception. A StopIteration is the end.
///
/// # Safety
/// `it` is a live iterator.
#[inline(never)]
pub unsafe fn next(it: *mut PyObject) -> *mut PyObject {
    // SAFETY: the type has tp_iternext, since it is an iterator.
    unsafe {
        let item = match (*(*it).ob_type).tp_iternext {
            Some(f) => f(it),
            None => {
                set_error!(TypeError, "'{}' object is not an iterator", type_name(it));
                return std::ptr::null_mut();
            }
        };
        if item.is_null() {
            end_of_iteration();
        }
        item
    }
}

/// Clears a StopIteration; false when another exception is set.
///
/// # Safety
/// Attached thread.
#[inline]
pub unsafe fn end_of_iteration() -> bool {
    // SAFETY: by contract.
    unsafe {
        if PyErr_Occurred().is_null() {
            return true;
        }
        if pending(classes::StopIteration()) {
            PyErr_Clear();
            return true;
        }
        false
    }
}

/// The iterator for `yield from` (takes `iterable` over).
///
/// # Safety
/// `iterable` is live; `flags` are those of the running code.
pub unsafe fn yield_from_iter(iterable: *mut PyObject, flags: i32) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let ty = (*iterable).ob_type;
        if ty == &raw mut PyCoro_Type {
            if flags & (CO_COROUTINE | CO_ITERABLE_COROUTINE) == 0 {
                decref(iterable);
                set_error!(TypeError, "cannot 'yield from' a coroutine object in a non-coroutine generator");
                return std::ptr::null_mut();
            }
            return iterable;
        }
        if ty == &raw mut PyGen_Type {
            return iterable;
        }
        let it = PyObject_GetIter(iterable);
        decref(iterable);
        it
    }
}

/// The value that a StopIteration carries: `Some` when the pending exception is one or there is none (then None).
///
/// # Safety
/// Attached thread.
pub unsafe fn stop_iteration_value() -> Option<*mut PyObject> {
    // SAFETY: an instance of StopIteration has its struct.
    unsafe {
        if PyErr_Occurred().is_null() {
            return Some(&raw mut _Py_NoneStruct);
        }
        if !pending(classes::StopIteration()) {
            return None;
        }
        let exc = PyErr_GetRaisedException();
        let value = (*exc.cast::<PyStopIterationObject>()).value;
        let value = if value.is_null() { &raw mut _Py_NoneStruct } else { value };
        incref(value);
        decref(exc);
        Some(value)
    }
}

/// One step of delegation to `receiver`, sending `value` (both borrowed).
pub enum Sent {
    /// It yielded.
    Next(*mut PyObject),
    /// It returned.
    Return(*mut PyObject),
    /// An exception is set.
    Error,
}

/// Sends a value to an iterator that is not a generator.
///
/// # Safety
/// Live objects.
pub unsafe fn send(receiver: *mut PyObject, value: *mut PyObject) -> Sent {
    // SAFETY: by contract.
    unsafe {
        let mut result = std::ptr::null_mut();
        let ty = (*receiver).ob_type;
        let methods = (*ty).tp_as_async;
        if !methods.is_null()
            && let Some(am_send) = (*methods).am_send
        {
            return match am_send(receiver, value, &raw mut result) {
                PYGEN_RETURN => Sent::Return(result),
                PYGEN_NEXT => Sent::Next(result),
                _ => Sent::Error,
            };
        }
        if value == &raw mut _Py_NoneStruct
            && let Some(iternext) = (*ty).tp_iternext
        {
            result = iternext(receiver);
        } else {
            let args = [receiver, value];
            result = PyObject_VectorcallMethod(
                intern!(Attached::assume(), "send").as_object_ptr(),
                args.as_ptr(),
                2,
                std::ptr::null_mut(),
            );
        }
        if !result.is_null() {
            return Sent::Next(result);
        }
        match stop_iteration_value() {
            Some(value) => Sent::Return(value),
            None => Sent::Error,
        }
    }
}

/// `aiter(ob)` for `async for`; takes `ob` over.
///
/// # Safety
/// Live object.
pub unsafe fn async_iter(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let methods = (*(*ob).ob_type).tp_as_async;
        let f = if methods.is_null() { None } else { (*methods).am_aiter };
        let Some(f) = f else {
            set_error!(
                TypeError,
                "'async for' requires an object with __aiter__ method, got {}",
                type_name(ob)
            );
            decref(ob);
            return std::ptr::null_mut();
        };
        let it = f(ob);
        decref(ob);
        if it.is_null() {
            return it;
        }
        let methods = (*(*it).ob_type).tp_as_async;
        if methods.is_null() || (*methods).am_anext.is_none() {
            set_error!(
                TypeError,
                "'async for' received an object from __aiter__ that does not implement __anext__: {}",
                type_name(it)
            );
            decref(it);
            return std::ptr::null_mut();
        }
        it
    }
}

/// The awaitable for the next item of `async for`; `it` is borrowed.
///
/// # Safety
/// Live object.
pub unsafe fn async_next(it: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let methods = (*(*it).ob_type).tp_as_async;
        let f = if methods.is_null() { None } else { (*methods).am_anext };
        let Some(f) = f else {
            set_error!(
                TypeError,
                "'async for' requires an iterator with __anext__ method, got {}",
                type_name(it)
            );
            return std::ptr::null_mut();
        };
        let next = f(it);
        if next.is_null() || (*it).ob_type == &raw mut PyAsyncGen_Type {
            return next;
        }
        let awaitable = awaitable_iter(next);
        if awaitable.is_null() {
            let name = type_name(next);
            decref(next);
            crate::eval::ops::exceptions::raise_from_pending(
                classes::TypeError(),
                &format!("'async for' received an invalid object from __anext__: {name}"),
            );
            return std::ptr::null_mut();
        }
        decref(next);
        awaitable
    }
}

/// The iterator of an awaitable, as `await` uses it; `ob` is borrowed.
///
/// # Safety
/// Live object.
pub unsafe fn awaitable_iter(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if (*ob).ob_type == &raw mut PyCoro_Type || crate::objects::generator::is_iterable_coroutine(ob) {
            incref(ob);
            return ob;
        }
        let methods = (*(*ob).ob_type).tp_as_async;
        let f = if methods.is_null() { None } else { (*methods).am_await };
        let Some(f) = f else {
            set_error!(TypeError, "object {} can't be used in 'await' expression", type_name(ob));
            return std::ptr::null_mut();
        };
        let it = f(ob);
        if it.is_null() {
            return it;
        }
        if (*it).ob_type == &raw mut PyCoro_Type || crate::objects::generator::is_iterable_coroutine(it) {
            decref(it);
            set_error!(TypeError, "__await__() returned a coroutine");
            return std::ptr::null_mut();
        }
        if PyIter_Check(it) == 0 {
            set_error!(TypeError, "__await__() returned non-iterator of type '{}'", type_name(it));
            decref(it);
            return std::ptr::null_mut();
        }
        it
    }
}
