//! The iterators of dicts and their views, forwards and backwards.

use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicIsize, AtomicPtr, Ordering::Relaxed};

use mortise_abi::*;

use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::decref;
use crate::objects::iterator::indexed::self_iter;
use crate::objects::protocol::builtin;
use crate::objects::*;
use crate::{PyResult, raise};

/// The struct of instances.
#[repr(C)]
pub struct DictIter {
    ob_base: PyObject,
    /// Owned; NULL after the end where nobody else can be reading it.
    dict: AtomicPtr<Dict>,
    /// The dict's size at the start; -1 after a change of it was seen, -2 after the end.
    used: AtomicIsize,
    pos: AtomicIsize,
    /// How many entries are left to come.
    left: AtomicIsize,
}

const CHANGED: isize = -1;
const ENDED: isize = -2;

type Slf<'a, 'py> = Borrowed<'a, 'py, DictIter>;

/// A new iterator of type `ty`.
pub fn make<'py>(
    py: Attached<'py>,
    ty: *mut PyTypeObject,
    dict: &Ref<'py, Dict>,
    reverse: bool,
) -> PyResult<Ref<'py, DictIter>> {
    let start = if reverse { dict.last_position() } else { 0 };
    let used = dict.len() as isize;
    // SAFETY: `ty` is one of the types of this struct, which take part in collection; the fields are set before the
    // collector sees the object.
    unsafe {
        let it: Ref<'py, DictIter> = Ref::from_owned_or_raised(py, decl::_PyObject_GC_New(ty).cast())?;
        let raw = it.as_ptr();
        (&raw mut (*raw).dict).write(AtomicPtr::new(dict.clone().into_ptr()));
        (&raw mut (*raw).used).write(AtomicIsize::new(used));
        (&raw mut (*raw).pos).write(AtomicIsize::new(start));
        (&raw mut (*raw).left).write(AtomicIsize::new(used));
        decl::PyObject_GC_Track(raw.cast());
        Ok(it)
    }
}

impl<'py> Ref<'py, DictIter> {
    fn parts(&self) -> &DictIter {
        // SAFETY: all fields that change are atomics.
        unsafe { &*self.as_ptr() }
    }
    fn dict(&self) -> Option<Borrowed<'_, 'py, Dict>> {
        if self.parts().used.load(Relaxed) == ENDED {
            return None;
        }
        // SAFETY: the iterator owns the dict; `release` says when it is given back.
        unsafe { Borrowed::from_ptr_or_null(self.py(), self.parts().dict.load(Relaxed)) }
    }
    fn finish(&self) {
        self.parts().used.store(ENDED, Relaxed);
        release(self);
    }
}

/// Under the GIL the dict is given back as soon as the end is reached.
#[cfg(not(Py_GIL_DISABLED))]
fn release(it: &Ref<'_, DictIter>) {
    let dict = it.parts().dict.swap(std::ptr::null_mut(), Relaxed);
    // SAFETY: the iterator's own reference, taken out of it; no thread is in the middle of reading it.
    drop(unsafe { Ref::from_owned_or_null(it.py(), dict) });
}

/// Without a GIL another thread may be reading the dict: it is given back with the iterator.
#[cfg(Py_GIL_DISABLED)]
fn release(_it: &Ref<'_, DictIter>) {}

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; the struct is a DictIter; its types have no subclasses.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        let dict = (*ob.cast::<DictIter>()).dict.load(Relaxed);
        if !dict.is_null() {
            decref(dict.cast());
        }
        decl::PyObject_GC_Del(ob.cast());
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector gives a visitor; the struct is a DictIter.
    unsafe {
        let dict = (*ob.cast::<DictIter>()).dict.load(Relaxed);
        if dict.is_null() { 0 } else { visit.unwrap_unchecked()(dict.cast(), arg) }
    }
}

fn step<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    advance: impl Fn(&Ref<'py, Dict>, &mut isize) -> Option<(Ref<'py>, Ref<'py>)>,
) -> PyResult<Option<(Ref<'py>, Ref<'py>)>> {
    let Some(dict) = slf.dict() else { return Ok(None) };
    let parts = slf.parts();
    if parts.used.load(Relaxed) != dict.len() as isize {
        // The state sticks: each further call raises again.
        parts.used.store(CHANGED, Relaxed);
        return Err(raise!(py, RuntimeError, "dictionary changed size during iteration"));
    }
    let mut pos = parts.pos.load(Relaxed);
    let Some(entry) = advance(&dict, &mut pos) else {
        slf.finish();
        return Ok(None);
    };
    // More entries than there were: keys were removed and added.
    let left = parts.left.load(Relaxed);
    if left == 0 {
        slf.finish();
        return Err(raise!(py, RuntimeError, "dictionary keys changed during iteration"));
    }
    parts.pos.store(pos, Relaxed);
    parts.left.store(left - 1, Relaxed);
    Ok(Some(entry))
}

fn forward<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<(Ref<'py>, Ref<'py>)>> {
    step(py, slf, |dict, pos| dict.next_entry(pos))
}
fn backward<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<(Ref<'py>, Ref<'py>)>> {
    step(py, slf, |dict, pos| dict.previous_entry(pos))
}

type Entry<'py> = Option<(Ref<'py>, Ref<'py>)>;

fn key_of<'py>(_py: Attached<'py>, entry: Entry<'py>) -> PyResult<Option<Ref<'py>>> {
    Ok(entry.map(|(key, _)| key))
}
fn value_of<'py>(_py: Attached<'py>, entry: Entry<'py>) -> PyResult<Option<Ref<'py>>> {
    Ok(entry.map(|(_, value)| value))
}
fn item_of<'py>(py: Attached<'py>, entry: Entry<'py>) -> PyResult<Option<Ref<'py>>> {
    entry.map(|(key, value)| Ok(py.tuple([key, value])?.into_any())).transpose()
}

macro_rules! dict_iterator {
    ($(#[$attr:meta])* pub static $Name:ident, $name:literal, $next:ident, $walk:ident, $part:ident) => {
        fn $next<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
            $part(py, $walk(py, slf)?)
        }
        builtin_type! {
            $(#[$attr])*
            pub static $Name: DictIter = $name {
                flags: Py_TPFLAGS_HAVE_GC,
                set: {
                    tp_dealloc: Some(dealloc),
                    tp_traverse: Some(traverse),
                },
                slots: { tp_iter: self_iter::<DictIter>, tp_iternext: $next, },
                methods: [
                    method!(noargs "__length_hint__", length_hint, "Private method returning an estimate of len(list(it))."),
                    method!(noargs "__reduce__", reduce, "Return state information for pickling."),
                ],
            }
        }
    };
}

dict_iterator! {
    /// `iter(dict)`
    #[unsafe(no_mangle)]
    pub static PyDictIterKey_Type, "dict_keyiterator", next_key, forward, key_of
}
dict_iterator! {
    /// `iter(dict.values())`
    #[unsafe(no_mangle)]
    pub static PyDictIterValue_Type, "dict_valueiterator", next_value, forward, value_of
}
dict_iterator! {
    /// `iter(dict.items())`
    #[unsafe(no_mangle)]
    pub static PyDictIterItem_Type, "dict_itemiterator", next_item, forward, item_of
}
dict_iterator! {
    /// `reversed(dict)`
    #[unsafe(no_mangle)]
    pub static PyDictRevIterKey_Type, "dict_reversekeyiterator", previous_key, backward, key_of
}
dict_iterator! {
    /// `reversed(dict.values())`
    #[unsafe(no_mangle)]
    pub static PyDictRevIterValue_Type, "dict_reversevalueiterator", previous_value, backward, value_of
}
dict_iterator! {
    /// `reversed(dict.items())`
    #[unsafe(no_mangle)]
    pub static PyDictRevIterItem_Type, "dict_reverseitemiterator", previous_item, backward, item_of
}

pub fn iter<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Dict>) -> PyResult<Ref<'py, DictIter>> {
    make(py, &raw mut PyDictIterKey_Type, &slf, false)
}

pub fn reversed<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Dict>) -> PyResult<Ref<'py, DictIter>> {
    make(py, &raw mut PyDictRevIterKey_Type, &slf, true)
}

fn length_hint<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    let parts = slf.parts();
    let left = match slf.dict() {
        Some(dict) if parts.used.load(Relaxed) == dict.len() as isize => parts.left.load(Relaxed),
        _ => 0,
    };
    py.int(left as i64)
}

/// Pickled as an iterator over a list of what is left. The iterator itself stays where it is.
fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let rest = match slf.dict() {
        Some(dict) => {
            let copy = make(py, slf.type_ptr(), &dict, false)?;
            let parts = slf.parts();
            copy.parts().used.store(parts.used.load(Relaxed), Relaxed);
            copy.parts().pos.store(parts.pos.load(Relaxed), Relaxed);
            copy.parts().left.store(parts.left.load(Relaxed), Relaxed);
            copy.into_any().to_list()?
        }
        None => py.empty_list()?,
    };
    py.tuple([builtin(py, "iter")?, py.tuple([rest.into_any()])?.into_any()])
}
