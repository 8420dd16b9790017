//! `callable_iterator`: calls a function until it returns a sentinel.

use mortise_abi::Py_TPFLAGS_HAVE_GC;

use super::indexed::self_iter;
use crate::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::locked::Locked;
use crate::heap::native::{Native, NativeValue, Visit, Visited};
use crate::objects::exceptions::classes;
use crate::objects::protocol::builtin;
use crate::objects::*;

/// The function and the sentinel; nothing after the end.
pub struct CallIter(Locked<Option<(Owned, Owned)>>);

impl NativeValue for CallIter {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        self.0.with(|state| match state {
            Some((function, sentinel)) => {
                visit.object(function)?;
                visit.object(sentinel)
            }
            None => Ok(()),
        })
    }
    fn clear(&self, _py: Attached<'_>) {
        drop(self.0.with(Option::take));
    }
}

native_type! {
    /// The iterator of `iter(callable, sentinel)`.
    #[unsafe(no_mangle)]
    pub static PyCallIter_Type: CallIter = "callable_iterator" {
        dict: false, weakrefs: false,
        flags: Py_TPFLAGS_HAVE_GC,
        slots: { tp_iter: self_iter::<Native<CallIter>>, tp_iternext: next, },
        methods: [ method!(noargs "__reduce__", reduce, "Return state information for pickling.") ],
    }
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<CallIter>>;

/// An iterator over the results of calling `function`.
pub fn callable_iterator<'py>(
    py: Attached<'py>,
    function: &Ref<'py>,
    sentinel: &Ref<'py>,
) -> PyResult<Ref<'py>> {
    let state = (function.clone().unbind(), sentinel.clone().unbind());
    Native::new(py, CallIter(Locked::new(Some(state)))).map(Ref::into_any)
}

fn state<'py>(py: Attached<'py>, slf: &Ref<'py, Native<CallIter>>) -> Option<(Ref<'py>, Ref<'py>)> {
    slf.value()
        .0
        .with(|s| s.as_ref().map(|(f, s)| (f.clone_ref(py).into_bound(py), s.clone_ref(py).into_bound(py))))
}

fn next<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    let Some((function, _)) = state(py, &slf) else { return Ok(None) };
    match function.call0() {
        Ok(result) => {
            // The call may have ended the iterator.
            let Some((_, sentinel)) = state(py, &slf) else { return Ok(None) };
            if !sentinel.eq(&result)? {
                return Ok(Some(result));
            }
        }
        Err(raised) if raised.matches(py, classes::StopIteration()) => raised.clear(py),
        Err(raised) => return Err(raised),
    }
    drop(slf.value().0.with(Option::take));
    Ok(None)
}

fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let iter = builtin(py, "iter")?;
    let args = match state(py, &slf) {
        Some((function, sentinel)) => py.tuple([function, sentinel])?,
        None => py.tuple([py.empty_tuple().into_any()])?,
    };
    py.tuple([iter, args.into_any()])
}
