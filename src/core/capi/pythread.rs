//! `pythread.h`: locks, threads and thread-specific storage for C. Locks are POSIX semaphores, so that waits can be interrupted by signals.

use std::ffi::{c_int, c_longlong, c_ulong, c_void};
use std::time::Duration;

use mortise_abi::Py_tss_t;

use crate::capi::pymem;

/// Not acquired.
pub const PY_LOCK_FAILURE: c_int = 0;
/// Acquired.
pub const PY_LOCK_ACQUIRED: c_int = 1;
/// Interrupted by a signal.
pub const PY_LOCK_INTR: c_int = 2;

/// `PyThread_init_thread`: nothing to do.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_init_thread() {}

/// `PyThread_allocate_lock`: a new free lock, NULL without memory.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_allocate_lock() -> *mut c_void {
    // SAFETY: the block is large enough for a semaphore, which is initialised before it is given out.
    unsafe {
        let lock: *mut libc::sem_t = pymem::PyMem_RawMalloc(size_of::<libc::sem_t>()).cast();
        if !lock.is_null() && libc::sem_init(lock, 0, 1) != 0 {
            pymem::PyMem_RawFree(lock.cast());
            return std::ptr::null_mut();
        }
        lock.cast()
    }
}

/// `PyThread_free_lock`
///
/// # Safety
/// `lock` is null or a lock that nobody waits for or uses again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_free_lock(lock: *mut c_void) {
    if lock.is_null() {
        return;
    }
    // SAFETY: by contract.
    unsafe {
        libc::sem_destroy(lock.cast());
        pymem::PyMem_RawFree(lock);
    }
}

/// `PyThread_acquire_lock_timed`: waits up to `microseconds` (-1: for ever, 0: not at all); with `intr_flag` a signal ends the wait.
///
/// # Safety
/// `lock` is live; the thread is detached when the wait may be long.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_acquire_lock_timed(
    lock: *mut c_void,
    microseconds: c_longlong,
    intr_flag: c_int,
) -> c_int {
    let lock: *mut libc::sem_t = lock.cast();
    // SAFETY: by contract.
    unsafe {
        let mut deadline: libc::timespec = std::mem::zeroed();
        if microseconds > 0 {
            libc::clock_gettime(libc::CLOCK_REALTIME, &raw mut deadline);
            let end = Duration::new(deadline.tv_sec as u64, deadline.tv_nsec as u32)
                .saturating_add(Duration::from_micros(microseconds as u64));
            deadline.tv_sec = libc::time_t::try_from(end.as_secs()).unwrap_or(libc::time_t::MAX);
            deadline.tv_nsec = end.subsec_nanos().into();
        }
        loop {
            let status = match microseconds {
                0 => libc::sem_trywait(lock),
                n if n > 0 => libc::sem_timedwait(lock, &raw const deadline),
                _ => libc::sem_wait(lock),
            };
            if status == 0 {
                return PY_LOCK_ACQUIRED;
            }
            if *libc::__errno_location() != libc::EINTR {
                return PY_LOCK_FAILURE;
            }
            if intr_flag != 0 {
                return PY_LOCK_INTR;
            }
        }
    }
}

/// `PyThread_acquire_lock`: waits when `waitflag` is not 0; 1 when acquired.
///
/// # Safety
/// As [`PyThread_acquire_lock_timed`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_acquire_lock(lock: *mut c_void, waitflag: c_int) -> c_int {
    // SAFETY: by contract.
    unsafe { PyThread_acquire_lock_timed(lock, if waitflag != 0 { -1 } else { 0 }, 0) }
}

/// `PyThread_release_lock`
///
/// # Safety
/// `lock` is live and locked.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_release_lock(lock: *mut c_void) {
    // SAFETY: by contract.
    unsafe { libc::sem_post(lock.cast()) };
}

/// `PyThread_get_thread_ident`
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_get_thread_ident() -> c_ulong {
    // SAFETY: no preconditions.
    unsafe { libc::pthread_self() as c_ulong }
}

/// `PyThread_get_thread_native_id`: the kernel's id.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_get_thread_native_id() -> c_ulong {
    // SAFETY: no preconditions.
    unsafe { libc::syscall(libc::SYS_gettid) as c_ulong }
}

static STACK_SIZE: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
/// The smallest stack that a thread can be given.
const STACK_MIN: usize = 32 * 1024;

/// `PyThread_get_stacksize`: of new threads, 0 for the system's default.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_get_stacksize() -> usize {
    STACK_SIZE.load(std::sync::atomic::Ordering::Relaxed)
}

/// `PyThread_set_stacksize`: 0, or -1 when the size is too small.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_set_stacksize(size: usize) -> c_int {
    if size != 0 && size < STACK_MIN {
        return -1;
    }
    STACK_SIZE.store(size, std::sync::atomic::Ordering::Relaxed);
    0
}

/// Starts a detached system thread that runs `body`; its ident, or `None`.
///
/// The stack is 16 MiB unless `PyThread_set_stacksize` says otherwise: Rust frames of recursive calls are larger than C's.
pub fn start(body: impl FnOnce() + Send + 'static) -> Option<c_ulong> {
    use std::os::unix::thread::JoinHandleExt;
    let size = match PyThread_get_stacksize() {
        0 => 16 << 20,
        n => n,
    };
    let handle = std::thread::Builder::new().stack_size(size).spawn(body).ok()?;
    Some(handle.as_pthread_t() as c_ulong)
}

/// `PyThread_start_new_thread`: runs `func(arg)` in a new thread; its ident, or -1.
///
/// # Safety
/// The function may be called with the argument in another thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_start_new_thread(
    func: Option<unsafe extern "C" fn(*mut c_void)>,
    arg: *mut c_void,
) -> c_ulong {
    let Some(func) = func else { return c_ulong::MAX };
    let arg = arg as usize;
    // SAFETY: by contract.
    start(move || unsafe { func(arg as *mut c_void) }).unwrap_or(c_ulong::MAX)
}

/// `PyThread_exit_thread`: ends the calling thread.
///
/// # Safety
/// The thread is detached from the runtime and was started by C.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_exit_thread() {
    // SAFETY: by contract.
    unsafe { libc::pthread_exit(std::ptr::null_mut()) }
}

/// `PyThread_GetInfo`: `sys.thread_info`. New reference.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_GetInfo() -> *mut mortise_abi::PyObject {
    // SAFETY: by contract.
    unsafe {
        crate::boundary::enter("PyThread_GetInfo", |py| match crate::builtin::sys::get(py, "thread_info")? {
            Some(info) => Ok(info),
            None => Ok(py.none()),
        } as crate::PyResult<_>)
    }
}

/// `PyThread_tss_alloc`: a new key that is not created yet.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_tss_alloc() -> *mut Py_tss_t {
    // SAFETY: the block is large enough; zero is "not created".
    unsafe { pymem::PyMem_RawCalloc(1, size_of::<Py_tss_t>()).cast() }
}

/// `PyThread_tss_free`: deletes and frees the key.
///
/// # Safety
/// `key` is null or came from [`PyThread_tss_alloc`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_tss_free(key: *mut Py_tss_t) {
    if !key.is_null() {
        // SAFETY: by contract.
        unsafe {
            PyThread_tss_delete(key);
            pymem::PyMem_RawFree(key.cast());
        }
    }
}

/// `PyThread_tss_is_created`
///
/// # Safety
/// `key` is live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_tss_is_created(key: *mut Py_tss_t) -> c_int {
    // SAFETY: by contract.
    unsafe { (*key)._is_initialized }
}

/// `PyThread_tss_create`: 0, also when it is created already; -1 on failure.
///
/// # Safety
/// `key` is live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_tss_create(key: *mut Py_tss_t) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if (*key)._is_initialized != 0 {
            return 0;
        }
        let mut made: libc::pthread_key_t = 0;
        if libc::pthread_key_create(&raw mut made, None) != 0 {
            return -1;
        }
        (*key)._key = made as _;
        (*key)._is_initialized = 1;
        0
    }
}

/// `PyThread_tss_delete`
///
/// # Safety
/// `key` is live.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_tss_delete(key: *mut Py_tss_t) {
    // SAFETY: by contract.
    unsafe {
        if (*key)._is_initialized != 0 {
            libc::pthread_key_delete((*key)._key as _);
            (*key)._is_initialized = 0;
        }
    }
}

/// `PyThread_tss_set`: 0, or -1 on failure.
///
/// # Safety
/// `key` is created.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_tss_set(key: *mut Py_tss_t, value: *mut c_void) -> c_int {
    // SAFETY: by contract.
    if unsafe { libc::pthread_setspecific((*key)._key as _, value) } == 0 { 0 } else { -1 }
}

/// `PyThread_tss_get`: this thread's value, NULL when it has none.
///
/// # Safety
/// `key` is created.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_tss_get(key: *mut Py_tss_t) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { libc::pthread_getspecific((*key)._key as _) }
}

/// `PyThread_create_key`: the older form; -1 on failure.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_create_key() -> c_int {
    let mut made: libc::pthread_key_t = 0;
    // SAFETY: the key is written on success.
    if unsafe { libc::pthread_key_create(&raw mut made, None) } == 0 { made as c_int } else { -1 }
}

/// `PyThread_delete_key`
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_delete_key(key: c_int) {
    // SAFETY: an unknown key is an error that changes nothing.
    unsafe { libc::pthread_key_delete(key as _) };
}

/// `PyThread_set_key_value`: 0, or -1 on failure.
///
/// # Safety
/// `key` was created.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_set_key_value(key: c_int, value: *mut c_void) -> c_int {
    // SAFETY: by contract.
    if unsafe { libc::pthread_setspecific(key as _, value) } == 0 { 0 } else { -1 }
}

/// `PyThread_get_key_value`
///
/// # Safety
/// `key` was created.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_get_key_value(key: c_int) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { libc::pthread_getspecific(key as _) }
}

/// `PyThread_delete_key_value`
///
/// # Safety
/// `key` was created.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyThread_delete_key_value(key: c_int) {
    // SAFETY: by contract.
    unsafe { libc::pthread_setspecific(key as _, std::ptr::null()) };
}

/// `PyThread_ReInitTLS`: nothing to do with POSIX keys.
#[unsafe(no_mangle)]
pub extern "C" fn PyThread_ReInitTLS() {}
