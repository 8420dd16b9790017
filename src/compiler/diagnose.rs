//! CPython's message and place for source that does not parse.

use crate::ast::Lines;
use crate::{CompileError, ErrorKind, Options};
use ruff_python_ast::Mod;
use ruff_python_parser::Parsed;
use ruff_text_size::Ranged;

/// Checks that come before the parser's own.
pub(crate) fn before_parsing(_source: &str, _options: &Options<'_>) -> Result<(), CompileError> {
    Ok(())
}

/// The error for source that the parser refuses.
pub(crate) fn syntax_error(source: &str, options: &Options<'_>, parsed: &Parsed<Mod>) -> CompileError {
    let lines = Lines::new(source);
    let (message, range) = match (parsed.errors().first(), parsed.unsupported_syntax_errors().first()) {
        (Some(e), _) => (e.error.to_string(), e.location),
        (None, Some(e)) => (e.to_string(), e.range()),
        (None, None) => ("invalid syntax".to_owned(), ruff_text_size::TextRange::default()),
    };
    CompileError::at(ErrorKind::Syntax, message, lines.loc(range), source, options)
}

/// Checks on source that the parser accepts.
pub(crate) fn after_parsing(
    _source: &str,
    _options: &Options<'_>,
    _parsed: &Parsed<Mod>,
) -> Result<(), CompileError> {
    Ok(())
}
