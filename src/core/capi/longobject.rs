//! `longobject.h`: ints and machine integers.

use std::ffi::{CStr, c_char, c_int, c_long, c_longlong, c_uchar, c_ulong, c_ulonglong, c_void};

use mortise_abi::*;

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::int::{convert, division, methods, new, storage, text};
use crate::objects::{Int, codecs};
use crate::raise;

/// The int behind a C argument as it is: SystemError for NULL, TypeError for something else.
///
/// # Safety
/// `ob` is NULL or live for `'a`.
unsafe fn strict_int<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> PyResult<Borrowed<'a, 'py, Int>> {
    // SAFETY: by contract.
    match unsafe { Borrowed::from_ptr_or_null(py, ob) } {
        None => Err(raise!(py, SystemError, "bad argument to internal function")),
        Some(ob) => match ob.into_cast::<Int>() {
            Some(int) => Ok(int),
            None => Err(raise!(py, TypeError, "an integer is required")),
        },
    }
}

/// The int behind a C argument, through `__index__`.
///
/// # Safety
/// `ob` is NULL or live.
unsafe fn index<'py>(py: Attached<'py>, ob: *mut PyObject) -> PyResult<Ref<'py, Int>> {
    // SAFETY: by contract.
    match unsafe { Borrowed::<PyObject>::from_ptr_or_null(py, ob) } {
        None => Err(raise!(py, SystemError, "bad argument to internal function")),
        Some(ob) => new::index(&ob),
    }
}

/// The value of an int of at most one digit, which needs no conversion and cannot overflow; `None` for all else.
///
/// # Safety
/// A live object or NULL.
#[inline(always)]
unsafe fn one_digit(ob: *mut PyObject) -> Option<i64> {
    // SAFETY: by contract; the flag says that the object is an int.
    unsafe {
        if ob.is_null() || (*(*ob).ob_type).tp_flags & Py_TPFLAGS_LONG_SUBCLASS == 0 {
            return None;
        }
        crate::eval::specialize::compact(ob)
    }
}

/// int from C's `long`
/// # Safety
/// C API.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromLong(value: c_long) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyLong_FromLong", |py| storage::from_i64(py, value)) }
}

/// int from C's `long long`
/// # Safety
/// C API.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromLongLong(value: c_longlong) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyLong_FromLongLong", |py| storage::from_i64(py, value)) }
}

/// int from `Py_ssize_t`
/// # Safety
/// C API.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromSsize_t(value: isize) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyLong_FromSsize_t", |py| storage::from_i64(py, value as i64)) }
}

fn from_u64(py: Attached<'_>, value: u64) -> PyResult<Ref<'_, Int>> {
    match i64::try_from(value) {
        Ok(value) => storage::from_i64(py, value),
        Err(_) => storage::from_magnitude(py, false, value as u128),
    }
}

/// int from `size_t`
/// # Safety
/// C API.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromSize_t(value: usize) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyLong_FromSize_t", |py| from_u64(py, value as u64)) }
}

/// int from C's `unsigned long`
/// # Safety
/// C API.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromUnsignedLong(value: c_ulong) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyLong_FromUnsignedLong", |py| from_u64(py, value)) }
}

/// int from C's `unsigned long long`
/// # Safety
/// C API.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromUnsignedLongLong(value: c_ulonglong) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyLong_FromUnsignedLongLong", |py| from_u64(py, value)) }
}

/// int from an address
/// # Safety
/// C API.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromVoidPtr(value: *mut c_void) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyLong_FromVoidPtr", |py| from_u64(py, value as u64)) }
}

/// The int part of a float
/// # Safety
/// C API.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromDouble(value: f64) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyLong_FromDouble", |py| convert::from_f64(py, value)) }
}

/// int from text, all of which must be one; `*pend` tells how far it is
/// # Safety
/// `string` is NUL-terminated, `pend` NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromString(
    string: *const c_char,
    pend: *mut *mut c_char,
    base: c_int,
) -> *mut PyObject {
    // SAFETY: a C string; the end is within it.
    unsafe {
        enter("PyLong_FromString", |py| {
            if base != 0 && !(2..=36).contains(&base) {
                return Err(raise!(py, ValueError, "int() arg 2 must be >= 2 and <= 36"));
            }
            let bytes = CStr::from_ptr(string).to_bytes();
            let (value, end, base) = match text::parse_prefix(py, bytes, base as u32) {
                Ok((value, end, base)) => (Some(value), end, base),
                Err(text::ParseError::Invalid(end, base)) => (None, end, base),
                Err(text::ParseError::Raised(raised)) => return Err(raised),
            };
            if !pend.is_null() {
                pend.write(string.add(end).cast_mut());
            }
            match value {
                Some(value) if end == bytes.len() => Ok(value),
                _ => {
                    let (shown, _) =
                        codecs::utf8::decode(py, &bytes[..bytes.len().min(200)], "backslashreplace", false)?;
                    Err(raise!(
                        py,
                        ValueError,
                        "invalid literal for int() with base {base}: {}",
                        shown.repr()?.to_string_lossy()
                    ))
                }
            }
        })
    }
}

/// int from a str
/// # Safety
/// A live str.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromUnicodeObject(u: *mut PyObject, base: c_int) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe {
        enter("PyLong_FromUnicodeObject", |py| {
            if base != 0 && !(2..=36).contains(&base) {
                return Err(raise!(py, ValueError, "int() arg 2 must be >= 2 and <= 36"));
            }
            let u = Borrowed::<PyObject>::from_ptr(py, u);
            text::from_str(py, u.expect()?, base as u32)
        })
    }
}

/// C's `long`
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsLong(ob: *mut PyObject) -> c_long {
    // SAFETY: a live object or NULL.
    unsafe {
        if let Some(value) = one_digit(ob) {
            return value;
        }
        enter("PyLong_AsLong", |py| match index(py, ob)?.to_i64() {
            Some(value) => Ok(value),
            None => Err(raise!(py, OverflowError, "Python int too large to convert to C long")),
        })
    }
}

/// C's `int`
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsInt(ob: *mut PyObject) -> c_int {
    // SAFETY: a live object or NULL.
    unsafe {
        if let Some(value) = one_digit(ob) {
            return value as c_int;
        }
        enter("PyLong_AsInt", |py| match index(py, ob)?.to_i64().and_then(|v| c_int::try_from(v).ok()) {
            Some(value) => Ok(value),
            None => Err(raise!(py, OverflowError, "Python int too large to convert to C int")),
        })
    }
}

/// C's `long long`
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsLongLong(ob: *mut PyObject) -> c_longlong {
    // SAFETY: a live object or NULL.
    unsafe {
        if let Some(value) = one_digit(ob) {
            return value;
        }
        enter("PyLong_AsLongLong", |py| match index(py, ob)?.to_i64() {
            Some(value) => Ok(value),
            None => Err(raise!(py, OverflowError, "int too big to convert")),
        })
    }
}

/// C's `long`; overflow is told by the second argument instead of an exception
/// # Safety
/// A live object and a writable result.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsLongAndOverflow(ob: *mut PyObject, overflow: *mut c_int) -> c_long {
    // SAFETY: as this function.
    unsafe { PyLong_AsLongLongAndOverflow(ob, overflow) as c_long }
}

/// C's `long long`; overflow is told by the second argument instead of an exception
/// # Safety
/// A live object and a writable result.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsLongLongAndOverflow(ob: *mut PyObject, overflow: *mut c_int) -> c_longlong {
    // SAFETY: a live object or NULL and a writable result.
    unsafe {
        overflow.write(0);
        enter("PyLong_AsLongLongAndOverflow", |py| {
            let int = index(py, ob)?;
            Ok(int.to_i64().unwrap_or_else(|| {
                overflow.write(int.sign());
                -1
            }))
        })
    }
}

/// `Py_ssize_t`
/// # Safety
/// A live int.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsSsize_t(ob: *mut PyObject) -> isize {
    // SAFETY: a live object or NULL.
    unsafe {
        if let Some(value) = one_digit(ob) {
            return value as isize;
        }
        enter("PyLong_AsSsize_t", |py| match strict_int(py, ob)?.to_i64() {
            Some(value) => Ok(value as isize),
            None => Err(raise!(py, OverflowError, "Python int too large to convert to C ssize_t")),
        })
    }
}

/// `size_t`
/// # Safety
/// A live int.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsSize_t(ob: *mut PyObject) -> usize {
    // SAFETY: a live object or NULL.
    unsafe {
        enter("PyLong_AsSize_t", |py| {
            let int = strict_int(py, ob)?;
            match int.to_u64() {
                Some(value) => Ok(value as usize),
                None if int.is_negative() => {
                    Err(raise!(py, OverflowError, "can't convert negative value to size_t"))
                }
                None => Err(raise!(py, OverflowError, "Python int too large to convert to C size_t")),
            }
        })
    }
}

/// C's `unsigned long`
/// # Safety
/// A live int.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsUnsignedLong(ob: *mut PyObject) -> c_ulong {
    // SAFETY: a live object or NULL.
    unsafe {
        enter("PyLong_AsUnsignedLong", |py| {
            let int = strict_int(py, ob)?;
            match int.to_u64() {
                Some(value) => Ok(value),
                None if int.is_negative() => {
                    Err(raise!(py, OverflowError, "can't convert negative value to unsigned int"))
                }
                None => Err(raise!(py, OverflowError, "Python int too large to convert to C unsigned long")),
            }
        })
    }
}

/// C's `unsigned long long`
/// # Safety
/// A live int.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsUnsignedLongLong(ob: *mut PyObject) -> c_ulonglong {
    // SAFETY: a live object or NULL.
    unsafe {
        enter("PyLong_AsUnsignedLongLong", |py| {
            let int = strict_int(py, ob)?;
            match int.to_u64() {
                Some(value) => Ok(value),
                None if int.is_negative() => {
                    Err(raise!(py, OverflowError, "can't convert negative int to unsigned"))
                }
                None => Err(raise!(py, OverflowError, "int too big to convert")),
            }
        })
    }
}

/// The low bits
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsUnsignedLongMask(ob: *mut PyObject) -> c_ulong {
    // SAFETY: a live object or NULL.
    unsafe { enter("PyLong_AsUnsignedLongMask", |py| Ok(index(py, ob)?.low_u64()) as PyResult<u64>) }
}

/// The low bits
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsUnsignedLongLongMask(ob: *mut PyObject) -> c_ulonglong {
    // SAFETY: a live object or NULL.
    unsafe { enter("PyLong_AsUnsignedLongLongMask", |py| Ok(index(py, ob)?.low_u64()) as PyResult<u64>) }
}

/// The nearest float
/// # Safety
/// A live int.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsDouble(ob: *mut PyObject) -> f64 {
    // SAFETY: a live object or NULL.
    unsafe { enter("PyLong_AsDouble", |py| convert::to_f64(&*strict_int(py, ob)?)) }
}

/// The address; negative numbers count from the top
/// # Safety
/// A live int.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsVoidPtr(ob: *mut PyObject) -> *mut c_void {
    // SAFETY: a live object or NULL.
    unsafe {
        enter("PyLong_AsVoidPtr", |py| -> PyResult<*mut c_void> {
            let int = strict_int(py, ob)?;
            match int.to_i64().map(|v| v as u64).or_else(|| int.to_u64()) {
                Some(value) => Ok(value as *mut c_void),
                None if int.is_negative() => {
                    Err(raise!(py, OverflowError, "Python int too large to convert to C long"))
                }
                None => Err(raise!(py, OverflowError, "int too big to convert")),
            }
        })
    }
}

/// `sys.int_info`
/// # Safety
/// C API.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_GetInfo() -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyLong_GetInfo", crate::objects::int::info::make) }
}

/// What `PyOS_strtoul` reads: the value, `None` when it is too large, and where it ends.
fn read_unsigned(text: &[u8], base: c_int) -> (Option<c_ulong>, usize) {
    let blanks = |at: usize| at + text[at..].iter().take_while(|c| matches!(c, b' ' | b'\t'..=b'\r')).count();
    let digit_of = |at: usize, base: u32| text.get(at).and_then(|&c| char::from(c).to_digit(base));
    let mut at = blanks(0);
    let prefixed = match (text.get(at), text.get(at + 1)) {
        (Some(b'0'), Some(b'x' | b'X')) => 16,
        (Some(b'0'), Some(b'o' | b'O')) => 8,
        (Some(b'0'), Some(b'b' | b'B')) => 2,
        _ => 0,
    };
    let base = match base {
        0 if prefixed != 0 => prefixed,
        0 if text.get(at) == Some(&b'0') => {
            // Without a prefix, zeros are all that may follow a zero.
            at += text[at..].iter().take_while(|&&c| c == b'0').count();
            return (Some(0), blanks(at));
        }
        0 => 10,
        2..=36 => base as u32,
        _ => return (Some(0), at),
    };
    if prefixed == base {
        if digit_of(at + 2, base).is_none() {
            // A zero, and something else behind it.
            return (Some(0), at + 1);
        }
        at += 2;
    }
    let mut value: Option<c_ulong> = Some(0);
    while let Some(digit) = digit_of(at, base) {
        value = value.and_then(|v| v.checked_mul(base.into())).and_then(|v| v.checked_add(digit.into()));
        at += 1;
    }
    (value, at)
}

/// # Safety
/// Sets `errno`.
unsafe fn out_of_range() {
    // SAFETY: the thread's own variable.
    unsafe { *libc::__errno_location() = libc::ERANGE };
}

/// Reads a signed number; `ERANGE` and the largest one if it is too large
/// # Safety
/// `text` is NUL-terminated, `end` NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_strtol(text: *const c_char, end: *mut *mut c_char, base: c_int) -> c_long {
    // SAFETY: by contract; the end is within the text.
    unsafe {
        let bytes = CStr::from_ptr(text).to_bytes();
        let blanks = bytes.iter().take_while(|c| matches!(c, b' ' | b'\t'..=b'\r')).count();
        let sign = bytes.get(blanks).copied().filter(|c| matches!(c, b'+' | b'-'));
        let start = blanks + usize::from(sign.is_some());
        let (magnitude, len) = read_unsigned(&bytes[start..], base);
        if !end.is_null() {
            *end = text.add(start + len).cast_mut();
        }
        let value = magnitude.and_then(|m| {
            if sign == Some(b'-') { 0i64.checked_sub_unsigned(m) } else { i64::try_from(m).ok() }
        });
        value.unwrap_or_else(|| {
            out_of_range();
            c_long::MAX
        })
    }
}

/// Reads an unsigned number; `ERANGE` and the largest one if it is too large
/// # Safety
/// `text` is NUL-terminated, `end` NULL or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_strtoul(text: *const c_char, end: *mut *mut c_char, base: c_int) -> c_ulong {
    // SAFETY: by contract; the end is within the text.
    unsafe {
        let (value, len) = read_unsigned(CStr::from_ptr(text).to_bytes(), base);
        if !end.is_null() {
            *end = text.add(len).cast_mut();
        }
        value.unwrap_or_else(|| {
            out_of_range();
            c_ulong::MAX
        })
    }
}

/// Whether the flags ask for little-endian bytes.
fn little(flags: c_int) -> bool {
    flags == Py_ASNATIVEBYTES_DEFAULTS || flags & Py_ASNATIVEBYTES_LITTLE_ENDIAN != 0
}

/// The two's complement bytes; the result is how many bytes the number needs
/// # Safety
/// A live object and `n` writable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_AsNativeBytes(
    ob: *mut PyObject,
    buffer: *mut c_void,
    n: isize,
    flags: c_int,
) -> isize {
    // SAFETY: a live object or NULL and that many bytes.
    unsafe {
        enter("PyLong_AsNativeBytes", |py| {
            let by_index = flags != -1 && flags & Py_ASNATIVEBYTES_ALLOW_INDEX != 0;
            let int = if by_index {
                index(py, ob)?
            } else {
                match Borrowed::<PyObject>::from_ptr_or_null(py, ob) {
                    None => return Err(raise!(py, SystemError, "bad argument to internal function")),
                    Some(ob) => match ob.cast::<Int>() {
                        Some(int) => int.clone(),
                        None => {
                            return Err(raise!(py, TypeError, "expect int, got {}", ob.ty().full_name()));
                        }
                    },
                }
            };
            if n < 0 {
                return Err(raise!(py, SystemError, "bad argument to internal function"));
            }
            if flags != -1 && flags & Py_ASNATIVEBYTES_REJECT_NEGATIVE != 0 && int.is_negative() {
                return Err(raise!(py, ValueError, "Cannot convert negative int"));
            }
            if n > 0 {
                let out = std::slice::from_raw_parts_mut(buffer.cast::<u8>(), n as usize);
                let _ = convert::to_bytes(&int, out, little(flags), true);
            }
            let unsigned = flags == -1 || flags & Py_ASNATIVEBYTES_UNSIGNED_BUFFER != 0;
            Ok(native_size(&int, n, unsigned))
        })
    }
}

/// How many bytes a number needs. Like CPython's it is not always the least number: those of one digit ask for 8, if the
/// buffer is too small for them. It is at most `n` exactly if the number fits.
fn native_size(int: &Ref<'_, Int>, n: isize, unsigned: bool) -> isize {
    let least = convert::signed_bits(int).div_ceil(8).max(1) as isize;
    let filled = int.bit_length().div_ceil(8) as isize;
    // A buffer for unsigned numbers needs no sign bit, when it is filled exactly.
    let fits = n >= least || unsigned && !int.is_negative() && n >= filled;
    if int.bit_length() <= PyLong_SHIFT as u64 {
        return match n {
            1..8 if fits => n,
            1..8 if !int.is_negative() && n >= filled => n + 1,
            _ => 8,
        };
    }
    if fits && n == filled { n } else { (int.bit_length() / 8) as isize + 1 }
}

/// int from two's complement bytes
/// # Safety
/// `n` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromNativeBytes(
    buffer: *const c_void,
    n: usize,
    flags: c_int,
) -> *mut PyObject {
    // SAFETY: that many bytes.
    unsafe {
        enter("PyLong_FromNativeBytes", |py| {
            let unsigned = flags != -1 && flags & Py_ASNATIVEBYTES_UNSIGNED_BUFFER != 0;
            let bytes = slice(buffer.cast(), n);
            convert::from_bytes(py, bytes, little(flags), !unsigned)
        })
    }
}

/// int from unsigned bytes
/// # Safety
/// `n` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyLong_FromUnsignedNativeBytes(
    buffer: *const c_void,
    n: usize,
    flags: c_int,
) -> *mut PyObject {
    // SAFETY: that many bytes.
    unsafe {
        enter("PyLong_FromUnsignedNativeBytes", |py| {
            convert::from_bytes(py, slice(buffer.cast(), n), little(flags), false)
        })
    }
}

/// # Safety
/// `n` readable bytes; `data` may be NULL for none.
unsafe fn slice<'a>(data: *const u8, n: usize) -> &'a [u8] {
    // SAFETY: by contract.
    if n == 0 { &[] } else { unsafe { std::slice::from_raw_parts(data, n) } }
}

/// The number's bytes
/// # Safety
/// A live int and `n` writable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_AsByteArray(
    v: *mut PyLongObject,
    bytes: *mut c_uchar,
    n: usize,
    little_endian: c_int,
    is_signed: c_int,
    with_exceptions: c_int,
) -> c_int {
    // SAFETY: a live int and that many bytes.
    unsafe {
        enter("_PyLong_AsByteArray", |py| -> PyResult<c_int> {
            let int = Borrowed::from_ptr(py, v);
            let out = if n == 0 { &mut [][..] } else { std::slice::from_raw_parts_mut(bytes, n) };
            match convert::to_bytes(&int, out, little_endian != 0, is_signed != 0) {
                Ok(()) => Ok(0),
                Err(error) if with_exceptions != 0 => Err(methods::bytes_error(py, error)),
                Err(_) => Ok(-1),
            }
        })
    }
}

/// int from bytes
/// # Safety
/// `n` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_FromByteArray(
    bytes: *const c_uchar,
    n: usize,
    little_endian: c_int,
    is_signed: c_int,
) -> *mut PyObject {
    // SAFETY: that many bytes.
    unsafe {
        enter("_PyLong_FromByteArray", |py| {
            convert::from_bytes(py, slice(bytes, n), little_endian != 0, is_signed != 0)
        })
    }
}

/// -1, 0 or 1
/// # Safety
/// A live int.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_Sign(v: *mut PyObject) -> c_int {
    // SAFETY: a live int.
    unsafe {
        enter("_PyLong_Sign", |py| Ok(Borrowed::<Int>::from_ptr(py, v.cast()).sign()) as PyResult<c_int>)
    }
}

/// Bits of the magnitude
/// # Safety
/// A live int.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_NumBits(v: *mut PyObject) -> usize {
    // SAFETY: a live int.
    unsafe {
        enter("_PyLong_NumBits", |py| {
            Ok(Borrowed::<Int>::from_ptr(py, v.cast()).bit_length() as usize) as PyResult<usize>
        })
    }
}

/// The greatest common divisor
/// # Safety
/// Live ints.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyLong_GCD(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live ints.
    unsafe {
        enter("_PyLong_GCD", |py| {
            division::gcd(py, &Borrowed::from_ptr(py, a.cast()), &Borrowed::from_ptr(py, b.cast()))
        })
    }
}

/// Whether it has at most one digit
/// # Safety
/// A live int.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Long_IsCompact(op: *const PyLongObject) -> c_int {
    // SAFETY: a live int.
    unsafe { ((*op).long_value.lv_tag < 2 << _PyLong_NON_SIZE_BITS) as c_int }
}

/// The value of an int of at most one digit
/// # Safety
/// A live, compact int.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Long_CompactValue(op: *const PyLongObject) -> isize {
    // SAFETY: a live int.
    unsafe {
        let sign = 1 - ((*op).long_value.lv_tag & _PyLong_SIGN_MASK) as isize;
        sign * (*op).long_value.ob_digit[0] as isize
    }
}
