//! Decoding of number and string literals from their source text.

use crate::{Constant, Int};
use num_bigint::BigInt;
use num_traits::Num;

/// The largest decimal integer literal, `sys.int_info.default_max_str_digits`.
const MAX_STR_DIGITS: usize = 4300;

/// An integer literal; the error is CPython's message.
pub(super) fn integer(text: &str) -> Result<Constant, String> {
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    let (body, radix) = match digits.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => (&digits[2..], 16),
        Some("0o") => (&digits[2..], 8),
        Some("0b") => (&digits[2..], 2),
        _ => (&digits[..], 10),
    };
    if let Ok(v) = i64::from_str_radix(body, radix) {
        return Ok(Constant::Int(Int::Small(v)));
    }
    if radix == 10 && body.len() > MAX_STR_DIGITS {
        return Err(format!(
            "Exceeds the limit ({MAX_STR_DIGITS} digits) for integer string conversion: value has {} digits; use \
             sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to \
             avoid decimal conversion limits.",
            body.len()
        ));
    }
    match BigInt::from_str_radix(body, radix) {
        Ok(v) => Ok(Constant::Int(v.into())),
        Err(_) => Err("invalid decimal literal".to_owned()),
    }
}

/// Whether a literal's text may hold an escaped lone surrogate, which a Rust string cannot.
pub(super) fn may_have_surrogate(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(4).any(|w| {
        (w[0] == b'\\' && w[1] == b'u' && w[2].eq_ignore_ascii_case(&b'd') && w[3].is_ascii_hexdigit())
            || (w[0] == b'\\' && w[1] == b'U' && w[2] == b'0')
    })
}

/// Appends a code point, lone surrogates included.
pub(super) fn push_code_point(out: &mut Vec<u8>, cp: u32) {
    match char::from_u32(cp) {
        Some(c) => {
            let mut buffer = [0; 4];
            out.extend(c.encode_utf8(&mut buffer).as_bytes());
        }
        None => {
            out.extend([0xe0 | (cp >> 12) as u8, 0x80 | ((cp >> 6) & 0x3f) as u8, 0x80 | (cp & 0x3f) as u8])
        }
    }
}

/// The value of a string literal's inner text with its escapes. The parser has already checked them.
/// `braces` says that the text belongs to an f-string, where `{{` means `{`.
pub(super) fn unescape(text: &str, braces: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if braces && (c == '{' || c == '}') && rest.starts_with(c) {
            rest = &rest[1..];
        }
        if c != '\\' {
            push_code_point(&mut out, c as u32);
            continue;
        }
        let Some(e) = rest.chars().next() else {
            out.push(b'\\');
            break;
        };
        rest = &rest[e.len_utf8()..];
        let simple = match e {
            '\n' => continue,
            '\\' | '\'' | '"' => e as u8,
            'a' => 7,
            'b' => 8,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            'v' => 11,
            '0'..='7' => {
                let tail = rest.bytes().take(2).take_while(|b| (b'0'..=b'7').contains(b)).count();
                let mut value = e as u32 - '0' as u32;
                for b in rest.bytes().take(tail) {
                    value = value * 8 + u32::from(b - b'0');
                }
                rest = &rest[tail..];
                push_code_point(&mut out, value);
                continue;
            }
            'x' | 'u' | 'U' => {
                let count = if e == 'x' {
                    2
                } else if e == 'u' {
                    4
                } else {
                    8
                };
                let value = rest.get(..count).and_then(|h| u32::from_str_radix(h, 16).ok());
                if let Some(value) = value {
                    rest = &rest[count..];
                    push_code_point(&mut out, value);
                }
                continue;
            }
            'N' => {
                let close = rest.find('}').unwrap_or(0);
                let name = rest.get(1..close).unwrap_or("");
                if let Some(c) = unicode_names2::character(name) {
                    push_code_point(&mut out, c as u32);
                }
                rest = &rest[(close + 1).min(rest.len())..];
                continue;
            }
            other => {
                out.push(b'\\');
                push_code_point(&mut out, other as u32);
                continue;
            }
        };
        out.push(simple);
    }
    out
}
