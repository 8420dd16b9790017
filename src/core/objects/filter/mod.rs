//! `filter`
#![allow(non_upper_case_globals)]

use mortise_abi::*;

use crate::args::Args;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Class, Owned, Ref};
use crate::heap::locked::Locked;
use crate::heap::native::{Native, NativeValue, Visit, Visited};
use crate::objects::iterator::indexed::self_iter;
use crate::objects::*;
use crate::{PyResult, raise};

/// The function (or None, or bool) and the iterator.
pub struct Filter(Locked<Option<(Owned, Owned)>>);

impl NativeValue for Filter {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        self.0.with(|state| match state {
            Some((function, iterator)) => {
                visit.object(function)?;
                visit.object(iterator)
            }
            None => Ok(()),
        })
    }
    fn clear(&self, _py: Attached<'_>) {
        drop(self.0.with(Option::take));
    }
}

native_type! {
    /// Python's filter.
    #[unsafe(no_mangle)]
    pub static PyFilter_Type: Filter = "filter" {
        dict: false, weakrefs: false,
        flags: Py_TPFLAGS_BASETYPE,
        doc: "filter(function, iterable, /)\n--\n\nReturn an iterator yielding those items of iterable for which function(item)\nis true. If function is None, return the items that are true.",
        set: { tp_getattro: Some(crate::capi::decl::PyObject_GenericGetAttr) },
        slots: { tp_iter: self_iter::<Native<Filter>>, tp_iternext: next, tp_new: new, tp_vectorcall: vectorcall, },
        methods: [ method!(noargs "__reduce__", reduce, "Return state information for pickling.") ],
    }
}

/// The types of this module, for startup.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyFilter_Type]
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<Filter>>;

fn make<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    function: &Ref<'py>,
    iterable: &Ref<'py>,
) -> PyResult<Ref<'py>> {
    let state = (function.clone().unbind(), iterable.iter()?.unbind());
    Native::new_in(py, cls, Filter(Locked::new(Some(state)))).map(Ref::into_any)
}

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if cls.as_ptr() == &raw mut PyFilter_Type && kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "filter() takes no keyword arguments"));
    }
    if args.len() != 2 {
        return Err(raise!(py, TypeError, "filter expected 2 arguments, got {}", args.len()));
    }
    make(py, cls, &args.item(0), &args.item(1))
}

fn vectorcall<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, PyTypeObject>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "filter", 2, 2)?;
    make(py, cls, &args.get(0).expect("counted"), &args.get(1).expect("counted"))
}

fn state<'py>(py: Attached<'py>, slf: &Ref<'py, Native<Filter>>) -> Option<(Ref<'py>, Ref<'py>)> {
    let state = slf.value().0.with(|s| s.as_ref().map(|(f, it)| (f.clone_ref(py), it.clone_ref(py))));
    state.map(|(f, it)| (f.into_bound(py), it.into_bound(py)))
}

fn next<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    let Some((function, iterator)) = state(py, &slf) else { return Ok(None) };
    let truth = function.is_none() || function.as_ptr() == Bool::type_object().cast();
    while let Some(item) = iterator.next_unchecked()? {
        let good = if truth { item.is_true()? } else { function.call([&item])?.is_true()? };
        if good {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let args = match state(py, &slf) {
        Some((function, iterator)) => py.tuple([function, iterator])?,
        None => py.empty_tuple(),
    };
    py.tuple([slf.ty().to_owned().into_any(), args.into_any()])
}
