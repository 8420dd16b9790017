//! Iteration.

use super::prelude::*;

/// `GET_ITER`
pub unsafe fn get_iter(ts: Thread, frame: Frame, ip: Code, sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = *sp.sub(1);
        let it = PyObject_GetIter(v);
        if it.is_null() {
            fail!(ts, frame, ip, sp);
        }
        *sp.sub(1) = it;
        decref(v);
        next!(ts, frame, ip, sp)
    }
}

/// `GET_LEN`
pub unsafe fn get_len(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let n = PyObject_Size(*sp.sub(1));
        if n < 0 {
            fail!(ts, frame, ip, sp);
        }
        push_or_fail!(ts, frame, ip, sp, PyLong_FromSsize_t(n));
        next!(ts, frame, ip, sp)
    }
}

/// `FOR_ITER_LIST`
pub unsafe fn for_iter_list(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let it = *sp.sub(1);
        let Some(v) = specialize::next_item(it, op::FOR_ITER_LIST) else {
            generalize!(for_iter, ts, frame, ip, sp, oparg)
        };
        ip = ip.add(1);
        if !v.is_null() {
            push!(sp, v);
        } else {
            if !(*ts).current_exception.is_null() {
                fail!(ts, frame, ip, sp);
            }
            sp = sp.sub(1);
            decref(it);
            ip = ip.add(oparg as usize + 2);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `FOR_ITER_TUPLE`
pub unsafe fn for_iter_tuple(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let it = *sp.sub(1);
        let Some(v) = specialize::next_item(it, op::FOR_ITER_TUPLE) else {
            generalize!(for_iter, ts, frame, ip, sp, oparg)
        };
        ip = ip.add(1);
        if !v.is_null() {
            push!(sp, v);
        } else {
            if !(*ts).current_exception.is_null() {
                fail!(ts, frame, ip, sp);
            }
            sp = sp.sub(1);
            decref(it);
            ip = ip.add(oparg as usize + 2);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `FOR_ITER_RANGE`
pub unsafe fn for_iter_range(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let it = *sp.sub(1);
        let Some(v) = specialize::next_item(it, op::FOR_ITER_RANGE) else {
            generalize!(for_iter, ts, frame, ip, sp, oparg)
        };
        ip = ip.add(1);
        if !v.is_null() {
            push!(sp, v);
        } else {
            if !(*ts).current_exception.is_null() {
                fail!(ts, frame, ip, sp);
            }
            sp = sp.sub(1);
            decref(it);
            ip = ip.add(oparg as usize + 2);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `FOR_ITER`
pub unsafe fn for_iter(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        adapt!(ts, frame, ip, sp, oparg, specialize::for_iter(ip.sub(1), *sp.sub(1)));
        ip = ip.add(1);
        let it = *sp.sub(1);
        if (*it).ob_type == &raw mut PyGen_Type && generator::start_inline(ts, it, none()) {
            switch_to!(ts, frame, sp, generator::frame_of(it), oparg + 2);
        }
        let v = ops::iter::next(it);
        if !v.is_null() {
            push!(sp, v);
        } else {
            if !(*ts).current_exception.is_null() {
                fail!(ts, frame, ip, sp);
            }
            sp = sp.sub(1);
            decref(it);
            ip = ip.add(oparg as usize + 2);
        }
        next!(ts, frame, ip, sp)
    }
}
