//! Conditional jumps and comparisons.

use super::unit::Label;
use super::{Gen, Result};
use crate::ast::{BoolOp, CmpOp, Expr, ExprKind, Loc, UnaryOp, with_stack};
use crate::opcode::{self, pseudo};

impl<'a> Gen<'a> {
    /// Jumps to `next` if the truth of `e` is `cond`, falls through otherwise.
    pub(super) fn jump_if(&mut self, loc: Loc, e: &'a Expr, next: Label, cond: bool) -> Result {
        with_stack(|| self.jump_if_inner(loc, e, next, cond))
    }

    fn jump_if_inner(&mut self, loc: Loc, e: &'a Expr, next: Label, cond: bool) -> Result {
        match &e.kind {
            ExprKind::UnaryOp { op: UnaryOp::Not, operand } => {
                return self.jump_if(loc, operand, next, !cond);
            }
            ExprKind::BoolOp { op, values } => {
                let Some((last, rest)) = values.split_last() else { return Ok(()) };
                let short = *op == BoolOp::Or;
                let next2 = if short == cond { next } else { self.label() };
                for v in rest {
                    self.jump_if(loc, v, next2, short)?;
                }
                self.jump_if(loc, last, next, cond)?;
                if next2 != next {
                    self.use_label(next2);
                }
                return Ok(());
            }
            ExprKind::IfExp { test, body, orelse } => {
                let end = self.label();
                let next2 = self.label();
                self.jump_if(loc, test, next2, false)?;
                self.jump_if(loc, body, next, cond)?;
                self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, end);
                self.use_label(next2);
                self.jump_if(loc, orelse, next, cond)?;
                self.use_label(end);
                return Ok(());
            }
            ExprKind::Compare { left, ops, comparators } if ops.len() > 1 => {
                let cleanup = self.label();
                self.expr(left)?;
                let last = ops.len() - 1;
                for (op, right) in ops[..last].iter().zip(comparators) {
                    self.expr(right)?;
                    self.op1(e.loc, opcode::SWAP, 2);
                    self.op1(e.loc, opcode::COPY, 2);
                    self.compare(e.loc, *op);
                    self.op(e.loc, opcode::TO_BOOL);
                    self.jump(e.loc, opcode::POP_JUMP_IF_FALSE, cleanup);
                }
                self.expr(&comparators[last])?;
                self.compare(e.loc, ops[last]);
                self.op(e.loc, opcode::TO_BOOL);
                self.jump(e.loc, pop_jump(cond), next);
                let end = self.label();
                self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, end);
                self.use_label(cleanup);
                self.op(e.loc, opcode::POP_TOP);
                if !cond {
                    self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, next);
                }
                self.use_label(end);
                return Ok(());
            }
            _ => {}
        }
        self.expr(e)?;
        self.op(e.loc, opcode::TO_BOOL);
        self.jump(e.loc, pop_jump(cond), next);
        Ok(())
    }

    /// The comparison of the two values on top.
    pub(super) fn compare(&mut self, loc: Loc, op: CmpOp) {
        // The argument holds the operator and, below it, the results that count as true:
        // 1 unordered, 2 less, 4 greater, 8 equal.
        let (number, mask) = match op {
            CmpOp::Lt => (0, 2),
            CmpOp::LtE => (1, 10),
            CmpOp::Eq => (2, 8),
            CmpOp::NotEq => (3, 7),
            CmpOp::Gt => (4, 4),
            CmpOp::GtE => (5, 12),
            CmpOp::Is => return self.op1(loc, opcode::IS_OP, 0),
            CmpOp::IsNot => return self.op1(loc, opcode::IS_OP, 1),
            CmpOp::In => return self.op1(loc, opcode::CONTAINS_OP, 0),
            CmpOp::NotIn => return self.op1(loc, opcode::CONTAINS_OP, 1),
        };
        self.op1(loc, opcode::COMPARE_OP, number << 5 | mask);
    }

    /// A comparison whose value is needed.
    pub(super) fn compare_expr(
        &mut self,
        loc: Loc,
        left: &'a Expr,
        ops: &[CmpOp],
        right: &'a [Expr],
    ) -> Result {
        self.expr(left)?;
        let last = ops.len() - 1;
        if last == 0 {
            self.expr(&right[0])?;
            self.compare(loc, ops[0]);
            return Ok(());
        }
        let cleanup = self.label();
        for (op, right) in ops[..last].iter().zip(right) {
            self.expr(right)?;
            self.op1(loc, opcode::SWAP, 2);
            self.op1(loc, opcode::COPY, 2);
            self.compare(loc, *op);
            self.op1(loc, opcode::COPY, 1);
            self.op(loc, opcode::TO_BOOL);
            self.jump(loc, opcode::POP_JUMP_IF_FALSE, cleanup);
            self.op(loc, opcode::POP_TOP);
        }
        self.expr(&right[last])?;
        self.compare(loc, ops[last]);
        let end = self.label();
        self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, end);
        self.use_label(cleanup);
        self.op1(loc, opcode::SWAP, 2);
        self.op(loc, opcode::POP_TOP);
        self.use_label(end);
        Ok(())
    }
}

fn pop_jump(cond: bool) -> u8 {
    if cond { opcode::POP_JUMP_IF_TRUE } else { opcode::POP_JUMP_IF_FALSE }
}
