//! `with` and `async with`.

use super::frames::FrameKind;
use super::unit::{Label, UnitKind};
use super::{Gen, Result};
use crate::Constant;
use crate::ast::{Loc, Stmt, WithItem};
use crate::opcode::{self, pseudo};

impl<'a> Gen<'a> {
    pub(super) fn with_stmt(
        &mut self,
        items: &'a [WithItem],
        body: &'a [Stmt],
        is_async: bool,
        loc: Loc,
    ) -> Result {
        if is_async && !self.top_level_await() && self.unit.kind != UnitKind::AsyncFunction {
            return self.error("'async with' outside async function", loc);
        }
        let Some((item, rest)) = items.split_first() else { return Ok(()) };
        let loc = item.context.loc;
        let (block, handler, exit, cleanup) = (self.label(), self.label(), self.label(), self.label());
        self.expr(&item.context)?;
        if is_async {
            self.op(loc, opcode::BEFORE_ASYNC_WITH);
            self.op1(loc, opcode::GET_AWAITABLE, 1);
            self.load_const(loc, Constant::None);
            self.yield_from(loc, true);
        } else {
            self.op(loc, opcode::BEFORE_WITH);
        }
        self.jump(loc, pseudo::SETUP_WITH, handler);
        self.use_label(block);
        let kind = if is_async { FrameKind::AsyncWith } else { FrameKind::With };
        self.frame(loc, kind, block, handler)?;
        match &item.vars {
            Some(vars) => self.expr(vars)?,
            None => self.op(loc, opcode::POP_TOP),
        }
        if rest.is_empty() {
            self.stmts(body)?;
        } else {
            self.with_stmt(rest, body, is_async, loc)?;
        }
        self.pop_frame();
        self.op(if is_async { loc } else { Loc::NONE }, pseudo::POP_BLOCK);
        self.call_exit_with_nones(loc);
        if is_async {
            self.await_result(loc);
        }
        self.op(loc, opcode::POP_TOP);
        self.jump(loc, pseudo::JUMP, exit);
        self.use_label(handler);
        self.jump(loc, pseudo::SETUP_CLEANUP, cleanup);
        self.op(loc, opcode::PUSH_EXC_INFO);
        self.op(loc, opcode::WITH_EXCEPT_START);
        if is_async {
            self.await_result(loc);
        }
        self.finish_with_handler(cleanup);
        self.use_label(exit);
        Ok(())
    }

    fn await_result(&mut self, loc: Loc) {
        self.op1(loc, opcode::GET_AWAITABLE, 2);
        self.load_const(loc, Constant::None);
        self.yield_from(loc, true);
    }

    /// Swallows the exception if `__exit__` said so, else raises it again.
    fn finish_with_handler(&mut self, cleanup: Label) {
        let (suppress, exit) = (self.label(), self.label());
        self.op(Loc::NONE, opcode::TO_BOOL);
        self.jump(Loc::NONE, opcode::POP_JUMP_IF_TRUE, suppress);
        self.op1(Loc::NONE, opcode::RERAISE, 2);
        self.use_label(suppress);
        self.op(Loc::NONE, opcode::POP_TOP);
        self.op(Loc::NONE, pseudo::POP_BLOCK);
        self.op(Loc::NONE, opcode::POP_EXCEPT);
        self.op(Loc::NONE, opcode::POP_TOP);
        self.op(Loc::NONE, opcode::POP_TOP);
        self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, exit);
        self.use_label(cleanup);
        self.pop_except_and_reraise();
        self.use_label(exit);
    }

    pub(super) fn pop_except_and_reraise(&mut self) {
        self.op1(Loc::NONE, opcode::COPY, 3);
        self.op(Loc::NONE, opcode::POP_EXCEPT);
        self.op1(Loc::NONE, opcode::RERAISE, 1);
    }
}
