//! Critical sections of the t flavour (PEP 703): per-object locks that are suspended while their thread is detached.

use std::mem::MaybeUninit;

use mortise_abi::{PyCriticalSection, PyCriticalSection2};

use crate::capi::decl;
use crate::heap::handles::Ref;

/// Runs `body` while this thread has `ob` for itself (between safe points).
#[inline]
pub fn with<T, R>(ob: &Ref<'_, T>, body: impl FnOnce() -> R) -> R {
    struct Guard(MaybeUninit<PyCriticalSection>);
    impl Drop for Guard {
        fn drop(&mut self) {
            // SAFETY: begun below on this thread, at the same address.
            unsafe { decl::PyCriticalSection_End(self.0.as_mut_ptr()) }
        }
    }
    let mut section = Guard(MaybeUninit::uninit());
    // SAFETY: the section stays at this address until the guard drops, in LIFO order.
    unsafe { decl::PyCriticalSection_Begin(section.0.as_mut_ptr(), ob.as_object_ptr()) };
    body()
}

/// As [`with`] for two objects, locked in a fixed order.
#[inline]
pub fn with2<A, B, R>(a: &Ref<'_, A>, b: &Ref<'_, B>, body: impl FnOnce() -> R) -> R {
    struct Guard(MaybeUninit<PyCriticalSection2>);
    impl Drop for Guard {
        fn drop(&mut self) {
            // SAFETY: begun below on this thread, at the same address.
            unsafe { decl::PyCriticalSection2_End(self.0.as_mut_ptr()) }
        }
    }
    let mut section = Guard(MaybeUninit::uninit());
    // SAFETY: as in `with`.
    unsafe { decl::PyCriticalSection2_Begin(section.0.as_mut_ptr(), a.as_object_ptr(), b.as_object_ptr()) };
    body()
}
