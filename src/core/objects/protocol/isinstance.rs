//! `isinstance` and `issubclass`.

use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::handles::Ref;
use crate::objects::type_::special;
use crate::objects::{Tuple, Type};
use crate::{intern, raise};

fn recursive<R>(what: &std::ffi::CStr, body: impl FnOnce() -> PyResult<R>) -> PyResult<R> {
    // SAFETY: enter and leave are paired.
    unsafe {
        if decl::Py_EnterRecursiveCall(what.as_ptr()) != 0 {
            return Err(Raised::assume());
        }
        let result = body();
        decl::Py_LeaveRecursiveCall();
        result
    }
}

/// `__bases__` of something that is no type but may stand for a class.
fn bases_of<'py>(cls: &Ref<'py>) -> PyResult<Option<Ref<'py, Tuple>>> {
    Ok(cls.getattr_opt(intern!(cls.py(), "__bases__"))?.and_then(|b| b.into_cast::<Tuple>().ok()))
}

fn check_class<'py>(cls: &Ref<'py>, message: &str) -> PyResult<()> {
    match bases_of(cls)? {
        Some(_) => Ok(()),
        None => Err(raise!(cls.py(), TypeError, "{message}")),
    }
}

const NOT_A_TYPE: &str = "isinstance() arg 2 must be a type, a tuple of types, or a union";
const NOT_A_CLASS: &str = "issubclass() arg 2 must be a class, a tuple of classes, or a union";

/// `isinstance(ob, cls)` without `__instancecheck__`
pub fn plain_isinstance<'py>(ob: &Ref<'py>, cls: &Ref<'py>) -> PyResult<bool> {
    let py = ob.py();
    let claimed = |ob: &Ref<'py>| ob.getattr_opt(intern!(py, "__class__"));
    if let Some(ty) = cls.cast::<Type>() {
        if ob.ty().is_subtype_of(ty) {
            return Ok(true);
        }
        // A proxy may claim another class.
        return Ok(match claimed(ob)? {
            Some(class) => {
                class.as_object_ptr() != ob.type_ptr().cast()
                    && class.cast::<Type>().is_some_and(|c| c.is_subtype_of(ty))
            }
            None => false,
        });
    }
    check_class(cls, NOT_A_TYPE)?;
    match claimed(ob)? {
        Some(class) => abstract_issubclass(&class, cls),
        None => Ok(false),
    }
}

fn abstract_issubclass<'py>(sub: &Ref<'py>, cls: &Ref<'py>) -> PyResult<bool> {
    if sub.is(cls) {
        return Ok(true);
    }
    let Some(bases) = bases_of(sub)? else { return Ok(false) };
    for base in bases.items() {
        if recursive(c" in __issubclass__", || abstract_issubclass(&base, cls))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `issubclass(sub, cls)` without `__subclasscheck__`
pub fn plain_issubclass<'py>(sub: &Ref<'py>, cls: &Ref<'py>) -> PyResult<bool> {
    if let (Some(sub), Some(cls)) = (sub.cast::<Type>(), cls.cast::<Type>()) {
        return Ok(sub.is_subtype_of(cls));
    }
    check_class(sub, "issubclass() arg 1 must be a class")?;
    check_class(cls, NOT_A_CLASS)?;
    abstract_issubclass(sub, cls)
}

/// `isinstance(ob, cls)`
pub fn isinstance<'py>(ob: &Ref<'py>, cls: &Ref<'py>) -> PyResult<bool> {
    let py = ob.py();
    if ob.type_ptr().cast() == cls.as_ptr() {
        return Ok(true);
    }
    if cls.type_ptr() == &raw mut decl::PyType_Type {
        return plain_isinstance(ob, cls);
    }
    if crate::objects::union_::is_union(cls) {
        return any(&crate::objects::union_::args(cls), |c| isinstance(ob, c), c" in __instancecheck__");
    }
    if let Some(tuple) = cls.cast::<Tuple>() {
        return any(tuple, |c| isinstance(ob, c), c" in __instancecheck__");
    }
    match special::lookup(cls, intern!(py, "__instancecheck__"))? {
        Some(check) => recursive(c" in __instancecheck__", || check.call(cls, &[ob]))?.is_true(),
        None => plain_isinstance(ob, cls),
    }
}

/// `issubclass(sub, cls)`
pub fn issubclass<'py>(sub: &Ref<'py>, cls: &Ref<'py>) -> PyResult<bool> {
    let py = sub.py();
    if cls.type_ptr() == &raw mut decl::PyType_Type {
        return if sub.is(cls) { Ok(true) } else { plain_issubclass(sub, cls) };
    }
    if crate::objects::union_::is_union(cls) {
        return any(&crate::objects::union_::args(cls), |c| issubclass(sub, c), c" in __subclasscheck__");
    }
    if let Some(tuple) = cls.cast::<Tuple>() {
        return any(tuple, |c| issubclass(sub, c), c" in __subclasscheck__");
    }
    match special::lookup(cls, intern!(py, "__subclasscheck__"))? {
        Some(check) => recursive(c" in __subclasscheck__", || check.call(cls, &[sub]))?.is_true(),
        None => plain_issubclass(sub, cls),
    }
}

fn any<'py>(
    classes: &Ref<'py, Tuple>,
    mut test: impl FnMut(&Ref<'py>) -> PyResult<bool>,
    what: &std::ffi::CStr,
) -> PyResult<bool> {
    recursive(what, || {
        for class in classes.items() {
            if test(&class)? {
                return Ok(true);
            }
        }
        Ok(false)
    })
}
