//! Upper, lower and title case, and the tests of what a text is made of.

use super::builder::StrBuilder;
use super::storage::{Chars, Filler};
use super::unicode;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Str;
use crate::with_chars;

type Slf<'a, 'py> = Borrowed<'a, 'py, Str>;

/// The lowercase of the code point at `i`: a final sigma has a form of its own.
fn lower_at(chars: Chars<'_>, i: usize, push: impl FnMut(u32)) {
    let c = chars.at(i);
    if c == 0x3a3 {
        let mut push = push;
        push(if is_final_sigma(chars, i) { 0x3c2 } else { 0x3c3 });
    } else {
        unicode::lower(c, push);
    }
}
fn is_final_sigma(chars: Chars<'_>, i: usize) -> bool {
    let before = chars.slice(0, i).iter().rev().find(|&c| !unicode::is_case_ignorable(c));
    if !before.is_some_and(unicode::is_cased) {
        return false;
    }
    let after = chars.slice(i + 1, chars.len()).iter().find(|&c| !unicode::is_case_ignorable(c));
    !after.is_some_and(unicode::is_cased)
}

fn map_ascii<'py>(py: Attached<'py>, text: &[u8], f: impl Fn(u8) -> u8) -> PyResult<Ref<'py, Str>> {
    let mut out = Filler::new(py, text.len(), 0x7f)?;
    text.iter().for_each(|&c| out.push_char(f(c) as u32));
    Ok(out.finish())
}

pub(super) fn upper<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    if let Some(text) = slf.as_ascii() {
        return map_ascii(py, text.as_bytes(), |c| c.to_ascii_uppercase());
    }
    let mut out = StrBuilder::with_capacity(slf.len());
    slf.chars().iter().for_each(|c| unicode::upper(c, |c| out.push(c)));
    out.finish(py)
}
pub(super) fn lower<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    if let Some(text) = slf.as_ascii() {
        return map_ascii(py, text.as_bytes(), |c| c.to_ascii_lowercase());
    }
    let mut out = StrBuilder::with_capacity(slf.len());
    let chars = slf.chars();
    (0..chars.len()).for_each(|i| lower_at(chars, i, |c| out.push(c)));
    out.finish(py)
}
pub(super) fn casefold<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    if slf.is_ascii() {
        return lower(py, slf);
    }
    let mut out = StrBuilder::with_capacity(slf.len());
    slf.chars().iter().for_each(|c| unicode::fold(c, |c| out.push(c)));
    out.finish(py)
}
pub(super) fn swapcase<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let mut out = StrBuilder::with_capacity(slf.len());
    let chars = slf.chars();
    for i in 0..chars.len() {
        let c = chars.at(i);
        if unicode::is_upper(c) {
            lower_at(chars, i, |c| out.push(c));
        } else if unicode::is_lower(c) {
            unicode::upper(c, |c| out.push(c));
        } else {
            out.push(c);
        }
    }
    out.finish(py)
}
pub(super) fn capitalize<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let mut out = StrBuilder::with_capacity(slf.len());
    let chars = slf.chars();
    for i in 0..chars.len() {
        if i == 0 {
            unicode::title(chars.at(0), |c| out.push(c));
        } else {
            lower_at(chars, i, |c| out.push(c));
        }
    }
    out.finish(py)
}
pub(super) fn title<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let mut out = StrBuilder::with_capacity(slf.len());
    let chars = slf.chars();
    let mut inside = false;
    for i in 0..chars.len() {
        let c = chars.at(i);
        if inside {
            lower_at(chars, i, |c| out.push(c));
        } else {
            unicode::title(c, |c| out.push(c));
        }
        inside = unicode::is_cased(c);
    }
    out.finish(py)
}

#[allow(clippy::unnecessary_cast)] // one of the three widths is `u32` already
fn all(s: &Ref<'_, Str>, test: impl Fn(u32) -> bool) -> bool {
    !s.is_empty() && with_chars!(s.chars(), s => s.iter().all(|&c| test(c as u32)))
}

macro_rules! all_tests {
    ($($name:ident = $test:path;)*) => { $(
        pub(super) fn $name<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
            Ok(py.bool(all(&slf, $test)))
        }
    )* };
}
all_tests! {
    isalpha = unicode::is_alpha;
    isdecimal = unicode::is_decimal;
    isdigit = unicode::is_digit;
    isnumeric = unicode::is_numeric;
    isspace = unicode::is_space;
    isalnum = unicode::is_alnum;
}
pub(super) fn isascii<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.bool(slf.is_ascii()))
}
pub(super) fn isprintable<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.bool(slf.is_empty() || all(&slf, unicode::is_printable)))
}
pub(super) fn islower<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let mut cased = false;
    for c in slf.chars().iter() {
        if unicode::is_upper(c) || unicode::is_title(c) {
            return Ok(py.bool(false));
        }
        cased |= unicode::is_lower(c);
    }
    Ok(py.bool(cased))
}
pub(super) fn isupper<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let mut cased = false;
    for c in slf.chars().iter() {
        if unicode::is_lower(c) || unicode::is_title(c) {
            return Ok(py.bool(false));
        }
        cased |= unicode::is_upper(c);
    }
    Ok(py.bool(cased))
}
pub(super) fn istitle<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let (mut cased, mut inside) = (false, false);
    for c in slf.chars().iter() {
        if unicode::is_upper(c) || unicode::is_title(c) {
            if inside {
                return Ok(py.bool(false));
            }
            (inside, cased) = (true, true);
        } else if unicode::is_lower(c) {
            if !inside {
                return Ok(py.bool(false));
            }
            (inside, cased) = (true, true);
        } else {
            inside = false;
        }
    }
    Ok(py.bool(cased))
}

/// Whether the text is an identifier (keywords included).
pub fn is_identifier(chars: Chars<'_>) -> bool {
    let mut all = chars.iter();
    let start = |c: u32| c == b'_' as u32 || unicode::is_id_start(c);
    all.next().is_some_and(start) && all.all(unicode::is_id_continue)
}
pub(super) fn isidentifier<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.bool(is_identifier(slf.chars())))
}
