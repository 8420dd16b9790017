//! `EncodingMap`: a decoding table turned round, for codecs of one byte per character.

use mortise_abi::{Py_TPFLAGS_DISALLOW_INSTANTIATION, PyTypeObject};

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::native::{Native, NativeValue};
use crate::objects::Str;

/// Bytes by character, in the order of the characters.
pub struct EncodingMap {
    entries: Box<[(u16, u8)]>,
}

impl NativeValue for EncodingMap {}

impl EncodingMap {
    /// The byte of a character.
    pub fn get(&self, c: u32) -> Option<u8> {
        let c = u16::try_from(c).ok()?;
        self.entries.binary_search_by_key(&c, |e| e.0).ok().map(|i| self.entries[i].1)
    }
}

/// The map of a decoding table, or `None` for tables that take a dict: those whose first character is not NUL, or with
/// characters beyond the 16-bit ones.
pub fn build<'py>(
    py: Attached<'py>,
    table: &Ref<'py, Str>,
) -> PyResult<Option<Ref<'py, Native<EncodingMap>>>> {
    let mut entries = Vec::with_capacity(256);
    for (byte, c) in (0..=255u8).zip(table.code_points()) {
        match u16::try_from(c) {
            Ok(0xfffe) => {}
            Ok(c) if (c == 0) == (byte == 0) => entries.push((c, byte)),
            _ => return Ok(None),
        }
    }
    if entries.first() != Some(&(0, 0)) {
        return Ok(None);
    }
    // Of a character that is there twice, the last place counts.
    entries.reverse();
    entries.sort_by_key(|e| e.0);
    entries.dedup_by_key(|e| e.0);
    Native::new(py, EncodingMap { entries: entries.into() }).map(Some)
}

fn size<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<EncodingMap>>) -> PyResult<Ref<'py>> {
    let size = size_of::<Native<EncodingMap>>() + size_of_val(&*slf.value().entries);
    Ok(py.int_from_usize(size)?.into_any())
}

native_type! {
    /// `EncodingMap`
    pub static ENCODING_MAP: EncodingMap = "EncodingMap" {
        dict: false, weakrefs: false,
        flags: Py_TPFLAGS_DISALLOW_INSTANTIATION,
        methods: [ method!(noargs "size", size, "Return the size (in bytes) of this object.") ],
    }
}

/// The types of this folder, for startup.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut ENCODING_MAP]
}
