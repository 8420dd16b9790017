//! Rearranging the stack, and what prepares an instruction.

use super::prelude::*;

/// `NOP`
pub unsafe fn nop(ts: Thread, frame: Frame, ip: Code, sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe { next!(ts, frame, ip, sp) }
}

/// `RESUME`
pub unsafe fn resume(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        if oparg & 3 < 2 {
            return next_or_pending!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `POP_TOP`
pub unsafe fn pop_top(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        decref(v);
        next!(ts, frame, ip, sp)
    }
}

/// `PUSH_NULL`
pub unsafe fn push_null(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        push!(sp, std::ptr::null_mut());
        next!(ts, frame, ip, sp)
    }
}

/// `COPY`
pub unsafe fn copy(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = *sp.sub(oparg as usize);
        if !v.is_null() {
            incref(v);
        }
        push!(sp, v);
        next!(ts, frame, ip, sp)
    }
}

/// `SWAP`
pub unsafe fn swap(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let (top, other) = (*sp.sub(1), *sp.sub(oparg as usize));
        *sp.sub(1) = other;
        *sp.sub(oparg as usize) = top;
        next!(ts, frame, ip, sp)
    }
}

/// `END_SEND`
pub unsafe fn end_send(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let receiver = std::mem::replace(&mut *sp.sub(1), v);
        decref(receiver);
        next!(ts, frame, ip, sp)
    }
}

/// `EXTENDED_ARG`
pub unsafe fn extended_arg(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let word = *ip;
        (*frame).instr = ip;
        HANDLERS[word as u8 as usize](ts, frame, ip.add(1), sp, oparg << 8 | (word >> 8) as u32)
    }
}
