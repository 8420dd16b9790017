//! `abstract.h`, the object part: calls, `isinstance`, `type`, `format`.

use std::ffi::c_int;

use mortise_abi::*;

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::objects::protocol::{attr, call, isinstance, text};
use crate::objects::{Dict, Tuple};
use crate::raise;

/// # Safety
/// A live object.
unsafe fn b<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Borrowed<'a, 'py> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr(py, ob) }
}

/// # Safety
/// A live object or NULL.
unsafe fn bn<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Option<Borrowed<'a, 'py>> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr_or_null(py, ob) }
}

/// # Safety
/// A live tuple.
unsafe fn tu<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Borrowed<'a, 'py, Tuple> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr(py, ob.cast()) }
}

/// # Safety
/// A live dict or NULL.
unsafe fn di<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Option<Borrowed<'a, 'py, Dict>> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr_or_null(py, ob.cast()) }
}

/// `callable(*args, **kwargs)`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Call(
    callable: *mut PyObject,
    args: *mut PyObject,
    kwargs: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_Call", |py| call::call(&b(py, callable), &tu(py, args), di(py, kwargs).as_deref()))
    }
}

/// `callable(*args)`; NULL for no arguments.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CallObject(callable: *mut PyObject, args: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_CallObject", |py| {
            let callable = b(py, callable);
            match bn(py, args) {
                None => call::vectorcall(&callable, std::ptr::null(), 0, None),
                Some(args) => match args.cast::<Tuple>() {
                    Some(args) => call::call(&callable, args, None),
                    None => Err(raise!(py, TypeError, "argument list must be a tuple")),
                },
            }
        })
    }
}

/// `callable()`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CallNoArgs(callable: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let mut free: [*mut PyObject; 1] = [std::ptr::null_mut()];
        call::vectorcall_raw(
            Attached::assume(),
            callable,
            free.as_mut_ptr().add(1),
            call::OFFSET,
            std::ptr::null_mut(),
        )
    }
}

/// `callable(argument)`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CallOneArg(
    callable: *mut PyObject,
    argument: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let stack = [std::ptr::null_mut(), argument];
        call::vectorcall_raw(
            Attached::assume(),
            callable,
            stack.as_ptr().add(1),
            1 | call::OFFSET,
            std::ptr::null_mut(),
        )
    }
}

/// A call with the arguments in an array.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Vectorcall(
    callable: *mut PyObject,
    args: *const *mut PyObject,
    nargsf: usize,
    kwnames: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { call::vectorcall_raw(Attached::assume(), callable, args, nargsf, kwnames) }
}

/// A call with positional arguments in an array and a dict.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_VectorcallDict(
    callable: *mut PyObject,
    args: *const *mut PyObject,
    nargsf: usize,
    kwargs: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_VectorcallDict", |py| {
            call::vectorcall_dict(&b(py, callable), args, nargsf, di(py, kwargs).as_deref())
        })
    }
}

/// `args[0].name(*args[1:])`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_VectorcallMethod(
    name: *mut PyObject,
    args: *const *mut PyObject,
    nargsf: usize,
    kwnames: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_VectorcallMethod", |py| {
            let name = b(py, name);
            call::vectorcall_method(py, attr::name_of(&name)?, args, nargsf, kwnames)
        })
    }
}

/// `tp_call` of types with a vectorcall function.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyVectorcall_Call(
    callable: *mut PyObject,
    args: *mut PyObject,
    kwargs: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyVectorcall_Call", |py| {
            call::vectorcall_call(&b(py, callable), &tu(py, args), di(py, kwargs).as_deref())
        })
    }
}

/// The vectorcall function of an object, or NULL.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyVectorcall_Function(callable: *mut PyObject) -> vectorcallfunc {
    // SAFETY: by contract.
    unsafe { call::vectorcall_function(callable) }
}

/// The number of positional arguments.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyVectorcall_NARGS(nargsf: usize) -> isize {
    (nargsf & !call::OFFSET) as isize
}

/// `type(ob)`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Type(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_Type", |py| match bn(py, ob) {
            Some(ob) => Ok(ob.ty().to_owned()),
            None => Err(crate::objects::protocol::null_error(py)),
        })
    }
}

/// `isinstance(ob, cls)`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_IsInstance(ob: *mut PyObject, cls: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_IsInstance", |py| -> PyResult<bool> {
            isinstance::isinstance(&b(py, ob), &b(py, cls))
        })
    }
}

/// `issubclass(sub, cls)`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_IsSubclass(sub: *mut PyObject, cls: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_IsSubclass", |py| -> PyResult<bool> {
            isinstance::issubclass(&b(py, sub), &b(py, cls))
        })
    }
}

/// `format(ob, spec)`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Format(ob: *mut PyObject, spec: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyObject_Format", |py| text::format(&b(py, ob), bn(py, spec).as_deref())) }
}

/// The keyword arguments of a vectorcall as a dict: names from `kwnames`, values in their order.
///
/// # Safety
/// A tuple of str, as many live objects, and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyStack_AsDict(
    values: *const *mut PyObject,
    kwnames: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("_PyStack_AsDict", |py| {
            let dict = py.dict()?;
            for (i, name) in tu(py, kwnames).items().enumerate() {
                dict.set(&name, &b(py, *values.add(i)))?;
            }
            Ok(dict)
        })
    }
}
