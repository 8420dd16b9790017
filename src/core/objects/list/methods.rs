//! `list`'s slots and methods.

use mortise_abi::PyTypeObject;

use super::storage;
use crate::args::Args;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::{
    CompareOp, ReprWriter, clamp_range, compact_int, compare_lengths, index_key, no_memory, repr_scope,
};
use crate::objects::*;
use crate::state::critical_section;
use crate::{PyResult, raise};

type Slf<'a, 'py> = Borrowed<'a, 'py, List>;

pub fn init<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    // A subclass with a __new__ of its own may take keywords.
    if let Some(kwargs) = kwargs
        && !kwargs.is_empty()
        && same_init(&slf)
    {
        return Err(raise!(py, TypeError, "list() takes no keyword arguments"));
    }
    if args.len() > 1 {
        return Err(raise!(py, TypeError, "list expected at most 1 argument, got {}", args.len()));
    }
    slf.clear();
    if args.len() == 1 { extend_list(&slf, &args.item(0)) } else { Ok(()) }
}

/// Whether the instance's type creates objects as `list` does.
fn same_init(slf: &Ref<'_, List>) -> bool {
    // SAFETY: both types are live and ready; the slots are compared by address only.
    unsafe {
        let ours = (*(&raw const super::PyList_Type)).tp_new.map(|f| f as usize);
        (*slf.type_ptr()).tp_new.map(|f| f as usize) == ours
    }
}

pub fn vectorcall<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, PyTypeObject>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, List>> {
    args.expect(py, "list", 0, 1)?;
    let list = py.empty_list()?;
    if let Some(iterable) = args.get(0) {
        extend_list(&list, &iterable)?;
    }
    Ok(list)
}

pub fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    if slf.is_empty() {
        return Ok(py.str("[]")?.into_any());
    }
    let Some(_scope) = repr_scope(py, &slf)? else { return Ok(py.str("[...]")?.into_any()) };
    let mut out = ReprWriter::new(py);
    out.ascii("[")?;
    let mut i = 0;
    while let Some(item) = slf.get(i) {
        if i > 0 {
            out.ascii(", ")?;
        }
        out.object(&item.repr()?)?;
        i += 1;
    }
    out.ascii("]")?;
    out.finish()
}

pub fn richcompare<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    let Some(other) = other.cast::<List>() else { return Ok(py.not_implemented()) };
    if slf.len() != other.len() && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(py.bool(op == CompareOp::Ne));
    }
    let mut i = 0;
    while let (Some(a), Some(b)) = (slf.get(i), other.get(i)) {
        i += 1;
        if !a.eq(&b)? {
            return match op {
                CompareOp::Eq => Ok(py.bool(false)),
                CompareOp::Ne => Ok(py.bool(true)),
                _ => a.rich_compare(&b, op),
            };
        }
    }
    Ok(compare_lengths(py, slf.len(), other.len(), op))
}

pub fn length(_py: Attached<'_>, slf: Slf<'_, '_>) -> PyResult<usize> {
    Ok(slf.len())
}

pub fn item<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, i: isize) -> PyResult<Ref<'py>> {
    match slf.get(i as usize) {
        Some(item) => Ok(item),
        None => Err(raise!(py, IndexError, "list index out of range")),
    }
}

pub fn subscript<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, key: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    if let Some(i) = index_key(&key) {
        let i = i?;
        return item(py, slf, if i < 0 { i + slf.len() as isize } else { i });
    }
    let Some(key) = key.cast_exact::<Slice>() else { return Err(bad_subscript(&key)) };
    let bounds = slice::unpack(py, key)?;
    critical_section::with(&slf, || {
        let range = bounds.adjust(slf.len());
        if range.step == 1 {
            return slf.slice(range.start as usize, range.start as usize + range.len).map(Ref::into_any);
        }
        let new = storage::new_null(py, range.len)?;
        // SAFETY: the indices are in bounds of the list, which this thread has; the new list is not shared yet.
        unsafe {
            let all = storage::view(slf.as_ptr());
            for (to, from) in range.indices().enumerate() {
                let item: Borrowed<'_, 'py> = Borrowed::from_ptr(py, all[from]);
                storage::replace(new.as_ptr(), to, item.to_owned().into_ptr());
            }
            storage::track(&new);
        }
        Ok(new.into_any())
    })
}

#[cold]
fn bad_subscript(key: &Ref<'_>) -> crate::Raised {
    raise!(key.py(), TypeError, "list indices must be integers or slices, not {}", key.ty().full_name())
}

pub fn assign_item<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    i: isize,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let done = match value {
        Some(value) => slf.replace(i as usize, value.to_owned()),
        None => slf.remove_at(i as usize).is_some(),
    };
    if done { Ok(()) } else { Err(raise!(py, IndexError, "list assignment index out of range")) }
}

pub fn assign_subscript<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    key: Borrowed<'_, 'py>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    if let Some(i) = index_key(&key) {
        let i = i?;
        return assign_item(py, slf, if i < 0 { i + slf.len() as isize } else { i }, value);
    }
    let Some(key) = key.cast_exact::<Slice>() else { return Err(bad_subscript(&key)) };
    let bounds = slice::unpack(py, key)?;
    match value {
        Some(value) if bounds.step == 1 => {
            let items = items_of(py, &value, "must assign iterable to extended slice")?;
            let range = bounds.adjust(slf.len());
            let start = range.start as usize;
            slf.splice(start, start + range.len, items)
        }
        Some(value) => {
            let items = items_of(py, &value, "must assign iterable to extended slice")?;
            assign_extended(py, slf, bounds, items)
        }
        None => delete_slice(py, slf, bounds),
    }
}

/// The items as owned references.
fn snapshot<'py>(list: &Ref<'py, List>) -> Vec<Ref<'py>> {
    critical_section::with(list, || {
        // SAFETY: this thread has the list, which keeps its items during the copy.
        let all = unsafe { storage::view(list.as_ptr()) };
        // SAFETY: as above; items of a list that Python code can see are not NULL.
        all.iter().map(|&p| unsafe { Borrowed::<'_, 'py, _>::from_ptr(list.py(), p) }.to_owned()).collect()
    })
}

/// The items of an iterable as owned references.
pub fn items_of<'py>(py: Attached<'py>, iterable: &Ref<'py>, message: &str) -> PyResult<Vec<Ref<'py>>> {
    if let Some(list) = iterable.cast_exact::<List>() {
        return Ok(snapshot(list));
    }
    if let Some(tuple) = iterable.cast_exact::<Tuple>() {
        return Ok(tuple.items().map(Borrowed::to_owned).collect());
    }
    let iter = match iterable.iter() {
        Ok(iter) => iter,
        Err(raised) if raised.matches(py, exceptions::classes::TypeError()) => {
            raised.clear(py);
            return Err(raise!(py, TypeError, "{message}"));
        }
        Err(raised) => return Err(raised),
    };
    let mut items = Vec::with_capacity(iterable.length_hint(10)?.min(1 << 20));
    while let Some(item) = iter.next_unchecked()? {
        items.push(item);
    }
    Ok(items)
}

fn assign_extended<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    bounds: slice::Bounds,
    items: Vec<Ref<'py>>,
) -> PyResult<()> {
    let displaced = critical_section::with(&slf, || {
        let range = bounds.adjust(slf.len());
        if range.len != items.len() {
            return Err((range.len, items.len()));
        }
        let mut displaced = Vec::with_capacity(items.len());
        for (i, item) in range.indices().zip(items) {
            // SAFETY: in bounds of the list, which this thread has; the old reference is handed on.
            unsafe {
                let old = storage::replace(slf.as_ptr(), i, item.into_ptr());
                displaced.push(Ref::from_owned(py, old));
            }
        }
        Ok(displaced)
    });
    match displaced {
        Ok(displaced) => {
            drop(displaced);
            Ok(())
        }
        Err((len, given)) => Err(raise!(
            py,
            ValueError,
            "attempt to assign sequence of size {given} to extended slice of size {len}"
        )),
    }
}

fn delete_slice<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, bounds: slice::Bounds) -> PyResult<()> {
    let range = bounds.adjust(slf.len());
    if range.len == 0 {
        return Ok(());
    }
    if range.step == 1 {
        return slf.splice(range.start as usize, range.start as usize + range.len, Vec::new());
    }
    let displaced = critical_section::with(&slf, || {
        let range = bounds.adjust(slf.len());
        let mut gone: Vec<usize> = range.indices().collect();
        if range.step < 0 {
            gone.reverse();
        }
        // SAFETY: the indices are in bounds and ascending: each item is either moved down once or handed on.
        unsafe {
            let list = slf.as_ptr();
            let n = storage::len(list);
            let items = (*list).ob_item;
            let mut displaced = Vec::with_capacity(gone.len());
            let mut next = gone.iter().copied().peekable();
            let mut to = gone.first().copied().unwrap_or(n);
            let first = to;
            for from in first..n {
                if next.peek() == Some(&from) {
                    next.next();
                    displaced.push(Ref::from_owned(py, *items.add(from)));
                } else {
                    *items.add(to) = *items.add(from);
                    to += 1;
                }
            }
            if storage::resize(list, to).is_err() {
                (*list).ob_base.ob_size = to as isize;
            }
            displaced
        }
    });
    drop(displaced);
    Ok(())
}

pub fn contains<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>, value: Borrowed<'_, 'py>) -> PyResult<bool> {
    let mut i = 0;
    while let Some(item) = slf.get(i) {
        if item.eq(&value)? {
            return Ok(true);
        }
        i += 1;
    }
    Ok(false)
}

pub fn concat<'py>(py: Attached<'py>, a: Slf<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py, List>> {
    let Some(other) = b.cast::<List>() else {
        return Err(raise!(
            py,
            TypeError,
            "can only concatenate list (not \"{}\") to list",
            b.ty().full_name()
        ));
    };
    critical_section::with2(&a, other, || {
        // SAFETY: this thread has both lists, which keep their items; the new one is not shared yet.
        unsafe {
            let (x, y) = (storage::view(a.as_ptr()), storage::view(other.as_ptr()));
            let new = storage::new_null(py, x.len() + y.len())?;
            for (i, &item) in x.iter().chain(y).enumerate() {
                crate::heap::refcount::incref(item);
                storage::replace(new.as_ptr(), i, item);
            }
            storage::track(&new);
            Ok(new)
        }
    })
}

pub fn repeat<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, n: isize) -> PyResult<Ref<'py, List>> {
    let n = n.max(0) as usize;
    critical_section::with(&slf, || {
        // SAFETY: this thread has the list, which keeps its items; the new one is not shared yet.
        unsafe {
            let all = storage::view(slf.as_ptr());
            let Some(total) = all.len().checked_mul(n) else { return Err(no_memory(py)) };
            let new = storage::new_null(py, total)?;
            let mut i = 0;
            for _ in 0..if all.is_empty() { 0 } else { n } {
                for &item in all {
                    crate::heap::refcount::incref(item);
                    storage::replace(new.as_ptr(), i, item);
                    i += 1;
                }
            }
            storage::track(&new);
            Ok(new)
        }
    })
}

pub fn inplace_concat<'py>(
    _py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, List>> {
    extend_list(&slf, &other)?;
    Ok(slf.to_owned())
}

pub fn inplace_repeat<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, n: isize) -> PyResult<Ref<'py, List>> {
    if n <= 0 {
        slf.clear();
        return Ok(slf.to_owned());
    }
    let done = critical_section::with(&slf, || {
        // SAFETY: this thread has the list; every new place is filled at once.
        unsafe {
            let list = slf.as_ptr();
            let len = storage::len(list);
            let Some(total) = len.checked_mul(n as usize) else { return Err(storage::OutOfMemory) };
            if total > len {
                storage::resize(list, total)?;
                let items = (*list).ob_item;
                for i in len..total {
                    let item = *items.add(i - len);
                    crate::heap::refcount::incref(item);
                    *items.add(i) = item;
                }
            }
            Ok(())
        }
    });
    done.map_err(|_| no_memory(py))?;
    Ok(slf.to_owned())
}

/// `list.extend`
pub fn extend_list<'py>(slf: &Ref<'py, List>, iterable: &Ref<'py>) -> PyResult<()> {
    let py = slf.py();
    if let Some(tuple) = iterable.cast_exact::<Tuple>() {
        // SAFETY: a tuple keeps its items.
        return extend_from(slf, tuple.len(), |i| unsafe { *tuple::storage::items(tuple.as_ptr()).add(i) });
    }
    if let Some(list) = iterable.cast_exact::<List>() {
        return critical_section::with2(slf, list, || {
            // Extending a list by itself adds what it holds now. The array may move: read through the list each time.
            // SAFETY: this thread has both lists.
            extend_from(slf, list.len(), |i| unsafe { *(*list.as_ptr()).ob_item.add(i) })
        });
    }
    let iter = iterable.iter()?;
    let hint = iterable.length_hint(8)?;
    let empty = slf.is_empty();
    if hint > isize::MAX as usize - slf.len() {
        // The hint is useless; memory will tell.
    } else if empty {
        critical_section::with(slf, || {
            // SAFETY: this thread has the list.
            unsafe { storage::reserve_exact(slf.as_ptr(), hint) }
        })
        .map_err(|_| no_memory(py))?;
    } else {
        critical_section::with(slf, || {
            // SAFETY: this thread has the list; the size is set back at once, which leaves the room.
            unsafe {
                let n = storage::len(slf.as_ptr());
                storage::resize(slf.as_ptr(), n + hint)?;
                (*slf.as_ptr()).ob_base.ob_size = n as isize;
                Ok(())
            }
        })
        .map_err(|_: storage::OutOfMemory| no_memory(py))?;
    }
    while let Some(item) = iter.next_unchecked()? {
        slf.push(item)?;
    }
    // SAFETY: this thread has the list.
    let _ = critical_section::with(slf, || unsafe { storage::trim(slf.as_ptr()) });
    Ok(())
}

fn extend_from<'py>(
    slf: &Ref<'py, List>,
    n: usize,
    get: impl Fn(usize) -> *mut mortise_abi::PyObject,
) -> PyResult<()> {
    if n == 0 {
        return Ok(());
    }
    critical_section::with(slf, || {
        // SAFETY: this thread has the list; every new place is filled at once with a reference of its own.
        unsafe {
            let list = slf.as_ptr();
            let old = storage::len(list);
            if (*list).ob_item.is_null() {
                storage::reserve_exact(list, n)?;
                (*list).ob_base.ob_size = n as isize;
            } else {
                storage::resize(list, old + n)?;
            }
            for i in 0..n {
                let item = get(i);
                crate::heap::refcount::incref(item);
                *(*list).ob_item.add(old + i) = item;
            }
            Ok(())
        }
    })
    .map_err(|_: storage::OutOfMemory| no_memory(slf.py()))
}

pub fn sizeof<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    // SAFETY: a live object has a type.
    let basic = unsafe { (*slf.type_ptr()).tp_basicsize } as usize;
    py.int_from_usize(basic + storage::allocated_bytes(&slf))
}

pub fn clear<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    slf.clear();
    Ok(py.none())
}

pub fn copy<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, List>> {
    slf.slice(0, usize::MAX)
}

pub fn append<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, item: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    slf.append(&item)?;
    Ok(py.none())
}

pub fn insert<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "insert", 2, 2)?;
    let at = index_argument(&args.get(0).expect("counted"))?;
    slf.insert(at, &args.get(1).expect("counted"))?;
    Ok(py.none())
}

/// An index argument: OverflowError when it does not fit.
fn index_argument(arg: &Ref<'_>) -> PyResult<isize> {
    if let Some(i) = compact_int(arg) {
        return Ok(i);
    }
    arg.index()?.index_state()
}

pub fn extend<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, other: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    extend_list(&slf, &other)?;
    Ok(py.none())
}

pub fn pop<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "pop", 0, 1)?;
    let i = args.get(0).map_or(Ok(-1), |i| index_argument(&i))?;
    let item = critical_section::with(&slf, || {
        let i = if i < 0 { i + slf.len() as isize } else { i };
        slf.remove_at(i as usize)
    });
    match item {
        Some(item) => Ok(item),
        None if slf.is_empty() => Err(raise!(py, IndexError, "pop from empty list")),
        None => Err(raise!(py, IndexError, "pop index out of range")),
    }
}

pub fn remove<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, value: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let mut i = 0;
    while let Some(item) = slf.get(i) {
        if item.eq(&value)? {
            slf.splice(i, i + 1, Vec::new())?;
            return Ok(py.none());
        }
        i += 1;
    }
    Err(raise!(py, ValueError, "list.remove(x): x not in list"))
}

pub fn index<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    args.expect(py, "index", 1, 3)?;
    let value = args.get(0).expect("counted");
    let (start, stop) = clamp_range(args.get(1), args.get(2), slf.len())?;
    let mut i = start;
    while i < stop
        && let Some(item) = slf.get(i)
    {
        if item.eq(&value)? {
            return py.int_from_usize(i);
        }
        i += 1;
    }
    let text = value.repr()?;
    Err(raise!(py, ValueError, "{} is not in list", text.to_string_lossy()))
}

pub fn count<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, value: Borrowed<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    let (mut i, mut n) = (0, 0);
    while let Some(item) = slf.get(i) {
        n += item.eq(&value)? as usize;
        i += 1;
    }
    py.int_from_usize(n)
}

pub fn reverse<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    slf.reverse();
    Ok(py.none())
}
