//! What a code point is: the tables' interface.

use super::storage::MAX_UNICODE;
use super::tables::*;

/// Properties of a class of code points: flags, distances to the simple upper, lower and title case forms, decimal and digit
/// value (255 for none).
pub struct Record(pub u16, pub i32, pub i32, pub i32, pub u8, pub u8);

const SPECIAL: u16 = 1 << 14;

#[inline]
fn record(c: u32) -> &'static Record {
    if c > MAX_UNICODE {
        return record(0xffff);
    }
    let block = FIRST[(c >> SHIFT) as usize] as usize;
    &RECORDS[SECOND[block << SHIFT | (c as usize & ((1 << SHIFT) - 1))] as usize]
}

macro_rules! tests {
    ($($(#[$doc:meta])* $name:ident = $bit:literal;)*) => { $(
        $(#[$doc])*
        #[inline]
        pub fn $name(c: u32) -> bool {
            record(c).0 & (1 << $bit) != 0
        }
    )* };
}
tests! {
    /// Letters
    is_alpha = 0;
    /// Decimal digits
    is_decimal = 1;
    /// Digits, superscripts included
    is_digit = 2;
    /// Whatever has a numeric value
    is_numeric = 3;
    /// Lowercase
    is_lower = 4;
    /// Uppercase
    is_upper = 5;
    /// Titlecase
    is_title = 6;
    /// White space
    is_space = 7;
    /// Line boundaries
    is_linebreak = 8;
    /// Shown by `repr` as it is
    is_printable = 9;
    /// May start an identifier
    is_id_start = 10;
    /// May be inside an identifier
    is_id_continue = 11;
    /// Has case
    is_cased = 12;
    /// Does not separate words for casing
    is_case_ignorable = 13;
}

/// Letters, digits and numbers.
pub fn is_alnum(c: u32) -> bool {
    record(c).0 & 0b1111 != 0
}

/// The simple uppercase form.
pub fn simple_upper(c: u32) -> u32 {
    c.wrapping_add_signed(record(c).1)
}
/// The simple lowercase form.
pub fn simple_lower(c: u32) -> u32 {
    c.wrapping_add_signed(record(c).2)
}
/// The simple titlecase form.
pub fn simple_title(c: u32) -> u32 {
    c.wrapping_add_signed(record(c).3)
}
/// The value of a decimal digit.
pub fn decimal(c: u32) -> Option<u32> {
    let value = record(c).4;
    (value != 255).then_some(value as u32)
}
/// The value of a digit.
pub fn digit(c: u32) -> Option<u32> {
    let value = record(c).5;
    (value != 255).then_some(value as u32)
}
/// The numeric value.
pub fn numeric(c: u32) -> Option<f64> {
    if !is_numeric(c) {
        return None;
    }
    NUMBERS.binary_search_by_key(&c, |n| n.0).ok().map(|i| NUMBERS[i].1)
}

fn full(c: u32, delta: i32, flags: u16, table: &[(u32, [u32; 3])], mut push: impl FnMut(u32)) {
    if flags & SPECIAL != 0
        && let Ok(i) = table.binary_search_by_key(&c, |t| t.0)
    {
        table[i].1.iter().take_while(|&&c| c != 0).for_each(|&c| push(c));
    } else {
        push(c.wrapping_add_signed(delta));
    }
}
/// The full uppercase form.
#[inline]
pub fn upper(c: u32, push: impl FnMut(u32)) {
    let r = record(c);
    full(c, r.1, r.0, &UPPER, push)
}
/// The full lowercase form, without context.
#[inline]
pub fn lower(c: u32, push: impl FnMut(u32)) {
    let r = record(c);
    full(c, r.2, r.0, &LOWER, push)
}
/// The full titlecase form.
#[inline]
pub fn title(c: u32, push: impl FnMut(u32)) {
    let r = record(c);
    full(c, r.3, r.0, &TITLE, push)
}
/// The full case-folded form.
#[inline]
pub fn fold(c: u32, push: impl FnMut(u32)) {
    let r = record(c);
    full(c, r.2, r.0, &FOLD, push)
}
