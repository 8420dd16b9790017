//! The format specification mini-language, and what it does to texts, ints, floats and complex numbers.

use std::ffi::CStr;

use super::builder::StrBuilder;
use super::layout::pad;
use super::storage::{Chars, Filler, MAX_UNICODE};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::{Int, Str};
use crate::raise;

/// A parsed format specification.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Fill character
    pub fill: u32,
    /// `<`, `>`, `=` or `^`
    pub align: u8,
    /// Whether the alignment was given (or implied by `0`)
    pub align_given: bool,
    /// `+`, `-` or space
    pub sign: Option<u8>,
    /// `z`
    pub no_negative_zero: bool,
    /// `#`
    pub alternate: bool,
    /// Minimal width
    pub width: Option<usize>,
    /// `,` or `_`
    pub grouping: Option<u8>,
    /// Digits after the point, or the maximal width of a text
    pub precision: Option<usize>,
    /// The presentation type; `None` when not given
    pub kind: Option<u32>,
}

impl Spec {
    /// The presentation type as a byte; 0 when not given, 255 for what is not ASCII.
    pub fn kind_byte(&self) -> u8 {
        self.kind.map_or(0, |k| if k < 128 { k as u8 } else { 255 })
    }
}

fn digits(py: Attached<'_>, spec: Chars<'_>, at: &mut usize) -> PyResult<Option<usize>> {
    let mut value: Option<usize> = None;
    while *at < spec.len()
        && let Some(digit) = super::unicode::decimal(spec.at(*at))
    {
        let next = value.unwrap_or(0).checked_mul(10).and_then(|v| v.checked_add(digit as usize));
        match next.filter(|&v| v <= isize::MAX as usize) {
            Some(next) => value = Some(next),
            None => return Err(raise!(py, ValueError, "Too many decimal digits in format string")),
        }
        *at += 1;
    }
    Ok(value)
}

fn is_align(c: u32) -> bool {
    matches!(u8::try_from(c), Ok(b'<' | b'>' | b'=' | b'^'))
}

/// Reads a specification for an object of type `type_name`: `default_kind` stands in where none is given (in the check of the
/// grouping only), `default_align` is `<` for texts and `>` for numbers.
pub fn parse_spec(
    py: Attached<'_>,
    spec: Chars<'_>,
    type_name: &str,
    default_kind: u8,
    default_align: u8,
) -> PyResult<Spec> {
    let n = spec.len();
    let mut at = 0;
    let mut out = Spec {
        fill: b' ' as u32,
        align: default_align,
        align_given: false,
        sign: None,
        no_negative_zero: false,
        alternate: false,
        width: None,
        grouping: None,
        precision: None,
        kind: None,
    };
    let is = |at: usize, c: u8| at < n && spec.at(at) == c as u32;
    let mut fill_given = false;
    if n >= 2 && is_align(spec.at(1)) {
        (out.fill, out.align) = (spec.at(0), spec.at(1) as u8);
        (fill_given, out.align_given) = (true, true);
        at = 2;
    } else if n >= 1 && is_align(spec.at(0)) {
        out.align = spec.at(0) as u8;
        out.align_given = true;
        at = 1;
    }
    if is(at, b'+') || is(at, b'-') || is(at, b' ') {
        out.sign = Some(spec.at(at) as u8);
        at += 1;
    }
    if is(at, b'z') {
        out.no_negative_zero = true;
        at += 1;
    }
    if is(at, b'#') {
        out.alternate = true;
        at += 1;
    }
    if !fill_given && is(at, b'0') {
        out.fill = b'0' as u32;
        if !out.align_given && default_align == b'>' {
            out.align = b'=';
            out.align_given = true;
        }
        at += 1;
    }
    out.width = digits(py, spec, &mut at)?;
    if is(at, b',') {
        out.grouping = Some(b',');
        at += 1;
    }
    if is(at, b'_') {
        if out.grouping.is_some() {
            return Err(raise!(py, ValueError, "Cannot specify both ',' and '_'."));
        }
        out.grouping = Some(b'_');
        at += 1;
    }
    if is(at, b',') && out.grouping == Some(b'_') {
        return Err(raise!(py, ValueError, "Cannot specify both ',' and '_'."));
    }
    if is(at, b'.') {
        at += 1;
        out.precision = digits(py, spec, &mut at)?;
        if out.precision.is_none() {
            return Err(raise!(py, ValueError, "Format specifier missing precision"));
        }
    }
    if n - at > 1 {
        let whole: String = spec.iter().map(|c| char::from_u32(c).unwrap_or('\u{fffd}')).collect();
        return Err(raise!(
            py,
            ValueError,
            "Invalid format specifier '{whole}' for object of type '{type_name}'"
        ));
    }
    if at < n {
        out.kind = Some(spec.at(at));
    }
    if let Some(sep) = out.grouping {
        let kind = out.kind.unwrap_or(default_kind as u32);
        let fits = match u8::try_from(kind) {
            Ok(b'd' | b'e' | b'f' | b'g' | b'E' | b'G' | b'%' | b'F' | 0) => true,
            Ok(b'b' | b'o' | b'x' | b'X') => sep == b'_',
            _ => false,
        };
        if !fits {
            let sep = sep as char;
            return Err(if (33..128).contains(&kind) {
                raise!(py, ValueError, "Cannot specify '{sep}' with '{}'.", kind as u8 as char)
            } else {
                raise!(py, ValueError, "Cannot specify '{sep}' with '\\x{kind:x}'.")
            });
        }
    }
    Ok(out)
}

/// "Unknown format code".
pub fn unknown_kind(py: Attached<'_>, kind: u32, type_name: &str) -> Raised {
    if (33..128).contains(&kind) {
        let c = kind as u8 as char;
        raise!(py, ValueError, "Unknown format code '{c}' for object of type '{type_name}'")
    } else {
        raise!(py, ValueError, "Unknown format code '\\x{kind:x}' for object of type '{type_name}'")
    }
}

/// `str.__format__`
pub fn format_str<'py>(py: Attached<'py>, s: &Ref<'py, Str>, spec: Chars<'_>) -> PyResult<Ref<'py, Str>> {
    if spec.is_empty() {
        return super::exact(s);
    }
    let spec = parse_spec(py, spec, &s.ty().full_name(), b's', b'<')?;
    if let Some(kind) = spec.kind
        && kind != b's' as u32
    {
        return Err(unknown_kind(py, kind, &s.ty().full_name()));
    }
    match spec.sign {
        Some(b' ') => return Err(raise!(py, ValueError, "Space not allowed in string format specifier")),
        Some(_) => return Err(raise!(py, ValueError, "Sign not allowed in string format specifier")),
        None => {}
    }
    if spec.no_negative_zero {
        return Err(raise!(
            py,
            ValueError,
            "Negative zero coercion (z) not allowed in string format specifier"
        ));
    }
    if spec.alternate {
        return Err(raise!(py, ValueError, "Alternate form (#) not allowed in string format specifier"));
    }
    if spec.align == b'=' {
        return Err(raise!(py, ValueError, "'=' alignment not allowed in string format specifier"));
    }
    let len = s.len().min(spec.precision.unwrap_or(usize::MAX));
    let text = super::search::substring(py, s, 0, len)?;
    let extra = spec.width.unwrap_or(0).saturating_sub(len);
    let left = match spec.align {
        b'>' => extra,
        b'^' => extra / 2,
        _ => 0,
    };
    pad(py, &text, left, extra - left, spec.fill)
}

/// How the digits before the point are grouped, and which point is written.
pub struct Grouping {
    /// The decimal point
    pub point: String,
    /// What stands between groups
    pub separator: String,
    /// Sizes of the groups from the right; the last one repeats. Empty for no grouping.
    pub sizes: Vec<u8>,
    /// Whether the last size does not repeat (C's CHAR_MAX)
    pub ends: bool,
}

impl Grouping {
    /// For a specification; `n` takes the locale's.
    pub fn new(spec: &Spec) -> Grouping {
        if spec.kind_byte() == b'n' {
            return Grouping::locale();
        }
        match spec.grouping {
            None => Grouping { point: ".".into(), separator: String::new(), sizes: Vec::new(), ends: false },
            Some(sep) => {
                let size = if matches!(spec.kind_byte(), b'b' | b'o' | b'x' | b'X') { 4 } else { 3 };
                Grouping {
                    point: ".".into(),
                    separator: (sep as char).to_string(),
                    sizes: vec![size],
                    ends: false,
                }
            }
        }
    }
    fn locale() -> Grouping {
        // SAFETY: localeconv gives a pointer to static texts, which are copied at once.
        unsafe {
            let conv = libc::localeconv();
            let text = |p: *const std::ffi::c_char| CStr::from_ptr(p).to_string_lossy().into_owned();
            let raw = CStr::from_ptr((*conv).grouping).to_bytes();
            let ends = raw.contains(&127);
            let sizes: Vec<u8> = raw.iter().copied().take_while(|&c| c != 127).collect();
            Grouping {
                point: text((*conv).decimal_point),
                separator: text((*conv).thousands_sep),
                sizes,
                ends,
            }
        }
    }
    /// The digits with separators, filled with zeros on the left up to `min_width`.
    pub fn apply(&self, digits: &str, min_width: usize) -> String {
        let separator: Vec<char> = self.separator.chars().rev().collect();
        let mut left = digits.chars().rev();
        let mut out: Vec<char> = Vec::with_capacity(digits.len() * 2);
        let (mut group, mut in_group) = (0, 0);
        loop {
            let next = match left.next() {
                Some(digit) => digit,
                None if out.len() < min_width || out.is_empty() => '0',
                None => break,
            };
            let size = match self.sizes.get(group) {
                Some(&size) => size as usize,
                None if self.ends => 0,
                None => self.sizes.last().copied().unwrap_or(0) as usize,
            };
            if size > 0 && in_group == size && !separator.is_empty() {
                out.extend(&separator);
                group += 1;
                in_group = 0;
            }
            out.push(next);
            in_group += 1;
        }
        out.into_iter().rev().collect()
    }
}

/// The parts of a number's text.
pub struct NumberText<'a> {
    /// Whether it is below zero
    pub negative: bool,
    /// `0x` and the like
    pub prefix: &'a str,
    /// Digits before the point (or `inf`, `nan`)
    pub digits: &'a str,
    /// Digits after the point, with the exponent: without the point
    pub fraction: &'a str,
    /// Whether there is a point
    pub has_point: bool,
    /// What follows: `%`, `j`
    pub suffix: &'a str,
}

/// Writes a number as the specification says.
pub fn write_number<'py>(
    py: Attached<'py>,
    number: &NumberText<'_>,
    spec: &Spec,
    grouping: &Grouping,
) -> PyResult<Ref<'py, Str>> {
    let (left, right, text) = number_parts(number, spec, grouping);
    let max = text.chars().map(|c| c as u32).max().unwrap_or(0).max(spec.fill);
    let count = text.chars().count();
    let Some(total) = count.checked_add(left.0 + left.1 + right).filter(|&n| n <= isize::MAX as usize) else {
        return Err(raise!(py, OverflowError, "formatted number is too long"));
    };
    let mut out = Filler::new(py, total, max)?;
    out.fill(spec.fill, left.0);
    let head = head_length(number, spec);
    for (i, c) in text.chars().enumerate() {
        if i == head {
            out.fill(spec.fill, left.1);
        }
        out.push_char(c as u32);
    }
    if head >= count {
        out.fill(spec.fill, left.1);
    }
    out.fill(spec.fill, right);
    Ok(out.finish())
}

fn head_length(number: &NumberText<'_>, spec: &Spec) -> usize {
    usize::from(sign_of(number.negative, spec).is_some()) + number.prefix.len()
}

fn sign_of(negative: bool, spec: &Spec) -> Option<char> {
    match (negative, spec.sign) {
        (true, _) => Some('-'),
        (false, Some(b'+')) => Some('+'),
        (false, Some(b' ')) => Some(' '),
        _ => None,
    }
}

/// Fill before the sign and after the prefix, fill behind, and the text.
fn number_parts(
    number: &NumberText<'_>,
    spec: &Spec,
    grouping: &Grouping,
) -> ((usize, usize), usize, String) {
    let mut text = String::new();
    text.extend(sign_of(number.negative, spec));
    text.push_str(number.prefix);
    let tail = number.fraction.chars().count()
        + if number.has_point { grouping.point.chars().count() } else { 0 }
        + number.suffix.len();
    let width = spec.width.unwrap_or(0);
    let zeros = if spec.fill == b'0' as u32 && spec.align == b'=' {
        width.saturating_sub(text.chars().count() + tail)
    } else {
        0
    };
    let numeric = number.digits.starts_with(|c: char| c.is_ascii_alphanumeric()) && !number.digits.is_empty();
    if numeric && !matches!(number.digits, "inf" | "nan" | "INF" | "NAN") && !grouping.sizes.is_empty() {
        text.push_str(&grouping.apply(number.digits, zeros));
    } else {
        text.push_str(number.digits);
    }
    if number.has_point {
        text.push_str(&grouping.point);
    }
    text.push_str(number.fraction);
    text.push_str(number.suffix);
    let extra = width.saturating_sub(text.chars().count());
    match spec.align {
        b'<' => ((0, 0), extra, text),
        b'^' => ((extra / 2, 0), extra - extra / 2, text),
        b'=' => ((0, extra), 0, text),
        _ => ((extra, 0), 0, text),
    }
}

/// `int.__format__`
pub fn format_int<'py>(py: Attached<'py>, value: &Ref<'py, Int>, spec: Chars<'_>) -> PyResult<Ref<'py, Str>> {
    if spec.is_empty() {
        return value.to_str();
    }
    let type_name = value.ty().full_name();
    let spec = parse_spec(py, spec, &type_name, b'd', b'>')?;
    match spec.kind_byte() {
        0 | b'b' | b'c' | b'd' | b'o' | b'x' | b'X' | b'n' => format_int_spec(py, value, &spec),
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'%' => {
            format_float_spec(py, value.as_f64()?, &spec, &type_name)
        }
        _ => Err(unknown_kind(py, spec.kind.unwrap_or(0), &type_name)),
    }
}

fn format_int_spec<'py>(py: Attached<'py>, value: &Ref<'py, Int>, spec: &Spec) -> PyResult<Ref<'py, Str>> {
    if spec.precision.is_some() {
        return Err(raise!(py, ValueError, "Precision not allowed in integer format specifier"));
    }
    if spec.no_negative_zero {
        return Err(raise!(
            py,
            ValueError,
            "Negative zero coercion (z) not allowed in format specifier with integer presentation type"
        ));
    }
    let grouping = Grouping::new(spec);
    if spec.kind_byte() == b'c' {
        if spec.sign.is_some() {
            return Err(raise!(py, ValueError, "Sign not allowed with integer format specifier 'c'"));
        }
        if spec.alternate {
            return Err(raise!(
                py,
                ValueError,
                "Alternate form (#) not allowed with integer format specifier 'c'"
            ));
        }
        let c = match value.as_i64() {
            Ok(c) => c,
            Err(raised) => {
                raised.clear(py);
                return Err(raise!(py, OverflowError, "Python int too large to convert to C long"));
            }
        };
        if !(0..=MAX_UNICODE as i64).contains(&c) {
            return Err(raise!(py, OverflowError, "%c arg not in range(0x110000)"));
        }
        let extra = spec.width.unwrap_or(0).saturating_sub(1);
        let left = match spec.align {
            b'<' => 0,
            b'^' => extra / 2,
            _ => extra,
        };
        let one = super::from_chars(py, Chars::Four(&[c as u32]))?;
        return pad(py, &one, left, extra - left, spec.fill);
    }
    let base = match spec.kind_byte() {
        b'b' => 2,
        b'o' => 8,
        b'x' | b'X' => 16,
        _ => 10,
    };
    // SAFETY: a live int; a new reference or NULL.
    let text: Ref<'py, Str> =
        unsafe { Ref::from_owned_or_raised(py, decl::PyNumber_ToBase(value.as_object_ptr(), base).cast())? };
    let mut text = text.to_string_lossy();
    if spec.kind_byte() == b'X' {
        text = text.to_ascii_uppercase();
    }
    let negative = text.starts_with('-');
    let body = text.trim_start_matches('-');
    let (prefix, digits) = if base == 10 { ("", body) } else { body.split_at(2) };
    let prefix = if spec.alternate { prefix } else { "" };
    let number = NumberText { negative, prefix, digits, fraction: "", has_point: false, suffix: "" };
    write_number(py, &number, spec, &grouping)
}

const ADD_DOT_0: i32 = 2;
const ALTERNATE: i32 = 4;
const NO_NEGATIVE_ZERO: i32 = 8;

/// A float's text as `PyOS_double_to_string` makes it.
pub fn double_text(py: Attached<'_>, value: f64, kind: u8, precision: i32, flags: i32) -> PyResult<String> {
    // SAFETY: the result is NULL or a NUL-terminated text that we must free.
    unsafe {
        let text = decl::PyOS_double_to_string(value, kind as _, precision, flags, std::ptr::null_mut());
        if text.is_null() {
            return Err(if crate::state::error::occurred(py) {
                Raised::assume()
            } else {
                super::storage::no_memory(py)
            });
        }
        let copy = CStr::from_ptr(text).to_string_lossy().into_owned();
        decl::PyMem_Free(text.cast());
        Ok(copy)
    }
}

/// `float.__format__`
pub fn format_float<'py>(
    py: Attached<'py>,
    value: f64,
    spec: Chars<'_>,
    type_name: &str,
) -> PyResult<Ref<'py, Str>> {
    if spec.is_empty() {
        return py.str(&double_text(py, value, b'r', 0, ADD_DOT_0)?);
    }
    let spec = parse_spec(py, spec, type_name, 0, b'>')?;
    match spec.kind_byte() {
        0 | b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'n' | b'%' => {
            format_float_spec(py, value, &spec, type_name)
        }
        _ => Err(unknown_kind(py, spec.kind.unwrap_or(0), type_name)),
    }
}

/// Splits a float's text at the point.
fn split_float(text: &str) -> (bool, &str, bool, &str) {
    let negative = text.starts_with('-');
    let body = text.trim_start_matches(['-', '+']);
    let end = body.find(|c: char| !c.is_ascii_digit()).unwrap_or(body.len());
    if end == 0 {
        return (negative, body, false, "");
    }
    match body[end..].strip_prefix('.') {
        Some(fraction) => (negative, &body[..end], true, fraction),
        None => (negative, &body[..end], false, &body[end..]),
    }
}

fn checked_precision(py: Attached<'_>, spec: &Spec) -> PyResult<Option<i32>> {
    match spec.precision {
        None => Ok(None),
        Some(p) => match i32::try_from(p) {
            Ok(p) => Ok(Some(p)),
            Err(_) => Err(raise!(py, ValueError, "precision too big")),
        },
    }
}

fn format_float_spec<'py>(
    py: Attached<'py>,
    value: f64,
    spec: &Spec,
    _type_name: &str,
) -> PyResult<Ref<'py, Str>> {
    let given = checked_precision(py, spec)?;
    let mut flags = 0;
    if spec.alternate {
        flags |= ALTERNATE;
    }
    if spec.no_negative_zero {
        flags |= NO_NEGATIVE_ZERO;
    }
    let mut value = value;
    let (mut kind, mut precision, mut suffix) = (spec.kind_byte(), given.unwrap_or(6), "");
    match kind {
        0 => {
            flags |= ADD_DOT_0;
            (kind, precision) = match given {
                Some(p) => (b'g', p),
                None => (b'r', 0),
            };
        }
        b'n' => kind = b'g',
        b'%' => {
            kind = b'f';
            value *= 100.0;
            suffix = "%";
        }
        _ => {}
    }
    let text = double_text(py, value, kind, precision, flags)?;
    let (negative, digits, has_point, fraction) = split_float(&text);
    let number = NumberText { negative, prefix: "", digits, fraction, has_point, suffix };
    write_number(py, &number, spec, &Grouping::new(spec))
}

/// `complex.__format__`
pub fn format_complex<'py>(
    py: Attached<'py>,
    real: f64,
    imag: f64,
    spec: Chars<'_>,
    type_name: &str,
) -> PyResult<Ref<'py, Str>> {
    let spec = parse_spec(py, spec, type_name, 0, b'>')?;
    match spec.kind_byte() {
        0 | b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'n' => {}
        _ => return Err(unknown_kind(py, spec.kind.unwrap_or(0), type_name)),
    }
    let given = checked_precision(py, &spec)?;
    if spec.fill == b'0' as u32 {
        return Err(raise!(py, ValueError, "Zero padding is not allowed in complex format specifier"));
    }
    if spec.align == b'=' {
        return Err(raise!(py, ValueError, "'=' alignment flag is not allowed in complex format specifier"));
    }
    let mut flags = 0;
    if spec.alternate {
        flags |= ALTERNATE;
    }
    if spec.no_negative_zero {
        flags |= NO_NEGATIVE_ZERO;
    }
    let (mut kind, mut precision) = (spec.kind_byte(), given.unwrap_or(6));
    // Without a type the number is written as by str(): in parentheses, without a real part that is positive zero.
    let (mut skip_real, mut parentheses) = (false, false);
    match kind {
        0 => {
            (kind, precision) = match given {
                Some(p) => (b'g', p),
                None => (b'r', 0),
            };
            skip_real = real == 0.0 && real.is_sign_positive();
            parentheses = !skip_real;
        }
        b'n' => kind = b'g',
        _ => {}
    }
    let grouping = Grouping::new(&spec);
    let plain = Spec { width: None, fill: b' ' as u32, align: b'<', ..spec.clone() };
    let mut out = StrBuilder::new();
    if parentheses {
        out.push(b'(' as u32);
    }
    if !skip_real {
        let text = double_text(py, real, kind, precision, flags)?;
        let (negative, digits, has_point, fraction) = split_float(&text);
        let number = NumberText { negative, prefix: "", digits, fraction, has_point, suffix: "" };
        out.push_object(&write_number(py, &number, &plain, &grouping)?);
    }
    let text = double_text(py, imag, kind, precision, flags)?;
    let (negative, digits, has_point, fraction) = split_float(&text);
    let number = NumberText { negative, prefix: "", digits, fraction, has_point, suffix: "j" };
    let signed = if skip_real { plain } else { Spec { sign: Some(b'+'), ..plain } };
    out.push_object(&write_number(py, &number, &signed, &grouping)?);
    if parentheses {
        out.push(b')' as u32);
    }
    let text = out.finish(py)?;
    let extra = spec.width.unwrap_or(0).saturating_sub(text.len());
    let left = match spec.align {
        b'<' => 0,
        b'^' => extra / 2,
        _ => extra,
    };
    pad(py, &text, left, extra - left, spec.fill)
}
