//! `product`, `permutations`, `combinations`, `combinations_with_replacement`

use super::{NewArgs, NewKeywords, size_arg};
use crate::support::prelude::*;

/// Where an enumeration is.
#[derive(Default, PartialEq, Clone, Copy)]
enum Stage {
    #[default]
    Ended,
    First,
    Running,
}

/// The pools and the current choice from them.
#[derive(Default)]
pub struct Choice {
    pools: Vec<Owned<Tuple>>,
    indices: Vec<usize>,
    /// `permutations` only
    cycles: Vec<usize>,
    stage: Stage,
}
trace!(Choice { pools });

/// One enumeration: its value, type and `next`, which differs in how the choice moves on.
macro_rules! enumeration {
    ($Value:ident, $NAME:ident, $name:literal, $doc:literal, $new:ident, $next:ident, $advance:expr, $pick:expr) => {
        #[doc = concat!("`", $name, "`")]
        pub struct $Value(Locked<Choice>);
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
            #[doc = concat!("`", $name, "`")]
            pub static $NAME: $Value = $name {
                dict: false, weakrefs: false,
                flags: abi::Py_TPFLAGS_BASETYPE,
                doc: $doc,
                slots: { tp_iter: iter_self, tp_iternext: $next, tp_new: $new },
                methods: [ method!(noargs "__sizeof__", sizeof::<$Value>, "Returns size in memory, in bytes.") ],
            }
        }
        impl HasChoice for $Value {
            fn choice(&self) -> &Locked<Choice> {
                &self.0
            }
        }
        fn $next<'py>(py: Attached<'py>, slf: Borrowed<'_, 'py, Native<$Value>>) -> PyResult<Option<Ref<'py, Tuple>>> {
            let items = slf.value().0.with(|c| {
                let more: fn(&mut Choice) -> bool = $advance;
                let stage = c.stage;
                c.stage = match stage {
                    Stage::First => Stage::Running,
                    Stage::Running if more(c) => Stage::Running,
                    _ => Stage::Ended,
                };
                if c.stage == Stage::Ended {
                    return None;
                }
                let pick: fn(&Choice, usize) -> (usize, usize) = $pick;
                let n = c.picked();
                Some((0..n).map(|i| {
                    let (pool, at) = pick(c, i);
                    c.pools[pool].bind(py).item(at).to_owned()
                }).collect::<Vec<_>>())
            });
            items.map(|items| py.tuple(items)).transpose()
        }
    };
}

trait HasChoice {
    fn choice(&self) -> &Locked<Choice>;
}

fn sizeof<'py, T: HasChoice + NativeClass>(
    py: Attached<'py>,
    slf: Borrowed<'_, 'py, Native<T>>,
) -> PyResult<Ref<'py, Int>> {
    let places =
        slf.value().choice().with(|c| c.indices.capacity() + c.cycles.capacity() + c.pools.capacity());
    py.int_from_usize(std::mem::size_of::<Native<T>>() + places * std::mem::size_of::<usize>())
}

impl Choice {
    /// How many items are picked.
    fn picked(&self) -> usize {
        if self.cycles.is_empty() { self.indices.len() } else { self.cycles.len() }
    }
    fn pool_len(&self) -> usize {
        // SAFETY: the enumeration's owner is attached, as everybody who holds an object is; a tuple's size does not change.
        unsafe { (*self.pools[0].as_ptr()).ob_base.ob_size as usize }
    }
}

/// The size `r` and a tuple of the iterable.
fn pool_and_size<'py>(
    py: Attached<'py>,
    sig: &'static Signature<2>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<(Ref<'py, Tuple>, usize)> {
    let [iterable, r] = sig.parse_tuple(py, args, kwargs)?;
    let r = size_arg(&r.expect("required"))?;
    let pool = iterable.expect("required").to_tuple()?;
    if r < 0 {
        return Err(raise!(py, ValueError, "r must be non-negative"));
    }
    Ok((pool, r as usize))
}

enumeration!(
    Combinations,
    COMBINATIONS,
    "itertools.combinations",
    "combinations(iterable, r)\n--\n\nReturn successive r-length combinations of elements in the iterable.\n\ncombinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)",
    combinations_new,
    combinations_next,
    |c| {
        let (n, r) = (c.pool_len(), c.indices.len());
        let Some(i) = (0..r).rev().find(|&i| c.indices[i] != i + n - r) else { return false };
        c.indices[i] += 1;
        for j in i + 1..r {
            c.indices[j] = c.indices[j - 1] + 1;
        }
        true
    },
    |c, i| (0, c.indices[i])
);

fn combinations_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<Combinations>>> {
    static SIG: Signature<2> = Signature::new("combinations", ["iterable", "r"], 2);
    let (pool, r) = pool_and_size(py, &SIG, args, kwargs)?;
    let fits = r <= pool.len();
    let choice = Choice {
        pools: vec![pool.unbind()],
        indices: if fits { (0..r).collect() } else { Vec::new() },
        cycles: Vec::new(),
        stage: if fits { Stage::First } else { Stage::Ended },
    };
    Native::new_in(py, cls, Combinations(Locked::new(choice)))
}

enumeration!(
    CombinationsWithReplacement,
    COMBINATIONS_WITH_REPLACEMENT,
    "itertools.combinations_with_replacement",
    "combinations_with_replacement(iterable, r)\n--\n\nReturn successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.\n\ncombinations_with_replacement('ABC', 2) --> (\'A\',\'A\'), (\'A\',\'B\'), (\'A\',\'C\'), (\'B\',\'B\'), (\'B\',\'C\'), (\'C\',\'C\')",
    replacement_new,
    replacement_next,
    |c| {
        let n = c.pool_len();
        let Some(i) = c.indices.iter().rposition(|&at| at + 1 != n) else { return false };
        let next = c.indices[i] + 1;
        c.indices[i..].fill(next);
        true
    },
    |c, i| (0, c.indices[i])
);

fn replacement_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<CombinationsWithReplacement>>> {
    static SIG: Signature<2> = Signature::new("combinations_with_replacement", ["iterable", "r"], 2);
    let (pool, r) = pool_and_size(py, &SIG, args, kwargs)?;
    let stage = if pool.is_empty() && r > 0 { Stage::Ended } else { Stage::First };
    let choice = Choice { pools: vec![pool.unbind()], indices: vec![0; r], cycles: Vec::new(), stage };
    Native::new_in(py, cls, CombinationsWithReplacement(Locked::new(choice)))
}

enumeration!(
    Permutations,
    PERMUTATIONS,
    "itertools.permutations",
    "permutations(iterable, r=None)\n--\n\nReturn successive r-length permutations of elements in the iterable.\n\npermutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)",
    permutations_new,
    permutations_next,
    |c| {
        let (n, r) = (c.indices.len(), c.cycles.len());
        for i in (0..r).rev() {
            c.cycles[i] -= 1;
            if c.cycles[i] == 0 {
                c.indices[i..].rotate_left(1);
                c.cycles[i] = n - i;
            } else {
                let j = n - c.cycles[i];
                c.indices.swap(i, j);
                return true;
            }
        }
        false
    },
    |c, i| (0, c.indices[i])
);

fn permutations_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<Permutations>>> {
    static SIG: Signature<2> = Signature::new("permutations", ["iterable", "r"], 1);
    let [iterable, r] = SIG.parse_tuple(py, args, kwargs)?;
    let pool = iterable.expect("required").to_tuple()?;
    let n = pool.len();
    let r = match r.filter(|r| !r.is_none()) {
        None => n,
        Some(r) => {
            if r.cast::<Int>().is_none() {
                return Err(raise!(py, TypeError, "Expected int as r"));
            }
            let r = size_arg(&r)?;
            if r < 0 {
                return Err(raise!(py, ValueError, "r must be non-negative"));
            }
            r as usize
        }
    };
    let stage = if r > n { Stage::Ended } else { Stage::First };
    // Without a cycle there is one empty choice: nothing is picked from the indices.
    let indices = if r == 0 || r > n { Vec::new() } else { (0..n).collect() };
    let cycles = if r > n { Vec::new() } else { (0..r).map(|i| n - i).collect() };
    let choice = Choice { pools: vec![pool.unbind()], indices, cycles, stage };
    Native::new_in(py, cls, Permutations(Locked::new(choice)))
}

enumeration!(
    Product,
    PRODUCT,
    "itertools.product",
    "product(*iterables, repeat=1)\n--\n\nCartesian product of input iterables.  Equivalent to nested for-loops.\n\nFor example, product(A, B) returns the same as:  ((x,y) for x in A for y in B).\nThe leftmost iterators are in the outermost for-loop, so the output tuples\ncycle in a manner similar to an odometer (with the rightmost element changing\non every iteration).\n\nTo compute the product of an iterable with itself, specify the number\nof repetitions with the optional repeat keyword argument. For example,\nproduct(A, repeat=4) means the same as product(A, A, A, A).\n\nproduct('ab', range(3)) --> ('a',0) ('a',1) ('a',2) ('b',0) ('b',1) ('b',2)\nproduct((0,1), (0,1), (0,1)) --> (0,0,0) (0,0,1) (0,1,0) (0,1,1) (1,0,0) ...",
    product_new,
    product_next,
    |c| {
        for i in (0..c.indices.len()).rev() {
            c.indices[i] += 1;
            // SAFETY: as in `pool_len`.
            if c.indices[i] < unsafe { (*c.pools[i].as_ptr()).ob_base.ob_size as usize } {
                return true;
            }
            c.indices[i] = 0;
        }
        false
    },
    |c, i| (i, c.indices[i])
);

fn product_new<'py>(
    py: Attached<'py>,
    cls: Borrowed<'_, 'py, Type>,
    args: NewArgs<'_, 'py>,
    kwargs: NewKeywords<'_, 'py>,
) -> PyResult<Ref<'py, Native<Product>>> {
    let mut repeat = 1;
    if let Some(kwargs) = kwargs.filter(|k| !k.is_empty()) {
        if kwargs.len() > 1 {
            return Err(raise!(
                py,
                TypeError,
                "product() takes at most 1 keyword argument ({} given)",
                kwargs.len()
            ));
        }
        let Some(value) = kwargs.get_str("repeat")? else {
            let mut pos = 0;
            let name = match kwargs.next_entry(&mut pos) {
                Some((key, _)) => key.to_str()?.to_string_lossy(),
                None => String::new(),
            };
            return Err(raise!(py, TypeError, "product() got an unexpected keyword argument '{name}'"));
        };
        repeat = size_arg(&value)?;
        if repeat < 0 {
            return Err(raise!(py, ValueError, "repeat argument cannot be negative"));
        }
    }
    let base = if repeat == 0 {
        Vec::new()
    } else {
        args.items().map(|i| i.to_tuple()).collect::<PyResult<Vec<_>>>()?
    };
    let Some(total) = base.len().checked_mul(repeat as usize).filter(|&n| n <= isize::MAX as usize / 8)
    else {
        return Err(raise!(py, OverflowError, "repeat argument too large"));
    };
    let mut pools = Vec::new();
    if pools.try_reserve_exact(total).is_err() {
        return Err(protocol::no_memory(py));
    }
    pools.extend((0..total).map(|i| base[i % base.len()].clone().unbind()));
    let stage = if base.iter().any(|p| p.is_empty()) { Stage::Ended } else { Stage::First };
    let choice = Choice { indices: vec![0; total], pools, cycles: Vec::new(), stage };
    Native::new_in(py, cls, Product(Locked::new(choice)))
}
