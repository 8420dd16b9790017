//! `funcobject.h`: `classmethod` and `staticmethod`.

use mortise_abi::*;

use crate::boundary::enter;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;

/// # Safety
/// A live object.
unsafe fn b<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Borrowed<'a, 'py> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr(py, ob) }
}

/// `classmethod(function)`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyClassMethod_New(function: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyClassMethod_New", |py| crate::objects::classmethod::new(py, &b(py, function))) }
}

/// `staticmethod(function)`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyStaticMethod_New(function: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyStaticMethod_New", |py| crate::objects::staticmethod::new(py, &b(py, function))) }
}
