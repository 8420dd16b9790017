//! `enumerate`
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

/// The next number: a machine integer until that overflows.
enum Count {
    Small(i64),
    Big(Owned),
}

/// An iterator and the number of its next item.
pub struct Enumerate {
    iterator: Locked<Option<Owned>>,
    count: Locked<Count>,
}

impl NativeValue for Enumerate {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        self.iterator.with(|it| visit.option(it))?;
        self.count.with(|count| match count {
            Count::Small(_) => Ok(()),
            Count::Big(n) => visit.object(n),
        })
    }
    fn clear(&self, _py: Attached<'_>) {
        drop(self.iterator.with(Option::take));
    }
}

native_type! {
    /// Python's enumerate.
    #[unsafe(no_mangle)]
    pub static PyEnum_Type: Enumerate = "enumerate" {
        dict: false, weakrefs: false,
        flags: Py_TPFLAGS_BASETYPE,
        doc: "enumerate(iterable, start=0)\n--\n\nReturn an enumerate object.\n\n  iterable\n    an object supporting iteration\n\nThe enumerate object yields pairs containing a count (from start, which\ndefaults to zero) and a value yielded by the iterable argument.\n\nenumerate is useful for obtaining an indexed list:\n    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...",
        set: { tp_getattro: Some(crate::capi::decl::PyObject_GenericGetAttr) },
        slots: { tp_iter: self_iter::<Native<Enumerate>>, tp_iternext: next, tp_new: new, tp_vectorcall: vectorcall, },
        methods: [
            method!(noargs "__reduce__", reduce, "Return state information for pickling."),
            method!(class_o "__class_getitem__", protocol::class_getitem, "See PEP 585"),
        ],
    }
}

/// The types of this module, for startup.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyEnum_Type]
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<Enumerate>>;

fn make<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    iterable: &Ref<'py>,
    start: Option<&Ref<'py>>,
) -> PyResult<Ref<'py>> {
    let count = match start {
        None => Count::Small(0),
        Some(start) => {
            let start = start.index()?.into_any();
            match protocol::compact_int(&start) {
                Some(n) => Count::Small(n as i64),
                None => Count::Big(start.unbind()),
            }
        }
    };
    let iterator = Locked::new(Some(iterable.iter()?.unbind()));
    Native::new_in(py, cls, Enumerate { iterator, count: Locked::new(count) }).map(Ref::into_any)
}

/// Matches `iterable` and `start`, with the texts that programs know.
fn parse<'a, 'py>(
    py: Attached<'py>,
    positional: usize,
    get: impl Fn(usize) -> Option<Borrowed<'a, 'py>>,
    keywords: impl Iterator<Item = (Borrowed<'a, 'py>, Borrowed<'a, 'py>)>,
) -> PyResult<(Borrowed<'a, 'py>, Option<Borrowed<'a, 'py>>)> {
    let keywords: Vec<_> = keywords.collect();
    let total = positional + keywords.len();
    if total > 2 && positional > 0 {
        return Err(raise!(py, TypeError, "enumerate() takes at most 2 arguments ({total} given)"));
    }
    if total > 2 {
        return Err(raise!(py, TypeError, "enumerate() missing required argument 'iterable'"));
    }
    let (mut iterable, mut start) = (get(0), get(1));
    for (name, value) in keywords {
        let known = |text: &str| name.cast::<Str>().is_some_and(|n| n.equals_str(text));
        if iterable.is_none() && known("iterable") {
            iterable = Some(value);
        } else if start.is_none() && known("start") && (iterable.is_some() || total == 2) {
            start = Some(value);
        } else {
            let name = name.to_str()?;
            return Err(raise!(
                py,
                TypeError,
                "'{}' is an invalid keyword argument for enumerate()",
                name.to_string_lossy()
            ));
        }
    }
    match iterable {
        Some(iterable) => Ok((iterable, start)),
        None => Err(raise!(py, TypeError, "enumerate() missing required argument 'iterable'")),
    }
}

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    let mut named = Vec::new();
    if let Some(kwargs) = kwargs {
        let mut pos = 0;
        while let Some(entry) = kwargs.next_entry(&mut pos) {
            named.push(entry);
        }
    }
    let (iterable, start) = parse(
        py,
        args.len(),
        |i| (i < args.len()).then(|| args.item(i)),
        named.iter().map(|(name, value)| (name.borrow(), value.borrow())),
    )?;
    make(py, cls, &iterable, start.as_deref())
}

fn vectorcall<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, PyTypeObject>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let named = (0..args.keyword_count())
        .map(|i| args.keyword(i).expect("in range"))
        .map(|(name, value)| (name.into_any(), value));
    let (iterable, start) = parse(py, args.len(), |i| args.get(i), named)?;
    make(py, cls, &iterable, start.as_deref())
}

fn iterator_of<'py>(py: Attached<'py>, slf: &Ref<'py, Native<Enumerate>>) -> Option<Ref<'py>> {
    slf.value().iterator.with(|it| it.as_ref().map(|it| it.clone_ref(py))).map(|it| it.into_bound(py))
}

fn next<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    let Some(iterator) = iterator_of(py, &slf) else { return Ok(None) };
    let Some(item) = iterator.next_unchecked()? else { return Ok(None) };
    let number = take_number(py, &slf)?;
    Ok(Some(py.tuple([number, item])?.into_any()))
}

/// The number of the item that has come; the count goes on.
fn take_number<'py>(py: Attached<'py>, slf: &Ref<'py, Native<Enumerate>>) -> PyResult<Ref<'py>> {
    let count = &slf.value().count;
    let now = count.with(|count| match count {
        Count::Small(n) => {
            let now = *n;
            match now.checked_add(1) {
                Some(next) => {
                    *n = next;
                    Ok(now)
                }
                None => Err(None),
            }
        }
        Count::Big(n) => Err(Some(n.clone_ref(py))),
    });
    let number = match now {
        Ok(n) => return Ok(py.int(n)?.into_any()),
        Err(None) => py.int(i64::MAX)?.into_any(),
        Err(Some(n)) => n.into_bound(py),
    };
    let next = number.add(py.int(1)?.as_any())?.unbind();
    drop(count.with(|count| std::mem::replace(count, Count::Big(next))));
    Ok(number)
}

fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let iterator = iterator_of(py, &slf).unwrap_or_else(|| py.none());
    let number = slf.value().count.with(|count| match count {
        Count::Small(n) => Ok(*n),
        Count::Big(n) => Err(n.clone_ref(py)),
    });
    let number = match number {
        Ok(n) => py.int(n)?.into_any(),
        Err(n) => n.into_bound(py),
    };
    py.tuple([slf.ty().to_owned().into_any(), py.tuple([iterator, number])?.into_any()])
}
