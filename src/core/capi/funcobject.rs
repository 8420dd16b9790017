//! `funcobject.h`, but for class and static methods.

use std::ffi::c_int;

use mortise_abi::*;

use crate::boundary::enter;
use crate::capi::decl::*;
use crate::err::PyResult;
use crate::eval::watchers::{self, FUNCTIONS, MAX_WATCHERS};
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::incref;
use crate::objects::Function;
use crate::objects::function::{attributes, replace_field};
use crate::raise;

/// The function, or NULL with SystemError.
unsafe fn checked(op: *mut PyObject) -> *mut PyFunctionObject {
    // SAFETY: NULL or live (C API contract).
    unsafe {
        if op.is_null() || (*op).ob_type != &raw mut PyFunction_Type {
            PyErr_BadInternalCall();
            return std::ptr::null_mut();
        }
        op.cast()
    }
}

macro_rules! getter {
    ($op:expr, $field:ident) => {{
        // SAFETY: by contract; a borrowed reference comes back.
        unsafe {
            let f = checked($op);
            if f.is_null() { std::ptr::null_mut() } else { (*f).$field }
        }
    }};
}

/// A function for code and globals.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_New(code: *mut PyObject, globals: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { PyFunction_NewWithQualName(code, globals, std::ptr::null_mut()) }
}

/// As [`PyFunction_New`] with a qualified name.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_NewWithQualName(
    code: *mut PyObject,
    globals: *mut PyObject,
    qualname: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyFunction_NewWithQualName", |py| -> PyResult<Ref<'_, Function>> {
            let qualname = Borrowed::from_ptr_or_null(py, qualname.cast());
            let f = crate::objects::function::new(
                py,
                &Borrowed::from_ptr(py, code.cast()),
                &Borrowed::from_ptr(py, globals),
                qualname.as_deref(),
            )?;
            watchers::function_event(PyFunction_EVENT_CREATE, f.as_ptr(), std::ptr::null_mut());
            Ok(f)
        })
    }
}

/// The code, borrowed.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_GetCode(op: *mut PyObject) -> *mut PyObject {
    getter!(op, func_code)
}

/// The globals, borrowed.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_GetGlobals(op: *mut PyObject) -> *mut PyObject {
    getter!(op, func_globals)
}

/// The module's name, borrowed.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_GetModule(op: *mut PyObject) -> *mut PyObject {
    getter!(op, func_module)
}

/// The defaults, borrowed, or NULL.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_GetDefaults(op: *mut PyObject) -> *mut PyObject {
    getter!(op, func_defaults)
}

/// The keyword-only defaults, borrowed, or NULL.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_GetKwDefaults(op: *mut PyObject) -> *mut PyObject {
    getter!(op, func_kwdefaults)
}

/// The closure, borrowed, or NULL.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_GetClosure(op: *mut PyObject) -> *mut PyObject {
    getter!(op, func_closure)
}

/// The annotations' dict, borrowed.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_GetAnnotations(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let f = checked(op);
        if f.is_null() {
            return std::ptr::null_mut();
        }
        enter("PyFunction_GetAnnotations", |py| attributes::annotations(py, f))
    }
}

/// A value for a field: NULL for None, else a new reference when it is of the type; `None` with SystemError.
unsafe fn field_value(value: *mut PyObject, flag: u64, place: &str) -> Option<*mut PyObject> {
    // SAFETY: NULL or live.
    unsafe {
        if value == &raw mut _Py_NoneStruct {
            return Some(std::ptr::null_mut());
        }
        if !value.is_null() && (*(*value).ob_type).tp_flags & flag != 0 {
            incref(value);
            return Some(value);
        }
        crate::eval::ops::set_error!(SystemError, "{place}");
        None
    }
}

/// Sets the defaults to a tuple or None.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_SetDefaults(op: *mut PyObject, defaults: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let f = checked(op);
        if f.is_null() {
            return -1;
        }
        let Some(value) = field_value(defaults, Py_TPFLAGS_TUPLE_SUBCLASS, "non-tuple default args") else {
            return -1;
        };
        watchers::function_event(PyFunction_EVENT_MODIFY_DEFAULTS, f, value);
        (*f).func_version = 0;
        replace_field(&raw mut (*f).func_defaults, value);
        0
    }
}

/// Sets the keyword-only defaults to a dict or None.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_SetKwDefaults(op: *mut PyObject, defaults: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let f = checked(op);
        if f.is_null() {
            return -1;
        }
        let Some(value) =
            field_value(defaults, Py_TPFLAGS_DICT_SUBCLASS, "non-dict keyword only default args")
        else {
            return -1;
        };
        watchers::function_event(PyFunction_EVENT_MODIFY_KWDEFAULTS, f, value);
        (*f).func_version = 0;
        replace_field(&raw mut (*f).func_kwdefaults, value);
        0
    }
}

/// Sets the closure to a tuple or None.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_SetClosure(op: *mut PyObject, closure: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let f = checked(op);
        if f.is_null() {
            return -1;
        }
        if closure != &raw mut _Py_NoneStruct
            && (closure.is_null() || (*(*closure).ob_type).tp_flags & Py_TPFLAGS_TUPLE_SUBCLASS == 0)
        {
            crate::eval::ops::set_error!(
                SystemError,
                "expected tuple for closure, got '{}'",
                if closure.is_null() { "NULL".into() } else { crate::eval::ops::type_name(closure) }
            );
            return -1;
        }
        let value = if closure == &raw mut _Py_NoneStruct {
            std::ptr::null_mut()
        } else {
            incref(closure);
            closure
        };
        (*f).func_version = 0;
        replace_field(&raw mut (*f).func_closure, value);
        0
    }
}

/// Sets the annotations to a dict or None.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_SetAnnotations(op: *mut PyObject, annotations: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let f = checked(op);
        if f.is_null() {
            return -1;
        }
        let Some(value) = field_value(annotations, Py_TPFLAGS_DICT_SUBCLASS, "non-dict annotations") else {
            return -1;
        };
        replace_field(&raw mut (*f).func_annotations, value);
        0
    }
}

/// Replaces the function that calls go through.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_SetVectorcall(f: *mut PyFunctionObject, vectorcall: vectorcallfunc) {
    // SAFETY: by contract.
    unsafe {
        (*f).func_version = 0;
        (*f).vectorcall = vectorcall;
    }
}

/// Registers a watcher of functions.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_AddWatcher(callback: PyFunction_WatchCallback) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyFunction_AddWatcher", |py| -> PyResult<c_int> {
            let slot = callback.and_then(|c| FUNCTIONS.add(c as *mut ()));
            slot.map(|s| s as c_int)
                .ok_or_else(|| raise!(py, RuntimeError, "no more func watcher IDs available"))
        })
    }
}

/// Removes a watcher of functions.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFunction_ClearWatcher(id: c_int) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyFunction_ClearWatcher", |py| -> PyResult<()> {
            if id < 0 || id as usize >= MAX_WATCHERS {
                return Err(raise!(py, ValueError, "invalid func watcher ID {id}"));
            }
            if !FUNCTIONS.clear(id as usize) {
                return Err(raise!(py, ValueError, "no func watcher set for ID {id}"));
            }
            Ok(())
        })
    }
}
