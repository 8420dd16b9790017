//! Source text: decoding (PEP 263) and normalisation.

use crate::ast::Lines;
use crate::{CompileError, ErrorKind, Options};
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange, TextSize};

/// Bytes to text: a byte-order mark, a coding cookie, or UTF-8.
pub(crate) fn decode(source: &[u8], options: &Options<'_>) -> Result<String, CompileError> {
    let (bytes, has_bom) = match source.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (source, false),
    };
    let Some(cookie) = cookie(bytes) else { return utf8(bytes, options) };
    let name = normal_name(&cookie);
    if has_bom && (name != "utf-8" || !cookie.to_ascii_lowercase().replace('_', "-").starts_with("utf-8")) {
        return Err(encoding_error(format!("encoding problem: {} with BOM", shown_name(&cookie)), options));
    }
    match &*name {
        "utf-8" => utf8(bytes, options),
        "iso-8859-1" => Ok(bytes.iter().map(|b| char::from(*b)).collect()),
        "ascii" => match bytes.iter().position(|b| !b.is_ascii()) {
            None => utf8(bytes, options),
            Some(at) => {
                let byte = bytes[at];
                let message = format!(
                    "'ascii' codec can't decode byte 0x{byte:02x} in position {at}: ordinal not in range(128)"
                );
                Err(encoding_error(message, options))
            }
        },
        name => {
            let Some(codec) = encoding_rs::Encoding::for_label(name.replace('_', "-").as_bytes()) else {
                return Err(encoding_error(format!("unknown encoding: {name}"), options));
            };
            match codec.decode_without_bom_handling_and_without_replacement(bytes) {
                Some(text) => Ok(text.into_owned()),
                None => Err(encoding_error(format!("'{name}' codec can't decode the source"), options)),
            }
        }
    }
}

/// An error that belongs to the whole source.
fn encoding_error(message: String, options: &Options<'_>) -> CompileError {
    let mut error = CompileError::nowhere(ErrorKind::Syntax, message, options);
    error.offset = -1;
    error
}

/// UTF-8 text. Invalid bytes are tolerated in comments, where nobody reads them.
fn utf8(bytes: &[u8], options: &Options<'_>) -> Result<String, CompileError> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    let text = String::from_utf8_lossy(bytes).into_owned();
    // Where the replacements stand, in the bytes and in the text.
    let (mut at, mut shown) = (0, 0);
    let mut places = Vec::new();
    for chunk in bytes.utf8_chunks() {
        at += chunk.valid().len();
        shown += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            places.push((at, shown));
            at += chunk.invalid().len();
            shown += char::REPLACEMENT_CHARACTER.len_utf8();
        }
    }
    let parse_options = ParseOptions::from(ruff_python_parser::Mode::Module);
    let parsed = parse_unchecked(&text, parse_options);
    for (at, shown) in places {
        let token = parsed
            .tokens()
            .iter()
            .find(|t| usize::from(t.range().start()) <= shown && shown < usize::from(t.range().end()));
        let kind = token.map(|t| t.kind());
        if kind == Some(TokenKind::Comment) {
            continue;
        }
        let is_string = kind == Some(TokenKind::String);
        let from = token.filter(|_| is_string).map_or(shown, |t| usize::from(t.range().start()));
        let lead = if is_string {
            let literal = &text[from..];
            let quote = literal.find(['\'', '"']).unwrap_or(0);
            quote
                + if literal[quote..].starts_with("\"\"\"") || literal[quote..].starts_with("'''") {
                    3
                } else {
                    1
                }
        } else {
            0
        };
        let position = shown - from - lead;
        let tail = &bytes[at..];
        let quote = tail.iter().position(|b| !is_string || matches!(b, b'\'' | b'"')).unwrap_or(tail.len());
        let whole = &tail[..if is_string { quote } else { 1 }];
        let reason = match std::str::from_utf8(whole).map_err(|e| e.error_len()) {
            Err(None) => "unexpected end of data",
            _ if (0xc2..=0xf4).contains(&bytes[at]) => "invalid continuation byte",
            _ => "invalid start byte",
        };
        let message = format!(
            "(unicode error) 'utf-8' codec can't decode byte 0x{:02x} in position {position}: {reason}",
            bytes[at]
        );
        let lines = Lines::new(&text);
        let range = match token.filter(|_| is_string) {
            Some(t) => t.range(),
            None => TextRange::empty(TextSize::try_from(shown).unwrap_or_default()),
        };
        let mut error = CompileError::at(ErrorKind::Syntax, message, lines.loc(range), &text, options);
        if !is_string {
            error.end_offset = -1;
        }
        return Err(error);
    }
    Ok(text)
}

/// The name in a coding cookie on one of the first two lines.
fn cookie(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|b| *b == b'\n').take(2) {
        let text = String::from_utf8_lossy(line);
        let trimmed = text.trim_start_matches([' ', '\t', '\x0c']);
        if let Some(comment) = trimmed.strip_prefix('#') {
            if let Some(name) = cookie_in(comment) {
                return Some(name);
            }
        } else if !trimmed.trim_end().is_empty() {
            return None;
        }
    }
    None
}

fn cookie_in(comment: &str) -> Option<String> {
    let mut rest = comment;
    while let Some(at) = rest.find("coding") {
        rest = &rest[at + "coding".len()..];
        if let Some(value) = rest.strip_prefix([':', '=']) {
            let name: String = value
                .trim_start_matches([' ', '\t'])
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
                .collect();
            if !name.is_empty() {
                return Some(name);
            }
        }
    }
    None
}

/// A codec's name as the tokenizer shows it.
fn shown_name(name: &str) -> &str {
    let lower = name.to_ascii_lowercase().replace('_', "-");
    let latin = ["latin-1", "iso-8859-1", "iso-latin-1"];
    if latin.iter().any(|l| lower == *l || lower.starts_with(&format!("{l}-"))) { "iso-8859-1" } else { name }
}

/// The canonical name where the codec is one we know, else the name as written.
fn normal_name(name: &str) -> String {
    let lower = name.to_ascii_lowercase().replace('_', "-");
    let is = |base: &str| lower == base || lower.starts_with(&format!("{base}-"));
    if is("utf-8") || lower == "utf8" || lower == "u8" {
        "utf-8".to_owned()
    } else if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") || lower == "latin1" || lower == "l1" {
        "iso-8859-1".to_owned()
    } else if matches!(&*lower, "ascii" | "us-ascii" | "646") {
        "ascii".to_owned()
    } else {
        name.to_owned()
    }
}

/// What the tokenizer sees: no byte-order mark, `\n` line ends, a final newline.
pub(crate) fn normalise(source: &str, options: &Options<'_>) -> Result<String, CompileError> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    if source.contains('\0') {
        let message = "source code string cannot contain null bytes";
        return Err(CompileError::nowhere(ErrorKind::Syntax, message, options));
    }
    let mut text = if source.contains('\r') {
        source.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        source.to_owned()
    };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    Ok(text)
}
