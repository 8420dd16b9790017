//! `cpython/fileobject.h`, and the data of `fileobject.h`: opening code, reading lines of C files, the early `sys.stderr`.

#![allow(non_upper_case_globals)]

use std::ffi::{c_char, c_int, c_void};
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use libc::FILE;
use mortise_abi::{Py_OpenCodeHookFunction, PyObject};

use super::decl;
use crate::boundary::enter;
use crate::builtin::support::audit;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Str, stderr_printer};
use crate::{intern, raise};

/// The encoding of file names.
#[unsafe(no_mangle)]
pub static mut Py_FileSystemDefaultEncoding: *mut c_char = c"utf-8".as_ptr().cast_mut();
/// How bytes in file names are kept that are no text.
#[unsafe(no_mangle)]
pub static mut Py_FileSystemDefaultEncodeErrors: *mut c_char = c"surrogateescape".as_ptr().cast_mut();
/// Whether somebody else owns the string above: never.
#[unsafe(no_mangle)]
pub static mut Py_HasFileSystemDefaultEncoding: c_int = 0;
/// `-X utf8`
#[unsafe(no_mangle)]
pub static mut Py_UTF8Mode: c_int = 0;

/// The hook's address, 0 for none. It is set once.
static OPEN_CODE_HOOK: AtomicUsize = AtomicUsize::new(0);
static OPEN_CODE_DATA: AtomicPtr<c_void> = AtomicPtr::new(std::ptr::null_mut());

/// `PyFile_SetOpenCodeHook`: may be called before the start, and once only; -1 when there is a hook already.
///
/// # Safety
/// After the start, the thread is attached. The hook follows the rules of `PyFile_OpenCodeObject`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_SetOpenCodeHook(hook: Py_OpenCodeHookFunction, data: *mut c_void) -> c_int {
    let set = || {
        if OPEN_CODE_HOOK.load(Ordering::Acquire) != 0 {
            return false;
        }
        OPEN_CODE_DATA.store(data, Ordering::Relaxed);
        OPEN_CODE_HOOK.store(hook.map_or(0, |hook| hook as usize), Ordering::Release);
        true
    };
    // SAFETY: by contract.
    unsafe {
        if decl::Py_IsInitialized() == 0 {
            return if set() { 0 } else { -1 };
        }
        enter("PyFile_SetOpenCodeHook", |py| -> PyResult<()> {
            audit(py, c"setopencodehook", [])?;
            if set() {
                Ok(())
            } else {
                Err(raise!(py, SystemError, "failed to change existing open_code hook"))
            }
        })
    }
}

/// Opens a file whose contents will run, through the hook if there is one.
pub fn open_code<'py>(py: Attached<'py>, path: &Ref<'py>) -> PyResult<Ref<'py>> {
    if !path.is_instance_of::<Str>() {
        return Err(raise!(py, TypeError, "'path' must be 'str', not '{}'", path.ty().name()));
    }
    let hook = OPEN_CODE_HOOK.load(Ordering::Acquire);
    // SAFETY: 0 or the address of a function of this type, which gives a new reference or NULL with an exception.
    unsafe {
        if let Some(hook) = std::mem::transmute::<usize, Py_OpenCodeHookFunction>(hook) {
            return Ref::from_owned_or_raised(
                py,
                hook(path.as_ptr(), OPEN_CODE_DATA.load(Ordering::Relaxed)),
            );
        }
    }
    py.import("_io")?.getattr(intern!(py, "open"))?.call([path, &*py.str("rb")?])
}

/// `PyFile_OpenCodeObject`: `io.open_code`. New reference.
///
/// # Safety
/// The thread is attached; a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_OpenCodeObject(path: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyFile_OpenCodeObject", |py| open_code(py, &Borrowed::from_ptr(py, path))) }
}

/// `PyFile_OpenCode`: the same with a path in UTF-8. New reference.
///
/// # Safety
/// The thread is attached; a NUL-terminated string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_OpenCode(path: *const c_char) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyFile_OpenCode", |py| -> PyResult<Ref<'_>> {
            let path: Ref<'_> = Ref::from_owned_or_raised(py, decl::PyUnicode_FromString(path))?;
            Ref::from_owned_or_raised(py, PyFile_OpenCodeObject(path.as_ptr()))
        })
    }
}

/// `PyFile_NewStdPrinter`: a file object that writes to the descriptor 1 or 2; NULL without an exception for any other. New reference.
///
/// # Safety
/// The thread is attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyFile_NewStdPrinter(fd: c_int) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyFile_NewStdPrinter", |py| match fd {
            1 | 2 => stderr_printer::new(py, fd).map(Some),
            _ => Ok(None),
        })
    }
}

/// `Py_UniversalNewlineFgets`: like `fgets`, and `\r` and `\r\n` are read as `\n`. NULL at the end of the file. `fobj` must be NULL.
///
/// # Safety
/// `buf` has room for `n` bytes; a file that is open for reading. The thread need not be attached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_UniversalNewlineFgets(
    buf: *mut c_char,
    n: c_int,
    stream: *mut FILE,
    fobj: *mut PyObject,
) -> *mut c_char {
    // SAFETY: by contract; at most n - 1 bytes and the end are written.
    unsafe {
        if !fobj.is_null() {
            *libc::__errno_location() = libc::ENXIO;
            return std::ptr::null_mut();
        }
        let mut len = 0;
        while len < n as isize - 1 {
            let mut c = libc::fgetc(stream);
            if c == libc::EOF {
                break;
            }
            if c == c_int::from(b'\r') {
                // The second half of a pair belongs to this line.
                let next = libc::fgetc(stream);
                if next != libc::EOF && next != c_int::from(b'\n') {
                    libc::ungetc(next, stream);
                }
                c = c_int::from(b'\n');
            }
            *buf.offset(len) = c as c_char;
            len += 1;
            if c == c_int::from(b'\n') {
                break;
            }
        }
        *buf.offset(len) = 0;
        if len == 0 { std::ptr::null_mut() } else { buf }
    }
}
