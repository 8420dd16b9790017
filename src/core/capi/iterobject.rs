//! `iterobject.h`: iterators over sequences and callables.

use mortise_abi::PyObject;

use crate::boundary::enter;
use crate::heap::handles::Borrowed;
use crate::objects::iterator;
use crate::objects::protocol::bad_internal_call;

/// `PySeqIter_New`
///
/// # Safety
/// `seq` points to a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySeqIter_New(seq: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PySeqIter_New", |py| {
            let seq = Borrowed::<'_, '_, PyObject>::from_ptr(py, seq);
            if !seq.is_sequence() {
                return Err(bad_internal_call(py));
            }
            iterator::sequence_iterator(py, &seq)
        })
    }
}

/// `PyCallIter_New`
///
/// # Safety
/// The arguments point to live objects.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCallIter_New(callable: *mut PyObject, sentinel: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyCallIter_New", |py| {
            let (function, sentinel) =
                (Borrowed::<'_, '_, PyObject>::from_ptr(py, callable), Borrowed::from_ptr(py, sentinel));
            iterator::callable_iterator(py, &function, &sentinel)
        })
    }
}
