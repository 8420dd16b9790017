//! `PyType_Ready`: fills in what a type inherits and makes its dict.

use std::ffi::{CStr, c_char, c_ulong};

use mortise_abi::*;

use super::{lock, mro, slot_table, storage};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::{incref, make_immortal};
use crate::objects::{Dict, Type};
use crate::{intern, raise};

/// Readies a type that may not be ready yet.
pub fn ensure_ready<'py>(py: Attached<'py>, ty: &Ref<'py, Type>) -> PyResult<()> {
    if ty.has_feature(Py_TPFLAGS_READY) {
        return Ok(());
    }
    // SAFETY: a live type.
    unsafe { ready(py, ty.as_ptr()) }
}

/// `PyType_Ready`
///
/// # Safety
/// `ty` points to a type object that lives as long as it is used: a static one, or a heap type with a count.
pub unsafe fn ready(py: Attached<'_>, ty: *mut PyTypeObject) -> PyResult<()> {
    // SAFETY: by contract.
    unsafe {
        // A look at the attributes of a type that is being readied must not start over.
        if storage::has(ty, Py_TPFLAGS_READY) || storage::has(ty, Py_TPFLAGS_READYING) {
            return Ok(());
        }
        lock::with(py, || {
            if storage::has(ty, Py_TPFLAGS_READY) {
                return Ok(());
            }
            storage::add_flags(ty, Py_TPFLAGS_READYING);
            let result = ready_locked(py, ty);
            storage::clear_flags(ty, Py_TPFLAGS_READYING);
            result
        })
    }
}

unsafe fn name(ty: *mut PyTypeObject) -> String {
    // SAFETY: tp_name is not NULL (checked first).
    unsafe { CStr::from_ptr((*ty).tp_name).to_string_lossy().into_owned() }
}

/// # Safety
/// As [`ready`], with the type lock held.
unsafe fn ready_locked<'py>(py: Attached<'py>, ty: *mut PyTypeObject) -> PyResult<()> {
    // SAFETY: as the contract of `ready`.
    unsafe {
        if (*ty).tp_name.is_null() {
            return Err(raise!(py, SystemError, "Type does not define the tp_name field."));
        }
        let heap = storage::has(ty, Py_TPFLAGS_HEAPTYPE);
        if storage::has(ty, Py_TPFLAGS_HAVE_GC) && (*ty).tp_traverse.is_none() && (*ty).tp_base.is_null() {
            return Err(raise!(
                py,
                SystemError,
                "type {} has the Py_TPFLAGS_HAVE_GC flag but has no traverse function",
                name(ty)
            ));
        }
        if !heap {
            storage::add_flags(ty, Py_TPFLAGS_IMMUTABLETYPE);
            make_immortal(ty.cast());
        }
        let object = &raw mut decl::PyBaseObject_Type;
        if (*ty).tp_base.is_null() && ty != object {
            (*ty).tp_base = object;
            if heap {
                incref(object.cast());
            }
        }
        let base = (*ty).tp_base;
        if !base.is_null() {
            ready(py, base)?;
            if !heap && storage::has(base, Py_TPFLAGS_HEAPTYPE) {
                // A static type may only derive from types that are never freed.
                incref(base.cast());
            }
            if (*ty).ob_base.ob_base.ob_type.is_null() {
                (*ty).ob_base.ob_base.ob_type = (*base).ob_base.ob_base.ob_type;
            }
        }
        if (*ty).ob_base.ob_base.ob_type.is_null() {
            (*ty).ob_base.ob_base.ob_type = &raw mut decl::PyType_Type;
        }
        if (*ty).tp_dict.is_null() {
            (*ty).tp_dict = py.dict()?.into_object_ptr();
        }
        if (*ty).tp_bases.is_null() {
            let bases = if base.is_null() {
                py.tuple([])?
            } else {
                py.tuple([Borrowed::from_ptr(py, base.cast::<PyObject>()).to_owned()])?
            };
            (*ty).tp_bases = bases.into_object_ptr();
        }
        let cls: Ref<'py, Type> = Borrowed::from_ptr(py, ty).to_owned();
        let bases = cls.bases().expect("set above");
        for item in bases.items() {
            let Some(b) = item.cast::<Type>() else {
                return Err(raise!(py, TypeError, "bases must be types"));
            };
            ensure_ready(py, b)?;
            if !heap && storage::has(b.as_ptr(), Py_TPFLAGS_HEAPTYPE) {
                return Err(raise!(
                    py,
                    TypeError,
                    "type '{}' is not dynamically allocated but its base type '{}' is dynamically allocated",
                    name(ty),
                    b.full_name()
                ));
            }
        }
        if (*ty).tp_mro.is_null() || !heap {
            mro::compute(py, &cls)?;
        }
        set_new(py, ty, base)?;
        let dict = cls.dict().expect("set above");
        fill_dict(py, &cls, &dict)?;
        inherit(py, &cls)?;
        preheader(py, ty)?;
        set_hash(py, ty, &dict)?;
        add_to_bases(py, &cls);
        if (*ty).tp_finalize.is_some() || (*ty).tp_del.is_some() {
            storage::add_flags(ty, Py_TPFLAGS_HAVE_FINALIZE);
        }
        storage::add_flags(ty, Py_TPFLAGS_READY);
        Ok(())
    }
}

unsafe fn set_new(py: Attached<'_>, ty: *mut PyTypeObject, base: *mut PyTypeObject) -> PyResult<()> {
    // SAFETY: a type that is being readied, and its ready base.
    unsafe {
        let object = &raw mut decl::PyBaseObject_Type;
        if (*ty).tp_new.is_none() && base == object && !storage::has(ty, Py_TPFLAGS_HEAPTYPE) {
            storage::add_flags(ty, Py_TPFLAGS_DISALLOW_INSTANTIATION);
        }
        if storage::has(ty, Py_TPFLAGS_DISALLOW_INSTANTIATION) {
            (*ty).tp_new = None;
        } else if (*ty).tp_new.is_some() {
            super::new_wrapper::add(py, ty)?;
        } else if !base.is_null() {
            (*ty).tp_new = (*base).tp_new;
        }
        Ok(())
    }
}

/// Sets `dict[name] = value` unless the name is there.
fn set_default<'py>(dict: &Ref<'py, Dict>, name: &Ref<'py>, value: &Ref<'py>) -> PyResult<()> {
    let mut out = std::ptr::null_mut();
    // SAFETY: live objects; no result wanted.
    unsafe {
        let status =
            decl::PyDict_SetDefaultRef(dict.as_object_ptr(), name.as_ptr(), value.as_ptr(), &raw mut out);
        if status < 0 {
            return Err(Raised::assume());
        }
        drop(Ref::from_owned_or_null(dict.py(), out));
    }
    Ok(())
}

fn fill_dict<'py>(py: Attached<'py>, cls: &Ref<'py, Type>, dict: &Ref<'py, Dict>) -> PyResult<()> {
    let ty = cls.as_ptr();
    slot_table::add_wrappers(py, cls, dict)?;
    // SAFETY: the tables of a type end with an entry without a name, and live as long as the type.
    unsafe {
        let mut method = (*ty).tp_methods;
        while !method.is_null() && !(*method).ml_name.is_null() {
            let descriptor = crate::objects::descriptors::for_method(py, ty, method)?;
            let name = c_name(py, (*method).ml_name)?;
            if (*method).ml_flags & METH_COEXIST != 0 {
                dict.set(&name, &descriptor)?;
            } else {
                set_default(dict, &name, &descriptor)?;
            }
            method = method.add(1);
        }
        let mut member = (*ty).tp_members;
        while !member.is_null() && !(*member).name.is_null() {
            let descriptor = adopt(py, decl::PyDescr_NewMember(ty, member))?;
            set_default(dict, &c_name(py, (*member).name)?, &descriptor)?;
            member = member.add(1);
        }
        let mut getset = (*ty).tp_getset;
        while !getset.is_null() && !(*getset).name.is_null() {
            let descriptor = adopt(py, decl::PyDescr_NewGetSet(ty, getset))?;
            set_default(dict, &c_name(py, (*getset).name)?, &descriptor)?;
            getset = getset.add(1);
        }
        let name = intern!(py, "__doc__");
        if dict.get(name)?.is_none() {
            let doc = if (*ty).tp_doc.is_null() {
                py.none()
            } else {
                let text = CStr::from_ptr((*ty).tp_doc).to_string_lossy();
                let short = self::name(ty).rsplit('.').next().unwrap_or_default().to_string();
                py.str(crate::objects::descriptors::doc::text(&short, &text))?.into_any()
            };
            dict.set(name, &doc)?;
        }
    }
    Ok(())
}

/// # Safety
/// `name` is a C string.
unsafe fn c_name<'py>(py: Attached<'py>, name: *const c_char) -> PyResult<Ref<'py>> {
    // SAFETY: by contract.
    Ok(py.interned(&unsafe { CStr::from_ptr(name) }.to_string_lossy())?.into_any())
}

/// # Safety
/// A new reference or NULL with an exception set.
unsafe fn adopt<'py>(py: Attached<'py>, ob: *mut PyObject) -> PyResult<Ref<'py>> {
    // SAFETY: by contract.
    unsafe { Ref::from_owned_or_raised(py, ob) }
}

const FAST_SUBCLASS: c_ulong = Py_TPFLAGS_LONG_SUBCLASS
    | Py_TPFLAGS_LIST_SUBCLASS
    | Py_TPFLAGS_TUPLE_SUBCLASS
    | Py_TPFLAGS_BYTES_SUBCLASS
    | Py_TPFLAGS_UNICODE_SUBCLASS
    | Py_TPFLAGS_DICT_SUBCLASS
    | Py_TPFLAGS_BASE_EXC_SUBCLASS
    | Py_TPFLAGS_TYPE_SUBCLASS;

/// The fast-subclass bit of a built-in type, which its declaration need not mention.
fn own_subclass_flag(ty: *mut PyTypeObject) -> c_ulong {
    macro_rules! is {
        ($T:ident) => {
            ty == &raw mut decl::$T
        };
    }
    if is!(PyLong_Type) {
        Py_TPFLAGS_LONG_SUBCLASS
    } else if is!(PyList_Type) {
        Py_TPFLAGS_LIST_SUBCLASS
    } else if is!(PyTuple_Type) {
        Py_TPFLAGS_TUPLE_SUBCLASS
    } else if is!(PyBytes_Type) {
        Py_TPFLAGS_BYTES_SUBCLASS
    } else if is!(PyUnicode_Type) {
        Py_TPFLAGS_UNICODE_SUBCLASS
    } else if is!(PyDict_Type) {
        Py_TPFLAGS_DICT_SUBCLASS
    } else if is!(PyType_Type) {
        Py_TPFLAGS_TYPE_SUBCLASS
    } else {
        0
    }
}

fn inherit<'py>(_py: Attached<'py>, cls: &Ref<'py, Type>) -> PyResult<()> {
    let ty = cls.as_ptr();
    // SAFETY: a type that is being readied; its bases are ready.
    unsafe {
        storage::add_flags(ty, own_subclass_flag(ty));
        let base = (*ty).tp_base;
        if base.is_null() {
            return Ok(());
        }
        special(ty, base);
        let mro = cls.mro_tuple().expect("computed before");
        for i in 1..mro.len() {
            if let Some(class) = mro.item(i).cast::<Type>() {
                slots(ty, class.as_ptr());
                let collection = Py_TPFLAGS_SEQUENCE | Py_TPFLAGS_MAPPING;
                if storage::flags(ty) & collection == 0 {
                    storage::add_flags(ty, storage::flags(class.as_ptr()) as c_ulong & collection);
                }
            }
        }
        if (*ty).tp_as_async.is_null() {
            (*ty).tp_as_async = (*base).tp_as_async;
        }
        if (*ty).tp_as_sequence.is_null() {
            (*ty).tp_as_sequence = (*base).tp_as_sequence;
        }
        if (*ty).tp_as_mapping.is_null() {
            (*ty).tp_as_mapping = (*base).tp_as_mapping;
        }
        if (*ty).tp_as_number.is_null() {
            (*ty).tp_as_number = (*base).tp_as_number;
        }
        if (*ty).tp_as_buffer.is_null() {
            (*ty).tp_as_buffer = (*base).tp_as_buffer;
        }
    }
    Ok(())
}

/// What is inherited from the one base that decides the layout.
unsafe fn special(ty: *mut PyTypeObject, base: *mut PyTypeObject) {
    // SAFETY: as in `inherit`.
    unsafe {
        if !storage::has(ty, Py_TPFLAGS_HAVE_GC)
            && storage::has(base, Py_TPFLAGS_HAVE_GC)
            && (*ty).tp_traverse.is_none()
            && (*ty).tp_clear.is_none()
        {
            storage::add_flags(ty, Py_TPFLAGS_HAVE_GC);
            (*ty).tp_traverse = (*base).tp_traverse;
            (*ty).tp_clear = (*base).tp_clear;
        }
        storage::add_flags(ty, storage::flags(base) as c_ulong & Py_TPFLAGS_PREHEADER);
        if (*ty).tp_basicsize == 0 {
            (*ty).tp_basicsize = (*base).tp_basicsize;
        }
        if (*ty).tp_itemsize == 0 {
            (*ty).tp_itemsize = (*base).tp_itemsize;
        }
        if (*ty).tp_weaklistoffset == 0 {
            (*ty).tp_weaklistoffset = (*base).tp_weaklistoffset;
        }
        if (*ty).tp_dictoffset == 0 {
            (*ty).tp_dictoffset = (*base).tp_dictoffset;
        }
        let inherited = FAST_SUBCLASS | _Py_TPFLAGS_MATCH_SELF | Py_TPFLAGS_ITEMS_AT_END;
        storage::add_flags(ty, storage::flags(base) as c_ulong & inherited);
    }
}

/// Whether the type's own dict has `__eq__` or `__hash__`.
unsafe fn overrides_hash(ty: *mut PyTypeObject) -> bool {
    // SAFETY: the dict was made before; str keys do not fail.
    unsafe {
        let dict = (*ty).tp_dict;
        decl::PyDict_ContainsString(dict, c"__eq__".as_ptr()) == 1
            || decl::PyDict_ContainsString(dict, c"__hash__".as_ptr()) == 1
    }
}

/// Whether two optional function pointers are one.
macro_rules! same {
    ($a:expr, $b:expr) => {
        $a.map(|f| f as usize) == $b.map(|f| f as usize)
    };
}

/// What is inherited, slot by slot, from each class of the order.
unsafe fn slots(ty: *mut PyTypeObject, base: *mut PyTypeObject) {
    // SAFETY: as in `inherit`; the tables that tp_as_* point to live as long as their types.
    unsafe {
        let parent = (*base).tp_base;
        // A slot counts for a class that sets it, not for one that merely inherited it: its own base comes later in the order.
        macro_rules! table {
            ($table:ident: $($slot:ident)*) => {
                if !(*ty).$table.is_null() && !(*base).$table.is_null() {
                    let (t, b) = ((*ty).$table, (*base).$table);
                    let p = if parent.is_null() { std::ptr::null_mut() } else { (*parent).$table };
                    if t != b {
                        $(if (*t).$slot.is_none() && (*b).$slot.is_some() && (p.is_null() || !same!((*b).$slot, (*p).$slot)) {
                            (*t).$slot = (*b).$slot;
                        })*
                    }
                }
            };
        }
        macro_rules! copy {
            ($($slot:ident)*) => { $(
                if (*ty).$slot.is_none() && (*base).$slot.is_some() && (parent.is_null() || !same!((*base).$slot, (*parent).$slot)) {
                    (*ty).$slot = (*base).$slot;
                }
            )* };
        }
        table!(tp_as_number: nb_add nb_subtract nb_multiply nb_remainder nb_divmod nb_power nb_negative nb_positive nb_absolute
            nb_bool nb_invert nb_lshift nb_rshift nb_and nb_xor nb_or nb_int nb_float nb_inplace_add nb_inplace_subtract
            nb_inplace_multiply nb_inplace_remainder nb_inplace_power nb_inplace_lshift nb_inplace_rshift nb_inplace_and
            nb_inplace_xor nb_inplace_or nb_floor_divide nb_true_divide nb_inplace_floor_divide nb_inplace_true_divide nb_index
            nb_matrix_multiply nb_inplace_matrix_multiply);
        table!(tp_as_async: am_await am_aiter am_anext am_send);
        table!(tp_as_sequence: sq_length sq_concat sq_repeat sq_item sq_ass_item sq_contains sq_inplace_concat sq_inplace_repeat);
        table!(tp_as_mapping: mp_length mp_subscript mp_ass_subscript);
        table!(tp_as_buffer: bf_getbuffer bf_releasebuffer);
        copy!(tp_dealloc);
        if (*ty).tp_getattr.is_none() && (*ty).tp_getattro.is_none() {
            (*ty).tp_getattr = (*base).tp_getattr;
            (*ty).tp_getattro = (*base).tp_getattro;
        }
        if (*ty).tp_setattr.is_none() && (*ty).tp_setattro.is_none() {
            (*ty).tp_setattr = (*base).tp_setattr;
            (*ty).tp_setattro = (*base).tp_setattro;
        }
        copy!(tp_repr);
        let had_call = (*ty).tp_call.is_some();
        if (*ty).tp_vectorcall_offset == 0 && (*base).tp_vectorcall_offset != 0 {
            (*ty).tp_vectorcall_offset = (*base).tp_vectorcall_offset;
        }
        if !had_call && storage::has(base, Py_TPFLAGS_HAVE_VECTORCALL) {
            storage::add_flags(ty, Py_TPFLAGS_HAVE_VECTORCALL);
        }
        copy!(tp_call tp_str);
        if (*ty).tp_richcompare.is_none() && (*ty).tp_hash.is_none() && !overrides_hash(ty) {
            (*ty).tp_richcompare = (*base).tp_richcompare;
            (*ty).tp_hash = (*base).tp_hash;
        }
        copy!(tp_iter tp_iternext);
        let had_get = (*ty).tp_descr_get.is_some();
        copy!(tp_descr_get);
        if !had_get
            && (*ty).tp_descr_get.is_some()
            && storage::has(ty, Py_TPFLAGS_IMMUTABLETYPE)
            && storage::has(base, Py_TPFLAGS_METHOD_DESCRIPTOR)
        {
            storage::add_flags(ty, Py_TPFLAGS_METHOD_DESCRIPTOR);
        }
        copy!(tp_descr_set);
        copy!(tp_init tp_alloc tp_is_gc tp_finalize);
        let gc = |t| storage::has(t, Py_TPFLAGS_HAVE_GC);
        if gc(ty) == gc(base) {
            copy!(tp_free);
        } else if gc(ty) && (*ty).tp_free.is_none() {
            (*ty).tp_free = Some(decl::PyObject_GC_Del);
        }
    }
}

unsafe fn preheader(py: Attached<'_>, ty: *mut PyTypeObject) -> PyResult<()> {
    // SAFETY: a type that is being readied.
    unsafe {
        let kinds = [
            (Py_TPFLAGS_MANAGED_DICT, "Py_TPFLAGS_MANAGED_DICT"),
            (Py_TPFLAGS_MANAGED_WEAKREF, "Py_TPFLAGS_MANAGED_WEAKREF"),
        ];
        for (flag, text) in kinds {
            if storage::has(ty, flag) && !storage::has(ty, Py_TPFLAGS_HAVE_GC) {
                return Err(raise!(
                    py,
                    SystemError,
                    "type {} has the {text} flag but not the Py_TPFLAGS_HAVE_GC flag",
                    name(ty)
                ));
            }
        }
        if storage::has(ty, Py_TPFLAGS_MANAGED_DICT) {
            if (*ty).tp_dictoffset > 0 || (*ty).tp_dictoffset < -1 {
                return Err(raise!(
                    py,
                    TypeError,
                    "type {} has the Py_TPFLAGS_MANAGED_DICT flag but tp_dictoffset is set to incompatible value",
                    name(ty)
                ));
            }
            (*ty).tp_dictoffset = -1;
        }
        if storage::has(ty, Py_TPFLAGS_MANAGED_WEAKREF) {
            let offset = super::instance::MANAGED_WEAKLIST_OFFSET;
            if (*ty).tp_weaklistoffset != 0 && (*ty).tp_weaklistoffset != offset {
                return Err(raise!(
                    py,
                    TypeError,
                    "type {} has the Py_TPFLAGS_MANAGED_WEAKREF flag but tp_weaklistoffset is set to incompatible value",
                    name(ty)
                ));
            }
            (*ty).tp_weaklistoffset = offset;
        }
        Ok(())
    }
}

unsafe fn set_hash<'py>(py: Attached<'py>, ty: *mut PyTypeObject, dict: &Ref<'py, Dict>) -> PyResult<()> {
    // SAFETY: a type that is being readied.
    unsafe {
        if (*ty).tp_hash.is_some() {
            return Ok(());
        }
        let name = intern!(py, "__hash__");
        if dict.get(name)?.is_none() {
            dict.set(name, &py.none())?;
            (*ty).tp_hash = Some(decl::PyObject_HashNotImplemented);
        }
        Ok(())
    }
}

/// Enters the type into its bases' lists of subclasses.
pub fn add_to_bases<'py>(py: Attached<'py>, cls: &Ref<'py, Type>) {
    let Some(bases) = cls.bases() else { return };
    lock::with(py, || {
        for base in bases.items() {
            if let Some(base) = base.cast::<Type>() {
                // SAFETY: the lock is held.
                let list = unsafe { storage::subclasses(base.as_ptr()) };
                if !list.contains(&cls.as_ptr()) {
                    list.push(cls.as_ptr());
                }
            }
        }
    });
}

/// Takes the type off the lists of `bases`.
///
/// # Safety
/// `bases` is NULL or a tuple of types.
pub unsafe fn remove_from_bases(py: Attached<'_>, ty: *mut PyTypeObject, bases: *mut PyObject) {
    if bases.is_null() {
        return;
    }
    // SAFETY: a tuple of live types; the lock is held.
    lock::with(py, || unsafe {
        let bases = bases.cast::<PyTupleObject>();
        for i in 0..(*bases).ob_base.ob_size as usize {
            let base = *(&raw const (*bases).ob_item).cast::<*mut PyTypeObject>().add(i);
            storage::subclasses(base).retain(|&s| s != ty);
        }
    });
}
