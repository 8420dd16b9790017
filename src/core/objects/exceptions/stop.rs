//! `StopIteration` and `SystemExit`: exceptions whose arguments are also a value.

use std::mem::offset_of;

use mortise_abi::*;

use super::storage::*;
use super::types::{BASE_EXCEPTION, EXCEPTION, FLAGS, NEW, member};
use crate::err::PyResult;
use crate::exc_field;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{BaseException, Dict, Tuple};

fn stop_init<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, StopIteration>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    let base = slf.cast::<BaseException>().expect("a subclass");
    super::base::init(py, base.borrow(), args, kwargs)?;
    let value = if args.is_empty() { py.none() } else { args.item(0).to_owned() };
    exc_field!(slf, value).set(Some(value));
    Ok(())
}

crate::builtin_type! {
    /// `StopIteration`
    pub static STOP_ITERATION: StopIteration = "StopIteration" {
        base: &raw mut EXCEPTION,
        flags: FLAGS,
        doc: "Signal the end from iterator.__next__().",
        set: {
            tp_dealloc: Some(dealloc::<StopIteration>),
            tp_traverse: Some(traverse::<StopIteration>),
            tp_clear: Some(clear::<StopIteration>),
            tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
            tp_new: NEW,
        },
        slots: { tp_init: stop_init },
        members: [
            member(c"value", _Py_T_OBJECT, offset_of!(PyStopIterationObject, value), Some(c"generator return value")),
        ],
    }
}

fn exit_init<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, SystemExit>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    let base = slf.cast::<BaseException>().expect("a subclass");
    super::base::init(py, base.borrow(), args, kwargs)?;
    let code: Option<Ref<'py>> = match args.len() {
        0 => None,
        1 => Some(args.item(0).to_owned()),
        _ => Some(args.to_owned().into_any()),
    };
    if code.is_some() {
        exc_field!(slf, code).set(code);
    }
    Ok(())
}

crate::builtin_type! {
    /// `SystemExit`
    pub static SYSTEM_EXIT: SystemExit = "SystemExit" {
        base: &raw mut BASE_EXCEPTION,
        flags: FLAGS,
        doc: "Request to exit from the interpreter.",
        set: {
            tp_dealloc: Some(dealloc::<SystemExit>),
            tp_traverse: Some(traverse::<SystemExit>),
            tp_clear: Some(clear::<SystemExit>),
            tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
            tp_new: NEW,
        },
        slots: { tp_init: exit_init },
        members: [
            member(c"code", _Py_T_OBJECT, offset_of!(PySystemExitObject, code), Some(c"exception code")),
        ],
    }
}
