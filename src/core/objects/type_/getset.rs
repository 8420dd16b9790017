//! Attributes of types: `__name__`, `__bases__`, `__doc__` …

use mortise_abi::*;

use super::{layout, lock, lookup, mro, ready, storage, update};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Str, Tuple, Type};
use crate::{intern, raise};

type Cls<'a, 'py> = Borrowed<'a, 'py, Type>;
type Value<'a, 'py> = Option<Borrowed<'a, 'py>>;

/// Refuses to set (or delete) an attribute of a type that must not change; the value to set.
fn settable<'a, 'py>(
    py: Attached<'py>,
    cls: &Ref<'py, Type>,
    value: Value<'a, 'py>,
    name: &str,
) -> PyResult<Borrowed<'a, 'py>> {
    if cls.has_feature(Py_TPFLAGS_IMMUTABLETYPE) {
        return Err(raise!(
            py,
            TypeError,
            "cannot set '{name}' attribute of immutable type '{}'",
            cls.full_name()
        ));
    }
    value.ok_or_else(|| {
        raise!(py, TypeError, "cannot delete '{name}' attribute of immutable type '{}'", cls.full_name())
    })
}

/// The entry of the type's own dict.
fn own<'py>(cls: &Ref<'py, Type>, name: &Ref<'py, Str>) -> PyResult<Option<Ref<'py>>> {
    match cls.dict() {
        Some(dict) => dict.get(name),
        None => Ok(None),
    }
}

fn set_own<'py>(
    py: Attached<'py>,
    cls: &Ref<'py, Type>,
    name: &Ref<'py, Str>,
    value: &Ref<'py>,
) -> PyResult<()> {
    super::attr::store(py, cls, name, Some(value)).map(drop)
}

/// `__name__`
pub fn name<'py>(_py: Attached<'py>, cls: Cls<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    cls.name_object()
}

/// `__name__ = …`
pub fn set_name<'py>(py: Attached<'py>, cls: Cls<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let value = settable(py, &cls, value, "__name__")?;
    let Some(name) = value.cast::<Str>() else {
        return Err(raise!(
            py,
            TypeError,
            "can only assign string to {}.__name__, not '{}'",
            cls.full_name(),
            value.ty().full_name()
        ));
    };
    let text = super::new::c_string(py, name)?;
    // SAFETY: a heap type owns both forms of its name; readers are stopped while they change.
    unsafe {
        let heap: *mut PyHeapTypeObject = cls.as_ptr().cast();
        let new = name.clone().into_object_ptr();
        let raw = text.into_raw();
        let (old, old_text) = lock::exclusive(py, || {
            (*cls.as_ptr()).tp_name = raw;
            (std::mem::replace(&mut (*heap).ht_name, new), std::mem::replace(&mut (*heap)._ht_tpname, raw))
        });
        drop(Ref::<PyObject>::from_owned_or_null(py, old));
        if !old_text.is_null() {
            drop(std::ffi::CString::from_raw(old_text));
        }
    }
    Ok(())
}

/// `__qualname__`
pub fn qualname<'py>(_py: Attached<'py>, cls: Cls<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    if cls.is_heap() {
        // SAFETY: a heap type has a qualified name.
        return Ok(unsafe {
            Borrowed::from_ptr(cls.py(), (*cls.as_ptr().cast::<PyHeapTypeObject>()).ht_qualname.cast())
                .to_owned()
        });
    }
    cls.name_object()
}

/// `__qualname__ = …`
pub fn set_qualname<'py>(py: Attached<'py>, cls: Cls<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let value = settable(py, &cls, value, "__qualname__")?;
    let Some(name) = value.cast::<Str>() else {
        return Err(raise!(
            py,
            TypeError,
            "can only assign string to {}.__qualname__, not '{}'",
            cls.full_name(),
            value.ty().full_name()
        ));
    };
    // SAFETY: a heap type owns its qualified name; readers are stopped while it changes.
    unsafe {
        let heap: *mut PyHeapTypeObject = cls.as_ptr().cast();
        let new = name.clone().into_object_ptr();
        let old = lock::exclusive(py, || std::mem::replace(&mut (*heap).ht_qualname, new));
        drop(Ref::<PyObject>::from_owned_or_null(py, old));
    }
    Ok(())
}

/// `__module__`
pub fn module<'py>(py: Attached<'py>, cls: Cls<'_, 'py>) -> PyResult<Ref<'py>> {
    if cls.is_heap() {
        return own(&cls, intern!(py, "__module__"))?.ok_or_else(|| raise!(py, AttributeError, "__module__"));
    }
    let full = cls.full_name();
    match full.rsplit_once('.') {
        Some((module, _)) => Ok(py.interned(module)?.into_any()),
        None => Ok(intern!(py, "builtins").clone().into_any()),
    }
}

/// `__module__ = …`
pub fn set_module<'py>(py: Attached<'py>, cls: Cls<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let value = settable(py, &cls, value, "__module__")?;
    let dict = cls.dict().expect("a ready type has a dict");
    dict.remove(intern!(py, "__firstlineno__"))?;
    set_own(py, &cls, intern!(py, "__module__"), &value)
}

/// `__bases__`
pub fn bases<'py>(py: Attached<'py>, cls: Cls<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(cls.bases().map_or_else(|| py.none(), Ref::into_any))
}

/// `__mro__`
pub fn get_mro<'py>(py: Attached<'py>, cls: Cls<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(cls.mro_tuple().map_or_else(|| py.none(), Ref::into_any))
}

/// `__bases__ = …`
pub fn set_bases<'py>(py: Attached<'py>, cls: Cls<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let value = settable(py, &cls, value, "__bases__")?;
    let own_name = cls.full_name();
    let Some(bases) = value.cast::<Tuple>() else {
        return Err(raise!(
            py,
            TypeError,
            "can only assign tuple to {own_name}.__bases__, not {}",
            value.ty().full_name()
        ));
    };
    if bases.is_empty() {
        return Err(raise!(py, TypeError, "can only assign non-empty tuple to {own_name}.__bases__, not ()"));
    }
    for item in bases.items() {
        let Some(base) = item.cast::<Type>() else {
            return Err(raise!(
                py,
                TypeError,
                "{own_name}.__bases__ must be tuple of classes, not '{}'",
                item.ty().full_name()
            ));
        };
        if base.is_subtype_of(&cls) {
            return Err(raise!(py, TypeError, "a __bases__ item causes an inheritance cycle"));
        }
    }
    let new_base = layout::best_base(py, bases)?;
    let old_base = cls.base().expect("only `object` has no base, and it is immutable");
    // SAFETY: live types.
    unsafe { layout::compatible(py, &new_base, &old_base, "__bases__")? };
    let new_bases = bases.clone();
    // SAFETY: the fields own what they hold; readers are stopped while they change; on failure everything is put back.
    unsafe {
        let ty = cls.as_ptr();
        let old_bases = Ref::<Tuple>::from_owned(
            py,
            lock::exclusive(py, || {
                std::mem::replace(&mut (*ty).tp_bases, new_bases.clone().into_object_ptr())
            })
            .cast(),
        );
        let old_base = Ref::<Type>::from_owned(
            py,
            lock::exclusive(py, || std::mem::replace(&mut (*ty).tp_base, new_base.clone().into_ptr())),
        );
        let mut replaced = Vec::new();
        let result = new_orders(py, &cls, &mut replaced);
        match result {
            Ok(()) => {
                if cls.bases().is_some_and(|b| b.is(&new_bases)) {
                    ready::remove_from_bases(py, ty, old_bases.as_object_ptr());
                    ready::add_to_bases(py, &cls);
                    lock::with(py, || update::after_new_bases(py, ty));
                }
                Ok(())
            }
            Err(raised) => {
                for (class, order) in replaced {
                    let raw = order.map_or(std::ptr::null_mut(), Ref::into_object_ptr);
                    let class: Ref<'py, Type> = class;
                    let wrong = lock::exclusive(py, || std::mem::replace(&mut (*class.as_ptr()).tp_mro, raw));
                    drop(Ref::<PyObject>::from_owned_or_null(py, wrong));
                    lookup::modified(py, class.as_ptr());
                }
                if cls.bases().is_some_and(|b| b.is(&new_bases)) {
                    let wrong = lock::exclusive(py, || {
                        std::mem::replace(&mut (*ty).tp_bases, old_bases.into_object_ptr())
                    });
                    drop(Ref::<PyObject>::from_owned_or_null(py, wrong));
                    let wrong =
                        lock::exclusive(py, || std::mem::replace(&mut (*ty).tp_base, old_base.into_ptr()));
                    drop(Ref::<PyTypeObject>::from_owned_or_null(py, wrong));
                }
                Err(raised)
            }
        }
    }
}

type Replaced<'py> = Vec<(Ref<'py, Type>, Option<Ref<'py, Tuple>>)>;

/// Computes the orders of a type and its subclasses anew.
fn new_orders<'py>(py: Attached<'py>, cls: &Ref<'py, Type>, replaced: &mut Replaced<'py>) -> PyResult<()> {
    match mro::compute(py, cls)? {
        Some(old) => replaced.push((cls.clone(), old)),
        None => return Ok(()),
    }
    for sub in subclasses(py, cls) {
        new_orders(py, &sub, replaced)?;
    }
    Ok(())
}

/// The direct subclasses that are alive.
pub fn subclasses<'py>(py: Attached<'py>, cls: &Ref<'py, Type>) -> Vec<Ref<'py, Type>> {
    // SAFETY: the lock is held: a type takes itself off the list (under the lock) before its memory is freed, and a count of zero is not
    // raised again.
    lock::with(py, || unsafe {
        storage::subclasses(cls.as_ptr())
            .iter()
            .filter(|&&sub| crate::heap::refcount::try_incref(sub.cast()))
            .map(|&sub| Ref::from_owned(py, sub))
            .collect()
    })
}

/// `__dict__`
pub fn dict<'py>(py: Attached<'py>, cls: Cls<'_, 'py>) -> PyResult<Ref<'py>> {
    match cls.dict() {
        // SAFETY: a live dict; a new reference or NULL.
        Some(dict) => unsafe { Ref::from_owned_or_raised(py, decl::PyDictProxy_New(dict.as_object_ptr())) },
        None => Ok(py.none()),
    }
}

/// `__doc__`
pub fn doc<'py>(py: Attached<'py>, cls: Cls<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: tp_doc is NULL or a C string.
    unsafe {
        if !cls.is_heap() && !(*cls.as_ptr()).tp_doc.is_null() {
            let text = std::ffi::CStr::from_ptr((*cls.as_ptr()).tp_doc).to_string_lossy();
            return crate::objects::descriptors::doc::object(py, &cls.name(), &text);
        }
        let Some(value) = own(&cls, intern!(py, "__doc__"))? else { return Ok(py.none()) };
        match (*value.type_ptr()).tp_descr_get {
            None => Ok(value),
            Some(get) => {
                Ref::from_owned_or_raised(py, get(value.as_ptr(), std::ptr::null_mut(), cls.as_object_ptr()))
            }
        }
    }
}

/// `__doc__ = …`
pub fn set_doc<'py>(py: Attached<'py>, cls: Cls<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let value = settable(py, &cls, value, "__doc__")?;
    set_own(py, &cls, intern!(py, "__doc__"), &value)
}

/// `__text_signature__`
pub fn text_signature<'py>(py: Attached<'py>, cls: Cls<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: tp_doc is NULL or a C string.
    unsafe {
        if (*cls.as_ptr()).tp_doc.is_null() {
            return Ok(py.none());
        }
        let text = std::ffi::CStr::from_ptr((*cls.as_ptr()).tp_doc).to_string_lossy();
        match crate::objects::descriptors::doc::signature(&cls.name(), &text) {
            Some(signature) => Ok(py.str(signature)?.into_any()),
            None => Ok(py.none()),
        }
    }
}

/// `__abstractmethods__`
pub fn abstractmethods<'py>(py: Attached<'py>, cls: Cls<'_, 'py>) -> PyResult<Ref<'py>> {
    let name = intern!(py, "__abstractmethods__");
    if cls.as_ptr() != &raw mut decl::PyType_Type
        && let Some(value) = own(&cls, name)?
    {
        return Ok(value);
    }
    Err(raise!(py, AttributeError, "__abstractmethods__"))
}

/// `__abstractmethods__ = …`
pub fn set_abstractmethods<'py>(py: Attached<'py>, cls: Cls<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let name = intern!(py, "__abstractmethods__");
    let on = match &value {
        Some(value) => {
            let on = value.is_true()?;
            super::attr::store(py, &cls, name, Some(value))?;
            on
        }
        None => {
            if !super::attr::store(py, &cls, name, None)? {
                return Err(raise!(py, AttributeError, "__abstractmethods__"));
            }
            false
        }
    };
    // SAFETY: a live type.
    unsafe {
        if on {
            storage::add_flags(cls.as_ptr(), Py_TPFLAGS_IS_ABSTRACT);
        } else {
            storage::clear_flags(cls.as_ptr(), Py_TPFLAGS_IS_ABSTRACT);
        }
    }
    Ok(())
}

/// `__annotations__`, made when asked for
pub fn annotations<'py>(py: Attached<'py>, cls: Cls<'_, 'py>) -> PyResult<Ref<'py>> {
    if !cls.is_heap() {
        return Err(raise!(
            py,
            AttributeError,
            "type object '{}' has no attribute '__annotations__'",
            cls.full_name()
        ));
    }
    let name = intern!(py, "__annotations__");
    if let Some(value) = own(&cls, name)? {
        // SAFETY: a live object of a ready type.
        unsafe {
            return match (*value.type_ptr()).tp_descr_get {
                None => Ok(value),
                Some(get) => Ref::from_owned_or_raised(
                    py,
                    get(value.as_ptr(), std::ptr::null_mut(), cls.as_object_ptr()),
                ),
            };
        }
    }
    let new = py.dict()?.into_any();
    set_own(py, &cls, name, &new)?;
    Ok(new)
}

/// `__annotations__ = …`
pub fn set_annotations<'py>(py: Attached<'py>, cls: Cls<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    if cls.has_feature(Py_TPFLAGS_IMMUTABLETYPE) {
        return Err(raise!(
            py,
            TypeError,
            "cannot set '__annotations__' attribute of immutable type '{}'",
            cls.full_name()
        ));
    }
    if !super::attr::store(py, &cls, intern!(py, "__annotations__"), value.as_deref())? {
        return Err(raise!(py, AttributeError, "__annotations__"));
    }
    Ok(())
}

/// `__type_params__`
pub fn type_params<'py>(py: Attached<'py>, cls: Cls<'_, 'py>) -> PyResult<Ref<'py>> {
    if cls.is_heap()
        && let Some(value) = own(&cls, intern!(py, "__type_params__"))?
    {
        return Ok(value);
    }
    Ok(py.tuple([])?.into_any())
}

/// `__type_params__ = …`
pub fn set_type_params<'py>(py: Attached<'py>, cls: Cls<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let value = settable(py, &cls, value, "__type_params__")?;
    set_own(py, &cls, intern!(py, "__type_params__"), &value)
}
