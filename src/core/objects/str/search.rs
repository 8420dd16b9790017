//! Finding text in text: `find`, `count`, `startswith`, `replace` and their kin.

use std::borrow::Cow;

use memchr::memmem;

use super::storage::{Chars, Filler, from_chars};
use crate::args::{Args, Signature};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Str, Tuple};
use crate::{raise, with_chars};

/// An optional index as slices take it: None gives `default`, integers are clipped to the machine's range.
pub fn slice_index(py: Attached<'_>, index: Option<Borrowed<'_, '_>>, default: isize) -> PyResult<isize> {
    let Some(index) = index.filter(|i| !i.is_none()) else {
        return Ok(default);
    };
    // SAFETY: a live object.
    if unsafe { crate::capi::decl::PyIndex_Check(index.as_ptr()) } == 0 {
        return Err(raise!(
            py,
            TypeError,
            "slice indices must be integers or None or have an __index__ method"
        ));
    }
    index.index_as_isize(None)
}

/// Clips `start` and `end` to a sequence of `len` items; `start` may stay behind `end`.
pub fn adjust(start: isize, end: isize, len: usize) -> (usize, usize) {
    let len = len as isize;
    let end = if end > len {
        len
    } else if end < 0 {
        (end + len).max(0)
    } else {
        end
    };
    let start = if start < 0 { (start + len).max(0) } else { start };
    (start as usize, end as usize)
}

/// A text to be found, prepared for texts of one width.
pub struct Needle<'n> {
    bytes: Cow<'n, [u8]>,
    len: usize,
    width: usize,
    forward: Option<memmem::Finder<'static>>,
}

impl<'n> Needle<'n> {
    /// For texts of the width of `hay`; `None` when the needle cannot be in there.
    pub fn new(needle: Chars<'n>, hay: Chars<'_>) -> Option<Needle<'n>> {
        let width = hay.kind() as usize;
        if needle.len() > hay.len() {
            return None;
        }
        let bytes: Cow<'n, [u8]> = if needle.kind() as usize == width {
            Cow::Borrowed(needle.raw_bytes())
        } else {
            let fits = if width == 1 { 0xff } else { 0xffff };
            if width != 4 && needle.max_char() > fits {
                return None;
            }
            let mut wide = Vec::with_capacity(needle.len() * width);
            for c in needle.iter() {
                wide.extend_from_slice(&c.to_ne_bytes()[..width]);
            }
            Cow::Owned(wide)
        };
        Some(Needle { bytes, len: needle.len(), width, forward: None })
    }
    /// Number of code points.
    pub fn len(&self) -> usize {
        self.len
    }
    /// Whether it is the empty text.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
    /// The first place in `hay`.
    pub fn find(&mut self, hay: Chars<'_>) -> Option<usize> {
        let raw = hay.raw_bytes();
        if self.len == 1 {
            return match hay {
                Chars::One(hay) => memchr::memchr(self.bytes[0], hay),
                _ => self.find_wide(raw),
            };
        }
        if self.width == 1 {
            let bytes = &self.bytes;
            let finder = self.forward.get_or_insert_with(|| memmem::Finder::new(bytes).into_owned());
            return finder.find(raw);
        }
        self.find_wide(raw)
    }
    fn find_wide(&mut self, raw: &[u8]) -> Option<usize> {
        let bytes = &self.bytes;
        let finder = self.forward.get_or_insert_with(|| memmem::Finder::new(bytes).into_owned());
        let mut from = 0;
        loop {
            // A match in the middle of a code point is none.
            let at = from + finder.find(&raw[from..])?;
            if at.is_multiple_of(self.width) {
                return Some(at / self.width);
            }
            from = at + 1;
        }
    }
    /// The last place in `hay`.
    pub fn rfind(&self, hay: Chars<'_>) -> Option<usize> {
        let raw = hay.raw_bytes();
        let finder = memmem::FinderRev::new(&self.bytes[..]);
        let mut to = raw.len();
        loop {
            let at = finder.rfind(&raw[..to])?;
            if at % self.width == 0 {
                return Some(at / self.width);
            }
            to = at + self.bytes.len() - 1;
        }
    }
}

/// The first place of `needle` in `hay`.
pub fn find(hay: Chars<'_>, needle: Chars<'_>) -> Option<usize> {
    Needle::new(needle, hay)?.find(hay)
}
/// The last place of `needle` in `hay`.
pub fn rfind(hay: Chars<'_>, needle: Chars<'_>) -> Option<usize> {
    Needle::new(needle, hay)?.rfind(hay)
}
/// How often `needle` is in `hay` without overlapping, at most `max` times.
pub fn count(hay: Chars<'_>, needle: Chars<'_>, max: usize) -> usize {
    if needle.is_empty() {
        return max.min(hay.len() + 1);
    }
    let Some(mut finder) = Needle::new(needle, hay) else {
        return 0;
    };
    let (mut n, mut at) = (0, 0);
    while n < max
        && let Some(found) = finder.find(hay.slice(at, hay.len()))
    {
        n += 1;
        at += found + needle.len();
    }
    n
}

/// The bounds and the text of `find(sub[, start[, end]])`.
struct Search<'a, 'py> {
    sub: Borrowed<'a, 'py, Str>,
    start: usize,
    end: usize,
}

fn parse<'a, 'py>(
    py: Attached<'py>,
    slf: &Ref<'py, Str>,
    args: Args<'a, 'py>,
    name: &str,
) -> PyResult<Search<'a, 'py>> {
    args.expect(py, name, 1, 3)?;
    let first = args.get(0).expect("counted");
    first.expect_arg::<Str>(name, "argument 1")?;
    let sub = first.into_cast::<Str>().expect("checked");
    let start = slice_index(py, args.get(1), 0)?;
    let end = slice_index(py, args.get(2), isize::MAX)?;
    let (start, end) = adjust(start, end, slf.len());
    Ok(Search { sub, start, end })
}

impl Search<'_, '_> {
    fn run(&self, slf: &Ref<'_, Str>, how: impl Fn(Chars<'_>, Chars<'_>) -> Option<usize>) -> Option<usize> {
        if self.start > self.end {
            return None;
        }
        how(slf.chars().slice(self.start, self.end), self.sub.chars()).map(|i| i + self.start)
    }
}

pub(super) fn m_find<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let found = parse(py, &slf, args, "find")?.run(&slf, find);
    Ok(py.int(found.map_or(-1, |i| i as i64))?.into_any())
}
pub(super) fn m_rfind<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let found = parse(py, &slf, args, "rfind")?.run(&slf, rfind);
    Ok(py.int(found.map_or(-1, |i| i as i64))?.into_any())
}
pub(super) fn m_index<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    match parse(py, &slf, args, "index")?.run(&slf, find) {
        Some(i) => Ok(py.int(i as i64)?.into_any()),
        None => Err(raise!(py, ValueError, "substring not found")),
    }
}
pub(super) fn m_rindex<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    match parse(py, &slf, args, "rindex")?.run(&slf, rfind) {
        Some(i) => Ok(py.int(i as i64)?.into_any()),
        None => Err(raise!(py, ValueError, "substring not found")),
    }
}
pub(super) fn m_count<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let Search { sub, start, end } = parse(py, &slf, args, "count")?;
    let n = if start > end { 0 } else { count(slf.chars().slice(start, end), sub.chars(), usize::MAX) };
    Ok(py.int(n as i64)?.into_any())
}

/// Whether `hay[start..end]` begins (or ends) with `sub`.
pub fn tail_match(hay: Chars<'_>, sub: Chars<'_>, start: usize, end: usize, at_end: bool) -> bool {
    if start > end || end - start < sub.len() {
        return false;
    }
    let from = if at_end { end - sub.len() } else { start };
    hay.slice(from, from + sub.len()).same(sub)
}

fn affix<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    args: Args<'_, 'py>,
    name: &str,
    at_end: bool,
) -> PyResult<Ref<'py>> {
    args.expect(py, name, 1, 3)?;
    let sub = args.get(0).expect("counted");
    let start = slice_index(py, args.get(1), 0)?;
    let end = slice_index(py, args.get(2), isize::MAX)?;
    let (start, end) = adjust(start, end, slf.len());
    if let Some(choices) = sub.cast::<Tuple>() {
        for choice in choices.items() {
            let Some(choice) = choice.cast::<Str>() else {
                return Err(raise!(
                    py,
                    TypeError,
                    "tuple for {name} must only contain str, not {}",
                    choice.ty().full_name()
                ));
            };
            if tail_match(slf.chars(), choice.chars(), start, end, at_end) {
                return Ok(py.bool(true));
            }
        }
        return Ok(py.bool(false));
    }
    match sub.cast::<Str>() {
        Some(sub) => Ok(py.bool(tail_match(slf.chars(), sub.chars(), start, end, at_end))),
        None => Err(raise!(
            py,
            TypeError,
            "{name} first arg must be str or a tuple of str, not {}",
            sub.ty().full_name()
        )),
    }
}
pub(super) fn m_startswith<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    affix(py, slf, args, "startswith", false)
}
pub(super) fn m_endswith<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    affix(py, slf, args, "endswith", true)
}

pub(super) fn m_removeprefix<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    prefix: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    let prefix = prefix.expect_arg::<Str>("removeprefix", "argument")?;
    let n = slf.len();
    let from = if tail_match(slf.chars(), prefix.chars(), 0, n, false) { prefix.len() } else { 0 };
    substring(py, &slf, from, n)
}
pub(super) fn m_removesuffix<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    suffix: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    let suffix = suffix.expect_arg::<Str>("removesuffix", "argument")?;
    let n = slf.len();
    let to = if tail_match(slf.chars(), suffix.chars(), 0, n, true) { n - suffix.len() } else { n };
    substring(py, &slf, 0, to)
}

/// `s[start:end]` with bounds that are in range; an exact string is given back whole.
pub fn substring<'py>(
    py: Attached<'py>,
    s: &Ref<'py, Str>,
    start: usize,
    end: usize,
) -> PyResult<Ref<'py, Str>> {
    if start == 0 && end == s.len() {
        return super::exact(s);
    }
    if start >= end {
        return Ok(super::empty(py));
    }
    if s.is_ascii()
        && let Chars::One(text) = s.chars()
    {
        return super::from_ascii(py, &text[start..end]);
    }
    from_chars(py, s.chars().slice(start, end))
}

/// `item in s`
pub(super) fn contains<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    item: Borrowed<'_, 'py>,
) -> PyResult<bool> {
    match item.cast::<Str>() {
        Some(sub) => Ok(find(slf.chars(), sub.chars()).is_some()),
        None => Err(raise!(
            py,
            TypeError,
            "'in <string>' requires string as left operand, not {}",
            item.ty().full_name()
        )),
    }
}

/// `s.replace(old, new, max)`
pub fn replace<'py>(
    py: Attached<'py>,
    s: &Ref<'py, Str>,
    old: &Ref<'py, Str>,
    new: &Ref<'py, Str>,
    max: usize,
) -> PyResult<Ref<'py, Str>> {
    let hay = s.chars();
    let places: Vec<usize> = if old.is_empty() {
        (0..=hay.len()).take(max).collect()
    } else {
        let mut places = Vec::new();
        if let Some(mut needle) = Needle::new(old.chars(), hay) {
            let mut at = 0;
            while places.len() < max
                && let Some(found) = needle.find(hay.slice(at, hay.len()))
            {
                places.push(at + found);
                at += found + old.len();
            }
        }
        places
    };
    if places.is_empty() || old.same_text(new) {
        return super::exact(s);
    }
    let len = (hay.len() - places.len() * old.len()) as u128 + places.len() as u128 * new.len() as u128;
    if len > isize::MAX as u128 {
        return Err(raise!(py, OverflowError, "replace string is too long"));
    }
    // The result may be narrower than both when every wide character is replaced.
    let shrinks = old.max_char() == s.max_char() && new.max_char() < s.max_char();
    let mut out = Filler::new(py, len as usize, s.max_char().max(new.max_char()))?;
    let mut at = 0;
    for place in places {
        out.push(hay.slice(at, place));
        out.push(new.chars());
        at = place + old.len();
    }
    out.push(hay.slice(at, hay.len()));
    let result = out.finish();
    if shrinks { from_chars(py, result.chars()) } else { Ok(result) }
}

pub(super) fn m_replace<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    static SIG: Signature<3> = Signature::with("replace", ["old", "new", "count"], 2, 2, 3);
    let [old, new, count] = SIG.parse(py, args)?;
    let (old, new) = (old.expect("required"), new.expect("required"));
    let old = old.expect_arg::<Str>("replace", "argument 1")?;
    let new = new.expect_arg::<Str>("replace", "argument 2")?;
    let max = match count {
        Some(n) => {
            let n = n.index_as_isize(Some(crate::objects::exceptions::classes::OverflowError()))?;
            if n < 0 { usize::MAX } else { n as usize }
        }
        None => usize::MAX,
    };
    replace(py, &slf, old, new, max)
}

/// The first code point that `test` accepts.
#[allow(clippy::unnecessary_cast)] // one of the three widths is `u32` already
pub fn position(chars: Chars<'_>, test: impl Fn(u32) -> bool) -> Option<usize> {
    with_chars!(chars, s => s.iter().position(|&c| test(c as u32)))
}
/// The last code point that `test` accepts.
#[allow(clippy::unnecessary_cast)] // one of the three widths is `u32` already
pub fn rposition(chars: Chars<'_>, test: impl Fn(u32) -> bool) -> Option<usize> {
    with_chars!(chars, s => s.iter().rposition(|&c| test(c as u32)))
}
