//! `pyerrors.h`: the exception classes, as C names them: pointers to the type objects.
#![allow(non_upper_case_globals)]

use mortise_abi::PyObject;

use crate::objects::exceptions::types::*;

/// The class `ArithmeticError`.
#[unsafe(no_mangle)]
pub static mut PyExc_ArithmeticError: *mut PyObject = (&raw mut ARITHMETIC_ERROR).cast();
/// The class `AssertionError`.
#[unsafe(no_mangle)]
pub static mut PyExc_AssertionError: *mut PyObject = (&raw mut ASSERTION_ERROR).cast();
/// The class `AttributeError`.
#[unsafe(no_mangle)]
pub static mut PyExc_AttributeError: *mut PyObject = (&raw mut ATTRIBUTE_ERROR).cast();
/// The class `BaseException`.
#[unsafe(no_mangle)]
pub static mut PyExc_BaseException: *mut PyObject = (&raw mut BASE_EXCEPTION).cast();
/// The class `BaseExceptionGroup`.
#[unsafe(no_mangle)]
pub static mut PyExc_BaseExceptionGroup: *mut PyObject = (&raw mut BASE_EXCEPTION_GROUP).cast();
/// The class `BlockingIOError`.
#[unsafe(no_mangle)]
pub static mut PyExc_BlockingIOError: *mut PyObject = (&raw mut BLOCKING_IO_ERROR).cast();
/// The class `BrokenPipeError`.
#[unsafe(no_mangle)]
pub static mut PyExc_BrokenPipeError: *mut PyObject = (&raw mut BROKEN_PIPE_ERROR).cast();
/// The class `BufferError`.
#[unsafe(no_mangle)]
pub static mut PyExc_BufferError: *mut PyObject = (&raw mut BUFFER_ERROR).cast();
/// The class `BytesWarning`.
#[unsafe(no_mangle)]
pub static mut PyExc_BytesWarning: *mut PyObject = (&raw mut BYTES_WARNING).cast();
/// The class `ChildProcessError`.
#[unsafe(no_mangle)]
pub static mut PyExc_ChildProcessError: *mut PyObject = (&raw mut CHILD_PROCESS_ERROR).cast();
/// The class `ConnectionAbortedError`.
#[unsafe(no_mangle)]
pub static mut PyExc_ConnectionAbortedError: *mut PyObject = (&raw mut CONNECTION_ABORTED_ERROR).cast();
/// The class `ConnectionError`.
#[unsafe(no_mangle)]
pub static mut PyExc_ConnectionError: *mut PyObject = (&raw mut CONNECTION_ERROR).cast();
/// The class `ConnectionRefusedError`.
#[unsafe(no_mangle)]
pub static mut PyExc_ConnectionRefusedError: *mut PyObject = (&raw mut CONNECTION_REFUSED_ERROR).cast();
/// The class `ConnectionResetError`.
#[unsafe(no_mangle)]
pub static mut PyExc_ConnectionResetError: *mut PyObject = (&raw mut CONNECTION_RESET_ERROR).cast();
/// The class `DeprecationWarning`.
#[unsafe(no_mangle)]
pub static mut PyExc_DeprecationWarning: *mut PyObject = (&raw mut DEPRECATION_WARNING).cast();
/// The class `EOFError`.
#[unsafe(no_mangle)]
pub static mut PyExc_EOFError: *mut PyObject = (&raw mut EOF_ERROR).cast();
/// The class `EncodingWarning`.
#[unsafe(no_mangle)]
pub static mut PyExc_EncodingWarning: *mut PyObject = (&raw mut ENCODING_WARNING).cast();
/// The class `EnvironmentError`.
#[unsafe(no_mangle)]
pub static mut PyExc_EnvironmentError: *mut PyObject = (&raw mut OS_ERROR).cast();
/// The class `Exception`.
#[unsafe(no_mangle)]
pub static mut PyExc_Exception: *mut PyObject = (&raw mut EXCEPTION).cast();
/// The class `FileExistsError`.
#[unsafe(no_mangle)]
pub static mut PyExc_FileExistsError: *mut PyObject = (&raw mut FILE_EXISTS_ERROR).cast();
/// The class `FileNotFoundError`.
#[unsafe(no_mangle)]
pub static mut PyExc_FileNotFoundError: *mut PyObject = (&raw mut FILE_NOT_FOUND_ERROR).cast();
/// The class `FloatingPointError`.
#[unsafe(no_mangle)]
pub static mut PyExc_FloatingPointError: *mut PyObject = (&raw mut FLOATING_POINT_ERROR).cast();
/// The class `FutureWarning`.
#[unsafe(no_mangle)]
pub static mut PyExc_FutureWarning: *mut PyObject = (&raw mut FUTURE_WARNING).cast();
/// The class `GeneratorExit`.
#[unsafe(no_mangle)]
pub static mut PyExc_GeneratorExit: *mut PyObject = (&raw mut GENERATOR_EXIT).cast();
/// The class `IOError`.
#[unsafe(no_mangle)]
pub static mut PyExc_IOError: *mut PyObject = (&raw mut OS_ERROR).cast();
/// The class `ImportError`.
#[unsafe(no_mangle)]
pub static mut PyExc_ImportError: *mut PyObject = (&raw mut IMPORT_ERROR).cast();
/// The class `ImportWarning`.
#[unsafe(no_mangle)]
pub static mut PyExc_ImportWarning: *mut PyObject = (&raw mut IMPORT_WARNING).cast();
/// The class `IndentationError`.
#[unsafe(no_mangle)]
pub static mut PyExc_IndentationError: *mut PyObject = (&raw mut INDENTATION_ERROR).cast();
/// The class `IndexError`.
#[unsafe(no_mangle)]
pub static mut PyExc_IndexError: *mut PyObject = (&raw mut INDEX_ERROR).cast();
/// The class `InterpreterError`.
pub static mut PyExc_InterpreterError: *mut PyObject = (&raw mut INTERPRETER_ERROR).cast();
/// The class `InterpreterNotFoundError`.
pub static mut PyExc_InterpreterNotFoundError: *mut PyObject = (&raw mut INTERPRETER_NOT_FOUND_ERROR).cast();
/// The class `InterruptedError`.
#[unsafe(no_mangle)]
pub static mut PyExc_InterruptedError: *mut PyObject = (&raw mut INTERRUPTED_ERROR).cast();
/// The class `IsADirectoryError`.
#[unsafe(no_mangle)]
pub static mut PyExc_IsADirectoryError: *mut PyObject = (&raw mut IS_A_DIRECTORY_ERROR).cast();
/// The class `KeyError`.
#[unsafe(no_mangle)]
pub static mut PyExc_KeyError: *mut PyObject = (&raw mut KEY_ERROR).cast();
/// The class `KeyboardInterrupt`.
#[unsafe(no_mangle)]
pub static mut PyExc_KeyboardInterrupt: *mut PyObject = (&raw mut KEYBOARD_INTERRUPT).cast();
/// The class `LookupError`.
#[unsafe(no_mangle)]
pub static mut PyExc_LookupError: *mut PyObject = (&raw mut LOOKUP_ERROR).cast();
/// The class `MemoryError`.
#[unsafe(no_mangle)]
pub static mut PyExc_MemoryError: *mut PyObject = (&raw mut MEMORY_ERROR).cast();
/// The class `ModuleNotFoundError`.
#[unsafe(no_mangle)]
pub static mut PyExc_ModuleNotFoundError: *mut PyObject = (&raw mut MODULE_NOT_FOUND_ERROR).cast();
/// The class `NameError`.
#[unsafe(no_mangle)]
pub static mut PyExc_NameError: *mut PyObject = (&raw mut NAME_ERROR).cast();
/// The class `NotADirectoryError`.
#[unsafe(no_mangle)]
pub static mut PyExc_NotADirectoryError: *mut PyObject = (&raw mut NOT_A_DIRECTORY_ERROR).cast();
/// The class `NotImplementedError`.
#[unsafe(no_mangle)]
pub static mut PyExc_NotImplementedError: *mut PyObject = (&raw mut NOT_IMPLEMENTED_ERROR).cast();
/// The class `OSError`.
#[unsafe(no_mangle)]
pub static mut PyExc_OSError: *mut PyObject = (&raw mut OS_ERROR).cast();
/// The class `OverflowError`.
#[unsafe(no_mangle)]
pub static mut PyExc_OverflowError: *mut PyObject = (&raw mut OVERFLOW_ERROR).cast();
/// The class `PendingDeprecationWarning`.
#[unsafe(no_mangle)]
pub static mut PyExc_PendingDeprecationWarning: *mut PyObject = (&raw mut PENDING_DEPRECATION_WARNING).cast();
/// The class `PermissionError`.
#[unsafe(no_mangle)]
pub static mut PyExc_PermissionError: *mut PyObject = (&raw mut PERMISSION_ERROR).cast();
/// The class `ProcessLookupError`.
#[unsafe(no_mangle)]
pub static mut PyExc_ProcessLookupError: *mut PyObject = (&raw mut PROCESS_LOOKUP_ERROR).cast();
/// The class `PythonFinalizationError`.
#[unsafe(no_mangle)]
pub static mut PyExc_PythonFinalizationError: *mut PyObject = (&raw mut PYTHON_FINALIZATION_ERROR).cast();
/// The class `RecursionError`.
#[unsafe(no_mangle)]
pub static mut PyExc_RecursionError: *mut PyObject = (&raw mut RECURSION_ERROR).cast();
/// The class `ReferenceError`.
#[unsafe(no_mangle)]
pub static mut PyExc_ReferenceError: *mut PyObject = (&raw mut REFERENCE_ERROR).cast();
/// The class `ResourceWarning`.
#[unsafe(no_mangle)]
pub static mut PyExc_ResourceWarning: *mut PyObject = (&raw mut RESOURCE_WARNING).cast();
/// The class `RuntimeError`.
#[unsafe(no_mangle)]
pub static mut PyExc_RuntimeError: *mut PyObject = (&raw mut RUNTIME_ERROR).cast();
/// The class `RuntimeWarning`.
#[unsafe(no_mangle)]
pub static mut PyExc_RuntimeWarning: *mut PyObject = (&raw mut RUNTIME_WARNING).cast();
/// The class `StopAsyncIteration`.
#[unsafe(no_mangle)]
pub static mut PyExc_StopAsyncIteration: *mut PyObject = (&raw mut STOP_ASYNC_ITERATION).cast();
/// The class `StopIteration`.
#[unsafe(no_mangle)]
pub static mut PyExc_StopIteration: *mut PyObject = (&raw mut STOP_ITERATION).cast();
/// The class `SyntaxError`.
#[unsafe(no_mangle)]
pub static mut PyExc_SyntaxError: *mut PyObject = (&raw mut SYNTAX_ERROR).cast();
/// The class `SyntaxWarning`.
#[unsafe(no_mangle)]
pub static mut PyExc_SyntaxWarning: *mut PyObject = (&raw mut SYNTAX_WARNING).cast();
/// The class `SystemError`.
#[unsafe(no_mangle)]
pub static mut PyExc_SystemError: *mut PyObject = (&raw mut SYSTEM_ERROR).cast();
/// The class `SystemExit`.
#[unsafe(no_mangle)]
pub static mut PyExc_SystemExit: *mut PyObject = (&raw mut SYSTEM_EXIT).cast();
/// The class `TabError`.
#[unsafe(no_mangle)]
pub static mut PyExc_TabError: *mut PyObject = (&raw mut TAB_ERROR).cast();
/// The class `TimeoutError`.
#[unsafe(no_mangle)]
pub static mut PyExc_TimeoutError: *mut PyObject = (&raw mut TIMEOUT_ERROR).cast();
/// The class `TypeError`.
#[unsafe(no_mangle)]
pub static mut PyExc_TypeError: *mut PyObject = (&raw mut TYPE_ERROR).cast();
/// The class `UnboundLocalError`.
#[unsafe(no_mangle)]
pub static mut PyExc_UnboundLocalError: *mut PyObject = (&raw mut UNBOUND_LOCAL_ERROR).cast();
/// The class `UnicodeDecodeError`.
#[unsafe(no_mangle)]
pub static mut PyExc_UnicodeDecodeError: *mut PyObject = (&raw mut UNICODE_DECODE_ERROR).cast();
/// The class `UnicodeEncodeError`.
#[unsafe(no_mangle)]
pub static mut PyExc_UnicodeEncodeError: *mut PyObject = (&raw mut UNICODE_ENCODE_ERROR).cast();
/// The class `UnicodeError`.
#[unsafe(no_mangle)]
pub static mut PyExc_UnicodeError: *mut PyObject = (&raw mut UNICODE_ERROR).cast();
/// The class `UnicodeTranslateError`.
#[unsafe(no_mangle)]
pub static mut PyExc_UnicodeTranslateError: *mut PyObject = (&raw mut UNICODE_TRANSLATE_ERROR).cast();
/// The class `UnicodeWarning`.
#[unsafe(no_mangle)]
pub static mut PyExc_UnicodeWarning: *mut PyObject = (&raw mut UNICODE_WARNING).cast();
/// The class `UserWarning`.
#[unsafe(no_mangle)]
pub static mut PyExc_UserWarning: *mut PyObject = (&raw mut USER_WARNING).cast();
/// The class `ValueError`.
#[unsafe(no_mangle)]
pub static mut PyExc_ValueError: *mut PyObject = (&raw mut VALUE_ERROR).cast();
/// The class `Warning`.
#[unsafe(no_mangle)]
pub static mut PyExc_Warning: *mut PyObject = (&raw mut WARNING).cast();
/// The class `ZeroDivisionError`.
#[unsafe(no_mangle)]
pub static mut PyExc_ZeroDivisionError: *mut PyObject = (&raw mut ZERO_DIVISION_ERROR).cast();
/// The class `_IncompleteInputError`.
pub static mut _PyExc_IncompleteInputError: *mut PyObject = (&raw mut INCOMPLETE_INPUT_ERROR).cast();
