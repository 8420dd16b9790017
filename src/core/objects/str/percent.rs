//! `%` formatting: the directives, shared by str and bytes, and `str % values`.

use super::builder::StrBuilder;
use super::format_spec::double_text;
use super::storage::MAX_UNICODE;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::exceptions::classes;
use crate::objects::{ByteArray, Bytes, Float, Int, Str, Tuple};
use crate::raise;

/// The values of a formatting operation, handed out one by one.
pub struct Values<'a, 'py> {
    values: Borrowed<'a, 'py>,
    tuple: Option<Borrowed<'a, 'py, Tuple>>,
    next: usize,
    mapping: bool,
    current: Option<Ref<'py>>,
}

impl<'a, 'py> Values<'a, 'py> {
    /// For the right operand of `%`.
    pub fn new(values: Borrowed<'a, 'py>) -> Self {
        let tuple = values.into_cast::<Tuple>();
        // SAFETY: a live object.
        let is_mapping = unsafe { decl::PyMapping_Check(values.as_ptr()) != 0 };
        let mapping = is_mapping
            && tuple.is_none()
            && !values.is_instance_of::<Str>()
            && !values.is_instance_of::<Bytes>()
            && !values.is_instance_of::<ByteArray>();
        Values { values, tuple, next: 0, mapping, current: None }
    }
    /// The next value.
    pub fn take(&mut self, py: Attached<'py>) -> PyResult<Ref<'py>> {
        if let Some(current) = self.current.take() {
            return Ok(current);
        }
        let found = match self.tuple {
            Some(tuple) => (self.next < tuple.len()).then(|| tuple.item(self.next).to_owned()),
            None => (self.next == 0).then(|| self.values.to_owned()),
        };
        self.next += 1;
        found.ok_or_else(|| raise!(py, TypeError, "not enough arguments for format string"))
    }
    /// Chooses the value for a `(key)`.
    pub fn choose(&mut self, py: Attached<'py>, key: &Ref<'py>) -> PyResult<()> {
        if !self.mapping {
            return Err(raise!(py, TypeError, "format requires a mapping"));
        }
        self.current = Some(self.values.get_item(key)?);
        self.next = usize::MAX - 1;
        Ok(())
    }
    /// Whether values are left over that should have been used.
    pub fn left_over(&self) -> bool {
        if self.mapping {
            return false;
        }
        match self.tuple {
            Some(tuple) => self.next < tuple.len(),
            None => self.next == 0,
        }
    }
}

/// One directive: flags, width and precision.
#[derive(Clone, Copy, Default, Debug)]
#[allow(missing_docs)]
pub struct Directive {
    pub left: bool,
    pub plus: bool,
    pub space: bool,
    pub alternate: bool,
    pub zero: bool,
    pub width: usize,
    pub precision: Option<usize>,
}

/// The text of a number: sign, prefix, digits.
pub struct Number {
    /// `-`, `+`, a space or nothing
    pub sign: Option<u8>,
    /// `0x` and the like
    pub prefix: String,
    /// Digits, point and exponent
    pub digits: String,
}

impl Directive {
    fn sign(&self, negative: bool) -> Option<u8> {
        if negative {
            Some(b'-')
        } else if self.plus {
            Some(b'+')
        } else if self.space {
            Some(b' ')
        } else {
            None
        }
    }

    /// An integer for `d i u o x X`.
    pub fn integer<'py>(&self, py: Attached<'py>, value: &Ref<'py>, conversion: u8) -> PyResult<Number> {
        let decimal = matches!(conversion, b'd' | b'i' | b'u');
        let int: Ref<'py, Int> = if let Some(int) = value.cast::<Int>() {
            int.clone()
        } else {
            // SAFETY: a live object; a new reference or NULL.
            let made: PyResult<Ref<'py, Int>> = unsafe {
                let is_number = decl::PyNumber_Check(value.as_ptr()) != 0;
                if !is_number {
                    return Err(self.not_a_number(py, value, conversion));
                }
                let p = if decimal {
                    decl::PyNumber_Long(value.as_ptr())
                } else {
                    decl::PyNumber_Index(value.as_ptr())
                };
                Ref::from_owned_or_raised(py, p.cast())
            };
            match made {
                Ok(int) => int,
                Err(raised) if raised.matches(py, classes::TypeError()) => {
                    raised.clear(py);
                    return Err(self.not_a_number(py, value, conversion));
                }
                Err(raised) => return Err(raised),
            }
        };
        let base = match conversion {
            b'o' => 8,
            b'x' | b'X' => 16,
            _ => 10,
        };
        // SAFETY: a live int; a new reference or NULL.
        let text: Ref<'py, Str> = unsafe {
            Ref::from_owned_or_raised(py, decl::PyNumber_ToBase(int.as_object_ptr(), base).cast())?
        };
        let mut text = text.to_string_lossy();
        if conversion == b'X' {
            text = text.to_ascii_uppercase();
        }
        let negative = text.starts_with('-');
        let body = text.trim_start_matches('-');
        let (prefix, digits) = if base == 10 { ("", body) } else { body.split_at(2) };
        let missing = self.precision.unwrap_or(0).saturating_sub(digits.len());
        if missing > i32::MAX as usize {
            return Err(raise!(py, OverflowError, "precision too large"));
        }
        Ok(Number {
            sign: self.sign(negative),
            prefix: if self.alternate { prefix.to_string() } else { String::new() },
            digits: "0".repeat(missing) + digits,
        })
    }

    fn not_a_number(&self, py: Attached<'_>, value: &Ref<'_>, conversion: u8) -> Raised {
        let c = conversion as char;
        let name = value.ty().full_name();
        if matches!(conversion, b'o' | b'x' | b'X') {
            raise!(py, TypeError, "%{c} format: an integer is required, not {name}")
        } else {
            raise!(py, TypeError, "%{c} format: a real number is required, not {name}")
        }
    }

    /// A float for `e E f F g G`.
    pub fn float<'py>(&self, py: Attached<'py>, value: &Ref<'py>, conversion: u8) -> PyResult<Number> {
        let value = value.as_f64()?;
        let precision = match i32::try_from(self.precision.unwrap_or(6)) {
            Ok(p) => p,
            Err(_) => return Err(raise!(py, ValueError, "precision too big")),
        };
        let text = double_text(py, value, conversion, precision, if self.alternate { 4 } else { 0 })?;
        let negative = text.starts_with('-');
        Ok(Number {
            sign: self.sign(negative),
            prefix: String::new(),
            digits: text.trim_start_matches('-').to_string(),
        })
    }

    /// How a number of `len` characters is filled: spaces before, zeros behind sign and prefix, spaces behind.
    pub fn fill(&self, len: usize) -> (usize, usize, usize) {
        let extra = self.width.saturating_sub(len);
        match (self.left, self.zero) {
            (true, _) => (0, 0, extra),
            (false, true) => (0, extra, 0),
            (false, false) => (extra, 0, 0),
        }
    }
}

/// What the directive parser needs of a format: its units and how a key is made.
pub trait Format<'py> {
    /// Unit `i`; `None` at the end.
    fn unit(&self, i: usize) -> Option<u32>;
    /// The part from `start` to `end` as a key.
    fn key(&self, py: Attached<'py>, start: usize, end: usize) -> PyResult<Ref<'py>>;
}

/// Reads a directive behind its `%`: it, the conversion, and the position behind. Keys choose values, `*` takes them.
pub fn parse<'py>(
    py: Attached<'py>,
    format: &impl Format<'py>,
    mut at: usize,
    values: &mut Values<'_, 'py>,
) -> PyResult<(Directive, u32, usize)> {
    let incomplete = || raise!(py, ValueError, "incomplete format");
    let mut out = Directive::default();
    if format.unit(at) == Some(b'(' as u32) {
        if !values.mapping {
            return Err(raise!(py, TypeError, "format requires a mapping"));
        }
        let start = at + 1;
        let mut depth = 1;
        at = start;
        while depth > 0 {
            match format.unit(at).map(u8::try_from) {
                None => return Err(raise!(py, ValueError, "incomplete format key")),
                Some(Ok(b'(')) => depth += 1,
                Some(Ok(b')')) => depth -= 1,
                _ => {}
            }
            at += 1;
        }
        let key = format.key(py, start, at - 1)?;
        values.choose(py, &key)?;
    }
    while let Some(Ok(c)) = format.unit(at).map(u8::try_from) {
        match c {
            b'-' => out.left = true,
            b'+' => out.plus = true,
            b' ' => out.space = true,
            b'#' => out.alternate = true,
            b'0' => out.zero = true,
            _ => break,
        }
        at += 1;
    }
    if format.unit(at) == Some(b'*' as u32) {
        at += 1;
        let width = star(py, values, "width")?;
        if width < 0 {
            out.left = true;
        }
        out.width = width.unsigned_abs();
    } else {
        out.width = number(py, format, &mut at, "width too big", isize::MAX as usize)?;
    }
    if format.unit(at) == Some(b'.' as u32) {
        at += 1;
        if format.unit(at) == Some(b'*' as u32) {
            at += 1;
            out.precision = Some(star(py, values, "precision")?.max(0) as usize);
        } else {
            out.precision = Some(number(py, format, &mut at, "precision too big", i32::MAX as usize)?);
        }
    }
    if let Some(Ok(b'h' | b'l' | b'L')) = format.unit(at).map(u8::try_from) {
        at += 1;
    }
    let conversion = format.unit(at).ok_or_else(incomplete)?;
    Ok((out, conversion, at + 1))
}

fn star<'py>(py: Attached<'py>, values: &mut Values<'_, 'py>, what: &str) -> PyResult<isize> {
    let value = values.take(py)?;
    if !value.is_instance_of::<Int>() {
        return Err(raise!(py, TypeError, "* wants int"));
    }
    let _ = what;
    value.index_as_isize(Some(classes::OverflowError()))
}

fn number<'py>(
    py: Attached<'py>,
    format: &impl Format<'py>,
    at: &mut usize,
    too_big: &str,
    max: usize,
) -> PyResult<usize> {
    let mut value = 0usize;
    while let Some(c @ 48..=57) = format.unit(*at) {
        value = match value.checked_mul(10).and_then(|v| v.checked_add(c as usize - 48)) {
            Some(v) if v <= max => v,
            _ => return Err(raise!(py, ValueError, "{too_big}")),
        };
        *at += 1;
    }
    Ok(value)
}

/// The ValueError for a conversion that does not exist.
pub fn unsupported(py: Attached<'_>, conversion: u32, index: usize) -> Raised {
    let shown = if (32..127).contains(&conversion) { conversion as u8 as char } else { '?' };
    raise!(py, ValueError, "unsupported format character '{shown}' (0x{conversion:x}) at index {index}")
}

struct StrFormat<'a, 'py>(&'a Ref<'py, Str>);
impl<'py> Format<'py> for StrFormat<'_, 'py> {
    fn unit(&self, i: usize) -> Option<u32> {
        (i < self.0.len()).then(|| self.0.code_point(i))
    }
    fn key(&self, py: Attached<'py>, start: usize, end: usize) -> PyResult<Ref<'py>> {
        Ok(super::search::substring(py, self.0, start, end)?.into_any())
    }
}

fn push_padded(out: &mut StrBuilder, directive: &Directive, text: &Ref<'_, Str>) {
    let chars = text.chars();
    let n = chars.len().min(directive.precision.unwrap_or(usize::MAX));
    let extra = directive.width.saturating_sub(n);
    if !directive.left {
        out.push_repeat(b' ' as u32, extra);
    }
    out.push_chars(chars.slice(0, n));
    if directive.left {
        out.push_repeat(b' ' as u32, extra);
    }
}

/// `format % values`
pub fn percent<'py>(
    py: Attached<'py>,
    format: &Ref<'py, Str>,
    values: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    let chars = format.chars();
    let n = chars.len();
    let mut values = Values::new(values);
    let mut out = StrBuilder::with_capacity(n + 16);
    let mut at = 0;
    while at < n {
        let next = super::search::position(chars.slice(at, n), |c| c == b'%' as u32).map_or(n, |i| at + i);
        out.push_chars(chars.slice(at, next));
        if next == n {
            break;
        }
        let (directive, conversion, end) = parse(py, &StrFormat(format), next + 1, &mut values)?;
        at = end;
        if conversion == b'%' as u32 && end == next + 2 {
            out.push(conversion);
            continue;
        }
        let known = matches!(
            u8::try_from(conversion),
            Ok(b's'
                | b'r'
                | b'a'
                | b'd'
                | b'i'
                | b'u'
                | b'o'
                | b'x'
                | b'X'
                | b'e'
                | b'E'
                | b'f'
                | b'F'
                | b'g'
                | b'G'
                | b'c'
                | b'%')
        );
        let value = values.take(py)?;
        if !known {
            return Err(unsupported(py, conversion, end - 1));
        }
        let conversion = conversion as u8;
        match conversion {
            b'%' => out.push(b'%' as u32),
            b's' => push_padded(&mut out, &directive, &value.to_str()?),
            b'r' => push_padded(&mut out, &directive, &value.repr()?),
            b'a' => {
                let text = super::repr::escape_non_ascii(py, &value.repr()?)?;
                push_padded(&mut out, &directive, &text);
            }
            b'c' => {
                let c = char_of(py, &value)?;
                let one = super::from_chars(py, super::Chars::Four(&[c]))?;
                push_padded(&mut out, &Directive { precision: None, ..directive }, &one);
            }
            _ => {
                let number = if matches!(conversion, b'd' | b'i' | b'u' | b'o' | b'x' | b'X') {
                    directive.integer(py, &value, conversion)?
                } else {
                    directive.float(py, &value, conversion)?
                };
                let len = usize::from(number.sign.is_some()) + number.prefix.len() + number.digits.len();
                let (before, zeros, behind) = directive.fill(len);
                out.push_repeat(b' ' as u32, before);
                if let Some(sign) = number.sign {
                    out.push(sign as u32);
                }
                out.push_str(&number.prefix);
                out.push_repeat(b'0' as u32, zeros);
                out.push_str(&number.digits);
                out.push_repeat(b' ' as u32, behind);
            }
        }
    }
    if values.left_over() {
        return Err(raise!(py, TypeError, "not all arguments converted during string formatting"));
    }
    out.finish(py)
}

fn char_of(py: Attached<'_>, value: &Ref<'_>) -> PyResult<u32> {
    if let Some(text) = value.cast::<Str>() {
        if text.len() == 1 {
            return Ok(text.code_point(0));
        }
        return Err(raise!(py, TypeError, "%c requires int or char"));
    }
    if value.is_instance_of::<Float>() {
        return Err(raise!(py, TypeError, "%c requires int or char"));
    }
    let int = match value.index() {
        Ok(int) => int,
        Err(raised) if raised.matches(py, classes::TypeError()) => {
            raised.clear(py);
            return Err(raise!(py, TypeError, "%c requires int or char"));
        }
        Err(raised) => return Err(raised),
    };
    match int.as_i64().ok().filter(|n| (0..=MAX_UNICODE as i64).contains(n)) {
        Some(c) => Ok(c as u32),
        None => {
            // The indicator may hold an overflow from the conversion: this text replaces it.
            Err(raise!(py, OverflowError, "%c arg not in range(0x110000)"))
        }
    }
}
