//! Thread states: making and ending them, attaching and detaching.

use std::cell::Cell;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::*};

use mortise_abi::{Py_C_RECURSION_LIMIT, PyInterpreterState, PyObject, PyThreadState};

use super::{attachment, interpreter};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;

thread_local! {
    /// The attached thread state of this thread, or null.
    static CURRENT: Cell<*mut PyThreadState> = const { Cell::new(std::ptr::null_mut()) };
    /// The state that `PyGILState_Ensure` uses in this thread, or null.
    static GILSTATE: Cell<*mut PyThreadState> = const { Cell::new(std::ptr::null_mut()) };
}

/// A thread state with the fields that C does not see.
#[repr(C)]
pub struct ThreadState {
    /// What C sees; first, so that pointers to both are the same.
    pub base: PyThreadState,
    /// Objects of this thread that others released, waiting for their counts to be merged (t flavour).
    pub merge_queue: Mutex<Vec<usize>>,
    /// `_Py_ThreadId` of the thread, for finding the owner of an object.
    pub thread_pointer: AtomicUsize,
    /// The runtime ended while the thread was running: it must not attach any more.
    abandoned: AtomicBool,
}

/// Which thread may attach: 0 for all, [`ENDED`] for none, or the address of the state of the thread that ends the runtime.
static ONLY: AtomicUsize = AtomicUsize::new(0);
/// The runtime has ended and was not started again.
const ENDED: usize = 1;

/// The runtime starts: all threads may attach.
pub fn begin() {
    ONLY.store(0, Release);
}

/// The runtime has ended: no thread may attach.
pub fn ended() {
    ONLY.store(ENDED, Release);
}

/// Keeps every other thread from attaching, for ever. Their states stay, since they may be in the middle of anything, but nobody
/// finds them any more.
pub fn end_others(py: Attached<'_>) {
    let me = current();
    ONLY.store(me as usize, Release);
    let stopped = super::stop_world::stop(py);
    with_all(|all| {
        for &ts in all.iter().filter(|&&ts| ts != me as usize) {
            // SAFETY: states in the list are live, and the list is locked.
            unsafe { private(ts as *mut PyThreadState) }.abandoned.store(true, Release);
        }
    });
    drop(stopped);
    let mut all = THREADS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    all.retain(|&ts| ts == me as usize);
    relink(&all);
}

/// # Safety
/// `ts` was made by [`new`] and not freed.
unsafe fn must_wait(ts: *mut PyThreadState) -> bool {
    let only = ONLY.load(Acquire);
    // SAFETY: by contract.
    (only != 0 && only != ts as usize) || unsafe { private(ts) }.abandoned.load(Acquire)
}

/// A thread that may not attach any more waits for the end of the process: it cannot be unwound, since its frames may be C's.
fn wait_for_ever() -> ! {
    loop {
        std::thread::park();
    }
}

/// Becomes attached in the flavour's way, if the thread still may.
///
/// # Safety
/// As [`attach`].
unsafe fn enter(ts: *mut PyThreadState) {
    // SAFETY: by contract.
    unsafe {
        if must_wait(ts) {
            wait_for_ever();
        }
        attachment::attach(ts);
        if must_wait(ts) {
            attachment::detach(ts);
            wait_for_ever();
        }
    }
}

/// All thread states. Held for short looks and changes of the list only; never while waiting for anything else.
static THREADS: Mutex<Vec<usize>> = Mutex::new(Vec::new());
static NEXT_ID: AtomicU64 = AtomicU64::new(1);
/// The value of `sys.setrecursionlimit`.
pub static RECURSION_LIMIT: AtomicUsize = AtomicUsize::new(1000);

/// The attached thread state of this thread, or null.
#[inline(always)]
pub fn current() -> *mut PyThreadState {
    CURRENT.with(Cell::get)
}

/// The state that `PyGILState_Ensure` uses in this thread, or null.
pub fn gilstate() -> *mut PyThreadState {
    GILSTATE.with(Cell::get)
}

/// Sets what [`gilstate`] gives.
pub fn set_gilstate(ts: *mut PyThreadState) {
    GILSTATE.with(|g| g.set(ts));
}

/// The private part of a thread state.
///
/// # Safety
/// `ts` was made by [`new`] and not freed.
#[inline]
pub unsafe fn private<'a>(ts: *mut PyThreadState) -> &'a ThreadState {
    // SAFETY: every thread state is allocated as this struct; C only changes `base` through raw access of its own.
    unsafe { &*ts.cast::<ThreadState>() }
}

/// Runs `look` with the list of all thread states.
pub fn with_all<R>(look: impl FnOnce(&[usize]) -> R) -> R {
    look(&THREADS.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// A new, detached thread state in the list of all.
pub fn new(interp: *mut PyInterpreterState) -> *mut PyThreadState {
    let limit = RECURSION_LIMIT.load(Relaxed) as i32;
    let state = Box::new(ThreadState {
        // SAFETY: the struct consists of integers, raw pointers and optional function pointers, all valid as zero.
        base: unsafe { std::mem::zeroed() },
        merge_queue: Mutex::new(Vec::new()),
        thread_pointer: AtomicUsize::new(0),
        abandoned: AtomicBool::new(false),
    });
    let ts: *mut PyThreadState = Box::into_raw(state).cast();
    // SAFETY: the state is fresh and not shared yet.
    unsafe {
        (*ts).interp = interp;
        (*ts).id = NEXT_ID.fetch_add(1, Relaxed);
        (*ts).py_recursion_limit = limit;
        (*ts).py_recursion_remaining = limit;
        (*ts).c_recursion_remaining = Py_C_RECURSION_LIMIT;
        (*ts).exc_info = &raw mut (*ts).exc_state;
        (*ts).what_event = -1;
        (*ts).gilstate_counter = 1;
        (*ts)._status = mortise_abi::PyThreadState_initialized_MASK;
    }
    let mut all = THREADS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    attachment::register(ts);
    all.push(ts as usize);
    relink(&all);
    ts
}

/// Makes `prev` and `next` say what the list says (newest first, as in CPython).
fn relink(all: &[usize]) {
    for (i, &ts) in all.iter().enumerate() {
        let ts = ts as *mut PyThreadState;
        // SAFETY: states in the list are live, and the list is locked.
        unsafe {
            (*ts).next = i.checked_sub(1).map_or(std::ptr::null_mut(), |p| all[p] as *mut PyThreadState);
            (*ts).prev = all.get(i + 1).map_or(std::ptr::null_mut(), |&n| n as *mut PyThreadState);
        }
    }
}

/// Ties the state to this thread: its ids.
///
/// # Safety
/// `ts` is live and will be used by this thread.
pub unsafe fn bind(ts: *mut PyThreadState) {
    // SAFETY: by contract; the calls have no preconditions.
    unsafe {
        (*ts).thread_id = libc::pthread_self() as _;
        (*ts).native_thread_id = libc::syscall(libc::SYS_gettid) as _;
        (*ts)._status |= mortise_abi::PyThreadState_bound_MASK;
        private(ts).thread_pointer.store(super::thread_pointer(), Release);
    }
    if gilstate().is_null() {
        set_gilstate(ts);
    }
}

/// Attaches this thread with `ts`: waits for the GIL where there is one, and for a stopped world.
///
/// # Safety
/// `ts` is live, detached, and used by this thread only; no state is attached to this thread.
pub unsafe fn attach(ts: *mut PyThreadState) {
    debug_assert!(current().is_null());
    // errno survives, as C code around Py_END_ALLOW_THREADS expects.
    let errno = std::io::Error::last_os_error().raw_os_error();
    // SAFETY: by contract.
    unsafe {
        if (*ts).thread_id == 0 {
            bind(ts);
        }
        enter(ts);
        (*ts)._status |= mortise_abi::PyThreadState_active_MASK;
    }
    CURRENT.with(|c| c.set(ts));
    // SAFETY: the thread's own errno.
    unsafe { *libc::__errno_location() = errno.unwrap_or(0) };
}

/// Detaches this thread and returns its state.
///
/// # Safety
/// A state is attached; no handle of this thread is used until it is attached again.
pub unsafe fn detach() -> *mut PyThreadState {
    let ts = current();
    debug_assert!(!ts.is_null());
    CURRENT.with(|c| c.set(std::ptr::null_mut()));
    // SAFETY: ts is this thread's state.
    unsafe {
        (*ts)._status &= !mortise_abi::PyThreadState_active_MASK;
        attachment::detach(ts);
    }
    ts
}

/// Suspends this thread until a stopped world goes on (t flavour).
///
/// # Safety
/// `ts` is this thread's attached state; no handle is used meanwhile.
#[cfg(Py_GIL_DISABLED)]
pub unsafe fn pause(ts: *mut PyThreadState) {
    CURRENT.with(|c| c.set(std::ptr::null_mut()));
    // SAFETY: by contract.
    unsafe {
        attachment::suspend(ts);
        enter(ts);
    }
    CURRENT.with(|c| c.set(ts));
}

/// Runs `body`, which touches no object, with the thread detached: for waiting and blocking calls.
pub fn detached<R>(_py: Attached<'_>, body: impl FnOnce() -> R) -> R {
    struct Back(*mut PyThreadState);
    impl Drop for Back {
        fn drop(&mut self) {
            // SAFETY: the state was attached to this thread before and is again.
            unsafe { attach(self.0) }
        }
    }
    // SAFETY: the token says that a state is attached; the body has no token.
    let _back = Back(unsafe { detach() });
    body()
}

/// Drops the objects that a thread state owns.
///
/// # Safety
/// `ts` is live, runs no code, and the calling thread is attached.
pub unsafe fn clear(py: Attached<'_>, ts: *mut PyThreadState) {
    let fields: [fn(*mut PyThreadState) -> *mut *mut PyObject; 10] = [
        // SAFETY: only addresses of fields are taken.
        |ts| unsafe { &raw mut (*ts).dict },
        // SAFETY: as above.
        |ts| unsafe { &raw mut (*ts).async_exc },
        // SAFETY: as above.
        |ts| unsafe { &raw mut (*ts).current_exception },
        // SAFETY: as above.
        |ts| unsafe { &raw mut (*ts).exc_state.exc_value },
        // SAFETY: as above.
        |ts| unsafe { &raw mut (*ts).c_profileobj },
        // SAFETY: as above.
        |ts| unsafe { &raw mut (*ts).c_traceobj },
        // SAFETY: as above.
        |ts| unsafe { &raw mut (*ts).async_gen_firstiter },
        // SAFETY: as above.
        |ts| unsafe { &raw mut (*ts).async_gen_finalizer },
        // SAFETY: as above.
        |ts| unsafe { &raw mut (*ts).context },
        // SAFETY: as above.
        |ts| unsafe { &raw mut (*ts).threading_local_key },
    ];
    for field in fields {
        // SAFETY: the field owns its reference, which is taken out before it is dropped.
        unsafe {
            let value = std::mem::replace(&mut *field(ts), std::ptr::null_mut());
            drop(Ref::from_owned_or_null(py, value));
        }
    }
    // SAFETY: as above; the sentinel is dropped last since that wakes `threading.local` clean-up.
    unsafe {
        let sentinel = std::mem::replace(&mut (*ts).threading_local_sentinel, std::ptr::null_mut());
        drop(Ref::from_owned_or_null(py, sentinel));
        (*ts)._status |= mortise_abi::PyThreadState_cleared_MASK;
    }
}

/// Takes a detached state out of the list and frees it.
///
/// # Safety
/// `ts` is cleared, not attached anywhere, and not used afterwards.
pub unsafe fn delete(ts: *mut PyThreadState) {
    {
        let mut all = THREADS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        all.retain(|&t| t != ts as usize);
        relink(&all);
    }
    if gilstate() == ts {
        set_gilstate(std::ptr::null_mut());
    }
    // SAFETY: by contract; nobody finds it any more.
    unsafe {
        crate::eval::frames::free_stack(ts);
        drop(Box::from_raw(ts.cast::<ThreadState>()));
    }
}

/// The list of states does not change while it lives: for a fork.
pub struct Frozen(#[allow(dead_code)] std::sync::MutexGuard<'static, Vec<usize>>);

/// Keeps the list of states as it is.
pub fn freeze() -> Frozen {
    Frozen(THREADS.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// Ends this thread's part in the runtime: drops what its state owns and keeps for new objects, detaches, and frees the state.
///
/// # Safety
/// A state is attached, runs no code, and no handle of this thread is used afterwards.
pub unsafe fn finish(py: Attached<'_>) {
    let ts = current();
    // SAFETY: by contract.
    unsafe {
        clear(py, ts);
        crate::objects::clear_free_lists();
        crate::capi::pystate::retire(ts);
        delete(detach());
    }
}

/// In a forked child only the calling thread is left: the states of the others are forgotten (their memory stays, since they
/// may have been in the middle of anything).
pub(crate) fn after_fork(ts: *mut PyThreadState) {
    let mut all = match THREADS.try_lock() {
        Ok(all) => all,
        Err(std::sync::TryLockError::Poisoned(e)) => e.into_inner(),
        Err(std::sync::TryLockError::WouldBlock) => return,
    };
    all.retain(|&t| t == ts as usize);
    relink(&all);
    drop(all);
    // SAFETY: ts is this thread's state; ids change in the child.
    unsafe { bind(ts) };
    attachment::after_fork(ts);
}

/// The main interpreter's address as C sees it.
pub fn main_interpreter() -> *mut PyInterpreterState {
    interpreter::address()
}
