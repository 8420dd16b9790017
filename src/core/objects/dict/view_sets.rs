//! The set operations of key and item views.

use super::views::{PyDictItems_Type, PyDictKeys_Type, Slf};
use crate::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::intern;
use crate::objects::protocol::CompareOp;
use crate::objects::*;

fn is_set_view(ob: &Ref<'_>) -> bool {
    let ty = ob.type_ptr();
    ty == &raw mut PyDictKeys_Type || ty == &raw mut PyDictItems_Type
}

fn is_set_like(ob: &Ref<'_>) -> bool {
    ob.cast::<Set>().is_some() || ob.cast::<FrozenSet>().is_some() || is_set_view(ob)
}

/// Whether all items of `a` are in `b`.
fn all_in<'py>(a: &Ref<'py>, b: &Ref<'py>) -> PyResult<bool> {
    let iter = a.iter()?;
    while let Some(item) = iter.next_unchecked()? {
        if !b.contains(&item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

pub fn richcompare<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    // SAFETY: a view is an object.
    let slf: &Ref<'py> = unsafe { slf.cast_unchecked() };
    if !is_set_like(&other) {
        return Ok(py.not_implemented());
    }
    let (a, b) = (slf.size()?, other.size()?);
    let result = match op {
        CompareOp::Eq => a == b && all_in(slf, &other)?,
        CompareOp::Ne => !(a == b && all_in(slf, &other)?),
        CompareOp::Lt => a < b && all_in(slf, &other)?,
        CompareOp::Le => a <= b && all_in(slf, &other)?,
        CompareOp::Gt => a > b && all_in(&other, slf)?,
        CompareOp::Ge => a >= b && all_in(&other, slf)?,
    };
    Ok(py.bool(result))
}

/// A new set of what the operand holds.
fn to_set<'py>(py: Attached<'py>, ob: &Ref<'py>) -> PyResult<Ref<'py, Set>> {
    // A set is faster to make from a dict than from its keys one by one, and has another order.
    if ob.type_ptr() == &raw mut PyDictKeys_Type {
        // SAFETY: the type says that it is a view.
        let view: &Ref<'py, super::views::View> = unsafe { ob.cast_unchecked() };
        return set::from_iterable(py, Some(view.dict().as_any()));
    }
    set::from_iterable(py, Some(ob))
}

pub fn subtract<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let result = to_set(py, &a)?;
    result.call_method(intern!(py, "difference_update"), [&*b])?;
    Ok(result.into_any())
}

pub fn and<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    // Either operand may be the view. A bigger view is asked for the items of a smaller one.
    let (mut view, mut other) = if is_set_view(&a) { (a, b) } else { (b, a) };
    if is_set_view(&other) && other.size()? > view.size()? {
        std::mem::swap(&mut view, &mut other);
    }
    if view.type_ptr() == &raw mut PyDictKeys_Type
        && let Some(set) = other.cast_exact::<Set>()
        && set.size()? <= view.size()?
    {
        return set.call_method(intern!(py, "intersection"), [&*view]);
    }
    let result = set::from_iterable(py, None)?;
    let iter = other.iter()?;
    while let Some(item) = iter.next_unchecked()? {
        if view.contains(&item)? {
            result.add(&item)?;
        }
    }
    Ok(result.into_any())
}

pub fn or<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let result = to_set(py, &a)?;
    result.update(&b)?;
    Ok(result.into_any())
}

pub fn xor<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let result = to_set(py, &a)?;
    result.call_method(intern!(py, "symmetric_difference_update"), [&*b])?;
    Ok(result.into_any())
}

pub fn isdisjoint<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, other: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a view is an object.
    let slf: &Ref<'py> = unsafe { slf.cast_unchecked() };
    if slf.is(&*other) {
        return Ok(py.bool(slf.size()? == 0));
    }
    // The bigger one is asked for the items of the smaller one.
    let (mut ask, mut walk): (&Ref<'py>, &Ref<'py>) = (slf, &other);
    if is_set_like(&other) && other.size()? > slf.size()? {
        std::mem::swap(&mut ask, &mut walk);
    }
    let iter = walk.iter()?;
    while let Some(item) = iter.next_unchecked()? {
        if ask.contains(&item)? {
            return Ok(py.bool(false));
        }
    }
    Ok(py.bool(true))
}
