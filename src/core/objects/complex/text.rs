//! Complex numbers to and from text.

use mortise_abi::{Py_DTSF_SIGN, Py_complex};

use crate::objects::float::text;

/// `repr(value)`
pub fn repr(value: Py_complex) -> String {
    let short = |x: f64, flags| text::format(x, b'r', 0, flags).unwrap_or_default();
    if value.real == 0.0 && !value.real.is_sign_negative() {
        return format!("{}j", short(value.imag, 0));
    }
    format!("({}{}j)", short(value.real, 0), short(value.imag, Py_DTSF_SIGN))
}

/// Reads a whole text: `1`, `2j`, `1+2j`, `(1+2j)`, `j`, `1-j` …
pub fn parse(text: &[u8]) -> Option<Py_complex> {
    let cleaned;
    let text = if text.contains(&b'_') {
        cleaned = text::without_underscores(text)?;
        &cleaned
    } else {
        text
    };
    let mut text = text::trim_blanks(text);
    if let [b'(', inner @ .., b')'] = text {
        text = text::trim_blanks(inner);
    }
    let is_j = |at: usize| matches!(text.get(at), Some(b'j' | b'J'));
    let complex = |real, imag| Some(Py_complex { real, imag });
    // A sign without a number stands for one, before a j.
    let unit = |at: usize| match text.get(at) {
        Some(b'-') => Some((-1.0, at + 1)),
        Some(b'+') => Some((1.0, at + 1)),
        _ => None,
    };
    match text::parse_prefix(text) {
        Some((first, at)) => {
            if at == text.len() {
                return complex(first, 0.0);
            }
            if is_j(at) {
                return if at + 1 == text.len() { complex(0.0, first) } else { None };
            }
            if !matches!(text.get(at), Some(b'+' | b'-')) {
                return None;
            }
            let (imag, end) = match text::parse_prefix(&text[at..]) {
                Some((imag, n)) => (imag, at + n),
                None => unit(at)?,
            };
            if is_j(end) && end + 1 == text.len() { complex(first, imag) } else { None }
        }
        None => {
            let (imag, end) = unit(0).unwrap_or((1.0, 0));
            if is_j(end) && end + 1 == text.len() { complex(0.0, imag) } else { None }
        }
    }
}
