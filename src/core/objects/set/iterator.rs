//! `set_iterator`

use mortise_abi::*;

use super::AnySet;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::iterator::indexed::{self, IndexIter};
use crate::objects::protocol::builtin;
use crate::objects::*;
use crate::{PyResult, raise};

builtin_type! {
    /// The iterator of sets and frozensets.
    #[unsafe(no_mangle)]
    pub static PySetIter_Type: SetIter = "set_iterator" {
        flags: Py_TPFLAGS_HAVE_GC,
        set: {
            tp_dealloc: Some(indexed::dealloc),
            tp_traverse: Some(indexed::traverse),
        },
        slots: { tp_iter: indexed::self_iter::<IndexIter>, tp_iternext: next, },
        methods: [
            method!(noargs "__length_hint__", length_hint, "Private method returning an estimate of len(list(it))."),
            method!(noargs "__reduce__", reduce, "Return state information for pickling."),
        ],
    }
}

/// An index iterator that remembers how many items there were and how many have come.
#[repr(C)]
pub struct SetIter {
    base: IndexIter,
    used: std::sync::atomic::AtomicIsize,
    left: std::sync::atomic::AtomicIsize,
}

use std::sync::atomic::Ordering::Relaxed;

type Slf<'a, 'py> = Borrowed<'a, 'py, IndexIter>;

pub fn iter<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, AnySet>) -> PyResult<Ref<'py, IndexIter>> {
    let it = indexed::new(py, &raw mut PySetIter_Type, &slf, 0)?;
    let n = slf.len() as isize;
    extra(&it).used.store(n, Relaxed);
    extra(&it).left.store(n, Relaxed);
    Ok(it)
}

fn extra<'a>(it: &'a Ref<'_, IndexIter>) -> &'a SetIter {
    // SAFETY: instances of the type above are of this struct; what changes is atomic.
    unsafe { &*it.as_ptr().cast() }
}

fn set_of<'a, 'py>(slf: &'a Ref<'py, IndexIter>) -> Option<Borrowed<'a, 'py, AnySet>> {
    // SAFETY: these iterators are made over sets only, and own theirs.
    slf.seq().map(|seq| unsafe { Borrowed::from_ptr(slf.py(), seq.as_ptr().cast()) })
}

fn next<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    let Some(set) = set_of(&slf) else { return Ok(None) };
    let state = extra(&slf);
    if state.used.load(Relaxed) != set.len() as isize {
        // The state sticks: each further call raises again.
        state.used.store(-1, Relaxed);
        return Err(raise!(py, RuntimeError, "Set changed size during iteration"));
    }
    let mut pos = slf.index();
    match set.next_item(&mut pos) {
        Some((item, _)) => {
            slf.set_index(pos);
            state.left.fetch_sub(1, Relaxed);
            Ok(Some(item))
        }
        None => {
            slf.finish();
            Ok(None)
        }
    }
}

fn length_hint<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    let state = extra(&slf);
    let left = match set_of(&slf) {
        Some(set) if state.used.load(Relaxed) == set.len() as isize => state.left.load(Relaxed).max(0),
        _ => 0,
    };
    py.int(left as i64)
}

/// Pickled as an iterator over a list of what is left. The iterator itself stays where it is.
fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let rest = match set_of(&slf) {
        Some(set) => {
            let copy = iter(py, set)?;
            copy.set_index(slf.index());
            extra(&copy).used.store(extra(&slf).used.load(Relaxed), Relaxed);
            copy.into_any().to_list()?
        }
        None => py.empty_list()?,
    };
    py.tuple([builtin(py, "iter")?, py.tuple([rest.into_any()])?.into_any()])
}
