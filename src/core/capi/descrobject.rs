//! `descrobject.h`: descriptors, members, read-only mappings.

use std::ffi::{c_char, c_int, c_void};

use mortise_abi::*;

use crate::boundary::enter;
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Borrowed;
use crate::objects::descriptors;
use crate::raise;

/// # Safety
/// A live object.
unsafe fn b<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Borrowed<'a, 'py> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr(py, ob) }
}

/// # Safety
/// A live object or NULL.
unsafe fn bn<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Option<Borrowed<'a, 'py>> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr_or_null(py, ob) }
}

/// The descriptor of a method.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDescr_NewMethod(ty: *mut PyTypeObject, method: *mut PyMethodDef) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyDescr_NewMethod", |py| {
            let vectorcall = descriptors::vectorcall_for(py, method)?;
            let ob = descriptors::new(py, &raw mut decl::PyMethodDescr_Type, ty, (*method).ml_name)?;
            let fields: *mut PyMethodDescrObject = ob.as_ptr().cast();
            (*fields).d_method = method;
            (*fields).vectorcall = vectorcall;
            Ok(ob)
        })
    }
}

/// The descriptor of a class method.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDescr_NewClassMethod(
    ty: *mut PyTypeObject,
    method: *mut PyMethodDef,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyDescr_NewClassMethod", |py| {
            let ob = descriptors::new(py, &raw mut decl::PyClassMethodDescr_Type, ty, (*method).ml_name)?;
            (*ob.as_ptr().cast::<PyMethodDescrObject>()).d_method = method;
            Ok(ob)
        })
    }
}

/// The descriptor of a member.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDescr_NewMember(ty: *mut PyTypeObject, member: *mut PyMemberDef) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyDescr_NewMember", |py| {
            if (*member).flags & Py_RELATIVE_OFFSET != 0 {
                return Err(raise!(py, SystemError, "PyDescr_NewMember used with Py_RELATIVE_OFFSET"));
            }
            let ob = descriptors::new(py, &raw mut decl::PyMemberDescr_Type, ty, (*member).name)?;
            (*ob.as_ptr().cast::<PyMemberDescrObject>()).d_member = member;
            Ok(ob)
        })
    }
}

/// The descriptor of an attribute with getter and setter.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDescr_NewGetSet(ty: *mut PyTypeObject, getset: *mut PyGetSetDef) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyDescr_NewGetSet", |py| {
            let ob = descriptors::new(py, &raw mut decl::PyGetSetDescr_Type, ty, (*getset).name)?;
            (*ob.as_ptr().cast::<PyGetSetDescrObject>()).d_getset = getset;
            Ok(ob)
        })
    }
}

/// The descriptor of a special method.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDescr_NewWrapper(
    ty: *mut PyTypeObject,
    base: *mut wrapperbase,
    wrapped: *mut c_void,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyDescr_NewWrapper", |py| {
            let ob = descriptors::new(py, &raw mut decl::PyWrapperDescr_Type, ty, (*base).name)?;
            let fields: *mut PyWrapperDescrObject = ob.as_ptr().cast();
            (*fields).d_base = base;
            (*fields).d_wrapped = wrapped;
            Ok(ob)
        })
    }
}

/// Whether it is a data descriptor.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDescr_IsData(ob: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { (*(*ob).ob_type).tp_descr_set.is_some() as c_int }
}

/// A special method bound to an object.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyWrapper_New(descriptor: *mut PyObject, this: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyWrapper_New", |py| descriptors::new_wrapper(py, &b(py, descriptor), &b(py, this))) }
}

/// A read-only view of a mapping.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyDictProxy_New(mapping: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyDictProxy_New", |py| crate::objects::mappingproxy::new(py, &b(py, mapping))) }
}

/// Reads a field of a C struct.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMember_GetOne(base: *const c_char, member: *mut PyMemberDef) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyMember_GetOne", |py| descriptors::member::get(py, base, member)) }
}

/// Writes a field of a C struct; NULL deletes.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyMember_SetOne(
    base: *mut c_char,
    member: *mut PyMemberDef,
    value: *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyMember_SetOne", |py| -> PyResult<()> {
            descriptors::member::set(py, base, member, bn(py, value).as_deref())
        })
    }
}
