//! `lock` and `RLock`.

use std::ffi::c_void;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, AtomicUsize, Ordering::*};
use std::time::{Duration, Instant};

use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::native::{Native, NativeValue};
use crate::objects::exceptions::classes;
use crate::objects::{Dict, Tuple, Type};
use crate::raise;
use crate::state::thread::detached;

/// The longest wait, in microseconds: what fits 64 bits of nanoseconds.
pub const TIMEOUT_MAX_US: i64 = i64::MAX / 1000;

/// A lock of the C API's kind, waited for with the thread detached.
pub struct RawLock(AtomicPtr<c_void>);

impl RawLock {
    /// A free lock.
    pub fn new(py: Attached<'_>) -> PyResult<RawLock> {
        // SAFETY: no preconditions; NULL when there is no memory.
        let lock = unsafe { decl::PyThread_allocate_lock() };
        if lock.is_null() {
            return Err(raise!(py, RuntimeError, "can't allocate lock"));
        }
        Ok(RawLock(AtomicPtr::new(lock)))
    }

    fn acquire_once(&self, microseconds: i64, interruptible: bool) -> i32 {
        // SAFETY: the lock lives as long as self.
        unsafe {
            decl::PyThread_acquire_lock_timed(self.0.load(Acquire), microseconds, i32::from(interruptible))
                as i32
        }
    }

    /// Takes the lock if it is free.
    pub fn try_acquire(&self) -> bool {
        self.acquire_once(0, false) == 1
    }

    /// Waits for the lock, for ever or for a time; signal handlers run meanwhile. False when the time is over.
    pub fn acquire(&self, py: Attached<'_>, timeout: Option<Duration>) -> PyResult<bool> {
        if self.try_acquire() {
            return Ok(true);
        }
        if timeout == Some(Duration::ZERO) {
            return Ok(false);
        }
        let end = timeout.map(|t| Instant::now() + t);
        loop {
            let us = match end {
                None => -1,
                Some(end) => match end.checked_duration_since(Instant::now()) {
                    // Rounded up, so that the wait is not over early.
                    Some(left) => (left.as_nanos().div_ceil(1000)) as i64,
                    None => return Ok(self.try_acquire()),
                },
            };
            match detached(py, || self.acquire_once(us, true)) {
                0 => return Ok(false),
                1 => return Ok(true),
                _ => check_signals()?,
            }
        }
    }

    /// Waits without running signal handlers.
    pub fn acquire_quietly(&self, py: Attached<'_>) {
        if !self.try_acquire() {
            detached(py, || self.acquire_once(-1, false));
        }
    }

    /// Frees the lock, which must be taken.
    pub fn release(&self) {
        // SAFETY: the lock lives as long as self.
        unsafe { decl::PyThread_release_lock(self.0.load(Acquire)) }
    }

    /// Puts a new, free lock in place of one that another thread may have held when the process forked.
    pub fn renew(&self, py: Attached<'_>) -> PyResult<()> {
        let new = RawLock::new(py)?;
        // The old one stays allocated: its state is unknown.
        self.0.store(new.0.load(Relaxed), Release);
        std::mem::forget(new);
        Ok(())
    }
}

impl Drop for RawLock {
    fn drop(&mut self) {
        // SAFETY: nobody waits for a lock without owner.
        unsafe { decl::PyThread_free_lock(*self.0.get_mut()) }
    }
}

/// Runs the handlers of signals that arrived.
pub fn check_signals() -> PyResult<()> {
    // SAFETY: the thread is attached; -1 with an exception.
    if unsafe { decl::PyErr_CheckSignals() } < 0 { Err(unsafe { Raised::assume() }) } else { Ok(()) }
}

/// A timeout in seconds from a number; `None` for -1. Rounded away from zero.
pub fn timeout_of<'py>(py: Attached<'py>, value: &Ref<'py>) -> PyResult<Option<Duration>> {
    let seconds = if value.is_instance_of::<crate::objects::Float>() {
        let s = value.as_f64()?;
        if s.is_nan() {
            return Err(raise!(py, ValueError, "Invalid value NaN (not a number)"));
        }
        s
    } else {
        match value.as_i64() {
            Ok(n) => n as f64,
            Err(raised) if raised.matches(py, classes::OverflowError()) => {
                raised.clear(py);
                return Err(raise!(py, OverflowError, "timestamp too large to convert to C PyTime_t"));
            }
            Err(raised) => return Err(raised),
        }
    };
    if seconds.abs() >= 9.223_372_036_854_775e18 {
        return Err(raise!(py, OverflowError, "timestamp out of range for platform time_t"));
    }
    if seconds == -1.0 {
        return Ok(None);
    }
    if seconds < 0.0 {
        return Err(raise!(py, ValueError, "timeout value must be a non-negative number"));
    }
    if seconds * 1e6 > TIMEOUT_MAX_US as f64 {
        return Err(raise!(py, OverflowError, "timeout value is too large"));
    }
    Ok(Some(Duration::from_nanos((seconds * 1e9).ceil() as u64)))
}

/// The arguments `(blocking=True, timeout=-1)`.
fn acquire_args<'py>(py: Attached<'py>, args: Args<'_, 'py>) -> PyResult<Option<Duration>> {
    static SIG: Signature<2> = Signature::new("acquire", ["blocking", "timeout"], 0);
    let [blocking, timeout] = SIG.parse(py, args)?;
    let blocking = match blocking {
        Some(b) => b.is_true()?,
        None => true,
    };
    let timeout = match timeout {
        Some(t) => timeout_of(py, &t)?,
        None => None,
    };
    match (blocking, timeout) {
        (false, Some(_)) => Err(raise!(py, ValueError, "can't specify a timeout for a non-blocking call")),
        (false, None) => Ok(Some(Duration::ZERO)),
        (true, timeout) => Ok(timeout),
    }
}

/// What `lock` objects hold.
pub struct Lock {
    raw: RawLock,
    locked: AtomicBool,
}
impl NativeValue for Lock {}

impl Drop for Lock {
    fn drop(&mut self) {
        if *self.locked.get_mut() {
            self.raw.release();
        }
    }
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<Lock>>;

/// A new, free lock.
pub fn allocate<'py>(py: Attached<'py>) -> PyResult<Ref<'py, Native<Lock>>> {
    Native::new(py, Lock { raw: RawLock::new(py)?, locked: AtomicBool::new(false) })
}

fn new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<Lock>>> {
    static SIG: Signature<0> = Signature::new("lock", [], 0);
    SIG.parse_tuple(py, args, kwargs)?;
    allocate(py)
}

fn acquire<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    let timeout = acquire_args(py, args)?;
    let lock = slf.value();
    let got = lock.raw.acquire(py, timeout)?;
    if got {
        lock.locked.store(true, Release);
    }
    Ok(py.bool(got))
}

fn enter<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let lock = slf.value();
    lock.raw.acquire(py, None)?;
    lock.locked.store(true, Release);
    Ok(py.bool(true))
}

fn release<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let lock = slf.value();
    if !lock.locked.swap(false, AcqRel) {
        return Err(raise!(py, RuntimeError, "release unlocked lock"));
    }
    lock.raw.release();
    Ok(py.none())
}

fn exit<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "__exit__", 0, usize::MAX)?;
    release(py, slf)
}

fn locked<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.bool(slf.value().locked.load(Acquire)))
}

fn reinit<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    slf.value().raw.renew(py)?;
    slf.value().locked.store(false, Release);
    Ok(py.none())
}

fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, crate::objects::Str>> {
    let state = if slf.value().locked.load(Acquire) { "locked" } else { "unlocked" };
    py.str(&format!("<{state} {} object at {:p}>", slf.ty().full_name(), slf.as_ptr()))
}

native_type! {
    /// `_thread.lock`
    pub static LOCK: Lock = "_thread.lock" {
        dict: false, weakrefs: true,
        flags: mortise_abi::Py_TPFLAGS_IMMUTABLETYPE,
        doc: "A lock object is a synchronization primitive.  To create a lock,\ncall threading.Lock().",
        slots: { tp_new: new, tp_repr: repr },
        methods: [
            method!(keywords "acquire_lock", acquire, "acquire_lock($self, /, blocking=True, timeout=-1)\n--\n\nAn obsolete synonym of acquire()."),
            method!(keywords "acquire", acquire, "acquire($self, /, blocking=True, timeout=-1)\n--\n\nLock the lock."),
            method!(noargs "release_lock", release, "release_lock($self, /)\n--\n\nAn obsolete synonym of release()."),
            method!(noargs "release", release, "release($self, /)\n--\n\nRelease the lock."),
            method!(noargs "locked_lock", locked, "locked_lock($self, /)\n--\n\nAn obsolete synonym of locked()."),
            method!(noargs "locked", locked, "locked($self, /)\n--\n\nReturn whether the lock is in the locked state."),
            method!(noargs "__enter__", enter, "__enter__($self, /)\n--\n\nLock the lock."),
            method!(keywords "__exit__", exit, "__exit__($self, /, *exc_info)\n--\n\nRelease the lock."),
            method!(noargs "_at_fork_reinit", reinit, "_at_fork_reinit($self, /)\n--\n\n"),
        ],
    }
}

/// What `RLock` objects hold.
pub struct RLock {
    raw: RawLock,
    owner: AtomicU64,
    count: AtomicUsize,
}
impl NativeValue for RLock {}

type RSlf<'a, 'py> = Borrowed<'a, 'py, Native<RLock>>;

/// The calling thread's ident.
pub fn ident() -> u64 {
    // SAFETY: no preconditions.
    unsafe { decl::PyThread_get_thread_ident() as u64 }
}

impl RLock {
    fn owned(&self) -> bool {
        self.owner.load(Acquire) == ident() && self.count.load(Acquire) > 0
    }
    fn acquire(&self, py: Attached<'_>, timeout: Option<Duration>) -> PyResult<bool> {
        if self.owned() {
            self.count.fetch_add(1, AcqRel);
            return Ok(true);
        }
        let got = self.raw.acquire(py, timeout)?;
        if got {
            self.owner.store(ident(), Release);
            self.count.store(1, Release);
        }
        Ok(got)
    }
    fn release(&self, py: Attached<'_>) -> PyResult<()> {
        if !self.owned() {
            return Err(raise!(py, RuntimeError, "cannot release un-acquired lock"));
        }
        if self.count.fetch_sub(1, AcqRel) == 1 {
            self.owner.store(0, Release);
            self.raw.release();
        }
        Ok(())
    }
}

fn rlock_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    _args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<RLock>>> {
    let value = RLock { raw: RawLock::new(py)?, owner: AtomicU64::new(0), count: AtomicUsize::new(0) };
    Native::new_in(py, cls, value)
}

fn rlock_acquire<'py>(py: Attached<'py>, slf: RSlf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    let timeout = acquire_args(py, args)?;
    Ok(py.bool(slf.value().acquire(py, timeout)?))
}
fn rlock_enter<'py>(py: Attached<'py>, slf: RSlf<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.bool(slf.value().acquire(py, None)?))
}
fn rlock_release<'py>(py: Attached<'py>, slf: RSlf<'_, 'py>) -> PyResult<Ref<'py>> {
    slf.value().release(py)?;
    Ok(py.none())
}
fn rlock_exit<'py>(py: Attached<'py>, slf: RSlf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "__exit__", 0, usize::MAX)?;
    rlock_release(py, slf)
}
fn is_owned<'py>(py: Attached<'py>, slf: RSlf<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.bool(slf.value().owned()))
}
fn recursion_count<'py>(py: Attached<'py>, slf: RSlf<'_, 'py>) -> PyResult<Ref<'py>> {
    let lock = slf.value();
    let n = if lock.owned() { lock.count.load(Acquire) } else { 0 };
    Ok(py.int_from_usize(n)?.into_any())
}
fn acquire_restore<'py>(
    py: Attached<'py>,
    slf: RSlf<'_, 'py>,
    state: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let state = state.expect_arg::<Tuple>("_acquire_restore", "argument 1")?;
    if state.len() != 2 {
        return Err(raise!(py, TypeError, "_acquire_restore() argument 1 must be tuple of length 2"));
    }
    let (count, owner) = (state.item(0).as_i64()?, state.item(1).as_i64()?);
    let lock = slf.value();
    lock.raw.acquire_quietly(py);
    lock.owner.store(owner as u64, Release);
    lock.count.store(count as usize, Release);
    Ok(py.none())
}
fn release_save<'py>(py: Attached<'py>, slf: RSlf<'_, 'py>) -> PyResult<Ref<'py>> {
    let lock = slf.value();
    if lock.count.load(Acquire) == 0 {
        return Err(raise!(py, RuntimeError, "cannot release un-acquired lock"));
    }
    let count = lock.count.swap(0, AcqRel);
    let owner = lock.owner.swap(0, AcqRel);
    lock.raw.release();
    Ok(py.tuple([py.int(count as i64)?.into_any(), py.int(owner as i64)?.into_any()])?.into_any())
}
fn rlock_reinit<'py>(py: Attached<'py>, slf: RSlf<'_, 'py>) -> PyResult<Ref<'py>> {
    let lock = slf.value();
    lock.raw.renew(py)?;
    lock.owner.store(0, Release);
    lock.count.store(0, Release);
    Ok(py.none())
}
fn rlock_repr<'py>(py: Attached<'py>, slf: RSlf<'_, 'py>) -> PyResult<Ref<'py, crate::objects::Str>> {
    let lock = slf.value();
    let count = lock.count.load(Acquire);
    py.str(&format!(
        "<{} {} object owner={} count={count} at {:p}>",
        if count > 0 { "locked" } else { "unlocked" },
        slf.ty().full_name(),
        lock.owner.load(Acquire),
        slf.as_ptr()
    ))
}

native_type! {
    /// `_thread.RLock`
    pub static RLOCK: RLock = "_thread.RLock" {
        dict: false, weakrefs: true,
        flags: mortise_abi::Py_TPFLAGS_BASETYPE,
        slots: { tp_new: rlock_new, tp_repr: rlock_repr },
        methods: [
            method!(keywords "acquire", rlock_acquire, "acquire($self, /, blocking=True, timeout=-1)\n--\n\nLock the lock."),
            method!(noargs "release", rlock_release, "release($self, /)\n--\n\nRelease the lock."),
            method!(noargs "_is_owned", is_owned, "_is_owned($self, /)\n--\n\nFor internal use by `threading.Condition`."),
            method!(o "_acquire_restore", acquire_restore, "_acquire_restore($self, state, /)\n--\n\nFor internal use by `threading.Condition`."),
            method!(noargs "_release_save", release_save, "_release_save($self, /)\n--\n\nFor internal use by `threading.Condition`."),
            method!(noargs "_recursion_count", recursion_count, "_recursion_count($self, /)\n--\n\nFor internal use by reentrancy checks."),
            method!(noargs "__enter__", rlock_enter, "__enter__($self, /)\n--\n\nLock the lock."),
            method!(keywords "__exit__", rlock_exit, "__exit__($self, /, *exc_info)\n--\n\nRelease the lock."),
            method!(noargs "_at_fork_reinit", rlock_reinit, "_at_fork_reinit($self, /)\n--\n\n"),
        ],
    }
}
