//! `count`, `cycle`, `repeat`

use mortise_core::objects::protocol::number;

use super::{NewArgs, NewKeywords, size_arg};
use crate::support::prelude::*;
use crate::support::{expect_tuple, no_keywords, text};

/// The next number: a machine integer while the step is 1, or an object and the step.
#[derive(Default)]
pub struct CountState {
    fast: i64,
    slow: Option<(Owned, Owned)>,
}
native_state! {
    /// `count`
    pub Count(CountState) { slow }
}

native_type! {
    /// `itertools.count`
    pub static COUNT: Count = "itertools.count" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_BASETYPE,
        doc: "count(start=0, step=1)\n--\n\nReturn a count object whose .__next__() method returns consecutive values.\n\nEquivalent to:\n    def count(firstval=0, step=1):\n        x = firstval\n        while 1:\n            yield x\n            x += step",
        slots: { tp_repr: count_repr, tp_iter: iter_self, tp_iternext: count_next, tp_new: count_new },
    }
}

fn count_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<Count>>> {
    static SIG: Signature<2> = Signature::new("count", ["start", "step"], 0);
    let [start, step] = SIG.parse_tuple(py, args, kwargs)?;
    if start.is_some_and(|s| !number::is_number(&s)) || step.is_some_and(|s| !number::is_number(&s)) {
        return Err(raise!(py, TypeError, "a number is required"));
    }
    let unit = match step {
        None => true,
        Some(step) => step.cast::<Int>().and_then(|s| s.to_i64()) == Some(1),
    };
    let small = match start {
        None => Some(0),
        Some(start) => start.cast::<Int>().and_then(|s| s.to_i64()),
    };
    let state = match small {
        Some(fast) if unit => CountState { fast, slow: None },
        _ => {
            let start = start.map_or_else(|| Ok(py.int(0)?.into_any()), |s| Ok(s.to_owned()))?;
            let step = step.map_or_else(|| Ok(py.int(1)?.into_any()), |s| Ok(s.to_owned()))?;
            CountState { fast: 0, slow: Some((start.unbind(), step.unbind())) }
        }
    };
    Native::new_in(py, cls, Count(Locked::new(state)))
}

enum Now<'py> {
    Fast(i64),
    Slow(Ref<'py>, Ref<'py>),
}

fn count_state<'py>(py: Attached<'py>, slf: &Ref<'py, Native<Count>>, take: bool) -> Now<'py> {
    slf.value().0.with(|s| match &s.slow {
        Some((n, step)) => Now::Slow(n.clone_ref(py).into_bound(py), step.clone_ref(py).into_bound(py)),
        None => {
            let n = s.fast;
            if take && n < i64::MAX {
                s.fast += 1;
            }
            Now::Fast(n)
        }
    })
}

fn count_next<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<Count>>) -> PyResult<Option<Ref<'py>>> {
    let (now, step) = match count_state(py, &slf, true) {
        Now::Fast(n) if n < i64::MAX => return Ok(Some(py.int(n)?.into_any())),
        Now::Fast(n) => (py.int(n)?.into_any(), py.int(1)?.into_any()),
        Now::Slow(now, step) => (now, step),
    };
    let next = now.add(&step)?.unbind();
    let old = slf.value().0.with(|s| s.slow.replace((next, step.unbind())));
    drop(old);
    Ok(Some(now))
}

fn count_repr<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<Count>>) -> PyResult<Ref<'py>> {
    let name = slf.ty().name();
    let mut out = protocol::ReprWriter::new(py);
    match count_state(py, &slf, false) {
        Now::Fast(n) => return Ok(text(py, format_args!("{name}({n})"))?.into_any()),
        Now::Slow(now, step) => {
            out.object(&py.str(&name)?)?;
            out.ascii("(")?;
            out.object(&now.repr()?)?;
            if step.cast::<Int>().and_then(|s| s.to_i64()) != Some(1) {
                out.ascii(", ")?;
                out.object(&step.repr()?)?;
            }
            out.ascii(")")?;
        }
    }
    out.finish()
}

/// The iterator until it ends, the items so far, and where the replay is.
#[derive(Default)]
pub struct CycleState {
    iter: Option<Owned>,
    saved: Vec<Owned>,
    at: usize,
}
native_state! {
    /// `cycle`
    pub Cycle(CycleState) { iter, saved }
}

native_type! {
    /// `itertools.cycle`
    pub static CYCLE: Cycle = "itertools.cycle" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_BASETYPE,
        doc: "cycle(iterable, /)\n--\n\nReturn elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.",
        slots: { tp_iter: iter_self, tp_iternext: cycle_next, tp_new: cycle_new },
    }
}

fn cycle_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<Cycle>>> {
    no_keywords(py, "cycle", kwargs)?;
    expect_tuple(py, "cycle", &args, 1, 1)?;
    let iter = args.item(0).iter()?.unbind();
    Native::new_in(py, cls, Cycle(Locked::new(CycleState { iter: Some(iter), ..Default::default() })))
}

fn cycle_next<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<Cycle>>) -> PyResult<Option<Ref<'py>>> {
    let state = &slf.value().0;
    if let Some(iter) = state.with(|s| held(py, &s.iter)) {
        if let Some(item) = iter.next_unchecked()? {
            let copy = item.clone().unbind();
            state.with(|s| s.saved.push(copy));
            return Ok(Some(item));
        }
        drop(state.with(|s| s.iter.take()));
    }
    Ok(state.with(|s| {
        let item = s.saved.get(s.at)?.clone_ref(py).into_bound(py);
        s.at = if s.at + 1 >= s.saved.len() { 0 } else { s.at + 1 };
        Some(item)
    }))
}

/// The element and how often it still comes, -1 without end.
#[derive(Default)]
pub struct RepeatState {
    element: Option<Owned>,
    left: isize,
}
native_state! {
    /// `repeat`
    pub Repeat(RepeatState) { element }
}

native_type! {
    /// `itertools.repeat`
    pub static REPEAT: Repeat = "itertools.repeat" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_BASETYPE,
        doc: "repeat(object [,times]) -> create an iterator which returns the object\nfor the specified number of times.  If not specified, returns the object\nendlessly.",
        slots: { tp_repr: repeat_repr, tp_iter: iter_self, tp_iternext: repeat_next, tp_new: repeat_new },
        methods: [ method!(noargs "__length_hint__", repeat_hint, "Private method returning an estimate of len(list(it)).") ],
    }
}

fn repeat_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<Repeat>>> {
    static SIG: Signature<2> = Signature::new("repeat", ["object", "times"], 1);
    let [object, times] = SIG.parse_tuple(py, args, kwargs)?;
    let left = match times {
        Some(times) => size_arg(&times)?.max(0),
        None => -1,
    };
    let element = object.map(|o| o.to_owned().unbind());
    Native::new_in(py, cls, Repeat(Locked::new(RepeatState { element, left })))
}

fn repeat_next<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<Repeat>>) -> PyResult<Option<Ref<'py>>> {
    Ok(slf.value().0.with(|s| {
        match s.left {
            0 => return None,
            n if n > 0 => s.left -= 1,
            _ => {}
        }
        held(py, &s.element)
    }))
}

fn repeat_repr<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<Repeat>>) -> PyResult<Ref<'py>> {
    let (element, left) = slf.value().0.with(|s| (held(py, &s.element), s.left));
    let mut out = protocol::ReprWriter::new(py);
    out.object(&py.str(&slf.ty().name())?)?;
    out.ascii("(")?;
    out.object(&element.unwrap_or_else(|| py.none()).repr()?)?;
    out.ascii(&if left >= 0 { format!(", {left})") } else { ")".to_string() })?;
    out.finish()
}

fn repeat_hint<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<Repeat>>) -> PyResult<Ref<'py>> {
    match slf.value().0.with(|s| s.left) {
        -1 => Err(raise!(py, TypeError, "len() of unsized object")),
        n => Ok(py.int(n as i64)?.into_any()),
    }
}
