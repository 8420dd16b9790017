//! Operators.

use std::ffi::c_int;

use mortise_abi::*;

use crate::capi::decl::*;
use crate::heap::refcount::incref;

unsafe extern "C" fn power(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects; None as the modulus.
    unsafe { PyNumber_Power(a, b, &raw mut _Py_NoneStruct) }
}

unsafe extern "C" fn inplace_power(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects; None as the modulus.
    unsafe { PyNumber_InPlacePower(a, b, &raw mut _Py_NoneStruct) }
}

type Binary = unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject;

/// The operators in the order of `BINARY_OP`'s argument.
static OPERATORS: [Binary; 26] = [
    PyNumber_Add,
    PyNumber_And,
    PyNumber_FloorDivide,
    PyNumber_Lshift,
    PyNumber_MatrixMultiply,
    PyNumber_Multiply,
    PyNumber_Remainder,
    PyNumber_Or,
    power,
    PyNumber_Rshift,
    PyNumber_Subtract,
    PyNumber_TrueDivide,
    PyNumber_Xor,
    PyNumber_InPlaceAdd,
    PyNumber_InPlaceAnd,
    PyNumber_InPlaceFloorDivide,
    PyNumber_InPlaceLshift,
    PyNumber_InPlaceMatrixMultiply,
    PyNumber_InPlaceMultiply,
    PyNumber_InPlaceRemainder,
    PyNumber_InPlaceOr,
    inplace_power,
    PyNumber_InPlaceRshift,
    PyNumber_InPlaceSubtract,
    PyNumber_InPlaceTrueDivide,
    PyNumber_InPlaceXor,
];

/// `a OP b`
///
/// # Safety
/// Live objects.
#[inline(never)]
pub unsafe fn binary(op: u32, a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { OPERATORS[op as usize](a, b) }
}

/// `True` or `False` as a new reference; NULL stays NULL for a negative value.
#[inline(always)]
pub fn bool_object(value: c_int) -> *mut PyObject {
    match value {
        0 => (&raw mut _Py_FalseStruct).cast(),
        n if n > 0 => (&raw mut _Py_TrueStruct).cast(),
        _ => std::ptr::null_mut(),
    }
}

/// A comparison, turned into a bool when `to_bool`.
///
/// # Safety
/// Live objects.
pub unsafe fn compare(a: *mut PyObject, b: *mut PyObject, op: c_int, to_bool: bool) -> *mut PyObject {
    // SAFETY: by contract; bools are immortal.
    unsafe {
        let result = PyObject_RichCompare(a, b, op);
        if result.is_null() || !to_bool || (*result).ob_type == &raw mut PyBool_Type {
            return result;
        }
        let truth = PyObject_IsTrue(result);
        crate::heap::refcount::decref(result);
        bool_object(truth)
    }
}

/// `container[start:stop]`
///
/// # Safety
/// Live objects.
pub unsafe fn get_slice(
    container: *mut PyObject,
    start: *mut PyObject,
    stop: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract; the slice is given back.
    unsafe {
        let slice = PySlice_New(start, stop, std::ptr::null_mut());
        if slice.is_null() {
            return slice;
        }
        let result = PyObject_GetItem(container, slice);
        crate::heap::refcount::decref(slice);
        result
    }
}

/// `container[start:stop] = value`
///
/// # Safety
/// Live objects.
pub unsafe fn set_slice(
    container: *mut PyObject,
    start: *mut PyObject,
    stop: *mut PyObject,
    value: *mut PyObject,
) -> c_int {
    // SAFETY: by contract; the slice is given back.
    unsafe {
        let slice = PySlice_New(start, stop, std::ptr::null_mut());
        if slice.is_null() {
            return -1;
        }
        let result = PyObject_SetItem(container, slice, value);
        crate::heap::refcount::decref(slice);
        result
    }
}

/// The str of a formatted value: itself when it is one already.
///
/// # Safety
/// A live object; a new reference comes back.
pub unsafe fn format_simple(value: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract; a NULL spec is an empty one.
    unsafe {
        if (*value).ob_type == &raw mut PyUnicode_Type {
            incref(value);
            return value;
        }
        PyObject_Format(value, std::ptr::null_mut())
    }
}

/// `a + b` for strs; takes both over. NULL with an exception.
///
/// # Safety
/// Owned references to strs.
#[inline(never)]
pub unsafe fn append_text(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: the function takes the first over and leaves the result, or NULL, in its place.
    unsafe {
        let mut result = a;
        PyUnicode_Append(&raw mut result, b);
        crate::heap::refcount::decref(b);
        result
    }
}

/// The value under `key`, as a new reference; NULL when there is none, or with an exception.
///
/// # Safety
/// A live dict and key.
#[inline(never)]
pub unsafe fn dict_item(dict: *mut PyObject, key: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let mut value = std::ptr::null_mut();
        PyDict_GetItemRef(dict, key, &raw mut value);
        value
    }
}
