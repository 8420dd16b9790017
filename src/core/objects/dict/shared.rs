//! Instance dictionaries: tables of attribute names that the instances of a class share.
//!
//! A heap type keeps one table in `ht_cached_keys` ([`new_keys`]); [`instance_dict`] makes a dict for an instance. Attribute
//! access goes through [`get`] and [`set`]; the interpreter's specialised instructions remember [`version`] and [`index_of`]
//! and then read [`value_at`].

use mortise_abi::PyDictKeysObject;

use super::keys::{self, Keys, Kind};
use super::{storage, text};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::no_memory;
use crate::objects::{Dict, Str};
use crate::state::critical_section;

/// A new table for the attribute names of a class's instances; give it back with [`release_keys`].
pub fn new_keys(py: Attached<'_>) -> PyResult<*mut PyDictKeysObject> {
    keys::new_shared().map(|k| k.cast()).map_err(|_| no_memory(py))
}

/// Gives back a class's reference to its table. Instances keep it alive.
///
/// # Safety
/// `table` came from [`new_keys`] and its owner gives it up.
pub unsafe fn release_keys(table: *mut PyDictKeysObject) {
    // SAFETY: by contract.
    unsafe { keys::release(table.cast()) }
}

/// A new, empty dict for an instance of the class that the table belongs to.
///
/// # Safety
/// `table` came from [`new_keys`] and is live.
pub unsafe fn instance_dict<'py>(
    py: Attached<'py>,
    table: *mut PyDictKeysObject,
) -> PyResult<Ref<'py, Dict>> {
    // SAFETY: by contract.
    unsafe { storage::new_split(py, table.cast()) }
}

/// The entry for a name in a shared table, adding it if there is room. The table takes a reference of its own.
///
/// # Safety
/// `table` is a live shared table, `key` an exact str with this hash.
pub(super) unsafe fn index_for(
    _py: Attached<'_>,
    table: *mut Keys,
    key: &Ref<'_>,
    hash: isize,
) -> Option<usize> {
    // SAFETY: by contract; only one thread at a time extends a shared table, others may be reading it.
    unsafe {
        let ix = keys::find_text(table, key.as_ptr(), hash);
        if ix >= 0 {
            return Some(ix as usize);
        }
        extending(|| {
            let ix = keys::find_text(table, key.as_ptr(), hash);
            if ix >= 0 {
                return Some(ix as usize);
            }
            (keys::usable(table) > 0)
                .then(|| keys::add(table, key.clone().into_ptr(), hash, std::ptr::null_mut()))
        })
    }
}

/// Under the GIL nobody else is there.
#[cfg(not(Py_GIL_DISABLED))]
#[inline(always)]
fn extending<R>(leaf: impl FnOnce() -> R) -> R {
    leaf()
}

/// One lock for all shared tables: they stop growing soon.
#[cfg(Py_GIL_DISABLED)]
fn extending<R>(leaf: impl FnOnce() -> R) -> R {
    static LOCK: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _guard = LOCK.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    leaf()
}

/// The value for an attribute name.
#[inline]
pub fn get<'py>(dict: &Ref<'py, Dict>, name: &Ref<'py, Str>) -> PyResult<Option<Ref<'py>>> {
    dict.get(name)
}

/// Sets an attribute; `None` deletes it. Returns whether it was there.
pub fn set<'py>(dict: &Ref<'py, Dict>, name: &Ref<'py, Str>, value: Option<&Ref<'py>>) -> PyResult<bool> {
    match value {
        Some(value) => {
            // SAFETY: live objects; this thread has the dict; what was replaced is dropped outside.
            unsafe {
                let hash = storage::hash_of(name.as_object_ptr())?;
                let old = critical_section::with(dict, || {
                    storage::insert(dict.py(), dict.as_ptr(), name.clone().into_any(), hash, value.clone())
                })?;
                Ok(old.is_some())
            }
        }
        None => dict.remove(name),
    }
}

/// The version of the dict's keys: as long as it stays the same, no key was added or removed, so entries keep their
/// numbers. In a shared table, names may lack a value in this dict. 0: there is none to rely on.
pub fn version(dict: &Ref<'_, Dict>) -> u32 {
    // SAFETY: a live dict; this thread has it.
    critical_section::with(dict, || unsafe { keys::version(storage::keys_of(dict.as_ptr())) })
}

/// The version of the dict's keys if one was given out, without locking.
#[inline(always)]
pub fn known_version(dict: &Ref<'_, Dict>) -> u32 {
    // SAFETY: a live dict. In the t flavour the caller is inside a critical section of the dict.
    unsafe { keys::known_version(storage::keys_of(dict.as_ptr())) }
}

/// The version of a class's shared table, and the number of a name in it.
///
/// # Safety
/// `table` came from [`new_keys`] and is live; `name` is an exact str.
pub unsafe fn shared_index(
    table: *mut PyDictKeysObject,
    name: &Ref<'_, Str>,
) -> PyResult<Option<(u32, usize)>> {
    // SAFETY: by contract.
    unsafe {
        let hash = storage::hash_of(name.as_object_ptr())?;
        let ix = keys::find_text(table.cast(), name.as_object_ptr(), hash);
        Ok((ix >= 0).then(|| (keys::version(table.cast()), ix as usize)))
    }
}

/// Whether the dict is split over this shared table.
#[inline(always)]
pub fn shares(dict: &Ref<'_, Dict>, table: *mut PyDictKeysObject) -> bool {
    // SAFETY: a live dict.
    unsafe { (*dict.as_ptr()).ma_keys == table && storage::is_split(dict.as_ptr()) }
}

/// The number of a name in the dict's keys, when all of them are exact strings.
pub fn index_of(dict: &Ref<'_, Dict>, name: &Ref<'_, Str>) -> PyResult<Option<usize>> {
    // SAFETY: a live dict, which this thread has.
    unsafe {
        let hash = storage::hash_of(name.as_object_ptr())?;
        Ok(critical_section::with(dict, || {
            let table = storage::keys_of(dict.as_ptr());
            if keys::kind(table) == Kind::General || !text::is_exact(name.as_object_ptr()) {
                return None;
            }
            let ix = keys::find_text(table, name.as_object_ptr(), hash);
            (ix >= 0).then_some(ix as usize)
        }))
    }
}

/// The value of entry `ix`, which [`index_of`] gave for the keys' present version.
#[inline(always)]
pub fn value_at<'py>(dict: &Ref<'py, Dict>, ix: usize) -> Option<Ref<'py>> {
    critical_section::with(dict, || {
        // SAFETY: this thread has the dict; the number is checked.
        unsafe {
            let d = dict.as_ptr();
            if ix >= keys::len(storage::keys_of(d)) {
                return None;
            }
            Borrowed::from_ptr_or_null(dict.py(), storage::value_at(d, ix)).map(Borrowed::to_owned)
        }
    })
}
