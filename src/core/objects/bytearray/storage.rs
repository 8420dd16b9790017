//! The memory of bytearrays: a block with room to grow, the bytes from `ob_start` on, a NUL behind them.

use std::ffi::{c_char, c_int};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::ByteArray;
use crate::objects::bytes::methods::ByteString;
use crate::objects::str::storage::no_memory;
use crate::raise;
use crate::state::critical_section;

/// What the headers' inline functions point at when there is no memory.
#[unsafe(no_mangle)]
pub static mut _PyByteArray_empty_string: [c_char; 1] = [0];

/// Where the bytes are; not null.
///
/// # Safety
/// `ob` points to a live bytearray, for which the thread has the critical section.
pub unsafe fn data(ob: *mut PyByteArrayObject) -> *mut u8 {
    // SAFETY: by contract.
    unsafe {
        if (*ob).ob_base.ob_size == 0 {
            (&raw mut _PyByteArray_empty_string).cast()
        } else {
            (*ob).ob_start.cast()
        }
    }
}

/// Runs `f` on the contents; it runs no Python code.
pub fn with_mut<R>(slf: &Ref<'_, ByteArray>, f: impl FnOnce(&mut [u8]) -> R) -> R {
    critical_section::with(slf, || with_locked(slf, f))
}

/// [`with_mut`] for a thread that has the critical section.
pub fn with_locked<R>(slf: &Ref<'_, ByteArray>, f: impl FnOnce(&mut [u8]) -> R) -> R {
    let ob = slf.as_ptr();
    // SAFETY: ob_size bytes are at `data`; the section keeps other threads out, and `f` reaches no other user of them.
    unsafe { f(std::slice::from_raw_parts_mut(data(ob), (*ob).ob_base.ob_size as usize)) }
}

/// Makes the array `len` bytes long; new ones are not written yet.
///
/// # Safety
/// The thread has the critical section of the live bytearray `ob`.
unsafe fn set_len(py: Attached<'_>, ob: *mut PyByteArrayObject, len: usize) -> PyResult<()> {
    // SAFETY: by contract; the block always has room for the bytes and the NUL.
    unsafe {
        let have = (*ob).ob_base.ob_size as usize;
        if have == len {
            return Ok(());
        }
        if (*ob).ob_exports > 0 {
            return Err(raise!(py, BufferError, "Existing exports of data: object cannot be re-sized"));
        }
        let alloc = (*ob).ob_alloc as usize;
        let offset =
            if (*ob).ob_bytes.is_null() { 0 } else { (*ob).ob_start.offset_from((*ob).ob_bytes) as usize };
        if len + offset < alloc && alloc / 2 <= len {
            // Fits, and is not a waste.
            (*ob).ob_base.ob_size = len as isize;
            (*ob).ob_start.add(len).write(0);
            return Ok(());
        }
        let new_alloc = if len < alloc / 2 || alloc == 0 {
            len + 1
        } else if len <= alloc + (alloc >> 3) {
            len + (len >> 3) + if len < 9 { 3 } else { 6 }
        } else {
            len + 1
        };
        if new_alloc > isize::MAX as usize {
            return Err(no_memory(py));
        }
        let keep = have.min(len);
        let block: *mut c_char = if offset > 0 {
            let block: *mut c_char = decl::PyMem_Malloc(new_alloc).cast();
            if !block.is_null() {
                std::ptr::copy_nonoverlapping((*ob).ob_start, block, keep);
                decl::PyMem_Free((*ob).ob_bytes.cast());
            }
            block
        } else {
            decl::PyMem_Realloc((*ob).ob_bytes.cast(), new_alloc).cast()
        };
        if block.is_null() {
            return Err(no_memory(py));
        }
        (*ob).ob_bytes = block;
        (*ob).ob_start = block;
        (*ob).ob_alloc = new_alloc as isize;
        (*ob).ob_base.ob_size = len as isize;
        block.add(len).write(0);
        Ok(())
    }
}

/// Replaces `start..end` (in range) by `with`: the one operation that changes the size.
pub fn splice(
    py: Attached<'_>,
    slf: &Ref<'_, ByteArray>,
    start: usize,
    end: usize,
    with: &[u8],
) -> PyResult<()> {
    critical_section::with(slf, || splice_locked(py, slf, start, end, with))
}

/// [`splice`] for a thread that has the critical section.
pub fn splice_locked(
    py: Attached<'_>,
    slf: &Ref<'_, ByteArray>,
    start: usize,
    end: usize,
    with: &[u8],
) -> PyResult<()> {
    let ob = slf.as_ptr();
    // SAFETY: positions are clipped to the size, and every copy stays inside the block. `with` is not part of the array
    // when the size changes, for then nobody has an export of it.
    unsafe {
        let have = (*ob).ob_base.ob_size as usize;
        let (start, end) = (start.min(have), end.min(have).max(start.min(have)));
        let (old, new) = (end - start, with.len());
        let tail = have - end;
        if new < old {
            if (*ob).ob_exports > 0 {
                return Err(raise!(py, BufferError, "Existing exports of data: object cannot be re-sized"));
            }
            if start == 0 {
                // Bytes are taken from the front by moving the start.
                (*ob).ob_start = (*ob).ob_start.add(old - new);
                (*ob).ob_base.ob_size = (have - (old - new)) as isize;
                let size = have - (old - new);
                set_len_exact(py, ob, size)?;
            } else {
                let at = data(ob);
                std::ptr::copy(at.add(end), at.add(start + new), tail);
                set_len(py, ob, have - (old - new))?;
            }
        } else if new > old {
            let Some(size) = have.checked_add(new - old).filter(|&n| n < isize::MAX as usize) else {
                return Err(no_memory(py));
            };
            set_len(py, ob, size)?;
            let at = data(ob);
            std::ptr::copy(at.add(end), at.add(start + new), tail);
        }
        std::ptr::copy(with.as_ptr(), data(ob).add(start), new);
        Ok(())
    }
}

/// Gives memory back after the start has moved, when much of the block is unused.
///
/// # Safety
/// As [`set_len`]; the size is `len` already.
unsafe fn set_len_exact(py: Attached<'_>, ob: *mut PyByteArrayObject, len: usize) -> PyResult<()> {
    // SAFETY: by contract.
    unsafe {
        if len >= (*ob).ob_alloc as usize / 2 {
            return Ok(());
        }
        let block: *mut c_char = decl::PyMem_Malloc(len + 1).cast();
        if block.is_null() {
            return Err(no_memory(py));
        }
        std::ptr::copy_nonoverlapping((*ob).ob_start, block, len);
        block.add(len).write(0);
        decl::PyMem_Free((*ob).ob_bytes.cast());
        (*ob).ob_bytes = block;
        (*ob).ob_start = block;
        (*ob).ob_alloc = (len + 1) as isize;
        Ok(())
    }
}

/// `PyByteArray_Resize`: new bytes are not written.
pub fn resize(py: Attached<'_>, slf: &Ref<'_, ByteArray>, len: usize) -> PyResult<()> {
    // SAFETY: the section is held.
    critical_section::with(slf, || unsafe { set_len(py, slf.as_ptr(), len) })
}

/// Size of the block.
pub fn allocated(slf: &Ref<'_, ByteArray>) -> usize {
    // SAFETY: a live bytearray.
    critical_section::with(slf, || unsafe { (*slf.as_ptr()).ob_alloc as usize })
}

/// A new bytearray of the exact type.
pub fn from_slice<'py>(py: Attached<'py>, bytes: &[u8]) -> PyResult<Ref<'py, ByteArray>> {
    // SAFETY: the type is static; the new object is zeroed: an empty array.
    let new: Ref<'py, ByteArray> = unsafe {
        let class = &raw mut decl::PyByteArray_Type;
        Ref::from_owned_or_raised(py, decl::PyType_GenericAlloc(class, 0).cast())?
    };
    splice(py, &new, 0, 0, bytes)?;
    Ok(new)
}

impl ByteString for ByteArray {
    fn with<R>(slf: &Ref<'_, Self>, f: impl FnOnce(&[u8]) -> R) -> R {
        with_mut(slf, |d| f(d))
    }
    fn make<'py>(py: Attached<'py>, data: &[u8]) -> PyResult<Ref<'py>> {
        Ok(from_slice(py, data)?.into_any())
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; the block is freed once.
    unsafe {
        let array: *mut PyByteArrayObject = ob.cast();
        if (*array).ob_exports > 0 {
            let py = Attached::assume();
            let _ = raise!(py, SystemError, "deallocated bytearray object has exported buffers");
            decl::PyErr_Print();
        }
        if !(*array).ob_bytes.is_null() {
            decl::PyMem_Free((*array).ob_bytes.cast());
        }
        ((*(*ob).ob_type).tp_free.unwrap_unchecked())(ob.cast());
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn getbuffer(ob: *mut PyObject, view: *mut Py_buffer, flags: c_int) -> c_int {
    // SAFETY: a live bytearray; while it counts exports its block is not moved.
    unsafe {
        crate::boundary::enter("bytearray buffer", |py| -> PyResult<()> {
            if view.is_null() {
                return Err(raise!(py, BufferError, "bytearray_getbuffer: view==NULL argument is obsolete"));
            }
            let array: Ref<'_, ByteArray> =
                crate::Borrowed::from_ptr(py, ob.cast::<PyByteArrayObject>()).to_owned();
            critical_section::with(&array, || {
                let at = array.as_ptr();
                decl::PyBuffer_FillInfo(view, ob, data(at).cast(), (*at).ob_base.ob_size, 0, flags);
                (*at).ob_exports += 1;
            });
            Ok(())
        })
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn releasebuffer(ob: *mut PyObject, _view: *mut Py_buffer) {
    // SAFETY: a live bytearray; each export is counted back once.
    unsafe {
        let py = Attached::assume();
        let array: crate::Borrowed<'_, '_, ByteArray> = crate::Borrowed::from_ptr(py, ob.cast());
        critical_section::with(&array, || (*array.as_ptr()).ob_exports -= 1);
    }
}
