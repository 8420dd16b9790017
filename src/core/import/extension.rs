//! Loading extension modules: checks before the file is opened, `dlopen`, and the two kinds of initialisation.

use std::collections::HashMap;
use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Mutex, PoisonError};

use libloading::os::unix::Library;
use mortise_abi::{PyModuleDef, PyObject};
use mortise_inspect::Flavour;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::objects::{Dict, Module, Str, protocol};
use crate::{intern, raise};

#[cfg(Py_GIL_DISABLED)]
const FLAVOUR: Flavour = Flavour::FreeThreaded;
#[cfg(not(Py_GIL_DISABLED))]
const FLAVOUR: Flavour = Flavour::Default;

type Init = unsafe extern "C" fn() -> *mut PyObject;

/// A single-phase module that was loaded: how to give it out again.
struct Loaded {
    init: Init,
    def: *mut PyModuleDef,
    /// A copy of its dictionary after initialisation, for modules that cannot be initialised twice.
    copy: Option<Owned<Dict>>,
}
// SAFETY: the definition is static data of a library that is never closed.
unsafe impl Send for Loaded {}

/// Single-phase modules by file and name.
static LOADED: Mutex<Option<HashMap<(String, String), Loaded>>> = Mutex::new(None);

/// Forgets the modules, at the end of the runtime. Their libraries stay open.
pub fn forget(_py: Attached<'_>) {
    let loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner).take();
    drop(loaded);
}

fn import_error<'py>(py: Attached<'py>, text: &str, name: &Ref<'py, Str>, path: &Ref<'py, Str>) -> Raised {
    match py.str(text) {
        // SAFETY: live objects; the indicator is set afterwards.
        Ok(text) => unsafe {
            decl::PyErr_SetImportError(text.as_object_ptr(), name.as_object_ptr(), path.as_object_ptr());
            Raised::assume()
        },
        Err(raised) => raised,
    }
}

/// Whether the running process (or a library it has loaded) defines a symbol.
fn is_defined(name: &str) -> bool {
    let Ok(name) = CString::new(name) else { return false };
    // SAFETY: the lookup has no effect.
    unsafe { !libc::dlsym(libc::RTLD_DEFAULT, name.as_ptr()).is_null() }
}

/// Reads the file before it is opened: what it needs that is not there, and which ABI it was built for.
fn inspect<'py>(py: Attached<'py>, name: &Ref<'py, Str>, path: &Ref<'py, Str>, file: &Path) -> PyResult<()> {
    let shown = file.display();
    let found = match mortise_inspect::read(file) {
        Ok(found) => found,
        Err(error @ mortise_inspect::Error::Truncated { .. }) => {
            return Err(import_error(py, &format!("{shown}: {error}"), name, path));
        }
        // dlopen's own text is the one that CPython shows.
        Err(_) => return Ok(()),
    };
    if let Some(built) = found.flavour
        && built != FLAVOUR
    {
        let text =
            format!("{shown}: this extension was built for {built} of CPython 3.13, but this is {FLAVOUR}");
        return Err(import_error(py, &text, name, path));
    }
    let missing: Vec<&str> = found
        .imports
        .iter()
        .map(String::as_str)
        .filter(|n| (n.starts_with("Py") || n.starts_with("_Py")) && !is_defined(n))
        .collect();
    if !missing.is_empty() {
        let kind = if missing.len() == 1 { "symbol" } else { "symbols" };
        let text = format!("{shown}: undefined {kind}: {}", missing.join(", "));
        return Err(import_error(py, &text, name, path));
    }
    Ok(())
}

/// The init function's name for the last component of a module name: `PyInit_x`, or `PyInitU_` with punycode.
fn init_name<'py>(py: Attached<'py>, full: &str) -> PyResult<String> {
    let last = full.rsplit('.').next().unwrap_or(full);
    if last.is_ascii() {
        return Ok(format!("PyInit_{last}"));
    }
    let encoded = py.str(last)?.call_method(intern!(py, "encode"), [&*py.str("punycode")?])?;
    let bytes = encoded.expect::<crate::objects::Bytes>()?.as_bytes().to_vec();
    Ok(format!("PyInitU_{}", String::from_utf8_lossy(&bytes).replace('-', "_")))
}

/// Opens the file and finds the init function.
fn open<'py>(py: Attached<'py>, name: &Ref<'py, Str>, path: &Ref<'py, Str>) -> PyResult<Init> {
    let full = name.as_utf8()?.to_string();
    // SAFETY: a live str; a new reference to bytes or NULL.
    let encoded: Ref<'py> =
        unsafe { Ref::from_owned_or_raised(py, decl::PyUnicode_EncodeFSDefault(path.as_object_ptr()))? };
    let bytes = encoded.expect::<crate::objects::Bytes>()?.as_bytes().to_vec();
    let mut file = std::path::PathBuf::from(std::ffi::OsStr::from_bytes(&bytes));
    if !bytes.contains(&b'/') {
        // A bare name would be searched on the library path.
        file = Path::new("./").join(file);
    }
    inspect(py, name, path, &file)?;
    let symbol = init_name(py, &full)?;
    let flags = crate::builtin::sys::DLOPEN_FLAGS.load(Relaxed);
    // SAFETY: loading runs the library's constructors, which an extension module is entitled to.
    let library = crate::state::detached(py, || unsafe { Library::open(Some(&file), flags) });
    let library = match library {
        Ok(library) => library,
        Err(error) => {
            let text =
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            let text = if text.is_empty() { error.to_string() } else { text };
            return Err(import_error(py, &text, name, path));
        }
    };
    // SAFETY: an init function has this type.
    let init = unsafe { library.get::<Init>(symbol.as_bytes()) }.map(|f| *f);
    // The module's code is needed as long as the process lives.
    std::mem::forget(library);
    init.map_err(|_| {
        import_error(
            py,
            &format!("dynamic module does not define module export function ({symbol})"),
            name,
            path,
        )
    })
}

/// Calls the init function and checks the rules of its result.
fn call<'py>(py: Attached<'py>, init: Init, full: &str) -> PyResult<*mut PyObject> {
    let last = full.rsplit('.').next().unwrap_or(full);
    // A single-phase module calls itself by its last name only; the context completes it.
    let outer = protocol::set_package_context(py, Some(full.to_string()));
    // SAFETY: the module's own init function, on an attached thread.
    let made = unsafe { init() };
    protocol::set_package_context(py, outer);
    let raised = crate::state::error::take(py);
    if made.is_null() {
        return Err(match raised {
            Some(exception) => crate::state::error::set(py, exception),
            None => raise!(py, SystemError, "initialization of {last} failed without raising an exception"),
        });
    }
    if let Some(cause) = raised {
        let error = raise!(py, SystemError, "initialization of {last} raised unreported exception").take(py);
        // SAFETY: live exceptions; both functions take over a reference to the cause.
        unsafe {
            decl::PyException_SetCause(error.as_ptr(), cause.clone().into_ptr());
            decl::PyException_SetContext(error.as_ptr(), cause.into_ptr());
        }
        return Err(crate::state::error::set(py, error));
    }
    // SAFETY: made is not null.
    if unsafe { (*made).ob_type.is_null() } {
        return Err(raise!(py, SystemError, "init function of {last} returned uninitialized object"));
    }
    Ok(made)
}

/// `_imp.create_dynamic`: makes (or finds again) the module that `spec` names.
pub fn create<'py>(py: Attached<'py>, spec: &Ref<'py>) -> PyResult<Ref<'py>> {
    let name = spec.getattr(intern!(py, "name"))?;
    let name = name.expect::<Str>()?;
    let path = spec.getattr(intern!(py, "origin"))?;
    let path = path.expect::<Str>()?;
    let key = (path.as_utf8()?.to_string(), name.as_utf8()?.to_string());
    if let Some(module) = again(py, &key, name)? {
        return Ok(module);
    }
    let init = open(py, name, path)?;
    let made = call(py, init, &key.1)?;
    // SAFETY: a live object, of a type that is set.
    unsafe {
        if (*made).ob_type == &raw mut decl::PyModuleDef_Type {
            let module: Ref<'py> = Ref::from_owned_or_raised(
                py,
                decl::PyModule_FromDefAndSpec2(made.cast(), spec.as_ptr(), 1013),
            )?;
            check_gil(py, &module, &key)?;
            return Ok(module);
        }
        let module = Ref::from_owned(py, made);
        single_phase(py, init, &module, path, key)?;
        Ok(module)
    }
}

/// Tells the GIL's keeper what a module's definition says.
fn check_gil(py: Attached<'_>, module: &Ref<'_>, key: &(String, String)) -> PyResult<()> {
    super::gil::check(py, &key.1, &key.0, !declares_gil_not_used(module))
}

/// Whether the module says `Py_MOD_GIL_NOT_USED`, by slot or by `PyUnstable_Module_SetGIL`.
fn declares_gil_not_used(module: &Ref<'_>) -> bool {
    // SAFETY: a live module.
    module.cast::<Module>().is_some()
        && unsafe { crate::objects::module::gil_slot(module.as_ptr()) } == mortise_abi::Py_MOD_GIL_NOT_USED
}

/// Finishes a module that its init function made itself.
fn single_phase<'py>(
    py: Attached<'py>,
    init: Init,
    module: &Ref<'py>,
    path: &Ref<'py, Str>,
    key: (String, String),
) -> PyResult<()> {
    let last = key.1.rsplit('.').next().unwrap_or(&key.1).to_string();
    if module.cast::<Module>().is_none() {
        return Err(raise!(py, SystemError, "initialization of {last} did not return an extension module"));
    }
    // SAFETY: a live module.
    let def = unsafe { decl::PyModule_GetDef(module.as_ptr()) };
    if def.is_null() {
        // SAFETY: attached.
        unsafe { decl::PyErr_Clear() };
        return Err(raise!(py, SystemError, "initialization of {last} did not return an extension module"));
    }
    check_gil(py, module, &key)?;
    // SAFETY: the definition is static data of the extension, which only its own loading changes.
    let copies = unsafe {
        (*def).m_base.m_init = Some(init);
        (*def).m_size == -1
    };
    // A module without a file cannot say where it is from: not an error.
    if let Err(raised) = module.setattr(intern!(py, "__file__"), path) {
        raised.clear(py);
    }
    // SAFETY: a live module and its definition.
    unsafe {
        if decl::PyState_FindModule(def).is_null() && decl::PyState_AddModule(module.as_ptr(), def) < 0 {
            return Err(Raised::assume());
        }
    }
    let copy = if copies {
        // SAFETY: the dictionary is borrowed from the module; a new reference or NULL.
        unsafe {
            let dict = decl::PyModule_GetDict(module.as_ptr());
            Some(Ref::<Dict>::from_owned_or_raised(py, decl::PyDict_Copy(dict).cast())?.unbind())
        }
    } else {
        None
    };
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    let old = loaded.get_or_insert_default().insert(key, Loaded { init, def, copy });
    drop(loaded);
    drop(old);
    Ok(())
}

/// A single-phase module that was loaded before: from the copy of its dictionary, or by calling its init function again.
fn again<'py>(py: Attached<'py>, key: &(String, String), name: &Ref<'py, Str>) -> PyResult<Option<Ref<'py>>> {
    let (init, def, copy) = {
        let loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        match loaded.as_ref().and_then(|l| l.get(key)) {
            Some(l) => (l.init, l.def, l.copy.as_ref().map(|c| c.clone_ref(py))),
            None => return Ok(None),
        }
    };
    let Some(copy) = copy else {
        let made = call(py, init, &key.1)?;
        // SAFETY: a new reference to a module (it was one the first time; a definition would be multi-phase).
        let module = unsafe { Ref::from_owned(py, made) };
        if module.cast::<Module>().is_some() {
            // SAFETY: a live module and its definition.
            unsafe {
                decl::PyState_AddModule(module.as_ptr(), def);
            }
            module.setattr(intern!(py, "__file__"), &*py.str(&key.0)?)?;
        }
        return Ok(Some(module));
    };
    // SAFETY: a live name; borrowed from sys.modules, or NULL.
    let module =
        unsafe { Borrowed::from_ptr_or_null(py, decl::PyImport_AddModuleObject(name.as_object_ptr())) };
    let Some(module) = module.map(Borrowed::to_owned) else {
        // SAFETY: NULL means that an exception is set.
        return Err(unsafe { Raised::assume() });
    };
    // SAFETY: live objects; the dictionary is borrowed from the module.
    unsafe {
        let dict = decl::PyModule_GetDict(module.as_ptr());
        if decl::PyDict_Update(dict, copy.as_ptr().cast()) < 0 {
            return Err(Raised::assume());
        }
    }
    Ok(Some(module))
}

/// `_imp.exec_dynamic`: runs the exec slots.
pub fn execute<'py>(py: Attached<'py>, module: &Ref<'py>) -> PyResult<()> {
    if module.cast::<Module>().is_none() {
        return Ok(());
    }
    super::inittab::execute(py, module)
}
