//! Matching, searching and splitting, and the scanner behind `finditer`.

use super::r#match::{Match, new_match};
use super::pattern::{Pattern, read_only};
use super::subject::{How, Subject};
use crate::support::prelude::*;

/// `self` of the methods of patterns.
pub(super) type Slf<'a, 'py> = Borrowed<'a, 'py, Native<Pattern>>;

/// A subject for a pattern: TypeError when one is for text and the other for bytes.
pub(super) fn subject_for<'py>(
    py: Attached<'py>,
    pattern: &Pattern,
    string: &Ref<'py>,
) -> PyResult<Subject<'py>> {
    let subject = Subject::new(py, string)?;
    match (pattern.is_bytes, subject.is_bytes()) {
        (Some(true), false) => {
            Err(raise!(py, TypeError, "cannot use a bytes pattern on a string-like object"))
        }
        (Some(false), true) => {
            Err(raise!(py, TypeError, "cannot use a string pattern on a bytes-like object"))
        }
        _ => Ok(subject),
    }
}

/// The parameters `string, pos, endpos`: the subject and the range, clipped.
fn range_args<'py>(
    py: Attached<'py>,
    pattern: &Pattern,
    sig: &'static Signature<3>,
    args: Args<'_, 'py>,
) -> PyResult<(Subject<'py>, usize, usize)> {
    let [string, pos, endpos] = sig.parse(py, args)?;
    let index = |arg: Option<Borrowed<'_, '_>>, default| {
        arg.map_or(Ok(default), |a| a.index_as_isize(Some(classes::OverflowError())))
    };
    let (pos, endpos) = (index(pos, 0)?, index(endpos, isize::MAX)?);
    let subject = subject_for(py, pattern, &string.expect("required"))?;
    let len = subject.len();
    let end = (endpos.max(0) as usize).min(len);
    let start = (pos.max(0) as usize).min(end);
    Ok((subject, start, end))
}

const RANGE: [&str; 3] = ["string", "pos", "endpos"];

fn once<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    sig: &'static Signature<3>,
    args: Args<'_, 'py>,
    how: How,
) -> PyResult<Option<Ref<'py, Native<Match>>>> {
    let pattern = slf.value();
    let (subject, start, end) = range_args(py, pattern, sig, args)?;
    match subject.find(&pattern.code, pattern.groups, (start, end), how, false) {
        Some(found) => new_match(py, &slf, &subject, found, start, end).map(Some),
        None => Ok(None),
    }
}

fn or_none<'py, T>(py: Attached<'py>, found: Option<Ref<'py, T>>) -> Ref<'py> {
    found.map_or_else(|| py.none(), Ref::into_any)
}

/// `Pattern.match`
pub fn match_<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<3> = Signature::new("match", RANGE, 1);
    Ok(or_none(py, once(py, slf, &SIG, args, How::Match)?))
}

/// `Pattern.fullmatch`
pub fn fullmatch<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<3> = Signature::new("fullmatch", RANGE, 1);
    Ok(or_none(py, once(py, slf, &SIG, args, How::Full)?))
}

/// `Pattern.search`
pub fn search<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<3> = Signature::new("search", RANGE, 1);
    Ok(or_none(py, once(py, slf, &SIG, args, How::Search)?))
}

/// `Pattern.findall`
pub fn findall<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, List>> {
    static SIG: Signature<3> = Signature::new("findall", RANGE, 1);
    let pattern = slf.value();
    let (subject, mut start, end) = range_args(py, pattern, &SIG, args)?;
    let list = py.empty_list()?;
    let mut advance = false;
    while let Some(found) = subject.find(&pattern.code, pattern.groups, (start, end), How::Search, advance) {
        let part = |(from, to): (isize, isize)| {
            let (from, to) = if from < 0 { (0, 0) } else { (from as usize, to as usize) };
            subject.slice(py, from, to)
        };
        let item = match pattern.groups {
            0 => part(found.spans[0])?,
            1 => part(found.spans[1])?,
            _ => {
                let parts = found.spans[1..].iter().map(|&s| part(s)).collect::<PyResult<Vec<_>>>()?;
                py.tuple(parts)?.into_any()
            }
        };
        list.push(item)?;
        let (from, to) = found.span();
        (start, advance) = (to, from == to);
    }
    Ok(list)
}

/// `Pattern.split`
pub fn split<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, List>> {
    static SIG: Signature<2> = Signature::new("split", ["string", "maxsplit"], 1);
    let [string, max] = SIG.parse(py, args)?;
    let max = max.map_or(Ok(0), |m| m.index_as_isize(Some(classes::OverflowError())))?;
    let pattern = slf.value();
    let subject = subject_for(py, pattern, &string.expect("required"))?;
    let list = py.empty_list()?;
    let end = subject.len();
    let (mut start, mut last, mut advance, mut n) = (0, 0, false, 0);
    while max == 0 || n < max {
        let Some(found) = subject.find(&pattern.code, pattern.groups, (start, end), How::Search, advance)
        else {
            break;
        };
        let (from, to) = found.span();
        list.push(subject.slice(py, last, from)?)?;
        for &(from, to) in &found.spans[1..] {
            list.push(if from < 0 { py.none() } else { subject.slice(py, from as usize, to as usize)? })?;
        }
        n += 1;
        (start, last, advance) = (to, to, from == to);
    }
    list.push(subject.slice(py, last, end)?)?;
    Ok(list)
}

/// Where a scanner goes on.
#[derive(Default)]
pub struct ScannerState {
    pattern: Option<Owned<Native<Pattern>>>,
    string: Option<Owned>,
    first: usize,
    start: usize,
    end: usize,
    must_advance: bool,
    ended: bool,
}
native_state! {
    /// `_sre.SRE_Scanner`
    pub Scanner(ScannerState) { pattern, string }
}
native_type! {
    /// `_sre.SRE_Scanner`
    pub static SCANNER: Scanner = "_sre.SRE_Scanner" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_IMMUTABLETYPE | abi::Py_TPFLAGS_DISALLOW_INSTANTIATION,
        methods: [
            method!(noargs "match", scanner_match, "match($self, /)\n--\n\n"),
            method!(noargs "search", scanner_search, "search($self, /)\n--\n\n"),
        ],
        getset: [ getset!("pattern", scanner_pattern, read_only::<Scanner>, "") ],
    }
}

fn make_scanner<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    sig: &'static Signature<3>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Native<Scanner>>> {
    let (subject, start, end) = range_args(py, slf.value(), sig, args)?;
    let state = ScannerState {
        pattern: Some(slf.to_owned().unbind()),
        string: Some(subject.object().clone().unbind()),
        first: start,
        start,
        end,
        must_advance: false,
        ended: false,
    };
    Native::new(py, Scanner(Locked::new(state)))
}

/// `Pattern.scanner`
pub fn scanner<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Native<Scanner>>> {
    static SIG: Signature<3> = Signature::new("scanner", RANGE, 1);
    make_scanner(py, slf, &SIG, args)
}

/// `Pattern.finditer`
pub fn finditer<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<3> = Signature::new("finditer", RANGE, 1);
    let scanner = make_scanner(py, slf, &SIG, args)?;
    let search = scanner.getattr(intern!(py, "search"))?;
    iterator::callable_iterator(py, &search, &py.none())
}

fn step<'py>(py: Attached<'py>, slf: &Ref<'py, Native<Scanner>>, how: How) -> PyResult<Ref<'py>> {
    let state = &slf.value().0;
    let (pattern, string, first, start, end, advance, ended) = state.with(|s| {
        (held(py, &s.pattern), held(py, &s.string), s.first, s.start, s.end, s.must_advance, s.ended)
    });
    let (Some(pattern), Some(string), false) = (pattern, string, ended) else { return Ok(py.none()) };
    let subject = Subject::new(py, &string)?;
    let (end, value) = (end.min(subject.len()), pattern.value());
    let Some(found) = subject.find(&value.code, value.groups, (start, end), how, advance) else {
        state.with(|s| s.ended = true);
        return Ok(py.none());
    };
    let (from, to) = found.span();
    state.with(|s| {
        s.start = to;
        s.must_advance = from == to;
    });
    Ok(new_match(py, &pattern, &subject, found, first, end)?.into_any())
}

fn scanner_match<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<Scanner>>) -> PyResult<Ref<'py>> {
    step(py, &slf, How::Match)
}
fn scanner_search<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<Scanner>>) -> PyResult<Ref<'py>> {
    step(py, &slf, How::Search)
}
fn scanner_pattern<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<Scanner>>) -> PyResult<Ref<'py>> {
    Ok(or_none(py, slf.value().0.with(|s| held(py, &s.pattern))))
}
