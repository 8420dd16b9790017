//! The iterators of bytes and bytearray.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::methods::ByteString;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::native::{Native, NativeValue, Visit, Visited};
use crate::objects::exceptions::classes;
use crate::objects::str::sequence::builtin_iter;
use crate::objects::{ByteArray, Bytes, Tuple};

macro_rules! iterator {
    ($Value:ident, $T:ident, $empty:expr) => {
        /// An iterator over the bytes.
        pub struct $Value {
            source: Owned<$T>,
            next: AtomicUsize,
        }
        impl NativeValue for $Value {
            const GC: bool = true;
            fn traverse(&self, visit: &mut Visit) -> Visited {
                visit.object(&self.source)
            }
        }
        impl $Value {
            fn iternext<'py>(
                py: Attached<'py>,
                slf: Borrowed<'_, 'py, Native<$Value>>,
            ) -> PyResult<Option<Ref<'py>>> {
                let this = slf.value();
                let at = this.next.load(Ordering::Relaxed);
                let byte = <$T as ByteString>::with(&this.source.bind(py), |d| d.get(at).copied());
                match byte {
                    Some(byte) => {
                        this.next.store(at + 1, Ordering::Relaxed);
                        Ok(Some(py.int(byte as i64)?.into_any()))
                    }
                    None => {
                        this.next.store(usize::MAX, Ordering::Relaxed);
                        Ok(None)
                    }
                }
            }
            fn iter<'py>(
                _py: Attached<'py>,
                slf: Borrowed<'_, 'py, Native<$Value>>,
            ) -> PyResult<Ref<'py, Native<$Value>>> {
                Ok(slf.to_owned())
            }
            fn length_hint<'py>(
                py: Attached<'py>,
                slf: Borrowed<'_, 'py, Native<$Value>>,
            ) -> PyResult<Ref<'py>> {
                let len = <$T as ByteString>::with(&slf.value().source.bind(py), <[u8]>::len);
                Ok(py
                    .int_from_usize(len.saturating_sub(slf.value().next.load(Ordering::Relaxed)))?
                    .into_any())
            }
            fn reduce<'py>(
                py: Attached<'py>,
                slf: Borrowed<'_, 'py, Native<$Value>>,
            ) -> PyResult<Ref<'py, Tuple>> {
                let iter = builtin_iter(py)?;
                let at = slf.value().next.load(Ordering::Relaxed);
                if at == usize::MAX {
                    let empty: fn(Attached<'py>) -> PyResult<Ref<'py>> = $empty;
                    return py.tuple([iter, py.tuple([empty(py)?])?.into_any()]);
                }
                let args = py.tuple([slf.value().source.bind(py).to_owned().into_any()])?;
                py.tuple([iter, args.into_any(), py.int_from_usize(at)?.into_any()])
            }
            fn setstate<'py>(
                py: Attached<'py>,
                slf: Borrowed<'_, 'py, Native<$Value>>,
                state: Borrowed<'_, 'py>,
            ) -> PyResult<Ref<'py>> {
                let at = state.index_as_isize(Some(classes::OverflowError()))?;
                let this = slf.value();
                if this.next.load(Ordering::Relaxed) != usize::MAX {
                    let len = <$T as ByteString>::with(&this.source.bind(py), <[u8]>::len);
                    this.next.store((at.max(0) as usize).min(len), Ordering::Relaxed);
                }
                Ok(py.none())
            }
        }
    };
}
iterator!(BytesIterator, Bytes, |py| py.tuple([]).map(Ref::into_any));
iterator!(ByteArrayIterator, ByteArray, |py| py.tuple([]).map(Ref::into_any));

native_type! {
    /// The iterator of bytes.
    #[unsafe(no_mangle)]
    pub static PyBytesIter_Type: BytesIterator = "bytes_iterator" {
        dict: false, weakrefs: false,
        slots: { tp_iter: BytesIterator::iter, tp_iternext: BytesIterator::iternext },
        methods: [
            method!(noargs "__length_hint__", BytesIterator::length_hint, "Private method returning an estimate of len(list(it))."),
            method!(noargs "__reduce__", BytesIterator::reduce, "Return state information for pickling."),
            method!(o "__setstate__", BytesIterator::setstate, "Set state information for unpickling."),
        ],
    }
}
native_type! {
    /// The iterator of bytearrays.
    #[unsafe(no_mangle)]
    pub static PyByteArrayIter_Type: ByteArrayIterator = "bytearray_iterator" {
        dict: false, weakrefs: false,
        slots: { tp_iter: ByteArrayIterator::iter, tp_iternext: ByteArrayIterator::iternext },
        methods: [
            method!(noargs "__length_hint__", ByteArrayIterator::length_hint, "Private method returning an estimate of len(list(it))."),
            method!(noargs "__reduce__", ByteArrayIterator::reduce, "Return state information for pickling."),
            method!(o "__setstate__", ByteArrayIterator::setstate, "Set state information for unpickling."),
        ],
    }
}

pub(super) fn iter<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Bytes>) -> PyResult<Ref<'py>> {
    let source = slf.to_owned().unbind();
    Ok(Native::new(py, BytesIterator { source, next: AtomicUsize::new(0) })?.into_any())
}
/// `iter(bytearray)`
pub fn iter_bytearray<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, ByteArray>) -> PyResult<Ref<'py>> {
    let source = slf.to_owned().unbind();
    Ok(Native::new(py, ByteArrayIterator { source, next: AtomicUsize::new(0) })?.into_any())
}
