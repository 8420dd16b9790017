//! Statements.

use super::frames::FrameKind;
use super::unit::UnitKind;
use super::{Gen, Result, intrinsic};
use crate::Constant;
use crate::ast::{Alias, Context, Expr, ExprKind, For, Loc, Name, Stmt, StmtKind, with_stack};
use crate::opcode::{self, pseudo};

impl<'a> Gen<'a> {
    pub(super) fn stmts(&mut self, body: &'a [Stmt]) -> Result {
        body.iter().try_for_each(|s| self.stmt(s))
    }

    pub(super) fn stmt(&mut self, s: &'a Stmt) -> Result {
        with_stack(|| self.stmt_inner(s))
    }

    fn stmt_inner(&mut self, s: &'a Stmt) -> Result {
        let loc = s.loc;
        match &s.kind {
            StmtKind::FunctionDef(f) => self.function(f, loc),
            StmtKind::ClassDef(c) => self.class(c, loc),
            StmtKind::TypeAlias(t) => self.type_alias(t, loc),
            StmtKind::Return(value) => self.return_stmt(value.as_ref(), loc),
            StmtKind::Delete(targets) => self.exprs(targets),
            StmtKind::Assign { targets, value } => {
                self.expr(value)?;
                for (i, target) in targets.iter().enumerate() {
                    if i + 1 < targets.len() {
                        self.op1(loc, opcode::COPY, 1);
                    }
                    self.expr(target)?;
                }
                Ok(())
            }
            StmtKind::AugAssign { target, op, value } => self.aug_assign(target, *op, value, loc),
            StmtKind::AnnAssign { target, annotation, value, simple } => {
                self.ann_assign(target, annotation, value.as_ref(), *simple, loc)
            }
            StmtKind::For(f) if f.is_async => self.async_for(f, loc),
            StmtKind::For(f) => self.for_stmt(f, loc),
            StmtKind::While { test, body, orelse } => {
                let (start, body_label, end, anchor) =
                    (self.label(), self.label(), self.label(), self.label());
                self.use_label(start);
                self.frame(loc, FrameKind::While, start, end)?;
                self.jump_if(loc, test, anchor, false)?;
                self.use_label(body_label);
                self.stmts(body)?;
                self.jump_if(loc, test, body_label, true)?;
                self.pop_frame();
                self.use_label(anchor);
                self.stmts(orelse)?;
                self.use_label(end);
                Ok(())
            }
            StmtKind::If { test, body, orelse } => {
                let end = self.label();
                let next = if orelse.is_empty() { end } else { self.label() };
                self.jump_if(loc, test, next, false)?;
                self.stmts(body)?;
                if !orelse.is_empty() {
                    self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, end);
                    self.use_label(next);
                    self.stmts(orelse)?;
                }
                self.use_label(end);
                Ok(())
            }
            StmtKind::With { items, body, is_async } => self.with_stmt(items, body, *is_async, loc),
            StmtKind::Match { subject, cases } => self.match_stmt(subject, cases),
            StmtKind::Raise { exc, cause } => {
                let mut n = 0;
                for e in exc.iter().chain(cause) {
                    self.expr(e)?;
                    n += 1;
                }
                self.op1(loc, opcode::RAISE_VARARGS, n);
                Ok(())
            }
            StmtKind::Try(t) if !t.finalbody.is_empty() => self.try_finally(t, loc),
            StmtKind::Try(t) => self.try_handlers(t, loc),
            StmtKind::Assert { test, msg } => self.assert_stmt(test, msg.as_ref(), loc),
            StmtKind::Import(names) => names.iter().try_for_each(|a| self.import(a, loc)),
            StmtKind::ImportFrom { module, names, level } => {
                self.import_from(module.as_ref(), names, *level, loc)
            }
            StmtKind::Global(_) | StmtKind::Nonlocal(_) => Ok(()),
            StmtKind::Expr(e) => {
                if self.interactive && self.nest <= 1 {
                    self.expr(e)?;
                    self.op1(loc, opcode::CALL_INTRINSIC_1, intrinsic::PRINT);
                    self.op(Loc::NONE, opcode::POP_TOP);
                } else if e.constant().is_some() {
                    self.op(loc, opcode::NOP);
                } else {
                    self.expr(e)?;
                    self.op(Loc::NONE, opcode::POP_TOP);
                }
                Ok(())
            }
            StmtKind::Pass => {
                self.op(loc, opcode::NOP);
                Ok(())
            }
            StmtKind::Break => {
                let origin = loc;
                let mut loc = loc;
                self.op(loc, opcode::NOP);
                let Some(frame) = self.unwind_all(&mut loc, false, true)? else {
                    return self.error("'break' outside loop", origin);
                };
                self.unwind(&mut loc, &frame, false)?;
                self.jump(loc, pseudo::JUMP, frame.exit);
                Ok(())
            }
            StmtKind::Continue => {
                let origin = loc;
                let mut loc = loc;
                self.op(loc, opcode::NOP);
                let Some(frame) = self.unwind_all(&mut loc, false, true)? else {
                    return self.error("'continue' not properly in loop", origin);
                };
                self.jump(loc, pseudo::JUMP, frame.start);
                Ok(())
            }
        }
    }

    fn return_stmt(&mut self, value: Option<&'a Expr>, stmt_loc: Loc) -> Result {
        if !self.block().is_function_like() {
            return self.error("'return' outside function", stmt_loc);
        }
        if value.is_some() && self.block().coroutine && self.block().generator {
            return self.error("'return' with value in async generator", stmt_loc);
        }
        let mut loc = stmt_loc;
        let constant = value.and_then(Expr::constant);
        let preserve = value.is_some() && constant.is_none();
        if let Some(value) = value {
            if preserve {
                self.expr(value)?;
            } else {
                loc = value.loc;
                self.op(loc, opcode::NOP);
            }
        }
        if value.is_none_or(|v| v.loc.line != stmt_loc.line) {
            loc = stmt_loc;
            self.op(loc, opcode::NOP);
        }
        self.unwind_all(&mut loc, preserve, false)?;
        if !preserve {
            self.load_const(loc, constant.cloned().unwrap_or(Constant::None));
        }
        self.op(loc, opcode::RETURN_VALUE);
        Ok(())
    }

    fn for_stmt(&mut self, f: &'a For, loc: Loc) -> Result {
        let (start, cleanup, end) = (self.label(), self.label(), self.label());
        self.frame(loc, FrameKind::For, start, end)?;
        self.expr(&f.iter)?;
        let iter_loc = f.iter.loc;
        self.op(iter_loc, opcode::GET_ITER);
        self.use_label(start);
        self.jump(iter_loc, opcode::FOR_ITER, cleanup);
        // Traced even where the target spans lines.
        self.op(f.target.loc, opcode::NOP);
        self.expr(&f.target)?;
        self.stmts(&f.body)?;
        self.jump(Loc::NONE, pseudo::JUMP, start);
        self.use_label(cleanup);
        self.op(Loc::NONE, opcode::END_FOR);
        self.op(Loc::NONE, opcode::POP_TOP);
        self.pop_frame();
        self.stmts(&f.orelse)?;
        self.use_label(end);
        Ok(())
    }

    fn async_for(&mut self, f: &'a For, loc: Loc) -> Result {
        if self.top_level_await() {
            // Allowed.
        } else if self.unit.kind != UnitKind::AsyncFunction {
            return self.error("'async for' outside async function", loc);
        }
        let (start, except, end) = (self.label(), self.label(), self.label());
        self.expr(&f.iter)?;
        self.op(f.iter.loc, opcode::GET_AITER);
        self.use_label(start);
        self.frame(loc, FrameKind::For, start, end)?;
        self.jump(loc, pseudo::SETUP_FINALLY, except);
        self.op(loc, opcode::GET_ANEXT);
        self.load_const(loc, Constant::None);
        self.yield_from(loc, true);
        self.op(loc, pseudo::POP_BLOCK);
        self.expr(&f.target)?;
        self.stmts(&f.body)?;
        self.jump(Loc::NONE, pseudo::JUMP, start);
        self.pop_frame();
        self.use_label(except);
        self.op(f.iter.loc, opcode::END_ASYNC_FOR);
        self.stmts(&f.orelse)?;
        self.use_label(end);
        Ok(())
    }

    fn assert_stmt(&mut self, test: &'a Expr, msg: Option<&'a Expr>, loc: Loc) -> Result {
        if self.options.optimize > 0 {
            return Ok(());
        }
        let end = self.label();
        self.jump_if(loc, test, end, true)?;
        self.op(loc, opcode::LOAD_ASSERTION_ERROR);
        if let Some(msg) = msg {
            self.expr(msg)?;
            self.op1(loc, opcode::CALL, 0);
        }
        self.op1(test.loc, opcode::RAISE_VARARGS, 1);
        self.use_label(end);
        Ok(())
    }

    fn import(&mut self, a: &Alias, loc: Loc) -> Result {
        self.load_const(loc, Constant::int(0));
        self.load_const(loc, Constant::None);
        self.op_name(loc, opcode::IMPORT_NAME, &a.name);
        let mut parts = a.name.split('.');
        let first = parts.next().unwrap_or("");
        let Some(asname) = &a.asname else {
            return self.store_name(loc, first);
        };
        let rest: Vec<&str> = parts.collect();
        for (i, part) in rest.iter().enumerate() {
            self.op_name(loc, opcode::IMPORT_FROM, &Name::from(*part));
            if i + 1 < rest.len() {
                self.op1(loc, opcode::SWAP, 2);
                self.op(loc, opcode::POP_TOP);
            }
        }
        self.name_op(loc, asname, Context::Store)?;
        if !rest.is_empty() {
            self.op(loc, opcode::POP_TOP);
        }
        Ok(())
    }

    fn import_from(&mut self, module: Option<&Name>, names: &[Alias], level: u32, loc: Loc) -> Result {
        if module.is_some_and(|m| &**m == "__future__") && level == 0 {
            let last = self.future.last.map_or(0, |l| l.line);
            if loc.line > last {
                let message = "from __future__ imports must occur at the beginning of the file";
                return self.error(message, loc);
            }
        }
        self.load_const(loc, Constant::int(i64::from(level)));
        let list = names.iter().map(|a| Constant::str(&a.name)).collect();
        self.load_const(loc, Constant::Tuple(list));
        self.op_name(loc, opcode::IMPORT_NAME, module.unwrap_or(&Name::from("")));
        for (i, a) in names.iter().enumerate() {
            if i == 0 && &*a.name == "*" {
                self.op1(loc, opcode::CALL_INTRINSIC_1, intrinsic::IMPORT_STAR);
                self.op(Loc::NONE, opcode::POP_TOP);
                return Ok(());
            }
            self.op_name(loc, opcode::IMPORT_FROM, &a.name);
            self.name_op(loc, a.asname.as_ref().unwrap_or(&a.name), Context::Store)?;
        }
        self.op(loc, opcode::POP_TOP);
        Ok(())
    }

    fn ann_assign(
        &mut self,
        target: &'a Expr,
        annotation: &'a Expr,
        value: Option<&'a Expr>,
        simple: bool,
        loc: Loc,
    ) -> Result {
        if let Some(value) = value {
            self.expr(value)?;
            self.expr(target)?;
        }
        let stored = matches!(self.unit.kind, UnitKind::Module | UnitKind::Class);
        let future = self.future.annotations();
        match &target.kind {
            ExprKind::Name { id, .. } => {
                if &**id == "__debug__" {
                    return self.error("cannot assign to __debug__", loc);
                }
                if simple && stored {
                    if future {
                        self.annotation_string(annotation);
                    } else {
                        self.expr(annotation)?;
                    }
                    self.op_name(loc, opcode::LOAD_NAME, &Name::from("__annotations__"));
                    let mangled = self.mangled(id);
                    self.load_const(loc, Constant::str(&mangled));
                    self.op(loc, opcode::STORE_SUBSCR);
                }
            }
            ExprKind::Attribute { value: object, attr, .. } => {
                if &**attr == "__debug__" {
                    return self.error("cannot assign to __debug__", loc);
                }
                if value.is_none() {
                    self.evaluate_only(object)?;
                }
            }
            ExprKind::Subscript { value: object, slice, .. } if value.is_none() => {
                self.evaluate_only(object)?;
                self.evaluate_subscript(slice)?;
            }
            _ => {}
        }
        if !simple && stored && !future {
            self.evaluate_only(annotation)?;
        }
        Ok(())
    }

    fn evaluate_only(&mut self, e: &'a Expr) -> Result {
        self.expr(e)?;
        self.op(e.loc, opcode::POP_TOP);
        Ok(())
    }

    fn evaluate_subscript(&mut self, e: &'a Expr) -> Result {
        match &e.kind {
            ExprKind::Slice { lower, upper, step } => {
                for part in [lower, upper, step].into_iter().flatten() {
                    self.evaluate_only(part)?;
                }
                Ok(())
            }
            ExprKind::Tuple { elts, .. } => elts.iter().try_for_each(|e| self.evaluate_subscript(e)),
            _ => self.evaluate_only(e),
        }
    }

    /// The text of an annotation under `from __future__ import annotations`.
    pub(super) fn annotation_string(&mut self, e: &Expr) {
        let text = crate::ast::unparse::unparse(e);
        self.load_const(e.loc, Constant::Str(text.into()));
    }
}
