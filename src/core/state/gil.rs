//! The global interpreter lock. The default flavour always uses it, the t flavour only once an extension asked for it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use mortise_abi::PyThreadState;

use super::eval_breaker::{self, GIL_DROP_REQUEST};

/// Who has the lock.
pub struct Lock {
    held: bool,
    /// The thread that holds it or held it last.
    holder: usize,
    /// Grows with each change of hands.
    switches: u64,
}

static LOCK: Mutex<Lock> = Mutex::new(Lock { held: false, holder: 0, switches: 0 });
/// Somebody let go.
static RELEASED: Condvar = Condvar::new();
/// Somebody took it after a drop request.
static SWITCHED: Condvar = Condvar::new();

/// Microseconds that a thread may keep the lock while others wait (`sys.setswitchinterval`).
pub static SWITCH_INTERVAL: AtomicU64 = AtomicU64::new(5000);

fn lock() -> MutexGuard<'static, Lock> {
    LOCK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Nobody takes or gives up the lock while it lives: for a fork.
pub struct Frozen(#[allow(dead_code)] MutexGuard<'static, Lock>);

/// Keeps the lock as it is.
pub fn freeze() -> Frozen {
    Frozen(lock())
}

/// Waits for the lock and takes it.
pub(crate) fn take(ts: *mut PyThreadState) {
    let mut gil = lock();
    while gil.held {
        let seen = gil.switches;
        let interval = Duration::from_micros(SWITCH_INTERVAL.load(Relaxed).max(1));
        let (guard, wait) = RELEASED.wait_timeout(gil, interval).unwrap_or_else(PoisonError::into_inner);
        gil = guard;
        if wait.timed_out() && gil.held && gil.switches == seen {
            // SAFETY: the holder cannot finish its thread state without giving up the lock, which LOCK guards.
            unsafe { eval_breaker::set(gil.holder as *mut PyThreadState, GIL_DROP_REQUEST) };
        }
    }
    gil.held = true;
    if gil.holder != ts as usize {
        gil.holder = ts as usize;
        gil.switches += 1;
    }
    SWITCHED.notify_all();
    drop(gil);
    // SAFETY: ts is this thread's own state.
    unsafe { eval_breaker::clear(ts, GIL_DROP_REQUEST) };
}

/// Gives the lock up. After a drop request it waits until another thread has taken it, so that waiting threads get their turn.
pub(crate) fn give_up(ts: *mut PyThreadState) {
    let mut gil = lock();
    gil.held = false;
    RELEASED.notify_one();
    // SAFETY: ts is this thread's own state.
    if unsafe { eval_breaker::take(ts, GIL_DROP_REQUEST) } {
        while !gil.held && gil.holder == ts as usize {
            // Bounded: the thread that asked may have gone away meanwhile.
            let (guard, wait) =
                SWITCHED.wait_timeout(gil, Duration::from_millis(5)).unwrap_or_else(PoisonError::into_inner);
            gil = guard;
            if wait.timed_out() {
                break;
            }
        }
    }
}

/// Makes the lock anew in a forked child: only the forking thread, which holds it, exists.
pub fn after_fork(ts: *mut PyThreadState, held: bool) {
    let mut gil = match LOCK.try_lock() {
        Ok(gil) => gil,
        // The forking thread never holds it here; another thread's hold did not survive the fork and guards plain data.
        Err(std::sync::TryLockError::Poisoned(e)) => e.into_inner(),
        Err(std::sync::TryLockError::WouldBlock) => return,
    };
    gil.held = held;
    gil.holder = ts as usize;
}
