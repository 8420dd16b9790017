//! `types.GenericAlias`: `list[int]`

use std::ffi::{c_int, c_void};

use mortise_abi::*;

use crate::capi::decl;
use crate::err::PyResult;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::heap::refcount::decref;
use crate::objects::protocol::{CompareOp, attr};
use crate::objects::{Dict, List, Str, Tuple, Type};
use crate::{intern, raise};

pub mod parameters;

/// The fields of an alias.
#[repr(C)]
pub struct GenericAlias {
    ob_base: PyObject,
    origin: *mut PyObject,
    args: *mut PyObject,
    /// The type variables in `args`; NULL until asked for.
    parameters: *mut PyObject,
    weaklist: *mut PyObject,
    /// Whether it stands for `*alias`.
    starred: bool,
}

builtin_type! {
    /// `types.GenericAlias`
    #[unsafe(no_mangle)]
    pub static Py_GenericAliasType: GenericAlias = "types.GenericAlias" {
        flags: Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
        doc: "GenericAlias(origin, args, /)\n--\n\nRepresent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
        set: {
            tp_dealloc: Some(dealloc),
            tp_traverse: Some(traverse),
            tp_weaklistoffset: std::mem::offset_of!(GenericAlias, weaklist) as isize,
            tp_alloc: Some(decl::PyType_GenericAlloc),
            tp_free: Some(decl::PyObject_GC_Del),
        },
        slots: {
            tp_repr: repr,
            tp_hash: hash,
            tp_call: call,
            tp_getattro: getattro,
            tp_richcompare: compare,
            tp_iter: iter,
            tp_new: new_alias,
        },
        number: { nb_or: or },
        mapping: { mp_subscript: subscript },
        methods: [
            method!(o "__mro_entries__", mro_entries),
            method!(o "__instancecheck__", instancecheck),
            method!(o "__subclasscheck__", subclasscheck),
            method!(noargs "__reduce__", reduce),
            method!(noargs "__dir__", dir),
        ],
        getset: [
            getset!("__parameters__", parameters, "Type variables in the GenericAlias."),
            getset!("__unpacked__", unpacked_args, ""),
            getset!("__typing_unpacked_tuple_args__", unpacked_args, ""),
        ],
        members: [
            member!("__origin__", _Py_T_OBJECT, std::mem::offset_of!(GenericAlias, origin), Py_READONLY, ""),
            member!("__args__", _Py_T_OBJECT, std::mem::offset_of!(GenericAlias, args), Py_READONLY, ""),
        ],
    }
}

/// The types declared here.
pub fn types() -> [*mut PyTypeObject; 1] {
    [&raw mut Py_GenericAliasType]
}

type This<'a, 'py> = Borrowed<'a, 'py>;

fn fields(ob: *mut PyObject) -> *mut GenericAlias {
    ob.cast()
}

/// Whether an object is an alias.
pub fn is_alias(ob: &Ref<'_>) -> bool {
    ob.ty().is_subtype_of_static(&raw mut Py_GenericAliasType)
}

fn origin<'a, 'py>(py: Attached<'py>, ob: &'a Ref<'py>) -> Borrowed<'a, 'py> {
    // SAFETY: an alias keeps its origin.
    unsafe { Borrowed::from_ptr(py, (*fields(ob.as_ptr())).origin) }
}

fn args<'a, 'py>(py: Attached<'py>, ob: &'a Ref<'py>) -> Borrowed<'a, 'py, Tuple> {
    // SAFETY: an alias keeps its arguments, a tuple.
    unsafe { Borrowed::from_ptr(py, (*fields(ob.as_ptr())).args.cast()) }
}

fn is_starred(ob: &Ref<'_>) -> bool {
    // SAFETY: an alias.
    unsafe { (*fields(ob.as_ptr())).starred }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn dealloc(ob: *mut PyObject) {
    // SAFETY: the last reference is gone.
    unsafe {
        let ty = (*ob).ob_type;
        decl::PyObject_GC_UnTrack(ob.cast());
        if !(*fields(ob)).weaklist.is_null() {
            decl::PyObject_ClearWeakRefs(ob);
        }
        for field in [(*fields(ob)).origin, (*fields(ob)).args, (*fields(ob)).parameters] {
            if !field.is_null() {
                decref(field);
            }
        }
        crate::objects::type_::end_dealloc(ob, ty);
    }
}

/// # Safety
/// Slot function.
unsafe extern "C" fn traverse(ob: *mut PyObject, visit: visitproc, arg: *mut c_void) -> c_int {
    // SAFETY: the collector's contract.
    unsafe {
        for field in [(*fields(ob)).origin, (*fields(ob)).args, (*fields(ob)).parameters] {
            if !field.is_null() {
                let stop = (visit.unwrap_unchecked())(field, arg);
                if stop != 0 {
                    return stop;
                }
            }
        }
        0
    }
}

/// `origin[args]`
pub fn new<'py>(py: Attached<'py>, origin: &Ref<'py>, args: &Ref<'py>) -> PyResult<Ref<'py>> {
    // SAFETY: `GenericAlias` is static.
    let cls = unsafe { py.static_type(&raw mut Py_GenericAliasType) };
    make(py, &cls, origin, args, false)
}

fn make<'py>(
    py: Attached<'py>,
    cls: &Ref<'py, Type>,
    origin: &Ref<'py>,
    args: &Ref<'py>,
    starred: bool,
) -> PyResult<Ref<'py>> {
    let args = match args.cast::<Tuple>() {
        Some(tuple) => tuple.clone(),
        None => py.tuple([args.clone()])?,
    };
    let ob = crate::objects::type_::alloc(py, cls.borrow())?;
    // SAFETY: a new alias; the fields own what they hold.
    unsafe {
        let f = fields(ob.as_ptr());
        (*f).origin = origin.clone().into_ptr();
        (*f).args = args.into_object_ptr();
        (*f).starred = starred;
    }
    Ok(ob)
}

fn new_alias<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "GenericAlias() takes no keyword arguments"));
    }
    if args.len() != 2 {
        return Err(raise!(py, TypeError, "GenericAlias expected 2 arguments, got {}", args.len()));
    }
    make(py, &cls, &args.item(0), &args.item(1), false)
}

/// How an argument is shown: classes by their qualified name.
pub fn item_repr<'py>(py: Attached<'py>, item: &Ref<'py>) -> PyResult<String> {
    if item.as_ptr() == &raw mut decl::_Py_EllipsisObject {
        return Ok("...".to_string());
    }
    if item.getattr_opt(intern!(py, "__origin__"))?.is_some()
        && item.getattr_opt(intern!(py, "__args__"))?.is_some()
    {
        return Ok(item.repr()?.to_string_lossy());
    }
    let Some(qualname) = item.getattr_opt(intern!(py, "__qualname__"))? else {
        return Ok(item.repr()?.to_string_lossy());
    };
    let module = item.getattr_opt(intern!(py, "__module__"))?.filter(|m| !m.is_none());
    let Some(module) = module else { return Ok(item.repr()?.to_string_lossy()) };
    let (qualname, module) = (qualname.to_str()?.to_string_lossy(), module.to_str()?.to_string_lossy());
    Ok(if module == "builtins" { qualname } else { format!("{module}.{qualname}") })
}

fn repr<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    let mut parts = Vec::new();
    for item in args(py, &ob).items() {
        if let Some(list) = item.cast::<List>() {
            let mut inner = Vec::new();
            for i in 0..list.len() {
                if let Some(each) = list.get(i) {
                    inner.push(item_repr(py, &each)?);
                }
            }
            parts.push(format!("[{}]", inner.join(", ")));
        } else {
            parts.push(item_repr(py, &item)?);
        }
    }
    if parts.is_empty() {
        parts.push("()".to_string());
    }
    let star = if is_starred(&ob) { "*" } else { "" };
    py.str(&format!("{star}{}[{}]", item_repr(py, &origin(py, &ob))?, parts.join(", ")))
}

fn hash<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<isize> {
    Ok(origin(py, &ob).hash()? ^ args(py, &ob).hash()?)
}

fn call<'py>(
    py: Attached<'py>,
    ob: This<'_, 'py>,
    arguments: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    let made = origin(py, &ob).call_tuple(&arguments, kwargs.as_deref())?;
    if let Err(raised) = made.setattr(intern!(py, "__orig_class__"), &ob) {
        let classes = [
            crate::objects::exceptions::classes::AttributeError(),
            crate::objects::exceptions::classes::TypeError(),
        ];
        if !classes.iter().any(|&c| raised.matches(py, c)) {
            return Err(raised);
        }
        raised.clear(py);
    }
    Ok(made)
}

/// Attributes that belong to the alias; all others are those of the origin.
const OWN: [&str; 11] = [
    "__class__",
    "__bases__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
    "__copy__",
];

fn getattro<'py>(py: Attached<'py>, ob: This<'_, 'py>, name: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let name = attr::name_of(&name)?;
    let own = OWN.iter().any(|own| name.equals_str(own)) || name.equals_str("__deepcopy__");
    if own { attr::generic_get(&ob, name) } else { origin(py, &ob).getattr(name) }
}

fn compare<'py>(
    py: Attached<'py>,
    a: This<'_, 'py>,
    b: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    if !is_alias(&a) || !is_alias(&b) || !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(py.not_implemented());
    }
    let equal = is_starred(&a) == is_starred(&b)
        && origin(py, &a).eq(&origin(py, &b))?
        && args(py, &a).eq(&args(py, &b))?;
    Ok(py.bool(equal == (op == CompareOp::Eq)))
}

fn mro_entries<'py>(
    py: Attached<'py>,
    ob: This<'_, 'py>,
    _bases: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Tuple>> {
    py.tuple([origin(py, &ob).to_owned()])
}

fn instancecheck<'py>(py: Attached<'py>, _ob: This<'_, 'py>, _x: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    Err(raise!(py, TypeError, "isinstance() argument 2 cannot be a parameterized generic"))
}

fn subclasscheck<'py>(py: Attached<'py>, _ob: This<'_, 'py>, _x: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    Err(raise!(py, TypeError, "issubclass() argument 2 cannot be a parameterized generic"))
}

fn reduce<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let (origin, args) = (origin(py, &ob).to_owned(), args(py, &ob).to_owned());
    if is_starred(&ob) {
        // next(iter(origin[args])) is the starred one.
        let plain = new(py, &origin, &args)?;
        let next = py.import("builtins")?.getattr(intern!(py, "next"))?;
        let arguments = py.tuple([plain.iter()?])?;
        return py.tuple([next, arguments.into_any()]);
    }
    let arguments = py.tuple([origin, args.into_any()])?;
    py.tuple([ob.ty().to_owned().into_any(), arguments.into_any()])
}

fn dir<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, List>> {
    let names = crate::objects::protocol::dir::dir(&origin(py, &ob))?;
    for name in OWN {
        let name = py.interned(name)?;
        if !names.contains(&name)? {
            names.append(&name)?;
        }
    }
    Ok(names)
}

fn parameters<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    // SAFETY: an alias; the field owns a tuple or is NULL, and is set once.
    unsafe {
        let f = fields(ob.as_ptr());
        if let Some(known) = Borrowed::<Tuple>::from_ptr_or_null(py, (*f).parameters.cast()) {
            return Ok(known.to_owned());
        }
        let made = parameters::collect(py, &args(py, &ob))?;
        if (*f).parameters.is_null() {
            (*f).parameters = made.clone().into_object_ptr();
        }
        Ok(made)
    }
}

fn unpacked_args<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    if is_starred(&ob) && origin(py, &ob).as_ptr() == (&raw mut decl::PyTuple_Type).cast() {
        return Ok(args(py, &ob).to_owned().into_any());
    }
    Ok(py.none())
}

fn subscript<'py>(py: Attached<'py>, ob: This<'_, 'py>, item: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    let parameters = parameters(py, ob)?;
    let new_args = parameters::substitute(py, &ob, &args(py, &ob), &parameters, &item)?;
    make(py, &ob.ty(), &origin(py, &ob), &new_args, is_starred(&ob))
}

/// `*alias`: one starred copy.
fn iter<'py>(py: Attached<'py>, ob: This<'_, 'py>) -> PyResult<Ref<'py>> {
    let starred = make(py, &ob.ty(), &origin(py, &ob), &args(py, &ob), true)?;
    py.tuple([starred])?.iter()
}

fn or<'py>(_py: Attached<'py>, a: Borrowed<'_, 'py>, b: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    crate::objects::union_::or(&a, &b)
}
