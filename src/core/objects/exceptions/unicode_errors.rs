//! `UnicodeEncodeError`, `UnicodeDecodeError` and `UnicodeTranslateError`.

use std::mem::offset_of;

use mortise_abi::*;

use super::storage::*;
use super::types::{FLAGS, NEW, UNICODE_ERROR, member};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{BaseException, Bytes, Dict, Str, Tuple};
use crate::{exc_field, join_text, raise};

fn expect_count(py: Attached<'_>, args: &Ref<'_, Tuple>, n: usize) -> PyResult<()> {
    if args.len() == n {
        return Ok(());
    }
    Err(raise!(py, TypeError, "function takes exactly {n} arguments ({} given)", args.len()))
}

fn expect_str<'py>(args: &Ref<'py, Tuple>, i: usize) -> PyResult<Ref<'py, Str>> {
    let item = args.item(i);
    match item.cast::<Str>() {
        Some(s) => Ok(s.clone()),
        None => {
            let name = if item.is_none() { "None".into() } else { item.ty().full_name() };
            Err(raise!(item.py(), TypeError, "argument {} must be str, not {name}", i + 1))
        }
    }
}

fn position(args: &Ref<'_, Tuple>, i: usize) -> PyResult<isize> {
    args.item(i).index_as_isize(Some(super::classes::OverflowError()))
}

fn set_range(slf: &Ref<'_, UnicodeErrorStruct>, start: isize, end: isize) {
    // SAFETY: plain fields of the live object.
    unsafe {
        (&raw mut (*slf.as_ptr()).start).write(start);
        (&raw mut (*slf.as_ptr()).end).write(end);
    }
}

/// The fields `start` and `end`.
pub fn range(slf: &Ref<'_, UnicodeErrorStruct>) -> (isize, isize) {
    // SAFETY: plain fields of the live object.
    unsafe { ((&raw const (*slf.as_ptr()).start).read(), (&raw const (*slf.as_ptr()).end).read()) }
}

fn base<'a, 'py>(slf: &'a Ref<'py, UnicodeErrorStruct>) -> Borrowed<'a, 'py, BaseException> {
    slf.cast::<BaseException>().expect("a subclass").borrow()
}

/// The bytes of a buffer, as a bytes object.
fn bytes_of<'py>(py: Attached<'py>, object: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    if object.is_instance_of::<Bytes>() {
        return Ok(object.to_owned());
    }
    let mut view = Py_buffer::EMPTY;
    // SAFETY: the view is filled by a successful call, read while it is held, and released once.
    unsafe {
        if decl::PyObject_GetBuffer(object.as_ptr(), &raw mut view, PyBUF_SIMPLE as _) != 0 {
            return Err(crate::err::Raised::assume());
        }
        let bytes = decl::PyBytes_FromStringAndSize(view.buf.cast(), view.len);
        decl::PyBuffer_Release(&raw mut view);
        Ref::from_owned_or_raised(py, bytes)
    }
}

fn encode_init<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, UnicodeErrorStruct>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    super::base::init(py, base(&slf), args, kwargs)?;
    expect_count(py, &args, 5)?;
    let encoding = expect_str(&args, 0)?;
    let object = expect_str(&args, 1)?;
    let (start, end) = (position(&args, 2)?, position(&args, 3)?);
    let reason = expect_str(&args, 4)?;
    exc_field!(slf, encoding).set(Some(encoding.into_any()));
    exc_field!(slf, object).set(Some(object.into_any()));
    set_range(&slf, start, end);
    exc_field!(slf, reason).set(Some(reason.into_any()));
    Ok(())
}

fn decode_init<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, UnicodeErrorStruct>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    super::base::init(py, base(&slf), args, kwargs)?;
    expect_count(py, &args, 5)?;
    let encoding = expect_str(&args, 0)?;
    let (start, end) = (position(&args, 2)?, position(&args, 3)?);
    let reason = expect_str(&args, 4)?;
    let object = bytes_of(py, args.item(1))?;
    exc_field!(slf, encoding).set(Some(encoding.into_any()));
    exc_field!(slf, object).set(Some(object));
    set_range(&slf, start, end);
    exc_field!(slf, reason).set(Some(reason.into_any()));
    Ok(())
}

fn translate_init<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, UnicodeErrorStruct>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    super::base::init(py, base(&slf), args, kwargs)?;
    expect_count(py, &args, 4)?;
    let object = expect_str(&args, 0)?;
    let (start, end) = (position(&args, 1)?, position(&args, 2)?);
    let reason = expect_str(&args, 3)?;
    exc_field!(slf, object).set(Some(object.into_any()));
    set_range(&slf, start, end);
    exc_field!(slf, reason).set(Some(reason.into_any()));
    Ok(())
}

/// A code point as the messages write it.
fn escape(c: u32) -> String {
    match c {
        0..=0xff => format!("'\\x{c:02x}'"),
        0x100..=0xffff => format!("'\\u{c:04x}'"),
        _ => format!("'\\U{c:08x}'"),
    }
}

/// The code point that the range is about, when it is one only.
fn single_character(slf: &Ref<'_, UnicodeErrorStruct>, object: &Ref<'_>) -> Option<u32> {
    let (start, end) = range(slf);
    let text = object.cast::<Str>()?;
    (start >= 0 && end == start + 1 && (start as usize) < text.len()).then(|| text.code_point(start as usize))
}

fn field_text<'py>(py: Attached<'py>, value: Option<Ref<'py>>) -> PyResult<Ref<'py, Str>> {
    match value {
        Some(v) => v.to_str(),
        None => py.str(""),
    }
}

fn encode_str<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, UnicodeErrorStruct>) -> PyResult<Ref<'py, Str>> {
    let Some(object) = exc_field!(slf, object).get() else { return py.str("") };
    let reason = field_text(py, exc_field!(slf, reason).get())?;
    let encoding = field_text(py, exc_field!(slf, encoding).get())?;
    let (start, end) = range(&slf);
    let what = match single_character(&slf, &object) {
        Some(c) => format!("' codec can't encode character {} in position {start}: ", escape(c)),
        None => format!("' codec can't encode characters in position {start}-{}: ", end.wrapping_sub(1)),
    };
    join_text!(py, "'", &encoding, &what, &reason)
}

fn decode_str<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, UnicodeErrorStruct>) -> PyResult<Ref<'py, Str>> {
    let Some(object) = exc_field!(slf, object).get() else { return py.str("") };
    let reason = field_text(py, exc_field!(slf, reason).get())?;
    let encoding = field_text(py, exc_field!(slf, encoding).get())?;
    let (start, end) = range(&slf);
    let byte = object.cast::<Bytes>().and_then(|b| {
        let start = usize::try_from(start).ok()?;
        if end == start as isize + 1 { b.as_bytes().get(start).copied() } else { None }
    });
    let what = match byte {
        Some(b) => format!("' codec can't decode byte 0x{b:02x} in position {start}: "),
        None => format!("' codec can't decode bytes in position {start}-{}: ", end.wrapping_sub(1)),
    };
    join_text!(py, "'", &encoding, &what, &reason)
}

fn translate_str<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, UnicodeErrorStruct>,
) -> PyResult<Ref<'py, Str>> {
    let Some(object) = exc_field!(slf, object).get() else { return py.str("") };
    let reason = field_text(py, exc_field!(slf, reason).get())?;
    let (start, end) = range(&slf);
    let what = match single_character(&slf, &object) {
        Some(c) => format!("can't translate character {} in position {start}: ", escape(c)),
        None => format!("can't translate characters in position {start}-{}: ", end.wrapping_sub(1)),
    };
    join_text!(py, &what, &reason)
}

macro_rules! unicode_error {
    ($(#[$doc:meta])* $NAME:ident, $name:literal, $text:literal, $init:expr, $str:expr) => {
        crate::builtin_type! {
            $(#[$doc])*
            pub static $NAME: UnicodeErrorStruct = $name {
                base: &raw mut UNICODE_ERROR,
                flags: FLAGS,
                doc: $text,
                set: {
                    tp_dealloc: Some(dealloc::<UnicodeErrorStruct>),
                    tp_traverse: Some(traverse::<UnicodeErrorStruct>),
                    tp_clear: Some(clear::<UnicodeErrorStruct>),
                    tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
                    tp_new: NEW,
                },
                slots: { tp_init: $init, tp_str: $str },
                members: [
                    member(c"encoding", _Py_T_OBJECT, offset_of!(PyUnicodeErrorObject, encoding), Some(c"exception encoding")),
                    member(c"object", _Py_T_OBJECT, offset_of!(PyUnicodeErrorObject, object), Some(c"exception object")),
                    member(c"start", Py_T_PYSSIZET, offset_of!(PyUnicodeErrorObject, start), Some(c"exception start")),
                    member(c"end", Py_T_PYSSIZET, offset_of!(PyUnicodeErrorObject, end), Some(c"exception end")),
                    member(c"reason", _Py_T_OBJECT, offset_of!(PyUnicodeErrorObject, reason), Some(c"exception reason")),
                ],
            }
        }
    };
}

unicode_error!(
    /// `UnicodeEncodeError`
    UNICODE_ENCODE_ERROR, "UnicodeEncodeError", "Unicode encoding error.", encode_init, encode_str
);
unicode_error!(
    /// `UnicodeDecodeError`
    UNICODE_DECODE_ERROR, "UnicodeDecodeError", "Unicode decoding error.", decode_init, decode_str
);
unicode_error!(
    /// `UnicodeTranslateError`
    UNICODE_TRANSLATE_ERROR, "UnicodeTranslateError", "Unicode translation error.", translate_init, translate_str
);
