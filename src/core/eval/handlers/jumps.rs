//! Jumps.

use super::prelude::*;

/// `JUMP_FORWARD`
pub unsafe fn jump_forward(ts: Thread, frame: Frame, mut ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        ip = ip.add(oparg as usize);
        next!(ts, frame, ip, sp)
    }
}

/// `JUMP_BACKWARD`
pub unsafe fn jump_backward(ts: Thread, frame: Frame, mut ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        ip = ip.add(1).sub(oparg as usize);

        next_or_pending!(ts, frame, ip, sp)
    }
}

/// `JUMP_BACKWARD_NO_INTERRUPT`
pub unsafe fn jump_backward_no_interrupt(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        ip = ip.sub(oparg as usize);
        next!(ts, frame, ip, sp)
    }
}

/// `POP_JUMP_IF_FALSE`
pub unsafe fn pop_jump_if_false(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        ip = ip.add(1);
        if pop!(sp) == false_object() {
            ip = ip.add(oparg as usize);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `POP_JUMP_IF_TRUE`
pub unsafe fn pop_jump_if_true(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        ip = ip.add(1);
        if pop!(sp) == true_object() {
            ip = ip.add(oparg as usize);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `POP_JUMP_IF_NONE`
pub unsafe fn pop_jump_if_none(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        ip = ip.add(1);
        let v = pop!(sp);
        if v == none() {
            ip = ip.add(oparg as usize);
        } else {
            decref(v);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `POP_JUMP_IF_NOT_NONE`
pub unsafe fn pop_jump_if_not_none(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        ip = ip.add(1);
        let v = pop!(sp);
        if v != none() {
            ip = ip.add(oparg as usize);
            decref(v);
        }
        next!(ts, frame, ip, sp)
    }
}
