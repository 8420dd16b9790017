//! Cells and free variables.

use super::prelude::*;

/// `MAKE_CELL`
pub unsafe fn make_cell(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let slot = locals(frame).add(oparg as usize);
        let cell = PyCell_New(*slot);
        if cell.is_null() {
            fail!(ts, frame, ip, sp);
        }
        let old = std::mem::replace(&mut *slot, cell);
        if !old.is_null() {
            decref(old);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `COPY_FREE_VARS`
pub unsafe fn copy_free_vars(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let code = (*frame).code;
        let closure = (*(*frame).func).func_closure;
        let first = (*code).co_nlocalsplus as usize - oparg as usize;
        for i in 0..oparg as usize {
            let cell = tuple_item(closure, i);
            incref(cell);
            *locals(frame).add(first + i) = cell;
        }
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_DEREF`
pub unsafe fn load_deref(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let code = (*frame).code;
        let v = cell_access::get((*locals(frame).add(oparg as usize)).cast());
        if v.is_null() {
            ops::names::unbound(code, oparg as usize);
            fail!(ts, frame, ip, sp);
        }
        push!(sp, v);
        next!(ts, frame, ip, sp)
    }
}

/// `LOAD_FROM_DICT_OR_DEREF`
pub unsafe fn load_from_dict_or_deref(
    ts: Thread,
    frame: Frame,
    ip: Code,
    mut sp: Stack,
    oparg: u32,
) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let code = (*frame).code;
        let namespace = pop!(sp);
        let slot = locals(frame).add(oparg as usize);
        let v = ops::names::from_dict_or_cell(namespace, code, slot, oparg as usize);
        decref(namespace);
        push_or_fail!(ts, frame, ip, sp, v);
        next!(ts, frame, ip, sp)
    }
}

/// `STORE_DEREF`
pub unsafe fn store_deref(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let v = pop!(sp);
        let old = cell_access::swap((*locals(frame).add(oparg as usize)).cast(), v);
        if !old.is_null() {
            decref(old);
        }
        next!(ts, frame, ip, sp)
    }
}

/// `DELETE_DEREF`
pub unsafe fn delete_deref(ts: Thread, frame: Frame, ip: Code, sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let code = (*frame).code;
        let old = cell_access::swap((*locals(frame).add(oparg as usize)).cast(), std::ptr::null_mut());
        if old.is_null() {
            ops::names::unbound(code, oparg as usize);
            fail!(ts, frame, ip, sp);
        }
        decref(old);
        next!(ts, frame, ip, sp)
    }
}
