//! Changing types, default flavour: the GIL is the lock.

use crate::heap::attached::Attached;

/// Runs `body`, which changes types, while no other thread does.
#[inline(always)]
pub fn with<R>(_py: Attached<'_>, body: impl FnOnce() -> R) -> R {
    body()
}

/// Runs `body`, a leaf operation, while no other thread runs Python code: what it changes is read without a lock.
#[inline(always)]
pub fn exclusive<R>(_py: Attached<'_>, body: impl FnOnce() -> R) -> R {
    body()
}
