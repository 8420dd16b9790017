//! `genobject.h`

use mortise_abi::*;

use crate::capi::decl::*;
use crate::heap::refcount::{decref, incref};
use crate::objects::generator::{self, Generator};

/// A generator of a frame. Interpreter frames are not handed to C any more in a state from which one could be made.
unsafe fn refuse(frame: *mut PyFrameObject, name: &str) -> *mut PyObject {
    // SAFETY: the function steals the frame.
    unsafe {
        if !frame.is_null() {
            decref(frame.cast());
        }
    }
    crate::eval::ops::set_error!(SystemError, "{name}: a generator cannot be made from this frame");
    std::ptr::null_mut()
}

/// Steals the frame.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGen_New(frame: *mut PyFrameObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { refuse(frame, "PyGen_New") }
}

/// Steals the frame.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGen_NewWithQualName(
    frame: *mut PyFrameObject,
    _name: *mut PyObject,
    _qualname: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { refuse(frame, "PyGen_NewWithQualName") }
}

/// Steals the frame.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCoro_New(
    frame: *mut PyFrameObject,
    _name: *mut PyObject,
    _qualname: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { refuse(frame, "PyCoro_New") }
}

/// Steals the frame.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyAsyncGen_New(
    frame: *mut PyFrameObject,
    _name: *mut PyObject,
    _qualname: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { refuse(frame, "PyAsyncGen_New") }
}

/// The code of a generator, a new reference.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGen_GetCode(g: *mut PyGenObject) -> *mut PyCodeObject {
    // SAFETY: by contract; the code stays as long as the generator.
    unsafe {
        let code = (*g.cast::<Generator>()).frame.code;
        incref(code.cast());
        code
    }
}

/// `_PyGen_FetchStopIterationValue`: the value of a pending StopIteration (0), or -1 when another exception is pending.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyGen_FetchStopIterationValue(out: *mut *mut PyObject) -> std::ffi::c_int {
    // SAFETY: by contract.
    unsafe {
        match crate::eval::ops::iter::stop_iteration_value() {
            Some(value) => {
                *out = value;
                0
            }
            None => {
                *out = std::ptr::null_mut();
                -1
            }
        }
    }
}

/// `_PyGen_SetStopIterationValue`: raises StopIteration with the value.
///
/// # Safety
/// C API contract.
pub unsafe extern "C" fn _PyGen_SetStopIterationValue(value: *mut PyObject) -> std::ffi::c_int {
    // SAFETY: by contract.
    unsafe {
        generator::set_stop_iteration(value);
        if PyErr_Occurred().is_null() { -1 } else { 0 }
    }
}
