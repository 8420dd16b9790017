//! `__build_class__`: the class statement.

use mortise_abi::*;

use super::call;
use crate::args::Args;
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Function, Str, Tuple, Type};
use crate::{intern, raise};

/// `__build_class__(func, name, /, *bases, metaclass=..., **kwargs)`
pub fn build_class<'py>(py: Attached<'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    if args.len() < 2 {
        return Err(raise!(py, TypeError, "__build_class__: not enough arguments"));
    }
    let (func, name) = (args.get(0).expect("counted"), args.get(1).expect("counted"));
    let Some(func) = func.cast::<Function>() else {
        return Err(raise!(py, TypeError, "__build_class__: func must be a function"));
    };
    let Some(name) = name.cast::<Str>() else {
        return Err(raise!(py, TypeError, "__build_class__: name is not a string"));
    };
    let original =
        py.tuple((2..args.len()).map(|i| args.get(i).expect("counted").to_owned()).collect::<Vec<_>>())?;
    let bases = resolve_bases(py, &original)?;
    let mut kwargs = None;
    let mut metaclass: Option<Ref<'py>> = None;
    if args.keyword_count() > 0 {
        let dict = py.dict()?;
        for i in 0..args.keyword_count() {
            let (key, value) = args.keyword(i).expect("counted");
            if key.equals_str("metaclass") {
                metaclass = Some(value.to_owned());
            } else {
                dict.set(&key, &value)?;
            }
        }
        kwargs = Some(dict);
    }
    let mut is_class = true;
    let mut meta = match metaclass {
        Some(meta) => {
            is_class = meta.cast::<Type>().is_some();
            meta
        }
        None if bases.is_empty() => {
            // SAFETY: static.
            unsafe { Borrowed::<PyObject>::from_ptr(py, (&raw mut decl::PyType_Type).cast()).to_owned() }
        }
        None => bases.item(0).ty().to_owned().into_any(),
    };
    if is_class {
        meta = most_derived(py, meta, &bases)?;
    }
    let namespace = match meta.getattr_opt(intern!(py, "__prepare__"))? {
        None => py.dict()?.into_any(),
        Some(prepare) => {
            let prepare_args = py.tuple([name.clone().into_any(), bases.clone().into_any()])?;
            prepare.call_tuple(&prepare_args, kwargs.as_ref())?
        }
    };
    // SAFETY: a live object.
    if unsafe { decl::PyMapping_Check(namespace.as_ptr()) } == 0 {
        let who = match meta.cast::<Type>() {
            Some(class) if is_class => class.name(),
            _ => "<metaclass>".to_string(),
        };
        return Err(raise!(
            py,
            TypeError,
            "{who}.__prepare__() must return a mapping, not {}",
            namespace.ty().full_name()
        ));
    }
    // SAFETY: live objects; the body takes no arguments.
    let cell = unsafe {
        let result =
            call::call_function(func.as_ptr(), namespace.as_ptr(), std::ptr::null(), 0, std::ptr::null_mut());
        Ref::<PyObject>::from_owned_or_raised(py, result)?
    };
    if !bases.is(&original) {
        namespace.set_item(intern!(py, "__orig_bases__"), original.as_any())?;
    }
    let class_args = py.tuple([name.clone().into_any(), bases.into_any(), namespace])?;
    let class = meta.call_tuple(&class_args, kwargs.as_ref())?;
    if class.cast::<Type>().is_some() && cell.type_ptr() == &raw mut decl::PyCell_Type {
        check_cell(py, name, &class, &cell)?;
    }
    Ok(class)
}

/// The `__class__` cell must have been set to the class by `type.__new__`.
fn check_cell<'py>(
    py: Attached<'py>,
    name: &Ref<'py, Str>,
    class: &Ref<'py>,
    cell: &Ref<'py>,
) -> PyResult<()> {
    // SAFETY: a live cell.
    let content = unsafe { Ref::<PyObject>::from_owned_or_null(py, super::cells::get(cell.as_ptr().cast())) };
    match content {
        Some(content) if content.is(class) => Ok(()),
        None => {
            let (name, class) = (name.repr()?.to_string_lossy(), class.repr()?.to_string_lossy());
            Err(raise!(
                py,
                RuntimeError,
                "__class__ not set defining {name} as {class}. Was __classcell__ propagated to type.__new__?"
            ))
        }
        Some(content) => {
            let (name, class, content) = (
                name.repr()?.to_string_lossy(),
                class.repr()?.to_string_lossy(),
                content.repr()?.to_string_lossy(),
            );
            Err(raise!(py, TypeError, "__class__ set to {content} defining {name} as {class}"))
        }
    }
}

/// Replaces bases that are not classes by what their `__mro_entries__` gives. The same tuple when there is none.
fn resolve_bases<'py>(py: Attached<'py>, bases: &Ref<'py, Tuple>) -> PyResult<Ref<'py, Tuple>> {
    let mut resolved: Option<Vec<Ref<'py>>> = None;
    for i in 0..bases.len() {
        let base = bases.item(i).to_owned();
        if base.cast::<Type>().is_some() {
            if let Some(all) = &mut resolved {
                all.push(base);
            }
            continue;
        }
        let Some(entries) = base.getattr_opt(intern!(py, "__mro_entries__"))? else {
            if let Some(all) = &mut resolved {
                all.push(base);
            }
            continue;
        };
        let new = entries.call([bases.as_any()])?;
        let Some(new) = new.cast::<Tuple>() else {
            return Err(raise!(py, TypeError, "__mro_entries__ must return a tuple"));
        };
        let all = resolved.get_or_insert_with(|| (0..i).map(|j| bases.item(j).to_owned()).collect());
        all.extend(new.items().map(|b| b.to_owned()));
    }
    match resolved {
        Some(all) => py.tuple(all),
        None => Ok(bases.clone()),
    }
}

/// The most derived of `meta` and the bases' classes.
fn most_derived<'py>(py: Attached<'py>, meta: Ref<'py>, bases: &Ref<'py, Tuple>) -> PyResult<Ref<'py>> {
    let mut winner = meta;
    for base in bases.items() {
        let class = base.ty();
        // SAFETY: both are live classes.
        unsafe {
            if crate::objects::type_::is_subtype(winner.as_ptr().cast(), class.as_ptr()) {
                continue;
            }
            if crate::objects::type_::is_subtype(class.as_ptr(), winner.as_ptr().cast()) {
                winner = class.to_owned().into_any();
                continue;
            }
        }
        return Err(raise!(
            py,
            TypeError,
            "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases"
        ));
    }
    Ok(winner)
}
