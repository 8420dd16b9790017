//! `type.__new__`: making a class from a name, bases and a namespace.

use std::ffi::{CString, c_char};
use std::mem::size_of;

use mortise_abi::*;

use super::{instance, layout, ready, special, update};
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::{Dict, Function, Str, Tuple, Type};
use crate::{intern, raise};

/// What the class statement asks for in `__slots__`.
struct Slots<'py> {
    /// Mangled names, sorted; `None` without `__slots__`.
    names: Option<Vec<Ref<'py, Str>>>,
    dict: bool,
    weakrefs: bool,
}

/// `type.__new__(metatype, name, bases, namespace, **kwargs)`
pub fn new<'py>(
    py: Attached<'py>,
    metatype: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if args.len() != 3 {
        return Err(raise!(py, TypeError, "type.__new__() takes exactly 3 arguments ({} given)", args.len()));
    }
    let bad = |i: usize, want: &str, got: &Ref<'py>| {
        let got = if got.is_none() { "None".to_string() } else { got.ty().full_name() };
        raise!(py, TypeError, "type.__new__() argument {i} must be {want}, not {got}")
    };
    let (first, second, third) = (args.item(0), args.item(1), args.item(2));
    let name = first.cast::<Str>().ok_or_else(|| bad(1, "str", &first))?;
    let bases = second.cast::<Tuple>().ok_or_else(|| bad(2, "tuple", &second))?;
    let namespace = third.cast::<Dict>().ok_or_else(|| bad(3, "dict", &third))?;

    // The metaclass of the bases may be more derived, and has the say then.
    let mut metatype = metatype.to_owned();
    if !bases.is_empty() {
        for base in bases.items() {
            if base.type_ptr() == &raw mut decl::PyType_Type || base.is_instance_of::<Type>() {
                continue;
            }
            if base.getattr_opt(intern!(py, "__mro_entries__"))?.is_some() {
                return Err(raise!(
                    py,
                    TypeError,
                    "type() doesn't support MRO entry resolution; use types.new_class()"
                ));
            }
        }
        let winner = layout::metaclass(py, &metatype, bases)?;
        if !winner.is(&metatype) {
            // SAFETY: live types; the slot gives a new reference or NULL.
            unsafe {
                let theirs = (*winner.as_ptr()).tp_new;
                if theirs.is_some_and(|f| {
                    Some(f as usize) != (*(&raw mut decl::PyType_Type)).tp_new.map(|f| f as usize)
                }) {
                    let kwargs = kwargs.map_or(std::ptr::null_mut(), |k| k.as_object_ptr());
                    let made = theirs.unwrap_unchecked()(winner.as_ptr(), args.as_object_ptr(), kwargs);
                    return Ref::from_owned_or_raised(py, made);
                }
            }
            metatype = winner;
        }
    }
    let bases = if bases.is_empty() {
        // SAFETY: `object` is static.
        let object = unsafe { py.static_type(&raw mut decl::PyBaseObject_Type) };
        py.tuple([object.to_owned().into_any()])?
    } else {
        bases.clone()
    };
    let base = layout::best_base(py, &bases)?;
    // SAFETY: a live dict; a new reference or NULL.
    let dict: Ref<'py, Dict> =
        unsafe { Ref::from_owned_or_raised(py, decl::PyDict_Copy(namespace.as_object_ptr()).cast())? };
    let cls = create(py, &metatype, name, &bases, &base, &dict)?;
    set_names(py, &cls)?;
    init_subclass(py, &cls, kwargs)?;
    Ok(cls.into_any())
}

fn create<'py>(
    py: Attached<'py>,
    metatype: &Ref<'py, Type>,
    name: &Ref<'py, Str>,
    bases: &Ref<'py, Tuple>,
    base: &Ref<'py, Type>,
    dict: &Ref<'py, Dict>,
) -> PyResult<Ref<'py, Type>> {
    let (base_dict, base_weak) =
        // SAFETY: live types.
        unsafe { ((*base.as_ptr()).tp_dictoffset != 0, (*base.as_ptr()).tp_weaklistoffset != 0) };
    // SAFETY: a live type.
    let var = unsafe { (*base.as_ptr()).tp_itemsize != 0 };
    let may_dict = !base_dict;
    let may_weak = !base_weak && !var;
    let slots = slots(py, name, bases, base, dict, may_dict, may_weak)?;
    let mut add_dict = slots.dict;
    let mut add_weak = slots.weakrefs;
    if slots.names.is_none() {
        add_dict = may_dict;
        add_weak = may_weak;
    }
    let names = slots.names.unwrap_or_default();
    let c_name = c_string(py, name)?;

    // SAFETY: the metatype's tp_alloc gives zeroed memory for a PyHeapTypeObject and the members; all fields set here own what they hold.
    unsafe {
        let alloc = (*metatype.as_ptr()).tp_alloc.unwrap_unchecked();
        let raw: *mut PyTypeObject = alloc(metatype.as_ptr(), names.len() as isize).cast();
        let cls: Ref<'py, Type> = Ref::from_owned_or_raised(py, raw)?;
        let heap: *mut PyHeapTypeObject = raw.cast();
        // What `type`'s destructor needs, first of all.
        (*raw).tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HEAPTYPE | Py_TPFLAGS_BASETYPE;
        (*heap).ht_name = name.clone().into_object_ptr();
        (*heap).ht_qualname = name.clone().into_object_ptr();
        (*heap)._ht_tpname = c_name.into_raw();
        (*raw).tp_name = (*heap)._ht_tpname;
        (*raw).tp_bases = bases.clone().into_object_ptr();
        (*raw).tp_base = base.clone().into_ptr();
        (*raw).tp_dict = dict.clone().into_object_ptr();
        own_tables(raw);
        if !slots_are_default(dict, py)? {
            let sorted = py.tuple(names.iter().map(|n| n.clone().into_any()).collect::<Vec<_>>())?;
            (*heap).ht_slots = sorted.into_object_ptr();
        }
        namespace_attributes(py, &cls, dict)?;

        // Layout: the members behind the base's fields.
        let word = size_of::<*mut PyObject>() as isize;
        let mut offset = (*base.as_ptr()).tp_basicsize;
        let itemsize = (*base.as_ptr()).tp_itemsize;
        let members = members_of(raw);
        for (i, name) in names.iter().enumerate() {
            let text = decl::PyUnicode_AsUTF8(name.as_object_ptr());
            if text.is_null() {
                return Err(Raised::assume());
            }
            *members.add(i) =
                PyMemberDef { name: text, r#type: Py_T_OBJECT_EX, offset, flags: 0, doc: std::ptr::null() };
            offset += word;
        }
        (*raw).tp_members = members;
        (*raw).tp_basicsize = offset;
        (*raw).tp_itemsize = itemsize;
        let mut flags = (*raw).tp_flags;
        if add_weak {
            flags |= Py_TPFLAGS_MANAGED_WEAKREF;
            (*raw).tp_weaklistoffset = instance::MANAGED_WEAKLIST_OFFSET;
        }
        if add_dict {
            flags |= Py_TPFLAGS_MANAGED_DICT;
            (*raw).tp_dictoffset = -1;
        }
        let base_gc = base.has_feature(Py_TPFLAGS_HAVE_GC);
        if base_gc || add_dict || add_weak || !names.is_empty() {
            flags |= Py_TPFLAGS_HAVE_GC;
        }
        (*raw).tp_flags = flags;
        if flags & Py_TPFLAGS_HAVE_GC != 0 {
            (*raw).tp_traverse = Some(instance::subtype_traverse);
            (*raw).tp_clear = Some(instance::subtype_clear);
            (*raw).tp_free = Some(decl::PyObject_GC_Del);
        } else {
            (*raw).tp_free = Some(decl::PyObject_Free);
        }
        (*raw).tp_dealloc = Some(instance::subtype_dealloc);
        (*raw).tp_alloc = Some(decl::PyType_GenericAlloc);
        (*raw).tp_getset = super::instance_getsets::table(add_dict, add_weak);
        (*raw).tp_getattro = None;

        ready::ready(py, raw)?;
        update::fixup_all(py, raw);
        // The methods' `__class__` cell.
        let key = intern!(py, "__classcell__");
        if let Some(cell) = dict.get(key)? {
            if cell.type_ptr() != &raw mut decl::PyCell_Type {
                return Err(raise!(
                    py,
                    TypeError,
                    "__classcell__ must be a nonlocal cell, not {}",
                    cell.ty().repr()?.to_string_lossy()
                ));
            }
            if decl::PyCell_Set(cell.as_ptr(), cls.as_object_ptr()) < 0 {
                return Err(Raised::assume());
            }
            dict.remove(key)?;
        }
        Ok(cls)
    }
}

fn slots_are_default<'py>(dict: &Ref<'py, Dict>, py: Attached<'py>) -> PyResult<bool> {
    Ok(dict.get(intern!(py, "__slots__"))?.is_none())
}

/// Makes the `tp_as_*` of a heap type point to its own tables.
///
/// # Safety
/// `ty` points to a PyHeapTypeObject.
pub unsafe fn own_tables(ty: *mut PyTypeObject) {
    // SAFETY: by contract.
    unsafe {
        let heap: *mut PyHeapTypeObject = ty.cast();
        (*ty).tp_as_async = &raw mut (*heap).as_async;
        (*ty).tp_as_number = &raw mut (*heap).as_number;
        (*ty).tp_as_sequence = &raw mut (*heap).as_sequence;
        (*ty).tp_as_mapping = &raw mut (*heap).as_mapping;
        (*ty).tp_as_buffer = &raw mut (*heap).as_buffer;
    }
}

/// Where the member table of a heap type is: behind the fields that its metatype gives it.
///
/// # Safety
/// `ty` points to a heap type.
pub unsafe fn members_of(ty: *mut PyTypeObject) -> *mut PyMemberDef {
    // SAFETY: the metatype's instances have items of that size behind tp_basicsize bytes.
    unsafe { ty.byte_offset((*(*ty).ob_base.ob_base.ob_type).tp_basicsize).cast() }
}

/// The name as a C string on the heap.
pub fn c_string<'py>(py: Attached<'py>, name: &Ref<'py, Str>) -> PyResult<CString> {
    CString::new(name.as_utf8()?)
        .map_err(|_| raise!(py, ValueError, "type name must not contain null characters"))
}

/// Handles the names in the namespace that mean something to the type itself.
fn namespace_attributes<'py>(py: Attached<'py>, cls: &Ref<'py, Type>, dict: &Ref<'py, Dict>) -> PyResult<()> {
    let module = intern!(py, "__module__");
    if dict.get(module)?.is_none()
        && let Some(name) = crate::objects::protocol::globals_name(py)?
    {
        dict.set(module, &name)?;
    }
    let qualname = intern!(py, "__qualname__");
    if let Some(value) = dict.get(qualname)? {
        let Some(text) = value.cast::<Str>() else {
            return Err(raise!(
                py,
                TypeError,
                "type __qualname__ must be a str, not {}",
                value.ty().full_name()
            ));
        };
        // SAFETY: a new heap type owns its qualified name.
        unsafe {
            let heap: *mut PyHeapTypeObject = cls.as_ptr().cast();
            let old = std::mem::replace(&mut (*heap).ht_qualname, text.clone().into_object_ptr());
            drop(Ref::from_owned_or_null(py, old));
        }
        dict.remove(qualname)?;
    }
    let doc = intern!(py, "__doc__");
    if let Some(value) = dict.get(doc)?
        && let Some(text) = value.cast::<Str>()
        && let Ok(text) = text.as_utf8()
    {
        let copy = CString::new(text.split('\0').next().unwrap_or_default()).unwrap_or_default();
        // SAFETY: freed with the type; PyObject_Malloc's memory, as C code expects of tp_doc.
        unsafe {
            let bytes = copy.as_bytes_with_nul();
            let memory: *mut c_char = decl::PyObject_Malloc(bytes.len()).cast();
            if memory.is_null() {
                return Err(super::no_memory(py));
            }
            memory.copy_from_nonoverlapping(bytes.as_ptr().cast(), bytes.len());
            (*cls.as_ptr()).tp_doc = memory;
        }
    } else {
        crate::state::error::clear(py);
    }
    // Functions of these names become what they always are.
    for (name, static_) in [
        (intern!(py, "__new__"), true),
        (intern!(py, "__init_subclass__"), false),
        (intern!(py, "__class_getitem__"), false),
    ] {
        if let Some(value) = dict.get(name)?
            && value.cast_exact::<Function>().is_some()
        {
            // SAFETY: a live object; a new reference or NULL.
            let wrapped = unsafe {
                Ref::from_owned_or_raised(
                    py,
                    if static_ {
                        decl::PyStaticMethod_New(value.as_ptr())
                    } else {
                        decl::PyClassMethod_New(value.as_ptr())
                    },
                )?
            };
            dict.set(name, &wrapped)?;
        }
    }
    Ok(())
}

/// A private name as the compiler mangles it.
pub fn mangle<'py>(
    py: Attached<'py>,
    class: &Ref<'py, Str>,
    name: &Ref<'py, Str>,
) -> PyResult<Ref<'py, Str>> {
    let (Ok(class_text), Ok(text)) = (class.as_utf8(), name.as_utf8()) else {
        crate::state::error::clear(py);
        return Ok(name.clone());
    };
    if !text.starts_with("__") || text.ends_with("__") || text.contains('.') {
        return py.interned(text);
    }
    let class_text = class_text.trim_start_matches('_');
    if class_text.is_empty() {
        return py.interned(text);
    }
    py.interned(&format!("_{class_text}{text}"))
}

#[allow(clippy::too_many_arguments)]
fn slots<'py>(
    py: Attached<'py>,
    class: &Ref<'py, Str>,
    bases: &Ref<'py, Tuple>,
    base: &Ref<'py, Type>,
    dict: &Ref<'py, Dict>,
    may_dict: bool,
    may_weak: bool,
) -> PyResult<Slots<'py>> {
    let Some(value) = dict.get(intern!(py, "__slots__"))? else {
        return Ok(Slots { names: None, dict: false, weakrefs: false });
    };
    let wanted: Ref<'py, Tuple> =
        if value.is_instance_of::<Str>() { py.tuple([value.clone()])? } else { value.to_tuple()? };
    // SAFETY: a live type.
    let item_size = unsafe { (*base.as_ptr()).tp_itemsize };
    if !wanted.is_empty() && item_size != 0 && !base.has_feature(Py_TPFLAGS_ITEMS_AT_END) {
        return Err(raise!(
            py,
            TypeError,
            "nonempty __slots__ not supported for subtype of '{}'",
            base.full_name()
        ));
    }
    let mut result = Slots { names: None, dict: false, weakrefs: false };
    let mut names: Vec<Ref<'py, Str>> = Vec::new();
    for item in wanted.items() {
        let Some(name) = item.cast::<Str>() else {
            return Err(raise!(
                py,
                TypeError,
                "__slots__ items must be strings, not '{}'",
                item.ty().full_name()
            ));
        };
        // SAFETY: a live str.
        if unsafe { decl::PyUnicode_IsIdentifier(name.as_object_ptr()) } == 0 {
            return Err(raise!(py, TypeError, "__slots__ must be identifiers"));
        }
        if name.equals_str("__dict__") {
            if !may_dict || result.dict {
                return Err(raise!(py, TypeError, "__dict__ slot disallowed: we already got one"));
            }
            result.dict = true;
            continue;
        }
        if name.equals_str("__weakref__") {
            if !may_weak || result.weakrefs {
                return Err(raise!(py, TypeError, "__weakref__ slot disallowed: we already got one"));
            }
            result.weakrefs = true;
            continue;
        }
        let mangled = mangle(py, class, name)?;
        if dict.get(&mangled)?.is_some()
            && !mangled.equals_str("__qualname__")
            && !mangled.equals_str("__classcell__")
        {
            return Err(raise!(
                py,
                ValueError,
                "{} in __slots__ conflicts with class variable",
                mangled.repr()?.to_string_lossy()
            ));
        }
        names.push(mangled);
    }
    names.sort_by(|a, b| a.code_points().cmp(b.code_points()));
    // A second base may want a dict or weak references although the first has slots only.
    if bases.len() > 1 {
        for other in bases.items() {
            if other.is(base) {
                continue;
            }
            let Some(other) = other.cast::<Type>() else { continue };
            // SAFETY: a live type.
            unsafe {
                if may_dict && !result.dict && (*other.as_ptr()).tp_dictoffset != 0 {
                    result.dict = true;
                }
                if may_weak && !result.weakrefs && (*other.as_ptr()).tp_weaklistoffset != 0 {
                    result.weakrefs = true;
                }
            }
        }
    }
    result.names = Some(names);
    Ok(result)
}

/// Calls `__set_name__` of the attributes.
fn set_names<'py>(py: Attached<'py>, cls: &Ref<'py, Type>) -> PyResult<()> {
    let dict = cls.dict().expect("a ready type has a dict");
    // A copy: the hooks may change the class.
    let mut pos = 0;
    let mut entries = Vec::new();
    while let Some((key, value)) = dict.next_entry(&mut pos) {
        entries.push((key, value));
    }
    for (key, value) in entries {
        if let Some(hook) = special::lookup(&value, intern!(py, "__set_name__"))?
            && let Err(raised) = hook.call(&value, &[cls, &key])
        {
            let exception = raised.take(py);
            let note = format!(
                "Error calling __set_name__ on '{}' instance {} in '{}'",
                value.ty().full_name(),
                key.repr()?.to_string_lossy(),
                cls.full_name()
            );
            let note = py.str(&note)?;
            exception.call_method(intern!(py, "add_note"), [&note])?;
            return Err(crate::state::error::set(py, exception));
        }
    }
    Ok(())
}

/// Calls `super(cls, cls).__init_subclass__(**kwargs)`.
fn init_subclass<'py>(
    py: Attached<'py>,
    cls: &Ref<'py, Type>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    let Some(hook) = crate::objects::super_::lookup(py, cls, cls, intern!(py, "__init_subclass__"))? else {
        return Err(raise!(py, AttributeError, "'super' object has no attribute '__init_subclass__'"));
    };
    let empty = py.tuple([])?;
    hook.call_tuple(&empty, kwargs.as_deref()).map(drop)
}

/// `type.__init__`: checks the number of arguments; all work is done by `__new__`.
pub fn init<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    if kwargs.is_some_and(|k| !k.is_empty()) && args.len() == 1 {
        return Err(raise!(py, TypeError, "type.__init__() takes no keyword arguments"));
    }
    if args.len() != 1 && args.len() != 3 {
        return Err(raise!(py, TypeError, "type.__init__() takes 1 or 3 arguments"));
    }
    Ok(())
}

/// Frees what a heap type owns besides its references.
///
/// # Safety
/// The type is being destroyed.
pub unsafe fn free_strings(ty: *mut PyTypeObject) {
    // SAFETY: set by `create` (or by PyType_FromMetaclass in the same way) and freed once.
    unsafe {
        let heap: *mut PyHeapTypeObject = ty.cast();
        decl::PyObject_Free((*ty).tp_doc.cast_mut().cast());
        (*ty).tp_doc = std::ptr::null();
        let name = std::mem::replace(&mut (*heap)._ht_tpname, std::ptr::null_mut());
        if !name.is_null() {
            drop(CString::from_raw(name));
        }
    }
}
