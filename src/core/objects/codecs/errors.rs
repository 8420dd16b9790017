//! What a codec does with input that it cannot translate: the built-in handlers directly, registered ones by calling them.

use std::ffi::CString;

use mortise_abi::PyObject;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::exceptions::classes;
use crate::objects::str::StrBuilder;
use crate::objects::*;
use crate::raise;

/// The handlers that codecs know without looking them up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum Handler {
    Strict,
    Ignore,
    Replace,
    BackslashReplace,
    XmlCharRefReplace,
    NameReplace,
    SurrogateEscape,
    SurrogatePass,
    /// Whatever is registered under the name
    Other,
}

impl Handler {
    /// By its name; the empty one is `strict`.
    pub fn by_name(name: &str) -> Handler {
        match name {
            "" | "strict" => Handler::Strict,
            "ignore" => Handler::Ignore,
            "replace" => Handler::Replace,
            "backslashreplace" => Handler::BackslashReplace,
            "xmlcharrefreplace" => Handler::XmlCharRefReplace,
            "namereplace" => Handler::NameReplace,
            "surrogateescape" => Handler::SurrogateEscape,
            "surrogatepass" => Handler::SurrogatePass,
            _ => Handler::Other,
        }
    }
}

/// A new UnicodeDecodeError.
pub fn new_decode_error<'py>(
    py: Attached<'py>,
    encoding: &str,
    object: &Ref<'py>,
    start: usize,
    end: usize,
    reason: &str,
) -> PyResult<Ref<'py>> {
    let class = class(py, classes::UnicodeDecodeError());
    let (encoding, start, end, reason) = parts(py, encoding, start, end, reason)?;
    class.call([&encoding, object, &start, &end, &reason])
}

/// A new UnicodeEncodeError.
pub fn new_encode_error<'py>(
    py: Attached<'py>,
    encoding: &str,
    object: &Ref<'py, Str>,
    start: usize,
    end: usize,
    reason: &str,
) -> PyResult<Ref<'py>> {
    let class = class(py, classes::UnicodeEncodeError());
    let (encoding, start, end, reason) = parts(py, encoding, start, end, reason)?;
    class.call([&encoding, object, &start, &end, &reason])
}

/// A new UnicodeTranslateError.
pub fn new_translate_error<'py>(
    py: Attached<'py>,
    object: &Ref<'py, Str>,
    start: usize,
    end: usize,
    reason: &str,
) -> PyResult<Ref<'py>> {
    let class = class(py, classes::UnicodeTranslateError());
    let (_, start, end, reason) = parts(py, "", start, end, reason)?;
    class.call([object.as_any(), &start, &end, &reason])
}

fn class<'py>(py: Attached<'py>, class: *mut Type) -> Ref<'py> {
    // SAFETY: exception classes are static.
    unsafe { crate::Borrowed::from_ptr(py, class.cast::<PyObject>()) }.to_owned()
}

#[allow(clippy::type_complexity)]
fn parts<'py>(
    py: Attached<'py>,
    encoding: &str,
    start: usize,
    end: usize,
    reason: &str,
) -> PyResult<(Ref<'py>, Ref<'py>, Ref<'py>, Ref<'py>)> {
    Ok((
        py.str(encoding)?.into_any(),
        py.int(start as i64)?.into_any(),
        py.int(end as i64)?.into_any(),
        py.str(reason)?.into_any(),
    ))
}

/// Raises UnicodeEncodeError.
pub fn raise_encode(
    py: Attached<'_>,
    encoding: &str,
    object: &Ref<'_, Str>,
    start: usize,
    end: usize,
    reason: &str,
) -> Raised {
    let object = object.clone();
    // SAFETY: the same token's lifetime, seen through the handle.
    let object: Ref<'_, Str> = unsafe { Ref::from_owned(py, object.into_ptr()) };
    match new_encode_error(py, encoding, &object, start, end, reason) {
        Ok(exc) => crate::state::error::set(py, exc),
        Err(raised) => raised,
    }
}

/// Looks a handler up by name.
pub fn lookup<'py>(py: Attached<'py>, name: &str) -> PyResult<Ref<'py>> {
    let Ok(name) = CString::new(name) else {
        return Err(raise!(py, ValueError, "embedded null character"));
    };
    // SAFETY: a NUL-terminated name; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyCodec_LookupError(name.as_ptr())) }
}

/// Errors while decoding `input`.
pub struct DecodeErrors<'a, 'py> {
    py: Attached<'py>,
    encoding: &'a str,
    name: &'a str,
    handler: Handler,
    input: &'a [u8],
    exception: Option<Ref<'py>>,
    callback: Option<Ref<'py>>,
    replaced: Vec<Ref<'py, Bytes>>,
}

impl<'a, 'py> DecodeErrors<'a, 'py> {
    /// For a codec's name, the handler's name and the whole input.
    pub fn new(py: Attached<'py>, encoding: &'a str, name: &'a str, input: &'a [u8]) -> Self {
        DecodeErrors {
            py,
            encoding,
            name,
            handler: Handler::by_name(name),
            input,
            exception: None,
            callback: None,
            replaced: Vec::new(),
        }
    }

    /// The kind of handler.
    pub fn handler(&self) -> Handler {
        self.handler
    }

    /// The input: another one than before when the handler exchanged it.
    pub fn input(&self) -> &'a [u8] {
        self.input
    }

    /// Handles `input[start..end]`: pushes the replacement, and gives the position to go on from.
    pub fn handle(
        &mut self,
        out: &mut StrBuilder,
        start: usize,
        end: usize,
        reason: &str,
    ) -> PyResult<usize> {
        match self.handler {
            Handler::Ignore => return Ok(end),
            Handler::Replace => {
                out.push(0xfffd);
                return Ok(end);
            }
            Handler::BackslashReplace => {
                for byte in &self.input[start..end] {
                    out.push_str(&format!("\\x{byte:02x}"));
                }
                return Ok(end);
            }
            Handler::SurrogateEscape => {
                let bytes = &self.input[start..end];
                let n = bytes.iter().take(4).take_while(|b| **b >= 0x80).count();
                bytes[..n].iter().for_each(|&byte| out.push(0xdc00 + byte as u32));
                if n > 0 {
                    return Ok(start + n);
                }
            }
            _ => {}
        }
        let py = self.py;
        let exception = match self.exception.take() {
            None => {
                let object = py.bytes(self.input)?;
                new_decode_error(py, self.encoding, &object, start, end, reason)?
            }
            Some(exception) => {
                let reason = CString::new(reason).unwrap_or_default();
                // SAFETY: a live UnicodeDecodeError of ours.
                unsafe {
                    let e = exception.as_ptr();
                    if decl::PyUnicodeDecodeError_SetStart(e, start as isize) < 0
                        || decl::PyUnicodeDecodeError_SetEnd(e, end as isize) < 0
                        || decl::PyUnicodeDecodeError_SetReason(e, reason.as_ptr()) < 0
                    {
                        return Err(Raised::assume());
                    }
                }
                exception
            }
        };
        if self.handler == Handler::Strict {
            return Err(crate::state::error::set(py, exception));
        }
        let callback = match self.callback.take() {
            Some(callback) => callback,
            None => lookup(py, self.name)?,
        };
        let result = callback.call([&exception])?;
        let (text, position) = unpack(py, &result, "decoding error handler must return (str, int) tuple")?;
        let Some(text) = text.cast::<Str>() else {
            return Err(raise!(py, TypeError, "decoding error handler must return (str, int) tuple"));
        };
        // The handler may have exchanged the input.
        // SAFETY: a live UnicodeDecodeError; a new reference or NULL.
        let object: Ref<'py> = unsafe {
            Ref::from_owned_or_raised(py, decl::PyUnicodeDecodeError_GetObject(exception.as_ptr()))?
        };
        let Some(bytes) = object.cast::<Bytes>() else {
            return Err(raise!(py, TypeError, "exception attribute object must be bytes"));
        };
        if bytes.as_bytes() != self.input {
            let kept = bytes.clone();
            // SAFETY: the bytes do not change and are kept until this value, which outlives every use of the input, is
            // dropped; 'a is only used by the codec that holds it.
            self.input =
                unsafe { std::slice::from_raw_parts(kept.as_bytes().as_ptr(), kept.as_bytes().len()) };
            self.replaced.push(kept);
        }
        let position = clip(py, position, self.input.len())?;
        out.push_object(text);
        self.exception = Some(exception);
        self.callback = Some(callback);
        Ok(position)
    }
}

fn unpack<'py>(py: Attached<'py>, result: &Ref<'py>, message: &str) -> PyResult<(Ref<'py>, isize)> {
    let Some(tuple) = result.cast::<Tuple>().filter(|t| t.len() == 2) else {
        return Err(raise!(py, TypeError, "{message}"));
    };
    let Some(position) = tuple.item(1).into_cast::<Int>() else {
        return Err(raise!(py, TypeError, "{message}"));
    };
    let position = position.index_as_isize(Some(classes::OverflowError()))?;
    Ok((tuple.item(0).to_owned(), position))
}

fn clip(py: Attached<'_>, position: isize, len: usize) -> PyResult<usize> {
    let absolute = if position < 0 { position + len as isize } else { position };
    if absolute < 0 || absolute as usize > len {
        return Err(raise!(py, IndexError, "position {position} from error handler out of bounds"));
    }
    Ok(absolute as usize)
}

/// What an encoder puts in for what it cannot encode.
pub enum Replacement<'py> {
    /// Text to encode in its place
    Text(Ref<'py, Str>),
    /// Bytes to put in as they are
    Bytes(Vec<u8>),
}

/// Errors while encoding a string.
pub struct EncodeErrors<'a, 'py> {
    py: Attached<'py>,
    encoding: &'a str,
    name: &'a str,
    handler: Handler,
    string: Ref<'py, Str>,
    exception: Option<Ref<'py>>,
    callback: Option<Ref<'py>>,
}

impl<'a, 'py> EncodeErrors<'a, 'py> {
    /// For a codec's name, the handler's name and the string.
    pub fn new(py: Attached<'py>, encoding: &'a str, name: &'a str, string: &Ref<'py, Str>) -> Self {
        EncodeErrors {
            py,
            encoding,
            name,
            handler: Handler::by_name(name),
            string: string.clone(),
            exception: None,
            callback: None,
        }
    }

    /// The kind of handler.
    pub fn handler(&self) -> Handler {
        self.handler
    }

    /// The error that a strict codec raises for `start..end`.
    pub fn raise(&self, start: usize, end: usize, reason: &str) -> Raised {
        raise_encode(self.py, self.encoding, &self.string, start, end, reason)
    }

    /// Handles code points `start..end`: the replacement, and the position to go on from.
    pub fn handle(&mut self, start: usize, end: usize, reason: &str) -> PyResult<(Replacement<'py>, usize)> {
        let py = self.py;
        let text = self.string.chars().slice(start, end);
        match self.handler {
            Handler::Strict => return Err(self.raise(start, end, reason)),
            Handler::Ignore => return Ok((Replacement::Bytes(Vec::new()), end)),
            Handler::Replace => {
                let mut marks = StrBuilder::new();
                marks.push_repeat(b'?' as u32, end - start);
                return Ok((Replacement::Text(marks.finish(py)?), end));
            }
            Handler::BackslashReplace | Handler::XmlCharRefReplace | Handler::NameReplace => {
                let mut out = StrBuilder::new();
                for c in text.iter() {
                    match self.handler {
                        Handler::BackslashReplace => push_backslash(&mut out, c),
                        Handler::NameReplace => super::names::push_name_escape(&mut out, c),
                        _ => out.push_str(&format!("&#{c};")),
                    }
                }
                return Ok((Replacement::Text(out.finish(py)?), end));
            }
            Handler::SurrogateEscape => {
                let escaped = |c: u32| (0xdc80..=0xdcff).contains(&c);
                let good = text.iter().take_while(|&c| escaped(c)).count();
                if good > 0 {
                    let bytes = text.iter().take(good).map(|c| (c - 0xdc00) as u8).collect();
                    return Ok((Replacement::Bytes(bytes), start + good));
                }
                return Err(self.raise(start, end, reason));
            }
            Handler::SurrogatePass => {
                if let Some(width) = super::handlers::surrogate_width(self.encoding) {
                    let mut bytes = Vec::new();
                    for c in text.iter() {
                        if !(0xd800..=0xdfff).contains(&c) {
                            return Err(self.raise(start, end, reason));
                        }
                        width.push(c, &mut bytes);
                    }
                    return Ok((Replacement::Bytes(bytes), end));
                }
                return Err(self.raise(start, end, reason));
            }
            Handler::Other => {}
        }
        let exception = match self.exception.take() {
            None => new_encode_error(py, self.encoding, &self.string, start, end, reason)?,
            Some(exception) => {
                let reason = CString::new(reason).unwrap_or_default();
                // SAFETY: a live UnicodeEncodeError of ours.
                unsafe {
                    let e = exception.as_ptr();
                    if decl::PyUnicodeEncodeError_SetStart(e, start as isize) < 0
                        || decl::PyUnicodeEncodeError_SetEnd(e, end as isize) < 0
                        || decl::PyUnicodeEncodeError_SetReason(e, reason.as_ptr()) < 0
                    {
                        return Err(Raised::assume());
                    }
                }
                exception
            }
        };
        let callback = match self.callback.take() {
            Some(callback) => callback,
            None => lookup(py, self.name)?,
        };
        let result = callback.call([&exception])?;
        const WRONG: &str = "encoding error handler must return (str/bytes, int) tuple";
        let (value, position) = unpack(py, &result, WRONG)?;
        let position = clip(py, position, self.string.len())?;
        self.exception = Some(exception);
        self.callback = Some(callback);
        if let Some(text) = value.cast::<Str>() {
            Ok((Replacement::Text(text.clone()), position))
        } else if let Some(bytes) = value.cast::<Bytes>() {
            Ok((Replacement::Bytes(bytes.as_bytes().to_vec()), position))
        } else {
            Err(raise!(py, TypeError, "{WRONG}"))
        }
    }
}

/// `\x..`, `\u....` or `\U........`
pub fn push_backslash(out: &mut StrBuilder, c: u32) {
    if c < 0x100 {
        out.push_str(&format!("\\x{c:02x}"));
    } else if c < 0x10000 {
        out.push_str(&format!("\\u{c:04x}"));
    } else {
        out.push_str(&format!("\\U{c:08x}"));
    }
}
