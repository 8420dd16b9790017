//! The memory of a `PickleBuffer`.

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{PickleBuffer, Type};
use crate::raise;

/// The object. A view without an object is released.
#[repr(C)]
pub struct Memory {
    ob_base: PyObject,
    view: Py_buffer,
    weakreflist: *mut PyObject,
}

/// Where the list of weak references is.
pub const WEAKLIST_OFFSET: isize = std::mem::offset_of!(Memory, weakreflist) as isize;

/// The view, whether it is released or not.
fn view_of(slf: Borrowed<'_, '_, PickleBuffer>) -> *mut Py_buffer {
    let memory: *mut Memory = slf.as_object_ptr().cast();
    // SAFETY: a live object of this type.
    unsafe { &raw mut (*memory).view }
}

/// The view's place, which stays until the object is released, or ValueError when it was.
pub fn view<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, PickleBuffer>) -> PyResult<*mut Py_buffer> {
    let view = view_of(slf);
    // SAFETY: a field of a live object.
    if unsafe { (*view).obj.is_null() } {
        return Err(raise!(py, ValueError, "operation forbidden on released PickleBuffer object"));
    }
    Ok(view)
}

/// A new `PickleBuffer` of any object with a buffer.
pub fn new<'py>(py: Attached<'py>, cls: Borrowed<'_, 'py, Type>, object: &Ref<'py>) -> PyResult<Ref<'py>> {
    let ob = crate::objects::type_::alloc(py, cls)?;
    let memory: *mut Memory = ob.as_object_ptr().cast();
    // SAFETY: the new object is zeroed and has this struct; a failure leaves the view without an object.
    unsafe {
        if decl::PyObject_GetBuffer(object.as_ptr(), &raw mut (*memory).view, PyBUF_FULL_RO) < 0 {
            (*memory).view.obj = std::ptr::null_mut();
            return Err(Raised::assume());
        }
    }
    Ok(ob.into_any())
}

/// Gives the buffer back, once.
pub fn release(slf: Borrowed<'_, '_, PickleBuffer>) {
    // SAFETY: a field of a live object; a view without an object is left alone.
    unsafe { decl::PyBuffer_Release(view_of(slf)) };
}

/// A memoryview of the bytes, in the order of the memory.
pub fn raw<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, PickleBuffer>) -> PyResult<Ref<'py>> {
    let view = view(py, slf)?;
    // SAFETY: a view that is not released; the new memoryview keeps the object alive, and through it the view. Its shape is
    // its own length, as is what the header's macros for a simple view of bytes give.
    unsafe {
        if decl::PyBuffer_IsContiguous(view, b'A' as _) == 0 {
            return Err(raise!(py, BufferError, "cannot extract raw buffer from non-contiguous buffer"));
        }
        let whole =
            Ref::<PyObject>::from_owned_or_raised(py, decl::PyMemoryView_FromObject(slf.as_object_ptr()))?;
        let memory: *mut PyMemoryViewObject = whole.as_object_ptr().cast();
        let flat = &raw mut (*memory).view;
        (*flat).format = c"B".as_ptr().cast_mut();
        (*flat).itemsize = 1;
        (*flat).ndim = 1;
        (*flat).suboffsets = std::ptr::null_mut();
        // A view always has room for its own dimensions; a scalar's has none, but its length then stands in for the shape.
        if (*memory).ob_base.ob_size == 0 {
            (*flat).shape = &raw mut (*flat).len;
            (*flat).strides = &raw mut (*flat).itemsize;
        } else {
            *(*flat).shape = (*flat).len;
            *(*flat).strides = 1;
        }
        crate::objects::memoryview::storage::refresh_flags(memory);
        Ok(whole)
    }
}

/// `bf_getbuffer`: the wrapped object's buffer.
///
/// # Safety
/// Buffer slot.
pub unsafe extern "C" fn getbuffer(slf: *mut PyObject, out: *mut Py_buffer, flags: c_int) -> c_int {
    // SAFETY: a live object of this type.
    unsafe {
        crate::boundary::enter("PickleBuffer.__buffer__", |py| -> PyResult<()> {
            let slf: Borrowed<'_, '_, PickleBuffer> = Borrowed::from_ptr(py, slf.cast());
            let view = view(py, slf)?;
            if decl::PyObject_GetBuffer((*view).obj, out, flags) < 0 {
                return Err(Raised::assume());
            }
            Ok(())
        })
    }
}

/// `bf_releasebuffer`: never called, since the buffers that `getbuffer` gives belong to the wrapped object.
///
/// # Safety
/// Buffer slot.
pub unsafe extern "C" fn releasebuffer(_slf: *mut PyObject, _view: *mut Py_buffer) {}

/// `tp_dealloc`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone.
    unsafe {
        let ty = (*ob).ob_type;
        if !crate::objects::type_::begin_dealloc(ob) {
            return;
        }
        let memory: *mut Memory = ob.cast();
        if !(*memory).weakreflist.is_null() {
            decl::PyObject_ClearWeakRefs(ob);
        }
        decl::PyBuffer_Release(&raw mut (*memory).view);
        crate::objects::type_::end_dealloc(ob, ty);
    }
}

/// `tp_traverse`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's visitor; a live object.
    unsafe {
        let owner = (*ob.cast::<Memory>()).view.obj;
        match visit {
            Some(visit) if !owner.is_null() => visit(owner, arg),
            _ => 0,
        }
    }
}

/// `tp_clear`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn clear(ob: *mut PyObject) -> c_int {
    // SAFETY: a live object of this type.
    unsafe { decl::PyBuffer_Release(&raw mut (*ob.cast::<Memory>()).view) };
    0
}
