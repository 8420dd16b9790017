//! The memory of ranges.

use mortise_abi::{PyObject, PyTypeObject};

use crate::PyResult;
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Class, Concrete, Ref};
use crate::heap::refcount::decref;

/// The struct of instances: four exact ints, which never change.
#[repr(C)]
pub struct RangeObject {
    ob_base: PyObject,
    pub(super) start: *mut PyObject,
    pub(super) stop: *mut PyObject,
    pub(super) step: *mut PyObject,
    length: *mut PyObject,
}

// SAFETY: the type is declared with this struct, and has no subclasses.
unsafe impl Class for RangeObject {
    const NAME: &'static str = "range";
    fn type_object() -> *mut PyTypeObject {
        &raw mut super::PyRange_Type
    }
}
impl Concrete for RangeObject {}

/// A new range of four ints.
pub fn make<'py>(
    py: Attached<'py>,
    start: Ref<'py>,
    stop: Ref<'py>,
    step: Ref<'py>,
    length: Ref<'py>,
) -> PyResult<Ref<'py, RangeObject>> {
    // SAFETY: a new object of the type; its fields are set at once.
    unsafe {
        let range: Ref<'py, RangeObject> =
            Ref::from_owned_or_raised(py, decl::_PyObject_New(&raw mut super::PyRange_Type).cast())?;
        let raw = range.as_ptr();
        (*raw).start = start.into_ptr();
        (*raw).stop = stop.into_ptr();
        (*raw).step = step.into_ptr();
        (*raw).length = length.into_ptr();
        Ok(range)
    }
}

/// A range of ints, with its length worked out. The step is not 0.
pub fn new<'py>(
    py: Attached<'py>,
    start: Ref<'py>,
    stop: Ref<'py>,
    step: Ref<'py>,
) -> PyResult<Ref<'py, RangeObject>> {
    let length = super::arithmetic::length(py, &start, &stop, &step)?;
    make(py, start, stop, step, length)
}

/// The parts of a range.
pub struct Parts<'a, 'py> {
    /// First value
    pub start: Borrowed<'a, 'py>,
    /// Bound
    pub stop: Borrowed<'a, 'py>,
    /// Distance
    pub step: Borrowed<'a, 'py>,
    /// How many values
    pub length: Borrowed<'a, 'py>,
}

impl<'py> Ref<'py, RangeObject> {
    /// Start, stop, step and length.
    pub fn parts(&self) -> Parts<'_, 'py> {
        // SAFETY: the fields are set when the range is made and do not change.
        unsafe {
            let raw = self.as_ptr();
            let part = |p| Borrowed::from_ptr(self.py(), p);
            Parts {
                start: part((*raw).start),
                stop: part((*raw).stop),
                step: part((*raw).step),
                length: part((*raw).length),
            }
        }
    }
}

/// `tp_dealloc`
///
/// # Safety
/// Slot function.
pub unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; ranges have no subclasses.
    unsafe {
        let range: *mut RangeObject = ob.cast();
        decref((*range).start);
        decref((*range).stop);
        decref((*range).step);
        decref((*range).length);
        decl::PyObject_Free(ob.cast());
    }
}
