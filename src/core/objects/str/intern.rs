//! Interned strings: one object for each text, so that names are compared by address.
//!
//! The table owns no reference. A mortal interned string leaves it when it dies; the t flavour makes every interned string
//! immortal, so that another thread never finds one that is dying.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use mortise_abi::*;

use super::storage;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount;
use crate::objects::Str;

/// A string in the table, found by its text.
struct Entry(*mut PyObject);
// SAFETY: the string is live while it is in the table, and its text does not change.
unsafe impl Send for Entry {}
impl Hash for Entry {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // SAFETY: live, and hashed before it was put in or looked up.
        state.write_isize(unsafe { (*self.0.cast::<PyASCIIObject>()).hash });
    }
}
impl PartialEq for Entry {
    fn eq(&self, other: &Entry) -> bool {
        // SAFETY: both are live.
        self.0 == other.0 || unsafe { storage::chars(self.0).same(storage::chars(other.0)) }
    }
}
impl Eq for Entry {}

/// The strings' own hash is good enough.
#[derive(Default)]
struct Identity(u64);
impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _bytes: &[u8]) {
        unreachable!("entries write one isize")
    }
    fn write_isize(&mut self, hash: isize) {
        self.0 = hash as u64;
    }
}

static TABLE: Mutex<HashSet<Entry, BuildHasherDefault<Identity>>> =
    Mutex::new(HashSet::with_hasher(BuildHasherDefault::new()));

/// How long the interned string lives.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// As long as somebody refers to it
    Mortal,
    /// For ever
    Immortal,
}

/// The interned string equal to `s`: `s` itself when there was none. Instances of subclasses are given back as they are.
pub fn intern<'py>(py: Attached<'py>, s: Ref<'py, Str>, life: Life) -> Ref<'py, Str> {
    if s.cast_exact::<Str>().is_none() {
        return s;
    }
    let ptr = s.as_object_ptr();
    // SAFETY: live strings; the table is locked while entries and their state change.
    unsafe {
        let interned = storage::state(ptr).load(Ordering::Acquire) & PyASCIIObject_interned_MASK;
        if interned == SSTATE_INTERNED_IMMORTAL
            || interned == SSTATE_INTERNED_IMMORTAL_STATIC
            || (interned == SSTATE_INTERNED_MORTAL && life == Life::Mortal)
        {
            return s;
        }
        // Texts of at most one Latin-1 character are static.
        match s.len() {
            0 => return storage::empty(py),
            1 if s.code_point(0) < 0x100 => return storage::latin1_char(py, s.code_point(0) as u8),
            _ => {}
        }
        s.str_hash();
        let mut table = TABLE.lock().unwrap_or_else(PoisonError::into_inner);
        let found = table.get(&Entry(ptr)).map(|e| e.0);
        let chosen = match found {
            Some(found) => Borrowed::from_ptr(py, found.cast::<Str>()).to_owned(),
            None => {
                table.insert(Entry(ptr));
                mark(ptr, SSTATE_INTERNED_MORTAL);
                s.clone()
            }
        };
        if life == Life::Immortal || refcount::is_immortal(chosen.as_object_ptr()) || EVERY_ONE_IMMORTAL {
            mark(chosen.as_object_ptr(), SSTATE_INTERNED_IMMORTAL);
            refcount::make_immortal(chosen.as_object_ptr());
        }
        chosen
    }
}

#[cfg(Py_GIL_DISABLED)]
const EVERY_ONE_IMMORTAL: bool = true;
#[cfg(not(Py_GIL_DISABLED))]
const EVERY_ONE_IMMORTAL: bool = false;

/// # Safety
/// `s` is a live str; the table is locked.
unsafe fn mark(s: *mut PyObject, interned: u32) {
    // SAFETY: by contract.
    unsafe {
        let state = storage::state(s);
        let bits = state.load(Ordering::Relaxed) & !PyASCIIObject_interned_MASK;
        state.store(bits | interned << PyASCIIObject_interned_SHIFT, Ordering::Release);
    }
}

/// Takes a dying string out of the table.
///
/// # Safety
/// `s` is a mortal interned str without references.
pub unsafe fn forget(s: *mut PyObject) {
    TABLE.lock().unwrap_or_else(PoisonError::into_inner).remove(&Entry(s));
}

/// Whether the string is interned.
pub fn is_interned(s: &Ref<'_, Str>) -> bool {
    // SAFETY: a live str.
    unsafe { storage::state(s.as_object_ptr()).load(Ordering::Acquire) & PyASCIIObject_interned_MASK != 0 }
}

/// Number of interned strings, the static ones not counted.
pub fn count() -> usize {
    TABLE.lock().unwrap_or_else(PoisonError::into_inner).len()
}
