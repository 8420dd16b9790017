//! The functions of `sys` on the state of the runtime.

use std::sync::atomic::{AtomicI32, Ordering::Relaxed};

use mortise_abi::PyThreadState;

use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount;
use crate::objects::exceptions::classes;
use crate::objects::{Dict, Int, Module, Str, Tuple};
use crate::state::{self, attachment, gil, interpreter, thread};
use crate::{intern, raise};

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;
type Object<'py> = PyResult<Ref<'py>>;

pub(super) fn clear_caches<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    // SAFETY: attached.
    unsafe { decl::PyType_ClearCache() };
    Ok(py.none())
}

/// The exception that is being handled, if any.
fn handled(py: Attached<'_>) -> Option<Ref<'_>> {
    // SAFETY: a new reference or NULL.
    unsafe { Ref::from_owned_or_null(py, decl::PyErr_GetHandledException()) }.filter(|e| !e.is_none())
}

pub(super) fn exception<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(handled(py).unwrap_or_else(|| py.none()))
}

pub(super) fn exc_info<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    let Some(exc) = handled(py) else {
        return Ok(py.tuple([py.none(), py.none(), py.none()])?.into_any());
    };
    let tb = exc.getattr(intern!(py, "__traceback__"))?;
    let ty = exc.ty().to_owned().into_any();
    Ok(py.tuple([ty, exc, tb])?.into_any())
}

pub(super) fn exit<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "exit", 0, 1)?;
    let status = args.get(0).map_or_else(|| py.none(), Borrowed::to_owned);
    // SAFETY: live objects; the indicator is set afterwards.
    unsafe {
        decl::PyErr_SetObject(classes::SystemExit().cast(), status.as_ptr());
        Err(Raised::assume())
    }
}

pub(super) fn getdefaultencoding<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.interned("utf-8")?.into_any())
}

pub(super) fn getfilesystemencoding<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.interned("utf-8")?.into_any())
}

pub(super) fn getfilesystemencodeerrors<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.interned("surrogateescape")?.into_any())
}

/// Flags for dlopen besides those that the loader adds.
pub static DLOPEN_FLAGS: AtomicI32 = AtomicI32::new(libc::RTLD_NOW);

pub(super) fn getdlopenflags<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.int(DLOPEN_FLAGS.load(Relaxed).into())?.into_any())
}

pub(super) fn setdlopenflags<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    flags: Borrowed<'_, 'py>,
) -> Object<'py> {
    DLOPEN_FLAGS.store(flags.as_int()?, Relaxed);
    Ok(py.none())
}

/// Mortise's allocator keeps no such number: 0, as CPython says when pymalloc is not in use.
pub(super) fn getallocatedblocks<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.int(0)?.into_any())
}

/// The frame `depth` calls up from the caller.
fn frame_at<'py>(py: Attached<'py>, depth: i32) -> PyResult<Option<Ref<'py>>> {
    // SAFETY: borrowed from the running frame, or NULL.
    let mut frame: Option<Ref<'py>> =
        unsafe { Borrowed::from_ptr_or_null(py, decl::PyEval_GetFrame().cast()).map(Borrowed::to_owned) };
    for _ in 0..depth.max(0) {
        let Some(this) = frame else { return Ok(None) };
        // SAFETY: a live frame object; a new reference or NULL.
        frame = unsafe { Ref::from_owned_or_null(py, decl::PyFrame_GetBack(this.as_ptr().cast()).cast()) };
    }
    Ok(frame)
}

pub(super) fn getframe<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "_getframe", 0, 1)?;
    let depth = args.get(0).map_or(Ok(0), |d| d.as_int())?;
    frame_at(py, depth)?.ok_or_else(|| raise!(py, ValueError, "call stack is not deep enough"))
}

pub(super) fn getframemodulename<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("_getframemodulename", ["depth"], 0);
    let [depth] = SIG.parse(py, args)?;
    let depth = depth.map_or(Ok(0), |d| d.as_int())?;
    let Some(frame) = frame_at(py, depth)? else { return Ok(py.none()) };
    let globals = frame.getattr(intern!(py, "f_globals"))?;
    match globals.cast::<Dict>() {
        Some(globals) => Ok(globals.get(intern!(py, "__name__"))?.unwrap_or_else(|| py.none())),
        None => Ok(py.none()),
    }
}

pub(super) fn current_frames<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    super::current_frames(py)
}

pub(super) fn getrefcount<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, ob: Borrowed<'_, 'py>) -> Object<'py> {
    // SAFETY: a live object.
    Ok(py.int(unsafe { refcount::refcount(ob.as_ptr()) } as i64)?.into_any())
}

pub(super) fn getrecursionlimit<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.int_from_usize(thread::RECURSION_LIMIT.load(Relaxed))?.into_any())
}

pub(super) fn setrecursionlimit<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    limit: Borrowed<'_, 'py>,
) -> Object<'py> {
    let limit = limit.as_int()?;
    if limit < 1 {
        return Err(raise!(py, ValueError, "recursion limit must be greater or equal than 1"));
    }
    // SAFETY: this thread's state.
    let depth = unsafe {
        let ts = state::current();
        (*ts).py_recursion_limit - (*ts).py_recursion_remaining
    };
    if depth >= limit {
        return Err(raise!(
            py,
            RecursionError,
            "cannot set the recursion limit to {limit} at the recursion depth {depth}: the limit is too low"
        ));
    }
    // SAFETY: attached; the value is positive.
    unsafe { decl::Py_SetRecursionLimit(limit) };
    Ok(py.none())
}

/// The part of what lies before a collected object that CPython does not have: its free-threaded collector needs no header.
#[cfg(Py_GIL_DISABLED)]
const UNCOUNTED: usize = 2 * size_of::<usize>();
/// CPython has the same header.
#[cfg(not(Py_GIL_DISABLED))]
const UNCOUNTED: usize = 0;

pub(super) fn getsizeof<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<2> = Signature::new("getsizeof", ["object", "default"], 1);
    let [ob, default] = SIG.parse(py, args)?;
    let ob = ob.expect("required");
    let size = || -> PyResult<i64> {
        // SAFETY: live type and name; borrowed from the type.
        let method = unsafe {
            let name = intern!(py, "__sizeof__");
            Borrowed::from_ptr_or_null(py, decl::_PyType_Lookup(ob.type_ptr(), name.as_object_ptr()))
                .map(Borrowed::to_owned)
        };
        let Some(method) = method else {
            return Err(raise!(py, TypeError, "Type {} doesn't define __sizeof__", ob.ty().full_name()));
        };
        let size = method.call([&ob])?;
        if size.cast::<Int>().is_none() {
            return Err(raise!(
                py,
                TypeError,
                "'{}' object cannot be interpreted as an integer",
                size.ty().full_name()
            ));
        }
        let size = size.as_i64()?;
        if size < 0 {
            return Err(raise!(py, ValueError, "__sizeof__() should return >= 0"));
        }
        // SAFETY: a live object with a ready type.
        let pre = unsafe {
            // As CPython counts: what lies before the object, in its own words.
            if crate::heap::gc::is_gc(ob.as_ptr()) {
                crate::heap::alloc::preheader_size(ob.type_ptr()) - UNCOUNTED
            } else {
                0
            }
        };
        Ok(size + pre as i64)
    };
    match (size(), default) {
        (Ok(size), _) => Ok(py.int(size)?.into_any()),
        (Err(raised), Some(default)) if raised.matches(py, classes::TypeError()) => {
            raised.clear(py);
            Ok(default.to_owned())
        }
        (Err(raised), _) => Err(raised),
    }
}

pub(super) fn getswitchinterval<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.float(gil::SWITCH_INTERVAL.load(Relaxed) as f64 * 1e-6)?.into_any())
}

pub(super) fn setswitchinterval<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    value: Borrowed<'_, 'py>,
) -> Object<'py> {
    let seconds = value.as_f64()?;
    if seconds <= 0.0 {
        return Err(raise!(py, ValueError, "switch interval must be strictly positive"));
    }
    gil::SWITCH_INTERVAL.store((seconds * 1e6) as u64, Relaxed);
    Ok(py.none())
}

pub(super) fn intern<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, text: Borrowed<'_, 'py>) -> Object<'py> {
    let Some(_) = text.cast::<Str>() else {
        return Err(raise!(py, TypeError, "intern() argument must be str, not {}", text.ty().full_name()));
    };
    if text.cast_exact::<Str>().is_none() {
        return Err(raise!(py, TypeError, "can't intern {}", text.ty().full_name()));
    }
    let mut ptr = text.to_owned().into_ptr();
    // SAFETY: swaps the owned reference for the interned one.
    unsafe {
        decl::PyUnicode_InternInPlace(&raw mut ptr);
        Ok(Ref::from_owned(py, ptr))
    }
}

pub(super) fn is_interned<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, text: Borrowed<'_, 'py>) -> Object<'py> {
    if text.cast::<Str>().is_none() {
        return Err(raise!(
            py,
            TypeError,
            "_is_interned() argument must be str, not {}",
            text.ty().full_name()
        ));
    }
    // SAFETY: a live str; the lowest two state bits say whether it is interned.
    let state = unsafe { (*text.as_ptr().cast::<mortise_abi::PyASCIIObject>()).state };
    Ok(py.bool(state & 3 != 0))
}

pub(super) fn is_gil_enabled<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.bool(attachment::gil_enabled()))
}

pub(super) fn is_finalizing<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.bool(interpreter::main().finalizing.load(Relaxed)))
}

/// The smallest limit that can be set.
const SMALLEST_LIMIT: i32 = 640;

pub(super) fn get_int_max_str_digits<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.int(crate::objects::int::max_str_digits().into())?.into_any())
}

pub(super) fn set_int_max_str_digits<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    args: Args<'_, 'py>,
) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("set_int_max_str_digits", ["maxdigits"], 1);
    let [digits] = SIG.parse(py, args)?;
    let digits = digits.expect("required").as_int()?;
    if digits != 0 && digits < SMALLEST_LIMIT {
        return Err(raise!(py, ValueError, "maxdigits must be 0 or larger than {SMALLEST_LIMIT}"));
    }
    crate::objects::int::set_max_str_digits(digits);
    Ok(py.none())
}

pub(super) fn gettrace<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.none())
}

pub(super) fn settrace<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, function: Borrowed<'_, 'py>) -> Object<'py> {
    if function.is_none() {
        Ok(py.none())
    } else {
        Err(raise!(py, NotImplementedError, "sys.settrace() is not implemented"))
    }
}

pub(super) fn setprofile<'py>(
    py: Attached<'py>,
    _m: Mod<'_, 'py>,
    function: Borrowed<'_, 'py>,
) -> Object<'py> {
    if function.is_none() {
        Ok(py.none())
    } else {
        Err(raise!(py, NotImplementedError, "sys.setprofile() is not implemented"))
    }
}

fn this_thread() -> *mut PyThreadState {
    state::current()
}

pub(super) fn get_origin_depth<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    // SAFETY: this thread's state.
    Ok(py.int(unsafe { (*this_thread()).coroutine_origin_tracking_depth }.into())?.into_any())
}

pub(super) fn set_origin_depth<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    static SIG: Signature<1> = Signature::new("set_coroutine_origin_tracking_depth", ["depth"], 1);
    let [depth] = SIG.parse(py, args)?;
    let depth = depth.expect("required").as_int()?;
    if depth < 0 {
        return Err(raise!(py, ValueError, "depth must be >= 0"));
    }
    // SAFETY: this thread's state.
    unsafe { (*this_thread()).coroutine_origin_tracking_depth = depth };
    Ok(py.none())
}

/// The arguments of a call as a tuple.
pub(super) fn tuple_of<'py>(
    py: Attached<'py>,
    args: Args<'_, 'py>,
    from: usize,
) -> PyResult<Ref<'py, Tuple>> {
    let items: Vec<_> = args.iter().skip(from).map(Borrowed::to_owned).collect();
    py.tuple(items)
}

/// What `-X cpu_count` says; -1 for the system's own count.
pub(super) fn get_cpu_count_config<'py>(py: Attached<'py>, _m: Mod<'_, 'py>) -> Object<'py> {
    Ok(py.int(crate::state::config::get().cpu_count.into())?.into_any())
}
