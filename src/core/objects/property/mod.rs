//! `property`

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use crate::args::Signature;
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::attr;
use crate::objects::{Dict, Str, Tuple};
use crate::{intern, raise};

/// The fields of a property; each is NULL or an owned object.
#[repr(C)]
pub struct Property {
    ob_base: PyObject,
    get: *mut PyObject,
    set: *mut PyObject,
    del: *mut PyObject,
    doc: *mut PyObject,
    name: *mut PyObject,
    /// Whether the doc is the getter's.
    getter_doc: bool,
}

builtin_type! {
    /// Python's `property`.
    #[unsafe(no_mangle)]
    pub static PyProperty_Type: Property = "property" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
        doc: "property(fget=None, fset=None, fdel=None, doc=None)\n--\n\nProperty attribute.\n\n  fget\n    function to be used for getting an attribute value\n  fset\n    function to be used for setting an attribute value\n  fdel\n    function to be used for del'ing an attribute\n  doc\n    docstring\n\nTypical use is to define a managed attribute x:\n\nclass C(object):\n    def getx(self): return self._x\n    def setx(self, value): self._x = value\n    def delx(self): del self._x\n    x = property(getx, setx, delx, \"I'm the 'x' property.\")\n\nDecorators make defining new properties or modifying existing ones easy:\n\nclass C(object):\n    @property\n    def x(self):\n        \"I am the 'x' property.\"\n        return self._x\n    @x.setter\n    def x(self, value):\n        self._x = value\n    @x.deleter\n    def x(self):\n        del self._x",
        set: {
            tp_getattro: Some(crate::capi::decl::PyObject_GenericGetAttr),
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
            tp_clear: Some(clear),
            tp_alloc: Some(decl::PyType_GenericAlloc),
            tp_new: Some(decl::PyType_GenericNew),
            tp_free: Some(decl::PyObject_GC_Del),
        },
        slots: { tp_descr_get: descr_get, tp_descr_set: descr_set, tp_init: init },
        methods: [
            method!(o "getter", getter, "Descriptor to obtain a copy of the property with a different getter."),
            method!(o "setter", setter, "Descriptor to obtain a copy of the property with a different setter."),
            method!(o "deleter", deleter, "Descriptor to obtain a copy of the property with a different deleter."),
            method!(keywords "__set_name__", set_name, "__set_name__($self, owner, name, /)\n--\n\nMethod to set name of a property."),
        ],
        getset: [
            getset!("__name__", get_name, assign_name, ""),
            getset!("__isabstractmethod__", is_abstract, ""),
        ],
        members: [
            member!("fget", _Py_T_OBJECT, std::mem::offset_of!(Property, get), Py_READONLY, ""),
            member!("fset", _Py_T_OBJECT, std::mem::offset_of!(Property, set), Py_READONLY, ""),
            member!("fdel", _Py_T_OBJECT, std::mem::offset_of!(Property, del), Py_READONLY, ""),
            member!("__doc__", _Py_T_OBJECT, std::mem::offset_of!(Property, doc), 0, ""),
        ],
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyProperty_Type]
}

type This<'a, 'py> = Borrowed<'a, 'py>;

fn fields(ob: *mut PyObject) -> *mut Property {
    ob.cast()
}

fn all(ob: *mut PyObject) -> [*mut *mut PyObject; 5] {
    // SAFETY: only addresses are taken.
    unsafe {
        let f = fields(ob);
        [&raw mut (*f).get, &raw mut (*f).set, &raw mut (*f).del, &raw mut (*f).doc, &raw mut (*f).name]
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone.
    unsafe {
        let ty = (*ob).ob_type;
        decl::PyObject_GC_UnTrack(ob.cast());
        clear(ob);
        crate::objects::type_::end_dealloc(ob, ty);
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract.
    unsafe {
        for field in all(ob) {
            if !(*field).is_null() {
                let stop = (visit.unwrap_unchecked())(*field, arg);
                if stop != 0 {
                    return stop;
                }
            }
        }
        0
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn clear(ob: *mut PyObject) -> c_int {
    // SAFETY: a live object.
    unsafe {
        for field in all(ob) {
            store(Attached::assume(), field, None);
        }
    }
    0
}

unsafe fn store<'py>(py: Attached<'py>, field: *mut *mut PyObject, value: Option<&Ref<'py>>) {
    // SAFETY: the place of an owned reference or NULL.
    unsafe {
        let new = value.map_or(std::ptr::null_mut(), |v| v.clone().into_ptr());
        let old = std::mem::replace(&mut *field, new);
        drop(Ref::<PyObject>::from_owned_or_null(py, old));
    }
}

/// A function of the property, when there is one.
unsafe fn load<'py>(py: Attached<'py>, field: *mut *mut PyObject) -> Option<Ref<'py>> {
    // SAFETY: the place of an owned reference or NULL.
    unsafe { Borrowed::from_ptr_or_null(py, *field).map(Borrowed::to_owned) }
}

fn init<'py>(
    py: Attached<'py>,
    ob: This<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    static SIG: Signature<4> = Signature::new("property", ["fget", "fset", "fdel", "doc"], 0);
    let given = SIG.parse_tuple(py, args, kwargs)?;
    let [get, set, del, doc] = given.map(|g| g.filter(|g| !g.is_none()));
    // SAFETY: a live property; each place owns what it holds.
    unsafe {
        let f = fields(ob.as_ptr());
        store(py, &raw mut (*f).get, get.as_deref());
        store(py, &raw mut (*f).set, set.as_deref());
        store(py, &raw mut (*f).del, del.as_deref());
        store(py, &raw mut (*f).doc, None);
        store(py, &raw mut (*f).name, None);
        (*f).getter_doc = false;
        let mut doc: Option<Ref<'py>> = doc.map(|d| d.to_owned());
        if doc.is_none()
            && let Some(get) = get
            && let Some(found) = get.getattr_opt(intern!(py, "__doc__"))?
            && !found.is_none()
        {
            doc = Some(found);
            (*f).getter_doc = true;
        }
        if ob.type_ptr() == &raw mut PyProperty_Type {
            store(py, &raw mut (*f).doc, doc.as_ref());
        } else if let Some(doc) = &doc {
            // A subclass keeps the text in the instance, where its own class does not hide it.
            if let Err(raised) = ob.setattr(intern!(py, "__doc__"), doc) {
                if !(*f).getter_doc
                    || !raised.matches(py, crate::objects::exceptions::classes::AttributeError())
                {
                    return Err(raised);
                }
                raised.clear(py);
            }
        } else {
            let none = py.none();
            if let Err(raised) = ob.setattr(intern!(py, "__doc__"), &none) {
                if !raised.matches(py, crate::objects::exceptions::classes::AttributeError()) {
                    return Err(raised);
                }
                raised.clear(py);
            }
        }
    }
    Ok(())
}

/// The name for messages: what `__set_name__` gave, or the getter's.
fn name<'py>(py: Attached<'py>, ob: &Ref<'py>) -> PyResult<Option<Ref<'py>>> {
    // SAFETY: a live property.
    unsafe {
        let f = fields(ob.as_ptr());
        if let Some(name) = load(py, &raw mut (*f).name) {
            return Ok(Some(name));
        }
        match load(py, &raw mut (*f).get) {
            Some(get) => get.getattr_opt(intern!(py, "__name__")),
            None => Ok(None),
        }
    }
}

#[cold]
fn refuse<'py>(py: Attached<'py>, this: &Ref<'py>, ob: &Ref<'py>, what: &str) -> crate::Raised {
    let name = match name(py, this) {
        Ok(name) => name,
        Err(raised) => return raised,
    };
    let qualname = match ob.ty().getattr(intern!(py, "__qualname__")).and_then(|q| q.to_str()) {
        Ok(q) => q.to_string_lossy(),
        Err(raised) => return raised,
    };
    match name {
        Some(name) => match name.repr() {
            Ok(name) => raise!(
                py,
                AttributeError,
                "property {} of '{qualname}' object has no {what}",
                name.to_string_lossy()
            ),
            Err(raised) => raised,
        },
        None => raise!(py, AttributeError, "property of '{qualname}' object has no {what}"),
    }
}

fn descr_get<'py>(
    py: Attached<'py>,
    this: This<'_, 'py>,
    ob: Option<Borrowed<'_, 'py>>,
    _ty: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    let Some(ob) = ob.filter(|o| !o.is_none()) else { return Ok(this.to_owned()) };
    // SAFETY: a live property.
    match unsafe { load(py, &raw mut (*fields(this.as_ptr())).get) } {
        Some(get) => get.call([&ob]),
        None => Err(refuse(py, &this, &ob, "getter")),
    }
}

fn descr_set<'py>(
    py: Attached<'py>,
    this: This<'_, 'py>,
    ob: Borrowed<'_, 'py>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let f = fields(this.as_ptr());
    // SAFETY: a live property.
    unsafe {
        match value {
            Some(value) => match load(py, &raw mut (*f).set) {
                Some(set) => set.call([&ob, &value]).map(drop),
                None => Err(refuse(py, &this, &ob, "setter")),
            },
            None => match load(py, &raw mut (*f).del) {
                Some(del) => del.call([&ob]).map(drop),
                None => Err(refuse(py, &this, &ob, "deleter")),
            },
        }
    }
}

/// A copy with one function exchanged.
fn copy<'py>(
    py: Attached<'py>,
    ob: &Ref<'py>,
    get: Option<&Ref<'py>>,
    set: Option<&Ref<'py>>,
    del: Option<&Ref<'py>>,
) -> PyResult<Ref<'py>> {
    let none = py.none();
    let f = fields(ob.as_ptr());
    // SAFETY: a live property.
    unsafe {
        let pick = |new: Option<&Ref<'py>>, field: *mut *mut PyObject| {
            new.cloned().or_else(|| load(py, field)).unwrap_or_else(|| none.clone())
        };
        let get = pick(get, &raw mut (*f).get);
        let set = pick(set, &raw mut (*f).set);
        let del = pick(del, &raw mut (*f).del);
        let doc = if (*f).getter_doc && !get.is_none() {
            none.clone() // the new getter's then
        } else {
            load(py, &raw mut (*f).doc).unwrap_or_else(|| none.clone())
        };
        let new = ob.ty().call([&get, &set, &del, &doc])?;
        if new.ty().is_subtype_of_static(&raw mut PyProperty_Type)
            && let Some(name) = load(py, &raw mut (*f).name)
        {
            store(py, &raw mut (*fields(new.as_ptr())).name, Some(&name));
        }
        Ok(new)
    }
}

fn getter<'py>(py: Attached<'py>, ob: This<'_, 'py>, f: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    copy(py, &ob, Some(&f), None, None)
}

fn setter<'py>(py: Attached<'py>, ob: This<'_, 'py>, f: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    copy(py, &ob, None, Some(&f), None)
}

fn deleter<'py>(py: Attached<'py>, ob: This<'_, 'py>, f: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    copy(py, &ob, None, None, Some(&f))
}

fn set_name<'py>(
    py: Attached<'py>,
    ob: This<'_, 'py>,
    args: crate::args::Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "__set_name__", 0, usize::MAX)?;
    let Some(name) = args.get(1).filter(|_| args.len() == 2) else {
        return Err(raise!(
            py,
            TypeError,
            "__set_name__() takes 2 positional arguments but {} were given",
            args.len()
        ));
    };
    // SAFETY: a live property.
    unsafe { store(py, &raw mut (*fields(ob.as_ptr())).name, Some(&name)) };
    Ok(py.none())
}

fn get_name<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    match name(py, &ob)? {
        Some(name) => Ok(name),
        None => {
            let key: &Ref<'py, Str> = intern!(py, "__name__");
            Err(attr::attribute_error(
                &ob,
                key,
                &format!("'{}' object has no attribute '__name__'", ob.ty().full_name()),
            ))
        }
    }
}

fn assign_name<'py>(py: Attached<'py>, ob: This<'_, 'py>, value: Option<Borrowed<'_, 'py>>) -> PyResult<()> {
    // SAFETY: a live property.
    unsafe { store(py, &raw mut (*fields(ob.as_ptr())).name, value.as_deref()) };
    Ok(())
}

/// Whether a callable is marked as abstract.
pub fn is_abstract_callable<'py>(py: Attached<'py>, ob: &Ref<'py>) -> PyResult<bool> {
    match ob.getattr_opt(intern!(py, "__isabstractmethod__"))? {
        Some(mark) => mark.is_true(),
        None => Ok(false),
    }
}

fn is_abstract<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    for field in &all(ob.as_ptr())[..3] {
        // SAFETY: a live property.
        if let Some(function) = unsafe { load(py, *field) }
            && is_abstract_callable(py, &function)?
        {
            return Ok(py.bool(true));
        }
    }
    Ok(py.bool(false))
}
