//! `bytes(...)`: what objects can be turned into bytes.

use super::methods::byte_value;
use super::storage;
use crate::args::{Args, Signature};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Class, Ref};
use crate::objects::exceptions::classes;
use crate::objects::protocol::buffer::View;
use crate::objects::str::storage::no_memory;
use crate::objects::{Bytes, Dict, List, Str, Tuple, Type, codecs};
use crate::{intern, raise};

/// An optional str argument as text.
pub fn text_arg<'a, 'py>(
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

/// `__bytes__` of an object whose type has it.
pub fn dunder_bytes<'py>(py: Attached<'py>, ob: &Ref<'py>) -> PyResult<Option<Ref<'py, Bytes>>> {
    let Some(method) = lookup_special(ob, intern!(py, "__bytes__"))? else {
        return Ok(None);
    };
    let result = method.call0()?;
    match result.into_cast::<Bytes>() {
        Ok(bytes) => Ok(Some(bytes)),
        Err(other) => {
            Err(raise!(py, TypeError, "__bytes__ returned non-bytes (type {})", other.ty().full_name()))
        }
    }
}

/// A special method, looked up on the type and bound to the object.
pub fn lookup_special<'py>(ob: &Ref<'py>, name: &Ref<'py, Str>) -> PyResult<Option<Ref<'py>>> {
    let py = ob.py();
    // SAFETY: a live type and name; a new reference or NULL.
    let found: Option<Ref<'py>> = unsafe {
        let raw = crate::capi::decl::_PyType_LookupRef(ob.type_ptr(), name.as_object_ptr());
        Ref::from_owned_or_null(py, raw)
    };
    let Some(found) = found else {
        return Ok(None);
    };
    // SAFETY: a live object has a type; the slot gives a new reference or NULL.
    unsafe {
        match (*found.type_ptr()).tp_descr_get {
            None => Ok(Some(found)),
            Some(get) => {
                let bound = get(found.as_ptr(), ob.as_ptr(), ob.type_ptr().cast());
                Ref::from_owned_or_raised(py, bound).map(Some)
            }
        }
    }
}

/// Bytes from an iterable of integers.
pub fn from_iterable<'py>(py: Attached<'py>, ob: &Ref<'py>, message: &str) -> PyResult<Vec<u8>> {
    if let Some(tuple) = ob.cast_exact::<Tuple>() {
        return tuple.items().map(|i| byte_value(py, &i, message)).collect();
    }
    if let Some(list) = ob.cast_exact::<List>() {
        let mut out = Vec::with_capacity(list.len());
        let mut i = 0;
        while let Some(item) = list.get(i) {
            out.push(byte_value(py, &item, message)?);
            i += 1;
        }
        return Ok(out);
    }
    let iter = ob.iter()?;
    let mut out = Vec::with_capacity(ob.length_hint(64)?.min(1 << 20));
    while let Some(item) = iter.next()? {
        out.push(byte_value(py, &item, message)?);
    }
    Ok(out)
}

/// `bytes(ob)` for an object without `__bytes__`: a buffer or an iterable of integers.
pub fn from_object<'py>(py: Attached<'py>, ob: &Ref<'py>) -> PyResult<Ref<'py, Bytes>> {
    if let Some(bytes) = ob.cast_exact::<Bytes>() {
        return Ok(bytes.clone());
    }
    // SAFETY: a live object.
    if unsafe { crate::capi::decl::PyObject_CheckBuffer(ob.as_ptr()) } != 0 {
        let view = View::new(py, ob, mortise_abi::PyBUF_FULL_RO)?;
        return storage::from_slice(py, &view.to_vec()?);
    }
    if !ob.is_instance_of::<Str>()
        && (ob.cast_exact::<List>().is_some() || ob.cast_exact::<Tuple>().is_some() || is_iterable(py, ob)?)
    {
        return storage::from_slice(py, &from_iterable(py, ob, "bytes must be in range(0, 256)")?);
    }
    Err(raise!(py, TypeError, "cannot convert '{}' object to bytes", ob.ty().full_name()))
}

fn is_iterable<'py>(py: Attached<'py>, ob: &Ref<'py>) -> PyResult<bool> {
    match ob.iter() {
        Ok(_) => Ok(true),
        Err(raised) if raised.matches(py, classes::TypeError()) => {
            raised.clear(py);
            Ok(false)
        }
        Err(raised) => Err(raised),
    }
}

/// A count, when the object is an integer: `bytes(3)`.
pub fn count_of(py: Attached<'_>, ob: &Ref<'_>) -> PyResult<Option<usize>> {
    // SAFETY: a live object.
    if unsafe { crate::capi::decl::PyIndex_Check(ob.as_ptr()) } == 0 {
        return Ok(None);
    }
    match ob.index_as_isize(Some(classes::OverflowError())) {
        Ok(n) if n < 0 => Err(raise!(py, ValueError, "negative count")),
        Ok(n) => Ok(Some(n as usize)),
        Err(raised) if raised.matches(py, classes::TypeError()) => {
            raised.clear(py);
            Ok(None)
        }
        Err(raised) => Err(raised),
    }
}

fn make<'py>(
    py: Attached<'py>,
    source: Option<Borrowed<'_, 'py>>,
    encoding: Option<Borrowed<'_, 'py>>,
    errors: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py, Bytes>> {
    let encoding_text = text_arg(py, &encoding, "bytes", "encoding")?;
    let errors_text = text_arg(py, &errors, "bytes", "errors")?;
    let Some(source) = source else {
        if encoding.is_some() || errors.is_some() {
            let what = if encoding.is_some() { "encoding" } else { "errors" };
            return Err(raise!(py, TypeError, "{what} without a string argument"));
        }
        return Ok(storage::empty(py));
    };
    if let Some(text) = source.cast::<Str>().filter(|_| encoding.is_some()) {
        let made = codecs::encode(py, text, encoding_text, errors_text)?;
        return match made.into_cast::<Bytes>() {
            Ok(bytes) => Ok(bytes),
            Err(_) => Err(raise!(py, TypeError, "encoder did not return a bytes object")),
        };
    }
    if encoding.is_some() {
        return Err(raise!(py, TypeError, "encoding without a string argument"));
    }
    if errors.is_some() {
        return Err(if source.is_instance_of::<Str>() {
            raise!(py, TypeError, "string argument without an encoding")
        } else {
            raise!(py, TypeError, "errors without a string argument")
        });
    }
    if let Some(bytes) = dunder_bytes(py, &source)? {
        return Ok(bytes);
    }
    if source.is_instance_of::<Str>() {
        return Err(raise!(py, TypeError, "string argument without an encoding"));
    }
    if let Some(n) = count_of(py, &source)? {
        return storage::with(py, n, |_| Ok(()));
    }
    from_object(py, &source)
}

static SIG: Signature<3> = Signature::new("bytes", ["source", "encoding", "errors"], 0);

pub(super) fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Bytes>> {
    let [source, encoding, errors] = SIG.parse_tuple(py, args, kwargs)?;
    let made = make(py, source, encoding, errors)?;
    if cls.as_ptr() == <Bytes as Class>::type_object() {
        return Ok(made);
    }
    // SAFETY: tp_alloc gives zeroed room for the bytes and the NUL (bytes' item size is 1); nobody else sees it yet.
    unsafe {
        let data = made.as_bytes();
        let Some(alloc) = (*cls.as_ptr()).tp_alloc else {
            return Err(no_memory(py));
        };
        let ob: Ref<'py, Bytes> =
            Ref::from_owned_or_raised(py, alloc(cls.as_ptr(), data.len() as isize).cast())?;
        (*ob.as_ptr()).ob_shash = -1;
        std::ptr::copy_nonoverlapping(data.as_ptr(), storage::data(ob.as_object_ptr()), data.len());
        storage::data(ob.as_object_ptr()).add(data.len()).write(0);
        Ok(ob)
    }
}

pub(super) fn vectorcall<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Bytes>> {
    if cls.as_ptr() == <Bytes as Class>::type_object() {
        let [source, encoding, errors] = SIG.parse(py, args)?;
        return make(py, source, encoding, errors);
    }
    Err(raise!(py, SystemError, "bytes' vectorcall used for another type"))
}
