//! Comparison, hash and truth.

use mortise_abi::*;

use super::CompareOp;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::handles::Ref;
use crate::raise;

const SYMBOLS: [&str; 6] = ["<", "<=", "==", "!=", ">", ">="];
const SWAPPED: [i32; 6] = [Py_GT, Py_GE, Py_EQ, Py_NE, Py_LT, Py_LE];

/// `a OP b`
pub fn rich<'py>(a: &Ref<'py>, b: &Ref<'py>, op: CompareOp) -> PyResult<Ref<'py>> {
    // SAFETY: paired with the leave below.
    unsafe {
        if decl::Py_EnterRecursiveCall(c" in comparison".as_ptr()) != 0 {
            return Err(Raised::assume());
        }
        let result = dispatch(a, b, op);
        decl::Py_LeaveRecursiveCall();
        result
    }
}

fn dispatch<'py>(a: &Ref<'py>, b: &Ref<'py>, op: CompareOp) -> PyResult<Ref<'py>> {
    let py = a.py();
    let not_implemented = &raw mut decl::_Py_NotImplementedStruct;
    // SAFETY: slots of live objects' types; results are new references or NULL with an exception.
    unsafe {
        let (left, right) = ((*a.type_ptr()).tp_richcompare, (*b.type_ptr()).tp_richcompare);
        let swapped = SWAPPED[op as usize];
        let mut tried = false;
        if a.type_ptr() != b.type_ptr()
            && let Some(compare) = right
            && b.ty().is_subtype_of(&a.ty())
        {
            tried = true;
            let result = Ref::from_owned_or_raised(py, compare(b.as_ptr(), a.as_ptr(), swapped))?;
            if result.as_ptr() != not_implemented {
                return Ok(result);
            }
        }
        if let Some(compare) = left {
            let result = Ref::from_owned_or_raised(py, compare(a.as_ptr(), b.as_ptr(), op as i32))?;
            if result.as_ptr() != not_implemented {
                return Ok(result);
            }
        }
        if !tried && let Some(compare) = right {
            let result = Ref::from_owned_or_raised(py, compare(b.as_ptr(), a.as_ptr(), swapped))?;
            if result.as_ptr() != not_implemented {
                return Ok(result);
            }
        }
        match op {
            CompareOp::Eq => Ok(py.bool(a.is(b))),
            CompareOp::Ne => Ok(py.bool(!a.is(b))),
            _ => Err(raise!(
                py,
                TypeError,
                "'{}' not supported between instances of '{}' and '{}'",
                SYMBOLS[op as usize],
                a.ty().full_name(),
                b.ty().full_name()
            )),
        }
    }
}

/// `bool(a OP b)`, identical objects being equal
pub fn rich_bool<'py>(a: &Ref<'py>, b: &Ref<'py>, op: CompareOp) -> PyResult<bool> {
    if a.is(b) {
        match op {
            CompareOp::Eq => return Ok(true),
            CompareOp::Ne => return Ok(false),
            _ => {}
        }
    }
    let result = rich(a, b, op)?;
    if result.type_ptr() == &raw mut decl::PyBool_Type {
        return Ok(result.as_ptr() == (&raw mut decl::_Py_TrueStruct).cast());
    }
    is_true(&result)
}

/// `bool(ob)`
#[inline]
pub fn is_true(ob: &Ref<'_>) -> PyResult<bool> {
    let p = ob.as_ptr();
    if p == (&raw mut decl::_Py_TrueStruct).cast() {
        return Ok(true);
    }
    if p == (&raw mut decl::_Py_FalseStruct).cast() || ob.is_none() {
        return Ok(false);
    }
    // SAFETY: slots of a live object's type; -1 means an exception.
    let truth = unsafe {
        let ty = ob.type_ptr();
        if let Some(f) = (*ty).tp_as_number.as_ref().and_then(|t| t.nb_bool) {
            f(p) as isize
        } else if let Some(f) = (*ty).tp_as_mapping.as_ref().and_then(|t| t.mp_length) {
            f(p)
        } else if let Some(f) = (*ty).tp_as_sequence.as_ref().and_then(|t| t.sq_length) {
            f(p)
        } else {
            return Ok(true);
        }
    };
    // SAFETY: see above.
    if truth < 0 { Err(unsafe { Raised::assume() }) } else { Ok(truth > 0) }
}

/// `hash(ob)`
#[inline]
pub fn hash(ob: &Ref<'_>) -> PyResult<isize> {
    // SAFETY: slots of a live object's type; -1 means an exception.
    unsafe {
        let ty = ob.type_ptr();
        let mut function = (*ty).tp_hash;
        if function.is_none() && (*ty).tp_dict.is_null() {
            crate::objects::type_::ready::ensure_ready(ob.py(), &ob.ty())?;
            function = (*ty).tp_hash;
        }
        match function {
            Some(hash) => match hash(ob.as_ptr()) {
                -1 => Err(Raised::assume()),
                h => Ok(h),
            },
            None => Err(unhashable(ob)),
        }
    }
}

/// "unhashable type: 'X'"
#[cold]
pub fn unhashable(ob: &Ref<'_>) -> Raised {
    raise!(ob.py(), TypeError, "unhashable type: '{}'", ob.ty().full_name())
}
