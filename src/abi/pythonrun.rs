//! `pythonrun.h`: running source.

use core::ffi::c_int;

pub const PYOS_STACK_MARGIN: c_int = 2048;
