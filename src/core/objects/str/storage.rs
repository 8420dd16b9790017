//! The memory of strings: the compact ASCII, compact and legacy forms that the ABI shows, and how to fill a new string.
//!
//! Only this file knows the layout. A string's text never changes once somebody else can see the string.

use std::sync::atomic::{AtomicIsize, AtomicPtr, AtomicU32, Ordering};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount;
use crate::objects::{Str, Type};
use crate::raise;

/// The largest code point.
pub const MAX_UNICODE: u32 = 0x10ffff;

/// A string's text in place, in the width that the string has.
#[derive(Clone, Copy)]
pub enum Chars<'a> {
    /// Code points up to U+00FF
    One(&'a [u8]),
    /// Code points up to U+FFFF
    Two(&'a [u16]),
    /// All code points
    Four(&'a [u32]),
}

/// Runs the same code for each width: `with_chars!(chars, s => expression)`, `s` being a slice of `u8`, `u16` or `u32`.
#[macro_export]
macro_rules! with_chars {
    ($chars:expr, $s:ident => $body:expr) => {
        match $chars {
            $crate::objects::str::Chars::One($s) => $body,
            $crate::objects::str::Chars::Two($s) => $body,
            $crate::objects::str::Chars::Four($s) => $body,
        }
    };
}

impl<'a> Chars<'a> {
    /// Number of code points.
    #[inline]
    pub fn len(self) -> usize {
        with_chars!(self, s => s.len())
    }
    /// Whether there are none.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
    /// Code point `i`.
    #[inline]
    pub fn at(self, i: usize) -> u32 {
        match self {
            Chars::One(s) => s[i] as u32,
            Chars::Two(s) => s[i] as u32,
            Chars::Four(s) => s[i],
        }
    }
    /// The part from `start` to `end`.
    #[inline]
    pub fn slice(self, start: usize, end: usize) -> Chars<'a> {
        match self {
            Chars::One(s) => Chars::One(&s[start..end]),
            Chars::Two(s) => Chars::Two(&s[start..end]),
            Chars::Four(s) => Chars::Four(&s[start..end]),
        }
    }
    /// The code points in order.
    #[inline]
    pub fn iter(self) -> CharsIter<'a> {
        CharsIter { chars: self, next: 0, end: self.len() }
    }
    /// Bytes of a code point.
    #[inline]
    pub fn kind(self) -> u32 {
        match self {
            Chars::One(_) => 1,
            Chars::Two(_) => 2,
            Chars::Four(_) => 4,
        }
    }
    /// The largest code point, rounded up to 0x7f, 0xff, 0xffff or 0x10ffff.
    pub fn max_char(self) -> u32 {
        match self {
            Chars::One(s) => {
                if s.is_ascii() {
                    0x7f
                } else {
                    0xff
                }
            }
            Chars::Two(s) => {
                let all = s.iter().fold(0u16, |a, &c| a | c) as u32;
                if all < 0x80 {
                    0x7f
                } else if all < 0x100 {
                    0xff
                } else {
                    0xffff
                }
            }
            Chars::Four(s) => {
                let all = s.iter().fold(0u32, |a, &c| a | c);
                if all < 0x80 {
                    0x7f
                } else if all < 0x100 {
                    0xff
                } else if all < 0x10000 {
                    0xffff
                } else {
                    MAX_UNICODE
                }
            }
        }
    }
    /// The text's bytes as they lie in memory.
    pub fn raw_bytes(self) -> &'a [u8] {
        match self {
            Chars::One(s) => s,
            // SAFETY: plain integers seen as their bytes.
            Chars::Two(s) => unsafe { std::slice::from_raw_parts(s.as_ptr().cast(), s.len() * 2) },
            // SAFETY: as above.
            Chars::Four(s) => unsafe { std::slice::from_raw_parts(s.as_ptr().cast(), s.len() * 4) },
        }
    }
    /// Whether both have the same text.
    pub fn same(self, other: Chars<'_>) -> bool {
        match (self, other) {
            (Chars::One(a), Chars::One(b)) => a == b,
            (Chars::Two(a), Chars::Two(b)) => a == b,
            (Chars::Four(a), Chars::Four(b)) => a == b,
            _ => self.len() == other.len() && self.iter().eq(other.iter()),
        }
    }
    /// Code point order.
    pub fn order(self, other: Chars<'_>) -> std::cmp::Ordering {
        match (self, other) {
            (Chars::One(a), Chars::One(b)) => a.cmp(b),
            (Chars::Two(a), Chars::Two(b)) => a.cmp(b),
            (Chars::Four(a), Chars::Four(b)) => a.cmp(b),
            _ => self.iter().cmp(other.iter()),
        }
    }
}

/// Iterator of [`Chars::iter`].
#[derive(Clone)]
pub struct CharsIter<'a> {
    chars: Chars<'a>,
    next: usize,
    end: usize,
}
impl Iterator for CharsIter<'_> {
    type Item = u32;
    #[inline]
    fn next(&mut self) -> Option<u32> {
        if self.next == self.end {
            return None;
        }
        self.next += 1;
        Some(self.chars.at(self.next - 1))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.next, Some(self.end - self.next))
    }
}
impl DoubleEndedIterator for CharsIter<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<u32> {
        if self.next == self.end {
            return None;
        }
        self.end -= 1;
        Some(self.chars.at(self.end))
    }
}
impl ExactSizeIterator for CharsIter<'_> {}

/// The bits of `PyASCIIObject::state`.
pub const fn state_bits(interned: u32, kind: u32, ascii: bool, statically_allocated: bool) -> u32 {
    interned << PyASCIIObject_interned_SHIFT
        | kind << PyASCIIObject_kind_SHIFT
        | PyASCIIObject_compact_MASK
        | (ascii as u32) << PyASCIIObject_ascii_SHIFT
        | (statically_allocated as u32) << PyASCIIObject_statically_allocated_SHIFT
}

/// The string's state word.
///
/// # Safety
/// `s` points to a live str.
#[inline(always)]
pub unsafe fn state<'a>(s: *mut PyObject) -> &'a AtomicU32 {
    // SAFETY: aligned; written by us through the atomic only.
    unsafe { AtomicU32::from_ptr(&raw mut (*s.cast::<PyASCIIObject>()).state) }
}

/// Bytes of a code point: 1, 2 or 4.
///
/// # Safety
/// `s` points to a live str.
#[inline(always)]
pub unsafe fn kind(s: *mut PyObject) -> u32 {
    // SAFETY: by contract.
    unsafe { (state(s).load(Ordering::Relaxed) & PyASCIIObject_kind_MASK) >> PyASCIIObject_kind_SHIFT }
}

/// Number of code points.
///
/// # Safety
/// `s` points to a live str.
#[inline(always)]
pub unsafe fn length(s: *mut PyObject) -> usize {
    // SAFETY: by contract.
    unsafe { (*s.cast::<PyASCIIObject>()).length as usize }
}

/// Where the text is.
///
/// # Safety
/// `s` points to a live str.
#[inline(always)]
pub unsafe fn data(s: *mut PyObject) -> *mut u8 {
    // SAFETY: the state tells which of the three forms the object has.
    unsafe {
        let bits = state(s).load(Ordering::Relaxed);
        if bits & PyASCIIObject_compact_MASK == 0 {
            (*s.cast::<PyUnicodeObject>()).data.any.cast()
        } else if bits & PyASCIIObject_ascii_MASK != 0 {
            s.cast::<PyASCIIObject>().add(1).cast()
        } else {
            s.cast::<PyCompactUnicodeObject>().add(1).cast()
        }
    }
}

/// The text in place.
///
/// # Safety
/// `s` points to a str that stays alive, and unchanged, for `'a`.
#[inline(always)]
pub unsafe fn chars<'a>(s: *mut PyObject) -> Chars<'a> {
    // SAFETY: `length` code points of the state's width are at `data`, aligned for it.
    unsafe {
        let (len, at) = (length(s), data(s));
        match kind(s) {
            1 => Chars::One(std::slice::from_raw_parts(at, len)),
            2 => Chars::Two(std::slice::from_raw_parts(at.cast(), len)),
            _ => Chars::Four(std::slice::from_raw_parts(at.cast(), len)),
        }
    }
}

/// Code point `i`.
///
/// # Safety
/// `s` points to a live str longer than `i`.
#[inline(always)]
pub unsafe fn read(s: *mut PyObject, i: usize) -> u32 {
    // SAFETY: in bounds by contract.
    unsafe {
        match kind(s) {
            1 => *data(s).add(i) as u32,
            2 => *data(s).cast::<u16>().add(i) as u32,
            _ => *data(s).cast::<u32>().add(i),
        }
    }
}

/// Writes code point `i`, which fits the string's width.
///
/// # Safety
/// `s` points to a str longer than `i` that nobody else can see yet.
#[inline(always)]
pub unsafe fn write(s: *mut PyObject, i: usize, c: u32) {
    // SAFETY: in bounds by contract.
    unsafe {
        match kind(s) {
            1 => data(s).add(i).write(c as u8),
            2 => data(s).cast::<u16>().add(i).write(c as u16),
            _ => data(s).cast::<u32>().add(i).write(c),
        }
    }
}

/// Copies `from` to position `at` of `s`; every code point fits its width.
///
/// # Safety
/// `s` points to a str that nobody else can see yet, with room for `from` at `at`.
#[allow(clippy::unnecessary_cast)] // one of the three widths is `u32` already
pub unsafe fn copy_in(s: *mut PyObject, at: usize, from: Chars<'_>) {
    // SAFETY: in bounds by contract; a new string does not overlap another one's text.
    unsafe {
        let to = data(s);
        match (kind(s), from) {
            (1, Chars::One(f)) => std::ptr::copy(f.as_ptr(), to.add(at), f.len()),
            (2, Chars::Two(f)) => std::ptr::copy(f.as_ptr(), to.cast::<u16>().add(at), f.len()),
            (4, Chars::Four(f)) => std::ptr::copy(f.as_ptr(), to.cast::<u32>().add(at), f.len()),
            (1, f) => {
                with_chars!(f, f => f.iter().enumerate().for_each(|(i, &c)| to.add(at + i).write(c as u8)))
            }
            (2, f) => {
                let to = to.cast::<u16>();
                with_chars!(f, f => f.iter().enumerate().for_each(|(i, &c)| to.add(at + i).write(c as u16)))
            }
            (_, f) => {
                let to = to.cast::<u32>();
                with_chars!(f, f => f.iter().enumerate().for_each(|(i, &c)| to.add(at + i).write(c as u32)))
            }
        }
    }
}

/// The largest code point that the string's form allows.
///
/// # Safety
/// `s` points to a live str.
pub unsafe fn max_char_bound(s: *mut PyObject) -> u32 {
    // SAFETY: by contract.
    unsafe {
        if state(s).load(Ordering::Relaxed) & PyASCIIObject_ascii_MASK != 0 {
            return 0x7f;
        }
        match kind(s) {
            1 => 0xff,
            2 => 0xffff,
            _ => MAX_UNICODE,
        }
    }
}

/// Width for code points up to `max`.
#[inline(always)]
pub fn kind_for(max: u32) -> usize {
    if max < 0x100 {
        1
    } else if max < 0x10000 {
        2
    } else {
        4
    }
}

fn header_size(max: u32) -> usize {
    if max < 0x80 { size_of::<PyASCIIObject>() } else { size_of::<PyCompactUnicodeObject>() }
}

/// A new compact string of `len` code points up to `max`, its text not written yet (but for the NUL behind it).
/// The empty string is not made here.
pub fn allocate(py: Attached<'_>, len: usize, max: u32) -> PyResult<*mut PyObject> {
    let unit = kind_for(max);
    let header = header_size(max);
    if len > (isize::MAX as usize - header) / unit - 1 {
        return Err(no_memory(py));
    }
    // SAFETY: fresh memory of the computed size; the header is written before anybody sees it.
    unsafe {
        let s: *mut PyObject = decl::PyObject_Malloc(header + (len + 1) * unit).cast();
        if s.is_null() {
            return Err(no_memory(py));
        }
        (*s).ob_type = &raw mut decl::PyUnicode_Type;
        refcount::init(s);
        let head: *mut PyASCIIObject = s.cast();
        (*head).length = len as isize;
        (*head).hash = -1;
        (*head).state = state_bits(0, unit as u32, max < 0x80, false);
        if max >= 0x80 {
            let compact: *mut PyCompactUnicodeObject = s.cast();
            (*compact).utf8 = std::ptr::null_mut();
            (*compact).utf8_length = 0;
        }
        write(s, len, 0);
        Ok(s)
    }
}

/// Raises MemoryError.
#[cold]
pub fn no_memory(_py: Attached<'_>) -> Raised {
    // SAFETY: PyErr_NoMemory sets the indicator.
    unsafe {
        decl::PyErr_NoMemory();
        Raised::assume()
    }
}

/// A string being filled: the length and width are fixed, and every position must be written.
pub struct Filler<'py> {
    string: Ref<'py, Str>,
    at: usize,
    len: usize,
}

impl<'py> Filler<'py> {
    /// A string of `len` code points, none above `max`.
    pub fn new(py: Attached<'py>, len: usize, max: u32) -> PyResult<Filler<'py>> {
        let string = if len == 0 {
            empty(py)
        } else {
            // SAFETY: a new reference.
            unsafe { Ref::from_owned(py, allocate(py, len, max)?.cast()) }
        };
        Ok(Filler { string, at: 0, len })
    }
    /// Appends text.
    pub fn push(&mut self, text: Chars<'_>) {
        let n = text.len();
        assert!(n <= self.len - self.at);
        if n > 0 {
            // SAFETY: there is room, and nobody else sees the string.
            unsafe { copy_in(self.string.as_object_ptr(), self.at, text) };
            self.at += n;
        }
    }
    /// Appends one code point.
    #[inline]
    pub fn push_char(&mut self, c: u32) {
        assert!(self.at < self.len);
        // SAFETY: in bounds, and nobody else sees the string.
        unsafe { write(self.string.as_object_ptr(), self.at, c) };
        self.at += 1;
    }
    /// Appends a code point `n` times.
    pub fn fill(&mut self, c: u32, n: usize) {
        for _ in 0..n {
            self.push_char(c);
        }
    }
    /// The finished string; single Latin-1 characters give the shared ones.
    pub fn finish(self) -> Ref<'py, Str> {
        assert_eq!(self.at, self.len);
        let py = self.string.py();
        if self.len == 1 {
            let c = self.string.chars().at(0);
            if c < 0x100 {
                return latin1_char(py, c as u8);
            }
        }
        self.string
    }
}

/// A static one-character string (or the empty one): the header for ASCII or for Latin-1, and the text.
#[repr(C)]
struct StaticAscii {
    head: PyASCIIObject,
    text: [u8; 2],
}
#[repr(C)]
struct StaticLatin1 {
    head: PyCompactUnicodeObject,
    text: [u8; 2],
}

const fn static_ascii(len: isize, c: u8) -> StaticAscii {
    StaticAscii {
        head: PyASCIIObject {
            ob_base: PyObject::immortal(&raw mut decl::PyUnicode_Type),
            length: len,
            hash: -1,
            state: state_bits(SSTATE_INTERNED_IMMORTAL_STATIC, 1, true, true),
        },
        text: [c, 0],
    }
}
const fn static_latin1(c: u8) -> StaticLatin1 {
    StaticLatin1 {
        head: PyCompactUnicodeObject {
            _base: PyASCIIObject {
                ob_base: PyObject::immortal(&raw mut decl::PyUnicode_Type),
                length: 1,
                hash: -1,
                state: state_bits(SSTATE_INTERNED_IMMORTAL_STATIC, 1, false, true),
            },
            utf8_length: 0,
            utf8: std::ptr::null_mut(),
        },
        text: [c, 0],
    }
}

static mut EMPTY: StaticAscii = static_ascii(0, 0);
static mut ASCII: [StaticAscii; 128] = {
    let mut all = [const { static_ascii(1, 0) }; 128];
    let mut i = 0;
    while i < 128 {
        all[i].text[0] = i as u8;
        i += 1;
    }
    all
};
static mut LATIN1: [StaticLatin1; 128] = {
    let mut all = [const { static_latin1(0) }; 128];
    let mut i = 0;
    while i < 128 {
        all[i].text[0] = 128 + i as u8;
        i += 1;
    }
    all
};

/// `''`
#[inline(always)]
pub fn empty(py: Attached<'_>) -> Ref<'_, Str> {
    // SAFETY: static and immortal.
    unsafe { Ref::from_owned(py, (&raw mut EMPTY).cast()) }
}

/// The shared string of one Latin-1 character.
#[inline(always)]
pub fn latin1_char(py: Attached<'_>, c: u8) -> Ref<'_, Str> {
    // SAFETY: static and immortal; the index is in range.
    unsafe {
        if c < 128 {
            Ref::from_owned(py, (&raw mut ASCII).cast::<StaticAscii>().add(c as usize).cast())
        } else {
            Ref::from_owned(py, (&raw mut LATIN1).cast::<StaticLatin1>().add(c as usize - 128).cast())
        }
    }
}

/// A new string with this text, as narrow as it can be.
pub fn from_chars<'py>(py: Attached<'py>, text: Chars<'_>) -> PyResult<Ref<'py, Str>> {
    match text.len() {
        0 => return Ok(empty(py)),
        1 if text.at(0) < 0x100 => return Ok(latin1_char(py, text.at(0) as u8)),
        _ => {}
    }
    let mut new = Filler::new(py, text.len(), text.max_char())?;
    new.push(text);
    Ok(new.finish())
}

/// A new string of ASCII text.
pub fn from_ascii<'py>(py: Attached<'py>, text: &[u8]) -> PyResult<Ref<'py, Str>> {
    debug_assert!(text.is_ascii());
    let mut new = Filler::new(py, text.len(), 0x7f)?;
    new.push(Chars::One(text));
    Ok(new.finish())
}

/// A new string of UTF-8 text.
pub fn from_utf8<'py>(py: Attached<'py>, text: &str) -> PyResult<Ref<'py, Str>> {
    if text.is_ascii() {
        return from_ascii(py, text.as_bytes());
    }
    let (mut len, mut max) = (0, 0);
    for c in text.chars() {
        len += 1;
        max |= c as u32;
    }
    let mut new = Filler::new(py, len, max.min(MAX_UNICODE))?;
    for c in text.chars() {
        new.push_char(c as u32);
    }
    Ok(new.finish())
}

/// An instance of a subclass of str with the text of `value`: the legacy form, the text in memory of its own.
pub fn new_subclass<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    value: &Ref<'py, Str>,
) -> PyResult<Ref<'py, Str>> {
    let ob = crate::objects::type_::alloc(py, cls)?;
    let text = value.chars();
    // SAFETY: the instance has room for a PyUnicodeObject (its base is str) and is zeroed; nobody else sees it yet.
    unsafe {
        let s: *mut PyUnicodeObject = ob.as_ptr().cast();
        let head: *mut PyASCIIObject = s.cast();
        let unit = text.kind() as usize;
        (*head).hash = -1;
        (*head).state = (state_bits(0, text.kind(), value.is_ascii(), false)) & !PyASCIIObject_compact_MASK;
        let bytes = (text.len() + 1) * unit;
        let memory: *mut u8 = decl::PyMem_Malloc(bytes).cast();
        if memory.is_null() {
            return Err(no_memory(py));
        }
        (*s).data.any = memory.cast();
        std::ptr::copy_nonoverlapping(text.raw_bytes().as_ptr(), memory, text.len() * unit);
        std::ptr::write_bytes(memory.add(text.len() * unit), 0, unit);
        (*head).length = text.len() as isize;
        if value.is_ascii() {
            (*s)._base.utf8 = memory.cast();
            (*s)._base.utf8_length = text.len() as isize;
        }
        (*head).hash = value.cached_hash().unwrap_or(-1);
        Ok(ob.into_cast_unchecked())
    }
}

/// `tp_dealloc` of str.
///
/// # Safety
/// The last reference to the str `ob` is gone.
pub unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: nobody else uses the object; each form's memory is freed once.
    unsafe {
        let bits = state(ob).load(Ordering::Relaxed);
        match bits & PyASCIIObject_interned_MASK {
            SSTATE_NOT_INTERNED => {}
            SSTATE_INTERNED_MORTAL => super::intern::forget(ob),
            _ => {
                // Somebody gave back more references than they had: keep what must live for ever.
                refcount::make_immortal(ob);
                return;
            }
        }
        let compact = bits & PyASCIIObject_compact_MASK != 0;
        if !(compact && bits & PyASCIIObject_ascii_MASK != 0) {
            let utf8 = (*ob.cast::<PyCompactUnicodeObject>()).utf8;
            if !utf8.is_null() && utf8.cast::<u8>() != data(ob) {
                decl::PyMem_Free(utf8.cast());
            }
        }
        if !compact {
            decl::PyMem_Free((*ob.cast::<PyUnicodeObject>()).data.any);
        }
        ((*(*ob).ob_type).tp_free.unwrap_unchecked())(ob.cast());
    }
}

/// The UTF-8 form, made on first use and kept with the object.
///
/// # Safety
/// `s` points to a live str.
pub unsafe fn utf8<'a>(py: Attached<'_>, s: *mut PyObject) -> PyResult<&'a [u8]> {
    // SAFETY: the state tells the form; the cache is published once, its length before it.
    unsafe {
        let bits = state(s).load(Ordering::Relaxed);
        if bits & PyASCIIObject_ascii_MASK != 0 {
            return Ok(std::slice::from_raw_parts(data(s), length(s)));
        }
        let compact: *mut PyCompactUnicodeObject = s.cast();
        let cache: &AtomicPtr<std::ffi::c_char> = AtomicPtr::from_ptr(&raw mut (*compact).utf8);
        let size: &AtomicIsize = AtomicIsize::from_ptr(&raw mut (*compact).utf8_length);
        let have = cache.load(Ordering::Acquire);
        if !have.is_null() {
            return Ok(std::slice::from_raw_parts(have.cast(), size.load(Ordering::Relaxed) as usize));
        }
        let text = super::super::codecs::utf8::encode_strict(py, Borrowed::from_ptr(py, s.cast()))?;
        let memory: *mut u8 = decl::PyMem_Malloc(text.len() + 1).cast();
        if memory.is_null() {
            return Err(no_memory(py));
        }
        std::ptr::copy_nonoverlapping(text.as_ptr(), memory, text.len());
        memory.add(text.len()).write(0);
        size.store(text.len() as isize, Ordering::Relaxed);
        match cache.compare_exchange(std::ptr::null_mut(), memory.cast(), Ordering::AcqRel, Ordering::Acquire)
        {
            Ok(_) => Ok(std::slice::from_raw_parts(memory, text.len())),
            Err(first) => {
                decl::PyMem_Free(memory.cast());
                Ok(std::slice::from_raw_parts(first.cast(), text.len()))
            }
        }
    }
}

/// Gives `s` a new length in place or copies it; for strings that only the caller knows.
///
/// # Safety
/// `*s` points to an owned reference, which is replaced.
pub unsafe fn resize(py: Attached<'_>, s: &mut *mut PyObject, len: usize) -> PyResult<()> {
    // SAFETY: only an unshared compact string is moved; else the text is copied to a new one.
    unsafe {
        let old = *s;
        let have = length(old);
        if have == len {
            return Ok(());
        }
        if len == 0 {
            let new = empty(py).into_object_ptr();
            refcount::decref(std::mem::replace(s, new));
            return Ok(());
        }
        if is_modifiable(old) && state(old).load(Ordering::Relaxed) & PyASCIIObject_compact_MASK != 0 {
            let max = max_char_bound(old);
            let unit = kind(old) as usize;
            if len > (isize::MAX as usize - header_size(max)) / unit - 1 {
                return Err(no_memory(py));
            }
            if max >= 0x80 {
                let compact: *mut PyCompactUnicodeObject = old.cast();
                if !(*compact).utf8.is_null() {
                    decl::PyMem_Free((*compact).utf8.cast());
                    (*compact).utf8 = std::ptr::null_mut();
                    (*compact).utf8_length = 0;
                }
            }
            let new: *mut PyObject =
                decl::PyObject_Realloc(old.cast(), header_size(max) + (len + 1) * unit).cast();
            if new.is_null() {
                return Err(no_memory(py));
            }
            (*new.cast::<PyASCIIObject>()).length = len as isize;
            write(new, len, 0);
            *s = new;
            return Ok(());
        }
        let new = allocate(py, len, max_char_bound(old))?;
        copy_in(new, 0, chars(old).slice(0, have.min(len)));
        for i in have.min(len)..len {
            write(new, i, 0);
        }
        refcount::decref(std::mem::replace(s, new));
        Ok(())
    }
}

/// Whether the string may be changed in place: nobody else has it, nor its hash, nor its name in the table.
///
/// # Safety
/// `s` points to a live str.
pub unsafe fn is_modifiable(s: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        refcount::is_unique(s)
            && (*s).ob_type == &raw mut decl::PyUnicode_Type
            && (*s.cast::<PyASCIIObject>()).hash == -1
            && state(s).load(Ordering::Relaxed) & PyASCIIObject_interned_MASK == 0
    }
}

impl<'py> Ref<'py, Str> {
    /// The text in place.
    #[inline(always)]
    pub fn chars(&self) -> Chars<'_> {
        // SAFETY: the handle keeps the string alive, and strings do not change.
        unsafe { chars(self.as_object_ptr()) }
    }
    /// Whether all of it is ASCII.
    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        // SAFETY: a live str.
        unsafe { state(self.as_object_ptr()).load(Ordering::Relaxed) & PyASCIIObject_ascii_MASK != 0 }
    }
    /// The text, when it is ASCII.
    #[inline(always)]
    pub fn as_ascii(&self) -> Option<&str> {
        match self.chars() {
            // SAFETY: ASCII is valid UTF-8.
            Chars::One(text) if self.is_ascii() => Some(unsafe { std::str::from_utf8_unchecked(text) }),
            _ => None,
        }
    }
    /// An upper bound of its code points: 0x7f, 0xff, 0xffff or 0x10ffff.
    #[inline]
    pub fn max_char(&self) -> u32 {
        // SAFETY: a live str.
        unsafe { max_char_bound(self.as_object_ptr()) }
    }
    /// The hash, if it was computed already.
    #[inline(always)]
    pub fn cached_hash(&self) -> Option<isize> {
        // SAFETY: a live str; the word is only accessed atomically by us.
        let hash = unsafe { AtomicIsize::from_ptr(&raw mut (*self.as_ptr().cast::<PyASCIIObject>()).hash) }
            .load(Ordering::Relaxed);
        (hash != -1).then_some(hash)
    }
    /// `hash(self)` of an exact str; computed once.
    #[inline]
    pub fn str_hash(&self) -> isize {
        match self.cached_hash() {
            Some(hash) => hash,
            None => {
                let hash = crate::objects::hash::bytes(self.chars().raw_bytes());
                // SAFETY: as in `cached_hash`; every thread computes the same.
                unsafe { AtomicIsize::from_ptr(&raw mut (*self.as_ptr().cast::<PyASCIIObject>()).hash) }
                    .store(hash, Ordering::Relaxed);
                hash
            }
        }
    }
    /// Whether both have the same text.
    #[inline]
    pub fn same_text(&self, other: &Ref<'_, Str>) -> bool {
        self.is(other) || (self.len() == other.len() && self.chars().same(other.chars()))
    }
    /// Number of code points
    #[inline(always)]
    pub fn len(&self) -> usize {
        // SAFETY: a live str.
        unsafe { length(self.as_object_ptr()) }
    }
    /// Whether it is `''`
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The UTF-8 form, kept with the object; UnicodeEncodeError for lone surrogates
    pub fn as_utf8(&self) -> PyResult<&str> {
        // SAFETY: a live str; the result lives as long as it and is valid UTF-8.
        unsafe { Ok(std::str::from_utf8_unchecked(utf8(self.py(), self.as_object_ptr())?)) }
    }
    /// The text with lone surrogates replaced: for messages only
    pub fn to_string_lossy(&self) -> String {
        self.chars().iter().map(|c| char::from_u32(c).unwrap_or('\u{fffd}')).collect()
    }
    /// Code point `i`; panics when out of range
    pub fn code_point(&self, i: usize) -> u32 {
        self.chars().at(i)
    }
    /// The code points
    pub fn code_points(&self) -> impl ExactSizeIterator<Item = u32> + DoubleEndedIterator + '_ {
        self.chars().iter()
    }
    /// Whether it is this text
    pub fn equals_str(&self, text: &str) -> bool {
        match self.chars() {
            Chars::One(mine) if self.is_ascii() => mine == text.as_bytes(),
            mine => mine.iter().eq(text.chars().map(|c| c as u32)),
        }
    }
}

/// What UnicodeError and other classes say of a text that must be valid: raises SystemError for a code point above U+10FFFF.
pub fn check_code_point(py: Attached<'_>, c: u32) -> PyResult<()> {
    if c > MAX_UNICODE {
        return Err(raise!(py, ValueError, "character U+{c:x} is not in range [U+0000; U+10ffff]"));
    }
    Ok(())
}

/// Bytes of memory that the string takes (`__sizeof__`).
pub fn memory_size(s: &Ref<'_, Str>) -> usize {
    let ob = s.as_object_ptr();
    // SAFETY: a live str; the state tells the form.
    unsafe {
        let bits = state(ob).load(Ordering::Relaxed);
        let text = (s.len() + 1) * kind(ob) as usize;
        let mut size = if bits & PyASCIIObject_compact_MASK != 0 {
            header_size(s.max_char()) + text
        } else {
            (*(*ob).ob_type).tp_basicsize as usize + text
        };
        if bits & PyASCIIObject_ascii_MASK == 0 {
            let compact: *mut PyCompactUnicodeObject = ob.cast();
            let utf8 = (*compact).utf8;
            if !utf8.is_null() && utf8.cast::<u8>() != data(ob) {
                size += (*compact).utf8_length as usize + 1;
            }
        }
        size
    }
}
