//! `object.h`: references, attributes, comparison, and types.
#![allow(non_upper_case_globals)]

use std::ffi::{c_char, c_int, c_uint, c_ulong, c_void};

use mortise_abi::*;

use crate::boundary::enter;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::{self, decref, incref};
use crate::objects::protocol::{self, CompareOp, attr, compare, dir, text};
use crate::objects::type_::{self, storage};
use crate::objects::{Module, Str, Type};
use crate::raise;

/// # Safety
/// A live object.
unsafe fn b<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Borrowed<'a, 'py> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr(py, ob) }
}

/// # Safety
/// A live object or NULL.
unsafe fn bn<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Option<Borrowed<'a, 'py>> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr_or_null(py, ob) }
}

/// # Safety
/// A live type.
unsafe fn tb<'a, 'py>(py: Attached<'py>, ty: *mut PyTypeObject) -> Borrowed<'a, 'py, Type> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr(py, ty) }
}

/// # Safety
/// A C string.
unsafe fn c_name<'py>(py: Attached<'py>, name: *const c_char) -> PyResult<Ref<'py, Str>> {
    // SAFETY: by contract.
    unsafe { Ref::from_owned_or_raised(py, decl::PyUnicode_InternFromString(name).cast()) }
}

/// The size of a type's instances rounded up to the largest alignment, where added data starts.
fn align(size: isize) -> isize {
    (size + 15) & !15
}

unsafe fn type_module<'a, 'py>(
    py: Attached<'py>,
    ty: *mut PyTypeObject,
) -> PyResult<Borrowed<'a, 'py, Module>> {
    // SAFETY: a live type; a heap type is a PyHeapTypeObject.
    unsafe {
        if !storage::has(ty, Py_TPFLAGS_HEAPTYPE) {
            return Err(raise!(
                py,
                TypeError,
                "PyType_GetModule: Type '{}' is not a heap type",
                tb(py, ty).full_name()
            ));
        }
        Borrowed::from_ptr_or_null(py, (*ty.cast::<PyHeapTypeObject>()).ht_module.cast()).ok_or_else(|| {
            raise!(
                py,
                TypeError,
                "PyType_GetModule: Type '{}' has no associated module",
                tb(py, ty).full_name()
            )
        })
    }
}

unsafe fn module_by_def<'a, 'py>(
    py: Attached<'py>,
    ty: *mut PyTypeObject,
    def: *mut PyModuleDef,
) -> PyResult<Borrowed<'a, 'py, Module>> {
    // SAFETY: a live type, whose order is a tuple of types.
    unsafe {
        let mro = (*ty).tp_mro.cast::<PyTupleObject>();
        let count = if mro.is_null() { 0 } else { (*mro).ob_base.ob_size as usize };
        for i in 0..count {
            let class = *(&raw const (*mro).ob_item).cast::<*mut PyTypeObject>().add(i);
            if !storage::has(class, Py_TPFLAGS_HEAPTYPE) {
                continue;
            }
            let module = (*class.cast::<PyHeapTypeObject>()).ht_module;
            if !module.is_null()
                && type_::is_subtype((*module).ob_type, &raw mut decl::PyModule_Type)
                && decl::PyModule_GetDef(module) == def
            {
                return Ok(Borrowed::from_ptr(py, module.cast()));
            }
        }
        Err(raise!(
            py,
            TypeError,
            "PyType_GetModuleByDef: No superclass of '{}' has the given module",
            tb(py, ty).full_name()
        ))
    }
}

/// The object of a `Py_CONSTANT_*`; the ones that are made are kept for ever.
unsafe fn constant<'a, 'py>(py: Attached<'py>, id: c_uint) -> PyResult<Borrowed<'a, 'py>> {
    use std::sync::atomic::{AtomicPtr, Ordering};
    static MADE: [AtomicPtr<PyObject>; 5] = [const { AtomicPtr::new(std::ptr::null_mut()) }; 5];
    // SAFETY: static or immortal objects.
    unsafe {
        let fixed = match id {
            Py_CONSTANT_NONE => &raw mut decl::_Py_NoneStruct,
            Py_CONSTANT_FALSE => (&raw mut decl::_Py_FalseStruct).cast(),
            Py_CONSTANT_TRUE => (&raw mut decl::_Py_TrueStruct).cast(),
            Py_CONSTANT_ELLIPSIS => &raw mut decl::_Py_EllipsisObject,
            Py_CONSTANT_NOT_IMPLEMENTED => &raw mut decl::_Py_NotImplementedStruct,
            _ => std::ptr::null_mut(),
        };
        if !fixed.is_null() {
            return Ok(Borrowed::from_ptr(py, fixed));
        }
        let Some(place) = id.checked_sub(Py_CONSTANT_ZERO).and_then(|i| MADE.get(i as usize)) else {
            decl::PyErr_BadInternalCall();
            return Err(Raised::assume());
        };
        let known = place.load(Ordering::Acquire);
        if !known.is_null() {
            return Ok(Borrowed::from_ptr(py, known));
        }
        let made: Ref<'py> = match id {
            Py_CONSTANT_ZERO => py.int(0)?.into_any(),
            Py_CONSTANT_ONE => py.int(1)?.into_any(),
            Py_CONSTANT_EMPTY_STR => py.str("")?.into_any(),
            Py_CONSTANT_EMPTY_BYTES => py.bytes(b"")?.into_any(),
            _ => py.tuple([])?.into_any(),
        };
        let raw = made.into_ptr();
        refcount::make_immortal(raw);
        match place.compare_exchange(std::ptr::null_mut(), raw, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => Ok(Borrowed::from_ptr(py, raw)),
            Err(theirs) => Ok(Borrowed::from_ptr(py, theirs)),
        }
    }
}

/// `callable(ob)`; 0 for NULL.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyCallable_Check(ob: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { (!ob.is_null() && (*(*ob).ob_type).tp_call.is_some()) as c_int }
}

/// `repr(ob)`; `"<NULL>"` for NULL.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Repr(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_Repr", |py| match bn(py, ob) {
            Some(ob) => text::repr(&ob),
            None => py.str("<NULL>"),
        })
    }
}

/// `str(ob)`; `"<NULL>"` for NULL.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Str(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_Str", |py| match bn(py, ob) {
            Some(ob) => text::str(&ob),
            None => py.str("<NULL>"),
        })
    }
}

/// `ascii(ob)`; `"<NULL>"` for NULL.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_ASCII(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_ASCII", |py| match bn(py, ob) {
            Some(ob) => text::ascii(&ob),
            None => py.str("<NULL>"),
        })
    }
}

/// `bytes(ob)`, but ints are refused; `b"<NULL>"` for NULL.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Bytes(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_Bytes", |py| match bn(py, ob) {
            Some(ob) => text::bytes(&ob),
            None => py.bytes(b"<NULL>"),
        })
    }
}

/// `dir(ob)`; the names of the current frame for NULL.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Dir(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_Dir", |py| match bn(py, ob) {
            Some(ob) => Ok(dir::dir(&ob)?.into_any()),
            None => protocol::local_names(py),
        })
    }
}

/// `ob.name`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetAttr(ob: *mut PyObject, name: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { attr::get_raw(ob, name) }
}

/// `ob.name`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetAttrString(ob: *mut PyObject, name: *const c_char) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_GetAttrString", |py| {
            let name = c_name(py, name)?;
            b(py, ob).getattr(&name)
        })
    }
}

/// `ob.name`: 1 and a new reference in `out`; 0 and NULL without an exception when there is none.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetOptionalAttr(
    ob: *mut PyObject,
    name: *mut PyObject,
    out: *mut *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_GetOptionalAttr", |py| -> PyResult<bool> {
            *out = std::ptr::null_mut();
            let name = b(py, name);
            let name = attr::name_of(&name)?;
            match attr::get_opt(&b(py, ob), name)? {
                Some(value) => {
                    *out = value.into_ptr();
                    Ok(true)
                }
                None => Ok(false),
            }
        })
    }
}

/// As `PyObject_GetOptionalAttr` with a C string.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetOptionalAttrString(
    ob: *mut PyObject,
    name: *const c_char,
    out: *mut *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_GetOptionalAttrString", |py| -> PyResult<bool> {
            *out = std::ptr::null_mut();
            let name = c_name(py, name)?;
            match attr::get_opt(&b(py, ob), &name)? {
                Some(value) => {
                    *out = value.into_ptr();
                    Ok(true)
                }
                None => Ok(false),
            }
        })
    }
}

/// `ob.name = value`; NULL deletes.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_SetAttr(
    ob: *mut PyObject,
    name: *mut PyObject,
    value: *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_SetAttr", |py| -> PyResult<()> {
            attr::set(&b(py, ob), &b(py, name), bn(py, value).as_deref())
        })
    }
}

/// `ob.name = value`; NULL deletes.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_SetAttrString(
    ob: *mut PyObject,
    name: *const c_char,
    value: *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_SetAttrString", |py| -> PyResult<()> {
            let name = c_name(py, name)?;
            attr::set(&b(py, ob), &name, bn(py, value).as_deref())
        })
    }
}

/// `del ob.name`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_DelAttr(ob: *mut PyObject, name: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyObject_DelAttr", |py| -> PyResult<()> { attr::set(&b(py, ob), &b(py, name), None) }) }
}

/// `del ob.name`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_DelAttrString(ob: *mut PyObject, name: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_DelAttrString", |py| -> PyResult<()> {
            let name = c_name(py, name)?;
            attr::set(&b(py, ob), &name, None)
        })
    }
}

/// `hasattr(ob, name)`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_HasAttrWithError(ob: *mut PyObject, name: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_HasAttrWithError", |py| -> PyResult<bool> {
            let name = b(py, name);
            Ok(attr::get_opt(&b(py, ob), attr::name_of(&name)?)?.is_some())
        })
    }
}

/// `hasattr(ob, name)`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_HasAttrStringWithError(ob: *mut PyObject, name: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_HasAttrStringWithError", |py| -> PyResult<bool> {
            let name = c_name(py, name)?;
            Ok(attr::get_opt(&b(py, ob), &name)?.is_some())
        })
    }
}

/// `hasattr(ob, name)`; exceptions are reported as unraisable.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_HasAttr(ob: *mut PyObject, name: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let found = PyObject_HasAttrWithError(ob, name);
        if found < 0 {
            decl::PyErr_WriteUnraisable(ob);
            return 0;
        }
        found
    }
}

/// `hasattr(ob, name)`; exceptions are reported as unraisable.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_HasAttrString(ob: *mut PyObject, name: *const c_char) -> c_int {
    // SAFETY: by contract.
    unsafe {
        let found = PyObject_HasAttrStringWithError(ob, name);
        if found < 0 {
            decl::PyErr_WriteUnraisable(ob);
            return 0;
        }
        found
    }
}

/// `tp_getattro` of most types.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GenericGetAttr(ob: *mut PyObject, name: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyObject_GenericGetAttr", |py| attr::generic_get(&b(py, ob), &b(py, name))) }
}

/// `tp_setattro` of most types.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GenericSetAttr(
    ob: *mut PyObject,
    name: *mut PyObject,
    value: *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_GenericSetAttr", |py| -> PyResult<()> {
            attr::generic_set(&b(py, ob), &b(py, name), bn(py, value).as_deref(), None)
        })
    }
}

/// Getter for a `__dict__` in the instance.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GenericGetDict(ob: *mut PyObject, _context: *mut c_void) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyObject_GenericGetDict", |py| attr::generic_get_dict(&b(py, ob))) }
}

/// Setter for a `__dict__` in the instance.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GenericSetDict(
    ob: *mut PyObject,
    value: *mut PyObject,
    _context: *mut c_void,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_GenericSetDict", |py| -> PyResult<()> {
            attr::generic_set_dict(&b(py, ob), bn(py, value).as_deref())
        })
    }
}

/// `hash(ob)`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Hash(ob: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe { enter("PyObject_Hash", |py| -> PyResult<isize> { compare::hash(&b(py, ob)) }) }
}

/// `tp_hash` of unhashable types.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_HashNotImplemented(ob: *mut PyObject) -> isize {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_HashNotImplemented", |py| -> PyResult<isize> { Err(compare::unhashable(&b(py, ob))) })
    }
}

/// `bool(ob)`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_IsTrue(ob: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyObject_IsTrue", |py| -> PyResult<bool> { compare::is_true(&b(py, ob)) }) }
}

/// `not ob`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Not(ob: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyObject_Not", |py| -> PyResult<bool> { compare::is_true(&b(py, ob)).map(|t| !t) }) }
}

/// `a OP c`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_RichCompare(
    a: *mut PyObject,
    c: *mut PyObject,
    op: c_int,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if a.is_null() || c.is_null() {
            if decl::PyErr_Occurred().is_null() {
                decl::PyErr_BadInternalCall();
            }
            return std::ptr::null_mut();
        }
        enter("PyObject_RichCompare", |py| compare::rich(&b(py, a), &b(py, c), CompareOp::from_raw(op)))
    }
}

/// `bool(a OP c)`; identical objects are equal.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_RichCompareBool(a: *mut PyObject, c: *mut PyObject, op: c_int) -> c_int {
    // SAFETY: by contract.
    unsafe {
        if a.is_null() || c.is_null() {
            if decl::PyErr_Occurred().is_null() {
                decl::PyErr_BadInternalCall();
            }
            return -1;
        }
        enter("PyObject_RichCompareBool", |py| -> PyResult<bool> {
            compare::rich_bool(&b(py, a), &b(py, c), CompareOp::from_raw(op))
        })
    }
}

/// `tp_iter` of iterators: the object itself.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_SelfIter(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        incref(ob);
        ob
    }
}

/// 1 when the object's repr is being made already.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_ReprEnter(ob: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("Py_ReprEnter", |py| -> PyResult<bool> { text::repr_enter(&b(py, ob)) }) }
}

/// Ends what `Py_ReprEnter` began.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_ReprLeave(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        enter("Py_ReprLeave", |py| text::repr_leave(&b(py, ob)));
    }
}

/// One more reference; nothing for NULL.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_IncRef(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        if !ob.is_null() {
            incref(ob);
        }
    }
}

/// One reference less; nothing for NULL.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_DecRef(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        if !ob.is_null() {
            decref(ob);
        }
    }
}

/// One more reference.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_IncRef(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        incref(ob);
    }
}

/// One reference less.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_DecRef(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        decref(ob);
    }
}

/// One more reference, returned.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_NewRef(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        incref(ob);
        ob
    }
}

/// One more reference, returned; NULL for NULL.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_XNewRef(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        if !ob.is_null() {
            incref(ob);
        }
        ob
    }
}

/// Whether both are one object.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_Is(a: *mut PyObject, c: *mut PyObject) -> c_int {
    (a == c) as c_int
}

/// Whether it is `None`.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_IsNone(ob: *mut PyObject) -> c_int {
    (ob == &raw mut decl::_Py_NoneStruct) as c_int
}

/// Sets the count.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_SetRefcnt(ob: *mut PyObject, count: isize) {
    // SAFETY: by contract.
    unsafe {
        refcount::set_refcount(ob, count);
    }
}

/// `tp_flags`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetFlags(ty: *mut PyTypeObject) -> c_ulong {
    // SAFETY: by contract.
    unsafe { storage::flags(ty) as c_ulong }
}

/// Whether `a` is `c` or derives from it.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_IsSubtype(a: *mut PyTypeObject, c: *mut PyTypeObject) -> c_int {
    // SAFETY: by contract.
    unsafe { type_::is_subtype(a, c) as c_int }
}

/// Fills in what a type inherits and makes its dict.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_Ready(ty: *mut PyTypeObject) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyType_Ready", |py| -> PyResult<()> { type_::ready::ready(py, ty) }) }
}

/// Forgets what is cached about a type: its dict was changed directly.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_Modified(ty: *mut PyTypeObject) {
    // SAFETY: by contract.
    unsafe {
        enter("PyType_Modified", |py| type_::lookup::modified(py, ty));
    }
}

/// Empties the attribute cache; the next version tag.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_ClearCache() -> c_uint {
    // SAFETY: by contract.
    unsafe { type_::lookup::clear_cache(Attached::assume()) }
}

/// `tp_alloc` of most types.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GenericAlloc(ty: *mut PyTypeObject, count: isize) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { type_::instance::generic_alloc(ty, count) }
}

/// `tp_new` of types without fields to set up.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GenericNew(
    ty: *mut PyTypeObject,
    _args: *mut PyObject,
    _kwargs: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { ((*ty).tp_alloc.unwrap_unchecked())(ty, 0) }
}

/// A heap type from a spec.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_FromMetaclass(
    metaclass: *mut PyTypeObject,
    module: *mut PyObject,
    spec: *mut PyType_Spec,
    bases: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyType_FromMetaclass", |py| type_::spec::from_metaclass(py, metaclass, module, spec, bases))
    }
}

/// A heap type from a spec.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_FromModuleAndSpec(
    module: *mut PyObject,
    spec: *mut PyType_Spec,
    bases: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyType_FromModuleAndSpec", |py| {
            type_::spec::from_metaclass(py, std::ptr::null_mut(), module, spec, bases)
        })
    }
}

/// A heap type from a spec.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_FromSpecWithBases(
    spec: *mut PyType_Spec,
    bases: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyType_FromSpecWithBases", |py| {
            type_::spec::from_metaclass(py, std::ptr::null_mut(), std::ptr::null_mut(), spec, bases)
        })
    }
}

/// A heap type from a spec.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_FromSpec(spec: *mut PyType_Spec) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyType_FromSpec", |py| {
            type_::spec::from_metaclass(
                py,
                std::ptr::null_mut(),
                std::ptr::null_mut(),
                spec,
                std::ptr::null_mut(),
            )
        })
    }
}

/// The value of a slot; NULL when it is not set.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetSlot(ty: *mut PyTypeObject, slot: c_int) -> *mut c_void {
    // SAFETY: by contract.
    unsafe {
        enter("PyType_GetSlot", |_py| {
            let bad = || -> PyResult<*mut c_void> {
                decl::PyErr_BadInternalCall();
                Err(Raised::assume())
            };
            match slot {
                Py_tp_base => Ok((*ty).tp_base.cast()),
                Py_tp_bases => Ok((*ty).tp_bases.cast()),
                Py_tp_doc => Ok((*ty).tp_doc.cast_mut().cast()),
                Py_tp_members => Ok((*ty).tp_members.cast()),
                _ => match type_::spec::slot_place(ty, slot) {
                    Some(place) if place.is_null() => Ok(std::ptr::null_mut()),
                    Some(place) => Ok(*place),
                    None => bad(),
                },
            }
        })
    }
}

/// `__name__`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetName(ty: *mut PyTypeObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyType_GetName", |py| tb(py, ty).name_object()) }
}

/// `__qualname__`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetQualName(ty: *mut PyTypeObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyType_GetQualName", |py| type_::getset::qualname(py, tb(py, ty))) }
}

/// `__module__`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetModuleName(ty: *mut PyTypeObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyType_GetModuleName", |py| type_::getset::module(py, tb(py, ty))) }
}

/// Module and qualified name.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetFullyQualifiedName(ty: *mut PyTypeObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("PyType_GetFullyQualifiedName", |py| type_::methods::fully_qualified_name(py, &tb(py, ty)))
    }
}

/// The module that the type was made with, borrowed.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetModule(ty: *mut PyTypeObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyType_GetModule", |py| type_module(py, ty)) }
}

/// The state of the module that the type was made with.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetModuleState(ty: *mut PyTypeObject) -> *mut c_void {
    // SAFETY: by contract.
    unsafe {
        let module = PyType_GetModule(ty);
        if module.is_null() {
            return std::ptr::null_mut();
        }
        decl::PyModule_GetState(module)
    }
}

/// The module with that definition which the type or one of its bases was made with, borrowed.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetModuleByDef(
    ty: *mut PyTypeObject,
    def: *mut PyModuleDef,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyType_GetModuleByDef", |py| module_by_def(py, ty, def)) }
}

/// The data that a class with a negative basicsize added.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetTypeData(ob: *mut PyObject, class: *mut PyTypeObject) -> *mut c_void {
    // SAFETY: by contract.
    unsafe { ob.byte_offset(align((*(*class).tp_base).tp_basicsize)).cast() }
}

/// The size of that data.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetTypeDataSize(class: *mut PyTypeObject) -> isize {
    // SAFETY: by contract.
    unsafe {
        let result = (*class).tp_basicsize - align((*(*class).tp_base).tp_basicsize);
        if result < 0 { 0 } else { result }
    }
}

/// A constant, borrowed.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GetConstantBorrowed(id: c_uint) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("Py_GetConstantBorrowed", |py| constant(py, id)) }
}

/// A constant, a new reference.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn Py_GetConstant(id: c_uint) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        let ob = Py_GetConstantBorrowed(id);
        if !ob.is_null() {
            incref(ob);
        }
        ob
    }
}

/// The comparison with its operands exchanged, for each of `Py_LT` … `Py_GE`.
#[unsafe(no_mangle)]
pub static mut _Py_SwappedOp: [c_int; 6] = [Py_GT, Py_GE, Py_EQ, Py_NE, Py_LT, Py_LE];
