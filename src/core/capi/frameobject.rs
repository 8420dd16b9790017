//! `frameobject.h` and `pyframe.h`

use std::ffi::{CStr, c_char, c_int};

use mortise_abi::*;

use crate::boundary::enter;
use crate::capi::decl::*;
use crate::err::PyResult;
use crate::eval::frames::{self, InterpreterFrame};
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::incref;
use crate::objects::frame::{self, FrameObject, locals};
use crate::objects::{Dict, Str};
use crate::raise;

unsafe fn object(f: *mut PyFrameObject) -> *mut FrameObject {
    f.cast()
}

unsafe fn inner(f: *mut PyFrameObject) -> *mut InterpreterFrame {
    // SAFETY: a live frame object has a frame.
    unsafe { (*object(f)).frame }
}

unsafe fn new_ref(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: NULL or live.
    unsafe {
        if !ob.is_null() {
            incref(ob);
        }
        ob
    }
}

/// A frame object for tracebacks of code that is not run by the interpreter.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_New(
    _ts: *mut PyThreadState,
    code: *mut PyCodeObject,
    globals: *mut PyObject,
    locals: *mut PyObject,
) -> *mut PyFrameObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyFrame_New", |_py| -> PyResult<*mut PyFrameObject> {
            // NULL stands for an exception in both conventions.
            Ok(frame::new_detached(code, globals, locals).cast())
        })
    }
}

/// The calling frame, a new reference, or NULL.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetBack(f: *mut PyFrameObject) -> *mut PyFrameObject {
    // SAFETY: by contract.
    unsafe { frame::back(object(f)).cast() }
}

/// The code, a new reference.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetCode(f: *mut PyFrameObject) -> *mut PyCodeObject {
    // SAFETY: by contract.
    unsafe { new_ref((*inner(f)).code.cast()).cast() }
}

/// The globals, a new reference.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetGlobals(f: *mut PyFrameObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { new_ref((*inner(f)).globals) }
}

/// The builtins, a new reference.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetBuiltins(f: *mut PyFrameObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { new_ref((*inner(f)).builtins) }
}

/// The generator that the frame belongs to, a new reference, or NULL.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetGenerator(f: *mut PyFrameObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let frame = inner(f);
        if (*frame).owner != frames::owner::GENERATOR {
            return std::ptr::null_mut();
        }
        new_ref(crate::objects::generator::of_frame(frame).cast())
    }
}

/// Index of the last instruction in bytes, -1 before the first.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetLasti(f: *mut PyFrameObject) -> c_int {
    // SAFETY: by contract.
    unsafe { InterpreterFrame::lasti(inner(f)).max(-1) }
}

/// The current line.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetLineNumber(f: *mut PyFrameObject) -> c_int {
    // SAFETY: by contract.
    unsafe { frame::line(object(f)) }
}

/// `f_locals`, a new reference.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetLocals(f: *mut PyFrameObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyFrame_GetLocals", |py| locals::f_locals(py, object(f))) }
}

/// A variable's value, a new reference; NameError when it has none.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetVar(f: *mut PyFrameObject, name: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyFrame_GetVar", |py| -> PyResult<Ref<'_>> {
            let name = Borrowed::<PyObject>::from_ptr(py, name);
            let Some(text) = name.cast::<Str>() else {
                return Err(raise!(py, TypeError, "name must be str, not {}", name.ty().full_name()));
            };
            let space = locals::locals(py, inner(f))?;
            let value = match space.cast::<Dict>() {
                Some(dict) => dict.get(&name)?,
                None => Some(space.get_item(&name)?),
            };
            value.ok_or_else(|| raise!(py, NameError, "variable '{}' does not exist", text.to_string_lossy()))
        })
    }
}

/// As [`PyFrame_GetVar`] with a C string.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_GetVarString(f: *mut PyFrameObject, name: *const c_char) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyFrame_GetVarString", |py| -> PyResult<Ref<'_>> {
            let name = py.str(&CStr::from_ptr(name).to_string_lossy())?;
            Ref::from_owned_or_raised(py, PyFrame_GetVar(f, name.as_object_ptr()))
        })
    }
}

/// Did something before Python 3.13; does nothing.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_LocalsToFast(_f: *mut PyFrameObject, _clear: c_int) {}

/// Did something before Python 3.13; does nothing.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_FastToLocals(_f: *mut PyFrameObject) {}

/// Did something before Python 3.13; does nothing.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFrame_FastToLocalsWithError(_f: *mut PyFrameObject) -> c_int {
    0
}

/// Whether a C function waits for the frame's result.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyFrame_IsEntryFrame(f: *mut PyFrameObject) -> c_int {
    // SAFETY: by contract.
    unsafe { (*inner(f)).entry as c_int }
}

/// The code of an interpreter frame, a new reference.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_InterpreterFrame_GetCode(f: *mut _PyInterpreterFrame) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { new_ref((*f.cast::<InterpreterFrame>()).code.cast()) }
}

/// Index of an interpreter frame's last instruction in bytes.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_InterpreterFrame_GetLasti(f: *mut _PyInterpreterFrame) -> c_int {
    // SAFETY: by contract.
    unsafe { InterpreterFrame::lasti(f.cast()) }
}

/// An interpreter frame's current line.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_InterpreterFrame_GetLine(f: *mut _PyInterpreterFrame) -> c_int {
    // SAFETY: by contract.
    unsafe { InterpreterFrame::line(f.cast()) }
}

/// The thread's innermost frame, a new reference, or NULL.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_GetFrame(ts: *mut PyThreadState) -> *mut PyFrameObject {
    // SAFETY: by contract.
    unsafe {
        let frame = frames::current_complete(ts);
        if frame.is_null() {
            return std::ptr::null_mut();
        }
        let object = InterpreterFrame::object(frame);
        if object.is_null() {
            PyErr_Clear();
            return std::ptr::null_mut();
        }
        new_ref(object.cast()).cast()
    }
}

/// Types of objects that a frame may execute, by kind: NULL, functions, built-in functions, method descriptors.
#[repr(transparent)]
pub struct ExecutableKinds([*const PyTypeObject; PyUnstable_EXECUTABLE_KINDS as usize + 1]);

// SAFETY: addresses of statics.
unsafe impl Sync for ExecutableKinds {}

/// The table of executable kinds.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals)]
pub static mut PyUnstable_ExecutableKinds: ExecutableKinds = ExecutableKinds([
    &raw const PyBaseObject_Type,
    &raw const PyFunction_Type,
    &raw const PyBaseObject_Type,
    &raw const PyMethodDescr_Type,
    &raw const PyCFunction_Type,
    std::ptr::null(),
]);
