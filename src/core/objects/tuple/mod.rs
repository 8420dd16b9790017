//! `tuple` and its iterator.
#![allow(non_upper_case_globals)]

mod iterator;
mod methods;
pub mod storage;

use mortise_abi::*;

use crate::PyResult;
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::*;

pub use iterator::PyTupleIter_Type;

builtin_type! {
    /// Python's tuple.
    #[unsafe(no_mangle)]
    pub static PyTuple_Type: PyVarObject = "tuple" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_TUPLE_SUBCLASS | _Py_TPFLAGS_MATCH_SELF
            | Py_TPFLAGS_SEQUENCE,
        doc: "tuple(iterable=(), /)\n--\n\nBuilt-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\nIf iterable is specified the tuple is initialized from iterable's items.\n\nIf the argument is a tuple, the return value is the same object.",
        set: {
            tp_itemsize: size_of::<*mut PyObject>() as isize,
            tp_dealloc: Some(storage::dealloc),
            tp_traverse: Some(storage::traverse),
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
            tp_free: Some(decl::PyObject_GC_Del),
        },
        slots: {
            tp_repr: methods::repr,
            tp_hash: methods::hash,
            tp_richcompare: methods::richcompare,
            tp_iter: iterator::iter,
            tp_new: methods::new,
            tp_vectorcall: methods::vectorcall,
        },
        sequence: {
            sq_length: methods::length,
            sq_concat: methods::concat,
            sq_repeat: methods::repeat,
            sq_item: methods::item,
            sq_contains: methods::contains,
        },
        mapping: { mp_length: methods::length, mp_subscript: methods::subscript },
        methods: [
            method!(noargs "__getnewargs__", methods::getnewargs, "__getnewargs__($self, /)\n--\n\n"),
            method!(fastcall "index", methods::index, "index($self, value, start=0, stop=sys.maxsize, /)\n--\n\nReturn first index of value.\n\nRaises ValueError if the value is not present."),
            method!(o "count", methods::count, "count($self, value, /)\n--\n\nReturn number of occurrences of value."),
            method!(class_o "__class_getitem__", protocol::class_getitem, "__class_getitem__($type, object, /)\n--\n\nSee PEP 585"),
        ],
    }
}

/// The types of this module, for startup.
pub fn types() -> [*mut PyTypeObject; 2] {
    [&raw mut PyTuple_Type, &raw mut PyTupleIter_Type]
}

impl<'py> Attached<'py> {
    /// A tuple of the given items
    pub fn tuple<I>(self, items: I) -> PyResult<Ref<'py, Tuple>>
    where
        I: IntoIterator<Item = Ref<'py>>,
        I::IntoIter: ExactSizeIterator,
    {
        let items = items.into_iter();
        let n = items.len();
        let tuple = storage::new_null(self, n)?;
        if n > 0 {
            // SAFETY: each place is set once, in bounds, before anybody else sees the tuple.
            unsafe {
                for (i, item) in items.enumerate().take(n) {
                    storage::replace(tuple.as_ptr(), i, item.into_object_ptr());
                }
                storage::track(&tuple);
            }
        }
        Ok(tuple)
    }

    /// `()`
    #[inline]
    pub fn empty_tuple(self) -> Ref<'py, Tuple> {
        storage::empty(self)
    }
}

impl<'py> Ref<'py, Tuple> {
    /// Number of items
    #[inline(always)]
    pub fn len(&self) -> usize {
        // SAFETY: a tuple's size does not change.
        unsafe { (*self.as_ptr()).ob_base.ob_size as usize }
    }
    /// Whether it is `()`
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Item `i`; panics when out of range
    #[inline]
    pub fn item(&self, i: usize) -> Borrowed<'_, 'py> {
        assert!(i < self.len());
        // SAFETY: in bounds; a tuple keeps its items.
        unsafe { Borrowed::from_ptr(self.py(), *storage::items(self.as_ptr()).add(i)) }
    }
    /// The items
    #[inline]
    pub fn items(&self) -> impl ExactSizeIterator<Item = Borrowed<'_, 'py>> + DoubleEndedIterator {
        (0..self.len()).map(|i| self.item(i))
    }
    /// The items `start..stop`, which must be in range, as a new tuple (the same one when that is all of an exact tuple)
    pub fn slice(&self, start: usize, stop: usize) -> PyResult<Ref<'py, Tuple>> {
        assert!(start <= stop && stop <= self.len());
        if start == 0 && stop == self.len() && self.cast_exact::<Tuple>().is_some() {
            return Ok(self.clone());
        }
        // SAFETY: in bounds; the tuple keeps its items.
        unsafe { storage::copy_of(self.py(), storage::items(self.as_ptr()).add(start), stop - start) }
    }
}
