//! Generators, coroutines and asynchronous iteration.

use super::prelude::*;

/// `RETURN_GENERATOR`
pub unsafe fn return_generator(ts: Thread, frame: Frame, ip: Code, sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let g = generator::from_frame(frame, ip);
        if g.is_null() {
            fail!(ts, frame, ip, sp);
        }
        let caller = (*frame).previous;
        let done = (*frame).entry;
        // The contents have moved; only the room goes back.
        (*ts).current_frame = caller.cast();
        (*ts).py_recursion_remaining += 1;
        frames::pop(ts, frame);
        if done {
            return g;
        }
        give(caller, g);
        resume!(ts, caller)
    }
}

/// `YIELD_VALUE`
pub unsafe fn yield_value(ts: Thread, frame: Frame, _ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let g = generator::of_frame(frame);
        (*frame).top = sp.offset_from(locals(frame)) as u32;
        (*frame).return_offset = 1;
        generator::suspend(ts, g, oparg);
        let caller = (*frame).previous;
        let done = (*frame).entry;
        (*frame).previous = std::ptr::null_mut();
        (*ts).current_frame = caller.cast();
        (*ts).py_recursion_remaining += 1;
        if done {
            return v;
        }
        // A frame that iterates or delegates goes on behind its instruction and one cache entry.
        (*caller).return_offset = 2;
        give(caller, v);
        resume!(ts, caller)
    }
}

/// `SEND`
pub unsafe fn send(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        ip = ip.add(1);
        let (receiver, v) = (*sp.sub(2), *sp.sub(1));
        if generator::is_generator_or_coroutine(receiver) && generator::start_inline(ts, receiver, v) {
            sp = sp.sub(1);
            switch_to!(ts, frame, sp, generator::frame_of(receiver), oparg + 2);
        }
        let sent = ops::iter::send(receiver, v);
        sp = sp.sub(1);
        decref(v);
        match sent {
            ops::iter::Sent::Next(v) => push!(sp, v),
            ops::iter::Sent::Return(v) => {
                push!(sp, v);
                ip = ip.add(oparg as usize);
            }
            ops::iter::Sent::Error => fail!(ts, frame, ip, sp),
        }
        next!(ts, frame, ip, sp)
    }
}

/// `GET_YIELD_FROM_ITER`
pub unsafe fn get_yield_from_iter(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let code = (*frame).code;
        let v = pop!(sp);
        push_or_fail!(ts, frame, ip, sp, ops::iter::yield_from_iter(v, (*code).co_flags));
        next!(ts, frame, ip, sp)
    }
}

/// `CLEANUP_THROW`
pub unsafe fn cleanup_throw(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let exc = *sp.sub(1);
        if PyErr_GivenExceptionMatches(exc, PyExc_StopIteration) == 0 {
            incref(exc);
            PyErr_SetRaisedException(exc);
            return unwind_from(ts, frame, (*frame).instr, sp, 0);
        }
        let v = (*exc.cast::<PyStopIterationObject>()).value;
        let v = if v.is_null() { none() } else { v };
        incref(v);
        decref(exc);
        decref(*sp.sub(2));
        decref(*sp.sub(3));
        *sp.sub(3) = none();
        *sp.sub(2) = v;
        sp = sp.sub(1);
        next!(ts, frame, ip, sp)
    }
}

/// `GET_AITER`
pub unsafe fn get_aiter(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        push_or_fail!(ts, frame, ip, sp, ops::iter::async_iter(v));
        next!(ts, frame, ip, sp)
    }
}

/// `GET_ANEXT`
pub unsafe fn get_anext(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        push_or_fail!(ts, frame, ip, sp, ops::iter::async_next(*sp.sub(1)));
        next!(ts, frame, ip, sp)
    }
}

/// `GET_AWAITABLE`
pub unsafe fn get_awaitable(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let it = generator::get_awaitable(v, oparg);
        decref(v);
        push_or_fail!(ts, frame, ip, sp, it);
        next!(ts, frame, ip, sp)
    }
}

/// `END_ASYNC_FOR`
pub unsafe fn end_async_for(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let exc = pop!(sp);
        let awaitable = pop!(sp);
        if PyErr_GivenExceptionMatches(exc, PyExc_StopAsyncIteration) == 0 {
            decref(awaitable);
            PyErr_SetRaisedException(exc);
            return unwind_from(ts, frame, (*frame).instr, sp, 0);
        }
        decref(exc);
        decref(awaitable);
        next!(ts, frame, ip, sp)
    }
}
