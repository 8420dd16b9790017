//! `pylifecycle.h`: what differs with a GIL.

use core::ffi::c_int;

pub const _PyInterpreterConfig_LEGACY_CHECK_MULTI_INTERP_EXTENSIONS: c_int = 0;
