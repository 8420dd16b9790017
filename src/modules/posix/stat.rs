//! `stat` and its kin, and directory scanning.
#![forbid(unsafe_code)]

use std::sync::OnceLock;

use mortise_core::args::{Args, Signature};
use mortise_core::builtin::support::{audit, blocking, generic_alias, os_error, struct_sequence};
use mortise_core::heap::locked::Locked;
use mortise_core::heap::native::{Native, NativeValue};
use mortise_core::objects::Str;
use mortise_core::{Attached, Borrowed, Owned, PyResult, Ref, getset, method, native_type, raise};

use super::files::{Mod, Object, flag, name_like};
use crate::path::{Path, Target, dir_fd};
use crate::sys_calls::{self as sys, Sys};

/// `os.stat_result`
pub static STAT_RESULT: OnceLock<Owned> = OnceLock::new();
/// `os.statvfs_result`
pub static STATVFS_RESULT: OnceLock<Owned> = OnceLock::new();

fn result_type<'py>(py: Attached<'py>, cell: &'static OnceLock<Owned>) -> PyResult<Borrowed<'static, 'py>> {
    match cell.get() {
        Some(ty) => Ok(ty.bind(py)),
        None => Err(raise!(py, SystemError, "the module posix is not initialised")),
    }
}

/// A `stat_result`.
pub fn stat_result<'py>(py: Attached<'py>, st: &libc::stat) -> Object<'py> {
    let int = |n: i64| -> Object<'py> { Ok(py.int(n)?.into_any()) };
    let unsigned = |n: u64| -> Object<'py> { Ok(py.int_from_usize(n as usize)?.into_any()) };
    let seconds = |s: i64, n: i64| -> Object<'py> { Ok(py.float(s as f64 + 1e-9 * n as f64)?.into_any()) };
    let nanos = |s: i64, n: i64| -> Object<'py> {
        match s.checked_mul(1_000_000_000).and_then(|x| x.checked_add(n)) {
            Some(total) => Ok(py.int(total)?.into_any()),
            None => {
                let whole = py.int(s)?.mul(&*py.int(1_000_000_000)?)?;
                whole.add(&*py.int(n)?)
            }
        }
    };
    let values = vec![
        unsigned(st.st_mode.into())?,
        unsigned(st.st_ino)?,
        unsigned(st.st_dev)?,
        unsigned(st.st_nlink)?,
        unsigned(st.st_uid.into())?,
        unsigned(st.st_gid.into())?,
        int(st.st_size)?,
        int(st.st_atime)?,
        int(st.st_mtime)?,
        int(st.st_ctime)?,
        seconds(st.st_atime, st.st_atime_nsec)?,
        seconds(st.st_mtime, st.st_mtime_nsec)?,
        seconds(st.st_ctime, st.st_ctime_nsec)?,
        nanos(st.st_atime, st.st_atime_nsec)?,
        nanos(st.st_mtime, st.st_mtime_nsec)?,
        nanos(st.st_ctime, st.st_ctime_nsec)?,
        int(st.st_blksize)?,
        int(st.st_blocks)?,
        unsigned(st.st_rdev)?,
    ];
    let ty = result_type(py, &STAT_RESULT)?;
    struct_sequence(py, &ty, values)
}

fn stat_path<'py>(
    py: Attached<'py>,
    function: &str,
    path: &Path<'py>,
    dir: i32,
    follow: bool,
) -> Object<'py> {
    if matches!(path.target, Target::Fd(_)) && dir != libc::AT_FDCWD {
        return Err(raise!(py, ValueError, "{function}: can't specify dir_fd without matching path"));
    }
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    let result = blocking(py, || match &path.target {
        Target::Fd(fd) => sys::fstat(*fd),
        Target::Path(p) => sys::fstatat(dir, p, flags),
    })?;
    match result {
        Ok(st) => stat_result(py, &st),
        Err(e) => Err(path.error(py, e)),
    }
}

pub fn stat<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<3> = Signature::with("stat", ["path", "dir_fd", "follow_symlinks"], 1, 0, 1);
    let [path, dir, follow] = SIG.parse(py, args)?;
    let path = Path::parse(py, "stat", "path", &path.expect("required"), true, false)?;
    let dir = dir_fd(py, dir)?;
    stat_path(py, "stat", &path, dir, flag(follow, true)?)
}
pub fn lstat<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::with("lstat", ["path", "dir_fd"], 1, 0, 1);
    let [path, dir] = SIG.parse(py, args)?;
    let path = Path::parse(py, "lstat", "path", &path.expect("required"), false, false)?;
    let dir = dir_fd(py, dir)?;
    stat_path(py, "lstat", &path, dir, false)
}
pub fn fstat<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("fstat", ["fd"], 1);
    let [fd] = SIG.parse(py, args)?;
    let fd = fd.expect("required").as_int()?;
    match blocking(py, || sys::fstat(fd))? {
        Ok(st) => stat_result(py, &st),
        Err(e) => Err(os_error(py, e, None, None)),
    }
}

fn statvfs_result<'py>(py: Attached<'py>, st: &libc::statvfs) -> Object<'py> {
    let all = [
        st.f_bsize,
        st.f_frsize,
        st.f_blocks,
        st.f_bfree,
        st.f_bavail,
        st.f_files,
        st.f_ffree,
        st.f_favail,
        st.f_flag,
        st.f_namemax,
        st.f_fsid,
    ];
    let values =
        all.iter().map(|&n| Ok(py.int_from_usize(n as usize)?.into_any())).collect::<PyResult<Vec<_>>>()?;
    let ty = result_type(py, &STATVFS_RESULT)?;
    struct_sequence(py, &ty, values)
}
pub fn statvfs<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("statvfs", ["path"], 1);
    let [path] = SIG.parse(py, args)?;
    let path = Path::parse(py, "statvfs", "path", &path.expect("required"), true, false)?;
    let result = blocking(py, || match &path.target {
        Target::Fd(fd) => sys::fstatvfs(*fd),
        Target::Path(p) => sys::statvfs(p),
    })?;
    match result {
        Ok(st) => statvfs_result(py, &st),
        Err(e) => Err(path.error(py, e)),
    }
}
pub fn fstatvfs<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "fstatvfs", 1, 1)?;
    let fd = args.get(0).expect("counted").as_int()?;
    match blocking(py, || sys::fstatvfs(fd))? {
        Ok(st) => statvfs_result(py, &st),
        Err(e) => Err(os_error(py, e, None, None)),
    }
}

/// What `os.DirEntry` objects hold.
pub struct DirEntry {
    name: Owned,
    path: Owned,
    /// The path as C wants it, relative to `dir`.
    raw: std::ffi::CString,
    /// The scanned descriptor, `AT_FDCWD` when a path was scanned.
    dir: i32,
    inode: u64,
    kind: u8,
    followed: Locked<Option<Owned>>,
    own: Locked<Option<Owned>>,
}
impl NativeValue for DirEntry {}
type Entry<'a, 'py> = Borrowed<'a, 'py, Native<DirEntry>>;

fn entry_name<'py>(py: Attached<'py>, slf: Entry<'_, 'py>) -> Object<'py> {
    Ok(slf.value().name.bind(py).to_owned())
}
fn entry_path<'py>(py: Attached<'py>, slf: Entry<'_, 'py>) -> Object<'py> {
    Ok(slf.value().path.bind(py).to_owned())
}
fn entry_repr<'py>(py: Attached<'py>, slf: Entry<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    py.str(&format!("<DirEntry {}>", slf.value().name.bind(py).repr()?.to_string_lossy()))
}
fn entry_inode<'py>(py: Attached<'py>, slf: Entry<'_, 'py>) -> Object<'py> {
    Ok(py.int_from_usize(slf.value().inode as usize)?.into_any())
}
fn is_link(entry: &DirEntry, py: Attached<'_>) -> PyResult<bool> {
    match entry.kind {
        libc::DT_UNKNOWN => Ok(mode_of(entry, py, false)?.is_some_and(|m| m & libc::S_IFMT == libc::S_IFLNK)),
        kind => Ok(kind == libc::DT_LNK),
    }
}
/// The mode; `None` when the file is gone.
fn mode_of(entry: &DirEntry, py: Attached<'_>, follow: bool) -> PyResult<Option<u32>> {
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    match blocking(py, || sys::fstatat(entry.dir, &entry.raw, flags))? {
        Ok(st) => Ok(Some(st.st_mode)),
        Err(libc::ENOENT) => Ok(None),
        Err(e) => Err(os_error(py, e, Some(&entry.path.bind(py)), None)),
    }
}
fn follow_arg<'py>(py: Attached<'py>, args: Args<'_, 'py>, function: &'static str) -> PyResult<bool> {
    let sig: Signature<1> = Signature::with(function, ["follow_symlinks"], 0, 0, 0);
    let [follow] = sig.parse(py, args)?;
    flag(follow, true)
}
fn entry_stat<'py>(py: Attached<'py>, slf: Entry<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let entry = slf.value();
    let follow = follow_arg(py, args, "stat")? && is_link(entry, py)?;
    let cell = if follow { &entry.followed } else { &entry.own };
    if let Some(known) = cell.with(|c| c.as_ref().map(|o| o.clone_ref(py))) {
        return Ok(known.into_bound(py));
    }
    let flags = if follow { 0 } else { libc::AT_SYMLINK_NOFOLLOW };
    match blocking(py, || sys::fstatat(entry.dir, &entry.raw, flags))? {
        Ok(st) => {
            let result = stat_result(py, &st)?;
            let kept = result.clone().unbind();
            drop(cell.with(|c| c.replace(kept)));
            Ok(result)
        }
        Err(e) => Err(os_error(py, e, Some(&entry.path.bind(py)), None)),
    }
}
fn has_kind(entry: &DirEntry, py: Attached<'_>, follow: bool, dt: u8, mode: u32) -> PyResult<bool> {
    match entry.kind {
        libc::DT_UNKNOWN => {}
        libc::DT_LNK if follow => {}
        kind => return Ok(kind == dt),
    }
    Ok(mode_of(entry, py, follow)?.is_some_and(|m| m & libc::S_IFMT == mode))
}
fn is_dir<'py>(py: Attached<'py>, slf: Entry<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let follow = follow_arg(py, args, "is_dir")?;
    Ok(py.bool(has_kind(slf.value(), py, follow, libc::DT_DIR, libc::S_IFDIR)?))
}
fn is_file<'py>(py: Attached<'py>, slf: Entry<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let follow = follow_arg(py, args, "is_file")?;
    Ok(py.bool(has_kind(slf.value(), py, follow, libc::DT_REG, libc::S_IFREG)?))
}
fn is_symlink<'py>(py: Attached<'py>, slf: Entry<'_, 'py>) -> Object<'py> {
    Ok(py.bool(is_link(slf.value(), py)?))
}
fn is_junction<'py>(py: Attached<'py>, _slf: Entry<'_, 'py>) -> Object<'py> {
    Ok(py.bool(false))
}

native_type! {
    /// `os.DirEntry`
    pub static DIR_ENTRY: DirEntry = "posix.DirEntry" {
        dict: false, weakrefs: false,
        flags: mortise_abi::Py_TPFLAGS_DISALLOW_INSTANTIATION,
        slots: { tp_repr: entry_repr },
        methods: [
            method!(keywords "is_dir", is_dir, "is_dir($self, /, *, follow_symlinks=True)\n--\n\nReturn True if the entry is a directory; cached per entry."),
            method!(keywords "is_file", is_file, "is_file($self, /, *, follow_symlinks=True)\n--\n\nReturn True if the entry is a file; cached per entry."),
            method!(noargs "is_symlink", is_symlink, "is_symlink($self, /)\n--\n\nReturn True if the entry is a symbolic link; cached per entry."),
            method!(noargs "is_junction", is_junction, "is_junction($self, /)\n--\n\nReturn True if the entry is a junction; cached per entry."),
            method!(keywords "stat", entry_stat, "stat($self, /, *, follow_symlinks=True)\n--\n\nReturn stat_result object for the entry; cached per entry."),
            method!(noargs "inode", entry_inode, "inode($self, /)\n--\n\nReturn inode of the entry; cached per entry."),
            method!(noargs "__fspath__", entry_path, "__fspath__($self, /)\n--\n\nReturns the path for the entry."),
            method!(class_o "__class_getitem__", generic_alias, "See PEP 585"),
        ],
        getset: [
            getset!("name", entry_name, "the entry's base filename, relative to scandir() \"path\" argument"),
            getset!("path", entry_path, "the entry's full path name; equivalent to os.path.join(scandir_path, entry.name)"),
        ],
    }
}

/// What `scandir` iterators hold.
pub struct ScandirIterator {
    dir: Locked<Option<sys::Dir>>,
    base: Vec<u8>,
    fd: i32,
    is_bytes: bool,
    object: Owned,
}
impl NativeValue for ScandirIterator {}
type Scan<'a, 'py> = Borrowed<'a, 'py, Native<ScandirIterator>>;

pub fn scandir<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("scandir", ["path"], 0);
    let [path] = SIG.parse(py, args)?;
    let given = path.map_or_else(|| py.none(), Borrowed::to_owned);
    let path = Path::parse(py, "scandir", "path", &given, true, true)?;
    audit(py, c"os.scandir", [given.clone()])?;
    let (opened, base, fd) = match &path.target {
        Target::Fd(fd) => (blocking(py, || sys::Dir::from_fd(*fd))?, Vec::new(), *fd),
        Target::Path(p) => (blocking(py, || sys::Dir::open(p))?, p.as_bytes().to_vec(), libc::AT_FDCWD),
    };
    let dir = match opened {
        Ok(dir) => dir,
        Err(e) => return Err(path.error(py, e)),
    };
    let value = ScandirIterator {
        dir: Locked::new(Some(dir)),
        base,
        fd,
        is_bytes: path.is_bytes,
        object: path.object.clone().unbind(),
    };
    Ok(Native::new(py, value)?.into_any())
}

fn scan_iter<'py>(_py: Attached<'py>, slf: Scan<'_, 'py>) -> PyResult<Ref<'py, Native<ScandirIterator>>> {
    Ok(slf.to_owned())
}
fn scan_next<'py>(py: Attached<'py>, slf: Scan<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    let scan = slf.value();
    // Taken out while reading, so that the thread can be detached.
    let Some(mut dir) = scan.dir.with(Option::take) else { return Ok(None) };
    let next: Sys<Option<sys::Entry>> = mortise_core::state::detached(py, || dir.next_entry());
    let entry = match next {
        Ok(Some(entry)) => entry,
        Ok(None) => return Ok(None),
        Err(e) => return Err(os_error(py, e, Some(&scan.object.bind(py)), None)),
    };
    scan.dir.with(|d| *d = Some(dir));
    let (full, raw) = if scan.fd == libc::AT_FDCWD {
        let mut full = scan.base.clone();
        if full.last() != Some(&b'/') {
            full.push(b'/');
        }
        full.extend_from_slice(&entry.name);
        (full.clone(), full)
    } else {
        (entry.name.clone(), entry.name.clone())
    };
    // With None for the path, names stand alone.
    let shown = if scan.object.bind(py).is_none() { [b"./", &entry.name[..]].concat() } else { full };
    let raw = std::ffi::CString::new(raw).map_err(|_| raise!(py, ValueError, "embedded null byte"))?;
    let new = DirEntry {
        name: name_like(py, &entry.name, scan.is_bytes)?.unbind(),
        path: name_like(py, &shown, scan.is_bytes)?.unbind(),
        raw,
        dir: scan.fd,
        inode: entry.inode,
        kind: entry.kind,
        followed: Locked::new(None),
        own: Locked::new(None),
    };
    Ok(Some(Native::new(py, new)?.into_any()))
}
fn scan_close<'py>(py: Attached<'py>, slf: Scan<'_, 'py>) -> Object<'py> {
    drop(slf.value().dir.with(Option::take));
    Ok(py.none())
}
fn scan_exit<'py>(py: Attached<'py>, slf: Scan<'_, 'py>, _args: Args<'_, 'py>) -> Object<'py> {
    scan_close(py, slf)
}
fn scan_finalize<'py>(py: Attached<'py>, slf: Scan<'_, 'py>) {
    if slf.value().dir.with(|d| d.is_some()) {
        let warn = || -> PyResult<()> {
            let text = slf.repr()?.to_string_lossy();
            mortise_core::objects::exceptions::warn(
                py,
                mortise_core::objects::exceptions::classes::ResourceWarning(),
                &format!("unclosed scandir iterator {text}"),
                1,
            )
        };
        if let Err(raised) = warn() {
            mortise_core::builtin::support::unraisable(raised, Some(&slf));
        }
        drop(slf.value().dir.with(Option::take));
    }
}

native_type! {
    /// `posix.ScandirIterator`
    pub static SCANDIR_ITERATOR: ScandirIterator = "posix.ScandirIterator" {
        dict: false, weakrefs: false,
        flags: mortise_abi::Py_TPFLAGS_DISALLOW_INSTANTIATION,
        slots: { tp_iter: scan_iter, tp_iternext: scan_next, tp_finalize: scan_finalize },
        methods: [
            method!(noargs "__enter__", scan_enter),
            method!(fastcall "__exit__", scan_exit),
            method!(noargs "close", scan_close),
        ],
    }
}
fn scan_enter<'py>(_py: Attached<'py>, slf: Scan<'_, 'py>) -> Object<'py> {
    Ok(slf.to_owned().into_any())
}
