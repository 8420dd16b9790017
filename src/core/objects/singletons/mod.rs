//! `None`, `NotImplemented` and `Ellipsis`.

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Dict, Str, Tuple, Type};
use crate::raise;

builtin_type! {
    /// `types.NoneType`
    pub static _PyNone_Type: PyObject = "NoneType" {
        doc: "The type of the None singleton.",
        set: { tp_dealloc: Some(never) },
        slots: {
            tp_repr: none_repr, tp_hash: none_hash, tp_richcompare: crate::objects::object::richcompare, tp_new: none_new,
        },
        number: { nb_bool: none_bool },
    }
}

builtin_type! {
    /// `types.NotImplementedType`
    pub static _PyNotImplemented_Type: PyObject = "NotImplementedType" {
        doc: "The type of the NotImplemented singleton.",
        set: { tp_dealloc: Some(never) },
        slots: { tp_repr: not_implemented_repr, tp_new: not_implemented_new },
        number: { nb_bool: not_implemented_bool },
        methods: [ method!(noargs "__reduce__", not_implemented_repr) ],
    }
}

builtin_type! {
    /// `types.EllipsisType`
    #[unsafe(no_mangle)]
    pub static PyEllipsis_Type: PyObject = "ellipsis" {
        doc: "The type of the Ellipsis singleton.",
        set: { tp_dealloc: Some(never) },
        slots: { tp_repr: ellipsis_repr, tp_new: ellipsis_new },
        methods: [ method!(noargs "__reduce__", ellipsis_repr) ],
    }
}

/// `None`
#[unsafe(no_mangle)]
pub static mut _Py_NoneStruct: PyObject = PyObject::immortal(&raw mut _PyNone_Type);
/// `NotImplemented`
#[unsafe(no_mangle)]
pub static mut _Py_NotImplementedStruct: PyObject = PyObject::immortal(&raw mut _PyNotImplemented_Type);
/// `Ellipsis`
#[unsafe(no_mangle)]
pub static mut _Py_EllipsisObject: PyObject = PyObject::immortal(&raw mut PyEllipsis_Type);

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 3] {
    [&raw mut _PyNone_Type, &raw mut _PyNotImplemented_Type, &raw mut PyEllipsis_Type]
}

type This<'a, 'py> = Borrowed<'a, 'py>;

/// These objects are static: when a C extension gives back more references than it has, the count is put right.
///
/// # Safety
/// Slot function.
unsafe extern "C" fn never(ob: *mut PyObject) {
    // SAFETY: a static object.
    unsafe { crate::heap::refcount::make_immortal(ob) }
}

fn no_arguments<'py>(
    py: Attached<'py>,
    name: &str,
    args: &Ref<'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    if !args.is_empty() || kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "{name} takes no arguments"));
    }
    Ok(())
}

fn none_repr<'py>(py: Attached<'py>, _ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    py.interned("None")
}

fn none_hash<'py>(_py: Attached<'py>, _ob: This<'_, 'py>) -> PyResult<isize> {
    Ok(0xFCA8_6420)
}

fn none_bool<'py>(_py: Attached<'py>, _ob: This<'_, 'py>) -> PyResult<bool> {
    Ok(false)
}

fn none_new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    no_arguments(py, "NoneType", &args, kwargs)?;
    Ok(py.none())
}

fn not_implemented_repr<'py>(py: Attached<'py>, _ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    py.interned("NotImplemented")
}

fn not_implemented_new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    no_arguments(py, "NotImplementedType", &args, kwargs)?;
    Ok(py.not_implemented())
}

fn not_implemented_bool<'py>(_py: Attached<'py>, _ob: This<'_, 'py>) -> PyResult<bool> {
    // SAFETY: a class and a C string.
    unsafe {
        let text = c"NotImplemented should not be used in a boolean context";
        if decl::PyErr_WarnEx(
            crate::objects::exceptions::classes::DeprecationWarning().cast(),
            text.as_ptr(),
            1,
        ) < 0
        {
            return Err(Raised::assume());
        }
    }
    Ok(true)
}

fn ellipsis_repr<'py>(py: Attached<'py>, _ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    py.interned("Ellipsis")
}

fn ellipsis_new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    no_arguments(py, "EllipsisType", &args, kwargs)?;
    Ok(py.ellipsis())
}
