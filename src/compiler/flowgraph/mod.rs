//! The control flow graph: basic blocks, their optimisation, and the way back to a sequence.

mod build;
mod cold;
mod exceptions;
mod finish;
mod jumps;
mod lines;
mod load_const;
mod locals;
mod nops;
mod peephole;
mod stack;
mod swaps;

use crate::ast::Loc;
use crate::codegen::Unit;
use crate::opcode::{self, flags};
use crate::{Code, Options, assemble as assembler};
pub(crate) use finish::LocalsPlus;

/// Index of a block in [`Cfg::blocks`].
pub(crate) type BlockId = usize;

/// An instruction in a block; jumps and handler set-ups name their target block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CfgInstr {
    pub op: u8,
    pub arg: u32,
    pub loc: Loc,
    pub target: BlockId,
    /// The handler in force.
    pub handler: Option<BlockId>,
}

/// The target of instructions that have none.
pub(crate) const NO_BLOCK: BlockId = usize::MAX;

impl CfgInstr {
    fn set(&mut self, op: u8, arg: u32) {
        self.op = op;
        self.arg = arg;
        self.target = NO_BLOCK;
    }

    fn nop(&mut self) {
        self.set(opcode::NOP, 0);
    }

    fn is_jump(&self) -> bool {
        opcode::has_jump(self.op)
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
    pub instrs: Vec<CfgInstr>,
    pub next: Option<BlockId>,
    /// Some instruction of the source jumps here.
    pub labelled: bool,
    pub is_handler: bool,
    /// The handler keeps the offset of the raising instruction.
    pub preserve_lasti: bool,
    pub predecessors: usize,
    pub visited: bool,
    pub warm: bool,
    pub cold: bool,
    pub unsafe_locals: u64,
    pub start_depth: Option<u32>,
}

impl Block {
    fn last(&self) -> Option<&CfgInstr> {
        self.instrs.last()
    }

    /// Whether control can run off the block's end.
    fn falls_through(&self) -> bool {
        self.last().is_none_or(|i| !opcode::is_scope_exit(i.op) && !opcode::is_unconditional_jump(i.op))
    }

    fn exits_scope(&self) -> bool {
        self.last().is_some_and(|i| opcode::is_scope_exit(i.op))
    }

    fn has_no_line(&self) -> bool {
        self.instrs.iter().all(|i| i.loc.line < 0)
    }
}

/// The graph; blocks are linked in order, starting with block 0.
#[derive(Debug, Default)]
pub(crate) struct Cfg {
    pub blocks: Vec<Block>,
}

impl Cfg {
    /// The blocks in order.
    pub fn order(&self) -> Vec<BlockId> {
        let mut out = Vec::with_capacity(self.blocks.len());
        let mut at = Some(0);
        while let Some(b) = at {
            out.push(b);
            at = self.blocks[b].next;
        }
        out
    }

    /// The block itself, or the first one after it that holds instructions.
    fn skip_empty(&self, mut b: BlockId) -> BlockId {
        while self.blocks[b].instrs.is_empty() {
            match self.blocks[b].next {
                Some(next) => b = next,
                None => break,
            }
        }
        b
    }

    fn next_nonempty(&self, b: Option<BlockId>) -> Option<BlockId> {
        let b = self.skip_empty(b?);
        (!self.blocks[b].instrs.is_empty()).then_some(b)
    }

    fn clear_visited(&mut self) {
        self.blocks.iter_mut().for_each(|b| b.visited = false);
    }

    /// A new block after `b`.
    fn insert_after(&mut self, b: BlockId, mut block: Block) -> BlockId {
        let id = self.blocks.len();
        block.next = self.blocks[b].next;
        self.blocks[b].next = Some(id);
        self.blocks.push(block);
        id
    }
}

/// Optimises a unit's instructions and assembles its code.
pub(crate) fn assemble(mut unit: Unit<'_>, code_flags: u32, options: &Options<'_>) -> Result<Code, String> {
    let mut cfg = build::from_instructions(&unit.instructions);
    exceptions::mark_handlers(&mut cfg);
    exceptions::label_targets(&mut cfg);
    let first_line = unit.first_line;
    optimise(&mut cfg, &mut unit, first_line);
    load_const::remove_unused(&mut cfg, &mut unit.consts);
    let locals = unit.varnames.names.len();
    let mut params = (unit.argcount + unit.kwonlyargcount) as usize;
    params += usize::from(code_flags & flags::CO_VARARGS != 0);
    params += usize::from(code_flags & flags::CO_VARKEYWORDS != 0);
    locals::check_uninitialised(&mut cfg, locals, params);
    locals::superinstructions(&mut cfg);
    cold::push_to_end(&mut cfg);
    lines::resolve(&mut cfg);
    let depth = stack::depth(&mut cfg)?;
    let local_names = finish::localsplus(&unit);
    finish::prefix(&mut cfg, &unit, &local_names, code_flags);
    finish::fix_cell_offsets(&mut cfg, &unit, &local_names);
    finish::convert_pseudo(&mut cfg);
    nops::remove(&mut cfg);
    jumps::normalise(&mut cfg);
    assembler::make_code(&cfg, unit, local_names, depth, code_flags, options)
}

fn optimise(cfg: &mut Cfg, unit: &mut Unit<'_>, _first_line: i32) {
    jumps::inline_small_exits(cfg);
    jumps::remove_unreachable(cfg);
    lines::resolve(cfg);
    load_const::optimise(cfg, &mut unit.consts);
    for b in cfg.order() {
        peephole::optimise_block(cfg, b, &mut unit.consts);
    }
    nops::remove_with_pairs(cfg);
    jumps::remove_unreachable(cfg);
    nops::remove_with_jumps(cfg);
}
