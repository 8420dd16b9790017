//! `pycapsule.h`: C pointers as Python objects.

use std::ffi::{CStr, c_char, c_int, c_void};

use mortise_abi::*;

use crate::boundary::enter;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::capsule;
use crate::raise;

#[cold]
fn invalid<T>(function: &str, result: T) -> T {
    // SAFETY: the C API is called by attached threads.
    let py = unsafe { Attached::assume() };
    let _ = raise!(py, ValueError, "{function} called with invalid PyCapsule object");
    result
}

/// Imports the module part by part, then takes the attributes.
unsafe fn import(py: Attached<'_>, name: *const c_char) -> PyResult<*mut c_void> {
    // SAFETY: a C string.
    let text = unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned();
    let mut object: Option<Ref<'_>> = None;
    for part in text.split('.') {
        object = Some(match object {
            None => match py.import(part) {
                Ok(module) => module,
                Err(raised) => {
                    raised.clear(py);
                    return Err(raise!(
                        py,
                        ImportError,
                        "PyCapsule_Import could not import module \"{part}\""
                    ));
                }
            },
            Some(object) => {
                let part = py.interned(part)?;
                object.getattr(&part)?
            }
        });
    }
    // SAFETY: a live object and a C string.
    unsafe {
        let ob = object.map_or(std::ptr::null_mut(), |o| o.into_ptr());
        if PyCapsule_IsValid(ob, name) == 0 {
            if !ob.is_null() {
                crate::heap::refcount::decref(ob);
            }
            return Err(raise!(py, AttributeError, "PyCapsule_Import \"{text}\" is not valid"));
        }
        let pointer = (*capsule::legal(ob)).pointer;
        crate::heap::refcount::decref(ob);
        let _: Option<Raised> = None;
        Ok(pointer)
    }
}

/// A capsule around a pointer.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_New(
    pointer: *mut c_void,
    name: *const c_char,
    destructor: PyCapsule_Destructor,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyCapsule_New", |py| capsule::new(py, pointer, name, destructor)) }
}

/// The pointer; the name must match.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_GetPointer(ob: *mut PyObject, name: *const c_char) -> *mut c_void {
    // SAFETY: by contract.
    unsafe {
        let capsule = capsule::legal(ob);
        if capsule.is_null() {
            return invalid("PyCapsule_GetPointer", std::ptr::null_mut());
        }
        if !capsule::same_name(name, (*capsule).name) {
            let py = Attached::assume();
            let _ = raise!(py, ValueError, "PyCapsule_GetPointer called with incorrect name");
            return std::ptr::null_mut();
        }
        (*capsule).pointer
    }
}

/// The name.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_GetName(ob: *mut PyObject) -> *const c_char {
    // SAFETY: by contract.
    unsafe {
        let capsule = capsule::legal(ob);
        if capsule.is_null() {
            return invalid("PyCapsule_GetName", std::ptr::null());
        }
        (*capsule).name
    }
}

/// The destructor.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_GetDestructor(ob: *mut PyObject) -> PyCapsule_Destructor {
    // SAFETY: by contract.
    unsafe {
        let capsule = capsule::legal(ob);
        if capsule.is_null() {
            return invalid("PyCapsule_GetDestructor", None);
        }
        (*capsule).destructor
    }
}

/// The context.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_GetContext(ob: *mut PyObject) -> *mut c_void {
    // SAFETY: by contract.
    unsafe {
        let capsule = capsule::legal(ob);
        if capsule.is_null() {
            return invalid("PyCapsule_GetContext", std::ptr::null_mut());
        }
        (*capsule).context
    }
}

/// Sets the pointer.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_SetPointer(ob: *mut PyObject, pointer: *mut c_void) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let capsule = capsule::legal(ob);
        if capsule.is_null() {
            return invalid("PyCapsule_SetPointer", -1);
        }
        if pointer.is_null() {
            let py = Attached::assume();
            let _ = raise!(py, ValueError, "PyCapsule_SetPointer called with null pointer");
            return -1;
        }
        (*capsule).pointer = pointer;
        0
    }
}

/// Sets the name.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_SetName(ob: *mut PyObject, name: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let capsule = capsule::legal(ob);
        if capsule.is_null() {
            return invalid("PyCapsule_SetName", -1);
        }
        (*capsule).name = name;
        0
    }
}

/// Sets the destructor.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_SetDestructor(
    ob: *mut PyObject,
    destructor: PyCapsule_Destructor,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let capsule = capsule::legal(ob);
        if capsule.is_null() {
            return invalid("PyCapsule_SetDestructor", -1);
        }
        (*capsule).destructor = destructor;
        0
    }
}

/// Sets the context.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_SetContext(ob: *mut PyObject, context: *mut c_void) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let capsule = capsule::legal(ob);
        if capsule.is_null() {
            return invalid("PyCapsule_SetContext", -1);
        }
        (*capsule).context = context;
        0
    }
}

/// Whether it is a capsule with that name.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_IsValid(ob: *mut PyObject, name: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let capsule = capsule::legal(ob);
        (!capsule.is_null() && capsule::same_name(name, (*capsule).name)) as c_int
    }
}

/// The pointer of the capsule `module.attribute`.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCapsule_Import(name: *const c_char, _no_block: c_int) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { enter("PyCapsule_Import", |py| import(py, name)) }
}
