//! Floats to and from text, digit by digit as CPython writes them.

use mortise_abi::{Py_DTSF_ADD_DOT_0, Py_DTSF_ALT, Py_DTSF_NO_NEG_0, Py_DTSF_SIGN};

/// Significant decimal digits (without zeros at the end in the shortest form) and the position of the point after the first
/// digit counted from the left: 0.1 is `1`, 0; 12.5 is `125`, 2.
struct Decimal {
    digits: Vec<u8>,
    point: i32,
}

/// Reads Rust's `d.ddde±x`.
fn from_scientific(text: &str) -> Decimal {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    let exponent: i32 = exponent.parse().unwrap_or(0);
    Decimal { digits, point: exponent + 1 }
}

/// The shortest digits that read back as the same float.
fn shortest(value: f64) -> Decimal {
    from_scientific(&format!("{value:e}"))
}

/// So many significant digits, correctly rounded; zeros at the end are dropped.
fn significant(value: f64, count: usize) -> Decimal {
    let mut decimal = from_scientific(&format!("{value:.*e}", count.max(1) - 1));
    trim(&mut decimal);
    decimal
}

/// Digits up to so many places after the point, correctly rounded; zeros at the end are dropped.
fn fixed(value: f64, places: usize) -> Decimal {
    let text = format!("{value:.places$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let all: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    let zeros = all.iter().take_while(|&&d| d == b'0').count();
    if zeros == all.len() {
        return Decimal { digits: vec![b'0'], point: 1 };
    }
    let mut decimal = Decimal { digits: all[zeros..].to_vec(), point: whole.len() as i32 - zeros as i32 };
    trim(&mut decimal);
    decimal
}

fn trim(decimal: &mut Decimal) {
    while decimal.digits.len() > 1 && decimal.digits.last() == Some(&b'0') {
        decimal.digits.pop();
    }
}

/// The text of a float: `code` is one of `e E f F g G r`, flags are `Py_DTSF_*`. `None` for a wrong code or precision.
pub fn format(value: f64, code: u8, precision: i32, flags: i32) -> Option<String> {
    let lower = code.to_ascii_lowercase();
    let upper = code.is_ascii_uppercase();
    let alternate = flags & Py_DTSF_ALT != 0;
    if !matches!(code, b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'r') || (code == b'r' && precision != 0) {
        return None;
    }
    let mut precision = usize::try_from(precision).ok()?;
    if lower == b'g' && precision == 0 {
        precision = 1;
    }
    let mut negative = value.is_sign_negative();
    let mut out = String::new();
    if !value.is_finite() {
        let text = if value.is_nan() { "nan" } else { "inf" };
        if negative && !value.is_nan() {
            out.push('-');
        } else if flags & Py_DTSF_SIGN != 0 {
            out.push('+');
        }
        out.push_str(text);
        return Some(if upper { out.to_ascii_uppercase() } else { out });
    }
    let magnitude = value.abs();
    let Decimal { digits, mut point } = match lower {
        b'r' => shortest(magnitude),
        b'e' => significant(magnitude, precision.saturating_add(1)),
        b'f' => fixed(magnitude, precision),
        _ => significant(magnitude, precision),
    };
    let add_dot_0 = flags & Py_DTSF_ADD_DOT_0 != 0;
    let is_zero = digits.iter().all(|&d| d == b'0');
    if is_zero {
        point = 1;
        if flags & Py_DTSF_NO_NEG_0 != 0 {
            negative = false;
        }
    }
    // The last digit shown, counted from the first one.
    let mut end = digits.len() as i64;
    let p = precision as i64;
    let exponential = match lower {
        b'e' => {
            end = p + 1;
            true
        }
        b'f' => {
            end = point as i64 + p;
            false
        }
        b'g' => {
            if alternate {
                end = p;
            }
            point <= -4 || point as i64 > p - add_dot_0 as i64
        }
        _ => point <= -4 || point > 16,
    };
    let mut exponent = 0;
    if exponential {
        exponent = point - 1;
        point = 1;
    }
    let start = if point <= 0 { point as i64 - 1 } else { 0 };
    end = if !exponential && add_dot_0 { end.max(point as i64 + 1) } else { end.max(point as i64) };
    if negative {
        out.push('-');
    } else if flags & Py_DTSF_SIGN != 0 {
        out.push('+');
    }
    let digit = |i: i64| usize::try_from(i).ok().and_then(|i| digits.get(i)).map_or('0', |&d| d as char);
    (start..point as i64).for_each(|i| out.push(digit(i)));
    if end > point as i64 || alternate {
        out.push('.');
        (point as i64..end).for_each(|i| out.push(digit(i)));
    }
    if exponential {
        use std::fmt::Write;
        let _ = write!(out, "e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs());
    }
    Some(if upper { out.to_ascii_uppercase() } else { out })
}

/// `repr(value)`
pub fn repr(value: f64) -> String {
    format(value, b'r', 0, Py_DTSF_ADD_DOT_0).unwrap_or_default()
}

/// Reads a float at the start of a text: sign, digits with a point and an exponent, or `inf`, `infinity`, `nan`. Gives the value
/// and where it ended.
pub fn parse_prefix(text: &[u8]) -> Option<(f64, usize)> {
    let mut at = 0;
    let negative = text.first() == Some(&b'-');
    if matches!(text.first(), Some(b'+' | b'-')) {
        at = 1;
    }
    let signed = |v: f64| if negative { -v } else { v };
    let word = |w: &[u8]| text.get(at..at + w.len()).is_some_and(|t| t.eq_ignore_ascii_case(w));
    if word(b"infinity") {
        return Some((signed(f64::INFINITY), at + 8));
    }
    if word(b"inf") {
        return Some((signed(f64::INFINITY), at + 3));
    }
    if word(b"nan") {
        return Some((signed(f64::NAN), at + 3));
    }
    let digits_from = |from: usize| text[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let start = at;
    let whole = digits_from(at);
    at += whole;
    let mut fraction = 0;
    if text.get(at) == Some(&b'.') {
        fraction = digits_from(at + 1);
        if whole + fraction > 0 {
            at += 1 + fraction;
        }
    }
    if whole + fraction == 0 {
        return None;
    }
    if matches!(text.get(at), Some(b'e' | b'E')) {
        let sign = matches!(text.get(at + 1), Some(b'+' | b'-')) as usize;
        let exponent = digits_from(at + 1 + sign);
        if exponent > 0 {
            at += 1 + sign + exponent;
        }
    }
    let number = std::str::from_utf8(&text[start..at]).ok()?;
    Some((signed(number.parse::<f64>().ok()?), at))
}

/// Removes underscores between digits; `None` when one is elsewhere.
pub fn without_underscores(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut previous = 0u8;
    for &c in text {
        if c == b'_' {
            if !previous.is_ascii_digit() {
                return None;
            }
        } else {
            if previous == b'_' && !c.is_ascii_digit() {
                return None;
            }
            out.push(c);
        }
        previous = c;
    }
    (previous != b'_').then_some(out)
}

/// The float that a whole text is, blanks around it allowed.
pub fn parse(text: &[u8]) -> Option<f64> {
    let text = trim_blanks(text);
    let cleaned;
    let text = if text.contains(&b'_') {
        cleaned = without_underscores(text)?;
        &cleaned
    } else {
        text
    };
    match parse_prefix(text) {
        Some((value, end)) if end == text.len() => Some(value),
        _ => None,
    }
}

/// The text without blanks around it.
pub fn trim_blanks(mut text: &[u8]) -> &[u8] {
    let blank = |c: &u8| matches!(c, b' ' | b'\t'..=b'\r');
    while let [first, rest @ ..] = text
        && blank(first)
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && blank(last)
    {
        text = rest;
    }
    text
}

/// `value.hex()`
pub fn hex(value: f64) -> String {
    if !value.is_finite() {
        return repr(value);
    }
    let bits = value.to_bits();
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let (fraction, exponent) = (bits & ((1 << 52) - 1), (bits >> 52 & 0x7ff) as i32);
    if value == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let (lead, exponent) = if exponent == 0 { (0, -1022) } else { (1, exponent - 1023) };
    format!("{sign}0x{lead}.{fraction:013x}p{exponent:+}")
}

/// Why a text is no hexadecimal float.
pub enum HexError {
    /// Not the syntax.
    Syntax,
    /// Beyond the largest float.
    Overflow,
}

/// `float.fromhex(text)`
pub fn from_hex(text: &[u8]) -> Result<f64, HexError> {
    let text = trim_blanks(text);
    if let Some((value, end)) = parse_prefix(text)
        && end == text.len()
        && !value.is_finite()
        && !text.iter().any(u8::is_ascii_digit)
    {
        return Ok(value);
    }
    let (negative, mut rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    if let [b'0', b'x' | b'X', after @ ..] = rest {
        rest = after;
    }
    let digit = |c: u8| (c as char).to_digit(16);
    let (mut mantissa, mut exponent, mut sticky) = (0u128, 0i64, false);
    let (mut count, mut after_point) = (0usize, false);
    let mut at = 0;
    while let Some(&c) = rest.get(at) {
        if c == b'.' && !after_point {
            after_point = true;
        } else if let Some(d) = digit(c) {
            count += 1;
            if mantissa >> 120 == 0 {
                mantissa = mantissa << 4 | d as u128;
                exponent -= if after_point { 4 } else { 0 };
            } else {
                // Beyond what the mantissa holds: only whether anything is there.
                sticky |= d != 0;
                exponent += if after_point { 0 } else { 4 };
            }
        } else {
            break;
        }
        at += 1;
    }
    if count == 0 {
        return Err(HexError::Syntax);
    }
    if let Some(b'p' | b'P') = rest.get(at) {
        at += 1;
        let minus = rest.get(at) == Some(&b'-');
        at += matches!(rest.get(at), Some(b'+' | b'-')) as usize;
        let digits = rest[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        if digits == 0 {
            return Err(HexError::Syntax);
        }
        let given = rest[at..at + digits]
            .iter()
            .fold(0i64, |n, &c| n.saturating_mul(10).saturating_add((c - b'0') as i64))
            .min(1 << 40);
        exponent += if minus { -given } else { given };
        at += digits;
    }
    if at != rest.len() {
        return Err(HexError::Syntax);
    }
    let value = match crate::objects::int::convert::scale(mantissa | sticky as u128, exponent) {
        Some(value) => value,
        None => return Err(HexError::Overflow),
    };
    Ok(if negative { -value } else { value })
}
