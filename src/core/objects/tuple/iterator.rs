//! `tuple_iterator`

use mortise_abi::*;

use crate::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::iterator::indexed::{self, IndexIter};
use crate::objects::protocol::builtin;
use crate::objects::*;

builtin_type! {
    /// The iterator of tuples.
    #[unsafe(no_mangle)]
    pub static PyTupleIter_Type: IndexIter = "tuple_iterator" {
        flags: Py_TPFLAGS_HAVE_GC,
        set: {
            tp_dealloc: Some(indexed::dealloc),
            tp_traverse: Some(indexed::traverse),
        },
        slots: { tp_iter: indexed::self_iter::<IndexIter>, tp_iternext: next, },
        methods: [
            method!(noargs "__length_hint__", length_hint, "Private method returning an estimate of len(list(it))."),
            method!(noargs "__reduce__", reduce, "Return state information for pickling."),
            method!(o "__setstate__", setstate, "Set state information for unpickling."),
        ],
    }
}

pub fn iter<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Tuple>) -> PyResult<Ref<'py, IndexIter>> {
    indexed::new(py, &raw mut PyTupleIter_Type, &slf, 0)
}

type Slf<'a, 'py> = Borrowed<'a, 'py, IndexIter>;

fn tuple_of<'a, 'py>(slf: &'a Ref<'py, IndexIter>) -> Option<Borrowed<'a, 'py, Tuple>> {
    // SAFETY: these iterators are made over tuples only, and own theirs.
    slf.seq().map(|seq| unsafe { Borrowed::from_ptr(slf.py(), seq.as_ptr().cast()) })
}

fn next<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    let Some(tuple) = tuple_of(&slf) else { return Ok(None) };
    let i = slf.index() as usize;
    if i < tuple.len() {
        let item = tuple.item(i).to_owned();
        slf.set_index(i as isize + 1);
        return Ok(Some(item));
    }
    slf.finish();
    Ok(None)
}

fn length_hint<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int_from_usize(tuple_of(&slf).map_or(0, |t| t.len().saturating_sub(slf.index() as usize)))
}

fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let iter = builtin(py, "iter")?;
    match slf.seq() {
        Some(seq) => {
            let args = py.tuple([seq.to_owned()])?.into_any();
            py.tuple([iter, args, py.int(slf.index() as i64)?.into_any()])
        }
        None => py.tuple([iter, py.tuple([py.empty_tuple().into_any()])?.into_any()]),
    }
}

fn setstate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, state: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let index = state.index_state()?;
    if let Some(tuple) = tuple_of(&slf) {
        slf.set_index(index.clamp(0, tuple.len() as isize));
    }
    Ok(py.none())
}
