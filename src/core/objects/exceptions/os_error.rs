//! `OSError` and the classes that an errno chooses.

use std::mem::offset_of;

use mortise_abi::*;

use super::storage::*;
use super::types::{
    BLOCKING_IO_ERROR, BROKEN_PIPE_ERROR, CHILD_PROCESS_ERROR, CONNECTION_ABORTED_ERROR,
    CONNECTION_REFUSED_ERROR, CONNECTION_RESET_ERROR, EXCEPTION, FILE_EXISTS_ERROR, FILE_NOT_FOUND_ERROR,
    FLAGS, INTERRUPTED_ERROR, IS_A_DIRECTORY_ERROR, NOT_A_DIRECTORY_ERROR, PERMISSION_ERROR,
    PROCESS_LOOKUP_ERROR, TIMEOUT_ERROR, member, undocumented,
};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{BaseException, Dict, Int, Str, Tuple, Type};
use crate::{exc_field, join_text, raise};

/// The subclass for an errno.
fn class_of_errno(errno: i64) -> Option<*mut PyTypeObject> {
    Some(match i32::try_from(errno).ok()? {
        libc::EAGAIN | libc::EALREADY | libc::EINPROGRESS => &raw mut BLOCKING_IO_ERROR,
        libc::EPIPE | libc::ESHUTDOWN => &raw mut BROKEN_PIPE_ERROR,
        libc::ECHILD => &raw mut CHILD_PROCESS_ERROR,
        libc::ECONNABORTED => &raw mut CONNECTION_ABORTED_ERROR,
        libc::ECONNREFUSED => &raw mut CONNECTION_REFUSED_ERROR,
        libc::ECONNRESET => &raw mut CONNECTION_RESET_ERROR,
        libc::EEXIST => &raw mut FILE_EXISTS_ERROR,
        libc::ENOENT => &raw mut FILE_NOT_FOUND_ERROR,
        libc::EISDIR => &raw mut IS_A_DIRECTORY_ERROR,
        libc::ENOTDIR => &raw mut NOT_A_DIRECTORY_ERROR,
        libc::EINTR => &raw mut INTERRUPTED_ERROR,
        libc::EACCES | libc::EPERM => &raw mut PERMISSION_ERROR,
        libc::ESRCH => &raw mut PROCESS_LOOKUP_ERROR,
        libc::ETIMEDOUT => &raw mut TIMEOUT_ERROR,
        _ => return None,
    })
}

/// The arguments `(errno, strerror[, filename[, winerror[, filename2]]])`; all empty for another number of arguments.
#[derive(Default)]
struct Parsed<'py> {
    errno: Option<Ref<'py>>,
    strerror: Option<Ref<'py>>,
    filename: Option<Ref<'py>>,
    filename2: Option<Ref<'py>>,
}

fn parse<'py>(args: &Ref<'py, Tuple>) -> Parsed<'py> {
    let n = args.len();
    if !(2..=5).contains(&n) {
        return Parsed::default();
    }
    let item = |i: usize| (i < n).then(|| args.item(i).to_owned());
    Parsed { errno: item(0), strerror: item(1), filename: item(2), filename2: item(4) }
}

/// Whether the fields are filled by `__init__`: when a subclass replaced it but not `__new__`.
fn filled_by_init(cls: &Ref<'_, Type>) -> bool {
    // SAFETY: live, ready types.
    unsafe {
        let (ty, base) = (&*cls.as_ptr(), &raw const OS_ERROR);
        ty.tp_init.map(|f| f as usize) != (*base).tp_init.map(|f| f as usize)
            && ty.tp_new.map(|f| f as usize) == (*base).tp_new.map(|f| f as usize)
    }
}

fn fill<'py>(
    py: Attached<'py>,
    slf: &Ref<'py, OsError>,
    args: Ref<'py, Tuple>,
    parsed: Parsed<'py>,
) -> PyResult<()> {
    let mut args = args;
    if let Some(filename) = parsed.filename.filter(|f| !f.is_none()) {
        // SAFETY: a live object.
        let is_number = unsafe { crate::capi::decl::PyNumber_Check(filename.as_ptr()) != 0 };
        if slf.type_ptr() == &raw mut BLOCKING_IO_ERROR && is_number {
            // The third argument is the number of characters written.
            let written = filename.index_as_isize(Some(super::classes::ValueError()))?;
            // SAFETY: a plain field of the live object.
            unsafe { (&raw mut (*slf.as_ptr()).written).write(written) };
        } else {
            exc_field!(slf, filename).set(Some(filename));
            if let Some(second) = parsed.filename2.filter(|f| !f.is_none()) {
                exc_field!(slf, filename2).set(Some(second));
            }
            if (2..=5).contains(&args.len()) {
                // The file names are not among the arguments.
                args = py.tuple([args.item(0).to_owned(), args.item(1).to_owned()])?;
            }
        }
    }
    exc_field!(slf, myerrno).set(parsed.errno);
    exc_field!(slf, strerror).set(parsed.strerror);
    exc_field!(slf.cast::<BaseException>().expect("a subclass"), args).set(Some(args.into_any()));
    Ok(())
}

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, OsError>> {
    let by_init = filled_by_init(&cls);
    let mut cls_ptr = cls.as_ptr();
    let mut parsed = Parsed::default();
    if !by_init {
        if kwargs.is_some_and(|k| !k.is_empty()) {
            return Err(raise!(py, TypeError, "{}() takes no keyword arguments", cls.full_name()));
        }
        parsed = parse(&args);
        if cls_ptr == &raw mut OS_ERROR
            && let Some(errno) = parsed.errno.as_ref().filter(|e| e.is_instance_of::<Int>())
        {
            match errno.as_i64() {
                Ok(n) => cls_ptr = class_of_errno(n).unwrap_or(cls_ptr),
                Err(raised) => raised.clear(py),
            }
        }
    }
    // SAFETY: either the class that was given or a static one.
    let cls = unsafe { Borrowed::from_ptr(py, cls_ptr) };
    let exc = crate::objects::type_::alloc(py, cls)?;
    // SAFETY: cls is OSError or derives from it (`tp_new`'s contract), so that instances start with its struct.
    let exc: Ref<'py, OsError> = unsafe { exc.into_cast_unchecked() };
    // SAFETY: a plain field of the new object.
    unsafe { (&raw mut (*exc.as_ptr()).written).write(-1) };
    if by_init {
        let empty = py.tuple([])?;
        exc_field!(exc.cast::<BaseException>().expect("a subclass"), args).set(Some(empty.into_any()));
    } else {
        fill(py, &exc, args.to_owned(), parsed)?;
    }
    Ok(exc)
}

fn init<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, OsError>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    if !filled_by_init(&slf.ty()) {
        // `__new__` has done it.
        return Ok(());
    }
    super::base::no_keywords(&slf, kwargs)?;
    fill(py, &slf, args.to_owned(), parse(&args))
}

fn str<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, OsError>) -> PyResult<Ref<'py, Str>> {
    let (errno, strerror) = (exc_field!(slf, myerrno).get(), exc_field!(slf, strerror).get());
    let text = |v: &Option<Ref<'py>>| v.clone().unwrap_or_else(|| py.none()).to_str();
    if let Some(filename) = exc_field!(slf, filename).get() {
        let (errno, strerror, filename) = (text(&errno)?, text(&strerror)?, filename.repr()?);
        return match exc_field!(slf, filename2).get() {
            Some(second) => {
                let second = second.repr()?;
                join_text!(py, "[Errno ", &errno, "] ", &strerror, ": ", &filename, " -> ", &second)
            }
            None => join_text!(py, "[Errno ", &errno, "] ", &strerror, ": ", &filename),
        };
    }
    if errno.is_some() && strerror.is_some() {
        return join_text!(py, "[Errno ", &text(&errno)?, "] ", &text(&strerror)?);
    }
    super::base::str(py, slf.cast::<BaseException>().expect("a subclass").borrow())
}

fn reduce<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, OsError>) -> PyResult<Ref<'py, Tuple>> {
    let base = slf.cast::<BaseException>().expect("a subclass");
    let mut args = super::base::args_of(base)?;
    if args.len() == 2
        && let Some(filename) = exc_field!(slf, filename).get()
    {
        let (errno, strerror) = (args.item(0).to_owned(), args.item(1).to_owned());
        args = match exc_field!(slf, filename2).get() {
            // The fourth place is Windows' error number.
            Some(second) => py.tuple([errno, strerror, filename, py.none(), second])?,
            None => py.tuple([errno, strerror, filename])?,
        };
    }
    super::base::reduce_with(py, base, args, super::base::dict_of(base).map(Ref::into_any))
}

fn get_written<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, OsError>) -> PyResult<Ref<'py, Int>> {
    // SAFETY: a plain field of the live object.
    match unsafe { (&raw const (*slf.as_ptr()).written).read() } {
        -1 => Err(raise!(py, AttributeError, "characters_written")),
        n => py.int(n as i64),
    }
}

fn set_written<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, OsError>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let n = match value {
        Some(v) => v.index_as_isize(Some(super::classes::ValueError()))?,
        None => {
            // SAFETY: a plain field of the live object.
            if unsafe { (&raw const (*slf.as_ptr()).written).read() } == -1 {
                return Err(raise!(py, AttributeError, "characters_written"));
            }
            -1
        }
    };
    // SAFETY: as above.
    unsafe { (&raw mut (*slf.as_ptr()).written).write(n) };
    Ok(())
}

/// `OSError.__new__` as a slot.
pub const NEW: newfunc = crate::slot!(tp_new, new);
/// `OSError.__init__` as a slot.
pub const INIT: initproc = crate::slot!(tp_init, init);

crate::builtin_type! {
    /// `OSError`
    pub static OS_ERROR: OsError = "OSError" {
        base: &raw mut EXCEPTION,
        flags: FLAGS,
        doc: "Base class for I/O related errors.",
        set: {
            tp_dealloc: Some(dealloc::<OsError>),
            tp_traverse: Some(traverse::<OsError>),
            tp_clear: Some(clear::<OsError>),
            tp_dictoffset: offset_of!(PyBaseExceptionObject, dict) as isize,
            tp_new: self::NEW,
            tp_init: self::INIT,
        },
        slots: { tp_str: str },
        methods: [crate::method!(noargs "__reduce__", reduce)],
        getset: [undocumented(crate::getset!("characters_written", get_written, set_written, ""))],
        members: [
            member(c"errno", _Py_T_OBJECT, offset_of!(PyOSErrorObject, myerrno), Some(c"POSIX exception code")),
            member(c"strerror", _Py_T_OBJECT, offset_of!(PyOSErrorObject, strerror), Some(c"exception strerror")),
            member(c"filename", _Py_T_OBJECT, offset_of!(PyOSErrorObject, filename), Some(c"exception filename")),
            member(c"filename2", _Py_T_OBJECT, offset_of!(PyOSErrorObject, filename2), Some(c"second exception filename")),
        ],
    }
}
