//! `_signal`: handlers in Python. The C handler only notes the signal; the main thread runs what was registered at its next
//! safe point.
#![forbid(unsafe_code)]

use std::sync::{Mutex, PoisonError};

use mortise_core::args::{Args, Signature};
use mortise_core::builtin::support::{
    add, add_int, check_signals, class_object, new_class, os_error, set_of,
};
use mortise_core::objects::Module;
use mortise_core::objects::exceptions::classes;
use mortise_core::state::signals::{self, COUNT};
use mortise_core::{Attached, Borrowed, Owned, PyResult, Ref, builtin_module, intern, method, raise};

use crate::sys_calls::{self as sys, Disposition};

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;
type Object<'py> = PyResult<Ref<'py>>;

/// What `getsignal` gives, by number; `None` for a handler that is not Python's.
static HANDLERS: Mutex<Vec<Option<Owned>>> = Mutex::new(Vec::new());

fn handlers<R>(f: impl FnOnce(&mut Vec<Option<Owned>>) -> R) -> R {
    f(&mut HANDLERS.lock().unwrap_or_else(PoisonError::into_inner))
}
fn handler<'py>(py: Attached<'py>, n: usize) -> Ref<'py> {
    handlers(|h| h.get(n).and_then(|o| o.as_ref().map(|o| o.clone_ref(py))))
        .map_or_else(|| py.none(), |o| o.into_bound(py))
}

/// Runs the handlers of the signals that arrived: the runtime calls it in the main thread.
fn run_pending(py: Attached<'_>) -> PyResult<()> {
    let arrived = signals::take();
    for (i, &n) in arrived.iter().enumerate() {
        let function = handler(py, n);
        if !function.is_callable() {
            continue;
        }
        let frame = match py.import("sys")?.getattr(intern!(py, "_getframe"))?.call0() {
            Ok(frame) => frame,
            Err(raised) => {
                raised.clear(py);
                py.none()
            }
        };
        if let Err(raised) = function.call([&*py.int(n as i64)?, &frame]) {
            // The others stay for the next safe point.
            arrived[i + 1..].iter().for_each(|&n| signals::trip(n));
            return Err(raised);
        }
    }
    Ok(())
}

fn number<'py>(py: Attached<'py>, value: Borrowed<'_, 'py>) -> PyResult<i32> {
    match value.as_int()? {
        n if (1..COUNT as i32).contains(&n) => Ok(n),
        _ => Err(raise!(py, ValueError, "signal number out of range")),
    }
}
fn default_int_handler<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "default_int_handler", 2, 2)?;
    Err(mortise_core::state::error::set_object(py, &class_object(py, classes::KeyboardInterrupt()), None))
}
fn signal<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "signal", 2, 2)?;
    let (n, new) = (args.get(0).expect("counted").as_int()?, args.get(1).expect("counted"));
    let main = mortise_core::state::pending::MAIN_THREAD.load(std::sync::atomic::Ordering::Acquire);
    if main != mortise_core::state::current() {
        return Err(raise!(py, ValueError, "signal only works in main thread of the main interpreter"));
    }
    let n = if (1..COUNT as i32).contains(&n) {
        n
    } else {
        return Err(raise!(py, ValueError, "signal number out of range"));
    };
    let to = if new.is_instance_of::<mortise_core::objects::Int>() && new.as_i64()? == 0 {
        Disposition::Default
    } else if new.is_instance_of::<mortise_core::objects::Int>() && new.as_i64()? == 1 {
        Disposition::Ignore
    } else if new.is_callable() {
        Disposition::Python
    } else {
        return Err(raise!(
            py,
            TypeError,
            "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"
        ));
    };
    check_signals(py)?;
    sys::set_signal(n, to).map_err(|e| os_error(py, e, None, None))?;
    signals::set_handled(n as usize, to == Disposition::Python);
    let kept = new.to_owned().unbind();
    let old = handlers(|h| h[n as usize].replace(kept));
    Ok(old.map_or_else(|| py.none(), |o| o.into_bound(py)))
}
fn getsignal<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, n: Borrowed<'_, 'py>) -> Object<'py> {
    let n = number(py, n)?;
    Ok(handler(py, n as usize))
}
fn raise_signal<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, n: Borrowed<'_, 'py>) -> Object<'py> {
    let n = n.as_int()?;
    mortise_core::state::detached(py, || sys::raise(n)).map_err(|e| os_error(py, e, None, None))?;
    check_signals(py)?;
    Ok(py.none())
}
fn alarm<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, seconds: Borrowed<'_, 'py>) -> Object<'py> {
    Ok(py.int(sys::alarm(seconds.as_int()? as u32).into())?.into_any())
}
fn pause<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    mortise_core::state::detached(py, sys::pause);
    check_signals(py)?;
    Ok(py.none())
}
fn set_wakeup_fd<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::with("set_wakeup_fd", ["fd", "warn_on_full_buffer"], 1, 1, 1);
    let [fd, _warn] = SIG.parse(py, args)?;
    let fd = fd.expect("required").as_int()?;
    if fd != -1 {
        let flags = sys::fcntl(fd, libc::F_GETFL, 0).map_err(|e| os_error(py, e, None, None))?;
        if flags & libc::O_NONBLOCK == 0 {
            return Err(raise!(py, ValueError, "the fd {fd} must be in non-blocking mode"));
        }
    }
    Ok(py.int(signals::set_wakeup_fd(fd).into())?.into_any())
}
fn valid_signals<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    let all = (1..=31).chain(34..=64).map(|n| Ok(py.int(n)?.into_any())).collect::<PyResult<Vec<_>>>()?;
    set_of(py, all, false)
}

/// The end of the runtime: signals do again what they did before the start.
fn release(_py: Attached<'_>) {
    *mortise_core::state::pending::SIGNAL_HANDLER.lock().unwrap_or_else(PoisonError::into_inner) = None;
    for n in 1..COUNT as i32 {
        if sys::get_signal(n) == Disposition::Python {
            // Nobody is left to be told that it failed.
            let _ = sys::set_signal(n, Disposition::Default);
            signals::set_handled(n as usize, false);
        }
    }
    signals::set_wakeup_fd(-1);
    signals::take();
    drop(handlers(std::mem::take));
}

builtin_module! {
    /// `_signal`
    pub SIGNAL = "_signal" {
        doc: "This module provides mechanisms to use signal handlers in Python.",
        methods: [
            method!(fastcall "default_int_handler", default_int_handler, "default_int_handler($module, signalnum, frame, /)\n--\n\nThe default handler for SIGINT installed by Python."),
            method!(o "alarm", alarm, "alarm($module, seconds, /)\n--\n\nArrange for SIGALRM to arrive after the given number of seconds."),
            method!(fastcall "signal", signal, "signal($module, signalnum, handler, /)\n--\n\nSet the action for the given signal."),
            method!(o "raise_signal", raise_signal, "raise_signal($module, signalnum, /)\n--\n\nSend a signal to the executing process."),
            method!(o "getsignal", getsignal, "getsignal($module, signalnum, /)\n--\n\nReturn the current action for the given signal."),
            method!(keywords "set_wakeup_fd", set_wakeup_fd, "set_wakeup_fd($module, fd, /, *, warn_on_full_buffer=True)\n--\n\nSets the fd to be written to (with the signal number) when a signal comes in."),
            method!(noargs "pause", pause, "pause($module, /)\n--\n\nWait until a signal arrives."),
            method!(noargs "valid_signals", valid_signals, "valid_signals($module, /)\n--\n\nReturn a set of valid signal numbers on this platform."),
        ],
        exec: exec,
    }
}

const NUMBERS: &[(&str, i64)] = &[
    ("NSIG", 65),
    ("SIG_BLOCK", 0),
    ("SIG_UNBLOCK", 1),
    ("SIG_SETMASK", 2),
    ("SIGHUP", 1),
    ("SIGINT", 2),
    ("SIGQUIT", 3),
    ("SIGILL", 4),
    ("SIGTRAP", 5),
    ("SIGIOT", 6),
    ("SIGABRT", 6),
    ("SIGFPE", 8),
    ("SIGKILL", 9),
    ("SIGBUS", 7),
    ("SIGSEGV", 11),
    ("SIGSYS", 31),
    ("SIGPIPE", 13),
    ("SIGALRM", 14),
    ("SIGTERM", 15),
    ("SIGUSR1", 10),
    ("SIGUSR2", 12),
    ("SIGCLD", 17),
    ("SIGCHLD", 17),
    ("SIGPWR", 30),
    ("SIGIO", 29),
    ("SIGURG", 23),
    ("SIGWINCH", 28),
    ("SIGPOLL", 29),
    ("SIGSTOP", 19),
    ("SIGTSTP", 20),
    ("SIGCONT", 18),
    ("SIGTTIN", 21),
    ("SIGTTOU", 22),
    ("SIGVTALRM", 26),
    ("SIGPROF", 27),
    ("SIGXCPU", 24),
    ("SIGXFSZ", 25),
    ("SIGRTMIN", 34),
    ("SIGRTMAX", 64),
    ("SIGSTKFLT", 16),
    ("ITIMER_REAL", 0),
    ("ITIMER_VIRTUAL", 1),
    ("ITIMER_PROF", 2),
    ("SIG_DFL", 0),
    ("SIG_IGN", 1),
];

fn exec<'py>(py: Attached<'py>, module: Mod<'_, 'py>) -> PyResult<()> {
    for &(name, value) in NUMBERS {
        add_int(py, module, name, value)?;
    }
    let error = new_class(py, "signal", "itimer_error", vec![class_object(py, classes::OSError())])?;
    add(py, module, "ItimerError", &error)?;
    let (default, ignore) = (py.int(0)?.into_any(), py.int(1)?.into_any());
    let int_handler = module.getattr(intern!(py, "default_int_handler"))?;
    let mut table: Vec<Option<Owned>> = vec![None];
    for n in 1..COUNT as i32 {
        table.push(match sys::get_signal(n) {
            Disposition::Default => Some(default.clone().unbind()),
            Disposition::Ignore => Some(ignore.clone().unbind()),
            _ => None,
        });
    }
    if sys::get_signal(libc::SIGINT) == Disposition::Default {
        sys::set_signal(libc::SIGINT, Disposition::Python).map_err(|e| os_error(py, e, None, None))?;
        signals::set_handled(libc::SIGINT as usize, true);
        table[libc::SIGINT as usize] = Some(int_handler.unbind());
    }
    drop(handlers(|h| std::mem::replace(h, table)));
    mortise_core::state::lifecycle::end::at_end(release);
    *mortise_core::state::pending::SIGNAL_HANDLER.lock().unwrap_or_else(PoisonError::into_inner) =
        Some(run_pending);
    Ok(())
}
