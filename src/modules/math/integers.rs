//! The functions on ints.

use mortise_core::args::Args;
use mortise_core::objects::int::arith::{from_big, product};
use mortise_core::objects::int::{division, magnitude};
use mortise_core::{Attached, Borrowed, PyResult, Ref, raise};
use num_bigint::BigUint;

use super::{Mod, Object};

fn big<'py>(py: Attached<'py>, value: &BigUint) -> Object<'py> {
    from_big(py, false, value).map(Ref::into_any)
}

/// The product of the numbers from `low` to `high`, in halves, so that the factors are of one size.
fn product_of_range(low: u64, high: u64) -> BigUint {
    if low > high {
        return BigUint::from(1u32);
    }
    if high - low < 8 {
        return (low..=high).map(BigUint::from).product();
    }
    let middle = low + (high - low) / 2;
    product_of_range(low, middle) * product_of_range(middle + 1, high)
}

pub fn factorial<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, n: Borrowed<'_, 'py>) -> Object<'py> {
    let n = n.index()?;
    if n.is_negative() {
        return Err(raise!(py, ValueError, "factorial() not defined for negative values"));
    }
    match n.to_i64() {
        Some(n) => big(py, &product_of_range(2, n as u64)),
        None => Err(raise!(py, OverflowError, "factorial() argument should not exceed {}", i64::MAX)),
    }
}

pub fn isqrt<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, n: Borrowed<'_, 'py>) -> Object<'py> {
    let n = n.index()?;
    if n.is_negative() {
        return Err(raise!(py, ValueError, "isqrt() argument must be nonnegative"));
    }
    big(py, &magnitude::to_big(n.digits()).sqrt())
}

/// `n (n - 1) … (n - k + 1)`
fn falling(n: &BigUint, k: u64) -> BigUint {
    if let Ok(n) = u64::try_from(n) {
        return if k > n { BigUint::ZERO } else { product_of_range(n - k + 1, n) };
    }
    (0..k).fold(BigUint::from(1u32), |result, i| result * (n - BigUint::from(i)))
}

pub fn comb<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "comb", 2, 2)?;
    let get = |i| args.get(i).expect("counted").index();
    let (n, k) = (get(0)?, get(1)?);
    if n.is_negative() {
        return Err(raise!(py, ValueError, "n must be a non-negative integer"));
    }
    if k.is_negative() {
        return Err(raise!(py, ValueError, "k must be a non-negative integer"));
    }
    let (n, mut k) = (magnitude::to_big(n.digits()), magnitude::to_big(k.digits()));
    if k > n {
        return Ok(py.int(0)?.into_any());
    }
    let other = &n - &k;
    if other < k {
        k = other;
    }
    let Ok(k) = u64::try_from(&k) else {
        return Err(raise!(py, OverflowError, "min(n - k, k) must not exceed {}", i64::MAX));
    };
    big(py, &(falling(&n, k) / product_of_range(2, k)))
}

pub fn perm<'py>(py: Attached<'py>, m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    args.expect(py, "perm", 1, 2)?;
    let Some(k) = args.get(1).filter(|k| !k.is_none()) else {
        return factorial(py, m, args.get(0).expect("counted"));
    };
    let (n, k) = (args.get(0).expect("counted").index()?, k.index()?);
    if n.is_negative() {
        return Err(raise!(py, ValueError, "n must be a non-negative integer"));
    }
    if k.is_negative() {
        return Err(raise!(py, ValueError, "k must be a non-negative integer"));
    }
    let (n, k) = (magnitude::to_big(n.digits()), magnitude::to_big(k.digits()));
    if k > n {
        return Ok(py.int(0)?.into_any());
    }
    let Ok(k) = u64::try_from(&k) else {
        return Err(raise!(py, OverflowError, "k must not exceed {}", i64::MAX));
    };
    big(py, &falling(&n, k))
}

pub fn gcd<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let mut result = py.int(0)?;
    for arg in args.iter() {
        let arg = arg.index()?;
        result = division::gcd(py, &result, &arg)?;
    }
    Ok(result.into_any())
}

pub fn lcm<'py>(py: Attached<'py>, _m: Mod<'_, 'py>, args: Args<'_, 'py>) -> Object<'py> {
    let mut result = py.int(1)?;
    for arg in args.iter() {
        let arg = arg.index()?;
        if arg.is_zero() || result.is_zero() {
            result = py.int(0)?;
            continue;
        }
        let common = division::gcd(py, &result, &arg)?;
        let value = product(py, &division::quotient(py, &result, &common)?, &arg)?;
        result = magnitude_of(py, &value)?;
    }
    Ok(result.into_any())
}

fn magnitude_of<'py>(
    py: Attached<'py>,
    value: &Ref<'py, mortise_core::objects::Int>,
) -> PyResult<Ref<'py, mortise_core::objects::Int>> {
    mortise_core::objects::int::arith::absolute(py, value.borrow())
}
