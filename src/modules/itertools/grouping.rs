//! `groupby`

use super::{NewArgs, NewKeywords};
use crate::support::prelude::*;
use crate::support::{expect_tuple, no_keywords};

/// The iterator, the key function, the key of the group being read, the key and value read ahead, and the group that may
/// still read (a mark, for the groups refer to the `groupby` and not the other way round).
#[derive(Default)]
pub struct GroupState {
    iter: Option<Owned>,
    function: Option<Owned>,
    target: Option<Owned>,
    key: Option<Owned>,
    value: Option<Owned>,
    group: u64,
}
native_state! {
    /// `groupby`
    pub GroupBy(GroupState) { iter, function, target, key, value }
}
native_type! {
    /// `itertools.groupby`
    pub static GROUPBY: GroupBy = "itertools.groupby" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_BASETYPE,
        doc: "groupby(iterable, key=None)\n--\n\nmake an iterator that returns consecutive keys and groups from the iterable\n\n  iterable\n    Elements to divide into groups according to the key function.\n  key\n    A function for computing the group category for each element.\n    If the key function is not specified or is None, the element itself\n    is used for grouping.",
        slots: { tp_iter: iter_self, tp_iternext: groupby_next, tp_new: groupby_new },
    }
}

fn groupby_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<GroupBy>>> {
    static SIG: Signature<2> = Signature::new("groupby", ["iterable", "key"], 1);
    let [iterable, key] = SIG.parse_tuple(py, args, kwargs)?;
    let state = GroupState {
        iter: Some(iterable.expect("required").iter()?.unbind()),
        function: key.filter(|k| !k.is_none()).map(|k| k.to_owned().unbind()),
        ..Default::default()
    };
    Native::new_in(py, cls, GroupBy(Locked::new(state)))
}

/// Reads one item and its key; `false` at the end.
fn step<'py>(py: Attached<'py>, slf: &Ref<'py, Native<GroupBy>>) -> PyResult<bool> {
    let state = &slf.value().0;
    let (iter, function) = state.with(|s| (held(py, &s.iter), held(py, &s.function)));
    let Some(iter) = iter else { return Ok(false) };
    let Some(value) = iter.next_unchecked()? else { return Ok(false) };
    let key = match function {
        Some(function) => function.call([&value])?,
        None => value.clone(),
    };
    let (key, value) = (key.unbind(), value.unbind());
    let old = state.with(|s| (s.key.replace(key), s.value.replace(value)));
    drop(old);
    Ok(true)
}

fn groupby_next<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<GroupBy>>,
) -> PyResult<Option<Ref<'py, Tuple>>> {
    let state = &slf.value().0;
    state.with(|s| s.group += 1);
    // Skip to the next group.
    loop {
        match state.with(|s| (held(py, &s.key), held(py, &s.target))) {
            (None, _) => {}
            (Some(_), None) => break,
            (Some(key), Some(target)) => {
                if !target.eq(&key)? {
                    break;
                }
            }
        }
        if !step(py, &slf)? {
            return Ok(None);
        }
    }
    let key = state.with(|s| held(py, &s.key)).unwrap_or_else(|| py.none());
    let copy = key.clone().unbind();
    drop(state.with(|s| s.target.replace(copy)));
    let group = make_group(py, &slf, &key)?;
    py.tuple([key, group.into_any()]).map(Some)
}

fn make_group<'py>(
    py: Attached<'py>,
    parent: &Ref<'py, Native<GroupBy>>,
    key: &Ref<'py>,
) -> PyResult<Ref<'py, Native<Grouper>>> {
    let mark = parent.value().0.with(|s| {
        s.group += 1;
        s.group
    });
    let state = GrouperState { parent: Some(parent.clone().unbind()), key: Some(key.clone().unbind()), mark };
    Native::new(py, Grouper(Locked::new(state)))
}

/// A group: its `groupby`, its key, and the mark that it has while it is the current one.
#[derive(Default)]
pub struct GrouperState {
    parent: Option<Owned<Native<GroupBy>>>,
    key: Option<Owned>,
    mark: u64,
}
native_state! {
    /// A group of `groupby`
    pub Grouper(GrouperState) { parent, key }
}
native_type! {
    /// `itertools._grouper`
    pub static GROUPER: Grouper = "itertools._grouper" {
        dict: false, weakrefs: false,
        slots: { tp_iter: iter_self, tp_iternext: grouper_next, tp_new: grouper_new },
    }
}

fn grouper_new<'py>(
    py: Attached<'py>,
    _cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<Grouper>>> {
    no_keywords(py, "_grouper", kwargs)?;
    expect_tuple(py, "_grouper", &args, 2, 2)?;
    let parent = args.item(0);
    let Some(parent) = parent.cast::<Native<GroupBy>>() else {
        return Err(raise!(
            py,
            TypeError,
            "_grouper() argument 1 must be itertools.groupby, not {}",
            parent.ty().name()
        ));
    };
    make_group(py, parent, &args.item(1))
}

fn grouper_next<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<Grouper>>,
) -> PyResult<Option<Ref<'py>>> {
    let (parent, key, mark) = slf.value().0.with(|s| (held(py, &s.parent), held(py, &s.key), s.mark));
    let (Some(parent), Some(key)) = (parent, key) else { return Ok(None) };
    let state = &parent.value().0;
    if state.with(|s| s.group) != mark {
        return Ok(None);
    }
    if state.with(|s| s.value.is_none()) && !step(py, &parent)? {
        return Ok(None);
    }
    let Some(current) = state.with(|s| held(py, &s.key)) else { return Ok(None) };
    if !key.eq(&current)? {
        return Ok(None);
    }
    Ok(state.with(|s| s.value.take()).map(|v| v.into_bound(py)))
}
