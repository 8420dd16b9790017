//! `intrcheck.h`; what concerns `fork` is in `osmodule_fork`.

use std::ffi::c_int;

use crate::state::{pending, signals, thread};

/// `PyOS_InterruptOccurred`: whether SIGINT arrived and was not handled yet; it counts as handled then. Main thread only.
#[unsafe(no_mangle)]
pub extern "C" fn PyOS_InterruptOccurred() -> c_int {
    (pending::is_main(thread::current()) && signals::take_one(libc::SIGINT as usize)) as c_int
}
