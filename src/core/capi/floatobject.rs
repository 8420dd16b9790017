//! `floatobject.h`.

use std::ffi::{c_char, c_int};

use mortise_abi::PyObject;

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::handles::Borrowed;
use crate::objects::float::{info, methods, storage};
use crate::raise;

/// A float
/// # Safety
/// C API.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_FromDouble(value: f64) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyFloat_FromDouble", |py| storage::new(py, value)) }
}

/// The float that a text spells
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_FromString(x: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe {
        enter("PyFloat_FromString", |py| {
            py.float(methods::from_text(&Borrowed::<PyObject>::from_ptr(py, x))?)
        })
    }
}

/// The machine float of a number
/// # Safety
/// A live object or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_AsDouble(x: *mut PyObject) -> f64 {
    // SAFETY: a live object or NULL.
    unsafe {
        if !x.is_null() && (*x).ob_type == &raw mut super::decl::PyFloat_Type {
            return (*x.cast::<mortise_abi::PyFloatObject>()).ob_fval;
        }
        enter("PyFloat_AsDouble", |py| match Borrowed::<PyObject>::from_ptr_or_null(py, x) {
            Some(x) => methods::as_f64(&x),
            None => Err(raise!(py, TypeError, "bad argument type for built-in operation")),
        })
    }
}

/// `sys.float_info`
/// # Safety
/// C API.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_GetInfo() -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyFloat_GetInfo", info::make) }
}

/// `DBL_MAX`
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_GetMax() -> f64 {
    f64::MAX
}

/// `DBL_MIN`
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_GetMin() -> f64 {
    f64::MIN_POSITIVE
}

/// Writes bytes in the asked order.
///
/// # Safety
/// `N` writable bytes at `out`.
unsafe fn pack<const N: usize>(bytes: [u8; N], out: *mut c_char, little_endian: c_int) {
    let mut bytes = bytes;
    if little_endian == 0 {
        bytes.reverse();
    }
    // SAFETY: by contract.
    unsafe { out.cast::<u8>().copy_from_nonoverlapping(bytes.as_ptr(), N) }
}

/// # Safety
/// `N` readable bytes at `data`.
unsafe fn unpack<const N: usize>(data: *const c_char, little_endian: c_int) -> [u8; N] {
    // SAFETY: by contract.
    let mut bytes = unsafe { data.cast::<[u8; N]>().read_unaligned() };
    if little_endian == 0 {
        bytes.reverse();
    }
    bytes
}

/// The half-precision bits nearest to a float, ties to even; `None` when it is too large.
fn to_half(x: f64) -> Option<u16> {
    let sign = (x.is_sign_negative() as u16) << 15;
    if x.is_nan() {
        // As much of the payload as there is room for.
        let payload = (x.to_bits() >> 42 & 0x1ff) as u16;
        return Some(sign | 0x7e00 | payload);
    }
    if x.is_infinite() {
        return Some(sign | 0x7c00);
    }
    let a = x.abs();
    if a == 0.0 {
        return Some(sign);
    }
    let exponent = ((a.to_bits() >> 52) as i64 - 1023).max(-14);
    // The unit in the last place is 2**(exponent - 10): both scalings are exact.
    let scaled = crate::objects::int::convert::load_exponent(a, 10 - exponent).round_ties_even() as u64;
    // A carry out of the mantissa goes into the exponent by itself.
    let bits = if scaled < 1 << 10 && exponent == -14 {
        scaled
    } else {
        (((exponent + 15) as u64) << 10) + (scaled - (1 << 10))
    };
    (bits < 0x7c00).then_some(sign | bits as u16)
}

/// The float of half-precision bits.
fn from_half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = ((bits >> 10 & 0x1f) as i64, (bits & 0x3ff) as u64);
    let load = crate::objects::int::convert::load_exponent;
    match exponent {
        0x1f if fraction == 0 => sign * f64::INFINITY,
        0x1f => f64::from_bits((bits as u64 >> 15) << 63 | 0x7ff << 52 | fraction << 42),
        0 => sign * load(fraction as f64, -24),
        _ => sign * load((fraction | 1 << 10) as f64, exponent - 25),
    }
}

/// Two bytes
/// # Safety
/// Two writable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_Pack2(x: f64, p: *mut c_char, le: c_int) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyFloat_Pack2", |py| -> PyResult<()> {
            match to_half(x) {
                Some(bits) => pack(bits.to_le_bytes(), p, le),
                None => return Err(raise!(py, OverflowError, "float too large to pack with e format")),
            }
            Ok(())
        })
    }
}

/// Four bytes
/// # Safety
/// Four writable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_Pack4(x: f64, p: *mut c_char, le: c_int) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyFloat_Pack4", |py| -> PyResult<()> {
            let single = x as f32;
            if single.is_infinite() && x.is_finite() {
                return Err(raise!(py, OverflowError, "float too large to pack with f format"));
            }
            pack(single.to_le_bytes(), p, le);
            Ok(())
        })
    }
}

/// Eight bytes
/// # Safety
/// Eight writable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_Pack8(x: f64, p: *mut c_char, le: c_int) -> c_int {
    // SAFETY: by contract.
    unsafe { pack(x.to_le_bytes(), p, le) };
    0
}

/// From two bytes
/// # Safety
/// Two readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_Unpack2(p: *const c_char, le: c_int) -> f64 {
    // SAFETY: by contract.
    from_half(u16::from_le_bytes(unsafe { unpack(p, le) }))
}

/// From four bytes
/// # Safety
/// Four readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_Unpack4(p: *const c_char, le: c_int) -> f64 {
    // SAFETY: by contract.
    f32::from_le_bytes(unsafe { unpack(p, le) }) as f64
}

/// From eight bytes
/// # Safety
/// Eight readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFloat_Unpack8(p: *const c_char, le: c_int) -> f64 {
    // SAFETY: by contract.
    f64::from_le_bytes(unsafe { unpack(p, le) })
}

/// The hash of a float that belongs to `inst`
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_HashDouble(inst: *mut PyObject, value: f64) -> isize {
    let hash = if value.is_nan() {
        crate::objects::hash::pointer(inst as usize)
    } else {
        crate::objects::float::arith::hash_number(value)
    };
    if hash == -1 { -2 } else { hash }
}
