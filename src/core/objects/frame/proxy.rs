//! `frame.f_locals` of functions: a mapping that writes through to the frame's variables (PEP 667).

use mortise_abi::*;

use super::{FrameObject, locals};
use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Class, Concrete, Ref};
use crate::objects::protocol::CompareOp;
use crate::objects::{Dict, List, Str, Tuple, Type};
use crate::raise;

builtin_type! {
    /// The type of `f_locals` in functions.
    #[unsafe(no_mangle)]
    pub static PyFrameLocalsProxy_Type: PyFrameLocalsProxyObject = "FrameLocalsProxy" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MAPPING,
        set: {
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
            tp_clear: Some(clear),
            tp_hash: Some(decl::PyObject_HashNotImplemented),
        },
        slots: { tp_repr: repr, tp_iter: iter, tp_richcompare: compare, tp_new: make },
        number: { nb_or: or, nb_inplace_or: inplace_or },
        sequence: { sq_contains: contains },
        mapping: { mp_length: len, mp_subscript: get, mp_ass_subscript: set },
        methods: [
            method!(o "__contains__", contains_method),
            method!(o "__getitem__", get),
            method!(varargs "update", update),
            method!(noargs "__reversed__", reversed),
            method!(noargs "copy", copy),
            method!(noargs "keys", keys),
            method!(noargs "values", values),
            method!(noargs "items", items),
            method!(keywords "get", get_default),
            method!(fastcall "pop", pop),
            method!(fastcall "setdefault", setdefault),
        ],
    }
}

// SAFETY: the type is declared with this struct.
unsafe impl Class for PyFrameLocalsProxyObject {
    const NAME: &'static str = "FrameLocalsProxy";
    fn type_object() -> *mut PyTypeObject {
        &raw mut PyFrameLocalsProxy_Type
    }
}
impl Concrete for PyFrameLocalsProxyObject {}

type This<'a, 'py> = Borrowed<'a, 'py, PyFrameLocalsProxyObject>;

/// A proxy for a frame object.
pub(super) fn new<'py>(py: Attached<'py>, object: *mut FrameObject) -> PyResult<Ref<'py>> {
    // SAFETY: the caller holds the frame object; the proxy gets a reference of its own before it is tracked.
    unsafe {
        let proxy: Ref<'_, PyFrameLocalsProxyObject> =
            Ref::from_owned_or_raised(py, decl::_PyObject_GC_New(&raw mut PyFrameLocalsProxy_Type).cast())?;
        crate::heap::refcount::incref(object.cast());
        (*proxy.as_ptr()).frame = object.cast();
        decl::PyObject_GC_Track(proxy.as_ptr().cast());
        Ok(proxy.into_any())
    }
}

unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone.
    unsafe {
        let ty = (*ob).ob_type;
        if !crate::objects::type_::begin_dealloc(ob) {
            return;
        }
        clear(ob);
        crate::objects::type_::end_dealloc(ob, ty);
    }
}

unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut std::ffi::c_void) -> i32 {
    // SAFETY: called by the collector with a visitor that is not null.
    unsafe {
        let frame: *mut PyObject = (*ob.cast::<PyFrameLocalsProxyObject>()).frame.cast();
        if frame.is_null() { 0 } else { visit.unwrap_unchecked()(frame, arg) }
    }
}

unsafe extern "C" fn clear(ob: *mut PyObject) -> i32 {
    // SAFETY: an owned field.
    unsafe {
        let proxy: *mut PyFrameLocalsProxyObject = ob.cast();
        let frame = std::mem::replace(&mut (*proxy).frame, std::ptr::null_mut());
        if !frame.is_null() {
            crate::heap::refcount::decref(frame.cast());
        }
    }
    0
}

fn make<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "FrameLocalsProxy takes no keyword arguments"));
    }
    if args.len() != 1 {
        return Err(raise!(py, TypeError, "FrameLocalsProxy expected 1 argument, got {}", args.len()));
    }
    let frame = args.item(0).to_owned();
    let Some(frame) = frame.cast::<FrameObject>() else {
        return Err(raise!(py, TypeError, "expect frame, not {}", frame.ty().full_name()));
    };
    new(py, frame.as_ptr())
}

fn object(slf: &This<'_, '_>) -> *mut FrameObject {
    // SAFETY: set when the proxy is made.
    unsafe { (*slf.as_ptr()).frame.cast() }
}

fn extra<'py>(slf: &This<'_, 'py>) -> Option<Ref<'py, Dict>> {
    // SAFETY: NULL or an owned dict.
    unsafe {
        let extra = (*object(slf)).extra_locals;
        Borrowed::from_ptr_or_null(slf.py(), extra.cast()).map(|d| d.to_owned())
    }
}

fn find<'py>(slf: &This<'_, 'py>, key: &Ref<'py>) -> PyResult<Option<Ref<'py>>> {
    let py = slf.py();
    // SAFETY: a live frame.
    unsafe {
        let frame = (*object(slf)).frame;
        if let Some(i) = locals::index_of(frame, key)?
            && let Some(value) = Ref::from_owned_or_null(py, locals::value(frame, i))
        {
            return Ok(Some(value));
        }
    }
    match extra(slf) {
        Some(extra) => extra.get(key),
        None => Ok(None),
    }
}

/// All entries as a new dict.
fn to_dict<'py>(slf: &This<'_, 'py>) -> PyResult<Ref<'py, Dict>> {
    // SAFETY: a live frame.
    unsafe { locals::snapshot(slf.py(), (*object(slf)).frame) }
}

fn key_error<'py>(py: Attached<'py>, key: &Ref<'py>) -> Raised {
    // SAFETY: live objects; the indicator is set.
    unsafe {
        decl::PyErr_SetObject(decl::PyExc_KeyError, key.as_ptr());
        let _ = py;
        Raised::assume()
    }
}

fn get<'py>(py: Attached<'py>, slf: This<'_, 'py>, key: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    match find(&slf, &key)? {
        Some(value) => Ok(value),
        None => match key.cast::<Str>() {
            Some(name) => {
                Err(raise!(py, KeyError, "local variable '{}' is not defined", name.to_string_lossy()))
            }
            None => Err(key_error(py, &key)),
        },
    }
}

fn set<'py>(
    py: Attached<'py>,
    slf: This<'_, 'py>,
    key: Borrowed<'_, 'py>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    // SAFETY: a live frame object; the value is given to the slot.
    unsafe {
        let object = object(&slf);
        let frame = (*object).frame;
        if let Some(i) = locals::index_of(frame, &key)? {
            let Some(value) = value else {
                return Err(raise!(py, ValueError, "cannot remove local variables from FrameLocalsProxy"));
            };
            locals::set_value(frame, i, value.to_owned().into_ptr());
            return Ok(());
        }
        match value {
            Some(value) => {
                if (*object).extra_locals.is_null() {
                    (*object).extra_locals = py.dict()?.into_object_ptr();
                }
                extra(&slf).expect("just made").set(&key, &value)
            }
            None => match extra(&slf) {
                Some(extra) if extra.remove(&key)? => Ok(()),
                _ => Err(key_error(py, &key)),
            },
        }
    }
}

fn contains<'py>(_py: Attached<'py>, slf: This<'_, 'py>, key: Borrowed<'_, 'py>) -> PyResult<bool> {
    Ok(find(&slf, &key)?.is_some())
}

fn contains_method<'py>(py: Attached<'py>, slf: This<'_, 'py>, key: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(py.bool(find(&slf, &key)?.is_some()))
}

fn len<'py>(_py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<usize> {
    Ok(to_dict(&slf)?.len())
}

fn listed<'py>(
    dict: &Ref<'py, Dict>,
    what: impl Fn(Ref<'py>, Ref<'py>) -> PyResult<Ref<'py>>,
) -> PyResult<Ref<'py, List>> {
    let mut out = Vec::new();
    let mut pos = 0;
    while let Some((key, value)) = dict.next_entry(&mut pos) {
        out.push(what(key, value)?);
    }
    dict.py().list(out)
}

fn keys<'py>(_py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, List>> {
    listed(&to_dict(&slf)?, |key, _| Ok(key))
}

fn values<'py>(_py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, List>> {
    listed(&to_dict(&slf)?, |_, value| Ok(value))
}

fn items<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, List>> {
    listed(&to_dict(&slf)?, |key, value| Ok(py.tuple([key, value])?.into_any()))
}

fn iter<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    keys(py, slf)?.iter()
}

fn reversed<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    let keys = keys(py, slf)?;
    // SAFETY: a live list.
    unsafe {
        if decl::PyList_Reverse(keys.as_object_ptr()) < 0 {
            return Err(Raised::assume());
        }
    }
    keys.iter()
}

fn copy<'py>(_py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, Dict>> {
    to_dict(&slf)
}

fn repr<'py>(_py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    to_dict(&slf)?.repr()
}

fn compare<'py>(
    py: Attached<'py>,
    slf: This<'_, 'py>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    if let Some(other) = other.cast::<PyFrameLocalsProxyObject>() {
        // SAFETY: both have their frames.
        let same = unsafe { (*slf.as_ptr()).frame == (*other.as_ptr()).frame };
        return match op {
            CompareOp::Eq => Ok(py.bool(same)),
            CompareOp::Ne => Ok(py.bool(!same)),
            _ => Ok(py.not_implemented()),
        };
    }
    if other.cast::<Dict>().is_some() {
        return to_dict(&slf)?.rich_compare(&other, op);
    }
    Ok(py.not_implemented())
}

fn merge<'py>(py: Attached<'py>, slf: This<'_, 'py>, other: &Ref<'py>) -> PyResult<()> {
    let source = py.dict()?;
    // SAFETY: live objects.
    unsafe {
        if decl::PyDict_Update(source.as_object_ptr(), other.as_ptr()) < 0 {
            return Err(Raised::assume());
        }
    }
    let mut pos = 0;
    while let Some((key, value)) = source.next_entry(&mut pos) {
        set(py, slf, key.borrow(), Some(value.borrow()))?;
    }
    Ok(())
}

fn update<'py>(
    py: Attached<'py>,
    slf: This<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if args.len() != 1 || kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "update() takes exactly one argument ({} given)", args.len()));
    }
    merge(py, slf, &args.item(0))?;
    Ok(py.none())
}

fn or<'py>(py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let usable = |x: &Ref<'py>| x.cast::<Dict>().is_some() || x.cast::<PyFrameLocalsProxyObject>().is_some();
    if !usable(&a) || !usable(&b) {
        return Ok(py.not_implemented());
    }
    let out = py.dict()?;
    // SAFETY: live mappings.
    unsafe {
        for part in [a, b] {
            if decl::PyDict_Update(out.as_object_ptr(), part.as_ptr()) < 0 {
                return Err(Raised::assume());
            }
        }
    }
    Ok(out.into_any())
}

fn inplace_or<'py>(py: Attached<'py>, slf: This<'_, 'py>, other: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    if other.cast::<Dict>().is_none() && other.cast::<PyFrameLocalsProxyObject>().is_none() {
        return Ok(py.not_implemented());
    }
    merge(py, slf, &other)?;
    Ok(slf.to_owned().into_any())
}

fn get_default<'py>(py: Attached<'py>, slf: This<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Signature<2> = Signature::with("get", ["key", "default"], 1, 0, 2);
    let [key, default] = SIG.parse(py, args)?;
    match find(&slf, &key.expect("required"))? {
        Some(value) => Ok(value),
        None => Ok(default.map_or_else(|| py.none(), |d| d.to_owned())),
    }
}

fn pop<'py>(py: Attached<'py>, slf: This<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "pop", 1, 2)?;
    let key = args.get(0).expect("counted");
    // SAFETY: a live frame.
    let local = unsafe { locals::index_of((*object(&slf)).frame, &key)? };
    if local.is_some() {
        return Err(raise!(py, ValueError, "cannot remove local variables from FrameLocalsProxy"));
    }
    if let Some(extra) = extra(&slf)
        && let Some(value) = extra.get(&key)?
    {
        extra.remove(&key)?;
        return Ok(value);
    }
    match args.get(1) {
        Some(default) => Ok(default.to_owned()),
        None => Err(key_error(py, &key)),
    }
}

fn setdefault<'py>(py: Attached<'py>, slf: This<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "setdefault", 1, 2)?;
    let key = args.get(0).expect("counted");
    if let Some(value) = find(&slf, &key)? {
        return Ok(value);
    }
    let default = args.get(1).map_or_else(|| py.none(), |d| d.to_owned());
    set(py, slf, key, Some(default.borrow()))?;
    Ok(default)
}
