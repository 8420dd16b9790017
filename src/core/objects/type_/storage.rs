//! Field access to type objects.

use std::ffi::{c_ulong, c_void};
use std::sync::atomic::{AtomicU64, Ordering};

use mortise_abi::*;

use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Dict, Tuple, Type};

/// The flags of a type, which another thread may be changing.
///
/// # Safety
/// `ty` points to a live type.
#[inline(always)]
pub unsafe fn flags(ty: *mut PyTypeObject) -> u64 {
    // SAFETY: the field is aligned and lives as long as the type; all writers use `add_flags` or run before publication.
    unsafe { AtomicU64::from_ptr((&raw mut (*ty).tp_flags).cast()).load(Ordering::Relaxed) }
}

/// Whether a flag is set.
///
/// # Safety
/// `ty` points to a live type.
#[inline(always)]
pub unsafe fn has(ty: *mut PyTypeObject, flag: c_ulong) -> bool {
    // SAFETY: by contract.
    unsafe { flags(ty) & flag != 0 }
}

/// Sets flags.
///
/// # Safety
/// `ty` points to a live type.
pub unsafe fn add_flags(ty: *mut PyTypeObject, flags: c_ulong) {
    // SAFETY: as in `flags`.
    unsafe { AtomicU64::from_ptr((&raw mut (*ty).tp_flags).cast()).fetch_or(flags, Ordering::Relaxed) };
}

/// Clears flags.
///
/// # Safety
/// `ty` points to a live type.
pub unsafe fn clear_flags(ty: *mut PyTypeObject, flags: c_ulong) {
    // SAFETY: as in `flags`.
    unsafe { AtomicU64::from_ptr((&raw mut (*ty).tp_flags).cast()).fetch_and(!flags, Ordering::Relaxed) };
}

/// The types that list `ty` among their bases, in order of creation. `tp_subclasses` points to it; it is used under the
/// type lock only.
///
/// # Safety
/// `ty` points to a live type and the caller holds the type lock; the reference does not outlive it.
pub unsafe fn subclasses<'a>(ty: *mut PyTypeObject) -> &'a mut Vec<*mut PyTypeObject> {
    // SAFETY: the field is NULL or a box made here; the lock excludes others.
    unsafe {
        if (*ty).tp_subclasses.is_null() {
            (*ty).tp_subclasses = Box::into_raw(Box::<Vec<*mut PyTypeObject>>::default()).cast::<c_void>();
        }
        &mut *(*ty).tp_subclasses.cast::<Vec<*mut PyTypeObject>>()
    }
}

/// Frees the list of subclasses.
///
/// # Safety
/// The type is being destroyed.
pub unsafe fn free_subclasses(ty: *mut PyTypeObject) {
    // SAFETY: made by `subclasses`, freed once.
    unsafe {
        let list = std::mem::replace(&mut (*ty).tp_subclasses, std::ptr::null_mut());
        if !list.is_null() {
            drop(Box::from_raw(list.cast::<Vec<*mut PyTypeObject>>()));
        }
    }
}

impl<'py> Ref<'py, Type> {
    /// `tp_flags`
    #[inline(always)]
    pub fn flags(&self) -> u64 {
        // SAFETY: a live type.
        unsafe { flags(self.as_ptr()) }
    }
    /// Whether a flag is set
    #[inline(always)]
    pub fn has_feature(&self, flag: c_ulong) -> bool {
        self.flags() & flag != 0
    }
    /// Whether it was made at run time
    #[inline(always)]
    pub fn is_heap(&self) -> bool {
        self.has_feature(Py_TPFLAGS_HEAPTYPE)
    }
    /// `tp_dict`
    #[inline]
    pub fn dict(&self) -> Option<Ref<'py, Dict>> {
        // SAFETY: NULL or the type's dict, which stays while the type is alive.
        unsafe {
            Borrowed::<Dict>::from_ptr_or_null(self.py(), (*self.as_ptr()).tp_dict.cast())
                .map(Borrowed::to_owned)
        }
    }
    /// `tp_mro`
    #[inline]
    pub fn mro_tuple(&self) -> Option<Ref<'py, Tuple>> {
        // SAFETY: NULL or a tuple; it is replaced while no other thread runs.
        unsafe {
            Borrowed::<Tuple>::from_ptr_or_null(self.py(), (*self.as_ptr()).tp_mro.cast())
                .map(Borrowed::to_owned)
        }
    }
    /// `tp_bases`
    #[inline]
    pub fn bases(&self) -> Option<Ref<'py, Tuple>> {
        // SAFETY: NULL or a tuple; it is replaced while no other thread runs.
        unsafe {
            Borrowed::<Tuple>::from_ptr_or_null(self.py(), (*self.as_ptr()).tp_bases.cast())
                .map(Borrowed::to_owned)
        }
    }
    /// `tp_base`
    #[inline]
    pub fn base(&self) -> Option<Ref<'py, Type>> {
        // SAFETY: NULL or a live type that the type keeps.
        unsafe {
            Borrowed::<Type>::from_ptr_or_null(self.py(), (*self.as_ptr()).tp_base).map(Borrowed::to_owned)
        }
    }
    /// Whether it is `base` or derives from it
    #[inline]
    pub fn is_subtype_of(&self, base: &Ref<'py, Type>) -> bool {
        // SAFETY: live types.
        unsafe { super::is_subtype(self.as_ptr(), base.as_ptr()) }
    }
    /// Whether it is `base` (a static type) or derives from it
    #[inline]
    pub(crate) fn is_subtype_of_static(&self, base: *mut Type) -> bool {
        // SAFETY: live types.
        unsafe { super::is_subtype(self.as_ptr(), base) }
    }
    /// `__name__` as an object
    pub fn name_object(&self) -> crate::PyResult<Ref<'py, crate::objects::Str>> {
        if self.is_heap() {
            // SAFETY: a heap type is a PyHeapTypeObject with a name; it changes while no other thread runs.
            return Ok(unsafe {
                Borrowed::from_ptr(self.py(), (*self.as_ptr().cast::<PyHeapTypeObject>()).ht_name.cast())
                    .to_owned()
            });
        }
        self.py().interned(&self.name())
    }
}
