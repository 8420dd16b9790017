//! String literals: concatenation, f-strings, and the merging of their constant parts as CPython does it.

use super::convert::{Conv, Result};
use super::{Constant, Expr, ExprKind, Loc, literals};
use ruff_python_ast as r;
use ruff_text_size::{Ranged, TextRange, TextSize};

/// A constant part under construction: bytes and the place they cover.
struct Pending {
    bytes: Vec<u8>,
    loc: Loc,
}

/// The parts of a joined string; neighbouring constants merge.
#[derive(Default)]
struct Parts {
    done: Vec<Expr>,
    pending: Option<Pending>,
}

impl Parts {
    fn constant(&mut self, bytes: Vec<u8>, loc: Loc) {
        match &mut self.pending {
            Some(p) => {
                p.bytes.extend(bytes);
                p.loc = p.loc.to(loc);
            }
            None => self.pending = Some(Pending { bytes, loc }),
        }
    }

    fn flush(&mut self) {
        if let Some(p) = self.pending.take().filter(|p| !p.bytes.is_empty()) {
            let kind = ExprKind::Constant(Constant::Str(p.bytes.into()));
            self.done.push(Expr { loc: p.loc, kind });
        }
    }

    fn value(&mut self, e: Expr) {
        self.flush();
        self.done.push(e);
    }

    fn finish(mut self, loc: Loc) -> Expr {
        self.flush();
        Expr { loc, kind: ExprKind::JoinedStr(self.done) }
    }
}

impl Conv<'_> {
    /// The bytes of one plain string literal.
    pub(super) fn string_part(&self, part: &r::StringLiteral) -> Vec<u8> {
        let inner = &self.source[part.content_range()];
        if !part.flags.prefix().is_raw() && literals::may_have_surrogate(inner) {
            return literals::unescape(inner, false);
        }
        part.value.as_bytes().to_vec()
    }

    pub(super) fn string(&self, e: &r::ExprStringLiteral) -> ExprKind {
        let mut bytes = Vec::new();
        for part in &e.value {
            bytes.extend(self.string_part(part));
        }
        ExprKind::Constant(Constant::Str(bytes.into()))
    }

    pub(super) fn fstring(&mut self, e: &r::ExprFString) -> Result<Expr> {
        let mut parts = Parts::default();
        for part in &e.value {
            match part {
                r::FStringPart::Literal(s) => {
                    let bytes = self.string_part(s);
                    parts.constant(bytes, self.loc(s.range()));
                }
                r::FStringPart::FString(f) => {
                    let raw = f.flags.prefix().is_raw();
                    self.elements(&f.elements, raw, &mut parts)?;
                }
            }
        }
        Ok(parts.finish(self.loc(e.range())))
    }

    fn elements(
        &mut self,
        elements: &r::InterpolatedStringElements,
        raw: bool,
        parts: &mut Parts,
    ) -> Result<()> {
        for element in elements.iter() {
            match element {
                r::InterpolatedStringElement::Literal(l) => {
                    let text = &self.source[l.range];
                    let bytes = if !raw && literals::may_have_surrogate(text) {
                        literals::unescape(text, true)
                    } else {
                        l.value.as_bytes().to_vec()
                    };
                    parts.constant(bytes, self.loc(l.range));
                }
                r::InterpolatedStringElement::Interpolation(i) => self.interpolation(i, raw, parts)?,
            }
        }
        Ok(())
    }

    fn interpolation(&mut self, i: &r::InterpolatedElement, raw: bool, parts: &mut Parts) -> Result<()> {
        let mut conversion = i.conversion.to_char().map_or(-1, |c| c as i32);
        if let Some(debug) = &i.debug_text {
            // The text between the braces up to the conversion, format specifier or closing brace.
            let start = i.range.start() + TextSize::from(1);
            let length = TextSize::try_from(debug.as_str().len()).unwrap_or_default();
            let range = TextRange::at(start, length);
            let bytes = without_comments(&self.source[range]);
            parts.constant(bytes, self.loc(range));
            if conversion == -1 && i.format_spec.is_none() {
                conversion = 'r' as i32;
            }
        }
        let value = Box::new(self.expr(&i.expression)?);
        let format_spec = match &i.format_spec {
            None => None,
            Some(spec) => {
                let mut inner = Parts::default();
                self.elements(&spec.elements, raw, &mut inner)?;
                // CPython's range includes the colon.
                let start = self.colon_before(spec.range.start());
                Some(Box::new(inner.finish(self.loc(TextRange::new(start, spec.range.end())))))
            }
        };
        let kind = ExprKind::FormattedValue { value, conversion, format_spec };
        parts.value(Expr { loc: self.loc(i.range), kind });
        Ok(())
    }

    fn colon_before(&self, start: TextSize) -> TextSize {
        let head = &self.source[..usize::from(start)];
        if head.ends_with(':') { start - TextSize::from(1) } else { start }
    }
}

/// The text of `expr=` without the comments in it.
fn without_comments(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut quote = None;
    let mut comment = false;
    for b in text.bytes() {
        if comment {
            comment = b != b'\n';
            if comment {
                continue;
            }
        } else if b == b'#' && quote.is_none() {
            comment = true;
            continue;
        } else if matches!(b, b'\'' | b'"') {
            match quote {
                None => quote = Some(b),
                Some(q) if q == b => quote = None,
                Some(_) => {}
            }
        }
        out.push(b);
    }
    out
}
