//! The arithmetic of ranges.

use crate::PyResult;
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::protocol::{CompareOp, compact_int};
use crate::objects::*;
use crate::state::error;

/// An exact int (or bool) as a machine integer, when it fits.
pub fn small(ob: &Ref<'_>) -> Option<i64> {
    if let Some(i) = compact_int(ob) {
        return Some(i as i64);
    }
    ob.cast::<Int>()?;
    let mut overflow = 0;
    // SAFETY: a live int; nothing is raised for one.
    let value = unsafe { decl::PyLong_AsLongLongAndOverflow(ob.as_ptr(), &raw mut overflow) };
    if value == -1 && error::occurred(ob.py()) {
        error::take(ob.py());
        return None;
    }
    (overflow == 0).then_some(value)
}

fn is_negative<'py>(ob: &Ref<'py>) -> PyResult<bool> {
    ob.rich_compare_bool(ob.py().int(0)?.as_any(), CompareOp::Lt)
}

/// The number of values from `start` to before `stop`.
pub fn length<'py>(
    py: Attached<'py>,
    start: &Ref<'py>,
    stop: &Ref<'py>,
    step: &Ref<'py>,
) -> PyResult<Ref<'py>> {
    if let (Some(a), Some(b), Some(s)) = (small(start), small(stop), small(step)) {
        let (a, b, s) = (a as i128, b as i128, s as i128);
        let span = if s > 0 { b - a } else { a - b };
        let n = if span <= 0 { 0 } else { (span - 1) / s.abs() + 1 };
        if let Ok(n) = u64::try_from(n) {
            return Ok(py.int_from_usize(n as usize)?.into_any());
        }
    }
    let (low, high, step) = if is_negative(step)? {
        (stop, start, py.int(0)?.into_any().sub(step)?)
    } else {
        (start, stop, step.clone())
    };
    if !low.rich_compare_bool(high, CompareOp::Lt)? {
        return Ok(py.int(0)?.into_any());
    }
    let one = py.int(1)?.into_any();
    high.sub(low)?.sub(&one)?.floordiv(&step)?.add(&one)
}

/// `start + i * step`
pub fn value<'py>(py: Attached<'py>, start: &Ref<'py>, step: &Ref<'py>, i: &Ref<'py>) -> PyResult<Ref<'py>> {
    if let (Some(a), Some(s), Some(i)) = (small(start), small(step), small(i))
        && let Some(value) = i.checked_mul(s).and_then(|x| x.checked_add(a))
    {
        return Ok(py.int(value)?.into_any());
    }
    start.add(&i.mul(step)?)
}
