//! Processes: making, replacing, waiting, identities, scheduling.
#![forbid(unsafe_code)]

use std::ffi::CString;
use std::sync::OnceLock;

use mortise_core::args::{Args, Signature};
use mortise_core::builtin::support::{audit, blocking, os_error, struct_sequence};
use mortise_core::objects::{Bytes, Int, List, Str, Tuple};
use mortise_core::{Attached, Borrowed, Owned, PyResult, Ref, intern, raise};

use super::files::{Mod, Object, int, number, plain};
use crate::path::{Path, Target, encode_fs, fspath};
use crate::sys_calls as sys;

/// `os.waitid_result`
pub static WAITID_RESULT: OnceLock<Owned> = OnceLock::new();
/// `os.sched_param`
pub static SCHED_PARAM: OnceLock<Owned> = OnceLock::new();

pub fn register_at_fork<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<3> =
        Signature::with("register_at_fork", ["before", "after_in_child", "after_in_parent"], 0, 0, 0);
    let [before, child, parent] = SIG.parse(py, args)?;
    if before.is_none() && child.is_none() && parent.is_none() {
        return Err(raise!(py, TypeError, "At least one argument is required."));
    }
    for (value, name) in [(before, "before"), (child, "after_in_child"), (parent, "after_in_parent")] {
        if value.is_some_and(|v| !v.is_callable()) {
            let v = value.expect("checked");
            return Err(raise!(py, TypeError, "'{name}' must be callable, not {}", v.ty().name()));
        }
    }
    let [before, parent, child] = [before, parent, child].map(|f| f.map(|f| f.to_owned().unbind()));
    mortise_core::state::fork::register(before, parent, child);
    Ok(py.none())
}

pub fn fork<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    audit(py, c"os.fork", [])?;
    number(py, mortise_core::builtin::support::fork(py, sys::fork))
}

/// A C string from a str, bytes or path argument.
fn c_string<'py>(py: Attached<'py>, value: &Ref<'py>) -> PyResult<CString> {
    let value = fspath(py, value)?;
    let bytes = match value.cast::<Bytes>() {
        Some(b) => b.as_bytes().to_vec(),
        None => encode_fs(py, value.expect::<Str>()?)?,
    };
    CString::new(bytes).map_err(|_| raise!(py, ValueError, "embedded null byte"))
}

fn argument_list<'py>(py: Attached<'py>, function: &str, value: &Ref<'py>) -> PyResult<Vec<CString>> {
    if !value.is_instance_of::<List>() && !value.is_instance_of::<Tuple>() {
        return Err(raise!(py, TypeError, "{function}() arg 2 must be a tuple or list"));
    }
    let all = value.to_tuple()?;
    if all.is_empty() {
        return Err(raise!(py, ValueError, "{function}() arg 2 must not be empty"));
    }
    let list = all.items().map(|v| c_string(py, &v)).collect::<PyResult<Vec<_>>>()?;
    if list[0].is_empty() {
        return Err(raise!(py, ValueError, "{function}() arg 2 first element cannot be empty"));
    }
    Ok(list)
}

fn environment<'py>(py: Attached<'py>, value: &Ref<'py>) -> PyResult<Vec<CString>> {
    let keys = value.call_method::<0>(intern!(py, "keys"), [])?.to_list()?;
    let mut list = Vec::new();
    let keys = keys.iter()?;
    while let Some(key) = keys.next()? {
        let item = value.get_item(&key)?;
        let (name, text) = (c_string(py, &key)?, c_string(py, &item)?);
        if name.as_bytes().is_empty() || name.as_bytes()[1..].contains(&b'=') {
            return Err(raise!(py, ValueError, "illegal environment variable name"));
        }
        let line = [name.as_bytes(), b"=", text.as_bytes()].concat();
        list.extend(CString::new(line));
    }
    Ok(list)
}

pub fn execv<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "execv", 2, 2)?;
    let (name, path) = Path::name(py, "execv", "path", &args.get(0).expect("counted"))?;
    let list = argument_list(py, "execv", &args.get(1).expect("counted"))?;
    audit(py, c"os.exec", [path.object.clone(), args.get(1).expect("counted").to_owned(), py.none()])?;
    Err(path.error(py, sys::exec(&name, &list, None)))
}
pub fn execve<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<3> = Signature::new("execve", ["path", "argv", "env"], 3);
    let [path, argv, env] = SIG.parse(py, args)?;
    let path = Path::parse(py, "execve", "path", &path.expect("required"), true, false)?;
    let list = argument_list(py, "execve", &argv.expect("required"))?;
    let env = environment(py, &env.expect("required"))?;
    let errno = match &path.target {
        Target::Fd(fd) => sys::fexec(*fd, &list, &env),
        Target::Path(p) => sys::exec(p, &list, Some(&env)),
    };
    Err(path.error(py, errno))
}
pub fn exit_now<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("_exit", ["status"], 1);
    let [status] = SIG.parse(py, args)?;
    sys::exit_now(int(status, 0)?)
}
pub fn abort<'py>(_py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    sys::abort()
}
pub fn system<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("system", ["command"], 1);
    let [command] = SIG.parse(py, args)?;
    let command = command.expect("required");
    audit(py, c"os.system", [command.to_owned()])?;
    let command = c_string(py, &command)?;
    let status = mortise_core::state::detached(py, || sys::system(&command));
    Ok(py.int(status.into())?.into_any())
}

fn pid_status<'py>(py: Attached<'py>, result: sys::Sys<(i32, i32, libc::rusage)>) -> Object<'py> {
    match result {
        Ok((pid, status, _)) => {
            let status = if pid == 0 { 0 } else { status };
            Ok(py.tuple([py.int(pid.into())?.into_any(), py.int(status.into())?.into_any()])?.into_any())
        }
        Err(e) => Err(os_error(py, e, None, None)),
    }
}
pub fn waitpid<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "waitpid", 2, 2)?;
    let (pid, options) = (int(args.get(0), 0)?, int(args.get(1), 0)?);
    pid_status(py, blocking(py, || sys::wait4(pid, options))?)
}
pub fn wait<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    pid_status(py, blocking(py, || sys::wait4(-1, 0))?)
}
fn with_usage<'py>(py: Attached<'py>, result: sys::Sys<(i32, i32, libc::rusage)>) -> Object<'py> {
    let (pid, status, u) = result.map_err(|e| os_error(py, e, None, None))?;
    let time = |t: libc::timeval| -> Object<'py> {
        Ok(py.float(t.tv_sec as f64 + t.tv_usec as f64 * 1e-6)?.into_any())
    };
    let mut values = vec![time(u.ru_utime)?, time(u.ru_stime)?];
    for n in [
        u.ru_maxrss,
        u.ru_ixrss,
        u.ru_idrss,
        u.ru_isrss,
        u.ru_minflt,
        u.ru_majflt,
        u.ru_nswap,
        u.ru_inblock,
        u.ru_oublock,
        u.ru_msgsnd,
        u.ru_msgrcv,
        u.ru_nsignals,
        u.ru_nvcsw,
        u.ru_nivcsw,
    ] {
        values.push(py.int(n)?.into_any());
    }
    let ty = py.import("resource")?.getattr(intern!(py, "struct_rusage"))?;
    let usage = struct_sequence(py, &ty, values)?;
    Ok(py.tuple([py.int(pid.into())?.into_any(), py.int(status.into())?.into_any(), usage])?.into_any())
}
pub fn wait3<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("wait3", ["options"], 1);
    let [options] = SIG.parse(py, args)?;
    let options = int(options, 0)?;
    with_usage(py, blocking(py, || sys::wait4(-1, options))?)
}
pub fn wait4<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::new("wait4", ["pid", "options"], 2);
    let [pid, options] = SIG.parse(py, args)?;
    let (pid, options) = (int(pid, 0)?, int(options, 0)?);
    with_usage(py, blocking(py, || sys::wait4(pid, options))?)
}
pub fn waitid<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "waitid", 3, 3)?;
    let (kind, options) = (int(args.get(0), 0)?, int(args.get(2), 0)?);
    let id = args.get(1).expect("counted").as_i64()?;
    match blocking(py, || sys::waitid(kind as u32, id as u32, options))? {
        Ok(None) => Ok(py.none()),
        Ok(Some(all)) => {
            let values =
                all.iter().map(|&n| Ok(py.int(n.into())?.into_any())).collect::<PyResult<Vec<_>>>()?;
            match WAITID_RESULT.get() {
                Some(ty) => struct_sequence(py, &ty.bind(py), values),
                None => Err(raise!(py, SystemError, "the module posix is not initialised")),
            }
        }
        Err(e) => Err(os_error(py, e, None, None)),
    }
}

macro_rules! wait_status {
    ($($name:ident: $f:expr;)*) => { $(
        pub fn $name<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
            let sig: Signature<1> = Signature::new(stringify!($name), ["status"], 1);
            let [status] = sig.parse(py, args)?;
            let f: fn(Attached<'py>, i32) -> Object<'py> = $f;
            f(py, int(status, 0)?)
        }
    )* };
}
#[allow(non_snake_case)]
pub mod status {
    use super::*;
    wait_status! {
        WCOREDUMP: |py, s| Ok(py.bool(libc::WCOREDUMP(s)));
        WIFCONTINUED: |py, s| Ok(py.bool(libc::WIFCONTINUED(s)));
        WIFSTOPPED: |py, s| Ok(py.bool(libc::WIFSTOPPED(s)));
        WIFSIGNALED: |py, s| Ok(py.bool(libc::WIFSIGNALED(s)));
        WIFEXITED: |py, s| Ok(py.bool(libc::WIFEXITED(s)));
        WEXITSTATUS: |py, s| Ok(py.int(libc::WEXITSTATUS(s).into())?.into_any());
        WTERMSIG: |py, s| Ok(py.int(libc::WTERMSIG(s).into())?.into_any());
        WSTOPSIG: |py, s| Ok(py.int(libc::WSTOPSIG(s).into())?.into_any());
    }
}
pub fn waitstatus_to_exitcode<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("waitstatus_to_exitcode", ["status"], 1);
    let [status] = SIG.parse(py, args)?;
    let s = int(status, 0)?;
    let code = if libc::WIFEXITED(s) {
        libc::WEXITSTATUS(s)
    } else if libc::WIFSIGNALED(s) {
        -libc::WTERMSIG(s)
    } else if libc::WIFSTOPPED(s) {
        return Err(raise!(py, ValueError, "process stopped by delivery of signal {}", libc::WSTOPSIG(s)));
    } else {
        return Err(raise!(py, ValueError, "invalid wait status: {s}"));
    };
    Ok(py.int(code.into())?.into_any())
}

macro_rules! numbers {
    ($($name:ident ( $($arg:ident),* ) $call:path;)*) => { $(
        pub fn $name<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
            let names: &[&str] = &[$(stringify!($arg)),*];
            args.expect(py, stringify!($name), names.len(), names.len())?;
            let mut all = args.iter();
            $(let $arg = int(all.next(), 0)? as _;)*
            let _ = all.next();
            numbers!(@result py, stringify!($name), $call($($arg),*))
        }
    )* };
    (@result $py:expr, $name:expr, $result:expr) => {
        if $name.starts_with("get") || $name.starts_with("sched_get") { number($py, $result) } else { plain($py, $result) }
    };
}
numbers! {
    getpid() sys::getpid;
    getppid() sys::getppid;
    getpgrp() sys::getpgrp;
    getpgid(pid) sys::getpgid;
    getsid(pid) sys::getsid;
    getpriority(which, who) sys::getpriority;
    setpriority(which, who, priority) sys::setpriority;
    setpgid(pid, pgrp) sys::setpgid;
    setsid() sys::setsid;
    kill(pid, signal) sys::kill;
    killpg(pgid, signal) sys::killpg;
    sched_yield() sys::sched_yield;
    sched_get_priority_max(policy) sys::sched_get_priority_max;
    sched_get_priority_min(policy) sys::sched_get_priority_min;
    sched_getscheduler(pid) sys::sched_getscheduler;
}
macro_rules! id_setters {
    ($($name:ident ( $($arg:ident $what:literal),* ) $call:path;)*) => { $(
        pub fn $name<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
            let names: &[&str] = &[$(stringify!($arg)),*];
            args.expect(py, stringify!($name), names.len(), names.len())?;
            let mut all = args.iter();
            $(let $arg = super::files::id(py, all.next().expect("counted"), $what)?;)*
            plain(py, $call($($arg),*))
        }
    )* };
}
id_setters! {
    setuid(uid "uid") sys::setuid;
    setgid(gid "gid") sys::setgid;
    seteuid(uid "uid") sys::seteuid;
    setegid(gid "gid") sys::setegid;
    setreuid(r "uid", e "uid") sys::setreuid;
    setregid(r "gid", e "gid") sys::setregid;
    setresuid(r "uid", e "uid", s "uid") sys::setresuid;
    setresgid(r "gid", e "gid", s "gid") sys::setresgid;
}
pub fn setpgrp<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    plain(py, sys::setpgid(0, 0))
}
fn one_id<'py>(py: Attached<'py>, which: usize) -> Object<'py> {
    Ok(py.int(sys::ids()[which].into())?.into_any())
}
pub fn getuid<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    one_id(py, 0)
}
pub fn geteuid<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    one_id(py, 1)
}
pub fn getgid<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    one_id(py, 2)
}
pub fn getegid<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    one_id(py, 3)
}
fn three<'py>(py: Attached<'py>, group: bool) -> Object<'py> {
    let all = sys::res_ids(group).map_err(|e| os_error(py, e, None, None))?;
    let values = all.iter().map(|&n| Ok(py.int(n.into())?.into_any())).collect::<PyResult<Vec<_>>>()?;
    Ok(py.tuple(values)?.into_any())
}
pub fn getresuid<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    three(py, false)
}
pub fn getresgid<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    three(py, true)
}
pub fn getgroups<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    let all = sys::getgroups().map_err(|e| os_error(py, e, None, None))?;
    let values = all.iter().map(|&n| Ok(py.int(n.into())?.into_any())).collect::<PyResult<Vec<_>>>()?;
    Ok(py.list(values)?.into_any())
}
pub fn setgroups<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, groups: Borrowed<'_, 'py>) -> Object<'py> {
    let all = groups.to_tuple()?;
    let ids = all.items().map(|g| super::files::id(py, g, "gid")).collect::<PyResult<Vec<_>>>()?;
    plain(py, sys::setgroups(&ids))
}
pub fn nice<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "nice", 1, 1)?;
    number(py, sys::nice(int(args.get(0), 0)?))
}
pub fn pidfd_open<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::new("pidfd_open", ["pid", "flags"], 1);
    let [pid, flags] = SIG.parse(py, args)?;
    number(py, sys::pidfd_open(int(pid, 0)?, int(flags, 0)? as u32))
}
pub fn sched_getaffinity<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "sched_getaffinity", 1, 1)?;
    let all = sys::sched_getaffinity(int(args.get(0), 0)?).map_err(|e| os_error(py, e, None, None))?;
    let values = all.iter().map(|&n| Ok(py.int(n as i64)?.into_any())).collect::<PyResult<Vec<_>>>()?;
    mortise_core::builtin::support::set_of(py, values, false)
}
pub fn sched_setaffinity<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "sched_setaffinity", 2, 2)?;
    let pid = int(args.get(0), 0)?;
    let all = args.get(1).expect("counted").to_tuple()?;
    let mut list = Vec::new();
    for item in all.items() {
        if !item.is_instance_of::<Int>() {
            return Err(raise!(
                py,
                TypeError,
                "expected an iterator of ints, but iterator yielded '{}'",
                item.ty().full_name()
            ));
        }
        let n = item.as_i64()?;
        if n < 0 {
            return Err(raise!(py, ValueError, "negative CPU number"));
        }
        list.push(n as usize);
    }
    plain(py, sys::sched_setaffinity(pid, &list))
}
pub fn cpu_count<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    let configured = mortise_core::state::config::get().cpu_count;
    if configured > 0 {
        return Ok(py.int(configured.into())?.into_any());
    }
    match sys::sysconf(libc::_SC_NPROCESSORS_ONLN) {
        Ok(n) if n > 0 => Ok(py.int(n)?.into_any()),
        _ => Ok(py.none()),
    }
}
