//! Attributes.

use mortise_abi::*;

use super::set_error;
use crate::capi::decl::*;
use crate::heap::refcount::decref;

/// `type(ob).name` bound to `ob`, ignoring the instance; a new reference, or NULL with or without an exception.
///
/// # Safety
/// Live objects.
pub unsafe fn lookup_special(ob: *mut PyObject, name: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract; the lookup gives a new reference.
    unsafe {
        let found = _PyType_LookupRef((*ob).ob_type, name);
        if found.is_null() {
            return found;
        }
        match (*(*found).ob_type).tp_descr_get {
            None => found,
            Some(get) => {
                let bound = get(found, ob, (*ob).ob_type.cast());
                decref(found);
                bound
            }
        }
    }
}

/// Loads an attribute for a call. Gives `(callable, true)` when it is an unbound method to be called with `ob` first, else
/// `(attribute, false)`; NULL with an exception. `ob` is borrowed.
///
/// # Safety
/// Live objects.
pub unsafe fn load_method(ob: *mut PyObject, name: *mut PyObject) -> (*mut PyObject, bool) {
    // SAFETY: by contract.
    unsafe {
        let ty = (*ob).ob_type;
        let generic = match (*ty).tp_getattro {
            Some(f) => std::ptr::fn_addr_eq(
                f,
                PyObject_GenericGetAttr
                    as unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject,
            ),
            None => false,
        };
        if !generic {
            return (PyObject_GetAttr(ob, name), false);
        }
        let descr = _PyType_LookupRef(ty, name);
        if !descr.is_null() {
            let descr_type = (*descr).ob_type;
            if (*descr_type).tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR != 0 {
                // A non-data descriptor that binds: the instance may still hide it.
                match super::super::instance::own_attribute(ob, name) {
                    Ok(own) if own.is_null() => return (descr, true),
                    Ok(own) => {
                        decref(descr);
                        return (own, false);
                    }
                    Err(()) => {
                        decref(descr);
                        return (std::ptr::null_mut(), false);
                    }
                }
            }
            if let Some(f) = (*descr_type).tp_descr_get
                && (*descr_type).tp_descr_set.is_some()
            {
                let value = f(descr, ob, ty.cast());
                decref(descr);
                return (value, false);
            }
        }
        if !descr.is_null() {
            decref(descr);
        }
        (PyObject_GetAttr(ob, name), false)
    }
}

/// `super(class, instance).name` for `LOAD_SUPER_ATTR`; all borrowed.
///
/// # Safety
/// Live objects.
pub unsafe fn load_super(
    global_super: *mut PyObject,
    class: *mut PyObject,
    instance: *mut PyObject,
    name: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let args = [class, instance];
        let su = PyObject_Vectorcall(global_super, args.as_ptr(), 2, std::ptr::null_mut());
        if su.is_null() {
            return su;
        }
        let value = PyObject_GetAttr(su, name);
        decref(su);
        value
    }
}

/// The `__build_class__` of these builtins, as a new reference.
///
/// # Safety
/// Live objects.
pub unsafe fn build_class(builtins: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let py = crate::heap::attached::Attached::assume();
        match super::names::lookup(builtins, crate::intern!(py, "__build_class__").as_object_ptr()) {
            Ok(f) if f.is_null() => {
                set_error!(NameError, "__build_class__ not found");
                f
            }
            Ok(f) => f,
            Err(()) => std::ptr::null_mut(),
        }
    }
}

/// Makes sure that `__annotations__` is there for annotated names of class and module code.
///
/// # Safety
/// `locals` is live or NULL.
pub unsafe fn setup_annotations(locals: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        if locals.is_null() {
            set_error!(SystemError, "no locals found when setting up annotations");
            return false;
        }
        let py = crate::heap::attached::Attached::assume();
        let name = crate::intern!(py, "__annotations__").as_object_ptr();
        match super::names::lookup(locals, name) {
            Err(()) => false,
            Ok(found) if !found.is_null() => {
                decref(found);
                true
            }
            Ok(_) => {
                let dict = PyDict_New();
                if dict.is_null() {
                    return false;
                }
                let status = PyObject_SetItem(locals, name, dict);
                decref(dict);
                status >= 0
            }
        }
    }
}
