//! `repr`, `str`, `ascii`, `bytes` and `format` of any object.

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::type_::special;
use crate::objects::{Bytes, Dict, List, Str};
use crate::{intern, raise};

fn recursive<R>(what: &std::ffi::CStr, body: impl FnOnce() -> PyResult<R>) -> PyResult<R> {
    // SAFETY: enter and leave are paired.
    unsafe {
        if decl::Py_EnterRecursiveCall(what.as_ptr()) != 0 {
            return Err(Raised::assume());
        }
        let result = body();
        decl::Py_LeaveRecursiveCall();
        result
    }
}

/// `repr(ob)`
pub fn repr<'py>(ob: &Ref<'py>) -> PyResult<Ref<'py, Str>> {
    let py = ob.py();
    // SAFETY: a slot of a live object's type; a new reference or NULL with an exception.
    unsafe {
        let Some(function) = (*ob.type_ptr()).tp_repr else {
            return py.str(&format!("<{} object at {:#x}>", ob.ty().full_name(), ob.as_ptr() as usize));
        };
        let text = recursive(c" while getting the repr of an object", || {
            Ref::<PyObject>::from_owned_or_raised(py, function(ob.as_ptr()))
        })?;
        text.into_cast::<Str>().map_err(|other| {
            raise!(py, TypeError, "__repr__ returned non-string (type {})", other.ty().full_name())
        })
    }
}

/// `str(ob)`
pub fn str<'py>(ob: &Ref<'py>) -> PyResult<Ref<'py, Str>> {
    let py = ob.py();
    if let Some(text) = ob.cast_exact::<Str>() {
        return Ok(text.clone());
    }
    // SAFETY: as in `repr`.
    unsafe {
        let Some(function) = (*ob.type_ptr()).tp_str else { return repr(ob) };
        let text = recursive(c" while getting the str of an object", || {
            Ref::<PyObject>::from_owned_or_raised(py, function(ob.as_ptr()))
        })?;
        text.into_cast::<Str>().map_err(|other| {
            raise!(py, TypeError, "__str__ returned non-string (type {})", other.ty().full_name())
        })
    }
}

/// `ascii(ob)`
pub fn ascii<'py>(ob: &Ref<'py>) -> PyResult<Ref<'py, Str>> {
    let py = ob.py();
    let text = repr(ob)?;
    if text.code_points().all(|c| c < 128) {
        return Ok(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.code_points() {
        match c {
            0..128 => out.push(c as u8 as char),
            128..256 => out.push_str(&format!("\\x{c:02x}")),
            256..0x10000 => out.push_str(&format!("\\u{c:04x}")),
            _ => out.push_str(&format!("\\U{c:08x}")),
        }
    }
    py.str(&out)
}

/// `PyObject_Bytes`
pub fn bytes<'py>(ob: &Ref<'py>) -> PyResult<Ref<'py, Bytes>> {
    let py = ob.py();
    if let Some(bytes) = ob.cast_exact::<Bytes>() {
        return Ok(bytes.clone());
    }
    if let Some(result) = special::call_optional(ob, intern!(py, "__bytes__"), &[])? {
        return result.into_cast::<Bytes>().map_err(|other| {
            raise!(py, TypeError, "__bytes__ returned non-bytes (type {})", other.ty().full_name())
        });
    }
    // SAFETY: a live object; a new reference or NULL with an exception.
    unsafe { Ref::from_owned_or_raised(py, decl::PyBytes_FromObject(ob.as_ptr()).cast()) }
}

/// `format(ob, spec)`
pub fn format<'py>(ob: &Ref<'py>, spec: Option<&Ref<'py>>) -> PyResult<Ref<'py, Str>> {
    let py = ob.py();
    if let Some(spec) = spec
        && !spec.is_instance_of::<Str>()
    {
        return Err(raise!(
            py,
            SystemError,
            "Format specifier must be a string, not {}",
            spec.ty().full_name()
        ));
    }
    let empty = spec.is_none_or(|s| s.cast::<Str>().is_some_and(|s| s.is_empty()));
    if empty {
        if let Some(text) = ob.cast_exact::<Str>() {
            return Ok(text.clone());
        }
        if ob.type_ptr() == &raw mut decl::PyLong_Type {
            return str(ob);
        }
    }
    let spec = match spec {
        Some(spec) => spec.clone(),
        None => py.str("")?.into_any(),
    };
    let Some(method) = special::lookup(ob, intern!(py, "__format__"))? else {
        return Err(raise!(py, TypeError, "Type {} doesn't define __format__", ob.ty().full_name()));
    };
    method.call(ob, &[&spec])?.into_cast::<Str>().map_err(|other| {
        raise!(py, TypeError, "__format__ must return a str, not {}", other.ty().full_name())
    })
}

/// The objects whose repr this thread is making, in the thread state's dict.
fn active<'py>(py: Attached<'py>, create: bool) -> PyResult<Option<Ref<'py, List>>> {
    let name = intern!(py, "Py_Repr");
    // SAFETY: the dict of the thread state, borrowed, or NULL.
    let dict = unsafe { crate::Borrowed::<Dict>::from_ptr_or_null(py, decl::PyThreadState_GetDict().cast()) };
    let Some(dict) = dict else { return Ok(None) };
    if let Some(list) = dict.get(name)? {
        return Ok(list.into_cast::<List>().ok());
    }
    if !create {
        return Ok(None);
    }
    let list = py.list([])?;
    dict.set(name, &list)?;
    Ok(Some(list))
}

/// `Py_ReprEnter`: true when the object's repr is being made already.
pub fn repr_enter<'py>(ob: &Ref<'py>) -> PyResult<bool> {
    let Some(list) = active(ob.py(), true)? else { return Ok(false) };
    for i in 0..list.len() {
        if list.get(i).is_some_and(|o| o.is(ob)) {
            return Ok(true);
        }
    }
    list.append(ob)?;
    Ok(false)
}

/// `Py_ReprLeave`; an exception that is set stays.
pub fn repr_leave<'py>(ob: &Ref<'py>) {
    let py = ob.py();
    let saved = crate::state::error::take(py);
    if let Ok(Some(list)) = active(py, false) {
        for i in (0..list.len()).rev() {
            if list.get(i).is_some_and(|o| o.is(ob)) {
                // SAFETY: a live list; NULL deletes the slice.
                unsafe {
                    decl::PyList_SetSlice(
                        list.as_object_ptr(),
                        i as isize,
                        i as isize + 1,
                        std::ptr::null_mut(),
                    );
                }
                break;
            }
        }
    }
    crate::state::error::clear(py);
    if let Some(saved) = saved {
        let _ = crate::state::error::set(py, saved);
    }
}
