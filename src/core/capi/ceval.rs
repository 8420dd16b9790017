//! `ceval.h`, but for threads and pending calls.

use std::ffi::{CStr, c_char, c_int, c_void};

use mortise_abi::*;

use crate::boundary::enter;
use crate::capi::decl::*;
use crate::err::{PyResult, Raised};
use crate::eval::frames::{self, InterpreterFrame};
use crate::eval::{self, call, ops};
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::incref;
use crate::objects::frame::locals;
use crate::objects::{Code, Function};
use crate::raise;
use crate::state::pending;

/// Runs a code object.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_EvalCode(
    code: *mut PyObject,
    globals: *mut PyObject,
    locals: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract; `locals` may be NULL.
    unsafe {
        enter("PyEval_EvalCode", |py| -> PyResult<Ref<'_>> {
            let code = Borrowed::<PyObject>::from_ptr(py, code);
            let Some(code) = code.cast::<Code>() else {
                PyErr_BadInternalCall();
                return Err(Raised::assume());
            };
            let globals = Borrowed::<PyObject>::from_ptr_or_null(py, globals);
            let Some(globals) = globals else {
                return Err(raise!(py, SystemError, "globals cannot be NULL"));
            };
            let locals = Borrowed::<PyObject>::from_ptr_or_null(py, locals).unwrap_or(globals);
            eval::eval_code(py, code, &globals, &locals)
        })
    }
}

/// Runs a code object with arguments.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_EvalCodeEx(
    code: *mut PyObject,
    globals: *mut PyObject,
    locals: *mut PyObject,
    args: *const *mut PyObject,
    argcount: c_int,
    kws: *const *mut PyObject,
    kwcount: c_int,
    defs: *const *mut PyObject,
    defcount: c_int,
    kwdefs: *mut PyObject,
    closure: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract: arrays of the given lengths, keywords as names and values in turn.
    unsafe {
        enter("PyEval_EvalCodeEx", |py| -> PyResult<Ref<'_>> {
            let code = Borrowed::<Code>::from_ptr(py, code.cast());
            let f: Ref<'_, Function> =
                crate::objects::function::new(py, &code, &Borrowed::from_ptr(py, globals), None)?;
            // Messages name the function alone, as CPython's do for this call.
            let name = std::mem::replace(&mut (*f.as_ptr()).func_qualname, (*f.as_ptr()).func_name);
            incref((*f.as_ptr()).func_qualname);
            crate::heap::refcount::decref(name);
            let owned = |p: *mut PyObject| Borrowed::<PyObject>::from_ptr(py, p).to_owned();
            if defcount > 0 {
                let all: Vec<_> = (0..defcount as usize).map(|i| owned(*defs.add(i))).collect();
                (*f.as_ptr()).func_defaults = py.tuple(all)?.into_object_ptr();
            }
            if !kwdefs.is_null() {
                incref(kwdefs);
                (*f.as_ptr()).func_kwdefaults = kwdefs;
            }
            if !closure.is_null() {
                incref(closure);
                (*f.as_ptr()).func_closure = closure;
            }
            let mut all: Vec<*mut PyObject> = (0..argcount as usize).map(|i| *args.add(i)).collect();
            let mut names = Vec::new();
            for i in 0..kwcount as usize {
                names.push(owned(*kws.add(2 * i)));
                all.push(*kws.add(2 * i + 1));
            }
            let names = if names.is_empty() { None } else { Some(py.tuple(names)?) };
            let kwnames = names.as_ref().map_or(std::ptr::null_mut(), |n| n.as_object_ptr());
            let result = call::call_function(f.as_ptr(), locals, all.as_ptr(), argcount as usize, kwnames);
            Ref::from_owned_or_raised(py, result)
        })
    }
}

/// Runs a frame object; there is no way left to make one that could be run.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_EvalFrame(f: *mut PyFrameObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { PyEval_EvalFrameEx(f, 0) }
}

/// As [`PyEval_EvalFrame`].
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_EvalFrameEx(f: *mut PyFrameObject, throwing: c_int) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let frame = (*f.cast::<crate::objects::frame::FrameObject>()).frame;
        if throwing != 0 || (*frame).owner != frames::owner::FRAME_OBJECT {
            ops::set_error!(SystemError, "PyEval_EvalFrameEx: the frame cannot be run");
            return std::ptr::null_mut();
        }
        let (code, globals, locals) = ((*frame).code, (*frame).globals, (*frame).locals);
        PyEval_EvalCode(code.cast(), globals, locals)
    }
}

/// The default evaluation function.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_EvalFrameDefault(
    ts: *mut PyThreadState,
    frame: *mut _PyInterpreterFrame,
    throwing: c_int,
) -> *mut PyObject {
    // SAFETY: by contract; the depth was checked before the frame evaluation function that calls this one.
    unsafe { eval::enter_unchecked(ts, frame.cast(), throwing != 0) }
}

unsafe fn frame() -> *mut InterpreterFrame {
    // SAFETY: attached (C API contract).
    unsafe { frames::current_complete(frames::thread()) }
}

/// The running frame's object, borrowed, or NULL.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetFrame() -> *mut PyFrameObject {
    // SAFETY: by contract; the frame keeps its object.
    unsafe {
        let f = frame();
        if f.is_null() {
            return std::ptr::null_mut();
        }
        let object = InterpreterFrame::object(f);
        if object.is_null() {
            PyErr_Clear();
        }
        object.cast()
    }
}

/// The builtins of the running frame, or the interpreter's; borrowed.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetBuiltins() -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let f = frame();
        if !f.is_null() {
            return (*f).builtins;
        }
        crate::state::interpreter::main().builtins.as_ptr().cast()
    }
}

/// The globals of the running frame, borrowed, or NULL.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetGlobals() -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let f = frame();
        if f.is_null() { std::ptr::null_mut() } else { (*f).globals }
    }
}

/// The locals of the running frame, borrowed: in functions a snapshot that the frame keeps.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetLocals() -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyEval_GetLocals", |py| -> PyResult<*mut PyObject> {
            let f = frame();
            if f.is_null() {
                return Err(raise!(py, SystemError, "frame does not exist"));
            }
            if !locals::is_optimized(f) {
                return Ok((*f).locals);
            }
            let object = InterpreterFrame::object(f);
            if object.is_null() {
                return Err(Raised::assume());
            }
            if (*object).locals_cache.is_null() {
                (*object).locals_cache = py.dict()?.into_object_ptr();
            }
            let cache = (*object).locals_cache;
            let fresh = locals::snapshot(py, f)?;
            PyDict_Clear(cache);
            if PyDict_Update(cache, fresh.as_object_ptr()) < 0 {
                return Err(Raised::assume());
            }
            Ok(cache)
        })
    }
}

/// The builtins of the running frame, a new reference.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetFrameBuiltins() -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let ob = PyEval_GetBuiltins();
        if !ob.is_null() {
            incref(ob);
        }
        ob
    }
}

/// The globals of the running frame, a new reference, or NULL.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetFrameGlobals() -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let ob = PyEval_GetGlobals();
        if !ob.is_null() {
            incref(ob);
        }
        ob
    }
}

/// `locals()` of the running frame, a new reference.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetFrameLocals() -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyEval_GetFrameLocals", |py| {
            let f = frame();
            if f.is_null() {
                return Err(raise!(py, SystemError, "frame does not exist"));
            }
            locals::locals(py, f)
        })
    }
}

/// The name of a callable for messages.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetFuncName(func: *mut PyObject) -> *const c_char {
    // SAFETY: by contract; the names live as long as the callable.
    unsafe {
        let ty = (*func).ob_type;
        if ty == &raw mut PyMethod_Type {
            return PyEval_GetFuncName((*func.cast::<PyMethodObject>()).im_func);
        }
        if ty == &raw mut PyFunction_Type {
            return PyUnicode_AsUTF8((*func.cast::<PyFunctionObject>()).func_name);
        }
        if PyType_IsSubtype(ty, &raw mut PyCFunction_Type) != 0 {
            return (*(*func.cast::<PyCFunctionObject>()).m_ml).ml_name;
        }
        (*ty).tp_name
    }
}

/// What follows the name of a callable in messages.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_GetFuncDesc(func: *mut PyObject) -> *const c_char {
    // SAFETY: by contract.
    unsafe {
        let ty = (*func).ob_type;
        if ty == &raw mut PyMethod_Type
            || ty == &raw mut PyFunction_Type
            || PyType_IsSubtype(ty, &raw mut PyCFunction_Type) != 0
        {
            c"()".as_ptr()
        } else {
            c" object".as_ptr()
        }
    }
}

/// Adds the running code's future statements to the flags; 1 when any are set.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_MergeCompilerFlags(flags: *mut PyCompilerFlags) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let mut result = (*flags).cf_flags != 0;
        let f = frames::current(frames::thread());
        if !f.is_null() {
            let own = (*(*f).code).co_flags & PyCF_MASK;
            if own != 0 {
                result = true;
                (*flags).cf_flags |= own;
            }
        }
        result as c_int
    }
}

/// Counts a level of recursion in C; -1 with RecursionError at the limit.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_EnterRecursiveCall(place: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let ts = frames::thread();
        (*ts).c_recursion_remaining -= 1;
        if (*ts).c_recursion_remaining >= 0 {
            return 0;
        }
        (*ts).c_recursion_remaining += 1;
        let place = if place.is_null() {
            String::new()
        } else {
            CStr::from_ptr(place).to_string_lossy().into_owned()
        };
        call::enter_c(ts, &place)
    }
}

/// Ends a level of recursion.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_LeaveRecursiveCall() {
    // SAFETY: by contract.
    unsafe { (*frames::thread()).c_recursion_remaining += 1 }
}

/// A slice index, clipped; None leaves the value alone.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_SliceIndex(v: *mut PyObject, out: *mut isize) -> c_int {
    // SAFETY: by contract.
    unsafe { if v == &raw mut _Py_NoneStruct { 1 } else { _PyEval_SliceIndexNotNone(v, out) } }
}

/// As [`_PyEval_SliceIndex`] where None is no index.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyEval_SliceIndexNotNone(v: *mut PyObject, out: *mut isize) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if PyIndex_Check(v) == 0 {
            ops::set_error!(TypeError, "slice indices must be integers or None or have an __index__ method");
            return 0;
        }
        let n = PyNumber_AsSsize_t(v, std::ptr::null_mut());
        if n == -1 && !PyErr_Occurred().is_null() {
            return 0;
        }
        *out = n;
        1
    }
}

/// Has the main thread call `func(arg)` soon; -1 when too many calls wait. Any thread may ask, attached or not.
///
/// # Safety
/// The function may be called with the argument in the main thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_AddPendingCall(
    func: Option<unsafe extern "C" fn(*mut c_void) -> c_int>,
    arg: *mut c_void,
) -> c_int {
    match func {
        Some(func) if pending::add_call(func, arg) => 0,
        _ => -1,
    }
}

/// Runs the handlers of signals and the calls that wait, in the main thread; elsewhere nothing.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_MakePendingCalls() -> c_int {
    // SAFETY: by contract.
    unsafe { enter("Py_MakePendingCalls", pending::make_calls) }
}

/// A slot for values attached to code objects, or -1.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Eval_RequestCodeExtraIndex(free: freefunc) -> isize {
    crate::objects::code::extra::request(free).map_or(-1, |i| i as isize)
}

/// Refuses a trace or profile function: instrumentation does not exist yet. Removing one is fine.
unsafe fn tracing(function: Py_tracefunc, name: &str) {
    if function.is_some() {
        ops::set_error!(NotImplementedError, "{name} is not implemented yet");
        // SAFETY: an exception is set; the functions cannot report it.
        unsafe { PyErr_WriteUnraisable(std::ptr::null_mut()) };
    }
}

/// Sets the thread's profile function.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_SetProfile(function: Py_tracefunc, _arg: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { tracing(function, "PyEval_SetProfile") }
}

/// Sets the profile function of all threads.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_SetProfileAllThreads(function: Py_tracefunc, _arg: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { tracing(function, "PyEval_SetProfileAllThreads") }
}

/// Sets the thread's trace function.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_SetTrace(function: Py_tracefunc, _arg: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { tracing(function, "PyEval_SetTrace") }
}

/// Sets the trace function of all threads.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_SetTraceAllThreads(function: Py_tracefunc, _arg: *mut PyObject) {
    // SAFETY: by contract.
    unsafe { tracing(function, "PyEval_SetTraceAllThreads") }
}

/// The check of old inline versions of `Py_EnterRecursiveCall`, which have counted already and found the limit passed.
///
/// # Safety
/// The attached thread's state, and a C string or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_CheckRecursiveCall(tstate: *mut PyThreadState, place: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe {
        // Counted once more by `enter_c`.
        (*tstate).c_recursion_remaining += 1;
        let place = if place.is_null() {
            String::new()
        } else {
            CStr::from_ptr(place).to_string_lossy().into_owned()
        };
        call::enter_c(tstate, &place)
    }
}

/// `callable(*args, **kwargs)`, either of which may be NULL: an old name of the stable ABI.
///
/// # Safety
/// Live objects or NULL, and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyEval_CallObjectWithKeywords(
    callable: *mut PyObject,
    args: *mut PyObject,
    kwargs: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyEval_CallObjectWithKeywords", |py| {
            if !args.is_null() && !crate::objects::type_::is_subtype((*args).ob_type, &raw mut PyTuple_Type) {
                return Err(raise!(py, TypeError, "argument list must be a tuple"));
            }
            if !kwargs.is_null()
                && !crate::objects::type_::is_subtype((*kwargs).ob_type, &raw mut PyDict_Type)
            {
                return Err(raise!(py, TypeError, "keyword list must be a dictionary"));
            }
            let args = match Borrowed::from_ptr_or_null(py, args) {
                Some(args) => args.to_owned(),
                None => py.tuple([])?.into_any(),
            };
            Ref::<PyObject>::from_owned_or_raised(py, PyObject_Call(callable, args.as_ptr(), kwargs))
        })
    }
}
