//! `__new__` of types written in C: a built-in function around `tp_new`.

use mortise_abi::*;

use crate::boundary::enter;
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Dict, Tuple, Type};
use crate::{intern, raise};

static mut METHOD: [PyMethodDef; 1] = [PyMethodDef {
    ml_name: c"__new__".as_ptr(),
    // SAFETY: the flags say which convention the function has.
    ml_meth: Some(unsafe {
        std::mem::transmute::<
            unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> *mut PyObject,
            unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject,
        >(call)
    }),
    ml_flags: METH_VARARGS | METH_KEYWORDS,
    ml_doc: c"__new__($type, *args, **kwargs)\n--\n\nCreate and return a new object.  See help(type) for accurate signature.".as_ptr(),
}];

/// Puts `__new__` into the type's dict.
///
/// # Safety
/// `ty` points to a type that is being readied.
pub unsafe fn add(py: Attached<'_>, ty: *mut PyTypeObject) -> PyResult<()> {
    // SAFETY: a type with a dict.
    unsafe {
        let cls: Borrowed<'_, '_, Type> = Borrowed::from_ptr(py, ty);
        let dict = cls.dict().expect("made before");
        let name = intern!(py, "__new__");
        if dict.get(name)?.is_some() {
            return Ok(());
        }
        let function = decl::PyCFunction_NewEx((&raw mut METHOD).cast(), ty.cast(), std::ptr::null_mut());
        dict.set(name, &Ref::from_owned_or_raised(py, function)?)
    }
}

/// Whether a built-in function is one of these.
///
/// # Safety
/// `function` is an exact built-in function.
pub unsafe fn is_new_wrapper(function: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe { (*function.cast::<PyCFunctionObject>()).m_ml == (&raw mut METHOD).cast() }
}

/// # Safety
/// Called as the C function; self is the type whose `tp_new` it wraps.
unsafe extern "C" fn call(this: *mut PyObject, args: *mut PyObject, kwargs: *mut PyObject) -> *mut PyObject {
    // SAFETY: the convention: a tuple, a dict or NULL.
    unsafe {
        enter("__new__", |py| {
            let ty: Borrowed<'_, '_, Type> = Borrowed::from_ptr(py, this.cast());
            let args: Borrowed<'_, '_, Tuple> = Borrowed::from_ptr(py, args.cast());
            let kwargs: Option<Borrowed<'_, '_, Dict>> = Borrowed::from_ptr_or_null(py, kwargs.cast());
            new(py, &ty, &args, kwargs)
        })
    }
}

fn new<'py>(
    py: Attached<'py>,
    ty: &Ref<'py, Type>,
    args: &Ref<'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    let name = ty.full_name();
    if args.is_empty() {
        return Err(raise!(py, TypeError, "{name}.__new__(): not enough arguments"));
    }
    let first = args.item(0);
    let Some(sub) = first.cast::<Type>() else {
        return Err(raise!(
            py,
            TypeError,
            "{name}.__new__(X): X is not a type object ({})",
            first.ty().full_name()
        ));
    };
    if !sub.is_subtype_of(ty) {
        let other = sub.full_name();
        return Err(raise!(py, TypeError, "{name}.__new__({other}): {other} is not a subtype of {name}"));
    }
    // The C constructor must be that of the most derived type written in C, or its fields stay unset.
    // SAFETY: live types and their bases.
    unsafe {
        let mut best = sub.as_ptr();
        while !best.is_null()
            && (*best)
                .tp_new
                .is_some_and(|f| f as usize == super::slot_functions::slot_tp_new as *const () as usize)
        {
            best = (*best).tp_base;
        }
        if !best.is_null() && (*best).tp_new.map(|f| f as usize) != (*ty.as_ptr()).tp_new.map(|f| f as usize)
        {
            let other = sub.full_name();
            let better = Borrowed::<Type>::from_ptr(py, best).full_name();
            return Err(raise!(py, TypeError, "{name}.__new__({other}) is not safe, use {better}.__new__()"));
        }
        let rest = py.tuple(args.items().skip(1).map(Borrowed::to_owned).collect::<Vec<_>>())?;
        let Some(new) = (*ty.as_ptr()).tp_new else {
            return Err(raise!(py, TypeError, "cannot create '{name}' instances"));
        };
        let kwargs = kwargs.map_or(std::ptr::null_mut(), |k| k.as_object_ptr());
        Ref::from_owned_or_raised(py, new(sub.as_ptr(), rest.as_object_ptr(), kwargs))
    }
}
