//! `sub`, `subn` and the templates of replacements.

use super::r#match::{Match, new_match};
use super::matching::{Slf, subject_for};
use super::pattern::Pattern;
use super::subject::How;
use crate::support::prelude::*;

/// A replacement text: a literal, and groups each followed by a literal (`None` when empty).
pub struct Template {
    literal: Owned,
    parts: Vec<(usize, Option<Owned>)>,
}

impl NativeValue for Template {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        visit.object(&self.literal)?;
        visit.each(self.parts.iter().filter_map(|(_, literal)| literal.as_ref()))
    }
}

native_type! {
    /// `_sre.SRE_Template`
    pub static TEMPLATE: Template = "_sre.SRE_Template" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_IMMUTABLETYPE | abi::Py_TPFLAGS_DISALLOW_INSTANTIATION,
    }
}

/// `_sre.template(pattern, template)`
pub fn template<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Native<Template>>> {
    args.expect(py, "template", 2, 2)?;
    let items = args.get(1).expect("counted");
    let items = items.expect_arg::<List>("template", "argument 2")?;
    let invalid = || raise!(py, TypeError, "invalid template");
    let n = items.len();
    if n % 2 == 0 {
        return Err(invalid());
    }
    let Some(literal) = items.get(0) else { return Err(invalid()) };
    let mut parts = Vec::with_capacity(n / 2);
    for i in (1..n).step_by(2) {
        let (Some(group), Some(literal)) = (items.get(i), items.get(i + 1)) else { return Err(invalid()) };
        let Some(group) = group.cast::<Int>() else {
            return Err(raise!(py, TypeError, "an integer is required"));
        };
        let Some(group) = group.to_i64().and_then(|g| usize::try_from(g).ok()) else { return Err(invalid()) };
        let literal = if literal.size()? == 0 { None } else { Some(literal.unbind()) };
        parts.push((group, literal));
    }
    Native::new(py, Template { literal: literal.unbind(), parts })
}

/// The template of a replacement text, through `re`, which parses and caches it.
pub(super) fn compile_template<'py>(
    py: Attached<'py>,
    pattern: &Ref<'py, Native<Pattern>>,
    text: &Ref<'py>,
) -> PyResult<Ref<'py, Native<Template>>> {
    let compile = py.import("re")?.getattr(intern!(py, "_compile_template"))?;
    let result = match compile.call([pattern.as_any(), text]) {
        Ok(result) => result,
        Err(raised) if raised.matches(py, classes::TypeError()) => {
            // An unhashable text is parsed without the cache: a type error of its own.
            if text.hash().is_err() {
                mortise_core::state::error::clear(py);
                return Err(raise!(py, TypeError, "unhashable type: '{}'", text.ty().full_name()));
            }
            return Err(raised);
        }
        Err(raised) => return Err(raised),
    };
    match result.into_cast::<Native<Template>>() {
        Ok(template) => Ok(template),
        Err(other) => Err(raise!(
            py,
            RuntimeError,
            "the result of compiling a replacement string is {}",
            other.repr()?.to_string_lossy()
        )),
    }
}

/// The text of a template for a match.
pub(super) fn expand<'py>(py: Attached<'py>, template: &Template, found: &Match) -> PyResult<Ref<'py>> {
    let literal = template.literal.bind(py);
    if template.parts.is_empty() {
        return Ok(literal.to_owned());
    }
    let mut pieces = Vec::new();
    if literal.size()? > 0 {
        pieces.push(literal.to_owned());
    }
    let none = py.none();
    for (group, literal) in &template.parts {
        if *group >= found.found.spans.len() {
            return Err(raise!(py, IndexError, "no such group"));
        }
        let text = found.text(py, *group, &none)?;
        if !text.is_none() {
            pieces.push(text);
        }
        pieces.extend(literal.as_ref().map(|l| l.bind(py).to_owned()));
    }
    join(py, literal.cast::<Str>().is_none(), pieces)
}

/// `''.join(pieces)` or `b''.join(pieces)`
fn join<'py>(py: Attached<'py>, is_bytes: bool, pieces: Vec<Ref<'py>>) -> PyResult<Ref<'py>> {
    let list = py.list(pieces)?;
    if is_bytes {
        return py.bytes(b"")?.call_method(intern!(py, "join"), [list.as_any()]);
    }
    Ok(str::split::join(py, &py.str("")?, list.as_any())?.into_any())
}

/// What to put in place of a match.
enum Replacement<'py> {
    Literal(Ref<'py>),
    Template(Ref<'py, Native<Template>>),
    Function(Ref<'py>),
}

fn replacement<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, repl: &Ref<'py>) -> PyResult<Replacement<'py>> {
    if repl.is_callable() {
        return Ok(Replacement::Function(repl.clone()));
    }
    let plain = match repl.cast::<Str>() {
        Some(text) => !text.code_points().any(|c| c == '\\' as u32),
        None => match repl.cast::<Bytes>() {
            Some(bytes) => !bytes.as_bytes().contains(&b'\\'),
            None => false,
        },
    };
    if plain {
        return Ok(Replacement::Literal(repl.clone()));
    }
    let template = compile_template(py, &slf, repl)?;
    if template.value().parts.is_empty() {
        return Ok(Replacement::Literal(template.value().literal.bind(py).to_owned()));
    }
    Ok(Replacement::Template(template))
}

/// The new text and how many matches were replaced.
fn substitute<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    sig: &'static Signature<3>,
    args: Args<'_, 'py>,
) -> PyResult<(Ref<'py>, usize)> {
    let [repl, string, count] = sig.parse(py, args)?;
    let count = count.map_or(Ok(0), |c| c.index_as_isize(Some(classes::OverflowError())))?;
    let replacement = replacement(py, slf, &repl.expect("required"))?;
    let pattern = slf.value();
    let subject = subject_for(py, pattern, &string.expect("required"))?;
    let end = subject.len();
    let mut pieces = Vec::new();
    let (mut start, mut last, mut advance, mut n) = (0, 0, false, 0usize);
    while count <= 0 || n < count as usize {
        if count < 0 {
            break;
        }
        let Some(found) = subject.find(&pattern.code, pattern.groups, (start, end), How::Search, advance)
        else {
            break;
        };
        let (from, to) = found.span();
        if last < from {
            pieces.push(subject.slice(py, last, from)?);
        }
        match &replacement {
            Replacement::Literal(text) => pieces.push(text.clone()),
            Replacement::Template(template) => {
                let found = new_match(py, &slf, &subject, found, 0, end)?;
                pieces.push(expand(py, template.value(), found.value())?);
            }
            Replacement::Function(function) => {
                let found = new_match(py, &slf, &subject, found, 0, end)?;
                let text = function.call([found.as_any()])?;
                if !text.is_none() {
                    pieces.push(text);
                }
            }
        }
        n += 1;
        (start, last, advance) = (to, to, from == to);
    }
    if last < end || pieces.is_empty() {
        pieces.push(subject.slice(py, last, end)?);
    }
    Ok((join(py, subject.is_bytes(), pieces)?, n))
}

/// `Pattern.sub`
pub fn sub<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<3> = Signature::new("sub", ["repl", "string", "count"], 2);
    Ok(substitute(py, slf, &SIG, args)?.0)
}

/// `Pattern.subn`
pub fn subn<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    static SIG: Signature<3> = Signature::new("subn", ["repl", "string", "count"], 2);
    let (text, n) = substitute(py, slf, &SIG, args)?;
    py.tuple([text, py.int_from_usize(n)?.into_any()])
}
