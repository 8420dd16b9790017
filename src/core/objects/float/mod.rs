//! `float`.

pub mod arith;
pub mod info;
pub mod methods;
pub mod storage;
pub mod text;

use mortise_abi::*;

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::Float;
use crate::objects::protocol::CompareOp;

/// The type objects of this folder.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyFloat_Type]
}

crate::builtin_type! {
    /// `float`
    #[unsafe(no_mangle)]
    pub static PyFloat_Type: Float = "float" {
        flags: Py_TPFLAGS_BASETYPE | _Py_TPFLAGS_MATCH_SELF,
        doc: "float(x=0, /)\n--\n\nConvert a string or number to a floating-point number, if possible.",
        set: {
            tp_dealloc: Some(storage::dealloc),
        },
        slots: {
            tp_new: methods::new,
            tp_vectorcall: methods::vectorcall,
            tp_repr: methods::repr,
            tp_hash: arith::hash,
            tp_richcompare: arith::richcompare,
        },
        number: {
            nb_add: arith::add,
            nb_subtract: arith::subtract,
            nb_multiply: arith::multiply,
            nb_remainder: arith::modulo,
            nb_divmod: arith::divmod,
            nb_power: arith::power,
            nb_negative: arith::negative,
            nb_positive: arith::positive,
            nb_absolute: arith::absolute,
            nb_bool: arith::is_true,
            nb_int: arith::to_int,
            nb_float: arith::positive,
            nb_floor_divide: arith::floor_divide,
            nb_true_divide: arith::true_divide,
        },
        methods: [
            crate::method!(noargs "conjugate", methods::conjugate, "conjugate($self, /)\n--\n\nReturn self, the complex conjugate of any float."),
            crate::method!(noargs "__trunc__", methods::trunc, "__trunc__($self, /)\n--\n\nReturn the Integral closest to x between 0 and x."),
            crate::method!(noargs "__floor__", methods::floor, "__floor__($self, /)\n--\n\nReturn the floor as an Integral."),
            crate::method!(noargs "__ceil__", methods::ceil, "__ceil__($self, /)\n--\n\nReturn the ceiling as an Integral."),
            crate::method!(fastcall "__round__", methods::round, "__round__($self, ndigits=None, /)\n--\n\nReturn the Integral closest to x, rounding half toward even.\n\nWhen an argument is passed, work like built-in round(x, ndigits)."),
            crate::method!(noargs "as_integer_ratio", methods::as_integer_ratio, "as_integer_ratio($self, /)\n--\n\nReturn a pair of integers, whose ratio is exactly equal to the original float."),
            crate::method!(class_o "fromhex", methods::fromhex, "fromhex($type, string, /)\n--\n\nCreate a floating-point number from a hexadecimal string."),
            crate::method!(noargs "hex", methods::hex, "hex($self, /)\n--\n\nReturn a hexadecimal representation of a floating-point number."),
            crate::method!(noargs "is_integer", methods::is_integer, "is_integer($self, /)\n--\n\nReturn True if the float is an integer."),
            crate::method!(noargs "__getnewargs__", methods::getnewargs, "__getnewargs__($self, /)\n--\n\n"),
            crate::method!(class_o "__getformat__", methods::getformat, "__getformat__($type, typestr, /)\n--\n\nHow floats of the C type 'double' or 'float' are kept in memory."),
            crate::method!(o "__format__", methods::format, "__format__($self, format_spec, /)\n--\n\nFormats the float according to format_spec."),
        ],
        getset: [
            crate::getset!("real", methods::conjugate, "the real part of a complex number"),
            crate::getset!("imag", methods::imag, "the imaginary part of a complex number"),
        ],
    }
}

/// Fast paths for the interpreter: both operands must be exact floats; `None` when they are not.
macro_rules! fast {
    ($($(#[$doc:meta])* $name:ident, |$a:ident, $b:ident| $value:expr;)*) => { $(
        $(#[$doc])*
        #[inline(always)]
        pub fn $name<'py>(py: Attached<'py>, a: &Ref<'py>, b: &Ref<'py>) -> Option<PyResult<Ref<'py, Float>>> {
            let ($a, $b) = (a.cast_exact::<Float>()?.value(), b.cast_exact::<Float>()?.value());
            Some(storage::new(py, $value))
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
}

/// A comparison of two exact floats; `None` when they are not.
#[inline(always)]
pub fn compare_fast(a: &Ref<'_>, b: &Ref<'_>, op: CompareOp) -> Option<bool> {
    let (a, b) = (a.cast_exact::<Float>()?.value(), b.cast_exact::<Float>()?.value());
    Some(match op {
        CompareOp::Lt => a < b,
        CompareOp::Le => a <= b,
        CompareOp::Eq => a == b,
        CompareOp::Ne => a != b,
        CompareOp::Gt => a > b,
        CompareOp::Ge => a >= b,
    })
}
