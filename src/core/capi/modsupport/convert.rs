//! Format units: one Python object to one or more C values.

use std::borrow::Cow;
use std::ffi::{c_char, c_int, c_void};

use mortise_abi::{Py_buffer, Py_complex, PyObject, PyTypeObject};
use smallvec::SmallVec;

use crate::capi::decl;
use crate::capi::va_list::Arguments;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{ByteArray, Bytes, Int, Str, Type};
use crate::raise;

/// A format string, taken apart. What is wrong with it is told when an argument meets the wrong unit, as programs know it.
pub struct Format<'f> {
    text: &'f [u8],
    /// The units in order, and where each begins.
    units: SmallVec<[(Unit, usize); 8]>,
    /// The bars and dollars, and the number of units before each.
    pub marks: SmallVec<[(u8, usize); 2]>,
    /// Where the units end.
    end: usize,
    /// The function's name, after a colon.
    pub name: Option<Cow<'f, str>>,
    /// The message that replaces all others, after a semicolon.
    pub message: Option<Cow<'f, str>>,
}

/// A unit.
pub enum Unit {
    /// A letter and its modifier (`#`, `*`, `!`, `&`, or 0), for `e` the letter after it in `kind`.
    Plain {
        /// The letter.
        letter: u8,
        /// The modifier.
        modifier: u8,
        /// `s` or `t` after `e`, else 0.
        kind: u8,
    },
    /// A sequence of units.
    Sequence(Box<[Unit]>),
    /// What is no unit, and why; whether it is a letter, which takes an argument.
    Bad(&'static str, bool),
}

const fn is_letter(letter: u8) -> bool {
    matches!(
        letter,
        b's' | b'y'
            | b'z'
            | b'S'
            | b'Y'
            | b'U'
            | b'b'
            | b'B'
            | b'h'
            | b'H'
            | b'i'
            | b'I'
            | b'l'
            | b'L'
            | b'k'
            | b'K'
            | b'n'
            | b'c'
            | b'C'
            | b'f'
            | b'd'
            | b'D'
            | b'O'
            | b'p'
            | b'w'
    )
}
const BAD_CHARACTER: &str = "impossible<bad format char>";

impl<'f> Format<'f> {
    /// A format that is still to be [read](Format::read).
    pub fn new(text: &'f [u8]) -> Self {
        Format {
            text,
            units: SmallVec::new(),
            marks: SmallVec::new(),
            end: text.len(),
            name: None,
            message: None,
        }
    }

    /// Takes the text apart, in place: the value is too large to be moved around at every call.
    pub fn read(&mut self, py: Attached<'_>) -> PyResult<()> {
        let text = self.text;
        let format = self;
        let mut at = 0;
        while let Some(&c) = text.get(at) {
            match c {
                b':' | b';' => {
                    let rest = String::from_utf8_lossy(&text[at + 1..]);
                    *(if c == b':' { &mut format.name } else { &mut format.message }) = Some(rest);
                    format.end = at;
                    break;
                }
                b'|' | b'$' => {
                    format.marks.push((c, format.units.len()));
                    at += 1;
                }
                _ => {
                    let start = at;
                    let unit = read_unit(py, text, &mut at)?;
                    format.units.push((unit, start));
                }
            }
        }
        Ok(())
    }

    /// How many units there are.
    pub fn count(&self) -> usize {
        self.units.len()
    }

    /// How many arguments the units before unit `end` take.
    pub fn arguments(&self, end: usize) -> usize {
        self.units[..end].iter().filter(|(unit, _)| !matches!(unit, Unit::Bad(_, false))).count()
    }

    /// The text from unit `i` on.
    pub fn text_from(&self, i: usize) -> String {
        let start = self.units.get(i).map_or(self.end, |(_, start)| *start);
        String::from_utf8_lossy(&self.text[start..]).into_owned()
    }

    /// Whether something follows the first `i` units that neither is a unit nor introduces optional ones.
    pub fn is_bad_after(&self, i: usize) -> bool {
        match self.marks.iter().find(|(_, before)| *before == i) {
            Some((mark, _)) => *mark == b'$',
            None => matches!(self.units.get(i), Some((Unit::Bad(_, false), _))),
        }
    }

    /// The name for messages, and its parentheses.
    pub fn shown_name(&self) -> (&str, &'static str) {
        self.name.as_deref().map_or(("function", ""), |name| (name, "()"))
    }
}

fn read_unit(py: Attached<'_>, text: &[u8], at: &mut usize) -> PyResult<Unit> {
    let letter = text[*at];
    *at += 1;
    let next = |at: usize| text.get(at).copied().unwrap_or(0);
    match letter {
        b'(' => {
            let mut units = Vec::new();
            loop {
                match next(*at) {
                    b')' => break,
                    0 | b':' | b';' => return Err(raise!(py, SystemError, "missing ')' in getargs format")),
                    _ => units.push(read_unit(py, text, at)?),
                }
            }
            *at += 1;
            Ok(Unit::Sequence(units.into_boxed_slice()))
        }
        b'e' => {
            let kind = next(*at);
            if kind != b's' && kind != b't' {
                *at += usize::from(kind != 0);
                return Ok(Unit::Bad("(unknown parser marker combination)", true));
            }
            *at += 1;
            let modifier = if next(*at) == b'#' { b'#' } else { 0 };
            *at += usize::from(modifier != 0);
            Ok(Unit::Plain { letter, modifier, kind })
        }
        _ if is_letter(letter) => {
            let follows = next(*at);
            let modifier = match letter {
                b's' | b'y' | b'z' if follows == b'#' || follows == b'*' => follows,
                b'w' if follows == b'*' => follows,
                b'O' if follows == b'!' || follows == b'&' => follows,
                _ => 0,
            };
            if letter == b'w' && modifier == 0 {
                return Ok(Unit::Bad("(invalid use of 'w' format character)", true));
            }
            *at += usize::from(modifier != 0);
            Ok(Unit::Plain { letter, modifier, kind: 0 })
        }
        _ => Ok(Unit::Bad("(impossible<bad format char>)", letter.is_ascii_alphabetic())),
    }
}

/// What must be undone when a later argument fails.
enum Cleanup {
    Buffer(*mut Py_buffer),
    Memory(*mut *mut c_char),
    Converter(unsafe extern "C" fn(*mut PyObject, *mut c_void) -> c_int, *mut c_void),
}

/// What a converter function returns when it wants to be called again with NULL on failure.
const CLEANUP_SUPPORTED: c_int = 0x20000;

/// Why an argument does not fit.
enum Mismatch {
    /// The message's middle: "must be X, not Y".
    Text(String),
    /// An exception is set.
    Raised(Raised),
}
impl From<Raised> for Mismatch {
    fn from(raised: Raised) -> Self {
        Mismatch::Raised(raised)
    }
}
type Fit = Result<(), Mismatch>;

/// Converts arguments one by one, reading where to put them from the variable arguments.
pub struct Converter<'a, 'py> {
    py: Attached<'py>,
    format: &'a Format<'a>,
    next: usize,
    arguments: Arguments,
    cleanups: Vec<Cleanup>,
}

impl<'a, 'py> Converter<'a, 'py> {
    /// Starts at the first unit.
    pub fn new(py: Attached<'py>, format: &'a Format<'a>, arguments: Arguments) -> Self {
        Converter { py, format, next: 0, arguments, cleanups: Vec::new() }
    }

    /// All went well: nothing is undone.
    pub fn keep(&mut self) {
        self.cleanups.clear();
    }

    /// Converts `value` with the next unit. `index` is the argument's number for messages, 0 for "argument".
    ///
    /// # Safety
    /// `value` is live; the variable arguments match the format.
    pub unsafe fn convert(&mut self, value: *mut PyObject, index: usize) -> PyResult<()> {
        let format = self.format;
        let Some((unit, _)) = format.units.get(self.next) else {
            return Err(raise!(
                self.py,
                SystemError,
                "bad format string: {}",
                String::from_utf8_lossy(format.text)
            ));
        };
        self.next += 1;
        let mut levels = Vec::new();
        // SAFETY: by contract.
        match unsafe { self.unit(unit, value, &mut levels) } {
            Ok(()) => Ok(()),
            Err(Mismatch::Raised(raised)) => Err(raised),
            Err(Mismatch::Text(text)) => {
                // A mistake in the format or of a converter, not of the caller.
                let is_misuse = text.starts_with('(');
                if let Some(message) = &format.message {
                    return Err(if is_misuse {
                        raise!(self.py, SystemError, "{message}")
                    } else {
                        raise!(self.py, TypeError, "{message}")
                    });
                }
                let mut place = format.name.as_ref().map_or_else(String::new, |name| format!("{name}() "));
                place.push_str("argument");
                if index != 0 {
                    place.push_str(&format!(" {index}"));
                    levels.iter().rev().for_each(|level| place.push_str(&format!(", item {level}")));
                }
                Err(if is_misuse {
                    raise!(self.py, SystemError, "{place} {text}")
                } else {
                    raise!(self.py, TypeError, "{place} {text}")
                })
            }
        }
    }

    /// Passes over the variable arguments of the next unit, for an argument that was not given.
    ///
    /// # Safety
    /// The variable arguments match the format.
    pub unsafe fn skip(&mut self) -> PyResult<()> {
        let i = self.next;
        self.next += 1;
        let (unit, _) = &self.format.units[i];
        // SAFETY: by contract.
        match unsafe { self.skip_unit(unit) } {
            true => Ok(()),
            false => {
                let rest = self.format.text_from(i);
                Err(raise!(self.py, SystemError, "{BAD_CHARACTER}: '{rest}'"))
            }
        }
    }

    /// False for what is no unit.
    ///
    /// # Safety
    /// As [`Converter::skip`].
    unsafe fn skip_unit(&mut self, unit: &Unit) -> bool {
        match unit {
            // SAFETY: by contract.
            Unit::Sequence(units) => units.iter().all(|unit| unsafe { self.skip_unit(unit) }),
            Unit::Bad(..) => false,
            Unit::Plain { letter, modifier, .. } => {
                let mut words = 1;
                words += usize::from(*letter == b'e');
                words += usize::from(matches!(modifier, b'#' | b'!' | b'&'));
                for _ in 0..words {
                    // SAFETY: every argument of a format unit is a pointer.
                    unsafe { self.arguments.word() };
                }
                true
            }
        }
    }

    fn must_be(&self, expected: &str, value: &Ref<'py>) -> Mismatch {
        let kind = if value.is_none() { "None".to_string() } else { value.ty().full_name() };
        Mismatch::Text(format!("must be {expected}, not {kind}"))
    }

    /// # Safety
    /// As [`Converter::convert`].
    unsafe fn unit(&mut self, unit: &Unit, value: *mut PyObject, levels: &mut Vec<usize>) -> Fit {
        // SAFETY: by contract.
        unsafe {
            match unit {
                Unit::Plain { letter, modifier, kind } => self.plain(*letter, *modifier, *kind, value),
                Unit::Sequence(units) => self.sequence(units, value, levels),
                Unit::Bad(why, _) => Err(Mismatch::Text((*why).into())),
            }
        }
    }

    /// # Safety
    /// As [`Converter::convert`].
    unsafe fn sequence(&mut self, units: &[Unit], value: *mut PyObject, levels: &mut Vec<usize>) -> Fit {
        let py = self.py;
        // SAFETY: by contract; the sequence holds its items while they are converted.
        unsafe {
            let ob = Borrowed::from_ptr(py, value);
            let n = units.len();
            if decl::PySequence_Check(value) == 0 || ob.is_instance_of::<Bytes>() {
                return Err(self.must_be(&format!("{n}-item sequence"), &ob));
            }
            let size = ob.size()?;
            if size != n {
                return Err(Mismatch::Text(format!("must be sequence of length {n}, not {size}")));
            }
            for (i, unit) in units.iter().enumerate() {
                let item: Ref<'py> =
                    match Ref::from_owned_or_null(py, decl::PySequence_GetItem(value, i as isize)) {
                        Some(item) => item,
                        None => {
                            drop(crate::state::error::take(py));
                            levels.push(i);
                            return Err(Mismatch::Text("is not retrievable".into()));
                        }
                    };
                // Borrowed results stay valid as long as the sequence holds the item.
                if let Err(mismatch) = self.unit(unit, item.as_ptr(), levels) {
                    levels.push(i);
                    return Err(mismatch);
                }
            }
        }
        Ok(())
    }

    /// # Safety
    /// As [`Converter::convert`].
    unsafe fn plain(&mut self, letter: u8, modifier: u8, kind: u8, value: *mut PyObject) -> Fit {
        let py = self.py;
        // SAFETY: by contract.
        let ob = unsafe { Borrowed::from_ptr(py, value) };
        // SAFETY: by contract: each unit's variable arguments are pointers to what the C API documents for it.
        unsafe {
            match (letter, modifier) {
                (b'b', _) => {
                    let out = self.arguments.pointer::<u8>();
                    *out = self.ranged(&ob, 0, 255, "unsigned byte integer")? as u8;
                }
                (b'B', _) => {
                    let out = self.arguments.pointer::<u8>();
                    *out = self.masked(&ob)? as u8;
                }
                (b'h', _) => {
                    let out = self.arguments.pointer::<i16>();
                    *out = self.ranged(&ob, i16::MIN.into(), i16::MAX.into(), "signed short integer")? as i16;
                }
                (b'H', _) => {
                    let out = self.arguments.pointer::<u16>();
                    *out = self.masked(&ob)? as u16;
                }
                (b'i', _) => {
                    let out = self.arguments.pointer::<c_int>();
                    *out = self.ranged(&ob, i32::MIN.into(), i32::MAX.into(), "signed integer")? as c_int;
                }
                (b'I', _) => {
                    let out = self.arguments.pointer::<u32>();
                    *out = self.masked(&ob)? as u32;
                }
                (b'l', _) => {
                    let out = self.arguments.pointer::<i64>();
                    *out = checked(py, decl::PyLong_AsLong(value), -1)?;
                }
                (b'L', _) => {
                    let out = self.arguments.pointer::<i64>();
                    *out = checked(py, decl::PyLong_AsLongLong(value), -1)?;
                }
                (b'k' | b'K', _) => {
                    let out = self.arguments.pointer::<u64>();
                    if !ob.is_instance_of::<Int>() {
                        return Err(self.must_be("int", &ob));
                    }
                    *out = decl::PyLong_AsUnsignedLongMask(value);
                }
                (b'n', _) => {
                    let out = self.arguments.pointer::<isize>();
                    let index = ob.index()?;
                    *out = checked(py, decl::PyLong_AsSsize_t(index.as_object_ptr()), -1)?;
                }
                (b'f', _) => {
                    let out = self.arguments.pointer::<f32>();
                    *out = checked(py, decl::PyFloat_AsDouble(value), -1.0)? as f32;
                }
                (b'd', _) => {
                    let out = self.arguments.pointer::<f64>();
                    *out = checked(py, decl::PyFloat_AsDouble(value), -1.0)?;
                }
                (b'D', _) => {
                    let out = self.arguments.pointer::<Py_complex>();
                    let z = decl::PyComplex_AsCComplex(value);
                    if crate::state::error::occurred(py) {
                        return Err(Raised::assume().into());
                    }
                    *out = z;
                }
                (b'c', _) => {
                    let out = self.arguments.pointer::<c_char>();
                    *out = self.one_byte(&ob)?;
                }
                (b'C', _) => {
                    let out = self.arguments.pointer::<c_int>();
                    match ob.cast::<Str>() {
                        Some(s) if s.len() == 1 => *out = s.code_point(0) as c_int,
                        _ => return Err(self.must_be("a unicode character", &ob)),
                    }
                }
                (b'p', _) => {
                    let out = self.arguments.pointer::<c_int>();
                    *out = ob.is_true()? as c_int;
                }
                (b'S', _) => {
                    let out = self.arguments.pointer::<*mut PyObject>();
                    if !ob.is_instance_of::<Bytes>() {
                        return Err(self.must_be("bytes", &ob));
                    }
                    *out = value;
                }
                (b'Y', _) => {
                    let out = self.arguments.pointer::<*mut PyObject>();
                    if !ob.is_instance_of::<ByteArray>() {
                        return Err(self.must_be("bytearray", &ob));
                    }
                    *out = value;
                }
                (b'U', _) => {
                    let out = self.arguments.pointer::<*mut PyObject>();
                    if !ob.is_instance_of::<Str>() {
                        return Err(self.must_be("str", &ob));
                    }
                    *out = value;
                }
                (b'O', b'!') => {
                    let wanted = self.arguments.pointer::<PyTypeObject>();
                    let out = self.arguments.pointer::<*mut PyObject>();
                    if decl::PyType_IsSubtype(ob.type_ptr(), wanted) == 0 {
                        let wanted: Borrowed<'_, '_, Type> = Borrowed::from_ptr(py, wanted);
                        return Err(self.must_be(&wanted.full_name(), &ob));
                    }
                    *out = value;
                }
                (b'O', b'&') => {
                    let function = self.arguments.pointer::<c_void>();
                    let out = self.arguments.opaque();
                    let function = std::mem::transmute::<
                        *mut c_void,
                        unsafe extern "C" fn(*mut PyObject, *mut c_void) -> c_int,
                    >(function);
                    match function(value, out) {
                        0 if crate::state::error::occurred(py) => return Err(Raised::assume().into()),
                        0 => return Err(Mismatch::Text("(unspecified)".into())),
                        CLEANUP_SUPPORTED => self.cleanups.push(Cleanup::Converter(function, out)),
                        _ => {}
                    }
                }
                (b'O', _) => *self.arguments.pointer::<*mut PyObject>() = value,
                (b's' | b'z' | b'y', b'*') => self.buffer(letter, &ob)?,
                (b's' | b'z' | b'y', b'#') => self.sized_text(letter, &ob)?,
                (b's' | b'z' | b'y', _) => self.text(letter, &ob)?,
                (b'w', _) => {
                    let out = self.arguments.pointer::<Py_buffer>();
                    if decl::PyObject_GetBuffer(value, out, mortise_abi::PyBUF_WRITABLE as c_int) != 0 {
                        drop(crate::state::error::take(py));
                        return Err(self.must_be("read-write bytes-like object", &ob));
                    }
                    self.cleanups.push(Cleanup::Buffer(out));
                }
                (b'e', _) => self.encoded(kind, modifier, &ob)?,
                _ => return Err(Mismatch::Text("impossible<bad format char>".into())),
            }
        }
        Ok(())
    }

    fn ranged(&self, ob: &Ref<'py>, min: i64, max: i64, what: &str) -> Result<i64, Mismatch> {
        // SAFETY: a live object; -1 may be a value.
        let n = checked(self.py, unsafe { decl::PyLong_AsLong(ob.as_ptr()) }, -1)?;
        if n < min {
            return Err(raise!(self.py, OverflowError, "{what} is less than minimum").into());
        }
        if n > max {
            return Err(raise!(self.py, OverflowError, "{what} is greater than maximum").into());
        }
        Ok(n)
    }

    fn masked(&self, ob: &Ref<'py>) -> Result<u64, Mismatch> {
        // SAFETY: a live object; the largest value may be a value.
        Ok(checked(self.py, unsafe { decl::PyLong_AsUnsignedLongMask(ob.as_ptr()) }, u64::MAX)?)
    }

    fn one_byte(&self, ob: &Ref<'py>) -> Result<c_char, Mismatch> {
        if let Some(bytes) = ob.cast::<Bytes>()
            && let [byte] = bytes.as_bytes()
        {
            return Ok(*byte as c_char);
        }
        if ob.is_instance_of::<ByteArray>() && ob.size()? == 1 {
            return Ok(ob.get_item(&*self.py.int(0)?)?.as_i64()? as u8 as c_char);
        }
        Err(self.must_be("a byte string of length 1", ob))
    }

    /// `s`, `z`, `y`: a NUL-terminated string inside the object.
    ///
    /// # Safety
    /// The next variable argument is a `const char **`.
    unsafe fn text(&mut self, letter: u8, ob: &Ref<'py>) -> Fit {
        let py = self.py;
        // SAFETY: by contract.
        unsafe {
            let out = self.arguments.pointer::<*const c_char>();
            if letter == b'y' {
                let (start, size) = self.read_only(ob)?;
                if libc::strlen(start) != size {
                    return Err(raise!(py, ValueError, "embedded null byte").into());
                }
                *out = start;
                return Ok(());
            }
            if letter == b'z' && ob.is_none() {
                *out = std::ptr::null();
                return Ok(());
            }
            let Some(s) = ob.cast::<Str>() else {
                return Err(self.must_be(if letter == b'z' { "str or None" } else { "str" }, ob));
            };
            let text = s.as_utf8()?;
            if text.as_bytes().contains(&0) {
                return Err(raise!(py, ValueError, "embedded null character").into());
            }
            *out = text.as_ptr().cast();
        }
        Ok(())
    }

    /// The bytes of an object whose buffer needs no release.
    ///
    /// # Safety
    /// `ob` is live and outlives the use of the result.
    unsafe fn read_only(&self, ob: &Ref<'py>) -> Result<(*const c_char, usize), Mismatch> {
        // SAFETY: by contract; the view is released at once, which is allowed without bf_releasebuffer.
        unsafe {
            let procs = (*ob.type_ptr()).tp_as_buffer;
            if !procs.is_null() && (*procs).bf_releasebuffer.is_some() {
                return Err(self.must_be("read-only bytes-like object", ob));
            }
            let mut view = Py_buffer::EMPTY;
            if decl::PyObject_GetBuffer(ob.as_ptr(), &raw mut view, mortise_abi::PyBUF_SIMPLE as c_int) != 0 {
                return Err(Raised::assume().into());
            }
            let found = (view.buf.cast::<c_char>().cast_const(), view.len as usize);
            decl::PyBuffer_Release(&raw mut view);
            Ok(found)
        }
    }

    /// `s#`, `z#`, `y#`: start and size.
    ///
    /// # Safety
    /// The next variable arguments are a `const char **` and a `Py_ssize_t *`.
    unsafe fn sized_text(&mut self, letter: u8, ob: &Ref<'py>) -> Fit {
        // SAFETY: by contract.
        unsafe {
            let out = self.arguments.pointer::<*const c_char>();
            let size = self.arguments.pointer::<isize>();
            if letter == b'z' && ob.is_none() {
                (*out, *size) = (std::ptr::null(), 0);
            } else if let Some(s) = ob.cast::<Str>().filter(|_| letter != b'y') {
                let text = s.as_utf8()?;
                (*out, *size) = (text.as_ptr().cast(), text.len() as isize);
            } else {
                let (start, n) = self.read_only(ob)?;
                (*out, *size) = (start, n as isize);
            }
        }
        Ok(())
    }

    /// `s*`, `z*`, `y*`: a buffer that the caller releases.
    ///
    /// # Safety
    /// The next variable argument is a `Py_buffer *`.
    unsafe fn buffer(&mut self, letter: u8, ob: &Ref<'py>) -> Fit {
        // SAFETY: by contract.
        unsafe {
            let out = self.arguments.pointer::<Py_buffer>();
            if letter == b'z' && ob.is_none() {
                decl::PyBuffer_FillInfo(out, std::ptr::null_mut(), std::ptr::null_mut(), 0, 1, 0);
            } else if let Some(s) = ob.cast::<Str>().filter(|_| letter != b'y') {
                let text = s.as_utf8()?;
                let start = text.as_ptr().cast_mut().cast();
                decl::PyBuffer_FillInfo(out, ob.as_ptr(), start, text.len() as isize, 1, 0);
            } else {
                if decl::PyObject_GetBuffer(ob.as_ptr(), out, mortise_abi::PyBUF_SIMPLE as c_int) != 0 {
                    return Err(Raised::assume().into());
                }
                if decl::PyBuffer_IsContiguous(out, b'C' as c_char) == 0 {
                    decl::PyBuffer_Release(out);
                    return Err(self.must_be("contiguous buffer", ob));
                }
            }
            self.cleanups.push(Cleanup::Buffer(out));
        }
        Ok(())
    }

    /// `es`, `et`, `es#`, `et#`: encoded text in memory that the caller frees.
    ///
    /// # Safety
    /// The next variable arguments are an encoding, a `char **`, and with `#` a `Py_ssize_t *`.
    unsafe fn encoded(&mut self, kind: u8, modifier: u8, ob: &Ref<'py>) -> Fit {
        let py = self.py;
        // SAFETY: by contract.
        unsafe {
            let encoding = self.arguments.string();
            let out = self.arguments.pointer::<*mut c_char>();
            let size =
                if modifier == b'#' { self.arguments.pointer::<isize>() } else { std::ptr::null_mut() };
            let bytes: Vec<u8> = if kind == b't' && ob.is_instance_of::<Bytes>() {
                ob.cast::<Bytes>().map(|b| b.as_bytes().to_vec()).unwrap_or_default()
            } else if kind == b't' && ob.is_instance_of::<ByteArray>() {
                let copy: Ref<'py> = Ref::from_owned_or_raised(py, decl::PyBytes_FromObject(ob.as_ptr()))?;
                copy.cast::<Bytes>().map(|b| b.as_bytes().to_vec()).unwrap_or_default()
            } else if ob.is_instance_of::<Str>() {
                let encoding = if encoding.is_null() { c"utf-8".as_ptr() } else { encoding };
                let made: Ref<'py> = Ref::from_owned_or_raised(
                    py,
                    decl::PyUnicode_AsEncodedString(ob.as_ptr(), encoding, std::ptr::null()),
                )?;
                match made.cast::<Bytes>() {
                    Some(b) => b.as_bytes().to_vec(),
                    None => return Err(Mismatch::Text("(encoder failed to return bytes)".into())),
                }
            } else {
                return Err(self.must_be(if kind == b't' { "str, bytes or bytearray" } else { "str" }, ob));
            };
            if size.is_null() && bytes.contains(&0) {
                return Err(self.must_be("encoded string without null bytes", ob));
            }
            if !size.is_null() && !(*out).is_null() {
                // The caller's own buffer of that size.
                if bytes.len() as isize + 1 > *size {
                    return Err(raise!(
                        py,
                        ValueError,
                        "encoded string too long ({}, maximum length {})",
                        bytes.len(),
                        *size - 1
                    )
                    .into());
                }
            } else {
                *out = decl::PyMem_Malloc(bytes.len() + 1).cast();
                if (*out).is_null() {
                    decl::PyErr_NoMemory();
                    return Err(Raised::assume().into());
                }
                self.cleanups.push(Cleanup::Memory(out));
            }
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), (*out).cast(), bytes.len());
            *(*out).add(bytes.len()) = 0;
            if !size.is_null() {
                *size = bytes.len() as isize;
            }
        }
        Ok(())
    }
}

/// A C value that may be an error's.
fn checked<T: PartialEq>(py: Attached<'_>, value: T, error: T) -> PyResult<T> {
    if value == error && crate::state::error::occurred(py) {
        // SAFETY: an exception is set.
        return Err(unsafe { Raised::assume() });
    }
    Ok(value)
}

impl Drop for Converter<'_, '_> {
    fn drop(&mut self) {
        for cleanup in self.cleanups.drain(..).rev() {
            // SAFETY: each was made by the conversion that pushed it, into memory of the caller, who waits.
            unsafe {
                match cleanup {
                    Cleanup::Buffer(view) => decl::PyBuffer_Release(view),
                    Cleanup::Memory(out) => {
                        decl::PyMem_Free((*out).cast());
                        *out = std::ptr::null_mut();
                    }
                    Cleanup::Converter(function, out) => {
                        function(std::ptr::null_mut(), out);
                    }
                }
            }
        }
    }
}
