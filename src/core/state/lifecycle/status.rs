//! Why the runtime does not start: `PyStatus` in Rust.

use std::borrow::Cow;
use std::ffi::CStr;

/// What stops a start.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// The process should end with this code, for example after `--help`.
    Exit(i32),
    /// Something is wrong.
    Error {
        /// The step that found it
        func: Option<&'static CStr>,
        /// What it is
        message: Cow<'static, str>,
    },
}

/// The result of a step of the start.
pub type Step<T = ()> = Result<T, Failure>;

impl Failure {
    /// An error that the step `func` found.
    pub fn new(func: &'static CStr, message: impl Into<Cow<'static, str>>) -> Failure {
        Failure::Error { func: Some(func), message: message.into() }
    }

    /// An error of no particular step.
    pub fn text(message: impl Into<Cow<'static, str>>) -> Failure {
        Failure::Error { func: None, message: message.into() }
    }

    /// Ends the process as `Py_ExitStatusException` does: with the code, or with the error on stderr and 1.
    pub fn exit(&self) -> ! {
        std::process::exit(self.report())
    }

    /// Shows an error on stderr; the exit code.
    pub fn report(&self) -> i32 {
        match self {
            Failure::Exit(code) => *code,
            Failure::Error { func, message } => {
                let func = func.map_or(String::new(), |f| format!("{}: ", f.to_string_lossy()));
                eprintln!("Fatal Python error: {func}{message}\nPython runtime state: {}\n", runtime_state());
                1
            }
        }
    }
}

/// How far the runtime is, in CPython's words.
fn runtime_state() -> &'static str {
    use std::sync::atomic::Ordering::Acquire;
    let interp = crate::state::interpreter::main();
    if interp.finalizing.load(Acquire) {
        "finalizing"
    } else if interp.initialized.load(Acquire) {
        "initialized"
    } else if super::preconfig::done() {
        "preinitialized"
    } else {
        "unknown"
    }
}
