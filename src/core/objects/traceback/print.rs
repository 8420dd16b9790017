//! The text of tracebacks: places, source lines, marks under them.

use std::collections::HashMap;
use std::fmt::Write;

use mortise_abi::*;

use super::line;
use crate::err::PyResult;
use crate::eval::ops::text;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::import::statement;
use crate::intern;
use crate::objects::code::positions::{self, Range};
use crate::objects::frame::FrameObject;

/// How often an entry is shown before "Previous line repeated".
const REPEATS: usize = 3;

/// One entry of a traceback, without objects.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `co_filename`
    pub filename: String,
    /// `co_name`
    pub name: String,
    /// The line; -1 when unknown.
    pub line: i32,
    /// The position of the instruction.
    pub range: Option<Range>,
    /// The lines of the program, when `linecache` knows them and no file has them.
    pub source: Option<Vec<String>>,
}

/// Source files read for one traceback.
#[derive(Default)]
pub struct Sources {
    files: HashMap<String, Option<Vec<String>>>,
}

impl Sources {
    /// Line `n` (from 1) of a file, without its newline.
    pub fn line(&mut self, filename: &str, n: i32) -> Option<&str> {
        if n < 1 {
            return None;
        }
        let lines = self.files.entry(filename.to_string()).or_insert_with(|| read(filename));
        lines.as_ref()?.get(n as usize - 1).map(String::as_str)
    }
}

/// The lines of a source file; text that is not UTF-8 is shown as well as it can be.
fn read(filename: &str) -> Option<Vec<String>> {
    if filename.starts_with('<') && filename.ends_with('>') {
        return None;
    }
    let bytes = std::fs::read(filename).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Some(text.lines().map(str::to_string).collect())
}

/// The entries of a traceback; only the last `limit` when it is given, the first ones when it is negative.
///
/// # Safety
/// `tb` is NULL or live.
pub unsafe fn entries(mut tb: *mut PyTracebackObject, limit: Option<isize>) -> Vec<Entry> {
    let mut out = Vec::new();
    // SAFETY: the chain's entries hold their frames, which hold their code.
    unsafe {
        while !tb.is_null() {
            let frame: *mut FrameObject = (*tb).tb_frame.cast();
            let code = (*(*frame).frame).code;
            let line = line(tb);
            let range = positions::range_at(code, (*tb).tb_lasti).filter(|r| r.line == line);
            let filename = text((*code).co_filename);
            let source = if filename.starts_with('<') { registered(code) } else { None };
            out.push(Entry { filename, name: text((*code).co_name), line, range, source });
            tb = (*tb).tb_next;
        }
    }
    match limit {
        Some(n) if n >= 0 => out.split_off(out.len().saturating_sub(n as usize)),
        Some(n) => {
            out.truncate(n.unsigned_abs());
            out
        }
        None => out,
    }
}

/// The lines of a program that came without a file, if `linecache` was told about it, as for `-c`.
///
/// # Safety
/// `code` is live; the thread is attached.
unsafe fn registered(code: *mut PyCodeObject) -> Option<Vec<String>> {
    // SAFETY: by contract.
    let (py, code) =
        unsafe { (Attached::assume(), Borrowed::<PyObject>::from_ptr(Attached::assume(), code.cast())) };
    let lines = || -> PyResult<Option<Vec<String>>> {
        let Some(linecache) = statement::loaded(py, &py.interned("linecache")?)? else { return Ok(None) };
        let lines = linecache.call_method(intern!(py, "_getlines_from_code"), [&*code])?.to_tuple()?;
        let text = |line: Borrowed<'_, '_>| {
            line.to_str().map(|l| l.to_string_lossy().trim_end_matches('\n').to_string())
        };
        let lines = lines.items().map(text).collect::<PyResult<Vec<_>>>()?;
        Ok((!lines.is_empty()).then_some(lines))
    };
    lines().unwrap_or_else(|raised| {
        raised.clear(py);
        None
    })
}

/// All entries as lines of text.
pub fn format(entries: &[Entry], sources: &mut Sources) -> String {
    let mut out = String::new();
    let mut last: Option<&Entry> = None;
    let mut count = 0;
    let repeated = |count: usize, out: &mut String| {
        if count > REPEATS {
            let more = count - REPEATS;
            let _ = writeln!(
                out,
                "  [Previous line repeated {more} more time{}]",
                if more == 1 { "" } else { "s" }
            );
        }
    };
    for entry in entries {
        let same = last.is_some_and(|l| {
            l.filename == entry.filename && l.line == entry.line && l.name == entry.name && l.line >= 0
        });
        if !same {
            repeated(count, &mut out);
            last = Some(entry);
            count = 0;
        }
        count += 1;
        if count > REPEATS {
            continue;
        }
        format_entry(entry, sources, &mut out);
    }
    repeated(count, &mut out);
    out
}

fn format_entry(entry: &Entry, sources: &mut Sources, out: &mut String) {
    let line = if entry.line < 0 { "None".to_string() } else { entry.line.to_string() };
    let _ = writeln!(out, "  File \"{}\", line {line}, in {}", entry.filename, entry.name);
    let range = entry.range.filter(|r| r.column >= 0 && r.end_column >= 0 && r.end_line >= r.line);
    let last = range.map_or(entry.line, |r| r.end_line);
    let mut lines = Vec::new();
    for n in entry.line..=last {
        let line = match &entry.source {
            Some(all) => usize::try_from(n - 1).ok().and_then(|n| all.get(n)).map(String::as_str),
            None => sources.line(&entry.filename, n),
        };
        match line {
            Some(text) => lines.push(text.trim_end().to_string()),
            None => break,
        }
    }
    if lines.iter().all(|l| l.trim().is_empty()) {
        return;
    }
    match range {
        Some(range) if lines.len() as i32 == range.end_line - range.line + 1 => {
            super::marks::show(&lines, range, out);
        }
        _ => {
            let _ = writeln!(out, "    {}", lines[0].trim());
        }
    }
}
