//! `super`

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::attr;
use crate::objects::{Dict, Str, Tuple, Type};
use crate::{intern, raise};

/// The fields of a `super` object.
#[repr(C)]
pub struct Super {
    ob_base: PyObject,
    /// The class after which the search starts.
    ty: *mut PyTypeObject,
    /// The object (or class) to bind to; NULL when unbound.
    ob: *mut PyObject,
    /// The class whose order is searched; NULL when unbound.
    ob_type: *mut PyTypeObject,
}

builtin_type! {
    /// Python's `super`.
    #[unsafe(no_mangle)]
    pub static PySuper_Type: Super = "super" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
        doc: "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> bound super object; requires isinstance(obj, type)\nsuper(type, type2) -> bound super object; requires issubclass(type2, type)\nTypical use to call a cooperative superclass method:\nclass C(B):\n    def meth(self, arg):\n        super().meth(arg)\nThis works for class methods too:\nclass C(B):\n    @classmethod\n    def cmeth(cls, arg):\n        super().cmeth(arg)\n",
        set: {
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
            tp_alloc: Some(decl::PyType_GenericAlloc),
            tp_new: Some(decl::PyType_GenericNew),
            tp_free: Some(decl::PyObject_GC_Del),
        },
        slots: { tp_repr: repr, tp_getattro: getattro, tp_descr_get: descr_get, tp_init: init },
        members: [
            member!("__thisclass__", _Py_T_OBJECT, std::mem::offset_of!(Super, ty), Py_READONLY, "the class invoking super()"),
            member!("__self__", _Py_T_OBJECT, std::mem::offset_of!(Super, ob), Py_READONLY, "the instance invoking super(); may be None"),
            member!("__self_class__", _Py_T_OBJECT, std::mem::offset_of!(Super, ob_type), Py_READONLY, "the type of the instance invoking super(); may be None"),
        ],
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PySuper_Type]
}

type This<'a, 'py> = Borrowed<'a, 'py>;

fn fields(ob: *mut PyObject) -> *mut Super {
    ob.cast()
}

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone.
    unsafe {
        let ty = (*ob).ob_type;
        decl::PyObject_GC_UnTrack(ob.cast());
        set_fields(Attached::assume(), ob, None, None, None);
        crate::objects::type_::end_dealloc(ob, ty);
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract.
    unsafe {
        let f = fields(ob);
        for field in [(*f).ty.cast::<PyObject>(), (*f).ob, (*f).ob_type.cast()] {
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

unsafe fn set_fields<'py>(
    py: Attached<'py>,
    this: *mut PyObject,
    ty: Option<&Ref<'py, Type>>,
    ob: Option<&Ref<'py>>,
    ob_type: Option<&Ref<'py, Type>>,
) {
    // SAFETY: a live `super`; the fields own what they hold.
    unsafe {
        let f = fields(this);
        let new = |t: Option<&Ref<'py, Type>>| t.map_or(std::ptr::null_mut(), |t| t.clone().into_ptr());
        let old = (
            std::mem::replace(&mut (*f).ty, new(ty)),
            std::mem::replace(&mut (*f).ob, ob.map_or(std::ptr::null_mut(), |o| o.clone().into_ptr())),
            std::mem::replace(&mut (*f).ob_type, new(ob_type)),
        );
        drop(Ref::<PyTypeObject>::from_owned_or_null(py, old.0));
        drop(Ref::<PyObject>::from_owned_or_null(py, old.1));
        drop(Ref::<PyTypeObject>::from_owned_or_null(py, old.2));
    }
}

/// The class whose order `super(ty, ob)` searches.
pub fn check<'py>(py: Attached<'py>, ty: &Ref<'py, Type>, ob: &Ref<'py>) -> PyResult<Ref<'py, Type>> {
    if let Some(class) = ob.cast::<Type>()
        && class.is_subtype_of(ty)
    {
        return Ok(class.clone());
    }
    if ob.ty().is_subtype_of(ty) {
        return Ok(ob.ty().to_owned());
    }
    if let Some(class) = ob.getattr_opt(intern!(py, "__class__"))?
        && let Some(class) = class.cast::<Type>()
        && class.as_ptr() != ob.type_ptr()
        && class.is_subtype_of(ty)
    {
        return Ok(class.clone());
    }
    let (kind, name) = match ob.cast::<Type>() {
        Some(class) => ("type", class.full_name()),
        None => ("instance of", ob.ty().full_name()),
    };
    Err(raise!(
        py,
        TypeError,
        "super(type, obj): obj ({kind} {name}) is not an instance or subtype of type ({}).",
        ty.full_name()
    ))
}

/// The attribute that comes after `ty` in the order of `ob_type`, bound to `ob`.
pub fn find<'py>(
    py: Attached<'py>,
    ty: &Ref<'py, Type>,
    ob: &Ref<'py>,
    ob_type: &Ref<'py, Type>,
    name: &Ref<'py, Str>,
    bind: bool,
) -> PyResult<Option<Ref<'py>>> {
    let Some(mro) = ob_type.mro_tuple() else { return Ok(None) };
    let mut after = false;
    for item in mro.items() {
        if !after {
            after = item.is(ty);
            continue;
        }
        let Some(class) = item.cast::<Type>() else { continue };
        let Some(dict) = class.dict() else { continue };
        let Some(value) = dict.get(name)? else { continue };
        // SAFETY: a slot of a live object's type; a new reference or NULL with an exception.
        unsafe {
            return match (*value.type_ptr()).tp_descr_get {
                Some(get) if bind => {
                    // A class that is its own receiver binds like a class.
                    let receiver = if ob.as_ptr() == ob_type.as_object_ptr() {
                        std::ptr::null_mut()
                    } else {
                        ob.as_ptr()
                    };
                    Ref::from_owned_or_raised(py, get(value.as_ptr(), receiver, ob_type.as_object_ptr()))
                        .map(Some)
                }
                _ => Ok(Some(value)),
            };
        }
    }
    Ok(None)
}

/// `super(ty, ob).name`; `None` when there is no such attribute.
pub fn lookup<'py>(
    py: Attached<'py>,
    ty: &Ref<'py, Type>,
    ob: &Ref<'py>,
    name: &Ref<'py, Str>,
) -> PyResult<Option<Ref<'py>>> {
    let ob_type = check(py, ty, ob)?;
    find(py, ty, ob, &ob_type, name, true)
}

/// `super(ty, ob).name` for `LOAD_SUPER_ATTR`: AttributeError as from a `super` object. With `method`, a function comes unbound
/// (the second result).
pub fn load<'py>(
    py: Attached<'py>,
    ty: &Ref<'py, Type>,
    ob: &Ref<'py>,
    name: &Ref<'py, Str>,
    method: bool,
) -> PyResult<(Ref<'py>, bool)> {
    let ob_type = check(py, ty, ob)?;
    if method && ob.as_ptr() != ob_type.as_object_ptr() && !name.equals_str("__class__") {
        let found = find(py, ty, ob, &ob_type, name, false)?;
        if let Some(value) = found
            && value.ty().has_feature(Py_TPFLAGS_METHOD_DESCRIPTOR)
        {
            return Ok((value, true));
        }
    }
    if !name.equals_str("__class__")
        && let Some(value) = find(py, ty, ob, &ob_type, name, true)?
    {
        return Ok((value, false));
    }
    let this = new(py, ty, ob)?;
    attr::generic_get(&this, name).map(|value| (value, false))
}

/// A bound `super` object
pub fn new<'py>(py: Attached<'py>, ty: &Ref<'py, Type>, ob: &Ref<'py>) -> PyResult<Ref<'py>> {
    let ob_type = check(py, ty, ob)?;
    // SAFETY: a static type; a new reference or NULL.
    unsafe {
        let raw = crate::objects::type_::instance::generic_alloc(&raw mut PySuper_Type, 0);
        let this: Ref<'py> = Ref::from_owned_or_raised(py, raw)?;
        set_fields(py, raw, Some(ty), Some(ob), Some(&ob_type));
        Ok(this)
    }
}

/// What the fields hold.
type Parts<'py> = (Option<Ref<'py, Type>>, Option<Ref<'py>>, Option<Ref<'py, Type>>);

fn parts<'py>(py: Attached<'py>, this: &Ref<'py>) -> Parts<'py> {
    // SAFETY: a live `super`.
    unsafe {
        let f = fields(this.as_ptr());
        (
            Borrowed::from_ptr_or_null(py, (*f).ty).map(Borrowed::to_owned),
            Borrowed::from_ptr_or_null(py, (*f).ob).map(Borrowed::to_owned),
            Borrowed::from_ptr_or_null(py, (*f).ob_type).map(Borrowed::to_owned),
        )
    }
}

fn getattro<'py>(py: Attached<'py>, this: This<'_, 'py>, name: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    if let Some(name) = name.cast::<Str>()
        && !name.equals_str("__class__")
        && let (Some(ty), Some(ob), Some(ob_type)) = parts(py, &this)
        && let Some(value) = find(py, &ty, &ob, &ob_type, name, true)?
    {
        return Ok(value);
    }
    attr::generic_get(&this, &name)
}

fn repr<'py>(py: Attached<'py>, this: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let (ty, _, ob_type) = parts(py, &this);
    let name = ty.map_or_else(|| "NULL".to_string(), |t| t.full_name());
    match ob_type {
        Some(ob_type) => py.str(&format!("<super: <class '{name}'>, <{} object>>", ob_type.full_name())),
        None => py.str(&format!("<super: <class '{name}'>, NULL>")),
    }
}

fn descr_get<'py>(
    py: Attached<'py>,
    this: This<'_, 'py>,
    ob: Option<Borrowed<'_, 'py>>,
    _ty: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    let (ty, bound, _) = parts(py, &this);
    match (ob.filter(|o| !o.is_none()), bound, ty) {
        (Some(ob), None, Some(ty)) => {
            if this.type_ptr() == &raw mut PySuper_Type {
                new(py, &ty, &ob)
            } else {
                // A subclass makes its own kind.
                this.ty().call([&ty, &ob])
            }
        }
        _ => Ok(this.to_owned()),
    }
}

fn init<'py>(
    py: Attached<'py>,
    this: This<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    if kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "super() takes no keyword arguments"));
    }
    if args.len() > 2 {
        return Err(raise!(py, TypeError, "super() expected at most 2 arguments, got {}", args.len()));
    }
    let (ty, ob): (Ref<'py, Type>, Option<Ref<'py>>) = if args.is_empty() {
        let (ty, ob) = super::protocol::super_arguments(py)?;
        (ty, Some(ob))
    } else {
        let first = args.item(0);
        let Some(ty) = first.cast::<Type>() else {
            return Err(raise!(
                py,
                TypeError,
                "super() argument 1 must be a type, not {}",
                if first.is_none() { "None".to_string() } else { first.ty().full_name() }
            ));
        };
        let ob = if args.len() == 2 { Some(args.item(1).to_owned()).filter(|o| !o.is_none()) } else { None };
        (ty.clone(), ob)
    };
    let ob_type = match &ob {
        Some(ob) => Some(check(py, &ty, ob)?),
        None => None,
    };
    // SAFETY: a live `super`.
    unsafe { set_fields(py, this.as_ptr(), Some(&ty), ob.as_ref(), ob_type.as_ref()) };
    Ok(())
}
