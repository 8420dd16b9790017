//! `structseq.h`: tuples with named fields.

use std::ffi::{c_char, c_int};

use mortise_abi::*;

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::handles::Borrowed;
use crate::objects::struct_sequence;

/// The name of fields without a name; compared by address.
#[unsafe(no_mangle)]
pub static mut PyStructSequence_UnnamedField: *const c_char = struct_sequence::UNNAMED.as_ptr();

/// A heap type from a description.
///
/// # Safety
/// The description's names live as long as the type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyStructSequence_NewType(desc: *mut PyStructSequence_Desc) -> *mut PyTypeObject {
    // SAFETY: by contract.
    unsafe { enter("PyStructSequence_NewType", |py| struct_sequence::new_type(py, desc)).cast() }
}

/// Makes a static type from a description; failure is left in the error indicator.
///
/// # Safety
/// Static memory for the type and its description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyStructSequence_InitType(ty: *mut PyTypeObject, desc: *mut PyStructSequence_Desc) {
    // SAFETY: by contract.
    unsafe { PyStructSequence_InitType2(ty, desc) };
}

/// Makes a static type from a description; -1 with an exception on failure.
///
/// # Safety
/// Static memory for the type and its description.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyStructSequence_InitType2(
    ty: *mut PyTypeObject,
    desc: *mut PyStructSequence_Desc,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyStructSequence_InitType2", |py| -> PyResult<()> { struct_sequence::init_type(py, ty, desc) })
    }
}

/// A new instance whose fields are NULL, to be set with `PyStructSequence_SetItem`.
///
/// # Safety
/// A struct sequence type.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyStructSequence_New(ty: *mut PyTypeObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyStructSequence_New", |py| struct_sequence::new(py, &Borrowed::from_ptr(py, ty))) }
}

/// A field, borrowed.
///
/// # Safety
/// A struct sequence with more than `i` fields.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyStructSequence_GetItem(ob: *mut PyObject, i: isize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { struct_sequence::get(ob, i) }
}

/// Sets a field of a new instance; the reference is stolen.
///
/// # Safety
/// A struct sequence with more than `i` fields.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyStructSequence_SetItem(ob: *mut PyObject, i: isize, value: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { struct_sequence::set(ob, i, value) }
}
