//! `object.h` and `moduleobject.h`: what only the t flavour has.

use std::ffi::{c_char, c_int, c_void};

use mortise_abi::PyObject;

use crate::capi::decl;
use crate::objects::module;

/// `_Py_DecRefShared` of debug builds, which name the place of the call.
///
/// # Safety
/// The caller gives up one shared reference.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_DecRefSharedDebug(ob: *mut PyObject, _file: *const c_char, _line: c_int) {
    // SAFETY: by contract.
    unsafe { crate::heap::refcount::decref_shared(ob) }
}

/// The number by which this thread owns objects.
#[unsafe(no_mangle)]
pub extern "C" fn _Py_GetThreadLocal_Addr() -> usize {
    crate::state::thread_pointer()
}

/// What a module made in one phase says about the GIL: `Py_MOD_GIL_USED` or `Py_MOD_GIL_NOT_USED`.
///
/// # Safety
/// A live object and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Module_SetGIL(ob: *mut PyObject, gil: *mut c_void) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if ob.is_null() || !crate::objects::type_::is_subtype((*ob).ob_type, &raw mut decl::PyModule_Type) {
            decl::PyErr_BadInternalCall();
            return -1;
        }
        (*module::fields(ob)).gil = gil as usize;
        0
    }
}
