//! The type objects of the built-in exceptions. Those with attributes or behaviour of their own are in files of their own.

use std::ffi::{CStr, c_int};
use std::mem::offset_of;

use mortise_abi::*;

use super::base::{init, new};
use super::storage::*;
use crate::objects::BaseException;

pub use super::base::BASE_EXCEPTION;
pub use super::group::BASE_EXCEPTION_GROUP;
pub use super::import_error::IMPORT_ERROR;
pub use super::key_error::KEY_ERROR;
pub use super::memory_error::MEMORY_ERROR;
pub use super::name_errors::{ATTRIBUTE_ERROR, NAME_ERROR};
pub use super::os_error::OS_ERROR;
pub use super::stop::{STOP_ITERATION, SYSTEM_EXIT};
pub use super::syntax_error::SYNTAX_ERROR;
pub use super::unicode_errors::{UNICODE_DECODE_ERROR, UNICODE_ENCODE_ERROR, UNICODE_TRANSLATE_ERROR};

/// The flags of every exception type.
pub const FLAGS: u64 =
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASE_EXC_SUBCLASS | Py_TPFLAGS_IMMUTABLETYPE;

/// A row of a member table; object members read `None` when empty.
pub const fn member(
    name: &'static CStr,
    ty: c_int,
    offset: usize,
    doc: Option<&'static CStr>,
) -> PyMemberDef {
    PyMemberDef {
        name: name.as_ptr(),
        r#type: ty,
        offset: offset as isize,
        flags: 0,
        doc: match doc {
            Some(doc) => doc.as_ptr(),
            None => std::ptr::null(),
        },
    }
}

/// The row without its doc.
pub const fn undocumented(mut row: PyGetSetDef) -> PyGetSetDef {
    row.doc = std::ptr::null();
    row
}

/// Types that add nothing but their name.
macro_rules! simple {
    ($($NAME:ident: $Struct:ident = $name:literal, $base:ident, $new:expr, $init:expr, $doc:literal;)*) => { $(
        $crate::builtin_type! {
            #[doc = concat!("`", $name, "`")]
            pub static $NAME: $Struct = $name {
                base: &raw mut $base,
                flags: FLAGS,
                doc: $doc,
                set: {
                    tp_dealloc: Some(dealloc::<$Struct>),
                    tp_traverse: Some(traverse::<$Struct>),
                    tp_clear: Some(clear::<$Struct>),
                    tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
                    tp_new: ($new),
                    tp_init: ($init),
                },
            }
        }
    )* };
}

simple! {
    EXCEPTION: BaseException = "Exception", BASE_EXCEPTION, NEW, INIT, "Common base class for all non-exit exceptions.";
    ARITHMETIC_ERROR: BaseException = "ArithmeticError", EXCEPTION, NEW, INIT, "Base class for arithmetic errors.";
    FLOATING_POINT_ERROR: BaseException = "FloatingPointError", ARITHMETIC_ERROR, NEW, INIT, "Floating-point operation failed.";
    OVERFLOW_ERROR: BaseException = "OverflowError", ARITHMETIC_ERROR, NEW, INIT, "Result too large to be represented.";
    ZERO_DIVISION_ERROR: BaseException = "ZeroDivisionError", ARITHMETIC_ERROR, NEW, INIT, "Second argument to a division or modulo operation was zero.";
    ASSERTION_ERROR: BaseException = "AssertionError", EXCEPTION, NEW, INIT, "Assertion failed.";
    BUFFER_ERROR: BaseException = "BufferError", EXCEPTION, NEW, INIT, "Buffer error.";
    EOF_ERROR: BaseException = "EOFError", EXCEPTION, NEW, INIT, "Read beyond end of file.";
    MODULE_NOT_FOUND_ERROR: ImportError = "ModuleNotFoundError", IMPORT_ERROR, NEW, super::import_error::INIT, "Module not found.";
    LOOKUP_ERROR: BaseException = "LookupError", EXCEPTION, NEW, INIT, "Base class for lookup errors.";
    INDEX_ERROR: BaseException = "IndexError", LOOKUP_ERROR, NEW, INIT, "Sequence index out of range.";
    UNBOUND_LOCAL_ERROR: NameError = "UnboundLocalError", NAME_ERROR, NEW, super::name_errors::NAME_INIT, "Local name referenced but not bound to a value.";
    BLOCKING_IO_ERROR: OsError = "BlockingIOError", OS_ERROR, super::os_error::NEW, super::os_error::INIT, "I/O operation would block.";
    CHILD_PROCESS_ERROR: OsError = "ChildProcessError", OS_ERROR, super::os_error::NEW, super::os_error::INIT, "Child process error.";
    CONNECTION_ERROR: OsError = "ConnectionError", OS_ERROR, super::os_error::NEW, super::os_error::INIT, "Connection error.";
    BROKEN_PIPE_ERROR: OsError = "BrokenPipeError", CONNECTION_ERROR, super::os_error::NEW, super::os_error::INIT, "Broken pipe.";
    CONNECTION_ABORTED_ERROR: OsError = "ConnectionAbortedError", CONNECTION_ERROR, super::os_error::NEW, super::os_error::INIT, "Connection aborted.";
    CONNECTION_REFUSED_ERROR: OsError = "ConnectionRefusedError", CONNECTION_ERROR, super::os_error::NEW, super::os_error::INIT, "Connection refused.";
    CONNECTION_RESET_ERROR: OsError = "ConnectionResetError", CONNECTION_ERROR, super::os_error::NEW, super::os_error::INIT, "Connection reset.";
    FILE_EXISTS_ERROR: OsError = "FileExistsError", OS_ERROR, super::os_error::NEW, super::os_error::INIT, "File already exists.";
    FILE_NOT_FOUND_ERROR: OsError = "FileNotFoundError", OS_ERROR, super::os_error::NEW, super::os_error::INIT, "File not found.";
    INTERRUPTED_ERROR: OsError = "InterruptedError", OS_ERROR, super::os_error::NEW, super::os_error::INIT, "Interrupted by signal.";
    IS_A_DIRECTORY_ERROR: OsError = "IsADirectoryError", OS_ERROR, super::os_error::NEW, super::os_error::INIT, "Operation doesn't work on directories.";
    NOT_A_DIRECTORY_ERROR: OsError = "NotADirectoryError", OS_ERROR, super::os_error::NEW, super::os_error::INIT, "Operation only works on directories.";
    PERMISSION_ERROR: OsError = "PermissionError", OS_ERROR, super::os_error::NEW, super::os_error::INIT, "Not enough permissions.";
    PROCESS_LOOKUP_ERROR: OsError = "ProcessLookupError", OS_ERROR, super::os_error::NEW, super::os_error::INIT, "Process not found.";
    TIMEOUT_ERROR: OsError = "TimeoutError", OS_ERROR, super::os_error::NEW, super::os_error::INIT, "Timeout expired.";
    REFERENCE_ERROR: BaseException = "ReferenceError", EXCEPTION, NEW, INIT, "Weak ref proxy used after referent went away.";
    RUNTIME_ERROR: BaseException = "RuntimeError", EXCEPTION, NEW, INIT, "Unspecified run-time error.";
    NOT_IMPLEMENTED_ERROR: BaseException = "NotImplementedError", RUNTIME_ERROR, NEW, INIT, "Method or function hasn't been implemented yet.";
    PYTHON_FINALIZATION_ERROR: BaseException = "PythonFinalizationError", RUNTIME_ERROR, NEW, INIT, "Operation blocked during Python finalization.";
    RECURSION_ERROR: BaseException = "RecursionError", RUNTIME_ERROR, NEW, INIT, "Recursion limit exceeded.";
    STOP_ASYNC_ITERATION: BaseException = "StopAsyncIteration", EXCEPTION, NEW, INIT, "Signal the end from iterator.__anext__().";
    INDENTATION_ERROR: SyntaxError = "IndentationError", SYNTAX_ERROR, NEW, super::syntax_error::INIT, "Improper indentation.";
    TAB_ERROR: SyntaxError = "TabError", INDENTATION_ERROR, NEW, super::syntax_error::INIT, "Improper mixture of spaces and tabs.";
    INCOMPLETE_INPUT_ERROR: SyntaxError = "_IncompleteInputError", SYNTAX_ERROR, NEW, super::syntax_error::INIT, "incomplete input.";
    SYSTEM_ERROR: BaseException = "SystemError", EXCEPTION, NEW, INIT, "Internal error in the Python interpreter.\n\nPlease report this to the Python maintainer, along with the traceback,\nthe Python version, and the hardware/OS platform and version.";
    TYPE_ERROR: BaseException = "TypeError", EXCEPTION, NEW, INIT, "Inappropriate argument type.";
    VALUE_ERROR: BaseException = "ValueError", EXCEPTION, NEW, INIT, "Inappropriate argument value (of correct type).";
    UNICODE_ERROR: BaseException = "UnicodeError", VALUE_ERROR, NEW, INIT, "Unicode related error.";
    WARNING: BaseException = "Warning", EXCEPTION, NEW, INIT, "Base class for warning categories.";
    BYTES_WARNING: BaseException = "BytesWarning", WARNING, NEW, INIT, "Base class for warnings about bytes and buffer related problems, mostly\nrelated to conversion from str or comparing to str.";
    DEPRECATION_WARNING: BaseException = "DeprecationWarning", WARNING, NEW, INIT, "Base class for warnings about deprecated features.";
    ENCODING_WARNING: BaseException = "EncodingWarning", WARNING, NEW, INIT, "Base class for warnings about encodings.";
    FUTURE_WARNING: BaseException = "FutureWarning", WARNING, NEW, INIT, "Base class for warnings about constructs that will change semantically\nin the future.";
    IMPORT_WARNING: BaseException = "ImportWarning", WARNING, NEW, INIT, "Base class for warnings about probable mistakes in module imports";
    PENDING_DEPRECATION_WARNING: BaseException = "PendingDeprecationWarning", WARNING, NEW, INIT, "Base class for warnings about features which will be deprecated\nin the future.";
    RESOURCE_WARNING: BaseException = "ResourceWarning", WARNING, NEW, INIT, "Base class for warnings about resource usage.";
    RUNTIME_WARNING: BaseException = "RuntimeWarning", WARNING, NEW, INIT, "Base class for warnings about dubious runtime behavior.";
    SYNTAX_WARNING: BaseException = "SyntaxWarning", WARNING, NEW, INIT, "Base class for warnings about dubious syntax.";
    UNICODE_WARNING: BaseException = "UnicodeWarning", WARNING, NEW, INIT, "Base class for warnings about Unicode related problems, mostly\nrelated to conversion problems.";
    USER_WARNING: BaseException = "UserWarning", WARNING, NEW, INIT, "Base class for warnings generated by user code.";
    INTERPRETER_ERROR: BaseException = "interpreters.InterpreterError", EXCEPTION, NEW, INIT, "A cross-interpreter operation failed";
    INTERPRETER_NOT_FOUND_ERROR: BaseException = "interpreters.InterpreterNotFoundError", INTERPRETER_ERROR, NEW, INIT, "An interpreter was not found";
    GENERATOR_EXIT: BaseException = "GeneratorExit", BASE_EXCEPTION, NEW, INIT, "Request that a generator exit.";
    KEYBOARD_INTERRUPT: BaseException = "KeyboardInterrupt", BASE_EXCEPTION, NEW, INIT, "Program interrupted by user.";
}

/// `BaseException.__new__` and `__init__` as slot functions: one pair for all types, so that creation can tell them.
pub const NEW: newfunc = crate::slot!(tp_new, new);
/// See [`NEW`].
pub const INIT: initproc = crate::slot!(tp_init, init);

/// The types with their names, bases first.
pub fn all() -> Vec<*mut PyTypeObject> {
    vec![
        &raw mut BASE_EXCEPTION,
        &raw mut BASE_EXCEPTION_GROUP,
        &raw mut EXCEPTION,
        &raw mut ARITHMETIC_ERROR,
        &raw mut FLOATING_POINT_ERROR,
        &raw mut OVERFLOW_ERROR,
        &raw mut ZERO_DIVISION_ERROR,
        &raw mut ASSERTION_ERROR,
        &raw mut ATTRIBUTE_ERROR,
        &raw mut BUFFER_ERROR,
        &raw mut EOF_ERROR,
        &raw mut IMPORT_ERROR,
        &raw mut MODULE_NOT_FOUND_ERROR,
        &raw mut LOOKUP_ERROR,
        &raw mut INDEX_ERROR,
        &raw mut KEY_ERROR,
        &raw mut MEMORY_ERROR,
        &raw mut NAME_ERROR,
        &raw mut UNBOUND_LOCAL_ERROR,
        &raw mut OS_ERROR,
        &raw mut BLOCKING_IO_ERROR,
        &raw mut CHILD_PROCESS_ERROR,
        &raw mut CONNECTION_ERROR,
        &raw mut BROKEN_PIPE_ERROR,
        &raw mut CONNECTION_ABORTED_ERROR,
        &raw mut CONNECTION_REFUSED_ERROR,
        &raw mut CONNECTION_RESET_ERROR,
        &raw mut FILE_EXISTS_ERROR,
        &raw mut FILE_NOT_FOUND_ERROR,
        &raw mut INTERRUPTED_ERROR,
        &raw mut IS_A_DIRECTORY_ERROR,
        &raw mut NOT_A_DIRECTORY_ERROR,
        &raw mut PERMISSION_ERROR,
        &raw mut PROCESS_LOOKUP_ERROR,
        &raw mut TIMEOUT_ERROR,
        &raw mut REFERENCE_ERROR,
        &raw mut RUNTIME_ERROR,
        &raw mut NOT_IMPLEMENTED_ERROR,
        &raw mut PYTHON_FINALIZATION_ERROR,
        &raw mut RECURSION_ERROR,
        &raw mut STOP_ASYNC_ITERATION,
        &raw mut STOP_ITERATION,
        &raw mut SYNTAX_ERROR,
        &raw mut INDENTATION_ERROR,
        &raw mut TAB_ERROR,
        &raw mut INCOMPLETE_INPUT_ERROR,
        &raw mut SYSTEM_ERROR,
        &raw mut TYPE_ERROR,
        &raw mut VALUE_ERROR,
        &raw mut UNICODE_ERROR,
        &raw mut UNICODE_DECODE_ERROR,
        &raw mut UNICODE_ENCODE_ERROR,
        &raw mut UNICODE_TRANSLATE_ERROR,
        &raw mut WARNING,
        &raw mut BYTES_WARNING,
        &raw mut DEPRECATION_WARNING,
        &raw mut ENCODING_WARNING,
        &raw mut FUTURE_WARNING,
        &raw mut IMPORT_WARNING,
        &raw mut PENDING_DEPRECATION_WARNING,
        &raw mut RESOURCE_WARNING,
        &raw mut RUNTIME_WARNING,
        &raw mut SYNTAX_WARNING,
        &raw mut UNICODE_WARNING,
        &raw mut USER_WARNING,
        &raw mut INTERPRETER_ERROR,
        &raw mut INTERPRETER_NOT_FOUND_ERROR,
        &raw mut GENERATOR_EXIT,
        &raw mut KEYBOARD_INTERRUPT,
        &raw mut SYSTEM_EXIT,
    ]
}
