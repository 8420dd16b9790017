//! Methods and class methods of types written in C.

use std::ffi::CStr;

use mortise_abi::*;

use super::{check, common, descriptor_type, name_of, owner};
use crate::boundary::enter;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::builtin_function::convention;
use crate::objects::protocol::call::{self, OFFSET};
use crate::objects::{Str, Type};
use crate::raise;

type Object = *mut PyObject;

descriptor_type! {
    /// `types.MethodDescriptorType`
    #[unsafe(no_mangle)]
    pub static PyMethodDescr_Type: PyMethodDescrObject = "method_descriptor" {
        flags: Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR,
        doc: super::attributes::method_doc,
        reduce: "__reduce__",
        signature: "__text_signature__",
        set: {
            tp_vectorcall_offset: std::mem::offset_of!(PyMethodDescrObject, vectorcall) as isize,
            tp_call: Some(decl::PyVectorcall_Call),
        },
        slots: { tp_repr: repr, tp_descr_get: get },
    }
}

descriptor_type! {
    /// `types.ClassMethodDescriptorType`
    #[unsafe(no_mangle)]
    pub static PyClassMethodDescr_Type: PyMethodDescrObject = "classmethod_descriptor" {
        flags: 0,
        doc: super::attributes::method_doc,
        signature: "__text_signature__",
        set: { tp_call: Some(class_call), },
        slots: { tp_repr: repr, tp_descr_get: class_get },
    }
}

type This<'a, 'py> = Borrowed<'a, 'py>;

fn definition(ob: Object) -> *mut PyMethodDef {
    // SAFETY: an instance of one of these types.
    unsafe { (*ob.cast::<PyMethodDescrObject>()).d_method }
}

fn repr<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    super::repr(py, ob.as_ptr(), "method")
}

fn get<'py>(
    py: Attached<'py>,
    this: This<'_, 'py>,
    ob: Option<Borrowed<'_, 'py>>,
    ty: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    let Some(ob) = ob else { return Ok(this.to_owned()) };
    check(py, this.as_ptr(), &ob)?;
    // SAFETY: the definition outlives its type; a new reference or NULL.
    unsafe {
        let method = definition(this.as_ptr());
        let class = if (*method).ml_flags & METH_METHOD == 0 {
            std::ptr::null_mut()
        } else {
            match ty {
                Some(ty) if ty.is_instance_of::<Type>() => (*common(this.as_ptr())).d_type,
                ty => {
                    return Err(raise!(
                        py,
                        TypeError,
                        "descriptor '{}' needs a type, not '{}', as arg 2",
                        name_of(py, this.as_ptr()),
                        ty.map_or_else(|| "NoneType".to_string(), |t| t.ty().full_name())
                    ));
                }
            }
        };
        Ref::from_owned_or_raised(py, decl::PyCMethod_New(method, ob.as_ptr(), std::ptr::null_mut(), class))
    }
}

/// Binds a class method to a class.
fn class_get<'py>(
    py: Attached<'py>,
    this: This<'_, 'py>,
    ob: Option<Borrowed<'_, 'py>>,
    ty: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    let (name, of) = (|| name_of(py, this.as_ptr()), owner(py, this.as_ptr()));
    let class = match (ty, ob) {
        (Some(ty), _) => ty,
        (None, Some(ob)) => {
            // SAFETY: the object keeps its type.
            unsafe { Borrowed::from_ptr(py, ob.type_ptr().cast()) }
        }
        (None, None) => {
            return Err(raise!(
                py,
                TypeError,
                "descriptor '{}' for type '{}' needs either an object or a type",
                name(),
                of.full_name()
            ));
        }
    };
    let Some(class) = class.cast::<Type>() else {
        return Err(raise!(
            py,
            TypeError,
            "descriptor '{}' for type '{}' needs a type, not a '{}' as arg 2",
            name(),
            of.full_name(),
            class.ty().full_name()
        ));
    };
    if !class.is_subtype_of(&of) {
        return Err(raise!(
            py,
            TypeError,
            "descriptor '{}' requires a subtype of '{}' but received '{}'",
            name(),
            of.full_name(),
            class.full_name()
        ));
    }
    // SAFETY: the definition outlives its type; a new reference or NULL.
    unsafe {
        let method = definition(this.as_ptr());
        let defining = if (*method).ml_flags & METH_METHOD != 0 {
            (*common(this.as_ptr())).d_type
        } else {
            std::ptr::null_mut()
        };
        Ref::from_owned_or_raised(
            py,
            decl::PyCMethod_New(method, class.as_object_ptr(), std::ptr::null_mut(), defining),
        )
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn class_call(this: Object, args: Object, kwargs: Object) -> Object {
    // SAFETY: the slot's contract: a tuple, a dict or NULL.
    unsafe {
        enter("classmethod_descriptor call", |py| {
            let this: Borrowed<'_, '_> = Borrowed::from_ptr(py, this);
            let args: Borrowed<'_, '_, crate::objects::Tuple> = Borrowed::from_ptr(py, args.cast());
            if args.is_empty() {
                return Err(raise!(
                    py,
                    TypeError,
                    "descriptor '{}' of '{}' object needs an argument",
                    name_of(py, this.as_ptr()),
                    owner(py, this.as_ptr()).full_name()
                ));
            }
            let bound = class_get(py, this, None, Some(Borrowed::from_ptr(py, args.item(0).as_ptr())))?;
            let rest = py.tuple(args.items().skip(1).map(Borrowed::to_owned).collect::<Vec<_>>())?;
            let kwargs: Option<Borrowed<'_, '_, crate::objects::Dict>> =
                Borrowed::from_ptr_or_null(py, kwargs.cast());
            call::call(&bound, &rest, kwargs.as_deref())
        })
    }
}

/// Checks the instance (the first argument), and that there are no keyword arguments where none are allowed.
#[inline(always)]
unsafe fn check_call(
    this: Object,
    args: *const Object,
    count: usize,
    kwnames: Object,
    keywords: bool,
) -> bool {
    // SAFETY: the vectorcall contract.
    unsafe {
        if count >= 1 && (keywords || kwnames.is_null()) {
            let ty = (**args).ob_type;
            if crate::objects::type_::is_subtype(ty, (*common(this)).d_type) {
                return true;
            }
        }
        refuse(this, args, count, kwnames, keywords);
        false
    }
}

#[cold]
unsafe fn refuse(this: Object, args: *const Object, count: usize, kwnames: Object, keywords: bool) {
    // SAFETY: the vectorcall contract.
    unsafe {
        let py = Attached::assume();
        let this: Borrowed<'_, '_> = Borrowed::from_ptr(py, this);
        if count < 1 {
            let _ = match call::function_str(&this) {
                Ok(text) => {
                    raise!(py, TypeError, "unbound method {} needs an argument", text.to_string_lossy())
                }
                Err(raised) => raised,
            };
            return;
        }
        if check(py, this.as_ptr(), &Borrowed::from_ptr(py, *args)).is_err() {
            return;
        }
        if !keywords && !kwnames.is_null() && (*kwnames.cast::<PyTupleObject>()).ob_base.ob_size > 0 {
            let _ = no_keywords(py, &this);
        }
    }
}

#[cold]
pub(crate) fn no_keywords<'py>(py: Attached<'py>, function: &Ref<'py>) -> Raised {
    match call::function_str(function) {
        Ok(text) => raise!(py, TypeError, "{} takes no keyword arguments", text.to_string_lossy()),
        Err(raised) => raised,
    }
}

#[cold]
unsafe fn wrong_count(this: Object, message: &str, given: usize) -> Object {
    // SAFETY: a live callable and an attached thread.
    unsafe {
        let py = Attached::assume();
        let this: Borrowed<'_, '_> = Borrowed::from_ptr(py, this);
        let _ = match call::function_str(&this) {
            Ok(text) => raise!(py, TypeError, "{} {message} ({given} given)", text.to_string_lossy()),
            Err(raised) => raised,
        };
        std::ptr::null_mut()
    }
}

/// An empty `kwnames` is as good as none.
#[inline(always)]
unsafe fn names(kwnames: Object) -> Object {
    // SAFETY: NULL or a tuple.
    unsafe {
        if !kwnames.is_null() && (*kwnames.cast::<PyTupleObject>()).ob_base.ob_size == 0 {
            std::ptr::null_mut()
        } else {
            kwnames
        }
    }
}

/// Runs `body` one level deeper.
#[inline(always)]
unsafe fn deeper(body: impl FnOnce() -> Object) -> Object {
    // SAFETY: enter and leave are paired.
    unsafe {
        if decl::Py_EnterRecursiveCall(c" while calling a Python object".as_ptr()) != 0 {
            return std::ptr::null_mut();
        }
        let result = body();
        decl::Py_LeaveRecursiveCall();
        result
    }
}

/// # Safety
/// Vectorcall function of a METH_NOARGS method.
unsafe extern "C" fn noargs(this: Object, args: *const Object, nargsf: usize, kwnames: Object) -> Object {
    // SAFETY: the vectorcall contract; the flags say which type the function has.
    unsafe {
        let (count, kwnames) = (nargsf & !OFFSET, names(kwnames));
        if !check_call(this, args, count, kwnames, false) {
            return std::ptr::null_mut();
        }
        if count != 1 {
            return wrong_count(this, "takes no arguments", count - 1);
        }
        let function = convention::plain(definition(this));
        deeper(|| function(*args, std::ptr::null_mut()))
    }
}

/// # Safety
/// Vectorcall function of a METH_O method.
unsafe extern "C" fn one(this: Object, args: *const Object, nargsf: usize, kwnames: Object) -> Object {
    // SAFETY: as in `noargs`.
    unsafe {
        let (count, kwnames) = (nargsf & !OFFSET, names(kwnames));
        if !check_call(this, args, count, kwnames, false) {
            return std::ptr::null_mut();
        }
        if count != 2 {
            return wrong_count(this, "takes exactly one argument", count - 1);
        }
        let function = convention::plain(definition(this));
        deeper(|| function(*args, *args.add(1)))
    }
}

/// # Safety
/// Vectorcall function of a METH_FASTCALL method.
unsafe extern "C" fn fastcall(this: Object, args: *const Object, nargsf: usize, kwnames: Object) -> Object {
    // SAFETY: as in `noargs`.
    unsafe {
        let (count, kwnames) = (nargsf & !OFFSET, names(kwnames));
        if !check_call(this, args, count, kwnames, false) {
            return std::ptr::null_mut();
        }
        let function = convention::fast(definition(this));
        deeper(|| function(*args, args.add(1), (count - 1) as isize))
    }
}

/// # Safety
/// Vectorcall function of a METH_FASTCALL | METH_KEYWORDS method.
unsafe extern "C" fn fastcall_keywords(
    this: Object,
    args: *const Object,
    nargsf: usize,
    kwnames: Object,
) -> Object {
    // SAFETY: as in `noargs`.
    unsafe {
        let count = nargsf & !OFFSET;
        if !check_call(this, args, count, kwnames, true) {
            return std::ptr::null_mut();
        }
        let function = convention::fast_keywords(definition(this));
        deeper(|| function(*args, args.add(1), (count - 1) as isize, kwnames))
    }
}

/// # Safety
/// Vectorcall function of a METH_METHOD method.
unsafe extern "C" fn method(this: Object, args: *const Object, nargsf: usize, kwnames: Object) -> Object {
    // SAFETY: as in `noargs`.
    unsafe {
        let count = nargsf & !OFFSET;
        if !check_call(this, args, count, kwnames, true) {
            return std::ptr::null_mut();
        }
        let function = convention::method(definition(this));
        deeper(|| function(*args, (*common(this)).d_type, args.add(1), count - 1, kwnames))
    }
}

/// # Safety
/// Vectorcall function of a METH_VARARGS method, with or without keywords.
unsafe extern "C" fn varargs(this: Object, args: *const Object, nargsf: usize, kwnames: Object) -> Object {
    // SAFETY: as in `noargs`.
    unsafe {
        let (count, kwnames) = (nargsf & !OFFSET, names(kwnames));
        let keywords = (*definition(this)).ml_flags & METH_KEYWORDS != 0;
        if !check_call(this, args, count, kwnames, keywords) {
            return std::ptr::null_mut();
        }
        deeper(|| convention::call_varargs(definition(this), *args, args.add(1), count - 1, kwnames))
    }
}

/// The vectorcall function for a method's flags.
pub(crate) fn vectorcall_for(py: Attached<'_>, method_: *mut PyMethodDef) -> PyResult<vectorcallfunc> {
    const MASK: i32 = METH_VARARGS | METH_FASTCALL | METH_NOARGS | METH_O | METH_KEYWORDS | METH_METHOD;
    const ALL: i32 = METH_METHOD | METH_FASTCALL | METH_KEYWORDS;
    const FAST_KEYWORDS: i32 = METH_FASTCALL | METH_KEYWORDS;
    const VAR_KEYWORDS: i32 = METH_VARARGS | METH_KEYWORDS;
    // SAFETY: a live definition.
    let (flags, name) = unsafe { ((*method_).ml_flags, (*method_).ml_name) };
    Ok(match flags & MASK {
        METH_VARARGS | VAR_KEYWORDS => Some(varargs),
        METH_FASTCALL => Some(fastcall),
        FAST_KEYWORDS => Some(fastcall_keywords),
        METH_NOARGS => Some(noargs),
        METH_O => Some(one),
        ALL => Some(method),
        _ => {
            // SAFETY: a C string.
            let name = unsafe { CStr::from_ptr(name) }.to_string_lossy();
            return Err(raise!(py, SystemError, "{name}() method: bad call flags"));
        }
    })
}
