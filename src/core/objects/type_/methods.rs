//! Methods of types.

use mortise_abi::*;

use super::getset;
use crate::args::Args;
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Dict, Int, List, Str, Type};
use crate::{intern, raise};

type Cls<'a, 'py> = Borrowed<'a, 'py, Type>;

/// `repr(cls)`
pub fn repr<'py>(py: Attached<'py>, cls: Cls<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let module = match getset::module(py, cls) {
        Ok(module) => module.into_cast::<Str>().ok(),
        Err(raised) => {
            raised.clear(py);
            None
        }
    };
    let qualname = getset::qualname(py, cls)?;
    match module {
        Some(module) if !module.equals_str("builtins") => {
            let text = format!("<class '{}.{}'>", module.to_string_lossy(), qualname.to_string_lossy());
            py.str(&text)
        }
        _ => py.str(&format!(
            "<class '{}'>",
            if cls.is_heap() { qualname.to_string_lossy() } else { cls.full_name() }
        )),
    }
}

/// `cls.__subclasses__()`
pub fn subclasses<'py>(py: Attached<'py>, cls: Cls<'_, 'py>) -> PyResult<Ref<'py, List>> {
    py.list(getset::subclasses(py, &cls).into_iter().map(Ref::into_any))
}

/// `type.__prepare__(name, bases, **kwargs)`
pub fn prepare<'py>(py: Attached<'py>, _cls: Cls<'_, 'py>, _args: Args<'_, 'py>) -> PyResult<Ref<'py, Dict>> {
    py.dict()
}

/// `cls.__instancecheck__(instance)`
pub fn instancecheck<'py>(py: Attached<'py>, cls: Cls<'_, 'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.bool(crate::objects::protocol::isinstance::plain_isinstance(&ob, &cls)?))
}

/// `cls.__subclasscheck__(subclass)`
pub fn subclasscheck<'py>(
    py: Attached<'py>,
    cls: Cls<'_, 'py>,
    sub: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    Ok(py.bool(crate::objects::protocol::isinstance::plain_issubclass(&sub, &cls)?))
}

/// `cls.__dir__()`: the names in the dicts of the class and its bases
pub fn dir<'py>(py: Attached<'py>, cls: Cls<'_, 'py>) -> PyResult<Ref<'py, List>> {
    let names = py.dict()?;
    crate::objects::protocol::dir::merge_class(py, &names, &cls)?;
    // SAFETY: a live dict; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyDict_Keys(names.as_object_ptr()).cast()) }
}

/// `cls.__sizeof__()`
pub fn sizeof<'py>(py: Attached<'py>, cls: Cls<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int_from_usize(if cls.is_heap() { size_of::<PyHeapTypeObject>() } else { size_of::<PyTypeObject>() })
}

/// `X | Y`
pub fn or<'py>(_py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    crate::objects::union_::or(&a, &b)
}

/// The type's name for `help`: what `__module__` and `__qualname__` say.
pub fn fully_qualified_name<'py>(py: Attached<'py>, cls: &Ref<'py, Type>) -> PyResult<Ref<'py, Str>> {
    if !cls.is_heap() {
        return py.str(&cls.full_name());
    }
    let qualname = getset::qualname(py, cls.borrow())?;
    let module = cls.dict().map_or(Ok(None), |d| d.get(intern!(py, "__module__")))?;
    match module.as_ref().and_then(|m| m.cast::<Str>()) {
        Some(module) if !module.equals_str("builtins") && !module.equals_str("__main__") => {
            py.str(&format!("{}.{}", module.to_string_lossy(), qualname.to_string_lossy()))
        }
        _ => Ok(qualname),
    }
}

/// A class that says `Py_TPFLAGS_DISALLOW_INSTANTIATION` or is abstract cannot be made: the error of `object.__new__`.
pub fn abstract_error<'py>(py: Attached<'py>, cls: &Ref<'py, Type>) -> crate::Raised {
    let names = match abstract_names(py, cls) {
        Ok(names) => names,
        Err(raised) => return raised,
    };
    let plural = if names.len() > 1 { "s" } else { "" };
    let list: Vec<String> = names.iter().map(|n| format!("'{n}'")).collect();
    raise!(
        py,
        TypeError,
        "Can't instantiate abstract class {} without an implementation for abstract method{plural} {}",
        cls.full_name(),
        list.join(", ")
    )
}

fn abstract_names<'py>(py: Attached<'py>, cls: &Ref<'py, Type>) -> PyResult<Vec<String>> {
    let set = getset::abstractmethods(py, cls.borrow())?;
    // SAFETY: a live object; a new list or NULL.
    let sorted: Ref<'py, List> = set.to_list()?;
    // SAFETY: a live list.
    if unsafe { decl::PyList_Sort(sorted.as_object_ptr()) } < 0 {
        // SAFETY: the function sets an exception when it fails.
        return Err(unsafe { crate::Raised::assume() });
    }
    let mut names = Vec::new();
    for i in 0..sorted.len() {
        if let Some(item) = sorted.get(i) {
            names.push(item.to_str()?.to_string_lossy());
        }
    }
    Ok(names)
}
