//! The attribute cache of the t flavour: a table for each thread.
//!
//! A value is borrowed from its type. That is safe because types are changed while the world is stopped, and between the look into
//! the table and the caller's new reference there is no place where a thread can be stopped.

use std::cell::Cell;

use mortise_abi::PyObject;

use crate::heap::refcount::is_immortal;

const SIZE: usize = 2048;

#[derive(Clone, Copy)]
struct Entry {
    version: u32,
    name: *mut PyObject,
    value: *mut PyObject,
}

const EMPTY: Entry = Entry { version: 0, name: std::ptr::null_mut(), value: std::ptr::null_mut() };

struct Table(Cell<*mut Entry>);
impl Drop for Table {
    fn drop(&mut self) {
        let table = self.0.replace(std::ptr::null_mut());
        if !table.is_null() {
            // SAFETY: made by `table` as a box of this type.
            drop(unsafe { Box::from_raw(table.cast::<[Entry; SIZE]>()) });
        }
    }
}

thread_local! {
    static TABLE: Table = const { Table(Cell::new(std::ptr::null_mut())) };
}

#[inline(always)]
fn slot(version: u32, name: *mut PyObject) -> Option<*mut Entry> {
    let index = (version as usize ^ (name as usize >> 3)) & (SIZE - 1);
    TABLE
        .try_with(|t| {
            let mut table = t.0.get();
            if table.is_null() {
                table = Box::into_raw(Box::new([EMPTY; SIZE])).cast();
                t.0.set(table);
            }
            // SAFETY: the index is in bounds.
            unsafe { table.add(index) }
        })
        .ok()
}

/// What is known of `name` in the type that has `version`: the value, borrowed from the type, or NULL for "no such attribute".
///
/// # Safety
/// The thread is attached; `version` is not 0.
#[inline(always)]
pub unsafe fn find(version: u32, name: *mut PyObject) -> Option<*mut PyObject> {
    let entry = slot(version, name)?;
    // SAFETY: the table is this thread's own.
    unsafe { ((*entry).version == version && (*entry).name == name).then(|| (*entry).value) }
}

/// Remembers a result.
///
/// # Safety
/// The thread is attached; `name` is an interned str; a type that keeps `value` has `version` now.
pub unsafe fn store(version: u32, name: *mut PyObject, value: *mut PyObject) {
    // SAFETY: only names that are never freed are kept, so that no other string gets the address.
    unsafe {
        if is_immortal(name)
            && let Some(entry) = slot(version, name)
        {
            *entry = Entry { version, name, value };
        }
    }
}

/// Empties the table of this thread.
///
/// # Safety
/// The thread is attached.
pub unsafe fn clear() {
    // SAFETY: the table is this thread's own.
    let _ = TABLE.try_with(|t| unsafe {
        let table = t.0.get();
        if !table.is_null() {
            for i in 0..SIZE {
                *table.add(i) = EMPTY;
            }
        }
    });
}
