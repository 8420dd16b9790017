//! System calls as safe functions: they take Rust values and give the result or the errno. The only unsafe code of this crate.

use std::ffi::{CStr, CString, c_int};

/// The result of a system call: the errno when it failed.
pub type Sys<T> = Result<T, i32>;

/// This thread's errno.
pub fn errno() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or(0)
}

/// Sets this thread's errno: for calls that tell an error only so.
fn clear_errno() {
    // SAFETY: the thread's own errno.
    unsafe { *libc::__errno_location() = 0 }
}

fn ok(result: c_int) -> Sys<c_int> {
    if result == -1 { Err(errno()) } else { Ok(result) }
}
fn size(result: isize) -> Sys<usize> {
    if result < 0 { Err(errno()) } else { Ok(result as usize) }
}

macro_rules! plain_calls {
    ($($name:ident ( $($arg:ident : $ty:ty),* );)*) => { $(
        #[doc = concat!("`", stringify!($name), "`")]
        pub fn $name($($arg: $ty),*) -> Sys<i32> {
            // SAFETY: the arguments are plain numbers, wrong ones fail; or C strings that live for the call.
            ok(unsafe { libc::$name($(plain_calls!(@pass $arg : $ty)),*) } as c_int)
        }
    )* };
    (@pass $arg:ident : &CStr) => { $arg.as_ptr() };
    (@pass $arg:ident : $ty:ty) => { $arg as _ };
}

plain_calls! {
    close(fd: i32);
    dup(fd: i32);
    dup3(fd: i32, fd2: i32, flags: i32);
    fsync(fd: i32);
    fdatasync(fd: i32);
    fchdir(fd: i32);
    fchmod(fd: i32, mode: u32);
    fchown(fd: i32, uid: u32, gid: u32);
    ftruncate(fd: i32, length: i64);
    posix_fadvise(fd: i32, offset: i64, length: i64, advice: i32);
    posix_fallocate(fd: i32, offset: i64, length: i64);
    lockf(fd: i32, command: i32, length: i64);
    tcgetpgrp(fd: i32);
    tcsetpgrp(fd: i32, pgrp: i32);
    getpid();
    getppid();
    getpgrp();
    getpgid(pid: i32);
    setpgid(pid: i32, pgrp: i32);
    getsid(pid: i32);
    setsid();
    setuid(uid: u32);
    setgid(gid: u32);
    seteuid(uid: u32);
    setegid(gid: u32);
    setreuid(r: u32, e: u32);
    setregid(r: u32, e: u32);
    setresuid(r: u32, e: u32, s: u32);
    setresgid(r: u32, e: u32, s: u32);
    kill(pid: i32, signal: i32);
    killpg(pgrp: i32, signal: i32);
    sched_yield();
    sched_get_priority_max(policy: i32);
    sched_get_priority_min(policy: i32);
    sched_getscheduler(pid: i32);
    setpriority(which: u32, who: u32, value: i32);
    eventfd(value: u32, flags: i32);
    unshare(flags: i32);
    setns(fd: i32, kind: i32);
    grantpt(fd: i32);
    unlockpt(fd: i32);
    posix_openpt(flags: i32);
    raise(signal: i32);
}

// Paths need their own list: a macro cannot tell `&CStr` from other types once it is a `ty`.
macro_rules! path_calls {
    ($($name:ident ( $($before:ident : $bt:ty,)* [$path:ident] $(, $after:ident : $at:ty)* );)*) => { $(
        #[doc = concat!("`", stringify!($name), "`")]
        pub fn $name($($before: $bt,)* $path: &CStr $(, $after: $at)*) -> Sys<i32> {
            // SAFETY: the path is a C string that lives for the call, the rest are numbers.
            ok(unsafe { libc::$name($($before,)* $path.as_ptr() $(, $after)*) } as c_int)
        }
    )* };
}
path_calls! {
    chdir([path]);
    chroot([path]);
    mkdirat(dir: i32, [path], mode: u32);
    unlinkat(dir: i32, [path], flags: i32);
    openat(dir: i32, [path], flags: i32, mode: u32);
    fchmodat(dir: i32, [path], mode: u32, flags: i32);
    fchownat(dir: i32, [path], uid: u32, gid: u32, flags: i32);
    faccessat(dir: i32, [path], mode: i32, flags: i32);
    mkfifoat(dir: i32, [path], mode: u32);
    mknodat(dir: i32, [path], mode: u32, device: u64);
    truncate([path], length: i64);
    memfd_create([path], flags: u32);
    initgroups([path], gid: u32);
}

/// `renameat`
pub fn renameat(from_dir: i32, from: &CStr, to_dir: i32, to: &CStr) -> Sys<i32> {
    // SAFETY: C strings that live for the call.
    ok(unsafe { libc::renameat(from_dir, from.as_ptr(), to_dir, to.as_ptr()) })
}
/// `linkat`
pub fn linkat(from_dir: i32, from: &CStr, to_dir: i32, to: &CStr, flags: i32) -> Sys<i32> {
    // SAFETY: C strings that live for the call.
    ok(unsafe { libc::linkat(from_dir, from.as_ptr(), to_dir, to.as_ptr(), flags) })
}
/// `symlinkat`
pub fn symlinkat(target: &CStr, dir: i32, link: &CStr) -> Sys<i32> {
    // SAFETY: C strings that live for the call.
    ok(unsafe { libc::symlinkat(target.as_ptr(), dir, link.as_ptr()) })
}
/// `readlinkat`
pub fn readlinkat(dir: i32, path: &CStr) -> Sys<Vec<u8>> {
    let mut buffer = vec![0u8; libc::PATH_MAX as usize];
    // SAFETY: the buffer has that many bytes.
    let n = size(unsafe { libc::readlinkat(dir, path.as_ptr(), buffer.as_mut_ptr().cast(), buffer.len()) })?;
    buffer.truncate(n);
    Ok(buffer)
}
/// `getcwd`
pub fn getcwd() -> Sys<Vec<u8>> {
    std::env::current_dir()
        .map(|p| std::os::unix::ffi::OsStringExt::into_vec(p.into_os_string()))
        .map_err(|e| e.raw_os_error().unwrap_or(libc::ENOENT))
}

/// `read` into a buffer.
pub fn read(fd: i32, buffer: &mut [u8]) -> Sys<usize> {
    // SAFETY: the buffer has that many bytes.
    size(unsafe { libc::read(fd, buffer.as_mut_ptr().cast(), buffer.len()) })
}
/// `pread` into a buffer.
pub fn pread(fd: i32, buffer: &mut [u8], offset: i64) -> Sys<usize> {
    // SAFETY: the buffer has that many bytes.
    size(unsafe { libc::pread(fd, buffer.as_mut_ptr().cast(), buffer.len(), offset) })
}
/// `write`
pub fn write(fd: i32, bytes: &[u8]) -> Sys<usize> {
    // SAFETY: that many bytes are readable.
    size(unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) })
}
/// `pwrite`
pub fn pwrite(fd: i32, bytes: &[u8], offset: i64) -> Sys<usize> {
    // SAFETY: that many bytes are readable.
    size(unsafe { libc::pwrite(fd, bytes.as_ptr().cast(), bytes.len(), offset) })
}
/// `lseek`
pub fn lseek(fd: i32, offset: i64, whence: i32) -> Sys<i64> {
    // SAFETY: numbers only.
    match unsafe { libc::lseek(fd, offset, whence) } {
        -1 => Err(errno()),
        at => Ok(at),
    }
}
/// `sendfile`; without offset the position of the input moves.
pub fn sendfile(out: i32, input: i32, offset: Option<i64>, count: usize) -> Sys<usize> {
    let mut at = offset.unwrap_or(0);
    let pointer = if offset.is_some() { &raw mut at } else { std::ptr::null_mut() };
    // SAFETY: the offset is written for the call only.
    size(unsafe { libc::sendfile(out, input, pointer, count) })
}
/// `isatty`
pub fn isatty(fd: i32) -> bool {
    // SAFETY: numbers only.
    unsafe { libc::isatty(fd) == 1 }
}
/// `pipe2`
pub fn pipe2(flags: i32) -> Sys<(i32, i32)> {
    let mut fds = [0; 2];
    // SAFETY: room for two descriptors.
    ok(unsafe { libc::pipe2(fds.as_mut_ptr(), flags) })?;
    Ok((fds[0], fds[1]))
}
/// `fcntl` with a number.
pub fn fcntl(fd: i32, command: i32, arg: i32) -> Sys<i32> {
    // SAFETY: callers pass commands that take a number.
    ok(unsafe { libc::fcntl(fd, command, arg) })
}
/// Closes a range of descriptors and ignores errors.
pub fn close_range(low: i32, high: i32) {
    for fd in low.max(0)..high {
        // SAFETY: numbers only; one that is not open fails.
        unsafe { libc::close(fd) };
    }
}
/// `umask`
pub fn umask(mask: u32) -> u32 {
    // SAFETY: numbers only.
    unsafe { libc::umask(mask) }
}
/// `getuid`, `geteuid`, `getgid`, `getegid`
pub fn ids() -> [u32; 4] {
    // SAFETY: these cannot fail.
    unsafe { [libc::getuid(), libc::geteuid(), libc::getgid(), libc::getegid()] }
}
/// `getresuid` (false) and `getresgid` (true)
pub fn res_ids(group: bool) -> Sys<[u32; 3]> {
    let (mut r, mut e, mut s) = (0, 0, 0);
    // SAFETY: room for the three numbers.
    ok(unsafe {
        if group { libc::getresgid(&mut r, &mut e, &mut s) } else { libc::getresuid(&mut r, &mut e, &mut s) }
    })?;
    Ok([r, e, s])
}
/// `getgroups`
pub fn getgroups() -> Sys<Vec<u32>> {
    let mut all = vec![0u32; 65536];
    // SAFETY: room for that many.
    let n = ok(unsafe { libc::getgroups(all.len() as c_int, all.as_mut_ptr()) })?;
    all.truncate(n as usize);
    Ok(all)
}
/// `setgroups`
pub fn setgroups(groups: &[u32]) -> Sys<i32> {
    // SAFETY: that many are readable.
    ok(unsafe { libc::setgroups(groups.len(), groups.as_ptr()) })
}
/// `nice`
pub fn nice(increment: i32) -> Sys<i32> {
    clear_errno();
    // SAFETY: numbers only.
    match unsafe { libc::nice(increment) } {
        -1 if errno() != 0 => Err(errno()),
        n => Ok(n),
    }
}
/// `getpriority`
pub fn getpriority(which: u32, who: u32) -> Sys<i32> {
    clear_errno();
    // SAFETY: numbers only.
    match unsafe { libc::getpriority(which, who) } {
        -1 if errno() != 0 => Err(errno()),
        n => Ok(n),
    }
}

/// `fstat`
pub fn fstat(fd: i32) -> Sys<libc::stat> {
    // SAFETY: plain data that the call fills in.
    unsafe {
        let mut st = std::mem::zeroed();
        ok(libc::fstat(fd, &raw mut st))?;
        Ok(st)
    }
}
/// `fstatat`
pub fn fstatat(dir: i32, path: &CStr, flags: i32) -> Sys<libc::stat> {
    // SAFETY: plain data that the call fills in; a C string.
    unsafe {
        let mut st = std::mem::zeroed();
        ok(libc::fstatat(dir, path.as_ptr(), &raw mut st, flags))?;
        Ok(st)
    }
}
/// `statvfs`
pub fn statvfs(path: &CStr) -> Sys<libc::statvfs> {
    // SAFETY: plain data that the call fills in; a C string.
    unsafe {
        let mut st = std::mem::zeroed();
        ok(libc::statvfs(path.as_ptr(), &raw mut st))?;
        Ok(st)
    }
}
/// `fstatvfs`
pub fn fstatvfs(fd: i32) -> Sys<libc::statvfs> {
    // SAFETY: plain data that the call fills in.
    unsafe {
        let mut st = std::mem::zeroed();
        ok(libc::fstatvfs(fd, &raw mut st))?;
        Ok(st)
    }
}
/// Seconds and nanoseconds; `None` is now.
pub type Times = Option<[(i64, i64); 2]>;
fn timespecs(times: Times) -> [libc::timespec; 2] {
    match times {
        Some(t) => t.map(|(s, n)| libc::timespec { tv_sec: s, tv_nsec: n }),
        None => [libc::timespec { tv_sec: 0, tv_nsec: libc::UTIME_NOW }; 2],
    }
}
/// `futimens`
pub fn futimens(fd: i32, times: Times) -> Sys<i32> {
    // SAFETY: two times.
    ok(unsafe { libc::futimens(fd, timespecs(times).as_ptr()) })
}
/// `utimensat`
pub fn utimensat(dir: i32, path: &CStr, times: Times, flags: i32) -> Sys<i32> {
    // SAFETY: two times and a C string.
    ok(unsafe { libc::utimensat(dir, path.as_ptr(), timespecs(times).as_ptr(), flags) })
}

/// A name in a directory with its inode and type (`DT_*`).
pub struct Entry {
    /// The name without the directory.
    pub name: Vec<u8>,
    /// The inode.
    pub inode: u64,
    /// The type, `DT_UNKNOWN` when the file system does not say.
    pub kind: u8,
}
/// An open directory.
pub struct Dir(std::ptr::NonNull<libc::DIR>);
// SAFETY: the stream is used by one thread at a time (`&mut self`).
unsafe impl Send for Dir {}
impl Dir {
    /// `opendir`
    pub fn open(path: &CStr) -> Sys<Dir> {
        // SAFETY: a C string; NULL is an error.
        std::ptr::NonNull::new(unsafe { libc::opendir(path.as_ptr()) }).map(Dir).ok_or_else(errno)
    }
    /// `fdopendir` of a copy of the descriptor, from the start.
    pub fn from_fd(fd: i32) -> Sys<Dir> {
        let fd = fcntl(fd, libc::F_DUPFD_CLOEXEC, 0)?;
        // SAFETY: a descriptor that the stream takes over when it is a directory.
        match std::ptr::NonNull::new(unsafe { libc::fdopendir(fd) }) {
            Some(dir) => {
                // SAFETY: an open stream.
                unsafe { libc::rewinddir(dir.as_ptr()) };
                Ok(Dir(dir))
            }
            None => {
                let e = errno();
                let _ = close(fd);
                Err(e)
            }
        }
    }
    /// The next entry but `.` and `..`.
    pub fn next_entry(&mut self) -> Sys<Option<Entry>> {
        loop {
            clear_errno();
            // SAFETY: an open stream; the entry is read before the next call.
            unsafe {
                let entry = libc::readdir(self.0.as_ptr());
                if entry.is_null() {
                    return match errno() {
                        0 => Ok(None),
                        e => Err(e),
                    };
                }
                let name = CStr::from_ptr((&raw const (*entry).d_name).cast()).to_bytes();
                if name != b"." && name != b".." {
                    return Ok(Some(Entry {
                        name: name.to_vec(),
                        inode: (*entry).d_ino,
                        kind: (*entry).d_type,
                    }));
                }
            }
        }
    }
}
impl Drop for Dir {
    fn drop(&mut self) {
        // SAFETY: open, and closed once.
        unsafe { libc::closedir(self.0.as_ptr()) };
    }
}

/// `uname`: system, node, release, version, machine.
pub fn uname() -> Sys<[Vec<u8>; 5]> {
    // SAFETY: plain data that the call fills in with C strings.
    unsafe {
        let mut u: libc::utsname = std::mem::zeroed();
        ok(libc::uname(&raw mut u))?;
        let text = |p: *const libc::c_char| CStr::from_ptr(p).to_bytes().to_vec();
        Ok([
            text((&raw const u.sysname).cast()),
            text((&raw const u.nodename).cast()),
            text((&raw const u.release).cast()),
            text((&raw const u.version).cast()),
            text((&raw const u.machine).cast()),
        ])
    }
}
/// `times`: user, system, children's user and system, elapsed; in seconds.
pub fn times() -> Sys<[f64; 5]> {
    // SAFETY: plain data that the call fills in.
    unsafe {
        let mut t: libc::tms = std::mem::zeroed();
        let elapsed = libc::times(&raw mut t);
        if elapsed == -1 {
            return Err(errno());
        }
        let tick = libc::sysconf(libc::_SC_CLK_TCK) as f64;
        Ok([t.tms_utime, t.tms_stime, t.tms_cutime, t.tms_cstime, elapsed].map(|n| n as f64 / tick))
    }
}
/// `getloadavg`
pub fn getloadavg() -> Option<[f64; 3]> {
    let mut all = [0.0; 3];
    // SAFETY: room for three.
    (unsafe { libc::getloadavg(all.as_mut_ptr(), 3) } == 3).then_some(all)
}
/// `getrandom`
pub fn getrandom(buffer: &mut [u8], flags: u32) -> Sys<usize> {
    // SAFETY: the buffer has that many bytes.
    size(unsafe { libc::getrandom(buffer.as_mut_ptr().cast(), buffer.len(), flags) })
}
/// Columns and lines of a terminal.
pub fn terminal_size(fd: i32) -> Sys<(u16, u16)> {
    // SAFETY: plain data that the call fills in.
    unsafe {
        let mut w: libc::winsize = std::mem::zeroed();
        ok(libc::ioctl(fd, libc::TIOCGWINSZ, &raw mut w))?;
        Ok((w.ws_col, w.ws_row))
    }
}
/// `sysconf`; `None` for a limit that does not exist.
pub fn sysconf(name: i32) -> Sys<i64> {
    clear_errno();
    // SAFETY: numbers only.
    match unsafe { libc::sysconf(name) } {
        -1 if errno() != 0 => Err(errno()),
        n => Ok(n),
    }
}
/// `pathconf`
pub fn pathconf(path: &CStr, name: i32) -> Sys<i64> {
    clear_errno();
    // SAFETY: a C string.
    match unsafe { libc::pathconf(path.as_ptr(), name) } {
        -1 if errno() != 0 => Err(errno()),
        n => Ok(n),
    }
}
/// `fpathconf`
pub fn fpathconf(fd: i32, name: i32) -> Sys<i64> {
    clear_errno();
    // SAFETY: numbers only.
    match unsafe { libc::fpathconf(fd, name) } {
        -1 if errno() != 0 => Err(errno()),
        n => Ok(n),
    }
}
/// `confstr`
pub fn confstr(name: i32) -> Sys<Option<Vec<u8>>> {
    clear_errno();
    let mut buffer = vec![0u8; 4096];
    // SAFETY: the buffer has that many bytes.
    match unsafe { libc::confstr(name, buffer.as_mut_ptr().cast(), buffer.len()) } {
        0 if errno() != 0 => Err(errno()),
        0 => Ok(None),
        n => {
            buffer.truncate(n.min(4096) - 1);
            Ok(Some(buffer))
        }
    }
}
/// `setenv`
pub fn setenv(name: &CStr, value: &CStr) -> Sys<i32> {
    // SAFETY: C strings; the runtime reads the environment through these functions only.
    ok(unsafe { libc::setenv(name.as_ptr(), value.as_ptr(), 1) })
}
/// `unsetenv`
pub fn unsetenv(name: &CStr) -> Sys<i32> {
    // SAFETY: a C string.
    ok(unsafe { libc::unsetenv(name.as_ptr()) })
}
/// `fork`; the caller does what the runtime needs around it.
pub fn fork() -> Sys<i32> {
    // SAFETY: the child keeps to this thread.
    ok(unsafe { libc::fork() })
}
/// `_exit`
pub fn exit_now(status: i32) -> ! {
    // SAFETY: ends the process.
    unsafe { libc::_exit(status) }
}
/// `abort`
pub fn abort() -> ! {
    // SAFETY: ends the process.
    unsafe { libc::abort() }
}
fn pointers(list: &[CString]) -> Vec<*const libc::c_char> {
    list.iter().map(|s| s.as_ptr()).chain([std::ptr::null()]).collect()
}
/// `execv` or, with an environment, `execve`; comes back only when it fails.
pub fn exec(path: &CStr, args: &[CString], env: Option<&[CString]>) -> i32 {
    let args = pointers(args);
    // SAFETY: NULL-terminated lists of C strings.
    unsafe {
        match env {
            None => libc::execv(path.as_ptr(), args.as_ptr()),
            Some(env) => libc::execve(path.as_ptr(), args.as_ptr(), pointers(env).as_ptr()),
        };
    }
    errno()
}
/// `fexecve`
pub fn fexec(fd: i32, args: &[CString], env: &[CString]) -> i32 {
    // SAFETY: NULL-terminated lists of C strings.
    unsafe { libc::fexecve(fd, pointers(args).as_ptr(), pointers(env).as_ptr()) };
    errno()
}
/// `wait4`: pid, status, resources.
pub fn wait4(pid: i32, options: i32) -> Sys<(i32, i32, libc::rusage)> {
    // SAFETY: plain data that the call fills in.
    unsafe {
        let (mut status, mut usage) = (0, std::mem::zeroed());
        let pid = ok(libc::wait4(pid, &raw mut status, options, &raw mut usage))?;
        Ok((pid, status, usage))
    }
}
/// `waitid`: pid, uid, signal, status, code; `None` when nothing changed.
pub fn waitid(kind: u32, id: u32, options: i32) -> Sys<Option<[i32; 5]>> {
    // SAFETY: plain data that the call fills in; the fields are those of SIGCHLD.
    unsafe {
        let mut info: libc::siginfo_t = std::mem::zeroed();
        ok(libc::waitid(kind, id, &raw mut info, options))?;
        if info.si_pid() == 0 {
            return Ok(None);
        }
        Ok(Some([info.si_pid(), info.si_uid() as i32, info.si_signo, info.si_status(), info.si_code]))
    }
}
/// `pidfd_open`
pub fn pidfd_open(pid: i32, flags: u32) -> Sys<i32> {
    // SAFETY: numbers only.
    ok(unsafe { libc::syscall(libc::SYS_pidfd_open, pid, flags) } as c_int)
}
/// `system`
pub fn system(command: &CStr) -> i32 {
    // SAFETY: a C string.
    unsafe { libc::system(command.as_ptr()) }
}
/// `sched_getaffinity`: the numbers of the processors.
pub fn sched_getaffinity(pid: i32) -> Sys<Vec<usize>> {
    // SAFETY: plain data that the call fills in; numbers in range.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        ok(libc::sched_getaffinity(pid, size_of::<libc::cpu_set_t>(), &raw mut set))?;
        Ok((0..libc::CPU_SETSIZE as usize).filter(|&i| libc::CPU_ISSET(i, &set)).collect())
    }
}
/// `sched_setaffinity`
pub fn sched_setaffinity(pid: i32, processors: &[usize]) -> Sys<i32> {
    // SAFETY: plain data; numbers out of range are left out.
    unsafe {
        let mut set: libc::cpu_set_t = std::mem::zeroed();
        for &i in processors.iter().filter(|&&i| i < libc::CPU_SETSIZE as usize) {
            libc::CPU_SET(i, &mut set);
        }
        ok(libc::sched_setaffinity(pid, size_of::<libc::cpu_set_t>(), &raw const set))
    }
}
/// `ttyname`
pub fn ttyname(fd: i32) -> Sys<Vec<u8>> {
    let mut buffer = [0u8; 256];
    // SAFETY: the buffer has that many bytes; the name ends with NUL.
    match unsafe { libc::ttyname_r(fd, buffer.as_mut_ptr().cast(), buffer.len()) } {
        0 => Ok(buffer.split(|&b| b == 0).next().unwrap_or(&[]).to_vec()),
        e => Err(e),
    }
}
/// `ptsname_r`
pub fn ptsname(fd: i32) -> Sys<Vec<u8>> {
    let mut buffer = [0u8; 256];
    // SAFETY: the buffer has that many bytes; the name ends with NUL.
    match unsafe { libc::ptsname_r(fd, buffer.as_mut_ptr().cast(), buffer.len()) } {
        0 => Ok(buffer.split(|&b| b == 0).next().unwrap_or(&[]).to_vec()),
        e => Err(e),
    }
}

extern "C" fn on_signal(signal: c_int) {
    mortise_core::state::signals::trip(signal as usize);
}
/// Who handles a signal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// The system.
    Default,
    /// Nobody.
    Ignore,
    /// The runtime, which calls a Python function.
    Python,
    /// Something else in the process.
    Foreign,
}
/// Installs a handler. System calls are interrupted, so that Python's handler runs soon.
pub fn set_signal(signal: i32, to: Disposition) -> Sys<()> {
    // SAFETY: a complete sigaction; the handler only touches atomics.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = match to {
            Disposition::Default | Disposition::Foreign => libc::SIG_DFL,
            Disposition::Ignore => libc::SIG_IGN,
            Disposition::Python => on_signal as extern "C" fn(c_int) as usize,
        };
        libc::sigemptyset(&raw mut action.sa_mask);
        action.sa_flags = if to == Disposition::Python { libc::SA_ONSTACK } else { 0 };
        ok(libc::sigaction(signal, &raw const action, std::ptr::null_mut())).map(drop)
    }
}
/// Who handles a signal now.
pub fn get_signal(signal: i32) -> Disposition {
    // SAFETY: plain data that the call fills in.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        if libc::sigaction(signal, std::ptr::null(), &raw mut action) != 0 {
            return Disposition::Foreign;
        }
        match action.sa_sigaction {
            libc::SIG_DFL => Disposition::Default,
            libc::SIG_IGN => Disposition::Ignore,
            f if f == on_signal as extern "C" fn(c_int) as usize => Disposition::Python,
            _ => Disposition::Foreign,
        }
    }
}
/// `alarm`
pub fn alarm(seconds: u32) -> u32 {
    // SAFETY: numbers only.
    unsafe { libc::alarm(seconds) }
}
/// `pause`
pub fn pause() {
    // SAFETY: waits for a signal.
    unsafe { libc::pause() };
}
/// `clock_gettime` in nanoseconds.
pub fn clock(id: i32) -> Sys<i64> {
    // SAFETY: plain data that the call fills in.
    unsafe {
        let mut t: libc::timespec = std::mem::zeroed();
        ok(libc::clock_gettime(id, &raw mut t))?;
        Ok(t.tv_sec * 1_000_000_000 + t.tv_nsec)
    }
}
/// `clock_getres` in nanoseconds.
pub fn clock_resolution(id: i32) -> Sys<i64> {
    // SAFETY: plain data that the call fills in.
    unsafe {
        let mut t: libc::timespec = std::mem::zeroed();
        ok(libc::clock_getres(id, &raw mut t))?;
        Ok(t.tv_sec * 1_000_000_000 + t.tv_nsec)
    }
}
/// Sleeps until a time of the monotonic clock, in nanoseconds.
pub fn sleep_until(deadline: i64) -> Sys<()> {
    let t = libc::timespec { tv_sec: deadline / 1_000_000_000, tv_nsec: deadline % 1_000_000_000 };
    // SAFETY: a time; the rest is not asked for.
    match unsafe {
        libc::clock_nanosleep(libc::CLOCK_MONOTONIC, libc::TIMER_ABSTIME, &raw const t, std::ptr::null_mut())
    } {
        0 => Ok(()),
        e => Err(e),
    }
}
