//! `genobject.h`

use mortise_abi::*;

use crate::capi::decl::*;
use crate::eval::frames::owner;
use crate::eval::ops::set_error;
use crate::heap::refcount::{decref, incref};
use crate::objects::frame::FrameObject;
use crate::objects::generator::{self, Generator};

/// A generator, coroutine or asynchronous generator of the frame, whose reference is taken over. That works for a frame that was
/// made for code of the kind by `PyFrame_New` and has not run; where the code begins with cells, there is nobody who makes them.
///
/// # Safety
/// A live frame object; `name` and `qualname` are live or NULL.
unsafe fn of_frame(
    function: &str,
    kind: *mut PyTypeObject,
    object: *mut PyFrameObject,
    name: *mut PyObject,
    qualname: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract; the frame's contents move into the generator, which keeps the frame object from then on.
    unsafe {
        let frame = (*object.cast::<FrameObject>()).frame;
        let code = (*frame).code;
        let flag = (*code).co_flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR);
        let fits = match flag {
            CO_GENERATOR => kind == &raw mut PyGen_Type,
            CO_COROUTINE => kind == &raw mut PyCoro_Type,
            CO_ASYNC_GENERATOR => kind == &raw mut PyAsyncGen_Type,
            _ => false,
        };
        let first = crate::objects::code::first_instruction(code);
        let starts = fits && first.cast::<u8>().read() as u32 == opcode_ids::RETURN_GENERATOR as u32;
        if !starts || (*frame).owner != owner::FRAME_OBJECT {
            decref(object.cast());
            set_error!(SystemError, "{function}: a generator cannot be made from this frame");
            return std::ptr::null_mut();
        }
        (*frame).instr = first;
        let ob = generator::from_frame(frame, first.add(1));
        if ob.is_null() {
            decref(object.cast());
            return ob;
        }
        let g: *mut Generator = ob.cast();
        for (field, value) in [(&raw mut (*g).name, name), (&raw mut (*g).qualname, qualname)] {
            if !value.is_null() {
                incref(value);
                decref(std::mem::replace(&mut *field, value));
            }
        }
        ob
    }
}

/// Steals the frame.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGen_New(frame: *mut PyFrameObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { of_frame("PyGen_New", &raw mut PyGen_Type, frame, std::ptr::null_mut(), std::ptr::null_mut()) }
}

/// Steals the frame.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGen_NewWithQualName(
    frame: *mut PyFrameObject,
    name: *mut PyObject,
    qualname: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { of_frame("PyGen_NewWithQualName", &raw mut PyGen_Type, frame, name, qualname) }
}

/// Steals the frame.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCoro_New(
    frame: *mut PyFrameObject,
    name: *mut PyObject,
    qualname: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { of_frame("PyCoro_New", &raw mut PyCoro_Type, frame, name, qualname) }
}

/// Steals the frame.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyAsyncGen_New(
    frame: *mut PyFrameObject,
    name: *mut PyObject,
    qualname: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { of_frame("PyAsyncGen_New", &raw mut PyAsyncGen_Type, frame, name, qualname) }
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
#[allow(non_snake_case)] // the name that the field knows
pub unsafe extern "C" fn _PyGen_SetStopIterationValue(value: *mut PyObject) -> std::ffi::c_int {
    // SAFETY: by contract.
    unsafe {
        generator::set_stop_iteration(value);
        if PyErr_Occurred().is_null() { -1 } else { 0 }
    }
}
