//! Open files by descriptor.
#![forbid(unsafe_code)]

use mortise_core::args::{Args, Signature};
use mortise_core::builtin::support::{audit, blocking, os_error};
use mortise_core::objects::bytes::storage as bytes_storage;
use mortise_core::objects::protocol::buffer::View;
use mortise_core::{Attached, Borrowed, PyResult, Ref};

use super::files::{Mod, Object, fd, flag, int, name_like, number, plain};
use crate::path::{Path, dir_fd, fileno};
use crate::sys_calls as sys;

/// The most that one call may transfer.
const MAX: usize = 0x7fff_f000;

pub fn open<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<4> = Signature::with("open", ["path", "flags", "mode", "dir_fd"], 2, 0, 3);
    let [path, flags, mode, dir] = SIG.parse(py, args)?;
    let (name, path) = Path::name(py, "open", "path", &path.expect("required"))?;
    let flags = int(flags, 0)?;
    let (mode, dir) = (int(mode, 0o777)? as u32, dir_fd(py, dir)?);
    audit(py, c"open", [path.object.clone(), py.none(), py.int(flags.into())?.into_any()])?;
    match blocking(py, || sys::openat(dir, &name, flags | libc::O_CLOEXEC, mode))? {
        Ok(fd) => Ok(py.int(fd.into())?.into_any()),
        Err(e) => Err(path.error(py, e)),
    }
}
pub fn close<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("close", ["fd"], 1);
    let [fd] = SIG.parse(py, args)?;
    let fd = fd.expect("required").as_int()?;
    // Not repeated when interrupted: the descriptor is gone all the same.
    match mortise_core::state::detached(py, || sys::close(fd)) {
        Err(libc::EINTR) => Ok(py.none()),
        result => plain(py, result),
    }
}
pub fn closerange<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "closerange", 2, 2)?;
    let (low, high) = (int(args.get(0), 0)?, int(args.get(1), 0)?);
    mortise_core::state::detached(py, || sys::close_range(low, high));
    Ok(py.none())
}
pub fn dup<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "dup", 1, 1)?;
    let fd = int(args.get(0), 0)?;
    number(py, sys::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0))
}
pub fn dup2<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<3> = Signature::new("dup2", ["fd", "fd2", "inheritable"], 2);
    let [fd, fd2, inheritable] = SIG.parse(py, args)?;
    let (fd, fd2) = (int(fd, 0)?, int(fd2, 0)?);
    let flags = if flag(inheritable, true)? { 0 } else { libc::O_CLOEXEC };
    if fd == fd2 {
        // dup3 refuses equal numbers, dup2 only looks whether the file is open.
        return number(py, sys::fcntl(fd, libc::F_GETFD, 0).map(|_| fd));
    }
    number(py, blocking(py, || sys::dup3(fd, fd2, flags))?)
}
/// A new bytes object of at most `n` bytes, filled by `call`.
fn read_with<'py>(
    py: Attached<'py>,
    n: i64,
    mut call: impl FnMut(&mut [u8]) -> sys::Sys<usize>,
) -> Object<'py> {
    if n < 0 {
        return Err(os_error(py, libc::EINVAL, None, None));
    }
    let mut buffer = vec![0u8; (n as usize).min(MAX)];
    match blocking(py, || call(&mut buffer))? {
        Ok(got) => Ok(bytes_storage::from_slice(py, &buffer[..got])?.into_any()),
        Err(e) => Err(os_error(py, e, None, None)),
    }
}
pub fn read<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "read", 2, 2)?;
    let (fd, n) = (int(args.get(0), 0)?, args.get(1).expect("counted").index()?.as_i64()?);
    read_with(py, n, |b| sys::read(fd, b))
}
pub fn pread<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "pread", 3, 3)?;
    let (fd, n) = (int(args.get(0), 0)?, args.get(1).expect("counted").index()?.as_i64()?);
    let at = args.get(2).expect("counted").as_i64()?;
    read_with(py, n, |b| sys::pread(fd, b, at))
}
pub fn write<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "write", 2, 2)?;
    let fd = int(args.get(0), 0)?;
    let view = View::simple(py, &args.get(1).expect("counted"))?;
    // The exporter keeps the memory where it is while the thread is detached.
    let bytes = &view.bytes()[..view.len().min(MAX)];
    let result = blocking(py, || sys::write(fd, bytes))?;
    number(py, result.map(|n| n as i64))
}
pub fn pwrite<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "pwrite", 3, 3)?;
    let fd = int(args.get(0), 0)?;
    let view = View::simple(py, &args.get(1).expect("counted"))?;
    let at = args.get(2).expect("counted").as_i64()?;
    let bytes = &view.bytes()[..view.len().min(MAX)];
    let result = blocking(py, || sys::pwrite(fd, bytes, at))?;
    number(py, result.map(|n| n as i64))
}
pub fn lseek<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "lseek", 3, 3)?;
    let (fd, whence) = (int(args.get(0), 0)?, int(args.get(2), 0)?);
    let at = args.get(1).expect("counted").as_i64()?;
    number(py, mortise_core::state::detached(py, || sys::lseek(fd, at, whence)))
}
pub fn sendfile<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<4> = Signature::new("sendfile", ["out_fd", "in_fd", "offset", "count"], 4);
    let [out, input, offset, count] = SIG.parse(py, args)?;
    let (out, input) = (int(out, 0)?, int(input, 0)?);
    let offset = offset.filter(|o| !o.is_none()).map(|o| o.as_i64()).transpose()?;
    let count = count.expect("required").as_i64()?.max(0) as usize;
    number(py, blocking(py, || sys::sendfile(out, input, offset, count))?.map(|n| n as i64))
}
pub fn isatty<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "isatty", 1, 1)?;
    let fd = int(args.get(0), 0)?;
    Ok(py.bool(mortise_core::state::detached(py, || sys::isatty(fd))))
}
fn fd_pair<'py>(py: Attached<'py>, result: sys::Sys<(i32, i32)>) -> Object<'py> {
    match result {
        Ok((a, b)) => Ok(py.tuple([py.int(a.into())?.into_any(), py.int(b.into())?.into_any()])?.into_any()),
        Err(e) => Err(os_error(py, e, None, None)),
    }
}
pub fn pipe<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    fd_pair(py, sys::pipe2(libc::O_CLOEXEC))
}
pub fn pipe2<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, flags: Borrowed<'_, 'py>) -> Object<'py> {
    let flags = flags.as_int()?;
    fd_pair(py, sys::pipe2(flags))
}
fn on_file<'py>(
    py: Attached<'py>,
    args: Args<'_, 'py>,
    function: &'static str,
    call: fn(i32) -> sys::Sys<i32>,
) -> Object<'py> {
    let sig: Signature<1> = Signature::new(function, ["fd"], 1);
    let [fd] = sig.parse(py, args)?;
    let fd = fileno(py, &fd.expect("required"))?;
    plain(py, blocking(py, || call(fd))?)
}
pub fn fsync<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    on_file(py, args, "fsync", sys::fsync)
}
pub fn fdatasync<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    on_file(py, args, "fdatasync", sys::fdatasync)
}
pub fn ftruncate<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "ftruncate", 2, 2)?;
    let (fd, n) = (int(args.get(0), 0)?, args.get(1).expect("counted").as_i64()?);
    plain(py, blocking(py, || sys::ftruncate(fd, n))?)
}
pub fn fchmod<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::new("fchmod", ["fd", "mode"], 2);
    let [fd, mode] = SIG.parse(py, args)?;
    let (fd, mode) = (int(fd, 0)?, int(mode, 0)?);
    plain(py, blocking(py, || sys::fchmod(fd, mode as u32))?)
}
pub fn fchown<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<3> = Signature::new("fchown", ["fd", "uid", "gid"], 3);
    let [fd, uid, gid] = SIG.parse(py, args)?;
    let fd = int(fd, 0)?;
    let uid = super::files::id(py, uid.expect("required"), "uid")?;
    let gid = super::files::id(py, gid.expect("required"), "gid")?;
    plain(py, blocking(py, || sys::fchown(fd, uid, gid))?)
}
pub fn lockf<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "lockf", 3, 3)?;
    let (fd, command) = (int(args.get(0), 0)?, int(args.get(1), 0)?);
    let n = args.get(2).expect("counted").as_i64()?;
    plain(py, blocking(py, || sys::lockf(fd, command, n))?)
}
pub fn posix_fadvise<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "posix_fadvise", 4, 4)?;
    let (fd, advice) = (int(args.get(0), 0)?, int(args.get(3), 0)?);
    let (at, n) = (args.get(1).expect("counted").as_i64()?, args.get(2).expect("counted").as_i64()?);
    returned_errno(py, mortise_core::state::detached(py, || sys::posix_fadvise(fd, at, n, advice)))
}
pub fn posix_fallocate<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "posix_fallocate", 3, 3)?;
    let fd = int(args.get(0), 0)?;
    let (at, n) = (args.get(1).expect("counted").as_i64()?, args.get(2).expect("counted").as_i64()?);
    returned_errno(py, mortise_core::state::detached(py, || sys::posix_fallocate(fd, at, n)))
}
/// Some calls return the errno instead of setting it.
fn returned_errno<'py>(py: Attached<'py>, result: sys::Sys<i32>) -> Object<'py> {
    match result {
        Ok(0) => Ok(py.none()),
        Ok(e) | Err(e) => Err(os_error(py, e, None, None)),
    }
}
pub fn get_inheritable<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "get_inheritable", 1, 1)?;
    match sys::fcntl(int(args.get(0), 0)?, libc::F_GETFD, 0) {
        Ok(flags) => Ok(py.bool(flags & libc::FD_CLOEXEC == 0)),
        Err(e) => Err(os_error(py, e, None, None)),
    }
}
pub fn set_inheritable<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "set_inheritable", 2, 2)?;
    let (fd, inheritable) = (int(args.get(0), 0)?, int(args.get(1), 0)? != 0);
    let result = sys::fcntl(fd, libc::F_GETFD, 0).and_then(|flags| {
        let flags = if inheritable { flags & !libc::FD_CLOEXEC } else { flags | libc::FD_CLOEXEC };
        sys::fcntl(fd, libc::F_SETFD, flags)
    });
    plain(py, result)
}
pub fn get_blocking<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "get_blocking", 1, 1)?;
    match sys::fcntl(int(args.get(0), 0)?, libc::F_GETFL, 0) {
        Ok(flags) => Ok(py.bool(flags & libc::O_NONBLOCK == 0)),
        Err(e) => Err(os_error(py, e, None, None)),
    }
}
pub fn set_blocking<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "set_blocking", 2, 2)?;
    let (fd, block) = (int(args.get(0), 0)?, args.get(1).expect("counted").is_true()?);
    let result = sys::fcntl(fd, libc::F_GETFL, 0).and_then(|flags| {
        let flags = if block { flags & !libc::O_NONBLOCK } else { flags | libc::O_NONBLOCK };
        sys::fcntl(fd, libc::F_SETFL, flags)
    });
    plain(py, result)
}
pub fn device_encoding<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("device_encoding", ["fd"], 1);
    let [fd] = SIG.parse(py, args)?;
    if sys::isatty(int(fd, 0)?) { Ok(py.str("UTF-8")?.into_any()) } else { Ok(py.none()) }
}
pub fn ttyname<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "ttyname", 1, 1)?;
    match sys::ttyname(int(args.get(0), 0)?) {
        Ok(name) => name_like(py, &name, false),
        Err(e) => Err(os_error(py, e, None, None)),
    }
}
pub fn ptsname<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "ptsname", 1, 1)?;
    match sys::ptsname(int(args.get(0), 0)?) {
        Ok(name) => name_like(py, &name, false),
        Err(e) => Err(os_error(py, e, None, None)),
    }
}
pub fn memfd_create<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::new("memfd_create", ["name", "flags"], 1);
    let [name, flags] = SIG.parse(py, args)?;
    let (name, _) = Path::name(py, "memfd_create", "name", &name.expect("required"))?;
    let flags = int(flags, 1)? as u32;
    number(py, sys::memfd_create(&name, flags))
}
pub fn eventfd<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::new("eventfd", ["initval", "flags"], 1);
    let [value, flags] = SIG.parse(py, args)?;
    let value = value.expect("required").as_i64()? as u32;
    number(py, sys::eventfd(value, int(flags, libc::EFD_CLOEXEC)?))
}
pub fn eventfd_read<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "eventfd_read", 1, 1)?;
    let fd = int(args.get(0), 0)?;
    let mut buffer = [0u8; 8];
    match mortise_core::state::detached(py, || sys::read(fd, &mut buffer)) {
        Ok(_) => Ok(py.int_from_usize(u64::from_ne_bytes(buffer) as usize)?.into_any()),
        Err(e) => Err(os_error(py, e, None, None)),
    }
}
pub fn eventfd_write<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "eventfd_write", 2, 2)?;
    let fd = int(args.get(0), 0)?;
    let n = (args.get(1).expect("counted").as_i64()? as u64).to_ne_bytes();
    plain(py, mortise_core::state::detached(py, || sys::write(fd, &n)))
}
pub fn grantpt<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "grantpt", 1, 1)?;
    let fd = fileno(py, &args.get(0).expect("counted"))?;
    plain(py, sys::grantpt(fd))
}
pub fn unlockpt<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "unlockpt", 1, 1)?;
    let fd = fileno(py, &args.get(0).expect("counted"))?;
    plain(py, sys::unlockpt(fd))
}
pub fn posix_openpt<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, flags: Borrowed<'_, 'py>) -> Object<'py> {
    let flags = flags.as_int()?;
    number(py, sys::posix_openpt(flags | libc::O_CLOEXEC))
}
pub fn tcgetpgrp<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "tcgetpgrp", 1, 1)?;
    number(py, sys::tcgetpgrp(fd(py, args.get(0))?))
}
pub fn tcsetpgrp<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "tcsetpgrp", 2, 2)?;
    plain(py, sys::tcsetpgrp(fd(py, args.get(0))?, int(args.get(1), 0)?))
}
