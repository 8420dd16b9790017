//! The formats and arguments that need no thought: one pass over both, which allocates nothing.
//!
//! Whatever is out of the ordinary (a unit that may run code, an argument that does not fit, a wrong number of them) ends the pass,
//! and the general one starts anew: what was written to the caller's variables so far is written again.

use std::ffi::{c_char, c_int};

use mortise_abi::*;

use crate::capi::decl::{self, VaList};
use crate::capi::va_list::Arguments;

/// The value of an exact int of at most one digit.
#[inline(always)]
unsafe fn small_int(value: *mut PyObject) -> Option<i64> {
    // SAFETY: a live object; the type says that it is an int.
    unsafe {
        if (*value).ob_type == &raw mut decl::PyLong_Type {
            crate::eval::specialize::compact(value)
        } else {
            None
        }
    }
}

unsafe fn has_flag(value: *mut PyObject, flag: u64) -> bool {
    // SAFETY: a live object.
    unsafe { (*(*value).ob_type).tp_flags & flag != 0 }
}

/// Converts all values, or tells that the general way has to be gone, as it has when the format has not `units` units. Leaves
/// `list` as it is.
///
/// # Safety
/// Live objects; a NUL-terminated format that matches the variable arguments.
pub unsafe fn parse(
    values: &[*mut PyObject],
    format: *const c_char,
    list: *mut VaList,
    units: Option<usize>,
) -> bool {
    // SAFETY: by contract; the format is read up to its NUL, and each unit's argument points to a variable of its type.
    unsafe {
        let mut copy = list.read();
        let mut arguments = Arguments::new(&raw mut copy);
        let mut at: *const u8 = format.cast();
        let mut optional = false;
        macro_rules! int {
            ($value:expr, $type:ty, $($range:pat)?) => {
                match small_int($value) {
                    Some(n $(@ $range)?) => *arguments.pointer::<$type>() = n as $type,
                    _ => return false,
                }
            };
        }
        for value in values {
            if *at == b'|' && !optional {
                optional = true;
                at = at.add(1);
            }
            let letter = *at;
            if letter == 0 {
                return false;
            }
            at = at.add(1);
            match letter {
                b'O' if *at == b'!' => {
                    at = at.add(1);
                    let class = arguments.pointer::<PyTypeObject>();
                    let ty = (**value).ob_type;
                    if ty != class && decl::PyType_IsSubtype(ty, class) == 0 {
                        return false;
                    }
                    *arguments.pointer::<*mut PyObject>() = *value;
                }
                b'O' if *at == b'&' => return false,
                b'O' => *arguments.pointer::<*mut PyObject>() = *value,
                b'U' if has_flag(*value, Py_TPFLAGS_UNICODE_SUBCLASS) => {
                    *arguments.pointer::<*mut PyObject>() = *value;
                }
                b'S' if has_flag(*value, Py_TPFLAGS_BYTES_SUBCLASS) => {
                    *arguments.pointer::<*mut PyObject>() = *value;
                }
                b'i' => int!(*value, c_int,),
                b'l' | b'L' | b'n' => int!(*value, i64,),
                b'k' | b'K' => int!(*value, u64,),
                b'I' => int!(*value, u32,),
                b'B' => int!(*value, u8,),
                b'H' => int!(*value, u16,),
                b'b' => int!(*value, u8, 0..=255),
                b'h' => int!(*value, i16, -32768..=32767),
                b'd' if (**value).ob_type == &raw mut decl::PyFloat_Type => {
                    *arguments.pointer::<f64>() = (*(*value).cast::<PyFloatObject>()).ob_fval;
                }
                b'p' if *value == (&raw mut decl::_Py_TrueStruct).cast() => *arguments.pointer::<c_int>() = 1,
                b'p' if *value == (&raw mut decl::_Py_FalseStruct).cast() => {
                    *arguments.pointer::<c_int>() = 0
                }
                _ => return false,
            }
        }
        // What is left must be optional, and units are counted to the end.
        let mut count = values.len();
        loop {
            let letter = *at;
            if matches!(letter, 0 | b':' | b';') {
                return units.is_none_or(|units| units == count);
            }
            at = at.add(1);
            if letter == b'|' && !optional {
                optional = true;
                continue;
            }
            let modifiers: &[u8] = match letter {
                b'O' => b"!&",
                b's' | b'z' | b'y' => b"#*",
                b'U' | b'S' | b'Y' | b'i' | b'l' | b'L' | b'n' | b'k' | b'K' | b'I' | b'B' | b'H' | b'b'
                | b'h' | b'd' | b'f' | b'D' | b'c' | b'C' | b'p' => b"",
                _ => return false,
            };
            if modifiers.contains(&*at) {
                at = at.add(1);
            }
            if !optional {
                return false;
            }
            count += 1;
        }
    }
}

/// The number of names in a list; `None` when one of them is empty, which makes a parameter positional-only.
///
/// # Safety
/// Strings, and NULL at the end.
pub unsafe fn count_names(names: *const *const c_char) -> Option<usize> {
    // SAFETY: by contract.
    unsafe {
        let mut n = 0;
        while !(*names.add(n)).is_null() {
            if **names.add(n) == 0 {
                return None;
            }
            n += 1;
        }
        Some(n)
    }
}
