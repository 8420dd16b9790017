//! Loads of locals that may be unbound, and superinstructions.

use super::{BlockId, Cfg, nops};
use crate::opcode::{self, pseudo};

/// How many locals the precise analysis follows.
const TRACKED: usize = 64;

/// Uses `LOAD_FAST_CHECK` where a local may be unbound.
pub(super) fn check_uninitialised(cfg: &mut Cfg, mut locals: usize, params: usize) {
    if locals == 0 {
        return;
    }
    if locals > TRACKED {
        scan_many(cfg, locals, params);
        locals = TRACKED;
    }
    cfg.clear_visited();
    let mut start = 0u64;
    for i in params..locals {
        start |= 1 << i;
    }
    let mut todo = Vec::new();
    push(cfg, 0, start, &mut todo);
    for b in cfg.order() {
        scan(cfg, b, &mut todo);
    }
    while let Some(b) = todo.pop() {
        cfg.blocks[b].visited = false;
        scan(cfg, b, &mut todo);
    }
}

fn push(cfg: &mut Cfg, b: BlockId, mask: u64, todo: &mut Vec<BlockId>) {
    let block = &mut cfg.blocks[b];
    let both = block.unsafe_locals | mask;
    if both != block.unsafe_locals {
        block.unsafe_locals = both;
        if !block.visited {
            block.visited = true;
            todo.push(b);
        }
    }
}

fn scan(cfg: &mut Cfg, b: BlockId, todo: &mut Vec<BlockId>) {
    let mut mask = cfg.blocks[b].unsafe_locals;
    for at in 0..cfg.blocks[b].instrs.len() {
        let i = cfg.blocks[b].instrs[at];
        if let Some(handler) = i.handler {
            push(cfg, handler, mask, todo);
        }
        if i.arg as usize >= TRACKED {
            continue;
        }
        let bit = 1u64 << i.arg;
        match i.op {
            opcode::DELETE_FAST | opcode::LOAD_FAST_AND_CLEAR | pseudo::STORE_FAST_MAYBE_NULL => mask |= bit,
            opcode::STORE_FAST | opcode::LOAD_FAST_CHECK => mask &= !bit,
            opcode::LOAD_FAST => {
                if mask & bit != 0 {
                    cfg.blocks[b].instrs[at].op = opcode::LOAD_FAST_CHECK;
                }
                mask &= !bit;
            }
            _ => {}
        }
    }
    if cfg.blocks[b].falls_through()
        && let Some(next) = cfg.blocks[b].next
    {
        push(cfg, next, mask, todo);
    }
    if let Some(last) = cfg.blocks[b].last()
        && last.is_jump()
    {
        let target = last.target;
        push(cfg, target, mask, todo);
    }
}

/// Locals beyond the tracked ones: bound only if the same block bound them.
fn scan_many(cfg: &mut Cfg, locals: usize, params: usize) {
    let mut states = vec![0usize; locals - TRACKED];
    let _ = params;
    for (number, b) in cfg.order().into_iter().enumerate() {
        let number = number + 1;
        for i in &mut cfg.blocks[b].instrs {
            let Some(local) = (i.arg as usize).checked_sub(TRACKED) else { continue };
            match i.op {
                opcode::DELETE_FAST | opcode::LOAD_FAST_AND_CLEAR | pseudo::STORE_FAST_MAYBE_NULL => {
                    states[local] = number - 1;
                }
                opcode::STORE_FAST => states[local] = number,
                opcode::LOAD_FAST => {
                    if states[local] != number {
                        i.op = opcode::LOAD_FAST_CHECK;
                    }
                    states[local] = number;
                }
                _ => {}
            }
        }
    }
}

/// Joins pairs of loads and stores.
pub(super) fn superinstructions(cfg: &mut Cfg) {
    for b in cfg.order() {
        let instrs = &mut cfg.blocks[b].instrs;
        for at in 1..instrs.len() {
            let (first, second) = (instrs[at - 1], instrs[at]);
            let op = match (first.op, second.op) {
                (opcode::LOAD_FAST, opcode::LOAD_FAST) => opcode::LOAD_FAST_LOAD_FAST,
                (opcode::STORE_FAST, opcode::LOAD_FAST) => opcode::STORE_FAST_LOAD_FAST,
                (opcode::STORE_FAST, opcode::STORE_FAST) => opcode::STORE_FAST_STORE_FAST,
                _ => continue,
            };
            let (line1, line2) = (first.loc.line, second.loc.line);
            if (line1 >= 0 && line2 >= 0 && line1 != line2) || first.arg >= 16 || second.arg >= 16 {
                continue;
            }
            instrs[at - 1].set(op, first.arg << 4 | second.arg);
            instrs[at].nop();
        }
    }
    nops::remove(cfg);
}
