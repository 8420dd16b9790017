//! Subscription and mappings: `self[key]`, `keys()` and the rest of the mapping part of the object protocol.

use mortise_abi::{Py_TPFLAGS_TYPE_SUBCLASS, PyMappingMethods, PyObject};

use super::sequence::{has_index, no_length};
use super::{check, check_size};
use crate::err::PyResult;
use crate::heap::handles::{Class, Ref};
use crate::objects::*;
use crate::{intern, raise};

/// The type's mapping functions.
#[inline(always)]
pub(super) fn methods<'a>(ob: &'a Ref<'_>) -> Option<&'a PyMappingMethods> {
    // SAFETY: a ready type's tables live as long as it and are only written under the type's lock, field by field.
    unsafe { (*ob.type_ptr()).tp_as_mapping.as_ref() }
}

/// Whether it has `mp_subscript` (`PyMapping_Check`).
pub fn is_mapping(ob: &Ref<'_>) -> bool {
    methods(ob).is_some_and(|m| m.mp_subscript.is_some())
}
pub(super) fn has_length(ob: &Ref<'_>) -> bool {
    methods(ob).is_some_and(|m| m.mp_length.is_some())
}
pub(super) fn has_assignment(ob: &Ref<'_>) -> bool {
    methods(ob).is_some_and(|m| m.mp_ass_subscript.is_some())
}

/// The length by the mapping protocol.
pub fn size(ob: &Ref<'_>) -> PyResult<usize> {
    if let Some(f) = methods(ob).and_then(|m| m.mp_length) {
        // SAFETY: the slot takes a live object of its type.
        return check_size(unsafe { f(ob.as_ptr()) });
    }
    // SAFETY: as above.
    if unsafe { (*ob.type_ptr()).tp_as_sequence.as_ref() }.is_some_and(|m| m.sq_length.is_some()) {
        return Err(raise!(ob.py(), TypeError, "{} is not a mapping", ob.ty().full_name()));
    }
    Err(no_length(ob))
}

impl<'py> Ref<'py, PyObject> {
    /// `self[key]`
    pub fn get_item(&self, key: &Ref<'py>) -> PyResult<Ref<'py>> {
        if let Some(f) = methods(self).and_then(|m| m.mp_subscript) {
            // SAFETY: the slot takes live objects and gives a new reference or NULL with an exception.
            return unsafe { Ref::from_owned_or_raised(self.py(), f(self.as_ptr(), key.as_ptr())) };
        }
        // SAFETY: a ready type's table lives as long as it.
        if unsafe { (*self.type_ptr()).tp_as_sequence.as_ref() }.is_some_and(|m| m.sq_item.is_some()) {
            if has_index(key) {
                let i = key.index_as_isize(Some(exceptions::classes::IndexError()))?;
                return self.sequence_item(i);
            }
            return Err(raise!(
                self.py(),
                TypeError,
                "sequence index must be integer, not '{}'",
                key.ty().full_name()
            ));
        }
        // SAFETY: a live object has a type.
        if unsafe { (*self.type_ptr()).tp_flags } & Py_TPFLAGS_TYPE_SUBCLASS != 0 {
            return self.class_item(key);
        }
        Err(raise!(self.py(), TypeError, "'{}' object is not subscriptable", self.ty().full_name()))
    }

    /// `cls[key]` through `__class_getitem__`.
    fn class_item(&self, key: &Ref<'py>) -> PyResult<Ref<'py>> {
        let py = self.py();
        // SAFETY: checked by the caller; `type` itself makes `type[int]`.
        let cls: &Ref<'py, Type> = unsafe { self.cast_unchecked() };
        if cls.as_ptr() == Type::type_object() {
            // SAFETY: live objects; a new reference or NULL.
            return unsafe {
                Ref::from_owned_or_raised(py, crate::capi::decl::Py_GenericAlias(self.as_ptr(), key.as_ptr()))
            };
        }
        match self.getattr_opt(intern!(py, "__class_getitem__"))? {
            Some(f) if !f.is_none() => f.call([key]),
            _ => Err(raise!(py, TypeError, "type '{}' is not subscriptable", cls.full_name())),
        }
    }

    /// `self[key] = value`
    pub fn set_item(&self, key: &Ref<'py>, value: &Ref<'py>) -> PyResult<()> {
        self.assign_item(key, Some(value))
    }

    /// `del self[key]`
    pub fn del_item(&self, key: &Ref<'py>) -> PyResult<()> {
        self.assign_item(key, None)
    }

    fn assign_item(&self, key: &Ref<'py>, value: Option<&Ref<'py>>) -> PyResult<()> {
        if let Some(f) = methods(self).and_then(|m| m.mp_ass_subscript) {
            let value = value.map_or(std::ptr::null_mut(), |v| v.as_ptr());
            // SAFETY: the slot takes live objects; NULL deletes.
            return check(unsafe { f(self.as_ptr(), key.as_ptr(), value) }).map(drop);
        }
        // SAFETY: a ready type's table lives as long as it.
        if let Some(m) = unsafe { (*self.type_ptr()).tp_as_sequence.as_ref() } {
            if has_index(key) {
                let i = key.index_as_isize(Some(exceptions::classes::IndexError()))?;
                return self.set_sequence_item(i, value);
            }
            if m.sq_ass_item.is_some() {
                return Err(raise!(
                    self.py(),
                    TypeError,
                    "sequence index must be integer, not '{}'",
                    key.ty().full_name()
                ));
            }
        }
        let (py, name) = (self.py(), self.ty().full_name());
        Err(if value.is_some() {
            raise!(py, TypeError, "'{name}' object does not support item assignment")
        } else {
            raise!(py, TypeError, "'{name}' object does not support item deletion")
        })
    }

    /// `self[key]`, or `None` for KeyError
    pub fn get_item_opt(&self, key: &Ref<'py>) -> PyResult<Option<Ref<'py>>> {
        if let Some(dict) = self.cast_exact::<Dict>() {
            return dict.get(key);
        }
        match self.get_item(key) {
            Ok(value) => Ok(Some(value)),
            Err(raised) if raised.matches(self.py(), exceptions::classes::KeyError()) => {
                raised.clear(self.py());
                Ok(None)
            }
            Err(raised) => Err(raised),
        }
    }

    /// `list(self.keys())` and its like: the result of a method as a list
    pub fn method_as_list(&self, name: &Ref<'py, Str>) -> PyResult<Ref<'py, List>> {
        let result = self.call_method(name, [])?;
        if let Some(list) = result.cast_exact::<List>() {
            return Ok(list.clone());
        }
        match result.iter() {
            Ok(iter) => iter.to_list(),
            Err(raised) if raised.matches(self.py(), exceptions::classes::TypeError()) => {
                raised.clear(self.py());
                Err(raise!(
                    self.py(),
                    TypeError,
                    "{}.{}() returned a non-iterable (type {})",
                    self.ty().full_name(),
                    name.to_string_lossy(),
                    result.ty().full_name()
                ))
            }
            Err(raised) => Err(raised),
        }
    }
}
