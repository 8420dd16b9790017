//! Raising, matching and handing on exceptions.

use mortise_abi::*;

use super::{set_error, type_name};
use crate::capi::decl::*;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::heap::refcount::{decref, incref};
use crate::intern;
use crate::objects::exceptions::classes;

/// Whether `ob` is a class derived from BaseException.
///
/// # Safety
/// Live object.
#[inline]
pub unsafe fn is_exception_class(ob: *mut PyObject) -> bool {
    // SAFETY: a type object's flags.
    unsafe {
        (*(*ob).ob_type).tp_flags & Py_TPFLAGS_TYPE_SUBCLASS != 0
            && (*ob.cast::<PyTypeObject>()).tp_flags & Py_TPFLAGS_BASE_EXC_SUBCLASS != 0
    }
}

/// Whether `ob` is an exception.
///
/// # Safety
/// Live object.
#[inline]
pub unsafe fn is_exception(ob: *mut PyObject) -> bool {
    // SAFETY: a live object's type.
    unsafe { (*(*ob).ob_type).tp_flags & Py_TPFLAGS_BASE_EXC_SUBCLASS != 0 }
}

/// `raise exc from cause`: takes both over; `cause` may be NULL. An exception is set afterwards.
///
/// # Safety
/// Live objects.
pub unsafe fn raise(exc: *mut PyObject, cause: *mut PyObject) {
    // SAFETY: each reference is given back or passed on once.
    unsafe {
        let value;
        if is_exception_class(exc) {
            value = PyObject_CallNoArgs(exc);
            if !value.is_null() && !is_exception(value) {
                set_error!(
                    TypeError,
                    "calling {} should have returned an instance of BaseException, not {}",
                    repr_text(exc),
                    repr_text((*value).ob_type.cast())
                );
                decref(value);
                decref(exc);
                drop_opt(cause);
                return;
            }
            decref(exc);
            if value.is_null() {
                drop_opt(cause);
                return;
            }
        } else if is_exception(exc) {
            value = exc;
        } else {
            decref(exc);
            drop_opt(cause);
            set_error!(TypeError, "exceptions must derive from BaseException");
            return;
        }
        if !cause.is_null() {
            let fixed = if is_exception_class(cause) {
                let made = PyObject_CallNoArgs(cause);
                decref(cause);
                if made.is_null() {
                    decref(value);
                    return;
                }
                if !is_exception(made) {
                    set_error!(
                        TypeError,
                        "calling {} should have returned an instance of BaseException, not {}",
                        "the cause's class",
                        repr_text((*made).ob_type.cast())
                    );
                    decref(made);
                    decref(value);
                    return;
                }
                made
            } else if is_exception(cause) {
                cause
            } else if cause == &raw mut _Py_NoneStruct {
                decref(cause);
                std::ptr::null_mut()
            } else {
                decref(cause);
                decref(value);
                set_error!(TypeError, "exception causes must derive from BaseException");
                return;
            };
            PyException_SetCause(value, fixed);
        }
        PyErr_SetObject((*value).ob_type.cast(), value);
        decref(value);
    }
}

unsafe fn drop_opt(ob: *mut PyObject) {
    if !ob.is_null() {
        // SAFETY: an owned reference.
        unsafe { decref(ob) };
    }
}

unsafe fn repr_text(ob: *mut PyObject) -> String {
    // SAFETY: a live object on an attached thread.
    unsafe {
        let py = Attached::assume();
        match Borrowed::<PyObject>::from_ptr(py, ob).repr() {
            Ok(s) => s.to_string_lossy(),
            Err(raised) => {
                raised.clear(py);
                type_name(ob)
            }
        }
    }
}

/// `raise` without an expression: the exception being handled. True when there is one.
///
/// # Safety
/// `ts` is the attached thread's state.
pub unsafe fn reraise_handled(ts: *mut PyThreadState) -> bool {
    // SAFETY: the topmost item's value is borrowed and counted at once.
    unsafe {
        let exc = topmost(ts);
        if exc.is_null() {
            set_error!(RuntimeError, "No active exception to reraise");
            return false;
        }
        incref(exc);
        PyErr_SetRaisedException(exc);
        true
    }
}

/// The exception being handled, borrowed, or NULL.
///
/// # Safety
/// `ts` is the attached thread's state.
pub unsafe fn topmost(ts: *mut PyThreadState) -> *mut PyObject {
    // SAFETY: the items are linked and live as long as their frames.
    unsafe {
        let mut item = (*ts).exc_info;
        while !item.is_null() {
            let value = (*item).exc_value;
            if !value.is_null() && value != &raw mut _Py_NoneStruct {
                return value;
            }
            item = (*item).previous_item;
        }
        std::ptr::null_mut()
    }
}

/// Whether `class` may stand behind `except`; otherwise TypeError is set.
///
/// # Safety
/// Live object.
pub unsafe fn check_except(class: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        let ok = if (*(*class).ob_type).tp_flags & Py_TPFLAGS_TUPLE_SUBCLASS != 0 {
            (0..crate::objects::code::tuple_len(class))
                .all(|i| is_exception_class(crate::objects::code::tuple_item(class, i)))
        } else {
            is_exception_class(class)
        };
        if !ok {
            set_error!(TypeError, "catching classes that do not inherit from BaseException is not allowed");
        }
        ok
    }
}

/// As [`check_except`] for `except*`.
unsafe fn check_except_star(class: *mut PyObject) -> bool {
    // SAFETY: live objects.
    unsafe {
        if !check_except(class) {
            return false;
        }
        let group = classes::BaseExceptionGroup();
        let is_group = |c: *mut PyObject| PyType_IsSubtype(c.cast(), group) != 0;
        let bad = if (*(*class).ob_type).tp_flags & Py_TPFLAGS_TUPLE_SUBCLASS != 0 {
            (0..crate::objects::code::tuple_len(class))
                .any(|i| is_group(crate::objects::code::tuple_item(class, i)))
        } else {
            is_group(class)
        };
        if bad {
            set_error!(TypeError, "catching ExceptionGroup with except* is not allowed. Use except instead.");
        }
        !bad
    }
}

/// `except*`: splits `exc` (borrowed) by `class` (borrowed) into the part that matches and the rest, both new references,
/// None for nothing. `None` with an exception.
///
/// # Safety
/// Live objects.
unsafe fn split_group(exc: *mut PyObject, class: *mut PyObject) -> Option<(*mut PyObject, *mut PyObject)> {
    // SAFETY: by contract.
    unsafe {
        let none = &raw mut _Py_NoneStruct;
        if !check_except_star(class) {
            return None;
        }
        if exc == none {
            return Some((none, none));
        }
        let py = Attached::assume();
        if PyErr_GivenExceptionMatches(exc, class) != 0 {
            let group = PyType_IsSubtype((*exc).ob_type, classes::BaseExceptionGroup()) != 0;
            if group {
                incref(exc);
                return Some((exc, none));
            }
            // A naked exception is wrapped, with the traceback of this frame.
            let wrapped = wrap_in_group(exc);
            if wrapped.is_null() {
                return None;
            }
            return Some((wrapped, none));
        }
        if PyType_IsSubtype((*exc).ob_type, classes::BaseExceptionGroup()) != 0 {
            let handle = Borrowed::<PyObject>::from_ptr(py, exc);
            let pair = handle
                .call_method(intern!(py, "split"), [&Borrowed::<PyObject>::from_ptr(py, class)])
                .ok()?;
            let Some(tuple) = pair.cast::<crate::objects::Tuple>() else {
                set_error!(
                    TypeError,
                    "{}.split must return a tuple, not {}",
                    type_name(exc),
                    type_name(pair.as_ptr())
                );
                return None;
            };
            if tuple.len() < 2 {
                set_error!(
                    TypeError,
                    "{}.split must return a 2-tuple, got tuple of size {}",
                    type_name(exc),
                    tuple.len()
                );
                return None;
            }
            return Some((tuple.item(0).to_owned().into_ptr(), tuple.item(1).to_owned().into_ptr()));
        }
        incref(exc);
        Some((none, exc))
    }
}

/// `ExceptionGroup("", [exc])`, or the base class for exceptions that are not `Exception`s.
unsafe fn wrap_in_group(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects; the constructor picks the right class.
    unsafe {
        let py = Attached::assume();
        let make = || {
            let class = Borrowed::<PyObject>::from_ptr(py, classes::BaseExceptionGroup().cast());
            let inner = py.tuple([Borrowed::<PyObject>::from_ptr(py, exc).to_owned()])?;
            class.call([&py.str("")?.into_any(), &inner.into_any()])
        };
        let Ok(group) = make() else { return std::ptr::null_mut() };
        let frame = crate::eval::frames::current_complete(crate::eval::frames::thread());
        if !frame.is_null() {
            crate::objects::traceback::add_to(group.as_ptr(), frame);
        }
        group.into_ptr()
    }
}

/// After all `except*` clauses: what to raise of `original` (borrowed) given the list of raised and unhandled exceptions
/// (borrowed); None for nothing. NULL with an exception.
///
/// # Safety
/// Live objects.
pub unsafe fn prepare_reraise_star(original: *mut PyObject, excs: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let none = &raw mut _Py_NoneStruct;
        let n = PyList_Size(excs);
        let is_group = PyType_IsSubtype((*original).ob_type, classes::BaseExceptionGroup()) != 0;
        if !is_group {
            // A naked exception: at most one thing is left.
            if n > 0 {
                return PyList_GetItemRef(excs, 0);
            }
            return none;
        }
        let (mut raised, mut kept) = (Vec::new(), Vec::new());
        for i in 0..n {
            let exc = PyList_GetItemRef(excs, i);
            if exc == none {
                continue;
            }
            if same_metadata(original, exc) { kept.push(exc) } else { raised.push(exc) }
        }
        let give_back = |all: Vec<*mut PyObject>| all.into_iter().for_each(|e| decref(e));
        // What was not handled keeps the structure of the original group.
        let mut rest = none;
        if !kept.is_empty() {
            rest = project(original, &kept);
            give_back(kept);
            if rest.is_null() {
                give_back(raised);
                return rest;
            }
        }
        if raised.is_empty() {
            return rest;
        }
        if rest != none {
            raised.push(rest);
        }
        if raised.len() == 1 {
            return raised[0];
        }
        let py = Attached::assume();
        let list = raised.into_iter().map(|e| crate::heap::handles::Ref::from_owned(py, e));
        let make = || {
            let list = py.list(list)?;
            let class = Borrowed::<PyObject>::from_ptr(py, classes::BaseExceptionGroup().cast());
            class.call([&py.str("")?.into_any(), &list.into_any()])
        };
        make().map_or(std::ptr::null_mut(), |g| g.into_ptr())
    }
}

/// Whether both have the same traceback, context, cause and notes: then one was split off the other.
unsafe fn same_metadata(a: *mut PyObject, b: *mut PyObject) -> bool {
    // SAFETY: exceptions start with this struct.
    unsafe {
        let (a, b): (*mut PyBaseExceptionObject, *mut PyBaseExceptionObject) = (a.cast(), b.cast());
        (*a).notes == (*b).notes
            && (*a).traceback == (*b).traceback
            && (*a).cause == (*b).cause
            && (*a).context == (*b).context
    }
}

/// The part of `group` whose leaves are in `keep`.
unsafe fn project(group: *mut PyObject, keep: &[*mut PyObject]) -> *mut PyObject {
    // SAFETY: live objects.
    unsafe {
        let py = Attached::assume();
        let mut leaves = Vec::new();
        for k in keep {
            collect_leaves(*k, &mut leaves);
        }
        let make = || -> crate::err::PyResult<*mut PyObject> {
            // split() with a predicate is the public way to keep structure; identity decides.
            let ids = leaves
                .iter()
                .map(|l| py.int_from_usize(*l as usize).map(|i| i.into_any()))
                .collect::<crate::err::PyResult<Vec<_>>>()?;
            let set = crate::heap::handles::Ref::<PyObject>::from_owned_or_raised(
                py,
                PySet_New(py.list(ids)?.as_object_ptr()),
            )?;
            let predicate = crate::heap::handles::Ref::<PyObject>::from_owned_or_raised(
                py,
                PyCFunction_NewEx(&raw mut LEAF_PREDICATE, set.as_ptr(), std::ptr::null_mut()),
            )?;
            let part = Borrowed::<PyObject>::from_ptr(py, group)
                .call_method(intern!(py, "subgroup"), [&predicate])?;
            Ok(part.into_ptr())
        };
        make().unwrap_or(std::ptr::null_mut())
    }
}

/// `id(exc) in self`
unsafe extern "C" fn leaf_predicate(set: *mut PyObject, exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects.
    unsafe {
        let id = PyLong_FromSize_t(exc as usize);
        if id.is_null() {
            return id;
        }
        let found = PySet_Contains(set, id);
        decref(id);
        super::arith::bool_object(found)
    }
}

static mut LEAF_PREDICATE: PyMethodDef = PyMethodDef {
    ml_name: c"is_kept".as_ptr(),
    ml_meth: Some(leaf_predicate),
    ml_flags: METH_O,
    ml_doc: std::ptr::null(),
};

unsafe fn collect_leaves(exc: *mut PyObject, out: &mut Vec<*mut PyObject>) {
    // SAFETY: a group's exceptions are a tuple.
    unsafe {
        if PyType_IsSubtype((*exc).ob_type, classes::BaseExceptionGroup()) == 0 {
            out.push(exc);
            return;
        }
        let excs = (*exc.cast::<PyBaseExceptionGroupObject>()).excs;
        for i in 0..crate::objects::code::tuple_len(excs) {
            collect_leaves(crate::objects::code::tuple_item(excs, i), out);
        }
    }
}

/// Calls the `__exit__` of a `with` statement with the pending exception.
///
/// # Safety
/// Live objects.
pub unsafe fn call_exit(exit: *mut PyObject, exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: one free slot before the arguments, as the flag says.
    unsafe {
        let tb = PyException_GetTraceback(exc);
        let tb_or_none = if tb.is_null() { &raw mut _Py_NoneStruct } else { tb };
        let mut args = [std::ptr::null_mut(), (*exc).ob_type.cast(), exc, tb_or_none];
        let result = PyObject_Vectorcall(exit, args.as_mut_ptr().add(1), 3 | 1 << 63, std::ptr::null_mut());
        if !tb.is_null() {
            decref(tb);
        }
        result
    }
}

/// Replaces the pending exception by a new one of `class` with the old one as cause and context.
///
/// # Safety
/// An exception is set.
pub unsafe fn raise_from_pending(class: *mut PyTypeObject, message: &str) {
    // SAFETY: by contract.
    unsafe {
        let old = PyErr_GetRaisedException();
        let py = Attached::assume();
        let _ = crate::state::error::set_message(py, class, message);
        let new = PyErr_GetRaisedException();
        if !old.is_null() && is_exception(new) {
            incref(old);
            PyException_SetCause(new, old);
            PyException_SetContext(new, old);
        }
        PyErr_SetRaisedException(new);
    }
}

/// Looks up `__enter__` and `__exit__` (or their asynchronous twins); gives `(enter, exit)`, both bound and owned.
///
/// # Safety
/// Live object.
unsafe fn context_methods(
    manager: *mut PyObject,
    asynchronous: bool,
) -> Option<(*mut PyObject, *mut PyObject)> {
    // SAFETY: by contract.
    unsafe {
        let py = Attached::assume();
        let protocol = if asynchronous { "asynchronous context manager" } else { "context manager" };
        let (enter_name, exit_name, exit_text) = if asynchronous {
            (intern!(py, "__aenter__"), intern!(py, "__aexit__"), "__aexit__")
        } else {
            (intern!(py, "__enter__"), intern!(py, "__exit__"), "__exit__")
        };
        let enter = super::load_store::lookup_special(manager, enter_name.as_object_ptr());
        if enter.is_null() {
            if PyErr_Occurred().is_null() {
                set_error!(
                    TypeError,
                    "'{}' object does not support the {protocol} protocol",
                    type_name(manager)
                );
            }
            return None;
        }
        let exit = super::load_store::lookup_special(manager, exit_name.as_object_ptr());
        if exit.is_null() {
            decref(enter);
            if PyErr_Occurred().is_null() {
                set_error!(
                    TypeError,
                    "'{}' object does not support the {protocol} protocol (missed {exit_text} method)",
                    type_name(manager)
                );
            }
            return None;
        }
        Some((enter, exit))
    }
}

/// Begins a `with` block: puts the bound `__exit__` and the result of `__enter__` into two slots at `to`.
///
/// # Safety
/// A live object, two free slots.
#[inline(never)]
pub unsafe fn enter_context(to: *mut *mut PyObject, manager: *mut PyObject, asynchronous: bool) -> bool {
    // SAFETY: by contract; both methods are owned.
    unsafe {
        let Some((enter, exit)) = context_methods(manager, asynchronous) else { return false };
        let result = PyObject_CallNoArgs(enter);
        decref(enter);
        if result.is_null() {
            decref(exit);
            return false;
        }
        *to = exit;
        *to.add(1) = result;
        true
    }
}

/// [`split_group`] with the rest and the match put into two slots at `to`.
///
/// # Safety
/// As [`split_group`]; two free slots.
#[inline(never)]
pub unsafe fn split_group_to(to: *mut *mut PyObject, exc: *mut PyObject, class: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        let Some((matched, rest)) = split_group(exc, class) else { return false };
        *to = rest;
        *to.add(1) = matched;
        true
    }
}
