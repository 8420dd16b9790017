//! `types.SimpleNamespace`

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::{CompareOp, text};
use crate::objects::{Dict, Str, Tuple};
use crate::raise;

/// The field of a namespace.
#[repr(C)]
pub struct Namespace {
    ob_base: PyObject,
    dict: *mut PyObject,
}

builtin_type! {
    /// `types.SimpleNamespace`
    pub static _PyNamespace_Type: Namespace = "types.SimpleNamespace" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
        doc: "SimpleNamespace(mapping_or_iterable=(), /, **kwargs)\n--\n\nA simple attribute-based namespace.",
        set: {
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
            tp_clear: Some(clear),
            tp_dictoffset: std::mem::offset_of!(Namespace, dict) as isize,
            tp_alloc: Some(decl::PyType_GenericAlloc),
            tp_new: Some(new_slot),
            tp_free: Some(decl::PyObject_GC_Del),
        },
        slots: { tp_repr: repr, tp_richcompare: compare, tp_init: init },
        methods: [
            method!(noargs "__reduce__", reduce, "Return state information for pickling"),
            method!(varargs "__replace__", replace, "Return a copy of the namespace object with new values for the specified attributes."),
        ],
        members: [ member!("__dict__", _Py_T_OBJECT, std::mem::offset_of!(Namespace, dict), Py_READONLY, "") ],
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut _PyNamespace_Type]
}

type This<'a, 'py> = Borrowed<'a, 'py>;

fn dict<'a, 'py>(py: Attached<'py>, ob: &'a Ref<'py>) -> Borrowed<'a, 'py, Dict> {
    // SAFETY: a namespace keeps its dict.
    unsafe { Borrowed::from_ptr(py, (*ob.as_ptr().cast::<Namespace>()).dict.cast()) }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn new_slot(
    ty: *mut PyTypeObject,
    _args: *mut PyObject,
    _kwargs: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: the slot's contract; the dict is set before the collector sees the object.
    unsafe {
        let ob = crate::objects::type_::instance::generic_alloc_untracked(ty, 0);
        if ob.is_null() {
            return ob;
        }
        let dict = decl::PyDict_New();
        if dict.is_null() {
            crate::heap::refcount::decref(ob);
            return dict;
        }
        (*ob.cast::<Namespace>()).dict = dict;
        decl::PyObject_GC_Track(ob.cast());
        ob
    }
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
        let dict = (*ob.cast::<Namespace>()).dict;
        if dict.is_null() { 0 } else { (visit.unwrap_unchecked())(dict, arg) }
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn clear(ob: *mut PyObject) -> c_int {
    // SAFETY: a live object; the field owns what it holds.
    unsafe {
        let old = std::mem::replace(&mut (*ob.cast::<Namespace>()).dict, std::ptr::null_mut());
        drop(Ref::<PyObject>::from_owned_or_null(Attached::assume(), old));
    }
    0
}

/// A namespace with the entries of `values`
pub fn new<'py>(py: Attached<'py>, values: Option<&Ref<'py>>) -> PyResult<Ref<'py>> {
    // SAFETY: a static type; a new reference or NULL.
    unsafe {
        let raw = new_slot(&raw mut _PyNamespace_Type, std::ptr::null_mut(), std::ptr::null_mut());
        let ob: Ref<'py> = Ref::from_owned_or_raised(py, raw)?;
        if let Some(values) = values {
            update(&dict(py, &ob), values)?;
        }
        Ok(ob)
    }
}

fn update<'py>(dict: &Ref<'py, Dict>, values: &Ref<'py>) -> PyResult<()> {
    // SAFETY: live objects.
    unsafe {
        if decl::PyDict_Update(dict.as_object_ptr(), values.as_ptr()) < 0 {
            return Err(Raised::assume());
        }
    }
    Ok(())
}

fn init<'py>(
    py: Attached<'py>,
    ob: This<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    if args.len() > 1 {
        return Err(raise!(
            py,
            TypeError,
            "{} expected at most 1 argument, got {}",
            ob.ty().name(),
            args.len()
        ));
    }
    if args.len() == 1 {
        let given = args.item(0);
        let entries = match given.cast_exact::<Dict>() {
            Some(dict) => dict.clone(),
            None => {
                // SAFETY: `dict` is static.
                let class = unsafe { py.static_type(&raw mut decl::PyDict_Type) };
                let made = class.call([&given])?;
                made.into_cast::<Dict>().map_err(|_| raise!(py, TypeError, "dict() did not return a dict"))?
            }
        };
        let mut pos = 0;
        while let Some((key, _)) = entries.next_entry(&mut pos) {
            if !key.is_instance_of::<Str>() {
                return Err(raise!(py, TypeError, "keywords must be strings"));
            }
        }
        update(&dict(py, &ob), &entries)?;
    }
    match kwargs {
        Some(kwargs) => update(&dict(py, &ob), &kwargs),
        None => Ok(()),
    }
}

fn repr<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let name =
        if ob.type_ptr() == &raw mut _PyNamespace_Type { "namespace".to_string() } else { ob.ty().name() };
    if text::repr_enter(&ob)? {
        return py.str(&format!("{name}(...)"));
    }
    let result = (|| {
        let mut parts = Vec::new();
        // SAFETY: a live dict; a new reference or NULL.
        let keys: Ref<'py, crate::objects::List> = unsafe {
            Ref::from_owned_or_raised(py, decl::PyDict_Keys(dict(py, &ob).as_object_ptr()).cast())?
        };
        for i in 0..keys.len() {
            let Some(key) = keys.get(i) else { break };
            let Some(key) = key.cast::<Str>().filter(|k| !k.is_empty()) else { continue };
            if let Some(value) = dict(py, &ob).get(key)? {
                parts.push(format!("{}={}", key.to_string_lossy(), value.repr()?.to_string_lossy()));
            }
        }
        py.str(&format!("{name}({})", parts.join(", ")))
    })();
    text::repr_leave(&ob);
    result
}

fn compare<'py>(
    py: Attached<'py>,
    a: This<'_, 'py>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    let ours = |o: &Ref<'py>| o.ty().is_subtype_of_static(&raw mut _PyNamespace_Type);
    if ours(&a) && ours(&b) {
        return dict(py, &a).rich_compare(&dict(py, &b), op);
    }
    Ok(py.not_implemented())
}

fn reduce<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let empty = py.tuple([])?.into_any();
    py.tuple([ob.ty().to_owned().into_any(), empty, dict(py, &ob).to_owned().into_any()])
}

fn replace<'py>(
    py: Attached<'py>,
    ob: This<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if !args.is_empty() {
        return Err(raise!(
            py,
            TypeError,
            "__replace__() takes no positional arguments ({} given)",
            args.len()
        ));
    }
    let new = ob.ty().call0()?;
    if !new.ty().is_subtype_of_static(&raw mut _PyNamespace_Type) {
        return Err(raise!(
            py,
            TypeError,
            "expect {} type, but {}() returned '{}' object",
            "types.SimpleNamespace",
            ob.ty().full_name(),
            new.ty().full_name()
        ));
    }
    update(&dict(py, &new), &dict(py, &ob))?;
    if let Some(kwargs) = kwargs {
        update(&dict(py, &new), &kwargs)?;
    }
    Ok(new)
}
