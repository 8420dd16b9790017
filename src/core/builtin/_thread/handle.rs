//! Threads and the handles by which they are joined.

use std::sync::atomic::{AtomicUsize, Ordering::*};
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::lock::{check_signals, ident, timeout_of};
use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::native::{Native, NativeValue};
use crate::objects::exceptions::classes;
use crate::objects::{Dict, Module, Tuple, Type};
use crate::raise;
use crate::state::thread;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    NotStarted,
    Running,
    Done,
}

struct Progress {
    phase: Phase,
    ident: u64,
}

/// What a thread and its handles share.
pub struct Shared {
    progress: Mutex<Progress>,
    finished: Condvar,
}

impl Shared {
    fn new() -> Arc<Shared> {
        let new = Arc::new(Shared {
            progress: Mutex::new(Progress { phase: Phase::NotStarted, ident: 0 }),
            finished: Condvar::new(),
        });
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() == all.capacity() {
            all.retain(|s| s.strong_count() > 0);
        }
        all.push(Arc::downgrade(&new));
        new
    }
    fn look<R>(&self, f: impl FnOnce(&mut Progress) -> R) -> R {
        f(&mut self.progress.lock().unwrap_or_else(PoisonError::into_inner))
    }
    fn finish(&self) {
        self.look(|p| p.phase = Phase::Done);
        self.finished.notify_all();
    }
    /// Waits up to `time`; whether the thread is done.
    fn wait(&self, time: Duration) -> bool {
        let progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.finished.wait_timeout_while(progress, time, |p| p.phase != Phase::Done);
        waited.unwrap_or_else(PoisonError::into_inner).0.phase == Phase::Done
    }
    fn join(&self, py: Attached<'_>, timeout: Option<Duration>) -> PyResult<bool> {
        let (phase, id) = self.look(|p| (p.phase, p.ident));
        match phase {
            Phase::NotStarted => return Err(raise!(py, RuntimeError, "thread not started")),
            Phase::Done => return Ok(true),
            Phase::Running if id == ident() => {
                return Err(raise!(py, RuntimeError, "Cannot join current thread"));
            }
            Phase::Running => {}
        }
        let end = timeout.map(|t| Instant::now() + t);
        loop {
            // In slices, since a signal does not end the wait for a condition.
            let left = end.map_or(Duration::MAX, |e| e.saturating_duration_since(Instant::now()));
            let slice = left.min(Duration::from_millis(50));
            if thread::detached(py, || self.wait(slice)) {
                return Ok(true);
            }
            check_signals()?;
            if left <= slice {
                return Ok(false);
            }
        }
    }
}

/// What `_ThreadHandle` objects hold.
pub struct ThreadHandle(Arc<Shared>);
impl NativeValue for ThreadHandle {}
type Slf<'a, 'py> = Borrowed<'a, 'py, Native<ThreadHandle>>;

/// Every thread that somebody knows of.
static ALL: Mutex<Vec<Weak<Shared>>> = Mutex::new(Vec::new());

/// In a forked child all threads but the calling one are done. Nobody is left who could hold the locks.
pub fn after_fork() {
    let all = std::mem::take(&mut *ALL.lock().unwrap_or_else(PoisonError::into_inner));
    let known: Vec<Arc<Shared>> = all.iter().filter_map(Weak::upgrade).collect();
    *ALL.lock().unwrap_or_else(PoisonError::into_inner) = all;
    let is_gone = |s: &Arc<Shared>| s.look(|p| p.phase == Phase::Running && p.ident != ident());
    awaited(|waiting| waiting.retain(|s| !is_gone(s)));
    let gone: Vec<_> = known.into_iter().filter(is_gone).collect();
    COUNT.fetch_sub(gone.len().min(COUNT.load(Acquire)), AcqRel);
    gone.iter().for_each(|s| s.finish());
}

/// Threads that the interpreter waits for before it ends.
static AWAITED: Mutex<Vec<Arc<Shared>>> = Mutex::new(Vec::new());
/// Threads started here that run.
static COUNT: AtomicUsize = AtomicUsize::new(0);

fn awaited<R>(f: impl FnOnce(&mut Vec<Arc<Shared>>) -> R) -> R {
    f(&mut AWAITED.lock().unwrap_or_else(PoisonError::into_inner))
}

fn new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<ThreadHandle>>> {
    static SIG: Signature<0> = Signature::new("_ThreadHandle", [], 0);
    SIG.parse_tuple(py, args, kwargs)?;
    Native::new(py, ThreadHandle(Shared::new()))
}

fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, crate::objects::Str>> {
    py.str(&format!("<{} object: ident={}>", slf.ty().full_name(), slf.value().0.look(|p| p.ident)))
}
fn get_ident<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.int(slf.value().0.look(|p| p.ident) as i64)?.into_any())
}
fn join<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "join", 0, 1)?;
    let timeout = match args.get(0) {
        Some(t) if !t.is_none() => match t.as_f64() {
            Ok(s) if s < 0.0 => None,
            Ok(_) => timeout_of(py, &t)?,
            Err(raised) => return Err(raised),
        },
        _ => None,
    };
    slf.value().0.join(py, timeout)?;
    Ok(py.none())
}
fn set_done<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let shared = &slf.value().0;
    if shared.look(|p| p.phase) == Phase::NotStarted {
        return Err(raise!(py, RuntimeError, "thread not started"));
    }
    awaited(|all| all.retain(|s| !Arc::ptr_eq(s, shared)));
    shared.finish();
    Ok(py.none())
}
fn is_done<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.bool(slf.value().0.look(|p| p.phase) == Phase::Done))
}

native_type! {
    /// `_thread._ThreadHandle`
    pub static THREAD_HANDLE: ThreadHandle = "_thread._ThreadHandle" {
        dict: false, weakrefs: false,
        flags: mortise_abi::Py_TPFLAGS_IMMUTABLETYPE,
        slots: { tp_new: new, tp_repr: repr },
        methods: [
            method!(fastcall "join", join),
            method!(noargs "_set_done", set_done),
            method!(noargs "is_done", is_done),
        ],
        getset: [getset!("ident", get_ident, "")],
    }
}

/// A thread's work.
struct Work {
    function: Owned,
    args: Owned<Tuple>,
    kwargs: Option<Owned<Dict>>,
}

fn run(py: Attached<'_>, work: &Work) {
    let function = work.function.bind(py);
    let kwargs = work.kwargs.as_ref().map(|k| k.bind(py));
    if let Err(raised) = function.call_tuple(&work.args.bind(py), kwargs.as_deref()) {
        if raised.matches(py, classes::SystemExit()) {
            raised.clear(py);
        } else {
            // SAFETY: an exception is set; the function is live.
            unsafe { decl::PyErr_WriteUnraisable(function.as_ptr()) };
        }
    }
}

fn start(py: Attached<'_>, work: Work, shared: &Arc<Shared>, daemon: bool) -> PyResult<u64> {
    let begun = shared.look(|p| {
        let fresh = p.phase == Phase::NotStarted;
        if fresh {
            p.phase = Phase::Running;
        }
        fresh
    });
    if !begun {
        return Err(raise!(py, RuntimeError, "thread already started"));
    }
    if crate::state::interpreter::main().finalizing.load(Acquire) {
        shared.look(|p| p.phase = Phase::NotStarted);
        return Err(raise!(py, PythonFinalizationError, "can't create new thread at interpreter shutdown"));
    }
    let state = thread::new(thread::main_interpreter()) as usize;
    if !daemon {
        awaited(|all| all.push(shared.clone()));
    }
    COUNT.fetch_add(1, AcqRel);
    let thread_side = shared.clone();
    let body = move || {
        let ts = state as *mut mortise_abi::PyThreadState;
        thread_side.look(|p| p.ident = ident());
        // SAFETY: the state was made for this thread, which attaches, works, and takes it down in this order.
        unsafe {
            thread::attach(ts);
            let py = Attached::assume();
            run(py, &work);
            drop(work);
            COUNT.fetch_sub(1, AcqRel);
            thread::finish(py);
        }
        awaited(|all| all.retain(|s| !Arc::ptr_eq(s, &thread_side)));
        thread_side.finish();
    };
    // SAFETY: no preconditions.
    let size = match unsafe { decl::PyThread_get_stacksize() } {
        // Rust frames of recursive calls are larger than C's.
        0 => 16 << 20,
        n => n,
    };
    match std::thread::Builder::new().stack_size(size).spawn(body) {
        Ok(handle) => {
            use std::os::unix::thread::JoinHandleExt;
            let id = handle.as_pthread_t();
            shared.look(|p| p.ident = id);
            Ok(id)
        }
        Err(_) => {
            COUNT.fetch_sub(1, AcqRel);
            awaited(|all| all.retain(|s| !Arc::ptr_eq(s, shared)));
            shared.look(|p| p.phase = Phase::NotStarted);
            // SAFETY: the state was never attached.
            unsafe {
                thread::clear(py, state as *mut mortise_abi::PyThreadState);
                thread::delete(state as *mut mortise_abi::PyThreadState);
            }
            Err(raise!(py, RuntimeError, "can't start new thread"))
        }
    }
}

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;

pub(super) fn start_new_thread<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "start_new_thread", 2, 3)?;
    let (function, tuple) = (args.get(0).expect("counted"), args.get(1).expect("counted"));
    if !function.is_callable() {
        return Err(raise!(py, TypeError, "first arg must be callable"));
    }
    let Some(tuple) = tuple.cast::<Tuple>() else {
        return Err(raise!(py, TypeError, "2nd arg must be a tuple"));
    };
    let kwargs = match args.get(2) {
        None => None,
        Some(k) => match k.cast::<Dict>() {
            Some(k) => Some(k.clone().unbind()),
            None => return Err(raise!(py, TypeError, "optional 3rd arg must be a dictionary")),
        },
    };
    let work = Work { function: function.to_owned().unbind(), args: tuple.clone().unbind(), kwargs };
    let id = start(py, work, &Shared::new(), true)?;
    Ok(py.int(id as i64)?.into_any())
}

pub(super) fn start_joinable_thread<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    static SIG: Signature<3> =
        Signature::with("start_joinable_thread", ["function", "handle", "daemon"], 1, 0, 1);
    let [function, handle, daemon] = SIG.parse(py, args)?;
    let function = function.expect("required");
    if !function.is_callable() {
        return Err(raise!(py, TypeError, "thread function must be callable"));
    }
    let handle = match handle.filter(|h| !h.is_none()) {
        None => Native::new(py, ThreadHandle(Shared::new()))?,
        Some(h) => match h.cast::<Native<ThreadHandle>>() {
            Some(h) => h.clone(),
            None => return Err(raise!(py, TypeError, "'handle' must be a _ThreadHandle")),
        },
    };
    let daemon = match daemon {
        Some(d) => d.is_true()?,
        None => true,
    };
    let work = Work { function: function.to_owned().unbind(), args: py.tuple([])?.unbind(), kwargs: None };
    start(py, work, &handle.value().0, daemon)?;
    Ok(handle.into_any())
}

pub(super) fn make_thread_handle<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    id: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    if !id.is_instance_of::<crate::objects::Int>() {
        return Err(raise!(py, TypeError, "ident must be an integer"));
    }
    let id = id.as_i64()? as u64;
    let shared = Shared::new();
    shared.look(|p| {
        p.phase = Phase::Running;
        p.ident = id;
    });
    Ok(Native::new(py, ThreadHandle(shared))?.into_any())
}

pub(super) fn count<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.int(COUNT.load(Acquire) as i64)?.into_any())
}

/// Waits for all threads that are not daemons.
pub(super) fn shutdown<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> PyResult<Ref<'py>> {
    let me = ident();
    while let Some(next) = awaited(|all| all.iter().find(|s| s.look(|p| p.ident) != me).cloned()) {
        if let Err(raised) = next.join(py, None) {
            let _ = raised;
            // SAFETY: an exception is set.
            unsafe { decl::PyErr_WriteUnraisable(std::ptr::null_mut()) };
            return Ok(py.none());
        }
        awaited(|all| all.retain(|s| !Arc::ptr_eq(s, &next)));
    }
    Ok(py.none())
}
