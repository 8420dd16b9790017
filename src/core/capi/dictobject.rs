//! `dictobject.h`: dicts.

use std::ffi::{c_char, c_int};

use mortise_abi::{PyDict_WatchCallback, PyObject};

use super::decl;
use crate::boundary::enter;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Dict;
use crate::objects::dict::{Conflict, key_error, keys, storage, watch};
use crate::objects::protocol::bad_internal_call;
use crate::raise;
use crate::state::error;

/// The argument as a dict, or SystemError.
///
/// # Safety
/// `op` is NULL or points to a live object.
#[inline(always)]
unsafe fn arg<'a, 'py>(py: Attached<'py>, op: *mut PyObject) -> PyResult<Borrowed<'a, 'py, Dict>> {
    // SAFETY: by contract.
    unsafe {
        match Borrowed::<'a, 'py, PyObject>::from_ptr_or_null(py, op).and_then(|o| o.into_cast::<Dict>()) {
            Some(dict) => Ok(dict),
            None => Err(bad_internal_call(py)),
        }
    }
}

/// # Safety
/// `op` points to a live object.
#[inline(always)]
unsafe fn object<'a, 'py>(py: Attached<'py>, op: *mut PyObject) -> PyResult<Borrowed<'a, 'py>> {
    // SAFETY: by contract, or NULL.
    unsafe { Borrowed::from_ptr_or_null(py, op).ok_or_else(|| bad_internal_call(py)) }
}

/// A C string as a str.
///
/// # Safety
/// `text` is NUL-terminated.
unsafe fn name<'py>(py: Attached<'py>, text: *const c_char) -> PyResult<Ref<'py>> {
    // SAFETY: by contract; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyUnicode_FromString(text)) }
}

/// Stores an optional result.
///
/// # Safety
/// `out` is writable, or NULL when the caller does not want the value.
unsafe fn store(out: *mut *mut PyObject, value: Option<Ref<'_>>) -> bool {
    // SAFETY: by contract.
    unsafe {
        let found = value.is_some();
        if !out.is_null() {
            *out = value.map_or(std::ptr::null_mut(), Ref::into_ptr);
        }
        found
    }
}

/// `PyDict_New`
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_New() -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyDict_New", |py| py.dict()) }
}

/// `_PyDict_NewPresized`
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_NewPresized(n: isize) -> *mut PyObject {
    // SAFETY: by contract. Small tables are made when the first key tells their kind.
    unsafe {
        enter("_PyDict_NewPresized", |py| {
            let n = if n <= 5 { 0 } else { n as usize };
            storage::new_presized(py, n, keys::Kind::Text)
        })
    }
}

/// A borrowed value; NULL when there is none.
fn borrowed<'py>(dict: &Ref<'py, Dict>, key: &Ref<'py>, hash: Option<isize>) -> PyResult<*mut PyObject> {
    // SAFETY: the dict keeps the value alive for the caller.
    unsafe {
        let hash = match hash {
            Some(hash) => hash,
            None => storage::hash_of(key.as_ptr())?,
        };
        crate::state::critical_section::with(dict, || storage::get(dict.as_ptr(), key.as_ptr(), hash))
    }
}

/// Runs a lookup that must not raise: exceptions are reported, and the one that was set before stays.
fn without_raising(py: Attached<'_>, lookup: impl FnOnce() -> PyResult<*mut PyObject>) -> *mut PyObject {
    let before = error::take(py);
    let result = lookup().unwrap_or_else(|raised| {
        // SAFETY: an exception is set.
        unsafe {
            let _: Raised = raised;
            decl::PyErr_WriteUnraisable(std::ptr::null_mut());
        }
        std::ptr::null_mut()
    });
    if let Some(before) = before {
        let _: Raised = error::set(py, before);
    }
    result
}

/// `PyDict_GetItem`: a borrowed reference, or NULL without an exception whatever happened.
///
/// # Safety
/// `op` and `key` point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_GetItem(op: *mut PyObject, key: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyDict_GetItem", |py| -> PyResult<*mut PyObject> {
            let Some(dict) = object(py, op)?.into_cast::<Dict>() else { return Ok(std::ptr::null_mut()) };
            let key = object(py, key)?;
            Ok(without_raising(py, || borrowed(&dict, &key, None)))
        })
    }
}

/// `PyDict_GetItemWithError`: a borrowed reference; NULL without an exception when there is no such key.
///
/// # Safety
/// `op` and `key` point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_GetItemWithError(op: *mut PyObject, key: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyDict_GetItemWithError", |py| -> PyResult<*mut PyObject> {
            borrowed(&*arg(py, op)?, &*object(py, key)?, None)
        })
    }
}

/// `_PyDict_GetItem_KnownHash`: as `PyDict_GetItemWithError` with the key's hash.
///
/// # Safety
/// `op` and `key` point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_GetItem_KnownHash(
    op: *mut PyObject,
    key: *mut PyObject,
    hash: isize,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("_PyDict_GetItem_KnownHash", |py| -> PyResult<*mut PyObject> {
            borrowed(&*arg(py, op)?, &*object(py, key)?, Some(hash))
        })
    }
}

/// `PyDict_GetItemRef`: 1 and a new reference, 0 and NULL, or -1.
///
/// # Safety
/// `op` and `key` point to live objects; `out` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_GetItemRef(
    op: *mut PyObject,
    key: *mut PyObject,
    out: *mut *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        *out = std::ptr::null_mut();
        enter("PyDict_GetItemRef", |py| -> PyResult<bool> {
            Ok(store(out, arg(py, op)?.get(&*object(py, key)?)?))
        })
    }
}

/// `PyDict_GetItemString`: a borrowed reference, or NULL without an exception.
///
/// # Safety
/// `op` points to a live object, `key` to a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_GetItemString(op: *mut PyObject, key: *const c_char) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyDict_GetItemString", |py| -> PyResult<*mut PyObject> {
            let Some(dict) = object(py, op)?.into_cast::<Dict>() else { return Ok(std::ptr::null_mut()) };
            Ok(without_raising(py, || borrowed(&dict, &name(py, key)?, None)))
        })
    }
}

/// `_PyDict_GetItemStringWithError`
///
/// # Safety
/// `op` points to a live object, `key` to a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_GetItemStringWithError(
    op: *mut PyObject,
    key: *const c_char,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("_PyDict_GetItemStringWithError", |py| -> PyResult<*mut PyObject> {
            borrowed(&*arg(py, op)?, &name(py, key)?, None)
        })
    }
}

/// `PyDict_GetItemStringRef`
///
/// # Safety
/// `op` points to a live object, `key` to a C string; `out` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_GetItemStringRef(
    op: *mut PyObject,
    key: *const c_char,
    out: *mut *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        *out = std::ptr::null_mut();
        enter("PyDict_GetItemStringRef", |py| -> PyResult<bool> {
            Ok(store(out, arg(py, op)?.get(&name(py, key)?)?))
        })
    }
}

/// `PyDict_SetItem`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_SetItem(
    op: *mut PyObject,
    key: *mut PyObject,
    value: *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyDict_SetItem", |py| -> PyResult<()> {
            arg(py, op)?.set(&*object(py, key)?, &*object(py, value)?)
        })
    }
}

/// `_PyDict_SetItem_KnownHash_LockHeld`: the caller is inside a critical section of the dict.
///
/// # Safety
/// The arguments point to live objects; `hash` is the key's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_SetItem_KnownHash_LockHeld(
    op: *mut Dict,
    key: *mut PyObject,
    value: *mut PyObject,
    hash: isize,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("_PyDict_SetItem_KnownHash_LockHeld", |py| -> PyResult<()> {
            let (key, value) = (object(py, key)?.to_owned(), object(py, value)?.to_owned());
            drop(storage::insert(py, op, key, hash, value)?);
            Ok(())
        })
    }
}

/// `PyDict_SetItemString`
///
/// # Safety
/// `op` and `value` point to live objects, `key` to a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_SetItemString(
    op: *mut PyObject,
    key: *const c_char,
    value: *mut PyObject,
) -> c_int {
    // SAFETY: by contract; PyUnicode_InternInPlace swaps the owned reference.
    unsafe {
        enter("PyDict_SetItemString", |py| -> PyResult<()> {
            let mut key = name(py, key)?.into_ptr();
            decl::PyUnicode_InternInPlace(&raw mut key);
            let key: Ref<'_> = Ref::from_owned(py, key);
            arg(py, op)?.set(&key, &*object(py, value)?)
        })
    }
}

/// `PyDict_DelItem`
///
/// # Safety
/// `op` and `key` point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_DelItem(op: *mut PyObject, key: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyDict_DelItem", |py| -> PyResult<()> {
            let key = object(py, key)?;
            if arg(py, op)?.remove(&key)? { Ok(()) } else { Err(key_error(py, &key)) }
        })
    }
}

/// `PyDict_DelItemString`
///
/// # Safety
/// `op` points to a live object, `key` to a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_DelItemString(op: *mut PyObject, key: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyDict_DelItemString", |py| -> PyResult<()> {
            let key = name(py, key)?;
            if arg(py, op)?.remove(&key)? { Ok(()) } else { Err(key_error(py, &key)) }
        })
    }
}

/// `PyDict_Contains`
///
/// # Safety
/// `op` and `key` point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Contains(op: *mut PyObject, key: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyDict_Contains", |py| -> PyResult<bool> { arg(py, op)?.contains_key(&*object(py, key)?) })
    }
}

/// `PyDict_ContainsString`
///
/// # Safety
/// `op` points to a live object, `key` to a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_ContainsString(op: *mut PyObject, key: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyDict_ContainsString", |py| -> PyResult<bool> { arg(py, op)?.contains_key(&name(py, key)?) })
    }
}

/// `PyDict_Pop`: 1 and the value, 0 and NULL, or -1.
///
/// # Safety
/// `op` and `key` point to live objects; `out` is writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Pop(op: *mut PyObject, key: *mut PyObject, out: *mut *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        store(out, None);
        enter("PyDict_Pop", |py| -> PyResult<bool> {
            let value = arg(py, op)?.pop(&*object(py, key)?)?;
            Ok(store(out, value))
        })
    }
}

/// `PyDict_PopString`
///
/// # Safety
/// `op` points to a live object, `key` to a C string; `out` is writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_PopString(
    op: *mut PyObject,
    key: *const c_char,
    out: *mut *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        store(out, None);
        enter("PyDict_PopString", |py| -> PyResult<bool> {
            let value = arg(py, op)?.pop(&name(py, key)?)?;
            Ok(store(out, value))
        })
    }
}

/// `_PyDict_Pop`: the value, the default, or KeyError when that is NULL.
///
/// # Safety
/// `op` and `key` point to live objects; `default` too or is NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyDict_Pop(
    op: *mut PyObject,
    key: *mut PyObject,
    default: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("_PyDict_Pop", |py| {
            let key = object(py, key)?;
            match arg(py, op)?.pop(&key)? {
                Some(value) => Ok(value),
                None => match Borrowed::from_ptr_or_null(py, default) {
                    Some(default) => Ok(default.to_owned()),
                    None => Err(key_error(py, &key)),
                },
            }
        })
    }
}

/// `PyDict_SetDefault`: a borrowed reference.
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_SetDefault(
    op: *mut PyObject,
    key: *mut PyObject,
    default: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract; the dict keeps the value alive for the caller.
    unsafe {
        enter("PyDict_SetDefault", |py| -> PyResult<*mut PyObject> {
            let (value, _) = arg(py, op)?.set_default(&*object(py, key)?, &*object(py, default)?)?;
            Ok(value.as_ptr())
        })
    }
}

/// `PyDict_SetDefaultRef`: 1 when the key was there, 0 when it was added, or -1.
///
/// # Safety
/// The arguments point to live objects; `out` is writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_SetDefaultRef(
    op: *mut PyObject,
    key: *mut PyObject,
    default: *mut PyObject,
    out: *mut *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        store(out, None);
        enter("PyDict_SetDefaultRef", |py| -> PyResult<bool> {
            let (value, found) = arg(py, op)?.set_default(&*object(py, key)?, &*object(py, default)?)?;
            store(out, Some(value));
            Ok(found)
        })
    }
}

/// `PyDict_Size`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Size(op: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe { enter("PyDict_Size", |py| Ok(arg(py, op)?.len())) as isize }
}

/// `PyDict_Clear`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Clear(op: *mut PyObject) {
    // SAFETY: by contract; what is no dict is left alone.
    unsafe {
        enter("PyDict_Clear", |py| {
            if let Some(dict) = Borrowed::<'_, '_, PyObject>::from_ptr(py, op).into_cast::<Dict>() {
                dict.clear();
            }
        })
    }
}

/// `PyDict_Copy`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Copy(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyDict_Copy", |py| arg(py, op)?.copy()) }
}

/// `PyDict_Next`: the entry at or behind a position, borrowed.
///
/// # Safety
/// `op` points to a live object, `pos` to a position that starts at 0; `key` and `value` are writable or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Next(
    op: *mut PyObject,
    pos: *mut isize,
    key: *mut *mut PyObject,
    value: *mut *mut PyObject,
) -> c_int {
    // SAFETY: by contract. Callers of the t flavour hold a critical section around the loop.
    unsafe {
        enter("PyDict_Next", |py| -> PyResult<bool> {
            let Some(dict) = Borrowed::<'_, '_, PyObject>::from_ptr(py, op).into_cast::<Dict>() else {
                return Ok(false);
            };
            let Some(entry) = storage::next(dict.as_ptr(), &mut *pos) else { return Ok(false) };
            if !key.is_null() {
                *key = entry.key;
            }
            if !value.is_null() {
                *value = entry.value;
            }
            Ok(true)
        })
    }
}

/// `PyDict_Keys`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Keys(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyDict_Keys", |py| arg(py, op)?.keys_list()) }
}

/// `PyDict_Values`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Values(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyDict_Values", |py| arg(py, op)?.values_list()) }
}

/// `PyDict_Items`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Items(op: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyDict_Items", |py| arg(py, op)?.items_list()) }
}

/// `PyDict_Update`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Update(op: *mut PyObject, other: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyDict_Update", |py| -> PyResult<()> {
            arg(py, op)?.merge(&*object(py, other)?, Conflict::Replace)
        })
    }
}

/// `PyDict_Merge`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Merge(op: *mut PyObject, other: *mut PyObject, replace: c_int) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyDict_Merge", |py| -> PyResult<()> {
            let how = if replace != 0 { Conflict::Replace } else { Conflict::Keep };
            arg(py, op)?.merge(&*object(py, other)?, how)
        })
    }
}

/// `PyDict_MergeFromSeq2`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_MergeFromSeq2(
    op: *mut PyObject,
    pairs: *mut PyObject,
    replace: c_int,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyDict_MergeFromSeq2", |py| -> PyResult<()> {
            let how = if replace != 0 { Conflict::Replace } else { Conflict::Keep };
            arg(py, op)?.merge_pairs(&*object(py, pairs)?, how)
        })
    }
}

/// `PyDict_AddWatcher`
///
/// # Safety
/// The thread is attached; the callback stays callable until it is cleared.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_AddWatcher(callback: PyDict_WatchCallback) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyDict_AddWatcher", |py| -> PyResult<c_int> { watch::add(py, callback) }) }
}

/// `PyDict_ClearWatcher`
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_ClearWatcher(id: c_int) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyDict_ClearWatcher", |py| -> PyResult<()> { watch::remove(py, id) }) }
}

/// # Safety
/// `op` points to a live object.
unsafe fn set_watched(py: Attached<'_>, id: c_int, op: *mut PyObject, on: bool) -> PyResult<()> {
    // SAFETY: by contract.
    unsafe {
        let Some(dict) = object(py, op)?.into_cast::<Dict>() else {
            return Err(raise!(py, ValueError, "Cannot watch non-dictionary"));
        };
        let id = watch::validate(py, id)?;
        crate::state::critical_section::with(&dict, || watch::set_watched(dict.as_ptr(), id, on));
        Ok(())
    }
}

/// `PyDict_Watch`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Watch(id: c_int, op: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyDict_Watch", |py| -> PyResult<()> { set_watched(py, id, op, true) }) }
}

/// `PyDict_Unwatch`
///
/// # Safety
/// `op` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDict_Unwatch(id: c_int, op: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyDict_Unwatch", |py| -> PyResult<()> { set_watched(py, id, op, false) }) }
}
