//! The fork functions of `intrcheck.h`, which also run the functions of `os.register_at_fork`.

use crate::boundary::enter;
use crate::state::{self, fork};

/// `PyOS_BeforeFork`
///
/// # Safety
/// Called by the forking thread, attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_BeforeFork() {
    // SAFETY: by contract.
    unsafe { enter("PyOS_BeforeFork", fork::before) }
}

/// `PyOS_AfterFork_Parent`
///
/// # Safety
/// Called by the forking thread, attached, after `PyOS_BeforeFork`, also when the fork failed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_AfterFork_Parent() {
    // SAFETY: by contract.
    unsafe { enter("PyOS_AfterFork_Parent", fork::after_in_parent) }
}

/// `PyOS_AfterFork_Child`
///
/// # Safety
/// Called by the forking thread, attached, right after the fork.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_AfterFork_Child() {
    if !state::current().is_null() {
        // SAFETY: by contract.
        unsafe { enter("PyOS_AfterFork_Child", fork::after_in_child) }
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
