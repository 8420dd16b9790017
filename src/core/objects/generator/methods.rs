//! Sending, throwing, closing and finalizing.

use std::ffi::c_int;

use mortise_abi::*;

use super::*;
use crate::err::PyResult;
use crate::eval::ops::exceptions::{is_exception, is_exception_class};
use crate::eval::ops::{iter, pending};
use crate::eval::{call, resume_frame};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::intern;
use crate::objects::exceptions::classes;

/// What the kind is called in messages.
unsafe fn kind(g: *mut Generator) -> &'static str {
    // SAFETY: a live object.
    unsafe {
        let ty = (*g.cast::<PyObject>()).ob_type;
        if ty == &raw mut PyCoro_Type {
            "coroutine"
        } else if ty == &raw mut PyAsyncGen_Type {
            "async generator"
        } else {
            "generator"
        }
    }
}

/// Resumes the body with `value` (borrowed), or by raising the pending exception when `throwing`. The result goes to `out`.
///
/// # Safety
/// Live objects, attached thread.
pub unsafe fn send_ex(
    g: *mut Generator,
    value: *mut PyObject,
    throwing: bool,
    closing: bool,
    out: *mut *mut PyObject,
) -> PySendResult {
    // SAFETY: by contract; the caller keeps the generator alive while it runs.
    unsafe {
        *out = std::ptr::null_mut();
        let none = &raw mut _Py_NoneStruct;
        let state = (*g).frame_state;
        if state == CREATED && !throwing && value != none {
            let what = kind(g);
            set_error!(TypeError, "can't send non-None value to a just-started {what}");
            return PYGEN_ERROR;
        }
        if state == EXECUTING {
            set_error!(ValueError, "{} already executing", kind(g));
            return PYGEN_ERROR;
        }
        if state >= COMPLETED {
            if (*g.cast::<PyObject>()).ob_type == &raw mut PyCoro_Type && !closing {
                set_error!(RuntimeError, "cannot reuse already awaited coroutine");
                return PYGEN_ERROR;
            }
            if !throwing {
                *out = none;
                return PYGEN_RETURN;
            }
            return PYGEN_ERROR;
        }
        let ts = frames::thread();
        if call::enter_c(ts, "") < 0 {
            return PYGEN_ERROR;
        }
        incref(value);
        resume(ts, g, value);
        if throwing {
            chain_handled(ts);
        }
        let result = resume_frame(ts, &raw mut (*g).frame, throwing);
        (*ts).c_recursion_remaining += 1;
        if result.is_null() {
            return PYGEN_ERROR;
        }
        *out = result;
        if (*g).frame_state < EXECUTING { PYGEN_NEXT } else { PYGEN_RETURN }
    }
}

/// The pending exception, thrown into a body that handles one already, gets that as its context.
unsafe fn chain_handled(ts: *mut PyThreadState) {
    // SAFETY: an exception is set.
    unsafe {
        let handled = (*(*ts).exc_info).exc_value;
        if !handled.is_null() && handled != &raw mut _Py_NoneStruct {
            incref(handled);
            _PyErr_ChainExceptions1(handled);
        }
    }
}

/// `send`: StopIteration carries the returned value.
///
/// # Safety
/// Live objects.
pub(super) unsafe fn send(g: *mut Generator, value: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let mut out = std::ptr::null_mut();
        match send_ex(g, value, false, false, &raw mut out) {
            PYGEN_RETURN => {
                finish_with(g, out);
                std::ptr::null_mut()
            }
            PYGEN_NEXT => out,
            _ => std::ptr::null_mut(),
        }
    }
}

/// Raises StopIteration (or StopAsyncIteration) for a returned value, which it takes over.
unsafe fn finish_with(g: *mut Generator, value: *mut PyObject) {
    // SAFETY: live objects.
    unsafe {
        let none = &raw mut _Py_NoneStruct;
        if (*g.cast::<PyObject>()).ob_type == &raw mut PyAsyncGen_Type {
            PyErr_SetNone(PyExc_StopAsyncIteration);
        } else if value == none {
            PyErr_SetNone(PyExc_StopIteration);
        } else {
            set_stop_iteration(value);
        }
        decref(value);
    }
}

/// Raises `StopIteration(value)`; `value` is borrowed and may be a tuple or an exception.
///
/// # Safety
/// Live object.
pub unsafe fn set_stop_iteration(value: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        let exc = PyObject_CallOneArg(PyExc_StopIteration, value);
        if !exc.is_null() {
            PyErr_SetRaisedException(exc);
        }
    }
}

/// `tp_iternext`: a returned None ends without an exception.
///
/// # Safety
/// Slot function.
pub(super) unsafe extern "C" fn iternext(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live generator.
    unsafe {
        let g: *mut Generator = ob.cast();
        let none = &raw mut _Py_NoneStruct;
        let mut out = std::ptr::null_mut();
        match send_ex(g, none, false, false, &raw mut out) {
            PYGEN_RETURN => {
                if out != none {
                    set_stop_iteration(out);
                }
                decref(out);
                std::ptr::null_mut()
            }
            PYGEN_NEXT => out,
            _ => std::ptr::null_mut(),
        }
    }
}

/// `am_send`
///
/// # Safety
/// Slot function.
pub(super) unsafe extern "C" fn am_send(
    ob: *mut PyObject,
    value: *mut PyObject,
    out: *mut *mut PyObject,
) -> PySendResult {
    // SAFETY: a live generator.
    unsafe { send_ex(ob.cast(), value, false, false, out) }
}

/// Closes what the generator delegates to; false with an exception.
unsafe fn close_delegate(delegate: *mut PyObject) -> bool {
    // SAFETY: a live object.
    unsafe {
        let result;
        if is_generator_or_coroutine(delegate) {
            result = close(delegate.cast());
        } else {
            let py = Attached::assume();
            let handle = Borrowed::<PyObject>::from_ptr(py, delegate);
            match handle.getattr_opt(intern!(py, "close")) {
                Ok(None) => return true,
                Ok(Some(method)) => result = PyObject_CallNoArgs(method.as_ptr()),
                Err(_) => {
                    PyErr_WriteUnraisable(delegate);
                    return true;
                }
            }
        }
        if result.is_null() {
            return false;
        }
        decref(result);
        true
    }
}

/// `close`: a new reference, or NULL with an exception.
///
/// # Safety
/// Live generator.
pub unsafe fn close(g: *mut Generator) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let none = &raw mut _Py_NoneStruct;
        let state = (*g).frame_state;
        if state == CREATED {
            clear_frame(g);
            return none;
        }
        if state >= COMPLETED {
            return none;
        }
        let delegate = yield_from(g);
        let mut ok = true;
        if !delegate.is_null() {
            incref(delegate);
            (*g).frame_state = EXECUTING;
            ok = close_delegate(delegate);
            (*g).frame_state = state;
            decref(delegate);
        }
        if ok {
            PyErr_SetNone(PyExc_GeneratorExit);
        }
        let mut out = std::ptr::null_mut();
        match send_ex(g, none, true, true, &raw mut out) {
            PYGEN_NEXT => {
                decref(out);
                let what = kind(g);
                set_error!(RuntimeError, "{what} ignored GeneratorExit");
                std::ptr::null_mut()
            }
            PYGEN_RETURN => out,
            _ => {
                if pending(classes::GeneratorExit()) {
                    PyErr_Clear();
                    return none;
                }
                if !PyErr_Occurred().is_null()
                    && pending(classes::StopIteration())
                    && let Some(value) = iter::stop_iteration_value()
                {
                    return value;
                }
                std::ptr::null_mut()
            }
        }
    }
}

/// `throw` with the arguments of the old signature, all borrowed, `value` and `tb` possibly NULL.
///
/// # Safety
/// Live objects.
pub unsafe fn throw(
    g: *mut Generator,
    close_on_exit: bool,
    ty: *mut PyObject,
    value: *mut PyObject,
    tb: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let delegate = yield_from(g);
        if !delegate.is_null() {
            incref(delegate);
            let state = (*g).frame_state;
            if PyErr_GivenExceptionMatches(ty, PyExc_GeneratorExit) != 0 && close_on_exit {
                (*g).frame_state = EXECUTING;
                let ok = close_delegate(delegate);
                (*g).frame_state = state;
                decref(delegate);
                if !ok {
                    return resume_with_error(g);
                }
                return throw_here(g, ty, value, tb);
            }
            let result;
            if is_generator_or_coroutine(delegate) {
                // The delegate's frames are called from this generator's frame.
                let ts = frames::thread();
                let previous = (*ts).current_frame;
                (*g).frame.previous = previous.cast();
                (*ts).current_frame = (&raw mut (*g).frame).cast();
                (*g).frame_state = EXECUTING;
                result = throw(delegate.cast(), close_on_exit, ty, value, tb);
                (*g).frame_state = state;
                (*ts).current_frame = previous;
                (*g).frame.previous = std::ptr::null_mut();
            } else {
                let py = Attached::assume();
                let handle = Borrowed::<PyObject>::from_ptr(py, delegate);
                let method = match handle.getattr_opt(intern!(py, "throw")) {
                    Ok(Some(method)) => method,
                    Ok(None) => {
                        decref(delegate);
                        return throw_here(g, ty, value, tb);
                    }
                    Err(_) => {
                        decref(delegate);
                        return std::ptr::null_mut();
                    }
                };
                let args: Vec<*mut PyObject> =
                    [ty, value, tb].into_iter().take_while(|p| !p.is_null()).collect();
                (*g).frame_state = EXECUTING;
                result =
                    PyObject_Vectorcall(method.as_ptr(), args.as_ptr(), args.len(), std::ptr::null_mut());
                (*g).frame_state = state;
            }
            decref(delegate);
            if result.is_null() {
                return resume_with_error(g);
            }
            return result;
        }
        throw_here(g, ty, value, tb)
    }
}

/// Goes on with the pending exception raised at the current instruction.
unsafe fn resume_with_error(g: *mut Generator) -> *mut PyObject {
    // SAFETY: an exception is set.
    unsafe {
        let mut out = std::ptr::null_mut();
        match send_ex(g, &raw mut _Py_NoneStruct, true, false, &raw mut out) {
            PYGEN_NEXT => out,
            PYGEN_RETURN => {
                finish_with(g, out);
                std::ptr::null_mut()
            }
            _ => std::ptr::null_mut(),
        }
    }
}

unsafe fn throw_here(
    g: *mut Generator,
    ty: *mut PyObject,
    value: *mut PyObject,
    tb: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: live objects or NULL; PyErr_Restore takes references of its own.
    unsafe {
        let none = &raw mut _Py_NoneStruct;
        let tb = if tb == none { std::ptr::null_mut() } else { tb };
        if !tb.is_null() && (*tb).ob_type != &raw mut PyTraceBack_Type {
            set_error!(TypeError, "throw() third argument must be a traceback object");
            return std::ptr::null_mut();
        }
        if is_exception_class(ty) {
            let value = if value.is_null() { none } else { value };
            let exc = if is_exception(value) && PyObject_IsInstance(value, ty) > 0 {
                incref(value);
                value
            } else if value == none {
                PyObject_CallNoArgs(ty)
            } else if (*(*value).ob_type).tp_flags & Py_TPFLAGS_TUPLE_SUBCLASS != 0 {
                PyObject_Call(ty, value, std::ptr::null_mut())
            } else {
                PyObject_CallOneArg(ty, value)
            };
            if exc.is_null() {
                return exc;
            }
            if !is_exception(exc) {
                set_error!(
                    TypeError,
                    "calling {} should have returned an instance of BaseException, not {}",
                    type_name(ty),
                    type_name(exc)
                );
                decref(exc);
                return std::ptr::null_mut();
            }
            if !tb.is_null() {
                PyException_SetTraceback(exc, tb);
            }
            PyErr_SetRaisedException(exc);
        } else if is_exception(ty) {
            if !value.is_null() && value != none {
                set_error!(TypeError, "instance exception may not have a separate value");
                return std::ptr::null_mut();
            }
            if !tb.is_null() {
                PyException_SetTraceback(ty, tb);
            }
            incref(ty);
            PyErr_SetRaisedException(ty);
        } else {
            set_error!(
                TypeError,
                "exceptions must be classes or instances deriving from BaseException, not {}",
                type_name(ty)
            );
            return std::ptr::null_mut();
        }
        resume_with_error(g)
    }
}

/// `tp_finalize`: closes a generator that was left suspended.
///
/// # Safety
/// Slot function.
pub(super) unsafe extern "C" fn finalize(ob: *mut PyObject) {
    // SAFETY: a live generator.
    unsafe {
        let g: *mut Generator = ob.cast();
        if (*g).frame_state >= COMPLETED {
            return;
        }
        let saved = PyErr_GetRaisedException();
        if (*ob).ob_type == &raw mut PyAsyncGen_Type {
            let finalizer = (*g).origin_or_finalizer;
            if !finalizer.is_null() && (*g).closed == 0 {
                let result = PyObject_CallOneArg(finalizer, ob);
                if result.is_null() {
                    PyErr_WriteUnraisable(ob);
                } else {
                    decref(result);
                }
                PyErr_SetRaisedException(saved);
                return;
            }
        }
        if (*ob).ob_type == &raw mut PyCoro_Type && (*g).frame_state == CREATED {
            warn_never_awaited(ob);
            clear_frame(g);
        } else {
            let result = close(g);
            if result.is_null() {
                PyErr_WriteUnraisable(ob);
            } else {
                decref(result);
            }
        }
        PyErr_SetRaisedException(saved);
    }
}

unsafe fn warn_never_awaited(ob: *mut PyObject) {
    // SAFETY: a live coroutine.
    unsafe {
        let name = crate::eval::ops::text((*ob.cast::<Generator>()).qualname);
        let text =
            std::ffi::CString::new(format!("coroutine '{name}' was never awaited")).unwrap_or_default();
        if PyErr_WarnEx(PyExc_RuntimeWarning, text.as_ptr(), 1) < 0 {
            PyErr_WriteUnraisable(ob);
        }
    }
}

/// Where a coroutine was made: a tuple of (file, line, function) for `depth` frames from `frame` on.
pub(super) unsafe fn origin(frame: *mut InterpreterFrame, depth: usize) -> *mut PyObject {
    // SAFETY: the chain consists of live frames.
    unsafe {
        let py = Attached::assume();
        let make = || -> PyResult<Ref<'_>> {
            let mut rows = Vec::new();
            let mut frame = InterpreterFrame::first_complete(frame);
            while !frame.is_null() && rows.len() < depth {
                let code = (*frame).code;
                let row = [
                    Borrowed::<PyObject>::from_ptr(py, (*code).co_filename).to_owned(),
                    py.int(InterpreterFrame::line(frame) as i64)?.into_any(),
                    Borrowed::<PyObject>::from_ptr(py, (*code).co_name).to_owned(),
                ];
                rows.push(py.tuple(row)?.into_any());
                frame = InterpreterFrame::first_complete((*frame).previous);
            }
            Ok(py.tuple(rows)?.into_any())
        };
        make().map_or(std::ptr::null_mut(), Ref::into_ptr)
    }
}

/// Warns about the old signature of `throw`; false with an exception.
pub(super) unsafe fn warn_old_throw(count: usize) -> bool {
    // SAFETY: live class, NUL-terminated text.
    unsafe {
        let status: c_int = if count > 1 {
            PyErr_WarnEx(
                PyExc_DeprecationWarning,
                c"the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead."
                    .as_ptr(),
                1,
            )
        } else {
            0
        };
        status >= 0
    }
}
