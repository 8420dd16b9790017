//! Python objects whose contents are a Rust value: what modules build their types from, in safe Rust.

use std::ffi::{c_int, c_void};
use std::mem::ManuallyDrop;

use mortise_abi::{PyObject, PyTypeObject, visitproc};

use super::attached::Attached;
use super::handles::{Borrowed, Class, Concrete, Owned, Ref};
use crate::err::PyResult;

/// The contents of a native type. Shared between threads in the t flavour: use [`super::locked::Locked`] or atomics inside.
///
/// # Safety
/// `type_object` is a type declared with `Native<Self>` as its struct. [`crate::builtin_type!`] implements it.
pub unsafe trait NativeClass: NativeValue {
    /// The name for messages.
    const NAME: &'static str;
    /// The type object.
    fn type_object() -> *mut PyTypeObject;
}

/// What the collector must know of a native value.
pub trait NativeValue: Sized + Send + Sync + 'static {
    /// Whether instances take part in garbage collection: true when the value can reach objects that can reach it.
    const GC: bool = false;
    /// Shows each object that the value owns to the collector, once per reference.
    fn traverse(&self, _visit: &mut Visit) -> Visited {
        Ok(())
    }
    /// Drops the references that can close a cycle.
    fn clear(&self, _py: Attached<'_>) {}
}

/// Stops a traversal early.
pub struct StopVisit(c_int);
/// The result of a traversal step.
pub type Visited = Result<(), StopVisit>;

/// The collector's visitor.
pub struct Visit {
    visit: unsafe extern "C" fn(*mut PyObject, *mut c_void) -> c_int,
    arg: *mut c_void,
}

impl Visit {
    /// Shows one owned reference.
    pub fn object<T>(&mut self, owned: &Owned<T>) -> Visited {
        // SAFETY: the visitor and its argument come from the collector, for the time of this traversal.
        match unsafe { (self.visit)(owned.as_ptr().cast(), self.arg) } {
            0 => Ok(()),
            stop => Err(StopVisit(stop)),
        }
    }

    /// Shows an optional reference.
    pub fn option<T>(&mut self, owned: &Option<Owned<T>>) -> Visited {
        owned.as_ref().map_or(Ok(()), |o| self.object(o))
    }

    /// Shows many references.
    pub fn each<'a, T: 'static>(&mut self, all: impl IntoIterator<Item = &'a Owned<T>>) -> Visited {
        all.into_iter().try_for_each(|o| self.object(o))
    }
}

/// The memory of a native object.
#[repr(C)]
pub struct Native<T: 'static> {
    ob_base: PyObject,
    /// The instance dictionary, NULL until needed (used when the type is declared with `dict: true`).
    pub dict: *mut PyObject,
    /// The list of weak references (used when the type is declared with `weakrefs: true`).
    pub weaklist: *mut PyObject,
    value: ManuallyDrop<T>,
}

// SAFETY: the macro that implements NativeClass makes the type with this struct; subclasses extend it.
unsafe impl<T: NativeClass> Class for Native<T> {
    const NAME: &'static str = <T as NativeClass>::NAME;
    fn type_object() -> *mut PyTypeObject {
        <T as NativeClass>::type_object()
    }
}
impl<T: NativeClass> Concrete for Native<T> {}

impl<T: NativeClass> Native<T> {
    /// Where the value begins in an instance: for member tables.
    pub const VALUE: usize = std::mem::offset_of!(Native<T>, value);

    /// A new instance of exactly the type.
    pub fn new(py: Attached<'_>, value: T) -> PyResult<Ref<'_, Native<T>>> {
        // SAFETY: the type object is static and ready.
        let cls = unsafe { Borrowed::from_ptr(py, T::type_object()) };
        Self::new_in(py, cls, value)
    }

    /// A new instance of `cls`, which is the type or a subclass (`tp_new`).
    pub fn new_in<'py>(
        py: Attached<'py>,
        cls: Borrowed<'_, 'py, PyTypeObject>,
        value: T,
    ) -> PyResult<Ref<'py, Native<T>>> {
        // SAFETY: tp_alloc gives zeroed memory of at least basicsize, which covers Native<T>; the value is written before
        // anybody else sees the object (the collector does not run between).
        unsafe {
            let ob = crate::objects::type_::alloc(py, cls)?;
            let native: *mut Native<T> = ob.as_object_ptr().cast();
            (&raw mut (*native).value).write(ManuallyDrop::new(value));
            Ok(ob.into_cast_unchecked())
        }
    }
}

impl<T: NativeClass> Ref<'_, Native<T>> {
    /// The Rust value.
    #[inline(always)]
    pub fn value(&self) -> &T {
        // SAFETY: written once by new_in and dropped by the destructor; only shared access in between.
        unsafe { &*(&raw const (*self.as_ptr()).value).cast::<T>() }
    }
}

/// `tp_dealloc` of native types.
///
/// # Safety
/// Slot function of a type whose instances start with `Native<T>`.
pub unsafe extern "C" fn dealloc<T: NativeClass>(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; the value is dropped once, then the memory is freed by the type's tp_free.
    unsafe {
        let ty = (*ob).ob_type;
        if !crate::objects::type_::begin_dealloc(ob) {
            return;
        }
        let native: *mut Native<T> = ob.cast();
        let py = Attached::assume();
        if (*ty).tp_weaklistoffset > 0 {
            crate::capi::decl::PyObject_ClearWeakRefs(ob);
        }
        drop(Ref::from_owned_or_null(py, std::mem::replace(&mut (*native).dict, std::ptr::null_mut())));
        ManuallyDrop::drop(&mut (*native).value);
        crate::objects::type_::end_dealloc(ob, ty);
    }
}

/// `tp_traverse` of native types.
///
/// # Safety
/// Slot function of a type whose instances start with `Native<T>`.
pub unsafe extern "C" fn traverse<T: NativeClass>(
    ob: *mut PyObject,
    visit: visitproc,
    arg: *mut c_void,
) -> c_int {
    // SAFETY: the collector gives a visitor that is not null; the object is live.
    unsafe {
        let mut visit = Visit { visit: visit.unwrap_unchecked(), arg };
        let native: *mut Native<T> = ob.cast();
        let dict = (*native).dict;
        let first = if dict.is_null() { 0 } else { (visit.visit)(dict, arg) };
        if first != 0 {
            return first;
        }
        (*(&raw const (*native).value).cast::<T>()).traverse(&mut visit).map_or_else(|s| s.0, |()| 0)
    }
}

/// `tp_clear` of native types.
///
/// # Safety
/// Slot function of a type whose instances start with `Native<T>`.
pub unsafe extern "C" fn clear<T: NativeClass>(ob: *mut PyObject) -> c_int {
    // SAFETY: the object is live and the thread attached.
    unsafe {
        let native: *mut Native<T> = ob.cast();
        let py = Attached::assume();
        drop(Ref::from_owned_or_null(py, std::mem::replace(&mut (*native).dict, std::ptr::null_mut())));
        (*(&raw const (*native).value).cast::<T>()).clear(py);
    }
    0
}
