//! The attribute cache of the default flavour: one table under the GIL.

use mortise_abi::PyObject;

use crate::heap::refcount::{decref, incref};

const SIZE: usize = 4096;

#[derive(Clone, Copy)]
struct Entry {
    version: u32,
    name: *mut PyObject,
    value: *mut PyObject,
}

static mut TABLE: [Entry; SIZE] =
    [Entry { version: 0, name: std::ptr::null_mut(), value: std::ptr::null_mut() }; SIZE];

#[inline(always)]
fn slot(version: u32, name: *mut PyObject) -> *mut Entry {
    let index = (version as usize ^ (name as usize >> 3)) & (SIZE - 1);
    // SAFETY: the index is in bounds.
    unsafe { (&raw mut TABLE).cast::<Entry>().add(index) }
}

/// What is known of `name` in the type that has `version`: the value, borrowed from the type, or NULL for "no such attribute".
///
/// # Safety
/// The GIL is held; `version` is not 0.
#[inline(always)]
pub unsafe fn find(version: u32, name: *mut PyObject) -> Option<*mut PyObject> {
    // SAFETY: under the GIL nobody else uses the table.
    unsafe {
        let entry = slot(version, name);
        ((*entry).version == version && (*entry).name == name).then(|| (*entry).value)
    }
}

/// Remembers a result.
///
/// # Safety
/// The GIL is held; `name` is an interned str; a type that keeps `value` has `version` now.
pub unsafe fn store(version: u32, name: *mut PyObject, value: *mut PyObject) {
    // SAFETY: the table owns a reference to each name, so that no other string gets its address; dropping a str runs no code.
    unsafe {
        let entry = slot(version, name);
        incref(name);
        let old = std::mem::replace(&mut *entry, Entry { version, name, value });
        if !old.name.is_null() {
            decref(old.name);
        }
    }
}

/// Empties the table.
///
/// # Safety
/// The GIL is held.
pub unsafe fn clear() {
    for index in 0..SIZE {
        // SAFETY: in bounds, under the GIL.
        unsafe {
            let entry = (&raw mut TABLE).cast::<Entry>().add(index);
            let name = std::mem::replace(&mut (*entry).name, std::ptr::null_mut());
            (*entry).version = 0;
            if !name.is_null() {
                decref(name);
            }
        }
    }
}
