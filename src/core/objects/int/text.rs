//! Ints to and from text.

use std::sync::atomic::{AtomicUsize, Ordering};

use num_bigint::BigUint;

use super::arith::from_big;
use super::magnitude;
use super::storage::from_i64;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::{Int, Str};
use crate::raise;

/// Texts with fewer digits than this are always converted.
pub const LIMIT_THRESHOLD: usize = 640;
/// The limit unless something else is set.
pub const DEFAULT_LIMIT: usize = 4300;

static LIMIT: AtomicUsize = AtomicUsize::new(DEFAULT_LIMIT);

/// `sys.get_int_max_str_digits()`; 0 for no limit.
pub fn digit_limit() -> usize {
    LIMIT.load(Ordering::Relaxed)
}

/// Sets the limit; the caller has checked it.
pub fn store_digit_limit(limit: usize) {
    LIMIT.store(limit, Ordering::Relaxed);
}

#[cold]
fn limit_exceeded(py: Attached<'_>, limit: usize) -> Raised {
    raise!(
        py,
        ValueError,
        "Exceeds the limit ({limit} digits) for integer string conversion; use \
         sys.set_int_max_str_digits() to increase the limit"
    )
}

/// The digits in a base from 2 to 36, lower case, with a minus sign and, when asked for, the base's prefix.
pub fn to_text(a: &Ref<'_, Int>, base: u32, prefix: bool) -> PyResult<String> {
    let mut out = String::new();
    if a.is_negative() {
        out.push('-');
    }
    if prefix {
        out.push_str(match base {
            2 => "0b",
            8 => "0o",
            16 => "0x",
            _ => "",
        });
    }
    if let Some(magnitude) = a.to_u128_magnitude() {
        use std::fmt::Write;
        let _ = match base {
            2 => write!(out, "{magnitude:b}"),
            8 => write!(out, "{magnitude:o}"),
            16 => write!(out, "{magnitude:x}"),
            10 => match u64::try_from(magnitude) {
                Ok(small) => write!(out, "{small}"),
                Err(_) => write!(out, "{magnitude}"),
            },
            _ => write!(out, "{}", BigUint::from(magnitude).to_str_radix(base)),
        };
        return Ok(out);
    }
    let limit = if base.is_power_of_two() { 0 } else { digit_limit() };
    if limit > 0
        && a.bit_length() as f64 * std::f64::consts::LOG10_2 - 1.0 > limit.max(LIMIT_THRESHOLD) as f64 + 1.0
    {
        // Certain without converting.
        return Err(limit_exceeded(a.py(), limit));
    }
    let digits = magnitude::to_big(a.digits()).to_str_radix(base);
    if limit > 0 && digits.len() > limit {
        return Err(limit_exceeded(a.py(), limit));
    }
    out.push_str(&digits);
    Ok(out)
}

/// `str(a)`
pub fn repr<'py>(
    py: Attached<'py>,
    a: crate::heap::handles::Borrowed<'_, 'py, Int>,
) -> PyResult<Ref<'py, Str>> {
    py.str(&to_text(&a, 10, false)?)
}

/// Why a text is no int.
pub enum ParseError {
    /// Not a number: where that shows, and the base by then.
    Invalid(usize, u32),
    /// Something was raised.
    Raised(Raised),
}

impl From<Raised> for ParseError {
    fn from(raised: Raised) -> Self {
        ParseError::Raised(raised)
    }
}

fn digit_value(c: u8) -> u32 {
    match c {
        b'0'..=b'9' => (c - b'0') as u32,
        b'a'..=b'z' => (c - b'a') as u32 + 10,
        b'A'..=b'Z' => (c - b'A') as u32 + 10,
        _ => 37,
    }
}

fn is_space(c: &u8) -> bool {
    matches!(c, b' ' | b'\t'..=b'\r')
}

/// Reads an int at the start of an ASCII text, after blanks: the int and where it ended (blanks after it are skipped).
/// Base 0 goes by the prefix; the base that was found is the last part of the result.
pub fn parse_prefix<'py>(
    py: Attached<'py>,
    text: &[u8],
    mut base: u32,
) -> Result<(Ref<'py, Int>, usize, u32), ParseError> {
    let mut at = text.iter().take_while(|c| is_space(c)).count();
    let negative = text.get(at) == Some(&b'-');
    if matches!(text.get(at), Some(b'+' | b'-')) {
        at += 1;
    }
    let prefix_base = match (text.get(at), text.get(at + 1)) {
        (Some(b'0'), Some(b'x' | b'X')) => Some(16),
        (Some(b'0'), Some(b'o' | b'O')) => Some(8),
        (Some(b'0'), Some(b'b' | b'B')) => Some(2),
        _ => None,
    };
    // With base 0, a number that starts with 0 and has no prefix must be zero.
    let mut only_zero = false;
    if base == 0 {
        match prefix_base {
            Some(b) => base = b,
            None => {
                only_zero = text.get(at) == Some(&b'0');
                base = 10;
            }
        }
    }
    if prefix_base == Some(base) {
        at += 2;
        // One underscore may follow the prefix.
        if text.get(at) == Some(&b'_') {
            at += 1;
        }
    }
    let start = at;
    let mut previous = 0u8;
    while let Some(&c) = text.get(at) {
        if c == b'_' {
            if previous == b'_' {
                return Err(ParseError::Invalid(at - 1, base));
            }
            if at == start {
                return Err(ParseError::Invalid(at, base));
            }
        } else if digit_value(c) >= base {
            break;
        }
        previous = c;
        at += 1;
    }
    let digits = &text[start..at];
    if previous == b'_' {
        return Err(ParseError::Invalid(at - 1, base));
    }
    if digits.is_empty() {
        return Err(ParseError::Invalid(at, base));
    }
    let value = if digits.len() <= 12 && base <= 36 && !digits.contains(&b'_') {
        let value = digits.iter().fold(0i64, |n, &c| n * base as i64 + digit_value(c) as i64);
        from_i64(py, if negative { -value } else { value })?
    } else {
        let values: Vec<u8> = digits.iter().filter(|&&c| c != b'_').map(|&c| digit_value(c) as u8).collect();
        let limit = digit_limit();
        if !base.is_power_of_two() && limit > 0 && values.len() > LIMIT_THRESHOLD && values.len() > limit {
            return Err(ParseError::Raised(raise!(
                py,
                ValueError,
                "Exceeds the limit ({limit} digits) for integer string conversion: value has {} digits; use \
                 sys.set_int_max_str_digits() to increase the limit",
                values.len()
            )));
        }
        let value = BigUint::from_radix_be(&values, base).ok_or(ParseError::Invalid(at, base))?;
        from_big(py, negative, &value)?
    };
    at += text[at..].iter().take_while(|c| is_space(c)).count();
    if only_zero && !value.is_zero() {
        return Err(ParseError::Invalid(at, 0));
    }
    Ok((value, at, base))
}

/// The int that the whole text is; `shown` is what the message shows, the argument as it was given.
pub fn parse<'py>(py: Attached<'py>, text: &[u8], base: u32, shown: &Ref<'py>) -> PyResult<Ref<'py, Int>> {
    match parse_prefix(py, text, base) {
        Ok((value, end, _)) if end == text.len() => Ok(value),
        Err(ParseError::Raised(raised)) => Err(raised),
        _ => Err(invalid_literal(py, base, shown)),
    }
}

#[cold]
fn invalid_literal<'py>(py: Attached<'py>, base: u32, shown: &Ref<'py>) -> Raised {
    match shown.repr() {
        Ok(text) => {
            // As long as the message shows of it.
            let shown: Vec<u32> = text.code_points().take(200).collect();
            let shown: String = shown.into_iter().map(|c| char::from_u32(c).unwrap_or('\u{fffd}')).collect();
            raise!(py, ValueError, "invalid literal for int() with base {base}: {shown}")
        }
        Err(raised) => raised,
    }
}

/// A str with decimal digits of any script and any blanks turned into ASCII; other characters become `?`.
pub fn to_ascii_digits(text: &Ref<'_, Str>) -> Vec<u8> {
    text.code_points()
        .map(|c| match c {
            0..=0x7f if c == 0x1c || c == 0x1d || c == 0x1e || c == 0x1f => b' ',
            0..=0x7f => c as u8,
            _ => match char::from_u32(c) {
                Some(ch) if ch.is_whitespace() => b' ',
                // SAFETY: a function of its argument.
                _ => match unsafe { crate::capi::decl::_PyUnicode_ToDecimalDigit(c) } {
                    d @ 0..=9 => b'0' + d as u8,
                    _ => b'?',
                },
            },
        })
        .collect()
}

/// `int(text, base)` for a str.
pub fn from_str<'py>(py: Attached<'py>, text: &Ref<'py, Str>, base: u32) -> PyResult<Ref<'py, Int>> {
    parse(py, &to_ascii_digits(text), base, text)
}
