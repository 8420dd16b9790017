//! `pyerrors.h` and `cpython/pyerrors.h`: unraisable exceptions, positions of syntax errors, signals.

use std::ffi::{c_char, c_int};

use mortise_abi::PyObject;

use super::decl::VaList;
use super::pyerrors::{arg, lossy};
use crate::boundary::enter;
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::intern;
use crate::objects::Str;
use crate::objects::exceptions::{classes, unraisable};
use crate::state::{self, error, eval_breaker, signals};

/// Reports the exception that is set to `sys.unraisablehook`
/// # Safety
/// A live object or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_WriteUnraisable(object: *mut PyObject) {
    // SAFETY: a live object or NULL.
    unsafe {
        enter("PyErr_WriteUnraisable", |py| {
            unraisable::report(py, None, arg(py, object).map(Borrowed::to_owned));
        })
    }
}

/// `PyErr_FormatUnraisable` after its variable arguments were collected
/// # Safety
/// As `PyUnicode_FromFormatV`; `format` may be NULL.
pub unsafe extern "C" fn mortise_err_format_unraisable_va(format: *const c_char, vargs: *mut VaList) {
    // SAFETY: format and arguments fit by contract.
    unsafe {
        enter("PyErr_FormatUnraisable", |py| {
            // The text is made without the exception, which must not be lost meanwhile.
            let exc = error::take(py);
            let message = if format.is_null() {
                None
            } else {
                Ref::from_owned_or_null(py, decl::PyUnicode_FromFormatV(format, vargs).cast::<_>())
            };
            error::clear(py);
            if let Some(exc) = exc {
                let _: crate::err::Raised = error::set(py, exc);
            }
            unraisable::report(py, message, None);
        })
    }
}

/// Sets an attribute of the exception that is set; failures do not matter.
fn put<'py>(py: Attached<'py>, exc: &Ref<'py>, name: &Ref<'py, Str>, value: PyResult<Ref<'py>>) {
    if let Err(raised) = value.and_then(|v| exc.setattr(name, &v)) {
        raised.clear(py);
    }
}

/// Gives the exception that is set a place in a source file.
fn locate<'py>(
    py: Attached<'py>,
    filename: Option<Ref<'py>>,
    lineno: c_int,
    col: c_int,
    end_lineno: c_int,
    end_col: c_int,
) {
    let Some(exc) = error::take(py) else { return };
    let number = |n: c_int| py.int(n as i64).map(Ref::into_any);
    let number_or_none = |n: c_int| if n < 0 { Ok(py.none()) } else { number(n) };
    put(py, &exc, intern!(py, "lineno"), number(lineno));
    put(py, &exc, intern!(py, "offset"), number_or_none(col));
    put(py, &exc, intern!(py, "end_lineno"), number_or_none(end_lineno));
    put(py, &exc, intern!(py, "end_offset"), number_or_none(end_col));
    if let Some(filename) = filename {
        put(py, &exc, intern!(py, "filename"), Ok(filename.clone()));
        let line = filename
            .cast::<Str>()
            .and_then(|f| crate::builtin::_warnings::read_line(&f.to_string_lossy(), lineno as i64));
        let text = match line {
            Some(line) => py.str(&(line + "\n")).map(Ref::into_any),
            None => Ok(py.none()),
        };
        put(py, &exc, intern!(py, "text"), text);
    }
    if exc.type_ptr() != classes::SyntaxError() {
        let name = intern!(py, "msg");
        match exc.getattr_opt(name) {
            Ok(None) => put(py, &exc, name, exc.to_str().map(Ref::into_any)),
            Ok(Some(_)) => {}
            Err(raised) => raised.clear(py),
        }
        let name = intern!(py, "print_file_and_line");
        match exc.getattr_opt(name) {
            Ok(None) => put(py, &exc, name, Ok(py.none())),
            Ok(Some(_)) => {}
            Err(raised) => raised.clear(py),
        }
    }
    let _: crate::err::Raised = error::set(py, exc);
}

/// Gives the exception that is set a place
/// # Safety
/// A live object or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SyntaxLocationObject(filename: *mut PyObject, lineno: c_int, col: c_int) {
    // SAFETY: as this function.
    unsafe { PyErr_RangedSyntaxLocationObject(filename, lineno, col, lineno, -1) }
}

/// Gives the exception that is set a range
/// # Safety
/// A live object or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_RangedSyntaxLocationObject(
    filename: *mut PyObject,
    lineno: c_int,
    col: c_int,
    end_lineno: c_int,
    end_col: c_int,
) {
    // SAFETY: a live object or NULL.
    unsafe {
        enter("PyErr_RangedSyntaxLocationObject", |py| {
            let filename = arg(py, filename).map(Borrowed::to_owned);
            locate(py, filename, lineno, col, end_lineno, end_col);
        })
    }
}

/// Gives the exception that is set a place
/// # Safety
/// `filename` is NULL or NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SyntaxLocationEx(filename: *const c_char, lineno: c_int, col: c_int) {
    // SAFETY: a C string or NULL; the exception is kept while the name is decoded.
    unsafe {
        enter("PyErr_SyntaxLocationEx", |py| {
            let exc = error::take(py);
            let name = if filename.is_null() {
                None
            } else {
                Ref::<PyObject>::from_owned_or_null(py, decl::PyUnicode_DecodeFSDefault(filename))
            };
            error::clear(py);
            if let Some(exc) = exc {
                let _: crate::err::Raised = error::set(py, exc);
            }
            locate(py, name, lineno, col, lineno, -1);
        })
    }
}

/// Gives the exception that is set a line
/// # Safety
/// `filename` is NULL or NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SyntaxLocation(filename: *const c_char, lineno: c_int) {
    // SAFETY: as this function.
    unsafe { PyErr_SyntaxLocationEx(filename, lineno, -1) }
}

/// A line of a source file, or NULL without an exception.
fn program_line<'py>(py: Attached<'py>, path: &str, lineno: c_int) -> PyResult<Option<Ref<'py, Str>>> {
    match crate::builtin::_warnings::read_line(path, lineno as i64) {
        Some(line) => py.str(&(line + "\n")).map(Some),
        None => Ok(None),
    }
}

/// A line of a source file, or NULL
/// # Safety
/// NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_ProgramText(filename: *const c_char, lineno: c_int) -> *mut PyObject {
    // SAFETY: a C string.
    unsafe { enter("PyErr_ProgramText", |py| program_line(py, &lossy(filename), lineno)) }
}

/// A line of a source file, or NULL
/// # Safety
/// A live str or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_ProgramTextObject(filename: *mut PyObject, lineno: c_int) -> *mut PyObject {
    // SAFETY: a live object or NULL.
    unsafe {
        enter("PyErr_ProgramTextObject", |py| match arg(py, filename).and_then(Borrowed::into_cast::<Str>) {
            Some(name) => program_line(py, &name.to_string_lossy(), lineno),
            None => Ok(None),
        })
    }
}

/// Runs the handlers of signals that arrived (main thread)
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_CheckSignals() -> c_int {
    // SAFETY: this thread's attached state.
    unsafe {
        enter("PyErr_CheckSignals", |py| -> PyResult<()> {
            let ts = state::current();
            if eval_breaker::get(ts) & eval_breaker::SIGNALS != 0 {
                return state::handle_pending(py);
            }
            Ok(())
        })
    }
}

/// As if SIGINT had arrived
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetInterrupt() {
    // SAFETY: no preconditions.
    unsafe { PyErr_SetInterruptEx(libc::SIGINT) };
}

/// As if a signal had arrived; -1 for a number that is none
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetInterruptEx(signal: c_int) -> c_int {
    match usize::try_from(signal) {
        Ok(n) if (1..signals::COUNT).contains(&n) => {
            if signals::is_handled(n) {
                signals::trip(n);
            }
            0
        }
        _ => -1,
    }
}

/// `signal.set_wakeup_fd`
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySignal_SetWakeupFd(fd: c_int) -> c_int {
    signals::set_wakeup_fd(fd.max(-1))
}
