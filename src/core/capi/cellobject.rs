//! `cellobject.h`: variables that closures share.

use std::ffi::c_int;

use mortise_abi::*;

use crate::boundary::enter;
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::objects::cell;

/// # Safety
/// A live object.
unsafe fn b<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Borrowed<'a, 'py> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr(py, ob) }
}

/// # Safety
/// A live object or NULL.
unsafe fn bn<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Option<Borrowed<'a, 'py>> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr_or_null(py, ob) }
}

/// A new cell; NULL for an empty one.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCell_New(value: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyCell_New", |py| cell::new(py, bn(py, value).as_deref())) }
}

/// The contents, a new reference; NULL without an exception when empty.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCell_Get(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if ob.is_null() || (*ob).ob_type != &raw mut decl::PyCell_Type {
            decl::PyErr_BadInternalCall();
            return std::ptr::null_mut();
        }
        enter("PyCell_Get", |py| Ok(cell::get(py, &b(py, ob))))
    }
}

/// Sets the contents; NULL empties the cell.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCell_Set(ob: *mut PyObject, value: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if ob.is_null() || (*ob).ob_type != &raw mut decl::PyCell_Type {
            decl::PyErr_BadInternalCall();
            return -1;
        }
        enter("PyCell_Set", |py| -> PyResult<()> {
            drop(cell::replace(py, &b(py, ob), bn(py, value).map(Borrowed::to_owned)));
            Ok(())
        })
    }
}
