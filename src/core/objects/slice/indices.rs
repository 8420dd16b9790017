//! `slice.indices`, for lengths of any size.

use super::parts;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::{CompareOp, has_index};
use crate::objects::*;
use crate::{PyResult, raise};

fn part<'py>(value: &Ref<'py>) -> PyResult<Ref<'py>> {
    if !has_index(value) {
        return Err(raise!(
            value.py(),
            TypeError,
            "slice indices must be integers or None or have an __index__ method"
        ));
    }
    Ok(value.index()?.into_any())
}

/// Start, stop and step as ints, clipped to a sequence of `length` items (an int that is not negative).
pub fn long_indices<'py>(
    py: Attached<'py>,
    slf: &Ref<'py, Slice>,
    length: &Ref<'py>,
) -> PyResult<[Ref<'py>; 3]> {
    let [start, stop, step] = parts(slf);
    let zero = py.int(0)?.into_any();
    let one = py.int(1)?.into_any();
    let step = if step.is_none() { one.clone() } else { part(&step)? };
    let backwards = step.rich_compare_bool(&zero, CompareOp::Lt)?;
    if step.eq(&zero)? {
        return Err(raise!(py, ValueError, "slice step cannot be zero"));
    }
    let (low, high) =
        if backwards { (py.int(-1)?.into_any(), length.sub(&one)?) } else { (zero.clone(), length.clone()) };
    let place = |value: &Ref<'py>, default: &Ref<'py>| -> PyResult<Ref<'py>> {
        if value.is_none() {
            return Ok(default.clone());
        }
        let value = part(value)?;
        if value.rich_compare_bool(&zero, CompareOp::Lt)? {
            let value = value.add(length)?;
            return Ok(if value.rich_compare_bool(&low, CompareOp::Lt)? { low.clone() } else { value });
        }
        Ok(if value.rich_compare_bool(&high, CompareOp::Gt)? { high.clone() } else { value })
    };
    let (first, end) = if backwards { (&high, &low) } else { (&low, &high) };
    Ok([place(&start, first)?, place(&stop, end)?, step])
}

/// `slice.indices(length)`
pub fn indices<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Slice>,
    length: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    let length = length.index()?.into_any();
    if length.rich_compare_bool(py.int(0)?.as_any(), CompareOp::Lt)? {
        return Err(raise!(py, ValueError, "length should not be negative"));
    }
    py.tuple(long_indices(py, &slf, &length)?)
}
