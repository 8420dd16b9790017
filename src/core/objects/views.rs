//! The names under which Rust code holds objects of the built-in types: `Ref<'py, List>`, `Borrowed<'_, 'py, Str>` …

#![allow(non_upper_case_globals)]

use mortise_abi::*;

use crate::capi::decl::*;
use crate::heap::handles::{Class, Concrete};

/// `type`
pub type Type = PyTypeObject;
/// `int` (and `bool`)
pub type Int = PyLongObject;
/// `float`
pub type Float = PyFloatObject;
/// `complex`
pub type Complex = PyComplexObject;
/// `str`
pub type Str = PyUnicodeObject;
/// `bytes`
pub type Bytes = PyBytesObject;
/// `bytearray`
pub type ByteArray = PyByteArrayObject;
/// `tuple`
pub type Tuple = PyTupleObject;
/// `list`
pub type List = PyListObject;
/// `dict`
pub type Dict = PyDictObject;
/// `slice`
pub type Slice = PySliceObject;
/// `memoryview`
pub type MemoryView = PyMemoryViewObject;
/// Python functions
pub type Function = PyFunctionObject;
/// Bound methods
pub type Method = PyMethodObject;
/// Code objects
pub type Code = PyCodeObject;
/// `BaseException` and its subclasses
pub type BaseException = PyBaseExceptionObject;
/// Tracebacks
pub type Traceback = PyTracebackObject;
/// `pickle.PickleBuffer`
pub type PickleBuffer = super::pickle_buffer::storage::Memory;

/// `bool`
#[repr(transparent)]
pub struct Bool(PyLongObject);
/// `set`
#[repr(transparent)]
pub struct Set(PySetObject);
/// `frozenset`
#[repr(transparent)]
pub struct FrozenSet(PySetObject);
/// Modules; the struct is `objects::module`'s own.
#[repr(transparent)]
pub struct Module(PyObject);

/// Set for `type` and its subclasses; the headers hold it unsigned, beyond the constants' table.
pub const Py_TPFLAGS_TYPE_SUBCLASS: u64 = 1 << 31;

/// Implements [`Class`] for a struct: by a flag of the type, or by walking the bases.
macro_rules! class {
    ($T:ty, $name:literal, $obj:ident, $flag:ident) => {
        // SAFETY: the flag is set for the type and its subclasses, whose instances start with the struct.
        unsafe impl Class for $T {
            const NAME: &'static str = $name;
            #[inline(always)]
            fn type_object() -> *mut PyTypeObject {
                &raw mut $obj
            }
            #[inline(always)]
            unsafe fn check(ob: *mut PyObject) -> bool {
                // SAFETY: live objects have a type, whose flags do not lose this bit.
                unsafe { (*(*ob).ob_type).tp_flags as u64 & $flag as u64 != 0 }
            }
        }
        impl Concrete for $T {}
    };
    ($T:ty, $name:literal, $obj:ident) => {
        // SAFETY: the type is declared with this struct.
        unsafe impl Class for $T {
            const NAME: &'static str = $name;
            #[inline(always)]
            fn type_object() -> *mut PyTypeObject {
                &raw mut $obj
            }
        }
        impl Concrete for $T {}
    };
}

class!(Type, "type", PyType_Type, Py_TPFLAGS_TYPE_SUBCLASS);
class!(Int, "int", PyLong_Type, Py_TPFLAGS_LONG_SUBCLASS);
class!(Str, "str", PyUnicode_Type, Py_TPFLAGS_UNICODE_SUBCLASS);
class!(Bytes, "bytes", PyBytes_Type, Py_TPFLAGS_BYTES_SUBCLASS);
class!(Tuple, "tuple", PyTuple_Type, Py_TPFLAGS_TUPLE_SUBCLASS);
class!(List, "list", PyList_Type, Py_TPFLAGS_LIST_SUBCLASS);
class!(Dict, "dict", PyDict_Type, Py_TPFLAGS_DICT_SUBCLASS);
class!(Float, "float", PyFloat_Type);
class!(Complex, "complex", PyComplex_Type);
class!(Bool, "bool", PyBool_Type);
class!(ByteArray, "bytearray", PyByteArray_Type);
class!(Set, "set", PySet_Type);
class!(FrozenSet, "frozenset", PyFrozenSet_Type);
class!(Slice, "slice", PySlice_Type);
class!(MemoryView, "memoryview", PyMemoryView_Type);
class!(Function, "function", PyFunction_Type);
class!(Method, "method", PyMethod_Type);
class!(Code, "code", PyCode_Type);
class!(Module, "module", PyModule_Type);
class!(Traceback, "traceback", PyTraceBack_Type);
class!(PickleBuffer, "PickleBuffer", PyPickleBuffer_Type);

// SAFETY: the flag is set for BaseException and its subclasses.
unsafe impl Class for BaseException {
    const NAME: &'static str = "BaseException";
    fn type_object() -> *mut PyTypeObject {
        crate::objects::exceptions::classes::BaseException()
    }
    #[inline(always)]
    unsafe fn check(ob: *mut PyObject) -> bool {
        // SAFETY: live objects have a type.
        unsafe { (*(*ob).ob_type).tp_flags & Py_TPFLAGS_BASE_EXC_SUBCLASS != 0 }
    }
}
impl Concrete for BaseException {}
