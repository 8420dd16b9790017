//! From the parser's reason to CPython's message.

use super::scan::Finding;
use crate::ErrorKind;
use crate::ast::Lines;
use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::{Mod, ModModule, Stmt};
use ruff_python_parser::{ParseErrorType, Parsed};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// What is known about a source that does not parse.
pub(super) struct Diagnosis<'a> {
    pub source: &'a str,
    pub lines: &'a Lines,
    pub tokens: Vec<Token>,
    pub comments: Vec<TextRange>,
    pub module: &'a Mod,
}

/// The diagnosis for the parser's first error.
pub(super) fn diagnose(source: &str, lines: &Lines, parsed: &Parsed<Mod>) -> Finding {
    let trivia = |t: &&Token| !matches!(t.kind(), TokenKind::Comment | TokenKind::NonLogicalNewline);
    let tokens = parsed.tokens().iter().filter(trivia).copied().collect();
    let comments =
        parsed.tokens().iter().filter(|t| t.kind() == TokenKind::Comment).map(|t| t.range()).collect();
    let d = Diagnosis { source, lines, tokens, comments, module: parsed.syntax() };
    let first = parsed.errors().first();
    match (first, parsed.unsupported_syntax_errors().first()) {
        (Some(e), _) => d.parse_error(&e.error, e.location),
        (None, Some(e)) => d.unsupported(&e.to_string(), e.range),
        (None, None) => d.generic(TextSize::from(0)),
    }
}

/// Whether a diagnosis points at the end of the source.
pub(super) fn at_end(source: &str, found: &Finding) -> bool {
    let count = source.lines().count() as i32;
    let last = source.lines().last().map_or(0, |l| l.chars().count()) as i32;
    found.line > count || (found.line == count && found.offset > last)
}

/// Whether a diagnosis points behind the last character of its line.
pub(super) fn at_line_end(source: &str, found: &Finding) -> bool {
    let line = source.lines().nth((found.line - 1).max(0) as usize);
    at_end(source, found) || line.is_some_and(|l| found.offset > l.chars().count() as i32)
}

/// Where a second statement starts, if the source has one.
pub(super) fn second_statement(source: &str, m: &ModModule) -> Option<TextSize> {
    let (first, second) = (m.body.first()?, m.body.get(1)?);
    // Statements joined by `;` are one interactive statement.
    let between = &source[usize::from(first.range().end())..usize::from(second.range().start())];
    let compound = is_compound(first);
    (compound || between.contains('\n')).then(|| second.range().start())
}

/// Whether a statement has a block.
pub(super) fn is_compound(s: &Stmt) -> bool {
    matches!(
        s,
        Stmt::FunctionDef(_)
            | Stmt::ClassDef(_)
            | Stmt::If(_)
            | Stmt::For(_)
            | Stmt::While(_)
            | Stmt::With(_)
            | Stmt::Try(_)
            | Stmt::Match(_)
    )
}

pub(super) const MAYBE_EQUAL: &str = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";

impl Diagnosis<'_> {
    /// Line and column (from 1, in characters) of an offset.
    pub(super) fn position(&self, at: TextSize) -> (i32, i32) {
        let (line, col) = self.lines.position(at);
        let end = usize::from(at);
        let start = end - col as usize;
        (line, self.source.get(start..end).map_or(col, |s| s.chars().count() as i32) + 1)
    }

    pub(super) fn range(&self, message: impl Into<String>, mut range: TextRange) -> Finding {
        // A newline after a comment starts with it.
        if self.text(range) == "\n"
            && let Some(comment) = self.comments.iter().find(|c| c.end() == range.start())
        {
            range = TextRange::new(comment.start(), range.end());
        }
        let (line, offset) = self.position(range.start());
        let (mut end_line, mut end_offset) = self.position(range.end());
        // A newline ends on its own line.
        if end_offset == 1 && end_line > line && self.text(range).ends_with('\n') {
            (end_line, end_offset) = self.position(range.end() - TextSize::from(1));
            end_offset += 1;
        }
        Finding { kind: ErrorKind::Syntax, message: message.into(), line, offset, end_line, end_offset }
    }

    pub(super) fn text(&self, range: TextRange) -> &str {
        &self.source[range]
    }

    /// Index of the first token that ends after the offset.
    pub(super) fn index_at(&self, at: TextSize) -> usize {
        self.tokens
            .partition_point(|t| t.range().end() <= at && !(t.range().is_empty() && t.range().start() == at))
    }

    pub(super) fn token_at(&self, at: TextSize) -> Option<Token> {
        self.tokens.get(self.index_at(at)).copied()
    }

    pub(super) fn at_token(&self, message: impl Into<String>, at: TextSize) -> Finding {
        match self.token_at(at) {
            Some(t) => self.range(message, t.range()),
            None => self.range(message, TextRange::empty(at)),
        }
    }

    /// "invalid syntax", or the legacy statement or missing comma that explains it.
    pub(super) fn generic(&self, at: TextSize) -> Finding {
        let Some(mut index) = self.tokens.get(self.index_at(at)).map(|_| self.index_at(at)) else {
            return self.end_of_file("invalid syntax");
        };
        if self.tokens[index].kind() == TokenKind::Indent {
            return self.unexpected_indent(self.tokens[index]);
        }
        while self.tokens[index].kind() == TokenKind::Dedent && index + 1 < self.tokens.len() {
            index += 1;
        }
        let token = self.tokens[index];
        if token.kind() == TokenKind::Equal {
            let bracket = self.enclosing(index).map(|b| self.tokens[b].kind());
            if let Some(found) = self.stray_equal(index, bracket) {
                return found;
            }
        }
        if let Some(found) = self.named_target(index).or_else(|| self.empty_field(index)) {
            return found;
        }
        if let Some(found) = self.legacy_statement(index).or_else(|| self.missing_comma(index)) {
            return found;
        }
        self.range("invalid syntax", token.range())
    }

    pub(super) fn end_of_file(&self, message: &str) -> Finding {
        let line = self.source.lines().count().max(1) as i32;
        let col = self.source.lines().last().map_or(0, |l| l.chars().count()) as i32 + 1;
        Finding::at(message, line, col).ending(-1)
    }

    pub(super) fn unexpected_indent(&self, token: Token) -> Finding {
        let end = token.range().end();
        let (line, col) = self.position(end);
        Finding::at("unexpected indent", line, col - 1).ending(-1).of(ErrorKind::Indentation)
    }

    /// The first token of the logical line that holds the token.
    pub(super) fn line_start(&self, index: usize) -> usize {
        let mut start = index;
        while start > 0
            && !matches!(
                self.tokens[start - 1].kind(),
                TokenKind::Newline | TokenKind::Indent | TokenKind::Dedent | TokenKind::Semi
            )
        {
            start -= 1;
        }
        start
    }

    /// The bracket that encloses the token, if any.
    pub(super) fn enclosing(&self, index: usize) -> Option<usize> {
        let mut depth = 0;
        for i in (0..index).rev() {
            match self.tokens[i].kind() {
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth += 1,
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace if depth == 0 => return Some(i),
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth -= 1,
                TokenKind::Newline => return None,
                _ => {}
            }
        }
        None
    }

    pub(super) fn unsupported(&self, message: &str, range: TextRange) -> Finding {
        if message.starts_with("Multiple exception types must be parenthesized") {
            return self.exception_types(range);
        }
        if message.starts_with("Cannot use iterable unpacking in a") {
            return self.range("iterable unpacking cannot be used in comprehension", range);
        }
        if message.starts_with("Cannot use parenthesized keyword argument") {
            return self.assignment_in_call(range);
        }
        self.generic(range.start())
    }

    pub(super) fn parse_error(&self, error: &ParseErrorType, range: TextRange) -> Finding {
        let start = range.start();
        match error {
            ParseErrorType::UnexpectedIndentation => match self.token_at(start) {
                Some(t) if t.kind() == TokenKind::Indent => self.unexpected_indent(t),
                _ => {
                    let (line, col) = self.position(range.end());
                    Finding::at("unexpected indent", line, col - 1).ending(-1).of(ErrorKind::Indentation)
                }
            },
            ParseErrorType::ExpectedToken { expected, found } => {
                self.expected_token(*expected, *found, range)
            }
            ParseErrorType::InvalidAssignmentTarget
            | ParseErrorType::InvalidNamedAssignmentTarget
            | ParseErrorType::InvalidAnnotatedAssignmentTarget
            | ParseErrorType::InvalidAugmentedAssignmentTarget
            | ParseErrorType::InvalidDeleteTarget => self.invalid_target(error, range),
            ParseErrorType::ExpectedExpression => self.expected_expression(range),
            ParseErrorType::UnparenthesizedGeneratorExpression => self.bare_generator(range),
            ParseErrorType::ParamAfterVarKeywordParam => {
                self.at_token("arguments cannot follow var-keyword argument", start)
            }
            ParseErrorType::NonDefaultParamAfterDefaultParam if self.text(range).ends_with('=') => {
                let sign = TextRange::new(range.end() - TextSize::from(1), range.end());
                self.range("expected default value expression", sign)
            }
            ParseErrorType::UnparenthesizedTupleExpression => {
                let index = self.index_at(start);
                let comma = self.tokens[index..].iter().find(|t| t.kind() == TokenKind::Comma);
                self.generic(comma.map_or(start, |t| t.range().start()))
            }
            ParseErrorType::NonDefaultParamAfterDefaultParam => {
                self.range("parameter without a default follows parameter with a default", range)
            }
            ParseErrorType::VarParameterWithDefault => {
                let index = self.index_at(start);
                let equal = self.tokens[index..].iter().find(|t| t.kind() == TokenKind::Equal);
                let at = equal.map_or(range, |t| t.range());
                let stars = self.tokens[..self.index_at(at.start())]
                    .iter()
                    .rfind(|t| matches!(t.kind(), TokenKind::Star | TokenKind::DoubleStar));
                let double = stars.is_some_and(|t| t.kind() == TokenKind::DoubleStar);
                let kind = if double { "var-keyword" } else { "var-positional" };
                self.range(format!("{kind} argument cannot have default value"), at)
            }
            ParseErrorType::ExpectedKeywordParam => self.bare_star(range),
            ParseErrorType::PositionalAfterKeywordArgument => {
                self.argument_end("positional argument follows keyword argument", start)
            }
            ParseErrorType::PositionalAfterKeywordUnpacking => {
                self.argument_end("positional argument follows keyword argument unpacking", start)
            }
            ParseErrorType::InvalidArgumentUnpackingOrder => {
                let message = "iterable argument unpacking follows keyword argument unpacking";
                let begin = self.source[..usize::from(start)].rfind(',').unwrap_or(usize::from(start));
                let begin = TextSize::try_from(begin).unwrap_or(start);
                let index = self.index_at(begin);
                let comma = self.tokens[index..]
                    .iter()
                    .find(|t| t.range().end() >= range.end())
                    .map_or(range.end(), |t| t.range().end());
                self.range(message, TextRange::new(begin, comma))
            }
            ParseErrorType::IterableUnpackingInComprehension => {
                self.range("iterable unpacking cannot be used in comprehension", range)
            }
            ParseErrorType::SimpleStatementsOnSameLine
            | ParseErrorType::SimpleAndCompoundStatementOnSameLine => self.same_line(range),
            ParseErrorType::InvalidStarredExpressionUsage => self.starred(range),
            ParseErrorType::EmptyImportNames
                if self.token_at(start).is_some_and(|t| t.kind() != TokenKind::Newline) =>
            {
                self.generic(start)
            }
            ParseErrorType::EmptyImportNames => {
                let at = self.token_at(start).map_or(start, |t| t.range().start());
                let (line, col) = self.position(at);
                Finding::at("Expected one or more names after 'import'", line, col)
            }
            ParseErrorType::EmptyTypeParams => self.range("Type parameter list cannot be empty", range),
            ParseErrorType::OtherError(message) => self.other(message, range),
            ParseErrorType::Lexical(l) => self.lexical(l, range),
            ParseErrorType::FStringError(e) => self.fstring(&e.to_string(), range),
            _ => self.generic(start),
        }
    }

    pub(super) fn argument_end(&self, message: &str, start: TextSize) -> Finding {
        // CPython points at the closing parenthesis.
        let index = self.index_at(start);
        let mut depth = 0;
        for t in &self.tokens[index..] {
            match t.kind() {
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth += 1,
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace if depth == 0 => {
                    return self.range(message, t.range());
                }
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth -= 1,
                _ => {}
            }
        }
        self.at_token(message, start)
    }

    pub(super) fn same_line(&self, range: TextRange) -> Finding {
        let index = self.index_at(range.start());
        let first = self.line_start(index);
        if self.tokens[first].kind() == TokenKind::Import
            && self.tokens.get(index).is_some_and(|t| t.kind() == TokenKind::From)
        {
            let message = "Did you mean to use 'from ... import ...' instead?";
            let whole = self.tokens[first].range().cover(self.logical_end(index));
            let mut found = self.range(message, whole);
            // The end is that of the token after the module's name.
            let after = self.tokens[index + 1..]
                .iter()
                .find(|t| !matches!(t.kind(), TokenKind::Name | TokenKind::Dot))
                .map(|t| self.position(t.range().end()));
            if let Some((line, col)) = after.filter(|(line, _)| *line == found.line) {
                (found.end_line, found.end_offset) = (line, col - 1);
            }
            return found;
        }
        self.generic(range.start())
    }

    /// The range of the last token of the logical line.
    pub(super) fn logical_end(&self, index: usize) -> TextRange {
        self.tokens[index..]
            .iter()
            .take_while(|t| !matches!(t.kind(), TokenKind::Newline | TokenKind::Semi))
            .last()
            .map_or(self.tokens[index].range(), |t| t.range())
    }

    pub(super) fn expected_expression(&self, range: TextRange) -> Finding {
        let start = range.start();
        let index = self.index_at(start);
        let before = index.checked_sub(1).map(|i| self.tokens[i]);
        let bracket = self.enclosing(index);
        let bracket_kind = bracket.map(|b| self.tokens[b].kind());
        let found = self.tokens.get(index).map(|t| t.kind());
        match before.map(|t| t.kind()) {
            Some(TokenKind::Equal) if matches!(found, Some(TokenKind::Comma | TokenKind::Rpar)) => {
                let Some(before) = before else { return self.generic(start) };
                let opener = bracket.unwrap_or(0);
                let is_def =
                    matches!(self.tokens[self.line_start(index)].kind(), TokenKind::Def | TokenKind::Async)
                        && opener <= self.line_start(index) + 3;
                if is_def || bracket_kind != Some(TokenKind::Lpar) {
                    return self.range("expected default value expression", before.range());
                }
                let name = self.tokens[index - 2];
                self.range("expected argument value expression", name.range().cover(before.range()))
            }
            Some(TokenKind::Equal) if found == Some(TokenKind::Colon) && self.in_lambda(index) => {
                match before {
                    Some(before) => self.range("expected default value expression", before.range()),
                    None => self.generic(start),
                }
            }
            Some(TokenKind::Colon) if bracket_kind == Some(TokenKind::Lbrace) => {
                let at = before.map_or(range, |t| t.range());
                self.range("expression expected after dictionary key and ':'", at)
            }
            Some(TokenKind::Star) if bracket.is_some() => {
                if index >= 2 && self.tokens[index - 2].kind() == TokenKind::Colon {
                    return self.range("invalid syntax", self.tokens[index - 1].range());
                }
                self.at_token("Invalid star expression", start)
            }
            _ => self.generic(start),
        }
    }

    /// The word that starts the logical line.
    pub(super) fn line_keyword(&self, index: usize) -> TokenKind {
        let first = self.line_start(index);
        match self.tokens[first].kind() {
            TokenKind::Async => self.tokens.get(first + 1).map_or(TokenKind::Async, |t| t.kind()),
            other => other,
        }
    }

    pub(super) fn expected_token(&self, expected: TokenKind, found: TokenKind, range: TextRange) -> Finding {
        let start = range.start();
        let index = self.index_at(start);
        let keyword = if index < self.tokens.len() { self.line_keyword(index) } else { TokenKind::EndOfFile };
        let bracket = self.enclosing(index).map(|b| self.tokens[b].kind());
        match (expected, found) {
            (_, TokenKind::Equal) if expected != TokenKind::Lpar => {
                if let Some(finding) = self.stray_equal(index, bracket) {
                    return finding;
                }
                self.generic(start)
            }
            (TokenKind::Colon, TokenKind::Newline) if bracket.is_none() => {
                self.at_token("expected ':'", start)
            }
            (TokenKind::Colon, TokenKind::Lpar) if self.in_lambda(index) => {
                self.parenthesised_parameters("Lambda expression", index)
            }
            (TokenKind::Colon, _) if bracket == Some(TokenKind::Lbrace) => {
                let before = self.tokens[index.saturating_sub(1)];
                let (line, col) = self.position(before.range().start());
                Finding::at("':' expected after dictionary key", line, col).ending(0)
            }
            (TokenKind::Colon, _)
                if bracket.is_none()
                    && matches!(
                        keyword,
                        TokenKind::Def
                            | TokenKind::Else
                            | TokenKind::Try
                            | TokenKind::Finally
                            | TokenKind::Lambda
                    ) =>
            {
                self.at_token("expected ':'", start)
            }
            (TokenKind::Lpar, _) if keyword == TokenKind::Def => self.at_token("expected '('", start),
            (TokenKind::Rpar, TokenKind::Lpar) if keyword == TokenKind::Def => {
                self.parenthesised_parameters("Function", index)
            }
            (TokenKind::Rpar, TokenKind::Colon) => match self.star_before(index) {
                Some(_) => self.at_token("Invalid star expression", start),
                None => self.generic(start),
            },
            (TokenKind::Comma, TokenKind::Star) if keyword == TokenKind::Def || self.in_lambda(index) => {
                self.at_token("expected comma between / and *", start)
            }
            (TokenKind::Comma, f) if is_augmented(f) && keyword != TokenKind::Del => {
                let first = self.line_start(index);
                let whole = self.tokens[first].range().cover(self.tokens[index - 1].range());
                self.range("'tuple' is an illegal expression for augmented assignment", whole)
            }
            (TokenKind::Else, f) if f != TokenKind::Colon => self.missing_else(index),
            (TokenKind::Rsqb | TokenKind::Rbrace, TokenKind::For) => self.comprehension_target(index),
            _ => self.generic(start),
        }
    }

    pub(super) fn star_before(&self, index: usize) -> Option<TextRange> {
        let bracket = self.enclosing(index)?;
        let star = self.tokens.get(bracket.checked_sub(1)?)?;
        (star.kind() == TokenKind::Star).then(|| star.range())
    }

    pub(super) fn in_lambda(&self, index: usize) -> bool {
        let first = self.line_start(index);
        let mut depth = 0i32;
        for t in self.tokens[first..index].iter().rev() {
            match t.kind() {
                TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => depth += 1,
                TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => depth -= 1,
                TokenKind::Colon if depth <= 0 => return false,
                TokenKind::Lambda => return true,
                _ => {}
            }
        }
        false
    }
}

fn is_augmented(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::PlusEqual
            | TokenKind::MinusEqual
            | TokenKind::StarEqual
            | TokenKind::SlashEqual
            | TokenKind::PercentEqual
            | TokenKind::AmperEqual
            | TokenKind::VbarEqual
            | TokenKind::CircumflexEqual
            | TokenKind::LeftShiftEqual
            | TokenKind::RightShiftEqual
            | TokenKind::DoubleStarEqual
            | TokenKind::DoubleSlashEqual
            | TokenKind::AtEqual
    )
}
