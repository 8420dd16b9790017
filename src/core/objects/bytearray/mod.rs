//! `bytearray`.

pub mod methods_own;
pub mod storage;

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::bytes::methods::{self, ByteString};
use crate::objects::bytes::{iter, ops};
use crate::objects::protocol::CompareOp;
use crate::objects::protocol::buffer::View;
use crate::objects::{ByteArray, Str};

type Slf<'a, 'py> = Borrowed<'a, 'py, ByteArray>;

fn richcompare<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    // SAFETY: a live object.
    if unsafe { decl::PyObject_CheckBuffer(other.as_ptr()) } == 0 {
        if crate::objects::bytes::bytes_warning()
            && matches!(op, CompareOp::Eq | CompareOp::Ne)
            && other.is_instance_of::<Str>()
        {
            let class = crate::objects::exceptions::classes::BytesWarning();
            crate::objects::bytes::warn(py, class, c"Comparison between bytearray and string")?;
        }
        return Ok(py.not_implemented());
    }
    let view = match View::simple(py, &other) {
        Ok(view) => view,
        Err(raised) => {
            raised.clear(py);
            return Ok(py.not_implemented());
        }
    };
    let ordering = ByteArray::with(&slf, |d| d.cmp(view.bytes()));
    Ok(py.bool(op.holds(ordering)))
}

fn len(_py: Attached<'_>, slf: Slf<'_, '_>) -> PyResult<usize> {
    Ok(ByteArray::with(&slf, <[u8]>::len))
}

fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let name = slf.ty().name();
    py.str(&ByteArray::with(&slf, |d| format!("{name}({})", ops::repr(d, true, true))))
}

fn str_of<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    if crate::objects::bytes::bytes_warning() {
        let class = crate::objects::exceptions::classes::BytesWarning();
        crate::objects::bytes::warn(py, class, c"str() on a bytearray instance")?;
    }
    repr(py, slf)
}

fn nb_remainder<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    match a.cast::<ByteArray>() {
        Some(format) => {
            let format = ByteArray::with(format, <[u8]>::to_vec);
            ByteArray::make(py, &crate::objects::bytes::percent::percent(py, &format, b)?)
        }
        None => Ok(py.not_implemented()),
    }
}

builtin_type! {
    /// Python's bytearray.
    #[unsafe(no_mangle)]
    pub static PyByteArray_Type: PyByteArrayObject = "bytearray" {
        flags: Py_TPFLAGS_BASETYPE | mortise_abi::_Py_TPFLAGS_MATCH_SELF,
        doc: "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\nbytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\nbytearray(int) -> bytes array of size given by the parameter initialized with null bytes\nbytearray() -> empty bytes array\n\nConstruct a mutable bytearray object from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - a bytes or a buffer object\n  - any object implementing the buffer API.\n  - an integer",
        set: {
            tp_getattro: Some(crate::capi::decl::PyObject_GenericGetAttr),
            tp_dealloc: Some(storage::dealloc),
            tp_free: Some(decl::PyObject_Free),
            tp_alloc: Some(decl::PyType_GenericAlloc),
            tp_new: Some(decl::PyType_GenericNew),
            tp_hash: Some(decl::PyObject_HashNotImplemented),
        },
        slots: {
            tp_repr: repr,
            tp_str: str_of,
            tp_richcompare: richcompare,
            tp_iter: iter::iter_bytearray,
            tp_init: methods_own::init,
        },
        number: { nb_remainder: nb_remainder, },
        sequence: {
            sq_length: len,
            sq_concat: methods_own::concat,
            sq_repeat: methods_own::repeat,
            sq_item: methods_own::item,
            sq_ass_item: methods_own::ass_item,
            sq_contains: methods::contains::<ByteArray>,
            sq_inplace_concat: methods_own::inplace_concat,
            sq_inplace_repeat: methods_own::inplace_repeat,
        },
        mapping: {
            mp_length: len,
            mp_subscript: methods_own::subscript,
            mp_ass_subscript: methods_own::ass_subscript,
        },
        buffer: { bf_getbuffer: Some(storage::getbuffer), bf_releasebuffer: Some(storage::releasebuffer), },
        methods: [
            method!(noargs "__alloc__", methods_own::alloc, "B.__alloc__() -> int\n\nReturn the number of bytes actually allocated."),
            method!(noargs "__reduce__", methods_own::reduce, "__reduce__($self, /)\n--\n\nState for pickling."),
            method!(fastcall "__reduce_ex__", methods_own::reduce_ex, "__reduce_ex__($self, proto=0, /)\n--\n\nState for pickling."),
            method!(noargs "__sizeof__", methods_own::sizeof, "__sizeof__($self, /)\n--\n\nBytes of memory."),
            method!(o "append", methods_own::append, "append($self, item, /)\n--\n\nAppends one byte."),
            method!(noargs "clear", methods_own::clear, "clear($self, /)\n--\n\nRemoves all bytes."),
            method!(noargs "copy", methods_own::copy, "copy($self, /)\n--\n\nA copy."),
            method!(o "extend", methods_own::extend, "extend($self, iterable_of_ints, /)\n--\n\nAppends the bytes of an iterable or buffer."),
            method!(fastcall "insert", methods_own::insert, "insert($self, index, item, /)\n--\n\nInserts one byte before the index."),
            method!(fastcall "pop", methods_own::pop, "pop($self, index=-1, /)\n--\n\nRemoves one byte and gives it."),
            method!(o "remove", methods_own::remove, "remove($self, value, /)\n--\n\nRemoves the first byte with this value."),
            method!(noargs "reverse", methods_own::reverse, "reverse($self, /)\n--\n\nReverses the order in place."),
            method!(noargs "capitalize", methods::capitalize::<ByteArray>, "capitalize($self, /)\n--\n\nThe first byte in upper case, the rest in lower case (ASCII)."),
            method!(fastcall "center", methods::center::<ByteArray>, "center($self, width, fillchar=b' ', /)\n--\n\nCentered in a field of the given width."),
            method!(fastcall "count", methods::count::<ByteArray>, "count(sub[, start[, end]]) -> How often sub occurs without overlapping."),
            method!(keywords "decode", methods::decode::<ByteArray>, "decode($self, /, encoding='utf-8', errors='strict')\n--\n\nThe text in an encoding."),
            method!(fastcall "endswith", methods::endswith::<ByteArray>, "endswith(suffix[, start[, end]]) -> Whether it ends with the suffix (or one of a tuple)."),
            method!(keywords "expandtabs", methods::expandtabs::<ByteArray>, "expandtabs($self, /, tabsize=8)\n--\n\nTabs replaced by spaces."),
            method!(fastcall "find", methods::find::<ByteArray>, "find(sub[, start[, end]]) -> The lowest index of sub, or -1."),
            method!(class_o "fromhex", methods::fromhex::<ByteArray>, "fromhex($type, string, /)\n--\n\nFrom hexadecimal digits in pairs."),
            method!(keywords "hex", methods::hex::<ByteArray>, "hex($self, /, sep=<unrepresentable>, bytes_per_sep=1)\n--\n\nHexadecimal digits, a separator between groups."),
            method!(fastcall "index", methods::index::<ByteArray>, "index(sub[, start[, end]]) -> The lowest index of sub; ValueError if there is none."),
            method!(noargs "isalnum", methods::isalnum::<ByteArray>, "isalnum($self, /)\n--\n\nWhether all bytes are letters or digits."),
            method!(noargs "isalpha", methods::isalpha::<ByteArray>, "isalpha($self, /)\n--\n\nWhether all bytes are letters."),
            method!(noargs "isascii", methods::isascii::<ByteArray>, "isascii($self, /)\n--\n\nWhether all bytes are ASCII."),
            method!(noargs "isdigit", methods::isdigit::<ByteArray>, "isdigit($self, /)\n--\n\nWhether all bytes are digits."),
            method!(noargs "islower", methods::islower::<ByteArray>, "islower($self, /)\n--\n\nWhether there are letters and all are lower case."),
            method!(noargs "isspace", methods::isspace::<ByteArray>, "isspace($self, /)\n--\n\nWhether all bytes are white space."),
            method!(noargs "istitle", methods::istitle::<ByteArray>, "istitle($self, /)\n--\n\nWhether words start in upper case and only they."),
            method!(noargs "isupper", methods::isupper::<ByteArray>, "isupper($self, /)\n--\n\nWhether there are letters and all are upper case."),
            method!(o "join", methods::join::<ByteArray>, "join($self, iterable_of_bytes, /)\n--\n\nThe items of an iterable with this between them."),
            method!(fastcall "ljust", methods::ljust::<ByteArray>, "ljust($self, width, fillchar=b' ', /)\n--\n\nLeft-justified in a field of the given width."),
            method!(noargs "lower", methods::lower::<ByteArray>, "lower($self, /)\n--\n\nA copy in lower case (ASCII)."),
            method!(fastcall "lstrip", methods::lstrip::<ByteArray>, "lstrip($self, bytes=None, /)\n--\n\nWithout leading white space or bytes of the given set."),
            method!(o "partition", methods::partition::<ByteArray>, "partition($self, sep, /)\n--\n\nThe part before the first separator, the separator, the rest."),
            method!(o "removeprefix", methods::removeprefix::<ByteArray>, "removeprefix($self, prefix, /)\n--\n\nWithout the prefix, if it is there."),
            method!(o "removesuffix", methods::removesuffix::<ByteArray>, "removesuffix($self, suffix, /)\n--\n\nWithout the suffix, if it is there."),
            method!(fastcall "replace", methods::replace::<ByteArray>, "replace($self, old, new, count=-1, /)\n--\n\nA copy with occurrences of old replaced by new."),
            method!(fastcall "rfind", methods::rfind::<ByteArray>, "rfind(sub[, start[, end]]) -> The highest index of sub, or -1."),
            method!(fastcall "rindex", methods::rindex::<ByteArray>, "rindex(sub[, start[, end]]) -> The highest index of sub; ValueError if there is none."),
            method!(fastcall "rjust", methods::rjust::<ByteArray>, "rjust($self, width, fillchar=b' ', /)\n--\n\nRight-justified in a field of the given width."),
            method!(o "rpartition", methods::rpartition::<ByteArray>, "rpartition($self, sep, /)\n--\n\nThe part before the last separator, the separator, the rest."),
            method!(keywords "rsplit", methods::rsplit::<ByteArray>, "rsplit($self, /, sep=None, maxsplit=-1)\n--\n\nThe parts between separators, from the right."),
            method!(fastcall "rstrip", methods::rstrip::<ByteArray>, "rstrip($self, bytes=None, /)\n--\n\nWithout trailing white space or bytes of the given set."),
            method!(keywords "split", methods::split::<ByteArray>, "split($self, /, sep=None, maxsplit=-1)\n--\n\nThe parts between separators, from the left."),
            method!(keywords "splitlines", methods::splitlines::<ByteArray>, "splitlines($self, /, keepends=False)\n--\n\nThe lines."),
            method!(fastcall "startswith", methods::startswith::<ByteArray>, "startswith(prefix[, start[, end]]) -> Whether it starts with the prefix (or one of a tuple)."),
            method!(fastcall "strip", methods::strip::<ByteArray>, "strip($self, bytes=None, /)\n--\n\nWithout white space or bytes of the given set at the ends."),
            method!(noargs "swapcase", methods::swapcase::<ByteArray>, "swapcase($self, /)\n--\n\nUpper case becomes lower case and vice versa (ASCII)."),
            method!(noargs "title", methods::title::<ByteArray>, "title($self, /)\n--\n\nEach word starts in upper case (ASCII)."),
            method!(keywords "translate", methods::translate::<ByteArray>, "translate($self, table, /, delete=b'')\n--\n\nBytes deleted, the others replaced by what the table says."),
            method!(noargs "upper", methods::upper::<ByteArray>, "upper($self, /)\n--\n\nA copy in upper case (ASCII)."),
            method!(o "zfill", methods::zfill::<ByteArray>, "zfill($self, width, /)\n--\n\nFilled with zeros on the left, behind the sign."),
            method!(static_fastcall "maketrans", methods::maketrans, "maketrans(frm, to) -> A table for translate()."),
        ],
    }
}

/// The types of this folder, for startup.
pub fn types() -> [*mut PyTypeObject; 2] {
    [&raw mut PyByteArray_Type, &raw mut iter::PyByteArrayIter_Type]
}
