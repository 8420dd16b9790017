//! Descriptors of types written in C: methods, class methods, members, getters and slot wrappers.

use std::ffi::{CStr, c_char, c_int, c_void};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::decref;
use crate::objects::{Str, Type};
use crate::{intern, raise};

mod attributes;
pub mod doc;
mod getset_descriptor;
pub mod member;
mod member_descriptor;
mod method_descriptor;
mod wrapper_descriptor;

pub use getset_descriptor::PyGetSetDescr_Type;
pub use member_descriptor::PyMemberDescr_Type;
pub(crate) use method_descriptor::vectorcall_for;
pub use method_descriptor::{PyClassMethodDescr_Type, PyMethodDescr_Type};
pub use wrapper_descriptor::{_PyMethodWrapper_Type, PyWrapperDescr_Type, new_wrapper};

type Object = *mut PyObject;

/// The common fields of a descriptor.
#[inline(always)]
pub(crate) fn common(ob: Object) -> *mut PyDescrObject {
    ob.cast()
}

/// The name of a descriptor, for messages.
pub(crate) fn name_of(py: Attached<'_>, ob: Object) -> String {
    // SAFETY: a descriptor with a name.
    unsafe { Borrowed::<Str>::from_ptr(py, (*common(ob)).d_name.cast()).to_string_lossy() }
}

/// The type that a descriptor belongs to.
pub(crate) fn owner<'py>(py: Attached<'py>, ob: Object) -> Borrowed<'static, 'py, Type> {
    // SAFETY: a descriptor keeps its type.
    unsafe { Borrowed::from_ptr(py, (*common(ob)).d_type) }
}

/// A new descriptor of `kind` for an attribute of `ty`.
///
/// # Safety
/// `kind` is a descriptor type, `ty` a live type, `name` a C string.
pub(crate) unsafe fn new<'py>(
    py: Attached<'py>,
    kind: *mut PyTypeObject,
    ty: *mut PyTypeObject,
    name: *const c_char,
) -> PyResult<Ref<'py>> {
    // SAFETY: by contract; the fields beyond the common ones are zero until the caller sets them.
    unsafe {
        let name = py.interned(&CStr::from_ptr(name).to_string_lossy())?;
        let raw = crate::objects::type_::instance::generic_alloc_untracked(kind, 0);
        let ob: Ref<'py> = Ref::from_owned_or_raised(py, raw)?;
        (*common(raw)).d_type = Borrowed::<Type>::from_ptr(py, ty).to_owned().into_ptr();
        (*common(raw)).d_name = name.into_object_ptr();
        (*common(raw)).d_qualname = std::ptr::null_mut();
        decl::PyObject_GC_Track(raw.cast());
        Ok(ob)
    }
}

/// The descriptor that belongs into a type's dict for a row of its method table.
///
/// # Safety
/// `ty` is a live type and `method` a row that lives as long.
pub unsafe fn for_method<'py>(
    py: Attached<'py>,
    ty: *mut PyTypeObject,
    method: *mut PyMethodDef,
) -> PyResult<Ref<'py>> {
    // SAFETY: by contract.
    unsafe {
        let flags = (*method).ml_flags;
        let own = |p| Ref::from_owned_or_raised(py, p);
        if flags & METH_CLASS != 0 {
            if flags & METH_STATIC != 0 {
                return Err(raise!(py, ValueError, "method cannot be both class and static"));
            }
            own(decl::PyDescr_NewClassMethod(ty, method))
        } else if flags & METH_STATIC != 0 {
            let function: Ref<'py> = own(decl::PyCFunction_NewEx(method, ty.cast(), std::ptr::null_mut()))?;
            own(decl::PyStaticMethod_New(function.as_ptr()))
        } else {
            own(decl::PyDescr_NewMethod(ty, method))
        }
    }
}

/// `tp_dealloc` of all descriptors
///
/// # Safety
/// Slot function.
pub(crate) unsafe extern "C" fn dealloc(ob: Object) {
    // SAFETY: the last reference is gone; each field is given back once.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        let fields = common(ob);
        for field in [(*fields).d_type.cast::<PyObject>(), (*fields).d_name, (*fields).d_qualname] {
            if !field.is_null() {
                decref(field);
            }
        }
        decl::PyObject_GC_Del(ob.cast());
    }
}

/// `tp_traverse` of all descriptors
///
/// # Safety
/// Slot function.
pub(crate) unsafe extern "C" fn traverse(ob: Object, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract.
    unsafe {
        let ty = (*common(ob)).d_type;
        if ty.is_null() { 0 } else { (visit.unwrap_unchecked())(ty.cast(), arg) }
    }
}

/// "descriptor 'x' for 'T' objects doesn't apply to a 'U' object" unless `ob` is an instance.
#[inline]
pub(crate) fn check<'py>(py: Attached<'py>, descriptor: Object, ob: &Ref<'py>) -> PyResult<()> {
    if ob.ty().is_subtype_of(&owner(py, descriptor)) {
        return Ok(());
    }
    Err(doesnt_apply(py, descriptor, ob))
}

#[cold]
pub(crate) fn doesnt_apply<'py>(py: Attached<'py>, descriptor: Object, ob: &Ref<'py>) -> Raised {
    raise!(
        py,
        TypeError,
        "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
        name_of(py, descriptor),
        owner(py, descriptor).full_name(),
        ob.ty().full_name()
    )
}

/// `"<KIND 'name' of 'T' objects>"`
pub(crate) fn repr<'py>(py: Attached<'py>, ob: Object, kind: &str) -> PyResult<Ref<'py, Str>> {
    py.str(&format!("<{kind} '{}' of '{}' objects>", name_of(py, ob), owner(py, ob).full_name()))
}

/// `(getattr, (object, name))`, how a method is pickled
pub(crate) fn reduce<'py>(py: Attached<'py>, of: &Ref<'py>, name: &Ref<'py>) -> PyResult<Ref<'py>> {
    let getattr = py.import("builtins")?.getattr(intern!(py, "getattr"))?;
    let args = py.tuple([of.clone(), name.clone()])?;
    Ok(py.tuple([getattr, args.into_any()])?.into_any())
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 6] {
    [
        &raw mut PyMethodDescr_Type,
        &raw mut PyClassMethodDescr_Type,
        &raw mut PyMemberDescr_Type,
        &raw mut PyGetSetDescr_Type,
        &raw mut PyWrapperDescr_Type,
        &raw mut _PyMethodWrapper_Type,
    ]
}

/// Declares a descriptor type; all of them have the same attributes, but for `__reduce__` and `__text_signature__`.
macro_rules! descriptor_type {
    ($(#[$attr:meta])* $vis:vis static $Name:ident : $Struct:ty = $name:literal {
        flags: $flags:expr, doc: $doc:expr, $(reduce: $reduce:literal,)? $(signature: $signature:literal,)?
        set: { $($set:tt)* }, slots: { $($slots:tt)* },
    }) => {
        builtin_type! {
            $(#[$attr])*
            $vis static $Name: $Struct = $name {
                flags: Py_TPFLAGS_HAVE_GC | $flags,
                set: {
                    tp_dealloc: Some($crate::objects::descriptors::dealloc),
                    tp_traverse: Some($crate::objects::descriptors::traverse),
                    $($set)*
                },
                slots: { $($slots)* },
                methods: [
                    $($crate::method!(noargs $reduce, $crate::objects::descriptors::attributes::reduce_descriptor),)?
                ],
                getset: [
                    $crate::getset!("__doc__", $doc, ""),
                    $crate::getset!("__qualname__", $crate::objects::descriptors::attributes::qualname, ""),
                    $($crate::getset!($signature, $crate::objects::descriptors::attributes::text_signature, ""),)?
                ],
                members: [
                    $crate::member!("__objclass__", _Py_T_OBJECT, std::mem::offset_of!(PyDescrObject, d_type), Py_READONLY, ""),
                    $crate::member!("__name__", _Py_T_OBJECT, std::mem::offset_of!(PyDescrObject, d_name), Py_READONLY, ""),
                ],
            }
        }
    };
}
pub(crate) use descriptor_type;
