//! What the object protocol asks of the interpreter and the importer.

use std::cell::RefCell;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Dict, Type};
use crate::{intern, raise};

thread_local! {
    /// The full name of the extension module that is being initialised.
    static PACKAGE_CONTEXT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The full name of the extension module that this thread is initialising in one phase.
pub fn package_context(_py: Attached<'_>) -> Option<String> {
    PACKAGE_CONTEXT.with_borrow(Clone::clone)
}

/// Sets what [`package_context`] gives; the former value is returned, for the importer to put back.
pub fn set_package_context(_py: Attached<'_>, name: Option<String>) -> Option<String> {
    PACKAGE_CONTEXT.replace(name)
}

/// The arguments of `super()` in the current frame.
pub fn super_arguments<'py>(py: Attached<'py>) -> PyResult<(Ref<'py, Type>, Ref<'py>)> {
    crate::eval::frames::super_arguments(py)
}

/// `__name__` of the current frame's globals: the module that a class statement is in.
pub fn globals_name(py: Attached<'_>) -> PyResult<Option<Ref<'_>>> {
    // SAFETY: borrowed from the frame, or NULL.
    let globals = unsafe { Borrowed::<Dict>::from_ptr_or_null(py, decl::PyEval_GetGlobals().cast()) };
    match globals {
        Some(globals) => globals.get(intern!(py, "__name__")),
        None => Ok(None),
    }
}

/// The sorted names of the current frame's locals (`dir()`).
pub fn local_names(py: Attached<'_>) -> PyResult<Ref<'_>> {
    // SAFETY: a new reference or NULL with an exception.
    let locals: Ref<'_> = unsafe {
        let locals = decl::PyEval_GetFrameLocals();
        if locals.is_null() && !crate::state::error::occurred(py) {
            return Err(raise!(py, SystemError, "frame does not exist"));
        }
        Ref::from_owned_or_raised(py, locals)?
    };
    let names = locals.call_method(intern!(py, "keys"), [])?.to_list()?;
    super::dir::sort(&names)?;
    Ok(names.into_any())
}

/// Whether an object is a `type X = …` alias, which may be a member of a union.
pub fn is_type_alias(ob: &Ref<'_>) -> bool {
    // SAFETY: a ready type's name is a C string.
    let name = unsafe { std::ffi::CStr::from_ptr((*ob.type_ptr()).tp_name) };
    matches!(
        name.to_bytes(),
        b"typing.TypeAliasType" | b"typing.TypeVar" | b"typing.ParamSpec" | b"typing.TypeVarTuple"
    ) && !ob.ty().is_heap()
}
