//! The memory of dicts: looking up, inserting, deleting, growing, on raw pointers.
//!
//! A dict is *combined* (its table holds the values) or *split* (its table is shared with other instances of a class, and
//! [`Values`] holds its own). Every function here expects that the caller has the dict for itself (critical section). A
//! lookup may still run Python code that changes the dict, and then starts again; everything else is a leaf operation, and
//! hands what it displaced to the caller, who drops it when the dict is in order again.

use std::ffi::{c_int, c_void};

use mortise_abi::{
    Py_TPFLAGS_HAVE_GC, PyDict_EVENT_ADDED, PyDict_EVENT_CLEARED, PyDict_EVENT_DEALLOCATED,
    PyDict_EVENT_DELETED, PyDict_EVENT_MODIFIED, PyObject, visitproc,
};

use super::keys::{self, Keys, Kind};
use super::{text, watch};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::freelist::FreeList;
use crate::heap::handles::Ref;
use crate::heap::refcount::{decref, incref};
use crate::heap::trashcan;
use crate::objects::Dict;
use crate::objects::protocol::{CompareOp, no_memory};

const MAX_FREE: u32 = 80;

thread_local! {
    static FREE: FreeList = const { FreeList::EMPTY };
}

/// The values of a split dict, and the order in which its keys were inserted.
#[repr(C)]
pub struct Values {
    /// How many values there is room for.
    capacity: u8,
    /// How many keys this dict has.
    len: u8,
    /// Their numbers in the shared table, in order.
    order: [u8; keys::SHARED_MAX],
    // `capacity` values follow, by number in the shared table; NULL where this dict lacks the key.
}

const _: () = assert!(size_of::<Values>() == 32);

/// # Safety
/// `values` points to live values.
#[inline(always)]
unsafe fn value_places(values: *mut Values) -> *mut *mut PyObject {
    // SAFETY: they follow the head.
    unsafe { values.add(1).cast() }
}

fn new_values(py: Attached<'_>, capacity: usize) -> PyResult<*mut Values> {
    // SAFETY: room for the head and the places, all written here.
    unsafe {
        let size = size_of::<Values>() + capacity * size_of::<*mut PyObject>();
        let values: *mut Values = decl::PyMem_Malloc(size).cast();
        if values.is_null() {
            return Err(no_memory(py));
        }
        values.cast::<u8>().write_bytes(0, size);
        (*values).capacity = capacity as u8;
        Ok(values)
    }
}

/// # Safety
/// `d` points to a live dict.
#[inline(always)]
pub unsafe fn keys_of(d: *mut Dict) -> *mut Keys {
    // SAFETY: by contract.
    unsafe { (*d).ma_keys.cast() }
}
/// # Safety
/// `d` points to a live dict.
#[inline(always)]
unsafe fn values_of(d: *mut Dict) -> *mut Values {
    // SAFETY: by contract.
    unsafe { (*d).ma_values.cast() }
}
/// Whether the dict shares its keys.
///
/// # Safety
/// `d` points to a live dict.
#[inline(always)]
pub unsafe fn is_split(d: *mut Dict) -> bool {
    // SAFETY: by contract.
    unsafe { !(*d).ma_values.is_null() }
}

/// Number of entries.
///
/// # Safety
/// `d` points to a live dict.
#[inline(always)]
pub unsafe fn len(d: *mut Dict) -> usize {
    // SAFETY: by contract; another thread may be writing it.
    unsafe { (&raw const (*d).ma_used).read_volatile() as usize }
}

/// A new empty dict. As long as nothing in it can be part of a cycle, the collector does not know it.
pub fn new(py: Attached<'_>) -> PyResult<Ref<'_, Dict>> {
    // SAFETY: memory of the free list is that of an exact dict; all fields are set before anybody sees it.
    unsafe {
        let d: *mut Dict = match FREE.with(|f| f.pop()) {
            Some(ob) => ob.cast(),
            None => decl::_PyObject_GC_New(&raw mut super::PyDict_Type).cast(),
        };
        let dict = Ref::from_owned_or_raised(py, d)?;
        init(d);
        Ok(dict)
    }
}

/// Makes fresh memory an empty dict.
///
/// # Safety
/// `d` has its header and nothing else.
pub unsafe fn init(d: *mut Dict) {
    // SAFETY: by contract.
    unsafe {
        (*d).ma_used = 0;
        (*d).ma_version_tag = 0;
        (*d).ma_keys = keys::empty().cast();
        (*d).ma_values = std::ptr::null_mut();
    }
}

/// A new dict with room for `n` entries.
pub fn new_presized(py: Attached<'_>, n: usize, kind: Kind) -> PyResult<Ref<'_, Dict>> {
    let dict = new(py)?;
    if n > 0 {
        let table = keys::new(keys::log2_for_entries(n.min(1 << 17)), kind).map_err(|_| no_memory(py))?;
        // SAFETY: new and not shared.
        unsafe { (*dict.as_ptr()).ma_keys = table.cast() };
    }
    Ok(dict)
}

/// A new dict that shares its keys with the instances of a class.
///
/// # Safety
/// `shared` is a live shared table.
pub unsafe fn new_split(py: Attached<'_>, shared: *mut Keys) -> PyResult<Ref<'_, Dict>> {
    // SAFETY: the dict takes a reference of its own to the table.
    unsafe {
        let room = (keys::len(shared) + 1).next_multiple_of(4).min(keys::SHARED_MAX);
        let values = new_values(py, room)?;
        let dict = match new(py) {
            Ok(dict) => dict,
            Err(raised) => {
                decl::PyMem_Free(values.cast());
                return Err(raised);
            }
        };
        keys::retain(shared);
        (*dict.as_ptr()).ma_keys = shared.cast();
        (*dict.as_ptr()).ma_values = values.cast();
        Ok(dict)
    }
}

/// Shows the dict to the collector if that makes sense now.
///
/// # Safety
/// `d`, `key` and `value` are live; both are in the dict.
#[inline(always)]
unsafe fn maintain_tracking(d: *mut Dict, key: *mut PyObject, value: *mut PyObject) {
    // SAFETY: live objects have types.
    unsafe {
        let gc = (*(*key).ob_type).tp_flags | (*(*value).ob_type).tp_flags;
        if gc & Py_TPFLAGS_HAVE_GC != 0
            && (may_be_tracked(key) || may_be_tracked(value))
            && decl::PyObject_GC_IsTracked(d.cast()) == 0
        {
            decl::PyObject_GC_Track(d.cast());
        }
    }
}

/// Whether the collector sees the object or may see it later; a tuple that it does not see stays like that.
///
/// # Safety
/// `ob` points to a live object.
unsafe fn may_be_tracked(ob: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        let ty = (*ob).ob_type;
        decl::PyObject_IS_GC(ob) != 0
            && (ty != &raw mut decl::PyTuple_Type || decl::PyObject_GC_IsTracked(ob) != 0)
    }
}

/// The hash of a key.
///
/// # Safety
/// `key` points to a live object.
#[inline(always)]
pub unsafe fn hash_of(key: *mut PyObject) -> PyResult<isize> {
    // SAFETY: by contract; -1 means that an exception is set.
    unsafe {
        if text::is_exact(key) {
            let hash = text::cached_hash(key);
            if hash != -1 {
                return Ok(hash);
            }
        }
        match decl::PyObject_Hash(key) {
            -1 => Err(Raised::assume()),
            hash => Ok(hash),
        }
    }
}

/// The number of the entry with a key, or [`keys::EMPTY`]. In a split dict the key may be there without a value.
///
/// # Safety
/// The caller has the dict for itself; `key` is live and has this hash.
#[inline]
pub unsafe fn find(d: *mut Dict, key: *mut PyObject, hash: isize) -> PyResult<isize> {
    // SAFETY: by contract.
    unsafe {
        let table = keys_of(d);
        if keys::kind(table) != Kind::General && text::is_exact(key) {
            return Ok(keys::find_text(table, key, hash));
        }
        find_any(d, key, hash)
    }
}

/// As [`find`] for all keys.
///
/// # Safety
/// As [`find`].
unsafe fn find_any(d: *mut Dict, key: *mut PyObject, hash: isize) -> PyResult<isize> {
    // SAFETY: during a comparison the table and the key in it are kept alive; afterwards the search goes on only if both
    // are still in place.
    unsafe {
        'restart: loop {
            let table = keys_of(d);
            let mut probe = keys::Probe::new(table, hash);
            loop {
                let ix = probe.ix();
                if ix >= 0 {
                    let found = keys::key(table, ix as usize);
                    if found == key {
                        return Ok(ix);
                    }
                    if !found.is_null() && keys::hash(table, ix as usize) == hash {
                        if text::is_exact(found) && text::is_exact(key) {
                            if text::equal(found, key) {
                                return Ok(ix);
                            }
                        } else {
                            incref(found);
                            keys::retain(table);
                            let equal = decl::PyObject_RichCompareBool(found, key, CompareOp::Eq as c_int);
                            let same = keys_of(d) == table
                                && (ix as usize) < keys::len(table)
                                && keys::key(table, ix as usize) == found;
                            release_table(table);
                            decref(found);
                            if equal < 0 {
                                return Err(Raised::assume());
                            }
                            if !same {
                                continue 'restart;
                            }
                            if equal > 0 {
                                return Ok(ix);
                            }
                        }
                    }
                } else if ix == keys::EMPTY {
                    return Ok(keys::EMPTY);
                }
                probe.advance();
            }
        }
    }
}

/// Gives back a table that a search held. When the dict has dropped it meanwhile, its entries are gone already.
///
/// # Safety
/// As [`keys::release`].
unsafe fn release_table(table: *mut Keys) {
    // SAFETY: by contract.
    unsafe { keys::release(table) }
}

/// The value of entry `ix`; NULL when there is none.
///
/// # Safety
/// The caller has the dict for itself; its table has an entry `ix`.
#[inline(always)]
pub unsafe fn value_at(d: *mut Dict, ix: usize) -> *mut PyObject {
    // SAFETY: by contract; a split dict's values may be fewer than the shared keys.
    unsafe {
        let values = values_of(d);
        if values.is_null() {
            *keys::value(keys_of(d), ix)
        } else if ix < (*values).capacity as usize {
            *value_places(values).add(ix)
        } else {
            std::ptr::null_mut()
        }
    }
}

/// The value for a key, borrowed; NULL when there is none.
///
/// # Safety
/// As [`find`].
#[inline]
pub unsafe fn get(d: *mut Dict, key: *mut PyObject, hash: isize) -> PyResult<*mut PyObject> {
    // SAFETY: by contract.
    unsafe {
        match find(d, key, hash)? {
            ix if ix >= 0 => Ok(value_at(d, ix as usize)),
            _ => Ok(std::ptr::null_mut()),
        }
    }
}

/// An entry, borrowed.
pub struct Entry {
    /// The key
    pub key: *mut PyObject,
    /// The value
    pub value: *mut PyObject,
    /// The key's hash
    pub hash: isize,
}

/// The entry at position `pos` or the next one behind it; `pos` is moved behind it.
///
/// # Safety
/// The caller has the dict for itself.
#[inline]
pub unsafe fn next(d: *mut Dict, pos: &mut isize) -> Option<Entry> {
    // SAFETY: positions are checked against the table or the order.
    unsafe {
        let table = keys_of(d);
        let mut i = *pos;
        if i < 0 {
            return None;
        }
        if is_split(d) {
            let values = values_of(d);
            if i >= (*values).len as isize {
                return None;
            }
            *pos = i + 1;
            let ix = (*values).order[i as usize] as usize;
            return Some(Entry {
                key: keys::key(table, ix),
                value: *value_places(values).add(ix),
                hash: keys::hash(table, ix),
            });
        }
        let n = keys::len(table) as isize;
        while i < n {
            let value = *keys::value(table, i as usize);
            if !value.is_null() {
                *pos = i + 1;
                return Some(Entry {
                    key: keys::key(table, i as usize),
                    value,
                    hash: keys::hash(table, i as usize),
                });
            }
            i += 1;
        }
        None
    }
}

/// The entry at position `pos` or the next one before it; `pos` is moved before it.
///
/// # Safety
/// The caller has the dict for itself.
pub unsafe fn previous(d: *mut Dict, pos: &mut isize) -> Option<Entry> {
    // SAFETY: as in `next`.
    unsafe {
        let mut i = (*pos).min(positions(d) as isize - 1);
        while i >= 0 {
            let mut at = i;
            if is_split(d) || !(*keys::value(keys_of(d), i as usize)).is_null() {
                *pos = i - 1;
                return next(d, &mut at);
            }
            i -= 1;
        }
        *pos = -1;
        None
    }
}

/// One more than the last position.
///
/// # Safety
/// The caller has the dict for itself.
pub unsafe fn positions(d: *mut Dict) -> usize {
    // SAFETY: by contract.
    unsafe { if is_split(d) { (*values_of(d)).len as usize } else { keys::len(keys_of(d)) } }
}

/// Gives the dict a combined table with room for at least `slots` slots.
///
/// # Safety
/// The caller has the dict for itself.
pub unsafe fn rebuild(py: Attached<'_>, d: *mut Dict, log2: u8, kind: Kind) -> PyResult<()> {
    // SAFETY: every entry moves to the new table; a shared table keeps its own references to keys.
    unsafe {
        let new = keys::new(log2, kind).map_err(|_| no_memory(py))?;
        let old = keys_of(d);
        let split = is_split(d);
        let mut pos = 0;
        while let Some(entry) = next(d, &mut pos) {
            if split {
                incref(entry.key);
            }
            keys::add(new, entry.key, entry.hash, entry.value);
        }
        let values = (*d).ma_values;
        (*d).ma_keys = new.cast();
        (*d).ma_values = std::ptr::null_mut();
        if split {
            decl::PyMem_Free(values.cast());
        }
        keys::release(old);
        Ok(())
    }
}

/// Makes a split dict combined.
///
/// # Safety
/// The caller has the dict for itself.
pub unsafe fn unshare(py: Attached<'_>, d: *mut Dict) -> PyResult<()> {
    // SAFETY: by contract.
    unsafe {
        if is_split(d) {
            rebuild(py, d, keys::log2_for_entries(len(d) + 1), Kind::Text)?;
        }
        Ok(())
    }
}

/// Makes sure that one more entry can be added with a key.
///
/// # Safety
/// The caller has the dict for itself; it is not split.
unsafe fn make_room(py: Attached<'_>, d: *mut Dict, textual: bool) -> PyResult<()> {
    // SAFETY: by contract.
    unsafe {
        let table = keys_of(d);
        if keys::usable(table) > 0 && (textual || keys::kind(table) == Kind::General) {
            return Ok(());
        }
        // Only an empty dict becomes a text dict again.
        let textual = textual && (keys::kind(table) == Kind::Text || len(d) == 0);
        let kind = if textual { Kind::Text } else { Kind::General };
        if keys::usable(table) > 0 && len(d) > 0 {
            return rebuild(py, d, keys::log2_size(table), kind);
        }
        rebuild(py, d, keys::log2_for_slots(len(d) * 3), kind)
    }
}

/// Sets a key, taking over both references (also when it fails). Returns what was replaced: drop it afterwards.
///
/// # Safety
/// The caller has the dict for itself; the key has this hash.
pub unsafe fn insert<'py>(
    py: Attached<'py>,
    d: *mut Dict,
    key: Ref<'py>,
    hash: isize,
    value: Ref<'py>,
) -> PyResult<Option<Ref<'py>>> {
    // SAFETY: by contract; references move into the dict once.
    unsafe {
        let ix = find(d, key.as_ptr(), hash)?;
        if ix >= 0 {
            let old = value_at(d, ix as usize);
            if !old.is_null() {
                watch::notify(py, PyDict_EVENT_MODIFIED, d, key.as_ptr(), value.as_ptr());
                maintain_tracking(d, key.as_ptr(), value.as_ptr());
                let old = std::mem::replace(&mut *value_place(d, ix as usize), value.into_ptr());
                return Ok(Some(Ref::from_owned(py, old)));
            }
        }
        insert_new(py, d, key, hash, value)?;
        Ok(None)
    }
}

/// # Safety
/// Entry `ix` has a value in this dict, which the caller has for itself.
#[inline(always)]
unsafe fn value_place(d: *mut Dict, ix: usize) -> *mut *mut PyObject {
    // SAFETY: by contract.
    unsafe { if is_split(d) { value_places(values_of(d)).add(ix) } else { keys::value(keys_of(d), ix) } }
}

/// Adds a key that is not in the dict, taking over both references (also when it fails).
///
/// # Safety
/// As [`insert`]; the key was looked for.
pub unsafe fn insert_new<'py>(
    py: Attached<'py>,
    d: *mut Dict,
    key: Ref<'py>,
    hash: isize,
    value: Ref<'py>,
) -> PyResult<()> {
    // SAFETY: by contract; references move into the dict once.
    unsafe {
        let textual = text::is_exact(key.as_ptr());
        if is_split(d) {
            if textual && let Some(ix) = super::shared::index_for(py, keys_of(d), &key, hash) {
                watch::notify(py, PyDict_EVENT_ADDED, d, key.as_ptr(), value.as_ptr());
                return set_split_value(py, d, ix, value);
            }
            unshare(py, d)?;
        }
        make_room(py, d, textual)?;
        watch::notify(py, PyDict_EVENT_ADDED, d, key.as_ptr(), value.as_ptr());
        maintain_tracking(d, key.as_ptr(), value.as_ptr());
        keys::add(keys_of(d), key.into_ptr(), hash, value.into_ptr());
        (*d).ma_used += 1;
        Ok(())
    }
}

/// # Safety
/// The split dict is the caller's, the shared table has an entry `ix`, and this dict has no value for it.
unsafe fn set_split_value<'py>(py: Attached<'py>, d: *mut Dict, ix: usize, value: Ref<'py>) -> PyResult<()> {
    // SAFETY: the values grow with the shared keys; the order has room for all of them.
    unsafe {
        let mut values = values_of(d);
        let old = (*values).capacity as usize;
        if ix >= old {
            let capacity = (ix + 1).next_multiple_of(4).min(keys::SHARED_MAX);
            let new = new_values(py, capacity)?;
            (*new).len = (*values).len;
            (*new).order = (*values).order;
            value_places(new).copy_from_nonoverlapping(value_places(values), old);
            (*d).ma_values = new.cast();
            decl::PyMem_Free(values.cast());
            values = new;
        }
        maintain_tracking(d, value.as_ptr(), value.as_ptr());
        *value_places(values).add(ix) = value.into_ptr();
        (*values).order[(*values).len as usize] = ix as u8;
        (*values).len += 1;
        (*d).ma_used += 1;
        Ok(())
    }
}

/// A key and a value that are not in a dict any more.
pub type Removed<'py> = (Option<Ref<'py>>, Ref<'py>);

/// Takes entry `ix` out, which has a value.
///
/// # Safety
/// The caller has the dict for itself.
pub unsafe fn remove<'py>(py: Attached<'py>, d: *mut Dict, ix: usize) -> Removed<'py> {
    // SAFETY: by contract; the references move to the caller. A shared table keeps its keys.
    unsafe {
        let table = keys_of(d);
        watch::notify(py, PyDict_EVENT_DELETED, d, keys::key(table, ix), std::ptr::null_mut());
        if is_split(d) {
            let values = values_of(d);
            let value = std::mem::replace(&mut *value_places(values).add(ix), std::ptr::null_mut());
            let n = (*values).len as usize;
            let order = &mut *(&raw mut (*values).order);
            let at = order[..n].iter().position(|&i| i as usize == ix).unwrap_or(n - 1);
            order.copy_within(at + 1..n, at);
            (*values).len -= 1;
            (*d).ma_used -= 1;
            return (None, Ref::from_owned(py, value));
        }
        let (key, value) = keys::remove(table, ix);
        (*d).ma_used -= 1;
        (Some(Ref::from_owned(py, key)), Ref::from_owned(py, value))
    }
}

/// Takes the last entry out.
///
/// # Safety
/// The caller has the dict for itself, and it is not empty.
pub unsafe fn pop_last<'py>(py: Attached<'py>, d: *mut Dict) -> PyResult<(Ref<'py>, Ref<'py>)> {
    // SAFETY: by contract.
    unsafe {
        unshare(py, d)?;
        let table = keys_of(d);
        let mut i = keys::len(table) - 1;
        while (*keys::value(table, i)).is_null() {
            i -= 1;
        }
        let (key, value) = remove(py, d, i);
        keys::truncate(table, i);
        Ok((key.expect("a combined dict owns its keys"), value))
    }
}

/// Everything that a dict held; dropping it gives the references back.
pub struct Contents {
    table: *mut Keys,
    values: *mut Values,
}

impl Drop for Contents {
    fn drop(&mut self) {
        // SAFETY: table and values were taken out of a dict, so nobody else changes them.
        unsafe {
            if self.values.is_null() {
                // Somebody may still hold the table in the middle of a search: clear the entries as they go.
                for i in 0..keys::len(self.table) {
                    let value = std::mem::replace(&mut *keys::value(self.table, i), std::ptr::null_mut());
                    if !value.is_null() {
                        let key = keys::key(self.table, i);
                        decref(value);
                        decref(key);
                    }
                }
            } else {
                for i in 0..(*self.values).capacity as usize {
                    let value = *value_places(self.values).add(i);
                    if !value.is_null() {
                        decref(value);
                    }
                }
                decl::PyMem_Free(self.values.cast());
            }
            keys::release(self.table);
        }
    }
}

/// # Safety
/// The caller has the dict for itself.
unsafe fn take(d: *mut Dict) -> Contents {
    // SAFETY: the dict is empty afterwards.
    unsafe {
        let contents = Contents { table: keys_of(d), values: values_of(d) };
        (*d).ma_used = 0;
        (*d).ma_keys = keys::empty().cast();
        (*d).ma_values = std::ptr::null_mut();
        contents
    }
}

/// Takes everything out.
///
/// # Safety
/// The caller has the dict for itself.
pub unsafe fn clear(py: Attached<'_>, d: *mut Dict) -> Option<Contents> {
    // SAFETY: by contract.
    unsafe {
        if keys_of(d) == keys::empty() {
            return None;
        }
        watch::notify(py, PyDict_EVENT_CLEARED, d, std::ptr::null_mut(), std::ptr::null_mut());
        Some(take(d))
    }
}

/// Fills an empty dict with the entries of another one.
///
/// # Safety
/// The caller has both dicts for itself; `d` is empty and combined.
pub unsafe fn copy_into(py: Attached<'_>, d: *mut Dict, from: *mut Dict) -> PyResult<()> {
    // SAFETY: each entry is copied with new references; the dict gets its table when that is complete.
    unsafe {
        let n = len(from);
        if n == 0 {
            return Ok(());
        }
        let kind = if keys::kind(keys_of(from)) == Kind::General { Kind::General } else { Kind::Text };
        // A table that is not too sparse keeps its size.
        let table = keys_of(from);
        let log2 = if kind != Kind::Shared && !is_split(from) && n >= keys::len(table) * 2 / 3 {
            keys::log2_size(table)
        } else {
            keys::log2_for_entries(n)
        };
        let new = keys::new(log2, kind).map_err(|_| no_memory(py))?;
        let mut pos = 0;
        let mut gc = 0u64;
        while let Some(entry) = next(from, &mut pos) {
            incref(entry.key);
            incref(entry.value);
            gc |= (*(*entry.key).ob_type).tp_flags | (*(*entry.value).ob_type).tp_flags;
            keys::add(new, entry.key, entry.hash, entry.value);
        }
        let old = keys_of(d);
        (*d).ma_keys = new.cast();
        (*d).ma_used = n as isize;
        keys::release(old);
        if gc & Py_TPFLAGS_HAVE_GC != 0 && decl::PyObject_GC_IsTracked(d.cast()) == 0 {
            decl::PyObject_GC_Track(d.cast());
        }
        Ok(())
    }
}

/// Makes room for the entries of another dict.
///
/// # Safety
/// The caller has the dict for itself.
pub unsafe fn reserve(py: Attached<'_>, d: *mut Dict, more: usize) -> PyResult<()> {
    // SAFETY: by contract.
    unsafe {
        if is_split(d) {
            return Ok(());
        }
        let table = keys_of(d);
        if keys::capacity(keys::log2_size(table)) < more && table != keys::empty() {
            let kind = keys::kind(table);
            return rebuild(py, d, keys::log2_for_entries(len(d) + more), kind);
        }
        Ok(())
    }
}

/// Memory besides the object itself, in bytes.
///
/// # Safety
/// The caller has the dict for itself.
pub unsafe fn memory(d: *mut Dict) -> usize {
    // SAFETY: by contract.
    unsafe {
        let mut n = 0;
        if is_split(d) {
            n += size_of::<Values>() + (*values_of(d)).capacity as usize * size_of::<*mut PyObject>();
        }
        if keys::is_unique(keys_of(d)) {
            n += keys::memory(keys_of(d));
        }
        n
    }
}

/// `tp_dealloc`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone: contents are given back once and the memory is freed or kept.
    unsafe {
        let d: *mut Dict = ob.cast();
        if watch::is_watched(d) {
            // The watchers see a live object.
            crate::heap::refcount::set_refcount(ob, 1);
            watch::notify(
                Attached::assume(),
                PyDict_EVENT_DEALLOCATED,
                d,
                std::ptr::null_mut(),
                std::ptr::null_mut(),
            );
            let left = crate::heap::refcount::refcount(ob) - 1;
            crate::heap::refcount::set_refcount(ob, left);
            if left > 0 {
                return;
            }
        }
        decl::PyObject_GC_UnTrack(ob.cast());
        trashcan::guarded(ob, dealloc, || {
            drop(take(d));
            let ty = (*ob).ob_type;
            if ty == &raw mut super::PyDict_Type && FREE.with(|f| f.push(ob, MAX_FREE)) {
                return;
            }
            (*ty).tp_free.unwrap_unchecked()(ob.cast());
        });
    }
}

/// `tp_traverse`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector gives a visitor and keeps other threads off the dict. A split dict does not own its keys.
    unsafe {
        let visit = visit.unwrap_unchecked();
        let d: *mut Dict = ob.cast();
        let own_keys = !is_split(d) && keys::kind(keys_of(d)) == Kind::General;
        let mut pos = 0;
        while let Some(entry) = next(d, &mut pos) {
            match visit(entry.value, arg) {
                0 => {}
                stop => return stop,
            }
            // Strings are no containers: the collector does not need to see them.
            if own_keys {
                match visit(entry.key, arg) {
                    0 => {}
                    stop => return stop,
                }
            }
        }
        0
    }
}

/// `tp_clear`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn tp_clear(ob: *mut PyObject) -> c_int {
    // SAFETY: a live dict; the collector has it for itself.
    drop(unsafe { clear(Attached::assume(), ob.cast()) });
    0
}

/// Gives back the memory that this thread keeps.
pub fn clear_free_lists() {
    FREE.with(|f| f.drain(decl::PyObject_GC_Del));
    keys::clear_free_list();
}
