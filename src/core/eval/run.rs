//! Compiling and running source text.

use std::ffi::{CStr, c_char, c_int};

use mortise_abi::*;
use mortise_compiler::{Mode, Options};

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Code, Dict, Str, code};
use crate::{intern, raise};

/// The start symbols of `compile.h` as the compiler's modes.
pub fn mode(py: Attached<'_>, start: c_int) -> PyResult<Mode> {
    match start {
        s if s == Py_file_input => Ok(Mode::Exec),
        s if s == Py_eval_input => Ok(Mode::Eval),
        s if s == Py_single_input => Ok(Mode::Single),
        s if s == Py_func_type_input => {
            Err(raise!(py, NotImplementedError, "compiling function type comments"))
        }
        _ => Err(raise!(py, ValueError, "compile() mode must be 'exec', 'eval' or 'single'")),
    }
}

/// Compiles source bytes (UTF-8 or with a coding cookie; UTF-8 always with `PyCF_SOURCE_IS_UTF8 | PyCF_IGNORE_COOKIE`).
/// `optimize` below zero means the interpreter's own level.
pub fn compile<'py>(
    py: Attached<'py>,
    source: &[u8],
    filename: &str,
    mode: Mode,
    flags: c_int,
    optimize: c_int,
) -> PyResult<Ref<'py, Code>> {
    if flags & (PyCF_ONLY_AST | PyCF_TYPE_COMMENTS) != 0 {
        return Err(raise!(py, NotImplementedError, "compile() to an AST is not implemented yet"));
    }
    // SAFETY: a plain configuration variable.
    let level = if optimize < 0 { unsafe { decl::Py_OptimizeFlag } } else { optimize };
    let options = Options { filename, mode, optimize: level.clamp(0, 2) as u8, flags: flags as u32 };
    let result = if flags & PyCF_IGNORE_COOKIE != 0 {
        match std::str::from_utf8(source) {
            Ok(text) => mortise_compiler::compile(text, &options),
            Err(_) => mortise_compiler::compile_bytes(source, &options),
        }
    } else {
        mortise_compiler::compile_bytes(source, &options)
    };
    match result {
        Ok(plain) => code::build::code_object(py, &plain),
        Err(error) => Err(code::build::raise_compile_error(py, &error)),
    }
}

/// The `from __future__` flags of the code that is running: `compile`, `eval` and `exec` inherit them.
pub fn inherited_flags(py: Attached<'_>) -> c_int {
    let mut flags = PyCompilerFlags { cf_flags: 0, cf_feature_version: 0 };
    // SAFETY: the struct is writable; the function looks at the running frame only.
    unsafe { decl::PyEval_MergeCompilerFlags(&raw mut flags) };
    let _ = py;
    flags.cf_flags
}

/// Runs code in these namespaces; the globals get `__builtins__` if they have none.
pub fn run_code<'py>(
    py: Attached<'py>,
    code: &Ref<'py, Code>,
    globals: &Ref<'py>,
    locals: &Ref<'py>,
) -> PyResult<Ref<'py>> {
    if let Some(dict) = globals.cast::<Dict>()
        && dict.get(intern!(py, "__builtins__"))?.is_none()
    {
        dict.set(intern!(py, "__builtins__"), &super::builtins(py)?)?;
    }
    super::eval_code(py, code, globals, locals)
}

/// The flags of a `PyCompilerFlags *`, 0 for NULL.
///
/// # Safety
/// NULL or a valid pointer.
pub unsafe fn flags_of(flags: *const PyCompilerFlags) -> c_int {
    // SAFETY: by contract.
    unsafe { if flags.is_null() { 0 } else { (*flags).cf_flags } }
}

/// Compiles and runs; notes future statements in `flags`.
///
/// # Safety
/// Live objects; `flags` is NULL or valid.
pub unsafe fn run_source<'py>(
    py: Attached<'py>,
    source: &[u8],
    filename: &str,
    start: c_int,
    globals: &Ref<'py>,
    locals: &Ref<'py>,
    flags: *mut PyCompilerFlags,
) -> PyResult<Ref<'py>> {
    // SAFETY: by contract.
    unsafe {
        let mode = mode(py, start)?;
        let code = compile(py, source, filename, mode, flags_of(flags), -1)?;
        if !flags.is_null() {
            (*flags).cf_flags |= (*code.as_ptr()).co_flags & PyCF_MASK;
        }
        run_code(py, &code, globals, locals)
    }
}

/// The dictionary of `__main__`.
pub fn main_dict<'py>(py: Attached<'py>) -> PyResult<Ref<'py, Dict>> {
    // SAFETY: the module is kept while its dictionary is taken.
    unsafe {
        let module =
            Ref::<PyObject>::from_owned_or_raised(py, decl::PyImport_AddModuleRef(c"__main__".as_ptr()))?;
        Ok(Borrowed::from_ptr(py, decl::PyModule_GetDict(module.as_ptr()).cast()).to_owned())
    }
}

/// Runs a script's text as `__main__`, with `__file__` set meanwhile; prints an exception. The status of `PyRun_SimpleFile`.
///
/// # Safety
/// `flags` is NULL or valid.
pub unsafe fn run_main(
    py: Attached<'_>,
    source: &[u8],
    filename: &str,
    flags: *mut PyCompilerFlags,
) -> c_int {
    let run = || -> PyResult<()> {
        let globals = main_dict(py)?;
        let mut added = false;
        if globals.get(intern!(py, "__file__"))?.is_none() {
            globals.set(intern!(py, "__file__"), &*py.str(filename)?)?;
            globals.set(intern!(py, "__cached__"), &py.none())?;
            added = true;
        }
        // SAFETY: live objects.
        let result = unsafe { run_source(py, source, filename, Py_file_input, &globals, &globals, flags) };
        let result = match result {
            Ok(_) => Ok(()),
            Err(raised) => {
                let exc = raised.take(py);
                flush(py);
                Err(crate::state::error::set(py, exc))
            }
        };
        if added && result.is_ok() {
            globals.remove(intern!(py, "__file__"))?;
            globals.remove(intern!(py, "__cached__"))?;
        }
        result
    };
    match run() {
        Ok(()) => 0,
        Err(Raised { .. }) => {
            // SAFETY: an exception is set.
            unsafe { decl::PyErr_Print() };
            -1
        }
    }
}

/// Flushes `sys.stderr` and `sys.stdout`; failures do not matter here.
pub fn flush(py: Attached<'_>) {
    for name in [c"stderr", c"stdout"] {
        // SAFETY: borrowed from the sys module and taken at once.
        let file = unsafe {
            Borrowed::<PyObject>::from_ptr_or_null(py, decl::PySys_GetObject(name.as_ptr()))
                .map(|f| f.to_owned())
        };
        if let Some(file) = file
            && !file.is_none()
            && let Err(raised) = file.call_method(intern!(py, "flush"), [])
        {
            raised.clear(py);
        }
    }
}

/// The rest of a C stream. `None` with an OSError.
///
/// # Safety
/// An open stream.
pub unsafe fn read_stream(py: Attached<'_>, file: *mut libc::FILE) -> PyResult<Vec<u8>> {
    let mut out = Vec::new();
    let mut buffer = [0u8; 16 * 1024];
    loop {
        // SAFETY: the buffer has that size.
        let n = unsafe { libc::fread(buffer.as_mut_ptr().cast(), 1, buffer.len(), file) };
        out.extend_from_slice(&buffer[..n]);
        if n < buffer.len() {
            // SAFETY: an open stream.
            if unsafe { libc::ferror(file) } != 0 {
                // SAFETY: a live class.
                unsafe { decl::PyErr_SetFromErrno(decl::PyExc_OSError) };
                let _ = py;
                // SAFETY: just set.
                return Err(unsafe { Raised::assume() });
            }
            return Ok(out);
        }
    }
}

/// A C string as text, decoded as a file name; "???" for NULL.
///
/// # Safety
/// NULL or NUL-terminated.
pub unsafe fn file_name(name: *const c_char) -> String {
    if name.is_null() {
        return "???".to_string();
    }
    // SAFETY: by contract.
    unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned()
}

/// The text of a str object as a file name for the compiler.
pub fn name_text(name: &Ref<'_, Str>) -> String {
    name.to_string_lossy()
}
