//! `AttributeError` and `NameError`: exceptions that know which name was not found.

use std::mem::offset_of;

use mortise_abi::*;

use super::storage::*;
use super::types::{EXCEPTION, FLAGS, NEW, member};
use crate::args::Signature;
use crate::err::PyResult;
use crate::exc_field;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{BaseException, Dict, Tuple};

fn attribute_init<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, AttributeError>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    static SIG: Signature<2> = Signature::with("AttributeError", ["name", "obj"], 0, 0, 0);
    super::base::init_positional(slf.cast::<BaseException>().expect("a subclass"), args);
    let empty = py.tuple([])?;
    let [name, obj] = SIG.parse_tuple(py, empty.borrow(), kwargs)?;
    exc_field!(slf, name).set(name.map(Borrowed::to_owned));
    exc_field!(slf, obj).set(obj.map(Borrowed::to_owned));
    Ok(())
}

fn attribute_state<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, AttributeError>) -> PyResult<Ref<'py>> {
    let base = slf.cast::<BaseException>().expect("a subclass");
    let dict = super::base::dict_of(base);
    let name = exc_field!(slf, name).get();
    // The object is left out on purpose: it may not be picklable.
    let args = exc_field!(base, args).get();
    if name.is_none() && args.is_none() {
        return Ok(dict.map_or_else(|| py.none(), Ref::into_any));
    }
    let state = py.dict()?;
    if let Some(dict) = dict {
        let mut pos = 0;
        while let Some((key, value)) = dict.next_entry(&mut pos) {
            state.set(&key, &value)?;
        }
    }
    if let Some(name) = name {
        state.set_str("name", &name)?;
    }
    if let Some(args) = args {
        state.set_str("args", &args)?;
    }
    Ok(state.into_any())
}

fn attribute_reduce<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, AttributeError>,
) -> PyResult<Ref<'py, Tuple>> {
    let base = slf.cast::<BaseException>().expect("a subclass");
    let state = attribute_state(py, slf)?;
    super::base::reduce_with(py, base, super::base::args_of(base)?, Some(state))
}

/// `AttributeError.__init__` as a slot.
pub const INIT: initproc = crate::slot!(tp_init, attribute_init);

crate::builtin_type! {
    /// `AttributeError`
    pub static ATTRIBUTE_ERROR: AttributeError = "AttributeError" {
        base: &raw mut EXCEPTION,
        flags: FLAGS,
        doc: "Attribute not found.",
        set: {
            tp_dealloc: Some(dealloc::<AttributeError>),
            tp_traverse: Some(traverse::<AttributeError>),
            tp_clear: Some(clear::<AttributeError>),
            tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
            tp_new: NEW,
            tp_init: INIT,
        },
        slots: { tp_str: super::base::str },
        methods: [
            crate::method!(noargs "__getstate__", attribute_state),
            crate::method!(noargs "__reduce__", attribute_reduce),
        ],
        members: [
            member(c"name", _Py_T_OBJECT, offset_of!(PyAttributeErrorObject, name), Some(c"attribute name")),
            member(c"obj", _Py_T_OBJECT, offset_of!(PyAttributeErrorObject, obj), Some(c"object")),
        ],
    }
}

fn name_init<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, NameError>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    static SIG: Signature<1> = Signature::with("NameError", ["name"], 0, 0, 0);
    super::base::init_positional(slf.cast::<BaseException>().expect("a subclass"), args);
    let empty = py.tuple([])?;
    let [name] = SIG.parse_tuple(py, empty.borrow(), kwargs)?;
    exc_field!(slf, name).set(name.map(Borrowed::to_owned));
    Ok(())
}

/// `NameError.__init__` as a slot.
pub const NAME_INIT: initproc = crate::slot!(tp_init, name_init);

crate::builtin_type! {
    /// `NameError`
    pub static NAME_ERROR: NameError = "NameError" {
        base: &raw mut EXCEPTION,
        flags: FLAGS,
        doc: "Name not found globally.",
        set: {
            tp_dealloc: Some(dealloc::<NameError>),
            tp_traverse: Some(traverse::<NameError>),
            tp_clear: Some(clear::<NameError>),
            tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
            tp_new: NEW,
            tp_init: NAME_INIT,
        },
        slots: { tp_str: super::base::str },
        members: [
            member(c"name", _Py_T_OBJECT, offset_of!(PyNameErrorObject, name), Some(c"name")),
        ],
    }
}
