//! `list`, its iterators and its sort.
#![allow(non_upper_case_globals)]

mod iterator;
mod methods;
pub mod sort;
pub mod storage;

use mortise_abi::*;

use crate::PyResult;
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::*;
use crate::state::critical_section;

pub use iterator::{PyListIter_Type, PyListRevIter_Type};

builtin_type! {
    /// Python's list.
    #[unsafe(no_mangle)]
    pub static PyList_Type: PyListObject = "list" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_LIST_SUBCLASS | _Py_TPFLAGS_MATCH_SELF
            | Py_TPFLAGS_SEQUENCE,
        doc: "list(iterable=(), /)\n--\n\nBuilt-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.\nThe argument must be an iterable if specified.",
        set: {
            tp_dealloc: Some(storage::dealloc),
            tp_traverse: Some(storage::traverse),
            tp_clear: Some(storage::tp_clear),
            tp_hash: Some(decl::PyObject_HashNotImplemented),
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
            tp_alloc: Some(decl::PyType_GenericAlloc),
            tp_new: Some(decl::PyType_GenericNew),
            tp_free: Some(decl::PyObject_GC_Del),
        },
        slots: {
            tp_repr: methods::repr,
            tp_richcompare: methods::richcompare,
            tp_iter: iterator::iter,
            tp_init: methods::init,
            tp_vectorcall: methods::vectorcall,
        },
        sequence: {
            sq_length: methods::length,
            sq_concat: methods::concat,
            sq_repeat: methods::repeat,
            sq_item: methods::item,
            sq_ass_item: methods::assign_item,
            sq_contains: methods::contains,
            sq_inplace_concat: methods::inplace_concat,
            sq_inplace_repeat: methods::inplace_repeat,
        },
        mapping: {
            mp_length: methods::length,
            mp_subscript: methods::subscript,
            mp_ass_subscript: methods::assign_subscript,
        },
        methods: [
            PyMethodDef {
                ml_flags: (METH_O | METH_COEXIST) as _,
                ..method!(o "__getitem__", methods::subscript, "__getitem__($self, index, /)\n--\n\nReturn self[index].")
            },
            method!(noargs "__reversed__", iterator::reversed, "__reversed__($self, /)\n--\n\nReturn a reverse iterator over the list."),
            method!(noargs "__sizeof__", methods::sizeof, "__sizeof__($self, /)\n--\n\nReturn the size of the list in memory, in bytes."),
            method!(noargs "clear", methods::clear, "clear($self, /)\n--\n\nRemove all items from list."),
            method!(noargs "copy", methods::copy, "copy($self, /)\n--\n\nReturn a shallow copy of the list."),
            method!(o "append", methods::append, "append($self, object, /)\n--\n\nAppend object to the end of the list."),
            method!(fastcall "insert", methods::insert, "insert($self, index, object, /)\n--\n\nInsert object before index."),
            method!(o "extend", methods::extend, "extend($self, iterable, /)\n--\n\nExtend list by appending elements from the iterable."),
            method!(fastcall "pop", methods::pop, "pop($self, index=-1, /)\n--\n\nRemove and return item at index (default last).\n\nRaises IndexError if list is empty or index is out of range."),
            method!(o "remove", methods::remove, "remove($self, value, /)\n--\n\nRemove first occurrence of value.\n\nRaises ValueError if the value is not present."),
            method!(fastcall "index", methods::index, "index($self, value, start=0, stop=sys.maxsize, /)\n--\n\nReturn first index of value.\n\nRaises ValueError if the value is not present."),
            method!(o "count", methods::count, "count($self, value, /)\n--\n\nReturn number of occurrences of value."),
            method!(noargs "reverse", methods::reverse, "reverse($self, /)\n--\n\nReverse *IN PLACE*."),
            method!(keywords "sort", sort::method, "sort($self, /, *, key=None, reverse=False)\n--\n\nSort the list in ascending order and return None.\n\nThe sort is in-place (i.e. the list itself is modified) and stable (i.e. the\norder of two equal elements is maintained).\n\nIf a key function is given, apply it once to each list item and sort them,\nascending or descending, according to their function values.\n\nThe reverse flag can be set to sort in descending order."),
            method!(class_o "__class_getitem__", protocol::class_getitem, "__class_getitem__($type, object, /)\n--\n\nSee PEP 585"),
        ],
    }
}

/// The types of this module, for startup.
pub fn types() -> [*mut PyTypeObject; 3] {
    [&raw mut PyList_Type, &raw mut PyListIter_Type, &raw mut PyListRevIter_Type]
}

impl<'py> Attached<'py> {
    /// `[]`
    pub fn empty_list(self) -> PyResult<Ref<'py, List>> {
        let list = storage::new_null(self, 0)?;
        // SAFETY: new.
        unsafe { storage::track(&list) };
        Ok(list)
    }
    /// A list of the given items
    pub fn list<I>(self, items: I) -> PyResult<Ref<'py, List>>
    where
        I: IntoIterator<Item = Ref<'py>>,
    {
        let list = self.empty_list()?;
        for item in items {
            list.push(item)?;
        }
        Ok(list)
    }
}

impl<'py> Ref<'py, List> {
    /// Runs a leaf operation on the list's memory, which this thread has for itself meanwhile.
    #[inline(always)]
    fn leaf<R>(&self, operation: impl FnOnce(*mut List) -> R) -> R {
        critical_section::with(self, || operation(self.as_ptr()))
    }

    /// Number of items now
    #[inline(always)]
    pub fn len(&self) -> usize {
        // SAFETY: a live list.
        unsafe { storage::len(self.as_ptr()) }
    }
    /// Whether it is empty now
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Item `i`, if there is one
    #[inline]
    pub fn get(&self, i: usize) -> Option<Ref<'py>> {
        self.leaf(|list| {
            // SAFETY: this thread has the list; the item is alive while it is in there.
            unsafe {
                let item = *storage::view(list).get(i)?;
                Borrowed::from_ptr_or_null(self.py(), item).map(Borrowed::to_owned)
            }
        })
    }
    /// `list.append`
    #[inline]
    pub fn append(&self, item: &Ref<'py>) -> PyResult<()> {
        self.push(item.clone())
    }
    /// `list.append`, giving the reference away
    #[inline]
    pub fn push(&self, item: Ref<'py>) -> PyResult<()> {
        let item = item.into_ptr();
        // SAFETY: this thread has the list; the reference is given away, or taken back.
        self.leaf(|list| unsafe { storage::push(list, item) }).map_err(|_| {
            // SAFETY: see above.
            drop(unsafe { Ref::from_owned(self.py(), item) });
            protocol::no_memory(self.py())
        })
    }
    /// `list.insert` with an index that counts from the end when negative and is clipped
    pub fn insert(&self, at: isize, item: &Ref<'py>) -> PyResult<()> {
        let item = item.clone().into_ptr();
        self.leaf(|list| {
            // SAFETY: this thread has the list; the index is brought in bounds.
            unsafe {
                let n = storage::len(list);
                let at = if at < 0 { (at + n as isize).max(0) as usize } else { (at as usize).min(n) };
                storage::insert(list, at, item)
            }
        })
        .map_err(|_| {
            // SAFETY: not given away after all.
            drop(unsafe { Ref::from_owned(self.py(), item) });
            protocol::no_memory(self.py())
        })
    }
    /// Puts `item` in place `i`; `false` when there is no such place
    pub fn replace(&self, i: usize, item: Ref<'py>) -> bool {
        let displaced = self.leaf(|list| {
            // SAFETY: this thread has the list; in bounds.
            unsafe {
                if i >= storage::len(list) {
                    return Err(item);
                }
                Ok(Ref::from_owned_or_null(self.py(), storage::replace(list, i, item.into_ptr())))
            }
        });
        displaced.is_ok()
    }
    /// Takes item `i` out, if there is one
    pub fn remove_at(&self, i: usize) -> Option<Ref<'py>> {
        self.leaf(|list| {
            // SAFETY: this thread has the list; in bounds; the reference is handed on.
            unsafe { (i < storage::len(list)).then(|| Ref::from_owned(self.py(), storage::remove(list, i))) }
        })
    }
    /// Takes everything out
    pub fn clear(&self) {
        // SAFETY: this thread has the list; the items are dropped outside.
        drop(self.leaf(|list| unsafe { storage::clear(list) }));
    }
    /// Reverses the list in place
    pub fn reverse(&self) {
        // SAFETY: this thread has the list.
        self.leaf(|list| unsafe { storage::reverse(list) });
    }
    /// `list.extend`
    pub fn extend(&self, iterable: &Ref<'py>) -> PyResult<()> {
        methods::extend_list(self, iterable)
    }
    /// The items in `start..stop`, clipped, as a new list
    pub fn slice(&self, start: usize, stop: usize) -> PyResult<Ref<'py, List>> {
        self.leaf(|list| {
            // SAFETY: this thread has the list, which keeps its items during the copy.
            unsafe {
                let all = storage::view(list);
                let stop = stop.min(all.len());
                let part = &all[start.min(stop)..stop];
                storage::copy_of(self.py(), part.as_ptr(), part.len())
            }
        })
    }
    /// `tuple(list)`
    pub fn as_tuple(&self) -> PyResult<Ref<'py, Tuple>> {
        self.leaf(|list| {
            // SAFETY: this thread has the list, which keeps its items during the copy.
            unsafe {
                let all = storage::view(list);
                tuple::storage::copy_of(self.py(), all.as_ptr(), all.len())
            }
        })
    }
    /// Replaces `start..stop` (clipped) by `items`
    pub fn splice(&self, start: usize, stop: usize, items: Vec<Ref<'py>>) -> PyResult<()> {
        let raw: Vec<*mut PyObject> = items.into_iter().map(Ref::into_ptr).collect();
        let result = self.leaf(|list| {
            // SAFETY: this thread has the list; the range is brought in bounds; the references are given away.
            unsafe {
                let n = storage::len(list);
                let start = start.min(n);
                storage::splice(list, start, stop.clamp(start, n), raw.as_ptr(), raw.len())
            }
        });
        match result {
            Ok(displaced) => {
                drop(displaced);
                Ok(())
            }
            Err(storage::OutOfMemory) => {
                for item in raw {
                    // SAFETY: not given away after all.
                    drop(unsafe { Ref::from_owned(self.py(), item) });
                }
                Err(protocol::no_memory(self.py()))
            }
        }
    }
    /// Sorts in place with `<`
    pub fn sort(&self) -> PyResult<()> {
        sort::sort(self.py(), self, None, false)
    }
}

/// The items of an iterable as owned references; TypeError with a text of one's own when it is none.
pub fn items_of<'py>(py: Attached<'py>, iterable: &Ref<'py>, message: &str) -> PyResult<Vec<Ref<'py>>> {
    methods::items_of(py, iterable, message)
}
