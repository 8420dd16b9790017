//! Decisions on constants: jumps, truth values, `is None`, returns.

use super::Cfg;
use crate::Constant;
use crate::codegen::ConstTable;
use crate::opcode::{self, pseudo};

pub(super) fn optimise(cfg: &mut Cfg, consts: &mut ConstTable) {
    for b in cfg.order() {
        optimise_block(cfg, b, consts);
    }
}

fn optimise_block(cfg: &mut Cfg, b: super::BlockId, consts: &mut ConstTable) {
    let instrs = &mut cfg.blocks[b].instrs;
    let mut constant: Option<u32> = None;
    for at in 0..instrs.len() {
        let i = instrs[at];
        if i.op == opcode::LOAD_CONST {
            constant = Some(i.arg);
        } else if !(i.op == opcode::COPY && i.arg == 1) {
            constant = None;
        }
        let Some(index) = constant else { continue };
        let Some(next) = instrs.get(at + 1).copied() else { continue };
        let value = &consts.consts[index as usize];
        match next.op {
            opcode::POP_JUMP_IF_FALSE | opcode::POP_JUMP_IF_TRUE => {
                let jumps = value.is_true() == (next.op == opcode::POP_JUMP_IF_TRUE);
                instrs[at].nop();
                if jumps {
                    instrs[at + 1].op = pseudo::JUMP;
                } else {
                    instrs[at + 1].nop();
                }
            }
            opcode::IS_OP if *value == Constant::None => {
                let mut jump_at = at + 2;
                if instrs.get(jump_at).is_some_and(|i| i.op == opcode::TO_BOOL) {
                    instrs[jump_at].nop();
                    jump_at += 1;
                }
                let Some(jump) = instrs.get(jump_at).copied() else { continue };
                let negate = match jump.op {
                    opcode::POP_JUMP_IF_FALSE => next.arg == 0,
                    opcode::POP_JUMP_IF_TRUE => next.arg != 0,
                    _ => continue,
                };
                instrs[at].nop();
                instrs[at + 1].nop();
                instrs[jump_at].op =
                    if negate { opcode::POP_JUMP_IF_NOT_NONE } else { opcode::POP_JUMP_IF_NONE };
            }
            opcode::RETURN_VALUE => {
                instrs[at].nop();
                instrs[at + 1].set(opcode::RETURN_CONST, index);
            }
            opcode::TO_BOOL => {
                let truth = if value.is_true() { Constant::True } else { Constant::False };
                let index = consts.add(truth) as u32;
                instrs[at].nop();
                instrs[at + 1].set(opcode::LOAD_CONST, index);
            }
            _ => {}
        }
    }
}

/// Drops the constants no instruction uses. The first one stays: it may be a docstring.
pub(super) fn remove_unused(cfg: &mut Cfg, consts: &mut ConstTable) {
    let total = consts.consts.len();
    if total == 0 {
        return;
    }
    let mut used = vec![false; total];
    used[0] = true;
    for b in cfg.order() {
        for i in cfg.blocks[b].instrs.iter().filter(|i| opcode::has_const(i.op)) {
            used[i.arg as usize] = true;
        }
    }
    let mut map = vec![0u32; total];
    let mut kept = Vec::with_capacity(total);
    for (at, c) in std::mem::take(&mut consts.consts).into_iter().enumerate() {
        if used[at] {
            map[at] = kept.len() as u32;
            kept.push(c);
        }
    }
    consts.consts = kept;
    for b in cfg.order() {
        for i in cfg.blocks[b].instrs.iter_mut().filter(|i| opcode::has_const(i.op)) {
            i.arg = map[i.arg as usize];
        }
    }
}
