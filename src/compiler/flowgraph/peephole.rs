//! Local rewriting of instructions within a block, and jump threading.

use super::{BlockId, Cfg, CfgInstr, swaps};
use crate::Constant;
use crate::codegen::ConstTable;
use crate::opcode::{self, pseudo};

/// The bit of `COMPARE_OP` that asks for a bool.
const COMPARE_TO_BOOL: u32 = 16;

pub(super) fn optimise_block(cfg: &mut Cfg, b: BlockId, consts: &mut ConstTable) {
    let mut at = 0;
    while at < cfg.blocks[b].instrs.len() {
        let i = cfg.blocks[b].instrs[at];
        if opcode::has_target(i.op) {
            let target = cfg.skip_empty(i.target);
            cfg.blocks[b].instrs[at].target = target;
            if let Some(op) = thread_op(cfg, i.op, target)
                && thread(cfg, b, at, target, op)
            {
                continue;
            }
        } else {
            rewrite(&mut cfg.blocks[b].instrs, at, consts);
        }
        at += 1;
    }
    swaps::optimise(&mut cfg.blocks[b].instrs);
}

/// The opcode of a jump that leads to an unconditional jump, if they can be joined.
fn thread_op(cfg: &Cfg, op: u8, target: BlockId) -> Option<u8> {
    let first = cfg.blocks[target].instrs.first()?;
    match op {
        opcode::POP_JUMP_IF_FALSE
        | opcode::POP_JUMP_IF_TRUE
        | opcode::POP_JUMP_IF_NONE
        | opcode::POP_JUMP_IF_NOT_NONE => (first.op == pseudo::JUMP).then_some(op),
        pseudo::JUMP | pseudo::JUMP_NO_INTERRUPT => match first.op {
            pseudo::JUMP => Some(pseudo::JUMP),
            pseudo::JUMP_NO_INTERRUPT => Some(op),
            _ => None,
        },
        _ => None,
    }
}

/// Jumps to where the target's jump goes; a `NOP` keeps the line.
fn thread(cfg: &mut Cfg, b: BlockId, at: usize, target: BlockId, op: u8) -> bool {
    let Some(second) = cfg.blocks[target].instrs.first().copied() else { return false };
    let first = cfg.blocks[b].instrs[at];
    if second.target == target || second.target == first.target {
        return false;
    }
    let block = &mut cfg.blocks[b];
    block.instrs[at].nop();
    block.instrs.push(CfgInstr { op, arg: 0, loc: second.loc, target: second.target, handler: None });
    true
}

fn rewrite(instrs: &mut [CfgInstr], at: usize, consts: &mut ConstTable) {
    let i = instrs[at];
    let next = instrs.get(at + 1).copied();
    let next_op = next.map_or(opcode::CACHE, |n| n.op);
    match i.op {
        opcode::BUILD_TUPLE => {
            if next_op == opcode::UNPACK_SEQUENCE && next.is_some_and(|n| n.arg == i.arg) {
                match i.arg {
                    1 => {
                        instrs[at].nop();
                        instrs[at + 1].nop();
                        return;
                    }
                    2 | 3 => {
                        instrs[at].nop();
                        instrs[at + 1].op = opcode::SWAP;
                        return;
                    }
                    _ => {}
                }
            }
            fold_tuple(instrs, at, consts);
        }
        opcode::COMPARE_OP if next_op == opcode::TO_BOOL => {
            instrs[at].nop();
            instrs[at + 1].set(opcode::COMPARE_OP, i.arg | COMPARE_TO_BOOL);
        }
        opcode::CONTAINS_OP | opcode::IS_OP if next_op == opcode::TO_BOOL => {
            instrs[at].nop();
            instrs[at + 1].set(i.op, i.arg);
        }
        opcode::CONTAINS_OP | opcode::IS_OP if next_op == opcode::UNARY_NOT => {
            instrs[at].nop();
            instrs[at + 1].set(i.op, i.arg ^ 1);
        }
        opcode::TO_BOOL if next_op == opcode::TO_BOOL => instrs[at].nop(),
        opcode::UNARY_NOT if next_op == opcode::TO_BOOL => {
            instrs[at].nop();
            instrs[at + 1].set(opcode::UNARY_NOT, 0);
        }
        opcode::UNARY_NOT if next_op == opcode::UNARY_NOT => {
            instrs[at].nop();
            instrs[at + 1].nop();
        }
        opcode::STORE_FAST
            if next.is_some_and(|n| n.op == i.op && n.arg == i.arg && n.loc.line == i.loc.line) =>
        {
            instrs[at].set(opcode::POP_TOP, 0);
        }
        opcode::SWAP if i.arg == 1 => instrs[at].nop(),
        opcode::LOAD_GLOBAL if next_op == opcode::PUSH_NULL && i.arg & 1 == 0 => {
            instrs[at].arg |= 1;
            instrs[at + 1].nop();
        }
        _ => {}
    }
}

/// A tuple of constants is a constant.
fn fold_tuple(instrs: &mut [CfgInstr], at: usize, consts: &mut ConstTable) {
    let n = instrs[at].arg as usize;
    let Some(from) = at.checked_sub(n) else { return };
    if !instrs[from..at].iter().all(|i| i.op == opcode::LOAD_CONST) {
        return;
    }
    let items = instrs[from..at].iter().map(|i| consts.consts[i.arg as usize].clone()).collect();
    let index = consts.add(Constant::Tuple(items));
    instrs[from..at].iter_mut().for_each(CfgInstr::nop);
    instrs[at].set(opcode::LOAD_CONST, index as u32);
}
