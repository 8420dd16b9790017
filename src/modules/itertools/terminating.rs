//! The iterators that end with their input: `accumulate`, `batched`, `chain`, `compress`, `dropwhile`, `filterfalse`, `islice`,
//! `pairwise`, `starmap`, `takewhile`, `zip_longest`

use super::{NewArgs, NewKeywords, size_arg};
use crate::support::prelude::*;
use crate::support::{expect_tuple, no_keywords};

/// `accumulate`'s parts.
#[derive(Default)]
pub struct AccumulateState {
    iter: Option<Owned>,
    function: Option<Owned>,
    total: Option<Owned>,
    initial: Option<Owned>,
}
native_state! {
    /// `accumulate`
    pub Accumulate(AccumulateState) { iter, function, total, initial }
}
native_type! {
    /// `itertools.accumulate`
    pub static ACCUMULATE: Accumulate = "itertools.accumulate" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_BASETYPE,
        doc: "accumulate(iterable, func=None, *, initial=None)\n--\n\nReturn series of accumulated sums (or other binary function results).",
        slots: { tp_iter: iter_self, tp_iternext: accumulate_next, tp_new: accumulate_new },
    }
}

fn not_none(arg: Option<Borrowed<'_, '_>>) -> Option<Owned> {
    arg.filter(|a| !a.is_none()).map(|a| a.to_owned().unbind())
}

fn accumulate_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<Accumulate>>> {
    static SIG: Signature<3> = Signature::with("accumulate", ["iterable", "func", "initial"], 1, 0, 2);
    let [iterable, function, initial] = SIG.parse_tuple(py, args, kwargs)?;
    let state = AccumulateState {
        iter: Some(iterable.expect("required").iter()?.unbind()),
        function: not_none(function),
        total: None,
        initial: not_none(initial),
    };
    Native::new_in(py, cls, Accumulate(Locked::new(state)))
}

fn accumulate_next<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<Accumulate>>,
) -> PyResult<Option<Ref<'py>>> {
    let state = &slf.value().0;
    let (iter, function, total, initial) =
        state.with(|s| (held(py, &s.iter), held(py, &s.function), held(py, &s.total), s.initial.take()));
    let keep = |value: &Ref<'py>| {
        let value = value.clone().unbind();
        drop(state.with(|s| s.total.replace(value)));
    };
    if let Some(initial) = initial {
        let initial = initial.into_bound(py);
        keep(&initial);
        return Ok(Some(initial));
    }
    let Some(iter) = iter else { return Ok(None) };
    let Some(item) = iter.next_unchecked()? else { return Ok(None) };
    let value = match (total, function) {
        (None, _) => item,
        (Some(total), None) => total.add(&item)?,
        (Some(total), Some(function)) => function.call([&total, &item])?,
    };
    keep(&value);
    Ok(Some(value))
}

/// `batched`'s parts.
#[derive(Default)]
pub struct BatchedState {
    iter: Option<Owned>,
    n: usize,
    strict: bool,
}
native_state! {
    /// `batched`
    pub Batched(BatchedState) { iter }
}
native_type! {
    /// `itertools.batched`
    pub static BATCHED: Batched = "itertools.batched" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_BASETYPE,
        doc: "batched(iterable, n, *, strict=False)\n--\n\nBatch data into tuples of length n. The last batch may be shorter than n.\n\nLoops over the input iterable and accumulates data into tuples\nup to size n.  The input is consumed lazily, just enough to\nfill a batch.  The result is yielded as soon as a batch is full\nor when the input iterable is exhausted.\n\n    >>> for batch in batched('ABCDEFG', 3):\n    ...     print(batch)\n    ...\n    ('A', 'B', 'C')\n    ('D', 'E', 'F')\n    ('G',)\n\nIf \"strict\" is True, raises a ValueError if the final batch is shorter\nthan n.",
        slots: { tp_iter: iter_self, tp_iternext: batched_next, tp_new: batched_new },
    }
}

fn batched_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<Batched>>> {
    static SIG: Signature<3> = Signature::with("batched", ["iterable", "n", "strict"], 2, 0, 2);
    let [iterable, n, strict] = SIG.parse_tuple(py, args, kwargs)?;
    let n = size_arg(&n.expect("required"))?;
    let strict = strict.map_or(Ok(false), |s| s.is_true())?;
    if n < 1 {
        return Err(raise!(py, ValueError, "n must be at least one"));
    }
    let iter = Some(iterable.expect("required").iter()?.unbind());
    Native::new_in(py, cls, Batched(Locked::new(BatchedState { iter, n: n as usize, strict })))
}

fn batched_next<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<Batched>>,
) -> PyResult<Option<Ref<'py, Tuple>>> {
    let state = &slf.value().0;
    let (iter, n, strict) = state.with(|s| (held(py, &s.iter), s.n, s.strict));
    let Some(iter) = iter else { return Ok(None) };
    let mut items = Vec::new();
    while items.len() < n {
        match iter.next_unchecked() {
            Ok(Some(item)) => items.push(item),
            end => {
                drop(state.with(|s| s.iter.take()));
                end?;
                break;
            }
        }
    }
    if items.is_empty() {
        return Ok(None);
    }
    if strict && items.len() < n {
        return Err(raise!(py, ValueError, "batched(): incomplete batch"));
    }
    py.tuple(items).map(Some)
}

/// `chain`'s parts: an iterator of iterables, and the one being read.
#[derive(Default)]
pub struct ChainState {
    source: Option<Owned>,
    active: Option<Owned>,
}
native_state! {
    /// `chain`
    pub Chain(ChainState) { source, active }
}
native_type! {
    /// `itertools.chain`
    pub static CHAIN: Chain = "itertools.chain" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_BASETYPE,
        doc: "chain(*iterables)\n--\n\nReturn a chain object whose .__next__() method returns elements from the\nfirst iterable until it is exhausted, then elements from the next\niterable, until all of the iterables are exhausted.",
        slots: { tp_iter: iter_self, tp_iternext: chain_next, tp_new: chain_new },
        methods: [
            method!(class_o "from_iterable", chain_from_iterable, "from_iterable($type, iterable, /)\n--\n\nAlternative chain() constructor taking a single iterable argument that evaluates lazily."),
            method!(class_o "__class_getitem__", protocol::class_getitem, "See PEP 585"),
        ],
    }
}

fn chain_make<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    iterables: &Ref<'py>,
) -> PyResult<Ref<'py, Native<Chain>>> {
    let source = Some(iterables.iter()?.unbind());
    Native::new_in(py, cls, Chain(Locked::new(ChainState { source, active: None })))
}

fn chain_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<Chain>>> {
    no_keywords(py, "chain", kwargs)?;
    chain_make(py, cls, args.as_any())
}

fn chain_from_iterable<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    iterable: Borrowed<'_, 'py>,
) -> PyResult<Ref<'py, Native<Chain>>> {
    chain_make(py, cls, &iterable)
}

fn chain_next<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<Chain>>) -> PyResult<Option<Ref<'py>>> {
    let state = &slf.value().0;
    loop {
        let (source, active) = state.with(|s| (held(py, &s.source), held(py, &s.active)));
        if let Some(active) = active {
            if let Some(item) = active.next_unchecked()? {
                return Ok(Some(item));
            }
            drop(state.with(|s| s.active.take()));
            continue;
        }
        let Some(source) = source else { return Ok(None) };
        let next = source.next_unchecked().and_then(|i| i.map(|i| i.iter()).transpose());
        match next {
            Ok(Some(iter)) => {
                let iter = iter.unbind();
                drop(state.with(|s| s.active.replace(iter)));
            }
            end => {
                drop(state.with(|s| s.source.take()));
                return end;
            }
        }
    }
}

/// Two iterators, or a function and an iterator.
#[derive(Default)]
pub struct PairState {
    first: Option<Owned>,
    iter: Option<Owned>,
    /// `dropwhile`: an item was let through; `takewhile`: the end was reached
    flag: bool,
}
trace!(PairState { first, iter });

impl PairState {
    fn get<'py>(py: Attached<'py>, state: &Locked<PairState>) -> Option<(Ref<'py>, Ref<'py>, bool)> {
        state.with(|s| Some((held(py, &s.first)?, held(py, &s.iter)?, s.flag)))
    }
}

/// A value of two parts.
macro_rules! pair {
    ($Value:ident, $NAME:ident, $name:literal, $doc:literal, $new:ident, $next:ident) => {
        #[doc = concat!("`", $name, "`")]
        pub struct $Value(Locked<PairState>);
        impl NativeValue for $Value {
            const GC: bool = true;
            fn traverse(&self, visit: &mut Visit) -> Visited {
                self.0.with(|s| s.trace(visit))
            }
            fn clear(&self, _py: Attached<'_>) {
                drop(self.0.with(std::mem::take));
            }
        }
        native_type! {
            #[doc = concat!("`itertools.", $name, "`")]
            pub static $NAME: $Value = $name {
                dict: false, weakrefs: false,
                flags: abi::Py_TPFLAGS_BASETYPE,
                doc: $doc,
                slots: { tp_iter: iter_self, tp_iternext: $next, tp_new: $new },
            }
        }
    };
}

/// `tp_new` of a function and an iterable, both positional.
macro_rules! function_new {
    ($new:ident, $Value:ident, $name:literal) => {
        fn $new<'py>(
            py: Attached<'py>,
            cls: Borrowed<'_, 'py, Type>,
            args: NewArgs<'_, 'py>,
            kwargs: NewKeywords<'_, 'py>,
        ) -> PyResult<Ref<'py, Native<$Value>>> {
            no_keywords(py, $name, kwargs)?;
            expect_tuple(py, $name, &args, 2, 2)?;
            let iter = Some(args.item(1).iter()?.unbind());
            let first = Some(args.item(0).to_owned().unbind());
            Native::new_in(py, cls, $Value(Locked::new(PairState { first, iter, flag: false })))
        }
    };
}

pair!(
    Compress,
    COMPRESS,
    "itertools.compress",
    "compress(data, selectors)\n--\n\nReturn data elements corresponding to true selector elements.\n\nForms a shorter iterator from selected data elements using the selectors to\nchoose the data elements.",
    compress_new,
    compress_next
);

fn compress_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<Compress>>> {
    static SIG: Signature<2> = Signature::new("compress", ["data", "selectors"], 2);
    let [data, selectors] = SIG.parse_tuple(py, args, kwargs)?;
    let first = Some(data.expect("required").iter()?.unbind());
    let iter = Some(selectors.expect("required").iter()?.unbind());
    Native::new_in(py, cls, Compress(Locked::new(PairState { first, iter, flag: false })))
}

fn compress_next<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<Compress>>,
) -> PyResult<Option<Ref<'py>>> {
    let Some((data, selectors, _)) = PairState::get(py, &slf.value().0) else { return Ok(None) };
    loop {
        let Some(item) = data.next_unchecked()? else { return Ok(None) };
        let Some(selector) = selectors.next_unchecked()? else { return Ok(None) };
        if selector.is_true()? {
            return Ok(Some(item));
        }
    }
}

pair!(
    DropWhile,
    DROPWHILE,
    "itertools.dropwhile",
    "dropwhile(predicate, iterable, /)\n--\n\nDrop items from the iterable while predicate(item) is true.\n\nAfterwards, return every element until the iterable is exhausted.",
    dropwhile_new,
    dropwhile_next
);
function_new!(dropwhile_new, DropWhile, "dropwhile");

fn dropwhile_next<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<DropWhile>>,
) -> PyResult<Option<Ref<'py>>> {
    let Some((predicate, iter, started)) = PairState::get(py, &slf.value().0) else { return Ok(None) };
    loop {
        let Some(item) = iter.next_unchecked()? else { return Ok(None) };
        if started {
            return Ok(Some(item));
        }
        if !predicate.call([&item])?.is_true()? {
            slf.value().0.with(|s| s.flag = true);
            return Ok(Some(item));
        }
    }
}

pair!(
    TakeWhile,
    TAKEWHILE,
    "itertools.takewhile",
    "takewhile(predicate, iterable, /)\n--\n\nReturn successive entries from an iterable as long as the predicate evaluates to true for each entry.",
    takewhile_new,
    takewhile_next
);
function_new!(takewhile_new, TakeWhile, "takewhile");

fn takewhile_next<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<TakeWhile>>,
) -> PyResult<Option<Ref<'py>>> {
    let Some((predicate, iter, ended)) = PairState::get(py, &slf.value().0) else { return Ok(None) };
    if ended {
        return Ok(None);
    }
    let Some(item) = iter.next_unchecked()? else { return Ok(None) };
    if predicate.call([&item])?.is_true()? {
        return Ok(Some(item));
    }
    slf.value().0.with(|s| s.flag = true);
    Ok(None)
}

pair!(
    FilterFalse,
    FILTERFALSE,
    "itertools.filterfalse",
    "filterfalse(function, iterable, /)\n--\n\nReturn those items of iterable for which function(item) is false.\n\nIf function is None, return the items that are false.",
    filterfalse_new,
    filterfalse_next
);
function_new!(filterfalse_new, FilterFalse, "filterfalse");

fn filterfalse_next<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<FilterFalse>>,
) -> PyResult<Option<Ref<'py>>> {
    let Some((function, iter, _)) = PairState::get(py, &slf.value().0) else { return Ok(None) };
    let plain = function.is_none() || function.as_object_ptr() == Bool::type_object().cast();
    loop {
        let Some(item) = iter.next_unchecked()? else { return Ok(None) };
        if !(if plain { item.is_true()? } else { function.call([&item])?.is_true()? }) {
            return Ok(Some(item));
        }
    }
}

pair!(
    StarMap,
    STARMAP,
    "itertools.starmap",
    "starmap(function, iterable, /)\n--\n\nReturn an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence.",
    starmap_new,
    starmap_next
);
function_new!(starmap_new, StarMap, "starmap");

fn starmap_next<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<StarMap>>,
) -> PyResult<Option<Ref<'py>>> {
    let Some((function, iter, _)) = PairState::get(py, &slf.value().0) else { return Ok(None) };
    let Some(args) = iter.next_unchecked()? else { return Ok(None) };
    function.call_tuple(&args.to_tuple()?, None).map(Some)
}

/// `pairwise`: the iterator and the item before.
#[derive(Default)]
pub struct PairwiseState {
    iter: Option<Owned>,
    old: Option<Owned>,
}
native_state! {
    /// `pairwise`
    pub Pairwise(PairwiseState) { iter, old }
}
native_type! {
    /// `itertools.pairwise`
    pub static PAIRWISE: Pairwise = "itertools.pairwise" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_BASETYPE,
        doc: "pairwise(iterable, /)\n--\n\nReturn an iterator of overlapping pairs taken from the input iterator.\n\n    s -> (s0,s1), (s1,s2), (s2, s3), ...",
        slots: { tp_iter: iter_self, tp_iternext: pairwise_next, tp_new: pairwise_new },
    }
}

fn pairwise_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<Pairwise>>> {
    no_keywords(py, "pairwise", kwargs)?;
    expect_tuple(py, "pairwise", &args, 1, 1)?;
    let iter = Some(args.item(0).iter()?.unbind());
    Native::new_in(py, cls, Pairwise(Locked::new(PairwiseState { iter, old: None })))
}

fn pairwise_next<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<Pairwise>>,
) -> PyResult<Option<Ref<'py, Tuple>>> {
    let state = &slf.value().0;
    let Some(iter) = state.with(|s| held(py, &s.iter)) else { return Ok(None) };
    let end = || {
        let (iter, old) = state.with(|s| (s.iter.take(), s.old.take()));
        drop((iter, old));
    };
    let old = match state.with(|s| held(py, &s.old)) {
        Some(old) => old,
        None => {
            let first = match iter.next_unchecked() {
                Ok(Some(first)) => first,
                other => {
                    end();
                    other?;
                    return Ok(None);
                }
            };
            let copy = first.clone().unbind();
            drop(state.with(|s| s.old.replace(copy)));
            // The call may have come back into this object and ended it.
            if state.with(|s| s.iter.is_none()) {
                drop(state.with(|s| s.old.take()));
                return Ok(None);
            }
            first
        }
    };
    let new = match iter.next_unchecked() {
        Ok(Some(new)) => new,
        other => {
            end();
            other?;
            return Ok(None);
        }
    };
    let copy = new.clone().unbind();
    drop(state.with(|s| s.old.replace(copy)));
    py.tuple([old, new]).map(Some)
}

/// `islice`: the iterator, how many items it has given, the next one wanted, where to stop (-1: never) and the step.
#[derive(Default)]
pub struct ISliceState {
    iter: Option<Owned>,
    count: usize,
    next: usize,
    stop: Option<usize>,
    step: usize,
}
native_state! {
    /// `islice`
    pub ISlice(ISliceState) { iter }
}
native_type! {
    /// `itertools.islice`
    pub static ISLICE: ISlice = "itertools.islice" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_BASETYPE,
        doc: "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object\n\nReturn an iterator whose next() method returns selected values from an\niterable.  If start is specified, will skip all preceding elements;\notherwise, start defaults to zero.  Step defaults to one.  If\nspecified as another value, step determines how many values are\nskipped between successive calls.  Works like a slice() on a list\nbut returns an iterator.",
        slots: { tp_iter: iter_self, tp_iternext: islice_next, tp_new: islice_new },
    }
}

/// A part of the slice that must not be negative; `Err` without a raised exception for anything else.
fn islice_index(py: Attached<'_>, arg: Option<Borrowed<'_, '_>>) -> Result<Option<usize>, ()> {
    let Some(arg) = arg.filter(|a| !a.is_none()) else { return Ok(None) };
    match size_arg(&arg) {
        Ok(n) if n >= 0 => Ok(Some(n as usize)),
        Ok(_) => Err(()),
        Err(raised) => {
            raised.clear(py);
            Err(())
        }
    }
}

fn islice_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<ISlice>>> {
    no_keywords(py, "islice", kwargs)?;
    expect_tuple(py, "islice", &args, 2, 4)?;
    let (start, stop) =
        if args.len() == 2 { (None, args.item(1)) } else { (Some(args.item(1)), args.item(2)) };
    let Ok(stop) = islice_index(py, Some(stop)) else {
        return Err(raise!(
            py,
            ValueError,
            "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."
        ));
    };
    let Ok(start) = islice_index(py, start) else {
        return Err(raise!(
            py,
            ValueError,
            "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize."
        ));
    };
    let step = match islice_index(py, (args.len() > 3).then(|| args.item(3))) {
        Ok(None) => 1,
        Ok(Some(step)) if step > 0 => step,
        _ => return Err(raise!(py, ValueError, "Step for islice() must be a positive integer or None.")),
    };
    let iter = Some(args.item(0).iter()?.unbind());
    let state = ISliceState { iter, count: 0, next: start.unwrap_or(0), stop, step };
    Native::new_in(py, cls, ISlice(Locked::new(state)))
}

fn islice_next<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<ISlice>>) -> PyResult<Option<Ref<'py>>> {
    let state = &slf.value().0;
    let Some(iter) = state.with(|s| held(py, &s.iter)) else { return Ok(None) };
    let finish = |result: PyResult<Option<Ref<'py>>>| {
        drop(state.with(|s| s.iter.take()));
        result
    };
    loop {
        let (skip, ended) = state.with(|s| (s.count < s.next, s.stop.is_some_and(|stop| s.count >= stop)));
        if !skip && ended {
            return finish(Ok(None));
        }
        match iter.next_unchecked() {
            Ok(Some(item)) => {
                state.with(|s| s.count += 1);
                if skip {
                    continue;
                }
                state.with(|s| {
                    let next = s.next.saturating_add(s.step);
                    s.next = s.stop.map_or(next, |stop| next.min(stop));
                });
                return Ok(Some(item));
            }
            other => return finish(other),
        }
    }
}

/// `zip_longest`: the iterators, `None` once ended, and what stands in for their items.
#[derive(Default)]
pub struct ZipLongestState {
    iters: Vec<Option<Owned>>,
    fill: Option<Owned>,
}
native_state! {
    /// `zip_longest`
    pub ZipLongest(ZipLongestState) { iters, fill }
}
native_type! {
    /// `itertools.zip_longest`
    pub static ZIP_LONGEST: ZipLongest = "itertools.zip_longest" {
        dict: false, weakrefs: false,
        flags: abi::Py_TPFLAGS_BASETYPE,
        doc: "zip_longest(*iterables, fillvalue=None)\n--\n\nReturn a zip_longest object whose .__next__() method returns a tuple where\nthe i-th element comes from the i-th iterable argument.  The .__next__()\nmethod continues until the longest iterable in the argument sequence\nis exhausted and then it raises StopIteration.  When the shorter iterables\nare exhausted, the fillvalue is substituted in their place.  The fillvalue\ndefaults to None or can be specified by a keyword argument.",
        slots: { tp_iter: iter_self, tp_iternext: zip_longest_next, tp_new: zip_longest_new },
    }
}

fn zip_longest_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<ZipLongest>>> {
    let mut fill = py.none();
    if let Some(kwargs) = kwargs.filter(|k| !k.is_empty()) {
        match kwargs.get_str("fillvalue")? {
            Some(value) if kwargs.len() == 1 => fill = value,
            _ => return Err(raise!(py, TypeError, "zip_longest() got an unexpected keyword argument")),
        }
    }
    let iters = args.items().map(|i| Ok(Some(i.iter()?.unbind()))).collect::<PyResult<Vec<_>>>()?;
    Native::new_in(py, cls, ZipLongest(Locked::new(ZipLongestState { iters, fill: Some(fill.unbind()) })))
}

fn zip_longest_next<'py>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<ZipLongest>>,
) -> PyResult<Option<Ref<'py, Tuple>>> {
    let state = &slf.value().0;
    let (n, fill) = state.with(|s| (s.iters.len(), held(py, &s.fill)));
    let Some(fill) = fill else { return Ok(None) };
    let end_all = || {
        let old = state.with(|s| s.iters.iter_mut().map(Option::take).collect::<Vec<_>>());
        drop(old);
    };
    if state.with(|s| s.iters.iter().all(Option::is_none)) {
        return Ok(None);
    }
    let mut items = Vec::with_capacity(n);
    for i in 0..n {
        let item = match state.with(|s| s.iters.get(i).and_then(|iter| held(py, iter))) {
            None => fill.clone(),
            Some(iter) => match iter.next_unchecked() {
                Ok(Some(item)) => item,
                Ok(None) => {
                    let (ended, active) = state.with(|s| {
                        (s.iters.get_mut(i).and_then(Option::take), s.iters.iter().any(Option::is_some))
                    });
                    drop(ended);
                    if !active {
                        return Ok(None);
                    }
                    fill.clone()
                }
                Err(raised) => {
                    end_all();
                    return Err(raised);
                }
            },
        };
        items.push(item);
    }
    py.tuple(items).map(Some)
}
