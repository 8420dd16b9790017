//! Generators, coroutines and asynchronous generators: one struct, whose last part is the suspended frame.

mod async_generator;
mod methods;
mod types;

use std::ffi::{c_char, c_int, c_void};

use mortise_abi::*;

use crate::capi::decl::*;
use crate::eval::frames::{self, CodeUnit, InterpreterFrame, owner};
use crate::eval::ops::{set_error, type_name};
use crate::heap::refcount::{decref, incref};

pub use async_generator::{_PyAsyncGenASend_Type, wrap_async_value};
pub use methods::{close, send_ex, set_stop_iteration, throw};
pub use types::{PyAsyncGen_Type, PyCoro_Type, PyGen_Type, types};

/// `gi_frame_state`: the body has not started.
pub const CREATED: i8 = -3;
/// It waits at a `yield`.
pub const SUSPENDED: i8 = -2;
/// It waits at a `yield from` or `await`.
pub const SUSPENDED_YIELD_FROM: i8 = -1;
/// It runs.
pub const EXECUTING: i8 = 0;
/// It has returned or failed.
pub const COMPLETED: i8 = 1;
/// And its frame is empty.
pub const CLEARED: i8 = 4;

/// The struct of all three kinds. Up to the frame it is C's `PyGenObject`.
#[repr(C)]
pub struct Generator {
    ob_base: PyObject,
    /// Weak references.
    pub weakreflist: *mut PyObject,
    /// `__name__`, owned.
    pub name: *mut PyObject,
    /// `__qualname__`, owned.
    pub qualname: *mut PyObject,
    /// The exception that the body handles.
    pub exc_state: _PyErr_StackItem,
    /// Where a coroutine was made, or an asynchronous generator's finalizer; owned or NULL.
    pub origin_or_finalizer: *mut PyObject,
    /// Whether the hooks of an asynchronous generator have been asked for.
    pub hooks_inited: c_char,
    /// Whether `aclose` has been called.
    pub closed: c_char,
    /// Whether an asynchronous step is under way.
    pub running_async: c_char,
    /// One of the states above.
    pub frame_state: i8,
    /// The frame; its slots follow.
    pub frame: InterpreterFrame,
}

const _: () = assert!(std::mem::offset_of!(Generator, frame) == std::mem::offset_of!(PyGenObject, gi_iframe));
const _: () = assert!(
    std::mem::offset_of!(Generator, frame_state) == std::mem::offset_of!(PyGenObject, gi_frame_state)
);

/// The generator that a frame belongs to.
///
/// # Safety
/// `frame` is owned by a generator.
#[inline(always)]
pub unsafe fn of_frame(frame: *mut InterpreterFrame) -> *mut Generator {
    // SAFETY: the frame is inside the generator.
    unsafe { frame.byte_sub(std::mem::offset_of!(Generator, frame)).cast() }
}

/// A generator's frame.
///
/// # Safety
/// `ob` is a generator, coroutine or asynchronous generator.
#[inline(always)]
pub unsafe fn frame_of(ob: *mut PyObject) -> *mut InterpreterFrame {
    // SAFETY: by contract.
    unsafe { &raw mut (*ob.cast::<Generator>()).frame }
}

/// Whether `ob` is exactly a generator or a coroutine.
///
/// # Safety
/// Live object.
#[inline(always)]
pub unsafe fn is_generator_or_coroutine(ob: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe { (*ob).ob_type == &raw mut PyGen_Type || (*ob).ob_type == &raw mut PyCoro_Type }
}

/// Whether `ob` is a generator made by `types.coroutine`.
///
/// # Safety
/// Live object.
pub unsafe fn is_iterable_coroutine(ob: *mut PyObject) -> bool {
    // SAFETY: a generator's frame keeps its code until it is cleared, and longer (see `finish`).
    unsafe {
        (*ob).ob_type == &raw mut PyGen_Type
            && (*ob.cast::<Generator>()).frame_state < CLEARED
            && (*(*frame_of(ob)).code).co_flags & CO_ITERABLE_COROUTINE != 0
    }
}

/// Moves a function's frame into a new generator; it will go on behind the current instruction. The frame's room is left to the
/// caller. NULL with an exception.
///
/// # Safety
/// `frame` is the running frame, its stack is empty, and `_next` is the instruction after the current one.
pub unsafe fn from_frame(frame: *mut InterpreterFrame, _next: *mut CodeUnit) -> *mut PyObject {
    // SAFETY: the new object has room for the frame's slots; contents move, so counts stay.
    unsafe {
        let code = (*frame).code;
        let flags = (*code).co_flags;
        let ty = if flags & CO_COROUTINE != 0 {
            &raw mut PyCoro_Type
        } else if flags & CO_ASYNC_GENERATOR != 0 {
            &raw mut PyAsyncGen_Type
        } else {
            &raw mut PyGen_Type
        };
        let slots = (*code).co_nlocalsplus as usize + (*code).co_stacksize as usize;
        let ob = _PyObject_GC_NewVar(ty, slots as isize).cast::<PyObject>();
        if ob.is_null() {
            return ob;
        }
        let g: *mut Generator = ob.cast();
        let func = (*frame).func;
        (*g).weakreflist = std::ptr::null_mut();
        (*g).name = (*func).func_name;
        incref((*g).name);
        (*g).qualname = (*func).func_qualname;
        incref((*g).qualname);
        (*g).exc_state =
            _PyErr_StackItem { exc_value: std::ptr::null_mut(), previous_item: std::ptr::null_mut() };
        (*g).origin_or_finalizer = std::ptr::null_mut();
        (*g).hooks_inited = 0;
        (*g).closed = 0;
        (*g).running_async = 0;
        let n = (*code).co_nlocalsplus as usize;
        let new = &raw mut (*g).frame;
        std::ptr::copy_nonoverlapping(frame, new, 1);
        std::ptr::copy_nonoverlapping(
            InterpreterFrame::locals_start(frame),
            InterpreterFrame::locals_start(new),
            n,
        );
        (*new).top = n as u32;
        (*new).instr = (*frame).instr.add(1);
        (*new).return_offset = 0;
        (*new).owner = owner::GENERATOR;
        (*new).entry = false;
        (*new).previous = std::ptr::null_mut();
        if !(*new).frame_obj.is_null() {
            (*(*new).frame_obj).frame = new;
        }
        (*g).frame_state = CREATED;
        if flags & CO_COROUTINE != 0 {
            let ts = frames::thread();
            let depth = (*ts).coroutine_origin_tracking_depth;
            if depth > 0 {
                (*g).origin_or_finalizer = methods::origin((*frame).previous, depth as usize);
                if (*g).origin_or_finalizer.is_null() {
                    PyObject_GC_Track(ob.cast());
                    // The frame was moved: it goes with the object, and the caller's is marked empty.
                    decref(ob);
                    (*frame).top = 0;
                    return std::ptr::null_mut();
                }
            }
        }
        PyObject_GC_Track(ob.cast());
        ob
    }
}

/// Prepares a generator to be entered by the instruction loop with `value` (taken over) as the result of its `yield`. False, and
/// nothing has happened, when it cannot run now.
///
/// # Safety
/// `ob` is a generator or coroutine; `ts` is the attached thread's state.
#[inline(always)]
pub unsafe fn start_inline(ts: *mut PyThreadState, ob: *mut PyObject, value: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        let g: *mut Generator = ob.cast();
        if (*g).frame_state >= EXECUTING || ((*g).frame_state == CREATED && value != &raw mut _Py_NoneStruct)
        {
            return false;
        }
        resume(ts, g, value);
        (*g).frame.entry = false;
        true
    }
}

/// Pushes the value for the `yield` and links the handled exception.
///
/// # Safety
/// The generator is suspended or fresh; `value` is given away.
#[inline(always)]
unsafe fn resume(ts: *mut PyThreadState, g: *mut Generator, value: *mut PyObject) {
    // SAFETY: the stack has room for the value.
    unsafe {
        let frame = &raw mut (*g).frame;
        *InterpreterFrame::locals_start(frame).add((*frame).top as usize) = value;
        (*frame).top += 1;
        (*g).exc_state.previous_item = (*ts).exc_info;
        (*ts).exc_info = &raw mut (*g).exc_state;
        (*g).frame_state = EXECUTING;
    }
}

/// `YIELD_VALUE`: the generator's side of it.
///
/// # Safety
/// `g` runs on this thread.
#[inline(always)]
pub unsafe fn suspend(ts: *mut PyThreadState, g: *mut Generator, oparg: u32) {
    // SAFETY: by contract.
    unsafe {
        (*g).frame_state = if oparg & 1 != 0 { SUSPENDED_YIELD_FROM } else { SUSPENDED };
        (*ts).exc_info = (*g).exc_state.previous_item;
        (*g).exc_state.previous_item = std::ptr::null_mut();
    }
}

/// The body has been left: unlinks the handled exception and empties the frame.
///
/// # Safety
/// `frame` is a generator's, was running on this thread and is off the chain.
pub unsafe fn finish(ts: *mut PyThreadState, frame: *mut InterpreterFrame) {
    // SAFETY: by contract; the caller on the chain keeps the generator alive.
    unsafe {
        let g = of_frame(frame);
        (*ts).exc_info = (*g).exc_state.previous_item;
        (*g).exc_state.previous_item = std::ptr::null_mut();
        clear_frame(g);
    }
}

/// Empties the frame of a generator that will not run again. The code stays, for `gi_code`.
///
/// # Safety
/// The generator does not run.
pub(crate) unsafe fn clear_frame(g: *mut Generator) {
    // SAFETY: by contract.
    unsafe {
        (*g).frame_state = CLEARED;
        let frame = &raw mut (*g).frame;
        let code = (*frame).code;
        incref(code.cast());
        InterpreterFrame::clear(frame);
        (*frame).previous = std::ptr::null_mut();
        (*frame).frame_obj = std::ptr::null_mut();
        // What is left of the frame holds the code alone.
        (*frame).code = code;
        (*frame).func = std::ptr::null_mut();
        (*frame).top = 0;
    }
}

/// What the generator delegates to (`gi_yieldfrom`), borrowed, or NULL.
///
/// # Safety
/// `g` is live.
pub unsafe fn yield_from(g: *mut Generator) -> *mut PyObject {
    // SAFETY: while it is suspended there, the delegate is on top of the stack.
    unsafe {
        if (*g).frame_state != SUSPENDED_YIELD_FROM {
            return std::ptr::null_mut();
        }
        let frame = &raw mut (*g).frame;
        *InterpreterFrame::locals_start(frame).add((*frame).top as usize - 1)
    }
}

/// The iterator for `await`; `ob` is borrowed. `context` is `GET_AWAITABLE`'s argument.
///
/// # Safety
/// Live object.
pub unsafe fn get_awaitable(ob: *mut PyObject, context: u32) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let it = crate::eval::ops::iter::awaitable_iter(ob);
        if it.is_null() {
            let missing =
                (*(*ob).ob_type).tp_as_async.is_null() || (*(*(*ob).ob_type).tp_as_async).am_await.is_none();
            if context > 0 && missing {
                let method = if context == 1 { "__aenter__" } else { "__aexit__" };
                set_error!(
                    TypeError,
                    "'async with' received an object from {method} that does not implement __await__: {}",
                    type_name(ob)
                );
            }
            return it;
        }
        if (*it).ob_type == &raw mut PyCoro_Type && !yield_from(it.cast()).is_null() {
            decref(it);
            set_error!(RuntimeError, "coroutine is being awaited already");
            return std::ptr::null_mut();
        }
        it
    }
}

/// `tp_traverse`
///
/// # Safety
/// Called by the collector.
pub(crate) unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: a live generator; the visitor is not null.
    unsafe {
        let visit = visit.unwrap_unchecked();
        let g: *mut Generator = ob.cast();
        for p in [(*g).name, (*g).qualname, (*g).origin_or_finalizer, (*g).exc_state.exc_value] {
            if !p.is_null() {
                let r = visit(p, arg);
                if r != 0 {
                    return r;
                }
            }
        }
        if (*g).frame_state < EXECUTING {
            return InterpreterFrame::traverse(&raw mut (*g).frame, visit, arg);
        }
        if !(*g).frame.code.is_null() {
            return visit((*g).frame.code.cast(), arg);
        }
        0
    }
}

/// `tp_dealloc`
///
/// # Safety
/// The last reference is gone.
pub(crate) unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the object is intact until its parts are given back, once each.
    unsafe {
        let g: *mut Generator = ob.cast();
        let ty = (*ob).ob_type;
        if !(*g).weakreflist.is_null() {
            PyObject_ClearWeakRefs(ob);
        }
        if !crate::objects::type_::begin_dealloc(ob) {
            return;
        }
        if (*g).frame_state < CLEARED {
            clear_frame(g);
        }
        decref((*g).frame.code.cast());
        let exc = std::mem::replace(&mut (*g).exc_state.exc_value, std::ptr::null_mut());
        for p in [exc, (*g).origin_or_finalizer, (*g).name, (*g).qualname] {
            if !p.is_null() {
                decref(p);
            }
        }
        crate::objects::type_::end_dealloc(ob, ty);
    }
}
