//! Heap types made by C code from a `PyType_Spec`.
#![allow(non_upper_case_globals)]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::mem::offset_of;

use mortise_abi::*;

use super::{instance, layout, new, ready, storage};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Tuple, Type};
use crate::{intern, raise};

/// Where the value of each slot number goes in a heap type.
static PLACES: [(c_int, usize); 81] = [
    (1, offset_of!(PyHeapTypeObject, as_buffer) + offset_of!(PyBufferProcs, bf_getbuffer)),
    (2, offset_of!(PyHeapTypeObject, as_buffer) + offset_of!(PyBufferProcs, bf_releasebuffer)),
    (3, offset_of!(PyHeapTypeObject, as_mapping) + offset_of!(PyMappingMethods, mp_ass_subscript)),
    (4, offset_of!(PyHeapTypeObject, as_mapping) + offset_of!(PyMappingMethods, mp_length)),
    (5, offset_of!(PyHeapTypeObject, as_mapping) + offset_of!(PyMappingMethods, mp_subscript)),
    (6, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_absolute)),
    (7, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_add)),
    (8, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_and)),
    (9, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_bool)),
    (10, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_divmod)),
    (11, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_float)),
    (12, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_floor_divide)),
    (13, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_index)),
    (14, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_add)),
    (15, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_and)),
    (16, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_floor_divide)),
    (17, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_lshift)),
    (18, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_multiply)),
    (19, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_or)),
    (20, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_power)),
    (21, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_remainder)),
    (22, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_rshift)),
    (23, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_subtract)),
    (24, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_true_divide)),
    (25, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_xor)),
    (26, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_int)),
    (27, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_invert)),
    (28, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_lshift)),
    (29, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_multiply)),
    (30, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_negative)),
    (31, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_or)),
    (32, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_positive)),
    (33, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_power)),
    (34, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_remainder)),
    (35, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_rshift)),
    (36, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_subtract)),
    (37, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_true_divide)),
    (38, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_xor)),
    (39, offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_ass_item)),
    (40, offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_concat)),
    (41, offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_contains)),
    (42, offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_inplace_concat)),
    (43, offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_inplace_repeat)),
    (44, offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_item)),
    (45, offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_length)),
    (46, offset_of!(PyHeapTypeObject, as_sequence) + offset_of!(PySequenceMethods, sq_repeat)),
    (47, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_alloc)),
    (48, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_base)),
    (49, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_bases)),
    (50, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_call)),
    (51, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_clear)),
    (52, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_dealloc)),
    (53, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_del)),
    (54, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_descr_get)),
    (55, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_descr_set)),
    (56, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_doc)),
    (57, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_getattr)),
    (58, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_getattro)),
    (59, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_hash)),
    (60, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_init)),
    (61, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_is_gc)),
    (62, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_iter)),
    (63, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_iternext)),
    (64, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_methods)),
    (65, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_new)),
    (66, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_repr)),
    (67, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_richcompare)),
    (68, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_setattr)),
    (69, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_setattro)),
    (70, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_str)),
    (71, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_traverse)),
    (72, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_members)),
    (73, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_getset)),
    (74, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_free)),
    (75, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_matrix_multiply)),
    (76, offset_of!(PyHeapTypeObject, as_number) + offset_of!(PyNumberMethods, nb_inplace_matrix_multiply)),
    (77, offset_of!(PyHeapTypeObject, as_async) + offset_of!(PyAsyncMethods, am_await)),
    (78, offset_of!(PyHeapTypeObject, as_async) + offset_of!(PyAsyncMethods, am_aiter)),
    (79, offset_of!(PyHeapTypeObject, as_async) + offset_of!(PyAsyncMethods, am_anext)),
    (80, offset_of!(PyHeapTypeObject, ht_type) + offset_of!(PyTypeObject, tp_finalize)),
    (81, offset_of!(PyHeapTypeObject, as_async) + offset_of!(PyAsyncMethods, am_send)),
];

/// The place of a slot in a heap type.
fn offset_of_slot(slot: c_int) -> Option<usize> {
    PLACES.binary_search_by_key(&slot, |p| p.0).ok().map(|i| PLACES[i].1)
}

/// The place of a slot number in a type, for `PyType_GetSlot`: NULL when the type has not the table, `None` for a bad number.
///
/// # Safety
/// `ty` points to a live type.
pub unsafe fn slot_place(ty: *mut PyTypeObject, slot: c_int) -> Option<*mut *mut c_void> {
    let offset = offset_of_slot(slot)?;
    // SAFETY: by contract; the offset is that of a field in a heap type.
    Some(unsafe { super::slot_table::place(ty, offset as c_int) })
}

/// What the members of a spec say about the layout.
#[derive(Default)]
struct Offsets {
    dict: isize,
    weaklist: isize,
    vectorcall: isize,
}

fn align(size: isize) -> isize {
    (size + 15) & !15
}

/// `PyType_FromMetaclass`
///
/// # Safety
/// `spec` and its tables are as C wants them; the other pointers are NULL or live objects.
pub unsafe fn from_metaclass<'py>(
    py: Attached<'py>,
    metaclass: *mut PyTypeObject,
    module: *mut PyObject,
    spec: *mut PyType_Spec,
    bases_in: *mut PyObject,
) -> PyResult<Ref<'py, Type>> {
    // SAFETY: by contract.
    unsafe {
        if spec.is_null() || (*spec).name.is_null() {
            return Err(raise!(py, SystemError, "Type spec does not define the name field."));
        }
        let full_name = CStr::from_ptr((*spec).name).to_string_lossy().into_owned();
        // First pass: what decides the layout.
        let mut offsets = Offsets::default();
        let mut member_count = 0usize;
        let mut spec_base: *mut PyTypeObject = std::ptr::null_mut();
        let mut spec_bases: *mut PyObject = std::ptr::null_mut();
        let mut doc: *const c_char = std::ptr::null();
        let mut has_new = false;
        let mut has_members = false;
        let mut slot = (*spec).slots;
        while !slot.is_null() && (*slot).slot != 0 {
            let value = (*slot).pfunc;
            match (*slot).slot {
                Py_tp_members => {
                    if has_members {
                        return Err(raise!(
                            py,
                            SystemError,
                            "Multiple Py_tp_members slots are not supported."
                        ));
                    }
                    has_members = true;
                    let mut member: *const PyMemberDef = value.cast();
                    while !(*member).name.is_null() {
                        member_count += 1;
                        let text = CStr::from_ptr((*member).name).to_bytes();
                        let special = match text {
                            b"__weaklistoffset__" => Some(&mut offsets.weaklist),
                            b"__dictoffset__" => Some(&mut offsets.dict),
                            b"__vectorcalloffset__" => Some(&mut offsets.vectorcall),
                            _ => None,
                        };
                        if let Some(place) = special {
                            *place = (*member).offset;
                            if (*member).flags & Py_RELATIVE_OFFSET != 0 && (*spec).basicsize > 0 {
                                return Err(raise!(
                                    py,
                                    SystemError,
                                    "With Py_RELATIVE_OFFSET, basicsize must be negative."
                                ));
                            }
                        } else if (*member).flags & Py_RELATIVE_OFFSET != 0 {
                            if (*spec).basicsize > 0 {
                                return Err(raise!(
                                    py,
                                    SystemError,
                                    "With Py_RELATIVE_OFFSET, basicsize must be negative."
                                ));
                            }
                            if (*member).offset < 0 || (*member).offset >= -((*spec).basicsize as isize) {
                                return Err(raise!(
                                    py,
                                    SystemError,
                                    "Member offset out of range (0..-basicsize)"
                                ));
                            }
                        }
                        member = member.add(1);
                    }
                }
                Py_tp_base => spec_base = value.cast(),
                Py_tp_bases => spec_bases = value.cast(),
                Py_tp_doc => doc = value.cast_const().cast(),
                Py_tp_new => has_new = true,
                number if offset_of_slot(number).is_none() => {
                    return Err(raise!(py, RuntimeError, "invalid slot offset"));
                }
                _ => {}
            }
            slot = slot.add(1);
        }

        // Bases.
        let bases: Ref<'py, Tuple> = if !bases_in.is_null() {
            let given: Borrowed<'_, 'py> = Borrowed::from_ptr(py, bases_in);
            match given.cast::<Tuple>() {
                Some(tuple) => tuple.clone(),
                None => py.tuple([given.to_owned()])?,
            }
        } else if !spec_bases.is_null() {
            let given: Borrowed<'_, 'py> = Borrowed::from_ptr(py, spec_bases);
            match given.cast::<Tuple>() {
                Some(tuple) => tuple.clone(),
                None => return Err(raise!(py, SystemError, "Py_tp_bases is not a tuple")),
            }
        } else {
            let base = if spec_base.is_null() { &raw mut decl::PyBaseObject_Type } else { spec_base };
            py.tuple([Borrowed::from_ptr(py, base.cast::<PyObject>()).to_owned()])?
        };

        // Metaclass.
        let asked = if metaclass.is_null() { &raw mut decl::PyType_Type } else { metaclass };
        let asked: Borrowed<'_, 'py, Type> = Borrowed::from_ptr(py, asked);
        let meta = layout::metaclass(py, &asked, &bases)?;
        if !meta.is_subtype_of_static(&raw mut decl::PyType_Type) {
            return Err(raise!(
                py,
                TypeError,
                "Metaclass '{}' is not a subclass of 'type'.",
                meta.repr()?.to_string_lossy()
            ));
        }
        let type_new = (*(&raw mut decl::PyType_Type)).tp_new.map(|f| f as usize);
        let meta_new = (*meta.as_ptr()).tp_new;
        if meta_new.is_some() && meta_new.map(|f| f as usize) != type_new {
            if !metaclass.is_null() {
                return Err(raise!(py, TypeError, "Metaclasses with custom tp_new are not supported."));
            }
            let text = c"Type uses PyType_Spec with a metaclass that has custom tp_new. This is deprecated and will no longer be allowed in Python 3.14.";
            if decl::PyErr_WarnEx(
                crate::objects::exceptions::classes::DeprecationWarning().cast(),
                text.as_ptr(),
                1,
            ) < 0
            {
                return Err(crate::err::Raised::assume());
            }
        }

        // Sizes.
        let base = layout::best_base(py, &bases)?;
        let base_size = (*base.as_ptr()).tp_basicsize;
        let mut basicsize = (*spec).basicsize as isize;
        let itemsize = (*spec).itemsize as isize;
        let mut data_offset = 0;
        if basicsize == 0 {
            basicsize = base_size;
        } else if basicsize > 0 && basicsize < base_size {
            return Err(raise!(
                py,
                TypeError,
                "tp_basicsize for type '{}' ({basicsize}) is too small for base '{}' ({base_size})",
                std::ffi::CStr::from_ptr((*spec).name).to_string_lossy(),
                base.full_name()
            ));
        } else if basicsize < 0 {
            data_offset = align(base_size);
            let items = (*base.as_ptr()).tp_itemsize;
            if (items != 0 || itemsize != 0)
                && !base.has_feature(Py_TPFLAGS_ITEMS_AT_END)
                && (*spec).flags as u64 & Py_TPFLAGS_ITEMS_AT_END == 0
            {
                return Err(raise!(
                    py,
                    SystemError,
                    "Cannot extend variable-size class without Py_TPFLAGS_ITEMS_AT_END."
                ));
            }
            basicsize = data_offset + align(-basicsize);
        }

        // The object, with a copy of the members behind it.
        let alloc = (*meta.as_ptr()).tp_alloc.unwrap_unchecked();
        let raw: *mut PyTypeObject = alloc(meta.as_ptr(), member_count as isize).cast();
        let cls: Ref<'py, Type> = Ref::from_owned_or_raised(py, raw)?;
        let heap: *mut PyHeapTypeObject = raw.cast();
        (*raw).tp_flags = (*spec).flags as u64 | Py_TPFLAGS_HEAPTYPE;
        let short = full_name.rsplit('.').next().unwrap_or(&full_name);
        let name = py.str(short)?;
        (*heap).ht_name = name.clone().into_object_ptr();
        (*heap).ht_qualname = name.into_object_ptr();
        (*heap)._ht_tpname = CString::new(full_name.as_bytes()).unwrap_or_default().into_raw();
        (*raw).tp_name = (*heap)._ht_tpname;
        (*raw).tp_bases = bases.clone().into_object_ptr();
        (*raw).tp_base = base.clone().into_ptr();
        new::own_tables(raw);
        if !module.is_null() {
            (*heap).ht_module = Borrowed::<PyObject>::from_ptr(py, module).to_owned().into_ptr();
        }
        if !doc.is_null() {
            let text = CStr::from_ptr(doc).to_bytes_with_nul();
            let copy: *mut c_char = decl::PyObject_Malloc(text.len()).cast();
            if copy.is_null() {
                return Err(super::no_memory(py));
            }
            copy.copy_from_nonoverlapping(text.as_ptr().cast(), text.len());
            (*raw).tp_doc = copy;
        }
        (*raw).tp_basicsize = basicsize;
        (*raw).tp_itemsize = itemsize;

        // Second pass: the slots.
        let mut slot = (*spec).slots;
        while !slot.is_null() && (*slot).slot != 0 {
            let value = (*slot).pfunc;
            match (*slot).slot {
                Py_tp_base | Py_tp_bases | Py_tp_doc => {}
                Py_tp_members => {
                    let copy = new::members_of(raw);
                    copy.copy_from_nonoverlapping(value.cast(), member_count);
                    for i in 0..member_count {
                        let member = copy.add(i);
                        if (*member).flags & Py_RELATIVE_OFFSET != 0 {
                            (*member).flags &= !Py_RELATIVE_OFFSET;
                            (*member).offset += data_offset;
                            match CStr::from_ptr((*member).name).to_bytes() {
                                b"__weaklistoffset__" => offsets.weaklist = (*member).offset,
                                b"__dictoffset__" => offsets.dict = (*member).offset,
                                b"__vectorcalloffset__" => offsets.vectorcall = (*member).offset,
                                _ => {}
                            }
                        }
                    }
                    (*raw).tp_members = copy;
                }
                number => {
                    let offset = offset_of_slot(number).expect("checked in the first pass");
                    *raw.byte_add(offset).cast::<*mut c_void>() = value;
                }
            }
            slot = slot.add(1);
        }
        if (*raw).tp_dealloc.is_none() {
            // As for a class written in Python: it calls the base's destructor.
            (*raw).tp_dealloc = Some(instance::subtype_dealloc);
        }
        if offsets.vectorcall != 0 {
            (*raw).tp_vectorcall_offset = offsets.vectorcall;
        }
        if offsets.dict != 0 {
            (*raw).tp_dictoffset = offsets.dict;
        }
        if offsets.weaklist != 0 {
            (*raw).tp_weaklistoffset = offsets.weaklist;
        }
        if storage::has(raw, Py_TPFLAGS_DISALLOW_INSTANTIATION) && has_new {
            (*raw).tp_new = None;
        }
        ready::ready(py, raw)?;

        // `__module__` from the name, unless the dict has it already.
        let dict = cls.dict().expect("made by ready");
        let key = intern!(py, "__module__");
        if dict.get(key)?.is_none() {
            match full_name.rsplit_once('.') {
                Some((module, _)) => {
                    let module = py.interned(module)?;
                    dict.set(key, &module)?;
                }
                None => {
                    let text = CString::new(format!("builtin type {full_name} has no __module__ attribute"))
                        .unwrap_or_default();
                    if decl::PyErr_WarnEx(
                        crate::objects::exceptions::classes::DeprecationWarning().cast(),
                        text.as_ptr(),
                        1,
                    ) < 0
                    {
                        return Err(crate::err::Raised::assume());
                    }
                }
            }
        }
        Ok(cls)
    }
}
