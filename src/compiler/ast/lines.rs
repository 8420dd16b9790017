//! From byte offsets to lines and columns.

use super::Loc;
use ruff_text_size::{TextRange, TextSize};

/// Where each line of the source starts.
pub(crate) struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    pub fn new(source: &str) -> Lines {
        let mut starts = vec![0];
        starts.extend(source.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1));
        Lines { starts }
    }

    /// Line (from 1) and column in bytes (from 0).
    pub fn position(&self, offset: TextSize) -> (i32, i32) {
        let offset = u32::from(offset);
        let line = self.starts.partition_point(|s| *s <= offset);
        (line as i32, (offset - self.starts[line - 1]) as i32)
    }

    pub fn loc(&self, range: TextRange) -> Loc {
        let (line, col) = self.position(range.start());
        let (end_line, end_col) = self.position(range.end());
        Loc { line, end_line, col, end_col }
    }
}
