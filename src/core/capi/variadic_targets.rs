//! What the variadic functions of `varargs` do once their arguments are a `va_list`.

use std::ffi::{CStr, c_char, c_int};

use mortise_abi::{_Py_Identifier, PyObject};

use super::build_value;
use super::decl::{self, VaList};
use super::va_list::Arguments;
use crate::boundary::enter;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Str;
use crate::raise;

/// The text of a format and its arguments, as `PyUnicode_FromFormat` makes it.
///
/// # Safety
/// The format matches the list.
unsafe fn formatted<'py>(
    py: Attached<'py>,
    format: *const c_char,
    list: *mut VaList,
) -> PyResult<Ref<'py, Str>> {
    // SAFETY: by contract; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyUnicode_FromFormatV(format, list).cast()) }
}

/// `PyTuple_Pack`: a tuple of `size` borrowed objects. New reference.
///
/// # Safety
/// The list holds that many live objects.
pub unsafe extern "C" fn tuple_pack(size: isize, list: *mut VaList) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyTuple_Pack", |py| {
            if size < 0 {
                decl::PyErr_BadInternalCall();
                return Err(Raised::assume());
            }
            let mut arguments = Arguments::new(list);
            let items: Vec<Ref<'_>> =
                (0..size).map(|_| Borrowed::from_ptr(py, arguments.object()).to_owned()).collect();
            py.tuple(items)
        })
    }
}

fn null_callable(py: Attached<'_>) -> Raised {
    if crate::state::error::occurred(py) {
        // SAFETY: an exception is set.
        return unsafe { Raised::assume() };
    }
    raise!(py, SystemError, "null argument to internal routine")
}

/// Calls with owned arguments.
fn call<'py>(callable: &Ref<'py>, args: &[Ref<'py>]) -> PyResult<Ref<'py>> {
    let raw: Vec<*mut PyObject> = args.iter().map(|a| a.as_ptr()).collect();
    callable.vectorcall(&raw, raw.len(), None)
}

/// `PyObject_CallFunction`: calls with arguments made as by `Py_BuildValue`; a tuple is spread. New reference.
///
/// # Safety
/// `callable` is null or live; the format (or NULL) matches the list.
pub unsafe extern "C" fn call_function(
    callable: *mut PyObject,
    format: *const c_char,
    list: *mut VaList,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_CallFunction", |py| {
            let callable = Borrowed::from_ptr_or_null(py, callable).ok_or_else(|| null_callable(py))?;
            call(&callable, &arguments_of(py, format, list)?)
        })
    }
}

/// # Safety
/// The format (or NULL) matches the list.
unsafe fn arguments_of<'py>(
    py: Attached<'py>,
    format: *const c_char,
    list: *mut VaList,
) -> PyResult<Vec<Ref<'py>>> {
    if format.is_null() {
        return Ok(Vec::new());
    }
    // SAFETY: by contract.
    unsafe { build_value::call_arguments(py, CStr::from_ptr(format), Arguments::new(list)) }
}

/// # Safety
/// `object` is null or live; the format (or NULL) matches the list.
unsafe fn method<'py>(
    py: Attached<'py>,
    object: *mut PyObject,
    name: &Ref<'py, Str>,
    format: *const c_char,
    list: *mut VaList,
) -> PyResult<Ref<'py>> {
    // SAFETY: by contract.
    unsafe {
        let object = Borrowed::from_ptr_or_null(py, object).ok_or_else(|| null_callable(py))?;
        let method = object.getattr(name)?;
        if !method.is_callable() {
            return Err(raise!(
                py,
                TypeError,
                "attribute of type '{}' is not callable",
                method.ty().full_name()
            ));
        }
        call(&method, &arguments_of(py, format, list)?)
    }
}

/// `PyObject_CallMethod`: as [`call_function`] for a method. New reference.
///
/// # Safety
/// As [`call_function`]; `name` is null or NUL-terminated.
pub unsafe extern "C" fn call_method(
    object: *mut PyObject,
    name: *const c_char,
    format: *const c_char,
    list: *mut VaList,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_CallMethod", |py| {
            if name.is_null() {
                return Err(null_callable(py));
            }
            let name: Ref<'_, crate::objects::Str> =
                Ref::from_owned_or_raised(py, decl::PyUnicode_FromString(name).cast())?;
            method(py, object, &name, format, list)
        })
    }
}

/// `_PyObject_CallMethodId`: as [`call_method`] with an identifier.
///
/// # Safety
/// As [`call_method`].
pub unsafe extern "C" fn call_method_id(
    object: *mut PyObject,
    name: *mut _Py_Identifier,
    format: *const c_char,
    list: *mut VaList,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { call_method(object, (*name).string, format, list) }
}

/// The objects up to NULL.
///
/// # Safety
/// The list holds live objects and then NULL.
unsafe fn objects<'py>(py: Attached<'py>, list: *mut VaList) -> Vec<Ref<'py>> {
    // SAFETY: by contract.
    unsafe {
        let mut arguments = Arguments::new(list);
        std::iter::from_fn(|| Borrowed::from_ptr_or_null(py, arguments.object()).map(Borrowed::to_owned))
            .collect()
    }
}

/// `PyObject_CallFunctionObjArgs`: calls with objects, up to NULL. New reference.
///
/// # Safety
/// As [`objects`]; `callable` is null or live.
pub unsafe extern "C" fn call_function_objects(callable: *mut PyObject, list: *mut VaList) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_CallFunctionObjArgs", |py| {
            let callable = Borrowed::from_ptr_or_null(py, callable).ok_or_else(|| null_callable(py))?;
            call(&callable, &objects(py, list))
        })
    }
}

/// `PyObject_CallMethodObjArgs`: as [`call_function_objects`] for a method. New reference.
///
/// # Safety
/// As [`objects`]; `object` and `name` are null or live.
pub unsafe extern "C" fn call_method_objects(
    object: *mut PyObject,
    name: *mut PyObject,
    list: *mut VaList,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_CallMethodObjArgs", |py| {
            let object = Borrowed::from_ptr_or_null(py, object).ok_or_else(|| null_callable(py))?;
            let name = Borrowed::from_ptr_or_null(py, name).ok_or_else(|| null_callable(py))?;
            let method: Ref<'_> =
                Ref::from_owned_or_raised(py, decl::PyObject_GetAttr(object.as_ptr(), name.as_ptr()))?;
            call(&method, &objects(py, list))
        })
    }
}

/// Writes text to `sys.NAME`, or to the process's own stream when that fails.
fn write(py: Attached<'_>, name: &str, text: &str) {
    let pending = crate::state::error::take(py);
    let written = (|| -> PyResult<bool> {
        let Some(stream) = crate::builtin::sys::get(py, name)?.filter(|s| !s.is_none()) else {
            return Ok(false);
        };
        stream.call_method(crate::intern!(py, "write"), [&*py.str(text)?])?;
        Ok(true)
    })();
    match written {
        Ok(true) => {}
        other => {
            if let Err(raised) = other {
                raised.clear(py);
            }
            if name == "stdout" { print!("{text}") } else { eprint!("{text}") }
        }
    }
    if let Some(exception) = pending {
        let _ = crate::state::error::set(py, exception);
    }
}

/// C's `printf` into at most 1000 bytes, and a note when that was too short, as CPython does.
///
/// # Safety
/// The format matches the list.
unsafe fn printf(format: *const c_char, list: *mut VaList) -> String {
    let mut buffer = [0u8; 1001];
    // SAFETY: the buffer's size is given; the result ends with NUL.
    unsafe {
        let wanted = decl::PyOS_vsnprintf(buffer.as_mut_ptr().cast(), buffer.len(), format, list);
        let text = CStr::from_ptr(buffer.as_ptr().cast()).to_string_lossy().into_owned();
        if wanted < 0 || wanted as usize >= buffer.len() { text + "... truncated" } else { text }
    }
}

macro_rules! writers {
    ($($name:ident = $stream:literal, $c:literal;)*) => { $(
        #[doc = concat!("`", $c, "`: C's printf to `sys.", $stream, "`.")]
        ///
        /// # Safety
        /// The format matches the list; the thread is attached.
        pub unsafe extern "C" fn $name(format: *const c_char, list: *mut VaList) {
            // SAFETY: by contract.
            unsafe { enter($c, |py| write(py, $stream, &printf(format, list))) }
        }
    )* };
}
writers! {
    write_stdout = "stdout", "PySys_WriteStdout";
    write_stderr = "stderr", "PySys_WriteStderr";
}

/// `PySys_FormatStdout`: `PyUnicode_FromFormat` to `sys.stdout`.
///
/// # Safety
/// The format matches the list; the thread is attached.
pub unsafe extern "C" fn format_stdout(format: *const c_char, list: *mut VaList) {
    // SAFETY: by contract.
    unsafe { format_to("PySys_FormatStdout", "stdout", format, list) }
}

/// `PySys_FormatStderr`: `PyUnicode_FromFormat` to `sys.stderr`.
///
/// # Safety
/// The format matches the list; the thread is attached.
pub unsafe extern "C" fn format_stderr(format: *const c_char, list: *mut VaList) {
    // SAFETY: by contract.
    unsafe { format_to("PySys_FormatStderr", "stderr", format, list) }
}

/// # Safety
/// As the callers.
unsafe fn format_to(function: &'static str, stream: &str, format: *const c_char, list: *mut VaList) {
    // SAFETY: by contract.
    unsafe {
        enter(function, |py| match formatted(py, format, list) {
            Ok(text) => write(py, stream, &text.to_string_lossy()),
            Err(raised) => raised.clear(py),
        })
    }
}

/// `PySys_Audit`: raises an audit event with arguments made as by `Py_BuildValue`; -1 when a hook raised.
///
/// # Safety
/// The format (or NULL) matches the list; the thread is attached.
pub unsafe extern "C" fn audit(event: *const c_char, format: *const c_char, list: *mut VaList) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PySys_Audit", |py| -> PyResult<()> {
            let event = CStr::from_ptr(event).to_string_lossy();
            let args = py.tuple(arguments_of(py, format, list)?)?;
            crate::builtin::sys::audit_event(py, &event, &args)
        })
    }
}
