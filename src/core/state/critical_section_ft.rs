//! Critical sections of the t flavour (PEP 703): per-object locks that are suspended while their thread is detached.
//!
//! `PyThreadState.critical_section` points to the innermost section; its lowest bit says that the sections are suspended, the
//! next that the section has two locks.

use std::mem::MaybeUninit;

use mortise_abi::{PyCriticalSection, PyCriticalSection2, PyMutex, PyObject, PyThreadState};

use super::mutex;
use crate::heap::handles::Ref;

const SUSPENDED: usize = 1;
const TWO: usize = 2;
const MASK: usize = 3;

/// # Safety
/// `ob` points to a live object.
#[inline(always)]
unsafe fn mutex_of(ob: *mut PyObject) -> *mut PyMutex {
    // SAFETY: only the address is taken.
    unsafe { &raw mut (*ob).ob_mutex }
}

/// Begins a section on one lock.
///
/// # Safety
/// The thread is attached; `section` stays in place until [`end`], and sections end in the reverse order.
#[inline]
pub unsafe fn begin(section: *mut PyCriticalSection, lock: *mut PyMutex) {
    // SAFETY: by contract.
    unsafe {
        let ts = super::current();
        (*section)._cs_prev = (*ts).critical_section;
        if mutex::try_lock(lock) {
            (*section)._cs_mutex = lock;
            (*ts).critical_section = section as usize;
        } else {
            // Locking may detach, which suspends the sections: this one must be on the stack without its lock.
            (*section)._cs_mutex = std::ptr::null_mut();
            (*ts).critical_section = section as usize;
            mutex::lock(lock);
            (*section)._cs_mutex = lock;
        }
    }
}

/// Begins a section on two locks (which may be the same).
///
/// # Safety
/// As [`begin`].
pub unsafe fn begin2(section: *mut PyCriticalSection2, a: *mut PyMutex, b: *mut PyMutex) {
    // SAFETY: by contract. Locks are taken in the order of their addresses.
    unsafe {
        if a == b {
            (*section)._cs_mutex2 = std::ptr::null_mut();
            return begin(&raw mut (*section)._cs_base, a);
        }
        let (a, b) = if (a as usize) < (b as usize) { (a, b) } else { (b, a) };
        let ts = super::current();
        (*section)._cs_base._cs_prev = (*ts).critical_section;
        (*section)._cs_base._cs_mutex = std::ptr::null_mut();
        (*section)._cs_mutex2 = std::ptr::null_mut();
        (*ts).critical_section = section as usize | TWO;
        lock_both(section, a, b);
    }
}

/// # Safety
/// The section is the innermost one, on the stack without its locks; `a` is below `b`.
unsafe fn lock_both(section: *mut PyCriticalSection2, a: *mut PyMutex, b: *mut PyMutex) {
    // SAFETY: by contract. When the second lock has to be waited for, the wait detaches, which would give up the first one by
    // way of the section: so that none is lost, both are taken anew after a wait.
    unsafe {
        loop {
            mutex::lock(a);
            if mutex::try_lock(b) {
                break;
            }
            mutex::unlock(a);
            mutex::lock(b);
            if mutex::try_lock(a) {
                break;
            }
            mutex::unlock(b);
        }
        (*section)._cs_base._cs_mutex = a;
        (*section)._cs_mutex2 = b;
    }
}

/// Ends the innermost section.
///
/// # Safety
/// Follows [`begin`] with the same section.
#[inline]
pub unsafe fn end(section: *mut PyCriticalSection) {
    // SAFETY: by contract.
    unsafe {
        let lock = (*section)._cs_mutex;
        if !lock.is_null() {
            mutex::unlock(lock);
        }
        pop(section);
    }
}

/// Ends the innermost section of two locks.
///
/// # Safety
/// Follows [`begin2`] with the same section.
pub unsafe fn end2(section: *mut PyCriticalSection2) {
    // SAFETY: by contract.
    unsafe {
        if !(*section)._cs_mutex2.is_null() {
            mutex::unlock((*section)._cs_mutex2);
        }
        end(&raw mut (*section)._cs_base);
    }
}

/// # Safety
/// The section is the innermost one.
#[inline]
unsafe fn pop(section: *mut PyCriticalSection) {
    // SAFETY: by contract.
    unsafe {
        let ts = super::current();
        (*ts).critical_section = (*section)._cs_prev;
        if (*section)._cs_prev & SUSPENDED != 0 {
            resume(ts);
        }
    }
}

/// Gives up the locks of all sections of a thread that is about to detach.
///
/// # Safety
/// `ts` is this thread's state.
pub unsafe fn suspend(ts: *mut PyThreadState) {
    // SAFETY: the sections on the stack are live. Each pointer is marked, so that the section is resumed when it becomes the innermost.
    unsafe {
        let mut link = &raw mut (*ts).critical_section;
        while *link & !MASK != 0 && *link & SUSPENDED == 0 {
            let section = (*link & !MASK) as *mut PyCriticalSection;
            if *link & TWO != 0 {
                let second = (*section.cast::<PyCriticalSection2>())._cs_mutex2;
                if !second.is_null() {
                    mutex::unlock(second);
                }
            }
            if !(*section)._cs_mutex.is_null() {
                mutex::unlock((*section)._cs_mutex);
            }
            *link |= SUSPENDED;
            link = &raw mut (*section)._cs_prev;
        }
    }
}

/// Takes the locks of the innermost section back when it is suspended; the outer ones follow as they become innermost.
///
/// # Safety
/// `ts` is this thread's attached state.
pub unsafe fn resume(ts: *mut PyThreadState) {
    // SAFETY: the sections on the stack are live. While it waits for a lock the section is on the stack without locks.
    unsafe {
        let tagged = (*ts).critical_section;
        if tagged & SUSPENDED == 0 {
            return;
        }
        let section = (tagged & !MASK) as *mut PyCriticalSection;
        let first = std::mem::replace(&mut (*section)._cs_mutex, std::ptr::null_mut());
        if tagged & TWO != 0 {
            let two: *mut PyCriticalSection2 = section.cast();
            let second = std::mem::replace(&mut (*two)._cs_mutex2, std::ptr::null_mut());
            (*ts).critical_section = tagged & !SUSPENDED;
            if !first.is_null() && !second.is_null() {
                lock_both(two, first, second);
            }
        } else {
            (*ts).critical_section = tagged & !SUSPENDED;
            if !first.is_null() {
                mutex::lock(first);
                (*section)._cs_mutex = first;
            }
        }
    }
}

/// Whether the innermost section holds the lock: a nested section on the same object would have to give it up and wait for
/// itself.
///
/// # Safety
/// The thread is attached.
#[inline(always)]
unsafe fn is_held(lock: *mut PyMutex) -> bool {
    // SAFETY: the innermost section is live.
    unsafe {
        let tagged = (*super::current()).critical_section;
        let section = (tagged & !MASK) as *mut PyCriticalSection;
        if section.is_null() || tagged & SUSPENDED != 0 {
            return false;
        }
        (*section)._cs_mutex == lock
            || tagged & TWO != 0 && (*section.cast::<PyCriticalSection2>())._cs_mutex2 == lock
    }
}

/// Runs `body` while this thread has `ob` for itself (between safe points).
#[inline]
pub fn with<T, R>(ob: &Ref<'_, T>, body: impl FnOnce() -> R) -> R {
    struct End(*mut PyCriticalSection);
    impl Drop for End {
        fn drop(&mut self) {
            // SAFETY: begun below, at this address, innermost again.
            unsafe { end(self.0) }
        }
    }
    // SAFETY: a live object; the thread is attached.
    if unsafe { is_held(mutex_of(ob.as_object_ptr())) } {
        return body();
    }
    let mut section = MaybeUninit::uninit();
    // SAFETY: the section stays at this address until the guard drops; sections nest like scopes.
    unsafe {
        begin(section.as_mut_ptr(), mutex_of(ob.as_object_ptr()));
        let _end = End(section.as_mut_ptr());
        body()
    }
}

/// As [`with`] for two objects, locked in a fixed order.
#[inline]
pub fn with2<A, B, R>(a: &Ref<'_, A>, b: &Ref<'_, B>, body: impl FnOnce() -> R) -> R {
    struct End(*mut PyCriticalSection2);
    impl Drop for End {
        fn drop(&mut self) {
            // SAFETY: begun below, at this address, innermost again.
            unsafe { end2(self.0) }
        }
    }
    // SAFETY: live objects; the thread is attached.
    if unsafe { is_held(mutex_of(a.as_object_ptr())) && is_held(mutex_of(b.as_object_ptr())) } {
        return body();
    }
    let mut section = MaybeUninit::uninit();
    // SAFETY: as in `with`.
    unsafe {
        begin2(section.as_mut_ptr(), mutex_of(a.as_object_ptr()), mutex_of(b.as_object_ptr()));
        let _end = End(section.as_mut_ptr());
        body()
    }
}
