//! `set`, `frozenset` and their iterator.
#![allow(non_upper_case_globals)]

mod algebra;
mod iterator;
mod methods;
pub mod storage;

use mortise_abi::*;

use crate::PyResult;
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Class, Concrete, Ref};
use crate::objects::*;
use crate::state::critical_section;

pub use iterator::PySetIter_Type;
pub use storage::_PySet_Dummy;

/// Handles for both `set` and `frozenset`: they share one struct.
pub type AnySet = PySetObject;

// SAFETY: exactly instances of set and frozenset (and subclasses) start with the struct.
unsafe impl Class for AnySet {
    const NAME: &'static str = "set or frozenset";
    fn type_object() -> *mut PyTypeObject {
        &raw mut PySet_Type
    }
    #[inline]
    unsafe fn check(ob: *mut PyObject) -> bool {
        // SAFETY: a live object has a type.
        unsafe {
            let ty = (*ob).ob_type;
            ty == &raw mut PySet_Type
                || ty == &raw mut PyFrozenSet_Type
                || decl::PyType_IsSubtype(ty, &raw mut PySet_Type) != 0
                || decl::PyType_IsSubtype(ty, &raw mut PyFrozenSet_Type) != 0
        }
    }
}
impl Concrete for AnySet {}

builtin_type! {
    /// Python's set.
    #[unsafe(no_mangle)]
    pub static PySet_Type: PySetObject = "set" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | _Py_TPFLAGS_MATCH_SELF,
        doc: "set(iterable=(), /)\n--\n\nBuild an unordered collection of unique elements.",
        set: {
            tp_dealloc: Some(storage::dealloc),
            tp_traverse: Some(storage::traverse),
            tp_clear: Some(storage::tp_clear),
            tp_hash: Some(decl::PyObject_HashNotImplemented),
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
            tp_weaklistoffset: std::mem::offset_of!(PySetObject, weakreflist) as isize,
            tp_alloc: Some(decl::PyType_GenericAlloc),
            tp_free: Some(decl::PyObject_GC_Del),
        },
        slots: {
            tp_repr: methods::repr,
            tp_richcompare: algebra::richcompare,
            tp_iter: iterator::iter,
            tp_init: methods::set_init,
            tp_new: methods::set_new,
            tp_vectorcall: methods::set_vectorcall,
        },
        number: {
            nb_subtract: algebra::sub, nb_and: algebra::and, nb_xor: algebra::xor, nb_or: algebra::or,
            nb_inplace_subtract: algebra::isub, nb_inplace_and: algebra::iand, nb_inplace_xor: algebra::ixor,
            nb_inplace_or: algebra::ior,
        },
        sequence: { sq_length: methods::length, sq_contains: methods::contains },
        methods: [
            method!(o "add", methods::add, "add($self, object, /)\n--\n\nAdd an element to a set.\n\nThis has no effect if the element is already present."),
            method!(noargs "clear", methods::clear, "clear($self, /)\n--\n\nRemove all elements from this set."),
            PyMethodDef {
                ml_flags: (METH_O | METH_COEXIST) as _,
                ..method!(o "__contains__", methods::contains_method, "__contains__($self, object, /)\n--\n\nx.__contains__(y) <==> y in x.")
            },
            method!(noargs "copy", methods::copy, "copy($self, /)\n--\n\nReturn a shallow copy of a set."),
            method!(o "discard", methods::discard, "discard($self, object, /)\n--\n\nRemove an element from a set if it is a member.\n\nUnlike set.remove(), the discard() method does not raise\nan exception when an element is missing from the set."),
            method!(fastcall "difference", algebra::difference_method, "difference($self, /, *others)\n--\n\nReturn a new set with elements in the set that are not in the others."),
            method!(fastcall "difference_update", algebra::difference_update_method, "difference_update($self, /, *others)\n--\n\nUpdate the set, removing elements found in others."),
            method!(fastcall "intersection", algebra::intersection_method, "intersection($self, /, *others)\n--\n\nReturn a new set with elements common to the set and all others."),
            method!(fastcall "intersection_update", algebra::intersection_update_method, "intersection_update($self, /, *others)\n--\n\nUpdate the set, keeping only elements found in it and all others."),
            method!(o "isdisjoint", algebra::isdisjoint, "isdisjoint($self, other, /)\n--\n\nReturn True if two sets have a null intersection."),
            method!(o "issubset", algebra::issubset_method, "issubset($self, other, /)\n--\n\nReport whether another set contains this set."),
            method!(o "issuperset", algebra::issuperset_method, "issuperset($self, other, /)\n--\n\nReport whether this set contains another set."),
            method!(noargs "pop", methods::pop, "pop($self, /)\n--\n\nRemove and return an arbitrary set element.\n\nRaises KeyError if the set is empty."),
            method!(noargs "__reduce__", methods::reduce, "__reduce__($self, /)\n--\n\nReturn state information for pickling."),
            method!(o "remove", methods::remove, "remove($self, object, /)\n--\n\nRemove an element from a set; it must be a member.\n\nIf the element is not a member, raise a KeyError."),
            method!(noargs "__sizeof__", methods::sizeof, "__sizeof__($self, /)\n--\n\nS.__sizeof__() -> size of S in memory, in bytes."),
            method!(o "symmetric_difference", algebra::symmetric_difference_method, "symmetric_difference($self, other, /)\n--\n\nReturn a new set with elements in either the set or other but not both."),
            method!(o "symmetric_difference_update", algebra::symmetric_difference_update_method, "symmetric_difference_update($self, other, /)\n--\n\nUpdate the set, keeping only elements found in either set, but not in both."),
            method!(fastcall "union", algebra::union_method, "union($self, /, *others)\n--\n\nReturn a new set with elements from the set and all others."),
            method!(fastcall "update", algebra::update_method, "update($self, /, *others)\n--\n\nUpdate the set, adding elements from all others."),
            method!(class_o "__class_getitem__", protocol::class_getitem, "__class_getitem__($type, object, /)\n--\n\nSee PEP 585"),
        ],
    }
}

builtin_type! {
    /// Python's frozenset.
    #[unsafe(no_mangle)]
    pub static PyFrozenSet_Type: PySetObject = "frozenset" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | _Py_TPFLAGS_MATCH_SELF,
        doc: "frozenset(iterable=(), /)\n--\n\nBuild an immutable unordered collection of unique elements.",
        set: {
            tp_dealloc: Some(storage::dealloc),
            tp_traverse: Some(storage::traverse),
            tp_clear: Some(storage::tp_clear),
            tp_weaklistoffset: std::mem::offset_of!(PySetObject, weakreflist) as isize,
            tp_alloc: Some(decl::PyType_GenericAlloc),
            tp_free: Some(decl::PyObject_GC_Del),
        },
        slots: {
            tp_repr: methods::repr,
            tp_hash: methods::hash,
            tp_richcompare: algebra::richcompare,
            tp_iter: iterator::iter,
            tp_new: methods::frozenset_new,
            tp_vectorcall: methods::frozenset_vectorcall,
        },
        number: {
            nb_subtract: algebra::sub, nb_and: algebra::and, nb_xor: algebra::xor, nb_or: algebra::or,
        },
        sequence: { sq_length: methods::length, sq_contains: methods::contains },
        methods: [
            PyMethodDef {
                ml_flags: (METH_O | METH_COEXIST) as _,
                ..method!(o "__contains__", methods::contains_method, "__contains__($self, object, /)\n--\n\nx.__contains__(y) <==> y in x.")
            },
            method!(noargs "copy", methods::frozen_copy, "copy($self, /)\n--\n\nReturn a shallow copy of a set."),
            method!(fastcall "difference", algebra::difference_method, "difference($self, /, *others)\n--\n\nReturn a new set with elements in the set that are not in the others."),
            method!(fastcall "intersection", algebra::intersection_method, "intersection($self, /, *others)\n--\n\nReturn a new set with elements common to the set and all others."),
            method!(o "isdisjoint", algebra::isdisjoint, "isdisjoint($self, other, /)\n--\n\nReturn True if two sets have a null intersection."),
            method!(o "issubset", algebra::issubset_method, "issubset($self, other, /)\n--\n\nReport whether another set contains this set."),
            method!(o "issuperset", algebra::issuperset_method, "issuperset($self, other, /)\n--\n\nReport whether this set contains another set."),
            method!(noargs "__reduce__", methods::reduce, "__reduce__($self, /)\n--\n\nReturn state information for pickling."),
            method!(noargs "__sizeof__", methods::sizeof, "__sizeof__($self, /)\n--\n\nS.__sizeof__() -> size of S in memory, in bytes."),
            method!(o "symmetric_difference", algebra::symmetric_difference_method, "symmetric_difference($self, other, /)\n--\n\nReturn a new set with elements in either the set or other but not both."),
            method!(fastcall "union", algebra::union_method, "union($self, /, *others)\n--\n\nReturn a new set with elements from the set and all others."),
            method!(class_o "__class_getitem__", protocol::class_getitem, "__class_getitem__($type, object, /)\n--\n\nSee PEP 585"),
        ],
    }
}

/// The types of this module, for startup.
pub fn types() -> [*mut PyTypeObject; 3] {
    [&raw mut PySet_Type, &raw mut PyFrozenSet_Type, &raw mut PySetIter_Type]
}

/// A new set of an iterable's items.
pub fn from_iterable<'py>(py: Attached<'py>, iterable: Option<&Ref<'py>>) -> PyResult<Ref<'py, Set>> {
    // SAFETY: the type is static; a set starts with the struct.
    unsafe { Ok(make(py, py.static_type(&raw mut PySet_Type), iterable)?.into_cast_unchecked()) }
}

/// A new frozenset of an iterable's items; the same object when it is an exact frozenset.
pub fn frozen_from_iterable<'py>(
    py: Attached<'py>,
    iterable: Option<&Ref<'py>>,
) -> PyResult<Ref<'py, FrozenSet>> {
    if let Some(same) = iterable.and_then(|i| i.cast_exact::<FrozenSet>()) {
        return Ok(same.clone());
    }
    // SAFETY: the type is static; a frozenset starts with the struct.
    unsafe { Ok(make(py, py.static_type(&raw mut PyFrozenSet_Type), iterable)?.into_cast_unchecked()) }
}

/// A new frozenset of an iterable's items, which nobody else knows.
pub fn new_frozen<'py>(py: Attached<'py>, iterable: Option<&Ref<'py>>) -> PyResult<Ref<'py, AnySet>> {
    // SAFETY: the type is static.
    make(py, unsafe { py.static_type(&raw mut PyFrozenSet_Type) }, iterable)
}

/// A new instance of `cls` with an iterable's items.
fn make<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    iterable: Option<&Ref<'py>>,
) -> PyResult<Ref<'py, AnySet>> {
    let set = storage::alloc(py, cls)?;
    if let Some(iterable) = iterable {
        set.update_from(iterable)?;
    }
    Ok(set)
}

impl<'py> Ref<'py, Set> {
    /// The view of both kinds of sets.
    #[inline(always)]
    pub fn any_set(&self) -> &Ref<'py, AnySet> {
        // SAFETY: a set starts with the struct.
        unsafe { self.cast_unchecked() }
    }
    /// Number of items now
    pub fn len(&self) -> usize {
        self.any_set().len()
    }
    /// Whether it is empty now
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// `set.add`; whether the item is new
    pub fn add(&self, item: &Ref<'py>) -> PyResult<bool> {
        self.any_set().insert(item)
    }
    /// `set.discard`; whether the item was there
    pub fn discard(&self, item: &Ref<'py>) -> PyResult<bool> {
        self.any_set().take(item)
    }
    /// `set.update`
    pub fn update(&self, iterable: &Ref<'py>) -> PyResult<()> {
        self.any_set().update_from(iterable)
    }
}

impl<'py> Ref<'py, FrozenSet> {
    /// The view of both kinds of sets.
    #[inline(always)]
    pub fn any_set(&self) -> &Ref<'py, AnySet> {
        // SAFETY: a frozenset starts with the struct.
        unsafe { self.cast_unchecked() }
    }
    /// Number of items
    pub fn len(&self) -> usize {
        self.any_set().len()
    }
    /// Whether it is empty
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'py> Ref<'py, AnySet> {
    /// Runs an operation on the set's memory, which this thread has for itself meanwhile.
    #[inline(always)]
    fn locked<R>(&self, operation: impl FnOnce(*mut AnySet) -> R) -> R {
        critical_section::with(self, || operation(self.as_ptr()))
    }
    /// Number of items now
    #[inline(always)]
    pub fn len(&self) -> usize {
        // SAFETY: a live set.
        unsafe { storage::len(self.as_ptr()) }
    }
    /// Whether it is empty now
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Whether it is a frozenset
    pub fn is_frozen(&self) -> bool {
        self.cast::<FrozenSet>().is_some()
    }
    /// Whether `item` is there; its hash is known
    fn has(&self, item: &Ref<'py>, hash: isize) -> PyResult<bool> {
        // SAFETY: this thread has the set.
        self.locked(|s| unsafe { storage::contains(s, item.as_ptr(), hash) })
    }
    /// Whether `item` is there
    pub fn contains_item(&self, item: &Ref<'py>) -> PyResult<bool> {
        let hash = hash_of(item)?;
        self.has(item, hash)
    }
    /// Adds an item; its hash is known
    fn insert_known_hash(&self, item: Ref<'py>, hash: isize) -> PyResult<bool> {
        // SAFETY: this thread has the set.
        self.locked(|s| unsafe { storage::add(self.py(), s, item, hash) })
    }
    /// Adds an item; whether it is new
    pub fn insert(&self, item: &Ref<'py>) -> PyResult<bool> {
        let hash = hash_of(item)?;
        self.insert_known_hash(item.clone(), hash)
    }
    /// Takes an item out; its hash is known
    fn take_known_hash(&self, item: &Ref<'py>, hash: isize) -> PyResult<bool> {
        // SAFETY: this thread has the set; the item is dropped outside.
        let removed = self.locked(|s| unsafe { storage::remove(self.py(), s, item.as_ptr(), hash) })?;
        Ok(removed.is_some())
    }
    /// Takes an item out; whether it was there
    pub fn take(&self, item: &Ref<'py>) -> PyResult<bool> {
        let hash = hash_of(item)?;
        self.take_known_hash(item, hash)
    }
    /// Takes some item out
    pub fn pop_any(&self) -> Option<Ref<'py>> {
        // SAFETY: this thread has the set.
        self.locked(|s| unsafe { storage::pop(self.py(), s) })
    }
    /// The item at or behind place `pos` with its hash; `pos` starts at 0 and is moved on
    #[inline]
    pub fn next_item(&self, pos: &mut isize) -> Option<(Ref<'py>, isize)> {
        self.locked(|s| {
            // SAFETY: this thread has the set, which keeps the item alive until it is taken.
            unsafe {
                let (item, hash) = storage::next(s, pos)?;
                Some((Borrowed::from_ptr(self.py(), item).to_owned(), hash))
            }
        })
    }
    /// Takes everything out
    pub fn empty(&self) {
        // SAFETY: this thread has the set; the items are dropped outside.
        drop(self.locked(|s| unsafe { storage::clear(s) }));
    }
    /// Adds the items of an iterable
    pub fn update_from(&self, iterable: &Ref<'py>) -> PyResult<()> {
        let py = self.py();
        if let Some(other) = iterable.cast::<AnySet>() {
            // SAFETY: this thread has both sets.
            return critical_section::with2(self, other, || unsafe {
                storage::merge(py, self.as_ptr(), other.as_ptr())
            });
        }
        if let Some(dict) = iterable.cast_exact::<Dict>() {
            // SAFETY: this thread has the set.
            self.locked(|s| unsafe { storage::reserve(py, s, dict.len()) })?;
            let mut pos = 0;
            while let Some((key, _, hash)) = dict.next_entry_hash(&mut pos) {
                self.insert_known_hash(key, hash)?;
            }
            return Ok(());
        }
        let iter = iterable.iter()?;
        while let Some(item) = iter.next_unchecked()? {
            self.insert(&item)?;
        }
        Ok(())
    }
}

/// The hash of an item.
#[inline(always)]
fn hash_of(item: &Ref<'_>) -> PyResult<isize> {
    // SAFETY: a live object.
    unsafe { dict::storage::hash_of(item.as_ptr()) }
}
