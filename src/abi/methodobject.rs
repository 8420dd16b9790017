//! `methodobject.h`: functions written in C.

use crate::{Py_ssize_t, PyObject, PyTypeObject, vectorcallfunc};
use core::ffi::{c_char, c_int};

/// `METH_NOARGS`, `METH_O` and `METH_VARARGS`, and the type of [`PyMethodDef::ml_meth`] whatever the flags.
pub type PyCFunction = Option<unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject>;
/// `METH_FASTCALL`.
pub type PyCFunctionFast =
    Option<unsafe extern "C" fn(*mut PyObject, *const *mut PyObject, Py_ssize_t) -> *mut PyObject>;
/// `METH_VARARGS | METH_KEYWORDS`.
pub type PyCFunctionWithKeywords =
    Option<unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> *mut PyObject>;
/// `METH_FASTCALL | METH_KEYWORDS`.
pub type PyCFunctionFastWithKeywords = Option<
    unsafe extern "C" fn(*mut PyObject, *const *mut PyObject, Py_ssize_t, *mut PyObject) -> *mut PyObject,
>;
/// `METH_METHOD | METH_FASTCALL | METH_KEYWORDS`.
pub type PyCMethod = Option<
    unsafe extern "C" fn(
        *mut PyObject,
        *mut PyTypeObject,
        *const *mut PyObject,
        usize,
        *mut PyObject,
    ) -> *mut PyObject,
>;
pub type _PyCFunctionFast = PyCFunctionFast;
pub type _PyCFunctionFastWithKeywords = PyCFunctionFastWithKeywords;

pub const METH_CLASS: c_int = 16;
pub const METH_COEXIST: c_int = 64;
pub const METH_FASTCALL: c_int = 128;
pub const METH_KEYWORDS: c_int = 2;
pub const METH_METHOD: c_int = 512;
pub const METH_NOARGS: c_int = 4;
pub const METH_O: c_int = 8;
pub const METH_STACKLESS: c_int = 0;
pub const METH_STATIC: c_int = 32;
pub const METH_VARARGS: c_int = 1;

/// C: `PyCFunctionObject`.
#[repr(C)]
pub struct PyCFunctionObject {
    pub ob_base: PyObject,
    pub m_ml: *mut PyMethodDef,
    pub m_self: *mut PyObject,
    pub m_module: *mut PyObject,
    pub m_weakreflist: *mut PyObject,
    pub vectorcall: vectorcallfunc,
}
crate::empty!(PyCFunctionObject);

/// C: `PyCMethodObject`.
#[repr(C)]
pub struct PyCMethodObject {
    pub func: PyCFunctionObject,
    pub mm_class: *mut PyTypeObject,
}
crate::empty!(PyCMethodObject);

/// C: `PyMethodDef`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PyMethodDef {
    pub ml_name: *const c_char,
    pub ml_meth: PyCFunction,
    pub ml_flags: c_int,
    pub ml_doc: *const c_char,
}
crate::empty!(PyMethodDef);
crate::table!(PyMethodDef);
