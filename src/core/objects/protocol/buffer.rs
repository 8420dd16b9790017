//! The buffer protocol: a view of an object's memory that is given back when it is dropped.

use std::ffi::{CStr, c_int};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;

/// A buffer of an object, released on drop. Boxed, for some exporters keep its address.
pub struct View<'py> {
    buffer: Box<Py_buffer>,
    py: Attached<'py>,
}

impl<'py> View<'py> {
    /// A contiguous, readable run of bytes (`PyBUF_SIMPLE`).
    pub fn simple(py: Attached<'py>, ob: &Ref<'py>) -> PyResult<View<'py>> {
        View::new(py, ob, PyBUF_SIMPLE)
    }
    /// A contiguous run of bytes that may be written.
    pub fn writable(py: Attached<'py>, ob: &Ref<'py>) -> PyResult<View<'py>> {
        View::new(py, ob, PyBUF_WRITABLE)
    }
    /// A buffer as `flags` ask for.
    pub fn new(py: Attached<'py>, ob: &Ref<'py>, flags: c_int) -> PyResult<View<'py>> {
        // SAFETY: the struct is plain data that the exporter fills in; released once, on drop.
        unsafe {
            let mut buffer: Box<Py_buffer> = Box::new(std::mem::zeroed());
            if decl::PyObject_GetBuffer(ob.as_ptr(), &raw mut *buffer, flags) < 0 {
                return Err(Raised::assume());
            }
            Ok(View { buffer, py })
        }
    }
    /// The token it was made with.
    pub fn py(&self) -> Attached<'py> {
        self.py
    }
    /// The bytes, when the buffer is contiguous. Python code that runs meanwhile may change them: copy before calling any.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        let buffer = &*self.buffer;
        if buffer.len <= 0 {
            return &[];
        }
        // SAFETY: the exporter keeps `len` bytes at `buf` until the buffer is released.
        unsafe { std::slice::from_raw_parts(buffer.buf.cast(), buffer.len as usize) }
    }
    /// Where the bytes are, for writing.
    pub fn as_mut_ptr(&self) -> *mut u8 {
        self.buffer.buf.cast()
    }
    /// Number of bytes.
    pub fn len(&self) -> usize {
        self.buffer.len.max(0) as usize
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The C struct.
    pub fn raw(&self) -> &Py_buffer {
        &self.buffer
    }
    /// Size of an item.
    pub fn item_size(&self) -> usize {
        self.buffer.itemsize as usize
    }
    /// The format, `B` when there is none.
    pub fn format(&self) -> String {
        if self.buffer.format.is_null() {
            return "B".to_string();
        }
        // SAFETY: NUL-terminated and live as long as the buffer.
        unsafe { CStr::from_ptr(self.buffer.format) }.to_string_lossy().into_owned()
    }
    /// Copies the contents in C order, whatever the layout.
    pub fn to_vec(&self) -> PyResult<Vec<u8>> {
        let mut out = vec![0u8; self.len()];
        // SAFETY: `out` has room for all bytes.
        unsafe {
            if decl::PyBuffer_ToContiguous(out.as_mut_ptr().cast(), &*self.buffer, self.buffer.len, b'C' as _)
                < 0
            {
                return Err(Raised::assume());
            }
        }
        Ok(out)
    }
}

impl Drop for View<'_> {
    fn drop(&mut self) {
        // SAFETY: got by PyObject_GetBuffer and released once.
        unsafe { decl::PyBuffer_Release(&raw mut *self.buffer) }
    }
}
