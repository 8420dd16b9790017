//! Members: fields of C structs as attributes.
#![allow(non_upper_case_globals)]

use std::ffi::{CStr, c_char, c_int, c_long, c_longlong, c_short, c_uint, c_ulong, c_ulonglong, c_ushort};
use std::sync::atomic::{AtomicPtr, Ordering};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::try_incref;
use crate::raise;

/// Reads a member of the struct at `base`.
///
/// # Safety
/// `def` describes a field of the struct.
pub unsafe fn get<'py>(py: Attached<'py>, base: *const c_char, def: *mut PyMemberDef) -> PyResult<Ref<'py>> {
    // SAFETY: by contract; fields of C structs may be unaligned in theory only.
    unsafe {
        if (*def).flags & Py_RELATIVE_OFFSET != 0 {
            return Err(raise!(py, SystemError, "PyMember_GetOne used with Py_RELATIVE_OFFSET"));
        }
        let field = base.byte_offset((*def).offset);
        let own = |p: *mut PyObject| Ref::from_owned_or_raised(py, p);
        match (*def).r#type {
            Py_T_BOOL => Ok(py.bool(*field != 0)),
            Py_T_BYTE => own(decl::PyLong_FromLong(*field.cast::<i8>() as c_long)),
            Py_T_UBYTE => own(decl::PyLong_FromUnsignedLong(*field.cast::<u8>() as c_ulong)),
            Py_T_SHORT => own(decl::PyLong_FromLong(*field.cast::<c_short>() as c_long)),
            Py_T_USHORT => own(decl::PyLong_FromUnsignedLong(*field.cast::<c_ushort>() as c_ulong)),
            Py_T_INT => own(decl::PyLong_FromLong(*field.cast::<c_int>() as c_long)),
            Py_T_UINT => own(decl::PyLong_FromUnsignedLong(*field.cast::<c_uint>() as c_ulong)),
            Py_T_LONG => own(decl::PyLong_FromLong(*field.cast::<c_long>())),
            Py_T_ULONG => own(decl::PyLong_FromUnsignedLong(*field.cast::<c_ulong>())),
            Py_T_PYSSIZET => own(decl::PyLong_FromSsize_t(*field.cast::<isize>())),
            Py_T_LONGLONG => own(decl::PyLong_FromLongLong(*field.cast::<c_longlong>())),
            Py_T_ULONGLONG => own(decl::PyLong_FromUnsignedLongLong(*field.cast::<c_ulonglong>())),
            Py_T_FLOAT => own(decl::PyFloat_FromDouble(*field.cast::<f32>() as f64)),
            Py_T_DOUBLE => own(decl::PyFloat_FromDouble(*field.cast::<f64>())),
            Py_T_STRING => {
                let text = *field.cast::<*const c_char>();
                if text.is_null() { Ok(py.none()) } else { own(decl::PyUnicode_FromString(text)) }
            }
            Py_T_STRING_INPLACE => own(decl::PyUnicode_FromString(field)),
            Py_T_CHAR => own(decl::PyUnicode_FromStringAndSize(field, 1)),
            _Py_T_OBJECT => Ok(object(py, field).unwrap_or_else(|| py.none())),
            Py_T_OBJECT_EX => object(py, field).ok_or_else(|| {
                let name = CStr::from_ptr((*def).name).to_string_lossy();
                let ob: Borrowed<'_, 'py> = Borrowed::from_ptr(py, base.cast_mut().cast());
                match py.interned(&name) {
                    Ok(key) => crate::objects::protocol::attr::attribute_error(
                        &ob,
                        &key,
                        &format!("'{}' object has no attribute '{name}'", ob.ty().full_name()),
                    ),
                    Err(raised) => raised,
                }
            }),
            _Py_T_NONE => Ok(py.none()),
            _ => Err(raise!(py, SystemError, "bad memberdescr type")),
        }
    }
}

/// The object in a field, if there is one.
///
/// # Safety
/// `field` holds an object or NULL.
unsafe fn object<'py>(py: Attached<'py>, field: *const c_char) -> Option<Ref<'py>> {
    // SAFETY: by contract. In the t flavour another thread may empty the field meanwhile; the count is then not raised from zero.
    unsafe {
        let place = AtomicPtr::from_ptr(field.cast_mut().cast::<*mut PyObject>());
        loop {
            let ob = place.load(Ordering::Acquire);
            if ob.is_null() {
                return None;
            }
            if try_incref(ob) {
                return Some(Ref::from_owned(py, ob));
            }
            if place.load(Ordering::Acquire) == ob {
                return None;
            }
        }
    }
}

/// Writes a member of the struct at `base`; `None` deletes.
///
/// # Safety
/// `def` describes a field of the struct.
pub unsafe fn set<'py>(
    py: Attached<'py>,
    base: *mut c_char,
    def: *mut PyMemberDef,
    value: Option<&Ref<'py>>,
) -> PyResult<()> {
    // SAFETY: by contract.
    unsafe {
        if (*def).flags & Py_RELATIVE_OFFSET != 0 {
            return Err(raise!(py, SystemError, "PyMember_SetOne used with Py_RELATIVE_OFFSET"));
        }
        let field = base.byte_offset((*def).offset);
        if (*def).flags & Py_READONLY != 0 {
            return Err(raise!(py, AttributeError, "readonly attribute"));
        }
        let kind = (*def).r#type;
        let Some(value) = value else {
            match kind {
                Py_T_OBJECT_EX if (*field.cast::<*mut PyObject>()).is_null() => {
                    let name = CStr::from_ptr((*def).name).to_string_lossy();
                    return Err(raise!(py, AttributeError, "{name}"));
                }
                _Py_T_OBJECT | Py_T_OBJECT_EX => {
                    replace(py, field, std::ptr::null_mut());
                    return Ok(());
                }
                _ => return Err(raise!(py, TypeError, "can't delete numeric/char attribute")),
            }
        };
        match kind {
            Py_T_BOOL => {
                if value.type_ptr() != &raw mut decl::PyBool_Type {
                    return Err(raise!(py, TypeError, "attribute value type must be bool"));
                }
                *field = (value.as_ptr() == (&raw mut decl::_Py_TrueStruct).cast()) as c_char;
            }
            Py_T_BYTE => {
                let n = long(py, value)?;
                *field.cast::<i8>() = n as i8;
                truncated(py, n as i8 as c_long != n, "Truncation of value to char")?;
            }
            Py_T_UBYTE => {
                let n = long(py, value)?;
                *field.cast::<u8>() = n as u8;
                truncated(py, n as u8 as c_long != n, "Truncation of value to unsigned char")?;
            }
            Py_T_SHORT => {
                let n = long(py, value)?;
                *field.cast::<c_short>() = n as c_short;
                truncated(py, n as c_short as c_long != n, "Truncation of value to short")?;
            }
            Py_T_USHORT => {
                let n = long(py, value)?;
                *field.cast::<c_ushort>() = n as c_ushort;
                truncated(py, n as c_ushort as c_long != n, "Truncation of value to unsigned short")?;
            }
            Py_T_INT => {
                let n = long(py, value)?;
                *field.cast::<c_int>() = n as c_int;
                truncated(py, n as c_int as c_long != n, "Truncation of value to int")?;
            }
            Py_T_UINT => {
                let (n, negative) = unsigned(py, value, decl::PyLong_AsUnsignedLong)?;
                *field.cast::<c_uint>() = n as c_uint;
                if negative {
                    truncated(py, true, "Writing negative value into unsigned field")?;
                } else {
                    truncated(py, n as c_uint as c_ulong != n, "Truncation of value to unsigned int")?;
                }
            }
            Py_T_LONG => *field.cast::<c_long>() = long(py, value)?,
            Py_T_ULONG => {
                let (n, negative) = unsigned(py, value, decl::PyLong_AsUnsignedLong)?;
                *field.cast::<c_ulong>() = n;
                truncated(py, negative, "Writing negative value into unsigned field")?;
            }
            Py_T_PYSSIZET => {
                let n = decl::PyLong_AsSsize_t(value.as_ptr());
                if n == -1 && crate::state::error::occurred(py) {
                    return Err(Raised::assume());
                }
                *field.cast::<isize>() = n;
            }
            Py_T_LONGLONG => {
                let n = decl::PyLong_AsLongLong(value.as_ptr());
                if n == -1 && crate::state::error::occurred(py) {
                    return Err(Raised::assume());
                }
                *field.cast::<c_longlong>() = n;
            }
            Py_T_ULONGLONG => {
                let (n, negative) = unsigned(py, value, decl::PyLong_AsUnsignedLongLong)?;
                *field.cast::<c_ulonglong>() = n as c_ulonglong;
                truncated(py, negative, "Writing negative value into unsigned field")?;
            }
            Py_T_FLOAT | Py_T_DOUBLE => {
                let x = value.as_f64()?;
                if kind == Py_T_FLOAT {
                    *field.cast::<f32>() = x as f32;
                } else {
                    *field.cast::<f64>() = x;
                }
            }
            _Py_T_OBJECT | Py_T_OBJECT_EX => replace(py, field, value.clone().into_ptr()),
            Py_T_CHAR => {
                let text = value.cast::<crate::objects::Str>();
                match text.and_then(|t| t.as_utf8().ok()) {
                    Some(t) if t.len() == 1 => *field = t.as_bytes()[0] as c_char,
                    _ => {
                        crate::state::error::clear(py);
                        return Err(raise!(py, TypeError, "bad argument type for built-in operation"));
                    }
                }
            }
            Py_T_STRING | Py_T_STRING_INPLACE => {
                return Err(raise!(py, TypeError, "readonly attribute"));
            }
            _ => {
                let name = CStr::from_ptr((*def).name).to_string_lossy();
                return Err(raise!(py, SystemError, "bad memberdescr type for {name}"));
            }
        }
        Ok(())
    }
}

/// Puts an owned reference (or NULL) into a field and drops what it held.
unsafe fn replace(py: Attached<'_>, field: *mut c_char, new: *mut PyObject) {
    // SAFETY: the field owns its object; the swap is whole for readers in other threads.
    unsafe {
        let old = AtomicPtr::from_ptr(field.cast::<*mut PyObject>()).swap(new, Ordering::AcqRel);
        drop(Ref::<PyObject>::from_owned_or_null(py, old));
    }
}

fn long(py: Attached<'_>, value: &Ref<'_>) -> PyResult<c_long> {
    // SAFETY: a live object; -1 may be a value.
    unsafe {
        let n = decl::PyLong_AsLong(value.as_ptr());
        if n == -1 && crate::state::error::occurred(py) { Err(Raised::assume()) } else { Ok(n) }
    }
}

/// An unsigned value; a negative one that fits the signed type is taken with a warning (the second result).
fn unsigned<'py>(
    py: Attached<'py>,
    value: &Ref<'py>,
    convert: unsafe extern "C" fn(*mut PyObject) -> c_ulong,
) -> PyResult<(c_ulong, bool)> {
    let value = value.index()?;
    // SAFETY: a live int; all ones may be a value.
    unsafe {
        if decl::_PyLong_Sign(value.as_object_ptr()) < 0 {
            return Ok((long(py, &value)? as c_ulong, true));
        }
        let n = convert(value.as_object_ptr());
        if n == c_ulong::MAX && crate::state::error::occurred(py) {
            return Err(Raised::assume());
        }
        Ok((n, false))
    }
}

fn truncated(_py: Attached<'_>, yes: bool, text: &str) -> PyResult<()> {
    if !yes {
        return Ok(());
    }
    let text = std::ffi::CString::new(text).unwrap_or_default();
    // SAFETY: a class and a C string.
    unsafe {
        if decl::PyErr_WarnEx(crate::objects::exceptions::classes::RuntimeWarning().cast(), text.as_ptr(), 1)
            < 0
        {
            return Err(Raised::assume());
        }
    }
    Ok(())
}
