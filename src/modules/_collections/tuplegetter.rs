//! `_tuplegetter`: the descriptors of named tuples' fields.

use crate::support::prelude::*;
use crate::support::{expect_tuple, no_keywords};

/// The index, and the documentation, which can be set.
#[derive(Default)]
pub struct GetterState {
    index: isize,
    doc: Option<Owned>,
}
native_state! {
    /// `_tuplegetter`
    pub TupleGetter(GetterState) { doc }
}

native_type! {
    /// `collections._tuplegetter`
    pub static TUPLE_GETTER: TupleGetter = "collections._tuplegetter" {
        dict: false, weakrefs: false,
        slots: { tp_repr: repr, tp_descr_get: descr_get, tp_descr_set: descr_set, tp_new: new },
        methods: [ method!(noargs "__reduce__", reduce) ],
        getset: [ getset!("__doc__", get_doc, set_doc, "") ],
    }
}

type Slf<'a, 'py> = Borrowed<'a, 'py, Native<TupleGetter>>;

fn new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: Borrowed<'_, 'py, Tuple>,
    kwargs: Option<Borrowed<'_, 'py, Dict>>,
) -> PyResult<Ref<'py, Native<TupleGetter>>> {
    no_keywords(py, "_tuplegetter", kwargs)?;
    expect_tuple(py, "_tuplegetter", &args, 2, 2)?;
    let index = args.item(0).index_as_isize(Some(classes::OverflowError()))?;
    let doc = Some(args.item(1).to_owned().unbind());
    Native::new_in(py, cls, TupleGetter(Locked::new(GetterState { index, doc })))
}

fn descr_get<'py>(
    py: Attached<'py>,
    slf: Slf<'_, 'py>,
    object: Option<Borrowed<'_, 'py>>,
    _class: Option<Borrowed<'_, 'py>>,
) -> PyResult<Ref<'py>> {
    let index = slf.value().0.with(|s| s.index);
    let Some(object) = object else { return Ok(slf.to_owned().into_any()) };
    let Some(tuple) = object.cast::<Tuple>() else {
        if object.is_none() {
            return Ok(slf.to_owned().into_any());
        }
        return Err(raise!(
            py,
            TypeError,
            "descriptor for index '{index}' for tuple subclasses doesn't apply to '{}' object",
            object.ty().name()
        ));
    };
    if index < 0 || index as usize >= tuple.len() {
        return Err(raise!(py, IndexError, "tuple index out of range"));
    }
    Ok(tuple.item(index as usize).to_owned())
}

fn descr_set<'py>(
    py: Attached<'py>,
    _slf: Slf<'_, 'py>,
    _object: Borrowed<'_, 'py>,
    value: Option<Borrowed<'_, 'py>>,
) -> PyResult<()> {
    match value {
        Some(_) => Err(raise!(py, AttributeError, "can't set attribute")),
        None => Err(raise!(py, AttributeError, "can't delete attribute")),
    }
}

fn get_doc<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    Ok(slf.value().0.with(|s| held(py, &s.doc)).unwrap_or_else(|| py.none()))
}
fn set_doc<'py>(_py: Attached<'py>, slf: Slf<'_, 'py>, value: Option<Borrowed<'_, 'py>>) -> PyResult<()> {
    let value = value.map(|v| v.to_owned().unbind());
    drop(slf.value().0.with(|s| std::mem::replace(&mut s.doc, value)));
    Ok(())
}

fn repr<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py>> {
    let index = slf.value().0.with(|s| s.index);
    let mut out = protocol::ReprWriter::new(py);
    out.object(&py.str(&slf.ty().name())?)?;
    out.ascii(&format!("({index}, "))?;
    out.object(&get_doc(py, slf)?.repr()?)?;
    out.ascii(")")?;
    out.finish()
}

fn reduce<'py>(py: Attached<'py>, slf: Slf<'_, 'py>) -> PyResult<Ref<'py, Tuple>> {
    let index = slf.value().0.with(|s| s.index);
    let args = py.tuple([py.int(index as i64)?.into_any(), get_doc(py, slf)?])?;
    py.tuple([slf.ty().to_owned().into_any(), args.into_any()])
}
