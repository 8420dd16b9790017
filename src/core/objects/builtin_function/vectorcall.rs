//! Vectorcall of built-in functions, one for each calling convention.

use std::ffi::CStr;

use mortise_abi::*;

use super::convention;
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::objects::protocol::call::{self, OFFSET};
use crate::raise;

type Object = *mut PyObject;

#[inline(always)]
fn definition(this: Object) -> *mut PyMethodDef {
    // SAFETY: an instance of the built-in function type.
    unsafe { (*this.cast::<PyCFunctionObject>()).m_ml }
}

/// The `self` that the C function gets: none for static methods.
#[inline(always)]
unsafe fn receiver(this: Object) -> Object {
    // SAFETY: an instance of the built-in function type.
    unsafe {
        if (*definition(this)).ml_flags & METH_STATIC != 0 {
            std::ptr::null_mut()
        } else {
            (*this.cast::<PyCFunctionObject>()).m_self
        }
    }
}

#[inline(always)]
unsafe fn has_names(kwnames: Object) -> bool {
    // SAFETY: NULL or a tuple.
    unsafe { !kwnames.is_null() && (*kwnames.cast::<PyTupleObject>()).ob_base.ob_size != 0 }
}

#[cold]
unsafe fn no_keywords(this: Object) -> Object {
    // SAFETY: a live callable and an attached thread.
    unsafe {
        let py = Attached::assume();
        let this: Borrowed<'_, '_> = Borrowed::from_ptr(py, this);
        let _ = match call::function_str(&this) {
            Ok(text) => raise!(py, TypeError, "{} takes no keyword arguments", text.to_string_lossy()),
            Err(raised) => raised,
        };
        std::ptr::null_mut()
    }
}

#[cold]
unsafe fn wrong_count(this: Object, message: &str, given: usize) -> Object {
    // SAFETY: a live callable and an attached thread.
    unsafe {
        let py = Attached::assume();
        let this: Borrowed<'_, '_> = Borrowed::from_ptr(py, this);
        let _ = match call::function_str(&this) {
            Ok(text) => raise!(py, TypeError, "{} {message} ({given} given)", text.to_string_lossy()),
            Err(raised) => raised,
        };
        std::ptr::null_mut()
    }
}

/// Runs `body` one level deeper.
#[inline(always)]
unsafe fn deeper(body: impl FnOnce() -> Object) -> Object {
    // SAFETY: enter and leave are paired.
    unsafe {
        if decl::Py_EnterRecursiveCall(c" while calling a Python object".as_ptr()) != 0 {
            return std::ptr::null_mut();
        }
        let result = body();
        decl::Py_LeaveRecursiveCall();
        result
    }
}

/// # Safety
/// Vectorcall function of a METH_NOARGS function.
unsafe extern "C" fn noargs(this: Object, _args: *const Object, nargsf: usize, kwnames: Object) -> Object {
    // SAFETY: the vectorcall contract; the flags say which type the function has.
    unsafe {
        if has_names(kwnames) {
            return no_keywords(this);
        }
        let count = nargsf & !OFFSET;
        if count != 0 {
            return wrong_count(this, "takes no arguments", count);
        }
        deeper(|| convention::plain(definition(this))(receiver(this), std::ptr::null_mut()))
    }
}

/// # Safety
/// Vectorcall function of a METH_O function.
unsafe extern "C" fn one(this: Object, args: *const Object, nargsf: usize, kwnames: Object) -> Object {
    // SAFETY: as in `noargs`.
    unsafe {
        if has_names(kwnames) {
            return no_keywords(this);
        }
        let count = nargsf & !OFFSET;
        if count != 1 {
            return wrong_count(this, "takes exactly one argument", count);
        }
        deeper(|| convention::plain(definition(this))(receiver(this), *args))
    }
}

/// # Safety
/// Vectorcall function of a METH_FASTCALL function.
unsafe extern "C" fn fastcall(this: Object, args: *const Object, nargsf: usize, kwnames: Object) -> Object {
    // SAFETY: as in `noargs`.
    unsafe {
        if has_names(kwnames) {
            return no_keywords(this);
        }
        deeper(|| convention::fast(definition(this))(receiver(this), args, (nargsf & !OFFSET) as isize))
    }
}

/// # Safety
/// Vectorcall function of a METH_FASTCALL | METH_KEYWORDS function.
unsafe extern "C" fn fastcall_keywords(
    this: Object,
    args: *const Object,
    nargsf: usize,
    kwnames: Object,
) -> Object {
    // SAFETY: as in `noargs`.
    unsafe {
        deeper(|| {
            convention::fast_keywords(definition(this))(
                receiver(this),
                args,
                (nargsf & !OFFSET) as isize,
                kwnames,
            )
        })
    }
}

/// # Safety
/// Vectorcall function of a METH_METHOD function.
unsafe extern "C" fn method(this: Object, args: *const Object, nargsf: usize, kwnames: Object) -> Object {
    // SAFETY: as in `noargs`; such a function is a PyCMethodObject.
    unsafe {
        let class = (*this.cast::<PyCMethodObject>()).mm_class;
        deeper(|| {
            convention::method(definition(this))(receiver(this), class, args, nargsf & !OFFSET, kwnames)
        })
    }
}

/// # Safety
/// Vectorcall function of a METH_VARARGS function, with or without keywords.
unsafe extern "C" fn varargs(this: Object, args: *const Object, nargsf: usize, kwnames: Object) -> Object {
    // SAFETY: as in `noargs`.
    unsafe {
        if (*definition(this)).ml_flags & METH_KEYWORDS == 0 && has_names(kwnames) {
            // Without the class, unlike the other conventions.
            let name = CStr::from_ptr((*definition(this)).ml_name).to_string_lossy();
            let _ = raise!(Attached::assume(), TypeError, "{name}() takes no keyword arguments");
            return std::ptr::null_mut();
        }
        deeper(|| convention::call_varargs(definition(this), receiver(this), args, nargsf & !OFFSET, kwnames))
    }
}

/// The vectorcall function for a definition's flags.
///
/// # Safety
/// `def` points to a live definition.
pub unsafe fn select(py: Attached<'_>, def: *mut PyMethodDef) -> PyResult<vectorcallfunc> {
    const MASK: i32 = METH_VARARGS | METH_FASTCALL | METH_NOARGS | METH_O | METH_KEYWORDS | METH_METHOD;
    const ALL: i32 = METH_METHOD | METH_FASTCALL | METH_KEYWORDS;
    const FAST_KEYWORDS: i32 = METH_FASTCALL | METH_KEYWORDS;
    const VAR_KEYWORDS: i32 = METH_VARARGS | METH_KEYWORDS;
    // SAFETY: by contract.
    let (flags, name) = unsafe { ((*def).ml_flags, (*def).ml_name) };
    Ok(match flags & MASK {
        METH_VARARGS | VAR_KEYWORDS => Some(varargs),
        METH_FASTCALL => Some(fastcall),
        FAST_KEYWORDS => Some(fastcall_keywords),
        METH_NOARGS => Some(noargs),
        METH_O => Some(one),
        ALL => Some(method),
        _ => {
            // SAFETY: a C string.
            let name = unsafe { CStr::from_ptr(name) }.to_string_lossy();
            return Err(raise!(py, SystemError, "{name}() method: bad call flags"));
        }
    })
}
