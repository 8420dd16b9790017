//! Facts about opcodes: cache entries behind each, the general form of each specialised one.

use mortise_abi::opcode_ids as op;

use super::frames::CodeUnit;

const fn caches() -> [u8; 256] {
    let mut t = [0u8; 256];
    t[op::LOAD_GLOBAL as usize] = 4;
    t[op::BINARY_OP as usize] = 1;
    t[op::UNPACK_SEQUENCE as usize] = 1;
    t[op::COMPARE_OP as usize] = 1;
    t[op::CONTAINS_OP as usize] = 1;
    t[op::BINARY_SUBSCR as usize] = 1;
    t[op::FOR_ITER as usize] = 1;
    t[op::LOAD_SUPER_ATTR as usize] = 1;
    t[op::LOAD_ATTR as usize] = 9;
    t[op::STORE_ATTR as usize] = 4;
    t[op::CALL as usize] = 3;
    t[op::STORE_SUBSCR as usize] = 1;
    t[op::SEND as usize] = 1;
    t[op::JUMP_BACKWARD as usize] = 1;
    t[op::TO_BOOL as usize] = 3;
    t[op::POP_JUMP_IF_TRUE as usize] = 1;
    t[op::POP_JUMP_IF_FALSE as usize] = 1;
    t[op::POP_JUMP_IF_NONE as usize] = 1;
    t[op::POP_JUMP_IF_NOT_NONE as usize] = 1;
    t
}

/// Cache entries behind each general opcode.
pub static CACHES: [u8; 256] = caches();

const fn base() -> [u8; 256] {
    let mut t = [0u8; 256];
    let mut i = 0;
    while i < 256 {
        t[i] = i as u8;
        i += 1;
    }
    // Specialised opcodes are numbered family by family.
    const FAMILIES: [(core::ffi::c_int, core::ffi::c_int, core::ffi::c_int); 16] = [
        (op::BINARY_OP_ADD_FLOAT, op::BINARY_OP_SUBTRACT_INT, op::BINARY_OP),
        (op::BINARY_SUBSCR_DICT, op::BINARY_SUBSCR_TUPLE_INT, op::BINARY_SUBSCR),
        (op::CALL_ALLOC_AND_ENTER_INIT, op::CALL_TYPE_1, op::CALL),
        (op::COMPARE_OP_FLOAT, op::COMPARE_OP_STR, op::COMPARE_OP),
        (op::CONTAINS_OP_DICT, op::CONTAINS_OP_SET, op::CONTAINS_OP),
        (op::FOR_ITER_GEN, op::FOR_ITER_TUPLE, op::FOR_ITER),
        (op::LOAD_ATTR_CLASS, op::LOAD_ATTR_WITH_HINT, op::LOAD_ATTR),
        (op::LOAD_GLOBAL_BUILTIN, op::LOAD_GLOBAL_MODULE, op::LOAD_GLOBAL),
        (op::LOAD_SUPER_ATTR_ATTR, op::LOAD_SUPER_ATTR_METHOD, op::LOAD_SUPER_ATTR),
        (op::RESUME_CHECK, op::RESUME_CHECK, op::RESUME),
        (op::SEND_GEN, op::SEND_GEN, op::SEND),
        (op::STORE_ATTR_INSTANCE_VALUE, op::STORE_ATTR_WITH_HINT, op::STORE_ATTR),
        (op::STORE_SUBSCR_DICT, op::STORE_SUBSCR_LIST_INT, op::STORE_SUBSCR),
        (op::TO_BOOL_ALWAYS_TRUE, op::TO_BOOL_STR, op::TO_BOOL),
        (op::UNPACK_SEQUENCE_LIST, op::UNPACK_SEQUENCE_TWO_TUPLE, op::UNPACK_SEQUENCE),
        (op::BINARY_OP_INPLACE_ADD_UNICODE, op::BINARY_OP_INPLACE_ADD_UNICODE, op::BINARY_OP),
    ];
    let mut f = 0;
    while f < FAMILIES.len() {
        let (first, last, general) = FAMILIES[f];
        let mut i = first;
        while i <= last {
            t[i as usize] = general as u8;
            i += 1;
        }
        f += 1;
    }
    t
}

/// The general form of each opcode.
pub static BASE: [u8; 256] = base();

/// First value of an adaptive counter: specialise at the second execution.
pub const WARMUP: u16 = 17;

/// Whether the first cache entry of the opcode counts executions towards specialisation.
fn is_adaptive(opcode: u8) -> bool {
    CACHES[opcode as usize] > 0
        && !matches!(
            opcode as i32,
            op::JUMP_BACKWARD
                | op::POP_JUMP_IF_TRUE
                | op::POP_JUMP_IF_FALSE
                | op::POP_JUMP_IF_NONE
                | op::POP_JUMP_IF_NOT_NONE
        )
}

/// Sets the counters of fresh code, which may come from a file with any cache contents.
///
/// # Safety
/// `first` points to `units` writable code units.
pub unsafe fn prepare(first: *mut CodeUnit, units: usize) {
    let mut i = 0;
    while i < units {
        // SAFETY: below the number of units.
        unsafe {
            let [opcode, arg] = (*first.add(i)).to_le_bytes();
            let general = BASE[opcode as usize];
            *first.add(i) = u16::from_le_bytes([general, arg]);
            let caches = CACHES[general as usize] as usize;
            for c in 1..=caches {
                if i + c < units {
                    *first.add(i + c) = if c == 1 && is_adaptive(general) { WARMUP } else { 0 };
                }
            }
            i += 1 + caches;
        }
    }
}

/// Index of the first `RESUME`, where a frame becomes visible.
///
/// # Safety
/// As [`prepare`].
pub unsafe fn first_traceable(first: *mut CodeUnit, units: usize) -> usize {
    let mut i = 0;
    while i < units {
        // SAFETY: below the number of units.
        let [opcode, _] = unsafe { *first.add(i) }.to_le_bytes();
        if opcode as i32 == op::RESUME {
            return i;
        }
        i += 1 + CACHES[opcode as usize] as usize;
    }
    units
}
