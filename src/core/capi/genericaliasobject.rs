//! `genericaliasobject.h`

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

/// `origin[args]`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GenericAlias(origin: *mut PyObject, args: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("Py_GenericAlias", |py| crate::objects::generic_alias::new(py, &b(py, origin), &b(py, args)))
    }
}
