//! The fork functions of `intrcheck.h`.

use crate::state::{self, thread};

/// `PyOS_BeforeFork`: nothing to do: the forking thread is attached, and locks of the runtime are held for leaf operations only.
#[unsafe(no_mangle)]
pub extern "C" fn PyOS_BeforeFork() {}

/// `PyOS_AfterFork_Parent`: nothing to undo.
#[unsafe(no_mangle)]
pub extern "C" fn PyOS_AfterFork_Parent() {}

/// `PyOS_AfterFork_Child`: only the forking thread exists in the child.
///
/// # Safety
/// Called by the forking thread, attached, right after the fork.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_AfterFork_Child() {
    let ts = state::current();
    if !ts.is_null() {
        thread::after_fork(ts);
        state::pending::MAIN_THREAD.store(ts, std::sync::atomic::Ordering::Release);
    }
}

/// `PyOS_AfterFork`: the older name of [`PyOS_AfterFork_Child`].
///
/// # Safety
/// As there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_AfterFork() {
    // SAFETY: by contract.
    unsafe { PyOS_AfterFork_Child() }
}
