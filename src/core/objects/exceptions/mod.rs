//! The built-in exceptions.

pub mod base;
pub mod group;
mod import_error;
mod key_error;
pub mod memory_error;
mod name_errors;
mod os_error;
mod stop;
pub mod storage;
mod syntax_error;
pub mod text;
pub mod types;
pub mod unicode_errors;
pub mod unraisable;

use mortise_abi::PyTypeObject;

use crate::err::PyResult;
use crate::heap::attached::Attached;

/// The type objects, bases first.
pub fn types() -> Vec<*mut PyTypeObject> {
    types::all()
}

/// What can only be made once all types are ready: `ExceptionGroup`, the reserve of MemoryErrors.
pub fn prepare(py: Attached<'_>) -> PyResult<()> {
    // Before there are other threads.
    unraisable::args_type(py)?;
    group::exception_group_class(py)?;
    memory_error::prepare(py)
}

/// The exceptions that the module `builtins` shows, aliases included.
pub fn builtin_names(py: Attached<'_>) -> PyResult<Vec<(String, *mut PyTypeObject)>> {
    let mut out: Vec<(String, *mut PyTypeObject)> = types::all()
        .into_iter()
        .map(|ty| {
            // SAFETY: the name of a static type is a NUL-terminated literal.
            let name = unsafe { std::ffi::CStr::from_ptr((*ty).tp_name) };
            (name.to_string_lossy().into_owned(), ty)
        })
        .filter(|(name, _)| !name.contains('.'))
        .collect();
    out.push(("ExceptionGroup".into(), group::exception_group_class(py)?));
    out.push(("EnvironmentError".into(), classes::OSError()));
    out.push(("IOError".into(), classes::OSError()));
    Ok(out)
}

/// The exception classes by name, for [`crate::raise!`] and [`crate::err::Raised::matches`].
#[allow(non_snake_case)]
pub mod classes {
    use mortise_abi::PyTypeObject;

    use crate::capi::decl::*;
    use crate::capi::pyerrors_classes::_PyExc_IncompleteInputError;

    macro_rules! classes {
        ($($name:ident = $static:ident),* $(,)?) => { $(
            #[doc = concat!("The class `", stringify!($name), "`.")]
            #[inline]
            pub fn $name() -> *mut PyTypeObject {
                // SAFETY: the pointer is written before any Python code runs and never changed.
                unsafe { $static.cast() }
            }
        )*
            /// All of them, by name.
            pub const ALL: &[(&str, fn() -> *mut PyTypeObject)] = &[$((stringify!($name), $name)),*];
        };
    }
    classes! {
        ArithmeticError = PyExc_ArithmeticError,
        AssertionError = PyExc_AssertionError,
        AttributeError = PyExc_AttributeError,
        BaseException = PyExc_BaseException,
        BaseExceptionGroup = PyExc_BaseExceptionGroup,
        BlockingIOError = PyExc_BlockingIOError,
        BrokenPipeError = PyExc_BrokenPipeError,
        BufferError = PyExc_BufferError,
        BytesWarning = PyExc_BytesWarning,
        ChildProcessError = PyExc_ChildProcessError,
        ConnectionAbortedError = PyExc_ConnectionAbortedError,
        ConnectionError = PyExc_ConnectionError,
        ConnectionRefusedError = PyExc_ConnectionRefusedError,
        ConnectionResetError = PyExc_ConnectionResetError,
        DeprecationWarning = PyExc_DeprecationWarning,
        EOFError = PyExc_EOFError,
        EncodingWarning = PyExc_EncodingWarning,
        EnvironmentError = PyExc_EnvironmentError,
        Exception = PyExc_Exception,
        FileExistsError = PyExc_FileExistsError,
        FileNotFoundError = PyExc_FileNotFoundError,
        FloatingPointError = PyExc_FloatingPointError,
        FutureWarning = PyExc_FutureWarning,
        GeneratorExit = PyExc_GeneratorExit,
        IOError = PyExc_IOError,
        ImportError = PyExc_ImportError,
        ImportWarning = PyExc_ImportWarning,
        IndentationError = PyExc_IndentationError,
        IndexError = PyExc_IndexError,
        InterruptedError = PyExc_InterruptedError,
        IsADirectoryError = PyExc_IsADirectoryError,
        KeyError = PyExc_KeyError,
        KeyboardInterrupt = PyExc_KeyboardInterrupt,
        LookupError = PyExc_LookupError,
        MemoryError = PyExc_MemoryError,
        ModuleNotFoundError = PyExc_ModuleNotFoundError,
        NameError = PyExc_NameError,
        NotADirectoryError = PyExc_NotADirectoryError,
        NotImplementedError = PyExc_NotImplementedError,
        OSError = PyExc_OSError,
        OverflowError = PyExc_OverflowError,
        PendingDeprecationWarning = PyExc_PendingDeprecationWarning,
        PermissionError = PyExc_PermissionError,
        ProcessLookupError = PyExc_ProcessLookupError,
        PythonFinalizationError = PyExc_PythonFinalizationError,
        RecursionError = PyExc_RecursionError,
        ReferenceError = PyExc_ReferenceError,
        ResourceWarning = PyExc_ResourceWarning,
        RuntimeError = PyExc_RuntimeError,
        RuntimeWarning = PyExc_RuntimeWarning,
        StopAsyncIteration = PyExc_StopAsyncIteration,
        StopIteration = PyExc_StopIteration,
        SyntaxError = PyExc_SyntaxError,
        SyntaxWarning = PyExc_SyntaxWarning,
        SystemError = PyExc_SystemError,
        SystemExit = PyExc_SystemExit,
        TabError = PyExc_TabError,
        TimeoutError = PyExc_TimeoutError,
        TypeError = PyExc_TypeError,
        UnboundLocalError = PyExc_UnboundLocalError,
        UnicodeDecodeError = PyExc_UnicodeDecodeError,
        UnicodeEncodeError = PyExc_UnicodeEncodeError,
        UnicodeError = PyExc_UnicodeError,
        UnicodeTranslateError = PyExc_UnicodeTranslateError,
        UnicodeWarning = PyExc_UnicodeWarning,
        UserWarning = PyExc_UserWarning,
        ValueError = PyExc_ValueError,
        Warning = PyExc_Warning,
        ZeroDivisionError = PyExc_ZeroDivisionError,
        _IncompleteInputError = _PyExc_IncompleteInputError,
    }
}

/// Warns; an error when the warning's filter says so.
pub fn warn(
    py: Attached<'_>,
    category: *mut PyTypeObject,
    message: &str,
    stack_level: isize,
) -> PyResult<()> {
    let text = std::ffi::CString::new(message).unwrap_or_default();
    let _ = py;
    // SAFETY: a static class and a C string; -1 sets an exception.
    match unsafe { crate::capi::decl::PyErr_WarnEx(category.cast(), text.as_ptr(), stack_level) } {
        0 => Ok(()),
        // SAFETY: see above.
        _ => Err(unsafe { crate::err::Raised::assume() }),
    }
}

/// Warns of something deprecated.
pub fn deprecated(py: Attached<'_>, message: &str) -> PyResult<()> {
    warn(py, classes::DeprecationWarning(), message, 1)
}
