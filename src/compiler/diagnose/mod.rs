//! CPython's message and place for source that does not parse.
//!
//! The parser says where it stopped and why; CPython's own wording and place are found from that, from the
//! tokens around and from a scan for the tokenizer's errors.

mod assignments;
mod blocks;
mod commas;
mod parser;
mod scan;
mod strings;
mod targets;

use crate::ast::Lines;
use crate::error::source_line;
use crate::{CompileError, ErrorKind, Options};
use ruff_python_ast::Mod;
use ruff_python_parser::Parsed;
use scan::Finding;

fn error(found: Finding, source: &str, options: &Options<'_>) -> CompileError {
    CompileError {
        kind: found.kind,
        message: found.message,
        filename: options.filename.to_owned(),
        lineno: found.line,
        offset: found.offset,
        end_lineno: found.end_line,
        end_offset: found.end_offset,
        text: source_line(source, found.line).map(str::to_owned),
    }
}

/// The error for source that the parser refuses.
pub(crate) fn syntax_error(source: &str, options: &Options<'_>, parsed: &Parsed<Mod>) -> CompileError {
    let (token_error, open) = scan::scan(source);
    let incomplete = options.flags & crate::opcode::flags::PYCF_ALLOW_INCOMPLETE_INPUT != 0;
    let lines = Lines::new(source);
    let parser_error = parser::diagnose(source, &lines, parsed);
    // Wrong indentation is noticed when the parser gets there; other bad tokens wherever they are.
    let earlier = |found: &Finding| {
        parser_error.line < found.line
            && (found.kind != ErrorKind::Syntax || parser_error.message == "unexpected indent")
    };
    if let Some(mut found) = token_error.filter(|f| !earlier(f)) {
        if let Some(open) = open.last()
            && found.message == "unexpected EOF while parsing"
        {
            let message = format!("'{}' was never closed", open.bracket);
            return error(Finding::at(message, open.line, open.col + 1).ending(0), source, options);
        }
        let unfinished = found.message.starts_with("unterminated triple-quoted")
            || found.message == "unexpected EOF while parsing";
        if incomplete && unfinished {
            found.kind = ErrorKind::Incomplete;
            found.message = "incomplete input".to_owned();
        }
        return error(found, source, options);
    }
    let mut found = parser_error;
    let last_line = source.lines().count() as i32;
    let ends = found.line > last_line || (found.line == last_line && found.end_offset == -1);
    let missing_block = found.kind == ErrorKind::Indentation && found.line >= last_line;
    let unclosed = found.line >= last_line && !open.is_empty();
    if incomplete && found.message != "unexpected indent" && (ends || missing_block || unclosed) {
        found.kind = ErrorKind::Incomplete;
        found.message = "incomplete input".to_owned();
        return error(found, source, options);
    }
    // What follows an open bracket hardly means what it says.
    if let Some(open) = open.last()
        && found.message.starts_with("invalid syntax")
        && (found.end_line > open.line || parser::at_line_end(source, &found))
    {
        let message = format!("'{}' was never closed", open.bracket);
        found = Finding::at(message, open.line, open.col + 1).ending(0);
    } else if let Some(open) = open.last()
        && parser::at_end(source, &found)
    {
        let message = format!("'{}' was never closed", open.bracket);
        found = Finding::at(message, open.line, open.col + 1).ending(0);
    }
    error(found, source, options)
}

/// An interactive compound statement ends with a newline of its own: without it, more may follow.
pub(crate) fn unfinished(source: &str, options: &Options<'_>) -> Result<(), CompileError> {
    if options.mode != crate::Mode::Single || source.ends_with('\n') {
        return Ok(());
    }
    let parsed = ruff_python_parser::parse_unchecked(
        source,
        ruff_python_parser::ParseOptions::from(ruff_python_parser::Mode::Module),
    );
    let Mod::Module(m) = parsed.syntax() else { return Ok(()) };
    if parsed.has_invalid_syntax() || !m.body.first().is_some_and(parser::is_compound) {
        return Ok(());
    }
    let indented = source.lines().last().is_some_and(|l| l.starts_with([' ', '\t']));
    let flags = crate::opcode::flags::PYCF_DONT_IMPLY_DEDENT;
    if indented && options.flags & flags == 0 {
        return Ok(());
    }
    let incomplete = options.flags & crate::opcode::flags::PYCF_ALLOW_INCOMPLETE_INPUT != 0;
    let (kind, message) = if incomplete {
        (ErrorKind::Incomplete, "incomplete input")
    } else {
        (ErrorKind::Syntax, "invalid syntax")
    };
    let line = source.lines().count() as i32;
    let col = source.lines().last().map_or(0, |l| l.chars().count()) as i32 + 1;
    Err(error(Finding::at(message, line, col).of(kind), source, options))
}

/// Checks on source that the parser accepts.
pub(crate) fn after_parsing(
    source: &str,
    options: &Options<'_>,
    parsed: &Parsed<Mod>,
) -> Result<(), CompileError> {
    if options.mode == crate::Mode::Single
        && let Mod::Module(m) = parsed.syntax()
    {
        if m.body.is_empty() {
            let kind = if options.flags & crate::opcode::flags::PYCF_ALLOW_INCOMPLETE_INPUT != 0 {
                ErrorKind::Incomplete
            } else {
                ErrorKind::Syntax
            };
            let message = if kind == ErrorKind::Incomplete { "incomplete input" } else { "invalid syntax" };
            return Err(error(Finding::at(message, 1, 1).of(kind), source, options));
        }
        if let Some(second) = parser::second_statement(source, m) {
            let (line, _) = Lines::new(source).position(second);
            let message = "multiple statements found while compiling a single statement";
            let found = Finding::at(message, (line - 1).max(1), 1);
            return Err(error(found, source, options));
        }
    }
    // Tabs and blanks are the tokenizer's business; the parser accepts some mixtures.
    if source.contains('\t')
        && let (Some(found), _) = scan::scan(source)
        && found.kind == ErrorKind::Tab
    {
        return Err(error(found, source, options));
    }
    Ok(())
}
