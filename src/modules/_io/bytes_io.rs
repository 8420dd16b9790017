//! `BytesIO`: a binary stream in memory.
#![forbid(unsafe_code)]

use std::sync::atomic::{AtomicUsize, Ordering::*};

use mortise_core::args::{Args, Signature};
use mortise_core::builtin::support::{fill, memoryview};
use mortise_core::heap::locked::Locked;
use mortise_core::heap::native::{Native, NativeValue};
use mortise_core::objects::bytes::storage as bytes_storage;
use mortise_core::objects::protocol::buffer::View;
use mortise_core::objects::{Dict, Tuple, Type};
use mortise_core::{Attached, Borrowed, PyResult, Ref, getset, intern, method, native_type, raise};

use super::export::BytesIoBuffer;
use super::{Object, base};

/// The contents.
#[derive(Default)]
pub struct State {
    /// The bytes.
    pub data: Vec<u8>,
    pos: usize,
    closed: bool,
}
/// What `BytesIO` objects hold.
pub struct BytesIo {
    /// The contents, which keep their place while views exist.
    pub state: Locked<State>,
    /// Number of views.
    pub exports: AtomicUsize,
}
impl NativeValue for BytesIo {}
type Slf<'a, 'py> = Borrowed<'a, 'py, Native<BytesIo>>;

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    _args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<BytesIo>>> {
    Native::new_in(py, cls, BytesIo { state: Locked::new(State::default()), exports: AtomicUsize::new(0) })
}
fn check_exports(py: Attached<'_>, slf: &Slf<'_, '_>) -> PyResult<()> {
    if slf.value().exports.load(Acquire) > 0 {
        return Err(raise!(py, BufferError, "Existing exports of data: object cannot be re-sized"));
    }
    Ok(())
}
fn check_open(py: Attached<'_>, slf: &Slf<'_, '_>) -> PyResult<()> {
    if slf.value().state.with(|s| s.closed) {
        return Err(raise!(py, ValueError, "I/O operation on closed file."));
    }
    Ok(())
}
fn init<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    static SIG: Signature<1> = Signature::new("BytesIO", ["initial_bytes"], 0);
    let [initial] = SIG.parse_tuple(py, args, kwargs)?;
    check_exports(py, &slf)?;
    let data = match initial.filter(|i| !i.is_none()) {
        Some(i) => View::simple(py, &i)?.bytes().to_vec(),
        None => Vec::new(),
    };
    slf.value().state.with(|s| *s = State { data, pos: 0, closed: false });
    Ok(())
}
fn yes<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    check_open(py, &slf)?;
    Ok(py.bool(true))
}
fn isatty<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    check_open(py, &slf)?;
    Ok(py.bool(false))
}
fn flush<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    check_open(py, &slf)?;
    Ok(py.none())
}
fn close<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    check_exports(py, &slf)?;
    slf.value().state.with(|s| {
        s.data = Vec::new();
        s.closed = true;
    });
    Ok(py.none())
}
fn tell<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    check_open(py, &slf)?;
    Ok(py.int_from_usize(slf.value().state.with(|s| s.pos))?.into_any())
}
fn take<'py>(py: Attached<'py>, slf: &Slf<'_, 'py>, n: usize) -> Object<'py> {
    let bytes = slf.value().state.with(|s| {
        let start = s.pos.min(s.data.len());
        let end = start.saturating_add(n).min(s.data.len());
        s.pos = s.pos.max(end);
        s.data[start..end].to_vec()
    });
    Ok(bytes_storage::from_slice(py, &bytes)?.into_any())
}
fn read<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "read", 0, 1)?;
    let n = base::size_arg(py, args.get(0))?.unwrap_or(usize::MAX);
    check_open(py, &slf)?;
    take(py, &slf, n)
}
fn line_length(slf: &Slf<'_, '_>) -> usize {
    slf.value().state.with(|s| {
        let rest = s.data.get(s.pos..).unwrap_or(&[]);
        rest.iter().position(|&b| b == b'\n').map_or(rest.len(), |i| i + 1)
    })
}
fn readline<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "readline", 0, 1)?;
    let n = base::size_arg(py, args.get(0))?.unwrap_or(usize::MAX);
    check_open(py, &slf)?;
    take(py, &slf, line_length(&slf).min(n))
}
fn readlines<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "readlines", 0, 1)?;
    let hint = base::size_arg(py, args.get(0))?.filter(|&h| h > 0).unwrap_or(usize::MAX);
    check_open(py, &slf)?;
    let list = py.list([])?;
    let mut total = 0;
    loop {
        let n = line_length(&slf);
        if n == 0 || total >= hint {
            return Ok(list.into_any());
        }
        total += n;
        list.append(&take(py, &slf, n)?)?;
    }
}
fn next<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    check_open(py, &slf)?;
    match line_length(&slf) {
        0 => Ok(None),
        n => take(py, &slf, n).map(Some),
    }
}
fn readinto<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, target: Borrowed<'_, 'py>) -> Object<'py> {
    let view = View::writable(py, &target)?;
    check_open(py, &slf)?;
    let room = view.len();
    let bytes = slf.value().state.with(|s| {
        let start = s.pos.min(s.data.len());
        let end = (start + room).min(s.data.len());
        s.pos = s.pos.max(end);
        s.data[start..end].to_vec()
    });
    Ok(py.int_from_usize(fill(&view, &bytes))?.into_any())
}
fn write<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, data: Borrowed<'_, 'py>) -> Object<'py> {
    check_open(py, &slf)?;
    check_exports(py, &slf)?;
    let bytes = View::new(py, &data, mortise_abi::PyBUF_CONTIG_RO)?.to_vec()?;
    slf.value().state.with(|s| {
        if bytes.is_empty() {
            return;
        }
        let end = s.pos + bytes.len();
        if s.data.len() < end {
            s.data.resize(end, 0);
        }
        s.data[s.pos..end].copy_from_slice(&bytes);
        s.pos = end;
    });
    Ok(py.int_from_usize(bytes.len())?.into_any())
}
fn writelines<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, lines: Borrowed<'_, 'py>) -> Object<'py> {
    check_open(py, &slf)?;
    let lines = lines.iter()?;
    while let Some(line) = lines.next()? {
        write(py, slf, line.borrow())?;
    }
    Ok(py.none())
}
fn getvalue<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    check_open(py, &slf)?;
    let data = slf.value().state.with(|s| s.data.clone());
    Ok(bytes_storage::from_slice(py, &data)?.into_any())
}
fn getbuffer<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    check_open(py, &slf)?;
    memoryview(py, &*Native::new(py, BytesIoBuffer(slf.to_owned().unbind()))?)
}
fn seek<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "seek", 1, 2)?;
    let at = args.get(0).expect("counted").index()?.as_i64()?;
    let whence = args.get(1).map_or(Ok(0), |w| w.as_int())?;
    check_open(py, &slf)?;
    if at < 0 && whence == 0 {
        return Err(raise!(py, ValueError, "negative seek value {at}"));
    }
    let (pos, len) = slf.value().state.with(|s| (s.pos as i64, s.data.len() as i64));
    let from = match whence {
        0 => 0,
        1 => pos,
        2 => len,
        _ => return Err(raise!(py, ValueError, "invalid whence ({whence}, should be 0, 1 or 2)")),
    };
    let Some(new) = from.checked_add(at) else {
        return Err(raise!(py, OverflowError, "new position too large"));
    };
    let new = new.max(0);
    slf.value().state.with(|s| s.pos = new as usize);
    Ok(py.int(new)?.into_any())
}
fn truncate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "truncate", 0, 1)?;
    check_open(py, &slf)?;
    check_exports(py, &slf)?;
    let n = match args.get(0).filter(|n| !n.is_none()) {
        Some(n) => n.index()?.as_i64()?,
        None => slf.value().state.with(|s| s.pos as i64),
    };
    if n < 0 {
        return Err(raise!(py, ValueError, "negative size value {n}"));
    }
    slf.value().state.with(|s| s.data.truncate(n as usize));
    Ok(py.int(n)?.into_any())
}
fn getstate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    let value = getvalue(py, slf)?;
    let pos = py.int_from_usize(slf.value().state.with(|s| s.pos))?.into_any();
    let dict = slf.getattr(intern!(py, "__dict__"))?;
    let dict = if dict.is_true()? { dict.call_method::<0>(intern!(py, "copy"), [])? } else { py.none() };
    Ok(py.tuple([value, pos, dict])?.into_any())
}
fn setstate<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, state: Borrowed<'_, 'py>) -> Object<'py> {
    let Some(t) = state.cast::<Tuple>().filter(|t| t.len() >= 3) else {
        return Err(raise!(
            py,
            TypeError,
            "{}.__setstate__ argument should be 3-tuple, got {}",
            slf.ty().full_name(),
            state.ty().full_name()
        ));
    };
    check_exports(py, &slf)?;
    let data = View::simple(py, &t.item(0))?.bytes().to_vec();
    if !t.item(1).is_instance_of::<mortise_core::objects::Int>() {
        return Err(raise!(
            py,
            TypeError,
            "second item of state must be an integer, not {}",
            t.item(1).ty().full_name()
        ));
    }
    let pos = t.item(1).as_i64()?;
    if pos < 0 {
        return Err(raise!(py, ValueError, "position value cannot be negative"));
    }
    slf.value().state.with(|s| *s = State { data, pos: pos as usize, closed: false });
    if !t.item(2).is_none() {
        slf.getattr(intern!(py, "__dict__"))?.call_method(intern!(py, "update"), [&t.item(2)])?;
    }
    Ok(py.none())
}
fn get_closed<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> Object<'py> {
    Ok(py.bool(slf.value().state.with(|s| s.closed)))
}

native_type! {
    /// `_io.BytesIO`
    pub static BYTES_IO: BytesIo = "_io.BytesIO" {
        dict: true, weakrefs: true,
        base: &raw mut base::BUFFERED_IO_BASE,
        flags: mortise_abi::Py_TPFLAGS_BASETYPE,
        doc: "BytesIO(initial_bytes=b'')\n--\n\nBuffered I/O implementation using an in-memory bytes buffer.",
        slots: { tp_new: new, tp_init: init, tp_iternext: next },
        methods: [
            method!(noargs "readable", yes, "readable($self, /)\n--\n\nReturns True if the IO object can be read."),
            method!(noargs "seekable", yes, "seekable($self, /)\n--\n\nReturns True if the IO object can be seeked."),
            method!(noargs "writable", yes, "writable($self, /)\n--\n\nReturns True if the IO object can be written."),
            method!(noargs "close", close, "close($self, /)\n--\n\nDisable all I/O operations."),
            method!(noargs "flush", flush, "flush($self, /)\n--\n\nDoes nothing."),
            method!(noargs "isatty", isatty, "isatty($self, /)\n--\n\nAlways returns False."),
            method!(noargs "tell", tell, "tell($self, /)\n--\n\nCurrent file position, an integer."),
            method!(o "write", write, "write($self, b, /)\n--\n\nWrite bytes to file."),
            method!(o "writelines", writelines, "writelines($self, lines, /)\n--\n\nWrite lines to the file."),
            method!(fastcall "read1", read, "read1($self, size=-1, /)\n--\n\nRead at most size bytes, returned as a bytes object."),
            method!(o "readinto", readinto, "readinto($self, buffer, /)\n--\n\nRead bytes into buffer."),
            method!(fastcall "readline", readline, "readline($self, size=-1, /)\n--\n\nNext line from the file, as a bytes object."),
            method!(fastcall "readlines", readlines, "readlines($self, size=None, /)\n--\n\nList of bytes objects, each a line from the file."),
            method!(fastcall "read", read, "read($self, size=-1, /)\n--\n\nRead at most size bytes, returned as a bytes object."),
            method!(noargs "getbuffer", getbuffer, "getbuffer($self, /)\n--\n\nGet a read-write view over the contents of the BytesIO object."),
            method!(noargs "getvalue", getvalue, "getvalue($self, /)\n--\n\nRetrieve the entire contents of the BytesIO object."),
            method!(fastcall "seek", seek, "seek($self, pos, whence=0, /)\n--\n\nChange stream position."),
            method!(fastcall "truncate", truncate, "truncate($self, size=None, /)\n--\n\nTruncate the file to at most size bytes."),
            method!(noargs "__getstate__", getstate),
            method!(o "__setstate__", setstate),
        ],
        getset: [getset!("closed", get_closed, "True if the file is closed.")],
    }
}
