//! `PyUnicode_FromFormatV` and `PyBytes_FromFormatV`.

use std::ffi::{CStr, c_char};

use mortise_abi::*;

use super::decl::{self, VaList};
use super::va_list::Arguments;
use crate::boundary;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::codecs::utf8;
use crate::objects::str::{Chars, StrBuilder};
use crate::objects::{Bytes, Str};
use crate::raise;

/// The variable arguments of one call, read as the format says.
struct VaReader(Arguments);
impl VaReader {
    /// # Safety
    /// The list is started, and what was passed is what the format says.
    unsafe fn new(list: *mut VaList) -> VaReader {
        // SAFETY: by contract.
        VaReader(unsafe { Arguments::new(list) })
    }
    fn word(&mut self) -> u64 {
        // SAFETY: the constructor's contract: one more argument was passed.
        unsafe { self.0.word() }
    }
    fn next_int(&mut self) -> std::ffi::c_int {
        self.word() as _
    }
    fn next_uint(&mut self) -> u32 {
        self.word() as _
    }
    fn next_long(&mut self) -> i64 {
        self.word() as _
    }
    fn next_ulong(&mut self) -> u64 {
        self.word()
    }
    fn next_ptr<T>(&mut self) -> *mut T {
        self.word() as usize as *mut T
    }
    fn next_str(&mut self) -> *const c_char {
        self.next_ptr()
    }
}

/// The length modifiers.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::enum_variant_names)] // C's names
enum Size {
    #[default]
    Int,
    Long,
    LongLong,
    Size,
}

#[derive(Default)]
struct Directive {
    left: bool,
    zero: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
    size: Size,
}

fn digits(format: &[u8], at: &mut usize) -> usize {
    let mut n = 0usize;
    while let Some(c @ b'0'..=b'9') = format.get(*at) {
        n = n.saturating_mul(10).saturating_add((c - b'0') as usize);
        *at += 1;
    }
    n
}

/// Pads text and cuts it to the precision.
fn push(out: &mut StrBuilder, d: &Directive, text: Chars<'_>) {
    let n = text.len().min(d.precision.unwrap_or(usize::MAX));
    let extra = d.width.saturating_sub(n);
    if !d.left {
        out.push_repeat(b' ' as u32, extra);
    }
    out.push_chars(text.slice(0, n));
    if d.left {
        out.push_repeat(b' ' as u32, extra);
    }
}

fn integer(va: &mut VaReader, size: Size, conversion: u8) -> String {
    let signed = matches!(conversion, b'd' | b'i');
    let value: i128 = match (size, signed) {
        (Size::Int, true) => va.next_int() as i128,
        (Size::Int, false) => va.next_uint() as i128,
        (_, true) => va.next_long() as i128,
        (_, false) => va.next_ulong() as i128,
    };
    match conversion {
        b'x' => format!("{value:x}"),
        b'X' => format!("{value:X}"),
        b'o' => format!("{value:o}"),
        _ => value.to_string(),
    }
}

fn push_integer(out: &mut StrBuilder, d: &Directive, text: &str) {
    let (sign, body) = match text.strip_prefix('-') {
        Some(body) => ("-", body),
        None => ("", text),
    };
    let zeros = d.precision.unwrap_or(0).saturating_sub(body.len());
    let extra = d.width.saturating_sub(sign.len() + zeros + body.len());
    let (before, fill) = if d.left {
        (0, 0)
    } else if d.zero && d.precision.is_none() {
        (0, extra)
    } else {
        (extra, 0)
    };
    out.push_repeat(b' ' as u32, before);
    out.push_str(sign);
    out.push_repeat(b'0' as u32, zeros + fill);
    out.push_str(body);
    if d.left {
        out.push_repeat(b' ' as u32, extra);
    }
}

/// # Safety
/// A live object.
unsafe fn object<'a, 'py>(py: Attached<'py>, va: &mut VaReader) -> Borrowed<'a, 'py> {
    // SAFETY: the caller passed a live object.
    unsafe { Borrowed::from_ptr(py, va.next_ptr()) }
}

/// The C text with at most `precision` bytes, decoded.
///
/// # Safety
/// NUL-terminated, or `precision` bytes long.
unsafe fn c_string<'py>(py: Attached<'py>, text: *const c_char, d: &Directive) -> PyResult<Ref<'py, Str>> {
    // SAFETY: by contract; strnlen does not read past the precision.
    let bytes = unsafe {
        let n = match d.precision {
            Some(max) => libc::strnlen(text, max),
            None => CStr::from_ptr(text).count_bytes(),
        };
        std::slice::from_raw_parts(text.cast::<u8>(), n)
    };
    utf8::decode(py, bytes, "replace", false).map(|t| t.0)
}

/// A type's name with its module.
fn type_name<'py>(py: Attached<'py>, ty: *mut PyTypeObject, colon: bool) -> PyResult<Ref<'py, Str>> {
    // SAFETY: a live type; new references or NULL.
    unsafe {
        // Only classes that were made at run time keep the parts of their names.
        if !colon || (*ty).tp_flags & Py_TPFLAGS_HEAPTYPE == 0 {
            return Ref::from_owned_or_raised(py, decl::PyType_GetFullyQualifiedName(ty).cast());
        }
        let qualname: Ref<'py, Str> = Ref::from_owned_or_raised(py, decl::PyType_GetQualName(ty).cast())?;
        let module: Ref<'py> = Ref::from_owned_or_raised(py, decl::PyType_GetModuleName(ty))?;
        match module.cast::<Str>() {
            Some(module) if !module.equals_str("builtins") && !module.equals_str("__main__") => {
                let mut out = StrBuilder::new();
                out.push_object(module);
                out.push(b':' as u32);
                out.push_object(&qualname);
                out.finish(py)
            }
            _ => Ok(qualname),
        }
    }
}

fn invalid(py: Attached<'_>, rest: &[u8]) -> Raised {
    raise!(py, SystemError, "invalid format string: {}", String::from_utf8_lossy(rest))
}

/// # Safety
/// The arguments are what the format says.
unsafe fn format_str<'py>(py: Attached<'py>, format: &[u8], va: &mut VaReader) -> PyResult<Ref<'py, Str>> {
    let mut out = StrBuilder::with_capacity(format.len() + 100);
    let mut at = 0;
    while at < format.len() {
        let c = format[at];
        if c != b'%' {
            if c >= 0x80 {
                return Err(raise!(
                    py,
                    ValueError,
                    "PyUnicode_FromFormatV() expects an ASCII-encoded format string, got a non-ASCII byte: 0x{c:02x}"
                ));
            }
            out.push(c as u32);
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        let mut d = Directive::default();
        while let Some(c @ (b'-' | b'0' | b'#')) = format.get(at) {
            match c {
                b'-' => d.left = true,
                b'0' => d.zero = true,
                _ => d.alternate = true,
            }
            at += 1;
        }
        if format.get(at) == Some(&b'*') {
            at += 1;
            let width = va.next_int();
            d.left |= width < 0;
            d.width = width.unsigned_abs() as usize;
        } else {
            d.width = digits(format, &mut at);
            if d.width > isize::MAX as usize {
                return Err(raise!(py, ValueError, "width too big"));
            }
        }
        if format.get(at) == Some(&b'.') {
            at += 1;
            if format.get(at) == Some(&b'*') {
                at += 1;
                let precision = va.next_int();
                d.precision = (precision >= 0).then_some(precision as usize);
            } else {
                let precision = digits(format, &mut at);
                if precision > isize::MAX as usize {
                    return Err(raise!(py, ValueError, "precision too big"));
                }
                d.precision = Some(precision);
            }
        }
        match format.get(at) {
            Some(b'l') => {
                at += 1;
                d.size = Size::Long;
                if format.get(at) == Some(&b'l') {
                    at += 1;
                    d.size = Size::LongLong;
                }
            }
            Some(b'z' | b'j' | b't') => {
                at += 1;
                d.size = Size::Size;
            }
            _ => {}
        }
        let Some(&conversion) = format.get(at) else {
            return Err(invalid(py, &format[start..]));
        };
        at += 1;
        let plain = d.size == Size::Int;
        // SAFETY: the arguments are what the format says.
        unsafe {
            match conversion {
                b'%' if plain && at == start + 2 => out.push(b'%' as u32),
                b'c' if plain && d.width == 0 && d.precision.is_none() && !d.left => {
                    let c = va.next_int();
                    if !(0..=0x10ffff).contains(&c) {
                        return Err(raise!(py, OverflowError, "character argument not in range(0x110000)"));
                    }
                    out.push(c as u32);
                }
                b'd' | b'i' | b'u' | b'o' | b'x' | b'X' => {
                    let text = integer(va, d.size, conversion);
                    push_integer(&mut out, &d, &text);
                }
                b's' if d.size == Size::Long => {
                    let wide: *const u32 = va.next_ptr();
                    let max = d.precision.unwrap_or(usize::MAX);
                    let n = (0..max).take_while(|&i| *wide.add(i) != 0).count();
                    push(&mut out, &d, Chars::Four(std::slice::from_raw_parts(wide, n)));
                }
                b's' if plain => {
                    let text = c_string(py, va.next_str(), &d)?;
                    push(&mut out, &Directive { precision: None, ..d }, text.chars());
                }
                b'p' if plain => {
                    let text = format!("{:#x}", va.word());
                    push(&mut out, &d, Chars::One(text.as_bytes()));
                }
                b'U' if plain => {
                    let text = object(py, va);
                    push(&mut out, &d, text.expect::<Str>()?.chars());
                }
                b'V' if plain || d.size == Size::Long => {
                    let first: *mut PyObject = va.next_ptr();
                    let text: *const c_char = va.next_str();
                    if !first.is_null() {
                        let first: Borrowed<'_, 'py> = Borrowed::from_ptr(py, first);
                        push(&mut out, &d, first.expect::<Str>()?.chars());
                    } else if d.size == Size::Long {
                        let wide: *const u32 = text.cast();
                        let max = d.precision.unwrap_or(usize::MAX);
                        let n = (0..max).take_while(|&i| *wide.add(i) != 0).count();
                        push(&mut out, &d, Chars::Four(std::slice::from_raw_parts(wide, n)));
                    } else {
                        let text = c_string(py, text, &d)?;
                        push(&mut out, &Directive { precision: None, ..d }, text.chars());
                    }
                }
                b'S' if plain => push(&mut out, &d, object(py, va).to_str()?.chars()),
                b'R' if plain => push(&mut out, &d, object(py, va).repr()?.chars()),
                b'A' if plain => {
                    let text = crate::objects::str::repr::escape_non_ascii(py, &object(py, va).repr()?)?;
                    push(&mut out, &d, text.chars());
                }
                b'T' if plain => {
                    let ob = object(py, va);
                    push(&mut out, &d, type_name(py, ob.type_ptr(), d.alternate)?.chars());
                }
                b'N' if plain => {
                    let ob = object(py, va);
                    let Some(ty) = ob.cast::<crate::objects::Type>() else {
                        return Err(raise!(py, TypeError, "%N argument must be a type"));
                    };
                    push(&mut out, &d, type_name(py, ty.as_ptr(), d.alternate)?.chars());
                }
                _ => return Err(invalid(py, &format[start..])),
            }
        }
    }
    out.finish(py)
}

/// # Safety
/// C API function: the arguments are what the format says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromFormatV(format: *const c_char, vargs: *mut VaList) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyUnicode_FromFormatV", |py| {
            format_str(py, CStr::from_ptr(format).to_bytes(), &mut VaReader::new(vargs))
        })
    }
}

/// # Safety
/// The arguments are what the format says.
unsafe fn format_bytes<'py>(
    py: Attached<'py>,
    format: &[u8],
    va: &mut VaReader,
) -> PyResult<Ref<'py, Bytes>> {
    let mut out = Vec::with_capacity(format.len() + 100);
    let mut at = 0;
    while at < format.len() {
        if format[at] != b'%' {
            out.push(format[at]);
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        // The width is read, but nothing is padded.
        digits(format, &mut at);
        let mut precision = None;
        if format.get(at) == Some(&b'.') {
            at += 1;
            precision = Some(digits(format, &mut at));
        }
        while format.get(at).is_some_and(|c| *c != b'%' && !c.is_ascii_alphabetic()) {
            at += 1;
        }
        let next = format.get(at + 1);
        let size = match format.get(at) {
            Some(b'l') if matches!(next, Some(b'd' | b'u')) => Size::Long,
            Some(b'z') if matches!(next, Some(b'd' | b'u')) => Size::Size,
            _ => Size::Int,
        };
        if size != Size::Int {
            at += 1;
        }
        let conversion = format.get(at).copied().unwrap_or(0);
        at += 1;
        match conversion {
            b'c' => {
                let c = va.next_int();
                let Ok(c) = u8::try_from(c) else {
                    return Err(raise!(
                        py,
                        OverflowError,
                        "PyBytes_FromFormatV(): %c format expects an integer in range [0; 255]"
                    ));
                };
                out.push(c);
            }
            b'd' | b'u' | b'i' | b'x' => out.extend(integer(va, size, conversion).bytes()),
            // SAFETY: the caller passed a text that is NUL-terminated or as long as the precision.
            b's' => unsafe {
                let text = va.next_str();
                let n = match precision {
                    Some(max) => libc::strnlen(text, max),
                    None => CStr::from_ptr(text).count_bytes(),
                };
                out.extend_from_slice(std::slice::from_raw_parts(text.cast(), n));
            },
            b'p' => out.extend(format!("{:#x}", va.word()).bytes()),
            b'%' => out.push(b'%'),
            _ => {
                // What is not understood is copied, with all that follows.
                out.extend_from_slice(&format[start..]);
                break;
            }
        }
    }
    py.bytes(&out)
}

/// # Safety
/// C API function: the arguments are what the format says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_FromFormatV(format: *const c_char, vargs: *mut VaList) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyBytes_FromFormatV", |py| {
            format_bytes(py, CStr::from_ptr(format).to_bytes(), &mut VaReader::new(vargs))
        })
    }
}
