//! Reachability, inlining of short exits, and the direction of conditional jumps.

use super::{Block, BlockId, Cfg, CfgInstr, NO_BLOCK};
use crate::opcode::{self, pseudo};

/// The longest exit block that is copied instead of jumped to.
const MAX_COPY_SIZE: usize = 4;

/// Empties the blocks nobody reaches and counts the predecessors of the others.
pub(super) fn remove_unreachable(cfg: &mut Cfg) {
    cfg.clear_visited();
    cfg.blocks.iter_mut().for_each(|b| b.predecessors = 0);
    cfg.blocks[0].predecessors = 1;
    cfg.blocks[0].visited = true;
    let mut todo = vec![0];
    while let Some(b) = todo.pop() {
        let mut reach = |cfg: &mut Cfg, t: BlockId| {
            cfg.blocks[t].predecessors += 1;
            if !cfg.blocks[t].visited {
                cfg.blocks[t].visited = true;
                todo.push(t);
            }
        };
        if cfg.blocks[b].falls_through()
            && let Some(next) = cfg.blocks[b].next
        {
            reach(cfg, next);
        }
        for at in 0..cfg.blocks[b].instrs.len() {
            let i = cfg.blocks[b].instrs[at];
            if opcode::has_target(i.op) {
                reach(cfg, i.target);
            }
        }
    }
    for block in cfg.blocks.iter_mut().filter(|b| b.predecessors == 0) {
        block.instrs.clear();
        block.is_handler = false;
    }
}

/// Copies short exits, and moves code without line numbers, to the jumps that lead there.
pub(super) fn inline_small_exits(cfg: &mut Cfg) {
    loop {
        let mut changed = false;
        for b in cfg.order() {
            changed |= inline_target(cfg, b);
        }
        if !changed {
            break;
        }
    }
}

fn inline_target(cfg: &mut Cfg, b: BlockId) -> bool {
    let Some(last) = cfg.blocks[b].last() else { return false };
    if !opcode::is_unconditional_jump(last.op) {
        return false;
    }
    let (op, target) = (last.op, last.target);
    let t = &cfg.blocks[target];
    let small_exit = t.exits_scope() && t.instrs.len() <= MAX_COPY_SIZE;
    let endless = t.last().is_some_and(|i| i.is_jump() && (i.target == target || i.target == b));
    let no_line = t.has_no_line() && !t.falls_through() && !endless;
    if !small_exit && !no_line {
        return false;
    }
    let copied = t.instrs.clone();
    let block = &mut cfg.blocks[b];
    if let Some(last) = block.instrs.last_mut() {
        last.nop();
    }
    block.instrs.extend(copied);
    if let Some(end) = block.instrs.last_mut()
        && op == pseudo::JUMP
        && end.op == pseudo::JUMP_NO_INTERRUPT
    {
        // The jump that is gone could be interrupted; so must be the one that replaces it.
        end.op = pseudo::JUMP;
    }
    cfg.blocks[target].predecessors = cfg.blocks[target].predecessors.saturating_sub(1);
    true
}

/// Conditional jumps only go forwards: backward ones are turned round an unconditional jump.
pub(super) fn normalise(cfg: &mut Cfg) {
    cfg.clear_visited();
    for b in cfg.order() {
        cfg.blocks[b].visited = true;
        let Some(last) = cfg.blocks[b].last().copied() else { continue };
        let reversed = match last.op {
            opcode::POP_JUMP_IF_FALSE => opcode::POP_JUMP_IF_TRUE,
            opcode::POP_JUMP_IF_TRUE => opcode::POP_JUMP_IF_FALSE,
            opcode::POP_JUMP_IF_NONE => opcode::POP_JUMP_IF_NOT_NONE,
            opcode::POP_JUMP_IF_NOT_NONE => opcode::POP_JUMP_IF_NONE,
            _ => continue,
        };
        if !cfg.blocks[last.target].visited {
            continue;
        }
        let next = cfg.blocks[b].next.unwrap_or(NO_BLOCK);
        let jump = CfgInstr { op: pseudo::JUMP, arg: 0, loc: last.loc, target: last.target, handler: None };
        let cold = cfg.blocks[b].cold;
        let id = cfg.insert_after(b, Block { instrs: vec![jump], cold, ..Block::default() });
        cfg.blocks[id].visited = true;
        if let Some(last) = cfg.blocks[b].instrs.last_mut() {
            last.op = reversed;
            last.target = next;
        }
    }
}
