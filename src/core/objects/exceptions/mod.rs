//! The built-in exceptions.

/// The exception classes by name, for [`crate::raise!`] and [`crate::err::Raised::matches`].
#[allow(non_snake_case)]
pub mod classes {
    use mortise_abi::PyTypeObject;

    macro_rules! classes {
        ($($name:ident = $static:ident),* $(,)?) => { $(
            #[doc = concat!("The class `", stringify!($name), "`.")]
            #[inline]
            pub fn $name() -> *mut PyTypeObject {
                // SAFETY: the pointer is written before any Python code runs and never changed.
                unsafe { crate::capi::decl::$static.cast() }
            }
        )* };
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
    }
}
