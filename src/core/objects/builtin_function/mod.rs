//! `builtin_function_or_method`: functions written in C, bound or not.

use std::ffi::{CStr, c_int, c_void};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::{decref, incref};
use crate::objects::descriptors::{self, doc};
use crate::objects::protocol::CompareOp;
use crate::objects::{Module, Str, Type};
use crate::{intern, raise};

pub mod convention;
mod vectorcall;

builtin_type! {
    /// `types.BuiltinFunctionType`
    #[unsafe(no_mangle)]
    pub static PyCFunction_Type: PyCFunctionObject = "builtin_function_or_method" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
        set: {
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
            tp_clear: Some(clear),
            tp_vectorcall_offset: std::mem::offset_of!(PyCFunctionObject, vectorcall) as isize,
            tp_weaklistoffset: std::mem::offset_of!(PyCFunctionObject, m_weakreflist) as isize,
            tp_call: Some(decl::PyVectorcall_Call),
        },
        slots: { tp_repr: repr, tp_hash: hash, tp_richcompare: compare },
        methods: [ method!(noargs "__reduce__", reduce) ],
        getset: [
            getset!("__doc__", get_doc, ""),
            getset!("__name__", name, ""),
            getset!("__qualname__", qualname, ""),
            getset!("__self__", get_self, ""),
            getset!("__text_signature__", signature, ""),
        ],
        members: [ member!("__module__", _Py_T_OBJECT, std::mem::offset_of!(PyCFunctionObject, m_module), 0, "") ],
    }
}

builtin_type! {
    /// Functions that know their defining class.
    #[unsafe(no_mangle)]
    pub static PyCMethod_Type: PyCMethodObject = "builtin_method" {
        base: &raw mut decl::PyCFunction_Type,
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
        set: {
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
            tp_clear: Some(clear),
        },
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 2] {
    [&raw mut PyCFunction_Type, &raw mut PyCMethod_Type]
}

type This<'a, 'py> = Borrowed<'a, 'py>;

#[inline(always)]
fn fields(ob: *mut PyObject) -> *mut PyCFunctionObject {
    ob.cast()
}

fn definition(ob: &Ref<'_>) -> *mut PyMethodDef {
    // SAFETY: an instance of this type.
    unsafe { (*fields(ob.as_ptr())).m_ml }
}

/// A new built-in function.
///
/// # Safety
/// `def` lives as long as the function; `this`, `module` and `class` are NULL or live objects.
pub unsafe fn new<'py>(
    py: Attached<'py>,
    def: *mut PyMethodDef,
    this: *mut PyObject,
    module: *mut PyObject,
    class: *mut PyTypeObject,
) -> PyResult<Ref<'py>> {
    // SAFETY: by contract; the fields own what they hold before the collector sees the object.
    unsafe {
        let vectorcall = vectorcall::select(py, def)?;
        let with_class = (*def).ml_flags & METH_METHOD != 0;
        if with_class && class.is_null() {
            return Err(raise!(
                py,
                SystemError,
                "attempting to create PyCMethod with a METH_METHOD flag but no class"
            ));
        }
        if !with_class && !class.is_null() {
            return Err(raise!(
                py,
                SystemError,
                "attempting to create PyCFunction with class but no METH_METHOD flag"
            ));
        }
        let ty = if with_class { &raw mut PyCMethod_Type } else { &raw mut PyCFunction_Type };
        let raw = decl::_PyObject_GC_New(ty);
        let ob: Ref<'py> = Ref::from_owned_or_raised(py, raw)?;
        if with_class {
            incref(class.cast());
            (*raw.cast::<PyCMethodObject>()).mm_class = class;
        }
        let take = |p: *mut PyObject| {
            if !p.is_null() {
                incref(p);
            }
            p
        };
        let f = fields(raw);
        (*f).m_ml = def;
        (*f).m_self = take(this);
        (*f).m_module = take(module);
        (*f).m_weakreflist = std::ptr::null_mut();
        (*f).vectorcall = vectorcall;
        decl::PyObject_GC_Track(raw.cast());
        Ok(ob)
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; each field is given back once.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        let f = fields(ob);
        if !(*f).m_weakreflist.is_null() {
            decl::PyObject_ClearWeakRefs(ob);
        }
        let class = class_of(ob);
        for field in [class.cast::<PyObject>(), (*f).m_self, (*f).m_module] {
            if !field.is_null() {
                decref(field);
            }
        }
        decl::PyObject_GC_Del(ob.cast());
    }
}

unsafe fn class_of(ob: *mut PyObject) -> *mut PyTypeObject {
    // SAFETY: an instance of one of these types.
    unsafe {
        if (*ob).ob_type == &raw mut PyCMethod_Type {
            (*ob.cast::<PyCMethodObject>()).mm_class
        } else {
            std::ptr::null_mut()
        }
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract.
    unsafe {
        let visit = visit.unwrap_unchecked();
        let f = fields(ob);
        for field in [class_of(ob).cast::<PyObject>(), (*f).m_self, (*f).m_module] {
            if !field.is_null() {
                let stop = visit(field, arg);
                if stop != 0 {
                    return stop;
                }
            }
        }
        0
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn clear(ob: *mut PyObject) -> c_int {
    // SAFETY: a live object in a dead cycle.
    unsafe {
        let f = fields(ob);
        for field in [&raw mut (*f).m_self, &raw mut (*f).m_module] {
            let old = std::mem::replace(&mut *field, std::ptr::null_mut());
            if !old.is_null() {
                decref(old);
            }
        }
    }
    0
}

/// `self`, unless there is none or it is the module.
fn bound_to<'a, 'py>(py: Attached<'py>, ob: &'a Ref<'py>) -> Option<Borrowed<'a, 'py>> {
    // SAFETY: an instance of this type keeps its self.
    unsafe {
        if (*definition(ob)).ml_flags & METH_STATIC != 0 {
            return None;
        }
        Borrowed::from_ptr_or_null(py, (*fields(ob.as_ptr())).m_self)
    }
}

fn plain_name(ob: &Ref<'_>) -> String {
    // SAFETY: a definition has a name.
    unsafe { CStr::from_ptr((*definition(ob)).ml_name).to_string_lossy().into_owned() }
}

fn repr<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let name = plain_name(&ob);
    // SAFETY: an instance of this type keeps its self.
    let this: Option<Borrowed<'_, 'py>> =
        unsafe { Borrowed::from_ptr_or_null(py, (*fields(ob.as_ptr())).m_self) };
    match this {
        Some(this) if !this.is_instance_of::<Module>() => py.str(&format!(
            "<built-in method {name} of {} object at {:#x}>",
            this.ty().full_name(),
            this.as_ptr() as usize
        )),
        _ => py.str(&format!("<built-in function {name}>")),
    }
}

fn hash<'py>(_py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<isize> {
    // SAFETY: an instance of this type.
    let (this, function) = unsafe {
        ((*fields(ob.as_ptr())).m_self as usize, (*definition(&ob)).ml_meth.map_or(0, |f| f as usize))
    };
    Ok((this.rotate_right(4) ^ function.rotate_right(4)) as isize)
}

fn compare<'py>(
    py: Attached<'py>,
    a: This<'_, 'py>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !b.ty().is_subtype_of_static(&raw mut PyCFunction_Type)
    {
        return Ok(py.not_implemented());
    }
    // SAFETY: instances of this type.
    let equal = unsafe {
        (*fields(a.as_ptr())).m_self == (*fields(b.as_ptr())).m_self
            && (*definition(&a)).ml_meth.map(|f| f as usize) == (*definition(&b)).ml_meth.map(|f| f as usize)
    };
    Ok(py.bool(equal == (op == CompareOp::Eq)))
}

fn raw_doc(ob: &Ref<'_>) -> Option<String> {
    // SAFETY: NULL or a C string.
    unsafe {
        let text = (*definition(ob)).ml_doc;
        (!text.is_null()).then(|| CStr::from_ptr(text).to_string_lossy().into_owned())
    }
}

fn get_doc<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    match raw_doc(&ob) {
        Some(text) => doc::object(py, &plain_name(&ob), &text),
        None => Ok(py.none()),
    }
}

fn signature<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    let text = raw_doc(&ob);
    let written = text.as_deref().and_then(|t| doc::signature(&plain_name(&ob), t));
    // SAFETY: an instance of this type keeps its definition.
    let flags = unsafe { (*(*ob.as_ptr().cast::<PyCFunctionObject>()).m_ml).ml_flags };
    match written.or_else(|| doc::default_signature(flags)) {
        Some(signature) => Ok(py.str(signature)?.into_any()),
        None => Ok(py.none()),
    }
}

fn name<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    py.str(&plain_name(&ob))
}

fn qualname<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let name = plain_name(&ob);
    // SAFETY: an instance of this type keeps its self.
    let this: Option<Borrowed<'_, 'py>> =
        unsafe { Borrowed::from_ptr_or_null(py, (*fields(ob.as_ptr())).m_self) };
    let Some(this) = this.filter(|t| !t.is_instance_of::<Module>()) else { return py.str(&name) };
    let class: Ref<'py> =
        if this.is_instance_of::<Type>() { this.to_owned() } else { this.ty().to_owned().into_any() };
    let of = class.getattr(intern!(py, "__qualname__"))?;
    let Some(of) = of.cast::<Str>() else {
        return Err(raise!(py, TypeError, "<method>.__class__.__qualname__ is not a unicode object"));
    };
    py.str(&format!("{}.{name}", of.to_string_lossy()))
}

fn get_self<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(bound_to(py, &ob).map_or_else(|| py.none(), Borrowed::to_owned))
}

fn reduce<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    let name = name(py, ob)?;
    // SAFETY: an instance of this type keeps its self.
    let this: Option<Borrowed<'_, 'py>> =
        unsafe { Borrowed::from_ptr_or_null(py, (*fields(ob.as_ptr())).m_self) };
    match this {
        Some(this) if !this.is_instance_of::<Module>() => descriptors::reduce(py, &this, &name),
        _ => Ok(name.into_any()),
    }
}
