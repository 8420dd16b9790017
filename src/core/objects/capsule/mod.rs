//! Capsules: C pointers as Python objects.

use std::ffi::{CStr, c_char, c_void};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Str;
use crate::raise;

/// The fields of a capsule.
#[repr(C)]
pub struct Capsule {
    ob_base: PyObject,
    /// Never NULL.
    pub pointer: *mut c_void,
    /// NULL or a C string that its maker keeps.
    pub name: *const c_char,
    /// Whatever the maker likes.
    pub context: *mut c_void,
    /// Called when the capsule goes.
    pub destructor: PyCapsule_Destructor,
}

builtin_type! {
    /// `types.CapsuleType`
    #[unsafe(no_mangle)]
    pub static PyCapsule_Type: Capsule = "PyCapsule" {
        doc: "Capsule objects let you wrap a C \"void *\" pointer in a Python\nobject.  They're a way of passing data through the Python interpreter\nwithout creating your own custom type.\n\nCapsules are used for communication between extension modules.\nThey provide a way for an extension module to export a C interface\nto other extension modules, so that extension modules can use the\nPython import mechanism to link to one another.",
        set: { tp_dealloc: Some(dealloc) },
        slots: { tp_repr: repr },
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyCapsule_Type]
}

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; the destructor is the maker's.
    unsafe {
        if let Some(destructor) = (*ob.cast::<Capsule>()).destructor {
            destructor(ob);
        }
        decl::PyObject_Free(ob.cast());
    }
}

fn repr<'py>(py: Attached<'py>, ob: Borrowed<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    // SAFETY: a live capsule, whose name is NULL or a C string.
    let name = unsafe {
        let name = (*ob.as_ptr().cast::<Capsule>()).name;
        if name.is_null() {
            "NULL".to_string()
        } else {
            format!("\"{}\"", CStr::from_ptr(name).to_string_lossy())
        }
    };
    py.str(&format!("<capsule object {name} at {:#x}>", ob.as_ptr() as usize))
}

/// A new capsule
///
/// # Safety
/// `name` is NULL or a C string that outlives the capsule.
pub unsafe fn new<'py>(
    py: Attached<'py>,
    pointer: *mut c_void,
    name: *const c_char,
    destructor: PyCapsule_Destructor,
) -> PyResult<Ref<'py>> {
    if pointer.is_null() {
        return Err(raise!(py, ValueError, "PyCapsule_New called with null pointer"));
    }
    // SAFETY: a new object of the type, filled in at once.
    unsafe {
        let raw = decl::_PyObject_New(&raw mut PyCapsule_Type);
        let ob: Ref<'py> = Ref::from_owned_or_raised(py, raw)?;
        let capsule: *mut Capsule = raw.cast();
        (*capsule).pointer = pointer;
        (*capsule).name = name;
        (*capsule).context = std::ptr::null_mut();
        (*capsule).destructor = destructor;
        Ok(ob)
    }
}

/// The capsule behind an object, or NULL when it is none (or has lost its pointer).
///
/// # Safety
/// NULL or a live object.
pub unsafe fn legal(ob: *mut PyObject) -> *mut Capsule {
    // SAFETY: by contract.
    unsafe {
        if !ob.is_null()
            && (*ob).ob_type == &raw mut PyCapsule_Type
            && !(*ob.cast::<Capsule>()).pointer.is_null()
        {
            ob.cast()
        } else {
            std::ptr::null_mut()
        }
    }
}

/// Whether two names are one: both NULL, or equal strings.
///
/// # Safety
/// Both are NULL or C strings.
pub unsafe fn same_name(a: *const c_char, b: *const c_char) -> bool {
    // SAFETY: by contract.
    unsafe { a == b || (!a.is_null() && !b.is_null() && CStr::from_ptr(a) == CStr::from_ptr(b)) }
}
