//! What bytearray has beyond bytes: changing in place.

use super::storage::{self, splice, with_locked, with_mut};
use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::bytes::methods::{ByteString, Piece, byte_value};
use crate::objects::bytes::new::{count_of, from_iterable, text_arg};
use crate::objects::exceptions::classes;
use crate::objects::protocol::buffer::View;
use crate::objects::str::sequence::slice_indices;
use crate::objects::{ByteArray, Bytes, Dict, List, Slice, Str, Tuple, codecs};
use crate::raise;
use crate::state::critical_section;

type Slf<'a, 'py> = Borrowed<'a, 'py, ByteArray>;
const BYTE_RANGE: &str = "byte must be in range(0, 256)";

fn size(slf: &Ref<'_, ByteArray>) -> usize {
    ByteArray::with(slf, <[u8]>::len)
}

pub(super) fn init<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    static SIG: Signature<3> = Signature::new("bytearray", ["source", "encoding", "errors"], 0);
    let [source, encoding, errors] = SIG.parse_tuple(py, args, kwargs)?;
    let encoding_text = text_arg(py, &encoding, "bytearray", "encoding")?;
    let errors_text = text_arg(py, &errors, "bytearray", "errors")?;
    if size(&slf) > 0 {
        splice(py, &slf, 0, usize::MAX, b"")?;
    }
    let Some(source) = source else {
        if encoding.is_some() || errors.is_some() {
            let what = if encoding.is_some() { "encoding" } else { "errors" };
            return Err(raise!(py, TypeError, "{what} without a string argument"));
        }
        return Ok(());
    };
    if let Some(text) = source.cast::<Str>() {
        if encoding.is_none() {
            return Err(raise!(py, TypeError, "string argument without an encoding"));
        }
        let made = codecs::encode(py, text, encoding_text, errors_text)?;
        let Some(bytes) = made.cast::<Bytes>() else {
            return Err(raise!(py, TypeError, "encoder did not return a bytes object"));
        };
        return splice(py, &slf, 0, 0, bytes.as_bytes());
    }
    if encoding.is_some() || errors.is_some() {
        let what = if encoding.is_some() { "encoding" } else { "errors" };
        return Err(raise!(py, TypeError, "{what} without a string argument"));
    }
    if let Some(n) = count_of(py, &source)? {
        storage::resize(py, &slf, n)?;
        with_mut(&slf, |d| d.fill(0));
        return Ok(());
    }
    // SAFETY: a live object.
    if unsafe { decl::PyObject_CheckBuffer(source.as_ptr()) } != 0 {
        let data = View::new(py, &source, mortise_abi::PyBUF_FULL_RO)?.to_vec()?;
        return splice(py, &slf, 0, 0, &data);
    }
    if source.cast_exact::<List>().is_none() && source.cast_exact::<Tuple>().is_none() {
        match source.iter() {
            Ok(iter) => {
                while let Some(item) = iter.next()? {
                    let byte = byte_value(py, &item, BYTE_RANGE)?;
                    splice(py, &slf, usize::MAX, usize::MAX, &[byte])?;
                }
                return Ok(());
            }
            Err(raised) if raised.matches(py, classes::TypeError()) => {
                raised.clear(py);
                return Err(raise!(
                    py,
                    TypeError,
                    "cannot convert '{}' object to bytearray",
                    source.ty().full_name()
                ));
            }
            Err(raised) => return Err(raised),
        }
    }
    let data = from_iterable(py, &source, BYTE_RANGE)?;
    splice(py, &slf, 0, 0, &data)
}

pub fn concat<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py>,
    other: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let wrong = |raised: crate::err::Raised| {
        raised.clear(py);
        raise!(py, TypeError, "can't concat {} to {}", other.ty().full_name(), slf.ty().full_name())
    };
    let left = Piece::new(py, &slf).map_err(wrong)?;
    let right = Piece::new(py, &other).map_err(wrong)?;
    let all = [left.bytes(), right.bytes()].concat();
    ByteArray::make(py, &all)
}

pub(super) fn inplace_concat<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    other: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, ByteArray>> {
    let data = {
        let piece = Piece::new(py, &other).map_err(|raised| {
            raised.clear(py);
            raise!(py, TypeError, "can't concat {} to {}", other.ty().full_name(), slf.ty().full_name())
        })?;
        piece.bytes().to_vec()
    };
    splice(py, &slf, usize::MAX, usize::MAX, &data)?;
    Ok(slf.to_owned())
}

fn repeated<'py>(py: Attached<'py>, slf: &Ref<'py, ByteArray>, n: isize) -> PyResult<Vec<u8>> {
    let n = n.max(0) as usize;
    if size(slf).checked_mul(n).is_none_or(|l| l >= isize::MAX as usize) {
        return Err(crate::objects::str::storage::no_memory(py));
    }
    Ok(ByteArray::with(slf, |d| d.repeat(n)))
}
pub(super) fn repeat<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, n: isize) -> PyResult<Ref<'py>> {
    ByteArray::make(py, &repeated(py, &slf, n)?)
}
pub(super) fn inplace_repeat<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    n: isize,
) -> PyResult<Ref<'py, ByteArray>> {
    let data = repeated(py, &slf, n)?;
    splice(py, &slf, 0, usize::MAX, &data)?;
    Ok(slf.to_owned())
}

pub(super) fn item<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, index: isize) -> PyResult<Ref<'py>> {
    match usize::try_from(index).ok().and_then(|i| ByteArray::with(&slf, |d| d.get(i).copied())) {
        Some(c) => Ok(py.int(c as i64)?.into_any()),
        None => Err(raise!(py, IndexError, "bytearray index out of range")),
    }
}
pub(super) fn ass_item<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    index: isize,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let out_of_range = || raise!(py, IndexError, "bytearray index out of range");
    let byte = match value {
        Some(value) => Some(byte_value(py, &value, BYTE_RANGE)?),
        None => None,
    };
    let i = usize::try_from(index).map_err(|_| out_of_range())?;
    critical_section::with(&slf, || match byte {
        Some(byte) => with_locked(&slf, |d| d.get_mut(i).map(|c| *c = byte)).ok_or_else(out_of_range),
        None if i >= with_locked(&slf, |d| d.len()) => Err(out_of_range()),
        None => storage::splice_locked(py, &slf, i, i + 1, b""),
    })
}

pub(super) fn subscript<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    key: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    // SAFETY: a live object.
    if unsafe { decl::PyIndex_Check(key.as_ptr()) } != 0 {
        let mut index = key.index_as_isize(Some(classes::IndexError()))?;
        if index < 0 {
            index += size(&slf) as isize;
        }
        return item(py, slf, index);
    }
    let Some(slice) = key.cast::<Slice>() else {
        return Err(bad_key(py, &key));
    };
    let data = ByteArray::with(&slf, <[u8]>::to_vec);
    let (start, step, count) = slice_indices(py, slice, data.len())?;
    let picked: Vec<u8> = if step == 1 && count > 0 {
        data[start as usize..start as usize + count].to_vec()
    } else {
        (0..count).map(|i| data[(start + i as isize * step) as usize]).collect()
    };
    ByteArray::make(py, &picked)
}

fn bad_key(py: Attached<'_>, key: &Ref<'_>) -> crate::err::Raised {
    raise!(py, TypeError, "bytearray indices must be integers or slices, not {}", key.ty().full_name())
}

pub(super) fn ass_subscript<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    key: Borrowed<'_, 'py>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    // SAFETY: a live object.
    if unsafe { decl::PyIndex_Check(key.as_ptr()) } != 0 {
        let mut index = key.index_as_isize(Some(classes::IndexError()))?;
        if index < 0 {
            index += size(&slf) as isize;
        }
        return ass_item(py, slf, index, value);
    }
    let Some(slice) = key.cast::<Slice>() else {
        return Err(bad_key(py, &key));
    };
    let data: Vec<u8> = match &value {
        None => Vec::new(),
        Some(value) => assigned_bytes(py, value)?,
    };
    // The indices are unpacked (which may run code) before the size is read for good.
    let (start, step, count) = slice_indices(py, slice, size(&slf))?;
    if step == 1 {
        let start = start as usize;
        return splice(py, &slf, start, start + count, &data);
    }
    let position = move |i: usize| (start + i as isize * step) as usize;
    if value.is_none() {
        let mut gone: Vec<usize> = (0..count).map(position).collect();
        gone.sort_unstable();
        let kept: Vec<u8> = ByteArray::with(&slf, |d| {
            d.iter().enumerate().filter(|(i, _)| gone.binary_search(i).is_err()).map(|(_, &c)| c).collect()
        });
        return splice(py, &slf, 0, usize::MAX, &kept);
    }
    if data.len() != count {
        return Err(raise!(
            py,
            ValueError,
            "attempt to assign bytes of size {} to extended slice of size {count}",
            data.len()
        ));
    }
    with_mut(&slf, |d| {
        for (i, c) in data.iter().enumerate() {
            if let Some(slot) = d.get_mut(position(i)) {
                *slot = *c;
            }
        }
    });
    Ok(())
}

fn assigned_bytes<'py>(py: Attached<'py>, value: &Ref<'py>) -> PyResult<Vec<u8>> {
    // SAFETY: a live object.
    if unsafe { decl::PyObject_CheckBuffer(value.as_ptr()) } != 0 {
        return Ok(Piece::new(py, value)?.bytes().to_vec());
    }
    let wrong =
        || raise!(py, TypeError, "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
    // SAFETY: a live object.
    if value.is_instance_of::<Str>() || unsafe { decl::PyNumber_Check(value.as_ptr()) } != 0 {
        return Err(wrong());
    }
    match value.iter() {
        Ok(_) => from_iterable(py, value, BYTE_RANGE),
        Err(raised) if raised.matches(py, classes::TypeError()) => {
            raised.clear(py);
            Err(raise!(py, TypeError, "cannot convert '{}' object to bytearray", value.ty().full_name()))
        }
        Err(raised) => Err(raised),
    }
}

pub(super) fn append<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    item: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let byte = byte_value(py, &item, BYTE_RANGE)?;
    splice(py, &slf, usize::MAX, usize::MAX, &[byte])?;
    Ok(py.none())
}
pub(super) fn clear<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    storage::resize(py, &slf, 0)?;
    Ok(py.none())
}
pub(super) fn copy<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    ByteArray::unchanged(py, &slf)
}
pub(super) fn extend<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    items: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    // SAFETY: a live object.
    if unsafe { decl::PyObject_CheckBuffer(items.as_ptr()) } != 0 {
        let data = Piece::new(py, &items).map(|piece| piece.bytes().to_vec()).map_err(|raised| {
            raised.clear(py);
            raise!(py, TypeError, "can't set bytearray slice from {}", items.ty().full_name())
        })?;
        splice(py, &slf, usize::MAX, usize::MAX, &data)?;
        return Ok(py.none());
    }
    let iter = items.iter().map_err(|raised| {
        if !raised.matches(py, classes::TypeError()) {
            return raised;
        }
        raised.clear(py);
        raise!(py, TypeError, "can't extend bytearray with {}", items.ty().full_name())
    })?;
    let mut data = Vec::new();
    while let Some(item) = iter.next()? {
        if items.is_instance_of::<Str>() {
            return Err(raise!(py, TypeError, "expected iterable of integers; got: 'str'"));
        }
        data.push(byte_value(py, &item, BYTE_RANGE)?);
    }
    splice(py, &slf, usize::MAX, usize::MAX, &data)?;
    Ok(py.none())
}
pub(super) fn insert<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "insert", 2, 2)?;
    let index = args.get(0).expect("counted").index_as_isize(Some(classes::OverflowError()))?;
    let byte = byte_value(py, &args.get(1).expect("counted"), BYTE_RANGE)?;
    critical_section::with(&slf, || {
        let n = with_locked(&slf, |d| d.len()) as isize;
        let at = if index < 0 { (index + n).max(0) } else { index.min(n) } as usize;
        storage::splice_locked(py, &slf, at, at, &[byte])
    })?;
    Ok(py.none())
}
pub(super) fn pop<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "pop", 0, 1)?;
    let index = match args.get(0) {
        Some(index) => index.index_as_isize(Some(classes::IndexError()))?,
        None => -1,
    };
    let byte = critical_section::with(&slf, || {
        let n = with_locked(&slf, |d| d.len()) as isize;
        if n == 0 {
            return Err(raise!(py, IndexError, "pop from empty bytearray"));
        }
        let at = if index < 0 { index + n } else { index };
        if at < 0 || at >= n {
            return Err(raise!(py, IndexError, "pop index out of range"));
        }
        let byte = with_locked(&slf, |d| d[at as usize]);
        storage::splice_locked(py, &slf, at as usize, at as usize + 1, b"")?;
        Ok(byte)
    })?;
    Ok(py.int(byte as i64)?.into_any())
}
pub(super) fn remove<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    value: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let byte = byte_value(py, &value, BYTE_RANGE)?;
    critical_section::with(&slf, || match with_locked(&slf, |d| memchr::memchr(byte, d)) {
        Some(at) => storage::splice_locked(py, &slf, at, at + 1, b""),
        None => Err(raise!(py, ValueError, "value not found in bytearray")),
    })?;
    Ok(py.none())
}
pub(super) fn reverse<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    with_mut(&slf, <[u8]>::reverse);
    Ok(py.none())
}
pub(super) fn alloc<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.int_from_usize(storage::allocated(&slf))?.into_any())
}
pub(super) fn sizeof<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a ready type.
    let basic = unsafe { (*slf.type_ptr()).tp_basicsize } as usize;
    Ok(py.int_from_usize(basic + storage::allocated(&slf))?.into_any())
}

fn reduce_as<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, protocol: i32) -> PyResult<Ref<'py, Tuple>> {
    let state = match slf.getattr_opt(crate::intern!(py, "__dict__"))? {
        Some(dict) => dict,
        None => py.none(),
    };
    let data = ByteArray::with(&slf, <[u8]>::to_vec);
    let args = if protocol < 3 {
        let text = crate::objects::str::from_chars(py, crate::objects::str::Chars::One(&data))?;
        if data.is_empty() {
            py.tuple([])?
        } else {
            py.tuple([text.into_any(), py.str("latin-1")?.into_any()])?
        }
    } else if data.is_empty() {
        py.tuple([])?
    } else {
        py.tuple([py.bytes(&data)?.into_any()])?
    };
    py.tuple([slf.ty().to_owned().into_any(), args.into_any(), state])
}
pub(super) fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    reduce_as(py, slf, 2)
}
pub(super) fn reduce_ex<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    args.expect(py, "__reduce_ex__", 0, 1)?;
    let protocol = match args.get(0) {
        Some(p) => p.as_int()?,
        None => 0,
    };
    reduce_as(py, slf, protocol)
}
