//! `KeyError`.

use std::mem::offset_of;

use mortise_abi::*;

use super::storage::*;
use super::types::{FLAGS, INIT, LOOKUP_ERROR, NEW};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{BaseException, Str};

/// A lone argument is shown as its repr: an empty key must not vanish.
fn str<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, BaseException>) -> PyResult<Ref<'py, Str>> {
    let args = super::base::args_of(&slf)?;
    if args.len() == 1 { args.item(0).repr() } else { super::base::str(py, slf) }
}

crate::builtin_type! {
    /// `KeyError`
    pub static KEY_ERROR: BaseException = "KeyError" {
        base: &raw mut LOOKUP_ERROR,
        flags: FLAGS,
        doc: "Mapping key not found.",
        set: {
            tp_dealloc: Some(dealloc::<BaseException>),
            tp_traverse: Some(traverse::<BaseException>),
            tp_clear: Some(clear::<BaseException>),
            tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
            tp_new: NEW,
            tp_init: INIT,
        },
        slots: { tp_str: str },
    }
}
