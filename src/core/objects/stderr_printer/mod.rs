//! `stderrprinter`: what stands for `sys.stderr` until the io module is there.
#![allow(non_upper_case_globals)]

use mortise_abi::*;

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::native::{Native, NativeValue};
use crate::objects::{Str, codecs};
use crate::{intern, raise, state};

/// The descriptor that is written to.
pub struct Printer {
    fd: i32,
}

impl NativeValue for Printer {}

type This<'a, 'py> = Borrowed<'a, 'py, Native<Printer>>;

/// A printer that writes to a descriptor.
pub fn new(py: Attached<'_>, fd: i32) -> PyResult<Ref<'_, Native<Printer>>> {
    Native::new(py, Printer { fd })
}

fn write<'py>(py: Attached<'py>, slf: This<'_, 'py>, text: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let fd = slf.value().fd;
    let Some(text) = text.into_cast::<Str>() else {
        return Err(raise!(py, TypeError, "argument 1 must be str, not {}", text.ty().name()));
    };
    if fd < 0 {
        return Ok(py.none());
    }
    let bytes = match codecs::utf8::encode(py, text, "") {
        Ok(bytes) => bytes,
        Err(raised) => {
            raised.clear(py);
            codecs::utf8::encode(py, text, "backslashreplace")?
        }
    };
    loop {
        let data = bytes.as_bytes();
        // SAFETY: that many bytes are readable; `bytes` is immutable and kept alive by its handle.
        let done =
            state::detached(py, || match unsafe { libc::write(fd, data.as_ptr().cast(), data.len()) } {
                -1 => Err(std::io::Error::last_os_error()),
                done => Ok(done),
            });
        let error = match done {
            Ok(done) => return Ok(py.int(done as i64)?.into_any()),
            Err(error) => error.raw_os_error().unwrap_or(0),
        };
        match error {
            libc::EINTR => {
                // SAFETY: the thread is attached.
                if unsafe { crate::capi::decl::PyErr_CheckSignals() } < 0 {
                    // SAFETY: -1 means that an exception is set.
                    return Err(unsafe { crate::Raised::assume() });
                }
            }
            libc::EAGAIN => return Ok(py.none()),
            // SAFETY: sets errno for the function, which makes an exception of it.
            number => unsafe {
                *libc::__errno_location() = number;
                crate::capi::decl::PyErr_SetFromErrno(crate::capi::decl::PyExc_OSError);
                return Err(crate::Raised::assume());
            },
        }
    }
}

fn fileno<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.int(slf.value().fd.into())?.into_any())
}

fn isatty<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    let fd = slf.value().fd;
    // SAFETY: any number is fine.
    Ok(py.bool(fd >= 0 && state::detached(py, || unsafe { libc::isatty(fd) }) != 0))
}

/// `close` and `flush`: there is nothing to be done.
fn nothing<'py>(py: Attached<'py>, _slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.none())
}

fn encoding<'py>(py: Attached<'py>, _slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.none())
}

fn closed<'py>(py: Attached<'py>, _slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.bool(false))
}

fn mode<'py>(py: Attached<'py>, _slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(intern!(py, "w").clone().into_any())
}

fn repr<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    py.str(&format!("<stdprinter(fd={}) object at {:p}>", slf.value().fd, slf.as_object_ptr()))
}

native_type! {
    /// `stderrprinter`
    #[unsafe(no_mangle)]
    pub static PyStdPrinter_Type: Printer = "stderrprinter" {
        dict: false, weakrefs: false,
        flags: Py_TPFLAGS_DISALLOW_INSTANTIATION,
        slots: { tp_repr: repr },
        methods: [
            method!(noargs "close", nothing, ""),
            method!(noargs "flush", nothing, ""),
            method!(noargs "fileno", fileno, ""),
            method!(noargs "isatty", isatty, ""),
            method!(o "write", write, ""),
        ],
        getset: [
            getset!("encoding", encoding, "Encoding of the file"),
            getset!("closed", closed, "True if the file is closed"),
            getset!("mode", mode, "String giving the file mode"),
        ],
    }
}

/// The types of this folder, for startup.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyStdPrinter_Type]
}
