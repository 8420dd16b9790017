//! `staticmethod`

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::property::is_abstract_callable;
use crate::objects::{Dict, Str, Tuple};
use crate::{intern, raise};

/// A wrapped callable with a dict.
#[repr(C)]
pub struct Wrapped {
    ob_base: PyObject,
    callable: *mut PyObject,
    dict: *mut PyObject,
}

builtin_type! {
    /// Python's `staticmethod`.
    #[unsafe(no_mangle)]
    pub static PyStaticMethod_Type: Wrapped = "staticmethod" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
        doc: "staticmethod(function) -> method\n\nConvert a function to be a static method.\n\nA static method does not receive an implicit first argument.\nTo declare a static method, use this idiom:\n\n     class C:\n         @staticmethod\n         def f(arg1, arg2, argN):\n             ...\n\nIt can be called either on the class (e.g. C.f()) or on an instance\n(e.g. C().f()). Both the class and the instance are ignored, and\nneither is passed implicitly as the first argument to the method.\n\nStatic methods in Python are similar to those found in Java or C++.\nFor a more advanced concept, see the classmethod builtin.",
        set: {
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
            tp_clear: Some(clear),
            tp_dictoffset: std::mem::offset_of!(Wrapped, dict) as isize,
            tp_alloc: Some(decl::PyType_GenericAlloc),
            tp_new: Some(decl::PyType_GenericNew),
            tp_free: Some(decl::PyObject_GC_Del),
        },
        slots: { tp_repr: repr, tp_call: call, tp_descr_get: descr_get, tp_init: init },
        getset: [
            getset!("__isabstractmethod__", is_abstract, ""),
            getset!("__dict__", get_dict, set_dict, ""),
        ],
        members: [
            member!("__func__", _Py_T_OBJECT, std::mem::offset_of!(Wrapped, callable), Py_READONLY, ""),
            member!("__wrapped__", _Py_T_OBJECT, std::mem::offset_of!(Wrapped, callable), Py_READONLY, ""),
        ],
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyStaticMethod_Type]
}

type This<'a, 'py> = Borrowed<'a, 'py>;

fn fields(ob: *mut PyObject) -> *mut Wrapped {
    ob.cast()
}

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone.
    unsafe {
        let ty = (*ob).ob_type;
        decl::PyObject_GC_UnTrack(ob.cast());
        clear(ob);
        crate::objects::type_::end_dealloc(ob, ty);
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract.
    unsafe {
        for field in [(*fields(ob)).callable, (*fields(ob)).dict] {
            if !field.is_null() {
                let stop = (visit.unwrap_unchecked())(field, arg);
                if stop != 0 {
                    return stop;
                }
            }
        }
        0
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn clear(ob: *mut PyObject) -> c_int {
    // SAFETY: a live object; each field owns what it holds.
    unsafe {
        let py = Attached::assume();
        for field in [&raw mut (*fields(ob)).callable, &raw mut (*fields(ob)).dict] {
            let old = std::mem::replace(&mut *field, std::ptr::null_mut());
            drop(Ref::<PyObject>::from_owned_or_null(py, old));
        }
    }
    0
}

/// The callable, which a subclass may not have set yet.
fn callable<'py>(py: Attached<'py>, ob: &Ref<'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live object of this type.
    unsafe {
        Borrowed::from_ptr_or_null(py, (*fields(ob.as_ptr())).callable)
            .map(Borrowed::to_owned)
            .ok_or_else(|| raise!(py, RuntimeError, "uninitialized staticmethod object"))
    }
}

fn set<'py>(py: Attached<'py>, ob: &Ref<'py>, function: &Ref<'py>) -> PyResult<()> {
    // SAFETY: a live object; the field owns what it holds.
    unsafe {
        let new = function.clone().into_ptr();
        let old = std::mem::replace(&mut (*fields(ob.as_ptr())).callable, new);
        drop(Ref::<PyObject>::from_owned_or_null(py, old));
    }
    for name in [
        intern!(py, "__module__"),
        intern!(py, "__name__"),
        intern!(py, "__qualname__"),
        intern!(py, "__doc__"),
    ] {
        if let Some(value) = function.getattr_opt(name)? {
            ob.setattr(name, &value)?;
        }
    }
    Ok(())
}

/// A new `staticmethod`
pub fn new<'py>(py: Attached<'py>, function: &Ref<'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a static type; a new reference or NULL.
    unsafe {
        let raw = crate::objects::type_::instance::generic_alloc(&raw mut PyStaticMethod_Type, 0);
        let ob: Ref<'py> = Ref::from_owned_or_raised(py, raw)?;
        set(py, &ob, function)?;
        Ok(ob)
    }
}

fn init<'py>(
    py: Attached<'py>,
    ob: This<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    if kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "staticmethod() takes no keyword arguments"));
    }
    if args.len() != 1 {
        return Err(raise!(py, TypeError, "staticmethod expected 1 argument, got {}", args.len()));
    }
    set(py, &ob, &args.item(0))
}

fn repr<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    py.str(&format!("<staticmethod({})>", callable(py, &ob)?.repr()?.to_string_lossy()))
}

fn descr_get<'py>(
    py: Attached<'py>,
    this: This<'_, 'py>,
    _ob: Option<Borrowed<'_, 'py>>,
    _ty: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    callable(py, &this)
}

fn call<'py>(
    py: Attached<'py>,
    ob: This<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    callable(py, &ob)?.call_tuple(&args, kwargs.as_deref())
}

fn is_abstract<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.bool(is_abstract_callable(py, &callable(py, &ob)?)?))
}

fn get_dict<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live object; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyObject_GenericGetDict(ob.as_ptr(), std::ptr::null_mut())) }
}

fn set_dict<'py>(_py: Attached<'py>, ob: This<'_, 'py>, value: Option<Borrowed<'_, 'py>>) -> PyResult<()> {
    // SAFETY: live objects.
    unsafe {
        let value = value.map_or(std::ptr::null_mut(), |v| v.as_ptr());
        if decl::PyObject_GenericSetDict(ob.as_ptr(), value, std::ptr::null_mut()) < 0 {
            return Err(Raised::assume());
        }
        Ok(())
    }
}
