//! `pyctype.h`: character classes of ASCII.

use core::ffi::c_int;

pub const PY_CTF_LOWER: c_int = 1;
pub const PY_CTF_UPPER: c_int = 2;
pub const PY_CTF_ALPHA: c_int = 3;
pub const PY_CTF_DIGIT: c_int = 4;
pub const PY_CTF_ALNUM: c_int = 7;
pub const PY_CTF_SPACE: c_int = 8;
pub const PY_CTF_XDIGIT: c_int = 16;
