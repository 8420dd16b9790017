//! Changing types, t flavour: one lock for all types, and a stopped world for what readers see without a lock.

use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::state::critical_section;

/// Runs `body`, which changes types, while no other thread does. The lock is that of the object `type`, so that it is given up while
/// the thread is detached.
#[inline]
pub fn with<R>(py: Attached<'_>, body: impl FnOnce() -> R) -> R {
    // SAFETY: `type` is static.
    let ty = unsafe { py.static_type(&raw mut decl::PyType_Type) };
    critical_section::with(&ty, body)
}

/// Runs `body`, a leaf operation, while no other thread runs Python code: what it changes is read without a lock.
#[inline]
pub fn exclusive<R>(py: Attached<'_>, body: impl FnOnce() -> R) -> R {
    with(py, body)
}
