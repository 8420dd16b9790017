//! The end of the runtime, in the order of CPython's. Afterwards it can be started again.

use std::sync::atomic::Ordering::*;
use std::sync::{Mutex, PoisonError};

use super::{preconfig, stdio};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::gc::collect::collect;
use crate::heap::handles::Ref;
use crate::import::statement;
use crate::objects::{Dict, Module, Str};
use crate::state::{interpreter, pending, thread};

/// What built-in modules let go of when the runtime ends.
static RELEASES: Mutex<Vec<fn(Attached<'_>)>> = Mutex::new(Vec::new());

/// Has `release` called when the runtime ends, after the modules are gone: for objects in statics. A module says so each time it
/// is executed.
pub fn at_end(release: fn(Attached<'_>)) {
    let mut all = RELEASES.lock().unwrap_or_else(PoisonError::into_inner);
    if !all.iter().any(|&known| std::ptr::fn_addr_eq(known, release)) {
        all.push(release);
    }
}

/// Ends the runtime: waits for threads, runs exit functions, flushes the streams, clears modules, frees what the interpreter and
/// this thread hold. Gives 0, or -1 when output could not be written. This thread is detached afterwards.
pub fn finalize(py: Attached<'_>) -> i32 {
    let interp = interpreter::main();
    if !interp.initialized.load(Acquire) {
        return 0;
    }
    unraisable(call_if_loaded(py, "threading", "_shutdown"));
    unraisable(pending::run_calls());
    unraisable(call_if_loaded(py, "atexit", "_run_exitfuncs"));
    let mut status = stdio::flush(py);
    interp.finalizing.store(true, Release);
    interp.initialized.store(false, Release);
    // From here on no other thread runs Python code: those that want to, wait for ever.
    thread::end_others(py);
    unraisable(clear_modules(py));
    status |= stdio::flush(py);
    crate::capi::pylifecycle::run_interpreter_exit();
    release(py);
    end_thread(py);
    crate::capi::pylifecycle::run_at_exit();
    preconfig::forget();
    status
}

fn unraisable(result: PyResult<()>) {
    if result.is_err() {
        // SAFETY: an exception is set; NULL for "no object".
        unsafe { decl::PyErr_WriteUnraisable(std::ptr::null_mut()) };
    }
}

/// Calls a function of a module that is loaded; nothing happens when it is not.
fn call_if_loaded(py: Attached<'_>, module: &str, function: &str) -> PyResult<()> {
    let name: Ref<'_, Str> = py.interned(module)?;
    if let Some(module) = statement::loaded(py, &name)?.filter(|m| !m.is_none()) {
        module.call_method(&py.interned(function)?, [])?;
    }
    Ok(())
}

/// Drops what the modules hold: first those that nothing else refers to, then the rest by setting their globals to None, the
/// newest first; `sys` and `builtins` stay until the end.
fn clear_modules(py: Attached<'_>) -> PyResult<()> {
    let interp = interpreter::main();
    let Some(modules) = interp.modules.get(py) else { return Ok(()) };
    clear_sys(py)?;
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
        .filter(|(name, module)| !keep(name) && module.cast::<Module>().is_some())
        .filter_map(|(_, module)| crate::objects::weakref::new_ref(py, module, None).ok())
        .collect();
    for (name, _) in &loaded {
        if !keep(name) {
            modules.set(name, &py.none())?;
        }
    }
    drop(loaded);
    modules.clear();
    collect(py, 2);
    for module in &weak {
        if let Some(module) = module.target() {
            // SAFETY: a live module; its dictionary is borrowed from it.
            let dict = unsafe {
                crate::Borrowed::from_ptr(py, decl::PyModule_GetDict(module.as_ptr()).cast::<Dict>())
            };
            clear_dict(py, &dict)?;
        }
    }
    drop(weak);
    collect(py, 2);
    for dict in [&interp.sys_dict, &interp.builtins] {
        if let Some(dict) = dict.get(py) {
            clear_dict(py, &dict)?;
        }
    }
    Ok(())
}

/// Names of `sys` that programs set, and that can keep much alive, go first; the streams are the first ones again.
fn clear_sys(py: Attached<'_>) -> PyResult<()> {
    let interp = interpreter::main();
    if let Some(builtins) = interp.builtins.get(py) {
        builtins.set_str("_", &py.none())?;
    }
    let Some(sys) = interp.sys_dict.get(py) else { return Ok(()) };
    for name in [
        "path",
        "argv",
        "ps1",
        "ps2",
        "last_exc",
        "last_type",
        "last_value",
        "last_traceback",
        "path_importer_cache",
        "meta_path",
        "path_hooks",
    ] {
        sys.set_str(name, &py.none())?;
    }
    for name in ["stdin", "stdout", "stderr"] {
        let first = sys.get_str(&format!("__{name}__"))?.unwrap_or_else(|| py.none());
        sys.set_str(name, &first)?;
    }
    Ok(())
}

/// Sets a module's globals to None: names that start with one underscore first, as CPython does.
fn clear_dict<'py>(py: Attached<'py>, dict: &Ref<'py, Dict>) -> PyResult<()> {
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

/// Lets go of what statics hold, so that the next start finds nothing of this one.
fn release(py: Attached<'_>) {
    let interp = interpreter::main();
    let releases = std::mem::take(&mut *RELEASES.lock().unwrap_or_else(PoisonError::into_inner));
    for release in releases {
        release(py);
    }
    crate::objects::codecs::registry::clear(py);
    crate::builtin::end(py);
    crate::import::extension::forget(py);
    crate::state::fork::clear(py);
    crate::capi::pystate_modules::clear(py);
    drop(interp.import_function.replace(py, None));
    drop(interp.importlib.replace(py, None));
    drop(interp.dict.replace(py, None));
    drop(interp.modules.replace(py, None));
    let (sys, builtins) = (interp.sys_dict.replace(py, None), interp.builtins.replace(py, None));
    for dict in [sys, builtins].into_iter().flatten() {
        dict.clear();
    }
    collect(py, 2);
}

/// This thread's state goes, and with it what the thread kept for new objects.
fn end_thread(py: Attached<'_>) {
    // SAFETY: the attached state of this thread, which no handle outlives.
    unsafe {
        thread::clear(py, thread::current());
        collect(py, 2);
        pending::MAIN_THREAD.store(std::ptr::null_mut(), Release);
        thread::finish(py);
    }
    thread::ended();
}
