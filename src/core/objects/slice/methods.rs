//! `slice`'s slots and methods.

use super::{class, new, parts};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::{CompareOp, ReprWriter};
use crate::objects::*;
use crate::{PyResult, raise};

type Slf<'a, 'py> = Borrowed<'a, 'py, Slice>;

pub fn slice_new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Slice>> {
    if kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "slice() takes no keyword arguments"));
    }
    let arg = |i: usize| args.item(i).to_owned();
    match args.len() {
        0 => Err(raise!(py, TypeError, "slice expected at least 1 argument, got 0")),
        1 => new(py, py.none(), arg(0), py.none()),
        2 => new(py, arg(0), arg(1), py.none()),
        3 => new(py, arg(0), arg(1), arg(2)),
        n => Err(raise!(py, TypeError, "slice expected at most 3 arguments, got {n}")),
    }
}

pub fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let mut out = ReprWriter::new(py);
    for (part, before) in parts(&slf).into_iter().zip(["slice(", ", ", ", "]) {
        out.ascii(before)?;
        out.object(&part.repr()?)?;
    }
    out.ascii(")")?;
    out.finish()
}

fn as_tuple<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    py.tuple(parts(&slf).map(Borrowed::to_owned))
}

/// Slices hash as tuples with a mixing of their own, without the length.
pub fn hash(_py: Attached<'_>, slf: Slf<'_, '_>) -> PyResult<isize> {
    const P1: u64 = 11400714785074694791;
    const P2: u64 = 14029467366897019727;
    const P5: u64 = 2870177450012600261;
    let mut acc = P5;
    for part in parts(&slf) {
        let lane = part.hash()? as u64;
        acc = acc.wrapping_add(lane.wrapping_mul(P2)).rotate_left(31).wrapping_mul(P1);
    }
    Ok(if acc == u64::MAX { 1546275796 } else { acc as isize })
}

pub fn richcompare<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    if other.cast_exact::<Slice>().is_none() {
        return Ok(py.not_implemented());
    }
    if slf.is(&*other) {
        return Ok(py.bool(matches!(op, CompareOp::Eq | CompareOp::Le | CompareOp::Ge)));
    }
    // SAFETY: just checked.
    let other: Borrowed<'_, 'py, Slice> = unsafe { Borrowed::from_ptr(py, other.as_ptr().cast()) };
    as_tuple(py, slf)?.rich_compare(as_tuple(py, other)?.as_any(), op)
}

pub fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let args = as_tuple(py, slf)?.into_any();
    py.tuple([class(py), args])
}
