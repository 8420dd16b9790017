//! Path arguments: str, bytes, os.PathLike and, where allowed, descriptors; and the file system encoding.
#![forbid(unsafe_code)]

use std::ffi::CString;

use mortise_core::objects::codecs::utf8;
use mortise_core::objects::exceptions::classes;
use mortise_core::objects::{Bytes, Int, Str};
use mortise_core::{Attached, Borrowed, PyResult, Ref, intern, raise};

/// The bytes of a name in the file system's encoding (UTF-8 with surrogateescape).
pub fn encode_fs<'py>(py: Attached<'py>, text: &Ref<'py, Str>) -> PyResult<Vec<u8>> {
    Ok(utf8::encode(py, text.borrow(), "surrogateescape")?.as_bytes().to_vec())
}

/// The str for a name from the file system.
pub fn decode_fs<'py>(py: Attached<'py>, bytes: &[u8]) -> PyResult<Ref<'py, Str>> {
    Ok(utf8::decode(py, bytes, "surrogateescape", false)?.0)
}

/// `os.fspath(path)`
pub fn fspath<'py>(py: Attached<'py>, path: &Ref<'py>) -> PyResult<Ref<'py>> {
    match fspath_opt(py, path)? {
        Some(p) => Ok(p),
        None => {
            Err(raise!(py, TypeError, "expected str, bytes or os.PathLike object, not {}", path.ty().name()))
        }
    }
}

/// As [`fspath`]; `None` for an object that is no path.
fn fspath_opt<'py>(py: Attached<'py>, path: &Ref<'py>) -> PyResult<Option<Ref<'py>>> {
    if path.is_instance_of::<Str>() || path.is_instance_of::<Bytes>() {
        return Ok(Some(path.clone()));
    }
    let Some(method) = path.ty().getattr_opt(intern!(py, "__fspath__"))? else { return Ok(None) };
    if method.is_none() {
        return Ok(None);
    }
    let result = method.call([path])?;
    if result.is_instance_of::<Str>() || result.is_instance_of::<Bytes>() {
        return Ok(Some(result));
    }
    Err(raise!(
        py,
        TypeError,
        "expected {}.__fspath__() to return str or bytes, not {}",
        path.ty().name(),
        result.ty().name()
    ))
}

/// Where a path argument leads.
pub enum Target {
    /// A path, as C wants it.
    Path(CString),
    /// An open file.
    Fd(i32),
}

/// A path argument.
pub struct Path<'py> {
    /// Path or descriptor.
    pub target: Target,
    /// The argument itself, for messages and errors.
    pub object: Ref<'py>,
    /// Whether it was bytes: names that come back are bytes too.
    pub is_bytes: bool,
}

impl<'py> Path<'py> {
    /// The path; `function` and `argument` are for messages. With `fd`, descriptors are allowed; with `none`, None is `.`.
    pub fn parse(
        py: Attached<'py>,
        function: &str,
        argument: &str,
        value: &Ref<'py>,
        fd: bool,
        none: bool,
    ) -> PyResult<Path<'py>> {
        if none && value.is_none() {
            return Ok(Path { target: Target::Path(c".".into()), object: value.clone(), is_bytes: false });
        }
        let kinds = || match (fd, none) {
            (true, true) => "string, bytes, os.PathLike, integer or None",
            (true, false) => "string, bytes, os.PathLike or integer",
            (false, true) => "string, bytes, os.PathLike or None",
            (false, false) => "string, bytes or os.PathLike",
        };
        let path = match fspath_opt(py, value)? {
            Some(p) => p,
            None if fd && value.ty().getattr_opt(intern!(py, "__index__"))?.is_some() => {
                let fd = fd_of(py, value)?;
                return Ok(Path { target: Target::Fd(fd), object: value.clone(), is_bytes: false });
            }
            None => {
                return Err(raise!(
                    py,
                    TypeError,
                    "{function}: {argument} should be {}, not {}",
                    kinds(),
                    value.ty().name()
                ));
            }
        };
        let (bytes, is_bytes) = match path.cast::<Bytes>() {
            Some(b) => (b.as_bytes().to_vec(), true),
            None => (encode_fs(py, path.expect::<Str>()?)?, false),
        };
        match CString::new(bytes) {
            Ok(c) => Ok(Path { target: Target::Path(c), object: value.clone(), is_bytes }),
            Err(_) => Err(raise!(py, ValueError, "{function}: embedded null character in {argument}")),
        }
    }

    /// A path that cannot be a descriptor.
    pub fn name(
        py: Attached<'py>,
        function: &str,
        argument: &str,
        value: &Ref<'py>,
    ) -> PyResult<(CString, Path<'py>)> {
        let path = Path::parse(py, function, argument, value, false, false)?;
        match &path.target {
            Target::Path(c) => Ok((c.clone(), path)),
            Target::Fd(_) => unreachable!("descriptors are not allowed"),
        }
    }

    /// The error for this path.
    pub fn error(&self, py: Attached<'py>, errno: i32) -> mortise_core::Raised {
        let name = (!self.object.is_none()).then_some(&self.object);
        mortise_core::builtin::support::os_error(py, errno, name, None)
    }
}

/// A descriptor from an integer argument.
pub fn fd_of<'py>(py: Attached<'py>, value: &Ref<'py>) -> PyResult<i32> {
    let n = value.index()?;
    match n.as_i64() {
        Ok(n) => match i32::try_from(n) {
            Ok(n) => Ok(n),
            Err(_) if n > 0 => Err(raise!(py, OverflowError, "fd is greater than maximum")),
            Err(_) => Err(raise!(py, OverflowError, "fd is less than minimum")),
        },
        Err(raised) if raised.matches(py, classes::OverflowError()) => {
            raised.clear(py);
            if n.is_negative() {
                Err(raise!(py, OverflowError, "fd is less than minimum"))
            } else {
                Err(raise!(py, OverflowError, "fd is greater than maximum"))
            }
        }
        Err(raised) => Err(raised),
    }
}

/// The descriptor of an int or of an object with `fileno()`.
pub fn fileno<'py>(py: Attached<'py>, value: &Ref<'py>) -> PyResult<i32> {
    if value.is_instance_of::<Int>() {
        let fd = value.as_int()?;
        return check_fd(py, fd);
    }
    let Some(method) = value.getattr_opt(intern!(py, "fileno"))? else {
        return Err(raise!(py, TypeError, "argument must be an int, or have a fileno() method."));
    };
    let fd = method.call0()?;
    if !fd.is_instance_of::<Int>() {
        return Err(raise!(py, TypeError, "fileno() returned a non-integer"));
    }
    check_fd(py, fd.as_int()?)
}

fn check_fd(py: Attached<'_>, fd: i32) -> PyResult<i32> {
    if fd < 0 {
        return Err(raise!(py, ValueError, "file descriptor cannot be a negative integer ({fd})"));
    }
    Ok(fd)
}

/// The `dir_fd` argument.
pub fn dir_fd<'py>(py: Attached<'py>, value: Option<Borrowed<'_, 'py>>) -> PyResult<i32> {
    match value.filter(|v| !v.is_none()) {
        None => Ok(libc::AT_FDCWD),
        Some(v) if v.ty().getattr_opt(intern!(py, "__index__"))?.is_some() => fd_of(py, &v),
        Some(v) => Err(raise!(py, TypeError, "argument should be integer or None, not {}", v.ty().name())),
    }
}
