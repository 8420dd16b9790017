//! The location table: which source positions the instructions come from.

use std::ffi::c_int;

use mortise_abi::{PyBytesObject, PyCodeObject};

/// A run of instructions with one source position. Lines are -1 and columns are -1 where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// First byte.
    pub start: c_int,
    /// One past the last byte.
    pub end: c_int,
    /// First line.
    pub line: c_int,
    /// Last line.
    pub end_line: c_int,
    /// First column, in bytes.
    pub column: c_int,
    /// One past the last column, in bytes.
    pub end_column: c_int,
}

/// Reads a location table from its start.
pub struct Ranges<'a> {
    table: &'a [u8],
    at: usize,
    offset: c_int,
    line: c_int,
}

impl<'a> Ranges<'a> {
    /// A reader of `table`, whose first delta counts from `first_line`.
    pub fn new(table: &'a [u8], first_line: c_int) -> Self {
        Ranges { table, at: 0, offset: 0, line: first_line }
    }

    fn byte(&mut self) -> u32 {
        let b = self.table.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        b as u32
    }

    fn varint(&mut self) -> u32 {
        let mut b = self.byte();
        let mut value = b & 63;
        let mut shift = 0;
        while b & 64 != 0 && shift < 30 {
            b = self.byte();
            shift += 6;
            value |= (b & 63) << shift;
        }
        value
    }

    fn signed(&mut self) -> c_int {
        let v = self.varint();
        let magnitude = (v >> 1) as c_int;
        if v & 1 != 0 { -magnitude } else { magnitude }
    }
}

impl Iterator for Ranges<'_> {
    type Item = Range;

    fn next(&mut self) -> Option<Range> {
        if self.at >= self.table.len() {
            return None;
        }
        let head = self.byte();
        let start = self.offset;
        self.offset += (((head & 7) + 1) * 2) as c_int;
        let end = self.offset;
        let kind = (head >> 3) & 15;
        let mut out = Range { start, end, line: -1, end_line: -1, column: -1, end_column: -1 };
        match kind {
            15 => return Some(out),
            14 => {
                self.line += self.signed();
                out.end_line = self.line + self.varint() as c_int;
                out.column = self.varint() as c_int - 1;
                out.end_column = self.varint() as c_int - 1;
            }
            13 => {
                self.line += self.signed();
                out.end_line = self.line;
            }
            10..=12 => {
                self.line += kind as c_int - 10;
                out.end_line = self.line;
                out.column = self.byte() as c_int;
                out.end_column = self.byte() as c_int;
            }
            _ => {
                let b = self.byte();
                out.end_line = self.line;
                out.column = (kind * 8 + ((b >> 4) & 7)) as c_int;
                out.end_column = out.column + (b & 15) as c_int;
            }
        }
        out.line = self.line;
        Some(out)
    }
}

/// A reader of the code's own table.
///
/// # Safety
/// `code` points to a code object, which outlives the reader.
pub unsafe fn ranges<'a>(code: *mut PyCodeObject) -> Ranges<'a> {
    // SAFETY: the table is a bytes object, which does not change.
    unsafe {
        let table: *mut PyBytesObject = (*code).co_linetable.cast();
        let bytes = std::slice::from_raw_parts(
            (&raw const (*table).ob_sval).cast::<u8>(),
            (*table).ob_base.ob_size as usize,
        );
        Ranges::new(bytes, (*code).co_firstlineno)
    }
}

/// The position of the instruction at byte `offset`.
///
/// # Safety
/// `code` points to a code object.
pub unsafe fn range_at(code: *mut PyCodeObject, offset: c_int) -> Option<Range> {
    // SAFETY: by contract.
    unsafe { ranges(code).find(|r| r.start <= offset && offset < r.end) }
}

/// The line of the instruction at byte `offset`, or -1. Before the first instruction it is that of the definition.
///
/// # Safety
/// `code` points to a code object.
pub unsafe fn line_of(code: *mut PyCodeObject, offset: c_int) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if offset < 0 {
            return (*code).co_firstlineno;
        }
        range_at(code, offset).map_or(-1, |r| r.line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::unusual_byte_groupings)] // a flag, a form and a count
    fn forms() {
        // RESUME on line 1 without columns (delta 0), a short form, and one with no place.
        let table = [0b1_1101_000, 0, 0b1_0001_001, 0x23, 0b1_1111_000];
        let all: Vec<_> = Ranges::new(&table, 7).collect();
        assert_eq!(all.len(), 3);
        assert_eq!((all[0].line, all[0].column), (7, -1));
        assert_eq!((all[1].start, all[1].end, all[1].column, all[1].end_column), (2, 6, 10, 13));
        assert_eq!(all[2].line, -1);
    }
}
