//! `abstract.h`: subscription and the mapping protocol.

use std::ffi::{c_char, c_int};

use mortise_abi::PyObject;

use super::abstract_sequence::object;
use super::decl;
use crate::boundary::enter;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::intern;
use crate::objects::Dict;
use crate::objects::protocol::mapping;

/// A C string as a str.
///
/// # Safety
/// `text` is NUL-terminated, or NULL.
unsafe fn name<'py>(py: Attached<'py>, text: *const c_char) -> PyResult<Ref<'py>> {
    // SAFETY: by contract; a new reference or NULL.
    unsafe {
        if text.is_null() {
            return Err(crate::objects::protocol::null_error(py));
        }
        Ref::from_owned_or_raised(py, decl::PyUnicode_FromString(text))
    }
}

/// The value of an exact int of at most one digit.
///
/// # Safety
/// `ob` points to a live object.
#[inline(always)]
unsafe fn small_int(ob: *mut PyObject) -> Option<isize> {
    // SAFETY: by contract; the type says that it is an int.
    unsafe {
        if (*ob).ob_type != &raw mut decl::PyLong_Type {
            return None;
        }
        crate::eval::specialize::compact(ob).map(|value| value as isize)
    }
}

/// `PyObject_Size`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Size(op: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe {
        if !op.is_null() {
            // What has a length of its own is asked at once; the slot guards itself.
            let sequence = (*(*op).ob_type).tp_as_sequence;
            if !sequence.is_null()
                && let Some(length) = (*sequence).sq_length
            {
                return length(op);
            }
        }
        enter("PyObject_Size", |py| object(py, op)?.size()) as isize
    }
}

/// `PyObject_Length`: the old name of `PyObject_Size`.
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Length(op: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe { PyObject_Size(op) }
}

/// `PyObject_LengthHint`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_LengthHint(op: *mut PyObject, default: isize) -> isize {
    // SAFETY: by contract.
    unsafe { enter("PyObject_LengthHint", |py| object(py, op)?.length_hint(default as usize)) as isize }
}

/// `PyObject_GetItem`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetItem(op: *mut PyObject, key: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if !op.is_null() && !key.is_null() {
            let ty = (*op).ob_type;
            let mapping = (*ty).tp_as_mapping;
            if !mapping.is_null()
                && let Some(subscript) = (*mapping).mp_subscript
            {
                return subscript(op, key);
            }
            // A sequence and an index that needs no conversion: the slots guard themselves.
            let sequence = (*ty).tp_as_sequence;
            if !sequence.is_null()
                && let Some(item) = (*sequence).sq_item
                && let Some(index) = small_int(key)
                && index >= 0
            {
                return item(op, index);
            }
        }
        enter("PyObject_GetItem", |py| object(py, op)?.get_item(&*object(py, key)?))
    }
}

/// `PyObject_SetItem`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_SetItem(
    op: *mut PyObject,
    key: *mut PyObject,
    value: *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_SetItem", |py| -> PyResult<()> {
            object(py, op)?.set_item(&*object(py, key)?, &*object(py, value)?)
        })
    }
}

/// `PyObject_DelItem`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_DelItem(op: *mut PyObject, key: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_DelItem", |py| -> PyResult<()> { object(py, op)?.del_item(&*object(py, key)?) })
    }
}

/// `PyObject_DelItemString`
///
/// # Safety
/// `op` points to a live object, `key` to a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_DelItemString(op: *mut PyObject, key: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_DelItemString", |py| -> PyResult<()> { object(py, op)?.del_item(&name(py, key)?) })
    }
}

/// `PyMapping_Check`
///
/// # Safety
/// `op` points to a live object or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_Check(op: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let op = Borrowed::<'_, '_, PyObject>::from_ptr_or_null(Attached::assume(), op);
        op.is_some_and(|op| mapping::is_mapping(&op)) as c_int
    }
}

/// `PyMapping_Size`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_Size(op: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe { enter("PyMapping_Size", |py| mapping::size(&*object(py, op)?)) as isize }
}

/// `PyMapping_Length`: the old name of `PyMapping_Size`.
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_Length(op: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe { PyMapping_Size(op) }
}

/// `PyMapping_GetItemString`
///
/// # Safety
/// `op` points to a live object, `key` to a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_GetItemString(op: *mut PyObject, key: *const c_char) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyMapping_GetItemString", |py| object(py, op)?.get_item(&name(py, key)?)) }
}

/// `PyMapping_SetItemString`
///
/// # Safety
/// `op` and `value` point to live objects, `key` to a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_SetItemString(
    op: *mut PyObject,
    key: *const c_char,
    value: *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyMapping_SetItemString", |py| -> PyResult<()> {
            object(py, op)?.set_item(&name(py, key)?, &*object(py, value)?)
        })
    }
}

/// # Safety
/// `out` is writable.
unsafe fn optional<'py>(
    py: Attached<'py>,
    op: *mut PyObject,
    key: &Ref<'py>,
    out: *mut *mut PyObject,
) -> PyResult<bool> {
    // SAFETY: by contract.
    unsafe {
        let value = object(py, op)?.get_item_opt(key)?;
        let found = value.is_some();
        *out = value.map_or(std::ptr::null_mut(), Ref::into_ptr);
        Ok(found)
    }
}

/// `PyMapping_GetOptionalItem`: 1 and the value, 0 and NULL for KeyError, or -1.
///
/// # Safety
/// `op` and `key` point to live objects; `out` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_GetOptionalItem(
    op: *mut PyObject,
    key: *mut PyObject,
    out: *mut *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        *out = std::ptr::null_mut();
        enter("PyMapping_GetOptionalItem", |py| -> PyResult<bool> {
            optional(py, op, &*object(py, key)?, out)
        })
    }
}

/// `PyMapping_GetOptionalItemString`
///
/// # Safety
/// `op` points to a live object, `key` to a C string; `out` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_GetOptionalItemString(
    op: *mut PyObject,
    key: *const c_char,
    out: *mut *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        *out = std::ptr::null_mut();
        enter("PyMapping_GetOptionalItemString", |py| -> PyResult<bool> {
            optional(py, op, &name(py, key)?, out)
        })
    }
}

/// `PyMapping_HasKeyWithError`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_HasKeyWithError(op: *mut PyObject, key: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyMapping_HasKeyWithError", |py| -> PyResult<bool> {
            Ok(object(py, op)?.get_item_opt(&*object(py, key)?)?.is_some())
        })
    }
}

/// `PyMapping_HasKeyStringWithError`
///
/// # Safety
/// `op` points to a live object, `key` to a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_HasKeyStringWithError(op: *mut PyObject, key: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyMapping_HasKeyStringWithError", |py| -> PyResult<bool> {
            Ok(object(py, op)?.get_item_opt(&name(py, key)?)?.is_some())
        })
    }
}

/// The functions that cannot raise: an exception is reported and means "no".
fn has_key<'py>(lookup: impl FnOnce() -> PyResult<Option<Ref<'py>>>) -> c_int {
    match lookup() {
        Ok(value) => value.is_some() as c_int,
        Err(raised) => {
            let _: Raised = raised;
            // SAFETY: an exception is set.
            unsafe { decl::PyErr_WriteUnraisable(std::ptr::null_mut()) };
            0
        }
    }
}

/// `PyMapping_HasKey`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_HasKey(op: *mut PyObject, key: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyMapping_HasKey", |py| -> PyResult<c_int> {
            Ok(has_key(|| object(py, op)?.get_item_opt(&*object(py, key)?)))
        })
    }
}

/// `PyMapping_HasKeyString`
///
/// # Safety
/// `op` points to a live object, `key` to a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_HasKeyString(op: *mut PyObject, key: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyMapping_HasKeyString", |py| -> PyResult<c_int> {
            Ok(has_key(|| object(py, op)?.get_item_opt(&name(py, key)?)))
        })
    }
}

/// `PyMapping_Keys`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_Keys(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyMapping_Keys", |py| {
            let op = object(py, op)?;
            match op.cast_exact::<Dict>() {
                Some(dict) => dict.keys_list(),
                None => op.method_as_list(intern!(py, "keys")),
            }
        })
    }
}

/// `PyMapping_Items`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_Items(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyMapping_Items", |py| {
            let op = object(py, op)?;
            match op.cast_exact::<Dict>() {
                Some(dict) => dict.items_list(),
                None => op.method_as_list(intern!(py, "items")),
            }
        })
    }
}

/// `PyMapping_Values`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMapping_Values(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyMapping_Values", |py| {
            let op = object(py, op)?;
            match op.cast_exact::<Dict>() {
                Some(dict) => dict.values_list(),
                None => op.method_as_list(intern!(py, "values")),
            }
        })
    }
}
