//! Cells: variables that closures share.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicPtr, Ordering};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::CompareOp;
use crate::objects::{Dict, Str, Tuple, Type};
use crate::raise;
use crate::state::critical_section;

builtin_type! {
    /// `types.CellType`
    #[unsafe(no_mangle)]
    pub static PyCell_Type: PyCellObject = "cell" {
        flags: Py_TPFLAGS_HAVE_GC,
        doc: "cell([contents])\n--\n\nCreate a new cell object.\n\n  contents\n    the contents of the cell. If not specified, the cell will be empty,\n    and \n further attempts to access its cell_contents attribute will\n    raise a ValueError.",
        set: {
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
            tp_clear: Some(clear),
            tp_hash: Some(crate::capi::decl::PyObject_HashNotImplemented),
        },
        slots: { tp_repr: repr, tp_richcompare: compare, tp_new: new_cell },
        getset: [ getset!("cell_contents", contents, set_contents, "") ],
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyCell_Type]
}

type This<'a, 'py> = Borrowed<'a, 'py>;

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        clear(ob);
        decl::PyObject_GC_Del(ob.cast());
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract.
    unsafe {
        let value = (*ob.cast::<PyCellObject>()).ob_ref;
        if value.is_null() { 0 } else { (visit.unwrap_unchecked())(value, arg) }
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn clear(ob: *mut PyObject) -> c_int {
    // SAFETY: a live cell; the field owns what it holds.
    unsafe {
        let old = std::mem::replace(&mut (*ob.cast::<PyCellObject>()).ob_ref, std::ptr::null_mut());
        drop(Ref::<PyObject>::from_owned_or_null(Attached::assume(), old));
    }
    0
}

/// A new cell
pub fn new<'py>(py: Attached<'py>, value: Option<&Ref<'py>>) -> PyResult<Ref<'py>> {
    // SAFETY: the field is set before the collector sees the object.
    unsafe {
        let raw = decl::_PyObject_GC_New(&raw mut PyCell_Type);
        if raw.is_null() {
            return Err(Raised::assume());
        }
        (*raw.cast::<PyCellObject>()).ob_ref = value.map_or(std::ptr::null_mut(), |v| v.clone().into_ptr());
        decl::PyObject_GC_Track(raw.cast());
        Ok(Ref::from_owned(py, raw))
    }
}

/// The value of a cell
///
/// # Safety
/// `cell` is a cell.
#[inline]
pub unsafe fn get<'py>(py: Attached<'py>, cell: &Ref<'py>) -> Option<Ref<'py>> {
    // SAFETY: by contract; the section keeps the value in place until it is referenced.
    unsafe {
        let place = AtomicPtr::from_ptr(&raw mut (*cell.as_ptr().cast::<PyCellObject>()).ob_ref);
        critical_section::with(cell, || {
            Borrowed::from_ptr_or_null(py, place.load(Ordering::Acquire)).map(Borrowed::to_owned)
        })
    }
}

/// Sets the value of a cell; the former one is returned.
///
/// # Safety
/// `cell` is a cell.
#[inline]
pub unsafe fn replace<'py>(py: Attached<'py>, cell: &Ref<'py>, value: Option<Ref<'py>>) -> Option<Ref<'py>> {
    // SAFETY: by contract; the field owns what it holds.
    unsafe {
        let new = value.map_or(std::ptr::null_mut(), Ref::into_ptr);
        let place = AtomicPtr::from_ptr(&raw mut (*cell.as_ptr().cast::<PyCellObject>()).ob_ref);
        let old = critical_section::with(cell, || place.swap(new, Ordering::AcqRel));
        Ref::from_owned_or_null(py, old)
    }
}

fn new_cell<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "cell() takes no keyword arguments"));
    }
    if args.len() > 1 {
        return Err(raise!(py, TypeError, "cell expected at most 1 argument, got {}", args.len()));
    }
    let value = (args.len() == 1).then(|| args.item(0).to_owned());
    new(py, value.as_ref())
}

fn repr<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let at = ob.as_ptr() as usize;
    // SAFETY: a cell.
    match unsafe { get(py, &ob) } {
        None => py.str(&format!("<cell at {at:#x}: empty>")),
        Some(value) => py.str(&format!(
            "<cell at {at:#x}: {} object at {:#x}>",
            value.ty().full_name().chars().take(80).collect::<String>(),
            value.as_ptr() as usize
        )),
    }
}

/// By contents; an empty cell comes first.
fn compare<'py>(
    py: Attached<'py>,
    a: This<'_, 'py>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    if b.type_ptr() != &raw mut PyCell_Type {
        return Ok(py.not_implemented());
    }
    // SAFETY: both are cells.
    match unsafe { (get(py, &a), get(py, &b)) } {
        (Some(a), Some(b)) => a.rich_compare(&b, op),
        (a, b) => Ok(py.bool(op.holds(a.is_some().cmp(&b.is_some())))),
    }
}

fn contents<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a cell.
    unsafe { get(py, &ob) }.ok_or_else(|| raise!(py, ValueError, "Cell is empty"))
}

fn set_contents<'py>(py: Attached<'py>, ob: This<'_, 'py>, value: Option<Borrowed<'_, 'py>>) -> PyResult<()> {
    // SAFETY: a cell.
    drop(unsafe { replace(py, &ob, value.map(Borrowed::to_owned)) });
    Ok(())
}
