//! From the parser's reason to CPython's message.

use super::scan::Finding;
use super::targets;
use crate::ErrorKind;
use crate::ast::Lines;
use ruff_python_ast::token::{Token, TokenKind};
use ruff_python_ast::{Expr, Mod, ModModule};
use ruff_python_parser::{LexicalErrorType, ParseErrorType, Parsed, parse_expression};
use ruff_text_size::{Ranged, TextRange, TextSize};

struct Diagnosis<'a> {
    source: &'a str,
    lines: &'a Lines,
    tokens: Vec<Token>,
    module: &'a Mod,
}

/// The diagnosis for the parser's first error.
pub(super) fn diagnose(source: &str, lines: &Lines, parsed: &Parsed<Mod>) -> Finding {
    let trivia = |t: &&Token| !matches!(t.kind(), TokenKind::Comment | TokenKind::NonLogicalNewline);
    let tokens = parsed.tokens().iter().filter(trivia).copied().collect();
    let d = Diagnosis { source, lines, tokens, module: parsed.syntax() };
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

/// Where a second statement starts, if the source has one.
pub(super) fn second_statement(source: &str, m: &ModModule) -> Option<TextSize> {
    let (first, second) = (m.body.first()?, m.body.get(1)?);
    // Statements joined by `;` are one interactive statement.
    let between = &source[usize::from(first.range().end())..usize::from(second.range().start())];
    let compound = first.is_compound();
    (compound || between.contains('\n')).then(|| second.range().start())
}

trait Compound {
    fn is_compound(&self) -> bool;
}

impl Compound for ruff_python_ast::Stmt {
    fn is_compound(&self) -> bool {
        use ruff_python_ast::Stmt;
        matches!(
            self,
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
}

const MAYBE_EQUAL: &str = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";

impl Diagnosis<'_> {
    /// Line and column (from 1, in characters) of an offset.
    fn position(&self, at: TextSize) -> (i32, i32) {
        let (line, col) = self.lines.position(at);
        let end = usize::from(at);
        let start = end - col as usize;
        (line, self.source.get(start..end).map_or(col, |s| s.chars().count() as i32) + 1)
    }

    fn range(&self, message: impl Into<String>, range: TextRange) -> Finding {
        let (line, offset) = self.position(range.start());
        let (mut end_line, mut end_offset) = self.position(range.end());
        // A newline ends on its own line.
        if end_offset == 1 && end_line > line && self.text(range).ends_with('\n') {
            (end_line, end_offset) = self.position(range.end() - TextSize::from(1));
            end_offset += 1;
        }
        Finding { kind: ErrorKind::Syntax, message: message.into(), line, offset, end_line, end_offset }
    }

    fn text(&self, range: TextRange) -> &str {
        &self.source[range]
    }

    /// Index of the first token that ends after the offset.
    fn index_at(&self, at: TextSize) -> usize {
        self.tokens.partition_point(|t| t.range().end() <= at && !(t.range().is_empty() && t.range().start() == at))
    }

    fn token_at(&self, at: TextSize) -> Option<Token> {
        self.tokens.get(self.index_at(at)).copied()
    }

    fn at_token(&self, message: impl Into<String>, at: TextSize) -> Finding {
        match self.token_at(at) {
            Some(t) => self.range(message, t.range()),
            None => self.range(message, TextRange::empty(at)),
        }
    }

    /// "invalid syntax", or the legacy statement or missing comma that explains it.
    fn generic(&self, at: TextSize) -> Finding {
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

    fn end_of_file(&self, message: &str) -> Finding {
        let line = self.source.lines().count().max(1) as i32;
        let col = self.source.lines().last().map_or(0, |l| l.chars().count()) as i32 + 1;
        Finding::at(message, line, col).ending(-1)
    }

    fn unexpected_indent(&self, token: Token) -> Finding {
        let end = token.range().end();
        let (line, col) = self.position(end);
        Finding::at("unexpected indent", line, col - 1).ending(-1).of(ErrorKind::Indentation)
    }

    /// The first token of the logical line that holds the token.
    fn line_start(&self, index: usize) -> usize {
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
    fn enclosing(&self, index: usize) -> Option<usize> {
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

    /// `print x`
    fn legacy_statement(&self, index: usize) -> Option<Finding> {
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
    fn missing_comma(&self, index: usize) -> Option<Finding> {
        let bracket = self.enclosing(index)?;
        let before = self.tokens.get(index.checked_sub(1)?)?;
        let token = self.tokens[index];
        if before.kind() == TokenKind::Name && token.kind() == TokenKind::String {
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
        if matches!(*parsed.syntax().body, Expr::If(_) | Expr::Lambda(_) | Expr::Starred(_) | Expr::Tuple(_)) {
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
            parse_expression(self.text(TextRange::new(from, *end)))
                .is_ok_and(|p| !matches!(*p.syntax().body, Expr::Named(_) | Expr::Starred(_) | Expr::Yield(_)))
        })?;
        Some(self.range("invalid syntax. Perhaps you forgot a comma?", TextRange::new(left.start(), end)))
    }

    fn unsupported(&self, message: &str, range: TextRange) -> Finding {
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

    fn exception_types(&self, range: TextRange) -> Finding {
        let index = self.index_at(range.start());
        let end = self.tokens[index..]
            .iter()
            .take_while(|t| !matches!(t.kind(), TokenKind::Colon | TokenKind::Newline))
            .last()
            .map_or(range.end(), |t| t.range().end());
        self.range("multiple exception types must be parenthesized", TextRange::new(range.start(), end))
    }

    /// `f(x.y=1)`: from the expression to the sign.
    fn assignment_in_call(&self, range: TextRange) -> Finding {
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

    fn parse_error(&self, error: &ParseErrorType, range: TextRange) -> Finding {
        let start = range.start();
        match error {
            ParseErrorType::UnexpectedIndentation => match self.token_at(start) {
                Some(t) if t.kind() == TokenKind::Indent => self.unexpected_indent(t),
                _ => {
                    let (line, col) = self.position(range.end());
                    Finding::at("unexpected indent", line, col - 1).ending(-1).of(ErrorKind::Indentation)
                }
            },
            ParseErrorType::ExpectedToken { expected, found } => self.expected_token(*expected, *found, range),
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

    fn lexical(&self, error: &LexicalErrorType, range: TextRange) -> Finding {
        match error {
            LexicalErrorType::InvalidByteLiteral => {
                let whole = self.token_at(range.start()).map_or(range, |t| t.range());
                self.range("bytes can only contain ASCII literal characters", whole)
            }
            LexicalErrorType::FStringError(e) => self.fstring(&e.to_string(), range),
            LexicalErrorType::UnicodeError
            | LexicalErrorType::MissingUnicodeLbrace
            | LexicalErrorType::MissingUnicodeRbrace => self.bad_escape(range),
            LexicalErrorType::OtherError(_) => self.bad_escape(range),
            LexicalErrorType::Eof => self.end_of_file("unexpected EOF while parsing"),
            _ => self.generic(range.start()),
        }
    }

    /// A bad escape sequence in a string literal.
    fn bad_escape(&self, range: TextRange) -> Finding {
        let Some(token) = self.token_at(range.start()) else { return self.generic(range.start()) };
        let text = self.text(token.range());
        let quote_at = text.find(['\'', '"']).unwrap_or(0);
        let prefix = text[..quote_at].to_ascii_lowercase();
        let quotes = if text[quote_at..].starts_with("'''") || text[quote_at..].starts_with("\"\"\"") { 3 } else { 1 };
        let inner = text.get(quote_at + quotes..text.len().saturating_sub(quotes)).unwrap_or("");
        if prefix.contains('b') {
            let at = inner.find("\\x").unwrap_or(0);
            return self.range(format!("(value error) invalid \\x escape at position {at}"), token.range());
        }
        match unicode_escape_error(inner) {
            Some(message) => self.range(format!("(unicode error) {message}"), token.range()),
            None => self.generic(range.start()),
        }
    }

    fn fstring(&self, message: &str, range: TextRange) -> Finding {
        let start = range.start();
        let token = self.token_at(start);
        let message = if message.starts_with("invalid conversion character") {
            match token {
                Some(t) if t.kind() == TokenKind::Name => {
                    let c = self.text(t.range());
                    format!("f-string: invalid conversion character '{c}': expected 's', 'r', or 'a'")
                }
                _ => "f-string: missing conversion character".to_owned(),
            }
        } else if message.contains("lambda") {
            "f-string: lambda expressions are not allowed without parentheses".to_owned()
        } else if message.starts_with("expecting `}`") || message.contains("expecting '}'") {
            match token {
                Some(t) if !matches!(t.kind(), TokenKind::FStringEnd | TokenKind::Newline) => {
                    let index = self.index_at(start);
                    if let Some(found) = self.missing_comma(index) {
                        return found;
                    }
                    "f-string: expecting '=', or '!', or ':', or '}'".to_owned()
                }
                _ => "f-string: expecting '}'".to_owned(),
            }
        } else if message.contains("valid expression") || message.contains("empty expression") {
            "f-string: valid expression required before '}'".to_owned()
        } else if message.contains("single '}'") {
            "f-string: single '}' is not allowed".to_owned()
        } else {
            return self.generic(start);
        };
        self.at_token(message, start)
    }

    fn argument_end(&self, message: &str, start: TextSize) -> Finding {
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

    fn bare_generator(&self, range: TextRange) -> Finding {
        let index = self.index_at(range.start());
        let in_class = self.tokens[self.line_start(index)].kind() == TokenKind::Class;
        if in_class {
            let at = self.tokens[index..].iter().find(|t| t.kind() == TokenKind::For);
            return self.range("invalid syntax", at.map_or(range, |t| t.range()));
        }
        self.range("Generator expression must be parenthesized", range)
    }

    fn same_line(&self, range: TextRange) -> Finding {
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
    fn logical_end(&self, index: usize) -> TextRange {
        self.tokens[index..]
            .iter()
            .take_while(|t| !matches!(t.kind(), TokenKind::Newline | TokenKind::Semi))
            .last()
            .map_or(self.tokens[index].range(), |t| t.range())
    }

    fn starred(&self, range: TextRange) -> Finding {
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

    fn expected_expression(&self, range: TextRange) -> Finding {
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
                let is_def = matches!(self.tokens[self.line_start(index)].kind(), TokenKind::Def | TokenKind::Async)
                    && opener <= self.line_start(index) + 3;
                if is_def || bracket_kind != Some(TokenKind::Lpar) {
                    return self.range("expected default value expression", before.range());
                }
                let name = self.tokens[index - 2];
                self.range("expected argument value expression", name.range().cover(before.range()))
            }
            Some(TokenKind::Equal) if found == Some(TokenKind::Colon) => match before {
                Some(before) => self.range("expected default value expression", before.range()),
                None => self.generic(start),
            },
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
    fn line_keyword(&self, index: usize) -> TokenKind {
        let first = self.line_start(index);
        match self.tokens[first].kind() {
            TokenKind::Async => self.tokens.get(first + 1).map_or(TokenKind::Async, |t| t.kind()),
            other => other,
        }
    }

    fn expected_token(&self, expected: TokenKind, found: TokenKind, range: TextRange) -> Finding {
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
            (TokenKind::Colon, TokenKind::Newline) if bracket.is_none() => self.at_token("expected ':'", start),
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
                        TokenKind::Def | TokenKind::Else | TokenKind::Try | TokenKind::Finally | TokenKind::Lambda
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

    fn star_before(&self, index: usize) -> Option<TextRange> {
        let bracket = self.enclosing(index)?;
        let star = self.tokens.get(bracket.checked_sub(1)?)?;
        (star.kind() == TokenKind::Star).then(|| star.range())
    }

    fn in_lambda(&self, index: usize) -> bool {
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

    fn parenthesised_parameters(&self, what: &str, index: usize) -> Finding {
        let mut depth = 0;
        let mut end = self.tokens[index].range();
        for t in &self.tokens[index..] {
            match t.kind() {
                TokenKind::Lpar => depth += 1,
                TokenKind::Rpar => depth -= 1,
                _ => {}
            }
            end = t.range();
            if depth == 0 {
                break;
            }
        }
        self.range(format!("{what} parameters cannot be parenthesized"), self.tokens[index].range().cover(end))
    }

    fn missing_else(&self, index: usize) -> Finding {
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
    fn loop_without_in(&self, index: usize, range: TextRange) -> Option<Finding> {
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

    fn comprehension_target(&self, index: usize) -> Finding {
        let Some(bracket) = self.enclosing(index) else {
            return self.generic(self.tokens[index].range().start());
        };
        let whole = self.tokens[bracket + 1].range().cover(self.tokens[index - 1].range());
        self.range("did you forget parentheses around the comprehension target?", whole)
    }

    /// `x.y := …`
    fn named_target(&self, index: usize) -> Option<Finding> {
        if self.tokens[index].kind() != TokenKind::ColonEqual {
            return None;
        }
        let left = self.operand_before(index)?;
        let parsed = parse_expression(self.text(left)).ok()?;
        match &*parsed.syntax().body {
            Expr::Name(_) | Expr::Tuple(_) => None,
            e => Some(self.range(format!("cannot use assignment expressions with {}", targets::name(e)), left)),
        }
    }

    /// A replacement field of an f-string without an expression.
    fn empty_field(&self, index: usize) -> Option<Finding> {
        let opens = self.tokens.get(index.checked_sub(1)?)?.kind() == TokenKind::Lbrace;
        let outside = self.tokens.get(index.checked_sub(2)?)?.kind();
        if !opens || !matches!(outside, TokenKind::FStringStart | TokenKind::FStringMiddle | TokenKind::Rbrace) {
            return None;
        }
        let sign = match self.tokens[index].kind() {
            TokenKind::Rbrace => '}',
            TokenKind::Exclamation => '!',
            TokenKind::Colon => ':',
            TokenKind::Equal => '=',
            _ => return None,
        };
        let message = format!("f-string: valid expression required before '{sign}'");
        Some(self.range(message, self.tokens[index].range()))
    }

    /// `=` where no assignment may stand.
    fn stray_equal(&self, index: usize, bracket: Option<TokenKind>) -> Option<Finding> {
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
    fn operand_before(&self, index: usize) -> Option<TextRange> {
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
                TokenKind::Comma | TokenKind::Colon | TokenKind::Equal | TokenKind::Semi if depth == 0 => break,
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
    fn operand_end(&self, from: usize) -> Option<TextSize> {
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

    fn invalid_target(&self, error: &ParseErrorType, range: TextRange) -> Finding {
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
                return match target {
                    Some(Expr::List(_)) => self.range("only single target (not list) can be annotated", range),
                    Some(Expr::Tuple(t)) if !t.parenthesized && !t.elts.is_empty() => {
                        self.range("only single target (not tuple) can be annotated", t.elts[0].range())
                    }
                    Some(Expr::Tuple(_)) => self.range("only single target (not tuple) can be annotated", range),
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

    fn other(&self, message: &str, range: TextRange) -> Finding {
        let start = range.start();
        if let Some(rest) = message.strip_prefix("Expected an indented block after ") {
            return self.expected_block(rest, start);
        }
        let fixed = match message {
            "Only one '*' parameter allowed" => "* argument may appear only once",
            "Only one '/' separator allowed" => "/ may appear only once",
            "'/' parameter must appear before '*' parameter" => "/ must be ahead of *",
            "Position-only parameter separator not allowed as first parameter" => "at least one argument must precede /",
            "Expected one or more exception types" => "expected one or more exception types",
            "Positional patterns cannot follow keyword patterns" => "positional patterns follow keyword patterns",
            "Trailing comma not allowed" => "trailing comma not allowed without surrounding parentheses",
            "Expected `except` or `finally` after `try` block" => "expected 'except' or 'finally' block",
            "Expected one or more symbol names after import" => "Expected one or more names after 'import'",
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
            while matches!(self.tokens.get(index).map(|t| t.kind()), Some(TokenKind::Dedent | TokenKind::Newline)) {
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

    /// A bare `*` in a parameter list with nothing after it.
    fn bare_star(&self, range: TextRange) -> Finding {
        let index = self.index_at(range.start());
        match self.tokens.get(index + 1) {
            Some(t) if !matches!(t.kind(), TokenKind::Rpar | TokenKind::Comma | TokenKind::Colon) => {
                self.generic(t.range().start())
            }
            Some(t) if self.in_lambda(index) => self.range("named arguments must follow bare *", t.range()),
            _ => self.range("named arguments must follow bare *", range),
        }
    }

    fn expected_block(&self, what: &str, start: TextSize) -> Finding {
        let mut index = self.index_at(start);
        while self.tokens.get(index).is_some_and(|t| t.kind() == TokenKind::Newline) {
            index += 1;
        }
        // The header is the logical line before.
        let mut last = index.min(self.tokens.len());
        while last > 0
            && !matches!(self.tokens[last - 1].kind(), TokenKind::Newline)
        {
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

/// The codec's complaint about the first bad escape.
fn unicode_escape_error(inner: &str) -> Option<String> {
    let chars: Vec<char> = inner.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        if chars[at] != '\\' {
            at += 1;
            continue;
        }
        let Some(kind) = chars.get(at + 1) else {
            return Some("'unicodeescape' codec can't decode byte 0x5c in position 0: \\ at end of string".to_owned());
        };
        let wanted = match kind {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            'N' => {
                let close = chars[at..].iter().position(|c| *c == '}');
                let reason = match (chars.get(at + 2), close) {
                    (Some('{'), Some(close)) => {
                        let name: String = chars[at + 3..at + close].iter().collect();
                        if unicode_names2::character(&name).is_some() {
                            at += close;
                            continue;
                        }
                        let end = at + close;
                        return Some(format!(
                            "'unicodeescape' codec can't decode bytes in position {at}-{end}: unknown Unicode \
                             character name"
                        ));
                    }
                    _ => "malformed \\N character escape",
                };
                let end = if chars.get(at + 2) == Some(&'{') { chars.len() - 1 } else { at + 1 };
                return Some(format!(
                    "'unicodeescape' codec can't decode bytes in position {at}-{end}: {reason}"
                ));
            }
            _ => {
                at += 2;
                continue;
            }
        };
        let digits = chars[at + 2..].iter().take(wanted).take_while(|c| c.is_ascii_hexdigit()).count();
        let end = at + 1 + digits;
        if digits < wanted {
            let mark: String = std::iter::repeat_n('X', wanted).collect();
            return Some(format!(
                "'unicodeescape' codec can't decode bytes in position {at}-{end}: truncated \\{kind}{mark} escape"
            ));
        }
        let value: String = chars[at + 2..at + 2 + wanted].iter().collect();
        if u32::from_str_radix(&value, 16).is_ok_and(|v| v > 0x10_ffff) {
            return Some(format!(
                "'unicodeescape' codec can't decode bytes in position {at}-{end}: illegal Unicode character"
            ));
        }
        at = end + 1;
    }
    None
}
