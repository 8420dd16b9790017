//! What awaiting needs beside the generators: the iterator of a coroutine, and the awaitables of asynchronous generators.

use mortise_abi::*;

use super::*;
use crate::args::Args;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Owned, Ref};
use crate::heap::native::{Native, NativeValue, Visit, Visited};
use crate::raise;

/// `coroutine.__await__()`: sends to the coroutine.
pub struct CoroutineWrapper {
    coroutine: Owned<PyObject>,
}

impl NativeValue for CoroutineWrapper {
    const GC: bool = true;
    fn traverse(&self, visit: &mut Visit) -> Visited {
        visit.object(&self.coroutine)
    }
}

native_type! {
    /// The iterator of a coroutine.
    pub static COROUTINE_WRAPPER: CoroutineWrapper = "coroutine_wrapper" {
        dict: false, weakrefs: false,
        flags: Py_TPFLAGS_DISALLOW_INSTANTIATION,
        doc: "A wrapper object implementing __await__ for coroutines.",
        slots: { tp_iter: wrapper_iter, tp_iternext: wrapper_next },
        methods: [
            method!(o "send", wrapper_send),
            method!(fastcall "throw", wrapper_throw),
            method!(noargs "close", wrapper_close),
        ],
    }
}

type Wrapper<'a, 'py> = Borrowed<'a, 'py, Native<CoroutineWrapper>>;

fn wrapped(slf: &Wrapper<'_, '_>) -> *mut Generator {
    slf.value().coroutine.as_ptr().cast()
}

fn wrapper_iter<'py>(_py: Attached<'py>, slf: Wrapper<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(slf.to_owned().into_any())
}

fn wrapper_next<'py>(py: Attached<'py>, slf: Wrapper<'_, 'py>) -> PyResult<Option<Ref<'py>>> {
    // SAFETY: a live coroutine; NULL without an exception is the end.
    unsafe {
        let item = methods::iternext(wrapped(&slf).cast());
        match Ref::from_owned_or_null(py, item) {
            Some(item) => Ok(Some(item)),
            None if PyErr_Occurred().is_null() => Ok(None),
            None => Err(Raised::assume()),
        }
    }
}

fn wrapper_send<'py>(
    py: Attached<'py>,
    slf: Wrapper<'_, 'py>,
    value: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    // SAFETY: live objects.
    unsafe { Ref::from_owned_or_raised(py, methods::send(wrapped(&slf), value.as_ptr())) }
}

fn wrapper_throw<'py>(py: Attached<'py>, slf: Wrapper<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "throw", 1, 3)?;
    let pointer = |i: usize| args.get(i).map_or(std::ptr::null_mut(), |a| a.as_ptr());
    // SAFETY: live objects.
    unsafe {
        if !methods::warn_old_throw(args.len()) {
            return Err(Raised::assume());
        }
        Ref::from_owned_or_raised(py, throw(wrapped(&slf), true, pointer(0), pointer(1), pointer(2)))
    }
}

fn wrapper_close<'py>(py: Attached<'py>, slf: Wrapper<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live coroutine.
    unsafe { Ref::from_owned_or_raised(py, close(wrapped(&slf))) }
}

/// The iterator of a coroutine (borrowed).
///
/// # Safety
/// `ob` is a coroutine.
pub(super) unsafe fn coroutine_wrapper(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let py = Attached::assume();
        let coroutine = Borrowed::from_ptr(py, ob).to_owned().unbind();
        Native::new(py, CoroutineWrapper { coroutine }).map_or(std::ptr::null_mut(), |w| w.into_object_ptr())
    }
}

/// A value that an asynchronous generator yields, told apart from what it awaits. Not implemented yet.
///
/// # Safety
/// Live object.
pub unsafe fn wrap_async_value(_value: *mut PyObject) -> *mut PyObject {
    set_error!(NotImplementedError, "asynchronous generators are not implemented yet");
    std::ptr::null_mut()
}

builtin_type! {
    /// The awaitable of `asend` and `__anext__`.
    #[unsafe(no_mangle)]
    pub static _PyAsyncGenASend_Type: PyObject = "async_generator_asend" {
        flags: Py_TPFLAGS_DISALLOW_INSTANTIATION,
    }
}

fn missing(py: Attached<'_>) -> Raised {
    raise!(py, NotImplementedError, "asynchronous generators are not implemented yet")
}

pub(super) fn asend<'py>(
    py: Attached<'py>,
    _slf: Borrowed<'_, 'py, Generator>,
    _value: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    Err(missing(py))
}

pub(super) fn athrow<'py>(
    py: Attached<'py>,
    _slf: Borrowed<'_, 'py, Generator>,
    _args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    Err(missing(py))
}

pub(super) fn aclose<'py>(py: Attached<'py>, _slf: Borrowed<'_, 'py, Generator>) -> PyResult<Ref<'py>> {
    Err(missing(py))
}

/// `__aiter__`
///
/// # Safety
/// Slot function.
pub(super) unsafe extern "C" fn aiter(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live object.
    unsafe { incref(ob) };
    ob
}

/// `__anext__`
///
/// # Safety
/// Slot function.
pub(super) unsafe extern "C" fn anext(_ob: *mut PyObject) -> *mut PyObject {
    set_error!(NotImplementedError, "asynchronous generators are not implemented yet");
    std::ptr::null_mut()
}

pub(super) fn types() -> [*mut PyTypeObject; 2] {
    [&raw mut COROUTINE_WRAPPER, &raw mut _PyAsyncGenASend_Type]
}
