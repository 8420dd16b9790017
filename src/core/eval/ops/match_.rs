//! Structural pattern matching.

use mortise_abi::*;

use super::{class_name, pending, set_error, text};
use crate::capi::decl::*;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::heap::refcount::{decref, incref};
use crate::intern;
use crate::objects::code::{tuple_item, tuple_len};
use crate::objects::exceptions::classes;

/// The values for `keys` (a tuple) in the mapping `subject`, as a new tuple; None when one is missing.
///
/// # Safety
/// Live objects.
#[inline(never)]
pub unsafe fn keys(subject: *mut PyObject, keys: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let py = Attached::assume();
        let n = tuple_len(keys);
        if n == 0 {
            return PyTuple_New(0);
        }
        let handle = Borrowed::<PyObject>::from_ptr(py, subject);
        let run = || -> crate::err::PyResult<*mut PyObject> {
            let seen = crate::heap::handles::Ref::<PyObject>::from_owned_or_raised(
                py,
                PySet_New(std::ptr::null_mut()),
            )?;
            let get = handle.getattr(intern!(py, "get"))?;
            // A fresh object that no mapping can hold.
            let dummy = crate::heap::handles::Ref::<PyObject>::from_owned_or_raised(
                py,
                PyObject_CallNoArgs((&raw mut PyBaseObject_Type).cast()),
            )?;
            let mut values = Vec::with_capacity(n);
            for i in 0..n {
                let key = Borrowed::<PyObject>::from_ptr(py, tuple_item(keys, i));
                if seen.contains(&key)? {
                    let shown = key.repr()?.to_string_lossy();
                    return Err(crate::raise!(
                        py,
                        ValueError,
                        "mapping pattern checks duplicate key ({shown})"
                    ));
                }
                if PySet_Add(seen.as_ptr(), key.as_ptr()) < 0 {
                    return Err(crate::err::Raised::assume());
                }
                let value = get.call([&key, &dummy])?;
                if value.is(&dummy) {
                    return Ok(&raw mut _Py_NoneStruct);
                }
                values.push(value);
            }
            Ok(py.tuple(values)?.into_object_ptr())
        };
        run().unwrap_or(std::ptr::null_mut())
    }
}

/// The attributes of a class pattern with `positional` sub-patterns and the keyword names in `kwnames` (a tuple), as a new
/// tuple; NULL without an exception when the subject does not match.
///
/// # Safety
/// Live objects.
#[inline(never)]
pub unsafe fn class(
    subject: *mut PyObject,
    class: *mut PyObject,
    positional: usize,
    kwnames: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let py = Attached::assume();
        if (*(*class).ob_type).tp_flags & Py_TPFLAGS_TYPE_SUBCLASS == 0 {
            set_error!(TypeError, "called match pattern must be a class");
            return std::ptr::null_mut();
        }
        if PyObject_IsInstance(subject, class) <= 0 {
            return std::ptr::null_mut();
        }
        let mut seen: Vec<*mut PyObject> = Vec::new();
        let mut values: Vec<*mut PyObject> = Vec::new();
        let ok = 'collect: {
            if positional > 0 {
                let mut match_self = false;
                let mut match_args = std::ptr::null_mut();
                if PyObject_GetOptionalAttr(
                    class,
                    intern!(py, "__match_args__").as_object_ptr(),
                    &raw mut match_args,
                ) < 0
                {
                    break 'collect false;
                }
                if match_args.is_null() {
                    match_args = PyTuple_New(0);
                    match_self = (*class.cast::<PyTypeObject>()).tp_flags & _Py_TPFLAGS_MATCH_SELF != 0;
                } else if (*match_args).ob_type != &raw mut PyTuple_Type {
                    set_error!(
                        TypeError,
                        "{}.__match_args__ must be a tuple (got {})",
                        class_name(class.cast()),
                        class_name((*match_args).ob_type)
                    );
                    decref(match_args);
                    break 'collect false;
                }
                let allowed = if match_self { 1 } else { tuple_len(match_args) };
                if allowed < positional {
                    set_error!(
                        TypeError,
                        "{}() accepts {allowed} positional sub-pattern{} ({positional} given)",
                        class_name(class.cast()),
                        if allowed == 1 { "" } else { "s" }
                    );
                    decref(match_args);
                    break 'collect false;
                }
                if match_self {
                    incref(subject);
                    values.push(subject);
                } else {
                    for i in 0..positional {
                        let name = tuple_item(match_args, i);
                        if (*name).ob_type != &raw mut PyUnicode_Type {
                            set_error!(
                                TypeError,
                                "__match_args__ elements must be strings (got {})",
                                class_name((*name).ob_type)
                            );
                            decref(match_args);
                            break 'collect false;
                        }
                        let value = attribute(subject, class, name, &mut seen);
                        if value.is_null() {
                            decref(match_args);
                            break 'collect false;
                        }
                        values.push(value);
                    }
                }
                // The names stay alive with the class; `seen` only compares them.
                let keep = match_args;
                for i in 0..tuple_len(kwnames) {
                    let value = attribute(subject, class, tuple_item(kwnames, i), &mut seen);
                    if value.is_null() {
                        decref(keep);
                        break 'collect false;
                    }
                    values.push(value);
                }
                decref(keep);
                break 'collect true;
            }
            for i in 0..tuple_len(kwnames) {
                let value = attribute(subject, class, tuple_item(kwnames, i), &mut seen);
                if value.is_null() {
                    break 'collect false;
                }
                values.push(value);
            }
            true
        };
        if !ok {
            values.into_iter().for_each(|v| decref(v));
            return std::ptr::null_mut();
        }
        let n = values.len();
        super::build::tuple(values.as_mut_ptr(), n)
    }
}

/// One attribute of a class pattern; NULL without an exception when it is missing.
unsafe fn attribute(
    subject: *mut PyObject,
    class: *mut PyObject,
    name: *mut PyObject,
    seen: &mut Vec<*mut PyObject>,
) -> *mut PyObject {
    // SAFETY: live objects.
    unsafe {
        for other in seen.iter() {
            if PyObject_RichCompareBool(*other, name, Py_EQ) > 0 {
                set_error!(
                    TypeError,
                    "{}() got multiple sub-patterns for attribute '{}'",
                    class_name(class.cast()),
                    text(name)
                );
                return std::ptr::null_mut();
            }
        }
        seen.push(name);
        let value = PyObject_GetAttr(subject, name);
        if value.is_null() && pending(classes::AttributeError()) {
            PyErr_Clear();
        }
        value
    }
}
