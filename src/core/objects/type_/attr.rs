//! Attributes of classes: lookup along the metatype and the class's own order, and assignment.

use mortise_abi::*;

use super::{lock, lookup, update};
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::attr::{attribute_error, name_of};
use crate::objects::{Str, Type};
use crate::raise;

/// `tp_getattro` of `type`
pub fn getattro<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    name: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let name = name_of(&name)?;
    match get(py, &cls, name)? {
        Some(value) => Ok(value),
        None => Err(missing(&cls, name)),
    }
}

/// "type object 'X' has no attribute 'y'"
pub fn missing<'py>(cls: &Ref<'py, Type>, name: &Ref<'py, Str>) -> Raised {
    let text = format!("type object '{}' has no attribute '{}'", cls.full_name(), name.to_string_lossy());
    attribute_error(cls, name, &text)
}

/// The attribute of a class, or `None` without an exception.
pub fn get<'py>(py: Attached<'py>, cls: &Ref<'py, Type>, name: &Ref<'py, Str>) -> PyResult<Option<Ref<'py>>> {
    super::ready::ensure_ready(py, cls)?;
    let meta = cls.ty();
    let from_meta = meta.lookup(name);
    // SAFETY: slots of live objects' types; results are new references or NULL with an exception.
    unsafe {
        let mut meta_get = None;
        if let Some(descriptor) = &from_meta {
            let ty = descriptor.type_ptr();
            meta_get = (*ty).tp_descr_get;
            if let Some(get) = meta_get
                && (*ty).tp_descr_set.is_some()
            {
                let value = get(descriptor.as_ptr(), cls.as_object_ptr(), meta.as_object_ptr());
                return Ref::from_owned_or_raised(py, value).map(Some);
            }
        }
        if let Some(value) = cls.lookup(name) {
            return match (*value.type_ptr()).tp_descr_get {
                None => Ok(Some(value)),
                Some(get) => {
                    let value = get(value.as_ptr(), std::ptr::null_mut(), cls.as_object_ptr());
                    Ref::from_owned_or_raised(py, value).map(Some)
                }
            };
        }
        match (from_meta, meta_get) {
            (Some(descriptor), Some(get)) => {
                let value = get(descriptor.as_ptr(), cls.as_object_ptr(), meta.as_object_ptr());
                Ref::from_owned_or_raised(py, value).map(Some)
            }
            (found, _) => Ok(found),
        }
    }
}

/// `tp_setattro` of `type`
pub fn setattro<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    name: Borrowed<'_, 'py>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    if cls.has_feature(Py_TPFLAGS_IMMUTABLETYPE) {
        let name = name.to_str()?;
        return Err(raise!(
            py,
            TypeError,
            "cannot set {} attribute of immutable type '{}'",
            name.repr()?.to_string_lossy(),
            cls.full_name()
        ));
    }
    let name = name_of(&name)?;
    let name: &Ref<'py, Str> = &intern_name(py, name)?;
    // SAFETY: slots of live objects' types.
    unsafe {
        if let Some(descriptor) = cls.ty().lookup(name)
            && let Some(set) = (*descriptor.type_ptr()).tp_descr_set
        {
            let raw = value.map_or(std::ptr::null_mut(), |v| v.as_ptr());
            return if set(descriptor.as_ptr(), cls.as_object_ptr(), raw) < 0 {
                Err(Raised::assume())
            } else {
                Ok(())
            };
        }
    }
    if store(py, &cls, name, value.as_deref())? { Ok(()) } else { Err(missing(&cls, name)) }
}

/// The interned form of an attribute's name.
fn intern_name<'py>(py: Attached<'py>, name: &Ref<'py, Str>) -> PyResult<Ref<'py, Str>> {
    // SAFETY: a live str.
    if unsafe { lookup::is_interned(name.as_object_ptr()) } {
        return Ok(name.clone());
    }
    // SAFETY: an exact str is interned in place of the given reference; a subclass's instance is copied first.
    unsafe {
        let exact = if name.type_ptr() == &raw mut crate::capi::decl::PyUnicode_Type {
            name.clone().into_object_ptr()
        } else {
            let copy = crate::capi::decl::PyUnicode_FromObject(name.as_object_ptr());
            if copy.is_null() {
                return Err(Raised::assume());
            }
            copy
        };
        let mut raw = exact;
        crate::capi::decl::PyUnicode_InternInPlace(&raw mut raw);
        Ok(Ref::from_owned(py, raw.cast()))
    }
}

/// Sets (or deletes) an entry of the type's own dict and updates what follows from it. `false` when there was nothing to delete.
pub fn store<'py>(
    py: Attached<'py>,
    cls: &Ref<'py, Type>,
    name: &Ref<'py, Str>,
    value: Option<&Ref<'py>>,
) -> PyResult<bool> {
    let Some(dict) = cls.dict() else {
        return Err(raise!(py, SystemError, "type '{}' has no dict", cls.full_name()));
    };
    // The former value lives until the slots are right again.
    let old = dict.get(name)?;
    let done = lock::exclusive(py, || -> PyResult<bool> {
        // SAFETY: a live type; the tag goes before the entry changes, so that nobody remembers the old value under it.
        unsafe { lookup::modified(py, cls.as_ptr()) };
        match value {
            Some(value) => dict.set(name, value).map(|()| true),
            None => dict.remove(name),
        }
    })?;
    let text = name.as_utf8().unwrap_or_default();
    if done && text.starts_with("__") && text.ends_with("__") {
        // SAFETY: a live type, under the type lock.
        lock::with(py, || unsafe { update::after_assignment(py, cls.as_ptr(), name) });
    }
    drop(old);
    Ok(done)
}
