//! `warnings.h`.

use std::ffi::{c_char, c_int};

use mortise_abi::PyObject;

use super::decl::VaList;
use super::pyerrors::arg;
use crate::boundary::enter;
use crate::builtin::_warnings::{Warning, warn, warn_explicit};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::exceptions::classes;

/// The class of a C argument; `default` for NULL.
///
/// # Safety
/// `category` is NULL or a live object.
unsafe fn category<'py>(
    py: Attached<'py>,
    category: *mut PyObject,
    default: *mut mortise_abi::PyTypeObject,
) -> Ref<'py> {
    // SAFETY: by contract; the default is static.
    unsafe {
        match arg(py, category) {
            Some(category) => category.to_owned(),
            None => py.static_type(default).to_owned().into_any(),
        }
    }
}

/// Warns, `stack_level` frames up
/// # Safety
/// A live class or NULL and a NUL-terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_WarnEx(
    class: *mut PyObject,
    message: *const c_char,
    stack_level: isize,
) -> c_int {
    // SAFETY: live objects and a C string.
    unsafe {
        enter("PyErr_WarnEx", |py| -> PyResult<()> {
            let message = Ref::<PyObject>::from_owned_or_raised(py, decl::PyUnicode_FromString(message))?;
            warn(py, message, category(py, class, classes::RuntimeWarning()), stack_level, None, &[])
        })
    }
}

/// `PyErr_WarnFormat` after its variable arguments were collected
/// # Safety
/// As `PyUnicode_FromFormatV`; a live class or NULL.
pub unsafe extern "C" fn mortise_err_warn_format_va(
    class: *mut PyObject,
    stack_level: isize,
    format: *const c_char,
    vargs: *mut VaList,
) -> c_int {
    // SAFETY: format and arguments fit by contract.
    unsafe {
        enter("PyErr_WarnFormat", |py| -> PyResult<()> {
            let message =
                Ref::<PyObject>::from_owned_or_raised(py, decl::PyUnicode_FromFormatV(format, vargs))?;
            warn(py, message, category(py, class, classes::RuntimeWarning()), stack_level, None, &[])
        })
    }
}

/// `PyErr_ResourceWarning` after its variable arguments were collected
/// # Safety
/// As `PyUnicode_FromFormatV`; a live object or NULL.
pub unsafe extern "C" fn mortise_err_resource_warning_va(
    source: *mut PyObject,
    stack_level: isize,
    format: *const c_char,
    vargs: *mut VaList,
) -> c_int {
    // SAFETY: format and arguments fit by contract.
    unsafe {
        enter("PyErr_ResourceWarning", |py| -> PyResult<()> {
            let message =
                Ref::<PyObject>::from_owned_or_raised(py, decl::PyUnicode_FromFormatV(format, vargs))?;
            let class = category(py, std::ptr::null_mut(), classes::ResourceWarning());
            warn(py, message, class, stack_level, arg(py, source).map(Borrowed::to_owned), &[])
        })
    }
}

/// Warns about a place
/// # Safety
/// Live objects; `module` and `registry` may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_WarnExplicitObject(
    class: *mut PyObject,
    message: *mut PyObject,
    filename: *mut PyObject,
    lineno: c_int,
    module: *mut PyObject,
    registry: *mut PyObject,
) -> c_int {
    // SAFETY: live objects.
    unsafe {
        enter("PyErr_WarnExplicitObject", |py| {
            let warning = Warning {
                category: category(py, class, classes::RuntimeWarning()),
                message: Borrowed::from_ptr(py, message).to_owned(),
                filename: Borrowed::from_ptr(py, filename).to_owned(),
                lineno: lineno as i64,
                module: arg(py, module).map(Borrowed::to_owned),
                registry: arg(py, registry).map(Borrowed::to_owned),
                source_line: None,
                source: None,
            };
            warn_explicit(py, warning)
        })
    }
}

/// The str for a file name in the file system's encoding, or a module name; nothing for NULL.
///
/// # Safety
/// `text` is NULL or NUL-terminated.
unsafe fn text<'py>(py: Attached<'py>, text: *const c_char, is_path: bool) -> PyResult<Option<Ref<'py>>> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: a C string; a new reference or NULL.
    unsafe {
        let object =
            if is_path { decl::PyUnicode_DecodeFSDefault(text) } else { decl::PyUnicode_FromString(text) };
        Ref::from_owned_or_raised(py, object).map(Some)
    }
}

/// Warns about a place
/// # Safety
/// A live class or NULL, NUL-terminated strings (`module` may be NULL), a live registry or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyErr_WarnExplicit(
    class: *mut PyObject,
    message: *const c_char,
    filename: *const c_char,
    lineno: c_int,
    module: *const c_char,
    registry: *mut PyObject,
) -> c_int {
    // SAFETY: live objects and C strings.
    unsafe {
        enter("PyErr_WarnExplicit", |py| {
            let message = Ref::<PyObject>::from_owned_or_raised(py, decl::PyUnicode_FromString(message))?;
            explicit(py, class, message, filename, lineno, module, registry)
        })
    }
}

/// `PyErr_WarnExplicitFormat` after its variable arguments were collected
/// # Safety
/// As [`PyErr_WarnExplicit`]; format and arguments fit.
pub unsafe extern "C" fn mortise_err_warn_explicit_format_va(
    class: *mut PyObject,
    filename: *const c_char,
    lineno: c_int,
    module: *const c_char,
    registry: *mut PyObject,
    format: *const c_char,
    vargs: *mut VaList,
) -> c_int {
    // SAFETY: live objects, C strings and fitting arguments.
    unsafe {
        enter("PyErr_WarnExplicitFormat", |py| {
            let message =
                Ref::<PyObject>::from_owned_or_raised(py, decl::PyUnicode_FromFormatV(format, vargs))?;
            explicit(py, class, message, filename, lineno, module, registry)
        })
    }
}

/// # Safety
/// As [`PyErr_WarnExplicit`].
unsafe fn explicit<'py>(
    py: Attached<'py>,
    class: *mut PyObject,
    message: Ref<'py>,
    filename: *const c_char,
    lineno: c_int,
    module: *const c_char,
    registry: *mut PyObject,
) -> PyResult<()> {
    // SAFETY: by contract.
    let warning = unsafe {
        Warning {
            category: category(py, class, classes::RuntimeWarning()),
            message,
            filename: text(py, filename, true)?.unwrap_or_else(|| py.none()),
            lineno: lineno as i64,
            module: text(py, module, false)?,
            registry: arg(py, registry).map(Borrowed::to_owned),
            source_line: None,
            source: None,
        }
    };
    warn_explicit(py, warning)
}
