//! Attributes that all descriptors have.

use mortise_abi::*;

use super::{common, doc, name_of, owner};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::{intern, raise};

type This<'a, 'py> = Borrowed<'a, 'py>;

/// The C doc string of a descriptor.
fn raw_doc(ob: &Ref<'_>) -> Option<String> {
    // SAFETY: each descriptor type has its own struct, whose definition lives as long as it.
    unsafe {
        let p = ob.as_ptr();
        let ty = ob.type_ptr();
        let text = if ty == &raw mut decl::PyMethodDescr_Type || ty == &raw mut decl::PyClassMethodDescr_Type
        {
            (*(*p.cast::<PyMethodDescrObject>()).d_method).ml_doc
        } else if ty == &raw mut decl::PyMemberDescr_Type {
            (*(*p.cast::<PyMemberDescrObject>()).d_member).doc
        } else if ty == &raw mut decl::PyGetSetDescr_Type {
            (*(*p.cast::<PyGetSetDescrObject>()).d_getset).doc
        } else {
            (*(*p.cast::<PyWrapperDescrObject>()).d_base).doc
        };
        (!text.is_null()).then(|| std::ffi::CStr::from_ptr(text).to_string_lossy().into_owned())
    }
}

/// The flags of a method's definition; `None` for other descriptors.
fn method_flags(ob: &Ref<'_>) -> Option<std::ffi::c_int> {
    let ty = ob.type_ptr();
    let method = ty == &raw mut decl::PyMethodDescr_Type || ty == &raw mut decl::PyClassMethodDescr_Type;
    // SAFETY: these two types have this struct, whose definition lives as long as it.
    method.then(|| unsafe { (*(*ob.as_ptr().cast::<PyMethodDescrObject>()).d_method).ml_flags })
}

/// `__doc__` of methods and wrappers: without the signature
pub fn method_doc<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    match raw_doc(&ob) {
        Some(text) => doc::object(py, &name_of(py, ob.as_ptr()), &text),
        None => Ok(py.none()),
    }
}

/// `__doc__` of members and getters
pub fn plain_doc<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    match raw_doc(&ob) {
        Some(text) => Ok(py.str(&text)?.into_any()),
        None => Ok(py.none()),
    }
}

/// `__text_signature__`
pub fn text_signature<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    let text = raw_doc(&ob);
    let written = text.as_deref().and_then(|t| doc::signature(&name_of(py, ob.as_ptr()), t));
    match written.or_else(|| method_flags(&ob).and_then(doc::default_signature)) {
        Some(signature) => Ok(py.str(signature)?.into_any()),
        None => Ok(py.none()),
    }
}

/// `__qualname__`
pub fn qualname<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a descriptor; the field is written once.
    unsafe {
        let fields = common(ob.as_ptr());
        if let Some(known) = Borrowed::from_ptr_or_null(py, (*fields).d_qualname) {
            return Ok(known.to_owned());
        }
        let of = owner(py, ob.as_ptr()).getattr(intern!(py, "__qualname__"))?;
        let Some(of) = of.cast::<crate::objects::Str>() else {
            return Err(raise!(
                py,
                TypeError,
                "<descriptor>.__objclass__.__qualname__ is not a unicode object"
            ));
        };
        Ok(py.str(&format!("{}.{}", of.to_string_lossy(), name_of(py, ob.as_ptr())))?.into_any())
    }
}

/// `__reduce__`
pub fn reduce_descriptor<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a descriptor keeps its name.
    let name: Borrowed<'_, 'py> = unsafe { Borrowed::from_ptr(py, (*common(ob.as_ptr())).d_name) };
    super::reduce(py, &owner(py, ob.as_ptr()), &name)
}
