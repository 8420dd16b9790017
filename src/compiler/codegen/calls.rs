//! Calls, method calls, and `super()` without a call.

use super::expr::{LIST, attribute_loc};
use super::{Gen, Result, STACK_USE_GUIDELINE};
use crate::Constant;
use crate::ast::{Context, Expr, ExprKind, Keyword, Loc, Name};
use crate::opcode;
use crate::symtable::{Scope, def};

impl<'a> Gen<'a> {
    pub(super) fn call(
        &mut self,
        e: &'a Expr,
        func: &'a Expr,
        args: &'a [Expr],
        keywords: &'a [Keyword],
    ) -> Result {
        self.check_keywords(keywords)?;
        if self.method_call(e, func, args, keywords)? {
            return Ok(());
        }
        self.expr(func)?;
        self.op(func.loc, opcode::PUSH_NULL);
        self.call_with(e.loc, 0, args, keywords, None)
    }

    pub(super) fn check_keywords(&self, keywords: &[Keyword]) -> Result {
        for (i, k) in keywords.iter().enumerate() {
            let Some(name) = &k.arg else { continue };
            if &**name == "__debug__" {
                return self.error("cannot assign to __debug__", k.loc);
            }
            if let Some(twice) = keywords[i + 1..].iter().find(|o| o.arg.as_ref() == Some(name)) {
                return self.error(format!("keyword argument repeated: {name}"), twice.loc);
            }
        }
        Ok(())
    }

    /// `object.method(…)` without a bound method, if the call is simple enough.
    fn method_call(
        &mut self,
        e: &'a Expr,
        func: &'a Expr,
        args: &'a [Expr],
        keywords: &'a [Keyword],
    ) -> Result<bool> {
        let ExprKind::Attribute { value, attr, ctx: Context::Load } = &func.kind else { return Ok(false) };
        if self.is_imported(value) {
            return Ok(false);
        }
        let names = usize::from(!keywords.is_empty());
        if args.len() + keywords.len() + names >= STACK_USE_GUIDELINE
            || args.iter().any(|a| matches!(a.kind, ExprKind::Starred { .. }))
            || keywords.iter().any(|k| k.arg.is_none())
        {
            return Ok(false);
        }
        let attr_loc = attribute_loc(func.loc, func.loc, attr);
        if self.is_optimizable_super(value, attr) {
            let two_args = self.super_arguments(value)?;
            let i = self.super_name(attr);
            self.op1(func.loc, opcode::LOAD_SUPER_ATTR, i << 2 | usize::from(two_args) << 1 | 1);
            self.op(attr_loc, opcode::NOP);
        } else {
            self.expr(value)?;
            let name = self.mangled(attr);
            let i = self.unit.names.add(&name);
            self.op1(attr_loc, opcode::LOAD_ATTR, i << 1 | 1);
        }
        self.exprs(args)?;
        let loc = attribute_loc(e.loc, func.loc, attr);
        let total = args.len() + keywords.len();
        if keywords.is_empty() {
            self.op1(loc, opcode::CALL, total);
        } else {
            keywords.iter().try_for_each(|k| self.expr(&k.value))?;
            self.keyword_names(attr_loc, keywords);
            self.op1(loc, opcode::CALL_KW, total);
        }
        Ok(true)
    }

    /// Whether the expression names a module-level import, whose attributes are hardly methods.
    fn is_imported(&self, e: &Expr) -> bool {
        let ExprKind::Name { id, .. } = &e.kind else { return false };
        // A comprehension inlined into the module hides the module's own view of the name.
        let module = self.outer.first().unwrap_or(&self.unit);
        if module.overrides.iter().any(|(n, _)| n == id) {
            return false;
        }
        self.table.blocks[self.table.top].symbols.get(id).is_some_and(|s| s.flags & def::IMPORT != 0)
    }

    fn keyword_names(&mut self, loc: Loc, keywords: &[Keyword]) {
        let names = keywords.iter().filter_map(|k| k.arg.as_ref()).map(|n| Constant::str(n)).collect();
        self.load_const(loc, Constant::Tuple(names));
    }

    /// The arguments and the call itself; `pushed` positional ones are on the stack already.
    pub(super) fn call_with(
        &mut self,
        loc: Loc,
        pushed: usize,
        args: &'a [Expr],
        keywords: &'a [Keyword],
        injected: Option<&Name>,
    ) -> Result {
        let starred = |e: &Expr| matches!(e.kind, ExprKind::Starred { .. });
        let simple = args.len() + keywords.len() * 2 <= STACK_USE_GUIDELINE
            && !args.iter().any(starred)
            && keywords.iter().all(|k| k.arg.is_some());
        if simple {
            self.exprs(args)?;
            let mut total = pushed + args.len();
            if let Some(name) = injected {
                self.name_op(loc, name, Context::Load)?;
                total += 1;
            }
            if keywords.is_empty() {
                self.op1(loc, opcode::CALL, total);
            } else {
                keywords.iter().try_for_each(|k| self.expr(&k.value))?;
                self.keyword_names(loc, keywords);
                self.op1(loc, opcode::CALL_KW, total + keywords.len());
            }
            return Ok(());
        }
        match args {
            [Expr { kind: ExprKind::Starred { value, .. }, .. }] if pushed == 0 && injected.is_none() => {
                self.expr(value)?;
            }
            _ => self.star_unpack(loc, args, injected, pushed, &LIST, true)?,
        }
        if !keywords.is_empty() {
            self.keyword_dict(loc, keywords)?;
        }
        self.op1(loc, opcode::CALL_FUNCTION_EX, usize::from(!keywords.is_empty()));
        Ok(())
    }

    fn keyword_dict(&mut self, loc: Loc, keywords: &'a [Keyword]) -> Result {
        let mut have_dict = false;
        let mut pending = 0;
        for (i, k) in keywords.iter().enumerate() {
            if k.arg.is_some() {
                pending += 1;
                continue;
            }
            if pending > 0 {
                self.sub_keywords(loc, &keywords[i - pending..i])?;
                if have_dict {
                    self.op1(loc, opcode::DICT_MERGE, 1);
                }
                have_dict = true;
                pending = 0;
            }
            if !have_dict {
                self.op1(loc, opcode::BUILD_MAP, 0);
                have_dict = true;
            }
            self.expr(&k.value)?;
            self.op1(loc, opcode::DICT_MERGE, 1);
        }
        if pending > 0 {
            self.sub_keywords(loc, &keywords[keywords.len() - pending..])?;
            if have_dict {
                self.op1(loc, opcode::DICT_MERGE, 1);
            }
        }
        Ok(())
    }

    fn sub_keywords(&mut self, loc: Loc, keywords: &'a [Keyword]) -> Result {
        let n = keywords.len();
        let big = n * 2 > STACK_USE_GUIDELINE;
        if n > 1 && !big {
            keywords.iter().try_for_each(|k| self.expr(&k.value))?;
            self.keyword_names(loc, keywords);
            self.op1(loc, opcode::BUILD_CONST_KEY_MAP, n);
            return Ok(());
        }
        if big {
            self.op1(Loc::NONE, opcode::BUILD_MAP, 0);
        }
        for k in keywords {
            let name = k.arg.as_deref().unwrap_or("");
            self.load_const(loc, Constant::str(name));
            self.expr(&k.value)?;
            if big {
                self.op1(Loc::NONE, opcode::MAP_ADD, 1);
            }
        }
        if !big {
            self.op1(loc, opcode::BUILD_MAP, n);
        }
        Ok(())
    }

    /// Whether an expression is a `super()` call that needs no super object.
    pub(super) fn is_optimizable_super(&self, e: &Expr, attr: &Name) -> bool {
        let ExprKind::Call { func, args, keywords } = &e.kind else { return false };
        let ExprKind::Name { id, .. } = &func.kind else { return false };
        if &**id != "super" || &**attr == "__class__" || !keywords.is_empty() {
            return false;
        }
        // A module that binds `super` means something else.
        if self.scope_of(id) != Some(Scope::GlobalImplicit)
            || self.table.blocks[self.table.top].scope("super").is_some()
        {
            return false;
        }
        match &args[..] {
            [a, b] => ![a, b].iter().any(|e| matches!(e.kind, ExprKind::Starred { .. })),
            [] => self.unit.argcount > 0 && self.closure_scope(&Name::from("__class__")) == Some(Scope::Free),
            _ => false,
        }
    }

    /// Pushes `super`, the class and the object; the result says whether they were written out.
    pub(super) fn super_arguments(&mut self, e: &'a Expr) -> Result<bool> {
        let ExprKind::Call { func, args, .. } = &e.kind else { return Ok(false) };
        if let ExprKind::Name { id, .. } = &func.kind {
            self.name_op(func.loc, id, Context::Load)?;
        }
        if !args.is_empty() {
            self.exprs(args)?;
            return Ok(true);
        }
        self.load_name(e.loc, "__class__")?;
        let first = self.unit.varnames.names.first().cloned().unwrap_or_else(|| Name::from(""));
        self.name_op(e.loc, &first, Context::Load)?;
        Ok(false)
    }

    pub(super) fn super_name(&mut self, attr: &Name) -> usize {
        let name = self.mangled(attr);
        self.unit.names.add(&name)
    }
}
