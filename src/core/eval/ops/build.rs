//! Building containers, strings and functions.

use std::ffi::c_int;

use mortise_abi::*;

use super::{pending, set_error, text, type_name};
use crate::capi::decl::*;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::{decref, incref};
use crate::objects::code::{tuple_item, tuple_len};
use crate::objects::exceptions::classes;
use crate::objects::set::AnySet;

/// A tuple of `n` values, which it takes over.
///
/// # Safety
/// `values` points to `n` owned references.
pub unsafe fn tuple(values: *mut *mut PyObject, n: usize) -> *mut PyObject {
    // SAFETY: by contract; the fresh tuple's slots are NULL.
    unsafe {
        let result = PyTuple_New(n as isize);
        if result.is_null() {
            drop_all(values, n);
            return result;
        }
        if n > 0 {
            let slots = (&raw mut (*result.cast::<PyTupleObject>()).ob_item).cast::<*mut PyObject>();
            std::ptr::copy_nonoverlapping(values, slots, n);
        }
        result
    }
}

/// A list of `n` values, which it takes over.
///
/// # Safety
/// As [`tuple`].
pub unsafe fn list(values: *mut *mut PyObject, n: usize) -> *mut PyObject {
    // SAFETY: by contract; the fresh list has n NULL slots that nobody else sees.
    unsafe {
        let result = PyList_New(n as isize);
        if result.is_null() {
            drop_all(values, n);
            return result;
        }
        if n > 0 {
            let slots = (*result.cast::<PyListObject>()).ob_item;
            std::ptr::copy_nonoverlapping(values, slots, n);
        }
        result
    }
}

/// Gives `n` references back.
///
/// # Safety
/// As [`tuple`].
pub unsafe fn drop_all(values: *mut *mut PyObject, n: usize) {
    for i in 0..n {
        // SAFETY: by contract.
        unsafe { decref(*values.add(i)) };
    }
}

/// A set of `n` values, which it takes over.
///
/// # Safety
/// As [`tuple`].
pub unsafe fn set(values: *mut *mut PyObject, n: usize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let result = PySet_New(std::ptr::null_mut());
        let mut failed = result.is_null();
        for i in 0..n {
            if !failed && PySet_Add(result, *values.add(i)) < 0 {
                failed = true;
            }
            decref(*values.add(i));
        }
        if failed && !result.is_null() {
            decref(result);
            return std::ptr::null_mut();
        }
        result
    }
}

/// A dict of `n` keys and values in turn, which it takes over.
///
/// # Safety
/// `values` points to `2 * n` owned references.
pub unsafe fn map(values: *mut *mut PyObject, n: usize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let mut result = if n > 5 { _PyDict_NewPresized(n as isize) } else { PyDict_New() };
        if !result.is_null() {
            for i in 0..n {
                if PyDict_SetItem(result, *values.add(2 * i), *values.add(2 * i + 1)) < 0 {
                    decref(result);
                    result = std::ptr::null_mut();
                    break;
                }
            }
        }
        drop_all(values, 2 * n);
        result
    }
}

/// A dict of the keys in a tuple (borrowed) and `n` values, which it takes over.
///
/// # Safety
/// As [`tuple`]; `keys` is a tuple of `n`.
pub unsafe fn const_key_map(keys: *mut PyObject, values: *mut *mut PyObject, n: usize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let mut result = if n > 5 { _PyDict_NewPresized(n as isize) } else { PyDict_New() };
        if !result.is_null() {
            for i in 0..n.min(tuple_len(keys)) {
                if PyDict_SetItem(result, tuple_item(keys, i), *values.add(i)) < 0 {
                    decref(result);
                    result = std::ptr::null_mut();
                    break;
                }
            }
        }
        drop_all(values, n);
        result
    }
}

/// The strings joined; takes them over.
///
/// # Safety
/// `values` points to `n` owned str.
pub unsafe fn string(values: *mut *mut PyObject, n: usize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let parts = tuple(values, n);
        if parts.is_null() {
            return parts;
        }
        let py = Attached::assume();
        let result = match py.str("") {
            Ok(empty) => PyUnicode_Join(empty.as_object_ptr(), parts),
            Err(_) => std::ptr::null_mut(),
        };
        decref(parts);
        result
    }
}

/// `list += iterable` of a starred item.
///
/// # Safety
/// `list` is a list, `iterable` live.
pub unsafe fn list_extend(list: *mut PyObject, iterable: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if PyList_Extend(list, iterable) == 0 {
            return 0;
        }
        if pending(classes::TypeError())
            && (*(*iterable).ob_type).tp_iter.is_none()
            && PySequence_Check(iterable) == 0
        {
            PyErr_Clear();
            set_error!(TypeError, "Value after * must be an iterable, not {}", type_name(iterable));
        }
        -1
    }
}

/// `set |= iterable` of a starred item.
///
/// # Safety
/// `set` is a set, `iterable` live.
pub unsafe fn set_update(set: *mut PyObject, iterable: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let py = Attached::assume();
        let set: Borrowed<'_, '_, AnySet> = Borrowed::from_ptr(py, set.cast());
        match set.update_from(&Borrowed::from_ptr(py, iterable)) {
            Ok(()) => 0,
            Err(_raised) => -1,
        }
    }
}

/// `dict |= mapping` of a dict display.
///
/// # Safety
/// `dict` is a dict, `mapping` live.
pub unsafe fn dict_update(dict: *mut PyObject, mapping: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if PyDict_Update(dict, mapping) == 0 {
            return 0;
        }
        if pending(classes::AttributeError()) {
            PyErr_Clear();
            set_error!(TypeError, "'{}' object is not a mapping", type_name(mapping));
        }
        -1
    }
}

/// Adds keyword arguments given as `**mapping` for a call of `callable`.
///
/// # Safety
/// `dict` is a dict, the others live.
pub unsafe fn dict_merge(dict: *mut PyObject, mapping: *mut PyObject, callable: *mut PyObject) -> c_int {
    // SAFETY: by contract; what is borrowed from a dict is taken before anything runs.
    unsafe {
        let py = Attached::assume();
        let is_dict = (*(*mapping).ob_type).tp_flags & Py_TPFLAGS_DICT_SUBCLASS != 0;
        let owned = if is_dict {
            incref(mapping);
            mapping
        } else {
            let copy = PyDict_New();
            if copy.is_null() {
                return -1;
            }
            if PyDict_Update(copy, mapping) < 0 {
                decref(copy);
                if pending(classes::AttributeError()) {
                    PyErr_Clear();
                    set_error!(
                        TypeError,
                        "{} argument after ** must be a mapping, not {}",
                        function_text(callable),
                        type_name(mapping)
                    );
                }
                return -1;
            }
            copy
        };
        let source: Ref<'_, crate::objects::Dict> = Ref::from_owned(py, owned.cast());
        let mut pos = 0;
        while let Some((key, value)) = source.next_entry(&mut pos) {
            match PyDict_Contains(dict, key.as_ptr()) {
                0 => {}
                1 => {
                    if key.cast::<crate::objects::Str>().is_none() {
                        set_error!(TypeError, "{} keywords must be strings", function_text(callable));
                    } else {
                        set_error!(
                            TypeError,
                            "{} got multiple values for keyword argument '{}'",
                            function_text(callable),
                            text(key.as_ptr())
                        );
                    }
                    return -1;
                }
                _ => return -1,
            }
            if PyDict_SetItem(dict, key.as_ptr(), value.as_ptr()) < 0 {
                return -1;
            }
        }
        0
    }
}

/// How messages call a callable: `module.qualname()`.
///
/// # Safety
/// `callable` points to a live object.
pub unsafe fn function_text(callable: *mut PyObject) -> String {
    // SAFETY: by contract; the pending exception is kept aside.
    unsafe {
        let saved = PyErr_GetRaisedException();
        let name = _PyObject_FunctionStr(callable);
        let out = if name.is_null() {
            PyErr_Clear();
            format!("{}()", type_name(callable))
        } else {
            let out = text(name);
            decref(name);
            out
        };
        PyErr_SetRaisedException(saved);
        out
    }
}

/// A function of the code object (taken over) with the frame's globals.
///
/// # Safety
/// `code` is a code object, `globals` live.
pub unsafe fn function(code: *mut PyObject, globals: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let py = Attached::assume();
        let code: Ref<'_, crate::objects::Code> = Ref::from_owned(py, code.cast());
        match crate::objects::function::new(py, &code, &Borrowed::from_ptr(py, globals), None) {
            Ok(f) => {
                (*f.as_ptr()).func_version = (*code.as_ptr()).co_version;
                crate::eval::watchers::function_event(
                    PyFunction_EVENT_CREATE,
                    f.as_ptr(),
                    std::ptr::null_mut(),
                );
                f.into_object_ptr()
            }
            Err(_) => std::ptr::null_mut(),
        }
    }
}

/// `SET_FUNCTION_ATTRIBUTE`: takes `value` over.
///
/// # Safety
/// `f` is a function; `value` is of the type for the attribute.
pub unsafe fn set_function_attribute(f: *mut PyObject, which: u32, value: *mut PyObject) {
    // SAFETY: a fresh function that only the frame has.
    unsafe {
        let f: *mut PyFunctionObject = f.cast();
        let field = match which {
            8 => &raw mut (*f).func_closure,
            4 => &raw mut (*f).func_annotations,
            2 => &raw mut (*f).func_kwdefaults,
            _ => &raw mut (*f).func_defaults,
        };
        crate::objects::function::replace_field(field, value);
    }
}
