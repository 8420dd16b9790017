//! The types `generator`, `coroutine` and `async_generator` as Python sees them.

use std::mem::offset_of;

use mortise_abi::*;

use super::*;
use crate::args::Args;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Str;
use crate::raise;

type This<'a, 'py> = Borrowed<'a, 'py, Generator>;
type Value<'a, 'py> = Option<Borrowed<'a, 'py>>;

macro_rules! generator_type {
    ($(#[$attr:meta])* pub static $Type:ident = $name:literal { $($slots:tt)* } [$($methods:tt)*] [$($getset:tt)*] [$($members:tt)*]) => {
        builtin_type! {
            $(#[$attr])*
            pub static $Type: Generator = $name {
                flags: Py_TPFLAGS_HAVE_GC,
                set: {
                    tp_itemsize: size_of::<*mut PyObject>() as isize,
                    tp_dealloc: Some(super::dealloc),
                    tp_traverse: Some(super::traverse),
                    tp_weaklistoffset: offset_of!(Generator, weakreflist) as isize,
                    tp_finalize: Some(methods::finalize),
                    $($slots)*
                },
                slots: { tp_repr: repr },
                methods: [
                    $($methods)*
                    method!(noargs "__sizeof__", sizeof, "gen.__sizeof__() -> size of gen in memory, in bytes"),
                    method!(class_o "__class_getitem__", class_getitem, "See PEP 585"),
                ],
                getset: [
                    getset!("__name__", get_name, set_name, "name of the generator"),
                    getset!("__qualname__", get_qualname, set_qualname, "qualified name of the generator"),
                    $($getset)*
                ],
                members: [ $($members)* ],
            }
        }
    };
}

/// The `am_send` entry needs no wrapper; the macro for slots wraps Rust functions only.
macro_rules! raw_async {
    ($Methods:ident { $($slot:ident : $f:expr),* $(,)? }) => {
        static mut $Methods: PyAsyncMethods = PyAsyncMethods { $($slot: $f,)* ..PyAsyncMethods::EMPTY };
    };
}

raw_async!(GENERATOR_ASYNC { am_send: Some(methods::am_send) });
raw_async!(COROUTINE_ASYNC { am_send: Some(methods::am_send), am_await: Some(coroutine_await) });
raw_async!(ASYNC_GENERATOR_ASYNC {
    am_send: Some(methods::am_send),
    am_aiter: Some(async_generator::aiter),
    am_anext: Some(async_generator::anext),
});

generator_type! {
    /// The type of generators.
    #[unsafe(no_mangle)]
    pub static PyGen_Type = "generator" {
        tp_iter: Some(PyObject_SelfIter),
        tp_iternext: Some(methods::iternext),
        tp_as_async: &raw mut GENERATOR_ASYNC,
    } [
        method!(o "send", send, "send(arg) -> send 'arg' into generator,\nreturn next yielded value or raise StopIteration."),
        method!(fastcall "throw", throw_method, "throw(value)\nthrow(type[,value[,tb]])\n\nRaise exception in generator, return next yielded value or raise\nStopIteration.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python."),
        method!(noargs "close", close_method, "close() -> raise GeneratorExit inside generator."),
    ] [
        getset!("gi_yieldfrom", get_yield_from, "object being iterated by yield from, or None"),
        getset!("gi_running", get_running, ""),
        getset!("gi_frame", get_frame, ""),
        getset!("gi_suspended", get_suspended, ""),
        getset!("gi_code", get_code, ""),
    ] []
}

generator_type! {
    /// The type of coroutines.
    #[unsafe(no_mangle)]
    pub static PyCoro_Type = "coroutine" {
        tp_as_async: &raw mut COROUTINE_ASYNC,
    } [
        method!(o "send", send, "send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or raise StopIteration."),
        method!(fastcall "throw", throw_method, "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise exception in coroutine, return next iterated value or raise\nStopIteration.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python."),
        method!(noargs "close", close_method, "close() -> raise GeneratorExit inside coroutine."),
    ] [
        getset!("cr_await", get_yield_from, "object being awaited on, or None"),
        getset!("cr_running", get_running, ""),
        getset!("cr_frame", get_frame, ""),
        getset!("cr_suspended", get_suspended, ""),
        getset!("cr_code", get_code, ""),
    ] [
        member!("cr_origin", _Py_T_OBJECT, offset_of!(Generator, origin_or_finalizer), Py_READONLY, ""),
    ]
}

generator_type! {
    /// The type of asynchronous generators.
    #[unsafe(no_mangle)]
    pub static PyAsyncGen_Type = "async_generator" {
        tp_as_async: &raw mut ASYNC_GENERATOR_ASYNC,
    } [
        method!(o "asend", async_generator::asend, "asend(v) -> send 'v' in generator."),
        method!(fastcall "athrow", async_generator::athrow, "athrow(value)\nathrow(type[,value[,tb]])\n\nraise exception in generator.\nthe (type, val, tb) signature is deprecated, \nand may be removed in a future version of Python."),
        method!(noargs "aclose", async_generator::aclose, "aclose() -> raise GeneratorExit inside generator."),
    ] [
        getset!("ag_await", get_yield_from, "object being awaited on, or None"),
        getset!("ag_frame", get_frame, ""),
        getset!("ag_suspended", get_suspended, ""),
        getset!("ag_code", get_code, ""),
    ] [
        member!("ag_running", Py_T_BOOL, offset_of!(Generator, running_async), Py_READONLY, ""),
    ]
}

fn repr<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let g = slf.as_ptr();
    // SAFETY: a live generator; its name is a str.
    unsafe {
        let ty = (*slf.as_object_ptr()).ob_type;
        let name = crate::eval::ops::text((*g).qualname);
        py.str(&format!("<{} object {name} at {g:p}>", crate::eval::ops::class_name(ty)))
    }
}

fn send<'py>(py: Attached<'py>, slf: This<'_, 'py>, value: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: live objects.
    unsafe { Ref::from_owned_or_raised(py, methods::send(slf.as_ptr(), value.as_ptr())) }
}

fn throw_method<'py>(py: Attached<'py>, slf: This<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "throw", 1, 3)?;
    let pointer = |i: usize| args.get(i).map_or(std::ptr::null_mut(), |a| a.as_ptr());
    // SAFETY: live objects.
    unsafe {
        if !methods::warn_old_throw(args.len()) {
            return Err(Raised::assume());
        }
        Ref::from_owned_or_raised(py, throw(slf.as_ptr(), true, pointer(0), pointer(1), pointer(2)))
    }
}

fn close_method<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a live generator.
    unsafe { Ref::from_owned_or_raised(py, close(slf.as_ptr())) }
}

fn sizeof<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py, crate::objects::Int>> {
    // SAFETY: the frame keeps its code.
    let slots = unsafe {
        let code = (*slf.as_ptr()).frame.code;
        ((*code).co_nlocalsplus + (*code).co_stacksize) as usize
    };
    py.int_from_usize(size_of::<Generator>() + slots * 8)
}

fn class_getitem<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py>,
    item: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    // SAFETY: live objects.
    unsafe { Ref::from_owned_or_raised(py, Py_GenericAlias(cls.as_ptr(), item.as_ptr())) }
}

fn get_name<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: an owned field.
    unsafe { Ok(Borrowed::from_ptr(py, (*slf.as_ptr()).name).to_owned()) }
}

fn set_name<'py>(py: Attached<'py>, slf: This<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let Some(value) = value.filter(|v| v.cast::<Str>().is_some()) else {
        return Err(raise!(py, TypeError, "__name__ must be set to a string object"));
    };
    // SAFETY: an owned field.
    unsafe {
        crate::objects::function::replace_field(&raw mut (*slf.as_ptr()).name, value.to_owned().into_ptr())
    };
    Ok(())
}

fn get_qualname<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: an owned field.
    unsafe { Ok(Borrowed::from_ptr(py, (*slf.as_ptr()).qualname).to_owned()) }
}

fn set_qualname<'py>(py: Attached<'py>, slf: This<'_, 'py>, value: Value<'_, 'py>) -> PyResult<()> {
    let Some(value) = value.filter(|v| v.cast::<Str>().is_some()) else {
        return Err(raise!(py, TypeError, "__qualname__ must be set to a string object"));
    };
    // SAFETY: an owned field.
    unsafe {
        crate::objects::function::replace_field(
            &raw mut (*slf.as_ptr()).qualname,
            value.to_owned().into_ptr(),
        )
    };
    Ok(())
}

fn get_yield_from<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: borrowed from the frame and taken at once.
    unsafe {
        let delegate = yield_from(slf.as_ptr());
        Ok(Borrowed::from_ptr_or_null(py, delegate).map_or_else(|| py.none(), |d| d.to_owned()))
    }
}

fn get_running<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a plain field.
    Ok(py.bool(unsafe { (*slf.as_ptr()).frame_state } == EXECUTING))
}

fn get_suspended<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a plain field.
    let state = unsafe { (*slf.as_ptr()).frame_state };
    Ok(py.bool(state == SUSPENDED || state == SUSPENDED_YIELD_FROM))
}

fn get_frame<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: the frame is whole until it is cleared.
    unsafe {
        if (*slf.as_ptr()).frame_state >= COMPLETED {
            return Ok(py.none());
        }
        let object = InterpreterFrame::object(&raw mut (*slf.as_ptr()).frame);
        match Borrowed::from_ptr_or_null(py, object.cast::<PyObject>()) {
            Some(f) => Ok(f.to_owned()),
            None => Err(Raised::assume()),
        }
    }
}

fn get_code<'py>(py: Attached<'py>, slf: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: the code stays when the frame is cleared.
    unsafe { Ok(Borrowed::from_ptr(py, (*slf.as_ptr()).frame.code.cast::<PyObject>()).to_owned()) }
}

/// `coroutine.__await__`: the coroutine's iterator.
///
/// # Safety
/// Slot function.
unsafe extern "C" fn coroutine_await(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: a live coroutine.
    unsafe { async_generator::coroutine_wrapper(ob) }
}

/// The static types of this module.
pub fn types() -> Vec<*mut PyTypeObject> {
    let mut all = vec![&raw mut PyGen_Type, &raw mut PyCoro_Type, &raw mut PyAsyncGen_Type];
    all.extend(async_generator::types());
    all
}
