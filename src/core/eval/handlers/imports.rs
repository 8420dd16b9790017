//! Imports.

use super::prelude::*;

/// `IMPORT_NAME`
pub unsafe fn import_name(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        let fromlist = pop!(sp);
        let level = pop!(sp);
        let r = ops::import::import_name(frame, name!(frame, oparg), fromlist, level);
        decref(fromlist);
        decref(level);
        push_or_fail!(ts, frame, ip, sp, r);
        next!(ts, frame, ip, sp)
    }
}

/// `IMPORT_FROM`
pub unsafe fn import_from(ts: Thread, frame: Frame, ip: Code, mut sp: Stack, oparg: u32) -> Object {
    // SAFETY: the rules of `eval::handlers`.
    unsafe {
        push_or_fail!(ts, frame, ip, sp, ops::import::import_from(*sp.sub(1), name!(frame, oparg)));
        next!(ts, frame, ip, sp)
    }
}
