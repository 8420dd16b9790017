//! `sliceobject.h`: slices.

use std::ffi::c_int;

use mortise_abi::{PyObject, PySliceObject};

use super::decl;
use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::objects::protocol::bad_internal_call;
use crate::objects::{Int, Slice, slice};
use crate::state::error;

/// The argument as a slice, or SystemError.
///
/// # Safety
/// `op` points to a live object.
unsafe fn arg<'a, 'py>(py: Attached<'py>, op: *mut PyObject) -> PyResult<Borrowed<'a, 'py, Slice>> {
    // SAFETY: by contract.
    unsafe {
        match Borrowed::<'a, 'py, PyObject>::from_ptr_or_null(py, op).and_then(|o| o.into_cast::<Slice>()) {
            Some(slice) => Ok(slice),
            None => Err(bad_internal_call(py)),
        }
    }
}

/// `PySlice_New`: NULL stands for None.
///
/// # Safety
/// The arguments point to live objects or are NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySlice_New(
    start: *mut PyObject,
    stop: *mut PyObject,
    step: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PySlice_New", |py| {
            let part = |p| Borrowed::from_ptr_or_null(py, p).map_or_else(|| py.none(), Borrowed::to_owned);
            slice::new(py, part(start), part(stop), part(step))
        })
    }
}

/// `_PySlice_FromIndices`
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySlice_FromIndices(start: isize, stop: isize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("_PySlice_FromIndices", |py| slice::from_indices(py, start, stop)) }
}

/// `_PySlice_GetLongIndices`
///
/// # Safety
/// `op` points to a live slice, `length` to an int; the results are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PySlice_GetLongIndices(
    op: *mut PySliceObject,
    length: *mut PyObject,
    start: *mut *mut PyObject,
    stop: *mut *mut PyObject,
    step: *mut *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        for out in [start, stop, step] {
            *out = std::ptr::null_mut();
        }
        enter("_PySlice_GetLongIndices", |py| -> PyResult<()> {
            let length = Borrowed::<'_, '_, PyObject>::from_ptr(py, length);
            let parts = slice::long_indices(py, &*arg(py, op.cast())?, &length)?;
            for (out, part) in [start, stop, step].into_iter().zip(parts) {
                *out = part.into_ptr();
            }
            Ok(())
        })
    }
}

/// `PySlice_Unpack`
///
/// # Safety
/// `op` points to a live slice; the results are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySlice_Unpack(
    op: *mut PyObject,
    start: *mut isize,
    stop: *mut isize,
    step: *mut isize,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PySlice_Unpack", |py| -> PyResult<()> {
            let bounds = slice::unpack(py, &*arg(py, op)?)?;
            (*start, *stop, *step) = (bounds.start, bounds.stop, bounds.step);
            Ok(())
        })
    }
}

/// `PySlice_AdjustIndices`
///
/// # Safety
/// `start` and `stop` are readable and writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySlice_AdjustIndices(
    length: isize,
    start: *mut isize,
    stop: *mut isize,
    step: isize,
) -> isize {
    // SAFETY: by contract.
    unsafe {
        let range = slice::Bounds { start: *start, stop: *stop, step }.adjust(length as usize);
        (*start, *stop) = (range.start, range.stop);
        range.len as isize
    }
}

/// `PySlice_GetIndicesEx`
///
/// # Safety
/// `op` points to a live slice; the results are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySlice_GetIndicesEx(
    op: *mut PyObject,
    length: isize,
    start: *mut isize,
    stop: *mut isize,
    step: *mut isize,
    count: *mut isize,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PySlice_GetIndicesEx", |py| -> PyResult<()> {
            let range = slice::unpack(py, &*arg(py, op)?)?.adjust(length as usize);
            (*start, *stop, *step, *count) = (range.start, range.stop, range.step, range.len as isize);
            Ok(())
        })
    }
}

/// `PySlice_GetIndices`: the old form, which does not clip; -1, with or without an exception, when a part is no int or
/// out of range.
///
/// # Safety
/// `op` points to a live slice; the results are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySlice_GetIndices(
    op: *mut PyObject,
    length: isize,
    start: *mut isize,
    stop: *mut isize,
    step: *mut isize,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PySlice_GetIndices", |py| -> PyResult<c_int> {
            let slice = arg(py, op)?;
            let [first, last, by] = slice::parts(&slice);
            let part = |p: Borrowed<'_, '_>, default: isize| -> PyResult<Option<isize>> {
                if p.is_none() {
                    return Ok(Some(default));
                }
                if p.cast::<Int>().is_none() {
                    return Ok(None);
                }
                let n = decl::PyLong_AsSsize_t(p.as_ptr());
                if n == -1 && error::occurred(py) {
                    return Err(crate::Raised::assume());
                }
                Ok(Some(n))
            };
            let Some(by) = part(by, 1)? else { return Ok(-1) };
            *step = by;
            let wrap = |n: isize| if n < 0 { n + length } else { n };
            let backwards = by < 0;
            let Some(first) = part(first, if backwards { length - 1 } else { 0 })? else { return Ok(-1) };
            *start = if slice::parts(&slice)[0].is_none() { first } else { wrap(first) };
            let Some(last) = part(last, if backwards { -1 } else { length })? else { return Ok(-1) };
            *stop = if slice::parts(&slice)[1].is_none() { last } else { wrap(last) };
            Ok(if *stop > length || *start >= length || by == 0 { -1 } else { 0 })
        })
    }
}
