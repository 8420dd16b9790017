//! Comparing strings in place: what dict lookups and sorting do most.

use std::cmp::Ordering;

use mortise_abi::*;

use crate::heap::handles::Ref;
use crate::objects::Str;

/// The code points of a string, by width.
enum Data<'a> {
    One(&'a [u8]),
    Two(&'a [u16]),
    Four(&'a [u32]),
}

/// # Safety
/// `s` points to a live str, which stays alive for `'a`.
#[inline(always)]
unsafe fn raw(s: *mut PyObject) -> (u32, *const u8, usize) {
    // SAFETY: every str starts with a PyASCIIObject; its state tells where the data is.
    unsafe {
        let ascii: *mut PyASCIIObject = s.cast();
        let state = (*ascii).state;
        let kind = (state & PyASCIIObject_kind_MASK) >> PyASCIIObject_kind_SHIFT;
        let data: *const u8 = if state & PyASCIIObject_compact_MASK == 0 {
            (*s.cast::<PyUnicodeObject>()).data.any.cast()
        } else if state & PyASCIIObject_ascii_MASK != 0 {
            ascii.add(1).cast()
        } else {
            s.cast::<PyCompactUnicodeObject>().add(1).cast()
        };
        (kind, data, (*ascii).length as usize)
    }
}

/// # Safety
/// As [`raw`].
unsafe fn data<'a>(s: *mut PyObject) -> Data<'a> {
    // SAFETY: that many units of that width are there and do not change.
    unsafe {
        let (kind, data, len) = raw(s);
        match kind {
            1 => Data::One(std::slice::from_raw_parts(data, len)),
            2 => Data::Two(std::slice::from_raw_parts(data.cast(), len)),
            _ => Data::Four(std::slice::from_raw_parts(data.cast(), len)),
        }
    }
}

/// Whether two strings are equal.
///
/// # Safety
/// Both point to live str objects.
#[inline]
pub unsafe fn equal(a: *mut PyObject, b: *mut PyObject) -> bool {
    // SAFETY: by contract; a string is kept in the narrowest form, so equal ones have one width.
    unsafe {
        let (kind, x, len) = raw(a);
        let (other_kind, y, other_len) = raw(b);
        if len != other_len || kind != other_kind {
            return false;
        }
        let bytes = len * kind as usize;
        std::slice::from_raw_parts(x, bytes) == std::slice::from_raw_parts(y, bytes)
    }
}

/// The order of two strings by code points.
pub fn compare(a: &Ref<'_, Str>, b: &Ref<'_, Str>) -> Ordering {
    fn wide<A: Copy + Into<u32>, B: Copy + Into<u32>>(a: &[A], b: &[B]) -> Ordering {
        a.iter().map(|&c| c.into()).cmp(b.iter().map(|&c| c.into()))
    }
    // SAFETY: live strings.
    match unsafe { (data(a.as_object_ptr()), data(b.as_object_ptr())) } {
        (Data::One(a), Data::One(b)) => a.cmp(b),
        (Data::One(a), Data::Two(b)) => wide(a, b),
        (Data::One(a), Data::Four(b)) => wide(a, b),
        (Data::Two(a), Data::One(b)) => wide(a, b),
        (Data::Two(a), Data::Two(b)) => a.cmp(b),
        (Data::Two(a), Data::Four(b)) => wide(a, b),
        (Data::Four(a), Data::One(b)) => wide(a, b),
        (Data::Four(a), Data::Two(b)) => wide(a, b),
        (Data::Four(a), Data::Four(b)) => a.cmp(b),
    }
}

/// Whether the object's type is exactly `str`.
///
/// # Safety
/// `ob` points to a live object.
#[inline(always)]
pub unsafe fn is_exact(ob: *mut PyObject) -> bool {
    // SAFETY: by contract.
    unsafe { (*ob).ob_type == &raw mut crate::capi::decl::PyUnicode_Type }
}

/// The hash that the string remembers, or -1.
///
/// # Safety
/// `s` points to a live str.
#[inline(always)]
pub unsafe fn cached_hash(s: *mut PyObject) -> isize {
    // SAFETY: by contract; another thread may be storing the one value that it can have.
    unsafe { (&raw const (*s.cast::<PyASCIIObject>()).hash).read_volatile() }
}
