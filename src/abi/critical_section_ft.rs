//! `critical_section.h`: what differs without a GIL.

use crate::PyMutex;

/// C: `PyCriticalSection`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyCriticalSection {
    pub _cs_prev: usize,
    pub _cs_mutex: *mut PyMutex,
}
crate::empty!(PyCriticalSection);

/// C: `PyCriticalSection2`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyCriticalSection2 {
    pub _cs_base: PyCriticalSection,
    pub _cs_mutex2: *mut PyMutex,
}
crate::empty!(PyCriticalSection2);
