//! The import statement.

use mortise_abi::*;

use super::set_error;
use crate::capi::decl::*;
use crate::eval::frames::InterpreterFrame;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::intern;
use crate::objects::{Dict, Str};

/// `import name` through `__import__`; all borrowed.
///
/// # Safety
/// Live objects and frame.
pub unsafe fn import_name(
    frame: *mut InterpreterFrame,
    name: *mut PyObject,
    fromlist: *mut PyObject,
    level: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let py = Attached::assume();
        let import = match super::names::lookup((*frame).builtins, intern!(py, "__import__").as_object_ptr())
        {
            Ok(f) if f.is_null() => {
                set_error!(ImportError, "__import__ not found");
                return f;
            }
            Ok(f) => f,
            Err(()) => return std::ptr::null_mut(),
        };
        let locals = if (*frame).locals.is_null() { &raw mut _Py_NoneStruct } else { (*frame).locals };
        let args = [name, (*frame).globals, locals, fromlist, level];
        let result = PyObject_Vectorcall(import, args.as_ptr(), 5, std::ptr::null_mut());
        crate::heap::refcount::decref(import);
        result
    }
}

/// `from module import name`: the attribute, or the submodule of that name.
///
/// # Safety
/// Live objects.
pub unsafe fn import_from(module: *mut PyObject, name: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let py = Attached::assume();
        let module = Borrowed::<PyObject>::from_ptr(py, module);
        let name = Borrowed::<Str>::from_ptr(py, name.cast());
        from(py, module, name).map_or(std::ptr::null_mut(), Ref::into_ptr)
    }
}

fn from<'py>(
    py: Attached<'py>,
    module: Borrowed<'_, 'py>,
    name: Borrowed<'_, 'py, Str>,
) -> crate::err::PyResult<Ref<'py>> {
    if let Some(value) = module.getattr_opt(&name)? {
        return Ok(value);
    }
    let module_name = module.getattr_opt(intern!(py, "__name__"))?;
    let module_name = module_name.and_then(|n| n.into_cast::<Str>().ok());
    if let Some(module_name) = &module_name {
        let full = py.str(&format!("{}.{}", module_name.to_string_lossy(), name.to_string_lossy()))?;
        // SAFETY: a live str; a new reference, or NULL with or without an exception.
        let found = unsafe { Ref::from_owned_or_null(py, PyImport_GetModule(full.as_object_ptr())) };
        if let Some(found) = found {
            return Ok(found);
        }
        if crate::state::error::occurred(py) {
            // SAFETY: just checked.
            return Err(unsafe { crate::err::Raised::assume() });
        }
    }
    Err(cannot_import(py, module, name, module_name))
}

#[cold]
fn cannot_import<'py>(
    py: Attached<'py>,
    module: Borrowed<'_, 'py>,
    name: Borrowed<'_, 'py, Str>,
    module_name: Option<Ref<'py, Str>>,
) -> crate::err::Raised {
    let make = || -> crate::err::PyResult<crate::err::Raised> {
        let shown = module_name.as_ref().map_or("<unknown module name>".into(), |n| n.to_string_lossy());
        let spec = module.getattr_opt(intern!(py, "__spec__"))?.filter(|s| !s.is_none());
        let mut origin = None;
        let mut initializing = false;
        if let Some(spec) = &spec {
            let has_location = match spec.getattr_opt(intern!(py, "has_location"))? {
                Some(flag) => flag.is_true()?,
                None => false,
            };
            if has_location {
                origin = spec.getattr_opt(intern!(py, "origin"))?.and_then(|o| o.into_cast::<Str>().ok());
            }
            initializing = match spec.getattr_opt(intern!(py, "_initializing"))? {
                Some(flag) => flag.is_true()?,
                None => false,
            };
        }
        if origin.is_none() {
            origin = module.getattr_opt(intern!(py, "__file__"))?.and_then(|o| o.into_cast::<Str>().ok());
        }
        let place = origin.as_ref().map_or("unknown location".to_string(), |o| o.to_string_lossy());
        let what = name.to_string_lossy();
        let message = if initializing {
            format!(
                "cannot import name '{what}' from partially initialized module '{shown}' (most likely due to a circular import) ({place})"
            )
        } else {
            format!("cannot import name '{what}' from '{shown}' ({place})")
        };
        let message = py.str(&message)?;
        // SAFETY: live objects or NULL; the function sets the indicator.
        unsafe {
            let class = Borrowed::<PyObject>::from_ptr(py, PyExc_ImportError);
            let args = py.tuple([message.into_any()])?;
            let kwargs = py.dict()?;
            let none = py.none();
            kwargs.set_str("name", module_name.as_ref().map_or(&none, |n| n.as_any()))?;
            kwargs.set_str("path", origin.as_ref().map_or(&none, |o| o.as_any()))?;
            kwargs.set_str("name_from", name.as_any())?;
            let exc = class.call_tuple(&args, Some(&kwargs))?;
            Ok(crate::state::error::set(py, exc))
        }
    };
    make().unwrap_or_else(|raised| raised)
}

/// `from module import *` into a namespace.
///
/// # Safety
/// Live objects; `locals` may be NULL.
pub unsafe fn import_star(locals: *mut PyObject, module: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        let py = Attached::assume();
        if locals.is_null() {
            set_error!(SystemError, "no locals found during 'import *'");
            return false;
        }
        let module = Borrowed::<PyObject>::from_ptr(py, module);
        let locals = Borrowed::<PyObject>::from_ptr(py, locals);
        star(py, locals, module).is_ok()
    }
}

fn star<'py>(
    py: Attached<'py>,
    locals: Borrowed<'_, 'py>,
    module: Borrowed<'_, 'py>,
) -> crate::err::PyResult<()> {
    let all = module.getattr_opt(intern!(py, "__all__"))?;
    let skip_private = all.is_none();
    let (names, what) = match all {
        Some(all) => (all, "__all__"),
        None => {
            let Some(dict) = module.getattr_opt(intern!(py, "__dict__"))? else {
                return Err(crate::raise!(
                    py,
                    ImportError,
                    "from-import-* object has no __dict__ and no __all__"
                ));
            };
            // SAFETY: a live mapping.
            let keys = unsafe { Ref::from_owned_or_raised(py, PyMapping_Keys(dict.as_ptr()))? };
            (keys, "__dict__")
        }
    };
    let mut i = 0;
    loop {
        // SAFETY: a live sequence; the end is an IndexError.
        let name = unsafe { PySequence_GetItem(names.as_ptr(), i) };
        i += 1;
        // SAFETY: a new reference or NULL.
        let name = unsafe { Ref::<PyObject>::from_owned_or_null(py, name) };
        let Some(name) = name else {
            // SAFETY: the item access failed, so the indicator is set.
            let raised = unsafe { crate::err::Raised::assume() };
            if raised.matches(py, crate::objects::exceptions::classes::IndexError()) {
                raised.clear(py);
                return Ok(());
            }
            return Err(raised);
        };
        let Some(text_name) = name.cast::<Str>() else {
            let module_name = module.getattr(intern!(py, "__name__"))?;
            let Some(module_name) = module_name.cast::<Str>() else {
                return Err(crate::raise!(
                    py,
                    TypeError,
                    "module __name__ must be a string, not {}",
                    module_name.ty().full_name()
                ));
            };
            let item = if skip_private { "Key" } else { "Item" };
            return Err(crate::raise!(
                py,
                TypeError,
                "{item} in {}.{what} must be str, not {}",
                module_name.to_string_lossy(),
                name.ty().full_name()
            ));
        };
        if skip_private && !text_name.is_empty() && text_name.code_point(0) == '_' as u32 {
            continue;
        }
        let value = module.getattr(text_name)?;
        if let Some(dict) = locals.cast_exact::<Dict>() {
            dict.set(&name, &value)?;
        } else {
            locals.set_item(&name, &value)?;
        }
    }
}
