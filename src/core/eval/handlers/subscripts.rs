//! Subscripts and slices.

use super::prelude::*;

/// `BINARY_SUBSCR_LIST_INT`
pub unsafe fn binary_subscr_list_int(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let (container, key) = (*sp.sub(2), *sp.sub(1));
        if (*container).ob_type != &raw mut PyList_Type || (*key).ob_type != &raw mut PyLong_Type {
            generalize!(binary_subscr, ts, frame, ip, sp, oparg);
        }
        let index = specialize::compact(key).unwrap_or(-1);
        if index < 0 || index >= (*container.cast::<PyVarObject>()).ob_size as i64 {
            generalize!(binary_subscr, ts, frame, ip, sp, oparg);
        }
        let v = *(*container.cast::<PyListObject>()).ob_item.add(index as usize);
        ip = ip.add(1);
        incref(v);
        sp = sp.sub(1);
        *sp.sub(1) = v;
        decref(container);
        decref(key);
        next!(ts, frame, ip, sp)
    }
}

/// `BINARY_SUBSCR_TUPLE_INT`
pub unsafe fn binary_subscr_tuple_int(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let (container, key) = (*sp.sub(2), *sp.sub(1));
        if (*container).ob_type != &raw mut PyTuple_Type || (*key).ob_type != &raw mut PyLong_Type {
            generalize!(binary_subscr, ts, frame, ip, sp, oparg);
        }
        let index = specialize::compact(key).unwrap_or(-1);
        if index < 0 || index >= (*container.cast::<PyVarObject>()).ob_size as i64 {
            generalize!(binary_subscr, ts, frame, ip, sp, oparg);
        }
        let v = tuple_item(container, index as usize);
        ip = ip.add(1);
        incref(v);
        sp = sp.sub(1);
        *sp.sub(1) = v;
        decref(container);
        decref(key);
        next!(ts, frame, ip, sp)
    }
}

/// `BINARY_SUBSCR_DICT`
pub unsafe fn binary_subscr_dict(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let (container, key) = (*sp.sub(2), *sp.sub(1));
        if (*container).ob_type != &raw mut PyDict_Type {
            generalize!(binary_subscr, ts, frame, ip, sp, oparg);
        }
        let v = ops::arith::dict_item(container, key);
        if v.is_null() {
            if !(*ts).current_exception.is_null() {
                fail!(ts, frame, ip, sp);
            }
            // The general form knows how to raise KeyError.
            generalize!(binary_subscr, ts, frame, ip, sp, oparg);
        }
        ip = ip.add(1);
        sp = sp.sub(1);
        *sp.sub(1) = v;
        decref(container);
        decref(key);
        next!(ts, frame, ip, sp)
    }
}

/// `STORE_SUBSCR_LIST_INT`
pub unsafe fn store_subscr_list_int(
    ts: Thread,
    frame: Frame,
    mut ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let (v, container, key) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
        if (*container).ob_type != &raw mut PyList_Type || (*key).ob_type != &raw mut PyLong_Type {
            generalize!(store_subscr, ts, frame, ip, sp, oparg);
        }
        let index = specialize::compact(key).unwrap_or(-1);
        if index < 0 || index >= (*container.cast::<PyVarObject>()).ob_size as i64 {
            generalize!(store_subscr, ts, frame, ip, sp, oparg);
        }
        ip = ip.add(1);
        sp = sp.sub(3);
        let place = (*container.cast::<PyListObject>()).ob_item.add(index as usize);
        let old = std::mem::replace(&mut *place, v);
        decref(old);
        decref(container);
        decref(key);
        next!(ts, frame, ip, sp)
    }
}

/// `STORE_SUBSCR_DICT`
pub unsafe fn store_subscr_dict(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let (v, container, key) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
        if (*container).ob_type != &raw mut PyDict_Type {
            generalize!(store_subscr, ts, frame, ip, sp, oparg);
        }
        ip = ip.add(1);
        let status = PyDict_SetItem(container, key, v);
        sp = sp.sub(3);
        decref(v);
        decref(container);
        decref(key);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `BINARY_SUBSCR`
pub unsafe fn binary_subscr(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        adapt!(ts, frame, ip, sp, oparg, specialize::binary_subscr(ip.sub(1), *sp.sub(2), *sp.sub(1)));
        ip = ip.add(1);
        let (container, key) = (*sp.sub(2), *sp.sub(1));
        let r = PyObject_GetItem(container, key);
        if r.is_null() {
            fail!(ts, frame, ip, sp);
        }
        sp = sp.sub(1);
        *sp.sub(1) = r;
        decref(container);
        decref(key);
        next!(ts, frame, ip, sp)
    }
}

/// `STORE_SUBSCR`
pub unsafe fn store_subscr(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        adapt!(ts, frame, ip, sp, oparg, specialize::store_subscr(ip.sub(1), *sp.sub(2), *sp.sub(1)));
        ip = ip.add(1);
        let (v, container, key) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
        let status = PyObject_SetItem(container, key, v);
        sp = sp.sub(3);
        decref(v);
        decref(container);
        decref(key);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `DELETE_SUBSCR`
pub unsafe fn delete_subscr(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let (container, key) = (*sp.sub(2), *sp.sub(1));
        let status = PyObject_DelItem(container, key);
        sp = sp.sub(2);
        decref(container);
        decref(key);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `BINARY_SLICE`
pub unsafe fn binary_slice(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let (container, start, stop) = (*sp.sub(3), *sp.sub(2), *sp.sub(1));
        let r = ops::arith::get_slice(container, start, stop);
        sp = sp.sub(3);
        decref(container);
        decref(start);
        decref(stop);
        push_or_fail!(ts, frame, ip, sp, r);
        next!(ts, frame, ip, sp)
    }
}

/// `STORE_SLICE`
pub unsafe fn store_slice(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let (v, container) = (*sp.sub(4), *sp.sub(3));
        let (start, stop) = (*sp.sub(2), *sp.sub(1));
        let status = ops::arith::set_slice(container, start, stop, v);
        sp = sp.sub(4);
        decref(v);
        decref(container);
        decref(start);
        decref(stop);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}
