//! `functools.partial`

use crate::support::prelude::*;
use crate::support::{get_dict, set_dict};

/// What is called, with which arguments first and which keywords.
#[derive(Default)]
pub struct PartialState {
    function: Option<Owned>,
    args: Option<Owned<Tuple>>,
    keywords: Option<Owned<Dict>>,
}
native_state! {
    /// `functools.partial`
    pub Partial(PartialState) { function, args, keywords }
}

native_type! {
    /// `functools.partial`
    pub static PARTIAL: Partial = "functools.partial" {
        dict: true, weakrefs: true,
        flags: abi::Py_TPFLAGS_BASETYPE,
        doc: "Create a new function with partial application of the given arguments\nand keywords.",
        set: {
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
            tp_setattro: Some(decl::PyObject_GenericSetAttr),
        },
        slots: { tp_repr: repr, tp_call: call, tp_new: new, tp_descr_get: descr_get },
        methods: [
            method!(noargs "__reduce__", reduce),
            method!(o "__setstate__", setstate),
            method!(class_o "__class_getitem__", protocol::class_getitem, "See PEP 585"),
        ],
        getset: [
            getset!("func", get_func, read_only, "function object to use in future partial calls"),
            getset!("args", get_args, read_only, "tuple of arguments to future partial calls"),
            getset!("keywords", get_keywords, read_only, "dictionary of keyword arguments to future partial calls"),
            getset!("__dict__", get_dict, set_dict, ""),
        ],
    }
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<Partial>>;
type Parts<'py> = (Ref<'py>, Ref<'py, Tuple>, Ref<'py, Dict>);

fn parts<'py>(py: Attached<'py>, slf: &Ref<'py, Native<Partial>>) -> PyResult<Parts<'py>> {
    let (function, args, keywords) =
        slf.value().0.with(|s| (held(py, &s.function), held(py, &s.args), held(py, &s.keywords)));
    match (function, args, keywords) {
        (Some(function), Some(args), Some(keywords)) => Ok((function, args, keywords)),
        _ => Err(raise!(py, SystemError, "a partial object that was cleared is in use")),
    }
}

/// The instance dictionary, if it was made.
fn instance_dict<'py>(py: Attached<'py>, slf: &Ref<'py, Native<Partial>>) -> Option<Ref<'py>> {
    // SAFETY: the object is live; its dictionary is NULL or an object that it owns.
    unsafe { Borrowed::from_ptr_or_null(py, (*slf.as_ptr()).dict) }.map(Borrowed::to_owned)
}

fn joined<'py>(py: Attached<'py>, a: &Ref<'py, Tuple>, b: &Ref<'py, Tuple>) -> PyResult<Ref<'py, Tuple>> {
    if a.is_empty() {
        return b.slice(0, b.len());
    }
    if b.is_empty() {
        return Ok(a.clone());
    }
    let all: Vec<_> = a.items().chain(b.items()).map(Borrowed::to_owned).collect();
    py.tuple(all)
}

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<Partial>>> {
    if args.is_empty() {
        return Err(raise!(py, TypeError, "type 'partial' takes at least one argument"));
    }
    let mut function = args.item(0).to_owned();
    let mut first = args.slice(1, args.len())?;
    let mut keywords = None;
    // A partial of a partial is made flat, unless the inner one has attributes of its own.
    let inner = function.cast::<Native<Partial>>().filter(|p| instance_dict(py, p).is_none()).cloned();
    if let Some(inner) = inner {
        let (f, a, k) = parts(py, &inner)?;
        first = joined(py, &a, &first)?;
        keywords = Some(k);
        function = f;
    }
    if !function.is_callable() {
        return Err(raise!(py, TypeError, "the first argument must be callable"));
    }
    let keywords = match keywords {
        Some(k) => k.copy()?,
        None => py.dict()?,
    };
    if let Some(kwargs) = kwargs {
        keywords.merge(kwargs.as_any(), dict::Conflict::Replace)?;
    }
    let state = PartialState {
        function: Some(function.unbind()),
        args: Some(first.unbind()),
        keywords: Some(keywords.unbind()),
    };
    Native::new_in(py, cls, Partial(Locked::new(state)))
}

fn call<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    let (function, first, keywords) = parts(py, &slf)?;
    let all = joined(py, &first, &args)?;
    if keywords.is_empty() {
        return function.call_tuple(&all, kwargs.as_deref());
    }
    let merged = keywords.copy()?;
    if let Some(kwargs) = kwargs {
        merged.merge(kwargs.as_any(), dict::Conflict::Replace)?;
    }
    function.call_tuple(&all, Some(&merged))
}

fn descr_get<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    object: Option<Borrowed<'_, 'py>>,
    _class: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    if object.is_some_and(|o| !o.is_none()) {
        exceptions::warn(
            py,
            classes::FutureWarning(),
            "functools.partial will be a method descriptor in future Python versions; wrap it in staticmethod() if you want to preserve the old behavior",
            1,
        )?;
    }
    Ok(slf.to_owned().into_any())
}

fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let Some(_scope) = protocol::repr_scope(py, slf.as_any())? else {
        return Ok(py.str("...")?.into_any());
    };
    let (function, args, keywords) = parts(py, &slf)?;
    // SAFETY: a live type; a new reference or NULL with an exception.
    let name: Ref<'py, Str> =
        unsafe { Ref::from_owned_or_raised(py, decl::PyType_GetFullyQualifiedName(slf.type_ptr()).cast())? };
    let mut out = protocol::ReprWriter::new(py);
    out.object(&name)?;
    out.ascii("(")?;
    out.object(&function.repr()?)?;
    for arg in args.items() {
        out.ascii(", ")?;
        out.object(&arg.repr()?)?;
    }
    let mut pos = 0;
    while let Some((key, value)) = keywords.next_entry(&mut pos) {
        out.ascii(", ")?;
        out.object(&key.to_str()?)?;
        out.ascii("=")?;
        out.object(&value.repr()?)?;
    }
    out.ascii(")")?;
    out.finish()
}

fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let (function, args, keywords) = parts(py, &slf)?;
    let dict = instance_dict(py, &slf).unwrap_or_else(|| py.none());
    let state = py.tuple([function.clone(), args.into_any(), keywords.into_any(), dict])?;
    let first = py.tuple([function])?;
    py.tuple([slf.ty().to_owned().into_any(), first.into_any(), state.into_any()])
}

fn setstate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, state: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let invalid = || raise!(py, TypeError, "invalid partial state");
    let Some(state) = state.cast::<Tuple>().filter(|s| s.len() == 4) else { return Err(invalid()) };
    let (function, args, keywords, dict) = (state.item(0), state.item(1), state.item(2), state.item(3));
    let Some(args) = args.cast::<Tuple>().filter(|_| function.is_callable()) else { return Err(invalid()) };
    let keywords = match keywords.cast::<Dict>() {
        Some(k) if k.cast_exact::<Dict>().is_some() => k.clone(),
        Some(k) => k.copy()?,
        None if keywords.is_none() => py.dict()?,
        None => return Err(invalid()),
    };
    let args = args.slice(0, args.len())?;
    if !dict.is_none() {
        set_dict(py, slf.into_any(), Some(dict))?;
    } else if instance_dict(py, &slf).is_some() {
        set_dict(py, slf.into_any(), Some(py.dict()?.borrow().into_any()))?;
    }
    let new = PartialState {
        function: Some(function.to_owned().unbind()),
        args: Some(args.unbind()),
        keywords: Some(keywords.unbind()),
    };
    drop(slf.value().0.with(|s| std::mem::replace(s, new)));
    Ok(py.none())
}

fn get_func<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(parts(py, &slf)?.0)
}
fn get_args<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    Ok(parts(py, &slf)?.1)
}
fn get_keywords<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Dict>> {
    Ok(parts(py, &slf)?.2)
}
fn read_only<'py>(py: Attached<'py>, _slf: Slf<'_, 'py>, _value: Option<Borrowed<'_, 'py>>) -> PyResult<()> {
    Err(raise!(py, AttributeError, "readonly attribute"))
}
