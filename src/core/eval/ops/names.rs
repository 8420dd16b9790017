//! Errors about names.

use std::ffi::c_int;

use mortise_abi::*;

use super::{set_error, text};
use crate::capi::decl::*;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::heap::refcount::incref;
use crate::objects::exceptions::classes;

/// `NameError: name 'x' is not defined`, with its `name` attribute.
///
/// # Safety
/// `name` is a live str.
#[cold]
#[inline(never)]
pub unsafe fn undefined(name: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        set_error!(NameError, "name '{}' is not defined", text(name));
        note_name(classes::NameError(), name);
    }
}

/// Sets the `name` of the pending NameError, unless it has one.
unsafe fn note_name(class: *mut PyTypeObject, name: *mut PyObject) {
    // SAFETY: an exact instance of NameError has its struct.
    unsafe {
        let exc = PyErr_GetRaisedException();
        if !exc.is_null() && (*exc).ob_type == class {
            let e: *mut PyNameErrorObject = exc.cast();
            if (*e).name.is_null() {
                incref(name);
                (*e).name = name;
            }
        }
        PyErr_SetRaisedException(exc);
    }
}

/// The error for a local or free variable without a value.
///
/// # Safety
/// `code` is a code object with more than `i` variables.
#[cold]
#[inline(never)]
pub unsafe fn unbound(code: *mut PyCodeObject, i: usize) {
    // SAFETY: by contract.
    unsafe {
        let name = crate::objects::code::local_name(code, i);
        if crate::objects::code::local_kind(code, i) & crate::objects::code::KIND_FREE != 0 {
            set_error!(
                NameError,
                "cannot access free variable '{}' where it is not associated with a value in enclosing scope",
                text(name)
            );
            note_name(classes::NameError(), name);
        } else {
            set_error!(
                UnboundLocalError,
                "cannot access local variable '{}' where it is not associated with a value",
                text(name)
            );
        }
    }
}

/// The value of a name among the builtins, as a new reference: `Ok(NULL)` when there is none.
///
/// # Safety
/// Live objects.
pub unsafe fn in_builtins(builtins: *mut PyObject, name: *mut PyObject) -> Result<*mut PyObject, ()> {
    // SAFETY: by contract.
    unsafe { lookup(builtins, name) }
}

/// Binds a name in class or module code; -1 with an exception.
///
/// # Safety
/// Live objects; `namespace` may be NULL.
#[inline(never)]
pub unsafe fn store(namespace: *mut PyObject, name: *mut PyObject, value: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if namespace.is_null() {
            set_error!(SystemError, "no locals found when storing '{}'", text(name));
            return -1;
        }
        if (*namespace).ob_type == &raw mut PyDict_Type {
            PyDict_SetItem(namespace, name, value)
        } else {
            PyObject_SetItem(namespace, name, value)
        }
    }
}

/// Unbinds a name in class or module code; -1 with an exception.
///
/// # Safety
/// Live objects; `namespace` may be NULL.
#[inline(never)]
pub unsafe fn delete(namespace: *mut PyObject, name: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if namespace.is_null() {
            set_error!(SystemError, "no locals when deleting '{}'", text(name));
            return -1;
        }
        let status = PyObject_DelItem(namespace, name);
        if status < 0 && super::pending(classes::KeyError()) {
            PyErr_Clear();
            undefined(name);
        }
        status
    }
}

/// A name of class code that is a free variable of an outer function: the namespace comes first, then the cell (whose index is
/// `variable`). A new reference; NULL with an exception.
///
/// # Safety
/// Live objects; `slot` holds the cell.
#[inline(never)]
pub unsafe fn from_dict_or_cell(
    namespace: *mut PyObject,
    code: *mut PyCodeObject,
    slot: *mut *mut PyObject,
    variable: usize,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        match lookup(namespace, crate::objects::code::local_name(code, variable)) {
            Err(()) => std::ptr::null_mut(),
            Ok(value) if !value.is_null() => value,
            Ok(_) => {
                let value = super::super::cells::get((*slot).cast());
                if value.is_null() {
                    unbound(code, variable);
                }
                value
            }
        }
    }
}

/// The value of a name in any mapping, as a new reference: `Ok(NULL)` when there is none.
///
/// # Safety
/// Live objects.
#[inline]
pub unsafe fn lookup(namespace: *mut PyObject, name: *mut PyObject) -> Result<*mut PyObject, ()> {
    // SAFETY: by contract; out receives a new reference or NULL.
    unsafe {
        let mut out = std::ptr::null_mut();
        let status = if (*namespace).ob_type == &raw mut PyDict_Type {
            PyDict_GetItemRef(namespace, name, &raw mut out)
        } else {
            PyMapping_GetOptionalItem(namespace, name, &raw mut out)
        };
        if status < 0 { Err(()) } else { Ok(out) }
    }
}

/// A global or builtin name, as a new reference; NULL with an exception.
///
/// # Safety
/// Live objects.
#[inline(never)]
pub unsafe fn global(globals: *mut PyObject, builtins: *mut PyObject, name: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        match lookup(globals, name) {
            Err(()) => return std::ptr::null_mut(),
            Ok(value) if !value.is_null() => return value,
            Ok(_) => {}
        }
        match in_builtins(builtins, name) {
            Ok(value) if value.is_null() => {
                undefined(name);
                value
            }
            Ok(value) => value,
            Err(()) => std::ptr::null_mut(),
        }
    }
}

/// A name in class or module code: locals, globals, builtins.
///
/// # Safety
/// Live objects; `locals` may be NULL.
#[inline(never)]
pub unsafe fn local_or_global(
    locals: *mut PyObject,
    globals: *mut PyObject,
    builtins: *mut PyObject,
    name: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if locals.is_null() {
            set_error!(SystemError, "no locals when loading '{}'", text(name));
            return std::ptr::null_mut();
        }
        match lookup(locals, name) {
            Err(()) => std::ptr::null_mut(),
            Ok(value) if !value.is_null() => value,
            Ok(_) => global(globals, builtins, name),
        }
    }
}

/// Whether `ob` is a str, for messages.
///
/// # Safety
/// Live object.
pub unsafe fn is_str(ob: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe { Borrowed::<PyObject>::from_ptr(Attached::assume(), ob).cast::<crate::objects::Str>().is_some() }
}
