//! Finding expressions in a tree that may be incomplete, and what CPython calls them.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, Mod};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// What CPython calls an expression in messages about targets.
pub(super) fn name(e: &Expr) -> &'static str {
    match e {
        Expr::Attribute(_) => "attribute",
        Expr::Subscript(_) => "subscript",
        Expr::Starred(_) => "starred",
        Expr::Name(_) => "name",
        Expr::List(_) => "list",
        Expr::Tuple(_) => "tuple",
        Expr::Lambda(_) => "lambda",
        Expr::Call(_) => "function call",
        Expr::BoolOp(_) | Expr::BinOp(_) | Expr::UnaryOp(_) => "expression",
        Expr::Generator(_) => "generator expression",
        Expr::Yield(_) | Expr::YieldFrom(_) => "yield expression",
        Expr::Await(_) => "await expression",
        Expr::ListComp(_) => "list comprehension",
        Expr::SetComp(_) => "set comprehension",
        Expr::DictComp(_) => "dict comprehension",
        Expr::Dict(_) => "dict literal",
        Expr::Set(_) => "set display",
        Expr::FString(_) | Expr::TString(_) => "f-string expression",
        Expr::NoneLiteral(_) => "None",
        Expr::BooleanLiteral(b) if b.value => "True",
        Expr::BooleanLiteral(_) => "False",
        Expr::EllipsisLiteral(_) => "ellipsis",
        Expr::Compare(_) => "comparison",
        Expr::If(_) => "conditional expression",
        Expr::Named(_) => "named expression",
        _ => "literal",
    }
}

struct Finder<'a, F> {
    test: F,
    found: Option<&'a Expr>,
}

impl<'a, F: FnMut(&'a Expr) -> bool> Visitor<'a> for Finder<'a, F> {
    fn visit_expr(&mut self, e: &'a Expr) {
        if self.found.is_none() && (self.test)(e) {
            self.found = Some(e);
            return;
        }
        walk_expr(self, e);
    }
}

fn find(module: &Mod, test: impl FnMut(&Expr) -> bool) -> Option<&Expr> {
    let mut finder = Finder { test, found: None };
    match module {
        Mod::Module(m) => m.body.iter().for_each(|s| finder.visit_stmt(s)),
        Mod::Expression(m) => finder.visit_expr(&m.body),
    }
    finder.found
}

/// The outermost expression with exactly this range.
pub(super) fn with_range(module: &Mod, range: TextRange) -> Option<&Expr> {
    find(module, |e| e.range() == range)
}

/// The outermost expression that ends here.
pub(super) fn ending_at(module: &Mod, end: TextSize) -> Option<&Expr> {
    find(module, |e| e.range().end() == end && !e.range().is_empty())
}
