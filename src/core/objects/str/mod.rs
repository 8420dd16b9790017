//! `str`.

pub mod builder;
pub mod intern;
pub mod storage;

pub use builder::StrBuilder;
pub use storage::{Chars, Filler, empty, from_ascii, from_chars, from_utf8, latin1_char};

use mortise_abi::{Py_TPFLAGS_BASETYPE, Py_TPFLAGS_UNICODE_SUBCLASS, PyTypeObject, PyUnicodeObject};

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Str;
use crate::objects::protocol::CompareOp;
use crate::raise;

fn hash(_py: Attached<'_>, slf: Borrowed<'_, '_, Str>) -> PyResult<isize> {
    Ok(slf.str_hash())
}

/// `str.__eq__` and its kin.
pub fn richcompare<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    let Some(other) = other.cast::<Str>() else {
        return Ok(py.not_implemented());
    };
    Ok(py.bool(match op {
        CompareOp::Eq => slf.same_text(other),
        CompareOp::Ne => !slf.same_text(other),
        _ => op.holds(slf.chars().order(other.chars())),
    }))
}

fn len(_py: Attached<'_>, slf: Borrowed<'_, '_, Str>) -> PyResult<usize> {
    Ok(slf.len())
}

/// `a + b` of two strings.
pub fn concat<'py>(py: Attached<'py>, a: &Ref<'py, Str>, b: &Ref<'py, Str>) -> PyResult<Ref<'py, Str>> {
    if a.is_empty() && b.cast_exact::<Str>().is_some() {
        return Ok(b.clone());
    }
    if b.is_empty() && a.cast_exact::<Str>().is_some() {
        return Ok(a.clone());
    }
    let Some(len) = a.len().checked_add(b.len()).filter(|&n| n <= isize::MAX as usize) else {
        return Err(raise!(py, OverflowError, "strings are too large to concat"));
    };
    let mut new = Filler::new(py, len, a.max_char().max(b.max_char()))?;
    new.push(a.chars());
    new.push(b.chars());
    Ok(new.finish())
}

fn sq_concat<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    other: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    match other.cast::<Str>() {
        Some(other) => concat(py, &slf, other),
        None => {
            Err(raise!(py, TypeError, "can only concatenate str (not \"{}\") to str", other.ty().full_name()))
        }
    }
}

fn str_of<'py>(_py: Attached<'py>, slf: Borrowed<'_, 'py, Str>) -> PyResult<Ref<'py, Str>> {
    exact(&slf)
}

/// The string itself, or an exact str with its text when it is of a subclass.
pub fn exact<'py>(s: &Ref<'py, Str>) -> PyResult<Ref<'py, Str>> {
    if s.cast_exact::<Str>().is_some() { Ok(s.clone()) } else { from_chars(s.py(), s.chars()) }
}

builtin_type! {
    /// Python's str.
    #[unsafe(no_mangle)]
    pub static PyUnicode_Type: PyUnicodeObject = "str" {
        flags: Py_TPFLAGS_BASETYPE as u64 | Py_TPFLAGS_UNICODE_SUBCLASS as u64 | mortise_abi::_Py_TPFLAGS_MATCH_SELF as u64,
        doc: "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nCreate a new string object from the given object. If encoding or\nerrors is specified, then the object must expose a data buffer\nthat will be decoded using the given encoding and error handler.\nOtherwise, returns the result of object.__str__() (if defined)\nor repr(object).\nencoding defaults to 'utf-8'.\nerrors defaults to 'strict'.",
        set: {
            tp_dealloc: Some(storage::dealloc),
            tp_free: Some(decl::PyObject_Free),
        },
        slots: {
            tp_hash: hash,
            tp_str: str_of,
            tp_richcompare: richcompare,
        },
        sequence: { sq_length: len, sq_concat: sq_concat, },
        mapping: { mp_length: len, },
    }
}

/// The types of this folder, for startup.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyUnicode_Type]
}
