//! The C API as the rest of the runtime sees it: every non-variadic function and datum of the exported set, declared.
//!
//! The definitions are in the other files of this folder, one per CPython header.
#![allow(clashing_extern_declarations, missing_docs, clippy::missing_safety_doc)]

use std::ffi::{c_char, c_int, c_long, c_longlong, c_uchar, c_uint, c_ulong, c_ulonglong, c_void};

use mortise_abi::*;

/// The element of C's `va_list` array type on x86-64.
#[repr(C)]
pub struct VaList {
    /// Where the next integer register is in the save area.
    pub gp_offset: c_uint,
    /// Where the next vector register is.
    pub fp_offset: c_uint,
    /// The next argument on the stack.
    pub overflow_arg_area: *mut c_void,
    /// The registers as they were at the call.
    pub reg_save_area: *mut c_void,
}

// abstract.h
#[cfg(not(Py_GIL_DISABLED))]
mod opaque {
    /// Has no contents in this flavour's headers; the functions do nothing.
    #[repr(C)]
    pub struct PyCriticalSection([u8; 0]);
    /// As [`PyCriticalSection`].
    #[repr(C)]
    pub struct PyCriticalSection2([u8; 0]);
}
#[cfg(not(Py_GIL_DISABLED))]
use opaque::{PyCriticalSection, PyCriticalSection2};

unsafe extern "C" {
    pub fn PyAIter_Check(a0: *mut PyObject) -> c_int;
    pub fn PyIndex_Check(a0: *mut PyObject) -> c_int;
    pub fn PyIter_Check(a0: *mut PyObject) -> c_int;
    pub fn PyIter_Next(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyIter_Send(a0: *mut PyObject, a1: *mut PyObject, a2: *mut *mut PyObject) -> PySendResult;
    pub fn PyMapping_Check(a0: *mut PyObject) -> c_int;
    pub fn PyMapping_GetItemString(a0: *mut PyObject, a1: *const c_char) -> *mut PyObject;
    pub fn PyMapping_GetOptionalItem(a0: *mut PyObject, a1: *mut PyObject, a2: *mut *mut PyObject) -> c_int;
    pub fn PyMapping_GetOptionalItemString(
        a0: *mut PyObject,
        a1: *const c_char,
        a2: *mut *mut PyObject,
    ) -> c_int;
    pub fn PyMapping_HasKey(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyMapping_HasKeyString(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn PyMapping_HasKeyStringWithError(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn PyMapping_HasKeyWithError(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyMapping_Items(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyMapping_Keys(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyMapping_Length(a0: *mut PyObject) -> isize;
    pub fn PyMapping_SetItemString(a0: *mut PyObject, a1: *const c_char, a2: *mut PyObject) -> c_int;
    pub fn PyMapping_Size(a0: *mut PyObject) -> isize;
    pub fn PyMapping_Values(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Absolute(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Add(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_And(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_AsSsize_t(a0: *mut PyObject, a1: *mut PyObject) -> isize;
    pub fn PyNumber_Check(a0: *mut PyObject) -> c_int;
    pub fn PyNumber_Divmod(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Float(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_FloorDivide(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_InPlaceAdd(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_InPlaceAnd(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_InPlaceFloorDivide(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_InPlaceLshift(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_InPlaceMatrixMultiply(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_InPlaceMultiply(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_InPlaceOr(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_InPlacePower(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_InPlaceRemainder(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_InPlaceRshift(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_InPlaceSubtract(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_InPlaceTrueDivide(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_InPlaceXor(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Index(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Invert(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Long(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Lshift(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_MatrixMultiply(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Multiply(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Negative(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Or(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Positive(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Power(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Remainder(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Rshift(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Subtract(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_ToBase(a0: *mut PyObject, a1: c_int) -> *mut PyObject;
    pub fn PyNumber_TrueDivide(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyNumber_Xor(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_Call(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_CallNoArgs(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_CallObject(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_DelItem(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyObject_DelItemString(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn PyObject_Format(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_GetAIter(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_GetItem(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_GetIter(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_IsInstance(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyObject_IsSubclass(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyObject_Length(a0: *mut PyObject) -> isize;
    pub fn PyObject_SetItem(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject) -> c_int;
    pub fn PyObject_Size(a0: *mut PyObject) -> isize;
    pub fn PyObject_Type(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_Vectorcall(
        a0: *mut PyObject,
        a1: *const *mut PyObject,
        a2: usize,
        a3: *mut PyObject,
    ) -> *mut PyObject;
    pub fn PyObject_VectorcallMethod(
        a0: *mut PyObject,
        a1: *const *mut PyObject,
        a2: usize,
        a3: *mut PyObject,
    ) -> *mut PyObject;
    pub fn PySequence_Check(a0: *mut PyObject) -> c_int;
    pub fn PySequence_Concat(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PySequence_Contains(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PySequence_Count(a0: *mut PyObject, a1: *mut PyObject) -> isize;
    pub fn PySequence_DelItem(a0: *mut PyObject, a1: isize) -> c_int;
    pub fn PySequence_DelSlice(a0: *mut PyObject, a1: isize, a2: isize) -> c_int;
    pub fn PySequence_Fast(a0: *mut PyObject, a1: *const c_char) -> *mut PyObject;
    pub fn PySequence_GetItem(a0: *mut PyObject, a1: isize) -> *mut PyObject;
    pub fn PySequence_GetSlice(a0: *mut PyObject, a1: isize, a2: isize) -> *mut PyObject;
    pub fn PySequence_In(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PySequence_InPlaceConcat(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PySequence_InPlaceRepeat(a0: *mut PyObject, a1: isize) -> *mut PyObject;
    pub fn PySequence_Index(a0: *mut PyObject, a1: *mut PyObject) -> isize;
    pub fn PySequence_Length(a0: *mut PyObject) -> isize;
    pub fn PySequence_List(a0: *mut PyObject) -> *mut PyObject;
    pub fn PySequence_Repeat(a0: *mut PyObject, a1: isize) -> *mut PyObject;
    pub fn PySequence_SetItem(a0: *mut PyObject, a1: isize, a2: *mut PyObject) -> c_int;
    pub fn PySequence_SetSlice(a0: *mut PyObject, a1: isize, a2: isize, a3: *mut PyObject) -> c_int;
    pub fn PySequence_Size(a0: *mut PyObject) -> isize;
    pub fn PySequence_Tuple(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyVectorcall_Call(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject) -> *mut PyObject;
    pub fn PyVectorcall_NARGS(a0: usize) -> isize;
}

// boolobject.h
unsafe extern "C" {
    pub fn PyBool_FromLong(a0: c_long) -> *mut PyObject;
    pub fn Py_IsFalse(a0: *mut PyObject) -> c_int;
    pub fn Py_IsTrue(a0: *mut PyObject) -> c_int;
}

// bytearrayobject.h
unsafe extern "C" {
    pub fn PyByteArray_AsString(a0: *mut PyObject) -> *mut c_char;
    pub fn PyByteArray_Concat(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyByteArray_FromObject(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyByteArray_FromStringAndSize(a0: *const c_char, a1: isize) -> *mut PyObject;
    pub fn PyByteArray_Resize(a0: *mut PyObject, a1: isize) -> c_int;
    pub fn PyByteArray_Size(a0: *mut PyObject) -> isize;
}

// bytesobject.h
unsafe extern "C" {
    pub fn PyBytes_AsString(a0: *mut PyObject) -> *mut c_char;
    pub fn PyBytes_AsStringAndSize(a0: *mut PyObject, a1: *mut *mut c_char, a2: *mut isize) -> c_int;
    pub fn PyBytes_Concat(a0: *mut *mut PyObject, a1: *mut PyObject);
    pub fn PyBytes_ConcatAndDel(a0: *mut *mut PyObject, a1: *mut PyObject);
    pub fn PyBytes_DecodeEscape(
        a0: *const c_char,
        a1: isize,
        a2: *const c_char,
        a3: isize,
        a4: *const c_char,
    ) -> *mut PyObject;
    pub fn PyBytes_FromFormatV(a0: *const c_char, a1: *mut VaList) -> *mut PyObject;
    pub fn PyBytes_FromObject(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyBytes_FromString(a0: *const c_char) -> *mut PyObject;
    pub fn PyBytes_FromStringAndSize(a0: *const c_char, a1: isize) -> *mut PyObject;
    pub fn PyBytes_Repr(a0: *mut PyObject, a1: c_int) -> *mut PyObject;
    pub fn PyBytes_Size(a0: *mut PyObject) -> isize;
}

// ceval.h
unsafe extern "C" {
    pub fn PyEval_AcquireThread(a0: *mut PyThreadState);
    pub fn PyEval_EvalCode(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject) -> *mut PyObject;
    pub fn PyEval_EvalCodeEx(
        a0: *mut PyObject,
        a1: *mut PyObject,
        a2: *mut PyObject,
        a3: *const *mut PyObject,
        a4: c_int,
        a5: *const *mut PyObject,
        a6: c_int,
        a7: *const *mut PyObject,
        a8: c_int,
        a9: *mut PyObject,
        a10: *mut PyObject,
    ) -> *mut PyObject;
    pub fn PyEval_EvalFrame(a0: *mut PyFrameObject) -> *mut PyObject;
    pub fn PyEval_EvalFrameEx(a0: *mut PyFrameObject, a1: c_int) -> *mut PyObject;
    pub fn PyEval_GetBuiltins() -> *mut PyObject;
    pub fn PyEval_GetFrame() -> *mut PyFrameObject;
    pub fn PyEval_GetFrameBuiltins() -> *mut PyObject;
    pub fn PyEval_GetFrameGlobals() -> *mut PyObject;
    pub fn PyEval_GetFrameLocals() -> *mut PyObject;
    pub fn PyEval_GetFuncDesc(a0: *mut PyObject) -> *const c_char;
    pub fn PyEval_GetFuncName(a0: *mut PyObject) -> *const c_char;
    pub fn PyEval_GetGlobals() -> *mut PyObject;
    pub fn PyEval_GetLocals() -> *mut PyObject;
    pub fn PyEval_InitThreads();
    pub fn PyEval_ReleaseThread(a0: *mut PyThreadState);
    pub fn PyEval_RestoreThread(a0: *mut PyThreadState);
    pub fn PyEval_SaveThread() -> *mut PyThreadState;
    pub fn Py_EnterRecursiveCall(a0: *const c_char) -> c_int;
    pub fn Py_GetRecursionLimit() -> c_int;
    pub fn Py_LeaveRecursiveCall();
    pub fn Py_MakePendingCalls() -> c_int;
    pub fn Py_SetRecursionLimit(a0: c_int);
}

// codecs.h
unsafe extern "C" {
    pub fn PyCodec_BackslashReplaceErrors(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyCodec_Decode(a0: *mut PyObject, a1: *const c_char, a2: *const c_char) -> *mut PyObject;
    pub fn PyCodec_Decoder(a0: *const c_char) -> *mut PyObject;
    pub fn PyCodec_Encode(a0: *mut PyObject, a1: *const c_char, a2: *const c_char) -> *mut PyObject;
    pub fn PyCodec_Encoder(a0: *const c_char) -> *mut PyObject;
    pub fn PyCodec_IgnoreErrors(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyCodec_IncrementalDecoder(a0: *const c_char, a1: *const c_char) -> *mut PyObject;
    pub fn PyCodec_IncrementalEncoder(a0: *const c_char, a1: *const c_char) -> *mut PyObject;
    pub fn PyCodec_KnownEncoding(a0: *const c_char) -> c_int;
    pub fn PyCodec_LookupError(a0: *const c_char) -> *mut PyObject;
    pub fn PyCodec_NameReplaceErrors(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyCodec_Register(a0: *mut PyObject) -> c_int;
    pub fn PyCodec_RegisterError(a0: *const c_char, a1: *mut PyObject) -> c_int;
    pub fn PyCodec_ReplaceErrors(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyCodec_StreamReader(a0: *const c_char, a1: *mut PyObject, a2: *const c_char) -> *mut PyObject;
    pub fn PyCodec_StreamWriter(a0: *const c_char, a1: *mut PyObject, a2: *const c_char) -> *mut PyObject;
    pub fn PyCodec_StrictErrors(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyCodec_Unregister(a0: *mut PyObject) -> c_int;
    pub fn PyCodec_XMLCharRefReplaceErrors(a0: *mut PyObject) -> *mut PyObject;
}

// complexobject.h
unsafe extern "C" {
    pub fn PyComplex_FromDoubles(a0: f64, a1: f64) -> *mut PyObject;
    pub fn PyComplex_ImagAsDouble(a0: *mut PyObject) -> f64;
    pub fn PyComplex_RealAsDouble(a0: *mut PyObject) -> f64;
}

// cpython/abstract.h
unsafe extern "C" {
    pub fn PyObject_CallOneArg(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_LengthHint(a0: *mut PyObject, a1: isize) -> isize;
    pub fn PyObject_VectorcallDict(
        a0: *mut PyObject,
        a1: *const *mut PyObject,
        a2: usize,
        a3: *mut PyObject,
    ) -> *mut PyObject;
    pub fn PyVectorcall_Function(a0: *mut PyObject) -> vectorcallfunc;
    pub fn _PyStack_AsDict(a0: *const *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
}

// cpython/bytesobject.h
unsafe extern "C" {
    pub fn _PyBytes_Join(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn _PyBytes_Resize(a0: *mut *mut PyObject, a1: isize) -> c_int;
}

// cpython/cellobject.h
unsafe extern "C" {
    pub fn PyCell_Get(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyCell_New(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyCell_Set(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
}

// cpython/ceval.h
unsafe extern "C" {
    pub fn PyEval_MergeCompilerFlags(a0: *mut PyCompilerFlags) -> c_int;
    pub fn PyEval_SetProfile(a0: Py_tracefunc, a1: *mut PyObject);
    pub fn PyEval_SetProfileAllThreads(a0: Py_tracefunc, a1: *mut PyObject);
    pub fn PyEval_SetTrace(a0: Py_tracefunc, a1: *mut PyObject);
    pub fn PyEval_SetTraceAllThreads(a0: Py_tracefunc, a1: *mut PyObject);
    pub fn PyUnstable_Eval_RequestCodeExtraIndex(a0: freefunc) -> isize;
    pub fn _PyEval_EvalFrameDefault(
        a0: *mut PyThreadState,
        a1: *mut _PyInterpreterFrame,
        a2: c_int,
    ) -> *mut PyObject;
    pub fn _PyEval_SliceIndex(a0: *mut PyObject, a1: *mut isize) -> c_int;
    pub fn _PyEval_SliceIndexNotNone(a0: *mut PyObject, a1: *mut isize) -> c_int;
}

// cpython/classobject.h
unsafe extern "C" {
    pub fn PyInstanceMethod_Function(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyInstanceMethod_New(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyMethod_Function(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyMethod_New(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyMethod_Self(a0: *mut PyObject) -> *mut PyObject;
}

// cpython/code.h
unsafe extern "C" {
    pub fn PyCode_AddWatcher(a0: PyCode_WatchCallback) -> c_int;
    pub fn PyCode_Addr2Line(a0: *mut PyCodeObject, a1: c_int) -> c_int;
    pub fn PyCode_Addr2Location(
        a0: *mut PyCodeObject,
        a1: c_int,
        a2: *mut c_int,
        a3: *mut c_int,
        a4: *mut c_int,
        a5: *mut c_int,
    ) -> c_int;
    pub fn PyCode_ClearWatcher(a0: c_int) -> c_int;
    pub fn PyCode_GetCellvars(a0: *mut PyCodeObject) -> *mut PyObject;
    pub fn PyCode_GetCode(a0: *mut PyCodeObject) -> *mut PyObject;
    pub fn PyCode_GetFreevars(a0: *mut PyCodeObject) -> *mut PyObject;
    pub fn PyCode_GetVarnames(a0: *mut PyCodeObject) -> *mut PyObject;
    pub fn PyCode_NewEmpty(a0: *const c_char, a1: *const c_char, a2: c_int) -> *mut PyCodeObject;
    pub fn PyCode_Optimize(
        a0: *mut PyObject,
        a1: *mut PyObject,
        a2: *mut PyObject,
        a3: *mut PyObject,
    ) -> *mut PyObject;
    pub fn PyUnstable_Code_GetExtra(a0: *mut PyObject, a1: isize, a2: *mut *mut c_void) -> c_int;
    pub fn PyUnstable_Code_New(
        a0: c_int,
        a1: c_int,
        a2: c_int,
        a3: c_int,
        a4: c_int,
        a5: *mut PyObject,
        a6: *mut PyObject,
        a7: *mut PyObject,
        a8: *mut PyObject,
        a9: *mut PyObject,
        a10: *mut PyObject,
        a11: *mut PyObject,
        a12: *mut PyObject,
        a13: *mut PyObject,
        a14: c_int,
        a15: *mut PyObject,
        a16: *mut PyObject,
    ) -> *mut PyCodeObject;
    pub fn PyUnstable_Code_NewWithPosOnlyArgs(
        a0: c_int,
        a1: c_int,
        a2: c_int,
        a3: c_int,
        a4: c_int,
        a5: c_int,
        a6: *mut PyObject,
        a7: *mut PyObject,
        a8: *mut PyObject,
        a9: *mut PyObject,
        a10: *mut PyObject,
        a11: *mut PyObject,
        a12: *mut PyObject,
        a13: *mut PyObject,
        a14: *mut PyObject,
        a15: c_int,
        a16: *mut PyObject,
        a17: *mut PyObject,
    ) -> *mut PyCodeObject;
    pub fn PyUnstable_Code_SetExtra(a0: *mut PyObject, a1: isize, a2: *mut c_void) -> c_int;
    pub fn _PyCode_CheckLineNumber(a0: c_int, a1: *mut PyCodeAddressRange) -> c_int;
    pub fn _PyCode_ConstantKey(a0: *mut PyObject) -> *mut PyObject;
}

// cpython/compile.h
unsafe extern "C" {
    pub fn PyCompile_OpcodeStackEffect(a0: c_int, a1: c_int) -> c_int;
    pub fn PyCompile_OpcodeStackEffectWithJump(a0: c_int, a1: c_int, a2: c_int) -> c_int;
}

// cpython/complexobject.h
unsafe extern "C" {
    pub fn PyComplex_AsCComplex(a0: *mut PyObject) -> Py_complex;
    pub fn PyComplex_FromCComplex(a0: Py_complex) -> *mut PyObject;
    pub fn _Py_c_abs(a0: Py_complex) -> f64;
    pub fn _Py_c_diff(a0: Py_complex, a1: Py_complex) -> Py_complex;
    pub fn _Py_c_neg(a0: Py_complex) -> Py_complex;
    pub fn _Py_c_pow(a0: Py_complex, a1: Py_complex) -> Py_complex;
    pub fn _Py_c_prod(a0: Py_complex, a1: Py_complex) -> Py_complex;
    pub fn _Py_c_quot(a0: Py_complex, a1: Py_complex) -> Py_complex;
    pub fn _Py_c_sum(a0: Py_complex, a1: Py_complex) -> Py_complex;
}

// cpython/context.h
unsafe extern "C" {
    pub fn PyContextVar_Get(a0: *mut PyObject, a1: *mut PyObject, a2: *mut *mut PyObject) -> c_int;
    pub fn PyContextVar_New(a0: *const c_char, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyContextVar_Reset(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyContextVar_Set(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyContext_Copy(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyContext_CopyCurrent() -> *mut PyObject;
    pub fn PyContext_Enter(a0: *mut PyObject) -> c_int;
    pub fn PyContext_Exit(a0: *mut PyObject) -> c_int;
    pub fn PyContext_New() -> *mut PyObject;
}

// cpython/critical_section.h
unsafe extern "C" {
    pub fn PyCriticalSection2_Begin(a0: *mut PyCriticalSection2, a1: *mut PyObject, a2: *mut PyObject);
    pub fn PyCriticalSection2_End(a0: *mut PyCriticalSection2);
    pub fn PyCriticalSection_Begin(a0: *mut PyCriticalSection, a1: *mut PyObject);
    pub fn PyCriticalSection_End(a0: *mut PyCriticalSection);
}

// cpython/descrobject.h
unsafe extern "C" {
    pub fn PyDescr_IsData(a0: *mut PyObject) -> c_int;
    pub fn PyDescr_NewWrapper(a0: *mut PyTypeObject, a1: *mut wrapperbase, a2: *mut c_void) -> *mut PyObject;
}

// cpython/dictobject.h
unsafe extern "C" {
    pub fn PyDict_AddWatcher(a0: PyDict_WatchCallback) -> c_int;
    pub fn PyDict_ClearWatcher(a0: c_int) -> c_int;
    pub fn PyDict_ContainsString(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn PyDict_Pop(a0: *mut PyObject, a1: *mut PyObject, a2: *mut *mut PyObject) -> c_int;
    pub fn PyDict_PopString(a0: *mut PyObject, a1: *const c_char, a2: *mut *mut PyObject) -> c_int;
    pub fn PyDict_SetDefault(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject) -> *mut PyObject;
    pub fn PyDict_SetDefaultRef(
        a0: *mut PyObject,
        a1: *mut PyObject,
        a2: *mut PyObject,
        a3: *mut *mut PyObject,
    ) -> c_int;
    pub fn PyDict_Unwatch(a0: c_int, a1: *mut PyObject) -> c_int;
    pub fn PyDict_Watch(a0: c_int, a1: *mut PyObject) -> c_int;
    pub fn _PyDict_GetItemStringWithError(a0: *mut PyObject, a1: *const c_char) -> *mut PyObject;
    pub fn _PyDict_GetItem_KnownHash(a0: *mut PyObject, a1: *mut PyObject, a2: isize) -> *mut PyObject;
    pub fn _PyDict_NewPresized(a0: isize) -> *mut PyObject;
    pub fn _PyDict_Pop(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject) -> *mut PyObject;
}

// cpython/fileobject.h
unsafe extern "C" {
    pub fn PyFile_NewStdPrinter(a0: c_int) -> *mut PyObject;
    pub fn PyFile_OpenCode(a0: *const c_char) -> *mut PyObject;
    pub fn PyFile_OpenCodeObject(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyFile_SetOpenCodeHook(a0: Py_OpenCodeHookFunction, a1: *mut c_void) -> c_int;
    pub fn Py_UniversalNewlineFgets(
        a0: *mut c_char,
        a1: c_int,
        a2: *mut libc::FILE,
        a3: *mut PyObject,
    ) -> *mut c_char;
}

// cpython/fileutils.h
unsafe extern "C" {
    pub fn _Py_fopen_obj(a0: *mut PyObject, a1: *const c_char) -> *mut libc::FILE;
}

// cpython/floatobject.h
unsafe extern "C" {
    pub fn PyFloat_Pack2(a0: f64, a1: *mut c_char, a2: c_int) -> c_int;
    pub fn PyFloat_Pack4(a0: f64, a1: *mut c_char, a2: c_int) -> c_int;
    pub fn PyFloat_Pack8(a0: f64, a1: *mut c_char, a2: c_int) -> c_int;
    pub fn PyFloat_Unpack2(a0: *const c_char, a1: c_int) -> f64;
    pub fn PyFloat_Unpack4(a0: *const c_char, a1: c_int) -> f64;
    pub fn PyFloat_Unpack8(a0: *const c_char, a1: c_int) -> f64;
}

// cpython/frameobject.h
unsafe extern "C" {
    pub fn PyFrame_FastToLocals(a0: *mut PyFrameObject);
    pub fn PyFrame_FastToLocalsWithError(a0: *mut PyFrameObject) -> c_int;
    pub fn PyFrame_LocalsToFast(a0: *mut PyFrameObject, a1: c_int);
    pub fn PyFrame_New(
        a0: *mut PyThreadState,
        a1: *mut PyCodeObject,
        a2: *mut PyObject,
        a3: *mut PyObject,
    ) -> *mut PyFrameObject;
    pub fn _PyFrame_IsEntryFrame(a0: *mut PyFrameObject) -> c_int;
}

// cpython/funcobject.h
unsafe extern "C" {
    pub fn PyClassMethod_New(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyFunction_AddWatcher(a0: PyFunction_WatchCallback) -> c_int;
    pub fn PyFunction_ClearWatcher(a0: c_int) -> c_int;
    pub fn PyFunction_GetAnnotations(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyFunction_GetClosure(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyFunction_GetCode(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyFunction_GetDefaults(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyFunction_GetGlobals(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyFunction_GetKwDefaults(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyFunction_GetModule(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyFunction_New(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyFunction_NewWithQualName(
        a0: *mut PyObject,
        a1: *mut PyObject,
        a2: *mut PyObject,
    ) -> *mut PyObject;
    pub fn PyFunction_SetAnnotations(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyFunction_SetClosure(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyFunction_SetDefaults(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyFunction_SetKwDefaults(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyFunction_SetVectorcall(a0: *mut PyFunctionObject, a1: vectorcallfunc);
    pub fn PyStaticMethod_New(a0: *mut PyObject) -> *mut PyObject;
}

// cpython/genobject.h
unsafe extern "C" {
    pub fn PyAsyncGen_New(a0: *mut PyFrameObject, a1: *mut PyObject, a2: *mut PyObject) -> *mut PyObject;
    pub fn PyCoro_New(a0: *mut PyFrameObject, a1: *mut PyObject, a2: *mut PyObject) -> *mut PyObject;
    pub fn PyGen_GetCode(a0: *mut PyGenObject) -> *mut PyCodeObject;
    pub fn PyGen_New(a0: *mut PyFrameObject) -> *mut PyObject;
    pub fn PyGen_NewWithQualName(
        a0: *mut PyFrameObject,
        a1: *mut PyObject,
        a2: *mut PyObject,
    ) -> *mut PyObject;
}

// cpython/import.h
unsafe extern "C" {
    pub fn PyImport_ExtendInittab(a0: *mut _inittab) -> c_int;
    pub fn PyInit__imp() -> *mut PyObject;
}

// cpython/initconfig.h
unsafe extern "C" {
    pub fn PyConfig_Clear(a0: *mut PyConfig);
    pub fn PyConfig_InitIsolatedConfig(a0: *mut PyConfig);
    pub fn PyConfig_InitPythonConfig(a0: *mut PyConfig);
    pub fn PyConfig_Read(a0: *mut PyConfig) -> PyStatus;
    pub fn PyConfig_SetArgv(a0: *mut PyConfig, a1: isize, a2: *const *mut libc::wchar_t) -> PyStatus;
    pub fn PyConfig_SetBytesArgv(a0: *mut PyConfig, a1: isize, a2: *const *mut c_char) -> PyStatus;
    pub fn PyConfig_SetBytesString(
        a0: *mut PyConfig,
        a1: *mut *mut libc::wchar_t,
        a2: *const c_char,
    ) -> PyStatus;
    pub fn PyConfig_SetString(
        a0: *mut PyConfig,
        a1: *mut *mut libc::wchar_t,
        a2: *const libc::wchar_t,
    ) -> PyStatus;
    pub fn PyConfig_SetWideStringList(
        a0: *mut PyConfig,
        a1: *mut PyWideStringList,
        a2: isize,
        a3: *mut *mut libc::wchar_t,
    ) -> PyStatus;
    pub fn PyPreConfig_InitIsolatedConfig(a0: *mut PyPreConfig);
    pub fn PyPreConfig_InitPythonConfig(a0: *mut PyPreConfig);
    pub fn PyStatus_Error(a0: *const c_char) -> PyStatus;
    pub fn PyStatus_Exception(a0: PyStatus) -> c_int;
    pub fn PyStatus_Exit(a0: c_int) -> PyStatus;
    pub fn PyStatus_IsError(a0: PyStatus) -> c_int;
    pub fn PyStatus_IsExit(a0: PyStatus) -> c_int;
    pub fn PyStatus_NoMemory() -> PyStatus;
    pub fn PyStatus_Ok() -> PyStatus;
    pub fn PyWideStringList_Append(a0: *mut PyWideStringList, a1: *const libc::wchar_t) -> PyStatus;
    pub fn PyWideStringList_Insert(
        a0: *mut PyWideStringList,
        a1: isize,
        a2: *const libc::wchar_t,
    ) -> PyStatus;
    pub fn Py_GetArgcArgv(a0: *mut c_int, a1: *mut *mut *mut libc::wchar_t);
}

// cpython/listobject.h
unsafe extern "C" {
    pub fn PyList_Clear(a0: *mut PyObject) -> c_int;
    pub fn PyList_Extend(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
}

// cpython/lock.h
unsafe extern "C" {
    pub fn PyMutex_Lock(a0: *mut PyMutex);
    pub fn PyMutex_Unlock(a0: *mut PyMutex);
}

// cpython/longintrepr.h
unsafe extern "C" {
    pub fn _PyLong_Copy(a0: *mut PyLongObject) -> *mut PyObject;
    pub fn _PyLong_FromDigits(a0: c_int, a1: isize, a2: *mut digit) -> *mut PyLongObject;
    pub fn _PyLong_New(a0: isize) -> *mut PyLongObject;
}

// cpython/longobject.h
unsafe extern "C" {
    pub fn PyLong_AsNativeBytes(a0: *mut PyObject, a1: *mut c_void, a2: isize, a3: c_int) -> isize;
    pub fn PyLong_FromNativeBytes(a0: *const c_void, a1: usize, a2: c_int) -> *mut PyObject;
    pub fn PyLong_FromUnicodeObject(a0: *mut PyObject, a1: c_int) -> *mut PyObject;
    pub fn PyLong_FromUnsignedNativeBytes(a0: *const c_void, a1: usize, a2: c_int) -> *mut PyObject;
    pub fn PyUnstable_Long_CompactValue(a0: *const PyLongObject) -> isize;
    pub fn PyUnstable_Long_IsCompact(a0: *const PyLongObject) -> c_int;
    pub fn _PyLong_AsByteArray(
        a0: *mut PyLongObject,
        a1: *mut c_uchar,
        a2: usize,
        a3: c_int,
        a4: c_int,
        a5: c_int,
    ) -> c_int;
    pub fn _PyLong_FromByteArray(a0: *const c_uchar, a1: usize, a2: c_int, a3: c_int) -> *mut PyObject;
    pub fn _PyLong_GCD(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn _PyLong_NumBits(a0: *mut PyObject) -> usize;
    pub fn _PyLong_Sign(a0: *mut PyObject) -> c_int;
}

// cpython/monitoring.h
unsafe extern "C" {
    pub fn PyMonitoring_EnterScope(
        a0: *mut PyMonitoringState,
        a1: *mut u64,
        a2: *const u8,
        a3: isize,
    ) -> c_int;
    pub fn PyMonitoring_ExitScope() -> c_int;
    pub fn _PyMonitoring_FireBranchEvent(
        a0: *mut PyMonitoringState,
        a1: *mut PyObject,
        a2: i32,
        a3: *mut PyObject,
    ) -> c_int;
    pub fn _PyMonitoring_FireCRaiseEvent(a0: *mut PyMonitoringState, a1: *mut PyObject, a2: i32) -> c_int;
    pub fn _PyMonitoring_FireCReturnEvent(
        a0: *mut PyMonitoringState,
        a1: *mut PyObject,
        a2: i32,
        a3: *mut PyObject,
    ) -> c_int;
    pub fn _PyMonitoring_FireCallEvent(
        a0: *mut PyMonitoringState,
        a1: *mut PyObject,
        a2: i32,
        a3: *mut PyObject,
        a4: *mut PyObject,
    ) -> c_int;
    pub fn _PyMonitoring_FireExceptionHandledEvent(
        a0: *mut PyMonitoringState,
        a1: *mut PyObject,
        a2: i32,
    ) -> c_int;
    pub fn _PyMonitoring_FireJumpEvent(
        a0: *mut PyMonitoringState,
        a1: *mut PyObject,
        a2: i32,
        a3: *mut PyObject,
    ) -> c_int;
    pub fn _PyMonitoring_FireLineEvent(
        a0: *mut PyMonitoringState,
        a1: *mut PyObject,
        a2: i32,
        a3: c_int,
    ) -> c_int;
    pub fn _PyMonitoring_FirePyResumeEvent(a0: *mut PyMonitoringState, a1: *mut PyObject, a2: i32) -> c_int;
    pub fn _PyMonitoring_FirePyReturnEvent(
        a0: *mut PyMonitoringState,
        a1: *mut PyObject,
        a2: i32,
        a3: *mut PyObject,
    ) -> c_int;
    pub fn _PyMonitoring_FirePyStartEvent(a0: *mut PyMonitoringState, a1: *mut PyObject, a2: i32) -> c_int;
    pub fn _PyMonitoring_FirePyThrowEvent(a0: *mut PyMonitoringState, a1: *mut PyObject, a2: i32) -> c_int;
    pub fn _PyMonitoring_FirePyUnwindEvent(a0: *mut PyMonitoringState, a1: *mut PyObject, a2: i32) -> c_int;
    pub fn _PyMonitoring_FirePyYieldEvent(
        a0: *mut PyMonitoringState,
        a1: *mut PyObject,
        a2: i32,
        a3: *mut PyObject,
    ) -> c_int;
    pub fn _PyMonitoring_FireRaiseEvent(a0: *mut PyMonitoringState, a1: *mut PyObject, a2: i32) -> c_int;
    pub fn _PyMonitoring_FireReraiseEvent(a0: *mut PyMonitoringState, a1: *mut PyObject, a2: i32) -> c_int;
    pub fn _PyMonitoring_FireStopIterationEvent(
        a0: *mut PyMonitoringState,
        a1: *mut PyObject,
        a2: i32,
        a3: *mut PyObject,
    ) -> c_int;
}

// cpython/object.h
unsafe extern "C" {
    pub fn PyObject_CallFinalizer(a0: *mut PyObject);
    pub fn PyObject_CallFinalizerFromDealloc(a0: *mut PyObject) -> c_int;
    pub fn PyObject_ClearManagedDict(a0: *mut PyObject);
    pub fn PyObject_GetItemData(a0: *mut PyObject) -> *mut c_void;
    pub fn PyObject_Print(a0: *mut PyObject, a1: *mut libc::FILE, a2: c_int) -> c_int;
    pub fn PyObject_VisitManagedDict(a0: *mut PyObject, a1: visitproc, a2: *mut c_void) -> c_int;
    pub fn PyRefTracer_GetTracer(a0: *mut *mut c_void) -> PyRefTracer;
    pub fn PyRefTracer_SetTracer(a0: PyRefTracer, a1: *mut c_void) -> c_int;
    pub fn PyType_AddWatcher(a0: PyType_WatchCallback) -> c_int;
    pub fn PyType_ClearWatcher(a0: c_int) -> c_int;
    pub fn PyType_GetDict(a0: *mut PyTypeObject) -> *mut PyObject;
    pub fn PyType_Unwatch(a0: c_int, a1: *mut PyObject) -> c_int;
    pub fn PyType_Watch(a0: c_int, a1: *mut PyObject) -> c_int;
    pub fn PyUnstable_Object_ClearWeakRefsNoCallbacks(a0: *mut PyObject);
    pub fn PyUnstable_Type_AssignVersionTag(a0: *mut PyTypeObject) -> c_int;
    pub fn _PyObject_AssertFailed(
        a0: *mut PyObject,
        a1: *const c_char,
        a2: *const c_char,
        a3: *const c_char,
        a4: c_int,
        a5: *const c_char,
    );
    pub fn _PyObject_Dump(a0: *mut PyObject);
    pub fn _PyObject_FunctionStr(a0: *mut PyObject) -> *mut PyObject;
    pub fn _PyObject_GenericGetAttrWithDict(
        a0: *mut PyObject,
        a1: *mut PyObject,
        a2: *mut PyObject,
        a3: c_int,
    ) -> *mut PyObject;
    pub fn _PyObject_GenericSetAttrWithDict(
        a0: *mut PyObject,
        a1: *mut PyObject,
        a2: *mut PyObject,
        a3: *mut PyObject,
    ) -> c_int;
    pub fn _PyObject_GetAttrId(a0: *mut PyObject, a1: *mut _Py_Identifier) -> *mut PyObject;
    pub fn _PyObject_GetDictPtr(a0: *mut PyObject) -> *mut *mut PyObject;
    pub fn _PyObject_SetManagedDict(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn _PyTrash_thread_deposit_object(a0: *mut PyThreadState, a1: *mut PyObject);
    pub fn _PyTrash_thread_destroy_chain(a0: *mut PyThreadState);
    pub fn _PyType_Lookup(a0: *mut PyTypeObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn _PyType_LookupRef(a0: *mut PyTypeObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn _PyType_Name(a0: *mut PyTypeObject) -> *const c_char;
    pub fn _Py_BreakPoint();
    pub fn _Py_NewReference(a0: *mut PyObject);
    pub fn _Py_NewReferenceNoTotal(a0: *mut PyObject);
    pub fn _Py_ResurrectReference(a0: *mut PyObject);
}

// cpython/objimpl.h
unsafe extern "C" {
    pub fn PyObject_GET_WEAKREFS_LISTPTR(a0: *mut PyObject) -> *mut *mut PyObject;
    pub fn PyObject_GetArenaAllocator(a0: *mut PyObjectArenaAllocator);
    pub fn PyObject_IS_GC(a0: *mut PyObject) -> c_int;
    pub fn PyObject_SetArenaAllocator(a0: *mut PyObjectArenaAllocator);
    pub fn PyType_SUPPORTS_WEAKREFS(a0: *mut PyTypeObject) -> c_int;
    pub fn PyUnstable_GC_VisitObjects(a0: gcvisitobjects_t, a1: *mut c_void);
    pub fn PyUnstable_Object_GC_NewWithExtraData(a0: *mut PyTypeObject, a1: usize) -> *mut PyObject;
}

// cpython/odictobject.h
unsafe extern "C" {
    pub fn PyODict_DelItem(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyODict_New() -> *mut PyObject;
    pub fn PyODict_SetItem(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject) -> c_int;
}

// cpython/picklebufobject.h
unsafe extern "C" {
    pub fn PyPickleBuffer_FromObject(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyPickleBuffer_GetBuffer(a0: *mut PyObject) -> *const Py_buffer;
    pub fn PyPickleBuffer_Release(a0: *mut PyObject) -> c_int;
}

// cpython/pydebug.h
unsafe extern "C" {
    pub fn Py_GETENV(a0: *const c_char) -> *mut c_char;
}

// cpython/pyerrors.h
unsafe extern "C" {
    pub fn PyErr_ProgramTextObject(a0: *mut PyObject, a1: c_int) -> *mut PyObject;
    pub fn PyErr_RangedSyntaxLocationObject(a0: *mut PyObject, a1: c_int, a2: c_int, a3: c_int, a4: c_int);
    pub fn PyErr_SyntaxLocationObject(a0: *mut PyObject, a1: c_int, a2: c_int);
    pub fn PySignal_SetWakeupFd(a0: c_int) -> c_int;
    pub fn PyUnstable_Exc_PrepReraiseStar(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn _PyErr_ChainExceptions1(a0: *mut PyObject);
    pub fn _Py_FatalErrorFunc(a0: *const c_char, a1: *const c_char);
}

// cpython/pyframe.h
unsafe extern "C" {
    pub fn PyFrame_GetBack(a0: *mut PyFrameObject) -> *mut PyFrameObject;
    pub fn PyFrame_GetBuiltins(a0: *mut PyFrameObject) -> *mut PyObject;
    pub fn PyFrame_GetGenerator(a0: *mut PyFrameObject) -> *mut PyObject;
    pub fn PyFrame_GetGlobals(a0: *mut PyFrameObject) -> *mut PyObject;
    pub fn PyFrame_GetLasti(a0: *mut PyFrameObject) -> c_int;
    pub fn PyFrame_GetLocals(a0: *mut PyFrameObject) -> *mut PyObject;
    pub fn PyFrame_GetVar(a0: *mut PyFrameObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyFrame_GetVarString(a0: *mut PyFrameObject, a1: *const c_char) -> *mut PyObject;
    pub fn PyUnstable_InterpreterFrame_GetCode(a0: *mut _PyInterpreterFrame) -> *mut PyObject;
    pub fn PyUnstable_InterpreterFrame_GetLasti(a0: *mut _PyInterpreterFrame) -> c_int;
    pub fn PyUnstable_InterpreterFrame_GetLine(a0: *mut _PyInterpreterFrame) -> c_int;
}

// cpython/pyhash.h
unsafe extern "C" {
    pub fn PyHash_GetFuncDef() -> *mut PyHash_FuncDef;
    pub fn PyObject_GenericHash(a0: *mut PyObject) -> isize;
    pub fn Py_HashPointer(a0: *const c_void) -> isize;
    pub fn _Py_HashDouble(a0: *mut PyObject, a1: f64) -> isize;
}

// cpython/pylifecycle.h
unsafe extern "C" {
    pub fn PyUnstable_AtExit(
        a0: *mut PyInterpreterState,
        a1: atexit_datacallbackfunc,
        a2: *mut c_void,
    ) -> c_int;
    pub fn Py_ExitStatusException(a0: PyStatus);
    pub fn Py_FdIsInteractive(a0: *mut libc::FILE, a1: *const c_char) -> c_int;
    pub fn Py_FrozenMain(a0: c_int, a1: *mut *mut c_char) -> c_int;
    pub fn Py_InitializeFromConfig(a0: *const PyConfig) -> PyStatus;
    pub fn Py_NewInterpreterFromConfig(
        a0: *mut *mut PyThreadState,
        a1: *const PyInterpreterConfig,
    ) -> PyStatus;
    pub fn Py_PreInitialize(a0: *const PyPreConfig) -> PyStatus;
    pub fn Py_PreInitializeFromArgs(
        a0: *const PyPreConfig,
        a1: isize,
        a2: *mut *mut libc::wchar_t,
    ) -> PyStatus;
    pub fn Py_PreInitializeFromBytesArgs(a0: *const PyPreConfig, a1: isize, a2: *mut *mut c_char)
    -> PyStatus;
    pub fn Py_RunMain() -> c_int;
    pub fn _Py_InitializeMain() -> PyStatus;
}

// cpython/pymem.h
unsafe extern "C" {
    pub fn PyMem_GetAllocator(a0: PyMemAllocatorDomain, a1: *mut PyMemAllocatorEx);
    pub fn PyMem_SetAllocator(a0: PyMemAllocatorDomain, a1: *mut PyMemAllocatorEx);
    pub fn PyMem_SetupDebugHooks();
}

// cpython/pystate.h
unsafe extern "C" {
    pub fn PyGILState_Check() -> c_int;
    pub fn PyInterpreterState_Head() -> *mut PyInterpreterState;
    pub fn PyInterpreterState_Main() -> *mut PyInterpreterState;
    pub fn PyInterpreterState_Next(a0: *mut PyInterpreterState) -> *mut PyInterpreterState;
    pub fn PyInterpreterState_ThreadHead(a0: *mut PyInterpreterState) -> *mut PyThreadState;
    pub fn PyThreadState_DeleteCurrent();
    pub fn PyThreadState_EnterTracing(a0: *mut PyThreadState);
    pub fn PyThreadState_GetUnchecked() -> *mut PyThreadState;
    pub fn PyThreadState_LeaveTracing(a0: *mut PyThreadState);
    pub fn PyThreadState_Next(a0: *mut PyThreadState) -> *mut PyThreadState;
    pub fn PyUnstable_InterpreterState_GetMainModule(a0: *mut PyInterpreterState) -> *mut PyObject;
    pub fn _PyInterpreterState_GetEvalFrameFunc(a0: *mut PyInterpreterState) -> _PyFrameEvalFunction;
    pub fn _PyInterpreterState_RequireIDRef(a0: *mut PyInterpreterState, a1: c_int);
    pub fn _PyInterpreterState_RequiresIDRef(a0: *mut PyInterpreterState) -> c_int;
    pub fn _PyInterpreterState_SetEvalFrameFunc(a0: *mut PyInterpreterState, a1: _PyFrameEvalFunction);
    pub fn _PyThread_CurrentFrames() -> *mut PyObject;
}

// cpython/pythonrun.h
unsafe extern "C" {
    pub fn PyOS_Readline(a0: *mut libc::FILE, a1: *mut libc::FILE, a2: *const c_char) -> *mut c_char;
    pub fn PyRun_AnyFile(a0: *mut libc::FILE, a1: *const c_char) -> c_int;
    pub fn PyRun_AnyFileEx(a0: *mut libc::FILE, a1: *const c_char, a2: c_int) -> c_int;
    pub fn PyRun_AnyFileExFlags(
        a0: *mut libc::FILE,
        a1: *const c_char,
        a2: c_int,
        a3: *mut PyCompilerFlags,
    ) -> c_int;
    pub fn PyRun_AnyFileFlags(a0: *mut libc::FILE, a1: *const c_char, a2: *mut PyCompilerFlags) -> c_int;
    pub fn PyRun_File(
        a0: *mut libc::FILE,
        a1: *const c_char,
        a2: c_int,
        a3: *mut PyObject,
        a4: *mut PyObject,
    ) -> *mut PyObject;
    pub fn PyRun_FileEx(
        a0: *mut libc::FILE,
        a1: *const c_char,
        a2: c_int,
        a3: *mut PyObject,
        a4: *mut PyObject,
        a5: c_int,
    ) -> *mut PyObject;
    pub fn PyRun_FileExFlags(
        a0: *mut libc::FILE,
        a1: *const c_char,
        a2: c_int,
        a3: *mut PyObject,
        a4: *mut PyObject,
        a5: c_int,
        a6: *mut PyCompilerFlags,
    ) -> *mut PyObject;
    pub fn PyRun_FileFlags(
        a0: *mut libc::FILE,
        a1: *const c_char,
        a2: c_int,
        a3: *mut PyObject,
        a4: *mut PyObject,
        a5: *mut PyCompilerFlags,
    ) -> *mut PyObject;
    pub fn PyRun_InteractiveLoop(a0: *mut libc::FILE, a1: *const c_char) -> c_int;
    pub fn PyRun_InteractiveLoopFlags(
        a0: *mut libc::FILE,
        a1: *const c_char,
        a2: *mut PyCompilerFlags,
    ) -> c_int;
    pub fn PyRun_InteractiveOne(a0: *mut libc::FILE, a1: *const c_char) -> c_int;
    pub fn PyRun_InteractiveOneFlags(
        a0: *mut libc::FILE,
        a1: *const c_char,
        a2: *mut PyCompilerFlags,
    ) -> c_int;
    pub fn PyRun_InteractiveOneObject(
        a0: *mut libc::FILE,
        a1: *mut PyObject,
        a2: *mut PyCompilerFlags,
    ) -> c_int;
    pub fn PyRun_SimpleFile(a0: *mut libc::FILE, a1: *const c_char) -> c_int;
    pub fn PyRun_SimpleFileEx(a0: *mut libc::FILE, a1: *const c_char, a2: c_int) -> c_int;
    pub fn PyRun_SimpleFileExFlags(
        a0: *mut libc::FILE,
        a1: *const c_char,
        a2: c_int,
        a3: *mut PyCompilerFlags,
    ) -> c_int;
    pub fn PyRun_SimpleString(a0: *const c_char) -> c_int;
    pub fn PyRun_SimpleStringFlags(a0: *const c_char, a1: *mut PyCompilerFlags) -> c_int;
    pub fn PyRun_String(a0: *const c_char, a1: c_int, a2: *mut PyObject, a3: *mut PyObject) -> *mut PyObject;
    pub fn PyRun_StringFlags(
        a0: *const c_char,
        a1: c_int,
        a2: *mut PyObject,
        a3: *mut PyObject,
        a4: *mut PyCompilerFlags,
    ) -> *mut PyObject;
    pub fn Py_CompileStringExFlags(
        a0: *const c_char,
        a1: *const c_char,
        a2: c_int,
        a3: *mut PyCompilerFlags,
        a4: c_int,
    ) -> *mut PyObject;
    pub fn Py_CompileStringObject(
        a0: *const c_char,
        a1: *mut PyObject,
        a2: c_int,
        a3: *mut PyCompilerFlags,
        a4: c_int,
    ) -> *mut PyObject;
}

// cpython/pytime.h
unsafe extern "C" {
    pub fn PyTime_AsSecondsDouble(a0: i64) -> f64;
    pub fn PyTime_Monotonic(a0: *mut i64) -> c_int;
    pub fn PyTime_MonotonicRaw(a0: *mut i64) -> c_int;
    pub fn PyTime_PerfCounter(a0: *mut i64) -> c_int;
    pub fn PyTime_PerfCounterRaw(a0: *mut i64) -> c_int;
    pub fn PyTime_Time(a0: *mut i64) -> c_int;
    pub fn PyTime_TimeRaw(a0: *mut i64) -> c_int;
}

// cpython/sysmodule.h
unsafe extern "C" {
    pub fn PySys_AddAuditHook(a0: Py_AuditHookFunction, a1: *mut c_void) -> c_int;
    pub fn PyUnstable_CopyPerfMapFile(a0: *const c_char) -> c_int;
    pub fn PyUnstable_PerfMapState_Fini();
    pub fn PyUnstable_PerfMapState_Init() -> c_int;
    pub fn PyUnstable_PerfTrampoline_CompileCode(a0: *mut PyCodeObject) -> c_int;
    pub fn PyUnstable_PerfTrampoline_SetPersistAfterFork(a0: c_int) -> c_int;
    pub fn PyUnstable_WritePerfMapEntry(a0: *const c_void, a1: c_uint, a2: *const c_char) -> c_int;
}

// cpython/tracemalloc.h
unsafe extern "C" {
    pub fn PyTraceMalloc_Track(a0: c_uint, a1: usize, a2: usize) -> c_int;
    pub fn PyTraceMalloc_Untrack(a0: c_uint, a1: usize) -> c_int;
}

// cpython/tupleobject.h
unsafe extern "C" {
    pub fn _PyTuple_Resize(a0: *mut *mut PyObject, a1: isize) -> c_int;
}

// cpython/unicodeobject.h
unsafe extern "C" {
    pub fn PyUnicode_AsUTF8(a0: *mut PyObject) -> *const c_char;
    pub fn PyUnicode_CopyCharacters(
        a0: *mut PyObject,
        a1: isize,
        a2: *mut PyObject,
        a3: isize,
        a4: isize,
    ) -> isize;
    pub fn PyUnicode_Fill(a0: *mut PyObject, a1: isize, a2: isize, a3: u32) -> isize;
    pub fn PyUnicode_FromKindAndData(a0: c_int, a1: *const c_void, a2: isize) -> *mut PyObject;
    pub fn PyUnicode_New(a0: isize, a1: u32) -> *mut PyObject;
    pub fn _PyUnicodeWriter_Dealloc(a0: *mut _PyUnicodeWriter);
    pub fn _PyUnicodeWriter_Finish(a0: *mut _PyUnicodeWriter) -> *mut PyObject;
    pub fn _PyUnicodeWriter_Init(a0: *mut _PyUnicodeWriter);
    pub fn _PyUnicodeWriter_PrepareInternal(a0: *mut _PyUnicodeWriter, a1: isize, a2: u32) -> c_int;
    pub fn _PyUnicodeWriter_PrepareKindInternal(a0: *mut _PyUnicodeWriter, a1: c_int) -> c_int;
    pub fn _PyUnicodeWriter_WriteASCIIString(
        a0: *mut _PyUnicodeWriter,
        a1: *const c_char,
        a2: isize,
    ) -> c_int;
    pub fn _PyUnicodeWriter_WriteChar(a0: *mut _PyUnicodeWriter, a1: u32) -> c_int;
    pub fn _PyUnicodeWriter_WriteLatin1String(
        a0: *mut _PyUnicodeWriter,
        a1: *const c_char,
        a2: isize,
    ) -> c_int;
    pub fn _PyUnicodeWriter_WriteStr(a0: *mut _PyUnicodeWriter, a1: *mut PyObject) -> c_int;
    pub fn _PyUnicodeWriter_WriteSubstring(
        a0: *mut _PyUnicodeWriter,
        a1: *mut PyObject,
        a2: isize,
        a3: isize,
    ) -> c_int;
    pub fn _PyUnicode_FromId(a0: *mut _Py_Identifier) -> *mut PyObject;
    pub fn _PyUnicode_IsAlpha(a0: u32) -> c_int;
    pub fn _PyUnicode_IsDecimalDigit(a0: u32) -> c_int;
    pub fn _PyUnicode_IsDigit(a0: u32) -> c_int;
    pub fn _PyUnicode_IsLinebreak(a0: u32) -> c_int;
    pub fn _PyUnicode_IsLowercase(a0: u32) -> c_int;
    pub fn _PyUnicode_IsNumeric(a0: u32) -> c_int;
    pub fn _PyUnicode_IsPrintable(a0: u32) -> c_int;
    pub fn _PyUnicode_IsTitlecase(a0: u32) -> c_int;
    pub fn _PyUnicode_IsUppercase(a0: u32) -> c_int;
    pub fn _PyUnicode_IsWhitespace(a0: u32) -> c_int;
    pub fn _PyUnicode_ToDecimalDigit(a0: u32) -> c_int;
    pub fn _PyUnicode_ToDigit(a0: u32) -> c_int;
    pub fn _PyUnicode_ToLowercase(a0: u32) -> u32;
    pub fn _PyUnicode_ToNumeric(a0: u32) -> f64;
    pub fn _PyUnicode_ToTitlecase(a0: u32) -> u32;
    pub fn _PyUnicode_ToUppercase(a0: u32) -> u32;
}

// cpython/warnings.h
unsafe extern "C" {
    pub fn PyErr_WarnExplicitObject(
        a0: *mut PyObject,
        a1: *mut PyObject,
        a2: *mut PyObject,
        a3: c_int,
        a4: *mut PyObject,
        a5: *mut PyObject,
    ) -> c_int;
}

// cpython/weakrefobject.h
unsafe extern "C" {
    pub fn _PyWeakref_ClearRef(a0: *mut PyWeakReference);
}

// descrobject.h
unsafe extern "C" {
    pub fn PyDescr_NewClassMethod(a0: *mut PyTypeObject, a1: *mut PyMethodDef) -> *mut PyObject;
    pub fn PyDescr_NewGetSet(a0: *mut PyTypeObject, a1: *mut PyGetSetDef) -> *mut PyObject;
    pub fn PyDescr_NewMember(a0: *mut PyTypeObject, a1: *mut PyMemberDef) -> *mut PyObject;
    pub fn PyDescr_NewMethod(a0: *mut PyTypeObject, a1: *mut PyMethodDef) -> *mut PyObject;
    pub fn PyDictProxy_New(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyMember_GetOne(a0: *const c_char, a1: *mut PyMemberDef) -> *mut PyObject;
    pub fn PyMember_SetOne(a0: *mut c_char, a1: *mut PyMemberDef, a2: *mut PyObject) -> c_int;
    pub fn PyWrapper_New(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
}

// dictobject.h
unsafe extern "C" {
    pub fn PyDict_Clear(a0: *mut PyObject);
    pub fn PyDict_Contains(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyDict_Copy(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyDict_DelItem(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyDict_DelItemString(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn PyDict_GetItem(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyDict_GetItemRef(a0: *mut PyObject, a1: *mut PyObject, a2: *mut *mut PyObject) -> c_int;
    pub fn PyDict_GetItemString(a0: *mut PyObject, a1: *const c_char) -> *mut PyObject;
    pub fn PyDict_GetItemStringRef(a0: *mut PyObject, a1: *const c_char, a2: *mut *mut PyObject) -> c_int;
    pub fn PyDict_GetItemWithError(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyDict_Items(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyDict_Keys(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyDict_Merge(a0: *mut PyObject, a1: *mut PyObject, a2: c_int) -> c_int;
    pub fn PyDict_MergeFromSeq2(a0: *mut PyObject, a1: *mut PyObject, a2: c_int) -> c_int;
    pub fn PyDict_New() -> *mut PyObject;
    pub fn PyDict_Next(
        a0: *mut PyObject,
        a1: *mut isize,
        a2: *mut *mut PyObject,
        a3: *mut *mut PyObject,
    ) -> c_int;
    pub fn PyDict_SetItem(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject) -> c_int;
    pub fn PyDict_SetItemString(a0: *mut PyObject, a1: *const c_char, a2: *mut PyObject) -> c_int;
    pub fn PyDict_Size(a0: *mut PyObject) -> isize;
    pub fn PyDict_Update(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyDict_Values(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_GenericGetDict(a0: *mut PyObject, a1: *mut c_void) -> *mut PyObject;
}

// fileobject.h
unsafe extern "C" {
    pub fn PyFile_FromFd(
        a0: c_int,
        a1: *const c_char,
        a2: *const c_char,
        a3: c_int,
        a4: *const c_char,
        a5: *const c_char,
        a6: *const c_char,
        a7: c_int,
    ) -> *mut PyObject;
    pub fn PyFile_GetLine(a0: *mut PyObject, a1: c_int) -> *mut PyObject;
    pub fn PyFile_WriteObject(a0: *mut PyObject, a1: *mut PyObject, a2: c_int) -> c_int;
    pub fn PyFile_WriteString(a0: *const c_char, a1: *mut PyObject) -> c_int;
    pub fn PyObject_AsFileDescriptor(a0: *mut PyObject) -> c_int;
}

// fileutils.h
unsafe extern "C" {
    pub fn Py_DecodeLocale(a0: *const c_char, a1: *mut usize) -> *mut libc::wchar_t;
    pub fn Py_EncodeLocale(a0: *const libc::wchar_t, a1: *mut usize) -> *mut c_char;
}

// floatobject.h
unsafe extern "C" {
    pub fn PyFloat_AsDouble(a0: *mut PyObject) -> f64;
    pub fn PyFloat_FromDouble(a0: f64) -> *mut PyObject;
    pub fn PyFloat_FromString(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyFloat_GetInfo() -> *mut PyObject;
    pub fn PyFloat_GetMax() -> f64;
    pub fn PyFloat_GetMin() -> f64;
}

// genericaliasobject.h
unsafe extern "C" {
    pub fn Py_GenericAlias(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
}

// import.h
unsafe extern "C" {
    pub fn PyImport_AddModule(a0: *const c_char) -> *mut PyObject;
    pub fn PyImport_AddModuleObject(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyImport_AddModuleRef(a0: *const c_char) -> *mut PyObject;
    pub fn PyImport_ExecCodeModule(a0: *const c_char, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyImport_ExecCodeModuleEx(
        a0: *const c_char,
        a1: *mut PyObject,
        a2: *const c_char,
    ) -> *mut PyObject;
    pub fn PyImport_ExecCodeModuleObject(
        a0: *mut PyObject,
        a1: *mut PyObject,
        a2: *mut PyObject,
        a3: *mut PyObject,
    ) -> *mut PyObject;
    pub fn PyImport_ExecCodeModuleWithPathnames(
        a0: *const c_char,
        a1: *mut PyObject,
        a2: *const c_char,
        a3: *const c_char,
    ) -> *mut PyObject;
    pub fn PyImport_GetImporter(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyImport_GetMagicNumber() -> c_long;
    pub fn PyImport_GetMagicTag() -> *const c_char;
    pub fn PyImport_GetModule(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyImport_GetModuleDict() -> *mut PyObject;
    pub fn PyImport_Import(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyImport_ImportFrozenModule(a0: *const c_char) -> c_int;
    pub fn PyImport_ImportFrozenModuleObject(a0: *mut PyObject) -> c_int;
    pub fn PyImport_ImportModule(a0: *const c_char) -> *mut PyObject;
    pub fn PyImport_ImportModuleLevel(
        a0: *const c_char,
        a1: *mut PyObject,
        a2: *mut PyObject,
        a3: *mut PyObject,
        a4: c_int,
    ) -> *mut PyObject;
    pub fn PyImport_ImportModuleLevelObject(
        a0: *mut PyObject,
        a1: *mut PyObject,
        a2: *mut PyObject,
        a3: *mut PyObject,
        a4: c_int,
    ) -> *mut PyObject;
    pub fn PyImport_ImportModuleNoBlock(a0: *const c_char) -> *mut PyObject;
    pub fn PyImport_ReloadModule(a0: *mut PyObject) -> *mut PyObject;
}

// intrcheck.h
unsafe extern "C" {
    pub fn PyOS_AfterFork();
    pub fn PyOS_AfterFork_Child();
    pub fn PyOS_AfterFork_Parent();
    pub fn PyOS_BeforeFork();
    pub fn PyOS_InterruptOccurred() -> c_int;
}

// iterobject.h
unsafe extern "C" {
    pub fn PyCallIter_New(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PySeqIter_New(a0: *mut PyObject) -> *mut PyObject;
}

// listobject.h
unsafe extern "C" {
    pub fn PyList_Append(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyList_AsTuple(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyList_GetItem(a0: *mut PyObject, a1: isize) -> *mut PyObject;
    pub fn PyList_GetItemRef(a0: *mut PyObject, a1: isize) -> *mut PyObject;
    pub fn PyList_GetSlice(a0: *mut PyObject, a1: isize, a2: isize) -> *mut PyObject;
    pub fn PyList_Insert(a0: *mut PyObject, a1: isize, a2: *mut PyObject) -> c_int;
    pub fn PyList_New(a0: isize) -> *mut PyObject;
    pub fn PyList_Reverse(a0: *mut PyObject) -> c_int;
    pub fn PyList_SetItem(a0: *mut PyObject, a1: isize, a2: *mut PyObject) -> c_int;
    pub fn PyList_SetSlice(a0: *mut PyObject, a1: isize, a2: isize, a3: *mut PyObject) -> c_int;
    pub fn PyList_Size(a0: *mut PyObject) -> isize;
    pub fn PyList_Sort(a0: *mut PyObject) -> c_int;
}

// longobject.h
unsafe extern "C" {
    pub fn PyLong_AsDouble(a0: *mut PyObject) -> f64;
    pub fn PyLong_AsInt(a0: *mut PyObject) -> c_int;
    pub fn PyLong_AsLong(a0: *mut PyObject) -> c_long;
    pub fn PyLong_AsLongAndOverflow(a0: *mut PyObject, a1: *mut c_int) -> c_long;
    pub fn PyLong_AsLongLong(a0: *mut PyObject) -> c_longlong;
    pub fn PyLong_AsLongLongAndOverflow(a0: *mut PyObject, a1: *mut c_int) -> c_longlong;
    pub fn PyLong_AsSize_t(a0: *mut PyObject) -> usize;
    pub fn PyLong_AsSsize_t(a0: *mut PyObject) -> isize;
    pub fn PyLong_AsUnsignedLong(a0: *mut PyObject) -> c_ulong;
    pub fn PyLong_AsUnsignedLongLong(a0: *mut PyObject) -> c_ulonglong;
    pub fn PyLong_AsUnsignedLongLongMask(a0: *mut PyObject) -> c_ulonglong;
    pub fn PyLong_AsUnsignedLongMask(a0: *mut PyObject) -> c_ulong;
    pub fn PyLong_AsVoidPtr(a0: *mut PyObject) -> *mut c_void;
    pub fn PyLong_FromDouble(a0: f64) -> *mut PyObject;
    pub fn PyLong_FromLong(a0: c_long) -> *mut PyObject;
    pub fn PyLong_FromLongLong(a0: c_longlong) -> *mut PyObject;
    pub fn PyLong_FromSize_t(a0: usize) -> *mut PyObject;
    pub fn PyLong_FromSsize_t(a0: isize) -> *mut PyObject;
    pub fn PyLong_FromString(a0: *const c_char, a1: *mut *mut c_char, a2: c_int) -> *mut PyObject;
    pub fn PyLong_FromUnsignedLong(a0: c_ulong) -> *mut PyObject;
    pub fn PyLong_FromUnsignedLongLong(a0: c_ulonglong) -> *mut PyObject;
    pub fn PyLong_FromVoidPtr(a0: *mut c_void) -> *mut PyObject;
    pub fn PyLong_GetInfo() -> *mut PyObject;
    pub fn PyOS_strtol(a0: *const c_char, a1: *mut *mut c_char, a2: c_int) -> c_long;
    pub fn PyOS_strtoul(a0: *const c_char, a1: *mut *mut c_char, a2: c_int) -> c_ulong;
}

// marshal.h
unsafe extern "C" {
    pub fn PyMarshal_ReadLastObjectFromFile(a0: *mut libc::FILE) -> *mut PyObject;
    pub fn PyMarshal_ReadLongFromFile(a0: *mut libc::FILE) -> c_long;
    pub fn PyMarshal_ReadObjectFromFile(a0: *mut libc::FILE) -> *mut PyObject;
    pub fn PyMarshal_ReadObjectFromString(a0: *const c_char, a1: isize) -> *mut PyObject;
    pub fn PyMarshal_ReadShortFromFile(a0: *mut libc::FILE) -> c_int;
    pub fn PyMarshal_WriteLongToFile(a0: c_long, a1: *mut libc::FILE, a2: c_int);
    pub fn PyMarshal_WriteObjectToFile(a0: *mut PyObject, a1: *mut libc::FILE, a2: c_int);
    pub fn PyMarshal_WriteObjectToString(a0: *mut PyObject, a1: c_int) -> *mut PyObject;
}

// memoryobject.h
unsafe extern "C" {
    pub fn PyMemoryView_FromBuffer(a0: *const Py_buffer) -> *mut PyObject;
    pub fn PyMemoryView_FromMemory(a0: *mut c_char, a1: isize, a2: c_int) -> *mut PyObject;
    pub fn PyMemoryView_FromObject(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyMemoryView_GetContiguous(a0: *mut PyObject, a1: c_int, a2: c_char) -> *mut PyObject;
}

// methodobject.h
unsafe extern "C" {
    pub fn PyCFunction_GetFlags(a0: *mut PyObject) -> c_int;
    pub fn PyCFunction_GetFunction(a0: *mut PyObject) -> PyCFunction;
    pub fn PyCFunction_GetSelf(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyCFunction_New(a0: *mut PyMethodDef, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyCFunction_NewEx(a0: *mut PyMethodDef, a1: *mut PyObject, a2: *mut PyObject) -> *mut PyObject;
    pub fn PyCMethod_New(
        a0: *mut PyMethodDef,
        a1: *mut PyObject,
        a2: *mut PyObject,
        a3: *mut PyTypeObject,
    ) -> *mut PyObject;
}

// modsupport.h
unsafe extern "C" {
    pub fn PyArg_VaParse(a0: *mut PyObject, a1: *const c_char, a2: *mut VaList) -> c_int;
    pub fn PyArg_VaParseTupleAndKeywords(
        a0: *mut PyObject,
        a1: *mut PyObject,
        a2: *const c_char,
        a3: *const *mut c_char,
        a4: *mut VaList,
    ) -> c_int;
    pub fn PyArg_ValidateKeywordArguments(a0: *mut PyObject) -> c_int;
    pub fn PyModule_Add(a0: *mut PyObject, a1: *const c_char, a2: *mut PyObject) -> c_int;
    pub fn PyModule_AddFunctions(a0: *mut PyObject, a1: *mut PyMethodDef) -> c_int;
    pub fn PyModule_AddIntConstant(a0: *mut PyObject, a1: *const c_char, a2: c_long) -> c_int;
    pub fn PyModule_AddObject(a0: *mut PyObject, a1: *const c_char, a2: *mut PyObject) -> c_int;
    pub fn PyModule_AddObjectRef(a0: *mut PyObject, a1: *const c_char, a2: *mut PyObject) -> c_int;
    pub fn PyModule_AddStringConstant(a0: *mut PyObject, a1: *const c_char, a2: *const c_char) -> c_int;
    pub fn PyModule_AddType(a0: *mut PyObject, a1: *mut PyTypeObject) -> c_int;
    pub fn PyModule_Create2(a0: *mut PyModuleDef, a1: c_int) -> *mut PyObject;
    pub fn PyModule_ExecDef(a0: *mut PyObject, a1: *mut PyModuleDef) -> c_int;
    pub fn PyModule_FromDefAndSpec2(a0: *mut PyModuleDef, a1: *mut PyObject, a2: c_int) -> *mut PyObject;
    pub fn PyModule_SetDocString(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn Py_VaBuildValue(a0: *const c_char, a1: *mut VaList) -> *mut PyObject;
}

// moduleobject.h
unsafe extern "C" {
    pub fn PyModuleDef_Init(a0: *mut PyModuleDef) -> *mut PyObject;
    pub fn PyModule_GetDef(a0: *mut PyObject) -> *mut PyModuleDef;
    pub fn PyModule_GetDict(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyModule_GetFilename(a0: *mut PyObject) -> *const c_char;
    pub fn PyModule_GetFilenameObject(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyModule_GetName(a0: *mut PyObject) -> *const c_char;
    pub fn PyModule_GetNameObject(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyModule_GetState(a0: *mut PyObject) -> *mut c_void;
    pub fn PyModule_New(a0: *const c_char) -> *mut PyObject;
    pub fn PyModule_NewObject(a0: *mut PyObject) -> *mut PyObject;
}

#[cfg(Py_GIL_DISABLED)]
// moduleobject.h
unsafe extern "C" {
    pub fn PyUnstable_Module_SetGIL(a0: *mut PyObject, a1: *mut c_void) -> c_int;
}

// object.h
unsafe extern "C" {
    pub fn PyCallable_Check(a0: *mut PyObject) -> c_int;
    pub fn PyObject_ASCII(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_Bytes(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_ClearWeakRefs(a0: *mut PyObject);
    pub fn PyObject_DelAttr(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyObject_DelAttrString(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn PyObject_Dir(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_GenericGetAttr(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_GenericSetAttr(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject) -> c_int;
    pub fn PyObject_GenericSetDict(a0: *mut PyObject, a1: *mut PyObject, a2: *mut c_void) -> c_int;
    pub fn PyObject_GetAttr(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_GetAttrString(a0: *mut PyObject, a1: *const c_char) -> *mut PyObject;
    pub fn PyObject_GetOptionalAttr(a0: *mut PyObject, a1: *mut PyObject, a2: *mut *mut PyObject) -> c_int;
    pub fn PyObject_GetOptionalAttrString(
        a0: *mut PyObject,
        a1: *const c_char,
        a2: *mut *mut PyObject,
    ) -> c_int;
    pub fn PyObject_GetTypeData(a0: *mut PyObject, a1: *mut PyTypeObject) -> *mut c_void;
    pub fn PyObject_HasAttr(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyObject_HasAttrString(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn PyObject_HasAttrStringWithError(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn PyObject_HasAttrWithError(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyObject_Hash(a0: *mut PyObject) -> isize;
    pub fn PyObject_HashNotImplemented(a0: *mut PyObject) -> isize;
    pub fn PyObject_IsTrue(a0: *mut PyObject) -> c_int;
    pub fn PyObject_Not(a0: *mut PyObject) -> c_int;
    pub fn PyObject_Repr(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_RichCompare(a0: *mut PyObject, a1: *mut PyObject, a2: c_int) -> *mut PyObject;
    pub fn PyObject_RichCompareBool(a0: *mut PyObject, a1: *mut PyObject, a2: c_int) -> c_int;
    pub fn PyObject_SelfIter(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyObject_SetAttr(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject) -> c_int;
    pub fn PyObject_SetAttrString(a0: *mut PyObject, a1: *const c_char, a2: *mut PyObject) -> c_int;
    pub fn PyObject_Str(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyType_ClearCache() -> c_uint;
    pub fn PyType_FromMetaclass(
        a0: *mut PyTypeObject,
        a1: *mut PyObject,
        a2: *mut PyType_Spec,
        a3: *mut PyObject,
    ) -> *mut PyObject;
    pub fn PyType_FromModuleAndSpec(
        a0: *mut PyObject,
        a1: *mut PyType_Spec,
        a2: *mut PyObject,
    ) -> *mut PyObject;
    pub fn PyType_FromSpec(a0: *mut PyType_Spec) -> *mut PyObject;
    pub fn PyType_FromSpecWithBases(a0: *mut PyType_Spec, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyType_GenericAlloc(a0: *mut PyTypeObject, a1: isize) -> *mut PyObject;
    pub fn PyType_GenericNew(a0: *mut PyTypeObject, a1: *mut PyObject, a2: *mut PyObject) -> *mut PyObject;
    pub fn PyType_GetFlags(a0: *mut PyTypeObject) -> c_ulong;
    pub fn PyType_GetFullyQualifiedName(a0: *mut PyTypeObject) -> *mut PyObject;
    pub fn PyType_GetModule(a0: *mut PyTypeObject) -> *mut PyObject;
    pub fn PyType_GetModuleByDef(a0: *mut PyTypeObject, a1: *mut PyModuleDef) -> *mut PyObject;
    pub fn PyType_GetModuleName(a0: *mut PyTypeObject) -> *mut PyObject;
    pub fn PyType_GetModuleState(a0: *mut PyTypeObject) -> *mut c_void;
    pub fn PyType_GetName(a0: *mut PyTypeObject) -> *mut PyObject;
    pub fn PyType_GetQualName(a0: *mut PyTypeObject) -> *mut PyObject;
    pub fn PyType_GetSlot(a0: *mut PyTypeObject, a1: c_int) -> *mut c_void;
    pub fn PyType_GetTypeDataSize(a0: *mut PyTypeObject) -> isize;
    pub fn PyType_IsSubtype(a0: *mut PyTypeObject, a1: *mut PyTypeObject) -> c_int;
    pub fn PyType_Modified(a0: *mut PyTypeObject);
    pub fn PyType_Ready(a0: *mut PyTypeObject) -> c_int;
    pub fn Py_DecRef(a0: *mut PyObject);
    pub fn Py_GetConstant(a0: c_uint) -> *mut PyObject;
    pub fn Py_GetConstantBorrowed(a0: c_uint) -> *mut PyObject;
    pub fn Py_IncRef(a0: *mut PyObject);
    pub fn Py_Is(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn Py_IsNone(a0: *mut PyObject) -> c_int;
    pub fn Py_NewRef(a0: *mut PyObject) -> *mut PyObject;
    pub fn Py_ReprEnter(a0: *mut PyObject) -> c_int;
    pub fn Py_ReprLeave(a0: *mut PyObject);
    pub fn Py_XNewRef(a0: *mut PyObject) -> *mut PyObject;
    pub fn _Py_Dealloc(a0: *mut PyObject);
    pub fn _Py_DecRef(a0: *mut PyObject);
    pub fn _Py_IncRef(a0: *mut PyObject);
    pub fn _Py_SetRefcnt(a0: *mut PyObject, a1: isize);
}

#[cfg(Py_GIL_DISABLED)]
// object.h
unsafe extern "C" {
    pub fn _Py_DecRefShared(a0: *mut PyObject);
    pub fn _Py_DecRefSharedDebug(a0: *mut PyObject, a1: *const c_char, a2: c_int);
    pub fn _Py_GetThreadLocal_Addr() -> usize;
    pub fn _Py_MergeZeroLocalRefcount(a0: *mut PyObject);
}

// objimpl.h
unsafe extern "C" {
    pub fn PyGC_Collect() -> isize;
    pub fn PyGC_Disable() -> c_int;
    pub fn PyGC_Enable() -> c_int;
    pub fn PyGC_IsEnabled() -> c_int;
    pub fn PyObject_Calloc(a0: usize, a1: usize) -> *mut c_void;
    pub fn PyObject_Free(a0: *mut c_void);
    pub fn PyObject_GC_Del(a0: *mut c_void);
    pub fn PyObject_GC_IsFinalized(a0: *mut PyObject) -> c_int;
    pub fn PyObject_GC_IsTracked(a0: *mut PyObject) -> c_int;
    pub fn PyObject_GC_Track(a0: *mut c_void);
    pub fn PyObject_GC_UnTrack(a0: *mut c_void);
    pub fn PyObject_Init(a0: *mut PyObject, a1: *mut PyTypeObject) -> *mut PyObject;
    pub fn PyObject_InitVar(a0: *mut PyVarObject, a1: *mut PyTypeObject, a2: isize) -> *mut PyVarObject;
    pub fn PyObject_Malloc(a0: usize) -> *mut c_void;
    pub fn PyObject_Realloc(a0: *mut c_void, a1: usize) -> *mut c_void;
    pub fn _PyObject_GC_New(a0: *mut PyTypeObject) -> *mut PyObject;
    pub fn _PyObject_GC_NewVar(a0: *mut PyTypeObject, a1: isize) -> *mut PyVarObject;
    pub fn _PyObject_GC_Resize(a0: *mut PyVarObject, a1: isize) -> *mut PyVarObject;
    pub fn _PyObject_New(a0: *mut PyTypeObject) -> *mut PyObject;
    pub fn _PyObject_NewVar(a0: *mut PyTypeObject, a1: isize) -> *mut PyVarObject;
}

// osmodule.h
unsafe extern "C" {
    pub fn PyOS_FSPath(a0: *mut PyObject) -> *mut PyObject;
}

// pybuffer.h
unsafe extern "C" {
    pub fn PyBuffer_FillContiguousStrides(a0: c_int, a1: *mut isize, a2: *mut isize, a3: c_int, a4: c_char);
    pub fn PyBuffer_FillInfo(
        a0: *mut Py_buffer,
        a1: *mut PyObject,
        a2: *mut c_void,
        a3: isize,
        a4: c_int,
        a5: c_int,
    ) -> c_int;
    pub fn PyBuffer_FromContiguous(a0: *const Py_buffer, a1: *const c_void, a2: isize, a3: c_char) -> c_int;
    pub fn PyBuffer_GetPointer(a0: *const Py_buffer, a1: *const isize) -> *mut c_void;
    pub fn PyBuffer_IsContiguous(a0: *const Py_buffer, a1: c_char) -> c_int;
    pub fn PyBuffer_Release(a0: *mut Py_buffer);
    pub fn PyBuffer_SizeFromFormat(a0: *const c_char) -> isize;
    pub fn PyBuffer_ToContiguous(a0: *mut c_void, a1: *const Py_buffer, a2: isize, a3: c_char) -> c_int;
    pub fn PyObject_CheckBuffer(a0: *mut PyObject) -> c_int;
    pub fn PyObject_CopyData(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyObject_GetBuffer(a0: *mut PyObject, a1: *mut Py_buffer, a2: c_int) -> c_int;
}

// pycapsule.h
unsafe extern "C" {
    pub fn PyCapsule_GetContext(a0: *mut PyObject) -> *mut c_void;
    pub fn PyCapsule_GetDestructor(a0: *mut PyObject) -> PyCapsule_Destructor;
    pub fn PyCapsule_GetName(a0: *mut PyObject) -> *const c_char;
    pub fn PyCapsule_GetPointer(a0: *mut PyObject, a1: *const c_char) -> *mut c_void;
    pub fn PyCapsule_Import(a0: *const c_char, a1: c_int) -> *mut c_void;
    pub fn PyCapsule_IsValid(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn PyCapsule_New(a0: *mut c_void, a1: *const c_char, a2: PyCapsule_Destructor) -> *mut PyObject;
    pub fn PyCapsule_SetContext(a0: *mut PyObject, a1: *mut c_void) -> c_int;
    pub fn PyCapsule_SetDestructor(a0: *mut PyObject, a1: PyCapsule_Destructor) -> c_int;
    pub fn PyCapsule_SetName(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn PyCapsule_SetPointer(a0: *mut PyObject, a1: *mut c_void) -> c_int;
}

// pyerrors.h
unsafe extern "C" {
    pub fn PyErr_BadArgument() -> c_int;
    pub fn PyErr_BadInternalCall();
    pub fn PyErr_CheckSignals() -> c_int;
    pub fn PyErr_Clear();
    pub fn PyErr_ExceptionMatches(a0: *mut PyObject) -> c_int;
    pub fn PyErr_Fetch(a0: *mut *mut PyObject, a1: *mut *mut PyObject, a2: *mut *mut PyObject);
    pub fn PyErr_FormatV(a0: *mut PyObject, a1: *const c_char, a2: *mut VaList) -> *mut PyObject;
    pub fn PyErr_GetExcInfo(a0: *mut *mut PyObject, a1: *mut *mut PyObject, a2: *mut *mut PyObject);
    pub fn PyErr_GetHandledException() -> *mut PyObject;
    pub fn PyErr_GetRaisedException() -> *mut PyObject;
    pub fn PyErr_GivenExceptionMatches(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyErr_NewException(a0: *const c_char, a1: *mut PyObject, a2: *mut PyObject) -> *mut PyObject;
    pub fn PyErr_NewExceptionWithDoc(
        a0: *const c_char,
        a1: *const c_char,
        a2: *mut PyObject,
        a3: *mut PyObject,
    ) -> *mut PyObject;
    pub fn PyErr_NoMemory() -> *mut PyObject;
    pub fn PyErr_NormalizeException(a0: *mut *mut PyObject, a1: *mut *mut PyObject, a2: *mut *mut PyObject);
    pub fn PyErr_Occurred() -> *mut PyObject;
    pub fn PyErr_ProgramText(a0: *const c_char, a1: c_int) -> *mut PyObject;
    pub fn PyErr_Restore(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject);
    pub fn PyErr_SetExcInfo(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject);
    pub fn PyErr_SetFromErrno(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyErr_SetFromErrnoWithFilename(a0: *mut PyObject, a1: *const c_char) -> *mut PyObject;
    pub fn PyErr_SetFromErrnoWithFilenameObject(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyErr_SetFromErrnoWithFilenameObjects(
        a0: *mut PyObject,
        a1: *mut PyObject,
        a2: *mut PyObject,
    ) -> *mut PyObject;
    pub fn PyErr_SetHandledException(a0: *mut PyObject);
    pub fn PyErr_SetImportError(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject) -> *mut PyObject;
    pub fn PyErr_SetImportErrorSubclass(
        a0: *mut PyObject,
        a1: *mut PyObject,
        a2: *mut PyObject,
        a3: *mut PyObject,
    ) -> *mut PyObject;
    pub fn PyErr_SetInterrupt();
    pub fn PyErr_SetInterruptEx(a0: c_int) -> c_int;
    pub fn PyErr_SetNone(a0: *mut PyObject);
    pub fn PyErr_SetObject(a0: *mut PyObject, a1: *mut PyObject);
    pub fn PyErr_SetRaisedException(a0: *mut PyObject);
    pub fn PyErr_SetString(a0: *mut PyObject, a1: *const c_char);
    pub fn PyErr_SyntaxLocation(a0: *const c_char, a1: c_int);
    pub fn PyErr_SyntaxLocationEx(a0: *const c_char, a1: c_int, a2: c_int);
    pub fn PyErr_WriteUnraisable(a0: *mut PyObject);
    pub fn PyExceptionClass_Name(a0: *mut PyObject) -> *const c_char;
    pub fn PyException_GetArgs(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyException_GetCause(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyException_GetContext(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyException_GetTraceback(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyException_SetArgs(a0: *mut PyObject, a1: *mut PyObject);
    pub fn PyException_SetCause(a0: *mut PyObject, a1: *mut PyObject);
    pub fn PyException_SetContext(a0: *mut PyObject, a1: *mut PyObject);
    pub fn PyException_SetTraceback(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyOS_vsnprintf(a0: *mut c_char, a1: usize, a2: *const c_char, a3: *mut VaList) -> c_int;
    pub fn PyUnicodeDecodeError_Create(
        a0: *const c_char,
        a1: *const c_char,
        a2: isize,
        a3: isize,
        a4: isize,
        a5: *const c_char,
    ) -> *mut PyObject;
    pub fn PyUnicodeDecodeError_GetEncoding(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicodeDecodeError_GetEnd(a0: *mut PyObject, a1: *mut isize) -> c_int;
    pub fn PyUnicodeDecodeError_GetObject(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicodeDecodeError_GetReason(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicodeDecodeError_GetStart(a0: *mut PyObject, a1: *mut isize) -> c_int;
    pub fn PyUnicodeDecodeError_SetEnd(a0: *mut PyObject, a1: isize) -> c_int;
    pub fn PyUnicodeDecodeError_SetReason(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn PyUnicodeDecodeError_SetStart(a0: *mut PyObject, a1: isize) -> c_int;
    pub fn PyUnicodeEncodeError_GetEncoding(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicodeEncodeError_GetEnd(a0: *mut PyObject, a1: *mut isize) -> c_int;
    pub fn PyUnicodeEncodeError_GetObject(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicodeEncodeError_GetReason(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicodeEncodeError_GetStart(a0: *mut PyObject, a1: *mut isize) -> c_int;
    pub fn PyUnicodeEncodeError_SetEnd(a0: *mut PyObject, a1: isize) -> c_int;
    pub fn PyUnicodeEncodeError_SetReason(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn PyUnicodeEncodeError_SetStart(a0: *mut PyObject, a1: isize) -> c_int;
    pub fn PyUnicodeTranslateError_GetEnd(a0: *mut PyObject, a1: *mut isize) -> c_int;
    pub fn PyUnicodeTranslateError_GetObject(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicodeTranslateError_GetReason(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicodeTranslateError_GetStart(a0: *mut PyObject, a1: *mut isize) -> c_int;
    pub fn PyUnicodeTranslateError_SetEnd(a0: *mut PyObject, a1: isize) -> c_int;
    pub fn PyUnicodeTranslateError_SetReason(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn PyUnicodeTranslateError_SetStart(a0: *mut PyObject, a1: isize) -> c_int;
    pub fn Py_FatalError(a0: *const c_char);
    pub fn _PyErr_BadInternalCall(a0: *const c_char, a1: c_int);
}

// pyframe.h
unsafe extern "C" {
    pub fn PyFrame_GetCode(a0: *mut PyFrameObject) -> *mut PyCodeObject;
    pub fn PyFrame_GetLineNumber(a0: *mut PyFrameObject) -> c_int;
}

// pylifecycle.h
unsafe extern "C" {
    pub fn PyOS_getsig(a0: c_int) -> PyOS_sighandler_t;
    pub fn PyOS_setsig(a0: c_int, a1: PyOS_sighandler_t) -> PyOS_sighandler_t;
    pub fn Py_BytesMain(a0: c_int, a1: *mut *mut c_char) -> c_int;
    pub fn Py_EndInterpreter(a0: *mut PyThreadState);
    pub fn Py_Exit(a0: c_int);
    pub fn Py_Finalize();
    pub fn Py_FinalizeEx() -> c_int;
    pub fn Py_GetBuildInfo() -> *const c_char;
    pub fn Py_GetCompiler() -> *const c_char;
    pub fn Py_GetCopyright() -> *const c_char;
    pub fn Py_GetExecPrefix() -> *mut libc::wchar_t;
    pub fn Py_GetPath() -> *mut libc::wchar_t;
    pub fn Py_GetPlatform() -> *const c_char;
    pub fn Py_GetPrefix() -> *mut libc::wchar_t;
    pub fn Py_GetProgramFullPath() -> *mut libc::wchar_t;
    pub fn Py_GetProgramName() -> *mut libc::wchar_t;
    pub fn Py_GetPythonHome() -> *mut libc::wchar_t;
    pub fn Py_GetVersion() -> *const c_char;
    pub fn Py_Initialize();
    pub fn Py_InitializeEx(a0: c_int);
    pub fn Py_IsFinalizing() -> c_int;
    pub fn Py_IsInitialized() -> c_int;
    pub fn Py_Main(a0: c_int, a1: *mut *mut libc::wchar_t) -> c_int;
    pub fn Py_NewInterpreter() -> *mut PyThreadState;
    pub fn Py_SetProgramName(a0: *const libc::wchar_t);
    pub fn Py_SetPythonHome(a0: *const libc::wchar_t);
}

// pymem.h
unsafe extern "C" {
    pub fn PyMem_Calloc(a0: usize, a1: usize) -> *mut c_void;
    pub fn PyMem_Free(a0: *mut c_void);
    pub fn PyMem_Malloc(a0: usize) -> *mut c_void;
    pub fn PyMem_RawCalloc(a0: usize, a1: usize) -> *mut c_void;
    pub fn PyMem_RawFree(a0: *mut c_void);
    pub fn PyMem_RawMalloc(a0: usize) -> *mut c_void;
    pub fn PyMem_RawRealloc(a0: *mut c_void, a1: usize) -> *mut c_void;
    pub fn PyMem_Realloc(a0: *mut c_void, a1: usize) -> *mut c_void;
}

// pystate.h
unsafe extern "C" {
    pub fn PyGILState_Ensure() -> PyGILState_STATE;
    pub fn PyGILState_GetThisThreadState() -> *mut PyThreadState;
    pub fn PyGILState_Release(a0: PyGILState_STATE);
    pub fn PyInterpreterState_Clear(a0: *mut PyInterpreterState);
    pub fn PyInterpreterState_Delete(a0: *mut PyInterpreterState);
    pub fn PyInterpreterState_Get() -> *mut PyInterpreterState;
    pub fn PyInterpreterState_GetDict(a0: *mut PyInterpreterState) -> *mut PyObject;
    pub fn PyInterpreterState_GetID(a0: *mut PyInterpreterState) -> i64;
    pub fn PyInterpreterState_New() -> *mut PyInterpreterState;
    pub fn PyState_AddModule(a0: *mut PyObject, a1: *mut PyModuleDef) -> c_int;
    pub fn PyState_FindModule(a0: *mut PyModuleDef) -> *mut PyObject;
    pub fn PyState_RemoveModule(a0: *mut PyModuleDef) -> c_int;
    pub fn PyThreadState_Clear(a0: *mut PyThreadState);
    pub fn PyThreadState_Delete(a0: *mut PyThreadState);
    pub fn PyThreadState_Get() -> *mut PyThreadState;
    pub fn PyThreadState_GetDict() -> *mut PyObject;
    pub fn PyThreadState_GetFrame(a0: *mut PyThreadState) -> *mut PyFrameObject;
    pub fn PyThreadState_GetID(a0: *mut PyThreadState) -> u64;
    pub fn PyThreadState_GetInterpreter(a0: *mut PyThreadState) -> *mut PyInterpreterState;
    pub fn PyThreadState_New(a0: *mut PyInterpreterState) -> *mut PyThreadState;
    pub fn PyThreadState_SetAsyncExc(a0: c_ulong, a1: *mut PyObject) -> c_int;
    pub fn PyThreadState_Swap(a0: *mut PyThreadState) -> *mut PyThreadState;
}

// pystrcmp.h
unsafe extern "C" {
    pub fn PyOS_mystricmp(a0: *const c_char, a1: *const c_char) -> c_int;
    pub fn PyOS_mystrnicmp(a0: *const c_char, a1: *const c_char, a2: isize) -> c_int;
}

// pystrtod.h
unsafe extern "C" {
    pub fn PyOS_double_to_string(a0: f64, a1: c_char, a2: c_int, a3: c_int, a4: *mut c_int) -> *mut c_char;
    pub fn PyOS_string_to_double(a0: *const c_char, a1: *mut *mut c_char, a2: *mut PyObject) -> f64;
}

// pythonrun.h
unsafe extern "C" {
    pub fn PyErr_Display(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject);
    pub fn PyErr_DisplayException(a0: *mut PyObject);
    pub fn PyErr_Print();
    pub fn PyErr_PrintEx(a0: c_int);
    pub fn Py_CompileString(a0: *const c_char, a1: *const c_char, a2: c_int) -> *mut PyObject;
}

// pythread.h
unsafe extern "C" {
    pub fn PyThread_GetInfo() -> *mut PyObject;
    pub fn PyThread_ReInitTLS();
    pub fn PyThread_acquire_lock(a0: *mut c_void, a1: c_int) -> c_int;
    pub fn PyThread_acquire_lock_timed(a0: *mut c_void, a1: c_longlong, a2: c_int) -> PyLockStatus;
    pub fn PyThread_allocate_lock() -> *mut c_void;
    pub fn PyThread_create_key() -> c_int;
    pub fn PyThread_delete_key(a0: c_int);
    pub fn PyThread_delete_key_value(a0: c_int);
    pub fn PyThread_exit_thread();
    pub fn PyThread_free_lock(a0: *mut c_void);
    pub fn PyThread_get_key_value(a0: c_int) -> *mut c_void;
    pub fn PyThread_get_stacksize() -> usize;
    pub fn PyThread_get_thread_ident() -> c_ulong;
    pub fn PyThread_get_thread_native_id() -> c_ulong;
    pub fn PyThread_init_thread();
    pub fn PyThread_release_lock(a0: *mut c_void);
    pub fn PyThread_set_key_value(a0: c_int, a1: *mut c_void) -> c_int;
    pub fn PyThread_set_stacksize(a0: usize) -> c_int;
    pub fn PyThread_tss_alloc() -> *mut Py_tss_t;
    pub fn PyThread_tss_create(a0: *mut Py_tss_t) -> c_int;
    pub fn PyThread_tss_delete(a0: *mut Py_tss_t);
    pub fn PyThread_tss_free(a0: *mut Py_tss_t);
    pub fn PyThread_tss_get(a0: *mut Py_tss_t) -> *mut c_void;
    pub fn PyThread_tss_is_created(a0: *mut Py_tss_t) -> c_int;
    pub fn PyThread_tss_set(a0: *mut Py_tss_t, a1: *mut c_void) -> c_int;
}

// setobject.h
unsafe extern "C" {
    pub fn PyFrozenSet_New(a0: *mut PyObject) -> *mut PyObject;
    pub fn PySet_Add(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PySet_Clear(a0: *mut PyObject) -> c_int;
    pub fn PySet_Contains(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PySet_Discard(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PySet_New(a0: *mut PyObject) -> *mut PyObject;
    pub fn PySet_Pop(a0: *mut PyObject) -> *mut PyObject;
    pub fn PySet_Size(a0: *mut PyObject) -> isize;
}

// sliceobject.h
unsafe extern "C" {
    pub fn PySlice_AdjustIndices(a0: isize, a1: *mut isize, a2: *mut isize, a3: isize) -> isize;
    pub fn PySlice_GetIndices(
        a0: *mut PyObject,
        a1: isize,
        a2: *mut isize,
        a3: *mut isize,
        a4: *mut isize,
    ) -> c_int;
    pub fn PySlice_GetIndicesEx(
        a0: *mut PyObject,
        a1: isize,
        a2: *mut isize,
        a3: *mut isize,
        a4: *mut isize,
        a5: *mut isize,
    ) -> c_int;
    pub fn PySlice_New(a0: *mut PyObject, a1: *mut PyObject, a2: *mut PyObject) -> *mut PyObject;
    pub fn PySlice_Unpack(a0: *mut PyObject, a1: *mut isize, a2: *mut isize, a3: *mut isize) -> c_int;
    pub fn _PySlice_FromIndices(a0: isize, a1: isize) -> *mut PyObject;
    pub fn _PySlice_GetLongIndices(
        a0: *mut PySliceObject,
        a1: *mut PyObject,
        a2: *mut *mut PyObject,
        a3: *mut *mut PyObject,
        a4: *mut *mut PyObject,
    ) -> c_int;
}

// structseq.h
unsafe extern "C" {
    pub fn PyStructSequence_GetItem(a0: *mut PyObject, a1: isize) -> *mut PyObject;
    pub fn PyStructSequence_InitType(a0: *mut PyTypeObject, a1: *mut PyStructSequence_Desc);
    pub fn PyStructSequence_InitType2(a0: *mut PyTypeObject, a1: *mut PyStructSequence_Desc) -> c_int;
    pub fn PyStructSequence_New(a0: *mut PyTypeObject) -> *mut PyObject;
    pub fn PyStructSequence_NewType(a0: *mut PyStructSequence_Desc) -> *mut PyTypeObject;
    pub fn PyStructSequence_SetItem(a0: *mut PyObject, a1: isize, a2: *mut PyObject);
}

// sysmodule.h
unsafe extern "C" {
    pub fn PySys_AuditTuple(a0: *const c_char, a1: *mut PyObject) -> c_int;
    pub fn PySys_GetObject(a0: *const c_char) -> *mut PyObject;
    pub fn PySys_GetXOptions() -> *mut PyObject;
    pub fn PySys_ResetWarnOptions();
    pub fn PySys_SetArgv(a0: c_int, a1: *mut *mut libc::wchar_t);
    pub fn PySys_SetArgvEx(a0: c_int, a1: *mut *mut libc::wchar_t, a2: c_int);
    pub fn PySys_SetObject(a0: *const c_char, a1: *mut PyObject) -> c_int;
}

// traceback.h
unsafe extern "C" {
    pub fn PyTraceBack_Here(a0: *mut PyFrameObject) -> c_int;
    pub fn PyTraceBack_Print(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
}

// tupleobject.h
unsafe extern "C" {
    pub fn PyTuple_GetItem(a0: *mut PyObject, a1: isize) -> *mut PyObject;
    pub fn PyTuple_GetSlice(a0: *mut PyObject, a1: isize, a2: isize) -> *mut PyObject;
    pub fn PyTuple_New(a0: isize) -> *mut PyObject;
    pub fn PyTuple_SetItem(a0: *mut PyObject, a1: isize, a2: *mut PyObject) -> c_int;
    pub fn PyTuple_Size(a0: *mut PyObject) -> isize;
}

// unicodeobject.h
unsafe extern "C" {
    pub fn PyUnicode_Append(a0: *mut *mut PyObject, a1: *mut PyObject);
    pub fn PyUnicode_AppendAndDel(a0: *mut *mut PyObject, a1: *mut PyObject);
    pub fn PyUnicode_AsASCIIString(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_AsCharmapString(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_AsDecodedObject(
        a0: *mut PyObject,
        a1: *const c_char,
        a2: *const c_char,
    ) -> *mut PyObject;
    pub fn PyUnicode_AsDecodedUnicode(
        a0: *mut PyObject,
        a1: *const c_char,
        a2: *const c_char,
    ) -> *mut PyObject;
    pub fn PyUnicode_AsEncodedObject(
        a0: *mut PyObject,
        a1: *const c_char,
        a2: *const c_char,
    ) -> *mut PyObject;
    pub fn PyUnicode_AsEncodedString(
        a0: *mut PyObject,
        a1: *const c_char,
        a2: *const c_char,
    ) -> *mut PyObject;
    pub fn PyUnicode_AsEncodedUnicode(
        a0: *mut PyObject,
        a1: *const c_char,
        a2: *const c_char,
    ) -> *mut PyObject;
    pub fn PyUnicode_AsLatin1String(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_AsRawUnicodeEscapeString(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_AsUCS4(a0: *mut PyObject, a1: *mut u32, a2: isize, a3: c_int) -> *mut u32;
    pub fn PyUnicode_AsUCS4Copy(a0: *mut PyObject) -> *mut u32;
    pub fn PyUnicode_AsUTF16String(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_AsUTF32String(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_AsUTF8AndSize(a0: *mut PyObject, a1: *mut isize) -> *const c_char;
    pub fn PyUnicode_AsUTF8String(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_AsUnicodeEscapeString(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_AsWideChar(a0: *mut PyObject, a1: *mut libc::wchar_t, a2: isize) -> isize;
    pub fn PyUnicode_AsWideCharString(a0: *mut PyObject, a1: *mut isize) -> *mut libc::wchar_t;
    pub fn PyUnicode_BuildEncodingMap(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_Compare(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyUnicode_CompareWithASCIIString(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn PyUnicode_Concat(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_Contains(a0: *mut PyObject, a1: *mut PyObject) -> c_int;
    pub fn PyUnicode_Count(a0: *mut PyObject, a1: *mut PyObject, a2: isize, a3: isize) -> isize;
    pub fn PyUnicode_Decode(
        a0: *const c_char,
        a1: isize,
        a2: *const c_char,
        a3: *const c_char,
    ) -> *mut PyObject;
    pub fn PyUnicode_DecodeASCII(a0: *const c_char, a1: isize, a2: *const c_char) -> *mut PyObject;
    pub fn PyUnicode_DecodeCharmap(
        a0: *const c_char,
        a1: isize,
        a2: *mut PyObject,
        a3: *const c_char,
    ) -> *mut PyObject;
    pub fn PyUnicode_DecodeFSDefault(a0: *const c_char) -> *mut PyObject;
    pub fn PyUnicode_DecodeFSDefaultAndSize(a0: *const c_char, a1: isize) -> *mut PyObject;
    pub fn PyUnicode_DecodeLatin1(a0: *const c_char, a1: isize, a2: *const c_char) -> *mut PyObject;
    pub fn PyUnicode_DecodeLocale(a0: *const c_char, a1: *const c_char) -> *mut PyObject;
    pub fn PyUnicode_DecodeLocaleAndSize(a0: *const c_char, a1: isize, a2: *const c_char) -> *mut PyObject;
    pub fn PyUnicode_DecodeRawUnicodeEscape(a0: *const c_char, a1: isize, a2: *const c_char)
    -> *mut PyObject;
    pub fn PyUnicode_DecodeUTF16(
        a0: *const c_char,
        a1: isize,
        a2: *const c_char,
        a3: *mut c_int,
    ) -> *mut PyObject;
    pub fn PyUnicode_DecodeUTF16Stateful(
        a0: *const c_char,
        a1: isize,
        a2: *const c_char,
        a3: *mut c_int,
        a4: *mut isize,
    ) -> *mut PyObject;
    pub fn PyUnicode_DecodeUTF32(
        a0: *const c_char,
        a1: isize,
        a2: *const c_char,
        a3: *mut c_int,
    ) -> *mut PyObject;
    pub fn PyUnicode_DecodeUTF32Stateful(
        a0: *const c_char,
        a1: isize,
        a2: *const c_char,
        a3: *mut c_int,
        a4: *mut isize,
    ) -> *mut PyObject;
    pub fn PyUnicode_DecodeUTF7(a0: *const c_char, a1: isize, a2: *const c_char) -> *mut PyObject;
    pub fn PyUnicode_DecodeUTF7Stateful(
        a0: *const c_char,
        a1: isize,
        a2: *const c_char,
        a3: *mut isize,
    ) -> *mut PyObject;
    pub fn PyUnicode_DecodeUTF8(a0: *const c_char, a1: isize, a2: *const c_char) -> *mut PyObject;
    pub fn PyUnicode_DecodeUTF8Stateful(
        a0: *const c_char,
        a1: isize,
        a2: *const c_char,
        a3: *mut isize,
    ) -> *mut PyObject;
    pub fn PyUnicode_DecodeUnicodeEscape(a0: *const c_char, a1: isize, a2: *const c_char) -> *mut PyObject;
    pub fn PyUnicode_EncodeFSDefault(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_EncodeLocale(a0: *mut PyObject, a1: *const c_char) -> *mut PyObject;
    pub fn PyUnicode_EqualToUTF8(a0: *mut PyObject, a1: *const c_char) -> c_int;
    pub fn PyUnicode_EqualToUTF8AndSize(a0: *mut PyObject, a1: *const c_char, a2: isize) -> c_int;
    pub fn PyUnicode_FSConverter(a0: *mut PyObject, a1: *mut c_void) -> c_int;
    pub fn PyUnicode_FSDecoder(a0: *mut PyObject, a1: *mut c_void) -> c_int;
    pub fn PyUnicode_Find(a0: *mut PyObject, a1: *mut PyObject, a2: isize, a3: isize, a4: c_int) -> isize;
    pub fn PyUnicode_FindChar(a0: *mut PyObject, a1: u32, a2: isize, a3: isize, a4: c_int) -> isize;
    pub fn PyUnicode_Format(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_FromEncodedObject(
        a0: *mut PyObject,
        a1: *const c_char,
        a2: *const c_char,
    ) -> *mut PyObject;
    pub fn PyUnicode_FromFormatV(a0: *const c_char, a1: *mut VaList) -> *mut PyObject;
    pub fn PyUnicode_FromObject(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_FromOrdinal(a0: c_int) -> *mut PyObject;
    pub fn PyUnicode_FromString(a0: *const c_char) -> *mut PyObject;
    pub fn PyUnicode_FromStringAndSize(a0: *const c_char, a1: isize) -> *mut PyObject;
    pub fn PyUnicode_FromWideChar(a0: *const libc::wchar_t, a1: isize) -> *mut PyObject;
    pub fn PyUnicode_GetDefaultEncoding() -> *const c_char;
    pub fn PyUnicode_GetLength(a0: *mut PyObject) -> isize;
    pub fn PyUnicode_InternFromString(a0: *const c_char) -> *mut PyObject;
    pub fn PyUnicode_InternInPlace(a0: *mut *mut PyObject);
    pub fn PyUnicode_IsIdentifier(a0: *mut PyObject) -> c_int;
    pub fn PyUnicode_Join(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_Partition(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_RPartition(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyUnicode_RSplit(a0: *mut PyObject, a1: *mut PyObject, a2: isize) -> *mut PyObject;
    pub fn PyUnicode_ReadChar(a0: *mut PyObject, a1: isize) -> u32;
    pub fn PyUnicode_Replace(
        a0: *mut PyObject,
        a1: *mut PyObject,
        a2: *mut PyObject,
        a3: isize,
    ) -> *mut PyObject;
    pub fn PyUnicode_Resize(a0: *mut *mut PyObject, a1: isize) -> c_int;
    pub fn PyUnicode_RichCompare(a0: *mut PyObject, a1: *mut PyObject, a2: c_int) -> *mut PyObject;
    pub fn PyUnicode_Split(a0: *mut PyObject, a1: *mut PyObject, a2: isize) -> *mut PyObject;
    pub fn PyUnicode_Splitlines(a0: *mut PyObject, a1: c_int) -> *mut PyObject;
    pub fn PyUnicode_Substring(a0: *mut PyObject, a1: isize, a2: isize) -> *mut PyObject;
    pub fn PyUnicode_Tailmatch(
        a0: *mut PyObject,
        a1: *mut PyObject,
        a2: isize,
        a3: isize,
        a4: c_int,
    ) -> isize;
    pub fn PyUnicode_Translate(a0: *mut PyObject, a1: *mut PyObject, a2: *const c_char) -> *mut PyObject;
    pub fn PyUnicode_WriteChar(a0: *mut PyObject, a1: isize, a2: u32) -> c_int;
}

// warnings.h
unsafe extern "C" {
    pub fn PyErr_WarnEx(a0: *mut PyObject, a1: *const c_char, a2: isize) -> c_int;
    pub fn PyErr_WarnExplicit(
        a0: *mut PyObject,
        a1: *const c_char,
        a2: *const c_char,
        a3: c_int,
        a4: *const c_char,
        a5: *mut PyObject,
    ) -> c_int;
}

// weakrefobject.h
unsafe extern "C" {
    pub fn PyWeakref_GetObject(a0: *mut PyObject) -> *mut PyObject;
    pub fn PyWeakref_GetRef(a0: *mut PyObject, a1: *mut *mut PyObject) -> c_int;
    pub fn PyWeakref_NewProxy(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
    pub fn PyWeakref_NewRef(a0: *mut PyObject, a1: *mut PyObject) -> *mut PyObject;
}

unsafe extern "C" {
    pub static mut PyAsyncGen_Type: PyTypeObject;
    pub static mut PyBaseObject_Type: PyTypeObject;
    pub static mut PyBool_Type: PyTypeObject;
    pub static mut PyByteArrayIter_Type: PyTypeObject;
    pub static mut PyByteArray_Type: PyTypeObject;
    pub static mut PyBytesIter_Type: PyTypeObject;
    pub static mut PyBytes_Type: PyTypeObject;
    pub static mut PyCFunction_Type: PyTypeObject;
    pub static mut PyCMethod_Type: PyTypeObject;
    pub static mut PyCallIter_Type: PyTypeObject;
    pub static mut PyCapsule_Type: PyTypeObject;
    pub static mut PyCell_Type: PyTypeObject;
    pub static mut PyClassMethodDescr_Type: PyTypeObject;
    pub static mut PyClassMethod_Type: PyTypeObject;
    pub static mut PyCode_Type: PyTypeObject;
    pub static mut PyComplex_Type: PyTypeObject;
    pub static mut PyContextToken_Type: PyTypeObject;
    pub static mut PyContextVar_Type: PyTypeObject;
    pub static mut PyContext_Type: PyTypeObject;
    pub static mut PyCoro_Type: PyTypeObject;
    pub static mut PyDictItems_Type: PyTypeObject;
    pub static mut PyDictIterItem_Type: PyTypeObject;
    pub static mut PyDictIterKey_Type: PyTypeObject;
    pub static mut PyDictIterValue_Type: PyTypeObject;
    pub static mut PyDictKeys_Type: PyTypeObject;
    pub static mut PyDictProxy_Type: PyTypeObject;
    pub static mut PyDictRevIterItem_Type: PyTypeObject;
    pub static mut PyDictRevIterKey_Type: PyTypeObject;
    pub static mut PyDictRevIterValue_Type: PyTypeObject;
    pub static mut PyDictValues_Type: PyTypeObject;
    pub static mut PyDict_Type: PyTypeObject;
    pub static mut PyEllipsis_Type: PyTypeObject;
    pub static mut PyEnum_Type: PyTypeObject;
    pub static mut PyExc_ArithmeticError: *mut PyObject;
    pub static mut PyExc_AssertionError: *mut PyObject;
    pub static mut PyExc_AttributeError: *mut PyObject;
    pub static mut PyExc_BaseException: *mut PyObject;
    pub static mut PyExc_BaseExceptionGroup: *mut PyObject;
    pub static mut PyExc_BlockingIOError: *mut PyObject;
    pub static mut PyExc_BrokenPipeError: *mut PyObject;
    pub static mut PyExc_BufferError: *mut PyObject;
    pub static mut PyExc_BytesWarning: *mut PyObject;
    pub static mut PyExc_ChildProcessError: *mut PyObject;
    pub static mut PyExc_ConnectionAbortedError: *mut PyObject;
    pub static mut PyExc_ConnectionError: *mut PyObject;
    pub static mut PyExc_ConnectionRefusedError: *mut PyObject;
    pub static mut PyExc_ConnectionResetError: *mut PyObject;
    pub static mut PyExc_DeprecationWarning: *mut PyObject;
    pub static mut PyExc_EOFError: *mut PyObject;
    pub static mut PyExc_EncodingWarning: *mut PyObject;
    pub static mut PyExc_EnvironmentError: *mut PyObject;
    pub static mut PyExc_Exception: *mut PyObject;
    pub static mut PyExc_FileExistsError: *mut PyObject;
    pub static mut PyExc_FileNotFoundError: *mut PyObject;
    pub static mut PyExc_FloatingPointError: *mut PyObject;
    pub static mut PyExc_FutureWarning: *mut PyObject;
    pub static mut PyExc_GeneratorExit: *mut PyObject;
    pub static mut PyExc_IOError: *mut PyObject;
    pub static mut PyExc_ImportError: *mut PyObject;
    pub static mut PyExc_ImportWarning: *mut PyObject;
    pub static mut PyExc_IndentationError: *mut PyObject;
    pub static mut PyExc_IndexError: *mut PyObject;
    pub static mut PyExc_InterruptedError: *mut PyObject;
    pub static mut PyExc_IsADirectoryError: *mut PyObject;
    pub static mut PyExc_KeyError: *mut PyObject;
    pub static mut PyExc_KeyboardInterrupt: *mut PyObject;
    pub static mut PyExc_LookupError: *mut PyObject;
    pub static mut PyExc_MemoryError: *mut PyObject;
    pub static mut PyExc_ModuleNotFoundError: *mut PyObject;
    pub static mut PyExc_NameError: *mut PyObject;
    pub static mut PyExc_NotADirectoryError: *mut PyObject;
    pub static mut PyExc_NotImplementedError: *mut PyObject;
    pub static mut PyExc_OSError: *mut PyObject;
    pub static mut PyExc_OverflowError: *mut PyObject;
    pub static mut PyExc_PendingDeprecationWarning: *mut PyObject;
    pub static mut PyExc_PermissionError: *mut PyObject;
    pub static mut PyExc_ProcessLookupError: *mut PyObject;
    pub static mut PyExc_PythonFinalizationError: *mut PyObject;
    pub static mut PyExc_RecursionError: *mut PyObject;
    pub static mut PyExc_ReferenceError: *mut PyObject;
    pub static mut PyExc_ResourceWarning: *mut PyObject;
    pub static mut PyExc_RuntimeError: *mut PyObject;
    pub static mut PyExc_RuntimeWarning: *mut PyObject;
    pub static mut PyExc_StopAsyncIteration: *mut PyObject;
    pub static mut PyExc_StopIteration: *mut PyObject;
    pub static mut PyExc_SyntaxError: *mut PyObject;
    pub static mut PyExc_SyntaxWarning: *mut PyObject;
    pub static mut PyExc_SystemError: *mut PyObject;
    pub static mut PyExc_SystemExit: *mut PyObject;
    pub static mut PyExc_TabError: *mut PyObject;
    pub static mut PyExc_TimeoutError: *mut PyObject;
    pub static mut PyExc_TypeError: *mut PyObject;
    pub static mut PyExc_UnboundLocalError: *mut PyObject;
    pub static mut PyExc_UnicodeDecodeError: *mut PyObject;
    pub static mut PyExc_UnicodeEncodeError: *mut PyObject;
    pub static mut PyExc_UnicodeError: *mut PyObject;
    pub static mut PyExc_UnicodeTranslateError: *mut PyObject;
    pub static mut PyExc_UnicodeWarning: *mut PyObject;
    pub static mut PyExc_UserWarning: *mut PyObject;
    pub static mut PyExc_ValueError: *mut PyObject;
    pub static mut PyExc_Warning: *mut PyObject;
    pub static mut PyExc_ZeroDivisionError: *mut PyObject;
    pub static mut PyFilter_Type: PyTypeObject;
    pub static mut PyFloat_Type: PyTypeObject;
    pub static mut PyFrameLocalsProxy_Type: PyTypeObject;
    pub static mut PyFrame_Type: PyTypeObject;
    pub static mut PyFrozenSet_Type: PyTypeObject;
    pub static mut PyFunction_Type: PyTypeObject;
    pub static mut PyGen_Type: PyTypeObject;
    pub static mut PyGetSetDescr_Type: PyTypeObject;
    pub static mut PyImport_FrozenModules: *mut _frozen;
    pub static mut PyImport_Inittab: *mut _inittab;
    pub static mut PyInstanceMethod_Type: PyTypeObject;
    pub static mut PyListIter_Type: PyTypeObject;
    pub static mut PyListRevIter_Type: PyTypeObject;
    pub static mut PyList_Type: PyTypeObject;
    pub static mut PyLongRangeIter_Type: PyTypeObject;
    pub static mut PyLong_Type: PyTypeObject;
    pub static mut PyMap_Type: PyTypeObject;
    pub static mut PyMemberDescr_Type: PyTypeObject;
    pub static mut PyMemoryView_Type: PyTypeObject;
    pub static mut PyMethodDescr_Type: PyTypeObject;
    pub static mut PyMethod_Type: PyTypeObject;
    pub static mut PyModuleDef_Type: PyTypeObject;
    pub static mut PyModule_Type: PyTypeObject;
    pub static mut PyODictItems_Type: PyTypeObject;
    pub static mut PyODictIter_Type: PyTypeObject;
    pub static mut PyODictKeys_Type: PyTypeObject;
    pub static mut PyODictValues_Type: PyTypeObject;
    pub static mut PyODict_Type: PyTypeObject;
    pub static mut PyPickleBuffer_Type: PyTypeObject;
    pub static mut PyProperty_Type: PyTypeObject;
    pub static mut PyRangeIter_Type: PyTypeObject;
    pub static mut PyRange_Type: PyTypeObject;
    pub static mut PyReversed_Type: PyTypeObject;
    pub static mut PySeqIter_Type: PyTypeObject;
    pub static mut PySetIter_Type: PyTypeObject;
    pub static mut PySet_Type: PyTypeObject;
    pub static mut PySlice_Type: PyTypeObject;
    pub static mut PyStaticMethod_Type: PyTypeObject;
    pub static mut PyStdPrinter_Type: PyTypeObject;
    pub static mut PyStructSequence_UnnamedField: *mut c_char;
    pub static mut PySuper_Type: PyTypeObject;
    pub static mut PyTraceBack_Type: PyTypeObject;
    pub static mut PyTupleIter_Type: PyTypeObject;
    pub static mut PyTuple_Type: PyTypeObject;
    pub static mut PyType_Type: PyTypeObject;
    pub static mut PyUnicodeIter_Type: PyTypeObject;
    pub static mut PyUnicode_Type: PyTypeObject;
    pub static mut PyUnstable_ExecutableKinds: *const *mut PyTypeObject;
    pub static mut PyWrapperDescr_Type: PyTypeObject;
    pub static mut PyZip_Type: PyTypeObject;
    pub static mut Py_BytesWarningFlag: c_int;
    pub static mut Py_DebugFlag: c_int;
    pub static mut Py_DontWriteBytecodeFlag: c_int;
    pub static mut Py_FileSystemDefaultEncodeErrors: *mut c_char;
    pub static mut Py_FileSystemDefaultEncoding: *mut c_char;
    pub static mut Py_FrozenFlag: c_int;
    pub static mut Py_GenericAliasType: PyTypeObject;
    pub static mut Py_HasFileSystemDefaultEncoding: c_int;
    pub static mut Py_HashRandomizationFlag: c_int;
    pub static mut Py_IgnoreEnvironmentFlag: c_int;
    pub static mut Py_InspectFlag: c_int;
    pub static mut Py_InteractiveFlag: c_int;
    pub static mut Py_IsolatedFlag: c_int;
    pub static mut Py_NoSiteFlag: c_int;
    pub static mut Py_NoUserSiteDirectory: c_int;
    pub static mut Py_OptimizeFlag: c_int;
    pub static mut Py_QuietFlag: c_int;
    pub static mut Py_UTF8Mode: c_int;
    pub static mut Py_UnbufferedStdioFlag: c_int;
    pub static mut Py_VerboseFlag: c_int;
    pub static mut Py_Version: c_ulong;
    pub static mut Py_hexdigits: *mut c_char;
    pub static mut _PyAsyncGenASend_Type: PyTypeObject;
    pub static mut _PyByteArray_empty_string: *mut c_char;
    pub static mut _PyWeakref_CallableProxyType: PyTypeObject;
    pub static mut _PyWeakref_ProxyType: PyTypeObject;
    pub static mut _PyWeakref_RefType: PyTypeObject;
    pub static mut _Py_EllipsisObject: PyObject;
    pub static mut _Py_FalseStruct: PyLongObject;
    pub static mut _Py_NoneStruct: PyObject;
    pub static mut _Py_NotImplementedStruct: PyObject;
    pub static mut _Py_TrueStruct: PyLongObject;
    pub static mut _Py_ascii_whitespace: [c_uchar; 128];
    pub static mut _Py_ctype_table: *mut c_uint;
    pub static mut _Py_ctype_tolower: *mut c_uchar;
    pub static mut _Py_ctype_toupper: *mut c_uchar;
}
