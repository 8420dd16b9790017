//! Files by name: making, removing, renaming, permissions, times.
#![forbid(unsafe_code)]

use mortise_core::args::{Args, Signature};
use mortise_core::builtin::support::{audit, blocking, os_error};
use mortise_core::objects::{Int, Module, Tuple};
use mortise_core::{Attached, Borrowed, PyResult, Raised, Ref, raise};

use crate::path::{Path, Target, decode_fs, dir_fd, fd_of, fspath as path_of};
use crate::sys_calls::{self as sys, Sys};

pub type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;
pub type Object<'py> = PyResult<Ref<'py>>;
type Arg<'a, 'py> = Option<Borrowed<'a, 'py>>;

/// A flag argument with a default.
pub fn flag(value: Arg<'_, '_>, default: bool) -> PyResult<bool> {
    value.map_or(Ok(default), |v| v.is_true())
}
/// A C int argument with a default.
pub fn int(value: Arg<'_, '_>, default: i32) -> PyResult<i32> {
    value.map_or(Ok(default), |v| v.as_int())
}
/// `None` or the error for the path.
pub fn done<'py, T>(py: Attached<'py>, path: &Path<'py>, result: Sys<T>) -> Object<'py> {
    match result {
        Ok(_) => Ok(py.none()),
        Err(e) => Err(path.error(py, e)),
    }
}
/// `None` or the error without a name.
pub fn plain<'py, T>(py: Attached<'py>, result: Sys<T>) -> Object<'py> {
    match result {
        Ok(_) => Ok(py.none()),
        Err(e) => Err(os_error(py, e, None, None)),
    }
}
/// A number or the error without a name.
pub fn number<'py, T: Into<i64>>(py: Attached<'py>, result: Sys<T>) -> Object<'py> {
    match result {
        Ok(n) => Ok(py.int(n.into())?.into_any()),
        Err(e) => Err(os_error(py, e, None, None)),
    }
}
/// A name from the file system, bytes when the argument was bytes.
pub fn name_like<'py>(py: Attached<'py>, bytes: &[u8], as_bytes: bool) -> Object<'py> {
    if as_bytes { Ok(py.bytes(bytes)?.into_any()) } else { Ok(decode_fs(py, bytes)?.into_any()) }
}

/// A user or group id: -1 stays.
pub fn id(py: Attached<'_>, value: Borrowed<'_, '_>, what: &str) -> PyResult<u32> {
    if !value.is_instance_of::<Int>() {
        return Err(raise!(py, TypeError, "{what} should be integer, not {}", value.ty().name()));
    }
    match value.as_i64()? {
        -1 => Ok(u32::MAX),
        n if n < 0 => Err(raise!(py, OverflowError, "{what} is less than minimum")),
        n if n > u32::MAX as i64 => Err(raise!(py, OverflowError, "{what} is greater than maximum")),
        n => Ok(n as u32),
    }
}

pub fn fspath<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("fspath", ["path"], 1);
    let [path] = SIG.parse(py, args)?;
    path_of(py, &path.expect("required"))
}

pub fn mkdir<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<3> = Signature::with("mkdir", ["path", "mode", "dir_fd"], 1, 0, 2);
    let [path, mode, dir] = SIG.parse(py, args)?;
    let (name, path) = Path::name(py, "mkdir", "path", &path.expect("required"))?;
    let (mode, dir) = (int(mode, 0o777)?, dir_fd(py, dir)?);
    done(py, &path, blocking(py, || sys::mkdirat(dir, &name, mode as u32))?)
}

fn remove<'py>(py: Attached<'py>, args: Args<'_, 'py>, function: &'static str, flags: i32) -> Object<'py> {
    let sig: Signature<2> = Signature::with(function, ["path", "dir_fd"], 1, 0, 1);
    let [path, dir] = sig.parse(py, args)?;
    let (name, path) = Path::name(py, function, "path", &path.expect("required"))?;
    let dir = dir_fd(py, dir)?;
    done(py, &path, blocking(py, || sys::unlinkat(dir, &name, flags))?)
}
pub fn rmdir<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    remove(py, args, "rmdir", libc::AT_REMOVEDIR)
}
pub fn unlink<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    remove(py, args, "unlink", 0)
}
pub fn remove_<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    remove(py, args, "remove", 0)
}

fn two<'py>(py: Attached<'py>, result: Sys<i32>, a: &Path<'py>, b: &Path<'py>) -> Object<'py> {
    match result {
        Ok(_) => Ok(py.none()),
        Err(e) => Err(os_error(py, e, Some(&a.object), Some(&b.object))),
    }
}
fn rename_as<'py>(py: Attached<'py>, args: Args<'_, 'py>, function: &'static str) -> Object<'py> {
    let sig: Signature<4> = Signature::with(function, ["src", "dst", "src_dir_fd", "dst_dir_fd"], 2, 0, 2);
    let [src, dst, src_dir, dst_dir] = sig.parse(py, args)?;
    let (from, src) = Path::name(py, function, "src", &src.expect("required"))?;
    let (to, dst) = Path::name(py, function, "dst", &dst.expect("required"))?;
    let (a, b) = (dir_fd(py, src_dir)?, dir_fd(py, dst_dir)?);
    let result = blocking(py, || sys::renameat(a, &from, b, &to))?;
    two(py, result, &src, &dst)
}
pub fn rename<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    rename_as(py, args, "rename")
}
pub fn replace<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    rename_as(py, args, "replace")
}
pub fn link<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<5> =
        Signature::with("link", ["src", "dst", "src_dir_fd", "dst_dir_fd", "follow_symlinks"], 2, 0, 2);
    let [src, dst, src_dir, dst_dir, follow] = SIG.parse(py, args)?;
    let (from, src) = Path::name(py, "link", "src", &src.expect("required"))?;
    let (to, dst) = Path::name(py, "link", "dst", &dst.expect("required"))?;
    let (a, b) = (dir_fd(py, src_dir)?, dir_fd(py, dst_dir)?);
    let flags = match follow {
        Some(f) if f.is_true()? => libc::AT_SYMLINK_FOLLOW,
        _ => 0,
    };
    let result = blocking(py, || sys::linkat(a, &from, b, &to, flags))?;
    two(py, result, &src, &dst)
}
pub fn symlink<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<4> =
        Signature::with("symlink", ["src", "dst", "target_is_directory", "dir_fd"], 2, 0, 3);
    let [src, dst, _is_dir, dir] = SIG.parse(py, args)?;
    let (from, src) = Path::name(py, "symlink", "src", &src.expect("required"))?;
    let (to, dst) = Path::name(py, "symlink", "dst", &dst.expect("required"))?;
    let dir = dir_fd(py, dir)?;
    let result = blocking(py, || sys::symlinkat(&from, dir, &to))?;
    two(py, result, &src, &dst)
}
pub fn readlink<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::with("readlink", ["path", "dir_fd"], 1, 0, 1);
    let [path, dir] = SIG.parse(py, args)?;
    let (name, path) = Path::name(py, "readlink", "path", &path.expect("required"))?;
    let dir = dir_fd(py, dir)?;
    match blocking(py, || sys::readlinkat(dir, &name))? {
        Ok(target) => name_like(py, &target, path.is_bytes),
        Err(e) => Err(path.error(py, e)),
    }
}
pub fn chmod<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<4> =
        Signature::with("chmod", ["path", "mode", "dir_fd", "follow_symlinks"], 2, 0, 2);
    let [path, mode, dir, follow] = SIG.parse(py, args)?;
    let path = Path::parse(py, "chmod", "path", &path.expect("required"), true, false)?;
    let (mode, dir) = (int(mode, 0)? as u32, dir_fd(py, dir)?);
    let flags = if flag(follow, true)? { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    let result = blocking(py, || match &path.target {
        Target::Fd(fd) => sys::fchmod(*fd, mode),
        Target::Path(p) => sys::fchmodat(dir, p, mode, flags),
    })?;
    done(py, &path, result)
}
fn chown_as<'py>(
    py: Attached<'py>,
    path: Path<'py>,
    uid: Arg<'_, 'py>,
    gid: Arg<'_, 'py>,
    dir: i32,
    flags: i32,
) -> Object<'py> {
    let (uid, gid) = (id(py, uid.expect("required"), "uid")?, id(py, gid.expect("required"), "gid")?);
    let result = blocking(py, || match &path.target {
        Target::Fd(fd) => sys::fchown(*fd, uid, gid),
        Target::Path(p) => sys::fchownat(dir, p, uid, gid, flags),
    })?;
    done(py, &path, result)
}
pub fn chown<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<5> =
        Signature::with("chown", ["path", "uid", "gid", "dir_fd", "follow_symlinks"], 3, 0, 3);
    let [path, uid, gid, dir, follow] = SIG.parse(py, args)?;
    let path = Path::parse(py, "chown", "path", &path.expect("required"), true, false)?;
    let dir = dir_fd(py, dir)?;
    let flags = if flag(follow, true)? { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    chown_as(py, path, uid, gid, dir, flags)
}
pub fn lchown<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<3> = Signature::new("lchown", ["path", "uid", "gid"], 3);
    let [path, uid, gid] = SIG.parse(py, args)?;
    let path = Path::parse(py, "lchown", "path", &path.expect("required"), false, false)?;
    chown_as(py, path, uid, gid, libc::AT_FDCWD, libc::AT_SYMLINK_NOFOLLOW)
}
pub fn access<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<5> =
        Signature::with("access", ["path", "mode", "dir_fd", "effective_ids", "follow_symlinks"], 2, 0, 2);
    let [path, mode, dir, effective, follow] = SIG.parse(py, args)?;
    let (name, _) = Path::name(py, "access", "path", &path.expect("required"))?;
    let (mode, dir) = (int(mode, 0)?, dir_fd(py, dir)?);
    let mut flags = if flag(follow, true)? { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    if flag(effective, false)? {
        flags |= libc::AT_EACCESS;
    }
    Ok(py.bool(blocking(py, || sys::faccessat(dir, &name, mode, flags))?.is_ok()))
}
pub fn truncate<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::new("truncate", ["path", "length"], 2);
    let [path, length] = SIG.parse(py, args)?;
    let path = Path::parse(py, "truncate", "path", &path.expect("required"), true, false)?;
    let length = length.expect("required").index()?.as_i64()?;
    let result = blocking(py, || match &path.target {
        Target::Fd(fd) => sys::ftruncate(*fd, length),
        Target::Path(p) => sys::truncate(p, length),
    })?;
    done(py, &path, result)
}
pub fn mkfifo<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<3> = Signature::with("mkfifo", ["path", "mode", "dir_fd"], 1, 0, 2);
    let [path, mode, dir] = SIG.parse(py, args)?;
    let (name, path) = Path::name(py, "mkfifo", "path", &path.expect("required"))?;
    let (mode, dir) = (int(mode, 0o666)? as u32, dir_fd(py, dir)?);
    done(py, &path, blocking(py, || sys::mkfifoat(dir, &name, mode))?)
}
pub fn mknod<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<4> = Signature::with("mknod", ["path", "mode", "device", "dir_fd"], 1, 0, 3);
    let [path, mode, device, dir] = SIG.parse(py, args)?;
    let (name, path) = Path::name(py, "mknod", "path", &path.expect("required"))?;
    let (mode, dir) = (int(mode, 0o600)? as u32, dir_fd(py, dir)?);
    let device = device.map_or(Ok(0), |d| d.as_i64())? as u64;
    done(py, &path, blocking(py, || sys::mknodat(dir, &name, mode, device))?)
}
pub fn chdir<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("chdir", ["path"], 1);
    let [path] = SIG.parse(py, args)?;
    let path = Path::parse(py, "chdir", "path", &path.expect("required"), true, false)?;
    audit(py, c"os.chdir", [path.object.clone()])?;
    let result = blocking(py, || match &path.target {
        Target::Fd(fd) => sys::fchdir(*fd),
        Target::Path(p) => sys::chdir(p),
    })?;
    done(py, &path, result)
}
pub fn fchdir<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("fchdir", ["fd"], 1);
    let [fd] = SIG.parse(py, args)?;
    let fd = crate::path::fileno(py, &fd.expect("required"))?;
    plain(py, blocking(py, || sys::fchdir(fd))?)
}
pub fn chroot<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("chroot", ["path"], 1);
    let [path] = SIG.parse(py, args)?;
    let (name, path) = Path::name(py, "chroot", "path", &path.expect("required"))?;
    done(py, &path, blocking(py, || sys::chroot(&name))?)
}
fn cwd<'py>(py: Attached<'py>, bytes: bool) -> Object<'py> {
    match sys::getcwd() {
        Ok(path) => name_like(py, &path, bytes),
        Err(e) => Err(os_error(py, e, None, None)),
    }
}
pub fn getcwd<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    cwd(py, false)
}
pub fn getcwdb<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    cwd(py, true)
}

/// A time in seconds as whole seconds and nanoseconds, rounded down.
fn time_of<'py>(py: Attached<'py>, value: &Ref<'py>) -> PyResult<(i64, i64)> {
    if value.is_instance_of::<mortise_core::objects::Float>() {
        let t = value.as_f64()?;
        if t.is_nan() {
            return Err(raise!(py, ValueError, "Invalid value NaN (not a number)"));
        }
        let mut seconds = t.floor();
        let mut nanos = ((t - seconds) * 1e9).floor();
        if nanos >= 1e9 {
            seconds += 1.0;
            nanos -= 1e9;
        }
        if seconds.abs() >= 9.3e18 {
            return Err(raise!(py, OverflowError, "timestamp out of range for platform time_t"));
        }
        return Ok((seconds as i64, nanos as i64));
    }
    Ok((value.as_i64()?, 0))
}

fn pair<'py>(py: Attached<'py>, value: Borrowed<'_, 'py>, what: &str) -> PyResult<Ref<'py, Tuple>> {
    match value.cast::<Tuple>() {
        Some(t) if t.len() == 2 => Ok(t.clone()),
        _ => Err(raise!(
            py,
            TypeError,
            "utime: '{what}' must be either a tuple of two ints{}",
            if what == "times" { " or None" } else { "" }
        )),
    }
}

pub fn utime<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<5> =
        Signature::with("utime", ["path", "times", "ns", "dir_fd", "follow_symlinks"], 1, 0, 2);
    let [path, times, ns, dir, follow] = SIG.parse(py, args)?;
    let path = Path::parse(py, "utime", "path", &path.expect("required"), true, false)?;
    let times = times.filter(|t| !t.is_none());
    if times.is_some() && ns.is_some() {
        return Err(raise!(py, ValueError, "utime: you may specify either 'times' or 'ns' but not both"));
    }
    let when = if let Some(times) = times {
        let t = pair(py, times, "times")?;
        Some([time_of(py, &t.item(0))?, time_of(py, &t.item(1))?])
    } else if let Some(ns) = ns {
        let t = pair(py, ns, "ns")?;
        let split = |v: Borrowed<'_, 'py>| -> PyResult<(i64, i64)> {
            let n = v.as_i64()?;
            Ok((n.div_euclid(1_000_000_000), n.rem_euclid(1_000_000_000)))
        };
        Some([split(t.item(0))?, split(t.item(1))?])
    } else {
        None
    };
    let dir = dir_fd(py, dir)?;
    let follow = flag(follow, true)?;
    let result = blocking(py, || match &path.target {
        Target::Fd(fd) => sys::futimens(*fd, when),
        Target::Path(p) => sys::utimensat(dir, p, when, if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW }),
    })?;
    done(py, &path, result)
}

pub fn listdir<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("listdir", ["path"], 0);
    let [path] = SIG.parse(py, args)?;
    let given = path.map_or_else(|| py.none(), Borrowed::to_owned);
    let path = Path::parse(py, "listdir", "path", &given, true, true)?;
    audit(py, c"os.listdir", [given])?;
    let all = mortise_core::state::detached(py, || -> Sys<Vec<Vec<u8>>> {
        let mut dir = match &path.target {
            Target::Fd(fd) => sys::Dir::from_fd(*fd)?,
            Target::Path(p) => sys::Dir::open(p)?,
        };
        let mut all = Vec::new();
        while let Some(entry) = dir.next_entry()? {
            all.push(entry.name);
        }
        Ok(all)
    });
    match all {
        Ok(all) => {
            let names = all.iter().map(|n| name_like(py, n, path.is_bytes)).collect::<PyResult<Vec<_>>>()?;
            Ok(py.list(names)?.into_any())
        }
        Err(e) => Err(path.error(py, e)),
    }
}

/// An exception for an argument that is no descriptor, or the descriptor.
pub fn fd<'py>(py: Attached<'py>, value: Arg<'_, 'py>) -> Result<i32, Raised> {
    fd_of(py, &value.expect("required"))
}
