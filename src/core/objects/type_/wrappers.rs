//! Special methods of types written in C: Python callables around the slots. The descriptor calls one of these with the instance, the
//! tuple of arguments and the slot's function.

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use super::storage;
use crate::boundary::enter;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Type;
use crate::raise;
use crate::state::error;

/// # Safety
/// A new reference, or NULL with an exception set.
unsafe fn own<'py>(py: Attached<'py>, ob: *mut PyObject) -> PyResult<Ref<'py>> {
    // SAFETY: by contract.
    unsafe { Ref::from_owned_or_raised(py, ob) }
}

/// None, or the exception that a negative status means.
fn status(py: Attached<'_>, status: c_int) -> PyResult<Ref<'_>> {
    // SAFETY: slots set an exception when they return -1.
    if status < 0 { Err(unsafe { Raised::assume() }) } else { Ok(py.none()) }
}

unsafe fn len(args: *mut PyObject) -> usize {
    // SAFETY: a tuple.
    unsafe { (*args.cast::<PyTupleObject>()).ob_base.ob_size as usize }
}

/// # Safety
/// `args` is a tuple with more than `i` items.
unsafe fn arg(args: *mut PyObject, i: usize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { *(&raw const (*args.cast::<PyTupleObject>()).ob_item).cast::<*mut PyObject>().add(i) }
}

/// # Safety
/// `args` is a tuple.
unsafe fn arg_or_none(py: Attached<'_>, args: *mut PyObject, i: usize) -> *mut PyObject {
    // SAFETY: the index is checked; None is immortal.
    unsafe { if len(args) > i { arg(args, i) } else { py.none().as_ptr() } }
}

/// Checks the number of arguments. CPython's text is that of a function without a name, and in some wrappers (those that
/// take more than plain objects) the blank behind the name stays.
unsafe fn count(py: Attached<'_>, args: *mut PyObject, min: usize, max: usize, indent: &str) -> PyResult<()> {
    // SAFETY: a tuple.
    let n = unsafe { len(args) };
    if n >= min && n <= max {
        return Ok(());
    }
    let plural = |n| if n == 1 { "" } else { "s" };
    Err(if min == max {
        raise!(py, TypeError, "{indent}expected {min} argument{}, got {n}", plural(min))
    } else if n < min {
        raise!(py, TypeError, " expected at least {min} argument{}, got {n}", plural(min))
    } else {
        raise!(py, TypeError, " expected at most {max} argument{}, got {n}", plural(max))
    })
}

/// Which of the two texts a wrapper has.
fn indent(wrapper: &str) -> &'static str {
    match wrapper {
        "wrap_index_argument" | "wrap_sq_set_item" | "wrap_set_item" | "wrap_descr_set" | "wrap_setattr" => {
            " "
        }
        _ => "",
    }
}

/// A sequence index; negative ones count from the end.
unsafe fn index(py: Attached<'_>, this: *mut PyObject, i: *mut PyObject) -> PyResult<isize> {
    // SAFETY: live objects.
    unsafe {
        let mut i = Borrowed::<PyObject>::from_ptr(py, i)
            .index_as_isize(Some(crate::objects::exceptions::classes::OverflowError()))?;
        if i < 0 {
            let sequence = (*(*this).ob_type).tp_as_sequence;
            if !sequence.is_null()
                && let Some(length) = (*sequence).sq_length
            {
                let n = length(this);
                if n < 0 {
                    return Err(Raised::assume());
                }
                i += n;
            }
        }
        Ok(i)
    }
}

/// Refuses `object.__setattr__(a_type, …)` and the like: they would go around the setter of the most derived type written in C.
unsafe fn check_hack(
    py: Attached<'_>,
    this: *mut PyObject,
    wrapped: *mut c_void,
    what: &str,
) -> PyResult<()> {
    // SAFETY: a live object, its type, and that type's bases.
    unsafe {
        let mut ty = (*this).ob_type;
        while !ty.is_null() && storage::has(ty, Py_TPFLAGS_HEAPTYPE) && is_python_setattr(ty) {
            ty = (*ty).tp_base;
        }
        let own = (*ty).tp_setattro.map_or(std::ptr::null_mut(), |f| f as *mut c_void);
        if own == wrapped || own.is_null() {
            return Ok(());
        }
        // A base that is written in C and in which the method was found may be called when nobody further down has another.
        let mut base = (*ty).tp_base;
        while !base.is_null() && (*base).tp_setattro.map_or(std::ptr::null_mut(), |f| f as *mut c_void) == own
        {
            base = (*base).tp_base;
        }
        if !storage::has(ty, Py_TPFLAGS_HEAPTYPE) || ty == &raw mut decl::PyType_Type {
            let name = Borrowed::<Type>::from_ptr(py, ty).name();
            return Err(raise!(py, TypeError, "can't apply this {what} to {name} object"));
        }
        Ok(())
    }
}

unsafe fn is_python_setattr(ty: *mut PyTypeObject) -> bool {
    // SAFETY: a live type.
    unsafe {
        (*ty)
            .tp_setattro
            .is_some_and(|f| f as usize == super::slot_functions::slot_tp_setattro as *const () as usize)
    }
}

macro_rules! wrapper {
    ($name:ident: $f:ty, $min:literal..$max:literal, |$py:ident, $this:ident, $args:ident, $wrapped:ident, $call:ident| $body:block) => {
        /// # Safety
        /// Called by a wrapper descriptor for a slot of this wrapper's function type.
        pub unsafe extern "C" fn $name(
            $this: *mut PyObject,
            $args: *mut PyObject,
            $wrapped: *mut c_void,
        ) -> *mut PyObject {
            // SAFETY: the row of the table says that slots of this kind have this function type; the arguments are counted.
            unsafe {
                enter(stringify!($name), |$py| -> PyResult<Ref<'_>> {
                    count($py, $args, $min, $max, indent(stringify!($name)))?;
                    let $call: $f = std::mem::transmute::<*mut c_void, $f>($wrapped);
                    $body
                })
            }
        }
    };
}

wrapper!(wrap_unary: unsafe extern "C" fn(*mut PyObject) -> *mut PyObject, 0..0, |py, this, args, wrapped, f| {
        own(py, f(this))
});

wrapper!(wrap_predicate: unsafe extern "C" fn(*mut PyObject) -> c_int, 0..0, |py, this, args, wrapped, f| {
        let r = f(this); if r == -1 && error::occurred(py) { return Err(Raised::assume()); } Ok(py.bool(r != 0))
});

wrapper!(wrap_hash: unsafe extern "C" fn(*mut PyObject) -> isize, 0..0, |py, this, args, wrapped, f| {
        let r = f(this); if r == -1 && error::occurred(py) { return Err(Raised::assume()); } Ok(py.int(r as i64)?.into_any())
});

wrapper!(wrap_len: unsafe extern "C" fn(*mut PyObject) -> isize, 0..0, |py, this, args, wrapped, f| {
        let r = f(this); if r == -1 && error::occurred(py) { return Err(Raised::assume()); } Ok(py.int(r as i64)?.into_any())
});

wrapper!(wrap_next: unsafe extern "C" fn(*mut PyObject) -> *mut PyObject, 0..0, |py, this, args, wrapped, f| {
        let r = f(this);
        if r.is_null() && !error::occurred(py) {
            decl::PyErr_SetNone(crate::objects::exceptions::classes::StopIteration().cast());
        }
        own(py, r)
});

wrapper!(wrap_del: unsafe extern "C" fn(*mut PyObject) -> (), 0..0, |py, this, args, wrapped, f| {
        f(this); Ok(py.none())
});

wrapper!(wrap_binary: unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject, 1..1, |py, this, args, wrapped, f| {
        own(py, f(this, arg(args, 0)))
});

wrapper!(wrap_binary_l: unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject, 1..1, |py, this, args, wrapped, f| {
        own(py, f(this, arg(args, 0)))
});

wrapper!(wrap_binary_r: unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject, 1..1, |py, this, args, wrapped, f| {
        own(py, f(arg(args, 0), this))
});

wrapper!(wrap_contains: unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> c_int, 1..1, |py, this, args, wrapped, f| {
        let r = f(this, arg(args, 0)); if r == -1 && error::occurred(py) { return Err(Raised::assume()); } Ok(py.bool(r != 0))
});

wrapper!(wrap_index_argument: unsafe extern "C" fn(*mut PyObject, isize) -> *mut PyObject, 1..1, |py, this, args, wrapped, f| {
        let i = Borrowed::from_ptr(py, arg(args, 0)).index_as_isize(Some(crate::objects::exceptions::classes::OverflowError()))?;
        own(py, f(this, i))
});

wrapper!(wrap_sq_item: unsafe extern "C" fn(*mut PyObject, isize) -> *mut PyObject, 1..1, |py, this, args, wrapped, f| {
        let i = index(py, this, arg(args, 0))?; own(py, f(this, i))
});

wrapper!(wrap_sq_set_item: unsafe extern "C" fn(*mut PyObject, isize, *mut PyObject) -> c_int, 2..2, |py, this, args, wrapped, f| {
        let i = index(py, this, arg(args, 0))?; status(py, f(this, i, arg(args, 1)))
});

wrapper!(wrap_sq_del_item: unsafe extern "C" fn(*mut PyObject, isize, *mut PyObject) -> c_int, 1..1, |py, this, args, wrapped, f| {
        let i = index(py, this, arg(args, 0))?; status(py, f(this, i, std::ptr::null_mut()))
});

wrapper!(wrap_set_item: unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> c_int, 2..2, |py, this, args, wrapped, f| {
        status(py, f(this, arg(args, 0), arg(args, 1)))
});

wrapper!(wrap_del_item: unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> c_int, 1..1, |py, this, args, wrapped, f| {
        status(py, f(this, arg(args, 0), std::ptr::null_mut()))
});

wrapper!(wrap_descr_set: unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> c_int, 2..2, |py, this, args, wrapped, f| {
        status(py, f(this, arg(args, 0), arg(args, 1)))
});

wrapper!(wrap_descr_delete: unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> c_int, 1..1, |py, this, args, wrapped, f| {
        status(py, f(this, arg(args, 0), std::ptr::null_mut()))
});

wrapper!(wrap_setattr: unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> c_int, 2..2, |py, this, args, wrapped, f| {
        check_hack(py, this, wrapped, "__setattr__")?;
        status(py, f(this, arg(args, 0), arg(args, 1)))
});

wrapper!(wrap_delattr: unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> c_int, 1..1, |py, this, args, wrapped, f| {
        check_hack(py, this, wrapped, "__delattr__")?;
        status(py, f(this, arg(args, 0), std::ptr::null_mut()))
});

wrapper!(wrap_ternary: unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> *mut PyObject, 1..2, |py, this, args, wrapped, f| {
        own(py, f(this, arg(args, 0), arg_or_none(py, args, 1)))
});

wrapper!(wrap_ternary_r: unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> *mut PyObject, 1..2, |py, this, args, wrapped, f| {
        own(py, f(arg(args, 0), this, arg_or_none(py, args, 1)))
});

wrapper!(wrap_descr_get: unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> *mut PyObject, 1..2, |py, this, args, wrapped, f| {
        let null = |p: *mut PyObject| if p == py.none().as_ptr() { std::ptr::null_mut() } else { p };
        let ob = null(arg(args, 0));
        let ty = null(arg_or_none(py, args, 1));
        if ob.is_null() && ty.is_null() {
            return Err(raise!(py, TypeError, "__get__(None, None) is invalid"));
        }
        own(py, f(this, ob, ty))
});

wrapper!(wrap_lt: unsafe extern "C" fn(*mut PyObject, *mut PyObject, c_int) -> *mut PyObject, 1..1, |py, this, args, wrapped, f| {
        own(py, f(this, arg(args, 0), Py_LT))
});

wrapper!(wrap_le: unsafe extern "C" fn(*mut PyObject, *mut PyObject, c_int) -> *mut PyObject, 1..1, |py, this, args, wrapped, f| {
        own(py, f(this, arg(args, 0), Py_LE))
});

wrapper!(wrap_eq: unsafe extern "C" fn(*mut PyObject, *mut PyObject, c_int) -> *mut PyObject, 1..1, |py, this, args, wrapped, f| {
        own(py, f(this, arg(args, 0), Py_EQ))
});

wrapper!(wrap_ne: unsafe extern "C" fn(*mut PyObject, *mut PyObject, c_int) -> *mut PyObject, 1..1, |py, this, args, wrapped, f| {
        own(py, f(this, arg(args, 0), Py_NE))
});

wrapper!(wrap_gt: unsafe extern "C" fn(*mut PyObject, *mut PyObject, c_int) -> *mut PyObject, 1..1, |py, this, args, wrapped, f| {
        own(py, f(this, arg(args, 0), Py_GT))
});

wrapper!(wrap_ge: unsafe extern "C" fn(*mut PyObject, *mut PyObject, c_int) -> *mut PyObject, 1..1, |py, this, args, wrapped, f| {
        own(py, f(this, arg(args, 0), Py_GE))
});

/// # Safety
/// Called by a wrapper descriptor for `tp_call`.
pub unsafe extern "C" fn wrap_call(
    this: *mut PyObject,
    args: *mut PyObject,
    wrapped: *mut c_void,
    kwargs: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: the slot has this function type.
    unsafe {
        enter("wrap_call", |py| {
            let f = std::mem::transmute::<
                *mut c_void,
                unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> *mut PyObject,
            >(wrapped);
            own(py, f(this, args, kwargs))
        })
    }
}

/// # Safety
/// Called by a wrapper descriptor for `tp_init`.
pub unsafe extern "C" fn wrap_init(
    this: *mut PyObject,
    args: *mut PyObject,
    wrapped: *mut c_void,
    kwargs: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: the slot has this function type.
    unsafe {
        enter("wrap_init", |py| {
            let f = std::mem::transmute::<
                *mut c_void,
                unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> c_int,
            >(wrapped);
            status(py, f(this, args, kwargs))
        })
    }
}

/// `__buffer__` of a type written in C: a memoryview.
///
/// # Safety
/// Called by a wrapper descriptor for `bf_getbuffer`.
pub unsafe extern "C" fn wrap_buffer(
    this: *mut PyObject,
    args: *mut PyObject,
    _wrapped: *mut c_void,
) -> *mut PyObject {
    // SAFETY: a live object and a tuple.
    unsafe {
        enter("__buffer__", |py| {
            count(py, args, 1, 1, " ")?;
            let flags = Borrowed::<PyObject>::from_ptr(py, arg(args, 0))
                .index_as_isize(Some(crate::objects::exceptions::classes::OverflowError()))?;
            if c_int::try_from(flags).is_err() {
                return Err(raise!(py, OverflowError, "buffer flags out of range"));
            }
            own(py, decl::PyMemoryView_FromObject(this))
        })
    }
}

/// `__release_buffer__` of a type written in C.
///
/// # Safety
/// Called by a wrapper descriptor for `bf_releasebuffer`.
pub unsafe extern "C" fn wrap_releasebuffer(
    this: *mut PyObject,
    args: *mut PyObject,
    _wrapped: *mut c_void,
) -> *mut PyObject {
    // SAFETY: a live object and a tuple.
    unsafe {
        enter("__release_buffer__", |py| {
            count(py, args, 1, 1, " ")?;
            let view = Borrowed::<PyObject>::from_ptr(py, arg(args, 0));
            let Some(view) = view.cast::<crate::objects::MemoryView>() else {
                return Err(raise!(py, TypeError, "expected a memoryview object"));
            };
            if (*view.as_ptr()).view.obj != this {
                return Err(raise!(py, ValueError, "memoryview's buffer is not this object"));
            }
            view.call_method(crate::intern!(py, "release"), [])
        })
    }
}
