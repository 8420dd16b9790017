//! Raising, handling and `with`.

use super::prelude::*;

/// `RAISE_VARARGS`
pub unsafe fn raise_varargs(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        match oparg {
            0 => {
                if ops::exceptions::reraise_handled(ts) {
                    return unwind_from(ts, frame, (*frame).instr, sp, 0);
                }
            }
            1 => {
                let exc = pop!(sp);
                ops::exceptions::raise(exc, std::ptr::null_mut());
            }
            _ => {
                let cause = pop!(sp);
                let exc = pop!(sp);
                ops::exceptions::raise(exc, cause);
            }
        }
        fail!(ts, frame, ip, sp)
    }
}

/// `RERAISE`
pub unsafe fn reraise(ts: Thread, frame: Frame, _ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let code = (*frame).code;
        let raised_at = (*frame).instr;
        let exc = pop!(sp);
        if oparg != 0 {
            let unit = PyLong_AsLong(*sp.sub(oparg as usize));
            (*frame).instr = first_instruction(code).add(unit as usize);
        }
        PyErr_SetRaisedException(exc);
        unwind_from(ts, frame, raised_at, sp, 0)
    }
}

/// `PUSH_EXC_INFO`
pub unsafe fn push_exc_info(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let exc = *sp.sub(1);
        let item = (*ts).exc_info;
        let old = (*item).exc_value;
        *sp.sub(1) = if old.is_null() { none() } else { old };
        incref(exc);
        (*item).exc_value = exc;
        push!(sp, exc);
        next!(ts, frame, ip, sp)
    }
}

/// `POP_EXCEPT`
pub unsafe fn pop_except(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let old = pop!(sp);
        let item = (*ts).exc_info;
        let current = (*item).exc_value;
        (*item).exc_value = if old == none() { std::ptr::null_mut() } else { old };
        if !current.is_null() {
            decref(current);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `CHECK_EXC_MATCH`
pub unsafe fn check_exc_match(ts: Thread, frame: Frame, ip: Code, sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let class = *sp.sub(1);
        if !ops::exceptions::check_except(class) {
            fail!(ts, frame, ip, sp);
        }
        let r = PyErr_GivenExceptionMatches(*sp.sub(2), class);
        *sp.sub(1) = if r != 0 { true_object() } else { false_object() };
        decref(class);
        next!(ts, frame, ip, sp)
    }
}

/// `CHECK_EG_MATCH`
pub unsafe fn check_eg_match(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let class = pop!(sp);
        let exc = pop!(sp);
        let split = ops::exceptions::split_group_to(sp, exc, class);
        decref(class);
        decref(exc);
        if !split {
            fail!(ts, frame, ip, sp);
        }
        sp = sp.add(2);
        let matched = *sp.sub(1);
        if matched != none() {
            PyErr_SetHandledException(matched);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `BEFORE_WITH`
pub unsafe fn before_with(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let manager = pop!(sp);
        let entered = ops::exceptions::enter_context(sp, manager, false);
        decref(manager);
        if !entered {
            fail!(ts, frame, ip, sp);
        }
        sp = sp.add(2);
        next!(ts, frame, ip, sp)
    }
}

/// `BEFORE_ASYNC_WITH`
pub unsafe fn before_async_with(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let manager = pop!(sp);
        let entered = ops::exceptions::enter_context(sp, manager, true);
        decref(manager);
        if !entered {
            fail!(ts, frame, ip, sp);
        }
        sp = sp.add(2);
        next!(ts, frame, ip, sp)
    }
}

/// `WITH_EXCEPT_START`
pub unsafe fn with_except_start(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        push_or_fail!(ts, frame, ip, sp, ops::exceptions::call_exit(*sp.sub(4), *sp.sub(1)));
        next!(ts, frame, ip, sp)
    }
}
