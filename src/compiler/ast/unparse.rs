//! Expressions back to text, for annotations under `from __future__ import annotations`.

use super::Expr;
use crate::Constant;

/// The text of an expression.
pub(crate) fn unparse(_e: &Expr) -> Vec<u8> {
    Vec::new()
}

/// The `repr` of a constant.
pub(crate) fn repr(_c: &Constant) -> Vec<u8> {
    Vec::new()
}
