//! Collection: one pass over the tree that records every binding and use.

use super::analyze::{Failure, analyze};
use super::{Block, BlockId, BlockKind, CompKind, Part, SymbolTable, Symbols, def, mangle};
use crate::ast::{
    Alias, Arg, Arguments, ClassDef, Comp, Context, Expr, ExprKind, FunctionDef, Loc, Module, Name, Pattern,
    PatternKind, Stmt, StmtKind, TypeParam, TypeParamKind, with_stack,
};
use crate::future::Future;
use crate::{CompileError, Constant, ErrorKind, Options};
use std::collections::HashMap;

type Result<T = ()> = std::result::Result<T, Failure>;

struct Builder {
    table: SymbolTable,
    cur: BlockId,
    stack: Vec<BlockId>,
    /// The class whose name mangles private names.
    private: Option<Name>,
    future: Future,
}

/// Builds and resolves the symbol table of a module.
pub(crate) fn build(
    module: &Module,
    source: &str,
    options: &Options<'_>,
    future: Future,
) -> std::result::Result<SymbolTable, CompileError> {
    run(module, future)
        .map_err(|(message, loc)| CompileError::at(ErrorKind::Syntax, message, loc, source, options))
}

fn run(module: &Module, future: Future) -> Result<SymbolTable> {
    let table = SymbolTable { blocks: Vec::new(), by_node: HashMap::new(), top: 0 };
    let mut b = Builder { table, cur: 0, stack: Vec::new(), private: None, future };
    b.table.blocks.push(new_block(BlockKind::Module, Loc::new(0, 0, 0, 0)));
    b.stack.push(0);
    match module {
        Module::Exec(body) | Module::Single(body) => b.stmts(body)?,
        Module::Eval(e) => b.expr(e)?,
    }
    analyze(&mut b.table)?;
    Ok(b.table)
}

fn new_block(kind: BlockKind, loc: Loc) -> Block {
    Block {
        kind,
        symbols: Symbols::default(),
        varnames: Vec::new(),
        children: Vec::new(),
        parent: None,
        loc,
        nested: false,
        generator: false,
        coroutine: false,
        comprehension: CompKind::None,
        comp_inlined: false,
        comp_iter_target: false,
        comp_iter_expr: 0,
        varargs: false,
        varkeywords: false,
        returns_value: false,
        needs_class_closure: false,
        needs_classdict: false,
        can_see_class_scope: false,
        mangled_names: None,
        evaluates: "a TypeVar bound",
        directives: Vec::new(),
        private: None,
    }
}

fn fail<T>(message: impl Into<String>, loc: Loc) -> Result<T> {
    Err((message.into(), loc))
}

impl Builder {
    fn block(&mut self) -> &mut Block {
        &mut self.table.blocks[self.cur]
    }

    fn enter(&mut self, kind: BlockKind, node: usize, part: Part, loc: Loc) -> BlockId {
        let mut block = new_block(kind, loc);
        let prev = self.block();
        block.comp_iter_expr = prev.comp_iter_expr;
        block.nested = prev.nested || prev.is_function_like();
        block.parent = Some(self.cur);
        block.private = self.private.clone();
        let id = self.table.blocks.len();
        self.table.blocks.push(block);
        // Annotations that stay strings leave no trace.
        if kind != BlockKind::Annotation {
            self.table.by_node.insert((node, part), id);
            self.block().children.push(id);
        }
        self.stack.push(id);
        self.cur = id;
        id
    }

    fn exit(&mut self) {
        self.stack.pop();
        self.cur = self.stack.last().copied().unwrap_or(0);
    }

    fn mangled(&self, name: &Name) -> Name {
        match &self.table.blocks[self.cur].mangled_names {
            Some(set) if !set.contains(name) => name.clone(),
            _ => mangle(self.private.as_deref(), name),
        }
    }

    fn flags_of(&self, name: &Name) -> u32 {
        self.table.blocks[self.cur].symbols.get(&self.mangled(name)).map_or(0, |s| s.flags)
    }

    fn add(&mut self, name: &Name, flag: u32, loc: Loc) -> Result {
        if flag & def::TYPE_PARAM != 0
            && let Some(set) = &mut self.table.blocks[self.cur].mangled_names
        {
            set.insert(name.clone());
        }
        self.add_to(self.cur, name, flag, loc)
    }

    fn add_to(&mut self, block: BlockId, name: &Name, flag: u32, loc: Loc) -> Result {
        let mangled = match &self.table.blocks[block].mangled_names {
            Some(set) if !set.contains(name) => name.clone(),
            _ => mangle(self.private.as_deref(), name),
        };
        let b = &mut self.table.blocks[block];
        let iter_target = b.comp_iter_target;
        let existing = b.symbols.or_insert(&mangled);
        if flag & def::PARAM != 0 && existing.flags & def::PARAM != 0 {
            return fail(format!("duplicate argument '{name}' in function definition"), loc);
        }
        if flag & def::TYPE_PARAM != 0 && existing.flags & def::TYPE_PARAM != 0 {
            return fail(format!("duplicate type parameter '{name}'"), loc);
        }
        existing.flags |= flag;
        if iter_target {
            // A comprehension target may not rebind what an assignment expression binds outside.
            if existing.flags & (def::GLOBAL | def::NONLOCAL) != 0 {
                let message =
                    format!("comprehension inner loop cannot rebind assignment expression target '{name}'");
                return fail(message, loc);
            }
            existing.flags |= def::COMP_ITER;
        }
        if flag & def::PARAM != 0 {
            b.varnames.push(mangled);
        } else if flag & def::GLOBAL != 0 {
            let top = self.table.top;
            self.table.blocks[top].symbols.or_insert(&mangled).flags |= def::GLOBAL;
        }
        Ok(())
    }

    fn stmts(&mut self, body: &[Stmt]) -> Result {
        body.iter().try_for_each(|s| self.stmt(s))
    }

    fn exprs(&mut self, exprs: &[Expr]) -> Result {
        exprs.iter().try_for_each(|e| self.expr(e))
    }

    fn opt<'e>(&mut self, e: impl Into<Option<&'e Expr>>) -> Result {
        e.into().map_or(Ok(()), |e| self.expr(e))
    }

    fn stmt(&mut self, s: &Stmt) -> Result {
        with_stack(|| self.stmt_inner(s))
    }

    fn stmt_inner(&mut self, s: &Stmt) -> Result {
        match &s.kind {
            StmtKind::FunctionDef(f) => self.function(f, s.loc),
            StmtKind::ClassDef(c) => self.class(c, s.loc),
            StmtKind::TypeAlias(t) => {
                self.expr(&t.name)?;
                let in_class = self.block().kind == BlockKind::Class;
                let node = std::ptr::from_ref(&**t) as usize;
                let generic = !t.type_params.is_empty();
                if generic {
                    self.enter_type_params(node, false, false, false, s.loc)?;
                    self.type_params(&t.type_params)?;
                }
                self.enter(BlockKind::TypeAlias, node, Part::Body, s.loc);
                self.see_class(in_class)?;
                self.expr(&t.value)?;
                self.exit();
                if generic {
                    self.exit();
                }
                Ok(())
            }
            StmtKind::Return(value) => {
                if let Some(value) = value {
                    self.expr(value)?;
                    self.block().returns_value = true;
                }
                Ok(())
            }
            StmtKind::Delete(targets) => self.exprs(targets),
            StmtKind::Assign { targets, value } => {
                self.exprs(targets)?;
                self.expr(value)
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.expr(target)?;
                // The target is read as well.
                self.expr(value)
            }
            StmtKind::AnnAssign { target, annotation, value, simple } => {
                self.ann_assign(target, value.is_some(), *simple, s.loc)?;
                self.annotation(annotation)?;
                self.opt(value)
            }
            StmtKind::For(f) => {
                self.expr(&f.target)?;
                self.expr(&f.iter)?;
                self.stmts(&f.body)?;
                self.stmts(&f.orelse)
            }
            StmtKind::While { test, body, orelse } | StmtKind::If { test, body, orelse } => {
                self.expr(test)?;
                self.stmts(body)?;
                self.stmts(orelse)
            }
            StmtKind::With { items, body, .. } => {
                for item in items {
                    self.expr(&item.context)?;
                    self.opt(&item.vars)?;
                }
                self.stmts(body)
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject)?;
                for case in cases {
                    self.pattern(&case.pattern)?;
                    self.opt(&case.guard)?;
                    self.stmts(&case.body)?;
                }
                Ok(())
            }
            StmtKind::Raise { exc, cause } => {
                self.opt(exc)?;
                self.opt(cause)
            }
            StmtKind::Try(t) => {
                self.stmts(&t.body)?;
                self.stmts(&t.orelse)?;
                for h in &t.handlers {
                    self.opt(&h.typ)?;
                    if let Some(name) = &h.name {
                        self.add(name, def::LOCAL, h.loc)?;
                    }
                    self.stmts(&h.body)?;
                }
                self.stmts(&t.finalbody)
            }
            StmtKind::Assert { test, msg } => {
                self.expr(test)?;
                self.opt(msg)
            }
            StmtKind::Import(names) => names.iter().try_for_each(|a| self.alias(a)),
            StmtKind::ImportFrom { names, .. } => names.iter().try_for_each(|a| self.alias(a)),
            StmtKind::Global(names) => self.directive(names, def::GLOBAL, "global", s.loc),
            StmtKind::Nonlocal(names) => self.directive(names, def::NONLOCAL, "nonlocal", s.loc),
            StmtKind::Expr(e) => self.expr(e),
            StmtKind::Pass | StmtKind::Break | StmtKind::Continue => Ok(()),
        }
    }

    fn directive(&mut self, names: &[Name], flag: u32, word: &str, loc: Loc) -> Result {
        for name in names {
            let flags = self.flags_of(name);
            if flags & (def::PARAM | def::LOCAL | def::USE | def::ANNOT) != 0 {
                let message = if flags & def::PARAM != 0 {
                    format!("name '{name}' is parameter and {word}")
                } else if flags & def::USE != 0 {
                    format!("name '{name}' is used prior to {word} declaration")
                } else if flags & def::ANNOT != 0 {
                    format!("annotated name '{name}' can't be {word}")
                } else {
                    format!("name '{name}' is assigned to before {word} declaration")
                };
                return fail(message, loc);
            }
            self.add(name, flag, loc)?;
            let mangled = self.mangled(name);
            self.block().directives.push((mangled, loc));
        }
        Ok(())
    }

    fn alias(&mut self, a: &Alias) -> Result {
        let bound = a.asname.as_ref().unwrap_or(&a.name);
        if &**bound == "*" {
            if self.block().kind != BlockKind::Module {
                return fail("import * only allowed at module level", a.loc);
            }
            return Ok(());
        }
        let first = bound.split('.').next().unwrap_or("");
        self.add(&Name::from(first), def::IMPORT, a.loc)
    }

    fn ann_assign(&mut self, target: &Expr, has_value: bool, simple: bool, loc: Loc) -> Result {
        let ExprKind::Name { id, .. } = &target.kind else {
            return self.expr(target);
        };
        let flags = self.flags_of(id);
        if flags & (def::GLOBAL | def::NONLOCAL) != 0
            && simple
            && (self.block().kind != BlockKind::Module || flags & def::NONLOCAL != 0)
        {
            let word = if flags & def::GLOBAL != 0 { "global" } else { "nonlocal" };
            return fail(format!("annotated name '{id}' can't be {word}"), loc);
        }
        if simple {
            self.add(id, def::ANNOT | def::LOCAL, target.loc)
        } else if has_value {
            self.add(id, def::LOCAL, target.loc)
        } else {
            Ok(())
        }
    }

    fn annotation(&mut self, e: &Expr) -> Result {
        if !self.future.annotations() {
            return self.expr(e);
        }
        self.enter(BlockKind::Annotation, e.id(), Part::Body, e.loc);
        self.expr(e)?;
        self.exit();
        Ok(())
    }

    fn annotations(&mut self, args: &Arguments, returns: Option<&Expr>) -> Result {
        let visit =
            |b: &mut Self, args: &[Arg]| -> Result { args.iter().try_for_each(|a| b.opt(&a.annotation)) };
        let future = self.future.annotations();
        if future {
            let node = std::ptr::from_ref(args) as usize;
            self.enter(BlockKind::Annotation, node, Part::Body, self.table.blocks[self.cur].loc);
        }
        visit(self, &args.posonlyargs)?;
        visit(self, &args.args)?;
        visit(self, args.vararg.as_slice())?;
        visit(self, args.kwarg.as_slice())?;
        visit(self, &args.kwonlyargs)?;
        if future {
            self.exit();
        }
        match returns {
            Some(returns) => self.annotation(returns),
            None => Ok(()),
        }
    }

    fn params(&mut self, args: &Arguments) -> Result {
        for a in args.posonlyargs.iter().chain(&args.args).chain(&args.kwonlyargs) {
            self.add(&a.name, def::PARAM, a.loc)?;
        }
        if let Some(a) = &args.vararg {
            self.add(&a.name, def::PARAM, a.loc)?;
            self.block().varargs = true;
        }
        if let Some(a) = &args.kwarg {
            self.add(&a.name, def::PARAM, a.loc)?;
            self.block().varkeywords = true;
        }
        Ok(())
    }

    fn function(&mut self, f: &FunctionDef, loc: Loc) -> Result {
        self.add(&f.name, def::LOCAL, loc)?;
        self.exprs(&f.decorators)?;
        self.exprs(&f.args.defaults)?;
        for d in f.args.kw_defaults.iter().flatten() {
            self.expr(d)?;
        }
        let node = std::ptr::from_ref(f) as usize;
        let generic = !f.type_params.is_empty();
        if generic {
            // CPython makes room for the defaults whether there are any or not.
            let has_kw_defaults = f.args.kw_defaults.iter().any(Option::is_some);
            self.enter_type_params(node, true, has_kw_defaults, false, loc)?;
            self.type_params(&f.type_params)?;
        }
        self.annotations(&f.args, f.returns.as_ref())?;
        self.enter(BlockKind::Function, node, Part::Body, loc);
        if f.is_async {
            self.block().coroutine = true;
        }
        self.params(&f.args)?;
        self.stmts(&f.body)?;
        self.exit();
        if generic {
            self.exit();
        }
        Ok(())
    }

    fn class(&mut self, c: &ClassDef, loc: Loc) -> Result {
        self.add(&c.name, def::LOCAL, loc)?;
        self.exprs(&c.decorators)?;
        let node = std::ptr::from_ref(c) as usize;
        let generic = !c.type_params.is_empty();
        let outer_private = self.private.clone();
        if generic {
            self.enter_type_params(node, false, false, true, loc)?;
            self.private = Some(c.name.clone());
            self.block().private = Some(c.name.clone());
            self.block().mangled_names = Some(Default::default());
            self.type_params(&c.type_params)?;
        }
        self.exprs(&c.bases)?;
        c.keywords.iter().try_for_each(|k| self.expr(&k.value))?;
        self.private = Some(c.name.clone());
        self.enter(BlockKind::Class, node, Part::Body, loc);
        if generic {
            self.add(&Name::from("__type_params__"), def::LOCAL, loc)?;
            self.add(&Name::from(".type_params"), def::USE, loc)?;
        }
        self.stmts(&c.body)?;
        self.exit();
        if generic {
            self.exit();
        }
        self.private = outer_private;
        Ok(())
    }

    fn see_class(&mut self, in_class: bool) -> Result {
        if in_class {
            self.block().can_see_class_scope = true;
            self.add(&Name::from("__classdict__"), def::USE, Loc::NONE)?;
        }
        Ok(())
    }

    fn enter_type_params(
        &mut self,
        node: usize,
        has_defaults: bool,
        has_kw_defaults: bool,
        is_class: bool,
        loc: Loc,
    ) -> Result {
        let in_class = self.block().kind == BlockKind::Class;
        self.enter(BlockKind::TypeParameters, node, Part::TypeParams, loc);
        self.see_class(in_class)?;
        if is_class {
            let type_params = Name::from(".type_params");
            let generic_base = Name::from(".generic_base");
            self.add(&type_params, def::LOCAL, loc)?;
            self.add(&type_params, def::USE, loc)?;
            self.add(&generic_base, def::LOCAL, loc)?;
            self.add(&generic_base, def::USE, loc)?;
        }
        if has_defaults {
            self.add(&Name::from(".defaults"), def::PARAM, loc)?;
        }
        if has_kw_defaults {
            self.add(&Name::from(".kwdefaults"), def::PARAM, loc)?;
        }
        Ok(())
    }

    fn type_params(&mut self, params: &[TypeParam]) -> Result {
        for p in params {
            self.add(&p.name, def::TYPE_PARAM | def::LOCAL, p.loc)?;
            if let TypeParamKind::TypeVar { bound: Some(bound) } = &p.kind {
                let what = match bound.kind {
                    ExprKind::Tuple { .. } | ExprKind::Constant(Constant::Tuple(_)) => "a TypeVar constraint",
                    _ => "a TypeVar bound",
                };
                self.type_variable(bound, Part::Bound, what)?;
            }
            if let Some(default) = &p.default {
                let what = match p.kind {
                    TypeParamKind::TypeVar { .. } => "a TypeVar default",
                    TypeParamKind::ParamSpec => "a ParamSpec default",
                    TypeParamKind::TypeVarTuple => "a TypeVarTuple default",
                };
                self.type_variable(default, Part::Default, what)?;
            }
        }
        Ok(())
    }

    fn type_variable(&mut self, e: &Expr, part: Part, evaluates: &'static str) -> Result {
        let in_class = self.block().can_see_class_scope;
        self.enter(BlockKind::TypeVariable, e.id(), part, e.loc);
        self.block().evaluates = evaluates;
        self.see_class(in_class)?;
        self.expr(e)?;
        self.exit();
        Ok(())
    }

    fn pattern(&mut self, p: &Pattern) -> Result {
        match &p.kind {
            PatternKind::Value(e) => self.expr(e),
            PatternKind::Singleton(_) => Ok(()),
            PatternKind::Sequence(ps) | PatternKind::Or(ps) => ps.iter().try_for_each(|p| self.pattern(p)),
            PatternKind::Mapping { keys, patterns, rest } => {
                self.exprs(keys)?;
                patterns.iter().try_for_each(|p| self.pattern(p))?;
                match rest {
                    Some(name) => self.add(name, def::LOCAL, p.loc),
                    None => Ok(()),
                }
            }
            PatternKind::Class { cls, patterns, kwd_patterns, .. } => {
                self.expr(cls)?;
                patterns.iter().chain(kwd_patterns).try_for_each(|p| self.pattern(p))
            }
            PatternKind::Star(name) => match name {
                Some(name) => self.add(name, def::LOCAL, p.loc),
                None => Ok(()),
            },
            PatternKind::As { pattern, name } => {
                if let Some(p) = pattern {
                    self.pattern(p)?;
                }
                match name {
                    Some(name) => self.add(name, def::LOCAL, p.loc),
                    None => Ok(()),
                }
            }
        }
    }

    fn expr(&mut self, e: &Expr) -> Result {
        with_stack(|| self.expr_inner(e))
    }

    fn expr_inner(&mut self, e: &Expr) -> Result {
        match &e.kind {
            ExprKind::NamedExpr { target, value } => {
                self.forbid("named expression", e.loc)?;
                if self.block().comp_iter_expr > 0 {
                    let message =
                        "assignment expression cannot be used in a comprehension iterable expression";
                    return fail(message, e.loc);
                }
                if self.block().comprehension != CompKind::None {
                    self.extend_named_expr(target)?;
                }
                self.expr(value)?;
                self.expr(target)
            }
            ExprKind::BoolOp { values, .. } => self.exprs(values),
            ExprKind::BinOp { left, right, .. } => {
                self.expr(left)?;
                self.expr(right)
            }
            ExprKind::UnaryOp { operand, .. } => self.expr(operand),
            ExprKind::Lambda(l) => {
                self.exprs(&l.args.defaults)?;
                for d in l.args.kw_defaults.iter().flatten() {
                    self.expr(d)?;
                }
                self.enter(BlockKind::Function, e.id(), Part::Body, e.loc);
                self.params(&l.args)?;
                self.expr(&l.body)?;
                self.exit();
                Ok(())
            }
            ExprKind::IfExp { test, body, orelse } => {
                self.expr(test)?;
                self.expr(body)?;
                self.expr(orelse)
            }
            ExprKind::Dict { keys, values } => {
                keys.iter().flatten().try_for_each(|k| self.expr(k))?;
                self.exprs(values)
            }
            ExprKind::Set(elts) | ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. } => {
                self.exprs(elts)
            }
            ExprKind::ListComp(c) => self.comprehension(e, c, CompKind::List),
            ExprKind::SetComp(c) => self.comprehension(e, c, CompKind::Set),
            ExprKind::DictComp(c) => self.comprehension(e, c, CompKind::Dict),
            ExprKind::GeneratorExp(c) => self.comprehension(e, c, CompKind::Generator),
            ExprKind::Yield(value) => {
                self.forbid("yield expression", e.loc)?;
                self.opt(value.as_deref())?;
                self.block().generator = true;
                self.forbid_in_comprehension(e.loc)
            }
            ExprKind::YieldFrom(value) => {
                self.forbid("yield expression", e.loc)?;
                self.expr(value)?;
                self.block().generator = true;
                self.forbid_in_comprehension(e.loc)
            }
            ExprKind::Await(value) => {
                self.forbid("await expression", e.loc)?;
                self.expr(value)?;
                self.block().coroutine = true;
                Ok(())
            }
            ExprKind::Compare { left, comparators, .. } => {
                self.expr(left)?;
                self.exprs(comparators)
            }
            ExprKind::Call { func, args, keywords } => {
                self.expr(func)?;
                self.exprs(args)?;
                keywords.iter().try_for_each(|k| self.expr(&k.value))
            }
            ExprKind::FormattedValue { value, format_spec, .. } => {
                self.expr(value)?;
                self.opt(format_spec.as_deref())
            }
            ExprKind::JoinedStr(values) => self.exprs(values),
            ExprKind::Constant(_) => Ok(()),
            ExprKind::Attribute { value, .. } | ExprKind::Starred { value, .. } => self.expr(value),
            ExprKind::Subscript { value, slice, .. } => {
                self.expr(value)?;
                self.expr(slice)
            }
            ExprKind::Slice { lower, upper, step } => {
                self.opt(lower.as_deref())?;
                self.opt(upper.as_deref())?;
                self.opt(step.as_deref())
            }
            ExprKind::Name { id, ctx } => {
                let flag = if *ctx == Context::Load { def::USE } else { def::LOCAL };
                self.add(id, flag, e.loc)?;
                // `super()` closes over the class without naming it.
                if *ctx == Context::Load && &**id == "super" && self.block().is_function_like() {
                    self.add(&Name::from("__class__"), def::USE, e.loc)?;
                }
                Ok(())
            }
        }
    }

    fn forbid(&mut self, what: &str, loc: Loc) -> Result {
        let place = match self.block().kind {
            BlockKind::Annotation => "an annotation",
            BlockKind::TypeVariable => self.block().evaluates,
            BlockKind::TypeAlias => "a type alias",
            BlockKind::TypeParameters => "the definition of a generic",
            _ => return Ok(()),
        };
        fail(format!("{what} cannot be used within {place}"), loc)
    }

    fn forbid_in_comprehension(&mut self, loc: Loc) -> Result {
        let what = match self.block().comprehension {
            CompKind::None => return Ok(()),
            CompKind::List => "list comprehension",
            CompKind::Set => "set comprehension",
            CompKind::Dict => "dict comprehension",
            CompKind::Generator => "generator expression",
        };
        fail(format!("'yield' inside {what}"), loc)
    }

    /// Binds the target of an assignment expression outside the comprehensions around it.
    fn extend_named_expr(&mut self, target: &Expr) -> Result {
        let ExprKind::Name { id, .. } = &target.kind else { return Ok(()) };
        for block in self.stack.clone().into_iter().rev() {
            let mangled = mangle(self.private.as_deref(), id);
            let b = &self.table.blocks[block];
            let flags = b.symbols.get(&mangled).map_or(0, |s| s.flags);
            if b.comprehension != CompKind::None {
                if flags & def::COMP_ITER != 0 && flags & def::LOCAL != 0 {
                    let message = format!(
                        "assignment expression cannot rebind comprehension iteration variable '{id}'"
                    );
                    return fail(message, target.loc);
                }
                continue;
            }
            match b.kind {
                BlockKind::Function => {
                    if flags & def::GLOBAL != 0 {
                        self.add(id, def::GLOBAL, target.loc)?;
                    } else {
                        self.add(id, def::NONLOCAL, target.loc)?;
                    }
                    self.block().directives.push((mangled, target.loc));
                    return self.add_to(block, id, def::LOCAL, target.loc);
                }
                BlockKind::Module => {
                    self.add(id, def::GLOBAL, target.loc)?;
                    self.block().directives.push((mangled, target.loc));
                    return self.add_to(block, id, def::GLOBAL, target.loc);
                }
                BlockKind::Class => {
                    let message =
                        "assignment expression within a comprehension cannot be used in a class body";
                    return fail(message, target.loc);
                }
                BlockKind::TypeParameters => {
                    let message = "assignment expression within a comprehension cannot be used within the definition of a generic";
                    return fail(message, target.loc);
                }
                BlockKind::TypeAlias => {
                    let message =
                        "assignment expression within a comprehension cannot be used in a type alias";
                    return fail(message, target.loc);
                }
                BlockKind::TypeVariable => {
                    let message =
                        "assignment expression within a comprehension cannot be used in a TypeVar bound";
                    return fail(message, target.loc);
                }
                BlockKind::Annotation => continue,
            }
        }
        Ok(())
    }

    fn comprehension(&mut self, e: &Expr, c: &Comp, kind: CompKind) -> Result {
        let Some((outermost, rest)) = c.generators.split_first() else { return Ok(()) };
        // The outermost iterable belongs to the scope around.
        self.block().comp_iter_expr += 1;
        self.expr(&outermost.iter)?;
        self.block().comp_iter_expr -= 1;
        self.enter(BlockKind::Function, e.id(), Part::Body, e.loc);
        let b = self.block();
        b.generator = kind == CompKind::Generator;
        b.coroutine = outermost.is_async;
        b.comprehension = kind;
        self.add(&Name::from(".0"), def::PARAM, e.loc)?;
        self.block().comp_iter_target = true;
        self.expr(&outermost.target)?;
        self.block().comp_iter_target = false;
        self.exprs(&outermost.ifs)?;
        for g in rest {
            self.block().comp_iter_target = true;
            self.expr(&g.target)?;
            self.block().comp_iter_target = false;
            self.block().comp_iter_expr += 1;
            self.expr(&g.iter)?;
            self.block().comp_iter_expr -= 1;
            self.exprs(&g.ifs)?;
            if g.is_async {
                self.block().coroutine = true;
            }
        }
        self.opt(&c.value)?;
        self.expr(&c.elt)?;
        let is_async = self.block().coroutine && kind != CompKind::Generator;
        self.exit();
        if is_async {
            self.block().coroutine = true;
        }
        Ok(())
    }
}
