//! Comprehensions, inlined where PEP 709 says so, and generator expressions.

use super::frames::{FrameKind, NO_LABEL};
use super::unit::{Label, UnitKind};
use super::{Gen, Result};
use crate::Constant;
use crate::ast::{Comp, Comprehension, Expr, ExprKind, Loc, Name};
use crate::opcode::{self, pseudo};
use crate::symtable::{BlockId, CompKind, Part, Scope, def};

/// What must be undone after an inlined comprehension.
struct Inlined {
    pushed: Vec<Name>,
    hidden: Vec<Name>,
    overrides: usize,
    cleanup: Option<Label>,
}

fn kind_of(e: &Expr) -> CompKind {
    match e.kind {
        ExprKind::ListComp(_) => CompKind::List,
        ExprKind::SetComp(_) => CompKind::Set,
        ExprKind::DictComp(_) => CompKind::Dict,
        _ => CompKind::Generator,
    }
}

impl<'a> Gen<'a> {
    pub(super) fn comprehension(&mut self, e: &'a Expr, c: &'a Comp) -> Result {
        let kind = kind_of(e);
        let block = self.table.block_of(e.id(), Part::Body);
        let loc = e.loc;
        let outermost = &c.generators[0];
        let inlined = self.table.blocks[block].comp_inlined;
        let is_async = self.table.blocks[block].coroutine;
        if is_async
            && kind != CompKind::Generator
            && !matches!(self.unit.kind, UnitKind::AsyncFunction | UnitKind::Comprehension)
            && !self.top_level_await()
        {
            return self.error("asynchronous comprehension outside of an asynchronous function", loc);
        }
        let mut state = None;
        if inlined {
            self.outermost_iter(outermost)?;
            state = Some(self.push_inlined(loc, block));
        } else {
            let name = match kind {
                CompKind::List => "<listcomp>",
                CompKind::Set => "<setcomp>",
                CompKind::Dict => "<dictcomp>",
                _ => "<genexpr>",
            };
            self.enter(UnitKind::Comprehension, &Name::from(name), block, loc.line);
            self.unit.argcount = 1;
        }
        if kind == CompKind::Generator {
            self.frame(Loc::NONE, FrameKind::StopIteration, NO_LABEL, NO_LABEL)?;
        } else {
            let op = match kind {
                CompKind::List => opcode::BUILD_LIST,
                CompKind::Set => opcode::BUILD_SET,
                _ => opcode::BUILD_MAP,
            };
            self.op1(loc, op, 0);
            if inlined {
                self.op1(loc, opcode::SWAP, 2);
            }
        }
        self.generator(loc, c, 0, 0, kind, inlined)?;
        if let Some(state) = state {
            self.pop_inlined(loc, state);
            return Ok(());
        }
        if kind == CompKind::Generator {
            self.wrap_in_stop_iteration_handler();
            self.pop_frame();
        } else {
            self.op(c.elt.loc, opcode::RETURN_VALUE);
        }
        let code = self.finish(true)?;
        self.make_function(loc, code, 0);
        self.outermost_iter(outermost)?;
        self.op1(loc, opcode::CALL, 0);
        if is_async && kind != CompKind::Generator {
            self.op1(loc, opcode::GET_AWAITABLE, 0);
            self.load_const(loc, Constant::None);
            self.yield_from(loc, true);
        }
        Ok(())
    }

    fn outermost_iter(&mut self, g: &'a Comprehension) -> Result {
        self.expr(&g.iter)?;
        self.op(g.iter.loc, if g.is_async { opcode::GET_AITER } else { opcode::GET_ITER });
        Ok(())
    }

    fn generator(
        &mut self,
        loc: Loc,
        c: &'a Comp,
        index: usize,
        depth: usize,
        kind: CompKind,
        inlined: bool,
    ) -> Result {
        if c.generators[index].is_async {
            self.async_generator(loc, c, index, depth, kind, inlined)
        } else {
            self.sync_generator(loc, c, index, depth, kind, inlined)
        }
    }

    fn sync_generator(
        &mut self,
        loc: Loc,
        c: &'a Comp,
        index: usize,
        mut depth: usize,
        kind: CompKind,
        inlined: bool,
    ) -> Result {
        let g = &c.generators[index];
        let start = self.label();
        let (if_cleanup, anchor) = (self.label(), self.label());
        let iter_loc = g.iter.loc;
        let mut looping = true;
        if index == 0 {
            if !inlined {
                self.op1(loc, opcode::LOAD_FAST, 0);
            }
        } else {
            // `for x in [value]` is an assignment.
            match &g.iter.kind {
                ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. }
                    if elts.len() == 1 && !matches!(elts[0].kind, ExprKind::Starred { .. }) =>
                {
                    self.expr(&elts[0])?;
                    looping = false;
                }
                _ => {
                    self.expr(&g.iter)?;
                    self.op(iter_loc, opcode::GET_ITER);
                }
            }
        }
        if looping {
            depth += 1;
            self.op(iter_loc, opcode::GET_ITER);
            self.use_label(start);
            self.jump(iter_loc, opcode::FOR_ITER, anchor);
        }
        self.expr(&g.target)?;
        let elt_loc = self.conditions_and_element(loc, c, index, depth, kind, inlined, if_cleanup)?;
        self.use_label(if_cleanup);
        if looping {
            self.jump(elt_loc, pseudo::JUMP, start);
            self.use_label(anchor);
            self.op(Loc::NONE, opcode::END_FOR);
            self.op(Loc::NONE, opcode::POP_TOP);
        }
        Ok(())
    }

    fn async_generator(
        &mut self,
        loc: Loc,
        c: &'a Comp,
        index: usize,
        depth: usize,
        kind: CompKind,
        inlined: bool,
    ) -> Result {
        let g = &c.generators[index];
        let (start, except, if_cleanup) = (self.label(), self.label(), self.label());
        if index == 0 {
            if !inlined {
                self.op1(loc, opcode::LOAD_FAST, 0);
            }
        } else {
            self.expr(&g.iter)?;
            self.op(g.iter.loc, opcode::GET_AITER);
        }
        self.use_label(start);
        self.frame(loc, FrameKind::AsyncComprehensionGenerator, start, NO_LABEL)?;
        self.jump(loc, pseudo::SETUP_FINALLY, except);
        self.op(loc, opcode::GET_ANEXT);
        self.load_const(loc, Constant::None);
        self.yield_from(loc, true);
        self.op(loc, pseudo::POP_BLOCK);
        self.expr(&g.target)?;
        let elt_loc = self.conditions_and_element(loc, c, index, depth + 1, kind, inlined, if_cleanup)?;
        self.use_label(if_cleanup);
        self.jump(elt_loc, pseudo::JUMP, start);
        self.pop_frame();
        self.use_label(except);
        self.op(loc, opcode::END_ASYNC_FOR);
        Ok(())
    }

    /// The `if` clauses, then the next `for` clause or the element. The result is the element's place.
    #[allow(clippy::too_many_arguments)]
    fn conditions_and_element(
        &mut self,
        loc: Loc,
        c: &'a Comp,
        index: usize,
        depth: usize,
        kind: CompKind,
        inlined: bool,
        if_cleanup: Label,
    ) -> Result<Loc> {
        for test in &c.generators[index].ifs {
            self.jump_if(loc, test, if_cleanup, false)?;
        }
        if index + 1 < c.generators.len() {
            self.generator(loc, c, index + 1, depth, kind, inlined)?;
            return Ok(c.elt.loc);
        }
        let elt_loc = match &c.value {
            Some(value) => c.elt.loc.to(value.loc),
            None => c.elt.loc,
        };
        self.expr(&c.elt)?;
        match kind {
            CompKind::List => self.op1(elt_loc, opcode::LIST_APPEND, depth + 1),
            CompKind::Set => self.op1(elt_loc, opcode::SET_ADD, depth + 1),
            CompKind::Dict => {
                if let Some(value) = &c.value {
                    self.expr(value)?;
                }
                self.op1(elt_loc, opcode::MAP_ADD, depth + 1);
            }
            _ => {
                self.yield_value(elt_loc);
                self.op(elt_loc, opcode::POP_TOP);
            }
        }
        Ok(elt_loc)
    }

    /// Saves the variables that an inlined comprehension binds and switches to its scopes.
    fn push_inlined(&mut self, loc: Loc, block: BlockId) -> Inlined {
        let table = self.table;
        let in_class =
            self.block().kind == crate::symtable::BlockKind::Class && self.unit.in_inlined_comp == 0;
        self.unit.in_inlined_comp += 1;
        let mut state = Inlined { pushed: Vec::new(), hidden: Vec::new(), overrides: 0, cleanup: None };
        let function_like = self.block().is_function_like();
        for (name, symbol) in table.blocks[block].symbols.iter() {
            let scope = symbol.scope;
            let outer = self.scope_of(name);
            let differs = scope != outer
                && scope != Some(Scope::Free)
                && !(scope == Some(Scope::Cell) && outer == Some(Scope::Free));
            if differs || in_class {
                self.unit.overrides.push((name.clone(), scope));
                state.overrides += 1;
            }
            let bound = symbol.flags & def::LOCAL != 0 && symbol.flags & def::NONLOCAL == 0;
            if !bound && !in_class {
                continue;
            }
            if !function_like && self.unit.fast_hidden.get(name) != Some(&true) {
                self.unit.fast_hidden.insert(name.clone(), true);
                state.hidden.push(name.clone());
            }
            let i = self.unit.varnames.add(name);
            self.op1(loc, opcode::LOAD_FAST_AND_CLEAR, i);
            if scope == Some(Scope::Cell) {
                self.make_cell(loc, name, outer == Some(Scope::Free));
            }
            state.pushed.push(name.clone());
        }
        if !state.pushed.is_empty() {
            self.op1(loc, opcode::SWAP, state.pushed.len() + 1);
            let cleanup = self.label();
            self.jump(loc, pseudo::SETUP_FINALLY, cleanup);
            state.cleanup = Some(cleanup);
        }
        state
    }

    fn restore_locals(&mut self, loc: Loc, pushed: &[Name]) {
        self.op1(loc, opcode::SWAP, pushed.len() + 1);
        for name in pushed.iter().rev() {
            let i = self.unit.varnames.add(name);
            self.op1(loc, pseudo::STORE_FAST_MAYBE_NULL, i);
        }
    }

    fn pop_inlined(&mut self, loc: Loc, state: Inlined) {
        self.unit.in_inlined_comp -= 1;
        if let Some(cleanup) = state.cleanup {
            let end = self.label();
            self.op(Loc::NONE, pseudo::POP_BLOCK);
            self.jump(Loc::NONE, pseudo::JUMP_NO_INTERRUPT, end);
            self.use_label(cleanup);
            // Drop the unfinished result below the exception.
            self.op1(Loc::NONE, opcode::SWAP, 2);
            self.op(Loc::NONE, opcode::POP_TOP);
            self.restore_locals(loc, &state.pushed);
            self.op1(Loc::NONE, opcode::RERAISE, 0);
            self.use_label(end);
            self.restore_locals(loc, &state.pushed);
        }
        let keep = self.unit.overrides.len() - state.overrides;
        self.unit.overrides.truncate(keep);
        for name in state.hidden {
            self.unit.fast_hidden.insert(name, false);
        }
    }
}
