//! How objects are pickled and copied: `__reduce_ex__`, `__reduce__`, `__getstate__`.

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::type_::storage;
use crate::objects::{Dict, List, Str, Tuple, Type};
use crate::{intern, raise};

type This<'a, 'py> = Borrowed<'a, 'py>;

fn copyreg(py: Attached<'_>) -> PyResult<Ref<'_>> {
    py.import("copyreg")
}

/// The names of the slots of a class and its bases (`copyreg._slotnames`), `None` or a list.
fn slot_names<'py>(py: Attached<'py>, cls: &Ref<'py, Type>) -> PyResult<Option<Ref<'py, List>>> {
    if let Some(dict) = cls.dict()
        && let Some(known) = dict.get(intern!(py, "__slotnames__"))?
    {
        return Ok(known.into_cast::<List>().ok());
    }
    let names = copyreg(py)?.call_method(intern!(py, "_slotnames"), [cls])?;
    if names.is_none() {
        return Ok(None);
    }
    names
        .into_cast::<List>()
        .map(Some)
        .map_err(|_| raise!(py, TypeError, "copyreg._slotnames didn't return a list or None"))
}

/// Whether the class of an object is the sum of its dict, weak references and slots: nothing that only C code knows.
fn has_only_python_state<'py>(
    py: Attached<'py>,
    ob: &Ref<'py>,
    names: Option<&Ref<'py, List>>,
) -> PyResult<bool> {
    let _ = py;
    // SAFETY: a live type.
    unsafe {
        let ty = ob.type_ptr();
        let word = size_of::<*mut PyObject>() as isize;
        if (*ty).tp_itemsize != 0 {
            return Ok(false);
        }
        let mut basic = (*(&raw mut decl::PyBaseObject_Type)).tp_basicsize;
        if (*ty).tp_dictoffset != 0 && !storage::has(ty, Py_TPFLAGS_MANAGED_DICT) {
            basic += word;
        }
        if (*ty).tp_weaklistoffset > 0 {
            basic += word;
        }
        if let Some(names) = names {
            basic += word * names.len() as isize;
        }
        Ok((*ty).tp_basicsize <= basic)
    }
}

/// The state that `object.__getstate__` gives; `required` refuses objects with hidden state.
fn default_state<'py>(py: Attached<'py>, ob: &Ref<'py>, required: bool) -> PyResult<Ref<'py>> {
    // SAFETY: a live type.
    if required && unsafe { (*ob.type_ptr()).tp_itemsize } != 0 {
        return Err(raise!(py, TypeError, "cannot pickle '{}' object", ob.ty().full_name()));
    }
    let state = match ob.getattr_opt(intern!(py, "__dict__"))? {
        // An instance that has no attributes has no state, whether its dict was looked at or not.
        Some(dict) if dict.cast_exact::<Dict>().is_some_and(|d| d.is_empty()) => py.none(),
        Some(dict) => dict,
        None => py.none(),
    };
    let names = slot_names(py, &ob.ty())?;
    if required && !has_only_python_state(py, ob, names.as_ref())? {
        return Err(raise!(py, TypeError, "cannot pickle '{}' object", ob.ty().full_name()));
    }
    let Some(names) = names.filter(|n| !n.is_empty()) else { return Ok(state) };
    let slots = py.dict()?;
    for i in 0..names.len() {
        let Some(name) = names.get(i) else { break };
        let Some(name) = name.cast::<Str>() else { continue };
        if let Some(value) = ob.getattr_opt(name)? {
            slots.set(name, &value)?;
        }
    }
    if slots.is_empty() {
        return Ok(state);
    }
    Ok(py.tuple([state, slots.into_any()])?.into_any())
}

/// `object.__getstate__`
pub fn getstate<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    default_state(py, &ob, false)
}

/// The state of an object through its own `__getstate__`.
fn state_of<'py>(py: Attached<'py>, ob: &Ref<'py>, required: bool) -> PyResult<Ref<'py>> {
    let method = ob.getattr(intern!(py, "__getstate__"))?;
    // SAFETY: the function's own struct; only an object's own default is short-cut.
    let default = unsafe {
        method.type_ptr() == &raw mut decl::PyCFunction_Type && {
            let f: *mut PyCFunctionObject = method.as_ptr().cast();
            (*f).m_self == ob.as_ptr() && {
                let own =
                    py.static_type(&raw mut decl::PyBaseObject_Type).lookup(intern!(py, "__getstate__"));
                own.is_some_and(|own| {
                    own.type_ptr() == &raw mut decl::PyMethodDescr_Type
                        && (*own.as_ptr().cast::<PyMethodDescrObject>()).d_method == (*f).m_ml
                })
            }
        }
    };
    if default { default_state(py, ob, required) } else { method.call0() }
}

/// The arguments of `__new__` for protocol 2 and later: positional and keyword ones.
type NewArguments<'py> = (Option<Ref<'py, Tuple>>, Option<Ref<'py, Dict>>);

fn new_arguments<'py>(py: Attached<'py>, ob: &Ref<'py>) -> PyResult<NewArguments<'py>> {
    if let Some(method) = ob.getattr_opt(intern!(py, "__getnewargs_ex__"))? {
        let both = method.call0()?;
        let Some(both) = both.cast::<Tuple>() else {
            return Err(raise!(
                py,
                TypeError,
                "__getnewargs_ex__ should return a tuple, not '{}'",
                both.ty().full_name()
            ));
        };
        if both.len() != 2 {
            return Err(raise!(
                py,
                ValueError,
                "__getnewargs_ex__ should return a tuple of length 2, not {}",
                both.len()
            ));
        }
        let Some(args) = both.item(0).cast::<Tuple>().cloned() else {
            return Err(raise!(
                py,
                TypeError,
                "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '{}'",
                both.item(0).ty().full_name()
            ));
        };
        let Some(kwargs) = both.item(1).cast::<Dict>().cloned() else {
            return Err(raise!(
                py,
                TypeError,
                "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{}'",
                both.item(1).ty().full_name()
            ));
        };
        return Ok((Some(args), Some(kwargs)));
    }
    if let Some(method) = ob.getattr_opt(intern!(py, "__getnewargs__"))? {
        let args = method.call0()?;
        return match args.into_cast::<Tuple>() {
            Ok(args) => Ok((Some(args), None)),
            Err(other) => Err(raise!(
                py,
                TypeError,
                "__getnewargs__ should return a tuple, not '{}'",
                other.ty().full_name()
            )),
        };
    }
    Ok((None, None))
}

/// `copyreg.__newobj__(cls, *args)` and the state
fn reduce_newobj<'py>(py: Attached<'py>, ob: &Ref<'py>) -> PyResult<Ref<'py>> {
    let cls = ob.ty();
    // SAFETY: a live type.
    if unsafe { (*cls.as_ptr()).tp_new.is_none() } {
        return Err(raise!(py, TypeError, "cannot pickle '{}' object", cls.full_name()));
    }
    let (args, kwargs) = new_arguments(py, ob)?;
    let has_args = args.is_some();
    let copyreg = copyreg(py)?;
    let (function, arguments) = match kwargs.filter(|k| !k.is_empty()) {
        None => {
            let function = copyreg.getattr(intern!(py, "__newobj__"))?;
            let mut all = vec![cls.to_owned().into_any()];
            if let Some(args) = &args {
                all.extend(args.items().map(Borrowed::to_owned));
            }
            (function, py.tuple(all)?)
        }
        Some(kwargs) => {
            let function = copyreg.getattr(intern!(py, "__newobj_ex__"))?;
            let args = match args {
                Some(args) => args,
                None => py.tuple([])?,
            };
            (function, py.tuple([cls.to_owned().into_any(), args.into_any(), kwargs.into_any()])?)
        }
    };
    let is_list = ob.is_instance_of::<List>();
    let is_dict = ob.is_instance_of::<Dict>();
    let state = state_of(py, ob, !(has_args || is_list || is_dict))?;
    let list_items = if is_list { ob.iter()? } else { py.none() };
    let dict_items = if is_dict { ob.call_method(intern!(py, "items"), [])?.iter()? } else { py.none() };
    Ok(py.tuple([function, arguments.into_any(), state, list_items, dict_items])?.into_any())
}

fn common<'py>(py: Attached<'py>, ob: &Ref<'py>, protocol: i64) -> PyResult<Ref<'py>> {
    if protocol >= 2 {
        return reduce_newobj(py, ob);
    }
    let protocol = py.int(protocol)?;
    copyreg(py)?.call_method(intern!(py, "_reduce_ex"), [ob, &protocol])
}

/// `object.__reduce__`
pub fn reduce<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    common(py, &ob, 0)
}

/// `object.__reduce_ex__`
pub fn reduce_ex<'py>(
    py: Attached<'py>,
    ob: This<'_, 'py>,
    protocol: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let protocol = protocol.index()?;
    // SAFETY: a live int; -1 may be a value.
    let protocol = unsafe {
        let n = decl::PyLong_AsInt(protocol.as_object_ptr());
        if n == -1 && crate::state::error::occurred(py) {
            return Err(Raised::assume());
        }
        n as i64
    };
    let name = intern!(py, "__reduce__");
    if let Some(method) = ob.getattr_opt(name)? {
        // A class's own __reduce__ goes before the general way.
        // SAFETY: `object` is static.
        let own = unsafe { py.static_type(&raw mut decl::PyBaseObject_Type) }.lookup(name);
        let found = ob.ty().to_owned().getattr(name)?;
        if own.is_none_or(|own| !own.is(&found)) {
            return method.call0();
        }
    }
    common(py, &ob, protocol)
}
