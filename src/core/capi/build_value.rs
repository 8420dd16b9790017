//! `Py_BuildValue`: Python values from a format and C values.

use std::ffi::{CStr, c_char, c_void};

use mortise_abi::{Py_complex, PyObject};

use crate::boundary::enter;
use crate::capi::decl::{self, VaList};
use crate::capi::va_list::Arguments;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::raise;

/// `Py_BuildValue`'s work. New reference.
///
/// # Safety
/// The format matches the variable arguments.
pub unsafe extern "C" fn build(format: *const c_char, list: *mut VaList) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("Py_BuildValue", |py| from_format(py, CStr::from_ptr(format), Arguments::new(list))) }
}

/// `Py_VaBuildValue`
///
/// # Safety
/// The format matches the list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_VaBuildValue(format: *const c_char, list: *mut VaList) -> *mut PyObject {
    // SAFETY: by contract; the list is copied, as the C API promises.
    unsafe {
        let mut copy = list.read();
        build(format, &raw mut copy)
    }
}

/// `_Py_VaBuildValue_SizeT`: the same.
///
/// # Safety
/// As [`Py_VaBuildValue`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_VaBuildValue_SizeT(format: *const c_char, list: *mut VaList) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { Py_VaBuildValue(format, list) }
}

/// The value of a whole format: None for an empty one, the value for one unit, a tuple for several.
///
/// # Safety
/// The format matches the arguments.
pub unsafe fn from_format<'py>(py: Attached<'py>, format: &CStr, arguments: Arguments) -> PyResult<Ref<'py>> {
    let mut builder = Builder { py, text: format.to_bytes(), at: 0, arguments };
    let bare = format.to_bytes();
    match count_units(bare) {
        0 => Ok(py.none()),
        1 => {
            builder.at = bare.iter().take_while(|c| b",: \t".contains(c)).count();
            // SAFETY: by contract.
            unsafe { builder.value() }
        }
        // SAFETY: by contract.
        _ => Ok(py.tuple(unsafe { builder.items(0)? })?.into_any()),
    }
}

/// The arguments that a call's format stands for: a tuple is spread.
///
/// # Safety
/// The format matches the arguments.
pub unsafe fn call_arguments<'py>(
    py: Attached<'py>,
    format: &CStr,
    arguments: Arguments,
) -> PyResult<Vec<Ref<'py>>> {
    let mut builder = Builder { py, text: format.to_bytes(), at: 0, arguments };
    // SAFETY: by contract.
    let items = unsafe { builder.items(0)? };
    if let [single] = items.as_slice()
        && let Some(tuple) = single.cast::<crate::objects::Tuple>()
    {
        return Ok(tuple.items().map(Borrowed::to_owned).collect());
    }
    Ok(items)
}

/// How many values a format has at its top level.
fn count_units(text: &[u8]) -> usize {
    let (mut level, mut count) = (0usize, 0usize);
    for &c in text {
        match c {
            b'(' | b'[' | b'{' => {
                count += usize::from(level == 0);
                level += 1;
            }
            b')' | b']' | b'}' => level = level.saturating_sub(1),
            b'#' | b'&' | b',' | b':' | b' ' | b'\t' => {}
            _ => count += usize::from(level == 0),
        }
    }
    count
}

struct Builder<'a, 'py> {
    py: Attached<'py>,
    text: &'a [u8],
    at: usize,
    arguments: Arguments,
}

impl<'py> Builder<'_, 'py> {
    fn next(&mut self) -> u8 {
        let c = self.text.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        c
    }
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    /// The values up to the closing character (0 for the end).
    ///
    /// After a failure the rest is still read, so that `N` references are not leaked.
    ///
    /// # Safety
    /// The format matches the arguments.
    unsafe fn items(&mut self, close: u8) -> PyResult<Vec<Ref<'py>>> {
        let mut out = Vec::new();
        let mut failed: Option<Ref<'py>> = None;
        loop {
            match self.peek() {
                c if c == close => {
                    self.at += 1;
                    break;
                }
                0 => return Err(raise!(self.py, SystemError, "unmatched paren in format")),
                b',' | b':' | b' ' | b'\t' => self.at += 1,
                _ => {
                    // SAFETY: by contract.
                    match unsafe { self.value() } {
                        Ok(value) => out.push(value),
                        Err(raised) => {
                            let exception = raised.take(self.py);
                            let _ = failed.get_or_insert(exception);
                        }
                    }
                }
            }
        }
        match failed {
            Some(exception) => Err(crate::state::error::set(self.py, exception)),
            None => Ok(out),
        }
    }

    /// # Safety
    /// The format matches the arguments.
    unsafe fn value(&mut self) -> PyResult<Ref<'py>> {
        let py = self.py;
        let args = &mut self.arguments;
        // SAFETY: by contract; the C functions give a new reference or NULL with an exception.
        unsafe {
            let adopt = |p: *mut PyObject| Ref::from_owned_or_raised(py, p);
            match self.text.get(self.at).copied().unwrap_or(0) {
                b'(' => {
                    self.at += 1;
                    let items = self.items(b')')?;
                    Ok(py.tuple(items)?.into_any())
                }
                b'[' => {
                    self.at += 1;
                    let items = self.items(b']')?;
                    Ok(py.list(items)?.into_any())
                }
                b'{' => {
                    self.at += 1;
                    let items = self.items(b'}')?;
                    if items.len() % 2 != 0 {
                        return Err(raise!(py, SystemError, "Bad dict format"));
                    }
                    let dict = py.dict()?;
                    for pair in items.chunks_exact(2) {
                        dict.set(&pair[0], &pair[1])?;
                    }
                    Ok(dict.into_any())
                }
                b'b' | b'h' | b'i' => {
                    self.at += 1;
                    adopt(decl::PyLong_FromLong(args.int().into()))
                }
                b'B' | b'H' => {
                    self.at += 1;
                    adopt(decl::PyLong_FromLong(args.int().into()))
                }
                b'I' => {
                    self.at += 1;
                    adopt(decl::PyLong_FromUnsignedLong(args.uint().into()))
                }
                b'n' | b'l' | b'L' => {
                    self.at += 1;
                    adopt(decl::PyLong_FromLong(args.long()))
                }
                b'k' | b'K' => {
                    self.at += 1;
                    adopt(decl::PyLong_FromUnsignedLong(args.ulong()))
                }
                b'u' => {
                    self.at += 1;
                    let text: *const libc::wchar_t = args.pointer();
                    let size = self.size(-1);
                    if text.is_null() {
                        Ok(py.none())
                    } else {
                        adopt(decl::PyUnicode_FromWideChar(text, size))
                    }
                }
                b'f' | b'd' => {
                    self.at += 1;
                    adopt(decl::PyFloat_FromDouble(args.double()))
                }
                b'D' => {
                    self.at += 1;
                    let z: *const Py_complex = args.pointer();
                    adopt(decl::PyComplex_FromCComplex(z.read()))
                }
                b'c' => {
                    self.at += 1;
                    let byte = [args.int() as u8];
                    Ok(py.bytes(&byte)?.into_any())
                }
                b'C' => {
                    self.at += 1;
                    adopt(decl::PyUnicode_FromOrdinal(args.int()))
                }
                b's' | b'z' | b'U' => {
                    self.at += 1;
                    let text = args.string();
                    let size = self.size(-1);
                    if text.is_null() {
                        return Ok(py.none());
                    }
                    let size = if size < 0 { libc::strlen(text) as isize } else { size };
                    adopt(decl::PyUnicode_FromStringAndSize(text, size))
                }
                b'y' => {
                    self.at += 1;
                    let data = args.string();
                    let size = self.size(-1);
                    if data.is_null() {
                        return Ok(py.none());
                    }
                    let size = if size < 0 { libc::strlen(data) as isize } else { size };
                    adopt(decl::PyBytes_FromStringAndSize(data, size))
                }
                letter @ (b'N' | b'S' | b'O') => {
                    self.at += 1;
                    if self.peek() == b'&' {
                        self.at += 1;
                        let function: *mut c_void = self.arguments.opaque();
                        let argument = self.arguments.opaque();
                        let function = std::mem::transmute::<
                            *mut c_void,
                            unsafe extern "C" fn(*mut c_void) -> *mut PyObject,
                        >(function);
                        return self.from_pointer(function(argument), true);
                    }
                    let ob = self.arguments.object();
                    self.from_pointer(ob, letter == b'N')
                }
                _ => {
                    self.at = self.text.len();
                    Err(raise!(py, SystemError, "bad format char passed to Py_BuildValue"))
                }
            }
        }
    }

    /// The size that `#` announces.
    ///
    /// # Safety
    /// With `#` the next variable argument is a `Py_ssize_t`.
    unsafe fn size(&mut self, without: isize) -> isize {
        if self.peek() != b'#' {
            return without;
        }
        self.next();
        // SAFETY: by contract.
        unsafe { self.arguments.long() as isize }
    }

    /// # Safety
    /// `ob` is null or live; when `owned` its reference is given away.
    #[allow(clippy::wrong_self_convention)] // from the caller's pointer, not from another type
    unsafe fn from_pointer(&self, ob: *mut PyObject, owned: bool) -> PyResult<Ref<'py>> {
        let py = self.py;
        if ob.is_null() {
            // The failure that made it NULL is the one to report.
            if !crate::state::error::occurred(py) {
                return Err(raise!(py, SystemError, "NULL object passed to Py_BuildValue"));
            }
            // SAFETY: an exception is set.
            return Err(unsafe { Raised::assume() });
        }
        // SAFETY: by contract.
        unsafe { Ok(if owned { Ref::from_owned(py, ob) } else { Borrowed::from_ptr(py, ob).to_owned() }) }
    }
}
