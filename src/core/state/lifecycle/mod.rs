//! Starting and ending the runtime.

pub mod cmdline;
pub mod main;
pub mod paths;
mod stdio;

use std::sync::atomic::Ordering::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::import::{frozen, inittab, statement};
use crate::objects::{Dict, Str};
use crate::state::config::{self, Config};
use crate::state::{interpreter, pending, thread};
use crate::{intern, raise};

/// Starts the runtime with this configuration; the calling thread is attached afterwards.
///
/// On failure the exception has been printed; the text says what failed.
pub fn initialize(config: Config) -> Result<(), String> {
    let interp = interpreter::main();
    if interp.initialized.load(Acquire) {
        return Ok(());
    }
    // SAFETY: signal has no preconditions; writing to a closed pipe must raise, not kill.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
    set_locale();
    crate::objects::hash::set_seed(match config.hash_seed {
        Some(seed) => crate::objects::hash::Seed::Fixed(seed),
        None => crate::objects::hash::Seed::Random,
    });
    crate::objects::int::set_max_str_digits(config.int_max_str_digits);
    crate::capi::pydebug::set(&config);
    config::set(config);
    if interp.finalizing.swap(false, AcqRel) {
        return Err("Mortise cannot be initialised again after Py_Finalize()".into());
    }
    inittab::add(crate::builtin::builtin_modules().into_iter().map(|(n, i)| (n.to_string(), i)));
    let ts = thread::new(interpreter::address());
    // SAFETY: the state is new and this thread's; it stays attached from here on.
    let py = unsafe {
        thread::attach(ts);
        Attached::assume()
    };
    pending::MAIN_THREAD.store(ts, Release);
    if config::get().gil == config::GilOption::On {
        super::attachment::enable_gil(py);
    }
    ready_types()?;
    let step = |what: &str, result: PyResult<()>| {
        result.map_err(|raised| {
            print(py, raised);
            format!("{what} failed")
        })
    };
    step("preparing the exceptions", crate::objects::exceptions::prepare(py))?;
    step("preparing the context variables", crate::objects::context::prepare(py))?;
    step("making the first modules", first_modules(py))?;
    step("starting importlib", importlib(py))?;
    step("opening the standard streams", stdio::open_all(py))?;
    step("making __main__", main_module(py))?;
    interp.initialized.store(true, Release);
    step("installing signal handlers", signals(py))?;
    step("applying warning options", warnings(py))?;
    if config::get().site_import {
        step("importing site", import_quietly(py, "site"))?;
    }
    Ok(())
}

fn set_locale() {
    // SAFETY: called before other threads exist.
    unsafe { libc::setlocale(libc::LC_CTYPE, c"".as_ptr()) };
}

/// Makes every built-in type usable.
fn ready_types() -> Result<(), String> {
    for ty in crate::objects::builtin_types() {
        // SAFETY: static types, readied once in dependency order on an attached thread.
        unsafe {
            if decl::PyType_Ready(ty) < 0 {
                let name = std::ffi::CStr::from_ptr((*ty).tp_name).to_string_lossy();
                return Err(format!("readying the type '{name}' failed"));
            }
        }
    }
    Ok(())
}

/// Prints an exception that ends startup.
fn print(py: Attached<'_>, raised: Raised) {
    let exception = raised.take(py);
    // SAFETY: a live exception.
    unsafe { decl::PyErr_DisplayException(exception.as_ptr()) };
}

/// `sys`, `builtins` and `_imp`, and `sys.modules` with them.
fn first_modules(py: Attached<'_>) -> PyResult<()> {
    let interp = interpreter::main();
    let modules = py.dict()?;
    interp.modules.replace(py, Some(modules.clone()));
    let dict_of = |module: &Ref<'_>| -> PyResult<Ref<'_, Dict>> {
        // SAFETY: a live module; its dictionary is borrowed from it.
        unsafe {
            Ok(crate::Borrowed::from_ptr(py, decl::PyModule_GetDict(module.as_ptr()).cast::<Dict>())
                .to_owned())
        }
    };
    for (name, init) in crate::builtin::builtin_modules() {
        if name != "sys" && name != "builtins" {
            continue;
        }
        let spec = crate::builtin::sys_spec(py, name)?;
        let module = inittab::from_init(py, init, &spec)?;
        let dict = dict_of(&module)?;
        if name == "sys" {
            interp.sys_dict.replace(py, Some(dict));
        } else {
            interp.builtins.replace(py, Some(dict));
        }
        inittab::execute(py, &module)?;
        modules.set_str(name, &module)?;
    }
    if let (Some(sys), Some(builtins)) = (interp.sys_dict.get(py), interp.builtins.get(py)) {
        sys.set_str("modules", modules.as_any())?;
        interp.import_function.replace(py, builtins.get_str("__import__")?);
    }
    Ok(())
}

/// Runs the frozen `importlib._bootstrap` and installs its finders.
fn importlib(py: Attached<'_>) -> PyResult<()> {
    let interp = interpreter::main();
    if frozen::pack().is_none() {
        let searched = config::get().stdlib_pack.as_ref().map_or_else(
            || "no file python313.zip was found in lib/ beside the executable's folder, and PYTHONHOME names none".into(),
            |path| format!("{} cannot be read", path.display()),
        );
        return Err(raise!(
            py,
            ImportError,
            "no standard library: {searched}; `cargo xtask stdlib` makes it"
        ));
    }
    let name = py.interned("_frozen_importlib")?;
    // SAFETY: a live str.
    if unsafe { decl::PyImport_ImportFrozenModuleObject(name.as_object_ptr()) } != 1 {
        return Err(if super::error::occurred(py) {
            // SAFETY: an exception is set.
            unsafe { Raised::assume() }
        } else {
            raise!(py, ImportError, "the packed standard library has no importlib._bootstrap")
        });
    }
    let missing = || raise!(py, ImportError, "importlib._bootstrap did not stay in sys.modules");
    let bootstrap = statement::loaded(py, &name)?.ok_or_else(missing)?;
    interp.importlib.replace(py, Some(bootstrap.clone()));
    let imp = inittab::create(py, "_imp", crate::builtin::_imp::IMP)?;
    let sys = statement::loaded(py, &py.interned("sys")?)?.ok_or_else(missing)?;
    bootstrap.call_method(intern!(py, "_install"), [&sys, &imp])?;
    bootstrap.call_method(intern!(py, "_install_external_importers"), [])?;
    // Zip files on the path, the packed library among them, before folders.
    let zipimport = py.import("zipimport")?;
    let hooks = sys.getattr(intern!(py, "path_hooks"))?;
    let importer = zipimport.getattr(intern!(py, "zipimporter"))?;
    hooks.call_method(intern!(py, "insert"), [&*py.int(0)?, &importer])?;
    Ok(())
}

/// `__main__`, in which scripts run.
fn main_module(py: Attached<'_>) -> PyResult<()> {
    // SAFETY: a NUL-terminated name; a new reference or NULL.
    let module: Ref<'_> =
        unsafe { Ref::from_owned_or_raised(py, decl::PyImport_AddModuleRef(c"__main__".as_ptr()))? };
    let annotations = py.dict()?;
    module.setattr(intern!(py, "__annotations__"), &annotations)?;
    if let Some(builtins) = statement::loaded(py, &py.interned("builtins")?)? {
        module.setattr(intern!(py, "__builtins__"), &builtins)?;
    }
    let importlib = py.import("_frozen_importlib")?;
    let loader = importlib.getattr(intern!(py, "BuiltinImporter"))?;
    module.setattr(intern!(py, "__loader__"), &loader)
}

fn signals(py: Attached<'_>) -> PyResult<()> {
    if config::get().install_signal_handlers && inittab::find("_signal").is_some() {
        py.import("_signal")?;
    }
    Ok(())
}

/// `-W` and the like are applied when `warnings` is imported.
fn warnings(py: Attached<'_>) -> PyResult<()> {
    if config::get().warnoptions.is_empty() {
        return Ok(());
    }
    py.import("warnings").map(drop)
}

fn import_quietly(py: Attached<'_>, name: &str) -> PyResult<()> {
    py.import(name).map(drop)
}

/// Calls a function of a module that is loaded; nothing happens when it is not.
fn call_if_loaded(py: Attached<'_>, module: &str, function: &str) -> PyResult<()> {
    let name: Ref<'_, Str> = py.interned(module)?;
    if let Some(module) = statement::loaded(py, &name)?.filter(|m| !m.is_none()) {
        module.call_method(&py.interned(function)?, [])?;
    }
    Ok(())
}

fn unraisable(result: PyResult<()>) {
    if result.is_err() {
        // SAFETY: an exception is set; NULL for "no object".
        unsafe { decl::PyErr_WriteUnraisable(std::ptr::null_mut()) };
    }
}

/// Ends the runtime: waits for threads, runs exit functions, flushes the streams, clears modules. 0, or -1 when the streams could not be flushed.
pub fn finalize(py: Attached<'_>) -> i32 {
    let interp = interpreter::main();
    if !interp.initialized.load(Acquire) {
        return 0;
    }
    unraisable(call_if_loaded(py, "threading", "_shutdown"));
    unraisable(call_if_loaded(py, "atexit", "_run_exitfuncs"));
    let mut status = stdio::flush(py);
    interp.finalizing.store(true, Release);
    unraisable(clear_modules(py));
    crate::heap::gc::collect::collect(py, 2);
    status |= stdio::flush(py);
    interp.initialized.store(false, Release);
    crate::capi::pylifecycle::run_at_exit();
    status
}

/// Drops what the modules hold: `__main__` first, then the others, newest first; `sys` and `builtins` stay until the end.
fn clear_modules(py: Attached<'_>) -> PyResult<()> {
    let interp = interpreter::main();
    let Some(modules) = interp.modules.get(py) else { return Ok(()) };
    let mut pos = 0;
    let mut loaded = Vec::new();
    while let Some((name, module)) = modules.next_entry(&mut pos) {
        loaded.push((name, module));
    }
    let keep =
        |name: &Ref<'_>| name.cast::<Str>().is_some_and(|n| n.equals_str("sys") || n.equals_str("builtins"));
    let weak: Vec<_> = loaded
        .iter()
        .rev()
        .filter(|(name, module)| !keep(name) && module.cast::<crate::objects::Module>().is_some())
        .filter_map(|(_, module)| crate::objects::weakref::new_ref(py, module, None).ok())
        .collect();
    for (name, _) in &loaded {
        if !keep(name) {
            modules.remove(name)?;
        }
    }
    drop(loaded);
    crate::heap::gc::collect::collect(py, 2);
    for module in &weak {
        if let Some(module) = module.target() {
            clear_dict(py, &module)?;
        }
    }
    Ok(())
}

/// Sets a module's globals to None: names that start with one underscore first, as CPython does.
fn clear_dict(py: Attached<'_>, module: &Ref<'_>) -> PyResult<()> {
    // SAFETY: a live module; its dictionary is borrowed from it.
    let dict =
        unsafe { crate::Borrowed::from_ptr(py, decl::PyModule_GetDict(module.as_ptr()).cast::<Dict>()) };
    for private in [true, false] {
        let mut pos = 0;
        let mut names = Vec::new();
        while let Some((name, value)) = dict.next_entry(&mut pos) {
            let Some(text) = name.cast::<Str>().map(|n| n.to_string_lossy()) else { continue };
            let is_private = text.starts_with('_') && !text.starts_with("__");
            if !value.is_none() && is_private == private && text != "__builtins__" {
                names.push(name);
            }
        }
        for name in names {
            dict.set(&name, &py.none())?;
        }
    }
    Ok(())
}
