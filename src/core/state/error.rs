//! The thread's error indicator: `PyThreadState.current_exception`, always an exception instance or NULL; and the exception being
//! handled, the top of the `exc_info` stack.

use mortise_abi::{_PyErr_StackItem, Py_TPFLAGS_BASE_EXC_SUBCLASS, PyObject, PyThreadState, PyTypeObject};

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::exceptions::{base, types};
use crate::objects::{BaseException, Tuple, Type};
use crate::{exc_field, raise};

#[inline(always)]
fn thread() -> *mut PyThreadState {
    crate::state::current()
}

/// Takes the exception out of the indicator.
#[inline]
pub fn take(py: Attached<'_>) -> Option<Ref<'_>> {
    // SAFETY: this thread's state; the field owns its exception.
    unsafe {
        let slot = &raw mut (*thread()).current_exception;
        Ref::from_owned_or_null(py, slot.replace(std::ptr::null_mut()))
    }
}

/// The exception in the indicator, which keeps it.
pub fn peek(py: Attached<'_>) -> Option<Ref<'_>> {
    // SAFETY: this thread's state; a live object or NULL.
    unsafe { Borrowed::from_ptr_or_null(py, (*thread()).current_exception).map(Borrowed::to_owned) }
}

/// Sets the indicator to `exception`, an instance of BaseException, as it is.
pub fn set(py: Attached<'_>, exception: Ref<'_>) -> Raised {
    // SAFETY: this thread's state; what the field held is dropped after it has its new value.
    unsafe {
        let slot = &raw mut (*thread()).current_exception;
        let old = slot.replace(exception.into_ptr());
        drop(Ref::from_owned_or_null(py, old));
        Raised::assume()
    }
}

/// Empties the indicator.
pub fn clear(py: Attached<'_>) {
    drop(take(py));
}

/// Whether an exception is set.
#[inline(always)]
pub fn occurred(_py: Attached<'_>) -> bool {
    // SAFETY: this thread's state.
    unsafe { !(*thread()).current_exception.is_null() }
}

/// Whether the exception that is set is an instance of `exc`.
// Classes come from `objects::exceptions::classes` or the C API: live types.
#[allow(clippy::not_unsafe_ptr_arg_deref)]
pub fn matches(_py: Attached<'_>, exc: *mut PyTypeObject) -> bool {
    // SAFETY: this thread's state; a live exception and a live class.
    unsafe {
        let current = (*thread()).current_exception;
        !current.is_null() && crate::objects::type_::is_subtype((*current).ob_type, exc)
    }
}

/// Whether `class` is a class derived from BaseException.
pub fn is_exception_class(class: &Ref<'_>) -> bool {
    // SAFETY: a type's flags do not lose this bit.
    class
        .cast::<Type>()
        .is_some_and(|t| unsafe { (*t.as_ptr()).tp_flags } & Py_TPFLAGS_BASE_EXC_SUBCLASS != 0)
}

/// Whether `error`, an exception or an exception class, is caught by `except target`.
pub fn given_matches(error: &Ref<'_>, target: &Ref<'_>) -> bool {
    if let Some(all) = target.cast::<Tuple>() {
        return all.items().any(|t| given_matches(error, &t));
    }
    let class =
        if error.is_instance_of::<BaseException>() { error.type_ptr().cast() } else { error.as_ptr() };
    if class == target.as_ptr() {
        return true;
    }
    // SAFETY: live objects; both are types when they are exception classes.
    unsafe {
        let class = Borrowed::from_ptr(error.py(), class);
        is_exception_class(&class)
            && is_exception_class(target)
            && decl::PyType_IsSubtype(class.as_ptr().cast(), target.as_ptr().cast()) != 0
    }
}

/// An instance of the exception class: `class()`, `class(value)` or `class(*value)` for a tuple.
pub fn create<'py>(py: Attached<'py>, class: &Ref<'py>, value: Option<&Ref<'py>>) -> PyResult<Ref<'py>> {
    let value = value.filter(|v| !v.is_none());
    if let Some(cls) = class.cast::<Type>()
        && is_plain(cls)
    {
        // What the call would do, without the way through the interpreter.
        let args = match value {
            None => py.tuple([])?,
            Some(v) => match v.cast::<Tuple>() {
                Some(args) => args.clone(),
                None => py.tuple([v.clone()])?,
            },
        };
        return base::with_args(py, cls.borrow(), args).map(Ref::into_any);
    }
    let exc = match value {
        None => class.call0()?,
        Some(v) => match v.cast::<Tuple>() {
            Some(args) => class.call_tuple(args, None)?,
            None => class.call([v])?,
        },
    };
    if !exc.is_instance_of::<BaseException>() {
        let class = class.repr()?.to_string_lossy();
        return Err(raise!(
            py,
            TypeError,
            "calling {class} should have returned an instance of BaseException, not {}",
            exc.ty().full_name()
        ));
    }
    Ok(exc)
}

/// Whether instances are made by BaseException's own `__new__` and `__init__` and nothing else.
fn is_plain(cls: &Ref<'_, Type>) -> bool {
    // SAFETY: a live type.
    unsafe {
        let ty = cls.as_ptr();
        (*ty).ob_base.ob_base.ob_type == &raw mut decl::PyType_Type
            && (*ty).tp_new.map(|f| f as usize) == types::NEW.map(|f| f as usize)
            && (*ty).tp_init.map(|f| f as usize) == types::INIT.map(|f| f as usize)
    }
}

/// `PyErr_SetObject`: makes the exception from class and value, gives it the handled exception for context, and sets it.
pub fn set_object<'py>(py: Attached<'py>, class: &Ref<'py>, value: Option<&Ref<'py>>) -> Raised {
    if !is_exception_class(class) {
        return match class.repr() {
            Ok(text) => raise!(
                py,
                SystemError,
                "_PyErr_SetObject: exception {} is not a BaseException subclass",
                text.to_string_lossy()
            ),
            Err(raised) => raised,
        };
    }
    if let Some(value) = value.filter(|v| v.is_instance_of::<BaseException>()) {
        if value.type_ptr().cast() == class.as_ptr() {
            return set_chained(py, value.clone());
        }
        // SAFETY: live classes; -1 sets an exception.
        match unsafe { decl::PyObject_IsSubclass(value.type_ptr().cast(), class.as_ptr()) } {
            0 => {}
            // SAFETY: see above.
            n if n < 0 => return unsafe { Raised::assume() },
            _ => return set_chained(py, value.clone()),
        }
    }
    clear(py);
    match create(py, class, value) {
        Ok(exc) => set_chained(py, exc),
        Err(raised) => note_failed_normalization(py, raised, class, value),
    }
}

/// Adds to the exception which class and value could not be made into one.
#[cold]
fn note_failed_normalization<'py>(
    py: Attached<'py>,
    raised: Raised,
    class: &Ref<'py>,
    value: Option<&Ref<'py>>,
) -> Raised {
    let exc = raised.take(py);
    let name = class.cast::<Type>().map(|t| t.full_name()).unwrap_or_default();
    let note = || -> PyResult<()> {
        let args = value.cloned().unwrap_or_else(|| py.none()).to_str()?;
        let note = crate::join_text!(py, "Normalization failed: type=", &name, " args=", &args)?;
        exc.call_method(crate::intern!(py, "add_note"), [&*note]).map(drop)
    };
    if let Err(raised) = note() {
        // The note is a courtesy: the exception itself matters.
        raised.clear(py);
    }
    set(py, exc)
}

/// Sets an exception after making the one being handled its context.
pub fn set_chained<'py>(py: Attached<'py>, exc: Ref<'py>) -> Raised {
    if let Some(handled) = handled(py) {
        link_context(&exc, &handled);
    }
    set(py, exc)
}

/// Makes `handled` the context of `exc`, without closing a cycle.
pub fn link_context<'py>(exc: &Ref<'py>, handled: &Ref<'py>) {
    let (Some(exc), Some(handled)) = (exc.cast::<BaseException>(), handled.cast::<BaseException>()) else {
        return;
    };
    if exc.is(handled) {
        return;
    }
    // Where the chain of `handled` already leads to `exc`, it is cut there. A cycle that was there before would be walked for
    // ever: the second pointer, at half the speed, meets the first in one.
    let mut here = handled.clone();
    let mut slow = handled.clone();
    let mut step = false;
    while let Some(Ok(next)) = exc_field!(&here, context).get().map(Ref::into_cast::<BaseException>) {
        if next.is(exc) {
            exc_field!(&here, context).set(None);
            break;
        }
        here = next;
        if here.is(&slow) {
            break;
        }
        if step && let Some(Ok(next)) = exc_field!(&slow, context).get().map(Ref::into_cast::<BaseException>)
        {
            slow = next;
        }
        step = !step;
    }
    exc_field!(exc, context).set(Some(handled.clone().into_any()));
}

/// The innermost entry of the `exc_info` stack that holds an exception, or the outermost one.
fn top_item() -> *mut _PyErr_StackItem {
    // SAFETY: this thread's state; the stack is linked and ends with the state's own entry.
    unsafe {
        let mut item = (*thread()).exc_info;
        while is_empty((*item).exc_value) && !(*item).previous_item.is_null() {
            item = (*item).previous_item;
        }
        item
    }
}

fn is_empty(exc: *mut PyObject) -> bool {
    exc.is_null() || exc == &raw mut decl::_Py_NoneStruct
}

/// The exception being handled (`sys.exception()`).
pub fn handled(py: Attached<'_>) -> Option<Ref<'_>> {
    // SAFETY: a live entry; what it holds is live.
    unsafe {
        let item = top_item();
        if item.is_null() || is_empty((*item).exc_value) {
            return None;
        }
        Some(Borrowed::from_ptr(py, (*item).exc_value).to_owned())
    }
}

/// Replaces the exception being handled in the innermost frame that handles exceptions.
pub fn set_handled<'py>(py: Attached<'py>, exc: Option<Ref<'py>>) {
    // SAFETY: this thread's state; the entry owns its exception.
    unsafe {
        let slot = &raw mut (*(*thread()).exc_info).exc_value;
        let old = slot.replace(exc.map_or(std::ptr::null_mut(), Ref::into_ptr));
        drop(Ref::from_owned_or_null(py, old));
    }
}

/// Puts `exc` back into the indicator, or, when another exception is set by now, makes it that one's context.
pub fn chain<'py>(py: Attached<'py>, exc: Ref<'py>) {
    match take(py) {
        None => {
            let _: Raised = set(py, exc);
        }
        Some(newer) => {
            if let Some(n) = newer.cast::<BaseException>() {
                exc_field!(n, context).set(Some(exc));
            }
            let _: Raised = set(py, newer);
        }
    }
}

/// Sets the indicator to a new `exc` with a text.
// As in `matches`.
#[allow(clippy::not_unsafe_ptr_arg_deref)]
pub fn set_message(py: Attached<'_>, exc: *mut PyTypeObject, message: &str) -> Raised {
    match py.str(message) {
        // SAFETY: exc is a live class.
        Ok(text) => set_object(py, &unsafe { py.static_type(exc) }.into_any(), Some(&text)),
        Err(raised) => raised,
    }
}
