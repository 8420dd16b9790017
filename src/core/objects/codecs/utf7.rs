//! UTF-7 (RFC 2152).

use super::errors::DecodeErrors;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::str::StrBuilder;
use crate::objects::{Bytes, Str};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn value(c: u8) -> Option<u32> {
    ALPHABET.iter().position(|&a| a == c).map(|i| i as u32)
}

/// Whether an encoder writes the character as it is.
fn is_direct(c: u32) -> bool {
    u8::try_from(c)
        .is_ok_and(|c| c.is_ascii_alphanumeric() || b"'(),-./:?!\"#$%&*;<=>@[]^_`{|} \t\n\r".contains(&c))
}

/// A run of base64.
#[derive(Default)]
struct Shift {
    start: usize,
    out_start: usize,
    bits: u32,
    buffer: u32,
    surrogate: u32,
}

impl Shift {
    fn push(&mut self, value: u32, out: &mut StrBuilder) {
        self.buffer = self.buffer << 6 | value;
        self.bits += 6;
        if self.bits < 16 {
            return;
        }
        self.bits -= 16;
        let c = self.buffer >> self.bits;
        self.buffer &= (1 << self.bits) - 1;
        if self.surrogate != 0 {
            if (0xdc00..0xe000).contains(&c) {
                out.push(0x10000 + ((self.surrogate & 0x3ff) << 10 | c & 0x3ff));
                self.surrogate = 0;
                return;
            }
            out.push(self.surrogate);
            self.surrogate = 0;
        }
        if (0xd800..0xdc00).contains(&c) {
            self.surrogate = c;
        } else {
            out.push(c);
        }
    }
}

/// Decodes; with `stateful`, an unfinished shift sequence at the end is left over.
pub fn decode<'py>(
    py: Attached<'py>,
    data: &[u8],
    errors: &str,
    stateful: bool,
) -> PyResult<(Ref<'py, Str>, usize)> {
    let mut out = StrBuilder::with_capacity(data.len());
    let mut errors = DecodeErrors::new(py, "utf7", errors, data);
    let mut shift: Option<Shift> = None;
    let mut at = 0;
    loop {
        let data = errors.input();
        let Some(&c) = data.get(at) else {
            let Some(open) = shift.take() else { break };
            if stateful {
                out.truncate(open.out_start);
                at = open.start;
                break;
            }
            if open.surrogate != 0 || open.bits >= 6 || (open.bits > 0 && open.buffer != 0) {
                at = errors.handle(&mut out, open.start, data.len(), "unterminated shift sequence")?;
                if at < errors.input().len() {
                    continue;
                }
            }
            break;
        };
        if let Some(open) = &mut shift {
            if let Some(value) = value(c) {
                open.push(value, &mut out);
                at += 1;
                continue;
            }
            let open = shift.take().expect("checked");
            if open.bits >= 6 {
                at = errors.handle(&mut out, open.start, at + 1, "partial character in shift sequence")?;
                continue;
            }
            if open.bits > 0 && open.buffer != 0 {
                at =
                    errors.handle(&mut out, open.start, at + 1, "non-zero padding bits in shift sequence")?;
                continue;
            }
            if open.surrogate != 0 && c.is_ascii() && c != b'+' {
                out.push(open.surrogate);
            }
            if c == b'-' {
                at += 1;
            }
            continue;
        }
        if c == b'+' {
            match data.get(at + 1) {
                Some(b'-') => {
                    out.push(b'+' as u32);
                    at += 2;
                }
                Some(&next) if value(next).is_none() => {
                    at = errors.handle(&mut out, at, at + 2, "ill-formed sequence")?;
                }
                _ => {
                    shift = Some(Shift { start: at, out_start: out.len(), ..Shift::default() });
                    at += 1;
                }
            }
        } else if c < 0x80 {
            out.push(c as u32);
            at += 1;
        } else {
            at = errors.handle(&mut out, at, at + 1, "unexpected special character")?;
        }
    }
    Ok((out.finish(py)?, at))
}

/// Encodes: everything has a form, surrogates too.
pub fn encode<'py>(py: Attached<'py>, s: Borrowed<'_, 'py, Str>) -> PyResult<Ref<'py, Bytes>> {
    let mut out = Vec::with_capacity(s.len());
    let (mut inside, mut bits, mut buffer) = (false, 0u32, 0u32);
    for c in s.code_points() {
        if inside && is_direct(c) {
            if bits > 0 {
                out.push(ALPHABET[(buffer << (6 - bits) & 0x3f) as usize]);
                (bits, buffer) = (0, 0);
            }
            inside = false;
            if c == b'-' as u32 || value(c as u8).is_some() {
                out.push(b'-');
            }
        }
        if !inside {
            if c == b'+' as u32 {
                out.extend(b"+-");
                continue;
            }
            if is_direct(c) {
                out.push(c as u8);
                continue;
            }
            out.push(b'+');
            inside = true;
        }
        let units: &[u32] = if c >= 0x10000 {
            &[0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff)]
        } else {
            &[c]
        };
        for &unit in units {
            bits += 16;
            let wide = (buffer as u64) << 16 | unit as u64;
            while bits >= 6 {
                bits -= 6;
                out.push(ALPHABET[(wide >> bits & 0x3f) as usize]);
            }
            buffer = (wide & ((1 << bits) - 1)) as u32;
        }
    }
    if bits > 0 {
        out.push(ALPHABET[(buffer << (6 - bits) & 0x3f) as usize]);
    }
    if inside {
        out.push(b'-');
    }
    py.bytes(&out)
}
