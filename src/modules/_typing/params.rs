//! `ParamSpecArgs`, `ParamSpecKwargs`: `P.args` and `P.kwargs`.

use super::variables::ParamSpec;
use crate::support::prelude::*;

macro_rules! part {
    ($Value:ident, $NAME:ident, $name:literal, $suffix:literal, $doc:literal, $sig:literal) => {
        #[doc = concat!("`", $name, "`: its parameter specification.")]
        pub struct $Value(pub(super) Owned);
        impl NativeValue for $Value {
            const GC: bool = true;
            fn traverse(&self, visit: &mut Visit) -> Visited {
                visit.object(&self.0)
            }
        }
        native_type! {
            #[doc = concat!("`", $name, "`")]
            pub static $NAME: $Value = $name {
                dict: false, weakrefs: true,
                flags: abi::Py_TPFLAGS_IMMUTABLETYPE,
                doc: $doc,
                set: { tp_hash: Some(decl::PyObject_HashNotImplemented), },
                slots: { tp_repr: repr::<$Value>, tp_richcompare: compare::<$Value>, tp_new: new::<$Value> },
                methods: [ method!(o "__mro_entries__", mro_entries::<$Value>, "__mro_entries__($self, object, /)\n--\n\n") ],
                getset: [ getset!("__origin__", origin::<$Value>, "") ],
            }
        }
        impl Part for $Value {
            const SUFFIX: &'static str = $suffix;
            const SIGNATURE: &'static Signature<1> = &Signature::new($sig, ["origin"], 1);
            fn make(origin: Owned) -> Self {
                $Value(origin)
            }
            fn origin(&self) -> &Owned {
                &self.0
            }
        }
    };
}

trait Part: NativeClass {
    const SUFFIX: &'static str;
    const SIGNATURE: &'static Signature<1>;
    fn make(origin: Owned) -> Self;
    fn origin(&self) -> &Owned;
}

part!(
    ParamSpecArgs,
    PARAM_SPEC_ARGS,
    "typing.ParamSpecArgs",
    "args",
    "The args for a ParamSpec object.\n\nGiven a ParamSpec object P, P.args returns an instance of ParamSpecArgs.\n\nParamSpecArgs objects have a reference back to their ParamSpec::\n\n    >>> P = ParamSpec(\"P\")\n    >>> P.args.__origin__ is P\n    True\n\nThis type is meant for runtime introspection and has no special meaning\nto static type checkers.\n",
    "paramspecargs"
);
part!(
    ParamSpecKwargs,
    PARAM_SPEC_KWARGS,
    "typing.ParamSpecKwargs",
    "kwargs",
    "The kwargs for a ParamSpec object.\n\nGiven a ParamSpec object P, P.kwargs returns an instance of ParamSpecKwargs.\n\nParamSpecKwargs objects have a reference back to their ParamSpec::\n\n    >>> P = ParamSpec(\"P\")\n    >>> P.kwargs.__origin__ is P\n    True\n\nThis type is meant for runtime introspection and has no special meaning\nto static type checkers.\n",
    "paramspeckwargs"
);

fn new<'py, T: Part>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<T>>> {
    let [origin] = T::SIGNATURE.parse_tuple(py, args, kwargs)?;
    Native::new_in(py, cls, T::make(origin.expect("required").to_owned().unbind()))
}

fn repr<'py, T: Part>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<T>>) -> PyResult<Ref<'py>> {
    let origin = slf.value().origin().bind(py);
    let mut out = protocol::ReprWriter::new(py);
    match origin.cast::<Native<ParamSpec>>() {
        Some(spec) => out.object(&spec.value().name(py).to_str()?)?,
        None => out.object(&origin.repr()?)?,
    }
    out.ascii(".")?;
    out.ascii(T::SUFFIX)?;
    out.finish()
}

fn compare<'py, T: Part>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<T>>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    match other.cast::<Native<T>>() {
        Some(other) if matches!(op, CompareOp::Eq | CompareOp::Ne) => {
            slf.value().origin().bind(py).rich_compare(&other.value().origin().bind(py), op)
        }
        _ => Ok(py.not_implemented()),
    }
}

fn origin<'py, T: Part>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<T>>) -> PyResult<Ref<'py>> {
    Ok(slf.value().origin().bind(py).to_owned())
}

fn mro_entries<'py, T: Part>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<T>>,
    _bases: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py>> {
    Err(raise!(py, TypeError, "Cannot subclass an instance of {}", slf.ty().name()))
}
