//! `slice`
#![allow(non_upper_case_globals)]

mod indices;
mod methods;
pub mod storage;

use mortise_abi::*;

use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::*;
use crate::{PyResult, raise};

pub use indices::long_indices;
pub use storage::new;

builtin_type! {
    /// Python's slice.
    #[unsafe(no_mangle)]
    pub static PySlice_Type: PySliceObject = "slice" {
        flags: Py_TPFLAGS_HAVE_GC,
        doc: "slice(stop)\nslice(start, stop[, step])\n\nCreate a slice object.  This is used for extended slicing (e.g. a[0:10:2]).",
        set: {
            tp_dealloc: Some(storage::dealloc),
            tp_traverse: Some(storage::traverse),
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
        },
        slots: {
            tp_repr: methods::repr,
            tp_hash: methods::hash,
            tp_richcompare: methods::richcompare,
            tp_new: methods::slice_new,
        },
        methods: [
            method!(o "indices", indices::indices, "S.indices(len) -> (start, stop, stride)\n\nAssuming a sequence of length len, calculate the start and stop\nindices, and the stride length of the extended slice described by\nS. Out of bounds indices are clipped in a manner consistent with the\nhandling of normal slices."),
            method!(noargs "__reduce__", methods::reduce, "Return state information for pickling."),
        ],
        members: [
            member!("start", Py_T_OBJECT_EX, std::mem::offset_of!(PySliceObject, start), Py_READONLY, ""),
            member!("stop", Py_T_OBJECT_EX, std::mem::offset_of!(PySliceObject, stop), Py_READONLY, ""),
            member!("step", Py_T_OBJECT_EX, std::mem::offset_of!(PySliceObject, step), Py_READONLY, ""),
        ],
    }
}

/// The types of this module, for startup.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PySlice_Type]
}

/// The parts of a slice as machine integers (clipped), with defaults for None.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// First index
    pub start: isize,
    /// Where to stop
    pub stop: isize,
    /// Never 0
    pub step: isize,
}

/// The places of a sequence that a slice names.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// First index; for a step of 1 where to insert, also when empty
    pub start: isize,
    /// Where to stop, clipped
    pub stop: isize,
    /// Distance
    pub step: isize,
    /// How many
    pub len: usize,
}

impl Bounds {
    /// For a sequence of `len` items.
    pub fn adjust(self, len: usize) -> Range {
        let (len, step) = (len as isize, self.step);
        let (low, high) = if step < 0 { (-1, len - 1) } else { (0, len) };
        let place = |i: isize| if i < 0 { (i + len).max(low) } else { i.min(high) };
        let (start, stop) = (place(self.start), place(self.stop));
        let count = if step < 0 {
            if stop < start { (start - stop - 1) / step.wrapping_neg() + 1 } else { 0 }
        } else if start < stop {
            (stop - start - 1) / step + 1
        } else {
            0
        };
        Range { start, stop, step, len: count as usize }
    }
}

impl Range {
    /// The indices in the slice's order.
    pub fn indices(self) -> impl ExactSizeIterator<Item = usize> {
        (0..self.len).map(move |i| (self.start + i as isize * self.step) as usize)
    }
}

/// The parts of a slice object.
pub fn parts<'a, 'py>(slice: &'a Ref<'py, Slice>) -> [Borrowed<'a, 'py>; 3] {
    // SAFETY: the three fields are set when a slice is made and do not change.
    unsafe {
        let s = slice.as_ptr();
        [(*s).start, (*s).stop, (*s).step].map(|p| Borrowed::from_ptr(slice.py(), p))
    }
}

/// The parts as machine integers.
pub fn unpack<'py>(py: Attached<'py>, slice: &Ref<'py, Slice>) -> PyResult<Bounds> {
    let [start, stop, step] = parts(slice);
    let step = if step.is_none() { 1 } else { part(&step)?.max(-isize::MAX) };
    if step == 0 {
        return Err(raise!(py, ValueError, "slice step cannot be zero"));
    }
    let start = match start.is_none() {
        true if step < 0 => isize::MAX,
        true => 0,
        false => part(&start)?,
    };
    let stop = match stop.is_none() {
        true if step < 0 => isize::MIN,
        true => isize::MAX,
        false => part(&stop)?,
    };
    Ok(Bounds { start, stop, step })
}

fn part(value: &Ref<'_>) -> PyResult<isize> {
    if let Some(i) = protocol::compact_int(value) {
        return Ok(i);
    }
    if !protocol::has_index(value) {
        return Err(raise!(
            value.py(),
            TypeError,
            "slice indices must be integers or None or have an __index__ method"
        ));
    }
    value.index_as_isize(None)
}

/// `slice(start, stop)` of machine integers.
pub fn from_indices(py: Attached<'_>, start: isize, stop: isize) -> PyResult<Ref<'_, Slice>> {
    let (start, stop) = (py.int(start as i64)?.into_any(), py.int(stop as i64)?.into_any());
    new(py, start, stop, py.none())
}

/// The type itself, for `__reduce__`.
fn class(py: Attached<'_>) -> Ref<'_> {
    // SAFETY: static.
    unsafe { Borrowed::from_ptr(py, (&raw mut PySlice_Type).cast()) }.to_owned()
}
