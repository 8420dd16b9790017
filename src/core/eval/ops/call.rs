//! Calls of what is not a Python function.

use mortise_abi::*;

use super::{set_error, type_name};
use crate::capi::decl::*;
use crate::heap::refcount::{decref, incref};

/// Calls `callable` (borrowed) with arguments on the stack (borrowed); the slot before them may be overwritten meanwhile.
///
/// # Safety
/// `args` points to the positional arguments and then one for each name in `kwnames`, which is NULL or a tuple.
#[inline]
pub unsafe fn vectorcall(
    callable: *mut PyObject,
    args: *mut *mut PyObject,
    positional: usize,
    kwnames: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { PyObject_Vectorcall(callable, args, positional | 1 << 63, kwnames) }
}

/// A new instance of `class`, which has a `tp_new`, with positional arguments (borrowed); NULL with an exception.
///
/// # Safety
/// `ts` is the attached thread's state; live objects.
#[inline(never)]
pub unsafe fn construct(
    ts: *mut PyThreadState,
    class: *mut PyTypeObject,
    args: *mut *mut PyObject,
    n: usize,
) -> *mut PyObject {
    // SAFETY: by contract; the tuple gets references of its own and lives until both slots are done.
    unsafe {
        let Some(new) = (*class).tp_new else { return std::ptr::null_mut() };
        for i in 0..n {
            incref(*args.add(i));
        }
        let tuple = super::build::tuple(args, n);
        if tuple.is_null() {
            return tuple;
        }
        let mut made = new(class, tuple, std::ptr::null_mut());
        if made.is_null() == (*ts).current_exception.is_null() {
            made = check(class.cast(), made);
        }
        if !made.is_null() {
            let ty = (*made).ob_type;
            if (ty == class || PyType_IsSubtype(ty, class) != 0)
                && let Some(init) = (*ty).tp_init
                && init(made, tuple, std::ptr::null_mut()) < 0
            {
                decref(made);
                made = std::ptr::null_mut();
            }
        }
        decref(tuple);
        made
    }
}

/// What a call comes to when the callee broke the rule "a result or an exception": NULL with an exception. Takes the result over.
///
/// # Safety
/// A live callable; NULL or an owned reference.
#[cold]
#[inline(never)]
pub unsafe fn check(callable: *mut PyObject, result: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let py = super::attached();
        let callable: crate::heap::handles::Borrowed<'_, '_> =
            crate::heap::handles::Borrowed::from_ptr(py, callable);
        crate::objects::protocol::call::check_result(py, &callable, result)
            .map_or(std::ptr::null_mut(), |result| result.into_ptr())
    }
}

/// The positional arguments of `f(*args)` as a tuple; takes `args` over.
///
/// # Safety
/// Live objects.
pub unsafe fn star_args(callable: *mut PyObject, args: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if (*args).ob_type == &raw mut PyTuple_Type {
            return args;
        }
        if (*(*args).ob_type).tp_iter.is_none() && PySequence_Check(args) == 0 {
            set_error!(
                TypeError,
                "{} argument after * must be an iterable, not {}",
                super::build::function_text(callable),
                type_name(args)
            );
            decref(args);
            return std::ptr::null_mut();
        }
        let tuple = PySequence_Tuple(args);
        decref(args);
        tuple
    }
}

/// Complains about what an `__init__` returned, and gives it back.
///
/// # Safety
/// An owned reference.
#[cold]
#[inline(never)]
pub unsafe fn bad_init_result(value: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        set_error!(TypeError, "__init__() should return None, not '{}'", type_name(value));
        decref(value);
    }
}
