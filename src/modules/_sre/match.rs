//! `re.Match`

use super::pattern::{Pattern, read_only};
use super::subject::{Found, Subject};
use super::substitute;
use crate::support::prelude::*;

/// A match: what matched where.
pub struct Match {
    pub(super) pattern: Owned<Native<Pattern>>,
    pub(super) string: Owned,
    pub(super) found: Found,
    pos: usize,
    endpos: usize,
}

impl NativeValue for Match {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        visit.object(&self.pattern)?;
        visit.object(&self.string)
    }
}

native_type! {
    /// `re.Match`
    pub static MATCH: Match = "re.Match" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_IMMUTABLETYPE | abi::Py_TPFLAGS_DISALLOW_INSTANTIATION,
        doc: "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
        slots: { tp_repr: repr },
        mapping: { mp_subscript: subscript },
        methods: [
            method!(fastcall "group", group, "group([group1, ...]) -> str or tuple.\nReturn subgroup(s) of the match by indices or names.\nFor 0 returns the entire match."),
            method!(fastcall "start", start, "start($self, group=0, /)\n--\n\nReturn index of the start of the substring matched by group."),
            method!(fastcall "end", end, "end($self, group=0, /)\n--\n\nReturn index of the end of the substring matched by group."),
            method!(fastcall "span", span, "span($self, group=0, /)\n--\n\nFor match object m, return the 2-tuple (m.start(group), m.end(group))."),
            method!(keywords "groups", groups, "groups($self, /, default=None)\n--\n\nReturn a tuple containing all the subgroups of the match, from 1.\n\n  default\n    Is used for groups that did not participate in the match."),
            method!(keywords "groupdict", groupdict, "groupdict($self, /, default=None)\n--\n\nReturn a dictionary containing all the named subgroups of the match, keyed by the subgroup name.\n\n  default\n    Is used for groups that did not participate in the match."),
            method!(keywords "expand", expand, "expand($self, /, template)\n--\n\nReturn the string obtained by doing backslash substitution on the string template, as done by the sub() method."),
            method!(noargs "__copy__", copy, "__copy__($self, /)\n--\n\n"),
            method!(o "__deepcopy__", deepcopy, "__deepcopy__($self, memo, /)\n--\n\n"),
            method!(class_o "__class_getitem__", protocol::class_getitem, "__class_getitem__($type, object, /)\n--\n\nSee PEP 585"),
        ],
        getset: [
            getset!("lastindex", lastindex, "The integer index of the last matched capturing group."),
            getset!("lastgroup", lastgroup, "The name of the last matched capturing group."),
            getset!("regs", regs, ""),
            getset!("string", get_string, read_only::<Match>, "The string passed to match() or search()."),
            getset!("re", get_re, read_only::<Match>, "The regular expression object."),
            getset!("pos", get_pos, read_only::<Match>, "The index into the string at which the RE engine started looking for a match."),
            getset!("endpos", get_endpos, read_only::<Match>, "The index into the string beyond which the RE engine will not go."),
        ],
    }
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<Match>>;

/// A match object.
pub(super) fn new_match<'py>(
    py: Attached<'py>,
    pattern: &Ref<'py, Native<Pattern>>,
    subject: &Subject<'py>,
    found: Found,
    pos: usize,
    endpos: usize,
) -> PyResult<Ref<'py, Native<Match>>> {
    let value = Match {
        pattern: pattern.clone().unbind(),
        string: subject.object().clone().unbind(),
        found,
        pos,
        endpos,
    };
    Native::new(py, value)
}

fn no_such_group(py: Attached<'_>) -> Raised {
    raise!(py, IndexError, "no such group")
}

impl Match {
    fn number<'py>(&self, py: Attached<'py>, group: &Ref<'py>) -> PyResult<usize> {
        let pattern = self.pattern.bind(py);
        pattern.value().group_number(py, group)?.ok_or_else(|| no_such_group(py))
    }

    /// What group `n` matched, or `default`.
    pub(super) fn text<'py>(&self, py: Attached<'py>, n: usize, default: &Ref<'py>) -> PyResult<Ref<'py>> {
        let Some(&(from, to)) = self.found.spans.get(n) else { return Err(no_such_group(py)) };
        if from < 0 {
            return Ok(default.clone());
        }
        let string = self.string.bind(py);
        if let Some(s) = string.cast::<Str>() {
            return Ok(str::search::substring(py, s, from as usize, to as usize)?.into_any());
        }
        let subject = Subject::new(py, &string)?;
        // A mutable buffer may have shrunk since.
        let len = subject.len();
        subject.slice(py, (from as usize).min(len), (to as usize).min(len))
    }

    fn span_of<'py>(
        &self,
        py: Attached<'py>,
        function: &str,
        args: Args<'_, 'py>,
    ) -> PyResult<(isize, isize)> {
        args.expect(py, function, 0, 1)?;
        let n = args.get(0).map_or(Ok(0), |g| self.number(py, &g))?;
        Ok(self.found.spans[n])
    }
}

fn pair<'py>(py: Attached<'py>, (from, to): (isize, isize)) -> PyResult<Ref<'py, Tuple>> {
    py.tuple([py.int(from as i64)?.into_any(), py.int(to as i64)?.into_any()])
}

fn group<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    let value = slf.value();
    let none = py.none();
    match args.len() {
        0 => value.text(py, 0, &none),
        1 => value.text(py, value.number(py, &args.get(0).expect("counted"))?, &none),
        _ => {
            let all = args
                .iter()
                .map(|g| value.text(py, value.number(py, &g)?, &none))
                .collect::<PyResult<Vec<_>>>()?;
            Ok(py.tuple(all)?.into_any())
        }
    }
}

fn subscript<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, key: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let value = slf.value();
    value.text(py, value.number(py, &key)?, &py.none())
}

fn start<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int(slf.value().span_of(py, "start", args)?.0 as i64)
}
fn end<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int(slf.value().span_of(py, "end", args)?.1 as i64)
}
fn span<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    pair(py, slf.value().span_of(py, "span", args)?)
}

fn groups<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    static SIG: Signature<1> = Signature::new("groups", ["default"], 0);
    let [default] = SIG.parse(py, args)?;
    let default = default.map_or_else(|| py.none(), Borrowed::to_owned);
    let value = slf.value();
    let all =
        (1..value.found.spans.len()).map(|n| value.text(py, n, &default)).collect::<PyResult<Vec<_>>>()?;
    py.tuple(all)
}

fn groupdict<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Dict>> {
    static SIG: Signature<1> = Signature::new("groupdict", ["default"], 0);
    let [default] = SIG.parse(py, args)?;
    let default = default.map_or_else(|| py.none(), Borrowed::to_owned);
    let value = slf.value();
    let result = py.dict()?;
    let pattern = value.pattern.bind(py);
    let names = pattern.value().group_index.bind(py);
    let mut pos = 0;
    while let Some((name, _)) = names.next_entry(&mut pos) {
        let n = value.number(py, &name)?;
        result.set(&name, &value.text(py, n, &default)?)?;
    }
    Ok(result)
}

fn expand<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<1> = Signature::new("expand", ["template"], 1);
    let [template] = SIG.parse(py, args)?;
    let pattern = slf.value().pattern.bind(py);
    let template = substitute::compile_template(py, &pattern, &template.expect("required"))?;
    substitute::expand(py, template.value(), slf.value())
}

fn copy<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Native<Match>>> {
    Ok(slf.to_owned())
}
fn deepcopy<'py>(
    _py: Attached<'py>,
    slf: Slf<'_, 'py>,
    _memo: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Native<Match>>> {
    Ok(slf.to_owned())
}

fn lastindex<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    match slf.value().found.last {
        0 => Ok(py.none()),
        n => Ok(py.int_from_usize(n)?.into_any()),
    }
}
fn lastgroup<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let value = slf.value();
    let pattern = value.pattern.bind(py);
    let names = pattern.value().index_group.bind(py);
    match value.found.last {
        0 => Ok(py.none()),
        n if n < names.len() => Ok(names.item(n).to_owned()),
        _ => Ok(py.none()),
    }
}
fn regs<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let spans =
        slf.value().found.spans.iter().map(|&s| Ok(pair(py, s)?.into_any())).collect::<PyResult<Vec<_>>>()?;
    py.tuple(spans)
}
fn get_string<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(slf.value().string.bind(py).to_owned())
}
fn get_re<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Native<Pattern>>> {
    Ok(slf.value().pattern.bind(py).to_owned())
}
fn get_pos<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int_from_usize(slf.value().pos)
}
fn get_endpos<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int_from_usize(slf.value().endpos)
}

fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let value = slf.value();
    let (from, to) = value.found.spans[0];
    let text = value.text(py, 0, &py.none())?.repr()?;
    let mut out = protocol::ReprWriter::new(py);
    out.ascii(&format!("<{} object; span=({from}, {to}), match=", slf.ty().full_name()))?;
    out.object(&text)?;
    out.ascii(">")?;
    out.finish()
}
