//! Critical sections of the default flavour: the GIL is the lock.

use crate::heap::handles::Ref;

/// Runs `body` while this thread has `ob` for itself (between safe points).
#[inline(always)]
pub fn with<T, R>(_ob: &Ref<'_, T>, body: impl FnOnce() -> R) -> R {
    body()
}

/// As [`with`] for two objects.
#[inline(always)]
pub fn with2<A, B, R>(_a: &Ref<'_, A>, _b: &Ref<'_, B>, body: impl FnOnce() -> R) -> R {
    body()
}
