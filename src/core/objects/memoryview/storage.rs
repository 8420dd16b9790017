//! The memory of memoryviews and managed buffers.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicI32, AtomicIsize, Ordering};

use mortise_abi::*;

use super::layout;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::{decref, incref};
use crate::objects::MemoryView;
use crate::raise;

/// Number of exports of a managed buffer or view.
unsafe fn counter<'a>(at: *mut isize) -> &'a AtomicIsize {
    // SAFETY: the callers give a field of a live object, which is only accessed through this.
    unsafe { AtomicIsize::from_ptr(at) }
}
/// The flags of a managed buffer or view.
unsafe fn flag_word<'a>(at: *mut c_int) -> &'a AtomicI32 {
    // SAFETY: as in `counter`.
    unsafe { AtomicI32::from_ptr(at) }
}

/// A managed buffer of `ob`, got with `flags`.
fn managed<'py>(py: Attached<'py>, ob: &Ref<'py>, flags: c_int) -> PyResult<*mut _PyManagedBufferObject> {
    // SAFETY: the new object is complete before it is tracked; on failure its master has no object, so nothing is released.
    unsafe {
        let m = alloc_managed()?;
        if decl::PyObject_GetBuffer(ob.as_ptr(), &raw mut (*m).master, flags) < 0 {
            (*m).master.obj = std::ptr::null_mut();
            decref(m.cast());
            return Err(Raised::assume());
        }
        let _ = py;
        Ok(m)
    }
}

/// An empty managed buffer.
unsafe fn alloc_managed() -> PyResult<*mut _PyManagedBufferObject> {
    // SAFETY: the type is static; GC_New gives an object with its header, the rest is written here.
    unsafe {
        let m: *mut _PyManagedBufferObject =
            decl::_PyObject_GC_New(&raw mut super::_PyManagedBuffer_Type).cast();
        if m.is_null() {
            return Err(Raised::assume());
        }
        (*m).flags = 0;
        (*m).exports = 0;
        std::ptr::write_bytes(&raw mut (*m).master, 0, 1);
        decl::PyObject_GC_Track(m.cast());
        Ok(m)
    }
}

/// A new view with room for `ndim` dimensions: not yet a view of anything.
unsafe fn alloc_view(py: Attached<'_>, ndim: usize) -> PyResult<*mut PyMemoryViewObject> {
    // SAFETY: room for three arrays of ndim entries behind the struct.
    unsafe {
        let v: *mut PyMemoryViewObject =
            decl::_PyObject_GC_NewVar(&raw mut decl::PyMemoryView_Type, 3 * ndim as isize).cast();
        if v.is_null() {
            return Err(crate::objects::str::storage::no_memory(py));
        }
        (*v).mbuf = std::ptr::null_mut();
        (*v).hash = -1;
        (*v).flags = 0;
        (*v).exports = 0;
        std::ptr::write_bytes(&raw mut (*v).view, 0, 1);
        (*v).view.ndim = ndim as c_int;
        let arrays: *mut isize = (&raw mut (*v).ob_array).cast();
        (*v).view.shape = arrays;
        (*v).view.strides = arrays.add(ndim);
        (*v).view.suboffsets = arrays.add(2 * ndim);
        (*v).weakreflist = std::ptr::null_mut();
        Ok(v)
    }
}

/// Recomputes the contiguity flags.
///
/// # Safety
/// A complete view that nobody else sees yet.
pub unsafe fn refresh_flags(v: *mut PyMemoryViewObject) {
    // SAFETY: the callers have a complete view of their own.
    unsafe {
        let view = &(*v).view;
        let mut flags = 0;
        if view.ndim == 0 {
            flags |= _Py_MEMORYVIEW_SCALAR | _Py_MEMORYVIEW_C | _Py_MEMORYVIEW_FORTRAN;
        } else {
            if layout::is_contiguous(view, b'C') {
                flags |= _Py_MEMORYVIEW_C;
            }
            if layout::is_contiguous(view, b'F') {
                flags |= _Py_MEMORYVIEW_FORTRAN;
            }
        }
        if !view.suboffsets.is_null() {
            flags |= _Py_MEMORYVIEW_PIL;
            flags &= !(_Py_MEMORYVIEW_C | _Py_MEMORYVIEW_FORTRAN);
        }
        (*v).flags = flags | ((*v).flags & _Py_MEMORYVIEW_RESTRICTED);
    }
}

/// Registers a new view of `from` (a master or another view's buffer) with the managed buffer.
unsafe fn add_view<'py>(
    py: Attached<'py>,
    m: *mut _PyManagedBufferObject,
    from: &Py_buffer,
) -> PyResult<Ref<'py, MemoryView>> {
    // SAFETY: the arrays are copied with as many entries as the source has dimensions.
    unsafe {
        if from.ndim as usize > PyBUF_MAX_NDIM as usize {
            return Err(raise!(
                py,
                ValueError,
                "memoryview: number of dimensions must not exceed {PyBUF_MAX_NDIM}"
            ));
        }
        let n = from.ndim.max(0) as usize;
        let v = alloc_view(py, n)?;
        let arrays = ((*v).view.shape, (*v).view.strides, (*v).view.suboffsets);
        (*v).view = *from;
        ((*v).view.shape, (*v).view.strides) = (arrays.0, arrays.1);
        (*v).view.suboffsets = if from.suboffsets.is_null() { std::ptr::null_mut() } else { arrays.2 };
        // A 0-dimensional or format-less buffer is completed.
        if from.format.is_null() {
            (*v).view.format = c"B".as_ptr().cast_mut();
        }
        for i in 0..n {
            *arrays.0.add(i) =
                if from.shape.is_null() { from.len / from.itemsize.max(1) } else { *from.shape.add(i) };
        }
        if from.strides.is_null() {
            decl::PyBuffer_FillContiguousStrides(
                n as c_int,
                arrays.0,
                arrays.1,
                from.itemsize as c_int,
                b'C' as _,
            );
        } else {
            std::ptr::copy_nonoverlapping(from.strides, arrays.1, n);
        }
        if !from.suboffsets.is_null() {
            std::ptr::copy_nonoverlapping(from.suboffsets, arrays.2, n);
        }
        incref(m.cast());
        (*v).mbuf = m;
        counter(&raw mut (*m).exports).fetch_add(1, Ordering::AcqRel);
        refresh_flags(v);
        decl::PyObject_GC_Track(v.cast());
        Ok(Ref::from_owned(py, v.cast()))
    }
}

/// `memoryview(ob)`
pub fn from_object<'py>(py: Attached<'py>, ob: &Ref<'py>, flags: c_int) -> PyResult<Ref<'py, MemoryView>> {
    if let Some(view) = ob.cast::<MemoryView>() {
        check_released(view)?;
        return copy(py, view);
    }
    // SAFETY: a live object.
    if unsafe { decl::PyObject_CheckBuffer(ob.as_ptr()) } == 0 {
        return Err(raise!(
            py,
            TypeError,
            "memoryview: a bytes-like object is required, not '{}'",
            ob.ty().full_name()
        ));
    }
    // SAFETY: the managed buffer is ours until the view has taken it over.
    unsafe {
        let m = managed(py, ob, flags)?;
        let master = (*m).master;
        let view = add_view(py, m, &master);
        decref(m.cast());
        view
    }
}

/// A view of memory that has no object (or whose object the caller keeps alive).
pub fn from_buffer<'py>(py: Attached<'py>, buffer: &Py_buffer) -> PyResult<Ref<'py, MemoryView>> {
    // SAFETY: the copy of the master has no object, so that nothing is released.
    unsafe {
        let m = alloc_managed()?;
        (*m).master = *buffer;
        (*m).master.obj = std::ptr::null_mut();
        let master = (*m).master;
        let view = add_view(py, m, &master);
        decref(m.cast());
        view
    }
}

/// Another view of the same memory.
pub fn copy<'py>(py: Attached<'py>, of: &Ref<'py, MemoryView>) -> PyResult<Ref<'py, MemoryView>> {
    // SAFETY: the view is not released, so its buffer is complete.
    unsafe {
        let source = (*of.as_ptr()).view;
        let new = add_view(py, (*of.as_ptr()).mbuf, &source)?;
        (*new.as_ptr()).flags |= (*of.as_ptr()).flags & _Py_MEMORYVIEW_RESTRICTED;
        Ok(new)
    }
}

/// Another view of the same memory with room for `ndim` dimensions; the first `ndim` entries are copied where they exist.
pub fn copy_with_ndim<'py>(
    py: Attached<'py>,
    of: &Ref<'py, MemoryView>,
    shape: &[isize],
) -> PyResult<Ref<'py, MemoryView>> {
    // SAFETY: the buffer given has exactly `shape.len()` entries in its shape and C-contiguous strides.
    unsafe {
        let mut source = (*of.as_ptr()).view;
        let mut shape = shape.to_vec();
        source.ndim = shape.len() as c_int;
        source.shape = shape.as_mut_ptr();
        source.strides = std::ptr::null_mut();
        source.suboffsets = std::ptr::null_mut();
        add_view(py, (*of.as_ptr()).mbuf, &source)
    }
}

/// The ValueError of a view that was released.
pub fn check_released(v: &Ref<'_, MemoryView>) -> PyResult<()> {
    if is_released(v) {
        return Err(raise!(v.py(), ValueError, "operation forbidden on released memoryview object"));
    }
    Ok(())
}
/// Whether the view or its buffer was released.
pub fn is_released(v: &Ref<'_, MemoryView>) -> bool {
    // SAFETY: a live view; its managed buffer lives as long as it is not released.
    unsafe {
        let p = v.as_ptr();
        flag_word(&raw mut (*p).flags).load(Ordering::Acquire) & _Py_MEMORYVIEW_RELEASED != 0
            || (*p).mbuf.is_null()
            || flag_word(&raw mut (*(*p).mbuf).flags).load(Ordering::Acquire) & _Py_MANAGED_BUFFER_RELEASED
                != 0
    }
}

/// Keeps a view from being released while its items are used: it counts as an export.
pub struct Hold<'a, 'py>(&'a Ref<'py, MemoryView>);
impl<'a, 'py> Hold<'a, 'py> {
    /// Fails for a released view.
    pub fn new(v: &'a Ref<'py, MemoryView>) -> PyResult<Hold<'a, 'py>> {
        check_released(v)?;
        // SAFETY: a live view.
        unsafe { counter(&raw mut (*v.as_ptr()).exports) }.fetch_add(1, Ordering::AcqRel);
        Ok(Hold(v))
    }
    /// The buffer; it does not go away while this lives.
    pub fn buffer(&self) -> &Py_buffer {
        // SAFETY: held; a view's own fields are not changed after it was made.
        unsafe { &(*self.0.as_ptr()).view }
    }
}
impl Drop for Hold<'_, '_> {
    fn drop(&mut self) {
        // SAFETY: counted in `new`.
        unsafe { counter(&raw mut (*self.0.as_ptr()).exports) }.fetch_sub(1, Ordering::AcqRel);
    }
}

/// `memoryview.release`
pub fn release(v: &Ref<'_, MemoryView>) -> PyResult<()> {
    // SAFETY: a live view; the flag lets one caller through.
    unsafe {
        let p = v.as_ptr();
        let flags = flag_word(&raw mut (*p).flags);
        if flags.load(Ordering::Acquire) & _Py_MEMORYVIEW_RELEASED != 0 {
            return Ok(());
        }
        let exports = counter(&raw mut (*p).exports).load(Ordering::Acquire);
        if exports > 0 {
            return Err(raise!(
                v.py(),
                BufferError,
                "memoryview has {exports} exported buffer{}",
                if exports == 1 { "" } else { "s" }
            ));
        }
        let before = flags.fetch_or(_Py_MEMORYVIEW_RELEASED, Ordering::AcqRel);
        if before & _Py_MEMORYVIEW_RELEASED == 0 {
            give_back((*p).mbuf);
        }
        Ok(())
    }
}

/// A view lets go of its managed buffer; the last one releases it.
unsafe fn give_back(m: *mut _PyManagedBufferObject) {
    // SAFETY: the caller's view counted as one export.
    unsafe {
        if !m.is_null() && counter(&raw mut (*m).exports).fetch_sub(1, Ordering::AcqRel) == 1 {
            release_managed(m);
        }
    }
}
unsafe fn release_managed(m: *mut _PyManagedBufferObject) {
    // SAFETY: the flag lets one caller through.
    unsafe {
        let before = flag_word(&raw mut (*m).flags).fetch_or(_Py_MANAGED_BUFFER_RELEASED, Ordering::AcqRel);
        if before & _Py_MANAGED_BUFFER_RELEASED != 0 {
            return;
        }
        if before & _Py_MANAGED_BUFFER_FREE_FORMAT != 0 {
            let format = std::mem::replace(&mut (*m).master.format, std::ptr::null_mut());
            decl::PyMem_Free(format.cast());
        }
        decl::PyBuffer_Release(&raw mut (*m).master);
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone.
    unsafe {
        let v: *mut PyMemoryViewObject = ob.cast();
        decl::PyObject_GC_UnTrack(ob.cast());
        if flag_word(&raw mut (*v).flags).fetch_or(_Py_MEMORYVIEW_RELEASED, Ordering::AcqRel)
            & _Py_MEMORYVIEW_RELEASED
            == 0
        {
            give_back((*v).mbuf);
        }
        let m = std::mem::replace(&mut (*v).mbuf, std::ptr::null_mut());
        if !m.is_null() {
            decref(m.cast());
        }
        if !(*v).weakreflist.is_null() {
            decl::PyObject_ClearWeakRefs(ob);
        }
        decl::PyObject_GC_Del(ob.cast());
    }
}
/// # Safety
/// Slot function.
pub unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector gives a visitor.
    unsafe {
        let m = (*ob.cast::<PyMemoryViewObject>()).mbuf;
        if m.is_null() { 0 } else { visit.unwrap_unchecked()(m.cast(), arg) }
    }
}
/// # Safety
/// Slot function.
pub unsafe extern "C" fn clear(ob: *mut PyObject) -> c_int {
    // SAFETY: a live view that only the collector reaches.
    unsafe {
        let v: *mut PyMemoryViewObject = ob.cast();
        if counter(&raw mut (*v).exports).load(Ordering::Acquire) == 0 {
            if flag_word(&raw mut (*v).flags).fetch_or(_Py_MEMORYVIEW_RELEASED, Ordering::AcqRel)
                & _Py_MEMORYVIEW_RELEASED
                == 0
            {
                give_back((*v).mbuf);
            }
            let m = std::mem::replace(&mut (*v).mbuf, std::ptr::null_mut());
            if !m.is_null() {
                decref(m.cast());
            }
        }
        0
    }
}
/// # Safety
/// Slot function.
pub unsafe extern "C" fn managed_dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        release_managed(ob.cast());
        decl::PyObject_GC_Del(ob.cast());
    }
}
/// # Safety
/// Slot function.
pub unsafe extern "C" fn managed_traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector gives a visitor; the master owns its object until it is released.
    unsafe {
        let m: *mut _PyManagedBufferObject = ob.cast();
        let exporter = (*m).master.obj;
        if exporter.is_null() { 0 } else { visit.unwrap_unchecked()(exporter, arg) }
    }
}
/// # Safety
/// Slot function.
pub unsafe extern "C" fn managed_clear(ob: *mut PyObject) -> c_int {
    // SAFETY: a live managed buffer that only the collector reaches; views still hold it while they have exports.
    unsafe {
        let m: *mut _PyManagedBufferObject = ob.cast();
        if counter(&raw mut (*m).exports).load(Ordering::Acquire) == 0 {
            release_managed(m);
        }
        0
    }
}

/// # Safety
/// Slot function.
pub unsafe extern "C" fn getbuffer(ob: *mut PyObject, out: *mut Py_buffer, flags: c_int) -> c_int {
    // SAFETY: a live view; the result points into it and owns a reference to it.
    unsafe {
        crate::boundary::enter("memoryview buffer", |py| -> PyResult<()> {
            let v: Borrowed<'_, '_, MemoryView> = Borrowed::from_ptr(py, ob.cast());
            check_released(&v)?;
            let p = v.as_ptr();
            let state = (*p).flags;
            let asked = |what: c_int| flags & what == what;
            let fail = |text: &str| Err(raise!(py, BufferError, "{text}"));
            if state & _Py_MEMORYVIEW_RESTRICTED != 0 {
                return Err(raise!(py, ValueError, "cannot create new view on restricted memoryview"));
            }
            let c = state & (_Py_MEMORYVIEW_SCALAR | _Py_MEMORYVIEW_C) != 0;
            let f = state & (_Py_MEMORYVIEW_SCALAR | _Py_MEMORYVIEW_FORTRAN) != 0;
            let mut view = (*p).view;
            view.obj = std::ptr::null_mut();
            if asked(PyBUF_WRITABLE) && view.readonly != 0 {
                return fail("memoryview: underlying buffer is not writable");
            }
            if !asked(PyBUF_FORMAT) {
                view.format = std::ptr::null_mut();
            }
            if asked(PyBUF_C_CONTIGUOUS) && !c {
                return fail("memoryview: underlying buffer is not C-contiguous");
            }
            if asked(PyBUF_F_CONTIGUOUS) && !f {
                return fail("memoryview: underlying buffer is not Fortran contiguous");
            }
            if asked(PyBUF_ANY_CONTIGUOUS) && !c && !f {
                return fail("memoryview: underlying buffer is not contiguous");
            }
            if !asked(PyBUF_INDIRECT) && state & _Py_MEMORYVIEW_PIL != 0 {
                return fail("memoryview: underlying buffer requires suboffsets");
            }
            if !asked(PyBUF_STRIDES) {
                if !c {
                    return fail("memoryview: underlying buffer is not C-contiguous");
                }
                view.strides = std::ptr::null_mut();
            }
            if !asked(PyBUF_ND) {
                if !view.format.is_null() {
                    return fail("memoryview: cannot cast to unsigned bytes if the format flag is present");
                }
                view.ndim = 1;
                view.shape = std::ptr::null_mut();
            }
            incref(ob);
            view.obj = ob;
            out.write(view);
            counter(&raw mut (*p).exports).fetch_add(1, Ordering::AcqRel);
            Ok(())
        })
    }
}
/// # Safety
/// Slot function.
pub unsafe extern "C" fn releasebuffer(ob: *mut PyObject, _view: *mut Py_buffer) {
    // SAFETY: each export is counted back once.
    unsafe { counter(&raw mut (*ob.cast::<PyMemoryViewObject>()).exports) }.fetch_sub(1, Ordering::AcqRel);
}
