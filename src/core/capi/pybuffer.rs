//! `pybuffer.h`: the buffer protocol.

use std::ffi::{CStr, c_char, c_int, c_void};

use mortise_abi::*;

use super::decl;
use crate::boundary;
use crate::err::{PyResult, Raised};
use crate::heap::handles::Borrowed;
use crate::heap::refcount;
use crate::objects::memoryview::layout;
use crate::raise;

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CheckBuffer(ob: *mut PyObject) -> c_int {
    // SAFETY: a live object has a type.
    unsafe {
        let procs = (*(*ob).ob_type).tp_as_buffer;
        (!procs.is_null() && (*procs).bf_getbuffer.is_some()) as c_int
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetBuffer(ob: *mut PyObject, view: *mut Py_buffer, flags: c_int) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        if flags != PyBUF_SIMPLE && (flags == PyBUF_READ || flags == PyBUF_WRITE) {
            decl::PyErr_BadInternalCall();
            return -1;
        }
        let procs = (*(*ob).ob_type).tp_as_buffer;
        let get = if procs.is_null() { None } else { (*procs).bf_getbuffer };
        match get {
            Some(get) => get(ob, view, flags),
            None => boundary::enter("PyObject_GetBuffer", |py| -> PyResult<()> {
                let ob: Borrowed<'_, '_> = Borrowed::from_ptr(py, ob);
                Err(raise!(py, TypeError, "a bytes-like object is required, not '{}'", ob.ty().full_name()))
            }),
        }
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_Release(view: *mut Py_buffer) {
    // SAFETY: the C API's contract; the view owns a reference to its object.
    unsafe {
        let ob = (*view).obj;
        if ob.is_null() {
            return;
        }
        let procs = (*(*ob).ob_type).tp_as_buffer;
        if !procs.is_null()
            && let Some(release) = (*procs).bf_releasebuffer
        {
            release(ob, view);
        }
        (*view).obj = std::ptr::null_mut();
        refcount::decref(ob);
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_FillInfo(
    view: *mut Py_buffer,
    ob: *mut PyObject,
    buf: *mut c_void,
    len: isize,
    readonly: c_int,
    flags: c_int,
) -> c_int {
    // SAFETY: the C API's contract; every field of the view is written.
    unsafe {
        boundary::enter("PyBuffer_FillInfo", |py| -> PyResult<()> {
            if view.is_null() {
                return Err(raise!(py, BufferError, "PyBuffer_FillInfo: view==NULL argument is obsolete"));
            }
            if flags != PyBUF_SIMPLE {
                if flags == PyBUF_READ || flags == PyBUF_WRITE {
                    return Err(super::unicodeobject::bad_call(py));
                }
                if flags & PyBUF_WRITABLE == PyBUF_WRITABLE && readonly == 1 {
                    return Err(raise!(py, BufferError, "Object is not writable."));
                }
            }
            if !ob.is_null() {
                refcount::incref(ob);
            }
            let at = &raw mut (*view).len;
            view.write(Py_buffer {
                buf,
                obj: ob,
                len,
                itemsize: 1,
                readonly,
                ndim: 1,
                format: if flags & PyBUF_FORMAT == PyBUF_FORMAT {
                    c"B".as_ptr().cast_mut()
                } else {
                    std::ptr::null_mut()
                },
                shape: if flags & PyBUF_ND == PyBUF_ND { at } else { std::ptr::null_mut() },
                strides: if flags & PyBUF_STRIDES == PyBUF_STRIDES {
                    &raw mut (*view).itemsize
                } else {
                    std::ptr::null_mut()
                },
                suboffsets: std::ptr::null_mut(),
                internal: std::ptr::null_mut(),
            });
            Ok(())
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_IsContiguous(view: *const Py_buffer, order: c_char) -> c_int {
    // SAFETY: the C API's contract.
    unsafe { layout::is_contiguous(&*view, order as u8) as c_int }
}

/// # Safety
/// C API function: `indices` holds one index for each dimension.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_GetPointer(view: *const Py_buffer, indices: *const isize) -> *mut c_void {
    // SAFETY: the C API's contract: indices are in range, so every step stays in the exporter's memory.
    unsafe {
        let mut at: *mut u8 = (*view).buf.cast();
        for i in 0..(*view).ndim as usize {
            at = at.offset(*(*view).strides.add(i) * *indices.add(i));
            if !(*view).suboffsets.is_null() && *(*view).suboffsets.add(i) >= 0 {
                at = at.cast::<*mut u8>().read().offset(*(*view).suboffsets.add(i));
            }
        }
        at.cast()
    }
}

/// # Safety
/// C API function: the arrays hold `ndims` entries.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_FillContiguousStrides(
    ndims: c_int,
    shape: *mut isize,
    strides: *mut isize,
    itemsize: c_int,
    order: c_char,
) {
    // SAFETY: the C API's contract.
    unsafe {
        let n = ndims.max(0) as usize;
        let mut size = itemsize as isize;
        for k in 0..n {
            let i = if order as u8 == b'F' { k } else { n - 1 - k };
            *strides.add(i) = size;
            size *= *shape.add(i);
        }
    }
}

/// # Safety
/// C API function: `buf` has room for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_ToContiguous(
    buf: *mut c_void,
    view: *const Py_buffer,
    len: isize,
    order: c_char,
) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyBuffer_ToContiguous", |py| -> PyResult<()> {
            if len != (*view).len {
                return Err(raise!(py, ValueError, "PyBuffer_ToContiguous: len != view->len"));
            }
            let out = std::slice::from_raw_parts_mut(buf.cast::<u8>(), len.max(0) as usize);
            if layout::is_contiguous(&*view, order as u8) {
                std::ptr::copy((*view).buf.cast(), out.as_mut_ptr(), out.len());
                return Ok(());
            }
            out.copy_from_slice(&layout::gather(&*view, layout::order_for(&*view, order as u8)));
            Ok(())
        })
    }
}

/// # Safety
/// C API function: `buf` holds `len` bytes; the view is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_FromContiguous(
    view: *const Py_buffer,
    buf: *const c_void,
    len: isize,
    order: c_char,
) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyBuffer_FromContiguous", |_py| -> PyResult<()> {
            let len = len.min((*view).len).max(0) as usize;
            let from = std::slice::from_raw_parts(buf.cast::<u8>(), len);
            if layout::is_contiguous(&*view, order as u8) {
                std::ptr::copy(from.as_ptr(), (*view).buf.cast(), len);
            } else {
                layout::scatter(&*view, from, layout::order_for(&*view, order as u8));
            }
            Ok(())
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBuffer_SizeFromFormat(format: *const c_char) -> isize {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyBuffer_SizeFromFormat", |py| -> PyResult<isize> {
            let calcsize = py.import("struct")?.getattr(crate::intern!(py, "calcsize"))?;
            let text = py.str(&CStr::from_ptr(format).to_string_lossy())?;
            calcsize.call([&text])?.index_as_isize(Some(crate::objects::exceptions::classes::OverflowError()))
        })
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CopyData(to: *mut PyObject, from: *mut PyObject) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyObject_CopyData", |py| -> PyResult<()> {
            if PyObject_CheckBuffer(to) == 0 || PyObject_CheckBuffer(from) == 0 {
                return Err(raise!(py, TypeError, "both destination and source must be bytes-like objects"));
            }
            let (to, from): (Borrowed<'_, '_>, Borrowed<'_, '_>) =
                (Borrowed::from_ptr(py, to), Borrowed::from_ptr(py, from));
            use crate::objects::protocol::buffer::View;
            let target = View::new(py, &to, PyBUF_FULL)?;
            let source = View::new(py, &from, PyBUF_FULL_RO)?;
            if target.len() < source.len() {
                return Err(raise!(py, BufferError, "destination is too small to receive data from source"));
            }
            let bytes = source.to_vec()?;
            layout::scatter(target.raw(), &bytes, b'C');
            Ok(())
        })
    }
}

/// What old code used before the buffer protocol: the address and size of an object's memory.
///
/// # Safety
/// C API function.
unsafe fn old_buffer(
    ob: *mut PyObject,
    buffer: *mut *mut c_void,
    size: *mut isize,
    flags: c_int,
) -> PyResult<()> {
    // SAFETY: the C API's contract; the buffer is given back at once, as this interface always did.
    unsafe {
        let mut view: Py_buffer = std::mem::zeroed();
        if PyObject_GetBuffer(ob, &raw mut view, flags) < 0 {
            return Err(Raised::assume());
        }
        *buffer = view.buf;
        *size = view.len;
        PyBuffer_Release(&raw mut view);
        Ok(())
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CheckReadBuffer(ob: *mut PyObject) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        let mut view: Py_buffer = std::mem::zeroed();
        if PyObject_CheckBuffer(ob) == 0 {
            return 0;
        }
        if PyObject_GetBuffer(ob, &raw mut view, PyBUF_SIMPLE) < 0 {
            decl::PyErr_Clear();
            return 0;
        }
        PyBuffer_Release(&raw mut view);
        1
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_AsReadBuffer(
    ob: *mut PyObject,
    buffer: *mut *const c_void,
    size: *mut isize,
) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyObject_AsReadBuffer", |_py| old_buffer(ob, buffer.cast(), size, PyBUF_SIMPLE))
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_AsCharBuffer(
    ob: *mut PyObject,
    buffer: *mut *const c_char,
    size: *mut isize,
) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyObject_AsCharBuffer", |_py| old_buffer(ob, buffer.cast(), size, PyBUF_SIMPLE))
    }
}

/// # Safety
/// C API function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_AsWriteBuffer(
    ob: *mut PyObject,
    buffer: *mut *mut c_void,
    size: *mut isize,
) -> c_int {
    // SAFETY: the C API's contract.
    unsafe {
        boundary::enter("PyObject_AsWriteBuffer", |py| -> PyResult<()> {
            old_buffer(ob, buffer, size, PyBUF_WRITABLE).map_err(|raised| {
                raised.clear(py);
                raise!(py, TypeError, "expected a writable bytes-like object")
            })
        })
    }
}
