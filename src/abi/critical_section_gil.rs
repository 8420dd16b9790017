//! `critical_section.h`: what differs with a GIL.

/// A critical section, of which the default flavour's C headers make nothing.
#[repr(C)]
pub struct PyCriticalSection {
    _opaque: [u8; 0],
}
/// A critical section of two objects, of which the default flavour's C headers make nothing.
#[repr(C)]
pub struct PyCriticalSection2 {
    _opaque: [u8; 0],
}
