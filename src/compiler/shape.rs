//! The shape of a piece of source that a traceback marks: where the operator, the subscript or the arguments are.

use ruff_python_ast::{Expr, Stmt};
use ruff_python_parser::parse_module;
use ruff_text_size::Ranged;

/// A line index from 0, and a column in characters from 0.
pub type Place = (usize, usize);

/// Byte offset to place.
fn place(text: &str, offset: usize) -> Place {
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count(), before[start..].chars().count())
}

/// For an expression that is an operation, a subscript or a call: where its operator, or the part in brackets, starts and ends.
pub fn anchors(segment: &str) -> Option<(Place, Place)> {
    // In parentheses, so that it may go over several lines.
    let wrapped = format!("(\n{segment}\n)");
    let shift = 2;
    let parsed = parse_module(&wrapped).ok()?;
    let [Stmt::Expr(statement)] = parsed.syntax().body.as_slice() else { return None };
    let end_of = |e: &Expr| e.range().end().to_usize() - shift;
    let bytes = segment.as_bytes();
    let (from, to) = match &*statement.value {
        Expr::BinOp(operation) => {
            let mut at = end_of(&operation.left);
            loop {
                match bytes.get(at)? {
                    // Closing parentheses of the operand, space, continuation.
                    b')' | b'\\' => at += 1,
                    b'#' => at += segment[at..].find('\n')?,
                    c if c.is_ascii_whitespace() => at += 1,
                    _ => break,
                }
            }
            (at, at + operation.op.as_str().len())
        }
        Expr::Subscript(subscript) => {
            let at = end_of(&subscript.value);
            (at + segment.get(at..)?.find('[')?, end_of(&statement.value))
        }
        Expr::Call(call) => {
            let at = end_of(&call.func);
            (at + segment.get(at..)?.find('(')?, end_of(&statement.value))
        }
        _ => return None,
    };
    Some((place(segment, from), place(segment, to)))
}

/// Whether the text is `return f(...)` or `x = f(...)` and the marked part, from column `start` of its first line to `end`, is
/// the whole call: then marks would say nothing.
pub fn is_whole_call(text: &str, start: usize, end: Place) -> bool {
    let Ok(parsed) = parse_module(text) else {
        // `return` outside of a function is an error that the parser reports beside the tree.
        return is_whole_call_in_function(text, start, end);
    };
    check(text, &parsed.syntax().body, start, end, 0)
}

fn is_whole_call_in_function(text: &str, start: usize, end: Place) -> bool {
    let mut wrapped = String::from("def f():\n");
    for line in text.lines() {
        wrapped.push(' ');
        wrapped.push_str(line);
        wrapped.push('\n');
    }
    let Ok(parsed) = parse_module(&wrapped) else { return false };
    let [Stmt::FunctionDef(function)] = parsed.syntax().body.as_slice() else { return false };
    check(&wrapped, &function.body, start + 1, (end.0 + 1, end.1 + 1), 1)
}

fn check(text: &str, body: &[Stmt], start: usize, end: Place, first: usize) -> bool {
    let value = match body.first() {
        Some(Stmt::Return(statement)) => match statement.value.as_deref() {
            Some(value @ Expr::Call(call)) if call.func.is_name_expr() => value,
            _ => return false,
        },
        Some(Stmt::Assign(statement)) if statement.value.is_call_expr() => &*statement.value,
        _ => return false,
    };
    let range = value.range();
    place(text, range.start().to_usize()) == (first, start) && place(text, range.end().to_usize()) == end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        assert_eq!(anchors("a + b"), Some(((0, 2), (0, 3))));
        assert_eq!(anchors("(a) // b"), Some(((0, 4), (0, 6))));
        assert_eq!(anchors("a[b][c]"), Some(((0, 4), (0, 7))));
        assert_eq!(anchors("f(1,\n  2)"), Some(((0, 1), (1, 4))));
        assert_eq!(anchors("a.b"), None);
        assert!(is_whole_call("return f(1)", 7, (0, 11)));
        assert!(is_whole_call("x = f(1)", 4, (0, 8)));
        assert!(!is_whole_call("f(1)", 0, (0, 4)));
    }
}
