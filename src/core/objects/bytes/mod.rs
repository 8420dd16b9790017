//! `bytes`.

pub mod iter;
pub mod methods;
pub mod new;
pub mod ops;
pub mod percent;
pub mod storage;

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::exceptions::classes;
use crate::objects::protocol::CompareOp;
use crate::objects::str::sequence::slice_indices;
use crate::objects::{Bytes, Slice, Str, Tuple};
use crate::raise;

type Slf<'a, 'py> = Borrowed<'a, 'py, Bytes>;

fn hash(_py: Attached<'_>, slf: Slf<'_, '_>) -> PyResult<isize> {
    Ok(slf.bytes_hash())
}

fn richcompare<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    let Some(other) = other.cast::<Bytes>() else {
        warn_comparison(py, &other, op)?;
        return Ok(py.not_implemented());
    };
    Ok(py.bool(match op {
        CompareOp::Eq => slf.as_bytes() == other.as_bytes(),
        CompareOp::Ne => slf.as_bytes() != other.as_bytes(),
        _ => op.holds(slf.as_bytes().cmp(other.as_bytes())),
    }))
}

/// Whether `-b` asks for a BytesWarning.
pub fn bytes_warning() -> bool {
    // SAFETY: a plain flag that startup sets.
    unsafe { decl::Py_BytesWarningFlag != 0 }
}

/// Warns of a category.
pub fn warn(py: Attached<'_>, category: *mut crate::objects::Type, text: &std::ffi::CStr) -> PyResult<()> {
    // SAFETY: a live class and a NUL-terminated text.
    if unsafe { decl::PyErr_WarnEx(category.cast(), text.as_ptr(), 1) } < 0 {
        // SAFETY: the warning became an exception.
        return Err(unsafe { crate::err::Raised::assume() });
    }
    let _ = py;
    Ok(())
}

fn warn_comparison(py: Attached<'_>, other: &Ref<'_>, op: CompareOp) -> PyResult<()> {
    if bytes_warning() && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        if other.is_instance_of::<Str>() {
            return warn(py, classes::BytesWarning(), c"Comparison between bytes and string");
        }
        if other.is_instance_of::<crate::objects::Int>() {
            return warn(py, classes::BytesWarning(), c"Comparison between bytes and int");
        }
    }
    Ok(())
}

fn len(_py: Attached<'_>, slf: Slf<'_, '_>) -> PyResult<usize> {
    Ok(slf.as_bytes().len())
}

fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    py.str(&ops::repr(slf.as_bytes(), true, false))
}

fn str_of<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    if bytes_warning() {
        warn(py, classes::BytesWarning(), c"str() on a bytes instance")?;
    }
    repr(py, slf)
}

/// `a + b`, `a` being bytes and `b` anything with a buffer.
pub fn concat<'py>(py: Attached<'py>, a: &Ref<'py>, b: &Ref<'py>) -> PyResult<Ref<'py, Bytes>> {
    if let (Some(x), Some(y)) = (a.cast_exact::<Bytes>(), b.cast_exact::<Bytes>()) {
        if x.as_bytes().is_empty() {
            return Ok(y.clone());
        }
        if y.as_bytes().is_empty() {
            return Ok(x.clone());
        }
    }
    let wrong = |raised: crate::err::Raised| {
        raised.clear(py);
        raise!(py, TypeError, "can't concat {} to {}", b.ty().full_name(), a.ty().full_name())
    };
    let left = methods::Piece::new(py, a).map_err(wrong)?;
    let right = methods::Piece::new(py, b).map_err(wrong)?;
    let (x, y) = (left.bytes(), right.bytes());
    storage::with(py, x.len() + y.len(), |out| {
        out[..x.len()].copy_from_slice(x);
        out[x.len()..].copy_from_slice(y);
        Ok(())
    })
}

fn join<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, items: Borrowed<'_, 'py>) -> PyResult<Ref<'py, Bytes>> {
    methods::join_bytes(py, slf.as_bytes(), &items)
}

fn sq_concat<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py>,
    other: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Bytes>> {
    concat(py, &slf, &other)
}

fn repeat<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, n: isize) -> PyResult<Ref<'py, Bytes>> {
    let data = slf.as_bytes();
    if n == 1 && slf.cast_exact::<Bytes>().is_some() {
        return Ok(slf.to_owned());
    }
    let n = n.max(0) as usize;
    let Some(len) = data.len().checked_mul(n).filter(|&l| l <= isize::MAX as usize) else {
        return Err(raise!(py, OverflowError, "repeated bytes are too long"));
    };
    storage::with(py, len, |out| {
        if let [one] = data {
            out.fill(*one);
        } else if !data.is_empty() {
            out.chunks_exact_mut(data.len()).for_each(|part| part.copy_from_slice(data));
        }
        Ok(())
    })
}

fn item<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, index: isize) -> PyResult<Ref<'py>> {
    match usize::try_from(index).ok().and_then(|i| slf.as_bytes().get(i)) {
        Some(&c) => Ok(py.int(c as i64)?.into_any()),
        None => Err(raise!(py, IndexError, "index out of range")),
    }
}

fn subscript<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, key: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live object.
    if unsafe { decl::PyIndex_Check(key.as_ptr()) } != 0 {
        let mut index = key.index_as_isize(Some(classes::IndexError()))?;
        if index < 0 {
            index += slf.as_bytes().len() as isize;
        }
        return item(py, slf, index);
    }
    let Some(slice) = key.cast::<Slice>() else {
        return Err(raise!(
            py,
            TypeError,
            "byte indices must be integers or slices, not {}",
            key.ty().full_name()
        ));
    };
    let data = slf.as_bytes();
    let (start, step, count) = slice_indices(py, slice, data.len())?;
    if count == data.len() && step == 1 && slf.cast_exact::<Bytes>().is_some() {
        return Ok(slf.to_owned().into_any());
    }
    if step == 1 {
        let start = if count == 0 { 0 } else { start as usize };
        return Ok(storage::from_slice(py, &data[start..start + count])?.into_any());
    }
    let picked: Vec<u8> = (0..count).map(|i| data[(start + i as isize * step) as usize]).collect();
    Ok(storage::from_slice(py, &picked)?.into_any())
}

fn nb_remainder<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    match a.cast::<Bytes>() {
        Some(format) => Ok(storage::from_slice(py, &percent::percent(py, format.as_bytes(), b)?)?.into_any()),
        None => Ok(py.not_implemented()),
    }
}

fn getnewargs<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    py.tuple([storage::from_slice(py, slf.as_bytes())?.into_any()])
}

fn dunder_bytes<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    <Bytes as methods::ByteString>::unchanged(py, &slf)
}

/// # Safety
/// Slot function.
unsafe extern "C" fn getbuffer(
    ob: *mut PyObject,
    view: *mut Py_buffer,
    flags: std::ffi::c_int,
) -> std::ffi::c_int {
    // SAFETY: a live bytes object; its bytes stay where they are as long as it lives.
    unsafe {
        decl::PyBuffer_FillInfo(view, ob, storage::data(ob).cast(), storage::length(ob) as isize, 1, flags)
    }
}

builtin_type! {
    /// Python's bytes.
    #[unsafe(no_mangle)]
    pub static PyBytes_Type: [u8; storage::HEADER] = "bytes" {
        flags: Py_TPFLAGS_BASETYPE | Py_TPFLAGS_BYTES_SUBCLASS | mortise_abi::_Py_TPFLAGS_MATCH_SELF,
        doc: "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes object\n\nConstruct an immutable array of bytes from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - any object implementing the buffer API.\n  - an integer",
        set: {
            tp_getattro: Some(crate::capi::decl::PyObject_GenericGetAttr),
            tp_itemsize: 1,
            tp_free: Some(decl::PyObject_Free),
        },
        slots: {
            tp_repr: repr,
            tp_str: str_of,
            tp_hash: hash,
            tp_richcompare: richcompare,
            tp_iter: iter::iter,
            tp_new: new::new,
            tp_vectorcall: new::vectorcall,
        },
        number: { nb_remainder: nb_remainder, },
        sequence: {
            sq_length: len,
            sq_concat: sq_concat,
            sq_repeat: repeat,
            sq_item: item,
            sq_contains: methods::contains::<Bytes>,
        },
        mapping: { mp_length: len, mp_subscript: subscript, },
        buffer: { bf_getbuffer: Some(getbuffer), },
        methods: [
            method!(noargs "__getnewargs__", getnewargs, "__getnewargs__($self, /)\n--\n\n"),
            method!(noargs "__bytes__", dunder_bytes, "__bytes__($self, /)\n--\n\nThe object itself, as exact bytes."),
            method!(noargs "capitalize", methods::capitalize::<Bytes>, "capitalize($self, /)\n--\n\nThe first byte in upper case, the rest in lower case (ASCII)."),
            method!(fastcall "center", methods::center::<Bytes>, "center($self, width, fillchar=b' ', /)\n--\n\nCentered in a field of the given width."),
            method!(fastcall "count", methods::count::<Bytes>, "count(sub[, start[, end]]) -> How often sub occurs without overlapping."),
            method!(keywords "decode", methods::decode::<Bytes>, "decode($self, /, encoding='utf-8', errors='strict')\n--\n\nThe text in an encoding."),
            method!(fastcall "endswith", methods::endswith::<Bytes>, "endswith(suffix[, start[, end]]) -> Whether it ends with the suffix (or one of a tuple)."),
            method!(keywords "expandtabs", methods::expandtabs::<Bytes>, "expandtabs($self, /, tabsize=8)\n--\n\nTabs replaced by spaces."),
            method!(fastcall "find", methods::find::<Bytes>, "find(sub[, start[, end]]) -> The lowest index of sub, or -1."),
            method!(class_o "fromhex", methods::fromhex::<Bytes>, "fromhex($type, string, /)\n--\n\nFrom hexadecimal digits in pairs."),
            method!(keywords "hex", methods::hex::<Bytes>, "hex($self, /, sep=<unrepresentable>, bytes_per_sep=1)\n--\n\nHexadecimal digits, a separator between groups."),
            method!(fastcall "index", methods::index::<Bytes>, "index(sub[, start[, end]]) -> The lowest index of sub; ValueError if there is none."),
            method!(noargs "isalnum", methods::isalnum::<Bytes>, "isalnum($self, /)\n--\n\nWhether all bytes are letters or digits."),
            method!(noargs "isalpha", methods::isalpha::<Bytes>, "isalpha($self, /)\n--\n\nWhether all bytes are letters."),
            method!(noargs "isascii", methods::isascii::<Bytes>, "isascii($self, /)\n--\n\nWhether all bytes are ASCII."),
            method!(noargs "isdigit", methods::isdigit::<Bytes>, "isdigit($self, /)\n--\n\nWhether all bytes are digits."),
            method!(noargs "islower", methods::islower::<Bytes>, "islower($self, /)\n--\n\nWhether there are letters and all are lower case."),
            method!(noargs "isspace", methods::isspace::<Bytes>, "isspace($self, /)\n--\n\nWhether all bytes are white space."),
            method!(noargs "istitle", methods::istitle::<Bytes>, "istitle($self, /)\n--\n\nWhether words start in upper case and only they."),
            method!(noargs "isupper", methods::isupper::<Bytes>, "isupper($self, /)\n--\n\nWhether there are letters and all are upper case."),
            method!(o "join", join, "join($self, iterable_of_bytes, /)\n--\n\nThe items of an iterable with this between them."),
            method!(fastcall "ljust", methods::ljust::<Bytes>, "ljust($self, width, fillchar=b' ', /)\n--\n\nLeft-justified in a field of the given width."),
            method!(noargs "lower", methods::lower::<Bytes>, "lower($self, /)\n--\n\nA copy in lower case (ASCII)."),
            method!(fastcall "lstrip", methods::lstrip::<Bytes>, "lstrip($self, bytes=None, /)\n--\n\nWithout leading white space or bytes of the given set."),
            method!(o "partition", methods::partition::<Bytes>, "partition($self, sep, /)\n--\n\nThe part before the first separator, the separator, the rest."),
            method!(o "removeprefix", methods::removeprefix::<Bytes>, "removeprefix($self, prefix, /)\n--\n\nWithout the prefix, if it is there."),
            method!(o "removesuffix", methods::removesuffix::<Bytes>, "removesuffix($self, suffix, /)\n--\n\nWithout the suffix, if it is there."),
            method!(fastcall "replace", methods::replace::<Bytes>, "replace($self, old, new, count=-1, /)\n--\n\nA copy with occurrences of old replaced by new."),
            method!(fastcall "rfind", methods::rfind::<Bytes>, "rfind(sub[, start[, end]]) -> The highest index of sub, or -1."),
            method!(fastcall "rindex", methods::rindex::<Bytes>, "rindex(sub[, start[, end]]) -> The highest index of sub; ValueError if there is none."),
            method!(fastcall "rjust", methods::rjust::<Bytes>, "rjust($self, width, fillchar=b' ', /)\n--\n\nRight-justified in a field of the given width."),
            method!(o "rpartition", methods::rpartition::<Bytes>, "rpartition($self, sep, /)\n--\n\nThe part before the last separator, the separator, the rest."),
            method!(keywords "rsplit", methods::rsplit::<Bytes>, "rsplit($self, /, sep=None, maxsplit=-1)\n--\n\nThe parts between separators, from the right."),
            method!(fastcall "rstrip", methods::rstrip::<Bytes>, "rstrip($self, bytes=None, /)\n--\n\nWithout trailing white space or bytes of the given set."),
            method!(keywords "split", methods::split::<Bytes>, "split($self, /, sep=None, maxsplit=-1)\n--\n\nThe parts between separators, from the left."),
            method!(keywords "splitlines", methods::splitlines::<Bytes>, "splitlines($self, /, keepends=False)\n--\n\nThe lines."),
            method!(fastcall "startswith", methods::startswith::<Bytes>, "startswith(prefix[, start[, end]]) -> Whether it starts with the prefix (or one of a tuple)."),
            method!(fastcall "strip", methods::strip::<Bytes>, "strip($self, bytes=None, /)\n--\n\nWithout white space or bytes of the given set at the ends."),
            method!(noargs "swapcase", methods::swapcase::<Bytes>, "swapcase($self, /)\n--\n\nUpper case becomes lower case and vice versa (ASCII)."),
            method!(noargs "title", methods::title::<Bytes>, "title($self, /)\n--\n\nEach word starts in upper case (ASCII)."),
            method!(keywords "translate", methods::translate::<Bytes>, "translate($self, table, /, delete=b'')\n--\n\nBytes deleted, the others replaced by what the table says."),
            method!(noargs "upper", methods::upper::<Bytes>, "upper($self, /)\n--\n\nA copy in upper case (ASCII)."),
            method!(o "zfill", methods::zfill::<Bytes>, "zfill($self, width, /)\n--\n\nFilled with zeros on the left, behind the sign."),
            method!(static_fastcall "maketrans", methods::maketrans, "maketrans(frm, to) -> A table for translate()."),
        ],
    }
}

/// The types of this folder, for startup.
pub fn types() -> [*mut PyTypeObject; 2] {
    [&raw mut PyBytes_Type, &raw mut iter::PyBytesIter_Type]
}
