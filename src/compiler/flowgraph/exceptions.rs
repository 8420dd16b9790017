//! Which handler protects which instruction.

use super::{BlockId, Cfg};
use crate::opcode::{self, pseudo};

/// Marks the blocks that handler set-ups name.
pub(super) fn mark_handlers(cfg: &mut Cfg) {
    for b in cfg.order() {
        let targets: Vec<BlockId> =
            cfg.blocks[b].instrs.iter().filter(|i| opcode::is_block_push(i.op)).map(|i| i.target).collect();
        for t in targets {
            cfg.blocks[t].is_handler = true;
        }
    }
}

/// Notes for each instruction the handler in force, and turns `POP_BLOCK` into `NOP`.
pub(super) fn label_targets(cfg: &mut Cfg) {
    cfg.clear_visited();
    cfg.blocks[0].visited = true;
    let mut todo: Vec<(BlockId, Vec<BlockId>)> = vec![(0, Vec::new())];
    while let Some((b, mut handlers)) = todo.pop() {
        let mut last_yield_depth = None;
        for at in 0..cfg.blocks[b].instrs.len() {
            let mut i = cfg.blocks[b].instrs[at];
            i.handler = handlers.last().copied();
            if opcode::is_block_push(i.op) {
                i.handler = None;
                if matches!(i.op, pseudo::SETUP_WITH | pseudo::SETUP_CLEANUP) {
                    cfg.blocks[i.target].preserve_lasti = true;
                }
                if !cfg.blocks[i.target].visited {
                    cfg.blocks[i.target].visited = true;
                    todo.push((i.target, handlers.clone()));
                }
                handlers.push(i.target);
            } else if i.op == pseudo::POP_BLOCK {
                handlers.pop();
                i.handler = None;
                i.nop();
            } else if i.is_jump() {
                if !cfg.blocks[i.target].visited {
                    cfg.blocks[i.target].visited = true;
                    todo.push((i.target, handlers.clone()));
                }
            } else if i.op == opcode::YIELD_VALUE {
                last_yield_depth = Some(handlers.len());
            } else if i.op == opcode::RESUME && i.arg != 0 {
                // Tells a suspended generator that only its outermost handler is in force.
                if last_yield_depth == Some(1) {
                    i.arg |= 4;
                }
                last_yield_depth = None;
            }
            cfg.blocks[b].instrs[at] = i;
        }
        if cfg.blocks[b].falls_through()
            && let Some(next) = cfg.blocks[b].next
            && !cfg.blocks[next].visited
        {
            cfg.blocks[next].visited = true;
            todo.push((next, handlers));
        }
    }
}
