//! Attributes.

use super::prelude::*;

/// `LOAD_ATTR_METHOD_NO_DICT`
pub unsafe fn load_attr_method_no_dict(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let ob = *sp.sub(1);
        if (*(*ob).ob_type).tp_version_tag != specialize::read_u32(ip.add(1)) {
            generalize!(load_attr, ts, frame, ip, sp, oparg);
        }
        let method = specialize::read_pointer(ip.add(5));
        ip = ip.add(9);
        incref(method);
        *sp.sub(1) = method;
        push!(sp, ob);
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_ATTR_METHOD_WITH_VALUES`
pub unsafe fn load_attr_method_with_values(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let ob = *sp.sub(1);
        if (*(*ob).ob_type).tp_version_tag != specialize::read_u32(ip.add(1)) {
            generalize!(load_attr, ts, frame, ip, sp, oparg);
        }
        let own = specialize::managed_dict(ob);
        if !own.is_null() && !specialize::lacks(own, name!(frame, oparg >> 1)) {
            generalize!(load_attr, ts, frame, ip, sp, oparg);
        }
        let method = specialize::read_pointer(ip.add(5));
        ip = ip.add(9);
        incref(method);
        *sp.sub(1) = method;
        push!(sp, ob);
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_ATTR_WITH_HINT`
pub unsafe fn load_attr_with_hint(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let ob = *sp.sub(1);
        let index = *ip.add(3) as usize;
        if (*(*ob).ob_type).tp_version_tag != specialize::read_u32(ip.add(1)) {
            generalize!(load_attr, ts, frame, ip, sp, oparg);
        }
        let own = specialize::managed_dict(ob);
        if own.is_null() || (*own).ob_type != &raw mut PyDict_Type {
            generalize!(load_attr, ts, frame, ip, sp, oparg);
        }
        let v = specialize::hinted(own, index, name!(frame, oparg >> 1));
        if v.is_null() {
            generalize!(load_attr, ts, frame, ip, sp, oparg);
        }
        ip = ip.add(9);
        incref(v);
        *sp.sub(1) = v;
        if oparg & 1 != 0 {
            push!(sp, std::ptr::null_mut());
        }
        decref(ob);
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_ATTR_SLOT`
pub unsafe fn load_attr_slot(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let ob = *sp.sub(1);
        let index = *ip.add(3) as usize;
        if (*(*ob).ob_type).tp_version_tag != specialize::read_u32(ip.add(1)) {
            generalize!(load_attr, ts, frame, ip, sp, oparg);
        }
        let v = *ob.byte_add(index).cast::<Object>();
        if v.is_null() {
            generalize!(load_attr, ts, frame, ip, sp, oparg);
        }
        ip = ip.add(9);
        incref(v);
        *sp.sub(1) = v;
        if oparg & 1 != 0 {
            push!(sp, std::ptr::null_mut());
        }
        decref(ob);
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_ATTR_MODULE`
pub unsafe fn load_attr_module(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let ob = *sp.sub(1);
        let index = *ip.add(3) as usize;
        if (*ob).ob_type != &raw mut PyModule_Type {
            generalize!(load_attr, ts, frame, ip, sp, oparg);
        }
        let space = PyModule_GetDict(ob);
        if space.is_null() || specialize::keys_version(space) != specialize::read_u32(ip.add(1)) {
            generalize!(load_attr, ts, frame, ip, sp, oparg);
        }
        let v = specialize::entry(space, index);
        if v.is_null() {
            generalize!(load_attr, ts, frame, ip, sp, oparg);
        }
        ip = ip.add(9);
        incref(v);
        *sp.sub(1) = v;
        if oparg & 1 != 0 {
            push!(sp, std::ptr::null_mut());
        }
        decref(ob);
        next!(ts, frame, ip, sp)
    }
}

/// `STORE_ATTR_SLOT`
pub unsafe fn store_attr_slot(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let (v, ob) = (*sp.sub(2), *sp.sub(1));
        if (*(*ob).ob_type).tp_version_tag != specialize::read_u32(ip.add(1)) {
            generalize!(store_attr, ts, frame, ip, sp, oparg);
        }
        let place = ob.byte_add(*ip.add(3) as usize).cast::<*mut PyObject>();
        ip = ip.add(4);
        sp = sp.sub(2);
        let old = std::mem::replace(&mut *place, v);
        if !old.is_null() {
            decref(old);
        }
        decref(ob);
        next!(ts, frame, ip, sp)
    }
}

/// `STORE_ATTR_WITH_HINT`
pub unsafe fn store_attr_with_hint(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let (v, ob) = (*sp.sub(2), *sp.sub(1));
        if (*(*ob).ob_type).tp_version_tag != specialize::read_u32(ip.add(1)) {
            generalize!(store_attr, ts, frame, ip, sp, oparg);
        }
        let own = specialize::managed_dict(ob);
        if own.is_null() || (*own).ob_type != &raw mut PyDict_Type {
            generalize!(store_attr, ts, frame, ip, sp, oparg);
        }
        ip = ip.add(4);
        incref(own);
        let status = PyDict_SetItem(own, name!(frame, oparg), v);
        decref(own);
        sp = sp.sub(2);
        decref(v);
        decref(ob);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_ATTR`
pub unsafe fn load_attr(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        adapt!(
            ts,
            frame,
            ip,
            sp,
            oparg,
            specialize::load_attr(ip.sub(1), oparg, *sp.sub(1), name!(frame, oparg >> 1))
        );
        ip = ip.add(9);
        let ob = *sp.sub(1);
        let name = name!(frame, oparg >> 1);
        if oparg & 1 != 0 {
            let (v, unbound) = ops::load_store::load_method(ob, name);
            if v.is_null() {
                fail!(ts, frame, ip, sp);
            }
            *sp.sub(1) = v;
            if unbound {
                push!(sp, ob);
            } else {
                push!(sp, std::ptr::null_mut());
                decref(ob);
            }
        } else {
            let v = PyObject_GetAttr(ob, name);
            if v.is_null() {
                fail!(ts, frame, ip, sp);
            }
            *sp.sub(1) = v;
            decref(ob);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `STORE_ATTR`
pub unsafe fn store_attr(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        adapt!(ts, frame, ip, sp, oparg, specialize::store_attr(ip.sub(1), *sp.sub(1), name!(frame, oparg)));
        ip = ip.add(4);
        let (v, ob) = (*sp.sub(2), *sp.sub(1));
        let status = PyObject_SetAttr(ob, name!(frame, oparg), v);
        sp = sp.sub(2);
        decref(v);
        decref(ob);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `DELETE_ATTR`
pub unsafe fn delete_attr(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let ob = pop!(sp);
        let status = PyObject_SetAttr(ob, name!(frame, oparg), std::ptr::null_mut());
        decref(ob);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_SUPER_ATTR`
pub unsafe fn load_super_attr(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        ip = ip.add(1);
        let (su, class, instance) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
        let name = name!(frame, oparg >> 2);
        let v = ops::load_store::load_super(su, class, instance, name);
        sp = sp.sub(3);
        decref(su);
        decref(class);
        decref(instance);
        push_or_fail!(ts, frame, ip, sp, v);
        if oparg & 1 != 0 {
            push!(sp, std::ptr::null_mut());
        }
        next!(ts, frame, ip, sp)
    }
}
