//! `sys.stdin`, `sys.stdout`, `sys.stderr`.

use std::ffi::OsStr;

use crate::builtin::sys;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::import::inittab;
use crate::state::config::{self, Config};
use crate::{intern, raise};

/// Opens the three streams and sets `builtins.open`.
pub(super) fn open_all(py: Attached<'_>) -> PyResult<()> {
    if inittab::find("_io").is_none() {
        return Err(raise!(
            py,
            ImportError,
            "the module _io is not built in, so there are no standard streams"
        ));
    }
    py.import("encodings")?;
    let io = py.import("io")?;
    let open = io.getattr(intern!(py, "open"))?;
    if let Some(builtins) = crate::state::interpreter::main().builtins.get(py) {
        builtins.set_str("open", &open)?;
    }
    for (fd, name) in [(0, "stdin"), (1, "stdout"), (2, "stderr")] {
        let stream = match open_one(py, &io, fd, name)? {
            Some(stream) => stream,
            None => py.none(),
        };
        sys::set(py, &format!("__{name}__"), &stream)?;
        sys::set(py, name, &stream)?;
    }
    Ok(())
}

/// The text stream for a descriptor; `None` when that is closed.
fn open_one<'py>(py: Attached<'py>, io: &Ref<'py>, fd: i32, name: &str) -> PyResult<Option<Ref<'py>>> {
    // SAFETY: fcntl takes any number.
    if unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
        return Ok(None);
    }
    let c = config::get();
    let writes = fd != 0;
    // SAFETY: isatty takes any number.
    let terminal = unsafe { libc::isatty(fd) == 1 };
    let buffering = if c.buffered_stdio == 0 && writes { 0 } else { -1 };
    let mode = py.str(if writes { "wb" } else { "rb" })?;
    let open = io.getattr(intern!(py, "open"))?;
    let none = py.none();
    let (fd_object, buffering) = (py.int(fd.into())?, py.int(buffering)?);
    let closefd = py.bool(false);
    let binary = open.call([&*fd_object, &*mode, &*buffering, &none, &none, &none, &closefd])?;
    let raw = if c.buffered_stdio != 0 || !writes { binary.getattr_opt(intern!(py, "raw"))? } else { None };
    let raw = raw.unwrap_or_else(|| binary.clone());
    let shown = py.str(&format!("<{name}>"))?;
    raw.setattr(intern!(py, "name"), &shown)?;
    let encoding = codec_name(py, c.stdio_encoding.as_deref())?;
    let errors = match (&c.stdio_errors, fd) {
        (_, 2) => py.str("backslashreplace")?,
        (Some(errors), _) => config::python_str(py, errors)?,
        (None, _) => py.str("strict")?,
    };
    let newline = if writes { py.str("\n")?.into_any() } else { none.clone() };
    let line_buffering =
        py.bool(c.buffered_stdio != 0 && (terminal || fd == 2 || c.interactive > 0) && writes);
    let write_through = py.bool(writes && c.buffered_stdio == 0);
    let wrapper = io.getattr(intern!(py, "TextIOWrapper"))?;
    let stream = wrapper.call([&binary, &encoding, &*errors, &newline, &line_buffering, &write_through])?;
    stream.setattr(intern!(py, "mode"), &*py.str(if writes { "w" } else { "r" })?)?;
    Ok(Some(stream))
}

/// The name that a codec has itself: `utf-8` for `UTF-8`, `ascii` for `ANSI_X3.4-1968`.
fn codec_name<'py>(py: Attached<'py>, encoding: Option<&OsStr>) -> PyResult<Ref<'py>> {
    let encoding = config::python_str(py, encoding.unwrap_or(OsStr::new("utf-8")))?;
    let info = py.import("_codecs")?.call_method(intern!(py, "lookup"), [&*encoding])?;
    info.getattr(intern!(py, "name"))
}

unsafe extern "C" {
    static stdin: *mut libc::FILE;
    static stdout: *mut libc::FILE;
    static stderr: *mut libc::FILE;
}

/// Gives C's streams the buffering that Python's have.
pub(super) fn configure_c(config: &Config) {
    if config.configure_c_stdio == 0 {
        return;
    }
    let (modes, size) = if config.buffered_stdio == 0 {
        ([libc::_IONBF; 3], libc::BUFSIZ)
    } else if config.interactive > 0 {
        ([libc::_IOLBF, libc::_IOLBF, libc::_IONBF], libc::BUFSIZ)
    } else {
        return;
    };
    // SAFETY: the C library's own streams; it allocates the buffers.
    unsafe {
        for (stream, mode) in [stdin, stdout, stderr].into_iter().zip(modes) {
            libc::setvbuf(stream, std::ptr::null_mut(), mode, size as usize);
        }
    }
}

/// Flushes standard output and error; -1 when output could not be written.
pub(super) fn flush(py: Attached<'_>) -> i32 {
    let mut status = 0;
    for name in ["stdout", "stderr"] {
        let stream = match sys::get(py, name) {
            Ok(Some(stream)) if !stream.is_none() => stream,
            Ok(_) => continue,
            Err(raised) => {
                raised.clear(py);
                continue;
            }
        };
        let closed =
            stream.getattr_opt(intern!(py, "closed")).and_then(|c| c.map_or(Ok(false), |c| c.is_true()));
        match closed {
            Ok(true) => continue,
            Ok(false) => {}
            Err(raised) => raised.clear(py),
        }
        if stream.call_method::<0>(intern!(py, "flush"), []).is_err() {
            if name == "stdout" {
                // SAFETY: an exception is set; the stream is live.
                unsafe { crate::capi::decl::PyErr_WriteUnraisable(stream.as_ptr()) };
                status = -1;
            } else if let Some(exception) = crate::state::error::take(py) {
                drop(exception);
            }
        }
    }
    status
}
