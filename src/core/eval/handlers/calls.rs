//! Functions and calls.

use super::prelude::*;
use crate::objects::builtin_function::convention;
use crate::objects::code::tuple_len;

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

/// `CALL`: what the callable is decides where it goes on.
pub unsafe fn call(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let base = sp.sub(oparg as usize + 2);
        adapt!(ts, frame, ip, sp, oparg, specialize::call(ip.sub(1), base, oparg));
        if (*base.add(1)).is_null() {
            unpack_method(base);
        }
        let callable = *base;
        let ty = (*callable).ob_type;
        if ty == &raw mut PyFunction_Type {
            return call_python(ts, frame, ip, sp, oparg);
        }
        if ty == &raw mut PyCFunction_Type {
            return call_builtin(ts, frame, ip, sp, oparg);
        }
        if ty == &raw mut PyMethodDescr_Type && !(*base.add(1)).is_null() {
            return call_method(ts, frame, ip, sp, oparg);
        }
        if ty == &raw mut PyType_Type && (*base.add(1)).is_null() {
            return call_class(ts, frame, ip, sp, oparg);
        }
        call_any(ts, frame, ip, sp, oparg)
    }
}

/// A specialised form for C functions of one convention: `$flags` and `$wanted` arguments, called as `$call` says.
macro_rules! builtin_form {
    ($ts:ident, $frame:ident, $ip:ident, $sp:ident, $oparg:ident, $flags:expr, $wanted:expr,
     |$def:ident, $slf:ident, $args:ident| $call:expr) => {{
        let n = $wanted as usize;
        let base = $sp.sub(n + 2);
        let callable: *mut PyCFunctionObject = (*base).cast();
        if (*callable).ob_base.ob_type != &raw mut PyCFunction_Type || !(*base.add(1)).is_null() {
            generalize!(call, $ts, $frame, $ip, $sp, $oparg);
        }
        let ($def, $slf, $args) = ((*callable).m_ml, (*callable).m_self, base.add(2));
        if (*$def).ml_flags != $flags || (*$ts).c_recursion_remaining <= 0 {
            generalize!(call, $ts, $frame, $ip, $sp, $oparg);
        }
        (*$ts).c_recursion_remaining -= 1;
        let mut r: Object = $call;
        (*$ts).c_recursion_remaining += 1;
        if r.is_null() != !(*$ts).current_exception.is_null() {
            r = ops::call::check(*base, r);
        }
        for i in 0..n {
            decref(*base.add(2 + i));
        }
        decref(callable.cast());
        if r.is_null() {
            fail!($ts, $frame, $ip, base);
        }
        *base = r;
        let (ip, sp) = ($ip.add(3), base.add(1));
        next_or_pending!($ts, $frame, ip, sp)
    }};
}

/// `CALL_BUILTIN_O`
pub unsafe fn call_builtin_o(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`; the flags say what type the C function has.
    unsafe {
        builtin_form!(ts, frame, ip, sp, oparg, METH_O, 1, |def, slf, args| convention::plain(def)(
            slf, *args
        ))
    }
}

/// `CALL_BUILTIN_FAST`
pub unsafe fn call_builtin_fast(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`; the flags say what type the C function has.
    unsafe {
        builtin_form!(ts, frame, ip, sp, oparg, METH_FASTCALL, oparg, |def, slf, args| {
            convention::fast(def)(slf, args, oparg as isize)
        })
    }
}

/// `CALL_BUILTIN_FAST_WITH_KEYWORDS`
pub unsafe fn call_builtin_fast_with_keywords(
    ts: Thread,
    frame: Frame,
    ip: Code,
    sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`; the flags say what type the C function has.
    unsafe {
        builtin_form!(ts, frame, ip, sp, oparg, METH_FASTCALL | METH_KEYWORDS, oparg, |def, slf, args| {
            convention::fast_keywords(def)(slf, args, oparg as isize, std::ptr::null_mut())
        })
    }
}

/// `CALL_LEN`: the built-in `len` with one argument.
pub unsafe fn call_len(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let base = sp.sub(3);
        let callable: *mut PyCFunctionObject = (*base).cast();
        if (*callable).ob_base.ob_type != &raw mut PyCFunction_Type
            || !(*base.add(1)).is_null()
            || (*callable).m_ml != specialize::len_definition()
        {
            generalize!(call, ts, frame, ip, sp, oparg);
        }
        let n = PyObject_Size(*sp.sub(1));
        if n < 0 {
            fail!(ts, frame, ip, sp);
        }
        let r = PyLong_FromSsize_t(n);
        if r.is_null() {
            fail!(ts, frame, ip, sp);
        }
        decref(*sp.sub(1));
        decref(callable.cast());
        *base = r;
        let (ip, sp) = (ip.add(3), base.add(1));
        next!(ts, frame, ip, sp)
    }
}

/// The first argument and how many there are: the `self` slot counts when it is filled.
#[inline(always)]
unsafe fn arguments(base: Stack, oparg: u32) -> (Stack, usize) {
    // SAFETY: the stack of a call: callable, self or NULL, arguments.
    unsafe {
        let slf = !(*base.add(1)).is_null();
        (base.add(2 - slf as usize), oparg as usize + slf as usize)
    }
}

/// A call of a function written in Python.
unsafe fn call_python(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let base = sp.sub(oparg as usize + 2);
        let callable = *base;
        if !call::is_plain_function(callable) {
            return call_any(ts, frame, ip, sp, oparg);
        }
        let (args, n) = arguments(base, oparg);
        let new = call::push_frame(ts, callable.cast(), std::ptr::null_mut(), args, n, std::ptr::null_mut());
        if new.is_null() {
            fail!(ts, frame, ip, base);
        }
        switch_to!(ts, frame, base, new, 4);
    }
}

/// Calls a C function of one of the conventions that need no packing, or leaves the call to `call_any`. Evaluates to what the
/// function returned.
macro_rules! call_directly {
    ($ts:ident, $frame:ident, $ip:ident, $sp:ident, $oparg:ident, $def:expr, $slf:expr, $args:expr, $n:expr) => {{
        let (def, slf, args, n): (*mut PyMethodDef, Object, Stack, usize) = ($def, $slf, $args, $n);
        (*$ts).c_recursion_remaining -= 1;
        let flags = (*def).ml_flags & !METH_COEXIST;
        let r = if (*$ts).c_recursion_remaining < 0 {
            (*$ts).c_recursion_remaining += 1;
            return call_any($ts, $frame, $ip, $sp, $oparg);
        } else if flags == METH_O && n == 1 {
            convention::plain(def)(slf, *args)
        } else if flags == METH_FASTCALL {
            convention::fast(def)(slf, args, n as isize)
        } else if flags == METH_FASTCALL | METH_KEYWORDS {
            convention::fast_keywords(def)(slf, args, n as isize, std::ptr::null_mut())
        } else if flags == METH_NOARGS && n == 0 {
            convention::plain(def)(slf, std::ptr::null_mut())
        } else {
            (*$ts).c_recursion_remaining += 1;
            return call_any($ts, $frame, $ip, $sp, $oparg);
        };
        (*$ts).c_recursion_remaining += 1;
        r
    }};
}

/// Ends a call: checks the result, gives the slots of the call back and goes on `$units` behind `$ip`.
macro_rules! finish_call {
    ($ts:ident, $frame:ident, $ip:ident, $sp:ident, $base:ident, $result:expr, $units:expr) => {{
        let mut r: Object = $result;
        if r.is_null() != !(*$ts).current_exception.is_null() {
            r = ops::call::check(*$base, r);
        }
        drop_slots($base, $sp);
        if r.is_null() {
            fail!($ts, $frame, $ip, $base);
        }
        *$base = r;
        let (ip, sp) = ($ip.add($units), $base.add(1));
        next_or_pending!($ts, $frame, ip, sp)
    }};
}

/// A call of a C function.
unsafe fn call_builtin(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`; the flags say what type the C function has.
    unsafe {
        let base = sp.sub(oparg as usize + 2);
        let (args, n) = arguments(base, oparg);
        let callable: *mut PyCFunctionObject = (*base).cast();
        let (def, slf) = ((*callable).m_ml, (*callable).m_self);
        let r = call_directly!(ts, frame, ip, sp, oparg, def, slf, args, n);
        finish_call!(ts, frame, ip, sp, base, r, 3)
    }
}

/// A call of a method written in C, with the `self` slot filled.
unsafe fn call_method(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`; the flags say what type the C function has.
    unsafe {
        let base = sp.sub(oparg as usize + 2);
        let callable: *mut PyMethodDescrObject = (*base).cast();
        let slf = *base.add(1);
        let class = (*callable).d_common.d_type;
        if (*slf).ob_type != class && PyType_IsSubtype((*slf).ob_type, class) == 0 {
            return call_any(ts, frame, ip, sp, oparg);
        }
        let def = (*callable).d_method;
        let r = call_directly!(ts, frame, ip, sp, oparg, def, slf, base.add(2), oparg as usize);
        finish_call!(ts, frame, ip, sp, base, r, 3)
    }
}

/// A call of a class whose metaclass is `type`: its constructor without the detour over `type.__call__`.
unsafe fn call_class(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let base = sp.sub(oparg as usize + 2);
        let class: *mut PyTypeObject = (*base).cast();
        if (*class).tp_vectorcall.is_some() || (*class).tp_new.is_none() || (*ts).c_recursion_remaining <= 0 {
            return call_any(ts, frame, ip, sp, oparg);
        }
        (*ts).c_recursion_remaining -= 1;
        let r = ops::call::construct(ts, class, base.add(2), oparg as usize);
        (*ts).c_recursion_remaining += 1;
        finish_call!(ts, frame, ip, sp, base, r, 3)
    }
}

/// A call of anything.
unsafe fn call_any(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let base = sp.sub(oparg as usize + 2);
        let (args, n) = arguments(base, oparg);
        let r = ops::call::vectorcall(*base, args, n, std::ptr::null_mut());
        finish_call!(ts, frame, ip, sp, base, r, 3)
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
        let (args, total) = arguments(base, oparg);
        let n = total - tuple_len(kwnames);
        if call::is_plain_function(callable) {
            let new = call::push_frame(ts, callable.cast(), std::ptr::null_mut(), args, n, kwnames);
            decref(kwnames);
            if new.is_null() {
                fail!(ts, frame, ip, base);
            }
            switch_to!(ts, frame, base, new, 1);
        }
        let r = ops::call::vectorcall(callable, args, n, kwnames);
        decref(kwnames);
        finish_call!(ts, frame, ip, sp, base, r, 0)
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
