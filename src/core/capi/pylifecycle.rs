//! `pylifecycle.h`: initialisation, the end, and what the process says about itself.

use std::borrow::Cow;
use std::ffi::{CStr, CString, c_char, c_int, c_ulong, c_void};
use std::sync::atomic::Ordering::Acquire;
use std::sync::{Mutex, OnceLock, PoisonError};

use mortise_abi::{
    _PyStatus_TYPE_ERROR, _PyStatus_TYPE_EXIT, PyConfig, PyInterpreterConfig, PyInterpreterState,
    PyOS_sighandler_t, PyStatus, PyThreadState, atexit_datacallbackfunc,
};

use super::initconfig::{self, status};
use crate::builtin::sys;
use crate::heap::attached::Attached;
use crate::state::config::Config;
use crate::state::lifecycle::{Failure, Host};
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

/// `Py_InitializeFromConfig`: completes the configuration, which stays as it is, and starts the runtime with it.
///
/// # Safety
/// `config` is null or was begun with one of the `Init` functions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_InitializeFromConfig(config: *const PyConfig) -> PyStatus {
    if config.is_null() {
        let func = c"Py_InitializeFromConfig";
        return status(Err(Failure::new(func, "initialization config is NULL")));
    }
    // SAFETY: by contract.
    let config = unsafe { initconfig::from_c(config) };
    status(lifecycle::initialize(config, Host::Embedder))
}

/// `_Py_InitializeMain`: the second half of a start with `_init_main = 0`.
#[unsafe(no_mangle)]
pub extern "C" fn _Py_InitializeMain() -> PyStatus {
    status(lifecycle::start_main())
}

/// `Py_InitializeEx`: starts the runtime as the global flags say; exits on failure.
#[unsafe(no_mangle)]
pub extern "C" fn Py_InitializeEx(install_sigs: c_int) {
    if Py_IsInitialized() != 0 {
        return;
    }
    let config = Config { install_signal_handlers: install_sigs, ..lifecycle::read::compat() };
    if let Err(failure) = lifecycle::initialize(config, Host::Embedder) {
        failure.exit();
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

/// `Py_ExitStatusException`: ends the process as a status says that is no success.
///
/// # Safety
/// The texts of the status are null or NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_ExitStatusException(status: PyStatus) {
    // SAFETY: by contract; texts of other status are static or kept for ever.
    let text = |t: *const c_char| (!t.is_null()).then(|| unsafe { CStr::from_ptr(t) });
    let failure = if status._type == _PyStatus_TYPE_EXIT {
        Failure::Exit(status.exitcode)
    } else if status._type == _PyStatus_TYPE_ERROR {
        Failure::Error {
            func: text(status.func),
            message: text(status.err_msg).map_or(Cow::Borrowed("unknown error"), CStr::to_string_lossy),
        }
    } else {
        Failure::text("Py_ExitStatusException() must not be called on success")
    };
    failure.exit()
}

/// `Py_RunMain`: runs what the configuration says, ends the runtime, and gives the exit code.
///
/// # Safety
/// The runtime is started and this thread attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_RunMain() -> c_int {
    lifecycle::main::run_main()
}

/// `Py_BytesMain`: the main function of a Python program with these arguments.
///
/// # Safety
/// `argv` holds `argc` NUL-terminated strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_BytesMain(argc: c_int, argv: *mut *mut c_char) -> c_int {
    // SAFETY: by contract.
    lifecycle::main::main(unsafe { initconfig::byte_texts(argc as isize, argv) }, Host::Embedder)
}

/// `Py_Main`: as [`Py_BytesMain`] with wide strings. When the runtime is started already, its program is run with new arguments.
///
/// # Safety
/// `argv` holds `argc` wide strings that end with 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_Main(argc: c_int, argv: *mut *mut libc::wchar_t) -> c_int {
    // SAFETY: by contract.
    lifecycle::main::main(unsafe { initconfig::wide_texts(argc as isize, argv) }, Host::Embedder)
}

/// Strings given out to C, which live as long as the process.
fn text_for_c(cell: &'static OnceLock<CString>, make: impl FnOnce() -> String) -> *const c_char {
    cell.get_or_init(|| CString::new(make()).unwrap_or_default()).as_ptr()
}

/// `Py_Version`: `sys.hexversion`.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals)]
pub static mut Py_Version: c_ulong = mortise_abi::PY_VERSION_HEX as c_ulong;

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
/// Functions of `PyUnstable_AtExit` with their arguments, last one first.
static INTERPRETER_EXIT: Mutex<Vec<(unsafe extern "C" fn(*mut c_void), usize)>> = Mutex::new(Vec::new());

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

/// `PyUnstable_AtExit`: calls `func` with `data` when the interpreter ends, after its modules are gone.
///
/// # Safety
/// The function may be called when the modules are gone; `interp` is the calling thread's interpreter.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_AtExit(
    _interp: *mut PyInterpreterState,
    func: atexit_datacallbackfunc,
    data: *mut c_void,
) -> c_int {
    let Some(func) = func else { return -1 };
    INTERPRETER_EXIT.lock().unwrap_or_else(PoisonError::into_inner).push((func, data as usize));
    0
}

/// Calls the functions of [`PyUnstable_AtExit`].
pub fn run_interpreter_exit() {
    loop {
        let next = INTERPRETER_EXIT.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match next {
            // SAFETY: whoever registered it vouches for it.
            Some((func, data)) => unsafe { func(data as *mut c_void) },
            None => return,
        }
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
        (config::get().interactive > 0 && named) as c_int
    }
}

/// `Py_NewInterpreterFromConfig`: there is one interpreter in a process so far; the status says so.
///
/// # Safety
/// `tstate` is valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_NewInterpreterFromConfig(
    tstate: *mut *mut PyThreadState,
    _config: *const PyInterpreterConfig,
) -> PyStatus {
    // SAFETY: by contract.
    unsafe { *tstate = std::ptr::null_mut() };
    let func = c"Py_NewInterpreterFromConfig";
    status(Err(Failure::new(func, "Mortise does not support sub-interpreters")))
}

/// `Py_NewInterpreter`: NULL, since there is one interpreter in a process so far.
#[unsafe(no_mangle)]
pub extern "C" fn Py_NewInterpreter() -> *mut PyThreadState {
    std::ptr::null_mut()
}

/// `Py_EndInterpreter`: a fatal error, since no state belongs to a sub-interpreter.
///
/// # Safety
/// None: it does not return.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_EndInterpreter(_tstate: *mut PyThreadState) {
    eprintln!("Fatal Python error: Py_EndInterpreter: Mortise does not support sub-interpreters");
    std::process::abort()
}

/// `PyOS_getsig`: what a signal does.
#[unsafe(no_mangle)]
pub extern "C" fn PyOS_getsig(signal: c_int) -> PyOS_sighandler_t {
    // SAFETY: sigaction fills the struct in when it says so; the value is a handler or one of the constants, which C has as
    // function pointers, too.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        if libc::sigaction(signal, std::ptr::null(), &raw mut action) != 0 {
            return std::mem::transmute::<usize, PyOS_sighandler_t>(libc::SIG_ERR);
        }
        std::mem::transmute::<usize, PyOS_sighandler_t>(action.sa_sigaction)
    }
}

/// `PyOS_setsig`: installs a handler, which interrupts system calls; gives the old one, or `SIG_ERR`.
///
/// # Safety
/// The handler may run at any time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_setsig(signal: c_int, handler: PyOS_sighandler_t) -> PyOS_sighandler_t {
    // SAFETY: by contract; as in PyOS_getsig.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        let mut old: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = std::mem::transmute::<PyOS_sighandler_t, usize>(handler);
        action.sa_flags = libc::SA_ONSTACK;
        libc::sigemptyset(&raw mut action.sa_mask);
        if libc::sigaction(signal, &raw const action, &raw mut old) != 0 {
            return std::mem::transmute::<usize, PyOS_sighandler_t>(libc::SIG_ERR);
        }
        std::mem::transmute::<usize, PyOS_sighandler_t>(old.sa_sigaction)
    }
}
