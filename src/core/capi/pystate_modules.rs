//! The part of `pystate.h` about single-phase modules: `PyState_*`.

use std::ffi::c_int;
use std::sync::{Mutex, PoisonError};

use mortise_abi::{PyModuleDef, PyObject, PyThreadState};

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned};
use crate::raise;

/// Modules by definition.
static MODULES: Mutex<Vec<(usize, Owned)>> = Mutex::new(Vec::new());

/// Forgets the modules, at the end of the runtime.
pub(crate) fn clear(_py: Attached<'_>) {
    let modules = std::mem::take(&mut *MODULES.lock().unwrap_or_else(PoisonError::into_inner));
    drop(modules);
}

/// # Safety
/// `def` is a live definition.
unsafe fn is_multi_phase(def: *mut PyModuleDef) -> bool {
    // SAFETY: by contract.
    unsafe { !(*def).m_slots.is_null() }
}

/// `PyState_FindModule`: the module that was made from `def`, borrowed; NULL without an exception when there is none.
///
/// # Safety
/// `def` is a live definition.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyState_FindModule(def: *mut PyModuleDef) -> *mut PyObject {
    // SAFETY: by contract.
    if def.is_null() || unsafe { is_multi_phase(def) } {
        return std::ptr::null_mut();
    }
    let modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
    modules.iter().find(|(d, _)| *d == def as usize).map_or(std::ptr::null_mut(), |(_, m)| m.as_ptr())
}

/// `PyState_AddModule`: remembers `module` as made from `def`; -1 when `def` is multi-phase.
///
/// # Safety
/// A live module and its definition; the thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyState_AddModule(module: *mut PyObject, def: *mut PyModuleDef) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyState_AddModule", |py| -> PyResult<()> {
            if def.is_null() {
                return Err(raise!(py, SystemError, "PyState_AddModule: module definition is NULL"));
            }
            if is_multi_phase(def) {
                return Err(raise!(py, SystemError, "PyState_AddModule called on module with slots"));
            }
            let module = Borrowed::from_ptr(py, module).to_owned().unbind();
            let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
            let old = match modules.iter_mut().find(|(d, _)| *d == def as usize) {
                Some(row) => Some(std::mem::replace(&mut row.1, module)),
                None => {
                    modules.push((def as usize, module));
                    None
                }
            };
            drop(modules);
            drop(old);
            Ok(())
        })
    }
}

/// `PyState_RemoveModule`: forgets the module of `def`; -1 when `def` is multi-phase.
///
/// # Safety
/// A live definition; the thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyState_RemoveModule(def: *mut PyModuleDef) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyState_RemoveModule", |py| -> PyResult<()> {
            if is_multi_phase(def) {
                return Err(raise!(py, SystemError, "PyState_RemoveModule called on module with slots"));
            }
            let mut modules = MODULES.lock().unwrap_or_else(PoisonError::into_inner);
            let at = modules.iter().position(|(d, _)| *d == def as usize);
            let old = at.map(|at| modules.remove(at));
            drop(modules);
            drop(old);
            Ok(())
        })
    }
}

/// `_PyState_AddModule`: as [`PyState_AddModule`], for a given thread state.
///
/// # Safety
/// A live module and its definition; the thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyState_AddModule(
    _tstate: *mut PyThreadState,
    module: *mut PyObject,
    def: *mut PyModuleDef,
) -> c_int {
    // SAFETY: by contract.
    unsafe { PyState_AddModule(module, def) }
}
