//! `map`
#![allow(non_upper_case_globals)]

use mortise_abi::*;

use crate::args::Args;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::locked::Locked;
use crate::heap::native::{Native, NativeValue, Visit, Visited};
use crate::objects::iterator::indexed::self_iter;
use crate::objects::*;
use crate::{PyResult, raise};

/// The function and the iterators of its arguments.
pub struct Map(Locked<Option<(Owned, Owned<Tuple>)>>);

impl NativeValue for Map {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        self.0.with(|state| match state {
            Some((function, iterators)) => {
                visit.object(function)?;
                visit.object(iterators)
            }
            None => Ok(()),
        })
    }
    fn clear(&self, _py: Attached<'_>) {
        drop(self.0.with(Option::take));
    }
}

native_type! {
    /// Python's map.
    #[unsafe(no_mangle)]
    pub static PyMap_Type: Map = "map" {
        dict: false, weakrefs: false,
        flags: Py_TPFLAGS_BASETYPE,
        doc: "map(function, iterable, /, *iterables)\n--\n\nMake an iterator that computes the function using arguments from\neach of the iterables.  Stops when the shortest iterable is exhausted.",
        set: { tp_getattro: Some(crate::capi::decl::PyObject_GenericGetAttr) },
        slots: { tp_iter: self_iter::<Native<Map>>, tp_iternext: next, tp_new: new, tp_vectorcall: vectorcall, },
        methods: [ method!(noargs "__reduce__", reduce, "Return state information for pickling.") ],
    }
}

/// The types of this module, for startup.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyMap_Type]
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<Map>>;

fn make<'a, 'py: 'a>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    mut args: impl ExactSizeIterator<Item = Borrowed<'a, 'py>>,
) -> PyResult<Ref<'py>> {
    if args.len() < 2 {
        return Err(raise!(py, TypeError, "map() must have at least two arguments."));
    }
    let function = args.next().expect("counted").to_owned();
    let iterators = args.map(|i| i.iter()).collect::<PyResult<Vec<_>>>()?;
    let state = (function.unbind(), py.tuple(iterators)?.unbind());
    Native::new_in(py, cls, Map(Locked::new(Some(state)))).map(Ref::into_any)
}

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if cls.as_ptr() == &raw mut PyMap_Type && kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "map() takes no keyword arguments"));
    }
    make(py, cls, args.items())
}

fn vectorcall<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, PyTypeObject>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    if args.keyword_count() > 0 {
        return Err(raise!(py, TypeError, "map() takes no keyword arguments"));
    }
    make(py, cls, args.iter().collect::<Vec<_>>().into_iter())
}

fn state<'py>(py: Attached<'py>, slf: &Ref<'py, Native<Map>>) -> Option<(Ref<'py>, Ref<'py, Tuple>)> {
    let state = slf.value().0.with(|s| s.as_ref().map(|(f, its)| (f.clone_ref(py), its.clone_ref(py))));
    state.map(|(f, its)| (f.into_bound(py), its.into_bound(py)))
}

fn next<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    let Some((function, iterators)) = state(py, &slf) else { return Ok(None) };
    if iterators.len() == 1 {
        return match iterators.item(0).next_unchecked()? {
            Some(item) => function.call([&item]).map(Some),
            None => Ok(None),
        };
    }
    let mut args = Vec::with_capacity(iterators.len());
    for iterator in iterators.items() {
        match iterator.next_unchecked()? {
            Some(item) => args.push(item),
            None => return Ok(None),
        }
    }
    let raw: Vec<*mut PyObject> = args.iter().map(|a| a.as_ptr()).collect();
    function.vectorcall(&raw, raw.len(), None).map(Some)
}

fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let args = match state(py, &slf) {
        Some((function, iterators)) => {
            let mut args = vec![function];
            args.extend(iterators.items().map(Borrowed::to_owned));
            py.tuple(args)?
        }
        None => py.empty_tuple(),
    };
    py.tuple([slf.ty().to_owned().into_any(), args.into_any()])
}
