//! `list.sort`: a stable, adaptive merge sort whose comparisons may raise, run any code and contradict each other.
//!
//! The items are taken out of the list for the time of the sort. Every step keeps the array a permutation of them, so an
//! exception leaves all of them there. Natural runs are found (descending ones reversed), short ones extended by binary
//! insertion, and merged in powersort order; before a merge the parts that are in place already are cut off by binary search.

use mortise_abi::PyObject;

use super::storage;
use crate::args::{Args, Signature};
use crate::capi::decl;
use crate::err::Raised;
use crate::heap::attached::Attached;
use crate::heap::handles::{Borrowed, Ref};
use crate::objects::protocol::{CompareOp, compact_int};
use crate::objects::*;
use crate::state::critical_section;
use crate::{PyResult, raise};

/// `list.sort(*, key=None, reverse=False)`
pub fn method<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, List>,
    args: Args<'_, 'py>,
) -> PyResult<Ref<'py>> {
    static SIG: Signature<2> = Signature::with("sort", ["key", "reverse"], 0, 0, 0);
    let [key, reverse] = SIG.parse(py, args)?;
    let reverse = reverse.map_or(Ok(false), |r| r.is_true())?;
    sort(py, &slf, key.filter(|k| !k.is_none()), reverse)?;
    Ok(py.none())
}

/// Sorts `list` in place.
pub fn sort<'py>(
    py: Attached<'py>,
    list: &Ref<'py, List>,
    key: Option<Borrowed<'_, 'py>>,
    reverse: bool,
) -> PyResult<()> {
    // SAFETY: the contents are put back below on every path, panics aside (which leak them).
    let taken = critical_section::with(list, || unsafe { storage::take_for_sort(list.as_ptr()) });
    // SAFETY: the array has been taken out of the list: only this function uses it.
    let items: &mut [*mut PyObject] = unsafe {
        if taken.len == 0 { &mut [] } else { std::slice::from_raw_parts_mut(taken.items, taken.len) }
    };
    let result = match key {
        None => sort_items(py, items, reverse),
        Some(key) => sort_by_keys(py, items, &key, reverse),
    };
    // SAFETY: `taken` came from this list.
    let (changed, displaced) =
        critical_section::with(list, || unsafe { storage::put_back(list.as_ptr(), taken) });
    drop(displaced);
    result?;
    if changed { Err(raise!(py, ValueError, "list modified during sort")) } else { Ok(()) }
}

/// An element of the array that is sorted: it knows the object to compare.
trait Element: Copy {
    fn key(self) -> *mut PyObject;
}
impl Element for *mut PyObject {
    #[inline(always)]
    fn key(self) -> *mut PyObject {
        self
    }
}
#[derive(Clone, Copy)]
struct Keyed {
    key: *mut PyObject,
    value: *mut PyObject,
}
impl Element for Keyed {
    #[inline(always)]
    fn key(self) -> *mut PyObject {
        self.key
    }
}

fn sort_items(py: Attached<'_>, items: &mut [*mut PyObject], reverse: bool) -> PyResult<()> {
    sort_elements(py, items, reverse)
}

fn sort_by_keys<'py>(
    py: Attached<'py>,
    items: &mut [*mut PyObject],
    key: &Ref<'py>,
    reverse: bool,
) -> PyResult<()> {
    let mut keys: Vec<Ref<'py>> = Vec::with_capacity(items.len());
    for &item in items.iter() {
        // SAFETY: the array owns its items.
        let item: Borrowed<'_, 'py> = unsafe { Borrowed::from_ptr(py, item) };
        keys.push(key.call([&*item])?);
    }
    let mut pairs: Vec<Keyed> =
        keys.iter().zip(items.iter()).map(|(k, &value)| Keyed { key: k.as_ptr(), value }).collect();
    let result = sort_elements(py, &mut pairs, reverse);
    for (place, pair) in items.iter_mut().zip(&pairs) {
        *place = pair.value;
    }
    result
}

fn sort_elements<E: Element>(py: Attached<'_>, elements: &mut [E], reverse: bool) -> PyResult<()> {
    if elements.len() < 2 {
        return Ok(());
    }
    // Reversing before and after keeps equal elements in their order.
    if reverse {
        elements.reverse();
    }
    let result = match Kind::of(py, elements) {
        Kind::Str => merge_sort(elements, &mut |a, b| Ok(str_less(py, a, b))),
        Kind::Int => merge_sort(elements, &mut |a, b| Ok(int_value(py, a) < int_value(py, b))),
        Kind::Float => merge_sort(elements, &mut |a, b| Ok(float_value(a) < float_value(b))),
        Kind::Tuple(first) => merge_sort(elements, &mut |a, b| tuple_less(py, a, b, first)),
        Kind::General => merge_sort(elements, &mut |a, b| less(py, a, b)),
    };
    if reverse {
        elements.reverse();
    }
    result
}

/// What all keys have in common.
#[derive(Clone, Copy)]
enum Kind {
    /// Exact `str`
    Str,
    /// Exact `int` of one digit
    Int,
    /// Exact `float`
    Float,
    /// Non-empty exact tuples with first items of one kind
    Tuple(First),
    General,
}

#[derive(Clone, Copy, PartialEq)]
enum First {
    Str,
    Int,
    Float,
    General,
}

impl Kind {
    fn of<E: Element>(py: Attached<'_>, elements: &[E]) -> Kind {
        let all = |test: &dyn Fn(&Ref<'_>) -> bool| {
            // SAFETY: the keys are live.
            elements.iter().all(|e| test(&*unsafe { Borrowed::from_ptr(py, e.key()) }))
        };
        // SAFETY: as above.
        let first: Borrowed<'_, '_> = unsafe { Borrowed::from_ptr(py, elements[0].key()) };
        if let Some(tuple) = first.cast_exact::<Tuple>() {
            if !all(&|k| k.cast_exact::<Tuple>().is_some_and(|t| !t.is_empty())) {
                return Kind::General;
            }
            let firsts = |test: &dyn Fn(&Ref<'_>) -> bool| {
                // SAFETY: checked above: all are tuples with items.
                all(&|k| test(&unsafe { k.cast_unchecked::<Tuple>() }.item(0)))
            };
            return Kind::Tuple(match scalar(&tuple.item(0)) {
                Some(kind) if firsts(&|k| scalar(k) == Some(kind)) => kind,
                _ => First::General,
            });
        }
        match scalar(&first) {
            Some(kind) if all(&|k| scalar(k) == Some(kind)) => match kind {
                First::Str => Kind::Str,
                First::Int => Kind::Int,
                First::Float => Kind::Float,
                First::General => Kind::General,
            },
            _ => Kind::General,
        }
    }
}

fn scalar(ob: &Ref<'_>) -> Option<First> {
    if ob.cast_exact::<Str>().is_some() {
        Some(First::Str)
    } else if compact_int(ob).is_some() {
        Some(First::Int)
    } else if ob.cast_exact::<Float>().is_some() {
        Some(First::Float)
    } else {
        None
    }
}

fn str_less(py: Attached<'_>, a: *mut PyObject, b: *mut PyObject) -> bool {
    // SAFETY: exact str, checked by the caller.
    unsafe {
        let a: Borrowed<'_, '_, Str> = Borrowed::from_ptr(py, a.cast());
        let b: Borrowed<'_, '_, Str> = Borrowed::from_ptr(py, b.cast());
        dict::text::compare(&a, &b).is_lt()
    }
}

#[inline(always)]
fn int_value(py: Attached<'_>, a: *mut PyObject) -> isize {
    // SAFETY: a live object; the caller checked that it is a compact int.
    compact_int(&*unsafe { Borrowed::from_ptr(py, a) }).unwrap_or(0)
}

#[inline(always)]
fn float_value(a: *mut PyObject) -> f64 {
    // SAFETY: an exact float, checked by the caller.
    unsafe { (*a.cast::<Float>()).ob_fval }
}

/// `a < b` of any objects.
fn less(_py: Attached<'_>, a: *mut PyObject, b: *mut PyObject) -> PyResult<bool> {
    // SAFETY: live objects; a slot gives a new reference or NULL with an exception.
    unsafe {
        match decl::PyObject_RichCompareBool(a, b, CompareOp::Lt as _) {
            n if n < 0 => Err(Raised::assume()),
            n => Ok(n != 0),
        }
    }
}

fn scalar_order(py: Attached<'_>, a: *mut PyObject, b: *mut PyObject, kind: First) -> (bool, bool) {
    match kind {
        First::Int => {
            let (x, y) = (int_value(py, a), int_value(py, b));
            (x == y, x < y)
        }
        First::Float => {
            let (x, y) = (float_value(a), float_value(b));
            (a == b || x == y, x < y)
        }
        _ => {
            // SAFETY: exact str, checked by the caller.
            let order = unsafe {
                dict::text::compare(
                    &Borrowed::<Str>::from_ptr(py, a.cast()),
                    &Borrowed::<Str>::from_ptr(py, b.cast()),
                )
            };
            (order.is_eq(), order.is_lt())
        }
    }
}

/// `a < b` of tuples whose first items are of a known kind.
fn tuple_less(py: Attached<'_>, a: *mut PyObject, b: *mut PyObject, first: First) -> PyResult<bool> {
    // SAFETY: non-empty exact tuples, checked by the caller.
    let (a, b): (Borrowed<'_, '_, Tuple>, Borrowed<'_, '_, Tuple>) =
        unsafe { (Borrowed::from_ptr(py, a.cast()), Borrowed::from_ptr(py, b.cast())) };
    let mut from = 0;
    if first != First::General {
        let (equal, less) = scalar_order(py, a.item(0).as_ptr(), b.item(0).as_ptr(), first);
        if !equal {
            return Ok(less);
        }
        from = 1;
    }
    for i in from..a.len().min(b.len()) {
        let (x, y) = (a.item(i), b.item(i));
        if !x.eq(&y)? {
            return x.rich_compare(&y, CompareOp::Lt)?.is_true();
        }
    }
    Ok(a.len() < b.len())
}

/// A sorted part of the array.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    len: usize,
    /// Depth of the node between this run and the next in a nearly balanced merge tree.
    power: u32,
}

fn merge_sort<E: Element>(
    a: &mut [E],
    less: &mut impl FnMut(*mut PyObject, *mut PyObject) -> PyResult<bool>,
) -> PyResult<()> {
    let n = a.len();
    let min_run = min_run(n);
    let mut runs: Vec<Run> = Vec::new();
    let mut scratch: Vec<E> = Vec::new();
    let mut start = 0;
    while start < n {
        let mut len = find_run(&mut a[start..], less)?;
        if len < min_run {
            let forced = min_run.min(n - start);
            insertion_sort(&mut a[start..start + forced], len, less)?;
            len = forced;
        }
        if let Some(last) = runs.last().copied() {
            let power = node_power(last.start, last.len, len, n);
            while runs.len() > 1 && runs[runs.len() - 2].power > power {
                merge_top(a, &mut runs, &mut scratch, less)?;
            }
            runs.last_mut().expect("not empty").power = power;
        }
        runs.push(Run { start, len, power: 0 });
        start += len;
    }
    while runs.len() > 1 {
        merge_top(a, &mut runs, &mut scratch, less)?;
    }
    Ok(())
}

/// A run length between 32 and 64 that divides `n` into about a power of two of runs.
fn min_run(mut n: usize) -> usize {
    let mut odd = 0;
    while n >= 64 {
        odd |= n & 1;
        n >>= 1;
    }
    n + odd
}

/// The powersort node between a run at `s1` of `n1` elements and the next of `n2`: the first bit in which the midpoints of
/// both differ, as fractions of `n`.
fn node_power(s1: usize, n1: usize, n2: usize, n: usize) -> u32 {
    let mut a = 2 * s1 as u128 + n1 as u128;
    let mut b = a + n1 as u128 + n2 as u128;
    let n = 2 * n as u128;
    let mut power = 0;
    loop {
        power += 1;
        a *= 2;
        b *= 2;
        match (a >= n, b >= n) {
            (true, true) => {
                a -= n;
                b -= n;
            }
            (false, true) => return power,
            _ => {}
        }
    }
}

/// The length of the run at the start of `a`; a strictly descending one is turned round.
fn find_run<E: Element>(
    a: &mut [E],
    less: &mut impl FnMut(*mut PyObject, *mut PyObject) -> PyResult<bool>,
) -> PyResult<usize> {
    if a.len() < 2 {
        return Ok(a.len());
    }
    let descending = less(a[1].key(), a[0].key())?;
    let mut n = 2;
    while n < a.len() && less(a[n].key(), a[n - 1].key())? == descending {
        n += 1;
    }
    if descending {
        a[..n].reverse();
    }
    Ok(n)
}

/// Sorts `a`, of which the first `sorted` elements are sorted already.
fn insertion_sort<E: Element>(
    a: &mut [E],
    sorted: usize,
    less: &mut impl FnMut(*mut PyObject, *mut PyObject) -> PyResult<bool>,
) -> PyResult<()> {
    for i in sorted.max(1)..a.len() {
        let pivot = a[i];
        let (mut lo, mut hi) = (0, i);
        while lo < hi {
            let mid = lo + (hi - lo) / 2;
            if less(pivot.key(), a[mid].key())? { hi = mid } else { lo = mid + 1 }
        }
        a.copy_within(lo..i, lo + 1);
        a[lo] = pivot;
    }
    Ok(())
}

fn merge_top<E: Element>(
    a: &mut [E],
    runs: &mut Vec<Run>,
    scratch: &mut Vec<E>,
    less: &mut impl FnMut(*mut PyObject, *mut PyObject) -> PyResult<bool>,
) -> PyResult<()> {
    let right = runs.pop().expect("two runs");
    let left = runs.last_mut().expect("two runs");
    let (start, middle, end) = (left.start, left.len, left.len + right.len);
    left.len = end;
    left.power = right.power;
    merge(&mut a[start..start + end], middle, scratch, less)
}

/// Merges the sorted parts `a[..middle]` and `a[middle..]`.
fn merge<E: Element>(
    a: &mut [E],
    middle: usize,
    scratch: &mut Vec<E>,
    less: &mut impl FnMut(*mut PyObject, *mut PyObject) -> PyResult<bool>,
) -> PyResult<()> {
    // What is in front of the first right element, and behind the last left element, stays.
    let skip = gallop(&a[..middle], false, &mut |x| less(a[middle].key(), x.key()).map(|b| !b))?;
    if skip == middle {
        return Ok(());
    }
    let last = a[middle - 1];
    let keep = gallop(&a[middle..], true, &mut |x| less(x.key(), last.key()))?;
    if keep == 0 {
        return Ok(());
    }
    let (a, middle) = (&mut a[skip..middle + keep], middle - skip);
    if middle <= a.len() - middle {
        merge_low(a, middle, scratch, less)
    } else {
        merge_high(a, middle, scratch, less)
    }
}

/// How many elements at the start of `a` satisfy `holds`, which holds for a prefix: probes in growing steps from the start
/// (from the end when `from_end`), then halves.
fn gallop<E: Element>(
    a: &[E],
    from_end: bool,
    holds: &mut impl FnMut(E) -> PyResult<bool>,
) -> PyResult<usize> {
    let n = a.len();
    let (mut lo, mut hi) = (0, n);
    let mut step = 1;
    if from_end {
        while step <= n {
            if holds(a[n - step])? {
                lo = n - step + 1;
                break;
            }
            hi = n - step;
            step = step * 2 + 1;
        }
    } else {
        while step <= n {
            if !holds(a[step - 1])? {
                hi = step - 1;
                break;
            }
            lo = step;
            step = step * 2 + 1;
        }
    }
    while lo < hi {
        let mid = lo + (hi - lo) / 2;
        if holds(a[mid])? { lo = mid + 1 } else { hi = mid }
    }
    Ok(lo)
}

/// After so many elements in a row from one side, look ahead.
const MIN_GALLOP: usize = 7;

/// Merges with the left part moved out.
fn merge_low<E: Element>(
    a: &mut [E],
    middle: usize,
    scratch: &mut Vec<E>,
    less: &mut impl FnMut(*mut PyObject, *mut PyObject) -> PyResult<bool>,
) -> PyResult<()> {
    scratch.clear();
    scratch.extend_from_slice(&a[..middle]);
    let left = &scratch[..];
    let (mut l, mut r, mut out) = (0, middle, 0);
    let mut result = Ok(());
    let mut streak = (0usize, 0usize);
    while l < left.len() && r < a.len() {
        match less(a[r].key(), left[l].key()) {
            Ok(true) => {
                a[out] = a[r];
                (r, out) = (r + 1, out + 1);
                streak = (0, streak.1 + 1);
            }
            Ok(false) => {
                a[out] = left[l];
                (l, out) = (l + 1, out + 1);
                streak = (streak.0 + 1, 0);
            }
            Err(raised) => {
                result = Err(raised);
                break;
            }
        }
        if streak.0 >= MIN_GALLOP && l < left.len() && r < a.len() {
            let pivot = a[r];
            match gallop(&left[l..], false, &mut |x| less(pivot.key(), x.key()).map(|b| !b)) {
                Ok(n) => {
                    a[out..out + n].copy_from_slice(&left[l..l + n]);
                    (l, out) = (l + n, out + n);
                }
                Err(raised) => {
                    result = Err(raised);
                    break;
                }
            }
            streak = (0, 0);
        } else if streak.1 >= MIN_GALLOP && l < left.len() && r < a.len() {
            let pivot = left[l];
            match gallop(&a[r..], false, &mut |x| less(x.key(), pivot.key())) {
                Ok(n) => {
                    a.copy_within(r..r + n, out);
                    (r, out) = (r + n, out + n);
                }
                Err(raised) => {
                    result = Err(raised);
                    break;
                }
            }
            streak = (0, 0);
        }
    }
    // The rest of the left part fills the gap exactly, whatever happened.
    let rest = left.len() - l;
    a[out..out + rest].copy_from_slice(&left[l..]);
    result
}

/// Merges with the right part moved out, from the end.
fn merge_high<E: Element>(
    a: &mut [E],
    middle: usize,
    scratch: &mut Vec<E>,
    less: &mut impl FnMut(*mut PyObject, *mut PyObject) -> PyResult<bool>,
) -> PyResult<()> {
    scratch.clear();
    scratch.extend_from_slice(&a[middle..]);
    let right = &scratch[..];
    let (mut l, mut r, mut out) = (middle, right.len(), a.len());
    let mut result = Ok(());
    let mut streak = (0usize, 0usize);
    while l > 0 && r > 0 {
        match less(right[r - 1].key(), a[l - 1].key()) {
            Ok(true) => {
                (l, out) = (l - 1, out - 1);
                a[out] = a[l];
                streak = (streak.0 + 1, 0);
            }
            Ok(false) => {
                (r, out) = (r - 1, out - 1);
                a[out] = right[r];
                streak = (0, streak.1 + 1);
            }
            Err(raised) => {
                result = Err(raised);
                break;
            }
        }
        if streak.0 >= MIN_GALLOP && l > 0 && r > 0 {
            let pivot = right[r - 1];
            match gallop(&a[..l], true, &mut |x| less(pivot.key(), x.key()).map(|b| !b)) {
                Ok(keep) => {
                    let n = l - keep;
                    a.copy_within(keep..l, out - n);
                    (l, out) = (keep, out - n);
                }
                Err(raised) => {
                    result = Err(raised);
                    break;
                }
            }
            streak = (0, 0);
        } else if streak.1 >= MIN_GALLOP && l > 0 && r > 0 {
            let pivot = a[l - 1];
            match gallop(&right[..r], true, &mut |x| less(x.key(), pivot.key())) {
                Ok(keep) => {
                    let n = r - keep;
                    a[out - n..out].copy_from_slice(&right[keep..r]);
                    (r, out) = (keep, out - n);
                }
                Err(raised) => {
                    result = Err(raised);
                    break;
                }
            }
            streak = (0, 0);
        }
    }
    // The rest of the right part fills the gap exactly, whatever happened.
    a[out - r..out].copy_from_slice(&right[..r]);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy)]
    struct Fake(usize, usize);
    impl Element for Fake {
        fn key(self) -> *mut PyObject {
            std::ptr::without_provenance_mut(self.0 * 16)
        }
    }

    fn pseudo_random(seed: &mut u64) -> usize {
        *seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (*seed >> 33) as usize
    }

    #[test]
    fn sorts_stably() {
        let mut seed = 1;
        for n in [0, 1, 2, 3, 31, 32, 63, 64, 65, 100, 1000, 5000] {
            for shape in 0..5 {
                let mut a: Vec<Fake> = (0..n)
                    .map(|i| {
                        let key = match shape {
                            0 => pseudo_random(&mut seed),
                            1 => pseudo_random(&mut seed) % 10,
                            2 => i,
                            3 => n - i,
                            _ => i % 500,
                        };
                        Fake(key, i)
                    })
                    .collect();
                let mut expected: Vec<(usize, usize)> = a.iter().map(|f| (f.0, f.1)).collect();
                expected.sort();
                merge_sort(&mut a, &mut |x, y| Ok(x < y)).unwrap();
                assert_eq!(a.iter().map(|f| (f.0, f.1)).collect::<Vec<_>>(), expected);
            }
        }
    }

    #[test]
    fn stays_a_permutation() {
        let mut seed = 7;
        for stop in [1, 10, 100, 1000, 3000, 8000, usize::MAX] {
            let n = 1000;
            let mut a: Vec<Fake> = (0..n).map(|i| Fake(pseudo_random(&mut seed), i)).collect();
            let mut calls = 0;
            // Comparisons that contradict each other, and an exception in the middle.
            let _ = merge_sort(&mut a, &mut |_, _| {
                calls += 1;
                if calls == stop {
                    // SAFETY: only the result is looked at.
                    Err(unsafe { Raised::assume() })
                } else {
                    Ok(pseudo_random(&mut seed) & 1 == 0)
                }
            });
            let mut seen: Vec<usize> = a.iter().map(|f| f.1).collect();
            seen.sort();
            assert_eq!(seen, (0..n).collect::<Vec<_>>());
        }
    }
}
