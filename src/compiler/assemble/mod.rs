//! From the optimised graph to bytes and tables.

mod exceptions;
mod locations;

use crate::ast::Loc;
use crate::codegen::Unit;
use crate::flowgraph::{BlockId, Cfg, LocalsPlus};
use crate::opcode::{self, pseudo};
use crate::{Code, Options};

/// An instruction ready to be written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Instr {
    pub op: u8,
    pub arg: u32,
    pub loc: Loc,
    /// Index of the instruction jumped to.
    target: Option<usize>,
    pub handler: Option<Handler>,
}

/// Where exceptions go, and what the stack looks like there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Handler {
    pub target: usize,
    pub depth: u32,
    pub preserve_lasti: bool,
}

/// How many code units an instruction takes, prefixes and caches included.
fn size(op: u8, arg: u32) -> usize {
    let prefixes = usize::from(arg > 0xff) + usize::from(arg > 0xffff) + usize::from(arg > 0xff_ffff);
    prefixes + 1 + opcode::cache_units(op)
}

/// Makes the code of a unit.
pub(crate) fn make_code(
    cfg: &Cfg,
    unit: Unit<'_>,
    locals: LocalsPlus,
    depth: u32,
    code_flags: u32,
    options: &Options<'_>,
) -> Result<Code, String> {
    let mut instrs = linearise(cfg);
    resolve_directions(&mut instrs);
    let offsets = resolve_offsets(&mut instrs);
    let mut code = Vec::new();
    for i in &instrs {
        emit(&mut code, i.op, i.arg);
    }
    Ok(Code {
        argcount: unit.argcount,
        posonlyargcount: unit.posonlyargcount,
        kwonlyargcount: unit.kwonlyargcount,
        stacksize: depth.max(1),
        flags: code_flags,
        code,
        linetable: locations::table(&instrs, unit.first_line),
        exceptiontable: exceptions::table(&instrs, &offsets),
        consts: unit.consts.consts,
        names: unit.names.names.iter().map(|n| n.to_string()).collect(),
        localsplusnames: locals.names.iter().map(|n| n.to_string()).collect(),
        localspluskinds: locals.kinds,
        filename: options.filename.to_owned(),
        name: unit.name.to_string(),
        qualname: unit.qualname,
        firstlineno: unit.first_line,
    })
}

/// The blocks' instructions in a row, with targets as indices.
fn linearise(cfg: &Cfg) -> Vec<Instr> {
    let order = cfg.order();
    let mut start = vec![0; cfg.blocks.len()];
    let mut at = 0;
    for b in &order {
        start[*b] = at;
        at += cfg.blocks[*b].instrs.len();
    }
    let handler = |b: BlockId| Handler {
        target: start[b],
        depth: cfg.blocks[b].start_depth.unwrap_or(0),
        preserve_lasti: cfg.blocks[b].preserve_lasti,
    };
    order
        .iter()
        .flat_map(|b| &cfg.blocks[*b].instrs)
        .map(|i| Instr {
            op: i.op,
            arg: i.arg,
            loc: i.loc,
            target: opcode::has_jump(i.op).then(|| start[i.target]),
            handler: i.handler.map(handler),
        })
        .collect()
}

fn resolve_directions(instrs: &mut [Instr]) {
    for (at, i) in instrs.iter_mut().enumerate() {
        let Some(target) = i.target else { continue };
        let forward = target > at;
        i.op = match i.op {
            pseudo::JUMP if forward => opcode::JUMP_FORWARD,
            pseudo::JUMP => opcode::JUMP_BACKWARD,
            pseudo::JUMP_NO_INTERRUPT if forward => opcode::JUMP_FORWARD,
            pseudo::JUMP_NO_INTERRUPT => opcode::JUMP_BACKWARD_NO_INTERRUPT,
            op => op,
        };
    }
}

/// Computes relative jumps until no prefix changes the distances; the result has each offset in code units.
fn resolve_offsets(instrs: &mut [Instr]) -> Vec<usize> {
    // Sizes start from the indices, as in CPython: more than one solution may be stable.
    for i in instrs.iter_mut() {
        if let Some(target) = i.target {
            i.arg = target as u32;
        }
    }
    loop {
        let mut offsets = Vec::with_capacity(instrs.len() + 1);
        let mut total = 0;
        for i in instrs.iter() {
            offsets.push(total);
            total += size(i.op, i.arg);
        }
        offsets.push(total);
        let mut stable = true;
        for (at, i) in instrs.iter_mut().enumerate() {
            let Some(target) = i.target else { continue };
            let before = size(i.op, i.arg);
            let next = offsets[at + 1];
            let there = offsets[target];
            i.arg = there.abs_diff(next) as u32;
            if size(i.op, i.arg) != before {
                stable = false;
            }
        }
        if stable {
            return offsets;
        }
    }
}

fn emit(code: &mut Vec<u8>, op: u8, arg: u32) {
    for shift in [24, 16, 8] {
        if arg >> shift != 0 {
            code.extend([opcode::EXTENDED_ARG, (arg >> shift) as u8]);
        }
    }
    code.extend([op, arg as u8]);
    code.extend(std::iter::repeat_n(0, 2 * opcode::cache_units(op)));
}

/// Size of an instruction in code units.
pub(crate) fn units(i: &Instr) -> usize {
    size(i.op, i.arg)
}
