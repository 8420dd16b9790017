//! The exception table.

use super::{Handler, Instr};

/// The table for a sequence of instructions, whose offsets are in code units.
pub(super) fn table(instrs: &[Instr], offsets: &[usize]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut current: Option<Handler> = None;
    let same = |a: Option<Handler>, b: Option<Handler>| a.map(|h| h.target) == b.map(|h| h.target);
    for (at, i) in instrs.iter().enumerate() {
        if !same(i.handler, current) {
            if let Some(h) = current {
                entry(&mut out, offsets[start], offsets[at], offsets[h.target], h);
            }
            start = at;
            current = i.handler;
        }
    }
    if let Some(h) = current {
        entry(&mut out, offsets[start], offsets[instrs.len()], offsets[h.target], h);
    }
    out
}

fn entry(out: &mut Vec<u8>, start: usize, end: usize, target: usize, h: Handler) {
    if start == end {
        return;
    }
    let depth = h.depth.saturating_sub(1 + u32::from(h.preserve_lasti));
    item(out, start as u32, 0x80);
    item(out, (end - start) as u32, 0);
    item(out, target as u32, 0);
    item(out, depth << 1 | u32::from(h.preserve_lasti), 0);
}

/// A number in groups of six bits, the highest first.
fn item(out: &mut Vec<u8>, value: u32, mut mark: u8) {
    for shift in [24, 18, 12, 6] {
        if value >> shift != 0 {
            out.push(((value >> shift) & 0x3f) as u8 | 0x40 | mark);
            mark = 0;
        }
    }
    out.push((value & 0x3f) as u8 | mark);
}
