//! The type `function` as Python sees it.

use std::mem::offset_of;

use mortise_abi::*;

use super::replace_field;
use crate::args::Signature;
use crate::capi::decl;
use crate::err::PyResult;
use crate::eval::watchers;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::incref;
use crate::objects::{Code, Dict, Function, Str, Tuple, Type};
use crate::raise;

builtin_type! {
    /// The type of Python functions.
    #[unsafe(no_mangle)]
    pub static PyFunction_Type: PyFunctionObject = "function" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR,
        doc: "Create a function object.\n\n  code\n    a code object\n  globals\n    the globals dictionary\n  name\n    a string that overrides the name from the code object\n  argdefs\n    a tuple that specifies the default argument values\n  closure\n    a tuple that supplies the bindings for free variables\n  kwdefaults\n    a dictionary that specifies the default keyword argument values",
        set: {
            tp_dealloc: Some(super::dealloc),
            tp_traverse: Some(super::traverse),
            tp_clear: Some(super::clear),
            tp_vectorcall_offset: offset_of!(PyFunctionObject, vectorcall) as isize,
            tp_call: Some(decl::PyVectorcall_Call),
            tp_weaklistoffset: offset_of!(PyFunctionObject, func_weakreflist) as isize,
            tp_dictoffset: offset_of!(PyFunctionObject, func_dict) as isize,
        },
        slots: { tp_repr: repr, tp_descr_get: descr_get, tp_new: new },
        getset: [
            getset!("__code__", get_code, set_code, ""),
            getset!("__defaults__", get_defaults, set_defaults, ""),
            getset!("__kwdefaults__", get_kwdefaults, set_kwdefaults, ""),
            getset!("__annotations__", get_annotations, set_annotations, ""),
            PyGetSetDef {
                name: c"__dict__".as_ptr(),
                get: Some(decl::PyObject_GenericGetDict),
                set: Some(decl::PyObject_GenericSetDict),
                doc: std::ptr::null(),
                closure: std::ptr::null_mut(),
            },
            getset!("__name__", get_name, set_name, ""),
            getset!("__qualname__", get_qualname, set_qualname, ""),
            getset!("__type_params__", get_type_params, set_type_params, ""),
        ],
        members: [
            member!("__closure__", _Py_T_OBJECT, offset_of!(PyFunctionObject, func_closure), Py_READONLY, ""),
            member!("__doc__", _Py_T_OBJECT, offset_of!(PyFunctionObject, func_doc), 0, ""),
            member!("__globals__", _Py_T_OBJECT, offset_of!(PyFunctionObject, func_globals), Py_READONLY, ""),
            member!("__module__", _Py_T_OBJECT, offset_of!(PyFunctionObject, func_module), 0, ""),
            member!("__builtins__", _Py_T_OBJECT, offset_of!(PyFunctionObject, func_builtins), Py_READONLY, ""),
        ],
    }
}

type This<'a, 'py> = Borrowed<'a, 'py, Function>;
type Value<'a, 'py> = Option<Borrowed<'a, 'py>>;

/// An owned field of the function as a new reference, None for NULL.
fn get_field<'py>(
    slf: This<'_, 'py>,
    at: impl FnOnce(*mut PyFunctionObject) -> *mut *mut PyObject,
) -> Ref<'py> {
    let py = slf.py();
    // SAFETY: the field holds NULL or a live object.
    unsafe {
        let field = *at(slf.as_ptr());
        Borrowed::from_ptr_or_null(py, field).map_or_else(|| py.none(), |b| b.to_owned())
    }
}

macro_rules! field {
    ($slf:expr, $name:ident) => {
        // SAFETY: an address within the live object.
        get_field($slf, |f| unsafe { &raw mut (*f).$name })
    };
}

macro_rules! set_field {
    ($slf:expr, $name:ident, $value:expr) => {
        // SAFETY: the field is owned, and so is the new value.
        unsafe { replace_field(&raw mut (*$slf.as_ptr()).$name, $value) }
    };
}

/// An optional value for a field: None and deletion are NULL.
fn owned_or_null(value: Option<&Ref<'_>>) -> *mut PyObject {
    value.map_or(std::ptr::null_mut(), |v| v.clone().into_ptr())
}

fn repr<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let name = field!(slf, func_qualname).to_str()?;
    py.str(&format!("<function {} at {:p}>", name.to_string_lossy(), slf.as_ptr()))
}

fn descr_get<'py>(
    py: Attached<'py>,
    slf: This<'_, 'py>,
    ob: Value<'_, 'py>,
    _ty: Value<'_, 'py>,
) -> PyResult<Ref<'py>> {
    match ob {
        Some(ob) if !ob.is_none() => {
            // SAFETY: live objects; a new reference or NULL.
            unsafe { Ref::from_owned_or_raised(py, decl::PyMethod_New(slf.as_object_ptr(), ob.as_ptr())) }
        }
        _ => Ok(slf.to_owned().into_any()),
    }
}

fn new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Function>> {
    static SIG: Signature<6> =
        Signature::new("function", ["code", "globals", "name", "argdefs", "closure", "kwdefaults"], 2);
    let [code, globals, name, defaults, closure, kwdefaults] = SIG.parse_tuple(py, args, kwargs)?;
    let (code, globals) = (code.expect("required"), globals.expect("required"));
    let code = code.expect_arg::<Code>("function", "argument 'code'")?;
    let globals = globals.expect_arg::<Dict>("function", "argument 'globals'")?;
    let name = name.filter(|n| !n.is_none());
    if name.is_some_and(|n| n.cast::<Str>().is_none()) {
        return Err(raise!(py, TypeError, "arg 3 (name) must be None or string"));
    }
    let defaults = defaults.filter(|n| !n.is_none());
    if defaults.is_some_and(|n| n.cast::<Tuple>().is_none()) {
        return Err(raise!(py, TypeError, "arg 4 (defaults) must be None or tuple"));
    }
    let none = py.none();
    let closure = closure.map_or(none, |c| c.to_owned());
    super::check_closure(py, code, &closure)?;
    let kwdefaults = kwdefaults.filter(|n| !n.is_none());
    if kwdefaults.is_some_and(|n| n.cast::<Dict>().is_none()) {
        return Err(raise!(py, TypeError, "arg 6 (kwdefaults) must be None or dict"));
    }
    let f = super::new(py, code, globals, None)?;
    if let Some(name) = name {
        set_field!(f, func_name, name.to_owned().into_ptr());
    }
    if let Some(defaults) = defaults {
        set_field!(f, func_defaults, defaults.to_owned().into_ptr());
    }
    if !closure.is_none() {
        set_field!(f, func_closure, closure.into_ptr());
    }
    if let Some(kwdefaults) = kwdefaults {
        set_field!(f, func_kwdefaults, kwdefaults.to_owned().into_ptr());
    }
    Ok(f)
}

fn get_code<'py>(_py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(field!(slf, func_code))
}

fn set_code<'py>(py: Attached<'py>, slf: This<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let Some(code) = value.as_ref().and_then(|v| v.cast::<Code>()) else {
        return Err(raise!(py, TypeError, "__code__ must be set to a code object"));
    };
    let own_name = field!(slf, func_name);
    // SAFETY: live objects; the closure is a tuple or NULL.
    unsafe {
        let closure = (*slf.as_ptr()).func_closure;
        let have = if closure.is_null() { 0 } else { crate::objects::code::tuple_len(closure) };
        let need = (*code.as_ptr()).co_nfreevars as usize;
        if have != need {
            let name = own_name.to_str()?;
            return Err(raise!(
                py,
                ValueError,
                "{}() requires a code object with {have} free vars, not {need}",
                name.to_string_lossy()
            ));
        }
        watchers::function_event(PyFunction_EVENT_MODIFY_CODE, slf.as_ptr(), code.as_object_ptr());
        (*slf.as_ptr()).func_version = 0;
    }
    set_field!(slf, func_code, code.clone().into_object_ptr());
    Ok(())
}

fn get_defaults<'py>(_py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(field!(slf, func_defaults))
}

fn set_defaults<'py>(py: Attached<'py>, slf: This<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let value = value.filter(|v| !v.is_none());
    if value.is_some_and(|v| v.cast::<Tuple>().is_none()) {
        return Err(raise!(py, TypeError, "__defaults__ must be set to a tuple object"));
    }
    // SAFETY: a live function.
    unsafe {
        let shown = value.map_or(std::ptr::null_mut(), |v| v.as_ptr());
        watchers::function_event(PyFunction_EVENT_MODIFY_DEFAULTS, slf.as_ptr(), shown);
        (*slf.as_ptr()).func_version = 0;
    }
    set_field!(slf, func_defaults, owned_or_null(value.as_deref()));
    Ok(())
}

fn get_kwdefaults<'py>(_py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(field!(slf, func_kwdefaults))
}

fn set_kwdefaults<'py>(py: Attached<'py>, slf: This<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let value = value.filter(|v| !v.is_none());
    if value.is_some_and(|v| v.cast::<Dict>().is_none()) {
        return Err(raise!(py, TypeError, "__kwdefaults__ must be set to a dict object"));
    }
    // SAFETY: a live function.
    unsafe {
        let shown = value.map_or(std::ptr::null_mut(), |v| v.as_ptr());
        watchers::function_event(PyFunction_EVENT_MODIFY_KWDEFAULTS, slf.as_ptr(), shown);
        (*slf.as_ptr()).func_version = 0;
    }
    set_field!(slf, func_kwdefaults, owned_or_null(value.as_deref()));
    Ok(())
}

/// The annotations as a dict, borrowed, or NULL with an exception: made on first use, from the compiler's tuple of pairs if
/// there is one.
///
/// # Safety
/// `f` points to a live function.
pub unsafe fn annotations(py: Attached<'_>, f: *mut PyFunctionObject) -> PyResult<*mut PyObject> {
    // SAFETY: the field is NULL, a tuple of names and values in turn, or a dict.
    unsafe {
        let current = (*f).func_annotations;
        if current.is_null() {
            let dict = py.dict()?.into_object_ptr();
            replace_field(&raw mut (*f).func_annotations, dict);
        } else if (*(*current).ob_type).tp_flags & Py_TPFLAGS_TUPLE_SUBCLASS != 0 {
            let pairs: Ref<'_, Tuple> = Borrowed::from_ptr(py, current.cast()).to_owned();
            let dict = py.dict()?;
            for i in (0..pairs.len()).step_by(2) {
                dict.set(&pairs.item(i), &pairs.item(i + 1))?;
            }
            replace_field(&raw mut (*f).func_annotations, dict.into_object_ptr());
        }
        Ok((*f).func_annotations)
    }
}

fn get_annotations<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live function; the dict is taken at once.
    unsafe { Ok(Borrowed::from_ptr(py, annotations(py, slf.as_ptr())?).to_owned()) }
}

fn set_annotations<'py>(py: Attached<'py>, slf: This<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let value = value.filter(|v| !v.is_none());
    if value.is_some_and(|v| v.cast::<Dict>().is_none()) {
        return Err(raise!(py, TypeError, "__annotations__ must be set to a dict object"));
    }
    set_field!(slf, func_annotations, owned_or_null(value.as_deref()));
    Ok(())
}

fn get_name<'py>(_py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(field!(slf, func_name))
}

fn set_name<'py>(py: Attached<'py>, slf: This<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let Some(name) = value.filter(|v| v.cast::<Str>().is_some()) else {
        return Err(raise!(py, TypeError, "__name__ must be set to a string object"));
    };
    set_field!(slf, func_name, name.to_owned().into_ptr());
    Ok(())
}

fn get_qualname<'py>(_py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(field!(slf, func_qualname))
}

fn set_qualname<'py>(py: Attached<'py>, slf: This<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let Some(name) = value.filter(|v| v.cast::<Str>().is_some()) else {
        return Err(raise!(py, TypeError, "__qualname__ must be set to a string object"));
    };
    set_field!(slf, func_qualname, name.to_owned().into_ptr());
    Ok(())
}

fn get_type_params<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    let params = field!(slf, func_typeparams);
    if params.is_none() { Ok(py.tuple([])?.into_any()) } else { Ok(params) }
}

fn set_type_params<'py>(py: Attached<'py>, slf: This<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let Some(params) = value.filter(|v| v.cast::<Tuple>().is_some()) else {
        return Err(raise!(py, TypeError, "__type_params__ must be set to a tuple"));
    };
    set_field!(slf, func_typeparams, params.to_owned().into_ptr());
    Ok(())
}

/// Sets a field from C, which passes None or NULL for "none".
///
/// # Safety
/// `f` points to a live function, `value` is NULL or live.
pub unsafe fn set_annotations_raw(f: *mut PyFunctionObject, value: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        if !value.is_null() {
            incref(value);
        }
        replace_field(&raw mut (*f).func_annotations, value);
    }
}
