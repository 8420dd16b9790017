//! Reference counts of the t flavour (PEP 703): the owner thread counts in `ob_ref_local` without atomics, everybody else in
//! `ob_ref_shared`, whose two low bits hold the state; a local count of `u32::MAX` marks an immortal object.

use std::sync::atomic::{AtomicIsize, AtomicU32, AtomicUsize, Ordering::*};

use mortise_abi::PyObject;

/// The state in the low bits of `ob_ref_shared`.
pub const REF_MAYBE_WEAKREF: isize = 1;
/// The owner was asked to merge.
pub const REF_QUEUED: isize = 2;
/// The local count was merged; only the shared count is in use.
pub const REF_MERGED: isize = 3;
/// Mask of the state.
pub const REF_FLAGS: isize = 3;
/// Shift of the shared count.
pub const REF_SHIFT: u32 = 2;

/// What published binaries use as thread id: the thread pointer.
#[inline(always)]
pub fn thread_id() -> usize {
    let id: usize;
    // SAFETY: on x86-64 Linux fs:0 holds the thread control block's own address; the read has no effect.
    unsafe {
        std::arch::asm!("mov {}, fs:0", out(reg) id, options(nostack, pure, readonly, preserves_flags))
    };
    id
}

/// # Safety
/// `ob` points to an object's memory.
#[inline(always)]
unsafe fn local<'a>(ob: *mut PyObject) -> &'a AtomicU32 {
    // SAFETY: the field is aligned and only accessed atomically.
    unsafe { AtomicU32::from_ptr(&raw mut (*ob).ob_ref_local) }
}
/// # Safety
/// `ob` points to an object's memory.
#[inline(always)]
pub(super) unsafe fn shared<'a>(ob: *mut PyObject) -> &'a AtomicIsize {
    // SAFETY: the field is aligned and only accessed atomically.
    unsafe { AtomicIsize::from_ptr(&raw mut (*ob).ob_ref_shared) }
}
/// # Safety
/// `ob` points to an object's memory.
#[inline(always)]
pub(super) unsafe fn owner<'a>(ob: *mut PyObject) -> &'a AtomicUsize {
    // SAFETY: the field is aligned and only accessed atomically.
    unsafe { AtomicUsize::from_ptr(&raw mut (*ob).ob_tid) }
}

/// Takes one more reference.
///
/// # Safety
/// `ob` points to a live object and the thread is attached.
#[inline(always)]
pub unsafe fn incref(ob: *mut PyObject) {
    // SAFETY: the object is live.
    unsafe {
        let new = local(ob).load(Relaxed).wrapping_add(1);
        if new == 0 {
            return;
        }
        if owner(ob).load(Relaxed) == thread_id() {
            local(ob).store(new, Relaxed);
        } else {
            shared(ob).fetch_add(1 << REF_SHIFT, Relaxed);
        }
    }
}

/// Gives one reference back; the last one frees the object.
///
/// # Safety
/// The caller owns a reference to the live object `ob`, and the thread is attached.
#[inline(always)]
pub unsafe fn decref(ob: *mut PyObject) {
    // SAFETY: the object is live.
    unsafe {
        let count = local(ob).load(Relaxed);
        if count == u32::MAX {
            return;
        }
        if owner(ob).load(Relaxed) == thread_id() {
            local(ob).store(count - 1, Relaxed);
            if count == 1 {
                merge_zero_local(ob);
            }
        } else {
            decref_shared(ob);
        }
    }
}

/// The owner's last local reference is gone: frees the object or leaves it to the shared count.
///
/// # Safety
/// The current thread owns `ob` and its local count has just become zero.
#[cold]
pub unsafe fn merge_zero_local(ob: *mut PyObject) {
    // SAFETY: until the merge is published nobody else frees the object.
    unsafe {
        if shared(ob).load(Acquire) == 0 {
            super::dealloc(ob);
            return;
        }
        owner(ob).store(0, Relaxed);
        let mut old = shared(ob).load(Relaxed);
        loop {
            let new = (old & !REF_FLAGS) | REF_MERGED;
            match shared(ob).compare_exchange_weak(old, new, AcqRel, Relaxed) {
                Ok(_) if new == REF_MERGED => return super::dealloc(ob),
                Ok(_) => return,
                Err(now) => old = now,
            }
        }
    }
}

/// Gives back a reference of a thread that does not own the object.
///
/// # Safety
/// The caller owns a reference to the live object `ob`.
#[cold]
pub unsafe fn decref_shared(ob: *mut PyObject) {
    // SAFETY: the reference that is given back keeps the object alive until the exchange succeeds; a queued object keeps it.
    unsafe {
        let mut old = shared(ob).load(Relaxed);
        loop {
            let queue = old == 0 || old == REF_MAYBE_WEAKREF;
            let new = if queue { REF_QUEUED } else { old - (1 << REF_SHIFT) };
            match shared(ob).compare_exchange_weak(old, new, AcqRel, Relaxed) {
                Ok(_) if queue => return crate::state::merge_queue::push(ob),
                Ok(_) if new == REF_MERGED => return super::dealloc(ob),
                Ok(_) => return,
                Err(now) => old = now,
            }
        }
    }
}

/// Adds `extra` to the counts and merges them into the shared one; returns the count that is left.
///
/// # Safety
/// The owner thread is the current one, stopped, or gone.
pub unsafe fn explicit_merge(ob: *mut PyObject, extra: isize) -> isize {
    // SAFETY: the owner does not touch the local count meanwhile.
    unsafe {
        let mut old = shared(ob).load(Relaxed);
        loop {
            let count = (old >> REF_SHIFT) + local(ob).load(Relaxed) as isize + extra;
            let new = (count << REF_SHIFT) | REF_MERGED;
            match shared(ob).compare_exchange_weak(old, new, AcqRel, Relaxed) {
                Ok(_) => {
                    local(ob).store(0, Relaxed);
                    owner(ob).store(0, Relaxed);
                    return count;
                }
                Err(now) => old = now,
            }
        }
    }
}

/// Whether the object is immortal.
///
/// # Safety
/// `ob` points to a live object.
#[inline(always)]
pub unsafe fn is_immortal(ob: *mut PyObject) -> bool {
    // SAFETY: the object is live.
    unsafe { local(ob).load(Relaxed) == u32::MAX }
}

/// Makes the object immortal.
///
/// # Safety
/// `ob` points to a live object that no other thread is changing.
pub unsafe fn make_immortal(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        owner(ob).store(0, Relaxed);
        local(ob).store(u32::MAX, Relaxed);
        shared(ob).store(0, Relaxed);
    }
}

/// Initial count of a new object: owned by this thread.
///
/// # Safety
/// `ob` points to writable memory for an object; its type is set.
#[inline(always)]
pub unsafe fn init(ob: *mut PyObject) {
    // SAFETY: by contract; nobody else knows the object yet.
    unsafe {
        (*ob).ob_tid = thread_id();
        (&raw mut (*ob).ob_mutex).cast::<u8>().write(0);
        (*ob).ob_gc_bits = 0;
        (*ob).ob_ref_local = 1;
        (*ob).ob_ref_shared = 0;
        super::ref_tracer::created(ob);
    }
}

/// The object's count as `Py_REFCNT` gives it.
///
/// # Safety
/// `ob` points to a live object.
#[inline(always)]
pub unsafe fn refcount(ob: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe {
        let count = local(ob).load(Relaxed);
        if count == u32::MAX {
            u32::MAX as isize
        } else {
            count as isize + (shared(ob).load(Relaxed) >> REF_SHIFT)
        }
    }
}

/// Sets the count (resurrection, `Py_SET_REFCNT`).
///
/// # Safety
/// `ob` points to an object that only this thread uses.
#[inline(always)]
pub unsafe fn set_refcount(ob: *mut PyObject, count: isize) {
    // SAFETY: by contract.
    unsafe {
        if is_immortal(ob) {
            return;
        }
        if owner(ob).load(Relaxed) == thread_id() {
            local(ob).store(count as u32, Relaxed);
            shared(ob).store(shared(ob).load(Relaxed) & REF_FLAGS, Relaxed);
        } else {
            owner(ob).store(0, Relaxed);
            local(ob).store(0, Relaxed);
            shared(ob).store((count << REF_SHIFT) | REF_MERGED, Relaxed);
        }
    }
}

/// Takes a reference when the count is not zero: for weak references and lock-free reads.
///
/// # Safety
/// `ob` points to memory of an object that is not freed yet.
#[inline(always)]
pub unsafe fn try_incref(ob: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        let count = local(ob).load(Relaxed);
        if count == u32::MAX {
            return true;
        }
        if owner(ob).load(Relaxed) == thread_id() {
            // Zero: this thread is freeing it.
            if count == 0 {
                return false;
            }
            local(ob).store(count + 1, Relaxed);
            return true;
        }
        let mut old = shared(ob).load(Relaxed);
        loop {
            // A merged object without references is being freed; one that was never shared may be freed by its owner
            // at any moment, unless it announced that weak references exist.
            if old == 0 || old == REF_MERGED {
                return false;
            }
            match shared(ob).compare_exchange_weak(old, old + (1 << REF_SHIFT), AcqRel, Relaxed) {
                Ok(_) => return true,
                Err(now) => old = now,
            }
        }
    }
}

/// Marks that other threads may reach the object through a weak reference or a lock-free read: from now on the owner merges
/// before it frees.
///
/// # Safety
/// `ob` points to a live object.
pub unsafe fn set_maybe_weakref(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        let mut old = shared(ob).load(Relaxed);
        while old & REF_FLAGS == 0 && !is_immortal(ob) {
            match shared(ob).compare_exchange_weak(old, old | REF_MAYBE_WEAKREF, AcqRel, Relaxed) {
                Ok(_) => return,
                Err(now) => old = now,
            }
        }
    }
}

/// Whether this thread holds the only reference, so that the object may be changed in place.
///
/// # Safety
/// `ob` points to a live object.
#[inline(always)]
pub unsafe fn is_unique(ob: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        owner(ob).load(Relaxed) == thread_id()
            && local(ob).load(Relaxed) == 1
            && shared(ob).load(Relaxed) & !REF_FLAGS == 0
    }
}

/// Takes a reference to an object that a collection is about to clear, and merges its counts, so that the collecting thread
/// can free it.
///
/// # Safety
/// `ob` points to a live object and the world is stopped.
pub unsafe fn take_over(ob: *mut PyObject) {
    // SAFETY: the owner is stopped.
    unsafe {
        if !is_immortal(ob) {
            explicit_merge(ob, 1);
        }
    }
}

/// Gives an object that is being destroyed one reference, for the time of its finaliser.
///
/// # Safety
/// `ob` has no references left.
pub unsafe fn resurrect(ob: *mut PyObject) {
    // SAFETY: nobody else refers to the object, so it can change its owner.
    unsafe {
        owner(ob).store(thread_id(), Relaxed);
        local(ob).store(1, Relaxed);
        shared(ob).store(0, Relaxed);
    }
}

/// Takes the reference of [`resurrect`] back; true when it was the last one.
///
/// # Safety
/// Follows [`resurrect`] on the same thread.
pub unsafe fn end_resurrection(ob: *mut PyObject) -> bool {
    // SAFETY: by contract; with only the temporary reference left no other thread can reach the object.
    unsafe {
        if is_unique(ob) {
            local(ob).store(0, Relaxed);
            return true;
        }
        // Others have references: give ours back the ordinary way, which cannot be the last step of a destruction.
        let count = local(ob).load(Relaxed);
        if owner(ob).load(Relaxed) == thread_id() && count > 1 {
            local(ob).store(count - 1, Relaxed);
            false
        } else {
            decref(ob);
            false
        }
    }
}
