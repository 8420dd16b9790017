//! Special methods of types written in C, and what binding one of them gives.

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use super::{common, descriptor_type, name_of, owner};
use crate::boundary::enter;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::decref;
use crate::objects::protocol::CompareOp;
use crate::objects::{Str, Tuple};
use crate::raise;

type Object = *mut PyObject;

descriptor_type! {
    /// `types.WrapperDescriptorType`
    #[unsafe(no_mangle)]
    pub static PyWrapperDescr_Type: PyWrapperDescrObject = "wrapper_descriptor" {
        flags: Py_TPFLAGS_METHOD_DESCRIPTOR,
        doc: super::attributes::method_doc,
        reduce: "__reduce__",
        signature: "__text_signature__",
        set: { tp_call: Some(descriptor_call), },
        slots: { tp_repr: descriptor_repr, tp_descr_get: descriptor_get },
    }
}

/// A bound wrapper.
#[repr(C)]
pub struct MethodWrapper {
    ob_base: PyObject,
    descriptor: Object,
    this: Object,
}

builtin_type! {
    /// `types.MethodWrapperType`
    pub static _PyMethodWrapper_Type: MethodWrapper = "method-wrapper" {
        flags: Py_TPFLAGS_HAVE_GC,
        set: {
            tp_dealloc: Some(wrapper_dealloc),
            tp_traverse: Some(wrapper_traverse),
            tp_call: Some(wrapper_call),
        },
        slots: { tp_repr: wrapper_repr, tp_hash: wrapper_hash, tp_richcompare: wrapper_compare },
        methods: [ method!(noargs "__reduce__", wrapper_reduce) ],
        getset: [
            getset!("__objclass__", wrapper_objclass, ""),
            getset!("__name__", wrapper_name, ""),
            getset!("__qualname__", wrapper_qualname, ""),
            getset!("__doc__", wrapper_doc, ""),
            getset!("__text_signature__", wrapper_signature, ""),
            getset!("__self__", wrapper_self, ""),
        ],
    }
}

type This<'a, 'py> = Borrowed<'a, 'py>;

fn descriptor_repr<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    super::repr(py, ob.as_ptr(), "slot wrapper")
}

fn descriptor_get<'py>(
    py: Attached<'py>,
    this: This<'_, 'py>,
    ob: Option<Borrowed<'_, 'py>>,
    _ty: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    let Some(ob) = ob else { return Ok(this.to_owned()) };
    super::check(py, this.as_ptr(), &ob)?;
    new_wrapper(py, &this, &ob)
}

/// Binds a wrapper descriptor to an object.
pub fn new_wrapper<'py>(py: Attached<'py>, descriptor: &Ref<'py>, ob: &Ref<'py>) -> PyResult<Ref<'py>> {
    // SAFETY: both fields own what they hold before the collector sees the object.
    unsafe {
        let raw: *mut MethodWrapper = decl::_PyObject_GC_New(&raw mut _PyMethodWrapper_Type).cast();
        if raw.is_null() {
            return Err(Raised::assume());
        }
        (*raw).descriptor = descriptor.clone().into_ptr();
        (*raw).this = ob.clone().into_ptr();
        decl::PyObject_GC_Track(raw.cast());
        Ok(Ref::from_owned(py, raw.cast()))
    }
}

/// Calls the wrapper function.
unsafe fn raw_call<'py>(
    py: Attached<'py>,
    descriptor: Object,
    this: Object,
    args: Object,
    kwargs: Object,
) -> PyResult<Ref<'py>> {
    // SAFETY: the row says which of the two types its wrapper has.
    unsafe {
        let fields = descriptor.cast::<PyWrapperDescrObject>();
        let row = (*fields).d_base;
        let wrapped = (*fields).d_wrapped;
        let Some(wrapper) = (*row).wrapper else {
            return Err(raise!(py, SystemError, "wrapper without a function"));
        };
        if (*row).flags & PyWrapperFlag_KEYWORDS != 0 {
            let wrapper = std::mem::transmute::<
                unsafe extern "C" fn(Object, Object, *mut c_void) -> Object,
                unsafe extern "C" fn(Object, Object, *mut c_void, Object) -> Object,
            >(wrapper);
            return Ref::from_owned_or_raised(py, wrapper(this, args, wrapped, kwargs));
        }
        if !kwargs.is_null() && decl::PyDict_Size(kwargs) != 0 {
            return Err(raise!(
                py,
                TypeError,
                "wrapper {}() takes no keyword arguments",
                name_of(py, descriptor)
            ));
        }
        Ref::from_owned_or_raised(py, wrapper(this, args, wrapped))
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn descriptor_call(this: Object, args: Object, kwargs: Object) -> Object {
    // SAFETY: the slot's contract: a tuple, a dict or NULL.
    unsafe {
        enter("wrapper_descriptor call", |py| {
            let arguments: Borrowed<'_, '_, Tuple> = Borrowed::from_ptr(py, args.cast());
            if arguments.is_empty() {
                return Err(raise!(
                    py,
                    TypeError,
                    "descriptor '{}' of '{}' object needs an argument",
                    name_of(py, this),
                    owner(py, this).full_name()
                ));
            }
            let ob = arguments.item(0);
            if !ob.ty().is_subtype_of(&owner(py, this)) {
                return Err(raise!(
                    py,
                    TypeError,
                    "descriptor '{}' requires a '{}' object but received a '{}'",
                    name_of(py, this),
                    owner(py, this).full_name(),
                    ob.ty().full_name()
                ));
            }
            let rest = py.tuple(arguments.items().skip(1).map(Borrowed::to_owned).collect::<Vec<_>>())?;
            raw_call(py, this, ob.as_ptr(), rest.as_object_ptr(), kwargs)
        })
    }
}

fn fields(ob: Object) -> *mut MethodWrapper {
    ob.cast()
}

/// # Safety
/// Slot function.
unsafe extern "C" fn wrapper_call(ob: Object, args: Object, kwargs: Object) -> Object {
    // SAFETY: the slot's contract.
    unsafe {
        enter("method-wrapper call", |py| {
            raw_call(py, (*fields(ob)).descriptor, (*fields(ob)).this, args, kwargs)
        })
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn wrapper_dealloc(ob: Object) {
    // SAFETY: the last reference is gone.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        decref((*fields(ob)).descriptor);
        decref((*fields(ob)).this);
        decl::PyObject_GC_Del(ob.cast());
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn wrapper_traverse(ob: Object, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract.
    unsafe {
        let visit = visit.unwrap_unchecked();
        match visit((*fields(ob)).descriptor, arg) {
            0 => visit((*fields(ob)).this, arg),
            stop => stop,
        }
    }
}

/// Descriptor and instance of a bound wrapper.
fn parts<'a, 'py>(py: Attached<'py>, ob: &'a Ref<'py>) -> (Borrowed<'a, 'py>, Borrowed<'a, 'py>) {
    // SAFETY: an instance of this type keeps both.
    unsafe {
        let fields = fields(ob.as_ptr());
        (Borrowed::from_ptr(py, (*fields).descriptor), Borrowed::from_ptr(py, (*fields).this))
    }
}

fn wrapper_repr<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let (descriptor, this) = parts(py, &ob);
    py.str(&format!(
        "<method-wrapper '{}' of {} object at {:#x}>",
        name_of(py, descriptor.as_ptr()),
        this.ty().full_name(),
        this.as_ptr() as usize
    ))
}

fn wrapper_hash<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<isize> {
    let (descriptor, this) = parts(py, &ob);
    Ok((this.as_ptr() as usize).rotate_right(4) as isize
        ^ (descriptor.as_ptr() as usize).rotate_right(4) as isize)
}

fn wrapper_compare<'py>(
    py: Attached<'py>,
    a: This<'_, 'py>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    if b.type_ptr() != &raw mut _PyMethodWrapper_Type || !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(py.not_implemented());
    }
    let ((da, sa), (db, sb)) = (parts(py, &a), parts(py, &b));
    Ok(py.bool((da.is(&*db) && sa.is(&*sb)) == (op == CompareOp::Eq)))
}

fn wrapper_objclass<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(owner(py, parts(py, &ob).0.as_ptr()).to_owned().into_any())
}

fn wrapper_name<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a descriptor keeps its name.
    unsafe { Ok(Borrowed::from_ptr(py, (*common(parts(py, &ob).0.as_ptr())).d_name).to_owned()) }
}

fn wrapper_qualname<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    super::attributes::qualname(py, parts(py, &ob).0)
}

fn wrapper_doc<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    super::attributes::method_doc(py, parts(py, &ob).0)
}

fn wrapper_signature<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    super::attributes::text_signature(py, parts(py, &ob).0)
}

fn wrapper_self<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(parts(py, &ob).1.to_owned())
}

fn wrapper_reduce<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    let name = wrapper_name(py, ob)?;
    super::reduce(py, &parts(py, &ob).1, &name)
}
