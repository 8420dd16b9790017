//! Finding attributes along the method resolution order, with a cache keyed on version tags.

use std::ffi::c_uint;
use std::sync::atomic::{AtomicU32, Ordering};

use mortise_abi::*;

use super::{cache, lock, storage};
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Str, Type};

/// The next version tag; 0 means "none", and tags are never used twice.
static NEXT_VERSION: AtomicU32 = AtomicU32::new(1);

/// A type that was changed so often gets no more tags.
const MAX_VERSIONS_PER_TYPE: u16 = 1000;

/// Mark in `tp_versions_used` of types whose order has entries that are not among their bases, so that changes would be missed.
pub const NO_VERSIONS: u16 = u16::MAX;

/// Whether `name` is an exact interned str.
///
/// # Safety
/// `name` points to a live str.
#[inline(always)]
pub unsafe fn is_interned(name: *mut PyObject) -> bool {
    // SAFETY: a str starts with a PyASCIIObject.
    unsafe { (*name.cast::<PyASCIIObject>()).state & PyASCIIObject_interned_MASK != 0 }
}

#[inline(always)]
unsafe fn version(ty: *mut PyTypeObject) -> u32 {
    // SAFETY: an aligned field of a live type, written atomically.
    unsafe { AtomicU32::from_ptr(&raw mut (*ty).tp_version_tag).load(Ordering::Acquire) }
}

unsafe fn set_version(ty: *mut PyTypeObject, value: u32) {
    // SAFETY: an aligned field of a live type.
    unsafe { AtomicU32::from_ptr(&raw mut (*ty).tp_version_tag).store(value, Ordering::Release) }
}

impl<'py> Ref<'py, Type> {
    /// The attribute `name` of the type or of the first of its bases that has it, as it stands in the dict.
    #[inline]
    pub fn lookup(&self, name: &Ref<'py, Str>) -> Option<Ref<'py>> {
        // SAFETY: live objects; a hit is kept by a type of the order, and referenced before anything else can run.
        unsafe {
            let tag = version(self.as_ptr());
            if tag != 0
                && let Some(value) = cache::find(tag, name.as_object_ptr())
            {
                return Borrowed::from_ptr_or_null(self.py(), value).map(Borrowed::to_owned);
            }
        }
        self.lookup_slowly(name)
    }

    #[inline(never)]
    fn lookup_slowly(&self, name: &Ref<'py, Str>) -> Option<Ref<'py>> {
        let py = self.py();
        // SAFETY: live objects.
        unsafe {
            let cacheable = is_interned(name.as_object_ptr()) && assign_version_tag(py, self.as_ptr());
            let before = version(self.as_ptr());
            let (found, failed) = self.search(name);
            // The tag must still be the one from before the search: the value then belongs to it.
            if cacheable && !failed && before != 0 && version(self.as_ptr()) == before {
                let value = found.as_ref().map_or(std::ptr::null_mut(), |v| v.as_ptr());
                cache::store(before, name.as_object_ptr(), value);
            }
            found
        }
    }

    /// Walks the order; the second result tells whether a comparison failed (its exception is dropped).
    fn search(&self, name: &Ref<'py, Str>) -> (Option<Ref<'py>>, bool) {
        let Some(mro) = self.mro_tuple() else { return (None, true) };
        for i in 0..mro.len() {
            let item = mro.item(i);
            let Some(class) = item.cast::<Type>() else { continue };
            let Some(dict) = class.dict() else { continue };
            match dict.get(name) {
                Ok(Some(value)) => return (Some(value), false),
                Ok(None) => {}
                Err(raised) => {
                    raised.clear(self.py());
                    return (None, true);
                }
            }
        }
        (None, false)
    }
}

/// Gives the type (and its bases) a version tag if it has none. `false` when it can have none.
///
/// # Safety
/// `ty` points to a live type.
pub unsafe fn assign_version_tag(py: Attached<'_>, ty: *mut PyTypeObject) -> bool {
    // SAFETY: a live type.
    if unsafe { version(ty) } != 0 {
        return true;
    }
    // SAFETY: the lock is held.
    lock::with(py, || unsafe { assign_locked(ty) })
}

/// # Safety
/// `ty` points to a live type and the type lock is held.
unsafe fn assign_locked(ty: *mut PyTypeObject) -> bool {
    // SAFETY: a live type; bases are types that it keeps.
    unsafe {
        if version(ty) != 0 {
            return true;
        }
        if !storage::has(ty, Py_TPFLAGS_READY) || (*ty).tp_versions_used >= MAX_VERSIONS_PER_TYPE {
            return false;
        }
        let bases = (*ty).tp_bases;
        if !bases.is_null() {
            let bases = bases.cast::<PyTupleObject>();
            for i in 0..(*bases).ob_base.ob_size as usize {
                let base = *(&raw const (*bases).ob_item).cast::<*mut PyTypeObject>().add(i);
                if !assign_locked(base) {
                    return false;
                }
            }
        }
        let Ok(tag) = NEXT_VERSION.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |v| v.checked_add(1))
        else {
            return false;
        };
        if !storage::has(ty, Py_TPFLAGS_IMMUTABLETYPE) {
            (*ty).tp_versions_used += 1;
        }
        storage::add_flags(ty, Py_TPFLAGS_VALID_VERSION_TAG);
        set_version(ty, tag);
        true
    }
}

/// Forgets what is known about a type and all its subclasses: one of its attributes, or its order, changed.
///
/// # Safety
/// `ty` points to a live type.
pub unsafe fn modified(py: Attached<'_>, ty: *mut PyTypeObject) {
    // SAFETY: the lock is held.
    lock::with(py, || unsafe { modified_locked(py, ty) });
}

/// # Safety
/// `ty` points to a live type and the type lock is held.
unsafe fn modified_locked(py: Attached<'_>, ty: *mut PyTypeObject) {
    // SAFETY: a subclass takes itself off the list before it is freed.
    unsafe {
        if version(ty) == 0 {
            return; // then no subclass has a tag either
        }
        for sub in storage::subclasses(ty).clone() {
            modified_locked(py, sub);
        }
        if (*ty).tp_watched != 0 {
            super::watchers::notify(py, ty);
        }
        storage::clear_flags(ty, Py_TPFLAGS_VALID_VERSION_TAG);
        set_version(ty, 0);
    }
}

/// Empties the cache; the result is the tag that comes next.
pub fn clear_cache(_py: Attached<'_>) -> c_uint {
    // SAFETY: attached.
    unsafe { cache::clear() };
    NEXT_VERSION.load(Ordering::Relaxed)
}

/// `PyType_IsSubtype`: along the order, or along the bases while a type has none.
///
/// # Safety
/// Both point to live types.
pub unsafe fn is_subtype_slow(sub: *mut PyTypeObject, base: *mut PyTypeObject) -> bool {
    // SAFETY: live types; the order is a tuple.
    unsafe {
        let mro = (*sub).tp_mro.cast::<PyTupleObject>();
        if !mro.is_null() {
            let items = (&raw const (*mro).ob_item).cast::<*mut PyTypeObject>();
            return (0..(*mro).ob_base.ob_size as usize).any(|i| *items.add(i) == base);
        }
        let mut class = sub;
        while !class.is_null() {
            if class == base {
                return true;
            }
            class = (*class).tp_base;
        }
        base == &raw mut decl::PyBaseObject_Type
    }
}
