//! Padding and stripping.

use super::builder::StrBuilder;
use super::search::substring;
use super::storage::Filler;
use super::unicode;
use crate::args::{Args, Signature};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Str;
use crate::objects::exceptions::classes;
use crate::raise;

type Slf<'a, 'py> = Borrowed<'a, 'py, Str>;

/// The text between `left` and `right` fill characters.
pub fn pad<'py>(
    py: Attached<'py>,
    s: &Ref<'py, Str>,
    left: usize,
    right: usize,
    fill: u32,
) -> PyResult<Ref<'py, Str>> {
    if left == 0 && right == 0 {
        return super::exact(s);
    }
    let Some(len) =
        s.len().checked_add(left).and_then(|n| n.checked_add(right)).filter(|&n| n <= isize::MAX as usize)
    else {
        return Err(raise!(py, OverflowError, "padded string is too long"));
    };
    let mut out = Filler::new(py, len, s.max_char().max(fill))?;
    out.fill(fill, left);
    out.push(s.chars());
    out.fill(fill, right);
    Ok(out.finish())
}

/// The width and fill character of `center(width[, fillchar])`.
fn pad_args(py: Attached<'_>, args: Args<'_, '_>, name: &str, len: usize) -> PyResult<(usize, usize, u32)> {
    args.expect(py, name, 1, 2)?;
    let width = args.get(0).expect("counted").index_as_isize(Some(classes::OverflowError()))?;
    let fill = match args.get(1) {
        None => b' ' as u32,
        Some(fill) => match fill.cast::<Str>() {
            None => {
                return Err(raise!(
                    py,
                    TypeError,
                    "The fill character must be a unicode character, not {}",
                    fill.ty().full_name()
                ));
            }
            Some(fill) if fill.len() != 1 => {
                return Err(raise!(py, TypeError, "The fill character must be exactly one character long"));
            }
            Some(fill) => fill.code_point(0),
        },
    };
    let width = width.max(0) as usize;
    Ok((width, width.saturating_sub(len), fill))
}
pub(super) fn center<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    let (width, extra, fill) = pad_args(py, args, "center", slf.len())?;
    let left = extra / 2 + (extra & width & 1);
    pad(py, &slf, left, extra - left, fill)
}
pub(super) fn ljust<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    let (_, extra, fill) = pad_args(py, args, "ljust", slf.len())?;
    pad(py, &slf, 0, extra, fill)
}
pub(super) fn rjust<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    let (_, extra, fill) = pad_args(py, args, "rjust", slf.len())?;
    pad(py, &slf, extra, 0, fill)
}
pub(super) fn zfill<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    width: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    let width = width.index_as_isize(Some(classes::OverflowError()))?.max(0) as usize;
    let extra = width.saturating_sub(slf.len());
    if extra == 0 {
        return super::exact(&slf);
    }
    let chars = slf.chars();
    let mut out = Filler::new(py, width, slf.max_char())?;
    let sign = usize::from(!chars.is_empty() && (chars.at(0) == b'+' as u32 || chars.at(0) == b'-' as u32));
    out.push(chars.slice(0, sign));
    out.fill(b'0' as u32, extra);
    out.push(chars.slice(sign, chars.len()));
    Ok(out.finish())
}
pub(super) fn expandtabs<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    static SIG: Signature<1> = Signature::new("expandtabs", ["tabsize"], 0);
    let [size] = SIG.parse(py, args)?;
    let size = match size {
        Some(n) => n.as_int()?.max(0) as usize,
        None => 8,
    };
    let mut out = StrBuilder::with_capacity(slf.len());
    let mut column = 0usize;
    for c in slf.chars().iter() {
        if c == b'\t' as u32 {
            if size > 0 {
                let n = size - column % size;
                if out.len() + n > isize::MAX as usize {
                    return Err(raise!(py, OverflowError, "new string is too long"));
                }
                out.push_repeat(b' ' as u32, n);
                column += n;
            }
        } else {
            out.push(c);
            column = if c == b'\n' as u32 || c == b'\r' as u32 { 0 } else { column + 1 };
        }
    }
    out.finish(py)
}

fn strip_with<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
    name: &str,
    left: bool,
    right: bool,
) -> PyResult<Ref<'py, Str>> {
    args.expect(py, name, 0, 1)?;
    match args.get(0).filter(|a| !a.is_none()) {
        None => trim(py, &slf, left, right, unicode::is_space),
        Some(set) => match set.cast::<Str>() {
            None => Err(raise!(py, TypeError, "{name} arg must be None or str")),
            Some(set) => {
                let set = set.chars();
                trim(py, &slf, left, right, |c| set.iter().any(|s| s == c))
            }
        },
    }
}
/// Without the code points at the ends that `test` accepts.
pub fn trim<'py>(
    py: Attached<'py>,
    s: &Ref<'py, Str>,
    left: bool,
    right: bool,
    test: impl Fn(u32) -> bool,
) -> PyResult<Ref<'py, Str>> {
    let chars = s.chars();
    let start = if left { chars.iter().take_while(|&c| test(c)).count() } else { 0 };
    let rest = chars.slice(start, chars.len());
    let end = chars.len() - if right { rest.iter().rev().take_while(|&c| test(c)).count() } else { 0 };
    substring(py, s, start, end)
}
pub(super) fn strip<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    strip_with(py, slf, args, "strip", true, true)
}
pub(super) fn lstrip<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    strip_with(py, slf, args, "lstrip", true, false)
}
pub(super) fn rstrip<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    strip_with(py, slf, args, "rstrip", false, true)
}
