//! Weak proxies: every operation goes to the object, or raises ReferenceError when it is gone.

use mortise_abi::*;

use super::Weakref;
use super::reference::{clear, dealloc, traverse};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::CompareOp;
use crate::objects::{Dict, Str, Tuple};
use crate::{intern, raise};

/// The object behind `ob` when that is a proxy, else `ob` itself.
fn unwrap<'py>(py: Attached<'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let ty = ob.type_ptr();
    if ty != &raw mut _PyWeakref_ProxyType && ty != &raw mut _PyWeakref_CallableProxyType {
        return Ok(ob.to_owned());
    }
    let target = ob.cast::<Weakref>().and_then(|w| w.target());
    target.ok_or_else(|| raise!(py, ReferenceError, "weakly-referenced object no longer exists"))
}

macro_rules! forward {
    ($($name:ident = $c:ident ( $($arg:ident),* ) ),* $(,)?) => { $(
        fn $name<'py>(py: Attached<'py>, $($arg: Borrowed<'_, 'py>),*) -> PyResult<Ref<'py>> {
            $(let $arg = unwrap(py, $arg)?;)*
            // SAFETY: live objects; a new reference or NULL.
            unsafe { Ref::from_owned_or_raised(py, decl::$c($($arg.as_ptr()),*)) }
        }
    )* };
}
forward! {
    neg = PyNumber_Negative(a),
    pos = PyNumber_Positive(a),
    abs = PyNumber_Absolute(a),
    invert = PyNumber_Invert(a),
    int = PyNumber_Long(a),
    float = PyNumber_Float(a),
    index = PyNumber_Index(a),
    add_ = PyNumber_Add(a, b),
    subtract_ = PyNumber_Subtract(a, b),
    multiply_ = PyNumber_Multiply(a, b),
    remainder_ = PyNumber_Remainder(a, b),
    divmod_ = PyNumber_Divmod(a, b),
    lshift_ = PyNumber_Lshift(a, b),
    rshift_ = PyNumber_Rshift(a, b),
    and_ = PyNumber_And(a, b),
    xor_ = PyNumber_Xor(a, b),
    or_ = PyNumber_Or(a, b),
    floor_divide_ = PyNumber_FloorDivide(a, b),
    true_divide_ = PyNumber_TrueDivide(a, b),
    matrix_multiply_ = PyNumber_MatrixMultiply(a, b),
    inplace_add = PyNumber_InPlaceAdd(a, b),
    inplace_subtract = PyNumber_InPlaceSubtract(a, b),
    inplace_multiply = PyNumber_InPlaceMultiply(a, b),
    inplace_remainder = PyNumber_InPlaceRemainder(a, b),
    inplace_lshift = PyNumber_InPlaceLshift(a, b),
    inplace_rshift = PyNumber_InPlaceRshift(a, b),
    inplace_and = PyNumber_InPlaceAnd(a, b),
    inplace_xor = PyNumber_InPlaceXor(a, b),
    inplace_or = PyNumber_InPlaceOr(a, b),
    inplace_floor_divide = PyNumber_InPlaceFloorDivide(a, b),
    inplace_true_divide = PyNumber_InPlaceTrueDivide(a, b),
    inplace_matrix_multiply = PyNumber_InPlaceMatrixMultiply(a, b),
    power = PyNumber_Power(a, b, c),
    inplace_power = PyNumber_InPlacePower(a, b, c),
    to_str = PyObject_Str(a),
    get_item = PyObject_GetItem(a, b),
    get_iter = PyObject_GetIter(a),
}

fn getattr<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, name: Borrowed<'_, 'py, Str>) -> PyResult<Ref<'py>> {
    unwrap(py, a)?.getattr(&name)
}

fn setattr<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py>,
    name: Borrowed<'_, 'py, Str>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let ob = unwrap(py, a)?;
    match value {
        Some(value) => ob.setattr(&name, &value),
        None => ob.delattr(&name),
    }
}

fn repr<'py>(py: Attached<'py>, a: Borrowed<'_, 'py, Weakref>) -> PyResult<Ref<'py>> {
    let (kind, target) = match a.target() {
        Some(ob) => (ob.ty().full_name(), ob.as_ptr()),
        None => ("NoneType".to_string(), py.none().as_ptr()),
    };
    Ok(py.str(&format!("<weakproxy at {:p} to {kind} at {target:p}>", a.as_ptr()))?.into_any())
}

fn compare<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    unwrap(py, a)?.rich_compare(&unwrap(py, b)?, op)
}

fn call<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    unwrap(py, a)?.call_tuple(&args, kwargs.as_deref())
}

fn truth<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>) -> PyResult<bool> {
    unwrap(py, a)?.is_true()
}

fn len<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>) -> PyResult<usize> {
    unwrap(py, a)?.size()
}

fn contains<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, item: Borrowed<'_, 'py>) -> PyResult<bool> {
    unwrap(py, a)?.contains(&item)
}

fn set_item<'py>(
    py: Attached<'py>,
    a: Borrowed<'_, 'py>,
    key: Borrowed<'_, 'py>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let ob = unwrap(py, a)?;
    match value {
        Some(value) => ob.set_item(&key, &value),
        None => ob.del_item(&key),
    }
}

fn next<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    let ob = unwrap(py, a)?;
    // SAFETY: a live type.
    if unsafe { (*ob.type_ptr()).tp_iternext.is_none() } {
        return Err(raise!(
            py,
            TypeError,
            "Weakref proxy referenced a non-iterator '{}' object",
            ob.ty().full_name()
        ));
    }
    ob.next()
}

fn bytes<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    unwrap(py, a)?.call_method(intern!(py, "__bytes__"), [])
}

fn reversed<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    unwrap(py, a)?.call_method(intern!(py, "__reversed__"), [])
}

macro_rules! proxy_type {
    ($(#[$attr:meta])* pub static $Name:ident, $name:literal, $($call:ident)?) => {
        builtin_type! {
            $(#[$attr])*
            pub static $Name: PyWeakReference = $name {
                flags: Py_TPFLAGS_HAVE_GC,
                set: { tp_dealloc: Some(dealloc), tp_traverse: Some(traverse), tp_clear: Some(clear),
                       tp_hash: Some(decl::PyObject_HashNotImplemented) },
                slots: { tp_repr: repr, tp_str: to_str, tp_getattro: getattr, tp_setattro: setattr, tp_richcompare: compare,
                         tp_iter: get_iter, tp_iternext: next, $(tp_call: $call)? },
                number: {
                    nb_bool: truth, nb_power: power, nb_inplace_power: inplace_power,
                    nb_negative: neg,
                    nb_positive: pos,
                    nb_absolute: abs,
                    nb_invert: invert,
                    nb_int: int,
                    nb_float: float,
                    nb_index: index,
                    nb_add: add_,
                    nb_subtract: subtract_,
                    nb_multiply: multiply_,
                    nb_remainder: remainder_,
                    nb_divmod: divmod_,
                    nb_lshift: lshift_,
                    nb_rshift: rshift_,
                    nb_and: and_,
                    nb_xor: xor_,
                    nb_or: or_,
                    nb_floor_divide: floor_divide_,
                    nb_true_divide: true_divide_,
                    nb_matrix_multiply: matrix_multiply_,
                    nb_inplace_add: inplace_add,
                    nb_inplace_subtract: inplace_subtract,
                    nb_inplace_multiply: inplace_multiply,
                    nb_inplace_remainder: inplace_remainder,
                    nb_inplace_lshift: inplace_lshift,
                    nb_inplace_rshift: inplace_rshift,
                    nb_inplace_and: inplace_and,
                    nb_inplace_xor: inplace_xor,
                    nb_inplace_or: inplace_or,
                    nb_inplace_floor_divide: inplace_floor_divide,
                    nb_inplace_true_divide: inplace_true_divide,
                    nb_inplace_matrix_multiply: inplace_matrix_multiply,
                },
                sequence: { sq_length: len, sq_contains: contains },
                mapping: { mp_length: len, mp_subscript: get_item, mp_ass_subscript: set_item },
                methods: [
                    method!(noargs "__bytes__", bytes),
                    method!(noargs "__reversed__", reversed),
                ],
            }
        }
    };
}
proxy_type! {
    /// Proxies of objects that cannot be called.
    #[unsafe(no_mangle)]
    pub static _PyWeakref_ProxyType, "weakref.ProxyType",
}
proxy_type! {
    /// Proxies of objects that can be called.
    #[unsafe(no_mangle)]
    pub static _PyWeakref_CallableProxyType, "weakref.CallableProxyType", call
}
