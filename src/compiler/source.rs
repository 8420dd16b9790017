//! Source text: decoding (PEP 263) and normalisation.

use crate::{CompileError, ErrorKind, Options};

/// Bytes to text: a byte-order mark, a coding cookie, or UTF-8.
pub(crate) fn decode(source: &[u8], options: &Options<'_>) -> Result<String, CompileError> {
    let (bytes, has_bom) = match source.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (source, false),
    };
    let encoding = cookie(bytes);
    match encoding.as_deref() {
        None | Some("utf-8") => utf8(bytes, encoding.is_some() || has_bom, options),
        Some(name) if has_bom => {
            let message = format!("encoding problem: {name} with BOM");
            Err(CompileError::nowhere(ErrorKind::Syntax, message, options))
        }
        Some("iso-8859-1") => Ok(bytes.iter().map(|b| char::from(*b)).collect()),
        Some("ascii") => match bytes.iter().position(|b| !b.is_ascii()) {
            None => utf8(bytes, true, options),
            Some(at) => {
                let message = format!(
                    "'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)",
                    bytes[at]
                );
                Err(CompileError::nowhere(ErrorKind::Syntax, format!("(unicode error) {message}"), options))
            }
        },
        Some(name) => {
            Err(CompileError::nowhere(ErrorKind::Syntax, format!("unknown encoding: {name}"), options))
        }
    }
}

fn utf8(bytes: &[u8], declared: bool, options: &Options<'_>) -> Result<String, CompileError> {
    match std::str::from_utf8(bytes) {
        Ok(s) => Ok(s.to_owned()),
        Err(e) => {
            let at = e.valid_up_to();
            let byte = bytes[at];
            let line = bytes[..at].iter().filter(|b| **b == b'\n').count() as i32 + 1;
            let mut error = if declared {
                let reason = if e.error_len().is_none() {
                    "unexpected end of data"
                } else if (0xc2..=0xf4).contains(&byte) {
                    "invalid continuation byte"
                } else {
                    "invalid start byte"
                };
                let message = format!(
                    "(unicode error) 'utf-8' codec can't decode byte 0x{byte:02x} in position {at}: {reason}"
                );
                CompileError::nowhere(ErrorKind::Syntax, message, options)
            } else {
                let message = format!(
                    "Non-UTF-8 code starting with '\\x{byte:02x}' on line {line}, but no encoding declared; see \
                     https://peps.python.org/pep-0263/ for details"
                );
                CompileError::nowhere(ErrorKind::Syntax, message, options)
            };
            error.lineno = if declared { 0 } else { line };
            Err(error)
        }
    }
}

/// The normalised name in a coding cookie on one of the first two lines.
fn cookie(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|b| *b == b'\n').take(2) {
        let text = String::from_utf8_lossy(line);
        let trimmed = text.trim_start_matches([' ', '\t', '\x0c']);
        if let Some(comment) = trimmed.strip_prefix('#') {
            if let Some(name) = cookie_in(comment) {
                return Some(normal_name(&name));
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
