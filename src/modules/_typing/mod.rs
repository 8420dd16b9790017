//! `_typing`: type variables, type aliases and `Generic`, on which `typing` builds.

pub mod alias;
pub mod params;
pub mod variables;

use crate::support::prelude::*;
use crate::support::{Global, call_slice, ready_types};

builtin_module! {
    /// The `_typing` module.
    pub TYPING = "_typing" {
        doc: "Primitives and accelerators for the typing module.\n",
        methods: [
            method!(o "_idfunc", idfunc, "_idfunc($module, x, /)\n--\n\n"),
            method!(fastcall "_make_typevar", variables::make_typevar, "For the interpreter: a type variable of a type parameter list."),
            method!(o "_make_paramspec", variables::make_paramspec, "For the interpreter: a parameter specification of a type parameter list."),
            method!(fastcall "_set_typeparam_default", variables::set_default, "For the interpreter: sets the default of a type parameter."),
            method!(o "_make_typealias", alias::make_typealias, "For the interpreter: the object of a type statement."),
            method!(o "_subscript_generic", subscript_generic, "For the interpreter: the base class of generic classes."),
        ],
        exec: exec,
    }
}

fn exec<'py>(py: Attached<'py>, m: Borrowed<'_, 'py, Module>) -> PyResult<()> {
    add_types(
        &m,
        &[
            &raw mut variables::TYPE_VAR,
            &raw mut variables::TYPE_VAR_TUPLE,
            &raw mut variables::PARAM_SPEC,
            &raw mut params::PARAM_SPEC_ARGS,
            &raw mut params::PARAM_SPEC_KWARGS,
            &raw mut GENERIC,
            &raw mut alias::TYPE_ALIAS,
        ],
    )?;
    ready_types(py, &[&raw mut NO_DEFAULT_TYPE])?;
    add_object(&m, "NoDefault", &no_default(py)?)
}

fn idfunc<'py>(
    _py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    x: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    Ok(x.to_owned())
}

/// Calls a function of `typing`.
pub(crate) fn call_typing<'py>(py: Attached<'py>, name: &str, args: &[Ref<'py>]) -> PyResult<Ref<'py>> {
    let function = py.import("typing")?.getattr(&py.interned(name)?)?;
    call_slice(&function, args)
}

/// `typing._type_check`, but for None, which needs no `typing`.
pub(crate) fn type_check<'py>(py: Attached<'py>, arg: &Ref<'py>, message: &str) -> PyResult<Ref<'py>> {
    if arg.is_none() {
        return Ok(arg.ty().to_owned().into_any());
    }
    call_typing(py, "_type_check", &[arg.clone(), py.str(message)?.into_any()])
}

/// Notes the module of the code that made `ob`.
pub(crate) fn set_module<'py>(py: Attached<'py>, ob: &Ref<'py>) -> PyResult<()> {
    match protocol::globals_name(py)? {
        Some(name) => ob.setattr(intern!(py, "__module__"), &name),
        None => Ok(()),
    }
}

/// `typing._make_union(left, right)`
pub(crate) fn union<'py>(
    py: Attached<'py>,
    left: Borrowed<'_, 'py>,
    right: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    call_typing(py, "_make_union", &[left.to_owned(), right.to_owned()])
}

/// The type of `typing.NoDefault`.
pub struct NoDefaultType;
impl NativeValue for NoDefaultType {}

native_type! {
    /// The type of `typing.NoDefault`
    pub static NO_DEFAULT_TYPE: NoDefaultType = "NoDefaultType" {
        dict: false, weakrefs: false,
        doc: "The type of the NoDefault singleton.",
        slots: { tp_repr: no_default_repr, tp_new: no_default_new },
        methods: [ method!(noargs "__reduce__", no_default_reduce) ],
    }
}

static NO_DEFAULT: Global = Global::new();

/// `typing.NoDefault`
pub(crate) fn no_default(py: Attached<'_>) -> PyResult<Ref<'_>> {
    NO_DEFAULT.get(py, || Native::new(py, NoDefaultType).map(Ref::into_any))
}
fn no_default_repr<'py>(py: Attached<'py>, _slf: Borrowed<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    py.str("typing.NoDefault")
}
fn no_default_reduce<'py>(py: Attached<'py>, _slf: Borrowed<'_, 'py>) -> PyResult<Ref<'py, Str>> {
    py.str("NoDefault")
}
fn no_default_new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py>> {
    if !args.is_empty() || kwargs.is_some_and(|k| !k.is_empty()) {
        return Err(raise!(py, TypeError, "NoDefaultType takes no arguments"));
    }
    no_default(py)
}

builtin_type! {
    /// `typing.Generic`
    pub static GENERIC: abi::PyObject = "typing.Generic" {
        flags: abi::Py_TPFLAGS_BASETYPE,
        doc: "Abstract base class for generic types\n\nOn Python 3.12 and newer, generic classes implicitly inherit from\nGeneric when they declare a parameter list after the class's name::\n\n    class Mapping[KT, VT]:\n        def __getitem__(self, key: KT) -> VT:\n            ...\n            # Etc.\n\nOn older versions of Python, however, generic classes have to\nexplicitly inherit from Generic.\n\nAfter a class has been declared to be generic, it can then be used as\nfollows::\n\n    def lookup_name[KT, VT](mapping: Mapping[KT, VT], key: KT, default: VT) -> VT:\n        try:\n            return mapping[key]\n        except KeyError:\n            return default\n",
        methods: [
            method!(class_keywords "__class_getitem__", generic_class_getitem),
            method!(class_keywords "__init_subclass__", generic_init_subclass),
        ],
    }
}

fn generic_call<'py>(
    py: Attached<'py>,
    name: &str,
    cls: Borrowed<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let function = py.import("typing")?.getattr(&py.interned(name)?)?;
    let mut raw = vec![cls.as_ptr()];
    raw.extend(args.iter().map(|a| a.as_ptr()));
    let positional = raw.len();
    raw.extend((0..args.keyword_count()).filter_map(|i| args.keyword(i)).map(|(_, v)| v.as_ptr()));
    function.vectorcall(&raw, positional, args.kwnames().as_deref())
}
fn generic_class_getitem<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    generic_call(py, "_generic_class_getitem", cls, args)
}
fn generic_init_subclass<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    generic_call(py, "_generic_init_subclass", cls, args)
}

/// Type parameters with each TypeVarTuple unpacked.
pub(crate) fn unpack_type_var_tuples<'py>(
    py: Attached<'py>,
    params: &Ref<'py, Tuple>,
) -> PyResult<Ref<'py, Tuple>> {
    let mut all = Vec::new();
    for param in params.items() {
        if param.cast::<Native<variables::TypeVarTuple>>().is_some() {
            match param.iter()?.next()? {
                Some(unpacked) => all.push(unpacked),
                None => return Err(raise!(py, SystemError, "a TypeVarTuple gave nothing")),
            }
        } else {
            all.push(param.to_owned());
        }
    }
    py.tuple(all)
}

fn subscript_generic<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    params: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let params = unpack_type_var_tuples(py, &params.to_tuple()?)?;
    // SAFETY: a static type, readied when the module was executed.
    let generic = unsafe { py.static_type(&raw mut GENERIC) }.to_owned().into_any();
    call_typing(py, "_GenericAlias", &[generic, params.into_any()])
}
