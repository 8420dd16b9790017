//! Strings as sequences: indexing, slicing, repetition, iteration.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::search::substring;
use super::storage::{Chars, Filler, latin1_char};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::native::{Native, NativeValue, Visit, Visited};
use crate::objects::exceptions::classes;
use crate::objects::{Slice, Str, Tuple};
use crate::{intern, raise};

type Slf<'a, 'py> = Borrowed<'a, 'py, Str>;

/// The string of one code point.
pub fn one<'py>(py: Attached<'py>, c: u32) -> PyResult<Ref<'py, Str>> {
    if c < 0x100 {
        return Ok(latin1_char(py, c as u8));
    }
    super::from_chars(py, Chars::Four(&[c]))
}

/// `s[index]` with an index in machine form; negative ones were made positive by the caller.
pub(super) fn item<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, index: isize) -> PyResult<Ref<'py, Str>> {
    if index < 0 || index as usize >= slf.len() {
        return Err(raise!(py, IndexError, "string index out of range"));
    }
    one(py, slf.code_point(index as usize))
}

/// A slice object applied to a sequence of `len` items: start, step and number of items.
pub fn slice_indices(
    py: Attached<'_>,
    slice: &Ref<'_, Slice>,
    len: usize,
) -> PyResult<(isize, isize, usize)> {
    let (mut start, mut stop, mut step) = (0, 0, 0);
    // SAFETY: a live slice; the results are written before use.
    unsafe {
        if decl::PySlice_Unpack(slice.as_object_ptr(), &raw mut start, &raw mut stop, &raw mut step) < 0 {
            return Err(Raised::assume());
        }
        let count = decl::PySlice_AdjustIndices(len as isize, &raw mut start, &raw mut stop, step);
        let _ = py;
        Ok((start, step, count as usize))
    }
}

pub(super) fn subscript<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    key: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    // SAFETY: a live object.
    if unsafe { decl::PyIndex_Check(key.as_ptr()) } != 0 {
        let mut index = key.index_as_isize(Some(classes::IndexError()))?;
        if index < 0 {
            index += slf.len() as isize;
        }
        return item(py, slf, index);
    }
    let Some(slice) = key.cast::<Slice>() else {
        return Err(raise!(py, TypeError, "string indices must be integers, not '{}'", key.ty().full_name()));
    };
    let (start, step, count) = slice_indices(py, slice, slf.len())?;
    if count == 0 {
        return Ok(super::empty(py));
    }
    if step == 1 {
        return substring(py, &slf, start as usize, start as usize + count);
    }
    let chars = slf.chars();
    let picked: Vec<u32> = (0..count).map(|i| chars.at((start + i as isize * step) as usize)).collect();
    super::from_chars(py, Chars::Four(&picked))
}

/// `s * n`
pub(super) fn repeat<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, n: isize) -> PyResult<Ref<'py, Str>> {
    if n <= 0 || slf.is_empty() {
        return Ok(super::empty(py));
    }
    if n == 1 {
        return super::exact(&slf);
    }
    let Some(len) = slf.len().checked_mul(n as usize).filter(|&l| l <= isize::MAX as usize) else {
        return Err(raise!(py, OverflowError, "repeated string is too long"));
    };
    let mut out = Filler::new(py, len, slf.max_char())?;
    let chars = slf.chars();
    if chars.len() == 1 {
        out.fill(chars.at(0), n as usize);
    } else {
        for _ in 0..n {
            out.push(chars);
        }
    }
    Ok(out.finish())
}

macro_rules! iterator {
    ($Value:ident, $TYPE:ident, $name:literal, $($attr:meta)?) => {
        /// An iterator over a string.
        pub struct $Value {
            string: Owned<Str>,
            next: AtomicUsize,
        }
        impl NativeValue for $Value {
            const GC: bool = true;
            fn traverse(&self, visit: &mut Visit) -> Visited {
                visit.object(&self.string)
            }
        }
        impl $Value {
            fn iternext<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<$Value>>) -> PyResult<Option<Ref<'py, Str>>> {
                let this = slf.value();
                let string = this.string.bind(py);
                let at = this.next.load(Ordering::Relaxed);
                if at >= string.len() {
                    this.next.store(usize::MAX, Ordering::Relaxed);
                    return Ok(None);
                }
                this.next.store(at + 1, Ordering::Relaxed);
                one(py, string.code_point(at)).map(Some)
            }
            fn iter<'py>(_py: Attached<'py>, slf: Borrowed<'_, 'py, Native<$Value>>) -> PyResult<Ref<'py, Native<$Value>>> {
                Ok(slf.to_owned())
            }
            fn length_hint<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<$Value>>) -> PyResult<Ref<'py>> {
                let left = slf.value().string.bind(py).len().saturating_sub(slf.value().next.load(Ordering::Relaxed));
                Ok(py.int_from_usize(left)?.into_any())
            }
            fn reduce<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<$Value>>) -> PyResult<Ref<'py, Tuple>> {
                let iter = builtin_iter(py)?;
                let at = slf.value().next.load(Ordering::Relaxed);
                if at == usize::MAX {
                    let args = py.tuple([super::empty(py).into_any()])?;
                    return py.tuple([iter, args.into_any()]);
                }
                let args = py.tuple([slf.value().string.bind(py).to_owned().into_any()])?;
                py.tuple([iter, args.into_any(), py.int_from_usize(at)?.into_any()])
            }
            fn setstate<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<$Value>>, state: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
                let at = state.index_as_isize(Some(classes::OverflowError()))?;
                let this = slf.value();
                if this.next.load(Ordering::Relaxed) != usize::MAX {
                    let at = at.max(0) as usize;
                    this.next.store(at.min(this.string.bind(py).len()), Ordering::Relaxed);
                }
                Ok(py.none())
            }
        }
        native_type! {
            $(#[$attr])?
            /// The iterator's type.
            pub static $TYPE: $Value = $name {
                dict: false, weakrefs: false,
                slots: { tp_iter: $Value::iter, tp_iternext: $Value::iternext },
                methods: [
                    method!(noargs "__length_hint__", $Value::length_hint, "Private method returning an estimate of len(list(it))."),
                    method!(noargs "__reduce__", $Value::reduce, "Return state information for pickling."),
                    method!(o "__setstate__", $Value::setstate, "Set state information for unpickling."),
                ],
            }
        }
    };
}
iterator!(StrIterator, PyUnicodeIter_Type, "str_iterator", unsafe(no_mangle));
iterator!(StrAsciiIterator, STR_ASCII_ITERATOR, "str_ascii_iterator",);

/// The function `builtins.iter`, for pickling iterators.
pub fn builtin_iter<'py>(py: Attached<'py>) -> PyResult<Ref<'py>> {
    py.import("builtins")?.getattr(intern!(py, "iter"))
}

pub(super) fn iter<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let string = slf.to_owned().unbind();
    let next = AtomicUsize::new(0);
    Ok(if slf.is_ascii() {
        Native::new(py, StrAsciiIterator { string, next })?.into_any()
    } else {
        Native::new(py, StrIterator { string, next })?.into_any()
    })
}
