//! Attributes that are fields of a C struct.

use mortise_abi::*;

use super::{check, descriptor_type, member};
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::Str;

descriptor_type! {
    /// `types.MemberDescriptorType`
    #[unsafe(no_mangle)]
    pub static PyMemberDescr_Type: PyMemberDescrObject = "member_descriptor" {
        flags: 0,
        doc: super::attributes::plain_doc,
        reduce: "__reduce__",
        set: {},
        slots: { tp_repr: repr, tp_descr_get: get, tp_descr_set: set },
    }
}

type This<'a, 'py> = Borrowed<'a, 'py>;

fn definition(ob: &Ref<'_>) -> *mut PyMemberDef {
    // SAFETY: an instance of this type.
    unsafe { (*ob.as_ptr().cast::<PyMemberDescrObject>()).d_member }
}

fn repr<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    super::repr(py, ob.as_ptr(), "member")
}

fn get<'py>(
    py: Attached<'py>,
    this: This<'_, 'py>,
    ob: Option<Borrowed<'_, 'py>>,
    _ty: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    let Some(ob) = ob else { return Ok(this.to_owned()) };
    check(py, this.as_ptr(), &ob)?;
    // SAFETY: the member is a field of the type's instances, of which `ob` is one.
    unsafe { member::get(py, ob.as_ptr().cast(), definition(&this)) }
}

fn set<'py>(
    py: Attached<'py>,
    this: This<'_, 'py>,
    ob: Borrowed<'_, 'py>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    check(py, this.as_ptr(), &ob)?;
    // SAFETY: as in `get`.
    unsafe { member::set(py, ob.as_ptr().cast(), definition(&this), value.as_deref()) }
}
