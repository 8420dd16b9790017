//! Exceptions that nobody can be told of: destructors, callbacks. `sys.unraisablehook` gets them.

use std::sync::atomic::{AtomicPtr, Ordering};

use mortise_abi::{PyObject, PyStructSequence_Desc, PyStructSequence_Field, PyTypeObject};

use super::classes;
use crate::capi::decl;
use crate::err::PyResult;
use crate::exc_field;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{BaseException, Str, Type};
use crate::state::error;
use crate::{intern, raise};

static ARGS_TYPE: AtomicPtr<PyTypeObject> = AtomicPtr::new(std::ptr::null_mut());

/// The class `sys.UnraisableHookArgs`.
pub fn args_type(py: Attached<'_>) -> PyResult<Borrowed<'static, '_, Type>> {
    if ARGS_TYPE.load(Ordering::Acquire).is_null() {
        let rows = [
            (c"exc_type", c"Exception type"),
            (c"exc_value", c"Exception value"),
            (c"exc_traceback", c"Exception traceback"),
            (c"err_msg", c"Error message"),
            (c"object", c"Object causing the exception"),
        ];
        let mut fields: Vec<PyStructSequence_Field> = rows
            .iter()
            .map(|(name, doc)| PyStructSequence_Field { name: name.as_ptr(), doc: doc.as_ptr() })
            .collect();
        fields.push(PyStructSequence_Field { name: std::ptr::null(), doc: std::ptr::null() });
        let mut desc = PyStructSequence_Desc {
            name: c"UnraisableHookArgs".as_ptr(),
            doc: c"UnraisableHookArgs\n\nType used to pass arguments to sys.unraisablehook.".as_ptr(),
            fields: fields.as_mut_ptr(),
            n_in_sequence: rows.len() as i32,
        };
        // A static type: it belongs to no module that its name would have to tell.
        static mut TYPE: PyTypeObject = PyTypeObject {
            ob_base: mortise_abi::PyVarObject::immortal(&raw mut decl::PyType_Type, 0),
            ..PyTypeObject::EMPTY
        };
        // SAFETY: the description is complete; startup is the first to ask, when there is one thread.
        unsafe {
            if decl::PyStructSequence_InitType2(&raw mut TYPE, &raw mut desc) < 0 {
                return Err(crate::err::Raised::assume());
            }
        }
        ARGS_TYPE.store(&raw mut TYPE, Ordering::Release);
    }
    // SAFETY: set above, and never freed.
    Ok(unsafe { py.static_type(ARGS_TYPE.load(Ordering::Acquire)) })
}

/// Tells `sys.unraisablehook` of the exception that is set, which is taken.
pub fn report<'py>(py: Attached<'py>, message: Option<Ref<'py, Str>>, object: Option<Ref<'py>>) {
    let Some(exc) = error::take(py) else { return };
    if let Err(raised) = try_report(py, &exc, message, object) {
        // The hook failed: say that much, and what it was about.
        let failure = raised.take(py);
        let note = py.str("Exception ignored in sys.unraisablehook");
        if let Ok(note) = note
            && let Err(raised) = write(py, &failure, Some(&*note), None)
        {
            raised.clear(py);
        }
    }
}

fn try_report<'py>(
    py: Attached<'py>,
    exc: &Ref<'py>,
    message: Option<Ref<'py, Str>>,
    object: Option<Ref<'py>>,
) -> PyResult<()> {
    let message: Option<Ref<'py>> = message.map(Ref::into_any);
    // SAFETY: attached; borrowed, and taken at once.
    let hook = unsafe {
        Borrowed::<PyObject>::from_ptr_or_null(py, decl::PySys_GetObject(c"unraisablehook".as_ptr()))
            .map(Borrowed::to_owned)
    };
    let Some(hook) = hook.filter(|h| !h.is_none()) else {
        return write(py, exc, message.as_ref(), object.as_ref());
    };
    let traceback =
        exc.cast::<BaseException>().and_then(|e| exc_field!(e, traceback).get()).unwrap_or_else(|| py.none());
    let none = || py.none();
    let values = [
        exc.ty().to_owned().into_any(),
        exc.clone(),
        traceback,
        message.unwrap_or_else(none),
        object.unwrap_or_else(none),
    ];
    // SAFETY: the class has five fields, each of which takes a reference.
    let args = unsafe {
        let args =
            Ref::<PyObject>::from_owned_or_raised(py, decl::PyStructSequence_New(args_type(py)?.as_ptr()))?;
        for (i, value) in values.into_iter().enumerate() {
            decl::PyStructSequence_SetItem(args.as_ptr(), i as isize, value.into_ptr());
        }
        args
    };
    hook.call([&args]).map(drop)
}

/// `sys.__unraisablehook__`
pub fn default_hook<'py>(py: Attached<'py>, args: &Ref<'py>) -> PyResult<()> {
    if args.type_ptr() != args_type(py)?.as_ptr() {
        return Err(raise!(py, TypeError, "sys.unraisablehook argument type must be UnraisableHookArgs"));
    }
    let mut exc = args.getattr(intern!(py, "exc_value"))?;
    if exc.is_none() {
        exc = error::create(py, &args.getattr(intern!(py, "exc_type"))?, None)?;
    }
    let message = args.getattr(intern!(py, "err_msg"))?;
    let object = args.getattr(intern!(py, "object"))?;
    let given = |x: Ref<'py>| (!x.is_none()).then_some(x);
    write(py, &exc, given(message).as_ref(), given(object).as_ref())
}

/// Writes message, object, traceback and exception to `sys.stderr`.
fn write<'py>(
    py: Attached<'py>,
    exc: &Ref<'py>,
    message: Option<&Ref<'py>>,
    object: Option<&Ref<'py>>,
) -> PyResult<()> {
    // SAFETY: attached; borrowed, and taken at once.
    let stderr = unsafe {
        Borrowed::<PyObject>::from_ptr_or_null(py, decl::PySys_GetObject(c"stderr".as_ptr()))
            .map(Borrowed::to_owned)
    };
    let Some(stderr) = stderr.filter(|s| !s.is_none()) else { return Ok(()) };
    let put = |text: &Ref<'py>| stderr.call_method(intern!(py, "write"), [text]).map(drop);
    let put_str = |text: &str| put(&*py.str(text)?);
    if let Some(object) = object {
        match message {
            Some(message) => {
                put(&*message.to_str()?)?;
                put_str(": ")?;
            }
            None => put_str("Exception ignored in: ")?,
        }
        match object.repr() {
            Ok(text) => put(&text)?,
            Err(raised) => {
                raised.clear(py);
                put_str("<object repr() failed>")?;
            }
        }
        put_str("\n")?;
    } else if let Some(message) = message {
        put(&*message.to_str()?)?;
        put_str(":\n")?;
    }
    let traceback = exc.cast::<BaseException>().and_then(|e| exc_field!(e, traceback).get());
    if let Some(traceback) = traceback {
        // SAFETY: live objects; -1 sets an exception.
        if unsafe { decl::PyTraceBack_Print(traceback.as_ptr(), stderr.as_ptr()) } < 0 {
            error::clear(py);
        }
    }
    let class = exc.ty();
    let qualname = class.getattr_opt(intern!(py, "__qualname__"))?;
    let module = class.getattr_opt(intern!(py, "__module__"))?;
    match module.as_ref().map(|m| m.cast::<Str>()) {
        Some(Some(module)) if module.equals_str("builtins") || module.equals_str("__main__") => {}
        Some(Some(module)) => {
            put(module)?;
            put_str(".")?;
        }
        _ => put_str("<unknown>.")?,
    }
    match qualname.as_ref().and_then(|n| n.cast::<Str>()) {
        Some(name) => put(name)?,
        None => put_str("<unknown>")?,
    }
    match exc.to_str() {
        Ok(text) if text.is_empty() => {}
        Ok(text) => {
            put_str(": ")?;
            put(&text)?;
        }
        Err(raised) => {
            raised.clear(py);
            put_str(": <exception str() failed>")?;
        }
    }
    put_str("\n")?;
    // SAFETY: live objects.
    match stderr.call_method(intern!(py, "flush"), []) {
        Ok(_) => Ok(()),
        Err(raised) if raised.matches(py, classes::AttributeError()) => {
            raised.clear(py);
            Ok(())
        }
        Err(raised) => Err(raised),
    }
}
