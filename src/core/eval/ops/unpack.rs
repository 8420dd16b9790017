//! Unpacking a value into several targets.

use mortise_abi::*;

use super::{pending, set_error, type_name};
use crate::capi::decl::*;
use crate::heap::refcount::{decref, incref};
use crate::objects::exceptions::classes;

/// Puts the `before` first items, with `after >= 0` then a list of the rest and the `after` last ones, on the stack at `sp`,
/// the first item on top. False with an exception; then nothing is left on the stack.
///
/// # Safety
/// `value` is live (borrowed); the stack has room.
pub unsafe fn unpack(
    value: *mut PyObject,
    before: usize,
    after: Option<usize>,
    sp: *mut *mut PyObject,
) -> bool {
    // SAFETY: by contract.
    unsafe {
        if after.is_none() && exact(value, before, sp) {
            return true;
        }
        let it = PyObject_GetIter(value);
        if it.is_null() {
            if pending(classes::TypeError())
                && (*(*value).ob_type).tp_iter.is_none()
                && PySequence_Check(value) == 0
            {
                PyErr_Clear();
                set_error!(TypeError, "cannot unpack non-iterable {} object", type_name(value));
            }
            return false;
        }
        let mut items: Vec<*mut PyObject> = Vec::with_capacity(before);
        let ok = collect(it, before, after, &mut items);
        decref(it);
        if !ok {
            for item in items {
                decref(item);
            }
            return false;
        }
        let n = items.len();
        for (i, item) in items.into_iter().enumerate() {
            *sp.add(n - 1 - i) = item;
        }
        true
    }
}

/// The case of a tuple or list of the right length.
unsafe fn exact(value: *mut PyObject, n: usize, sp: *mut *mut PyObject) -> bool {
    // SAFETY: the items are counted before anything else runs.
    unsafe {
        let items: *const *mut PyObject = if (*value).ob_type == &raw mut PyTuple_Type {
            (&raw const (*value.cast::<PyTupleObject>()).ob_item).cast()
        } else if cfg!(not(Py_GIL_DISABLED)) && (*value).ob_type == &raw mut PyList_Type {
            (*value.cast::<PyListObject>()).ob_item
        } else {
            return false;
        };
        if (*value.cast::<PyVarObject>()).ob_size as usize != n {
            return false;
        }
        for i in 0..n {
            let item = *items.add(i);
            incref(item);
            *sp.add(n - 1 - i) = item;
        }
        true
    }
}

unsafe fn collect(
    it: *mut PyObject,
    before: usize,
    after: Option<usize>,
    items: &mut Vec<*mut PyObject>,
) -> bool {
    // SAFETY: a live iterator.
    unsafe {
        for i in 0..before {
            let item = super::iter::next(it);
            if item.is_null() {
                if PyErr_Occurred().is_null() {
                    match after {
                        None => {
                            set_error!(ValueError, "not enough values to unpack (expected {before}, got {i})")
                        }
                        Some(after) => set_error!(
                            ValueError,
                            "not enough values to unpack (expected at least {}, got {i})",
                            before + after
                        ),
                    }
                }
                return false;
            }
            items.push(item);
        }
        let Some(after) = after else {
            let extra = super::iter::next(it);
            if extra.is_null() {
                return PyErr_Occurred().is_null();
            }
            decref(extra);
            set_error!(ValueError, "too many values to unpack (expected {before})");
            return false;
        };
        let rest = PySequence_List(it);
        if rest.is_null() {
            return false;
        }
        let have = PyList_Size(rest) as usize;
        if have < after {
            decref(rest);
            set_error!(
                ValueError,
                "not enough values to unpack (expected at least {}, got {})",
                before + after,
                before + have
            );
            return false;
        }
        // The list is ours alone: split its tail off.
        let mut tail = Vec::with_capacity(after);
        for i in have - after..have {
            tail.push(PyList_GetItemRef(rest, i as isize));
        }
        if PyList_SetSlice(rest, (have - after) as isize, have as isize, std::ptr::null_mut()) < 0 {
            decref(rest);
            items.extend(tail);
            return false;
        }
        items.push(rest);
        items.extend(tail);
        true
    }
}
