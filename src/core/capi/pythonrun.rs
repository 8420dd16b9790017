//! `pythonrun.h`

use std::ffi::{CStr, c_char, c_int};

use mortise_abi::*;

use crate::boundary::enter;
use crate::capi::decl::*;
use crate::err::PyResult;
use crate::eval::run::{self, file_name, flags_of, run_main, run_source};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::{decref, incref};
use crate::intern;
use crate::objects::traceback::{self, display};
use crate::objects::{Code, Str};

unsafe fn bytes<'a>(text: *const c_char) -> &'a [u8] {
    // SAFETY: NUL-terminated (C API contract).
    unsafe { CStr::from_ptr(text) }.to_bytes()
}

/// Compiles source text.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_CompileString(
    source: *const c_char,
    filename: *const c_char,
    start: c_int,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { Py_CompileStringExFlags(source, filename, start, std::ptr::null_mut(), -1) }
}

/// Compiles source text with flags and an optimisation level.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_CompileStringExFlags(
    source: *const c_char,
    filename: *const c_char,
    start: c_int,
    flags: *mut PyCompilerFlags,
    optimize: c_int,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("Py_CompileStringExFlags", |py| -> PyResult<Ref<'_, Code>> {
            let mode = run::mode(py, start)?;
            run::compile(py, bytes(source), &file_name(filename), mode, flags_of(flags), optimize)
        })
    }
}

/// As [`Py_CompileStringExFlags`] with a file name object.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_CompileStringObject(
    source: *const c_char,
    filename: *mut PyObject,
    start: c_int,
    flags: *mut PyCompilerFlags,
    optimize: c_int,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("Py_CompileStringObject", |py| -> PyResult<Ref<'_, Code>> {
            let mode = run::mode(py, start)?;
            let filename = Borrowed::<Str>::from_ptr(py, filename.cast()).to_string_lossy();
            run::compile(py, bytes(source), &filename, mode, flags_of(flags), optimize)
        })
    }
}

/// Runs source text.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_StringFlags(
    source: *const c_char,
    start: c_int,
    globals: *mut PyObject,
    locals: *mut PyObject,
    flags: *mut PyCompilerFlags,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyRun_StringFlags", |py| {
            let globals = Borrowed::from_ptr(py, globals);
            let locals = Borrowed::from_ptr_or_null(py, locals).unwrap_or(globals);
            run_source(py, bytes(source), "<string>", start, &globals, &locals, flags)
        })
    }
}

/// Runs source text.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_String(
    source: *const c_char,
    start: c_int,
    globals: *mut PyObject,
    locals: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { PyRun_StringFlags(source, start, globals, locals, std::ptr::null_mut()) }
}

/// Runs source text in `__main__`; prints an exception.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_SimpleStringFlags(
    source: *const c_char,
    flags: *mut PyCompilerFlags,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyRun_SimpleStringFlags", |py| -> PyResult<c_int> {
            let run = || -> PyResult<()> {
                let globals = run::main_dict(py)?;
                run_source(py, bytes(source), "<string>", Py_file_input, &globals, &globals, flags).map(drop)
            };
            Ok(match run() {
                Ok(()) => 0,
                Err(_) => {
                    PyErr_Print();
                    -1
                }
            })
        })
    }
}

/// Runs source text in `__main__`; prints an exception.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_SimpleString(source: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe { PyRun_SimpleStringFlags(source, std::ptr::null_mut()) }
}

/// Runs the rest of a stream.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_FileExFlags(
    file: *mut libc::FILE,
    filename: *const c_char,
    start: c_int,
    globals: *mut PyObject,
    locals: *mut PyObject,
    close: c_int,
    flags: *mut PyCompilerFlags,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyRun_FileExFlags", |py| {
            let source = run::read_stream(py, file);
            if close != 0 {
                libc::fclose(file);
            }
            let globals = Borrowed::from_ptr(py, globals);
            let locals = Borrowed::from_ptr_or_null(py, locals).unwrap_or(globals);
            run_source(py, &source?, &file_name(filename), start, &globals, &locals, flags)
        })
    }
}

/// Runs the rest of a stream.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_FileEx(
    file: *mut libc::FILE,
    filename: *const c_char,
    start: c_int,
    globals: *mut PyObject,
    locals: *mut PyObject,
    close: c_int,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { PyRun_FileExFlags(file, filename, start, globals, locals, close, std::ptr::null_mut()) }
}

/// Runs the rest of a stream.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_FileFlags(
    file: *mut libc::FILE,
    filename: *const c_char,
    start: c_int,
    globals: *mut PyObject,
    locals: *mut PyObject,
    flags: *mut PyCompilerFlags,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { PyRun_FileExFlags(file, filename, start, globals, locals, 0, flags) }
}

/// Runs the rest of a stream.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_File(
    file: *mut libc::FILE,
    filename: *const c_char,
    start: c_int,
    globals: *mut PyObject,
    locals: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { PyRun_FileExFlags(file, filename, start, globals, locals, 0, std::ptr::null_mut()) }
}

/// Runs a stream as the script; prints an exception.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_SimpleFileExFlags(
    file: *mut libc::FILE,
    filename: *const c_char,
    close: c_int,
    flags: *mut PyCompilerFlags,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyRun_SimpleFileExFlags", |py| -> PyResult<c_int> {
            let source = run::read_stream(py, file);
            if close != 0 {
                libc::fclose(file);
            }
            Ok(match source {
                Ok(source) => run_main(py, &source, &file_name(filename), flags),
                Err(_) => {
                    PyErr_Print();
                    -1
                }
            })
        })
    }
}

/// Runs a stream as the script; prints an exception.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_SimpleFileEx(
    file: *mut libc::FILE,
    filename: *const c_char,
    close: c_int,
) -> c_int {
    // SAFETY: by contract.
    unsafe { PyRun_SimpleFileExFlags(file, filename, close, std::ptr::null_mut()) }
}

/// Runs a stream as the script; prints an exception.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_SimpleFile(file: *mut libc::FILE, filename: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe { PyRun_SimpleFileExFlags(file, filename, 0, std::ptr::null_mut()) }
}

/// Runs a stream as the script, or as a session when it is a terminal.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_AnyFileExFlags(
    file: *mut libc::FILE,
    filename: *const c_char,
    close: c_int,
    flags: *mut PyCompilerFlags,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if libc::isatty(libc::fileno(file)) != 0 {
            let status = PyRun_InteractiveLoopFlags(file, filename, flags);
            if close != 0 {
                libc::fclose(file);
            }
            return status;
        }
        PyRun_SimpleFileExFlags(file, filename, close, flags)
    }
}

/// As [`PyRun_AnyFileExFlags`].
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_AnyFile(file: *mut libc::FILE, filename: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe { PyRun_AnyFileExFlags(file, filename, 0, std::ptr::null_mut()) }
}

/// As [`PyRun_AnyFileExFlags`].
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_AnyFileEx(
    file: *mut libc::FILE,
    filename: *const c_char,
    close: c_int,
) -> c_int {
    // SAFETY: by contract.
    unsafe { PyRun_AnyFileExFlags(file, filename, close, std::ptr::null_mut()) }
}

/// As [`PyRun_AnyFileExFlags`].
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_AnyFileFlags(
    file: *mut libc::FILE,
    filename: *const c_char,
    flags: *mut PyCompilerFlags,
) -> c_int {
    // SAFETY: by contract.
    unsafe { PyRun_AnyFileExFlags(file, filename, 0, flags) }
}

/// A line of a stream with its newline; `None` at the end.
unsafe fn read_line(file: *mut libc::FILE) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    loop {
        // SAFETY: an open stream.
        let c = unsafe { libc::fgetc(file) };
        if c == libc::EOF {
            return if line.is_empty() { None } else { Some(line) };
        }
        line.push(c as u8);
        if c == b'\n' as c_int {
            return Some(line);
        }
    }
}

/// `sys.ps1` or `sys.ps2`, which are set when they are missing.
fn prompt(py: Attached<'_>, name: &CStr, default: &str) -> String {
    // SAFETY: borrowed from the sys module and taken at once.
    unsafe {
        if PySys_GetObject(name.as_ptr()).is_null()
            && let Ok(text) = py.str(default)
        {
            PySys_SetObject(name.as_ptr(), text.as_object_ptr());
        }
        let Some(value) = Borrowed::<PyObject>::from_ptr_or_null(py, PySys_GetObject(name.as_ptr())) else {
            return default.to_string();
        };
        match value.to_owned().to_str() {
            Ok(text) => text.to_string_lossy(),
            Err(raised) => {
                raised.clear(py);
                String::new()
            }
        }
    }
}

/// What came of one interactive statement.
enum One {
    /// It ran.
    Done,
    /// An exception is set.
    Failed,
    /// The stream is at its end.
    End,
}

unsafe fn interactive_one(
    py: Attached<'_>,
    file: *mut libc::FILE,
    filename: &str,
    flags: *mut PyCompilerFlags,
) -> One {
    let (ps1, ps2) = (prompt(py, c"ps1", ">>> "), prompt(py, c"ps2", "... "));
    let mut source = Vec::new();
    loop {
        let prompt = if source.is_empty() { &ps1 } else { &ps2 };
        let text = std::ffi::CString::new(prompt.as_str()).unwrap_or_default();
        // SAFETY: an open stream; text with its NUL.
        let line = unsafe {
            libc::fputs(text.as_ptr(), stderr_stream());
            read_line(file)
        };
        let Some(line) = line else {
            if source.is_empty() {
                return One::End;
            }
            source.push(b'\n');
            // SAFETY: as the caller says.
            return unsafe { interactive_run(py, &source, filename, flags) };
        };
        let blank = line.iter().all(u8::is_ascii_whitespace);
        if source.is_empty() && blank {
            continue;
        }
        source.extend_from_slice(&line);
        let text = String::from_utf8_lossy(&source);
        let options = mortise_compiler::Options {
            filename,
            mode: mortise_compiler::Mode::Single,
            optimize: 0,
            flags: (PyCF_DONT_IMPLY_DEDENT | PyCF_ALLOW_INCOMPLETE_INPUT) as u32,
        };
        if let Err(error) = mortise_compiler::compile(&text, &options)
            && error.kind == mortise_compiler::ErrorKind::Incomplete
            && !(blank && source.len() > line.len() && text.ends_with("\n\n"))
        {
            continue;
        }
        // SAFETY: as the caller says.
        return unsafe { interactive_run(py, &source, filename, flags) };
    }
}

unsafe fn interactive_run(
    py: Attached<'_>,
    source: &[u8],
    filename: &str,
    flags: *mut PyCompilerFlags,
) -> One {
    let run = || -> PyResult<()> {
        let globals = run::main_dict(py)?;
        // SAFETY: as the caller says.
        unsafe { run_source(py, source, filename, Py_single_input, &globals, &globals, flags) }.map(drop)
    };
    match run() {
        Ok(()) => {
            run::flush(py);
            One::Done
        }
        Err(_) => One::Failed,
    }
}

/// The C stream of standard error.
fn stderr_stream() -> *mut libc::FILE {
    unsafe extern "C" {
        static mut stderr: *mut libc::FILE;
    }
    // SAFETY: set by the C library before main.
    unsafe { stderr }
}

/// Reads and runs statements until the stream ends.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_InteractiveLoopFlags(
    file: *mut libc::FILE,
    filename: *const c_char,
    flags: *mut PyCompilerFlags,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyRun_InteractiveLoopFlags", |py| -> PyResult<c_int> {
            let name = file_name(filename);
            loop {
                match interactive_one(py, file, &name, flags) {
                    One::Done => {}
                    One::Failed => PyErr_Print(),
                    One::End => return Ok(0),
                }
            }
        })
    }
}

/// As [`PyRun_InteractiveLoopFlags`].
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_InteractiveLoop(file: *mut libc::FILE, filename: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe { PyRun_InteractiveLoopFlags(file, filename, std::ptr::null_mut()) }
}

/// Reads and runs one statement.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_InteractiveOneObject(
    file: *mut libc::FILE,
    filename: *mut PyObject,
    flags: *mut PyCompilerFlags,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyRun_InteractiveOneObject", |py| -> PyResult<c_int> {
            let name = Borrowed::<Str>::from_ptr(py, filename.cast()).to_string_lossy();
            Ok(match interactive_one(py, file, &name, flags) {
                One::Done => 0,
                One::Failed => {
                    PyErr_Print();
                    -1
                }
                One::End => libc::EOF,
            })
        })
    }
}

/// As [`PyRun_InteractiveOneObject`].
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_InteractiveOneFlags(
    file: *mut libc::FILE,
    filename: *const c_char,
    flags: *mut PyCompilerFlags,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyRun_InteractiveOneFlags", |py| -> PyResult<c_int> {
            let name = py.str(&file_name(filename))?;
            Ok(PyRun_InteractiveOneObject(file, name.as_object_ptr(), flags))
        })
    }
}

/// As [`PyRun_InteractiveOneObject`].
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRun_InteractiveOne(file: *mut libc::FILE, filename: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe { PyRun_InteractiveOneFlags(file, filename, std::ptr::null_mut()) }
}

/// Called while the shell waits for input; set by GUI toolkits.
#[unsafe(no_mangle)]
pub static mut PyOS_InputHook: Option<unsafe extern "C" fn() -> c_int> = None;

/// What reads a line with a prompt; set by the readline module.
#[unsafe(no_mangle)]
pub static mut PyOS_ReadlineFunctionPointer: Option<
    unsafe extern "C" fn(*mut libc::FILE, *mut libc::FILE, *const c_char) -> *mut c_char,
> = None;

/// Reads a line with a prompt; memory from `PyMem_Malloc`. An empty text at the end of the stream.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_Readline(
    input: *mut libc::FILE,
    output: *mut libc::FILE,
    prompt: *const c_char,
) -> *mut c_char {
    // SAFETY: by contract.
    unsafe {
        if let Some(f) = PyOS_ReadlineFunctionPointer {
            return f(input, output, prompt);
        }
        libc::fflush(output);
        if !prompt.is_null() {
            libc::fputs(prompt, stderr_stream());
            libc::fflush(stderr_stream());
        }
        let line = read_line(input).unwrap_or_default();
        let copy: *mut c_char = PyMem_Malloc(line.len() + 1).cast();
        if copy.is_null() {
            PyErr_NoMemory();
            return copy;
        }
        std::ptr::copy_nonoverlapping(line.as_ptr().cast(), copy, line.len());
        *copy.add(line.len()) = 0;
        copy
    }
}

/// Prints the pending exception and clears it.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_Print() {
    // SAFETY: by contract.
    unsafe { PyErr_PrintEx(1) }
}

/// Ends the process when the exception is SystemExit.
fn handle_system_exit(py: Attached<'_>, exc: &Ref<'_>) {
    // SAFETY: live classes; an instance has this struct.
    unsafe {
        if !crate::objects::type_::is_subtype(exc.type_ptr(), PyExc_SystemExit.cast()) || Py_InspectFlag != 0
        {
            return;
        }
        let code = (*exc.as_ptr().cast::<PySystemExitObject>()).code;
        let status = match Borrowed::<PyObject>::from_ptr_or_null(py, code) {
            None => 0,
            Some(code) if code.is_none() => 0,
            Some(code) if code.cast::<crate::objects::Int>().is_some() => match code.as_i64() {
                Ok(n) => n as c_int,
                Err(raised) => {
                    raised.clear(py);
                    -1
                }
            },
            Some(code) => {
                run::flush(py);
                let text = code.to_str().map(|t| t.to_string_lossy());
                match text {
                    Ok(text) => print_text(py, &format!("{text}\n")),
                    Err(raised) => raised.clear(py),
                }
                1
            }
        };
        Py_Exit(status);
    }
}

/// Writes to `sys.stderr`, or to the C stream when there is none.
fn print_text(py: Attached<'_>, text: &str) {
    // SAFETY: borrowed from the sys module and taken at once.
    let file = unsafe {
        Borrowed::<PyObject>::from_ptr_or_null(py, PySys_GetObject(c"stderr".as_ptr())).map(|f| f.to_owned())
    };
    match file {
        Some(file) if file.is_none() => {}
        Some(file) => {
            if let Err(raised) = traceback::write(&file, text) {
                raised.clear(py);
                eprint!("{text}");
            }
            if let Err(raised) = file.call_method(intern!(py, "flush"), []) {
                raised.clear(py);
            }
        }
        None => eprint!("{text}"),
    }
}

/// Prints the pending exception through `sys.excepthook` and clears it; SystemExit ends the process.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_PrintEx(set_sys_last_vars: c_int) {
    // SAFETY: by contract.
    unsafe {
        enter("PyErr_PrintEx", |py| {
            let Some(exc) = crate::state::error::take(py) else { return };
            handle_system_exit(py, &exc);
            let class = exc.ty().to_owned().into_any();
            let tb = Ref::<PyObject>::from_owned_or_null(py, PyException_GetTraceback(exc.as_ptr()))
                .unwrap_or_else(|| py.none());
            if set_sys_last_vars != 0 {
                for (name, value) in [
                    (c"last_exc", &exc),
                    (c"last_type", &class),
                    (c"last_value", &exc),
                    (c"last_traceback", &tb),
                ] {
                    if PySys_SetObject(name.as_ptr(), value.as_ptr()) < 0 {
                        PyErr_Clear();
                    }
                }
            }
            let hook = Borrowed::<PyObject>::from_ptr_or_null(py, PySys_GetObject(c"excepthook".as_ptr()))
                .map(|h| h.to_owned());
            match hook {
                Some(hook) if !hook.is_none() => {
                    if let Err(raised) = hook.call([&class, &exc, &tb]) {
                        let second = raised.take(py);
                        handle_system_exit(py, &second);
                        run::flush(py);
                        print_text(py, "Error in sys.excepthook:\n");
                        PyErr_DisplayException(second.as_ptr());
                        print_text(py, "\nOriginal exception was:\n");
                        PyErr_DisplayException(exc.as_ptr());
                    }
                }
                _ => {
                    print_text(py, "sys.excepthook is missing\n");
                    PyErr_DisplayException(exc.as_ptr());
                }
            }
            drop(exc);
        })
    }
}

/// Prints an exception to `sys.stderr`.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_DisplayException(exc: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { PyErr_Display(std::ptr::null_mut(), exc, std::ptr::null_mut()) }
}

/// Prints an exception with a traceback to `sys.stderr`.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_Display(_class: *mut PyObject, exc: *mut PyObject, tb: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        enter("PyErr_Display", |py| {
            let exc = Borrowed::<PyObject>::from_ptr(py, exc).to_owned();
            if exc.cast::<crate::objects::BaseException>().is_none() {
                print_text(
                    py,
                    &format!(
                        "TypeError: print_exception(): Exception expected for value, {} found\n",
                        exc.ty().full_name()
                    ),
                );
                return;
            }
            // A traceback given apart belongs to an exception that has none.
            if !tb.is_null() && (*tb).ob_type == &raw mut PyTraceBack_Type {
                let own = PyException_GetTraceback(exc.as_ptr());
                if own.is_null() {
                    incref(tb);
                    PyException_SetTraceback(exc.as_ptr(), tb);
                    decref(tb);
                } else {
                    decref(own);
                }
            }
            run::flush(py);
            let text = display::exception_text(py, &exc);
            print_text(py, &text);
            if crate::state::error::occurred(py) {
                PyErr_Clear();
            }
        })
    }
}
