//! `tuple`'s slots and methods.

use mortise_abi::PyTypeObject;

use super::storage;
use crate::args::Args;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::{CompareOp, ReprWriter, clamp_range, compare_lengths, index_key, repr_scope};
use crate::objects::slice;
use crate::objects::*;
use crate::{PyResult, raise};

type Slf<'a, 'py> = Borrowed<'a, 'py, Tuple>;

pub fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Slf<'_, 'py>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if cls.as_ptr() == &raw mut super::PyTuple_Type && kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "tuple() takes no keyword arguments"));
    }
    if args.len() > 1 {
        return Err(raise!(py, TypeError, "tuple expected at most 1 argument, got {}", args.len()));
    }
    make(py, cls, (args.len() == 1).then(|| args.item(0)))
}

pub fn vectorcall<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, PyTypeObject>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "tuple", 0, 1)?;
    make(py, cls, args.get(0))
}

fn make<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    iterable: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    let items = match iterable {
        Some(iterable) => iterable.to_tuple()?,
        None => storage::empty(py),
    };
    if cls.as_ptr() == &raw mut super::PyTuple_Type {
        return Ok(items.into_any());
    }
    storage::subclass_copy(py, cls, &items).map(Ref::into_any)
}

pub fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    if slf.is_empty() {
        return Ok(py.str("()")?.into_any());
    }
    let Some(_scope) = repr_scope(py, &slf)? else { return Ok(py.str("(...)")?.into_any()) };
    let mut out = ReprWriter::new(py);
    out.ascii("(")?;
    for (i, item) in slf.items().enumerate() {
        if i > 0 {
            out.ascii(", ")?;
        }
        out.object(&item.repr()?)?;
    }
    out.ascii(if slf.len() == 1 { ",)" } else { ")" })?;
    out.finish()
}

/// The xxHash-like mixing that makes tuple hashes, whose values programs can see.
pub fn hash(_py: Attached<'_>, slf: Slf<'_, '_>) -> PyResult<isize> {
    const P1: u64 = 11400714785074694791;
    const P2: u64 = 14029467366897019727;
    const P5: u64 = 2870177450012600261;
    let mut acc = P5;
    for item in slf.items() {
        let lane = item.hash()? as u64;
        acc = acc.wrapping_add(lane.wrapping_mul(P2)).rotate_left(31).wrapping_mul(P1);
    }
    acc = acc.wrapping_add(slf.len() as u64 ^ (P5 ^ 3527539));
    Ok(if acc == u64::MAX { 1546275796 } else { acc as isize })
}

pub fn richcompare<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    let Some(other) = other.cast::<Tuple>() else { return Ok(py.not_implemented()) };
    for (a, b) in slf.items().zip(other.items()) {
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
    if (i as usize) < slf.len() {
        Ok(slf.item(i as usize).to_owned())
    } else {
        Err(raise!(py, IndexError, "tuple index out of range"))
    }
}

pub fn subscript<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, key: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    if let Some(i) = index_key(&key) {
        let i = i?;
        return item(py, slf, if i < 0 { i + slf.len() as isize } else { i });
    }
    let Some(key) = key.cast_exact::<Slice>() else {
        return Err(raise!(
            py,
            TypeError,
            "tuple indices must be integers or slices, not {}",
            key.ty().full_name()
        ));
    };
    let range = slice::unpack(py, key)?.adjust(slf.len());
    if range.step == 1 && range.len == slf.len() && slf.cast_exact::<Tuple>().is_some() {
        return Ok(slf.to_owned().into_any());
    }
    Ok(py.tuple(range.indices().map(|i| slf.item(i).to_owned()))?.into_any())
}

pub fn contains<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>, value: Borrowed<'_, 'py>) -> PyResult<bool> {
    for item in slf.items() {
        if item.eq(&value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

pub fn concat<'py>(py: Attached<'py>, a: Slf<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    if a.is_empty() && b.cast_exact::<Tuple>().is_some() {
        return Ok(b.to_owned());
    }
    let Some(other) = b.cast::<Tuple>() else {
        return Err(raise!(
            py,
            TypeError,
            "can only concatenate tuple (not \"{}\") to tuple",
            b.ty().full_name()
        ));
    };
    if other.is_empty() && a.cast_exact::<Tuple>().is_some() {
        return Ok(a.to_owned().into_any());
    }
    let n = a.len() + other.len();
    let both = (0..n).map(|i| if i < a.len() { a.item(i) } else { other.item(i - a.len()) }.to_owned());
    Ok(py.tuple(both)?.into_any())
}

pub fn repeat<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, n: isize) -> PyResult<Ref<'py>> {
    let len = slf.len();
    if (len == 0 || n == 1) && slf.cast_exact::<Tuple>().is_some() {
        return Ok(slf.to_owned().into_any());
    }
    if len == 0 || n <= 0 {
        return Ok(storage::empty(py).into_any());
    }
    if len > isize::MAX as usize / n as usize {
        return Err(protocol::no_memory(py));
    }
    Ok(py.tuple((0..len * n as usize).map(|i| slf.item(i % len).to_owned()))?.into_any())
}

pub fn index<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "index", 1, 3)?;
    let (start, stop) = clamp_range(args.get(1), args.get(2), slf.len())?;
    let value = args.get(0).expect("counted");
    for i in start..stop.min(slf.len()) {
        if slf.item(i).eq(&value)? {
            return Ok(py.int_from_usize(i)?.into_any());
        }
    }
    Err(raise!(py, ValueError, "tuple.index(x): x not in tuple"))
}

pub fn count<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, value: Borrowed<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    let mut n = 0;
    for item in slf.items() {
        n += item.eq(&value)? as usize;
    }
    py.int_from_usize(n)
}

pub fn getnewargs<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let items =
        if slf.is_empty() { storage::empty(py) } else { py.tuple(slf.items().map(Borrowed::to_owned))? };
    py.tuple([items.into_any()])
}
