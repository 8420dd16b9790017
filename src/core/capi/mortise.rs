//! `mortise.h`: what Mortise adds to the C API.

use std::ffi::{c_char, c_int};

use crate::state::attachment;

#[cfg(not(Py_GIL_DISABLED))]
const FLAVOUR: &std::ffi::CStr = c"default";
#[cfg(Py_GIL_DISABLED)]
const FLAVOUR: &std::ffi::CStr = c"t";

/// Whether there is a GIL now: always in the default flavour, and in the other one once a module has needed it.
#[unsafe(no_mangle)]
pub extern "C" fn Mortise_GILEnabled() -> c_int {
    attachment::gil_enabled().into()
}

/// `default` or `t`; where the function is missing, this is not Mortise.
#[unsafe(no_mangle)]
pub extern "C" fn Mortise_Flavour() -> *const c_char {
    FLAVOUR.as_ptr()
}
