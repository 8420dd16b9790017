//! `sysmodule.h`

use std::ffi::{CStr, c_char, c_int, c_void};

use mortise_abi::{Py_AuditHookFunction, PyObject};

use crate::boundary::enter;
use crate::builtin::sys;
use crate::err::PyResult;
use crate::heap::attached::Attached;
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

/// `PySys_AddAuditHook`: has `hook` called for every audit event, before those of Python code. Works before the start, too. 0, or
/// -1 with an exception when an earlier hook refused; a RuntimeError of such a hook refuses silently.
///
/// # Safety
/// The hook can be called with `data` until the process ends.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_AddAuditHook(hook: Py_AuditHookFunction, data: *mut c_void) -> c_int {
    let Some(hook) = hook else { return 0 };
    if interpreter::main().initialized.load(std::sync::atomic::Ordering::Acquire) {
        // SAFETY: by contract.
        let refused = unsafe {
            enter("PySys_AddAuditHook", |py| -> PyResult<c_int> {
                let Err(raised) = sys::audit_event(py, "sys.addaudithook", &py.tuple([])?) else {
                    return Ok(0);
                };
                if !raised.matches(py, crate::objects::exceptions::classes::RuntimeError()) {
                    return Err(raised);
                }
                raised.clear(py);
                Ok(1)
            })
        };
        if refused != 0 {
            return refused.min(0);
        }
    }
    sys::add_c_audit_hook(hook, data);
    0
}

/// Text from C's wide characters.
///
/// # Safety
/// `text` is a terminated string.
unsafe fn wide<'py>(py: Attached<'py>, text: *const libc::wchar_t) -> PyResult<Ref<'py>> {
    // SAFETY: by contract; -1 asks for the whole string.
    unsafe { Ref::from_owned_or_raised(py, crate::capi::decl::PyUnicode_FromWideChar(text, -1)) }
}

/// Runs `body` and drops its exception: the function has no way to report one.
fn quietly(name: &'static str, body: impl FnOnce(Attached<'_>) -> PyResult<()>) {
    // SAFETY: the C functions that use this ask for an attached thread.
    unsafe {
        enter(name, |py| {
            if let Err(raised) = body(py) {
                raised.clear(py);
            }
        })
    }
}

/// The list `sys.NAME`, made when it is not there.
fn list_of<'py>(py: Attached<'py>, name: &str) -> PyResult<Ref<'py>> {
    match sys::get(py, name)? {
        Some(list) if list.cast::<crate::objects::List>().is_some() => Ok(list),
        _ => {
            let list = py.list([])?.into_any();
            sys::set(py, name, &list)?;
            Ok(list)
        }
    }
}

/// `PySys_AddWarnOptionUnicode`: appends to `sys.warnoptions`.
///
/// # Safety
/// `option` is a live str; the thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_AddWarnOptionUnicode(option: *mut PyObject) {
    quietly("PySys_AddWarnOptionUnicode", |py| {
        // SAFETY: by contract.
        let option = unsafe { Borrowed::from_ptr(py, option) };
        list_of(py, "warnoptions")?.call_method(crate::intern!(py, "append"), [&*option]).map(drop)
    })
}

/// `PySys_AddWarnOption`: appends to `sys.warnoptions`.
///
/// # Safety
/// `option` is a terminated string; the thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_AddWarnOption(option: *const libc::wchar_t) {
    quietly("PySys_AddWarnOption", |py| {
        // SAFETY: by contract.
        let option = unsafe { wide(py, option)? };
        list_of(py, "warnoptions")?.call_method(crate::intern!(py, "append"), [&option]).map(drop)
    })
}

/// `PySys_HasWarnOptions`: whether `sys.warnoptions` has any.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_HasWarnOptions() -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PySys_HasWarnOptions", |py| -> PyResult<c_int> {
            let some = sys::get(py, "warnoptions").ok().flatten();
            let list = some.as_ref().and_then(|list| list.cast::<crate::objects::List>());
            Ok(list.is_some_and(|list| !list.is_empty()) as c_int)
        })
    }
}

/// `PySys_AddXOption`: `NAME` or `NAME=VALUE` into `sys._xoptions`.
///
/// # Safety
/// `option` is a terminated string; the thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_AddXOption(option: *const libc::wchar_t) {
    quietly("PySys_AddXOption", |py| {
        // SAFETY: by contract; the options are borrowed from the module.
        let (option, options) =
            unsafe { (wide(py, option)?, Borrowed::from_ptr_or_null(py, PySys_GetXOptions())) };
        let Some(options) = options else { return Ok(()) };
        let text = option.to_str()?.to_string_lossy().to_string();
        match text.split_once('=') {
            Some((name, value)) => options.set_item(&*py.str(name)?, &*py.str(value)?),
            None => options.set_item(&option, &py.bool(true)),
        }
    })
}

/// `PySys_SetPath`: `sys.path` from a text with colons.
///
/// # Safety
/// `path` is a terminated string; the thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_SetPath(path: *const libc::wchar_t) {
    quietly("PySys_SetPath", |py| {
        // SAFETY: by contract.
        let text = unsafe { wide(py, path)? };
        let text = text.to_str()?.to_string_lossy().to_string();
        let entries =
            text.split(':').map(|entry| Ok(py.str(entry)?.into_any())).collect::<PyResult<Vec<_>>>()?;
        sys::set(py, "path", &py.list(entries)?.into_any())
    })
}

/// `PySys_SetArgvEx`: `sys.argv`; with `update_path` the script's folder (or what stands for it) comes first on `sys.path`.
///
/// # Safety
/// `argv` has `argc` terminated strings; the thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_SetArgvEx(argc: c_int, argv: *mut *mut libc::wchar_t, update_path: c_int) {
    quietly("PySys_SetArgvEx", |py| {
        let mut values = Vec::new();
        for i in 0..argc.max(0) as usize {
            // SAFETY: by contract.
            values.push(unsafe { wide(py, *argv.add(i))? });
        }
        if values.is_empty() || argv.is_null() {
            values = vec![py.str("")?.into_any()];
        }
        let script = values[0].to_str()?.to_string_lossy().to_string();
        sys::set(py, "argv", &py.list(values)?.into_any())?;
        if update_path == 0 || crate::state::config::get().safe_path > 0 {
            return Ok(());
        }
        let folder = match script.as_str() {
            "" | "-c" => String::new(),
            "-m" => match std::env::current_dir() {
                Ok(folder) => folder.to_string_lossy().into_owned(),
                Err(_) => return Ok(()),
            },
            script => {
                let path = std::fs::canonicalize(script).unwrap_or_else(|_| script.into());
                path.parent().map(|folder| folder.to_string_lossy().into_owned()).unwrap_or_default()
            }
        };
        let insert = crate::intern!(py, "insert");
        list_of(py, "path")?.call_method(insert, [&py.int(0)?.into_any(), &py.str(&folder)?.into_any()])?;
        Ok(())
    })
}

/// `PySys_SetArgv`: as [`PySys_SetArgvEx`], which updates the path unless Python was started isolated.
///
/// # Safety
/// As [`PySys_SetArgvEx`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_SetArgv(argc: c_int, argv: *mut *mut libc::wchar_t) {
    let update_path = crate::state::config::get().isolated <= 0;
    // SAFETY: by contract.
    unsafe { PySys_SetArgvEx(argc, argv, update_path as c_int) }
}
