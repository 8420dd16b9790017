//! `types.UnionType`: `int | str`

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::decref;
use crate::objects::generic_alias::{self, item_repr, parameters};
use crate::objects::protocol::{CompareOp, attr};
use crate::objects::{Str, Tuple, Type};
use crate::{intern, raise};

/// The fields of a union.
#[repr(C)]
pub struct Union {
    ob_base: PyObject,
    args: *mut PyObject,
    parameters: *mut PyObject,
}

builtin_type! {
    /// `types.UnionType`
    pub static _PyUnion_Type: Union = "types.UnionType" {
        flags: Py_TPFLAGS_HAVE_GC,
        doc: "Represent a PEP 604 union type\n\nE.g. for int | str",
        set: { tp_dealloc: Some(dealloc), tp_traverse: Some(traverse) },
        slots: { tp_repr: repr, tp_hash: hash, tp_getattro: getattro, tp_richcompare: compare },
        number: { nb_or: or_slot },
        mapping: { mp_subscript: subscript },
        methods: [
            method!(o "__instancecheck__", instancecheck),
            method!(o "__subclasscheck__", subclasscheck),
        ],
        getset: [ getset!("__parameters__", parameters, "Type variables in the types.UnionType.") ],
        members: [ member!("__args__", _Py_T_OBJECT, std::mem::offset_of!(Union, args), Py_READONLY, "") ],
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut _PyUnion_Type]
}

type This<'a, 'py> = Borrowed<'a, 'py>;

fn fields(ob: *mut PyObject) -> *mut Union {
    ob.cast()
}

/// Whether an object is a union.
#[inline]
pub fn is_union(ob: &Ref<'_>) -> bool {
    ob.type_ptr() == &raw mut _PyUnion_Type
}

/// The members of a union (or an empty tuple for anything else is never asked for).
pub fn args<'py>(ob: &Ref<'py>) -> Ref<'py, Tuple> {
    assert!(is_union(ob));
    // SAFETY: a union keeps its members, a tuple.
    unsafe { Borrowed::<Tuple>::from_ptr(ob.py(), (*fields(ob.as_ptr())).args.cast()).to_owned() }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        for field in [(*fields(ob)).args, (*fields(ob)).parameters] {
            if !field.is_null() {
                decref(field);
            }
        }
        decl::PyObject_GC_Del(ob.cast());
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract.
    unsafe {
        for field in [(*fields(ob)).args, (*fields(ob)).parameters] {
            if !field.is_null() {
                let stop = (visit.unwrap_unchecked())(field, arg);
                if stop != 0 {
                    return stop;
                }
            }
        }
        0
    }
}

/// Whether an object may be a member of a union.
fn unionable<'py>(ob: &Ref<'py>) -> bool {
    ob.is_none()
        || ob.is_instance_of::<Type>()
        || generic_alias::is_alias(ob)
        || is_union(ob)
        || crate::objects::protocol::is_type_alias(ob)
}

/// `a | b` for classes and what goes with them; NotImplemented for anything else
pub fn or<'py>(a: &Ref<'py>, b: &Ref<'py>) -> PyResult<Ref<'py>> {
    let py = a.py();
    if !unionable(a) || !unionable(b) {
        return Ok(py.not_implemented());
    }
    let mut members: Vec<Ref<'py>> = Vec::new();
    for side in [a, b] {
        if is_union(side) {
            for each in args(side).items() {
                add(&mut members, &each)?;
            }
        } else {
            add(&mut members, side)?;
        }
    }
    make(py, members)
}

/// Adds a member unless an equal one is there.
fn add<'py>(members: &mut Vec<Ref<'py>>, item: &Ref<'py>) -> PyResult<()> {
    let py = item.py();
    let item: Ref<'py> = if item.is_none() {
        // SAFETY: the type of None is static.
        unsafe { py.static_type((*(&raw mut decl::_Py_NoneStruct)).ob_type).to_owned().into_any() }
    } else {
        item.clone()
    };
    for known in members.iter() {
        if known.is(&item) {
            return Ok(());
        }
        // Only aliases are compared by value.
        if generic_alias::is_alias(known) && generic_alias::is_alias(&item) && known.eq(&item)? {
            return Ok(());
        }
    }
    members.push(item);
    Ok(())
}

fn make<'py>(py: Attached<'py>, members: Vec<Ref<'py>>) -> PyResult<Ref<'py>> {
    if members.len() == 1 {
        return Ok(members.into_iter().next().expect("one member"));
    }
    let args = py.tuple(members)?;
    // SAFETY: the fields are set before the collector sees the object.
    unsafe {
        let raw = decl::_PyObject_GC_New(&raw mut _PyUnion_Type);
        let ob: Ref<'py> = Ref::from_owned_or_raised(py, raw)?;
        (*fields(raw)).args = args.into_object_ptr();
        (*fields(raw)).parameters = std::ptr::null_mut();
        decl::PyObject_GC_Track(raw.cast());
        Ok(ob)
    }
}

fn or_slot<'py>(_py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    or(&a, &b)
}

fn repr<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let mut parts = Vec::new();
    for item in args(&ob).items() {
        // SAFETY: the type of None is static.
        let is_none_type = unsafe { item.as_ptr() == (*(&raw mut decl::_Py_NoneStruct)).ob_type.cast() };
        parts.push(if is_none_type { "None".to_string() } else { item_repr(py, &item)? });
    }
    py.str(&parts.join(" | "))
}

/// The order of members does not count.
fn hash<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<isize> {
    // SAFETY: a live tuple; a new reference or NULL.
    let set: Ref<'py> =
        unsafe { Ref::from_owned_or_raised(py, decl::PyFrozenSet_New(args(&ob).as_object_ptr()))? };
    set.hash()
}

fn compare<'py>(
    py: Attached<'py>,
    a: This<'_, 'py>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    if !is_union(&b) || !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(py.not_implemented());
    }
    // SAFETY: live tuples; new references or NULL.
    let (sa, sb): (Ref<'py>, Ref<'py>) = unsafe {
        (
            Ref::from_owned_or_raised(py, decl::PySet_New(args(&a).as_object_ptr()))?,
            Ref::from_owned_or_raised(py, decl::PySet_New(args(&b).as_object_ptr()))?,
        )
    };
    sa.rich_compare(&sb, op)
}

fn getattro<'py>(py: Attached<'py>, ob: This<'_, 'py>, name: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let name = attr::name_of(&name)?;
    // The module is that of the class, not of the type.
    if name.equals_str("__module__") {
        return ob.ty().getattr(intern!(py, "__module__"));
    }
    attr::generic_get(&ob, name)
}

fn instancecheck<'py>(
    py: Attached<'py>,
    ob: This<'_, 'py>,
    instance: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let members = args(&ob);
    if members.items().any(|m| generic_alias::is_alias(&m)) {
        return Err(raise!(py, TypeError, "isinstance() argument 2 cannot be a parameterized generic"));
    }
    for member in members.items() {
        if instance.is_instance(&member)? {
            return Ok(py.bool(true));
        }
    }
    Ok(py.bool(false))
}

fn subclasscheck<'py>(py: Attached<'py>, ob: This<'_, 'py>, sub: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    if !sub.is_instance_of::<Type>() {
        return Err(raise!(py, TypeError, "issubclass() arg 1 must be a class"));
    }
    let members = args(&ob);
    if members.items().any(|m| generic_alias::is_alias(&m)) {
        return Err(raise!(py, TypeError, "issubclass() argument 2 cannot be a parameterized generic"));
    }
    for member in members.items() {
        if crate::objects::protocol::isinstance::issubclass(&sub, &member)? {
            return Ok(py.bool(true));
        }
    }
    Ok(py.bool(false))
}

fn parameters<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    // SAFETY: a union; the field owns a tuple or is NULL, and is set once.
    unsafe {
        let f = fields(ob.as_ptr());
        if let Some(known) = Borrowed::<Tuple>::from_ptr_or_null(py, (*f).parameters.cast()) {
            return Ok(known.to_owned());
        }
        let made = parameters::collect(py, &args(&ob))?;
        if (*f).parameters.is_null() {
            (*f).parameters = made.clone().into_object_ptr();
        }
        Ok(made)
    }
}

fn subscript<'py>(py: Attached<'py>, ob: This<'_, 'py>, item: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let parameters = parameters(py, ob)?;
    let new = parameters::substitute(py, &ob, &args(&ob), &parameters, &item)?;
    let Some(new) = new.cast::<Tuple>() else { return Ok(new) };
    let mut items = new.items();
    let Some(first) = items.next() else {
        return Err(raise!(py, TypeError, "Cannot take a Union of no types."));
    };
    let mut result = first.to_owned();
    for item in items {
        result = result.bitor(&item)?;
    }
    Ok(result)
}
