//! `reversed` over anything with a length and `__getitem__`
#![allow(non_upper_case_globals)]

use mortise_abi::*;

use crate::args::Args;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::locked::Locked;
use crate::heap::native::{Native, NativeValue, Visit, Visited};
use crate::objects::exceptions::classes;
use crate::objects::iterator::indexed::self_iter;
use crate::objects::*;
use crate::{PyResult, intern, raise};

/// The next index and the sequence; nothing after the end.
pub struct Reversed(Locked<(isize, Option<Owned>)>);

impl NativeValue for Reversed {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        self.0.with(|(_, seq)| visit.option(seq))
    }
    fn clear(&self, _py: Attached<'_>) {
        drop(self.0.with(|(_, seq)| seq.take()));
    }
}

native_type! {
    /// Python's reversed.
    #[unsafe(no_mangle)]
    pub static PyReversed_Type: Reversed = "reversed" {
        dict: false, weakrefs: false,
        flags: Py_TPFLAGS_BASETYPE,
        doc: "reversed(sequence, /)\n--\n\nReturn a reverse iterator over the values of the given sequence.",
        set: { tp_getattro: Some(crate::capi::decl::PyObject_GenericGetAttr) },
        slots: { tp_iter: self_iter::<Native<Reversed>>, tp_iternext: next, tp_new: new, tp_vectorcall: vectorcall, },
        methods: [
            method!(noargs "__length_hint__", length_hint, "Private method returning an estimate of len(list(it))."),
            method!(noargs "__reduce__", reduce, "Return state information for pickling."),
            method!(o "__setstate__", setstate, "Set state information for unpickling."),
        ],
    }
}

/// The types of this module, for startup.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyReversed_Type]
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<Reversed>>;

fn make<'py>(py: Attached<'py>, cls: Borrowed<'_, 'py, Type>, seq: &Ref<'py>) -> PyResult<Ref<'py>> {
    match seq.lookup_special(intern!(py, "__reversed__"))? {
        Some(method) if method.is_none() => {}
        Some(method) => return method.call0(),
        None if seq.is_sequence() => {
            let n = seq.sequence_size()? as isize;
            let state = Locked::new((n - 1, Some(seq.clone().unbind())));
            return Native::new_in(py, cls, Reversed(state)).map(Ref::into_any);
        }
        None => {}
    }
    Err(raise!(py, TypeError, "'{}' object is not reversible", seq.ty().full_name()))
}

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if cls.as_ptr() == &raw mut PyReversed_Type && kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "reversed() takes no keyword arguments"));
    }
    if args.len() != 1 {
        return Err(raise!(py, TypeError, "reversed expected 1 argument, got {}", args.len()));
    }
    make(py, cls, &args.item(0))
}

fn vectorcall<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, PyTypeObject>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "reversed", 1, 1)?;
    make(py, cls, &args.get(0).expect("counted"))
}

fn state<'py>(py: Attached<'py>, slf: &Ref<'py, Native<Reversed>>) -> (isize, Option<Ref<'py>>) {
    let (index, seq) = slf.value().0.with(|(i, seq)| (*i, seq.as_ref().map(|s| s.clone_ref(py))));
    (index, seq.map(|s| s.into_bound(py)))
}

fn next<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    let (index, seq) = state(py, &slf);
    if let Some(seq) = seq
        && index >= 0
    {
        match seq.sequence_item(index) {
            Ok(item) => {
                slf.value().0.with(|(i, _)| *i = index - 1);
                return Ok(Some(item));
            }
            Err(raised)
                if raised.matches(py, classes::IndexError())
                    || raised.matches(py, classes::StopIteration()) =>
            {
                raised.clear(py)
            }
            Err(raised) => return Err(raised),
        }
    }
    let seq = slf.value().0.with(|(i, seq)| {
        *i = -1;
        seq.take()
    });
    drop(seq);
    Ok(None)
}

fn length_hint<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    let (index, seq) = state(py, &slf);
    let Some(seq) = seq else { return py.int(0) };
    let left = index + 1;
    py.int(if (seq.sequence_size()? as isize) < left { 0 } else { left as i64 })
}

fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let cls = slf.ty().to_owned().into_any();
    match state(py, &slf) {
        (index, Some(seq)) => py.tuple([cls, py.tuple([seq])?.into_any(), py.int(index as i64)?.into_any()]),
        (_, None) => py.tuple([cls, py.tuple([py.empty_tuple().into_any()])?.into_any()]),
    }
}

fn setstate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, new: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let index = new.index_state()?;
    if let (_, Some(seq)) = state(py, &slf) {
        let n = seq.sequence_size()? as isize;
        slf.value().0.with(|(i, _)| *i = index.clamp(-1, n - 1));
    }
    Ok(py.none())
}
