//! Buffers of classes with `__release_buffer__`: what stands for the exporter in a `Py_buffer`, so that releasing the buffer calls
//! the method.

use std::ffi::c_int;

use mortise_abi::*;

use super::storage;
use crate::capi::decl;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::native::{Native, NativeValue, Visit, Visited};
use crate::objects::exceptions::unraisable;
use crate::{PyResult, boundary, intern};

/// The view that `__buffer__` returned, and the object whose method that was.
pub struct Exporter {
    view: Owned,
    object: Owned,
}

impl NativeValue for Exporter {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        visit.object(&self.view)?;
        visit.object(&self.object)
    }
    fn clear(&self, _py: Attached<'_>) {
        // A buffer that is held needs both.
    }
}

native_type! {
    /// Stands for an exporter with `__release_buffer__`.
    pub static EXPORTER: Exporter = "_buffer_wrapper" {
        dict: false, weakrefs: false,
        flags: Py_TPFLAGS_DISALLOW_INSTANTIATION,
        buffer: { bf_getbuffer: Some(get), bf_releasebuffer: Some(release), },
    }
}

/// An exporter for `object`, whose `__buffer__` returned `view`.
pub fn new<'py>(py: Attached<'py>, view: &Ref<'py>, object: &Ref<'py>) -> PyResult<Ref<'py>> {
    let exporter = Exporter { view: view.clone().unbind(), object: object.clone().unbind() };
    // SAFETY: the type was readied at startup.
    let cls = unsafe { py.static_type(&raw mut EXPORTER) };
    Ok(Native::new_in(py, cls, exporter)?.into_any())
}

/// # Safety
/// Slot function.
unsafe extern "C" fn get(ob: *mut PyObject, out: *mut Py_buffer, flags: c_int) -> c_int {
    // SAFETY: the type's own instance; the view lives as long.
    unsafe {
        let py = Attached::assume();
        let own: Borrowed<'_, '_, Native<Exporter>> = Borrowed::from_ptr(py, ob.cast());
        decl::PyObject_GetBuffer(own.value().view.as_ptr(), out, flags)
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn release(ob: *mut PyObject, buffer: *mut Py_buffer) {
    // SAFETY: the type's own instance; the view's export is counted back once.
    unsafe {
        boundary::enter("__release_buffer__", |py| {
            let own: Borrowed<'_, '_, Native<Exporter>> = Borrowed::from_ptr(py, ob.cast());
            let pending = crate::state::error::take(py);
            let (view, object) = (own.value().view.bind(py), own.value().object.bind(py));
            storage::releasebuffer(view.as_ptr(), buffer);
            let called = object.call_method(intern!(py, "__release_buffer__"), [&*view]);
            if called.is_err() {
                unraisable::report(py, None, Some(object.to_owned()));
            }
            // Who keeps the view cannot use it any more.
            if view.call_method::<0>(intern!(py, "release"), []).is_err() {
                unraisable::report(py, None, Some(object.to_owned()));
            }
            if let Some(pending) = pending {
                let _: crate::Raised = crate::state::error::set(py, pending);
            }
        });
    }
}
