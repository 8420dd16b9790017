//! Attributes with a C getter and setter.

use mortise_abi::*;

use super::{check, descriptor_type, name_of, owner};
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Str;
use crate::raise;

descriptor_type! {
    /// `types.GetSetDescriptorType`
    #[unsafe(no_mangle)]
    pub static PyGetSetDescr_Type: PyGetSetDescrObject = "getset_descriptor" {
        flags: 0,
        doc: super::attributes::plain_doc,
        set: {},
        slots: { tp_repr: repr, tp_descr_get: get, tp_descr_set: set },
    }
}

type This<'a, 'py> = Borrowed<'a, 'py>;

fn definition(ob: &Ref<'_>) -> *mut PyGetSetDef {
    // SAFETY: an instance of this type.
    unsafe { (*ob.as_ptr().cast::<PyGetSetDescrObject>()).d_getset }
}

fn repr<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    super::repr(py, ob.as_ptr(), "attribute")
}

fn get<'py>(
    py: Attached<'py>,
    this: This<'_, 'py>,
    ob: Option<Borrowed<'_, 'py>>,
    _ty: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    let Some(ob) = ob else { return Ok(this.to_owned()) };
    check(py, this.as_ptr(), &ob)?;
    // SAFETY: the getter takes an instance of the type, which `ob` is; a new reference or NULL with an exception.
    unsafe {
        let definition = definition(&this);
        match (*definition).get {
            Some(get) => Ref::from_owned_or_raised(py, get(ob.as_ptr(), (*definition).closure)),
            None => Err(raise!(
                py,
                AttributeError,
                "attribute '{}' of '{}' objects is not readable",
                name_of(py, this.as_ptr()),
                owner(py, this.as_ptr()).full_name()
            )),
        }
    }
}

fn set<'py>(
    py: Attached<'py>,
    this: This<'_, 'py>,
    ob: Borrowed<'_, 'py>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    check(py, this.as_ptr(), &ob)?;
    // SAFETY: the setter takes an instance of the type, which `ob` is.
    unsafe {
        let definition = definition(&this);
        match (*definition).set {
            Some(set) => {
                let value = value.map_or(std::ptr::null_mut(), |v| v.as_ptr());
                if set(ob.as_ptr(), value, (*definition).closure) < 0 {
                    Err(Raised::assume())
                } else {
                    Ok(())
                }
            }
            None => Err(raise!(
                py,
                AttributeError,
                "attribute '{}' of '{}' objects is not writable",
                name_of(py, this.as_ptr()),
                owner(py, this.as_ptr()).full_name()
            )),
        }
    }
}
