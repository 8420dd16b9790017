//! The syntax tree: the shape of CPython's `ast` module, with its positions.
//!
//! The parser is ruff's; `convert` turns its tree into this one, decoding literals on the way, because the
//! later stages depend on CPython's shapes (nested `If` for `elif`, merged string parts) and positions.

pub(crate) mod constants;
mod convert;
mod fmtstring;
pub(crate) mod fold;
mod lines;
mod literals;
mod patterns;
mod percent;
pub(crate) mod unparse;
mod validate;

use crate::Constant;
pub(crate) use convert::parse;
pub(crate) use lines::Lines;
use std::rc::Rc;

/// An identifier, normalised (NFKC) but not mangled.
pub(crate) type Name = Rc<str>;

/// A source position: lines from 1, columns in UTF-8 bytes from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Loc {
    pub line: i32,
    pub end_line: i32,
    pub col: i32,
    pub end_col: i32,
}

impl Loc {
    /// For instructions that belong to no source.
    pub const NONE: Loc = Loc { line: -1, end_line: -1, col: -1, end_col: -1 };

    pub const fn new(line: i32, end_line: i32, col: i32, end_col: i32) -> Loc {
        Loc { line, end_line, col, end_col }
    }

    /// From the start of this place to the end of another.
    pub const fn to(self, end: Loc) -> Loc {
        Loc { line: self.line, col: self.col, end_line: end.end_line, end_col: end.end_col }
    }
}

#[derive(Debug)]
pub(crate) enum Module {
    Exec(Vec<Stmt>),
    Single(Vec<Stmt>),
    Eval(Box<Expr>),
}

#[derive(Debug)]
pub(crate) struct Stmt {
    pub loc: Loc,
    pub kind: StmtKind,
}

#[derive(Debug)]
pub(crate) struct FunctionDef {
    pub name: Name,
    pub args: Arguments,
    pub body: Vec<Stmt>,
    pub decorators: Vec<Expr>,
    pub returns: Option<Expr>,
    pub type_params: Vec<TypeParam>,
    pub is_async: bool,
}

#[derive(Debug)]
pub(crate) struct ClassDef {
    pub name: Name,
    pub bases: Vec<Expr>,
    pub keywords: Vec<Keyword>,
    pub body: Vec<Stmt>,
    pub decorators: Vec<Expr>,
    pub type_params: Vec<TypeParam>,
}

#[derive(Debug)]
pub(crate) struct TypeAlias {
    pub name: Expr,
    pub type_params: Vec<TypeParam>,
    pub value: Expr,
}

#[derive(Debug)]
pub(crate) struct For {
    pub target: Expr,
    pub iter: Expr,
    pub body: Vec<Stmt>,
    pub orelse: Vec<Stmt>,
    pub is_async: bool,
}

#[derive(Debug)]
pub(crate) struct Try {
    pub body: Vec<Stmt>,
    pub handlers: Vec<ExceptHandler>,
    pub orelse: Vec<Stmt>,
    pub finalbody: Vec<Stmt>,
    pub is_star: bool,
}

#[derive(Debug)]
pub(crate) enum StmtKind {
    FunctionDef(Box<FunctionDef>),
    ClassDef(Box<ClassDef>),
    Return(Option<Expr>),
    Delete(Vec<Expr>),
    Assign { targets: Vec<Expr>, value: Expr },
    TypeAlias(Box<TypeAlias>),
    AugAssign { target: Expr, op: Operator, value: Expr },
    AnnAssign { target: Expr, annotation: Expr, value: Option<Expr>, simple: bool },
    For(Box<For>),
    While { test: Expr, body: Vec<Stmt>, orelse: Vec<Stmt> },
    If { test: Expr, body: Vec<Stmt>, orelse: Vec<Stmt> },
    With { items: Vec<WithItem>, body: Vec<Stmt>, is_async: bool },
    Match { subject: Expr, cases: Vec<MatchCase> },
    Raise { exc: Option<Expr>, cause: Option<Expr> },
    Try(Box<Try>),
    Assert { test: Expr, msg: Option<Expr> },
    Import(Vec<Alias>),
    ImportFrom { module: Option<Name>, names: Vec<Alias>, level: u32 },
    Global(Vec<Name>),
    Nonlocal(Vec<Name>),
    Expr(Expr),
    Pass,
    Break,
    Continue,
}

#[derive(Debug)]
pub(crate) struct Expr {
    pub loc: Loc,
    pub kind: ExprKind,
}

#[derive(Debug)]
pub(crate) enum ExprKind {
    BoolOp {
        op: BoolOp,
        values: Vec<Expr>,
    },
    NamedExpr {
        target: Box<Expr>,
        value: Box<Expr>,
    },
    BinOp {
        left: Box<Expr>,
        op: Operator,
        right: Box<Expr>,
    },
    UnaryOp {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    Lambda(Box<Lambda>),
    IfExp {
        test: Box<Expr>,
        body: Box<Expr>,
        orelse: Box<Expr>,
    },
    Dict {
        keys: Vec<Option<Expr>>,
        values: Vec<Expr>,
    },
    Set(Vec<Expr>),
    ListComp(Box<Comp>),
    SetComp(Box<Comp>),
    DictComp(Box<Comp>),
    GeneratorExp(Box<Comp>),
    Await(Box<Expr>),
    Yield(Option<Box<Expr>>),
    YieldFrom(Box<Expr>),
    Compare {
        left: Box<Expr>,
        ops: Vec<CmpOp>,
        comparators: Vec<Expr>,
    },
    Call {
        func: Box<Expr>,
        args: Vec<Expr>,
        keywords: Vec<Keyword>,
    },
    /// `conversion` is the character, or -1.
    FormattedValue {
        value: Box<Expr>,
        conversion: i32,
        format_spec: Option<Box<Expr>>,
    },
    JoinedStr(Vec<Expr>),
    Constant(Constant),
    Attribute {
        value: Box<Expr>,
        attr: Name,
        ctx: Context,
    },
    Subscript {
        value: Box<Expr>,
        slice: Box<Expr>,
        ctx: Context,
    },
    Starred {
        value: Box<Expr>,
        ctx: Context,
    },
    Name {
        id: Name,
        ctx: Context,
    },
    List {
        elts: Vec<Expr>,
        ctx: Context,
    },
    Tuple {
        elts: Vec<Expr>,
        ctx: Context,
    },
    Slice {
        lower: Option<Box<Expr>>,
        upper: Option<Box<Expr>>,
        step: Option<Box<Expr>>,
    },
}

#[derive(Debug)]
pub(crate) struct Lambda {
    pub args: Arguments,
    pub body: Expr,
}

/// A comprehension. `value` is set for dict comprehensions, where `elt` is the key.
#[derive(Debug)]
pub(crate) struct Comp {
    pub elt: Expr,
    pub value: Option<Expr>,
    pub generators: Vec<Comprehension>,
}

#[derive(Debug)]
pub(crate) struct Comprehension {
    pub target: Expr,
    pub iter: Expr,
    pub ifs: Vec<Expr>,
    pub is_async: bool,
}

#[derive(Debug)]
pub(crate) struct ExceptHandler {
    pub loc: Loc,
    pub typ: Option<Expr>,
    pub name: Option<Name>,
    pub body: Vec<Stmt>,
}

#[derive(Debug, Default)]
pub(crate) struct Arguments {
    pub posonlyargs: Vec<Arg>,
    pub args: Vec<Arg>,
    pub vararg: Option<Arg>,
    pub kwonlyargs: Vec<Arg>,
    pub kw_defaults: Vec<Option<Expr>>,
    pub kwarg: Option<Arg>,
    pub defaults: Vec<Expr>,
}

#[derive(Debug)]
pub(crate) struct Arg {
    pub loc: Loc,
    pub name: Name,
    pub annotation: Option<Expr>,
}

#[derive(Debug)]
pub(crate) struct Keyword {
    pub loc: Loc,
    /// `None` for `**value`.
    pub arg: Option<Name>,
    pub value: Expr,
}

#[derive(Debug)]
pub(crate) struct Alias {
    pub loc: Loc,
    pub name: Name,
    pub asname: Option<Name>,
}

#[derive(Debug)]
pub(crate) struct WithItem {
    pub context: Expr,
    pub vars: Option<Expr>,
}

#[derive(Debug)]
pub(crate) struct MatchCase {
    pub pattern: Pattern,
    pub guard: Option<Expr>,
    pub body: Vec<Stmt>,
}

#[derive(Debug)]
pub(crate) struct Pattern {
    pub loc: Loc,
    pub kind: PatternKind,
}

#[derive(Debug)]
pub(crate) enum PatternKind {
    Value(Expr),
    Singleton(Constant),
    Sequence(Vec<Pattern>),
    Mapping { keys: Vec<Expr>, patterns: Vec<Pattern>, rest: Option<Name> },
    Class { cls: Expr, patterns: Vec<Pattern>, kwd_attrs: Vec<(Name, Loc)>, kwd_patterns: Vec<Pattern> },
    Star(Option<Name>),
    As { pattern: Option<Box<Pattern>>, name: Option<Name> },
    Or(Vec<Pattern>),
}

#[derive(Debug)]
pub(crate) struct TypeParam {
    pub loc: Loc,
    pub name: Name,
    pub kind: TypeParamKind,
    pub default: Option<Expr>,
}

#[derive(Debug)]
pub(crate) enum TypeParamKind {
    TypeVar { bound: Option<Expr> },
    ParamSpec,
    TypeVarTuple,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Context {
    Load,
    Store,
    Del,
}

pub(crate) use ruff_python_ast::{BoolOp, CmpOp, Operator, UnaryOp};

impl Expr {
    /// The constant, if the expression is one.
    pub fn constant(&self) -> Option<&Constant> {
        match &self.kind {
            ExprKind::Constant(c) => Some(c),
            _ => None,
        }
    }

    /// A key that tells this node from every other one as long as the tree lives.
    pub fn id(&self) -> usize {
        std::ptr::from_ref(self) as usize
    }
}

/// The docstring of a body: its first statement, if that is a string.
pub(crate) fn docstring(body: &[Stmt]) -> Option<(&[u8], Loc)> {
    match body.first() {
        Some(Stmt {
            kind: StmtKind::Expr(Expr { kind: ExprKind::Constant(Constant::Str(s)), loc }), ..
        }) => Some((s, *loc)),
        _ => None,
    }
}

/// Runs a recursive step, growing the stack if little is left of it.
pub(crate) fn with_stack<R>(f: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(128 * 1024, 4 * 1024 * 1024, f)
}
