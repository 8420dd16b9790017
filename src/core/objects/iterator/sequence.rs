//! `iterator`: asks a sequence for item 0, 1, 2 … until it raises IndexError or StopIteration.

use mortise_abi::*;

use super::indexed::{self, IndexIter};
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::exceptions::classes;
use crate::objects::protocol::builtin;
use crate::objects::*;
use crate::{PyResult, raise};

builtin_type! {
    /// The iterator of anything with `__getitem__`.
    #[unsafe(no_mangle)]
    pub static PySeqIter_Type: IndexIter = "iterator" {
        flags: Py_TPFLAGS_HAVE_GC,
        set: {
            tp_dealloc: Some(indexed::dealloc),
            tp_traverse: Some(indexed::traverse),
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
        },
        slots: { tp_iter: indexed::self_iter::<IndexIter>, tp_iternext: next, },
        methods: [
            method!(noargs "__length_hint__", length_hint, "Private method returning an estimate of len(list(it))."),
            method!(noargs "__reduce__", reduce, "Return state information for pickling."),
            method!(o "__setstate__", setstate, "Set state information for unpickling."),
        ],
    }
}

type Slf<'a, 'py> = Borrowed<'a, 'py, IndexIter>;

/// An iterator over `seq` from item 0 on.
pub fn sequence_iterator<'py>(py: Attached<'py>, seq: &Ref<'py>) -> PyResult<Ref<'py>> {
    indexed::new(py, &raw mut PySeqIter_Type, seq, 0).map(Ref::into_any)
}

fn next<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    let Some(seq) = slf.seq().map(Borrowed::to_owned) else { return Ok(None) };
    let i = slf.index();
    if i == isize::MAX {
        return Err(raise!(py, OverflowError, "iter index too large"));
    }
    match seq.sequence_item(i) {
        Ok(item) => {
            slf.set_index(i + 1);
            Ok(Some(item))
        }
        Err(raised)
            if raised.matches(py, classes::IndexError()) || raised.matches(py, classes::StopIteration()) =>
        {
            raised.clear(py);
            slf.finish();
            Ok(None)
        }
        Err(raised) => Err(raised),
    }
}

fn length_hint<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let Some(seq) = slf.seq().map(Borrowed::to_owned) else { return Ok(py.int(0)?.into_any()) };
    // SAFETY: a ready type's table lives as long as it.
    let has_length =
        unsafe { (*seq.type_ptr()).tp_as_sequence.as_ref() }.is_some_and(|m| m.sq_length.is_some());
    if !has_length {
        return Ok(py.not_implemented());
    }
    let n = seq.size()?;
    Ok(py.int_from_usize(n.saturating_sub(slf.index().max(0) as usize))?.into_any())
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
    if slf.seq().is_some() {
        slf.set_index(index.max(0));
    }
    Ok(py.none())
}
