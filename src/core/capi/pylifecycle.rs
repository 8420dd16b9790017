//! `pylifecycle.h`: initialisation, the end, and what the process says about itself.

use std::ffi::{CStr, CString, c_char, c_int};
use std::sync::atomic::Ordering::Acquire;
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::builtin::sys;
use crate::heap::attached::Attached;
use crate::state::{self, config, interpreter, lifecycle};

/// `Py_IsInitialized`
#[unsafe(no_mangle)]
pub extern "C" fn Py_IsInitialized() -> c_int {
    interpreter::main().initialized.load(Acquire) as c_int
}

/// `Py_IsFinalizing`
#[unsafe(no_mangle)]
pub extern "C" fn Py_IsFinalizing() -> c_int {
    interpreter::main().finalizing.load(Acquire) as c_int
}

/// `Py_InitializeEx`: starts the runtime as CPython's library does for embedders; exits on failure.
#[unsafe(no_mangle)]
pub extern "C" fn Py_InitializeEx(install_sigs: c_int) {
    if Py_IsInitialized() != 0 {
        return;
    }
    let program = lifecycle::paths::executable("python3");
    let (mut config, _) = lifecycle::cmdline::parse(&[program]);
    config.argv = vec![String::new()];
    config.install_signal_handlers = install_sigs != 0;
    if let Err(text) = lifecycle::initialize(config) {
        eprintln!("Fatal Python error: Py_InitializeEx: {text}");
        std::process::exit(1);
    }
}

/// `Py_Initialize`: with signal handlers.
#[unsafe(no_mangle)]
pub extern "C" fn Py_Initialize() {
    Py_InitializeEx(1);
}

/// `Py_FinalizeEx`: ends the runtime; -1 when buffered output could not be written.
///
/// # Safety
/// Called by the thread that initialised, attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_FinalizeEx() -> c_int {
    if state::current().is_null() {
        return 0;
    }
    // SAFETY: attached.
    lifecycle::finalize(unsafe { Attached::assume() })
}

/// `Py_Finalize`
///
/// # Safety
/// As [`Py_FinalizeEx`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_Finalize() {
    // SAFETY: by contract.
    unsafe { Py_FinalizeEx() };
}

/// `Py_Exit`: ends the runtime and the process.
///
/// # Safety
/// As [`Py_FinalizeEx`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_Exit(status: c_int) {
    // SAFETY: by contract.
    let failed = unsafe { Py_FinalizeEx() } < 0;
    std::process::exit(if failed { 120 } else { status });
}

/// `Py_BytesMain`: the main function of the executable.
///
/// # Safety
/// `argv` holds `argc` NUL-terminated strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_BytesMain(argc: c_int, argv: *mut *mut c_char) -> c_int {
    // SAFETY: by contract.
    let args: Vec<String> = unsafe {
        (0..argc.max(0) as usize)
            .map(|i| CStr::from_ptr(*argv.add(i)).to_string_lossy().into_owned())
            .collect()
    };
    lifecycle::main::main(&args)
}

/// `Py_Main`: as [`Py_BytesMain`] with wide strings.
///
/// # Safety
/// `argv` holds `argc` wide strings that end with 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_Main(argc: c_int, argv: *mut *mut libc::wchar_t) -> c_int {
    // SAFETY: by contract.
    let args: Vec<String> = unsafe { (0..argc.max(0) as usize).map(|i| wide(*argv.add(i))).collect() };
    lifecycle::main::main(&args)
}

/// The text of a wide string.
///
/// # Safety
/// `text` ends with 0.
unsafe fn wide(text: *const libc::wchar_t) -> String {
    // SAFETY: by contract.
    unsafe {
        (0..)
            .map(|i| *text.add(i))
            .take_while(|&c| c != 0)
            .map(|c| char::from_u32(c as u32).unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    }
}

/// Strings given out to C, which live as long as the process.
fn text_for_c(cell: &'static OnceLock<CString>, make: impl FnOnce() -> String) -> *const c_char {
    cell.get_or_init(|| CString::new(make()).unwrap_or_default()).as_ptr()
}

/// `Py_GetVersion`: `sys.version`.
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetVersion() -> *const c_char {
    static TEXT: OnceLock<CString> = OnceLock::new();
    text_for_c(&TEXT, || sys::VERSION.to_string())
}

/// `Py_GetPlatform`: `sys.platform`.
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetPlatform() -> *const c_char {
    c"linux".as_ptr()
}

/// `Py_GetCopyright`
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetCopyright() -> *const c_char {
    c"Copyright (c) the Mortise developers.\nAll Rights Reserved.".as_ptr()
}

/// `Py_GetCompiler`
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetCompiler() -> *const c_char {
    c"[Rust]".as_ptr()
}

/// `Py_GetBuildInfo`
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetBuildInfo() -> *const c_char {
    static TEXT: OnceLock<CString> = OnceLock::new();
    text_for_c(&TEXT, || format!("Mortise {}", env!("CARGO_PKG_VERSION")))
}

/// Functions of `Py_AtExit`, last one first.
static AT_EXIT: Mutex<Vec<unsafe extern "C" fn()>> = Mutex::new(Vec::new());

/// `Py_AtExit`: calls `func` at the end; -1 when there are 32 already.
///
/// # Safety
/// The function may be called when no object can be used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_AtExit(func: Option<unsafe extern "C" fn()>) -> c_int {
    let mut all = AT_EXIT.lock().unwrap_or_else(PoisonError::into_inner);
    match func {
        Some(func) if all.len() < 32 => {
            all.push(func);
            0
        }
        _ => -1,
    }
}

/// Calls the functions of [`Py_AtExit`].
pub fn run_at_exit() {
    loop {
        let next = AT_EXIT.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match next {
            // SAFETY: whoever registered it vouches for it.
            Some(func) => unsafe { func() },
            None => return,
        }
    }
}

/// `Py_FdIsInteractive`: whether the stream is a terminal, or `-i` was given and it is standard input.
///
/// # Safety
/// `fp` is an open stream; `filename` is null or NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_FdIsInteractive(fp: *mut libc::FILE, filename: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if libc::isatty(libc::fileno(fp)) == 1 {
            return 1;
        }
        let named = filename.is_null() || matches!(CStr::from_ptr(filename).to_bytes(), b"<stdin>" | b"???");
        (config::get().interactive && named) as c_int
    }
}
