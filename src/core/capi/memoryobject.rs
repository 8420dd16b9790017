//! `memoryobject.h`: memory views.

use std::ffi::{c_char, c_int};

use mortise_abi::*;

use super::unicodeobject::bad_call;
use crate::boundary;
use crate::err::PyResult;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::MemoryView;
use crate::objects::memoryview::{layout, storage};
use crate::raise;

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMemoryView_FromObject(base: *mut PyObject) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyMemoryView_FromObject", |py| {
            let base: Borrowed<'_, '_> = Borrowed::from_ptr(py, base);
            storage::from_object(py, &base, PyBUF_FULL_RO)
        })
    }
}

/// # Safety
/// C API function: the memory outlives the view.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMemoryView_FromMemory(
    mem: *mut c_char,
    size: isize,
    flags: c_int,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyMemoryView_FromMemory", |py| {
            let mut view: Py_buffer = std::mem::zeroed();
            let readonly = (flags & PyBUF_WRITE == 0) as c_int;
            if super::pybuffer::PyBuffer_FillInfo(
                &raw mut view,
                std::ptr::null_mut(),
                mem.cast(),
                size,
                readonly,
                PyBUF_FULL_RO,
            ) < 0
            {
                return Err(crate::err::Raised::assume());
            }
            storage::from_buffer(py, &view)
        })
    }
}

/// # Safety
/// C API function: what the buffer names outlives the view.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMemoryView_FromBuffer(info: *const Py_buffer) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyMemoryView_FromBuffer", |py| {
            if (*info).buf.is_null() {
                return Err(raise!(py, ValueError, "PyMemoryView_FromBuffer(): info->buf must not be NULL"));
            }
            storage::from_buffer(py, &*info)
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMemoryView_GetContiguous(
    base: *mut PyObject,
    buffertype: c_int,
    order: c_char,
) -> *mut PyObject {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyMemoryView_GetContiguous", |py| -> PyResult<Ref<'_, MemoryView>> {
            if buffertype != PyBUF_READ && buffertype != PyBUF_WRITE {
                return Err(bad_call(py));
            }
            let base: Borrowed<'_, '_> = Borrowed::from_ptr(py, base);
            let view = storage::from_object(py, &base, PyBUF_FULL_RO)?;
            let hold = storage::Hold::new(&view)?;
            let buffer = hold.buffer();
            if buffertype == PyBUF_WRITE && buffer.readonly != 0 {
                return Err(raise!(py, BufferError, "underlying buffer is not writable"));
            }
            if layout::is_contiguous(buffer, order as u8) {
                drop(hold);
                return Ok(view);
            }
            if buffertype == PyBUF_WRITE {
                return Err(raise!(
                    py,
                    BufferError,
                    "writable contiguous buffer requested for a non-contiguous object."
                ));
            }
            // A copy in bytes, seen with the format and shape of the original.
            let data = layout::gather(buffer, layout::order_for(buffer, order as u8));
            let bytes = py.bytes(&data)?;
            let copy = storage::from_object(py, &bytes, PyBUF_FULL_RO)?;
            let shape = std::slice::from_raw_parts(buffer.shape, buffer.ndim as usize);
            let shaped = storage::copy_with_ndim(py, &copy, shape)?;
            let target = &raw mut (*shaped.as_ptr()).view;
            (*target).itemsize = buffer.itemsize;
            (*target).format = crate::objects::memoryview::methods::kept_format(buffer);
            super::pybuffer::PyBuffer_FillContiguousStrides(
                (*target).ndim,
                (*target).shape,
                (*target).strides,
                buffer.itemsize as c_int,
                if order as u8 == b'A' { b'C' as c_char } else { order },
            );
            storage::refresh_flags(shaped.as_ptr());
            Ok(shaped.clone())
        })
    }
}
