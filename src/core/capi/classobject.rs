//! `classobject.h`: methods bound to an object.

use mortise_abi::*;

use crate::boundary::enter;
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::objects::method;

/// # Safety
/// A live object.
unsafe fn b<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Borrowed<'a, 'py> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr(py, ob) }
}

/// A method bound to an object.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMethod_New(function: *mut PyObject, this: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if this.is_null() {
            decl::PyErr_BadInternalCall();
            return std::ptr::null_mut();
        }
        enter("PyMethod_New", |py| method::new(py, &b(py, function), &b(py, this)))
    }
}

/// The field of a method, borrowed.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMethod_Function(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if ob.is_null() || (*ob).ob_type != &raw mut decl::PyMethod_Type {
            decl::PyErr_BadInternalCall();
            return std::ptr::null_mut();
        }
        (*ob.cast::<PyMethodObject>()).im_func
    }
}

/// The field of a method, borrowed.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMethod_Self(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if ob.is_null() || (*ob).ob_type != &raw mut decl::PyMethod_Type {
            decl::PyErr_BadInternalCall();
            return std::ptr::null_mut();
        }
        (*ob.cast::<PyMethodObject>()).im_self
    }
}

/// The field of a method, borrowed.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInstanceMethod_Function(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if ob.is_null() || (*ob).ob_type != &raw mut decl::PyInstanceMethod_Type {
            decl::PyErr_BadInternalCall();
            return std::ptr::null_mut();
        }
        (*ob.cast::<PyInstanceMethodObject>()).func
    }
}

/// A callable that binds like a function.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInstanceMethod_New(function: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyInstanceMethod_New", |py| method::new_instance(py, &b(py, function))) }
}
