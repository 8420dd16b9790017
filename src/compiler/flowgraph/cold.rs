//! Blocks that only exceptions reach go to the end.

use super::{Block, BlockId, Cfg, CfgInstr, nops};
use crate::ast::Loc;
use crate::opcode::pseudo;

fn mark_warm(cfg: &mut Cfg) {
    cfg.clear_visited();
    let mut todo = vec![0];
    cfg.blocks[0].visited = true;
    while let Some(b) = todo.pop() {
        cfg.blocks[b].warm = true;
        for t in successors(cfg, b) {
            if !cfg.blocks[t].visited {
                cfg.blocks[t].visited = true;
                todo.push(t);
            }
        }
    }
}

/// Where control goes without an exception.
fn successors(cfg: &Cfg, b: BlockId) -> Vec<BlockId> {
    let block = &cfg.blocks[b];
    let next = block.next.filter(|_| block.falls_through());
    next.into_iter().chain(block.instrs.iter().filter(|i| i.is_jump()).map(|i| i.target)).collect()
}

fn mark_cold(cfg: &mut Cfg) {
    mark_warm(cfg);
    cfg.clear_visited();
    let mut todo: Vec<BlockId> = cfg.order().into_iter().filter(|b| cfg.blocks[*b].is_handler).collect();
    for b in &todo {
        cfg.blocks[*b].visited = true;
    }
    while let Some(b) = todo.pop() {
        cfg.blocks[b].cold = true;
        for t in successors(cfg, b) {
            if !cfg.blocks[t].warm && !cfg.blocks[t].visited {
                cfg.blocks[t].visited = true;
                todo.push(t);
            }
        }
    }
}

pub(super) fn push_to_end(cfg: &mut Cfg) {
    if cfg.blocks[0].next.is_none() {
        return;
    }
    mark_cold(cfg);
    // Cold code that runs on into warm code needs a jump.
    for b in cfg.order() {
        let block = &cfg.blocks[b];
        let Some(next) = block.next else { continue };
        if block.cold && block.falls_through() && cfg.blocks[next].warm {
            let jump = CfgInstr {
                op: pseudo::JUMP_NO_INTERRUPT,
                arg: 0,
                loc: Loc::NONE,
                target: next,
                handler: None,
            };
            let new = Block { instrs: vec![jump], cold: true, predecessors: 1, ..Block::default() };
            cfg.insert_after(b, new);
            cfg.blocks[next].labelled = true;
        }
    }
    let (cold, warm): (Vec<BlockId>, Vec<BlockId>) =
        cfg.order().into_iter().partition(|b| cfg.blocks[*b].cold);
    if cold.is_empty() {
        return;
    }
    let order: Vec<BlockId> = warm.into_iter().chain(cold).collect();
    for pair in order.windows(2) {
        cfg.blocks[pair[0]].next = Some(pair[1]);
    }
    if let Some(last) = order.last() {
        cfg.blocks[*last].next = None;
    }
    nops::remove_with_jumps(cfg);
}
