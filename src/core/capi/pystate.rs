//! `pystate.h`: thread states, `PyGILState_*`, interpreters; and the attach and detach functions of `ceval.h`.

use std::ffi::{c_int, c_ulong};

use mortise_abi::{
    PyGILState_LOCKED, PyGILState_STATE, PyGILState_UNLOCKED, PyInterpreterState, PyObject, PyThreadState,
};

use crate::boundary;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::state::{self, eval_breaker, interpreter, thread};
use crate::{PyResult, raise};

pub(super) fn fatal(function: &str, message: &str) -> ! {
    eprintln!("Fatal Python error: {function}: {message}");
    std::process::abort()
}

/// `PyThreadState_Get`: the attached state; a fatal error when there is none.
#[unsafe(no_mangle)]
pub extern "C" fn PyThreadState_Get() -> *mut PyThreadState {
    let ts = state::current();
    if ts.is_null() {
        fatal(
            "PyThreadState_Get",
            "the function must be called with the GIL held, after Python initialization and before Python finalization, \
             but the GIL is released (the current Python thread state is NULL)",
        );
    }
    ts
}

/// `PyThreadState_GetUnchecked`: the attached state or NULL.
#[unsafe(no_mangle)]
pub extern "C" fn PyThreadState_GetUnchecked() -> *mut PyThreadState {
    state::current()
}

/// `_PyThreadState_UncheckedGet`: the older name of [`PyThreadState_GetUnchecked`].
#[allow(non_snake_case)] // the name that the field knows
pub extern "C" fn _PyThreadState_UncheckedGet() -> *mut PyThreadState {
    state::current()
}

/// `PyThreadState_New`: a new, detached thread state.
///
/// # Safety
/// `interp` is the main interpreter.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_New(interp: *mut PyInterpreterState) -> *mut PyThreadState {
    thread::new(interp)
}

/// `PyThreadState_Clear`: drops what the state owns.
///
/// # Safety
/// `ts` is live, and the calling thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_Clear(ts: *mut PyThreadState) {
    // SAFETY: by contract.
    unsafe { boundary::enter("PyThreadState_Clear", |py| thread::clear(py, ts)) }
}

/// `PyThreadState_Delete`: frees a cleared state that is not attached.
///
/// # Safety
/// `ts` is cleared and not attached anywhere.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_Delete(ts: *mut PyThreadState) {
    if ts.is_null() || ts == state::current() {
        fatal("PyThreadState_Delete", "tstate is still current");
    }
    // SAFETY: by contract.
    unsafe { thread::delete(ts) }
}

/// `PyThreadState_DeleteCurrent`: detaches and frees the attached state.
///
/// # Safety
/// The attached state is cleared.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_DeleteCurrent() {
    // SAFETY: by contract.
    unsafe {
        crate::objects::clear_free_lists();
        retire(state::current());
        let ts = thread::detach();
        thread::delete(ts);
    }
}

/// # Safety
/// `ts` is this thread's attached state, about to be deleted.
#[cfg(Py_GIL_DISABLED)]
pub(crate) unsafe fn retire(ts: *mut PyThreadState) {
    // SAFETY: by contract.
    unsafe { state::merge_queue::retire(ts) }
}
/// # Safety
/// `ts` is this thread's attached state, about to be deleted.
#[cfg(not(Py_GIL_DISABLED))]
pub(crate) unsafe fn retire(_ts: *mut PyThreadState) {}

/// `PyThreadState_Swap`: detaches the current state (if any), attaches `new` (if not NULL), returns the old one.
///
/// # Safety
/// `new` is null or a live detached state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_Swap(new: *mut PyThreadState) -> *mut PyThreadState {
    // SAFETY: by contract.
    unsafe {
        let old = if state::current().is_null() { std::ptr::null_mut() } else { thread::detach() };
        if !new.is_null() {
            thread::attach(new);
        }
        old
    }
}

/// `PyThreadState_GetDict`: the state's dictionary for extensions (borrowed), NULL without an exception when there is none.
///
/// # Safety
/// None: works without an attached state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_GetDict() -> *mut PyObject {
    let ts = state::current();
    if ts.is_null() {
        return std::ptr::null_mut();
    }
    // SAFETY: this thread's attached state.
    unsafe {
        if (*ts).dict.is_null() {
            (*ts).dict = crate::capi::decl::PyDict_New();
            if (*ts).dict.is_null() {
                crate::capi::decl::PyErr_Clear();
            }
        }
        (*ts).dict
    }
}

/// `_PyThreadState_GetDict`: as [`PyThreadState_GetDict`] for a given state.
///
/// # Safety
/// `ts` is the attached state.
#[allow(non_snake_case)] // the name that the field knows
pub unsafe extern "C" fn _PyThreadState_GetDict(ts: *mut PyThreadState) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if (*ts).dict.is_null() {
            (*ts).dict = crate::capi::decl::PyDict_New();
        }
        (*ts).dict
    }
}

/// `PyThreadState_GetInterpreter`
///
/// # Safety
/// `ts` is live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_GetInterpreter(ts: *mut PyThreadState) -> *mut PyInterpreterState {
    // SAFETY: by contract.
    unsafe { (*ts).interp }
}

/// `PyThreadState_GetID`
///
/// # Safety
/// `ts` is live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_GetID(ts: *mut PyThreadState) -> u64 {
    // SAFETY: by contract.
    unsafe { (*ts).id }
}

/// `PyThreadState_Next`
///
/// # Safety
/// `ts` is live and the list does not change meanwhile.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_Next(ts: *mut PyThreadState) -> *mut PyThreadState {
    // SAFETY: by contract.
    unsafe { (*ts).next }
}

/// `PyThreadState_EnterTracing`: trace and profile functions are not called until left.
///
/// # Safety
/// `ts` is live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_EnterTracing(ts: *mut PyThreadState) {
    // SAFETY: by contract.
    unsafe { (*ts).tracing += 1 }
}

/// `PyThreadState_LeaveTracing`
///
/// # Safety
/// `ts` is live and was entered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_LeaveTracing(ts: *mut PyThreadState) {
    // SAFETY: by contract.
    unsafe { (*ts).tracing -= 1 }
}

/// `PyThreadState_SetAsyncExc`: raises `exc` (NULL: withdraws it) in the thread with this ident; the number of states changed.
///
/// # Safety
/// The thread is attached; `exc` is null or live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThreadState_SetAsyncExc(id: c_ulong, exc: *mut PyObject) -> c_int {
    // SAFETY: by contract; states in the list are live while it is locked, and the old value is dropped afterwards.
    unsafe {
        boundary::enter("PyThreadState_SetAsyncExc", |py| {
            let new = if exc.is_null() {
                std::ptr::null_mut()
            } else {
                crate::heap::handles::Borrowed::from_ptr(py, exc).to_owned().into_ptr()
            };
            let old = thread::with_all(|all| {
                let found = all.iter().map(|&t| t as *mut PyThreadState).find(|&t| (*t).thread_id == id)?;
                let old = std::mem::replace(&mut (*found).async_exc, new);
                if !new.is_null() {
                    eval_breaker::set(found, eval_breaker::ASYNC_EXCEPTION);
                }
                Some(old)
            });
            let found = old.is_some();
            drop(Ref::from_owned_or_null(py, old.unwrap_or(new)));
            Ok(found as c_int) as PyResult<c_int>
        })
    }
}

/// `PyGILState_Ensure`: attaches this thread, making a state when it has none; undone by [`PyGILState_Release`].
///
/// # Safety
/// The runtime is initialised.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGILState_Ensure() -> PyGILState_STATE {
    // SAFETY: states are used by their own thread only.
    unsafe {
        let mut ts = thread::gilstate();
        if ts.is_null() {
            ts = thread::new(interpreter::address());
            (*ts).gilstate_counter = 0;
            thread::attach(ts);
            (*ts).gilstate_counter = 1;
            return PyGILState_UNLOCKED;
        }
        let attached = state::current() == ts;
        if !attached {
            if !state::current().is_null() {
                // Another state is attached (a C caller swapped it in): CPython's simplified API uses it as it is.
                (*state::current()).gilstate_counter += 1;
                return PyGILState_LOCKED;
            }
            thread::attach(ts);
        }
        (*ts).gilstate_counter += 1;
        if attached { PyGILState_LOCKED } else { PyGILState_UNLOCKED }
    }
}

/// `PyGILState_Release`: undoes [`PyGILState_Ensure`].
///
/// # Safety
/// `old` is what the matching call returned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyGILState_Release(old: PyGILState_STATE) {
    let ts = state::current();
    if ts.is_null() {
        fatal("PyGILState_Release", "auto-releasing thread-state, but no thread-state for this thread");
    }
    // SAFETY: this thread's attached state.
    unsafe {
        (*ts).gilstate_counter -= 1;
        if (*ts).gilstate_counter == 0 {
            thread::clear(Attached::assume(), ts);
            crate::objects::clear_free_lists();
            retire(ts);
            let ts = thread::detach();
            thread::delete(ts);
            thread::set_gilstate(std::ptr::null_mut());
        } else if old == PyGILState_UNLOCKED {
            thread::detach();
        }
    }
}

/// `PyGILState_GetThisThreadState`
#[unsafe(no_mangle)]
pub extern "C" fn PyGILState_GetThisThreadState() -> *mut PyThreadState {
    thread::gilstate()
}

/// `PyGILState_Check`: whether this thread is attached.
#[unsafe(no_mangle)]
pub extern "C" fn PyGILState_Check() -> c_int {
    !state::current().is_null() as c_int
}

/// `PyEval_SaveThread`: detaches and returns the state.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_SaveThread() -> *mut PyThreadState {
    if state::current().is_null() {
        fatal("PyEval_SaveThread", "the current Python thread state is NULL");
    }
    // SAFETY: by contract.
    unsafe { thread::detach() }
}

/// `PyEval_RestoreThread`: attaches again.
///
/// # Safety
/// `ts` is this thread's detached state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_RestoreThread(ts: *mut PyThreadState) {
    if ts.is_null() {
        fatal("PyEval_RestoreThread", "NULL tstate");
    }
    // SAFETY: by contract.
    unsafe { thread::attach(ts) }
}

/// `PyEval_AcquireThread`: as [`PyEval_RestoreThread`].
///
/// # Safety
/// As [`PyEval_RestoreThread`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_AcquireThread(ts: *mut PyThreadState) {
    // SAFETY: by contract.
    unsafe { PyEval_RestoreThread(ts) }
}

/// `PyEval_ReleaseThread`: detaches `ts`, which must be attached.
///
/// # Safety
/// `ts` is the attached state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_ReleaseThread(ts: *mut PyThreadState) {
    if ts.is_null() || ts != state::current() {
        fatal("PyEval_ReleaseThread", "wrong thread state");
    }
    // SAFETY: by contract.
    unsafe {
        thread::detach();
    }
}

/// `PyEval_InitThreads`: does nothing, as in CPython since 3.7.
#[unsafe(no_mangle)]
pub extern "C" fn PyEval_InitThreads() {}

/// `PyInterpreterState_Get`
#[unsafe(no_mangle)]
pub extern "C" fn PyInterpreterState_Get() -> *mut PyInterpreterState {
    if state::current().is_null() {
        fatal(
            "PyInterpreterState_Get",
            "the function must be called with the GIL held, after Python initialization and before Python finalization, but the GIL is released (the current Python thread state is NULL)",
        );
    }
    interpreter::address()
}

/// `PyInterpreterState_Main`
#[unsafe(no_mangle)]
pub extern "C" fn PyInterpreterState_Main() -> *mut PyInterpreterState {
    interpreter::address()
}

/// `PyInterpreterState_Head`: the only interpreter.
#[unsafe(no_mangle)]
pub extern "C" fn PyInterpreterState_Head() -> *mut PyInterpreterState {
    interpreter::address()
}

/// `PyInterpreterState_Next`: there is no other.
///
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInterpreterState_Next(
    _interp: *mut PyInterpreterState,
) -> *mut PyInterpreterState {
    std::ptr::null_mut()
}

/// `PyInterpreterState_ThreadHead`: the newest thread state.
///
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInterpreterState_ThreadHead(
    _interp: *mut PyInterpreterState,
) -> *mut PyThreadState {
    thread::with_all(|all| all.last().map_or(std::ptr::null_mut(), |&t| t as *mut PyThreadState))
}

/// `PyInterpreterState_GetID`: 0, the main interpreter's.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInterpreterState_GetID(interp: *mut PyInterpreterState) -> i64 {
    if interp.is_null() {
        // SAFETY: by contract.
        return unsafe {
            boundary::enter("PyInterpreterState_GetID", |py| -> PyResult<i64> {
                Err(raise!(py, RuntimeError, "no interpreter provided"))
            })
        };
    }
    0
}

/// `PyInterpreterState_GetDict`: a dictionary for extensions (borrowed), NULL without an exception on failure.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyInterpreterState_GetDict(_interp: *mut PyInterpreterState) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        boundary::enter("PyInterpreterState_GetDict", |py| {
            let held = &interpreter::main().dict;
            if held.get(py).is_none() {
                match py.dict() {
                    Ok(dict) => drop(held.replace(py, Some(dict))),
                    Err(raised) => raised.clear(py),
                }
            }
            Ok(held.get(py)) as PyResult<_>
        })
    }
}

/// `Py_SetRecursionLimit`: of all threads.
#[unsafe(no_mangle)]
pub extern "C" fn Py_SetRecursionLimit(limit: std::ffi::c_int) {
    thread::RECURSION_LIMIT.store(limit.max(1) as usize, std::sync::atomic::Ordering::Relaxed);
    thread::with_all(|all| {
        for &ts in all {
            let ts = ts as *mut PyThreadState;
            // SAFETY: states in the list are live while it is locked; another thread sees the new values a little later.
            unsafe {
                let used = (*ts).py_recursion_limit - (*ts).py_recursion_remaining;
                (*ts).py_recursion_limit = limit;
                (*ts).py_recursion_remaining = limit - used;
            }
        }
    });
}

/// `Py_GetRecursionLimit`
#[unsafe(no_mangle)]
pub extern "C" fn Py_GetRecursionLimit() -> std::ffi::c_int {
    thread::RECURSION_LIMIT.load(std::sync::atomic::Ordering::Relaxed) as std::ffi::c_int
}
