//! `traceback.h`

use std::ffi::c_int;

use mortise_abi::*;

use crate::boundary::enter;
use crate::capi::decl::*;
use crate::err::{PyResult, Raised};
use crate::heap::handles::Borrowed;
use crate::objects::traceback::{self, print};

/// Adds an entry for the frame to the pending exception's traceback.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTraceBack_Here(frame: *mut PyFrameObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyTraceBack_Here", |_py| -> PyResult<()> {
            if traceback::here(frame.cast()) { Ok(()) } else { Err(Raised::assume()) }
        })
    }
}

/// Writes a traceback to a file object.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTraceBack_Print(tb: *mut PyObject, file: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if tb.is_null() {
            return 0;
        }
        enter("PyTraceBack_Print", |py| -> PyResult<()> {
            if (*tb).ob_type != &raw mut PyTraceBack_Type {
                PyErr_BadInternalCall();
                return Err(Raised::assume());
            }
            let mut sources = print::Sources::default();
            let entries = print::entries(tb.cast(), None);
            let text =
                format!("Traceback (most recent call last):\n{}", print::format(&entries, &mut sources));
            traceback::write(&Borrowed::from_ptr(py, file), &text)
        })
    }
}
