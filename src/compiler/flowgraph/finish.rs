//! Last steps on the graph: local slots, prefix instructions, pseudo-instructions.

use super::{Cfg, CfgInstr, NO_BLOCK};
use crate::ast::{Loc, Name};
use crate::codegen::Unit;
use crate::opcode::{self, flags, localkind, pseudo};

/// The slots of a frame: locals, cells that are not locals, free variables.
pub(crate) struct LocalsPlus {
    pub names: Vec<Name>,
    pub kinds: Vec<u8>,
    /// For each cell and free variable in turn, its slot.
    slots: Vec<usize>,
}

pub(super) fn localsplus(unit: &Unit<'_>) -> LocalsPlus {
    let mut names = unit.varnames.names.clone();
    let mut kinds: Vec<u8> = names
        .iter()
        .map(|n| {
            let mut kind = localkind::LOCAL;
            if unit.fast_hidden.contains_key(n) {
                kind |= localkind::HIDDEN;
            }
            if unit.cellvars.get(n).is_some() {
                kind |= localkind::CELL;
            }
            kind
        })
        .collect();
    let mut slots = Vec::new();
    for n in &unit.cellvars.names {
        slots.push(unit.varnames.get(n).unwrap_or(names.len()));
        if unit.varnames.get(n).is_none() {
            names.push(n.clone());
            kinds.push(localkind::CELL);
        }
    }
    for n in &unit.freevars.names {
        slots.push(names.len());
        names.push(n.clone());
        kinds.push(localkind::FREE);
    }
    LocalsPlus { names, kinds, slots }
}

/// Instructions before everything else: generator creation, cells, the closure.
pub(super) fn prefix(cfg: &mut Cfg, unit: &Unit<'_>, locals: &LocalsPlus, code_flags: u32) {
    let mut first = Vec::new();
    let instr = |op, arg: usize, loc| CfgInstr { op, arg: arg as u32, loc, target: NO_BLOCK, handler: None };
    if !unit.freevars.names.is_empty() {
        first.push(instr(opcode::COPY_FREE_VARS, unit.freevars.names.len(), Loc::NONE));
    }
    let mut cells: Vec<usize> = (0..unit.cellvars.names.len()).collect();
    cells.sort_by_key(|c| locals.slots[*c]);
    for c in cells {
        // `fix_cell_offsets` turns the cell's number into its slot.
        first.push(instr(opcode::MAKE_CELL, c, Loc::NONE));
    }
    let generator = flags::CO_GENERATOR | flags::CO_COROUTINE | flags::CO_ASYNC_GENERATOR;
    if code_flags & generator != 0 {
        let loc = Loc::new(unit.first_line, unit.first_line, -1, -1);
        first.push(instr(opcode::RETURN_GENERATOR, 0, loc));
        first.push(instr(opcode::POP_TOP, 0, loc));
    }
    cfg.blocks[0].instrs.splice(0..0, first);
}

/// Turns numbers of cells and free variables into slots.
pub(super) fn fix_cell_offsets(cfg: &mut Cfg, _unit: &Unit<'_>, locals: &LocalsPlus) {
    for b in cfg.order() {
        for i in &mut cfg.blocks[b].instrs {
            if matches!(
                i.op,
                opcode::MAKE_CELL
                    | pseudo::LOAD_CLOSURE
                    | opcode::LOAD_DEREF
                    | opcode::STORE_DEREF
                    | opcode::DELETE_DEREF
                    | opcode::LOAD_FROM_DICT_OR_DEREF
            ) {
                i.arg = locals.slots[i.arg as usize] as u32;
            }
        }
    }
}

/// Replaces what only the compiler knows by real instructions.
pub(super) fn convert_pseudo(cfg: &mut Cfg) {
    for b in cfg.order() {
        for i in &mut cfg.blocks[b].instrs {
            match i.op {
                op if opcode::is_block_push(op) => i.nop(),
                pseudo::LOAD_CLOSURE => i.op = opcode::LOAD_FAST,
                pseudo::STORE_FAST_MAYBE_NULL => i.op = opcode::STORE_FAST,
                _ => {}
            }
        }
    }
}
