//! Attribute access: the generic lookup and assignment, and the dispatch to a type's own.

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::type_::{instance, lock, ready};
use crate::objects::{Dict, Module, Str, Type};
use crate::raise;

/// The name of an attribute as a str.
#[inline(always)]
pub fn name_of<'a, 'py>(name: &'a Ref<'py>) -> PyResult<&'a Ref<'py, Str>> {
    name.cast::<Str>().ok_or_else(|| {
        raise!(name.py(), TypeError, "attribute name must be string, not '{}'", name.ty().full_name())
    })
}

/// AttributeError with its `name` and `obj` set.
#[cold]
pub fn attribute_error<'py>(ob: &Ref<'py>, name: &Ref<'py, Str>, text: &str) -> Raised {
    let py = ob.py();
    let raised = raise!(py, AttributeError, "{text}");
    add_context(py, ob, name);
    raised
}

/// Fills in `name` and `obj` of an AttributeError that is set and has neither.
pub fn add_context<'py>(py: Attached<'py>, ob: &Ref<'py>, name: &Ref<'py, Str>) {
    if !crate::state::error::matches(py, crate::objects::exceptions::classes::AttributeError()) {
        return;
    }
    let Some(exception) = crate::state::error::take(py) else { return };
    // SAFETY: an AttributeError starts with this struct; the fields own what they hold.
    unsafe {
        let fields: *mut PyAttributeErrorObject = exception.as_ptr().cast();
        if (*fields).name.is_null() && (*fields).obj.is_null() {
            (*fields).name = name.clone().into_object_ptr();
            (*fields).obj = ob.clone().into_ptr();
        }
    }
    let _ = crate::state::error::set(py, exception);
}

#[cold]
fn missing<'py>(ob: &Ref<'py>, name: &Ref<'py, Str>) -> Raised {
    let text = format!("'{}' object has no attribute '{}'", ob.ty().full_name(), name.to_string_lossy());
    attribute_error(ob, name, &text)
}

/// `PyObject_GenericGetAttr`
#[inline]
pub fn generic_get<'py>(ob: &Ref<'py>, name: &Ref<'py>) -> PyResult<Ref<'py>> {
    let name = name_of(name)?;
    match generic_find(ob, name, None)? {
        Some(value) => Ok(value),
        None => Err(missing(ob, name)),
    }
}

/// As [`generic_get`]; `None` without an exception when there is no such attribute.
#[inline]
pub fn generic_get_opt<'py>(ob: &Ref<'py>, name: &Ref<'py>) -> PyResult<Option<Ref<'py>>> {
    let name = name_of(name)?;
    match generic_find(ob, name, None) {
        Err(raised) if raised.matches(ob.py(), crate::objects::exceptions::classes::AttributeError()) => {
            raised.clear(ob.py());
            Ok(None)
        }
        other => other,
    }
}

/// The lookup itself: a data descriptor of the type, the instance's dict (`dict` when given), what else the type has.
pub fn generic_find<'py>(
    ob: &Ref<'py>,
    name: &Ref<'py, Str>,
    dict: Option<&Ref<'py>>,
) -> PyResult<Option<Ref<'py>>> {
    let py = ob.py();
    let cls = ob.ty();
    ready::ensure_ready(py, &cls)?;
    let descriptor = cls.lookup(name);
    // SAFETY: slots of live objects' types; results are new references or NULL with an exception.
    unsafe {
        let mut get = None;
        if let Some(descriptor) = &descriptor {
            let ty = descriptor.type_ptr();
            get = (*ty).tp_descr_get;
            if let Some(get) = get
                && (*ty).tp_descr_set.is_some()
            {
                let value = get(descriptor.as_ptr(), ob.as_ptr(), cls.as_object_ptr());
                return Ref::from_owned_or_raised(py, value).map(Some);
            }
        }
        let found = match dict {
            Some(dict) => dict.cast_unchecked::<Dict>().get(name)?,
            None => match instance::dict_of(py, ob.as_ptr()) {
                Some(dict) => dict.cast_unchecked::<Dict>().get(name)?,
                None => None,
            },
        };
        if found.is_some() {
            return Ok(found);
        }
        match (descriptor, get) {
            (Some(descriptor), Some(get)) => {
                let value = get(descriptor.as_ptr(), ob.as_ptr(), cls.as_object_ptr());
                Ref::from_owned_or_raised(py, value).map(Some)
            }
            (descriptor, _) => Ok(descriptor),
        }
    }
}

/// `PyObject_GenericSetAttr`; `dict` stands for the instance's dict when given.
pub fn generic_set<'py>(
    ob: &Ref<'py>,
    name: &Ref<'py>,
    value: Option<&Ref<'py>>,
    dict: Option<&Ref<'py>>,
) -> PyResult<()> {
    let py = ob.py();
    let name = name_of(name)?;
    let cls = ob.ty();
    ready::ensure_ready(py, &cls)?;
    let descriptor = cls.lookup(name);
    // SAFETY: slots of live objects' types.
    unsafe {
        if let Some(descriptor) = &descriptor
            && let Some(set) = (*descriptor.type_ptr()).tp_descr_set
        {
            let raw = value.map_or(std::ptr::null_mut(), |v| v.as_ptr());
            return if set(descriptor.as_ptr(), ob.as_ptr(), raw) < 0 {
                Err(Raised::assume())
            } else {
                Ok(())
            };
        }
        let dict: Ref<'py> = match dict {
            Some(dict) => dict.clone(),
            None => {
                let place = instance::dict_place(ob.as_ptr());
                if place.is_null() {
                    return Err(no_dict(ob, &cls, name, descriptor.is_some()));
                }
                if value.is_none() && (*place).is_null() {
                    return Err(missing(ob, name));
                }
                instance::dict_at(py, place)?
            }
        };
        let dict = dict.cast_unchecked::<Dict>();
        match value {
            Some(value) => dict.set(name, value),
            None if dict.remove(name)? => Ok(()),
            None => Err(missing(ob, name)),
        }
    }
}

#[cold]
fn no_dict<'py>(ob: &Ref<'py>, cls: &Ref<'py, Type>, name: &Ref<'py, Str>, on_type: bool) -> Raised {
    let (ty, name_text) = (cls.full_name(), name.to_string_lossy());
    let own_setattr = |c: &Ref<'py, Type>| {
        // SAFETY: a live type.
        unsafe {
            (*c.as_ptr())
                .tp_setattro
                .is_none_or(|f| f as usize == decl::PyObject_GenericSetAttr as *const () as usize)
        }
    };
    if on_type {
        attribute_error(ob, name, &format!("'{ty}' object attribute '{name_text}' is read-only"))
    } else if own_setattr(cls) {
        attribute_error(
            ob,
            name,
            &format!(
                "'{ty}' object has no attribute '{name_text}' and no __dict__ for setting new attributes"
            ),
        )
    } else {
        attribute_error(ob, name, &format!("'{ty}' object has no attribute '{name_text}'"))
    }
}

/// `PyObject_GetAttr`
///
/// # Safety
/// Live objects and an attached thread.
#[inline]
pub unsafe fn get_raw(ob: *mut PyObject, name: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract; the slots take live objects.
    unsafe {
        let ty = (*ob).ob_type;
        if (*(*name).ob_type).tp_flags & Py_TPFLAGS_UNICODE_SUBCLASS != 0
            && let Some(get) = (*ty).tp_getattro
        {
            let value = get(ob, name);
            if value.is_null() {
                attach_context(ob, name);
            }
            return value;
        }
        get_slowly(ob, name)
    }
}

#[cold]
unsafe fn attach_context(ob: *mut PyObject, name: *mut PyObject) {
    // SAFETY: live objects.
    unsafe {
        let py = Attached::assume();
        add_context(py, &Borrowed::from_ptr(py, ob), &Borrowed::from_ptr(py, name.cast()));
    }
}

#[cold]
unsafe fn get_slowly(ob: *mut PyObject, name: *mut PyObject) -> *mut PyObject {
    // SAFETY: as in `get_raw`.
    unsafe {
        let py = Attached::assume();
        let (object, name): (Borrowed<'_, '_>, Borrowed<'_, '_>) =
            (Borrowed::from_ptr(py, ob), Borrowed::from_ptr(py, name));
        let Ok(name) = name_of(&name) else { return std::ptr::null_mut() };
        if let Some(get) = (*object.type_ptr()).tp_getattr {
            let text = decl::PyUnicode_AsUTF8(name.as_object_ptr());
            if text.is_null() {
                return std::ptr::null_mut();
            }
            return get(ob, text.cast_mut());
        }
        let _ = missing(&object, name);
        std::ptr::null_mut()
    }
}

/// `PyObject_GetOptionalAttr`: `None` without an exception when there is no such attribute.
pub fn get_opt<'py>(ob: &Ref<'py>, name: &Ref<'py, Str>) -> PyResult<Option<Ref<'py>>> {
    let py = ob.py();
    // SAFETY: live objects; the slot gives a new reference or NULL with an exception.
    unsafe {
        let get = (*ob.type_ptr()).tp_getattro;
        let is = |f: usize| get.is_some_and(|g| g as usize == f);
        if is(decl::PyObject_GenericGetAttr as *const () as usize) {
            return generic_get_opt(ob, name);
        }
        let type_getattro = (*(&raw mut decl::PyType_Type)).tp_getattro;
        if type_getattro.is_some_and(|f| is(f as usize)) {
            return match crate::objects::type_::attr::get(py, ob.cast_unchecked::<Type>(), name) {
                Err(raised) if raised.matches(py, crate::objects::exceptions::classes::AttributeError()) => {
                    raised.clear(py);
                    Ok(None)
                }
                other => other,
            };
        }
        let module_getattro = (*(&raw mut decl::PyModule_Type)).tp_getattro;
        let value = if module_getattro.is_some_and(|f| is(f as usize)) {
            crate::objects::module::get(py, ob.cast_unchecked::<Module>(), name, true)
        } else {
            let value = get_raw(ob.as_ptr(), name.as_object_ptr());
            Ref::from_owned_or_raised(py, value).map(Some)
        };
        match value {
            Err(raised) if raised.matches(py, crate::objects::exceptions::classes::AttributeError()) => {
                raised.clear(py);
                Ok(None)
            }
            other => other,
        }
    }
}

/// `PyObject_SetAttr`; `None` deletes.
pub fn set<'py>(ob: &Ref<'py>, name: &Ref<'py>, value: Option<&Ref<'py>>) -> PyResult<()> {
    let py = ob.py();
    let name = name_of(name)?;
    let raw = value.map_or(std::ptr::null_mut(), |v| v.as_ptr());
    // SAFETY: live objects; an interned name stands for the given one.
    unsafe {
        let ty = ob.type_ptr();
        let mut interned = name.clone().into_object_ptr();
        decl::PyUnicode_InternInPlace(&raw mut interned);
        let name: Ref<'py, Str> = Ref::from_owned(py, interned.cast());
        if let Some(set) = (*ty).tp_setattro {
            return if set(ob.as_ptr(), name.as_object_ptr(), raw) < 0 {
                Err(Raised::assume())
            } else {
                Ok(())
            };
        }
        if let Some(set) = (*ty).tp_setattr {
            let text = decl::PyUnicode_AsUTF8(name.as_object_ptr());
            if text.is_null() {
                return Err(Raised::assume());
            }
            return if set(ob.as_ptr(), text.cast_mut(), raw) < 0 { Err(Raised::assume()) } else { Ok(()) };
        }
        let how = if value.is_none() { "del" } else { "assign to" };
        let what = if (*ty).tp_getattr.is_none() && (*ty).tp_getattro.is_none() {
            "has no attributes"
        } else {
            "has only read-only attributes"
        };
        Err(raise!(
            py,
            TypeError,
            "'{}' object {what} ({how} .{})",
            ob.ty().full_name(),
            name.to_string_lossy()
        ))
    }
}

/// What `LOAD_ATTR` with a method call after it finds.
pub enum Method<'py> {
    /// A function that takes the object as its first argument.
    Unbound(Ref<'py>),
    /// An ordinary attribute: call it without the object.
    Bound(Ref<'py>),
}

/// `ob.name` for a call: a method is not bound when that can be avoided.
#[inline]
pub fn get_method<'py>(ob: &Ref<'py>, name: &Ref<'py, Str>) -> PyResult<Method<'py>> {
    let py = ob.py();
    // SAFETY: slots of live objects' types; results are new references or NULL with an exception.
    unsafe {
        let ty = ob.type_ptr();
        let generic = (*ty)
            .tp_getattro
            .is_some_and(|f| f as usize == decl::PyObject_GenericGetAttr as *const () as usize);
        if !generic {
            let value = get_raw(ob.as_ptr(), name.as_object_ptr());
            return Ref::from_owned_or_raised(py, value).map(Method::Bound);
        }
        let cls = ob.ty();
        let descriptor = cls.lookup(name);
        let mut get = None;
        let mut is_method = false;
        if let Some(descriptor) = &descriptor {
            let dty = descriptor.type_ptr();
            if (*dty).tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR != 0 {
                is_method = true;
            } else {
                get = (*dty).tp_descr_get;
                if let Some(get) = get
                    && (*dty).tp_descr_set.is_some()
                {
                    let value = get(descriptor.as_ptr(), ob.as_ptr(), cls.as_object_ptr());
                    return Ref::from_owned_or_raised(py, value).map(Method::Bound);
                }
            }
        }
        if let Some(dict) = instance::dict_of(py, ob.as_ptr())
            && let Some(value) = dict.cast_unchecked::<Dict>().get(name)?
        {
            return Ok(Method::Bound(value));
        }
        match descriptor {
            Some(descriptor) if is_method => Ok(Method::Unbound(descriptor)),
            Some(descriptor) => match get {
                Some(get) => {
                    let value = get(descriptor.as_ptr(), ob.as_ptr(), cls.as_object_ptr());
                    Ref::from_owned_or_raised(py, value).map(Method::Bound)
                }
                None => Ok(Method::Bound(descriptor)),
            },
            None => Err(missing(ob, name)),
        }
    }
}

/// `PyObject_GenericGetDict`
pub fn generic_get_dict<'py>(ob: &Ref<'py>) -> PyResult<Ref<'py>> {
    // SAFETY: the place of a live object's dict.
    unsafe {
        let place = instance::dict_place(ob.as_ptr());
        if place.is_null() {
            return Err(raise!(ob.py(), AttributeError, "This object has no __dict__"));
        }
        instance::dict_at(ob.py(), place)
    }
}

/// `PyObject_GenericSetDict`
pub fn generic_set_dict<'py>(ob: &Ref<'py>, value: Option<&Ref<'py>>) -> PyResult<()> {
    let py = ob.py();
    // SAFETY: the place owns its dict; readers are stopped while it changes.
    unsafe {
        let place = instance::dict_place(ob.as_ptr());
        if place.is_null() {
            return Err(raise!(py, AttributeError, "This object has no __dict__"));
        }
        let Some(value) = value else {
            return Err(raise!(py, TypeError, "cannot delete __dict__"));
        };
        if !value.is_instance_of::<Dict>() {
            return Err(raise!(
                py,
                TypeError,
                "__dict__ must be set to a dictionary, not a '{}'",
                value.ty().full_name()
            ));
        }
        let new = value.clone().into_ptr();
        let old = lock::exclusive(py, || std::mem::replace(&mut *place, new));
        drop(Ref::<PyObject>::from_owned_or_null(py, old));
        Ok(())
    }
}
