//! Calling a class: `tp_new`, then `tp_init`.

use mortise_abi::*;

use super::is_subtype;
use crate::boundary::enter;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Dict, Tuple, Type};
use crate::raise;

/// `tp_call` of `type`.
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn type_call(
    this: *mut PyObject,
    args: *mut PyObject,
    kwargs: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: the slot's contract: a type, a tuple, a dict or NULL.
    unsafe {
        enter("type.__call__", |py| {
            let cls: Borrowed<'_, '_, Type> = Borrowed::from_ptr(py, this.cast());
            let args: Borrowed<'_, '_, Tuple> = Borrowed::from_ptr(py, args.cast());
            call(py, &cls, &args, Borrowed::from_ptr_or_null(py, kwargs.cast()))
        })
    }
}

fn call<'py>(
    py: Attached<'py>,
    cls: &Ref<'py, Type>,
    args: &Ref<'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    let ty = cls.as_ptr();
    if ty == &raw mut decl::PyType_Type {
        if args.len() == 1 && kwargs.is_none_or(|k| k.is_empty()) {
            return Ok(args.item(0).ty().to_owned().into_any());
        }
        if args.len() != 3 {
            if args.len() == 1 {
                return Err(raise!(py, TypeError, "type() takes no keyword arguments"));
            }
            return Err(raise!(py, TypeError, "type() takes 1 or 3 arguments"));
        }
    }
    let kwargs = kwargs.map_or(std::ptr::null_mut(), |k| k.as_object_ptr());
    // SAFETY: slots of a live, ready type; results are new references or NULL with an exception.
    unsafe {
        let Some(new) = (*ty).tp_new else {
            return Err(raise!(py, TypeError, "cannot create '{}' instances", cls.full_name()));
        };
        let made = new(ty, args.as_object_ptr(), kwargs);
        let made = crate::objects::protocol::call::check_result(py, cls, made)?;
        if !is_subtype(made.type_ptr(), ty) {
            return Ok(made);
        }
        if let Some(init) = (*made.type_ptr()).tp_init
            && init(made.as_ptr(), args.as_object_ptr(), kwargs) < 0
        {
            return Err(Raised::assume());
        }
        Ok(made)
    }
}

/// `tp_vectorcall` of `type` itself: `type(x)`.
///
/// # Safety
/// Called as a vectorcall function.
pub unsafe extern "C" fn type_vectorcall(
    this: *mut PyObject,
    args: *const *mut PyObject,
    nargsf: usize,
    kwnames: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: the vectorcall contract.
    unsafe {
        let count = nargsf & !crate::objects::protocol::call::OFFSET;
        if count == 1 && this == (&raw mut decl::PyType_Type).cast() {
            let plain = kwnames.is_null() || (*kwnames.cast::<PyTupleObject>()).ob_base.ob_size == 0;
            if plain {
                let ty = (**args).ob_type;
                crate::heap::refcount::incref(ty.cast());
                return ty.cast();
            }
        }
        enter("type.__call__", |py| {
            crate::objects::protocol::call::through_tp_call(py, this, args, count, kwnames, type_call)
        })
    }
}
