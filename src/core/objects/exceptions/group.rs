//! `BaseExceptionGroup` and `ExceptionGroup`.

use std::collections::HashSet;
use std::mem::offset_of;
use std::sync::atomic::{AtomicPtr, Ordering};

use mortise_abi::*;

use super::storage::*;
use super::types::{BASE_EXCEPTION, BASE_EXCEPTION_GROUP as GROUP, EXCEPTION, FLAGS, INIT};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{BaseException, Dict, Str, Tuple, Type};
use crate::{exc_field, intern, join_text, raise};

/// `ExceptionGroup`, a heap type since it has two bases; made on first use.
static EXCEPTION_GROUP: AtomicPtr<PyTypeObject> = AtomicPtr::new(std::ptr::null_mut());

/// The class `ExceptionGroup`.
pub fn exception_group_class(py: Attached<'_>) -> PyResult<*mut PyTypeObject> {
    let known = EXCEPTION_GROUP.load(Ordering::Acquire);
    if !known.is_null() {
        return Ok(known);
    }
    // SAFETY: static, ready types; the call gives a new class or NULL.
    let class = unsafe {
        let bases = py.tuple([
            py.static_type(&raw mut GROUP).to_owned().into_any(),
            py.static_type(&raw mut EXCEPTION).to_owned().into_any(),
        ])?;
        let name = c"builtins.ExceptionGroup".as_ptr();
        let class = decl::PyErr_NewException(name, bases.as_object_ptr(), std::ptr::null_mut());
        Ref::<PyObject>::from_owned_or_raised(py, class)?.into_ptr().cast()
    };
    // Of two threads that race, the first one's class is everybody's.
    match EXCEPTION_GROUP.compare_exchange(std::ptr::null_mut(), class, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => Ok(class),
        Err(first) => Ok(first),
    }
}

fn is_exception(ob: &Ref<'_>) -> bool {
    // SAFETY: a live object and a static type.
    unsafe { crate::objects::type_::is_subtype(ob.type_ptr(), &raw mut EXCEPTION) }
}

fn is_group(ob: &Ref<'_>) -> bool {
    ob.is_instance_of::<ExceptionGroup>()
}

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, ExceptionGroup>> {
    if args.len() != 2 {
        return Err(raise!(
            py,
            TypeError,
            "BaseExceptionGroup.__new__() takes exactly 2 arguments ({} given)",
            args.len()
        ));
    }
    let message = args.item(0);
    if !message.is_instance_of::<Str>() {
        let name = if message.is_none() { "None".into() } else { message.ty().full_name() };
        return Err(raise!(py, TypeError, "BaseExceptionGroup.__new__() argument 1 must be str, not {name}"));
    }
    // SAFETY: a live object.
    if unsafe { decl::PySequence_Check(args.item(1).as_ptr()) } == 0 {
        return Err(raise!(py, TypeError, "second argument (exceptions) must be a sequence"));
    }
    let exceptions = args.item(1).to_tuple()?;
    if exceptions.is_empty() {
        return Err(raise!(py, ValueError, "second argument (exceptions) must be a non-empty sequence"));
    }
    let mut nested_base = false;
    for (i, exc) in exceptions.items().enumerate() {
        if !exc.is_instance_of::<BaseException>() {
            return Err(raise!(
                py,
                ValueError,
                "Item {i} of second argument (exceptions) is not an exception"
            ));
        }
        nested_base |= !is_exception(&exc);
    }
    let group = exception_group_class(py)?;
    let mut class = cls.as_ptr();
    if class == &raw mut GROUP {
        if !nested_base {
            class = group;
        }
    } else if class == group {
        if nested_base {
            return Err(raise!(py, TypeError, "Cannot nest BaseExceptions in an ExceptionGroup"));
        }
    } else if nested_base
        // SAFETY: live types.
        && unsafe { crate::objects::type_::is_subtype(class, &raw mut EXCEPTION) }
    {
        return Err(raise!(py, TypeError, "Cannot nest BaseExceptions in '{}'", cls.name()));
    }
    // SAFETY: the class that was given, or ExceptionGroup, which lives for ever.
    let class = unsafe { Borrowed::from_ptr(py, class) };
    let exc = super::base::with_args(py, class, args.to_owned())?;
    // SAFETY: the class is BaseExceptionGroup or derives from it (`tp_new`'s contract).
    let exc: Ref<'py, ExceptionGroup> = unsafe { exc.into_cast_unchecked() };
    exc_field!(&exc, msg).set(Some(message.to_owned()));
    exc_field!(&exc, excs).set(Some(exceptions.into_any()));
    Ok(exc)
}

/// Makes a group: `BaseExceptionGroup(message, exceptions)`.
pub fn make<'py>(py: Attached<'py>, message: &Ref<'py>, exceptions: &Ref<'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a static, ready type.
    let class = unsafe { py.static_type(&raw mut GROUP) };
    class.into_any().call([message, exceptions])
}

fn exceptions_of<'py>(slf: &Ref<'py, ExceptionGroup>) -> PyResult<Ref<'py, Tuple>> {
    match exc_field!(slf, excs).get().map(Ref::into_cast::<Tuple>) {
        Some(Ok(t)) => Ok(t),
        _ => slf.py().tuple([]),
    }
}

fn str<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, ExceptionGroup>) -> PyResult<Ref<'py, Str>> {
    let message = exc_field!(slf, msg).get_or_none().to_str()?;
    let n = exceptions_of(&slf)?.len();
    join_text!(py, &message, &format!(" ({n} sub-exception{})", if n == 1 { "" } else { "s" }))
}

fn derive<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, ExceptionGroup>,
    exceptions: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    make(py, &exc_field!(slf, msg).get_or_none(), &exceptions)
}

/// What `split` looks for.
enum Matcher<'py> {
    /// Instances of a class or of one of a tuple of classes.
    Class(Ref<'py>),
    /// What a function says yes to.
    Predicate(Ref<'py>),
    /// These very objects.
    Objects(HashSet<*mut PyObject>),
}

impl<'py> Matcher<'py> {
    fn new(value: Borrowed<'_, 'py>) -> PyResult<Self> {
        let py = value.py();
        let is_class = |ob: &Ref<'py>| {
            ob.cast::<Type>().is_some_and(|t| {
                // SAFETY: live types.
                unsafe { crate::objects::type_::is_subtype(t.as_ptr(), &raw mut BASE_EXCEPTION) }
            })
        };
        let classes =
            value.cast::<Tuple>().is_some_and(|t| t.items().all(|item| is_class(&item))) || is_class(&value);
        if classes {
            Ok(Matcher::Class(value.to_owned()))
        } else if value.is_callable() && !value.is_instance_of::<Type>() {
            Ok(Matcher::Predicate(value.to_owned()))
        } else {
            Err(raise!(
                py,
                TypeError,
                "expected an exception type, a tuple of exception types, or a callable (other than a class)"
            ))
        }
    }

    fn matches(&self, exc: &Ref<'py>) -> PyResult<bool> {
        match self {
            Matcher::Class(classes) => Ok(crate::state::error::given_matches(exc, classes)),
            Matcher::Predicate(f) => f.call([exc])?.is_true(),
            // Groups are never in the set, only their leaves.
            Matcher::Objects(set) => Ok(!is_group(exc) && set.contains(&exc.as_ptr())),
        }
    }
}

/// The matching part and, when asked for, the rest.
struct Split<'py> {
    matching: Option<Ref<'py>>,
    rest: Option<Ref<'py>>,
}

/// One level of recursion, counted against the limit.
struct Depth;

impl Depth {
    fn enter() -> PyResult<Depth> {
        // SAFETY: attached; nonzero sets RecursionError.
        match unsafe { decl::Py_EnterRecursiveCall(c" in exceptiongroup_split_recursive".as_ptr()) } {
            0 => Ok(Depth),
            // SAFETY: see above.
            _ => Err(unsafe { crate::err::Raised::assume() }),
        }
    }
}

impl Drop for Depth {
    fn drop(&mut self) {
        // SAFETY: entered before.
        unsafe { decl::Py_LeaveRecursiveCall() }
    }
}

fn split_by<'py>(
    py: Attached<'py>,
    exc: &Ref<'py>,
    matcher: &Matcher<'py>,
    want_rest: bool,
) -> PyResult<Split<'py>> {
    if matcher.matches(exc)? {
        return Ok(Split { matching: Some(exc.clone()), rest: None });
    }
    let Some(group) = exc.cast::<ExceptionGroup>() else {
        return Ok(Split { matching: None, rest: want_rest.then(|| exc.clone()) });
    };
    let _depth = Depth::enter()?;
    let (mut matching, mut rest) = (vec![], vec![]);
    for item in exceptions_of(group)?.items() {
        let part = split_by(py, &item, matcher, want_rest)?;
        matching.extend(part.matching);
        rest.extend(part.rest);
    }
    Ok(Split {
        matching: subset(py, group, matching)?,
        rest: if want_rest { subset(py, group, rest)? } else { None },
    })
}

/// A group like `orig` with some of its exceptions; nothing for none.
fn subset<'py>(
    py: Attached<'py>,
    orig: &Ref<'py, ExceptionGroup>,
    exceptions: Vec<Ref<'py>>,
) -> PyResult<Option<Ref<'py>>> {
    if exceptions.is_empty() {
        return Ok(None);
    }
    let list = py.list(exceptions)?;
    let group = orig.call_method(intern!(py, "derive"), [&*list])?;
    if !is_group(&group) {
        return Err(raise!(py, TypeError, "derive must return an instance of BaseExceptionGroup"));
    }
    let new = group.cast::<BaseException>().expect("a subclass");
    let old = orig.cast::<BaseException>().expect("a subclass");
    if let Some(tb) = exc_field!(old, traceback).get() {
        exc_field!(new, traceback).set(Some(tb));
    }
    exc_field!(new, context).set(exc_field!(old, context).get());
    super::base::set_cause(new, exc_field!(old, cause).get());
    if let Some(notes) = orig.getattr_opt(intern!(py, "__notes__"))? {
        // Something else than a sequence is not copied: it is the user's affair.
        // SAFETY: a live object.
        if unsafe { decl::PySequence_Check(notes.as_ptr()) } != 0 {
            group.setattr(intern!(py, "__notes__"), &*notes.to_list()?)?;
        }
    }
    Ok(Some(group))
}

fn split<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, ExceptionGroup>,
    condition: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    let parts = split_by(py, &slf, &Matcher::new(condition)?, true)?;
    py.tuple([parts.matching.unwrap_or_else(|| py.none()), parts.rest.unwrap_or_else(|| py.none())])
}

fn subgroup<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, ExceptionGroup>,
    condition: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let parts = split_by(py, &slf, &Matcher::new(condition)?, false)?;
    Ok(parts.matching.unwrap_or_else(|| py.none()))
}

fn collect_leaves<'py>(exc: &Ref<'py>, out: &mut HashSet<*mut PyObject>) -> PyResult<()> {
    match exc.cast::<ExceptionGroup>() {
        Some(group) => {
            for item in exceptions_of(group)?.items() {
                collect_leaves(&item, out)?;
            }
        }
        None => {
            out.insert(exc.as_ptr());
        }
    }
    Ok(())
}

/// Splits by class for `except*`: matching part and rest.
pub fn split_for_except_star<'py>(
    py: Attached<'py>,
    exc: &Ref<'py>,
    classes: &Ref<'py>,
) -> PyResult<(Option<Ref<'py>>, Option<Ref<'py>>)> {
    let parts = split_by(py, exc, &Matcher::Class(classes.clone()), true)?;
    Ok((parts.matching, parts.rest))
}

/// Whether both have the same traceback, context, cause and notes: one was split from the other.
fn same_metadata(a: &Ref<'_>, b: &Ref<'_>) -> bool {
    let (Some(a), Some(b)) = (a.cast::<BaseException>(), b.cast::<BaseException>()) else { return false };
    let same = |x: Option<Ref<'_>>, y: Option<Ref<'_>>| x.map(|x| x.as_ptr()) == y.map(|y| y.as_ptr());
    same(exc_field!(a, notes).get(), exc_field!(b, notes).get())
        && same(exc_field!(a, traceback).get(), exc_field!(b, traceback).get())
        && same(exc_field!(a, cause).get(), exc_field!(b, cause).get())
        && same(exc_field!(a, context).get(), exc_field!(b, context).get())
}

/// What `try`/`except*` raises at its end, from the exception that it caught and what its clauses raised (`None`s included).
pub fn prepare_reraise_star<'py>(
    py: Attached<'py>,
    orig: &Ref<'py>,
    exceptions: &[Ref<'py>],
) -> PyResult<Option<Ref<'py>>> {
    let Some(first) = exceptions.first() else { return Ok(None) };
    if !is_group(orig) {
        // A naked exception was caught: at most one clause ran.
        return Ok((!first.is_none()).then(|| first.clone()));
    }
    let mut raised: Vec<Ref<'py>> = vec![];
    let mut keep = HashSet::new();
    for exc in exceptions.iter().filter(|e| !e.is_none()) {
        if same_metadata(exc, orig) {
            collect_leaves(exc, &mut keep)?;
        } else {
            raised.push(exc.clone());
        }
    }
    let reraised =
        if keep.is_empty() { None } else { split_by(py, orig, &Matcher::Objects(keep), false)?.matching };
    if raised.is_empty() {
        return Ok(reraised);
    }
    raised.extend(reraised);
    if raised.len() == 1 {
        return Ok(raised.pop());
    }
    let list = py.list(raised)?;
    make(py, &*py.str("")?, &list).map(Some)
}

fn class_getitem<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py>,
    item: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    // SAFETY: live objects; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::Py_GenericAlias(cls.as_ptr(), item.as_ptr())) }
}

const fn read_only(mut row: PyMemberDef) -> PyMemberDef {
    row.flags = Py_READONLY;
    row
}

crate::builtin_type! {
    /// `BaseExceptionGroup`
    pub static BASE_EXCEPTION_GROUP: ExceptionGroup = "BaseExceptionGroup" {
        base: &raw mut BASE_EXCEPTION,
        flags: FLAGS,
        doc: "A combination of multiple unrelated exceptions.",
        set: {
            tp_dealloc: Some(dealloc::<ExceptionGroup>),
            tp_traverse: Some(traverse::<ExceptionGroup>),
            tp_clear: Some(clear::<ExceptionGroup>),
            tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
            tp_init: INIT,
        },
        slots: { tp_new: new, tp_str: str },
        methods: [
            crate::method!(class_o "__class_getitem__", class_getitem, "See PEP 585"),
            crate::method!(o "derive", derive),
            crate::method!(o "split", split),
            crate::method!(o "subgroup", subgroup),
        ],
        members: [
            read_only(super::types::member(c"message", _Py_T_OBJECT, offset_of!(PyBaseExceptionGroupObject, msg), Some(c"exception message"))),
            read_only(super::types::member(c"exceptions", _Py_T_OBJECT, offset_of!(PyBaseExceptionGroupObject, excs), Some(c"nested exceptions"))),
        ],
    }
}
