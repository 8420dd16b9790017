//! `pickle.PickleBuffer`: a buffer that pickle protocol 5 may keep out of its data.
#![allow(non_upper_case_globals)]

pub mod storage;

use mortise_abi::*;

use crate::args::Signature;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Dict, PickleBuffer, Tuple, Type};
use crate::raise;

type This<'a, 'py> = Borrowed<'a, 'py, PickleBuffer>;

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if args.is_empty() {
        return Err(raise!(py, TypeError, "PickleBuffer() takes exactly 1 positional argument (0 given)"));
    }
    static SIGNATURE: Signature<1> = Signature::new("PickleBuffer", [""], 1);
    let [object] = SIGNATURE.parse_tuple(py, args, kwargs)?;
    storage::new(py, cls, &object.expect("required"))
}

fn raw<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    storage::raw(py, slf)
}

fn release<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    storage::release(slf);
    Ok(py.none())
}

builtin_type! {
    /// `pickle.PickleBuffer`
    #[unsafe(no_mangle)]
    pub static PyPickleBuffer_Type: PickleBuffer = "pickle.PickleBuffer" {
        flags: Py_TPFLAGS_HAVE_GC,
        doc: "Wrapper for potentially out-of-band buffers",
        set: {
            tp_dealloc: Some(storage::dealloc),
            tp_traverse: Some(storage::traverse),
            tp_clear: Some(storage::clear),
            tp_weaklistoffset: storage::WEAKLIST_OFFSET,
        },
        slots: { tp_new: new },
        buffer: { bf_getbuffer: Some(storage::getbuffer), bf_releasebuffer: Some(storage::releasebuffer), },
        methods: [
            method!(noargs "raw", raw, "Return a memoryview of the raw memory underlying this buffer.\nWill raise BufferError is the buffer isn't contiguous."),
            method!(noargs "release", release, "Release the underlying buffer exposed by the PickleBuffer object."),
        ],
    }
}

/// The types of this folder, for startup.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyPickleBuffer_Type]
}
