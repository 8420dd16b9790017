//! Slots of classes written in Python: C functions that call the special methods.

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use super::special::{self, borrow};
use crate::boundary::enter;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::{CompareOp, attr, call};
use crate::objects::{Dict, Int, Str, Tuple, Type};
use crate::{intern, raise};

type Object = *mut PyObject;

/// `method(self)`, with the result as it is.
macro_rules! unary {
    ($($slot:ident = $name:literal;)*) => { $(
        /// # Safety
        /// Slot function.
        pub unsafe extern "C" fn $slot(a: Object) -> Object {
            // SAFETY: the slot's contract: live objects and an attached thread.
            unsafe { enter(concat!("slot ", $name), |py| special::call(&borrow(py, a), intern!(py, $name), &[])) }
        }
    )* };
}
unary! {
    slot_nb_negative = "__neg__";
    slot_nb_positive = "__pos__";
    slot_nb_absolute = "__abs__";
    slot_nb_invert = "__invert__";
    slot_nb_int = "__int__";
    slot_nb_float = "__float__";
    slot_nb_index = "__index__";
    slot_tp_iternext = "__next__";
}

/// `method(self, other)`, AttributeError when there is none.
macro_rules! binary_method {
    ($($slot:ident = $name:literal;)*) => { $(
        /// # Safety
        /// Slot function.
        pub unsafe extern "C" fn $slot(a: Object, b: Object) -> Object {
            // SAFETY: the slot's contract: live objects and an attached thread.
            unsafe { enter(concat!("slot ", $name), |py| special::call(&borrow(py, a), intern!(py, $name), &[&borrow(py, b)])) }
        }
    )* };
}
binary_method! {
    slot_mp_subscript = "__getitem__";
    slot_nb_inplace_add = "__iadd__";
    slot_nb_inplace_subtract = "__isub__";
    slot_nb_inplace_multiply = "__imul__";
    slot_nb_inplace_remainder = "__imod__";
    slot_nb_inplace_lshift = "__ilshift__";
    slot_nb_inplace_rshift = "__irshift__";
    slot_nb_inplace_and = "__iand__";
    slot_nb_inplace_xor = "__ixor__";
    slot_nb_inplace_or = "__ior__";
    slot_nb_inplace_floor_divide = "__ifloordiv__";
    slot_nb_inplace_true_divide = "__itruediv__";
    slot_nb_inplace_matrix_multiply = "__imatmul__";
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_nb_inplace_power(a: Object, b: Object, _c: Object) -> Object {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __ipow__", |py| special::call(&borrow(py, a), intern!(py, "__ipow__"), &[&borrow(py, b)]))
    }
}

/// `special method or NotImplemented`
fn maybe<'py>(ob: &Ref<'py>, name: &Ref<'py, Str>, args: &[&Ref<'py>]) -> PyResult<Ref<'py>> {
    Ok(special::call_optional(ob, name, args)?.unwrap_or_else(|| ob.py().not_implemented()))
}

fn is_not_implemented(ob: &Ref<'_>) -> bool {
    ob.as_ptr() == &raw mut decl::_Py_NotImplementedStruct
}

/// A binary operator whose operands may both be of Python classes: the right one's reflected method goes first when its class
/// derives from the left one's and overrides the method.
fn binary<'py>(
    a: &Ref<'py>,
    b: &Ref<'py>,
    left: bool,
    right: bool,
    name: &Ref<'py, Str>,
    reflected: &Ref<'py, Str>,
) -> PyResult<Ref<'py>> {
    let mut right = right && a.type_ptr() != b.type_ptr();
    if left {
        if right && b.ty().is_subtype_of(&a.ty()) && special::overloaded(a, b, reflected)? {
            let result = maybe(b, reflected, &[a])?;
            if !is_not_implemented(&result) {
                return Ok(result);
            }
            right = false;
        }
        let result = maybe(a, name, &[b])?;
        if !is_not_implemented(&result) || a.type_ptr() == b.type_ptr() {
            return Ok(result);
        }
    }
    if right {
        return maybe(b, reflected, &[a]);
    }
    Ok(a.py().not_implemented())
}

/// Whether the type of `ob` has `function` in a number slot.
macro_rules! has_number_slot {
    ($ob:expr, $slot:ident, $function:ident) => {{
        let table = (*(*$ob).ob_type).tp_as_number;
        !table.is_null() && (*table).$slot.is_some_and(|f| f as usize == $function as *const () as usize)
    }};
}

macro_rules! binary {
    ($($function:ident, $slot:ident = $name:literal, $reflected:literal;)*) => { $(
        /// # Safety
        /// Slot function.
        pub unsafe extern "C" fn $function(a: Object, b: Object) -> Object {
            // SAFETY: the slot's contract: live objects and an attached thread.
            unsafe {
                let left = has_number_slot!(a, $slot, $function);
                let right = has_number_slot!(b, $slot, $function);
                enter(concat!("slot ", $name), |py| {
                    binary(&borrow(py, a), &borrow(py, b), left, right, intern!(py, $name), intern!(py, $reflected))
                })
            }
        }
    )* };
}
binary! {
    slot_nb_add, nb_add = "__add__", "__radd__";
    slot_nb_subtract, nb_subtract = "__sub__", "__rsub__";
    slot_nb_multiply, nb_multiply = "__mul__", "__rmul__";
    slot_nb_remainder, nb_remainder = "__mod__", "__rmod__";
    slot_nb_divmod, nb_divmod = "__divmod__", "__rdivmod__";
    slot_nb_lshift, nb_lshift = "__lshift__", "__rlshift__";
    slot_nb_rshift, nb_rshift = "__rshift__", "__rrshift__";
    slot_nb_and, nb_and = "__and__", "__rand__";
    slot_nb_xor, nb_xor = "__xor__", "__rxor__";
    slot_nb_or, nb_or = "__or__", "__ror__";
    slot_nb_floor_divide, nb_floor_divide = "__floordiv__", "__rfloordiv__";
    slot_nb_true_divide, nb_true_divide = "__truediv__", "__rtruediv__";
    slot_nb_matrix_multiply, nb_matrix_multiply = "__matmul__", "__rmatmul__";
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_nb_power(a: Object, b: Object, modulus: Object) -> Object {
    // SAFETY: the slot's contract: live objects and an attached thread.
    unsafe {
        let left = has_number_slot!(a, nb_power, slot_nb_power);
        let right = has_number_slot!(b, nb_power, slot_nb_power);
        enter("slot __pow__", |py| {
            let (a, b, m) = (borrow(py, a), borrow(py, b), borrow(py, modulus));
            let name = intern!(py, "__pow__");
            if m.is_none() {
                return binary(&a, &b, left, right, name, intern!(py, "__rpow__"));
            }
            // With three operands only the first one's method is asked.
            if left { maybe(&a, name, &[&b, &m]) } else { Ok(py.not_implemented()) }
        })
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_nb_bool(a: Object) -> c_int {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __bool__", |py| -> PyResult<bool> {
            let a = borrow(py, a);
            if let Some(value) = special::call_optional(&a, intern!(py, "__bool__"), &[])? {
                if value.type_ptr() != &raw mut decl::PyBool_Type {
                    return Err(raise!(
                        py,
                        TypeError,
                        "__bool__ should return bool, returned {}",
                        value.ty().full_name()
                    ));
                }
                return value.is_true();
            }
            match special::call_optional(&a, intern!(py, "__len__"), &[])? {
                None => Ok(true),
                Some(value) => Ok(length(py, &value)? != 0),
            }
        })
    }
}

/// The result of `__len__` as a size.
fn length<'py>(py: Attached<'py>, value: &Ref<'py>) -> PyResult<isize> {
    let value = value.index()?;
    // SAFETY: a live int.
    let negative = unsafe { is_negative(&value) };
    if negative {
        return Err(raise!(py, ValueError, "__len__() should return >= 0"));
    }
    // SAFETY: a live int; -1 means an exception for one that is not negative.
    unsafe {
        let n = decl::PyNumber_AsSsize_t(
            value.as_object_ptr(),
            crate::objects::exceptions::classes::OverflowError().cast(),
        );
        if n == -1 && crate::state::error::occurred(py) { Err(Raised::assume()) } else { Ok(n) }
    }
}

/// # Safety
/// A live int.
unsafe fn is_negative(value: &Ref<'_, Int>) -> bool {
    // SAFETY: the sign is in the two lowest bits of the tag: 0 positive, 1 zero, 2 negative.
    unsafe { (*value.as_ptr()).long_value.lv_tag & 3 == 2 }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_sq_length(a: Object) -> isize {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __len__", |py| {
            let value = special::call(&borrow(py, a), intern!(py, "__len__"), &[])?;
            length(py, &value)
        })
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_sq_item(a: Object, i: isize) -> Object {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __getitem__", |py| {
            let i = py.int(i as i64)?;
            special::call(&borrow(py, a), intern!(py, "__getitem__"), &[&i])
        })
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_sq_ass_item(a: Object, i: isize, value: Object) -> c_int {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __setitem__", |py| -> PyResult<()> {
            let i = py.int(i as i64)?;
            set_item(py, &borrow(py, a), &i, Borrowed::from_ptr_or_null(py, value))
        })
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_mp_ass_subscript(a: Object, key: Object, value: Object) -> c_int {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __setitem__", |py| -> PyResult<()> {
            set_item(py, &borrow(py, a), &borrow(py, key), Borrowed::from_ptr_or_null(py, value))
        })
    }
}

fn set_item<'py>(
    py: Attached<'py>,
    a: &Ref<'py>,
    key: &Ref<'py>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    match value {
        Some(value) => special::call(a, intern!(py, "__setitem__"), &[key, &value]),
        None => special::call(a, intern!(py, "__delitem__"), &[key]),
    }
    .map(drop)
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_sq_contains(a: Object, item: Object) -> c_int {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __contains__", |py| -> PyResult<bool> {
            let (a, item) = (borrow(py, a), borrow(py, item));
            let Some(special) = special::lookup(&a, intern!(py, "__contains__"))? else {
                let iterator = a.iter()?;
                while let Some(each) = iterator.next()? {
                    if each.rich_compare_bool(&item, CompareOp::Eq)? {
                        return Ok(true);
                    }
                }
                return Ok(false);
            };
            if special.function().is_none() {
                return Err(raise!(py, TypeError, "'{}' object is not a container", a.ty().full_name()));
            }
            special.call(&a, &[&item])?.is_true()
        })
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_tp_repr(a: Object) -> Object {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __repr__", |py| {
            match special::call_optional(&borrow(py, a), intern!(py, "__repr__"), &[])? {
                Some(text) => Ok(text),
                None => {
                    let a = borrow(py, a);
                    Ok(py
                        .str(&format!("<{} object at {:#x}>", a.ty().full_name(), a.as_ptr() as usize))?
                        .into_any())
                }
            }
        })
    }
}

unary! {
    slot_tp_str = "__str__";
}

macro_rules! asynchronous {
    ($($slot:ident = $name:literal;)*) => { $(
        /// # Safety
        /// Slot function.
        pub unsafe extern "C" fn $slot(a: Object) -> Object {
            // SAFETY: the slot's contract.
            unsafe {
                enter(concat!("slot ", $name), |py| {
                    let a = borrow(py, a);
                    match special::call_optional(&a, intern!(py, $name), &[])? {
                        Some(result) => Ok(result),
                        None => Err(raise!(py, AttributeError, "object {} does not have {} method", a.ty().full_name(), $name)),
                    }
                })
            }
        }
    )* };
}
asynchronous! {
    slot_am_await = "__await__";
    slot_am_aiter = "__aiter__";
    slot_am_anext = "__anext__";
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_tp_hash(a: Object) -> isize {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __hash__", |py| -> PyResult<isize> {
            let a = borrow(py, a);
            let special = match special::lookup(&a, intern!(py, "__hash__"))? {
                Some(special) if !special.function().is_none() => special,
                _ => return Err(raise!(py, TypeError, "unhashable type: '{}'", a.ty().full_name())),
            };
            let value = special.call(&a, &[])?;
            let Some(int) = value.cast::<Int>() else {
                return Err(raise!(py, TypeError, "__hash__ method should return an integer"));
            };
            let mut h = decl::PyLong_AsSsize_t(int.as_object_ptr());
            if h == -1 && crate::state::error::occurred(py) {
                // Too large: the hash of the int, as for any other.
                decl::PyErr_Clear();
                h = ((*(&raw mut decl::PyLong_Type)).tp_hash.unwrap_unchecked())(int.as_object_ptr());
            }
            Ok(if h == -1 { -2 } else { h })
        })
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_tp_call(a: Object, args: Object, kwargs: Object) -> Object {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __call__", |py| {
            let a = borrow(py, a);
            let Some(special) = special::lookup(&a, intern!(py, "__call__"))? else {
                return Err(raise!(py, AttributeError, "__call__"));
            };
            let args: Borrowed<'_, '_, Tuple> = Borrowed::from_ptr(py, args.cast());
            let kwargs: Option<Borrowed<'_, '_, Dict>> = Borrowed::from_ptr_or_null(py, kwargs.cast());
            if special.is_unbound() {
                call::call_prepending(special.function(), &a, &args, kwargs.as_deref())
            } else {
                special.function().call_tuple(&args, kwargs.as_deref())
            }
        })
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_tp_init(a: Object, args: Object, kwargs: Object) -> c_int {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __init__", |py| -> PyResult<()> {
            let a = borrow(py, a);
            let Some(special) = special::lookup(&a, intern!(py, "__init__"))? else {
                return Err(raise!(py, AttributeError, "__init__"));
            };
            let args: Borrowed<'_, '_, Tuple> = Borrowed::from_ptr(py, args.cast());
            let kwargs: Option<Borrowed<'_, '_, Dict>> = Borrowed::from_ptr_or_null(py, kwargs.cast());
            let result = if special.is_unbound() {
                call::call_prepending(special.function(), &a, &args, kwargs.as_deref())?
            } else {
                special.function().call_tuple(&args, kwargs.as_deref())?
            };
            if !result.is_none() {
                return Err(raise!(
                    py,
                    TypeError,
                    "__init__() should return None, not '{}'",
                    result.ty().full_name()
                ));
            }
            Ok(())
        })
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_tp_new(ty: *mut PyTypeObject, args: Object, kwargs: Object) -> Object {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __new__", |py| {
            let cls: Borrowed<'_, '_, Type> = Borrowed::from_ptr(py, ty);
            let new = cls.getattr(intern!(py, "__new__"))?;
            let args: Borrowed<'_, '_, Tuple> = Borrowed::from_ptr(py, args.cast());
            let kwargs: Option<Borrowed<'_, '_, Dict>> = Borrowed::from_ptr_or_null(py, kwargs.cast());
            call::call_prepending(&new, &cls, &args, kwargs.as_deref())
        })
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_tp_richcompare(a: Object, b: Object, op: c_int) -> Object {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot rich comparison", |py| {
            let name = match CompareOp::from_raw(op) {
                CompareOp::Lt => intern!(py, "__lt__"),
                CompareOp::Le => intern!(py, "__le__"),
                CompareOp::Eq => intern!(py, "__eq__"),
                CompareOp::Ne => intern!(py, "__ne__"),
                CompareOp::Gt => intern!(py, "__gt__"),
                CompareOp::Ge => intern!(py, "__ge__"),
            };
            maybe(&borrow(py, a), name, &[&borrow(py, b)])
        })
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_tp_iter(a: Object) -> Object {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __iter__", |py| {
            let a = borrow(py, a);
            let not_iterable = || raise!(py, TypeError, "'{}' object is not iterable", a.ty().full_name());
            if let Some(special) = special::lookup(&a, intern!(py, "__iter__"))? {
                if special.function().is_none() {
                    return Err(not_iterable());
                }
                return special.call(&a, &[]);
            }
            if a.ty().lookup(intern!(py, "__getitem__")).is_none() {
                return Err(not_iterable());
            }
            Ref::from_owned_or_raised(py, decl::PySeqIter_New(a.as_ptr()))
        })
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_tp_descr_get(a: Object, ob: Object, ty: Object) -> Object {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __get__", |py| {
            let a = borrow(py, a);
            let Some(get) = a.ty().lookup(intern!(py, "__get__")) else {
                // The method was deleted: the object is no descriptor any more.
                (*a.type_ptr()).tp_descr_get = None;
                return Ok(a.to_owned());
            };
            let none = py.none();
            let pick = |p: Object| Borrowed::from_ptr(py, if p.is_null() { none.as_ptr() } else { p });
            get.call([&a, &pick(ob), &pick(ty)])
        })
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_tp_descr_set(a: Object, target: Object, value: Object) -> c_int {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __set__", |py| -> PyResult<()> {
            let (a, target) = (borrow(py, a), borrow(py, target));
            match Borrowed::<PyObject>::from_ptr_or_null(py, value) {
                Some(value) => special::call(&a, intern!(py, "__set__"), &[&target, &value]),
                None => special::call(&a, intern!(py, "__delete__"), &[&target]),
            }
            .map(drop)
        })
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_tp_setattro(a: Object, name: Object, value: Object) -> c_int {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __setattr__", |py| -> PyResult<()> {
            let (a, name) = (borrow(py, a), borrow(py, name));
            match Borrowed::<PyObject>::from_ptr_or_null(py, value) {
                Some(value) => special::call(&a, intern!(py, "__setattr__"), &[&name, &value]),
                None => special::call(&a, intern!(py, "__delattr__"), &[&name]),
            }
            .map(drop)
        })
    }
}

/// `tp_getattro` of classes that define `__getattribute__` or `__getattr__`.
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_tp_getattr_hook(a: Object, name: Object) -> Object {
    // SAFETY: the slot's contract.
    unsafe {
        enter("slot __getattr__", |py| {
            let (a, name) = (borrow(py, a), borrow(py, name));
            let cls = a.ty();
            let getattribute = cls.lookup(intern!(py, "__getattribute__"));
            let found = match &getattribute {
                Some(method) if !is_generic_getattribute(method) => {
                    match special::call(&a, intern!(py, "__getattribute__"), &[&name]) {
                        Ok(value) => Some(value),
                        Err(raised) => {
                            if cls.lookup(intern!(py, "__getattr__")).is_none()
                                || !raised.matches(py, crate::objects::exceptions::classes::AttributeError())
                            {
                                return Err(raised);
                            }
                            raised.clear(py);
                            None
                        }
                    }
                }
                _ => {
                    if cls.lookup(intern!(py, "__getattr__")).is_none() {
                        return attr::generic_get(&a, &name);
                    }
                    attr::generic_get_opt(&a, &name)?
                }
            };
            match found {
                Some(value) => Ok(value),
                None => special::call(&a, intern!(py, "__getattr__"), &[&name]),
            }
        })
    }
}

/// Whether a `__getattribute__` is `object`'s own.
fn is_generic_getattribute(method: &Ref<'_>) -> bool {
    // SAFETY: an exact wrapper descriptor has this struct.
    unsafe {
        method.type_ptr() == &raw mut decl::PyWrapperDescr_Type
            && (*method.as_ptr().cast::<PyWrapperDescrObject>()).d_wrapped
                == decl::PyObject_GenericGetAttr as *mut c_void
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_tp_finalize(a: Object) {
    // SAFETY: the slot's contract; the exception that may be set around a destructor is kept.
    unsafe {
        enter("slot __del__", |py| {
            let saved = crate::state::error::take(py);
            let a = borrow(py, a);
            match special::lookup(&a, intern!(py, "__del__")) {
                Ok(None) => {}
                Ok(Some(del)) => {
                    if del.call(&a, &[]).is_err() {
                        decl::PyErr_WriteUnraisable(del.function().as_ptr());
                    }
                }
                Err(_raised) => decl::PyErr_WriteUnraisable(a.as_ptr()),
            }
            if let Some(saved) = saved {
                let _ = crate::state::error::set(py, saved);
            }
        });
    }
}

/// Calls `__buffer__`; the view keeps what it returned.
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn slot_bf_getbuffer(a: Object, view: *mut Py_buffer, flags: c_int) -> c_int {
    // SAFETY: the slot's contract: the view is the caller's to fill.
    unsafe {
        enter("slot __buffer__", |py| -> PyResult<()> {
            let a = borrow(py, a);
            let flags_object = py.int(flags as i64)?;
            let result = special::call(&a, intern!(py, "__buffer__"), &[&flags_object])?;
            if result.type_ptr() != &raw mut decl::PyMemoryView_Type {
                return Err(raise!(py, TypeError, "__buffer__ returned non-memoryview object"));
            }
            // The export is the memoryview's, which keeps the buffer alive.
            if decl::PyObject_GetBuffer(result.as_ptr(), view, flags) < 0 {
                return Err(Raised::assume());
            }
            if special::lookup(&a, intern!(py, "__release_buffer__"))?.is_some() {
                let exporter = match crate::objects::memoryview::exporter::new(py, &result, &a) {
                    Ok(exporter) => exporter,
                    Err(raised) => {
                        decl::PyBuffer_Release(view);
                        return Err(raised);
                    }
                };
                let old = std::mem::replace(&mut (*view).obj, exporter.into_ptr());
                drop(Ref::<PyObject>::from_owned_or_null(py, old));
            }
            Ok(())
        })
    }
}
