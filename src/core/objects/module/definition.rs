//! Modules made from a `PyModuleDef`: in one phase (`PyModule_Create2`) or in several (PEP 489).
#![allow(non_upper_case_globals)]

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use super::{ModuleObject, PyModuleDef_Type, definition_name, fields};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::{Module, Str};
use crate::{intern, raise};

/// `PyModuleDef_Init`: readies the definition's object header.
///
/// # Safety
/// `def` is static.
pub unsafe fn init(def: *mut PyModuleDef) {
    // SAFETY: by contract; a definition is readied before other threads know it.
    unsafe {
        if (*def).m_base.m_index == 0 {
            (*def).m_base.ob_base = PyObject::immortal(&raw mut PyModuleDef_Type);
            (*def).m_base.m_index = next_index();
        }
    }
}

fn next_index() -> isize {
    use std::sync::atomic::{AtomicIsize, Ordering};
    static LAST: AtomicIsize = AtomicIsize::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

/// Warns (RuntimeWarning) when an extension was made for another API version.
fn check_api(_py: Attached<'_>, name: &str, version: c_int) -> PyResult<()> {
    if version == PYTHON_API_VERSION as c_int || version == PYTHON_ABI_VERSION as c_int {
        return Ok(());
    }
    let text = std::ffi::CString::new(format!(
        "Python C API version mismatch for module {name}: This Python has API version {PYTHON_API_VERSION}, module {name} has version {version}."
    ))
    .unwrap_or_default();
    // SAFETY: a class and a C string.
    unsafe {
        if decl::PyErr_WarnEx(crate::objects::exceptions::classes::RuntimeWarning().cast(), text.as_ptr(), 1)
            < 0
        {
            return Err(Raised::assume());
        }
    }
    Ok(())
}

/// Allocates the state that a definition asks for.
unsafe fn make_state(py: Attached<'_>, module: *mut ModuleObject, size: isize) -> PyResult<()> {
    // SAFETY: a live module; zeroed memory freed with it.
    unsafe {
        if size > 0 && (*module).state.is_null() {
            let state = decl::PyMem_Calloc(1, size as usize);
            if state.is_null() {
                return Err(crate::objects::type_::no_memory(py));
            }
            (*module).state = state;
        }
        Ok(())
    }
}

/// `PyModule_Create2`
///
/// # Safety
/// `def` is static.
pub unsafe fn create<'py>(
    py: Attached<'py>,
    def: *mut PyModuleDef,
    version: c_int,
) -> PyResult<Ref<'py, Module>> {
    // SAFETY: by contract.
    unsafe {
        init(def);
        if (*def).m_name.is_null() {
            return Err(raise!(py, SystemError, "module has no name"));
        }
        let short = definition_name(def);
        check_api(py, &short, version)?;
        if !(*def).m_slots.is_null() {
            return Err(raise!(
                py,
                SystemError,
                "module {short}: PyModule_Create is incompatible with m_slots"
            ));
        }
        // The importer knows the full name when the module is in a package.
        let name = match crate::objects::protocol::package_context(py) {
            Some(full) if full.rsplit('.').next() == Some(short.as_str()) => full,
            _ => short,
        };
        let name = py.str(&name)?;
        let module = super::new(py, &name)?;
        let f = fields(module.as_object_ptr());
        make_state(py, f, (*def).m_size)?;
        if !(*def).m_methods.is_null() {
            add_functions(py, &module, (*def).m_methods, &name)?;
        }
        set_doc(py, &module, def)?;
        (*f).def = def;
        (*f).gil = Py_MOD_GIL_USED;
        Ok(module)
    }
}

unsafe fn set_doc<'py>(py: Attached<'py>, module: &Ref<'py>, def: *mut PyModuleDef) -> PyResult<()> {
    // SAFETY: m_doc is NULL or a C string.
    unsafe {
        if (*def).m_doc.is_null() {
            return Ok(());
        }
        let doc: Ref<'py> = Ref::from_owned_or_raised(py, decl::PyUnicode_FromString((*def).m_doc))?;
        module.setattr(intern!(py, "__doc__"), &doc)
    }
}

/// Adds the functions of a table to a module.
///
/// # Safety
/// The table ends with an entry without a name and lives as long as the module.
pub unsafe fn add_functions<'py>(
    py: Attached<'py>,
    module: &Ref<'py>,
    mut table: *mut PyMethodDef,
    name: &Ref<'py, Str>,
) -> PyResult<()> {
    // SAFETY: by contract.
    unsafe {
        while !(*table).ml_name.is_null() {
            if (*table).ml_flags & (METH_CLASS | METH_STATIC) != 0 {
                return Err(raise!(py, ValueError, "module functions cannot set METH_CLASS or METH_STATIC"));
            }
            let function = crate::objects::builtin_function::new(
                py,
                table,
                module.as_ptr(),
                name.as_object_ptr(),
                std::ptr::null_mut(),
            )?;
            let key = py.interned(&std::ffi::CStr::from_ptr((*table).ml_name).to_string_lossy())?;
            module.setattr(&key, &function)?;
            table = table.add(1);
        }
        Ok(())
    }
}

type Create = unsafe extern "C" fn(*mut PyObject, *mut PyModuleDef) -> *mut PyObject;
type Exec = unsafe extern "C" fn(*mut PyObject) -> c_int;

/// `PyModule_FromDefAndSpec2`: the first phase.
///
/// # Safety
/// `def` is static.
pub unsafe fn from_spec<'py>(
    py: Attached<'py>,
    def: *mut PyModuleDef,
    spec: &Ref<'py>,
    version: c_int,
) -> PyResult<Ref<'py>> {
    // SAFETY: by contract; the slots say what their values are.
    unsafe {
        init(def);
        let name = spec.getattr(intern!(py, "name"))?;
        let Some(name) = name.cast::<Str>() else {
            return Err(raise!(py, TypeError, "bad argument type for built-in operation"));
        };
        let text = name.to_string_lossy();
        check_api(py, &text, version)?;
        if (*def).m_size < 0 {
            return Err(raise!(
                py,
                SystemError,
                "module {text}: m_size may not be negative for multi-phase initialization"
            ));
        }
        let (mut create, mut gil, mut has_interpreters, mut has_gil, mut has_exec): (
            Option<Create>,
            usize,
            bool,
            bool,
            bool,
        ) = (None, Py_MOD_GIL_USED, false, false, false);
        let mut slot = (*def).m_slots;
        while !slot.is_null() && (*slot).slot != 0 {
            match (*slot).slot {
                Py_mod_create => {
                    if create.is_some() {
                        return Err(raise!(py, SystemError, "module {text} has multiple create slots"));
                    }
                    create = std::mem::transmute::<*mut c_void, Option<Create>>((*slot).value);
                }
                Py_mod_exec => has_exec = true,
                Py_mod_multiple_interpreters => {
                    if has_interpreters {
                        return Err(raise!(
                            py,
                            SystemError,
                            "module {text} has more than one 'multiple interpreters' slots"
                        ));
                    }
                    has_interpreters = true;
                }
                Py_mod_gil => {
                    if has_gil {
                        return Err(raise!(py, SystemError, "module {text} has more than one 'gil' slot"));
                    }
                    has_gil = true;
                    gil = (*slot).value as usize;
                }
                other => {
                    return Err(raise!(py, SystemError, "module {text} uses unknown slot ID {other}"));
                }
            }
            slot = slot.add(1);
        }
        let module: Ref<'py> = match create {
            None => super::new(py, name)?.into_any(),
            Some(create) => {
                let made = create(spec.as_ptr(), def);
                let failed = crate::state::error::occurred(py);
                match (Ref::<PyObject>::from_owned_or_null(py, made), failed) {
                    (None, true) => return Err(Raised::assume()),
                    (None, false) => {
                        return Err(raise!(
                            py,
                            SystemError,
                            "creation of module {text} failed without setting an exception"
                        ));
                    }
                    (Some(module), true) => {
                        drop(module);
                        let cause = crate::state::error::take(py);
                        let raised =
                            raise!(py, SystemError, "creation of module {text} raised unreported exception");
                        let error = raised.take(py);
                        if let Some(cause) = cause {
                            decl::PyException_SetCause(error.as_ptr(), cause.into_ptr());
                        }
                        return Err(crate::state::error::set(py, error));
                    }
                    (Some(module), false) => module,
                }
            }
        };
        if module.is_instance_of::<Module>() {
            let f = fields(module.as_ptr());
            (*f).state = std::ptr::null_mut();
            (*f).def = def;
            (*f).gil = gil;
        } else {
            if (*def).m_size > 0
                || (*def).m_traverse.is_some()
                || (*def).m_clear.is_some()
                || (*def).m_free.is_some()
            {
                return Err(raise!(
                    py,
                    SystemError,
                    "module {text} is not a module object, but requests module state"
                ));
            }
            if has_exec {
                return Err(raise!(
                    py,
                    SystemError,
                    "module {text} specifies execution slots, but did not create a ModuleType instance"
                ));
            }
        }
        if !(*def).m_methods.is_null() {
            add_functions(py, &module, (*def).m_methods, name)?;
        }
        set_doc(py, &module, def)?;
        Ok(module)
    }
}

/// `PyModule_ExecDef`: the second phase.
///
/// # Safety
/// `def` is static.
pub unsafe fn exec<'py>(py: Attached<'py>, module: &Ref<'py>, def: *mut PyModuleDef) -> PyResult<()> {
    // SAFETY: by contract; the slots say what their values are.
    unsafe {
        let Some(actual) = module.cast::<Module>() else {
            return Err(raise!(py, SystemError, "PyModule_ExecDef: not a module"));
        };
        let Some(name) = super::name(actual) else {
            return Err(raise!(py, SystemError, "nameless module"));
        };
        let text = name.to_string_lossy();
        // Even an empty state is made: that it is there says that the module was executed.
        let size = (*def).m_size;
        make_state(py, fields(module.as_ptr()), if size < 0 { size } else { size.max(1) })?;
        let mut slot = (*def).m_slots;
        while !slot.is_null() && (*slot).slot != 0 {
            match (*slot).slot {
                Py_mod_exec => {
                    let Some(exec) = std::mem::transmute::<*mut c_void, Option<Exec>>((*slot).value) else {
                        return Err(raise!(py, SystemError, "module {text} has an empty exec slot"));
                    };
                    let status = exec(module.as_ptr());
                    let failed = crate::state::error::occurred(py);
                    if status != 0 {
                        if !failed {
                            return Err(raise!(
                                py,
                                SystemError,
                                "execution of module {text} failed without setting an exception"
                            ));
                        }
                        return Err(Raised::assume());
                    }
                    if failed {
                        let cause = crate::state::error::take(py);
                        let raised =
                            raise!(py, SystemError, "execution of module {text} raised unreported exception");
                        let error = raised.take(py);
                        if let Some(cause) = cause {
                            decl::PyException_SetCause(error.as_ptr(), cause.into_ptr());
                        }
                        return Err(crate::state::error::set(py, error));
                    }
                }
                Py_mod_create | Py_mod_multiple_interpreters | Py_mod_gil => {}
                other => {
                    return Err(raise!(
                        py,
                        SystemError,
                        "module {text} initialized with unknown slot {other}"
                    ));
                }
            }
            slot = slot.add(1);
        }
        Ok(())
    }
}

/// The definition of a module, NULL when it has none.
///
/// # Safety
/// A live module.
pub unsafe fn of(module: &Ref<'_, Module>) -> *mut PyModuleDef {
    // SAFETY: by contract.
    unsafe { (*fields(module.as_object_ptr())).def }
}
