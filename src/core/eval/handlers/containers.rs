//! Building containers and strings.

use super::prelude::*;

/// `BUILD_TUPLE`
pub unsafe fn build_tuple(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        sp = sp.sub(oparg as usize);
        push_or_fail!(ts, frame, ip, sp, ops::build::tuple(sp, oparg as usize));
        next!(ts, frame, ip, sp)
    }
}

/// `BUILD_LIST`
pub unsafe fn build_list(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        sp = sp.sub(oparg as usize);
        push_or_fail!(ts, frame, ip, sp, ops::build::list(sp, oparg as usize));
        next!(ts, frame, ip, sp)
    }
}

/// `BUILD_SET`
pub unsafe fn build_set(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        sp = sp.sub(oparg as usize);
        push_or_fail!(ts, frame, ip, sp, ops::build::set(sp, oparg as usize));
        next!(ts, frame, ip, sp)
    }
}

/// `BUILD_MAP`
pub unsafe fn build_map(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        sp = sp.sub(2 * oparg as usize);
        push_or_fail!(ts, frame, ip, sp, ops::build::map(sp, oparg as usize));
        next!(ts, frame, ip, sp)
    }
}

/// `BUILD_CONST_KEY_MAP`
pub unsafe fn build_const_key_map(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let keys = pop!(sp);
        sp = sp.sub(oparg as usize);
        let r = ops::build::const_key_map(keys, sp, oparg as usize);
        decref(keys);
        push_or_fail!(ts, frame, ip, sp, r);
        next!(ts, frame, ip, sp)
    }
}

/// `BUILD_STRING`
pub unsafe fn build_string(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        sp = sp.sub(oparg as usize);
        push_or_fail!(ts, frame, ip, sp, ops::build::string(sp, oparg as usize));
        next!(ts, frame, ip, sp)
    }
}

/// `BUILD_SLICE`
pub unsafe fn build_slice(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let step = if oparg == 3 { pop!(sp) } else { std::ptr::null_mut() };
        let stop = pop!(sp);
        let start = pop!(sp);
        let r = PySlice_New(start, stop, step);
        decref(start);
        decref(stop);
        if !step.is_null() {
            decref(step);
        }
        push_or_fail!(ts, frame, ip, sp, r);
        next!(ts, frame, ip, sp)
    }
}

/// `LIST_APPEND`
pub unsafe fn list_append(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let status = PyList_Append(*sp.sub(oparg as usize), v);
        decref(v);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `LIST_EXTEND`
pub unsafe fn list_extend(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let status = ops::build::list_extend(*sp.sub(oparg as usize), v);
        decref(v);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `SET_ADD`
pub unsafe fn set_add(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let status = PySet_Add(*sp.sub(oparg as usize), v);
        decref(v);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `SET_UPDATE`
pub unsafe fn set_update(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let status = ops::build::set_update(*sp.sub(oparg as usize), v);
        decref(v);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `MAP_ADD`
pub unsafe fn map_add(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let key = pop!(sp);
        let status = PyDict_SetItem(*sp.sub(oparg as usize), key, v);
        decref(key);
        decref(v);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `DICT_UPDATE`
pub unsafe fn dict_update(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let status = ops::build::dict_update(*sp.sub(oparg as usize), v);
        decref(v);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `DICT_MERGE`
pub unsafe fn dict_merge(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let status = ops::build::dict_merge(*sp.sub(oparg as usize), v, *sp.sub(oparg as usize + 3));
        decref(v);
        if status < 0 {
            fail!(ts, frame, ip, sp);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `CONVERT_VALUE`
pub unsafe fn convert_value(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = *sp.sub(1);
        let r = match oparg as i32 {
            FVC_STR => PyObject_Str(v),
            FVC_REPR => PyObject_Repr(v),
            _ => PyObject_ASCII(v),
        };
        if r.is_null() {
            fail!(ts, frame, ip, sp);
        }
        *sp.sub(1) = r;
        decref(v);
        next!(ts, frame, ip, sp)
    }
}

/// `FORMAT_SIMPLE`
pub unsafe fn format_simple(ts: Thread, frame: Frame, ip: Code, sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = *sp.sub(1);
        if (*v).ob_type != &raw mut PyUnicode_Type {
            let r = ops::arith::format_simple(v);
            if r.is_null() {
                fail!(ts, frame, ip, sp);
            }
            *sp.sub(1) = r;
            decref(v);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `FORMAT_WITH_SPEC`
pub unsafe fn format_with_spec(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, _oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let spec = pop!(sp);
        let v = pop!(sp);
        let r = PyObject_Format(v, spec);
        decref(v);
        decref(spec);
        push_or_fail!(ts, frame, ip, sp, r);
        next!(ts, frame, ip, sp)
    }
}

/// `UNPACK_SEQUENCE`
pub unsafe fn unpack_sequence(ts: Thread, frame: Frame, mut ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        ip = ip.add(1);
        let v = pop!(sp);
        let ok = ops::unpack::unpack(v, oparg as usize, None, sp);
        decref(v);
        if !ok {
            fail!(ts, frame, ip, sp);
        }
        sp = sp.add(oparg as usize);
        next!(ts, frame, ip, sp)
    }
}

/// `UNPACK_EX`
pub unsafe fn unpack_ex(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let (before, after) = ((oparg & 0xff) as usize, (oparg >> 8) as usize);
        let ok = ops::unpack::unpack(v, before, Some(after), sp);
        decref(v);
        if !ok {
            fail!(ts, frame, ip, sp);
        }
        sp = sp.add(before + 1 + after);
        next!(ts, frame, ip, sp)
    }
}
