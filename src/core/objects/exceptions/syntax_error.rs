//! `SyntaxError`.

use std::mem::offset_of;

use mortise_abi::*;

use super::storage::*;
use super::types::{EXCEPTION, FLAGS, NEW, member};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{BaseException, Dict, Int, Str, Tuple};
use crate::{exc_field, join_text, raise};

fn init<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, SyntaxError>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    super::base::init(py, slf.cast::<BaseException>().expect("a subclass").borrow(), args, kwargs)?;
    if !args.is_empty() {
        exc_field!(slf, msg).set(Some(args.item(0).to_owned()));
    }
    if args.len() != 2 {
        return Ok(());
    }
    let info = args.item(1).to_tuple()?;
    let n = info.len();
    if n < 4 {
        return Err(raise!(py, TypeError, "function takes at least 4 arguments ({n} given)"));
    }
    if n > 6 {
        return Err(raise!(py, TypeError, "function takes at most 6 arguments ({n} given)"));
    }
    let item = |i: usize| (i < n).then(|| info.item(i).to_owned());
    exc_field!(slf, filename).set(item(0));
    exc_field!(slf, lineno).set(item(1));
    exc_field!(slf, offset).set(item(2));
    exc_field!(slf, text).set(item(3));
    exc_field!(slf, end_lineno).set(item(4));
    exc_field!(slf, end_offset).set(item(5));
    if n == 5 {
        return Err(raise!(py, TypeError, "end_offset must be provided when end_lineno is provided"));
    }
    Ok(())
}

/// The part of a path after the last slash.
fn base_name<'py>(py: Attached<'py>, path: &Ref<'py, Str>) -> PyResult<Ref<'py, Str>> {
    match path.as_utf8() {
        Ok(text) => py.str(text.rsplit('/').next().unwrap_or(text)),
        Err(raised) => {
            // Undecodable names keep their escapes: cut by code point.
            raised.clear(py);
            let from = path.code_points().enumerate().rfind(|(_, c)| *c == '/' as u32);
            let start = from.map_or(0, |(i, _)| i + 1);
            // SAFETY: a live str and a range within it.
            unsafe {
                let part = crate::capi::decl::PyUnicode_Substring(
                    path.as_object_ptr(),
                    start as isize,
                    path.len() as isize,
                );
                Ref::from_owned_or_raised(py, part.cast())
            }
        }
    }
}

fn str<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, SyntaxError>) -> PyResult<Ref<'py, Str>> {
    let msg = exc_field!(slf, msg).get_or_none().to_str()?;
    let filename = match exc_field!(slf, filename).get() {
        Some(f) => match f.cast::<Str>() {
            Some(f) => Some(base_name(py, f)?),
            None => None,
        },
        None => None,
    };
    let lineno = match exc_field!(slf, lineno).get() {
        Some(n) if n.cast_exact::<Int>().is_some() => match n.as_i64() {
            Ok(n) => Some(n),
            Err(raised) => {
                raised.clear(py);
                Some(-1)
            }
        },
        _ => None,
    };
    match (filename, lineno) {
        (Some(f), Some(n)) => join_text!(py, &msg, " (", &f, &format!(", line {n})")),
        (Some(f), None) => join_text!(py, &msg, " (", &f, ")"),
        (None, Some(n)) => join_text!(py, &msg, &format!(" (line {n})")),
        (None, None) => Ok(msg),
    }
}

/// `SyntaxError.__init__` as a slot.
pub const INIT: initproc = crate::slot!(tp_init, init);

crate::builtin_type! {
    /// `SyntaxError`
    pub static SYNTAX_ERROR: SyntaxError = "SyntaxError" {
        base: &raw mut EXCEPTION,
        flags: FLAGS,
        doc: "Invalid syntax.",
        set: {
            tp_dealloc: Some(dealloc::<SyntaxError>),
            tp_traverse: Some(traverse::<SyntaxError>),
            tp_clear: Some(clear::<SyntaxError>),
            tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
            tp_new: NEW,
            tp_init: INIT,
        },
        slots: { tp_str: str },
        members: [
            member(c"msg", _Py_T_OBJECT, offset_of!(PySyntaxErrorObject, msg), Some(c"exception msg")),
            member(c"filename", _Py_T_OBJECT, offset_of!(PySyntaxErrorObject, filename), Some(c"exception filename")),
            member(c"lineno", _Py_T_OBJECT, offset_of!(PySyntaxErrorObject, lineno), Some(c"exception lineno")),
            member(c"offset", _Py_T_OBJECT, offset_of!(PySyntaxErrorObject, offset), Some(c"exception offset")),
            member(c"text", _Py_T_OBJECT, offset_of!(PySyntaxErrorObject, text), Some(c"exception text")),
            member(c"end_lineno", _Py_T_OBJECT, offset_of!(PySyntaxErrorObject, end_lineno), Some(c"exception end lineno")),
            member(c"end_offset", _Py_T_OBJECT, offset_of!(PySyntaxErrorObject, end_offset), Some(c"exception end offset")),
            member(c"print_file_and_line", _Py_T_OBJECT, offset_of!(PySyntaxErrorObject, print_file_and_line), Some(c"exception print_file_and_line")),
        ],
    }
}
