//! `cpython/picklebufobject.h`: buffers that pickle may keep out of its data.

use std::ffi::c_int;

use mortise_abi::{Py_buffer, PyObject};

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::objects::PickleBuffer;
use crate::objects::pickle_buffer::{PyPickleBuffer_Type, storage};
use crate::raise;

/// The argument as exactly a `PickleBuffer`.
///
/// # Safety
/// A live object.
unsafe fn arg<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> PyResult<Borrowed<'a, 'py, PickleBuffer>> {
    // SAFETY: by contract.
    unsafe {
        if (*ob).ob_type != &raw mut PyPickleBuffer_Type {
            let kind = Borrowed::from_ptr(py, ob).ty().name();
            return Err(raise!(py, TypeError, "expected PickleBuffer, {kind} found"));
        }
        Ok(Borrowed::from_ptr(py, ob.cast()))
    }
}

/// `PyPickleBuffer_FromObject`: new reference.
///
/// # Safety
/// The thread is attached; a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyPickleBuffer_FromObject(base: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract; the type is static.
    unsafe {
        enter("PyPickleBuffer_FromObject", |py| {
            let cls = Borrowed::from_ptr(py, &raw mut PyPickleBuffer_Type);
            storage::new(py, cls, &Borrowed::from_ptr(py, base))
        })
    }
}

/// `PyPickleBuffer_GetBuffer`: the view that the object holds.
///
/// # Safety
/// The thread is attached; a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyPickleBuffer_GetBuffer(ob: *mut PyObject) -> *const Py_buffer {
    // SAFETY: by contract.
    unsafe {
        enter("PyPickleBuffer_GetBuffer", |py| -> PyResult<*const Py_buffer> {
            Ok(storage::view(py, arg(py, ob)?)?.cast_const())
        })
    }
}

/// `PyPickleBuffer_Release`: gives the buffer back, once.
///
/// # Safety
/// The thread is attached; a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyPickleBuffer_Release(ob: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyPickleBuffer_Release", |py| -> PyResult<()> {
            storage::release(arg(py, ob)?);
            Ok(())
        })
    }
}
