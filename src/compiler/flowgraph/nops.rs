//! Removal of `NOP`s, jumps and pairs that do nothing.

use super::{BlockId, Cfg};
use crate::opcode;

/// Removes the `NOP`s that no line needs. The result says how many.
pub(super) fn remove(cfg: &mut Cfg) -> usize {
    cfg.order().into_iter().map(|b| remove_in_block(cfg, b)).sum()
}

fn remove_in_block(cfg: &mut Cfg, b: BlockId) -> usize {
    let mut instrs = std::mem::take(&mut cfg.blocks[b].instrs);
    let before = instrs.len();
    let mut kept = Vec::with_capacity(before);
    let mut previous_line = -1;
    for at in 0..before {
        let i = instrs[at];
        let line = i.loc.line;
        if i.op == opcode::NOP {
            if line < 0 || line == previous_line {
                continue;
            }
            if let Some(next) = instrs.get_mut(at + 1) {
                if next.loc.line == line {
                    continue;
                }
                if next.loc.line < 0 {
                    next.loc = i.loc;
                    continue;
                }
            } else if next_line(cfg, b) == Some(line) {
                continue;
            }
        }
        kept.push(i);
        previous_line = line;
    }
    let removed = before - kept.len();
    cfg.blocks[b].instrs = kept;
    removed
}

/// The line of the first instruction after the block, passing over `NOP`s that will go.
fn next_line(cfg: &Cfg, b: BlockId) -> Option<i32> {
    let next = cfg.next_nonempty(cfg.blocks[b].next)?;
    cfg.blocks[next].instrs.iter().find(|i| i.op != opcode::NOP || i.loc.line >= 0).map(|i| i.loc.line)
}

/// Removes `NOP`s, and values that are pushed only to be popped.
pub(super) fn remove_with_pairs(cfg: &mut Cfg) {
    loop {
        let mut done = true;
        let mut previous: Option<(BlockId, usize)> = None;
        for b in cfg.order() {
            remove_in_block(cfg, b);
            if cfg.blocks[b].labelled {
                previous = None;
            }
            for at in 0..cfg.blocks[b].instrs.len() {
                let i = cfg.blocks[b].instrs[at];
                if i.op == opcode::POP_TOP
                    && let Some((pb, pi)) = previous
                {
                    let p = &mut cfg.blocks[pb].instrs[pi];
                    if p.op == opcode::LOAD_CONST || (p.op == opcode::COPY && p.arg == 1) {
                        p.nop();
                        cfg.blocks[b].instrs[at].nop();
                        done = false;
                    }
                }
                previous = Some((b, at));
            }
            let ends_with_jump = cfg.blocks[b].last().is_some_and(|i| i.is_jump());
            if ends_with_jump || !cfg.blocks[b].falls_through() {
                previous = None;
            }
        }
        if done {
            break;
        }
    }
}

/// Removes jumps to what follows anyway.
fn remove_jumps(cfg: &mut Cfg) -> usize {
    let mut changes = 0;
    for b in cfg.order() {
        let Some(last) = cfg.blocks[b].last().copied() else { continue };
        if opcode::is_unconditional_jump(last.op) {
            let target = cfg.next_nonempty(Some(last.target));
            if target.is_some() && target == cfg.next_nonempty(cfg.blocks[b].next) {
                changes += 1;
                if let Some(last) = cfg.blocks[b].instrs.last_mut() {
                    last.nop();
                }
            }
        }
    }
    changes
}

/// Removes `NOP`s and redundant jumps until none is left.
pub(super) fn remove_with_jumps(cfg: &mut Cfg) {
    loop {
        remove(cfg);
        if remove_jumps(cfg) == 0 {
            break;
        }
    }
}
