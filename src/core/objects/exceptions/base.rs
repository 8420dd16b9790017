//! `BaseException`.

use std::mem::offset_of;

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::*;
use crate::{exc_field, intern, raise};

/// `BaseException.__new__`: keeps the positional arguments.
pub fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, BaseException>> {
    with_args(py, cls, args.to_owned())
}

/// An instance of `cls` with these arguments and nothing else.
pub fn with_args<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Ref<'py, Tuple>,
) -> PyResult<Ref<'py, BaseException>> {
    let exc = crate::objects::type_::alloc(py, cls)?;
    // SAFETY: cls is BaseException or derives from it (callers pass such classes only), so that instances start with its struct.
    let exc: Ref<'py, BaseException> = unsafe { exc.into_cast_unchecked() };
    exc_field!(&exc, args).set(Some(args.into_any()));
    Ok(exc)
}

/// TypeError when there are keyword arguments.
pub fn no_keywords(exc: &Ref<'_>, kwargs: Option<Borrowed<'_, '_, Dict>>) -> PyResult<()> {
    match kwargs {
        Some(k) if !k.is_empty() => {
            Err(raise!(exc.py(), TypeError, "{}() takes no keyword arguments", exc.ty().full_name()))
        }
        _ => Ok(()),
    }
}

/// `BaseException.__init__`.
pub fn init<'py>(
    _py: Attached<'py>,
    slf: Borrowed<'_, 'py, BaseException>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    no_keywords(&slf, kwargs)?;
    exc_field!(slf, args).set(Some(args.to_owned().into_any()));
    Ok(())
}

/// `__init__` of a class with keywords of its own: only the positional arguments are kept.
pub fn init_positional<'py>(slf: &Ref<'py, BaseException>, args: Borrowed<'_, 'py, Tuple>) {
    exc_field!(slf, args).set(Some(args.to_owned().into_any()));
}

/// The arguments as a tuple; `()` for an object that was never initialised.
pub fn args_of<'py>(slf: &Ref<'py, BaseException>) -> PyResult<Ref<'py, Tuple>> {
    match exc_field!(slf, args).get().map(Ref::into_cast::<Tuple>) {
        Some(Ok(args)) => Ok(args),
        _ => slf.py().tuple([]),
    }
}

/// `BaseException.__str__`.
pub fn str<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, BaseException>) -> PyResult<Ref<'py, Str>> {
    let args = args_of(&slf)?;
    match args.len() {
        0 => py.str(""),
        1 => args.item(0).to_str(),
        _ => args.to_str(),
    }
}

/// `BaseException.__repr__`.
pub fn repr<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, BaseException>) -> PyResult<Ref<'py, Str>> {
    let args = args_of(&slf)?;
    let name = slf.ty().name();
    if args.len() == 1 {
        crate::join_text!(py, &name, "(", &args.item(0).repr()?, ")")
    } else {
        crate::join_text!(py, &name, &args.repr()?)
    }
}

/// The instance dictionary, if there is one that is not empty.
pub fn dict_of<'py>(slf: &Ref<'py, BaseException>) -> Option<Ref<'py, Dict>> {
    exc_field!(slf, dict).get().and_then(|d| d.into_cast::<Dict>().ok())
}

/// `BaseException.__reduce__`.
pub fn reduce<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, BaseException>) -> PyResult<Ref<'py, Tuple>> {
    let args = args_of(&slf)?;
    reduce_with(py, &slf, args, dict_of(&slf).map(Ref::into_any))
}

/// `(type, args[, state])`.
pub fn reduce_with<'py>(
    py: Attached<'py>,
    slf: &Ref<'py, BaseException>,
    args: Ref<'py, Tuple>,
    state: Option<Ref<'py>>,
) -> PyResult<Ref<'py, Tuple>> {
    let cls = slf.ty().to_owned().into_any();
    match state {
        Some(state) => py.tuple([cls, args.into_any(), state]),
        None => py.tuple([cls, args.into_any()]),
    }
}

fn setstate<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, BaseException>,
    state: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    if !state.is_none() {
        let Some(state) = state.cast::<Dict>() else {
            return Err(raise!(py, TypeError, "state is not a dictionary"));
        };
        let mut pos = 0;
        while let Some((key, value)) = state.next_entry(&mut pos) {
            let Some(key) = key.cast::<Str>() else {
                return Err(raise!(
                    py,
                    TypeError,
                    "attribute name must be string, not '{}'",
                    key.ty().full_name()
                ));
            };
            slf.setattr(key, &value)?;
        }
    }
    Ok(py.none())
}

fn with_traceback<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, BaseException>,
    tb: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    set_traceback(py, slf, Some(tb))?;
    Ok(slf.to_owned().into_any())
}

fn add_note<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, BaseException>,
    note: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    if !note.is_instance_of::<Str>() {
        return Err(raise!(py, TypeError, "note must be a str, not '{}'", note.ty().full_name()));
    }
    let name = intern!(py, "__notes__");
    let notes = match slf.getattr_opt(name)? {
        Some(notes) => notes,
        None => {
            let notes = py.list([])?.into_any();
            slf.setattr(name, &notes)?;
            notes
        }
    };
    match notes.cast::<List>() {
        Some(list) => list.append(&note)?,
        None => return Err(raise!(py, TypeError, "Cannot add note: __notes__ is not a list")),
    }
    Ok(py.none())
}

fn get_args<'py>(_py: Attached<'py>, slf: Borrowed<'_, 'py, BaseException>) -> PyResult<Ref<'py>> {
    Ok(exc_field!(slf, args).get_or_none())
}

fn set_args<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, BaseException>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let Some(value) = value else { return Err(raise!(py, TypeError, "args may not be deleted")) };
    let args = value.to_tuple()?;
    exc_field!(slf, args).set(Some(args.into_any()));
    Ok(())
}

fn get_traceback<'py>(_py: Attached<'py>, slf: Borrowed<'_, 'py, BaseException>) -> PyResult<Ref<'py>> {
    Ok(exc_field!(slf, traceback).get_or_none())
}

/// Sets `__traceback__`; `None` is a deletion, which is refused.
pub fn set_traceback<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, BaseException>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let Some(value) = value else {
        return Err(raise!(py, TypeError, "__traceback__ may not be deleted"));
    };
    if value.is_none() {
        exc_field!(slf, traceback).set(None);
    } else if value.is_instance_of::<Traceback>() {
        exc_field!(slf, traceback).set(Some(value.to_owned()));
    } else {
        return Err(raise!(py, TypeError, "__traceback__ must be a traceback or None"));
    }
    Ok(())
}

fn get_context<'py>(_py: Attached<'py>, slf: Borrowed<'_, 'py, BaseException>) -> PyResult<Ref<'py>> {
    Ok(exc_field!(slf, context).get_or_none())
}

/// An exception or nothing, from the value of an attribute.
fn exception_or_none<'py>(
    py: Attached<'py>,
    value: Option<Borrowed<'_, 'py>>,
    attribute: &str,
    what: &str,
) -> PyResult<Option<Ref<'py>>> {
    match value {
        None => Err(raise!(py, TypeError, "{attribute} may not be deleted")),
        Some(v) if v.is_none() => Ok(None),
        Some(v) if v.is_instance_of::<BaseException>() => Ok(Some(v.to_owned())),
        Some(_) => Err(raise!(py, TypeError, "exception {what} must be None or derive from BaseException")),
    }
}

fn set_context<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, BaseException>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let value = exception_or_none(py, value, "__context__", "context")?;
    exc_field!(slf, context).set(value);
    Ok(())
}

fn get_cause<'py>(_py: Attached<'py>, slf: Borrowed<'_, 'py, BaseException>) -> PyResult<Ref<'py>> {
    Ok(exc_field!(slf, cause).get_or_none())
}

fn set_cause_attr<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, BaseException>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let value = exception_or_none(py, value, "__cause__", "cause")?;
    set_cause(&slf, value);
    Ok(())
}

/// Sets `__cause__` and with it `__suppress_context__`.
pub fn set_cause<'py>(slf: &Ref<'py, BaseException>, cause: Option<Ref<'py>>) {
    exc_field!(slf, cause).set(cause);
    // SAFETY: a flag of the live object.
    unsafe { (&raw mut (*slf.as_ptr()).suppress_context).write(1) };
}

crate::builtin_type! {
    /// `BaseException`
    pub static BASE_EXCEPTION: BaseException = "BaseException" {
        flags: super::types::FLAGS,
        doc: "Common base class for all exceptions",
        set: {
            tp_dealloc: Some(super::storage::dealloc::<BaseException>),
            tp_traverse: Some(super::storage::traverse::<BaseException>),
            tp_clear: Some(super::storage::clear::<BaseException>),
            tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
            tp_new: super::types::NEW,
            tp_init: super::types::INIT,
        },
        slots: { tp_repr: repr, tp_str: str },
        methods: [
            crate::method!(noargs "__reduce__", reduce),
            crate::method!(o "__setstate__", setstate),
            crate::method!(o "with_traceback", with_traceback,
                "with_traceback($self, object, /)\n--\n\nException.with_traceback(tb) --\n    set self.__traceback__ to tb and return self."),
            crate::method!(o "add_note", add_note,
                "add_note($self, object, /)\n--\n\nException.add_note(note) --\n    add a note to the exception"),
        ],
        getset: [
            PyGetSetDef {
                name: c"__dict__".as_ptr(),
                get: Some(decl::PyObject_GenericGetDict),
                set: Some(decl::PyObject_GenericSetDict),
                doc: std::ptr::null(),
                closure: std::ptr::null_mut(),
            },
            super::types::undocumented(crate::getset!("args", get_args, set_args, "")),
            super::types::undocumented(crate::getset!("__traceback__", get_traceback, set_traceback, "")),
            crate::getset!("__context__", get_context, set_context, "exception context"),
            crate::getset!("__cause__", get_cause, set_cause_attr, "exception cause"),
        ],
        members: [
            super::types::member(c"__suppress_context__", Py_T_BOOL, offset_of!(PyBaseExceptionObject, suppress_context), None),
        ],
    }
}
