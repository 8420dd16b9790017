//! Functions and calls.

use super::prelude::*;

/// `MAKE_FUNCTION`
pub unsafe fn make_function(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let co = pop!(sp);
        push_or_fail!(ts, frame, ip, sp, ops::build::function(co, (*frame).globals));
        next!(ts, frame, ip, sp)
    }
}

/// `SET_FUNCTION_ATTRIBUTE`
pub unsafe fn set_function_attribute(
    ts: Thread,
    frame: Frame,
    ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let f = pop!(sp);
        let v = pop!(sp);
        ops::build::set_function_attribute(f, oparg, v);
        push!(sp, f);
        next!(ts, frame, ip, sp)
    }
}

/// `CALL`
pub unsafe fn call(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        ip = ip.add(3);
        let base = sp.sub(oparg as usize + 2);
        if (*base.add(1)).is_null() {
            unpack_method(base);
        }
        let callable = *base;
        let (args, n) = if (*base.add(1)).is_null() {
            (base.add(2), oparg as usize)
        } else {
            (base.add(1), oparg as usize + 1)
        };
        if call::is_plain_function(callable) {
            let new =
                call::push_frame(ts, callable.cast(), std::ptr::null_mut(), args, n, std::ptr::null_mut());
            sp = base;
            if new.is_null() {
                fail!(ts, frame, ip, sp);
            }
            switch_to!(ts, frame, sp, new, 4);
        }
        let r = ops::call::vectorcall(callable, args, n, std::ptr::null_mut());
        drop_slots(base, sp);
        sp = base;
        push_or_fail!(ts, frame, ip, sp, r);

        next_or_pending!(ts, frame, ip, sp)
    }
}

/// `CALL_KW`
pub unsafe fn call_kw(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let kwnames = pop!(sp);
        let base = sp.sub(oparg as usize + 2);
        if (*base.add(1)).is_null() {
            unpack_method(base);
        }
        let callable = *base;
        let (args, total) = if (*base.add(1)).is_null() {
            (base.add(2), oparg as usize)
        } else {
            (base.add(1), oparg as usize + 1)
        };
        let n = total - crate::objects::code::tuple_len(kwnames);
        if call::is_plain_function(callable) {
            let new = call::push_frame(ts, callable.cast(), std::ptr::null_mut(), args, n, kwnames);
            decref(kwnames);
            sp = base;
            if new.is_null() {
                fail!(ts, frame, ip, sp);
            }
            switch_to!(ts, frame, sp, new, 1);
        }
        let r = ops::call::vectorcall(callable, args, n, kwnames);
        decref(kwnames);
        drop_slots(base, sp);
        sp = base;
        push_or_fail!(ts, frame, ip, sp, r);

        next_or_pending!(ts, frame, ip, sp)
    }
}

/// `CALL_FUNCTION_EX`
pub unsafe fn call_function_ex(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let kwargs = if oparg & 1 != 0 { pop!(sp) } else { std::ptr::null_mut() };
        let args = pop!(sp);
        sp = sp.sub(1);
        let callable = pop!(sp);
        let args = ops::call::star_args(callable, args);
        if args.is_null() {
            decref(callable);
            if !kwargs.is_null() {
                decref(kwargs);
            }
            fail!(ts, frame, ip, sp);
        }
        if call::is_plain_function(callable) {
            let new = call::push_frame_star(ts, callable.cast(), args, kwargs);
            if new.is_null() {
                fail!(ts, frame, ip, sp);
            }
            switch_to!(ts, frame, sp, new, 1);
        }
        let r = PyObject_Call(callable, args, kwargs);
        decref(callable);
        decref(args);
        if !kwargs.is_null() {
            decref(kwargs);
        }
        push_or_fail!(ts, frame, ip, sp, r);

        next_or_pending!(ts, frame, ip, sp)
    }
}

/// `CALL_INTRINSIC_1`
pub unsafe fn call_intrinsic_1(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = *sp.sub(1);
        let r = ops::intrinsics::one(frame, oparg, v);
        if r.is_null() {
            fail!(ts, frame, ip, sp);
        }
        *sp.sub(1) = r;
        decref(v);
        next!(ts, frame, ip, sp)
    }
}

/// `CALL_INTRINSIC_2`
pub unsafe fn call_intrinsic_2(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let b = pop!(sp);
        let a = pop!(sp);
        let r = ops::intrinsics::two(oparg, a, b);
        decref(a);
        decref(b);
        push_or_fail!(ts, frame, ip, sp, r);
        next!(ts, frame, ip, sp)
    }
}

/// `EXIT_INIT_CHECK`
pub unsafe fn exit_init_check(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        if v != none() {
            ops::call::bad_init_result(v);
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `RETURN_VALUE`
pub unsafe fn return_value(ts: Thread, frame: Frame, _ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe { return_value!(ts, frame, pop!(sp)) }
}

/// `RETURN_CONST`
pub unsafe fn return_const(ts: Thread, frame: Frame, _ip: Code, _sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let consts = consts(frame);
        let v = *consts.add(oparg as usize);
        incref(v);
        return_value!(ts, frame, v)
    }
}

/// `INTERPRETER_EXIT`
pub unsafe fn interpreter_exit(_ts: Thread, _frame: Frame, _ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe { pop!(sp) }
}
