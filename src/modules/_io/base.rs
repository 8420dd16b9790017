//! `_IOBase`, `_RawIOBase`, `_BufferedIOBase`, `_TextIOBase`: what streams have in common.
#![forbid(unsafe_code)]

use mortise_core::args::Args;
use mortise_core::builtin::support::{fill, unraisable, zeroed_bytearray};
use mortise_core::heap::native::{Native, NativeValue};
use mortise_core::objects::protocol::buffer::View;
use mortise_core::objects::{Bytes, Dict, Tuple, Type};
use mortise_core::{Attached, Borrowed, PyResult, Ref, getset, intern, method, native_type, raise};

use super::{Object, unsupported};

/// The value of `_IOBase` objects.
pub struct IoBase;
impl NativeValue for IoBase {}
/// The value of `_RawIOBase` objects.
pub struct RawIoBase;
impl NativeValue for RawIoBase {}
/// The value of `_BufferedIOBase` objects.
pub struct BufferedIoBase;
impl NativeValue for BufferedIoBase {}
/// The value of `_TextIOBase` objects.
pub struct TextIoBase;
impl NativeValue for TextIoBase {}

type Slf<'a, 'py> = Borrowed<'a, 'py>;

macro_rules! constructor {
    ($name:ident, $value:ident) => {
        fn $name<'py>(
            py: Attached<'py>,
            cls: Borrowed<'_, 'py, Type>,
            _args: Borrowed<'_, 'py, Tuple>,
            _kwargs: Option<Borrowed<'_, 'py, Dict>>,
        ) -> PyResult<Ref<'py, Native<$value>>> {
            Native::new_in(py, cls, $value)
        }
    };
}
constructor!(new_base, IoBase);
constructor!(new_raw, RawIoBase);
constructor!(new_buffered, BufferedIoBase);
constructor!(new_text, TextIoBase);

/// `self.closed` as a truth value.
pub fn is_closed(py: Attached<'_>, slf: &Ref<'_>) -> PyResult<bool> {
    let _ = py;
    slf.getattr(intern!(slf.py(), "closed"))?.is_true()
}

/// Raises when `self.closed`.
pub fn check_closed<'py>(py: Attached<'py>, slf: &Ref<'py>) -> PyResult<()> {
    if is_closed(py, slf)? {
        return Err(raise!(py, ValueError, "I/O operation on closed file."));
    }
    Ok(())
}

fn get_closed<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    Ok(py.bool(slf.getattr_opt(intern!(py, "__IOBase_closed"))?.is_some()))
}
fn close<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    if slf.getattr_opt(intern!(py, "__IOBase_closed"))?.is_some() {
        return Ok(py.none());
    }
    let flushed = slf.call_method::<0>(intern!(py, "flush"), []);
    match flushed {
        Ok(_) => {
            slf.setattr(intern!(py, "__IOBase_closed"), &py.bool(true))?;
            Ok(py.none())
        }
        Err(raised) => {
            // Closed all the same.
            let error = raised.take(py);
            if let Err(second) = slf.setattr(intern!(py, "__IOBase_closed"), &py.bool(true)) {
                second.clear(py);
            }
            Err(mortise_core::state::error::set(py, error))
        }
    }
}
fn flush<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    if slf.getattr_opt(intern!(py, "__IOBase_closed"))?.is_some() {
        return Err(raise!(py, ValueError, "I/O operation on closed file."));
    }
    Ok(py.none())
}
fn finalize<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) {
    // What was raised before stays as it was.
    let pending = mortise_core::state::error::take(py);
    let closed = match is_closed(py, &slf) {
        Ok(closed) => closed,
        Err(raised) => {
            raised.clear(py);
            false
        }
    };
    if !closed {
        if let Err(raised) = slf.setattr(intern!(py, "_finalizing"), &py.bool(true)) {
            raised.clear(py);
        }
        if let Err(raised) = slf.call_method::<0>(intern!(py, "close"), []) {
            if mortise_core::state::config::get().dev_mode != 0 {
                unraisable(raised, Some(&slf));
            } else {
                raised.clear(py);
            }
        }
    }
    if let Some(error) = pending {
        let _ = mortise_core::state::error::set(py, error);
    }
}

fn seek<'py>(py: Attached<'py>, _slf: Slf<'_, 'py>, _args: Args<'_, 'py>) -> Object<'py> {
    Err(unsupported(py, "seek"))
}
fn tell<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    slf.call_method(intern!(py, "seek"), [&*py.int(0)?, &*py.int(1)?])
}
fn truncate<'py>(py: Attached<'py>, _slf: Slf<'_, 'py>, _args: Args<'_, 'py>) -> Object<'py> {
    Err(unsupported(py, "truncate"))
}
fn no<'py>(py: Attached<'py>, _slf: Slf<'_, 'py>) -> Object<'py> {
    Ok(py.bool(false))
}
fn check_closed_method<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, _args: Args<'_, 'py>) -> Object<'py> {
    check_closed(py, &slf)?;
    Ok(py.none())
}
/// Whether a method like `readable` says True; UnsupportedOperation otherwise.
pub fn require<'py>(py: Attached<'py>, ob: &Ref<'py>, method: &'static str) -> PyResult<()> {
    let (name, text) = match method {
        "readable" => (intern!(py, "readable"), "File or stream is not readable."),
        "writable" => (intern!(py, "writable"), "File or stream is not writable."),
        _ => (intern!(py, "seekable"), "File or stream is not seekable."),
    };
    let answer = ob.call_method::<0>(name, [])?;
    if answer.is(&py.bool(true)) { Ok(()) } else { Err(unsupported(py, text)) }
}
fn check_readable<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, _args: Args<'_, 'py>) -> Object<'py> {
    require(py, &slf, "readable")?;
    Ok(py.none())
}
fn check_writable<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, _args: Args<'_, 'py>) -> Object<'py> {
    require(py, &slf, "writable")?;
    Ok(py.none())
}
fn check_seekable<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, _args: Args<'_, 'py>) -> Object<'py> {
    require(py, &slf, "seekable")?;
    Ok(py.none())
}
fn fileno<'py>(py: Attached<'py>, _slf: Slf<'_, 'py>) -> Object<'py> {
    Err(unsupported(py, "fileno"))
}
fn isatty<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    check_closed(py, &slf)?;
    Ok(py.bool(false))
}
fn enter<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    check_closed(py, &slf)?;
    Ok(slf.to_owned())
}
fn exit<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, _args: Args<'_, 'py>) -> Object<'py> {
    slf.call_method::<0>(intern!(py, "close"), [])
}
fn iter<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    check_closed(py, &slf)?;
    Ok(slf.to_owned())
}
fn next<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    let line = slf.call_method::<0>(intern!(py, "readline"), [])?;
    Ok((line.size()? > 0).then_some(line))
}

/// A size argument: `None` and negative numbers are no limit.
pub fn size_arg<'py>(py: Attached<'py>, value: Option<Borrowed<'_, 'py>>) -> PyResult<Option<usize>> {
    match value.filter(|v| !v.is_none()) {
        None => Ok(None),
        Some(v) if v.ty().getattr_opt(intern!(py, "__index__"))?.is_none() => {
            Err(raise!(py, TypeError, "argument should be integer or None, not '{}'", v.ty().full_name()))
        }
        Some(v) => Ok(usize::try_from(v.index_as_isize(None)?).ok()),
    }
}

fn readline<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "readline", 0, 1)?;
    let limit = size_arg(py, args.get(0))?.unwrap_or(usize::MAX);
    let peek = slf.getattr_opt(intern!(py, "peek"))?;
    let mut line: Vec<u8> = Vec::new();
    while line.len() < limit {
        let mut want = 1;
        if let Some(peek) = &peek {
            let ahead = peek.call([&*py.int(1)?])?;
            let Some(ahead) = ahead.cast::<Bytes>() else {
                return Err(raise!(
                    py,
                    OSError,
                    "peek() should have returned a bytes object, not '{}'",
                    ahead.ty().full_name()
                ));
            };
            let bytes = ahead.as_bytes();
            if !bytes.is_empty() {
                want = bytes
                    .iter()
                    .position(|&b| b == b'\n')
                    .map_or(bytes.len(), |i| i + 1)
                    .min(limit - line.len());
            }
        }
        let got = slf.call_method(intern!(py, "read"), [&*py.int_from_usize(want)?])?;
        let Some(got) = got.cast::<Bytes>() else {
            return Err(raise!(
                py,
                OSError,
                "read() should have returned a bytes object, not '{}'",
                got.ty().full_name()
            ));
        };
        line.extend_from_slice(got.as_bytes());
        if got.as_bytes().is_empty() || line.last() == Some(&b'\n') {
            break;
        }
    }
    Ok(py.bytes(&line)?.into_any())
}
fn readlines<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "readlines", 0, 1)?;
    let hint = size_arg(py, args.get(0))?.filter(|&h| h > 0).unwrap_or(usize::MAX);
    let list = py.list([])?;
    let mut length = 0;
    let lines = slf.iter()?;
    while let Some(line) = lines.next()? {
        length += line.size()?;
        list.append(&line)?;
        if length >= hint {
            break;
        }
    }
    Ok(list.into_any())
}
fn writelines<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, lines: Borrowed<'_, 'py>) -> Object<'py> {
    check_closed(py, &slf)?;
    let lines = lines.iter()?;
    while let Some(line) = lines.next()? {
        slf.call_method(intern!(py, "write"), [&line])?;
    }
    Ok(py.none())
}

native_type! {
    /// `_io._IOBase`
    pub static IO_BASE: IoBase = "_io._IOBase" {
        dict: true, weakrefs: true,
        flags: mortise_abi::Py_TPFLAGS_BASETYPE,
        doc: "The abstract base class for all I/O classes.\n\nThis class provides dummy implementations for many methods that\nderived classes can override selectively; the default implementations\nrepresent a file that cannot be read, written or seeked.",
        slots: { tp_new: new_base, tp_iter: iter, tp_iternext: next, tp_finalize: finalize },
        methods: [
            method!(fastcall "seek", seek, "seek($self, offset, whence=os.SEEK_SET, /)\n--\n\nChange the stream position to the given byte offset."),
            method!(noargs "tell", tell, "tell($self, /)\n--\n\nReturn current stream position."),
            method!(fastcall "truncate", truncate, "truncate($self, size=None, /)\n--\n\nTruncate file to size bytes."),
            method!(noargs "flush", flush, "flush($self, /)\n--\n\nFlush write buffers, if applicable."),
            method!(noargs "close", close, "close($self, /)\n--\n\nFlush and close the IO object."),
            method!(noargs "seekable", no, "seekable($self, /)\n--\n\nReturn whether object supports random access."),
            method!(noargs "readable", no, "readable($self, /)\n--\n\nReturn whether object was opened for reading."),
            method!(noargs "writable", no, "writable($self, /)\n--\n\nReturn whether object was opened for writing."),
            method!(fastcall "_checkClosed", check_closed_method),
            method!(fastcall "_checkSeekable", check_seekable),
            method!(fastcall "_checkReadable", check_readable),
            method!(fastcall "_checkWritable", check_writable),
            method!(noargs "fileno", fileno, "fileno($self, /)\n--\n\nReturn underlying file descriptor if one exists."),
            method!(noargs "isatty", isatty, "isatty($self, /)\n--\n\nReturn whether this is an 'interactive' stream."),
            method!(noargs "__enter__", enter),
            method!(fastcall "__exit__", exit),
            method!(fastcall "readline", readline, "readline($self, size=-1, /)\n--\n\nRead and return a line from the stream."),
            method!(fastcall "readlines", readlines, "readlines($self, hint=-1, /)\n--\n\nReturn a list of lines from the stream."),
            method!(o "writelines", writelines, "writelines($self, lines, /)\n--\n\nWrite a list of lines to stream."),
        ],
        getset: [getset!("closed", get_closed, "")],
    }
}

fn raw_read<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "read", 0, 1)?;
    let n = match args.get(0) {
        None => -1,
        Some(n) => n.index_as_isize(Some(mortise_core::objects::exceptions::classes::OverflowError()))?,
    };
    if n < 0 {
        return slf.call_method::<0>(intern!(py, "readall"), []);
    }
    let room = zeroed_bytearray(py, n as usize)?;
    let got = slf.call_method(intern!(py, "readinto"), [&room])?;
    if got.is_none() {
        return Ok(got);
    }
    let count = got.index_as_isize(Some(mortise_core::objects::exceptions::classes::ValueError()))?;
    let view = View::simple(py, &room)?;
    if count < 0 || count as usize > view.len() {
        return Err(raise!(py, ValueError, "readinto returned {count} outside buffer size {}", view.len()));
    }
    Ok(py.bytes(&view.bytes()[..count as usize])?.into_any())
}
fn raw_readall<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    let mut all: Vec<u8> = Vec::new();
    loop {
        let data = slf.call_method(intern!(py, "read"), [&*py.int(super::DEFAULT_BUFFER_SIZE as i64)?])?;
        if data.is_none() {
            if all.is_empty() {
                return Ok(data);
            }
            break;
        }
        let Some(bytes) = data.cast::<Bytes>() else {
            return Err(raise!(py, TypeError, "read() should return bytes"));
        };
        if bytes.as_bytes().is_empty() {
            break;
        }
        all.extend_from_slice(bytes.as_bytes());
    }
    Ok(py.bytes(&all)?.into_any())
}
fn raw_abstract<'py>(py: Attached<'py>, _slf: Slf<'_, 'py>, _ob: Borrowed<'_, 'py>) -> Object<'py> {
    let class = mortise_core::builtin::support::class_object(
        py,
        mortise_core::objects::exceptions::classes::NotImplementedError(),
    );
    Err(mortise_core::state::error::set_object(py, &class, None))
}

native_type! {
    /// `_io._RawIOBase`
    pub static RAW_IO_BASE: RawIoBase = "_io._RawIOBase" {
        dict: true, weakrefs: true,
        base: &raw mut IO_BASE,
        flags: mortise_abi::Py_TPFLAGS_BASETYPE,
        doc: "Base class for raw binary I/O.",
        slots: { tp_new: new_raw },
        methods: [
            method!(fastcall "read", raw_read, "read($self, size=-1, /)\n--\n\n"),
            method!(noargs "readall", raw_readall, "readall($self, /)\n--\n\nRead until EOF, using multiple read() call."),
            method!(o "readinto", raw_abstract),
            method!(o "write", raw_abstract),
        ],
    }
}

macro_rules! refuse {
    ($($name:ident: $text:literal;)*) => { $(
        fn $name<'py>(py: Attached<'py>, _slf: Slf<'_, 'py>, _args: Args<'_, 'py>) -> Object<'py> {
            Err(unsupported(py, $text))
        }
    )* };
}
refuse! { no_detach: "detach"; no_read: "read"; no_read1: "read1"; no_write: "write"; no_readline: "readline"; }

fn read_into_with<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    target: Borrowed<'_, 'py>,
    once: bool,
) -> Object<'py> {
    let view = View::writable(py, &target)?;
    let name = if once { intern!(py, "read1") } else { intern!(py, "read") };
    let data = slf.call_method(name, [&*py.int_from_usize(view.len())?])?;
    let Some(bytes) = data.cast::<Bytes>() else {
        return Err(raise!(py, TypeError, "read() should return bytes"));
    };
    if bytes.as_bytes().len() > view.len() {
        return Err(raise!(
            py,
            ValueError,
            "read() returned too much data: {} bytes requested, {} returned",
            view.len(),
            bytes.as_bytes().len()
        ));
    }
    Ok(py.int_from_usize(fill(&view, bytes.as_bytes()))?.into_any())
}
fn buffered_readinto<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, target: Borrowed<'_, 'py>) -> Object<'py> {
    read_into_with(py, slf, target, false)
}
fn buffered_readinto1<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, target: Borrowed<'_, 'py>) -> Object<'py> {
    read_into_with(py, slf, target, true)
}

native_type! {
    /// `_io._BufferedIOBase`
    pub static BUFFERED_IO_BASE: BufferedIoBase = "_io._BufferedIOBase" {
        dict: true, weakrefs: true,
        base: &raw mut IO_BASE,
        flags: mortise_abi::Py_TPFLAGS_BASETYPE,
        doc: "Base class for buffered IO objects.",
        slots: { tp_new: new_buffered },
        methods: [
            method!(fastcall "detach", no_detach, "detach($self, /)\n--\n\nDisconnect this buffer from its underlying raw stream and return it."),
            method!(fastcall "read", no_read, "read($self, size=-1, /)\n--\n\nRead and return up to n bytes."),
            method!(fastcall "read1", no_read1, "read1($self, size=-1, /)\n--\n\nRead and return up to size bytes, with at most one read() call to the underlying raw stream."),
            method!(o "readinto", buffered_readinto, "readinto($self, buffer, /)\n--\n\n"),
            method!(o "readinto1", buffered_readinto1, "readinto1($self, buffer, /)\n--\n\n"),
            method!(fastcall "write", no_write, "write($self, b, /)\n--\n\nWrite buffer b to the IO stream."),
        ],
    }
}

fn nothing<'py>(py: Attached<'py>, _slf: Slf<'_, 'py>) -> Object<'py> {
    Ok(py.none())
}

native_type! {
    /// `_io._TextIOBase`
    pub static TEXT_IO_BASE: TextIoBase = "_io._TextIOBase" {
        dict: true, weakrefs: true,
        base: &raw mut IO_BASE,
        flags: mortise_abi::Py_TPFLAGS_BASETYPE,
        doc: "Base class for text I/O.\n\nThis class provides a character and line based interface to stream\nI/O. There is no readinto method because Python's character strings\nare immutable.",
        slots: { tp_new: new_text },
        methods: [
            method!(fastcall "detach", no_detach, "detach($self, /)\n--\n\nSeparate the underlying buffer from the TextIOBase and return it."),
            method!(fastcall "read", no_read, "read($self, size=-1, /)\n--\n\nRead at most size characters from stream."),
            method!(fastcall "readline", no_readline, "readline($self, size=-1, /)\n--\n\nRead until newline or EOF."),
            method!(fastcall "write", no_write, "write($self, s, /)\n--\n\nWrite string s to stream."),
        ],
        getset: [
            getset!("encoding", nothing, "Encoding of the text stream."),
            getset!("newlines", nothing, "Line endings translated so far."),
            getset!("errors", nothing, "The error setting of the decoder or encoder."),
        ],
    }
}
