//! `bytes % values` and `bytearray % values`.

use super::methods::Piece;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::exceptions::classes;
use crate::objects::str::percent::{Directive, Format, Values, parse};
use crate::objects::str::repr::escape_non_ascii;
use crate::objects::{ByteArray, Bytes, Float};
use crate::raise;

struct BytesFormat<'a>(&'a [u8]);
impl<'py> Format<'py> for BytesFormat<'_> {
    fn unit(&self, i: usize) -> Option<u32> {
        self.0.get(i).map(|&c| c as u32)
    }
    fn key(&self, py: Attached<'py>, start: usize, end: usize) -> PyResult<Ref<'py>> {
        Ok(super::storage::from_slice(py, &self.0[start..end])?.into_any())
    }
}

fn push_padded(out: &mut Vec<u8>, directive: &Directive, text: &[u8]) {
    let n = text.len().min(directive.precision.unwrap_or(usize::MAX));
    let extra = directive.width.saturating_sub(n);
    if !directive.left {
        out.resize(out.len() + extra, b' ');
    }
    out.extend_from_slice(&text[..n]);
    if directive.left {
        out.resize(out.len() + extra, b' ');
    }
}

/// The result's bytes.
pub fn percent<'py>(py: Attached<'py>, format: &[u8], values: Borrowed<'_, 'py>) -> PyResult<Vec<u8>> {
    let mut values = Values::new(values);
    let mut out = Vec::with_capacity(format.len() + 16);
    let mut at = 0;
    while at < format.len() {
        let next = memchr::memchr(b'%', &format[at..]).map_or(format.len(), |i| at + i);
        out.extend_from_slice(&format[at..next]);
        if next == format.len() {
            break;
        }
        let (directive, conversion, end) = parse(py, &BytesFormat(format), next + 1, &mut values)?;
        at = end;
        let conversion = conversion as u8;
        if conversion == b'%' {
            out.push(b'%');
            continue;
        }
        let value = values.take(py)?;
        match conversion {
            b'r' | b'a' => {
                let text = escape_non_ascii(py, &value.repr()?)?;
                push_padded(&mut out, &directive, text.as_ascii().unwrap_or("").as_bytes());
            }
            b's' | b'b' => push_bytes(py, &mut out, &directive, &value)?,
            b'c' => {
                let c = byte_of(py, &value)?;
                push_padded(&mut out, &Directive { precision: None, ..directive }, &[c]);
            }
            b'd' | b'i' | b'u' | b'o' | b'x' | b'X' | b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {
                let number = if matches!(conversion, b'd' | b'i' | b'u' | b'o' | b'x' | b'X') {
                    directive.integer(py, &value, conversion)?
                } else {
                    directive.float(py, &value, conversion).map_err(|raised| {
                        if !raised.matches(py, classes::TypeError()) {
                            return raised;
                        }
                        raised.clear(py);
                        raise!(py, TypeError, "float argument required, not {}", value.ty().full_name())
                    })?
                };
                let len = usize::from(number.sign.is_some()) + number.prefix.len() + number.digits.len();
                let (before, zeros, behind) = directive.fill(len);
                out.resize(out.len() + before, b' ');
                out.extend(number.sign);
                out.extend_from_slice(number.prefix.as_bytes());
                out.resize(out.len() + zeros, b'0');
                out.extend_from_slice(number.digits.as_bytes());
                out.resize(out.len() + behind, b' ');
            }
            _ => {
                return Err(raise!(
                    py,
                    ValueError,
                    "unsupported format character '{}' (0x{conversion:x}) at index {}",
                    conversion as char,
                    end - 1
                ));
            }
        }
    }
    if values.left_over() {
        return Err(raise!(py, TypeError, "not all arguments converted during bytes formatting"));
    }
    Ok(out)
}

fn push_bytes<'py>(
    py: Attached<'py>,
    out: &mut Vec<u8>,
    directive: &Directive,
    value: &Ref<'py>,
) -> PyResult<()> {
    // SAFETY: a live object.
    let buffer = unsafe { crate::capi::decl::PyObject_CheckBuffer(value.as_ptr()) } != 0;
    if !value.is_instance_of::<Bytes>() && !value.is_instance_of::<ByteArray>() {
        if let Some(bytes) = super::new::dunder_bytes(py, value)? {
            push_padded(out, directive, bytes.as_bytes());
            return Ok(());
        }
        if !buffer {
            return Err(raise!(
                py,
                TypeError,
                "%b requires a bytes-like object, or an object that implements __bytes__, not '{}'",
                value.ty().full_name()
            ));
        }
    }
    push_padded(out, directive, Piece::new(py, value)?.bytes());
    Ok(())
}

fn byte_of(py: Attached<'_>, value: &Ref<'_>) -> PyResult<u8> {
    let wrong = || raise!(py, TypeError, "%c requires an integer in range(256) or a single byte");
    if let Some(bytes) = value.cast::<Bytes>() {
        return if let [c] = bytes.as_bytes() { Ok(*c) } else { Err(wrong()) };
    }
    if let Some(bytes) = value.cast::<ByteArray>() {
        return <ByteArray as super::methods::ByteString>::with(bytes, |d| {
            if let [c] = d { Some(*c) } else { None }
        })
        .ok_or_else(wrong);
    }
    if value.is_instance_of::<Float>() {
        return Err(wrong());
    }
    match value.index() {
        Ok(int) => match int.as_i64().ok().and_then(|n| u8::try_from(n).ok()) {
            Some(c) => Ok(c),
            None => Err(raise!(py, OverflowError, "%c arg not in range(256)")),
        },
        Err(raised) if raised.matches(py, classes::TypeError()) => {
            raised.clear(py);
            Err(wrong())
        }
        Err(raised) => Err(raised),
    }
}
