//! `str(...)` and `str.encode`.

use super::storage;
use crate::args::{Args, Signature};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Class, Ref};
use crate::objects::{Bytes, Dict, Str, Tuple, Type, codecs};
use crate::raise;

/// An optional str argument as text; `""` when it was not given.
fn text_arg<'a, 'py>(
    py: Attached<'py>,
    arg: &'a Option<Borrowed<'_, 'py>>,
    function: &str,
    name: &str,
) -> PyResult<&'a str> {
    match arg {
        None => Ok(""),
        Some(arg) => {
            let text = arg.expect_arg::<Str>(function, &format!("argument '{name}'"))?.as_utf8()?;
            if text.contains('\0') {
                return Err(raise!(py, ValueError, "embedded null character"));
            }
            Ok(text)
        }
    }
}

fn make<'py>(
    py: Attached<'py>,
    object: Option<Borrowed<'_, 'py>>,
    encoding: Option<Borrowed<'_, 'py>>,
    errors: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py, Str>> {
    let encoding_text = text_arg(py, &encoding, "str", "encoding")?;
    let errors_text = text_arg(py, &errors, "str", "errors")?;
    let Some(object) = object else {
        return Ok(super::empty(py));
    };
    if encoding.is_none() && errors.is_none() {
        return object.to_str();
    }
    from_encoded(py, &object, encoding_text, errors_text)
}

/// `str(object, encoding, errors)`: decodes the bytes of any object with a buffer.
pub fn from_encoded<'py>(
    py: Attached<'py>,
    object: &Ref<'py>,
    encoding: &str,
    errors: &str,
) -> PyResult<Ref<'py, Str>> {
    if let Some(bytes) = object.cast::<Bytes>() {
        if bytes.as_bytes().is_empty() {
            return Ok(super::empty(py));
        }
        return codecs::decode(py, bytes.as_bytes(), encoding, errors);
    }
    if object.is_instance_of::<Str>() {
        return Err(raise!(py, TypeError, "decoding str is not supported"));
    }
    // SAFETY: a live object.
    if unsafe { crate::capi::decl::PyObject_CheckBuffer(object.as_ptr()) } == 0 {
        return Err(raise!(
            py,
            TypeError,
            "decoding to str: need a bytes-like object, {} found",
            object.ty().full_name()
        ));
    }
    let view = crate::objects::protocol::buffer::View::simple(py, object)?;
    if view.bytes().is_empty() {
        return Ok(super::empty(py));
    }
    codecs::decode(py, view.bytes(), encoding, errors)
}

static SIG: Signature<3> = Signature::new("str", ["object", "encoding", "errors"], 0);

pub(super) fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Str>> {
    check_count(py, args.len())?;
    let [object, encoding, errors] = SIG.parse_tuple(py, args, kwargs)?;
    let text = make(py, object, encoding, errors)?;
    if cls.as_ptr() == <Str as Class>::type_object() {
        Ok(text)
    } else {
        storage::new_subclass(py, cls, &text)
    }
}

fn check_count(py: Attached<'_>, n: usize) -> PyResult<()> {
    if n > 3 {
        return Err(raise!(py, TypeError, "str expected at most 3 arguments, got {n}"));
    }
    Ok(())
}

pub(super) fn vectorcall<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Str>> {
    check_count(py, args.len())?;
    if args.len() == 1 && args.keyword_count() == 0 && cls.as_ptr() == <Str as Class>::type_object() {
        return args.get(0).expect("counted").to_str();
    }
    let [object, encoding, errors] = SIG.parse(py, args)?;
    let text = make(py, object, encoding, errors)?;
    if cls.as_ptr() == <Str as Class>::type_object() {
        Ok(text)
    } else {
        storage::new_subclass(py, cls, &text)
    }
}

pub(super) fn encode<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Str>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    static SIG: Signature<2> = Signature::new("encode", ["encoding", "errors"], 0);
    let [encoding, errors] = SIG.parse(py, args)?;
    let encoding = text_arg(py, &encoding, "encode", "encoding")?;
    let errors = text_arg(py, &errors, "encode", "errors")?;
    codecs::encode(py, &slf, encoding, errors)
}

/// `decode(encoding='utf-8', errors='strict')` of bytes and bytearray.
pub(crate) fn decode_method<'py>(
    py: Attached<'py>,
    args: Args<'_, 'py>,
    bytes: impl FnOnce(&mut dyn FnMut(&[u8]) -> PyResult<Ref<'py>>) -> PyResult<Ref<'py>>,
) -> PyResult<Ref<'py>> {
    static SIG: Signature<2> = Signature::new("decode", ["encoding", "errors"], 0);
    let [encoding, errors] = SIG.parse(py, args)?;
    let encoding = text_arg(py, &encoding, "decode", "encoding")?;
    let errors = text_arg(py, &errors, "decode", "errors")?;
    bytes(&mut |data| Ok(codecs::decode(py, data, encoding, errors)?.into_any()))
}

pub(super) fn getnewargs<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Str>) -> PyResult<Ref<'py, Tuple>> {
    py.tuple([storage::from_chars(py, slf.chars())?.into_any()])
}

pub(super) fn sizeof<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Str>) -> PyResult<Ref<'py>> {
    Ok(py.int_from_usize(storage::memory_size(&slf))?.into_any())
}
