//! `int()` and what becomes an int.

use mortise_abi::PyObject;

use super::storage::{from_i64, in_subclass};
use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{ByteArray, Bytes, Dict, Int, Str, Tuple, Type};
use crate::{intern, raise};

/// `int.__new__`
pub fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Int>> {
    let [x, base] = SIGNATURE.parse_tuple(py, args, kwargs)?;
    make(py, cls, x, base)
}

static SIGNATURE: Signature<2> = Signature::with("int", ["x", "base"], 0, 1, 2);

/// `int(...)` without a tuple.
pub fn vectorcall<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Int>> {
    if args.keyword_count() > 0 {
        let [x, base] = SIGNATURE.parse(py, args)?;
        return make(py, cls, x, base);
    }
    if args.len() > 2 {
        return Err(raise!(py, TypeError, "int expected at most 2 arguments, got {}", args.len()));
    }
    make(py, cls, args.get(0), args.get(1))
}

fn make<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    x: Option<Borrowed<'_, 'py>>,
    base: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py, Int>> {
    let value = exact(py, x, base)?;
    if cls.as_ptr() == &raw mut decl::PyLong_Type { Ok(value) } else { in_subclass(py, cls, &value) }
}

fn exact<'py>(
    py: Attached<'py>,
    x: Option<Borrowed<'_, 'py>>,
    base: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py, Int>> {
    let Some(x) = x else {
        if base.is_some() {
            return Err(raise!(py, TypeError, "int() missing string argument"));
        }
        return from_i64(py, 0);
    };
    let Some(base) = base else { return from_object(&x) };
    let base = base.index_as_isize(None)?;
    if base != 0 && !(2..=36).contains(&base) {
        return Err(raise!(py, ValueError, "int() base must be >= 2 and <= 36, or 0"));
    }
    if let Some(text) = x.cast::<Str>() {
        return super::text::from_str(py, text, base as u32);
    }
    match byte_text(&x) {
        Some(text) => super::text::parse(py, &text, base as u32, &x),
        None => Err(raise!(py, TypeError, "int() can't convert non-string with explicit base")),
    }
}

/// The contents of bytes and bytearrays.
pub fn byte_text(x: &Ref<'_>) -> Option<Vec<u8>> {
    if let Some(bytes) = x.cast::<Bytes>() {
        return Some(bytes.as_bytes().to_vec());
    }
    if x.is_instance_of::<ByteArray>() {
        // SAFETY: a live bytearray, read at once under its lock.
        return Some(crate::state::critical_section::with(x, || unsafe {
            let n = decl::PyByteArray_Size(x.as_ptr()) as usize;
            std::slice::from_raw_parts(decl::PyByteArray_AsString(x.as_ptr()).cast::<u8>(), n).to_vec()
        }));
    }
    None
}

/// `operator.index(x)`: an int, perhaps of a subclass.
pub fn index<'py>(x: &Ref<'py>) -> PyResult<Ref<'py, Int>> {
    if let Some(int) = x.cast::<Int>() {
        return Ok(int.clone());
    }
    let py = x.py();
    // SAFETY: a ready type's tables are complete; the slot gives a new reference or NULL.
    let result: Ref<'py> = unsafe {
        let number = (*x.type_ptr()).tp_as_number;
        match (!number.is_null()).then(|| (*number).nb_index).flatten() {
            Some(slot) => Ref::from_owned_or_raised(py, slot(x.as_ptr()))?,
            None => {
                return Err(raise!(
                    py,
                    TypeError,
                    "'{}' object cannot be interpreted as an integer",
                    x.ty().full_name()
                ));
            }
        }
    };
    strict(py, result, "__index__")
}

/// The result of `__int__` or `__index__`: instances of subclasses are deprecated, others are wrong.
fn strict<'py>(py: Attached<'py>, result: Ref<'py>, method: &str) -> PyResult<Ref<'py, Int>> {
    if result.type_ptr() == &raw mut decl::PyLong_Type {
        // SAFETY: an exact int.
        return Ok(unsafe { result.into_cast_unchecked() });
    }
    let kind = result.ty().full_name();
    match result.into_cast::<Int>() {
        Ok(int) => {
            let message = format!(
                "{method} returned non-int (type {kind}).  The ability to return an instance of a strict subclass of int \
                 is deprecated, and may be removed in a future version of Python."
            );
            crate::objects::exceptions::deprecated(py, &message)?;
            Ok(int)
        }
        Err(_) => Err(raise!(py, TypeError, "{method} returned non-int (type {kind})")),
    }
}

/// `int(x)`
pub fn from_object<'py>(x: &Ref<'py>) -> PyResult<Ref<'py, Int>> {
    let py = x.py();
    if let Some(int) = x.cast_exact::<Int>() {
        return Ok(int.clone());
    }
    // SAFETY: a ready type's tables are complete.
    let (nb_int, nb_index) = unsafe {
        let number = (*x.type_ptr()).tp_as_number;
        if number.is_null() { (None, None) } else { ((*number).nb_int, (*number).nb_index) }
    };
    if let Some(slot) = nb_int {
        // SAFETY: the slot gives a new reference or NULL.
        let result = unsafe { Ref::<PyObject>::from_owned_or_raised(py, slot(x.as_ptr()))? };
        return strict(py, result, "__int__")?.to_exact();
    }
    if nb_index.is_some() {
        return index(x)?.to_exact();
    }
    if let Some(trunc) = special_method(x, intern!(py, "__trunc__"))? {
        crate::objects::exceptions::deprecated(py, "The delegation of int() to __trunc__ is deprecated.")?;
        let result = trunc.call0()?;
        if let Some(int) = result.cast::<Int>() {
            return int.to_exact();
        }
        // SAFETY: a live object.
        if unsafe { decl::PyIndex_Check(result.as_ptr()) } == 0 {
            return Err(raise!(
                py,
                TypeError,
                "__trunc__ returned non-Integral (type {})",
                result.ty().full_name()
            ));
        }
        return index(&result)?.to_exact();
    }
    if let Some(text) = x.cast::<Str>() {
        return super::text::from_str(py, text, 10);
    }
    if let Some(text) = byte_text(x) {
        return super::text::parse(py, &text, 10, x);
    }
    if let Some(text) = buffer_text(x)? {
        return super::text::parse(py, &text, 10, x);
    }
    Err(raise!(
        py,
        TypeError,
        "int() argument must be a string, a bytes-like object or a real number, not '{}'",
        x.ty().full_name()
    ))
}

/// The contents of another object with a buffer.
pub fn buffer_text(x: &Ref<'_>) -> PyResult<Option<Vec<u8>>> {
    let mut view = mortise_abi::Py_buffer::EMPTY;
    // SAFETY: the view is read while it is held and released once.
    unsafe {
        if decl::PyObject_CheckBuffer(x.as_ptr()) == 0 {
            return Ok(None);
        }
        if decl::PyObject_GetBuffer(x.as_ptr(), &raw mut view, mortise_abi::PyBUF_SIMPLE as _) < 0 {
            return Err(Raised::assume());
        }
        let text = if view.len == 0 {
            Vec::new()
        } else {
            std::slice::from_raw_parts(view.buf.cast::<u8>(), view.len as usize).to_vec()
        };
        decl::PyBuffer_Release(&raw mut view);
        Ok(Some(text))
    }
}

/// A special method, looked up on the type and bound to the object.
pub fn special_method<'py>(x: &Ref<'py>, name: &Ref<'py, Str>) -> PyResult<Option<Ref<'py>>> {
    // SAFETY: a ready type; lookup and slot give new references or NULL.
    unsafe {
        let found = decl::_PyType_LookupRef(x.type_ptr(), name.as_object_ptr());
        let Some(found) = Ref::<PyObject>::from_owned_or_null(x.py(), found) else { return Ok(None) };
        match (*found.type_ptr()).tp_descr_get {
            Some(get) => {
                let bound = get(found.as_ptr(), x.as_ptr(), x.type_ptr().cast::<PyObject>());
                Ref::from_owned_or_raised(x.py(), bound).map(Some)
            }
            None => Ok(Some(found)),
        }
    }
}
