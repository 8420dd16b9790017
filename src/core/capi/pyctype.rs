//! `pyctype.h` and `pystrcmp.h`: characters of ASCII, whatever the locale.

use std::ffi::{c_char, c_int, c_uchar, c_uint};

use mortise_abi::*;

const fn classes() -> [c_uint; 256] {
    let mut table = [0; 256];
    let mut i = 0u8;
    while i < 128 {
        let mut flags = 0;
        if i.is_ascii_lowercase() {
            flags |= PY_CTF_LOWER;
        }
        if i.is_ascii_uppercase() {
            flags |= PY_CTF_UPPER;
        }
        if i.is_ascii_digit() {
            flags |= PY_CTF_DIGIT;
        }
        if matches!(i, b' ' | 9..=13) {
            flags |= PY_CTF_SPACE;
        }
        if i.is_ascii_hexdigit() {
            flags |= PY_CTF_XDIGIT;
        }
        table[i as usize] = flags as c_uint;
        i += 1;
    }
    table
}

const fn mapped(upper: bool) -> [c_uchar; 256] {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        let c = i as u8;
        table[i] = if upper { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
        i += 1;
    }
    table
}

/// Classes of each byte.
#[unsafe(no_mangle)]
pub static _Py_ctype_table: [c_uint; 256] = classes();
/// Lower case of each byte.
#[unsafe(no_mangle)]
pub static _Py_ctype_tolower: [c_uchar; 256] = mapped(false);
/// Upper case of each byte.
#[unsafe(no_mangle)]
pub static _Py_ctype_toupper: [c_uchar; 256] = mapped(true);

/// # Safety
/// C API function: both texts are NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_mystricmp(a: *const c_char, b: *const c_char) -> c_int {
    // SAFETY: the C API's contract.
    unsafe { PyOS_mystrnicmp(a, b, isize::MAX) }
}

/// # Safety
/// C API function: both texts are NUL-terminated or `size` bytes long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_mystrnicmp(a: *const c_char, b: *const c_char, size: isize) -> c_int {
    for i in 0..size.max(0) as usize {
        // SAFETY: neither text has ended before `i`.
        let (x, y) =
            unsafe { ((*a.add(i) as u8).to_ascii_lowercase(), (*b.add(i) as u8).to_ascii_lowercase()) };
        if x != y || x == 0 {
            return x as c_int - y as c_int;
        }
    }
    0
}
