//! `sysmodule.h`

use std::ffi::{CStr, c_char, c_int};

use mortise_abi::PyObject;

use crate::boundary::enter;
use crate::builtin::sys;
use crate::err::PyResult;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Dict, Tuple};
use crate::state::interpreter;

/// `PySys_GetObject`: `sys.NAME`, borrowed; NULL without an exception when it is not there.
///
/// # Safety
/// `name` is a NUL-terminated string; the thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_GetObject(name: *const c_char) -> *mut PyObject {
    // SAFETY: by contract; the module's dictionary keeps the object.
    unsafe {
        enter("PySys_GetObject", |py| -> PyResult<*mut PyObject> {
            let pending = crate::state::error::take(py);
            let found = sys::get(py, &CStr::from_ptr(name).to_string_lossy());
            let found = found.unwrap_or_else(|raised| {
                raised.clear(py);
                None
            });
            if let Some(exception) = pending {
                let _ = crate::state::error::set(py, exception);
            }
            Ok(found.map_or(std::ptr::null_mut(), |ob| ob.as_ptr()))
        })
    }
}

/// `PySys_SetObject`: `sys.NAME = v`, or deletes it when `v` is NULL; -1 on failure.
///
/// # Safety
/// `name` is a NUL-terminated string; `v` is null or live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_SetObject(name: *const c_char, v: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PySys_SetObject", |py| -> PyResult<()> {
            let name = CStr::from_ptr(name).to_string_lossy();
            match Borrowed::from_ptr_or_null(py, v) {
                Some(value) => sys::set(py, &name, &value),
                None => match interpreter::main().sys_dict.get(py) {
                    Some(dict) => dict.remove(&*py.str(&name)?).map(drop),
                    None => Ok(()),
                },
            }
        })
    }
}

/// `PySys_GetXOptions`: `sys._xoptions`, borrowed.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_GetXOptions() -> *mut PyObject {
    // SAFETY: by contract; the module's dictionary keeps the object.
    unsafe {
        enter("PySys_GetXOptions", |py| -> PyResult<*mut PyObject> {
            match sys::get(py, "_xoptions")? {
                Some(options) if options.cast::<Dict>().is_some() => Ok(options.as_ptr()),
                _ => {
                    let options = py.dict()?;
                    sys::set(py, "_xoptions", &options)?;
                    Ok(options.as_object_ptr())
                }
            }
        })
    }
}

/// `PySys_AuditTuple`: raises an audit event; `args` is a tuple or NULL for none. 0, or -1 when a hook raised.
///
/// # Safety
/// `event` is a NUL-terminated string; `args` is null or live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_AuditTuple(event: *const c_char, args: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PySys_AuditTuple", |py| -> PyResult<()> {
            let event = CStr::from_ptr(event).to_string_lossy();
            let args: Ref<'_, Tuple> = match Borrowed::from_ptr_or_null(py, args) {
                Some(args) => match args.cast::<Tuple>() {
                    Some(tuple) => tuple.clone(),
                    None => {
                        return Err(crate::raise!(
                            py,
                            TypeError,
                            "args must be tuple, got {}",
                            args.ty().full_name()
                        ));
                    }
                },
                None => py.tuple([])?,
            };
            sys::audit_event(py, &event, &args)
        })
    }
}

/// `PySys_ResetWarnOptions`: empties `sys.warnoptions`.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_ResetWarnOptions() {
    // SAFETY: by contract.
    unsafe {
        enter("PySys_ResetWarnOptions", |py| {
            let empty = py.list([]).and_then(|list| sys::set(py, "warnoptions", &list));
            if let Err(raised) = empty {
                raised.clear(py);
            }
        })
    }
}
