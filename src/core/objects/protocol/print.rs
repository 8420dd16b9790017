//! Writing objects to C files, and other help for people with debuggers.

use std::ffi::c_int;

use mortise_abi::*;

use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::raise;

/// `PyObject_Print`
///
/// # Safety
/// NULL or a live object; an open C file.
pub unsafe fn print<'py>(
    py: Attached<'py>,
    ob: *mut PyObject,
    file: *mut libc::FILE,
    flags: c_int,
) -> PyResult<()> {
    // SAFETY: by contract.
    unsafe {
        let text = match Borrowed::<PyObject>::from_ptr_or_null(py, ob) {
            None => "<nil>".to_string(),
            Some(ob) => {
                let text: Ref<'py, _> = if flags & Py_PRINT_RAW != 0 { ob.to_str()? } else { ob.repr()? };
                text.to_string_lossy()
            }
        };
        libc::clearerr(file);
        libc::fwrite(text.as_ptr().cast(), 1, text.len(), file);
        if libc::ferror(file) != 0 {
            return Err(raise!(py, OSError, "{}", std::io::Error::last_os_error()));
        }
        Ok(())
    }
}

/// `_PyObject_Dump`
///
/// # Safety
/// NULL or a live object.
pub unsafe fn dump(ob: *mut PyObject) {
    // SAFETY: by contract.
    unsafe {
        if ob.is_null() {
            eprintln!("<object at NULL>");
            return;
        }
        let py = Attached::assume();
        let object: Borrowed<'_, '_> = Borrowed::from_ptr(py, ob);
        eprintln!("object address  : {ob:p}");
        eprintln!("object refcount : {}", crate::heap::refcount::refcount(ob));
        eprintln!("object type     : {:p}", object.type_ptr());
        eprintln!("object type name: {}", object.ty().full_name());
        let saved = crate::state::error::take(py);
        match object.repr() {
            Ok(text) => eprintln!("object repr     : {}", text.to_string_lossy()),
            Err(raised) => raised.clear(py),
        }
        if let Some(saved) = saved {
            let _ = crate::state::error::set(py, saved);
        }
    }
}
