//! The functions with `...`: each saves its arguments as C's `va_list` and passes that on.
//!
//! Stable Rust cannot define C-variadic functions, but it can define naked ones: the few instructions below are what a C
//! compiler emits for `va_start` on x86-64, so that the symbols are exported like all
//! others.

use std::arch::naked_asm;
use std::ffi::{c_char, c_int};

use mortise_abi::{_Py_Identifier, _PyArg_Parser, PyObject};

use super::variadic_targets::*;
use super::{build_value, decl, modsupport};

/// The body of a variadic function with the given number of fixed integer arguments: calls `$target(fixed…, va_list *)`.
///
/// Frame: 0 `va_list` (24 bytes), 32 save area of six integer registers and eight vector registers (176 bytes), 216 in all, which
/// also aligns the stack. `al` tells whether vector registers were used.
macro_rules! with_va_list {
    ($fixed:literal, $register:literal, $target:path) => {
        naked_asm!(
            "sub rsp, 216",
            "mov [rsp + 32], rdi",
            "mov [rsp + 40], rsi",
            "mov [rsp + 48], rdx",
            "mov [rsp + 56], rcx",
            "mov [rsp + 64], r8",
            "mov [rsp + 72], r9",
            "test al, al",
            "je 2f",
            "movaps [rsp + 80], xmm0",
            "movaps [rsp + 96], xmm1",
            "movaps [rsp + 112], xmm2",
            "movaps [rsp + 128], xmm3",
            "movaps [rsp + 144], xmm4",
            "movaps [rsp + 160], xmm5",
            "movaps [rsp + 176], xmm6",
            "movaps [rsp + 192], xmm7",
            "2:",
            concat!("mov dword ptr [rsp], 8*", $fixed),
            "mov dword ptr [rsp + 4], 48",
            "lea rax, [rsp + 224]",
            "mov [rsp + 8], rax",
            "lea rax, [rsp + 32]",
            "mov [rsp + 16], rax",
            concat!("mov ", $register, ", rsp"),
            "call {target}",
            "add rsp, 216",
            "ret",
            target = sym $target,
        )
    };
}

/// `PyArg_ParseTuple`: see `parse_tuple`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyArg_ParseTuple(_args: *mut PyObject, _format: *const c_char) -> c_int {
    with_va_list!(2, "rdx", modsupport::parse_tuple)
}

/// `_PyArg_ParseTuple_SizeT`: see `parse_tuple`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyArg_ParseTuple_SizeT(_args: *mut PyObject, _format: *const c_char) -> c_int {
    with_va_list!(2, "rdx", modsupport::parse_tuple)
}

/// `PyArg_Parse`: see `parse_object`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyArg_Parse(_args: *mut PyObject, _format: *const c_char) -> c_int {
    with_va_list!(2, "rdx", modsupport::parse_object)
}

/// `_PyArg_Parse_SizeT`: see `parse_object`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyArg_Parse_SizeT(_args: *mut PyObject, _format: *const c_char) -> c_int {
    with_va_list!(2, "rdx", modsupport::parse_object)
}

/// `PyArg_ParseTupleAndKeywords`: see `parse_keywords`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyArg_ParseTupleAndKeywords(
    _args: *mut PyObject,
    _kwargs: *mut PyObject,
    _format: *const c_char,
    _keywords: *const *const c_char,
) -> c_int {
    with_va_list!(4, "r8", modsupport::parse_keywords)
}

/// `_PyArg_ParseTupleAndKeywords_SizeT`: see `parse_keywords`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyArg_ParseTupleAndKeywords_SizeT(
    _args: *mut PyObject,
    _kwargs: *mut PyObject,
    _format: *const c_char,
    _keywords: *const *const c_char,
) -> c_int {
    with_va_list!(4, "r8", modsupport::parse_keywords)
}

/// `_PyArg_ParseTupleAndKeywordsFast`: see `parse_keywords_fast`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyArg_ParseTupleAndKeywordsFast(
    _args: *mut PyObject,
    _kwargs: *mut PyObject,
    _parser: *mut _PyArg_Parser,
) -> c_int {
    with_va_list!(3, "rcx", modsupport::parse_keywords_fast)
}

/// `_PyArg_ParseStack`: see `parse_stack`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[allow(non_snake_case)] // the name that the field knows
pub unsafe extern "C" fn _PyArg_ParseStack(
    _args: *const *mut PyObject,
    _nargs: isize,
    _format: *const c_char,
) -> c_int {
    with_va_list!(3, "rcx", modsupport::parse_stack)
}

/// `_PyArg_ParseStackAndKeywords`: see `parse_stack_keywords`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[allow(non_snake_case)] // the name that the field knows
pub unsafe extern "C" fn _PyArg_ParseStackAndKeywords(
    _args: *const *mut PyObject,
    _nargs: isize,
    _kwnames: *mut PyObject,
    _parser: *mut _PyArg_Parser,
) -> c_int {
    with_va_list!(4, "r8", modsupport::parse_stack_keywords)
}

/// `PyArg_UnpackTuple`: see `unpack_tuple`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyArg_UnpackTuple(
    _args: *mut PyObject,
    _name: *const c_char,
    _min: isize,
    _max: isize,
) -> c_int {
    with_va_list!(4, "r8", modsupport::unpack_tuple)
}

/// `Py_BuildValue`: see `build`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_BuildValue(_format: *const c_char) -> *mut PyObject {
    with_va_list!(1, "rsi", build_value::build)
}

/// `_Py_BuildValue_SizeT`: see `build`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_BuildValue_SizeT(_format: *const c_char) -> *mut PyObject {
    with_va_list!(1, "rsi", build_value::build)
}

/// `PyErr_Format`: see `PyErr_FormatV`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_Format(_exception: *mut PyObject, _format: *const c_char) -> *mut PyObject {
    with_va_list!(2, "rdx", decl::PyErr_FormatV)
}

/// `_PyErr_FormatFromCause`: see `mortise_err_format_from_cause_va`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyErr_FormatFromCause(
    _exception: *mut PyObject,
    _format: *const c_char,
) -> *mut PyObject {
    with_va_list!(2, "rdx", super::pyerrors::mortise_err_format_from_cause_va)
}

/// `PyErr_FormatUnraisable`: see `format_unraisable`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_FormatUnraisable(_format: *const c_char) {
    with_va_list!(1, "rsi", super::cpython_pyerrors::mortise_err_format_unraisable_va)
}

/// `PyErr_WarnFormat`: see `warn_format`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_WarnFormat(
    _category: *mut PyObject,
    _stack_level: isize,
    _format: *const c_char,
) -> c_int {
    with_va_list!(3, "rcx", super::warnings::mortise_err_warn_format_va)
}

/// `PyErr_ResourceWarning`: see `resource_warning`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_ResourceWarning(
    _source: *mut PyObject,
    _stack_level: isize,
    _format: *const c_char,
) -> c_int {
    with_va_list!(3, "rcx", super::warnings::mortise_err_resource_warning_va)
}

/// `PyErr_WarnExplicitFormat`: see `SIX`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_WarnExplicitFormat(
    _category: *mut PyObject,
    _filename: *const c_char,
    _lineno: c_int,
    _module: *const c_char,
    _registry: *mut PyObject,
    _format: *const c_char,
) -> c_int {
    // All integer registers hold fixed arguments: the list's address goes on the stack.
    naked_asm!(
        "sub rsp, 232",
        "mov dword ptr [rsp + 16], 48",
        "mov dword ptr [rsp + 20], 48",
        "lea r10, [rsp + 240]",
        "mov [rsp + 24], r10",
        "lea r10, [rsp]",
        "mov [rsp + 32], r10",
        "test al, al",
        "je 2f",
        "movaps [rsp + 48], xmm0",
        "movaps [rsp + 64], xmm1",
        "movaps [rsp + 80], xmm2",
        "movaps [rsp + 96], xmm3",
        "movaps [rsp + 112], xmm4",
        "movaps [rsp + 128], xmm5",
        "movaps [rsp + 144], xmm6",
        "movaps [rsp + 160], xmm7",
        "2:",
        "sub rsp, 8",
        "lea rax, [rsp + 24]",
        "push rax",
        "call {target}",
        "add rsp, 248",
        "ret",
        target = sym super::warnings::mortise_err_warn_explicit_format_va,
    )
}

/// `PyUnicode_FromFormat`: see `PyUnicode_FromFormatV`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnicode_FromFormat(_format: *const c_char) -> *mut PyObject {
    with_va_list!(1, "rsi", decl::PyUnicode_FromFormatV)
}

/// `PyBytes_FromFormat`: see `PyBytes_FromFormatV`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyBytes_FromFormat(_format: *const c_char) -> *mut PyObject {
    with_va_list!(1, "rsi", decl::PyBytes_FromFormatV)
}

/// `PyTuple_Pack`: see `tuple_pack`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyTuple_Pack(_size: isize) -> *mut PyObject {
    with_va_list!(1, "rsi", tuple_pack)
}

/// `PyObject_CallFunction`: see `call_function`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CallFunction(
    _callable: *mut PyObject,
    _format: *const c_char,
) -> *mut PyObject {
    with_va_list!(2, "rdx", call_function)
}

/// `_PyObject_CallFunction_SizeT`: see `call_function`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_CallFunction_SizeT(
    _callable: *mut PyObject,
    _format: *const c_char,
) -> *mut PyObject {
    with_va_list!(2, "rdx", call_function)
}

/// `PyEval_CallFunction`: see `call_function`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_CallFunction(
    _callable: *mut PyObject,
    _format: *const c_char,
) -> *mut PyObject {
    with_va_list!(2, "rdx", call_function)
}

/// `PyObject_CallMethod`: see `call_method`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CallMethod(
    _object: *mut PyObject,
    _name: *const c_char,
    _format: *const c_char,
) -> *mut PyObject {
    with_va_list!(3, "rcx", call_method)
}

/// `_PyObject_CallMethod_SizeT`: see `call_method`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_CallMethod_SizeT(
    _object: *mut PyObject,
    _name: *const c_char,
    _format: *const c_char,
) -> *mut PyObject {
    with_va_list!(3, "rcx", call_method)
}

/// `PyEval_CallMethod`: see `call_method`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_CallMethod(
    _object: *mut PyObject,
    _name: *const c_char,
    _format: *const c_char,
) -> *mut PyObject {
    with_va_list!(3, "rcx", call_method)
}

/// `_PyObject_CallMethodId`: see `call_method_id`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_CallMethodId(
    _object: *mut PyObject,
    _name: *mut _Py_Identifier,
    _format: *const c_char,
) -> *mut PyObject {
    with_va_list!(3, "rcx", call_method_id)
}

/// `PyObject_CallFunctionObjArgs`: see `call_function_objects`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CallFunctionObjArgs(_callable: *mut PyObject) -> *mut PyObject {
    with_va_list!(1, "rsi", call_function_objects)
}

/// `PyObject_CallMethodObjArgs`: see `call_method_objects`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_CallMethodObjArgs(
    _object: *mut PyObject,
    _name: *mut PyObject,
) -> *mut PyObject {
    with_va_list!(2, "rdx", call_method_objects)
}

/// `PyOS_snprintf`: see `PyOS_vsnprintf`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_snprintf(_buffer: *mut c_char, _size: usize, _format: *const c_char) -> c_int {
    with_va_list!(3, "rcx", decl::PyOS_vsnprintf)
}

/// `PySys_WriteStdout`: see `write_stdout`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_WriteStdout(_format: *const c_char) {
    with_va_list!(1, "rsi", write_stdout)
}

/// `PySys_WriteStderr`: see `write_stderr`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_WriteStderr(_format: *const c_char) {
    with_va_list!(1, "rsi", write_stderr)
}

/// `PySys_FormatStdout`: see `format_stdout`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_FormatStdout(_format: *const c_char) {
    with_va_list!(1, "rsi", format_stdout)
}

/// `PySys_FormatStderr`: see `format_stderr`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_FormatStderr(_format: *const c_char) {
    with_va_list!(1, "rsi", format_stderr)
}

/// `PySys_Audit`: see `audit`.
///
/// # Safety
/// As the C API documents: live objects, and variable arguments that match the format; the thread is attached.
#[unsafe(naked)]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PySys_Audit(_event: *const c_char, _format: *const c_char) -> c_int {
    with_va_list!(2, "rdx", audit)
}
