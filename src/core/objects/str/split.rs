//! Taking text apart and putting it together: `split`, `partition`, `splitlines`, `join`.

use super::search::{Needle, position, substring};
use super::storage::{Chars, Filler};
use super::unicode;
use crate::args::{Args, Signature};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{List, Str, Tuple};
use crate::raise;

/// `s.split(sep, max)`; white space for `None`.
pub fn split<'py>(
    py: Attached<'py>,
    s: &Ref<'py, Str>,
    sep: Option<&Ref<'py, Str>>,
    max: usize,
) -> PyResult<Ref<'py, List>> {
    let chars = s.chars();
    let n = chars.len();
    let mut parts: Vec<Ref<'py>> = Vec::new();
    match sep {
        None => {
            let mut at = 0;
            while let Some(start) = position(chars.slice(at, n), |c| !unicode::is_space(c)) {
                let start = at + start;
                if parts.len() == max {
                    let end =
                        n - chars.slice(start, n).iter().rev().take_while(|&c| unicode::is_space(c)).count();
                    parts.push(substring(py, s, start, end)?.into_any());
                    break;
                }
                let end = position(chars.slice(start, n), unicode::is_space).map_or(n, |e| start + e);
                parts.push(substring(py, s, start, end)?.into_any());
                at = end;
            }
        }
        Some(sep) => {
            if sep.is_empty() {
                return Err(raise!(py, ValueError, "empty separator"));
            }
            let mut at = 0;
            if let Some(mut needle) = Needle::new(sep.chars(), chars) {
                while parts.len() < max
                    && let Some(found) = needle.find(chars.slice(at, n))
                {
                    parts.push(substring(py, s, at, at + found)?.into_any());
                    at += found + sep.len();
                }
            }
            parts.push(substring(py, s, at, n)?.into_any());
        }
    }
    py.list(parts)
}

/// `s.rsplit(sep, max)`; white space for `None`.
pub fn rsplit<'py>(
    py: Attached<'py>,
    s: &Ref<'py, Str>,
    sep: Option<&Ref<'py, Str>>,
    max: usize,
) -> PyResult<Ref<'py, List>> {
    let chars = s.chars();
    let mut parts: Vec<Ref<'py>> = Vec::new();
    let mut end = chars.len();
    match sep {
        None => loop {
            end -= chars.slice(0, end).iter().rev().take_while(|&c| unicode::is_space(c)).count();
            if end == 0 {
                break;
            }
            if parts.len() == max {
                let start = chars.iter().take_while(|&c| unicode::is_space(c)).count();
                parts.push(substring(py, s, start, end)?.into_any());
                break;
            }
            let start = end - chars.slice(0, end).iter().rev().take_while(|&c| !unicode::is_space(c)).count();
            parts.push(substring(py, s, start, end)?.into_any());
            end = start;
        },
        Some(sep) => {
            if sep.is_empty() {
                return Err(raise!(py, ValueError, "empty separator"));
            }
            if let Some(needle) = Needle::new(sep.chars(), chars) {
                while parts.len() < max
                    && let Some(found) = needle.rfind(chars.slice(0, end))
                {
                    parts.push(substring(py, s, found + sep.len(), end)?.into_any());
                    end = found;
                }
            }
            parts.push(substring(py, s, 0, end)?.into_any());
        }
    }
    parts.reverse();
    py.list(parts)
}

/// The separator and limit of `split(sep=None, maxsplit=-1)`.
fn split_args<'a, 'py>(
    py: Attached<'py>,
    args: Args<'a, 'py>,
    sig: &Signature<2>,
) -> PyResult<(Option<Borrowed<'a, 'py, Str>>, usize)> {
    let [sep, max] = sig.parse(py, args)?;
    let max = match max {
        Some(n) => {
            let n = n.index_as_isize(Some(crate::objects::exceptions::classes::OverflowError()))?;
            if n < 0 { usize::MAX } else { n as usize }
        }
        None => usize::MAX,
    };
    match sep.filter(|s| !s.is_none()) {
        None => Ok((None, max)),
        Some(sep) => match sep.into_cast::<Str>() {
            Some(sep) => Ok((Some(sep), max)),
            None => Err(raise!(py, TypeError, "must be str or None, not {}", sep.ty().full_name())),
        },
    }
}

pub(super) fn m_split<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, List>> {
    static SIG: Signature<2> = Signature::new("split", ["sep", "maxsplit"], 0);
    let (sep, max) = split_args(py, args, &SIG)?;
    split(py, &slf, sep.as_deref(), max)
}
pub(super) fn m_rsplit<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, List>> {
    static SIG: Signature<2> = Signature::new("rsplit", ["sep", "maxsplit"], 0);
    let (sep, max) = split_args(py, args, &SIG)?;
    rsplit(py, &slf, sep.as_deref(), max)
}

/// `s.splitlines(keepends)`
pub fn splitlines<'py>(py: Attached<'py>, s: &Ref<'py, Str>, keep: bool) -> PyResult<Ref<'py, List>> {
    let chars = s.chars();
    let n = chars.len();
    let mut parts: Vec<Ref<'py>> = Vec::new();
    let mut at = 0;
    while at < n {
        let end = position(chars.slice(at, n), unicode::is_linebreak).map_or(n, |e| at + e);
        let mut next = end;
        if end < n {
            next += 1;
            if chars.at(end) == 13 && next < n && chars.at(next) == 10 {
                next += 1;
            }
        }
        parts.push(substring(py, s, at, if keep { next } else { end })?.into_any());
        at = next;
    }
    py.list(parts)
}
pub(super) fn m_splitlines<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, List>> {
    static SIG: Signature<1> = Signature::new("splitlines", ["keepends"], 0);
    let [keep] = SIG.parse(py, args)?;
    let keep = match keep {
        Some(keep) => keep.is_true()?,
        None => false,
    };
    splitlines(py, &slf, keep)
}

/// `s.partition(sep)`, or `rpartition`.
pub fn partition<'py>(
    py: Attached<'py>,
    s: &Ref<'py, Str>,
    sep: &Ref<'py, Str>,
    last: bool,
) -> PyResult<Ref<'py, Tuple>> {
    if sep.is_empty() {
        return Err(raise!(py, ValueError, "empty separator"));
    }
    let found = if last {
        super::search::rfind(s.chars(), sep.chars())
    } else {
        super::search::find(s.chars(), sep.chars())
    };
    let none = || super::empty(py).into_any();
    match found {
        Some(at) => py.tuple([
            substring(py, s, 0, at)?.into_any(),
            super::exact(sep)?.into_any(),
            substring(py, s, at + sep.len(), s.len())?.into_any(),
        ]),
        None if last => py.tuple([none(), none(), super::exact(s)?.into_any()]),
        None => py.tuple([super::exact(s)?.into_any(), none(), none()]),
    }
}
pub(super) fn must_be_str<'a, 'py>(py: Attached<'py>, ob: &'a Ref<'py>) -> PyResult<&'a Ref<'py, Str>> {
    ob.cast::<Str>().ok_or_else(|| raise!(py, TypeError, "must be str, not {}", ob.ty().full_name()))
}
pub(super) fn m_partition<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    sep: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    partition(py, &slf, must_be_str(py, &sep)?, false)
}
pub(super) fn m_rpartition<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    sep: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    partition(py, &slf, must_be_str(py, &sep)?, true)
}

/// `sep.join(items)` of strings.
pub fn join_items<'py>(
    py: Attached<'py>,
    sep: Chars<'_>,
    sep_max: u32,
    items: &[Ref<'py>],
) -> PyResult<Ref<'py, Str>> {
    let (mut len, mut max) = (0usize, 0);
    for (i, item) in items.iter().enumerate() {
        let Some(item) = item.cast::<Str>() else {
            return Err(raise!(
                py,
                TypeError,
                "sequence item {i}: expected str instance, {} found",
                item.ty().full_name()
            ));
        };
        max = max.max(item.max_char());
        let more = item.len() + if i > 0 { sep.len() } else { 0 };
        len = match len.checked_add(more).filter(|&n| n <= isize::MAX as usize) {
            Some(n) => n,
            None => return Err(raise!(py, OverflowError, "join() result is too long for a Python string")),
        };
    }
    match items {
        [] => return Ok(super::empty(py)),
        [one] if one.cast_exact::<Str>().is_some() => {
            return Ok(one.clone().into_cast::<Str>().unwrap_or_else(|_| unreachable!("checked")));
        }
        [_] => {}
        _ => max = max.max(sep_max),
    }
    let mut out = Filler::new(py, len, max)?;
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(sep);
        }
        out.push(item.cast::<Str>().expect("checked above").chars());
    }
    Ok(out.finish())
}

/// `sep.join(iterable)`
pub fn join<'py>(py: Attached<'py>, sep: &Ref<'py, Str>, iterable: &Ref<'py>) -> PyResult<Ref<'py, Str>> {
    let items = items_of(py, iterable, "can only join an iterable")?;
    join_items(py, sep.chars(), sep.max_char(), &items)
}

/// The items of an iterable, all at once.
pub(crate) fn items_of<'py>(
    py: Attached<'py>,
    iterable: &Ref<'py>,
    message: &str,
) -> PyResult<Vec<Ref<'py>>> {
    if let Some(tuple) = iterable.cast_exact::<Tuple>() {
        return Ok(tuple.items().map(Borrowed::to_owned).collect());
    }
    // SAFETY: a live object and a NUL-terminated text; a new reference or NULL.
    let fast = unsafe {
        let text = std::ffi::CString::new(message).unwrap_or_default();
        Ref::<'py>::from_owned_or_raised(
            py,
            crate::capi::decl::PySequence_Fast(iterable.as_ptr(), text.as_ptr()),
        )?
    };
    if let Some(tuple) = fast.cast::<Tuple>() {
        return Ok(tuple.items().map(Borrowed::to_owned).collect());
    }
    let Some(list) = fast.cast::<List>() else {
        return Err(raise!(py, SystemError, "PySequence_Fast gave neither a list nor a tuple"));
    };
    let mut items = Vec::with_capacity(list.len());
    while let Some(item) = list.get(items.len()) {
        items.push(item);
    }
    Ok(items)
}

pub(super) fn m_join<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    iterable: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    join(py, &slf, &iterable)
}
