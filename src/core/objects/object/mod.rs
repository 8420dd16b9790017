//! `object`, the base of all classes.

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::{CompareOp, compare, dir, text};
use crate::objects::type_::{getset as type_getset, layout, lock, methods as type_methods};
use crate::objects::{Dict, Int, List, Str, Tuple, Type};
use crate::raise;

mod reduce;

builtin_type! {
    /// Python's `object`.
    #[unsafe(no_mangle)]
    pub static PyBaseObject_Type: PyObject = "object" {
        flags: Py_TPFLAGS_BASETYPE,
        doc: "object()\n--\n\nThe base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
        set: {
            tp_dealloc: Some(dealloc),
            tp_alloc: Some(decl::PyType_GenericAlloc),
            tp_free: Some(decl::PyObject_Free),
            tp_hash: Some(decl::PyObject_GenericHash),
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
            tp_setattro: Some(decl::PyObject_GenericSetAttr),
        },
        slots: { tp_repr: repr, tp_str: to_str, tp_richcompare: richcompare, tp_init: init, tp_new: new },
        methods: [
            method!(o "__reduce_ex__", reduce::reduce_ex, "__reduce_ex__($self, protocol, /)\n--\n\nHelper for pickle."),
            method!(noargs "__reduce__", reduce::reduce, "__reduce__($self, /)\n--\n\nHelper for pickle."),
            method!(noargs "__getstate__", reduce::getstate, "__getstate__($self, /)\n--\n\nHelper for pickle."),
            method!(class_o "__subclasshook__", subclasshook, "Abstract classes can override this to customize issubclass().\n\nThis is invoked early on by abc.ABCMeta.__subclasscheck__().\nIt should return True, False or NotImplemented.  If it returns\nNotImplemented, the normal algorithm is used.  Otherwise, it\noverrides the normal algorithm (and the outcome is cached).\n"),
            method!(class_varargs "__init_subclass__", init_subclass, "This method is called when a class is subclassed.\n\nThe default implementation does nothing. It may be\noverridden to extend subclasses.\n"),
            method!(o "__format__", format, "__format__($self, format_spec, /)\n--\n\nDefault object formatter.\n\nReturn str(self) if format_spec is empty. Raise TypeError otherwise."),
            method!(noargs "__sizeof__", sizeof, "__sizeof__($self, /)\n--\n\nSize of object in memory, in bytes."),
            method!(noargs "__dir__", object_dir, "__dir__($self, /)\n--\n\nDefault dir() implementation."),
        ],
        getset: [ getset!("__class__", get_class, set_class, "the object's class") ],
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut PyBaseObject_Type]
}

type This<'a, 'py> = Borrowed<'a, 'py>;

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: nothing but memory is left; the destructor of the class, if it is written in Python, gives back the type's reference.
    unsafe { ((*(*ob).ob_type).tp_free.unwrap_unchecked())(ob.cast()) }
}

fn has_excess(args: &Ref<'_, Tuple>, kwargs: Option<Borrowed<'_, '_, Dict>>) -> bool {
    !args.is_empty() || kwargs.is_some_and(|k| !k.is_empty())
}

macro_rules! is_own {
    ($cls:expr, $slot:ident) => {{
        // SAFETY: live types.
        unsafe {
            (*$cls.as_ptr()).$slot.map(|f| f as usize)
                == (*(&raw mut PyBaseObject_Type)).$slot.map(|f| f as usize)
        }
    }};
}

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if has_excess(&args, kwargs) {
        if !is_own!(cls, tp_new) {
            return Err(raise!(
                py,
                TypeError,
                "object.__new__() takes exactly one argument (the type to instantiate)"
            ));
        }
        if is_own!(cls, tp_init) {
            return Err(raise!(py, TypeError, "{}() takes no arguments", cls.full_name()));
        }
    }
    if cls.has_feature(Py_TPFLAGS_IS_ABSTRACT) {
        return Err(type_methods::abstract_error(py, &cls));
    }
    crate::objects::type_::alloc(py, cls)
}

fn init<'py>(
    py: Attached<'py>,
    ob: This<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    if has_excess(&args, kwargs) {
        let cls = ob.ty();
        if !is_own!(cls, tp_init) {
            return Err(raise!(
                py,
                TypeError,
                "object.__init__() takes exactly one argument (the instance to initialize)"
            ));
        }
        if is_own!(cls, tp_new) {
            return Err(raise!(
                py,
                TypeError,
                "{}.__init__() takes exactly one argument (the instance to initialize)",
                cls.full_name()
            ));
        }
    }
    Ok(())
}

fn repr<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let cls = ob.ty();
    let module = match type_getset::module(py, cls) {
        Ok(module) => module.into_cast::<Str>().ok(),
        Err(raised) => {
            raised.clear(py);
            None
        }
    };
    let qualname = type_getset::qualname(py, cls)?.to_string_lossy();
    let at = ob.as_ptr() as usize;
    match module {
        Some(module) if !module.equals_str("builtins") => {
            py.str(&format!("<{}.{qualname} object at {at:#x}>", module.to_string_lossy()))
        }
        _ => py.str(&format!("<{} object at {at:#x}>", cls.full_name())),
    }
}

fn to_str<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: a slot of a live object's type; a new reference or NULL with an exception.
    unsafe {
        match (*ob.type_ptr()).tp_repr {
            Some(function) => Ref::from_owned_or_raised(py, function(ob.as_ptr())),
            None => Ok(repr(py, ob)?.into_any()),
        }
    }
}

pub fn richcompare<'py>(
    py: Attached<'py>,
    a: This<'_, 'py>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    match op {
        CompareOp::Eq => Ok(if a.is(&*b) { py.bool(true) } else { py.not_implemented() }),
        CompareOp::Ne => {
            // The opposite of ==, as the class defines that.
            // SAFETY: a slot of a live object's type; a new reference or NULL with an exception.
            unsafe {
                let Some(compare) = (*a.type_ptr()).tp_richcompare else { return Ok(py.not_implemented()) };
                let equal: Ref<'py> = Ref::from_owned_or_raised(py, compare(a.as_ptr(), b.as_ptr(), Py_EQ))?;
                if equal.as_ptr() == &raw mut decl::_Py_NotImplementedStruct {
                    return Ok(equal);
                }
                Ok(py.bool(!compare::is_true(&equal)?))
            }
        }
        _ => Ok(py.not_implemented()),
    }
}

fn get_class<'py>(_py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Type>> {
    Ok(ob.ty().to_owned())
}

fn set_class<'py>(py: Attached<'py>, ob: This<'_, 'py>, value: Option<Borrowed<'_, 'py>>) -> PyResult<()> {
    let Some(value) = value else {
        return Err(raise!(py, TypeError, "can't delete __class__ attribute"));
    };
    let Some(new) = value.cast::<Type>() else {
        return Err(raise!(
            py,
            TypeError,
            "__class__ must be set to a class, not '{}' object",
            value.ty().full_name()
        ));
    };
    let old = ob.ty();
    // SAFETY: live types; the audit hook takes live objects.
    unsafe {
        let module = &raw mut decl::PyModule_Type;
        let both_modules = new.is_subtype_of_static(module) && old.is_subtype_of_static(module);
        if !both_modules
            && (new.has_feature(Py_TPFLAGS_IMMUTABLETYPE) || old.has_feature(Py_TPFLAGS_IMMUTABLETYPE))
        {
            return Err(raise!(
                py,
                TypeError,
                "__class__ assignment only supported for mutable types or ModuleType subclasses"
            ));
        }
        layout::compatible(py, new, &old, "__class__")?;
        if new.is_heap() {
            crate::heap::refcount::incref(new.as_object_ptr());
        }
        let former = old.as_ptr();
        lock::exclusive(py, || (*ob.as_ptr()).ob_type = new.as_ptr());
        if (*former).tp_flags & Py_TPFLAGS_HEAPTYPE != 0 {
            crate::heap::refcount::decref(former.cast());
        }
    }
    Ok(())
}

fn subclasshook<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    _subclass: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    Ok(py.not_implemented())
}

fn init_subclass<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if kwargs.is_some_and(|k| !k.is_empty()) {
        let qualname = type_getset::qualname(py, cls)?.to_string_lossy();
        return Err(raise!(py, TypeError, "{qualname}.__init_subclass__() takes no keyword arguments"));
    }
    if !args.is_empty() {
        let qualname = type_getset::qualname(py, cls)?.to_string_lossy();
        return Err(raise!(
            py,
            TypeError,
            "{qualname}.__init_subclass__() takes no arguments ({} given)",
            args.len()
        ));
    }
    Ok(py.none())
}

fn format<'py>(py: Attached<'py>, ob: This<'_, 'py>, spec: Borrowed<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let Some(spec) = spec.cast::<Str>() else {
        return Err(raise!(
            py,
            TypeError,
            "__format__() argument must be str, not {}",
            if spec.is_none() { "None".to_string() } else { spec.ty().full_name() }
        ));
    };
    if !spec.is_empty() {
        return Err(raise!(
            py,
            TypeError,
            "unsupported format string passed to {}.__format__",
            ob.ty().full_name()
        ));
    }
    text::str(&ob)
}

fn sizeof<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    // SAFETY: a live object; one with items starts with a PyVarObject.
    let size = unsafe {
        let ty = ob.type_ptr();
        let items = if (*ty).tp_itemsize > 0 {
            let count = (*ob.as_ptr().cast::<PyVarObject>()).ob_size.unsigned_abs();
            count * (*ty).tp_itemsize as usize
        } else {
            0
        };
        items + (*ty).tp_basicsize as usize
    };
    py.int_from_usize(size)
}

fn object_dir<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, List>> {
    dir::object_dir(py, &ob)
}
