//! Changing types, t flavour: one lock for all types, and a stopped world for what readers see without a lock.

use mortise_abi::PyCriticalSection;

use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::state::{critical_section, current, stop_world};

/// Whether the innermost critical section of this thread is that of the type lock.
fn is_innermost() -> bool {
    // SAFETY: this thread's state; an active section on the stack is live. The lowest bit says that the sections are suspended.
    unsafe {
        let tagged = (*current()).critical_section;
        let section = (tagged & !3) as *const PyCriticalSection;
        !section.is_null()
            && tagged & 1 == 0
            && (*section)._cs_mutex == &raw mut decl::PyType_Type.ob_base.ob_base.ob_mutex
    }
}

/// Runs `body`, which changes types, while no other thread does. The lock is that of the object `type`, so that it is given up while
/// the thread is detached.
#[inline]
pub fn with<R>(py: Attached<'_>, body: impl FnOnce() -> R) -> R {
    if is_innermost() {
        return body();
    }
    // SAFETY: `type` is static.
    let ty = unsafe { py.static_type(&raw mut decl::PyType_Type) };
    critical_section::with(&ty, body)
}

/// Runs `body`, a leaf operation, while no other thread runs Python code: what it changes is read without a lock.
#[inline]
pub fn exclusive<R>(py: Attached<'_>, body: impl FnOnce() -> R) -> R {
    with(py, || {
        let _stopped = stop_world::stop(py);
        body()
    })
}
