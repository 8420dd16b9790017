//! Backslash escapes: in bytes literals, `unicode_escape` and `raw_unicode_escape`.

use std::ffi::CString;

use super::errors::DecodeErrors;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::exceptions::classes;
use crate::objects::str::StrBuilder;
use crate::objects::{Bytes, Str};
use crate::raise;

/// Warns of an escape sequence that means nothing.
fn warn(py: Attached<'_>, text: String) -> PyResult<()> {
    let text = CString::new(text).unwrap_or_default();
    // SAFETY: a live class and a NUL-terminated text.
    if unsafe { decl::PyErr_WarnEx(classes::DeprecationWarning().cast(), text.as_ptr(), 1) } < 0 {
        let _ = py;
        // SAFETY: the warning became an exception.
        return Err(unsafe { Raised::assume() });
    }
    Ok(())
}

fn simple(c: u8) -> Option<u8> {
    Some(match c {
        b'\\' | b'\'' | b'"' => c,
        b'b' => 8,
        b'f' => 12,
        b't' => 9,
        b'n' => 10,
        b'r' => 13,
        b'v' => 11,
        b'a' => 7,
        _ => return None,
    })
}

/// An octal escape of up to three digits at the start of `rest`: the value and its length.
fn octal(rest: &[u8]) -> Option<(u32, usize)> {
    let n = rest.iter().take(3).take_while(|c| matches!(c, b'0'..=b'7')).count();
    (n > 0).then(|| (rest[..n].iter().fold(0, |v, c| v * 8 + (c - b'0') as u32), n))
}

fn hex_digits(rest: &[u8], max: usize) -> (u32, usize) {
    let n = rest.iter().take(max).take_while(|c| c.is_ascii_hexdigit()).count();
    let value = rest[..n].iter().fold(0u32, |v, &c| v << 4 | (c as char).to_digit(16).unwrap_or(0));
    (value, n)
}

/// The contents of a bytes literal.
pub fn decode_bytes(py: Attached<'_>, data: &[u8], errors: &str) -> PyResult<Vec<u8>> {
    let mut out = Vec::with_capacity(data.len());
    let mut at = 0;
    let mut bad: Option<String> = None;
    while at < data.len() {
        if data[at] != b'\\' {
            out.push(data[at]);
            at += 1;
            continue;
        }
        let Some(&c) = data.get(at + 1) else {
            return Err(raise!(py, ValueError, "Trailing \\ in string"));
        };
        if c == b'\n' {
            at += 2;
        } else if let Some(c) = simple(c) {
            out.push(c);
            at += 2;
        } else if let Some((value, n)) = octal(&data[at + 1..]) {
            if value > 0xff && bad.is_none() {
                bad = Some(format!("invalid octal escape sequence '\\{value:o}'"));
            }
            out.push(value as u8);
            at += 1 + n;
        } else if c == b'x' {
            let (value, n) = hex_digits(&data[at + 2..], 2);
            if n == 2 {
                out.push(value as u8);
            } else {
                match errors {
                    "" | "strict" => {
                        return Err(raise!(py, ValueError, "invalid \\x escape at position {at}"));
                    }
                    "replace" => out.push(b'?'),
                    "ignore" => {}
                    _ => {
                        return Err(raise!(
                            py,
                            ValueError,
                            "decoding error; unknown error handling code: {errors}"
                        ));
                    }
                }
            }
            at += 2 + n;
        } else {
            if bad.is_none() {
                bad = Some(format!("invalid escape sequence '\\{}'", c as char));
            }
            out.extend([b'\\', c]);
            at += 2;
        }
    }
    if let Some(text) = bad {
        warn(py, text)?;
    }
    Ok(out)
}

/// The `escape` codec's encoder.
pub fn encode_bytes(data: &[u8]) -> Vec<u8> {
    let text = crate::objects::bytes::ops::repr(data, false, false);
    // Without the b and the quotes: the apostrophe is escaped in both.
    text.as_bytes()[2..text.len() - 1].to_vec()
}

/// `unicode_escape`; with `stateful`, an unfinished escape at the end is left over.
pub fn decode<'py>(
    py: Attached<'py>,
    data: &[u8],
    errors: &str,
    stateful: bool,
) -> PyResult<(Ref<'py, Str>, usize)> {
    let mut out = StrBuilder::with_capacity(data.len());
    let mut errors = DecodeErrors::new(py, "unicodeescape", errors, data);
    let mut bad: Option<String> = None;
    let mut at = 0;
    loop {
        let data = errors.input();
        let Some(&c) = data.get(at) else { break };
        if c != b'\\' {
            out.push(c as u32);
            at += 1;
            continue;
        }
        let Some(&c) = data.get(at + 1) else {
            if stateful {
                break;
            }
            at = errors.handle(&mut out, at, at + 1, "\\ at end of string")?;
            continue;
        };
        if c == b'\n' {
            at += 2;
        } else if let Some(c) = simple(c) {
            out.push(c as u32);
            at += 2;
        } else if let Some((value, n)) = octal(&data[at + 1..]) {
            if value > 0xff && bad.is_none() {
                bad = Some(format!("invalid octal escape sequence '\\{value:o}'"));
            }
            out.push(value);
            at += 1 + n;
        } else if let Some((want, reason)) = match c {
            b'x' => Some((2, "truncated \\xXX escape")),
            b'u' => Some((4, "truncated \\uXXXX escape")),
            b'U' => Some((8, "truncated \\UXXXXXXXX escape")),
            _ => None,
        } {
            let (value, n) = hex_digits(&data[at + 2..], want);
            let end = at + 2 + n;
            if n < want {
                if stateful && end == data.len() {
                    break;
                }
                at = errors.handle(&mut out, at, end, reason)?;
            } else if value > 0x10ffff {
                at = errors.handle(&mut out, at, end, "illegal Unicode character")?;
            } else {
                out.push(value);
                at = end;
            }
        } else if c == b'N' {
            let rest = &data[at + 2..];
            match (rest.first(), rest.iter().position(|&c| c == b'}')) {
                (Some(b'{'), Some(close)) if close > 1 => {
                    let name = std::str::from_utf8(&rest[1..close]).ok().and_then(super::names::by_name);
                    let end = at + 2 + close + 1;
                    match name {
                        Some(c) => {
                            out.push(c);
                            at = end;
                        }
                        None => at = errors.handle(&mut out, at, end, "unknown Unicode character name")?,
                    }
                }
                (Some(b'{'), None) | (None, _) if stateful => break,
                (Some(b'{'), Some(close)) => {
                    at = errors.handle(&mut out, at, at + 2 + close + 1, "malformed \\N character escape")?;
                }
                (Some(b'{'), None) => {
                    at = errors.handle(&mut out, at, data.len(), "malformed \\N character escape")?;
                }
                _ => at = errors.handle(&mut out, at, at + 2, "malformed \\N character escape")?,
            }
        } else {
            if bad.is_none() {
                bad = Some(format!("invalid escape sequence '\\{}'", c as char));
            }
            out.push(b'\\' as u32);
            out.push(c as u32);
            at += 2;
        }
    }
    if let Some(text) = bad {
        warn(py, text)?;
    }
    Ok((out.finish(py)?, at))
}

/// `str.encode('unicode_escape')`
pub fn encode<'py>(py: Attached<'py>, s: Borrowed<'_, 'py, Str>) -> PyResult<Ref<'py, Bytes>> {
    let mut out = Vec::with_capacity(s.len());
    for c in s.chars().iter() {
        match c {
            0x5c => out.extend(b"\\\\"),
            9 => out.extend(b"\\t"),
            10 => out.extend(b"\\n"),
            13 => out.extend(b"\\r"),
            0x20..0x7f => out.push(c as u8),
            _ if c < 0x100 => out.extend(format!("\\x{c:02x}").bytes()),
            _ if c < 0x10000 => out.extend(format!("\\u{c:04x}").bytes()),
            _ => out.extend(format!("\\U{c:08x}").bytes()),
        }
    }
    py.bytes(&out)
}

/// `raw_unicode_escape`; with `stateful`, an unfinished escape at the end is left over.
pub fn decode_raw<'py>(
    py: Attached<'py>,
    data: &[u8],
    errors: &str,
    stateful: bool,
) -> PyResult<(Ref<'py, Str>, usize)> {
    let mut out = StrBuilder::with_capacity(data.len());
    let mut errors = DecodeErrors::new(py, "rawunicodeescape", errors, data);
    let mut at = 0;
    loop {
        let data = errors.input();
        let Some(&c) = data.get(at) else { break };
        if c != b'\\' {
            out.push(c as u32);
            at += 1;
            continue;
        }
        let Some(&c) = data.get(at + 1) else {
            if stateful {
                break;
            }
            out.push(b'\\' as u32);
            at += 1;
            continue;
        };
        let (want, reason) = match c {
            b'u' => (4, "truncated \\uXXXX escape"),
            b'U' => (8, "truncated \\UXXXXXXXX escape"),
            _ => {
                out.push(b'\\' as u32);
                out.push(c as u32);
                at += 2;
                continue;
            }
        };
        let (value, n) = hex_digits(&data[at + 2..], want);
        let end = at + 2 + n;
        if n < want {
            if stateful && end == data.len() {
                break;
            }
            at = errors.handle(&mut out, at, end, reason)?;
        } else if value > 0x10ffff {
            at = errors.handle(&mut out, at, end, "\\Uxxxxxxxx out of range")?;
        } else {
            out.push(value);
            at = end;
        }
    }
    Ok((out.finish(py)?, at))
}

/// `str.encode('raw_unicode_escape')`
pub fn encode_raw<'py>(py: Attached<'py>, s: Borrowed<'_, 'py, Str>) -> PyResult<Ref<'py, Bytes>> {
    let mut out = Vec::with_capacity(s.len());
    for c in s.chars().iter() {
        match c {
            _ if c < 0x100 => out.push(c as u8),
            _ if c < 0x10000 => out.extend(format!("\\u{c:04x}").bytes()),
            _ => out.extend(format!("\\U{c:08x}").bytes()),
        }
    }
    py.bytes(&out)
}
