//! `boolobject.h`.

use std::ffi::{c_int, c_long};

use mortise_abi::PyObject;

use crate::objects::bool::{_Py_FalseStruct, _Py_TrueStruct};

/// `True` or `False`
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBool_FromLong(value: c_long) -> *mut PyObject {
    if value != 0 { (&raw mut _Py_TrueStruct).cast() } else { (&raw mut _Py_FalseStruct).cast() }
}

/// `x is True`
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_IsTrue(x: *mut PyObject) -> c_int {
    (x == (&raw mut _Py_TrueStruct).cast()) as c_int
}

/// `x is False`
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_IsFalse(x: *mut PyObject) -> c_int {
    (x == (&raw mut _Py_FalseStruct).cast()) as c_int
}
