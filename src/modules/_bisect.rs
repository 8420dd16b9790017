//! `_bisect`

use crate::support::prelude::*;

builtin_module! {
    /// The `_bisect` module.
    pub BISECT = "_bisect" {
        doc: "Bisection algorithms.\n\nThis module provides support for maintaining a list in sorted order without\nhaving to sort the list after each insertion. For long lists of items with\nexpensive comparison operations, this can be an improvement over the more\ncommon approach.\n",
        methods: [
            method!(keywords "bisect_right", bisect_right, "bisect_right($module, /, a, x, lo=0, hi=None, *, key=None)\n--\n\nReturn the index where to insert item x in list a, assuming a is sorted.\n\nThe return value i is such that all e in a[:i] have e <= x, and all e in\na[i:] have e > x.  So if x already appears in the list, a.insert(i, x) will\ninsert just after the rightmost x already there.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order."),
            method!(keywords "insort_right", insort_right, "insort_right($module, /, a, x, lo=0, hi=None, *, key=None)\n--\n\nInsert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the right of the rightmost x.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order."),
            method!(keywords "bisect_left", bisect_left, "bisect_left($module, /, a, x, lo=0, hi=None, *, key=None)\n--\n\nReturn the index where to insert item x in list a, assuming a is sorted.\n\nThe return value i is such that all e in a[:i] have e < x, and all e in\na[i:] have e >= x.  So if x already appears in the list, a.insert(i, x) will\ninsert just before the leftmost x already there.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order."),
            method!(keywords "insort_left", insort_left, "insort_left($module, /, a, x, lo=0, hi=None, *, key=None)\n--\n\nInsert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the left of the leftmost x.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\nA custom key function can be supplied to customize the sort order."),
        ],
    }
}

type Mod<'a, 'py> = Borrowed<'a, 'py, Module>;
type Parameters = Signature<5>;
const NAMES: [&str; 5] = ["a", "x", "lo", "hi", "key"];

/// The parsed arguments: the list, the item, where to insert it.
struct Place<'a, 'py> {
    list: Borrowed<'a, 'py>,
    item: Borrowed<'a, 'py>,
    at: usize,
}

fn place<'a, 'py>(
    py: Attached<'py>,
    sig: &'static Parameters,
    args: Args<'a, 'py>,
    right: bool,
    insert: bool,
) -> PyResult<Place<'a, 'py>> {
    let [list, item, lo, hi, key] = sig.parse(py, args)?;
    let (list, item) = (list.expect("required"), item.expect("required"));
    let lo = lo.map_or(Ok(0), |l| l.index_as_isize(Some(classes::OverflowError())))?;
    if lo < 0 {
        return Err(raise!(py, ValueError, "lo must be non-negative"));
    }
    let hi = match hi.filter(|h| !h.is_none()) {
        Some(hi) => match hi.index_as_isize(Some(classes::OverflowError()))? {
            -1 => list.sequence_size()? as isize,
            hi => hi,
        },
        None => list.sequence_size()? as isize,
    };
    let key = key.filter(|k| !k.is_none());
    // Inserting compares keys with the key of the item, searching with the item itself.
    let wanted = match key {
        Some(key) if insert => key.call([&item])?,
        _ => item.to_owned(),
    };
    let (mut lo, mut hi) = (lo, hi);
    while lo < hi {
        let middle = lo + (hi - lo) / 2;
        let mut other = list.sequence_item(middle)?;
        if let Some(key) = key {
            other = key.call([&other])?;
        }
        let before = if right {
            !wanted.rich_compare(&other, CompareOp::Lt)?.is_true()?
        } else {
            other.rich_compare(&wanted, CompareOp::Lt)?.is_true()?
        };
        if before {
            lo = middle + 1;
        } else {
            hi = middle;
        }
    }
    Ok(Place { list, item, at: lo as usize })
}

fn insort<'py>(py: Attached<'py>, place: Place<'_, 'py>) -> PyResult<Ref<'py>> {
    match place.list.cast_exact::<List>() {
        Some(list) => list.insert(place.at as isize, &place.item)?,
        None => {
            let at = py.int_from_usize(place.at)?;
            place.list.call_method(intern!(py, "insert"), [at.as_any(), &place.item])?;
        }
    }
    Ok(py.none())
}

fn bisect_right<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    static SIG: Parameters = Signature::with("bisect_right", NAMES, 2, 0, 4);
    py.int_from_usize(place(py, &SIG, args, true, false)?.at)
}
fn bisect_left<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py, Int>> {
    static SIG: Parameters = Signature::with("bisect_left", NAMES, 2, 0, 4);
    py.int_from_usize(place(py, &SIG, args, false, false)?.at)
}
fn insort_right<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Parameters = Signature::with("insort_right", NAMES, 2, 0, 4);
    insort(py, place(py, &SIG, args, true, true)?)
}
fn insort_left<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    static SIG: Parameters = Signature::with("insort_left", NAMES, 2, 0, 4);
    insort(py, place(py, &SIG, args, false, true)?)
}
