//! The executable's main function.

use std::io::Read;

use super::cmdline::{self, Run};
use crate::builtin::sys;
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::exceptions::classes;
use crate::objects::{Dict, Int, Str};
use crate::state::config;
use crate::{intern, raise};

/// Runs the program that the command line names; the process's exit code.
pub fn main(args: &[String]) -> i32 {
    let (config, run) = cmdline::parse(args);
    match &run {
        Run::Version => {
            if config.verbose > 1 {
                println!("Python {}", sys::VERSION);
            } else {
                println!("Python 3.13.5");
            }
            return 0;
        }
        Run::Help => {
            print!("{}", cmdline::help());
            return 0;
        }
        Run::Usage(text) => {
            eprintln!("{text}");
            let usage = cmdline::help();
            eprintln!("{}", usage.lines().next().unwrap_or_default());
            eprintln!("Try `{} -h' for more information.", args.first().map_or("mortise", String::as_str));
            return 2;
        }
        _ => {}
    }
    if let Err(text) = super::initialize(config) {
        eprintln!("Fatal Python error: {text}");
        return 1;
    }
    // SAFETY: initialize attached this thread.
    let py = unsafe { Attached::assume() };
    let result = execute(py, &run);
    let code = match result {
        Ok(()) => 0,
        Err(raised) => report(py, raised.take(py)),
    };
    if super::finalize(py) != 0 { 120 } else { code }
}

/// Puts the script's folder (or what stands for it) first on `sys.path`.
fn insert_path(py: Attached<'_>, entry: &str) -> PyResult<()> {
    if config::get().safe_path {
        return Ok(());
    }
    prepend_path(py, entry)
}

fn prepend_path(py: Attached<'_>, entry: &str) -> PyResult<()> {
    if let Some(path) = sys::get(py, "path")? {
        path.call_method(intern!(py, "insert"), [&*py.int(0)?, &*py.str(entry)?])?;
    }
    Ok(())
}

fn main_dict(py: Attached<'_>) -> PyResult<Ref<'_, Dict>> {
    let module = py.import("__main__")?;
    // SAFETY: a live module; its dictionary is borrowed from it.
    unsafe { Ok(Borrowed::from_ptr(py, decl::PyModule_GetDict(module.as_ptr()).cast::<Dict>()).to_owned()) }
}

fn execute(py: Attached<'_>, run: &Run) -> PyResult<()> {
    match run {
        Run::Command(text) => {
            insert_path(py, "")?;
            run_source(py, text.as_bytes(), "<string>")
        }
        Run::Module(name) => {
            let here =
                std::env::current_dir().map_or_else(|_| String::new(), |d| d.to_string_lossy().into_owned());
            insert_path(py, &here)?;
            run_module(py, name, true)
        }
        Run::Script(file) if is_importable(py, file) => {
            prepend_path(py, file)?;
            run_module(py, "__main__", false)
        }
        Run::Script(file) => {
            let source = match std::fs::read(file) {
                Ok(source) => source,
                Err(error) => {
                    let program = &config::get().executable;
                    let shown = config::get().orig_argv.first().unwrap_or(program);
                    let number = error.raw_os_error().unwrap_or(0);
                    let text = error.to_string();
                    let text = text.split(" (os error").next().unwrap_or_default();
                    eprintln!("{shown}: can't open file '{}': [Errno {number}] {text}", absolute(file));
                    std::process::exit(2);
                }
            };
            let real = std::fs::canonicalize(file).unwrap_or_else(|_| file.into());
            let folder = real.parent().map_or_else(String::new, |d| d.to_string_lossy().into_owned());
            insert_path(py, &folder)?;
            let source = skip_first_line(source);
            let globals = main_dict(py)?;
            let shown = absolute(file);
            globals.set_str("__file__", &*py.str(&shown)?)?;
            globals.set_str("__cached__", &py.none())?;
            let external = py.import("_frozen_importlib_external")?;
            let loader = external.getattr(intern!(py, "SourceFileLoader"))?;
            let loader = loader.call([&*py.str("__main__")?, &*py.str(&shown)?])?;
            globals.set_str("__loader__", &loader)?;
            run_source(py, &source, &shown)
        }
        Run::Stdin => {
            insert_path(py, "")?;
            // SAFETY: isatty takes any number.
            if unsafe { libc::isatty(0) == 1 } {
                return interactive(py);
            }
            let mut source = Vec::new();
            let read = crate::state::detached(py, || std::io::stdin().lock().read_to_end(&mut source));
            if let Err(error) = read {
                return Err(raise!(py, OSError, "cannot read the program from standard input: {error}"));
            }
            run_source(py, &source, "<stdin>")
        }
        Run::Version | Run::Help | Run::Usage(_) => Ok(()),
    }
}

fn absolute(file: &str) -> String {
    std::path::absolute(file).map_or_else(|_| file.to_string(), |p| p.to_string_lossy().into_owned())
}

fn skip_first_line(source: Vec<u8>) -> Vec<u8> {
    if !config::get().skip_first_line {
        return source;
    }
    // The newline stays, so that line numbers do not change.
    match source.iter().position(|&b| b == b'\n') {
        Some(at) => source[at..].to_vec(),
        None => Vec::new(),
    }
}

/// Whether `file` is a folder or zip file with a `__main__`.
fn is_importable(py: Attached<'_>, file: &str) -> bool {
    let path = std::path::Path::new(file);
    if path.is_dir() {
        return true;
    }
    let mut head = [0u8; 4];
    let zip =
        std::fs::File::open(path).and_then(|mut f| f.read_exact(&mut head)).is_ok() && &head == b"PK\x03\x04";
    let _ = py;
    zip
}

fn run_module(py: Attached<'_>, name: &str, set_argv0: bool) -> PyResult<()> {
    let runpy = py.import("runpy")?;
    let function = runpy.getattr(intern!(py, "_run_module_as_main"))?;
    function.call([&*py.str(name)?, &py.bool(set_argv0)]).map(drop)
}

fn run_source(py: Attached<'_>, source: &[u8], filename: &str) -> PyResult<()> {
    let globals = main_dict(py)?;
    let flags = if filename == "<string>" { mortise_abi::PyCF_IGNORE_COOKIE } else { 0 };
    let code = crate::eval::run::compile(py, source, filename, mortise_compiler::Mode::Exec, flags, -1)?;
    // SAFETY: live objects; a new reference or NULL.
    unsafe {
        let result =
            decl::PyEval_EvalCode(code.as_object_ptr(), globals.as_object_ptr(), globals.as_object_ptr());
        Ref::<mortise_abi::PyObject>::from_owned_or_raised(py, result).map(drop)
    }
}

/// The prompt: `code.InteractiveConsole` of the standard library.
fn interactive(py: Attached<'_>) -> PyResult<()> {
    if !config::get().quiet {
        eprintln!("Python {} on linux", sys::VERSION);
        eprintln!("Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.");
    }
    let module = py.import("code")?;
    let interact = module.getattr(intern!(py, "interact"))?;
    let globals = main_dict(py)?;
    let empty = py.str("")?;
    let none = py.none();
    interact.call([&*empty, &none, &*globals, &*empty]).map(drop)
}

/// Shows an uncaught exception through `sys.excepthook`; the exit code.
fn report<'py>(py: Attached<'py>, exception: Ref<'py>) -> i32 {
    // SAFETY: the class is static and live.
    let is_exit = unsafe { crate::objects::type_::is_subtype(exception.type_ptr(), classes::SystemExit()) };
    if is_exit {
        return exit_status(py, &exception);
    }
    // SAFETY: as above.
    let interrupted =
        unsafe { crate::objects::type_::is_subtype(exception.type_ptr(), classes::KeyboardInterrupt()) };
    let _ = crate::state::error::set(py, exception);
    // SAFETY: an exception is set.
    unsafe { decl::PyErr_PrintEx(1) };
    if interrupted {
        super::finalize(py);
        // SAFETY: the process ends by the signal, so that its parent sees that.
        unsafe {
            libc::signal(libc::SIGINT, libc::SIG_DFL);
            libc::kill(libc::getpid(), libc::SIGINT);
        }
        return 130;
    }
    1
}

/// The exit code that a SystemExit stands for; anything but a number is printed.
pub fn exit_status<'py>(py: Attached<'py>, exception: &Ref<'py>) -> i32 {
    let code = match exception.getattr_opt(intern!(py, "code")) {
        Ok(Some(code)) => code,
        Ok(None) => return 0,
        Err(raised) => {
            raised.clear(py);
            return 1;
        }
    };
    if code.is_none() {
        return 0;
    }
    if code.cast::<Int>().is_some() {
        return match code.as_i64() {
            Ok(n) => n as i32,
            Err(raised) => {
                raised.clear(py);
                -1
            }
        };
    }
    let text = match code.to_str() {
        Ok(text) => text.to_string_lossy(),
        Err(raised) => {
            raised.clear(py);
            String::new()
        }
    };
    let stream = match sys::get(py, "stderr") {
        Ok(stream) => stream.filter(|s| !s.is_none()),
        Err(raised) => {
            raised.clear(py);
            None
        }
    };
    let written = stream.map(|stream| {
        let line: PyResult<Ref<'py, Str>> = py.str(&format!("{text}\n"));
        line.and_then(|line| stream.call_method(intern!(py, "write"), [&line]))
    });
    match written {
        Some(Ok(_)) => {}
        Some(Err(raised)) => {
            raised.clear(py);
            eprintln!("{text}");
        }
        None => eprintln!("{text}"),
    }
    1
}
