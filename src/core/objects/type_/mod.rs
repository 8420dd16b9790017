//! `type`: classes, their method resolution order, slots and attributes.
//!
//! | file | |
//! | --- | --- |
//! | `ready` | `PyType_Ready`: inheritance and the dict |
//! | `new`, `instance` | classes written in Python and the memory of their instances |
//! | `spec` | heap types of C code |
//! | `lookup`, `cache_*` | attribute lookup with version tags |
//! | `slot_table`, `wrappers`, `slot_functions`, `update` | special methods ↔ slots |
//! | `mro`, `layout` | the order of bases, and which of them decides the layout |
//! | `getset`, `methods`, `attr`, `call` | `type` as a Python type |

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::decref;

pub mod attr;
#[cfg(Py_GIL_DISABLED)]
#[path = "cache_ft.rs"]
mod cache;
#[cfg(not(Py_GIL_DISABLED))]
#[path = "cache_gil.rs"]
mod cache;
pub mod call;
#[path = "getset.rs"]
pub mod getset;
pub mod instance;
mod instance_getsets;
pub mod layout;
#[cfg(Py_GIL_DISABLED)]
#[path = "lock_ft.rs"]
pub mod lock;
#[cfg(not(Py_GIL_DISABLED))]
#[path = "lock_gil.rs"]
pub mod lock;
pub mod lookup;
pub mod methods;
pub mod mro;
mod new;
pub mod new_wrapper;
pub mod ready;
pub mod slot_functions;
pub mod slot_table;
pub mod spec;
pub mod special;
pub mod storage;
mod update;
pub mod watchers;
mod wrappers;

/// Whether `sub` is `base` or derives from it.
///
/// # Safety
/// Both point to live types.
#[inline(always)]
pub unsafe fn is_subtype(sub: *mut PyTypeObject, base: *mut PyTypeObject) -> bool {
    // SAFETY: live types.
    sub == base || unsafe { lookup::is_subtype_slow(sub, base) }
}

/// A new, zeroed instance of `cls` through its `tp_alloc`.
pub fn alloc<'py>(py: Attached<'py>, cls: Borrowed<'_, 'py, PyTypeObject>) -> PyResult<Ref<'py>> {
    // SAFETY: a ready type has tp_alloc; its result is a new reference or NULL with an exception.
    unsafe {
        let alloc = (*cls.as_ptr()).tp_alloc.unwrap_unchecked();
        Ref::from_owned_or_raised(py, alloc(cls.as_ptr(), 0))
    }
}

/// Sets MemoryError.
pub fn no_memory(_py: Attached<'_>) -> Raised {
    // SAFETY: the function sets the indicator.
    unsafe {
        decl::PyErr_NoMemory();
        Raised::assume()
    }
}

/// Whether the destructor of a class written in Python is at work above that of the type which knows the fields.
unsafe fn from_subtype(ty: *mut PyTypeObject) -> bool {
    // SAFETY: a live type.
    unsafe { (*ty).tp_dealloc.is_some_and(|f| f as usize == instance::subtype_dealloc as *const () as usize) }
}

/// The first half of a destructor: untracks the object and runs its finaliser. `false` means that the object lives again
/// and must be left alone.
///
/// # Safety
/// Called by `tp_dealloc` on an object whose last reference is gone.
pub unsafe fn begin_dealloc(ob: *mut PyObject) -> bool {
    // SAFETY: the object is intact until its memory is freed.
    unsafe {
        let ty = (*ob).ob_type;
        // The destructor of a Python class has run the finaliser already.
        if (*ty).tp_finalize.is_some() && !from_subtype(ty) && decl::PyObject_CallFinalizerFromDealloc(ob) < 0
        {
            return false;
        }
        if storage::has(ty, Py_TPFLAGS_HAVE_GC) {
            decl::PyObject_GC_UnTrack(ob.cast());
        }
        true
    }
}

/// The second half of a destructor: frees the memory, and gives back a heap type's reference. For classes written in Python above a
/// static type, their own destructor does the latter.
///
/// # Safety
/// The contents of `ob`, an instance of `ty`, are gone; it is not used afterwards.
pub unsafe fn end_dealloc(ob: *mut PyObject, ty: *mut PyTypeObject) {
    // SAFETY: a ready type has tp_free; instances of heap types own a reference to their type.
    unsafe {
        ((*ty).tp_free.unwrap_unchecked())(ob.cast());
        if storage::has(ty, Py_TPFLAGS_HEAPTYPE) {
            let mut owner = ty;
            while from_subtype(owner) {
                owner = (*owner).tp_base;
            }
            if storage::has(owner, Py_TPFLAGS_HEAPTYPE) {
                decref(ty.cast());
            }
        }
    }
}

/// # Safety
/// Slot function: the last reference to a heap type is gone.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: only heap types are ever freed; each field is given back once.
    unsafe {
        let ty: *mut PyTypeObject = ob.cast();
        let py = Attached::assume();
        debug_assert!(storage::has(ty, Py_TPFLAGS_HEAPTYPE));
        decl::PyObject_GC_UnTrack(ob.cast());
        ready::remove_from_bases(py, ty, (*ty).tp_bases);
        lookup::modified(py, ty);
        if !(*ty).tp_weaklist.is_null() {
            decl::PyObject_ClearWeakRefs(ob);
        }
        let heap: *mut PyHeapTypeObject = ob.cast();
        let meta = (*ob).ob_type;
        for field in [
            &raw mut (*ty).tp_base as *mut *mut PyObject,
            &raw mut (*ty).tp_dict,
            &raw mut (*ty).tp_bases,
            &raw mut (*ty).tp_mro,
            &raw mut (*ty).tp_cache,
            &raw mut (*heap).ht_name,
            &raw mut (*heap).ht_slots,
            &raw mut (*heap).ht_qualname,
            &raw mut (*heap).ht_module,
        ] {
            let old = std::mem::replace(&mut *field, std::ptr::null_mut());
            if !old.is_null() {
                decref(old);
            }
        }
        storage::free_subclasses(ty);
        new::free_strings(ty);
        end_dealloc(ob, meta);
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract; only heap types are tracked.
    unsafe {
        let ty: *mut PyTypeObject = ob.cast();
        if !storage::has(ty, Py_TPFLAGS_HEAPTYPE) {
            return 0;
        }
        let visitor = visit.unwrap_unchecked();
        for field in [
            (*ty).tp_dict,
            (*ty).tp_cache,
            (*ty).tp_mro,
            (*ty).tp_bases,
            (*ty).tp_base.cast(),
            (*ob.cast::<PyHeapTypeObject>()).ht_module,
        ] {
            if !field.is_null() {
                let stop = visitor(field, arg);
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
    // SAFETY: a live heap type in a dead cycle. Bases and the name stay: destructors of instances still need them.
    unsafe {
        let ty: *mut PyTypeObject = ob.cast();
        let py = Attached::assume();
        lookup::modified(py, ty);
        if !(*ty).tp_dict.is_null() {
            decl::PyDict_Clear((*ty).tp_dict);
        }
        let heap: *mut PyHeapTypeObject = ob.cast();
        for field in [&raw mut (*heap).ht_module, &raw mut (*ty).tp_mro] {
            let old = std::mem::replace(&mut *field, std::ptr::null_mut());
            if !old.is_null() {
                decref(old);
            }
        }
    }
    0
}

/// # Safety
/// Slot function.
unsafe extern "C" fn is_gc(ob: *mut PyObject) -> c_int {
    // SAFETY: a live type. Static types are not in the collector's memory.
    unsafe { storage::has(ob.cast(), Py_TPFLAGS_HEAPTYPE) as c_int }
}

builtin_type! {
    /// Python's `type`.
    #[unsafe(no_mangle)]
    pub static PyType_Type: PyHeapTypeObject = "type" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_TYPE_SUBCLASS | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_ITEMS_AT_END,
        doc: "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
        set: {
            tp_itemsize: size_of::<PyMemberDef>() as isize,
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
            tp_clear: Some(clear),
            tp_is_gc: Some(is_gc),
            tp_call: Some(call::type_call),
            tp_vectorcall: Some(call::type_vectorcall),
            tp_vectorcall_offset: std::mem::offset_of!(PyTypeObject, tp_vectorcall) as isize,
            tp_weaklistoffset: std::mem::offset_of!(PyTypeObject, tp_weaklist) as isize,
            tp_dictoffset: std::mem::offset_of!(PyTypeObject, tp_dict) as isize,
            tp_alloc: Some(decl::PyType_GenericAlloc),
            tp_free: Some(decl::PyObject_GC_Del),
        },
        slots: {
            tp_repr: methods::repr,
            tp_getattro: attr::getattro,
            tp_setattro: attr::setattro,
            tp_init: new::init,
            tp_new: new::new,
        },
        number: { nb_or: methods::or },
        methods: [
            method!(noargs "mro", mro::method, "mro($self, /)\n--\n\nReturn a type's method resolution order."),
            method!(noargs "__subclasses__", methods::subclasses, "__subclasses__($self, /)\n--\n\nReturn a list of immediate subclasses."),
            method!(class_keywords "__prepare__", methods::prepare, "__prepare__($cls, name, bases, /, **kwds)\n--\n\nCreate the namespace for the class statement"),
            method!(o "__instancecheck__", methods::instancecheck, "__instancecheck__($self, instance, /)\n--\n\nCheck if an object is an instance."),
            method!(o "__subclasscheck__", methods::subclasscheck, "__subclasscheck__($self, subclass, /)\n--\n\nCheck if a class is a subclass."),
            method!(noargs "__dir__", methods::dir, "__dir__($self, /)\n--\n\nSpecialized __dir__ implementation for types."),
            method!(noargs "__sizeof__", methods::sizeof, "__sizeof__($self, /)\n--\n\nReturn memory consumption of the type object."),
        ],
        getset: [
            getset!("__name__", getset::name, getset::set_name, ""),
            getset!("__qualname__", getset::qualname, getset::set_qualname, ""),
            getset!("__bases__", getset::bases, getset::set_bases, ""),
            getset!("__mro__", getset::get_mro, ""),
            getset!("__module__", getset::module, getset::set_module, ""),
            getset!("__abstractmethods__", getset::abstractmethods, getset::set_abstractmethods, ""),
            getset!("__dict__", getset::dict, ""),
            getset!("__doc__", getset::doc, getset::set_doc, ""),
            getset!("__text_signature__", getset::text_signature, ""),
            getset!("__annotations__", getset::annotations, getset::set_annotations, ""),
            getset!("__type_params__", getset::type_params, getset::set_type_params, ""),
        ],
        members: [
            member!("__basicsize__", Py_T_PYSSIZET, std::mem::offset_of!(PyTypeObject, tp_basicsize), Py_READONLY, ""),
            member!("__itemsize__", Py_T_PYSSIZET, std::mem::offset_of!(PyTypeObject, tp_itemsize), Py_READONLY, ""),
            member!("__flags__", Py_T_ULONG, std::mem::offset_of!(PyTypeObject, tp_flags), Py_READONLY, ""),
            member!("__weakrefoffset__", Py_T_PYSSIZET, std::mem::offset_of!(PyTypeObject, tp_weaklistoffset), Py_READONLY, ""),
            member!("__base__", _Py_T_OBJECT, std::mem::offset_of!(PyTypeObject, tp_base), Py_READONLY, ""),
            member!("__dictoffset__", Py_T_PYSSIZET, std::mem::offset_of!(PyTypeObject, tp_dictoffset), Py_READONLY, ""),
        ],
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyType_Type]
}
