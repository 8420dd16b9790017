//! Items of a memoryview: the native single-character formats.

use std::ffi::CStr;

use mortise_abi::Py_buffer;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::exceptions::classes;
use crate::objects::{Bytes, Int};
use crate::raise;

/// The format's text.
pub fn text(view: &Py_buffer) -> String {
    if view.format.is_null() {
        return "B".to_string();
    }
    // SAFETY: NUL-terminated and live as long as the buffer.
    unsafe { CStr::from_ptr(view.format) }.to_string_lossy().into_owned()
}

/// The native character of a format and its size: `None` for what only the struct module knows.
pub fn native(format: &str) -> Option<(u8, usize)> {
    let c = match format.strip_prefix('@').unwrap_or(format).as_bytes() {
        [c] => *c,
        _ => return None,
    };
    let size = match c {
        b'c' | b'b' | b'B' | b'?' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'd' | b'P' => 8,
        _ => return None,
    };
    Some((c, size))
}

/// The native character, or NotImplementedError.
pub fn native_or_raise(py: Attached<'_>, view: &Py_buffer) -> PyResult<u8> {
    let format = text(view);
    match native(&format) {
        Some((c, _)) => Ok(c),
        None => Err(raise!(py, NotImplementedError, "memoryview: format {format} not supported")),
    }
}

/// A half-precision float's value.
fn half(bits: u16) -> f64 {
    let sign = if bits & 0x8000 != 0 { -1.0 } else { 1.0 };
    let (exponent, fraction) = ((bits >> 10) & 0x1f, (bits & 0x3ff) as f64);
    sign * match exponent {
        0 => fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        e => (1.0 + fraction / 1024.0) * 2f64.powi(e as i32 - 15),
    }
}

/// Reads an item.
///
/// # Safety
/// `at` points to a readable item of the format.
pub unsafe fn unpack<'py>(py: Attached<'py>, at: *const u8, format: u8) -> PyResult<Ref<'py>> {
    // SAFETY: by contract; items need not be aligned.
    unsafe {
        macro_rules! read {
            ($t:ty) => {
                at.cast::<$t>().read_unaligned()
            };
        }
        Ok(match format {
            b'B' => py.int(read!(u8) as i64)?.into_any(),
            b'b' => py.int(read!(i8) as i64)?.into_any(),
            b'h' => py.int(read!(i16) as i64)?.into_any(),
            b'H' => py.int(read!(u16) as i64)?.into_any(),
            b'i' => py.int(read!(i32) as i64)?.into_any(),
            b'I' => py.int(read!(u32) as i64)?.into_any(),
            b'l' | b'q' | b'n' => py.int(read!(i64))?.into_any(),
            b'L' | b'Q' | b'N' => py.int_from_usize(read!(u64) as usize)?.into_any(),
            b'P' => Ref::from_owned_or_raised(py, decl::PyLong_FromVoidPtr(read!(*mut std::ffi::c_void)))?,
            b'f' => py.float(read!(f32) as f64)?.into_any(),
            b'd' => py.float(read!(f64))?.into_any(),
            b'e' => py.float(half(read!(u16)))?.into_any(),
            b'?' => py.bool(read!(u8) != 0),
            b'c' => crate::objects::bytes::storage::single(py, read!(u8)).into_any(),
            _ => {
                return Err(raise!(
                    py,
                    NotImplementedError,
                    "memoryview: format {} not supported",
                    format as char
                ));
            }
        })
    }
}

fn invalid_type(py: Attached<'_>, format: &str) -> Raised {
    raise!(py, TypeError, "memoryview: invalid type for format '{format}'")
}
fn invalid_value(py: Attached<'_>, format: &str) -> Raised {
    raise!(py, ValueError, "memoryview: invalid value for format '{format}'")
}

/// The bytes of `value` in the format.
pub fn pack<'py>(py: Attached<'py>, value: &Ref<'py>, view: &Py_buffer) -> PyResult<Vec<u8>> {
    let text = text(view);
    let format = native_or_raise(py, view)?;
    // Errors of the conversion become the view's own texts.
    let fix = |raised: Raised| {
        if raised.matches(py, classes::TypeError()) {
            raised.clear(py);
            invalid_type(py, &text)
        } else if raised.matches(py, classes::OverflowError()) || raised.matches(py, classes::ValueError()) {
            raised.clear(py);
            invalid_value(py, &text)
        } else {
            raised
        }
    };
    match format {
        b'?' => return Ok(vec![value.is_true()? as u8]),
        b'c' => {
            let Some(bytes) = value.cast::<Bytes>() else {
                return Err(invalid_type(py, &text));
            };
            let [c] = bytes.as_bytes() else {
                return Err(invalid_value(py, &text));
            };
            return Ok(vec![*c]);
        }
        b'f' | b'd' | b'e' => {
            let value = value.as_f64().map_err(fix)?;
            return Ok(match format {
                b'f' => (value as f32).to_ne_bytes().to_vec(),
                b'd' => value.to_ne_bytes().to_vec(),
                _ => {
                    let mut out = [0u8; 2];
                    // SAFETY: writes two bytes.
                    if unsafe { decl::PyFloat_Pack2(value, out.as_mut_ptr().cast(), 1) } < 0 {
                        // SAFETY: the indicator is set.
                        return Err(fix(unsafe { Raised::assume() }));
                    }
                    out.to_vec()
                }
            });
        }
        _ => {}
    }
    let int: Ref<'py, Int> = value.index().map_err(fix)?;
    if matches!(format, b'L' | b'Q' | b'N' | b'P') {
        // SAFETY: a live int.
        let n = unsafe { decl::PyLong_AsUnsignedLongLong(int.as_object_ptr()) };
        if n == u64::MAX && crate::state::error::occurred(py) {
            // SAFETY: the indicator is set.
            return Err(fix(unsafe { Raised::assume() }));
        }
        return Ok(n.to_ne_bytes().to_vec());
    }
    let n = int.as_i64().map_err(fix)?;
    macro_rules! narrow {
        ($t:ty) => {
            <$t>::try_from(n).map(|n| n.to_ne_bytes().to_vec()).map_err(|_| invalid_value(py, &text))
        };
    }
    match format {
        b'b' => narrow!(i8),
        b'B' => narrow!(u8),
        b'h' => narrow!(i16),
        b'H' => narrow!(u16),
        b'i' => narrow!(i32),
        b'I' => narrow!(u32),
        _ => narrow!(i64),
    }
}

/// Reads items of one buffer: natively, or with the struct module.
pub enum Reader<'py> {
    /// A native format
    Native(u8),
    /// A `struct.Struct` and the item size
    Struct(Ref<'py>, usize),
}
impl<'py> Reader<'py> {
    /// For a buffer's format; `None` when the struct module does not know it either.
    pub fn new(py: Attached<'py>, view: &Py_buffer) -> PyResult<Option<Reader<'py>>> {
        let format = text(view);
        if let Some((c, _)) = native(&format) {
            return Ok(Some(Reader::Native(c)));
        }
        let class = py.import("struct")?.getattr(crate::intern!(py, "Struct"))?;
        let text = py.str(&format)?;
        match class.call([&text]) {
            Ok(s) => Ok(Some(Reader::Struct(s, view.itemsize as usize))),
            Err(raised) => {
                raised.clear(py);
                Ok(None)
            }
        }
    }
    /// The item at an address.
    ///
    /// # Safety
    /// A readable item of the format.
    pub unsafe fn read(&self, py: Attached<'py>, at: *const u8) -> PyResult<Ref<'py>> {
        // SAFETY: by contract.
        unsafe {
            match self {
                Reader::Native(c) => unpack(py, at, *c),
                Reader::Struct(s, size) => {
                    let bytes = py.bytes(std::slice::from_raw_parts(at, *size))?;
                    s.call_method(crate::intern!(py, "unpack"), [&bytes])
                }
            }
        }
    }
}
