//! Which base decides the layout of instances.

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::{Tuple, Type};
use crate::raise;

/// Whether instances of `ty` have fields that those of `base` have not, apart from a dict and a list of weak references at the end.
///
/// # Safety
/// Both point to live types.
unsafe fn adds_fields(ty: *mut PyTypeObject, base: *mut PyTypeObject) -> bool {
    // SAFETY: live types.
    unsafe {
        let word = size_of::<*mut PyObject>() as isize;
        let mut size = (*ty).tp_basicsize;
        if (*ty).tp_itemsize != 0 || (*base).tp_itemsize != 0 {
            return size != (*base).tp_basicsize || (*ty).tp_itemsize != (*base).tp_itemsize;
        }
        let heap = super::storage::has(ty, Py_TPFLAGS_HEAPTYPE);
        if heap
            && (*ty).tp_weaklistoffset != 0
            && (*base).tp_weaklistoffset == 0
            && (*ty).tp_weaklistoffset + word == size
        {
            size -= word;
        }
        if heap
            && (*ty).tp_dictoffset != 0
            && (*base).tp_dictoffset == 0
            && (*ty).tp_dictoffset + word == size
        {
            size -= word;
        }
        if heap
            && (*ty).tp_weaklistoffset != 0
            && (*base).tp_weaklistoffset == 0
            && (*ty).tp_weaklistoffset + word == size
        {
            size -= word;
        }
        size != (*base).tp_basicsize
    }
}

/// The most derived type in the chain of bases that adds fields.
///
/// # Safety
/// `ty` points to a live type.
pub unsafe fn solid_base_raw(ty: *mut PyTypeObject) -> *mut PyTypeObject {
    // SAFETY: the chain of bases is kept by each type and ends with `object`.
    unsafe {
        let base = if (*ty).tp_base.is_null() {
            &raw mut decl::PyBaseObject_Type
        } else {
            solid_base_raw((*ty).tp_base)
        };
        if adds_fields(ty, base) { ty } else { base }
    }
}

/// As [`solid_base_raw`].
pub fn solid_base<'py>(py: Attached<'py>, ty: &Ref<'py, Type>) -> Ref<'py, Type> {
    // SAFETY: the result is `ty` or one of its bases, which it keeps.
    unsafe { crate::Borrowed::from_ptr(py, solid_base_raw(ty.as_ptr())).to_owned() }
}

/// The base (of several) whose layout instances get.
pub fn best_base<'py>(py: Attached<'py>, bases: &Ref<'py, Tuple>) -> PyResult<Ref<'py, Type>> {
    let mut best: Option<(Ref<'py, Type>, Ref<'py, Type>)> = None;
    for item in bases.items() {
        let Some(base) = item.cast::<Type>() else {
            return Err(raise!(py, TypeError, "bases must be types"));
        };
        super::ready::ensure_ready(py, base)?;
        if !base.has_feature(Py_TPFLAGS_BASETYPE) {
            return Err(raise!(py, TypeError, "type '{}' is not an acceptable base type", base.full_name()));
        }
        let candidate = solid_base(py, base);
        match &best {
            None => best = Some((candidate, base.clone())),
            Some((winner, _)) if winner.is_subtype_of(&candidate) => {}
            Some((winner, _)) if candidate.is_subtype_of(winner) => best = Some((candidate, base.clone())),
            Some(_) => {
                return Err(raise!(py, TypeError, "multiple bases have instance lay-out conflict"));
            }
        }
    }
    best.map(|(_, base)| base).ok_or_else(|| raise!(py, TypeError, "a new type needs a base"))
}

/// The metaclass of a class with these bases, asked for with `metatype`.
pub fn metaclass<'py>(
    py: Attached<'py>,
    metatype: &Ref<'py, Type>,
    bases: &Ref<'py, Tuple>,
) -> PyResult<Ref<'py, Type>> {
    let mut winner = metatype.clone();
    for base in bases.items() {
        let meta = base.ty();
        if winner.is_subtype_of(&meta) {
            continue;
        }
        if meta.is_subtype_of(&winner) {
            winner = meta.to_owned();
            continue;
        }
        return Err(raise!(
            py,
            TypeError,
            "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases"
        ));
    }
    Ok(winner)
}

/// Whether instances of both types have the same size and the same places for dict and weak references, and the destructors go together, so
/// that an instance may change from `old` to `new`.
///
/// # Safety
/// Both point to live types.
pub unsafe fn compatible(
    py: Attached<'_>,
    new: &Ref<'_, Type>,
    old: &Ref<'_, Type>,
    attribute: &str,
) -> PyResult<()> {
    // SAFETY: live types and their bases.
    unsafe {
        let (n, o) = (new.as_ptr(), old.as_ptr());
        if (*n).tp_free.map(|f| f as usize) != (*o).tp_free.map(|f| f as usize) {
            return Err(raise!(
                py,
                TypeError,
                "{attribute} assignment: '{}' deallocator differs from '{}'",
                new.full_name(),
                old.full_name()
            ));
        }
        let (mut newbase, mut oldbase) = (n, o);
        while same_as_base(newbase) {
            newbase = (*newbase).tp_base;
        }
        while same_as_base(oldbase) {
            oldbase = (*oldbase).tp_base;
        }
        if newbase != oldbase
            && ((*newbase).tp_base != (*oldbase).tp_base || !same_slots_added(newbase, oldbase))
        {
            return Err(raise!(
                py,
                TypeError,
                "{attribute} assignment: '{}' object layout differs from '{}'",
                new.full_name(),
                old.full_name()
            ));
        }
        Ok(())
    }
}

/// Whether a type has exactly the instances of its base (so the base may stand for it).
///
/// # Safety
/// Points to a live type.
unsafe fn same_as_base(ty: *mut PyTypeObject) -> bool {
    // SAFETY: by contract.
    unsafe {
        let base = (*ty).tp_base;
        !base.is_null() && same_shape(ty, base)
    }
}

/// # Safety
/// Both point to live types.
unsafe fn same_shape(a: *mut PyTypeObject, b: *mut PyTypeObject) -> bool {
    // SAFETY: live types.
    unsafe {
        let managed = Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF | Py_TPFLAGS_HAVE_GC;
        (*a).tp_basicsize == (*b).tp_basicsize
            && (*a).tp_itemsize == (*b).tp_itemsize
            && (*a).tp_dictoffset == (*b).tp_dictoffset
            && (*a).tp_weaklistoffset == (*b).tp_weaklistoffset
            && super::storage::flags(a) & managed == super::storage::flags(b) & managed
    }
}

/// # Safety
/// Both point to live types with the same base.
unsafe fn same_slots_added(a: *mut PyTypeObject, b: *mut PyTypeObject) -> bool {
    // SAFETY: live types; heap types are PyHeapTypeObject; ht_slots is NULL or a sorted tuple of str.
    unsafe {
        if !same_shape(a, b) {
            return false;
        }
        let heap = |t| super::storage::has(t, Py_TPFLAGS_HEAPTYPE);
        if !heap(a) || !heap(b) {
            return false;
        }
        let slots = |t: *mut PyTypeObject| (*t.cast::<PyHeapTypeObject>()).ht_slots;
        let (sa, sb) = (slots(a), slots(b));
        match (sa.is_null(), sb.is_null()) {
            (true, true) => true,
            (false, false) => {
                let equal = decl::PyObject_RichCompareBool(sa, sb, Py_EQ);
                if equal < 0 {
                    decl::PyErr_Clear();
                }
                equal == 1
            }
            // One of them has only a dict or weak references more than no slots at all.
            _ => {
                let some = if sa.is_null() { sb } else { sa };
                (*some.cast::<PyTupleObject>()).ob_base.ob_size == 0
            }
        }
    }
}
