//! The environment, the machine, limits, random bytes.
#![forbid(unsafe_code)]

use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;
use std::sync::OnceLock;

use mortise_core::args::{Args, Signature};
use mortise_core::builtin::support::{blocking, os_error, strerror, struct_sequence};
use mortise_core::objects::bytes::storage as bytes_storage;
use mortise_core::objects::{Bytes, Int, Str};
use mortise_core::{Attached, Borrowed, Owned, PyResult, Ref, raise};

use super::constants::{CONFSTR, PATHCONF, SYSCONF};
use super::files::{Mod, Object, int, number, plain};
use crate::path::{Path, Target, decode_fs, encode_fs};
use crate::sys_calls as sys;

/// `os.terminal_size`
pub static TERMINAL_SIZE: OnceLock<Owned> = OnceLock::new();
/// `os.uname_result`
pub static UNAME_RESULT: OnceLock<Owned> = OnceLock::new();
/// `os.times_result`
pub static TIMES_RESULT: OnceLock<Owned> = OnceLock::new();

fn record<'py>(py: Attached<'py>, cell: &'static OnceLock<Owned>, values: Vec<Ref<'py>>) -> Object<'py> {
    match cell.get() {
        Some(ty) => struct_sequence(py, &ty.bind(py), values),
        None => Err(raise!(py, SystemError, "the module posix is not initialised")),
    }
}

/// `environ`: bytes to bytes.
pub fn environ<'py>(py: Attached<'py>) -> Object<'py> {
    let dict = py.dict()?;
    for (name, value) in std::env::vars_os() {
        let name = py.bytes(name.as_bytes())?;
        if dict.get(&name)?.is_none() {
            dict.set(&name, &*py.bytes(value.as_bytes())?)?;
        }
    }
    Ok(dict.into_any())
}

fn env_text<'py>(py: Attached<'py>, value: Borrowed<'_, 'py>) -> PyResult<CString> {
    let bytes = match (value.cast::<Bytes>(), value.cast::<Str>()) {
        (Some(b), _) => b.as_bytes().to_vec(),
        (_, Some(s)) => encode_fs(py, s)?,
        _ => {
            return Err(raise!(
                py,
                TypeError,
                "expected str, bytes or os.PathLike object, not {}",
                value.ty().name()
            ));
        }
    };
    CString::new(bytes).map_err(|_| raise!(py, ValueError, "embedded null byte"))
}
pub fn putenv<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "putenv", 2, 2)?;
    let name = env_text(py, args.get(0).expect("counted"))?;
    let value = env_text(py, args.get(1).expect("counted"))?;
    if name.as_bytes().is_empty() || name.as_bytes().contains(&b'=') {
        return Err(raise!(py, ValueError, "illegal environment variable name"));
    }
    plain(py, sys::setenv(&name, &value))
}
pub fn unsetenv<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, name: Borrowed<'_, 'py>) -> Object<'py> {
    let name = env_text(py, name)?;
    plain(py, sys::unsetenv(&name))
}
pub fn get_strerror<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "strerror", 1, 1)?;
    Ok(py.str(&strerror(int(args.get(0), 0)?))?.into_any())
}
pub fn umask<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "umask", 1, 1)?;
    Ok(py.int(sys::umask(int(args.get(0), 0)? as u32).into())?.into_any())
}
pub fn uname<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    let all = sys::uname().map_err(|e| os_error(py, e, None, None))?;
    let values = all.iter().map(|t| Ok(decode_fs(py, t)?.into_any())).collect::<PyResult<Vec<_>>>()?;
    record(py, &UNAME_RESULT, values)
}
pub fn times<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    let all = sys::times().map_err(|e| os_error(py, e, None, None))?;
    let values = all.iter().map(|&t| Ok(py.float(t)?.into_any())).collect::<PyResult<Vec<_>>>()?;
    record(py, &TIMES_RESULT, values)
}
pub fn getloadavg<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    match sys::getloadavg() {
        Some(all) => {
            let values = all.iter().map(|&t| Ok(py.float(t)?.into_any())).collect::<PyResult<Vec<_>>>()?;
            Ok(py.tuple(values)?.into_any())
        }
        None => Err(raise!(py, OSError, "Load averages are unobtainable")),
    }
}
fn random<'py>(py: Attached<'py>, n: i64, flags: u32, whole: bool) -> Object<'py> {
    let mut buffer = vec![0u8; n as usize];
    let mut got = 0;
    while got < buffer.len() {
        match blocking(py, || sys::getrandom(&mut buffer[got..], flags))? {
            Ok(m) => got += m,
            Err(e) => return Err(os_error(py, e, None, None)),
        }
        if !whole {
            break;
        }
    }
    Ok(bytes_storage::from_slice(py, &buffer[..got])?.into_any())
}
pub fn urandom<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "urandom", 1, 1)?;
    let n = args.get(0).expect("counted").index()?.as_i64()?;
    if n < 0 {
        return Err(raise!(py, ValueError, "negative argument not allowed"));
    }
    random(py, n, 0, true)
}
pub fn getrandom<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::new("getrandom", ["size", "flags"], 1);
    let [size, flags] = SIG.parse(py, args)?;
    let n = size.expect("required").index()?.as_i64()?;
    if n < 0 {
        return Err(os_error(py, libc::EINVAL, None, None));
    }
    let flags = int(flags, 0)? as u32;
    random(py, n, flags, false)
}
pub fn get_terminal_size<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "get_terminal_size", 0, 1)?;
    match sys::terminal_size(int(args.get(0), 1)?) {
        Ok((w, h)) => {
            let values = vec![py.int(w.into())?.into_any(), py.int(h.into())?.into_any()];
            record(py, &TERMINAL_SIZE, values)
        }
        Err(e) => Err(os_error(py, e, None, None)),
    }
}

fn config_name<'py>(py: Attached<'py>, value: Borrowed<'_, 'py>, table: &[(&str, i32)]) -> PyResult<i32> {
    if value.is_instance_of::<Int>() {
        return value.as_int();
    }
    let Some(name) = value.cast::<Str>() else {
        return Err(raise!(py, TypeError, "configuration names must be strings or integers"));
    };
    match table.iter().find(|(n, _)| name.equals_str(n)) {
        Some((_, v)) => Ok(*v),
        None => Err(raise!(py, ValueError, "unrecognized configuration name")),
    }
}
pub fn sysconf<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "sysconf", 1, 1)?;
    let name = config_name(py, args.get(0).expect("counted"), SYSCONF)?;
    number(py, sys::sysconf(name))
}
pub fn confstr<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "confstr", 1, 1)?;
    let name = config_name(py, args.get(0).expect("counted"), CONFSTR)?;
    match sys::confstr(name) {
        Ok(Some(text)) => Ok(decode_fs(py, &text)?.into_any()),
        Ok(None) => Ok(py.none()),
        Err(e) => Err(os_error(py, e, None, None)),
    }
}
pub fn pathconf<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::new("pathconf", ["path", "name"], 2);
    let [path, name] = SIG.parse(py, args)?;
    let path = Path::parse(py, "pathconf", "path", &path.expect("required"), true, false)?;
    let name = config_name(py, name.expect("required"), PATHCONF)?;
    let result = match &path.target {
        Target::Fd(fd) => sys::fpathconf(*fd, name),
        Target::Path(p) => sys::pathconf(p, name),
    };
    match result {
        Ok(n) => Ok(py.int(n)?.into_any()),
        Err(e) => Err(path.error(py, e)),
    }
}
pub fn fpathconf<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "fpathconf", 2, 2)?;
    let name = config_name(py, args.get(1).expect("counted"), PATHCONF)?;
    number(py, sys::fpathconf(int(args.get(0), 0)?, name))
}
pub fn major<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, device: Borrowed<'_, 'py>) -> Object<'py> {
    Ok(py.int(libc::major(device.as_i64()? as u64).into())?.into_any())
}
pub fn minor<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, device: Borrowed<'_, 'py>) -> Object<'py> {
    Ok(py.int(libc::minor(device.as_i64()? as u64).into())?.into_any())
}
pub fn makedev<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "makedev", 2, 2)?;
    let device = libc::makedev(int(args.get(0), 0)? as u32, int(args.get(1), 0)? as u32);
    Ok(py.int_from_usize(device as usize)?.into_any())
}
pub fn ctermid<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.str("/dev/tty")?.into_any())
}
pub fn inputhook_installed<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.bool(false))
}

/// The drive (always empty), the root and the rest of a path.
pub fn splitroot<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("_path_splitroot_ex", ["path"], 1);
    let [path] = SIG.parse(py, args)?;
    let path = crate::path::fspath(py, &path.expect("required"))?;
    let (bytes, is_bytes) = match path.cast::<Bytes>() {
        Some(b) => (b.as_bytes().to_vec(), true),
        None => (encode_fs(py, path.expect::<Str>()?)?, false),
    };
    let slashes = bytes.iter().take_while(|&&b| b == b'/').count();
    // POSIX leaves two leading slashes to the implementation; they are kept.
    let root = match slashes {
        0 => 0,
        2 => 2,
        _ => 1,
    };
    let part = |b: &[u8]| super::files::name_like(py, b, is_bytes);
    Ok(py.tuple([part(b"")?, part(&bytes[..root])?, part(&bytes[root..])?])?.into_any())
}

/// `posixpath.normpath`
pub fn normpath<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("_path_normpath", ["path"], 1);
    let [path] = SIG.parse(py, args)?;
    let path = crate::path::fspath(py, &path.expect("required"))?;
    let (bytes, is_bytes) = match path.cast::<Bytes>() {
        Some(b) => (b.as_bytes().to_vec(), true),
        None => (encode_fs(py, path.expect::<Str>()?)?, false),
    };
    let slashes = bytes.iter().take_while(|&&b| b == b'/').count();
    let root: &[u8] = match slashes {
        0 => b"",
        2 => b"//",
        _ => b"/",
    };
    let mut parts: Vec<&[u8]> = Vec::new();
    for part in bytes.split(|&b| b == b'/') {
        match part {
            b"" | b"." => {}
            b".." if root.is_empty() && parts.last().is_none_or(|p| *p == b"..") => parts.push(part),
            b".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    let mut out = root.to_vec();
    out.extend(parts.join(&b'/'));
    if out.is_empty() {
        out.push(b'.');
    }
    super::files::name_like(py, &out, is_bytes)
}
