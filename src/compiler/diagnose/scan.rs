//! The tokenizer's own errors: strings, numbers, characters, brackets, indentation.

use crate::ErrorKind;

/// A finished diagnosis: the columns are what the exception shows.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub kind: ErrorKind,
    pub message: String,
    pub line: i32,
    pub offset: i32,
    pub end_line: i32,
    pub end_offset: i32,
}

impl Finding {
    pub fn at(message: impl Into<String>, line: i32, offset: i32) -> Finding {
        Finding {
            kind: ErrorKind::Syntax,
            message: message.into(),
            line,
            offset,
            end_line: line,
            end_offset: offset,
        }
    }

    pub fn ending(mut self, end_offset: i32) -> Finding {
        self.end_offset = end_offset;
        self
    }

    pub fn of(mut self, kind: ErrorKind) -> Finding {
        self.kind = kind;
        self
    }
}

/// An opening bracket and where it stands (column in characters from 0).
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub bracket: char,
    pub line: i32,
    pub col: i32,
}

type Result<T = ()> = std::result::Result<T, Finding>;

struct Scanner {
    text: Vec<char>,
    at: usize,
    line: i32,
    line_start: usize,
    open: Vec<Open>,
    indents: Vec<(usize, usize)>,
}

/// The tokenizer's first error, and the brackets still open at the end.
pub(super) fn scan(source: &str) -> (Option<Finding>, Vec<Open>) {
    let mut s = Scanner {
        text: source.chars().collect(),
        at: 0,
        line: 1,
        line_start: 0,
        open: Vec::new(),
        indents: vec![(0, 0)],
    };
    let error = s.run().err();
    (error, s.open)
}

fn is_name_start(c: char) -> bool {
    c == '_' || c.is_alphabetic() || (!c.is_ascii() && c.is_alphanumeric())
}

fn is_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric() || (!c.is_ascii() && is_mark(c))
}

/// Combining marks and connectors that identifiers may continue with.
fn is_mark(c: char) -> bool {
    matches!(c as u32, 0x300..=0x36f | 0x483..=0x487 | 0x591..=0x5bd | 0x610..=0x61a | 0x64b..=0x669 | 0x6d6..=0x6dc
        | 0x900..=0x903 | 0x93a..=0x94f | 0x203f..=0x2040 | 0x2054 | 0x20d0..=0x20f0 | 0x3099..=0x309a | 0xb7
        | 0xfe00..=0xfe0f | 0xfe20..=0xfe2f | 0xfe33..=0xfe34 | 0xfe4d..=0xfe4f | 0xff3f)
}

impl Scanner {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    /// Characters of the line before position `at`: the offset of the character before it.
    fn col(&self, at: usize) -> i32 {
        (at - self.line_start) as i32
    }

    fn fail<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(Finding::at(message, self.line, self.col(self.at)))
    }

    fn newline(&mut self) {
        self.at += 1;
        self.line += 1;
        self.line_start = self.at;
    }

    fn run(&mut self) -> Result {
        let mut fresh = true;
        while self.at < self.text.len() {
            if fresh && self.open.is_empty() {
                self.indentation()?;
                fresh = false;
                continue;
            }
            let Some(c) = self.peek(0) else { break };
            if c == '\n' {
                self.newline();
                fresh = true;
                continue;
            }
            self.token(c)?;
        }
        Ok(())
    }

    fn indentation(&mut self) -> Result {
        let (mut col, mut alt) = (0usize, 0usize);
        loop {
            match self.peek(0) {
                Some(' ') => {
                    col += 1;
                    alt += 1;
                }
                Some('\t') => {
                    col = (col / 8 + 1) * 8;
                    alt += 1;
                }
                Some('\x0c') => {
                    col = 0;
                    alt = 0;
                }
                _ => break,
            }
            self.at += 1;
        }
        if matches!(self.peek(0), None | Some('\n' | '#')) {
            return Ok(());
        }
        if self.peek(0) == Some('\\') {
            return Ok(());
        }
        let tabs =
            || Finding::at("inconsistent use of tabs and spaces in indentation", self.line, 1).ending(0);
        let (top, top_alt) = self.indents.last().copied().unwrap_or((0, 0));
        if col == top {
            if alt != top_alt {
                return Err(tabs().of(ErrorKind::Tab));
            }
        } else if col > top {
            if alt <= top_alt {
                return Err(tabs().of(ErrorKind::Tab));
            }
            if self.indents.len() >= 100 {
                let found = Finding::at("too many levels of indentation", self.line, self.col(self.at));
                return Err(found.of(ErrorKind::Indentation));
            }
            self.indents.push((col, alt));
        } else {
            while self.indents.len() > 1 && self.indents.last().is_some_and(|i| col < i.0) {
                self.indents.pop();
            }
            let (top, top_alt) = self.indents.last().copied().unwrap_or((0, 0));
            if col != top {
                let length = self.text[self.line_start..].iter().take_while(|c| **c != '\n').count() as i32;
                let message = "unindent does not match any outer indentation level";
                return Err(Finding::at(message, self.line, length + 1)
                    .ending(-1)
                    .of(ErrorKind::Indentation));
            }
            if alt != top_alt {
                return Err(tabs().of(ErrorKind::Tab));
            }
        }
        Ok(())
    }

    fn token(&mut self, c: char) -> Result {
        match c {
            ' ' | '\t' | '\x0c' => self.at += 1,
            '#' => {
                while self.peek(0).is_some_and(|c| c != '\n') {
                    self.at += 1;
                }
            }
            '\\' => {
                if self.peek(1) == Some('\n') {
                    if self.at + 2 >= self.text.len() {
                        let found =
                            Finding::at("unexpected EOF while parsing", self.line, self.col(self.at) + 2);
                        return Err(found.ending(-1));
                    }
                    self.at += 1;
                    self.newline();
                } else {
                    let message = "unexpected character after line continuation character";
                    return Err(Finding::at(message, self.line, self.col(self.at) + 2).ending(0));
                }
            }
            '\'' | '"' => self.string(0)?,
            '0'..='9' => self.number()?,
            '.' if self.peek(1).is_some_and(|c| c.is_ascii_digit()) => self.number()?,
            '(' | '[' | '{' => {
                if self.open.len() >= 200 {
                    self.at += 1;
                    return self.fail("too many nested parentheses");
                }
                self.open.push(Open { bracket: c, line: self.line, col: self.col(self.at) });
                self.at += 1;
            }
            ')' | ']' | '}' => {
                self.at += 1;
                self.close(c)?;
            }
            c if is_name_start(c) => self.name()?,
            c if c.is_ascii() && !c.is_ascii_control() => self.at += 1,
            c => {
                self.at += 1;
                return Err(self.bad_character(c));
            }
        }
        Ok(())
    }

    fn bad_character(&self, c: char) -> Finding {
        let code = c as u32;
        let message = if c.is_ascii_control() || c.is_whitespace() || c.is_control() || is_invisible(c) {
            format!("invalid non-printable character U+{code:04X}")
        } else {
            format!("invalid character '{c}' (U+{code:04X})")
        };
        Finding::at(message, self.line, self.col(self.at))
    }

    fn close(&mut self, c: char) -> Result {
        let Some(open) = self.open.pop() else {
            return self.fail(format!("unmatched '{c}'"));
        };
        if !matches!((open.bracket, c), ('(', ')') | ('[', ']') | ('{', '}')) {
            let mut message =
                format!("closing parenthesis '{c}' does not match opening parenthesis '{}'", open.bracket);
            if open.line != self.line {
                message += &format!(" on line {}", open.line);
            }
            return self.fail(message);
        }
        Ok(())
    }

    fn name(&mut self) -> Result {
        let start = self.at;
        while self.peek(0).is_some_and(is_name) {
            self.at += 1;
        }
        if matches!(self.peek(0), Some('\'' | '"')) && self.at - start <= 2 {
            let prefix: String = self.text[start..self.at].iter().collect::<String>().to_ascii_lowercase();
            if matches!(&*prefix, "r" | "u" | "b" | "f" | "br" | "rb" | "fr" | "rf") {
                let length = prefix.len();
                return if prefix.contains('f') {
                    self.fstring(length, prefix.contains('r'))
                } else {
                    self.string(length)
                };
            }
        }
        if let Some(c) = self.peek(0).filter(|c| !c.is_ascii() && !is_name(*c)) {
            self.at += 1;
            return Err(self.bad_character(c));
        }
        Ok(())
    }

    /// A string whose quote is at the current place, after a prefix of the given length.
    fn string(&mut self, prefix: usize) -> Result {
        let Some(quote) = self.peek(0) else { return Ok(()) };
        let start = self.col(self.at) + 1 - prefix as i32;
        let first_line = self.line;
        let triple = self.peek(1) == Some(quote) && self.peek(2) == Some(quote);
        self.at += if triple { 3 } else { 1 };
        let mut escaped_quote = false;
        loop {
            match self.peek(0) {
                None => break,
                Some('\n') if !triple => break,
                Some('\n') => self.newline(),
                Some('\\') => {
                    escaped_quote |= self.peek(1) == Some(quote);
                    self.at += 1;
                    match self.peek(0) {
                        Some('\n') => self.newline(),
                        Some(_) => self.at += 1,
                        None => {}
                    }
                }
                Some(c) if c == quote => {
                    if !triple {
                        self.at += 1;
                        return Ok(());
                    }
                    if self.peek(1) == Some(quote) && self.peek(2) == Some(quote) {
                        self.at += 3;
                        return Ok(());
                    }
                    self.at += 1;
                }
                Some(_) => self.at += 1,
            }
        }
        let last = if self.peek(0).is_none() && self.col(self.at) == 0 { self.line - 1 } else { self.line };
        let message = if triple {
            format!("unterminated triple-quoted string literal (detected at line {last})")
        } else if escaped_quote {
            format!(
                "unterminated string literal (detected at line {last}); perhaps you escaped the end quote?"
            )
        } else {
            format!("unterminated string literal (detected at line {last})")
        };
        Err(Finding::at(message, first_line, start))
    }

    fn fstring(&mut self, prefix: usize, raw: bool) -> Result {
        let Some(quote) = self.peek(0) else { return Ok(()) };
        let start = self.col(self.at) + 1 - prefix as i32;
        let first_line = self.line;
        let triple = self.peek(1) == Some(quote) && self.peek(2) == Some(quote);
        self.at += if triple { 3 } else { 1 };
        self.fstring_body(quote, triple, raw, false, (first_line, start))
    }

    /// The text of an f-string, or of a format specifier in one.
    fn fstring_body(
        &mut self,
        quote: char,
        triple: bool,
        raw: bool,
        spec: bool,
        start: (i32, i32),
    ) -> Result {
        loop {
            match self.peek(0) {
                Some('\n') if spec && !triple => return Ok(()),
                None | Some('\n') if self.peek(0).is_none() || !triple => {
                    let last = if self.peek(0).is_none() && self.col(self.at) == 0 {
                        self.line - 1
                    } else {
                        self.line
                    };
                    let kind = if triple { "triple-quoted f-string" } else { "f-string" };
                    let message = format!("unterminated {kind} literal (detected at line {last})");
                    return Err(Finding::at(message, start.0, start.1));
                }
                Some('\n') => self.newline(),
                Some('\\') => {
                    self.at += 1;
                    match self.peek(0) {
                        Some('N') if !raw && self.peek(1) == Some('{') => {
                            while self.peek(0).is_some_and(|c| c != '}' && c != '\n') {
                                self.at += 1;
                            }
                        }
                        Some('\n') => self.newline(),
                        Some('{' | '}') => {}
                        Some(_) => self.at += 1,
                        None => {}
                    }
                }
                Some('{') if self.peek(1) == Some('{') && !spec => self.at += 2,
                Some('{') => self.fstring_field(quote, triple, raw, start)?,
                Some('}') if spec => return Ok(()),
                Some('}') if self.peek(1) == Some('}') => self.at += 2,
                Some('}') => {
                    self.at += 1;
                    return self.fail("f-string: single '}' is not allowed");
                }
                Some(c) if c == quote => {
                    let ends = !triple || (self.peek(1) == Some(quote) && self.peek(2) == Some(quote));
                    if ends {
                        if !spec {
                            self.at += if triple { 3 } else { 1 };
                        }
                        return Ok(());
                    }
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
    }

    /// A replacement field, from its opening brace on.
    fn fstring_field(&mut self, quote: char, triple: bool, raw: bool, start: (i32, i32)) -> Result {
        let depth = self.open.len();
        self.open.push(Open { bracket: '{', line: self.line, col: self.col(self.at) });
        self.at += 1;
        loop {
            let Some(c) = self.peek(0) else { return Ok(()) };
            let top = self.open.len() == depth + 1;
            match c {
                '\n' if triple || !top => self.newline(),
                '\n' => {
                    return self.fail("f-string: expecting '}'");
                }
                '}' if top => {
                    self.open.pop();
                    self.at += 1;
                    return Ok(());
                }
                ':' if top => {
                    self.at += 1;
                    self.fstring_body(quote, triple, raw, true, start)?;
                    if self.peek(0) != Some('}') {
                        return Ok(());
                    }
                }
                c if c == quote && top => {
                    // The string's end where the field should close: it may also open a nested string.
                    let rest = &self.text[self.at + 1..];
                    let closes = rest.iter().take_while(|c| **c != '\n').any(|c| *c == quote);
                    if triple || !closes {
                        self.at += 1;
                        return self.fail("f-string: expecting '}'");
                    }
                    self.string(0)?;
                }
                c => self.token(c)?,
            }
            if self.open.len() <= depth {
                return Ok(());
            }
        }
    }

    fn digits(&mut self, valid: impl Fn(char) -> bool) -> bool {
        let mut any = false;
        loop {
            while self.peek(0).is_some_and(&valid) {
                self.at += 1;
                any = true;
            }
            if self.peek(0) != Some('_') {
                return any;
            }
            if !self.peek(1).is_some_and(&valid) {
                return false;
            }
            self.at += 1;
        }
    }

    fn number(&mut self) -> Result {
        let start = self.at;
        if self.peek(0) == Some('0') {
            let radix = match self.peek(1).map(|c| c.to_ascii_lowercase()) {
                Some('x') => Some(("hexadecimal", 16)),
                Some('o') => Some(("octal", 8)),
                Some('b') => Some(("binary", 2)),
                _ => None,
            };
            if let Some((name, radix)) = radix {
                self.at += 2;
                if self.peek(0) == Some('_') {
                    self.at += 1;
                    if !self.peek(0).is_some_and(|c| c.is_digit(radix)) {
                        self.at -= 1;
                        if self.peek(1).is_some_and(|c| c.is_ascii_digit()) {
                            self.at += 2;
                            return self.bad_digit(name);
                        }
                        self.at += 1;
                        return self.fail(format!("invalid {name} literal"));
                    }
                }
                let good = self.digits(|c| c.is_digit(radix));
                if let Some(c) = self.peek(0).filter(char::is_ascii_digit) {
                    let _ = c;
                    self.at += 1;
                    return self.bad_digit(name);
                }
                if !good {
                    if self.peek(0) == Some('_') {
                        self.at += 1;
                    }
                    return self.fail(format!("invalid {name} literal"));
                }
                return self.number_end(name);
            }
        }
        if self.peek(0) != Some('.') {
            let good = self.digits(|c| c.is_ascii_digit());
            if !good {
                self.at += 1;
                return self.fail("invalid decimal literal");
            }
        }
        let digits_end = self.at;
        let mut kind = "decimal";
        let mut float = false;
        if self.peek(0) == Some('.') {
            self.at += 1;
            float = true;
            if self.peek(0).is_some_and(|c| c.is_ascii_digit()) && !self.digits(|c| c.is_ascii_digit()) {
                self.at += 1;
                return self.fail("invalid decimal literal");
            }
        }
        if matches!(self.peek(0), Some('e' | 'E')) {
            let signed = matches!(self.peek(1), Some('+' | '-'));
            let digit = self.peek(1 + usize::from(signed));
            if digit.is_some_and(|c| c.is_ascii_digit()) {
                self.at += 1 + usize::from(signed);
                float = true;
                if !self.digits(|c| c.is_ascii_digit()) {
                    self.at += 1;
                    return self.fail("invalid decimal literal");
                }
            } else if signed {
                self.at += 2;
                return self.fail("invalid decimal literal");
            }
        }
        if matches!(self.peek(0), Some('j' | 'J')) {
            self.at += 1;
            kind = "imaginary";
            float = true;
        }
        let text = &self.text[start..digits_end];
        if !float && text[0] == '0' && text.iter().any(|c| !matches!(c, '0' | '_')) {
            let message = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal \
                           integers";
            let zeros = text.iter().take_while(|c| matches!(c, '0' | '_')).count() as i32;
            let from = self.col(start) + 1;
            return Err(Finding::at(message, self.line, from).ending(from + zeros));
        }
        self.number_end(kind)
    }

    fn bad_digit<T>(&self, name: &str) -> Result<T> {
        let digit = self.text[self.at - 1];
        self.fail(format!("invalid digit '{digit}' in {name} literal"))
    }

    /// A number may be followed by a keyword, not by a name.
    fn number_end(&mut self, kind: &str) -> Result {
        let Some(c) = self.peek(0) else { return Ok(()) };
        if !(is_name_start(c) && c.is_ascii()) {
            return Ok(());
        }
        let rest: String = self.text[self.at..].iter().take(4).collect();
        let keywords: &[&str] = match c {
            'a' => &["and"],
            'e' => &["else"],
            'f' => &["for"],
            'i' => &["in", "is", "if"],
            'n' => &["not"],
            'o' => &["or"],
            _ => &[],
        };
        if keywords.iter().any(|k| rest.starts_with(k)) {
            return Ok(());
        }
        self.fail(format!("invalid {kind} literal"))
    }
}

/// Characters that show nothing.
fn is_invisible(c: char) -> bool {
    matches!(c as u32, 0xad | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfeff | 0xe000..=0xf8ff)
}
