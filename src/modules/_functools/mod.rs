//! `_functools`

pub mod cmp_to_key;
pub mod lru_cache;
pub mod partial;

use crate::support::prelude::*;
use crate::support::ready_types;

builtin_module! {
    /// The `_functools` module.
    pub FUNCTOOLS = "_functools" {
        doc: "Tools that operate on functions.",
        methods: [
            method!(keywords "reduce", reduce, "reduce(function, iterable[, initial], /)\n--\n\nApply a function of two arguments cumulatively to the items of an iterable, from left to right.\n\nThis effectively reduces the iterable to a single value.  If initial is present,\nit is placed before the items of the iterable in the calculation, and serves as\na default when the iterable is empty.\n\nFor example, reduce(lambda x, y: x+y, [1, 2, 3, 4, 5])\ncalculates ((((1 + 2) + 3) + 4) + 5)."),
            method!(keywords "cmp_to_key", cmp_to_key::cmp_to_key, "cmp_to_key($module, /, mycmp)\n--\n\nConvert a cmp= function into a key= function.\n\n  mycmp\n    Function that compares two objects."),
        ],
        exec: exec,
    }
}

fn exec<'py>(py: Attached<'py>, m: Borrowed<'_, 'py, Module>) -> PyResult<()> {
    ready_types(py, &[&raw mut cmp_to_key::KEY])?;
    add_types(&m, &[&raw mut partial::PARTIAL, &raw mut lru_cache::LRU_CACHE])
}

fn reduce<'py>(py: Attached<'py>, _m: Borrowed<'_, 'py, Module>, args: Args<'_, 'py>) -> PyResult<Ref<'py>> {
    args.expect(py, "reduce", 2, 3)?;
    let (function, iterable) = (args.get(0).expect("counted"), args.get(1).expect("counted"));
    let iter = match iterable.iter() {
        Ok(iter) => iter,
        Err(raised) if raised.matches(py, classes::TypeError()) => {
            raised.clear(py);
            return Err(raise!(py, TypeError, "reduce() arg 2 must support iteration"));
        }
        Err(raised) => return Err(raised),
    };
    let mut total = args.get(2).map(Borrowed::to_owned);
    while let Some(item) = iter.next_unchecked()? {
        total = Some(match total {
            None => item,
            Some(total) => function.call([&total, &item])?,
        });
    }
    total.ok_or_else(|| raise!(py, TypeError, "reduce() of empty iterable with no initial value"))
}
