//! Line numbers of instructions that have none of their own.

use super::{BlockId, Cfg};
use crate::ast::Loc;
use crate::opcode::{self, pseudo};

/// Gives instructions without a line the one they are reached from.
pub(super) fn resolve(cfg: &mut Cfg) {
    duplicate_exits(cfg);
    propagate(cfg);
}

/// Whether a block without line numbers leaves the frame or may be interrupted: it must show a line.
fn needs_line(cfg: &Cfg, b: BlockId) -> bool {
    let block = &cfg.blocks[b];
    let interrupts = block.instrs.iter().any(|i| {
        matches!(
            i.op,
            pseudo::JUMP
                | opcode::RESUME
                | opcode::JUMP_BACKWARD
                | opcode::CALL
                | opcode::CALL_KW
                | opcode::CALL_FUNCTION_EX
        )
    });
    (block.exits_scope() || interrupts) && block.has_no_line()
}

/// Copies exits without a line for each jump to them, so that each copy can have the jump's line.
fn duplicate_exits(cfg: &mut Cfg) {
    for b in cfg.order() {
        let Some(last) = cfg.blocks[b].last().copied() else { continue };
        if !last.is_jump() {
            continue;
        }
        let target = cfg.skip_empty(last.target);
        if !needs_line(cfg, target) || cfg.blocks[target].predecessors <= 1 {
            continue;
        }
        let mut copy = super::Block { instrs: cfg.blocks[target].instrs.clone(), ..Default::default() };
        if let Some(first) = copy.instrs.first_mut() {
            first.loc = last.loc;
        }
        copy.predecessors = 1;
        copy.labelled = true;
        let id = cfg.insert_after(target, copy);
        if let Some(last) = cfg.blocks[b].instrs.last_mut() {
            last.target = id;
        }
        cfg.blocks[target].predecessors -= 1;
    }
    for b in cfg.order() {
        let block = &cfg.blocks[b];
        let (Some(next), Some(last)) = (block.next, block.last()) else { continue };
        if block.falls_through() && needs_line(cfg, next) {
            let loc = last.loc;
            if let Some(first) = cfg.blocks[next].instrs.first_mut() {
                first.loc = loc;
            }
        }
    }
}

fn propagate(cfg: &mut Cfg) {
    for b in cfg.order() {
        let mut previous = Loc::NONE;
        for i in &mut cfg.blocks[b].instrs {
            if i.loc.line < 0 {
                i.loc = previous;
            } else {
                previous = i.loc;
            }
        }
        let Some(last) = cfg.blocks[b].last().copied() else { continue };
        if cfg.blocks[b].falls_through()
            && let Some(next) = cfg.blocks[b].next
        {
            inherit(cfg, next, previous);
        }
        if last.is_jump() {
            inherit(cfg, last.target, previous);
        }
    }
}

/// A block with one predecessor continues its line.
fn inherit(cfg: &mut Cfg, b: BlockId, loc: Loc) {
    let block = &mut cfg.blocks[b];
    if block.predecessors == 1
        && let Some(first) = block.instrs.first_mut()
        && first.loc.line < 0
    {
        first.loc = loc;
    }
}
