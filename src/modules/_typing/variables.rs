//! `TypeVar`, `ParamSpec`, `TypeVarTuple`

use super::params::{ParamSpecArgs, ParamSpecKwargs};
use super::{call_typing, no_default, set_module, type_check, union};
use crate::support::prelude::*;

/// A part that is known, or made by calling a function when it is first asked for.
#[derive(Default)]
struct Lazy {
    value: Option<Owned>,
    evaluator: Option<Owned>,
}
trace!(Lazy { value, evaluator });

/// What type variables of all kinds have.
#[derive(Default)]
pub struct VariableState {
    name: Option<Owned>,
    bound: Lazy,
    constraints: Lazy,
    default: Lazy,
    covariant: bool,
    contravariant: bool,
    infer_variance: bool,
}
native_state! {
    /// `typing.TypeVar`
    pub TypeVar(VariableState) { name, bound, constraints, default }
}

/// Further kinds with the same state.
macro_rules! kind {
    ($Value:ident) => {
        #[doc = concat!("`typing.", stringify!($Value), "`")]
        pub struct $Value(Locked<VariableState>);
        impl NativeValue for $Value {
            const GC: bool = true;
            fn traverse(&self, visit: &mut Visit) -> Visited {
                self.0.with(|s| s.trace(visit))
            }
            fn clear(&self, _py: Attached<'_>) {
                drop(self.0.with(std::mem::take));
            }
        }
    };
}
kind!(ParamSpec);
kind!(TypeVarTuple);

/// One of the kinds.
pub trait Variable: NativeClass {
    /// The state.
    fn state(&self) -> &Locked<VariableState>;
    /// The name.
    fn name<'py>(&self, py: Attached<'py>) -> Ref<'py> {
        self.state().with(|s| held(py, &s.name)).unwrap_or_else(|| py.none())
    }
}
impl Variable for TypeVar {
    fn state(&self) -> &Locked<VariableState> {
        &self.0
    }
}
impl Variable for ParamSpec {
    fn state(&self) -> &Locked<VariableState> {
        &self.0
    }
}
impl Variable for TypeVarTuple {
    fn state(&self) -> &Locked<VariableState> {
        &self.0
    }
}
impl ParamSpec {
    /// The name.
    pub(super) fn name<'py>(&self, py: Attached<'py>) -> Ref<'py> {
        Variable::name(self, py)
    }
}

native_type! {
    /// `typing.TypeVar`
    pub static TYPE_VAR: TypeVar = "typing.TypeVar" {
        dict: true, weakrefs: true,
        flags: abi::Py_TPFLAGS_IMMUTABLETYPE,
        doc: "Type variable.\n\nThe preferred way to construct a type variable is via the dedicated\nsyntax for generic functions, classes, and type aliases::\n\n    class Sequence[T]:  # T is a TypeVar\n        ...\n",
        set: { tp_getattro: Some(decl::PyObject_GenericGetAttr), tp_setattro: Some(decl::PyObject_GenericSetAttr), },
        slots: { tp_repr: repr::<TypeVar>, tp_new: new_typevar },
        number: { nb_or: union },
        methods: [
            method!(o "__typing_subst__", typevar_subst, "__typing_subst__($self, arg, /)\n--\n\n"),
            method!(fastcall "__typing_prepare_subst__", typevar_prepare, "__typing_prepare_subst__($self, alias, args, /)\n--\n\n"),
            method!(noargs "__reduce__", reduce::<TypeVar>, "__reduce__($self, /)\n--\n\n"),
            method!(noargs "has_default", has_default::<TypeVar>, "has_default($self, /)\n--\n\n"),
            method!(o "__mro_entries__", mro_entries::<TypeVar>, "__mro_entries__($self, object, /)\n--\n\n"),
        ],
        getset: [
            getset!("__name__", reduce::<TypeVar>, ""),
            getset!("__covariant__", covariant::<TypeVar>, ""),
            getset!("__contravariant__", contravariant::<TypeVar>, ""),
            getset!("__infer_variance__", infer_variance::<TypeVar>, ""),
            getset!("__bound__", bound::<TypeVar>, ""),
            getset!("__constraints__", constraints, ""),
            getset!("__default__", default::<TypeVar>, ""),
        ],
    }
}

native_type! {
    /// `typing.ParamSpec`
    pub static PARAM_SPEC: ParamSpec = "typing.ParamSpec" {
        dict: true, weakrefs: true,
        flags: abi::Py_TPFLAGS_IMMUTABLETYPE,
        doc: "Parameter specification variable.\n\nThe preferred way to construct a parameter specification is via the\ndedicated syntax for generic functions, classes, and type aliases,\nwhere the use of '**' creates a parameter specification::\n\n    type IntFunc[**P] = Callable[P, int]\n",
        set: { tp_getattro: Some(decl::PyObject_GenericGetAttr), tp_setattro: Some(decl::PyObject_GenericSetAttr), },
        slots: { tp_repr: repr::<ParamSpec>, tp_new: new_paramspec },
        number: { nb_or: union },
        methods: [
            method!(o "__typing_subst__", paramspec_subst, "__typing_subst__($self, arg, /)\n--\n\n"),
            method!(fastcall "__typing_prepare_subst__", paramspec_prepare, "__typing_prepare_subst__($self, alias, args, /)\n--\n\n"),
            method!(noargs "has_default", has_default::<ParamSpec>, "has_default($self, /)\n--\n\n"),
            method!(noargs "__reduce__", reduce::<ParamSpec>, "__reduce__($self, /)\n--\n\n"),
            method!(o "__mro_entries__", mro_entries::<ParamSpec>, "__mro_entries__($self, object, /)\n--\n\n"),
        ],
        getset: [
            getset!("__name__", reduce::<ParamSpec>, ""),
            getset!("__bound__", bound::<ParamSpec>, ""),
            getset!("__covariant__", covariant::<ParamSpec>, ""),
            getset!("__contravariant__", contravariant::<ParamSpec>, ""),
            getset!("__infer_variance__", infer_variance::<ParamSpec>, ""),
            getset!("args", spec_args, "Represents positional arguments."),
            getset!("kwargs", spec_kwargs, "Represents keyword arguments."),
            getset!("__default__", default::<ParamSpec>, "The default value for this ParamSpec."),
        ],
    }
}

native_type! {
    /// `typing.TypeVarTuple`
    pub static TYPE_VAR_TUPLE: TypeVarTuple = "typing.TypeVarTuple" {
        dict: true, weakrefs: true,
        flags: abi::Py_TPFLAGS_IMMUTABLETYPE,
        doc: "Type variable tuple. A specialized form of type variable that enables\nvariadic generics.\n\nThe preferred way to construct a type variable tuple is via the\ndedicated syntax for generic functions, classes, and type aliases,\nwhere a single '*' indicates a type variable tuple::\n\n    def move_first_element_to_last[T, *Ts](tup: tuple[T, *Ts]) -> tuple[*Ts, T]:\n        return (*tup[1:], tup[0])\n",
        set: { tp_getattro: Some(decl::PyObject_GenericGetAttr), tp_setattro: Some(decl::PyObject_GenericSetAttr), },
        slots: { tp_repr: tuple_repr, tp_iter: tuple_iter, tp_new: new_typevartuple },
        methods: [
            method!(o "__typing_subst__", tuple_subst, "__typing_subst__($self, arg, /)\n--\n\n"),
            method!(fastcall "__typing_prepare_subst__", tuple_prepare, "__typing_prepare_subst__($self, alias, args, /)\n--\n\n"),
            method!(noargs "__reduce__", reduce::<TypeVarTuple>, "__reduce__($self, /)\n--\n\n"),
            method!(noargs "has_default", has_default::<TypeVarTuple>, "has_default($self, /)\n--\n\n"),
            method!(o "__mro_entries__", mro_entries::<TypeVarTuple>, "__mro_entries__($self, object, /)\n--\n\n"),
        ],
        getset: [
            getset!("__name__", reduce::<TypeVarTuple>, ""),
            getset!("__default__", default::<TypeVarTuple>, "The default value for this TypeVarTuple."),
        ],
    }
}

type Slf<'a, 'py, T> = Borrowed<'a, 'py, Native<T>>;
type NewArgs<'a, 'py> = Borrowed<'a, 'py, Tuple>;
type NewKeywords<'a, 'py> = Option<Borrowed<'a, 'py, Dict>>;

fn name_arg<'py>(py: Attached<'py>, function: &str, name: &Ref<'py>) -> PyResult<Owned> {
    let _ = py;
    Ok(name.expect_arg::<Str>(function, "argument 'name'")?.clone().into_any().unbind())
}

/// The keyword-only variance arguments, checked.
fn variance(py: Attached<'_>, given: [Option<Borrowed<'_, '_>>; 3]) -> PyResult<(bool, bool, bool)> {
    let mut flags = [false; 3];
    for (flag, arg) in flags.iter_mut().zip(given) {
        *flag = arg.map_or(Ok(false), |a| a.is_true())?;
    }
    let [covariant, contravariant, infer] = flags;
    if covariant && contravariant {
        return Err(raise!(py, ValueError, "Bivariant types are not supported."));
    }
    if infer && (covariant || contravariant) {
        return Err(raise!(py, ValueError, "Variance cannot be specified with infer_variance."));
    }
    Ok((covariant, contravariant, infer))
}

fn default_arg(py: Attached<'_>, arg: Option<Borrowed<'_, '_>>) -> PyResult<Lazy> {
    let value = match arg {
        Some(arg) => arg.as_ptr(),
        None => no_default(py)?.as_ptr(),
    };
    // SAFETY: an argument or the singleton, both live; the new reference is the field's.
    let value = unsafe { Borrowed::from_ptr(py, value) }.to_owned().unbind();
    Ok(Lazy { value: Some(value), evaluator: None })
}

fn new_typevar<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<TypeVar>>> {
    static SIG: Signature<6> = Signature::with(
        "typevar",
        ["name", "bound", "default", "covariant", "contravariant", "infer_variance"],
        1,
        0,
        1,
    );
    // Whatever follows the name by position is a constraint.
    let constraints = args.slice(args.len().min(1), args.len())?;
    let first = args.slice(0, args.len().min(1))?;
    let [name, bound, default, co, contra, infer] = SIG.parse_tuple(py, first.borrow(), kwargs)?;
    let name = name_arg(py, "typevar", &name.expect("required"))?;
    let (covariant, contravariant, infer_variance) = variance(py, [co, contra, infer])?;
    let bound = match bound.filter(|b| !b.is_none()) {
        Some(bound) => Some(type_check(py, &bound, "Bound must be a type.")?.unbind()),
        None => None,
    };
    if constraints.len() == 1 {
        return Err(raise!(py, TypeError, "A single constraint is not allowed"));
    }
    if !constraints.is_empty() && bound.is_some() {
        return Err(raise!(py, TypeError, "Constraints cannot be combined with bound=..."));
    }
    let constraints = (!constraints.is_empty()).then(|| constraints.into_any().unbind());
    let state = VariableState {
        name: Some(name),
        bound: Lazy { value: bound, evaluator: None },
        constraints: Lazy { value: constraints, evaluator: None },
        default: default_arg(py, default)?,
        covariant,
        contravariant,
        infer_variance,
    };
    let new = Native::new_in(py, cls, TypeVar(Locked::new(state)))?;
    set_module(py, new.as_any())?;
    Ok(new)
}

fn new_paramspec<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<ParamSpec>>> {
    static SIG: Signature<6> = Signature::with(
        "paramspec",
        ["name", "bound", "default", "covariant", "contravariant", "infer_variance"],
        1,
        0,
        1,
    );
    let [name, bound, default, co, contra, infer] = SIG.parse_tuple(py, args, kwargs)?;
    let name = name_arg(py, "paramspec", &name.expect("required"))?;
    let (covariant, contravariant, infer_variance) = variance(py, [co, contra, infer])?;
    let bound = bound.map_or_else(|| py.none(), Borrowed::to_owned);
    let bound = type_check(py, &bound, "Bound must be a type.")?;
    let state = VariableState {
        name: Some(name),
        bound: Lazy { value: Some(bound.unbind()), evaluator: None },
        default: default_arg(py, default)?,
        covariant,
        contravariant,
        infer_variance,
        ..Default::default()
    };
    let new = Native::new_in(py, cls, ParamSpec(Locked::new(state)))?;
    set_module(py, new.as_any())?;
    Ok(new)
}

fn new_typevartuple<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<TypeVarTuple>>> {
    static SIG: Signature<2> = Signature::with("typevartuple", ["name", "default"], 1, 0, 1);
    let [name, default] = SIG.parse_tuple(py, args, kwargs)?;
    let name = name_arg(py, "typevartuple", &name.expect("required"))?;
    let state = VariableState { name: Some(name), default: default_arg(py, default)?, ..Default::default() };
    let new = Native::new_in(py, cls, TypeVarTuple(Locked::new(state)))?;
    set_module(py, new.as_any())?;
    Ok(new)
}

/// `_make_typevar(name, evaluate_bound, evaluate_constraints)`
pub(super) fn make_typevar<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "_make_typevar", 3, 3)?;
    let at = |i| args.get(i).expect("counted");
    let lazy =
        |f: Borrowed<'_, 'py>| Lazy { value: None, evaluator: (!f.is_none()).then(|| f.to_owned().unbind()) };
    let state = VariableState {
        name: Some(name_arg(py, "_make_typevar", &at(0))?),
        bound: lazy(at(1)),
        constraints: lazy(at(2)),
        infer_variance: true,
        ..Default::default()
    };
    let new = Native::new(py, TypeVar(Locked::new(state)))?;
    set_module(py, new.as_any())?;
    Ok(new.into_any())
}

/// `_make_paramspec(name)`
pub(super) fn make_paramspec<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    name: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    let name = Some(name_arg(py, "_make_paramspec", &name)?);
    let state = VariableState { name, infer_variance: true, ..Default::default() };
    let new = Native::new(py, ParamSpec(Locked::new(state)))?;
    set_module(py, new.as_any())?;
    Ok(new.into_any())
}

/// `_set_typeparam_default(parameter, evaluate_default)`
pub(super) fn set_default<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "_set_typeparam_default", 2, 2)?;
    let param = args.get(0).expect("counted");
    let new = Lazy { value: None, evaluator: args.get(1).map(|e| e.to_owned().unbind()) };
    let replace =
        |state: &Locked<VariableState>| drop(state.with(|s| std::mem::replace(&mut s.default, new)));
    if let Some(v) = param.cast::<Native<TypeVar>>() {
        replace(v.value().state());
    } else if let Some(v) = param.cast::<Native<ParamSpec>>() {
        replace(v.value().state());
    } else if let Some(v) = param.cast::<Native<TypeVarTuple>>() {
        replace(v.value().state());
    } else {
        return Err(raise!(py, TypeError, "Expected a type param, got {}", param.repr()?.to_string_lossy()));
    }
    Ok(param.to_owned())
}

/// A lazy part: `absent` when there is neither a value nor a function that makes it.
fn lazy<'py>(
    py: Attached<'py>,
    state: &Locked<VariableState>,
    part: fn(&mut VariableState) -> &mut Lazy,
    absent: impl FnOnce() -> PyResult<Ref<'py>>,
) -> PyResult<Ref<'py>> {
    let (value, evaluator) = state.with(|s| {
        let part = part(s);
        (held(py, &part.value), held(py, &part.evaluator))
    });
    if let Some(value) = value {
        return Ok(value);
    }
    let Some(evaluator) = evaluator else { return absent() };
    let value = evaluator.call0()?;
    let copy = value.clone().unbind();
    drop(state.with(|s| part(s).value.replace(copy)));
    Ok(value)
}

fn reduce<'py, T: Variable>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> PyResult<Ref<'py>> {
    Ok(slf.value().name(py))
}
fn covariant<'py, T: Variable>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> PyResult<Ref<'py>> {
    Ok(py.bool(slf.value().state().with(|s| s.covariant)))
}
fn contravariant<'py, T: Variable>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> PyResult<Ref<'py>> {
    Ok(py.bool(slf.value().state().with(|s| s.contravariant)))
}
fn infer_variance<'py, T: Variable>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> PyResult<Ref<'py>> {
    Ok(py.bool(slf.value().state().with(|s| s.infer_variance)))
}
fn bound<'py, T: Variable>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> PyResult<Ref<'py>> {
    lazy(py, slf.value().state(), |s| &mut s.bound, || Ok(py.none()))
}
fn constraints<'py>(py: Attached<'py>, slf: Slf<'_, 'py, TypeVar>) -> PyResult<Ref<'py>> {
    lazy(py, slf.value().state(), |s| &mut s.constraints, || Ok(py.empty_tuple().into_any()))
}
fn default<'py, T: Variable>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> PyResult<Ref<'py>> {
    lazy(py, slf.value().state(), |s| &mut s.default, || no_default(py))
}
fn has_default<'py, T: Variable>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> PyResult<Ref<'py>> {
    let none = no_default(py)?;
    let (value, evaluator) =
        slf.value().state().with(|s| (held(py, &s.default.value), s.default.evaluator.is_some()));
    Ok(py.bool(evaluator || value.is_some_and(|v| !v.is(&none))))
}
fn mro_entries<'py, T: Variable>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, T>,
    _bases: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    Err(raise!(py, TypeError, "Cannot subclass an instance of {}", slf.ty().name()))
}

fn repr<'py, T: Variable>(py: Attached<'py>, slf: Slf<'_, 'py, T>) -> PyResult<Ref<'py>> {
    let sign = slf.value().state().with(|s| match (s.infer_variance, s.covariant, s.contravariant) {
        (true, ..) => "",
        (_, true, _) => "+",
        (.., true) => "-",
        _ => "~",
    });
    let mut out = protocol::ReprWriter::new(py);
    out.ascii(sign)?;
    out.object(&slf.value().name(py).to_str()?)?;
    out.finish()
}
fn tuple_repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py, TypeVarTuple>) -> PyResult<Ref<'py>> {
    Ok(Variable::name(slf.value(), py))
}

fn typevar_subst<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, TypeVar>,
    arg: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    call_typing(py, "_typevar_subst", &[slf.to_owned().into_any(), arg.to_owned()])
}

fn typevar_prepare<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, TypeVar>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "__typing_prepare_subst__", 2, 2)?;
    let (alias, given) = (args.get(0).expect("counted"), args.get(1).expect("counted"));
    let count = given.size()?;
    let index = alias.getattr(intern!(py, "__parameters__"))?.index_of(slf.as_any())?;
    if index < count {
        return Ok(given.to_owned());
    }
    if index == count {
        let default = default(py, slf)?;
        if !default.is(&no_default(py)?) {
            let more = py.tuple([default])?;
            return given.to_tuple()?.as_any().concat(more.as_any());
        }
    }
    Err(raise!(py, TypeError, "Too few arguments for {}", alias.to_str()?.to_string_lossy()))
}

fn paramspec_subst<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, ParamSpec>,
    arg: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    call_typing(py, "_paramspec_subst", &[slf.to_owned().into_any(), arg.to_owned()])
}
fn paramspec_prepare<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, ParamSpec>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "__typing_prepare_subst__", 2, 2)?;
    let at = |i| args.get(i).expect("counted").to_owned();
    call_typing(py, "_paramspec_prepare_subst", &[slf.to_owned().into_any(), at(0), at(1)])
}
fn spec_args<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, ParamSpec>,
) -> PyResult<Ref<'py, Native<ParamSpecArgs>>> {
    Native::new(py, ParamSpecArgs(slf.to_owned().into_any().unbind()))
}
fn spec_kwargs<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, ParamSpec>,
) -> PyResult<Ref<'py, Native<ParamSpecKwargs>>> {
    Native::new(py, ParamSpecKwargs(slf.to_owned().into_any().unbind()))
}

fn tuple_subst<'py>(
    py: Attached<'py>,
    _slf: Slf<'_, 'py, TypeVarTuple>,
    _arg: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    Err(raise!(py, TypeError, "Substitution of bare TypeVarTuple is not supported"))
}
fn tuple_prepare<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py, TypeVarTuple>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    args.expect(py, "__typing_prepare_subst__", 2, 2)?;
    let at = |i| args.get(i).expect("counted").to_owned();
    call_typing(py, "_typevartuple_prepare_subst", &[slf.to_owned().into_any(), at(0), at(1)])
}
fn tuple_iter<'py>(py: Attached<'py>, slf: Slf<'_, 'py, TypeVarTuple>) -> PyResult<Ref<'py>> {
    let unpack = py.import("typing")?.getattr(intern!(py, "Unpack"))?;
    let unpacked = unpack.get_item(slf.as_any())?;
    py.tuple([unpacked])?.iter()
}
