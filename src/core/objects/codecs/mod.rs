//! Text encodings: the built-in codecs, their error handlers, and the registry of all others.

pub mod errors;
pub mod escape;
pub mod handlers;
pub mod names;
pub mod utf8;

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::Str;

/// Decodes bytes: UTF-8 for an empty encoding.
pub fn decode<'py>(py: Attached<'py>, data: &[u8], encoding: &str, errors: &str) -> PyResult<Ref<'py, Str>> {
    let _ = encoding;
    utf8::decode(py, data, errors, false).map(|(s, _)| s)
}
/// Encodes a string.
pub fn encode<'py>(py: Attached<'py>, s: &Ref<'py, Str>, encoding: &str, errors: &str) -> PyResult<Ref<'py>> {
    let _ = encoding;
    Ok(utf8::encode(py, s.borrow(), errors)?.into_any())
}
