//! `bool`.

use mortise_abi::*;

use super::int::storage::{false_object, true_object};
use crate::args::Args;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::int::arith;
use crate::objects::{Bool, Dict, Int, Str, Tuple, Type};
use crate::raise;

/// The type objects of this folder.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyBool_Type]
}

/// `True`
#[unsafe(no_mangle)]
pub static mut _Py_TrueStruct: PyLongObject = true_object();
/// `False`
#[unsafe(no_mangle)]
pub static mut _Py_FalseStruct: PyLongObject = false_object();

fn new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "bool() takes no keyword arguments"));
    }
    match args.len() {
        0 => Ok(py.bool(false)),
        1 => Ok(py.bool(args.item(0).is_true()?)),
        n => Err(raise!(py, TypeError, "bool expected at most 1 argument, got {n}")),
    }
}

fn vectorcall<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "bool", 0, 1)?;
    Ok(py.bool(args.get(0).map_or(Ok(false), |x| x.is_true())?))
}

fn repr<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Str>> {
    Ok(if a.is_zero() { crate::intern!(py, "False") } else { crate::intern!(py, "True") }.clone())
}

fn invert<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Int>) -> PyResult<Ref<'py, Int>> {
    crate::objects::exceptions::deprecated(
        py,
        "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the bitwise \
         inversion of the underlying int object and is usually not what you expect from negating a bool. Use the \
         'not' operator for boolean negation or ~int(x) if you really want the bitwise inversion of the underlying int.",
    )?;
    arith::invert(py, a)
}

macro_rules! logic {
    ($($(#[$doc:meta])* $name:ident, $op:tt;)*) => { $(
        $(#[$doc])*
        fn $name<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
            match (a.cast::<Bool>(), b.cast::<Bool>()) {
                (Some(_), Some(_)) => {
                    let (Some(x), Some(y)) = (a.cast::<Int>(), b.cast::<Int>()) else { unreachable!("bools are ints") };
                    Ok(py.bool(!x.is_zero() $op !y.is_zero()))
                }
                _ => arith::$name(py, a, b),
            }
        }
    )* };
}
logic! {
    /// `a & b`
    and, &;
    /// `a | b`
    or, |;
    /// `a ^ b`
    xor, ^;
}

crate::builtin_type! {
    /// `bool`
    #[unsafe(no_mangle)]
    pub static PyBool_Type: super::int::Head = "bool" {
        base: &raw mut super::int::PyLong_Type,
        flags: Py_TPFLAGS_LONG_SUBCLASS,
        doc: "bool(object=False, /)\n--\n\nReturns True when the argument is true, False otherwise.\nThe builtins True and False are the only two instances of the class bool.\nThe class bool is a subclass of the class int, and cannot be subclassed.",
        set: {
            tp_itemsize: 4,
            tp_dealloc: Some(super::int::storage::dealloc),
        },
        slots: { tp_new: new, tp_vectorcall: vectorcall, tp_repr: repr },
        number: { nb_invert: invert, nb_and: and, nb_xor: xor, nb_or: or },
    }
}
