//! UTF-8.

use super::errors::{DecodeErrors, EncodeErrors, Handler, Replacement};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::str::{Chars, StrBuilder, storage};
use crate::objects::{Bytes, Str};

/// Why and how much of `rest` (not empty, its first bytes not valid) is wrong: the length of the bad part and the reason;
/// `None` when it may only be cut off.
fn diagnose(rest: &[u8]) -> (usize, &'static str, bool) {
    let continuation = |i: usize| rest.get(i).map(|b| b & 0xc0 == 0x80);
    let (need, low, high) = match rest[0] {
        0xc2..=0xdf => (1, 0x80, 0xbf),
        0xe0 => (2, 0xa0, 0xbf),
        0xed => (2, 0x80, 0x9f),
        0xe1..=0xef => (2, 0x80, 0xbf),
        0xf0 => (3, 0x90, 0xbf),
        0xf4 => (3, 0x80, 0x8f),
        0xf1..=0xf3 => (3, 0x80, 0xbf),
        _ => return (1, "invalid start byte", false),
    };
    match rest.get(1) {
        None => return (1, "unexpected end of data", true),
        Some(b) if *b < low || *b > high => return (1, "invalid continuation byte", false),
        _ => {}
    }
    for i in 2..=need {
        match continuation(i) {
            None => return (i, "unexpected end of data", true),
            Some(false) => return (i, "invalid continuation byte", false),
            Some(true) => {}
        }
    }
    unreachable!("the sequence is valid")
}

/// Decodes; with `stateful`, an unfinished sequence at the end is left over. Gives the text and the number of bytes used.
pub fn decode<'py>(
    py: Attached<'py>,
    input: &[u8],
    errors: &str,
    stateful: bool,
) -> PyResult<(Ref<'py, Str>, usize)> {
    let first = match std::str::from_utf8(input) {
        Ok(text) => return Ok((storage::from_utf8(py, text)?, input.len())),
        Err(e) => e,
    };
    let mut out = StrBuilder::with_capacity(input.len());
    let mut errors = DecodeErrors::new(py, "utf-8", errors, input);
    let mut at = 0;
    let mut valid = first.valid_up_to();
    loop {
        let input = errors.input();
        // SAFETY: validated up to there.
        out.push_str(unsafe { std::str::from_utf8_unchecked(&input[at..at + valid]) });
        at += valid;
        if at == input.len() {
            break;
        }
        let (bad, reason, cut) = diagnose(&input[at..]);
        if cut && stateful {
            break;
        }
        if errors.handler() == Handler::SurrogatePass
            && let [0xed, b @ 0xa0..=0xbf, c @ 0x80..=0xbf, ..] = input[at..]
        {
            out.push(0xd000 | ((b & 0x3f) as u32) << 6 | (c & 0x3f) as u32);
            at += 3;
        } else {
            at = errors.handle(&mut out, at, at + bad, reason)?;
        }
        let rest = &errors.input()[at..];
        valid = match std::str::from_utf8(rest) {
            Ok(_) => rest.len(),
            Err(e) => e.valid_up_to(),
        };
    }
    Ok((out.finish(py)?, at))
}

/// Appends a code point, surrogates included.
#[inline]
pub fn push(out: &mut Vec<u8>, c: u32) {
    match c {
        0..0x80 => out.push(c as u8),
        0x80..0x800 => out.extend([0xc0 | (c >> 6) as u8, 0x80 | (c & 0x3f) as u8]),
        0x800..0x10000 => {
            out.extend([0xe0 | (c >> 12) as u8, 0x80 | (c >> 6 & 0x3f) as u8, 0x80 | (c & 0x3f) as u8])
        }
        _ => out.extend([
            0xf0 | (c >> 18) as u8,
            0x80 | (c >> 12 & 0x3f) as u8,
            0x80 | (c >> 6 & 0x3f) as u8,
            0x80 | (c & 0x3f) as u8,
        ]),
    }
}

/// Encodes; UnicodeEncodeError for surrogates.
pub fn encode_strict<'py>(py: Attached<'py>, s: Borrowed<'_, 'py, Str>) -> PyResult<Vec<u8>> {
    encode_to_vec(py, s, "")
}

/// Encodes to bytes.
pub fn encode<'py>(py: Attached<'py>, s: Borrowed<'_, 'py, Str>, errors: &str) -> PyResult<Ref<'py, Bytes>> {
    if let Some(text) = s.as_ascii() {
        return py.bytes(text.as_bytes());
    }
    py.bytes(&encode_to_vec(py, s, errors)?)
}

fn encode_to_vec<'py>(py: Attached<'py>, s: Borrowed<'_, 'py, Str>, errors: &str) -> PyResult<Vec<u8>> {
    let chars = s.chars();
    let mut out = Vec::with_capacity(chars.len() * if chars.kind() == 1 { 2 } else { 3 });
    if let Chars::One(text) = chars {
        text.iter().for_each(|&c| push(&mut out, c as u32));
        return Ok(out);
    }
    let surrogate = |c: u32| (0xd800..=0xdfff).contains(&c);
    let mut at = 0;
    let mut handler: Option<EncodeErrors<'_, 'py>> = None;
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
        let handler = handler.get_or_insert_with(|| EncodeErrors::new(py, "utf-8", errors, &s));
        let (replacement, next) = handler.handle(at, end, "surrogates not allowed")?;
        match replacement {
            Replacement::Bytes(bytes) => out.extend(bytes),
            Replacement::Text(text) => match text.as_ascii() {
                Some(text) => out.extend(text.as_bytes()),
                None => return Err(handler.raise(at, end, "surrogates not allowed")),
            },
        }
        at = next;
    }
    Ok(out)
}
