//! Optimisations on the tree: constant folding and `__debug__`.

use super::constants;
use super::{
    Arguments, CmpOp, Comp, Comprehension, Context, Expr, ExprKind, Module, Operator, Pattern, PatternKind,
    Stmt, StmtKind, TypeParam, TypeParamKind, UnaryOp, docstring, with_stack,
};
use crate::{CompileError, Constant};

struct Folder {
    optimize: u8,
    future_annotations: bool,
}

/// Folds the whole module in place.
pub(crate) fn fold_module(
    module: &mut Module,
    optimize: u8,
    future_annotations: bool,
) -> Result<(), CompileError> {
    let folder = Folder { optimize, future_annotations };
    match module {
        Module::Exec(body) => folder.body(body),
        Module::Single(body) => body.iter_mut().for_each(|s| folder.stmt(s)),
        Module::Eval(e) => folder.expr(e),
    }
    Ok(())
}

fn has_starred(elts: &[Expr]) -> bool {
    elts.iter().any(|e| matches!(e.kind, ExprKind::Starred { .. }))
}

/// The items as constants, if all are.
fn all_constants(elts: &[Expr]) -> Option<Vec<Constant>> {
    elts.iter().map(|e| e.constant().cloned()).collect()
}

impl Folder {
    /// The body of a module, class or function: the only places with docstrings.
    fn body(&self, body: &mut [Stmt]) {
        let had_docstring = docstring(body).is_some();
        body.iter_mut().for_each(|s| self.stmt(s));
        if !had_docstring {
            self.protect_first(body);
        }
    }

    /// A first statement that only folding made a string is no docstring.
    fn protect_first(&self, body: &mut [Stmt]) {
        if docstring(body).is_some()
            && let StmtKind::Expr(e) = &mut body[0].kind
        {
            let loc = e.loc;
            let inner = std::mem::replace(e, Expr { loc, kind: ExprKind::JoinedStr(Vec::new()) });
            e.kind = ExprKind::JoinedStr(vec![inner]);
        }
    }

    fn stmts(&self, body: &mut [Stmt]) {
        body.iter_mut().for_each(|s| self.stmt(s));
    }

    fn exprs(&self, exprs: &mut [Expr]) {
        exprs.iter_mut().for_each(|e| self.expr(e));
    }

    fn opt(&self, e: &mut Option<Expr>) {
        if let Some(e) = e {
            self.expr(e);
        }
    }

    fn opt_box(&self, e: &mut Option<Box<Expr>>) {
        if let Some(e) = e {
            self.expr(e);
        }
    }

    fn annotation(&self, e: &mut Expr) {
        if !self.future_annotations {
            self.expr(e);
        }
    }

    fn arguments(&self, a: &mut Arguments) {
        let args = a.posonlyargs.iter_mut().chain(&mut a.args).chain(&mut a.vararg);
        for arg in args.chain(&mut a.kwonlyargs).chain(&mut a.kwarg) {
            if let Some(annotation) = &mut arg.annotation {
                self.annotation(annotation);
            }
        }
        a.kw_defaults.iter_mut().for_each(|e| self.opt(e));
        self.exprs(&mut a.defaults);
    }

    fn type_params(&self, params: &mut [TypeParam]) {
        for p in params {
            if let TypeParamKind::TypeVar { bound: Some(bound) } = &mut p.kind {
                self.expr(bound);
            }
            self.opt(&mut p.default);
        }
    }

    fn stmt(&self, s: &mut Stmt) {
        with_stack(|| self.stmt_inner(s));
    }

    fn stmt_inner(&self, s: &mut Stmt) {
        match &mut s.kind {
            StmtKind::FunctionDef(f) => {
                self.type_params(&mut f.type_params);
                self.arguments(&mut f.args);
                self.body(&mut f.body);
                self.exprs(&mut f.decorators);
                if let Some(returns) = &mut f.returns {
                    self.annotation(returns);
                }
            }
            StmtKind::ClassDef(c) => {
                self.type_params(&mut c.type_params);
                self.exprs(&mut c.bases);
                c.keywords.iter_mut().for_each(|k| self.expr(&mut k.value));
                self.body(&mut c.body);
                self.exprs(&mut c.decorators);
            }
            StmtKind::Return(value) => self.opt(value),
            StmtKind::Delete(targets) => self.exprs(targets),
            StmtKind::Assign { targets, value } => {
                self.exprs(targets);
                self.expr(value);
            }
            StmtKind::TypeAlias(t) => {
                self.type_params(&mut t.type_params);
                self.expr(&mut t.value);
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.expr(target);
                self.expr(value);
            }
            StmtKind::AnnAssign { target, annotation, value, .. } => {
                self.expr(target);
                self.annotation(annotation);
                self.opt(value);
            }
            StmtKind::For(f) => {
                self.expr(&mut f.target);
                self.expr(&mut f.iter);
                fold_iter(&mut f.iter);
                self.stmts(&mut f.body);
                self.stmts(&mut f.orelse);
            }
            StmtKind::While { test, body, orelse } | StmtKind::If { test, body, orelse } => {
                self.expr(test);
                self.stmts(body);
                self.stmts(orelse);
            }
            StmtKind::With { items, body, .. } => {
                for item in items {
                    self.expr(&mut item.context);
                    self.opt(&mut item.vars);
                }
                self.stmts(body);
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject);
                for case in cases {
                    self.pattern(&mut case.pattern);
                    self.opt(&mut case.guard);
                    self.stmts(&mut case.body);
                }
            }
            StmtKind::Raise { exc, cause } => {
                self.opt(exc);
                self.opt(cause);
            }
            StmtKind::Try(t) => {
                self.stmts(&mut t.body);
                for h in &mut t.handlers {
                    self.opt(&mut h.typ);
                    self.stmts(&mut h.body);
                }
                self.stmts(&mut t.orelse);
                self.stmts(&mut t.finalbody);
            }
            StmtKind::Assert { test, msg } => {
                self.expr(test);
                self.opt(msg);
            }
            StmtKind::Expr(e) => self.expr(e),
            StmtKind::Import(_)
            | StmtKind::ImportFrom { .. }
            | StmtKind::Global(_)
            | StmtKind::Nonlocal(_)
            | StmtKind::Pass
            | StmtKind::Break
            | StmtKind::Continue => {}
        }
    }

    fn pattern(&self, p: &mut Pattern) {
        match &mut p.kind {
            PatternKind::Value(e) => self.expr(e),
            PatternKind::Singleton(_) | PatternKind::Star(_) => {}
            PatternKind::Sequence(ps) | PatternKind::Or(ps) => ps.iter_mut().for_each(|p| self.pattern(p)),
            PatternKind::Mapping { keys, patterns, .. } => {
                self.exprs(keys);
                patterns.iter_mut().for_each(|p| self.pattern(p));
            }
            PatternKind::Class { cls, patterns, kwd_patterns, .. } => {
                self.expr(cls);
                patterns.iter_mut().chain(kwd_patterns).for_each(|p| self.pattern(p));
            }
            PatternKind::As { pattern, .. } => {
                if let Some(p) = pattern {
                    self.pattern(p);
                }
            }
        }
    }

    fn comprehension(&self, g: &mut Comprehension) {
        self.expr(&mut g.target);
        self.expr(&mut g.iter);
        self.exprs(&mut g.ifs);
        fold_iter(&mut g.iter);
    }

    fn comp(&self, c: &mut Comp) {
        self.expr(&mut c.elt);
        self.opt(&mut c.value);
        c.generators.iter_mut().for_each(|g| self.comprehension(g));
    }

    fn expr(&self, e: &mut Expr) {
        with_stack(|| self.expr_inner(e));
    }

    fn expr_inner(&self, e: &mut Expr) {
        let folded = match &mut e.kind {
            ExprKind::BoolOp { values, .. } => {
                self.exprs(values);
                None
            }
            ExprKind::NamedExpr { target, value } => {
                self.expr(target);
                self.expr(value);
                None
            }
            ExprKind::BinOp { left, op, right } => {
                self.expr(left);
                self.expr(right);
                let op = *op;
                fold_binary(left, op, right)
            }
            ExprKind::UnaryOp { op, operand } => {
                self.expr(operand);
                let folded = fold_unary(*op, operand);
                if let Some(ExprKind::Compare { .. }) = folded {
                    e.loc = operand.loc;
                }
                folded
            }
            ExprKind::Lambda(l) => {
                self.arguments(&mut l.args);
                self.expr(&mut l.body);
                None
            }
            ExprKind::IfExp { test, body, orelse } => {
                self.expr(test);
                self.expr(body);
                self.expr(orelse);
                None
            }
            ExprKind::Dict { keys, values } => {
                keys.iter_mut().for_each(|k| self.opt(k));
                self.exprs(values);
                None
            }
            ExprKind::Set(elts) => {
                self.exprs(elts);
                None
            }
            ExprKind::List { elts, .. } => {
                self.exprs(elts);
                None
            }
            ExprKind::Tuple { elts, ctx } => {
                self.exprs(elts);
                if *ctx == Context::Load {
                    all_constants(elts).map(|v| ExprKind::Constant(Constant::Tuple(v)))
                } else {
                    None
                }
            }
            ExprKind::ListComp(c)
            | ExprKind::SetComp(c)
            | ExprKind::DictComp(c)
            | ExprKind::GeneratorExp(c) => {
                self.comp(c);
                None
            }
            ExprKind::Await(value) | ExprKind::YieldFrom(value) => {
                self.expr(value);
                None
            }
            ExprKind::Yield(value) => {
                self.opt_box(value);
                None
            }
            ExprKind::Compare { left, ops, comparators } => {
                self.expr(left);
                self.exprs(comparators);
                if matches!(ops.last(), Some(CmpOp::In | CmpOp::NotIn))
                    && let Some(last) = comparators.last_mut()
                {
                    fold_iter(last);
                }
                None
            }
            ExprKind::Call { func, args, keywords } => {
                self.expr(func);
                self.exprs(args);
                keywords.iter_mut().for_each(|k| self.expr(&mut k.value));
                None
            }
            ExprKind::FormattedValue { value, format_spec, .. } => {
                self.expr(value);
                self.opt_box(format_spec);
                None
            }
            ExprKind::JoinedStr(values) => {
                self.exprs(values);
                None
            }
            ExprKind::Attribute { value, .. } | ExprKind::Starred { value, .. } => {
                self.expr(value);
                None
            }
            ExprKind::Subscript { value, slice, ctx } => {
                self.expr(value);
                self.expr(slice);
                match (value.constant(), slice.constant()) {
                    (Some(v), Some(i)) if *ctx == Context::Load => {
                        constants::subscript(v, i).map(ExprKind::Constant)
                    }
                    _ => None,
                }
            }
            ExprKind::Slice { lower, upper, step } => {
                self.opt_box(lower);
                self.opt_box(upper);
                self.opt_box(step);
                None
            }
            ExprKind::Name { id, ctx: Context::Load } if &**id == "__debug__" => {
                let value = if self.optimize == 0 { Constant::True } else { Constant::False };
                Some(ExprKind::Constant(value))
            }
            ExprKind::Name { .. } | ExprKind::Constant(_) => None,
        };
        if let Some(kind) = folded {
            e.kind = kind;
        }
    }
}

/// What is only iterated or searched need not be a fresh list or set.
fn fold_iter(e: &mut Expr) {
    let kind = match &mut e.kind {
        ExprKind::List { elts, .. } if !has_starred(elts) => match all_constants(elts) {
            Some(v) => ExprKind::Constant(Constant::Tuple(v)),
            None => ExprKind::Tuple { elts: std::mem::take(elts), ctx: Context::Load },
        },
        ExprKind::Set(elts) => match all_constants(elts) {
            Some(v) => ExprKind::Constant(constants::frozenset(v)),
            None => return,
        },
        _ => return,
    };
    e.kind = kind;
}

fn fold_unary(op: UnaryOp, operand: &mut Expr) -> Option<ExprKind> {
    if let Some(c) = operand.constant() {
        return constants::unary(op, c).map(ExprKind::Constant);
    }
    if op != UnaryOp::Not {
        return None;
    }
    // `not a in b` is `a not in b`.
    let ExprKind::Compare { left, ops, comparators } = &mut operand.kind else { return None };
    let [op] = ops[..] else { return None };
    let negated = match op {
        CmpOp::Is => CmpOp::IsNot,
        CmpOp::IsNot => CmpOp::Is,
        CmpOp::In => CmpOp::NotIn,
        CmpOp::NotIn => CmpOp::In,
        _ => return None,
    };
    let none = || Box::new(Expr { loc: super::Loc::NONE, kind: ExprKind::Constant(Constant::None) });
    Some(ExprKind::Compare {
        left: std::mem::replace(left, none()),
        ops: vec![negated],
        comparators: std::mem::take(comparators),
    })
}

fn fold_binary(left: &mut Expr, op: Operator, right: &mut Expr) -> Option<ExprKind> {
    let l = left.constant()?;
    if let Some(r) = right.constant() {
        return constants::binary(l, op, r).map(ExprKind::Constant);
    }
    if op == Operator::Mod
        && let Constant::Str(format) = l
        && let ExprKind::Tuple { elts, .. } = &mut right.kind
        && !has_starred(elts)
    {
        let format = format.clone();
        return super::percent::to_joined_str(&format, elts, left.loc);
    }
    None
}
