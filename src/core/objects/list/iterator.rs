//! `list_iterator` and `list_reverseiterator`

use mortise_abi::*;

use crate::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::iterator::indexed::{self, IndexIter};
use crate::objects::protocol::builtin;
use crate::objects::*;

builtin_type! {
    /// The iterator of lists.
    #[unsafe(no_mangle)]
    pub static PyListIter_Type: IndexIter = "list_iterator" {
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

builtin_type! {
    /// The iterator of `reversed(list)`.
    #[unsafe(no_mangle)]
    pub static PyListRevIter_Type: IndexIter = "list_reverseiterator" {
        flags: Py_TPFLAGS_HAVE_GC,
        set: {
            tp_dealloc: Some(indexed::dealloc),
            tp_traverse: Some(indexed::traverse),
        },
        slots: { tp_iter: indexed::self_iter::<IndexIter>, tp_iternext: reverse_next, },
        methods: [
            method!(noargs "__length_hint__", reverse_length_hint, "Private method returning an estimate of len(list(it))."),
            method!(noargs "__reduce__", reverse_reduce, "Return state information for pickling."),
            method!(o "__setstate__", reverse_setstate, "Set state information for unpickling."),
        ],
    }
}

type Slf<'a, 'py> = Borrowed<'a, 'py, IndexIter>;

pub fn iter<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, List>) -> PyResult<Ref<'py, IndexIter>> {
    indexed::new(py, &raw mut PyListIter_Type, &slf, 0)
}

pub fn reversed<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, List>) -> PyResult<Ref<'py, IndexIter>> {
    indexed::new(py, &raw mut PyListRevIter_Type, &slf, slf.len() as isize - 1)
}

fn list_of<'a, 'py>(slf: &'a Ref<'py, IndexIter>) -> Option<Borrowed<'a, 'py, List>> {
    // SAFETY: these iterators are made over lists only, and own theirs.
    slf.seq().map(|seq| unsafe { Borrowed::from_ptr(slf.py(), seq.as_ptr().cast()) })
}

fn next<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    let Some(list) = list_of(&slf) else { return Ok(None) };
    let i = slf.index();
    if let Some(item) = list.get(i as usize) {
        slf.set_index(i + 1);
        return Ok(Some(item));
    }
    slf.finish();
    Ok(None)
}

fn length_hint<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int_from_usize(list_of(&slf).map_or(0, |l| l.len().saturating_sub(slf.index() as usize)))
}

/// The pickled form: a builtin's name, the list, the index; an empty list after the end.
fn reduced<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, name: &'static str) -> PyResult<Ref<'py, Tuple>> {
    // Looking the builtin up may run Python code that ends the iterator: the list is asked for afterwards.
    let function = builtin(py, name)?;
    match slf.seq() {
        Some(seq) => {
            let args = py.tuple([seq.to_owned()])?.into_any();
            py.tuple([function, args, py.int(slf.index() as i64)?.into_any()])
        }
        None => py.tuple([function, py.tuple([py.empty_list()?.into_any()])?.into_any()]),
    }
}

fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    reduced(py, slf, "iter")
}

fn setstate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, state: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let index = state.index_state()?;
    if let Some(list) = list_of(&slf) {
        slf.set_index(index.clamp(0, list.len() as isize));
    }
    Ok(py.none())
}

fn reverse_next<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    let Some(list) = list_of(&slf) else { return Ok(None) };
    let i = slf.index();
    if let Some(item) = list.get(i as usize) {
        // Index -1 is the end.
        slf.set_index(i - 1);
        return Ok(Some(item));
    }
    slf.finish();
    Ok(None)
}

fn reverse_length_hint<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    let left = slf.index() + 1;
    py.int_from_usize(list_of(&slf).map_or(0, |l| if (l.len() as isize) < left { 0 } else { left as usize }))
}

fn reverse_reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    reduced(py, slf, "reversed")
}

fn reverse_setstate<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    state: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let index = state.index_state()?;
    if let Some(list) = list_of(&slf) {
        slf.set_index(index.clamp(-1, list.len() as isize - 1));
    }
    Ok(py.none())
}
