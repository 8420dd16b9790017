//! `range`, in machine integers where they suffice and in big ones where not.
#![allow(non_upper_case_globals)]

mod arithmetic;
mod iterator;
mod methods;
mod storage;

use mortise_abi::*;

use crate::capi::decl;

pub use iterator::{PyLongRangeIter_Type, PyRangeIter_Type, advance};
pub use storage::{RangeObject, new};

builtin_type! {
    /// Python's range.
    #[unsafe(no_mangle)]
    pub static PyRange_Type: RangeObject = "range" {
        flags: Py_TPFLAGS_SEQUENCE,
        doc: "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\nReturn an object that produces a sequence of integers from start (inclusive)\nto stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.\nstart defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.\nThese are exactly the valid indices for a list of 4 elements.\nWhen step is given, it specifies the increment (or decrement).",
        set: {
            tp_dealloc: Some(storage::dealloc),
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
        },
        slots: {
            tp_repr: methods::repr,
            tp_hash: methods::hash,
            tp_richcompare: methods::richcompare,
            tp_iter: iterator::iter,
            tp_new: methods::range_new,
            tp_vectorcall: methods::vectorcall,
        },
        number: { nb_bool: methods::bool },
        sequence: { sq_length: methods::length, sq_item: methods::item, sq_contains: methods::contains },
        mapping: { mp_length: methods::length, mp_subscript: methods::subscript },
        methods: [
            method!(noargs "__reversed__", iterator::reversed, "Return a reverse iterator."),
            method!(noargs "__reduce__", methods::reduce),
            method!(o "count", methods::count, "rangeobject.count(value) -> integer -- return number of occurrences of value"),
            method!(o "index", methods::index, "rangeobject.index(value) -> integer -- return index of value.\nRaise ValueError if the value is not present."),
        ],
        members: [
            member!("start", Py_T_OBJECT_EX, std::mem::offset_of!(RangeObject, start), Py_READONLY, ""),
            member!("stop", Py_T_OBJECT_EX, std::mem::offset_of!(RangeObject, stop), Py_READONLY, ""),
            member!("step", Py_T_OBJECT_EX, std::mem::offset_of!(RangeObject, step), Py_READONLY, ""),
        ],
    }
}

/// The types of this module, for startup.
pub fn types() -> [*mut PyTypeObject; 3] {
    [&raw mut PyRange_Type, &raw mut PyRangeIter_Type, &raw mut PyLongRangeIter_Type]
}
