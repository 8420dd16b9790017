//! The attributes of instances themselves, without their classes.

use mortise_abi::*;

use crate::capi::decl::*;
use crate::heap::attached::Attached;
use crate::objects::type_::instance;

/// The value that the instance itself holds under `name`, as a new reference; `Ok(NULL)` when there is none.
///
/// # Safety
/// Live objects; the type uses the generic attribute access.
#[allow(clippy::result_unit_err)] // the indicator carries the error
pub unsafe fn own_attribute(ob: *mut PyObject, name: *mut PyObject) -> Result<*mut PyObject, ()> {
    // SAFETY: by contract.
    unsafe {
        let ty = (*ob).ob_type;
        if (*ty).tp_flags & (Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_INLINE_VALUES) == 0
            && (*ty).tp_dictoffset == 0
        {
            return Ok(std::ptr::null_mut());
        }
        // Looking must not give the instance a dict.
        let Some(dict) = instance::dict_of(Attached::assume(), ob) else { return Ok(std::ptr::null_mut()) };
        let mut out = std::ptr::null_mut();
        let status = PyDict_GetItemRef(dict.as_ptr(), name, &raw mut out);
        drop(dict);
        if status < 0 { Err(()) } else { Ok(out) }
    }
}
