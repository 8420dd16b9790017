//! Errors inside string literals and f-strings.

use super::parser::Diagnosis;
use super::scan::Finding;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::LexicalErrorType;
use ruff_text_size::Ranged;
use ruff_text_size::TextRange;

impl Diagnosis<'_> {
    pub(super) fn lexical(&self, error: &LexicalErrorType, range: TextRange) -> Finding {
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
    pub(super) fn bad_escape(&self, range: TextRange) -> Finding {
        let Some(token) = self.token_at(range.start()) else { return self.generic(range.start()) };
        let text = self.text(token.range());
        let quote_at = text.find(['\'', '"']).unwrap_or(0);
        let prefix = text[..quote_at].to_ascii_lowercase();
        let quotes =
            if text[quote_at..].starts_with("'''") || text[quote_at..].starts_with("\"\"\"") { 3 } else { 1 };
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

    pub(super) fn fstring(&self, message: &str, range: TextRange) -> Finding {
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

    /// A replacement field of an f-string without an expression.
    pub(super) fn empty_field(&self, index: usize) -> Option<Finding> {
        let opens = self.tokens.get(index.checked_sub(1)?)?.kind() == TokenKind::Lbrace;
        let outside = self.tokens.get(index.checked_sub(2)?)?.kind();
        if !opens
            || !matches!(outside, TokenKind::FStringStart | TokenKind::FStringMiddle | TokenKind::Rbrace)
        {
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
            return Some(
                "'unicodeescape' codec can't decode byte 0x5c in position 0: \\ at end of string".to_owned(),
            );
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
