//! `dir`

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::Ref;
use crate::objects::type_::special;
use crate::objects::{Dict, List, Tuple};
use crate::{intern, raise};

/// Adds the names of a class and of its bases.
pub fn merge_class<'py>(py: Attached<'py>, names: &Ref<'py, Dict>, cls: &Ref<'py>) -> PyResult<()> {
    if let Some(dict) = cls.getattr_opt(intern!(py, "__dict__"))? {
        // SAFETY: live objects.
        if unsafe { decl::PyDict_Update(names.as_object_ptr(), dict.as_ptr()) } < 0 {
            // SAFETY: the function sets the indicator.
            return Err(unsafe { Raised::assume() });
        }
    }
    if let Some(bases) = cls.getattr_opt(intern!(py, "__bases__"))?
        && let Some(bases) = bases.cast::<Tuple>()
    {
        for base in bases.items() {
            merge_class(py, names, &base)?;
        }
    }
    Ok(())
}

/// `object.__dir__`
pub fn object_dir<'py>(py: Attached<'py>, ob: &Ref<'py>) -> PyResult<Ref<'py, List>> {
    let names = match ob.getattr_opt(intern!(py, "__dict__"))? {
        Some(dict) if dict.is_instance_of::<Dict>() => {
            // SAFETY: a live dict; a new reference or NULL.
            unsafe { Ref::from_owned_or_raised(py, decl::PyDict_Copy(dict.as_ptr()).cast())? }
        }
        _ => py.dict()?,
    };
    if let Some(class) = ob.getattr_opt(intern!(py, "__class__"))? {
        merge_class(py, &names, &class)?;
    }
    // SAFETY: a live dict; a new reference or NULL.
    unsafe { Ref::from_owned_or_raised(py, decl::PyDict_Keys(names.as_object_ptr()).cast()) }
}

/// `dir(ob)`: sorted
pub fn dir<'py>(ob: &Ref<'py>) -> PyResult<Ref<'py, List>> {
    let py = ob.py();
    let Some(method) = special::lookup(ob, intern!(py, "__dir__"))? else {
        return Err(raise!(py, TypeError, "object does not provide __dir__"));
    };
    let names = method.call(ob, &[])?.to_list()?;
    sort(&names)?;
    Ok(names)
}

/// `list.sort`
pub fn sort(list: &Ref<'_, List>) -> PyResult<()> {
    // SAFETY: a live list.
    if unsafe { decl::PyList_Sort(list.as_object_ptr()) } < 0 {
        // SAFETY: the function sets the indicator.
        return Err(unsafe { Raised::assume() });
    }
    Ok(())
}
