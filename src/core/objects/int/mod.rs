//! `int`.
//!
//! | file | |
//! | --- | --- |
//! | `storage` | memory: tag, sign and digits of 30 bits; small ints |
//! | `magnitude` | arithmetic on digits |
//! | `arith`, `division` | the operators |
//! | `convert`, `text` | floats, bytes, text |
//! | `new`, `methods` | `int()` and its methods |

pub mod arith;
pub mod convert;
pub mod division;
pub mod info;
pub mod magnitude;
pub mod methods;
pub mod new;
pub mod storage;
pub mod text;

use std::mem::offset_of;

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::Int;
use crate::objects::protocol::CompareOp;

/// The type objects of this folder.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyLong_Type]
}

/// What comes before the digits: the size of an int without any.
#[repr(C)]
pub(crate) struct Head {
    ob_base: PyObject,
    lv_tag: usize,
}

const _: () =
    assert!(size_of::<Head>() == offset_of!(PyLongObject, long_value) + offset_of!(_PyLongValue, ob_digit));

crate::builtin_type! {
    /// `int`
    #[unsafe(no_mangle)]
    pub static PyLong_Type: Head = "int" {
        flags: Py_TPFLAGS_BASETYPE | Py_TPFLAGS_LONG_SUBCLASS | _Py_TPFLAGS_MATCH_SELF,
        doc: "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or string to an integer; 0 when no arguments are given.",
        set: {
            tp_itemsize: 4,
            tp_dealloc: Some(storage::dealloc),
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
            tp_free: Some(decl::PyObject_Free),
        },
        slots: {
            tp_new: new::new,
            tp_vectorcall: new::vectorcall,
            tp_repr: text::repr,
            tp_hash: arith::hash,
            tp_richcompare: arith::richcompare,
        },
        number: {
            nb_add: arith::add,
            nb_subtract: arith::subtract,
            nb_multiply: arith::multiply,
            nb_remainder: division::modulo,
            nb_divmod: division::divmod,
            nb_power: division::power,
            nb_negative: arith::negative,
            nb_positive: arith::positive,
            nb_absolute: arith::absolute,
            nb_bool: arith::is_true,
            nb_invert: arith::invert,
            nb_lshift: arith::lshift,
            nb_rshift: arith::rshift,
            nb_and: arith::and,
            nb_xor: arith::xor,
            nb_or: arith::or,
            nb_int: arith::positive,
            nb_float: methods::to_float,
            nb_floor_divide: division::floor_divide,
            nb_true_divide: division::true_divide,
            nb_index: arith::positive,
        },
        methods: [
            crate::method!(noargs "conjugate", methods::conjugate, "conjugate($self, /)\n--\n\nReturns self, the complex conjugate of any int."),
            crate::method!(noargs "bit_length", methods::bit_length, "bit_length($self, /)\n--\n\nNumber of bits necessary to represent self in binary.\n\n>>> bin(37)\n'0b100101'\n>>> (37).bit_length()\n6"),
            crate::method!(noargs "bit_count", methods::bit_count, "bit_count($self, /)\n--\n\nNumber of ones in the binary representation of the absolute value of self.\n\nAlso known as the population count.\n\n>>> bin(13)\n'0b1101'\n>>> (13).bit_count()\n3"),
            crate::method!(keywords "to_bytes", methods::to_bytes, "to_bytes($self, /, length=1, byteorder='big', *, signed=False)\n--\n\nReturn an array of bytes representing an integer."),
            crate::method!(class_keywords "from_bytes", methods::from_bytes, "from_bytes($type, /, bytes, byteorder='big', *, signed=False)\n--\n\nReturn the integer represented by the given array of bytes."),
            crate::method!(noargs "as_integer_ratio", methods::as_integer_ratio, "as_integer_ratio($self, /)\n--\n\nReturn a pair of integers, whose ratio is equal to the original int."),
            crate::method!(noargs "__trunc__", methods::conjugate, "__trunc__($self, /)\n--\n\nTruncating an Integral returns itself."),
            crate::method!(noargs "__floor__", methods::conjugate, "__floor__($self, /)\n--\n\nFlooring an Integral returns itself."),
            crate::method!(noargs "__ceil__", methods::conjugate, "__ceil__($self, /)\n--\n\nCeiling of an Integral returns itself."),
            crate::method!(fastcall "__round__", methods::round, "__round__($self, ndigits=<unrepresentable>, /)\n--\n\nRounding an Integral returns itself.\n\nRounding with an ndigits argument also returns an integer."),
            crate::method!(noargs "__getnewargs__", methods::getnewargs, "__getnewargs__($self, /)\n--\n\n"),
            crate::method!(o "__format__", methods::format, "__format__($self, format_spec, /)\n--\n\nConvert to a string according to format_spec."),
            crate::method!(noargs "__sizeof__", methods::sizeof, "__sizeof__($self, /)\n--\n\nReturns size in memory, in bytes."),
            crate::method!(noargs "is_integer", methods::is_integer, "is_integer($self, /)\n--\n\nReturns True. Exists for duck type compatibility with float.is_integer."),
        ],
        getset: [
            crate::getset!("real", methods::real, "the real part of a complex number"),
            crate::getset!("imag", methods::imag, "the imaginary part of a complex number"),
            crate::getset!("numerator", methods::real, "the numerator of a rational number in lowest terms"),
            crate::getset!("denominator", methods::denominator, "the denominator of a rational number in lowest terms"),
        ],
    }
}

/// Fast paths for the interpreter: both operands must be exact ints of at most one digit; `None` when they are not.
macro_rules! fast {
    ($($(#[$doc:meta])* $name:ident, |$a:ident, $b:ident| $value:expr;)*) => { $(
        $(#[$doc])*
        #[inline(always)]
        pub fn $name<'py>(py: Attached<'py>, a: &Ref<'py>, b: &Ref<'py>) -> Option<PyResult<Ref<'py, Int>>> {
            let ($a, $b) = (a.cast_exact::<Int>()?.compact()?, b.cast_exact::<Int>()?.compact()?);
            Some(storage::from_i64(py, $value))
        }
    )* };
}
fast! {
    /// `a + b`
    add_fast, |a, b| a + b;
    /// `a - b`
    sub_fast, |a, b| a - b;
    /// `a * b`
    mul_fast, |a, b| a * b;
    /// `a & b`
    and_fast, |a, b| a & b;
    /// `a | b`
    or_fast, |a, b| a | b;
    /// `a ^ b`
    xor_fast, |a, b| a ^ b;
}

/// A comparison of two exact ints of at most one digit; `None` when they are not.
#[inline(always)]
pub fn compare_fast(a: &Ref<'_>, b: &Ref<'_>, op: CompareOp) -> Option<bool> {
    let (a, b) = (a.cast_exact::<Int>()?.compact()?, b.cast_exact::<Int>()?.compact()?);
    Some(op.holds(a.cmp(&b)))
}

/// `a + b` for two exact ints of any size
#[inline]
pub fn add_exact<'py>(py: Attached<'py>, a: &Ref<'py, Int>, b: &Ref<'py, Int>) -> PyResult<Ref<'py, Int>> {
    arith::sum(py, a, b)
}

/// `sys.get_int_max_str_digits()`; 0 for no limit
pub fn max_str_digits() -> i32 {
    i32::try_from(text::digit_limit()).unwrap_or(i32::MAX)
}

/// Sets the limit; a negative number stands for the default.
pub fn set_max_str_digits(digits: i32) {
    text::store_digit_limit(usize::try_from(digits).unwrap_or(text::DEFAULT_LIMIT));
}
