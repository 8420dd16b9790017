//! Operators on any objects: which operand's slot is asked first, and what is said when none knows.

use std::mem::offset_of;

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::int::new::index;
use crate::objects::type_::is_subtype;
use crate::objects::{Int, Str};
use crate::raise;

/// A binary operator: its slots and its names.
#[derive(Clone, Copy)]
pub struct Binary {
    slot: usize,
    inplace: usize,
    /// As it is written, with the name of its function if there is one
    name: &'static str,
    inplace_name: &'static str,
}

macro_rules! binary_operators {
    ($($(#[$doc:meta])* $NAME:ident = $slot:ident, $inplace:ident, $name:literal, $iname:literal;)*) => { $(
        $(#[$doc])*
        pub const $NAME: Binary = Binary {
            slot: offset_of!(PyNumberMethods, $slot),
            inplace: offset_of!(PyNumberMethods, $inplace),
            name: $name,
            inplace_name: $iname,
        };
    )* };
}
binary_operators! {
    /// `+`
    ADD = nb_add, nb_inplace_add, "+", "+=";
    /// `-`
    SUBTRACT = nb_subtract, nb_inplace_subtract, "-", "-=";
    /// `*`
    MULTIPLY = nb_multiply, nb_inplace_multiply, "*", "*=";
    /// `@`
    MATRIX_MULTIPLY = nb_matrix_multiply, nb_inplace_matrix_multiply, "@", "@=";
    /// `/`
    TRUE_DIVIDE = nb_true_divide, nb_inplace_true_divide, "/", "/=";
    /// `//`
    FLOOR_DIVIDE = nb_floor_divide, nb_inplace_floor_divide, "//", "//=";
    /// `%`
    REMAINDER = nb_remainder, nb_inplace_remainder, "%", "%=";
    /// `divmod`, which has no in-place form
    DIVMOD = nb_divmod, nb_divmod, "divmod()", "divmod()";
    /// `<<`
    LSHIFT = nb_lshift, nb_inplace_lshift, "<<", "<<=";
    /// `>>`
    RSHIFT = nb_rshift, nb_inplace_rshift, ">>", ">>=";
    /// `&`
    AND = nb_and, nb_inplace_and, "&", "&=";
    /// `^`
    XOR = nb_xor, nb_inplace_xor, "^", "^=";
    /// `|`
    OR = nb_or, nb_inplace_or, "|", "|=";
}

/// The slot at an offset of the number table.
///
/// # Safety
/// `ty` is a ready type, `offset` that of a slot of type `F`, an optional function pointer.
#[inline(always)]
unsafe fn slot<F: Copy>(ty: *mut PyTypeObject, offset: usize) -> Option<F> {
    // SAFETY: by contract; a table is complete.
    unsafe {
        let table = (*ty).tp_as_number;
        if table.is_null() { None } else { *table.byte_add(offset).cast::<Option<F>>() }
    }
}

type BinarySlot = unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject;
type TernarySlot = unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> *mut PyObject;
type UnarySlot = unsafe extern "C" fn(*mut PyObject) -> *mut PyObject;

#[inline(always)]
fn not_implemented() -> *mut PyObject {
    &raw mut decl::_Py_NotImplementedStruct
}

/// Calls a slot: its result, `None` for `NotImplemented`.
///
/// # Safety
/// The call gives a new reference or NULL with an exception.
#[inline(always)]
unsafe fn outcome<'py>(py: Attached<'py>, result: *mut PyObject) -> PyResult<Option<Ref<'py>>> {
    // SAFETY: by contract.
    unsafe {
        let result = Ref::from_owned_or_raised(py, result)?;
        Ok(if result.as_ptr() == not_implemented() { None } else { Some(result) })
    }
}

/// Asks both operands' slots: the right one first when its type derives from the left one's.
#[inline]
fn binary_slots<'py>(
    py: Attached<'py>,
    a: &Ref<'py>,
    b: &Ref<'py>,
    offset: usize,
) -> PyResult<Option<Ref<'py>>> {
    // SAFETY: live objects of ready types.
    unsafe {
        let left: Option<BinarySlot> = slot(a.type_ptr(), offset);
        let mut right: Option<BinarySlot> = None;
        if b.type_ptr() != a.type_ptr() {
            right = slot(b.type_ptr(), offset);
            if right.map(|f| f as usize) == left.map(|f| f as usize) {
                right = None;
            }
        }
        if let Some(left) = left {
            if let Some(first) = right
                && is_subtype(b.type_ptr(), a.type_ptr())
            {
                if let Some(result) = outcome(py, first(a.as_ptr(), b.as_ptr()))? {
                    return Ok(Some(result));
                }
                right = None;
            }
            if let Some(result) = outcome(py, left(a.as_ptr(), b.as_ptr()))? {
                return Ok(Some(result));
            }
        }
        match right {
            Some(right) => outcome(py, right(a.as_ptr(), b.as_ptr())),
            None => Ok(None),
        }
    }
}

#[cold]
fn unsupported(a: &Ref<'_>, b: &Ref<'_>, name: &str) -> Raised {
    raise!(
        a.py(),
        TypeError,
        "unsupported operand type(s) for {name}: '{}' and '{}'",
        a.ty().full_name(),
        b.ty().full_name()
    )
}

/// The sequence table of an object's type.
fn sequence<'a>(x: &'a Ref<'_>) -> Option<&'a PySequenceMethods> {
    // SAFETY: a ready type's table lives as long as the type.
    unsafe { (*x.type_ptr()).tp_as_sequence.as_ref() }
}

/// `a op b`
pub fn binary<'py>(py: Attached<'py>, a: &Ref<'py>, b: &Ref<'py>, op: Binary) -> PyResult<Ref<'py>> {
    if let Some(result) = binary_slots(py, a, b, op.slot)? {
        return Ok(result);
    }
    if op.slot == RSHIFT.slot && is_print(a) {
        return Err(raise!(
            py,
            TypeError,
            "unsupported operand type(s) for >>: '{}' and '{}'. Did you mean \"print(<message>, file=<output_stream>)\"?",
            a.ty().full_name(),
            b.ty().full_name()
        ));
    }
    Err(unsupported(a, b, op.name))
}

/// Whether the object is the builtin `print`.
fn is_print(a: &Ref<'_>) -> bool {
    // SAFETY: a builtin function has a definition with a NUL-terminated name.
    unsafe {
        if a.type_ptr() != &raw mut decl::PyCFunction_Type {
            return false;
        }
        let def = (*a.as_ptr().cast::<PyCFunctionObject>()).m_ml;
        !def.is_null() && std::ffi::CStr::from_ptr((*def).ml_name) == c"print"
    }
}

/// `a + b`: numbers first, then sequences
pub fn add<'py>(py: Attached<'py>, a: &Ref<'py>, b: &Ref<'py>) -> PyResult<Ref<'py>> {
    if let Some(result) = binary_slots(py, a, b, ADD.slot)? {
        return Ok(result);
    }
    match sequence(a).and_then(|s| s.sq_concat) {
        // SAFETY: the type's slot for its instance; a new reference or NULL.
        Some(concat) => unsafe { Ref::from_owned_or_raised(py, concat(a.as_ptr(), b.as_ptr())) },
        None => Err(unsupported(a, b, ADD.name)),
    }
}

/// `sequence * count`
fn repeat<'py>(
    py: Attached<'py>,
    slot: unsafe extern "C" fn(*mut PyObject, isize) -> *mut PyObject,
    seq: &Ref<'py>,
    count: &Ref<'py>,
) -> PyResult<Ref<'py>> {
    if !is_index(count) {
        return Err(raise!(
            py,
            TypeError,
            "can't multiply sequence by non-int of type '{}'",
            count.ty().full_name()
        ));
    }
    let n = as_isize(count, Some(crate::objects::exceptions::classes::OverflowError()))?;
    // SAFETY: the type's slot for its instance; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, slot(seq.as_ptr(), n)) }
}

/// `a * b`: numbers first, then a sequence on either side
pub fn multiply<'py>(py: Attached<'py>, a: &Ref<'py>, b: &Ref<'py>) -> PyResult<Ref<'py>> {
    if let Some(result) = binary_slots(py, a, b, MULTIPLY.slot)? {
        return Ok(result);
    }
    if let Some(slot) = sequence(a).and_then(|s| s.sq_repeat) {
        return repeat(py, slot, a, b);
    }
    if let Some(slot) = sequence(b).and_then(|s| s.sq_repeat) {
        return repeat(py, slot, b, a);
    }
    Err(unsupported(a, b, MULTIPLY.name))
}

/// The in-place slot, then the operator's own.
fn inplace_slots<'py>(
    py: Attached<'py>,
    a: &Ref<'py>,
    b: &Ref<'py>,
    op: Binary,
) -> PyResult<Option<Ref<'py>>> {
    // SAFETY: live objects of ready types.
    unsafe {
        if let Some(inplace) = slot::<BinarySlot>(a.type_ptr(), op.inplace)
            && let Some(result) = outcome(py, inplace(a.as_ptr(), b.as_ptr()))?
        {
            return Ok(Some(result));
        }
    }
    binary_slots(py, a, b, op.slot)
}

/// `a op= b`
pub fn inplace<'py>(py: Attached<'py>, a: &Ref<'py>, b: &Ref<'py>, op: Binary) -> PyResult<Ref<'py>> {
    match inplace_slots(py, a, b, op)? {
        Some(result) => Ok(result),
        None => Err(unsupported(a, b, op.inplace_name)),
    }
}

/// `a += b`
pub fn inplace_add<'py>(py: Attached<'py>, a: &Ref<'py>, b: &Ref<'py>) -> PyResult<Ref<'py>> {
    if let Some(result) = inplace_slots(py, a, b, ADD)? {
        return Ok(result);
    }
    match sequence(a).and_then(|s| s.sq_inplace_concat.or(s.sq_concat)) {
        // SAFETY: the type's slot for its instance; a new reference or NULL.
        Some(concat) => unsafe { Ref::from_owned_or_raised(py, concat(a.as_ptr(), b.as_ptr())) },
        None => Err(unsupported(a, b, ADD.inplace_name)),
    }
}

/// `a *= b`
pub fn inplace_multiply<'py>(py: Attached<'py>, a: &Ref<'py>, b: &Ref<'py>) -> PyResult<Ref<'py>> {
    if let Some(result) = inplace_slots(py, a, b, MULTIPLY)? {
        return Ok(result);
    }
    if let Some(table) = sequence(a) {
        if let Some(slot) = table.sq_inplace_repeat.or(table.sq_repeat) {
            return repeat(py, slot, a, b);
        }
    } else if let Some(slot) = sequence(b).and_then(|s| s.sq_repeat) {
        return repeat(py, slot, b, a);
    }
    Err(unsupported(a, b, MULTIPLY.inplace_name))
}

const POWER: usize = offset_of!(PyNumberMethods, nb_power);

fn ternary_slots<'py>(
    py: Attached<'py>,
    a: &Ref<'py>,
    b: &Ref<'py>,
    c: &Ref<'py>,
) -> PyResult<Option<Ref<'py>>> {
    // SAFETY: live objects of ready types.
    unsafe {
        let call = |f: TernarySlot| outcome(py, f(a.as_ptr(), b.as_ptr(), c.as_ptr()));
        let left: Option<TernarySlot> = slot(a.type_ptr(), POWER);
        let mut right: Option<TernarySlot> = None;
        if b.type_ptr() != a.type_ptr() {
            right = slot(b.type_ptr(), POWER);
            if right.map(|f| f as usize) == left.map(|f| f as usize) {
                right = None;
            }
        }
        if let Some(left) = left {
            if let Some(first) = right
                && is_subtype(b.type_ptr(), a.type_ptr())
            {
                if let Some(result) = call(first)? {
                    return Ok(Some(result));
                }
                right = None;
            }
            if let Some(result) = call(left)? {
                return Ok(Some(result));
            }
        }
        if let Some(right) = right
            && let Some(result) = call(right)?
        {
            return Ok(Some(result));
        }
        if let Some(third) = slot::<TernarySlot>(c.type_ptr(), POWER) {
            let asked = [slot::<TernarySlot>(a.type_ptr(), POWER), slot::<TernarySlot>(b.type_ptr(), POWER)];
            if !asked.iter().flatten().any(|f| *f as usize == third as usize) {
                return call(third);
            }
        }
        Ok(None)
    }
}

#[cold]
fn unsupported_power(a: &Ref<'_>, b: &Ref<'_>, c: &Ref<'_>, name: &str) -> Raised {
    if c.is_none() {
        return unsupported(a, b, name);
    }
    raise!(
        a.py(),
        TypeError,
        "unsupported operand type(s) for {name}: '{}', '{}', '{}'",
        a.ty().full_name(),
        b.ty().full_name(),
        c.ty().full_name()
    )
}

/// `pow(a, b, c)`, with `None` for no modulus
pub fn power<'py>(py: Attached<'py>, a: &Ref<'py>, b: &Ref<'py>, c: &Ref<'py>) -> PyResult<Ref<'py>> {
    match ternary_slots(py, a, b, c)? {
        Some(result) => Ok(result),
        None => Err(unsupported_power(a, b, c, "** or pow()")),
    }
}

/// `a **= b`
pub fn inplace_power<'py>(py: Attached<'py>, a: &Ref<'py>, b: &Ref<'py>, c: &Ref<'py>) -> PyResult<Ref<'py>> {
    // SAFETY: live objects of ready types.
    unsafe {
        let inplace = slot::<TernarySlot>(a.type_ptr(), offset_of!(PyNumberMethods, nb_inplace_power));
        if let Some(inplace) = inplace
            && let Some(result) = outcome(py, inplace(a.as_ptr(), b.as_ptr(), c.as_ptr()))?
        {
            return Ok(result);
        }
    }
    match ternary_slots(py, a, b, c)? {
        Some(result) => Ok(result),
        None => Err(unsupported_power(a, b, c, "**=")),
    }
}

/// A unary operator by the offset of its slot; `what` completes "bad operand type for".
fn unary<'py>(py: Attached<'py>, a: &Ref<'py>, offset: usize, what: &str) -> PyResult<Ref<'py>> {
    // SAFETY: a live object of a ready type; a new reference or NULL.
    unsafe {
        match slot::<UnarySlot>(a.type_ptr(), offset) {
            Some(f) => Ref::from_owned_or_raised(py, f(a.as_ptr())),
            None => Err(raise!(py, TypeError, "bad operand type for {what}: '{}'", a.ty().full_name())),
        }
    }
}

/// `-a`
pub fn negative<'py>(py: Attached<'py>, a: &Ref<'py>) -> PyResult<Ref<'py>> {
    unary(py, a, offset_of!(PyNumberMethods, nb_negative), "unary -")
}

/// `+a`
pub fn positive<'py>(py: Attached<'py>, a: &Ref<'py>) -> PyResult<Ref<'py>> {
    unary(py, a, offset_of!(PyNumberMethods, nb_positive), "unary +")
}

/// `~a`
pub fn invert<'py>(py: Attached<'py>, a: &Ref<'py>) -> PyResult<Ref<'py>> {
    unary(py, a, offset_of!(PyNumberMethods, nb_invert), "unary ~")
}

/// `abs(a)`
pub fn absolute<'py>(py: Attached<'py>, a: &Ref<'py>) -> PyResult<Ref<'py>> {
    unary(py, a, offset_of!(PyNumberMethods, nb_absolute), "abs()")
}

/// Whether the object has `__index__`.
pub fn is_index(a: &Ref<'_>) -> bool {
    // SAFETY: a live object of a ready type.
    unsafe { slot::<UnarySlot>(a.type_ptr(), offset_of!(PyNumberMethods, nb_index)).is_some() }
}

/// Whether the object is a number: has `__index__`, `__int__` or `__float__`, or is complex.
pub fn is_number(a: &Ref<'_>) -> bool {
    // SAFETY: a live object of a ready type.
    unsafe {
        let table = (*a.type_ptr()).tp_as_number;
        !table.is_null()
            && ((*table).nb_index.is_some() || (*table).nb_int.is_some() || (*table).nb_float.is_some())
            || a.is_instance_of::<crate::objects::Complex>()
    }
}

/// `operator.index(a)` as a machine integer: `exc` when it does not fit, clipped without one.
pub fn as_isize(a: &Ref<'_>, exc: Option<*mut PyTypeObject>) -> PyResult<isize> {
    let int = index(a)?;
    match (int.to_i64(), exc) {
        (Some(value), _) => Ok(value as isize),
        (None, None) => Ok(if int.is_negative() { isize::MIN } else { isize::MAX }),
        (None, Some(exc)) => Err(crate::err::raise_fmt(
            a.py(),
            exc,
            format_args!("cannot fit '{}' into an index-sized integer", a.ty().full_name()),
        )),
    }
}

/// `bin`, `oct`, `hex`, `str` of an integer
pub fn to_base<'py>(py: Attached<'py>, a: &Ref<'py>, base: u32) -> PyResult<Ref<'py, Str>> {
    let int: Ref<'py, Int> = index(a)?;
    py.str(&crate::objects::int::text::to_text(&int, base, true)?)
}

/// The handle of a C argument, or SystemError for NULL.
///
/// # Safety
/// `ob` is NULL or live for `'a`.
pub unsafe fn operand<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> PyResult<Borrowed<'a, 'py>> {
    // SAFETY: by contract.
    match unsafe { Borrowed::from_ptr_or_null(py, ob) } {
        Some(ob) => Ok(ob),
        None if crate::state::error::occurred(py) => {
            // SAFETY: just checked.
            Err(unsafe { Raised::assume() })
        }
        None => Err(raise!(py, SystemError, "null argument to internal routine")),
    }
}
