//! `str`.

pub mod builder;
pub mod case;
pub mod format;
pub mod format_spec;
pub mod intern;
pub mod layout;
pub mod new;
pub mod percent;
pub mod repr;
pub mod search;
pub mod sequence;
pub mod split;
pub mod storage;
#[rustfmt::skip]
mod tables;
pub mod translate;
pub mod unicode;

pub use builder::StrBuilder;
pub use storage::{Chars, Filler, empty, from_ascii, from_chars, from_utf8, latin1_char};

use mortise_abi::{Py_TPFLAGS_BASETYPE, Py_TPFLAGS_UNICODE_SUBCLASS, PyTypeObject, PyUnicodeObject};

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Str;
use crate::objects::protocol::CompareOp;
use crate::raise;

fn hash(_py: Attached<'_>, slf: Borrowed<'_, '_, Str>) -> PyResult<isize> {
    Ok(slf.str_hash())
}

/// `str.__eq__` and its kin.
pub fn richcompare<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    let Some(other) = other.cast::<Str>() else {
        return Ok(py.not_implemented());
    };
    Ok(py.bool(match op {
        CompareOp::Eq => slf.same_text(other),
        CompareOp::Ne => !slf.same_text(other),
        _ => op.holds(slf.chars().order(other.chars())),
    }))
}

fn len(_py: Attached<'_>, slf: Borrowed<'_, '_, Str>) -> PyResult<usize> {
    Ok(slf.len())
}

/// `a + b` of two strings.
pub fn concat<'py>(py: Attached<'py>, a: &Ref<'py, Str>, b: &Ref<'py, Str>) -> PyResult<Ref<'py, Str>> {
    if a.is_empty() && b.cast_exact::<Str>().is_some() {
        return Ok(b.clone());
    }
    if b.is_empty() && a.cast_exact::<Str>().is_some() {
        return Ok(a.clone());
    }
    let Some(len) = a.len().checked_add(b.len()).filter(|&n| n <= isize::MAX as usize) else {
        return Err(raise!(py, OverflowError, "strings are too large to concat"));
    };
    let mut new = Filler::new(py, len, a.max_char().max(b.max_char()))?;
    new.push(a.chars());
    new.push(b.chars());
    Ok(new.finish())
}

fn sq_concat<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    other: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    match other.cast::<Str>() {
        Some(other) => concat(py, &slf, other),
        None => {
            Err(raise!(py, TypeError, "can only concatenate str (not \"{}\") to str", other.ty().full_name()))
        }
    }
}

fn nb_remainder<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    match a.cast::<Str>() {
        Some(format) => Ok(percent::percent(py, format, b)?.into_any()),
        None => Ok(py.not_implemented()),
    }
}

fn str_of<'py>(_py: Attached<'py>, slf: Borrowed<'_, 'py, Str>) -> PyResult<Ref<'py, Str>> {
    exact(&slf)
}

/// The string itself, or an exact str with its text when it is of a subclass.
pub fn exact<'py>(s: &Ref<'py, Str>) -> PyResult<Ref<'py, Str>> {
    if s.cast_exact::<Str>().is_some() { Ok(s.clone()) } else { from_chars(s.py(), s.chars()) }
}

builtin_type! {
    /// Python's str.
    #[unsafe(no_mangle)]
    pub static PyUnicode_Type: PyUnicodeObject = "str" {
        flags: Py_TPFLAGS_BASETYPE | Py_TPFLAGS_UNICODE_SUBCLASS | mortise_abi::_Py_TPFLAGS_MATCH_SELF,
        doc: "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nCreate a new string object from the given object. If encoding or\nerrors is specified, then the object must expose a data buffer\nthat will be decoded using the given encoding and error handler.\nOtherwise, returns the result of object.__str__() (if defined)\nor repr(object).\nencoding defaults to 'utf-8'.\nerrors defaults to 'strict'.",
        set: {
            tp_dealloc: Some(storage::dealloc),
            tp_free: Some(decl::PyObject_Free),
        },
        slots: {
            tp_repr: repr::repr,
            tp_hash: hash,
            tp_str: str_of,
            tp_richcompare: richcompare,
            tp_iter: sequence::iter,
            tp_new: new::new,
            tp_vectorcall: new::vectorcall,
        },
        number: { nb_remainder: nb_remainder, },
        sequence: {
            sq_length: len,
            sq_concat: sq_concat,
            sq_repeat: sequence::repeat,
            sq_item: sequence::item,
            sq_contains: search::contains,
        },
        mapping: { mp_length: len, mp_subscript: sequence::subscript, },
        methods: [
            method!(keywords "encode", new::encode, "encode($self, /, encoding='utf-8', errors='strict')\n--\n\nThe text as bytes in an encoding."),
            method!(keywords "replace", search::m_replace, "replace($self, old, new, /, count=-1)\n--\n\nA copy with occurrences of old replaced by new, at most count of them."),
            method!(keywords "split", split::m_split, "split($self, /, sep=None, maxsplit=-1)\n--\n\nThe parts between separators, from the left."),
            method!(keywords "rsplit", split::m_rsplit, "rsplit($self, /, sep=None, maxsplit=-1)\n--\n\nThe parts between separators, from the right."),
            method!(o "join", split::m_join, "join($self, iterable, /)\n--\n\nThe strings of an iterable with this one between them."),
            method!(noargs "capitalize", case::capitalize, "capitalize($self, /)\n--\n\nThe first character in title case, the rest in lower case."),
            method!(noargs "casefold", case::casefold, "casefold($self, /)\n--\n\nA copy for comparisons without case."),
            method!(noargs "title", case::title, "title($self, /)\n--\n\nEach word starts in title case."),
            method!(fastcall "center", layout::center, "center($self, width, fillchar=' ', /)\n--\n\nCentered in a field of the given width."),
            method!(fastcall "count", search::m_count, "count(sub[, start[, end]]) -> How often sub occurs without overlapping."),
            method!(keywords "expandtabs", layout::expandtabs, "expandtabs($self, /, tabsize=8)\n--\n\nTabs replaced by spaces."),
            method!(fastcall "find", search::m_find, "find(sub[, start[, end]]) -> The lowest index of sub, or -1."),
            method!(o "partition", split::m_partition, "partition($self, sep, /)\n--\n\nThe part before the first separator, the separator, the rest."),
            method!(fastcall "index", search::m_index, "index(sub[, start[, end]]) -> The lowest index of sub; ValueError if there is none."),
            method!(fastcall "ljust", layout::ljust, "ljust($self, width, fillchar=' ', /)\n--\n\nLeft-justified in a field of the given width."),
            method!(noargs "lower", case::lower, "lower($self, /)\n--\n\nA copy in lower case."),
            method!(fastcall "lstrip", layout::lstrip, "lstrip($self, chars=None, /)\n--\n\nWithout leading white space or characters of the given set."),
            method!(fastcall "rfind", search::m_rfind, "rfind(sub[, start[, end]]) -> The highest index of sub, or -1."),
            method!(fastcall "rindex", search::m_rindex, "rindex(sub[, start[, end]]) -> The highest index of sub; ValueError if there is none."),
            method!(fastcall "rjust", layout::rjust, "rjust($self, width, fillchar=' ', /)\n--\n\nRight-justified in a field of the given width."),
            method!(fastcall "rstrip", layout::rstrip, "rstrip($self, chars=None, /)\n--\n\nWithout trailing white space or characters of the given set."),
            method!(o "rpartition", split::m_rpartition, "rpartition($self, sep, /)\n--\n\nThe part before the last separator, the separator, the rest."),
            method!(keywords "splitlines", split::m_splitlines, "splitlines($self, /, keepends=False)\n--\n\nThe lines."),
            method!(fastcall "strip", layout::strip, "strip($self, chars=None, /)\n--\n\nWithout leading and trailing white space or characters of the given set."),
            method!(noargs "swapcase", case::swapcase, "swapcase($self, /)\n--\n\nUpper case becomes lower case and vice versa."),
            method!(o "translate", translate::m_translate, "translate($self, table, /)\n--\n\nEach character replaced by what the table says."),
            method!(noargs "upper", case::upper, "upper($self, /)\n--\n\nA copy in upper case."),
            method!(fastcall "startswith", search::m_startswith, "startswith(prefix[, start[, end]]) -> Whether it starts with the prefix (or one of a tuple)."),
            method!(fastcall "endswith", search::m_endswith, "endswith(suffix[, start[, end]]) -> Whether it ends with the suffix (or one of a tuple)."),
            method!(o "removeprefix", search::m_removeprefix, "removeprefix($self, prefix, /)\n--\n\nWithout the prefix, if it is there."),
            method!(o "removesuffix", search::m_removesuffix, "removesuffix($self, suffix, /)\n--\n\nWithout the suffix, if it is there."),
            method!(noargs "isascii", case::isascii, "isascii($self, /)\n--\n\nWhether all characters are ASCII."),
            method!(noargs "islower", case::islower, "islower($self, /)\n--\n\nWhether there are cased characters and all are lower case."),
            method!(noargs "isupper", case::isupper, "isupper($self, /)\n--\n\nWhether there are cased characters and all are upper case."),
            method!(noargs "istitle", case::istitle, "istitle($self, /)\n--\n\nWhether words start in title case and only they."),
            method!(noargs "isspace", case::isspace, "isspace($self, /)\n--\n\nWhether all characters are white space."),
            method!(noargs "isdecimal", case::isdecimal, "isdecimal($self, /)\n--\n\nWhether all characters are decimal digits."),
            method!(noargs "isdigit", case::isdigit, "isdigit($self, /)\n--\n\nWhether all characters are digits."),
            method!(noargs "isnumeric", case::isnumeric, "isnumeric($self, /)\n--\n\nWhether all characters are numeric."),
            method!(noargs "isalpha", case::isalpha, "isalpha($self, /)\n--\n\nWhether all characters are letters."),
            method!(noargs "isalnum", case::isalnum, "isalnum($self, /)\n--\n\nWhether all characters are letters or numbers."),
            method!(noargs "isidentifier", case::isidentifier, "isidentifier($self, /)\n--\n\nWhether it is an identifier."),
            method!(noargs "isprintable", case::isprintable, "isprintable($self, /)\n--\n\nWhether repr() shows all characters as they are."),
            method!(o "zfill", layout::zfill, "zfill($self, width, /)\n--\n\nFilled with zeros on the left, behind the sign."),
            method!(varargs "format", format::m_format, "format($self, /, *args, **kwargs)\n--\n\nThe replacement fields filled in from the arguments."),
            method!(o "format_map", format::m_format_map, "format_map($self, mapping, /)\n--\n\nThe replacement fields filled in from a mapping."),
            method!(o "__format__", format::m_dunder_format, "__format__($self, format_spec, /)\n--\n\nFormatted as the specification says."),
            method!(static_fastcall "maketrans", translate::maketrans, "A table for translate()."),
            method!(noargs "__sizeof__", new::sizeof, "__sizeof__($self, /)\n--\n\nBytes of memory."),
            method!(noargs "__getnewargs__", new::getnewargs, "__getnewargs__($self, /)\n--\n\nFor pickling."),
        ],
    }
}

/// The types of this folder, for startup.
pub fn types() -> [*mut PyTypeObject; 3] {
    [&raw mut PyUnicode_Type, &raw mut sequence::PyUnicodeIter_Type, &raw mut sequence::STR_ASCII_ITERATOR]
}
