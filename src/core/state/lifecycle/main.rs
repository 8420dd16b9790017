//! Runs the program that the configuration names: `Py_RunMain`, and the executable's main function.

use std::ffi::{OsStr, OsString};
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::status::Step;
use super::{Host, preconfig};
use crate::builtin::sys;
use crate::capi::decl;
use crate::err::PyResult;
use crate::eval::run;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::exceptions::classes;
use crate::objects::{Int, Str};
use crate::state::config::{self, Config, Text};
use crate::{intern, raise};

/// The executable's main function, also for programs that pass their arguments on (`Py_BytesMain`): starts, runs, ends. The
/// exit code.
pub fn main(args: Vec<Text>, host: Host) -> i32 {
    let start = || -> Step {
        let config = Config { argv: args, ..Config::python() };
        preconfig::for_config(&config, &config.argv)?;
        super::initialize(config, host)
    };
    match start() {
        Ok(()) => run_main(),
        Err(failure) => failure.report(),
    }
}

/// `Py_RunMain`: runs what the configuration says, then ends the runtime. The exit code.
pub fn run_main() -> i32 {
    // SAFETY: whoever started the runtime attached this thread.
    let py = unsafe { Attached::assume() };
    let mut end = run_program(py);
    let status = super::finalize(py);
    super::preconfig::forget();
    if matches!(end, End::Interrupted) {
        // SAFETY: the process ends by the signal, so that its parent sees that.
        unsafe {
            libc::signal(libc::SIGINT, libc::SIG_DFL);
            libc::kill(libc::getpid(), libc::SIGINT);
        }
        end = End::Code(130);
    }
    match end {
        _ if status != 0 => 120,
        End::Code(code) => code,
        End::Interrupted => 130,
    }
}

/// How a program ended.
enum End {
    Code(i32),
    /// By a KeyboardInterrupt that nobody caught
    Interrupted,
}

fn run_program(py: Attached<'_>) -> End {
    let config = config::get();
    let mut end = match execute(py, &config) {
        Ok(code) => End::Code(code),
        Err(raised) => report(py, raised.take(py)),
    };
    // The program may have set the variable to be examined afterwards.
    let later =
        || config.use_environment != 0 && std::env::var_os("PYTHONINSPECT").is_some_and(|v| !v.is_empty());
    if config_runs(&config) && (config.inspect > 0 || later()) && stdin_is_interactive(&config) {
        INSPECTED.store(true, std::sync::atomic::Ordering::Relaxed);
        end = End::Code(match interactive(py) {
            Ok(()) => 0,
            Err(raised) => match report(py, raised.take(py)) {
                End::Code(code) => code,
                End::Interrupted => 130,
            },
        });
    }
    end
}

/// The prompt after the program has begun: now SystemExit ends the process.
static INSPECTED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

fn config_runs(config: &Config) -> bool {
    config.run_command.is_some() || config.run_module.is_some() || config.run_filename.is_some()
}

fn stdin_is_interactive(config: &Config) -> bool {
    // SAFETY: isatty takes any number.
    config.interactive > 0 || unsafe { libc::isatty(0) == 1 }
}

fn prepend_path(py: Attached<'_>, entry: &OsStr) -> PyResult<()> {
    if let Some(path) = sys::get(py, "path")? {
        path.call_method(intern!(py, "insert"), [&*py.int(0)?, &*config::python_str(py, entry)?])?;
    }
    Ok(())
}

/// What stands for the program's folder on `sys.path`.
fn first_path(config: &Config) -> Text {
    if config.run_command.is_some() {
        return Text::new();
    }
    if config.run_module.is_some() {
        return std::env::current_dir().map_or_else(|_| Text::new(), OsString::from);
    }
    match &config.run_filename {
        Some(file) => {
            let real = std::fs::canonicalize(file).unwrap_or_else(|_| file.into());
            real.parent().map_or_else(Text::new, |d| d.into())
        }
        None => Text::new(),
    }
}

/// Runs the program; the exit code of what reports one itself.
fn execute(py: Attached<'_>, config: &Config) -> PyResult<i32> {
    if let Some(file) = &config.run_filename
        && is_importable(file)
    {
        prepend_path(py, file)?;
        return run_module(py, OsStr::new("__main__"), false).map(|()| 0);
    }
    if let Some(entry) = &config.sys_path_0 {
        prepend_path(py, entry)?;
    } else if config.safe_path == 0 {
        prepend_path(py, &first_path(config))?;
    }
    if let Some(text) = &config.run_command {
        run_source(py, text.as_bytes(), "<string>")?;
    } else if let Some(name) = &config.run_module {
        run_module(py, name, true)?;
    } else if let Some(file) = &config.run_filename {
        return run_file(py, config, file);
    } else if stdin_is_interactive(config) {
        interactive(py)?;
    } else {
        let mut source = Vec::new();
        let read = crate::state::detached(py, || std::io::stdin().lock().read_to_end(&mut source));
        if let Err(error) = read {
            return Err(raise!(py, OSError, "cannot read the program from standard input: {error}"));
        }
        run_source(py, &source, "<stdin>")?;
    }
    Ok(0)
}

fn run_file(py: Attached<'_>, config: &Config, file: &OsStr) -> PyResult<i32> {
    let source = match std::fs::read(file) {
        Ok(source) => skip_first_line(config, source),
        Err(error) => {
            let program = config.program_name.as_deref().unwrap_or(OsStr::new("python3"));
            let number = error.raw_os_error().unwrap_or(0);
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            eprintln!(
                "{}: can't open file {}: [Errno {number}] {text}",
                program.to_string_lossy(),
                config::python_str(py, file)?.repr()?.to_string_lossy(),
            );
            return Ok(2);
        }
    };
    let globals = run::main_dict(py)?;
    let shown = config::python_str(py, file)?;
    globals.set_str("__file__", &shown)?;
    globals.set_str("__cached__", &py.none())?;
    let external = py.import("_frozen_importlib_external")?;
    let loader = external.getattr(intern!(py, "SourceFileLoader"))?;
    let loader = loader.call([&*py.str("__main__")?, &*shown])?;
    globals.set_str("__loader__", &loader)?;
    run_source(py, &source, &file.to_string_lossy())?;
    Ok(0)
}

fn skip_first_line(config: &Config, source: Vec<u8>) -> Vec<u8> {
    if config.skip_source_first_line == 0 {
        return source;
    }
    // The newline stays, so that line numbers do not change.
    match source.iter().position(|&b| b == b'\n') {
        Some(at) => source[at..].to_vec(),
        None => Vec::new(),
    }
}

/// Whether `file` is a folder or zip file with a `__main__`.
fn is_importable(file: &OsStr) -> bool {
    let path = Path::new(file);
    if path.is_dir() {
        return true;
    }
    let mut head = [0u8; 4];
    std::fs::File::open(path).and_then(|mut f| f.read_exact(&mut head)).is_ok() && &head == b"PK\x03\x04"
}

fn run_module(py: Attached<'_>, name: &OsStr, set_argv0: bool) -> PyResult<()> {
    let runpy = py.import("runpy")?;
    let function = runpy.getattr(intern!(py, "_run_module_as_main"))?;
    function.call([&*config::python_str(py, name)?, &py.bool(set_argv0)]).map(drop)
}

fn run_source(py: Attached<'_>, source: &[u8], filename: &str) -> PyResult<()> {
    let globals = run::main_dict(py)?;
    let flags = if filename == "<string>" { mortise_abi::PyCF_IGNORE_COOKIE } else { 0 };
    let code = run::compile(py, source, filename, mortise_compiler::Mode::Exec, flags, -1)?;
    if filename == "<string>" {
        // Tracebacks show its lines.
        let text = py.str(&String::from_utf8_lossy(source))?;
        let register = py.import("linecache")?.getattr(intern!(py, "_register_code"))?;
        register.call([code.as_any(), &*text, &*py.str(filename)?])?;
    }
    // SAFETY: live objects; a new reference or NULL.
    unsafe {
        let result =
            decl::PyEval_EvalCode(code.as_object_ptr(), globals.as_object_ptr(), globals.as_object_ptr());
        Ref::<mortise_abi::PyObject>::from_owned_or_raised(py, result).map(drop)
    }
}

/// `PYTHONSTARTUP`: a file that runs before the first prompt.
fn run_startup(py: Attached<'_>, config: &Config) -> PyResult<()> {
    let variable = if config.use_environment == 0 { None } else { std::env::var_os("PYTHONSTARTUP") };
    let Some(file) = variable.filter(|f| !f.is_empty()) else { return Ok(()) };
    match std::fs::read(&file) {
        Ok(source) => {
            if let Err(raised) = run_source(py, &source, &file.to_string_lossy()) {
                report(py, raised.take(py));
            }
        }
        Err(_) => eprintln!("Could not open PYTHONSTARTUP"),
    }
    Ok(())
}

/// The prompt: `code.InteractiveConsole` of the standard library, with the names of `__main__`.
fn interactive(py: Attached<'_>) -> PyResult<()> {
    let config = config::get();
    if !config_runs(&config) {
        if config.quiet == 0 {
            eprintln!("Python {} on linux", sys::VERSION);
            if config.site_import != 0 {
                eprintln!("Type \"help\", \"copyright\", \"credits\" or \"license\" for more information.");
            }
        }
        run_startup(py, &config)?;
    }
    let module = py.import("code")?;
    let interact = module.getattr(intern!(py, "interact"))?;
    let globals = run::main_dict(py)?;
    let empty = py.str("")?;
    let none = py.none();
    interact.call([&*empty, &none, &*globals, &*empty]).map(drop)
}

/// Shows an uncaught exception through `sys.excepthook`.
fn report<'py>(py: Attached<'py>, exception: Ref<'py>) -> End {
    let is = |class: *mut mortise_abi::PyTypeObject| {
        // SAFETY: the class is static and live.
        unsafe { crate::objects::type_::is_subtype(exception.type_ptr(), class) }
    };
    let inspecting = config::get().inspect > 0 && !INSPECTED.load(std::sync::atomic::Ordering::Relaxed);
    if is(classes::SystemExit()) && !inspecting {
        return End::Code(exit_status(py, &exception));
    }
    let interrupted = is(classes::KeyboardInterrupt());
    let _ = crate::state::error::set(py, exception);
    // SAFETY: an exception is set.
    unsafe { decl::PyErr_PrintEx(1) };
    if interrupted { End::Interrupted } else { End::Code(1) }
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
