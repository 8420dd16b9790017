//! From a sequence of instructions to basic blocks.

use super::{Block, Cfg, CfgInstr, NO_BLOCK};
use crate::codegen::Instructions;
use crate::opcode;

/// Cuts the sequence at jump targets and after jumps and exits.
pub(super) fn from_instructions(seq: &Instructions) -> Cfg {
    let place = |label: u32| seq.labels[label as usize];
    let mut is_target = vec![false; seq.list.len() + 1];
    for i in seq.list.iter().filter(|i| opcode::has_target(i.op)) {
        is_target[place(i.arg)] = true;
    }
    let mut cfg = Cfg { blocks: vec![Block::default()] };
    let mut block_at = vec![NO_BLOCK; seq.list.len() + 1];
    let mut terminated = false;
    for (at, i) in seq.list.iter().enumerate() {
        let current = cfg.blocks.len() - 1;
        if terminated || (is_target[at] && !cfg.blocks[current].instrs.is_empty()) {
            cfg.blocks[current].next = Some(current + 1);
            cfg.blocks.push(Block::default());
        }
        let current = cfg.blocks.len() - 1;
        if is_target[at] {
            cfg.blocks[current].labelled = true;
            block_at[at] = current;
        }
        cfg.blocks[current].instrs.push(CfgInstr {
            op: i.op,
            arg: i.arg,
            loc: i.loc,
            target: NO_BLOCK,
            handler: None,
        });
        terminated = opcode::has_jump(i.op) || opcode::is_scope_exit(i.op);
    }
    for block in &mut cfg.blocks {
        for i in block.instrs.iter_mut().filter(|i| opcode::has_target(i.op)) {
            i.target = block_at[place(i.arg)];
            i.arg = 0;
        }
    }
    cfg
}
