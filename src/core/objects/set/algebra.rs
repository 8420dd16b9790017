//! Union, intersection, differences and comparisons of sets.

use super::methods::Slf;
use super::{AnySet, PyFrozenSet_Type, PySet_Type, hash_of, make, storage};
use crate::PyResult;
use crate::args::Args;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::CompareOp;
use crate::objects::*;
use crate::state::critical_section;

type Any<'py> = Ref<'py, AnySet>;

/// A new plain set or frozenset, as `like` is one or the other or a subclass.
fn new_like<'py>(py: Attached<'py>, like: &Any<'py>, iterable: Option<&Ref<'py>>) -> PyResult<Any<'py>> {
    let base = if like.is_frozen() { &raw mut PyFrozenSet_Type } else { &raw mut PySet_Type };
    // SAFETY: the types are static.
    make(py, unsafe { py.static_type(base) }, iterable)
}

pub fn copy<'py>(py: Attached<'py>, slf: &Any<'py>) -> PyResult<Any<'py>> {
    new_like(py, slf, Some(slf))
}

// Union

fn union<'py>(py: Attached<'py>, a: &Any<'py>, b: &Ref<'py>) -> PyResult<Any<'py>> {
    let result = copy(py, a)?;
    if !a.is(b) {
        result.update_from(b)?;
    }
    Ok(result)
}

pub fn union_method<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Any<'py>> {
    let result = copy(py, &slf)?;
    for other in args.iter().filter(|o| !slf.is(o)) {
        result.update_from(&other)?;
    }
    Ok(result)
}

pub fn update_method<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    for other in args.iter() {
        slf.update_from(&other)?;
    }
    Ok(py.none())
}

// Intersection

fn intersection<'py>(py: Attached<'py>, slf: &Any<'py>, other: &Ref<'py>) -> PyResult<Any<'py>> {
    if slf.is(other) {
        return copy(py, slf);
    }
    let result = new_like(py, slf, None)?;
    if let Some(other) = other.cast::<AnySet>() {
        // The bigger one is asked for the items of the smaller one.
        let (ask, walk) = if other.len() > slf.len() { (other, slf) } else { (slf, other) };
        let mut pos = 0;
        while let Some((item, hash)) = walk.next_item(&mut pos) {
            if ask.has(&item, hash)? {
                result.insert_known_hash(item, hash)?;
            }
        }
        return Ok(result);
    }
    let iter = other.iter()?;
    while let Some(item) = iter.next_unchecked()? {
        let hash = hash_of(&item)?;
        if slf.has(&item, hash)? {
            result.insert_known_hash(item, hash)?;
        }
    }
    Ok(result)
}

fn intersection_all<'py>(py: Attached<'py>, slf: &Any<'py>, args: Args<'_, 'py>) -> PyResult<Any<'py>> {
    if args.is_empty() {
        return copy(py, slf);
    }
    let mut result = slf.clone();
    for other in args.iter() {
        result = intersection(py, &result, &other)?;
    }
    Ok(result)
}

pub fn intersection_method<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Any<'py>> {
    intersection_all(py, &slf, args)
}

/// Gives the set the contents of another one that nobody else knows.
fn become_set<'py>(slf: &Any<'py>, new: Any<'py>) {
    // SAFETY: this thread has both sets; the old contents are dropped with `new`, outside.
    critical_section::with2(slf, &new, || unsafe { storage::swap(slf.as_ptr(), new.as_ptr()) });
}

pub fn intersection_update_method<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    become_set(&slf, intersection_all(py, &slf, args)?);
    Ok(py.none())
}

// Difference

fn difference_update<'py>(py: Attached<'py>, slf: &Any<'py>, other: &Ref<'py>) -> PyResult<()> {
    if slf.is(other) {
        slf.empty();
        return Ok(());
    }
    if let Some(other) = other.cast::<AnySet>() {
        // Much bigger: only what both have matters.
        let small;
        let other = if other.len() >> 3 > slf.len() {
            small = intersection(py, slf, other)?;
            &small
        } else {
            other
        };
        let mut pos = 0;
        while let Some((item, hash)) = other.next_item(&mut pos) {
            slf.take_known_hash(&item, hash)?;
        }
    } else {
        let iter = other.iter()?;
        while let Some(item) = iter.next_unchecked()? {
            slf.take(&item)?;
        }
    }
    // SAFETY: this thread has the set.
    slf.locked(|s| unsafe { storage::tidy(py, s) })
}

fn difference<'py>(py: Attached<'py>, slf: &Any<'py>, other: &Ref<'py>) -> PyResult<Any<'py>> {
    let set = other.cast::<AnySet>();
    let dict = other.cast_exact::<Dict>();
    let size = match (set, dict) {
        (Some(set), _) => set.len(),
        (_, Some(dict)) => dict.len(),
        _ => 0,
    };
    // With no quick lookup in the other, or far fewer items there: copy and remove.
    if set.is_none() && dict.is_none() || slf.len() >> 2 > size {
        let result = copy(py, slf)?;
        difference_update(py, &result, other)?;
        return Ok(result);
    }
    let result = new_like(py, slf, None)?;
    let mut pos = 0;
    while let Some((item, hash)) = slf.next_item(&mut pos) {
        let there = match (set, dict) {
            (Some(set), _) => set.has(&item, hash)?,
            (_, Some(dict)) => dict.get_known_hash(&item, hash)?.is_some(),
            _ => false,
        };
        if !there {
            result.insert_known_hash(item, hash)?;
        }
    }
    Ok(result)
}

pub fn difference_method<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Any<'py>> {
    let mut others = args.iter();
    let Some(first) = others.next() else { return copy(py, &slf) };
    let result = difference(py, &slf, &first)?;
    for other in others {
        difference_update(py, &result, &other)?;
    }
    Ok(result)
}

pub fn difference_update_method<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    for other in args.iter() {
        difference_update(py, &slf, &other)?;
    }
    Ok(py.none())
}

// Symmetric difference

fn symmetric_difference_update<'py>(py: Attached<'py>, slf: &Any<'py>, other: &Ref<'py>) -> PyResult<()> {
    if slf.is(other) {
        slf.empty();
        return Ok(());
    }
    let toggle = |item: Ref<'py>, hash: isize| -> PyResult<()> {
        if !slf.take_known_hash(&item, hash)? {
            slf.insert_known_hash(item, hash)?;
        }
        Ok(())
    };
    let mut pos = 0;
    if let Some(dict) = other.cast_exact::<Dict>() {
        while let Some((key, _, hash)) = dict.next_entry_hash(&mut pos) {
            toggle(key, hash)?;
        }
        return Ok(());
    }
    // Each item counts once.
    let other = match other.cast::<AnySet>() {
        Some(set) => set.clone(),
        None => new_like(py, slf, Some(other))?,
    };
    while let Some((item, hash)) = other.next_item(&mut pos) {
        toggle(item, hash)?;
    }
    Ok(())
}

fn symmetric_difference<'py>(py: Attached<'py>, slf: &Any<'py>, other: &Ref<'py>) -> PyResult<Any<'py>> {
    let result = new_like(py, slf, Some(other))?;
    symmetric_difference_update(py, &result, slf)?;
    Ok(result)
}

pub fn symmetric_difference_method<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
) -> PyResult<Any<'py>> {
    symmetric_difference(py, &slf, &other)
}

pub fn symmetric_difference_update_method<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    symmetric_difference_update(py, &slf, &other)?;
    Ok(py.none())
}

// Operators

macro_rules! operators {
    ($($name:ident, $inplace:ident => $new:ident, |$py:ident, $slf:ident, $other:ident| $update:expr;)*) => { $(
        pub fn $name<'py>(
            py: Attached<'py>,
            a: Borrowed<'_, 'py>,
            b: Borrowed<'_, 'py>,
        ) -> PyResult<Ref<'py>> {
            match (a.cast::<AnySet>(), b.cast::<AnySet>()) {
                (Some(set), Some(_)) => Ok($new(py, set, &b)?.into_any()),
                _ => Ok(py.not_implemented()),
            }
        }
        pub fn $inplace<'py>(
            $py: Attached<'py>,
            $slf: Slf<'_, 'py>,
            $other: Borrowed<'_, 'py>,
        ) -> PyResult<Ref<'py>> {
            if $other.cast::<AnySet>().is_none() {
                return Ok($py.not_implemented());
            }
            $update?;
            Ok($slf.to_owned().into_any())
        }
    )* };
}
operators! {
    or, ior => union, |py, slf, other| slf.update_from(&other);
    and, iand => intersection, |py, slf, other| intersection(py, &slf, &other).map(|new| become_set(&slf, new));
    sub, isub => difference, |py, slf, other| difference_update(py, &slf, &other);
    xor, ixor => symmetric_difference, |py, slf, other| symmetric_difference_update(py, &slf, &other);
}

// Comparisons

fn subset<'py>(a: &Any<'py>, b: &Any<'py>) -> PyResult<bool> {
    if a.len() > b.len() {
        return Ok(false);
    }
    let mut pos = 0;
    while let Some((item, hash)) = a.next_item(&mut pos) {
        if !b.has(&item, hash)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn equal<'py>(a: &Any<'py>, b: &Any<'py>) -> PyResult<bool> {
    // SAFETY: live sets.
    let (x, y) = unsafe { (storage::remembered_hash(a.as_ptr()), storage::remembered_hash(b.as_ptr())) };
    if a.len() != b.len() || x != -1 && y != -1 && x != y {
        return Ok(false);
    }
    subset(a, b)
}

pub fn richcompare<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    let Some(other) = other.cast::<AnySet>() else { return Ok(py.not_implemented()) };
    let result = match op {
        CompareOp::Eq => equal(&slf, other)?,
        CompareOp::Ne => !equal(&slf, other)?,
        CompareOp::Le => subset(&slf, other)?,
        CompareOp::Ge => subset(other, &slf)?,
        CompareOp::Lt => slf.len() < other.len() && subset(&slf, other)?,
        CompareOp::Gt => other.len() < slf.len() && subset(other, &slf)?,
    };
    Ok(py.bool(result))
}

pub fn issubset_method<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let result = match other.cast::<AnySet>() {
        Some(other) => subset(&slf, other)?,
        None => intersection(py, &slf, &other)?.len() == slf.len(),
    };
    Ok(py.bool(result))
}

pub fn issuperset_method<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    if let Some(other) = other.cast::<AnySet>() {
        return Ok(py.bool(subset(other, &slf)?));
    }
    let iter = other.iter()?;
    while let Some(item) = iter.next_unchecked()? {
        if !slf.contains_item(&item)? {
            return Ok(py.bool(false));
        }
    }
    Ok(py.bool(true))
}

pub fn isdisjoint<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, other: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    if slf.is(&*other) {
        return Ok(py.bool(slf.is_empty()));
    }
    if let Some(other) = other.cast::<AnySet>() {
        let (ask, walk): (&Any<'py>, &Any<'py>) =
            if other.len() > slf.len() { (other, &slf) } else { (&slf, other) };
        let mut pos = 0;
        while let Some((item, hash)) = walk.next_item(&mut pos) {
            if ask.has(&item, hash)? {
                return Ok(py.bool(false));
            }
        }
        return Ok(py.bool(true));
    }
    let iter = other.iter()?;
    while let Some(item) = iter.next_unchecked()? {
        if slf.contains_item(&item)? {
            return Ok(py.bool(false));
        }
    }
    Ok(py.bool(true))
}
