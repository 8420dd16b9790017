//! `defaultdict`

use std::ffi::{c_int, c_void};

use mortise_core::heap::handles::Concrete;

use crate::support::prelude::*;

/// A dict and what makes its missing values (NULL: nothing does).
#[repr(C)]
pub struct DefaultDict {
    dict: abi::PyDictObject,
    default_factory: *mut abi::PyObject,
}

// SAFETY: the type below is declared with this struct, which starts with its base's.
unsafe impl Class for DefaultDict {
    const NAME: &'static str = "defaultdict";
    fn type_object() -> *mut Type {
        &raw mut DEFAULT_DICT
    }
}
impl Concrete for DefaultDict {}

builtin_type! {
    /// `collections.defaultdict`
    pub static DEFAULT_DICT: DefaultDict = "collections.defaultdict" {
        base: &raw mut decl::PyDict_Type,
        flags: abi::Py_TPFLAGS_BASETYPE | abi::Py_TPFLAGS_HAVE_GC,
        doc: "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\nThe default factory is called without arguments to produce\na new value when a key is not present, in __getitem__ only.\nA defaultdict compares equal to a dict with the same items.\nAll remaining arguments are treated the same as if they were\npassed to the dict constructor, including keyword arguments.",
        set: {
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
            tp_clear: Some(clear),
            tp_getattro: Some(decl::PyObject_GenericGetAttr),
        },
        slots: { tp_repr: repr, tp_init: init },
        number: { nb_or: or },
        methods: [
            method!(o "__missing__", missing, "__missing__(key) # Called by __getitem__ for missing key; pseudo-code:\n  if self.default_factory is None: raise KeyError((key,))\n  self[key] = value = self.default_factory()\n  return value\n"),
            method!(noargs "copy", copy, "D.copy() -> a shallow copy of D."),
            method!(noargs "__copy__", copy, "D.copy() -> a shallow copy of D."),
            method!(noargs "__reduce__", reduce, "Return state information for pickling."),
            method!(class_o "__class_getitem__", protocol::class_getitem, "See PEP 585"),
        ],
        members: [
            member!("default_factory", abi::_Py_T_OBJECT, std::mem::offset_of!(DefaultDict, default_factory), 0, "Factory for default value called by __missing__()."),
        ],
    }
}

type Slf<'a, 'py> = Borrowed<'a, 'py, DefaultDict>;

/// The base's functions.
fn base() -> *mut Type {
    &raw mut decl::PyDict_Type
}

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut abi::PyObject) {
    // SAFETY: the last reference is gone; the factory is given back once, the rest is the base's.
    unsafe {
        decl::PyObject_GC_UnTrack(ob.cast());
        drop(take_factory(ob));
        (*base()).tp_dealloc.expect("dict has a destructor")(ob);
    }
}

/// # Safety
/// A live instance and an attached thread.
unsafe fn take_factory<'py>(ob: *mut abi::PyObject) -> Option<Ref<'py>> {
    // SAFETY: by contract; the field owns its reference, which moves out.
    unsafe {
        let field = &raw mut (*ob.cast::<DefaultDict>()).default_factory;
        Ref::from_owned_or_null(Attached::assume(), std::mem::replace(&mut *field, std::ptr::null_mut()))
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn traverse(ob: *mut abi::PyObject, visit: abi::visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector gives a live object and its visitor.
    unsafe {
        let factory = (*ob.cast::<DefaultDict>()).default_factory;
        if !factory.is_null() {
            let stop = visit.expect("the collector's visitor")(factory, arg);
            if stop != 0 {
                return stop;
            }
        }
        (*base()).tp_traverse.expect("dict is collected")(ob, visit, arg)
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn clear(ob: *mut abi::PyObject) -> c_int {
    // SAFETY: the collector gives a live object.
    unsafe {
        drop(take_factory(ob));
        (*base()).tp_clear.expect("dict is collected")(ob)
    }
}

/// The factory; `None` when there is none.
fn factory<'py>(py: Attached<'py>, slf: &Ref<'py, DefaultDict>) -> Option<Ref<'py>> {
    // SAFETY: the field owns its object or is NULL; this thread has the object to itself meanwhile.
    mortise_core::state::critical_section::with(slf, || unsafe {
        Borrowed::from_ptr_or_null(py, (*slf.as_ptr()).default_factory).map(Borrowed::to_owned)
    })
    .filter(|f| !f.is_none())
}

fn as_dict<'a, 'py>(slf: &'a Ref<'py, DefaultDict>) -> &'a Ref<'py, Dict> {
    slf.cast::<Dict>().expect("a defaultdict is a dict")
}

fn init<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<()> {
    let (mut new, mut rest) = (None, args.to_owned());
    if !args.is_empty() {
        let factory = args.item(0);
        if !factory.is_none() && !factory.is_callable() {
            return Err(raise!(py, TypeError, "first argument must be callable or None"));
        }
        new = Some(factory.to_owned());
        rest = args.slice(1, args.len())?;
    }
    let new = new.map_or(std::ptr::null_mut(), Ref::into_ptr);
    let old = mortise_core::state::critical_section::with(&slf, || {
        // SAFETY: the field owns its reference; the old one moves out.
        unsafe { std::mem::replace(&mut (*slf.as_ptr()).default_factory, new) }
    });
    // SAFETY: the reference that the field owned, or NULL.
    drop(unsafe { Ref::<'py>::from_owned_or_null(py, old) });
    let kwargs = kwargs.map_or(std::ptr::null_mut(), |k| k.as_object_ptr());
    // SAFETY: dict's initialiser on a dict, with a tuple and a dict or NULL; negative with an exception.
    unsafe {
        let init = (*base()).tp_init.expect("dict has an initialiser");
        if init(slf.as_object_ptr(), rest.as_object_ptr(), kwargs) < 0 {
            Err(Raised::assume())
        } else {
            Ok(())
        }
    }
}

fn missing<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, key: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let Some(factory) = factory(py, &slf) else { return Err(dict::key_error(py, &key)) };
    let value = factory.call0()?;
    slf.set_item(&key, &value)?;
    Ok(value)
}

/// A new instance of the same class with the same factory and the contents of `from`.
fn like<'py>(py: Attached<'py>, slf: &Ref<'py, DefaultDict>, from: &Ref<'py>) -> PyResult<Ref<'py>> {
    let factory = factory(py, slf).unwrap_or_else(|| py.none());
    slf.ty().as_any().call([&factory, from])
}

fn copy<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    like(py, &slf, slf.as_any())
}

fn or<'py>(py: Attached<'py>, left: Borrowed<'_, 'py>, right: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let (slf, other) = match left.cast::<DefaultDict>() {
        Some(slf) => (slf, &right),
        None => match right.cast::<DefaultDict>() {
            Some(slf) => (slf, &left),
            None => return Ok(py.not_implemented()),
        },
    };
    if !other.is_instance_of::<Dict>() {
        return Ok(py.not_implemented());
    }
    let new = like(py, slf, &left)?;
    if let Some(dict) = new.cast::<Dict>() {
        dict.merge(&right, dict::Conflict::Replace)?;
    } else {
        return Err(raise!(py, TypeError, "expected a dict, got '{}'", new.ty().full_name()));
    }
    Ok(new)
}

fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    // SAFETY: dict's repr of a dict; a new reference or NULL with an exception.
    let contents: Ref<'py, Str> = unsafe {
        let repr = (*base()).tp_repr.expect("dict has a repr");
        Ref::from_owned_or_raised(py, repr(slf.as_object_ptr()).cast())?
    };
    let factory = match factory(py, &slf) {
        None => py.str("None")?,
        Some(factory) => match protocol::repr_scope(py, &factory)? {
            Some(_scope) => factory.repr()?,
            None => py.str("...")?,
        },
    };
    let mut out = protocol::ReprWriter::new(py);
    out.object(&py.str(&slf.ty().name())?)?;
    out.ascii("(")?;
    out.object(&factory)?;
    out.ascii(", ")?;
    out.object(&contents)?;
    out.ascii(")")?;
    out.finish()
}

fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let args = match factory(py, &slf) {
        Some(factory) => py.tuple([factory])?,
        None => py.empty_tuple(),
    };
    let items = as_dict(&slf).call_method(intern!(py, "items"), [])?.iter()?;
    py.tuple([slf.ty().to_owned().into_any(), args.into_any(), py.none(), py.none(), items])
}
