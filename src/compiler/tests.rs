//! The compiler against recordings of CPython 3.13 (`tools/record.py` makes them).

use crate::{Code, Constant, ErrorKind, Mode, Options, compile, compile_bytes, marshal, opcode};
use std::fmt::Write;

const OPTIONS: Options<'_> = Options { filename: "snippet.py", mode: Mode::Exec, optimize: 0, flags: 0 };

/// Titles and texts of a data file.
fn sections(text: &str) -> Vec<(&str, &str)> {
    text.split("#---- ").skip(1).filter_map(|s| s.split_once('\n')).collect()
}

fn quoted(s: &[u8]) -> String {
    let mut points = Vec::new();
    let mut at = 0;
    while at < s.len() {
        let (length, first) = match s[at] {
            0..=0x7f => (1, u32::from(s[at])),
            0x80..=0xdf => (2, u32::from(s[at] & 0x1f)),
            0xe0..=0xef => (3, u32::from(s[at] & 0x0f)),
            _ => (4, u32::from(s[at] & 0x07)),
        };
        points.push(s[at + 1..at + length].iter().fold(first, |v, b| v << 6 | u32::from(b & 0x3f)));
        at += length;
    }
    let has = |c: char| points.contains(&(c as u32));
    let quote = if has('\'') && !has('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for p in points {
        let _ = match char::from_u32(p) {
            Some('\\') => write!(out, "\\\\"),
            Some('\n') => write!(out, "\\n"),
            Some('\t') => write!(out, "\\t"),
            Some('\r') => write!(out, "\\r"),
            Some(c) if c == quote => write!(out, "\\{c}"),
            Some(c @ ' '..='~') => write!(out, "{c}"),
            _ if p < 0x100 => write!(out, "\\x{p:02x}"),
            _ if p < 0x10000 => write!(out, "\\u{p:04x}"),
            _ => write!(out, "\\U{p:08x}"),
        };
    }
    out.push(quote);
    out
}

fn value(c: &Constant) -> String {
    let list = |items: &[Constant]| items.iter().map(value).collect::<Vec<_>>();
    match c {
        Constant::Code(code) => format!("<code {}>", code.name),
        Constant::Str(s) => quoted(s),
        Constant::Tuple(items) if items.len() == 1 => format!("({},)", value(&items[0])),
        Constant::Tuple(items) => format!("({})", list(items).join(", ")),
        Constant::FrozenSet(items) => {
            let mut items = list(items);
            items.sort();
            format!("frozenset({})", items.join(", "))
        }
        other => String::from_utf8_lossy(&crate::ast::unparse::repr(other)).into_owned(),
    }
}

fn listing(code: &Code, out: &mut String) {
    let _ = writeln!(
        out,
        "code {} args={}/{}/{} stack={} flags={:#x} line={}",
        code.qualname,
        code.argcount,
        code.posonlyargcount,
        code.kwonlyargcount,
        code.stacksize,
        code.flags,
        code.firstlineno
    );
    let _ = writeln!(out, "  names: {}", code.names.join(" "));
    let kinds = [
        ("variables", opcode::localkind::LOCAL),
        ("cells", opcode::localkind::CELL),
        ("free", opcode::localkind::FREE),
    ];
    for (title, kind) in kinds {
        let named = code.localsplusnames.iter().zip(&code.localspluskinds).filter(|(_, k)| **k & kind != 0);
        let names: Vec<&str> = named.map(|(n, _)| n.as_str()).collect();
        let _ = writeln!(out, "  {title}: {}", names.join(" "));
    }
    for (i, c) in code.consts.iter().enumerate() {
        let _ = writeln!(out, "  const {i}: {}", value(c));
    }
    for (at, unit) in code.code.chunks(2).enumerate().filter(|(_, u)| **u != [0, 0]) {
        let name = opcode::ALL.iter().find(|(_, op)| *op == unit[0]).map_or("?", |(n, _)| n);
        let _ = writeln!(out, "  {} {name} {}", at * 2, unit[1]);
    }
    let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    let _ = writeln!(out, "  lines: {}", hex(&code.linetable));
    let _ = writeln!(out, "  exceptions: {}", hex(&code.exceptiontable));
    for c in &code.consts {
        if let Constant::Code(inner) = c {
            listing(inner, out);
        }
    }
}

#[test]
fn code_is_cpythons() {
    let expected = sections(include_str!("testdata/snippets.expected"));
    let snippets = sections(include_str!("testdata/snippets.txt"));
    assert!(snippets.len() > 50);
    assert_eq!(snippets.len(), expected.len());
    for ((title, source), (_, expected)) in snippets.into_iter().zip(expected) {
        let code = compile(source, &OPTIONS).unwrap_or_else(|e| panic!("{title}: {e}"));
        let mut out = String::new();
        listing(&code, &mut out);
        for (ours, theirs) in out.lines().zip(expected.lines()) {
            assert_eq!(ours, theirs, "{title}");
        }
        assert_eq!(out.lines().count(), expected.lines().count(), "{title}");
    }
}

#[test]
fn errors_are_cpythons() {
    let expected: Vec<&str> = include_str!("testdata/errors.expected").lines().collect();
    let snippets = sections(include_str!("testdata/errors.txt"));
    assert!(snippets.len() > 100);
    assert_eq!(snippets.len(), expected.len());
    for ((title, source), expected) in snippets.into_iter().zip(expected) {
        let Err(e) = compile(source, &OPTIONS) else { panic!("{title} compiles: {source}") };
        let kind = match e.kind {
            ErrorKind::Syntax => "SyntaxError",
            ErrorKind::Indentation => "IndentationError",
            ErrorKind::Tab => "TabError",
            other => panic!("{title}: {other:?}"),
        };
        let ours = format!(
            "{title}: {kind} {}:{}-{}:{} {}",
            e.lineno, e.offset, e.end_lineno, e.end_offset, e.message
        );
        assert_eq!(ours, expected, "{source}");
    }
}

fn text_constant(source: &[u8]) -> Constant {
    compile_bytes(source, &OPTIONS).expect("compiles").consts[0].clone()
}

#[test]
fn source_bytes_are_decoded() {
    let e_acute = Constant::str("é");
    assert_eq!(text_constant("x = 'é'".as_bytes()), e_acute);
    assert_eq!(text_constant("\u{feff}x = 'é'".as_bytes()), e_acute);
    assert_eq!(text_constant(b"# -*- coding: latin-1 -*-\nx = '\xe9'"), e_acute);
    assert_eq!(text_constant(b"#!x\n# vim: set fileencoding=iso-8859-1 :\nx = '\xe9'"), e_acute);
    assert_eq!(text_constant(b"x = 'a'\r\n"), Constant::str("a"));
    let message = |source: &[u8]| compile_bytes(source, &OPTIONS).expect_err("is refused").message;
    assert_eq!(message(b"# coding: nonsense\n"), "unknown encoding: nonsense");
    assert_eq!(message(b"a\0b"), "source code string cannot contain null bytes");
    assert!(message(b"x = '\xe9'").contains("can't decode byte 0xe9"));
}

#[test]
fn modes_make_their_code() {
    let eval = Options { mode: Mode::Eval, ..OPTIONS };
    let code = compile("1 + x", &eval).expect("compiles");
    assert!(code.code.contains(&opcode::RETURN_VALUE));
    let single = Options { mode: Mode::Single, ..OPTIONS };
    assert!(compile("a; b\n", &single).expect("compiles").code.contains(&opcode::CALL_INTRINSIC_1));
    let e = compile("a\nb\n", &single).expect_err("two statements");
    assert_eq!(e.message, "multiple statements found while compiling a single statement");
}

#[test]
fn interactive_input_may_be_incomplete() {
    let flags = opcode::flags::PYCF_ALLOW_INCOMPLETE_INPUT;
    let implied = Options { mode: Mode::Single, flags, ..OPTIONS };
    let strict = Options { flags: flags | opcode::flags::PYCF_DONT_IMPLY_DEDENT, ..implied };
    for source in ["if 1: pass", "if 1:", "x = (", "'''a", "@d", "try:\n  x\n"] {
        assert_eq!(compile(source, &implied).expect_err(source).kind, ErrorKind::Incomplete, "{source}");
    }
    for source in ["if 1: pass\n", "x", "if 1:\n  x\n"] {
        compile(source, &strict).expect(source);
    }
    assert!(compile("if 1:\n  x", &implied).is_ok());
    assert_eq!(compile("if 1:\n  x", &strict).expect_err("open block").kind, ErrorKind::Incomplete);
    assert_eq!(compile("x +", &strict).expect_err("bad").kind, ErrorKind::Syntax);
}

#[test]
fn optimisation_levels() {
    let source = "'doc'\nassert a\nx = __debug__\n";
    let code = |optimize| compile(source, &Options { optimize, ..OPTIONS }).expect("compiles");
    assert!(code(0).code.contains(&opcode::LOAD_ASSERTION_ERROR));
    assert!(!code(1).code.contains(&opcode::LOAD_ASSERTION_ERROR));
    assert!(code(1).consts.contains(&Constant::str("doc")));
    assert!(!code(2).consts.contains(&Constant::str("doc")));
    assert!(code(0).consts.contains(&Constant::True) && code(1).consts.contains(&Constant::False));
}

#[test]
fn deep_nesting_does_not_overflow() {
    let source = format!("x = {}1{}", "(".repeat(150), ")".repeat(150));
    compile(&source, &OPTIONS).expect("compiles");
    let source = format!("x = {}1", "-".repeat(3000));
    compile(&source, &OPTIONS).expect("compiles");
    let source = format!("x = {}1", "a+".repeat(5000));
    compile(&source, &OPTIONS).expect("compiles");
    let source = format!("x = {}1", "-".repeat(20000));
    assert_eq!(compile(&source, &OPTIONS).expect_err("too deep").kind, ErrorKind::Recursion);
}

#[test]
fn marshalled_code_starts_as_code() {
    let code = compile("x = 1", &OPTIONS).expect("compiles");
    assert_eq!(marshal::dump(&code)[0], b'c');
}
