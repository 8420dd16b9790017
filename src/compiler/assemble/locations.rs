//! The location table (PEP 626 lines, PEP 657 columns).

use super::{Instr, units};
use crate::ast::Loc;

/// Codes of the entry forms.
mod form {
    pub const ONE_LINE: u8 = 10;
    pub const NO_COLUMNS: u8 = 13;
    pub const LONG: u8 = 14;
    pub const NONE: u8 = 15;
}

struct Writer {
    out: Vec<u8>,
    line: i32,
}

/// The table for a sequence of instructions.
pub(super) fn table(instrs: &[Instr], first_line: i32) -> Vec<u8> {
    let mut w = Writer { out: Vec::new(), line: first_line };
    let mut loc = Loc::NONE;
    let mut size = 0;
    for i in instrs {
        if i.loc != loc {
            w.entries(loc, size);
            loc = i.loc;
            size = 0;
        }
        size += units(i);
    }
    w.entries(loc, size);
    w.out
}

impl Writer {
    /// An entry covers at most eight code units.
    fn entries(&mut self, loc: Loc, mut size: usize) {
        while size > 0 {
            let part = size.min(8);
            self.entry(loc, part);
            size -= part;
        }
    }

    fn first(&mut self, code: u8, size: usize) {
        self.out.push(0x80 | code << 3 | (size as u8 - 1));
    }

    fn varint(&mut self, mut v: u32) {
        while v >= 64 {
            self.out.push(0x40 | (v & 0x3f) as u8);
            v >>= 6;
        }
        self.out.push(v as u8);
    }

    fn signed(&mut self, v: i32) {
        let magnitude = v.unsigned_abs();
        self.varint(magnitude << 1 | u32::from(v < 0));
    }

    fn entry(&mut self, loc: Loc, size: usize) {
        if loc.line < 0 {
            self.first(form::NONE, size);
            return;
        }
        let delta = loc.line - self.line;
        let (col, end) = (loc.col, loc.end_col);
        if col < 0 || end < 0 {
            if loc.end_line == loc.line || loc.end_line < 0 {
                self.first(form::NO_COLUMNS, size);
                self.signed(delta);
                self.line = loc.line;
                return;
            }
        } else if loc.end_line == loc.line {
            if delta == 0 && col < 80 && end >= col && end - col < 16 {
                self.first((col >> 3) as u8, size);
                self.out.push(((col & 7) << 4 | (end - col)) as u8);
                return;
            }
            if (0..3).contains(&delta) && col < 128 && end < 128 {
                self.first(form::ONE_LINE + delta as u8, size);
                self.out.extend([col as u8, end as u8]);
                self.line = loc.line;
                return;
            }
        }
        self.first(form::LONG, size);
        self.signed(delta);
        self.varint((loc.end_line - loc.line) as u32);
        self.varint((col + 1) as u32);
        self.varint((end + 1) as u32);
        self.line = loc.line;
    }
}
