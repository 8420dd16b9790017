//! `from __future__ import …`: which features a module turns on, and where the statements may stand.

use crate::ast::{Loc, Module, Stmt, StmtKind, docstring};
use crate::opcode::flags;
use crate::{CompileError, ErrorKind, Options};

/// The features in force.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Future {
    /// `CO_FUTURE_*` flags.
    pub flags: u32,
    /// Place of the last `from __future__` import that stands where it may.
    pub last: Option<Loc>,
}

impl Future {
    /// Whether annotations are kept as strings.
    pub fn annotations(self) -> bool {
        self.flags & flags::CO_FUTURE_ANNOTATIONS != 0
    }
}

/// The features a module's leading imports and the caller's flags turn on.
pub(crate) fn collect(module: &Module, source: &str, options: &Options<'_>) -> Result<Future, CompileError> {
    let mut future = Future { flags: options.flags & flags::FUTURE_MASK, last: None };
    let body: &[Stmt] = match module {
        Module::Exec(body) | Module::Single(body) => body,
        Module::Eval(_) => return Ok(future),
    };
    let skip = usize::from(docstring(body).is_some());
    for s in &body[skip..] {
        let StmtKind::ImportFrom { module: Some(module), names, level: 0 } = &s.kind else { break };
        if &**module != "__future__" {
            break;
        }
        for alias in names {
            let flag = match &*alias.name {
                "nested_scopes" | "generators" | "division" | "absolute_import" | "with_statement"
                | "print_function" | "unicode_literals" | "generator_stop" => 0,
                "barry_as_FLUFL" => flags::CO_FUTURE_BARRY_AS_BDFL,
                "annotations" => flags::CO_FUTURE_ANNOTATIONS,
                "braces" => {
                    return Err(CompileError::at(
                        ErrorKind::Syntax,
                        "not a chance",
                        alias.loc,
                        source,
                        options,
                    ));
                }
                other => {
                    let message = format!("future feature {other} is not defined");
                    return Err(CompileError::at(ErrorKind::Syntax, message, alias.loc, source, options));
                }
            };
            future.flags |= flag;
        }
        future.last = Some(s.loc);
    }
    Ok(future)
}
