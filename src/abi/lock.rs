//! `lock.h`: the mutex of one byte.

pub const _Py_LOCKED: u8 = 1;
pub const _Py_UNLOCKED: u8 = 0;

/// C: `PyMutex`.
#[repr(C)]
pub struct PyMutex {
    pub _bits: u8,
}
crate::empty!(PyMutex);
