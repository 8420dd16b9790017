//! The object behind the views of `BytesIO.getbuffer()`: it keeps the stream from moving its bytes.

use std::ffi::c_int;
use std::sync::atomic::Ordering::*;

use mortise_abi::{Py_buffer, PyObject};
use mortise_core::heap::native::{Native, NativeValue, Visit, Visited};
use mortise_core::{Attached, Borrowed, Owned, native_type};

use super::bytes_io::BytesIo;

/// What `_BytesIOBuffer` objects hold.
pub struct BytesIoBuffer(pub Owned<Native<BytesIo>>);
impl NativeValue for BytesIoBuffer {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        visit.object(&self.0)
    }
}

/// # Safety
/// `bf_getbuffer` of the type below.
unsafe extern "C" fn get(ob: *mut PyObject, view: *mut Py_buffer, flags: c_int) -> c_int {
    // SAFETY: the slot's contract; the bytes stay where they are while the count of exports is not zero.
    unsafe {
        let py = Attached::assume();
        let slf: Borrowed<'_, '_, Native<BytesIoBuffer>> = Borrowed::from_ptr(py, ob.cast());
        let source = slf.value().0.bind(py);
        let stream = source.value();
        let (start, len) = stream.state.with(|s| (s.data.as_mut_ptr(), s.data.len()));
        let result =
            mortise_core::capi::decl::PyBuffer_FillInfo(view, ob, start.cast(), len as isize, 0, flags);
        if result == 0 {
            stream.exports.fetch_add(1, AcqRel);
        }
        result
    }
}

/// # Safety
/// `bf_releasebuffer` of the type below.
unsafe extern "C" fn release(ob: *mut PyObject, _view: *mut Py_buffer) {
    // SAFETY: the slot's contract.
    unsafe {
        let py = Attached::assume();
        let slf: Borrowed<'_, '_, Native<BytesIoBuffer>> = Borrowed::from_ptr(py, ob.cast());
        slf.value().0.bind(py).value().exports.fetch_sub(1, AcqRel);
    }
}

native_type! {
    /// `_io._BytesIOBuffer`
    pub static BYTES_IO_BUFFER: BytesIoBuffer = "_io._BytesIOBuffer" {
        dict: false, weakrefs: false,
        flags: mortise_abi::Py_TPFLAGS_DISALLOW_INSTANTIATION,
        buffer: { bf_getbuffer: Some(get), bf_releasebuffer: Some(release) },
    }
}
