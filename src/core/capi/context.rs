//! `context.h`: contexts and context variables.

use std::ffi::{CStr, c_char, c_int};

use mortise_abi::*;

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::native::Native;
use crate::objects::context::token::Token;
use crate::objects::context::variable::{self, Variable};
use crate::objects::context::{self, Context};
use crate::raise;

/// # Safety
/// A live object or NULL.
unsafe fn context<'a, 'py>(
    py: Attached<'py>,
    ob: *mut PyObject,
) -> PyResult<Borrowed<'a, 'py, Native<Context>>> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr_or_null(py, ob) }
        .and_then(Borrowed::into_cast)
        .ok_or_else(|| raise!(py, TypeError, "an instance of Context was expected"))
}

/// # Safety
/// A live object or NULL.
unsafe fn variable<'a, 'py>(
    py: Attached<'py>,
    ob: *mut PyObject,
) -> PyResult<Borrowed<'a, 'py, Native<Variable>>> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr_or_null(py, ob) }
        .and_then(Borrowed::into_cast)
        .ok_or_else(|| raise!(py, TypeError, "an instance of ContextVar was expected"))
}

/// A new, empty context.
///
/// # Safety
/// An attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContext_New() -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyContext_New", context::new) }
}

/// A copy of a context.
///
/// # Safety
/// A live object and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContext_Copy(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyContext_Copy", |py| context(py, ob)?.copy_context()) }
}

/// A copy of the thread's context.
///
/// # Safety
/// An attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContext_CopyCurrent() -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyContext_CopyCurrent", |py| context::current(py)?.copy_context()) }
}

/// Makes a context the thread's.
///
/// # Safety
/// A live object and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContext_Enter(ob: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyContext_Enter", |py| context(py, ob)?.enter()) }
}

/// Goes back to the context before.
///
/// # Safety
/// A live object and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContext_Exit(ob: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyContext_Exit", |py| context(py, ob)?.exit()) }
}

/// A new context variable; a default of NULL means none.
///
/// # Safety
/// A C string, a live object or NULL, and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContextVar_New(name: *const c_char, default: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyContextVar_New", |py| {
            let name = Ref::from_owned_or_raised(
                py,
                crate::capi::decl::PyUnicode_FromString(CStr::from_ptr(name).as_ptr()).cast(),
            )?;
            variable::new(py, &name, Borrowed::from_ptr_or_null(py, default).as_deref())
        })
    }
}

/// Writes a new reference to the variable's value, or to a default, or NULL.
///
/// # Safety
/// Live objects, a default or NULL, a place for the result, and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContextVar_Get(
    ob: *mut PyObject,
    default: *mut PyObject,
    value: *mut *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyContextVar_Get", |py| -> PyResult<()> {
            let variable = variable(py, ob)?;
            let found = variable.value_or(Borrowed::from_ptr_or_null(py, default).as_deref());
            *value = found.map_or(std::ptr::null_mut(), Ref::into_ptr);
            Ok(())
        })
    }
}

/// Sets the variable in the thread's context; gives a token.
///
/// # Safety
/// Live objects and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContextVar_Set(ob: *mut PyObject, value: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyContextVar_Set", |py| variable(py, ob)?.assign(&Borrowed::from_ptr(py, value))) }
}

/// Undoes the setting that gave the token.
///
/// # Safety
/// Live objects and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyContextVar_Reset(ob: *mut PyObject, token: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyContextVar_Reset", |py| -> PyResult<()> {
            let variable = variable(py, ob)?;
            let token = Borrowed::from_ptr_or_null(py, token)
                .and_then(Borrowed::into_cast::<Native<Token>>)
                .ok_or_else(|| raise!(py, TypeError, "an instance of Token was expected"))?;
            variable.restore(&token)
        })
    }
}
