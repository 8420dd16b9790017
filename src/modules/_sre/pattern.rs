//! `re.Pattern`

use super::{matching, substitute};
use crate::support::prelude::*;

/// A compiled pattern.
pub struct Pattern {
    pub(super) pattern: Owned,
    pub(super) flags: i64,
    pub(super) code: Vec<u32>,
    pub(super) groups: usize,
    pub(super) group_index: Owned<Dict>,
    pub(super) index_group: Owned<Tuple>,
    /// Whether it is for bytes; `None`: for either
    pub(super) is_bytes: Option<bool>,
}

impl NativeValue for Pattern {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        visit.object(&self.pattern)?;
        visit.object(&self.group_index)?;
        visit.object(&self.index_group)
    }
}

native_type! {
    /// `re.Pattern`
    pub static PATTERN: Pattern = "re.Pattern" {
        dict: false, weakrefs: true,
        flags: abi::Py_TPFLAGS_IMMUTABLETYPE | abi::Py_TPFLAGS_DISALLOW_INSTANTIATION,
        doc: "Compiled regular expression object.",
        slots: { tp_repr: repr, tp_hash: hash, tp_richcompare: compare },
        methods: [
            method!(keywords "match", matching::match_, "match($self, /, string, pos=0, endpos=sys.maxsize)\n--\n\nMatches zero or more characters at the beginning of the string."),
            method!(keywords "fullmatch", matching::fullmatch, "fullmatch($self, /, string, pos=0, endpos=sys.maxsize)\n--\n\nMatches against all of the string."),
            method!(keywords "search", matching::search, "search($self, /, string, pos=0, endpos=sys.maxsize)\n--\n\nScan through string looking for a match, and return a corresponding match object instance.\n\nReturn None if no position in the string matches."),
            method!(keywords "sub", substitute::sub, "sub($self, /, repl, string, count=0)\n--\n\nReturn the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl."),
            method!(keywords "subn", substitute::subn, "subn($self, /, repl, string, count=0)\n--\n\nReturn the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences of pattern with the replacement repl."),
            method!(keywords "findall", matching::findall, "findall($self, /, string, pos=0, endpos=sys.maxsize)\n--\n\nReturn a list of all non-overlapping matches of pattern in string."),
            method!(keywords "split", matching::split, "split($self, /, string, maxsplit=0)\n--\n\nSplit string by the occurrences of pattern."),
            method!(keywords "finditer", matching::finditer, "finditer($self, /, string, pos=0, endpos=sys.maxsize)\n--\n\nReturn an iterator over all non-overlapping matches for the RE pattern in string.\n\nFor each match, the iterator returns a match object."),
            method!(keywords "scanner", matching::scanner, "scanner($self, /, string, pos=0, endpos=sys.maxsize)\n--\n\n"),
            method!(noargs "__copy__", copy, "__copy__($self, /)\n--\n\n"),
            method!(o "__deepcopy__", deepcopy, "__deepcopy__($self, memo, /)\n--\n\n"),
            method!(class_o "__class_getitem__", protocol::class_getitem, "__class_getitem__($type, object, /)\n--\n\nSee PEP 585"),
        ],
        getset: [
            getset!("pattern", get_pattern, read_only::<Pattern>, "The pattern string from which the RE object was compiled."),
            getset!("flags", get_flags, read_only::<Pattern>, "The regex matching flags."),
            getset!("groups", get_groups, read_only::<Pattern>, "The number of capturing groups in the pattern."),
            getset!("groupindex", get_groupindex, "A dictionary mapping group names to group numbers."),
        ],
    }
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<Pattern>>;

/// `_sre.compile`
pub fn compile<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Native<Pattern>>> {
    static SIG: Signature<6> =
        Signature::new("compile", ["pattern", "flags", "code", "groups", "groupindex", "indexgroup"], 6);
    let [pattern, flags, code, groups, group_index, index_group] =
        SIG.parse(py, args)?.map(|a| a.expect("required"));
    let flags = flags.as_int()? as i64;
    let code = code.expect_arg::<List>("compile", "argument 'code'")?;
    let groups = groups.index_as_isize(Some(classes::OverflowError()))?.max(0) as usize;
    let group_index = group_index.expect_arg::<Dict>("compile", "argument 'groupindex'")?;
    let index_group = index_group.expect_arg::<Tuple>("compile", "argument 'indexgroup'")?;
    let mut words = Vec::with_capacity(code.len());
    for i in 0..code.len() {
        let Some(word) = code.get(i) else { break };
        let Some(word) = word.cast::<Int>() else {
            return Err(raise!(py, TypeError, "an integer is required"));
        };
        if word.is_negative() {
            return Err(raise!(py, OverflowError, "can't convert negative value to unsigned int"));
        }
        let Some(word) = word.to_u64().and_then(|w| u32::try_from(w).ok()) else {
            return Err(raise!(py, OverflowError, "regular expression code size limit exceeded"));
        };
        words.push(word);
    }
    let is_bytes =
        if pattern.is_none() { None } else { Some(super::subject::Subject::new(py, &pattern)?.is_bytes()) };
    let value = Pattern {
        pattern: pattern.to_owned().unbind(),
        flags,
        code: words,
        groups,
        group_index: group_index.clone().unbind(),
        index_group: index_group.clone().unbind(),
        is_bytes,
    };
    Native::new(py, value)
}

impl Pattern {
    /// The number of a group given as an int or a name; `None` when there is none.
    pub(super) fn group_number<'py>(&self, py: Attached<'py>, group: &Ref<'py>) -> PyResult<Option<usize>> {
        let index = if protocol::has_index(group) {
            group.index()?.to_i64()
        } else {
            match self.group_index.bind(py).get(group) {
                Ok(Some(index)) => index.cast::<Int>().and_then(|i| i.to_i64()),
                Ok(None) => None,
                Err(raised) => {
                    raised.clear(py);
                    None
                }
            }
        };
        Ok(index.and_then(|i| usize::try_from(i).ok()).filter(|&i| i <= self.groups))
    }
}

fn get_pattern<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(slf.value().pattern.bind(py).to_owned())
}
fn get_flags<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int(slf.value().flags)
}
fn get_groups<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    py.int_from_usize(slf.value().groups)
}
fn get_groupindex<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live dict; a new reference or NULL with an exception.
    unsafe { Ref::from_owned_or_raised(py, decl::PyDictProxy_New(slf.value().group_index.as_ptr().cast())) }
}
/// The setter of what cannot be set.
pub(super) fn read_only<'py, T>(
    py: Attached<'py>,
    _slf: Borrowed<'_, 'py, Native<T>>,
    _value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    Err(raise!(py, AttributeError, "readonly attribute"))
}

fn copy<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Native<Pattern>>> {
    Ok(slf.to_owned())
}
fn deepcopy<'py>(
    _py: Attached<'py>,
    slf: Slf<'_, 'py>,
    _memo: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Native<Pattern>>> {
    Ok(slf.to_owned())
}

fn hash<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<isize> {
    let value = slf.value();
    let mut hash = value.pattern.bind(py).hash()?;
    let code = value
        .code
        .iter()
        .fold(0xcbf2_9ce4_8422_2325u64, |h, &c| (h ^ c as u64).wrapping_mul(0x100_0000_01b3));
    hash ^= code as isize;
    hash ^= value.flags as isize;
    hash ^= value.is_bytes.map_or(-1, isize::from);
    Ok(hash ^ value.groups as isize)
}

fn compare<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    let Some(other) = other.cast::<Native<Pattern>>().filter(|_| matches!(op, CompareOp::Eq | CompareOp::Ne))
    else {
        return Ok(py.not_implemented());
    };
    let (a, b) = (slf.value(), other.value());
    let same = slf.is(other)
        || (a.flags == b.flags
            && a.is_bytes == b.is_bytes
            && a.groups == b.groups
            && a.code == b.code
            && a.pattern.bind(py).eq(&b.pattern.bind(py))?);
    Ok(py.bool(same == (op == CompareOp::Eq)))
}

fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    const NAMES: [(i64, &str); 8] = [
        (2, "re.IGNORECASE"),
        (4, "re.LOCALE"),
        (8, "re.MULTILINE"),
        (16, "re.DOTALL"),
        (32, "re.UNICODE"),
        (64, "re.VERBOSE"),
        (128, "re.DEBUG"),
        (256, "re.ASCII"),
    ];
    let value = slf.value();
    let mut flags = value.flags;
    // A str pattern is for Unicode unless it says otherwise.
    if value.is_bytes == Some(false) && flags & (4 | 32 | 256) == 32 {
        flags &= !32;
    }
    let mut names: Vec<String> = Vec::new();
    for (bit, name) in NAMES {
        if flags & bit != 0 {
            names.push(name.to_string());
            flags &= !bit;
        }
    }
    if flags != 0 {
        names.push(format!("{flags:#x}"));
    }
    let pattern = value.pattern.bind(py).repr()?;
    let shown = str::search::substring(py, &pattern, 0, pattern.len().min(200))?;
    let mut out = protocol::ReprWriter::new(py);
    out.ascii("re.compile(")?;
    out.object(&shown)?;
    if !names.is_empty() {
        out.ascii(", ")?;
        out.ascii(&names.join("|"))?;
    }
    out.ascii(")")?;
    out.finish()
}
