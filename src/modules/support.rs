//! What the modules of this crate share: adding types and values to a module, exception classes, state that the collector sees.

use std::ffi::CString;
use std::sync::atomic::{AtomicPtr, Ordering};

use mortise_core::abi::{PyObject, PyTypeObject};
use mortise_core::capi::decl;
use mortise_core::heap::native::{Visit, Visited};
use mortise_core::objects::{Module, Str, Type};
use mortise_core::{Attached, Borrowed, Owned, PyResult, Raised, Ref};

/// What nearly every module needs.
pub mod prelude {
    pub use super::{ExceptionClass, Trace, add_object, add_types, class_of, held, iter_self};
    pub use crate::{native_state, trace};
    pub use mortise_core::abi;
    pub use mortise_core::args::{Args, Signature};
    pub use mortise_core::capi::decl;
    pub use mortise_core::heap::locked::Locked;
    pub use mortise_core::heap::native::{Native, NativeClass, NativeValue, Visit, Visited};
    pub use mortise_core::objects::exceptions::classes;
    pub use mortise_core::objects::protocol::CompareOp;
    pub use mortise_core::objects::*;
    pub use mortise_core::{Attached, Borrowed, Class, Owned, PyResult, Raised, Ref};
    pub use mortise_core::{
        builtin_module, builtin_type, getset, intern, member, method, native_type, raise,
    };
}

fn status(result: std::ffi::c_int) -> PyResult<()> {
    // SAFETY: the callers pass results of C functions that set the indicator when they return a negative number.
    if result < 0 { Err(unsafe { Raised::assume() }) } else { Ok(()) }
}

/// Readies static types and adds them to the module under their names.
pub fn add_types(module: &Ref<'_, Module>, types: &[*mut PyTypeObject]) -> PyResult<()> {
    for &ty in types {
        // SAFETY: a live module; the callers pass the addresses of static types.
        status(unsafe { decl::PyModule_AddType(module.as_object_ptr(), ty) })?;
    }
    Ok(())
}

/// Readies static types that have no name in a module.
pub fn ready_types(_py: Attached<'_>, types: &[*mut PyTypeObject]) -> PyResult<()> {
    for &ty in types {
        // SAFETY: the callers pass the addresses of static types.
        status(unsafe { decl::PyType_Ready(ty) })?;
    }
    Ok(())
}

/// `module.name = value`
pub fn add_object<'py>(module: &Ref<'py, Module>, name: &str, value: &Ref<'py>) -> PyResult<()> {
    module.as_any().setattr(&module.py().interned(name)?, value)
}

/// `module.name = value` for an int
pub fn add_int(module: &Ref<'_, Module>, name: &str, value: i64) -> PyResult<()> {
    add_object(module, name, module.py().int(value)?.as_any())
}

/// The class of a native value as an object.
pub fn class_of<T: mortise_core::heap::native::NativeClass>(py: Attached<'_>) -> Ref<'_, Type> {
    // SAFETY: a static type, readied when its module was executed.
    unsafe { py.static_type(T::type_object()) }.to_owned()
}

/// The object that a field holds.
#[inline]
pub fn held<'py, T>(py: Attached<'py>, field: &Option<Owned<T>>) -> Option<Ref<'py, T>> {
    field.as_ref().map(|o| o.clone_ref(py).into_bound(py))
}

/// `__iter__` of iterators.
pub fn iter_self<'py>(_py: Attached<'py>, slf: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(slf.to_owned())
}

/// An exception class that a module makes when it is executed; kept for ever.
pub struct ExceptionClass(AtomicPtr<PyObject>);

impl ExceptionClass {
    /// For statics.
    pub const fn new() -> Self {
        ExceptionClass(AtomicPtr::new(std::ptr::null_mut()))
    }

    /// Makes the class, unless it is there already, and adds it to the module as the last part of its name.
    pub fn add<'py>(
        &self,
        module: &Ref<'py, Module>,
        name: &str,
        doc: Option<&str>,
        base: *mut Type,
    ) -> PyResult<()> {
        let py = module.py();
        if self.0.load(Ordering::Acquire).is_null() {
            let text = |t: &str| CString::new(t).expect("no NUL in names");
            let (full, doc) = (text(name), doc.map(text));
            // SAFETY: NUL-terminated texts and a live class; the result is a new reference or NULL with an exception.
            let class: Ref<'py> = unsafe {
                Ref::from_owned_or_raised(
                    py,
                    decl::PyErr_NewExceptionWithDoc(
                        full.as_ptr(),
                        doc.as_ref().map_or(std::ptr::null(), |d| d.as_ptr()),
                        base.cast(),
                        std::ptr::null_mut(),
                    ),
                )?
            };
            self.0.store(class.into_ptr(), Ordering::Release);
        }
        add_object(module, name.rsplit('.').next().unwrap_or(name), &self.get(py))
    }

    /// The class.
    pub fn get<'py>(&self, py: Attached<'py>) -> Ref<'py> {
        // SAFETY: never freed; the module's functions are reached only after it was executed.
        unsafe { Borrowed::from_ptr(py, self.0.load(Ordering::Acquire)) }.to_owned()
    }

    /// Raises it with a message.
    #[cold]
    pub fn raise(&self, py: Attached<'_>, message: &str) -> Raised {
        mortise_core::err::raise_fmt(py, self.0.load(Ordering::Acquire).cast(), format_args!("{message}"))
    }
}

impl Default for ExceptionClass {
    fn default() -> Self {
        Self::new()
    }
}

/// Raises an exception whose argument is an object.
#[cold]
pub fn raise_object<'py>(_py: Attached<'py>, class: *mut Type, value: &Ref<'py>) -> Raised {
    // SAFETY: live objects; the function sets the indicator.
    unsafe {
        decl::PyErr_SetObject(class.cast(), value.as_ptr());
        Raised::assume()
    }
}

/// Calls with positional arguments given as a slice.
pub fn call_slice<'py>(callable: &Ref<'py>, args: &[Ref<'py>]) -> PyResult<Ref<'py>> {
    let raw: Vec<*mut PyObject> = args.iter().map(|a| a.as_ptr()).collect();
    callable.vectorcall(&raw, raw.len(), None)
}

/// Raises TypeError "f() takes no keyword arguments" when there are any.
pub fn no_keywords(
    py: Attached<'_>,
    function: &str,
    kwargs: Option<Borrowed<'_, '_, mortise_core::objects::Dict>>,
) -> PyResult<()> {
    if kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(mortise_core::raise!(py, TypeError, "{function}() takes no keyword arguments"));
    }
    Ok(())
}

/// Checks the number of positional arguments in a tuple, with CPython's text.
pub fn expect_tuple(
    py: Attached<'_>,
    function: &str,
    args: &Ref<'_, mortise_core::objects::Tuple>,
    min: usize,
    max: usize,
) -> PyResult<()> {
    let n = args.len();
    let (limit, how) = match n {
        n if n < min => (min, if min == max { "" } else { "at least " }),
        n if n > max => (max, if min == max { "" } else { "at most " }),
        _ => return Ok(()),
    };
    let s = if limit == 1 { "" } else { "s" };
    Err(mortise_core::raise!(py, TypeError, "{function} expected {how}{limit} argument{s}, got {n}"))
}

/// A text made by `format!`, as an object.
pub fn text<'py>(py: Attached<'py>, value: std::fmt::Arguments<'_>) -> PyResult<Ref<'py, Str>> {
    py.str(&value.to_string())
}

/// What the collector must see of a value.
pub trait Trace {
    /// Shows each owned reference.
    fn trace(&self, visit: &mut Visit) -> Visited;
}

impl<T: 'static> Trace for Owned<T> {
    fn trace(&self, visit: &mut Visit) -> Visited {
        visit.object(self)
    }
}
impl<T: Trace> Trace for Option<T> {
    fn trace(&self, visit: &mut Visit) -> Visited {
        self.as_ref().map_or(Ok(()), |t| t.trace(visit))
    }
}
impl<T: Trace> Trace for Vec<T> {
    fn trace(&self, visit: &mut Visit) -> Visited {
        self.iter().try_for_each(|t| t.trace(visit))
    }
}
impl<T: Trace> Trace for std::collections::VecDeque<T> {
    fn trace(&self, visit: &mut Visit) -> Visited {
        self.iter().try_for_each(|t| t.trace(visit))
    }
}
impl<A: Trace, B: Trace> Trace for (A, B) {
    fn trace(&self, visit: &mut Visit) -> Visited {
        self.0.trace(visit)?;
        self.1.trace(visit)
    }
}

/// Implements [`Trace`] for a struct from its fields that hold objects.
#[macro_export]
macro_rules! trace {
    ($State:ty { $($field:ident),* $(,)? }) => {
        impl $crate::support::Trace for $State {
            fn trace(&self, visit: &mut mortise_core::heap::native::Visit) -> mortise_core::heap::native::Visited {
                $( $crate::support::Trace::trace(&self.$field, visit)?; )*
                Ok(())
            }
        }
    };
}

/// Declares the native value `$Value`, a lock around the state `$State` (which is [`Trace`] and [`Default`]); cleared by the
/// collector, the state is the default.
#[macro_export]
macro_rules! native_state {
    ($(#[$attr:meta])* $vis:vis $Value:ident($State:ty) { $($field:ident),* $(,)? }) => {
        $(#[$attr])*
        $vis struct $Value($vis mortise_core::heap::locked::Locked<$State>);
        $crate::trace!($State { $($field),* });
        impl mortise_core::heap::native::NativeValue for $Value {
            const GC: bool = true;
            fn traverse(&self, visit: &mut mortise_core::heap::native::Visit) -> mortise_core::heap::native::Visited {
                self.0.with(|state| $crate::support::Trace::trace(state, visit))
            }
            fn clear(&self, _py: mortise_core::Attached<'_>) {
                drop(self.0.with(std::mem::take));
            }
        }
    };
}

/// A value that a module makes once and keeps for ever.
pub struct Global(AtomicPtr<PyObject>);

impl Global {
    /// For statics.
    pub const fn new() -> Self {
        Global(AtomicPtr::new(std::ptr::null_mut()))
    }

    /// The value, made on first use.
    pub fn get<'py>(
        &self,
        py: Attached<'py>,
        make: impl FnOnce() -> PyResult<Ref<'py>>,
    ) -> PyResult<Ref<'py>> {
        let mut value = self.0.load(Ordering::Acquire);
        if value.is_null() {
            let made = make()?.into_ptr();
            value = match self.0.compare_exchange(
                std::ptr::null_mut(),
                made,
                Ordering::AcqRel,
                Ordering::Acquire,
            ) {
                Ok(_) => made,
                Err(first) => {
                    // SAFETY: another thread was faster; this reference is given back.
                    drop(unsafe { Ref::from_owned(py, made) });
                    first
                }
            };
        }
        // SAFETY: kept for ever.
        Ok(unsafe { Borrowed::from_ptr(py, value) }.to_owned())
    }
}

impl Default for Global {
    fn default() -> Self {
        Self::new()
    }
}

/// The getter of `__dict__` for types with `dict: true`.
pub fn get_dict<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live object whose type has a dictionary; a new reference or NULL with an exception.
    unsafe {
        Ref::from_owned_or_raised(py, decl::PyObject_GenericGetDict(slf.as_ptr(), std::ptr::null_mut()))
    }
}

/// The setter of `__dict__`.
pub fn set_dict<'py>(
    _py: Attached<'py>,
    slf: Borrowed<'_, 'py>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let value = value.map_or(std::ptr::null_mut(), |v| v.as_ptr());
    // SAFETY: live objects; NULL deletes, which raises.
    status(unsafe { decl::PyObject_GenericSetDict(slf.as_ptr(), value, std::ptr::null_mut()) })
}
