//! Arithmetic on magnitudes: slices of 30-bit digits, least significant first. Big multiplications and divisions are
//! `num-bigint`'s work.

use std::cmp::Ordering;

use num_bigint::BigUint;

use super::storage::{MASK, SHIFT};

/// The slice without zeros at its top.
pub fn trim(a: &[u32]) -> &[u32] {
    &a[..a.iter().rposition(|&d| d != 0).map_or(0, |i| i + 1)]
}

/// Number of bits.
pub fn bit_length(a: &[u32]) -> u64 {
    match a.last() {
        Some(top) => (a.len() as u64 - 1) * SHIFT as u64 + (32 - top.leading_zeros()) as u64,
        None => 0,
    }
}

/// Order of two magnitudes without zeros at their top.
pub fn compare(a: &[u32], b: &[u32]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

/// `out = a + b`; `out` has one digit more than the longer one.
pub fn add(a: &[u32], b: &[u32], out: &mut [u32]) {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let mut carry = 0;
    for (i, &d) in long.iter().enumerate() {
        carry += d + short.get(i).copied().unwrap_or(0);
        out[i] = carry & MASK;
        carry >>= SHIFT;
    }
    out[long.len()] = carry;
}

/// `out = a - b` for `a >= b`; `out` is as long as `a`.
pub fn subtract(a: &[u32], b: &[u32], out: &mut [u32]) {
    let mut borrow = 0u32;
    for (i, &d) in a.iter().enumerate() {
        let diff = d.wrapping_sub(b.get(i).copied().unwrap_or(0)).wrapping_sub(borrow);
        out[i] = diff & MASK;
        borrow = diff >> 31;
    }
}

/// From this length on (of the shorter factor) `num-bigint` multiplies.
pub const BIG_FACTOR: usize = 40;

/// `out = a * b`; `out` is zero and as long as both together.
pub fn multiply(a: &[u32], b: &[u32], out: &mut [u32]) {
    if a.len().min(b.len()) >= BIG_FACTOR {
        let product = to_big(a) * to_big(b);
        write_big(&product, out);
        return;
    }
    for (i, &x) in a.iter().enumerate() {
        let mut carry = 0u64;
        for (slot, &y) in out[i..].iter_mut().zip(b) {
            carry += *slot as u64 + x as u64 * y as u64;
            *slot = carry as u32 & MASK;
            carry >>= SHIFT;
        }
        out[i + b.len()] = carry as u32;
    }
}

/// `out = a / b` for one digit `b`; gives the remainder.
pub fn divide_small(a: &[u32], b: u32, out: &mut [u32]) -> u32 {
    let mut rem = 0u64;
    for i in (0..a.len()).rev() {
        rem = rem << SHIFT | a[i] as u64;
        out[i] = (rem / b as u64) as u32;
        rem %= b as u64;
    }
    rem as u32
}

/// The remainder of `a / b` for one digit `b`.
pub fn remainder_small(a: &[u32], b: u32) -> u32 {
    a.iter().rev().fold(0u64, |rem, &d| (rem << SHIFT | d as u64) % b as u64) as u32
}

/// `out = a << bits`; `out` is long enough and zero.
pub fn shift_left(a: &[u32], bits: u64, out: &mut [u32]) {
    let (words, bits) = ((bits / SHIFT as u64) as usize, (bits % SHIFT as u64) as u32);
    let mut carry = 0u64;
    for (i, &d) in a.iter().enumerate() {
        carry |= (d as u64) << bits;
        out[words + i] = carry as u32 & MASK;
        carry >>= SHIFT;
    }
    if carry != 0 {
        out[words + a.len()] = carry as u32;
    }
}

/// `out = a >> bits`, as many digits as `out` has; says whether a one was shifted out.
pub fn shift_right(a: &[u32], bits: u64, out: &mut [u32]) -> bool {
    let words = usize::try_from(bits / SHIFT as u64).unwrap_or(usize::MAX).min(a.len());
    let bits = (bits % SHIFT as u64) as u32;
    let rest = &a[words..];
    for (i, slot) in out.iter_mut().enumerate() {
        let low = rest.get(i).copied().unwrap_or(0) as u64;
        let high = rest.get(i + 1).copied().unwrap_or(0) as u64;
        *slot = ((high << SHIFT | low) >> bits) as u32 & MASK;
    }
    a[..words].iter().any(|&d| d != 0) || rest.first().is_some_and(|&d| d & ((1 << bits) - 1) != 0)
}

/// The magnitude as a `BigUint`.
pub fn to_big(a: &[u32]) -> BigUint {
    // 16 digits of 30 bits are 15 words of 32.
    let mut words = Vec::with_capacity(a.len() + 1);
    let (mut acc, mut bits) = (0u64, 0);
    for &d in a {
        acc |= (d as u64) << bits;
        bits += SHIFT;
        if bits >= 32 {
            words.push(acc as u32);
            acc >>= 32;
            bits -= 32;
        }
    }
    words.push(acc as u32);
    BigUint::new(words)
}

/// Writes a `BigUint` into digits; the rest of `out` becomes zero.
pub fn write_big(value: &BigUint, out: &mut [u32]) {
    let (mut acc, mut bits, mut at) = (0u128, 0, 0);
    for word in value.iter_u64_digits() {
        acc |= (word as u128) << bits;
        bits += 64;
        while bits >= SHIFT && at < out.len() {
            out[at] = acc as u32 & MASK;
            acc >>= SHIFT;
            bits -= SHIFT;
            at += 1;
        }
    }
    while at < out.len() {
        out[at] = acc as u32 & MASK;
        acc >>= SHIFT;
        at += 1;
    }
}

/// How many digits a `BigUint` needs.
pub fn big_digits(value: &BigUint) -> usize {
    value.bits().div_ceil(SHIFT as u64) as usize
}
