//! `try`: handlers, exception groups, `finally`.

use super::frames::{FrameKind, NO_LABEL};
use super::{Gen, Result, intrinsic};
use crate::ast::{Context, ExceptHandler, Loc, Try};
use crate::opcode::{self, pseudo};

impl<'a> Gen<'a> {
    pub(super) fn try_finally(&mut self, t: &'a Try, loc: Loc) -> Result {
        let (body, end, exit, cleanup) = (self.label(), self.label(), self.label(), self.label());
        self.jump(loc, pseudo::SETUP_FINALLY, end);
        self.use_label(body);
        self.frame(loc, FrameKind::FinallyTry(&t.finalbody), body, end)?;
        if t.handlers.is_empty() {
            self.stmts(&t.body)?;
        } else {
            self.try_handlers(t, loc)?;
        }
        self.op(Loc::NONE, pseudo::POP_BLOCK);
        self.pop_frame();
        self.stmts(&t.finalbody)?;
        self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, exit);
        self.use_label(end);
        self.frame(loc, FrameKind::FinallyEnd, end, NO_LABEL)?;
        self.jump(Loc::NONE, pseudo::SETUP_CLEANUP, cleanup);
        self.op(Loc::NONE, opcode::PUSH_EXC_INFO);
        self.stmts(&t.finalbody)?;
        self.op1(Loc::NONE, opcode::RERAISE, 0);
        self.pop_frame();
        self.use_label(cleanup);
        self.pop_except_and_reraise();
        self.use_label(exit);
        Ok(())
    }

    pub(super) fn try_handlers(&mut self, t: &'a Try, loc: Loc) -> Result {
        if t.is_star { self.try_star(t, loc) } else { self.try_except(t, loc) }
    }

    fn try_except(&mut self, t: &'a Try, loc: Loc) -> Result {
        let (body, handlers, end, cleanup) = (self.label(), self.label(), self.label(), self.label());
        self.jump(loc, pseudo::SETUP_FINALLY, handlers);
        self.use_label(body);
        self.frame(loc, FrameKind::TryExcept, body, NO_LABEL)?;
        self.stmts(&t.body)?;
        self.pop_frame();
        self.op(Loc::NONE, pseudo::POP_BLOCK);
        self.stmts(&t.orelse)?;
        self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, end);
        self.use_label(handlers);
        self.jump(Loc::NONE, pseudo::SETUP_CLEANUP, cleanup);
        self.op(Loc::NONE, opcode::PUSH_EXC_INFO);
        self.frame(loc, FrameKind::ExceptionHandler, NO_LABEL, NO_LABEL)?;
        for (i, h) in t.handlers.iter().enumerate() {
            let loc = h.loc;
            if h.typ.is_none() && i + 1 < t.handlers.len() {
                return self.error("default 'except:' must be last", loc);
            }
            let next = self.label();
            if let Some(typ) = &h.typ {
                self.expr(typ)?;
                self.op(loc, opcode::CHECK_EXC_MATCH);
                self.jump(loc, opcode::POP_JUMP_IF_FALSE, next);
            }
            self.handler_body(h, end)?;
            self.use_label(next);
        }
        self.op1(Loc::NONE, opcode::RERAISE, 0);
        self.pop_frame();
        self.use_label(cleanup);
        self.pop_except_and_reraise();
        self.use_label(end);
        Ok(())
    }

    fn handler_body(&mut self, h: &'a ExceptHandler, end: super::Label) -> Result {
        let loc = h.loc;
        let body = self.label();
        if let Some(name) = &h.name {
            let cleanup_end = self.label();
            self.name_op(loc, name, Context::Store)?;
            self.jump(loc, pseudo::SETUP_CLEANUP, cleanup_end);
            self.use_label(body);
            self.frame(loc, FrameKind::HandlerCleanup(Some(name.clone())), body, NO_LABEL)?;
            self.stmts(&h.body)?;
            self.pop_frame();
            self.op(Loc::NONE, pseudo::POP_BLOCK);
            self.op(Loc::NONE, pseudo::POP_BLOCK);
            self.op(Loc::NONE, opcode::POP_EXCEPT);
            self.clear_handler_name(Loc::NONE, name)?;
            self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, end);
            self.use_label(cleanup_end);
            self.clear_handler_name(Loc::NONE, name)?;
            self.op1(Loc::NONE, opcode::RERAISE, 1);
        } else {
            self.op(loc, opcode::POP_TOP);
            self.use_label(body);
            self.frame(loc, FrameKind::HandlerCleanup(None), body, NO_LABEL)?;
            self.stmts(&h.body)?;
            self.pop_frame();
            self.op(Loc::NONE, pseudo::POP_BLOCK);
            self.op(Loc::NONE, opcode::POP_EXCEPT);
            self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, end);
        }
        Ok(())
    }

    /// `except*`: a list collects what the handlers raise, the rest of the group stays on the stack.
    fn try_star(&mut self, t: &'a Try, loc: Loc) -> Result {
        let (body, handlers, orelse) = (self.label(), self.label(), self.label());
        let (end, cleanup, reraise_star) = (self.label(), self.label(), self.label());
        self.jump(loc, pseudo::SETUP_FINALLY, handlers);
        self.use_label(body);
        self.frame(loc, FrameKind::TryExcept, body, NO_LABEL)?;
        self.stmts(&t.body)?;
        self.pop_frame();
        self.op(Loc::NONE, pseudo::POP_BLOCK);
        self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, orelse);
        self.use_label(handlers);
        self.jump(Loc::NONE, pseudo::SETUP_CLEANUP, cleanup);
        self.op(Loc::NONE, opcode::PUSH_EXC_INFO);
        self.frame(loc, FrameKind::ExceptionGroupHandler, NO_LABEL, NO_LABEL)?;
        let last = t.handlers.len() - 1;
        for (i, h) in t.handlers.iter().enumerate() {
            let loc = h.loc;
            let (next, except_with_error, no_match) = (self.label(), self.label(), self.label());
            if i == 0 {
                self.op1(loc, opcode::BUILD_LIST, 0);
                self.op1(loc, opcode::COPY, 2);
            }
            if let Some(typ) = &h.typ {
                self.expr(typ)?;
                self.op(loc, opcode::CHECK_EG_MATCH);
                self.op1(loc, opcode::COPY, 1);
                self.jump(loc, opcode::POP_JUMP_IF_NONE, no_match);
            }
            let (cleanup_end, cleanup_body) = (self.label(), self.label());
            match &h.name {
                Some(name) => self.name_op(loc, name, Context::Store)?,
                None => self.op(loc, opcode::POP_TOP),
            }
            self.jump(loc, pseudo::SETUP_CLEANUP, cleanup_end);
            self.use_label(cleanup_body);
            self.frame(loc, FrameKind::HandlerCleanup(h.name.clone()), cleanup_body, NO_LABEL)?;
            self.stmts(&h.body)?;
            self.pop_frame();
            self.op(Loc::NONE, pseudo::POP_BLOCK);
            if let Some(name) = &h.name {
                self.clear_handler_name(Loc::NONE, name)?;
            }
            self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, next);
            self.use_label(cleanup_end);
            if let Some(name) = &h.name {
                self.clear_handler_name(Loc::NONE, name)?;
            }
            self.op1(Loc::NONE, opcode::LIST_APPEND, 3);
            self.op(Loc::NONE, opcode::POP_TOP);
            self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, except_with_error);
            self.use_label(next);
            self.op(Loc::NONE, opcode::NOP);
            self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, except_with_error);
            self.use_label(no_match);
            self.op(loc, opcode::POP_TOP);
            self.use_label(except_with_error);
            if i == last {
                self.op1(Loc::NONE, opcode::LIST_APPEND, 1);
                self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, reraise_star);
            }
        }
        self.pop_frame();
        let reraise = self.label();
        self.use_label(reraise_star);
        self.op1(Loc::NONE, opcode::CALL_INTRINSIC_2, intrinsic::PREP_RERAISE_STAR);
        self.op1(Loc::NONE, opcode::COPY, 1);
        self.jump(Loc::NONE, opcode::POP_JUMP_IF_NOT_NONE, reraise);
        self.op(Loc::NONE, opcode::POP_TOP);
        self.op(Loc::NONE, pseudo::POP_BLOCK);
        self.op(Loc::NONE, opcode::POP_EXCEPT);
        self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, end);
        self.use_label(reraise);
        self.op(Loc::NONE, pseudo::POP_BLOCK);
        self.op1(Loc::NONE, opcode::SWAP, 2);
        self.op(Loc::NONE, opcode::POP_EXCEPT);
        self.op1(Loc::NONE, opcode::RERAISE, 0);
        self.use_label(cleanup);
        self.pop_except_and_reraise();
        self.use_label(orelse);
        self.stmts(&t.orelse)?;
        self.use_label(end);
        Ok(())
    }
}
