//! Frame objects: a Python view of an interpreter frame, made on demand. When the execution ends first, the object takes the
//! frame's contents over.

mod attributes;
pub mod locals;
mod proxy;

use std::ffi::{c_char, c_int, c_void};

use mortise_abi::*;

use crate::capi::decl;
use crate::eval::frames::{InterpreterFrame, owner};
use crate::heap::refcount::{decref, incref};

pub use attributes::PyFrame_Type;
pub use proxy::PyFrameLocalsProxy_Type;

/// A frame object. Opaque to C.
#[repr(C)]
pub struct FrameObject {
    ob_base: PyObject,
    /// Owned or NULL: the calling frame, once this one has its own contents.
    pub back: *mut FrameObject,
    /// The frame that is viewed: a running one, a generator's, or `data`.
    pub frame: *mut InterpreterFrame,
    /// Owned or NULL: the trace function.
    pub trace: *mut PyObject,
    /// The line that a trace function set, or 0.
    pub lineno: c_int,
    /// Whether lines are traced.
    pub trace_lines: c_char,
    /// Whether opcodes are traced.
    pub trace_opcodes: c_char,
    /// Owned or NULL: variables added through `f_locals` that the code does not know.
    pub extra_locals: *mut PyObject,
    /// Owned or NULL: the snapshot that `PyEval_GetLocals` keeps.
    pub locals_cache: *mut PyObject,
    /// Room for the contents; the slots follow.
    pub data: InterpreterFrame,
}

/// A new object for a frame; NULL with an exception.
///
/// # Safety
/// `frame` is live and has no object yet.
pub unsafe fn new_for(frame: *mut InterpreterFrame) -> *mut FrameObject {
    // SAFETY: by contract.
    unsafe {
        // An exception under way stays.
        let saved = decl::PyErr_GetRaisedException();
        let object = alloc((*frame).code);
        if object.is_null() {
            if !saved.is_null() {
                decref(saved);
            }
            return object;
        }
        decl::PyErr_SetRaisedException(saved);
        (*object).frame = frame;
        decl::PyObject_GC_Track(object.cast());
        object
    }
}

/// An object with room for a frame of `code`, not tracked and with no frame.
unsafe fn alloc(code: *mut PyCodeObject) -> *mut FrameObject {
    // SAFETY: every field is written.
    unsafe {
        let slots = ((*code).co_nlocalsplus + (*code).co_stacksize) as isize;
        let object: *mut FrameObject = decl::_PyObject_GC_NewVar(&raw mut PyFrame_Type, slots).cast();
        if object.is_null() {
            return object;
        }
        (*object).back = std::ptr::null_mut();
        (*object).frame = std::ptr::null_mut();
        (*object).trace = std::ptr::null_mut();
        (*object).lineno = 0;
        (*object).trace_lines = 1;
        (*object).trace_opcodes = 0;
        (*object).extra_locals = std::ptr::null_mut();
        (*object).locals_cache = std::ptr::null_mut();
        object
    }
}

/// A frame object that belongs to no execution (`PyFrame_New`).
///
/// # Safety
/// Live objects; `locals` may be NULL.
pub unsafe fn new_detached(
    code: *mut PyCodeObject,
    globals: *mut PyObject,
    locals: *mut PyObject,
) -> *mut FrameObject {
    // SAFETY: by contract; the function lends its namespaces to the frame and is kept by it.
    unsafe {
        let py = crate::heap::attached::Attached::assume();
        let code_handle = crate::heap::handles::Borrowed::from_ptr(py, code);
        let globals_handle = crate::heap::handles::Borrowed::from_ptr(py, globals);
        let Ok(func) = crate::objects::function::new(py, &code_handle, &globals_handle, None) else {
            return std::ptr::null_mut();
        };
        let object = alloc(code);
        if object.is_null() {
            return object;
        }
        if !locals.is_null() {
            incref(locals);
        }
        let frame = &raw mut (*object).data;
        InterpreterFrame::init(frame, func.into_ptr(), locals, std::ptr::null_mut());
        (*frame).owner = owner::FRAME_OBJECT;
        // Not incomplete, so that tracebacks show it.
        (*frame).frame_obj = object;
        (*object).frame = frame;
        decl::PyObject_GC_Track(object.cast());
        object
    }
}

/// Moves the contents of `frame`, which ends, into its object.
///
/// # Safety
/// `frame` is complete, does not run any more, and belongs to `object`; the caller does not clear it.
pub unsafe fn take_over(object: *mut FrameObject, frame: *mut InterpreterFrame) {
    // SAFETY: the object was made with room for the frame; contents move, so counts stay.
    unsafe {
        let new = &raw mut (*object).data;
        std::ptr::copy_nonoverlapping(frame, new, 1);
        std::ptr::copy_nonoverlapping(
            InterpreterFrame::locals_start(frame),
            InterpreterFrame::locals_start(new),
            (*frame).top as usize,
        );
        (*new).owner = owner::FRAME_OBJECT;
        (*new).entry = false;
        (*object).frame = new;
        let previous = InterpreterFrame::first_complete((*frame).previous);
        (*new).previous = std::ptr::null_mut();
        (*frame).frame_obj = std::ptr::null_mut();
        if !previous.is_null() {
            let back = InterpreterFrame::object(previous);
            if back.is_null() {
                decl::PyErr_Clear();
            } else {
                incref(back.cast());
                (*object).back = back;
            }
        }
    }
}

/// The calling frame's object, as a new reference, or NULL (with or without an exception).
///
/// # Safety
/// `object` is live.
pub unsafe fn back(object: *mut FrameObject) -> *mut FrameObject {
    // SAFETY: by contract.
    unsafe {
        let mut result = (*object).back;
        if result.is_null() && !(*object).frame.is_null() {
            let previous = InterpreterFrame::first_complete((*(*object).frame).previous);
            if !previous.is_null() {
                result = InterpreterFrame::object(previous);
            }
        }
        if !result.is_null() {
            incref(result.cast());
        }
        result
    }
}

/// The line that the frame is at; -1 when its instruction has none.
///
/// # Safety
/// `object` is live.
pub unsafe fn line(object: *mut FrameObject) -> c_int {
    // SAFETY: by contract.
    unsafe { if (*object).lineno != 0 { (*object).lineno } else { InterpreterFrame::line((*object).frame) } }
}

/// Whether the frame runs now (or, for a generator's, waits in a call that it made).
///
/// # Safety
/// `object` is live.
pub unsafe fn is_executing(object: *mut FrameObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        let frame = (*object).frame;
        match (*frame).owner {
            owner::THREAD => true,
            owner::GENERATOR => {
                (*crate::objects::generator::of_frame(frame)).frame_state
                    == crate::objects::generator::EXECUTING
            }
            _ => false,
        }
    }
}

/// `tp_traverse`: what belongs to the object itself.
///
/// # Safety
/// Called by the collector.
unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: a live frame object; the visitor is not null.
    unsafe {
        let visit = visit.unwrap_unchecked();
        let object: *mut FrameObject = ob.cast();
        for p in [(*object).back.cast(), (*object).trace, (*object).extra_locals, (*object).locals_cache] {
            if !p.is_null() {
                let r = visit(p, arg);
                if r != 0 {
                    return r;
                }
            }
        }
        let frame = (*object).frame;
        if !frame.is_null() && (*frame).owner == owner::FRAME_OBJECT {
            // The frame's own pointer to this object is not a counted reference any more.
            let own = std::mem::replace(&mut (*frame).frame_obj, std::ptr::null_mut());
            let r = InterpreterFrame::traverse(frame, visit, arg);
            (*frame).frame_obj = own;
            return r;
        }
        0
    }
}

/// `tp_clear`
///
/// # Safety
/// Called by the collector.
unsafe extern "C" fn clear(ob: *mut PyObject) -> c_int {
    // SAFETY: a live frame object that nobody runs.
    unsafe {
        let object: *mut FrameObject = ob.cast();
        drop_fields(object);
        let frame = (*object).frame;
        if !frame.is_null() && (*frame).owner == owner::FRAME_OBJECT {
            clear_contents(frame);
        }
    }
    0
}

unsafe fn drop_fields(object: *mut FrameObject) {
    // SAFETY: owned fields.
    unsafe {
        for field in
            [&raw mut (*object).trace, &raw mut (*object).extra_locals, &raw mut (*object).locals_cache]
        {
            crate::objects::function::replace_field(field, std::ptr::null_mut());
        }
    }
}

/// Drops variables and namespace, but keeps function and code.
///
/// # Safety
/// The frame does not run.
pub(crate) unsafe fn clear_contents(frame: *mut InterpreterFrame) {
    // SAFETY: by contract.
    unsafe {
        let slots = InterpreterFrame::locals_start(frame);
        for i in 0..(*frame).top as usize {
            let v = std::mem::replace(&mut *slots.add(i), std::ptr::null_mut());
            if !v.is_null() {
                decref(v);
            }
        }
        (*frame).top = (*frame).top.min((*(*frame).code).co_nlocalsplus as u32);
    }
}

/// `tp_dealloc`
///
/// # Safety
/// The last reference is gone.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the object is intact; each reference is given back once.
    unsafe {
        let object: *mut FrameObject = ob.cast();
        let ty = (*ob).ob_type;
        if !crate::objects::type_::begin_dealloc(ob) {
            return;
        }
        drop_fields(object);
        let frame = (*object).frame;
        if !frame.is_null() && (*frame).owner == owner::FRAME_OBJECT {
            (*frame).frame_obj = std::ptr::null_mut();
            InterpreterFrame::clear(frame);
        }
        let back = std::mem::replace(&mut (*object).back, std::ptr::null_mut());
        if !back.is_null() {
            decref(back.cast());
        }
        crate::objects::type_::end_dealloc(ob, ty);
    }
}

/// The static types of this module.
pub fn types() -> [*mut PyTypeObject; 2] {
    [&raw mut PyFrame_Type, &raw mut PyFrameLocalsProxy_Type]
}
