//! `module`

use std::ffi::{CStr, c_int, c_void};

use mortise_abi::*;

use crate::args::Signature;
use crate::capi::decl;
use crate::err::{PyResult, Raised};
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::attr::{attribute_error, generic_find, name_of};
use crate::objects::{Dict, List, Module, Str, Tuple};
use crate::{intern, raise};

pub mod definition;

/// The memory of a module.
#[repr(C)]
pub struct ModuleObject {
    ob_base: PyObject,
    /// The namespace; never NULL after creation.
    pub dict: *mut PyObject,
    /// The definition, or NULL.
    pub def: *mut PyModuleDef,
    /// The state that the definition asks for, or NULL.
    pub state: *mut c_void,
    /// Weak references.
    pub weaklist: *mut PyObject,
    /// The name, kept for the time when the dict has been cleared.
    pub name: *mut PyObject,
    /// What `Py_mod_gil` (or `PyUnstable_Module_SetGIL`) says: `Py_MOD_GIL_USED` or `Py_MOD_GIL_NOT_USED`.
    pub gil: usize,
}

builtin_type! {
    /// `types.ModuleType`
    #[unsafe(no_mangle)]
    pub static PyModule_Type: ModuleObject = "module" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
        doc: "module(name, doc=None)\n--\n\nCreate a module object.\n\nThe name must be a string; the optional docstring can have any type.",
        set: {
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
            tp_clear: Some(clear),
            tp_weaklistoffset: std::mem::offset_of!(ModuleObject, weaklist) as isize,
            tp_dictoffset: std::mem::offset_of!(ModuleObject, dict) as isize,
            tp_new: Some(new_slot),
            tp_free: Some(decl::PyObject_GC_Del),
        },
        slots: { tp_repr: repr, tp_getattro: getattro, tp_init: init },
        methods: [ method!(noargs "__dir__", dir, "__dir__() -> list\nspecialized dir() implementation") ],
        getset: [ getset!("__annotations__", annotations, set_annotations, "") ],
        members: [ member!("__dict__", _Py_T_OBJECT, std::mem::offset_of!(ModuleObject, dict), Py_READONLY, "") ],
    }
}

builtin_type! {
    /// The type of module definitions.
    #[unsafe(no_mangle)]
    pub static PyModuleDef_Type: PyModuleDef = "moduledef" {
        doc: "",
        set: { tp_dealloc: None },
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 2] {
    [&raw mut PyModule_Type, &raw mut PyModuleDef_Type]
}

type This<'a, 'py> = Borrowed<'a, 'py, Module>;

/// The fields of a module.
#[inline(always)]
pub fn fields(ob: *mut PyObject) -> *mut ModuleObject {
    ob.cast()
}

/// What the module says about the GIL.
///
/// # Safety
/// `module` is a live module.
pub unsafe fn gil_slot(module: *mut PyObject) -> usize {
    // SAFETY: by contract.
    unsafe { (*fields(module)).gil }
}

/// # Safety
/// `tp_new`: memory with an empty dict.
unsafe extern "C" fn new_slot(
    ty: *mut PyTypeObject,
    _args: *mut PyObject,
    _kwargs: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: the slot's contract; the dict is set before the collector sees the object.
    unsafe {
        let ob = crate::objects::type_::instance::generic_alloc_untracked(ty, 0);
        if ob.is_null() {
            return ob;
        }
        let dict = decl::PyDict_New();
        if dict.is_null() {
            crate::heap::refcount::decref(ob);
            return dict;
        }
        (*fields(ob)).dict = dict;
        decl::PyObject_GC_Track(ob.cast());
        ob
    }
}

/// A new module with the attributes that every module has
pub fn new<'py>(py: Attached<'py>, name: &Ref<'py>) -> PyResult<Ref<'py, Module>> {
    // SAFETY: a static type; a new reference or NULL.
    unsafe {
        let raw = new_slot(&raw mut PyModule_Type, std::ptr::null_mut(), std::ptr::null_mut());
        let module: Ref<'py, Module> = Ref::from_owned_or_raised(py, raw.cast())?;
        let none = py.none();
        init_dict(py, &module, name, &none)?;
        Ok(module)
    }
}

/// The namespace of a module.
pub fn dict<'py>(module: &Ref<'py, Module>) -> Option<Ref<'py, Dict>> {
    // SAFETY: a live module.
    unsafe {
        Borrowed::<Dict>::from_ptr_or_null(module.py(), (*fields(module.as_object_ptr())).dict.cast())
            .map(Borrowed::to_owned)
    }
}

fn init_dict<'py>(
    py: Attached<'py>,
    module: &Ref<'py, Module>,
    name: &Ref<'py>,
    doc: &Ref<'py>,
) -> PyResult<()> {
    let dict = dict(module).ok_or_else(|| raise!(py, SystemError, "module without a dict"))?;
    let none = py.none();
    dict.set(intern!(py, "__name__"), name)?;
    dict.set(intern!(py, "__doc__"), doc)?;
    dict.set(intern!(py, "__package__"), &none)?;
    dict.set(intern!(py, "__loader__"), &none)?;
    dict.set(intern!(py, "__spec__"), &none)?;
    if name.type_ptr() == &raw mut decl::PyUnicode_Type {
        // SAFETY: a live module; the field owns what it holds.
        unsafe {
            let new = name.clone().into_ptr();
            let old = std::mem::replace(&mut (*fields(module.as_object_ptr())).name, new);
            drop(Ref::<PyObject>::from_owned_or_null(py, old));
        }
    }
    Ok(())
}

fn init<'py>(
    py: Attached<'py>,
    module: This<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    static SIG: Signature<2> = Signature::new("module", ["name", "doc"], 1);
    let [name, doc] = SIG.parse_tuple(py, args, kwargs)?;
    let name = name.expect("required");
    if !name.is_instance_of::<Str>() {
        return Err(raise!(
            py,
            TypeError,
            "module() argument 'name' must be str, not {}",
            if name.is_none() { "None".to_string() } else { name.ty().full_name() }
        ));
    }
    let doc = doc.map_or_else(|| py.none(), Borrowed::to_owned);
    init_dict(py, &module, &name, &doc)
}

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone; the definition's m_free is called when its state is there (or it wants none).
    unsafe {
        let ty = (*ob).ob_type;
        decl::PyObject_GC_UnTrack(ob.cast());
        let f = fields(ob);
        if !(*f).weaklist.is_null() {
            decl::PyObject_ClearWeakRefs(ob);
        }
        let def = (*f).def;
        if !def.is_null()
            && let Some(free) = (*def).m_free
            && ((*def).m_size <= 0 || !(*f).state.is_null())
        {
            free(ob.cast());
        }
        let py = Attached::assume();
        for field in [&raw mut (*f).dict, &raw mut (*f).name] {
            let old = std::mem::replace(&mut *field, std::ptr::null_mut());
            drop(Ref::<PyObject>::from_owned_or_null(py, old));
        }
        if !(*f).state.is_null() {
            decl::PyMem_Free((*f).state);
        }
        crate::objects::type_::end_dealloc(ob, ty);
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract.
    unsafe {
        let f = fields(ob);
        let def = (*f).def;
        if !def.is_null()
            && let Some(traverse) = (*def).m_traverse
            && ((*def).m_size <= 0 || !(*f).state.is_null())
        {
            let stop = traverse(ob, visit, arg);
            if stop != 0 {
                return stop;
            }
        }
        if (*f).dict.is_null() { 0 } else { (visit.unwrap_unchecked())((*f).dict, arg) }
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn clear(ob: *mut PyObject) -> c_int {
    // SAFETY: a live module in a dead cycle.
    unsafe {
        let f = fields(ob);
        let def = (*f).def;
        if !def.is_null()
            && let Some(clear) = (*def).m_clear
            && ((*def).m_size <= 0 || !(*f).state.is_null())
        {
            let failed = clear(ob);
            if failed != 0 {
                return failed;
            }
        }
        let old = std::mem::replace(&mut (*f).dict, std::ptr::null_mut());
        drop(Ref::<PyObject>::from_owned_or_null(Attached::assume(), old));
    }
    0
}

fn repr<'py>(py: Attached<'py>, module: This<'_, 'py>) -> PyResult<Ref<'py>> {
    let importlib = match py.import("importlib._bootstrap") {
        Ok(importlib) => importlib,
        Err(raised) => {
            // Before importlib is there.
            raised.clear(py);
            let name = name(&module).map_or_else(|| "?".to_string(), |n| n.to_string_lossy());
            return Ok(py.str(&format!("<module '{name}'>"))?.into_any());
        }
    };
    importlib.call_method(intern!(py, "_module_repr"), [&module])
}

/// `__name__`, when it is a str
pub fn name<'py>(module: &Ref<'py, Module>) -> Option<Ref<'py, Str>> {
    let py = module.py();
    match dict(module)?.get(intern!(py, "__name__")) {
        Ok(name) => name?.into_cast::<Str>().ok(),
        Err(raised) => {
            raised.clear(py);
            None
        }
    }
}

fn getattro<'py>(
    py: Attached<'py>,
    module: This<'_, 'py>,
    attribute: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let attribute = name_of(&attribute)?;
    match get(py, &module, attribute, false)? {
        Some(value) => Ok(value),
        None => Err(raise!(py, AttributeError, "{}", attribute.to_string_lossy())),
    }
}

/// An attribute of a module: the ordinary lookup, then the module's own `__getattr__`. With `quiet`, `None` stands for the AttributeError.
pub fn get<'py>(
    py: Attached<'py>,
    module: &Ref<'py, Module>,
    attribute: &Ref<'py, Str>,
    quiet: bool,
) -> PyResult<Option<Ref<'py>>> {
    if let Some(value) = generic_find(module, attribute, None)? {
        return Ok(Some(value));
    }
    let Some(dict) = dict(module) else {
        return if quiet { Ok(None) } else { Err(missing(py, module, attribute)?) };
    };
    if let Some(hook) = dict.get(intern!(py, "__getattr__"))? {
        return match hook.call([attribute]) {
            Ok(value) => Ok(Some(value)),
            Err(raised)
                if quiet && raised.matches(py, crate::objects::exceptions::classes::AttributeError()) =>
            {
                raised.clear(py);
                Ok(None)
            }
            Err(raised) => Err(raised),
        };
    }
    if quiet { Ok(None) } else { Err(missing(py, module, attribute)?) }
}

/// The error for an attribute that a module has not.
#[cold]
fn missing<'py>(py: Attached<'py>, module: &Ref<'py, Module>, attribute: &Ref<'py, Str>) -> PyResult<Raised> {
    let attribute_text = attribute.to_string_lossy();
    let Some(name) = name(module) else {
        return Ok(attribute_error(
            module,
            attribute,
            &format!("module has no attribute '{attribute_text}'"),
        ));
    };
    let name = name.to_string_lossy();
    let spec = match dict(module) {
        Some(dict) => dict.get(intern!(py, "__spec__"))?.filter(|s| !s.is_none()),
        None => None,
    };
    if let Some(spec) = &spec {
        let flag = |key: &Ref<'py, Str>| -> PyResult<bool> {
            match spec.getattr_opt(key)? {
                Some(value) => value.is_true(),
                None => Ok(false),
            }
        };
        if flag(intern!(py, "_initializing"))? {
            let origin = origin_if_shadowing(py, spec)?;
            if let Some(origin) = origin {
                return Ok(attribute_error(
                    module,
                    attribute,
                    &format!(
                        "partially initialized module '{name}' from '{origin}' has no attribute '{attribute_text}' (most likely due to a circular import)"
                    ),
                ));
            }
            return Ok(attribute_error(
                module,
                attribute,
                &format!(
                    "partially initialized module '{name}' has no attribute '{attribute_text}' (most likely due to a circular import)"
                ),
            ));
        }
        if let Some(pending) = spec.getattr_opt(intern!(py, "_uninitialized_submodules"))?
            && !pending.is_none()
            && pending.contains(attribute)?
        {
            return Ok(attribute_error(
                module,
                attribute,
                &format!(
                    "cannot access submodule '{attribute_text}' of module '{name}' (most likely due to a circular import)"
                ),
            ));
        }
    }
    Ok(attribute_error(module, attribute, &format!("module '{name}' has no attribute '{attribute_text}'")))
}

/// Where a module that is being imported comes from, when its spec has a location.
fn origin_if_shadowing<'py>(py: Attached<'py>, spec: &Ref<'py>) -> PyResult<Option<String>> {
    match spec.getattr_opt(intern!(py, "has_location"))? {
        Some(has) if has.is_true()? => {}
        _ => return Ok(None),
    }
    Ok(spec
        .getattr_opt(intern!(py, "origin"))?
        .and_then(|o| o.into_cast::<Str>().ok())
        .map(|o| o.to_string_lossy()))
}

fn dir<'py>(py: Attached<'py>, module: This<'_, 'py>) -> PyResult<Ref<'py>> {
    let namespace = module.getattr(intern!(py, "__dict__"))?;
    let Some(namespace) = namespace.cast::<Dict>() else {
        return Err(raise!(py, TypeError, "<module>.__dict__ is not a dictionary"));
    };
    if let Some(hook) = namespace.get(intern!(py, "__dir__"))? {
        return hook.call0();
    }
    // SAFETY: a live dict; a new reference or NULL.
    let keys: Ref<'py, List> =
        unsafe { Ref::from_owned_or_raised(py, decl::PyDict_Keys(namespace.as_object_ptr()).cast())? };
    Ok(keys.into_any())
}

fn annotations<'py>(py: Attached<'py>, module: This<'_, 'py>) -> PyResult<Ref<'py>> {
    let Some(dict) = dict(&module) else {
        return Err(raise!(py, TypeError, "<module>.__dict__ is not a dictionary"));
    };
    let key = intern!(py, "__annotations__");
    if let Some(known) = dict.get(key)? {
        return Ok(known);
    }
    let new = py.dict()?.into_any();
    dict.set(key, &new)?;
    Ok(new)
}

fn set_annotations<'py>(
    py: Attached<'py>,
    module: This<'_, 'py>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let Some(dict) = dict(&module) else {
        return Err(raise!(py, TypeError, "<module>.__dict__ is not a dictionary"));
    };
    let key = intern!(py, "__annotations__");
    match value {
        Some(value) => dict.set(key, &value),
        None if dict.remove(key)? => Ok(()),
        None => Err(raise!(py, AttributeError, "__annotations__")),
    }
}

/// The name of a definition.
///
/// # Safety
/// A live definition with a name.
pub(crate) unsafe fn definition_name(def: *mut PyModuleDef) -> String {
    // SAFETY: by contract.
    unsafe { CStr::from_ptr((*def).m_name).to_string_lossy().into_owned() }
}
