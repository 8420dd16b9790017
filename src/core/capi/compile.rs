//! `compile.h`

use std::ffi::c_int;

use mortise_abi::PY_INVALID_STACK_EFFECT;

fn effect(opcode: c_int, oparg: c_int, jump: c_int) -> c_int {
    let known = u8::try_from(opcode).is_ok_and(|op| {
        // Specialised and instrumented forms have no effect of their own.
        crate::eval::opcodes::BASE[op as usize] == op
            && op != mortise_abi::opcode_ids::RESERVED as u8
            && (op as c_int <= mortise_abi::opcode_ids::YIELD_VALUE
                || op as c_int == mortise_abi::opcode_ids::RESUME)
    });
    if !known {
        return PY_INVALID_STACK_EFFECT;
    }
    let one = |jump| mortise_compiler::opcode::stack_effect(opcode as u8, oparg as u32, jump);
    match jump {
        0 => one(false),
        1.. => one(true),
        _ => one(false).max(one(true)),
    }
}

/// How much an instruction changes the stack's depth, whichever way it goes; `PY_INVALID_STACK_EFFECT` for an unknown one.
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCompile_OpcodeStackEffect(opcode: c_int, oparg: c_int) -> c_int {
    effect(opcode, oparg, -1)
}

/// As [`PyCompile_OpcodeStackEffect`] when it jumps (`jump` above zero), when it does not (0), or the larger (below zero).
///
/// # Safety
/// C API contract.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCompile_OpcodeStackEffectWithJump(
    opcode: c_int,
    oparg: c_int,
    jump: c_int,
) -> c_int {
    effect(opcode, oparg, jump)
}
