//! Filling a dict from a mapping or from pairs.

use mortise_abi::PyDict_EVENT_CLONED;

use super::{key_error, storage};
use crate::heap::handles::Ref;
use crate::objects::*;
use crate::state::critical_section;
use crate::{PyResult, intern, raise};

/// What to do with a key that is there already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// Keep the old value.
    Keep,
    /// Take the new value.
    Replace,
    /// Raise KeyError.
    Raise,
}

fn put<'py>(
    dict: &Ref<'py, Dict>,
    key: Ref<'py>,
    hash: isize,
    value: Ref<'py>,
    conflict: Conflict,
) -> PyResult<()> {
    if conflict != Conflict::Replace && dict.get_known_hash(&key, hash)?.is_some() {
        return if conflict == Conflict::Keep { Ok(()) } else { Err(key_error(dict.py(), &key)) };
    }
    dict.set_known_hash(key, hash, value)
}

/// `dict.update(other)`
pub fn merge<'py>(dict: &Ref<'py, Dict>, other: &Ref<'py>, conflict: Conflict) -> PyResult<()> {
    match other.cast::<Dict>() {
        // A subclass with an `__iter__` of its own is asked for its keys.
        Some(other) if iterates_as_dict(other) => merge_dict(dict, other, conflict),
        _ => merge_mapping(dict, other, conflict),
    }
}

fn iterates_as_dict(dict: &Ref<'_, Dict>) -> bool {
    // SAFETY: ready types; the slots are compared by address only.
    unsafe {
        (*dict.type_ptr()).tp_iter.map(|f| f as usize)
            == (*(&raw const super::PyDict_Type)).tp_iter.map(|f| f as usize)
    }
}

fn merge_dict<'py>(dict: &Ref<'py, Dict>, other: &Ref<'py, Dict>, conflict: Conflict) -> PyResult<()> {
    let py = dict.py();
    if dict.is(other) || other.is_empty() {
        return Ok(());
    }
    critical_section::with2(dict, other, || {
        let n = other.len();
        // SAFETY: this thread has both dicts.
        unsafe {
            let d = dict.as_ptr();
            // Taken over as a whole; watchers hear of one event then, when there are no gaps to leave out.
            let o = other.as_ptr();
            let whole = !storage::is_split(o) && storage::positions(o) == n;
            if dict.is_empty() && !storage::is_split(d) && (whole || !super::watch::is_watched(d)) {
                super::watch::notify(py, PyDict_EVENT_CLONED, d, o.cast(), std::ptr::null_mut());
                return storage::copy_into(py, d, o);
            }
            storage::reserve(py, d, n)?;
        }
        let mut pos = 0;
        let positions = other.positions();
        while let Some((key, value, hash)) = other.next_entry_hash(&mut pos) {
            put(dict, key, hash, value, conflict)?;
            if other.positions() != positions || other.len() != n {
                return Err(raise!(py, RuntimeError, "dict mutated during update"));
            }
        }
        Ok(())
    })
}

fn merge_mapping<'py>(dict: &Ref<'py, Dict>, other: &Ref<'py>, conflict: Conflict) -> PyResult<()> {
    let py = dict.py();
    let keys = other.call_method(intern!(py, "keys"), [])?;
    let iter = keys.iter()?;
    while let Some(key) = iter.next_unchecked()? {
        // SAFETY: a live object.
        let hash = unsafe { storage::hash_of(key.as_ptr())? };
        if conflict != Conflict::Replace && dict.get_known_hash(&key, hash)?.is_some() {
            if conflict == Conflict::Keep {
                continue;
            }
            return Err(key_error(py, &key));
        }
        let value = other.get_item(&key)?;
        dict.set_known_hash(key, hash, value)?;
    }
    Ok(())
}

/// `dict.update(pairs)`
pub fn merge_pairs<'py>(dict: &Ref<'py, Dict>, pairs: &Ref<'py>, conflict: Conflict) -> PyResult<()> {
    let py = dict.py();
    let iter = pairs.iter()?;
    let mut i = 0;
    while let Some(pair) = iter.next_unchecked()? {
        let pair = match pair.to_fast() {
            Ok(pair) => pair,
            Err(raised) if raised.matches(py, exceptions::classes::TypeError()) => {
                raised.clear(py);
                return Err(raise!(
                    py,
                    TypeError,
                    "cannot convert dictionary update sequence element #{i} to a sequence"
                ));
            }
            Err(raised) => return Err(raised),
        };
        let (2, Some(key), Some(value)) = (pair.len(), pair.get(0), pair.get(1)) else {
            return Err(raise!(
                py,
                ValueError,
                "dictionary update sequence element #{i} has length {}; 2 is required",
                pair.len()
            ));
        };
        // SAFETY: a live object.
        let hash = unsafe { storage::hash_of(key.as_ptr())? };
        match conflict {
            Conflict::Keep => drop(dict.set_default(&key, &value)?),
            _ => put(dict, key, hash, value, conflict)?,
        }
        i += 1;
    }
    Ok(())
}

/// What `dict()` and `dict.update()` take: a mapping (it has `keys`) or pairs.
pub fn update_arg<'py>(dict: &Ref<'py, Dict>, arg: &Ref<'py>) -> PyResult<()> {
    if arg.cast_exact::<Dict>().is_some() {
        return merge(dict, arg, Conflict::Replace);
    }
    match arg.getattr_opt(intern!(dict.py(), "keys"))? {
        Some(_) => merge(dict, arg, Conflict::Replace),
        None => merge_pairs(dict, arg, Conflict::Replace),
    }
}
