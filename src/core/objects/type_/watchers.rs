//! Type watchers: C callbacks that are told before a type changes.

use std::ffi::c_int;
use std::sync::Mutex;

use mortise_abi::*;

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::raise;

type Callback = unsafe extern "C" fn(*mut PyTypeObject) -> c_int;

static WATCHERS: Mutex<[Option<Callback>; TYPE_MAX_WATCHERS as usize]> =
    Mutex::new([None; TYPE_MAX_WATCHERS as usize]);

fn table() -> std::sync::MutexGuard<'static, [Option<Callback>; TYPE_MAX_WATCHERS as usize]> {
    WATCHERS.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Takes a callback up; its number.
pub fn add(py: Attached<'_>, callback: Callback) -> PyResult<c_int> {
    let mut table = table();
    match table.iter().position(Option::is_none) {
        Some(i) => {
            table[i] = Some(callback);
            Ok(i as c_int)
        }
        None => {
            drop(table);
            Err(raise!(py, RuntimeError, "no more type watcher IDs available"))
        }
    }
}

fn check(py: Attached<'_>, id: c_int) -> PyResult<usize> {
    if !(0..TYPE_MAX_WATCHERS).contains(&id) {
        return Err(raise!(py, ValueError, "Invalid type watcher ID {id}"));
    }
    if table()[id as usize].is_none() {
        return Err(raise!(py, ValueError, "No type watcher set for ID {id}"));
    }
    Ok(id as usize)
}

/// Drops a callback.
pub fn remove(py: Attached<'_>, id: c_int) -> PyResult<()> {
    let id = check(py, id)?;
    table()[id] = None;
    Ok(())
}

/// Starts (`on`) or ends watching a type.
///
/// # Safety
/// `ob` points to a live object.
pub unsafe fn watch(py: Attached<'_>, id: c_int, ob: *mut PyObject, on: bool) -> PyResult<()> {
    // SAFETY: a live object; it is a type after the check.
    unsafe {
        if !super::storage::has((*ob).ob_type, crate::objects::Py_TPFLAGS_TYPE_SUBCLASS as _) {
            return Err(raise!(py, ValueError, "Cannot watch non-type"));
        }
        let id = check(py, id)?;
        let ty: *mut PyTypeObject = ob.cast();
        if on {
            super::lookup::assign_version_tag(py, ty);
            (*ty).tp_watched |= 1 << id;
        } else {
            (*ty).tp_watched &= !(1 << id);
        }
        Ok(())
    }
}

/// Calls the callbacks that watch `ty`; their exceptions are reported as unraisable.
///
/// # Safety
/// `ty` points to a live type.
pub unsafe fn notify(py: Attached<'_>, ty: *mut PyTypeObject) {
    // SAFETY: a live type.
    let bits = unsafe { (*ty).tp_watched };
    let callbacks = *table();
    for (i, callback) in callbacks.iter().enumerate() {
        if bits & (1 << i) != 0
            && let Some(callback) = callback
        {
            // SAFETY: a live type, as the callback's contract wants; attached.
            if unsafe { callback(ty) } < 0 {
                // SAFETY: as above.
                report(py, i, unsafe { crate::Borrowed::from_ptr(py, ty) }.as_any());
            }
        }
    }
}

/// Reports the exception of callback `i`.
#[cold]
fn report<'py>(py: Attached<'py>, i: usize, ty: &crate::Ref<'py>) {
    use crate::objects::exceptions::unraisable;
    use crate::state::error;
    // The text is made without the exception, which must not be lost meanwhile.
    let Some(exception) = error::take(py) else { return };
    let text = ty.repr().and_then(|ty| {
        py.str(&format!("Exception ignored in type watcher callback #{i} for {}", ty.to_string_lossy()))
    });
    let text = text.map_err(|raised| raised.clear(py)).ok();
    let _: crate::Raised = error::set(py, exception);
    unraisable::report(py, text, None);
}
