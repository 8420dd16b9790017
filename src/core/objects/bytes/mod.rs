//! `bytes`.

pub mod storage;

use mortise_abi::{Py_TPFLAGS_BASETYPE, Py_TPFLAGS_BYTES_SUBCLASS, PyTypeObject};

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Bytes;
use crate::objects::protocol::CompareOp;

fn hash(_py: Attached<'_>, slf: Borrowed<'_, '_, Bytes>) -> PyResult<isize> {
    Ok(slf.bytes_hash())
}

fn richcompare<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Bytes>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    let Some(other) = other.cast::<Bytes>() else {
        return Ok(py.not_implemented());
    };
    Ok(py.bool(match op {
        CompareOp::Eq => slf.as_bytes() == other.as_bytes(),
        CompareOp::Ne => slf.as_bytes() != other.as_bytes(),
        _ => op.holds(slf.as_bytes().cmp(other.as_bytes())),
    }))
}

fn len(_py: Attached<'_>, slf: Borrowed<'_, '_, Bytes>) -> PyResult<usize> {
    Ok(slf.as_bytes().len())
}

builtin_type! {
    /// Python's bytes.
    #[unsafe(no_mangle)]
    pub static PyBytes_Type: [u8; storage::HEADER] = "bytes" {
        flags: Py_TPFLAGS_BASETYPE as u64 | Py_TPFLAGS_BYTES_SUBCLASS as u64 | mortise_abi::_Py_TPFLAGS_MATCH_SELF as u64,
        doc: "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes object\n\nConstruct an immutable array of bytes from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - any object implementing the buffer API.\n  - an integer",
        set: {
            tp_itemsize: 1,
            tp_free: Some(decl::PyObject_Free),
        },
        slots: { tp_hash: hash, tp_richcompare: richcompare, },
        sequence: { sq_length: len, },
        mapping: { mp_length: len, },
    }
}

/// The types of this folder, for startup.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyBytes_Type]
}
