//! `_string`: the parsing of format strings, for `string.Formatter`.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::native::{Native, NativeValue};
use crate::objects::str::format::{FieldName, Key, Markup, Step};
use crate::objects::str::search::substring;
use crate::objects::*;
use crate::raise;

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;

/// Yields literal text, field name, specification and conversion.
pub struct FormatterIterator {
    text: Owned<Str>,
    at: AtomicUsize,
}
impl NativeValue for FormatterIterator {}

fn iter_self<'py, T>(_py: Attached<'py>, slf: Borrowed<'_, 'py, T>) -> PyResult<Ref<'py, T>> {
    Ok(slf.to_owned())
}

fn formatter_next<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<FormatterIterator>>,
) -> PyResult<Option<Ref<'py, Tuple>>> {
    let this = slf.value();
    let text = this.text.bind(py);
    let mut markup = Markup::new(&text, this.at.load(Ordering::Relaxed), text.len());
    let Some(piece) = markup.next(py)? else {
        return Ok(None);
    };
    this.at.store(markup.position(), Ordering::Relaxed);
    let part = |(start, end): (usize, usize)| substring(py, &text, start, end).map(Ref::into_any);
    let literal = part(piece.literal)?;
    let row = match piece.field {
        None => py.tuple([literal, py.none(), py.none(), py.none()])?,
        Some(field) => {
            let conversion = match field.conversion {
                Some(c) => crate::objects::str::sequence::one(py, c)?.into_any(),
                None => py.none(),
            };
            py.tuple([literal, part(field.name)?, part(field.spec)?, conversion])?
        }
    };
    Ok(Some(row))
}

native_type! {
    /// The iterator of `formatter_parser`.
    pub static FORMATTER_ITERATOR: FormatterIterator = "formatteriterator" {
        dict: false, weakrefs: false,
        slots: { tp_iter: iter_self::<Native<FormatterIterator>>, tp_iternext: formatter_next },
    }
}

/// Yields whether a step is an attribute, and its name or index.
pub struct FieldNameIterator {
    text: Owned<Str>,
    at: AtomicUsize,
}
impl NativeValue for FieldNameIterator {}

fn key<'py>(py: Attached<'py>, text: &Ref<'py, Str>, key: Key) -> PyResult<Ref<'py>> {
    Ok(match key {
        Key::Index(n) => py.int_from_usize(n)?.into_any(),
        Key::Name(start, end) => substring(py, text, start, end)?.into_any(),
    })
}

fn field_name_next<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<FieldNameIterator>>,
) -> PyResult<Option<Ref<'py, Tuple>>> {
    let this = slf.value();
    let text = this.text.bind(py);
    let mut rest = FieldName::resume(&text, this.at.load(Ordering::Relaxed), text.len());
    let Some(step) = rest.next(py)? else {
        return Ok(None);
    };
    this.at.store(rest.position(), Ordering::Relaxed);
    let (attribute, value) = match step {
        Step::Attribute(start, end) => (true, substring(py, &text, start, end)?.into_any()),
        Step::Item(k) => (false, key(py, &text, k)?),
    };
    py.tuple([py.bool(attribute), value]).map(Some)
}

native_type! {
    /// The iterator of `formatter_field_name_split`.
    pub static FIELD_NAME_ITERATOR: FieldNameIterator = "fieldnameiterator" {
        dict: false, weakrefs: false,
        slots: { tp_iter: iter_self::<Native<FieldNameIterator>>, tp_iternext: field_name_next },
    }
}

fn text_arg<'a, 'py>(py: Attached<'py>, arg: &'a Ref<'py>) -> PyResult<&'a Ref<'py, Str>> {
    arg.cast::<Str>().ok_or_else(|| raise!(py, TypeError, "expected str, got {}", arg.ty().full_name()))
}

fn formatter_parser<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    text: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Native<FormatterIterator>>> {
    let text = text_arg(py, &text)?.clone().unbind();
    Native::new(py, FormatterIterator { text, at: AtomicUsize::new(0) })
}

fn formatter_field_name_split<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    text: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    let text = text_arg(py, &text)?;
    let (first, rest) = FieldName::new(py, text, 0, text.len())?;
    let at = AtomicUsize::new(rest.position());
    let first = match first {
        Some(first) => key(py, text, first)?,
        None => crate::objects::str::empty(py).into_any(),
    };
    let iterator = Native::new(py, FieldNameIterator { text: text.clone().unbind(), at })?;
    py.tuple([first, iterator.into_any()])
}

builtin_module! {
    /// The `_string` module.
    pub STRING = "_string" {
        doc: "string helper module",
        methods: [
            method!(o "formatter_field_name_split", formatter_field_name_split, "split the argument as a field name"),
            method!(o "formatter_parser", formatter_parser, "parse the argument as a format string"),
        ],
    }
}

/// The types of this module, for startup.
pub fn types() -> [*mut Type; 2] {
    [&raw mut FORMATTER_ITERATOR, &raw mut FIELD_NAME_ITERATOR]
}
