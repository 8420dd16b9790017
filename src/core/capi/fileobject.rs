//! `fileobject.h` and `osmodule.h`: files through their Python methods, and path objects.

use std::ffi::{CStr, c_char, c_int};

use mortise_abi::PyObject;

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Bytes, Str, exceptions};
use crate::{intern, raise};

/// `Py_PRINT_RAW`: `str()` instead of `repr()`.
const PRINT_RAW: c_int = 1;

/// `PyFile_WriteObject`: writes `repr(v)`, or `str(v)` with `Py_PRINT_RAW`, to a file object; -1 on failure.
///
/// # Safety
/// Live objects (`f` may be NULL, which is an error); the thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_WriteObject(v: *mut PyObject, f: *mut PyObject, flags: c_int) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyFile_WriteObject", |py| -> PyResult<()> {
            let Some(file) = Borrowed::from_ptr_or_null(py, f) else {
                return Err(raise!(py, TypeError, "writeobject with NULL file"));
            };
            let write = file.getattr(intern!(py, "write"))?;
            let text = match Borrowed::from_ptr_or_null(py, v) {
                Some(ob) if flags & PRINT_RAW != 0 => ob.to_str()?,
                Some(ob) => ob.repr()?,
                None => py.str("<NULL>")?,
            };
            write.call([&text]).map(drop)
        })
    }
}

/// `PyFile_WriteString`: writes a UTF-8 string; -1 on failure. Does nothing when an exception is set.
///
/// # Safety
/// `s` is NUL-terminated; `f` is null or live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_WriteString(s: *const c_char, f: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyFile_WriteString", |py| -> PyResult<()> {
            if crate::state::error::occurred(py) {
                return Err(crate::Raised::assume());
            }
            let Some(file) = Borrowed::from_ptr_or_null(py, f) else {
                return Err(raise!(py, SystemError, "null file for PyFile_WriteString"));
            };
            let text: Ref<'_> = Ref::from_owned_or_raised(py, crate::capi::decl::PyUnicode_FromString(s))?;
            file.call_method(intern!(py, "write"), [&text]).map(drop)
        })
    }
}

/// `PyFile_GetLine`: `f.readline(n)`; with `n < 0` the newline is cut off and the end of the file is an EOFError. New reference.
///
/// # Safety
/// `f` is null or live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_GetLine(f: *mut PyObject, n: c_int) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyFile_GetLine", |py| {
            let Some(file) = Borrowed::from_ptr_or_null(py, f) else {
                crate::capi::decl::PyErr_BadInternalCall();
                return Err(crate::Raised::assume());
            };
            let line = if n <= 0 {
                file.call_method(intern!(py, "readline"), [])?
            } else {
                file.call_method(intern!(py, "readline"), [&*py.int(n.into())?])?
            };
            let (is_text, len) = match (line.cast::<Str>(), line.cast::<Bytes>()) {
                (Some(text), _) => (true, text.len()),
                (None, Some(bytes)) => (false, bytes.as_bytes().len()),
                (None, None) => return Err(raise!(py, TypeError, "object.readline() returned non-string")),
            };
            if n >= 0 {
                return Ok(line);
            }
            if len == 0 {
                return Err(raise!(py, EOFError, "EOF when reading a line"));
            }
            if is_text {
                let text = line.cast::<Str>().expect("text");
                if text.code_point(len - 1) != u32::from('\n') {
                    return Ok(line);
                }
                return Ref::from_owned_or_raised(
                    py,
                    crate::capi::decl::PyUnicode_Substring(line.as_ptr(), 0, len as isize - 1),
                );
            }
            let bytes = line.cast::<Bytes>().expect("bytes").as_bytes();
            match bytes.strip_suffix(b"\n") {
                Some(cut) => Ok(py.bytes(cut)?.into_any()),
                None => Ok(line.clone()),
            }
        })
    }
}

/// `PyFile_FromFd`: `io.open(fd, …)`; NULL strings are None. New reference.
///
/// # Safety
/// NUL-terminated strings or NULL; the thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_FromFd(
    fd: c_int,
    _name: *const c_char,
    mode: *const c_char,
    buffering: c_int,
    encoding: *const c_char,
    errors: *const c_char,
    newline: *const c_char,
    closefd: c_int,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyFile_FromFd", |py| {
            let text = |s: *const c_char| -> PyResult<Ref<'_>> {
                if s.is_null() {
                    Ok(py.none())
                } else {
                    Ok(py.str(&CStr::from_ptr(s).to_string_lossy())?.into_any())
                }
            };
            let mode = if mode.is_null() { py.str("r")?.into_any() } else { text(mode)? };
            let open = py.import("io")?.getattr(intern!(py, "open"))?;
            let (fd, buffering) = (py.int(fd.into())?, py.int(buffering.into())?);
            let (encoding, errors, newline) = (text(encoding)?, text(errors)?, text(newline)?);
            open.call([&*fd, &mode, &*buffering, &encoding, &errors, &newline, &py.bool(closefd != 0)])
        })
    }
}

/// `PyObject_AsFileDescriptor`: an int, or what `fileno()` gives; -1 on failure.
///
/// # Safety
/// `o` is live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_AsFileDescriptor(o: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_AsFileDescriptor", |py| {
            let ob = Borrowed::from_ptr(py, o);
            let fd = if ob.is_instance_of::<crate::objects::Int>() {
                if ob.is_instance_of::<crate::objects::Bool>() {
                    let category = exceptions::classes::RuntimeWarning();
                    exceptions::warn(py, category, "bool is used as a file descriptor", 1)?;
                }
                ob.as_int()?
            } else {
                let Some(method) = ob.getattr_opt(intern!(py, "fileno"))? else {
                    return Err(raise!(py, TypeError, "argument must be an int, or have a fileno() method."));
                };
                let fd = method.call0()?;
                if !fd.is_instance_of::<crate::objects::Int>() {
                    return Err(raise!(py, TypeError, "fileno() returned a non-integer"));
                }
                fd.as_int()?
            };
            if fd < 0 {
                return Err(raise!(py, ValueError, "file descriptor cannot be a negative integer ({fd})"));
            }
            Ok(fd) as PyResult<c_int>
        })
    }
}

/// `os.fspath`
pub fn fspath<'py>(py: Attached<'py>, path: &Ref<'py>) -> PyResult<Ref<'py>> {
    if path.is_instance_of::<Str>() || path.is_instance_of::<Bytes>() {
        return Ok(path.clone());
    }
    let name = intern!(py, "__fspath__");
    // SAFETY: live type and name; borrowed from the type.
    let method = unsafe {
        let found = crate::capi::decl::_PyType_Lookup(path.type_ptr(), name.as_object_ptr());
        Borrowed::from_ptr_or_null(py, found).map(Borrowed::to_owned)
    };
    let kind = path.ty().full_name();
    let Some(method) = method.filter(|m| !m.is_none()) else {
        return Err(raise!(py, TypeError, "expected str, bytes or os.PathLike object, not {kind}"));
    };
    let result = method.call([path])?;
    if result.is_instance_of::<Str>() || result.is_instance_of::<Bytes>() {
        return Ok(result);
    }
    let got = result.ty().full_name();
    Err(raise!(py, TypeError, "expected {kind}.__fspath__() to return str or bytes, not {got}"))
}

/// `PyOS_FSPath`: the path as str or bytes. New reference.
///
/// # Safety
/// `path` is live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyOS_FSPath(path: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyOS_FSPath", |py| fspath(py, &Borrowed::from_ptr(py, path))) }
}
