//! `sys.int_info`.

use std::sync::atomic::{AtomicPtr, Ordering};

use mortise_abi::{PyLong_SHIFT, PyStructSequence_Desc, PyStructSequence_Field, PyTypeObject};

use super::text::{DEFAULT_LIMIT, LIMIT_THRESHOLD};
use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;

static TYPE: AtomicPtr<PyTypeObject> = AtomicPtr::new(std::ptr::null_mut());

/// A new `sys.int_info`.
pub fn make(py: Attached<'_>) -> PyResult<Ref<'_>> {
    if TYPE.load(Ordering::Acquire).is_null() {
        let field = |name: &'static std::ffi::CStr, doc: &'static std::ffi::CStr| PyStructSequence_Field {
            name: name.as_ptr(),
            doc: doc.as_ptr(),
        };
        let mut fields = [
            field(c"bits_per_digit", c"size of a digit in bits"),
            field(c"sizeof_digit", c"size in bytes of the C type used to represent a digit"),
            field(c"default_max_str_digits", c"maximum string conversion digits limitation"),
            field(c"str_digits_check_threshold", c"minimum positive value for int_max_str_digits"),
            PyStructSequence_Field { name: std::ptr::null(), doc: std::ptr::null() },
        ];
        let mut desc = PyStructSequence_Desc {
            name: c"sys.int_info".as_ptr(),
            doc: c"sys.int_info\n\nA named tuple that holds information about Python's\ninternal representation of integers.  The attributes are read only.".as_ptr(),
            fields: fields.as_mut_ptr(),
            n_in_sequence: 4,
        };
        // SAFETY: the description is complete; the type is made once (a second one of a race is never used, nor freed).
        let ty = unsafe {
            Ref::<PyTypeObject>::from_owned_or_raised(py, decl::PyStructSequence_NewType(&raw mut desc))?
        };
        TYPE.store(ty.into_ptr(), Ordering::Release);
    }
    let values = [PyLong_SHIFT as i64, 4, DEFAULT_LIMIT as i64, LIMIT_THRESHOLD as i64];
    // SAFETY: the type has four fields; each is set once.
    unsafe {
        let info = Ref::from_owned_or_raised(py, decl::PyStructSequence_New(TYPE.load(Ordering::Acquire)))?;
        for (i, value) in values.into_iter().enumerate() {
            decl::PyStructSequence_SetItem(info.as_ptr(), i as isize, py.int(value)?.into_object_ptr());
        }
        Ok(info)
    }
}
