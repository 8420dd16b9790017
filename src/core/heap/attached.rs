//! The proof that the current thread has an attached thread state.

use std::marker::PhantomData;

/// A zero-size proof that this thread has an attached thread state (in the default flavour: that it holds the GIL).
///
/// It is neither `Send` nor `Sync`, and its lifetime bounds every handle made with it, so that no object is
/// touched after the thread has detached.
#[derive(Clone, Copy)]
pub struct Attached<'py>(PhantomData<(&'py (), *mut ())>);

impl<'py> Attached<'py> {
    /// Claims that the thread is attached.
    ///
    /// # Safety
    /// The current thread has an attached thread state, and keeps it for `'py` except inside
    /// [`crate::state::detached`] and calls that run Python code or C code, which give it back.
    #[inline(always)]
    pub const unsafe fn assume() -> Attached<'py> {
        Attached(PhantomData)
    }
}
