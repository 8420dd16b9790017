//! `methodobject.h`: functions written in C.

use std::ffi::c_int;

use mortise_abi::*;

use crate::boundary::enter;
use crate::capi::decl;
use crate::objects::builtin_function;

fn fields(ob: *mut PyObject) -> *mut PyCFunctionObject {
    ob.cast()
}

unsafe fn is_function(ob: *mut PyObject) -> bool {
    // SAFETY: NULL or a live object.
    unsafe {
        !ob.is_null() && crate::objects::type_::is_subtype((*ob).ob_type, &raw mut decl::PyCFunction_Type)
    }
}

/// A built-in function that knows its defining class.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCMethod_New(
    method: *mut PyMethodDef,
    this: *mut PyObject,
    module: *mut PyObject,
    class: *mut PyTypeObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyCMethod_New", |py| builtin_function::new(py, method, this, module, class)) }
}

/// A built-in function.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCFunction_NewEx(
    method: *mut PyMethodDef,
    this: *mut PyObject,
    module: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyCFunction_NewEx", |py| builtin_function::new(py, method, this, module, std::ptr::null_mut()))
    }
}

/// A built-in function.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCFunction_New(method: *mut PyMethodDef, this: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyCFunction_New", |py| {
            builtin_function::new(py, method, this, std::ptr::null_mut(), std::ptr::null_mut())
        })
    }
}

/// The C function.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCFunction_GetFunction(ob: *mut PyObject) -> PyCFunction {
    // SAFETY: by contract.
    unsafe {
        if !is_function(ob) {
            decl::PyErr_BadInternalCall();
            return None;
        }
        (*(*fields(ob)).m_ml).ml_meth
    }
}

/// The object that the C function gets as self, borrowed.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCFunction_GetSelf(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if !is_function(ob) {
            decl::PyErr_BadInternalCall();
            return std::ptr::null_mut();
        }
        if (*(*fields(ob)).m_ml).ml_flags & METH_STATIC != 0 {
            return std::ptr::null_mut();
        }
        (*fields(ob)).m_self
    }
}

/// The flags.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCFunction_GetFlags(ob: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if !is_function(ob) {
            decl::PyErr_BadInternalCall();
            return -1;
        }
        (*(*fields(ob)).m_ml).ml_flags
    }
}

/// `callable(*args, **kwargs)`: the stable ABI's old name for `PyObject_Call`.
///
/// # Safety
/// Live objects (`kwargs` may be NULL) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCFunction_Call(
    callable: *mut PyObject,
    args: *mut PyObject,
    kwargs: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { decl::PyObject_Call(callable, args, kwargs) }
}
