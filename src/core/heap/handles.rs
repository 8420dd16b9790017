//! Owned and borrowed references to objects.
//!
//! | handle | owns a count | lives |
//! | --- | --- | --- |
//! | [`Ref<'py, T>`] | yes, given back on drop | while attached |
//! | [`Borrowed<'a, 'py, T>`] | no | as long as its owner, `'a` |
//! | [`Owned<T>`] | yes | anywhere: the fields of native objects and statics |
//!
//! All three are one non-null pointer. `Borrowed` dereferences to `Ref`, and a `Ref` of a concrete type to `Ref<PyObject>`,
//! so the methods of the object protocol are there on every handle.

use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::NonNull;

use mortise_abi::{PyObject, PyTypeObject};

use super::attached::Attached;
use super::refcount::{decref, incref};

/// A Rust view of a Python type: the struct that its instances start with.
///
/// # Safety
/// Every instance of `type_object()` (subclasses included) starts with a `Self`, and `check` is true for exactly these.
pub unsafe trait Class: Sized + 'static {
    /// The name for "expected X" messages.
    const NAME: &'static str;
    /// The type object; static, so never null.
    fn type_object() -> *mut PyTypeObject;
    /// Whether `ob` is an instance of the type or of a subclass.
    ///
    /// # Safety
    /// `ob` points to a live object.
    #[inline]
    unsafe fn check(ob: *mut PyObject) -> bool {
        // SAFETY: a live object has a ready type.
        unsafe { crate::objects::type_::is_subtype((*ob).ob_type, Self::type_object()) }
    }
}

/// Marks each [`Class`] but `PyObject` itself; it turns on the dereference to `Ref<PyObject>`.
pub trait Concrete: Class {}

// SAFETY: every object starts with a PyObject.
unsafe impl Class for PyObject {
    const NAME: &'static str = "object";
    fn type_object() -> *mut PyTypeObject {
        &raw mut crate::capi::decl::PyBaseObject_Type
    }
    #[inline(always)]
    unsafe fn check(_ob: *mut PyObject) -> bool {
        true
    }
}

/// An owned reference; its count is given back when it is dropped.
#[repr(transparent)]
pub struct Ref<'py, T: 'static = PyObject>(NonNull<T>, PhantomData<Attached<'py>>);

/// A reference that somebody else owns for at least `'a`.
#[repr(transparent)]
pub struct Borrowed<'a, 'py, T: 'static = PyObject>(NonNull<T>, PhantomData<(&'a (), Attached<'py>)>);

/// An owned reference without a token, for fields and statics. It may be dropped by an attached thread only.
#[repr(transparent)]
pub struct Owned<T: 'static = PyObject>(NonNull<T>);

// SAFETY: only the pointer moves; every use of the object needs a token of the using thread.
unsafe impl<T> Send for Owned<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Owned<T> {}

impl<'py, T> Ref<'py, T> {
    /// Adopts a reference that the caller owns.
    ///
    /// # Safety
    /// `ptr` points to a live object that starts with a `T`, and the caller gives up one reference to it.
    #[inline(always)]
    pub unsafe fn from_owned(_py: Attached<'py>, ptr: *mut T) -> Ref<'py, T> {
        debug_assert!(!ptr.is_null());
        // SAFETY: not null by contract.
        Ref(unsafe { NonNull::new_unchecked(ptr) }, PhantomData)
    }

    /// Adopts a reference, or `None` for NULL.
    ///
    /// # Safety
    /// As [`Ref::from_owned`] when `ptr` is not null.
    #[inline(always)]
    pub unsafe fn from_owned_or_null(_py: Attached<'py>, ptr: *mut T) -> Option<Ref<'py, T>> {
        NonNull::new(ptr).map(|p| Ref(p, PhantomData))
    }

    /// Adopts the result of a C function that returns NULL with an exception set.
    ///
    /// # Safety
    /// As [`Ref::from_owned`]; when `ptr` is null the error indicator is set.
    #[inline(always)]
    pub unsafe fn from_owned_or_raised(_py: Attached<'py>, ptr: *mut T) -> crate::err::PyResult<Ref<'py, T>> {
        match NonNull::new(ptr) {
            Some(p) => Ok(Ref(p, PhantomData)),
            // SAFETY: the caller says that the indicator is set.
            None => Err(unsafe { crate::err::Raised::assume() }),
        }
    }

    /// The token that this handle proves.
    #[inline(always)]
    pub fn py(&self) -> Attached<'py> {
        // SAFETY: a handle with `'py` exists only while the thread is attached.
        unsafe { Attached::assume() }
    }

    /// The object's address.
    #[inline(always)]
    pub fn as_ptr(&self) -> *mut T {
        self.0.as_ptr()
    }

    /// The object's address as `PyObject *`.
    #[inline(always)]
    pub fn as_object_ptr(&self) -> *mut PyObject {
        self.0.as_ptr().cast()
    }

    /// Gives the reference to the caller, who must give it back.
    #[inline(always)]
    pub fn into_ptr(self) -> *mut T {
        let p = self.0.as_ptr();
        std::mem::forget(self);
        p
    }

    /// Gives the reference away as `PyObject *`.
    #[inline(always)]
    pub fn into_object_ptr(self) -> *mut PyObject {
        self.into_ptr().cast()
    }

    /// A borrowed handle of the same object.
    #[inline(always)]
    pub fn borrow(&self) -> Borrowed<'_, 'py, T> {
        Borrowed(self.0, PhantomData)
    }

    /// Lets go of the token: for fields.
    #[inline(always)]
    pub fn unbind(self) -> Owned<T> {
        let p = self.0;
        std::mem::forget(self);
        Owned(p)
    }

    /// The same reference seen as a plain object.
    #[inline(always)]
    pub fn into_any(self) -> Ref<'py, PyObject> {
        let p = self.0.cast();
        std::mem::forget(self);
        Ref(p, PhantomData)
    }

    /// The same handle seen as a plain object.
    #[inline(always)]
    pub fn as_any(&self) -> &Ref<'py, PyObject> {
        // SAFETY: both are one pointer, and every object starts with a PyObject.
        unsafe { &*(&raw const *self).cast() }
    }

    /// Whether both handles are one object (`is`).
    #[inline(always)]
    pub fn is<U>(&self, other: &Ref<'_, U>) -> bool {
        self.as_object_ptr() == other.as_object_ptr()
    }

    /// The object's type, borrowed.
    #[inline(always)]
    pub fn ty(&self) -> Borrowed<'_, 'py, PyTypeObject> {
        // SAFETY: a live object's type is not null and lives as long as it.
        unsafe { Borrowed::from_ptr(self.py(), (*self.as_object_ptr()).ob_type) }
    }

    /// The object's type as a pointer.
    #[inline(always)]
    pub fn type_ptr(&self) -> *mut PyTypeObject {
        // SAFETY: the object is live.
        unsafe { (*self.as_object_ptr()).ob_type }
    }

    /// This handle as a `U`, when the object is an instance of it (or of a subclass).
    #[inline(always)]
    pub fn cast<U: Class>(&self) -> Option<&Ref<'py, U>> {
        // SAFETY: the object is live; after the check it starts with a U, and both handles are one pointer.
        unsafe { U::check(self.as_object_ptr()).then(|| &*(&raw const *self).cast()) }
    }

    /// This handle as a `U`, when the object's type is exactly it.
    #[inline(always)]
    pub fn cast_exact<U: Class>(&self) -> Option<&Ref<'py, U>> {
        // SAFETY: an exact instance of U's type starts with a U.
        (self.type_ptr() == U::type_object()).then(|| unsafe { &*(&raw const *self).cast() })
    }

    /// As [`Ref::cast`], by value.
    #[inline(always)]
    pub fn into_cast<U: Class>(self) -> Result<Ref<'py, U>, Self> {
        // SAFETY: the object is live; the handle is consumed and made anew.
        unsafe { if U::check(self.as_object_ptr()) { Ok(self.into_cast_unchecked()) } else { Err(self) } }
    }

    /// # Safety
    /// The object starts with a `U`.
    #[inline(always)]
    pub unsafe fn cast_unchecked<U: 'static>(&self) -> &Ref<'py, U> {
        // SAFETY: by contract; both handles are one pointer.
        unsafe { &*(&raw const *self).cast() }
    }

    /// # Safety
    /// The object starts with a `U`.
    #[inline(always)]
    pub unsafe fn into_cast_unchecked<U: 'static>(self) -> Ref<'py, U> {
        let p = self.0.cast();
        std::mem::forget(self);
        Ref(p, PhantomData)
    }

    /// Whether the object is an instance of `U` or a subclass.
    #[inline(always)]
    pub fn is_instance_of<U: Class>(&self) -> bool {
        // SAFETY: the object is live.
        unsafe { U::check(self.as_object_ptr()) }
    }
}

impl<T> Clone for Ref<'_, T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        // SAFETY: the object is live and the thread attached.
        unsafe { incref(self.0.as_ptr().cast()) };
        Ref(self.0, PhantomData)
    }
}

impl<T> Drop for Ref<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: the handle owns one reference and the thread is attached.
        unsafe { decref(self.0.as_ptr().cast()) }
    }
}

impl<'py, T: Concrete> Deref for Ref<'py, T> {
    type Target = Ref<'py, PyObject>;
    #[inline(always)]
    fn deref(&self) -> &Ref<'py, PyObject> {
        self.as_any()
    }
}

impl<T> Clone for Borrowed<'_, '_, T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Borrowed<'_, '_, T> {}

impl<'a, 'py, T> Borrowed<'a, 'py, T> {
    /// # Safety
    /// `ptr` points to an object that starts with a `T` and stays alive for `'a`.
    #[inline(always)]
    pub unsafe fn from_ptr(_py: Attached<'py>, ptr: *mut T) -> Borrowed<'a, 'py, T> {
        debug_assert!(!ptr.is_null());
        // SAFETY: not null by contract.
        Borrowed(unsafe { NonNull::new_unchecked(ptr) }, PhantomData)
    }

    /// # Safety
    /// As [`Borrowed::from_ptr`] when not null.
    #[inline(always)]
    pub unsafe fn from_ptr_or_null(_py: Attached<'py>, ptr: *mut T) -> Option<Borrowed<'a, 'py, T>> {
        NonNull::new(ptr).map(|p| Borrowed(p, PhantomData))
    }

    /// A new owned reference to the object.
    #[inline(always)]
    pub fn to_owned(self) -> Ref<'py, T> {
        (*self).clone()
    }

    /// The same, seen as a plain object.
    #[inline(always)]
    pub fn into_any(self) -> Borrowed<'a, 'py, PyObject> {
        Borrowed(self.0.cast(), PhantomData)
    }

    /// As [`Ref::cast`], keeping the longer lifetime.
    #[inline(always)]
    pub fn into_cast<U: Class>(self) -> Option<Borrowed<'a, 'py, U>> {
        // SAFETY: the object is live.
        unsafe { U::check(self.0.as_ptr().cast()) }.then(|| Borrowed(self.0.cast(), PhantomData))
    }
}

impl<'py, T> Deref for Borrowed<'_, 'py, T> {
    type Target = Ref<'py, T>;
    #[inline(always)]
    fn deref(&self) -> &Ref<'py, T> {
        // SAFETY: both are one pointer; the reference cannot be moved out of `&Ref`, so nothing is given back twice.
        unsafe { &*(&raw const *self).cast() }
    }
}

impl<T> Owned<T> {
    /// The handle for use under a token.
    #[inline(always)]
    pub fn bind<'a, 'py>(&'a self, _py: Attached<'py>) -> Borrowed<'a, 'py, T> {
        Borrowed(self.0, PhantomData)
    }

    /// Turns it back into a bound reference.
    #[inline(always)]
    pub fn into_bound(self, _py: Attached<'_>) -> Ref<'_, T> {
        let p = self.0;
        std::mem::forget(self);
        Ref(p, PhantomData)
    }

    /// A new reference to the same object.
    #[inline(always)]
    pub fn clone_ref(&self, py: Attached<'_>) -> Owned<T> {
        self.bind(py).to_owned().unbind()
    }

    /// The object's address.
    #[inline(always)]
    pub fn as_ptr(&self) -> *mut T {
        self.0.as_ptr()
    }
}

impl<T> Drop for Owned<T> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: owns one reference; only attached threads drop fields and statics (the type's contract).
        unsafe { decref(self.0.as_ptr().cast()) }
    }
}

impl<'py, T> std::fmt::Debug for Ref<'py, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<object at {:p}>", self.as_ptr())
    }
}
