//! Global names and the names of module and class code.

use super::prelude::*;

/// `LOAD_NAME`
pub unsafe fn load_name(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        push_or_fail!(
            ts,
            frame,
            ip,
            sp,
            ops::names::local_or_global(
                (*frame).locals,
                (*frame).globals,
                (*frame).builtins,
                name!(frame, oparg)
            )
        );
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_GLOBAL_MODULE`
pub unsafe fn load_global_module(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let space = (*frame).globals;
        if specialize::keys_version(space) != *ip.add(2) as u32 {
            generalize!(load_global, ts, frame, ip, sp, oparg);
        }
        let v = specialize::entry(space, *ip.add(1) as usize);
        if v.is_null() {
            generalize!(load_global, ts, frame, ip, sp, oparg);
        }
        ip = ip.add(4);
        incref(v);
        push!(sp, v);
        if oparg & 1 != 0 {
            push!(sp, std::ptr::null_mut());
        }
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_GLOBAL_BUILTIN`
pub unsafe fn load_global_builtin(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let space = (*frame).builtins;
        if specialize::keys_version((*frame).globals) != *ip.add(2) as u32
            || specialize::keys_version(space) != *ip.add(3) as u32
        {
            generalize!(load_global, ts, frame, ip, sp, oparg);
        }
        let v = specialize::entry(space, *ip.add(1) as usize);
        if v.is_null() {
            generalize!(load_global, ts, frame, ip, sp, oparg);
        }
        ip = ip.add(4);
        incref(v);
        push!(sp, v);
        if oparg & 1 != 0 {
            push!(sp, std::ptr::null_mut());
        }
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_GLOBAL`
pub unsafe fn load_global(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        adapt!(
            ts,
            frame,
            ip,
            sp,
            oparg,
            specialize::load_global(ip.sub(1), (*frame).globals, (*frame).builtins, name!(frame, oparg >> 1))
        );
        ip = ip.add(4);
        push_or_fail!(
            ts,
            frame,
            ip,
            sp,
            ops::names::global((*frame).globals, (*frame).builtins, name!(frame, oparg >> 1))
        );
        if oparg & 1 != 0 {
            push!(sp, std::ptr::null_mut());
        }
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_FROM_DICT_OR_GLOBALS`
pub unsafe fn load_from_dict_or_globals(
    ts: Thread,
    frame: Frame,
    ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let namespace = pop!(sp);
        let r =
            ops::names::local_or_global(namespace, (*frame).globals, (*frame).builtins, name!(frame, oparg));
        decref(namespace);
        push_or_fail!(ts, frame, ip, sp, r);
        next!(ts, frame, ip, sp)
    }
}

/// `STORE_NAME`
pub unsafe fn store_name(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let namespace = (*frame).locals;
        let status = ops::names::store(namespace, name!(frame, oparg), v);
        decref(v);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `DELETE_NAME`
pub unsafe fn delete_name(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        if ops::names::delete((*frame).locals, name!(frame, oparg)) < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `STORE_GLOBAL`
pub unsafe fn store_global(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let status = PyDict_SetItem((*frame).globals, name!(frame, oparg), v);
        decref(v);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `DELETE_GLOBAL`
pub unsafe fn delete_global(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        match PyDict_Pop((*frame).globals, name!(frame, oparg), std::ptr::null_mut()) {
            1 => {}
            0 => {
                ops::names::undefined(name!(frame, oparg));
                fail!(ts, frame, ip, sp);
            }
            _ => fail!(ts, frame, ip, sp),
        }
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_LOCALS`
pub unsafe fn load_locals(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = (*frame).locals;
        if v.is_null() {
            set_error!(SystemError, "no locals");
            fail!(ts, frame, ip, sp);
        }
        incref(v);
        push!(sp, v);
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_BUILD_CLASS`
pub unsafe fn load_build_class(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        push_or_fail!(ts, frame, ip, sp, ops::load_store::build_class((*frame).builtins));
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_ASSERTION_ERROR`
pub unsafe fn load_assertion_error(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = PyExc_AssertionError;
        incref(v);
        push!(sp, v);
        next!(ts, frame, ip, sp)
    }
}

/// `SETUP_ANNOTATIONS`
pub unsafe fn setup_annotations(ts: Thread, frame: Frame, ip: Code, sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        if !ops::load_store::setup_annotations((*frame).locals) {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}
