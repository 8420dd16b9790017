//! Signals that arrived and wait for the main thread: what the C signal handler may touch, and nothing else. The module `_signal`
//! installs the handlers and runs what Python code registered.

use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

/// One more than the largest signal number.
pub const COUNT: usize = 65;

static TRIPPED: [AtomicBool; COUNT] = [const { AtomicBool::new(false) }; COUNT];
static ANY: AtomicBool = AtomicBool::new(false);
static HANDLED: [AtomicBool; COUNT] = [const { AtomicBool::new(false) }; COUNT];
static WAKEUP: AtomicI32 = AtomicI32::new(-1);

/// Notes a signal. Async-signal-safe: it takes no lock and allocates nothing.
pub fn trip(signal: usize) {
    if signal >= COUNT {
        return;
    }
    TRIPPED[signal].store(true, Ordering::Release);
    ANY.store(true, Ordering::Release);
    super::pending::signal_arrived();
    let fd = WAKEUP.load(Ordering::Acquire);
    if fd >= 0 {
        let byte = signal as u8;
        // SAFETY: one readable byte; write is async-signal-safe, errno is kept.
        unsafe {
            let errno = *libc::__errno_location();
            libc::write(fd, (&raw const byte).cast(), 1);
            *libc::__errno_location() = errno;
        }
    }
}

/// Whether signals wait.
pub fn any() -> bool {
    ANY.load(Ordering::Acquire)
}

/// The signals that arrived since the last call, in order of their numbers.
pub fn take() -> Vec<usize> {
    if !ANY.swap(false, Ordering::AcqRel) {
        return Vec::new();
    }
    (1..COUNT).filter(|&n| TRIPPED[n].swap(false, Ordering::AcqRel)).collect()
}

/// Whether this signal has arrived; it does not wait any more then.
pub fn take_one(signal: usize) -> bool {
    TRIPPED.get(signal).is_some_and(|tripped| tripped.swap(false, Ordering::AcqRel))
}

/// Says whether Python code handles the signal (not SIG_DFL, not SIG_IGN).
pub fn set_handled(signal: usize, handled: bool) {
    if let Some(slot) = HANDLED.get(signal) {
        slot.store(handled, Ordering::Release);
    }
}

/// Whether Python code handles the signal.
pub fn is_handled(signal: usize) -> bool {
    HANDLED.get(signal).is_some_and(|h| h.load(Ordering::Acquire))
}

/// `signal.set_wakeup_fd`: gives the old one.
pub fn set_wakeup_fd(fd: i32) -> i32 {
    WAKEUP.swap(fd, Ordering::AcqRel)
}
