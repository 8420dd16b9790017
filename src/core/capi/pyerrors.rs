//! `pyerrors.h`: the error indicator and exceptions.

use std::ffi::{CStr, c_char, c_int, c_void};

use mortise_abi::*;

use super::decl::VaList;
use crate::boundary::enter;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::exceptions::{base, classes, group, memory_error};
use crate::objects::{BaseException, Dict, Traceback, Tuple};
use crate::state::error;
use crate::{exc_field, intern, raise};

/// The handle for an argument that may be NULL.
///
/// # Safety
/// `ptr` is NULL or a live object that the caller keeps for `'a`.
pub(super) unsafe fn arg<'a, 'py>(py: Attached<'py>, ptr: *mut PyObject) -> Option<Borrowed<'a, 'py>> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr_or_null(py, ptr) }
}

/// Text of a C string, undecodable bytes replaced.
///
/// # Safety
/// `text` is a NUL-terminated string.
pub(super) unsafe fn lossy(text: *const c_char) -> String {
    // SAFETY: by contract.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}

/// Writes an owned reference (NULL for nothing) to an out parameter.
///
/// # Safety
/// `out` is writable.
unsafe fn give<T>(out: *mut *mut PyObject, value: Option<Ref<'_, T>>) {
    // SAFETY: by contract.
    unsafe { out.write(value.map_or(std::ptr::null_mut(), Ref::into_object_ptr)) }
}

/// Sets an exception from class and value.
/// # Safety
/// The thread is attached; objects are live or NULL where the C API allows it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetObject(exception: *mut PyObject, value: *mut PyObject) {
    // SAFETY: live objects.
    unsafe {
        enter("PyErr_SetObject", |py| match arg(py, exception) {
            Some(class) => {
                let value = arg(py, value).map(Borrowed::to_owned);
                let _: Raised = error::set_object(py, &class, value.as_ref());
            }
            None => error::clear(py),
        })
    }
}

/// Sets an exception without value.
/// # Safety
/// As [`PyErr_SetObject`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetNone(exception: *mut PyObject) {
    // SAFETY: as this function.
    unsafe { PyErr_SetObject(exception, std::ptr::null_mut()) }
}

/// Sets an exception with a text in UTF-8.
/// # Safety
/// As [`PyErr_SetObject`]; `string` is NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetString(exception: *mut PyObject, string: *const c_char) {
    // SAFETY: live objects; the text is a new str or NULL with an exception.
    unsafe {
        enter("PyErr_SetString", |py| {
            let text = decl::PyUnicode_FromString(string);
            if let Some(text) = Ref::<PyObject>::from_owned_or_null(py, text)
                && let Some(class) = arg(py, exception)
            {
                let _: Raised = error::set_object(py, &class, Some(&text));
            }
        })
    }
}

/// The class of the exception that is set, borrowed, or NULL.
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_Occurred() -> *mut PyObject {
    // SAFETY: this thread's state; an exception keeps its class. Without a state there is no exception.
    unsafe {
        let ts = crate::state::current();
        if ts.is_null() {
            return std::ptr::null_mut();
        }
        let exc = (*ts).current_exception;
        if exc.is_null() { std::ptr::null_mut() } else { (*exc).ob_type.cast() }
    }
}

/// Empties the indicator.
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_Clear() {
    // SAFETY: attached.
    unsafe { enter("PyErr_Clear", error::clear) }
}

/// Takes class, value and traceback out of the indicator.
/// # Safety
/// The three pointers are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_Fetch(
    p_type: *mut *mut PyObject,
    p_value: *mut *mut PyObject,
    p_traceback: *mut *mut PyObject,
) {
    // SAFETY: writable out parameters.
    unsafe {
        enter("PyErr_Fetch", |py| {
            let exc = error::take(py);
            give(p_type, exc.as_ref().map(|e| e.ty().to_owned()));
            let tb = exc
                .as_ref()
                .and_then(|e| e.cast::<BaseException>().and_then(|e| exc_field!(e, traceback).get()));
            give(p_traceback, tb);
            give(p_value, exc);
        })
    }
}

/// Sets the indicator from class, value and traceback, whose references it takes.
/// # Safety
/// Owned references or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_Restore(ty: *mut PyObject, value: *mut PyObject, traceback: *mut PyObject) {
    // SAFETY: the references are adopted before anything can fail.
    unsafe {
        enter("PyErr_Restore", |py| {
            let ty = Ref::<PyObject>::from_owned_or_null(py, ty);
            let value = Ref::<PyObject>::from_owned_or_null(py, value);
            let traceback = Ref::<PyObject>::from_owned_or_null(py, traceback);
            let Some(ty) = ty else {
                error::clear(py);
                return;
            };
            if let Err(raised) = restore(py, ty, value, traceback) {
                // The failure is what is set now.
                let _: Raised = raised;
            }
        })
    }
}

fn restore<'py>(
    py: Attached<'py>,
    ty: Ref<'py>,
    value: Option<Ref<'py>>,
    traceback: Option<Ref<'py>>,
) -> PyResult<()> {
    if !error::is_exception_class(&ty) {
        return Err(raise!(
            py,
            SystemError,
            "PyErr_Restore: exception {} is not a BaseException subclass",
            ty.repr()?.to_string_lossy()
        ));
    }
    let value = match value {
        Some(v) if v.type_ptr().cast() == ty.as_ptr() => v,
        other => error::create(py, &ty, other.as_ref())?,
    };
    let traceback = traceback.filter(|t| !t.is_none());
    if traceback.as_ref().is_some_and(|t| !t.is_instance_of::<Traceback>()) {
        return Err(raise!(py, TypeError, "traceback must be a Traceback or None"));
    }
    let exc = value.cast::<BaseException>().expect("made by an exception class");
    exc_field!(exc, traceback).set(traceback);
    let _: Raised = error::set(py, value.clone());
    Ok(())
}

/// Takes the exception out of the indicator.
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_GetRaisedException() -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyErr_GetRaisedException", |py| Ok(error::take(py)) as PyResult<_>) }
}

/// Sets the indicator to an exception, whose reference it takes.
/// # Safety
/// An owned reference or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetRaisedException(exc: *mut PyObject) {
    // SAFETY: the reference is adopted.
    unsafe {
        enter("PyErr_SetRaisedException", |py| match Ref::<PyObject>::from_owned_or_null(py, exc) {
            Some(exc) => {
                let _: Raised = error::set(py, exc);
            }
            None => error::clear(py),
        })
    }
}

/// Makes value and traceback fit the class: after it the value is an instance.
/// # Safety
/// The three pointers hold owned references or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_NormalizeException(
    exc: *mut *mut PyObject,
    val: *mut *mut PyObject,
    tb: *mut *mut PyObject,
) {
    // SAFETY: each reference is adopted and another is given in its place.
    unsafe {
        enter("PyErr_NormalizeException", |py| {
            let Some(mut ty) = Ref::<PyObject>::from_owned_or_null(py, exc.read()) else { return };
            let mut value = Ref::<PyObject>::from_owned_or_null(py, val.read()).unwrap_or_else(|| py.none());
            let mut attempts = 0;
            while error::is_exception_class(&ty) {
                let inside = value.is_instance_of::<BaseException>();
                if inside && error::given_matches(&value, &ty) {
                    ty = value.ty().to_owned().into_any();
                    break;
                }
                match error::create(py, &ty, Some(&value)) {
                    Ok(made) => {
                        value = made;
                        break;
                    }
                    Err(raised) => {
                        attempts += 1;
                        let mut failure = raised.take(py);
                        if attempts == 32 {
                            failure = raise!(
                                py,
                                RecursionError,
                                "maximum recursion depth exceeded while normalizing an exception"
                            )
                            .take(py);
                        }
                        // The new exception goes on with the traceback of the old one, unless it has its own.
                        if let Some(own) =
                            failure.cast::<BaseException>().and_then(|e| exc_field!(e, traceback).get())
                        {
                            let old = tb.replace(own.into_ptr());
                            drop(Ref::<PyObject>::from_owned_or_null(py, old));
                        }
                        ty = failure.ty().to_owned().into_any();
                        value = failure;
                    }
                }
            }
            exc.write(ty.into_ptr());
            val.write(value.into_ptr());
        })
    }
}

/// Whether the exception that is set is caught by `except exc`.
/// # Safety
/// `exc` is a live class or tuple.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_ExceptionMatches(exc: *mut PyObject) -> c_int {
    // SAFETY: live objects; the exception is held while it is compared.
    unsafe {
        enter("PyErr_ExceptionMatches", |py| {
            Ok(match (error::peek(py), arg(py, exc)) {
                (Some(current), Some(exc)) => error::given_matches(&current, &exc),
                _ => false,
            })
        })
    }
}

/// Whether `err`, an exception or a class, is caught by `except exc`.
/// # Safety
/// Live objects or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_GivenExceptionMatches(err: *mut PyObject, exc: *mut PyObject) -> c_int {
    // SAFETY: live objects.
    unsafe {
        enter("PyErr_GivenExceptionMatches", |py| {
            Ok(match (arg(py, err), arg(py, exc)) {
                (Some(err), Some(exc)) => error::given_matches(&err, &exc),
                _ => false,
            })
        })
    }
}

/// The exception being handled, or NULL.
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_GetHandledException() -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyErr_GetHandledException", |py| Ok(error::handled(py)) as PyResult<_>) }
}

/// Replaces the exception being handled; the argument is borrowed.
/// # Safety
/// A live exception, `None` or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetHandledException(exc: *mut PyObject) {
    // SAFETY: a live object or NULL.
    unsafe {
        enter("PyErr_SetHandledException", |py| {
            error::set_handled(py, arg(py, exc).map(Borrowed::to_owned));
        })
    }
}

/// Class, value and traceback of the exception being handled.
/// # Safety
/// The three pointers are writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_GetExcInfo(
    p_type: *mut *mut PyObject,
    p_value: *mut *mut PyObject,
    p_traceback: *mut *mut PyObject,
) {
    // SAFETY: writable out parameters.
    unsafe {
        enter("PyErr_GetExcInfo", |py| {
            let exc = error::handled(py);
            give(p_type, exc.as_ref().map(|e| e.ty().to_owned().into_any()).or_else(|| Some(py.none())));
            let tb = exc
                .as_ref()
                .and_then(|e| e.cast::<BaseException>().map(|e| exc_field!(e, traceback).get_or_none()));
            give(p_traceback, tb.or_else(|| Some(py.none())));
            give(p_value, exc);
        })
    }
}

/// Replaces the exception being handled; takes the three references, of which the value counts.
/// # Safety
/// Owned references or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetExcInfo(ty: *mut PyObject, value: *mut PyObject, traceback: *mut PyObject) {
    // SAFETY: the references are adopted.
    unsafe {
        enter("PyErr_SetExcInfo", |py| {
            let value = Ref::<PyObject>::from_owned_or_null(py, value);
            drop(Ref::<PyObject>::from_owned_or_null(py, ty));
            drop(Ref::<PyObject>::from_owned_or_null(py, traceback));
            error::set_handled(py, value);
        })
    }
}

/// "bad argument type for built-in operation".
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_BadArgument() -> c_int {
    // SAFETY: attached.
    unsafe {
        enter("PyErr_BadArgument", |py| -> PyResult<c_int> {
            let raised = raise!(py, TypeError, "bad argument type for built-in operation");
            let _: Raised = raised;
            Ok(0)
        })
    }
}

/// Raises MemoryError, and gives NULL.
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_NoMemory() -> *mut PyObject {
    // SAFETY: attached.
    unsafe { enter("PyErr_NoMemory", |py| Err(memory_error::raise(py)) as PyResult<Ref<'_>>) }
}

/// Raises SystemError for a wrong call of the C API.
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_BadInternalCall() {
    // SAFETY: attached.
    unsafe {
        enter("PyErr_BadInternalCall", |py| {
            let _: Raised = raise!(py, SystemError, "bad argument to internal function");
        })
    }
}

/// As [`PyErr_BadInternalCall`], with the place in the C source.
/// # Safety
/// `filename` is NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyErr_BadInternalCall(filename: *const c_char, lineno: c_int) {
    // SAFETY: a C string.
    unsafe {
        enter("_PyErr_BadInternalCall", |py| {
            let _: Raised =
                raise!(py, SystemError, "{}:{lineno}: bad argument to internal function", lossy(filename));
        })
    }
}

/// Sets an exception with a formatted text; gives NULL.
/// # Safety
/// As `PyUnicode_FromFormatV`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_FormatV(
    exception: *mut PyObject,
    format: *const c_char,
    vargs: *mut VaList,
) -> *mut PyObject {
    // SAFETY: format and arguments fit by contract.
    unsafe {
        enter("PyErr_FormatV", |py| {
            // What is set may be among the arguments' owners: it goes first, as the text can run Python code.
            error::clear(py);
            let text = Ref::<PyObject>::from_owned_or_null(py, decl::PyUnicode_FromFormatV(format, vargs));
            if let Some(text) = text
                && let Some(class) = arg(py, exception)
            {
                let _: Raised = error::set_object(py, &class, Some(&text));
            }
            Err(Raised::assume()) as PyResult<Ref<'_>>
        })
    }
}

/// `_PyErr_FormatFromCause`: as [`PyErr_FormatV`], the exception that is set becoming cause and context.
/// # Safety
/// As [`PyErr_FormatV`].
pub unsafe extern "C" fn mortise_err_format_from_cause_va(
    exception: *mut PyObject,
    format: *const c_char,
    vargs: *mut VaList,
) -> *mut PyObject {
    // SAFETY: as the C API function.
    unsafe {
        enter("_PyErr_FormatFromCause", |py| {
            let cause = error::take(py);
            PyErr_FormatV(exception, format, vargs);
            if let (Some(cause), Some(exc)) = (cause, error::peek(py))
                && let Some(exc) = exc.cast::<BaseException>()
            {
                base::set_cause(exc, Some(cause.clone()));
                exc_field!(exc, context).set(Some(cause));
            }
            Err(Raised::assume()) as PyResult<Ref<'_>>
        })
    }
}

/// KeyError whose argument is `key` even when it is a tuple.
/// # Safety
/// A live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyErr_SetKeyError(key: *mut PyObject) {
    // SAFETY: a live object and a static class.
    unsafe {
        enter("_PyErr_SetKeyError", |py| {
            let Some(key) = arg(py, key) else { return };
            set_key_error(py, &key);
        })
    }
}

/// Raises KeyError for `key`.
pub fn set_key_error<'py>(py: Attached<'py>, key: &Ref<'py>) {
    let Ok(args) = py.tuple([key.clone()]) else { return };
    // SAFETY: a static class.
    let class = unsafe { py.static_type(classes::KeyError()) };
    if let Ok(exc) = base::with_args(py, class, args) {
        let _: Raised = error::set_chained(py, exc.into_any());
    }
}

/// Puts `exc` back, or makes it the context of the exception that is set by now; takes its reference.
/// # Safety
/// An owned reference or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyErr_ChainExceptions1(exc: *mut PyObject) {
    // SAFETY: the reference is adopted.
    unsafe {
        enter("_PyErr_ChainExceptions1", |py| {
            if let Some(exc) = Ref::<PyObject>::from_owned_or_null(py, exc) {
                error::chain(py, exc);
            }
        })
    }
}

/// The name of an exception class.
/// # Safety
/// `class` is a live class.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyExceptionClass_Name(class: *mut PyObject) -> *const c_char {
    // SAFETY: a live class.
    unsafe { (*class.cast::<PyTypeObject>()).tp_name }
}

/// The exception behind a C argument, or SystemError.
///
/// # Safety
/// `exc` is NULL or a live object for `'a`.
unsafe fn exception<'a, 'py>(
    py: Attached<'py>,
    exc: *mut PyObject,
) -> PyResult<Borrowed<'a, 'py, BaseException>> {
    // SAFETY: by contract.
    match unsafe { arg(py, exc) }.and_then(Borrowed::into_cast::<BaseException>) {
        Some(exc) => Ok(exc),
        None => Err(raise!(py, SystemError, "bad argument to internal function")),
    }
}

/// `exc.args`
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_GetArgs(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe { enter("PyException_GetArgs", |py| base::args_of(&*exception(py, exc)?)) }
}

/// `exc.args = args`
/// # Safety
/// A live exception and a tuple.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_SetArgs(exc: *mut PyObject, args: *mut PyObject) {
    // SAFETY: live objects.
    unsafe {
        enter("PyException_SetArgs", |py| {
            if let Ok(exc) = exception(py, exc) {
                exc_field!(exc, args).set(arg(py, args).map(Borrowed::to_owned));
            }
        })
    }
}

/// `exc.__traceback__`, or NULL
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_GetTraceback(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe {
        enter("PyException_GetTraceback", |py| {
            Ok(exc_field!(exception(py, exc)?, traceback).get()) as PyResult<_>
        })
    }
}

/// `exc.__traceback__ = tb`
/// # Safety
/// A live exception and a traceback or `None`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_SetTraceback(exc: *mut PyObject, tb: *mut PyObject) -> c_int {
    // SAFETY: live objects.
    unsafe {
        enter("PyException_SetTraceback", |py| base::set_traceback(py, exception(py, exc)?, arg(py, tb)))
    }
}

/// `exc.__cause__`, or NULL
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_GetCause(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe {
        enter("PyException_GetCause", |py| Ok(exc_field!(exception(py, exc)?, cause).get()) as PyResult<_>)
    }
}

/// `exc.__cause__ = cause`, whose reference it takes
/// # Safety
/// A live exception and an owned reference or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_SetCause(exc: *mut PyObject, cause: *mut PyObject) {
    // SAFETY: the reference is adopted.
    unsafe {
        enter("PyException_SetCause", |py| {
            let cause = Ref::<PyObject>::from_owned_or_null(py, cause);
            if let Ok(exc) = exception(py, exc) {
                base::set_cause(&exc, cause);
            }
        })
    }
}

/// `exc.__context__`, or NULL
/// # Safety
/// A live exception.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_GetContext(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe {
        enter("PyException_GetContext", |py| {
            Ok(exc_field!(exception(py, exc)?, context).get()) as PyResult<_>
        })
    }
}

/// `exc.__context__ = context`, whose reference it takes
/// # Safety
/// A live exception and an owned reference or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyException_SetContext(exc: *mut PyObject, context: *mut PyObject) {
    // SAFETY: the reference is adopted.
    unsafe {
        enter("PyException_SetContext", |py| {
            let context = Ref::<PyObject>::from_owned_or_null(py, context);
            if let Ok(exc) = exception(py, exc) {
                exc_field!(exc, context).set(context);
            }
        })
    }
}

/// What `try`/`except*` raises at its end.
/// # Safety
/// A live exception and a list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Exc_PrepReraiseStar(
    orig: *mut PyObject,
    excs: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: live objects.
    unsafe {
        enter("PyUnstable_Exc_PrepReraiseStar", |py| {
            let Some(orig) = arg(py, orig).and_then(Borrowed::into_cast::<BaseException>) else {
                return Err(raise!(py, TypeError, "orig must be an exception instance"));
            };
            let Some(excs) = arg(py, excs).filter(|e| e.is_instance_of::<crate::objects::List>()) else {
                return Err(raise!(py, TypeError, "excs must be a list of exception instances"));
            };
            let mut all = vec![];
            for item in excs.to_tuple()?.items() {
                if !item.is_none() && !item.is_instance_of::<BaseException>() {
                    return Err(raise!(py, TypeError, "item {} in excs is not an exception", all.len()));
                }
                all.push(item.to_owned());
            }
            if exc_field!(orig, traceback).get().is_none() {
                return Err(raise!(py, ValueError, "orig must be a raised exception"));
            }
            let orig = orig.to_owned().into_any();
            Ok(group::prepare_reraise_star(py, &orig, &all)?.unwrap_or_else(|| py.none()))
        })
    }
}

/// A new exception class `module.name`.
/// # Safety
/// `name` is NUL-terminated; objects are live or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_NewException(
    name: *const c_char,
    base: *mut PyObject,
    dict: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: as this function.
    unsafe { PyErr_NewExceptionWithDoc(name, std::ptr::null(), base, dict) }
}

/// A new exception class `module.name` with a docstring.
/// # Safety
/// The strings are NUL-terminated, `doc` may be NULL; objects are live or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_NewExceptionWithDoc(
    name: *const c_char,
    doc: *const c_char,
    base: *mut PyObject,
    dict: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: live objects and C strings.
    unsafe {
        enter("PyErr_NewException", |py| {
            let name = lossy(name);
            let Some((module, class)) = name.rsplit_once('.') else {
                return Err(raise!(py, SystemError, "PyErr_NewException: name must be module.class"));
            };
            let dict = match arg(py, dict) {
                Some(d) => d.expect::<Dict>()?.clone(),
                None => py.dict()?,
            };
            if !doc.is_null() {
                dict.set_str("__doc__", &*py.str(&lossy(doc))?)?;
            }
            if dict.get(intern!(py, "__module__"))?.is_none() {
                dict.set_str("__module__", &*py.str(module)?)?;
            }
            let bases = match arg(py, base) {
                None => py.tuple([py.static_type(classes::Exception()).to_owned().into_any()])?,
                Some(b) => match b.cast::<Tuple>() {
                    Some(bases) => bases.clone(),
                    None => py.tuple([b.to_owned()])?,
                },
            };
            let metatype = py.static_type(&raw mut decl::PyType_Type);
            metatype.into_any().call([&*py.str(class)?, &*bases, &*dict])
        })
    }
}

/// The errno text, as the locale has it.
fn errno_text<'py>(py: Attached<'py>, errno: c_int) -> PyResult<Ref<'py>> {
    if errno == 0 {
        return Ok(py.str("Error")?.into_any());
    }
    // SAFETY: strerror gives a C string that is read before the next call on this thread; a new str or NULL.
    unsafe {
        let text = libc::strerror(errno);
        Ref::from_owned_or_raised(py, decl::PyUnicode_DecodeLocale(text, c"surrogateescape".as_ptr()))
    }
}

/// Raises `class(errno, text[, filename[, 0, filename2]])` for the C `errno`.
pub fn set_from_errno<'py>(
    py: Attached<'py>,
    class: &Ref<'py>,
    filename: Option<Ref<'py>>,
    filename2: Option<Ref<'py>>,
) -> Raised {
    // SAFETY: the calling thread's errno.
    let errno = unsafe { *libc::__errno_location() };
    let make = || -> PyResult<Ref<'py>> {
        // SAFETY: attached; nonzero sets an exception.
        if errno == libc::EINTR && unsafe { decl::PyErr_CheckSignals() } != 0 {
            // SAFETY: see above.
            return Err(unsafe { Raised::assume() });
        }
        let number = py.int(errno as i64)?.into_any();
        let text = errno_text(py, errno)?;
        let args = match (filename, filename2) {
            (Some(f), Some(f2)) => py.tuple([number, text, f, py.int(0)?.into_any(), f2])?,
            (Some(f), None) => py.tuple([number, text, f])?,
            _ => py.tuple([number, text])?,
        };
        class.call_tuple(&args, None)
    };
    match make() {
        Ok(exc) => {
            let class = exc.ty().to_owned().into_any();
            error::set_object(py, &class, Some(&exc))
        }
        Err(raised) => raised,
    }
}

/// Raises `exc` for `errno`; gives NULL.
/// # Safety
/// A live class.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetFromErrno(exc: *mut PyObject) -> *mut PyObject {
    // SAFETY: as this function.
    unsafe { PyErr_SetFromErrnoWithFilenameObjects(exc, std::ptr::null_mut(), std::ptr::null_mut()) }
}

/// Raises `exc` for `errno` and a file; gives NULL.
/// # Safety
/// A live class, a live object or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetFromErrnoWithFilenameObject(
    exc: *mut PyObject,
    filename: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: as this function.
    unsafe { PyErr_SetFromErrnoWithFilenameObjects(exc, filename, std::ptr::null_mut()) }
}

/// Raises `exc` for `errno` and two files; gives NULL.
/// # Safety
/// A live class, live objects or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetFromErrnoWithFilenameObjects(
    exc: *mut PyObject,
    filename: *mut PyObject,
    filename2: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: live objects.
    unsafe {
        enter("PyErr_SetFromErrno", |py| -> PyResult<Ref<'_>> {
            let class = Borrowed::from_ptr(py, exc);
            let (f, f2) = (arg(py, filename), arg(py, filename2));
            Err(set_from_errno(py, &class, f.map(Borrowed::to_owned), f2.map(Borrowed::to_owned)))
        })
    }
}

/// Raises `exc` for `errno` and a file name in the file system's encoding; gives NULL.
/// # Safety
/// A live class; `filename` is NULL or NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetFromErrnoWithFilename(
    exc: *mut PyObject,
    filename: *const c_char,
) -> *mut PyObject {
    // SAFETY: errno is kept across the decoding, which may change it.
    unsafe {
        let errno = *libc::__errno_location();
        let name =
            if filename.is_null() { std::ptr::null_mut() } else { decl::PyUnicode_DecodeFSDefault(filename) };
        if name.is_null() && !filename.is_null() {
            return std::ptr::null_mut();
        }
        *libc::__errno_location() = errno;
        let result = PyErr_SetFromErrnoWithFilenameObject(exc, name);
        if !name.is_null() {
            crate::heap::refcount::decref(name);
        }
        result
    }
}

/// Raises ImportError with module name and path; gives NULL.
/// # Safety
/// Live objects or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetImportError(
    msg: *mut PyObject,
    name: *mut PyObject,
    path: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: as this function.
    unsafe { PyErr_SetImportErrorSubclass(classes::ImportError().cast(), msg, name, path) }
}

/// Raises a subclass of ImportError with module name and path; gives NULL.
/// # Safety
/// Live objects or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_SetImportErrorSubclass(
    exception: *mut PyObject,
    msg: *mut PyObject,
    name: *mut PyObject,
    path: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: live objects.
    unsafe {
        enter("PyErr_SetImportErrorSubclass", |py| -> PyResult<Ref<'_>> {
            let class = Borrowed::from_ptr(py, exception);
            let fits = decl::PyObject_IsSubclass(exception, classes::ImportError().cast());
            if fits < 0 {
                return Err(Raised::assume());
            }
            if fits == 0 {
                return Err(raise!(py, TypeError, "expected a subclass of ImportError"));
            }
            let Some(msg) = arg(py, msg) else {
                return Err(raise!(py, TypeError, "expected a message argument"));
            };
            let or_none = |p| arg(py, p).map_or_else(|| py.none(), Borrowed::to_owned);
            let kwargs = py.dict()?;
            kwargs.set(intern!(py, "name"), &or_none(name))?;
            kwargs.set(intern!(py, "path"), &or_none(path))?;
            let exc = class.call_tuple(&py.tuple([msg.to_owned()])?, Some(&kwargs))?;
            let class = exc.ty().to_owned().into_any();
            Err(error::set_object(py, &class, Some(&exc)))
        })
    }
}

/// Ends the process after a message.
/// # Safety
/// `message` is NUL-terminated.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_FatalError(message: *const c_char) -> ! {
    // SAFETY: a C string.
    unsafe { _Py_FatalErrorFunc(std::ptr::null(), message) }
}

/// Ends the process after a message that names the C function.
/// # Safety
/// `message` is NUL-terminated, `func` too or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_FatalErrorFunc(func: *const c_char, message: *const c_char) -> ! {
    // SAFETY: C strings; stderr is written unbuffered, and nothing else happens before the end.
    unsafe {
        let place = if func.is_null() { String::new() } else { format!("{}: ", lossy(func)) };
        let mut text = format!("Fatal Python error: {place}{}\n", lossy(message));
        let ts = crate::state::current();
        if !ts.is_null() && !(*ts).current_exception.is_null() {
            let exc = (*ts).current_exception;
            text.push_str(&format!("Exception set: {}\n", lossy((*(*exc).ob_type).tp_name)));
        }
        libc::write(2, text.as_ptr().cast::<c_void>(), text.len());
        libc::abort()
    }
}

unsafe extern "C" {
    fn vsnprintf(s: *mut c_char, n: usize, format: *const c_char, arg: *mut VaList) -> c_int;
}

/// C's `vsnprintf`, with a NUL at the end whatever happens.
/// # Safety
/// `str` has room for `size` bytes; format and arguments fit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_vsnprintf(
    str: *mut c_char,
    size: usize,
    format: *const c_char,
    va: *mut VaList,
) -> c_int {
    // SAFETY: by contract; the last byte is within the buffer.
    unsafe {
        if size > c_int::MAX as usize - 512 {
            if size > 0 {
                *str.add(size - 1) = 0;
            }
            return -666;
        }
        let len = vsnprintf(str, size, format, va);
        if size > 0 {
            *str.add(size - 1) = 0;
        }
        len
    }
}
