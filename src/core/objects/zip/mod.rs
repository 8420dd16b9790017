//! `zip`
#![allow(non_upper_case_globals)]

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use mortise_abi::*;

use crate::args::{Args, Signature};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::locked::Locked;
use crate::heap::native::{Native, NativeValue, Visit, Visited};
use crate::objects::iterator::indexed::self_iter;
use crate::objects::*;
use crate::{PyResult, raise};

/// The iterators, and whether all must end together.
pub struct Zip {
    iterators: Locked<Option<Owned<Tuple>>>,
    strict: AtomicBool,
}

impl NativeValue for Zip {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        self.iterators.with(|its| visit.option(its))
    }
    fn clear(&self, _py: Attached<'_>) {
        drop(self.iterators.with(Option::take));
    }
}

native_type! {
    /// Python's zip.
    #[unsafe(no_mangle)]
    pub static PyZip_Type: Zip = "zip" {
        dict: false, weakrefs: false,
        flags: Py_TPFLAGS_BASETYPE,
        doc: "zip(*iterables, strict=False)\n--\n\nThe zip object yields n-length tuples, where n is the number of iterables\npassed as positional arguments to zip().  The i-th element in every tuple\ncomes from the i-th iterable argument to zip().  This continues until the\nshortest argument is exhausted.\n\nIf strict is true and one of the arguments is exhausted before the others,\nraise a ValueError.\n\n   >>> list(zip(\'abcdefg\', range(3), range(4)))\n   [(\'a\', 0, 0), (\'b\', 1, 1), (\'c\', 2, 2)]",
        set: { tp_getattro: Some(crate::capi::decl::PyObject_GenericGetAttr) },
        slots: { tp_iter: self_iter::<Native<Zip>>, tp_iternext: next, tp_new: new, tp_vectorcall: vectorcall, },
        methods: [
            method!(noargs "__reduce__", reduce, "Return state information for pickling."),
            method!(o "__setstate__", setstate, "Set state information for unpickling."),
        ],
    }
}

/// The types of this module, for startup.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyZip_Type]
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<Zip>>;

fn make<'a, 'py: 'a>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    iterables: impl Iterator<Item = Borrowed<'a, 'py>>,
    strict: bool,
) -> PyResult<Ref<'py>> {
    let iterators = iterables.map(|i| i.iter()).collect::<PyResult<Vec<_>>>()?;
    let iterators = Locked::new(Some(py.tuple(iterators)?.unbind()));
    Native::new_in(py, cls, Zip { iterators, strict: AtomicBool::new(strict) }).map(Ref::into_any)
}

/// The keywords: positional arguments are not counted among its parameters.
static KEYWORDS: Signature<1> = Signature::with("zip", ["strict"], 0, 0, 0);

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    let strict = match kwargs {
        Some(_) => {
            let none = py.tuple([])?;
            match KEYWORDS.parse_tuple(py, none.borrow(), kwargs)? {
                [Some(strict)] => strict.is_true()?,
                [None] => false,
            }
        }
        None => false,
    };
    make(py, cls, args.items(), strict)
}

fn vectorcall<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, PyTypeObject>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let [strict] = KEYWORDS.parse(py, args.keywords_only())?;
    let strict = match strict {
        Some(strict) => strict.is_true()?,
        None => false,
    };
    make(py, cls, args.iter(), strict)
}

fn iterators_of<'py>(py: Attached<'py>, slf: &Ref<'py, Native<Zip>>) -> Option<Ref<'py, Tuple>> {
    slf.value().iterators.with(|its| its.as_ref().map(|its| its.clone_ref(py))).map(|its| its.into_bound(py))
}

fn next<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    let Some(iterators) = iterators_of(py, &slf) else { return Ok(None) };
    let n = iterators.len();
    if n == 0 {
        return Ok(None);
    }
    let mut items = Vec::with_capacity(n);
    for (i, iterator) in iterators.items().enumerate() {
        match iterator.next_unchecked()? {
            Some(item) => items.push(item),
            None if slf.value().strict.load(Relaxed) => return uneven(py, &iterators, i),
            None => return Ok(None),
        }
    }
    Ok(Some(py.tuple(items)?.into_any()))
}

/// Iterator `ended` is the first one at its end: all must be.
#[cold]
fn uneven<'py>(py: Attached<'py>, iterators: &Ref<'py, Tuple>, ended: usize) -> PyResult<Option<Ref<'py>>> {
    let earlier = |i: usize| if i == 1 { " 1".to_string() } else { format!("s 1-{i}") };
    if ended > 0 {
        return Err(raise!(
            py,
            ValueError,
            "zip() argument {} is shorter than argument{}",
            ended + 1,
            earlier(ended)
        ));
    }
    for (i, iterator) in iterators.items().enumerate().skip(1) {
        if iterator.next_unchecked()?.is_some() {
            return Err(raise!(
                py,
                ValueError,
                "zip() argument {} is longer than argument{}",
                i + 1,
                earlier(i)
            ));
        }
    }
    Ok(None)
}

fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let cls = slf.ty().to_owned().into_any();
    let iterators = iterators_of(py, &slf).unwrap_or_else(|| py.empty_tuple()).into_any();
    if slf.value().strict.load(Relaxed) {
        return py.tuple([cls, iterators, py.bool(true)]);
    }
    py.tuple([cls, iterators])
}

fn setstate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, state: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    slf.value().strict.store(state.is_true()?, Relaxed);
    Ok(py.none())
}
