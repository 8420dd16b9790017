//! `cmp_to_key`: keys that compare through a function.

use crate::support::prelude::*;

/// The function, and the wrapped object once there is one.
#[derive(Default)]
pub struct KeyState {
    cmp: Option<Owned>,
    object: Option<Owned>,
}
native_state! {
    /// `functools.KeyWrapper`
    pub Key(KeyState) { cmp, object }
}

native_type! {
    /// `functools.KeyWrapper`
    pub static KEY: Key = "functools.KeyWrapper" {
        dict: false, weakrefs: false,
        set: { tp_hash: Some(decl::PyObject_HashNotImplemented), },
        slots: { tp_call: call, tp_richcompare: compare },
        getset: [ getset!("obj", get_obj, set_obj, "Value wrapped by a key function.") ],
    }
}

/// `cmp_to_key(mycmp)`
pub fn cmp_to_key<'py>(
    py: Attached<'py>,
    _m: Borrowed<'_, 'py, Module>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py, Native<Key>>> {
    static SIG: Signature<1> = Signature::new("cmp_to_key", ["mycmp"], 1);
    let [cmp] = SIG.parse(py, args)?;
    Native::new(py, Key(Locked::new(KeyState { cmp: cmp.map(|c| c.to_owned().unbind()), object: None })))
}

fn call<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<Key>>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<Key>>> {
    static SIG: Signature<1> = Signature::new("K", ["obj"], 1);
    let [object] = SIG.parse_tuple(py, args, kwargs)?;
    let cmp = slf.value().0.with(|s| held(py, &s.cmp)).map(Ref::unbind);
    Native::new(py, Key(Locked::new(KeyState { cmp, object: object.map(|o| o.to_owned().unbind()) })))
}

fn compare<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<Key>>,
    other: Borrowed<'_, 'py>,
    op: CompareOp,
) -> PyResult<Ref<'py>> {
    let Some(other) = other.cast_exact::<Native<Key>>() else {
        return Err(raise!(py, TypeError, "other argument must be K instance"));
    };
    let (cmp, x) = slf.value().0.with(|s| (held(py, &s.cmp), held(py, &s.object)));
    let y = other.value().0.with(|s| held(py, &s.object));
    let (Some(cmp), Some(x), Some(y)) = (cmp, x, y) else {
        return Err(raise!(py, AttributeError, "object"));
    };
    cmp.call([&x, &y])?.rich_compare(py.int(0)?.as_any(), op)
}

fn get_obj<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<Key>>) -> PyResult<Ref<'py>> {
    Ok(slf.value().0.with(|s| held(py, &s.object)).unwrap_or_else(|| py.none()))
}

fn set_obj<'py>(
    _py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<Key>>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    let value = value.map(|v| v.to_owned().unbind());
    drop(slf.value().0.with(|s| std::mem::replace(&mut s.object, value)));
    Ok(())
}
