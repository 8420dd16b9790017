//! `modsupport.h`: making modules and adding to them.

use std::ffi::{c_char, c_int, c_long};

use mortise_abi::*;

use crate::boundary::enter;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::decref;
use crate::objects::{Module, Str, module, type_};
use crate::{intern, raise};

/// Adds an object to the namespace of a module.
unsafe fn add(
    py: Attached<'_>,
    ob: *mut PyObject,
    name: *const c_char,
    value: *mut PyObject,
) -> PyResult<()> {
    // SAFETY: the C function's contract.
    unsafe {
        let Some(actual) = b(py, ob).cast::<Module>().cloned() else {
            return Err(raise!(py, TypeError, "PyModule_AddObjectRef() first argument must be a module"));
        };
        let Some(value) = Borrowed::<PyObject>::from_ptr_or_null(py, value) else {
            if crate::state::error::occurred(py) {
                return Err(Raised::assume());
            }
            return Err(raise!(
                py,
                SystemError,
                "PyModule_AddObjectRef() must be called with an exception raised if value is NULL"
            ));
        };
        let Some(dict) = module::dict(&actual) else {
            return Err(raise!(py, SystemError, "module has no __dict__"));
        };
        let name = name_object(py, name)?;
        dict.set(&name, &value)
    }
}

/// A C string as an interned str.
///
/// # Safety
/// A C string.
pub(super) unsafe fn name_object<'py>(py: Attached<'py>, name: *const c_char) -> PyResult<Ref<'py, Str>> {
    // SAFETY: by contract; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyUnicode_InternFromString(name).cast()) }
}

/// # Safety
/// A live object.
unsafe fn b<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Borrowed<'a, 'py> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr(py, ob) }
}

/// A module from a definition, in one phase.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_Create2(def: *mut PyModuleDef, version: c_int) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyModule_Create2", |py| module::definition::create(py, def, version)) }
}

/// A module from a definition and an import spec: the first of several phases.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_FromDefAndSpec2(
    def: *mut PyModuleDef,
    spec: *mut PyObject,
    version: c_int,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyModule_FromDefAndSpec2", |py| module::definition::from_spec(py, def, &b(py, spec), version))
    }
}

/// Runs the definition's Py_mod_exec slots.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_ExecDef(ob: *mut PyObject, def: *mut PyModuleDef) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyModule_ExecDef", |py| -> PyResult<()> { module::definition::exec(py, &b(py, ob), def) })
    }
}

/// Adds an object to a module.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_AddObjectRef(
    ob: *mut PyObject,
    name: *const c_char,
    value: *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyModule_AddObjectRef", |py| -> PyResult<()> { add(py, ob, name, value) }) }
}

/// Adds an object to a module; its reference is stolen in any case.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_Add(ob: *mut PyObject, name: *const c_char, value: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let status = PyModule_AddObjectRef(ob, name, value);
        if !value.is_null() {
            decref(value);
        }
        status
    }
}

/// Adds an object to a module; its reference is stolen on success.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_AddObject(
    ob: *mut PyObject,
    name: *const c_char,
    value: *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let status = PyModule_AddObjectRef(ob, name, value);
        if status == 0 {
            decref(value);
        }
        status
    }
}

/// Adds an int.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_AddIntConstant(
    ob: *mut PyObject,
    name: *const c_char,
    value: c_long,
) -> c_int {
    // SAFETY: by contract.
    unsafe { PyModule_Add(ob, name, decl::PyLong_FromLong(value)) }
}

/// Adds a str.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_AddStringConstant(
    ob: *mut PyObject,
    name: *const c_char,
    value: *const c_char,
) -> c_int {
    // SAFETY: by contract.
    unsafe { PyModule_Add(ob, name, decl::PyUnicode_FromString(value)) }
}

/// Readies a type and adds it to a module.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_AddType(ob: *mut PyObject, ty: *mut PyTypeObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyModule_AddType", |py| -> PyResult<()> {
            type_::ready::ready(py, ty)?;
            add(py, ob, decl::_PyType_Name(ty), ty.cast())
        })
    }
}

/// Adds the functions of a table to a module.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_AddFunctions(ob: *mut PyObject, functions: *mut PyMethodDef) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyModule_AddFunctions", |py| -> PyResult<()> {
            let name: Ref<'_, Str> = Ref::from_owned_or_raised(py, decl::PyModule_GetNameObject(ob).cast())?;
            module::definition::add_functions(py, &b(py, ob), functions, &name)
        })
    }
}

/// Sets `__doc__`.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_SetDocString(ob: *mut PyObject, text: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyModule_SetDocString", |py| -> PyResult<()> {
            let text: Ref<'_> = Ref::from_owned_or_raised(py, decl::PyUnicode_FromString(text))?;
            b(py, ob).setattr(intern!(py, "__doc__"), &text)
        })
    }
}
