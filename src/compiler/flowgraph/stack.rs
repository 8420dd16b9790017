//! The depth of the value stack.

use super::{BlockId, Cfg};
use crate::opcode;

/// The largest depth; notes the depth at which each block starts.
pub(super) fn depth(cfg: &mut Cfg) -> Result<u32, String> {
    cfg.blocks.iter_mut().for_each(|b| b.start_depth = None);
    let mut max = 0;
    let mut todo: Vec<BlockId> = vec![0];
    cfg.blocks[0].start_depth = Some(0);
    while let Some(b) = todo.pop() {
        let mut depth = i64::from(cfg.blocks[b].start_depth.unwrap_or(0));
        let mut falls = true;
        for at in 0..cfg.blocks[b].instrs.len() {
            let i = cfg.blocks[b].instrs[at];
            let after = depth + i64::from(opcode::stack_effect(i.op, i.arg, false));
            if after < 0 {
                return Err("Invalid CFG, stack underflow".to_owned());
            }
            max = max.max(depth).max(after);
            if opcode::has_target(i.op) {
                let there = depth + i64::from(opcode::stack_effect(i.op, i.arg, true));
                max = max.max(there);
                enter(cfg, i.target, there, &mut todo);
            }
            depth = after;
            if opcode::is_unconditional_jump(i.op) || opcode::is_scope_exit(i.op) {
                falls = false;
                break;
            }
        }
        if falls && let Some(next) = cfg.blocks[b].next {
            enter(cfg, next, depth, &mut todo);
        }
    }
    u32::try_from(max).map_err(|_| "stack too deep".to_owned())
}

fn enter(cfg: &mut Cfg, b: BlockId, depth: i64, todo: &mut Vec<BlockId>) {
    let block = &mut cfg.blocks[b];
    let depth = u32::try_from(depth).unwrap_or(0);
    if block.start_depth.is_none_or(|d| d < depth) {
        block.start_depth = Some(depth);
        todo.push(b);
    }
}
