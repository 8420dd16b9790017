//! Tracebacks.

pub mod display;
mod marks;
pub mod print;

use std::ffi::{c_int, c_void};
use std::mem::offset_of;

use mortise_abi::*;

use crate::args::Signature;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::eval::frames::InterpreterFrame;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::{decref, incref};
use crate::objects::frame::FrameObject;
use crate::objects::{Dict, List, Traceback, Tuple, Type, code};
use crate::raise;

builtin_type! {
    /// The type of tracebacks.
    #[unsafe(no_mangle)]
    pub static PyTraceBack_Type: PyTracebackObject = "traceback" {
        flags: Py_TPFLAGS_HAVE_GC,
        doc: "Create a new traceback object.",
        set: {
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
            tp_clear: Some(clear),
        },
        slots: { tp_new: make },
        methods: [ method!(noargs "__dir__", dir) ],
        getset: [
            getset!("tb_next", get_next, set_next, ""),
            getset!("tb_lineno", get_lineno, ""),
        ],
        members: [
            member!("tb_frame", _Py_T_OBJECT, offset_of!(PyTracebackObject, tb_frame), Py_READONLY | Py_AUDIT_READ, ""),
            member!("tb_lasti", Py_T_INT, offset_of!(PyTracebackObject, tb_lasti), Py_READONLY, ""),
        ],
    }
}

type This<'a, 'py> = Borrowed<'a, 'py, Traceback>;

/// A new entry; takes `next` (may be NULL) and `frame` over. NULL with an exception.
///
/// # Safety
/// Live objects.
pub unsafe fn new(
    next: *mut PyTracebackObject,
    frame: *mut FrameObject,
    lasti: c_int,
    lineno: c_int,
) -> *mut PyTracebackObject {
    // SAFETY: every field is written before the object is tracked.
    unsafe {
        let tb: *mut PyTracebackObject = decl::_PyObject_GC_New(&raw mut PyTraceBack_Type).cast();
        if tb.is_null() {
            if !next.is_null() {
                decref(next.cast());
            }
            decref(frame.cast());
            return tb;
        }
        (*tb).tb_next = next;
        (*tb).tb_frame = frame.cast();
        (*tb).tb_lasti = lasti;
        (*tb).tb_lineno = lineno;
        decl::PyObject_GC_Track(tb.cast());
        tb
    }
}

/// Puts an entry for `frame` on top of the traceback of the exception `exc`.
///
/// # Safety
/// Live exception and complete frame.
pub unsafe fn add_to(exc: *mut PyObject, frame: *mut InterpreterFrame) -> bool {
    // SAFETY: exceptions start with this struct; the old traceback moves into the new entry.
    unsafe {
        let object = InterpreterFrame::object(frame);
        if object.is_null() {
            return false;
        }
        incref(object.cast());
        add_object(exc, object, InterpreterFrame::lasti(frame))
    }
}

/// As [`add_to`] for a frame object, which it takes over.
unsafe fn add_object(exc: *mut PyObject, object: *mut FrameObject, lasti: c_int) -> bool {
    // SAFETY: as above. The line is found when somebody asks for it.
    unsafe {
        let exc: *mut PyBaseExceptionObject = exc.cast();
        let next = std::mem::replace(&mut (*exc).traceback, std::ptr::null_mut());
        let lineno = if (*object).lineno != 0 { (*object).lineno } else { -1 };
        let tb = new(next.cast(), object, lasti, lineno);
        (*exc).traceback = tb.cast();
        !tb.is_null()
    }
}

/// Puts an entry for `frame` on top of the pending exception's traceback.
///
/// # Safety
/// An exception is set; `frame` is complete.
pub unsafe fn add_pending(ts: *mut PyThreadState, frame: *mut InterpreterFrame) {
    // SAFETY: the exception is kept aside, since making objects may fail.
    unsafe {
        let exc = std::mem::replace(&mut (*ts).current_exception, std::ptr::null_mut());
        if !add_to(exc, frame) {
            // Memory ran out: the exception stays as it is.
            decl::PyErr_Clear();
        }
        decl::PyErr_SetRaisedException(exc);
    }
}

/// `PyTraceBack_Here`: an entry for a frame object on top of the pending exception's traceback.
///
/// # Safety
/// An exception is set; `object` is live.
pub unsafe fn here(object: *mut FrameObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        let exc = decl::PyErr_GetRaisedException();
        if exc.is_null() {
            return false;
        }
        incref(object.cast());
        let ok = add_object(exc, object, InterpreterFrame::lasti((*object).frame));
        if !ok {
            decl::PyErr_Clear();
        }
        decl::PyErr_SetRaisedException(exc);
        ok
    }
}

/// The line of an entry.
///
/// # Safety
/// `tb` is live.
pub unsafe fn line(tb: *mut PyTracebackObject) -> c_int {
    // SAFETY: the entry holds its frame, which holds its code.
    unsafe {
        if (*tb).tb_lineno != -1 {
            return (*tb).tb_lineno;
        }
        let frame: *mut FrameObject = (*tb).tb_frame.cast();
        code::positions::line_of((*(*frame).frame).code, (*tb).tb_lasti)
    }
}

unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: called by the collector with a visitor that is not null.
    unsafe {
        let tb: *mut PyTracebackObject = ob.cast();
        for p in [(*tb).tb_next.cast::<PyObject>(), (*tb).tb_frame.cast()] {
            if !p.is_null() {
                let r = visit.unwrap_unchecked()(p, arg);
                if r != 0 {
                    return r;
                }
            }
        }
    }
    0
}

unsafe extern "C" fn clear(ob: *mut PyObject) -> c_int {
    // SAFETY: owned fields.
    unsafe {
        let tb: *mut PyTracebackObject = ob.cast();
        let next = std::mem::replace(&mut (*tb).tb_next, std::ptr::null_mut());
        let frame = std::mem::replace(&mut (*tb).tb_frame, std::ptr::null_mut());
        for p in [next.cast::<PyObject>(), frame.cast()] {
            if !p.is_null() {
                decref(p);
            }
        }
    }
    0
}

unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone. Long chains are taken apart in a loop rather than by recursion.
    unsafe {
        let mut tb: *mut PyTracebackObject = ob.cast();
        loop {
            decl::PyObject_GC_UnTrack(tb.cast());
            let next = std::mem::replace(&mut (*tb).tb_next, std::ptr::null_mut());
            let frame = std::mem::replace(&mut (*tb).tb_frame, std::ptr::null_mut());
            let free = (*(*tb.cast::<PyObject>()).ob_type).tp_free.unwrap_unchecked();
            free(tb.cast());
            if !frame.is_null() {
                decref(frame.cast());
            }
            if next.is_null() {
                return;
            }
            if !crate::heap::refcount::is_unique(next.cast()) {
                decref(next.cast());
                return;
            }
            tb = next;
        }
    }
}

fn make<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    static SIG: Signature<4> =
        Signature::new("traceback", ["tb_next", "tb_frame", "tb_lasti", "tb_lineno"], 4);
    let [next, frame, lasti, lineno] = SIG.parse_tuple(py, args, kwargs)?;
    let required = "required";
    let next = next.expect(required);
    if !next.is_none() && next.cast_exact::<Traceback>().is_none() {
        return Err(raise!(
            py,
            TypeError,
            "expected traceback object or None, got '{}'",
            next.ty().full_name()
        ));
    }
    let frame = frame.expect(required);
    let frame = frame.expect_arg::<FrameObject>("traceback", "argument 'tb_frame'")?.clone();
    let (lasti, lineno) = (lasti.expect(required).as_int()?, lineno.expect(required).as_int()?);
    // SAFETY: live objects, given away.
    unsafe {
        let next = if next.is_none() { std::ptr::null_mut() } else { next.to_owned().into_ptr().cast() };
        Ref::from_owned_or_raised(py, new(next, frame.into_ptr(), lasti, lineno).cast())
    }
}

fn dir<'py>(py: Attached<'py>, _slf: This<'_, 'py>) -> PyResult<Ref<'py, List>> {
    let names = ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"];
    let names = names.iter().map(|n| py.interned(n).map(Ref::into_any)).collect::<PyResult<Vec<_>>>()?;
    py.list(names)
}

fn get_next<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: NULL or owned.
    unsafe {
        let next: *mut PyObject = (*slf.as_ptr()).tb_next.cast();
        Ok(Borrowed::from_ptr_or_null(py, next).map_or_else(|| py.none(), |n| n.to_owned()))
    }
}

fn set_next<'py>(py: Attached<'py>, slf: This<'_, 'py>, value: Option<Borrowed<'_, 'py>>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(raise!(py, TypeError, "can't delete tb_next attribute"));
    };
    let new: *mut PyTracebackObject = if value.is_none() {
        std::ptr::null_mut()
    } else if value.cast_exact::<Traceback>().is_some() {
        value.as_ptr().cast()
    } else {
        return Err(raise!(py, TypeError, "expected traceback object, got '{}'", value.ty().full_name()));
    };
    // SAFETY: live objects; the chain is searched for a loop before it is linked.
    unsafe {
        let mut cursor = new;
        while !cursor.is_null() {
            if cursor == slf.as_ptr() {
                return Err(raise!(py, ValueError, "traceback loop detected"));
            }
            cursor = (*cursor).tb_next;
        }
        if !new.is_null() {
            incref(new.cast());
        }
        let old = std::mem::replace(&mut (*slf.as_ptr()).tb_next, new);
        if !old.is_null() {
            decref(old.cast());
        }
    }
    Ok(())
}

fn get_lineno<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live entry.
    match unsafe { line(slf.as_ptr()) } {
        n if n < 0 => Ok(py.none()),
        n => Ok(py.int(n as i64)?.into_any()),
    }
}

/// A file object's `write`, for the printers.
pub(crate) fn write(file: &Ref<'_>, text: &str) -> PyResult<()> {
    let py = file.py();
    let text = py.str(text)?;
    // SAFETY: live objects.
    unsafe {
        if decl::PyFile_WriteObject(text.as_object_ptr(), file.as_ptr(), Py_PRINT_RAW) < 0 {
            return Err(Raised::assume());
        }
    }
    Ok(())
}

/// The static types of this module.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyTraceBack_Type]
}
