//! `cpython/tracemalloc.h`: memory of extensions that is to be traced. Tracing cannot be started yet (there is no module
//! `_tracemalloc`), which is one of the documented results.

use std::ffi::{c_int, c_uint};

/// `tracemalloc` is not tracing.
const NOT_TRACING: c_int = -2;

/// `PyTraceMalloc_Track`: notes a block of memory; -2 while `tracemalloc` is not tracing.
#[unsafe(no_mangle)]
pub extern "C" fn PyTraceMalloc_Track(_domain: c_uint, _ptr: usize, _size: usize) -> c_int {
    NOT_TRACING
}

/// `PyTraceMalloc_Untrack`: forgets a block of memory; -2 while `tracemalloc` is not tracing.
#[unsafe(no_mangle)]
pub extern "C" fn PyTraceMalloc_Untrack(_domain: c_uint, _ptr: usize) -> c_int {
    NOT_TRACING
}
