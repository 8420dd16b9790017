//! `range`'s slots and methods.

use mortise_abi::PyTypeObject;

use super::arithmetic::{small, value};
use super::storage::{self, RangeObject, new};
use crate::args::Args;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::{CompareOp, ReprWriter, has_index};
use crate::objects::*;
use crate::{PyResult, raise};

type Slf<'a, 'py> = Borrowed<'a, 'py, RangeObject>;

/// An argument as an int: `__index__` of anything else; subclasses of int become plain ints.
fn argument<'py>(arg: &Ref<'py>) -> PyResult<Ref<'py>> {
    Ok(arg.index()?.into_any())
}

fn make<'py>(py: Attached<'py>, args: &[Borrowed<'_, 'py>]) -> PyResult<Ref<'py, RangeObject>> {
    let one = || py.int(1).map(Ref::into_any);
    match args {
        [] => Err(raise!(py, TypeError, "range expected at least 1 argument, got 0")),
        [stop] => new(py, py.int(0)?.into_any(), argument(stop)?, one()?),
        [start, stop] => new(py, argument(start)?, argument(stop)?, one()?),
        [start, stop, step] => {
            let (start, stop, step) = (argument(start)?, argument(stop)?, argument(step)?);
            if !step.is_true()? {
                return Err(raise!(py, ValueError, "range() arg 3 must not be zero"));
            }
            new(py, start, stop, step)
        }
        _ => Err(raise!(py, TypeError, "range expected at most 3 arguments, got {}", args.len())),
    }
}

pub fn range_new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, RangeObject>> {
    if kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "range() takes no keyword arguments"));
    }
    make(py, &args.items().collect::<Vec<_>>())
}

pub fn vectorcall<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, PyTypeObject>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, RangeObject>> {
    if args.keyword_count() > 0 {
        return Err(raise!(py, TypeError, "range() takes no keyword arguments"));
    }
    make(py, &args.iter().collect::<Vec<_>>())
}

pub fn repr<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let parts = slf.parts();
    let mut out = ReprWriter::new(slf.py());
    out.ascii("range(")?;
    out.object(&parts.start.repr()?)?;
    out.ascii(", ")?;
    out.object(&parts.stop.repr()?)?;
    if small(&parts.step) != Some(1) {
        out.ascii(", ")?;
        out.object(&parts.step.repr()?)?;
    }
    out.ascii(")")?;
    out.finish()
}

/// Ranges with the same values hash alike: length, first value, step, as far as they matter.
pub fn hash(py: Attached<'_>, slf: Slf<'_, '_>) -> PyResult<isize> {
    let parts = slf.parts();
    let none = py.none();
    let (first, step) = match small(&parts.length) {
        Some(0) => (none.clone(), none),
        Some(1) => (parts.start.to_owned(), none),
        _ => (parts.start.to_owned(), parts.step.to_owned()),
    };
    py.tuple([parts.length.to_owned(), first, step])?.hash()
}

pub fn richcompare<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    match (other.cast::<RangeObject>(), op) {
        (Some(other), CompareOp::Eq) => Ok(py.bool(equal(&slf, other)?)),
        (Some(other), CompareOp::Ne) => Ok(py.bool(!equal(&slf, other)?)),
        _ => Ok(py.not_implemented()),
    }
}

fn equal<'py>(a: &Ref<'py, RangeObject>, b: &Ref<'py, RangeObject>) -> PyResult<bool> {
    let (x, y) = (a.parts(), b.parts());
    if a.is(b) {
        return Ok(true);
    }
    if !x.length.eq(&y.length)? {
        return Ok(false);
    }
    Ok(match small(&x.length) {
        Some(0) => true,
        Some(1) => x.start.eq(&y.start)?,
        _ => x.start.eq(&y.start)? && x.step.eq(&y.step)?,
    })
}

pub fn bool<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<bool> {
    slf.parts().length.is_true()
}

pub fn length(_py: Attached<'_>, slf: Slf<'_, '_>) -> PyResult<usize> {
    Ok(slf.parts().length.index_state()? as usize)
}

pub fn item<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, i: isize) -> PyResult<Ref<'py>> {
    at(py, &slf, py.int(i as i64)?.as_any())
}

/// Value number `i`, from the end when negative.
fn at<'py>(py: Attached<'py>, slf: &Ref<'py, RangeObject>, i: &Ref<'py>) -> PyResult<Ref<'py>> {
    let parts = slf.parts();
    let zero = py.int(0)?.into_any();
    let i = if i.rich_compare_bool(&zero, CompareOp::Lt)? { i.add(&parts.length)? } else { i.clone() };
    if i.rich_compare_bool(&zero, CompareOp::Lt)? || !i.rich_compare_bool(&parts.length, CompareOp::Lt)? {
        return Err(raise!(py, IndexError, "range object index out of range"));
    }
    value(py, &parts.start, &parts.step, &i)
}

pub fn subscript<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, key: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    if has_index(&key) {
        return at(py, &slf, key.index()?.as_any());
    }
    let Some(key) = key.cast_exact::<Slice>() else {
        return Err(raise!(
            py,
            TypeError,
            "range indices must be integers or slices, not {}",
            key.ty().full_name()
        ));
    };
    let parts = slf.parts();
    let [start, stop, step] = slice::long_indices(py, key, &parts.length)?;
    let start = value(py, &parts.start, &parts.step, &start)?;
    let stop = value(py, &parts.start, &parts.step, &stop)?;
    Ok(new(py, start, stop, step.mul(&parts.step)?)?.into_any())
}

/// Whether an int is among the values.
fn has<'py>(py: Attached<'py>, slf: &Ref<'py, RangeObject>, x: &Ref<'py>) -> PyResult<bool> {
    let parts = slf.parts();
    if let (Some(x), Some(a), Some(b), Some(s)) =
        (small(x), small(&parts.start), small(&parts.stop), small(&parts.step))
    {
        let (x, a, b, s) = (x as i128, a as i128, b as i128, s as i128);
        return Ok(if s > 0 { a <= x && x < b } else { b < x && x <= a } && (x - a) % s == 0);
    }
    let zero = py.int(0)?.into_any();
    let inside = if parts.step.rich_compare_bool(&zero, CompareOp::Gt)? {
        parts.start.rich_compare_bool(x, CompareOp::Le)? && x.rich_compare_bool(&parts.stop, CompareOp::Lt)?
    } else {
        x.rich_compare_bool(&parts.start, CompareOp::Le)? && parts.stop.rich_compare_bool(x, CompareOp::Lt)?
    };
    if !inside {
        return Ok(false);
    }
    x.sub(&parts.start)?.rem(&parts.step)?.eq(&zero)
}

/// Only exact ints and bools are worked out; anything else may define `==`, so each value is tried.
fn is_plain(ob: &Ref<'_>) -> bool {
    ob.cast_exact::<Int>().is_some() || ob.cast_exact::<Bool>().is_some()
}

pub fn contains<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, x: Borrowed<'_, 'py>) -> PyResult<bool> {
    if is_plain(&x) {
        return has(py, &slf, &x);
    }
    let iter = slf.iter()?;
    while let Some(value) = iter.next_unchecked()? {
        if value.eq(&x)? {
            return Ok(true);
        }
    }
    Ok(false)
}

pub fn count<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, x: Borrowed<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    if is_plain(&x) {
        return py.int(has(py, &slf, &x)? as i64);
    }
    py.int_from_usize(slf.count_of(&x)?)
}

pub fn index<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, x: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    if !is_plain(&x) {
        return Ok(py.int_from_usize(slf.index_of(&x)?)?.into_any());
    }
    if !has(py, &slf, &x)? {
        return Err(raise!(py, ValueError, "{} is not in range", x.repr()?.to_string_lossy()));
    }
    let parts = slf.parts();
    x.sub(&parts.start)?.floordiv(&parts.step)
}

pub fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let storage::Parts { start, stop, step, .. } = slf.parts();
    let args = py.tuple([start, stop, step].map(Borrowed::to_owned))?;
    py.tuple([slf.ty().to_owned().into_any(), args.into_any()])
}
