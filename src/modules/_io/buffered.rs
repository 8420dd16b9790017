//! `BufferedReader`, `BufferedWriter`, `BufferedRandom`.
//!
//! One lock per object is held for each operation (whoever comes in again from the same thread gets RuntimeError), so the state
//! itself is only touched by the holder.
#![forbid(unsafe_code)]

use mortise_core::args::{Args, Signature};
use mortise_core::builtin::support::{ObjectLock, class_object, fill, memoryview, zeroed_bytearray};
use mortise_core::heap::locked::Locked;
use mortise_core::heap::native::{Native, NativeClass, NativeValue, Visit, Visited};
use mortise_core::objects::bytes::storage as bytes_storage;
use mortise_core::objects::exceptions::classes;
use mortise_core::objects::protocol::buffer::View;
use mortise_core::objects::{Dict, Str, Tuple, Type};
use mortise_core::{
    Attached, Borrowed, Owned, PyResult, Raised, Ref, getset, intern, method, native_type, raise,
};

use super::fileio::FileIo;
use super::{Object, base, unsupported};

#[derive(Default)]
struct State {
    raw: Option<Owned>,
    initialized: bool,
    finalizing: bool,
    size: usize,
    /// Read ahead; the first `pos` bytes are used up.
    ahead: Vec<u8>,
    pos: usize,
    /// Not written yet.
    pending: Vec<u8>,
}

/// What the three types hold.
pub struct Buffered {
    lock: ObjectLock,
    state: Locked<State>,
}

/// The types with a [`Buffered`] inside.
pub trait HasBuffer: NativeClass {
    /// The buffer.
    fn buffered(&self) -> &Buffered;
    /// A value.
    fn wrap(buffered: Buffered) -> Self;
    /// Whether it reads and whether it writes.
    const READS: bool;
    /// See [`HasBuffer::READS`].
    const WRITES: bool;
}

macro_rules! kind {
    ($name:ident, $reads:literal, $writes:literal) => {
        /// A value of one of the three types.
        pub struct $name(Buffered);
        impl NativeValue for $name {
            const GC: bool = true;
            fn traverse(&self, visit: &mut Visit) -> Visited {
                self.0.state.with(|s| visit.option(&s.raw))
            }
            fn clear(&self, _py: Attached<'_>) {
                drop(self.0.state.with(|s| s.raw.take()));
            }
        }
        impl HasBuffer for $name {
            fn buffered(&self) -> &Buffered {
                &self.0
            }
            fn wrap(buffered: Buffered) -> Self {
                $name(buffered)
            }
            const READS: bool = $reads;
            const WRITES: bool = $writes;
        }
    };
}
kind!(Reader, true, false);
kind!(Writer, false, true);
kind!(Random, true, true);

type Slf<'a, 'py, T> = Borrowed<'a, 'py, Native<T>>;

/// BlockingIOError with the number of bytes that were written.
fn would_block(py: Attached<'_>, text: &str, written: usize) -> Raised {
    let make = || -> PyResult<Ref<'_>> {
        let args = [
            py.int(libc::EAGAIN.into())?.into_any(),
            py.str(text)?.into_any(),
            py.int_from_usize(written)?.into_any(),
        ];
        Ok(py.tuple(args)?.into_any())
    };
    match make() {
        Ok(args) => {
            let class = class_object(py, classes::BlockingIOError());
            mortise_core::state::error::set_object(py, &class, Some(&args))
        }
        Err(raised) => raised,
    }
}

impl Buffered {
    fn new() -> Buffered {
        Buffered { lock: ObjectLock::new(), state: Locked::new(State::default()) }
    }

    /// The raw stream; an error when there is none (any more).
    fn raw<'py>(&self, py: Attached<'py>) -> PyResult<Ref<'py>> {
        let (raw, initialized) =
            self.state.with(|s| (s.raw.as_ref().map(|r| r.clone_ref(py)), s.initialized));
        match raw {
            Some(raw) if initialized => Ok(raw.into_bound(py)),
            None if initialized => Err(raise!(py, ValueError, "raw stream has been detached")),
            _ => Err(raise!(py, ValueError, "I/O operation on uninitialized object")),
        }
    }

    /// Raises when the stream is closed.
    fn check_open<'py>(&self, py: Attached<'py>, what: &str) -> PyResult<Ref<'py>> {
        let raw = self.raw(py)?;
        let closed = match raw.cast_exact::<Native<FileIo>>() {
            Some(file) => file.getattr(intern!(py, "closed"))?.is_true()?,
            None => base::is_closed(py, &raw)?,
        };
        if closed {
            return Err(raise!(py, ValueError, "{what} of closed file"));
        }
        Ok(raw)
    }

    /// Up to `n` bytes from the raw stream; `None` when it has none yet.
    fn raw_read<'py>(&self, py: Attached<'py>, raw: &Ref<'py>, n: usize) -> PyResult<Option<Vec<u8>>> {
        if let Some(file) = raw.cast_exact::<Native<FileIo>>() {
            let mut buffer = vec![0u8; n];
            return Ok(file.value().read_into(py, &mut buffer)?.map(|got| {
                buffer.truncate(got);
                buffer
            }));
        }
        let room = zeroed_bytearray(py, n)?;
        let view = memoryview(py, &room)?;
        let got = raw.call_method(intern!(py, "readinto"), [&view])?;
        if got.is_none() {
            return Ok(None);
        }
        let count = match got.index_as_isize(Some(classes::ValueError())) {
            Ok(count) => count,
            Err(raised) => {
                let cause = raised.take(py);
                let error = raise!(py, OSError, "raw readinto() failed").take(py);
                if let (Some(e), Ok(c)) =
                    (error.cast::<mortise_core::objects::BaseException>(), Ok::<_, ()>(cause))
                {
                    mortise_core::objects::exceptions::base::set_cause(e, Some(c));
                }
                return Err(mortise_core::state::error::set(py, error));
            }
        };
        if count < 0 || count as usize > n {
            return Err(raise!(
                py,
                OSError,
                "raw readinto() returned invalid length {count} (should have been between 0 and {n})"
            ));
        }
        Ok(Some(View::simple(py, &room)?.bytes()[..count as usize].to_vec()))
    }

    /// Gives bytes to the raw stream; how many it took, `None` when it takes none yet.
    fn raw_write<'py>(&self, py: Attached<'py>, raw: &Ref<'py>, bytes: &[u8]) -> PyResult<Option<usize>> {
        if let Some(file) = raw.cast_exact::<Native<FileIo>>() {
            return file.value().write_from(py, bytes);
        }
        let data = py.bytes(bytes)?;
        let view = memoryview(py, &data)?;
        let took = raw.call_method(intern!(py, "write"), [&view])?;
        if took.is_none() {
            return Ok(None);
        }
        let count = took.index_as_isize(Some(classes::ValueError()))?;
        if count < 0 || count as usize > bytes.len() {
            return Err(raise!(
                py,
                OSError,
                "raw write() returned invalid length {count} (should have been between 0 and {})",
                bytes.len()
            ));
        }
        Ok(Some(count as usize))
    }

    /// Writes what is pending; what could not be written stays pending. False when the stream takes no more now.
    fn drain<'py>(&self, py: Attached<'py>, raw: &Ref<'py>) -> PyResult<bool> {
        let pending = self.state.with(|s| std::mem::take(&mut s.pending));
        let mut at = 0;
        let mut result = Ok(true);
        while at < pending.len() {
            match self.raw_write(py, raw, &pending[at..]) {
                Ok(Some(n)) => at += n,
                Ok(None) => {
                    result = Ok(false);
                    break;
                }
                Err(raised) => {
                    result = Err(raised);
                    break;
                }
            }
        }
        if at < pending.len() {
            self.state.with(|s| {
                let newer = std::mem::replace(&mut s.pending, pending[at..].to_vec());
                s.pending.extend(newer);
            });
        }
        result
    }

    fn flush_writes<'py>(&self, py: Attached<'py>, raw: &Ref<'py>) -> PyResult<()> {
        if self.state.with(|s| s.pending.is_empty()) {
            return Ok(());
        }
        if !self.drain(py, raw)? {
            return Err(would_block(py, "write could not complete without blocking", 0));
        }
        Ok(())
    }

    /// Drops what was read ahead; the raw stream goes back to where the reader is.
    fn drop_ahead<'py>(&self, py: Attached<'py>, raw: &Ref<'py>) -> PyResult<()> {
        let unread = self.state.with(|s| {
            let n = s.ahead.len() - s.pos;
            s.ahead.clear();
            s.pos = 0;
            n
        });
        if unread > 0 {
            raw.call_method(intern!(py, "seek"), [&*py.int(-(unread as i64))?, &*py.int(1)?])?;
        }
        Ok(())
    }

    /// Takes up to `n` bytes of what was read ahead.
    fn take(&self, n: usize) -> Vec<u8> {
        self.state.with(|s| {
            let n = n.min(s.ahead.len() - s.pos);
            let out = s.ahead[s.pos..s.pos + n].to_vec();
            s.pos += n;
            out
        })
    }

    /// Reads ahead when nothing is left; `None` when the stream has nothing yet, else how much is there.
    fn refill<'py>(&self, py: Attached<'py>, raw: &Ref<'py>) -> PyResult<Option<usize>> {
        let left = self.state.with(|s| s.ahead.len() - s.pos);
        if left > 0 {
            return Ok(Some(left));
        }
        let size = self.state.with(|s| s.size);
        match self.raw_read(py, raw, size)? {
            None => Ok(None),
            Some(bytes) => {
                let n = bytes.len();
                self.state.with(|s| {
                    s.ahead = bytes;
                    s.pos = 0;
                });
                Ok(Some(n))
            }
        }
    }
}

fn new<'py, T: HasBuffer>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    _args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<T>>> {
    Native::new_in(py, cls, T::wrap(Buffered::new()))
}

fn init<'py, T: HasBuffer>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    let name = <T as NativeClass>::NAME.rsplit('.').next().unwrap_or_default();
    let sig: Signature<2> = Signature::new(name, ["raw", "buffer_size"], 1);
    let [raw, size] = sig.parse_tuple(py, args, kwargs)?;
    let raw = raw.expect("required");
    let size = match size {
        Some(n) => n.index_as_isize(Some(classes::OverflowError()))?,
        None => super::DEFAULT_BUFFER_SIZE as isize,
    };
    slf.value().buffered().state.with(|s| s.initialized = false);
    if T::READS && T::WRITES {
        base::require(py, &raw, "seekable")?;
    }
    if T::READS {
        base::require(py, &raw, "readable")?;
    }
    if T::WRITES {
        base::require(py, &raw, "writable")?;
    }
    if size <= 0 {
        return Err(raise!(py, ValueError, "buffer size must be strictly positive"));
    }
    let fresh = State {
        raw: Some(raw.to_owned().unbind()),
        initialized: true,
        size: size as usize,
        ..State::default()
    };
    drop(slf.value().buffered().state.with(|s| std::mem::replace(s, fresh)));
    Ok(())
}

/// Runs an operation with the object's lock.
fn locked<'py, T: HasBuffer, R>(
    py: Attached<'py>,
    slf: &Slf<'_, 'py, T>,
    body: impl FnOnce(&Buffered) -> PyResult<R>,
) -> PyResult<R> {
    let buffered = slf.value().buffered();
    let _guard = match buffered.lock.enter(py) {
        Some(guard) => guard,
        None => {
            let shown = slf.repr()?.to_string_lossy();
            return Err(raise!(py, RuntimeError, "reentrant call inside {shown}"));
        }
    };
    body(buffered)
}

/// All bytes to the end.
fn read_all<'py>(py: Attached<'py>, b: &Buffered, raw: &Ref<'py>) -> PyResult<Option<Vec<u8>>> {
    let mut all = b.take(usize::MAX);
    if let Some(readall) = raw.getattr_opt(intern!(py, "readall"))? {
        let rest = readall.call0()?;
        if rest.is_none() {
            return Ok((!all.is_empty()).then_some(all));
        }
        let Some(bytes) = rest.cast::<mortise_core::objects::Bytes>() else {
            return Err(raise!(py, TypeError, "readall() should return bytes"));
        };
        all.extend_from_slice(bytes.as_bytes());
        return Ok(Some(all));
    }
    loop {
        let data = raw.call_method::<0>(intern!(py, "read"), [])?;
        if data.is_none() {
            return Ok((!all.is_empty()).then_some(all));
        }
        let Some(bytes) = data.cast::<mortise_core::objects::Bytes>() else {
            return Err(raise!(py, TypeError, "read() should return bytes"));
        };
        if bytes.as_bytes().is_empty() {
            return Ok(Some(all));
        }
        all.extend_from_slice(bytes.as_bytes());
    }
}

/// `n` bytes, fewer at the end; `None` when the stream has nothing yet.
fn read_some<'py>(py: Attached<'py>, b: &Buffered, raw: &Ref<'py>, n: usize) -> PyResult<Option<Vec<u8>>> {
    let mut out = b.take(n);
    while out.len() < n {
        let (left, size) = (n - out.len(), b.state.with(|s| s.size));
        if left >= size {
            match b.raw_read(py, raw, left - left % size)? {
                None if out.is_empty() => return Ok(None),
                None => break,
                Some(bytes) if bytes.is_empty() => break,
                Some(bytes) => out.extend(bytes),
            }
            continue;
        }
        match b.refill(py, raw)? {
            None if out.is_empty() => return Ok(None),
            None | Some(0) => break,
            Some(_) => out.extend(b.take(left)),
        }
    }
    Ok(Some(out))
}

fn bytes_or_none<'py>(py: Attached<'py>, bytes: Option<Vec<u8>>) -> Object<'py> {
    match bytes {
        Some(b) => Ok(bytes_storage::from_slice(py, &b)?.into_any()),
        None => Ok(py.none()),
    }
}

fn read<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "read", 0, 1)?;
    let n = match args.get(0).filter(|n| !n.is_none()) {
        None => -1,
        Some(n) if n.ty().getattr_opt(intern!(py, "__index__"))?.is_none() => {
            return Err(raise!(
                py,
                TypeError,
                "argument should be integer or None, not '{}'",
                n.ty().full_name()
            ));
        }
        Some(n) => n.index_as_isize(Some(classes::OverflowError()))?,
    };
    if n < -1 {
        return Err(raise!(py, ValueError, "read length must be non-negative or -1"));
    }
    slf.value().buffered().check_open(py, "read")?;
    locked(py, &slf, |b| {
        let raw = b.raw(py)?;
        b.flush_writes(py, &raw)?;
        let got = if n < 0 { read_all(py, b, &raw)? } else { read_some(py, b, &raw, n as usize)? };
        bytes_or_none(py, got)
    })
}
fn read1<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "read1", 0, 1)?;
    let n = args.get(0).map_or(Ok(-1), |n| n.index_as_isize(Some(classes::OverflowError())))?;
    slf.value().buffered().check_open(py, "read")?;
    locked(py, &slf, |b| {
        let raw = b.raw(py)?;
        b.flush_writes(py, &raw)?;
        let n = if n < 0 { b.state.with(|s| s.size) } else { n as usize };
        let have = b.take(n);
        if !have.is_empty() || n == 0 {
            return bytes_or_none(py, Some(have));
        }
        let got = b.raw_read(py, &raw, n)?.unwrap_or_default();
        bytes_or_none(py, Some(got))
    })
}
fn read_to<'py, T: HasBuffer>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    target: Borrowed<'_, 'py>,
    once: bool,
) -> Object<'py> {
    let view = View::writable(py, &target)?;
    slf.value().buffered().check_open(py, "readinto")?;
    locked(py, &slf, |b| {
        let raw = b.raw(py)?;
        b.flush_writes(py, &raw)?;
        let got = if once {
            let have = b.take(view.len());
            if have.is_empty() && !view.is_empty() { b.raw_read(py, &raw, view.len())? } else { Some(have) }
        } else {
            read_some(py, b, &raw, view.len())?
        };
        match got {
            Some(bytes) => Ok(py.int_from_usize(fill(&view, &bytes))?.into_any()),
            None => Ok(py.none()),
        }
    })
}
fn readinto<'py, T: HasBuffer>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    target: Borrowed<'_, 'py>,
) -> Object<'py> {
    read_to(py, slf, target, false)
}
fn readinto1<'py, T: HasBuffer>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    target: Borrowed<'_, 'py>,
) -> Object<'py> {
    read_to(py, slf, target, true)
}
fn peek<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "peek", 0, 1)?;
    slf.value().buffered().check_open(py, "peek")?;
    locked(py, &slf, |b| {
        let raw = b.raw(py)?;
        b.flush_writes(py, &raw)?;
        b.refill(py, &raw)?;
        let ahead = b.state.with(|s| s.ahead[s.pos..].to_vec());
        bytes_or_none(py, Some(ahead))
    })
}
fn line<'py, T: HasBuffer>(py: Attached<'py>, slf: &Slf<'_, 'py, T>, limit: usize) -> PyResult<Vec<u8>> {
    slf.value().buffered().check_open(py, "readline")?;
    locked(py, slf, |b| {
        let raw = b.raw(py)?;
        b.flush_writes(py, &raw)?;
        let mut out = Vec::new();
        while out.len() < limit {
            let left = limit - out.len();
            let ended = b.state.with(|s| {
                let part = &s.ahead[s.pos..];
                let part = &part[..part.len().min(left)];
                let end = part.iter().position(|&c| c == b'\n');
                let n = end.map_or(part.len(), |i| i + 1);
                out.extend_from_slice(&part[..n]);
                s.pos += n;
                end.is_some()
            });
            if ended || out.len() >= limit || matches!(b.refill(py, &raw)?, None | Some(0)) {
                break;
            }
        }
        Ok(out)
    })
}
fn readline<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "readline", 0, 1)?;
    let limit = base::size_arg(py, args.get(0))?.unwrap_or(usize::MAX);
    bytes_or_none(py, Some(line(py, &slf, limit)?))
}
fn next<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> PyResult<Option<Ref<'py>>> {
    let line = if slf.type_ptr() == <T as NativeClass>::type_object() {
        bytes_or_none(py, Some(line(py, &slf, usize::MAX)?))?
    } else {
        // A subclass may have its own readline.
        slf.call_method::<0>(intern!(py, "readline"), [])?
    };
    Ok((line.size()? > 0).then_some(line))
}

fn write<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>, data: Borrowed<'_, 'py>) -> Object<'py> {
    let view = View::simple(py, &data)?;
    locked(py, &slf, |b| {
        b.check_open(py, "write to").map_err(|raised| {
            // The text has no "of" for writing.
            if raised.matches(py, classes::ValueError()) {
                let error = raised.take(py);
                let closed = error.to_str().is_ok_and(|t| t.to_string_lossy() == "write to of closed file");
                if closed {
                    return raise!(py, ValueError, "write to closed file");
                }
                return mortise_core::state::error::set(py, error);
            }
            raised
        })?;
        let raw = b.raw(py)?;
        if T::READS {
            b.drop_ahead(py, &raw)?;
        }
        let bytes = view.bytes();
        let (size, have) = b.state.with(|s| (s.size, s.pending.len()));
        if have + bytes.len() <= size {
            b.state.with(|s| s.pending.extend_from_slice(bytes));
            return Ok(py.int_from_usize(bytes.len())?.into_any());
        }
        if !b.drain(py, &raw)? {
            let took = b.state.with(|s| {
                let n = size.saturating_sub(s.pending.len()).min(bytes.len());
                s.pending.extend_from_slice(&bytes[..n]);
                n
            });
            if took == bytes.len() {
                return Ok(py.int_from_usize(took)?.into_any());
            }
            return Err(would_block(py, "write could not complete without blocking", took));
        }
        let mut at = 0;
        while bytes.len() - at > size {
            match b.raw_write(py, &raw, &bytes[at..])? {
                Some(n) => at += n,
                None => {
                    let n = size.min(bytes.len() - at);
                    b.state.with(|s| s.pending.extend_from_slice(&bytes[at..at + n]));
                    return Err(would_block(py, "write could not complete without blocking", at + n));
                }
            }
        }
        b.state.with(|s| s.pending.extend_from_slice(&bytes[at..]));
        Ok(py.int_from_usize(bytes.len())?.into_any())
    })
}
fn flush<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> Object<'py> {
    let raw = slf.value().buffered().raw(py)?;
    if !T::WRITES {
        return raw.call_method::<0>(intern!(py, "flush"), []);
    }
    slf.value().buffered().check_open(py, "flush")?;
    locked(py, &slf, |b| {
        b.flush_writes(py, &raw)?;
        if T::READS {
            b.drop_ahead(py, &raw)?;
        }
        Ok(py.none())
    })
}
fn raw_tell<'py>(py: Attached<'py>, raw: &Ref<'py>) -> PyResult<i64> {
    let at = raw.call_method::<0>(intern!(py, "tell"), [])?.as_i64()?;
    if at < 0 {
        return Err(raise!(py, OSError, "Raw stream returned invalid position {at}"));
    }
    Ok(at)
}
fn tell<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> Object<'py> {
    let b = slf.value().buffered();
    let raw = b.raw(py)?;
    let at = raw_tell(py, &raw)?;
    let (unread, pending) = b.state.with(|s| (s.ahead.len() - s.pos, s.pending.len()));
    Ok(py.int((at - unread as i64 + pending as i64).max(0))?.into_any())
}
fn seek<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "seek", 1, 2)?;
    let whence = args.get(1).map_or(Ok(0), |w| w.as_int())?;
    if !(0..=4).contains(&whence) {
        return Err(raise!(py, ValueError, "whence value {whence} unsupported"));
    }
    let raw = slf.value().buffered().check_open(py, "seek")?;
    base::require(py, &raw, "seekable")?;
    let mut target = args.get(0).expect("counted").index()?.as_i64()?;
    locked(py, &slf, |b| {
        b.flush_writes(py, &raw)?;
        let (unread, used) = b.state.with(|s| ((s.ahead.len() - s.pos) as i64, s.pos as i64));
        if T::READS && whence <= 1 && unread + used > 0 {
            let here = raw_tell(py, &raw)? - unread;
            let offset = if whence == 0 { target - here } else { target };
            if (-used..=unread).contains(&offset) {
                b.state.with(|s| s.pos = (used + offset) as usize);
                return Ok(py.int(here + offset)?.into_any());
            }
        }
        if whence == 1 {
            target -= unread;
        }
        let at = raw.call_method(intern!(py, "seek"), [&*py.int(target)?, &*py.int(whence.into())?])?;
        b.state.with(|s| {
            s.ahead.clear();
            s.pos = 0;
        });
        let at = at.as_i64()?;
        if at < 0 {
            return Err(raise!(py, OSError, "Raw stream returned invalid position {at}"));
        }
        Ok(py.int(at)?.into_any())
    })
}
fn truncate<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "truncate", 0, 1)?;
    let raw = slf.value().buffered().check_open(py, "truncate")?;
    if !T::WRITES {
        return Err(unsupported(py, "truncate"));
    }
    let size = match args.get(0).filter(|s| !s.is_none()) {
        Some(s) => s.to_owned(),
        None => tell(py, slf)?,
    };
    locked(py, &slf, |b| {
        b.flush_writes(py, &raw)?;
        if T::READS {
            b.drop_ahead(py, &raw)?;
        }
        raw.call_method(intern!(py, "truncate"), [&size])
    })
}
fn close<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> Object<'py> {
    let b = slf.value().buffered();
    let raw = b.raw(py)?;
    if base::is_closed(py, &raw)? {
        return Ok(py.none());
    }
    if b.state.with(|s| s.finalizing) && raw.getattr_opt(intern!(py, "_dealloc_warn"))?.is_some() {
        match raw.call_method(intern!(py, "_dealloc_warn"), [&slf]) {
            Ok(_) => {}
            Err(raised) => raised.clear(py),
        }
    }
    let first = match slf.call_method::<0>(intern!(py, "flush"), []) {
        Ok(_) => None,
        Err(raised) => Some(raised.take(py)),
    };
    let closed = raw.call_method::<0>(intern!(py, "close"), []);
    b.state.with(|s| {
        s.ahead = Vec::new();
        s.pos = 0;
        s.pending = Vec::new();
    });
    match (closed, first) {
        (Ok(result), None) => Ok(result),
        (Ok(_), Some(error)) => Err(mortise_core::state::error::set(py, error)),
        (Err(raised), None) => Err(raised),
        (Err(raised), Some(error)) => {
            mortise_core::state::error::chain(py, error);
            Err(raised)
        }
    }
}
fn detach<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> Object<'py> {
    slf.value().buffered().raw(py)?;
    slf.call_method::<0>(intern!(py, "flush"), [])?;
    let raw = slf.value().buffered().state.with(|s| s.raw.take());
    raw.map_or_else(|| Ok(py.none()), |r| Ok(r.into_bound(py)))
}

macro_rules! delegate {
    ($($name:ident $python:literal;)*) => { $(
        fn $name<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> Object<'py> {
            slf.value().buffered().raw(py)?.call_method::<0>(intern!(py, $python), [])
        }
    )* };
}
delegate! { seekable "seekable"; readable "readable"; writable "writable"; fileno "fileno"; isatty "isatty"; }

fn get_closed<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> Object<'py> {
    slf.value().buffered().raw(py)?.getattr(intern!(py, "closed"))
}
fn get_name<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> Object<'py> {
    slf.value().buffered().raw(py)?.getattr(intern!(py, "name"))
}
fn get_mode<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> Object<'py> {
    slf.value().buffered().raw(py)?.getattr(intern!(py, "mode"))
}
fn get_raw<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> Object<'py> {
    let raw = slf.value().buffered().state.with(|s| s.raw.as_ref().map(|r| r.clone_ref(py)));
    raw.map_or_else(|| Ok(py.none()), |r| Ok(r.into_bound(py)))
}
fn get_finalizing<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> Object<'py> {
    Ok(py.bool(slf.value().buffered().state.with(|s| s.finalizing)))
}
fn set_finalizing<'py, T: HasBuffer>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let Some(value) = value else { return Err(raise!(py, TypeError, "can't delete numeric/char attribute")) };
    let value = value.is_true()?;
    slf.value().buffered().state.with(|s| s.finalizing = value);
    Ok(())
}
fn dealloc_warn<'py, T: HasBuffer>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    source: Borrowed<'_, 'py>,
) -> Object<'py> {
    let raw = slf.value().buffered().state.with(|s| s.raw.as_ref().map(|r| r.clone_ref(py)));
    if let Some(raw) = raw
        && let Err(raised) = raw.bind(py).call_method(intern!(py, "_dealloc_warn"), [&source])
    {
        raised.clear(py);
    }
    Ok(py.none())
}
fn repr<'py, T: HasBuffer>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> PyResult<Ref<'py, Str>> {
    super::named_repr(py, &slf)
}

macro_rules! buffered_type {
    ($(#[$doc:meta])* $NAME:ident: $T:ident = $python:literal, $docs:literal, [$($slot:tt)*], [$($method:expr),* $(,)?]) => {
        native_type! {
            $(#[$doc])*
            pub static $NAME: $T = $python {
                dict: true, weakrefs: true,
                base: &raw mut base::BUFFERED_IO_BASE,
                flags: mortise_abi::Py_TPFLAGS_BASETYPE,
                doc: $docs,
                slots: { tp_new: new::<$T>, tp_init: init::<$T>, tp_repr: repr::<$T>, $($slot)* },
                methods: [
                    method!(noargs "detach", detach::<$T>, "detach($self, /)\n--\n\nDisconnect this buffer from its underlying raw stream and return it."),
                    method!(noargs "flush", flush::<$T>, "flush($self, /)\n--\n\n"),
                    method!(noargs "close", close::<$T>, "close($self, /)\n--\n\n"),
                    method!(noargs "seekable", seekable::<$T>, "seekable($self, /)\n--\n\n"),
                    method!(noargs "fileno", fileno::<$T>, "fileno($self, /)\n--\n\n"),
                    method!(noargs "isatty", isatty::<$T>, "isatty($self, /)\n--\n\n"),
                    method!(o "_dealloc_warn", dealloc_warn::<$T>),
                    method!(fastcall "seek", seek::<$T>, "seek($self, target, whence=0, /)\n--\n\n"),
                    method!(noargs "tell", tell::<$T>, "tell($self, /)\n--\n\n"),
                    method!(fastcall "truncate", truncate::<$T>, "truncate($self, pos=None, /)\n--\n\n"),
                    method!(noargs "__getstate__", super::no_pickle),
                    $($method),*
                ],
                getset: [
                    getset!("closed", get_closed::<$T>, ""),
                    getset!("name", get_name::<$T>, ""),
                    getset!("mode", get_mode::<$T>, ""),
                    getset!("raw", get_raw::<$T>, ""),
                    getset!("_finalizing", get_finalizing::<$T>, set_finalizing::<$T>, ""),
                ],
            }
        }
    };
}

buffered_type! {
    /// `_io.BufferedReader`
    BUFFERED_READER: Reader = "_io.BufferedReader",
    "BufferedReader(raw, buffer_size=DEFAULT_BUFFER_SIZE)\n--\n\nCreate a new buffered reader using the given readable raw IO object.",
    [tp_iternext: next::<Reader>],
    [
        method!(noargs "readable", readable::<Reader>, "readable($self, /)\n--\n\n"),
        method!(fastcall "read", read::<Reader>, "read($self, size=-1, /)\n--\n\n"),
        method!(fastcall "peek", peek::<Reader>, "peek($self, size=0, /)\n--\n\n"),
        method!(fastcall "read1", read1::<Reader>, "read1($self, size=-1, /)\n--\n\n"),
        method!(o "readinto", readinto::<Reader>, "readinto($self, buffer, /)\n--\n\n"),
        method!(o "readinto1", readinto1::<Reader>, "readinto1($self, buffer, /)\n--\n\n"),
        method!(fastcall "readline", readline::<Reader>, "readline($self, size=-1, /)\n--\n\n"),
    ]
}
buffered_type! {
    /// `_io.BufferedWriter`
    BUFFERED_WRITER: Writer = "_io.BufferedWriter",
    "BufferedWriter(raw, buffer_size=DEFAULT_BUFFER_SIZE)\n--\n\nA buffer for a writeable sequential RawIO object.",
    [],
    [
        method!(noargs "writable", writable::<Writer>, "writable($self, /)\n--\n\n"),
        method!(o "write", write::<Writer>, "write($self, buffer, /)\n--\n\n"),
    ]
}
buffered_type! {
    /// `_io.BufferedRandom`
    BUFFERED_RANDOM: Random = "_io.BufferedRandom",
    "BufferedRandom(raw, buffer_size=DEFAULT_BUFFER_SIZE)\n--\n\nA buffered interface to random access streams.",
    [tp_iternext: next::<Random>],
    [
        method!(noargs "readable", readable::<Random>, "readable($self, /)\n--\n\n"),
        method!(noargs "writable", writable::<Random>, "writable($self, /)\n--\n\n"),
        method!(fastcall "read", read::<Random>, "read($self, size=-1, /)\n--\n\n"),
        method!(fastcall "peek", peek::<Random>, "peek($self, size=0, /)\n--\n\n"),
        method!(fastcall "read1", read1::<Random>, "read1($self, size=-1, /)\n--\n\n"),
        method!(o "readinto", readinto::<Random>, "readinto($self, buffer, /)\n--\n\n"),
        method!(o "readinto1", readinto1::<Random>, "readinto1($self, buffer, /)\n--\n\n"),
        method!(fastcall "readline", readline::<Random>, "readline($self, size=-1, /)\n--\n\n"),
        method!(o "write", write::<Random>, "write($self, buffer, /)\n--\n\n"),
    ]
}
