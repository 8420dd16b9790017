//! `CALL_INTRINSIC_1` and `CALL_INTRINSIC_2`.

use mortise_abi::*;

use super::set_error;
use crate::capi::decl::*;
use crate::eval::frames::InterpreterFrame;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::incref;
use crate::objects::exceptions::classes;

/// Calls intrinsic function `which` with a borrowed value; a new reference comes back.
///
/// # Safety
/// Live objects and frame.
pub unsafe fn one(frame: *mut InterpreterFrame, which: u32, value: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let none = &raw mut _Py_NoneStruct;
        match which {
            1 => print(value),
            2 => {
                if super::import::import_star((*frame).locals, value) {
                    none
                } else {
                    std::ptr::null_mut()
                }
            }
            3 => stop_iteration_error(frame, value),
            4 => crate::objects::generator::wrap_async_value(value),
            5 => PyNumber_Positive(value),
            6 => PyList_AsTuple(value),
            7 => typing("_make_typevar", &[value, none, none]),
            8 => typing("_make_paramspec", &[value]),
            9 => typing("TypeVarTuple", &[value]),
            10 => typing("_subscript_generic", &[value]),
            11 => typing("_make_typealias", &[value]),
            _ => {
                set_error!(SystemError, "unknown intrinsic function {which}");
                std::ptr::null_mut()
            }
        }
    }
}

/// As [`one`] with two values.
///
/// # Safety
/// Live objects.
pub unsafe fn two(which: u32, a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let none = &raw mut _Py_NoneStruct;
        match which {
            1 => super::exceptions::prepare_reraise_star(a, b),
            2 => typing("_make_typevar", &[a, b, none]),
            3 => typing("_make_typevar", &[a, none, b]),
            4 => {
                incref(b);
                crate::objects::function::replace_field(
                    &raw mut (*a.cast::<PyFunctionObject>()).func_typeparams,
                    b,
                );
                incref(a);
                a
            }
            5 => typing("_set_typeparam_default", &[a, b]),
            _ => {
                set_error!(SystemError, "unknown intrinsic function {which}");
                std::ptr::null_mut()
            }
        }
    }
}

/// Shows the value of an expression statement in interactive mode.
unsafe fn print(value: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe {
        let hook = PySys_GetObject(c"displayhook".as_ptr());
        if hook.is_null() {
            set_error!(RuntimeError, "lost sys.displayhook");
            return std::ptr::null_mut();
        }
        incref(hook);
        let result = PyObject_CallOneArg(hook, value);
        crate::heap::refcount::decref(hook);
        result
    }
}

/// A StopIteration that leaves a generator's body becomes a RuntimeError.
unsafe fn stop_iteration_error(frame: *mut InterpreterFrame, exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live exception and frame.
    unsafe {
        let flags = (*(*frame).code).co_flags;
        let matches = |class: *mut PyTypeObject| PyErr_GivenExceptionMatches(exc, class.cast()) != 0;
        let message = if matches(classes::StopIteration()) {
            if flags & CO_ASYNC_GENERATOR != 0 {
                "async generator raised StopIteration"
            } else if flags & CO_COROUTINE != 0 {
                "coroutine raised StopIteration"
            } else {
                "generator raised StopIteration"
            }
        } else if flags & CO_ASYNC_GENERATOR != 0 && matches(classes::StopAsyncIteration()) {
            "async generator raised StopAsyncIteration"
        } else {
            incref(exc);
            return exc;
        };
        let py = Attached::assume();
        let make = || -> crate::err::PyResult<Ref<'_>> {
            let class = Borrowed::<PyObject>::from_ptr(py, classes::RuntimeError().cast());
            class.call([&py.str(message)?.into_any()])
        };
        let Ok(error) = make() else { return std::ptr::null_mut() };
        incref(exc);
        PyException_SetCause(error.as_ptr(), exc);
        incref(exc);
        PyException_SetContext(error.as_ptr(), exc);
        error.into_ptr()
    }
}

/// A function of the module that implements type parameters.
unsafe fn typing(name: &str, args: &[*mut PyObject]) -> *mut PyObject {
    // SAFETY: live objects.
    unsafe {
        let py = Attached::assume();
        let call = || -> crate::err::PyResult<Ref<'_>> {
            let module = py.import("_typing")?;
            let f = module.getattr(&py.interned(name)?)?;
            f.vectorcall(args, args.len(), None)
        };
        call().map_or(std::ptr::null_mut(), Ref::into_ptr)
    }
}
