//! `weakref.ref` and the weak proxies.
//!
//! The references to an object form a doubly linked list, whose head lies in the object (`tp_weaklistoffset`). A reference without
//! callback and of the exact type stands first and is shared, a proxy without callback follows it.

mod proxy;
mod reference;
pub mod storage;

pub use proxy::{_PyWeakref_CallableProxyType, _PyWeakref_ProxyType};
pub use reference::_PyWeakref_RefType;
pub use storage::{clear_for_collection, clear_weakrefs};

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Class, Concrete, Ref};
use mortise_abi::{PyObject, PyTypeObject, PyWeakReference};

/// `weakref.ref`, its subclasses, and the proxies.
pub type Weakref = PyWeakReference;

// SAFETY: the three types and their subclasses start with the struct.
unsafe impl Class for PyWeakReference {
    const NAME: &'static str = "weakref";
    fn type_object() -> *mut PyTypeObject {
        &raw mut _PyWeakref_RefType
    }
    unsafe fn check(ob: *mut PyObject) -> bool {
        // SAFETY: a live object has a type.
        unsafe {
            let ty = (*ob).ob_type;
            ty == &raw mut _PyWeakref_ProxyType
                || ty == &raw mut _PyWeakref_CallableProxyType
                || crate::objects::type_::is_subtype(ty, &raw mut _PyWeakref_RefType)
        }
    }
}
impl Concrete for PyWeakReference {}

/// The types of this folder.
pub fn types() -> [*mut PyTypeObject; 3] {
    [&raw mut _PyWeakref_RefType, &raw mut _PyWeakref_ProxyType, &raw mut _PyWeakref_CallableProxyType]
}

/// A new (or the shared) reference to `ob`.
pub fn new_ref<'py>(
    py: Attached<'py>,
    ob: &Ref<'py>,
    callback: Option<&Ref<'py>>,
) -> PyResult<Ref<'py, Weakref>> {
    // SAFETY: the type is static.
    let cls = unsafe { Borrowed::from_ptr(py, &raw mut _PyWeakref_RefType) };
    storage::get_or_make(py, cls, ob, callback.filter(|c| !c.is_none()))
}

/// A new (or the shared) proxy of `ob`.
pub fn new_proxy<'py>(
    py: Attached<'py>,
    ob: &Ref<'py>,
    callback: Option<&Ref<'py>>,
) -> PyResult<Ref<'py, Weakref>> {
    let cls =
        if ob.is_callable() { &raw mut _PyWeakref_CallableProxyType } else { &raw mut _PyWeakref_ProxyType };
    // SAFETY: the type is static.
    let cls = unsafe { Borrowed::from_ptr(py, cls) };
    storage::get_or_make(py, cls, ob, callback.filter(|c| !c.is_none()))
}

impl<'py> Ref<'py, Weakref> {
    /// The object, unless it is gone.
    pub fn target(&self) -> Option<Ref<'py>> {
        storage::target(self)
    }
}

/// Whether objects of the type can have weak references.
///
/// # Safety
/// `ty` is a ready type.
pub unsafe fn supports_weakrefs(ty: *mut PyTypeObject) -> bool {
    // SAFETY: by contract.
    unsafe { (*ty).tp_weaklistoffset > 0 || (*ty).tp_flags & mortise_abi::Py_TPFLAGS_MANAGED_WEAKREF != 0 }
}

/// Reports the exception that a callback raised.
fn report(callback: &Ref<'_>) {
    // SAFETY: an exception is set; the callback is live.
    unsafe { decl::PyErr_WriteUnraisable(callback.as_ptr()) }
}
