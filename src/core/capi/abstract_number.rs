//! The number part of `abstract.h`.

use std::ffi::c_int;

use mortise_abi::PyObject;

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::handles::Borrowed;
use crate::objects::protocol::number::{self, operand};
use crate::objects::{float, int};
use crate::raise;

/// `a + b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Add(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe { enter("PyNumber_Add", |py| number::add(py, &*operand(py, a)?, &*operand(py, b)?)) }
}

/// `a - b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Subtract(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_Subtract", |py| {
            number::binary(py, &*operand(py, a)?, &*operand(py, b)?, number::SUBTRACT)
        })
    }
}

/// `a * b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Multiply(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe { enter("PyNumber_Multiply", |py| number::multiply(py, &*operand(py, a)?, &*operand(py, b)?)) }
}

/// `a @ b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_MatrixMultiply(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_MatrixMultiply", |py| {
            number::binary(py, &*operand(py, a)?, &*operand(py, b)?, number::MATRIX_MULTIPLY)
        })
    }
}

/// `a / b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_TrueDivide(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_TrueDivide", |py| {
            number::binary(py, &*operand(py, a)?, &*operand(py, b)?, number::TRUE_DIVIDE)
        })
    }
}

/// `a // b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_FloorDivide(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_FloorDivide", |py| {
            number::binary(py, &*operand(py, a)?, &*operand(py, b)?, number::FLOOR_DIVIDE)
        })
    }
}

/// `a % b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Remainder(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_Remainder", |py| {
            number::binary(py, &*operand(py, a)?, &*operand(py, b)?, number::REMAINDER)
        })
    }
}

/// `divmod(a, b)`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Divmod(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_Divmod", |py| {
            number::binary(py, &*operand(py, a)?, &*operand(py, b)?, number::DIVMOD)
        })
    }
}

/// `a << b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Lshift(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_Lshift", |py| {
            number::binary(py, &*operand(py, a)?, &*operand(py, b)?, number::LSHIFT)
        })
    }
}

/// `a >> b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Rshift(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_Rshift", |py| {
            number::binary(py, &*operand(py, a)?, &*operand(py, b)?, number::RSHIFT)
        })
    }
}

/// `a & b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_And(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_And", |py| number::binary(py, &*operand(py, a)?, &*operand(py, b)?, number::AND))
    }
}

/// `a ^ b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Xor(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_Xor", |py| number::binary(py, &*operand(py, a)?, &*operand(py, b)?, number::XOR))
    }
}

/// `a | b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Or(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe { enter("PyNumber_Or", |py| number::binary(py, &*operand(py, a)?, &*operand(py, b)?, number::OR)) }
}

/// `a += b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceAdd(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_InPlaceAdd", |py| number::inplace_add(py, &*operand(py, a)?, &*operand(py, b)?))
    }
}

/// `a -= b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceSubtract(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_InPlaceSubtract", |py| {
            number::inplace(py, &*operand(py, a)?, &*operand(py, b)?, number::SUBTRACT)
        })
    }
}

/// `a *= b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceMultiply(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_InPlaceMultiply", |py| {
            number::inplace_multiply(py, &*operand(py, a)?, &*operand(py, b)?)
        })
    }
}

/// `a @= b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceMatrixMultiply(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_InPlaceMatrixMultiply", |py| {
            number::inplace(py, &*operand(py, a)?, &*operand(py, b)?, number::MATRIX_MULTIPLY)
        })
    }
}

/// `a /= b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceTrueDivide(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_InPlaceTrueDivide", |py| {
            number::inplace(py, &*operand(py, a)?, &*operand(py, b)?, number::TRUE_DIVIDE)
        })
    }
}

/// `a //= b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceFloorDivide(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_InPlaceFloorDivide", |py| {
            number::inplace(py, &*operand(py, a)?, &*operand(py, b)?, number::FLOOR_DIVIDE)
        })
    }
}

/// `a %= b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceRemainder(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_InPlaceRemainder", |py| {
            number::inplace(py, &*operand(py, a)?, &*operand(py, b)?, number::REMAINDER)
        })
    }
}

/// `a <<= b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceLshift(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_InPlaceLshift", |py| {
            number::inplace(py, &*operand(py, a)?, &*operand(py, b)?, number::LSHIFT)
        })
    }
}

/// `a >>= b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceRshift(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_InPlaceRshift", |py| {
            number::inplace(py, &*operand(py, a)?, &*operand(py, b)?, number::RSHIFT)
        })
    }
}

/// `a &= b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceAnd(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_InPlaceAnd", |py| {
            number::inplace(py, &*operand(py, a)?, &*operand(py, b)?, number::AND)
        })
    }
}

/// `a ^= b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceXor(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_InPlaceXor", |py| {
            number::inplace(py, &*operand(py, a)?, &*operand(py, b)?, number::XOR)
        })
    }
}

/// `a |= b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlaceOr(a: *mut PyObject, b: *mut PyObject) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_InPlaceOr", |py| {
            number::inplace(py, &*operand(py, a)?, &*operand(py, b)?, number::OR)
        })
    }
}

/// `pow(a, b, c)`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Power(
    a: *mut PyObject,
    b: *mut PyObject,
    c: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_Power", |py| {
            number::power(py, &*operand(py, a)?, &*operand(py, b)?, &*operand(py, c)?)
        })
    }
}

/// `a **= b`
/// # Safety
/// Live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_InPlacePower(
    a: *mut PyObject,
    b: *mut PyObject,
    c: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: live objects or NULL.
    unsafe {
        enter("PyNumber_InPlacePower", |py| {
            number::inplace_power(py, &*operand(py, a)?, &*operand(py, b)?, &*operand(py, c)?)
        })
    }
}

/// `-a`
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Negative(a: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object or NULL.
    unsafe { enter("PyNumber_Negative", |py| number::negative(py, &*operand(py, a)?)) }
}

/// `+a`
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Positive(a: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object or NULL.
    unsafe { enter("PyNumber_Positive", |py| number::positive(py, &*operand(py, a)?)) }
}

/// `~a`
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Invert(a: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object or NULL.
    unsafe { enter("PyNumber_Invert", |py| number::invert(py, &*operand(py, a)?)) }
}

/// `abs(a)`
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Absolute(a: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object or NULL.
    unsafe { enter("PyNumber_Absolute", |py| number::absolute(py, &*operand(py, a)?)) }
}

/// `operator.index(a)`
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Index(a: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object or NULL.
    unsafe { enter("PyNumber_Index", |py| int::new::index(&*operand(py, a)?)?.to_exact()) }
}

/// `int(a)`
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Long(a: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object or NULL.
    unsafe { enter("PyNumber_Long", |py| int::new::from_object(&*operand(py, a)?)) }
}

/// `float(a)`
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Float(a: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object or NULL.
    unsafe { enter("PyNumber_Float", |py| float::methods::from_object(&*operand(py, a)?)) }
}

/// `operator.index(a)`, perhaps of a subclass of int
/// # Safety
/// A live object.
#[allow(non_snake_case)] // the name that the field knows
pub unsafe extern "C" fn _PyNumber_Index(a: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object or NULL.
    unsafe { enter("_PyNumber_Index", |py| int::new::index(&*operand(py, a)?)) }
}

/// `operator.index(a)` as a machine integer
/// # Safety
/// A live object; `exc` is a live class or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_AsSsize_t(a: *mut PyObject, exc: *mut PyObject) -> isize {
    // SAFETY: a live object or NULL.
    unsafe {
        enter("PyNumber_AsSsize_t", |py| {
            number::as_isize(&*operand(py, a)?, (!exc.is_null()).then_some(exc.cast()))
        })
    }
}

/// Whether the object is a number
/// # Safety
/// A live object or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_Check(a: *mut PyObject) -> c_int {
    // SAFETY: a live object or NULL.
    unsafe {
        enter("PyNumber_Check", |py| {
            Ok(Borrowed::<PyObject>::from_ptr_or_null(py, a).is_some_and(|a| number::is_number(&a)))
                as PyResult<bool>
        })
    }
}

/// Whether the object has `__index__`
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyIndex_Check(a: *mut PyObject) -> c_int {
    // SAFETY: a live object.
    unsafe {
        enter("PyIndex_Check", |py| {
            Ok(number::is_index(&Borrowed::<PyObject>::from_ptr(py, a))) as PyResult<bool>
        })
    }
}

/// The digits of an integer in base 2, 8, 10 or 16, with the base's prefix
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyNumber_ToBase(a: *mut PyObject, base: c_int) -> *mut PyObject {
    // SAFETY: a live object or NULL.
    unsafe {
        enter("PyNumber_ToBase", |py| match base {
            2 | 8 | 10 | 16 => number::to_base(py, &*operand(py, a)?, base as u32),
            _ => Err(raise!(py, SystemError, "PyNumber_ToBase: base must be 2, 8, 10 or 16")),
        })
    }
}
