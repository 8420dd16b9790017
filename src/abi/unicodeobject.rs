//! `unicodeobject.h`: strings, kept as Latin-1, UCS-2 or UCS-4.

use crate::{Py_hash_t, Py_ssize_t, PyObject};
use core::ffi::{c_char, c_int, c_uchar, c_uint, c_void};
use libc::wchar_t;

pub type Py_UCS4 = u32;
pub type Py_UCS2 = u16;
pub type Py_UCS1 = u8;
/// C: `enum PyUnicode_Kind`.
pub type PyUnicode_Kind = c_int;
/// C: `PY_UNICODE_TYPE`, deprecated.
pub type PY_UNICODE_TYPE = wchar_t;
/// C: `Py_UNICODE`, deprecated.
pub type Py_UNICODE = wchar_t;

// `PyASCIIObject::state` is a C bit-field of 32 bits: where each part starts, and its mask in place.
pub const PyASCIIObject_interned_SHIFT: u32 = 0;
pub const PyASCIIObject_interned_MASK: u32 = 0b11;
pub const PyASCIIObject_kind_SHIFT: u32 = 2;
pub const PyASCIIObject_kind_MASK: u32 = 0b111 << 2;
pub const PyASCIIObject_compact_SHIFT: u32 = 5;
pub const PyASCIIObject_compact_MASK: u32 = 1 << 5;
pub const PyASCIIObject_ascii_SHIFT: u32 = 6;
pub const PyASCIIObject_ascii_MASK: u32 = 1 << 6;
pub const PyASCIIObject_statically_allocated_SHIFT: u32 = 7;
pub const PyASCIIObject_statically_allocated_MASK: u32 = 1 << 7;

/// C: the union `data` of [`PyUnicodeObject`].
#[repr(C)]
#[derive(Clone, Copy)]
pub union PyUnicodeObject_data {
    pub any: *mut c_void,
    pub latin1: *mut Py_UCS1,
    pub ucs2: *mut Py_UCS2,
    pub ucs4: *mut Py_UCS4,
}

pub const PyUnicode_1BYTE_KIND: PyUnicode_Kind = 1;
pub const PyUnicode_2BYTE_KIND: PyUnicode_Kind = 2;
pub const PyUnicode_4BYTE_KIND: PyUnicode_Kind = 4;
pub const Py_UNICODE_SIZE: c_int = 4;
pub const Py_UNICODE_REPLACEMENT_CHARACTER: Py_UCS4 = 65533;
pub const SSTATE_INTERNED_MORTAL: c_uint = 1;
pub const SSTATE_INTERNED_IMMORTAL: c_uint = 2;
pub const SSTATE_INTERNED_IMMORTAL_STATIC: c_uint = 3;
pub const SSTATE_NOT_INTERNED: c_uint = 0;

/// C: `PyASCIIObject`.
#[repr(C)]
pub struct PyASCIIObject {
    pub ob_base: PyObject,
    pub length: Py_ssize_t,
    pub hash: Py_hash_t,
    pub state: u32,
}
crate::empty!(PyASCIIObject);

/// C: `PyCompactUnicodeObject`.
#[repr(C)]
pub struct PyCompactUnicodeObject {
    pub _base: PyASCIIObject,
    pub utf8_length: Py_ssize_t,
    pub utf8: *mut c_char,
}
crate::empty!(PyCompactUnicodeObject);

/// C: `PyUnicodeObject`.
#[repr(C)]
pub struct PyUnicodeObject {
    pub _base: PyCompactUnicodeObject,
    pub data: PyUnicodeObject_data,
}
crate::empty!(PyUnicodeObject);

/// C: `_PyUnicodeWriter`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct _PyUnicodeWriter {
    pub buffer: *mut PyObject,
    pub data: *mut c_void,
    pub kind: c_int,
    pub maxchar: Py_UCS4,
    pub size: Py_ssize_t,
    pub pos: Py_ssize_t,
    pub min_length: Py_ssize_t,
    pub min_char: Py_UCS4,
    pub overallocate: c_uchar,
    pub readonly: c_uchar,
}
crate::empty!(_PyUnicodeWriter);
