//! `_thread`: threads, locks and thread-local data; `threading` is on top of it.

pub mod handle;
pub mod local;
pub mod lock;

pub use handle::after_fork;

use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::exceptions::classes;
use crate::objects::{Module, Str, Tuple};
use crate::state::thread;
use crate::{intern, raise};

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;
type Object<'py> = PyResult<Ref<'py>>;

fn allocate_lock<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(lock::allocate(py)?.into_any())
}

fn get_ident<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.int(lock::ident() as i64)?.into_any())
}

fn get_native_id<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    // SAFETY: no preconditions.
    Ok(py.int(unsafe { decl::PyThread_get_thread_native_id() } as i64)?.into_any())
}

fn main_thread_ident<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    let ts = crate::state::pending::MAIN_THREAD.load(std::sync::atomic::Ordering::Acquire);
    // SAFETY: the main thread's state lives until the process ends.
    let id = if ts.is_null() { lock::ident() } else { unsafe { (*ts).thread_id } };
    Ok(py.int(id as i64)?.into_any())
}

fn is_main_interpreter<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    // SAFETY: the calling thread is attached.
    Ok(py.bool(unsafe { (*crate::state::current()).interp == thread::main_interpreter() }))
}

fn daemon_threads_allowed<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.bool(true))
}

fn exit<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    // SAFETY: a static class.
    unsafe { decl::PyErr_SetNone(classes::SystemExit().cast()) };
    let _ = py;
    // SAFETY: set just now.
    Err(unsafe { Raised::assume() })
}

fn interrupt_main<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "interrupt_main", 0, 1)?;
    let signal = match args.get(0) {
        Some(n) => n.as_int()?,
        None => libc::SIGINT,
    };
    // SAFETY: no preconditions.
    if unsafe { decl::PyErr_SetInterruptEx(signal) } < 0 {
        return Err(raise!(py, ValueError, "signal number out of range"));
    }
    Ok(py.none())
}

fn stack_size<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "stack_size", 0, 1)?;
    // SAFETY: no preconditions.
    let old = unsafe { decl::PyThread_get_stacksize() };
    if let Some(n) = args.get(0) {
        let n = n.index_as_isize(Some(classes::OverflowError()))?;
        if n < 0 {
            return Err(raise!(py, ValueError, "size must be 0 or a positive value"));
        }
        // SAFETY: no preconditions.
        if unsafe { decl::PyThread_set_stacksize(n as usize) } != 0 {
            return Err(raise!(py, ValueError, "size not valid: {n} bytes"));
        }
    }
    Ok(py.int_from_usize(old)?.into_any())
}

fn set_name<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("set_name", ["name"], 1);
    let [name] = SIG.parse(py, args)?;
    let name = name.expect("required");
    let text = name.expect_arg::<Str>("set_name", "argument 'name'")?.to_string_lossy();
    let mut end = text.len().min(15);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    if let Ok(text) = std::ffi::CString::new(&text[..end]) {
        // SAFETY: the calling thread; a C string of at most 15 bytes.
        unsafe { libc::pthread_setname_np(libc::pthread_self(), text.as_ptr()) };
    }
    Ok(py.none())
}

/// `threading.excepthook`: shows the exception that ended a thread.
fn excepthook<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Borrowed<'_, 'py>) -> Object<'py> {
    let Some(all) = args.cast::<Tuple>().filter(|t| t.len() >= 4 && t.ty().name() == "_ExceptHookArgs")
    else {
        return Err(raise!(py, TypeError, "_thread.excepthook argument type must be ExceptHookArgs"));
    };
    let (class, value, traceback, thread) = (all.item(0), all.item(1), all.item(2), all.item(3));
    if class.as_ptr() == classes::SystemExit().cast() {
        return Ok(py.none());
    }
    // SAFETY: a C string; a borrowed reference or NULL.
    let stderr = unsafe { Borrowed::from_ptr_or_null(py, decl::PySys_GetObject(c"stderr".as_ptr())) }
        .map(Borrowed::to_owned)
        .filter(|f| !f.is_none());
    let file = match stderr {
        Some(file) => file,
        None if thread.is_none() => return Ok(py.none()),
        None => match thread.getattr_opt(intern!(py, "_stderr"))? {
            Some(file) if !file.is_none() => file,
            _ => return Ok(py.none()),
        },
    };
    let name = if thread.is_none() { None } else { thread.getattr_opt(intern!(py, "name"))? };
    let name = match name {
        Some(name) => name.to_str()?.to_string_lossy(),
        None => lock::ident().to_string(),
    };
    let header = py.str(&format!("Exception in thread {name}:\n"))?;
    file.call_method(intern!(py, "write"), [&header])?;
    // SAFETY: live objects.
    unsafe { decl::PyErr_Display(class.as_ptr(), value.as_ptr(), traceback.as_ptr()) };
    if let Err(raised) = file.call_method::<0>(intern!(py, "flush"), []) {
        raised.clear(py);
    }
    Ok(py.none())
}

builtin_module! {
    /// `_thread`
    pub THREAD = "_thread" {
        doc: "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a more convenient interface.",
        methods: [
            method!(fastcall "start_new_thread", handle::start_new_thread, "start_new_thread($module, function, args, kwargs={}, /)\n--\n\nStart a new thread and return its identifier."),
            method!(fastcall "start_new", handle::start_new_thread, "start_new($module, function, args, kwargs={}, /)\n--\n\nAn obsolete synonym of start_new_thread()."),
            method!(keywords "start_joinable_thread", handle::start_joinable_thread, "start_joinable_thread($module, /, function, handle=None, daemon=True)\n--\n\n*For internal use only*: start a new thread."),
            method!(noargs "daemon_threads_allowed", daemon_threads_allowed, "daemon_threads_allowed($module, /)\n--\n\nReturn True if daemon threads are allowed in the current interpreter,\nand False otherwise."),
            method!(noargs "allocate_lock", allocate_lock, "allocate_lock($module, /)\n--\n\nCreate a new lock object. See help(type(threading.Lock())) for\ninformation about locks."),
            method!(noargs "allocate", allocate_lock, "allocate($module, /)\n--\n\nAn obsolete synonym of allocate_lock()."),
            method!(noargs "exit_thread", exit, "exit_thread($module, /)\n--\n\nAn obsolete synonym of exit()."),
            method!(noargs "exit", exit, "exit($module, /)\n--\n\nThis is synonymous to ``raise SystemExit''."),
            method!(fastcall "interrupt_main", interrupt_main, "interrupt_main($module, signum=signal.SIGINT, /)\n--\n\nSimulate the arrival of the given signal in the main thread."),
            method!(noargs "get_ident", get_ident, "get_ident($module, /)\n--\n\nReturn a non-zero integer that uniquely identifies the current thread."),
            method!(noargs "get_native_id", get_native_id, "get_native_id($module, /)\n--\n\nReturn a non-negative integer identifying the thread as reported by the OS."),
            method!(noargs "_count", handle::count, "_count($module, /)\n--\n\nReturn the number of currently running Python threads."),
            method!(fastcall "stack_size", stack_size, "stack_size($module, size=0, /)\n--\n\nReturn the thread stack size used when creating new threads."),
            method!(o "_excepthook", excepthook, "_excepthook($module, (exc_type, exc_value, exc_traceback, thread), /)\n--\n\nHandle uncaught Thread.run() exception."),
            method!(noargs "_is_main_interpreter", is_main_interpreter, "_is_main_interpreter($module, /)\n--\n\nReturn True if the current interpreter is the main Python interpreter."),
            method!(noargs "_shutdown", handle::shutdown, "_shutdown($module, /)\n--\n\nWait for all non-daemon threads (other than the calling thread) to stop."),
            method!(o "_make_thread_handle", handle::make_thread_handle, "_make_thread_handle($module, ident, /)\n--\n\nInternal only. Make a thread handle for threads not spawned by the _thread or threading module."),
            method!(noargs "_get_main_thread_ident", main_thread_ident, "_get_main_thread_ident($module, /)\n--\n\nInternal only. Return a non-zero integer that uniquely identifies the main thread."),
            method!(keywords "set_name", set_name, "set_name($module, /, name)\n--\n\nSet the name of the current thread."),
        ],
        exec: exec,
    }
}

fn exec<'py>(py: Attached<'py>, module: Mod<'_, 'py>) -> PyResult<()> {
    use super::support::{add, add_type};
    let (lock, rlock) = (&raw mut lock::LOCK, &raw mut lock::RLOCK);
    for ty in [lock, rlock, &raw mut handle::THREAD_HANDLE, &raw mut local::LOCAL] {
        add_type(py, module, ty)?;
    }
    super::support::ready(py, &raw mut local::SENTINEL)?;
    // SAFETY: the type is static and ready.
    add(py, module, "LockType", unsafe { py.static_type(lock) }.as_any())?;
    // SAFETY: a static class.
    add(py, module, "error", unsafe { py.static_type(classes::RuntimeError()) }.as_any())?;
    // The number of seconds that fit the platform's lock timeouts, rounded down.
    let max = (lock::TIMEOUT_MAX_US / 1_000_000) as f64;
    add(py, module, "TIMEOUT_MAX", &*py.float(max)?)?;
    let ty = super::support::struct_sequence_type(
        py,
        c"_thread._ExceptHookArgs",
        c"ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.",
        &[
            (c"exc_type", c"Exception type"),
            (c"exc_value", c"Exception value"),
            (c"exc_traceback", c"Exception traceback"),
            (c"thread", c"Thread"),
        ],
        4,
    )?;
    add(py, module, "_ExceptHookArgs", &ty)
}
