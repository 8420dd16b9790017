//! `cpython/object.h`: what published binaries use of types and instances beyond the limited API.

use std::ffi::{CStr, c_char, c_int, c_void};

use mortise_abi::*;

use crate::boundary::enter;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::ref_tracer;
use crate::heap::refcount;
use crate::objects::protocol::{attr, call, print};
use crate::objects::type_::{self, storage};
use crate::objects::{Str, Type};
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
/// A live str.
unsafe fn sb<'a, 'py>(py: Attached<'py>, ob: *mut PyObject) -> Borrowed<'a, 'py, Str> {
    // SAFETY: by contract.
    unsafe { Borrowed::from_ptr(py, ob.cast()) }
}

/// # Safety
/// A C string.
unsafe fn c_name<'py>(py: Attached<'py>, name: *const c_char) -> PyResult<Ref<'py, Str>> {
    // SAFETY: by contract.
    unsafe { Ref::from_owned_or_raised(py, crate::capi::decl::PyUnicode_InternFromString(name).cast()) }
}

/// The attribute in the dicts of the type and its bases, borrowed; NULL without an exception.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyType_Lookup(ty: *mut PyTypeObject, name: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("_PyType_Lookup", |py| {
            // Borrowed from the type, which keeps it.
            Ok(tb(py, ty)
                .lookup(&sb(py, name))
                .map(|value| Borrowed::<PyObject>::from_ptr(py, value.as_ptr())))
        })
    }
}

/// As `_PyType_Lookup`, a new reference.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyType_LookupRef(ty: *mut PyTypeObject, name: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("_PyType_LookupRef", |py| Ok(tb(py, ty).lookup(&sb(py, name)))) }
}

/// `tp_name` after the last dot.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyType_Name(ty: *mut PyTypeObject) -> *const c_char {
    // SAFETY: by contract.
    unsafe {
        let name = (*ty).tp_name;
        let text = CStr::from_ptr(name).to_bytes();
        match text.iter().rposition(|&c| c == b'.') {
            Some(dot) => name.add(dot + 1),
            None => name,
        }
    }
}

/// The place of the instance's dict; NULL when it has none.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GetDictPtr(ob: *mut PyObject) -> *mut *mut PyObject {
    // SAFETY: by contract.
    unsafe { type_::instance::dict_place(ob) }
}

/// Replaces a managed dict.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_SetManagedDict(ob: *mut PyObject, dict: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("_PyObject_SetManagedDict", |py| -> PyResult<()> {
            let place = type_::instance::dict_place(ob);
            let new = bn(py, dict).map_or(std::ptr::null_mut(), |d| d.to_owned().into_ptr());
            let old = type_::lock::exclusive(py, || std::mem::replace(&mut *place, new));
            drop(Ref::<PyObject>::from_owned_or_null(py, old));
            Ok(())
        })
    }
}

/// Shows a managed dict to the collector.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_VisitManagedDict(
    ob: *mut PyObject,
    visit: visitproc,
    arg: *mut c_void,
) -> c_int {
    // SAFETY: by contract.
    unsafe { type_::instance::visit_managed_dict(ob, visit, arg) }
}

/// Drops a managed dict.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_ClearManagedDict(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        type_::instance::clear_managed_dict(ob);
    }
}

/// The type's dict, a new reference; NULL when it has none yet.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_GetDict(ty: *mut PyTypeObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("PyType_GetDict", |py| Ok(tb(py, ty).dict())) }
}

/// The items behind an object whose type has Py_TPFLAGS_ITEMS_AT_END.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_GetItemData(ob: *mut PyObject) -> *mut c_void {
    // SAFETY: by contract.
    unsafe {
        enter("PyObject_GetItemData", |py| {
            let ty = (*ob).ob_type;
            if !storage::has(ty, Py_TPFLAGS_ITEMS_AT_END) {
                return Err(raise!(
                    py,
                    TypeError,
                    "type '{}' does not have Py_TPFLAGS_ITEMS_AT_END",
                    tb(py, ty).full_name()
                ));
            }
            Ok(ob.byte_offset((*ty).tp_basicsize).cast::<c_void>())
        })
    }
}

/// Takes a callback up that is told before watched types change; its number.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_AddWatcher(callback: PyType_WatchCallback) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("PyType_AddWatcher", |py| -> PyResult<c_int> {
            match callback {
                Some(callback) => type_::watchers::add(py, callback),
                None => Err(raise!(py, SystemError, "PyType_AddWatcher: NULL callback")),
            }
        })
    }
}

/// Drops a callback.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_ClearWatcher(id: c_int) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyType_ClearWatcher", |py| -> PyResult<()> { type_::watchers::remove(py, id) }) }
}

/// Begins to watch a type.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_Watch(id: c_int, ty: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyType_Watch", |py| -> PyResult<()> { type_::watchers::watch(py, id, ty, true) }) }
}

/// Ends watching a type.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyType_Unwatch(id: c_int, ty: *mut PyObject) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyType_Unwatch", |py| -> PyResult<()> { type_::watchers::watch(py, id, ty, false) }) }
}

/// Gives the type a version tag; 0 when it can have none.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyUnstable_Type_AssignVersionTag(ty: *mut PyTypeObject) -> c_int {
    // SAFETY: by contract.
    unsafe { type_::lookup::assign_version_tag(Attached::assume(), ty) as c_int }
}

/// How a callable is named in messages.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_FunctionStr(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe { enter("_PyObject_FunctionStr", |py| call::function_str(&b(py, ob))) }
}

/// `PyObject_GenericGetAttr` with a dict in place of the instance's; with `suppress`, NULL without an exception for a missing attribute.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GenericGetAttrWithDict(
    ob: *mut PyObject,
    name: *mut PyObject,
    dict: *mut PyObject,
    suppress: c_int,
) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("_PyObject_GenericGetAttrWithDict", |py| {
            let (ob, name) = (b(py, ob), b(py, name));
            let dict = bn(py, dict);
            let name = attr::name_of(&name)?;
            match attr::generic_find(&ob, name, dict.as_deref()) {
                Ok(Some(value)) => Ok(Some(value)),
                Ok(None) if suppress != 0 => Ok(None),
                Ok(None) => attr::generic_get(&ob, name).map(Some),
                Err(raised)
                    if suppress != 0
                        && raised.matches(py, crate::objects::exceptions::classes::AttributeError()) =>
                {
                    raised.clear(py);
                    Ok(None)
                }
                Err(raised) => Err(raised),
            }
        })
    }
}

/// `PyObject_GenericSetAttr` with a dict in place of the instance's.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GenericSetAttrWithDict(
    ob: *mut PyObject,
    name: *mut PyObject,
    value: *mut PyObject,
    dict: *mut PyObject,
) -> c_int {
    // SAFETY: by contract.
    unsafe {
        enter("_PyObject_GenericSetAttrWithDict", |py| -> PyResult<()> {
            attr::generic_set(&b(py, ob), &b(py, name), bn(py, value).as_deref(), bn(py, dict).as_deref())
        })
    }
}

/// `ob.name`
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_GetAttrId(ob: *mut PyObject, id: *mut _Py_Identifier) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        enter("_PyObject_GetAttrId", |py| {
            let name = c_name(py, (*id).string)?;
            b(py, ob).getattr(&name)
        })
    }
}

/// Writes `repr(ob)`, or `str(ob)` with Py_PRINT_RAW, to a C file.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyObject_Print(ob: *mut PyObject, file: *mut libc::FILE, flags: c_int) -> c_int {
    // SAFETY: by contract.
    unsafe { enter("PyObject_Print", |py| -> PyResult<()> { print::print(py, ob, file, flags) }) }
}

/// Describes an object on stderr: for debuggers.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_Dump(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        print::dump(ob);
    }
}

/// A place for breakpoints.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_BreakPoint() {}

/// Gives a new object its first reference.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_NewReferenceNoTotal(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        refcount::init(ob);
    }
}

/// Gives an object that was being destroyed a reference.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _Py_ResurrectReference(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        refcount::set_refcount(ob, 1);
    }
}

/// Sets the function that is told of objects made and destroyed; NULL for none. It must not make objects itself.
///
/// # Safety
/// Live objects (or NULL where the text says so) and an attached thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRefTracer_SetTracer(tracer: PyRefTracer, data: *mut c_void) -> c_int {
    ref_tracer::set(tracer, data);
    0
}

/// The function set with `PyRefTracer_SetTracer`.
///
/// # Safety
/// `data` is NULL or a place to write to.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn PyRefTracer_GetTracer(data: *mut *mut c_void) -> PyRefTracer {
    let (tracer, value) = ref_tracer::get();
    if !data.is_null() {
        // SAFETY: by contract.
        unsafe { *data = value };
    }
    tracer
}

/// `tp_iternext` of classes whose `__next__` was taken away: not an iterator.
///
/// # Safety
/// Slot function.
#[allow(non_snake_case)] // the name that the field knows
pub unsafe extern "C" fn _PyObject_NextNotImplemented(ob: *mut PyObject) -> *mut PyObject {
    // SAFETY: the slot's contract.
    unsafe {
        enter("__next__", |py| -> PyResult<Ref<'_>> {
            Err(raise!(py, TypeError, "'{}' object is not iterable", b(py, ob).ty().full_name()))
        })
    }
}

/// `_PyNamespace_New`: a `types.SimpleNamespace` with the entries of a dict (or NULL). New reference.
///
/// # Safety
/// `kwds` is null or a live dict; the thread is attached.
#[allow(non_snake_case)] // the name that the field knows
pub unsafe extern "C" fn _PyNamespace_New(kwds: *mut PyObject) -> *mut PyObject {
    // SAFETY: by contract.
    unsafe {
        crate::boundary::enter("_PyNamespace_New", |py| {
            crate::objects::namespace::new(
                py,
                crate::heap::handles::Borrowed::from_ptr_or_null(py, kwds).as_deref(),
            )
        })
    }
}

/// Reports a failed assertion about an object and ends the process.
///
/// # Safety
/// NULL or live objects; C strings or NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn _PyObject_AssertFailed(
    ob: *mut PyObject,
    expression: *const c_char,
    message: *const c_char,
    file: *const c_char,
    line: c_int,
    function: *const c_char,
) {
    // SAFETY: by contract.
    unsafe {
        let text =
            |p: *const c_char| (!p.is_null()).then(|| CStr::from_ptr(p).to_string_lossy().into_owned());
        let function = text(function).map_or_else(String::new, |f| format!("{f}: "));
        let what = match text(expression) {
            Some(expression) => format!("Assertion \"{expression}\" failed"),
            None => "Assertion failed".to_string(),
        };
        let message = text(message).map_or_else(String::new, |m| format!(": {m}"));
        eprintln!("{}:{line}: {function}{what}{message}", text(file).unwrap_or_default());
        print::dump(ob);
    }
    std::process::abort();
}
