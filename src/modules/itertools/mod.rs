//! `itertools`

pub mod combinatoric;
pub mod grouping;
pub mod infinite;
pub mod tee;
pub mod terminating;

use crate::support::prelude::*;

builtin_module! {
    /// The `itertools` module.
    pub ITERTOOLS = "itertools" {
        doc: "Functional tools for creating and using iterators.\n\nInfinite iterators:\ncount(start=0, step=1) --> start, start+step, start+2*step, ...\ncycle(p) --> p0, p1, ... plast, p0, p1, ...\nrepeat(elem [,n]) --> elem, elem, elem, ... endlessly or up to n times\n\nIterators terminating on the shortest input sequence:\naccumulate(p[, func]) --> p0, p0+p1, p0+p1+p2\nbatched(p, n) --> [p0, p1, ..., p_n-1], [p_n, p_n+1, ..., p_2n-1], ...\nchain(p, q, ...) --> p0, p1, ... plast, q0, q1, ...\nchain.from_iterable([p, q, ...]) --> p0, p1, ... plast, q0, q1, ...\ncompress(data, selectors) --> (d[0] if s[0]), (d[1] if s[1]), ...\ndropwhile(predicate, seq) --> seq[n], seq[n+1], starting when predicate fails\ngroupby(iterable[, keyfunc]) --> sub-iterators grouped by value of keyfunc(v)\nfilterfalse(predicate, seq) --> elements of seq where pred(elem) is False\nislice(seq, [start,] stop [, step]) --> elements from\n       seq[start:stop:step]\npairwise(s) --> (s[0],s[1]), (s[1],s[2]), (s[2], s[3]), ...\nstarmap(fun, seq) --> fun(*seq[0]), fun(*seq[1]), ...\ntee(it, n=2) --> (it1, it2 , ... itn) splits one iterator into n\ntakewhile(predicate, seq) --> seq[0], seq[1], until predicate fails\nzip_longest(p, q, ...) --> (p[0], q[0]), (p[1], q[1]), ...\n\nCombinatoric generators:\nproduct(p, q, ... [repeat=1]) --> cartesian product\npermutations(p[, r])\ncombinations(p, r)\ncombinations_with_replacement(p, r)\n",
        methods: [
            method!(fastcall "tee", tee::tee, "tee($module, iterable, n=2, /)\n--\n\nReturns a tuple of n independent iterators."),
        ],
        exec: exec,
    }
}

fn exec<'py>(_py: Attached<'py>, m: Borrowed<'_, 'py, Module>) -> PyResult<()> {
    add_types(
        &m,
        &[
            &raw mut terminating::ACCUMULATE,
            &raw mut terminating::BATCHED,
            &raw mut combinatoric::COMBINATIONS,
            &raw mut combinatoric::COMBINATIONS_WITH_REPLACEMENT,
            &raw mut infinite::CYCLE,
            &raw mut terminating::DROPWHILE,
            &raw mut terminating::TAKEWHILE,
            &raw mut terminating::ISLICE,
            &raw mut terminating::STARMAP,
            &raw mut terminating::CHAIN,
            &raw mut terminating::COMPRESS,
            &raw mut terminating::FILTERFALSE,
            &raw mut infinite::COUNT,
            &raw mut terminating::PAIRWISE,
            &raw mut combinatoric::PERMUTATIONS,
            &raw mut combinatoric::PRODUCT,
            &raw mut infinite::REPEAT,
            &raw mut grouping::GROUPBY,
            &raw mut grouping::GROUPER,
            &raw mut tee::TEE,
            &raw mut tee::TEE_DATA,
            &raw mut terminating::ZIP_LONGEST,
        ],
    )
}

/// The parameters of `tp_new`.
pub(crate) type NewArgs<'a, 'py> = Borrowed<'a, 'py, Tuple>;
/// Its keywords.
pub(crate) type NewKeywords<'a, 'py> = Option<Borrowed<'a, 'py, Dict>>;

/// An argument as a size: OverflowError when it is too large.
pub(crate) fn size_arg(arg: &Ref<'_>) -> PyResult<isize> {
    arg.index_as_isize(Some(classes::OverflowError()))
}
