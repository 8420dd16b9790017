//! `pystate.h`: thread states and interpreters.

use crate::{_PyInterpreterFrame, PyFrameObject, PyObject};
use core::ffi::{c_int, c_ulong};

/// C: `PyGILState_STATE`.
pub type PyGILState_STATE = c_int;
pub type Py_tracefunc =
    Option<unsafe extern "C" fn(*mut PyObject, *mut PyFrameObject, c_int, *mut PyObject) -> c_int>;
pub type _PyFrameEvalFunction =
    Option<unsafe extern "C" fn(*mut PyThreadState, *mut _PyInterpreterFrame, c_int) -> *mut PyObject>;

/// An interpreter; C only passes its address on.
#[repr(C)]
pub struct PyInterpreterState {
    _opaque: [u8; 0],
}

// Bits of `PyThreadState::_status`.
pub const PyThreadState_initialized_MASK: u32 = 1 << 0;
pub const PyThreadState_bound_MASK: u32 = 1 << 1;
pub const PyThreadState_unbound_MASK: u32 = 1 << 2;
pub const PyThreadState_bound_gilstate_MASK: u32 = 1 << 3;
pub const PyThreadState_active_MASK: u32 = 1 << 4;
pub const PyThreadState_holds_gil_MASK: u32 = 1 << 5;
pub const PyThreadState_finalizing_MASK: u32 = 1 << 6;
pub const PyThreadState_cleared_MASK: u32 = 1 << 7;
pub const PyThreadState_finalized_MASK: u32 = 1 << 8;

pub const MAX_CO_EXTRA_USERS: c_int = 255;
pub const PyGILState_LOCKED: PyGILState_STATE = 0;
pub const PyGILState_UNLOCKED: PyGILState_STATE = 1;
pub const PyTrace_C_CALL: c_int = 4;
pub const PyTrace_C_EXCEPTION: c_int = 5;
pub const PyTrace_C_RETURN: c_int = 6;
pub const PyTrace_CALL: c_int = 0;
pub const PyTrace_EXCEPTION: c_int = 1;
pub const PyTrace_LINE: c_int = 2;
pub const PyTrace_OPCODE: c_int = 7;
pub const PyTrace_RETURN: c_int = 3;
pub const Py_C_RECURSION_LIMIT: c_int = 10000;

/// C: `PyThreadState`.
#[repr(C)]
pub struct PyThreadState {
    pub prev: *mut PyThreadState,
    pub next: *mut PyThreadState,
    pub interp: *mut PyInterpreterState,
    pub eval_breaker: usize,
    pub _status: u32,
    pub _whence: c_int,
    pub state: c_int,
    pub py_recursion_remaining: c_int,
    pub py_recursion_limit: c_int,
    pub c_recursion_remaining: c_int,
    pub recursion_headroom: c_int,
    pub tracing: c_int,
    pub what_event: c_int,
    pub current_frame: *mut _PyInterpreterFrame,
    pub c_profilefunc: Py_tracefunc,
    pub c_tracefunc: Py_tracefunc,
    pub c_profileobj: *mut PyObject,
    pub c_traceobj: *mut PyObject,
    pub current_exception: *mut PyObject,
    pub exc_info: *mut _PyErr_StackItem,
    pub dict: *mut PyObject,
    pub gilstate_counter: c_int,
    pub async_exc: *mut PyObject,
    pub thread_id: c_ulong,
    pub native_thread_id: c_ulong,
    pub delete_later: *mut PyObject,
    pub critical_section: usize,
    pub coroutine_origin_tracking_depth: c_int,
    pub async_gen_firstiter: *mut PyObject,
    pub async_gen_finalizer: *mut PyObject,
    pub context: *mut PyObject,
    pub context_ver: u64,
    pub id: u64,
    pub datastack_chunk: *mut _PyStackChunk,
    pub datastack_top: *mut *mut PyObject,
    pub datastack_limit: *mut *mut PyObject,
    pub exc_state: _PyErr_StackItem,
    pub previous_executor: *mut PyObject,
    pub dict_global_version: u64,
    pub threading_local_key: *mut PyObject,
    pub threading_local_sentinel: *mut PyObject,
}
crate::empty!(PyThreadState);

/// C: `_PyErr_StackItem`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _PyErr_StackItem {
    pub exc_value: *mut PyObject,
    pub previous_item: *mut _PyErr_StackItem,
}
crate::empty!(_PyErr_StackItem);

/// C: `_PyStackChunk`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _PyStackChunk {
    pub previous: *mut _PyStackChunk,
    pub size: usize,
    pub top: usize,
    pub data: [*mut PyObject; 1],
}
crate::empty!(_PyStackChunk);
