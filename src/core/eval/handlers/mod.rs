//! The instructions: one function each, which ends in a jump to the next one's.
//!
//! What an interpreter loop keeps in variables travels as arguments, which the calling convention keeps in registers:
//!
//! - `ts`: the attached thread's state.
//! - `frame`: the frame that runs; `(*frame).instr` is the instruction word that runs.
//! - `ip`: behind that word, at its inline cache.
//! - `sp`: the first free slot of the value stack. Every object below it is an owned reference, or NULL where an instruction's
//!   description says so.
//! - `oparg`: the instruction's argument, with those of `EXTENDED_ARG` in front of it.
//!
//! A handler returns what the next handler returns, so the first one that really returns is that which leaves the entry frame: with
//! the frame's result, or with NULL and an exception. Stable Rust promises no tail calls, but LLVM makes a jump of every such call
//! as long as no local variable's address is taken and no value with a destructor is alive. **Therefore handlers keep out
//! parameters and anything that is dropped in functions of their own** (`eval::ops`), and a test disassembles the executable and
//! looks for calls of handlers. Optimisation has to be on, so the profile for development asks for it.
//!
//! The rules on which every handler's `unsafe` rests: the compiler's stack depths bound `sp`; jumps stay inside the code; indices
//! stay inside its tuples. Code that breaks these rules is refused or was made by hand, which CPython does not survive either.

mod attributes;
mod calls;
mod cells;
mod containers;
mod exceptions;
mod generators;
mod imports;
mod iteration;
mod jumps;
mod locals;
mod matching;
mod names;
mod operators;
mod stack;
mod subscripts;
mod table;

use mortise_abi::opcode_ids as op;
use mortise_abi::*;

use super::frames::{self, CodeUnit, InterpreterFrame, owner};
use super::ops::set_error;
use super::{call, unwind};
use crate::capi::decl::*;
use crate::heap::refcount::decref;
use crate::objects::code::first_instruction;
use crate::objects::{generator, traceback};
use table::HANDLERS;

type Thread = *mut PyThreadState;
type Frame = *mut InterpreterFrame;
type Code = *mut CodeUnit;
type Stack = *mut *mut PyObject;
type Object = *mut PyObject;

/// What runs an instruction.
type Handler = unsafe fn(Thread, Frame, Code, Stack, u32) -> Object;

/// Bits of `eval_breaker` that ask for attention.
const PENDING: usize = 0xff;

/// Runs the instruction at `ip`.
macro_rules! next {
    ($ts:expr, $frame:expr, $ip:expr, $sp:expr) => {{
        let word = *$ip;
        (*$frame).instr = $ip;
        HANDLERS[word as u8 as usize]($ts, $frame, $ip.add(1), $sp, (word >> 8) as u32)
    }};
}

/// Goes on where a frame that does not run was left.
macro_rules! resume {
    ($ts:expr, $frame:expr) => {{
        let frame: Frame = $frame;
        let sp = locals(frame).add((*frame).top as usize);
        let ip = (*frame).instr.add((*frame).return_offset as usize);
        next!($ts, frame, ip, sp)
    }};
}

/// As `next`, after a look at what other threads and signals want.
macro_rules! next_or_pending {
    ($ts:expr, $frame:expr, $ip:expr, $sp:expr) => {{
        if (*$ts).eval_breaker & PENDING != 0 {
            return pending($ts, $frame, $ip, $sp, 0);
        }
        next!($ts, $frame, $ip, $sp)
    }};
}

macro_rules! push {
    ($sp:ident, $v:expr) => {{
        let v: Object = $v;
        *$sp = v;
        $sp = $sp.add(1);
    }};
}

macro_rules! pop {
    ($sp:ident) => {{
        $sp = $sp.sub(1);
        *$sp
    }};
}

/// A name of the running code, borrowed.
macro_rules! name {
    ($frame:expr, $i:expr) => {
        tuple_item((*(*$frame).code).co_names, $i as usize)
    };
}

/// An exception is set: goes to its handler.
macro_rules! fail {
    ($ts:expr, $frame:expr, $ip:expr, $sp:expr) => {
        return error($ts, $frame, $ip, $sp, 0)
    };
}

/// Pushes a new reference; NULL is an exception.
macro_rules! push_or_fail {
    ($ts:expr, $frame:expr, $ip:expr, $sp:ident, $v:expr) => {{
        let v: Object = $v;
        if v.is_null() {
            fail!($ts, $frame, $ip, $sp);
        }
        push!($sp, v);
    }};
}

/// Leaves this frame for `$new`; it goes on `$offset` code units after the current instruction.
macro_rules! switch_to {
    ($ts:expr, $frame:expr, $sp:expr, $new:expr, $offset:expr) => {{
        let new: Frame = $new;
        (*$frame).top = $sp.offset_from(locals($frame)) as u32;
        (*$frame).return_offset = ($offset) as u16;
        (*new).previous = $frame;
        (*$ts).current_frame = new.cast();
        if !call::enter_python($ts) {
            return refuse($ts, new, std::ptr::null_mut(), std::ptr::null_mut(), 0);
        }
        return resume!($ts, new);
    }};
}

/// Leaves this frame for good with a result.
macro_rules! return_value {
    ($ts:expr, $frame:expr, $v:expr) => {{
        let value: Object = $v;
        (*$frame).top = (*(*$frame).code).co_nlocalsplus as u32;
        let caller = (*$frame).previous;
        let done = (*$frame).entry;
        leave($ts, $frame);
        if done {
            return value;
        }
        give(caller, value);
        return resume!($ts, caller);
    }};
}

/// Counts an execution of a general form; at zero it may be replaced, and is then executed anew.
macro_rules! adapt {
    ($ts:expr, $frame:expr, $ip:expr, $sp:expr, $oparg:expr, $specialize:expr) => {
        if specialize::ENABLED {
            let counter = *$ip;
            if counter < 16 {
                $specialize;
                return HANDLERS[*$ip.sub(1) as u8 as usize]($ts, $frame, $ip, $sp, $oparg);
            }
            *$ip = counter - 16;
        }
    };
}

/// The operands are not of the kind that the specialised form is for.
macro_rules! generalize {
    ($general:path, $ts:expr, $frame:expr, $ip:expr, $sp:expr, $oparg:expr) => {
        return $general($ts, $frame, $ip, $sp, $oparg)
    };
}

/// What the families of handlers share.
mod prelude {
    pub(super) use mortise_abi::opcode_ids as op;
    pub(super) use mortise_abi::*;

    pub(super) use super::super::frames;
    pub(super) use super::super::ops::{self, set_error};
    pub(super) use super::super::{call, cells as cell_access, specialize};
    pub(super) use super::table::HANDLERS;
    pub(super) use super::{
        Code, Frame, Object, PENDING, Stack, Thread, consts, drop_slots, error, false_object, give, leave,
        locals, none, pending, refuse, true_object, unpack_method, unwind_from,
    };
    pub(super) use crate::capi::decl::*;
    pub(super) use crate::heap::refcount::{decref, incref};
    pub(super) use crate::objects::code::{first_instruction, tuple_item};
    pub(super) use crate::objects::generator;
    pub(super) use {
        adapt, fail, generalize, name, next, next_or_pending, pop, push, push_or_fail, resume, return_value,
        switch_to,
    };
}

/// Runs `frame` and the frames that it enters, until it is left.
///
/// # Safety
/// `ts` is the attached thread's state and `frame` its current frame.
pub(super) unsafe fn run(ts: Thread, frame: Frame, throwing: bool) -> Object {
    // SAFETY: the rules above.
    unsafe {
        if !call::enter_python(ts) {
            // The frame that would be one too many does not show in the traceback.
            leave(ts, frame);
            return std::ptr::null_mut();
        }
        if throwing {
            let sp = locals(frame).add((*frame).top as usize);
            return error(ts, frame, (*frame).instr, sp, 0);
        }
        resume!(ts, frame)
    }
}

/// `None`, borrowed.
#[inline(always)]
fn none() -> Object {
    &raw mut _Py_NoneStruct
}

/// `True`, borrowed; immortal.
#[inline(always)]
fn true_object() -> Object {
    (&raw mut _Py_TrueStruct).cast()
}

/// `False`, borrowed; immortal.
#[inline(always)]
fn false_object() -> Object {
    (&raw mut _Py_FalseStruct).cast()
}

/// The first local variable.
#[inline(always)]
unsafe fn locals(frame: Frame) -> Stack {
    // SAFETY: by contract of the caller.
    unsafe { InterpreterFrame::locals_start(frame) }
}

/// The running code's constants.
#[inline(always)]
unsafe fn consts(frame: Frame) -> *const Object {
    // SAFETY: the constants are a tuple.
    unsafe { (&raw const (*(*(*frame).code).co_consts.cast::<PyTupleObject>()).ob_item).cast() }
}

/// Pushes a callee's result on the stack of the frame that waits for it.
#[inline(always)]
unsafe fn give(frame: Frame, value: Object) {
    // SAFETY: the frame's stack has room, as its code says.
    unsafe {
        *locals(frame).add((*frame).top as usize) = value;
        (*frame).top += 1;
    }
}

/// Takes the running frame off the chain and gives back what it holds; its stack is empty.
#[inline(always)]
unsafe fn leave(ts: Thread, frame: Frame) {
    // SAFETY: the frame is the thread's current one; `previous` is kept for a frame object that takes the contents over.
    unsafe {
        (*ts).current_frame = (*frame).previous.cast();
        (*ts).py_recursion_remaining += 1;
        if (*frame).owner == owner::GENERATOR {
            generator::finish(ts, frame);
        } else {
            InterpreterFrame::clear(frame);
            frames::pop(ts, frame);
        }
    }
}

/// Gives back the slots from `base` up to `sp`, which may be NULL.
#[inline(always)]
unsafe fn drop_slots(base: Stack, sp: Stack) {
    // SAFETY: owned slots.
    unsafe {
        let mut p = sp;
        while p > base {
            p = p.sub(1);
            let v = *p;
            if !v.is_null() {
                decref(v);
            }
        }
    }
}

/// Replaces a bound method at `base` by its function and puts its `self` into the empty slot behind.
#[inline(always)]
unsafe fn unpack_method(base: Stack) {
    // SAFETY: `base` points to a callable whose `self` slot is empty; a method's fields do not change.
    unsafe {
        let callable = *base;
        if (*callable).ob_type == &raw mut PyMethod_Type {
            let method: *mut PyMethodObject = callable.cast();
            let (func, slf) = ((*method).im_func, (*method).im_self);
            crate::heap::refcount::incref(func);
            crate::heap::refcount::incref(slf);
            *base = func;
            *base.add(1) = slf;
            decref(callable);
        }
    }
}

/// Does what other threads and signals asked for, then goes on.
#[cold]
#[inline(never)]
unsafe fn pending(ts: Thread, frame: Frame, ip: Code, sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules above.
    unsafe {
        if crate::state::handle_pending(crate::heap::attached::Attached::assume()).is_err() {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// The new frame would be one too many: the exception is its caller's.
#[cold]
#[inline(never)]
unsafe fn refuse(ts: Thread, new: Frame, _ip: Code, _sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules above; the caller was left in order.
    unsafe {
        let caller = (*new).previous;
        leave(ts, new);
        let sp = locals(caller).add((*caller).top as usize);
        error(ts, caller, (*caller).instr, sp, 0)
    }
}

/// An exception was raised by the running instruction.
#[cold]
#[inline(never)]
unsafe fn error(ts: Thread, frame: Frame, _ip: Code, sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules above.
    unsafe {
        note_error(ts, frame);
        unwind_from(ts, frame, (*frame).instr, sp, 0)
    }
}

/// An exception is set that needs no entry of this frame in its traceback any more. `raised_at` is the instruction whose handler is
/// looked for.
#[cold]
#[inline(never)]
unsafe fn unwind_from(ts: Thread, frame: Frame, raised_at: Code, sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules above.
    unsafe {
        let frame = find_handler(ts, frame, raised_at, sp);
        if frame.is_null() {
            return std::ptr::null_mut();
        }
        resume!(ts, frame)
    }
}

/// Puts the frame into the traceback of the exception that was raised in it.
unsafe fn note_error(ts: Thread, frame: Frame) {
    // SAFETY: a live frame.
    unsafe {
        if (*ts).current_exception.is_null() {
            set_error!(SystemError, "error return without exception set");
        }
        if !InterpreterFrame::is_incomplete(frame) {
            traceback::add_pending(ts, frame);
        }
    }
}

/// Leaves frames until one handles the exception, and prepares that one to go on at its handler; NULL when the entry frame is left.
#[inline(never)]
unsafe fn find_handler(ts: Thread, mut frame: Frame, mut raised_at: Code, mut sp: Stack) -> Frame {
    // SAFETY: the rules above.
    unsafe {
        loop {
            let code = (*frame).code;
            let first = first_instruction(code);
            let stack = locals(frame).add((*code).co_nlocalsplus as usize);
            match unwind::handler(code, raised_at.offset_from(first) as usize) {
                Some(handler) => {
                    drop_slots(stack.add(handler.depth), sp);
                    sp = stack.add(handler.depth);
                    if handler.lasti {
                        let lasti = PyLong_FromSsize_t((*frame).instr.offset_from(first));
                        if lasti.is_null() {
                            // The error about memory replaces the other one; the handler cannot run without the index.
                            note_error(ts, frame);
                            raised_at = (*frame).instr;
                            continue;
                        }
                        push!(sp, lasti);
                    }
                    push!(sp, PyErr_GetRaisedException());
                    (*frame).instr = first.add(handler.target);
                    (*frame).return_offset = 0;
                    (*frame).top = sp.offset_from(locals(frame)) as u32;
                    return frame;
                }
                None => {
                    drop_slots(stack, sp);
                    (*frame).top = (*code).co_nlocalsplus as u32;
                    let caller = (*frame).previous;
                    let done = (*frame).entry;
                    leave(ts, frame);
                    if done {
                        return std::ptr::null_mut();
                    }
                    frame = caller;
                    sp = locals(frame).add((*frame).top as usize);
                    raised_at = (*frame).instr;
                    note_error(ts, frame);
                }
            }
        }
    }
}

/// What no instruction has for its number.
#[cold]
#[inline(never)]
unsafe fn unknown(ts: Thread, frame: Frame, ip: Code, sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules above.
    unsafe {
        no_handler(*(*frame).instr as u8);
        fail!(ts, frame, ip, sp)
    }
}

#[cold]
#[inline(never)]
fn no_handler(opcode: u8) {
    if opcode as i32 >= op::MIN_INSTRUMENTED_OPCODE {
        set_error!(
            NotImplementedError,
            "instrumented code (sys.settrace, sys.setprofile, sys.monitoring) is not implemented: opcode {opcode}"
        );
    } else {
        set_error!(SystemError, "unknown opcode {opcode}");
    }
}
