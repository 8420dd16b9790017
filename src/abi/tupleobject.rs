//! `tupleobject.h`: tuples.

use crate::{PyObject, PyVarObject};

/// C: `PyTupleObject`.
#[repr(C)]
pub struct PyTupleObject {
    pub ob_base: PyVarObject,
    pub ob_item: [*mut PyObject; 1],
}
crate::empty!(PyTupleObject);
