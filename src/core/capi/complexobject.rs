//! `complexobject.h`.

use mortise_abi::{Py_complex, PyObject};

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::handles::Borrowed;
use crate::objects::complex::{self, arith, methods};

/// A complex number
/// # Safety
/// C API.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyComplex_FromDoubles(real: f64, imag: f64) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyComplex_FromDoubles", |py| complex::new(py, Py_complex { real, imag })) }
}

/// A complex number
/// # Safety
/// C API.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyComplex_FromCComplex(value: Py_complex) -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyComplex_FromCComplex", |py| complex::new(py, value)) }
}

/// The value of a number; -1 for an error
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyComplex_AsCComplex(op: *mut PyObject) -> Py_complex {
    let mut value = Py_complex { real: -1.0, imag: 0.0 };
    // SAFETY: a live object.
    unsafe {
        enter("PyComplex_AsCComplex", |py| -> PyResult<()> {
            value = methods::as_complex(&Borrowed::<PyObject>::from_ptr(py, op))?;
            Ok(())
        });
    }
    value
}

/// The real part of a number
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyComplex_RealAsDouble(op: *mut PyObject) -> f64 {
    // SAFETY: a live object.
    unsafe {
        enter("PyComplex_RealAsDouble", |py| {
            Ok(methods::as_complex(&Borrowed::<PyObject>::from_ptr(py, op))?.real) as PyResult<f64>
        })
    }
}

/// The imaginary part of a number
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyComplex_ImagAsDouble(op: *mut PyObject) -> f64 {
    // SAFETY: a live object.
    unsafe {
        enter("PyComplex_ImagAsDouble", |py| {
            Ok(methods::as_complex(&Borrowed::<PyObject>::from_ptr(py, op))?.imag) as PyResult<f64>
        })
    }
}

/// Tells C of a failure.
fn set_errno(error: arith::MathError) {
    // SAFETY: this thread's errno.
    unsafe {
        *libc::__errno_location() = match error {
            arith::MathError::Domain => libc::EDOM,
            arith::MathError::Range => libc::ERANGE,
        };
    }
}

const ZERO: Py_complex = Py_complex { real: 0.0, imag: 0.0 };

/// `a + b`
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_c_sum(a: Py_complex, b: Py_complex) -> Py_complex {
    arith::sum(a, b)
}

/// `a - b`
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_c_diff(a: Py_complex, b: Py_complex) -> Py_complex {
    arith::difference(a, b)
}

/// `-a`
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_c_neg(a: Py_complex) -> Py_complex {
    Py_complex { real: -a.real, imag: -a.imag }
}

/// `a * b`
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_c_prod(a: Py_complex, b: Py_complex) -> Py_complex {
    arith::product(a, b)
}

/// `a / b`; EDOM for zero
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_c_quot(a: Py_complex, b: Py_complex) -> Py_complex {
    arith::quotient(a, b).unwrap_or_else(|e| {
        set_errno(e);
        ZERO
    })
}

/// `a ** b`; EDOM for zero to a negative or complex power
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_c_pow(a: Py_complex, b: Py_complex) -> Py_complex {
    arith::general_power(a, b).unwrap_or_else(|e| {
        set_errno(e);
        ZERO
    })
}

/// `abs(a)`; ERANGE when it is too large
/// # Safety
/// None.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_c_abs(a: Py_complex) -> f64 {
    // SAFETY: this thread's errno.
    unsafe { *libc::__errno_location() = 0 };
    arith::magnitude(a).unwrap_or_else(|e| {
        set_errno(e);
        f64::INFINITY
    })
}
