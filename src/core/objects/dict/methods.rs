//! `dict`'s slots and methods.

use mortise_abi::PyTypeObject;

use super::{Conflict, key_error, merge, storage};
use crate::args::Args;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::{CompareOp, ReprWriter, repr_scope};
use crate::objects::*;
use crate::{PyResult, intern, raise};

type Slf<'a, 'py> = Borrowed<'a, 'py, Dict>;

pub fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    _args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    let dict = type_::alloc(py, cls)?;
    // SAFETY: tp_alloc gave a zeroed dict that nobody else knows (its empty state is no null table). The collector does
    // not track exact dicts until they hold containers.
    unsafe {
        storage::init(dict.as_ptr().cast());
        if cls.as_ptr() == &raw mut super::PyDict_Type {
            crate::capi::decl::PyObject_GC_UnTrack(dict.as_ptr().cast());
        }
    }
    Ok(dict)
}

pub fn init<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    if args.len() > 1 {
        return Err(raise!(py, TypeError, "dict expected at most 1 argument, got {}", args.len()));
    }
    if args.len() == 1 {
        merge::update_arg(&slf, &args.item(0))?;
    }
    if let Some(kwargs) = kwargs {
        check_keywords(py, &kwargs)?;
        slf.merge(&kwargs, Conflict::Replace)?;
    }
    Ok(())
}

fn check_keywords<'py>(py: Attached<'py>, kwargs: &Ref<'py, Dict>) -> PyResult<()> {
    let mut pos = 0;
    while let Some((key, _)) = kwargs.next_entry(&mut pos) {
        if key.cast::<Str>().is_none() {
            return Err(raise!(py, TypeError, "keywords must be strings"));
        }
    }
    Ok(())
}

pub fn vectorcall<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, PyTypeObject>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    if args.len() > 1 {
        return Err(raise!(py, TypeError, "dict expected at most 1 argument, got {}", args.len()));
    }
    let dict = new(py, cls, py.empty_tuple().borrow(), None)?;
    // SAFETY: an instance of dict or a subclass.
    let slf: &Ref<'py, Dict> = unsafe { dict.cast_unchecked() };
    if let Some(arg) = args.get(0) {
        merge::update_arg(slf, &arg)?;
    }
    set_keywords(slf, args)?;
    Ok(dict)
}

fn set_keywords<'py>(slf: &Ref<'py, Dict>, args: Args<'_, 'py>) -> PyResult<()> {
    for i in 0..args.keyword_count() {
        let (name, value) = args.keyword(i).expect("in range");
        slf.set(&name, &value)?;
    }
    Ok(())
}

pub fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let Some(_scope) = repr_scope(py, &slf)? else { return Ok(py.str("{...}")?.into_any()) };
    if slf.is_empty() {
        return Ok(py.str("{}")?.into_any());
    }
    let mut out = ReprWriter::new(py);
    out.ascii("{")?;
    let (mut pos, mut first) = (0, true);
    while let Some((key, value)) = slf.next_entry(&mut pos) {
        if !first {
            out.ascii(", ")?;
        }
        first = false;
        out.object(&key.repr()?)?;
        out.ascii(": ")?;
        out.object(&value.repr()?)?;
    }
    out.ascii("}")?;
    out.finish()
}

pub fn richcompare<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    match (other.cast::<Dict>(), op) {
        (Some(other), CompareOp::Eq) => Ok(py.bool(equal(&slf, other)?)),
        (Some(other), CompareOp::Ne) => Ok(py.bool(!equal(&slf, other)?)),
        _ => Ok(py.not_implemented()),
    }
}

fn equal<'py>(a: &Ref<'py, Dict>, b: &Ref<'py, Dict>) -> PyResult<bool> {
    if a.len() != b.len() {
        return Ok(false);
    }
    let mut pos = 0;
    while let Some((key, value, hash)) = a.next_entry_hash(&mut pos) {
        match b.get_known_hash(&key, hash)? {
            Some(other) if value.eq(&other)? => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}

pub fn length(_py: Attached<'_>, slf: Slf<'_, '_>) -> PyResult<usize> {
    Ok(slf.len())
}

pub fn contains<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>, key: Borrowed<'_, 'py>) -> PyResult<bool> {
    slf.contains_key(&key)
}

pub fn contains_method<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    key: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    Ok(py.bool(slf.contains_key(&key)?))
}

pub fn subscript<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, key: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    if let Some(value) = slf.get(&key)? {
        return Ok(value);
    }
    if slf.cast_exact::<Dict>().is_none()
        && let Some(missing) = slf.lookup_special(intern!(py, "__missing__"))?
    {
        return missing.call([&*key]);
    }
    Err(key_error(py, &key))
}

pub fn assign_subscript<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    key: Borrowed<'_, 'py>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    match value {
        Some(value) => slf.set(&key, &value),
        None if slf.remove(&key)? => Ok(()),
        None => Err(key_error(py, &key)),
    }
}

pub fn or<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (Some(left), Some(_)) = (a.cast::<Dict>(), b.cast::<Dict>()) else {
        return Ok(py.not_implemented());
    };
    let new = left.copy()?;
    merge::update_arg(&new, &b)?;
    Ok(new.into_any())
}

pub fn inplace_or<'py>(
    _py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Dict>> {
    merge::update_arg(&slf, &other)?;
    Ok(slf.to_owned())
}

pub fn sizeof<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    // SAFETY: a live object has a type; this thread has the dict.
    let size = slf.locked(|d| unsafe { (*slf.type_ptr()).tp_basicsize as usize + storage::memory(d) });
    py.int_from_usize(size)
}

pub fn get<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "get", 1, 2)?;
    match slf.get(&args.get(0).expect("counted"))? {
        Some(value) => Ok(value),
        None => Ok(args.get(1).map_or_else(|| py.none(), Borrowed::to_owned)),
    }
}

pub fn setdefault<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "setdefault", 1, 2)?;
    let default = args.get(1).map_or_else(|| py.none(), Borrowed::to_owned);
    Ok(slf.set_default(&args.get(0).expect("counted"), &default)?.0)
}

pub fn pop<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "pop", 1, 2)?;
    let key = args.get(0).expect("counted");
    match (slf.pop(&key)?, args.get(1)) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(default.to_owned()),
        (None, None) => Err(key_error(py, &key)),
    }
}

pub fn popitem<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    match slf.pop_last()? {
        Some((key, value)) => py.tuple([key, value]),
        None => Err(raise!(py, KeyError, "popitem(): dictionary is empty")),
    }
}

pub fn update<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    if args.len() > 1 {
        return Err(raise!(py, TypeError, "update expected at most 1 argument, got {}", args.len()));
    }
    if let Some(arg) = args.get(0) {
        merge::update_arg(&slf, &arg)?;
    }
    // SAFETY: a live dict.
    if args.keyword_count() > 0 && unsafe { super::watch::is_watched(slf.as_ptr()) } {
        // Watchers may be told of the keywords as a whole.
        let keywords = py.dict()?;
        set_keywords(&keywords, args)?;
        merge::merge(&slf, keywords.as_any(), merge::Conflict::Replace)?;
    } else {
        set_keywords(&slf, args)?;
    }
    Ok(py.none())
}

pub fn fromkeys<'py>(py: Attached<'py>, cls: Borrowed<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "fromkeys", 1, 2)?;
    let iterable = args.get(0).expect("counted");
    let value = args.get(1).map_or_else(|| py.none(), Borrowed::to_owned);
    let result = cls.call0()?;
    let iter = iterable.iter()?;
    if let Some(dict) = result.cast_exact::<Dict>() {
        while let Some(key) = iter.next_unchecked()? {
            dict.set(&key, &value)?;
        }
    } else {
        while let Some(key) = iter.next_unchecked()? {
            result.set_item(&key, &value)?;
        }
    }
    Ok(result)
}

pub fn clear<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    slf.clear();
    Ok(py.none())
}

pub fn copy<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Dict>> {
    slf.copy()
}
