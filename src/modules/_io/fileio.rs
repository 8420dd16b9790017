//! `FileIO`: a file by descriptor, without buffer.
#![forbid(unsafe_code)]

use mortise_core::args::{Args, Signature};
use mortise_core::builtin::support::{audit, blocking, fill, os_error, unraisable};
use mortise_core::heap::locked::Locked;
use mortise_core::heap::native::{Native, NativeValue};
use mortise_core::objects::bytes::storage as bytes_storage;
use mortise_core::objects::exceptions::{classes, warn};
use mortise_core::objects::protocol::buffer::View;
use mortise_core::objects::{Bytes, Dict, Int, Str, Tuple, Type};
use mortise_core::{Attached, Borrowed, PyResult, Raised, Ref, getset, intern, method, native_type, raise};

use super::{Object, base, unsupported};
use crate::path::{encode_fs, fspath};
use crate::sys_calls as sys;

/// The most that one call may transfer.
const MAX: usize = 0x7fff_f000;

#[derive(Clone, Copy)]
struct State {
    fd: i32,
    created: bool,
    readable: bool,
    writable: bool,
    appending: bool,
    seekable: Option<bool>,
    closefd: bool,
    finalizing: bool,
    block_size: usize,
}
const CLOSED: State = State {
    fd: -1,
    created: false,
    readable: false,
    writable: false,
    appending: false,
    seekable: None,
    closefd: true,
    finalizing: false,
    block_size: super::DEFAULT_BUFFER_SIZE,
};

/// What `FileIO` objects hold.
pub struct FileIo(Locked<State>);
impl NativeValue for FileIo {}
/// A `FileIO`.
pub type File<'a, 'py> = Borrowed<'a, 'py, Native<FileIo>>;

impl FileIo {
    fn state(&self) -> State {
        self.0.with(|s| *s)
    }
    /// The state of an open file.
    fn open_state(&self, py: Attached<'_>) -> PyResult<State> {
        let state = self.state();
        if state.fd < 0 {
            return Err(raise!(py, ValueError, "I/O operation on closed file"));
        }
        Ok(state)
    }
    /// Reads into a buffer; `None` when nothing is there yet.
    pub fn read_into(&self, py: Attached<'_>, buffer: &mut [u8]) -> PyResult<Option<usize>> {
        let state = self.open_state(py)?;
        if !state.readable {
            return Err(unsupported(py, "File not open for reading"));
        }
        let n = buffer.len().min(MAX);
        match blocking(py, || sys::read(state.fd, &mut buffer[..n]))? {
            Ok(n) => Ok(Some(n)),
            Err(libc::EAGAIN) => Ok(None),
            Err(e) => Err(os_error(py, e, None, None)),
        }
    }
    /// Writes what the system takes at once; `None` when it takes nothing yet.
    pub fn write_from(&self, py: Attached<'_>, bytes: &[u8]) -> PyResult<Option<usize>> {
        let state = self.open_state(py)?;
        if !state.writable {
            return Err(unsupported(py, "File not open for writing"));
        }
        let bytes = &bytes[..bytes.len().min(MAX)];
        match blocking(py, || sys::write(state.fd, bytes))? {
            Ok(n) => Ok(Some(n)),
            Err(libc::EAGAIN) => Ok(None),
            Err(e) => Err(os_error(py, e, None, None)),
        }
    }
    /// Size for a buffer.
    pub fn block_size(&self) -> usize {
        self.state().block_size
    }
}

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    _args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<FileIo>>> {
    Native::new_in(py, cls, FileIo(Locked::new(CLOSED)))
}

/// The state and `open` flags that a mode string means.
fn parse_mode(py: Attached<'_>, mode: &str) -> PyResult<(State, i32)> {
    let mut s = CLOSED;
    let mut flags = 0;
    let (mut kind, mut plus) = (false, false);
    let bad = || {
        raise!(py, ValueError, "Must have exactly one of create/read/write/append mode and at most one plus")
    };
    for c in mode.chars() {
        match c {
            'x' | 'r' | 'w' | 'a' if kind => return Err(bad()),
            'x' => {
                s.created = true;
                s.writable = true;
                flags |= libc::O_EXCL | libc::O_CREAT;
            }
            'r' => s.readable = true,
            'w' => {
                s.writable = true;
                flags |= libc::O_CREAT | libc::O_TRUNC;
            }
            'a' => {
                s.writable = true;
                s.appending = true;
                flags |= libc::O_APPEND | libc::O_CREAT;
            }
            'b' => continue,
            '+' if plus => return Err(bad()),
            '+' => {
                s.readable = true;
                s.writable = true;
                plus = true;
                continue;
            }
            _ => return Err(raise!(py, ValueError, "invalid mode: {mode}")),
        }
        kind = true;
    }
    if !kind {
        return Err(bad());
    }
    flags |= match (s.readable, s.writable) {
        (true, true) => libc::O_RDWR,
        (true, false) => libc::O_RDONLY,
        _ => libc::O_WRONLY,
    };
    Ok((s, flags | libc::O_CLOEXEC))
}

fn init<'py>(
    py: Attached<'py>,
    slf: File<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    static SIG: Signature<4> = Signature::new("FileIO", ["file", "mode", "closefd", "opener"], 1);
    let [file, mode, closefd, opener] = SIG.parse_tuple(py, args, kwargs)?;
    let file = file.expect("required").to_owned();
    let mode = match mode {
        Some(m) => m.expect_arg::<Str>("FileIO", "argument 'mode'")?.as_utf8()?.to_string(),
        None => "r".to_string(),
    };
    let closefd = closefd.map_or(Ok(true), |c| c.is_true())?;
    if slf.value().state().fd >= 0 {
        // Made anew over an open file: that one is closed first.
        let old = slf.value().0.with(|s| std::mem::replace(s, CLOSED));
        if old.closefd {
            let _ = mortise_core::state::detached(py, || sys::close(old.fd));
        }
    }
    let mut given = None;
    if file.is_instance_of::<Int>() {
        let fd = file.as_int()?;
        if fd < 0 {
            return Err(raise!(py, ValueError, "negative file descriptor"));
        }
        given = Some(fd);
    }
    let name = match given {
        Some(_) => None,
        None => {
            let path = fspath(py, &file)?;
            let bytes = match path.cast::<Bytes>() {
                Some(b) => b.as_bytes().to_vec(),
                None => encode_fs(py, path.expect::<Str>()?)?,
            };
            Some(std::ffi::CString::new(bytes).map_err(|_| raise!(py, ValueError, "embedded null byte"))?)
        }
    };
    let (mut state, flags) = parse_mode(py, &mode)?;
    audit(py, c"open", [file.clone(), py.str(&mode)?.into_any(), py.int(flags.into())?.into_any()])?;
    state.closefd = closefd;
    match (given, name) {
        (Some(fd), _) => state.fd = fd,
        (None, Some(name)) => {
            if !closefd {
                return Err(raise!(py, ValueError, "Cannot use closefd=False with file name"));
            }
            state.fd = match opener.filter(|o| !o.is_none()) {
                Some(opener) => {
                    let fd = opener.call([&file, &*py.int(flags.into())?])?;
                    if !fd.is_instance_of::<Int>() {
                        return Err(raise!(py, TypeError, "expected integer from opener"));
                    }
                    let fd = fd.as_int()?;
                    if fd < 0 {
                        return Err(raise!(py, ValueError, "opener returned {fd}"));
                    }
                    let flags = sys::fcntl(fd, libc::F_GETFD, 0).unwrap_or(0);
                    let _ = sys::fcntl(fd, libc::F_SETFD, flags | libc::FD_CLOEXEC);
                    fd
                }
                None => match blocking(py, || sys::openat(libc::AT_FDCWD, &name, flags, 0o666))? {
                    Ok(fd) => fd,
                    Err(e) => return Err(os_error(py, e, Some(&file), None)),
                },
            };
        }
        (None, None) => unreachable!("a file has a name or a descriptor"),
    }
    let own = given.is_none();
    let fail = |errno: i32| -> Raised {
        if own {
            let _ = sys::close(state.fd);
        }
        os_error(py, errno, Some(&file), None)
    };
    match blocking(py, || sys::fstat(state.fd))? {
        Ok(st) if st.st_mode & libc::S_IFMT == libc::S_IFDIR => return Err(fail(libc::EISDIR)),
        Ok(st) if st.st_blksize > 1 => state.block_size = st.st_blksize as usize,
        Ok(_) => {}
        Err(libc::EBADF) => return Err(fail(libc::EBADF)),
        // Other errors are met again when the file is used.
        Err(_) => {}
    }
    slf.value().0.with(|s| *s = state);
    if let Err(raised) = slf.setattr(intern!(py, "name"), &file) {
        if !own {
            slf.value().0.with(|s| s.fd = -1);
        }
        return Err(raised);
    }
    if state.appending {
        // Like the C library: the position starts at the end.
        if let Err(e) = sys::lseek(state.fd, 0, libc::SEEK_END)
            && e != libc::ESPIPE
        {
            slf.value().0.with(|s| s.fd = -1);
            return Err(fail(e));
        }
    }
    Ok(())
}

fn close<'py>(py: Attached<'py>, slf: File<'_, 'py>) -> Object<'py> {
    // SAFETY-free call of the base's close: it flushes a subclass's buffers and notes that the stream is closed.
    let base_close =
        mortise_core::builtin::support::class_object(py, base_type()).getattr(intern!(py, "close"))?;
    let state = slf.value().state();
    if !state.closefd {
        slf.value().0.with(|s| s.fd = -1);
        return base_close.call([&slf]);
    }
    let first = base_close.call([&slf]);
    let first = match first {
        Ok(_) => None,
        Err(raised) => Some(raised.take(py)),
    };
    if state.finalizing {
        dealloc_warn_for(py, slf, &slf);
    }
    let fd = slf.value().0.with(|s| std::mem::replace(&mut s.fd, -1));
    if fd >= 0
        && let Err(e) = mortise_core::state::detached(py, || sys::close(fd))
        && e != libc::EINTR
    {
        let raised = os_error(py, e, None, None);
        if let Some(first) = first {
            mortise_core::state::error::chain(py, first);
        }
        return Err(raised);
    }
    match first {
        Some(error) => Err(mortise_core::state::error::set(py, error)),
        None => Ok(py.none()),
    }
}
fn base_type() -> *mut Type {
    <base::RawIoBase as mortise_core::heap::native::NativeClass>::type_object()
}

fn dealloc_warn_for<'py>(py: Attached<'py>, slf: File<'_, 'py>, source: &Ref<'py>) {
    let state = slf.value().state();
    if state.fd < 0 || !state.closefd {
        return;
    }
    let pending = mortise_core::state::error::take(py);
    let shown = source.repr().map(|t| t.to_string_lossy());
    let warned = shown.and_then(|t| warn(py, classes::ResourceWarning(), &format!("unclosed file {t}"), 1));
    if let Err(raised) = warned {
        if raised.matches(py, classes::Warning()) {
            unraisable(raised, Some(&slf));
        } else {
            raised.clear(py);
        }
    }
    if let Some(error) = pending {
        let _ = mortise_core::state::error::set(py, error);
    }
}
fn dealloc_warn<'py>(py: Attached<'py>, slf: File<'_, 'py>, source: Borrowed<'_, 'py>) -> Object<'py> {
    dealloc_warn_for(py, slf, &source);
    Ok(py.none())
}

fn read<'py>(py: Attached<'py>, slf: File<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "read", 0, 1)?;
    let file = slf.value();
    if !file.open_state(py)?.readable {
        return Err(unsupported(py, "File not open for reading"));
    }
    let Some(n) = base::size_arg(py, args.get(0))? else { return readall(py, slf) };
    let mut buffer = vec![0u8; n.min(MAX)];
    match file.read_into(py, &mut buffer)? {
        Some(n) => Ok(bytes_storage::from_slice(py, &buffer[..n])?.into_any()),
        None => Ok(py.none()),
    }
}
fn readall<'py>(py: Attached<'py>, slf: File<'_, 'py>) -> Object<'py> {
    let file = slf.value();
    let state = file.open_state(py)?;
    // The rest of a regular file is known; one byte more tells that it is the end.
    let rest = mortise_core::state::detached(py, || {
        let size = sys::fstat(state.fd).ok()?.st_size;
        let at = sys::lseek(state.fd, 0, libc::SEEK_CUR).ok()?;
        usize::try_from(size - at).ok()
    });
    let mut all = vec![0u8; rest.map_or(super::DEFAULT_BUFFER_SIZE, |r| (r + 1).min(MAX))];
    let mut got = 0;
    loop {
        if got == all.len() {
            all.resize(got + got.clamp(super::DEFAULT_BUFFER_SIZE, 1 << 24), 0);
        }
        match file.read_into(py, &mut all[got..])? {
            Some(0) => break,
            Some(n) => got += n,
            None if got == 0 => return Ok(py.none()),
            None => break,
        }
    }
    Ok(bytes_storage::from_slice(py, &all[..got])?.into_any())
}
fn readinto<'py>(py: Attached<'py>, slf: File<'_, 'py>, target: Borrowed<'_, 'py>) -> Object<'py> {
    let file = slf.value();
    if !file.open_state(py)?.readable {
        return Err(unsupported(py, "File not open for reading"));
    }
    let view = View::writable(py, &target)?;
    // Through memory of our own: other threads may look at the target while this one is detached.
    let mut buffer = vec![0u8; view.len()];
    match file.read_into(py, &mut buffer)? {
        Some(n) => Ok(py.int_from_usize(fill(&view, &buffer[..n]))?.into_any()),
        None => Ok(py.none()),
    }
}
fn write<'py>(py: Attached<'py>, slf: File<'_, 'py>, data: Borrowed<'_, 'py>) -> Object<'py> {
    let file = slf.value();
    if !file.open_state(py)?.writable {
        return Err(unsupported(py, "File not open for writing"));
    }
    let view = View::simple(py, &data)?;
    match file.write_from(py, view.bytes())? {
        Some(n) => Ok(py.int_from_usize(n)?.into_any()),
        None => Ok(py.none()),
    }
}
fn seek<'py>(py: Attached<'py>, slf: File<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "seek", 1, 2)?;
    let state = slf.value().open_state(py)?;
    let offset = args.get(0).expect("counted");
    if offset.is_instance_of::<mortise_core::objects::Float>() {
        return Err(raise!(py, TypeError, "'float' object cannot be interpreted as an integer"));
    }
    let (at, whence) = (offset.as_i64()?, args.get(1).map_or(Ok(0), |w| w.as_int())?);
    match mortise_core::state::detached(py, || sys::lseek(state.fd, at, whence)) {
        Ok(at) => {
            slf.value().0.with(|s| s.seekable = Some(true));
            Ok(py.int(at)?.into_any())
        }
        Err(e) => Err(os_error(py, e, None, None)),
    }
}
fn tell<'py>(py: Attached<'py>, slf: File<'_, 'py>) -> Object<'py> {
    let state = slf.value().open_state(py)?;
    match mortise_core::state::detached(py, || sys::lseek(state.fd, 0, libc::SEEK_CUR)) {
        Ok(at) => Ok(py.int(at)?.into_any()),
        Err(e) => Err(os_error(py, e, None, None)),
    }
}
fn truncate<'py>(py: Attached<'py>, slf: File<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "truncate", 0, 1)?;
    let state = slf.value().open_state(py)?;
    if !state.writable {
        return Err(unsupported(py, "File not open for writing"));
    }
    let size = match args.get(0).filter(|s| !s.is_none()) {
        Some(s) => s.to_owned(),
        None => tell(py, slf)?,
    };
    let n = size.as_i64()?;
    match blocking(py, || sys::ftruncate(state.fd, n))? {
        Ok(_) => Ok(size),
        Err(e) => Err(os_error(py, e, None, None)),
    }
}
fn readable<'py>(py: Attached<'py>, slf: File<'_, 'py>) -> Object<'py> {
    Ok(py.bool(slf.value().open_state(py)?.readable))
}
fn writable<'py>(py: Attached<'py>, slf: File<'_, 'py>) -> Object<'py> {
    Ok(py.bool(slf.value().open_state(py)?.writable))
}
fn seekable<'py>(py: Attached<'py>, slf: File<'_, 'py>) -> Object<'py> {
    let state = slf.value().open_state(py)?;
    let answer = state.seekable.unwrap_or_else(|| {
        mortise_core::state::detached(py, || sys::lseek(state.fd, 0, libc::SEEK_CUR)).is_ok()
    });
    slf.value().0.with(|s| s.seekable = Some(answer));
    Ok(py.bool(answer))
}
fn fileno<'py>(py: Attached<'py>, slf: File<'_, 'py>) -> Object<'py> {
    Ok(py.int(slf.value().open_state(py)?.fd.into())?.into_any())
}
fn isatty<'py>(py: Attached<'py>, slf: File<'_, 'py>) -> Object<'py> {
    let fd = slf.value().open_state(py)?.fd;
    Ok(py.bool(mortise_core::state::detached(py, || sys::isatty(fd))))
}
fn get_closed<'py>(py: Attached<'py>, slf: File<'_, 'py>) -> Object<'py> {
    Ok(py.bool(slf.value().state().fd < 0))
}
fn get_closefd<'py>(py: Attached<'py>, slf: File<'_, 'py>) -> Object<'py> {
    Ok(py.bool(slf.value().state().closefd))
}
fn mode_text(s: &State) -> &'static str {
    match (s.created, s.appending, s.readable, s.writable) {
        (true, _, true, _) => "xb+",
        (true, ..) => "xb",
        (_, true, true, _) => "ab+",
        (_, true, ..) => "ab",
        (_, _, true, true) => "rb+",
        (_, _, true, false) => "rb",
        _ => "wb",
    }
}
fn get_mode<'py>(py: Attached<'py>, slf: File<'_, 'py>) -> Object<'py> {
    Ok(py.str(mode_text(&slf.value().state()))?.into_any())
}
fn get_finalizing<'py>(py: Attached<'py>, slf: File<'_, 'py>) -> Object<'py> {
    Ok(py.bool(slf.value().state().finalizing))
}
fn set_finalizing<'py>(
    py: Attached<'py>,
    slf: File<'_, 'py>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let Some(value) = value else { return Err(raise!(py, TypeError, "can't delete numeric/char attribute")) };
    let value = value.is_true()?;
    slf.value().0.with(|s| s.finalizing = value);
    Ok(())
}
fn get_blksize<'py>(py: Attached<'py>, slf: File<'_, 'py>) -> Object<'py> {
    Ok(py.int_from_usize(slf.value().block_size())?.into_any())
}
fn set_blksize<'py>(py: Attached<'py>, slf: File<'_, 'py>, value: Option<Borrowed<'_, 'py>>) -> PyResult<()> {
    let Some(value) = value else { return Err(raise!(py, TypeError, "can't delete numeric/char attribute")) };
    let n = value.as_i64()?;
    slf.value().0.with(|s| s.block_size = n.max(1) as usize);
    Ok(())
}
fn repr<'py>(py: Attached<'py>, slf: File<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let s = slf.value().state();
    let class = slf.ty().full_name();
    if s.fd < 0 {
        return py.str(&format!("<{class} [closed]>"));
    }
    let closefd = if s.closefd { "True" } else { "False" };
    match slf.getattr_opt(intern!(py, "name"))? {
        None => py.str(&format!("<{class} fd={} mode='{}' closefd={closefd}>", s.fd, mode_text(&s))),
        Some(name) => {
            let name = name.repr()?.to_string_lossy();
            py.str(&format!("<{class} name={name} mode='{}' closefd={closefd}>", mode_text(&s)))
        }
    }
}

native_type! {
    /// `_io.FileIO`
    pub static FILE_IO: FileIo = "_io.FileIO" {
        dict: true, weakrefs: true,
        base: &raw mut base::RAW_IO_BASE,
        flags: mortise_abi::Py_TPFLAGS_BASETYPE,
        doc: "FileIO(file, mode='r', closefd=True, opener=None)\n--\n\nOpen a file.",
        slots: { tp_new: new, tp_init: init, tp_repr: repr },
        methods: [
            method!(fastcall "read", read, "read($self, size=-1, /)\n--\n\nRead at most size bytes, returned as bytes."),
            method!(noargs "readall", readall, "readall($self, /)\n--\n\nRead all data from the file, returned as bytes."),
            method!(o "readinto", readinto, "readinto($self, buffer, /)\n--\n\nSame as RawIOBase.readinto()."),
            method!(o "write", write, "write($self, b, /)\n--\n\nWrite buffer b to file, return number of bytes written."),
            method!(fastcall "seek", seek, "seek($self, pos, whence=0, /)\n--\n\nMove to new file position and return the file position."),
            method!(noargs "tell", tell, "tell($self, /)\n--\n\nCurrent file position."),
            method!(fastcall "truncate", truncate, "truncate($self, size=None, /)\n--\n\nTruncate the file to at most size bytes and return the truncated size."),
            method!(noargs "close", close, "close($self, /)\n--\n\nClose the file."),
            method!(noargs "seekable", seekable, "seekable($self, /)\n--\n\nTrue if file supports random-access."),
            method!(noargs "readable", readable, "readable($self, /)\n--\n\nTrue if file was opened in a read mode."),
            method!(noargs "writable", writable, "writable($self, /)\n--\n\nTrue if file was opened in a write mode."),
            method!(noargs "fileno", fileno, "fileno($self, /)\n--\n\nReturn the underlying file descriptor (an integer)."),
            method!(noargs "isatty", isatty, "isatty($self, /)\n--\n\nTrue if the file is connected to a TTY device."),
            method!(o "_dealloc_warn", dealloc_warn),
            method!(noargs "__getstate__", super::no_pickle),
        ],
        getset: [
            getset!("closed", get_closed, "True if the file is closed"),
            getset!("closefd", get_closefd, "True if the file descriptor will be closed by close()."),
            getset!("mode", get_mode, "String giving the file mode"),
            getset!("_finalizing", get_finalizing, set_finalizing, ""),
            getset!("_blksize", get_blksize, set_blksize, "Stat st_blksize if available"),
        ],
    }
}
