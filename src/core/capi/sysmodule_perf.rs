//! The part of `cpython/sysmodule.h` for Linux's profiler perf: the file in which it looks up what machine code at an address is.
//! Mortise makes no machine code; extensions that do can name it here.

use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::{Mutex, PoisonError};

use mortise_abi::PyCodeObject;

/// The open file.
static MAP: Mutex<Option<File>> = Mutex::new(None);

fn open() -> std::io::Result<File> {
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .custom_flags(libc::O_NOFOLLOW | libc::O_CLOEXEC)
        .open(format!("/tmp/perf-{}.map", std::process::id()))
}

/// Writes to the file, which is opened when it is not.
fn write(bytes: &[u8]) -> c_int {
    let mut map = MAP.lock().unwrap_or_else(PoisonError::into_inner);
    if map.is_none() {
        match open() {
            Ok(file) => *map = Some(file),
            Err(_) => return -1,
        }
    }
    match map.as_mut().map(|file| file.write_all(bytes)) {
        Some(Ok(())) => 0,
        _ => -1,
    }
}

/// `PyUnstable_PerfMapState_Init`: opens `/tmp/perf-PID.map`; 0, or -1 when that fails.
#[unsafe(no_mangle)]
pub extern "C" fn PyUnstable_PerfMapState_Init() -> c_int {
    let mut map = MAP.lock().unwrap_or_else(PoisonError::into_inner);
    match open() {
        Ok(file) => {
            *map = Some(file);
            0
        }
        Err(_) => -1,
    }
}

/// `PyUnstable_WritePerfMapEntry`: names `size` bytes of code at `address`; opens the file when it is not open. 0, or -1 when
/// it cannot be opened.
///
/// # Safety
/// `name` is a NUL-terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_WritePerfMapEntry(
    address: *const c_void,
    size: c_uint,
    name: *const c_char,
) -> c_int {
    let mut line = format!("{:x} {size:x} ", address as usize).into_bytes();
    // SAFETY: by contract.
    line.extend_from_slice(unsafe { CStr::from_ptr(name) }.to_bytes());
    line.push(b'\n');
    write(&line)
}

/// `PyUnstable_PerfMapState_Fini`: closes the file.
#[unsafe(no_mangle)]
pub extern "C" fn PyUnstable_PerfMapState_Fini() {
    drop(MAP.lock().unwrap_or_else(PoisonError::into_inner).take());
}

/// `PyUnstable_CopyPerfMapFile`: appends another process's file (that of a parent before `fork`); 0, or -1.
///
/// # Safety
/// `parent_filename` is a NUL-terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_CopyPerfMapFile(parent_filename: *const c_char) -> c_int {
    // SAFETY: by contract.
    let name = std::ffi::OsStr::from_bytes(unsafe { CStr::from_ptr(parent_filename) }.to_bytes());
    match std::fs::read(name) {
        Ok(lines) => write(&lines),
        Err(_) => -1,
    }
}

/// `PyUnstable_PerfTrampoline_CompileCode`: there are no perf trampolines here, as on all platforms without; 0.
#[unsafe(no_mangle)]
pub extern "C" fn PyUnstable_PerfTrampoline_CompileCode(_code: *mut PyCodeObject) -> c_int {
    0
}

/// `PyUnstable_PerfTrampoline_SetPersistAfterFork`: there are no perf trampolines to persist; 0.
#[unsafe(no_mangle)]
pub extern "C" fn PyUnstable_PerfTrampoline_SetPersistAfterFork(_enable: c_int) -> c_int {
    0
}
