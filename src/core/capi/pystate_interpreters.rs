//! The parts of `pystate.h` and `cpython/pystate.h` about interpreters as a whole, and functions that only the stable ABI's list
//! still has.

use std::ffi::c_int;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use mortise_abi::*;

use super::pystate::fatal;
use crate::boundary::enter;
use crate::err::PyResult;
use crate::eval::hook;
use crate::heap::handles::Ref;
use crate::state::{interpreter, thread};
use crate::{intern, raise};

/// `PyInterpreterState_New`: there is one interpreter so far; NotImplementedError.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInterpreterState_New() -> *mut PyInterpreterState {
    // SAFETY: by contract.
    unsafe {
        enter("PyInterpreterState_New", |py| -> PyResult<Ref<'_>> {
            Err(raise!(py, NotImplementedError, "PyInterpreterState_New: Mortise has one interpreter only"))
        })
        .cast()
    }
}

/// `PyInterpreterState_Clear`: the only interpreter is cleared by `Py_FinalizeEx`, and by nobody else.
#[unsafe(no_mangle)]
pub extern "C" fn PyInterpreterState_Clear(_interp: *mut PyInterpreterState) {
    fatal("PyInterpreterState_Clear", "the main interpreter is cleared by Py_FinalizeEx() only")
}

/// `PyInterpreterState_Delete`: the only interpreter stays.
#[unsafe(no_mangle)]
pub extern "C" fn PyInterpreterState_Delete(_interp: *mut PyInterpreterState) {
    fatal("PyInterpreterState_Delete", "the main interpreter cannot be deleted")
}

/// `PyUnstable_InterpreterState_GetMainModule`: `sys.modules["__main__"]`. New reference.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_InterpreterState_GetMainModule(
    _interp: *mut PyInterpreterState,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyUnstable_InterpreterState_GetMainModule", |py| -> PyResult<Ref<'_>> {
            match interpreter::main().modules.get(py) {
                Some(modules) => modules.to_owned().into_any().get_item(intern!(py, "__main__")),
                None => Err(raise!(py, RuntimeError, "interpreter not initialized")),
            }
        })
    }
}

/// Whether C wants identifiers of interpreters to own them.
static ID_REFERENCES: AtomicBool = AtomicBool::new(false);

/// `_PyInterpreterState_RequiresIDRef`
#[unsafe(no_mangle)]
pub extern "C" fn _PyInterpreterState_RequiresIDRef(_interp: *mut PyInterpreterState) -> c_int {
    ID_REFERENCES.load(Relaxed) as c_int
}

/// `_PyInterpreterState_RequireIDRef`
#[unsafe(no_mangle)]
pub extern "C" fn _PyInterpreterState_RequireIDRef(_interp: *mut PyInterpreterState, required: c_int) {
    ID_REFERENCES.store(required != 0, Relaxed);
}

/// `_PyInterpreterState_GetEvalFrameFunc`: the function that runs frames (PEP 523).
#[unsafe(no_mangle)]
pub extern "C" fn _PyInterpreterState_GetEvalFrameFunc(
    _interp: *mut PyInterpreterState,
) -> _PyFrameEvalFunction {
    hook::get().or(Some(super::ceval::_PyEval_EvalFrameDefault))
}

/// `_PyInterpreterState_SetEvalFrameFunc`: has another function run frames (PEP 523); NULL and the default one restore.
///
/// # Safety
/// The function runs frames, by `_PyEval_EvalFrameDefault` in the end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyInterpreterState_SetEvalFrameFunc(
    _interp: *mut PyInterpreterState,
    function: _PyFrameEvalFunction,
) {
    let own: unsafe extern "C" fn(*mut PyThreadState, *mut _PyInterpreterFrame, c_int) -> *mut PyObject =
        super::ceval::_PyEval_EvalFrameDefault;
    hook::set(function.filter(|&f| !std::ptr::fn_addr_eq(f, own)));
}

/// `_PyThread_CurrentFrames`: `sys._current_frames()`. New reference.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyThread_CurrentFrames() -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("_PyThread_CurrentFrames", crate::builtin::sys::current_frames) }
}

/// `_PyThreadState_Prealloc`: as `PyThreadState_New`.
///
/// # Safety
/// `interp` is the main interpreter.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyThreadState_Prealloc(interp: *mut PyInterpreterState) -> *mut PyThreadState {
    thread::new(interp)
}

/// `_PyThreadState_Init`: states are complete when they are made; calling this is an error in CPython, too.
#[unsafe(no_mangle)]
pub extern "C" fn _PyThreadState_Init(_ts: *mut PyThreadState) {
    fatal("_PyThreadState_Init", "_PyThreadState_Init() is for internal use only")
}

/// `PyEval_ThreadsInitialized`: they always are.
#[unsafe(no_mangle)]
pub extern "C" fn PyEval_ThreadsInitialized() -> c_int {
    1
}

/// `PyEval_AcquireLock`: attaches the state that this thread had; the function was withdrawn, since it cannot know which.
///
/// # Safety
/// The thread has a detached state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_AcquireLock() {
    let ts = thread::gilstate();
    if ts.is_null() {
        fatal("PyEval_AcquireLock", "current thread state is NULL");
    }
    // SAFETY: by contract.
    unsafe { thread::attach(ts) }
}

/// `PyEval_ReleaseLock`: detaches the thread.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_ReleaseLock() {
    // SAFETY: by contract.
    unsafe {
        thread::detach();
    }
}

/// The innermost frame objects of all threads, by ident: what `sys._current_frames()` shows.
pub fn frames_of_threads<'py>(py: crate::Attached<'py>) -> PyResult<Ref<'py, crate::objects::Dict>> {
    let mut found = Vec::new();
    {
        // Nobody makes or ends frames meanwhile.
        let _stopped = crate::state::stop_world::stop(py);
        thread::with_all(|all| {
            for &ts in all {
                let ts = ts as *mut PyThreadState;
                // SAFETY: states in the list are live while it is locked; a state without an ident belongs to no thread yet.
                unsafe {
                    if (*ts).thread_id == 0 {
                        continue;
                    }
                    let frame = super::frameobject::PyThreadState_GetFrame(ts);
                    if let Some(frame) = Ref::<PyObject>::from_owned_or_null(py, frame.cast()) {
                        found.push(((*ts).thread_id, frame));
                    }
                }
            }
        });
    }
    let dict = py.dict()?;
    for (ident, frame) in found {
        dict.set(&*py.int_from_usize(ident as usize)?, &frame)?;
    }
    Ok(dict)
}
