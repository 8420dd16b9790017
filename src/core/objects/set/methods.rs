//! `set`'s and `frozenset`'s slots and methods, but for the algebra.

use mortise_abi::PyTypeObject;

use super::{AnySet, PyFrozenSet_Type, PySet_Type, make, storage};
use crate::args::Args;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::dict::key_error;
use crate::objects::protocol::{ReprWriter, repr_scope};
use crate::objects::*;
use crate::{PyResult, intern, raise};

pub(super) type Slf<'a, 'py> = Borrowed<'a, 'py, AnySet>;

pub fn set_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    _args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, AnySet>> {
    make(py, cls, None)
}

/// Whether the instance's type creates objects as `base` does.
fn creates_as(ty: *mut PyTypeObject, base: *mut PyTypeObject) -> bool {
    // SAFETY: ready types; the slots are compared by address only.
    unsafe { (*ty).tp_new.map(|f| f as usize) == (*base).tp_new.map(|f| f as usize) }
}

pub fn set_init<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    if kwargs.is_some_and(|k| !k.is_empty()) && creates_as(slf.type_ptr(), &raw mut PySet_Type) {
        return Err(raise!(py, TypeError, "set() takes no keyword arguments"));
    }
    if args.len() > 1 {
        return Err(raise!(py, TypeError, "set expected at most 1 argument, got {}", args.len()));
    }
    slf.empty();
    if args.len() == 1 { slf.update_from(&args.item(0)) } else { Ok(()) }
}

pub fn set_vectorcall<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, PyTypeObject>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, AnySet>> {
    args.expect(py, "set", 0, 1)?;
    make(py, cls, args.get(0).as_deref())
}

fn make_frozen<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    iterable: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    if cls.as_ptr() == &raw mut PyFrozenSet_Type {
        return super::frozen_from_iterable(py, iterable.as_deref()).map(Ref::into_any);
    }
    make(py, cls, iterable.as_deref()).map(Ref::into_any)
}

pub fn frozenset_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    let frozenset = &raw mut PyFrozenSet_Type;
    // SAFETY: ready types; the slots are compared by address only.
    let plain_init =
        unsafe { (*cls.as_ptr()).tp_init.map(|f| f as usize) == (*frozenset).tp_init.map(|f| f as usize) };
    if kwargs.is_some_and(|k| !k.is_empty()) && (cls.as_ptr() == frozenset || plain_init) {
        return Err(raise!(py, TypeError, "frozenset() takes no keyword arguments"));
    }
    if args.len() > 1 {
        return Err(raise!(py, TypeError, "frozenset expected at most 1 argument, got {}", args.len()));
    }
    make_frozen(py, cls, (args.len() == 1).then(|| args.item(0)))
}

pub fn frozenset_vectorcall<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, PyTypeObject>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "frozenset", 0, 1)?;
    make_frozen(py, cls, args.get(0))
}

pub fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let name = slf.ty().full_name();
    let Some(_scope) = repr_scope(py, &slf)? else {
        return Ok(py.str(&format!("{name}(...)"))?.into_any());
    };
    if slf.is_empty() {
        return Ok(py.str(&format!("{name}()"))?.into_any());
    }
    // A copy: the reprs may change the set.
    let items = slf.to_list()?;
    let plain = slf.type_ptr() == &raw mut PySet_Type;
    let mut out = ReprWriter::new(py);
    if !plain {
        let name = py.str(&name)?;
        out.object(&name)?;
        out.ascii("(")?;
    }
    out.ascii("{")?;
    let mut i = 0;
    while let Some(item) = items.get(i) {
        if i > 0 {
            out.ascii(", ")?;
        }
        out.object(&item.repr()?)?;
        i += 1;
    }
    out.ascii(if plain { "}" } else { "})" })?;
    out.finish()
}

pub fn hash(_py: Attached<'_>, slf: Slf<'_, '_>) -> PyResult<isize> {
    // SAFETY: a live frozenset.
    Ok(unsafe { storage::frozen_hash(slf.as_ptr()) })
}

pub fn length(_py: Attached<'_>, slf: Slf<'_, '_>) -> PyResult<usize> {
    Ok(slf.len())
}

/// Runs a lookup; a set as the key, which has no hash, is looked up as a frozenset.
fn with_key<'py, R>(
    py: Attached<'py>,
    key: &Ref<'py>,
    lookup: impl Fn(&Ref<'py>) -> PyResult<R>,
) -> PyResult<R> {
    match lookup(key) {
        Err(raised)
            if key.cast::<Set>().is_some() && raised.matches(py, exceptions::classes::TypeError()) =>
        {
            raised.clear(py);
            // SAFETY: the type is static.
            let frozen = make(py, unsafe { py.static_type(&raw mut PyFrozenSet_Type) }, Some(key))?;
            lookup(&frozen)
        }
        result => result,
    }
}

pub fn contains<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, key: Borrowed<'_, 'py>) -> PyResult<bool> {
    with_key(py, &key, |key| slf.contains_item(key))
}

pub fn contains_method<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    key: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    Ok(py.bool(contains(py, slf, key)?))
}

pub fn add<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, item: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    slf.insert(&item)?;
    Ok(py.none())
}

pub fn clear<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    slf.empty();
    Ok(py.none())
}

pub fn copy<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, AnySet>> {
    super::algebra::copy(py, &slf)
}

pub fn frozen_copy<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, AnySet>> {
    if slf.type_ptr() == &raw mut PyFrozenSet_Type {
        return Ok(slf.to_owned());
    }
    super::algebra::copy(py, &slf)
}

pub fn discard<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, item: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    with_key(py, &item, |item| slf.take(item))?;
    Ok(py.none())
}

pub fn remove<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, item: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    if with_key(py, &item, |item| slf.take(item))? { Ok(py.none()) } else { Err(key_error(py, &item)) }
}

pub fn pop<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    slf.pop_any().ok_or_else(|| raise!(py, KeyError, "pop from an empty set"))
}

pub fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let args = py.tuple([slf.to_list()?.into_any()])?;
    let state = slf.call_method(intern!(py, "__getstate__"), [])?;
    py.tuple([slf.ty().to_owned().into_any(), args.into_any(), state])
}

pub fn sizeof<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    // SAFETY: a live object has a type; this thread has the set.
    let size = slf.locked(|s| unsafe { (*slf.type_ptr()).tp_basicsize as usize + storage::memory(s) });
    py.int_from_usize(size)
}
