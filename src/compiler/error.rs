//! Compilation errors as plain data; the runtime makes exceptions of them.

use crate::{Options, ast::Loc};

/// Which exception the error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// `SyntaxError`
    Syntax,
    /// `IndentationError`
    Indentation,
    /// `TabError`
    Tab,
    /// `_IncompleteInputError`: the interactive input may become valid with more text.
    Incomplete,
    /// `ValueError`
    Value,
    /// `OverflowError`
    Overflow,
    /// `RecursionError`
    Recursion,
    /// `SystemError`: a limit of the compiler itself.
    System,
}

/// Why a source was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// Which exception.
    pub kind: ErrorKind,
    /// The message.
    pub message: String,
    /// The file name given in the options.
    pub filename: String,
    /// Line, from 1; 0 where the error has no place.
    pub lineno: i32,
    /// Column in characters, from 1; 0 where unknown.
    pub offset: i32,
    /// Line of the end; 0 where unknown.
    pub end_lineno: i32,
    /// Column of the end in characters, from 1; 0 where unknown.
    pub end_offset: i32,
    /// The source line.
    pub text: Option<String>,
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self.kind {
            ErrorKind::Syntax => "SyntaxError",
            ErrorKind::Indentation => "IndentationError",
            ErrorKind::Tab => "TabError",
            ErrorKind::Incomplete => "_IncompleteInputError",
            ErrorKind::Value => "ValueError",
            ErrorKind::Overflow => "OverflowError",
            ErrorKind::Recursion => "RecursionError",
            ErrorKind::System => "SystemError",
        };
        write!(f, "{name}: {} ({}, line {})", self.message, self.filename, self.lineno)
    }
}

impl std::error::Error for CompileError {}

/// Line `line` (from 1) of the source with its newline, if it exists.
pub(crate) fn source_line(source: &str, line: i32) -> Option<&str> {
    usize::try_from(line).ok().and_then(|n| source.split_inclusive('\n').nth(n.checked_sub(1)?))
}

/// A column in bytes (from 0) as a column in characters (from 1).
fn char_offset(source: &str, line: i32, byte_col: i32) -> i32 {
    let (Some(text), Ok(col)) = (source_line(source, line), usize::try_from(byte_col)) else {
        return byte_col + 1;
    };
    let inside = text.char_indices().take_while(|(i, _)| *i < col).count();
    (inside + col.saturating_sub(text.len())) as i32 + 1
}

impl CompileError {
    /// An error at a place of the source.
    pub(crate) fn at(
        kind: ErrorKind,
        message: impl Into<String>,
        loc: Loc,
        source: &str,
        options: &Options<'_>,
    ) -> Self {
        CompileError {
            kind,
            message: message.into(),
            filename: options.filename.to_owned(),
            lineno: loc.line,
            offset: char_offset(source, loc.line, loc.col),
            end_lineno: loc.end_line,
            end_offset: char_offset(source, loc.end_line, loc.end_col),
            text: source_line(source, loc.line).map(str::to_owned),
        }
    }

    /// An error without a place.
    pub(crate) fn nowhere(kind: ErrorKind, message: impl Into<String>, options: &Options<'_>) -> Self {
        CompileError {
            kind,
            message: message.into(),
            filename: options.filename.to_owned(),
            lineno: 0,
            offset: 0,
            end_lineno: 0,
            end_offset: 0,
            text: None,
        }
    }
}
