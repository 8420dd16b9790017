//! Local variables and constants.

use super::prelude::*;

/// `LOAD_FAST`
pub unsafe fn load_fast(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = *locals(frame).add(oparg as usize);
        incref(v);
        push!(sp, v);
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_FAST_CHECK`
pub unsafe fn load_fast_check(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let code = (*frame).code;
        let v = *locals(frame).add(oparg as usize);
        if v.is_null() {
            ops::names::unbound(code, oparg as usize);
            fail!(ts, frame, ip, sp);
        }
        incref(v);
        push!(sp, v);
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_FAST_AND_CLEAR`
pub unsafe fn load_fast_and_clear(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = std::mem::replace(&mut *locals(frame).add(oparg as usize), std::ptr::null_mut());
        push!(sp, v);
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_FAST_LOAD_FAST`
pub unsafe fn load_fast_load_fast(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let a = *locals(frame).add((oparg >> 4) as usize);
        let b = *locals(frame).add((oparg & 15) as usize);
        incref(a);
        incref(b);
        push!(sp, a);
        push!(sp, b);
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_CONST`
pub unsafe fn load_const(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let consts = consts(frame);
        let v = *consts.add(oparg as usize);
        incref(v);
        push!(sp, v);
        next!(ts, frame, ip, sp)
    }
}

/// `STORE_FAST`
pub unsafe fn store_fast(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let old = std::mem::replace(&mut *locals(frame).add(oparg as usize), v);
        if !old.is_null() {
            decref(old);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `STORE_FAST_LOAD_FAST`
pub unsafe fn store_fast_load_fast(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let old = std::mem::replace(&mut *locals(frame).add((oparg >> 4) as usize), v);
        let b = *locals(frame).add((oparg & 15) as usize);
        incref(b);
        push!(sp, b);
        if !old.is_null() {
            decref(old);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `STORE_FAST_STORE_FAST`
pub unsafe fn store_fast_store_fast(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let a = pop!(sp);
        let old = std::mem::replace(&mut *locals(frame).add((oparg >> 4) as usize), a);
        if !old.is_null() {
            decref(old);
        }
        let b = pop!(sp);
        let old = std::mem::replace(&mut *locals(frame).add((oparg & 15) as usize), b);
        if !old.is_null() {
            decref(old);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `DELETE_FAST`
pub unsafe fn delete_fast(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let code = (*frame).code;
        let old = std::mem::replace(&mut *locals(frame).add(oparg as usize), std::ptr::null_mut());
        if old.is_null() {
            ops::names::unbound(code, oparg as usize);
            fail!(ts, frame, ip, sp);
        }
        decref(old);
        next!(ts, frame, ip, sp)
    }
}
