//! The functions on objects in general.

use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::exceptions::classes;
use crate::objects::protocol::CompareOp;
use crate::objects::{Module, Str};
use crate::{intern, raise};

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;

pub(super) fn import<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<5> =
        Signature::new("__import__", ["name", "globals", "locals", "fromlist", "level"], 1);
    let [name, globals, locals, fromlist, level] = SIG.parse(py, args)?;
    let level = level.map_or(Ok(0), |l| l.as_int())?;
    let ptr = |ob: Option<Borrowed<'_, 'py>>| ob.map_or(std::ptr::null_mut(), |o| o.as_ptr());
    // SAFETY: live objects or NULL; a new reference or NULL with an exception.
    unsafe {
        Ref::from_owned_or_raised(
            py,
            decl::PyImport_ImportModuleLevelObject(
                ptr(name),
                ptr(globals),
                ptr(locals),
                ptr(fromlist),
                level,
            ),
        )
    }
}

pub(super) fn aiter<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live object; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyObject_GetAIter(ob.as_ptr())) }
}

pub(super) fn anext<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "anext", 1, 2)?;
    let it = args.get(0).expect("checked");
    // SAFETY: a live type.
    let method = unsafe { (*it.type_ptr()).tp_as_async.as_ref().and_then(|m| m.am_anext) };
    let Some(method) = method else {
        return Err(raise!(py, TypeError, "'{}' object is not an async iterator", it.ty().full_name()));
    };
    if args.len() == 2 {
        return Err(raise!(py, NotImplementedError, "anext() with a default is not implemented"));
    }
    // SAFETY: the slot takes a live object and gives a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, method(it.as_ptr())) }
}

fn each<'py>(iterable: &Ref<'py>, mut body: impl FnMut(Ref<'py>) -> PyResult<bool>) -> PyResult<()> {
    let it = iterable.iter()?;
    while let Some(item) = it.next()? {
        if !body(item)? {
            break;
        }
    }
    Ok(())
}

pub(super) fn all<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    iterable: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let mut result = true;
    each(&iterable, |item| {
        result = item.is_true()?;
        Ok(result)
    })?;
    Ok(py.bool(result))
}

pub(super) fn any<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    iterable: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let mut result = false;
    each(&iterable, |item| {
        result = item.is_true()?;
        Ok(!result)
    })?;
    Ok(py.bool(result))
}

pub(super) fn ascii<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live object; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyObject_ASCII(ob.as_ptr())) }
}

pub(super) fn breakpoint<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let hook = crate::builtin::sys::get(py, "breakpointhook")?
        .ok_or_else(|| raise!(py, RuntimeError, "lost sys.breakpointhook"))?;
    let all: Vec<_> = args
        .iter()
        .map(|a| a.as_ptr())
        .chain((0..args.keyword_count()).filter_map(|i| args.keyword(i).map(|(_, v)| v.as_ptr())))
        .collect();
    hook.vectorcall(&all, args.len(), args.kwnames().as_deref())
}

pub(super) fn callable<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    ob: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    Ok(py.bool(ob.is_callable()))
}

/// The name argument of getattr and its like.
fn name_of<'a, 'py>(py: Attached<'py>, name: &'a Ref<'py>) -> PyResult<&'a Ref<'py, Str>> {
    name.cast::<Str>().ok_or_else(|| {
        raise!(py, TypeError, "attribute name must be string, not '{}'", name.ty().full_name())
    })
}

pub(super) fn getattr<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "getattr", 2, 3)?;
    let (ob, name) = (args.get(0).expect("checked"), args.get(1).expect("checked"));
    let name = name_of(py, &name)?;
    match args.get(2) {
        Some(default) => Ok(ob.getattr_opt(name)?.unwrap_or_else(|| default.to_owned())),
        None => ob.getattr(name),
    }
}

pub(super) fn hasattr<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "hasattr", 2, 2)?;
    let (ob, name) = (args.get(0).expect("checked"), args.get(1).expect("checked"));
    Ok(py.bool(ob.getattr_opt(name_of(py, &name)?)?.is_some()))
}

pub(super) fn setattr<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "setattr", 3, 3)?;
    let (ob, name, value) =
        (args.get(0).expect("checked"), args.get(1).expect("checked"), args.get(2).expect("checked"));
    ob.setattr(name_of(py, &name)?, &value)?;
    Ok(py.none())
}

pub(super) fn delattr<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "delattr", 2, 2)?;
    let (ob, name) = (args.get(0).expect("checked"), args.get(1).expect("checked"));
    ob.delattr(name_of(py, &name)?)?;
    Ok(py.none())
}

pub(super) fn dir<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "dir", 0, 1)?;
    let ob = args.get(0).map_or(std::ptr::null_mut(), |o| o.as_ptr());
    // SAFETY: a live object or NULL; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyObject_Dir(ob)) }
}

pub(super) fn format<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "format", 1, 2)?;
    let ob = args.get(0).expect("checked");
    let spec = match args.get(1) {
        Some(spec) => spec.expect_arg::<Str>("format", "argument 2")?.clone(),
        None => py.str("")?,
    };
    Ok(ob.format(&spec)?.into_any())
}

pub(super) fn hash<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.int(ob.hash()? as i64)?.into_any())
}

pub(super) fn id<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.int_from_usize(ob.as_ptr() as usize)?.into_any())
}

pub(super) fn isinstance<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "isinstance", 2, 2)?;
    let (ob, cls) = (args.get(0).expect("checked"), args.get(1).expect("checked"));
    Ok(py.bool(ob.is_instance(&cls)?))
}

pub(super) fn issubclass<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "issubclass", 2, 2)?;
    let (sub, cls) = (args.get(0).expect("checked"), args.get(1).expect("checked"));
    // SAFETY: live objects.
    match unsafe { decl::PyObject_IsSubclass(sub.as_ptr(), cls.as_ptr()) } {
        // SAFETY: -1 means that an exception is set.
        -1 => Err(unsafe { Raised::assume() }),
        n => Ok(py.bool(n != 0)),
    }
}

pub(super) fn iter<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "iter", 1, 2)?;
    let ob = args.get(0).expect("checked");
    let Some(sentinel) = args.get(1) else { return ob.iter() };
    if !ob.is_callable() {
        return Err(raise!(py, TypeError, "iter(v, w): v must be callable"));
    }
    // SAFETY: live objects; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyCallIter_New(ob.as_ptr(), sentinel.as_ptr())) }
}

pub(super) fn len<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.int(ob.size()? as i64)?.into_any())
}

pub(super) fn max<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    extreme(py, args, "max", CompareOp::Gt)
}

pub(super) fn min<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    extreme(py, args, "min", CompareOp::Lt)
}

fn extreme<'py>(py: Attached<'py>, args: Args<'_, 'py>, name: &str, better: CompareOp) -> PyResult<Ref<'py>> {
    if args.is_empty() {
        return Err(raise!(py, TypeError, "{name} expected at least 1 argument, got 0"));
    }
    static MIN: Signature<2> = Signature::with("min", ["key", "default"], 0, 0, 0);
    static MAX: Signature<2> = Signature::with("max", ["key", "default"], 0, 0, 0);
    let signature = if matches!(better, CompareOp::Lt) { &MIN } else { &MAX };
    let [key, default] = signature.parse(py, args.keywords_only())?;
    let key = key.filter(|k| !k.is_none());
    if args.len() > 1 && default.is_some() {
        return Err(raise!(
            py,
            TypeError,
            "Cannot specify a default for {name}() with multiple positional arguments"
        ));
    }
    let mut best: Option<(Ref<'py>, Ref<'py>)> = None;
    let mut consider = |item: Ref<'py>| -> PyResult<bool> {
        let value = match key {
            Some(key) => key.call([&item])?,
            None => item.clone(),
        };
        let wins = match &best {
            None => true,
            Some((_, old)) => value.rich_compare(old, better)?.is_true()?,
        };
        if wins {
            best = Some((item, value));
        }
        Ok(true)
    };
    if args.len() > 1 {
        for item in args.iter() {
            consider(item.to_owned())?;
        }
    } else {
        each(&args.get(0).expect("checked"), consider)?;
    }
    match (best, default) {
        (Some((item, _)), _) => Ok(item),
        (None, Some(default)) => Ok(default.to_owned()),
        (None, None) => Err(raise!(py, ValueError, "{name}() iterable argument is empty")),
    }
}

pub(super) fn next<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "next", 1, 2)?;
    let it = args.get(0).expect("checked");
    // SAFETY: a live type.
    let step = unsafe { (*it.type_ptr()).tp_iternext };
    let Some(step) = step.filter(|_| it.is_iterator()) else {
        return Err(raise!(py, TypeError, "'{}' object is not an iterator", it.ty().full_name()));
    };
    // SAFETY: the slot takes a live iterator and gives a new reference or NULL.
    if let Some(item) = unsafe { Ref::from_owned_or_null(py, step(it.as_ptr())) } {
        return Ok(item);
    }
    let Some(default) = args.get(1) else {
        if !crate::state::error::occurred(py) {
            // SAFETY: the class is live.
            unsafe { decl::PyErr_SetNone(classes::StopIteration().cast()) };
        }
        // SAFETY: an exception is set now.
        return Err(unsafe { Raised::assume() });
    };
    if crate::state::error::occurred(py) {
        if !crate::state::error::matches(py, classes::StopIteration()) {
            // SAFETY: an exception is set.
            return Err(unsafe { Raised::assume() });
        }
        drop(crate::state::error::take(py));
    }
    Ok(default.to_owned())
}

pub(super) fn repr<'py>(_py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(ob.repr()?.into_any())
}

pub(super) fn sorted<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    if args.len() != 1 {
        return Err(raise!(py, TypeError, "sorted expected 1 argument, got {}", args.len()));
    }
    let list = args.get(0).expect("checked").to_list()?;
    let mut values = vec![list.as_object_ptr()];
    values.extend((0..args.keyword_count()).filter_map(|i| args.keyword(i).map(|(_, v)| v.as_ptr())));
    let sort = intern!(py, "sort");
    let names = args.kwnames().map_or(std::ptr::null_mut(), |k| k.as_object_ptr());
    // SAFETY: the list and one value for each name; a new reference or NULL.
    unsafe {
        drop(Ref::from_owned_or_raised(
            py,
            decl::PyObject_VectorcallMethod(sort.as_object_ptr(), values.as_ptr(), 1, names),
        )?);
    }
    Ok(list.into_any())
}

pub(super) fn vars<'py>(py: Attached<'py>, m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "vars", 0, 1)?;
    match args.get(0) {
        None => super::code::locals(py, m),
        Some(ob) => ob
            .getattr_opt(intern!(py, "__dict__"))?
            .ok_or_else(|| raise!(py, TypeError, "vars() argument must have __dict__ attribute")),
    }
}
