//! Stopping the world in the t flavour.

use std::sync::atomic::Ordering::*;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use mortise_abi::PyThreadState;

use super::attachment::{ATTACHED, CHANGED, DETACHED, STOPPED, SUSPENDED, state};
use super::eval_breaker::{self, STOP};
use super::{current, thread};
use crate::heap::attached::Attached;

/// Only one thread stops the world at a time.
static STOPPER: Mutex<()> = Mutex::new(());

/// The world is stopped while it lives.
pub struct Stopped(Option<MutexGuard<'static, ()>>);

/// Waits until every other thread is detached or suspended, and keeps it so until the guard is dropped.
pub fn stop(py: Attached<'_>) -> Stopped {
    let guard = match STOPPER.try_lock() {
        Ok(guard) => guard,
        // Another thread is about to stop this one: let it.
        Err(_) => thread::detached(py, || STOPPER.lock().unwrap_or_else(PoisonError::into_inner)),
    };
    let me = current();
    *STOPPED.lock().unwrap_or_else(PoisonError::into_inner) = true;
    loop {
        let running = thread::with_all(|all| {
            let mut running = 0;
            for &ts in all {
                let ts = ts as *mut PyThreadState;
                if ts == me {
                    continue;
                }
                // SAFETY: states in the list are live, and the list is locked.
                unsafe {
                    match state(ts).compare_exchange(DETACHED, SUSPENDED, AcqRel, Acquire) {
                        Ok(_) | Err(SUSPENDED) => {}
                        Err(_) => {
                            eval_breaker::set(ts, STOP);
                            running += 1;
                        }
                    }
                }
            }
            running
        });
        if running == 0 {
            break;
        }
        let stopped = STOPPED.lock().unwrap_or_else(PoisonError::into_inner);
        // The time-out covers a thread that detached between the look and the wait.
        drop(
            CHANGED.wait_timeout(stopped, Duration::from_micros(200)).unwrap_or_else(PoisonError::into_inner),
        );
    }
    Stopped(Some(guard))
}

impl Drop for Stopped {
    fn drop(&mut self) {
        let me = current();
        // The list's lock first, as where a new state is registered.
        thread::with_all(|all| {
            let mut stopped = STOPPED.lock().unwrap_or_else(PoisonError::into_inner);
            *stopped = false;
            for &ts in all {
                let ts = ts as *mut PyThreadState;
                if ts != me {
                    // SAFETY: states in the list are live, and the list is locked.
                    unsafe {
                        eval_breaker::clear(ts, STOP);
                        let _ = state(ts).compare_exchange(SUSPENDED, DETACHED, AcqRel, Acquire);
                    }
                }
            }
        });
        CHANGED.notify_all();
        self.0.take();
    }
}

/// The safe point of a thread that was asked to stop: suspends itself and waits until the world goes on.
pub fn pause(_py: Attached<'_>) {
    // SAFETY: this thread's state; no handle is used until it is attached again.
    unsafe {
        let ts = current();
        debug_assert_eq!(state(ts).load(Relaxed), ATTACHED);
        thread::pause(ts);
    }
}
