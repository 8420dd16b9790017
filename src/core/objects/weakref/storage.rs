//! The lists of weak references: the only code that touches `PyWeakReference` and list heads.
//!
//! A lock per object (by address, one of a few) guards list and target. Under it only pointers change; objects are dropped
//! and callbacks run afterwards.

use std::sync::{Mutex, MutexGuard, PoisonError};

use mortise_abi::{Py_TPFLAGS_MANAGED_WEAKREF, PyObject, PyTypeObject, PyWeakReference};

use super::{_PyWeakref_CallableProxyType, _PyWeakref_ProxyType, _PyWeakref_RefType, Weakref, report};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount;
use crate::raise;

const LOCKS: usize = 64;
static LISTS: [Mutex<()>; LOCKS] = [const { Mutex::new(()) }; LOCKS];

fn lock(ob: *mut PyObject) -> MutexGuard<'static, ()> {
    LISTS[(ob as usize >> 4) % LOCKS].lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the list of `ob` starts.
///
/// # Safety
/// `ob` is live and its type supports weak references.
pub unsafe fn head(ob: *mut PyObject) -> *mut *mut PyWeakReference {
    // SAFETY: by contract: the managed list lies four words before the object, others at the type's offset.
    unsafe {
        let ty = (*ob).ob_type;
        if (*ty).tp_flags & Py_TPFLAGS_MANAGED_WEAKREF != 0 {
            ob.cast::<*mut PyWeakReference>().sub(4)
        } else {
            ob.cast::<u8>().offset((*ty).tp_weaklistoffset).cast()
        }
    }
}

fn none() -> *mut PyObject {
    &raw mut crate::capi::decl::_Py_NoneStruct
}

/// A reference of type `cls` to `ob`: the shared one when there is no callback and the type is one of the three, else a new one.
pub fn get_or_make<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, PyTypeObject>,
    ob: &Ref<'py>,
    callback: Option<&Ref<'py>>,
) -> PyResult<Ref<'py, Weakref>> {
    // SAFETY: the object's type is ready.
    if unsafe { !super::supports_weakrefs(ob.type_ptr()) } {
        return Err(raise!(
            py,
            TypeError,
            "cannot create weak reference to '{}' object",
            ob.ty().full_name()
        ));
    }
    let shared = callback.is_none() && is_shared_type(cls.as_ptr());
    if shared && let Some(found) = find_shared(py, cls.as_ptr(), ob.as_ptr()) {
        return Ok(found);
    }
    let new = crate::objects::type_::alloc(py, cls)?;
    // SAFETY: the new object starts with a PyWeakReference (the classes derive from the three types); it is linked under the
    // lock, after another look for a shared one, since allocation may have run other code.
    unsafe {
        let this: *mut PyWeakReference = new.as_ptr().cast();
        (*this).hash = -1;
        (*this).wr_callback = callback.map_or(std::ptr::null_mut(), |c| c.clone().into_ptr());
        (*this).wr_object = none();
        (*this).vectorcall = Some(super::reference::vectorcall);
        if shared && let Some(found) = find_shared(py, cls.as_ptr(), ob.as_ptr()) {
            return Ok(found);
        }
        announce(ob.as_ptr());
        let _list = lock(ob.as_ptr());
        let head = head(ob.as_ptr());
        (*this).wr_object = ob.as_ptr();
        let after = if shared && cls.as_ptr() == &raw mut _PyWeakref_RefType {
            std::ptr::null_mut()
        } else {
            last_shared(*head, shared)
        };
        insert(head, this, after);
        Ok(new.into_cast_unchecked())
    }
}

fn is_shared_type(ty: *mut PyTypeObject) -> bool {
    ty == &raw mut _PyWeakref_RefType
        || ty == &raw mut _PyWeakref_ProxyType
        || ty == &raw mut _PyWeakref_CallableProxyType
}

/// # Safety
/// `ob` is live.
#[cfg(Py_GIL_DISABLED)]
unsafe fn announce(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { refcount::set_maybe_weakref(ob) }
}
/// # Safety
/// `ob` is live.
#[cfg(not(Py_GIL_DISABLED))]
unsafe fn announce(_ob: *mut PyObject) {}

fn find_shared<'py>(
    py: Attached<'py>,
    cls: *mut PyTypeObject,
    ob: *mut PyObject,
) -> Option<Ref<'py, Weakref>> {
    let _list = lock(ob);
    // SAFETY: the list is locked; a reference that is being freed is not taken.
    unsafe {
        let mut at = *head(ob);
        while !at.is_null() && (*at).wr_callback.is_null() && is_shared_type((*at).ob_base.ob_type) {
            if (*at).ob_base.ob_type == cls && refcount::try_incref(at.cast()) {
                return Some(Ref::from_owned(py, at));
            }
            at = (*at).wr_next;
        }
        None
    }
}

/// The last of the shared references at the start of the list; with `only_ref` set, only the plain reference counts.
///
/// # Safety
/// The list is locked.
unsafe fn last_shared(mut at: *mut PyWeakReference, only_ref: bool) -> *mut PyWeakReference {
    let mut last = std::ptr::null_mut();
    // SAFETY: by contract.
    unsafe {
        while !at.is_null() && (*at).wr_callback.is_null() && is_shared_type((*at).ob_base.ob_type) {
            if only_ref && (*at).ob_base.ob_type != &raw mut _PyWeakref_RefType {
                break;
            }
            last = at;
            at = (*at).wr_next;
        }
    }
    last
}

/// # Safety
/// The list is locked; `after` is in it or null for the start.
unsafe fn insert(head: *mut *mut PyWeakReference, this: *mut PyWeakReference, after: *mut PyWeakReference) {
    // SAFETY: by contract.
    unsafe {
        let next = if after.is_null() { *head } else { (*after).wr_next };
        (*this).wr_prev = after;
        (*this).wr_next = next;
        if !next.is_null() {
            (*next).wr_prev = this;
        }
        if after.is_null() { *head = this } else { (*after).wr_next = this }
    }
}

/// Takes a reference out of its object's list.
///
/// # Safety
/// The list is locked and `this` is in it.
unsafe fn unlink(this: *mut PyWeakReference) {
    // SAFETY: by contract.
    unsafe {
        let (prev, next) = ((*this).wr_prev, (*this).wr_next);
        if prev.is_null() {
            *head((*this).wr_object) = next
        } else {
            (*prev).wr_next = next
        }
        if !next.is_null() {
            (*next).wr_prev = prev;
        }
        (*this).wr_object = none();
        (*this).wr_prev = std::ptr::null_mut();
        (*this).wr_next = std::ptr::null_mut();
    }
}

/// Locks the list that `this` is in; `None` when its object is gone.
///
/// # Safety
/// `this` is live.
unsafe fn lock_target(this: *mut PyWeakReference) -> Option<MutexGuard<'static, ()>> {
    // SAFETY: by contract. The target changes to None only under the lock of its list.
    unsafe {
        let field = &raw const (*this).wr_object;
        let ob = field.read_volatile();
        if ob == none() {
            return None;
        }
        let guard = lock(ob);
        (field.read_volatile() == ob).then_some(guard)
    }
}

/// The object, unless it is gone.
pub fn target<'py>(this: &Ref<'py, Weakref>) -> Option<Ref<'py>> {
    // SAFETY: under the lock an object that is still the target has its memory, though perhaps no references any more.
    unsafe {
        let _list = lock_target(this.as_ptr())?;
        let ob = (*this.as_ptr()).wr_object;
        refcount::try_incref(ob).then(|| Ref::from_owned(this.py(), ob))
    }
}

/// The callback, for `__callback__`.
pub fn callback<'py>(this: &Ref<'py, Weakref>) -> Option<Ref<'py>> {
    // SAFETY: the field is cleared only together with the target, under the lock.
    unsafe {
        let _list = lock_target(this.as_ptr())?;
        Borrowed::from_ptr_or_null(this.py(), (*this.as_ptr()).wr_callback).map(Borrowed::to_owned)
    }
}

/// The kept hash, -1 when it was not computed.
pub fn hash(this: &Ref<'_, Weakref>) -> isize {
    // SAFETY: one word, written with the same value by whoever computes it.
    unsafe { (&raw const (*this.as_ptr()).hash).read_volatile() }
}

/// Keeps the hash.
pub fn set_hash(this: &Ref<'_, Weakref>, hash: isize) {
    // SAFETY: as above.
    unsafe { (&raw mut (*this.as_ptr()).hash).write_volatile(hash) }
}

/// Number of references to `ob`.
pub fn count(ob: &Ref<'_>) -> usize {
    references(ob).len()
}

/// The references to `ob`.
pub fn references<'py>(ob: &Ref<'py>) -> Vec<Ref<'py, Weakref>> {
    let mut out = Vec::new();
    // SAFETY: the list is locked; references that are being freed are left out.
    unsafe {
        if super::supports_weakrefs(ob.type_ptr()) {
            let _list = lock(ob.as_ptr());
            let mut at = *head(ob.as_ptr());
            while !at.is_null() {
                if refcount::try_incref(at.cast()) {
                    out.push(Ref::from_owned(ob.py(), at));
                }
                at = (*at).wr_next;
            }
        }
    }
    out
}

/// Unhooks a reference from its object and drops its callback: `tp_clear`, and the first half of `tp_dealloc`.
///
/// # Safety
/// `this` is intact.
pub unsafe fn disconnect(py: Attached<'_>, this: *mut PyWeakReference) {
    // SAFETY: under the lock; the callback is dropped afterwards.
    unsafe {
        if let Some(list) = lock_target(this) {
            unlink(this);
            drop(list);
        }
        let callback = std::mem::replace(&mut (*this).wr_callback, std::ptr::null_mut());
        drop(Ref::from_owned_or_null(py, callback));
    }
}

/// Takes all references off `ob`: each with its callback, if it has one and is alive itself.
///
/// # Safety
/// `ob`'s type supports weak references, and its memory is intact.
unsafe fn detach_all<'py>(py: Attached<'py>, ob: *mut PyObject) -> Vec<(Ref<'py, Weakref>, Ref<'py>)> {
    let mut callbacks = Vec::new();
    let mut dropped = Vec::new();
    // SAFETY: under the lock; what must be dropped is dropped afterwards.
    unsafe {
        let list = lock(ob);
        let head = head(ob);
        while !(*head).is_null() {
            let this = *head;
            unlink(this);
            let callback = std::mem::replace(&mut (*this).wr_callback, std::ptr::null_mut());
            if let Some(callback) = Ref::from_owned_or_null(py, callback) {
                if refcount::try_incref(this.cast()) {
                    callbacks.push((Ref::from_owned(py, this), callback));
                } else {
                    dropped.push(callback);
                }
            }
        }
        drop(list);
    }
    callbacks
}

fn run(callbacks: Vec<(Ref<'_, Weakref>, Ref<'_>)>) {
    let Some((first, _)) = callbacks.first() else { return };
    let py = first.py();
    // Callbacks run as if nothing had been raised, and do not disturb what was.
    let pending = crate::state::error::take(py);
    for (reference, callback) in callbacks {
        if callback.call([&reference]).is_err() {
            report(&callback);
        }
    }
    if let Some(exception) = pending {
        let _ = crate::state::error::set(py, exception);
    }
}

/// `PyObject_ClearWeakRefs`: takes all references off an object that is being destroyed and runs their callbacks.
///
/// # Safety
/// `ob`'s type supports weak references; called by its destructor while the object is intact.
pub unsafe fn clear_weakrefs(py: Attached<'_>, ob: *mut PyObject) {
    // SAFETY: by contract; the early look is safe since a dying object gets no new references.
    unsafe {
        if !(*head(ob)).is_null() {
            run(detach_all(py, ob));
        }
    }
}

/// Takes the references off everything that a collection found unreachable. Callbacks of references that are trash themselves do not run.
pub fn clear_for_collection(py: Attached<'_>, trash: &[Ref<'_>]) {
    let set: std::collections::HashSet<usize> = trash.iter().map(|ob| ob.as_ptr() as usize).collect();
    let mut callbacks = Vec::new();
    for ob in trash {
        // SAFETY: the objects are alive (held by the list).
        unsafe {
            if super::supports_weakrefs(ob.type_ptr()) {
                let found = detach_all(py, ob.as_ptr());
                callbacks.extend(found.into_iter().filter(|(r, _)| !set.contains(&(r.as_ptr() as usize))));
            }
        }
    }
    run(callbacks);
}

/// Takes all references off an object without running callbacks.
///
/// # Safety
/// `ob`'s type supports weak references.
pub unsafe fn clear_silently(py: Attached<'_>, ob: *mut PyObject) {
    // SAFETY: by contract.
    drop(unsafe { detach_all(py, ob) });
}
