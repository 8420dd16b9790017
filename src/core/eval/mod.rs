//! The interpreter: frames, the instruction loop, calls and unwinding.

pub mod build_class;
pub mod call;
#[cfg(Py_GIL_DISABLED)]
#[path = "cells_ft.rs"]
pub mod cells;
#[cfg(not(Py_GIL_DISABLED))]
#[path = "cells_gil.rs"]
pub mod cells;
pub mod frames;
mod handlers;
pub mod hook;
pub mod instance;
pub mod opcodes;
pub(crate) mod ops;
pub mod run;
pub mod specialize;
pub mod suggestions;
pub mod unwind;
pub mod watchers;

use std::ffi::c_int;
use std::panic::{AssertUnwindSafe, catch_unwind};

use mortise_abi::*;

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use frames::{InterpreterFrame, owner};

/// Runs a frame until it returns, yields or fails. The frame is put on the thread's chain here; what becomes of it afterwards is
/// up to its owner. With `throwing` the pending exception is raised at its current instruction.
///
/// # Safety
/// `ts` is the attached thread's state; `frame` is ready to run and belongs to nobody else now.
pub unsafe fn enter(ts: *mut PyThreadState, frame: *mut InterpreterFrame, throwing: bool) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if call::enter_c(ts, "") < 0 {
            discard(ts, frame);
            return std::ptr::null_mut();
        }
        let result = resume_frame(ts, frame, throwing);
        (*ts).c_recursion_remaining += 1;
        result
    }
}

/// As [`enter`] when the depth of the C stack has been checked.
///
/// # Safety
/// As [`enter`].
pub unsafe fn resume_frame(
    ts: *mut PyThreadState,
    frame: *mut InterpreterFrame,
    throwing: bool,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        match hook::get() {
            None => enter_unchecked(ts, frame, throwing),
            Some(hook) => hook(ts, frame.cast(), throwing as c_int),
        }
    }
}

/// As [`resume_frame`], but without the frame evaluation function of PEP 523.
///
/// # Safety
/// As [`enter`].
pub unsafe fn enter_unchecked(
    ts: *mut PyThreadState,
    frame: *mut InterpreterFrame,
    throwing: bool,
) -> *mut PyObject {
    // SAFETY: by contract; after a panic the chain is put back as it was.
    unsafe {
        let previous = (*ts).current_frame;
        let exc_info = (*ts).exc_info;
        (*frame).previous = previous.cast();
        (*frame).entry = true;
        (*ts).current_frame = frame.cast();
        match catch_unwind(AssertUnwindSafe(|| handlers::run(ts, frame, throwing))) {
            Ok(result) => result,
            Err(panic) => {
                // What the frames hold is lost: their stacks are in an unknown state.
                while (*ts).current_frame != previous && !(*ts).current_frame.is_null() {
                    let f: *mut InterpreterFrame = (*ts).current_frame.cast();
                    (*ts).current_frame = (*f).previous.cast();
                    (*ts).py_recursion_remaining += 1;
                    if (*f).owner == owner::THREAD {
                        frames::pop(ts, f);
                    }
                }
                (*ts).exc_info = exc_info;
                let text = panic
                    .downcast_ref::<&str>()
                    .map(|s| s.to_string())
                    .or_else(|| panic.downcast_ref::<String>().cloned())
                    .unwrap_or_else(|| "a panic".to_string());
                ops::set_error!(SystemError, "internal error in Mortise's interpreter: {text}");
                std::ptr::null_mut()
            }
        }
    }
}

/// Gives a frame back that was pushed and never ran.
///
/// # Safety
/// `frame` is the youngest on the data stack.
pub unsafe fn discard(ts: *mut PyThreadState, frame: *mut InterpreterFrame) {
    // SAFETY: by contract.
    unsafe {
        InterpreterFrame::clear(frame);
        frames::pop(ts, frame);
    }
}

/// The builtins' namespace of the interpreter (that of frames that have none of their own).
pub fn builtins<'py>(py: Attached<'py>) -> PyResult<Ref<'py>> {
    // SAFETY: the frame holds its builtins; the module holds its dictionary.
    unsafe {
        let frame = frames::current_complete(frames::thread());
        if !frame.is_null() {
            return Ok(Borrowed::from_ptr(py, (*frame).builtins).to_owned());
        }
    }
    match crate::state::interpreter::main().builtins.get(py) {
        Some(builtins) => Ok(builtins.to_owned().into_any()),
        None => Err(crate::raise!(py, SystemError, "the builtins module is not there yet")),
    }
}

/// Runs a code object with these namespaces.
pub fn eval_code<'py>(
    py: Attached<'py>,
    code: &Ref<'py, crate::objects::Code>,
    globals: &Ref<'py>,
    locals: &Ref<'py>,
) -> PyResult<Ref<'py>> {
    let f = crate::objects::function::new(py, code, globals, None)?;
    // SAFETY: live objects; module and class code takes no arguments.
    unsafe {
        let result =
            call::call_function(f.as_ptr(), locals.as_ptr(), std::ptr::null(), 0, std::ptr::null_mut());
        Ref::from_owned_or_raised(py, result)
    }
}
