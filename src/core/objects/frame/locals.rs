//! A frame's variables by name (PEP 667).

use mortise_abi::*;

use super::FrameObject;
use crate::err::PyResult;
use crate::eval::cells;
use crate::eval::frames::InterpreterFrame;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::{decref, incref};
use crate::objects::code::{self, KIND_CELL, KIND_FREE, KIND_HIDDEN, local_kind, local_name};
use crate::objects::{Dict, Str};

/// The value of variable `i`, as a new reference, or NULL when it has none.
///
/// # Safety
/// The frame is live and has more than `i` variables.
pub unsafe fn value(frame: *mut InterpreterFrame, i: usize) -> *mut PyObject {
    // SAFETY: cells are told from plain values by kind and by type: before the prologue has run, the slot holds the value itself.
    unsafe {
        let v = *InterpreterFrame::locals_start(frame).add(i);
        if v.is_null() {
            // A frame that has not run its prologue takes free variables from the function.
            let co = (*frame).code;
            let first_free = ((*co).co_nlocalsplus - (*co).co_nfreevars) as usize;
            if i >= first_free && !(*frame).func.is_null() && !(*(*frame).func).func_closure.is_null() {
                let cell = code::tuple_item((*(*frame).func).func_closure, i - first_free);
                return cells::get(cell.cast());
            }
            return v;
        }
        if local_kind((*frame).code, i) & (KIND_CELL | KIND_FREE) != 0
            && (*v).ob_type == &raw mut crate::capi::decl::PyCell_Type
        {
            return cells::get(v.cast());
        }
        incref(v);
        v
    }
}

/// Sets variable `i` to `value` (taken over).
///
/// # Safety
/// As [`value`].
pub unsafe fn set_value(frame: *mut InterpreterFrame, i: usize, value: *mut PyObject) {
    // SAFETY: as in `value`.
    unsafe {
        let slot = InterpreterFrame::locals_start(frame).add(i);
        let v = *slot;
        let old = if !v.is_null()
            && local_kind((*frame).code, i) & (KIND_CELL | KIND_FREE) != 0
            && (*v).ob_type == &raw mut crate::capi::decl::PyCell_Type
        {
            cells::swap(v.cast(), value)
        } else {
            std::mem::replace(&mut *slot, value)
        };
        if !old.is_null() {
            decref(old);
        }
    }
}

/// The index of the variable called `name`, hidden ones left out.
///
/// # Safety
/// The frame is live.
pub unsafe fn index_of(frame: *mut InterpreterFrame, name: &Ref<'_>) -> PyResult<Option<usize>> {
    // SAFETY: by contract.
    unsafe {
        let co = (*frame).code;
        let n = (*co).co_nlocalsplus as usize;
        let shown = |i: usize| {
            local_kind(co, i) & KIND_HIDDEN == 0 || !(*InterpreterFrame::locals_start(frame).add(i)).is_null()
        };
        for i in 0..n {
            if local_name(co, i) == name.as_ptr() && shown(i) {
                return Ok(Some(i));
            }
        }
        if name.cast_exact::<Str>().is_none() && name.cast::<Str>().is_none() {
            return Ok(None);
        }
        for i in 0..n {
            let other = Borrowed::<PyObject>::from_ptr(name.py(), local_name(co, i));
            if shown(i) && other.eq(name)? {
                return Ok(Some(i));
            }
        }
        Ok(None)
    }
}

/// The variables that have a value, in order, as (name, value).
///
/// # Safety
/// The frame is live.
pub unsafe fn items<'py>(py: Attached<'py>, frame: *mut InterpreterFrame) -> Vec<(Ref<'py>, Ref<'py>)> {
    // SAFETY: by contract.
    unsafe {
        let co = (*frame).code;
        let mut out = Vec::new();
        for i in 0..(*co).co_nlocalsplus as usize {
            if let Some(v) = Ref::from_owned_or_null(py, value(frame, i)) {
                out.push((Borrowed::from_ptr(py, local_name(co, i)).to_owned(), v));
            }
        }
        out
    }
}

/// Whether the frame's code keeps its variables in slots rather than in a namespace.
///
/// # Safety
/// The frame is live.
pub unsafe fn is_optimized(frame: *mut InterpreterFrame) -> bool {
    // SAFETY: by contract.
    unsafe { (*(*frame).code).co_flags & CO_OPTIMIZED != 0 }
}

/// A new dict of the frame's variables (what `locals()` gives in a function).
///
/// # Safety
/// The frame is live.
pub unsafe fn snapshot<'py>(py: Attached<'py>, frame: *mut InterpreterFrame) -> PyResult<Ref<'py, Dict>> {
    // SAFETY: by contract.
    unsafe {
        let dict = py.dict()?;
        for (name, value) in items(py, frame) {
            dict.set(&name, &value)?;
        }
        let object: *mut FrameObject = (*frame).frame_obj;
        if !object.is_null() && !(*object).extra_locals.is_null() {
            let extra: Ref<'_, Dict> = Borrowed::from_ptr(py, (*object).extra_locals.cast()).to_owned();
            let mut pos = 0;
            while let Some((key, value)) = extra.next_entry(&mut pos) {
                dict.set(&key, &value)?;
            }
        }
        Ok(dict)
    }
}

/// Whether a class or module frame has hidden variables (of an inlined comprehension) that have a value now.
unsafe fn has_hidden(frame: *mut InterpreterFrame) -> bool {
    // SAFETY: a live frame.
    unsafe {
        let co = (*frame).code;
        (0..(*co).co_nlocalsplus as usize).any(|i| {
            local_kind(co, i) & KIND_HIDDEN != 0 && {
                let v = *InterpreterFrame::locals_start(frame).add(i);
                !v.is_null()
            }
        })
    }
}

/// `locals()` in this frame.
///
/// # Safety
/// The frame is live.
pub unsafe fn locals<'py>(py: Attached<'py>, frame: *mut InterpreterFrame) -> PyResult<Ref<'py>> {
    // SAFETY: by contract.
    unsafe {
        if !is_optimized(frame) {
            let Some(namespace) = Borrowed::from_ptr_or_null(py, (*frame).locals) else {
                return Err(crate::raise!(py, SystemError, "frame does not exist"));
            };
            if !has_hidden(frame) {
                return Ok(namespace.to_owned());
            }
            // Within a comprehension: the namespace with its variables on top.
            let dict = py.dict()?;
            if crate::capi::decl::PyDict_Update(dict.as_object_ptr(), namespace.as_ptr()) < 0 {
                return Err(crate::err::Raised::assume());
            }
            for (name, value) in items(py, frame) {
                dict.set(&name, &value)?;
            }
            return Ok(dict.into_any());
        }
        Ok(snapshot(py, frame)?.into_any())
    }
}

/// `frame.f_locals`: a live view in functions, the namespace elsewhere.
///
/// # Safety
/// The object is live.
pub unsafe fn f_locals<'py>(py: Attached<'py>, object: *mut FrameObject) -> PyResult<Ref<'py>> {
    // SAFETY: by contract.
    unsafe {
        let frame = (*object).frame;
        if is_optimized(frame) || has_hidden(frame) {
            return super::proxy::new(py, object);
        }
        match Borrowed::from_ptr_or_null(py, (*frame).locals) {
            Some(namespace) => Ok(namespace.to_owned()),
            None => Ok(py.none()),
        }
    }
}
