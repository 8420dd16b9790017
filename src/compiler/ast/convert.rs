//! From ruff's tree to ours.

use super::{
    Alias, Arg, Arguments, ClassDef, Comp, Comprehension, Context, ExceptHandler, Expr, ExprKind, For,
    FunctionDef, Keyword, Lambda, Lines, Loc, Module, Name, Stmt, StmtKind, Try, TypeAlias, TypeParam,
    TypeParamKind, WithItem, literals, with_stack,
};
use crate::{CompileError, Constant, ErrorKind, Mode, Options, diagnose};
use ruff_python_ast as r;
use ruff_python_ast::token::{TokenKind, Tokens};
use ruff_python_parser::{ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange};

pub(super) type Result<T> = std::result::Result<T, CompileError>;

/// How deep expressions and blocks may nest before CPython, too, gives up.
const MAX_DEPTH: u32 = 6000;

/// The state of a conversion.
pub(super) struct Conv<'a> {
    pub source: &'a str,
    pub options: &'a Options<'a>,
    lines: Lines,
    tokens: &'a Tokens,
    depth: u32,
}

/// Parses normalised source into our tree.
pub(crate) fn parse(source: &str, options: &Options<'_>) -> Result<Module> {
    let mode = match options.mode {
        Mode::Eval => ruff_python_parser::Mode::Expression,
        _ => ruff_python_parser::Mode::Module,
    };
    if source.len() >= u32::MAX as usize {
        return Err(CompileError::nowhere(ErrorKind::Overflow, "source code is too long", options));
    }
    let parse_options = ParseOptions::from(mode).with_target_version(r::PythonVersion::PY313);
    let parsed = parse_unchecked(source, parse_options);
    if parsed.has_syntax_errors() {
        return Err(diagnose::syntax_error(source, options, &parsed));
    }
    diagnose::after_parsing(source, options, &parsed)?;
    let tokens = parsed.tokens();
    let mut conv = Conv { source, options, lines: Lines::new(source), tokens, depth: 0 };
    let module = match (parsed.syntax(), options.mode) {
        (r::Mod::Module(m), Mode::Single) => Module::Single(conv.body(&m.body)?),
        (r::Mod::Module(m), _) => Module::Exec(conv.body(&m.body)?),
        (r::Mod::Expression(m), _) => Module::Eval(Box::new(conv.expr(&m.body)?)),
    };
    super::validate::check(&module, source, options)?;
    Ok(module)
}

fn context(ctx: r::ExprContext) -> Context {
    match ctx {
        r::ExprContext::Store => Context::Store,
        r::ExprContext::Del => Context::Del,
        r::ExprContext::Load | r::ExprContext::Invalid => Context::Load,
    }
}

pub(super) fn ident(id: &r::Identifier) -> Name {
    Name::from(id.as_str())
}

fn opt_ident(id: Option<&r::Identifier>) -> Option<Name> {
    id.map(ident)
}

impl Conv<'_> {
    pub(super) fn loc(&self, range: TextRange) -> Loc {
        self.lines.loc(range)
    }

    pub(super) fn error<T>(&self, message: impl Into<String>, loc: Loc) -> Result<T> {
        Err(CompileError::at(ErrorKind::Syntax, message, loc, self.source, self.options))
    }

    fn nested<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= MAX_DEPTH {
            let message = "maximum recursion depth exceeded during compilation";
            return Err(CompileError::nowhere(ErrorKind::Recursion, message, self.options));
        }
        self.depth += 1;
        let result = with_stack(|| f(self));
        self.depth -= 1;
        result
    }

    pub(super) fn body(&mut self, stmts: &[r::Stmt]) -> Result<Vec<Stmt>> {
        stmts.iter().map(|s| self.stmt(s)).collect()
    }

    pub(super) fn exprs(&mut self, exprs: &[r::Expr]) -> Result<Vec<Expr>> {
        exprs.iter().map(|e| self.expr(e)).collect()
    }

    fn opt_expr(&mut self, e: Option<&r::Expr>) -> Result<Option<Expr>> {
        e.map(|e| self.expr(e)).transpose()
    }

    fn boxed(&mut self, e: &r::Expr) -> Result<Box<Expr>> {
        Ok(Box::new(self.expr(e)?))
    }

    fn opt_boxed(&mut self, e: Option<&r::Expr>) -> Result<Option<Box<Expr>>> {
        e.map(|e| self.boxed(e)).transpose()
    }

    /// The place of a decorated definition, which starts at its keyword.
    fn definition_loc(&self, range: TextRange, decorators: &[r::Decorator]) -> Loc {
        let Some(last) = decorators.last() else { return self.loc(range) };
        let start = self
            .tokens
            .after(last.range().end())
            .iter()
            .find(|t| {
                !matches!(t.kind(), TokenKind::Newline | TokenKind::NonLogicalNewline | TokenKind::Comment)
            })
            .map_or(range.start(), |t| t.start());
        self.loc(TextRange::new(start, range.end()))
    }

    fn decorators(&mut self, decorators: &[r::Decorator]) -> Result<Vec<Expr>> {
        decorators.iter().map(|d| self.expr(&d.expression)).collect()
    }

    fn stmt(&mut self, s: &r::Stmt) -> Result<Stmt> {
        self.nested(|c| c.stmt_inner(s))
    }

    /// A block that ends with `;` includes it.
    fn with_semicolon(&self, range: TextRange) -> TextRange {
        match self.tokens.after(range.end()).first() {
            Some(t) if t.kind() == TokenKind::Semi => TextRange::new(range.start(), t.end()),
            _ => range,
        }
    }

    fn stmt_inner(&mut self, s: &r::Stmt) -> Result<Stmt> {
        let mut loc = self.loc(match s {
            r::Stmt::For(_)
            | r::Stmt::While(_)
            | r::Stmt::If(_)
            | r::Stmt::With(_)
            | r::Stmt::Match(_)
            | r::Stmt::Try(_) => self.with_semicolon(s.range()),
            _ => s.range(),
        });
        let kind = match s {
            r::Stmt::FunctionDef(d) => {
                loc = self.definition_loc(self.with_semicolon(d.range), &d.decorator_list);
                StmtKind::FunctionDef(Box::new(FunctionDef {
                    name: ident(&d.name),
                    type_params: self.type_params(d.type_params.as_deref())?,
                    args: self.arguments(Some(&d.parameters))?,
                    returns: self.opt_expr(d.returns.as_deref())?,
                    body: self.body(&d.body)?,
                    decorators: self.decorators(&d.decorator_list)?,
                    is_async: d.is_async,
                }))
            }
            r::Stmt::ClassDef(d) => {
                loc = self.definition_loc(self.with_semicolon(d.range), &d.decorator_list);
                let (bases, keywords) = match &d.arguments {
                    Some(a) => self.call_arguments(a)?,
                    None => (Vec::new(), Vec::new()),
                };
                StmtKind::ClassDef(Box::new(ClassDef {
                    name: ident(&d.name),
                    type_params: self.type_params(d.type_params.as_deref())?,
                    bases,
                    keywords,
                    body: self.body(&d.body)?,
                    decorators: self.decorators(&d.decorator_list)?,
                }))
            }
            r::Stmt::Return(s) => StmtKind::Return(self.opt_expr(s.value.as_deref())?),
            r::Stmt::Delete(s) => StmtKind::Delete(self.exprs(&s.targets)?),
            r::Stmt::TypeAlias(s) => StmtKind::TypeAlias(Box::new(TypeAlias {
                name: self.expr(&s.name)?,
                type_params: self.type_params(s.type_params.as_deref())?,
                value: self.expr(&s.value)?,
            })),
            r::Stmt::Assign(s) => {
                StmtKind::Assign { targets: self.exprs(&s.targets)?, value: self.expr(&s.value)? }
            }
            r::Stmt::AugAssign(s) => {
                StmtKind::AugAssign { target: self.expr(&s.target)?, op: s.op, value: self.expr(&s.value)? }
            }
            r::Stmt::AnnAssign(s) => StmtKind::AnnAssign {
                target: self.expr(&s.target)?,
                annotation: self.expr(&s.annotation)?,
                value: self.opt_expr(s.value.as_deref())?,
                simple: s.simple,
            },
            r::Stmt::For(s) => StmtKind::For(Box::new(For {
                target: self.expr(&s.target)?,
                iter: self.expr(&s.iter)?,
                body: self.body(&s.body)?,
                orelse: self.body(&s.orelse)?,
                is_async: s.is_async,
            })),
            r::Stmt::While(s) => StmtKind::While {
                test: self.expr(&s.test)?,
                body: self.body(&s.body)?,
                orelse: self.body(&s.orelse)?,
            },
            r::Stmt::If(s) => StmtKind::If {
                test: self.expr(&s.test)?,
                body: self.body(&s.body)?,
                orelse: self.elif_clauses(&s.elif_else_clauses, loc)?,
            },
            r::Stmt::With(s) => StmtKind::With {
                items: s
                    .items
                    .iter()
                    .map(|i| {
                        Ok(WithItem {
                            context: self.expr(&i.context_expr)?,
                            vars: self.opt_expr(i.optional_vars.as_deref())?,
                        })
                    })
                    .collect::<Result<_>>()?,
                body: self.body(&s.body)?,
                is_async: s.is_async,
            },
            r::Stmt::Match(s) => StmtKind::Match {
                subject: self.expr(&s.subject)?,
                cases: s.cases.iter().map(|c| self.match_case(c)).collect::<Result<_>>()?,
            },
            r::Stmt::Raise(s) => StmtKind::Raise {
                exc: self.opt_expr(s.exc.as_deref())?,
                cause: self.opt_expr(s.cause.as_deref())?,
            },
            r::Stmt::Try(s) => StmtKind::Try(Box::new(Try {
                body: self.body(&s.body)?,
                handlers: s.handlers.iter().map(|h| self.handler(h)).collect::<Result<_>>()?,
                orelse: self.body(&s.orelse)?,
                finalbody: self.body(&s.finalbody)?,
                is_star: s.is_star,
            })),
            r::Stmt::Assert(s) => {
                StmtKind::Assert { test: self.expr(&s.test)?, msg: self.opt_expr(s.msg.as_deref())? }
            }
            r::Stmt::Import(s) => StmtKind::Import(self.aliases(&s.names)),
            r::Stmt::ImportFrom(s) => StmtKind::ImportFrom {
                module: opt_ident(s.module.as_ref()),
                names: self.aliases(&s.names),
                level: s.level,
            },
            r::Stmt::Global(s) => StmtKind::Global(s.names.iter().map(ident).collect()),
            r::Stmt::Nonlocal(s) => StmtKind::Nonlocal(s.names.iter().map(ident).collect()),
            r::Stmt::Expr(s) => StmtKind::Expr(self.expr(&s.value)?),
            r::Stmt::Pass(_) => StmtKind::Pass,
            r::Stmt::Break(_) => StmtKind::Break,
            r::Stmt::Continue(_) => StmtKind::Continue,
            r::Stmt::IpyEscapeCommand(_) => return self.error("invalid syntax", loc),
        };
        Ok(Stmt { loc, kind })
    }

    fn elif_clauses(&mut self, clauses: &[r::ElifElseClause], whole: Loc) -> Result<Vec<Stmt>> {
        let Some((first, rest)) = clauses.split_first() else { return Ok(Vec::new()) };
        match &first.test {
            None => self.body(&first.body),
            Some(test) => self.nested(|c| {
                let loc = c.loc(first.range).to(whole);
                let kind = StmtKind::If {
                    test: c.expr(test)?,
                    body: c.body(&first.body)?,
                    orelse: c.elif_clauses(rest, whole)?,
                };
                Ok(vec![Stmt { loc, kind }])
            }),
        }
    }

    fn handler(&mut self, h: &r::ExceptHandler) -> Result<ExceptHandler> {
        let r::ExceptHandler::ExceptHandler(h) = h;
        Ok(ExceptHandler {
            loc: self.loc(self.with_semicolon(h.range)),
            typ: self.opt_expr(h.type_.as_deref())?,
            name: opt_ident(h.name.as_ref()),
            body: self.body(&h.body)?,
        })
    }

    fn aliases(&self, names: &[r::Alias]) -> Vec<Alias> {
        names
            .iter()
            .map(|a| Alias {
                loc: self.loc(a.range),
                name: ident(&a.name),
                asname: opt_ident(a.asname.as_ref()),
            })
            .collect()
    }

    fn type_params(&mut self, params: Option<&r::TypeParams>) -> Result<Vec<TypeParam>> {
        let Some(params) = params else { return Ok(Vec::new()) };
        let mut out = Vec::new();
        for p in &params.type_params {
            let kind = match p {
                r::TypeParam::TypeVar(t) => {
                    TypeParamKind::TypeVar { bound: self.opt_expr(t.bound.as_deref())? }
                }
                r::TypeParam::ParamSpec(_) => TypeParamKind::ParamSpec,
                r::TypeParam::TypeVarTuple(_) => TypeParamKind::TypeVarTuple,
            };
            let default = self.opt_expr(p.default())?;
            out.push(TypeParam { loc: self.loc(p.range()), name: ident(p.name()), kind, default });
        }
        Ok(out)
    }

    fn arg(&mut self, p: &r::Parameter) -> Result<Arg> {
        Ok(Arg {
            loc: self.loc(p.range),
            name: ident(&p.name),
            annotation: self.opt_expr(p.annotation.as_deref())?,
        })
    }

    fn arguments(&mut self, parameters: Option<&r::Parameters>) -> Result<Arguments> {
        let mut out = Arguments::default();
        let Some(p) = parameters else { return Ok(out) };
        for a in &p.posonlyargs {
            out.posonlyargs.push(self.arg(&a.parameter)?);
            out.defaults.extend(self.opt_expr(a.default.as_deref())?);
        }
        for a in &p.args {
            out.args.push(self.arg(&a.parameter)?);
            out.defaults.extend(self.opt_expr(a.default.as_deref())?);
        }
        out.vararg = p.vararg.as_deref().map(|a| self.star_arg(a)).transpose()?;
        for a in &p.kwonlyargs {
            out.kwonlyargs.push(self.arg(&a.parameter)?);
            out.kw_defaults.push(self.opt_expr(a.default.as_deref())?);
        }
        out.kwarg = p.kwarg.as_deref().map(|a| self.star_arg(a)).transpose()?;
        Ok(out)
    }

    /// `*args` or `**kwargs`; CPython's node starts at the name.
    fn star_arg(&mut self, p: &r::Parameter) -> Result<Arg> {
        let mut arg = self.arg(p)?;
        arg.loc = self.loc(TextRange::new(p.name.range.start(), p.range.end()));
        Ok(arg)
    }

    fn call_arguments(&mut self, a: &r::Arguments) -> Result<(Vec<Expr>, Vec<Keyword>)> {
        let mut args = Vec::new();
        for e in &a.args {
            let mut arg = self.expr(e)?;
            if let r::Expr::Generator(g) = e
                && !g.parenthesized
            {
                // The call's own parentheses belong to the generator expression.
                arg.loc = self.loc(self.arguments_parens(a));
            }
            args.push(arg);
        }
        let keywords = a
            .keywords
            .iter()
            .map(|k| {
                Ok(Keyword {
                    loc: self.loc(k.range),
                    arg: opt_ident(k.arg.as_ref()),
                    value: self.expr(&k.value)?,
                })
            })
            .collect::<Result<_>>()?;
        Ok((args, keywords))
    }

    fn arguments_parens(&self, a: &r::Arguments) -> TextRange {
        a.range()
    }

    fn comprehensions(&mut self, generators: &[r::Comprehension]) -> Result<Vec<Comprehension>> {
        generators
            .iter()
            .map(|g| {
                Ok(Comprehension {
                    target: self.expr(&g.target)?,
                    iter: self.expr(&g.iter)?,
                    ifs: self.exprs(&g.ifs)?,
                    is_async: g.is_async,
                })
            })
            .collect()
    }

    fn comp(
        &mut self,
        elt: &r::Expr,
        value: Option<&r::Expr>,
        gens: &[r::Comprehension],
    ) -> Result<Box<Comp>> {
        Ok(Box::new(Comp {
            elt: self.expr(elt)?,
            value: self.opt_expr(value)?,
            generators: self.comprehensions(gens)?,
        }))
    }

    pub(super) fn expr(&mut self, e: &r::Expr) -> Result<Expr> {
        self.nested(|c| c.expr_inner(e))
    }

    fn expr_inner(&mut self, e: &r::Expr) -> Result<Expr> {
        let loc = self.loc(e.range());
        let kind = match e {
            r::Expr::BoolOp(e) => ExprKind::BoolOp { op: e.op, values: self.exprs(&e.values)? },
            r::Expr::Named(e) => {
                ExprKind::NamedExpr { target: self.boxed(&e.target)?, value: self.boxed(&e.value)? }
            }
            r::Expr::BinOp(e) => {
                ExprKind::BinOp { left: self.boxed(&e.left)?, op: e.op, right: self.boxed(&e.right)? }
            }
            r::Expr::UnaryOp(e) => ExprKind::UnaryOp { op: e.op, operand: self.boxed(&e.operand)? },
            r::Expr::Lambda(e) => {
                let args = self.arguments(e.parameters.as_deref())?;
                ExprKind::Lambda(Box::new(Lambda { args, body: self.expr(&e.body)? }))
            }
            r::Expr::If(e) => ExprKind::IfExp {
                test: self.boxed(&e.test)?,
                body: self.boxed(&e.body)?,
                orelse: self.boxed(&e.orelse)?,
            },
            r::Expr::Dict(e) => {
                let mut keys = Vec::new();
                let mut values = Vec::new();
                for item in &e.items {
                    keys.push(self.opt_expr(item.key.as_ref())?);
                    values.push(self.expr(&item.value)?);
                }
                ExprKind::Dict { keys, values }
            }
            r::Expr::Set(e) => ExprKind::Set(self.exprs(&e.elts)?),
            r::Expr::ListComp(e) => ExprKind::ListComp(self.comp(&e.elt, None, &e.generators)?),
            r::Expr::SetComp(e) => ExprKind::SetComp(self.comp(&e.elt, None, &e.generators)?),
            r::Expr::DictComp(e) => {
                let Some(key) = e.key.as_deref() else {
                    return self.error("dict unpacking cannot be used in dict comprehension", loc);
                };
                ExprKind::DictComp(self.comp(key, Some(&e.value), &e.generators)?)
            }
            r::Expr::Generator(e) => ExprKind::GeneratorExp(self.comp(&e.elt, None, &e.generators)?),
            r::Expr::Await(e) => ExprKind::Await(self.boxed(&e.value)?),
            r::Expr::Yield(e) => ExprKind::Yield(self.opt_boxed(e.value.as_deref())?),
            r::Expr::YieldFrom(e) => ExprKind::YieldFrom(self.boxed(&e.value)?),
            r::Expr::Compare(e) => ExprKind::Compare {
                left: self.boxed(&e.left)?,
                ops: e.ops.to_vec(),
                comparators: self.exprs(&e.comparators)?,
            },
            r::Expr::Call(e) => {
                let func = self.boxed(&e.func)?;
                let (args, keywords) = self.call_arguments(&e.arguments)?;
                ExprKind::Call { func, args, keywords }
            }
            r::Expr::FString(e) => return self.fstring(e),
            r::Expr::TString(_) => return self.error("invalid syntax", loc),
            r::Expr::StringLiteral(e) => self.string(e),
            r::Expr::BytesLiteral(e) => ExprKind::Constant(Constant::Bytes(e.value.bytes().collect())),
            r::Expr::NumberLiteral(e) => ExprKind::Constant(match &e.value {
                r::Number::Int(_) => match literals::integer(&self.source[e.range]) {
                    Ok(c) => c,
                    Err(message) => return self.error(message, loc),
                },
                r::Number::Float(v) => Constant::Float(*v),
                r::Number::Complex { real, imag } => Constant::Complex { re: *real, im: *imag },
            }),
            r::Expr::BooleanLiteral(e) => {
                ExprKind::Constant(if e.value { Constant::True } else { Constant::False })
            }
            r::Expr::NoneLiteral(_) => ExprKind::Constant(Constant::None),
            r::Expr::EllipsisLiteral(_) => ExprKind::Constant(Constant::Ellipsis),
            r::Expr::Attribute(e) => ExprKind::Attribute {
                value: self.boxed(&e.value)?,
                attr: ident(&e.attr),
                ctx: context(e.ctx),
            },
            r::Expr::Subscript(e) => ExprKind::Subscript {
                value: self.boxed(&e.value)?,
                slice: self.boxed(&e.slice)?,
                ctx: context(e.ctx),
            },
            r::Expr::Starred(e) => ExprKind::Starred { value: self.boxed(&e.value)?, ctx: context(e.ctx) },
            r::Expr::Name(e) => ExprKind::Name { id: Name::from(e.id.as_str()), ctx: context(e.ctx) },
            r::Expr::List(e) => ExprKind::List { elts: self.exprs(&e.elts)?, ctx: context(e.ctx) },
            r::Expr::Tuple(e) => ExprKind::Tuple { elts: self.exprs(&e.elts)?, ctx: context(e.ctx) },
            r::Expr::Slice(e) => ExprKind::Slice {
                lower: self.opt_boxed(e.lower.as_deref())?,
                upper: self.opt_boxed(e.upper.as_deref())?,
                step: self.opt_boxed(e.step.as_deref())?,
            },
            r::Expr::IpyEscapeCommand(_) => return self.error("invalid syntax", loc),
        };
        Ok(Expr { loc, kind })
    }
}
