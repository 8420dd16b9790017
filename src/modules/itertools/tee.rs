//! `tee`: iterators over one input that share a chain of buffers.

use super::{NewArgs, NewKeywords, size_arg};
use crate::support::prelude::*;
use crate::support::{expect_tuple, no_keywords};

/// Items in a buffer.
const CELLS: usize = 57;

/// One buffer: what was read, and the buffer after it.
#[derive(Default)]
pub struct DataState {
    iter: Option<Owned>,
    values: Vec<Owned>,
    next: Option<Owned<Native<TeeData>>>,
    reading: bool,
}
/// A link of the chain of buffers.
pub struct TeeData(Locked<DataState>);
trace!(DataState { iter, values, next });

impl NativeValue for TeeData {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        self.0.with(|s| s.trace(visit))
    }
    fn clear(&self, _py: Attached<'_>) {
        let old = self.0.with(std::mem::take);
        unchain(old);
    }
}

impl Drop for TeeData {
    fn drop(&mut self) {
        let old = std::mem::take(self.0.get_mut());
        unchain(old);
    }
}

/// Drops a chain link by link, for a recursion as deep as it would overflow the stack.
fn unchain(state: DataState) {
    let mut next = state.next;
    drop((state.iter, state.values));
    while let Some(link) = next.take() {
        // SAFETY: a live object; when this is its only reference nobody else can reach it.
        if !unsafe { mortise_core::heap::refcount::is_unique(link.as_ptr().cast()) } {
            break;
        }
        // SAFETY: the thread is attached, as everybody who drops objects is.
        let py = unsafe { Attached::assume() };
        next = link.bind(py).value().0.with(|s| s.next.take());
    }
}

native_type! {
    /// `itertools._tee_dataobject`
    pub static TEE_DATA: TeeData = "itertools._tee_dataobject" {
        dict: false, weakrefs: false,
        doc: "teedataobject(iterable, values, next, /)\n--\n\nData container common to multiple tee objects.",
        slots: { tp_new: data_new },
    }
}

fn data_new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<TeeData>>> {
    no_keywords(py, "teedataobject", kwargs)?;
    expect_tuple(py, "teedataobject", &args, 3, 3)?;
    let values = args.item(1).to_tuple()?;
    let next = args.item(2);
    let link = next.cast::<Native<TeeData>>();
    if values.len() > CELLS
        || (link.is_some() && values.len() != CELLS)
        || (link.is_none() && !next.is_none())
    {
        return Err(raise!(py, ValueError, "Invalid arguments"));
    }
    let state = DataState {
        iter: Some(args.item(0).to_owned().unbind()),
        values: values.items().map(|v| v.to_owned().unbind()).collect(),
        next: link.map(|l| l.clone().unbind()),
        reading: false,
    };
    Native::new(py, TeeData(Locked::new(state)))
}

/// A place in the chain.
#[derive(Default)]
pub struct TeeState {
    data: Option<Owned<Native<TeeData>>>,
    at: usize,
}
native_state! {
    /// One of the iterators that `tee` gives
    pub Tee(TeeState) { data }
}

native_type! {
    /// `itertools._tee`
    pub static TEE: Tee = "itertools._tee" {
        dict: false, weakrefs: true,
        doc: "_tee(iterable, /)\n--\n\nIterator wrapped to make it copyable.",
        slots: { tp_iter: iter_self, tp_iternext: tee_next, tp_new: tee_new },
        methods: [ method!(noargs "__copy__", tee_copy, "Returns an independent iterator.") ],
    }
}

fn from_iterable<'py>(py: Attached<'py>, iterable: &Ref<'py>) -> PyResult<Ref<'py, Native<Tee>>> {
    let iter = iterable.iter()?;
    if let Some(tee) = iter.cast::<Native<Tee>>() {
        return tee_copy(py, tee.borrow());
    }
    let data =
        Native::new(py, TeeData(Locked::new(DataState { iter: Some(iter.unbind()), ..Default::default() })))?;
    Native::new(py, Tee(Locked::new(TeeState { data: Some(data.unbind()), at: 0 })))
}

fn tee_new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<Tee>>> {
    no_keywords(py, "_tee", kwargs)?;
    expect_tuple(py, "_tee", &args, 1, 1)?;
    from_iterable(py, &args.item(0))
}

fn tee_copy<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<Tee>>) -> PyResult<Ref<'py, Native<Tee>>> {
    let (data, at) = slf.value().0.with(|s| (held(py, &s.data), s.at));
    Native::new(py, Tee(Locked::new(TeeState { data: data.map(Ref::unbind), at })))
}

/// Item `at` of a buffer, read from the input when it is the first one missing.
fn data_item<'py>(
    py: Attached<'py>,
    data: &Ref<'py, Native<TeeData>>,
    at: usize,
) -> PyResult<Option<Ref<'py>>> {
    let state = &data.value().0;
    if let Some(item) = state.with(|s| s.values.get(at).map(|v| v.clone_ref(py).into_bound(py))) {
        return Ok(Some(item));
    }
    if state.with(|s| std::mem::replace(&mut s.reading, true)) {
        return Err(raise!(py, RuntimeError, "cannot re-enter the tee iterator"));
    }
    let item = match state.with(|s| held(py, &s.iter)) {
        Some(iter) => iter.next_unchecked(),
        None => Ok(None),
    };
    let kept = item.as_ref().ok().and_then(|i| i.clone()).map(Ref::unbind);
    state.with(|s| {
        s.reading = false;
        s.values.extend(kept);
    });
    item
}

fn tee_next<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<Tee>>) -> PyResult<Option<Ref<'py>>> {
    let state = &slf.value().0;
    let (data, mut at) = state.with(|s| (held(py, &s.data), s.at));
    let Some(mut data) = data else { return Ok(None) };
    if at >= CELLS {
        let (next, iter) = data.value().0.with(|s| (held(py, &s.next), held(py, &s.iter)));
        data = match next {
            Some(next) => next,
            None => {
                let link = Native::new(
                    py,
                    TeeData(Locked::new(DataState { iter: iter.map(Ref::unbind), ..Default::default() })),
                )?;
                // Another thread may have been faster: its link stands.
                let copy = link.clone().unbind();
                let link = data.value().0.with(|s| match &s.next {
                    Some(there) => Err((there.clone_ref(py).into_bound(py), copy)),
                    None => {
                        s.next = Some(copy);
                        Ok(link)
                    }
                });
                link.unwrap_or_else(|(there, _)| there)
            }
        };
        at = 0;
        let copy = data.clone().unbind();
        let old = state.with(|s| {
            s.at = 0;
            s.data.replace(copy)
        });
        drop(old);
    }
    let item = data_item(py, &data, at)?;
    if item.is_some() {
        state.with(|s| s.at = at + 1);
    }
    Ok(item)
}

/// `tee(iterable, n=2, /)`
pub fn tee<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    args.expect(py, "tee", 1, 2)?;
    let n = args.get(1).map_or(Ok(2), |n| size_arg(&n))?;
    if n < 0 {
        return Err(raise!(py, ValueError, "n must be >= 0"));
    }
    if n == 0 {
        return Ok(py.empty_tuple());
    }
    let first = from_iterable(py, &args.get(0).expect("counted"))?;
    let mut all = vec![first.clone().into_any()];
    for _ in 1..n {
        all.push(tee_copy(py, first.borrow())?.into_any());
    }
    py.tuple(all)
}
