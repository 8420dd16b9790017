//! Starting and ending the runtime.

pub mod cmdline;
pub mod end;
pub mod main;
pub mod paths;
pub mod preconfig;
pub mod read;
pub mod status;
mod stdio;
mod usage;
pub mod wide;

use std::sync::atomic::Ordering::*;

pub use end::finalize;
pub use status::{Failure, Step};

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::import::{frozen, inittab, statement};
use crate::objects::Dict;
use crate::state::config::{self, Config};
use crate::state::{interpreter, pending, thread};
use crate::{intern, raise};

/// Who starts the runtime.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Host {
    /// The process is Python's own executable.
    Python,
    /// A program that has Python in it.
    Embedder,
}

/// Completes the configuration and starts the runtime with it; the calling thread is attached afterwards. When it runs already,
/// it takes over the arguments and what is to be run.
pub fn initialize(mut config: Config, host: Host) -> Step {
    let interp = interpreter::main();
    read::read(&mut config)?;
    if interp.initialized.load(Acquire) {
        return take_over(config);
    }
    paths::fill(&mut config, host == Host::Python);
    supported(&config)?;
    // File names are UTF-8 with surrogate escapes, whatever the locale is.
    config.filesystem_encoding = Some("utf-8".into());
    config.filesystem_errors = Some("surrogateescape".into());
    let whole = config.init_main != 0;
    start_core(config)?;
    if whole { start_main() } else { Ok(()) }
}

/// A second start: the program and its arguments.
fn take_over(new: Config) -> Step {
    if super::current().is_null() {
        return Err(Failure::new(c"pyinit_core_reconfigure", "failed to read thread state"));
    }
    // SAFETY: attached, as was just found.
    let py = unsafe { Attached::assume() };
    let argv = || -> PyResult<()> {
        let items = new.argv.iter().map(|a| Ok(config::python_str(py, a)?.into_any()));
        let list = py.list(items.collect::<PyResult<Vec<_>>>()?)?;
        crate::builtin::sys::set(py, "argv", list.as_any())
    };
    step(py, c"pyinit_core_reconfigure", "failed to set sys.argv", argv())?;
    config::set(Config {
        argv: new.argv,
        run_command: new.run_command,
        run_module: new.run_module,
        run_filename: new.run_filename,
        skip_source_first_line: new.skip_source_first_line,
        inspect: new.inspect,
        interactive: new.interactive,
        quiet: new.quiet,
        ..(*config::get()).clone()
    });
    Ok(())
}

/// What can be asked for and is not there is told, not passed over.
fn supported(config: &Config) -> Step {
    let missing = |what: &str| Err(Failure::text(format!("{what} is not implemented by Mortise")));
    if config.tracemalloc > 0 && inittab::find("_tracemalloc").is_none() {
        return missing("tracemalloc (PYTHONTRACEMALLOC, -X tracemalloc)");
    }
    if config.perf_profiling > 0 {
        return missing("the perf profiler (PYTHONPERFSUPPORT, -X perf)");
    }
    if config.install_importlib == 0 {
        return missing("a start without importlib");
    }
    Ok(())
}

/// Starts what needs no standard library.
fn start_core(config: Config) -> Step {
    let interp = interpreter::main();
    if config.install_signal_handlers != 0 {
        // SAFETY: signal has no preconditions; writing to a closed pipe must raise, not kill.
        unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
    }
    // Strings and static types outlive an end of the runtime, and hashes are stored in them: there is one key for the process.
    static HASH_KEY: std::sync::Once = std::sync::Once::new();
    HASH_KEY.call_once(|| {
        crate::objects::hash::set_seed(if config.use_hash_seed > 0 {
            crate::objects::hash::Seed::Fixed(config.hash_seed as u32)
        } else {
            crate::objects::hash::Seed::Random
        });
    });
    crate::objects::int::set_max_str_digits(config.int_max_str_digits);
    crate::capi::pydebug::set(&config);
    stdio::configure_c(&config);
    let enable_gil = config.gil() == config::GilOption::On;
    config::set(config);
    interp.finalizing.store(false, Release);
    thread::begin();
    inittab::add(crate::builtin::builtin_modules().into_iter().map(|(n, i)| (n.to_string(), i)));
    let ts = thread::new(interpreter::address());
    // SAFETY: the state is new and this thread's; it stays attached from here on.
    let py = unsafe {
        thread::attach(ts);
        Attached::assume()
    };
    pending::MAIN_THREAD.store(ts, Release);
    if enable_gil {
        super::attachment::enable_gil(py);
    }
    ready_types()?;
    step(py, c"pycore_init_types", "can't initialize exceptions", crate::objects::exceptions::prepare(py))?;
    step(py, c"pycore_init_types", "can't initialize contexts", crate::objects::context::prepare(py))?;
    step(py, c"pycore_interp_init", "can't make sys and builtins", first_modules(py))?;
    step(py, c"init_importlib", "failed to initialize importlib", importlib(py))
}

/// Starts the rest: standard streams, `__main__`, signal handlers, `site`. After `init_main = 0`, `_Py_InitializeMain` calls it.
pub fn start_main() -> Step {
    let interp = interpreter::main();
    if interp.initialized.load(Acquire) {
        return Ok(());
    }
    if super::current().is_null() {
        return Err(Failure::new(c"_Py_InitializeMain", "runtime core not initialized"));
    }
    // SAFETY: attached, as start_core leaves it.
    let py = unsafe { Attached::assume() };
    step(py, c"init_sys_streams", "can't initialize sys standard streams", stdio::open_all(py))?;
    step(py, c"add_main_module", "can't make __main__", main_module(py))?;
    interp.initialized.store(true, Release);
    step(py, c"init_signals", "can't import signal", signals(py))?;
    step(py, c"init_interp_main", "can't apply the warning options", warnings(py))?;
    step(py, c"init_interp_main", "can't start faulthandler", faulthandler(py))?;
    if config::get().site_import != 0 {
        step(py, c"init_import_site", "Failed to import the site module", py.import("site").map(drop))?;
    }
    Ok(())
}

/// A step that may raise; the exception is shown.
fn step(py: Attached<'_>, func: &'static std::ffi::CStr, what: &'static str, result: PyResult<()>) -> Step {
    result.map_err(|raised| {
        print(py, raised);
        Failure::new(func, what)
    })
}

/// `-X faulthandler`, when the module is there.
fn faulthandler(py: Attached<'_>) -> PyResult<()> {
    if config::get().faulthandler > 0 && inittab::find("faulthandler").is_some() {
        py.import("faulthandler")?.call_method::<0>(intern!(py, "enable"), [])?;
    }
    Ok(())
}

/// Makes every built-in type usable.
fn ready_types() -> Step {
    for ty in crate::objects::builtin_types() {
        // SAFETY: static types, readied once in dependency order on an attached thread.
        unsafe {
            (*ty).tp_flags |= mortise_abi::_Py_TPFLAGS_STATIC_BUILTIN;
            if decl::PyType_Ready(ty) < 0 {
                let name = std::ffi::CStr::from_ptr((*ty).tp_name).to_string_lossy();
                return Err(Failure::new(
                    c"_PyTypes_InitTypes",
                    format!("failed to initialize the type '{name}'"),
                ));
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
    if config::get().install_signal_handlers != 0 && inittab::find("_signal").is_some() {
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
