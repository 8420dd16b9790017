//! The marks under a traceback's source lines: which part of the line the failing instruction stands for.

use std::fmt::Write;

use crate::objects::code::positions::Range;

/// A place in the dedented lines: line index, and column in characters.
type Place = (usize, usize);

/// Byte column to character column.
fn characters(line: &str, bytes: i32) -> usize {
    let bytes = (bytes.max(0) as usize).min(line.len());
    line.char_indices().take_while(|(i, _)| *i < bytes).count()
}

/// How many terminal cells the first `n` characters take.
fn width(line: &str, n: usize) -> usize {
    line.chars().take(n).map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// East Asian wide and full-width characters, by block.
fn is_wide(c: char) -> bool {
    matches!(c as u32,
        0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0x33ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xa000..=0xa4cf
        | 0xa960..=0xa97f | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f | 0x1f680..=0x1f6ff | 0x1f900..=0x1f9ff | 0x20000..=0x3fffd)
}

/// Writes source lines with their marks, indented by four.
pub fn show(original: &[String], range: Range, out: &mut String) {
    let indent = original
        .iter()
        .filter(|l| !l.trim().is_empty())
        .map(|l| l.chars().take_while(|c| c.is_whitespace()).count())
        .min()
        .unwrap_or(0);
    let lines: Vec<String> = original
        .iter()
        .map(|l| l.chars().skip(indent.min(l.chars().take_while(|c| c.is_whitespace()).count())).collect())
        .collect();
    let last = lines.len() - 1;
    let start = characters(&original[0], range.column).saturating_sub(indent);
    let end = characters(&original[last], range.end_column).saturating_sub(indent);
    let segment = segment(&lines, start, end);
    let anchors = mortise_compiler::shape::anchors(&segment).map(|(left, right)| {
        // Columns of the first line count from the segment's start.
        let place = |(line, column): Place| (line, if line == 0 { column + start } else { column });
        (place(left), place(right))
    });
    let carets = shows_carets(&lines, start, end, anchors.is_some());
    let mut significant = vec![0, last];
    if let Some((left, right)) = anchors {
        for line in [left.0, right.0] {
            significant.extend([line.wrapping_sub(1), line, line + 1]);
        }
    }
    significant.retain(|l| *l <= last);
    significant.sort_unstable();
    significant.dedup();
    let mut text = String::new();
    let show_line = |n: usize, text: &mut String| {
        let _ = writeln!(text, "    {}", lines[n]);
        if !carets {
            return;
        }
        let blank = lines[n].chars().take_while(|c| c.is_whitespace()).count();
        let total = lines[n].chars().count();
        let stop = if n == last { width(&lines[n], end) } else { width(&lines[n], total) };
        let first = if n == 0 { width(&lines[0], start) } else { 0 };
        let mut marks = String::new();
        for column in 0..stop {
            marks.push(if column < blank || column < first {
                ' '
            } else {
                match anchors {
                    Some((left, right)) => {
                        let left = (left.0, width(&lines[left.0.min(last)], left.1));
                        let right = (right.0, width(&lines[right.0.min(last)], right.1));
                        if (n, column) >= left && (n, column) < right { '^' } else { '~' }
                    }
                    None => '^',
                }
            });
        }
        let _ = writeln!(text, "    {marks}");
    };
    for (i, n) in significant.iter().enumerate() {
        if i > 0 {
            match n - significant[i - 1] {
                2 => show_line(n - 1, &mut text),
                gap if gap > 2 => {
                    let _ = writeln!(text, "    ...<{} lines>...", gap - 1);
                }
                _ => {}
            }
        }
        show_line(*n, &mut text);
    }
    out.push_str(&text);
}

/// The text from `start` in the first line to `end` in the last one.
fn segment(lines: &[String], start: usize, end: usize) -> String {
    let last = lines.len() - 1;
    let mut out = String::new();
    for (i, line) in lines.iter().enumerate() {
        let from = if i == 0 { start } else { 0 };
        let to = if i == last { end } else { usize::MAX };
        out.extend(line.chars().take(to).skip(from));
        if i != last {
            out.push('\n');
        }
    }
    out
}

/// Marks that would underline the whole statement say nothing.
fn shows_carets(lines: &[String], start: usize, end: usize, anchors: bool) -> bool {
    let last = lines.len() - 1;
    if mortise_compiler::shape::is_whole_call(&lines.join("\n"), start, (last, end)) {
        return false;
    }
    if anchors {
        return true;
    }
    lines[0].chars().take(start).any(|c| !c.is_whitespace())
        || lines[last].chars().skip(end).any(|c| !c.is_whitespace())
}
