//! `repr` and `ascii`.

use super::builder::StrBuilder;
use super::storage::Chars;
use super::unicode;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Str;
use crate::objects::codecs::errors::push_backslash;

/// Appends the text as a literal; `ascii` escapes everything else.
pub fn push_repr(out: &mut StrBuilder, text: Chars<'_>, ascii: bool) {
    let has = |q: u8| text.iter().any(|c| c == q as u32);
    let quote = if has(b'\'') && !has(b'"') { b'"' } else { b'\'' } as u32;
    out.push(quote);
    for c in text.iter() {
        match c {
            0x5c => out.push_str("\\\\"),
            9 => out.push_str("\\t"),
            10 => out.push_str("\\n"),
            13 => out.push_str("\\r"),
            _ if c == quote => {
                out.push(b'\\' as u32);
                out.push(c);
            }
            0x20..0x7f => out.push(c),
            _ if c < 0x80 || ascii || !unicode::is_printable(c) => push_backslash(out, c),
            _ => out.push(c),
        }
    }
    out.push(quote);
}

/// `repr(s)`
pub fn repr<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Str>) -> PyResult<Ref<'py, Str>> {
    let mut out = StrBuilder::with_capacity(slf.len() + 2);
    push_repr(&mut out, slf.chars(), false);
    out.finish(py)
}

/// The text with everything beyond ASCII escaped: what `ascii()` makes of a repr.
pub fn escape_non_ascii<'py>(py: Attached<'py>, s: &Ref<'py, Str>) -> PyResult<Ref<'py, Str>> {
    if s.is_ascii() {
        return Ok(s.clone());
    }
    let mut out = StrBuilder::with_capacity(s.len());
    for c in s.chars().iter() {
        if c < 0x80 { out.push(c) } else { push_backslash(&mut out, c) }
    }
    out.finish(py)
}
