//! The slow paths of the instructions, by kind. They work on raw references: what a function says it takes, it gives back or
//! passes on, also when it fails. NULL (or -1) means that an exception is set.

pub mod arith;
pub mod build;
pub mod call;
pub mod exceptions;
pub mod import;
pub mod intrinsics;
pub mod iter;
pub mod load_store;
pub mod match_;
pub mod names;
pub mod unpack;

use mortise_abi::{PyObject, PyTypeObject};

use crate::capi::decl;

/// Raises a built-in exception; the indicator carries it.
macro_rules! set_error {
    ($exc:ident, $($arg:tt)*) => {{
        let _: $crate::err::Raised = $crate::raise!($crate::eval::ops::attached(), $exc, $($arg)*);
    }};
}
pub(crate) use set_error;

/// The token, for the raw functions of the interpreter, which all run on an attached thread.
#[inline(always)]
pub fn attached<'py>() -> crate::heap::attached::Attached<'py> {
    // SAFETY: this module is used by code that frames run, and frames run on attached threads.
    unsafe { crate::heap::attached::Attached::assume() }
}

/// The type's name for messages, cut as CPython's `%.200s` cuts it.
///
/// # Safety
/// `ob` points to a live object.
pub unsafe fn type_name(ob: *mut PyObject) -> String {
    // SAFETY: tp_name of a ready type is NUL-terminated.
    unsafe { class_name((*ob).ob_type) }
}

/// As [`type_name`] for a class.
///
/// # Safety
/// `ty` points to a ready type.
pub unsafe fn class_name(ty: *mut PyTypeObject) -> String {
    // SAFETY: tp_name of a ready type is NUL-terminated.
    let full = unsafe { std::ffi::CStr::from_ptr((*ty).tp_name) }.to_string_lossy();
    full.chars().take(200).collect()
}

/// The text of a str for messages.
///
/// # Safety
/// `ob` points to a live object.
pub unsafe fn text(ob: *mut PyObject) -> String {
    // SAFETY: a live object on an attached thread.
    unsafe {
        let py = crate::heap::attached::Attached::assume();
        let handle = crate::heap::handles::Borrowed::<PyObject>::from_ptr(py, ob);
        match handle.cast::<crate::objects::Str>() {
            Some(s) => s.to_string_lossy(),
            None => match handle.to_str() {
                Ok(s) => s.to_string_lossy(),
                Err(raised) => {
                    raised.clear(py);
                    "?".to_string()
                }
            },
        }
    }
}

/// Whether the pending exception is an instance of `class`.
///
/// # Safety
/// `class` points to an exception class.
pub unsafe fn pending(class: *mut PyTypeObject) -> bool {
    // SAFETY: by contract.
    unsafe { decl::PyErr_ExceptionMatches(class.cast()) != 0 }
}
