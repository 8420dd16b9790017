//! `moduleobject.h`: modules.

use std::ffi::{c_char, c_void};

use mortise_abi::*;

use crate::boundary::enter;
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::decref;
use crate::objects::{Module, Str, module};
use crate::{intern, raise};

unsafe fn is_module(ob: *mut PyObject) -> bool {
    // SAFETY: NULL or a live object.
    unsafe { !ob.is_null() && crate::objects::type_::is_subtype((*ob).ob_type, &raw mut decl::PyModule_Type) }
}

/// # Safety
/// A live object.
unsafe fn b<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Borrowed<'a, 'py> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr(py, ob) }
}

/// # Safety
/// A live module.
unsafe fn mb<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Borrowed<'a, 'py, Module> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr(py, ob.cast()) }
}

/// A new module.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_NewObject(name: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyModule_NewObject", |py| module::new(py, &b(py, name))) }
}

/// A new module.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_New(name: *const c_char) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyModule_New", |py| {
            let name: Ref<'_, Str> = Ref::from_owned_or_raised(py, decl::PyUnicode_FromString(name).cast())?;
            module::new(py, &name)
        })
    }
}

/// Readies a definition for multi-phase initialisation.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModuleDef_Init(def: *mut PyModuleDef) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        module::definition::init(def);
        def.cast()
    }
}

/// The namespace, borrowed.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_GetDict(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if !is_module(ob) {
            decl::PyErr_BadInternalCall();
            return std::ptr::null_mut();
        }
        (*module::fields(ob)).dict
    }
}

/// The definition, or NULL.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_GetDef(ob: *mut PyObject) -> *mut PyModuleDef {
    // SAFETY: by contract.
    unsafe {
        if !is_module(ob) {
            decl::PyErr_BadArgument();
            return std::ptr::null_mut();
        }
        (*module::fields(ob)).def
    }
}

/// The state, or NULL.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_GetState(ob: *mut PyObject) -> *mut c_void {
    // SAFETY: by contract.
    unsafe {
        if !is_module(ob) {
            decl::PyErr_BadArgument();
            return std::ptr::null_mut();
        }
        (*module::fields(ob)).state
    }
}

/// `__name__`, a new reference.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_GetNameObject(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if !is_module(ob) {
            decl::PyErr_BadArgument();
            return std::ptr::null_mut();
        }
        enter("PyModule_GetNameObject", |py| match module::name(&mb(py, ob)) {
            Some(name) => Ok(name),
            None => Err(raise!(py, SystemError, "nameless module")),
        })
    }
}

/// `__name__` as UTF-8.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_GetName(ob: *mut PyObject) -> *const c_char {
    // SAFETY: by contract.
    unsafe {
        let name = PyModule_GetNameObject(ob);
        if name.is_null() {
            return std::ptr::null();
        }
        // The module's dict keeps it.
        decref(name);
        decl::PyUnicode_AsUTF8(name)
    }
}

/// `__file__`, a new reference.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_GetFilenameObject(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if !is_module(ob) {
            decl::PyErr_BadArgument();
            return std::ptr::null_mut();
        }
        enter("PyModule_GetFilenameObject", |py| {
            let file = match module::dict(&mb(py, ob)) {
                Some(dict) => dict.get(intern!(py, "__file__"))?,
                None => None,
            };
            match file.and_then(|f| f.into_cast::<Str>().ok()) {
                Some(file) => Ok(file),
                None => Err(raise!(py, SystemError, "module filename missing")),
            }
        })
    }
}

/// `__file__` as UTF-8.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyModule_GetFilename(ob: *mut PyObject) -> *const c_char {
    // SAFETY: by contract.
    unsafe {
        let name = PyModule_GetFilenameObject(ob);
        if name.is_null() {
            return std::ptr::null();
        }
        // The module's dict keeps it.
        decref(name);
        decl::PyUnicode_AsUTF8(name)
    }
}
