//! Pattern matching.

use super::prelude::*;

/// `MATCH_MAPPING`
pub unsafe fn match_mapping(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let flag = Py_TPFLAGS_MAPPING;
        let ty = (**sp.sub(1)).ob_type;
        push!(sp, if (*ty).tp_flags & flag != 0 { true_object() } else { false_object() });
        next!(ts, frame, ip, sp)
    }
}

/// `MATCH_SEQUENCE`
pub unsafe fn match_sequence(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let flag = Py_TPFLAGS_SEQUENCE;
        let ty = (**sp.sub(1)).ob_type;
        push!(sp, if (*ty).tp_flags & flag != 0 { true_object() } else { false_object() });
        next!(ts, frame, ip, sp)
    }
}

/// `MATCH_KEYS`
pub unsafe fn match_keys(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        push_or_fail!(ts, frame, ip, sp, ops::match_::keys(*sp.sub(2), *sp.sub(1)));
        next!(ts, frame, ip, sp)
    }
}

/// `MATCH_CLASS`
pub unsafe fn match_class(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let names = pop!(sp);
        let class = pop!(sp);
        let subject = pop!(sp);
        let r = ops::match_::class(subject, class, oparg as usize, names);
        decref(names);
        decref(class);
        decref(subject);
        if !r.is_null() {
            push!(sp, r);
        } else {
            if !(*ts).current_exception.is_null() {
                fail!(ts, frame, ip, sp);
            }
            push!(sp, none());
        }
        next!(ts, frame, ip, sp)
    }
}
