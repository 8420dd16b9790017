//! `structseq.h`: named tuples made by C.

use crate::PyTupleObject;
use core::ffi::{c_char, c_int};

/// C: `PyStructSequence_Desc`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyStructSequence_Desc {
    pub name: *const c_char,
    pub doc: *const c_char,
    pub fields: *mut PyStructSequence_Field,
    pub n_in_sequence: c_int,
}
crate::empty!(PyStructSequence_Desc);
crate::table!(PyStructSequence_Desc);

/// C: `PyStructSequence_Field`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyStructSequence_Field {
    pub name: *const c_char,
    pub doc: *const c_char,
}
crate::empty!(PyStructSequence_Field);
crate::table!(PyStructSequence_Field);

/// C: `PyStructSequence` is a typedef of [`PyTupleObject`].
pub type PyStructSequence = PyTupleObject;
