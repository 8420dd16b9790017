//! `range_iterator` (machine integers) and `longrange_iterator` (any)

use super::arithmetic::{small, value};
use super::storage::{RangeObject, new};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::locked::Locked;
use crate::heap::native::{Native, NativeValue};
use crate::objects::iterator::indexed::self_iter;
use crate::objects::protocol::{CompareOp, builtin};
use crate::objects::*;
use crate::{PyResult, raise};

/// Where a machine range stands: the next value, the step, how many are left.
pub struct RangeIter(Locked<(i64, i64, i64)>);
impl NativeValue for RangeIter {}

/// Where a big range stands: the range's first value and step, and the next index of how many.
pub struct LongRangeIter {
    start: Owned,
    step: Owned,
    length: Owned,
    index: Locked<Owned>,
}
impl NativeValue for LongRangeIter {}

native_type! {
    /// The iterator of ranges of machine integers.
    #[unsafe(no_mangle)]
    pub static PyRangeIter_Type: RangeIter = "range_iterator" {
        dict: false, weakrefs: false,
        slots: { tp_iter: self_iter::<Native<RangeIter>>, tp_iternext: next, },
        methods: [
            method!(noargs "__length_hint__", length_hint, "Private method returning an estimate of len(list(it))."),
            method!(noargs "__reduce__", reduce, "Return state information for pickling."),
            method!(o "__setstate__", setstate, "Set state information for unpickling."),
        ],
    }
}

native_type! {
    /// The iterator of all other ranges.
    #[unsafe(no_mangle)]
    pub static PyLongRangeIter_Type: LongRangeIter = "longrange_iterator" {
        dict: false, weakrefs: false,
        slots: { tp_iter: self_iter::<Native<LongRangeIter>>, tp_iternext: long_next, },
        methods: [
            method!(noargs "__length_hint__", long_length_hint, "Private method returning an estimate of len(list(it))."),
            method!(noargs "__reduce__", long_reduce, "Return state information for pickling."),
            method!(o "__setstate__", long_setstate, "Set state information for unpickling."),
        ],
    }
}

type Small<'a, 'py> = Borrowed<'a, 'py, Native<RangeIter>>;
type Long<'a, 'py> = Borrowed<'a, 'py, Native<LongRangeIter>>;

/// An iterator over `length` values.
fn make<'py>(py: Attached<'py>, start: Ref<'py>, step: Ref<'py>, length: Ref<'py>) -> PyResult<Ref<'py>> {
    if let (Some(a), Some(s), Some(n)) = (small(&start), small(&step), small(&length))
        && a as i128 + s as i128 * n as i128 == (a as i128 + s as i128 * n as i128) as i64 as i128
    {
        return Native::new(py, RangeIter(Locked::new((a, s, n)))).map(Ref::into_any);
    }
    let index = Locked::new(py.int(0)?.into_any().unbind());
    let (start, step, length) = (start.unbind(), step.unbind(), length.unbind());
    Native::new(py, LongRangeIter { start, step, length, index }).map(Ref::into_any)
}

pub fn iter<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, RangeObject>) -> PyResult<Ref<'py>> {
    let parts = slf.parts();
    make(py, parts.start.to_owned(), parts.step.to_owned(), parts.length.to_owned())
}

pub fn reversed<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, RangeObject>) -> PyResult<Ref<'py>> {
    let parts = slf.parts();
    let last = parts.length.sub(py.int(1)?.as_any())?;
    let start = value(py, &parts.start, &parts.step, &last)?;
    let step = py.int(0)?.into_any().sub(&parts.step)?;
    make(py, start, step, parts.length.to_owned())
}

/// The next value of an iterator of machine integers, for the interpreter's own loop.
#[inline(always)]
pub fn advance(it: &Ref<'_, Native<RangeIter>>) -> Option<i64> {
    it.value().0.with(|(next, step, left)| {
        (*left > 0).then(|| {
            let value = *next;
            *next = next.wrapping_add(*step);
            *left -= 1;
            value
        })
    })
}

fn next<'py>(py: Attached<'py>, slf: Small<'_, 'py>) -> PyResult<Option<Ref<'py, Int>>> {
    advance(&slf).map(|v| py.int(v)).transpose()
}

fn length_hint<'py>(py: Attached<'py>, slf: Small<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int(slf.value().0.with(|(_, _, left)| *left))
}

fn reduce<'py>(py: Attached<'py>, slf: Small<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let (next, step, left) = slf.value().0.with(|s| *s);
    let int = |n: i64| py.int(n).map(Ref::into_any);
    let range = new(py, int(next)?, int(next.wrapping_add(step.wrapping_mul(left)))?, int(step)?)?;
    let args = py.tuple([range.into_any()])?.into_any();
    py.tuple([builtin(py, "iter")?, args, py.none()])
}

fn setstate<'py>(py: Attached<'py>, slf: Small<'_, 'py>, state: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let index = state.index_state()? as i64;
    slf.value().0.with(|(next, step, left)| {
        let index = index.clamp(0, *left);
        *next = next.wrapping_add(step.wrapping_mul(index));
        *left -= index;
    });
    Ok(py.none())
}

/// The next index, as it is now.
fn index_now<'py>(py: Attached<'py>, slf: &Ref<'py, Native<LongRangeIter>>) -> Ref<'py> {
    slf.value().index.with(|i| i.clone_ref(py)).into_bound(py)
}

fn set_index<'py>(slf: &Ref<'py, Native<LongRangeIter>>, index: Ref<'py>) {
    let index = index.unbind();
    drop(slf.value().index.with(|i| std::mem::replace(i, index)));
}

fn long_next<'py>(py: Attached<'py>, slf: Long<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    let it = slf.value();
    let i = index_now(py, &slf);
    if !i.rich_compare_bool(&it.length.bind(py), CompareOp::Lt)? {
        return Ok(None);
    }
    let result = value(py, &it.start.bind(py), &it.step.bind(py), &i)?;
    set_index(&slf, i.add(py.int(1)?.as_any())?);
    Ok(Some(result))
}

fn long_length_hint<'py>(py: Attached<'py>, slf: Long<'_, 'py>) -> PyResult<Ref<'py>> {
    slf.value().length.bind(py).sub(&index_now(py, &slf))
}

fn long_reduce<'py>(py: Attached<'py>, slf: Long<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let it = slf.value();
    let (start, step) = (it.start.bind(py), it.step.bind(py));
    let first = value(py, &start, &step, &index_now(py, &slf))?;
    let stop = value(py, &start, &step, &it.length.bind(py))?;
    let range = new(py, first, stop, step.to_owned())?;
    let args = py.tuple([range.into_any()])?.into_any();
    py.tuple([builtin(py, "iter")?, args, py.none()])
}

fn long_setstate<'py>(py: Attached<'py>, slf: Long<'_, 'py>, state: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    if state.cast::<Int>().is_none() {
        return Err(raise!(py, TypeError, "state must be an int, not {}", state.ty().full_name()));
    }
    let it = slf.value();
    let zero = py.int(0)?.into_any();
    let length = it.length.bind(py);
    // The state counts from where the iterator stands.
    let now = index_now(py, &slf);
    let index = if state.rich_compare_bool(&zero, CompareOp::Lt)? { now } else { now.add(&state)? };
    let index = if index.rich_compare_bool(&length, CompareOp::Gt)? { length.to_owned() } else { index };
    set_index(&slf, index);
    Ok(py.none())
}
