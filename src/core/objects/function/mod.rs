//! Python functions.

pub mod attributes;

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::{decref, incref};
use crate::objects::code::tuple_len;
use crate::objects::{Code, Dict, Function, Str};
use crate::{intern, raise};

pub use attributes::PyFunction_Type;

/// The namespace of builtins for functions with these globals, as a new reference.
pub fn builtins_for<'py>(py: Attached<'py>, globals: &Ref<'py, Dict>) -> PyResult<Ref<'py>> {
    let Some(found) = globals.get(intern!(py, "__builtins__"))? else {
        return crate::eval::builtins(py);
    };
    // SAFETY: a live module; its dictionary is borrowed from it.
    unsafe {
        if found.is_instance_of::<crate::objects::Module>() {
            let dict = decl::PyModule_GetDict(found.as_ptr());
            return Ok(Borrowed::from_ptr(py, dict).to_owned());
        }
    }
    Ok(found)
}

/// Makes a function that runs `code` with `globals`.
pub fn new<'py>(
    py: Attached<'py>,
    code: &Ref<'py, Code>,
    globals: &Ref<'py>,
    qualname: Option<&Ref<'py, Str>>,
) -> PyResult<Ref<'py, Function>> {
    let (module, builtins) = match globals.cast::<Dict>() {
        Some(dict) => (dict.get(intern!(py, "__name__"))?, builtins_for(py, dict)?),
        None => (None, crate::eval::builtins(py)?),
    };
    // SAFETY: the code's fields are set; the fresh object's fields are all written before it is tracked.
    unsafe {
        let co = code.as_ptr();
        let consts = (*co).co_consts;
        let mut doc = &raw mut decl::_Py_NoneStruct;
        if tuple_len(consts) > 0 {
            let first = crate::objects::code::tuple_item(consts, 0);
            if Borrowed::<PyObject>::from_ptr(py, first).cast::<Str>().is_some() {
                doc = first;
            }
        }
        let ob: Ref<'py, Function> =
            Ref::from_owned_or_raised(py, decl::_PyObject_GC_New(&raw mut PyFunction_Type).cast())?;
        let f = ob.as_ptr();
        incref(globals.as_ptr());
        incref((*co).co_name);
        incref(doc);
        (*f).func_globals = globals.as_ptr();
        (*f).func_builtins = builtins.into_ptr();
        (*f).func_name = (*co).co_name;
        (*f).func_qualname = qualname.map_or((*co).co_qualname, |q| q.as_object_ptr());
        incref((*f).func_qualname);
        (*f).func_code = code.clone().into_object_ptr();
        (*f).func_defaults = std::ptr::null_mut();
        (*f).func_kwdefaults = std::ptr::null_mut();
        (*f).func_closure = std::ptr::null_mut();
        (*f).func_doc = doc;
        (*f).func_dict = std::ptr::null_mut();
        (*f).func_weakreflist = std::ptr::null_mut();
        (*f).func_module = module.map_or(std::ptr::null_mut(), Ref::into_ptr);
        (*f).func_annotations = std::ptr::null_mut();
        (*f).func_typeparams = std::ptr::null_mut();
        (*f).vectorcall = Some(crate::eval::call::_PyFunction_Vectorcall);
        (*f).func_version = 0;
        decl::PyObject_GC_Track(f.cast());
        Ok(ob)
    }
}

/// Replaces an owned field and drops the old value afterwards.
///
/// # Safety
/// `field` holds NULL or an owned reference; `value` is NULL or given away.
pub(crate) unsafe fn replace_field(field: *mut *mut PyObject, value: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        let old = std::mem::replace(&mut *field, value);
        if !old.is_null() {
            decref(old);
        }
    }
}

/// The owned fields that the collector sees.
unsafe fn fields(f: *mut PyFunctionObject) -> [*mut *mut PyObject; 13] {
    // SAFETY: addresses within the object.
    unsafe {
        [
            &raw mut (*f).func_code,
            &raw mut (*f).func_globals,
            &raw mut (*f).func_builtins,
            &raw mut (*f).func_module,
            &raw mut (*f).func_defaults,
            &raw mut (*f).func_kwdefaults,
            &raw mut (*f).func_doc,
            &raw mut (*f).func_name,
            &raw mut (*f).func_qualname,
            &raw mut (*f).func_dict,
            &raw mut (*f).func_closure,
            &raw mut (*f).func_annotations,
            &raw mut (*f).func_typeparams,
        ]
    }
}

/// `tp_traverse`
///
/// # Safety
/// Called by the collector.
unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: a live function; the visitor is not null.
    unsafe {
        let visit = visit.unwrap_unchecked();
        for field in fields(ob.cast()) {
            if !(*field).is_null() {
                let r = visit(*field, arg);
                if r != 0 {
                    return r;
                }
            }
        }
    }
    0
}

/// `tp_clear`: everything but what frames of the function still need (code, globals, builtins, names).
///
/// # Safety
/// Called by the collector.
unsafe extern "C" fn clear(ob: *mut PyObject) -> c_int {
    // SAFETY: a live function; each reference is given back once.
    unsafe {
        let f: *mut PyFunctionObject = ob.cast();
        (*f).func_version = 0;
        for field in [
            &raw mut (*f).func_module,
            &raw mut (*f).func_defaults,
            &raw mut (*f).func_kwdefaults,
            &raw mut (*f).func_doc,
            &raw mut (*f).func_dict,
            &raw mut (*f).func_closure,
            &raw mut (*f).func_annotations,
            &raw mut (*f).func_typeparams,
        ] {
            replace_field(field, std::ptr::null_mut());
        }
    }
    0
}

/// `tp_dealloc`
///
/// # Safety
/// The last reference is gone.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the object is intact; each reference is given back once.
    unsafe {
        let f: *mut PyFunctionObject = ob.cast();
        decl::PyObject_GC_UnTrack(ob.cast());
        if !(*f).func_weakreflist.is_null() {
            decl::PyObject_ClearWeakRefs(ob);
        }
        crate::eval::watchers::function_event(PyFunction_EVENT_DESTROY, f, std::ptr::null_mut());
        for field in fields(f) {
            replace_field(field, std::ptr::null_mut());
        }
        ((*(*ob).ob_type).tp_free.unwrap_unchecked())(ob.cast());
    }
}

/// Checks a closure against what the code needs.
pub fn check_closure<'py>(py: Attached<'py>, code: &Ref<'py, Code>, closure: &Ref<'py>) -> PyResult<()> {
    // SAFETY: a live code object.
    let needed = unsafe { (*code.as_ptr()).co_nfreevars } as usize;
    let Some(cells) = closure.cast::<crate::objects::Tuple>() else {
        if needed > 0 && closure.is_none() {
            return Err(raise!(py, TypeError, "arg 5 (closure) must be tuple"));
        }
        if closure.is_none() {
            return Ok(());
        }
        return Err(raise!(py, TypeError, "arg 5 (closure) must be None or tuple"));
    };
    if cells.len() != needed {
        // SAFETY: the name is a str.
        let name: Borrowed<'_, '_, Str> = unsafe { Borrowed::from_ptr(py, (*code.as_ptr()).co_name.cast()) };
        return Err(raise!(
            py,
            ValueError,
            "{} requires closure of length {needed}, not {}",
            name.to_string_lossy(),
            cells.len()
        ));
    }
    for cell in cells.items() {
        if cell.type_ptr() != &raw mut decl::PyCell_Type {
            return Err(raise!(
                py,
                TypeError,
                "arg 5 (closure) expected cell, found {}",
                cell.ty().full_name()
            ));
        }
    }
    Ok(())
}

/// The static types of this module.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyFunction_Type]
}
