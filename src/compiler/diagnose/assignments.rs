//! Assignments where none may stand, and targets nothing can be assigned to.

use super::parser::Diagnosis;
use super::parser::MAYBE_EQUAL;
use super::scan::Finding;
use super::targets;
use ruff_python_ast::Expr;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::ParseErrorType;
use ruff_python_parser::parse_expression;
use ruff_text_size::Ranged;
use ruff_text_size::TextRange;
use ruff_text_size::TextSize;

impl Diagnosis<'_> {
    /// `=` where no assignment may stand.
    pub(super) fn stray_equal(&self, index: usize, bracket: Option<TokenKind>) -> Option<Finding> {
        let left = self.operand_before(index)?;
        let in_call = bracket == Some(TokenKind::Lpar)
            && self.enclosing(index).is_some_and(|b| {
                b > 0
                    && matches!(
                        self.tokens[b - 1].kind(),
                        TokenKind::Name | TokenKind::Rpar | TokenKind::Rsqb
                    )
            });
        if in_call {
            return Some(self.assignment_in_call(left));
        }
        if self.text(left).starts_with('*') {
            return None;
        }
        let parsed = parse_expression(self.text(left)).ok()?;
        let operand = &*parsed.syntax().body;
        // The value after the sign, which no second sign may follow.
        let right_end = self.operand_end(index + 1)?;
        if let Expr::Name(_) = operand {
            return Some(self.range(MAYBE_EQUAL, TextRange::new(left.start(), right_end)));
        }
        if matches!(
            operand,
            Expr::List(_)
                | Expr::Tuple(_)
                | Expr::Generator(_)
                | Expr::BooleanLiteral(_)
                | Expr::NoneLiteral(_)
                | Expr::Lambda(_)
                | Expr::If(_)
                | Expr::Compare(_)
                | Expr::BoolOp(_)
        ) {
            return None;
        }
        let message =
            format!("cannot assign to {} here. Maybe you meant '==' instead of '='?", targets::name(operand));
        Some(self.range(message, left))
    }

    /// The operand before a sign: back to a delimiter or a keyword.
    pub(super) fn operand_before(&self, index: usize) -> Option<TextRange> {
        let end = self.tokens.get(index.checked_sub(1)?)?.range().end();
        let mut start = index;
        let mut depth = 0;
        while start > 0 {
            let t = self.tokens[start - 1];
            match t.kind() {
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth += 1,
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace if depth == 0 => break,
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth -= 1,
                TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent => break,
                TokenKind::Comma | TokenKind::Colon | TokenKind::Equal | TokenKind::Semi if depth == 0 => {
                    break;
                }
                TokenKind::If
                | TokenKind::Elif
                | TokenKind::Else
                | TokenKind::While
                | TokenKind::And
                | TokenKind::Or
                | TokenKind::Not
                | TokenKind::In
                | TokenKind::Is
                | TokenKind::Return
                | TokenKind::Assert
                | TokenKind::For
                | TokenKind::With
                | TokenKind::As
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
        Some(TextRange::new(self.tokens[start].range().start(), end))
    }

    /// Where the operand that starts at a token ends.
    pub(super) fn operand_end(&self, from: usize) -> Option<TextSize> {
        let mut depth = 0;
        let mut end = None;
        for t in self.tokens.get(from..)? {
            match t.kind() {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth -= 1,
                TokenKind::Equal | TokenKind::ColonEqual if depth == 0 => return None,
                TokenKind::Comma
                | TokenKind::Colon
                | TokenKind::Newline
                | TokenKind::Semi
                | TokenKind::If
                | TokenKind::Else
                | TokenKind::And
                | TokenKind::Or
                | TokenKind::Not
                | TokenKind::In
                | TokenKind::Is
                | TokenKind::For
                | TokenKind::EqEqual
                | TokenKind::Less
                | TokenKind::Greater
                    if depth == 0 =>
                {
                    break;
                }
                _ => {}
            }
            if depth < 0 {
                break;
            }
            end = Some(t.range().end());
        }
        end
    }

    pub(super) fn invalid_target(&self, error: &ParseErrorType, range: TextRange) -> Finding {
        let target = targets::with_range(self.module, range);
        let name = target.map_or("expression", targets::name);
        let index = self.index_at(range.start());
        match error {
            ParseErrorType::InvalidDeleteTarget => {
                return self.range(format!("cannot delete {name}"), range);
            }
            ParseErrorType::InvalidAugmentedAssignmentTarget => {
                let message = format!("'{name}' is an illegal expression for augmented assignment");
                return self.range(message, range);
            }
            ParseErrorType::InvalidNamedAssignmentTarget => {
                let message = format!("cannot use assignment expressions with {name}");
                return self.range(message, range);
            }
            ParseErrorType::InvalidAnnotatedAssignmentTarget => {
                let after = self
                    .tokens
                    .iter()
                    .position(|t| t.kind() == TokenKind::Colon && t.range().start() >= range.end());
                if let Some(newline) = after.and_then(|i| self.tokens.get(i + 1))
                    && newline.kind() == TokenKind::Newline
                {
                    return self.range("invalid syntax", newline.range());
                }
                return match target {
                    Some(Expr::List(_)) => {
                        self.range("only single target (not list) can be annotated", range)
                    }
                    Some(Expr::Tuple(t)) if !t.parenthesized && !t.elts.is_empty() => {
                        self.range("only single target (not tuple) can be annotated", t.elts[0].range())
                    }
                    Some(Expr::Tuple(_)) => {
                        self.range("only single target (not tuple) can be annotated", range)
                    }
                    _ => self.range("illegal target for annotation", range),
                };
            }
            _ => {}
        }
        let first = self.line_start(index);
        if matches!(target, Some(Expr::Compare(_))) && self.tokens[first].kind() == TokenKind::For {
            // `for i < ()` stops at the operator.
            return self.generic(self.tokens[index + 1].range().start());
        }
        if let Some(found) = self.loop_without_in(index, range) {
            return found;
        }
        let bracketed = self.source[..usize::from(range.start())].trim_end().ends_with('(');
        if matches!(target, Some(Expr::Yield(_) | Expr::YieldFrom(_))) && !bracketed {
            return self.range("assignment to yield expression not possible", range);
        }
        // `value = …` as a statement may have been meant as a comparison.
        let next = self.tokens.iter().position(|t| t.range().start() >= range.end());
        let after = next.map(|i| (i, self.tokens[i].kind()));
        let parenthesised = matches!(after, Some((_, TokenKind::Rpar)))
            && first + 1 == index
            && self.tokens[first].kind() == TokenKind::Lpar;
        let after = match after {
            Some((i, TokenKind::Rpar)) if parenthesised => self.tokens.get(i + 1).map(|t| (i + 1, t.kind())),
            other => other,
        };
        if let Some((i, TokenKind::Equal)) = after
            && (self.tokens[first].range().start() == range.start() || parenthesised)
            && !matches!(
                target,
                Some(
                    Expr::List(_)
                        | Expr::Tuple(_)
                        | Expr::Generator(_)
                        | Expr::BooleanLiteral(_)
                        | Expr::NoneLiteral(_)
                        | Expr::Lambda(_)
                        | Expr::If(_)
                        | Expr::Compare(_)
                        | Expr::BoolOp(_)
                )
            )
            && self.operand_end(i + 1).is_some()
        {
            let message = format!("cannot assign to {name} here. Maybe you meant '==' instead of '='?");
            return self.range(message, range);
        }
        self.range(format!("cannot assign to {name}"), range)
    }

    /// `x.y := …`
    pub(super) fn named_target(&self, index: usize) -> Option<Finding> {
        if self.tokens[index].kind() != TokenKind::ColonEqual {
            return None;
        }
        let left = self.operand_before(index)?;
        let parsed = parse_expression(self.text(left)).ok()?;
        match &*parsed.syntax().body {
            Expr::Name(_) | Expr::Tuple(_) => None,
            e => {
                Some(self.range(format!("cannot use assignment expressions with {}", targets::name(e)), left))
            }
        }
    }

    /// `f(x.y=1)`: from the expression to the sign.
    pub(super) fn assignment_in_call(&self, range: TextRange) -> Finding {
        let index = self.index_at(range.start());
        let equal = self.tokens[index..].iter().find(|t| t.kind() == TokenKind::Equal);
        let whole = TextRange::new(range.start(), equal.map_or(range.end(), |t| t.range().end()));
        let word = self.text(range);
        if matches!(word, "True" | "False" | "None") {
            return self.range(format!("cannot assign to {word}"), whole);
        }
        if word.starts_with('*') {
            let equal = self.index_at(whole.end() - TextSize::from(1));
            let end = self.operand_end(equal + 1).unwrap_or(whole.end());
            let kind = if word.starts_with("**") { "keyword" } else { "iterable" };
            let message = format!("cannot assign to {kind} argument unpacking");
            return self.range(message, TextRange::new(whole.start(), end));
        }
        let lead = word.len() - word.trim_start_matches(['(', ' ']).len();
        let whole = TextRange::new(whole.start() + TextSize::try_from(lead).unwrap_or_default(), whole.end());
        self.range("expression cannot contain assignment, perhaps you meant \"==\"?", whole)
    }
}
