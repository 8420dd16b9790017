//! The text of uncaught exceptions, as `PyErr_Display` prints it.

use std::fmt::Write;

use mortise_abi::*;

use super::print::{self, Sources};
use crate::capi::decl;
use crate::err::PyResult;
use crate::eval::suggestions;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::intern;
use crate::objects::exceptions::classes;
use crate::objects::{BaseException, Dict, List, Str, Tuple, Type};

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";
/// How many exceptions of a group are shown, and how deep.
const MAX_WIDTH: usize = 15;
const MAX_DEPTH: usize = 10;

/// The text being made.
struct Output<'s> {
    text: String,
    /// Nesting of exception groups.
    depth: usize,
    /// Whether the next nested exception has to open its own margin.
    need_close: bool,
    sources: &'s mut Sources,
    /// Exceptions already shown, against loops.
    seen: Vec<*mut PyObject>,
    limit: Option<isize>,
}

impl Output<'_> {
    /// Lines with the margin of the current depth.
    fn emit(&mut self, text: &str, margin: char) {
        if self.depth == 0 {
            self.text.push_str(text);
            return;
        }
        let prefix = format!("{}{margin} ", "  ".repeat(self.depth));
        for line in text.split_inclusive('\n') {
            self.text.push_str(&prefix);
            self.text.push_str(line);
        }
    }
}

/// The whole text for an exception with its causes and contexts.
pub fn exception_text<'py>(py: Attached<'py>, exc: &Ref<'py>) -> String {
    let limit = traceback_limit(py);
    let mut sources = Sources::default();
    let mut out = Output {
        text: String::new(),
        depth: 0,
        need_close: false,
        sources: &mut sources,
        seen: Vec::new(),
        limit,
    };
    chain(py, exc, &mut out);
    out.text
}

/// `sys.tracebacklimit`
fn traceback_limit(py: Attached<'_>) -> Option<isize> {
    // SAFETY: borrowed from the sys module and read at once.
    unsafe {
        let value =
            Borrowed::<PyObject>::from_ptr_or_null(py, decl::PySys_GetObject(c"tracebacklimit".as_ptr()))?;
        match value.as_i64() {
            // None of the entries is shown for zero and less.
            Ok(n) => Some(n.max(0) as isize),
            Err(raised) => {
                raised.clear(py);
                None
            }
        }
    }
}

fn base<'a, 'py>(exc: &'a Ref<'py>) -> Option<&'a Ref<'py, BaseException>> {
    exc.cast::<BaseException>()
}

/// The causes and contexts first, then the exception itself.
fn chain<'py>(py: Attached<'py>, exc: &Ref<'py>, out: &mut Output<'_>) {
    // From the exception back to the first one, with the text that stands between.
    let mut links: Vec<(Ref<'py>, Option<&'static str>)> = vec![(exc.clone(), None)];
    out.seen.push(exc.as_ptr());
    loop {
        let current = links.last().expect("not empty").0.clone();
        let Some(e) = base(&current) else { break };
        // SAFETY: exceptions start with this struct; its fields are NULL or owned.
        let (cause, context, suppress) = unsafe {
            let e = e.as_ptr();
            (
                Borrowed::<PyObject>::from_ptr_or_null(py, (*e).cause).map(|c| c.to_owned()),
                Borrowed::<PyObject>::from_ptr_or_null(py, (*e).context).map(|c| c.to_owned()),
                (*e).suppress_context != 0,
            )
        };
        let next = match (cause, context) {
            (Some(cause), _) if !out.seen.contains(&cause.as_ptr()) => Some((cause, CAUSE)),
            (None, Some(context)) if !suppress && !out.seen.contains(&context.as_ptr()) => {
                Some((context, CONTEXT))
            }
            _ => None,
        };
        let Some((next, between)) = next else { break };
        out.seen.push(next.as_ptr());
        links.last_mut().expect("not empty").1 = Some(between);
        links.push((next, None));
    }
    for (i, (exc, _)) in links.iter().enumerate().rev() {
        if i + 1 < links.len()
            && let Some(between) = links[i].1
        {
            out.emit(between, '|');
        }
        one(py, exc, out);
    }
}

fn one<'py>(py: Attached<'py>, exc: &Ref<'py>, out: &mut Output<'_>) {
    let group = exc.is_instance_of_group();
    // SAFETY: exceptions start with this struct.
    let tb = unsafe { base(exc).map_or(std::ptr::null_mut(), |e| (*e.as_ptr()).traceback) };
    // SAFETY: NULL or the exception's own traceback.
    let entries = unsafe { print::entries(tb.cast(), out.limit) };
    if !group {
        if !tb.is_null() && out.limit != Some(0) {
            out.emit("Traceback (most recent call last):\n", '|');
            let text = print::format(&entries, out.sources);
            out.emit(&text, '|');
        }
        let text = exception_only(py, exc, out.sources);
        out.emit(&text, '|');
        return;
    }
    if out.depth > MAX_DEPTH {
        out.emit(&format!("... (max_group_depth is {MAX_DEPTH})\n"), '|');
        return;
    }
    let top = out.depth == 0;
    if top {
        out.depth += 1;
    }
    if !tb.is_null() && out.limit != Some(0) {
        out.emit("Exception Group Traceback (most recent call last):\n", if top { '+' } else { '|' });
        let text = print::format(&entries, out.sources);
        out.emit(&text, '|');
    }
    let text = exception_only(py, exc, out.sources);
    out.emit(&text, '|');
    // SAFETY: an exception group holds a tuple.
    let parts: Option<Ref<'_, Tuple>> = unsafe {
        let excs = (*exc.as_ptr().cast::<PyBaseExceptionGroupObject>()).excs;
        Borrowed::from_ptr_or_null(py, excs.cast()).map(|t: Borrowed<'_, '_, Tuple>| t.to_owned())
    };
    let Some(parts) = parts else { return };
    let total = parts.len();
    let shown = if total <= MAX_WIDTH { total } else { MAX_WIDTH + 1 };
    out.need_close = false;
    for i in 0..shown {
        let last = i == shown - 1;
        if last {
            out.need_close = true;
        }
        let truncated = i >= MAX_WIDTH;
        let title = if truncated { "...".to_string() } else { (i + 1).to_string() };
        let _ = writeln!(
            out.text,
            "{}{}---------------- {title} ----------------",
            "  ".repeat(out.depth),
            if i == 0 { "+-+" } else { "  +" },
        );
        out.depth += 1;
        if truncated {
            let rest = total - MAX_WIDTH;
            out.emit(&format!("and {rest} more exception{}\n", if rest == 1 { "" } else { "s" }), '|');
        } else {
            let part = parts.item(i).to_owned();
            if !out.seen.contains(&part.as_ptr()) {
                chain(py, &part, out);
            }
        }
        if last && out.need_close {
            let _ = writeln!(out.text, "{}+------------------------------------", "  ".repeat(out.depth));
            out.need_close = false;
        }
        out.depth -= 1;
    }
    if top {
        out.depth -= 1;
    }
}

trait IsGroup {
    fn is_instance_of_group(&self) -> bool;
}

impl IsGroup for Ref<'_> {
    fn is_instance_of_group(&self) -> bool {
        // SAFETY: live classes.
        unsafe { crate::objects::type_::is_subtype(self.type_ptr(), classes::BaseExceptionGroup()) }
    }
}

/// The class's name as it is shown: with its module, but for builtins and `__main__`.
fn class_text<'py>(py: Attached<'py>, class: &Ref<'py, Type>) -> String {
    let get = || -> PyResult<String> {
        let qualname = class.getattr(intern!(py, "__qualname__"))?.to_str()?.to_string_lossy();
        let Some(module) = class.getattr_opt(intern!(py, "__module__"))? else {
            return Ok(format!("<unknown>.{qualname}"));
        };
        let Some(module) = module.cast::<Str>() else {
            return Ok(format!("<unknown>.{qualname}"));
        };
        let module = module.to_string_lossy();
        Ok(if module == "builtins" || module == "__main__" {
            qualname
        } else {
            format!("{module}.{qualname}")
        })
    };
    match get() {
        Ok(text) => text,
        Err(raised) => {
            raised.clear(py);
            class.name()
        }
    }
}

/// `str(value)`, or a text that says that it failed.
fn safe_text<'py>(py: Attached<'py>, value: &Ref<'py>, what: &str, repr: bool) -> String {
    let text = if repr { value.repr() } else { value.to_str() };
    match text {
        Ok(text) => text.to_string_lossy(),
        Err(raised) => {
            raised.clear(py);
            format!("<{what} {}() failed>", if repr { "repr" } else { "str" })
        }
    }
}

fn name_and_text(name: &str, text: &str) -> String {
    if text.is_empty() { format!("{name}\n") } else { format!("{name}: {text}\n") }
}

/// The last lines: class, message, notes.
fn exception_only<'py>(py: Attached<'py>, exc: &Ref<'py>, sources: &mut Sources) -> String {
    let name = class_text(py, &exc.ty());
    let mut out = String::new();
    // SAFETY: live classes.
    let syntax = unsafe { crate::objects::type_::is_subtype(exc.type_ptr(), classes::SyntaxError()) };
    if syntax {
        syntax_error(py, exc, &name, sources, &mut out);
    } else {
        let mut text = safe_text(py, exc, "exception", false);
        if let Some(hint) = hint(py, exc) {
            text.push_str(&hint);
        }
        out.push_str(&name_and_text(&name, &text));
    }
    notes(py, exc, &mut out);
    out
}

fn notes<'py>(py: Attached<'py>, exc: &Ref<'py>, out: &mut String) {
    let found = match exc.getattr_opt(intern!(py, "__notes__")) {
        Ok(found) => found,
        Err(raised) => {
            raised.clear(py);
            out.push_str("Ignored error getting __notes__\n");
            return;
        }
    };
    let Some(found) = found.filter(|n| !n.is_none()) else { return };
    let is_sequence =
        found.cast::<Str>().is_none() && (found.cast::<List>().is_some() || found.cast::<Tuple>().is_some());
    if !is_sequence {
        let _ = writeln!(out, "{}", safe_text(py, &found, "__notes__", true));
        return;
    }
    let Ok(list) = found.to_list() else {
        // SAFETY: the conversion failed with an exception, which is dropped.
        unsafe { decl::PyErr_Clear() };
        return;
    };
    for i in 0..list.len() {
        let Some(note) = list.get(i) else { break };
        let text = safe_text(py, &note, "note", false);
        for line in text.split('\n') {
            let _ = writeln!(out, "{line}");
        }
    }
}

/// An attribute as text, `None` when it is missing or None.
fn text_of<'py>(py: Attached<'py>, ob: &Ref<'py>, name: &Ref<'py, Str>) -> Option<String> {
    match ob.getattr_opt(name) {
        Ok(value) => value.filter(|v| !v.is_none()).map(|v| safe_text(py, &v, "attribute", false)),
        Err(raised) => {
            raised.clear(py);
            None
        }
    }
}

fn int_of<'py>(py: Attached<'py>, ob: &Ref<'py>, name: &Ref<'py, Str>) -> Option<i64> {
    match ob.getattr_opt(name) {
        Ok(value) => match value.filter(|v| !v.is_none())?.as_i64() {
            Ok(n) => Some(n),
            Err(raised) => {
                raised.clear(py);
                None
            }
        },
        Err(raised) => {
            raised.clear(py);
            None
        }
    }
}

fn syntax_error<'py>(py: Attached<'py>, exc: &Ref<'py>, name: &str, sources: &mut Sources, out: &mut String) {
    let message = text_of(py, exc, intern!(py, "msg")).unwrap_or_else(|| "<no detail available>".into());
    let filename = text_of(py, exc, intern!(py, "filename"));
    let line = int_of(py, exc, intern!(py, "lineno"));
    let mut suffix = String::new();
    if let Some(line) = line {
        let shown = filename.as_deref().unwrap_or("<string>");
        let _ = writeln!(out, "  File \"{shown}\", line {line}");
        let end_line = int_of(py, exc, intern!(py, "end_lineno"));
        let text = text_of(py, exc, intern!(py, "text"))
            .or_else(|| sources.line(shown, line as i32).map(|l| format!("{l}\n")));
        if let Some(text) = text {
            let whole = text.trim_end_matches(['\n', '\x0c', ' ']);
            let stripped = whole.trim_start_matches([' ', '\n', '\x0c']);
            let spaces = whole.chars().count() - stripped.chars().count();
            let _ = writeln!(out, "    {stripped}");
            if let Some(offset) = int_of(py, exc, intern!(py, "offset")).filter(|o| *o >= 1) {
                let mut end =
                    int_of(py, exc, intern!(py, "end_offset")).filter(|e| *e != 0).unwrap_or(offset);
                if end_line.is_some_and(|e| e != line) {
                    end = text.trim_end_matches('\n').chars().count() as i64 + 1;
                }
                let mut offset = offset;
                if whole.chars().count() as i64 + 1 < offset {
                    offset = whole.chars().count() as i64 + 1;
                }
                if offset >= end || end < 0 {
                    end = offset + 1;
                }
                let column = offset - 1 - spaces as i64;
                let end_column = end - 1 - spaces as i64;
                if column >= 0 {
                    let pad: String = stripped
                        .chars()
                        .take(column as usize)
                        .map(|c| if c.is_whitespace() { c } else { ' ' })
                        .collect();
                    let pad = format!("{pad:<width$}", width = column as usize);
                    let _ = writeln!(out, "    {pad}{}", "^".repeat((end_column - column) as usize));
                }
            }
        }
    } else if let Some(filename) = filename {
        let _ = write!(suffix, " ({filename})");
    }
    let _ = writeln!(out, "{name}: {message}{suffix}");
}

/// "Did you mean" and "Did you forget to import".
fn hint<'py>(py: Attached<'py>, exc: &Ref<'py>) -> Option<String> {
    let is = |class: *mut PyTypeObject| {
        // SAFETY: live classes.
        unsafe { crate::objects::type_::is_subtype(exc.type_ptr(), class) }
    };
    match hint_checked(py, exc, is) {
        Ok(hint) => hint,
        Err(raised) => {
            raised.clear(py);
            None
        }
    }
}

fn hint_checked<'py>(
    py: Attached<'py>,
    exc: &Ref<'py>,
    is: impl Fn(*mut PyTypeObject) -> bool,
) -> PyResult<Option<String>> {
    if is(classes::ImportError()) {
        let Some(wrong) = exc.getattr_opt(intern!(py, "name_from"))?.filter(|n| n.cast::<Str>().is_some())
        else {
            return Ok(None);
        };
        let Some(module) = exc.getattr_opt(intern!(py, "name"))?.filter(|n| n.cast::<Str>().is_some()) else {
            return Ok(None);
        };
        // SAFETY: a new reference or NULL; what it raises is dropped.
        let module =
            unsafe { Ref::<PyObject>::from_owned_or_null(py, decl::PyImport_GetModule(module.as_ptr())) };
        let Some(module) = module else { return Ok(None) };
        return suggest(&module, &wrong.to_str()?.to_string_lossy());
    }
    if is(classes::AttributeError()) {
        let Some(name) = exc.getattr_opt(intern!(py, "name"))?.filter(|n| n.cast::<Str>().is_some()) else {
            return Ok(None);
        };
        // SAFETY: an instance has this struct; the field is NULL or owned.
        let ob = unsafe {
            Borrowed::<PyObject>::from_ptr_or_null(py, (*exc.as_ptr().cast::<PyAttributeErrorObject>()).obj)
                .map(|o| o.to_owned())
        };
        let Some(ob) = ob else { return Ok(None) };
        return suggest(&ob, &name.to_str()?.to_string_lossy());
    }
    if is(classes::NameError()) {
        let Some(name) = exc.getattr_opt(intern!(py, "name"))?.filter(|n| n.cast::<Str>().is_some()) else {
            return Ok(None);
        };
        return name_hint(py, exc, &name.to_str()?.to_string_lossy());
    }
    Ok(None)
}

/// The nearest name in `dir(ob)`.
fn suggest<'py>(ob: &Ref<'py>, wrong: &str) -> PyResult<Option<String>> {
    // SAFETY: a live object; a new reference or NULL.
    let names = unsafe { Ref::<PyObject>::from_owned_or_raised(ob.py(), decl::PyObject_Dir(ob.as_ptr()))? };
    let names = names.to_list()?;
    let mut candidates = strings(&names);
    let private = wrong.starts_with('_');
    candidates.retain(|c| private || !c.starts_with('_'));
    candidates.sort();
    Ok(suggestions::closest(wrong, &candidates).map(|best| format!(". Did you mean: '{best}'?")))
}

fn strings(list: &Ref<'_, List>) -> Vec<String> {
    (0..list.len())
        .filter_map(|i| list.get(i))
        .filter_map(|n| n.cast::<Str>().map(|s| s.to_string_lossy()))
        .collect()
}

/// Names near a misspelt one: variables of the frame that failed, globals, builtins; and modules one could import.
fn name_hint<'py>(py: Attached<'py>, exc: &Ref<'py>, wrong: &str) -> PyResult<Option<String>> {
    // SAFETY: exceptions start with this struct; the chain's entries hold their frames.
    let frame = unsafe {
        let mut tb: *mut PyTracebackObject = match base(exc) {
            Some(e) => (*e.as_ptr()).traceback.cast(),
            None => return Ok(None),
        };
        if tb.is_null() {
            return Ok(None);
        }
        while !(*tb).tb_next.is_null() {
            tb = (*tb).tb_next;
        }
        (*(*tb).tb_frame.cast::<crate::objects::frame::FrameObject>()).frame
    };
    let mut candidates: Vec<String> = Vec::new();
    let mut hint = None;
    // SAFETY: the traceback keeps the frame.
    unsafe {
        let locals = crate::objects::frame::locals::locals(py, frame)?;
        let spaces = [
            Some(locals),
            Borrowed::<PyObject>::from_ptr_or_null(py, (*frame).globals).map(|g| g.to_owned()),
            Borrowed::<PyObject>::from_ptr_or_null(py, (*frame).builtins).map(|g| g.to_owned()),
        ];
        if let Some(first) = spaces[0].as_ref().and_then(|l| l.cast::<Dict>())
            && let Some(instance) = first.get_str("self")?
            && instance.getattr_opt(&py.interned(wrong)?)?.is_some()
        {
            return Ok(Some(format!(". Did you mean: 'self.{wrong}'?")));
        }
        for space in spaces.into_iter().flatten() {
            candidates.extend(strings(&space.to_list()?));
        }
        candidates.retain(|c| wrong.starts_with('_') || !c.starts_with('_') || c.len() < 2);
        candidates.sort();
        candidates.dedup();
        if let Some(best) = suggestions::closest(wrong, &candidates) {
            hint = Some(format!(". Did you mean: '{best}'?"));
        }
        let names = decl::PySys_GetObject(c"stdlib_module_names".as_ptr());
        if let Some(names) = Borrowed::<PyObject>::from_ptr_or_null(py, names)
            && names.contains(&*py.str(wrong)?)?
        {
            return Ok(Some(match hint {
                Some(hint) => format!("{} Or did you forget to import '{wrong}'?", hint),
                None => format!(". Did you forget to import '{wrong}'?"),
            }));
        }
    }
    Ok(hint)
}
