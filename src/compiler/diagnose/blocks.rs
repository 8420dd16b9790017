//! Compound statements: missing blocks, colons and clauses, and parameter lists.

use super::parser::Diagnosis;
use super::scan::Finding;
use super::targets;
use crate::ErrorKind;
use ruff_python_ast::Expr;
use ruff_python_ast::token::TokenKind;
use ruff_text_size::Ranged;
use ruff_text_size::TextRange;
use ruff_text_size::TextSize;

impl Diagnosis<'_> {
    pub(super) fn other(&self, message: &str, range: TextRange) -> Finding {
        let start = range.start();
        if let Some(rest) = message.strip_prefix("Expected an indented block after ") {
            return self.expected_block(rest, start);
        }
        let fixed = match message {
            "Only one '*' parameter allowed" => "* argument may appear only once",
            "Only one '/' separator allowed" => "/ may appear only once",
            "'/' parameter must appear before '*' parameter" => "/ must be ahead of *",
            "Position-only parameter separator not allowed as first parameter" => {
                "at least one argument must precede /"
            }
            "Expected one or more exception types" => "expected one or more exception types",
            "Positional patterns cannot follow keyword patterns" => {
                "positional patterns follow keyword patterns"
            }
            "Trailing comma not allowed" => "trailing comma not allowed without surrounding parentheses",
            "Expected `except` or `finally` after `try` block" => "expected 'except' or 'finally' block",
            "Expected one or more symbol names after import"
                if self.token_at(start).is_none_or(|t| t.kind() == TokenKind::Newline) =>
            {
                "Expected one or more names after 'import'"
            }
            _ => "",
        };
        if fixed == "trailing comma not allowed without surrounding parentheses" {
            let first = self.line_start(self.index_at(start));
            if self.tokens[first].kind() == TokenKind::Import {
                return self.generic(self.token_at(range.end()).map_or(start, |t| t.range().start()));
            }
            let end = self.tokens.iter().find(|t| t.range().start() >= range.end());
            return self.range(fixed, end.map_or(range, |t| t.range()));
        }
        if fixed == "expected 'except' or 'finally' block" {
            let mut index = self.index_at(start);
            while self.tokens.get(index).is_some_and(|t| t.kind() == TokenKind::Dedent) {
                index += 1;
            }
            return match self.tokens.get(index) {
                Some(t) if t.kind() != TokenKind::EndOfFile => self.range(fixed, t.range()),
                _ => self.end_of_file(fixed),
            };
        }
        if !fixed.is_empty() {
            return self.at_token(fixed, start);
        }
        if message.starts_with("Expected one or more keyword parameter after `*`") {
            return self.bare_star(range);
        }
        if message == "cannot use '_' as a target" {
            return self.range(message, range);
        }
        if message.starts_with("Only single target (not tuple)") && !self.text(range).starts_with('(') {
            return match targets::with_range(self.module, range) {
                Some(Expr::Tuple(t)) if !t.elts.is_empty() => {
                    self.range("only single target (not tuple) can be annotated", t.elts[0].range())
                }
                _ => self.range("only single target (not tuple) can be annotated", range),
            };
        }
        if message.starts_with("Only single target") {
            return self.range(message.replacen("Only", "only", 1), range);
        }
        if message.starts_with("Boolean 'not' expression cannot be used here") {
            let index = self.index_at(start);
            let operator = index.checked_sub(1).map(|i| self.tokens[i]);
            return match operator {
                Some(op) if is_arithmetic(op.kind()) => {
                    self.range("'not' after an operator must be parenthesized", range)
                }
                _ => self.generic(start),
            };
        }
        if message.starts_with("Cannot have both 'except' and 'except*'") {
            let mut index = self.index_at(start);
            while matches!(
                self.tokens.get(index).map(|t| t.kind()),
                Some(TokenKind::Dedent | TokenKind::Newline)
            ) {
                index += 1;
            }
            let first = self.tokens[self.line_start(index)].range();
            let next = self.tokens.get(self.line_start(index) + 1);
            let whole = match next {
                Some(t) if t.kind() == TokenKind::Star => first.cover(t.range()),
                _ => first,
            };
            return self.range("cannot have both 'except' and 'except*' on the same 'try'", whole);
        }
        if message.starts_with("Multiple exception types must be parenthesized") {
            return self.exception_types(range);
        }
        if message.starts_with("Expected a parameter name") {
            return self.assignment_in_call(range);
        }
        if message.starts_with("Assignment expression target must be an identifier") {
            let name = targets::with_range(self.module, range).map_or("expression", targets::name);
            return self.range(format!("cannot use assignment expressions with {name}"), range);
        }
        self.generic(start)
    }

    pub(super) fn expected_block(&self, what: &str, start: TextSize) -> Finding {
        let mut index = self.index_at(start);
        while self.tokens.get(index).is_some_and(|t| t.kind() == TokenKind::Newline) {
            index += 1;
        }
        // The header is the logical line before.
        let mut last = index.min(self.tokens.len());
        while last > 0 && !matches!(self.tokens[last - 1].kind(), TokenKind::Newline) {
            last -= 1;
        }
        let header = self.line_start(last.saturating_sub(1));
        let mut first = self.tokens[header];
        let text = match what {
            "`class` definition" => "class definition".to_owned(),
            "function definition" => {
                if first.kind() == TokenKind::Async
                    && let Some(next) = self.tokens.get(header + 1)
                {
                    first = *next;
                }
                what.to_owned()
            }
            _ => {
                let word = what.split('`').nth(1).unwrap_or("");
                let star = word == "except"
                    && self.tokens.get(header + 1).is_some_and(|t| t.kind() == TokenKind::Star);
                format!("'{word}{}' statement", if star { "*" } else { "" })
            }
        };
        let (line, _) = self.position(first.range().start());
        let message = format!("expected an indented block after {text} on line {line}");
        let found = match self.tokens.get(index) {
            None => self.end_of_file(&message),
            Some(t) if matches!(t.kind(), TokenKind::EndOfFile) => self.end_of_file(&message),
            Some(t) if t.kind() == TokenKind::Dedent => {
                let next = self.tokens[index..].iter().find(|t| t.kind() != TokenKind::Dedent);
                match next {
                    Some(n) if n.kind() != TokenKind::EndOfFile => {
                        let (line, col) = self.position(n.range().start());
                        Finding::at(message, line, col - 1).ending(-1)
                    }
                    _ => self.end_of_file(&message),
                }
            }
            Some(t) if t.range().start() >= TextSize::of(self.source) => self.end_of_file(&message),
            Some(t) => self.range(message, t.range()),
        };
        found.of(ErrorKind::Indentation)
    }

    /// A bare `*` in a parameter list with nothing after it.
    pub(super) fn bare_star(&self, range: TextRange) -> Finding {
        let index = self.index_at(range.start());
        match self.tokens.get(index + 1) {
            Some(t) if !matches!(t.kind(), TokenKind::Rpar | TokenKind::Comma | TokenKind::Colon) => {
                self.generic(t.range().start())
            }
            Some(t) if self.in_lambda(index) => self.range("named arguments must follow bare *", t.range()),
            _ => self.range("named arguments must follow bare *", range),
        }
    }

    pub(super) fn parenthesised_parameters(&self, what: &str, index: usize) -> Finding {
        let start = self.tokens[index].range();
        if !matches!(
            self.tokens[index.saturating_sub(1)].kind(),
            TokenKind::Lpar | TokenKind::Comma | TokenKind::Lambda
        ) {
            return self.range("invalid syntax", start);
        }
        for t in &self.tokens[index + 1..] {
            match t.kind() {
                TokenKind::Name | TokenKind::Comma => {}
                TokenKind::Rpar => {
                    return self
                        .range(format!("{what} parameters cannot be parenthesized"), start.cover(t.range()));
                }
                _ => break,
            }
        }
        self.range("invalid syntax", start)
    }

    pub(super) fn exception_types(&self, range: TextRange) -> Finding {
        let index = self.index_at(range.start());
        let end = self.tokens[index..]
            .iter()
            .take_while(|t| !matches!(t.kind(), TokenKind::Colon | TokenKind::Newline))
            .last()
            .map_or(range.end(), |t| t.range().end());
        self.range("multiple exception types must be parenthesized", TextRange::new(range.start(), end))
    }
}

fn is_arithmetic(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Plus
            | TokenKind::Minus
            | TokenKind::Star
            | TokenKind::Slash
            | TokenKind::DoubleSlash
            | TokenKind::Percent
            | TokenKind::At
            | TokenKind::Tilde
    )
}
