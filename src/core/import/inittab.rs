//! The table of built-in modules.

use std::ffi::CStr;
use std::sync::{Mutex, PoisonError};

use mortise_abi::{PyModuleDef, PyObject};

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;

/// A module's init function.
pub type Init = extern "C" fn() -> *mut PyObject;

static TABLE: Mutex<Vec<(String, Init)>> = Mutex::new(Vec::new());

/// Adds modules; a name that is there already gets the new function.
pub fn add(modules: impl IntoIterator<Item = (String, Init)>) {
    let mut table = TABLE.lock().unwrap_or_else(PoisonError::into_inner);
    for (name, init) in modules {
        match table.iter_mut().find(|(n, _)| *n == name) {
            Some(row) => row.1 = init,
            None => table.push((name, init)),
        }
    }
}

/// The init function of a built-in module.
pub fn find(name: &str) -> Option<Init> {
    TABLE.lock().unwrap_or_else(PoisonError::into_inner).iter().find(|(n, _)| n == name).map(|row| row.1)
}

/// The names of all built-in modules.
pub fn names() -> Vec<&'static str> {
    // The table only grows, by few rows, so its names may as well live for ever.
    TABLE.lock().unwrap_or_else(PoisonError::into_inner).iter().map(|(n, _)| &*n.clone().leak()).collect()
}

/// Makes and executes a built-in module that no finder is asked for: for startup.
pub fn create<'py>(py: Attached<'py>, name: &str, init: Init) -> PyResult<Ref<'py>> {
    let spec = crate::builtin::sys_spec(py, name)?;
    let module = from_init(py, init, &spec)?;
    execute(py, &module)?;
    Ok(module)
}

/// Makes a built-in module, not executed yet, as `_imp.create_builtin` does.
pub fn from_init<'py>(py: Attached<'py>, init: Init, spec: &Ref<'py>) -> PyResult<Ref<'py>> {
    let made = init();
    if made.is_null() {
        // SAFETY: an init function that returns NULL has set an exception.
        return Err(unsafe { Raised::assume() });
    }
    // SAFETY: either a definition (static) or a new reference to a module.
    unsafe {
        if (*made).ob_type == &raw mut decl::PyModuleDef_Type {
            Ref::from_owned_or_raised(py, decl::PyModule_FromDefAndSpec2(made.cast(), spec.as_ptr(), 1013))
        } else {
            Ok(Ref::from_owned(py, made))
        }
    }
}

/// Runs the exec slots of a module made from a definition.
pub fn execute<'py>(_py: Attached<'py>, module: &Ref<'py>) -> PyResult<()> {
    // SAFETY: a live module.
    unsafe {
        let def: *mut PyModuleDef = decl::PyModule_GetDef(module.as_ptr());
        if def.is_null() {
            decl::PyErr_Clear();
            return Ok(());
        }
        // Executing makes the state, if only an empty one: a module that has it was executed, and a reload does nothing.
        if !decl::PyModule_GetState(module.as_ptr()).is_null() {
            return Ok(());
        }
        if decl::PyModule_ExecDef(module.as_ptr(), def) < 0 {
            return Err(Raised::assume());
        }
    }
    Ok(())
}

/// `PyImport_AppendInittab` for C.
///
/// # Safety
/// `name` is a NUL-terminated string.
pub unsafe fn append_c(name: *const std::ffi::c_char, init: Init) {
    // SAFETY: by contract.
    let name = unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned();
    add([(name, init)]);
}
