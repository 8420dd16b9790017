//! Text encodings: the built-in codecs, their error handlers, and the registry of all others.

pub mod callbacks;
pub mod encoding_map;
pub mod errors;
pub mod escape;
pub mod handlers;
pub mod names;
pub mod registry;
pub mod single;
pub mod utf7;
pub mod utf8;
pub mod wide;

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::{ByteArray, Bytes, Str};
use crate::raise;

/// The codecs that need no registry.
enum Known {
    Utf8,
    Utf16,
    Utf32,
    Ascii,
    Latin1,
    Other,
}

fn known(encoding: &str) -> Known {
    if encoding.len() > 16 {
        return Known::Other;
    }
    match registry::normalize(encoding).as_str() {
        "" if encoding.is_empty() => Known::Utf8,
        "utf_8" | "utf8" => Known::Utf8,
        "utf_16" => Known::Utf16,
        "utf_32" => Known::Utf32,
        "ascii" | "us_ascii" => Known::Ascii,
        "latin1" | "latin_1" | "iso_8859_1" | "iso8859_1" => Known::Latin1,
        _ => Known::Other,
    }
}

/// The handler's name as an argument: `None` when it was not given.
fn given(errors: &str) -> Option<&str> {
    (!errors.is_empty()).then_some(errors)
}

/// Decodes bytes to text: UTF-8 for an empty encoding.
pub fn decode<'py>(py: Attached<'py>, data: &[u8], encoding: &str, errors: &str) -> PyResult<Ref<'py, Str>> {
    match known(encoding) {
        Known::Utf8 => utf8::decode(py, data, errors, false).map(|d| d.0),
        Known::Utf16 => wide::decode_utf16(py, data, errors, wide::Order::Native, false).map(|d| d.0),
        Known::Utf32 => wide::decode_utf32(py, data, errors, wide::Order::Native, false).map(|d| d.0),
        Known::Ascii => single::decode_ascii(py, data, errors),
        Known::Latin1 => single::decode_latin1(py, data),
        Known::Other => {
            let codec = registry::text_codec(py, encoding, "codecs.decode()")?;
            let decoder = codec.get_item(&*py.int(1)?)?;
            let buffer = py.bytes(data)?;
            // SAFETY: a live object; a new reference or NULL.
            let view: Ref<'py> = unsafe {
                Ref::from_owned_or_raised(
                    py,
                    crate::capi::decl::PyMemoryView_FromObject(buffer.as_object_ptr()),
                )?
            };
            let text = registry::run(py, &decoder, &view, encoding, given(errors), "decoding")?;
            text.into_cast::<Str>().map_err(|other| {
                raise!(
                    py,
                    TypeError,
                    "'{encoding}' decoder returned '{}' instead of 'str'; use codecs.decode() to decode to arbitrary types",
                    other.ty().full_name()
                )
            })
        }
    }
}

/// Encodes text to bytes: UTF-8 for an empty encoding.
pub fn encode<'py>(py: Attached<'py>, s: &Ref<'py, Str>, encoding: &str, errors: &str) -> PyResult<Ref<'py>> {
    let text = s.borrow();
    Ok(match known(encoding) {
        Known::Utf8 => utf8::encode(py, text, errors)?.into_any(),
        Known::Utf16 => wide::encode(py, text, errors, wide::Order::Native, false)?.into_any(),
        Known::Utf32 => wide::encode(py, text, errors, wide::Order::Native, true)?.into_any(),
        Known::Ascii => single::encode(py, text, errors, 128)?.into_any(),
        Known::Latin1 => single::encode(py, text, errors, 256)?.into_any(),
        Known::Other => {
            let codec = registry::text_codec(py, encoding, "codecs.encode()")?;
            let encoder = codec.get_item(&*py.int(0)?)?;
            let made = registry::run(py, &encoder, s, encoding, given(errors), "encoding")?;
            if made.is_instance_of::<Bytes>() {
                return Ok(made);
            }
            if let Some(array) = made.cast::<ByteArray>() {
                let class = crate::objects::exceptions::classes::RuntimeWarning();
                let text = format!(
                    "encoder {encoding} returned bytearray instead of bytes; use codecs.encode() to encode to arbitrary types"
                );
                let text = std::ffi::CString::new(text).unwrap_or_default();
                crate::objects::bytes::warn(py, class, &text)?;
                let data =
                    <ByteArray as crate::objects::bytes::methods::ByteString>::with(array, <[u8]>::to_vec);
                return Ok(py.bytes(&data)?.into_any());
            }
            return Err(raise!(
                py,
                TypeError,
                "'{encoding}' encoder returned '{}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types",
                made.ty().full_name()
            ));
        }
    })
}
