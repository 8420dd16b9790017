//! `PyMutex`: one byte, 0 free, 1 locked, 2 waiters parked, 3 both, as the headers' inline functions have it.

use std::sync::atomic::{AtomicU8, Ordering::*};

use mortise_abi::PyMutex;
use parking_lot_core::{DEFAULT_PARK_TOKEN, DEFAULT_UNPARK_TOKEN, ParkResult, SpinWait};

use super::thread;

const LOCKED: u8 = 1;
const PARKED: u8 = 2;

/// # Safety
/// `m` points to a live mutex.
#[inline(always)]
unsafe fn bits<'a>(m: *mut PyMutex) -> &'a AtomicU8 {
    // SAFETY: the one byte is only accessed atomically.
    unsafe { AtomicU8::from_ptr(m.cast()) }
}

/// Takes the lock if it is free.
///
/// # Safety
/// `m` points to a live mutex.
#[inline(always)]
pub unsafe fn try_lock(m: *mut PyMutex) -> bool {
    // SAFETY: by contract.
    unsafe { bits(m).compare_exchange(0, LOCKED, Acquire, Relaxed).is_ok() }
}

/// Takes the lock; an attached thread detaches while it waits.
///
/// # Safety
/// `m` points to a live mutex that outlives the call.
#[inline]
pub unsafe fn lock(m: *mut PyMutex) {
    // SAFETY: by contract.
    unsafe {
        if !try_lock(m) {
            lock_slow(m);
        }
    }
}

/// # Safety
/// As [`lock`].
#[cold]
unsafe fn lock_slow(m: *mut PyMutex) {
    // SAFETY: the mutex is live; parking is keyed by its address.
    unsafe {
        let bits = bits(m);
        let mut spin = SpinWait::new();
        loop {
            let now = bits.load(Relaxed);
            if now & LOCKED == 0 {
                if bits.compare_exchange_weak(now, now | LOCKED, Acquire, Relaxed).is_ok() {
                    return;
                }
                continue;
            }
            if now & PARKED == 0 {
                if spin.spin() {
                    continue;
                }
                if bits.compare_exchange_weak(now, now | PARKED, Relaxed, Relaxed).is_err() {
                    continue;
                }
            }
            let attached = !thread::current().is_null();
            let ts = if attached { thread::detach() } else { std::ptr::null_mut() };
            let result = parking_lot_core::park(
                m as usize,
                || bits.load(Relaxed) == LOCKED | PARKED,
                || {},
                |_, _| {},
                DEFAULT_PARK_TOKEN,
                None,
            );
            debug_assert!(!matches!(result, ParkResult::TimedOut));
            if attached {
                thread::attach(ts);
            }
            spin.reset();
        }
    }
}

/// Gives the lock back; false when it was not locked.
///
/// # Safety
/// `m` points to a live mutex that the caller has locked.
#[inline(always)]
pub unsafe fn unlock(m: *mut PyMutex) -> bool {
    // SAFETY: by contract.
    unsafe {
        match bits(m).compare_exchange(LOCKED, 0, Release, Relaxed) {
            Ok(_) => true,
            Err(now) if now & LOCKED == 0 => false,
            Err(_) => {
                unlock_slow(m);
                true
            }
        }
    }
}

/// # Safety
/// As [`unlock`].
#[cold]
unsafe fn unlock_slow(m: *mut PyMutex) {
    // SAFETY: parking is keyed by the mutex's address; the callback runs under the queue's lock.
    unsafe {
        parking_lot_core::unpark_one(m as usize, |result| {
            bits(m).store(if result.have_more_threads { PARKED } else { 0 }, Release);
            DEFAULT_UNPARK_TOKEN
        });
    }
}
