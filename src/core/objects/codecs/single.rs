//! Codecs of one byte per character: ASCII, Latin-1, character maps.

use super::encoding_map::{self, EncodingMap};
use super::errors::{DecodeErrors, EncodeErrors, Replacement};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::native::Native;
use crate::objects::exceptions::classes;
use crate::objects::str::{Chars, StrBuilder, from_ascii, from_chars};
use crate::objects::{Bytes, Int, Str};
use crate::raise;

/// Decodes ASCII.
pub fn decode_ascii<'py>(py: Attached<'py>, data: &[u8], errors: &str) -> PyResult<Ref<'py, Str>> {
    if data.is_ascii() {
        return from_ascii(py, data);
    }
    let mut out = StrBuilder::with_capacity(data.len());
    let mut errors = DecodeErrors::new(py, "ascii", errors, data);
    let mut at = 0;
    while let Some(&c) = errors.input().get(at) {
        if c < 0x80 {
            out.push(c as u32);
            at += 1;
        } else {
            at = errors.handle(&mut out, at, at + 1, "ordinal not in range(128)")?;
        }
    }
    out.finish(py)
}

/// Decodes Latin-1.
pub fn decode_latin1<'py>(py: Attached<'py>, data: &[u8]) -> PyResult<Ref<'py, Str>> {
    from_chars(py, Chars::One(data))
}

/// Encodes as ASCII (`limit` 128) or Latin-1 (256).
pub fn encode<'py>(
    py: Attached<'py>,
    s: Borrowed<'_, 'py, Str>,
    errors: &str,
    limit: u32,
) -> PyResult<Ref<'py, Bytes>> {
    if s.max_char() < limit
        && let Chars::One(data) = s.chars()
    {
        return py.bytes(data);
    }
    let (name, reason) = if limit == 128 {
        ("ascii", "ordinal not in range(128)")
    } else {
        ("latin-1", "ordinal not in range(256)")
    };
    let chars = s.chars();
    let mut handler = EncodeErrors::new(py, name, errors, &s);
    let mut out = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        let c = chars.at(at);
        if c < limit {
            out.push(c as u8);
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < chars.len() && chars.at(end) >= limit {
            end += 1;
        }
        let (replacement, next) = handler.handle(at, end, reason)?;
        match replacement {
            Replacement::Bytes(bytes) => out.extend(bytes),
            Replacement::Text(text) => {
                if text.max_char() >= limit && text.code_points().any(|c| c >= limit) {
                    return Err(handler.raise(at, end, reason));
                }
                out.extend(text.code_points().map(|c| c as u8));
            }
        }
        at = next;
    }
    py.bytes(&out)
}

const UNDEFINED: &str = "character maps to <undefined>";

/// What a decoding map says of a byte.
fn decoded<'py>(py: Attached<'py>, map: &Ref<'py>, byte: u8) -> PyResult<Option<Ref<'py, Str>>> {
    if let Some(table) = map.cast_exact::<Str>() {
        return match (byte as usize) < table.len() {
            true if table.code_point(byte as usize) != 0xfffe => {
                from_chars(py, Chars::Four(&[table.code_point(byte as usize)])).map(Some)
            }
            _ => Ok(None),
        };
    }
    let value = match map.get_item(&*py.int(byte as i64)?) {
        Ok(value) => value,
        Err(raised) if raised.matches(py, classes::LookupError()) => {
            raised.clear(py);
            return Ok(None);
        }
        Err(raised) => return Err(raised),
    };
    if value.is_none() {
        return Ok(None);
    }
    if value.is_instance_of::<Int>() {
        let n = value.as_i64()?;
        if n == 0xfffe {
            return Ok(None);
        }
        if !(0..=0x10ffff).contains(&n) {
            return Err(raise!(py, TypeError, "character mapping must be in range(0x110000)"));
        }
        return from_chars(py, Chars::Four(&[n as u32])).map(Some);
    }
    match value.into_cast::<Str>() {
        Ok(text) if text.equals_str("\u{fffe}") => Ok(None),
        Ok(text) => Ok(Some(text)),
        Err(_) => Err(raise!(py, TypeError, "character mapping must return integer, None or str")),
    }
}

/// Decodes with a map from bytes to characters; Latin-1 without one.
pub fn decode_charmap<'py>(
    py: Attached<'py>,
    data: &[u8],
    map: Option<&Ref<'py>>,
    errors: &str,
) -> PyResult<Ref<'py, Str>> {
    let Some(map) = map else {
        return decode_latin1(py, data);
    };
    let mut out = StrBuilder::with_capacity(data.len());
    let mut errors = DecodeErrors::new(py, "charmap", errors, data);
    let mut at = 0;
    while let Some(&c) = errors.input().get(at) {
        match decoded(py, map, c)? {
            Some(text) => {
                out.push_object(&text);
                at += 1;
            }
            None => at = errors.handle(&mut out, at, at + 1, UNDEFINED)?,
        }
    }
    out.finish(py)
}

/// What an encoding map says of a character: pushes it, or says that there is nothing.
fn encoded<'py>(py: Attached<'py>, map: &Ref<'py>, c: u32, out: &mut Vec<u8>) -> PyResult<bool> {
    if let Some(map) = map.cast_exact::<Native<EncodingMap>>() {
        let byte = map.value().get(c);
        out.extend(byte);
        return Ok(byte.is_some());
    }
    let value = match map.get_item(&*py.int(c as i64)?) {
        Ok(value) => value,
        Err(raised) if raised.matches(py, classes::LookupError()) => {
            raised.clear(py);
            return Ok(false);
        }
        Err(raised) => return Err(raised),
    };
    if value.is_none() {
        return Ok(false);
    }
    if value.is_instance_of::<Int>() {
        match value.as_i64() {
            Ok(n @ 0..=255) => out.push(n as u8),
            _ => return Err(raise!(py, TypeError, "character mapping must be in range(256)")),
        }
        return Ok(true);
    }
    match value.cast::<Bytes>() {
        Some(bytes) => {
            out.extend_from_slice(bytes.as_bytes());
            Ok(true)
        }
        None => Err(raise!(
            py,
            TypeError,
            "character mapping must return integer, bytes or None, not {}",
            value.ty().full_name()
        )),
    }
}

/// Encodes with a map from characters to bytes; Latin-1 without one.
pub fn encode_charmap<'py>(
    py: Attached<'py>,
    s: Borrowed<'_, 'py, Str>,
    map: Option<&Ref<'py>>,
    errors: &str,
) -> PyResult<Ref<'py, Bytes>> {
    let Some(map) = map else {
        return encode(py, s, errors, 256);
    };
    let chars = s.chars();
    let mut handler = EncodeErrors::new(py, "charmap", errors, &s);
    let mut out = Vec::with_capacity(chars.len());
    let mut at = 0;
    while at < chars.len() {
        if encoded(py, map, chars.at(at), &mut out)? {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < chars.len() && !encoded(py, map, chars.at(end), &mut Vec::new())? {
            end += 1;
        }
        let (replacement, next) = handler.handle(at, end, UNDEFINED)?;
        match replacement {
            Replacement::Bytes(bytes) => out.extend(bytes),
            Replacement::Text(text) => {
                for c in text.code_points() {
                    if !encoded(py, map, c, &mut out)? {
                        return Err(handler.raise(at, end, UNDEFINED));
                    }
                }
            }
        }
        at = next;
    }
    py.bytes(&out)
}

/// `codecs.charmap_build`: the inverse of a decoding table, which is not empty.
pub fn build_map<'py>(py: Attached<'py>, table: &Ref<'py, Str>) -> PyResult<Ref<'py>> {
    if table.is_empty() {
        return Err(raise!(py, TypeError, "bad argument type for built-in operation"));
    }
    if let Some(map) = encoding_map::build(py, table)? {
        return Ok(map.into_any());
    }
    let map = py.dict()?;
    for (i, c) in table.code_points().take(256).enumerate() {
        map.set(&*py.int(c as i64)?, &*py.int(i as i64)?)?;
    }
    Ok(map.into_any())
}
