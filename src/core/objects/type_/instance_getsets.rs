//! `__dict__` and `__weakref__` of instances of classes written in Python.

use mortise_abi::*;

use super::{instance, storage};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::{intern, raise};

static mut BOTH: [PyGetSetDef; 3] = [
    getset!("__dict__", get_dict, set_dict, "dictionary for instance variables"),
    getset!("__weakref__", get_weakref, "list of weak references to the object"),
    PyGetSetDef::EMPTY,
];
static mut DICT: [PyGetSetDef; 2] =
    [getset!("__dict__", get_dict, set_dict, "dictionary for instance variables"), PyGetSetDef::EMPTY];
static mut WEAKREF: [PyGetSetDef; 2] =
    [getset!("__weakref__", get_weakref, "list of weak references to the object"), PyGetSetDef::EMPTY];

/// The table for a class that adds a dict, a list of weak references, or both.
pub fn table(dict: bool, weakrefs: bool) -> *mut PyGetSetDef {
    match (dict, weakrefs) {
        (true, true) => (&raw mut BOTH).cast(),
        (true, false) => (&raw mut DICT).cast(),
        (false, true) => (&raw mut WEAKREF).cast(),
        (false, false) => std::ptr::null_mut(),
    }
}

/// A C base that keeps the dict itself has its own descriptor, which is asked then (a class derived from a module, say).
fn base_descriptor<'py>(py: Attached<'py>, ob: &Ref<'py>) -> Option<Ref<'py>> {
    // SAFETY: the chain of bases of a live object's type.
    unsafe {
        let mut ty = ob.type_ptr();
        while !(*ty).tp_base.is_null() {
            if (*ty).tp_dictoffset != 0 && (*(*ty).tp_base).tp_dictoffset == 0 {
                break;
            }
            ty = (*ty).tp_base;
        }
        if storage::has(ty, Py_TPFLAGS_HEAPTYPE) && (*ty).tp_getset == (&raw mut BOTH).cast()
            || (*ty).tp_getset == (&raw mut DICT).cast()
        {
            return None;
        }
        let base: Borrowed<'_, 'py, PyTypeObject> = Borrowed::from_ptr(py, ty);
        let found = base.lookup(intern!(py, "__dict__"))?;
        (*found.type_ptr()).tp_descr_set.is_some().then_some(found)
    }
}

fn get_dict<'py>(py: Attached<'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: live objects; slots give a new reference or NULL with an exception.
    unsafe {
        if let Some(descriptor) = base_descriptor(py, &ob)
            && let Some(get) = (*descriptor.type_ptr()).tp_descr_get
        {
            return Ref::from_owned_or_raised(
                py,
                get(descriptor.as_ptr(), ob.as_ptr(), ob.type_ptr().cast()),
            );
        }
        Ref::from_owned_or_raised(py, decl::PyObject_GenericGetDict(ob.as_ptr(), std::ptr::null_mut()))
    }
}

fn set_dict<'py>(py: Attached<'py>, ob: Borrowed<'_, 'py>, value: Option<Borrowed<'_, 'py>>) -> PyResult<()> {
    // SAFETY: live objects; NULL deletes.
    unsafe {
        let raw = value.map_or(std::ptr::null_mut(), |v| v.as_ptr());
        let status = match base_descriptor(py, &ob) {
            Some(descriptor) => ((*descriptor.type_ptr()).tp_descr_set.unwrap_unchecked())(
                descriptor.as_ptr(),
                ob.as_ptr(),
                raw,
            ),
            None => {
                let place = instance::dict_place(ob.as_ptr());
                if place.is_null() {
                    return Err(raise!(py, AttributeError, "This object has no __dict__"));
                }
                if let Some(value) = value
                    && !value.is_instance_of::<crate::objects::Dict>()
                {
                    return Err(raise!(
                        py,
                        TypeError,
                        "__dict__ must be set to a dictionary, not a '{}'",
                        value.ty().full_name()
                    ));
                }
                let new = value.map_or(std::ptr::null_mut(), |v| v.to_owned().into_ptr());
                let old = super::lock::exclusive(py, || std::mem::replace(&mut *place, new));
                drop(Ref::<PyObject>::from_owned_or_null(py, old));
                0
            }
        };
        if status < 0 { Err(Raised::assume()) } else { Ok(()) }
    }
}

fn get_weakref<'py>(py: Attached<'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: the type says where the list is; its head is a weak reference that outlives this look under its own lock.
    unsafe {
        let offset = (*ob.type_ptr()).tp_weaklistoffset;
        if offset == 0 {
            return Err(raise!(py, AttributeError, "This object has no __weakref__"));
        }
        let head = *ob.as_ptr().byte_offset(offset).cast::<*mut PyObject>();
        Ok(Borrowed::from_ptr_or_null(py, head).map_or_else(|| py.none(), Borrowed::to_owned))
    }
}
