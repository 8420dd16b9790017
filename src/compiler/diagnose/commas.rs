//! Expressions that stand side by side, and comprehensions gone wrong.

use super::parser::Diagnosis;
use super::scan::Finding;
use super::targets;
use ruff_python_ast::Expr;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::parse_expression;
use ruff_text_size::Ranged;
use ruff_text_size::TextRange;
use ruff_text_size::TextSize;

impl Diagnosis<'_> {
    /// `print x`
    pub(super) fn legacy_statement(&self, index: usize) -> Option<Finding> {
        let name = self.tokens.get(index.checked_sub(1)?)?;
        let word = self.text(name.range());
        if !matches!(word, "print" | "exec") || self.line_start(index) != index - 1 {
            return None;
        }
        let start = self.tokens[index].range().start();
        let end = self.tokens[index..]
            .iter()
            .take_while(|t| !matches!(t.kind(), TokenKind::Newline | TokenKind::Semi))
            .last()?
            .range()
            .end();
        parse_expression(self.text(TextRange::new(start, end))).ok()?;
        let message = format!("Missing parentheses in call to '{word}'. Did you mean {word}(...)?");
        Some(self.range(message, TextRange::new(name.range().start(), end)))
    }

    /// Two expressions side by side in brackets.
    pub(super) fn missing_comma(&self, index: usize) -> Option<Finding> {
        let bracket = self.enclosing(index)?;
        let before = self.tokens.get(index.checked_sub(1)?)?;
        let token = self.tokens[index];
        if before.kind() == TokenKind::Name && token.kind() == TokenKind::String {
            return None;
        }
        // Parameters and imported names are no expressions.
        let first = self.line_start(index);
        if matches!(self.tokens[first].kind(), TokenKind::From | TokenKind::Import)
            || self.tokens[first..bracket].iter().rev().take(2).any(|t| t.kind() == TokenKind::Def)
        {
            return None;
        }
        // The expression before: back to a delimiter on this level.
        let mut start = index;
        let mut depth = 0;
        while start > bracket + 1 {
            let t = self.tokens[start - 1];
            match t.kind() {
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth += 1,
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth -= 1,
                TokenKind::Comma
                | TokenKind::Colon
                | TokenKind::Equal
                | TokenKind::ColonEqual
                | TokenKind::In
                | TokenKind::If
                | TokenKind::Else
                | TokenKind::For
                | TokenKind::Star
                | TokenKind::DoubleStar
                | TokenKind::Lambda
                    if depth == 0 =>
                {
                    break;
                }
                _ => {}
            }
            start -= 1;
        }
        if start == index {
            return None;
        }
        let left = TextRange::new(self.tokens[start].range().start(), before.range().end());
        let parsed = parse_expression(self.text(left)).ok()?;
        if matches!(*parsed.syntax().body, Expr::If(_) | Expr::Lambda(_) | Expr::Starred(_) | Expr::Tuple(_))
        {
            return None;
        }
        // The longest expression from here.
        let mut ends = Vec::new();
        let mut depth = 0;
        for t in &self.tokens[index..] {
            match t.kind() {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth -= 1,
                TokenKind::Newline | TokenKind::Comma if depth == 0 => break,
                _ => {}
            }
            if depth < 0 || ends.len() > 60 {
                break;
            }
            if depth == 0 {
                ends.push(t.range().end());
            }
        }
        let from = token.range().start();
        let end = ends.into_iter().rev().find(|end| {
            parse_expression(self.text(TextRange::new(from, *end))).is_ok_and(|p| {
                !matches!(*p.syntax().body, Expr::Named(_) | Expr::Starred(_) | Expr::Yield(_))
            })
        })?;
        Some(self.range("invalid syntax. Perhaps you forgot a comma?", TextRange::new(left.start(), end)))
    }

    pub(super) fn missing_else(&self, index: usize) -> Finding {
        let Some(last) = index.checked_sub(1).map(|i| self.tokens[i]) else {
            return self.generic(TextSize::from(0));
        };
        let end = last.range().end();
        let whole = targets::ending_at(self.module, end);
        // `x for x if c`: the condition of a comprehension without its iterable.
        let first = self.enclosing(index).map_or_else(|| self.line_start(index), |b| b + 1);
        let mut depth = 0;
        let mut pending_for = false;
        for t in &self.tokens[first..index] {
            match t.kind() {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth -= 1,
                TokenKind::For if depth == 0 => pending_for = true,
                TokenKind::In if depth == 0 => pending_for = false,
                TokenKind::If if depth == 0 && pending_for => {
                    return self.range("'in' expected after for-loop variables", t.range());
                }
                _ => {}
            }
        }
        let from = match whole {
            Some(e) => e.range().start(),
            None => self.tokens[first].range().start(),
        };
        self.range("expected 'else' after 'if' expression", TextRange::new(from, end))
    }

    /// `for x if …`: the target runs into a condition.
    pub(super) fn loop_without_in(&self, index: usize, range: TextRange) -> Option<Finding> {
        let bracket = self.enclosing(index)?;
        let seen: Vec<TokenKind> = self.tokens[bracket..index].iter().map(|t| t.kind()).collect();
        let last_for = seen.iter().rposition(|k| *k == TokenKind::For)?;
        if seen[last_for..].contains(&TokenKind::In) {
            return None;
        }
        let condition = self.tokens[index..]
            .iter()
            .take_while(|t| t.range().end() <= range.end())
            .find(|t| t.kind() == TokenKind::If)?;
        Some(self.range("'in' expected after for-loop variables", condition.range()))
    }

    pub(super) fn comprehension_target(&self, index: usize) -> Finding {
        let Some(bracket) = self.enclosing(index) else {
            return self.generic(self.tokens[index].range().start());
        };
        let whole = self.tokens[bracket + 1].range().cover(self.tokens[index - 1].range());
        self.range("did you forget parentheses around the comprehension target?", whole)
    }

    pub(super) fn bare_generator(&self, range: TextRange) -> Finding {
        let index = self.index_at(range.start());
        let in_class = self.tokens[self.line_start(index)].kind() == TokenKind::Class;
        if in_class {
            let at = self.tokens[index..].iter().find(|t| t.kind() == TokenKind::For);
            return self.range("invalid syntax", at.map_or(range, |t| t.range()));
        }
        self.range("Generator expression must be parenthesized", range)
    }

    pub(super) fn starred(&self, range: TextRange) -> Finding {
        let index = self.index_at(range.start());
        let before = index.checked_sub(1).map(|i| self.tokens[i].kind());
        let bracket = self.enclosing(index);
        if before == Some(TokenKind::Colon)
            && bracket.is_some_and(|b| self.tokens[b].kind() == TokenKind::Lbrace)
        {
            return self.range("cannot use a starred expression in a dictionary value", range);
        }
        if before == Some(TokenKind::Lpar)
            && self.tokens.iter().any(|t| t.kind() == TokenKind::Rpar && t.range().start() == range.end())
        {
            return self.range("cannot use starred expression here", range);
        }
        if let Some(colon) = self.token_at(range.end()).filter(|t| t.kind() == TokenKind::Colon)
            && bracket.is_some()
        {
            return self.range("invalid syntax", colon.range());
        }
        self.at_token("invalid syntax", range.start())
    }
}
