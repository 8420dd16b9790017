//! `dict.keys()`, `dict.values()`, `dict.items()`

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use super::iterator::{self, DictIter};
use super::view_sets as sets;
use crate::PyResult;
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::decref;
use crate::objects::protocol::{ReprWriter, repr_scope};
use crate::objects::*;

/// The struct of instances.
#[repr(C)]
pub struct View {
    ob_base: PyObject,
    dict: *mut Dict,
}

pub(super) type Slf<'a, 'py> = Borrowed<'a, 'py, View>;

impl<'py> Ref<'py, View> {
    /// The dict that it shows.
    pub(super) fn dict(&self) -> Borrowed<'_, 'py, Dict> {
        // SAFETY: set when the view was made, never changed, owned.
        unsafe { Borrowed::from_ptr(self.py(), (*self.as_ptr()).dict) }
    }
}

/// A view of type `ty`, one of this file's.
pub fn make<'py>(
    py: Attached<'py>,
    ty: *mut PyTypeObject,
    dict: &Ref<'py, Dict>,
) -> PyResult<Ref<'py, View>> {
    // SAFETY: the type is of this struct and takes part in collection; the field is set before the collector sees it.
    unsafe {
        let view: Ref<'py, View> = Ref::from_owned_or_raised(py, decl::_PyObject_GC_New(ty).cast())?;
        (*view.as_ptr()).dict = dict.clone().into_ptr();
        decl::PyObject_GC_Track(view.as_ptr().cast());
        Ok(view)
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; views have no subclasses.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        decref((*ob.cast::<View>()).dict.cast());
        decl::PyObject_GC_Del(ob.cast());
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector gives a visitor.
    unsafe { visit.unwrap_unchecked()((*ob.cast::<View>()).dict.cast(), arg) }
}

pub fn keys<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Dict>) -> PyResult<Ref<'py, View>> {
    make(py, &raw mut PyDictKeys_Type, &slf)
}
pub fn items<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Dict>) -> PyResult<Ref<'py, View>> {
    make(py, &raw mut PyDictItems_Type, &slf)
}
pub fn values<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Dict>) -> PyResult<Ref<'py, View>> {
    make(py, &raw mut PyDictValues_Type, &slf)
}

fn length(_py: Attached<'_>, slf: Slf<'_, '_>) -> PyResult<usize> {
    Ok(slf.dict().len())
}

fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a View is an object.
    let ob: &Ref<'py> = unsafe { slf.cast_unchecked() };
    let Some(_scope) = repr_scope(py, ob)? else { return Ok(py.str("...")?.into_any()) };
    let mut out = ReprWriter::new(py);
    out.ascii(&slf.ty().name())?;
    out.ascii("(")?;
    out.object(&ob.to_list()?.repr()?)?;
    out.ascii(")")?;
    out.finish()
}

fn mapping<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live dict; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyDictProxy_New(slf.dict().as_object_ptr())) }
}

fn iter_keys<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, DictIter>> {
    iterator::make(py, &raw mut iterator::PyDictIterKey_Type, &slf.dict(), false)
}
fn iter_values<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, DictIter>> {
    iterator::make(py, &raw mut iterator::PyDictIterValue_Type, &slf.dict(), false)
}
fn iter_items<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, DictIter>> {
    iterator::make(py, &raw mut iterator::PyDictIterItem_Type, &slf.dict(), false)
}
fn reversed_keys<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, DictIter>> {
    iterator::make(py, &raw mut iterator::PyDictRevIterKey_Type, &slf.dict(), true)
}
fn reversed_values<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, DictIter>> {
    iterator::make(py, &raw mut iterator::PyDictRevIterValue_Type, &slf.dict(), true)
}
fn reversed_items<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, DictIter>> {
    iterator::make(py, &raw mut iterator::PyDictRevIterItem_Type, &slf.dict(), true)
}

fn contains_key<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>, key: Borrowed<'_, 'py>) -> PyResult<bool> {
    slf.dict().contains_key(&key)
}

fn contains_item<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>, item: Borrowed<'_, 'py>) -> PyResult<bool> {
    let Some(pair) = item.cast::<Tuple>().filter(|t| t.len() == 2) else { return Ok(false) };
    match slf.dict().get(&pair.item(0))? {
        Some(found) => found.eq(&pair.item(1)),
        None => Ok(false),
    }
}

macro_rules! set_view {
    ($(#[$attr:meta])* pub static $Name:ident, $name:literal, $iter:ident, $reversed:ident, $contains:ident, $reversed_doc:literal) => {
        builtin_type! {
            $(#[$attr])*
            pub static $Name: View = $name {
                flags: Py_TPFLAGS_HAVE_GC,
                set: {
                    tp_dealloc: Some(dealloc),
                    tp_traverse: Some(traverse),
                },
                slots: { tp_repr: repr, tp_richcompare: sets::richcompare, tp_iter: $iter, },
                number: {
                    nb_subtract: sets::subtract, nb_and: sets::and, nb_xor: sets::xor, nb_or: sets::or,
                },
                sequence: { sq_length: length, sq_contains: $contains, },
                methods: [
                    method!(o "isdisjoint", sets::isdisjoint, "Return True if the view and the given iterable have a null intersection."),
                    method!(noargs "__reversed__", $reversed, $reversed_doc),
                ],
                getset: [ getset!("mapping", mapping, "dictionary that this view refers to") ],
            }
        }
    };
}

set_view! {
    /// `dict.keys()`
    #[unsafe(no_mangle)]
    pub static PyDictKeys_Type, "dict_keys", iter_keys, reversed_keys, contains_key, "Return a reverse iterator over the dict keys."
}
set_view! {
    /// `dict.items()`
    #[unsafe(no_mangle)]
    pub static PyDictItems_Type, "dict_items", iter_items, reversed_items, contains_item, "Return a reverse iterator over the dict items."
}

builtin_type! {
    /// `dict.values()`
    #[unsafe(no_mangle)]
    pub static PyDictValues_Type: View = "dict_values" {
        flags: Py_TPFLAGS_HAVE_GC,
        set: {
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
        },
        slots: { tp_repr: repr, tp_iter: iter_values, },
        sequence: { sq_length: length, },
        methods: [
            method!(noargs "__reversed__", reversed_values, "Return a reverse iterator over the dict values."),
        ],
        getset: [ getset!("mapping", mapping, "dictionary that this view refers to") ],
    }
}
