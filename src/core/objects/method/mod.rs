//! `method`: a callable bound to an instance; and `instancemethod`, which makes any callable behave like a function in a class.

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::decref;
use crate::objects::protocol::{CompareOp, attr, call};
use crate::objects::{Dict, Str, Tuple, Type};
use crate::{intern, raise};

type Object = *mut PyObject;

builtin_type! {
    /// `types.MethodType`
    #[unsafe(no_mangle)]
    pub static PyMethod_Type: PyMethodObject = "method" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
        doc: "Create a bound instance method object.",
        set: {
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
            tp_vectorcall_offset: std::mem::offset_of!(PyMethodObject, vectorcall) as isize,
            tp_weaklistoffset: std::mem::offset_of!(PyMethodObject, im_weakreflist) as isize,
            tp_call: Some(decl::PyVectorcall_Call),
        },
        slots: {
            tp_repr: repr,
            tp_hash: hash,
            tp_getattro: getattro,
            tp_richcompare: compare,
            tp_descr_get: descr_get,
            tp_new: new_method,
        },
        methods: [ method!(noargs "__reduce__", reduce) ],
        getset: [ getset!("__doc__", doc, "") ],
        members: [
            member!("__func__", _Py_T_OBJECT, std::mem::offset_of!(PyMethodObject, im_func), Py_READONLY, "the function (or other callable) implementing a method"),
            member!("__self__", _Py_T_OBJECT, std::mem::offset_of!(PyMethodObject, im_self), Py_READONLY, "the instance to which a method is bound"),
        ],
    }
}

builtin_type! {
    /// Makes a callable a method of the class that it is put into.
    #[unsafe(no_mangle)]
    pub static PyInstanceMethod_Type: PyInstanceMethodObject = "instancemethod" {
        flags: Py_TPFLAGS_HAVE_GC,
        doc: "instancemethod(function)\n\nBind a function to a class.",
        set: {
            tp_dealloc: Some(instance_dealloc),
            tp_traverse: Some(instance_traverse),
        },
        slots: {
            tp_repr: instance_repr,
            tp_call: instance_call,
            tp_getattro: instance_getattro,
            tp_richcompare: instance_compare,
            tp_descr_get: instance_descr_get,
            tp_new: instance_new,
        },
        getset: [ getset!("__doc__", instance_doc, "") ],
        members: [
            member!("__func__", _Py_T_OBJECT, std::mem::offset_of!(PyInstanceMethodObject, func), Py_READONLY, "the function (or other callable) implementing a method"),
        ],
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 2] {
    [&raw mut PyMethod_Type, &raw mut PyInstanceMethod_Type]
}

type This<'a, 'py> = Borrowed<'a, 'py>;

#[inline(always)]
fn fields(ob: Object) -> *mut PyMethodObject {
    ob.cast()
}

fn parts<'a, 'py>(py: Attached<'py>, ob: &'a Ref<'py>) -> (Borrowed<'a, 'py>, Borrowed<'a, 'py>) {
    // SAFETY: a method keeps both.
    unsafe {
        let f = fields(ob.as_ptr());
        (Borrowed::from_ptr(py, (*f).im_func), Borrowed::from_ptr(py, (*f).im_self))
    }
}

/// `types.MethodType(function, this)`
pub fn new<'py>(py: Attached<'py>, function: &Ref<'py>, this: &Ref<'py>) -> PyResult<Ref<'py>> {
    // SAFETY: the fields own what they hold before the collector sees the object.
    unsafe {
        let raw = decl::_PyObject_GC_New(&raw mut PyMethod_Type);
        if raw.is_null() {
            return Err(Raised::assume());
        }
        let f = fields(raw);
        (*f).im_func = function.clone().into_ptr();
        (*f).im_self = this.clone().into_ptr();
        (*f).im_weakreflist = std::ptr::null_mut();
        (*f).vectorcall = Some(vectorcall);
        decl::PyObject_GC_Track(raw.cast());
        Ok(Ref::from_owned(py, raw))
    }
}

/// # Safety
/// Vectorcall function of methods.
unsafe extern "C" fn vectorcall(this: Object, args: *const Object, nargsf: usize, kwnames: Object) -> Object {
    // SAFETY: the vectorcall contract. The word before the arguments may be used when the caller says so; it is put back.
    unsafe {
        let py = Attached::assume();
        let (function, receiver) = ((*fields(this)).im_func, (*fields(this)).im_self);
        let count = nargsf & !call::OFFSET;
        if nargsf & call::OFFSET != 0 {
            let place = args.cast_mut().sub(1);
            let saved = *place;
            *place = receiver;
            let result = call::vectorcall_raw(py, function, place, count + 1, kwnames);
            *place = saved;
            return result;
        }
        let named =
            if kwnames.is_null() { 0 } else { (*kwnames.cast::<PyTupleObject>()).ob_base.ob_size as usize };
        let total = count + named;
        let mut small = [std::ptr::null_mut::<PyObject>(); 8];
        let mut large: Vec<Object> = Vec::new();
        let stack: *mut Object = if total < small.len() {
            small.as_mut_ptr()
        } else {
            large.resize(total + 1, std::ptr::null_mut());
            large.as_mut_ptr()
        };
        *stack = receiver;
        if total > 0 {
            std::ptr::copy_nonoverlapping(args, stack.add(1), total);
        }
        call::vectorcall_raw(py, function, stack, count + 1, kwnames)
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: Object) {
    // SAFETY: the last reference is gone.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        if !(*fields(ob)).im_weakreflist.is_null() {
            decl::PyObject_ClearWeakRefs(ob);
        }
        decref((*fields(ob)).im_func);
        decref((*fields(ob)).im_self);
        decl::PyObject_GC_Del(ob.cast());
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn traverse(ob: Object, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract.
    unsafe {
        let visit = visit.unwrap_unchecked();
        match visit((*fields(ob)).im_func, arg) {
            0 => visit((*fields(ob)).im_self, arg),
            stop => stop,
        }
    }
}

fn repr<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let (function, this) = parts(py, &ob);
    let mut name = function.getattr_opt(intern!(py, "__qualname__"))?;
    if name.is_none() {
        name = function.getattr_opt(intern!(py, "__name__"))?;
    }
    let name =
        name.as_ref().and_then(|n| n.cast::<Str>()).map_or_else(|| "?".to_string(), |n| n.to_string_lossy());
    py.str(&format!("<bound method {name} of {}>", this.repr()?.to_string_lossy()))
}

fn hash<'py>(_py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<isize> {
    let (function, this) = parts(ob.py(), &ob);
    Ok((this.as_ptr() as usize).rotate_right(4) as isize ^ function.hash()?)
}

fn compare<'py>(
    py: Attached<'py>,
    a: This<'_, 'py>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) || b.type_ptr() != &raw mut PyMethod_Type {
        return Ok(py.not_implemented());
    }
    let ((fa, sa), (fb, sb)) = (parts(py, &a), parts(py, &b));
    let equal = fa.eq(&fb)? && sa.is(&*sb);
    Ok(py.bool(equal == (op == CompareOp::Eq)))
}

/// Attributes of the method's own type first, then those of the function.
fn getattro<'py>(py: Attached<'py>, ob: This<'_, 'py>, name: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let function = parts(py, &ob).0;
    forward(&ob, &function, &name)
}

fn forward<'py>(ob: &Ref<'py>, function: &Ref<'py>, name: &Ref<'py>) -> PyResult<Ref<'py>> {
    let name = attr::name_of(name)?;
    let Some(descriptor) = ob.ty().lookup(name) else { return function.getattr(name) };
    // SAFETY: a slot of a live object's type; a new reference or NULL with an exception.
    unsafe {
        match (*descriptor.type_ptr()).tp_descr_get {
            Some(get) => Ref::from_owned_or_raised(
                ob.py(),
                get(descriptor.as_ptr(), ob.as_ptr(), ob.type_ptr().cast()),
            ),
            None => Ok(descriptor),
        }
    }
}

fn descr_get<'py>(
    _py: Attached<'py>,
    ob: This<'_, 'py>,
    _to: Option<Borrowed<'_, 'py>>,
    _ty: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    Ok(ob.to_owned()) // already bound
}

fn new_method<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "method() takes no keyword arguments"));
    }
    if args.len() != 2 {
        return Err(raise!(py, TypeError, "method expected 2 arguments, got {}", args.len()));
    }
    let (function, this) = (args.item(0), args.item(1));
    if !function.is_callable() {
        return Err(raise!(py, TypeError, "first argument must be callable"));
    }
    if this.is_none() {
        return Err(raise!(py, TypeError, "instance must not be None"));
    }
    new(py, &function, &this)
}

fn doc<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    parts(py, &ob).0.getattr(intern!(py, "__doc__"))
}

fn reduce<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    let (function, this) = parts(py, &ob);
    let name = function.getattr(intern!(py, "__name__"))?;
    crate::objects::descriptors::reduce(py, &this, &name)
}

// ---- instancemethod

fn inner<'a, 'py>(py: Attached<'py>, ob: &'a Ref<'py>) -> Borrowed<'a, 'py> {
    // SAFETY: an instancemethod keeps its function.
    unsafe { Borrowed::from_ptr(py, (*ob.as_ptr().cast::<PyInstanceMethodObject>()).func) }
}

/// A new `instancemethod`
pub fn new_instance<'py>(py: Attached<'py>, function: &Ref<'py>) -> PyResult<Ref<'py>> {
    // SAFETY: the field owns what it holds before the collector sees the object.
    unsafe {
        let raw = decl::_PyObject_GC_New(&raw mut PyInstanceMethod_Type);
        if raw.is_null() {
            return Err(Raised::assume());
        }
        (*raw.cast::<PyInstanceMethodObject>()).func = function.clone().into_ptr();
        decl::PyObject_GC_Track(raw.cast());
        Ok(Ref::from_owned(py, raw))
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn instance_dealloc(ob: Object) {
    // SAFETY: the last reference is gone.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        decref((*ob.cast::<PyInstanceMethodObject>()).func);
        decl::PyObject_GC_Del(ob.cast());
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn instance_traverse(ob: Object, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract.
    unsafe { (visit.unwrap_unchecked())((*ob.cast::<PyInstanceMethodObject>()).func, arg) }
}

fn instance_repr<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let name = inner(py, &ob).getattr_opt(intern!(py, "__name__"))?;
    let name =
        name.as_ref().and_then(|n| n.cast::<Str>()).map_or_else(|| "?".to_string(), |n| n.to_string_lossy());
    py.str(&format!("<instancemethod {name} at {:#x}>", ob.as_ptr() as usize))
}

fn instance_call<'py>(
    py: Attached<'py>,
    ob: This<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    call::call(&inner(py, &ob), &args, kwargs.as_deref())
}

fn instance_getattro<'py>(
    py: Attached<'py>,
    ob: This<'_, 'py>,
    name: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    forward(&ob, &inner(py, &ob), &name)
}

fn instance_compare<'py>(
    py: Attached<'py>,
    a: This<'_, 'py>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) || b.type_ptr() != &raw mut PyInstanceMethod_Type {
        return Ok(py.not_implemented());
    }
    let equal = inner(py, &a).eq(&inner(py, &b))?;
    Ok(py.bool(equal == (op == CompareOp::Eq)))
}

fn instance_descr_get<'py>(
    py: Attached<'py>,
    ob: This<'_, 'py>,
    to: Option<Borrowed<'_, 'py>>,
    _ty: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    match to {
        Some(to) => new(py, &inner(py, &ob), &to),
        None => Ok(inner(py, &ob).to_owned()),
    }
}

fn instance_new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    _kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if args.len() != 1 {
        return Err(raise!(py, TypeError, "instancemethod expected 1 argument, got {}", args.len()));
    }
    if !args.item(0).is_callable() {
        return Err(raise!(py, TypeError, "first argument must be callable"));
    }
    new_instance(py, &args.item(0))
}

fn instance_doc<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    inner(py, &ob).getattr(intern!(py, "__doc__"))
}
