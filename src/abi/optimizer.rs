//! `optimizer.h`: what a compiled trace is seen as.

/// Reserved for a compiled trace; C only passes its address on.
#[repr(C)]
pub struct _PyExecutorObject {
    _opaque: [u8; 0],
}
