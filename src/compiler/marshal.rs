//! Writing code as CPython 3.13's `marshal` format, version 4.

use crate::{Code, Constant, Int};
use num_bigint::Sign;
use std::collections::HashMap;

/// Marks an object that later references may name.
const FLAG_REF: u8 = 0x80;

#[derive(Default)]
struct Writer {
    out: Vec<u8>,
    /// Interned strings already written, with their reference numbers.
    strings: HashMap<Vec<u8>, u32>,
    refs: u32,
}

/// Code as `marshal.dumps` would write it.
pub fn dump(code: &Code) -> Vec<u8> {
    let mut w = Writer::default();
    w.code(code);
    w.out
}

/// Any constant as `marshal.dumps` would write it.
pub fn dump_constant(c: &Constant) -> Vec<u8> {
    let mut w = Writer::default();
    w.constant(c);
    w.out
}

/// Whether CPython interns a string constant: it looks like an identifier.
fn looks_like_name(s: &[u8]) -> bool {
    s.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

impl Writer {
    fn int(&mut self, v: u32) {
        self.out.extend(v.to_le_bytes());
    }

    fn sized(&mut self, tag: u8, bytes: &[u8]) {
        self.out.push(tag);
        self.int(bytes.len() as u32);
        self.out.extend(bytes);
    }

    fn string(&mut self, s: &[u8], interned: bool) {
        if interned {
            if let Some(number) = self.strings.get(s) {
                let number = *number;
                self.out.push(b'r');
                return self.int(number);
            }
            self.strings.insert(s.to_vec(), self.refs);
            self.refs += 1;
        }
        let flag = if interned { FLAG_REF } else { 0 };
        let tag = |plain: u8, intern: u8| flag | if interned { intern } else { plain };
        if s.is_ascii() {
            if let Ok(length) = u8::try_from(s.len()) {
                self.out.extend([tag(b'z', b'Z'), length]);
                self.out.extend(s);
            } else {
                self.sized(tag(b'a', b'A'), s);
            }
        } else {
            self.sized(tag(b'u', b't'), s);
        }
    }

    fn sequence<T>(&mut self, small: Option<u8>, large: u8, items: &[T], each: impl Fn(&mut Self, &T)) {
        match (small, u8::try_from(items.len())) {
            (Some(small), Ok(length)) => self.out.extend([small, length]),
            _ => {
                self.out.push(large);
                self.int(items.len() as u32);
            }
        }
        for item in items {
            each(self, item);
        }
    }

    fn constant(&mut self, c: &Constant) {
        match c {
            Constant::None => self.out.push(b'N'),
            Constant::True => self.out.push(b'T'),
            Constant::False => self.out.push(b'F'),
            Constant::Ellipsis => self.out.push(b'.'),
            Constant::Int(i) => self.integer(i),
            Constant::Float(f) => {
                self.out.push(b'g');
                self.out.extend(f.to_le_bytes());
            }
            Constant::Complex { re, im } => {
                self.out.push(b'y');
                self.out.extend(re.to_le_bytes());
                self.out.extend(im.to_le_bytes());
            }
            Constant::Str(s) => self.string(s, looks_like_name(s)),
            Constant::Bytes(b) => self.sized(b's', b),
            Constant::Tuple(items) => self.sequence(Some(b')'), b'(', items, Self::constant),
            Constant::FrozenSet(items) => self.sequence(None, b'>', items, Self::constant),
            Constant::Code(code) => self.code(code),
        }
    }

    fn integer(&mut self, i: &Int) {
        if let Int::Small(v) = i
            && let Ok(v) = i32::try_from(*v)
        {
            self.out.push(b'i');
            return self.int(v as u32);
        }
        // Digits of 15 bits, with the sign on their number.
        let (sign, mut digits) = {
            let big = i.to_big();
            let (sign, words) = big.to_u32_digits();
            (sign, words)
        };
        let mut parts: Vec<u16> = Vec::new();
        while !digits.is_empty() {
            parts.push((digits[0] & 0x7fff) as u16);
            let mut carry = 0u64;
            for d in digits.iter_mut().rev() {
                let v = carry << 32 | u64::from(*d);
                *d = (v >> 15) as u32;
                carry = v & 0x7fff;
            }
            while digits.last() == Some(&0) {
                digits.pop();
            }
        }
        self.out.push(b'l');
        let count = parts.len() as i32;
        self.int(if sign == Sign::Minus { -count } else { count } as u32);
        for p in parts {
            self.out.extend(p.to_le_bytes());
        }
    }

    fn names(&mut self, names: &[String]) {
        self.sequence(Some(b')'), b'(', names, |w, n| w.string(n.as_bytes(), true));
    }

    fn code(&mut self, code: &Code) {
        self.out.push(b'c');
        for v in [code.argcount, code.posonlyargcount, code.kwonlyargcount, code.stacksize, code.flags] {
            self.int(v);
        }
        self.sized(b's', &code.code);
        self.sequence(Some(b')'), b'(', &code.consts, Self::constant);
        self.names(&code.names);
        self.names(&code.localsplusnames);
        self.sized(b's', &code.localspluskinds);
        self.string(code.filename.as_bytes(), true);
        self.string(code.name.as_bytes(), true);
        self.string(code.qualname.as_bytes(), true);
        self.int(code.firstlineno as u32);
        self.sized(b's', &code.linetable);
        self.sized(b's', &code.exceptiontable);
    }
}
