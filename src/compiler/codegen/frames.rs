//! The blocks that `return`, `break` and `continue` must unwind.

use super::unit::Label;
use super::{Gen, Result};
use crate::Constant;
use crate::ast::{Context, Loc, Name, Stmt};
use crate::opcode::{self, pseudo};

/// What a block does when control leaves it.
#[derive(Clone, Debug)]
pub(crate) enum FrameKind<'a> {
    While,
    For,
    TryExcept,
    /// The protected part of `try … finally`; control that leaves runs the body.
    FinallyTry(&'a [Stmt]),
    FinallyEnd,
    With,
    AsyncWith,
    HandlerCleanup(Option<Name>),
    PopValue,
    ExceptionHandler,
    ExceptionGroupHandler,
    AsyncComprehensionGenerator,
    StopIteration,
}

#[derive(Clone, Debug)]
pub(crate) struct FrameBlock<'a> {
    pub kind: FrameKind<'a>,
    /// Where `continue` goes.
    pub start: Label,
    /// Where `break` goes.
    pub exit: Label,
    pub loc: Loc,
}

/// A label nobody jumps to.
pub(crate) const NO_LABEL: Label = Label(u32::MAX);

impl<'a> Gen<'a> {
    pub(super) fn frame(&mut self, loc: Loc, kind: FrameKind<'a>, start: Label, exit: Label) -> Result {
        self.push_frame(FrameBlock { kind, start, exit, loc })
    }

    /// `exit(None, None, None)`.
    pub(super) fn call_exit_with_nones(&mut self, loc: Loc) {
        for _ in 0..3 {
            self.load_const(loc, Constant::None);
        }
        self.op1(loc, opcode::CALL, 2);
    }

    fn pop_under(&mut self, loc: Loc, preserve: bool) {
        if preserve {
            self.op1(loc, opcode::SWAP, 2);
        }
    }

    /// Leaves one block; `preserve` says that the value on top is to stay.
    pub(super) fn unwind(&mut self, loc: &mut Loc, frame: &FrameBlock<'a>, preserve: bool) -> Result {
        match &frame.kind {
            FrameKind::While
            | FrameKind::ExceptionHandler
            | FrameKind::ExceptionGroupHandler
            | FrameKind::AsyncComprehensionGenerator
            | FrameKind::StopIteration => {}
            FrameKind::For => {
                self.pop_under(*loc, preserve);
                self.op(*loc, opcode::POP_TOP);
            }
            FrameKind::TryExcept => self.op(*loc, pseudo::POP_BLOCK),
            FrameKind::FinallyTry(body) => {
                self.op(*loc, pseudo::POP_BLOCK);
                if preserve {
                    self.frame(*loc, FrameKind::PopValue, NO_LABEL, NO_LABEL)?;
                }
                self.stmts(body)?;
                if preserve {
                    self.pop_frame();
                }
                // What follows belongs to no line: the finally body was the last thing seen.
                *loc = Loc::NONE;
            }
            FrameKind::FinallyEnd => {
                self.pop_under(*loc, preserve);
                self.op(*loc, opcode::POP_TOP);
                self.pop_under(*loc, preserve);
                self.op(*loc, pseudo::POP_BLOCK);
                self.op(*loc, opcode::POP_EXCEPT);
            }
            FrameKind::With | FrameKind::AsyncWith => {
                *loc = frame.loc;
                self.op(*loc, pseudo::POP_BLOCK);
                self.pop_under(*loc, preserve);
                self.call_exit_with_nones(*loc);
                if matches!(frame.kind, FrameKind::AsyncWith) {
                    self.op1(*loc, opcode::GET_AWAITABLE, 2);
                    self.load_const(*loc, Constant::None);
                    self.yield_from(*loc, true);
                }
                self.op(*loc, opcode::POP_TOP);
                *loc = Loc::NONE;
            }
            FrameKind::HandlerCleanup(name) => {
                if name.is_some() {
                    self.op(*loc, pseudo::POP_BLOCK);
                }
                self.pop_under(*loc, preserve);
                self.op(*loc, pseudo::POP_BLOCK);
                self.op(*loc, opcode::POP_EXCEPT);
                if let Some(name) = name {
                    self.clear_handler_name(*loc, name)?;
                }
            }
            FrameKind::PopValue => {
                self.pop_under(*loc, preserve);
                self.op(*loc, opcode::POP_TOP);
            }
        }
        Ok(())
    }

    /// `name = None; del name`.
    pub(super) fn clear_handler_name(&mut self, loc: Loc, name: &Name) -> Result {
        self.load_const(loc, Constant::None);
        self.name_op(loc, name, Context::Store)?;
        self.name_op(loc, name, Context::Del)
    }

    /// Leaves all blocks, or those inside the innermost loop, which is returned.
    pub(super) fn unwind_all(
        &mut self,
        loc: &mut Loc,
        preserve: bool,
        to_loop: bool,
    ) -> Result<Option<FrameBlock<'a>>> {
        let Some(top) = self.unit.frames.last().cloned() else { return Ok(None) };
        if matches!(top.kind, FrameKind::ExceptionGroupHandler) {
            let message = "'break', 'continue' and 'return' cannot appear in an except* block";
            return self.error(message, *loc);
        }
        if to_loop && matches!(top.kind, FrameKind::While | FrameKind::For) {
            return Ok(Some(top));
        }
        self.unit.frames.pop();
        self.unwind(loc, &top, preserve)?;
        let found = self.unwind_all(loc, preserve, to_loop)?;
        self.unit.frames.push(top);
        Ok(found)
    }
}
