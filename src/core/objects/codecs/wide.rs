//! UTF-16 and UTF-32.

use super::errors::{DecodeErrors, EncodeErrors, Handler, Replacement};
use super::handlers::SurrogateWidth;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::str::StrBuilder;
use crate::objects::{Bytes, Str};

/// Byte order, as C's `byteorder` numbers it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i32)]
pub enum Order {
    /// Little endian
    Little = -1,
    /// Native, with a byte order mark
    Native = 0,
    /// Big endian
    Big = 1,
}
impl Order {
    /// From C's number.
    pub fn from_raw(n: i32) -> Order {
        match n {
            0 => Order::Native,
            n if n < 0 => Order::Little,
            _ => Order::Big,
        }
    }
}

/// What a decoder gives: the text, the bytes used, the order it found.
pub type Decoded<'py> = (Ref<'py, Str>, usize, Order);

/// Decodes UTF-16; with `stateful`, an unfinished sequence at the end is left over.
pub fn decode_utf16<'py>(
    py: Attached<'py>,
    data: &[u8],
    errors: &str,
    order: Order,
    stateful: bool,
) -> PyResult<Decoded<'py>> {
    let (mut at, order) = match (order, data) {
        (Order::Native, [0xff, 0xfe, ..]) => (2, Order::Little),
        (Order::Native, [0xfe, 0xff, ..]) => (2, Order::Big),
        (order, _) => (0, order),
    };
    let big = order == Order::Big;
    let mut errors = DecodeErrors::new(py, if big { "utf-16-be" } else { "utf-16-le" }, errors, data);
    let mut out = StrBuilder::with_capacity(data.len() / 2);
    let pass = errors.handler() == Handler::SurrogatePass;
    loop {
        let data = errors.input();
        let rest = &data[at..];
        let unit = |i: usize| {
            rest.get(i..i + 2).map(|b| if big { u16::from_be_bytes([b[0], b[1]]) } else { u16::from_le_bytes([b[0], b[1]]) } as u32)
        };
        let Some(c) = unit(0) else {
            if rest.is_empty() || stateful {
                break;
            }
            at = errors.handle(&mut out, at, data.len(), "truncated data")?;
            continue;
        };
        match c {
            0xd800..0xdc00 => match unit(2) {
                Some(low @ 0xdc00..0xe000) => {
                    out.push(0x10000 + ((c & 0x3ff) << 10 | low & 0x3ff));
                    at += 4;
                }
                _ if stateful && rest.len() < 4 => break,
                _ if pass => {
                    out.push(c);
                    at += 2;
                }
                Some(_) => at = errors.handle(&mut out, at, at + 2, "illegal UTF-16 surrogate")?,
                None => at = errors.handle(&mut out, at, data.len(), "unexpected end of data")?,
            },
            0xdc00..0xe000 if pass => {
                out.push(c);
                at += 2;
            }
            0xdc00..0xe000 => at = errors.handle(&mut out, at, at + 2, "illegal encoding")?,
            _ => {
                out.push(c);
                at += 2;
            }
        }
    }
    Ok((out.finish(py)?, at, order))
}

/// Decodes UTF-32; with `stateful`, an unfinished sequence at the end is left over.
pub fn decode_utf32<'py>(
    py: Attached<'py>,
    data: &[u8],
    errors: &str,
    order: Order,
    stateful: bool,
) -> PyResult<Decoded<'py>> {
    let (mut at, order) = match (order, data) {
        (Order::Native, [0xff, 0xfe, 0, 0, ..]) => (4, Order::Little),
        (Order::Native, [0, 0, 0xfe, 0xff, ..]) => (4, Order::Big),
        (order, _) => (0, order),
    };
    let big = order == Order::Big;
    let mut errors = DecodeErrors::new(py, if big { "utf-32-be" } else { "utf-32-le" }, errors, data);
    let mut out = StrBuilder::with_capacity(data.len() / 4);
    let pass = errors.handler() == Handler::SurrogatePass;
    loop {
        let data = errors.input();
        let rest = &data[at..];
        let Some(chunk) = rest.first_chunk::<4>() else {
            if rest.is_empty() || stateful {
                break;
            }
            at = errors.handle(&mut out, at, data.len(), "truncated data")?;
            continue;
        };
        let c = if big { u32::from_be_bytes(*chunk) } else { u32::from_le_bytes(*chunk) };
        match c {
            0xd800..0xe000 if !pass => {
                const REASON: &str = "code point in surrogate code point range(0xd800, 0xe000)";
                at = errors.handle(&mut out, at, at + 4, REASON)?;
            }
            0x110000.. => {
                at = errors.handle(&mut out, at, at + 4, "code point not in range(0x110000)")?;
            }
            _ => {
                out.push(c);
                at += 4;
            }
        }
    }
    Ok((out.finish(py)?, at, order))
}

/// The names and forms of the six codecs.
fn target(wide: bool, order: Order) -> (&'static str, SurrogateWidth) {
    match (wide, order) {
        (false, Order::Native) => ("utf-16", SurrogateWidth::Utf16Le),
        (false, Order::Little) => ("utf-16-le", SurrogateWidth::Utf16Le),
        (false, Order::Big) => ("utf-16-be", SurrogateWidth::Utf16Be),
        (true, Order::Native) => ("utf-32", SurrogateWidth::Utf32Le),
        (true, Order::Little) => ("utf-32-le", SurrogateWidth::Utf32Le),
        (true, Order::Big) => ("utf-32-be", SurrogateWidth::Utf32Be),
    }
}

/// Encodes as UTF-16, or UTF-32 when `wide`.
pub fn encode<'py>(
    py: Attached<'py>,
    s: Borrowed<'_, 'py, Str>,
    errors: &str,
    order: Order,
    wide: bool,
) -> PyResult<Ref<'py, Bytes>> {
    let (name, form) = target(wide, order);
    let unit = if wide { 4 } else { 2 };
    let chars = s.chars();
    let mut out = Vec::with_capacity((chars.len() + 1) * unit);
    let push = |out: &mut Vec<u8>, c: u32| {
        if !wide && c >= 0x10000 {
            form.push(0xd800 + ((c - 0x10000) >> 10), out);
            form.push(0xdc00 + ((c - 0x10000) & 0x3ff), out);
        } else {
            form.push(c, out);
        }
    };
    if order == Order::Native {
        push(&mut out, 0xfeff);
    }
    let surrogate = |c: u32| (0xd800..0xe000).contains(&c);
    const REASON: &str = "surrogates not allowed";
    let mut handler: Option<EncodeErrors<'_, 'py>> = None;
    let mut at = 0;
    while at < chars.len() {
        let c = chars.at(at);
        if !surrogate(c) {
            push(&mut out, c);
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < chars.len() && surrogate(chars.at(end)) {
            end += 1;
        }
        let handler = handler.get_or_insert_with(|| EncodeErrors::new(py, name, errors, &s));
        let (replacement, next) = handler.handle(at, end, REASON)?;
        match replacement {
            Replacement::Bytes(bytes) if bytes.len() % unit == 0 => out.extend(bytes),
            Replacement::Text(text) if text.is_ascii() => text.chars().iter().for_each(|c| push(&mut out, c)),
            _ => return Err(handler.raise(at, end, REASON)),
        }
        at = next;
    }
    py.bytes(&out)
}
