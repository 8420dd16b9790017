//! `dict`, its views and iterators, and the tables that instances of a class share.
#![allow(non_upper_case_globals)]

mod iterator;
pub mod keys;
mod merge;
mod methods;
pub mod shared;
pub mod storage;
pub mod text;
mod view_sets;
mod views;
pub mod watch;

use mortise_abi::*;

use crate::PyResult;
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::*;
use crate::state::critical_section;

pub use iterator::{
    PyDictIterItem_Type, PyDictIterKey_Type, PyDictIterValue_Type, PyDictRevIterItem_Type,
    PyDictRevIterKey_Type, PyDictRevIterValue_Type,
};
pub use merge::Conflict;
pub use views::{PyDictItems_Type, PyDictKeys_Type, PyDictValues_Type};

builtin_type! {
    /// Python's dict.
    #[unsafe(no_mangle)]
    pub static PyDict_Type: PyDictObject = "dict" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_DICT_SUBCLASS | _Py_TPFLAGS_MATCH_SELF
            | Py_TPFLAGS_MAPPING,
        doc: "dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\ndict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n        d[k] = v\ndict(**kwargs) -> new dictionary initialized with the name=value pairs\n    in the keyword argument list.  For example:  dict(one=1, two=2)",
        set: {
            tp_dealloc: Some(storage::dealloc),
            tp_traverse: Some(storage::traverse),
            tp_clear: Some(storage::tp_clear),
            tp_hash: Some(decl::PyObject_HashNotImplemented),
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
            tp_alloc: Some(decl::PyType_GenericAlloc),
            tp_free: Some(decl::PyObject_GC_Del),
        },
        slots: {
            tp_repr: methods::repr,
            tp_richcompare: methods::richcompare,
            tp_iter: iterator::iter,
            tp_init: methods::init,
            tp_new: methods::new,
            tp_vectorcall: methods::vectorcall,
        },
        number: { nb_or: methods::or, nb_inplace_or: methods::inplace_or },
        sequence: { sq_contains: methods::contains },
        mapping: {
            mp_length: methods::length,
            mp_subscript: methods::subscript,
            mp_ass_subscript: methods::assign_subscript,
        },
        methods: [
            PyMethodDef {
                ml_flags: (METH_O | METH_COEXIST) as _,
                ..method!(o "__contains__", methods::contains_method, "__contains__($self, key, /)\n--\n\nTrue if the dictionary has the specified key, else False.")
            },
            PyMethodDef {
                ml_flags: (METH_O | METH_COEXIST) as _,
                ..method!(o "__getitem__", methods::subscript, "__getitem__($self, key, /)\n--\n\nReturn self[key].")
            },
            method!(noargs "__sizeof__", methods::sizeof, "__sizeof__($self, /)\n--\n\nReturn the size of the dict in memory, in bytes."),
            method!(fastcall "get", methods::get, "get($self, key, default=None, /)\n--\n\nReturn the value for key if key is in the dictionary, else default."),
            method!(fastcall "setdefault", methods::setdefault, "setdefault($self, key, default=None, /)\n--\n\nInsert key with a value of default if key is not in the dictionary.\n\nReturn the value for key if key is in the dictionary, else default."),
            method!(fastcall "pop", methods::pop, "pop($self, key, default=<unrepresentable>, /)\n--\n\nD.pop(k[,d]) -> v, remove specified key and return the corresponding value.\n\nIf the key is not found, return the default if given; otherwise,\nraise a KeyError."),
            method!(noargs "popitem", methods::popitem, "popitem($self, /)\n--\n\nRemove and return a (key, value) pair as a 2-tuple.\n\nPairs are returned in LIFO (last-in, first-out) order.\nRaises KeyError if the dict is empty."),
            method!(noargs "keys", views::keys, "keys($self, /)\n--\n\nReturn a set-like object providing a view on the dict\'s keys."),
            method!(noargs "items", views::items, "items($self, /)\n--\n\nReturn a set-like object providing a view on the dict\'s items."),
            method!(noargs "values", views::values, "values($self, /)\n--\n\nReturn an object providing a view on the dict\'s values."),
            method!(keywords "update", methods::update, "D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.\nIf E is present and has a .keys() method, then does:  for k in E.keys(): D[k] = E[k]\nIf E is present and lacks a .keys() method, then does:  for k, v in E: D[k] = v\nIn either case, this is followed by: for k in F:  D[k] = F[k]"),
            method!(class_fastcall "fromkeys", methods::fromkeys, "fromkeys($type, iterable, value=None, /)\n--\n\nCreate a new dictionary with keys from iterable and values set to value."),
            method!(noargs "clear", methods::clear, "clear($self, /)\n--\n\nRemove all items from the dict."),
            method!(noargs "copy", methods::copy, "copy($self, /)\n--\n\nReturn a shallow copy of the dict."),
            method!(noargs "__reversed__", iterator::reversed, "__reversed__($self, /)\n--\n\nReturn a reverse iterator over the dict keys."),
            method!(class_o "__class_getitem__", protocol::class_getitem, "__class_getitem__($type, object, /)\n--\n\nSee PEP 585"),
        ],
    }
}

/// The types of this module, for startup.
pub fn types() -> [*mut PyTypeObject; 10] {
    [
        &raw mut PyDict_Type,
        &raw mut PyDictKeys_Type,
        &raw mut PyDictItems_Type,
        &raw mut PyDictValues_Type,
        &raw mut PyDictIterKey_Type,
        &raw mut PyDictIterItem_Type,
        &raw mut PyDictIterValue_Type,
        &raw mut PyDictRevIterKey_Type,
        &raw mut PyDictRevIterItem_Type,
        &raw mut PyDictRevIterValue_Type,
    ]
}

/// Raises KeyError with the key as its argument, whatever the key is.
#[cold]
pub fn key_error<'py>(py: Attached<'py>, key: &Ref<'py>) -> crate::Raised {
    // A tuple as the value is taken for all arguments: put the key into one.
    match py.tuple([key.clone()]) {
        // SAFETY: live objects.
        Ok(args) => unsafe {
            decl::PyErr_SetObject(exceptions::classes::KeyError().cast(), args.as_object_ptr());
            crate::Raised::assume()
        },
        Err(raised) => raised,
    }
}

impl<'py> Attached<'py> {
    /// An empty dict
    #[inline]
    pub fn dict(self) -> PyResult<Ref<'py, Dict>> {
        storage::new(self)
    }
}

impl<'py> Ref<'py, Dict> {
    /// Runs an operation on the dict's memory, which this thread has for itself meanwhile.
    #[inline(always)]
    fn locked<R>(&self, operation: impl FnOnce(*mut Dict) -> R) -> R {
        critical_section::with(self, || operation(self.as_ptr()))
    }

    /// Number of entries now
    #[inline(always)]
    pub fn len(&self) -> usize {
        // SAFETY: a live dict.
        unsafe { storage::len(self.as_ptr()) }
    }
    /// Whether it is empty now
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The value for `key`
    #[inline]
    pub fn get(&self, key: &Ref<'py>) -> PyResult<Option<Ref<'py>>> {
        // SAFETY: a live object.
        let hash = unsafe { storage::hash_of(key.as_ptr())? };
        self.get_known_hash(key, hash)
    }
    /// The value for `key`, whose hash is known
    #[inline]
    pub fn get_known_hash(&self, key: &Ref<'py>, hash: isize) -> PyResult<Option<Ref<'py>>> {
        self.locked(|d| {
            // SAFETY: this thread has the dict, which keeps the value alive until it is taken.
            unsafe {
                let value = storage::get(d, key.as_ptr(), hash)?;
                Ok(Borrowed::from_ptr_or_null(self.py(), value).map(Borrowed::to_owned))
            }
        })
    }
    /// Whether `key` is there
    #[inline]
    pub fn contains_key(&self, key: &Ref<'py>) -> PyResult<bool> {
        // SAFETY: live objects; this thread has the dict.
        unsafe {
            let hash = storage::hash_of(key.as_ptr())?;
            self.locked(|d| Ok(!storage::get(d, key.as_ptr(), hash)?.is_null()))
        }
    }
    /// The value for a name
    pub fn get_str(&self, key: &str) -> PyResult<Option<Ref<'py>>> {
        let key = self.py().str(key)?;
        self.get(&key)
    }
    /// `self[key] = value`
    #[inline]
    pub fn set(&self, key: &Ref<'py>, value: &Ref<'py>) -> PyResult<()> {
        // SAFETY: a live object.
        let hash = unsafe { storage::hash_of(key.as_ptr())? };
        self.set_known_hash(key.clone(), hash, value.clone())
    }
    /// `self[key] = value` with a known hash, giving the references away
    #[inline]
    pub fn set_known_hash(&self, key: Ref<'py>, hash: isize, value: Ref<'py>) -> PyResult<()> {
        // SAFETY: this thread has the dict; what was replaced is dropped outside.
        let old = self.locked(|d| unsafe { storage::insert(self.py(), d, key, hash, value) })?;
        drop(old);
        Ok(())
    }
    /// `self[name] = value`
    pub fn set_str(&self, key: &str, value: &Ref<'py>) -> PyResult<()> {
        self.set(&*self.py().interned(key)?, value)
    }
    /// `dict.setdefault`: the value, and whether it was there already
    pub fn set_default(&self, key: &Ref<'py>, default: &Ref<'py>) -> PyResult<(Ref<'py>, bool)> {
        // SAFETY: live objects; this thread has the dict.
        unsafe {
            let hash = storage::hash_of(key.as_ptr())?;
            self.locked(|d| {
                let value = storage::get(d, key.as_ptr(), hash)?;
                if let Some(value) = Borrowed::from_ptr_or_null(self.py(), value) {
                    return Ok((value.to_owned(), true));
                }
                storage::insert_new(self.py(), d, key.clone(), hash, default.clone())?;
                Ok((default.clone(), false))
            })
        }
    }
    /// Takes the value for `key` out
    pub fn pop(&self, key: &Ref<'py>) -> PyResult<Option<Ref<'py>>> {
        if self.is_empty() {
            return Ok(None);
        }
        // SAFETY: a live object.
        let hash = unsafe { storage::hash_of(key.as_ptr())? };
        self.pop_known_hash(key, hash)
    }
    /// Takes the value for `key`, whose hash is known, out
    pub fn pop_known_hash(&self, key: &Ref<'py>, hash: isize) -> PyResult<Option<Ref<'py>>> {
        let removed = self.locked(|d| {
            // SAFETY: this thread has the dict; key and value are dropped outside.
            unsafe {
                let ix = storage::find(d, key.as_ptr(), hash)?;
                if ix < 0 || storage::value_at(d, ix as usize).is_null() {
                    return Ok(None);
                }
                Ok(Some(storage::remove(self.py(), d, ix as usize)))
            }
        })?;
        Ok(removed.map(|(_key, value)| value))
    }
    /// Removes `key`; false when it was not there
    pub fn remove(&self, key: &Ref<'py>) -> PyResult<bool> {
        // SAFETY: a live object. An unhashable key raises, also for an empty dict.
        let hash = unsafe { storage::hash_of(key.as_ptr())? };
        self.pop_known_hash(key, hash).map(|v| v.is_some())
    }
    /// Takes the last entry out
    pub fn pop_last(&self) -> PyResult<Option<(Ref<'py>, Ref<'py>)>> {
        self.locked(|d| {
            if self.is_empty() {
                return Ok(None);
            }
            // SAFETY: this thread has the dict, which is not empty.
            unsafe { storage::pop_last(self.py(), d) }.map(Some)
        })
    }
    /// The entry at or after position `pos`, which starts at 0 and is moved on; the dict must not change in size meanwhile
    pub fn next_entry(&self, pos: &mut isize) -> Option<(Ref<'py>, Ref<'py>)> {
        self.next_entry_hash(pos).map(|(key, value, _)| (key, value))
    }
    /// As [`Ref::next_entry`], with the key's hash
    #[inline]
    pub fn next_entry_hash(&self, pos: &mut isize) -> Option<(Ref<'py>, Ref<'py>, isize)> {
        self.locked(|d| {
            // SAFETY: this thread has the dict, which keeps key and value alive until they are taken.
            unsafe {
                let entry = storage::next(d, pos)?;
                let py = self.py();
                Some((
                    Borrowed::from_ptr(py, entry.key).to_owned(),
                    Borrowed::from_ptr(py, entry.value).to_owned(),
                    entry.hash,
                ))
            }
        })
    }
    /// As [`Ref::next_entry_hash`] backwards; `pos` starts at [`Ref::last_position`]
    fn previous_entry(&self, pos: &mut isize) -> Option<(Ref<'py>, Ref<'py>)> {
        self.locked(|d| {
            // SAFETY: as in next_entry_hash.
            unsafe {
                let entry = storage::previous(d, pos)?;
                let py = self.py();
                Some((
                    Borrowed::from_ptr(py, entry.key).to_owned(),
                    Borrowed::from_ptr(py, entry.value).to_owned(),
                ))
            }
        })
    }
    /// The last position there is, -1 when there is none
    fn last_position(&self) -> isize {
        // SAFETY: this thread has the dict.
        self.locked(|d| unsafe { storage::positions(d) as isize - 1 })
    }
    /// How many positions there are: more than entries after deletions
    fn positions(&self) -> usize {
        // SAFETY: this thread has the dict.
        self.locked(|d| unsafe { storage::positions(d) })
    }
    /// `dict.clear`
    pub fn clear(&self) {
        // SAFETY: this thread has the dict; the contents are dropped outside.
        drop(self.locked(|d| unsafe { storage::clear(self.py(), d) }));
    }
    /// `dict.copy`: an exact dict
    pub fn copy(&self) -> PyResult<Ref<'py, Dict>> {
        let new = storage::new(self.py())?;
        // SAFETY: this thread has both; the new one is empty.
        self.locked(|d| unsafe { storage::copy_into(self.py(), new.as_ptr(), d) })?;
        Ok(new)
    }
    /// `dict.update(other)` with a mapping
    pub fn merge(&self, other: &Ref<'py>, conflict: Conflict) -> PyResult<()> {
        merge::merge(self, other, conflict)
    }
    /// `dict.update(pairs)` with an iterable of pairs
    pub fn merge_pairs(&self, pairs: &Ref<'py>, conflict: Conflict) -> PyResult<()> {
        merge::merge_pairs(self, pairs, conflict)
    }
    /// `list(dict)` and its like, of what `part` picks from each entry
    fn collect_list(
        &self,
        part: impl Fn(Ref<'py>, Ref<'py>) -> PyResult<Ref<'py>>,
    ) -> PyResult<Ref<'py, List>> {
        let list = self.py().empty_list()?;
        let mut pos = 0;
        while let Some((key, value)) = self.next_entry(&mut pos) {
            list.push(part(key, value)?)?;
        }
        Ok(list)
    }
    /// The keys as a list
    pub fn keys_list(&self) -> PyResult<Ref<'py, List>> {
        self.collect_list(|key, _| Ok(key))
    }
    /// The values as a list
    pub fn values_list(&self) -> PyResult<Ref<'py, List>> {
        self.collect_list(|_, value| Ok(value))
    }
    /// The items as a list of tuples
    pub fn items_list(&self) -> PyResult<Ref<'py, List>> {
        self.collect_list(|key, value| Ok(self.py().tuple([key, value])?.into_any()))
    }
}
