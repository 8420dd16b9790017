//! Interpreter frames and the per-thread stack that they live in.

use std::alloc::Layout;
use std::ffi::c_int;

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::{decref, incref};
use crate::objects::frame::FrameObject;
use crate::objects::{Type, code};
use crate::raise;

/// An instruction or cache entry: opcode in the low byte, argument in the high one.
pub type CodeUnit = u16;

/// Who owns the memory of a frame.
pub mod owner {
    /// The thread's data stack.
    pub const THREAD: u8 = 0;
    /// A generator, coroutine or asynchronous generator.
    pub const GENERATOR: u8 = 1;
    /// A frame object which has outlived the execution.
    pub const FRAME_OBJECT: u8 = 2;
}

/// One activation of a code object. Locals, cells and free variables, and then the value stack, follow it in memory.
#[repr(C)]
pub struct InterpreterFrame {
    /// Owned.
    pub code: *mut PyCodeObject,
    /// The frame that runs when this one is left.
    pub previous: *mut InterpreterFrame,
    /// Owned: the function that runs; NULL for a frame made by `PyFrame_New`.
    pub func: *mut PyFunctionObject,
    /// Borrowed from the function.
    pub globals: *mut PyObject,
    /// Borrowed from the function.
    pub builtins: *mut PyObject,
    /// Owned or NULL: the namespace of module and class code.
    pub locals: *mut PyObject,
    /// Owned or NULL.
    pub frame_obj: *mut FrameObject,
    /// The instruction that runs, or ran last.
    pub instr: *mut CodeUnit,
    /// How many slots are in use, locals included, while the frame does not run.
    pub top: u32,
    /// Where the caller goes on, counted from `instr`, when the callee returns.
    pub return_offset: u16,
    /// One of [`owner`].
    pub owner: u8,
    /// Whether a C function waits for the frame's result.
    pub entry: bool,
}

/// Size of the frame header in words.
pub const HEADER_WORDS: usize = size_of::<InterpreterFrame>() / size_of::<*mut PyObject>();

/// Words in a chunk of the data stack.
const CHUNK_WORDS: usize = 8 * 1024;

impl InterpreterFrame {
    /// The locals, which start right behind the header.
    ///
    /// # Safety
    /// `this` points to a frame with its slots.
    #[inline(always)]
    pub unsafe fn locals_start(this: *mut InterpreterFrame) -> *mut *mut PyObject {
        // SAFETY: the slots follow the header.
        unsafe { this.add(1).cast() }
    }

    /// The first slot of the value stack.
    ///
    /// # Safety
    /// As [`InterpreterFrame::locals_start`].
    #[inline(always)]
    pub unsafe fn stack_base(this: *mut InterpreterFrame) -> *mut *mut PyObject {
        // SAFETY: the stack follows the locals, as many as the code says.
        unsafe { Self::locals_start(this).add((*(*this).code).co_nlocalsplus as usize) }
    }

    /// Index of the instruction that runs, in bytes, as `f_lasti`.
    ///
    /// # Safety
    /// `this` points to a frame.
    pub unsafe fn lasti(this: *mut InterpreterFrame) -> c_int {
        // SAFETY: instr points into the code's instructions.
        unsafe { ((*this).instr.offset_from(code::first_instruction((*this).code)) * 2) as c_int }
    }

    /// The current line, or -1.
    ///
    /// # Safety
    /// `this` points to a frame.
    pub unsafe fn line(this: *mut InterpreterFrame) -> c_int {
        // SAFETY: the frame holds its code.
        unsafe { code::positions::line_of((*this).code, Self::lasti(this)) }
    }

    /// Whether the function's prologue has not finished; such a frame is not shown to anybody.
    ///
    /// # Safety
    /// `this` points to a frame.
    pub unsafe fn is_incomplete(this: *mut InterpreterFrame) -> bool {
        // SAFETY: the frame holds its code.
        unsafe {
            (*this).owner == owner::THREAD
                && (*this).instr
                    < code::first_instruction((*this).code).add((*(*this).code)._co_firsttraceable as usize)
        }
    }

    /// This frame, or the nearest one below it that is complete; NULL when there is none.
    ///
    /// # Safety
    /// `this` is NULL or points to a frame on the thread's chain.
    pub unsafe fn first_complete(mut this: *mut InterpreterFrame) -> *mut InterpreterFrame {
        // SAFETY: the chain consists of live frames.
        unsafe {
            while !this.is_null() && Self::is_incomplete(this) {
                this = (*this).previous;
            }
        }
        this
    }

    /// The frame object, made on first use; NULL with MemoryError.
    ///
    /// # Safety
    /// `this` points to a complete live frame.
    #[inline]
    pub unsafe fn object(this: *mut InterpreterFrame) -> *mut FrameObject {
        // SAFETY: the frame is live.
        unsafe {
            if (*this).frame_obj.is_null() {
                (*this).frame_obj = crate::objects::frame::new_for(this);
            }
            (*this).frame_obj
        }
    }

    /// Fills in a new frame. Takes over the references `func` and `locals`; all local slots become NULL.
    ///
    /// # Safety
    /// `this` has room for the code of the live function `func`.
    #[inline(always)]
    pub unsafe fn init(
        this: *mut InterpreterFrame,
        func: *mut PyFunctionObject,
        locals: *mut PyObject,
        previous: *mut InterpreterFrame,
    ) {
        // SAFETY: by contract.
        unsafe {
            let code: *mut PyCodeObject = (*func).func_code.cast();
            incref(code.cast());
            this.write(InterpreterFrame {
                code,
                previous,
                func,
                globals: (*func).func_globals,
                builtins: (*func).func_builtins,
                locals,
                frame_obj: std::ptr::null_mut(),
                instr: code::first_instruction(code),
                top: (*code).co_nlocalsplus as u32,
                return_offset: 0,
                owner: owner::THREAD,
                entry: false,
            });
            let slots = Self::locals_start(this);
            for i in 0..(*code).co_nlocalsplus as usize {
                *slots.add(i) = std::ptr::null_mut();
            }
        }
    }

    /// Gives back everything that the frame holds. Its memory can then be reused. The frame is no longer on the chain.
    ///
    /// # Safety
    /// `this` points to a frame that does not run any more; `top` counts the slots in use.
    pub unsafe fn clear(this: *mut InterpreterFrame) {
        // SAFETY: each reference is given back once; the frame object takes the contents when it lives on.
        unsafe {
            let object = (*this).frame_obj;
            if !object.is_null() {
                if crate::heap::refcount::is_unique(object.cast()) {
                    (*object).frame = std::ptr::null_mut();
                    (*this).frame_obj = std::ptr::null_mut();
                    decref(object.cast());
                } else {
                    crate::objects::frame::take_over(object, this);
                    decref(object.cast());
                    return;
                }
            }
            Self::clear_slots(this);
            let locals = std::mem::replace(&mut (*this).locals, std::ptr::null_mut());
            if !locals.is_null() {
                decref(locals);
            }
            if !(*this).func.is_null() {
                decref((*this).func.cast());
            }
            decref((*this).code.cast());
        }
    }

    /// Gives back the locals and what is on the value stack.
    ///
    /// # Safety
    /// As [`InterpreterFrame::clear`].
    #[inline]
    pub unsafe fn clear_slots(this: *mut InterpreterFrame) {
        // SAFETY: the first `top` slots are NULL or owned.
        unsafe {
            let slots = Self::locals_start(this);
            let top = std::mem::replace(&mut (*this).top, 0);
            for i in 0..top as usize {
                let ob = std::mem::replace(&mut *slots.add(i), std::ptr::null_mut());
                if !ob.is_null() {
                    decref(ob);
                }
            }
        }
    }

    /// Shows what the frame holds to the collector.
    ///
    /// # Safety
    /// `this` does not run; the visitor is the collector's.
    pub unsafe fn traverse(
        this: *mut InterpreterFrame,
        visit: unsafe extern "C" fn(*mut PyObject, *mut std::ffi::c_void) -> c_int,
        arg: *mut std::ffi::c_void,
    ) -> c_int {
        // SAFETY: live references.
        unsafe {
            for ob in [(*this).locals, (*this).func.cast(), (*this).code.cast(), (*this).frame_obj.cast()] {
                if !ob.is_null() {
                    let r = visit(ob, arg);
                    if r != 0 {
                        return r;
                    }
                }
            }
            let slots = Self::locals_start(this);
            for i in 0..(*this).top as usize {
                let ob = *slots.add(i);
                if !ob.is_null() {
                    let r = visit(ob, arg);
                    if r != 0 {
                        return r;
                    }
                }
            }
            0
        }
    }
}

/// The current thread's state.
///
/// # Safety
/// The thread is attached.
#[inline(always)]
pub unsafe fn thread() -> *mut PyThreadState {
    crate::state::current()
}

/// The frame that runs on this thread, or NULL.
///
/// # Safety
/// `ts` is the attached thread's state.
#[inline(always)]
pub unsafe fn current(ts: *mut PyThreadState) -> *mut InterpreterFrame {
    // SAFETY: by contract; the field holds our frames only.
    unsafe { (*ts).current_frame.cast() }
}

/// The innermost frame that user code may see, or NULL.
///
/// # Safety
/// `ts` is the attached thread's state.
pub unsafe fn current_complete(ts: *mut PyThreadState) -> *mut InterpreterFrame {
    // SAFETY: by contract.
    unsafe { InterpreterFrame::first_complete(current(ts)) }
}

fn chunk_layout(bytes: usize) -> Layout {
    Layout::from_size_align(bytes, 16).expect("a frame's size")
}

/// Room for `words` on the thread's data stack; NULL with MemoryError.
///
/// # Safety
/// `ts` is the attached thread's state.
#[inline(always)]
pub unsafe fn push(ts: *mut PyThreadState, words: usize) -> *mut InterpreterFrame {
    // SAFETY: top and limit bound the current chunk, or are both NULL.
    unsafe {
        let base = (*ts).datastack_top;
        if ((*ts).datastack_limit as usize).wrapping_sub(base as usize) > words * 8 {
            (*ts).datastack_top = base.add(words);
            return base.cast();
        }
        push_chunk(ts, words)
    }
}

/// A new chunk for a frame of `words`.
#[cold]
#[inline(never)]
unsafe fn push_chunk(ts: *mut PyThreadState, words: usize) -> *mut InterpreterFrame {
    // SAFETY: the chunk's header is written before it is used; the old top is kept for the way back.
    unsafe {
        let header = std::mem::offset_of!(_PyStackChunk, data);
        let bytes = header + CHUNK_WORDS.max(words + 64) * 8;
        let chunk: *mut _PyStackChunk = std::alloc::alloc(chunk_layout(bytes)).cast();
        if chunk.is_null() {
            decl::PyErr_NoMemory();
            return std::ptr::null_mut();
        }
        let old = (*ts).datastack_chunk;
        if !old.is_null() {
            (*old).top = (*ts).datastack_top as usize;
        }
        (*chunk).previous = old;
        (*chunk).size = bytes;
        (*chunk).top = 0;
        let data: *mut *mut PyObject = (&raw mut (*chunk).data).cast();
        (*ts).datastack_chunk = chunk;
        (*ts).datastack_limit = chunk.cast::<u8>().add(bytes).cast();
        (*ts).datastack_top = data.add(words);
        data.cast()
    }
}

/// Gives the youngest frame's room back.
///
/// # Safety
/// `frame` is the youngest frame that [`push`] gave on this thread.
#[inline(always)]
pub unsafe fn pop(ts: *mut PyThreadState, frame: *mut InterpreterFrame) {
    // SAFETY: by contract the frame is on top; a chunk whose first frame goes is freed, but for the last chunk.
    unsafe {
        let chunk = (*ts).datastack_chunk;
        if frame.cast() == (&raw mut (*chunk).data).cast::<*mut PyObject>() && !(*chunk).previous.is_null() {
            pop_chunk(ts);
        } else {
            (*ts).datastack_top = frame.cast();
        }
    }
}

#[cold]
#[inline(never)]
unsafe fn pop_chunk(ts: *mut PyThreadState) {
    // SAFETY: the chunk was made by push_chunk with this layout, and has a predecessor.
    unsafe {
        let chunk = (*ts).datastack_chunk;
        let previous = (*chunk).previous;
        (*ts).datastack_chunk = previous;
        (*ts).datastack_top = (*previous).top as *mut *mut PyObject;
        (*ts).datastack_limit = previous.cast::<u8>().add((*previous).size).cast();
        std::alloc::dealloc(chunk.cast(), chunk_layout((*chunk).size));
    }
}

/// Frees the data stack of a thread that ends.
///
/// # Safety
/// No frame of the thread is left.
pub unsafe fn free_stack(ts: *mut PyThreadState) {
    // SAFETY: the chunks were made by push_chunk.
    unsafe {
        let mut chunk = std::mem::replace(&mut (*ts).datastack_chunk, std::ptr::null_mut());
        (*ts).datastack_top = std::ptr::null_mut();
        (*ts).datastack_limit = std::ptr::null_mut();
        while !chunk.is_null() {
            let previous = (*chunk).previous;
            std::alloc::dealloc(chunk.cast(), chunk_layout((*chunk).size));
            chunk = previous;
        }
    }
}

/// The class and the instance that `super()` without arguments means in the running frame.
pub fn super_arguments<'py>(py: Attached<'py>) -> PyResult<(Ref<'py, Type>, Ref<'py>)> {
    // SAFETY: the frame runs below the caller, a C function, so its slots are stable; cells hold NULL or a live object.
    unsafe {
        let frame = current_complete(thread());
        if frame.is_null() {
            return Err(raise!(py, RuntimeError, "super(): no current frame"));
        }
        let co = (*frame).code;
        if (*co).co_argcount == 0 {
            return Err(raise!(py, RuntimeError, "super(): no arguments"));
        }
        let slots = InterpreterFrame::locals_start(frame);
        let mut first = *slots;
        if !first.is_null() && code::local_kind(co, 0) & code::KIND_CELL != 0 {
            first = super::cells::get(first.cast());
        } else if !first.is_null() {
            incref(first);
        }
        let Some(first) = Ref::from_owned_or_null(py, first) else {
            return Err(raise!(py, RuntimeError, "super(): arg[0] deleted"));
        };
        let total = (*co).co_nlocalsplus as usize;
        for i in total - (*co).co_nfreevars as usize..total {
            let name: Borrowed<'_, '_, crate::objects::Str> =
                Borrowed::from_ptr(py, code::local_name(co, i).cast());
            if !name.equals_str("__class__") {
                continue;
            }
            let cell = *slots.add(i);
            if cell.is_null() || (*cell).ob_type != &raw mut decl::PyCell_Type {
                return Err(raise!(py, RuntimeError, "super(): bad __class__ cell"));
            }
            let Some(class) = Ref::from_owned_or_null(py, super::cells::get(cell.cast())) else {
                return Err(raise!(py, RuntimeError, "super(): empty __class__ cell"));
            };
            return match class.into_cast::<Type>() {
                Ok(class) => Ok((class, first)),
                Err(other) => Err(raise!(
                    py,
                    RuntimeError,
                    "super(): __class__ is not a type ({})",
                    other.ty().full_name()
                )),
            };
        }
        Err(raise!(py, RuntimeError, "super(): __class__ cell not found"))
    }
}
