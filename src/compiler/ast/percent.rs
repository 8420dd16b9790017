//! `"…%s…" % (a, b)` with a literal tuple becomes an f-string.

use super::{Expr, ExprKind, Loc};
use crate::Constant;

/// One conversion specification: `%[flags][width][.precision]char`.
struct Spec {
    conversion: u8,
    format: String,
}

/// Parses what follows a `%`; only `s`, `r` and `a` are understood.
fn spec(rest: &mut &[u8]) -> Option<Spec> {
    let mut left = false;
    while let Some(flag) = rest.first() {
        match flag {
            b'-' => left = true,
            b'+' | b' ' | b'#' | b'0' => {}
            _ => break,
        }
        *rest = &rest[1..];
    }
    let width = digits(rest)?;
    let mut precision = None;
    if rest.first() == Some(&b'.') {
        *rest = &rest[1..];
        precision = Some(digits(rest)?.unwrap_or(0));
    }
    let conversion = *rest.first()?;
    if !matches!(conversion, b's' | b'r' | b'a') {
        return None;
    }
    *rest = &rest[1..];
    let mut format = String::new();
    if let Some(width) = width {
        if !left && width > 0 {
            format.push('>');
        }
        format.push_str(&width.to_string());
    }
    if let Some(precision) = precision {
        format.push_str(&format!(".{precision}"));
    }
    Some(Spec { conversion, format })
}

/// Up to two digits; `None` if there are more.
fn digits(rest: &mut &[u8]) -> Option<Option<u32>> {
    let count = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    if count > 2 {
        return None;
    }
    let text = std::str::from_utf8(&rest[..count]).ok()?;
    *rest = &rest[count..];
    Some(text.parse().ok())
}

/// The f-string for `format % (elts,)`, if the format is simple enough and has as many places as items.
pub(super) fn to_joined_str(format: &[u8], elts: &mut Vec<Expr>, _loc: Loc) -> Option<ExprKind> {
    let mut rest = format;
    let mut pieces: Vec<(Vec<u8>, Option<Spec>)> = Vec::new();
    let mut literal = Vec::new();
    while let Some(b) = rest.first() {
        rest = &rest[1..];
        if *b != b'%' {
            literal.push(*b);
        } else if rest.first() == Some(&b'%') {
            rest = &rest[1..];
            literal.push(b'%');
        } else {
            let spec = spec(&mut rest)?;
            pieces.push((std::mem::take(&mut literal), Some(spec)));
        }
    }
    if pieces.len() != elts.len() {
        return None;
    }
    pieces.push((literal, None));
    let mut values = Vec::new();
    let mut items = std::mem::take(elts).into_iter();
    let constant =
        |bytes: Vec<u8>| Expr { loc: Loc::NONE, kind: ExprKind::Constant(Constant::Str(bytes.into())) };
    for (literal, spec) in pieces {
        if !literal.is_empty() {
            values.push(constant(literal));
        }
        if let Some(spec) = spec {
            let item = items.next()?;
            let format_spec = (!spec.format.is_empty()).then(|| Box::new(constant(spec.format.into_bytes())));
            let loc = item.loc;
            let kind = ExprKind::FormattedValue {
                value: Box::new(item),
                conversion: i32::from(spec.conversion),
                format_spec,
            };
            values.push(Expr { loc, kind });
        }
    }
    Some(ExprKind::JoinedStr(values))
}
