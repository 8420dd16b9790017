//! The thread's error indicator.

use mortise_abi::PyTypeObject;

use crate::capi::decl;
use crate::err::Raised;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;

/// Takes the exception out of the indicator.
pub fn take(py: Attached<'_>) -> Option<Ref<'_>> {
    // SAFETY: gives a new reference or NULL.
    unsafe { Ref::from_owned_or_null(py, decl::PyErr_GetRaisedException()) }
}

/// Sets the indicator to `exception`, an instance of BaseException.
pub fn set(_py: Attached<'_>, exception: Ref<'_>) -> Raised {
    // SAFETY: the reference is given away.
    unsafe {
        decl::PyErr_SetRaisedException(exception.into_object_ptr());
        Raised::assume()
    }
}

/// Whether an exception is set.
pub fn occurred(_py: Attached<'_>) -> bool {
    // SAFETY: attached.
    unsafe { !decl::PyErr_Occurred().is_null() }
}

/// Whether the exception that is set is an instance of `exc`.
pub fn matches(_py: Attached<'_>, exc: *mut PyTypeObject) -> bool {
    // SAFETY: exc is a live class.
    unsafe { decl::PyErr_ExceptionMatches(exc.cast()) != 0 }
}

/// Sets the indicator to a new `exc` with a text.
pub fn set_message(py: Attached<'_>, exc: *mut PyTypeObject, message: &str) -> Raised {
    // SAFETY: exc is a live class; the text is valid UTF-8 for its length.
    unsafe {
        let text = decl::PyUnicode_FromStringAndSize(message.as_ptr().cast(), message.len() as isize);
        if let Some(text) = Ref::from_owned_or_null(py, text) {
            decl::PyErr_SetObject(exc.cast(), text.as_object_ptr());
        }
        Raised::assume()
    }
}
