//! `funcobject.h`: Python functions and their watchers.

use crate::{PyObject, vectorcallfunc};
use core::ffi::c_int;

/// C: `PyFunction_WatchEvent`.
pub type PyFunction_WatchEvent = c_int;
pub type PyFunction_WatchCallback =
    Option<unsafe extern "C" fn(PyFunction_WatchEvent, *mut PyFunctionObject, *mut PyObject) -> c_int>;

pub const PyFunction_EVENT_CREATE: PyFunction_WatchEvent = 0;
pub const PyFunction_EVENT_DESTROY: PyFunction_WatchEvent = 1;
pub const PyFunction_EVENT_MODIFY_CODE: PyFunction_WatchEvent = 2;
pub const PyFunction_EVENT_MODIFY_DEFAULTS: PyFunction_WatchEvent = 3;
pub const PyFunction_EVENT_MODIFY_KWDEFAULTS: PyFunction_WatchEvent = 4;

/// C: `PyFrameConstructor`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyFrameConstructor {
    pub fc_globals: *mut PyObject,
    pub fc_builtins: *mut PyObject,
    pub fc_name: *mut PyObject,
    pub fc_qualname: *mut PyObject,
    pub fc_code: *mut PyObject,
    pub fc_defaults: *mut PyObject,
    pub fc_kwdefaults: *mut PyObject,
    pub fc_closure: *mut PyObject,
}
crate::empty!(PyFrameConstructor);

/// C: `PyFunctionObject`.
#[repr(C)]
pub struct PyFunctionObject {
    pub ob_base: PyObject,
    pub func_globals: *mut PyObject,
    pub func_builtins: *mut PyObject,
    pub func_name: *mut PyObject,
    pub func_qualname: *mut PyObject,
    pub func_code: *mut PyObject,
    pub func_defaults: *mut PyObject,
    pub func_kwdefaults: *mut PyObject,
    pub func_closure: *mut PyObject,
    pub func_doc: *mut PyObject,
    pub func_dict: *mut PyObject,
    pub func_weakreflist: *mut PyObject,
    pub func_module: *mut PyObject,
    pub func_annotations: *mut PyObject,
    pub func_typeparams: *mut PyObject,
    pub vectorcall: vectorcallfunc,
    pub func_version: u32,
}
crate::empty!(PyFunctionObject);
