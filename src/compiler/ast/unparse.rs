//! Expressions back to text, for annotations under `from __future__ import annotations`.

use super::{Arg, Arguments, BoolOp, CmpOp, Comp, Comprehension, Expr, ExprKind, Keyword, Operator, UnaryOp};
use crate::{Constant, Int};
use std::fmt::Write;

/// Binding strengths, weakest first.
mod level {
    pub const TUPLE: u8 = 0;
    pub const TEST: u8 = 1;
    pub const OR: u8 = 2;
    pub const AND: u8 = 3;
    pub const NOT: u8 = 4;
    pub const COMPARE: u8 = 5;
    pub const EXPR: u8 = 6;
    pub const XOR: u8 = 7;
    pub const BAND: u8 = 8;
    pub const SHIFT: u8 = 9;
    pub const ARITH: u8 = 10;
    pub const TERM: u8 = 11;
    pub const FACTOR: u8 = 12;
    pub const POWER: u8 = 13;
    pub const AWAIT: u8 = 14;
    pub const ATOM: u8 = 15;
}

/// The text of an expression.
pub(crate) fn unparse(e: &Expr) -> Vec<u8> {
    let mut w = Writer { out: Vec::new() };
    w.expr(e, level::TEST);
    w.out
}

/// The `repr` of a constant.
pub(crate) fn repr(c: &Constant) -> Vec<u8> {
    let mut w = Writer { out: Vec::new() };
    w.constant(c);
    w.out
}

struct Writer {
    out: Vec<u8>,
}

impl Writer {
    fn push(&mut self, s: &str) {
        self.out.extend(s.as_bytes());
    }

    fn parens(&mut self, needed: bool, inner: impl FnOnce(&mut Self)) {
        if needed {
            self.push("(");
        }
        inner(self);
        if needed {
            self.push(")");
        }
    }

    fn list(&mut self, exprs: &[Expr]) {
        for (i, e) in exprs.iter().enumerate() {
            if i > 0 {
                self.push(", ");
            }
            self.expr(e, level::TEST);
        }
    }

    fn expr(&mut self, e: &Expr, at: u8) {
        super::with_stack(|| self.expr_inner(e, at));
    }

    fn expr_inner(&mut self, e: &Expr, at: u8) {
        match &e.kind {
            ExprKind::BoolOp { op, values } => {
                let (word, own) = match op {
                    BoolOp::And => (" and ", level::AND),
                    BoolOp::Or => (" or ", level::OR),
                };
                self.parens(at > own, |w| {
                    for (i, v) in values.iter().enumerate() {
                        if i > 0 {
                            w.push(word);
                        }
                        w.expr(v, own + 1);
                    }
                });
            }
            ExprKind::NamedExpr { target, value } => self.parens(at > level::TUPLE, |w| {
                w.expr(target, level::ATOM);
                w.push(" := ");
                w.expr(value, level::ATOM);
            }),
            ExprKind::BinOp { left, op, right } => {
                let (word, own) = operator(*op);
                let right_assoc = *op == Operator::Pow;
                self.parens(at > own, |w| {
                    w.expr(left, own + u8::from(right_assoc));
                    w.push(word);
                    w.expr(right, own + u8::from(!right_assoc));
                });
            }
            ExprKind::UnaryOp { op, operand } => {
                let (word, own) = match op {
                    UnaryOp::Invert => ("~", level::FACTOR),
                    UnaryOp::Not => ("not ", level::NOT),
                    UnaryOp::UAdd => ("+", level::FACTOR),
                    UnaryOp::USub => ("-", level::FACTOR),
                };
                self.parens(at > own, |w| {
                    w.push(word);
                    w.expr(operand, own);
                });
            }
            ExprKind::Lambda(l) => self.parens(at > level::TEST, |w| {
                w.push("lambda");
                w.arguments(&l.args);
                w.push(": ");
                w.expr(&l.body, level::TEST);
            }),
            ExprKind::IfExp { test, body, orelse } => self.parens(at > level::TEST, |w| {
                w.expr(body, level::TEST + 1);
                w.push(" if ");
                w.expr(test, level::TEST + 1);
                w.push(" else ");
                w.expr(orelse, level::TEST);
            }),
            ExprKind::Dict { keys, values } => {
                self.push("{");
                for (i, (key, value)) in keys.iter().zip(values).enumerate() {
                    if i > 0 {
                        self.push(", ");
                    }
                    match key {
                        Some(key) => {
                            self.expr(key, level::TEST);
                            self.push(": ");
                            self.expr(value, level::TEST);
                        }
                        None => {
                            self.push("**");
                            self.expr(value, level::EXPR);
                        }
                    }
                }
                self.push("}");
            }
            ExprKind::Set(elts) => {
                self.push("{");
                self.list(elts);
                self.push("}");
            }
            ExprKind::ListComp(c) => self.comp(c, "[", "]"),
            ExprKind::SetComp(c) | ExprKind::DictComp(c) => self.comp(c, "{", "}"),
            ExprKind::GeneratorExp(c) => self.comp(c, "(", ")"),
            ExprKind::Await(value) => self.parens(at > level::AWAIT, |w| {
                w.push("await ");
                w.expr(value, level::ATOM);
            }),
            ExprKind::Yield(None) => self.push("(yield)"),
            ExprKind::Yield(Some(value)) => {
                self.push("(yield ");
                self.expr(value, level::TEST);
                self.push(")");
            }
            ExprKind::YieldFrom(value) => {
                self.push("(yield from ");
                self.expr(value, level::TEST);
                self.push(")");
            }
            ExprKind::Compare { left, ops, comparators } => self.parens(at > level::COMPARE, |w| {
                w.expr(left, level::COMPARE + 1);
                for (op, right) in ops.iter().zip(comparators) {
                    w.push(compare(*op));
                    w.expr(right, level::COMPARE + 1);
                }
            }),
            ExprKind::Call { func, args, keywords } => self.call(func, args, keywords),
            ExprKind::FormattedValue { .. } => {
                let mut body = Vec::new();
                formatted(e, &mut body);
                self.push("f");
                self.string(&body);
            }
            ExprKind::JoinedStr(_) => {
                let mut body = Vec::new();
                formatted(e, &mut body);
                self.push("f");
                self.string(&body);
            }
            ExprKind::Constant(c) => self.constant(c),
            ExprKind::Attribute { value, attr, .. } => {
                self.expr(value, level::ATOM);
                // `1.real` would be a float.
                let is_int = matches!(value.kind, ExprKind::Constant(Constant::Int(_)));
                self.push(if is_int { " ." } else { "." });
                self.push(attr);
            }
            ExprKind::Subscript { value, slice, .. } => {
                self.expr(value, level::ATOM);
                self.push("[");
                self.expr(slice, level::TUPLE);
                self.push("]");
            }
            ExprKind::Starred { value, .. } => {
                self.push("*");
                self.expr(value, level::EXPR);
            }
            ExprKind::Name { id, .. } => self.push(id),
            ExprKind::List { elts, .. } => {
                self.push("[");
                self.list(elts);
                self.push("]");
            }
            ExprKind::Tuple { elts, .. } => {
                if elts.is_empty() {
                    return self.push("()");
                }
                self.parens(at > level::TUPLE, |w| {
                    w.list(elts);
                    if elts.len() == 1 {
                        w.push(",");
                    }
                });
            }
            ExprKind::Slice { lower, upper, step } => {
                if let Some(e) = lower {
                    self.expr(e, level::TEST);
                }
                self.push(":");
                if let Some(e) = upper {
                    self.expr(e, level::TEST);
                }
                if let Some(e) = step {
                    self.push(":");
                    self.expr(e, level::TEST);
                }
            }
        }
    }

    fn call(&mut self, func: &Expr, args: &[Expr], keywords: &[Keyword]) {
        self.expr(func, level::ATOM);
        if let ([e], []) = (args, keywords)
            && matches!(e.kind, ExprKind::GeneratorExp(_))
        {
            // The generator expression brings the parentheses.
            return self.expr(e, level::ATOM);
        }
        self.push("(");
        self.list(args);
        for (i, k) in keywords.iter().enumerate() {
            if i > 0 || !args.is_empty() {
                self.push(", ");
            }
            match &k.arg {
                Some(name) => {
                    self.push(name);
                    self.push("=");
                }
                None => self.push("**"),
            }
            self.expr(&k.value, level::TEST);
        }
        self.push(")");
    }

    fn comp(&mut self, c: &Comp, open: &str, close: &str) {
        self.push(open);
        self.expr(&c.elt, level::TEST);
        if let Some(value) = &c.value {
            self.push(": ");
            self.expr(value, level::TEST);
        }
        for Comprehension { target, iter, ifs, is_async } in &c.generators {
            self.push(if *is_async { " async for " } else { " for " });
            self.expr(target, level::TUPLE);
            self.push(" in ");
            self.expr(iter, level::TEST + 1);
            for test in ifs {
                self.push(" if ");
                self.expr(test, level::TEST + 1);
            }
        }
        self.push(close);
    }

    fn arguments(&mut self, a: &Arguments) {
        let mut first = true;
        let mut separate = |w: &mut Self| {
            w.push(if std::mem::take(&mut first) { " " } else { ", " });
        };
        let positional = a.posonlyargs.len() + a.args.len();
        for (i, arg) in a.posonlyargs.iter().chain(&a.args).enumerate() {
            separate(self);
            self.arg(arg);
            if let Some(d) = (i + a.defaults.len()).checked_sub(positional) {
                self.push("=");
                self.expr(&a.defaults[d], level::TEST);
            }
            if i + 1 == a.posonlyargs.len() {
                self.push(", /");
            }
        }
        if a.vararg.is_some() || !a.kwonlyargs.is_empty() {
            separate(self);
            self.push("*");
            if let Some(arg) = &a.vararg {
                self.arg(arg);
            }
        }
        for (arg, default) in a.kwonlyargs.iter().zip(&a.kw_defaults) {
            separate(self);
            self.arg(arg);
            if let Some(default) = default {
                self.push("=");
                self.expr(default, level::TEST);
            }
        }
        if let Some(arg) = &a.kwarg {
            separate(self);
            self.push("**");
            self.arg(arg);
        }
    }

    fn arg(&mut self, a: &Arg) {
        self.push(&a.name);
    }

    fn constant(&mut self, c: &Constant) {
        match c {
            Constant::None => self.push("None"),
            Constant::True => self.push("True"),
            Constant::False => self.push("False"),
            Constant::Ellipsis => self.push("..."),
            Constant::Int(Int::Small(v)) => self.push(&v.to_string()),
            Constant::Int(Int::Big(v)) => self.push(&v.to_string()),
            Constant::Float(f) => self.push(&float_repr(*f, true)),
            Constant::Complex { re, im } => {
                if *re == 0.0 && re.is_sign_positive() {
                    self.push(&format!("{}j", float_repr(*im, false)));
                } else {
                    let sign = if im.is_sign_negative() { "" } else { "+" };
                    self.push(&format!("({}{sign}{}j)", float_repr(*re, false), float_repr(*im, false)));
                }
            }
            Constant::Str(s) => self.string(s),
            Constant::Bytes(b) => {
                self.push("b");
                self.quoted_bytes(b);
            }
            Constant::Tuple(items) => {
                self.push("(");
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        self.push(", ");
                    }
                    self.constant(item);
                }
                self.push(if items.len() == 1 { ",)" } else { ")" });
            }
            Constant::FrozenSet(_) | Constant::Code(_) => {}
        }
    }

    /// A string literal as `repr` writes it.
    fn string(&mut self, s: &[u8]) {
        let quote = if s.contains(&b'\'') && !s.contains(&b'"') { '"' } else { '\'' };
        let mut text = String::from(quote);
        for chunk in s.utf8_chunks() {
            for c in chunk.valid().chars() {
                match c {
                    '\\' => text.push_str("\\\\"),
                    '\n' => text.push_str("\\n"),
                    '\r' => text.push_str("\\r"),
                    '\t' => text.push_str("\\t"),
                    c if c == quote => {
                        text.push('\\');
                        text.push(c);
                    }
                    c if (' '..='~').contains(&c) => text.push(c),
                    c if c > '\u{a0}' && c.escape_debug().count() == 1 => text.push(c),
                    c => {
                        let v = c as u32;
                        let _ = match v {
                            0..=0xff => write!(text, "\\x{v:02x}"),
                            0x100..=0xffff => write!(text, "\\u{v:04x}"),
                            _ => write!(text, "\\U{v:08x}"),
                        };
                    }
                }
            }
            // Three invalid bytes in a row are a lone surrogate; they come one at a time.
            for b in chunk.invalid() {
                let _ = write!(text, "\\x{b:02x}");
            }
        }
        text.push(quote);
        self.push(&text);
    }

    fn quoted_bytes(&mut self, s: &[u8]) {
        let quote = if s.contains(&b'\'') && !s.contains(&b'"') { b'"' } else { b'\'' };
        let mut text = String::from(char::from(quote));
        for b in s {
            match b {
                b'\\' => text.push_str("\\\\"),
                b'\n' => text.push_str("\\n"),
                b'\r' => text.push_str("\\r"),
                b'\t' => text.push_str("\\t"),
                b if *b == quote => {
                    text.push('\\');
                    text.push(char::from(*b));
                }
                b' '..=b'~' => text.push(char::from(*b)),
                b => {
                    let _ = write!(text, "\\x{b:02x}");
                }
            }
        }
        text.push(char::from(quote));
        self.push(&text);
    }
}

/// The inside of an f-string.
fn formatted(e: &Expr, out: &mut Vec<u8>) {
    match &e.kind {
        ExprKind::Constant(Constant::Str(s)) => {
            for b in s {
                out.push(*b);
                if matches!(b, b'{' | b'}') {
                    out.push(*b);
                }
            }
        }
        ExprKind::JoinedStr(values) => values.iter().for_each(|v| formatted(v, out)),
        ExprKind::FormattedValue { value, conversion, format_spec } => {
            let mut w = Writer { out: Vec::new() };
            w.expr(value, level::TEST + 1);
            // `{{` would be a literal brace.
            out.extend(if w.out.starts_with(b"{") { &b"{ "[..] } else { b"{" });
            out.extend(w.out);
            if let Ok(c) = u8::try_from(*conversion) {
                out.extend([b'!', c]);
            }
            if let Some(spec) = format_spec {
                out.push(b':');
                formatted(spec, out);
            }
            out.push(b'}');
        }
        _ => {}
    }
}

fn operator(op: Operator) -> (&'static str, u8) {
    match op {
        Operator::Add => (" + ", level::ARITH),
        Operator::Sub => (" - ", level::ARITH),
        Operator::Mult => (" * ", level::TERM),
        Operator::MatMult => (" @ ", level::TERM),
        Operator::Div => (" / ", level::TERM),
        Operator::Mod => (" % ", level::TERM),
        Operator::FloorDiv => (" // ", level::TERM),
        Operator::LShift => (" << ", level::SHIFT),
        Operator::RShift => (" >> ", level::SHIFT),
        Operator::BitOr => (" | ", level::EXPR),
        Operator::BitXor => (" ^ ", level::XOR),
        Operator::BitAnd => (" & ", level::BAND),
        Operator::Pow => (" ** ", level::POWER),
    }
}

fn compare(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => " == ",
        CmpOp::NotEq => " != ",
        CmpOp::Lt => " < ",
        CmpOp::LtE => " <= ",
        CmpOp::Gt => " > ",
        CmpOp::GtE => " >= ",
        CmpOp::Is => " is ",
        CmpOp::IsNot => " is not ",
        CmpOp::In => " in ",
        CmpOp::NotIn => " not in ",
    }
}

/// The shortest text that reads back as the number, as Python writes it.
fn float_repr(f: f64, with_point: bool) -> String {
    if f.is_infinite() {
        return if f > 0.0 { "1e309".to_owned() } else { "-1e309".to_owned() };
    }
    let scientific = format!("{f:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let plain = format!("{f}");
        if with_point && !plain.contains('.') {
            return plain + ".0";
        }
        return plain;
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}
