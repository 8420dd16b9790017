//! `TypeAliasType`: the object of a `type` statement.

use super::unpack_type_var_tuples;
use crate::support::prelude::*;

/// Name, type parameters, the value or what makes it, and the module.
#[derive(Default)]
pub struct AliasState {
    name: Option<Owned>,
    type_params: Option<Owned<Tuple>>,
    value: Option<Owned>,
    compute: Option<Owned>,
    module: Option<Owned>,
}
native_state! {
    /// `typing.TypeAliasType`
    pub TypeAlias(AliasState) { name, type_params, value, compute, module }
}

native_type! {
    /// `typing.TypeAliasType`
    pub static TYPE_ALIAS: TypeAlias = "typing.TypeAliasType" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_IMMUTABLETYPE,
        doc: "Type alias.\n\nType aliases are created through the type statement::\n\n    type Alias = int\n\nIn this example, Alias and int will be treated equivalently by static\ntype checkers.\n\nAt runtime, Alias is an instance of TypeAliasType. The __name__\nattribute holds the name of the type alias. The value of the type alias\nis stored in the __value__ attribute. It is evaluated lazily, so the\nvalue is computed only if the attribute is accessed.\n\nType aliases can also be generic::\n\n    type ListOrSet[T] = list[T] | set[T]\n\nIn this case, the type parameters of the alias are stored in the\n__type_params__ attribute.\n\nSee PEP 695 for more information.\n",
        slots: { tp_repr: repr, tp_new: new },
        number: { nb_or: or },
        mapping: { mp_subscript: subscript },
        methods: [ method!(noargs "__reduce__", get_name, "__reduce__($self, /)\n--\n\n") ],
        getset: [
            getset!("__name__", get_name, ""),
            getset!("__parameters__", parameters, ""),
            getset!("__type_params__", type_params, ""),
            getset!("__value__", value, ""),
            getset!("__module__", module, ""),
        ],
    }
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<TypeAlias>>;

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<TypeAlias>>> {
    static SIG: Signature<3> = Signature::with("typealias", ["name", "value", "type_params"], 2, 0, 2);
    let [name, value, type_params] = SIG.parse_tuple(py, args, kwargs)?;
    let name = name.expect("required");
    let name = name.expect_arg::<Str>("typealias", "argument 'name'")?;
    let type_params = match type_params {
        None => None,
        Some(params) => match params.cast::<Tuple>() {
            Some(params) if params.is_empty() => None,
            Some(params) => Some(params.clone().unbind()),
            None => return Err(raise!(py, TypeError, "type_params must be a tuple")),
        },
    };
    let state = AliasState {
        name: Some(name.clone().into_any().unbind()),
        type_params,
        value: value.map(|v| v.to_owned().unbind()),
        compute: None,
        module: protocol::globals_name(py)?.map(Ref::unbind),
    };
    Native::new_in(py, cls, TypeAlias(Locked::new(state)))
}

/// `_make_typealias((name, type_params, compute_value))`
pub(super) fn make_typealias<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    parts: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let Some(parts) = parts.cast::<Tuple>().filter(|p| p.len() == 3) else {
        return Err(raise!(py, TypeError, "a type alias needs a name, type parameters and a value"));
    };
    let type_params = match parts.item(1).cast::<Tuple>() {
        Some(params) if !params.is_empty() => Some(params.clone().unbind()),
        _ => None,
    };
    let state = AliasState {
        name: Some(parts.item(0).to_owned().unbind()),
        type_params,
        value: None,
        compute: Some(parts.item(2).to_owned().unbind()),
        module: None,
    };
    Ok(Native::new(py, TypeAlias(Locked::new(state)))?.into_any())
}

fn get_name<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(slf.value().0.with(|s| held(py, &s.name)).unwrap_or_else(|| py.none()))
}
fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    get_name(py, slf)
}
fn type_params<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    Ok(slf.value().0.with(|s| held(py, &s.type_params)).unwrap_or_else(|| py.empty_tuple()))
}
fn parameters<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    unpack_type_var_tuples(py, &type_params(py, slf)?)
}

fn value<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let state = &slf.value().0;
    let (value, compute) = state.with(|s| (held(py, &s.value), held(py, &s.compute)));
    if let Some(value) = value {
        return Ok(value);
    }
    let Some(compute) = compute else {
        return Err(raise!(py, SystemError, "a type alias that was cleared is in use"));
    };
    let value = compute.call0()?;
    let copy = value.clone().unbind();
    drop(state.with(|s| s.value.replace(copy)));
    Ok(value)
}

fn module<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let (module, compute) = slf.value().0.with(|s| (held(py, &s.module), held(py, &s.compute)));
    match (module, compute) {
        (Some(module), _) => Ok(module),
        (None, Some(compute)) => compute.getattr(intern!(py, "__module__")),
        (None, None) => Ok(py.none()),
    }
}

fn or<'py>(_py: Attached<'py>, left: Borrowed<'_, 'py>, right: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    mortise_core::objects::union_::or(&left, &right)
}

fn subscript<'py>(py: Attached<'py>, slf: Slf<'_, 'py>, args: Borrowed<'_, 'py>) -> PyResult<Ref<'py>> {
    if slf.value().0.with(|s| s.type_params.is_none()) {
        return Err(raise!(py, TypeError, "Only generic type aliases are subscriptable"));
    }
    let args = match args.cast::<Tuple>() {
        Some(args) => args.clone(),
        None => py.tuple([args.to_owned()])?,
    };
    // SAFETY: live objects; a new reference or NULL with an exception.
    unsafe { Ref::from_owned_or_raised(py, decl::Py_GenericAlias(slf.as_object_ptr(), args.as_object_ptr())) }
}
