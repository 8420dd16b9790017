//! The calling conventions of C functions.

use mortise_abi::*;

use crate::boundary::enter;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::{decref, incref};

type Object = *mut PyObject;
type Plain = unsafe extern "C" fn(Object, Object) -> Object;
type WithKeywords = unsafe extern "C" fn(Object, Object, Object) -> Object;
type Fast = unsafe extern "C" fn(Object, *const Object, isize) -> Object;
type FastKeywords = unsafe extern "C" fn(Object, *const Object, isize, Object) -> Object;
type Method = unsafe extern "C" fn(Object, *mut PyTypeObject, *const Object, usize, Object) -> Object;

/// # Safety
/// The definition's flags are METH_NOARGS, METH_O or METH_VARARGS.
#[inline(always)]
pub unsafe fn plain(def: *mut PyMethodDef) -> Plain {
    // SAFETY: a definition has a function.
    unsafe { (*def).ml_meth.unwrap_unchecked() }
}

/// # Safety
/// The definition's flags are METH_VARARGS | METH_KEYWORDS.
#[inline(always)]
pub unsafe fn with_keywords(def: *mut PyMethodDef) -> WithKeywords {
    // SAFETY: the flags say that the function has this type.
    unsafe { std::mem::transmute::<Plain, WithKeywords>(plain(def)) }
}

/// # Safety
/// The definition's flags are METH_FASTCALL.
#[inline(always)]
pub unsafe fn fast(def: *mut PyMethodDef) -> Fast {
    // SAFETY: the flags say that the function has this type.
    unsafe { std::mem::transmute::<Plain, Fast>(plain(def)) }
}

/// # Safety
/// The definition's flags are METH_FASTCALL | METH_KEYWORDS.
#[inline(always)]
pub unsafe fn fast_keywords(def: *mut PyMethodDef) -> FastKeywords {
    // SAFETY: the flags say that the function has this type.
    unsafe { std::mem::transmute::<Plain, FastKeywords>(plain(def)) }
}

/// # Safety
/// The definition's flags are METH_METHOD | METH_FASTCALL | METH_KEYWORDS.
#[inline(always)]
pub unsafe fn method(def: *mut PyMethodDef) -> Method {
    // SAFETY: the flags say that the function has this type.
    unsafe { std::mem::transmute::<Plain, Method>(plain(def)) }
}

/// Calls a METH_VARARGS function (with keywords or not) with the arguments of a vectorcall.
///
/// # Safety
/// The vectorcall contract for `args` and `kwnames`; the definition is of that convention.
pub unsafe fn call_varargs(
    def: *mut PyMethodDef,
    this: Object,
    args: *const Object,
    count: usize,
    kwnames: Object,
) -> Object {
    // SAFETY: by contract.
    unsafe {
        if (*def).ml_flags & METH_KEYWORDS == 0 {
            // The way of most old extensions: as short as it gets.
            for i in 0..count {
                incref(*args.add(i));
            }
            let tuple = crate::eval::ops::build::tuple(args.cast_mut(), count);
            if tuple.is_null() {
                return tuple;
            }
            let result = plain(def)(this, tuple);
            decref(tuple);
            return result;
        }
        enter("METH_VARARGS call", |py: Attached<'_>| {
            let items = (0..count).map(|i| Borrowed::<PyObject>::from_ptr(py, *args.add(i)).to_owned());
            let tuple = py.tuple(items)?;
            let mut dict = None;
            if !kwnames.is_null() {
                let names: Borrowed<'_, '_, crate::objects::Tuple> = Borrowed::from_ptr(py, kwnames.cast());
                if !names.is_empty() {
                    let new = py.dict()?;
                    for (i, name) in names.items().enumerate() {
                        new.set(&name, &Borrowed::from_ptr(py, *args.add(count + i)))?;
                    }
                    dict = Some(new);
                }
            }
            let kwargs = dict.as_ref().map_or(std::ptr::null_mut(), |d: &Ref<'_, _>| d.as_object_ptr());
            Ok(with_keywords(def)(this, tuple.as_object_ptr(), kwargs))
        })
    }
}
