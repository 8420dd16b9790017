//! `co_extra`: values that tools attach to code objects.

use std::ffi::c_void;
use std::sync::Mutex;

use mortise_abi::{MAX_CO_EXTRA_USERS, PyCodeObject, freefunc};

/// The destructors of the slots that were handed out.
static SLOTS: Mutex<Vec<freefunc>> = Mutex::new(Vec::new());

/// Hands out a slot; `None` when there are no more.
pub fn request(free: freefunc) -> Option<usize> {
    let mut slots = SLOTS.lock().unwrap_or_else(|e| e.into_inner());
    if slots.len() >= MAX_CO_EXTRA_USERS as usize {
        return None;
    }
    slots.push(free);
    Some(slots.len() - 1)
}

/// The value in slot `index`, NULL when none was set.
///
/// # Safety
/// `code` points to a code object; no other thread sets an extra of it now.
pub unsafe fn get(code: *mut PyCodeObject, index: usize) -> *mut c_void {
    // SAFETY: the field is NULL or comes from `set`.
    unsafe {
        let values: *mut Vec<*mut c_void> = (*code).co_extra.cast();
        if values.is_null() {
            return std::ptr::null_mut();
        }
        (&*values).get(index).copied().unwrap_or(std::ptr::null_mut())
    }
}

/// Sets slot `index`, freeing the old value; false when no such slot was handed out.
///
/// # Safety
/// As [`get`].
pub unsafe fn set(code: *mut PyCodeObject, index: usize, value: *mut c_void) -> bool {
    let slots = SLOTS.lock().unwrap_or_else(|e| e.into_inner()).clone();
    let Some(free) = slots.get(index) else {
        return false;
    };
    // SAFETY: the field is NULL or a vector made here; the destructor belongs to the slot's values.
    unsafe {
        if (*code).co_extra.is_null() {
            (*code).co_extra = Box::into_raw(Box::new(Vec::<*mut c_void>::new())).cast();
        }
        let values: *mut Vec<*mut c_void> = (*code).co_extra.cast();
        if (&*values).len() <= index {
            (&mut *values).resize(index + 1, std::ptr::null_mut());
        }
        let old = std::mem::replace(&mut (&mut *values)[index], value);
        if let Some(free) = free
            && !old.is_null()
        {
            free(old);
        }
    }
    true
}

/// Frees all values of a code object that goes away.
///
/// # Safety
/// `code` is being destroyed.
pub unsafe fn free(code: *mut PyCodeObject) {
    // SAFETY: the vector was made by `set` and is given up here.
    unsafe {
        let values: *mut Vec<*mut c_void> = (*code).co_extra.cast();
        if values.is_null() {
            return;
        }
        (*code).co_extra = std::ptr::null_mut();
        let slots = SLOTS.lock().unwrap_or_else(|e| e.into_inner()).clone();
        for (value, free) in Box::from_raw(values).into_iter().zip(slots) {
            if let Some(free) = free
                && !value.is_null()
            {
                free(value);
            }
        }
    }
}
