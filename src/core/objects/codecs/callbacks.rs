//! The built-in error handlers as functions that take an exception.

use super::errors::push_backslash;
use super::handlers::surrogate_width;
use super::names::push_name_escape;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::exceptions::classes;
use crate::objects::str::StrBuilder;
use crate::objects::*;
use crate::raise;

/// The parts of a UnicodeError.
struct Problem<'py> {
    object: Ref<'py>,
    start: usize,
    end: usize,
    kind: Kind,
    encoding: Option<Ref<'py, Str>>,
}
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Encode,
    Decode,
    Translate,
}

fn is_a(exc: &Ref<'_>, class: *mut Type) -> bool {
    // SAFETY: live types.
    unsafe { type_::is_subtype(exc.type_ptr(), class) }
}

fn unknown(py: Attached<'_>, exc: &Ref<'_>) -> Raised {
    raise!(py, TypeError, "don't know how to handle {} in error callback", exc.ty().full_name())
}

fn problem<'py>(py: Attached<'py>, exc: &Ref<'py>) -> PyResult<Problem<'py>> {
    let e = exc.as_ptr();
    let (mut start, mut end) = (0isize, 0isize);
    // SAFETY: each function is used on exceptions of its class; objects are new references or NULL.
    unsafe {
        let (kind, object, encoding, a, b) = if is_a(exc, classes::UnicodeEncodeError()) {
            (
                Kind::Encode,
                decl::PyUnicodeEncodeError_GetObject(e),
                decl::PyUnicodeEncodeError_GetEncoding(e),
                decl::PyUnicodeEncodeError_GetStart(e, &raw mut start),
                decl::PyUnicodeEncodeError_GetEnd(e, &raw mut end),
            )
        } else if is_a(exc, classes::UnicodeDecodeError()) {
            (
                Kind::Decode,
                decl::PyUnicodeDecodeError_GetObject(e),
                decl::PyUnicodeDecodeError_GetEncoding(e),
                decl::PyUnicodeDecodeError_GetStart(e, &raw mut start),
                decl::PyUnicodeDecodeError_GetEnd(e, &raw mut end),
            )
        } else if is_a(exc, classes::UnicodeTranslateError()) {
            (
                Kind::Translate,
                decl::PyUnicodeTranslateError_GetObject(e),
                std::ptr::null_mut(),
                decl::PyUnicodeTranslateError_GetStart(e, &raw mut start),
                decl::PyUnicodeTranslateError_GetEnd(e, &raw mut end),
            )
        } else {
            return Err(unknown(py, exc));
        };
        let encoding = Ref::from_owned_or_null(py, encoding.cast());
        let object = Ref::from_owned_or_null(py, object);
        match object {
            Some(object) if a == 0 && b == 0 => {
                let start = start.max(0) as usize;
                Ok(Problem { object, start, end: (end.max(0) as usize).max(start), kind, encoding })
            }
            _ => Err(Raised::assume()),
        }
    }
}

impl<'py> Problem<'py> {
    /// The characters that cannot be encoded or translated.
    fn text(&self) -> Vec<u32> {
        match self.object.cast::<Str>() {
            Some(s) => {
                let end = self.end.min(s.len());
                s.chars().slice(self.start.min(end), end).iter().collect()
            }
            None => Vec::new(),
        }
    }
    /// The bytes that cannot be decoded.
    fn bytes(&self) -> &[u8] {
        match self.object.cast::<Bytes>() {
            Some(b) => {
                let end = self.end.min(b.as_bytes().len());
                &b.as_bytes()[self.start.min(end)..end]
            }
            None => &[],
        }
    }
    fn result(&self, py: Attached<'py>, out: StrBuilder, position: usize) -> PyResult<Ref<'py, Tuple>> {
        py.tuple([out.finish(py)?.into_any(), py.int(position as i64)?.into_any()])
    }
}

type Result_<'py> = PyResult<Ref<'py, Tuple>>;
type Exc<'a, 'py> = Borrowed<'a, 'py>;

/// Raises the exception.
pub fn strict<'py>(py: Attached<'py>, exc: Exc<'_, 'py>) -> Result_<'py> {
    if exc.is_instance_of::<BaseException>() {
        return Err(crate::state::error::set(py, exc.to_owned()));
    }
    Err(raise!(py, TypeError, "codec must pass exception instance"))
}
/// Leaves the place out.
pub fn ignore<'py>(py: Attached<'py>, exc: Exc<'_, 'py>) -> Result_<'py> {
    let p = problem(py, &exc)?;
    p.result(py, StrBuilder::new(), p.end)
}
/// `?` or U+FFFD.
pub fn replace<'py>(py: Attached<'py>, exc: Exc<'_, 'py>) -> Result_<'py> {
    let p = problem(py, &exc)?;
    let mut out = StrBuilder::new();
    match p.kind {
        Kind::Encode => out.push_repeat(b'?' as u32, p.text().len()),
        Kind::Decode => out.push(0xfffd),
        Kind::Translate => out.push_repeat(0xfffd, p.text().len()),
    }
    p.result(py, out, p.end)
}
/// `&#...;`
pub fn xmlcharrefreplace<'py>(py: Attached<'py>, exc: Exc<'_, 'py>) -> Result_<'py> {
    if !is_a(&exc, classes::UnicodeEncodeError()) {
        return Err(unknown(py, &exc));
    }
    let p = problem(py, &exc)?;
    let mut out = StrBuilder::new();
    p.text().iter().for_each(|c| out.push_str(&format!("&#{c};")));
    p.result(py, out, p.end)
}
/// `\x..`
pub fn backslashreplace<'py>(py: Attached<'py>, exc: Exc<'_, 'py>) -> Result_<'py> {
    let p = problem(py, &exc)?;
    let mut out = StrBuilder::new();
    if p.kind == Kind::Decode {
        p.bytes().iter().for_each(|b| out.push_str(&format!("\\x{b:02x}")));
    } else {
        p.text().iter().for_each(|&c| push_backslash(&mut out, c));
    }
    p.result(py, out, p.end)
}
/// `\N{...}`
pub fn namereplace<'py>(py: Attached<'py>, exc: Exc<'_, 'py>) -> Result_<'py> {
    if !is_a(&exc, classes::UnicodeEncodeError()) {
        return Err(unknown(py, &exc));
    }
    let p = problem(py, &exc)?;
    let mut out = StrBuilder::new();
    p.text().iter().for_each(|&c| push_name_escape(&mut out, c));
    p.result(py, out, p.end)
}
/// Bytes become surrogates and back.
pub fn surrogateescape<'py>(py: Attached<'py>, exc: Exc<'_, 'py>) -> Result_<'py> {
    let p = match problem(py, &exc) {
        Ok(p) if p.kind != Kind::Translate => p,
        Ok(_) => return Err(unknown(py, &exc)),
        Err(raised) => return Err(raised),
    };
    if p.kind == Kind::Decode {
        let n = p.bytes().iter().take(4).take_while(|b| **b >= 0x80).count();
        if n == 0 {
            return strict(py, exc);
        }
        let mut out = StrBuilder::new();
        p.bytes()[..n].iter().for_each(|&b| out.push(0xdc00 + b as u32));
        return p.result(py, out, p.start + n);
    }
    let text = p.text();
    if text.is_empty() || !text.iter().all(|c| (0xdc80..0xdd00).contains(c)) {
        return strict(py, exc);
    }
    let bytes: Vec<u8> = text.iter().map(|c| (c - 0xdc00) as u8).collect();
    py.tuple([py.bytes(&bytes)?.into_any(), py.int(p.end as i64)?.into_any()])
}
/// Surrogates are encoded and decoded like other characters.
pub fn surrogatepass<'py>(py: Attached<'py>, exc: Exc<'_, 'py>) -> Result_<'py> {
    let p = match problem(py, &exc) {
        Ok(p) if p.kind != Kind::Translate => p,
        Ok(_) => return Err(unknown(py, &exc)),
        Err(raised) => return Err(raised),
    };
    let width = p.encoding.as_ref().and_then(|e| surrogate_width(&e.to_string_lossy()));
    let Some(width) = width else {
        return strict(py, exc);
    };
    if p.kind == Kind::Decode {
        let all = p.object.cast::<Bytes>().map_or(&[][..], |b| b.as_bytes());
        let Some((c, n)) = all.get(p.start..).and_then(|rest| width.read(rest)) else {
            return strict(py, exc);
        };
        let mut out = StrBuilder::new();
        out.push(c);
        return p.result(py, out, p.start + n);
    }
    let text = p.text();
    if !text.iter().all(|c| (0xd800..0xe000).contains(c)) {
        return strict(py, exc);
    }
    let mut bytes = Vec::new();
    text.iter().for_each(|&c| width.push(c, &mut bytes));
    py.tuple([py.bytes(&bytes)?.into_any(), py.int(p.end as i64)?.into_any()])
}

/// Puts the handlers' functions into the registry.
pub(super) fn install<'py>(py: Attached<'py>, handlers: &Ref<'py, Dict>) -> PyResult<()> {
    static mut METHODS: [mortise_abi::PyMethodDef; 8] = [
        method!(static_o "strict_errors", strict, "Implements the 'strict' error handling."),
        method!(static_o "ignore_errors", ignore, "Implements the 'ignore' error handling."),
        method!(static_o "replace_errors", replace, "Implements the 'replace' error handling."),
        method!(static_o "xmlcharrefreplace_errors", xmlcharrefreplace, "Implements the 'xmlcharrefreplace' error handling."),
        method!(static_o "backslashreplace_errors", backslashreplace, "Implements the 'backslashreplace' error handling."),
        method!(static_o "namereplace_errors", namereplace, "Implements the 'namereplace' error handling."),
        method!(static_o "surrogateescape", surrogateescape, "Implements the 'surrogateescape' error handling."),
        method!(static_o "surrogatepass", surrogatepass, "Implements the 'surrogatepass' error handling."),
    ];
    const NAMES: [&str; 8] = [
        "strict",
        "ignore",
        "replace",
        "xmlcharrefreplace",
        "backslashreplace",
        "namereplace",
        "surrogateescape",
        "surrogatepass",
    ];
    for (i, name) in NAMES.iter().enumerate() {
        // SAFETY: the table is static; the flag for static methods has no meaning for a plain function. The new function
        // is a new reference or NULL.
        let function: Ref<'py> = unsafe {
            let def = (&raw mut METHODS).cast::<mortise_abi::PyMethodDef>().add(i);
            (*def).ml_flags = mortise_abi::METH_O as _;
            let made =
                decl::PyCMethod_New(def, std::ptr::null_mut(), std::ptr::null_mut(), std::ptr::null_mut());
            Ref::from_owned_or_raised(py, made)?
        };
        handlers.set(&*py.str(name)?, &function)?;
    }
    Ok(())
}
