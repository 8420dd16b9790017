//! What deques do.

use std::collections::VecDeque;

use super::iterator;
use super::{Deque, DequeState, Slf};
use crate::support::prelude::*;

pub(super) fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    _args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<Deque>>> {
    Native::new_in(py, cls, Deque(Locked::new(DequeState::default())))
}

pub(super) fn init<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    static SIG: Signature<2> = Signature::new("deque", ["iterable", "maxlen"], 0);
    let [iterable, maxlen] = SIG.parse_tuple(py, args, kwargs)?;
    let maxlen = match maxlen.filter(|m| !m.is_none()) {
        None => None,
        Some(maxlen) => {
            if maxlen.cast::<Int>().is_none() {
                return Err(raise!(py, TypeError, "an integer is required"));
            }
            let n = maxlen.index_as_isize(Some(classes::OverflowError()))?;
            if n < 0 {
                return Err(raise!(py, ValueError, "maxlen must be non-negative"));
            }
            Some(n as usize)
        }
    };
    let old = slf.value().0.with(|s| {
        s.maxlen = maxlen;
        s.changes += 1;
        std::mem::take(&mut s.items)
    });
    drop(old);
    match iterable {
        Some(iterable) => extend(py, slf, iterable).map(drop),
        None => Ok(()),
    }
}

pub(super) fn append<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    item: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let item = item.to_owned().unbind();
    drop(slf.value().0.with(|s| s.push_back(item)));
    Ok(py.none())
}

pub(super) fn appendleft<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    item: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let item = item.to_owned().unbind();
    drop(slf.value().0.with(|s| s.push_front(item)));
    Ok(py.none())
}

pub(super) fn clear<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let old = slf.value().0.with(|s| {
        s.changes += 1;
        std::mem::take(&mut s.items)
    });
    drop(old);
    Ok(py.none())
}

/// Runs through an iterable, or a copy of the deque itself.
fn each<'py>(slf: &Ref<'py, Native<Deque>>, iterable: &Ref<'py>, put: impl Fn(Owned)) -> PyResult<()> {
    let iter = if iterable.is(slf) { iterable.to_list()?.iter()? } else { iterable.iter()? };
    while let Some(item) = iter.next_unchecked()? {
        put(item.unbind());
    }
    Ok(())
}

pub(super) fn extend<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    iterable: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    each(&slf, &iterable, |item| drop(slf.value().0.with(|s| s.push_back(item))))?;
    Ok(py.none())
}

pub(super) fn extendleft<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    iterable: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    each(&slf, &iterable, |item| drop(slf.value().0.with(|s| s.push_front(item))))?;
    Ok(py.none())
}

pub(super) fn pop<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let item = slf.value().0.with(|s| {
        s.changes += 1;
        s.items.pop_back()
    });
    item.map(|i| i.into_bound(py)).ok_or_else(|| raise!(py, IndexError, "pop from an empty deque"))
}

pub(super) fn popleft<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let item = slf.value().0.with(|s| {
        s.changes += 1;
        s.items.pop_front()
    });
    item.map(|i| i.into_bound(py)).ok_or_else(|| raise!(py, IndexError, "pop from an empty deque"))
}

/// A deque of the same class with the same items and limit.
pub(super) fn copy<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    if slf.cast_exact::<Native<Deque>>().is_some() {
        let state = slf.value().0.with(|s| DequeState {
            items: s.items.iter().map(|i| i.clone_ref(py)).collect(),
            maxlen: s.maxlen,
            changes: 0,
        });
        return Native::new(py, Deque(Locked::new(state))).map(Ref::into_any);
    }
    let class = slf.ty().to_owned().into_any();
    let new = match slf.value().0.with(|s| s.maxlen) {
        None => class.call([slf.as_any()])?,
        Some(n) => class.call([slf.as_any(), py.int_from_usize(n)?.as_any()])?,
    };
    if new.cast::<Native<Deque>>().is_none() {
        return Err(raise!(
            py,
            TypeError,
            "{}() must return a deque, not {}",
            slf.ty().full_name(),
            new.ty().full_name()
        ));
    }
    Ok(new)
}

/// The item at `at` while the deque is as it was at `changes`; `None` at the end.
fn unchanged_item<'py>(
    py: Attached<'py>,
    slf: &Ref<'py, Native<Deque>>,
    at: usize,
    changes: u64,
) -> Option<Option<Ref<'py>>> {
    slf.value().0.with(|s| (s.changes == changes).then(|| s.get(py, at)))
}

fn changes(slf: &Ref<'_, Native<Deque>>) -> u64 {
    slf.value().0.with(|s| s.changes)
}

fn mutated(py: Attached<'_>) -> Raised {
    raise!(py, RuntimeError, "deque mutated during iteration")
}

/// Where `value` is first, from `start` to `stop`.
fn position<'py>(
    py: Attached<'py>,
    slf: &Ref<'py, Native<Deque>>,
    value: &Ref<'py>,
    start: usize,
    stop: usize,
    changed: impl Fn(Attached<'py>) -> Raised,
) -> PyResult<Option<usize>> {
    let before = changes(slf);
    for at in start..stop {
        let Some(item) = unchanged_item(py, slf, at, before) else { return Err(changed(py)) };
        let Some(item) = item else { break };
        let same = item.eq(value)?;
        if changes(slf) != before {
            return Err(changed(py));
        }
        if same {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

pub(super) fn count<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    value: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Int>> {
    let mut n = 0;
    let mut from = 0;
    while let Some(at) = position(py, &slf, &value, from, usize::MAX, mutated)? {
        n += 1;
        from = at + 1;
    }
    py.int(n)
}

pub(super) fn contains<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    value: Borrowed<'_, 'py>,
) -> PyResult<bool> {
    Ok(position(py, &slf, &value, 0, usize::MAX, mutated)?.is_some())
}

fn not_found<'py>(py: Attached<'py>, value: &Ref<'py>) -> Raised {
    let message = value.repr().and_then(|r| r.as_any().add(py.str(" is not in deque")?.as_any()));
    match message {
        Ok(message) => crate::support::raise_object(py, classes::ValueError(), &message),
        Err(raised) => raised,
    }
}

pub(super) fn index<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Int>> {
    args.expect(py, "index", 1, 3)?;
    let value = args.get(0).expect("counted");
    let len = slf.value().0.with(|s| s.items.len());
    let (start, stop) = protocol::clamp_range(args.get(1), args.get(2), len)?;
    match position(py, &slf, &value, start, stop.min(len), mutated)? {
        Some(at) => py.int_from_usize(at),
        None => Err(not_found(py, &value)),
    }
}

pub(super) fn remove<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    value: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let changed = |py| raise!(py, IndexError, "deque mutated during iteration");
    match position(py, &slf, &value, 0, usize::MAX, changed)? {
        Some(at) => {
            let old = slf.value().0.with(|s| {
                s.changes += 1;
                s.items.remove(at)
            });
            drop(old);
            Ok(py.none())
        }
        None => Err(not_found(py, &value)),
    }
}

pub(super) fn insert<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "insert", 2, 2)?;
    let at = args.get(0).expect("counted").index_as_isize(Some(classes::OverflowError()))?;
    let item = args.get(1).expect("counted").to_owned().unbind();
    let refused = slf.value().0.with(|s| {
        let n = s.items.len();
        if s.maxlen.is_some_and(|m| n >= m) {
            return Some(item);
        }
        let at = if at < 0 { (at + n as isize).max(0) as usize } else { (at as usize).min(n) };
        s.changes += 1;
        s.items.insert(at, item);
        None
    });
    match refused {
        Some(_) => Err(raise!(py, IndexError, "deque already at its maximum size")),
        None => Ok(py.none()),
    }
}

pub(super) fn reverse<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    slf.value().0.with(|s| s.items.make_contiguous().reverse());
    Ok(py.none())
}

pub(super) fn rotate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "rotate", 0, 1)?;
    let n = match args.get(0) {
        Some(n) => n.index_as_isize(Some(classes::OverflowError()))?,
        None => 1,
    };
    slf.value().0.with(|s| {
        let len = s.items.len() as isize;
        if len > 1 {
            s.changes += 1;
            s.items.rotate_right(n.rem_euclid(len) as usize);
        }
    });
    Ok(py.none())
}

pub(super) fn sizeof<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    let items = slf.value().0.with(|s| s.items.capacity());
    py.int_from_usize(std::mem::size_of::<Native<Deque>>() + items * std::mem::size_of::<Owned>())
}

pub(super) fn maxlen<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    match slf.value().0.with(|s| s.maxlen) {
        Some(n) => Ok(py.int_from_usize(n)?.into_any()),
        None => Ok(py.none()),
    }
}

pub(super) fn len(_py: Attached<'_>, slf: Slf<'_, '_>) -> PyResult<usize> {
    Ok(slf.value().0.with(|s| s.items.len()))
}

pub(super) fn item<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, i: isize) -> PyResult<Ref<'py>> {
    let item = if i < 0 { None } else { slf.value().0.with(|s| s.get(py, i as usize)) };
    item.ok_or_else(|| raise!(py, IndexError, "deque index out of range"))
}

pub(super) fn assign<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    i: isize,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let value = value.map(|v| v.to_owned().unbind());
    let old = slf.value().0.with(|s| {
        let place = usize::try_from(i).ok().filter(|&i| i < s.items.len())?;
        match value {
            Some(value) => Some(std::mem::replace(&mut s.items[place], value)),
            None => {
                s.changes += 1;
                s.items.remove(place)
            }
        }
    });
    old.map(drop).ok_or_else(|| raise!(py, IndexError, "deque index out of range"))
}

pub(super) fn inplace_concat<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    extend(py, slf, other)?;
    Ok(slf.to_owned().into_any())
}

pub(super) fn concat<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    if other.cast::<Native<Deque>>().is_none() {
        return Err(raise!(
            py,
            TypeError,
            "can only concatenate deque (not \"{}\") to deque",
            other.ty().name()
        ));
    }
    let new = copy(py, slf)?;
    let deque = new.cast::<Native<Deque>>().expect("checked by copy");
    extend(py, deque.borrow(), other)?;
    Ok(new)
}

pub(super) fn inplace_repeat<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, n: isize) -> PyResult<Ref<'py>> {
    let n = n.max(0) as usize;
    let result = slf.value().0.with(|s| {
        let len = s.items.len();
        if len == 0 || n == 1 {
            return Ok(VecDeque::new());
        }
        s.changes += 1;
        if n == 0 {
            return Ok(std::mem::take(&mut s.items));
        }
        // With a limit only the last copies stay.
        let copies = match s.maxlen {
            Some(m) if len.saturating_mul(n) > m => m.div_ceil(len),
            _ => n,
        };
        let Some(total) = len.checked_mul(copies).filter(|&t| t <= isize::MAX as usize / 8) else {
            return Err(());
        };
        if s.items.try_reserve(total - len.min(total)).is_err() {
            return Err(());
        }
        for i in 0..total.saturating_sub(len) {
            let copy = s.items[i].clone_ref(py);
            s.items.push_back(copy);
        }
        let excess = s.maxlen.map_or(0, |m| s.items.len().saturating_sub(m));
        Ok(s.items.drain(..excess).collect())
    });
    match result {
        Ok(dropped) => {
            drop(dropped);
            Ok(slf.to_owned().into_any())
        }
        Err(()) => Err(protocol::no_memory(py)),
    }
}

pub(super) fn repeat<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, n: isize) -> PyResult<Ref<'py>> {
    let new = copy(py, slf)?;
    inplace_repeat(py, new.cast::<Native<Deque>>().expect("checked by copy").borrow(), n)
}

pub(super) fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let Some(_scope) = protocol::repr_scope(py, slf.as_any())? else {
        return Ok(py.str("[...]")?.into_any());
    };
    let items = slf.as_any().to_list()?;
    let mut out = protocol::ReprWriter::new(py);
    out.object(&py.str(&slf.ty().name())?)?;
    out.ascii("(")?;
    out.object(&items.as_any().repr()?)?;
    if let Some(n) = slf.value().0.with(|s| s.maxlen) {
        out.ascii(&format!(", maxlen={n}"))?;
    }
    out.ascii(")")?;
    out.finish()
}

pub(super) fn compare<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    let Some(other) = other.cast::<Native<Deque>>() else { return Ok(py.not_implemented()) };
    let (a_len, b_len) = (len(py, slf)?, len(py, other.borrow())?);
    if slf.is(other) {
        return Ok(py.bool(op.holds(std::cmp::Ordering::Equal)));
    }
    if a_len != b_len && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(py.bool(op == CompareOp::Ne));
    }
    let a = iterator::forward(py, slf)?.into_any();
    let b = iterator::forward(py, other.borrow())?.into_any();
    loop {
        match (a.next_unchecked()?, b.next_unchecked()?) {
            (Some(x), Some(y)) => {
                if !x.eq(&y)? {
                    return match op {
                        CompareOp::Eq => Ok(py.bool(false)),
                        CompareOp::Ne => Ok(py.bool(true)),
                        op => Ok(py.bool(x.rich_compare_bool(&y, op)?)),
                    };
                }
            }
            (x, y) => return Ok(py.bool(op.holds(x.is_some().cmp(&y.is_some())))),
        }
    }
}

pub(super) fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let state = slf.call_method(intern!(py, "__getstate__"), [])?;
    let iter = iterator::forward(py, slf)?.into_any();
    let args = match slf.value().0.with(|s| s.maxlen) {
        None => py.empty_tuple(),
        Some(n) => py.tuple([py.empty_tuple().into_any(), py.int_from_usize(n)?.into_any()])?,
    };
    py.tuple([slf.ty().to_owned().into_any(), args.into_any(), state, iter])
}
