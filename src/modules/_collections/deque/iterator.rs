//! Iterators over deques, in both directions.

use super::{Deque, Slf};
use crate::support::prelude::*;

/// The deque, how many items were given, and the count of changes that it must keep.
#[derive(Default)]
pub struct IterState {
    deque: Option<Owned<Native<Deque>>>,
    given: usize,
    total: usize,
    changes: u64,
}
native_state! {
    /// `collections._deque_iterator`
    pub DequeIter(IterState) { deque }
}
/// `collections._deque_reverse_iterator`
pub struct DequeRevIter(Locked<IterState>);
impl NativeValue for DequeRevIter {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        self.0.with(|s| s.trace(visit))
    }
    fn clear(&self, _py: Attached<'_>) {
        drop(self.0.with(std::mem::take));
    }
}

native_type! {
    /// `collections._deque_iterator`
    pub static DEQUE_ITER: DequeIter = "collections._deque_iterator" {
        dict: false, weakrefs: false,
        slots: { tp_iter: iter_self, tp_iternext: next::<DequeIter>, tp_new: new::<DequeIter> },
        methods: [
            method!(noargs "__length_hint__", hint::<DequeIter>, "Private method returning an estimate of len(list(it))."),
            method!(noargs "__reduce__", reduce::<DequeIter>, "Return state information for pickling."),
        ],
    }
}
native_type! {
    /// `collections._deque_reverse_iterator`
    pub static DEQUE_REV_ITER: DequeRevIter = "collections._deque_reverse_iterator" {
        dict: false, weakrefs: false,
        slots: { tp_iter: iter_self, tp_iternext: next::<DequeRevIter>, tp_new: new::<DequeRevIter> },
        methods: [
            method!(noargs "__length_hint__", hint::<DequeRevIter>, "Private method returning an estimate of len(list(it))."),
            method!(noargs "__reduce__", reduce::<DequeRevIter>, "Return state information for pickling."),
        ],
    }
}

/// One of the two directions.
trait Direction: NativeClass {
    const BACKWARD: bool;
    fn make(state: IterState) -> Self;
    fn state(&self) -> &Locked<IterState>;
}
impl Direction for DequeIter {
    const BACKWARD: bool = false;
    fn make(state: IterState) -> Self {
        DequeIter(Locked::new(state))
    }
    fn state(&self) -> &Locked<IterState> {
        &self.0
    }
}
impl Direction for DequeRevIter {
    const BACKWARD: bool = true;
    fn make(state: IterState) -> Self {
        DequeRevIter(Locked::new(state))
    }
    fn state(&self) -> &Locked<IterState> {
        &self.0
    }
}

fn start(deque: &Ref<'_, Native<Deque>>) -> IterState {
    let (total, changes) = deque.value().0.with(|s| (s.items.len(), s.changes));
    IterState { deque: Some(deque.clone().unbind()), given: 0, total, changes }
}

/// `iter(deque)`
pub(super) fn forward<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Native<DequeIter>>> {
    Native::new(py, DequeIter::make(start(&slf)))
}
/// `reversed(deque)`
pub(super) fn backward<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
) -> PyResult<Ref<'py, Native<DequeRevIter>>> {
    Native::new(py, DequeRevIter::make(start(&slf)))
}

fn new<'py, T: Direction>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<T>>> {
    if args.is_empty() || args.len() > 2 {
        let (how, limit, s) = if args.is_empty() { ("least", 1, "") } else { ("most", 2, "s") };
        return Err(raise!(
            py,
            TypeError,
            "function takes at {how} {limit} argument{s} ({} given)",
            args.len()
        ));
    }
    let Some(deque) = args.item(0).into_cast::<Native<Deque>>() else {
        return Err(raise!(
            py,
            TypeError,
            "argument 1 must be collections.deque, not {}",
            args.item(0).ty().name()
        ));
    };
    let mut state = start(&deque);
    if args.len() == 2 {
        let skip = args.item(1).index_as_isize(Some(classes::OverflowError()))?;
        state.given = (skip.max(0) as usize).min(state.total);
    }
    Native::new_in(py, cls, T::make(state))
}

fn next<'py, T: Direction>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<T>>,
) -> PyResult<Option<Ref<'py>>> {
    let state = slf.value().state();
    let (deque, given, total, changes) = state.with(|s| (held(py, &s.deque), s.given, s.total, s.changes));
    let Some(deque) = deque else { return Ok(None) };
    let (now, item) = deque.value().0.with(|d| {
        let at = if T::BACKWARD { total.wrapping_sub(given + 1) } else { given };
        (d.changes, if given < total { d.get(py, at) } else { None })
    });
    if now != changes {
        state.with(|s| s.given = s.total);
        return Err(raise!(py, RuntimeError, "deque mutated during iteration"));
    }
    if item.is_some() {
        state.with(|s| s.given = given + 1);
    }
    Ok(item)
}

fn hint<'py, T: Direction>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<T>>) -> PyResult<Ref<'py, Int>> {
    py.int_from_usize(slf.value().state().with(|s| s.total - s.given))
}

fn reduce<'py, T: Direction>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<T>>,
) -> PyResult<Ref<'py, Tuple>> {
    let (deque, given) = slf.value().state().with(|s| (held(py, &s.deque), s.given));
    let deque = deque.map_or_else(|| py.none(), Ref::into_any);
    let args = py.tuple([deque, py.int_from_usize(given)?.into_any()])?;
    py.tuple([slf.ty().to_owned().into_any(), args.into_any()])
}
