//! The fields of exception objects: owned references that may be NULL, and what the collector and the destructor do with them.

use std::ffi::{c_int, c_void};
use std::mem::offset_of;

use mortise_abi::*;

use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Class, Concrete, Ref};
use crate::objects::BaseException;
use crate::state::critical_section;

/// A field of an exception object: an owned reference or NULL.
pub struct Field<'a, 'py, T: 'static> {
    owner: &'a Ref<'py, T>,
    at: *mut *mut PyObject,
}

impl<'a, 'py, T> Field<'a, 'py, T> {
    /// # Safety
    /// `at` is a field of the object `owner` which holds an owned reference or NULL.
    #[inline(always)]
    pub unsafe fn new(owner: &'a Ref<'py, T>, at: *mut *mut PyObject) -> Self {
        Field { owner, at }
    }

    /// The value, if there is one.
    pub fn get(&self) -> Option<Ref<'py>> {
        let py = self.owner.py();
        // SAFETY: the field holds a live object or NULL; nobody replaces it inside the section.
        critical_section::with(self.owner, || unsafe {
            Borrowed::from_ptr_or_null(py, *self.at).map(Borrowed::to_owned)
        })
    }

    /// The value, or `None`.
    pub fn get_or_none(&self) -> Ref<'py> {
        self.get().unwrap_or_else(|| self.owner.py().none())
    }

    /// Replaces the value; the old one is dropped afterwards.
    pub fn set(&self, value: Option<Ref<'py>>) {
        drop(self.replace(value));
    }

    /// Replaces the value and gives the old one.
    pub fn replace(&self, value: Option<Ref<'py>>) -> Option<Ref<'py>> {
        let py = self.owner.py();
        let new = value.map_or(std::ptr::null_mut(), Ref::into_ptr);
        // SAFETY: the field owns what it holds; that reference passes to the result.
        critical_section::with(self.owner, || unsafe { Ref::from_owned_or_null(py, self.at.replace(new)) })
    }
}

/// The field `name` of the exception `$exc`, whose handle's type is its struct.
#[macro_export]
macro_rules! exc_field {
    ($exc:expr, $name:ident) => {
        // A match, not a let: temporaries of the argument live to the end of the statement.
        match &*$exc {
            exc => {
                // SAFETY: the handle's object is live and starts with its struct, whose object fields are owned or NULL.
                #[allow(unused_unsafe)]
                let field = unsafe {
                    $crate::objects::exceptions::storage::Field::new(exc, &raw mut (*exc.as_ptr()).$name)
                };
                field
            }
        }
    };
}

/// The object fields that a struct has beyond those of [`BaseException`].
///
/// # Safety
/// Each offset is that of a field holding an owned reference or NULL, and the struct starts with a [`BaseException`].
pub unsafe trait ExceptionStruct: Class {
    /// Their offsets.
    const EXTRA: &'static [usize];
}

const BASE: &[usize] = &[
    offset_of!(PyBaseExceptionObject, dict),
    offset_of!(PyBaseExceptionObject, args),
    offset_of!(PyBaseExceptionObject, notes),
    offset_of!(PyBaseExceptionObject, traceback),
    offset_of!(PyBaseExceptionObject, context),
    offset_of!(PyBaseExceptionObject, cause),
];

// SAFETY: no fields beyond its own.
unsafe impl ExceptionStruct for BaseException {
    const EXTRA: &'static [usize] = &[];
}

macro_rules! exception_struct {
    ($($(#[$doc:meta])* $View:ident = $Struct:ident, $name:literal, $static:ident, [$($field:ident),*];)*) => { $(
        $(#[$doc])*
        pub type $View = $Struct;
        // SAFETY: the type and all its subclasses are declared with this struct.
        unsafe impl Class for $Struct {
            const NAME: &'static str = $name;
            fn type_object() -> *mut PyTypeObject {
                &raw mut super::types::$static
            }
        }
        impl Concrete for $Struct {}
        // SAFETY: object fields of the struct.
        unsafe impl ExceptionStruct for $Struct {
            const EXTRA: &'static [usize] = &[$(offset_of!($Struct, $field)),*];
        }
    )* };
}

exception_struct! {
    /// `OSError`
    OsError = PyOSErrorObject, "OSError", OS_ERROR, [myerrno, strerror, filename, filename2];
    /// `AttributeError`
    AttributeError = PyAttributeErrorObject, "AttributeError", ATTRIBUTE_ERROR, [obj, name];
    /// `NameError`
    NameError = PyNameErrorObject, "NameError", NAME_ERROR, [name];
    /// `ImportError`
    ImportError = PyImportErrorObject, "ImportError", IMPORT_ERROR, [msg, name, path, name_from];
    /// `StopIteration`
    StopIteration = PyStopIterationObject, "StopIteration", STOP_ITERATION, [value];
    /// `SystemExit`
    SystemExit = PySystemExitObject, "SystemExit", SYSTEM_EXIT, [code];
    /// `SyntaxError`
    SyntaxError = PySyntaxErrorObject, "SyntaxError", SYNTAX_ERROR,
        [msg, filename, lineno, offset, end_lineno, end_offset, text, print_file_and_line];
    /// `BaseExceptionGroup`
    ExceptionGroup = PyBaseExceptionGroupObject, "BaseExceptionGroup", BASE_EXCEPTION_GROUP, [msg, excs];
}

/// `UnicodeEncodeError`, `UnicodeDecodeError` and `UnicodeTranslateError` share this struct.
pub type UnicodeErrorStruct = PyUnicodeErrorObject;

// SAFETY: the three types are declared with this struct; `check` accepts exactly these.
unsafe impl Class for PyUnicodeErrorObject {
    const NAME: &'static str = "UnicodeError";
    fn type_object() -> *mut PyTypeObject {
        &raw mut super::types::UNICODE_ENCODE_ERROR
    }
    unsafe fn check(ob: *mut PyObject) -> bool {
        use super::types::{UNICODE_DECODE_ERROR, UNICODE_ENCODE_ERROR, UNICODE_TRANSLATE_ERROR};
        // SAFETY: a live object has a ready type; the others are static.
        unsafe {
            let ty = (*ob).ob_type;
            crate::objects::type_::is_subtype(ty, &raw mut UNICODE_ENCODE_ERROR)
                || crate::objects::type_::is_subtype(ty, &raw mut UNICODE_DECODE_ERROR)
                || crate::objects::type_::is_subtype(ty, &raw mut UNICODE_TRANSLATE_ERROR)
        }
    }
}
impl Concrete for PyUnicodeErrorObject {}
// SAFETY: object fields of the struct.
unsafe impl ExceptionStruct for PyUnicodeErrorObject {
    const EXTRA: &'static [usize] = &[
        offset_of!(PyUnicodeErrorObject, encoding),
        offset_of!(PyUnicodeErrorObject, object),
        offset_of!(PyUnicodeErrorObject, reason),
    ];
}

fn offsets<T: ExceptionStruct>() -> impl Iterator<Item = usize> {
    T::EXTRA.iter().chain(BASE).copied()
}

/// `tp_traverse` of exceptions.
///
/// # Safety
/// Slot function of a type whose instances start with `T`.
pub unsafe extern "C" fn traverse<T: ExceptionStruct>(
    ob: *mut PyObject,
    visit: visitproc,
    arg: *mut c_void,
) -> c_int {
    let Some(visit) = visit else { return 0 };
    for offset in offsets::<T>() {
        // SAFETY: a field of the live object; the collector gives visitor and argument.
        let stop = unsafe {
            match *ob.byte_add(offset).cast::<*mut PyObject>() {
                p if p.is_null() => 0,
                p => visit(p, arg),
            }
        };
        if stop != 0 {
            return stop;
        }
    }
    0
}

/// `tp_clear` of exceptions.
///
/// # Safety
/// Slot function of a type whose instances start with `T`.
pub unsafe extern "C" fn clear<T: ExceptionStruct>(ob: *mut PyObject) -> c_int {
    for offset in offsets::<T>() {
        // SAFETY: the field owns what it holds; it is NULL before the value is dropped, so that nobody sees it dying.
        unsafe {
            let py = Attached::assume();
            let old = ob.byte_add(offset).cast::<*mut PyObject>().replace(std::ptr::null_mut());
            drop(Ref::from_owned_or_null(py, old));
        }
    }
    0
}

/// `tp_dealloc` of exceptions.
///
/// # Safety
/// Slot function of a type whose instances start with `T`.
pub unsafe extern "C" fn dealloc<T: ExceptionStruct>(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; the type is read before the memory is.
    unsafe {
        let ty = (*ob).ob_type;
        if crate::objects::type_::begin_dealloc(ob) {
            clear::<T>(ob);
            crate::objects::type_::end_dealloc(ob, ty);
        }
    }
}
