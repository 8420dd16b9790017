//! `mappingproxy`: a read-only view of a mapping, such as a class's `__dict__`.

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::CompareOp;
use crate::objects::{Dict, Str, Tuple, Type};
use crate::{intern, raise};

/// The field of a proxy.
#[repr(C)]
pub struct MappingProxy {
    ob_base: PyObject,
    mapping: *mut PyObject,
}

builtin_type! {
    /// `types.MappingProxyType`
    #[unsafe(no_mangle)]
    pub static PyDictProxy_Type: MappingProxy = "mappingproxy" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MAPPING,
        doc: "mappingproxy(mapping)\n--\n\nRead-only proxy of a mapping.",
        set: { tp_dealloc: Some(dealloc), tp_traverse: Some(traverse) },
        slots: {
            tp_repr: repr,
            tp_str: to_str,
            tp_hash: hash,
            tp_iter: iter,
            tp_richcompare: compare,
            tp_new: new_proxy,
        },
        number: { nb_or: or, nb_inplace_or: inplace_or },
        sequence: { sq_contains: contains },
        mapping: { mp_length: len, mp_subscript: get_item },
        methods: [
            method!(fastcall "get", get, "get($self, key, default=None, /)\n--\n\nReturn the value for key if key is in the mapping, else default."),
            method!(noargs "keys", keys, "D.keys() -> a set-like object providing a view on D's keys"),
            method!(noargs "values", values, "D.values() -> an object providing a view on D's values"),
            method!(noargs "items", items, "D.items() -> a set-like object providing a view on D's items"),
            method!(noargs "copy", copy, "D.copy() -> a shallow copy of D"),
            method!(class_o "__class_getitem__", class_getitem, "See PEP 585"),
            method!(noargs "__reversed__", reversed, "D.__reversed__() -> reverse iterator"),
        ],
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyDictProxy_Type]
}

type This<'a, 'py> = Borrowed<'a, 'py>;

fn mapping<'a, 'py>(py: Attached<'py>, ob: &'a Ref<'py>) -> Borrowed<'a, 'py> {
    // SAFETY: a proxy keeps its mapping.
    unsafe { Borrowed::from_ptr(py, (*ob.as_ptr().cast::<MappingProxy>()).mapping) }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        crate::heap::refcount::decref((*ob.cast::<MappingProxy>()).mapping);
        decl::PyObject_GC_Del(ob.cast());
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract.
    unsafe { (visit.unwrap_unchecked())((*ob.cast::<MappingProxy>()).mapping, arg) }
}

/// A proxy of `mapping`
pub fn new<'py>(py: Attached<'py>, mapping: &Ref<'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live object's type.
    let is_mapping = unsafe {
        let table = (*mapping.type_ptr()).tp_as_mapping;
        !table.is_null() && (*table).mp_subscript.is_some()
    };
    if !is_mapping || mapping.is_instance_of::<crate::objects::List>() || mapping.is_instance_of::<Tuple>() {
        return Err(raise!(
            py,
            TypeError,
            "mappingproxy() argument must be a mapping, not {}",
            mapping.ty().full_name()
        ));
    }
    // SAFETY: the field owns what it holds before the collector sees the object.
    unsafe {
        let raw = decl::_PyObject_GC_New(&raw mut PyDictProxy_Type);
        if raw.is_null() {
            return Err(Raised::assume());
        }
        (*raw.cast::<MappingProxy>()).mapping = mapping.clone().into_ptr();
        decl::PyObject_GC_Track(raw.cast());
        Ok(Ref::from_owned(py, raw))
    }
}

fn new_proxy<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    static SIG: Signature<1> = Signature::new("mappingproxy", ["mapping"], 1);
    let [mapping] = SIG.parse_tuple(py, args, kwargs)?;
    new(py, &mapping.expect("required"))
}

fn repr<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    py.str(&format!("mappingproxy({})", mapping(py, &ob).repr()?.to_string_lossy()))
}

fn to_str<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    mapping(py, &ob).to_str()
}

fn hash<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<isize> {
    mapping(py, &ob).hash()
}

fn iter<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    mapping(py, &ob).iter()
}

fn compare<'py>(
    py: Attached<'py>,
    a: This<'_, 'py>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    mapping(py, &a).rich_compare(&b, op)
}

/// The operand itself, or what it is a proxy of.
fn bare<'py>(py: Attached<'py>, ob: &Ref<'py>) -> Ref<'py> {
    if ob.type_ptr() == &raw mut PyDictProxy_Type { mapping(py, ob).to_owned() } else { ob.clone() }
}

fn or<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    bare(py, &a).bitor(&bare(py, &b))
}

fn inplace_or<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    Err(raise!(
        py,
        TypeError,
        "'|=' is not supported by {}; use '|' instead",
        if a.type_ptr() == &raw mut PyDictProxy_Type { a.ty().full_name() } else { b.ty().full_name() }
    ))
}

fn contains<'py>(py: Attached<'py>, ob: This<'_, 'py>, key: Borrowed<'_, 'py>) -> PyResult<bool> {
    mapping(py, &ob).contains(&key)
}

fn len<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<usize> {
    mapping(py, &ob).size()
}

fn get_item<'py>(py: Attached<'py>, ob: This<'_, 'py>, key: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    mapping(py, &ob).get_item(&key)
}

fn get<'py>(py: Attached<'py>, ob: This<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "get", 1, 2)?;
    let key = args.get(0).expect("counted");
    let default = args.get(1).map_or_else(|| py.none(), Borrowed::to_owned);
    mapping(py, &ob).call_method(intern!(py, "get"), [&key, &default])
}

fn keys<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    mapping(py, &ob).call_method(intern!(py, "keys"), [])
}

fn values<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    mapping(py, &ob).call_method(intern!(py, "values"), [])
}

fn items<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    mapping(py, &ob).call_method(intern!(py, "items"), [])
}

fn copy<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    mapping(py, &ob).call_method(intern!(py, "copy"), [])
}

fn reversed<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    mapping(py, &ob).call_method(intern!(py, "__reversed__"), [])
}

fn class_getitem<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    item: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    crate::objects::generic_alias::new(py, &cls, &item)
}
