//! `code.h`: code objects and their flags.

use crate::{_PyExecutorObject, PyObject, PyVarObject};
use core::ffi::{c_char, c_int, c_void};

/// C: `PyCodeEvent`.
pub type PyCodeEvent = c_int;
/// C: `_PyCodeLocationInfoKind`.
pub type _PyCodeLocationInfoKind = c_int;
pub type PyCode_WatchCallback = Option<unsafe extern "C" fn(PyCodeEvent, *mut PyCodeObject) -> c_int>;

pub const CO_ASYNC_GENERATOR: c_int = 512;
pub const CO_COROUTINE: c_int = 128;
pub const CO_FUTURE_DIVISION: c_int = 0x20000;
pub const CO_FUTURE_ABSOLUTE_IMPORT: c_int = 0x40000;
pub const CO_FUTURE_WITH_STATEMENT: c_int = 0x80000;
pub const CO_FUTURE_PRINT_FUNCTION: c_int = 0x100000;
pub const CO_FUTURE_UNICODE_LITERALS: c_int = 0x200000;
pub const CO_FUTURE_BARRY_AS_BDFL: c_int = 0x400000;
pub const CO_FUTURE_GENERATOR_STOP: c_int = 0x800000;
pub const CO_FUTURE_ANNOTATIONS: c_int = 0x1000000;
pub const CO_GENERATOR: c_int = 32;
pub const CO_ITERABLE_COROUTINE: c_int = 256;
pub const CO_MAXBLOCKS: c_int = 21;
pub const CO_NESTED: c_int = 16;
pub const CO_NEWLOCALS: c_int = 2;
pub const CO_NO_MONITORING_EVENTS: c_int = 0x2000000;
pub const CO_OPTIMIZED: c_int = 1;
pub const CO_VARARGS: c_int = 4;
pub const CO_VARKEYWORDS: c_int = 8;
pub const PY_CODE_EVENT_CREATE: PyCodeEvent = 0;
pub const PY_CODE_LOCATION_INFO_SHORT0: _PyCodeLocationInfoKind = 0;
pub const PY_CODE_EVENT_DESTROY: PyCodeEvent = 1;
pub const PY_CODE_LOCATION_INFO_ONE_LINE0: _PyCodeLocationInfoKind = 10;
pub const PY_CODE_LOCATION_INFO_ONE_LINE1: _PyCodeLocationInfoKind = 11;
pub const PY_CODE_LOCATION_INFO_ONE_LINE2: _PyCodeLocationInfoKind = 12;
pub const PY_CODE_LOCATION_INFO_NO_COLUMNS: _PyCodeLocationInfoKind = 13;
pub const PY_CODE_LOCATION_INFO_LONG: _PyCodeLocationInfoKind = 14;
pub const PY_CODE_LOCATION_INFO_NONE: _PyCodeLocationInfoKind = 15;

/// C: `PyCodeAddressRange`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyCodeAddressRange {
    pub ar_start: c_int,
    pub ar_end: c_int,
    pub ar_line: c_int,
    pub opaque: _opaque,
}
crate::empty!(PyCodeAddressRange);

/// C: `PyCodeObject`.
#[repr(C)]
pub struct PyCodeObject {
    pub ob_base: PyVarObject,
    pub co_consts: *mut PyObject,
    pub co_names: *mut PyObject,
    pub co_exceptiontable: *mut PyObject,
    pub co_flags: c_int,
    pub co_argcount: c_int,
    pub co_posonlyargcount: c_int,
    pub co_kwonlyargcount: c_int,
    pub co_stacksize: c_int,
    pub co_firstlineno: c_int,
    pub co_nlocalsplus: c_int,
    pub co_framesize: c_int,
    pub co_nlocals: c_int,
    pub co_ncellvars: c_int,
    pub co_nfreevars: c_int,
    pub co_version: u32,
    pub co_localsplusnames: *mut PyObject,
    pub co_localspluskinds: *mut PyObject,
    pub co_filename: *mut PyObject,
    pub co_name: *mut PyObject,
    pub co_qualname: *mut PyObject,
    pub co_linetable: *mut PyObject,
    pub co_weakreflist: *mut PyObject,
    pub co_executors: *mut _PyExecutorArray,
    pub _co_cached: *mut _PyCoCached,
    pub _co_instrumentation_version: usize,
    pub _co_monitoring: *mut _PyCoMonitoringData,
    pub _co_firsttraceable: c_int,
    pub co_extra: *mut c_void,
    pub co_code_adaptive: [c_char; 1],
}
crate::empty!(PyCodeObject);

/// C: `_PyCoCached`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _PyCoCached {
    pub _co_code: *mut PyObject,
    pub _co_varnames: *mut PyObject,
    pub _co_cellvars: *mut PyObject,
    pub _co_freevars: *mut PyObject,
}
crate::empty!(_PyCoCached);

/// C: `_PyCoLineInstrumentationData`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _PyCoLineInstrumentationData {
    pub bytes_per_entry: u8,
    pub data: [u8; 1],
}
crate::empty!(_PyCoLineInstrumentationData);

/// C: `_PyCoMonitoringData`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _PyCoMonitoringData {
    pub local_monitors: _Py_LocalMonitors,
    pub active_monitors: _Py_LocalMonitors,
    pub tools: *mut u8,
    pub lines: *mut _PyCoLineInstrumentationData,
    pub line_tools: *mut u8,
    pub per_instruction_opcodes: *mut u8,
    pub per_instruction_tools: *mut u8,
}
crate::empty!(_PyCoMonitoringData);

/// C: `_PyExecutorArray`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _PyExecutorArray {
    pub size: c_int,
    pub capacity: c_int,
    pub executors: [*mut _PyExecutorObject; 1],
}
crate::empty!(_PyExecutorArray);

/// C: `_Py_GlobalMonitors`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _Py_GlobalMonitors {
    pub tools: [u8; 15],
}
crate::empty!(_Py_GlobalMonitors);

/// C: `_Py_LocalMonitors`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _Py_LocalMonitors {
    pub tools: [u8; 10],
}
crate::empty!(_Py_LocalMonitors);

/// C: `_opaque`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _opaque {
    pub computed_line: c_int,
    pub lo_next: *const u8,
    pub limit: *const u8,
}
crate::empty!(_opaque);
